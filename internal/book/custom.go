package book

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"xunpan"
)

// limits of what users define and write.
const (
	maxFields  = 60
	maxChoices = 100
	maxCustom  = 2000 // bytes of a value
)

var fieldID = regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`)

func invalid(field, en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// CheckFields tells whether the definitions of custom fields make sense; an
// *xunpan.Invalid if not.
func CheckFields(fs []xunpan.CustomField) error {
	if len(fs) > maxFields {
		return invalid("custom_fields", "There can be %d custom fields at most.", "自定义字段最多 %d 个。", maxFields)
	}
	seen := map[string]bool{}
	for i := range fs {
		f := &fs[i]
		switch key := string(f.Noun) + "." + f.ID; {
		case !fieldID.MatchString(f.ID):
			return invalid("id", "A field's id is made of small letters, digits and “_”, not %q.", "字段标识只能由小写字母、数字和“_”组成，不能是“%s”。", f.ID)
		case f.Noun != xunpan.CompanyNoun && f.Noun != xunpan.ContactNoun:
			return invalid("noun", "Custom fields are for companies or contacts, not for %q.", "自定义字段只能用于公司或联系人，不能用于“%s”。", string(f.Noun))
		case seen[key]:
			return invalid("id", "There are two fields with the id %q.", "字段标识“%s”重复。", f.ID)
		case f.Name.En == "" && f.Name.Zh == "":
			return invalid("name", "The field %q has no name.", "字段“%s”没有名称。", f.ID)
		case len(f.Name.En)+len(f.Name.Zh) > 400:
			return invalid("name", "The name of the field %q is too long.", "字段“%s”的名称太长。", f.ID)
		case f.Kind != xunpan.FieldChoice && len(f.Choices) > 0:
			return invalid("choices", "Only a field to choose from has choices; %q has not.", "只有选项字段才能有选项，“%s”不是。", f.ID)
		default:
			seen[key] = true
		}
		switch f.Kind {
		case xunpan.FieldText, xunpan.FieldNumber, xunpan.FieldDate:
		case xunpan.FieldChoice:
			if err := checkChoices(f); err != nil {
				return err
			}
		default:
			return invalid("kind", "A field is text, number, date or choice, not %q.", "字段类型只有文本、数字、日期和选项，没有“%s”。", f.Kind)
		}
	}
	return nil
}

func checkChoices(f *xunpan.CustomField) error {
	if len(f.Choices) == 0 || len(f.Choices) > maxChoices {
		return invalid("choices", "The field %q needs between 1 and %d choices.", "字段“%s”需要 1 到 %d 个选项。", f.ID, maxChoices)
	}
	for i, c := range f.Choices {
		if strings.TrimSpace(c) == "" || len(c) > 200 || slices.Contains(f.Choices[:i], c) {
			return invalid("choices", "The choice %q of the field %q is empty, too long or there twice.", "选项“%s”（字段“%s”）为空、太长或重复。", c, f.ID)
		}
	}
	return nil
}

// CheckCustom brings the values that a user gave for custom fields into their
// normal form; an *xunpan.Invalid names the first that makes no sense. An empty
// value takes a field's value away.
func CheckCustom(fs []xunpan.CustomField, noun xunpan.Noun, given map[string]string) (map[string]string, error) {
	out := make(map[string]string, len(given))
	for id, v := range given {
		i := slices.IndexFunc(fs, func(f xunpan.CustomField) bool { return f.ID == id && f.Noun == noun })
		if i < 0 {
			return nil, invalid("custom."+id, "There is no custom field %q.", "没有自定义字段“%s”。", id)
		}
		norm, err := normal(&fs[i], strings.TrimSpace(v))
		if err != nil {
			return nil, err
		}
		out[id] = norm
	}
	return out, nil
}

// normal is a value as it is kept.
func normal(f *xunpan.CustomField, v string) (string, error) {
	at := "custom." + f.ID
	switch {
	case v == "":
		return "", nil
	case len(v) > maxCustom || !utf8.ValidString(v):
		return "", invalid(at, "The value of %q is longer than %d bytes or no text.", "“%s”的值超过 %d 字节或不是文本。", f.ID, maxCustom)
	}
	switch f.Kind {
	case xunpan.FieldNumber:
		n := strings.ReplaceAll(v, " ", "")
		if !decimal.MatchString(n) {
			return "", invalid(at, "%q is no number. Write it like 12.50.", "“%s”不是数字，请写成 12.50 的形式。", v)
		}
		return n, nil
	case xunpan.FieldDate:
		d, err := time.Parse(time.DateOnly, v)
		if err != nil || d.Year() < 1000 {
			return "", invalid(at, "%q is no date. Write it like 2026-11-20.", "“%s”不是日期，请写成 2026-11-20 的形式。", v)
		}
		return v, nil
	case xunpan.FieldChoice:
		if !slices.Contains(f.Choices, v) {
			return "", invalid(at, "%q is none of the choices: %s.", "“%s”不在选项中：%s。", v, strings.Join(f.Choices, ", "))
		}
	}
	return v, nil
}

var decimal = regexp.MustCompile(`^-?[0-9]{1,18}(\.[0-9]{1,9})?$`)
