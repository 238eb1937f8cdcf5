package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"
	"pgregory.net/rapid"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// shelf is a few entries of the book that a test works on.
type shelf struct {
	t         *rapid.T
	d         *flow.Desk
	now       time.Time
	companies []xunpan.ID
	contacts  []xunpan.ID
	inquiries []xunpan.ID
}

func newShelf(t *rapid.T, d *flow.Desk) *shelf {
	s := &shelf{t: t, d: d, now: time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)}
	id := func() xunpan.ID { return xunpan.ID(uuid.Must(uuid.NewV7()).String()) }
	word := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(t, label) }
	s.write(func(ctx context.Context, tx *store.Tx) error {
		entry := func(label string) xunpan.Entry {
			e := xunpan.Entry{ID: id(), Name: word(label, "Orvello", "Zafiran", "Lumenor"), Country: word("country", "", "IE", "SE"), Note: word("note", "", "pays", "pays not"), Created: s.now, Last: s.now}
			for _, tag := range []string{"VIP", "fair", "2026"} {
				if rapid.Bool().Draw(t, "tag") {
					e.Tags = append(e.Tags, tag)
				}
			}
			if v := word("market", "", "retail", "project"); v != "" {
				e.Custom = map[string]string{"market": v}
			}
			if e.Country != "" && rapid.Bool().Draw(t, "said") {
				e.Said = []string{"country"}
			}
			for i := range rapid.IntRange(0, 3).Draw(t, "keys") {
				e.Keys = append(e.Keys, xunpan.Key{Kind: xunpan.KeyPhone, Value: fmt.Sprintf("+%d%d", i, rapid.IntRange(0, 2).Draw(t, "phone"))})
			}
			return e
		}
		for range rapid.IntRange(2, 5).Draw(t, "companies") {
			c := xunpan.Company{Entry: entry("company"), Grade: word("grade", "", "A", "B", "C"), Website: word("website", "", "www.a.example", "www.b.example")}
			c.Keys = append(c.Keys, xunpan.Key{Kind: xunpan.KeyDomain, Value: string(c.ID) + ".example"})
			if rapid.Bool().Draw(t, "unnamed") {
				c.Name = c.KeysOf(xunpan.KeyDomain)[0]
			}
			if err := tx.AddCompany(ctx, &c); err != nil {
				return err
			}
			s.companies = append(s.companies, c.ID)
		}
		for range rapid.IntRange(2, 5).Draw(t, "contacts") {
			c := xunpan.Contact{Entry: entry("contact"), Title: word("title", "", "Buyer", "Owner")}
			if rapid.Bool().Draw(t, "employed") {
				c.Company = rapid.SampledFrom(s.companies).Draw(t, "employer")
			}
			if err := tx.AddContact(ctx, &c); err != nil {
				return err
			}
			s.contacts = append(s.contacts, c.ID)
		}
		return nil
	})
	for range rapid.IntRange(0, 6).Draw(t, "inquiries") {
		s.inquiry(rapid.SampledFrom(s.companies).Draw(t, "firm"), rapid.SampledFrom(s.contacts).Draw(t, "person"))
	}
	return s
}

func (s *shelf) write(f func(context.Context, *store.Tx) error) {
	s.now = s.now.Add(time.Second)
	if err := s.d.Store.Write(context.Background(), s.now, func(tx *store.Tx) error { return f(context.Background(), tx) }); err != nil {
		s.t.Fatal(err)
	}
}

// inquiry comes in for a company and a contact.
func (s *shelf) inquiry(company, contact xunpan.ID) {
	q := &xunpan.Inquiry{ID: xunpan.ID(uuid.Must(uuid.NewV7()).String()), Tray: xunpan.ToAnswer, Channel: xunpan.Email, Type: xunpan.Seeker, Action: xunpan.Reply, CompanyID: company, ContactID: contact, Created: s.now, Received: s.now}
	s.write(func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddInquiry(ctx, q, "x", ""), tx.TouchCompany(ctx, company, q.Received), tx.TouchContact(ctx, contact, q.Received))
	})
	s.inquiries = append(s.inquiries, q.ID)
}

// picture is everything that a merge may touch.
type picture struct {
	Companies map[xunpan.ID]xunpan.Company
	Contacts  map[xunpan.ID]xunpan.Contact
	Inquiries map[xunpan.ID][2]xunpan.ID // company, contact
	Found     map[string][]xunpan.ID     // companies by their domains
}

