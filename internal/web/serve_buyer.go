package web

import (
	"strconv"
	"strings"
	"time"

	"xunpan"
	buyers "xunpan/internal/book"
	"xunpan/internal/flow"
	"xunpan/internal/geo"
	"xunpan/internal/plan/calendar"
)

// buyer is the card of an inquiry's buyer with what is known of the sender.
func (s *Site) buyer(t *T, c *flow.Conversation) BuyerView {
	q := &c.Inquiry
	v := BuyerView{Contact: q.ContactID, CompanyID: q.CompanyID, Company: q.Company, Country: q.Country}
	if c.Analysis == nil {
		return v
	}
	b := &c.Analysis.Buyer
	text := func(p *string) string {
		if p == nil {
			return ""
		}
		return *p
	}
	v.Name, v.Title, v.CountryBasis, v.Mails, v.WhatsApp, v.Website, v.Address = text(b.Name), text(b.Title), text(b.CountryBasis), b.Emails, text(b.WhatsApp), text(b.Website), text(b.Address)
	if len(v.Mails) == 0 && q.Party.Mail != "" {
		v.Mails = []string{q.Party.Mail}
	}
	card := buyers.Card{Company: v.Company, Person: v.Name, Country: q.Country, Mails: v.Mails, Phones: b.Phones, Address: v.Address}
	if f := c.Facts; f != nil {
		v.Phones = phoneViews(b, f.Sender.Phones)
		v.Facts = facts(t, f)
		for _, d := range []xunpan.Domain{f.Sender.From, f.Sender.WebsiteDomain} {
			if d.Org != "" && (d.Kind == xunpan.DomainOwn || d.Kind == xunpan.DomainNone) {
				card.Domains = append(card.Domains, d.Org)
			}
		}
	}
	if q.Tray != xunpan.NotInquiries {
		v.Searches = searchLinks(card)
	}
	v.LocalTime, v.LocalWork = localTime(t, q.Country)
	return v
}

func phoneViews(b *xunpan.AnalysisBuyer, facts []xunpan.PhoneFact) (out []PhoneView) {
	numbers := append(append([]string(nil), b.Phones...), b.Fax...)
	for i, n := range numbers {
		p := PhoneView{Number: n, State: "unknown"}
		if i < len(facts) {
			p.State = facts[i].Valid.String()
			switch {
			case facts[i].Fax:
				p.Kind = "fax"
			case facts[i].Kind == "mobile", facts[i].Kind == "voip":
				p.Kind = facts[i].Kind
			case facts[i].Kind == "fixed":
				p.Kind = "line"
			}
		}
		out = append(out, p)
	}
	return out
}

// facts are what is known of the sender without asking anybody.
func facts(t *T, f *xunpan.Facts) (out []FactView) {
	s := &f.Sender
	add := func(name, value, state string) {
		if value != "" {
			out = append(out, FactView{name, value, state})
		}
	}
	if o := &s.Origin; o.IP != "" {
		value := o.IP
		if o.Country != "" {
			value += " · " + t.Country(o.Country)
		}
		add("ip", value, o.Match.String())
	} else {
		add("ip", t.Of("origin", orElse(o.Basis, "none")), "unknown")
	}
	if d := &s.From; d.Name != "" {
		state, value := "", d.Name+" · "+t.Of("domain", domainKinds[d.Kind])
		if d.LooksLike != "" {
			state, value = "failed", value+" · ≈ "+d.LooksLike
		} else if d.Kind == xunpan.DomainDisposable {
			state = "failed"
		}
		add("mail_domain", value, state)
	}
	if s.WebsiteDomain.Name != "" {
		add("website", s.WebsiteDomain.Name, s.MailIsSite.String())
	}
	if h := s.Origin.LocalHour; h >= 0 && !f.Message.Date.IsZero() {
		add("clock", strconv.Itoa(h)+":00", s.Origin.Offset.String())
	}
	if s.Auth.Server != "" {
		add("auth", "SPF "+s.Auth.SPF.String()+" · DKIM "+s.Auth.DKIM.String()+" · DMARC "+s.Auth.DMARC.String(), worst(s.Auth.SPF, s.Auth.DKIM, s.Auth.DMARC))
	}
	if s.Recipients > 1 {
		add("recipients", strconv.Itoa(s.Recipients), "")
	}
	add("level", f.Message.Given.Level, "")
	return out
}

func worst(vs ...xunpan.Verdict) string {
	state := xunpan.Unknown
	for _, v := range vs {
		if v == xunpan.Failed {
			return v.String()
		}
		if v == xunpan.Passed {
			state = v
		}
	}
	return state.String()
}

// domainKinds name the kinds of mail domains in the words of the interface.
var domainKinds = map[xunpan.DomainKind]string{
	xunpan.DomainNone: "none", xunpan.DomainOwn: "own", xunpan.DomainFree: "free", xunpan.DomainDisposable: "disposable",
	xunpan.DomainPlatform: "platform", xunpan.DomainHost: "host", xunpan.DomainOurs: "ours",
}

// searchNames are the kinds of searches by what they are about.
var searchNames = map[string]string{"company": "company", "person": "person", "mail": "mail", "phone": "phone", "address": "map", "domain": "whois"}

// searchLinks takes the first search of each kind, and the one with LinkedIn.
func searchLinks(c buyers.Card) (out []SearchLink) {
	seen := map[string]bool{}
	for _, l := range buyers.SearchLinks(c) {
		name := searchNames[l.About]
		if l.Where == "LinkedIn" {
			name = "linkedin"
		}
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, SearchLink{name, l.URL})
		}
	}
	return out
}

// localTime is the clock in a country now, and whether people work there.
func localTime(t *T, country string) (clock, work string) {
	c := geo.Get(country)
	if c == nil || len(c.Zones) == 0 {
		return "", ""
	}
	zone, err := time.LoadLocation(c.Zones[0])
	if err != nil {
		return "", ""
	}
	now := t.Now().In(zone)
	at := NewT(t.Lang(), zone, t.Now())
	clock = strings.TrimSpace(at.Weekday(now) + " " + at.Hour(now))
	if rest, off := calendar.Of(country, "").Rest(calendar.DayOf(now)); off && rest.Kind != calendar.Season {
		if rest.Kind == calendar.Holiday && rest.Sure {
			return clock, "holiday"
		}
		return clock, "weekend"
	}
	if h := now.Hour(); h >= 9 && h < 18 {
		return clock, "open"
	}
	return clock, "closed"
}
