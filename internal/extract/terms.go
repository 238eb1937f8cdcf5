package extract

import (
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/geo"
)

// needs fills Reading.Needs: first the terms, then the product lines.
func (d *doc) needs() {
	n := &d.out.Needs
	d.cardSpans()
	d.asking = 0
	d.noGoodsYet()
	if d.m.Channel != xunpan.Email {
		d.asking = 2
	}
	for _, g := range [...]string{"quote.request", "order.firm", "order.trial", "topic.moq", "catalog.ask", "topic.lead_time", "supplier.replace", "need.detail", "invite", "sample.ask", "newcomer", "newcomer.process", "advice"} {
		if d.out.Has(g) {
			d.asking++
		}
	}
	if d.asking == 0 && d.wantsAmount() {
		d.asking = 2 // "we need 200 pcs of solar lamp"
	}
	if d.asking == 0 && d.out.Has("topic.price") && (d.out.Fresh < 200 && len(d.m.Links) == 0 || firstHit(&d.bodyX, d.g.trigger) != nil || firstHit(&d.bodyX, d.g.shipto) != nil || firstHit(&d.bodyX, d.g.freeTo) != nil) {
		d.asking = 1 // "нужна пленка … сколько будет стоить": he names goods and asks what they cost
	}
	if d.asking == 0 && d.needsCounted(&d.body, &d.bodyX) {
		d.asking = 1 // "we need 800 pcs pedestal fan"
	}
	if d.asking == 0 && d.countsGoods() {
		d.asking = 1 // "roofing screws 65 mm, 200 boxes"
	}
	for _, p := range [...]struct {
		s *stream
		x *hitIndex
	}{{&d.body, &d.bodyX}, {&d.subj, &d.subjX}} {
		d.incoterms(p.s, p.x)
		d.certifications(p.s, p.x)
		d.destination(p.s, p.x)
		if n.Payment.Value == "" {
			n.Payment = d.payment(p.s, p.x)
		}
		if n.Delivery.Value == "" {
			n.Delivery = d.delivery(p.s, p.x)
		}
		if n.Packaging.Value == "" {
			n.Packaging = d.packaging(p.s, p.x)
		}
		if h := firstHit(p.x, d.g.custom); h != nil && n.Custom.Value == "" {
			n.Custom = p.s.word(int(h.first), int(h.last))
		}
		if h := firstHit(p.x, d.g.urgency); h != nil && n.Urgent.Value == "" && !h.negated {
			n.Urgent = p.s.word(int(h.first), int(h.last))
		}
	}
	d.sample()
	if n.Incoterm.Value != "" {
		d.asking++
	}
	d.buying = d.asking > 0
	d.products()
}

// needsCounted reports whether a sentence with a word of needing counts goods.
func (d *doc) needsCounted(s *stream, x *hitIndex) bool {
	for i := range x.with(d.g.trigger, d.g.weak) {
		h := &x.hits[i]
		if h.group != d.g.trigger && h.group != d.g.weak || h.negated {
			continue
		}
		from, to := s.sentence(int(h.first))
		for j := from + 1; j < to; j++ {
			if u := x.at(j, d.g.unit); u != nil && s.toks[j-1].kind == tNumber && !weakUnit(d.lex.values[u.value]) && !d.inCard(s, j) {
				return true
			}
		}
	}
	return false
}

// byHand reports a mail that no list or bulk mailer sent and that begins a
// conversation.
func byHand(m *xunpan.Message) bool {
	return m.Channel != xunpan.Email || len(m.References) == 0 && len(m.InReplyTo) == 0 && m.Header("List-Id") == "" && m.Header("List-Unsubscribe") == "" && m.Header("Precedence") == ""
}

