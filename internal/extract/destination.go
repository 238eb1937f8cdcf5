package extract

import (
	"xunpan"
)

// destination finds the port or city of destination and its country: by label,
// by "ship to …", as the place of a term that ends there, or behind "to" where
// a price, a freight or a container is spoken of.
func (d *doc) destination(s *stream, x *hitIndex) {
	n := &d.out.Needs
	for i := range x.with(d.g.shipto, d.g.labelDestination, d.g.incoterm) {
		h := &x.hits[i]
		switch h.group {
		case d.g.shipto, d.g.labelDestination:
			w, sure := d.placeAfter(s, x, int(h.last)+1)
			if sure {
				d.setDestination(s, x, w)
			} else if h.group == d.g.labelDestination && n.DestPort.Value == "" && int(h.last)+1 < len(s.toks) && isPunct(&s.toks[h.last+1], ':') {
				n.DestPort = w
			}
		case d.g.incoterm:
			switch d.lex.values[h.value] {
			case "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP":
				w, sure := d.placeAfter(s, x, int(h.last)+1)
				if w.Value != "" && !(sure && d.setDestination(s, x, w)) && n.DestPort.Value == "" && !sure {
					n.DestPort = w
				}
			}
		}
	}
	if n.DestPort.Value == "" {
		d.freeTo(s, x)
	}
	if n.DestPort.Value == "" {
		d.toPlace(s, x)
	}
	if n.DestPort.Value == "" && n.DestCountry.Value == "" {
		d.forPlace(s, x)
	}
	// A term of carriage without a place of its own ends where the goods go.
	if n.Place.Value == "" && n.DestPort.Value != "" {
		switch n.Incoterm.Value {
		case "CFR", "CIF", "CPT", "CIP", "DAP", "DPU", "DDP":
			n.Place = n.DestPort
		}
	}
}

// setDestination takes w, a place that the gazetteer knows, unless it is at home.
func (d *doc) setDestination(s *stream, x *hitIndex, w xunpan.Word) bool {
	n := &d.out.Needs
	i := s.tokenAt(w.At.Start + 1)
	if i < len(s.toks) && s.toks[i].kind == tNumber {
		i++ // a postcode leads
	}
	if i >= len(s.toks) {
		return false
	}
	h := d.knownPlace(s, x, i)
	if h == nil {
		return false
	}
	c := d.countryOf(h)
	if c == d.env.Home {
		return false
	}
	if n.DestCountry.Value == "" {
		n.DestCountry = xunpan.Word{Value: c, At: s.span(int(h.first), int(h.last))}
	}
	if n.DestPort.Value == "" && h.group == d.g.place {
		n.DestPort = w
	}
	return true
}

// freeTo reads the place behind "puesto en", "frei", "до", "price to": known or
// not, that is where the goods shall go.
func (d *doc) freeTo(s *stream, x *hitIndex) {
	n := &d.out.Needs
	for i := range x.with(d.g.freeTo) {
		h := &x.hits[i]
		if h.group != d.g.freeTo || h.negated {
			continue
		}
		w := d.placeBehind(s, x, int(h.last)+1)
		if w.Value == "" || !d.setDestination(s, x, w) && d.atHome(s, x, w) {
			continue
		}
		if n.DestPort.Value == "" {
			n.DestPort = w
		}
		if n.Place.Value == "" {
			n.Place = w // no term, but as good as one
		}
		return
	}
}

// toPlace reads "to Tema", "до Минска", "to Lagos airport" in a sentence that
// speaks of freight, price or containers.
func (d *doc) toPlace(s *stream, x *hitIndex) {
	if !x.has(d.g.to) {
		return
	}
	freight, price := d.groupID("topic.freight"), d.groupID("topic.price")
	for i := range s.toks {
		h := x.at(i, d.g.to)
		if h == nil || i+1 >= len(s.toks) || s.toks[i].kind == tHan || d.inCard(s, i) {
			continue
		}
		next := int(h.last) + 1
		w := d.placeBehind(s, x, next)
		if w.Value == "" {
			continue
		}
		from, to := s.sentence(i)
		strong := x.within(from, to, freight) != nil || x.within(from, to, d.g.incoterm) != nil || x.within(max(from, i-8), i, d.g.shipto) != nil || x.within(max(from, i-8), i, price) != nil || d.containerBefore(s, x, from, i)
		if !strong {
			continue
		}
		known := next < len(s.toks) && d.knownPlace(s, x, s.tokenAt(w.At.Start+1)) != nil
		if known {
			if d.setDestination(s, x, w) {
				return
			}
			continue
		}
		if d.out.Lang != "de" && !d.mostlyCaps(s, i) { // German writes every noun with a capital
			d.out.Needs.DestPort = w
			return
		}
	}
}