func (s *shelf) picture() picture {
	ctx := context.Background()
	p := picture{map[xunpan.ID]xunpan.Company{}, map[xunpan.ID]xunpan.Contact{}, map[xunpan.ID][2]xunpan.ID{}, map[string][]xunpan.ID{}}
	check := func(err error) {
		if err != nil {
			s.t.Fatal(err)
		}
	}
	for _, id := range s.companies {
		c, err := s.d.Store.Company(ctx, id)
		check(err)
		c.Version = 0 // counts the changes, there and back
		p.Companies[id] = c
		for _, domain := range c.KeysOf(xunpan.KeyDomain) {
			found, err := s.d.Store.CompaniesByKeys(ctx, []xunpan.Key{{Kind: xunpan.KeyDomain, Value: domain}}, "")
			check(err)
			p.Found[domain] = nil
			for i := range found {
				p.Found[domain] = append(p.Found[domain], found[i].ID)
			}
		}
	}
	for _, id := range s.contacts {
		c, err := s.d.Store.Contact(ctx, id)
		check(err)
		c.Version = 0
		p.Contacts[id] = c
	}
	for _, id := range s.inquiries {
		q, err := s.d.Store.Inquiry(ctx, id)
		check(err)
		p.Inquiries[id] = [2]xunpan.ID{q.CompanyID, q.ContactID}
	}
	return p
}

// of are the entries of a noun.
func (s *shelf) of(noun xunpan.Noun) []xunpan.ID {
	if noun == xunpan.CompanyNoun {
		return s.companies
	}
	return s.contacts
}

var nouns = rapid.SampledFrom([]xunpan.Noun{xunpan.CompanyNoun, xunpan.ContactNoun})

