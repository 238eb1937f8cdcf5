package extract

import "xunpan"

// A quantity is a number, or a range, with a unit or a counted noun behind it,
// that could be an order. Numbers that are something else — an MOQ asked for,
// a yearly volume told as history, a price tier, a dimension, a packing rate —
// are seen and left out, since taking one for an order misleads everything after.

// amount is a quantity found in a stream.
type amount struct {
	q           xunpan.Quantity
	first, last int  // tokens, unit included
	bare        bool // neither unit nor counted noun; only a label or a table column makes it a quantity
	weak        bool // a unit that measures as often as it counts (kg, m, 40HQ)
	noun        bool // counted by the noun behind it ("300 mats")
	monthly     bool // per month, where kind is aVolume
	kind        amountKind
}

type amountKind uint8

const (
	anOrder   amountKind = iota
	aMinimum             // about a minimum order
	aVolume              // per year or month
	aTier                // a price tier
	aHistory             // what he did before, or sells elsewhere
	aPacking             // pcs per carton
	aSample              // of samples
	aNegation            // "not 500 pcs"
)

// amounts finds every quantity of s.
func (d *doc) amounts(s *stream, hits *hitIndex) []amount {
	var out []amount
	for i := 0; i < len(s.toks); {
		t := &s.toks[i]
		if t.kind != tNumber && hits.at(i, d.g.numword) == nil {
			i++
			continue
		}
		a, next, ok := d.amountAt(s, hits, i)
		if ok {
			out = append(out, a)
		}
		i = next
	}
	return out
}

