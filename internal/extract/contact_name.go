package extract

import (
	"strings"
	"sync"
	"unicode/utf8"

	"xunpan"
)

// who is a person and a firm as one source tells them.
type who struct {
	name, title, company xunpan.Word
	labelled             bool // the name stands behind a label
}

// aside is a short text beside subject and body, read like them.
type aside struct {
	s stream
	x hitIndex
}

var asides = sync.Pool{New: func() any { return new(aside) }}

func (d *doc) aside(text string) *aside {
	a := asides.Get().(*aside)
	a.s.reset("", text)
	a.s.scan(0, len(text), xunpan.Fresh)
	d.lex.match(&a.s, &a.x)
	return a
}

// display reads the display name of the sender: a person, or a firm told by
// its legal form, its trade words or the mail domain; a department is nobody.
func (d *doc) display() (w who) {
	full := strings.TrimSpace(d.m.From.Name)
	if full == "" || len(full) > 120 || strings.IndexByte(full, '@') >= 0 {
		return w
	}
	name, rest := full, ""
	for _, sep := range [...]string{" via ", " | ", " (", " - ", " / ", " – ", " — ", " c/o "} {
		if i := strings.Index(name, sep); i > 0 {
			name, rest = name[:i], name[i+len(sep):]
			if sep == " via " {
				rest = ""
			}
		}
	}
	name = strings.Trim(name, " \"'“”‘’<>,;")
	if name == "" {
		return w
	}
	if rest = strings.Trim(rest, " \"'“”‘’<>,;()"); rest != "" {
		defer func() {
			if w.company.Value == "" && d.firmName(rest) {
				w.company = xunpan.Word{Value: rest, At: d.inHeader("From", rest)}
			}
		}()
	}
	a := d.aside(name)
	defer asides.Put(a)
	g := contactIDs()
	var form, trade, dept, digits bool
	skip, words, comma, person, cut := 0, 0, -1, 0, 0
	for i := range a.s.toks {
		t := &a.s.toks[i]
		switch t.kind {
		case tWord, tHan:
			words++
		case tNumber:
			digits = true
		case tPunct:
			if t.punct == ',' && comma < 0 {
				comma = i
			}
		}
	}
	for i := range a.x.hits {
		h := &a.x.hits[i]
		switch h.group {
		case g.form:
			if d.lex.values[h.value] == "Group" {
				trade = true
			} else if l := a.s.toks[h.last].end - a.s.toks[h.first].start; h.first > 0 && l >= 2 && (a.s.toks[h.first].upper || l > 3) || l > 5 {
				form = true
			}
		case g.trade:
			trade = trade || words > 1
		case g.dept, g.nobody, g.greeting, g.title:
			if h.first == 0 && int(h.last) == len(a.s.toks)-1 || h.group == g.dept && words > 1 && a.s.toks[h.last].end-a.s.toks[h.first].start > 4 {
				dept = true
			}
			if h.group == g.dept && h.first > 0 && int(h.last) == len(a.s.toks)-1 && cut == 0 {
				cut = int(a.s.toks[h.first].start) // "Bigfirm Supply Chain"
			}
			if h.group == g.title && words > 1 && a.x.at(int(h.first), g.honorific) == nil {
				person++
			}
		case g.honorific:
			if int(h.first) == skip && int(h.last)+1 < len(a.s.toks) {
				skip = int(h.last) + 1
				for skip < len(a.s.toks) && isPunct(&a.s.toks[skip], '.', ' ', '-') {
					skip++
				}
			}
		}
	}
	at := d.inHeader("From", name)
	switch {
	case !form && cut > 0 && d.hostHas(name[:cut]):
		w.company = xunpan.Word{Value: strings.TrimSpace(name[:cut]), At: d.inHeader("From", strings.TrimSpace(name[:cut]))}
	case form || trade && !dept:
		w.company = xunpan.Word{Value: name, At: at}
	case dept || digits || words == 0 || words > 5 || person > 0:
	case d.ourName(name):
	default:
		if skip > 0 && skip < len(a.s.toks) {
			name = name[a.s.toks[skip].start:]
		}
		if comma > 0 && words >= 2 {
			if last, given, ok := strings.Cut(name, ","); ok && strings.TrimSpace(given) != "" {
				w.name = xunpan.Word{Value: strings.TrimSpace(given) + " " + strings.TrimSpace(last), At: d.inHeader("From", name)}
				return w
			}
		}
		if utf8.RuneCountInString(name) > 1 {
			w.name = xunpan.Word{Value: name, At: d.inHeader("From", name)}
		}
	}
	return w
}

