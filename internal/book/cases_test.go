package book_test

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"golang.org/x/tools/txtar"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/extract"
	"xunpan/internal/judge"
	"xunpan/internal/lookup"
	"xunpan/internal/mail"
)

// The cases tell which messages the book takes for one buyer's, in txtar files
// that a trader can read and extend: testdata/README.md says how.

var now = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

// house is the maker to whom all buyers write.
var house = xunpan.Profile{Names: []string{"Yongtai Lighting"}, Domains: []string{"yongtai-lighting.example"}, Customers: []string{"harrowgate-lamps.example"}}

// read takes a message as far as the desk does.
func read(m *xunpan.Message) (*xunpan.Facts, *xunpan.Assessment) {
	r := extract.Read(m, &extract.Env{House: house, Home: "CN"})
	s := lookup.Local(m, r, lookup.NewEnv("CN", house))
	if r.Buyer.Country.Value == "" {
		r.Buyer.Country.Value, r.Buyer.CountryBasis = lookup.Country(s.Claims)
	}
	f := &xunpan.Facts{Message: m, Reading: r, Sender: s, Now: now, Home: "CN", House: house}
	a := judge.Assess(f, judge.Default())
	return f, &a
}

// ledger is a book on one page: what the store finds by keys is here found by
// looking at everything.
type ledger struct {
	companies []xunpan.Company
	contacts  []xunpan.Contact
}

// take enters a message's buyer and says what became of him.
func (l *ledger) take(f *xunpan.Facts, a *xunpan.Assessment, n int) string {
	if !book.InBook(a) {
		return "refused"
	}
	b := book.Read(f, a)
	id := xunpan.ID(fmt.Sprint(n))
	at := now.Add(time.Duration(n) * time.Minute)
	person := b.MatchContact(l.contacts)
	var employer xunpan.ID
	if person.Index >= 0 {
		employer = l.contacts[person.Index].Company
	}
	firm := b.MatchCompany(l.companies, employer)
	said := [2]string{"none", "none"}
	company := xunpan.ID("")
	switch {
	case firm.Index >= 0:
		c := &l.companies[firm.Index]
		b.FillCompany(c)
		c.Last = at
		said[1], company = string(c.ID)+by(firm), c.ID
	case b.KnowsCompany():
		c := b.NewCompany()
		c.ID, c.Last = id, at
		l.companies = append(l.companies, c)
		said[1], company = "new", id
	}
	switch {
	case person.Index >= 0:
		c := &l.contacts[person.Index]
		b.FillContact(c)
		c.Last = at
		said[0] = string(c.ID) + by(person)
	case b.KnowsContact():
		c := b.NewContact()
		c.ID, c.Last, c.Company = id, at, company
		l.contacts = append(l.contacts, c)
		said[0] = "new"
	}
	return "contact " + said[0] + ", company " + said[1]
}

// by lists the reasons, as the cases write them.
func by(m book.Match) string {
	s := ""
	for _, r := range m.Reasons {
		if s += " " + r.Code; r.Say.En == "" || r.Say.Zh == "" {
			s += "(without words)"
		}
	}
	return " by" + s
}

// step is one message of a case and what is wanted of it.
type step struct{ text, want string }

// steps cuts a case at the lines that begin with "=>".
func steps(t *testing.T, text string) []step {
	t.Helper()
	var out []step
	var b strings.Builder
	for line := range strings.Lines(text) {
		if want, ok := strings.CutPrefix(line, "=>"); ok {
			out = append(out, step{b.String(), strings.Join(strings.Fields(want), " ")})
			b.Reset()
			continue
		}
		b.WriteString(line)
	}
	if strings.TrimSpace(b.String()) != "" || len(out) == 0 {
		t.Fatal("a case ends with a line “=> contact …, company …”")
	}
	return out
}

// paste makes the message of a case's lines: head, then a text of a buyer's,
// and what stands in no head at the end of his signature.
func paste(text string) *xunpan.Message {
	head, words, sign := "", "", ""
	for line := range strings.Lines(strings.TrimSpace(text) + "\n") {
		key, value, _ := strings.Cut(line, ":")
		switch key {
		case "Website", "WhatsApp", "Fax", "Address", "Mail":
			sign += key + ":" + value
		case "Text":
			words += strings.TrimSpace(value) + "\n"
		default:
			head += line
		}
	}
	body := "Dear Sir,\n\nwe want to buy 500 pcs LED flood light 50W IP65 with CE. Please quote FOB Ningbo, payment 30% T/T, delivery in March.\n" + words
	return mail.ParsePaste([]byte(head+"\n"+body+"\nBest regards\n"+sign), mail.Options{Own: house.Domains})
}

func TestCases(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("testdata/*.txt")
	if err != nil || len(names) == 0 {
		t.Fatalf("no cases: %v", err)
	}
	count := 0
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range a.Files {
			count++
			t.Run(strings.TrimSuffix(filepath.Base(name), ".txt")+"/"+f.Name, func(t *testing.T) {
				t.Parallel()
				var l ledger
				for i, s := range steps(t, string(f.Data)) {
					facts, verdict := read(paste(s.text))
					if got := l.take(facts, verdict, i+1); got != s.want {
						b := book.Read(facts, verdict)
						t.Errorf("message %d: %s; want %s\n%s\n%s, %s; name %q, company %q, country %q (%s), wary %v\nkeys %v %v", i+1, got, s.want, s.text, verdict.Type, verdict.Action, b.Contact.Name, b.Company.Name, facts.Reading.Buyer.Country.Value, facts.Reading.Buyer.CountryBasis, b.Wary, b.Contact.Keys, b.Company.Keys)
					}
				}
			})
		}
	}
	if count < 80 {
		t.Errorf("only %d cases were found", count)
	}
}
