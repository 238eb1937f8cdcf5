package flow

import (
	"context"
	"slices"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// undoing is a merge being undone. Merges may be undone in any order: what
// another one that stays in force would have brought, too, is left to it.
type undoing struct {
	k, g *side
	m    *xunpan.Merge
	rest []sibling
}

// sibling is another merge into the same entry, and what went into it.
type sibling struct {
	m *xunpan.Merge
	g *side
}

func (u *undoing) run(ctx context.Context, tx *store.Tx) error {
	u.texts()
	u.custom()
	u.tags()
	u.keys()
	if u.m.Noun == xunpan.CompanyNoun && len(u.m.Contacts) > 0 {
		if _, err := tx.MoveContacts(ctx, u.k.entry.ID, u.g.entry.ID, u.m.Contacts); err != nil {
			return err
		}
	}
	if len(u.m.Inquiries) > 0 {
		if _, err := tx.MoveInquiries(ctx, u.m.Noun, u.k.entry.ID, u.g.entry.ID, u.m.Inquiries); err != nil {
			return err
		}
	}
	if err := u.last(ctx, tx); err != nil {
		return err
	}
	u.g.entry.MergedInto = ""
	if err := u.k.save(ctx, tx); err != nil {
		return err
	}
	if err := u.g.save(ctx, tx); err != nil {
		return err
	}
	for _, o := range u.rest {
		if err := tx.SaveMerge(ctx, o.m); err != nil {
			return err
		}
	}
	return tx.EndMerge(ctx, u.m.ID)
}

// texts takes the filled fields back, but for those that somebody set since.
func (u *undoing) texts() {
	k := u.k.entry
	for name, was := range u.m.Fields {
		to, filledSaid := u.k.field(name), slices.Contains(u.m.Said, name)
		if u.covered(name, was) {
			continue
		}
		same := *to == was[1]
		if name == fieldCompany { // which may have been merged since, too, or come out again
			same = same || !filledSaid || *to == *u.g.field(name)
		}
		if !same || k.SaidOf(name) && !filledSaid {
			continue
		}
		*to = was[0]
		k.Said = drop(k.Said, name, filledSaid)
		for _, o := range u.rest {
			if v := *o.g.field(name); u.k.better(name, was[0], v, o.g) {
				*to = v
				put(&o.m.Fields, name, was[0], v)
				if o.g.entry.SaidOf(name) {
					k.Said, o.m.Said = append(k.Said, name), append(o.m.Said, name)
				}
				break
			}
		}
	}
}

// covered reports whether a later merge put something better over what this one
// had filled in; that one goes back to what was there before both.
func (u *undoing) covered(name string, was [2]string) bool {
	for _, o := range u.rest {
		if over, ok := o.m.Fields[name]; ok && over[0] == was[1] {
			put(&o.m.Fields, name, was[0], over[1])
			return true
		}
	}
	return false
}

func put(m *map[string][2]string, name, before, after string) {
	if *m == nil {
		*m = map[string][2]string{}
	}
	(*m)[name] = [2]string{before, after}
}

func drop(list []string, s string, really bool) []string {
	if !really {
		return list
	}
	return slices.DeleteFunc(slices.Clone(list), func(x string) bool { return x == s })
}

func (u *undoing) custom() {
	for id, was := range u.m.Custom {
		if u.k.entry.Custom[id] != was[1] {
			continue
		}
		v := was[0]
		for _, o := range u.rest {
			if x := o.g.entry.Custom[id]; x != "" {
				v = x
				put(&o.m.Custom, id, was[0], x)
				break
			}
		}
		u.k.setCustom(id, v)
	}
}

func (u *undoing) tags() {
	for _, tag := range u.m.Tags {
		left := false
		for _, o := range u.rest {
			if left = slices.Contains(o.g.entry.Tags, tag); left {
				o.m.Tags = append(o.m.Tags, tag)
				break
			}
		}
		u.k.entry.Tags = drop(u.k.entry.Tags, tag, !left)
	}
	if len(u.k.entry.Tags) == 0 {
		u.k.entry.Tags = nil
	}
}

func (u *undoing) keys() {
	var gone []xunpan.Key
	for _, key := range u.m.Keys {
		left := false
		for _, o := range u.rest {
			if left = o.g.entry.Has(key); left {
				o.m.Keys = append(o.m.Keys, key)
				break
			}
		}
		if !left {
			gone = append(gone, key)
		}
	}
	book.Part(u.k.entry, gone)
}

// last is when the entry was written for last, without what goes back.
func (u *undoing) last(ctx context.Context, tx *store.Tx) error {
	e := u.k.entry
	newest, err := tx.Newest(ctx, u.m.Noun, e.ID)
	if e.Last = newest; newest.IsZero() {
		e.Last = e.Created
	}
	return err
}
