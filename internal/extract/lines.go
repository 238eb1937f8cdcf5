package extract

import (
	"strings"

	"xunpan"
)

// maxLines bounds the product lines of one inquiry.
const maxLines = 40

// products fills Needs.Lines: from given fields, from tables and lists, from
// label lines, else from what the sentences ask for.
func (d *doc) products() {
	n := &d.out.Needs
	if d.asking == 0 && !d.wants() && d.m.Given.Product == "" && (len(d.m.Links) > 8 || d.out.Fresh > 4000) {
		return // a newsletter: goods that nothing asks for are no needs
	}
	if d.asking > 0 || d.hand && d.wants() {
		d.markGoods()
	} else {
		d.noGoodsYet()
	}
	var b lineBuilder
	b.d = d
	if d.asking == 0 && d.m.Given.Product == "" && d.m.Given.Quantity == "" && firstHit(&d.bodyX, d.g.labelQuantity) == nil { // he says what it is about, but orders nothing
		b.page = len(d.body.toks)
		b.prose(&d.body, &d.bodyX)
		if !b.hasProduct() {
			b.prose(&d.subj, &d.subjX)
		}
		b.matter()
		n.Lines = b.done()
		return
	}
	if !d.isReplySubjectOnly() {
		b.stream(&d.body, &d.bodyX)
	}
	if !b.hasProduct() {
		b.stream(&d.subj, &d.subjX)
	}
	if !b.hasProduct() {
		b.byModel(&d.body, &d.bodyX)
	}
	b.matter()
	b.dropSoft()
	b.attachLoose()
	b.attachNouns()
	b.given()
	b.modelElsewhere()
	b.yearly()
	b.targets()
	n.Lines = b.done()
}

// isReplySubjectOnly reports a mail with no fresh text at all.
func (d *doc) isReplySubjectOnly() bool { return len(d.body.toks) == 0 }

// lineBuilder collects product lines.
type lineBuilder struct {
	d     *doc
	lines []xunpan.Line
	loose []amount      // quantities that stand apart from any product
	years []xunpan.Line // yearly volumes, which are no orders, and of what
	money []money
	nouns []amount // counts of a noun without a word of ordering
	soft  []int    // lines made of a quantity in running text that nothing orders
	firm  int      // lines that a list or table gave, with their quantities
	need  sureness // how surely a phrase must name goods
	page  int      // token of the body where a platform's page attributes begin
}

func (b *lineBuilder) hasProduct() bool {
	for i := range b.lines {
		if b.lines[i].Product.Value != "" || b.lines[i].Model.Value != "" {
			return true
		}
	}
	return false
}

func (b *lineBuilder) add(l xunpan.Line) {
	if len(b.lines) >= maxLines || l.Product.Value == "" && l.Model.Value == "" && l.Quantity == nil {
		return
	}
	for i := range b.lines {
		if o := &b.lines[i]; l.Product.Value != "" && Fold(o.Product.Value) == Fold(l.Product.Value) && (o.Quantity == nil || l.Quantity == nil) {
			if o.Quantity == nil {
				o.Quantity = l.Quantity
			}
			if o.Model.Value == "" {
				o.Model = l.Model
			}
			o.Specs = append(o.Specs, l.Specs...)
			return
		}
	}
	b.lines = append(b.lines, l)
}

