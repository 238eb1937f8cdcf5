package book

import (
	"strings"
	"unicode/utf8"

	"github.com/nyaruka/phonenumbers"

	"xunpan"
)

// senderAddress is the address the message comes from, if it is the buyer's own:
// no platform's, no form's, none of ours, no robot's.
func senderAddress(m *xunpan.Message, s *xunpan.Sender) string {
	if s.NoReply || s.ListRelay || !sameDomain(m.From.Mail, s.From.Name) || !usable(m.From.Mail, s.From) {
		return ""
	}
	return m.From.Mail
}

// replyAddress is where answers go, if that is one with the sender or the
// sender has no address of his own.
func replyAddress(m *xunpan.Message, s *xunpan.Sender) string {
	if m.Forward != nil || m.Via != nil || s.Reply.Name == "" || s.ReplyDiffers {
		return ""
	}
	for _, a := range m.ReplyTo {
		if sameDomain(a.Mail, s.Reply.Name) && usable(a.Mail, s.Reply) {
			return a.Mail
		}
	}
	return ""
}

// usable reports whether a mail address stands for somebody.
func usable(mail string, d xunpan.Domain) bool {
	switch d.Kind {
	case xunpan.DomainOwn, xunpan.DomainFree, xunpan.DomainDisposable:
	default:
		return false
	}
	local, _, ok := strings.Cut(strings.ToLower(mail), "@")
	return ok && !strings.ContainsFunc(mail, unprintable) && local != "" && len(mail) <= 254 && !robots[plainLocal.Replace(local)]
}

var plainLocal = strings.NewReplacer("-", "", "_", "", ".", "")

// unprintable reports what no address is made of, and no database keeps.
func unprintable(r rune) bool { return r <= ' ' || r == 0x7f || r == utf8.RuneError }

// robots are mailboxes that nobody reads or that write for everybody.
var robots = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`noreply donotreply nepasrepondre noresponder naoresponda nichtantworten mailerdaemon postmaster notification notifications
 notify system daemon robot bot automailer mailer wordpress wwwdata apache nobody root bounce bounces unsubscribe form forms webform contactform`) {
		m[w] = true
	}
	return m
}()

func domainOf(mail string) string {
	return strings.ToLower(mail[strings.LastIndexByte(mail, '@')+1:])
}

// sameDomain compares an address with a domain that may have been taken out of
// punycode.
func sameDomain(mail, domain string) bool {
	d := domainOf(mail)
	return mail != "" && domain != "" && (d == domain || strings.Contains(d, "xn--"))
}

// knownDomain is what the facts say of a domain; the zero Domain if nothing.
func knownDomain(s *xunpan.Sender, name string) xunpan.Domain {
	for _, d := range []*xunpan.Domain{&s.From, &s.Reply} {
		if d.Name == name {
			return *d
		}
	}
	for i := range s.BodyDomains {
		if s.BodyDomains[i].Name == name {
			return s.BodyDomains[i]
		}
	}
	return xunpan.Domain{}
}

// FoldMail is a mail address as the book compares it: small letters, what
// stands behind a "+" left out, and without the dots that Gmail does not see.
func FoldMail(mail string) string {
	mail = strings.ToLower(strings.TrimSpace(mail))
	i := strings.LastIndexByte(mail, '@')
	if i <= 0 {
		return mail
	}
	local, domain := mail[:i], mail[i+1:]
	if k := strings.IndexByte(local, '+'); k > 0 {
		local = local[:k]
	}
	if domain == "gmail.com" || domain == "googlemail.com" {
		local, domain = strings.ReplaceAll(local, ".", ""), "gmail.com"
	}
	return local + "@" + domain
}

// Phone is a telephone number in E.164; false if it cannot be dialled. Country
// (ISO 3166-1 alpha-2, "" unknown) reads numbers that are written without it.
func Phone(text, country string) (number string, ok bool) {
	if len(text) > 60 {
		return "", false
	}
	if country == "" {
		country = "ZZ"
	}
	p, err := phonenumbers.Parse(text, country)
	if err != nil || !phonenumbers.IsValidNumber(p) {
		return "", false
	}
	return phonenumbers.Format(p, phonenumbers.E164), true
}
