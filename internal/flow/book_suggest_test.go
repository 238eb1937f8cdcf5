package flow_test

import (
	"context"
	"errors"
	"slices"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestMasked: a colleague learns that a buyer is taken, and by whom, no more.
func TestMasked(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	li, wang := people(t, d)
	q := inquire(t, d, 1, "Anna Berg <anna@lumenor.example>", annaSign)
	if _, err := d.EditCompany(ctx, li, q.CompanyID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: &li.Actor.ID}}); err != nil {
		t.Fatal(err)
	}
	if _, err := d.EditContact(ctx, li, q.ContactID, flow.ContactEdit{EntryEdit: flow.EntryEdit{Owner: &li.Actor.ID}}); err != nil {
		t.Fatal(err)
	}
	for what, p := range map[string]flow.Probe{
		"mail":    {Mail: "Anna@Lumenor.example"},
		"phone":   {Phone: "08-505 123 45", Country: "SE"},
		"website": {Website: "http://lumenor.example"},
		"name":    {Company: "LUMENOR ARMATUREN", Country: "SE"},
	} {
		taken, err := d.Taken(ctx, wang, p)
		if err != nil || len(taken) == 0 {
			t.Errorf("%s: %+v, %v", what, taken, err)
		}
		for _, m := range taken {
			if m.ID != "" || m.OwnedBy != "Li Wei" || strings.Contains(m.Name, "Lumenor") || strings.Contains(m.Name, "Berg") || len(m.Reasons) == 0 {
				t.Errorf("%s shows %+v", what, m)
			}
			for _, r := range m.Reasons {
				if strings.Contains(r.Say.En+r.Say.Zh, "umenor") || strings.Contains(r.Say.En, "+46") {
					t.Errorf("%s: the reason tells what is masked: %+v", what, r)
				}
			}
		}
		if taken, err = d.Taken(ctx, li, p); err != nil || len(taken) == 0 || taken[0].ID == "" {
			t.Errorf("%s for the owner: %+v, %v", what, taken, err)
		}
	}
	if taken, err := d.Taken(ctx, wang, flow.Probe{Mail: "other@gmail.com", Company: "Global Trading", Phone: "1"}); err != nil || len(taken) != 0 {
		t.Errorf("a stranger is taken: %+v, %v", taken, err)
	}
	c, masked, err := d.SeeCompany(ctx, wang, q.CompanyID)
	if err != nil || masked == nil || masked.OwnedBy != "Li Wei" || c.ID != "" || masked.Name != "Lu… Armaturen AB" {
		t.Errorf("seen by a colleague: %+v, %+v, %v", c, masked, err)
	}
	p, masked, err := d.SeeContact(ctx, wang, q.ContactID)
	if err != nil || masked == nil || masked.Name != "A… B…" || p.ID != "" {
		t.Errorf("seen by a colleague: %+v, %+v, %v", p, masked, err)
	}
	if c, masked, err = d.SeeCompany(ctx, li, q.CompanyID); err != nil || masked != nil || c.ID == "" {
		t.Errorf("seen by its owner: %+v, %+v, %v", c, masked, err)
	}
}

func TestSuggestions(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	li, wang := people(t, d)
	a := inquire(t, d, 1, "Anna Berg <anna@lumenor.example>", annaSign)
	b := inquire(t, d, 2, "Anna Bergstrand <anna.bergstrand@lumenor.test>", "Anna Bergstrand\nLumenor Armaturen AB\nStockholm, Sweden")
	z := inquire(t, d, 3, "Rania Aziz <rania@gmail.com>", "Rania Aziz\nGlobal Trading LLC\nDubai, United Arab Emirates")
	inquire(t, d, 4, "Sunil Menon <sunil@gmail.com>", "Sunil Menon\nGlobal Trading LLC\nDubai, United Arab Emirates")
	if a.CompanyID == b.CompanyID {
		t.Fatal("two domains were joined")
	}
	got, err := d.Suggestions(ctx, boss, xunpan.CompanyNoun, 10)
	if err != nil || len(got) != 1 {
		t.Fatalf("suggestions: %+v, %v", got, err)
	}
	s := got[0]
	if !slices.Contains([]xunpan.ID{a.CompanyID, b.CompanyID}, s.A) || !slices.Contains([]xunpan.ID{a.CompanyID, b.CompanyID}, s.B) || s.Strength < 60 || len(s.Reasons) < 2 {
		t.Errorf("suggested: %+v", s)
	}
	for _, id := range []xunpan.ID{a.CompanyID, b.CompanyID, z.CompanyID} {
		one, err := d.SuggestionsFor(ctx, boss, xunpan.CompanyNoun, id)
		if want := map[bool]int{true: 0, false: 1}[id == z.CompanyID]; err != nil || len(one) != want {
			t.Errorf("for one: %+v, %v", one, err)
		}
	}
	// A colleague's twin is masked.
	if _, err := d.EditCompany(ctx, li, b.CompanyID, flow.CompanyEdit{EntryEdit: flow.EntryEdit{Owner: &li.Actor.ID}}); err != nil {
		t.Fatal(err)
	}
	if got, err = d.Suggestions(ctx, wang, xunpan.CompanyNoun, 10); err != nil || len(got) != 1 || got[0].B != "" || got[0].NameB != "" || got[0].Masked == nil || got[0].Masked.OwnedBy != "Li Wei" {
		t.Errorf("for a colleague: %+v, %v", got, err)
	}
	if err := d.KeepApart(ctx, wang, xunpan.CompanyNoun, a.CompanyID, b.CompanyID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("kept apart unseen: %v", err)
	}
	if err := d.KeepApart(ctx, boss, xunpan.CompanyNoun, a.CompanyID, b.CompanyID); err != nil {
		t.Fatal(err)
	}
	if got, err = d.Suggestions(ctx, boss, xunpan.CompanyNoun, 10); err != nil || len(got) != 0 {
		t.Errorf("asked again: %+v, %v", got, err)
	}

	// People: the same full name in one company.
	c := inquire(t, d, 5, "Ingrid Halvorsdottir <ingrid@lumenor.example>", "Ingrid Halvorsdottir")
	e := inquire(t, d, 6, "Ingrid Halvorsdottir <i.halvorsdottir@lumenor.example>", "Ingrid Halvorsdottir")
	if got, err = d.Suggestions(ctx, boss, xunpan.ContactNoun, 10); err != nil || len(got) != 1 || !slices.Contains([]xunpan.ID{c.ContactID, e.ContactID}, got[0].A) {
		t.Errorf("contacts: %+v, %v", got, err)
	}
}
