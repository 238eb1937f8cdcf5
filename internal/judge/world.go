package judge

import (
	"strconv"
	"strings"
	"time"

	"xunpan"
)

// Signals of what the world and our own book told (DOMAIN D5.2 to D5.4, D5.9).
// What was not asked, or not answered, is silent.

const (
	day  = 24 * time.Hour
	year = 365 * day

	newDomain = 60 * day // younger than this a domain has no past
	oldDomain = 3 * year // older than this it was hardly bought for one fraud
)

// worldNoMail: the domain he writes from does not exist, or takes no mail.
func worldNoMail(c *Case) (float64, where, string) {
	d := &c.f.World.Mail
	switch {
	case !d.DNS.Answered() || d.DNS.TakesMail():
		return silent()
	case !d.DNS.Exists && d.RDAP.Answered() && d.RDAP.Found:
		return 0.8, c.header("From"), d.Name // it is registered and out of order
	}
	return 1, c.header("From"), d.Name
}

// worldNew: a domain of few weeks, his mail's or his website's.
func worldNew(c *Case) (float64, where, string) {
	for _, d := range [...]*xunpan.DomainFacts{&c.f.World.Mail, &c.f.World.Site} {
		age := d.RDAP.Age()
		if age <= 0 || age >= newDomain {
			continue
		}
		strength := 0.7
		if age < newDomain/2 {
			strength = 1
		}
		return strength, c.header("From"), d.Name + ", " + d.RDAP.Since.Format(time.DateOnly)
	}
	return silent()
}

// worldOld: his mail domain, or that of the website he gives with a free
// mailbox, has been there for years. A borrowed name's domain is none of his.
func worldOld(c *Case) (float64, where, string) {
	w := &c.f.World
	d := &w.Mail
	if d.Name == "" {
		d = &w.Site
	}
	age := d.RDAP.Age()
	if age < oldDomain || !trusted(c) {
		return silent()
	}
	strength := 0.7
	if age >= 10*year {
		strength = 1
	}
	if d == &w.Site {
		strength /= 2 // anybody can write down a website
	}
	return strength, c.header("From"), d.Name + ", " + d.RDAP.Since.Format("2006")
}

// trusted reports that nothing shows the sender's address to be borrowed, so
// that what is known of its domain speaks for him.
func trusted(c *Case) bool {
	s := c.s
	return s.From.LooksLike == "" && s.Impersonates == "" && s.Twin == "" && !s.ReplyDiffers && s.Auth.DMARC != xunpan.Failed && !(s.Auth.SPF == xunpan.Failed && s.Auth.DKIM != xunpan.Passed)
}

// worldPolicy: the domain tells the world to refuse mail in its name that is
// not its own, as those do who look after it.
func worldPolicy(c *Case) (float64, where, string) {
	d := &c.f.World.Mail.DNS
	if !d.Answered() || d.DMARC != xunpan.Passed || d.Policy != "quarantine" && d.Policy != "reject" || !trusted(c) {
		return silent()
	}
	return 1, c.header("From"), d.Policy
}

// worldSiteFirm: his website speaks of his company.
func worldSiteFirm(c *Case) (float64, where, string) {
	w := &c.f.World.Web
	if !w.Alive || w.Firm != xunpan.Passed {
		return silent()
	}
	strength := 1.0
	if c.s.From.Kind != xunpan.DomainOwn || !trusted(c) {
		strength = 0.4 // anybody can name a firm and its website
	}
	return strength, c.siteAt(), w.Host
}

// worldSiteGoods: his website speaks of what he asks for.
func worldSiteGoods(c *Case) (float64, where, string) {
	w := &c.f.World.Web
	if !w.Alive || len(w.Goods) == 0 {
		return silent()
	}
	return 1, c.siteAt(), strings.Join(w.Goods, ", ")
}

// worldSiteDead: the website he gives as his own is not there. One that was only
// looked for at his mail domain need not be.
func worldSiteDead(c *Case) (float64, where, string) {
	w := &c.f.World.Web
	switch {
	case !w.Answered() || w.Alive:
		return silent()
	case w.Parked:
		return 1, c.siteAt(), w.Host
	case w.Named:
		return 0.6, c.siteAt(), w.Host
	}
	return silent()
}

// massSameText: others wrote to us in the same words (D3.42).
func massSameText(c *Case) (float64, where, string) {
	e := &c.f.World.Text
	if !e.Answered() || e.Others == 0 {
		return silent()
	}
	return min(1, 0.4+0.2*float64(e.Others)), where{}, strconv.Itoa(e.Others)
}

// siteAt is where he gives his website, else the sender's address.
func (c *Case) siteAt() where {
	if at := c.r.Buyer.Website.At; c.f.World.Web.Named && !at.IsZero() {
		return at
	}
	return c.header("From")
}
