package judge

import (
	"math"
	"strconv"
	"strings"
	"unicode/utf8"

	"xunpan"
)

type where = xunpan.Span

func silent() (float64, where, string) { return 0, where{}, "" }

func word(w xunpan.Word) (float64, where, string) {
	if w.Value == "" {
		return silent()
	}
	return 1, w.At, w.Value
}

func needProduct(c *Case) (float64, where, string) {
	if c.product.Value == "" {
		return silent()
	}
	return 1, c.product.At, c.product.Value
}

// wanted is how far goods named are goods asked for: where nothing asks for
// them they are rather the subject of a talk, where he sells they are his own.
func (c *Case) wanted() float64 {
	return c.askedFor() * (1 - 0.8*c.selling)
}

func (c *Case) askedFor() float64 {
	switch {
	case c.asks == 0:
		return 0.2
	case c.asks == 1:
		return 0.6
	case c.m.Channel != xunpan.Email && c.own < shortText:
		return 0.7 // the platform filled it in
	}
	return 1
}

func needModel(c *Case) (float64, where, string) {
	for i := range c.r.Needs.Lines {
		if m := c.r.Needs.Lines[i].Model; m.Value != "" && c.his(m.At) {
			return word(m)
		}
	}
	return silent()
}

// needSpec is stronger the more is specified: three particulars are full detail.
func needSpec(c *Case) (float64, where, string) {
	detail := c.specs + c.count("need.detail")
	if detail == 0 {
		return silent()
	}
	for i := range c.r.Needs.Lines {
		for _, w := range c.r.Needs.Lines[i].Specs {
			if c.his(w.At) {
				return math.Min(1, 0.4+0.3*float64(detail-1)), w.At, w.Value
			}
		}
	}
	if p := c.phrase("need.detail"); p != nil {
		return math.Min(1, 0.4+0.3*float64(detail-1)), p.At, ""
	}
	return silent()
}

func number(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }

func needQuantity(c *Case) (float64, where, string) {
	q := c.quantity
	if q == nil || c.retail {
		return silent()
	}
	note := number(q.Min)
	if q.Max != q.Min {
		note += "–" + number(q.Max)
	}
	if q.Unit != "" {
		note += " " + q.Unit
	}
	return 1, q.At, note
}

func needRetail(c *Case) (float64, where, string) {
	q := c.quantity
	if q != nil && !c.retail && q.At.IsZero() && q.Max <= 20 && piece(q.Unit) && c.own < 2*shortText && !c.ownNumbers() {
		return 0.8, q.At, number(q.Max) + " " + q.Unit // a form's number, small, and no word about it
	}
	if !c.retail || c.terms >= 2 || len(c.r.Needs.Lines) > 2 {
		return silent()
	}
	// A machine or a vehicle is bought by ones; one who says who he is and asks
	// several things is no passer-by.
	strength := 1.0
	if c.identity >= 3 {
		strength = 0.4
	}
	return strength, q.At, number(q.Max) + " " + q.Unit
}

// needPrivate: he says that it is for himself, and names no amount of trade.
func needPrivate(c *Case) (float64, where, string) {
	p := c.phrase("private.use")
	if p == nil || c.quantity != nil && !c.retail || c.identity >= 4 {
		return silent()
	}
	return 1, p.At, ""
}

func needVolume(c *Case) (float64, where, string) {
	for i := range c.r.Needs.Lines {
		if q := c.r.Needs.Lines[i].Quantity; q != nil && q.PerYear {
			return 1, q.At, number(q.Max) + " " + q.Unit
		}
	}
	return silent()
}

func needLines(c *Case) (float64, where, string) {
	n := 0
	var at where
	for i := range c.r.Needs.Lines {
		if l := &c.r.Needs.Lines[i]; l.Quantity != nil && l.Product.Value != "" {
			n++
			at = l.Product.At
		}
	}
	if n < 2 {
		return silent()
	}
	return 1, at, strconv.Itoa(n)
}

func needIncoterm(c *Case) (float64, where, string) {
	n := &c.r.Needs
	if n.Incoterm.Value == "" {
		return silent()
	}
	if n.Place.Value == "" {
		return 0.6, n.Incoterm.At, n.Incoterm.Value
	}
	return 1, n.Incoterm.At, n.Incoterm.Value + " " + n.Place.Value
}

func needDestination(c *Case) (float64, where, string) {
	n := &c.r.Needs
	if n.DestPort.Value != "" {
		return word(n.DestPort)
	}
	if n.DestCountry.Value != "" {
		return 0.6, n.DestCountry.At, n.DestCountry.Value
	}
	return silent()
}

func needPayment(c *Case) (float64, where, string)  { return word(c.r.Needs.Payment) }
func needDelivery(c *Case) (float64, where, string) { return word(c.r.Needs.Delivery) }

func needCertification(c *Case) (float64, where, string) {
	if cs := c.r.Needs.Certifications; len(cs) > 0 {
		return word(cs[0])
	}
	return silent()
}

func needTarget(c *Case) (float64, where, string) {
	for i := range c.r.Needs.Lines {
		if t := c.r.Needs.Lines[i].Target; t != nil {
			return 1, t.At, t.Currency + " " + t.Amount
		}
	}
	return silent()
}

func needPackaging(c *Case) (float64, where, string) { return word(c.r.Needs.Packaging) }
func needCustom(c *Case) (float64, where, string)    { return word(c.r.Needs.Custom) }

