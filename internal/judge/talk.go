package judge

import (
	"math"
	"strconv"
	"strings"

	"xunpan"
)

func talkGreeting(c *Case) (float64, where, string) {
	if c.r.Greeted.Value == "" {
		return silent()
	}
	return 1, c.r.Greeted.At, c.r.Greeted.Value
}

func talkOurName(c *Case) (float64, where, string)  { return word(c.r.OurName) }
func talkOurGoods(c *Case) (float64, where, string) { return word(c.r.OurGoods) }

// talkQuestions: several different, well-aimed questions (D3.10); asking for
// price and catalogue alone is not aimed.
func talkQuestions(c *Case) (float64, where, string) {
	var seen [len(xunpan.Topics)]string
	n := 0
	var at where
next:
	for _, q := range c.r.Questions {
		switch q.Topic {
		case "other", "catalogue", "price", "company", "invitation":
			continue next
		}
		for _, t := range seen[:n] {
			if t == q.Topic {
				continue next
			}
		}
		if n == len(seen) {
			break
		}
		seen[n] = q.Topic
		n++
		at = q.At
	}
	if n == 0 {
		return silent()
	}
	return math.Min(1, float64(n)/4), at, strconv.Itoa(n)
}

func talkThread(c *Case) (float64, where, string) {
	p := c.phrase("relation.warm")
	if p == nil {
		return silent()
	}
	if c.firstContact() {
		// "As discussed" without any discussion proves nothing.
		return 0.5, p.At, ""
	}
	return 1, p.At, ""
}

// talkDirect: one person wrote to one address: no list, no campaign, hardly a
// link. Whatever he wants, it is rather an inquiry than a notice, even in words
// that the catalogue does not know.
func talkDirect(c *Case) (float64, where, string) {
	if !c.direct() {
		return silent()
	}
	return 1, where{}, ""
}

func (c *Case) direct() bool {
	s := c.s
	return !s.List && !s.ListRelay && !s.Bulk && !s.Auto && !s.Bounce && !s.NoReply && !s.Own && !s.Hidden && !s.SpamMark && !c.colleague() &&
		len(c.m.Links) <= 3 && c.m.Images <= 2 && s.Recipients <= 2 && c.r.Fresh < longText && c.r.Fresh > 0 && !reply(c)
}

// talkNoInquiry: no word of asking, buying or wanting stands in the mail.
func talkNoInquiry(c *Case) (float64, where, string) {
	if c.asks > 0 || c.dangerousFile() || c.anyPhrase("sample.ask", "sample.free", "invite", "newcomer.process", "spy.process", "compare.only", "qualify.supplier") {
		return silent()
	}
	if c.direct() {
		return 0.4, where{}, ""
	}
	if c.foreign() {
		return 0.25, where{}, "" // not understood is not the same as not asked
	}
	for _, l := range c.s.Links {
		switch l.Issue {
		case xunpan.LinkShare, xunpan.LinkMismatch, xunpan.LinkMailParam, xunpan.LinkUserinfo, xunpan.LinkData, xunpan.LinkBrand:
			return 0.4, where{}, "" // a lure needs no inquiry
		}
	}
	for _, q := range c.r.Questions {
		if q.Topic != "other" {
			return 0.5, where{}, ""
		}
	}
	return 1, where{}, ""
}

// foreign reports a text in a language that the word catalogue does not know.
func (c *Case) foreign() bool {
	switch c.r.Lang {
	case "en", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "zh":
		return false
	}
	return c.r.Fresh > 60
}

// dangerousFile reports an attachment that could harm: such a mail is no mere
// talk, whatever its text.
func (c *Case) dangerousFile() bool {
	for i := range c.m.Files {
		f := &c.m.Files[i]
		if executableKind(f.Kind) || f.Kind == xunpan.FileArchive || f.Kind == xunpan.FileHTML && f.Name != "" || f.Macro {
			return true
		}
	}
	return false
}

// talkNothing: no fresh text at all.
func talkNothing(c *Case) (float64, where, string) {
	if c.r.Fresh > 12 {
		return silent()
	}
	return 1, where{}, ""
}

