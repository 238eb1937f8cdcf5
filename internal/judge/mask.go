package judge

import (
	"strings"

	"xunpan"
)

// Signals of a mask: the sender is not who the mail says.

func maskAuthFail(c *Case) (float64, where, string) {
	a := &c.s.Auth
	switch {
	case a.DMARC == xunpan.Failed:
		return 1, a.At, "DMARC"
	case a.SPF == xunpan.Failed && a.DKIM != xunpan.Passed:
		return 0.8, a.At, "SPF"
	case a.DKIM == xunpan.Failed && a.SPF != xunpan.Passed:
		return 0.6, a.At, "DKIM"
	}
	return silent()
}

func maskReplyTo(c *Case) (float64, where, string) {
	if !c.s.ReplyDiffers {
		return silent()
	}
	return 1, c.header("Reply-To"), c.s.From.Org + " → " + c.s.Reply.Org
}

// maskReplyFree: answers shall go to a free mailbox though he writes from a
// company's domain: the domain is not his.
func maskReplyFree(c *Case) (float64, where, string) {
	if !c.s.ReplyDiffers || c.s.Reply.Kind != xunpan.DomainFree || c.s.From.Kind == xunpan.DomainFree {
		return silent()
	}
	return 1, c.header("Reply-To"), c.s.Reply.Name
}

func maskReturnPath(c *Case) (float64, where, string) {
	if !c.s.ReturnDiffers || c.s.ListRelay || c.s.Bulk {
		return silent()
	}
	return 1, c.header("Return-Path"), c.s.Return.Org
}

func maskLookalike(c *Case) (float64, where, string) {
	for _, d := range [...]struct {
		d      *xunpan.Domain
		header string
	}{{&c.s.From, "From"}, {&c.s.Reply, "Reply-To"}, {&c.s.Return, "Return-Path"}} {
		if d.d.LooksLike != "" {
			return 1, c.header(d.header), d.d.Name + " ≈ " + d.d.LooksLike
		}
	}
	for i := range c.s.BodyDomains {
		if d := &c.s.BodyDomains[i]; d.LooksLike != "" {
			return 0.9, where{}, d.Name + " ≈ " + d.LooksLike
		}
	}
	return silent()
}

// maskSite: his website is of one organisation, his mail of another, and
// neither is a free mailbox.
func maskSite(c *Case) (float64, where, string) {
	if c.s.MailIsSite != xunpan.Failed || c.s.From.Kind == xunpan.DomainFree {
		return silent()
	}
	return 1, c.r.Buyer.Website.At, c.s.WebsiteDomain.Name
}

// maskBodyMail: the address in the signature is not the one he writes from.
func maskBodyMail(c *Case) (float64, where, string) {
	if c.s.MailInBody != xunpan.Failed {
		return silent()
	}
	for _, e := range c.r.Buyer.Emails {
		if e.At.Part == xunpan.PartBody {
			return 1, e.At, e.Value
		}
	}
	return 0.5, where{}, ""
}

func maskDisposable(c *Case) (float64, where, string) {
	for _, d := range [...]*xunpan.Domain{&c.s.From, &c.s.Reply} {
		if d.Kind == xunpan.DomainDisposable {
			return 1, c.header("From"), d.Name
		}
	}
	return silent()
}

func maskCheapTLD(c *Case) (float64, where, string) {
	for _, d := range [...]*xunpan.Domain{&c.s.From, &c.s.Reply} {
		if d.CheapTLD {
			return 1, c.header("From"), d.Name
		}
	}
	return silent()
}

// maskNameMail: the person of the signature shares no word with the From name,
// and the From name is a person's, not a department's.
func maskNameMail(c *Case) (float64, where, string) {
	from, sign := lower(c.m.From.Name), lower(c.r.Buyer.Name.Value)
	if from == "" || sign == "" || c.r.Buyer.Name.At.Part != xunpan.PartBody || strings.ContainsAny(from, "@&.0123456789") {
		return silent()
	}
	fw := strings.Fields(strings.Trim(from, `"' `))
	if len(fw) < 2 || len(fw) > 4 || len(strings.Fields(sign)) < 2 {
		return silent()
	}
	for _, w := range fw {
		if len(w) > 2 && strings.Contains(sign, strings.Trim(w, ",")) {
			return silent()
		}
	}
	company := lower(c.r.Buyer.Company.Value)
	for _, w := range fw {
		if len(w) > 2 && strings.Contains(company, w) {
			return silent()
		}
	}
	return 1, c.r.Buyer.Name.At, c.m.From.Name + " ≠ " + c.r.Buyer.Name.Value
}

