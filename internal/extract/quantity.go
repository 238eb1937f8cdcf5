package extract

import (
	"strconv"
	"strings"

	"xunpan"
)

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

// parseNumber reads a number as people of all countries write it. A single
// separator followed by exactly three digits parts thousands ("1.000 Stk",
// "5,000 pcs"), except after a leading zero.
func parseNumber(s []byte) (float64, bool) {
	dots, commas, quotes := 0, 0, 0
	lastSep := -1
	for i, c := range s {
		switch c {
		case '.':
			dots++
			lastSep = i
		case ',':
			commas++
			lastSep = i
		case '\'':
			quotes++
		}
	}
	decimal := -1
	seps := dots + commas
	switch {
	case seps == 0:
	case dots > 0 && commas > 0:
		// Both stand: the last is decimal if it stands once.
		if s[lastSep] == '.' && dots == 1 || s[lastSep] == ',' && commas == 1 {
			decimal = lastSep
		}
	case seps == 1:
		after := len(s) - lastSep - 1
		if after != 3 || s[0] == '0' || quotes > 0 || lastSep > 3 {
			decimal = lastSep
		}
	default:
		// Several of one kind part thousands; groups must have three digits.
		run := 0
		for i := len(s) - 1; i >= 0; i-- {
			if s[i] == '.' || s[i] == ',' {
				if run != 3 && !(commas > 0 && run == 2) { // lakh grouping
					return 0, false
				}
				run = 0
				continue
			}
			run++
		}
	}
	var buf [32]byte
	b := buf[:0]
	for i, c := range s {
		switch {
		case '0' <= c && c <= '9':
			if len(b) > 24 {
				return 0, false
			}
			b = append(b, c)
		case i == decimal:
			b = append(b, '.')
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil
}

// maxQuantity is the largest number that can be a quantity; more is an account
// or a phone number.
const maxQuantity = 5e9

// numberAt reads the number beginning at token i: digits with k/thousand/万
// behind, or a number word. It returns the token after it.
func (d *doc) numberAt(s *stream, hits *hitIndex, i int) (v float64, next int, ok bool) {
	t := &s.toks[i]
	switch t.kind {
	case tNumber:
		v, ok = parseNumber(s.fold[t.fs:t.fe])
		next = i + 1
		// "1 000 pcs": groups parted by blanks.
		for ok && v >= 1 && next < len(s.toks) && s.toks[next].kind == tNumber && !s.toks[next].glued &&
			s.toks[next].fe-s.toks[next].fs == 3 && s.toks[next-1].fe-s.toks[next-1].fs <= 3 && s.toks[next].start-s.toks[next-1].end <= 2 {
			w, okw := parseNumber(s.fold[s.toks[next].fs:s.toks[next].fe])
			if !okw || strings.IndexByte(s.words(i, next), '\t') >= 0 {
				break
			}
			v = v*1000 + w
			next++
		}
	case tWord, tHan:
		h := hits.at(i, d.g.numword)
		if h == nil {
			return 0, i + 1, false
		}
		val := d.lex.values[h.value]
		if val[0] == 'x' {
			return 0, i + 1, false
		}
		v, _ = strconv.ParseFloat(val, 64)
		next, ok = int(h.last)+1, true
	default:
		return 0, i + 1, false
	}
	if !ok {
		return 0, i + 1, false
	}
	if next < len(s.toks) {
		n := &s.toks[next]
		switch {
		case n.kind == tWord && n.glued && s.folded(next) == "k":
			v, next = v*1000, next+1
		default:
			if h := hits.at(next, d.g.numword); h != nil {
				if mul, found := strings.CutPrefix(d.lex.values[h.value], "x"); found {
					f, _ := strconv.ParseFloat(mul, 64)
					v, next = v*f, int(h.last)+1
				}
			}
		}
	}
	return v, next, v > 0 && v < maxQuantity
}

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
	if d.partOfCode(s, i) || d.inName(hits, i) {
		return a, i + 1, false
	}
	v, j, ok := d.numberAt(s, hits, i)
	if !ok {
		return a, i + 1, false
	}
	lo, hi := v, v
	// Range: 5-8, 5 to 8, 5~8.
	if j+1 < len(s.toks) && (isPunct(&s.toks[j], '-', '~') || hits.at(j, d.g.to) != nil) {
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
		return a, j + 1, false // a dimension: 150 x 200 cm
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
		a.bare = true
		return d.finish(s, hits, a), j, true
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
			if a.weak && d.packs(hits, a.last+1) {
				a.kind = aPacking // "25 kg kraft bag"
			}
			return d.finish(s, hits, a), a.last + 1, true
		}
	}
	// A counted noun: "300 mats", "3 CNC router machine".
	n := &s.toks[j]
	if (n.kind == tWord || n.kind == tHan) && !n.glued && hits.at(j, d.g.nocount) == nil && hits.at(j, d.g.npStop) == nil &&
		!d.monthNear(hits, j) && hits.at(j, d.g.timeWord) == nil && lo == float64(int64(lo)) && !s.streetAt(j) {
		a.noun = true
		return d.finish(s, hits, a), j, true
	}
	a.bare = true
	return d.finish(s, hits, a), j, true
}

// streetAt reports whether a street's name begins at token i, so that the
// number before it is a house's: "12 Nehru Road", "14 St. Mary's Lane".
func (s *stream) streetAt(i int) bool {
	for n := 0; n < 4 && i < len(s.toks); n, i = n+1, i+1 {
		t := &s.toks[i]
		if t.kind == tPunct && isPunct(t, '.', '\'') {
			continue
		}
		if t.kind != tWord || !t.upper {
			return false
		}
		switch s.folded(i) {
		case "road", "rd", "street", "avenue", "ave", "lane", "boulevard", "blvd", "drive", "crescent", "parkway", "highway":
			return n > 0
		}
	}
	return false
}

