package storetest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// Book runs the part of the suite about companies and contacts.
func Book(t *testing.T, open func(t *testing.T) *store.Store) {
	t.Run("entry", func(t *testing.T) { t.Parallel(); testBookEntry(t, open(t)) })
	t.Run("keys", func(t *testing.T) { t.Parallel(); testBookKeys(t, open(t)) })
	t.Run("list", func(t *testing.T) { t.Parallel(); testBookList(t, open(t)) })
	t.Run("words", func(t *testing.T) { t.Parallel(); testBookWords(t, open(t)) })
	t.Run("frequent", func(t *testing.T) { t.Parallel(); testBookFrequent(t, open(t)) })
	t.Run("merge", func(t *testing.T) { t.Parallel(); testBookMerge(t, open(t)) })
	t.Run("remove", func(t *testing.T) { t.Parallel(); testBookRemove(t, open(t)) })
}

func key(kind xunpan.KeyKind, value string) xunpan.Key { return xunpan.Key{Kind: kind, Value: value} }

// company is a firm that wrote n minutes after noon.
func company(n int, name string, keys ...xunpan.Key) *xunpan.Company {
	return &xunpan.Company{Entry: xunpan.Entry{ID: id(), Name: name, Country: "BR", Keys: keys, Created: noon, Last: noon.Add(time.Duration(n) * time.Minute)}, Grade: "B"}
}

func contact(n int, name string, keys ...xunpan.Key) *xunpan.Contact {
	return &xunpan.Contact{Entry: xunpan.Entry{ID: id(), Name: name, Country: "BR", Keys: keys, Created: noon, Last: noon.Add(time.Duration(n) * time.Minute)}}
}

func addCompanies(t *testing.T, s *store.Store, cs ...*xunpan.Company) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range cs {
			if err := tx.AddCompany(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

func addContacts(t *testing.T, s *store.Store, cs ...*xunpan.Contact) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, c := range cs {
			if err := tx.AddContact(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
}

// user is a salesperson for owning.
func user(t *testing.T, s *store.Store, name string) xunpan.ID {
	t.Helper()
	u := &xunpan.User{ID: id(), Name: name, Email: name + "@desk.example", Role: xunpan.Sales, Active: true}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddUser(ctx, u, "") })
	return u.ID
}

// testBookEntry: an entry comes back as it was written, and never over another's change.
func testBookEntry(t *testing.T, s *store.Store) {
	ctx := context.Background()
	li := user(t, s, "liwei")
	c := company(1, "Jacarandá “Luz” Ltda", key(xunpan.KeyDomain, "jacaranda.example"), key(xunpan.KeyName, "jacaranda luz"))
	c.Owner, c.Tags, c.Custom, c.Note, c.Said = li, []string{"VIP", "100%"}, map[string]string{"market": "retail"}, "Met at the fair.\n下次见", []string{"country"}
	c.Website, c.Address = "www.jacaranda.example", "Rua 1"
	addCompanies(t, s, c)
	p := contact(2, "Tainá Prado", key(xunpan.KeyMail, "taina@jacaranda.example"))
	p.Company, p.Title, p.Mail, p.Phone, p.Lang, p.Owner = c.ID, "Buyer", "taina@jacaranda.example", "+551332190000", "pt", li
	addContacts(t, s, p)

	read := func() xunpan.Company {
		t.Helper()
		got, err := s.Company(ctx, c.ID)
		if err != nil {
			t.Fatal(err)
		}
		return got
	}
	if diff := cmp.Diff(*c, read()); diff != "" {
		t.Error(diff)
	}
	if got, err := s.Contact(ctx, p.ID); err != nil || cmp.Diff(*p, got) != "" {
		t.Error(err, cmp.Diff(*p, got))
	}

	mine, other := read(), read()
	mine.Name, mine.Tags, mine.Custom = "Jacarandá", nil, nil
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCompany(ctx, &mine) })
	if diff := cmp.Diff(mine, read()); diff != "" {
		t.Error(diff)
	}
	other.Name = "too late"
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveCompany(ctx, &other) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("a change over another's: %v", err)
	}

	// A new inquiry is no change, and an older one moves nothing.
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.TouchCompany(ctx, c.ID, noon.Add(time.Hour)), tx.TouchContact(ctx, p.ID, noon.Add(-time.Hour)))
	})
	if got := read(); !got.Last.Equal(noon.Add(time.Hour)) || got.Version != mine.Version {
		t.Errorf("touched: %+v", got)
	}
	if got, _ := s.Contact(ctx, p.ID); !got.Last.Equal(p.Last) {
		t.Errorf("an older inquiry moved the contact back: %+v", got)
	}
	for _, wrong := range []xunpan.ID{"", "x", id()} {
		if _, err := s.Company(ctx, wrong); err != store.ErrNotFound {
			t.Errorf("company %q: %v", wrong, err)
		}
		if _, err := s.Contact(ctx, wrong); err != store.ErrNotFound {
			t.Errorf("contact %q: %v", wrong, err)
		}
	}
}

