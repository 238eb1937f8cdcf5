package mail

import (
	"math/bits"
	"strings"

	"xunpan"
)

// lookThroughPlatform takes the buyer out of a platform's or a form's
// notification. It does so only when the mail really comes from the platform,
// or the form from our own site: anybody can write a mail that looks like one,
// and such an imitation is named and left as it is.
func lookThroughPlatform(m *xunpan.Message, own []string) {
	sender := m.Envelope
	if m.Forward != nil {
		// What a forward says of its sender can be trusted when the colleague's
		// address is known to be ours; otherwise anybody may have typed it.
		if !inDomains(m.Forward.By.Mail, own) {
			return
		}
		sender = m.Forward.From
	}
	host := sender.Mail[strings.LastIndexByte(sender.Mail, '@')+1:]
	p := platformOf(host)
	switch {
	case p != nil && (m.Forward != nil || vouched(m, p.domains)):
		n := newNotice(m)
		if p.form {
			n.take(m, p, n.isForm(m))
			return
		}
		n.take(m, p, n.isNotice(m) && n.says(m))
	case p != nil && !p.form:
		m.Via = &xunpan.Platform{ID: p.id, Channel: p.channel}
	case p == nil:
		if isFormSender(m, own, host) {
			if n := newNotice(m); n.isForm(m) && !inDomains(n.buyer.Email, own) {
				n.take(m, &platform{id: "form", channel: xunpan.Website, form: true}, true)
				return
			}
		}
		if p := imitated(m, own); p != nil {
			m.Via = &xunpan.Platform{ID: p.id, Channel: p.channel}
		}
	}
}

// vouched reports whether the mail comes from where its From header says: what
// our server recorded of SPF, DKIM and DMARC agrees, or, where it recorded
// nothing, the Return-Path.
func vouched(m *xunpan.Message, domains []string) bool {
	passed, failed, server := false, false, ""
	for _, v := range m.HeaderValues("Authentication-Results") {
		low := fold(v)
		if id, _, _ := strings.Cut(low, ";"); !strings.Contains(id, "=") { // some servers leave their name out
			if server == "" {
				server = id
			} else if id != server {
				break // recorded by somebody else, perhaps by the sender
			}
		}
		for one := range strings.SplitSeq(low, ";") {
			method, rest, ok := strings.Cut(strings.TrimSpace(one), "=")
			if !ok {
				continue
			}
			pass := strings.HasPrefix(rest, "pass")
			fail := strings.HasPrefix(rest, "fail") || strings.HasPrefix(rest, "softfail")
			switch method {
			case "dmarc":
				if fail {
					return false
				}
				passed = passed || pass
			case "dkim":
				passed = passed || pass && (propertyIn(rest, "header.d=", domains) || propertyIn(rest, "header.i=", domains))
			case "spf":
				mine := propertyIn(rest, "smtp.mailfrom=", domains) || propertyIn(rest, "smtp.helo=", domains)
				passed = passed || pass && mine
				failed = failed || fail || pass && !mine
			}
		}
	}
	if passed || failed {
		return passed
	}
	rp := m.ReturnPath
	return rp == "" || rp == "<>" || inDomains(rp, domains)
}

// propertyIn reports whether the named property of a result is an address or
// host of one of the domains.
func propertyIn(result, name string, domains []string) bool {
	i := strings.Index(result, name)
	if i < 0 {
		return false
	}
	v := result[i+len(name):]
	if k := strings.IndexAny(v, " \t;,)"); k >= 0 {
		v = v[:k]
	}
	return inDomains(strings.Trim(v, `"<>`), domains)
}

// isFormSender reports whether the mail comes from where our website's forms
// come from: one of our own domains, or, where these are not known, a site's
// mailer that gives the visitor as Reply-To.
func isFormSender(m *xunpan.Message, own []string, host string) bool {
	if len(own) == 0 {
		// Our domain is not known, but the mail went from a site's to its own people.
		if to := recipientDomain(m); to != "" && inDomains(m.Envelope.Mail, []string{to}) && m.Forward == nil && vouchedOwn(m, []string{to}) {
			return true
		}
	}
	if len(own) > 0 {
		return inDomains(m.Envelope.Mail, own) && m.Forward == nil && vouchedOwn(m, own)
	}
	if len(m.ReplyTo) == 0 || m.ReplyTo[0].Mail == "" || strings.EqualFold(m.ReplyTo[0].Mail, m.Envelope.Mail) {
		return false
	}
	local, _, _ := strings.Cut(strings.ToLower(m.Envelope.Mail), "@")
	back, _, _ := strings.Cut(strings.ToLower(m.ReturnPath), "@")
	for _, n := range mailerNames {
		if strings.HasPrefix(local, n) || strings.HasPrefix(back, n) {
			return vouchedOwn(m, []string{host})
		}
	}
	return false
}

// vouchedOwn is vouched for domains that often sign nothing: it only refuses
// what our server recorded as failed.
func vouchedOwn(m *xunpan.Message, domains []string) bool {
	for _, v := range m.HeaderValues("Authentication-Results") {
		low := fold(v)
		if strings.Contains(low, "dmarc=fail") || strings.Contains(low, "spf=fail") {
			return vouched(m, domains)
		}
	}
	return true
}

// recipientDomain is the domain that all of the first recipients share; "" if
// there is none or it is a mailbox provider's, where strangers share a domain.
func recipientDomain(m *xunpan.Message) string {
	domain := ""
	for i := range m.To {
		at := strings.LastIndexByte(m.To[i].Mail, '@')
		if at < 0 || i > 3 {
			break
		}
		d := m.To[i].Mail[at+1:]
		if domain != "" && d != domain {
			return ""
		}
		domain = d
	}
	if sharedMail[domain] {
		return ""
	}
	return domain
}

