package extract

import (
	"strings"

	"xunpan"
)

// isLoad reports a unit that goods are shipped in rather than counted in.
func isLoad(unit string) bool { return isContainer(unit) || unit == "containers" || unit == "trucks" }

// dropSoft leaves out what running text counts where a list says what is ordered.
func (b *lineBuilder) dropSoft() {
	if b.firm == 0 {
		return
	}
	for k := len(b.soft) - 1; k >= 0; k-- {
		if i := b.soft[k]; i < len(b.lines) {
			b.lines = append(b.lines[:i], b.lines[i+1:]...)
		}
	}
}

// attachNouns gives counts of a noun to the product that the noun names, and
// a lone count to a lone product.
func (b *lineBuilder) attachNouns() {
	s := &b.d.body
	alone := len(b.lines) == 1 && len(b.nouns) == 1 && b.nouns[0].q.Max >= 20 && b.d.asking > 0
	for i := range b.nouns {
		a := &b.nouns[i]
		j := a.last + 1
		if a.q.At.Part != xunpan.PartBody || j >= len(s.toks) {
			continue
		}
		noun := s.fold[s.toks[j].fs:s.toks[j].fe]
		for k := range b.lines {
			l := &b.lines[k]
			if l.Quantity == nil && l.Product.Value != "" && (alone && (!s.toks[j].upper || b.d.out.Lang == "de") || namedBy(l.Product.Value, noun)) {
				q := a.q
				if q.Max > 5 {
					q.Unit = s.words(j, j)
				}
				l.Quantity = &q
				break
			}
		}
	}
	b.nouns = nil
}

// namedBy reports whether a word of name is noun up to its ending.
func namedBy(name string, noun []byte) bool {
	for w := range strings.FieldsSeq(Fold(name)) {
		if akin([]byte(strings.Trim(w, ".,-()\"")), noun) {
			return true
		}
	}
	return false
}

// attachLoose gives quantities that stand apart to lines that have none.
func (b *lineBuilder) attachLoose() {
	for n := range 2 * len(b.loose) {
		a := &b.loose[n%len(b.loose)]
		if load := isLoad(a.q.Unit); load != (n >= len(b.loose)) || load && b.counted() {
			continue // pieces first: the containers are what they fill
		}
		done := false
		for j := range b.lines {
			if b.lines[j].Quantity == nil {
				b.lines[j].Quantity, done = &a.q, true
				break
			}
		}
		if !done && len(b.lines) == 0 {
			b.lines = append(b.lines, xunpan.Line{Quantity: &a.q})
		}
	}
	b.loose = nil
}

// counted reports whether a line has a quantity of its own.
func (b *lineBuilder) counted() bool {
	for i := range b.lines {
		if q := b.lines[i].Quantity; q != nil && !isLoad(q.Unit) {
			return true
		}
	}
	return false
}

// given adds what a form or a platform states beside the text.
func (b *lineBuilder) given() {
	g := &b.d.m.Given
	if g.Product == "" && g.Quantity == "" {
		return
	}
	if len(b.lines) == 0 {
		b.lines = append(b.lines, xunpan.Line{})
	}
	// What the form or platform states beats a name read out of prose in which no word is one for goods.
	if l := &b.lines[0]; g.Product != "" && (l.Product.Value == "" || len(b.lines) == 1 && !b.d.namesSurely(l.Product)) {
		l.Product = xunpan.Word{Value: squeeze(g.Product)}
		at := strings.Index(b.d.m.Body, g.Product)
		if at >= 0 {
			l.Product.At = xunpan.Span{Part: xunpan.PartBody, Start: at, End: at + len(g.Product)}
		}
		if l.Model.Value == "" {
			l.Model = b.d.modelIn(g.Product, at)
		}
	}
	if g.Quantity == "" {
		return
	}
	// The stated quantity beats one read out of prose, which may be of
	// something else, unless that has the clearer unit.
	st, x := b.d.streamOf(g.Quantity)
	if as := b.d.amounts(st, x); len(as) > 0 && (b.lines[0].Quantity == nil || len(b.lines) == 1) {
		q := as[0].q
		q.At = xunpan.Span{}
		b.lines[0].Quantity = &q
	}
}

// streamOf cuts a value that stands outside of the text into tokens and
// matches them.
func (d *doc) streamOf(text string) (*stream, *hitIndex) {
	st, x := new(stream), new(hitIndex)
	st.reset("", text)
	st.scan(0, len(text), xunpan.Fresh)
	d.lex.match(st, x)
	return st, x
}

// modelIn reads a model out of a product's stated name, which stands at the
// byte offset of the body, or nowhere.
func (d *doc) modelIn(name string, at int) xunpan.Word {
	st, x := d.streamOf(name)
	w := d.code(st, x, 0, len(st.toks), false)
	if w.Value != "" && at >= 0 {
		w.At = xunpan.Span{Part: xunpan.PartBody, Start: at + w.At.Start, End: at + w.At.End}
	} else {
		w.At = xunpan.Span{}
	}
	return w
}

// targets gives target prices to the lines: the price on the line's own text
// line, else the only one to all.
func (b *lineBuilder) targets() {
	for i := range b.money {
		m := &b.money[i]
		if !m.target {
			if m.price.Per != "" && m.price.At.Part == xunpan.PartBody && !m.taken && len(b.d.out.Offers) < 8 {
				b.d.out.Offers = append(b.d.out.Offers, m.price)
			}
			continue
		}
		best, dist := -1, 1<<30
		for j := range b.lines {
			l := &b.lines[j]
			if l.Target != nil {
				continue
			}
			if b.namedBefore(m, l) {
				best = j
				break
			}
			at := l.Product.At
			if at.IsZero() && l.Quantity != nil {
				at = l.Quantity.At
			}
			if at.Part != m.price.At.Part && !at.IsZero() {
				continue
			}
			if gap := abs(m.price.At.Start - at.Start); gap < dist {
				best, dist = j, gap
			}
		}
		if best >= 0 {
			p := m.price
			b.lines[best].Target = &p
		}
	}
}

// namedBefore reports whether the line's model stands shortly before the price:
// "our target for FL-50 is US$ 3.20".
func (b *lineBuilder) namedBefore(m *money, l *xunpan.Line) bool {
	text := b.d.m.PartText(m.price.At.Part)
	if l.Model.Value == "" || m.price.At.Start > len(text) {
		return false
	}
	from := max(0, m.price.At.Start-80)
	return strings.Contains(Fold(text[from:m.price.At.Start]), Fold(l.Model.Value))
}

func abs(n int) int {
	if n < 0 {
		return -n
	}
	return n
}
