package extract

// cut divides the card into segments and tells each one's kind.
func (c *card) cut() {
	for li := range c.s.lines {
		l := &c.s.lines[li]
		if l.last <= c.from {
			continue
		}
		if l.first >= c.to {
			break
		}
		from := max(l.first, c.from)
		for i := from; i <= l.last; i++ {
			if i == l.last || i >= c.to || c.at(i)&mUsed != 0 || c.separator(i, from) {
				c.piece(from, i-1, li)
				from = i + 1
				if i < l.last && i < c.to && c.at(i)&mUsed == 0 && c.s.toks[i].kind != tPunct {
					from = i // parted by a wide gap: the token itself begins the next
				}
			}
			if i >= c.to {
				break
			}
		}
	}
	for i := range c.segs() {
		c.tell(&c.store[i])
	}
}

// separator: token i parts two segments of a line.
func (c *card) separator(i, from int) bool {
	t := &c.s.toks[i]
	if t.kind == tPunct {
		switch t.punct {
		case '|', '\t', '\\', ';', '*', '~':
			return true
		case '/':
			return !t.glued && i+1 < len(c.s.toks) && !c.s.toks[i+1].glued
		}
	}
	return i > from && !t.glued && t.start >= 3 && c.s.text[t.start-3:t.start] == "   "
}

// piece adds tokens first..last as a segment, or as several where a position
// and something else share it: "CEO, Al Madina Impex".
func (c *card) piece(first, last, line int) {
	first, last = c.trim(first, last)
	if first > last {
		return
	}
	for { // a closing in front of the name on one line
		h := c.x.at(first, c.g.closing)
		if h == nil || int(h.last) >= last {
			break
		}
		first, _ = c.trim(int(h.last)+1, last)
	}
	if first > last {
		return
	}
	var label mark
	if m := c.at(first) & (mCompany | mName | mPosition | mAddress | mNation | mID); m != 0 {
		for i := first; i <= last && i < first+6; i++ {
			if isPunct(&c.s.toks[i], ':') {
				label = m & -m
				for _, k := range [...]mark{mID, mCompany, mName, mPosition, mAddress, mNation} {
					if c.at(first)&k != 0 && c.endsLabel(first, i, k) {
						label = k
						break
					}
				}
				first, last = c.trim(i+1, last)
				break
			}
		}
		if first > last {
			return
		}
	}
	if label == 0 && last+1 < c.to && isPunct(&c.s.toks[last+1], ':') && c.all(first, last, mLabels) {
		return // "Company Address:" above its lines
	}
	if label == 0 && c.has(first, last, mForm) && !c.formFirst(first, last) {
		if i := c.personThenFirm(first, last); i > 0 {
			a, b := c.trim(first, i-1)
			c.push(seg{first: a, last: b, line: line})
			first, last = c.trim(i+1, last)
		}
	}
	first = c.behalf(first, last)
	if label == 0 && last-first < 60 {
		if left, right, ok := c.cutAt(first, last); ok {
			c.piece(first, left, line)
			c.piece(right, last, line)
			return
		}
	}
	if label == 0 && last-first < 18 && c.has(first, last, mTitle|mDept) {
		c.parts(first, last, line)
		return
	}
	c.push(seg{first: first, last: last, line: line, label: label})
}

// behalf is the first token behind "For" or "pp." in front of a firm's name.
func (c *card) behalf(first, last int) int {
	t := &c.s.toks[first]
	if t.kind != tWord || first == last || !c.has(first+1, last, mForm) && !c.firmLike(first+1, last) {
		return first
	}
	switch string(c.s.fold[t.fs:t.fe]) {
	case "for", "pour", "por", "per", "para", "fur", "за":
		if c.s.toks[first+1].upper {
			return first + 1
		}
	}
	return first
}