// partOfCode reports whether the number at i belongs to a code, date, phone or
// decimal chain: glued to letters before it ("PH220"), to a hyphen after
// letters ("FL-50"), or after "#", "No.", "+".
func (d *doc) partOfCode(s *stream, i int) bool {
	if s.toks[i].kind != tNumber || i == 0 {
		return false
	}
	p := &s.toks[i-1]
	if s.toks[i].glued {
		if p.kind == tWord {
			w := s.folded(i - 1)
			return w != "x"
		}
		if p.kind == tPunct && p.glued && (p.punct == '-' || p.punct == '/' || p.punct == '_' || p.punct == '.') && i >= 2 && s.toks[i-2].kind == tWord {
			return true
		}
		if p.kind == tPunct && (p.punct == '#' || p.punct == '+' || p.punct == '$' || p.punct == '@') {
			return true
		}
	}
	if p.kind == tPunct && p.punct == '$' {
		return true
	}
	// A time of day: 13:24.
	if i+2 < len(s.toks) && isPunct(&s.toks[i+1], ':') && s.toks[i+1].glued && s.toks[i+2].glued && s.toks[i+2].kind == tNumber {
		return true
	}
	return isPunct(p, ':') && p.glued && s.toks[i].glued && i >= 2 && s.toks[i-2].kind == tNumber
}

// inName reports whether token i stands inside a certificate's name ("Prop 65",
// "API 598") or a grade.
func (d *doc) inName(hits *hitIndex, i int) bool {
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		for _, g := range [...]int16{d.g.cert, d.g.specWord, d.g.phoneLabel} {
			if h := hits.at(j, g); h != nil && (int(h.last) >= i || g == d.g.phoneLabel && j >= i-2) {
				return true
			}
		}
	}
	return false
}

// wantsContainer reports whether a container named without a count is ordered
// ("price for a 40HQ"), not asked about ("does it fit in a 40HQ?").
func (d *doc) wantsContainer(s *stream, hits *hitIndex, i int) bool {
	from, to := s.sentence(i)
	if to < len(s.toks) && isPunct(&s.toks[to], '?') || hits.within(from, to, d.g.loading) != nil {
		return false
	}
	return hits.within(from, i, d.g.trigger) != nil || hits.within(from, i, d.g.weak) != nil || hits.within(from, i, d.g.orderFirm) != nil || hits.within(from, i, d.g.orderTrial) != nil || hits.within(max(0, i-3), i, d.g.labelQuantity) != nil
}

// monthNear reports whether a month stands at token i or behind a short word
// ("6 de noviembre").
func (d *doc) monthNear(hits *hitIndex, i int) bool {
	for j := i; j <= i+1; j++ {
		if hits.at(j, d.g.month) != nil || hits.at(j, d.g.months) != nil {
			return true
		}
	}
	return false
}

// packs reports whether a packing word stands at token i or right after it.
func (d *doc) packs(hits *hitIndex, i int) bool {
	for j := i; j < i+3 && j < len(hits.start)-1; j++ {
		if hits.at(j, d.g.packaging) != nil {
			return true
		}
		if h := hits.at(j, d.g.unit); h != nil {
			switch d.lex.values[h.value] {
			case "bags", "drums", "cartons", "boxes", "bottles", "cans", "packs", "rolls":
				return true
			}
		}
	}
	return false
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
	case "20GP", "40GP", "40HQ", "45HQ":
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
	for i := a.first - 1; i >= 0 && i >= from; i-- {
		t := &s.toks[i]
		if t.kind == tBreak && (t.punct > 1 || i == 0 || !proseLine(s, i)) || t.kind == tPunct && sentenceEnd(t.punct) {
			break
		}
		dist := a.first - i
		switch {
		case dist <= 5 && hits.at(i, d.g.moq) != nil && int(hits.at(i, d.g.moq).last) < a.first:
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
			if h := hits.at(n+1, d.g.unit); h != nil && a.q.Unit != "" {
				a.kind = aPacking
			}
			if isPunct(t, '/') && s.toks[n+1].kind == tNumber {
				a.kind = aTier
			}
		}
		for k := n; k < n+4 && k < len(s.toks); k++ {
			if s.toks[k].kind == tBreak || s.toks[k].kind == tPunct && s.toks[k].punct != '(' && s.toks[k].punct != '/' {
				break
			}
			if month := hits.at(k, d.g.perMonth) != nil; (month || hits.at(k, d.g.perYear) != nil) && a.kind != aVolume {
				a.kind, a.q.PerYear = aVolume, true
				if month {
					a.q.Min, a.q.Max = 12*a.q.Min, 12*a.q.Max
				}
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

// proseLine reports whether the line that the break at i ends runs on: a
// wrapped line of prose, not an item of a list.
func proseLine(s *stream, i int) bool {
	l := s.lineOf(i - 1)
	return l >= 0 && s.lines[l].end-s.lines[l].start > 55
}

// statesMinimum reports whether the MOQ stands right before the amount, as in
// "MOQ 500 pcs", and no word of asking does.
func (d *doc) statesMinimum(s *stream, x *hitIndex, a *amount) bool {
	from, _ := s.sentence(a.first)
	if ask := d.groupID("_ask.verb"); ask >= 0 && x.within(from, a.first, ask) != nil {
		return false
	}
	for i := a.first - 1; i >= from && i >= a.first-4; i-- {
		if h := x.at(i, d.g.moq); h != nil && int(h.last) >= a.first-3 {
			return true
		}
	}
	return false
}