// firmName: the other half of a display name is a firm's: it agrees with the
// mail domain or holds a word of firms.
func (d *doc) firmName(name string) bool {
	_, host, _ := strings.Cut(d.m.From.Mail, "@")
	main := strings.ToLower(mainWord(host))
	for w := range strings.FieldsSeq(Fold(name)) {
		if len(w) >= 5 && !freeMail(main) && strings.Contains(main, w) {
			return true
		}
	}
	if d.hostHas(name) {
		return true
	}
	a := d.aside(name)
	defer asides.Put(a)
	g := contactIDs()
	for i := range a.x.hits {
		if h := &a.x.hits[i]; h.group == g.form && len(a.s.toks) > 1 || h.group == g.trade && len(a.s.toks) > 1 {
			return true
		}
	}
	return false
}

// hostHas: the words make up a part of the sender's own mail domain.
func (d *doc) hostHas(name string) bool {
	key := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '.' || r == '&' {
			return -1
		}
		return r
	}, Fold(name))
	_, host, _ := strings.Cut(d.m.From.Mail, "@")
	return len(key) >= 4 && !freeMail(mainWord(host)) && strings.Contains(strings.ReplaceAll(strings.ToLower(host), "-", ""), key)
}

// ourName reports whether name is one of our own people or firms.
func (d *doc) ourName(name string) bool {
	for _, list := range [...][]string{d.env.House.People, d.env.House.Names} {
		for _, n := range list {
			if strings.EqualFold(n, name) {
				return true
			}
		}
	}
	return false
}

// introduction reads how he names himself in the text: "I am X from Y", "My
// name is X", "this is X of Y", "X with Y here", "we are Y".
func (d *doc) introduction() (w who) {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	seen := 0
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != g.iam && h.group != g.weAre && h.group != g.company && h.group != g.contactName {
			continue
		}
		if h.group != g.iam && h.group != g.weAre && (int(h.last)+1 >= len(s.toks) || !isPunct(&s.toks[h.last+1], ':')) {
			continue
		}
		if seen++; seen > 12 {
			break
		}
		at := int(h.last) + 1
		switch h.group {
		case g.iam:
			if w.name.Value != "" && w.company.Value != "" {
				continue
			}
			if t := &s.toks[h.first]; h.first == h.last && d.out.Lang == "de" && string(s.fold[t.fs:t.fe]) == "im" {
				continue // "im Auftrag", no "I'm"
			}
			sure := x.at(int(h.first), g.iamSure) != nil
			if n, last := d.personAt(at, sure); n.Value != "" {
				if w.name.Value == "" {
					w.name = n
				}
				at = last + 1
			} else if sure {
				continue
			}
			d.roleAfter(&w, at)
		case g.contactName:
			// "Buyer: X" as a line of its own.
			if w.name.Value == "" && at < len(s.toks) && isPunct(&s.toks[at], ':') && (h.first == 0 || s.toks[h.first-1].kind == tBreak || isPunct(&s.toks[h.first-1], '*', '-', '|')) && d.freshAt(at) && x.at(at+1, g.phone) == nil && x.at(at+1, g.mail) == nil && x.at(at+1, g.company) == nil {
				w.name, _ = d.personAt(at+1, false)
				w.labelled = w.name.Value != ""
			}
		case g.weAre:
			if w.company.Value == "" {
				w.company = d.firmAt(at, false)
			}
		case g.company:
			// "Company: X" as a line of its own.
			if w.company.Value == "" && at < len(s.toks) && isPunct(&s.toks[at], ':') && (h.first == 0 || s.toks[h.first-1].kind == tBreak) {
				w.company = d.firmAt(at+1, true)
			}
		}
	}
	if w.name.Value == "" && w.company.Value == "" {
		d.here(&w)
	}
	return w
}

// here reads "Dana with Bark & Brook here" at the beginning of a sentence.
func (d *doc) here(w *who) {
	s := &d.body
	for li := 0; li < len(s.lines) && li < 4; li++ {
		l := &s.lines[li]
		n, last := d.personAt(l.first, false)
		if n.Value == "" || last+2 >= l.last {
			continue
		}
		switch s.folded(last + 1) {
		case "with", "from", "at":
			if f := d.firmAt(last+2, false); f.Value != "" {
				w.name, w.company = n, f
				return
			}
		}
	}
}

