package book

import (
	"slices"

	"xunpan"
)

// Field is one plain field of an entry, by its name in the book.
type Field struct {
	Name  string
	Value *string
}

// CompanyFields are a company's plain fields.
func CompanyFields(c *xunpan.Company) []Field {
	return []Field{{"name", &c.Name}, {"country", &c.Country}, {"website", &c.Website}, {"address", &c.Address}, {"grade", &c.Grade}, {"note", &c.Note}}
}

// ContactFields are a contact's plain fields.
func ContactFields(c *xunpan.Contact) []Field {
	return []Field{{"name", &c.Name}, {"country", &c.Country}, {"title", &c.Title}, {"mail", &c.Mail}, {"phone", &c.Phone}, {"lang", &c.Lang}, {"note", &c.Note}}
}

// Names of the lists of keys that users edit, as Entry.Said keeps them.
const (
	Domains = "domains"
	Mails   = "mails"
	Phones  = "phones"
)

// keyList is the list that a kind of key belongs to; "" for kinds that follow
// from other fields.
func keyList(k xunpan.KeyKind) string {
	switch k {
	case xunpan.KeyDomain:
		return Domains
	case xunpan.KeyMail:
		return Mails
	case xunpan.KeyPhone, xunpan.KeyWhatsApp:
		return Phones
	}
	return ""
}

// KnowsCompany reports whether the message tells of a firm.
func (b *Buyer) KnowsCompany() bool {
	return b.Company.Name != "" || len(b.Company.KeysOf(xunpan.KeyDomain)) > 0
}

// KnowsContact reports whether the message tells of a person or mailbox.
func (b *Buyer) KnowsContact() bool { return len(b.Contact.Keys) > 0 }

// NewCompany is the entry of a firm that the book does not know. A firm whose
// name is not known is called by its domain.
func (b *Buyer) NewCompany() xunpan.Company {
	c := b.Company
	if c.Name == "" {
		c.Name = c.KeysOf(xunpan.KeyDomain)[0]
	}
	return c
}

// NewContact is the entry of a person whom the book does not know.
func (b *Buyer) NewContact() xunpan.Contact { return b.Contact }

// FillCompany adds what the message tells to what the book knows of the firm,
// and names the fields it filled and, with a "+", the kinds of keys it added.
// What is there stays, and what a user said stays even if he left it empty;
// only the desk's own grade rises with a better inquiry.
// A doubtful message tells nothing.
func (b *Buyer) FillCompany(c *xunpan.Company) (added []string) {
	if b.Wary {
		return nil
	}
	known := !b.otherName(c)
	if known && b.Company.Name != "" && Unnamed(&c.Entry) && !c.SaidOf("name") {
		c.Name = b.Company.Name
		added = append(added, "name")
	}
	from := CompanyFields(&b.Company)
	for i, f := range CompanyFields(c) {
		better := f.Name == "grade" && *from[i].Value < *f.Value // "A" is the best
		if (*f.Value == "" || better) && *from[i].Value != "" && !c.SaidOf(f.Name) {
			*f.Value = *from[i].Value
			added = append(added, f.Name)
		}
	}
	for _, k := range b.Company.Keys {
		if !known && (k.Kind == xunpan.KeyName || k.Kind == xunpan.KeySound) {
			continue // on this domain somebody signs with another firm's name
		}
		added = b.fillKey(&c.Entry, k, added)
	}
	return added
}

// FillContact is FillCompany for the person. Where two people write from one
// mailbox the second one's number and name are not the first one's.
func (b *Buyer) FillContact(c *xunpan.Contact) (added []string) {
	if b.Wary {
		return nil
	}
	x, y := PersonKey(b.Contact.Name), PersonKey(c.Name)
	other := x != "" && y != "" && x != y && !nearPerson(x, y)
	from := ContactFields(&b.Contact)
	for i, f := range ContactFields(c) {
		if *f.Value == "" && *from[i].Value != "" && !other && !c.SaidOf(f.Name) {
			*f.Value = *from[i].Value
			added = append(added, f.Name)
		}
	}
	for _, k := range b.Contact.Keys {
		switch {
		case k.Kind == xunpan.KeyMark:
			continue
		case k.Kind == xunpan.KeyName && PersonKey(c.Name) != k.Value:
			continue
		case other:
			continue
		}
		added = b.fillKey(&c.Entry, k, added)
	}
	return added
}

func (b *Buyer) fillKey(e *xunpan.Entry, k xunpan.Key, added []string) []string {
	if list := keyList(k.Kind); list != "" && e.SaidOf(list) {
		return added
	}
	if !addKey(&e.Keys, k) {
		return added
	}
	if what := "+" + string(k.Kind); !slices.Contains(added, what) {
		added = append(added, what)
	}
	return added
}

// NameCompany gives a firm the name a user wrote, and the keys that follow.
func NameCompany(c *xunpan.Company, name string) {
	c.Name = name
	c.Keys = without(c.Keys, xunpan.KeyName, xunpan.KeySound)
	for _, n := range readFirms(name) {
		addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyName, Value: n.Key})
		addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeySound, Value: n.Sound()})
	}
}

// NameContact gives a person the name a user wrote.
func NameContact(c *xunpan.Contact, name string) {
	c.Name = name
	c.Keys = without(c.Keys, xunpan.KeyName)
	addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyName, Value: PersonKey(name)})
}

// SetKeys puts these values in the place of all keys of the kinds; the first
// kind is the new ones'.
func SetKeys(e *xunpan.Entry, vs []string, kinds ...xunpan.KeyKind) {
	was := e.Keys
	e.Keys = without(e.Keys, kinds...)
	for _, v := range vs {
		k := xunpan.Key{Kind: kinds[0], Value: v}
		for _, kind := range kinds { // a WhatsApp number stays one
			if old := (xunpan.Key{Kind: kind, Value: v}); slices.Contains(was, old) {
				k = old
			}
		}
		addKey(&e.Keys, k)
	}
}

func without(keys []xunpan.Key, kinds ...xunpan.KeyKind) []xunpan.Key {
	return slices.DeleteFunc(slices.Clone(keys), func(k xunpan.Key) bool { return slices.Contains(kinds, k.Kind) })
}

// maxJoined bounds the keys of an entry that others were merged into.
const maxJoined = 400

// Join adds keys of another entry and returns those that were new.
func Join(e *xunpan.Entry, keys []xunpan.Key) (got []xunpan.Key) {
	for _, k := range keys {
		if len(e.Keys) < maxJoined && !e.Has(k) {
			e.Keys = append(e.Keys, k)
			got = append(got, k)
		}
	}
	return got
}

// Part takes keys away again.
func Part(e *xunpan.Entry, keys []xunpan.Key) {
	e.Keys = slices.DeleteFunc(slices.Clone(e.Keys), func(k xunpan.Key) bool { return slices.Contains(keys, k) })
}

// Unnamed reports whether nobody has said the entry's name yet: it is empty, or
// the firm's domain stands in its place.
func Unnamed(e *xunpan.Entry) bool {
	return e.Name == "" || slices.Contains(e.KeysOf(xunpan.KeyDomain), e.Name)
}