// sharedMail are the largest mailbox providers.
var sharedMail = map[string]bool{
	"gmail.com": true, "googlemail.com": true, "yahoo.com": true, "hotmail.com": true, "outlook.com": true, "live.com": true, "msn.com": true,
	"aol.com": true, "icloud.com": true, "qq.com": true, "163.com": true, "126.com": true, "foxmail.com": true, "sina.com": true, "139.com": true,
	"mail.ru": true, "yandex.ru": true, "gmx.de": true, "web.de": true, "proton.me": true, "protonmail.com": true, "aliyun.com": true,
}

// imitated returns the platform that a mail from elsewhere presents itself as:
// its name as the sender, or in the sender's address, or as the speaker of the
// text, together with the words of a notification and a link that leads
// elsewhere. A buyer who says where he found us uses none of these words.
func imitated(m *xunpan.Message, own []string) *platform {
	if inDomains(m.Envelope.Mail, own) || len(m.Links) == 0 {
		return nil
	}
	p, name := brandIn(m.Envelope.Name)
	if p == nil {
		p, name = brandIn(m.Envelope.Mail)
	}
	strong := p != nil
	if p == nil {
		p, name = brandIn(m.Subject)
	}
	if p == nil {
		p, name = brandIn(firstOf(m.Body, 3<<10))
	}
	if p == nil && len(m.Body) > 3<<10 { // the platform's name under the mail
		p, name = brandIn(m.Body[max(3<<10, len(m.Body)-2<<10):])
	}
	if p == nil || !foreignLink(m, p) {
		return nil
	}
	text := fold(m.Subject + "\n" + freshText(m))
	if containsAny(text, noticeWords) && (strong || closesAs(text, name)) {
		return p
	}
	return nil
}

// brandIn finds the first name of a platform in a text.
func brandIn(s string) (*platform, string) {
	// Two letters at a word's beginning tell most words apart. It is done without
	// a branch per word, which the processor would guess wrong half of the time.
	first, gate := uint32(0), ^uint32(0)
	for i := 0; i < len(s); i++ {
		c := &brandBytes[s[i]]
		if m := first & c.second; m != 0 {
			for _, b := range brandStarts[bits.TrailingZeros32(m)][s[i]&31] {
				if startsFold(s[i-1:], b.name) {
					return b.platform, b.name
				}
			}
		}
		first, gate = c.first&gate, c.gate
	}
	return nil, ""
}

// brandBytes tells of each byte what it can be to a platform's name; a bit is a
// first letter.
var brandBytes = func() (t [256]struct {
	first  uint32 // the letter itself
	second uint32 // the first letters it can follow
	gate   uint32 // all bits where a name can begin behind it
}) {
	for c := range t {
		if !isLetter(byte(c)) {
			t[c].gate = ^uint32(0)
			continue
		}
		t[c].first = 1 << (c | 0x20 - 'a')
	}
	for i := range platforms {
		for _, w := range platforms[i].brands {
			t[w[1]].second |= 1 << (w[0] - 'a')
			if isLetter(w[1]) {
				t[w[1]&^0x20].second |= 1 << (w[0] - 'a')
			}
		}
	}
	return
}()

type brand struct {
	name     string
	platform *platform
}

// brandStarts holds the platforms' names by their first two letters, so that
// most words of a text cost one look.
var brandStarts = func() (t [26][32][]brand) {
	for i := range platforms {
		for _, w := range platforms[i].brands {
			at := &t[w[0]-'a'][w[1]&31]
			*at = append(*at, brand{w, &platforms[i]})
		}
	}
	return
}()

// closesAs reports whether the text speaks as the platform itself: "the
// Alibaba team", "© Alibaba", "Alibaba.com account", "on your Alibaba page".
func closesAs(text, brand string) bool {
	for from := 0; ; {
		k := strings.Index(text[from:], brand)
		if k < 0 {
			return false
		}
		k += from
		before, after := text[max(0, k-24):k], firstOf(text[k+len(brand):], 28)
		if containsAny(before, []string{"©", "(c)", "copyright", "team at ", "the ", "from your ", "log in to ", "login to ", "sign in to ", "your ", "buyer on ", "buyer from ", "via "}) &&
			containsAny(after, []string{"team", "service", "account", "member", "inquir", "message", "all rights", "support", "notification", "group", ".com"}) &&
			!containsAny(before, []string{"found your", "found you", "saw your", "see your", "seen your", "visited your", "browsing your"}) {
			return true
		}
		from = k + len(brand)
	}
}

// foreignLink reports whether some link of the mail leads away from the platform.
func foreignLink(m *xunpan.Message, p *platform) bool {
	for i := range m.Links {
		if host := linkHost(m.Links[i].Target); host != "" && platformOf(host) != p {
			return true
		}
	}
	return false
}

// linkHost is the host of a web address; "" for other schemes.
func linkHost(target string) string {
	i := strings.Index(target, "://")
	if i < 0 || i > 6 {
		return ""
	}
	host := target[i+3:]
	if k := strings.IndexAny(host, "/?#\\"); k >= 0 {
		host = host[:k]
	}
	host = host[strings.LastIndexByte(host, '@')+1:]
	if k := strings.IndexByte(host, ':'); k >= 0 {
		host = host[:k]
	}
	return host
}

// freshText is the text of the mail without history and boilerplate.
func freshText(m *xunpan.Message) string {
	var b strings.Builder
	for _, bl := range m.Blocks {
		if bl.Kind == xunpan.Fresh || bl.Kind == xunpan.Signature || bl.Kind == xunpan.Footer || bl.Kind == xunpan.Disclaimer {
			b.WriteString(firstOf(m.Body[bl.Start:bl.End], 8<<10))
		}
	}
	return b.String()
}
