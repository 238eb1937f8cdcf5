package extract

import (
	"strings"

	"xunpan"
)

// prose finds products where no list gave any: behind words of asking
// ("interested in …", "quotation for …"), as the subject announces them, or as
// the reader's own ("your pool pumps").
func (b *lineBuilder) prose(s *stream, x *hitIndex) {
	if b.hasProduct() {
		return
	}
	// Words by which goods are called come first; without one, grammar decides.
	b.need = noGoods
	if b.d.goodsKnown {
		b.need = maybeGood
		if b.sentences(s, x); b.hasProduct() {
			return
		}
		b.need = noGoods
		if s.part == xunpan.PartBody && b.d.wants() && !b.buys(s, x) {
			if b.named(s, x); b.hasProduct() {
				return
			}
		}
	}
	b.sentences(s, x)
}

// buys reports a word of buying with a name behind it, which is trusted even
// when the books do not hold it: "we want to buy a decanter".
func (b *lineBuilder) buys(s *stream, x *hitIndex) bool {
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != b.d.g.trigger || h.negated || int(h.last)+1 >= len(s.toks) {
			continue
		}
		_, to := s.sentence(int(h.last) + 1)
		if _, ok := b.d.nounPhrase(s, x, int(h.last)+1, to, false); ok {
			return true
		}
	}
	return false
}

// sentences is prose at one degree of sureness.
func (b *lineBuilder) sentences(s *stream, x *hitIndex) {
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
	for i := range x.with(behind) {
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
		if w, ok := d.nounPhrase(s, x, a, z, false); ok && b.sure(s, w) {
			b.add(xunpan.Line{Product: w, Model: d.model(s, x, a, z), Specs: d.specs(s, x, a, z)})
			return true
		}
	}
	return false
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
	for i := range x.with(d.g.trigger, d.g.weak) {
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
		if !ok || !b.sure(s, w) || told && !d.toldBySubject(s, w) || weak && !strings.ContainsAny(w.Value, " -") && !d.inSubject(w.Value) {
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
	for i := range x.with(d.g.possessive) {
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
		if w, ok := d.nounPhrase(s, x, from, to, false); ok && b.sure(s, w) && b.series(s, x, from, to) > 0 {
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
