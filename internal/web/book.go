package web

import (
	"time"

	"xunpan"
)

// RecordView is what the pages of a company and of a contact have in common.
type RecordView struct {
	ID        xunpan.ID
	Base      string // "/companies" or "/contacts"
	Version   int64  // that is shown: a change that came between is not overwritten
	Heading   string // in place of a missing name
	Name      string
	Owner     Person
	Owners    []Person
	Tags      []string
	AllTags   []string
	Note      string
	Custom    []CustomField
	Inquiries []InquiryRow
	More      string // address of all its inquiries; "" when all are shown
	History   []HistoryLine
	Twins     []TwinView // that may be the same
	Merged    []MergedView
	Since     time.Time
	Last      time.Time
	Masked    string // name of the colleague whose it is, when the user may see no more than that
	Problem   string
}

// CustomField is a field the company has added to its book.
type CustomField struct {
	Name  string // as the company calls it; also the field's name in the form
	Kind  string // "text", "number", "date", "choice"
	Value string
	Among []string // the values of a choice
}

// TwinView is another record that may be the same, and why.
type TwinView struct {
	ID      xunpan.ID
	Name    string
	Why     []string // in the user's language
	Against []string // what disagrees
	Count   int      // its inquiries
}

// MergedView is a record that went into this one and can come out again.
type MergedView struct {
	ID   xunpan.ID
	Name string
	By   string
	At   time.Time
}

// NewEntry is an entry that somebody typed and that was not made yet.
type NewEntry struct {
	Name, Website, Mail, Phone string
	Problem                    string     // in the user's language
	Taken                      []TakenRow // it may be one of these
}

// TakenRow is an entry of the book that one just typed may be.
type TakenRow struct {
	Name, Owner string
	URL         string   // "" for a colleague's
	Why         []string // in the user's language
}

func (r RecordView) url() string { return r.Base + "/" + string(r.ID) }

func (r RecordView) act(verb string) string { return r.url() + "/" + verb }

// BookFilter narrows the lists of companies and contacts.
type BookFilter struct {
	Query, Country, Owner, Tag, Grade string
}

func (f BookFilter) some() bool { return f != BookFilter{} }