// countsGoods reports a mail by hand that says how many pieces or packs of
// what, whatever else it says; "100 x solar panel" counts too.
func (d *doc) countsGoods() bool {
	if len(d.m.Links) > 4 || !d.hand || d.noticed() {
		return false
	}
	s, x := &d.body, &d.bodyX
	for i := range s.toks {
		if s.toks[i].kind != tNumber || d.inCard(s, i) || d.partOfCode(s, i) {
			continue
		}
		u := x.at(i+1, d.g.unit)
		if u != nil && sizeUnit(d.lex.values[u.value]) || u == nil && !s.timesAt(i) && !s.countsBefore(i) && !d.labelsAmount(x, i) {
			continue
		}
		l := s.lineOf(i)
		if l < 0 || s.lines[l].block == xunpan.Signature {
			continue
		}
		d.markGoods()
		from, to := s.sentence(i)
		if d.goodsWithin(s, from, to-1) == sureGood {
			return true
		}
		if u != nil && !weakUnit(d.lex.values[u.value]) && d.out.Fresh < shortNote && len(d.m.Links) == 0 && d.plainLine(s, x, &s.lines[l]) {
			return true // "Panel 60x60 - 1,200 pcs": what else would a short note count?
		}
	}
	return false
}

// shortNote is the length in bytes up to which a note is nothing but its few lines.
const shortNote = 300

// plainLine reports a line without verbs, of a count and a name.
func (d *doc) plainLine(s *stream, x *hitIndex, l *line) bool {
	words := 0
	for i := l.first; i < l.last; i++ {
		if t := &s.toks[i]; t.kind == tWord || t.kind == tHan {
			if words++; x.at(i, d.g.npStop) != nil && !shortPreposition(s.folded(i)) || x.at(i, d.g.possessive) != nil || x.at(i, d.g.timeWord) != nil {
				return false
			}
		}
	}
	return 2 <= words && words <= 14
}

// labelsAmount reports a label of quantity right before token i: "qty 100".
func (d *doc) labelsAmount(x *hitIndex, i int) bool {
	for k := max(0, i-2); k < i; k++ {
		if h := x.at(k, d.g.labelQuantity); h != nil && int(h.last) >= i-2 {
			return true
		}
	}
	return false
}

// countsBefore reports whether the number at token i stands before a free-standing
// "x" and a word: "100 x solar panel".
func (s *stream) countsBefore(i int) bool {
	return i+2 < len(s.toks) && (isPunct(&s.toks[i+1], 'x', '*') || s.folded(i+1) == "x") && !s.toks[i+1].glued && s.toks[i+2].kind == tWord && s.opensLine(i)
}

// wantsAmount reports a word of needing or wanting with a number and its unit
// right behind it.
func (d *doc) wantsAmount() bool {
	s, x := &d.body, &d.bodyX
	for i := range x.with(d.g.weak, d.g.trigger) {
		h := &x.hits[i]
		if h.group != d.g.weak && h.group != d.g.trigger || h.negated {
			continue
		}
		for k := int(h.last) + 1; k < int(h.last)+7 && k+1 < len(s.toks); k++ {
			if s.toks[k].kind == tBreak || isPunct(&s.toks[k], '.', '?', '!') {
				break
			}
			if s.toks[k].kind != tNumber && x.at(k, d.g.numword) == nil {
				continue
			}
			if _, next, ok := d.numberAt(s, x, k); ok && next < len(s.toks) && x.at(next, d.g.unit) != nil && k < int(h.last)+4 {
				return true
			}
			a, _, ok := d.amountAt(s, x, k)
			if !ok || a.kind != anOrder || !d.hand || len(d.m.Links) > 0 || d.noticed() {
				continue
			}
			if isContainer(a.q.Unit) || a.q.Unit != "" && !a.weak || a.noun && a.q.Min >= 5 && k < int(h.last)+4 {
				return true // "we need 300 steel chairs", "want buy phone case 500 pieces"
			}
		}
	}
	return false
}

func firstHit(x *hitIndex, group int16) *hit {
	for i := range x.with(group) {
		if x.hits[i].group == group && !x.hits[i].negated {
			return &x.hits[i]
		}
	}
	return nil
}

