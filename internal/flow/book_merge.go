package flow

import (
	"context"
	"slices"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// side is a company or contact as merging sees them: both alike.
type side struct {
	noun   xunpan.Noun
	entry  *xunpan.Entry
	fields []book.Field // owner and employer among them
	save   func(context.Context, *store.Tx) error
}

// side reads an entry that somebody may see.
func (d *Desk) side(ctx context.Context, tx *store.Tx, who Who, noun xunpan.Noun, id xunpan.ID) (*side, error) {
	s := &side{noun: noun}
	switch noun {
	case xunpan.CompanyNoun:
		c, err := d.company(ctx, tx, who, id)
		if err != nil {
			return nil, err
		}
		s.entry, s.fields = &c.Entry, book.CompanyFields(&c)
		s.save = func(ctx context.Context, tx *store.Tx) error { return tx.SaveCompany(ctx, &c) }
	case xunpan.ContactNoun:
		c, err := d.contact(ctx, tx, who, id)
		if err != nil {
			return nil, err
		}
		s.entry, s.fields = &c.Entry, append(book.ContactFields(&c), book.Field{Name: fieldCompany, Value: (*string)(&c.Company)})
		s.save = func(ctx context.Context, tx *store.Tx) error { return tx.SaveContact(ctx, &c) }
	default:
		return nil, invalid("noun", "Companies and contacts can be merged, %q cannot.", "只能合并公司或联系人，不能合并“%s”。", string(noun))
	}
	s.fields = append(s.fields, book.Field{Name: fieldOwner, Value: (*string)(&s.entry.Owner)})
	return s, nil
}

func (s *side) field(name string) *string {
	for _, f := range s.fields {
		if f.Name == name {
			return f.Value
		}
	}
	return new(string)
}

// better reports whether a value takes the place of another in a merge: an
// empty field is filled, the desk's own grade rises, a domain gives way to a name.
func (s *side) better(field, has, other string, from *side) bool {
	switch {
	case other == "" || other == has:
		return false
	case has == "":
		return true
	case field == "grade":
		return !s.entry.SaidOf(field) && other < has
	case field == "name":
		return book.Unnamed(s.entry) && !book.Unnamed(from.entry)
	}
	return false
}

// Merge merges one company or contact into another: its keys, contacts,
// inquiries and tags go there, and its fields where the other's are empty. From
// then on it is shown as the other. Unmerge undoes it. The id is the merge's.
func (d *Desk) Merge(ctx context.Context, who Who, noun xunpan.Noun, keep, gone xunpan.ID) (id xunpan.ID, err error) {
	if keep == gone {
		return "", invalid("gone", "Nothing can be merged with itself.", "不能与自身合并。")
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		k, err := d.side(ctx, tx, who, noun, keep)
		if err != nil {
			return err
		}
		g, err := d.side(ctx, tx, who, noun, gone)
		if err != nil {
			return err
		}
		for _, s := range []*side{k, g} {
			if err := d.live(ctx, tx, noun, s.entry, 0); err != nil {
				return err
			}
		}
		m, err := merge(ctx, tx, k, g)
		if err != nil {
			return err
		}
		m.Actor, id = userID(who.Actor), m.ID
		if err := tx.AddMerge(ctx, m); err != nil {
			return err
		}
		return mergedBoth(ctx, tx, who, m, k, g, "merged")
	})
	return id, err
}

