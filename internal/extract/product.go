package extract

import (
	"strings"

	"xunpan"
)

// maxPhrase bounds a product's name in tokens.
const maxPhrase = 16

// nounPhrase reads the product named at tokens [from,to): it drops leading
// articles and ends at a verb, preposition or stop. In a list item (item true)
// prepositions belong to the name. ok is false for nothing or something
// generic ("your products").
func (d *doc) nounPhrase(s *stream, x *hitIndex, from, to int, item bool) (w xunpan.Word, ok bool) {
	i := from
	for i < to {
		t := &s.toks[i]
		if h := x.at(i, d.g.det); h != nil && t.kind != tHan {
			i = int(h.last) + 1
			continue
		}
		if t.kind == tPunct && t.punct != '"' || t.kind == tBreak && t.punct == 1 {
			i++
			continue
		}
		break
	}
	first, last := i, i-1
	words := 0
	for ; i < to && i < first+maxPhrase; i++ {
		t := &s.toks[i]
		if t.kind == tBreak {
			if item || t.punct > 1 || !proseLine(s, i) {
				break
			}
			continue
		}
		if t.kind == tPunct {
			switch t.punct {
			case '/', '-', '\'', '"', '&', '+', '.', '#', '%', '*':
				if t.punct == '-' && !t.glued && words > 0 {
					break // a dash with a space before it parts
				}
				if t.punct == '.' && (i+1 >= to || !s.toks[i+1].glued) && !(item && words < 3) {
					break
				}
				continue
			case '(':
				if item {
					continue
				}
			case ',':
				// "blankets, medium thermal": a comma belongs to the name where
				// an attribute of one or two words follows in a list.
				if item && words > 0 {
					continue
				}
			}
			break
		}
		if words > 0 && i > first {
			if h := x.at(i, d.g.npStop); h != nil && !(item && shortPreposition(s.folded(i))) {
				break
			}
			if x.at(i, d.g.incoterm) != nil || x.at(i, d.g.currency) != nil && t.kind == tWord || x.at(i, d.g.labelQuantity) != nil && i+1 < len(s.toks) {
				break
			}
		} else if words == 0 && x.at(i, d.g.npStop) != nil {
			return w, false
		}
		if t.kind == tWord || t.kind == tHan {
			words++
		}
		last = i
	}
	if words == 0 || last < first {
		return w, false
	}
	// Trailing words that are no part of a name.
	for last > first && (x.at(last, d.g.npStop) != nil || x.at(last, d.g.det) != nil && s.toks[last].kind == tWord) {
		last--
	}
	for last > first && s.toks[last].kind == tPunct {
		last--
	}
	if d.allGeneric(s, x, first, last) {
		return w, false
	}
	return s.word(first, last), true
}

func shortPreposition(w string) bool {
	switch w {
	case "with", "for", "in", "from", "of", "con", "de", "para", "com", "avec", "pour", "en", "mit", "für", "per", "да", "с", "w", "and", "und", "y", "e", "et", "by", "to", "a":
		return true
	}
	return false
}

// allGeneric reports whether tokens first..last say nothing: "your products".
func (d *doc) allGeneric(s *stream, x *hitIndex, first, last int) bool {
	for i := first; i <= last; {
		t := &s.toks[i]
		if t.kind == tPunct || t.kind == tBreak || t.kind == tNumber {
			i++
			continue
		}
		if h := x.at(i, d.g.generic); h != nil {
			i = int(h.last) + 1
			continue
		}
		if h := x.at(i, d.g.det); h != nil {
			i = int(h.last) + 1
			continue
		}
		if h := d.knownPlace(x, i); h != nil {
			i = int(h.last) + 1
			continue
		}
		if h := x.at(i, d.g.npStop); h != nil {
			i = int(h.last) + 1
			continue
		}
		if t.kind == tWord && t.end-t.start == 1 {
			i++
			continue
		}
		return false
	}
	return true
}

