package extract

import "xunpan"

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
		case "road", "rd", "street", "avenue", "ave", "lane", "boulevard", "blvd", "drive", "crescent", "parkway", "highway", "cir", "circle", "ct", "court", "place", "plaza", "square", "terrace", "way", "pkwy", "hwy", "strasse", "str", "dr", "cres", "pde":
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
	if p.kind == tPunct && (p.punct == '$' || p.punct == '<' || p.punct == '>') {
		return true // an amount of money, a limit: "UGR<19"
	}
	// A time of day: 13:24.
	if i+2 < len(s.toks) && isPunct(&s.toks[i+1], ':') && s.toks[i+1].glued && s.toks[i+2].glued && s.toks[i+2].kind == tNumber {
		return true
	}
	return isPunct(p, ':') && p.glued && s.toks[i].glued && i >= 2 && s.toks[i-2].kind == tNumber
}

// inName reports whether token i stands inside a certificate's name ("Prop 65",
// "API 598") or a grade.
func (d *doc) inName(s *stream, hits *hitIndex, i int) bool {
	if i > 0 && s.toks[i-1].kind == tWord && s.toks[i].kind == tNumber && s.numbering(i-1) {
		return true
	}
	for j := i - 1; j >= 0 && j >= i-3; j-- {
		if j > 0 && s.toks[j-1].kind == tNumber && (s.toks[j].glued || s.toks[j-1].fe-s.toks[j-1].fs < 4 && (j < 2 || s.toks[j-2].kind != tNumber)) {
			break // "200m 800 rolls", "8 m: 46 rolls": a measure is no label
		}
		for _, g := range [...]int16{d.g.cert, d.g.specWord, d.g.phoneLabel} {
			if h := hits.at(j, g); h != nil && (int(h.last) >= i || g == d.g.phoneLabel && j >= i-2 && hits.at(i+1, d.g.unit) == nil) {
				return true
			}
		}
	}
	return false
}