// personAt reads the name of a person that begins at token i. After "my name
// is" a name may stand in small letters.
func (d *doc) personAt(i int, sure bool) (w xunpan.Word, last int) {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	for k := 0; k < 4 && i < len(s.toks); k++ {
		if isPunct(&s.toks[i], ':', '"', '.', '\'') {
			i++
		} else if h := x.at(i, g.honorific); h != nil {
			i = int(h.last) + 1
		}
	}
	first := i
	last = i - 1
	words := 0
	for ; i < len(s.toks) && words < 5; i++ {
		t := &s.toks[i]
		if t.kind == tHan && first == i && sure { // up to four characters
			for i < len(s.toks) && s.toks[i].kind == tHan && i < first+4 && x.at(i, g.title) == nil {
				last = i
				i++
			}
			return s.word(first, last), last
		}
		if isPunct(t, '-', '\'') && t.glued && i > first || isPunct(t, '.') && i > first && s.toks[i-1].end-s.toks[i-1].start == 1 {
			continue
		}
		if t.kind != tWord {
			break
		}
		if hasCase(s, i) && !t.upper {
			w := s.fold[t.fs:t.fe]
			if words > 0 && particle(w) && i+1 < len(s.toks) && s.toks[i+1].upper && !d.firmWords(d.firmAt(i+1, false).At) || sure && words < 2 && !stopWord(w) && d.plainWord(i) {
				words++
				last = i
				continue
			}
			break
		}
		if !d.plainWord(i) || stopWord(s.fold[t.fs:t.fe]) || !hasCase(s, i) && (words >= 2 || !sure) {
			break
		}
		words++
		last = i
	}
	if words == 0 || x.at(first, d.g.country) != nil || x.at(first, d.g.place) != nil && words == 1 {
		return xunpan.Word{}, first - 1
	}
	return s.word(first, last), last
}

// plainWord: token i begins no title, form, country or trade word.
func (d *doc) plainWord(i int) bool {
	g := contactIDs()
	for _, group := range [...]int16{g.title, g.dept, g.firm, g.nationality, d.g.country, g.trade} {
		if d.bodyX.at(i, group) != nil {
			return false
		}
	}
	return true
}

// stopWord: words that end a name though some write them with a capital.
func stopWord(w []byte) bool {
	switch string(w) {
	case "from", "at", "of", "with", "and", "i", "we", "in", "the", "a", "an", "for", "here", "is", "am", "are", "our", "my", "to", "on", "by", "as", "not", "so", "very", "writing", "looking",
		"interested", "de", "da", "do", "y", "e", "en", "em", "et", "und", "von", "aus", "bei", "и", "из", "و", "من", "ve", "who", "that", "this", "happy", "glad", "sure", "also", "now", "only",
		"contacting", "working", "your", "head", "searching", "sending", "based", "please", "kindly", "ein", "eine", "der", "die", "das", "un", "une", "una", "le", "la", "el", "il", "o", "uma", "um":
		return true
	}
	return false
}

// turns: the sentence goes on to what he wants.
func turns(w []byte) bool {
	switch string(w) {
	case "looking", "interested", "writing", "contacting", "searching", "sending", "happy", "glad", "seeking", "trying", "planning", "not", "sure", "going", "buscando", "interesado", "interesada", "interessado", "interessada", "intéressé", "interesse", "interessiert", "interessato":
		return true
	}
	return false
}

// roleAfter reads position and firm behind a name: "and I am purchasing
// manager from E-cloth Co., Ltd".
func (d *doc) roleAfter(w *who, at int) {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	plain := 0
	if w.name.Value == "" {
		plain = 2 // without a name the position follows at once
	}
	for i := at; i < len(s.toks) && i < at+24; i++ {
		t := &s.toks[i]
		if t.kind == tBreak && t.punct > 1 || t.kind == tPunct && sentenceEnd(t.punct) {
			return
		}
		if h := x.at(i, g.title); h != nil && w.title.Value == "" && (w.name.Value != "" || i < at+5) {
			last := int(h.last)
			for last+1 < len(s.toks) { // "Purchase Manager" may be two entries
				h2 := x.at(last+1, g.title)
				if h2 == nil {
					h2 = x.at(last+1, g.dept)
				}
				if h2 == nil {
					break
				}
				last = int(h2.last)
			}
			w.title = s.word(i, last)
			i = last
			continue
		}
		if t.kind == tWord && w.company.Value == "" {
			switch string(s.fold[t.fs:t.fe]) {
			case "from", "at", "of", "with", "de", "da", "do", "von", "aus", "bei", "chez", "di", "della", "из", "в":
				if f := d.firmAt(i+1, false); f.Value != "" {
					w.company = f
				}
				continue
			}
		}
		if t.kind == tWord && turns(s.fold[t.fs:t.fe]) {
			return
		}
		if t.kind == tWord && !t.upper && hasCase(s, i) && !stopWord(s.fold[t.fs:t.fe]) && x.at(i, g.firm) == nil {
			if plain++; plain > 2 {
				return // he has gone on to something else
			}
		}
	}
}