// TestMergeRoundTrip: any merges, undone in any order, leave the book as it was
// before; what comes in between stays with the entry it came to.
func TestMergeRoundTrip(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	rapid.Check(t, func(t *rapid.T) {
		s := newShelf(t, d)
		d.Clock = func() time.Time { s.now = s.now.Add(time.Second); return s.now }
		want := s.picture()
		gone := map[xunpan.ID]xunpan.Noun{}
		live := func(noun xunpan.Noun) []xunpan.ID {
			return slices.DeleteFunc(slices.Clone(s.of(noun)), func(id xunpan.ID) bool { return gone[id] != "" })
		}
		merge := func(t *rapid.T) {
			noun := nouns.Draw(t, "noun")
			if len(live(noun)) < 2 {
				return
			}
			pair := rapid.Permutation(live(noun)).Draw(t, "pair")
			if _, err := d.Merge(ctx, boss, noun, pair[0], pair[1]); err != nil {
				t.Fatal(err)
			}
			gone[pair[1]] = noun
		}
		// part undoes one merge that can be undone now; false if there is none.
		part := func(t *rapid.T) bool {
			ids := make([]xunpan.ID, 0, len(gone))
			for id := range gone {
				ids = append(ids, id)
			}
			slices.Sort(ids)
			if len(ids) == 0 {
				return false
			}
			for _, id := range rapid.Permutation(ids).Draw(t, "parts") {
				err := d.Unmerge(ctx, boss, gone[id], id)
				var later *xunpan.Invalid
				if errors.As(err, &later) {
					continue // what it went into went elsewhere since
				}
				if err != nil {
					t.Fatal(err)
				}
				delete(gone, id)
				return true
			}
			t.Fatalf("none of %d merges can be undone", len(ids))
			return false
		}
		n := 0
		between := func(t *rapid.T) {
			n++
			c, p := rapid.SampledFrom(live(xunpan.CompanyNoun)).Draw(t, "firm"), rapid.SampledFrom(live(xunpan.ContactNoun)).Draw(t, "person")
			switch rapid.SampledFrom([]string{"inquiry", "tag", "address"}).Draw(t, "between") {
			case "inquiry":
				s.inquiry(c, p)
				firm, person := want.Companies[c], want.Contacts[p]
				firm.Last, person.Last = s.now.Add(-time.Second), s.now.Add(-time.Second)
				want.Companies[c], want.Contacts[p] = firm, person
				want.Inquiries[s.inquiries[len(s.inquiries)-1]] = [2]xunpan.ID{c, p}
			case "tag":
				tag := fmt.Sprint("later ", n)
				now, err := d.Store.Company(ctx, c)
				if err == nil {
					_, err = d.EditCompany(ctx, boss, c, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Tags: ptr(append(now.Tags, tag))}})
				}
				if err != nil {
					t.Fatal(err)
				}
				firm := want.Companies[c]
				firm.Tags = append(slices.Clone(firm.Tags), tag)
				want.Companies[c] = firm
			case "address":
				firm := want.Companies[c]
				firm.Address = fmt.Sprint("Street ", n)
				if _, err := d.EditCompany(ctx, boss, c, flow.CompanyEdit{Address: &firm.Address}); err != nil {
					t.Fatal(err)
				}
				if !firm.SaidOf("address") {
					firm.Said = append(slices.Clone(firm.Said), "address")
				}
				want.Companies[c] = firm
			}
		}
		for range rapid.IntRange(1, 8).Draw(t, "steps") {
			switch rapid.SampledFrom([]string{"merge", "merge", "part", "between"}).Draw(t, "step") {
			case "merge":
				merge(t)
			case "part":
				part(t)
			case "between":
				between(t)
			}
		}
		for part(t) {
		}
		got := s.picture()
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestMerge: what a merge does, step by step.
func TestMerge(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	li, wang := people(t, d)
	a := inquire(t, d, 1, "Anna Berg <anna@lumenor.example>", "")
	b := inquire(t, d, 2, "Maja Ek <maja@lumenor.test>", "Maja Ek\nLumenor Armaturen AB\nStockholm, Sweden")
	keep, gone := a.CompanyID, b.CompanyID
	before := company(t, d, gone)

	if _, err := d.Merge(ctx, li, xunpan.CompanyNoun, keep, keep); err == nil {
		t.Error("merged with itself")
	}
	if _, err := d.Merge(ctx, boss, "user", keep, gone); err == nil {
		t.Error("merged what cannot be merged")
	}
	if _, err := d.EditCompany(ctx, wang, gone, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: &wang.Actor.ID}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.Merge(ctx, li, xunpan.CompanyNoun, keep, gone); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("merged a colleague's: %v", err)
	}
	if _, err := d.Merge(ctx, wang, xunpan.CompanyNoun, keep, gone); err != nil {
		t.Fatal(err)
	}
	c := company(t, d, keep)
	if c.Name != before.Name || c.Country != "SE" || c.Owner != wang.Actor.ID || len(c.KeysOf(xunpan.KeyDomain)) != 2 {
		t.Errorf("merged: %+v", c)
	}
	if p := contact(t, d, b.ContactID); p.Company != keep {
		t.Errorf("the contact stayed: %+v", p)
	}
	if q, _ := d.Store.Inquiry(ctx, b.ID); q.CompanyID != keep {
		t.Errorf("the inquiry stayed: %+v", q)
	}
	if seen, _, err := d.SeeCompany(ctx, boss, gone); err != nil || seen.ID != keep {
		t.Errorf("the old address leads to %q, %v", seen.ID, err)
	}
	if _, err := d.EditCompany(ctx, boss, gone, flow.CompanyEdit{Address: ptr("x")}); err == nil {
		t.Error("what is merged away was edited")
	}
	if _, err := d.Merge(ctx, boss, xunpan.CompanyNoun, gone, keep); err == nil {
		t.Error("merged into what is merged away")
	}

	// The next mail from the other domain is the survivor's, and stays with it.
	after := inquire(t, d, 3, "Olaf Lund <olaf@lumenor.test>", "Olaf Lund")
	if after.CompanyID != keep {
		t.Errorf("a mail after the merge went to %s", after.CompanyID)
	}
	if err := d.Unmerge(ctx, li, xunpan.CompanyNoun, gone); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("undone by who does not see it: %v", err)
	}
	if err := d.Unmerge(ctx, wang, xunpan.CompanyNoun, gone); err != nil {
		t.Fatal(err)
	}
	if err := d.Unmerge(ctx, boss, xunpan.CompanyNoun, gone); err == nil {
		t.Error("undone twice")
	}
	if q, _ := d.Store.Inquiry(ctx, b.ID); q.CompanyID != gone {
		t.Errorf("the inquiry did not go back: %+v", q)
	}
	if q, _ := d.Store.Inquiry(ctx, after.ID); q.CompanyID != keep {
		t.Errorf("what came after the merge went away: %+v", q)
	}
	if last := inquire(t, d, 4, "maja@lumenor.test", ""); last.CompanyID != gone {
		t.Errorf("a mail after the parting went to %s", last.CompanyID)
	}
	if got := history(t, d, xunpan.CompanyNoun, keep); got != "created merged unmerged" {
		t.Errorf("history: %s", got)
	}
	if got := history(t, d, xunpan.CompanyNoun, gone); got != "created edited merged unmerged" {
		t.Errorf("history: %s", got)
	}
}
