package flow_test

import (
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// broken lists what no assessment may ever show, whatever the mail.
func broken(f *xunpan.Facts, a *xunpan.Assessment) []string {
	var out []string
	no := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }

	sum, top := 0.0, 0
	for i, p := range a.Types {
		if math.IsNaN(p) || p < 0 || p > 1 {
			no("probability of %s is %v", xunpan.Types[i], p)
		}
		sum += p
		if p > a.Types[top] {
			top = i
		}
	}
	if math.Abs(sum-1) > 1e-9 {
		no("probabilities sum to %v", sum)
	}
	if a.Type.Index() < 0 {
		no("no type %q", a.Type)
	} else if a.Types[a.Type.Index()] < a.Types[top] {
		no("type %s is less probable than %s", a.Type, xunpan.Types[top])
	}
	for _, v := range [...]int{a.Axes.Need, a.Axes.Credibility, a.Axes.Engagement, a.Axes.Risk} {
		if v < 0 || v > 100 {
			no("axes out of 0–100: %+v", a.Axes)
		}
	}
	if math.IsNaN(a.Confidence) || a.Confidence < 0 || a.Confidence > 1 {
		no("confidence is %v", a.Confidence)
	}
	out = append(out, brokenVerdict(f, a)...)

	last := math.Inf(1)
	for i := range a.Evidence {
		e := &a.Evidence[i]
		w := math.Abs(e.Points)
		if e.Axis == xunpan.AxisRisk {
			w *= 1.5
		}
		if w > last {
			no("evidence %d (%s) is stronger than the one before", i, e.Signal)
		}
		last = w
		if e.Why.En == "" || e.Why.Zh == "" || strings.Contains(e.Why.En, "{}") {
			no("evidence %s gives no reason: %q", e.Signal, e.Why)
		}
		if e.IsZero() {
			if e.Text != "" {
				no("evidence %s quotes %q from nowhere", e.Signal, e.Text)
			}
			continue
		}
		if s := brokenSpan(f.Message, e.Span); s != "" {
			no("evidence %s: %s", e.Signal, s)
			continue
		}
		text, cut := strings.CutSuffix(e.Text, "…")
		whole := marked(f.Message, e)
		if whole != e.Text && !(cut && strings.HasPrefix(whole, text)) {
			no("evidence %s quotes %q, there stands %q", e.Signal, e.Text, whole)
		}
	}
	for _, r := range a.Risks {
		if r.ID == "" || r.Why.En == "" || r.Why.Zh == "" || !slices.Contains([]xunpan.Severity{xunpan.SeverityLow, xunpan.SeverityMedium, xunpan.SeverityHigh}, r.Severity) {
			no("a risk without id, reason or severity: %+v", r)
		}
	}
	if f.Reading != nil {
		out = append(out, brokenReading(f.Message, f.Reading)...)
	}
	return append(out, brokenMessage(f.Message)...)
}

// brokenVerdict checks type, stars, grade and action against DOMAIN section 4.
func brokenVerdict(f *xunpan.Facts, a *xunpan.Assessment) []string {
	var out []string
	no := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	low, high := 0, 0
	switch a.Type {
	case xunpan.Seeker, xunpan.Entrant:
		low, high = 3, 5
		if a.Type == xunpan.Entrant {
			high = 4
		}
	case xunpan.Collector:
		low, high = 2, 2
	case xunpan.Casual:
		low, high = 1, 1
	case xunpan.Spy:
		high = 2
	}
	if a.Type.Index() >= 0 && (a.Types[a.Type.Index()] < 0.5 || f.Sender.SpamMark) {
		low = min(low, 1) // the type is a guess, the stars are what guesses are worth
	}
	if f.Sender.Origin.Match == xunpan.Failed {
		low, high = min(low, 1), min(high, 1) // D4.4
	}
	if a.Stars < low || a.Stars > high {
		no("%d stars for %s, want %d–%d", a.Stars, a.Type, low, high)
	}
	grade := [...]string{"D", "C", "C", "B", "A", "A"}[max(0, min(5, a.Stars))] // D4.2
	if a.Type == xunpan.Spy {
		grade = "D"
	}
	if a.Grade != grade {
		no("grade %s for %s with %d stars, want %s", a.Grade, a.Type, a.Stars, grade)
	}
	if !slices.Contains(xunpan.Actions[:], a.Action) {
		no("no action %q", a.Action)
	}
	if (a.Type == xunpan.Fraud) != (a.Action == xunpan.Quarantine) && len(a.House) == 0 {
		no("action %s for %s", a.Action, a.Type)
	}
	if a.Type == xunpan.Fraud && a.Action != xunpan.Quarantine {
		no("a fraud is not quarantined: %s", a.Action)
	}
	if a.Stars >= 4 && a.Intent == xunpan.Low {
		no("%d stars with low intent", a.Stars)
	}
	return out
}

