package flow

import (
	"context"
	"errors"
	"slices"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/lookup"
	"xunpan/internal/store"
)

// shelves is where the book stands: the store, or a transaction.
type shelves interface {
	Company(context.Context, xunpan.ID) (xunpan.Company, error)
	Contact(context.Context, xunpan.ID) (xunpan.Contact, error)
}

// company reads a company that somebody wants to work on.
func (d *Desk) company(ctx context.Context, in shelves, who Who, id xunpan.ID) (xunpan.Company, error) {
	c, err := in.Company(ctx, id)
	if err == nil && !who.Scope.Sees(c.Owner) {
		err = store.ErrNotFound
	}
	return c, err
}

// contact reads a contact that somebody wants to work on.
func (d *Desk) contact(ctx context.Context, in shelves, who Who, id xunpan.ID) (xunpan.Contact, error) {
	c, err := in.Contact(ctx, id)
	if err == nil && !who.Scope.Sees(c.Owner) {
		err = store.ErrNotFound
	}
	return c, err
}

// live refuses an entry that was merged into another or that changed since
// somebody saw it.
func (d *Desk) live(ctx context.Context, in shelves, noun xunpan.Noun, e *xunpan.Entry, version int64) error {
	if e.MergedInto != "" {
		name := ""
		if noun == xunpan.CompanyNoun {
			if c, err := in.Company(ctx, e.MergedInto); err == nil {
				name = c.Name
			}
		} else if c, err := in.Contact(ctx, e.MergedInto); err == nil {
			name = c.Name
		}
		return mergedAway(name)
	}
	if version != 0 && version != e.Version {
		return store.ErrChanged
	}
	return nil
}

// AddCompany enters a company by hand. A firm the book knows by the same domain
// is not entered twice: ErrExists.
func (d *Desk) AddCompany(ctx context.Context, who Who, in CompanyEdit) (c xunpan.Company, err error) {
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		c, err = d.addCompany(ctx, tx, who, &in)
		return err
	})
	return c, err
}

func (d *Desk) addCompany(ctx context.Context, tx *store.Tx, who Who, in *CompanyEdit) (xunpan.Company, error) {
	c := xunpan.Company{Entry: xunpan.Entry{ID: newID(), Created: tx.Now, Last: tx.Now}}
	if in.Website != nil && in.Domains == nil {
		d.siteDomain(&c, *in.Website)
	}
	if _, err := d.applyCompany(ctx, tx, who, &c, in); err != nil {
		return c, err
	}
	if same, err := tx.CompaniesByKeys(ctx, only(&c.Entry, xunpan.KeyDomain), ""); err != nil {
		return c, err
	} else if len(same) > 0 {
		return c, store.ErrExists
	}
	if err := tx.AddCompany(ctx, &c); err != nil {
		return c, err
	}
	return c, entered(ctx, tx, who.Actor, string(xunpan.CompanyNoun), &c.Entry)
}

// siteDomain makes a website that is the firm's own a key of it.
func (d *Desk) siteDomain(c *xunpan.Company, site string) {
	r := d.Reader()
	if dom := lookup.Domain(hostOf(site), lookup.Env{Home: r.Home, House: r.House}); dom.Kind == xunpan.DomainOwn {
		book.Join(&c.Entry, []xunpan.Key{{Kind: xunpan.KeyDomain, Value: dom.Org}})
	}
}

// EditCompany changes a company as a person wants it. ErrNotFound if he may not
// see it, ErrChanged if the version he saw is not the present one.
func (d *Desk) EditCompany(ctx context.Context, who Who, id xunpan.ID, in CompanyEdit) (c xunpan.Company, err error) {
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		c, _, err = d.editCompany(ctx, tx, who, id, &in)
		return err
	})
	return c, err
}

// editCompany reports whether anything changed.
func (d *Desk) editCompany(ctx context.Context, tx *store.Tx, who Who, id xunpan.ID, in *CompanyEdit) (xunpan.Company, bool, error) {
	c, err := d.company(ctx, tx, who, id)
	if err != nil {
		return c, false, err
	}
	if err := d.live(ctx, tx, xunpan.CompanyNoun, &c.Entry, in.Version); err != nil {
		return c, false, err
	}
	e, err := d.applyCompany(ctx, tx, who, &c, in)
	if err != nil || len(e.changes) == 0 {
		return c, false, err
	}
	if err := tx.SaveCompany(ctx, &c); err != nil {
		return c, false, err
	}
	return c, true, edited(ctx, tx, who, xunpan.CompanyNoun, e)
}

