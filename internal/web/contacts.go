package web

import (
	"slices"
	"time"

	"xunpan"
)

// ContactsView is the list of the buyers' people.
type ContactsView struct {
	Frame
	Filter    BookFilter
	Rows      []ContactRow
	New       NewEntry
	Older     string
	Countries []string
	Owners    []Person
	Tags      []string
}

// ContactRow is one person of a list.
type ContactRow struct {
	ID        xunpan.ID
	Name      string
	Title     string
	Mail      string
	Phone     string
	Country   string
	Company   string
	CompanyID xunpan.ID
	Inquiries int
	Last      time.Time
	Owner     Person
	Tags      []string
	Masked    bool
}

// ContactView is one person.
type ContactView struct {
	Frame
	RecordView
	JobTitle, Mail, Phone, Country, Lang string
	Company                              string
	CompanyID                            xunpan.ID
	OtherMails, OtherPhones              []string
	Searches                             []SearchLink
}

// mails are all addresses, the one to write to first.
func (v ContactView) mails() []string { return withFirst(v.Mail, v.OtherMails) }

// phones are all numbers, the main one first.
func (v ContactView) phones() []string { return withFirst(v.Phone, v.OtherPhones) }

// langs are the languages to choose from, the contact's own among them.
func (v ContactView) langs() []string {
	if v.Lang == "" || slices.Contains(readable, v.Lang) {
		return readable
	}
	return append([]string{v.Lang}, readable...)
}

func withFirst(first string, others []string) []string {
	if first == "" {
		return others
	}
	return append([]string{first}, others...)
}

// ownersOf are owners to filter by, nobody among them.
func ownersOf(t *T, people []Person, chosen string) []choice {
	out := []choice{{"none", t.Say("owner.none"), chosen == "none"}}
	return append(out, personChoices(people, xunpan.ID(chosen))...)
}
