package web

import (
	"time"

	"xunpan"
)

// CompaniesView is the list of the buyers' firms.
type CompaniesView struct {
	Frame
	Filter    BookFilter
	Rows      []CompanyRow
	New       NewEntry
	Older     string
	Countries []string
	Owners    []Person
	Tags      []string
}

// CompanyRow is one firm of the list.
type CompanyRow struct {
	ID        xunpan.ID
	Name      string
	Country   string
	Website   string
	Grade     string // best of its inquiries or as set; "" unknown
	Contacts  int
	Inquiries int
	Last      time.Time
	Owner     Person
	Tags      []string
	Masked    bool // only name and owner may be seen
}

// CompanyView is one firm.
type CompanyView struct {
	Frame
	RecordView
	Country, Website, Grade string
	Address                 string
	Domains, Phones         []string // by which its mail is known
	Contacts                []ContactRow
}

func countryChoices(t *T, codes []string, chosen string) []choice {
	var out []choice
	for _, c := range codes {
		out = append(out, choice{c, t.Country(c), c == chosen})
	}
	return out
}