// merge moves everything and says what it moved.
func merge(ctx context.Context, tx *store.Tx, k, g *side) (*xunpan.Merge, error) {
	m := &xunpan.Merge{ID: newID(), Noun: k.noun, Kept: k.entry.ID, Gone: g.entry.ID, Fields: map[string][2]string{}, Custom: map[string][2]string{}}
	for _, f := range k.fields {
		if v := *g.field(f.Name); k.better(f.Name, *f.Value, v, g) && !k.entry.SaidOf(f.Name) {
			m.Fields[f.Name] = [2]string{*f.Value, v}
			*f.Value = v
			if g.entry.SaidOf(f.Name) {
				m.Said = append(m.Said, f.Name)
				k.entry.Said = append(k.entry.Said, f.Name)
			}
		}
	}
	for id, v := range g.entry.Custom {
		if k.entry.Custom[id] == "" && v != "" {
			m.Custom[id] = [2]string{"", v}
			k.setCustom(id, v)
		}
	}
	for _, tag := range g.entry.Tags {
		if !slices.Contains(k.entry.Tags, tag) {
			m.Tags = append(m.Tags, tag)
			k.entry.Tags = append(k.entry.Tags, tag)
		}
	}
	m.Keys = book.Join(k.entry, g.entry.Keys)
	k.entry.Last = later(k.entry.Last, g.entry.Last)
	g.entry.MergedInto = k.entry.ID
	var err error
	if k.noun == xunpan.CompanyNoun {
		if m.Contacts, err = tx.MoveContacts(ctx, g.entry.ID, k.entry.ID, nil); err != nil {
			return nil, err
		}
	}
	if m.Inquiries, err = tx.MoveInquiries(ctx, k.noun, g.entry.ID, k.entry.ID, nil); err != nil {
		return nil, err
	}
	if err := g.save(ctx, tx); err != nil {
		return nil, err
	}
	return m, k.save(ctx, tx)
}

func (s *side) setCustom(id, v string) {
	custom := map[string]string{}
	for k, x := range s.entry.Custom {
		custom[k] = x
	}
	if custom[id] = v; v == "" {
		delete(custom, id)
	}
	if s.entry.Custom = custom; len(custom) == 0 {
		s.entry.Custom = nil
	}
}

// mergedBoth writes the same into the history of both sides.
func mergedBoth(ctx context.Context, tx *store.Tx, who Who, m *xunpan.Merge, k, g *side, what string) error {
	detail := map[string]any{"merge": m.ID, "kept": k.entry.ID, "kept_name": k.entry.Name, "gone": g.entry.ID, "gone_name": g.entry.Name,
		"filled": m.Fields, "contacts": len(m.Contacts), "inquiries": len(m.Inquiries)}
	for _, s := range []*side{k, g} {
		if err := tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: string(m.Noun), ID: s.entry.ID, What: what, Detail: detail}); err != nil {
			return err
		}
	}
	return nil
}

// Unmerge takes a company or contact out again that was merged into another:
// everything that moved goes back. What came after the merge stays where it
// came, and so does what people changed since.
func (d *Desk) Unmerge(ctx context.Context, who Who, noun xunpan.Noun, gone xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		g, err := d.side(ctx, tx, who, noun, gone)
		if err != nil {
			return err
		}
		if g.entry.MergedInto == "" {
			return invalid("gone", "“%s” is not merged into another.", "“%s”没有合并到其他条目。", g.entry.Name)
		}
		m, err := tx.MergeOf(ctx, gone)
		if err != nil {
			return err
		}
		k, err := d.side(ctx, tx, who, noun, m.Kept)
		if err != nil {
			return err
		}
		if k.entry.MergedInto != "" {
			return invalid("gone", "“%s” was itself merged into another since; undo that first.", "“%s”之后又合并到了别处，请先撤销那次合并。", k.entry.Name)
		}
		u := undoing{k: k, g: g, m: &m}
		if err := d.others(ctx, tx, &u); err != nil {
			return err
		}
		if err := u.run(ctx, tx); err != nil {
			return err
		}
		return mergedBoth(ctx, tx, who, &m, k, g, "unmerged")
	})
}

// others reads the merges into the same entry that stay in force.
func (d *Desk) others(ctx context.Context, tx *store.Tx, u *undoing) error {
	ms, err := tx.MergesInto(ctx, u.m.Kept)
	if err != nil {
		return err
	}
	everything := Who{Scope: store.Scope{All: true}}
	for i := range ms {
		if ms[i].ID == u.m.ID {
			continue
		}
		s, err := d.side(ctx, tx, everything, u.m.Noun, ms[i].Gone)
		if err != nil {
			return err
		}
		u.rest = append(u.rest, sibling{&ms[i], s})
	}
	return nil
}