// name picks the person's name off the card: the first segment that can be
// one, rather one that agrees with the From header or the mail address.
func (c *card) name(said xunpan.Word, from who) xunpan.Word {
	best, bestScore := -1, 0
	for i := range c.segs() {
		g := &c.store[i]
		if g.kind != sName {
			continue
		}
		score := 10 - min(i, 8)
		agrees := c.shares(g, from.name.Value) || c.shares(g, said.Value)
		if agrees || c.inMailbox(g) {
			score += 8
		} else if i > 5 && g.label == 0 && g.marks&mHonorific == 0 {
			continue
		} else if g.marks&mHonorific == 0 && g.label == 0 && c.s.toks[g.first].kind == tHan && (!c.firm || i > 1) {
			continue
		} else if !c.firm && c.signs == 0 && !c.told(i) {
			continue // no sign that these last lines are a card
		}
		if c.agrees(g) && !agrees {
			score -= 6
		}
		if g.label == mName {
			score += 6
		}
		if g.marks&mHonorific != 0 {
			score += 3
		}
		score += min(g.words, 3)
		if g.uppers < g.words && g.label == 0 && !agrees {
			score -= 3
		}
		if score > bestScore {
			best, bestScore = i, score
		}
	}
	if best < 0 {
		return xunpan.Word{}
	}
	c.named = best
	g := &c.store[best]
	first := g.first
	for first < g.last {
		if h := c.x.at(first, c.g.honorific); h != nil && int(h.last) < g.last {
			first = int(h.last) + 1
		} else if c.s.toks[first].kind == tPunct {
			first++
		} else {
			break
		}
	}
	last := g.last
	if last > first { // "陈智营（先生）", "Kenji Morita (Mr.)"
		for i := first; i <= last; i++ {
			if isPunct(&c.s.toks[i], '(') && i > first && (g.label == mName || c.at(i+1)&mHonorific != 0) {
				last = i - 1
			}
		}
	}
	c.store[best].first, c.store[best].last = first, last
	w := c.s.word(first, last)
	if c.d.ourName(w.Value) {
		return xunpan.Word{}
	}
	return w
}

// told: a position or a firm stands right below segment i, or both a position or
// firm above and an address below.
func (c *card) told(i int) bool {
	if i > 0 && i+1 < c.n && c.store[i+1].kind == sAddress && (c.store[i-1].kind == sTitle || c.store[i-1].kind == sCompany) {
		return true
	}
	return i+1 < c.n && (c.store[i+1].kind == sTitle || c.store[i+1].kind == sCompany && c.store[i+1].marks&mForm != 0) && c.store[i].words > 1
}

// shares: the segment holds a word of the name.
func (c *card) shares(g *seg, name string) bool {
	if name == "" {
		return false
	}
	name = Fold(name)
	for i := g.first; i <= g.last; i++ {
		t := &c.s.toks[i]
		if t.kind != tWord || t.fe-t.fs < 3 || c.at(i)&(mForm|mTrade) != 0 {
			continue
		}
		w := string(c.s.fold[t.fs:t.fe])
		for n := range strings.FieldsFuncSeq(name, func(r rune) bool { return r == ' ' || r == '-' || r == '.' || r == ',' }) {
			if n == w {
				return true
			}
		}
	}
	return false
}

// inMailbox: a word of the segment stands in the local part of the sender's
// address.
func (c *card) inMailbox(g *seg) bool {
	for _, m := range c.d.out.Buyer.Emails[:min(2, len(c.d.out.Buyer.Emails))] {
		local, _, _ := strings.Cut(m.Value, "@")
		local = strings.ToLower(local)
		for i := g.first; i <= g.last; i++ {
			t := &c.s.toks[i]
			if t.kind == tWord && t.fe-t.fs >= 4 && strings.Contains(local, string(c.s.fold[t.fs:t.fe])) {
				return true
			}
		}
	}
	return false
}

// title is the position on the card: the first segment of titles.
func (c *card) title() xunpan.Word {
	for i := range c.segs() {
		g := &c.store[i]
		if g.kind != sTitle || g.marks&mTitle == 0 && g.label != mPosition && i > 4 || g.label == 0 && c.sentenceInside(g) {
			continue
		}
		first, last := g.first, g.last
		if isPunct(&c.s.toks[first], '(') {
			first++
		}
		if isPunct(&c.s.toks[last], ')') && last > first {
			last--
		}
		return c.s.word(first, last)
	}
	return xunpan.Word{}
}