// stream reads one stream: tables first, then list lines and labels, then prose.
func (b *lineBuilder) stream(s *stream, x *hitIndex) {
	d := b.d
	amounts := d.amounts(s, x)
	for i := range amounts {
		if a := &amounts[i]; a.kind == aMinimum && d.out.Minimum == nil && !a.bare || a.kind == aMinimum && a.q.Min >= 50 && d.out.Minimum == nil {
			if from, to := s.sentence(a.first); !d.isQuestion(s, x, from, to) && d.statesMinimum(s, x, a) {
				q := a.q
				d.out.Minimum = &q
			}
		}
	}
	page := d.pageStart(s)
	if s.part == xunpan.PartBody {
		b.page = page
	}
	b.money = append(b.money, d.prices(s, x)...)
	inTable := b.table(s, x)
	ai := 0
	var cur *xunpan.Line // line that label lines add to
	for li := range s.lines {
		l := &s.lines[li]
		if l.block == xunpan.Signature || l.first >= page {
			break
		}
		if inTable != nil && inTable[li] {
			continue
		}
		for ai < len(amounts) && amounts[ai].first < l.first {
			ai++
		}
		end := ai
		for end < len(amounts) && amounts[end].first < l.last {
			end++
		}
		first := d.bullet(s, l.first, l.last)
		if kind, a, z, ok := d.labelLine(s, x, first, l.last); ok {
			cur = b.labelled(s, x, kind, a, z, amounts[ai:end], cur)
			continue
		}
		if d.listLine(s, x, l, first) {
			if b.listLine(s, x, l, first, amounts[ai:end]) {
				continue
			}
		}
		b.sentenceAmounts(s, x, l, amounts[ai:end])
	}
	b.listed(s, x, inTable)
	b.prose(s, x)
	b.platform()
}

// bullet returns the first token of a line after its bullet or number.
func (d *doc) bullet(s *stream, first, last int) int {
	i := first
	if i+1 < last && s.toks[i].kind == tNumber && s.toks[i].end-s.toks[i].start <= 2 && s.toks[i+1].kind == tWord && s.toks[i+1].start-s.toks[i].end >= 2 {
		return i + 1 // a column of row numbers
	}
	for i < last && s.toks[i].kind == tPunct && (s.toks[i].punct == '*' || s.toks[i].punct == '-' || s.toks[i].punct == '+' || s.toks[i].punct == '\t' || s.toks[i].punct == 'o') {
		i++
	}
	if i+1 < last && s.toks[i].kind == tNumber && s.toks[i].end-s.toks[i].start <= 2 && isPunct(&s.toks[i+1], ')', '.', '-', '/', ':', '\t') &&
		(i+2 >= last || !s.toks[i+2].glued || s.toks[i+1].punct == ')' || s.toks[i+2].kind != tNumber) {
		i += 2
		for i < last && isPunct(&s.toks[i], '\t', '-') {
			i++
		}
	} else if i+1 < last && s.toks[i].kind == tWord && s.toks[i].end-s.toks[i].start == 1 && isPunct(&s.toks[i+1], ')', '.') && !s.toks[i+1+0].upper && i+2 < last && !s.toks[i+2].glued {
		i += 2
	}
	return i
}

// labelLine recognises "Product: …", "Qty - …" at the start of a line.
func (d *doc) labelLine(s *stream, x *hitIndex, first, last int) (kind int16, a, z int, ok bool) {
	for _, g := range [...]int16{d.g.labelProduct, d.g.labelModel, d.g.labelQuantity, d.g.labelSpec} {
		h := x.at(first, g)
		if h == nil || g == d.g.labelProduct && d.out.Lang == "en" && x.at(first, d.g.labelSpec) != nil {
			continue // "Material" is goods in German and a property in English
		}
		if a, z, ok = d.labelled(s, x, h); ok && z < last {
			return g, a, z, true
		}
	}
	// Other labels ("Payment:", "Destination:") are no product lines.
	for _, g := range [...]int16{d.g.paymentLabel, d.g.deliveryLabel, d.g.packaging, d.g.labelDestination, d.g.otherLabel} {
		if h := x.at(first, g); h != nil {
			if a, z, ok = d.labelled(s, x, h); ok {
				return g, a, z, true
			}
		}
	}
	return 0, 0, 0, false
}

