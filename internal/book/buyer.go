package book

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"unicode"

	"xunpan"
)

// Buyer is what one message tells of its buyer, ready to be looked for in the
// book.
type Buyer struct {
	Contact xunpan.Contact // name, title, mail, phone, country, language and keys
	Company xunpan.Company // name, country, website, address, grade and keys
	Site    bool           // the firm's domain is known from the website he states, not from his mail
	Wary    bool           // something is doubtful: a look-alike, a borrowed name, contradictions. Only his own address and domain are keys then
	Chat    bool           // a chat by telephone number, which stands for the person

	names []FirmName
}

// limits of what one message may add.
const (
	maxMails  = 4
	maxPhones = 3
	maxText   = 300 // bytes of a field
)

// InBook reports whether the writer of a message belongs into the book: he is a
// buyer, and nothing dangerous. Others never touch it.
func InBook(a *xunpan.Assessment) bool {
	switch {
	case a.Type == xunpan.NotBuyer || a.Type == xunpan.Fraud:
		return false
	case a.Action == xunpan.Quarantine || a.Action == xunpan.FileAway:
		return false
	}
	return true
}

// Read takes the buyer out of the facts of a message and its assessment.
func Read(f *xunpan.Facts, a *xunpan.Assessment) *Buyer {
	b := &Buyer{}
	m, r, s := f.Message, f.Reading, &f.Sender
	if m == nil || r == nil {
		return b
	}
	b.Wary = s.From.LooksLike != "" || s.Reply.LooksLike != "" || s.WebsiteDomain.LooksLike != "" || s.Impersonates != "" || s.Twin != "" ||
		s.ReplyDiffers || m.Via != nil && !m.Via.Genuine || a.Action == xunpan.Verify
	b.Chat = m.Channel == xunpan.WhatsApp
	b.person(m, r, s)
	b.firm(m, r, s)
	b.country(&r.Buyer)
	b.Company.Grade = a.Grade
	b.reach(m, r, s)
	if b.Wary {
		b.Company.Keys = without(b.Company.Keys, xunpan.KeyName, xunpan.KeySound, xunpan.KeyPhone)
		b.Contact.Keys = without(b.Contact.Keys, xunpan.KeyPhone, xunpan.KeyWhatsApp)
	}
	if len(b.Contact.Keys) == 0 && b.Contact.Name != "" {
		b.Contact.Keys = []xunpan.Key{{Kind: xunpan.KeyMark, Value: mark(m)}}
	}
	if key := PersonKey(b.Contact.Name); key != "" {
		b.Contact.Keys = append(b.Contact.Keys, xunpan.Key{Kind: xunpan.KeyName, Value: key})
	}
	return b
}

// person reads name and title. What a mail program shows as the sender's name
// is often the firm's or the address.
func (b *Buyer) person(m *xunpan.Message, r *xunpan.Reading, s *xunpan.Sender) {
	name := r.Buyer.Name.Value
	if name == "" && !s.ListRelay {
		if shown := m.From.Name; !strings.ContainsAny(shown, "@/") && ReadFirm(shown).Key != ReadFirm(r.Buyer.Company.Value).Key {
			name = shown
		}
	}
	b.Contact.Name = clip(name)
	b.Contact.Title = clip(r.Buyer.Title.Value)
	b.Contact.Lang = r.Lang
}

func (b *Buyer) country(y *xunpan.Buyer) {
	switch y.CountryBasis {
	case "", "port", "currency", "language":
		return // where goods go or what he speaks is not where he is
	}
	b.Contact.Country, b.Company.Country = y.Country.Value, y.Country.Value
}

// firm reads the firm's names and domains.
func (b *Buyer) firm(m *xunpan.Message, r *xunpan.Reading, s *xunpan.Sender) {
	c := &b.Company
	c.Name = clip(r.Buyer.Company.Value)
	c.Address = clip(strings.Join(strings.Fields(r.Buyer.Address.Value), " "))
	c.Website = clip(r.Buyer.Website.Value)
	b.names = readFirms(c.Name)
	if len(b.names) == 0 {
		c.Name = ""
	}
	add := func(d *xunpan.Domain) {
		if d.Kind == xunpan.DomainOwn && d.Org != "" {
			addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyDomain, Value: d.Org})
		}
	}
	if senderAddress(m, s) != "" {
		add(&s.From)
	}
	if replyAddress(m, s) != "" {
		add(&s.Reply)
	}
	site := &s.WebsiteDomain
	switch {
	case site.LooksLike != "" || b.Wary:
	case len(c.Keys) == 0:
		add(site)
		if len(c.Keys) == 0 {
			add(cardDomain(r, s))
		}
		b.Site = len(c.Keys) > 0
	case s.MailIsSite == xunpan.Passed:
		add(site)
	}
	for _, n := range b.names {
		addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyName, Value: n.Key})
	}
	for _, n := range b.names {
		if sound := n.Sound(); sound != "" {
			addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeySound, Value: sound})
		}
	}
}

// cardDomain is the one domain of a firm that the addresses of the card name.
func cardDomain(r *xunpan.Reading, s *xunpan.Sender) *xunpan.Domain {
	var one *xunpan.Domain
	for i := range s.BodyDomains {
		d := &s.BodyDomains[i]
		if d.Kind != xunpan.DomainOwn || d.LooksLike != "" || !slices.ContainsFunc(r.Buyer.Emails, func(w xunpan.Word) bool { return domainOf(w.Value) == d.Name }) {
			continue
		}
		if one != nil && one.Org != d.Org {
			return &xunpan.Domain{}
		}
		one = d
	}
	if one == nil {
		return &xunpan.Domain{}
	}
	return one
}