// personThenFirm: the dash of "Ahmed Farouk - Gulf Star LLC"; 0 if there is
// none. "Construmar - Comércio Geral, Lda" is one name: its first part is that
// of the mail domain.
func (c *card) personThenFirm(first, last int) int {
	words := 0
	for i := first; i < last; i++ {
		t := &c.s.toks[i]
		switch {
		case t.kind == tWord && c.at(i)&(mForm|mTrade|mStreet|mTitle) == 0 && (t.upper || !hasCase(c.s, i)):
			words++
		case isPunct(t, '-') && !t.glued && i > first && c.has(i+1, last, mForm):
			if words < 1 || words == 1 && !c.isSender(first, i-1) || words > 4 || c.agrees(&seg{first: first, last: i - 1}) {
				return 0
			}
			return i
		case isPunct(t, '.', '\'') || isPunct(t, '-') && t.glued:
		default:
			return 0
		}
	}
	return 0
}

func (c *card) all(first, last int, m mark) bool {
	for i := first; i <= last; i++ {
		if c.at(i)&m == 0 && c.s.toks[i].kind != tPunct {
			return false
		}
	}
	return true
}

// endsLabel: the marks of kind k run from first up to the colon at i.
func (c *card) endsLabel(first, i int, k mark) bool {
	for j := first; j < i; j++ {
		if c.at(j)&k == 0 && c.s.toks[j].kind != tPunct {
			return false
		}
	}
	return true
}

// parts cuts at commas, dashes and "of" where one side is a position and the
// other is not; "AGM - Procurement" stays whole.
func (c *card) parts(first, last, line int) {
	const pos = mTitle | mDept
	from, wasPos, begun := first, false, false
	flush := func(to int) {
		a, b := c.trim(from, to)
		if b > a && c.partsHere(b) {
			b-- // the "of" behind the position
		}
		if a <= b {
			c.push(seg{first: a, last: b, line: line})
		}
	}
	partFrom := first
	for i := first; i <= last+1; i++ {
		if i <= last && !c.partsHere(i) {
			continue
		}
		isPos := c.has(partFrom, i-1, pos) && !c.has(partFrom, i-1, mForm)
		if begun && isPos != wasPos {
			flush(partFrom - 1)
			from = partFrom
		}
		wasPos, begun = isPos, true
		partFrom = i + 1
	}
	flush(last)
}

func (c *card) partsHere(i int) bool {
	t := &c.s.toks[i]
	switch t.kind {
	case tPunct:
		return t.punct == ',' || t.punct == '-' && !t.glued || t.punct == '@' || t.punct == '('
	case tWord:
		switch string(c.s.fold[t.fs:t.fe]) {
		case "of", "at", "bei", "chez", "presso", "for":
			return i+1 < c.to && c.s.toks[i+1].upper
		}
	}
	return false
}

func (c *card) has(first, last int, m mark) bool {
	for i := first; i <= last; i++ {
		if c.at(i)&m != 0 {
			return true
		}
	}
	return false
}

// trim leaves out punctuation around tokens first..last; the dot of "Inc."
// stays.
func (c *card) trim(first, last int) (int, int) {
	for first <= last && (c.s.toks[first].kind == tBreak || c.s.toks[first].kind == tPunct && !isPunct(&c.s.toks[first], '&')) {
		first++
	}
	for last >= first {
		t := &c.s.toks[last]
		if t.kind == tPunct && (t.punct == ')' || t.punct == '"') {
			open := false // what opened the bracket or quotation mark
			for i := first; i < last; i++ {
				open = open || isPunct(&c.s.toks[i], '(') && t.punct == ')' || isPunct(&c.s.toks[i], '"') && t.punct == '"'
			}
			if open {
				break
			}
		}
		if t.kind != tPunct && t.kind != tBreak || t.punct == '.' && t.glued && last > first && c.abbreviates(last-1) {
			break
		}
		last--
	}
	return first, last
}

// abbreviates: token i is written with a dot behind it.
func (c *card) abbreviates(i int) bool {
	t := &c.s.toks[i]
	return t.kind == tWord && (c.at(i)&mForm != 0 || t.end-t.start == 1)
}

func (c *card) push(g seg) {
	if c.n < maxSegments {
		c.store[c.n] = g
		c.n++
	}
}