// forPlace reads the known place or country that counted goods are for or go
// to: "2000 pcs LED bulb for Lisbon".
func (d *doc) forPlace(s *stream, x *hitIndex) {
	for j := 1; j+1 < len(s.toks); j++ {
		if s.toks[j].kind != tWord || !destined(s.folded(j)) || !s.toks[j+1].upper || d.inCard(s, j) || d.knownPlace(s, x, j+1) == nil {
			continue
		}
		from, _ := s.sentence(j)
		for k := max(from, j-12); k < j; k++ {
			if s.toks[k].kind != tNumber {
				continue
			}
			if a, _, ok := d.amountAt(s, x, k); !ok || a.bare || a.kind != anOrder {
				continue
			}
			if w, sure := d.placeAfter(s, x, j+1); sure && d.setDestination(s, x, w) {
				return
			}
			break
		}
	}
}

// destined reports a preposition that leads to where or whom the goods are for.
func destined(w string) bool {
	switch w {
	case "for", "to", "para", "pour", "nach", "für", "fur", "per", "для", "в", "до", "à", "a", "vers":
		return true
	}
	return false
}

// placeBehind reads a place that begins right at token i, at most a short word
// or "port of" later; unknown ones must look like names.
func (d *doc) placeBehind(s *stream, x *hitIndex, i int) xunpan.Word {
	if i >= len(s.toks) {
		return xunpan.Word{}
	}
	w, sure := d.placeAfter(s, x, i)
	if w.Value == "" {
		return w
	}
	first := s.tokenAt(w.At.Start + 1)
	if first-i > 3 {
		return xunpan.Word{}
	}
	if sure {
		return w
	}
	t := &s.toks[first]
	if t.kind != tWord || !t.upper || t.end-t.start < 3 || d.monthNear(x, first) || x.at(first, d.g.timeWord) != nil || x.at(first, d.g.holiday) != nil || x.at(first, d.g.title) != nil ||
		x.at(first, d.g.cert) != nil || x.at(first, d.g.payment) != nil || x.at(first, d.g.shipto) != nil || x.at(first, d.g.lang) != nil || d.inCard(s, first) {
		return xunpan.Word{}
	}
	if s.toks[s.tokenAt(w.At.End)].kind == tWord && s.tokenAt(w.At.End) == first {
		// "Ried im Innkreis": go on over a small word to the next capital.
		if k := first + 2; k < len(s.toks) && s.toks[k].kind == tWord && s.toks[k].upper && s.toks[k-1].kind == tWord && placeLink(s.folded(k-1)) {
			return s.word(first, k)
		}
	}
	return w
}

// placeLink reports a small word inside names of places.
func placeLink(w string) bool {
	switch w {
	case "im", "am", "an", "der", "do", "da", "de", "di", "del", "la", "sur", "upon", "on", "ob":
		return true
	}
	return false
}

// atHome reports whether w is a known place of our own country.
func (d *doc) atHome(s *stream, x *hitIndex, w xunpan.Word) bool {
	h := d.placeIn(x, s, w)
	return h != nil && d.countryOf(h) == d.env.Home
}

// containerBefore reports whether a container stands in tokens [from,to).
func (d *doc) containerBefore(s *stream, x *hitIndex, from, to int) bool {
	for i := max(from, to-4); i < to; i++ {
		if h := x.at(i, d.g.unit); h != nil {
			if u := d.lex.values[h.value]; isContainer(u) || u == "containers" {
				return true
			}
		}
	}
	return false
}

// placeOfTerm reads the place of a term that does not stand right behind it:
// "ex-Ningbo FOB", or the works of one side.
func (d *doc) placeOfTerm(s *stream, x *hitIndex, h *hit, code string) xunpan.Word {
	switch code {
	case "EXW", "FCA", "FOB", "FAS":
	default:
		return xunpan.Word{}
	}
	for j := int(h.first) - 1; j >= 0 && j >= int(h.first)-4; j-- {
		if s.toks[j].kind == tBreak || isPunct(&s.toks[j], ',', '.', ';', '/') {
			break
		}
		if p := x.at(j, d.g.place); p != nil && int(p.last) < int(h.first) && d.knownPlace(s, x, j) == p {
			return s.word(int(p.first), int(p.last))
		}
	}
	if i := int(h.last) + 1; i+1 < len(s.toks) && x.at(i, d.g.possessive) != nil && isWorks(s.folded(i+1)) {
		return s.word(i, i+1)
	}
	return xunpan.Word{}
}

// isWorks reports a word for the seller's works.
func isWorks(w string) bool {
	switch w {
	case "works", "factory", "warehouse", "plant", "premises", "werk", "lager", "fabrica", "planta", "usine", "entrepot", "stabilimento", "fabbrica", "magazzino", "завод", "завода", "склад", "fabrikaniz", "depo":
		return true
	}
	return false
}

// placeIn is the place or country that begins where w does, or nil.
func (d *doc) placeIn(x *hitIndex, s *stream, w xunpan.Word) *hit {
	if w.Value == "" {
		return nil
	}
	for i := range x.hits {
		h := &x.hits[i]
		if (h.group == d.g.place || h.group == d.g.country) && int(s.toks[h.first].start) == w.At.Start {
			return d.knownPlace(s, x, int(h.first))
		}
	}
	return nil
}
