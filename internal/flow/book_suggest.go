package flow

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// Steps of looking for entries that may be the same, the newest first.
const (
	suggestPage  = 50
	suggestPages = 6
)

// Suggestions lists pairs of companies or contacts that may be the same, what
// speaks most for it first, among those that wrote last. Pairs that somebody
// has called different are left out. Nothing is ever merged by itself.
func (d *Desk) Suggestions(ctx context.Context, who Who, noun xunpan.Noun, limit int) ([]xunpan.Suggestion, error) {
	s := d.suggesting(who, noun)
	f := store.BookFilter{Scope: who.Scope, Limit: suggestPage}
	for range suggestPages {
		next, err := s.page(ctx, f)
		if err != nil {
			return nil, err
		}
		if len(s.found) >= limit || next == "" {
			break
		}
		f.Cursor = next
	}
	return s.best(limit), nil
}

// SuggestionsFor lists what one company or contact may be the same as.
func (d *Desk) SuggestionsFor(ctx context.Context, who Who, noun xunpan.Noun, id xunpan.ID) ([]xunpan.Suggestion, error) {
	s := d.suggesting(who, noun)
	var err error
	if noun == xunpan.CompanyNoun {
		var c xunpan.Company
		if c, err = d.company(ctx, d.Store, who, id); err == nil && c.MergedInto == "" {
			err = s.companies(ctx, []xunpan.Company{c})
		}
	} else {
		var c xunpan.Contact
		if c, err = d.contact(ctx, d.Store, who, id); err == nil && c.MergedInto == "" {
			err = s.contacts(ctx, []xunpan.Contact{c})
		}
	}
	if err != nil {
		return nil, err
	}
	return s.best(maxTaken), nil
}

// KeepApart notes that two entries are not the same; nobody is asked again.
func (d *Desk) KeepApart(ctx context.Context, who Who, noun xunpan.Noun, a, b xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		for _, pair := range [][2]xunpan.ID{{a, b}, {b, a}} {
			if _, err := d.side(ctx, tx, who, noun, pair[0]); err != nil {
				return err
			}
			if err := tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: string(noun), ID: pair[0], What: "kept_apart", Detail: map[string]xunpan.ID{"from": pair[1]}}); err != nil {
				return err
			}
		}
		return tx.KeepApart(ctx, a, b, userID(who.Actor))
	})
}

// suggesting is one search for pairs.
type suggesting struct {
	d     *Desk
	who   Who
	noun  xunpan.Noun
	seen  map[[2]xunpan.ID]bool
	found []xunpan.Suggestion
}

func (d *Desk) suggesting(who Who, noun xunpan.Noun) *suggesting {
	return &suggesting{d: d, who: who, noun: noun, seen: map[[2]xunpan.ID]bool{}}
}

func (s *suggesting) best(limit int) []xunpan.Suggestion {
	slices.SortStableFunc(s.found, func(a, b xunpan.Suggestion) int { return b.Strength - a.Strength })
	return s.found[:min(len(s.found), limit)]
}

// page looks at one page of entries.
func (s *suggesting) page(ctx context.Context, f store.BookFilter) (next string, err error) {
	if s.noun == xunpan.CompanyNoun {
		page, next, err := s.d.Store.Companies(ctx, f)
		if err != nil {
			return "", err
		}
		return next, s.companies(ctx, page)
	}
	page, next, err := s.d.Store.Contacts(ctx, f)
	if err != nil {
		return "", err
	}
	return next, s.contacts(ctx, page)
}

// first reports whether a pair is looked at for the first time.
func (s *suggesting) first(a, b xunpan.ID) bool {
	pair := [2]xunpan.ID{min(a, b), max(a, b)}
	if a == b || s.seen[pair] {
		return false
	}
	s.seen[pair] = true
	return true
}

func (s *suggesting) add(ctx context.Context, a, b *xunpan.Entry, l book.Likeness) error {
	if l.Strength == 0 {
		return nil
	}
	x := xunpan.Suggestion{Noun: s.noun, A: a.ID, NameA: a.Name, B: b.ID, NameB: b.Name, Strength: l.Strength, Reasons: l.Reasons}
	if !s.who.Scope.Sees(b.Owner) {
		m, err := s.d.mask(ctx, s.noun, b, l.Reasons)
		if err != nil {
			return err
		}
		x.B, x.NameB, x.Masked, x.Reasons = "", "", &m, m.Reasons
	}
	s.found = append(s.found, x)
	return nil
}

// apart marks the pairs that somebody called different as seen.
func (s *suggesting) apart(ctx context.Context, ids []xunpan.ID) error {
	pairs, err := s.d.Store.Apart(ctx, ids)
	for p := range pairs {
		s.seen[p] = true
	}
	return err
}

// candidates are entries by the keys they were found by.
type candidates[T any] map[xunpan.Key][]*T

func (c candidates[T]) add(k xunpan.Key, x *T) {
	if k.Kind == xunpan.KeyWhatsApp {
		k.Kind = xunpan.KeyPhone
	}
	if len(c[k]) < maxTwins {
		c[k] = append(c[k], x)
	}
}

// of are the entries with one of the keys.
func (c candidates[T]) of(keys []xunpan.Key) (xs []*T) {
	for _, k := range keys {
		if k.Kind == xunpan.KeyWhatsApp {
			k.Kind = xunpan.KeyPhone
		}
		xs = append(xs, c[k]...)
	}
	return xs
}

