package web

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xunpan"
	buyers "xunpan/internal/book"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/geo"
	"xunpan/internal/store"
)

// What companies and contacts have in common: lists, the record's page, what is
// ours about it, merging.

// bookRows is how many rows a page of the book has.
const bookRows = 50

// bookFilterOf reads a filter out of an address.
func bookFilterOf(q url.Values) BookFilter {
	return BookFilter{Query: strings.TrimSpace(q.Get("q")), Country: strings.ToUpper(q.Get("country")), Owner: q.Get("owner"), Tag: q.Get("tag"), Grade: q.Get("grade")}
}

// storeFilter is what the store is asked.
func (f BookFilter) storeFilter(r *http.Request) store.BookFilter {
	b := store.BookFilter{Scope: gate.From(r.Context()).Scope, Query: f.Query, Country: f.Country, Grade: f.Grade, Tag: f.Tag, Cursor: r.URL.Query().Get("cursor"), Limit: bookRows}
	if number, ok := buyers.Phone(f.Query, ""); ok {
		b.Query = number // however it is written
	}
	switch f.Owner {
	case "":
	case "none":
		b.Owner = new(xunpan.ID)
	default:
		o := xunpan.ID(f.Owner)
		b.Owner = &o
	}
	return b
}

// older is the address of the next page of a list, "" on the last.
func older(r *http.Request, base, next string) string {
	if next == "" {
		return ""
	}
	q := r.URL.Query()
	q.Set("cursor", next)
	return base + "?" + q.Encode()
}

func countryCodes() []string {
	var out []string
	for _, c := range geo.All() {
		out = append(out, c.Code)
	}
	return out
}

// tagsOf are the tags of a page of entries in order, and the one chosen.
func tagsOf(chosen string, lists ...[]string) []string {
	seen := map[string]bool{}
	if chosen != "" {
		seen[chosen] = true
	}
	for _, list := range lists {
		for _, t := range list {
			seen[t] = true
		}
	}
	return slices.Sorted(maps.Keys(seen))
}

// probeOf is what somebody types who looks for a buyer in the book or enters one.
func probeOf(company, person, text string) flow.Probe {
	p := flow.Probe{Company: company, Person: person}
	switch digits := strings.Count(strings.Map(digit, text), "0"); {
	case strings.Contains(text, "@"):
		p.Mail = text
	case digits >= 6:
		p.Phone = text
	case strings.Contains(text, "."):
		p.Website = text
	}
	return p
}

func digit(r rune) rune {
	if r >= '0' && r <= '9' {
		return '0'
	}
	return -1
}

// masked are those of the colleagues that a search may mean: so that two
// salespeople do not court one buyer.
func (s *Site) masked(r *http.Request, noun xunpan.Noun, query string) ([]xunpan.Masked, error) {
	g := gate.From(r.Context())
	if query == "" || g.Scope.All {
		return nil, nil
	}
	p := probeOf(query, "", query)
	if noun == xunpan.ContactNoun {
		p = probeOf("", query, query)
	}
	all, err := s.Desk.Taken(r.Context(), g.Who, p)
	return slices.DeleteFunc(all, func(m xunpan.Masked) bool { return m.ID != "" || m.Noun != noun }), err
}

// taken are the entries of the book that one just typed may be.
func (s *Site) taken(r *http.Request, noun xunpan.Noun, p flow.Probe) ([]TakenRow, error) {
	t := s.translator(r)
	all, err := s.Desk.Taken(r.Context(), who(r), p)
	var out []TakenRow
	for _, m := range all {
		if m.Noun != noun {
			continue
		}
		row := TakenRow{Name: m.Name, Owner: m.OwnedBy}
		if m.ID != "" {
			row.URL = bookBase(noun) + "/" + string(m.ID)
		}
		for _, why := range m.Reasons {
			row.Why = append(row.Why, why.Say.In(t.Lang()))
		}
		out = append(out, row)
	}
	return out, err
}

func bookBase(noun xunpan.Noun) string {
	if noun == xunpan.CompanyNoun {
		return "/companies"
	}
	return "/contacts"
}

// record is what the pages of a company and a contact have in common.
func (s *Site) record(r *http.Request, t *T, noun xunpan.Noun, e *xunpan.Entry) (v RecordView, err error) {
	ctx, g := r.Context(), gate.From(r.Context())
	people, owners, err := s.people(ctx)
	if err != nil {
		return v, err
	}
	v = RecordView{ID: e.ID, Base: bookBase(noun), Name: e.Name, Version: e.Version, Owner: people[e.Owner], Owners: owners, Tags: e.Tags, Note: e.Note, Since: e.Created, Last: e.Last}
	if e.Owner != "" && !slices.ContainsFunc(owners, func(p Person) bool { return p.ID == e.Owner }) {
		v.Owners = append(slices.Clone(owners), v.Owner) // he left, and it is his still
	}
	if !g.May(xunpan.CanAssign) {
		// Everybody may take one of nobody and give up his own, no more.
		v.Owners = slices.DeleteFunc(slices.Clone(v.Owners), func(p Person) bool { return p.ID != e.Owner && (p.ID != userID(r) || e.Owner != "") })
	}
	if v.Custom, err = s.customFields(ctx, t, noun, e); err != nil {
		return v, err
	}
	f := store.ListFilter{Scope: g.Scope, Snoozed: true, Limit: recordRows, Cursor: r.URL.Query().Get("inquiries")}
	if noun == xunpan.CompanyNoun {
		f.Company = e.ID
	} else {
		f.Contact = e.ID
	}
	qs, next, err := s.Desk.Store.Inquiries(ctx, f)
	if err != nil {
		return v, err
	}
	for i := range qs {
		v.Inquiries = append(v.Inquiries, rowOf(&qs[i], people))
	}
	if next != "" {
		v.More = v.url() + "?inquiries=" + url.QueryEscape(next)
	}
	if v.History, err = s.recordHistory(ctx, t, noun, e.ID); err != nil {
		return v, err
	}
	if v.Twins, err = s.twins(r, t, noun, e.ID); err != nil {
		return v, err
	}
	v.Merged, err = s.mergedInto(r, noun, e.ID, people)
	return v, err
}

