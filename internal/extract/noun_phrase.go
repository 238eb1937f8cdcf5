package extract

import "xunpan"

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
	for i < to && isAnd(s.folded(i)) {
		i++
	}
	// "products of hand gloves", "types de gants": the general word leads to the goods.
	// "me interesa representar sus guantes": behind the infinitive stand the goods.
	if i+2 < to && s.toks[i].kind == tWord && x.at(i+1, d.g.possessive) != nil && infinitive(s.folded(i)) {
		i += 2
	}
	for i+2 < to && x.at(i, d.g.generic) != nil && s.toks[i+1].kind == tWord && isOf(s.folded(i+1)) && x.at(i+2, d.g.generic) == nil {
		i += 2
	}
	if !item && i+2 < to && s.toks[i].kind == tNumber && !s.toks[i+1].glued {
		if u := x.at(i+1, d.g.unit); u != nil && x.at(i+1, d.g.measure) == nil { // the count is none of the name
			switch unit := d.lex.values[u.value]; {
			case unit == "bags" || unit == "boxes":
				i++ // "1000 sacs en coton": they are the goods
			case !weakUnit(unit) && int(u.last)+1 < to && s.toks[u.last+1].kind == tWord:
				i = int(u.last) + 1
			}
		}
	}
	if i < to && s.toks[i].kind == tWord && (purpose(s.folded(i)) || shortPreposition(s.folded(i)) && s.toks[i].end-s.toks[i].start > 1) {
		return w, false
	}
	first, last := i, i-1
	words := 0
	if first < to && !d.mayBeginName(s, x, first, to) {
		return w, false
	}
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
			case '/', '-', '\'', '"', '&', '+', '.', '#', '%', '*', '$':
				if t.punct == '-' && !t.glued && words > 0 {
					break // a dash with a space before it parts
				}
				if t.punct == '.' && (i+1 >= to || !s.toks[i+1].glued) && !(item && (words < 3 || i+1 < to && s.toks[i+1].kind == tNumber && s.toks[i-1].end-s.toks[i-1].start == 1)) {
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
		if t.kind == tNumber && words > 0 && i+1 < to && !d.small(s, x, i) {
			if h := x.at(i+1, d.g.unit); h != nil && !weakUnit(d.lex.values[h.value]) || i+1 < to && x.at(i+1, d.g.unit) != nil && x.at(i+1, d.g.measure) == nil && item {
				break // a quantity begins
			}
		}
		if words > 0 && i > first && i+1 < to && isAnd(s.folded(i)) && (s.toks[i+1].kind == tNumber || x.at(i+1, d.g.numword) != nil || x.at(i+1, d.g.det) != nil) {
			break // "and 1,000 pots", "et une presse": the next of a series
		}
		if words > 0 && i > first {
			if x.at(i, d.questionGroup()) != nil || x.at(i, d.g.possessive) != nil || x.at(i, d.g.perMonth) != nil || x.at(i, d.g.perYear) != nil {
				break
			}
			if h := x.at(i, d.g.npStop); h != nil && !(t.glued && s.toks[i-1].kind == tNumber) && !(item && shortPreposition(s.folded(i))) {
				break
			}
			if s.toks[i].kind == tWord && i+1 < to && shortPreposition(s.folded(i)) && s.toks[i+1].upper && d.knownPlace(s, x, i+1) != nil {
				break // "LED bulbs for Lisbon"
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
	for last > first && !(s.toks[last].glued && s.toks[last-1].kind == tNumber) && (x.at(last, d.g.npStop) != nil || x.at(last, d.g.det) != nil && s.toks[last].kind == tWord) {
		last--
	}
	for last > first && (s.toks[last].kind == tPunct || s.toks[last].kind == tBreak || isAnd(s.folded(last)) || s.folded(last) == "x") {
		last--
	}
	if d.inCard(s, first) {
		return w, false
	}
	if d.out.Lang == "de" && !item && s.part == xunpan.PartBody && !capital(s, first, last) {
		return w, false // German writes nouns with a capital
	}
	if hanAlone(s, first, last) || item && x.at(first, d.g.gerund) != nil {
		return w, false
	}
	if first == last && s.toks[first].kind == tWord && (x.at(first, d.g.lang) != nil || x.at(first, d.g.abstract) != nil) {
		return w, false
	}
	if d.allGeneric(s, x, first, last) || !item && (d.abstractHead(s, x, first, last) || x.at(first, d.g.gerund) != nil) {
		return w, false
	}
	return s.word(first, last), true
}

// mayBeginName reports whether a product's name can begin at token i: not with
// a term of trade, a job ("purchasing manager"), or a number that counts nothing.
func (d *doc) mayBeginName(s *stream, x *hitIndex, i, to int) bool {
	if x.at(i, d.groupID("greeting")) != nil || x.at(i, d.g.incoterm) != nil || x.at(i, d.g.cert) != nil && s.toks[i].caps || x.at(i, d.g.title) != nil || x.at(i, d.g.perMonth) != nil || x.at(i, d.g.perYear) != nil || x.at(i, d.g.paymentLabel) != nil && i+1 < to && isPunct(&s.toks[i+1], ':') {
		return false
	}
	if s.toks[i].kind == tNumber && i+1 < to {
		n := &s.toks[i+1]
		return n.kind == tWord && (n.glued || x.at(i+1, d.g.measure) != nil || x.at(i+1, d.g.npStop) == nil && !isAnd(s.folded(i+1))) || n.kind == tPunct && n.glued && n.punct != ',' && n.punct != '.' && n.punct != ')'
	}
	return true
}

// capital reports whether a word or a code in tokens first..last begins with a capital.
func capital(s *stream, first, last int) bool {
	for i := first; i <= last; i++ {
		if s.toks[i].upper {
			return true
		}
	}
	return false
}

// small reports whether the number at token i with the unit behind it is a
// size of the goods rather than a quantity.
func (d *doc) small(s *stream, x *hitIndex, i int) bool {
	h := x.at(i+1, d.g.unit)
	if h == nil {
		return false
	}
	v, ok := parseNumber(s.fold[s.toks[i].fs:s.toks[i].fe])
	return ok && tooLittle(d.lex.values[h.value], v)
}

// hanAlone reports whether tokens first..last hold a single Chinese character
// and no other word, which names nothing.
func hanAlone(s *stream, first, last int) bool {
	n := 0
	for i := first; i <= last; i++ {
		switch s.toks[i].kind {
		case tHan:
			n++
		case tWord:
			return false
		}
	}
	return n == 1
}

func shortPreposition(w string) bool {
	switch w {
	case "with", "for", "in", "from", "of", "con", "de", "para", "com", "avec", "pour", "en", "mit", "für", "per", "да", "с", "w", "and", "und", "y", "e", "et", "by", "to", "a":
		return true
	}
	return false
}

// abstractHead reports whether the phrase's head, the last word before a
// preposition, is nothing that can be shipped ("business opportunities").
func (d *doc) abstractHead(s *stream, x *hitIndex, first, last int) bool {
	head := last
	for i := first + 1; i <= last; i++ {
		if s.toks[i].kind == tWord && shortPreposition(s.folded(i)) && i > first {
			head = i - 1
			break
		}
	}
	for head > first && s.toks[head].kind != tWord && s.toks[head].kind != tHan {
		head--
	}
	for i := max(first, head-1); i <= head; i++ {
		if h := x.at(i, d.g.abstract); h != nil && int(h.last) >= head {
			return true
		}
	}
	return false
}

// allGeneric reports whether tokens first..last say nothing: "your products".
func (d *doc) allGeneric(s *stream, x *hitIndex, first, last int) bool {
	generic := 0
	for i := first; i <= last; {
		t := &s.toks[i]
		if generic > 0 && t.kind == tWord && shortPreposition(s.folded(i)) {
			return true // "brochure with …": the head says nothing
		}
		if t.kind == tPunct || t.kind == tBreak || t.kind == tNumber {
			i++
			continue
		}
		if h := x.at(i, d.g.generic); h != nil {
			i = int(h.last) + 1
			generic++
			continue
		}
		if h := x.at(i, d.g.det); h != nil {
			i = int(h.last) + 1
			continue
		}
		if h := d.knownPlace(s, x, i); h != nil {
			i = int(h.last) + 1
			continue
		}
		if h := x.at(i, d.g.npStop); h != nil {
			i = int(h.last) + 1
			continue
		}
		if t.kind == tWord && (t.end-t.start == 1 || isAnd(s.folded(i))) {
			i++
			continue
		}
		return false
	}
	return true
}

// infinitive reports the ending of a Romance infinitive.
func infinitive(w string) bool {
	return len(w) > 4 && endsIn(w, "ar", "er", "ir", "are", "ere")
}

func isAnd(w string) bool {
	switch w {
	case "and", "y", "e", "et", "und", "и", "ve", "&", "و", "和":
		return true
	}
	return false
}