// labelled takes one label line into the current product line.
func (b *lineBuilder) labelled(s *stream, x *hitIndex, kind int16, a, z int, amounts []amount, cur *xunpan.Line) *xunpan.Line {
	d := b.d
	switch kind {
	case d.g.labelProduct:
		p, ok := d.nounPhrase(s, x, a, z+1, false)
		if !ok {
			return cur
		}
		l := xunpan.Line{Product: p, Specs: d.specs(s, x, a, z+1)}
		l.Model = d.model(s, x, a, z+1)
		if q := firstOrder(amounts); q != nil {
			l.Quantity = &q.q
		}
		b.add(l)
	case d.g.labelModel:
		w := s.word(a, min(z, a+8))
		if n := len(b.lines); n > 0 && b.lines[n-1].Model.Value == "" {
			b.lines[n-1].Model = w
		} else {
			b.add(xunpan.Line{Model: w})
		}
	case d.g.labelQuantity:
		for i := range amounts {
			if am := &amounts[i]; am.first >= a && (am.kind == anOrder || am.kind == aTier && i == 0 || am.kind == aVolume && am.monthly) {
				am.kind, am.bare, am.q.PerYear = anOrder, false, false
				if n := len(b.lines); n > 0 && b.lines[n-1].Quantity == nil && b.lines[n-1].Product.Value != "" {
					b.lines[n-1].Quantity = &am.q
				} else {
					b.loose = append(b.loose, *am)
				}
				break
			}
		}
	case d.g.labelSpec:
		if n := len(b.lines); n > 0 && len(b.lines[n-1].Specs) < 16 {
			b.lines[n-1].Specs = append(b.lines[n-1].Specs, s.word(a, min(z, a+24)))
		}
	}
	if n := len(b.lines); n > 0 {
		return &b.lines[n-1]
	}
	return nil
}

// closesItem reports whether a bare number is the quantity of a list's item: it
// stands at the item's end, and the item has a bullet, a word for quantity in front of
// the number, or a neighbour of the same shape.
func (d *doc) closesItem(s *stream, x *hitIndex, l *line, first int, a *amount) bool {
	if a.kind != anOrder || a.first < first+2 {
		return false
	}
	if x.at(a.first-1, d.g.labelQuantity) != nil || isPunct(&s.toks[a.first-1], ':', '.', '-') && x.at(a.first-2, d.g.labelQuantity) != nil {
		return true
	}
	if a.last != l.last-1 {
		return false
	}
	if first > l.first {
		return true
	}
	li := s.lineOf(l.first)
	return s.parted(a.first) && (s.endsInNumber(li-1) || s.endsInNumber(li+1))
}

// parted reports whether the number at token i stands apart from the words
// before it: behind a dash, a colon, dots or a wide gap.
func (s *stream) parted(i int) bool {
	return i > 0 && (isPunct(&s.toks[i-1], '-', ':', '.', '=', '\t', '|') || s.toks[i].start-s.toks[i-1].end >= 2)
}

// endsInNumber reports whether line li closes with a number that stands apart.
func (s *stream) endsInNumber(li int) bool {
	if li < 0 || li >= len(s.lines) {
		return false
	}
	l := &s.lines[li]
	return l.last-l.first > 2 && s.toks[l.last-1].kind == tNumber && s.parted(l.last-1)
}

// sizeUnit reports a unit that measures the goods as often as it counts them.
func sizeUnit(unit string) bool {
	switch unit {
	case "t", "kg", "g", "l", "m", "m2", "m3", "ft", "lb", "gal":
		return true
	}
	return false
}

func firstOrder(amounts []amount) *amount {
	for i := range amounts {
		if a := &amounts[i]; a.kind == anOrder && !a.bare && !a.noun {
			return a
		}
	}
	return nil
}

// listLine reports whether a line looks like an item of a list: a bullet, or
// short and without the look of a sentence.
func (d *doc) listLine(s *stream, x *hitIndex, l *line, first int) bool {
	if first > l.first {
		return true
	}
	words := 0 // dots that lead to the quantity do not count
	for i := l.first; i < l.last; i++ {
		if s.toks[i].kind != tPunct || s.toks[i].punct != '.' {
			words++
		}
	}
	if words > 30 {
		return false
	}
	last := &s.toks[l.last-1]
	if isPunct(last, '?', '!') {
		return false
	}
	verbs := 0
	for i := first; i < l.last; i++ {
		if x.at(i, d.g.trigger) != nil || x.at(i, d.g.weak) != nil || x.at(i, d.g.orderFirm) != nil {
			return false
		}
		if x.at(i, d.g.npStop) != nil {
			verbs++
		}
	}
	return verbs <= 1 || verbs*6 < l.last-first
}