// amountAt reads number [range] [x] unit at token i.
func (d *doc) amountAt(s *stream, hits *hitIndex, i int) (a amount, next int, ok bool) {
	if d.partOfCode(s, i) || d.inName(s, hits, i) || d.inCard(s, i) || d.postcode(s, hits, i) {
		return a, i + 1, false
	}
	v, j, ok := d.numberAt(s, hits, i)
	if !ok {
		return a, i + 1, false
	}
	// "six (6) hammer mills": the number is said twice.
	if j+2 < len(s.toks) && isPunct(&s.toks[j], '(') && isPunct(&s.toks[j+2], ')') {
		if w, k, again := d.numberAt(s, hits, j+1); again && w == v && k == j+2 {
			j = k + 1
		}
	}
	lo, hi := v, v
	// Range: 5-8, 5 to 8, 5~8.
	if j+1 < len(s.toks) && (isPunct(&s.toks[j], '-', '~') || hits.at(j, d.g.to) != nil || orWord(s.folded(j))) {
		if w, k, okw := d.numberAt(s, hits, j+1); okw && w > lo && w < lo*1000 && s.toks[j+1].kind == tNumber {
			hi, j = w, k
		}
	}
	a = amount{q: xunpan.Quantity{Min: lo, Max: hi}, first: i, last: j - 1}
	// "2x40HQ", "2 * 40 ft", "1 x 20ft container"
	if j < len(s.toks) && (isPunct(&s.toks[j], '*', 'x') || s.folded(j) == "x") && j+1 < len(s.toks) {
		if h := hits.at(j+1, d.g.unit); h != nil && isContainer(d.lex.values[h.value]) {
			a.q.Unit, a.last = d.lex.values[h.value], int(h.last)
			return d.finish(s, hits, a), a.last + 1, true
		}
		if s.opensLine(i) && !s.toks[j].glued && s.toks[j+1].kind == tWord {
			a.last = j // "12,000 x mid clamp"
			return d.finish(s, hits, a), j + 1, true
		}
		for j+1 < len(s.toks) && (isPunct(&s.toks[j], '*', 'x') || s.folded(j) == "x") && s.toks[j+1].kind == tNumber {
			j += 2
		}
		return a, j, false // a dimension: 150 x 200 cm
	}
	// "one 40HQ": the container type begins with a number of its own.
	if h := hits.at(i, d.g.unit); h != nil && s.toks[i].kind == tNumber && isContainer(d.lex.values[h.value]) {
		a.q = xunpan.Quantity{Min: 1, Max: 1, Unit: d.lex.values[h.value]}
		a.last, a.weak = int(h.last), true
		if !d.wantsContainer(s, hits, i) {
			a.kind = aPacking
		}
		return d.finish(s, hits, a), a.last + 1, true
	}
	if j >= len(s.toks) {
		a.bare = !s.timesAt(i) || lo < 10
		return d.finish(s, hits, a), j, true
	}
	if yearLike(s, i) || yearLike(s, j-1) {
		return a, j, false
	}
	if s.timesAt(i) && (s.toks[j].kind == tBreak || isPunct(&s.toks[j], ',', ';', '.', ')')) && lo >= 10 {
		return d.finish(s, hits, a), j, true // "LED bulb A60 x 20,000"
	}
	if i > 0 && (isPunct(&s.toks[i-1], '%') || hits.at(i-1, d.g.month) != nil || hits.at(i-1, d.g.months) != nil) && hits.at(j, d.g.unit) == nil {
		return a, j, false // "%99", "Dec 5"
	}
	if s.attributeAt(j) {
		return a, j + 2, false // "10-piece set", "3-ply"
	}
	if s.numero(j) {
		a.q.Unit, a.last = "pcs", j // "1 No. of", "5 Nos."
		if j+1 < len(s.toks) && isPunct(&s.toks[j+1], '.') {
			a.last++
		}
		return d.finish(s, hits, a), a.last + 1, true
	}
	if hits.at(j, d.g.measure) != nil || isPunct(&s.toks[j], '%') {
		if h := hits.at(j, d.g.unit); h == nil || hits.at(j, d.g.measure).last >= h.last {
			return a, j + 1, false
		}
	}
	if hits.at(j, d.g.currency) != nil || i > 0 && hits.at(i-1, d.g.currency) != nil {
		return a, j, false // an amount of money; prices() reads it
	}
	k := j
	for k < len(s.toks) && k < j+2 && (isPunct(&s.toks[k], '(', '.', '-') && s.toks[k].punct != '.') {
		k++
	}
	if k < len(s.toks) {
		if h := hits.at(k, d.g.unit); h != nil {
			a.q.Unit, a.last = d.lex.values[h.value], int(h.last)
			a.weak = weakUnit(a.q.Unit)
			if tooLittle(a.q.Unit, a.q.Max) && hits.within(max(0, i-3), i, d.g.labelQuantity) == nil {
				return a, a.last + 1, false // a measure of the goods: "8 m pole", "16 litres"
			}
			if sizeUnit(a.q.Unit) && d.bears(s, i) || a.q.Unit == "packs" && hi > 1 && s.folded(int(h.last)) == "pack" {
				return a, a.last + 1, false // "charge 150 kg", "crane beam for 10 t", "24 pack"
			}
			if a.weak && sizeOf(s, hits, d, i) {
				return a, a.last + 1, false // "cabins of 36 m2"
			}
			if a.weak && d.packs(hits, a.last+1) {
				a.kind = aPacking // "25 kg kraft bag"
			}
			return d.finish(s, hits, a), a.last + 1, true
		}
	}
	// A counted noun: "300 mats", "3 CNC router machine".
	if k := s.ofEach(j); k > j && lo >= 5 {
		a.last = k - 1 // "1000 of each"
		return d.finish(s, hits, a), k, true
	}
	if s.toks[i].kind == tWord && isOf(s.folded(j)) && j+1 < len(s.toks) {
		j++ // "une trentaine de chaises"
	}
	n := &s.toks[j]
	if n.kind == tWord && !n.glued && n.end-n.start >= 3 && d.countable(s, hits, j) &&
		!d.monthNear(hits, j) && hits.at(j, d.g.timeWord) == nil && lo == float64(int64(lo)) && !s.streetAt(j) && d.knownPlace(s, hits, j) == nil {
		a.noun = true
		return d.finish(s, hits, a), j, true
	}
	a.bare = true
	return d.finish(s, hits, a), j, true
}