// tell decides what a segment is.
func (c *card) tell(g *seg) {
	var streets, places, commas, codes int
	plain := 0 // words that no mark explains
	for i := g.first; i <= g.last; i++ {
		t, m := &c.s.toks[i], c.at(i)
		g.marks |= m
		switch t.kind {
		case tWord:
			g.words++
			if t.upper || !hasCase(c.s, i) || t.glued && i > g.first {
				g.uppers++
			}
			if m&(mStreet|mPlace|mCountry|mTitle|mForm|mTrade|mHonorific|mDept|mClosing) == 0 && !particle(c.s.fold[t.fs:t.fe]) {
				plain++
			}
			if t.caps && i < g.last && c.s.toks[i+1].kind == tNumber && c.s.toks[i+1].glued && t.end-t.start <= 2 {
				codes++ // "L5T 2G9", "CB4 0DS"
			}
		case tHan:
			g.words++
			g.uppers++
			if m == 0 {
				plain++
			}
		case tNumber:
			g.numbers++
			if n := t.end - t.start; n >= 4 && n <= 6 {
				codes++
				if n >= 5 && i < g.last && c.s.toks[i+1].kind == tWord && c.s.toks[i+1].upper && !c.s.toks[i+1].caps && i > g.first && isPunct(&c.s.toks[i-1], ',', '-') {
					places++ // "…, 38440 Wolfsburg": the town is behind its postcode
				}
			}
		case tPunct:
			if t.punct == ',' {
				commas++
			}
		}
		if m&mTitle != 0 && t.kind == tWord {
			g.titles++
		}
		if m&mStreet != 0 {
			streets++
		}
		if m&(mPlace|mCountry) != 0 {
			places++
		}
		if t.kind == tWord && g.numbers == 0 && i > g.first && c.streetSuffix(i) || t.kind == tWord && i == g.first && c.streetSuffix(i) {
			streets++
		}
	}
	if streets > 0 {
		g.score += 2
	}
	if g.numbers > 0 {
		g.score++
	}
	if places > 0 {
		g.score++
	}
	if codes > 0 && (places > 0 || streets > 0 || commas > 0) {
		g.score++
	}
	if commas >= 2 {
		g.score++
	}
	if streets == 0 && g.label == 0 && c.speaksOfGoods(g) {
		g.score = 0 // "2000 pcs LED bulb for Lisbon"
	}
	if c.at(g.first)&mID != 0 && g.words <= 4 && places == 0 && c.at(g.first)&mStreet == 0 {
		g.score = 0 // "Ref No. 70417"
	}
	if g.label == mAddress {
		g.score += 4
	}
	g.kind = c.kindOf(g, streets, places, plain)
}

// speaksOfGoods: the segment counts something or asks for it.
func (c *card) speaksOfGoods(g *seg) bool {
	for i := g.first; i <= g.last; i++ {
		if c.x.at(i, c.d.g.trigger) != nil {
			return true
		}
		if u := c.x.at(i, c.d.g.unit); u != nil && i > g.first && c.s.toks[i-1].kind == tNumber && !sizeUnit(c.d.lex.values[u.value]) {
			return true
		}
	}
	return false
}

func (c *card) kindOf(g *seg, streets, places, plain int) segKind {
	switch g.label {
	case mCompany:
		return sCompany
	case mName:
		return sName
	case mPosition:
		return sTitle
	case mAddress:
		return sAddress
	case mNation:
		return sPlace
	case mID:
		return sOther
	}
	switch {
	case c.x.at(g.first, c.g.weAre) != nil || c.x.at(g.first, c.g.iam) != nil && g.words > 2:
		return sOther // "We are Northwind Ltd." is read as a sentence
	case g.marks&mClosing != 0 && plain == 0 && g.marks&(mForm|mTitle) == 0:
		return sClosing
	case g.words > 16:
		return sOther
	case g.marks&mForm != 0 && g.words <= 12 && (g.score < 4 || g.numbers == 0):
		return sCompany
	case g.words > 4 && g.uppers*3 < g.words:
		return sOther // written small: prose
	case g.score >= 3 && g.marks&mTitle == 0 && c.at(g.first)&mID == 0:
		return sAddress
	case g.marks&mTitle != 0 && g.words > 1 && g.words < 5 && g.words > g.titles && c.isSenderName(g):
		return sName // "Chief Obinna Eze", as the From header says too
	case g.marks&mTitle != 0 && g.words <= 9 && g.numbers == 0:
		return sTitle
	case places > 0 && plain == 0 && streets == 0:
		return sPlace
	case c.deptHead(g):
		return sTitle
	case g.marks&mTrade != 0 && g.words <= 8 && g.uppers*2 > g.words && g.words > 1:
		return sCompany
	case g.marks&mDept != 0 && plain == 0:
		return sTitle
	case c.personal(g):
		return sName
	}
	return sOther
}