// testBookKeys: entries are found by their keys, and by the present ones only.
func testBookKeys(t *testing.T, s *store.Store) {
	ctx := context.Background()
	a := company(1, "Orvello", key(xunpan.KeyDomain, "orvello.example"), key(xunpan.KeyName, "orvello"), key(xunpan.KeyPhone, "+3531"))
	b := company(2, "Orvello Ltd", key(xunpan.KeyName, "orvello"), key(xunpan.KeySound, "orvl"))
	addCompanies(t, s, a, b)
	domain := func(v string) xunpan.Key { return key(xunpan.KeyDomain, v) }
	name := func(v string) xunpan.Key { return key(xunpan.KeyName, v) }
	found := func(and xunpan.ID, keys ...xunpan.Key) string {
		t.Helper()
		cs, err := s.CompaniesByKeys(ctx, keys, and)
		if err != nil {
			t.Fatal(err)
		}
		out := ""
		for i := range cs {
			out += cs[i].Name + ";"
		}
		return out
	}
	for _, c := range []struct {
		and  xunpan.ID
		keys []xunpan.Key
		want string
	}{
		{"", []xunpan.Key{domain("orvello.example")}, "Orvello;"},
		{"", []xunpan.Key{name("orvello")}, "Orvello Ltd;Orvello;"},
		{"", []xunpan.Key{name("nobody"), domain("orvello.example"), name("orvello")}, "Orvello Ltd;Orvello;"},
		{b.ID, []xunpan.Key{domain("orvello.example")}, "Orvello Ltd;Orvello;"},
		{b.ID, nil, "Orvello Ltd;"},
		{"", nil, ""},
		{"", []xunpan.Key{name("orvello.example"), domain("orvello")}, ""}, // another kind is another key
		{"", []xunpan.Key{name("ORVELLO"), name("orv"), name("")}, ""},
	} {
		if got := found(c.and, c.keys...); got != c.want {
			t.Errorf("%v and %q: %q, want %q", c.keys, c.and, got, c.want)
		}
	}
	all := func(cs []xunpan.Company, err error) int {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		return len(cs)
	}
	if all(s.CompaniesSharing(ctx, []xunpan.Key{key(xunpan.KeyPhone, "+3531")})) != 1 || all(s.CompaniesSharing(ctx, []xunpan.Key{key(xunpan.KeySound, "orvl")})) != 1 || all(s.CompaniesSharing(ctx, nil)) != 0 {
		t.Error("companies that share a key were not found")
	}
	if all(s.CompaniesBeginning(ctx, domain("orvello."))) != 1 || all(s.CompaniesWithWord(ctx, "orv")) != 2 || all(s.CompaniesWithWord(ctx, "orx")) != 0 {
		t.Error("companies with a key that begins so were not found")
	}

	a.Keys = []xunpan.Key{key(xunpan.KeyDomain, "orvello.test")}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCompany(ctx, a) })
	if found("", domain("orvello.example")) != "" || found("", domain("orvello.test")) != "Orvello;" || found("", name("orvello")) != "Orvello Ltd;" {
		t.Error("keys did not follow the change")
	}

	p := contact(1, "Sean Daly", key(xunpan.KeyMail, "sean@orvello.example"), key(xunpan.KeyWhatsApp, "+3532"), key(xunpan.KeyProfile, "linkedin/sean"), key(xunpan.KeyName, "daly sean"))
	for i := range 30 { // more keys than one statement takes
		p.Keys = append(p.Keys, key(xunpan.KeyMail, fmt.Sprintf("sean%d@orvello.example", i)))
	}
	addContacts(t, s, p)
	for k, want := range map[xunpan.Key]int{
		key(xunpan.KeyMail, "sean@orvello.example"): 1, key(xunpan.KeyMail, "sean29@orvello.example"): 1, key(xunpan.KeyWhatsApp, "+3532"): 1, key(xunpan.KeyPhone, "+3532"): 1,
		key(xunpan.KeyProfile, "linkedin/sean"): 1, key(xunpan.KeyName, "sean"): 0, key(xunpan.KeyMail, "sean"): 0,
	} {
		if cs, err := s.ContactsByKeys(ctx, []xunpan.Key{k}); err != nil || len(cs) != want {
			t.Errorf("%v: %d contacts, %v", k, len(cs), err)
		}
	}
	if cs, err := s.ContactsSharing(ctx, []xunpan.Key{name("daly sean")}); err != nil || len(cs) != 1 {
		t.Error("the name was not found", err)
	}
}