// recordRows is how many inquiries a record's page shows at once.
const recordRows = 20

// customFields are the company's own fields with this entry's values.
func (s *Site) customFields(ctx context.Context, t *T, noun xunpan.Noun, e *xunpan.Entry) (out []CustomField, err error) {
	fields, _, err := s.Desk.CustomFields(ctx)
	for _, f := range fields {
		if f.Noun == noun {
			out = append(out, CustomField{orElse(f.Name.In(t.Lang()), f.ID), f.Kind, e.Custom[f.ID], f.Choices})
		}
	}
	return out, err
}

// customGiven reads the values of custom fields out of a form, which names them
// as they are shown.
func (s *Site) customGiven(r *http.Request, t *T, noun xunpan.Noun) (map[string]string, error) {
	fields, _, err := s.Desk.CustomFields(r.Context())
	given := map[string]string{}
	for _, f := range fields {
		if vs, there := r.PostForm["custom."+orElse(f.Name.In(t.Lang()), f.ID)]; there && f.Noun == noun {
			given[f.ID] = vs[0]
		}
	}
	return given, err
}

// recordHistory says what happened to an entry, newest first.
func (s *Site) recordHistory(ctx context.Context, t *T, noun xunpan.Noun, id xunpan.ID) ([]HistoryLine, error) {
	cs, err := s.Desk.Store.Changes(ctx, store.ChangeFilter{Objects: []string{string(noun), flow.ObjectArchive}, ID: id, Limit: 60})
	if err != nil {
		return nil, err
	}
	speak, err := s.auditSpeaker(ctx, t)
	if err != nil {
		return nil, err
	}
	var out []HistoryLine
	for i := range cs {
		what := cs[i].What
		if what == "created" {
			what = "entered" // an inquiry is received, an entry is made
		}
		out = append(out, HistoryLine{cs[i].At, cs[i].Actor.Name, what, clip(speak.line(&cs[i]), 300)})
	}
	return out, nil
}

// twins are entries that may be the same.
func (s *Site) twins(r *http.Request, t *T, noun xunpan.Noun, id xunpan.ID) ([]TwinView, error) {
	found, err := s.Desk.SuggestionsFor(r.Context(), who(r), noun, id)
	if err != nil || len(found) == 0 {
		return nil, err
	}
	var ids []xunpan.ID
	for i := range found {
		if found[i].B != "" {
			ids = append(ids, found[i].B)
		}
	}
	count := s.Desk.Store.CompanyCounts
	if noun == xunpan.ContactNoun {
		count = s.Desk.Store.ContactCounts
	}
	counts, err := count(r.Context(), ids)
	if err != nil {
		return nil, err
	}
	var out []TwinView
	for i := range found {
		x := &found[i]
		v := TwinView{ID: x.B, Name: x.NameB, Count: counts[x.B].Inquiries}
		if m := x.Masked; m != nil {
			v.Name = m.Name
			v.Against = []string{t.Say("book.masked", "name", orElse(m.OwnedBy, t.Say("owner.none")))}
		}
		for _, why := range x.Reasons {
			v.Why = append(v.Why, why.Say.In(t.Lang()))
		}
		out = append(out, v)
	}
	return out, nil
}

// mergedInto are the entries that went into this one.
func (s *Site) mergedInto(r *http.Request, noun xunpan.Noun, id xunpan.ID, people map[xunpan.ID]Person) (out []MergedView, err error) {
	ctx := r.Context()
	ms, err := s.Desk.Store.MergesInto(ctx, id)
	for i := range ms {
		var e xunpan.Entry
		if noun == xunpan.CompanyNoun {
			var c xunpan.Company
			c, err = s.Desk.Store.Company(ctx, ms[i].Gone)
			e = c.Entry
		} else {
			var c xunpan.Contact
			c, err = s.Desk.Store.Contact(ctx, ms[i].Gone)
			e = c.Entry
		}
		if err != nil {
			return nil, err
		}
		if gate.From(ctx).Scope.Sees(e.Owner) {
			out = append(out, MergedView{e.ID, e.Name, orElse(people[ms[i].Actor].Name, xunpan.TheDesk.Name), ms[i].At})
		}
	}
	return out, err
}