// prose finds products behind words of asking ("interested in …", "quotation
// for …", "RFQ - …") where no list gave any.
func (b *lineBuilder) prose(s *stream, x *hitIndex) {
	if b.hasProduct() {
		return
	}
	d := b.d
	found := 0
	end := -1
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != d.g.trigger || h.negated || int(h.first) <= end {
			continue
		}
		from, to := int(h.last)+1, 0
		if from >= len(s.toks) {
			break
		}
		if l := s.lineOf(int(h.first)); l >= 0 && s.lines[l].block == xunpan.Signature {
			break
		}
		_, to = s.sentence(from)
		for from < to && (isPunct(&s.toks[from], ':', '-', '(', ',', '"', '*') || s.toks[from].kind == tWord && s.folded(from) == "for") {
			from++
		}
		for from < to && found < 6 {
			w, ok := d.nounPhrase(s, x, from, to, false)
			if !ok {
				break
			}
			line := xunpan.Line{Product: w}
			end = s.tokenAt(w.At.End)
			_, stop := s.sentence(from)
			line.Model = d.model(s, x, from, min(stop, end+4))
			line.Specs = d.specs(s, x, from, min(stop, end+12))
			b.add(line)
			found++
			// "slippers, dental kit and shampoo": further names after a comma or "and".
			next := end + 1
			if next < to && (isPunct(&s.toks[next], ',') || isAnd(s.folded(next))) {
				if next+1 < to && isPunct(&s.toks[next], ',') && isAnd(s.folded(next+1)) {
					next++
				}
				from = next + 1
				if d.goodFurther(s, x, from, to) {
					continue
				}
			}
			break
		}
		if found > 0 {
			return
		}
	}
	// A subject that is nothing but a product: "hotel slippers & amenities".
	if s.part == xunpan.PartSubject && len(s.toks) > 0 && len(s.toks) <= 14 {
		if w, ok := d.nounPhrase(s, x, 0, len(s.toks), true); ok && d.namesGoods(s, x) {
			b.add(xunpan.Line{Product: w, Model: d.model(s, x, 0, len(s.toks)), Specs: d.specs(s, x, 0, len(s.toks))})
		}
	}
}

// goodFurther reports whether another name of the same list begins at token i.
func (d *doc) goodFurther(s *stream, x *hitIndex, i, to int) bool {
	if i >= to || s.toks[i].kind != tWord && s.toks[i].kind != tHan {
		return false
	}
	return x.at(i, d.g.npStop) == nil && x.at(i, d.g.generic) == nil && x.at(i, d.g.incoterm) == nil && x.at(i, d.g.color) == nil && x.at(i, d.g.material) == nil && x.at(i, d.g.det) == nil
}

// namesGoods reports whether a subject may be a product's name: it holds no
// words of courtesy, news or paper work.
func (d *doc) namesGoods(s *stream, x *hitIndex) bool {
	for i := range x.hits {
		g := d.lex.groups[x.hits[i].group]
		if strings.HasPrefix(g, "notice.") || strings.HasPrefix(g, "phish.") || strings.HasPrefix(g, "fraud.") || strings.HasPrefix(g, "invite") || g == "courtesy" || g == "greeting" || g == "relation.warm" || g == "_question.word" {
			return false
		}
	}
	return d.m.Via != nil || d.m.Channel != xunpan.Email
}

func isAnd(w string) bool {
	switch w {
	case "and", "y", "e", "et", "und", "и", "ve", "&", "و", "和":
		return true
	}
	return false
}

// tokenAt returns the index of the token that ends at byte offset end.
func (s *stream) tokenAt(end int) int {
	lo, hi := 0, len(s.toks)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(s.toks[mid].end) < end {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	return lo
}

// model finds a model or part number in tokens [from,to): letters and digits
// glued together, that no unit explains ("FL-50", "MBQH05-16S").
func (d *doc) model(s *stream, x *hitIndex, from, to int) xunpan.Word {
	for i := from; i < to; {
		j := i + 1
		for j < to && s.toks[j].glued && (s.toks[j].kind == tWord || s.toks[j].kind == tNumber || isPunct(&s.toks[j], '-', '/', '_', '.')) {
			j++
		}
		last := j - 1
		for last > i && s.toks[last].kind == tPunct {
			last--
		}
		if last > i && d.isModel(s, x, i, last) {
			return s.word(i, last)
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