// listLine takes "1) Balón Nº5 mod. FB-88: 4.000 unidades", "Conos 30 cm - 6000
// unid.", "600 pcs LED flood light 50W".
func (b *lineBuilder) listLine(s *stream, x *hitIndex, l *line, first int, amounts []amount) bool {
	d := b.d
	var q *amount
	for i := range amounts {
		a := &amounts[i]
		if a.bare && a.q.Max > a.q.Min {
			continue
		}
		if (a.bare || a.noun) && (!d.buying || a.q.Min >= 1900 && a.q.Max <= 2100) {
			continue
		}
		if a.noun && a.first != first && !s.timesAt(a.first) && !d.labelsAmount(x, a.first) && !(a.last+2 == l.last && a.q.Max >= 10) {
			continue // "serigrafia 1 colore", "10 heads": the goods are counted at the item's start
		}
		if a.q.Max < 10 && !a.weak && a.first != first && a.last+1 < l.last && s.toks[a.last+1].kind == tWord && shortPreposition(s.folded(a.last+1)) && !isOf(s.folded(a.last+1)) {
			continue // "9 Teile mit Knopf": of what a piece consists
		}
		if a.bare && d.closesItem(s, x, l, first, a) {
			if q == nil || a.kind == anOrder && sizeUnit(q.q.Unit) {
				q = a // "trolley jack 2T - 500"
			}
			continue
		}
		if a.kind == anOrder && !a.bare {
			if q == nil || x.at(a.first-1, d.g.labelQuantity) != nil || x.at(a.first-2, d.g.labelQuantity) != nil || unitRank(a) > unitRank(q) {
				q = a
			}
		}
	}
	if q == nil || q.first < first {
		return false
	}
	// The product stands before the quantity, else behind it.
	a, z := first, q.first
	w, ok := d.nounPhrase(s, x, a, z, true)
	if !ok {
		a, z = q.last+1, l.last
		if q.noun {
			a = q.last + 1
		}
		w, ok = d.nounPhrase(s, x, a, z, true)
	}
	if !ok {
		return false
	}
	if q.noun && q.q.Max > 5 && a > q.first {
		q.q.Unit = d.counted(s, x, q.last+1, w)
	}
	b.add(xunpan.Line{Product: w, Model: d.model(s, x, first, l.last), Specs: d.specs(s, x, first, l.last), Quantity: &q.q})
	b.firm++
	q.kind = aHistory        // taken
	for i := range amounts { // "blue 18 000 m, grey 7 500 m": one item, several quantities
		if a := &amounts[i]; a.kind == anOrder && !a.bare && !a.noun && a.q.Unit == q.q.Unit && a.q.Unit != "" && a.q.Min >= 10 && a.first > q.last {
			b.add(xunpan.Line{Product: w, Quantity: &a.q})
			a.kind = aHistory
		}
	}
	return true
}