// spyNoOrder: questions on making or business without a quantity or a place to
// deliver to.
func spyNoOrder(c *Case) (float64, where, string) {
	p := c.phrase("spy.process", "spy.supplier", "spy.business", "spy.tech")
	if p == nil || c.quantity != nil || c.r.Needs.DestPort.Value != "" || c.r.Needs.Incoterm.Value != "" {
		return silent()
	}
	n := c.count("spy.process", "spy.supplier", "spy.business", "spy.tech")
	if n < 2 {
		return 0.4, p.At, ""
	}
	return 1, p.At, ""
}

// spyTech counts the words of making: one or two belong to any careful buyer,
// many without an order to a copyist.
func spyTech(c *Case) (float64, where, string) {
	n := c.count("spy.tech")
	if n < 2 {
		return silent()
	}
	s := float64(n-1) / 3
	if c.quantity != nil && c.terms > 0 && n < 4 {
		s *= 0.4
	}
	p := c.phrase("spy.tech")
	return s, p.At, strconv.Itoa(n)
}

// spyCurious: three questions and more on how it is, none on what it costs, how
// many or when.
func spyCurious(c *Case) (float64, where, string) {
	if c.quantity != nil || c.r.OurGoods.Value == "" && c.product.Value == "" {
		return silent()
	}
	n := 0
	var at where
	for _, q := range c.r.Questions {
		switch q.Topic {
		case "spec", "other", "company", "origin":
			n++
			at = q.At
		case "import_process", "customization":
		default:
			return silent()
		}
	}
	if n < 3 || c.anyPhrase("advice", "newcomer") {
		return silent()
	}
	return float64(n-2) / 3, at, strconv.Itoa(n)
}

// noticeMinimum: who states a minimum order sells.
func noticeMinimum(c *Case) (float64, where, string) {
	if c.r.Minimum == nil {
		return silent()
	}
	return 1, c.r.Minimum.At, number(c.r.Minimum.Min)
}

// noticeOffer: he sells ("we are a manufacturer of …", "our prices", FOB prices
// of his own) and asks for nothing.
func noticeOffer(c *Case) (float64, where, string) {
	p := c.phrase("notice.sell")
	if p == nil {
		return silent()
	}
	return c.selling, p.At, ""
}

// offers weighs words of selling against words of asking.
func (c *Case) offers() float64 {
	if !c.anyPhrase("notice.sell") {
		if c.r.Minimum != nil && len(c.r.Offers) > 0 {
			return 0.8
		}
		return 0
	}
	n := c.count("notice.sell")
	asks := c.count("order.firm", "quote.request", "newcomer", "empty.interest", "catalog.ask", "topic.moq")
	for _, q := range c.r.Questions {
		if q.Topic == "moq" || q.Topic == "lead_time" || q.Topic == "certification" {
			asks++
		}
	}
	if c.r.Needs.DestPort.Value != "" && c.quantity != nil {
		asks += 2
	}
	if c.r.Minimum != nil {
		n++
	}
	return (float64(n) - 0.8*float64(asks) + 0.4 + 0.6*float64(len(c.r.Offers))) / 2
}

// longText is the number of letters beyond which a mail is rather an article
// than an inquiry; a long order list has quantities in many lines.
const longText = 3500

func noticeLong(c *Case) (float64, where, string) {
	if c.r.Fresh < longText || len(c.r.Needs.Lines) > 6 && c.terms > 0 {
		return silent()
	}
	return float64(c.r.Fresh-longText)/4000 + 0.4, where{}, strconv.Itoa(c.r.Fresh)
}

// noticeLinks: a wall of links is a newsletter's or a shop's, not a buyer's.
func noticeLinks(c *Case) (float64, where, string) {
	if n := len(c.m.Links); n >= 8 {
		return float64(n) / 20, where{}, strconv.Itoa(n)
	}
	return silent()
}

// noticePrices: who states unit prices sells.
func noticePrices(c *Case) (float64, where, string) {
	if len(c.r.Offers) == 0 {
		return silent()
	}
	return 0.5 * float64(len(c.r.Offers)), c.r.Offers[0].At, ""
}

