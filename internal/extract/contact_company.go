package extract

import (
	"strings"

	"xunpan"
)

// company picks the firm's name off the card: by legal form, by agreement with
// the mail domain, by trade words, by its place between position and address.
func (c *card) company(said xunpan.Word) xunpan.Word {
	best, bestScore := -1, 2
	nameSeen := false
	for i := range c.segs() {
		g := &c.store[i]
		if i == c.named || c.at(g.first)&mID != 0 && g.label != mCompany {
			continue
		}
		if g.label == 0 && (c.at(g.first)&mGreeting != 0 || c.x.at(g.first, c.g.dear) != nil || c.s.folded(g.first) == "greetings") {
			continue // "Dear Bright Star Ltd" is us
		}
		if g.label == 0 && (g.uppers*2 < g.words && !c.agrees(g) || c.sentenceInside(g)) {
			continue // prose
		}
		score := 0
		switch g.kind {
		case sCompany:
			score = 3
			if g.marks&mForm != 0 {
				score = 5
			}
			if g.label == mCompany {
				score = 9
			}
		case sName, sOther:
			if g.words > 8 || g.label != 0 || g.uppers*2 < g.words || g.words == 0 {
				continue
			}
			if g.kind == sName && !nameSeen {
				nameSeen = true
				if !c.agrees(g) || c.mailboxName(g) {
					continue // the person
				}
			}
			if i > 0 && (c.store[i-1].kind == sTitle || c.store[i-1].kind == sName) {
				score++
				if c.store[i-1].kind == sTitle {
					score++
				}
			}
			if c.beforeContacts(i) {
				score++
				if g.words > 1 && i > 0 && c.store[i-1].kind == sName && i-1 == c.named {
					score++ // name, firm, address: the usual order of a card
				}
			}
		default:
			continue
		}
		if c.agrees(g) {
			score += 4
		} else if g.words > 1 && c.agreesLocal(g) {
			score += 3
		}
		if said.Value != "" && strings.Contains(Fold(said.Value), Fold(c.s.words(g.first, g.last))) {
			score += 2
		}
		if score > bestScore && !c.d.ourName(c.s.words(g.first, g.last)) {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return xunpan.Word{}
	}
	first, last := c.firmTokens(&c.store[best])
	return c.d.spelledOut(c.s.word(first, last))
}

// sentenceInside: a sentence ends amid the segment: "Just back. Lead on".
func (c *card) sentenceInside(g *seg) bool {
	for i := g.first + 1; i < g.last; i++ {
		if t := &c.s.toks[i]; isPunct(t, '.', '?', '!') && !c.s.toks[i+1].glued && (t.punct != '.' || c.s.toks[i-1].end-c.s.toks[i-1].start > 4 && c.at(i-1)&(mForm|mTrade) == 0) {
			return true
		}
	}
	return false
}

// firmTokens leaves out what stands behind a firm's name in its segment: a
// remark in brackets, or the town.
func (c *card) firmTokens(g *seg) (first, last int) {
	first, last = g.first, g.last
	if isPunct(&c.s.toks[first], '(') && isPunct(&c.s.toks[last], ')') {
		return first + 1, last - 1
	}
	for i := first + 1; i < last; i++ {
		switch {
		case isPunct(&c.s.toks[i], '(') && isPunct(&c.s.toks[last], ')') && c.has(first, i-1, mForm|mTrade):
			return first, i - 1
		case isPunct(&c.s.toks[i], ',') && c.all(i+1, last, mPlace|mCountry):
			return first, i - 1
		}
	}
	if t := &c.s.toks[last]; isPunct(t, '.') && c.s.toks[last-1].end-c.s.toks[last-1].start > 5 {
		last--
	}
	return first, last
}

// spelledOut gives the full name where the text explains the letters: "The
// World Relief Secretariat (WRS)".
func (d *doc) spelledOut(w xunpan.Word) xunpan.Word {
	n := len(w.Value)
	if n < 3 || n > 6 || strings.ToUpper(w.Value) != w.Value {
		return w
	}
	s := &d.body
	for i := n; i+1 < len(s.toks); i++ {
		if !isPunct(&s.toks[i-1], '(') || !isPunct(&s.toks[i+1], ')') || s.words(i, i) != w.Value {
			continue
		}
		first, k := i-1, n
		for k > 0 && first > 0 {
			first--
			t := &s.toks[first]
			if t.kind == tWord && t.upper {
				k--
				if s.text[t.start] != w.Value[k] {
					break
				}
				if k == 0 {
					return s.word(first, i-2)
				}
			} else if t.kind != tWord {
				break
			}
		}
	}
	return w
}

// beforeContacts: an address, a phone number or the like follows segment i.
func (c *card) beforeContacts(i int) bool {
	if i+1 < c.n {
		k := c.store[i+1].kind
		return k == sAddress || k == sPlace
	}
	return c.signs > 0
}

// mailboxName: the name also stands before the "@" of the sender's address, as
// a person's does whose surname is his firm's name.
func (c *card) mailboxName(g *seg) bool {
	return c.inMailbox(g)
}

// agrees: the words of the segment make up the main word of one of the buyer's
// domains, or their initials do.
func (c *card) agrees(g *seg) bool {
	if c.nhosts == 0 {
		return false
	}
	var joined [64]byte
	var initials [8]byte
	n, k, longest := 0, 0, 0
	var long []byte
	for i := g.first; i <= g.last; i++ {
		t := &c.s.toks[i]
		if t.kind != tWord && t.kind != tNumber || c.at(i)&mForm != 0 {
			continue
		}
		w := c.s.fold[t.fs:t.fe]
		if len(w) == 0 {
			continue // accents without a letter
		}
		if n+len(w) <= len(joined) {
			n += copy(joined[n:], w)
		}
		if k < len(initials) {
			initials[k] = w[0]
			k++
		}
		if len(w) > longest && c.at(i)&(mTrade|mTitle|mStreet|mPlace|mCountry) == 0 {
			longest, long = len(w), w
		}
	}
	for _, h := range c.hosts[:c.nhosts] {
		switch {
		case n >= 4 && (strings.Contains(h, string(joined[:n])) || len(h) >= 4 && strings.Contains(string(joined[:n]), h)):
			return true
		case longest >= 4 && strings.Contains(h, string(long)):
			return true
		case longest >= 6 && commonStart(h, string(long)) >= 6:
			return true
		case k >= 3 && len(h) == k && h == string(initials[:k]):
			return true
		}
	}
	return false
}

func commonStart(a, b string) int {
	n := 0
	for n < len(a) && n < len(b) && a[n] == b[n] {
		n++
	}
	return n
}

// firmAt reads the name of a firm that begins at token i of the text: a run of
// capitalised words, of words in a script without capitals up to a form, or
// whatever a label says.
func (d *doc) firmAt(i int, labelled bool) xunpan.Word {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	for k := 0; k < 6 && i < len(s.toks); k++ {
		t := &s.toks[i]
		if t.kind == tWord && hasCase(s, i) && !t.upper && lead(s.fold[t.fs:t.fe]) || t.kind == tWord && firmNoun(s.fold[t.fs:t.fe]) && (!t.upper || s.fold[t.fs] != 'c') || isPunct(t, ':', '"', ',') {
			i++
			continue
		}
		break
	}
	if i >= len(s.toks) {
		return xunpan.Word{}
	}
	first, last := i, i-1
	strong := labelled // a form, a trade word, or a label
	words := 0
	if t := &s.toks[i]; t.kind == tHan || t.kind == tWord && !hasCase(s, i) {
		return d.firmWithoutCase(i)
	}
	for ; i < len(s.toks) && i < first+16; i++ {
		t := &s.toks[i]
		if h := x.at(i, g.form); h != nil && words > 0 && (s.toks[i].upper || int(h.last) > i) && d.formEnds(h) {
			last = int(h.last)
			i = last
			words++
			strong = strong || d.lex.values[h.value] != "Group" || words > 1
			if d.lex.values[h.value] != "Group" && !d.formGoesOn(i+1) {
				if i+1 < len(s.toks) && isPunct(&s.toks[i+1], '.') && d.dotted(i) {
					last = i + 1 // "Inc."
				}
				return d.firmWord(first, last, strong, words)
			}
			continue
		}
		switch t.kind {
		case tWord:
			if !t.upper && !(t.glued && i > first && !isPunct(&s.toks[i-1], '.', ',')) && hasCase(s, i) {
				if !particle(s.fold[t.fs:t.fe]) && string(s.fold[t.fs:t.fe]) != "and" && string(s.fold[t.fs:t.fe]) != "of" || i+1 >= len(s.toks) || !s.toks[i+1].upper || words == 0 {
					return d.firmWord(first, last, strong, words)
				}
				continue
			}
			if words > 0 && (x.at(i, g.iam) != nil || x.at(i, g.weAre) != nil) || words == 0 && string(s.fold[t.fs:t.fe]) == "i" {
				return d.firmWord(first, last, strong, words)
			}
			if x.at(i, g.trade) != nil && words > 0 {
				strong = true
			}
			words++
			last = i
		case tNumber:
			if !t.glued {
				return d.firmWord(first, last, strong, words)
			}
			last = i
		case tPunct:
			switch t.punct {
			case '&', '-', '\'', '"', '/':
			case '.', ',':
				next := i + 1
				if next >= len(s.toks) || x.at(next, g.form) == nil || !s.toks[next].upper {
					return d.firmWord(first, last, strong, words)
				}
			case '(':
				if i+2 < len(s.toks) && isPunct(&s.toks[i+2], ')') && s.toks[i+1].upper {
					i += 2
					last = i
					continue
				}
				return d.firmWord(first, last, strong, words)
			default:
				return d.firmWord(first, last, strong, words)
			}
		default:
			return d.firmWord(first, last, strong, words)
		}
	}
	return d.firmWord(first, last, strong, words)
}

// firmWords: a legal form or trade word stands in the span.
func (d *doc) firmWords(at xunpan.Span) bool {
	g := contactIDs()
	for i := d.body.tokenFrom(at.Start); i < len(d.body.toks) && int(d.body.toks[i].start) < at.End; i++ {
		if d.bodyX.at(i, g.form) != nil || d.bodyX.at(i, g.trade) != nil {
			return true
		}
	}
	return false
}

// firmWord takes tokens first..last for a firm's name unless they are only a
// country, a place, or one word of trade.
func (d *doc) firmWord(first, last int, strong bool, words int) xunpan.Word {
	if last < first || words == 0 {
		return xunpan.Word{}
	}
	s, x, g := &d.body, &d.bodyX, contactIDs()
	for _, group := range [...]int16{d.g.country, d.g.place, g.nationality, g.title, g.firm, g.dept} {
		if h := x.at(first, group); h != nil && (int(h.last) >= last || group == g.nationality || group == g.title) {
			return xunpan.Word{}
		}
	}
	if words == 1 && !strong && last == first && !d.agreesWord(first) {
		return xunpan.Word{}
	}
	return s.word(first, last)
}

// agreesWord: token i stands in one of the buyer's mail domains.
func (d *doc) agreesWord(i int) bool {
	t := &d.body.toks[i]
	if t.fe-t.fs < 4 {
		return false
	}
	w := string(d.body.fold[t.fs:t.fe])
	for _, m := range d.out.Buyer.Emails {
		if _, host, ok := strings.Cut(m.Value, "@"); ok && strings.Contains(host, w) {
			return true
		}
	}
	return false
}

// firmWithoutCase reads a firm's name in Arabic, Chinese and the like: it must
// hold a word of firms, and ends with it or before the next particle.
func (d *doc) firmWithoutCase(i int) xunpan.Word {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	first, last, strong := i, i-1, false
	if s.toks[i].kind == tHan {
		for ; i < len(s.toks) && i < first+24 && s.toks[i].kind == tHan; i++ {
			if h := x.at(i, g.form); h != nil {
				return s.word(first, int(h.last))
			}
		}
		return xunpan.Word{}
	}
	for ; i < len(s.toks) && i < first+6; i++ {
		t := &s.toks[i]
		if t.kind != tWord || hasCase(s, i) {
			break
		}
		if x.at(i, g.form) != nil {
			strong = true
			last = i
			continue
		}
		if i > first && d.bindsPlace(i) {
			break
		}
		last = i
	}
	if !strong || last <= first {
		return xunpan.Word{}
	}
	return s.word(first, last)
}

// bindsPlace: an Arabic word of preposition and place ("بالدمام"), or a place.
func (d *doc) bindsPlace(i int) bool {
	s := &d.body
	if d.bodyX.at(i, d.g.place) != nil || d.bodyX.at(i, d.g.country) != nil {
		return true
	}
	switch s.folded(i) {
	case "في", "من", "و", "ومقرها", "مقرها":
		return true
	}
	return false
}

// formEnds: the form is not the beginning of a longer capitalised name.
func (d *doc) formEnds(h *hit) bool {
	l := d.body.toks[h.last].end - d.body.toks[h.first].start
	next := int(h.last) + 1
	return l >= 3 || next >= len(d.body.toks) || d.body.toks[next].kind != tWord || !d.body.toks[next].upper
}

// formGoesOn: another form or trade word follows, as in "Co., Ltd.".
func (d *doc) formGoesOn(i int) bool {
	g := contactIDs()
	for i < len(d.body.toks) && isPunct(&d.body.toks[i], '.', ',', '&') {
		i++
	}
	return i < len(d.body.toks) && d.body.toks[i].upper && (d.bodyX.at(i, g.form) != nil || d.bodyX.at(i, g.trade) != nil)
}

// dotted: a form that is written with a dot: "Inc.", "Ltda.", "S.r.l.".
func (d *doc) dotted(i int) bool {
	t := &d.body.toks[i]
	return t.end-t.start <= 4 && !t.caps && string(d.body.fold[t.fs:t.fe]) != "gmbh"
}

// lead: small words in front of a firm's name.
func lead(w []byte) bool {
	switch string(w) {
	case "the", "a", "an", "as", "called", "named", "is", "at", "from", "of", "la", "el", "le", "die", "der", "firma", "firm", "company", "empresa", "société", "societe", "entreprise", "azienda", "ditta", "l", "компания", "фирма", "o", "s", "м":
		return true
	}
	return false
}

func firmNoun(w []byte) bool {
	switch string(w) {
	case "company", "firm", "empresa", "firma", "societe", "компания", "компании", "фирма", "azienda", "ditta":
		return true
	}
	return false
}

// companyForm is the legal form in the firm's name as it is written.
func (d *doc) companyForm(company xunpan.Word) string {
	if company.Value == "" {
		return ""
	}
	a := d.aside(company.Value)
	defer asides.Put(a)
	g := contactIDs()
	first, last := -1, -1
	for i := range a.x.hits {
		h := &a.x.hits[i]
		if h.group != g.form || d.lex.values[h.value] == "Group" {
			continue
		}
		t := &a.s.toks[h.first]
		if hasCase(&a.s, int(h.first)) && !t.upper && t.end-t.start < 3 && h.first == h.last {
			continue
		}
		if first >= 0 && int(h.first) <= last+2 && a.onlyPunct(last+1, int(h.first)) {
			last = max(last, int(h.last))
			continue
		}
		if int(h.first) > last {
			first, last = int(h.first), int(h.last)
		}
	}
	if first < 0 {
		return ""
	}
	end := int(a.s.toks[last].end)
	if last+1 < len(a.s.toks) && isPunct(&a.s.toks[last+1], '.') && a.s.toks[last+1].glued {
		end++
	}
	return company.Value[a.s.toks[first].start:end]
}

func (a *aside) onlyPunct(from, to int) bool {
	for i := from; i < to; i++ {
		if a.s.toks[i].kind != tPunct {
			return false
		}
	}
	return true
}