// brokenSpan says what is wrong with a span; "" if it is sound.
func brokenSpan(m *xunpan.Message, s xunpan.Span) string {
	t := m.PartText(s.Part)
	switch {
	case s.Start < 0 || s.End < s.Start || s.End > len(t):
		return fmt.Sprintf("span %d–%d lies outside of %s (%d bytes)", s.Start, s.End, s.Part, len(t))
	case s.Start < len(t) && !utf8.RuneStart(t[s.Start]), s.End < len(t) && !utf8.RuneStart(t[s.End]):
		return fmt.Sprintf("span %d–%d of %s cuts a character", s.Start, s.End, s.Part)
	}
	return ""
}

// brokenMessage checks what reading a mail promises.
func brokenMessage(m *xunpan.Message) []string {
	var out []string
	if !utf8.ValidString(m.Body) || !utf8.ValidString(m.Subject) {
		out = append(out, "subject or body is not UTF-8")
	}
	at := 0
	for i, b := range m.Blocks {
		if b.Start != at || b.End < b.Start {
			out = append(out, fmt.Sprintf("block %d begins at %d, want %d", i, b.Start, at))
		}
		at = b.End
	}
	if at != len(m.Body) {
		out = append(out, fmt.Sprintf("blocks end at %d of %d bytes", at, len(m.Body)))
	}
	for _, l := range m.Links {
		if l.Start < 0 || l.End < l.Start || l.End > len(m.Body) {
			out = append(out, fmt.Sprintf("link %q lies outside of the body", l.Target))
		}
	}
	return out
}

// brokenReading checks every value that was read out of a mail: it lies inside
// its text, quantities are above 0, prices are decimals.
func brokenReading(m *xunpan.Message, r *xunpan.Reading) []string {
	var out []string
	no := func(format string, args ...any) { out = append(out, fmt.Sprintf(format, args...)) }
	word := func(what string, ws ...xunpan.Word) {
		for _, w := range ws {
			if s := brokenSpan(m, w.At); s != "" && !w.At.IsZero() {
				no("%s %q: %s", what, w.Value, s)
			}
			if !utf8.ValidString(w.Value) {
				no("%s %q is not UTF-8", what, w.Value)
			}
		}
	}
	span := func(what string, s xunpan.Span) { word(what, xunpan.Word{At: s}) }
	price := func(what string, p *xunpan.Price) {
		span(what, p.At)
		if v, err := strconv.ParseFloat(p.Amount, 64); err != nil || v <= 0 || math.IsInf(v, 0) || strings.ContainsAny(p.Amount, "eExXpP_+-, ") {
			no("%s: amount %q is no decimal above 0", what, p.Amount)
		}
		if c := p.Currency; c != "" && (len(c) != 3 || strings.ToUpper(c) != c) {
			no("%s: currency %q", what, c)
		}
	}
	n := &r.Needs
	for i := range n.Lines {
		l := &n.Lines[i]
		word("product", l.Product)
		word("model", l.Model)
		word("spec", l.Specs...)
		if q := l.Quantity; q != nil {
			span("quantity", q.At)
			if !(q.Min > 0) || !(q.Max >= q.Min) || math.IsInf(q.Max, 0) {
				no("quantity %v–%v", q.Min, q.Max)
			}
		}
		if l.Target != nil {
			price("target price", l.Target)
		}
	}
	for i := range r.Offers {
		price("offered price", &r.Offers[i])
	}
	word("needs", n.Incoterm, n.Place, n.DestCountry, n.DestPort, n.Payment, n.Delivery, n.Packaging, n.Sample, n.Custom, n.Urgent)
	word("incoterm", n.Incoterms...)
	word("certification", n.Certifications...)
	if c := n.Incoterm.Value; c != "" && (len(c) != 3 || strings.ToUpper(c) != c) {
		no("incoterm %q", c)
	}
	if s := n.Sample.Value; s != "" && s != "free" && s != "paid" && s != "unclear" {
		no("sample %q", s)
	}
	for _, c := range [...]string{n.DestCountry.Value, r.Buyer.Country.Value} {
		if c != "" && (len(c) != 2 || strings.ToUpper(c) != c) {
			no("country %q", c)
		}
	}
	for _, q := range r.Questions {
		span("question", q.At)
		if !slices.Contains(xunpan.Topics[:], q.Topic) {
			no("question of topic %q", q.Topic)
		}
	}
	for _, p := range r.Phrases {
		span("phrase "+p.Group, p.At)
	}
	b := &r.Buyer
	word("buyer", b.Name, b.Title, b.Company, b.Country, b.WhatsApp, b.Website, b.Address)
	word("email", b.Emails...)
	word("phone", b.Phones...)
	word("fax", b.Fax...)
	word("greeted", r.Greeted, r.GreetedAs, r.OurName, r.OurGoods)
	span("page", r.Page)
	for _, x := range r.Missing {
		if x.Field == "" || x.Ask.En == "" || x.Ask.Zh == "" {
			no("missing without field or question: %+v", x)
		}
	}
	return out
}