// AddContact enters a contact by hand; one with the same mail address is not
// entered twice: ErrExists.
func (d *Desk) AddContact(ctx context.Context, who Who, in ContactEdit) (c xunpan.Contact, err error) {
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		c, err = d.addContact(ctx, tx, who, &in)
		return err
	})
	return c, err
}

func (d *Desk) addContact(ctx context.Context, tx *store.Tx, who Who, in *ContactEdit) (xunpan.Contact, error) {
	c := xunpan.Contact{Entry: xunpan.Entry{ID: newID(), Created: tx.Now, Last: tx.Now}}
	if _, err := d.applyContact(ctx, tx, who, &c, in); err != nil {
		return c, err
	}
	if same, err := tx.ContactsByKeys(ctx, only(&c.Entry, xunpan.KeyMail)); err != nil {
		return c, err
	} else if len(same) > 0 {
		return c, store.ErrExists
	}
	if err := tx.AddContact(ctx, &c); err != nil {
		return c, err
	}
	return c, entered(ctx, tx, who.Actor, string(xunpan.ContactNoun), &c.Entry)
}

// only are the entry's keys of a kind.
func only(e *xunpan.Entry, kind xunpan.KeyKind) []xunpan.Key {
	return slices.DeleteFunc(slices.Clone(e.Keys), func(k xunpan.Key) bool { return k.Kind != kind })
}

// EditContact is EditCompany for a contact.
func (d *Desk) EditContact(ctx context.Context, who Who, id xunpan.ID, in ContactEdit) (c xunpan.Contact, err error) {
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		c, _, err = d.editContact(ctx, tx, who, id, &in)
		return err
	})
	return c, err
}

// editContact reports whether anything changed.
func (d *Desk) editContact(ctx context.Context, tx *store.Tx, who Who, id xunpan.ID, in *ContactEdit) (xunpan.Contact, bool, error) {
	c, err := d.contact(ctx, tx, who, id)
	if err != nil {
		return c, false, err
	}
	if err := d.live(ctx, tx, xunpan.ContactNoun, &c.Entry, in.Version); err != nil {
		return c, false, err
	}
	e, err := d.applyContact(ctx, tx, who, &c, in)
	if err != nil || len(e.changes) == 0 {
		return c, false, err
	}
	if err := tx.SaveContact(ctx, &c); err != nil {
		return c, false, err
	}
	return c, true, edited(ctx, tx, who, xunpan.ContactNoun, e)
}

// RemoveCompany removes a company and those merged into it; its contacts and
// inquiries stay without it. The version is the one that was seen.
func (d *Desk) RemoveCompany(ctx context.Context, who Who, id xunpan.ID, version int64) error {
	return d.remove(ctx, who, xunpan.CompanyNoun, id, version)
}

// RemoveContact removes a contact; its inquiries stay without it.
func (d *Desk) RemoveContact(ctx context.Context, who Who, id xunpan.ID, version int64) error {
	return d.remove(ctx, who, xunpan.ContactNoun, id, version)
}

func (d *Desk) remove(ctx context.Context, who Who, noun xunpan.Noun, id xunpan.ID, version int64) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanEditBook); err != nil {
			return err
		}
		s, err := d.side(ctx, tx, who, noun, id)
		if err != nil {
			return err
		}
		if err := d.live(ctx, tx, noun, s.entry, version); err != nil {
			return err
		}
		if noun == xunpan.CompanyNoun {
			err = tx.RemoveCompany(ctx, id, s.entry.Version)
		} else {
			err = tx.RemoveContact(ctx, id, s.entry.Version)
		}
		if err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: string(noun), ID: id, What: "removed", Detail: map[string]string{"name": s.entry.Name}})
	})
}

// SeeCompany returns a company for showing; of one that was merged into another
// it returns that other. What is a colleague's alone comes masked, without the
// company.
func (d *Desk) SeeCompany(ctx context.Context, who Who, id xunpan.ID) (c xunpan.Company, masked *xunpan.Masked, err error) {
	for range maxMergeDepth {
		if c, err = d.Store.Company(ctx, id); err != nil || c.MergedInto == "" {
			break
		}
		id = c.MergedInto
	}
	if err != nil || who.Scope.Sees(c.Owner) {
		return c, nil, err
	}
	m, err := d.mask(ctx, xunpan.CompanyNoun, &c.Entry, nil)
	return xunpan.Company{}, &m, err
}

