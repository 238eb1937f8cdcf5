package extract

import (
	"xunpan"
)

// model finds a model or part number in tokens [from,to): letters and digits
// glued together, that no unit explains ("FL-50", "MBQH05-16S").
func (d *doc) model(s *stream, x *hitIndex, from, to int) xunpan.Word {
	// Behind "model", "mod.", "art." first.
	for i := from; i+1 < to; i++ {
		h := x.at(i, d.g.labelModel)
		if h == nil {
			continue
		}
		k := int(h.last) + 1
		for k < to && isPunct(&s.toks[k], '.', ':', '#', '-') {
			k++
		}
		if w := d.code(s, x, k, min(to, k+8), true); w.Value != "" {
			return w
		}
	}
	return d.code(s, x, from, to, false)
}

// modelElsewhere gives the only line without one the model that the text names
// apart from it: "your valve HX-35", "the AS-400 we tried".
func (b *lineBuilder) modelElsewhere() {
	d := b.d
	if len(b.lines) != 1 || b.lines[0].Model.Value != "" || b.lines[0].Product.Value == "" {
		return
	}
	for _, p := range [...]struct {
		s *stream
		x *hitIndex
	}{{&d.subj, &d.subjX}, {&d.body, &d.bodyX}} {
		for i := 0; i+1 < len(p.s.toks); i++ {
			t := &p.s.toks[i]
			if t.kind != tWord || !t.caps && !t.upper || t.end-t.start > 5 || !p.s.toks[i+1].glued || d.inCard(p.s, i) {
				continue
			}
			if l := p.s.lineOf(i); l >= 0 && p.s.lines[l].block == xunpan.Signature {
				return
			}
			from, to := p.s.sentence(i)
			if w := d.code(p.s, p.x, i, to, true); w.Value != "" && d.besideGoods(p.s, p.x, max(from, i-5), min(to, p.s.tokenAt(w.At.End)+5)) {
				b.lines[0].Model = w
				return
			}
		}
	}
}

// besideGoods reports a word for goods, or of possession, in tokens [from,to).
func (d *doc) besideGoods(s *stream, x *hitIndex, from, to int) bool {
	return d.goodsWithin(s, from, to-1) > noGoods || x.within(from, to, d.g.possessive) != nil || x.within(from, to, d.g.labelModel) != nil
}

// code finds letters and digits glued together; with here only at token from.
func (d *doc) code(s *stream, x *hitIndex, from, to int, here bool) xunpan.Word {
	for i := from; i < to; {
		j := i + 1
		if k := s.toks[i].kind; k != tWord && k != tNumber {
			i++
			continue
		}
		for j < to && s.toks[j].glued && (s.toks[j].kind == tWord || s.toks[j].kind == tNumber || isPunct(&s.toks[j], '-', '/', '_')) {
			j++
		}
		last := j - 1
		for last > i && s.toks[last].kind == tPunct {
			last--
		}
		if last > i && d.isModel(s, x, i, last) {
			return s.word(i, last)
		}
		if here {
			break
		}
		i = j
	}
	return xunpan.Word{}
}

func (d *doc) isModel(s *stream, x *hitIndex, first, last int) bool {
	letters, digits, upper := 0, 0, 0
	for i := first; i <= last; i++ {
		t := &s.toks[i]
		switch t.kind {
		case tWord:
			if x.at(i, d.g.month) != nil || i == first && specPrefix(s.folded(i)) {
				return false
			}
			letters++
			if t.caps || t.upper {
				upper++
			}
			if i > first && x.at(i, d.g.measure) != nil && s.toks[i-1].kind == tNumber && !t.caps || x.at(i, d.g.unit) != nil && s.toks[max(i-1, first)].kind == tNumber {
				return false
			}
			if t.end-t.start > 8 {
				return false // words joined by a hyphen
			}
		case tNumber:
			digits++
			for _, c := range s.fold[t.fs:t.fe] {
				if c == ',' {
					return false
				}
			}
		case tPunct:
			if t.punct == '/' && last-first > 4 {
				return false
			}
		}
	}
	if letters == 0 || digits == 0 || upper == 0 {
		return false
	}
	if x.at(first, d.g.unit) != nil && int(x.at(first, d.g.unit).last) >= last || x.at(first, d.g.cert) != nil || x.at(first, d.g.specWord) != nil {
		return false
	}
	n := int(s.toks[last].end - s.toks[first].start)
	if s.toks[first].kind == tNumber && letters == 1 && n <= 5 {
		// "50W", "12V", "3D", "4K": a measure, unless letters lead.
		if h := x.at(first+1, d.g.measure); h != nil || s.toks[first+1].end-s.toks[first+1].start <= 2 {
			return false
		}
	}
	return n >= 3 && n <= 24
}

// specPrefix reports letters that lead a grade or standard, not a model.
func specPrefix(w string) bool {
	switch w {
	case "hrc", "ip", "ral", "ss", "sus", "aisi", "din", "en", "iso", "astm", "gb", "jis", "bs", "api", "asme", "sae", "hs", "po", "rfq", "pi", "no", "nr", "n", "g", "m", "usb", "mp", "w", "covid", "id", "q", "pn", "dn", "cl", "sch", "rev", "ref", "tel", "fax", "ext", "room", "unit", "zip", "box", "pob", "floor", "gate", "building", "http", "https", "www", "fy", "st":
		return true
	}
	return false
}

// specs lists measures, materials, colours and grades in tokens [from,to).
func (d *doc) specs(s *stream, x *hitIndex, from, to int) []xunpan.Word {
	var out []xunpan.Word
	for i := from; i < to && len(out) < 12; i++ {
		t := &s.toks[i]
		if t.kind == tNumber {
			j := i
			// 150 x 200 cm · 220V/60Hz · 8-80 mesh
			for j+2 < to && (isPunct(&s.toks[j+1], 'x', '*', '-', '/') || s.folded(j+1) == "x") && s.toks[j+2].kind == tNumber {
				j += 2
			}
			if j+1 < to {
				if h := x.at(j+1, d.g.measure); h != nil {
					out = append(out, s.word(i, int(h.last)))
					i = int(h.last)
					continue
				}
				if isPunct(&s.toks[j+1], '"', '%') && s.toks[j+1].glued {
					out = append(out, s.word(i, j+1))
					i = j + 1
					continue
				}
			}
			if j > i && x.at(i, d.g.unit) == nil {
				if isPunct(&s.toks[i+1], 'x', '*') || s.folded(i+1) == "x" {
					out = append(out, s.word(i, j))
				}
				i = j
			}
			continue
		}
		for _, g := range [...]int16{d.g.specWord, d.g.material, d.g.color} {
			if h := x.at(i, g); h != nil {
				out = append(out, s.word(i, int(h.last)))
				i = int(h.last)
				break
			}
		}
	}
	return out
}