// reach reads the addresses and numbers by which the person is reached.
func (b *Buyer) reach(m *xunpan.Message, r *xunpan.Reading, s *xunpan.Sender) {
	c := &b.Contact
	for _, mail := range []string{senderAddress(m, s), replyAddress(m, s)} {
		b.mail(mail)
	}
	for i, w := range r.Buyer.Emails {
		if i >= maxMails {
			break
		}
		if d := knownDomain(s, domainOf(w.Value)); usable(w.Value, d) && d.LooksLike == "" && (c.Mail == "" || b.personal(w.Value)) {
			b.mail(w.Value)
		}
	}
	n := 0
	for i := range s.Phones {
		p := &s.Phones[i]
		if p.Fax || p.Valid != xunpan.Passed || !strings.HasPrefix(p.Number, "+") || n >= maxPhones {
			continue
		}
		n++
		kind := xunpan.KeyPhone
		if !r.Buyer.WhatsApp.At.IsZero() && p.At == r.Buyer.WhatsApp.At || p.Number == r.Buyer.WhatsApp.Value || b.Chat && n == 1 {
			kind = xunpan.KeyWhatsApp
		}
		addKey(&c.Keys, xunpan.Key{Kind: kind, Value: p.Number})
		if kind == xunpan.KeyPhone {
			addKey(&b.Company.Keys, xunpan.Key{Kind: kind, Value: p.Number})
		}
		if c.Phone == "" {
			c.Phone = p.Number
		}
	}
	if p := b.profile(m); p != "" {
		addKey(&c.Keys, xunpan.Key{Kind: xunpan.KeyProfile, Value: p})
	}
}

func (b *Buyer) mail(address string) {
	if address == "" {
		return
	}
	if b.Contact.Mail == "" {
		b.Contact.Mail = address
	}
	addKey(&b.Contact.Keys, xunpan.Key{Kind: xunpan.KeyMail, Value: FoldMail(address)})
}

// personal reports whether an address is that person's: his name stands before
// the "@". "sales@" is everybody's.
func (b *Buyer) personal(mail string) bool {
	local := latin(fold(strings.SplitN(mail, "@", 2)[0]))
	for w := range strings.FieldsSeq(PersonKey(b.Contact.Name)) {
		if len(w) >= 4 && strings.Contains(local, w) {
			return true
		}
	}
	return false
}

// profile is the buyer's profile on a platform: its address where the message
// shows exactly one, or his full name with his firm's, which a platform shows
// the same each time.
func (b *Buyer) profile(m *xunpan.Message) string {
	slug := ""
	for i := range m.Links {
		s := linkedIn(m.Links[i].Target)
		if s == "" || s == slug || !written(m, i) {
			continue
		}
		if slug != "" {
			slug = ""
			break
		}
		slug = s
	}
	if slug != "" {
		return "linkedin/" + slug
	}
	platform := string(m.Channel)
	switch {
	case m.Via != nil && m.Via.Genuine:
		platform = m.Via.ID
	case m.Via != nil:
		return ""
	}
	switch m.Channel {
	case xunpan.Alibaba, xunpan.GlobalSources, xunpan.MadeInChina, xunpan.LinkedIn, xunpan.Skype:
	default:
		if m.Via == nil || platform == "form" {
			return ""
		}
	}
	person := PersonKey(b.Contact.Name)
	if !fullName(person) || len(b.names) == 0 {
		return ""
	}
	return platform + "/" + person + "/" + b.names[0].Key
}

// linkedIn is the part of a LinkedIn address that names a person; "" for others.
func linkedIn(target string) string {
	_, rest, ok := strings.Cut(strings.ToLower(target), "linkedin.com/in/")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#&"); i >= 0 {
		rest = rest[:i]
	}
	if len(rest) < 3 || len(rest) > 100 || strings.ContainsFunc(rest, unprintable) {
		return ""
	}
	return rest
}

// mark tells one message from others where its writer left nothing to find him
// by, so that reading it again makes no second contact.
func mark(m *xunpan.Message) string {
	h := sha256.New()
	for _, s := range []string{string(m.Channel), m.ID, m.Header("Date"), m.Given.Date, m.From.Name, m.Given.Company, m.Given.Country, m.Subject, m.Body} {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// addKey adds a key that is not there yet, up to the limit.
func addKey(keys *[]xunpan.Key, k xunpan.Key) bool {
	if k.Value == "" || len(*keys) >= maxKeys || slices.Contains(*keys, k) {
		return false
	}
	*keys = append(*keys, k)
	return true
}

// maxKeys bounds the keys of one entry.
const maxKeys = 48

// clip is a text as the book keeps it: valid, without control characters, bounded.
func clip(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return ' '
		}
		return r
	}, strings.ToValidUTF8(s, ""))
	return strings.TrimSpace(xunpan.Shorten(strings.TrimSpace(s), maxText))
}

// written reports whether a link stands in the writer's own words or signature.
func written(m *xunpan.Message, i int) bool {
	l := &m.Links[i]
	for _, b := range m.Blocks {
		if b.Start <= l.Start && l.Start < b.End {
			return b.Kind == xunpan.Fresh || b.Kind == xunpan.Signature
		}
	}
	return false
}
