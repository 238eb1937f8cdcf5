package lookup

import (
	"strings"

	"xunpan"
)

const maxBodyDomains = 20 // addresses in the text beyond these are left out

// addresses fills what the sender's addresses say of each other (D3.25, D3.26,
// D3.33).
func (l *local) addresses() {
	m, r, s := l.m, l.r, &l.s
	s.From = l.domain(mailDomain(l.from.Mail))
	reply := l.replyAddress()
	s.Reply = l.domain(mailDomain(reply))
	s.ReplyDiffers = reply != "" && l.differs(l.from.Mail, s.From, reply, s.Reply)
	ret := returnAddress(m.ReturnPath)
	s.Return = l.domain(mailDomain(ret))
	s.ReturnDiffers = s.Return.Org != "" && s.From.Org != "" && !s.List && m.Forward == nil && m.Via == nil &&
		s.Return.Kind != xunpan.DomainOurs && s.From.Kind != xunpan.DomainOurs &&
		!sameOrg(s.From, s.Return) && !tagged(service(s.Return.Name), "esp") && !tagged(service(s.Return.Name), "provider") &&
		!below(s.Return.Name, l.list)

	mails := l.bodyAddresses()
	s.MailInBody = l.mailInBody(mails, reply)
	for _, a := range mails {
		d := l.domain(mailDomain(a))
		if d.Org != "" && !hasDomain(s.BodyDomains, d.Name) {
			s.BodyDomains = append(s.BodyDomains, d)
		}
	}
	if site := siteHost(r.Buyer.Website.Value); site != "" {
		s.WebsiteDomain = l.domain(site)
	}
	s.MailIsSite = l.mailIsSite()
	s.Twin = l.twin()
	s.NameInDomain = l.nameInDomain()
	s.Impersonates = l.impersonates()
	if s.Impersonates != "" && s.From.Kind != xunpan.DomainFree {
		s.NameInDomain = xunpan.Failed
	}
}

// replyAddress is the first Reply-To that is neither ours nor a list's.
func (l *local) replyAddress() string {
	if l.m.Forward != nil || l.m.Via != nil {
		return ""
	}
	for _, a := range l.m.ReplyTo {
		d, _ := cleanDomain(mailDomain(a.Mail))
		if d != "" && !l.ours(d) && !below(d, l.list) {
			return a.Mail
		}
	}
	return ""
}

// differs reports whether two addresses belong to different organisations.
// With one free-mail provider each mailbox is an organisation of its own.
func (l *local) differs(a string, da xunpan.Domain, b string, db xunpan.Domain) bool {
	if da.Org == "" || db.Org == "" || da.Kind == xunpan.DomainOurs || db.Kind == xunpan.DomainOurs {
		return false
	}
	if da.Kind == xunpan.DomainFree && db.Kind == xunpan.DomainFree {
		return localPart(a) != localPart(b) || da.Org != db.Org
	}
	return !sameOrg(da, db)
}

// sameOrg reports whether two domains are one organisation by their look:
// one registrable domain, or one name under two endings.
func sameOrg(a, b xunpan.Domain) bool {
	if a.Org == "" || b.Org == "" {
		return false
	}
	if a.Org == b.Org {
		return true
	}
	if a.Kind == xunpan.DomainFree || b.Kind == xunpan.DomainFree || a.LooksLike != "" || b.LooksLike != "" {
		return false
	}
	la, lb := mainLabel(a.Org), mainLabel(b.Org)
	if la == lb && len(la) >= 4 {
		return true
	}
	brands := knownBrands()
	o := brands.ownerOf(a.Name, a.Org)
	return o != nil && o == brands.ownerOf(b.Name, b.Org)
}

// returnAddress is the sender's own address in a Return-Path, forwarders' and
// mailers' wrapping (SRS, BATV) undone; "" for a null path.
func returnAddress(path string) string {
	p := strings.Trim(path, "<> \t")
	local, host, ok := strings.Cut(p, "@")
	if !ok {
		return ""
	}
	low := strings.ToLower(local)
	switch {
	case strings.HasPrefix(low, "srs0") || strings.HasPrefix(low, "srs1"):
		// SRS0=hash=day=domain=user: the sender's domain is the last but one.
		f := strings.Split(local, "=")
		if len(f) >= 4 {
			return f[len(f)-1] + "@" + f[len(f)-2]
		}
		return ""
	case strings.HasPrefix(low, "prvs="):
		return local[strings.LastIndexByte(local, '=')+1:] + "@" + host
	}
	return p
}

