package judge

import (
	"strings"
	"sync"
	"unicode/utf8"

	"xunpan"
)

// finder tests one signal on a case: strength 0–1 (0: silent), the place in
// the text, and a note for the reason.
type finder func(c *Case) (float64, xunpan.Span, string)

// Case is one message with everything that several signals ask for.
type Case struct {
	f *xunpan.Facts
	m *xunpan.Message
	r *xunpan.Reading
	s *xunpan.Sender

	told  map[string]told
	some  uint64 // a filter before told: most groups are not in a mail
	found []finding

	product  xunpan.Word // first product or model named; empty if none
	quantity *xunpan.Quantity
	retail   bool // a quantity that one person uses up
	terms    int  // of {price term or destination, payment, delivery, certification} how many are named
	specs    int
	identity int     // of {company, title, phone, address, website, own mail domain} how many are known
	asks     int     // signs that he asks for goods or prices; 0: nothing in it does
	selling  float64 // how far he sells instead of buying, 0–1
	own      int     // letters of his own, a platform's page and a repeated title left out
}

// cases keeps the memory of the phrase index and the findings between messages.
var cases = sync.Pool{New: func() any { return &Case{told: map[string]told{}} }}

func newCase(f *xunpan.Facts) *Case {
	c := cases.Get().(*Case)
	*c = Case{f: f, m: f.Message, r: f.Reading, s: &f.Sender, told: c.told, found: c.found}
	c.indexPhrases()
	n := &c.r.Needs
	for i := range n.Lines {
		l := &n.Lines[i]
		if c.product.Value == "" {
			c.product = l.Product
			if c.product.Value == "" {
				c.product = l.Model
			}
		}
		for _, w := range l.Specs {
			if c.his(w.At) {
				c.specs++
			}
		}
		if l.Model.Value != "" && c.his(l.Model.At) {
			c.specs++
		}
		if q := l.Quantity; q != nil && !q.PerYear && (c.quantity == nil || q.Max > c.quantity.Max) {
			c.quantity = q
		}
	}
	for _, ok := range [...]bool{n.Incoterm.Value != "" || n.DestPort.Value != "" || n.DestCountry.Value != "", n.Payment.Value != "", n.Delivery.Value != "", len(n.Certifications) > 0} {
		if ok {
			c.terms++
		}
	}
	b := &c.r.Buyer
	for _, ok := range [...]bool{b.Company.Value != "", b.Title.Value != "", len(b.Phones) > 0, b.Address.Value != "", b.Website.Value != "", c.s.From.Kind == xunpan.DomainOwn} {
		if ok {
			c.identity++
		}
	}
	// Machines are bought by ones: a firm that shows itself is no shopper.
	c.retail = c.quantity != nil && retailQuantity(c.quantity) && c.identity < 4 && !(c.r.Family == "machine" && c.identity > 0 && !c.anyPhrase("private.use"))
	c.asks = c.signsOfAsking()
	c.own = c.ownWords()
	c.selling = min(1, max(0, c.offers()))
	return c
}

// his reports whether a span stands in what he wrote, not in a platform's title
// or page attributes.
func (c *Case) his(at xunpan.Span) bool {
	if c.m.Channel == xunpan.Email || c.m.Channel == xunpan.Website {
		return true
	}
	return at.Part == xunpan.PartBody && (c.r.Page.IsZero() || at.Start < c.r.Page.Start)
}

// signsOfAsking counts what shows that somebody asks for goods: words of asking
// and ordering, a price term, questions of trade. A message that a platform or
// a form brought asks by the way it came.
func (c *Case) signsOfAsking() int {
	n := 0
	if c.m.Channel != xunpan.Email {
		n += 2
	}
	for _, g := range [...]string{"quote.request", "order.firm", "order.trial", "empty.interest", "catalog.ask", "form.standard", "supplier.replace", "need.detail", "newcomer.process", "compare.only", "topic.moq"} {
		if c.anyPhrase(g) {
			n++
		}
	}
	if c.r.Needs.Incoterm.Value != "" {
		n++
	}
	// A mail of a line or two that speaks of price or catalogue asks for it.
	if c.r.Fresh < 200 && len(c.m.Links) == 0 && c.anyPhrase("topic.price", "topic.catalogue", "topic.moq", "topic.sample") {
		n++
	}
	if c.anyPhrase("advice") && c.product.Value != "" {
		n++
	}
	// Who has few words names goods and a number: "50 pcs water pump, Tema".
	for i := range c.r.Needs.Lines {
		if q := c.r.Needs.Lines[i].Quantity; q != nil && q.Unit != "" && (q.Max >= 10 || fullLoad(q.Unit)) && c.product.Value != "" && len(c.m.Links) <= 3 {
			n++
			if c.direct() {
				n++
			}
			break
		}
	}
	for _, q := range c.r.Questions {
		switch q.Topic {
		case "moq", "lead_time", "sample", "freight", "certification", "price", "loading", "packaging", "payment", "catalogue", "customization", "spare_parts", "warranty", "discount":
			n++
		}
	}
	return n
}

// ownWords measures what he wrote himself: words before a platform's page
// attributes that do not repeat the subject.
func (c *Case) ownWords() int {
	if c.m.Channel == xunpan.Email {
		return c.r.Fresh
	}
	text := c.m.Body
	if !c.r.Page.IsZero() && c.r.Page.Start <= len(text) {
		text = text[:c.r.Page.Start]
	}
	title := " " + lower(c.m.Subject) + " "
	words := strings.Fields(text)
	named := 0 // words written as in a title
	for _, w := range words {
		if titleCase(w) {
			named++
		}
	}
	pasted := len(words) > 8 && named*10 > len(words)*6
	n := 0
	for _, w := range words {
		if !strings.Contains(title, lower(strings.Trim(w, ".,:;!?()"))) && !(pasted && titleCase(w)) {
			n += len(w)
		}
	}
	return n
}

