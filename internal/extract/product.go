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
			if x.at(i, d.questionGroup()) != nil || x.at(i, d.g.possessive) != nil {
				break
			}
			if h := x.at(i, d.g.npStop); h != nil && !(t.glued && s.toks[i-1].kind == tNumber) && !(item && shortPreposition(s.folded(i))) {
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
	if x.at(i, d.groupID("greeting")) != nil || x.at(i, d.g.incoterm) != nil || x.at(i, d.g.cert) != nil && s.toks[i].caps || x.at(i, d.g.title) != nil || x.at(i, d.g.paymentLabel) != nil && i+1 < to && isPunct(&s.toks[i+1], ':') {
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

// prose finds products where no list gave any: behind words of asking
// ("interested in …", "quotation for …"), as the subject announces them, or as
// the reader's own ("your pool pumps").
func (b *lineBuilder) prose(s *stream, x *hitIndex) {
	if b.hasProduct() {
		return
	}
	d := b.d
	if s.part == xunpan.PartSubject {
		if d.m.Channel != xunpan.Email {
			b.subject(s, x)
		}
		if !b.hasProduct() {
			b.asked(s, x, false)
		}
		if !b.hasProduct() && (d.m.Channel != xunpan.Email || d.wants()) {
			b.goods(true)
		}
		return
	}
	if b.asked(s, x, true) || d.out.Lang == "tr" && d.wants() && b.askedBefore(s, x) {
		return
	}
	quiet := !d.wants()
	if !quiet && b.goods(false) > 0 || b.asked(s, x, false) || quiet || b.goods(true) > 0 {
		return
	}
	b.possessed(s, x)
}

// askedBefore takes the goods that stand before the word of asking, as Turkish
// has it: "kağıt bardak için fiyat", "X arıyoruz".
func (b *lineBuilder) askedBefore(s *stream, x *hitIndex) bool {
	d := b.d
	behind := d.groupID("_asked.behind")
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != behind || h.negated {
			continue
		}
		z := int(h.first)
		for z > 0 && s.toks[z-1].kind == tWord && (x.at(z-1, d.g.generic) != nil || x.at(z-1, d.g.det) != nil) {
			z--
		}
		a := z
		for a > 0 && z-a < 6 {
			t := &s.toks[a-1]
			if t.kind == tPunct && t.punct == '-' && t.glued {
				a--
				continue
			}
			if t.kind != tWord && t.kind != tNumber || x.at(a-1, d.g.npStop) != nil || x.at(a-1, d.g.generic) != nil || x.at(a-1, d.g.unit) != nil || x.at(a-1, d.g.lang) != nil && !isAnd(s.folded(a-1)) || d.verbBefore(s, x, a-1) || a > 1 && isPunct(&s.toks[a-2], '\'') {
				break
			}
			a--
		}
		if a >= z {
			continue
		}
		if l := s.lineOf(a); l >= 0 && s.lines[l].block == xunpan.Signature {
			return false
		}
		if w, ok := d.nounPhrase(s, x, a, z, false); ok {
			b.add(xunpan.Line{Product: w, Model: d.model(s, x, a, z), Specs: d.specs(s, x, a, z)})
			return true
		}
	}
	return false
}

// infinitive reports the ending of a Romance infinitive.
func infinitive(w string) bool {
	return len(w) > 4 && (strings.HasSuffix(w, "ar") || strings.HasSuffix(w, "er") || strings.HasSuffix(w, "ir") || strings.HasSuffix(w, "are") || strings.HasSuffix(w, "ere"))
}

// questionGroup is the group of words that begin a question.
func (d *doc) questionGroup() int16 { return d.g.question }

// wants reports whether goods may be what the mail is about: it asks for
// something or says why it writes, and is no notice, lure or mass mail.
func (d *doc) wants() bool {
	if len(d.m.Links) > 4 || d.noticed() {
		return false
	}
	if d.asking > 0 {
		return true
	}
	for i := range d.bodyHits {
		if d.g.wish[d.bodyHits[i].group] {
			return true
		}
	}
	return false
}

// noticed reports whether the mail has the words of notices, lures or
// invitations, whose nouns are no goods.
func (d *doc) noticed() bool {
	lures := 0
	for i := range d.bodyHits {
		switch g := d.bodyHits[i].group; {
		case d.g.notice[g]:
			return true
		case d.g.lure[g]: // one alone is often a turn of trade
			lures++
		}
	}
	return lures > 2
}

// asked takes the first series of goods behind a word of asking; with told
// only goods that the subject speaks of too.
func (b *lineBuilder) asked(s *stream, x *hitIndex, told bool) bool {
	d := b.d
	end := -1
	for i := range x.hits {
		h := &x.hits[i]
		weak := h.group == d.g.weak
		if h.group != d.g.trigger && !weak || h.negated || int(h.first) <= end || weak && d.asking < 2 && !told {
			continue
		}
		// "We want buy X": of triggers that overlap the last one counts.
		for j := int(h.first) + 1; j <= int(h.last)+1 && j < len(s.toks); j++ {
			for _, g := range [...]int16{d.g.trigger, d.g.weak} {
				if t := x.at(j, g); t != nil && t.last > h.last {
					h = t
				}
			}
		}
		from, to := int(h.last)+1, 0
		if from >= len(s.toks) || s.part == xunpan.PartBody && int(h.first) >= b.page {
			break
		}
		if l := s.lineOf(int(h.first)); l >= 0 && s.lines[l].block == xunpan.Signature {
			break
		}
		_, to = s.sentence(from)
		for from < to && (isPunct(&s.toks[from], ':', '-', '(', ',', '"', '*') || s.toks[from].kind == tWord && s.folded(from) == "for") {
			from++
		}
		w, ok := d.nounPhrase(s, x, from, to, false)
		if !ok || told && !d.toldBySubject(s, w) || weak && !strings.ContainsAny(w.Value, " -") && !d.inSubject(w.Value) {
			continue
		}
		if b.series(s, x, from, to) > 0 {
			return true
		}
	}
	return false
}

// toldBySubject reports whether a word of w stands in the subject too.
func (d *doc) toldBySubject(s *stream, w xunpan.Word) bool {
	for i := s.tokenAt(w.At.Start + 1); i < len(s.toks) && int(s.toks[i].end) <= w.At.End; i++ {
		if k := s.toks[i].kind; (k == tWord || k == tHan && s.toks[i].start > 0) && d.inSegment(segment{0, len(d.subj.toks)}, s, i) && (k == tHan || d.asking1(s, &d.bodyX, i) == 0) {
			return true
		}
	}
	return false
}

// possessed takes what is called the reader's own: "your wafer butterfly valve".
func (b *lineBuilder) possessed(s *stream, x *hitIndex) {
	d := b.d
	price := d.groupID("topic.price")
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != d.g.possessive || int(h.last)+1 >= len(s.toks) || int(h.first) >= b.page {
			continue
		}
		if l := s.lineOf(int(h.first)); l >= 0 && s.lines[l].block == xunpan.Signature {
			return
		}
		from := int(h.last) + 1
		_, to := s.sentence(from)
		named := true // behind "your products" nothing more is named
		// "your price list of …", "votre tarif …", "Ihre Richtpreise für …".
		for n := 0; n < 5 && from < to && s.toks[from].kind != tPunct && (x.at(from, d.g.generic) != nil || x.at(from, d.g.det) != nil || x.at(from, price) != nil || shortPreposition(s.folded(from)) || purpose(s.folded(from))); n++ {
			named = isOf(s.folded(from)) || purpose(s.folded(from)) || x.at(from, price) != nil
			from++
		}
		if !named || from >= to || s.toks[from].kind != tWord && s.toks[from].kind != tHan || d.asking1(s, x, from) > 0 || d.inCard(s, from) {
			continue
		}
		if b.series(s, x, from, to) > 0 {
			return
		}
	}
}