// sentenceAmounts pairs the quantities of a prose line with the product behind
// them ("3,000 pcs of X", "300 mats").
func (b *lineBuilder) sentenceAmounts(s *stream, x *hitIndex, l *line, amounts []amount) {
	d := b.d
	for i := range amounts {
		a := &amounts[i]
		if a.kind == aVolume && !a.bare && !a.noun && len(b.years) < maxLines {
			b.volume(s, x, a)
		}
		if a.kind != anOrder || a.bare || !d.buying && (a.noun || a.weak) {
			continue
		}
		if i+1 < len(amounts) && isContainer(a.q.Unit) && amounts[i+1].kind == anOrder && amounts[i+1].first == a.last+1 {
			continue // "FOB 20ft 5,000 pcs": the pieces are ordered
		}
		if b.firm > 0 && (a.noun || isLoad(a.q.Unit) || !b.ordered(s, x, a)) && s.part == xunpan.PartBody {
			if !a.noun && !isLoad(a.q.Unit) {
				b.loose = append(b.loose, *a)
			}
			continue // the list says what is ordered
		}
		from := a.last + 1
		start, to := s.sentence(a.first)
		if i > 0 && a.q.Unit == "t" && s.toks[a.last].glued && amounts[i-1].first >= start && amounts[i-1].q.Unit != "" && !amounts[i-1].weak && !amounts[i-1].bare {
			continue // "40 pcs hand pallet truck 2.5t": what each bears
		}
		if isPunct(&s.toks[a.last], '.') { // "1 No." does not end the sentence
			_, to = s.sentence(min(a.last+1, len(s.toks)-1))
		}
		if isLoad(a.q.Unit) && !(from < len(s.toks) && s.toks[from].kind == tWord && (isOf(s.folded(from)) || s.toks[from].end-s.toks[from].start > 3 && x.at(from, d.g.npStop) == nil && d.goodsWithin(s, from, min(from+1, to-1)) == sureGood)) {
			b.loose = append(b.loose, *a)
			continue // "2x40HQ for now": what is in them stands elsewhere
		}
		if from < len(s.toks) && s.toks[from].kind == tWord && isOf(s.folded(from)) {
			from++
		} else if !a.noun && a.weak && !(from < to && s.toks[from].kind == tWord && x.at(from, d.g.npStop) == nil) && !b.ordered(s, x, a) {
			continue
		}
		var w xunpan.Word
		ok := false
		if !a.noun && from < to && (s.toks[from].kind == tPunct || isAnd(s.folded(from))) {
			w, ok = b.before(s, x, a) // "LED strip 100 rolls & power supply 50 pcs"
		}
		if !ok {
			w, ok = d.nounPhrase(s, x, from, to, false)
		}
		if a.noun && !ok {
			continue
		}
		if !ok {
			w, ok = b.before(s, x, a)
		}
		ordered := b.ordered(s, x, a)
		if a.noun && !ordered {
			b.nouns = append(b.nouns, *a) // "2 questions", "900 pet stores", but also "300 mats"
			continue
		}
		if ok {
			if !strings.Contains(w.Value, " ") {
				w = b.fuller(s, x, w)
			}
			q := a.q
			if a.noun {
				q.At = s.span(a.first, a.last)
				if q.Max > 5 { // a few are pieces, whatever they are called
					q.Unit = d.counted(s, x, from, w)
				}
			}
			if !ordered {
				b.soft = append(b.soft, len(b.lines))
			}
			b.add(xunpan.Line{Product: w, Model: d.model(s, x, from, to), Specs: d.specs(s, x, from, min(to, from+20)), Quantity: &q})
			continue
		}
		b.loose = append(b.loose, *a)
	}
}

// counted is the word that a number before the goods w counts: "bulbs" of "LED
// bulbs 9W", "sillas" of "sillas plásticas". "" if it cannot be told from its
// attributes.
func (d *doc) counted(s *stream, x *hitIndex, from int, w xunpan.Word) string {
	last := s.tokenAt(w.At.End)
	if w.At.End == 0 || last < from {
		last = from
	}
	head := from
	if d.out.Lang == "de" { // it writes nouns with a capital
		for head < last && !s.toks[head].upper {
			head++
		}
		return s.words(head, head)
	}
	for i := from + 1; i <= last && !headFirst(d.out.Lang); i++ {
		t := &s.toks[i]
		if t.kind != tWord || t.glued || shortPreposition(s.folded(i)) || x.at(i, d.g.measure) != nil || x.at(i, d.g.specWord) != nil {
			break
		}
		head = i
	}
	if head == from || endsIn(s.folded(head), "s", "en", "er", "i", "e", "лар", "lar") {
		return s.words(head, head)
	}
	return ""
}

