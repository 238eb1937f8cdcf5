package extract

import (
	"strings"

	"xunpan"
)

// Where no card and no introduction names the firm, the text itself often
// does: "Kudu Mining Supplies (Pty) Ltd is refreshing its list", "I have a
// licence (Hilal Beauty FZE)", "MDT Trading here from Divisoria".

// maxFirmSearch bounds the places that are looked at.
const maxFirmSearch = 24

// firmInText is the sender's firm as the text names it: a run of capitalised
// words that agrees with his mail address, or that a legal form and its place
// in the text mark as his. What stands behind a word of suppliers or a greeting
// is somebody else's.
func (d *doc) firmInText(c *card) xunpan.Word {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	seen := 0
	var weak xunpan.Word
	for i := range x.with(g.form) {
		h := &x.hits[i]
		if h.group != g.form || d.lex.values[h.value] == "Group" || !d.freshAt(int(h.first)) {
			continue
		}
		if seen++; seen > maxFirmSearch {
			break
		}
		w, first, last := d.firmAround(h)
		if w.Value == "" || d.ourName(w.Value) || d.notHis(first) {
			continue
		}
		sg := seg{first: first, last: last}
		switch {
		case c.agrees(&sg), c.agreesLocal(&sg):
			return w
		case weak.Value == "" && d.marksOwn(first):
			weak = w
		}
	}
	// Without a form: what begins a sentence and agrees with his address.
	sentences := 0
	for li := 0; li < len(s.lines) && sentences < maxFirmSearch; li++ {
		l := &s.lines[li]
		if l.block != xunpan.Fresh {
			break
		}
		for i := l.first; i < l.last; i++ {
			if s.toks[i].kind != tWord || !s.toks[i].upper || i > l.first && !(s.toks[i-1].kind == tPunct && (sentenceEnd(s.toks[i-1].punct) || s.toks[i-1].punct == '(') || d.fromBefore(i)) {
				continue
			}
			sentences++
			last := i
			for last+1 < l.last && last < i+5 && (s.toks[last+1].kind == tWord && s.toks[last+1].upper || isPunct(&s.toks[last+1], '-', '&')) {
				last++
			}
			for last > i && s.toks[last].kind == tPunct {
				last--
			}
			sg := seg{first: i, last: last}
			if last > i && (c.agrees(&sg) && !c.isSenderName(&sg) || c.agreesLocal(&sg)) && !d.notHis(i) {
				if w := s.word(i, last); !d.ourName(w.Value) && x.at(i, g.greeting) == nil {
					return w
				}
			}
		}
	}
	return weak
}

// freshAt: token i stands in the fresh text.
func (d *doc) freshAt(i int) bool {
	li := d.body.lineOf(i)
	return li >= 0 && d.body.lines[li].block == xunpan.Fresh
}

// isSenderName: all words of the segment are those of the From header's name,
// which is a person's.
func (c *card) isSenderName(g *seg) bool {
	from := " " + strings.Map(func(r rune) rune {
		if r == '.' || r == '-' || r == ',' {
			return ' '
		}
		return r
	}, Fold(c.d.m.From.Name)) + " "
	for i := g.first; i <= g.last; i++ {
		if t := &c.s.toks[i]; t.kind == tWord && !strings.Contains(from, " "+string(c.s.fold[t.fs:t.fe])+" ") {
			return false
		}
	}
	return true
}

// firmAround reads the firm around a legal form: forwards from a form that
// goes first, else back over the capitalised words in front of it.
func (d *doc) firmAround(h *hit) (w xunpan.Word, first, last int) {
	s := &d.body
	first, last = int(h.first), int(h.last)
	t := &s.toks[first]
	if formBefore(s.fold[t.fs:t.fe]) && last+1 < len(s.toks) && (t.caps || !hasCase(s, first) || t.upper) {
		if n := d.forward(last + 1); n > last {
			return s.word(first, n), first, n
		}
	}
	if hasCase(s, first) && !t.upper {
		return w, 0, 0
	}
	words := 0
	for i := first - 1; i >= 0 && i > first-12; i-- {
		t := &s.toks[i]
		switch {
		case t.kind == tWord && (t.upper || !hasCase(s, i)):
			if !hasCase(s, i) {
				return w, 0, 0
			}
			words++
			first = i
			continue
		case t.kind == tWord && words > 0 && (particle(s.fold[t.fs:t.fe]) || string(s.fold[t.fs:t.fe]) == "of" || string(s.fold[t.fs:t.fe]) == "and") && i > 0 && s.toks[i-1].kind == tWord && s.toks[i-1].upper:
			continue
		case isPunct(t, '&', '\'') || isPunct(t, '-') && t.glued:
			continue
		case isPunct(t, '.', ',') && words == 0 || isPunct(t, '(', ')') && words == 0 || isPunct(t, '.') && i > 0 && s.toks[i-1].end-s.toks[i-1].start <= 2:
			continue
		case t.kind == tNumber && t.end-t.start <= 4 && words == 0:
			continue
		}
		break
	}
	if words == 0 {
		return w, 0, 0
	}
	for last+1 < len(s.toks) { // "(Pty) Ltd", "Co., Ltd."
		next := last + 1
		for next < len(s.toks) && isPunct(&s.toks[next], '.', ',', ')') && s.toks[next].glued {
			next++
		}
		h2 := d.bodyX.at(next, contactIDs().form)
		if h2 == nil || d.lex.values[h2.value] == "Group" || !s.toks[next].upper {
			break
		}
		last = int(h2.last)
	}
	for first < last && d.opener(first) {
		first++
	}
	if d.bodyX.at(first, contactIDs().greeting) != nil || d.bodyX.at(first, contactIDs().dear) != nil {
		return w, 0, 0 // "Dear Bright Star Ltd" is us
	}
	if last+1 < len(s.toks) && isPunct(&s.toks[last+1], '.') && s.toks[last+1].glued && d.dotted(last) {
		last++
	}
	return s.word(first, last), first, last
}