// inSubject reports whether the subject speaks of the same thing.
func (d *doc) inSubject(name string) bool {
	root := strings.TrimSuffix(Fold(name), "s")
	return len(root) > 2 && strings.Contains(Fold(d.m.Subject), root)
}

// goodFurther reports whether another name of the same list begins at token i.
func (d *doc) goodFurther(s *stream, x *hitIndex, i, to int) bool {
	if i >= to || s.toks[i].kind != tWord && s.toks[i].kind != tHan {
		return false
	}
	for j := i; j < i+4 && j < to; j++ {
		if s.toks[j].kind == tNumber && j+1 < to && x.at(j+1, d.g.unit) != nil {
			return false
		}
	}
	if shortPreposition(s.folded(i)) || x.at(i, d.g.abstract) != nil || x.at(i, d.g.labelSpec) != nil || d.asking1(s, x, i) > 0 || x.at(i, d.g.timeWord) != nil {
		return false
	}
	return x.at(i, d.g.npStop) == nil && x.at(i, d.g.generic) == nil && x.at(i, d.g.incoterm) == nil && x.at(i, d.g.color) == nil && x.at(i, d.g.material) == nil && x.at(i, d.g.det) == nil
}

// byModel takes a model number in running text with the words before it as a
// product: "I found your no-pull harness PH-220 on your website".
func (b *lineBuilder) byModel(s *stream, x *hitIndex) {
	d := b.d
	for li := range s.lines {
		l := &s.lines[li]
		if l.block == xunpan.Signature {
			return
		}
		m := d.model(s, x, l.first, l.last)
		if m.Value == "" || x.within(l.first, l.last, d.g.phoneLabel) != nil {
			continue
		}
		last := s.tokenAt(m.At.End)
		first := s.tokenAt(m.At.Start + 1)
		start := first
		for k := first - 1; k >= l.first && k >= first-6; k-- {
			t := &s.toks[k]
			if t.kind == tPunct && t.punct == '-' && t.glued {
				continue
			}
			if t.kind != tWord || x.at(k, d.g.npStop) != nil || x.at(k, d.g.det) != nil || x.at(k, d.g.generic) != nil || x.at(k, d.g.labelModel) != nil {
				break
			}
			start = k
		}
		line := xunpan.Line{Model: m, Specs: d.specs(s, x, start, l.last)}
		if start < first {
			line.Product = s.word(start, last)
		}
		b.add(line)
		return
	}
}