// incoterms finds the price terms and the place of the first.
func (d *doc) incoterms(s *stream, x *hitIndex) {
	n := &d.out.Needs
	for i := range x.with(d.g.incoterm) {
		h := &x.hits[i]
		if h.group != d.g.incoterm || h.negated {
			continue
		}
		code := d.lex.values[h.value]
		place, sure := d.placeAfter(s, x, int(h.last)+1)
		if place.Value == "" {
			place = d.placeOfTerm(s, x, h, code)
		}
		// Rare codes are also words ("fas", "dat", "cip"): they count in
		// capitals or with a place behind.
		if h.first == h.last && !s.toks[h.first].caps && !sure {
			switch s.folded(int(h.first)) {
			case "fob", "cif", "exw", "cfr", "cnf", "ddp", "dap", "ddu":
			default:
				continue
			}
		}
		w := xunpan.Word{Value: code, At: s.span(int(h.first), int(h.last))}
		n.Incoterms = append(n.Incoterms, w)
		if n.Incoterm.Value == "" {
			n.Incoterm = w
		}
		if place.Value != "" && n.Place.Value == "" {
			n.Place = place
			n.Incoterm = w
		}
	}
}

// placeAfter reads a named place beginning at token i or after a short
// connection (":", "port", "to"). sure tells that the gazetteer knows it.
func (d *doc) placeAfter(s *stream, x *hitIndex, i int) (w xunpan.Word, sure bool) {
	for k := 0; k < 5 && i < len(s.toks); k++ {
		t := &s.toks[i]
		if n := i + 1; t.kind == tNumber && t.fe-t.fs >= 4 && n < len(s.toks) && s.toks[n].kind == tWord && s.toks[n].upper && !s.toks[n].glued && x.at(n, d.g.unit) == nil && x.at(n, d.g.incoterm) == nil {
			if p, known := d.placeAfter(s, x, n); p.Value != "" && p.At.Start == int(s.toks[n].start) {
				return s.word(i, s.tokenAt(p.At.End)), known // "89231 Neu-Ulm"
			}
		}
		if h := d.knownPlace(s, x, i); h != nil {
			last := int(h.last)
			// "Reno NV 89506", "Dubai, UAE": go on over state, postcode and country.
			for j := last + 1; j < len(s.toks) && j <= last+3; j++ {
				if isPunct(&s.toks[j], ',') || isPunct(&s.toks[j], '(') {
					continue
				}
				if h2 := x.at(j, d.g.country); h2 != nil {
					last = int(h2.last)
				} else if s.toks[j].kind == tWord && s.toks[j].caps && s.toks[j].end-s.toks[j].start == 2 && j == last+1 {
					last = j
					continue
				} else if s.toks[j].kind == tNumber && s.toks[j].end-s.toks[j].start == 5 && j == last+1 {
					last = j
				}
				break
			}
			return s.word(i, last), true
		}
		if t.kind == tPunct && (t.punct == ':' || t.punct == '-' || t.punct == '(' || t.punct == '/' || t.punct == '\'' || t.punct == ',' && k == 0) {
			i++
			continue
		}
		if t.kind == tWord {
			switch s.folded(i) {
			case "port", "to", "at", "la", "el", "los", "las", "l", "le", "les", "puerto", "porto", "hafen", "порт", "ميناء", "de", "basis", "price", "prices", "our", "your", "in", "for", "precio", "preco", "prix", "terms", "term", "s", "seaport", "any", "китай", "main", "chinese", "of", "incoterms", "2020", "von", "the", "limani", "nearest", "is", "are", "will", "be", "ist", "est", "es", "sera", "e", "будет", "do", "da", "di":
				i++
				continue
			}
			// An unknown place: one or two capitalised words on the same line.
			if t.upper && k <= 2 && x.at(i, d.g.npStop) == nil && x.at(i, d.g.generic) == nil && x.at(i, d.g.incoterm) == nil && x.at(i, d.g.currency) == nil && !d.mostlyCaps(s, i) {
				last := i
				if i+1 < len(s.toks) && s.toks[i+1].kind == tWord && s.toks[i+1].upper && x.at(i+1, d.g.npStop) == nil && x.at(i+1, d.g.incoterm) == nil {
					last = i + 1
				}
				return s.word(i, last), false
			}
		}
		break
	}
	return xunpan.Word{}, false
}