// talkBarely: one word of asking in passing, no question of trade.
func talkBarely(c *Case) (float64, where, string) {
	if c.asks != 1 || c.m.Channel != xunpan.Email || c.r.OurGoods.Value != "" || c.terms > 0 || c.dangerousFile() || c.phrase("invite", "sample.free", "sample.ask", "newcomer") != nil {
		return silent()
	}
	for _, q := range c.r.Questions {
		if q.Topic != "other" && q.Topic != "company" {
			return silent()
		}
	}
	return 1, where{}, ""
}

func noticeBulk(c *Case) (float64, where, string) {
	if !c.s.Bulk {
		return silent()
	}
	return 1, c.header("List-Unsubscribe"), ""
}

// noticeDiscussion: a message of a discussion list that asks for nothing.
func noticeDiscussion(c *Case) (float64, where, string) {
	if !c.s.List && !c.s.ListRelay || c.asks > 0 && !reply(c) {
		return silent()
	}
	return 1, c.header("List-Id"), ""
}

func reply(c *Case) bool { return len(c.m.InReplyTo) > 0 || len(c.m.References) > 0 }

func noticeAutomatic(c *Case) (float64, where, string) {
	if !c.s.Auto {
		return silent()
	}
	return 1, c.header("Auto-Submitted"), ""
}

func noticeBounce(c *Case) (float64, where, string) {
	if !c.s.Bounce {
		return silent()
	}
	return 1, c.header("From"), ""
}

func noticeNoReply(c *Case) (float64, where, string) {
	if !c.s.NoReply || c.m.Via != nil && c.m.Via.Genuine {
		return silent()
	}
	return 1, c.header("From"), ""
}

func noticeOwn(c *Case) (float64, where, string) {
	if c.m.Forward != nil || c.m.Via != nil || !c.s.Own && !c.colleague() {
		return silent()
	}
	return 1, c.header("From"), ""
}

// colleague reports a sender of the recipient's own company domain.
func (c *Case) colleague() bool {
	if c.s.From.Kind != xunpan.DomainOwn || c.s.From.Org == "" {
		return false
	}
	for _, to := range c.m.To {
		if at := strings.LastIndexByte(to.Mail, '@'); at >= 0 {
			host := to.Mail[at+1:]
			if host == c.s.From.Org || strings.HasSuffix(host, "."+c.s.From.Org) {
				return true
			}
		}
	}
	return false
}

func massRecipients(c *Case) (float64, where, string) {
	switch {
	case c.s.Hidden:
		return 1, c.header("To"), ""
	case c.s.Recipients >= 5:
		return 1, c.header("To"), strconv.Itoa(c.s.Recipients)
	}
	return silent()
}

// massList: sent to a public list, where no supplier is, to reach many at once.
func massList(c *Case) (float64, where, string) {
	if !c.s.ListRelay || reply(c) {
		return silent()
	}
	if c.asks == 0 && !c.dangerousFile() {
		return 0.4, c.header("List-Id"), ""
	}
	return 1, c.header("List-Id"), ""
}

// massGreeting: a greeting that fits everybody.
func massGreeting(c *Case) (float64, where, string) {
	p := c.phrase("oddity.bulk", "oddity.dear_friend")
	if p == nil || c.product.Value != "" && c.quantity != nil {
		return silent()
	}
	return 1, p.At, ""
}

func whoNobody(c *Case) (float64, where, string) {
	b := &c.r.Buyer
	if b.Company.Value != "" || len(b.Phones) > 0 || b.Website.Value != "" || b.Address.Value != "" || c.s.From.Kind == xunpan.DomainOwn {
		return silent()
	}
	return 1, where{}, ""
}

// newcomerHedge: "maybe", "perhaps", "rough price": the plan is not ripe. One
// such word is courtesy.
func newcomerHedge(c *Case) (float64, where, string) {
	n := c.count("hedge")
	if n < 2 || c.asks == 0 {
		return silent()
	}
	return float64(n-1) / 3, c.phrase("hedge").At, ""
}

// newcomerAdvice: he asks what to take and how it is done; who buys for a
// living knows.
func newcomerAdvice(c *Case) (float64, where, string) {
	p := c.phrase("advice")
	if p == nil {
		return silent()
	}
	return float64(c.count("advice")) / 2, p.At, ""
}