// numbering reports a word that the number behind it belongs to: a body of
// standards, a colour card, a week, a place in a list.
func (s *stream) numbering(i int) bool {
	w := s.folded(i)
	if _, ok := testedBy(w); ok && s.toks[i].caps {
		return true
	}
	switch w {
	case "din", "ral", "pantone", "week", "weeks", "wk", "kw", "semana", "semaine", "woche", "settimana", "неделя", "неделе", "hafta", "lot", "lots", "lote", "los", "item", "items", "pos", "position", "class", "grade", "type", "typ", "tipo", "series", "serie", "sch", "schedule", "dn", "pn", "aisi", "sae", "phase", "version", "page", "hall", "booth", "stand", "room", "floor", "suite":
		return true
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

// cardSpans notes where the buyer's card stands in the body: the numbers of
// addresses and phones are no quantities, firms and people no products.
func (d *doc) cardSpans() {
	d.card = d.card[:0]
	b := &d.out.Buyer
	add := func(w xunpan.Word) {
		if w.At.Part == xunpan.PartBody && w.At.End > w.At.Start {
			d.card = append(d.card, w.At)
		}
	}
	for _, w := range [...]xunpan.Word{b.Name, b.Title, b.Company, b.Address, b.Website, b.WhatsApp} {
		add(w)
	}
	for _, ws := range [...][]xunpan.Word{b.Phones, b.Fax, b.Emails} {
		for _, w := range ws {
			add(w)
		}
	}
}

// inCard reports whether token i belongs to the buyer's card.
func (d *doc) inCard(s *stream, i int) bool {
	if s.part != xunpan.PartBody {
		return false
	}
	at := int(s.toks[i].start)
	for _, c := range d.card {
		if c.Start <= at && at < c.End {
			return true
		}
	}
	return false
}

// yearLike reports whether token i is a number that rather is a year.
func yearLike(s *stream, i int) bool {
	t := &s.toks[i]
	if t.kind != tNumber || t.fe-t.fs != 4 {
		return false
	}
	n := 0
	for _, c := range s.fold[t.fs:t.fe] {
		if c < '0' || c > '9' {
			return false
		}
		n = n*10 + int(c-'0')
	}
	return 1950 <= n && n < 2050 && n%100 != 0 && (i+1 >= len(s.toks) || s.toks[i+1].kind != tWord || s.toks[i+1].upper || !pieceWord(s.folded(i+1)))
}

// pieceWord reports a word of counting after which even 2010 is a number.
func pieceWord(w string) bool {
	switch w {
	case "pcs", "pc", "pieces", "units", "sets", "pairs", "kg", "kgs", "mt", "tons", "stk", "stuck", "uds", "unidades", "piezas", "pieces.", "adet", "шт", "pz", "pezzi", "cartons", "boxes":
		return true
	}
	return false
}

// timesAt reports whether the number at token i stands behind a free-standing
// "x", as in "LED bulb x 20,000".
func (s *stream) timesAt(i int) bool {
	return i > 1 && (isPunct(&s.toks[i-1], 'x', '*') || s.folded(i-1) == "x") && !s.toks[i].glued && s.toks[i-2].kind == tWord && (s.toks[i-2].end-s.toks[i-2].start > 2 || i > 2 && s.toks[i-2].glued && s.toks[i-3].kind == tNumber)
}

// ofEach returns the token behind "of each" or "each" at token j, else j.
func (s *stream) ofEach(j int) int {
	if j < len(s.toks) && s.toks[j].kind == tWord && (isOf(s.folded(j)) || s.folded(j) == "pro") && j+1 < len(s.toks) && eachWord(s.folded(j+1)) {
		return j + 2
	}
	if j < len(s.toks) && s.toks[j].kind == tWord && eachWord(s.folded(j)) {
		return j + 1
	}
	return j
}

func eachWord(w string) bool {
	switch w {
	case "each", "cada", "chaque", "chacun", "chacune", "jeweils", "ciascuno", "ciascuna", "каждого", "каждой", "каждый", "birinden":
		return true
	}
	return false
}

// bears reports a word before the number at token i by which the measure is
// what the goods bear or hold: "capacity 5 t", "max. 150 kg".
func (d *doc) bears(s *stream, i int) bool {
	for k := i - 1; k >= 0 && k >= i-2; k-- {
		t := &s.toks[k]
		if t.kind == tPunct && (t.punct == '.' || t.punct == ':') {
			continue
		}
		if t.kind != tWord {
			return false
		}
		switch s.folded(k) {
		case "capacity", "charge", "load", "loads", "loading", "rated", "rating", "max", "maximum", "payload", "lift", "lifting", "holds", "capacidad", "carga", "capacidade", "capacite", "portata", "portee", "tragkraft", "traglast", "tragfahigkeit", "belastung", "bis", "грузоподъемность", "нагрузка", "вместимость", "kapasite", "kapasitesi", "سعة", "حموله":
			return true
		case "for":
			return k > 0 && d.goodsWithin(s, k-1, k-1) == sureGood // "crane for 10 t"
		case "of", "de":
			continue
		}
		return false
	}
	return false
}

// opensLine reports whether token i is the first of its line, bullets aside.
func (s *stream) opensLine(i int) bool {
	for i--; i >= 0; i-- {
		if t := &s.toks[i]; t.kind == tBreak {
			return true
		} else if t.kind != tPunct || t.punct == ',' {
			return false
		}
	}
	return true
}

// attributeAt reports whether a hyphen and a word are glued to the number
// before token j, which then describes: "10-piece", "12-cup", "3-teilig".
func (s *stream) attributeAt(j int) bool {
	return j+1 < len(s.toks) && isPunct(&s.toks[j], '-') && s.toks[j].glued && s.toks[j+1].glued && s.toks[j+1].kind == tWord
}

// numero reports whether token j is the "No." that Indian English counts with.
func (s *stream) numero(j int) bool {
	t := &s.toks[j]
	if t.kind != tWord || !t.upper {
		return false
	}
	switch s.folded(j) {
	case "no", "nos":
		return j+1 >= len(s.toks) || isPunct(&s.toks[j+1], '.', ',', ')') || s.toks[j+1].kind != tPunct && s.toks[j+1].kind != tNumber
	}
	return false
}

// postcode reports whether the number at token i is a place's: long, without
// separators, with the place's name before or behind it.
func (d *doc) postcode(s *stream, x *hitIndex, i int) bool {
	t := &s.toks[i]
	if t.kind != tNumber || t.fe-t.fs < 4 || t.fe-t.fs > 6 {
		return false
	}
	for _, c := range s.fold[t.fs:t.fe] {
		if c < '0' || c > '9' {
			return false
		}
	}
	if n := i + 1; n < len(s.toks) && s.toks[n].kind == tWord && s.toks[n].upper && x.at(n, d.g.unit) == nil && d.knownPlace(s, x, n) != nil {
		return true
	}
	if i == 0 {
		return false
	}
	p := &s.toks[i-1]
	return p.kind == tWord && (p.caps && p.end-p.start == 2 && d.knownPlace(s, x, i-1) != nil || p.upper && t.fe-t.fs >= 5 && d.placeEndsAt(x, i-1))
}

// placeEndsAt reports whether a known place's name ends at token i.
func (d *doc) placeEndsAt(x *hitIndex, i int) bool {
	for j := max(0, i-3); j <= i; j++ {
		if h := x.at(j, d.g.place); h != nil && int(h.last) == i {
			return true
		}
	}
	return false
}

// countable reports whether the word at token j can be goods that a number
// before it counts: no measure of time or people, no function word.
func (d *doc) countable(s *stream, x *hitIndex, j int) bool {
	if x.at(j, d.g.nocount) != nil || x.at(j, d.g.npStop) != nil || x.at(j, d.g.lang) != nil || x.at(j, d.g.det) != nil || x.at(j, d.g.trigger) != nil || shortPreposition(s.folded(j)) || isAnd(s.folded(j)) {
		return false
	}
	// "900 pet stores", "63 household stores": the second word tells.
	k := j + 1
	return k >= len(s.toks) || s.toks[k].kind != tWord || x.at(k, d.g.nocount) == nil
}

// tooLittle reports an amount of a measuring unit that is rather a size of the
// goods than an order of them.
func tooLittle(unit string, n float64) bool {
	switch unit {
	case "g":
		return true
	case "m", "ft", "yd", "l", "gal", "lb":
		return n < 100
	case "kg":
		return n < 50
	case "m2", "m3", "ft2":
		return n < 10
	}
	return false
}

// orWord reports an "or" between two numbers, which leave it open: "500 or 1000".
func orWord(w string) bool {
	switch w {
	case "or", "oder", "ou", "o", "или", "veya", "او", "或":
		return true
	}
	return false
}

// rateWord reports a word of time behind a slash, by which a machine's rate is told.
func rateWord(w string) bool {
	switch w {
	case "min", "minute", "h", "hr", "hour", "s", "sec", "мин", "ч", "час", "dk", "saat", "stunde", "std", "дақ", "分", "分钟", "小时":
		return true
	}
	return false
}

// unitRank orders amounts of one item: what counts goods beats what packs
// them, and that what measures them.
func unitRank(a *amount) int {
	switch {
	case a.bare:
		return 0
	case a.noun:
		return 2
	case !a.weak:
		return 4
	}
	switch a.q.Unit {
	case "bags", "boxes", "cans", "bottles", "drums", "sheets", "rolls", "packs":
		return 3
	}
	return 1
}

// sizeOf reports whether "of" before the number makes the measure a size of
// the goods: "cabins of about 36 m2"; not so right behind words of asking.
func sizeOf(s *stream, x *hitIndex, d *doc, i int) bool {
	for j := i - 1; j > 0 && j >= i-2; j-- {
		if s.toks[j].kind != tWord || !isOf(s.folded(j)) || s.folded(j) == "x" {
			continue
		}
		for k := max(0, j-4); k <= j; k++ {
			for _, g := range [...]int16{d.g.trigger, d.g.weak, d.g.orderTrial, d.g.orderFirm, d.g.labelQuantity, d.g.generic} {
				if h := x.at(k, g); h != nil && int(h.last) >= j-1 {
					return false
				}
			}
		}
		return true
	}
	return false
}