// opener: a capitalised word in front of the name that is no part of it, as at
// the beginning of a sentence.
func (d *doc) opener(i int) bool {
	t := &d.body.toks[i]
	w := d.body.fold[t.fs:t.fe]
	return stopWord(w) || firmNoun(w) || d.bodyX.at(i, contactIDs().site) != nil || d.bodyX.at(i, contactIDs().weAre) != nil || d.bodyX.at(i, contactIDs().title) != nil && d.bodyX.at(i, contactIDs().trade) == nil
}

// forward is the last token of a name that begins at token i behind its form:
// what stands in quotation marks, or capitalised words and initials.
func (d *doc) forward(i int) int {
	s := &d.body
	if isPunct(&s.toks[i], '"') {
		for j := i + 1; j < len(s.toks) && j < i+10; j++ {
			if isPunct(&s.toks[j], '"') {
				return j
			}
		}
		return -1
	}
	last := -1
	for j := i; j < len(s.toks) && j < i+6; j++ {
		t := &s.toks[j]
		switch {
		case t.kind == tWord && (t.upper && !stopWord(s.fold[t.fs:t.fe]) || !hasCase(s, j) && !d.bindsPlace(j)):
			last = j
			continue
		case isPunct(t, '.') && t.glued && s.toks[j-1].end-s.toks[j-1].start <= 2: // initials
			last = j
			continue
		case isPunct(t, '-', '&'):
			continue
		}
		break
	}
	return last
}

// notHis: words in front of token i say that the firm is another's: a
// greeting, a supplier, a bank, a beneficiary.
func (d *doc) notHis(i int) bool {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	for j := i - 1; j >= 0 && j > i-6; j-- {
		t := &s.toks[j]
		if t.kind == tBreak && t.punct > 1 || t.kind == tPunct && sentenceEnd(t.punct) {
			break
		}
		if x.at(j, g.elsewhere) != nil {
			return true
		}
		if h := longest(x.at(j, g.greeting), x.at(j, g.nobody)); h != nil && int(h.last) == i-1 {
			return true
		}
		switch string(s.fold[t.fs:t.fe]) {
		case "dear", "to", "beneficiary", "bank", "banco", "banque", "client", "customer", "like", "competitor", "forwarder", "via", "your", "beneficiario", "consignee", "brand", "marca", "an":
			return true
		}
	}
	return false
}

// marksOwn: the place in the text marks the firm at token i as the writer's:
// it stands in brackets, opens a sentence, or follows a greeting "from".
func (d *doc) marksOwn(i int) bool {
	s := &d.body
	if i == 0 {
		return true
	}
	t := &s.toks[i-1]
	if isPunct(t, '(') || t.kind == tBreak && t.punct > 1 || d.fromBefore(i) {
		return true
	}
	if isPunct(t, ',') && i > 1 { // "меня зовут Вероника, ИП Лапко"
		for j := i - 2; j >= 0 && j > i-7; j-- {
			if d.bodyX.at(j, contactIDs().iam) != nil {
				return true
			}
		}
	}
	return t.kind == tPunct && sentenceEnd(t.punct) && i < len(s.toks)/2
}

// fromBefore: "Greetings from …".
func (d *doc) fromBefore(i int) bool {
	s := &d.body
	if i < 2 {
		return false
	}
	t := &s.toks[i-1]
	switch string(s.fold[t.fs:t.fe]) {
	case "from":
		switch string(s.fold[s.toks[i-2].fs:s.toks[i-2].fe]) {
		case "greetings", "greeting", "regards", "wishes", "hello", "hi":
			return true
		}
	case "叫", "named", "called", "name":
		return true
	}
	return false
}