// subject takes the subject as a product's name: the part of it, between
// colons and dashes, that says something. In a mail some sign of a need must
// stand beside it.
func (b *lineBuilder) subject(s *stream, x *hitIndex) {
	d := b.d
	if !d.namesGoods(s, x) {
		return
	}
	item := d.m.Channel != xunpan.Email
	from := 0
	for from < len(s.toks) {
		to := from
		for to < len(s.toks) && !(isPunct(&s.toks[to], ':', '|', '(', ',') || isPunct(&s.toks[to], '-') && !s.toks[to].glued) {
			to++
		}
		if item {
			to = len(s.toks)
		}
		end := to
		for !item && end > from && (x.at(end-1, d.g.generic) != nil || x.at(end-1, d.g.abstract) != nil || s.toks[end-1].kind == tPunct) {
			end-- // "LED lights inquiry"
		}
		if w, ok := d.nounPhrase(s, x, from, end, item); ok && (item || !d.vague(s, x, from, end)) {
			b.add(xunpan.Line{Product: w, Model: d.model(s, x, from, to), Specs: d.specs(s, x, from, to)})
			return
		}
		from = to + 1
	}
}

// vague reports whether a subject speaks of products, orders or dates in
// general, or is one name alone.
func (d *doc) vague(s *stream, x *hitIndex, from, to int) bool {
	words := 0
	for i := from; i < to; i++ {
		if x.at(i, d.g.generic) != nil || x.at(i, d.g.month) != nil || x.at(i, d.g.abstract) != nil {
			return true
		}
		if s.toks[i].kind == tWord || s.toks[i].kind == tHan {
			words++
		}
	}
	return words == 1 && (s.toks[from].upper || d.asking < 2)
}

// namesGoods reports whether a subject may be a product's name: it holds no
// words of courtesy, news or paper work, and the mail shows a need.
func (d *doc) namesGoods(s *stream, x *hitIndex) bool {
	for i := range x.hits {
		g := d.lex.groups[x.hits[i].group]
		for _, p := range [...]string{"notice.", "phish.", "fraud.", "invite", "courtesy", "relation.", "spy.", "empty.", "newcomer", "compare."} {
			if strings.HasPrefix(g, p) {
				return false
			}
		}
	}
	return d.buying
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