// testBookMerge: what a merge moves is known and goes back.
func testBookMerge(t *testing.T, s *store.Store) {
	ctx := context.Background()
	a, b := company(1, "Orvello", key(xunpan.KeyDomain, "orvello.example")), company(2, "Orvelo", key(xunpan.KeyDomain, "orvelo.example"))
	addCompanies(t, s, a, b)
	p := contact(1, "Sean")
	p.Company = b.ID
	addContacts(t, s, p)
	mine, theirs, later := sample(1), sample(2), sample(3)
	mine.CompanyID, theirs.CompanyID, later.CompanyID = a.ID, b.ID, a.ID
	add(t, s, mine, theirs)

	m := &xunpan.Merge{ID: id(), Noun: xunpan.CompanyNoun, Kept: a.ID, Gone: b.ID, Fields: map[string][2]string{"country": {"", "BR"}}, Tags: []string{"x"}}
	write(t, s, func(ctx context.Context, tx *store.Tx) (err error) {
		if m.Contacts, err = tx.MoveContacts(ctx, b.ID, a.ID, nil); err != nil {
			return err
		}
		if m.Inquiries, err = tx.MoveInquiries(ctx, xunpan.CompanyNoun, b.ID, a.ID, nil); err != nil {
			return err
		}
		b.MergedInto = a.ID
		a.Keys = append(a.Keys, b.Keys...)
		return errors.Join(tx.SaveCompany(ctx, b), tx.SaveCompany(ctx, a), tx.AddMerge(ctx, m))
	})
	if len(m.Contacts) != 1 || m.Contacts[0] != p.ID || len(m.Inquiries) != 1 || m.Inquiries[0] != theirs.ID {
		t.Errorf("moved: %+v", m)
	}
	kept, err := s.MergeOf(ctx, b.ID)
	if err != nil || cmp.Diff(*m, kept) != "" {
		t.Error(err, cmp.Diff(*m, kept))
	}
	if into, err := s.MergesInto(ctx, a.ID); err != nil || len(into) != 1 || into[0].ID != m.ID {
		t.Errorf("merges into it: %+v, %v", into, err)
	}
	cs, err := s.CompaniesByKeys(ctx, []xunpan.Key{key(xunpan.KeyDomain, "orvelo.example")}, "")
	if err != nil || len(cs) != 1 || cs[0].ID != a.ID {
		t.Errorf("by the key of the one that is gone: %+v, %v", cs, err)
	}
	if page, _, err := s.Companies(ctx, store.BookFilter{Scope: store.Scope{All: true}}); err != nil || len(page) != 1 {
		t.Errorf("%d companies are listed, %v", len(page), err)
	}
	if page, _, err := s.Companies(ctx, store.BookFilter{Scope: store.Scope{All: true}, Query: "orvelo"}); err != nil || len(page) != 1 || page[0].ID != a.ID {
		t.Errorf("by its word: %v", err)
	}

	add(t, s, later)
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		moved, err := tx.MoveInquiries(ctx, xunpan.CompanyNoun, a.ID, b.ID, append(slices.Clone(m.Inquiries), id()))
		if len(moved) != 1 || moved[0] != theirs.ID {
			t.Errorf("moved back: %v", moved)
		}
		b.MergedInto, a.Keys = "", a.Keys[:1]
		return errors.Join(err, tx.SaveCompany(ctx, b), tx.SaveCompany(ctx, a), tx.EndMerge(ctx, m.ID))
	})
	if _, err := s.MergeOf(ctx, b.ID); err != store.ErrNotFound {
		t.Errorf("after the end: %v", err)
	}
	if cs, err = s.CompaniesByKeys(ctx, []xunpan.Key{key(xunpan.KeyDomain, "orvelo.example")}, ""); err != nil || len(cs) != 1 || cs[0].ID != b.ID {
		t.Errorf("its key is not back: %+v, %v", cs, err)
	}
	at, err := s.Newest(ctx, xunpan.CompanyNoun, a.ID)
	if err != nil || !at.Equal(later.Received) {
		t.Errorf("newest inquiry: %s, %v", at, err)
	}

	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.KeepApart(ctx, b.ID, a.ID, ""), tx.KeepApart(ctx, a.ID, b.ID, ""))
	})
	for _, ids := range [][]xunpan.ID{{a.ID}, {b.ID}, {id(), b.ID}} {
		pairs, err := s.Apart(ctx, ids)
		if err != nil || len(pairs) != 1 || !pairs[[2]xunpan.ID{min(a.ID, b.ID), max(a.ID, b.ID)}] {
			t.Errorf("apart of %v: %v, %v", ids, pairs, err)
		}
	}
}