// needComplete is the full order of D4.1, leaving aside who orders.
func needComplete(c *Case) (float64, where, string) {
	if c.product.Value == "" || c.quantity == nil || c.retail || c.terms < 2 {
		return silent()
	}
	return math.Min(1, 0.6+0.2*float64(c.terms-2)), c.quantity.At, strconv.Itoa(c.terms)
}

func needMOQ(c *Case) (float64, where, string) {
	for _, q := range c.r.Questions {
		if q.Topic == "moq" {
			return 1, q.At, ""
		}
	}
	return silent()
}

// needMOQOnly: MOQ and price asked for a named product without a quantity of
// his own: a small first order, but a clear need (D3.3).
func needMOQOnly(c *Case) (float64, where, string) {
	if c.quantity != nil || c.product.Value == "" {
		return silent()
	}
	return needMOQ(c)
}

func needNone(c *Case) (float64, where, string) {
	if c.product.Value != "" || c.quantity != nil || c.r.OurGoods.Value != "" {
		return silent()
	}
	return 1, where{}, ""
}

// idle is how far empty words tell of an idle writer: on a platform the form
// writes the words, and an amount of trade behind them weighs more.
func (c *Case) idle() float64 {
	if q := c.quantity; c.m.Channel != xunpan.Email && c.m.Channel != xunpan.Website && q != nil && (q.Max >= 20 || !piece(q.Unit) && q.Max >= 5) {
		return 0.3
	}
	return 1
}

func emptyInterest(c *Case) (float64, where, string) {
	p := c.phrase("empty.interest")
	if p == nil {
		return silent()
	}
	if c.m.Channel != xunpan.Email && c.own < 2*shortText && !c.ownNumbers() {
		return 0.8, p.At, "" // product and quantity are the platform's
	}
	if c.product.Value != "" || c.r.OurGoods.Value != "" {
		if c.specs > 0 || c.quantity != nil && !c.retail {
			return silent()
		}
		return 0.4, p.At, ""
	}
	return 1, p.At, ""
}

func emptyCatalogue(c *Case) (float64, where, string) {
	p := c.phrase("catalog.ask")
	if p == nil || c.product.Value != "" || c.quantity != nil {
		return silent()
	}
	return 1, p.At, ""
}

// shortText is the length of fresh text, in letters and digits, below which
// nothing of his own can stand in it.
const shortText = 70

func emptyShort(c *Case) (float64, where, string) {
	if c.own >= shortText || c.quantity != nil && !c.retail || c.specs > 1 {
		return silent()
	}
	return 1, where{}, ""
}

// emptyOnlyStandard: on a platform, its standard sentence is all there is:
// what it asks for and orders is the platform's, not his.
func emptyOnlyStandard(c *Case) (float64, where, string) {
	p := c.phrase("form.standard")
	if p == nil || c.m.Channel == xunpan.Email || c.own > 4*shortText || c.quantity != nil || c.specs > 0 || c.ownNumbers() {
		return silent()
	}
	return 1, p.At, ""
}

// ownNumbers reports that he wrote numbers of his own: sizes, codes, amounts.
func (c *Case) ownNumbers() bool {
	text := c.m.Body
	if !c.r.Page.IsZero() && c.r.Page.Start <= len(text) {
		text = text[:c.r.Page.Start]
	}
	for _, w := range strings.Fields(text) {
		if strings.ContainsAny(w, "0123456789") && !strings.Contains(c.m.Subject, w) {
			return true
		}
	}
	return false
}

// emptyPage: what a platform pastes from the product's page ("Material: PP
// Size: A4 …") stands for words of his own.
func emptyPage(c *Case) (float64, where, string) {
	p := c.r.Page
	if p.IsZero() {
		// The title of the page repeated, and nothing else.
		if c.m.Channel != xunpan.Email && c.own <= 30 && len(c.m.Body) > 40 {
			return 1, where{Part: xunpan.PartBody, Start: 0, End: runeEnd(c.m.Body, 60)}, ""
		}
		return silent()
	}
	if p.Start > 60 || c.anyPhrase("order.firm") {
		return silent()
	}
	if p.Start > 12 {
		return 0.5, where{Part: p.Part, Start: p.Start, End: runeEnd(c.m.Body, p.Start+60)}, ""
	}
	return 1, where{Part: p.Part, Start: p.Start, End: runeEnd(c.m.Body, p.Start+60)}, ""
}

// runeEnd is the largest end of a whole character at or before n in s.
func runeEnd(s string, n int) int {
	if n >= len(s) {
		return len(s)
	}
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return n
}

// sampleOnly: samples are all he wants; neither price nor quantity interests him.
func sampleOnly(c *Case) (float64, where, string) {
	p := c.phrase("sample.ask")
	if p == nil || c.quantity != nil && !c.retail || c.anyPhrase("sample.paid") || c.terms > 0 {
		return silent()
	}
	for _, q := range c.r.Questions {
		if q.Topic == "price" || q.Topic == "moq" || q.Topic == "lead_time" {
			return silent()
		}
	}
	return 1, p.At, ""
}

// needOpen: goods are named, but how many and on which terms stays open.
func needOpen(c *Case) (float64, where, string) {
	if c.product.Value == "" || c.quantity != nil || c.termStated() || c.m.Channel != xunpan.Email && c.m.Channel != xunpan.Website {
		return silent()
	}
	return 1, c.product.At, c.product.Value
}
