package extract

import (
	"bytes"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// segment is a stretch of the subject that may name goods: tokens [from,to).
type segment struct{ from, to int }

// subjectGoods parts the subject at its marks and strips the words of asking
// from both ends of each part: "Price inquiry - solar street light for our
// client" leaves "solar street light".
func (d *doc) subjectGoods(out []segment) []segment {
	s, x := &d.subj, &d.subjX
	for from := 0; from < len(s.toks) && len(out) < 8; {
		to := from
		for to < len(s.toks) && !(isPunct(&s.toks[to], ':', '|', '(', ')', ',', ';', '?', '!', '"') || isPunct(&s.toks[to], '-', '/') && !s.toks[to].glued || isAnd(s.folded(to)) || s.toks[to].kind == tPunct && s.toks[to].punct == '.' && (to+1 >= len(s.toks) || !s.toks[to+1].glued)) {
			to++
		}
		a, z := from, to
		from = to + 1
		for a < z {
			n := d.asking1(s, x, a)
			if n == 0 {
				break
			}
			a += n
		}
		// "… for our client", "… unter eigener Marke": the goods stand before.
		for i := a + 1; i < z; i++ {
			if s.toks[i].kind == tWord && !s.toks[i].glued && (x.at(i, d.g.npStop) != nil || purpose(s.folded(i))) && x.at(i, d.g.measure) == nil {
				z = i
			}
		}
		for z > a && !(s.toks[z-1].glued && s.toks[z-1].kind == tWord) && d.asking1Back(s, x, z-1) {
			z--
		}
		if a < z && d.saysGoods(s, x, a, z) {
			out = append(out, segment{a, z})
		}
	}
	return out
}

// purpose reports a preposition behind which stands what goods are for.
func purpose(w string) bool {
	switch w {
	case "for", "fur", "para", "pour", "per", "für", "icin", "для", "from", "under", "unter", "bei", "chez":
		return true
	}
	return false
}

// asking1 returns how many tokens at i are words of asking, courtesy or
// grammar, which name no goods; 0 if none.
func (d *doc) asking1(s *stream, x *hitIndex, i int) int {
	t := &s.toks[i]
	if t.kind == tPunct || t.kind == tBreak {
		return 1
	}
	n := 0
	for h := x.start[i]; h < x.start[i+1]; h++ {
		g := x.hits[h].group
		if g == d.g.trigger || g == d.g.weak || g == d.g.det || g == d.g.generic || g == d.g.abstract || g == d.g.npStop || g == d.g.gerund || g == d.g.possessive ||
			g == d.g.month || g == d.g.months || g == d.g.urgency || g == d.g.lang || g == d.g.season || d.g.public[g] && !goodsGroup(d.lex.groups[g]) {
			n = max(n, int(x.hits[h].last)-i+1)
		}
	}
	if n == 0 && t.kind == tWord && (shortPreposition(s.folded(i)) || isAnd(s.folded(i)) || t.end-t.start == 1) {
		n = 1
	}
	if n == 0 && t.kind == tNumber && i+1 < len(s.toks) && s.toks[i+1].kind != tWord {
		n = 1
	}
	return n
}

// goodsGroup reports a judging group whose words can be part of a good's name.
func goodsGroup(name string) bool {
	switch name {
	case "goods.kind", "topic.spare_parts", "topic.spec":
		return true
	}
	return len(name) > 6 && name[:6] == "goods."
}

// asking1Back reports whether token i ends a part of the subject in words that
// name no goods.
func (d *doc) asking1Back(s *stream, x *hitIndex, i int) bool {
	for j := i; j >= 0 && j > i-4; j-- {
		if n := d.asking1(s, x, j); n > 0 && j+n-1 >= i {
			return true
		}
	}
	return false
}

// saysGoods reports whether tokens [a,z) hold a word that can name goods: no
// name of the card or of a place.
func (d *doc) saysGoods(s *stream, x *hitIndex, a, z int) bool {
	if x.at(a, d.g.incoterm) != nil || x.at(a, d.g.cert) != nil && s.toks[a].caps {
		return false
	}
	for i := a; i < z; i++ {
		t := &s.toks[i]
		if t.kind != tWord && t.kind != tHan || t.kind == tWord && t.end-t.start < 3 || d.knownPlace(s, x, i) != nil || x.at(i, d.g.unit) != nil || x.at(i, d.g.material) != nil || x.at(i, d.g.color) != nil {
			continue
		}
		return true
	}
	return false
}

// goods reads the products that the subject announces: as the body names them
// where it does, else in the subject's own words. It returns how many were
// added; sure allows goods that the body does not repeat.
func (b *lineBuilder) goods(sure bool) int {
	d := b.d
	var buf [8]segment
	segs := d.subjectGoods(buf[:0])
	for _, g := range segs {
		if n := b.expand(g); n > 0 {
			return n
		}
	}
	if !sure || len(segs) == 0 || !d.namesGoods(&d.subj, &d.subjX) {
		return 0
	}
	g := segs[0]
	if g.to-g.from == 1 && (d.asking < 2 || d.subj.toks[g.from].upper) {
		return 0
	}
	w, ok := d.nounPhrase(&d.subj, &d.subjX, g.from, g.to, false)
	if !ok || !b.sure(&d.subj, w) {
		return 0
	}
	b.add(xunpan.Line{Product: w, Model: d.model(&d.subj, &d.subjX, g.from, g.to), Specs: d.specs(&d.subj, &d.subjX, g.from, g.to)})
	return 1
}

// expand finds the phrase of the body that shares most words with a part of
// the subject, and adds it and what is listed after it.
func (b *lineBuilder) expand(g segment) int {
	d, s, x := b.d, &b.d.body, &b.d.bodyX
	best, most, bestFrom := xunpan.Word{}, 0, -1
	content, head := 0, -1
	for k := g.from; k < g.to; k++ {
		if t := &d.subj.toks[k]; t.kind == tHan || t.kind == tWord && t.end-t.start > 2 && !shortPreposition(d.subj.folded(k)) {
			content++
			if head < 0 || !headFirst(d.out.Lang) && !d.prepositionBetween(head, k) {
				head = k
			}
		}
	}
	headed := false
	for i := 0; i < len(s.toks); i++ {
		t := &s.toks[i]
		if t.kind != tWord && t.kind != tHan || b.page > 0 && i >= b.page || !d.inSegment(g, s, i) || d.inCard(s, i) {
			continue
		}
		if l := s.lineOf(i); l < 0 || s.lines[l].block == xunpan.Signature {
			break
		}
		first := d.phraseStart(s, x, i)
		_, to := s.sentence(i)
		w, ok := d.nounPhrase(s, x, first, to, false)
		if !ok {
			continue
		}
		n, hasHead := 0, false
		last := s.tokenAt(w.At.End)
		for k := first; k <= last; k++ {
			if (s.toks[k].kind == tWord || s.toks[k].kind == tHan) && d.inSegment(g, s, k) {
				n++
				hasHead = hasHead || d.inSegment(segment{head, head + 1}, s, k)
			}
		}
		if n > most || n == most && hasHead && !headed {
			best, most, bestFrom, headed = w, n, first, hasHead
		}
		i = max(i, last)
	}
	if best.Value == "" || !b.sure(s, best) || d.body.toks[bestFrom].kind == tHan && most < 2 {
		return 0
	}
	if most*2 < content || most < content && !headed { // the subject says more: "serra multitunnel"
		w, ok := d.nounPhrase(&d.subj, &d.subjX, g.from, g.to, false)
		if !ok {
			return 0
		}
		b.add(xunpan.Line{Product: w, Model: d.model(&d.subj, &d.subjX, g.from, g.to), Specs: d.specs(&d.subj, &d.subjX, g.from, g.to)})
		return 1
	}
	_, to := s.sentence(bestFrom)
	return b.series(s, x, bestFrom, to)
}

// phraseStart is where the words begin that tell the kind of what token i
// names: "galvanised wire" of "galvanised wire mesh".
func (d *doc) phraseStart(s *stream, x *hitIndex, i int) int {
	t, first := &s.toks[i], i
	for k := i - 1; k >= 0 && k >= i-4; k-- {
		p := &s.toks[k]
		if p.kind == tPunct && p.punct == '-' && p.glued && k > 0 && s.toks[k-1].kind == tWord {
			continue
		}
		if p.kind != tWord && p.kind != tHan || p.kind != t.kind || x.at(k, d.g.npStop) != nil || x.at(k, d.g.det) != nil || x.at(k, d.g.generic) != nil || x.at(k, d.g.trigger) != nil || x.at(k, d.g.lang) != nil ||
			x.at(k, d.g.possessive) != nil || x.at(k, d.g.gerund) != nil || x.at(k, d.g.abstract) != nil || shortPreposition(s.folded(k)) || isAnd(s.folded(k)) || d.verbBefore(s, x, k) || d.asking1Back(s, x, k) || d.weDo(s, k) {
			break
		}
		first = k
	}
	return first
}

// weDo reports a Romance verb of the first person plural ("fabricamos",
// "produciamo"), which tells what he does and is no part of a name.
func (d *doc) weDo(s *stream, k int) bool {
	switch d.out.Lang {
	case "es", "pt", "it":
	default:
		return false
	}
	w := s.folded(k)
	return endsIn(w, "amos", "emos", "imos", "iamo")
}

// endsIn reports whether s is longer than one of the endings and has it.
func endsIn(s string, endings ...string) bool {
	for _, e := range endings {
		if len(s) > len(e)+1 && s[len(s)-len(e):] == e {
			return true
		}
	}
	return false
}

// headFirst reports languages that name the goods before what tells their kind.
func headFirst(lang string) bool {
	switch lang {
	case "es", "pt", "fr", "it", "ar":
		return true
	}
	return false
}

// prepositionBetween reports whether a preposition stands between tokens a and
// z of the subject, so that the head of the name stands before it.
func (d *doc) prepositionBetween(a, z int) bool {
	for i := a + 1; i < z; i++ {
		if d.subj.toks[i].kind == tWord && (shortPreposition(d.subj.folded(i)) || purpose(d.subj.folded(i))) && !isAnd(d.subj.folded(i)) {
			return true
		}
	}
	return false
}

// verbBefore reports whether token k is a verb of asking or a word of courtesy.
func (d *doc) verbBefore(s *stream, x *hitIndex, k int) bool {
	for h := x.start[k]; h < x.start[k+1]; h++ {
		if g := x.hits[h].group; d.g.public[g] && !goodsGroup(d.lex.groups[g]) {
			return true
		}
	}
	return false
}

// inSegment reports whether token i of s is one of the subject's words in g,
// up to its ending.
func (d *doc) inSegment(g segment, s *stream, i int) bool {
	w := s.fold[s.toks[i].fs:s.toks[i].fe]
	for k := g.from; k < g.to; k++ {
		t := &d.subj.toks[k]
		if t.kind == s.toks[i].kind && (t.kind == tHan && t.hash == s.toks[i].hash || t.kind == tWord && akin(w, d.subj.fold[t.fs:t.fe])) {
			return true
		}
	}
	return false
}

// akin reports whether two folded words are the same up to their endings.
func akin(a, b []byte) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	la, lb := utf8.RuneCount(a), utf8.RuneCount(b)
	if la < 3 || lb-la > 3 {
		return false
	}
	n, runes := 0, 0
	for n < len(a) && a[n] == b[n] {
		if a[n]&0xC0 != 0x80 {
			runes++
		}
		n++
	}
	if n == len(a) {
		return lb-la <= 2 || la >= 5
	}
	return la >= 5 && runes >= la-2 && runes >= 4
}