// testBookRemove: what hung on an entry stays, without it.
func testBookRemove(t *testing.T, s *store.Store) {
	ctx := context.Background()
	a, b := company(1, "Orvello", key(xunpan.KeyDomain, "orvello.example")), company(2, "Orvelo")
	addCompanies(t, s, a, b)
	b.MergedInto = a.ID
	p := contact(1, "Sean", key(xunpan.KeyMail, "sean@orvello.example"))
	p.Company = b.ID
	addContacts(t, s, p)
	q := sample(1)
	q.CompanyID, q.ContactID = a.ID, p.ID
	add(t, s, q)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveCompany(ctx, b) })
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.RemoveCompany(ctx, a.ID, 7) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("removed with a wrong version: %v", err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveCompany(ctx, a.ID, a.Version) })
	for _, gone := range []xunpan.ID{a.ID, b.ID} {
		if _, err := s.Company(ctx, gone); err != store.ErrNotFound {
			t.Errorf("%s is still there: %v", gone, err)
		}
	}
	got, err := s.Inquiry(ctx, q.ID)
	if err != nil || got.CompanyID != "" || got.ContactID != p.ID {
		t.Errorf("its inquiry: %+v, %v", got, err)
	}
	if person, err := s.Contact(ctx, p.ID); err != nil || person.Company != "" {
		t.Errorf("its contact: %+v, %v", person, err)
	}
	if cs, err := s.CompaniesByKeys(ctx, []xunpan.Key{key(xunpan.KeyDomain, "orvello.example")}, ""); err != nil || len(cs) != 0 {
		t.Errorf("its keys are still there: %v", err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveContact(ctx, p.ID, 1) })
	if cs, err := s.ContactsByKeys(ctx, []xunpan.Key{key(xunpan.KeyMail, "sean@orvello.example")}); err != nil || len(cs) != 0 {
		t.Errorf("the contact's keys are still there: %v", err)
	}
}