// titleCase reports a word written as platforms write product titles.
func titleCase(w string) bool {
	return len(w) > 1 && 'A' <= w[0] && w[0] <= 'Z' && 'a' <= w[1] && w[1] <= 'z'
}

// fullLoad reports a unit of which one is an order.
func fullLoad(unit string) bool {
	switch unit {
	case "20GP", "40GP", "40HQ", "45HQ", "20RF", "40RF", "containers", "trucks", "t":
		return true
	}
	return false
}

// retailQuantity reports an amount that is no trade: a handful of pieces.
func retailQuantity(q *xunpan.Quantity) bool {
	if piece(q.Unit) {
		return q.Max <= 5
	}
	switch q.Unit {
	case "kg", "l", "m":
		return q.Max <= 3
	}
	return false
}

// told is what the catalogue's phrases of one group say, negated ones left out.
type told struct {
	first, last int // indexes into Reading.Phrases
	n           int // different places
}

// indexPhrases groups the phrases once, since a hundred signals ask for them.
func (c *Case) indexPhrases() {
	clear(c.told)
	for i := range c.r.Phrases {
		p := &c.r.Phrases[i]
		if p.Negated {
			continue
		}
		t, ok := c.told[p.Group]
		switch {
		case !ok:
			t = told{i, i, 1}
		case !p.At.Overlaps(c.r.Phrases[t.last].At):
			t.last = i
			t.n++
		default:
			continue
		}
		c.told[p.Group] = t
		c.some |= groupBit(p.Group)
	}
}

// groupBit is a group's bit in Case.some.
func groupBit(group string) uint64 {
	if group == "" {
		return 0
	}
	n := len(group)
	return 1 << ((uint(n)*7 + uint(group[n-1])*3 + uint(group[n/2])) & 63)
}

// of returns what the phrases of a group say; n is 0 if there are none.
func (c *Case) of(group string) told {
	if c.some&groupBit(group) == 0 {
		return told{}
	}
	return c.told[group]
}

// phrase returns the first phrase of the groups that is not negated, or nil.
func (c *Case) phrase(groups ...string) *xunpan.Phrase {
	best := -1
	for _, g := range groups {
		if t := c.of(g); t.n > 0 && (best < 0 || t.first < best) {
			best = t.first
		}
	}
	if best < 0 {
		return nil
	}
	return &c.r.Phrases[best]
}

func (c *Case) anyPhrase(groups ...string) bool {
	for _, g := range groups {
		if c.of(g).n > 0 {
			return true
		}
	}
	return false
}

// count counts different phrases of the groups, negated ones left out.
func (c *Case) count(groups ...string) int {
	n := 0
	for _, g := range groups {
		n += c.of(g).n
	}
	return n
}

// piece reports a unit that counts single things.
func piece(unit string) bool {
	switch unit {
	case "", "pcs", "units", "sets", "pairs", "packs", "boxes", "bottles", "bags":
		return true
	}
	return false
}

// phrases is the test of signals that are nothing but words: full strength at
// need different phrases.
func (c *Case) phrases(groups []string, need int) (float64, xunpan.Span, string) {
	p := c.phrase(groups...)
	if p == nil {
		return 0, xunpan.Span{}, ""
	}
	if need <= 1 {
		return 1, p.At, ""
	}
	n := c.count(groups...)
	return float64(n) / float64(need), p.At, ""
}

const maxQuote = 80 // bytes of quoted evidence

// quote is the text of a span, shortened and on one line.
func (c *Case) quote(at xunpan.Span) string {
	t := c.m.PartText(at.Part)
	if at.Start < 0 || at.End > len(t) || at.Start >= at.End {
		return ""
	}
	q := t[at.Start:at.End]
	cut := len(q) > maxQuote
	if cut {
		n := maxQuote
		for n > 0 && !utf8.RuneStart(q[n]) {
			n--
		}
		q = q[:n]
	}
	if cut {
		q += "…"
	}
	return q
}

// header is the span of a whole header value.
func (c *Case) header(name string) xunpan.Span {
	v := c.m.Header(name)
	if v == "" {
		return xunpan.Span{}
	}
	return xunpan.Span{Part: xunpan.HeaderPart(name), Start: 0, End: len(v)}
}

// file is the span of an attachment's name.
func (c *Case) file(i int) xunpan.Span {
	f := &c.m.Files[i]
	text := f.Text
	if text == "" {
		text = f.Name
	}
	return xunpan.Span{Part: xunpan.Part("attachment:" + itoa(i)), Start: 0, End: runeEnd(text, len(f.Name))}
}

func itoa(i int) string {
	if i < 10 {
		return string(rune('0' + i))
	}
	return itoa(i/10) + string(rune('0'+i%10))
}

// firstContact reports that nothing shows an earlier exchange: no quoted
// history, no reference to a message.
func (c *Case) firstContact() bool {
	if len(c.m.InReplyTo) > 0 || len(c.m.References) > 0 {
		return false
	}
	for _, b := range c.m.Blocks {
		if b.Kind == xunpan.Quoted && b.End-b.Start > 20 {
			return false
		}
	}
	return true
}

func lower(s string) string { return strings.ToLower(s) }