func isPunct(t *token, any ...byte) bool {
	if t.kind != tPunct {
		return false
	}
	for _, c := range any {
		if t.punct == c {
			return true
		}
	}
	return false
}

func isContainer(unit string) bool {
	switch unit {
	case "20GP", "40GP", "40HQ", "45HQ", "20RF", "40RF":
		return true
	}
	return false
}

func weakUnit(unit string) bool {
	switch unit {
	case "kg", "g", "m", "m2", "m3", "ft", "ft2", "yd", "l", "lb", "gal", "bags", "boxes", "cans", "bottles", "drums", "sheets", "rolls", "packs", "20GP", "40GP", "40HQ", "45HQ", "trucks":
		return true
	}
	return false
}

// finish tells from the words around what the amount is about.
func (d *doc) finish(s *stream, hits *hitIndex, a amount) amount {
	a.q.At = s.span(a.first, a.last)
	if a.kind != anOrder {
		return a
	}
	from := a.first - 7
	comma := false // "what is your minimum, can we take 300 sets?"
	for i := a.first - 1; i >= 0 && i >= from; i-- {
		t := &s.toks[i]
		if t.kind == tBreak && (t.punct > 1 || i == 0 || !proseLine(s, i)) || t.kind == tPunct && sentenceEnd(t.punct) {
			break
		}
		dist := a.first - i
		comma = comma || t.kind == tPunct && t.punct == ','
		switch {
		case dist <= 5 && !comma && hits.at(i, d.g.moq) != nil && int(hits.at(i, d.g.moq).last) < a.first:
			a.kind = aMinimum
		case dist <= 4 && hits.at(i, d.g.tier) != nil:
			a.kind = aTier
		case dist <= 5 && hits.at(i, d.g.perYear) != nil:
			a.kind, a.q.PerYear = aVolume, true
		case hits.at(i, d.g.history) != nil && a.kind == anOrder && hits.at(i, d.g.orderFirm) == nil:
			a.kind = aHistory
		}
	}
	n := a.last + 1
	if n+1 < len(s.toks) {
		t := &s.toks[n]
		if isPunct(t, '/') || t.kind == tWord && s.folded(n) == "per" {
			if h := hits.at(n+1, d.g.unit); h != nil && a.q.Unit != "" && d.lex.values[h.value] != a.q.Unit {
				a.kind = aPacking
			}
			if isPunct(t, '/') && (hits.at(n+1, d.g.perDay) != nil || rateWord(s.folded(n+1))) {
				a.kind = aPacking // "45 bags/min": what a machine does
			}
			if isPunct(t, '/') && s.toks[n+1].kind == tNumber {
				a.kind = aTier
			}
		}
		for k := n; k < n+4 && k < len(s.toks); k++ {
			if w := s.folded(k); w == "then" || w == "now" || w == "poi" || w == "luego" || w == "dann" || w == "puis" {
				break // "2x40HQ for now, then monthly"
			}
			if s.toks[k].kind == tBreak || s.toks[k].kind == tPunct && s.toks[k].punct != '(' && s.toks[k].punct != '/' {
				break
			}
			if hits.at(k, d.g.perDay) != nil {
				a.kind = aHistory
			}
			if month := hits.at(k, d.g.perMonth) != nil; (month || hits.at(k, d.g.perYear) != nil) && a.kind != aVolume {
				a.kind, a.q.PerYear = aVolume, true
				a.monthly = month
			}
			if hits.at(k, d.g.sampleAsk) != nil && k <= n+1 {
				a.kind = aSample
			}
		}
	}
	if a.first > 0 {
		p := a.first - 1
		if isPunct(&s.toks[p], '/') && p > 0 && (s.toks[p-1].kind == tNumber || s.folded(p-1) == "k") {
			a.kind = aTier
		}
	}
	return a
}