// fuller looks for a longer name of a product counted by one word: "300 mats"
// after "a TPE mat".
func (b *lineBuilder) fuller(s *stream, x *hitIndex, w xunpan.Word) xunpan.Word {
	d := b.d
	root := strings.TrimSuffix(Fold(w.Value), "s")
	if len(root) < 3 {
		return w
	}
	for _, p := range [...]struct {
		s *stream
		x *hitIndex
	}{{s, x}, {&d.subj, &d.subjX}} {
		for i := range p.s.toks {
			if t := &p.s.toks[i]; t.kind != tWord || !strings.HasPrefix(string(p.s.fold[t.fs:t.fe]), root) || int(t.fe-t.fs) > len(root)+2 {
				continue
			}
			first := i
			for first > 0 && i-first < 4 {
				k := first - 1
				if p.s.toks[k].kind != tWord || p.x.at(k, d.g.unit) != nil || d.inNumber(p.x, k) || p.x.at(k, d.g.npStop) != nil || p.x.at(k, d.g.det) != nil && !purpose(p.s.folded(k)) && p.s.folded(k) != "de" || p.x.at(k, d.g.generic) != nil || p.x.at(k, d.g.trigger) != nil && !purpose(p.s.folded(k)) || p.x.at(k, d.g.possessive) != nil || shortPreposition(p.s.folded(k)) && !purpose(p.s.folded(k)) && p.s.folded(k) != "de" || isAnd(p.s.folded(k)) {
					break
				}
				first = k
			}
			for first < i && (shortPreposition(p.s.folded(first)) || purpose(p.s.folded(first))) {
				first++
			}
			if first < i {
				return p.s.word(first, i)
			}
		}
	}
	return w
}

// before reads the product named right before the amount: "CITRIC ACID
// MONOHYDRATE 20 MT".
func (b *lineBuilder) before(s *stream, x *hitIndex, a *amount) (w xunpan.Word, ok bool) {
	d := b.d
	first, end := a.first, a.first
	for k := a.first - 1; k >= 0 && k > a.first-12; k-- {
		t := &s.toks[k]
		if t.kind == tPunct && (t.punct == ':' || t.punct == ',' || t.punct == '-' && !t.glued) && k == a.first-1 {
			continue
		}
		if t.kind == tPunct && t.punct == ',' && s.toks[k+1].kind == tNumber && first == k+1 {
			end = k // "steel pole, 9 m, 40 pcs": sizes between the name and the quantity
			continue
		}
		if t.kind == tNumber && k+1 < a.first && orWord(s.folded(k+1)) {
			break
		}
		if t.kind == tPunct && t.punct == '.' && !s.toks[k+1].glued && k+1 < a.first {
			break // the sentence before
		}
		if t.kind == tBreak || t.kind == tPunct && t.punct != '-' && t.punct != '/' && t.punct != ':' && t.punct != '.' || x.at(k, d.g.npStop) != nil || x.at(k, d.g.det) != nil && !purpose(s.folded(k)) || x.at(k, d.g.trigger) != nil || x.at(k, d.g.labelQuantity) != nil || isAnd(s.folded(k)) && k > 1 && (x.at(k-1, d.g.unit) != nil || s.toks[k-1].kind == tNumber) {
			break
		}
		first = k
	}
	for first < end && s.toks[first].kind == tWord && purpose(s.folded(first)) {
		first++
	}
	if first >= end || shortPreposition(s.folded(first)) || first == end-1 && !(first > 0 && isAnd(s.folded(first-1))) {
		return w, false // one word alone is rather part of the sentence, unless a series goes on
	}
	return d.nounPhrase(s, x, first, end, true)
}

func isOf(w string) bool {
	switch w {
	case "of", "de", "di", "von", "du", "des", "do", "da", "del", "x":
		return true
	}
	return false
}

// ordered reports whether words of buying stand before the amount in its
// sentence.
func (b *lineBuilder) ordered(s *stream, x *hitIndex, a *amount) bool {
	from, _ := s.sentence(a.first)
	return x.within(from, a.first+1, b.d.g.trigger) != nil || x.within(from, a.first+1, b.d.g.weak) != nil || x.within(from, a.first+1, b.d.g.orderTrial) != nil || x.within(from, a.first+1, b.d.g.orderFirm) != nil || x.within(from, a.first+1, b.d.g.labelQuantity) != nil
}

// done returns the lines in the order of the text.
func (b *lineBuilder) done() []xunpan.Line {
	for i := range b.lines {
		l := &b.lines[i]
		if l.Quantity != nil {
			q := *l.Quantity // apart from the scratch memory
			l.Quantity = &q
		}
	}
	return b.lines
}
