package flow_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/uuid"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// boss sees and may do everything.
var boss = flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}

// buyerMail is an inquiry of a buyer with the given signature.
func buyerMail(n int, from, signature string) []byte {
	return letter(fmt.Sprintf("Dear Haiwan Lighting,\n\nWe want to buy %d pcs LED flood light 50W IP65 with CE. Please quote FOB Ningbo, payment 30%% T/T.\n\nBest regards,\n%s\n", 500+n, signature),
		"From: "+from, "To: sales@"+ourDomain, fmt.Sprintf("Subject: Inquiry %d", n), fmt.Sprintf("Message-ID: <%d.%s@buyers.example>", n, uuid.NewString()))
}

// inquire takes in a buyer's mail and returns the inquiry with its entries.
func inquire(t *testing.T, d *flow.Desk, n int, from, signature string) xunpan.Inquiry {
	t.Helper()
	r := receive(t, d, buyerMail(n, from, signature), false)
	q, err := d.Store.Inquiry(context.Background(), r.Inquiry)
	if err != nil {
		t.Fatal(err)
	}
	return q
}

func company(t *testing.T, d *flow.Desk, id xunpan.ID) xunpan.Company {
	t.Helper()
	c, err := d.Store.Company(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func contact(t *testing.T, d *flow.Desk, id xunpan.ID) xunpan.Contact {
	t.Helper()
	c, err := d.Store.Contact(context.Background(), id)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func history(t *testing.T, d *flow.Desk, noun xunpan.Noun, id xunpan.ID) string {
	t.Helper()
	cs, err := d.Store.Changes(context.Background(), store.ChangeFilter{Object: string(noun), ID: id})
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for i := len(cs) - 1; i >= 0; i-- {
		out = append(out, cs[i].What)
	}
	return strings.Join(out, " ")
}

const annaSign = "Anna Berg\nPurchasing manager\nLumenor Armaturen AB\nTel +46 8 505 123 45\nwww.lumenor.example"

func TestIdentify(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	first := inquire(t, d, 1, "Anna Berg <anna@lumenor.example>", annaSign)
	if first.ContactID == "" || first.CompanyID == "" {
		t.Fatalf("the buyer was not entered: %+v", first)
	}
	p, c := contact(t, d, first.ContactID), company(t, d, first.CompanyID)
	if p.Name != "Anna Berg" || p.Mail != "anna@lumenor.example" || p.Phone != "+46850512345" || p.Country != "SE" || p.Company != c.ID || p.Title == "" || p.Lang != "en" {
		t.Errorf("contact: %+v", p)
	}
	if c.Name != "Lumenor Armaturen AB" || c.Country != "SE" || c.Website == "" || c.Grade == "" || !c.Has(xunpan.Key{Kind: xunpan.KeyDomain, Value: "lumenor.example"}) {
		t.Errorf("company: %+v", c)
	}

	// The same person again, a colleague, a colleague by free mail.
	again := inquire(t, d, 2, "anna@lumenor.example", annaSign)
	if again.ContactID != p.ID || again.CompanyID != c.ID {
		t.Errorf("the same person: %s, %s", again.ContactID, again.CompanyID)
	}
	colleague := inquire(t, d, 3, "Olaf Lund <olaf@export.lumenor.example>", "Olaf Lund")
	if colleague.ContactID == p.ID || colleague.CompanyID != c.ID {
		t.Errorf("a colleague: %s, %s", colleague.ContactID, colleague.CompanyID)
	}
	free := inquire(t, d, 4, "Maja Ek <maja.ek@gmail.com>", "Maja Ek\nSales assistant\nLumenor Armaturen AB\nTel +46 8 505 123 45")
	if free.ContactID == p.ID || free.CompanyID != c.ID {
		t.Errorf("a colleague by free mail: %s, %s", free.ContactID, free.CompanyID)
	}
	if after := company(t, d, c.ID); after.Version != c.Version || after.Last.Before(c.Last) {
		t.Errorf("an inquiry that tells nothing new changed the company: %+v", after)
	}

	// Neither fraud nor what is no inquiry touches the book.
	before := everything(t, d)
	receive(t, d, letter("Your mailbox is full. Log in at http://mail-login.lumenor-secure.top/verify?u=sales@"+ourDomain+" to keep it, or it is closed today.", "From: Mail Admin <admin@lumenor.example>", "To: sales@"+ourDomain, "Subject: Verify your mailbox", "Message-ID: <p@x.example>"), false)
	receive(t, d, letter("Unsubscribe here. Our newsletter: ten new machines for your factory at the best price, 20% off.", "From: News <news@lumenor.example>", "To: sales@"+ourDomain, "Subject: Newsletter November", "List-Unsubscribe: <https://x.example/u>", "Precedence: bulk", "Message-ID: <n@x.example>"), false)
	if diff := cmp.Diff(before, everything(t, d)); diff != "" {
		t.Errorf("the book was touched: %s", diff)
	}

	// Why is he known?
	why, err := d.Recognise(context.Background(), boss, free.ID)
	if err != nil || len(why.Contact) != 1 || why.Contact[0].Code != "mail" || len(why.Company) == 0 {
		t.Errorf("why: %+v, %v", why, err)
	}
	if got := history(t, d, xunpan.CompanyNoun, c.ID); got != "created" {
		t.Errorf("history of the company: %s", got)
	}
}

// everything is the whole book, by id.
func everything(t *testing.T, d *flow.Desk) map[xunpan.ID]any {
	t.Helper()
	ctx := context.Background()
	cs, _, err := d.Store.Companies(ctx, store.BookFilter{Scope: boss.Scope, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	ps, _, err := d.Store.Contacts(ctx, store.BookFilter{Scope: boss.Scope, Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	all := map[xunpan.ID]any{}
	for _, c := range cs {
		all[c.ID] = c
	}
	for _, p := range ps {
		all[p.ID] = p
	}
	return all
}

// TestFillsUp: what is missing comes with later messages, what a person set stays.
func TestFillsUp(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	first := inquire(t, d, 1, "anna@lumenor.example", "")
	c := company(t, d, first.CompanyID)
	if c.Name != "lumenor.example" {
		t.Errorf("a firm without a name is called %q", c.Name)
	}
	empty, note := "", "Pays late.\nCall before 10."
	c, err := d.EditCompany(ctx, boss, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Country: &empty, Note: &note, Version: c.Version}, Website: ptr("lumenor.se")})
	if err != nil {
		t.Fatal(err)
	}
	second := inquire(t, d, 2, "Anna Berg <anna@lumenor.example>", annaSign)
	if second.CompanyID != c.ID || second.ContactID != first.ContactID {
		t.Fatalf("not recognised: %+v", second)
	}
	after := company(t, d, c.ID)
	if after.Name != "Lumenor Armaturen AB" || after.Website != "lumenor.se" || after.Note != note || !after.Has(xunpan.Key{Kind: xunpan.KeyPhone, Value: "+46850512345"}) {
		t.Errorf("filled: %+v", after)
	}
	p := contact(t, d, first.ContactID)
	if p.Name != "Anna Berg" || p.Phone == "" {
		t.Errorf("contact filled: %+v", p)
	}
	name := "Lumenor (Stockholm)"
	if _, err := d.EditCompany(ctx, boss, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &name}, Grade: ptr("D")}); err != nil {
		t.Fatal(err)
	}
	inquire(t, d, 3, "Anna Berg <anna@lumenor.example>", annaSign)
	if after = company(t, d, c.ID); after.Name != name || after.Grade != "D" {
		t.Errorf("the user's word was overwritten: %+v", after)
	}
	if got := history(t, d, xunpan.CompanyNoun, c.ID); got != "created edited filled edited filled" { // the name he signs with stays a key
		t.Errorf("history: %s", got)
	}
}

func ptr[T any](x T) *T { return &x }

// people makes two salespeople who see their own and nobody's.
func people(t *testing.T, d *flow.Desk) (li, wang flow.Who) {
	t.Helper()
	who := func(name string) flow.Who {
		u := &xunpan.User{ID: xunpan.ID(uuid.Must(uuid.NewV7()).String()), Name: name, Email: strings.ReplaceAll(name, " ", "") + "@" + ourDomain, Role: xunpan.Sales, Active: true}
		if err := d.Store.Write(context.Background(), time.Now(), func(tx *store.Tx) error { return tx.AddUser(context.Background(), u, "") }); err != nil {
			t.Fatal(err)
		}
		return flow.Who{Actor: xunpan.Actor{Kind: "user", ID: u.ID, Name: name}, Scope: store.Scope{Owners: []xunpan.ID{"", u.ID}}}
	}
	return who("Li Wei"), who("Wang Fang")
}

func TestEditEntries(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	li, wang := people(t, d)
	if err := d.SetCustomFields(ctx, boss, 0, []xunpan.CustomField{
		{ID: "market", Noun: xunpan.CompanyNoun, Name: xunpan.Text{En: "Market", Zh: "市场"}, Kind: xunpan.FieldChoice, Choices: []string{"retail", "project"}},
		{ID: "birthday", Noun: xunpan.ContactNoun, Name: xunpan.Text{En: "Birthday", Zh: "生日"}, Kind: xunpan.FieldDate},
	}); err != nil {
		t.Fatal(err)
	}
	if err := d.SetCustomFields(ctx, li, 1, nil); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson set the fields: %v", err)
	}

	c, err := d.AddCompany(ctx, li, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: ptr(" Orvello  Ltd "), Country: ptr("ie"), Owner: &li.Actor.ID, Tags: &[]string{"VIP", "VIP", ""}, Phones: &[]string{"01 677 1234", ""}, Custom: map[string]string{"market": "retail"}}, Website: ptr("https://www.orvello.example/en")})
	if err != nil {
		t.Fatal(err)
	}
	if c.Name != "Orvello Ltd" || c.Country != "IE" || c.Owner != li.Actor.ID || !slices.Equal(c.Tags, []string{"VIP"}) || c.Custom["market"] != "retail" || !c.Has(xunpan.Key{Kind: xunpan.KeyDomain, Value: "orvello.example"}) || !c.Has(xunpan.Key{Kind: xunpan.KeyName, Value: "orvello"}) {
		t.Errorf("entered: %+v", c)
	}
	if !slices.Equal(c.KeysOf(xunpan.KeyPhone), []string{"+35316771234"}) {
		t.Logf("the telephone became %v: the country was not asked", c.KeysOf(xunpan.KeyPhone))
		t.Fail()
	}
	if _, err := d.AddCompany(ctx, wang, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: ptr("Orvello again")}, Domains: &[]string{"orvello.example"}}); !errors.Is(err, store.ErrExists) {
		t.Errorf("the same domain was entered twice: %v", err)
	}
	p, err := d.AddContact(ctx, li, flow.ContactEdit{EntryEdit: flow.EntryEdit{Name: ptr("Sean Daly"), Country: ptr("IE"), Phones: &[]string{"+353 85 123 4567"}, Custom: map[string]string{"birthday": "1980-02-29"}}, Company: &c.ID, Mails: &[]string{"Sean.Daly@gmail.com", "sean@orvello.example"}})
	if err != nil || p.Mail != "Sean.Daly@gmail.com" || p.Phone != "+353851234567" || p.Company != c.ID {
		t.Errorf("entered: %+v, %v", p, err)
	}
	q := inquire(t, d, 1, "Sean <seandaly@gmail.com>", "Sean")
	if q.ContactID != p.ID || q.CompanyID != c.ID {
		t.Errorf("who was entered by hand is not recognised: %+v", q)
	}

	c = company(t, d, c.ID)

	// What makes no sense is refused, in words, and changes nothing.
	for what, e := range map[string]flow.CompanyEdit{
		"country":   {EntryEdit: flow.EntryEdit{Country: ptr("XX")}},
		"grade":     {Grade: ptr("E")},
		"name":      {EntryEdit: flow.EntryEdit{Name: ptr("  ")}},
		"long":      {EntryEdit: flow.EntryEdit{Name: ptr(strings.Repeat("x", 1001))}},
		"domain":    {Domains: &[]string{"gmail.com"}},
		"ours":      {Domains: &[]string{ourDomain}},
		"no domain": {Domains: &[]string{"somewhere"}},
		"phone":     {EntryEdit: flow.EntryEdit{Phones: &[]string{"12"}}},
		"custom":    {EntryEdit: flow.EntryEdit{Custom: map[string]string{"market": "moon"}}},
		"birthday":  {EntryEdit: flow.EntryEdit{Custom: map[string]string{"birthday": "2000-01-01"}}},
		"owner":     {EntryEdit: flow.EntryEdit{Owner: ptr(xunpan.ID(uuid.NewString()))}},
		"nul":       {Address: ptr("a\x00b")},
	} {
		var say *xunpan.Invalid
		if _, err := d.EditCompany(ctx, boss, c.ID, e); !errors.As(err, &say) || say.Say.En == "" || say.Say.Zh == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
	if diff := cmp.Diff(c, company(t, d, c.ID)); diff != "" {
		t.Error(diff)
	}
	// Versions, and who may.
	if _, err := d.EditCompany(ctx, li, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Note: ptr("x"), Version: c.Version + 1}}); !errors.Is(err, store.ErrChanged) {
		t.Errorf("a wrong version: %v", err)
	}
	if _, err := d.EditCompany(ctx, wang, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Note: ptr("x")}}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a colleague's: %v", err)
	}
	if _, err := d.EditCompany(ctx, li, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: &wang.Actor.ID}}); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson gave a company to another: %v", err)
	}
	if c, err = d.EditCompany(ctx, li, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: ptr(xunpan.ID("")), Custom: map[string]string{"market": ""}}}); err != nil || c.Owner != "" || len(c.Custom) != 0 {
		t.Errorf("given up: %+v, %v", c, err)
	}
	if c, err = d.EditCompany(ctx, wang, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: &wang.Actor.ID}}); err != nil || c.Owner != wang.Actor.ID {
		t.Errorf("taken: %+v, %v", c, err)
	}
	// An edit that changes nothing is none.
	before := c.Version
	if c, err = d.EditCompany(ctx, wang, c.ID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Name: &c.Name, Tags: &c.Tags}}); err != nil || c.Version != before {
		t.Errorf("nothing was changed: %+v, %v", c, err)
	}
	if err := d.RemoveCompany(ctx, wang, c.ID, c.Version); err != nil {
		t.Error(err)
	}
	if p = contact(t, d, p.ID); p.Company != "" {
		t.Errorf("the contact of a removed company: %+v", p)
	}
}