// maxTwins bounds the entries that share one value: what more have says nothing.
const maxTwins = 20

func (s *suggesting) companies(ctx context.Context, page []xunpan.Company) error {
	var ids []xunpan.ID
	var clues []xunpan.Key
	for i := range page {
		ids, clues = append(ids, page[i].ID), append(clues, book.CompanyClues(&page[i])...)
	}
	if err := s.apart(ctx, ids); err != nil {
		return err
	}
	sharing, err := s.d.Store.CompaniesSharing(ctx, unique(clues))
	if err != nil {
		return err
	}
	by := candidates[xunpan.Company]{}
	for i := range sharing {
		for _, k := range book.CompanyClues(&sharing[i]) {
			by.add(k, &sharing[i])
		}
	}
	people, err := s.namesakes(ctx, page, ids)
	if err != nil {
		return err
	}
	for i := range page {
		a := &page[i]
		bs := by.of(book.CompanyClues(a))
		near, err := s.near(ctx, a)
		if err != nil {
			return err
		}
		for k := range near {
			bs = append(bs, &near[k])
		}
		for id := range people[a.ID] {
			c, err := s.d.Store.Company(ctx, id)
			if err != nil {
				return err
			}
			bs = append(bs, &c)
		}
		for _, b := range bs {
			if s.first(a.ID, b.ID) {
				if err := s.add(ctx, &a.Entry, &b.Entry, book.Companies(a, b, people[a.ID][b.ID])); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// near are firms with the domain under another ending or nearly the name, of
// the same country.
func (s *suggesting) near(ctx context.Context, c *xunpan.Company) ([]xunpan.Company, error) {
	var all []xunpan.Company
	domains, words := book.CompanyBeginnings(c)
	for _, d := range domains {
		found, err := s.d.Store.CompaniesBeginning(ctx, d)
		if err != nil {
			return nil, err
		}
		all = append(all, found...)
	}
	for _, w := range words {
		found, err := s.d.Store.CompaniesWithWord(ctx, w)
		if err != nil {
			return nil, err
		}
		for i := range found {
			if found[i].Country == c.Country {
				all = append(all, found[i])
			}
		}
	}
	return all, nil
}

// namesakes are, for each company, the others that a person of the same rare
// full name writes for.
func (s *suggesting) namesakes(ctx context.Context, page []xunpan.Company, ids []xunpan.ID) (map[xunpan.ID]map[xunpan.ID][]string, error) {
	staff, err := s.d.Store.ContactsOf(ctx, ids)
	if err != nil {
		return nil, err
	}
	at := map[xunpan.Key][]xunpan.ID{} // companies of the page by their people's names
	for i := range staff {
		for _, name := range book.RareNames(&staff[i]) {
			at[name] = append(at[name], staff[i].Company)
		}
	}
	var names []xunpan.Key
	for name := range at {
		names = append(names, name)
	}
	same, err := s.d.Store.ContactsSharing(ctx, unique(names))
	if err != nil {
		return nil, err
	}
	out := map[xunpan.ID]map[xunpan.ID][]string{}
	for i := range same {
		for _, name := range book.RareNames(&same[i]) {
			for _, here := range at[name] {
				there := same[i].Company
				if there == "" || there == here || len(out[here]) >= maxTwins || slices.Contains(out[here][there], name.Value) {
					continue
				}
				if out[here] == nil {
					out[here] = map[xunpan.ID][]string{}
				}
				out[here][there] = append(out[here][there], name.Value)
			}
		}
	}
	return out, nil
}

func (s *suggesting) contacts(ctx context.Context, page []xunpan.Contact) error {
	var ids, firms []xunpan.ID
	var clues []xunpan.Key
	for i := range page {
		ids, clues = append(ids, page[i].ID), append(clues, book.ContactClues(&page[i])...)
		if f := page[i].Company; f != "" && !slices.Contains(firms, f) {
			firms = append(firms, f)
		}
	}
	if err := s.apart(ctx, ids); err != nil {
		return err
	}
	sharing, err := s.d.Store.ContactsSharing(ctx, unique(clues))
	if err != nil {
		return err
	}
	by := candidates[xunpan.Contact]{}
	for i := range sharing {
		for _, k := range book.ContactClues(&sharing[i]) {
			by.add(k, &sharing[i])
		}
	}
	staff, err := s.d.Store.ContactsOf(ctx, firms)
	if err != nil {
		return err
	}
	for i := range staff {
		by.add(colleague(&staff[i]), &staff[i])
	}
	for i := range page {
		a := &page[i]
		bs := by.of(append(book.ContactClues(a), colleague(a)))
		for _, b := range bs {
			if s.first(a.ID, b.ID) {
				if err := s.add(ctx, &a.Entry, &b.Entry, book.Contacts(a, b)); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// colleague stands for the employer among the keys of a contact; it is none by
// which the book finds anybody.
func colleague(c *xunpan.Contact) xunpan.Key {
	return xunpan.Key{Kind: "employer", Value: string(c.Company)}
}

func unique(keys []xunpan.Key) []xunpan.Key {
	slices.SortFunc(keys, func(a, b xunpan.Key) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Value, b.Value))
	})
	return slices.Compact(keys)
}