// deptHead: the segment names a department: it begins with a word for one
// ("Ufficio Vendite Estero") or ends with one below the person's name
// ("Vendor administration").
func (c *card) deptHead(g *seg) bool {
	if g.words > 5 || g.numbers > 0 || g.marks&(mForm|mStreet) != 0 {
		return false
	}
	switch string(c.s.fold[c.s.toks[g.first].fs:c.s.toks[g.first].fe]) {
	case "department", "dept", "dpto", "depto", "departamento", "ufficio", "gabinete", "abteilung", "direction", "direccion", "direccao", "service", "servicio", "servico", "oficina", "отдел", "служба", "secretaria", "area":
		return true
	}
	return c.at(g.last)&mDept != 0 && c.at(g.last)&mTrade == 0 && c.n > 0 && g != &c.store[0] && c.before(g) == sName
}

// before is the kind of the segment in front of g on the card.
func (c *card) before(g *seg) segKind {
	for i := 1; i < c.n; i++ {
		if &c.store[i] == g {
			return c.store[i-1].kind
		}
	}
	return sOther
}

// streetSuffix knows streets written in one word: "Hauptstraße", "Keizersgracht".
func (c *card) streetSuffix(i int) bool {
	t := &c.s.toks[i]
	w := c.s.fold[t.fs:t.fe]
	if len(w) < 7 || !t.upper {
		return false
	}
	for _, end := range [...]string{"strasse", "straat", "gracht", "gasse", "platz", "allee", "vagen", "gatan", "veien", "plein", "kade", "dijk"} {
		if len(w) > len(end)+1 && string(w[len(w)-len(end):]) == end {
			return true
		}
	}
	next := i + 1
	if next < c.to && isPunct(&c.s.toks[next], '.') {
		next++ // "Bahnhofstr. 6"
	}
	return next < c.to && c.s.toks[next].kind == tNumber && (hasSuffix(w, "weg") || hasSuffix(w, "str") || hasSuffix(w, "laan") || hasSuffix(w, "damm") || hasSuffix(w, "ring"))
}

func hasSuffix(w []byte, end string) bool {
	return len(w) > len(end)+1 && string(w[len(w)-len(end):]) == end
}

// personal: one to five words, written as names are.
func (c *card) personal(g *seg) bool {
	names, lower := 0, 0
	for i := g.first; i <= g.last; i++ {
		t, m := &c.s.toks[i], c.at(i)
		switch t.kind {
		case tWord:
			if m&mHonorific != 0 {
				continue
			}
			if m&(mStreet|mGreeting) != 0 && t.end-t.start > 2 {
				return false
			}
			if !t.upper && hasCase(c.s, i) && !particle(c.s.fold[t.fs:t.fe]) && !t.glued {
				lower++
			}
			names++
		case tHan:
			names++
		case tNumber:
			return false
		case tPunct:
			if t.punct != '.' && t.punct != '-' && t.punct != '\'' && t.punct != '"' && t.punct != ',' && t.punct != '(' && t.punct != ')' {
				return false
			}
		default:
			return false
		}
	}
	if lower == names && names > 0 && names <= 3 && c.shares(g, c.d.m.From.Name) {
		return true // "chidi", as he signs
	}
	// Some write their surname small: "Adelina valeria".
	return names >= 1 && names <= 5 && (lower == 0 || lower == 1 && names == 2 && c.s.toks[g.first].upper)
}

// particle: small words inside names of people.
func particle(w []byte) bool {
	switch string(w) {
	case "de", "da", "do", "dos", "das", "del", "della", "di", "la", "le", "van", "von", "der", "den", "ten", "ter", "bin", "bint", "ibn", "al", "el", "ul", "ur", "e", "y", "zu", "af", "dela", "du", "st", "abu", "ould", "ben":
		return true
	}
	return false
}