// mostlyCaps reports whether the line of token i is written in capitals, where
// an upper-case letter says nothing.
func (d *doc) mostlyCaps(s *stream, i int) bool {
	l := s.lineOf(i)
	if l < 0 {
		return false
	}
	caps, words := 0, 0
	for j := s.lines[l].first; j < s.lines[l].last; j++ {
		if s.toks[j].kind == tWord {
			words++
			if s.toks[j].caps || s.toks[j].upper {
				caps++
			}
		}
	}
	return words > 4 && caps*10 > words*7
}

// knownPlace is the longest place or country name beginning at token i. Codes
// of states must stand in capitals, names that are also words with a capital.
func (d *doc) knownPlace(s *stream, x *hitIndex, i int) *hit {
	p, c := x.at(i, d.g.place), x.at(i, d.g.country)
	if c != nil && c.first == c.last && s.toks[i].end-s.toks[i].start <= 2 && s.toks[i].kind == tWord && !s.toks[i].caps {
		c = nil
	}
	if p != nil {
		switch g := d.gazetteer(p); {
		case g.Kind == geo.CodePlace && !s.toks[i].caps, g.Common && !s.toks[i].upper && s.toks[i].kind == tWord:
			p = nil
		}
	}
	if p == nil || c != nil && c.last > p.last {
		return c
	}
	return p
}

// countryOf is the ISO code that a place or country hit stands for.
func (d *doc) countryOf(h *hit) string {
	if h.group == d.g.country {
		return d.lex.values[h.value]
	}
	return d.gazetteer(h).Country
}

// gazetteer is the entry that a place hit stands for.
func (d *doc) gazetteer(h *hit) geo.Place {
	if n, err := strconv.Atoi(d.lex.values[h.value][1:]); err == nil && n < len(geo.Places()) {
		return geo.Places()[n]
	}
	return geo.Place{}
}

// labelled returns the value behind a label at the start of its line or
// clause: tokens first..last, or ok false.
func (d *doc) labelled(s *stream, x *hitIndex, h *hit) (first, last int, ok bool) {
	i := int(h.last) + 1
	if i < len(s.toks) && s.toks[i].kind == tPunct && s.toks[i].punct == ')' {
		i++
	}
	if i >= len(s.toks) || !isPunct(&s.toks[i], ':', '=', '\t') && !(isPunct(&s.toks[i], '-') && !s.toks[i].glued) {
		return 0, 0, false
	}
	for i < len(s.toks) && isPunct(&s.toks[i], ':', '=', '-', '\t') {
		i++
	}
	first = i
	for i < len(s.toks) && s.toks[i].kind != tBreak && !isPunct(&s.toks[i], '\t', ';') {
		i++
	}
	last = i - 1
	for last >= first && s.toks[last].kind == tPunct && s.toks[last].punct != ')' && s.toks[last].punct != '%' {
		last--
	}
	return first, last, last >= first
}

// packaging finds how he wants the goods packed.
func (d *doc) packaging(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.with(d.g.packaging) {
		h := &x.hits[i]
		if h.group != d.g.packaging {
			continue
		}
		if a, b, ok := d.labelled(s, x, h); ok && b-a < 30 {
			return s.word(a, b)
		}
	}
	for i := range x.with(d.g.packaging) {
		h := &x.hits[i]
		if h.group != d.g.packaging || h.first == h.last {
			continue // "packing" alone is a question more often than a wish
		}
		if l := s.lineOf(int(h.first)); l >= 0 && s.lines[l].block == xunpan.Signature {
			continue
		}
		return s.word(int(h.first), int(h.last))
	}
	return xunpan.Word{}
}

// sample tells what kind of sample he asks for.
func (d *doc) sample() {
	r := d.out
	free, paid, ask := r.First("sample.free"), r.First("sample.paid"), r.First("sample.ask")
	switch {
	case paid != nil && !paid.Negated:
		r.Needs.Sample = xunpan.Word{Value: "paid", At: paid.At}
	case free != nil && !free.Negated && (ask != nil || strings.Contains(Fold(d.m.PartText(free.At.Part)[free.At.Start:free.At.End]), "sampl")):
		r.Needs.Sample = xunpan.Word{Value: "free", At: free.At}
	case ask != nil && !ask.Negated:
		r.Needs.Sample = xunpan.Word{Value: "unclear", At: ask.At}
	}
}