// maskImpersonates: he gives a known company as his own, but neither From nor
// Reply-To is of its domain (D3.44).
func maskImpersonates(c *Case) (float64, where, string) {
	if c.s.Impersonates == "" {
		return silent()
	}
	at := c.r.Buyer.Company.At
	if at.IsZero() {
		at = c.header("From")
	}
	return 1, at, c.s.Impersonates
}

// maskNameDomain: the company he names has nothing of the domain he writes from.
func maskNameDomain(c *Case) (float64, where, string) {
	if c.s.NameInDomain != xunpan.Failed || c.s.From.Kind != xunpan.DomainOwn || c.s.MailIsSite == xunpan.Passed || c.r.Buyer.Company.Value == "" {
		return silent()
	}
	return 1, c.r.Buyer.Company.At, c.r.Buyer.Company.Value + " ≠ " + c.s.From.Org
}

// maskSpoofed: the sender's domain disowns the mail and the answer goes
// elsewhere: the address is borrowed.
func maskSpoofed(c *Case) (float64, where, string) {
	if !c.s.ReplyDiffers || c.s.Auth.DMARC != xunpan.Failed && !(c.s.Auth.SPF == xunpan.Failed && c.s.Auth.DKIM != xunpan.Passed) {
		return silent()
	}
	return 1, c.header("Reply-To"), c.s.Reply.Name
}

// maskTwin: two domains of the conversation differ by a letter or two.
func maskTwin(c *Case) (float64, where, string) {
	if c.s.Twin == "" {
		return silent()
	}
	return 1, c.header("From"), c.s.Twin
}

// maskDesk: the domain is a name with a word of buying hung on it, as
// "firm-purchasing": firms buy from their own domain, borrowers of their names
// from such ones.
func maskDesk(c *Case) (float64, where, string) {
	label, _, _ := strings.Cut(c.s.From.Org, ".")
	if c.s.From.Kind != xunpan.DomainOwn || strings.IndexByte(label, '-') < 0 {
		return silent()
	}
	words := strings.Split(label, "-")
	for _, w := range words[1:] {
		if buyingDesk(w) && len(words[0]) > 2 {
			return 1, c.header("From"), c.s.From.Org
		}
	}
	return silent()
}

func buyingDesk(w string) bool {
	switch w {
	case "purchasing", "procurement", "procurements", "purchase", "purchases", "bidding", "bids", "bid", "tender", "tenders", "rfq", "rfqs", "vendor", "vendors", "quotation", "quotations",
		"tedarik", "satinalma", "ihale", "compras", "licitaciones", "licitacoes", "suprimentos", "einkauf", "beschaffung", "achats", "appels", "acquisti", "gare", "zakup", "zakupki", "tender24", "inkoop":
		return true
	}
	return false
}

// maskClone: the mail comes from a domain that is his website's name with
// something hung on it ("state-uni-orders.org" for www.state-uni.edu).
func maskClone(c *Case) (float64, where, string) {
	if c.s.MailIsSite != xunpan.Failed || c.s.From.Kind != xunpan.DomainOwn {
		return silent()
	}
	site, _, _ := strings.Cut(c.s.WebsiteDomain.Org, ".")
	mail, _, _ := strings.Cut(c.s.From.Org, ".")
	if len(site) < 3 || mail == site || !strings.HasPrefix(mail, site+"-") && !strings.HasSuffix(mail, "-"+site) && !(len(site) > 4 && strings.HasPrefix(mail, site)) {
		return silent()
	}
	how := 0.5 // firms do have a second domain
	if desk, _, _ := maskDesk(c); desk > 0 {
		how = 1
	}
	return how, c.header("From"), c.s.From.Org + " ≈ " + c.s.WebsiteDomain.Org
}