// bodyAddresses are the mail addresses written in fresh text and signature.
func (l *local) bodyAddresses() []string {
	var as []string
	add := func(a string) {
		a = strings.ToLower(a)
		for _, b := range as {
			if a == b {
				return
			}
		}
		if d, _ := cleanDomain(mailDomain(a)); d != "" && !l.ours(d) && len(as) < maxBodyDomains {
			as = append(as, a)
		}
	}
	for _, w := range l.r.Buyer.Emails {
		if w.At.Part == xunpan.PartBody {
			add(w.Value)
		}
	}
	for _, b := range l.m.Blocks {
		if b.Kind != xunpan.Fresh && b.Kind != xunpan.Signature || b.Start < 0 || b.End > len(l.m.Body) || b.Start >= b.End {
			continue
		}
		for text := l.m.Body[b.Start:b.End]; len(as) < maxBodyDomains; {
			i := strings.IndexByte(text, '@')
			if i < 0 {
				break
			}
			from, to := i, i+1
			for from > 0 && i-from < 64 && addressByte(text[from-1]) {
				from--
			}
			for to < len(text) && to-i < maxDomain && hostByte(text[to]) {
				to++
			}
			for to > i+1 && (text[to-1] == '.' || text[to-1] == '-') {
				to--
			}
			if host := strings.TrimLeft(text[i+1:to], ".-"); from < i && strings.IndexByte(host, '.') > 0 {
				if len(host) == to-i-1 {
					add(text[from:to])
				} else {
					add(text[from:i+1] + host)
				}
			}
			text = text[to:]
		}
	}
	return as
}

func addressByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '_' || c == '-' || c == '+'
}

func hostByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '.' || c == '-'
}

// mailInBody tells whether an address in the text agrees with From or Reply-To.
// An own domain beside free mail is common with small firms and says nothing,
// unless it is a known company's.
func (l *local) mailInBody(mails []string, reply string) xunpan.Verdict {
	s := &l.s
	if len(mails) == 0 || s.From.Org == "" {
		return xunpan.Unknown
	}
	strange := false
	for _, a := range mails {
		d := l.domain(mailDomain(a))
		switch {
		case strings.EqualFold(a, l.from.Mail) || strings.EqualFold(a, reply):
			return xunpan.Passed
		case d.Kind != xunpan.DomainFree && (sameOrg(d, s.From) || sameOrg(d, s.Reply)):
			return xunpan.Passed
		case localPart(a) == localPart(l.from.Mail) && d.Kind == xunpan.DomainFree && s.From.Kind == xunpan.DomainFree:
			return xunpan.Passed
		}
		strange = strange || s.From.Kind == xunpan.DomainOwn || s.From.Kind == xunpan.DomainDisposable ||
			d.Kind == xunpan.DomainFree || knownBrands().ownerOf(d.Name, d.Org) != nil
	}
	if strange {
		return xunpan.Failed
	}
	return xunpan.Unknown
}

// mailIsSite compares the mail's organisation with the website's.
func (l *local) mailIsSite() xunpan.Verdict {
	s := &l.s
	site := s.WebsiteDomain
	switch {
	case site.Org == "" || site.Kind == xunpan.DomainOurs || site.Kind == xunpan.DomainPlatform || site.Kind == xunpan.DomainHost:
		return xunpan.Unknown
	case s.From.Org == "":
		return xunpan.Unknown
	case s.ReplyDiffers && !sameOrg(site, s.Reply) && (s.Reply.Kind == xunpan.DomainOwn ||
		knownBrands().ownerOf(site.Name, site.Org) != nil):
		return xunpan.Failed // From may be forged; the answers would go elsewhere.
	case sameOrg(site, s.From) || s.Reply.Org != "" && !s.ReplyDiffers && sameOrg(site, s.Reply):
		return xunpan.Passed
	case s.From.Kind == xunpan.DomainFree || s.From.Kind == xunpan.DomainPlatform || s.From.Kind == xunpan.DomainOurs:
		if s.Reply.Kind == xunpan.DomainOwn && !sameOrg(site, s.Reply) {
			return xunpan.Failed
		}
		if knownBrands().ownerOf(site.Name, site.Org) != nil {
			return xunpan.Failed // A known company does not write from free mail.
		}
		return xunpan.Unknown
	}
	return xunpan.Failed
}

func siteHost(site string) string {
	if i := strings.Index(site, "://"); i >= 0 {
		site = site[i+3:]
	}
	if i := strings.IndexAny(site, "/?#:"); i >= 0 {
		site = site[:i]
	}
	return site
}

func hasDomain(ds []xunpan.Domain, name string) bool {
	for i := range ds {
		if ds[i].Name == name {
			return true
		}
	}
	return false
}