// SeeContact is SeeCompany for a contact.
func (d *Desk) SeeContact(ctx context.Context, who Who, id xunpan.ID) (c xunpan.Contact, masked *xunpan.Masked, err error) {
	for range maxMergeDepth {
		if c, err = d.Store.Contact(ctx, id); err != nil || c.MergedInto == "" {
			break
		}
		id = c.MergedInto
	}
	if err != nil || who.Scope.Sees(c.Owner) {
		return c, nil, err
	}
	m, err := d.mask(ctx, xunpan.ContactNoun, &c.Entry, nil)
	return xunpan.Contact{}, &m, err
}

// maxMergeDepth bounds how far a merged entry is followed.
const maxMergeDepth = 20

// mask is what a colleague may know of an entry that he may not see.
func (d *Desk) mask(ctx context.Context, noun xunpan.Noun, e *xunpan.Entry, why []xunpan.Reason) (xunpan.Masked, error) {
	m := xunpan.Masked{Noun: noun, Name: book.Mask(e.Name), Reasons: bare(why)}
	if noun == xunpan.ContactNoun {
		m.Name = book.MaskPerson(e.Name)
	}
	return m, d.ownedBy(ctx, e.Owner, &m.OwnedBy)
}

func (d *Desk) ownedBy(ctx context.Context, owner xunpan.ID, name *string) error {
	if owner == "" {
		return nil
	}
	u, err := d.Store.User(ctx, owner)
	if err == nil {
		*name = u.Name
	} else if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return err
}

// bare are reasons without the words they rest on, which would tell what is masked.
func bare(why []xunpan.Reason) []xunpan.Reason {
	out := make([]xunpan.Reason, len(why))
	for i, r := range why {
		out[i] = book.Bare(r)
	}
	return out
}

// Probe is what somebody knows of a buyer before he enters him.
type Probe struct{ Company, Country, Person, Mail, Phone, Website string }

// Taken says who of the book a buyer may be, the colleagues' too: so that two
// salespeople do not court one buyer. What somebody may not see comes masked.
func (d *Desk) Taken(ctx context.Context, who Who, p Probe) ([]xunpan.Masked, error) {
	r := d.Reader()
	env := lookup.Env{Home: r.Home, House: r.House}
	firm, person := book.Ask(book.Asked{Company: p.Company, Country: p.Country, Person: p.Person, Mail: p.Mail, Phone: p.Phone,
		MailDomain: lookup.Domain(hostOf(p.Mail), env), Site: lookup.Domain(hostOf(p.Website), env)})
	firms, err := d.Store.CompaniesSharing(ctx, book.CompanyClues(&firm))
	if err != nil {
		return nil, err
	}
	people, err := d.Store.ContactsSharing(ctx, book.ContactClues(&person))
	if err != nil {
		return nil, err
	}
	var out []xunpan.Masked
	seen := map[xunpan.ID]bool{}
	add := func(noun xunpan.Noun, e *xunpan.Entry, l book.Likeness) error {
		if l.Strength == 0 || seen[e.ID] || len(out) >= maxTaken {
			return nil
		}
		seen[e.ID] = true
		m := xunpan.Masked{Noun: noun, ID: e.ID, Name: e.Name, Reasons: l.Reasons}
		if !who.Scope.Sees(e.Owner) {
			var err error
			if m, err = d.mask(ctx, noun, e, l.Reasons); err != nil {
				return err
			}
		} else if err := d.ownedBy(ctx, e.Owner, &m.OwnedBy); err != nil {
			return err
		}
		out = append(out, m)
		return nil
	}
	for i := range firms {
		if err := add(xunpan.CompanyNoun, &firms[i].Entry, book.Companies(&firm, &firms[i], nil)); err != nil {
			return nil, err
		}
	}
	for i := range people {
		if err := add(xunpan.ContactNoun, &people[i].Entry, book.Contacts(&person, &people[i])); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// maxTaken bounds what Taken shows.
const maxTaken = 20