// series adds the noun phrase at tokens [from,to) and those listed after it.
func (b *lineBuilder) series(s *stream, x *hitIndex, from, to int) int {
	d := b.d
	found := 0
	for from < to && found < 6 {
		w, ok := d.nounPhrase(s, x, from, to, false)
		if !ok {
			break
		}
		end := s.tokenAt(w.At.End)
		b.add(xunpan.Line{Product: w, Model: d.model(s, x, from, min(to, end+4)), Specs: d.specs(s, x, from, min(to, end+12))})
		found++
		// "slippers, dental kit and shampoo": further names after a comma or "and".
		next := end + 1
		if next >= to || !isPunct(&s.toks[next], ',') && !isAnd(s.folded(next)) {
			break
		}
		if next+1 < to && isPunct(&s.toks[next], ',') && isAnd(s.folded(next+1)) {
			next++
		}
		from = next + 1
		for from < to && s.toks[from].kind == tWord && (isOf(s.folded(from)) || article(s.folded(from)) || x.at(from, d.g.det) != nil || adverb(s.folded(from))) {
			from++
		}
		if !d.goodFurther(s, x, from, to) {
			break
		}
	}
	return found
}

// article reports an article of the languages that have them.
func article(w string) bool {
	switch w {
	case "the", "a", "an", "el", "la", "los", "las", "un", "una", "unos", "unas", "o", "os", "as", "um", "uma", "le", "les", "une", "des", "l", "der", "die", "das", "den", "ein", "eine", "einen", "il", "lo", "i", "gli":
		return true
	}
	return false
}

