package flow

import (
	"context"
	"time"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// shelf is where a buyer stands in the book.
type shelf struct {
	contact, company xunpan.ID
	owner            xunpan.ID // the salesperson: the company's, else the contact's; "" for nobody
}

// identify finds the buyer of a message in the book, or enters him, and fills in
// what the message tells and the book did not know. Whoever is no buyer, or a
// danger, gets no entry: both ids are "" then. It asks the book twice at most,
// and doing it again changes nothing. Past is said of mail of the past.
func (d *Desk) identify(ctx context.Context, tx *store.Tx, f *xunpan.Facts, a *xunpan.Assessment, at time.Time, past bool) (in shelf, err error) {
	if !book.InBook(a) {
		return in, nil
	}
	b := book.Read(f, a)
	known, err := tx.ContactsByKeys(ctx, b.ContactKeys())
	if err != nil {
		return in, err
	}
	person := b.MatchContact(known)
	var employer xunpan.ID
	if person.Index >= 0 {
		employer = known[person.Index].Company
		in.owner = known[person.Index].Owner
	}
	firms, err := tx.CompaniesByKeys(ctx, b.CompanyKeys(), employer)
	if err != nil {
		return in, err
	}
	if firm := b.MatchCompany(firms, employer); firm.Index >= 0 {
		if c := &firms[firm.Index]; c.Owner != "" {
			in.owner = c.Owner
		}
		in.company, err = d.meetCompany(ctx, tx, b, &firms[firm.Index], firm, at, past)
	} else if b.KnowsCompany() {
		in.company, err = d.enterCompany(ctx, tx, b, in.owner, at, past)
	}
	if err != nil {
		return in, err
	}
	if person.Index >= 0 {
		in.contact, err = d.meetContact(ctx, tx, b, &known[person.Index], person, in.company, at, past)
	} else if b.KnowsContact() {
		in.contact, err = d.enterContact(ctx, tx, b, &in, at, past)
	}
	return in, err
}

// meetCompany notes that a known firm wrote.
func (d *Desk) meetCompany(ctx context.Context, tx *store.Tx, b *book.Buyer, c *xunpan.Company, m book.Match, at time.Time, past bool) (xunpan.ID, error) {
	added := b.FillCompany(c)
	if len(added) == 0 {
		if c.Last.Before(at) {
			return c.ID, tx.TouchCompany(ctx, c.ID, at)
		}
		return c.ID, nil
	}
	c.Last = later(c.Last, at)
	if err := tx.SaveCompany(ctx, c); err != nil {
		return "", err
	}
	return c.ID, filled(ctx, tx, objectFor(past, string(xunpan.CompanyNoun)), c.ID, added, m)
}

// meetContact notes that a known person wrote.
func (d *Desk) meetContact(ctx context.Context, tx *store.Tx, b *book.Buyer, c *xunpan.Contact, m book.Match, company xunpan.ID, at time.Time, past bool) (xunpan.ID, error) {
	added := b.FillContact(c)
	if c.Company == "" && company != "" && !c.SaidOf(fieldCompany) {
		c.Company = company
		added = append(added, fieldCompany)
	}
	if len(added) == 0 {
		if c.Last.Before(at) {
			return c.ID, tx.TouchContact(ctx, c.ID, at)
		}
		return c.ID, nil
	}
	c.Last = later(c.Last, at)
	if err := tx.SaveContact(ctx, c); err != nil {
		return "", err
	}
	return c.ID, filled(ctx, tx, objectFor(past, string(xunpan.ContactNoun)), c.ID, added, m)
}

func (d *Desk) enterCompany(ctx context.Context, tx *store.Tx, b *book.Buyer, owner xunpan.ID, at time.Time, past bool) (xunpan.ID, error) {
	c := b.NewCompany()
	c.ID, c.Owner, c.Created, c.Last = newID(), owner, tx.Now, at
	if err := tx.AddCompany(ctx, &c); err != nil {
		return "", err
	}
	return c.ID, entered(ctx, tx, xunpan.TheDesk, objectFor(past, string(xunpan.CompanyNoun)), &c.Entry)
}

func (d *Desk) enterContact(ctx context.Context, tx *store.Tx, b *book.Buyer, in *shelf, at time.Time, past bool) (xunpan.ID, error) {
	c := b.NewContact()
	c.ID, c.Company, c.Owner, c.Created, c.Last = newID(), in.company, in.owner, tx.Now, at
	if err := tx.AddContact(ctx, &c); err != nil {
		return "", err
	}
	return c.ID, entered(ctx, tx, xunpan.TheDesk, objectFor(past, string(xunpan.ContactNoun)), &c.Entry)
}

// entered writes the beginning of an entry's history.
func entered(ctx context.Context, tx *store.Tx, by xunpan.Actor, object string, e *xunpan.Entry) error {
	return tx.AddChange(ctx, &xunpan.Change{Actor: by, Object: object, ID: e.ID, What: "created", Detail: map[string]string{"name": e.Name}})
}

// filled writes into an entry's history what a message added, and by what the
// entry was recognised.
func filled(ctx context.Context, tx *store.Tx, object string, id xunpan.ID, added []string, m book.Match) error {
	return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: object, ID: id, What: "filled", Detail: map[string]any{"fields": added, "why": m.Reasons}})
}

func later(a, b time.Time) time.Time {
	if b.After(a) {
		return b
	}
	return a
}

// Recognition says by what the desk knows the buyer of an inquiry: nothing where
// he was entered with that very inquiry, and the book knows him by nothing else.
type Recognition struct {
	Contact []xunpan.Reason
	Company []xunpan.Reason
}

// Recognise says why an inquiry somebody may see is taken for its contact's and
// its company's, by its first message and what the book holds now.
func (d *Desk) Recognise(ctx context.Context, who Who, inquiry xunpan.ID) (r Recognition, err error) {
	q, err := d.See(ctx, who, inquiry)
	if err != nil || q.ContactID == "" && q.CompanyID == "" {
		return r, err
	}
	letters, err := d.Store.Letters(ctx, q.ID, maxShown)
	if err != nil {
		return r, err
	}
	for i := range letters {
		if letters[i].Direction != xunpan.In || letters[i].Auto {
			continue
		}
		raw, err := d.Store.Raw(ctx, letters[i].ID)
		if err != nil {
			return r, err
		}
		f, a := d.Reader().Read(raw, letters[i].Form, letters[i].Received)
		return d.recognise(ctx, &q, book.Read(&f, &a))
	}
	return r, nil
}

func (d *Desk) recognise(ctx context.Context, q *xunpan.Inquiry, b *book.Buyer) (r Recognition, err error) {
	var employer xunpan.ID
	if q.ContactID != "" {
		c, err := d.Store.Contact(ctx, q.ContactID)
		if err != nil {
			return r, err
		}
		employer, r.Contact = c.Company, b.MatchContact([]xunpan.Contact{c}).Reasons
	}
	if q.CompanyID != "" {
		c, err := d.Store.Company(ctx, q.CompanyID)
		if err != nil {
			return r, err
		}
		r.Company = b.MatchCompany([]xunpan.Company{c}, employer).Reasons
	}
	return r, nil
}
