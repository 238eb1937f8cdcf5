package book

import (
	"slices"
	"strings"

	"xunpan"
)

// Match says which entry was recognised, and by what.
type Match struct {
	Index   int // into the entries given; -1 for none
	Reasons []xunpan.Reason
}

var none = Match{Index: -1}

// reason builds a reason; what is the words it rests on.
func reason(code, en, zh, what string) xunpan.Reason {
	if what != "" {
		en, zh = en+": "+what, zh+"："+what
	}
	return xunpan.Reason{Code: code, Say: xunpan.Text{En: en, Zh: zh}}
}

// ContactKeys are the keys by which the book is asked for the contact.
func (b *Buyer) ContactKeys() []xunpan.Key {
	return slices.DeleteFunc(slices.Clone(b.Contact.Keys), func(k xunpan.Key) bool { return k.Kind == xunpan.KeyName })
}

// CompanyKeys are the keys by which the book is asked for the company. A name
// that many firms have is not asked for.
func (b *Buyer) CompanyKeys() []xunpan.Key {
	var ks []xunpan.Key
	for _, d := range b.Company.KeysOf(xunpan.KeyDomain) {
		ks = append(ks, xunpan.Key{Kind: xunpan.KeyDomain, Value: d})
	}
	for i := range b.names {
		if b.names[i].Telling() {
			ks = append(ks, xunpan.Key{Kind: xunpan.KeyName, Value: b.names[i].Key})
		}
	}
	return ks
}

// MatchContact recognises the person: by his mail address, by his profile on a
// platform, or by a telephone number together with his name. A number alone is
// often a whole office's. Of several the one that wrote last is taken.
func (b *Buyer) MatchContact(among []xunpan.Contact) Match {
	best, bestRank := none, 0
	for i := range among {
		rank, why := b.contact(&among[i])
		if rank == 0 || rank < bestRank || rank == bestRank && !among[i].Last.After(among[best.Index].Last) {
			continue
		}
		best, bestRank = Match{i, []xunpan.Reason{why}}, rank
	}
	return best
}

// contact ranks a contact: 0 is another person.
func (b *Buyer) contact(c *xunpan.Contact) (rank int, why xunpan.Reason) {
	same := map[xunpan.KeyKind]string{}
	for _, k := range b.Contact.Keys {
		if k.Kind == xunpan.KeyPhone || k.Kind == xunpan.KeyWhatsApp {
			if c.Has(xunpan.Key{Kind: xunpan.KeyPhone, Value: k.Value}) || c.Has(xunpan.Key{Kind: xunpan.KeyWhatsApp, Value: k.Value}) {
				same[xunpan.KeyPhone] = k.Value
			}
		} else if c.Has(k) && same[k.Kind] == "" {
			same[k.Kind] = k.Value
		}
	}
	phone := same[xunpan.KeyPhone]
	switch {
	case same[xunpan.KeyMail] != "":
		return 5, reason("mail", "Same mail address", "邮箱地址相同", same[xunpan.KeyMail])
	case same[xunpan.KeyProfile] != "":
		return 4, reason("profile", "Same profile on the platform", "平台账号相同", "")
	case same[xunpan.KeyMark] != "":
		return 3, reason("message", "The same message", "同一条消息", "")
	case phone == "" || b.Wary || b.resembles(c):
		return 0, why
	case same[xunpan.KeyName] != "":
		return 2, reason("phone+name", "Same telephone number and name", "电话号码和姓名相同", phone+", "+c.Name)
	case b.Chat && (b.Contact.Name == "" || c.Name == "" || nearPerson(PersonKey(b.Contact.Name), PersonKey(c.Name))):
		return 1, reason("chat", "Writes from the same number", "使用同一号码", phone)
	}
	return 0, why
}

// resembles reports whether the message comes from a domain that looks like the
// contact's but is another: what an impostor would use together with the true
// one's name and telephone.
func (b *Buyer) resembles(c *xunpan.Contact) bool {
	for _, ours := range b.Company.KeysOf(xunpan.KeyDomain) {
		for _, m := range c.KeysOf(xunpan.KeyMail) {
			theirs := domainOf(m)
			if theirs == ours || strings.HasSuffix(theirs, "."+ours) {
				continue
			}
			labels := strings.Split(theirs, ".")
			if slices.ContainsFunc(labels[:len(labels)-1], func(l string) bool { return similar(label(ours), l) }) {
				return true
			}
		}
	}
	return false
}

// similar reports whether the names of two domains are the same, differ by a
// slip, or by words put beside them.
func similar(x, y string) bool {
	if len(x) > len(y) {
		x, y = y, x
	}
	return len(x) >= enoughWeight && (strings.Contains(y, x) || slip(x, y))
}

