package web

import "xunpan"

// FieldsView is the fields the company added to its companies and contacts.
type FieldsView struct {
	Frame
	Rows     []FieldRow
	Edit     FieldForm // the field in the form; empty for a new one
	Version  int64
	Problem  string // what is wrong with no field of the form
	Problems map[string]string
}

// FieldRow is one custom field.
type FieldRow struct {
	Noun, ID string
	Name     string
	Kind     string
	Choices  []string
	Up       bool // there is one of its noun before it
}

// FieldForm is a custom field as a form takes it.
type FieldForm struct {
	Was            string // "noun.id" of the field that is changed; "" for a new one
	Noun           string
	NameEn, NameZh string
	Kind           string
	Choices        []string
}

func (r FieldRow) key() string { return r.Noun + "." + r.ID }

func (r FieldRow) url() string { return "/settings/fields/" + r.key() }

// fieldNouns and fieldKinds are what a custom field can be of and hold.
var (
	fieldNouns = [...]string{string(xunpan.CompanyNoun), string(xunpan.ContactNoun)}
	fieldKinds = [...]string{xunpan.FieldText, xunpan.FieldNumber, xunpan.FieldDate, xunpan.FieldChoice}
)

func (v FieldsView) kinds() []choice {
	var out []choice
	for _, k := range fieldKinds {
		out = append(out, choice{k, v.T.Of("fieldkind", k), k == v.Edit.Kind})
	}
	return out
}

func (v FieldsView) nouns() []choice {
	var out []choice
	for _, n := range fieldNouns {
		out = append(out, choice{n, v.T.Of("fieldnoun", n), n == v.Edit.Noun})
	}
	return out
}

// of are the fields of a noun.
func (v FieldsView) of(noun string) []FieldRow {
	var out []FieldRow
	for _, r := range v.Rows {
		if r.Noun == noun {
			out = append(out, r)
		}
	}
	return out
}
