package book

import (
	"strings"

	"xunpan"
)

// Asked is what somebody knows of a buyer before he looks for him in the book.
// Empty fields are not known; Country is also asked of the telephone number.
type Asked struct {
	Company, Country, Person, Mail, Phone string
	MailDomain, Site                      xunpan.Domain
}

// Ask makes entries of what is asked, to compare those of the book with.
func Ask(a Asked) (xunpan.Company, xunpan.Contact) {
	var c xunpan.Company
	var p xunpan.Contact
	NameCompany(&c, clip(a.Company))
	NameContact(&p, clip(a.Person))
	c.Country, p.Country = a.Country, a.Country
	for _, d := range []xunpan.Domain{a.MailDomain, a.Site} {
		if d.Kind == xunpan.DomainOwn {
			addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyDomain, Value: d.Org})
		}
	}
	if strings.Contains(a.Mail, "@") {
		addKey(&p.Keys, xunpan.Key{Kind: xunpan.KeyMail, Value: FoldMail(a.Mail)})
	}
	if n, ok := Phone(a.Phone, a.Country); ok {
		addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyPhone, Value: n})
		addKey(&p.Keys, xunpan.Key{Kind: xunpan.KeyPhone, Value: n})
	}
	return c, p
}

// CompanyClues are the keys by which firms that may be the same are found.
// Names that many have are not among them.
func CompanyClues(c *xunpan.Company) []xunpan.Key {
	var ks []xunpan.Key
	for _, k := range c.Keys {
		switch k.Kind {
		case xunpan.KeyDomain, xunpan.KeyPhone, xunpan.KeySound:
			ks = append(ks, k)
		case xunpan.KeyName:
			if n := ReadFirm(k.Value); n.Telling() {
				ks = append(ks, k)
			}
		}
	}
	return ks
}

// CompanyBeginnings are the beginnings of domains and of words that such firms
// may have: their domain under another ending, their name with a slip behind
// its fourth letter.
func CompanyBeginnings(c *xunpan.Company) (domains []xunpan.Key, words []string) {
	for _, d := range c.KeysOf(xunpan.KeyDomain) {
		if l := label(d); len(l) >= 5 && !isCommon(l) {
			domains = append(domains, xunpan.Key{Kind: xunpan.KeyDomain, Value: l + "."})
		}
	}
	for _, n := range telling(c) {
		if rs := []rune(n.Distinct[0]); len(rs) >= 6 {
			words = append(words, string(rs[:4]))
		}
	}
	return domains, words
}

// ContactClues are the keys by which contacts that may be the same are found.
func ContactClues(c *xunpan.Contact) []xunpan.Key {
	var ks []xunpan.Key
	for _, k := range c.Keys {
		switch k.Kind {
		case xunpan.KeyMail, xunpan.KeyPhone, xunpan.KeyWhatsApp, xunpan.KeyProfile:
			ks = append(ks, k)
		}
	}
	return append(ks, RareNames(c)...)
}

// RareNames are the full names of a contact that not many people bear.
func RareNames(c *xunpan.Contact) []xunpan.Key {
	var ks []xunpan.Key
	for _, name := range c.KeysOf(xunpan.KeyName) {
		if fullName(name) && !frequentName(name) {
			ks = append(ks, xunpan.Key{Kind: xunpan.KeyName, Value: name})
		}
	}
	return ks
}

// Bare is a reason without the words it rests on.
func Bare(r xunpan.Reason) xunpan.Reason {
	r.Say.En, _, _ = strings.Cut(r.Say.En, ": ")
	r.Say.Zh, _, _ = strings.Cut(r.Say.Zh, "：")
	return r
}