// adverb reports a word that opens a further item of a series: "also", "aussi".
func adverb(w string) bool {
	switch w {
	case "also", "maybe", "possibly", "eventuellement", "aussi", "auch", "evtl", "tambien", "tambem", "anche", "также", "ayrica":
		return true
	}
	return false
}

// matter is the last resort for a mail written by hand that names no goods in
// a way known: what the subject says, if the text speaks of it too.
func (b *lineBuilder) matter() {
	d := b.d
	if b.hasProduct() || d.m.Channel != xunpan.Email || len(d.m.Links) > 3 || len(d.m.References) > 0 || d.m.Header("List-Id") != "" || d.m.Header("List-Unsubscribe") != "" {
		return
	}
	for i := range d.subjHits { // papers, news and threats name no goods
		switch g := d.lex.groups[d.subjHits[i].group]; {
		case strings.HasPrefix(g, "notice."), strings.HasPrefix(g, "phish."), strings.HasPrefix(g, "fraud."), strings.HasPrefix(g, "invite"), g == "relation.warm", g == "greeting":
			return
		}
	}
	var room [8]segment
	for _, g := range d.subjectGoods(room[:0]) {
		if d.spokenOf(g) {
			s, x := &d.subj, &d.subjX
			b.add(xunpan.Line{Product: s.word(g.from, g.to-1), Model: d.model(s, x, g.from, g.to), Specs: d.specs(s, x, g.from, g.to)})
			return
		}
	}
}

// spokenOf reports whether the body has a longer word of the subject's segment.
func (d *doc) spokenOf(g segment) bool {
	for i := g.from; i < g.to; i++ {
		t := &d.subj.toks[i]
		if t.fe-t.fs < 4 || t.kind != tWord && t.kind != tHan {
			continue
		}
		root := d.subj.fold[t.fs:t.fe]
		if len(root) > 5 {
			root = root[:len(root)-2] // endings differ
		}
		for j := range d.body.toks {
			b := &d.body.toks[j]
			if b.kind == t.kind && bytes.HasPrefix(d.body.fold[b.fs:b.fe], root) {
				return true
			}
		}
	}
	return false
}