// MatchCompany recognises the firm: by its own domain, by the contact who works
// there, or by a telling name together with something else that agrees. Two
// firms with domains of their own are never one by their names, and what is
// equally good twice is left to a person.
func (b *Buyer) MatchCompany(among []xunpan.Company, employer xunpan.ID) Match {
	for _, domain := range b.Company.KeysOf(xunpan.KeyDomain) {
		best := none
		for i := range among {
			if among[i].Has(xunpan.Key{Kind: xunpan.KeyDomain, Value: domain}) && (best.Index < 0 || among[i].Last.After(among[best.Index].Last)) {
				why := reason("domain", "Same mail domain", "邮箱域名相同", domain)
				if b.Site {
					why = reason("site", "Gives the same website or company address", "网站或公司邮箱域名相同", domain)
				}
				best = Match{i, []xunpan.Reason{why}}
			}
		}
		if best.Index >= 0 {
			return best
		}
	}
	for i := range among {
		c := &among[i]
		if employer != "" && c.ID == employer && !b.otherDomain(c) && !b.otherName(c) {
			return Match{i, []xunpan.Reason{reason("contact", "The contact works there", "联系人属于该公司", "")}}
		}
	}
	if b.Wary {
		return none
	}
	best, bestRank, twice := none, 0, false
	for i := range among {
		why := b.byName(&among[i])
		switch {
		case len(why) < 2 || len(why) < bestRank:
		case len(why) == bestRank:
			twice = true
		default:
			best, bestRank, twice = Match{i, why}, len(why), false
		}
	}
	if twice {
		return none
	}
	return best
}

// otherDomain reports whether both have domains of their own, and none in common.
func (b *Buyer) otherDomain(c *xunpan.Company) bool {
	ours, theirs := b.Company.KeysOf(xunpan.KeyDomain), c.KeysOf(xunpan.KeyDomain)
	return len(ours) > 0 && len(theirs) > 0 && !slices.ContainsFunc(ours, func(d string) bool { return slices.Contains(theirs, d) })
}

// otherName reports whether the message names a firm that cannot be this one.
func (b *Buyer) otherName(c *xunpan.Company) bool {
	if Unnamed(&c.Entry) {
		return false
	}
	for i := range b.names {
		n := &b.names[i]
		if !n.Telling() {
			continue
		}
		if slices.Contains(c.KeysOf(xunpan.KeyName), n.Key) {
			return false
		}
		known := ReadFirm(c.Name)
		if len(known.Distinct) == 0 || slices.ContainsFunc(n.Distinct, func(w string) bool { return slices.Contains(known.Distinct, w) }) {
			return false
		}
	}
	return len(b.names) > 0 && b.names[0].Telling()
}

// byName gives what speaks for one firm by its name: the name first. One reason
// alone is none.
func (b *Buyer) byName(c *xunpan.Company) []xunpan.Reason {
	if b.otherDomain(c) {
		return nil
	}
	known := c.KeysOf(xunpan.KeyName)
	for i := range b.names {
		n := &b.names[i]
		if !n.Telling() || !slices.Contains(known, n.Key) {
			continue
		}
		why := []xunpan.Reason{reason("name", "Same name", "公司名称相同", c.Name)}
		apart := b.Company.Country != "" && c.Country != "" && b.Company.Country != c.Country
		for _, p := range b.Company.KeysOf(xunpan.KeyPhone) {
			if c.Has(xunpan.Key{Kind: xunpan.KeyPhone, Value: p}) {
				why = append(why, reason("phone", "Same telephone number", "电话号码相同", p))
				break
			}
		}
		if !apart && b.Company.Country != "" && b.Company.Country == c.Country && n.rare() {
			why = append(why, reason("country", "Same country", "国家相同", c.Country))
		}
		if d := nameInDomain(n, c.KeysOf(xunpan.KeyDomain)); !apart && d != "" {
			why = append(why, reason("domain_word", "The domain is the company's name", "域名即公司名称", d))
		}
		return why
	}
	return nil
}

// nameInDomain returns the domain whose main word is the firm's name.
func nameInDomain(n *FirmName, domains []string) string {
	whole, short := strings.ReplaceAll(latin(n.Key), " ", ""), latin(strings.Join(n.Distinct, ""))
	for _, d := range domains {
		label := strings.ReplaceAll(label(d), "-", "")
		if len(label) >= enoughWeight && (label == whole || label == short) {
			return d
		}
	}
	return ""
}

// label is a registrable domain's part before the public suffix.
func label(domain string) string {
	l, _, _ := strings.Cut(domain, ".")
	return l
}
