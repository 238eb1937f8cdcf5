package extract

import (
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/geo"
)

// addressRun is the address on a card: segments first..last.
type addressRun struct {
	word        xunpan.Word
	first, last int
}

// address joins the lines of the address: it begins where street, number or
// post box is, and goes on over lines of place, postcode and country.
func (c *card) address() addressRun {
	run := addressRun{first: -1, last: -1}
	for i := range c.segs() {
		g := &c.store[i]
		if g.label == mAddress || g.kind == sAddress || g.score >= 2 && g.marks&mStreet != 0 && g.kind != sTitle && g.kind != sCompany && (c.goesOn(i) || i > 0 && c.store[i-1].kind == sCompany && c.store[i-1].line == g.line) {
			run.first, run.last = i, i
			break
		}
	}
	if run.first < 0 {
		return run
	}
	for i := run.first + 1; i < c.n && i <= run.last+3; i++ {
		g := &c.store[i]
		if g.kind == sTitle || g.kind == sClosing || g.kind == sCompany && g.marks&mForm != 0 || g.label&(mCompany|mName|mPosition) != 0 || c.store[run.last].line+3 < g.line || g.label == mID || c.at(g.first)&mID != 0 && g.score < 3 || c.contactsBetween(run.last, i) {
			break
		}
		if g.kind == sAddress || g.kind == sPlace || g.score > 0 && g.words <= 12 || g.numbers > 0 && g.words <= 3 {
			run.last = i
		} else if g.words > 4 {
			break
		}
	}
	if run.first > 0 { // "Manning House" above "22 Carlisle Place"
		g := &c.store[run.first-1]
		if g.marks&mStreet != 0 && g.score >= 2 && (g.kind == sOther || g.kind == sAddress) && !c.contactsBetween(run.first-1, run.first) && g.words <= 8 {
			run.first--
		}
	}
	if run.first > 0 { // "Am Hafen 3" above "28217 Bremen"
		g := &c.store[run.first-1]
		if g.kind == sOther && g.numbers > 0 && g.words > 0 && g.words <= 5 && g.uppers*2 >= g.words && c.at(g.first)&mID == 0 && g.label == 0 && c.store[run.first].line-g.line == 1 &&
			c.store[run.first].marks&mStreet == 0 && !c.contactsBetween(run.first-1, run.first) {
			run.first--
		}
	}
	var b strings.Builder
	for i := run.first; i <= run.last; i++ {
		g := &c.store[i]
		if b.Len() > 0 {
			b.WriteString(", ")
		}
		b.WriteString(squeeze(c.s.words(g.first, g.last)))
	}
	run.word = xunpan.Word{Value: b.String(), At: c.s.span(c.store[run.first].first, c.store[run.last].last)}
	return run
}

// goesOn: the segment after i looks like more of an address.
func (c *card) goesOn(i int) bool {
	return i+1 < c.n && (c.store[i+1].score >= 2 || c.store[i+1].kind == sPlace || c.store[i+1].kind == sAddress)
}

// contactsBetween: a phone number or the like stands between two segments.
func (c *card) contactsBetween(a, b int) bool {
	for i := c.store[a].last + 1; i < c.store[b].first; i++ {
		if c.at(i)&mUsed != 0 {
			return true
		}
	}
	return false
}

// country decides where the buyer is and on what that rests.
func (d *doc) country(c *card, run addressRun, given string) {
	b := &d.out.Buyer
	if given = strings.TrimSpace(given); given != "" {
		if code := d.countryNamed(given, d.g.country, d.g.place); code != "" {
			b.Country, b.CountryBasis = xunpan.Word{Value: code, At: d.inBody(given)}, "form"
			return
		}
	}
	if run.first >= 0 {
		if w := c.countryIn(c.store[run.first].first, c.store[run.last].last); w.Value != "" {
			b.Country, b.CountryBasis = w, "address"
			return
		}
	}
	if w := d.labelledCountry(); w.Value != "" {
		b.Country, b.CountryBasis = w, "claimed"
		return
	}
	for i := range c.segs() {
		g := &c.store[i]
		if g.kind == sPlace || g.kind == sAddress || g.kind == sCompany && c.townBehind(g) || g.kind == sName && i != c.named && c.townBehind(g) || g.kind == sOther && g.words <= 6 && g.marks&(mPlace|mCountry) != 0 && g.uppers*2 > g.words {
			if w := c.countryIn(g.first, g.last); w.Value != "" {
				b.Country, b.CountryBasis = w, "address"
				return
			}
		}
	}
	if w := d.claimed(); w.Value != "" {
		b.Country, b.CountryBasis = w, "claimed"
		return
	}
	// "Alfagroup Russia"; but "Lima Luz" is called after a family or a lamp.
	if b.Company.Value != "" {
		if code := d.countryNamed(b.Company.Value, d.g.country); code != "" {
			b.Country, b.CountryBasis = xunpan.Word{Value: code, At: b.Company.At}, "claimed"
		}
	}
}

// townBehind: a place stands behind a comma in the segment of the firm.
func (c *card) townBehind(g *seg) bool {
	_, last := c.firmTokens(g)
	return last < g.last && isPunct(&c.s.toks[last+1], ',')
}

// countryNamed is the code of a country given by name or code, by the words of
// these groups.
func (d *doc) countryNamed(name string, groups ...int16) string {
	if len(name) == 2 {
		if c := geo.Get(strings.ToUpper(name)); c != nil {
			return c.Code
		}
	}
	if len(name) > 80 {
		return ""
	}
	a := d.aside(name)
	defer asides.Put(a)
	for _, group := range groups {
		for i := range a.x.hits {
			if h := &a.x.hits[i]; h.group == group {
				if p := d.placeOf(h); group == d.g.place && (p == nil || p.Common || p.Kind == geo.CodePlace) {
					continue
				}
				return d.countryOf(&a.x.hits[i])
			}
		}
	}
	return ""
}

// countryIn finds the country of tokens first..last: the last country named,
// else what most places and postcodes point to.
func (c *card) countryIn(first, last int) xunpan.Word {
	d := c.d
	var codes [6]string
	var votes [6]int
	var at [6]*hit
	n := 0
	vote := func(code string, h *hit, weight int) {
		for i := range n {
			if codes[i] == code {
				votes[i] += weight
				return
			}
		}
		if n < len(codes) {
			codes[n], votes[n], at[n] = code, weight, h
			n++
		}
	}
	for i := first; i <= last; i++ {
		if h := c.x.at(i, d.g.country); h != nil && int(h.last) <= last && c.cased(h) {
			code := d.countryOf(h)
			if h.first == h.last && c.s.toks[i].end-c.s.toks[i].start == 2 && !c.s.toks[i].caps {
				continue
			}
			if townToo(c.s.fold[c.s.toks[i].fs:c.s.toks[i].fe]) && c.otherTLD(code) {
				continue // Guadalupe in Mexico
			}
			vote(code, h, 2)
			if c.endsAddress(int(h.last), last) {
				return xunpan.Word{Value: code, At: c.s.span(int(h.first), int(h.last))}
			}
			i = int(h.last)
			continue
		}
		h := c.x.at(i, d.g.place)
		if h == nil || int(h.last) > last || !c.cased(h) && c.s.toks[i].end-c.s.toks[i].start < 5 {
			continue
		}
		p := d.placeOf(h)
		if p == nil {
			continue
		}
		switch {
		case p.Kind == geo.CodePlace:
			if c.s.toks[i].caps && c.postcodeAfter(int(h.last), p.Country) {
				vote(p.Country, h, 3)
			}
		case c.streetNamed(h):
		case p.Common:
			vote(p.Country, h, 1)
		default:
			vote(p.Country, h, 2)
		}
		i = int(h.last)
	}
	if n == 0 {
		return c.byPostcode(first, last)
	}
	best := -1
	for i := range n {
		if n == 1 && votes[i] <= 2 && at[i].group == d.g.place && c.otherTLD(codes[i]) {
			return xunpan.Word{} // one name, and his domain is of another country: a namesake
		}
		if c.tld(codes[i]) {
			votes[i] += 2
		}
		if codes[i] == "GB" && c.britishPostcode(first, last) {
			votes[i] += 3
		}
		if votes[i] >= 2 && (best < 0 || votes[i] >= votes[best]) {
			best = i
		}
	}
	if best < 0 {
		return xunpan.Word{}
	}
	return xunpan.Word{Value: codes[best], At: c.s.span(int(at[best].first), int(at[best].last))}
}

// townToo: countries whose name is that of towns and states elsewhere.
func townToo(w []byte) bool {
	switch string(w) {
	case "guadalupe", "georgia", "granada", "jordan", "lebanon", "luxembourg", "dominica", "jersey", "cuba", "peru", "mexico", "panama", "santa", "san", "saint":
		return true
	}
	return false
}

// streetNamed: the place gives a street its name: "via Colombo", "93 avenue de
// Paris", "London Road".
func (c *card) streetNamed(h *hit) bool {
	i := int(h.first) - 1
	for i > c.from && (isPunct(&c.s.toks[i], '.') || c.s.toks[i].kind == tWord && particle(c.s.fold[c.s.toks[i].fs:c.s.toks[i].fe])) {
		i--
	}
	if i >= c.from && c.s.toks[i].kind == tWord {
		switch c.s.folded(i) {
		case "via", "viale", "corso", "piazza", "piazzale", "largo", "rue", "avenue", "av", "ave", "avda", "avenida", "boulevard", "bd", "blvd", "calle", "carrera", "paseo", "rua", "alameda", "travessa", "praca", "quai", "place", "ул", "улица", "пр", "проспект", "col", "colonia", "ulica", "ul", "cad":
			return true
		}
	}
	if i = int(h.last) + 1; i < c.to && c.s.toks[i].kind == tWord {
		switch c.s.folded(i) {
		case "street", "st", "road", "rd", "lane", "avenue", "ave", "drive", "straat", "strasse", "weg", "allee", "caddesi", "cad", "sokak", "gate", "highway":
			return true
		}
	}
	return false
}

// byPostcode tells the country of an address without a known place by the way
// its post codes are written: five figures in front of the town in German, French
// or Italian, "(MI)" behind the town in Italy.
func (c *card) byPostcode(first, last int) xunpan.Word {
	code := map[string]string{"de": "DE", "it": "IT", "fr": "FR"}[c.d.out.Lang]
	italian := false
	for i := first; i <= last; i++ {
		t := &c.s.toks[i]
		switch t.kind {
		case tWord:
			switch string(c.s.fold[t.fs:t.fe]) {
			case "via", "viale", "corso", "piazza", "piazzale", "frazione", "vicolo":
				italian = true
			}
			if italian && t.caps && t.end-t.start == 2 && i+1 <= last+1 && i+1 < len(c.s.toks) && isPunct(&c.s.toks[i-1], '(') && isPunct(&c.s.toks[i+1], ')') {
				return xunpan.Word{Value: "IT", At: c.s.span(first, last)}
			}
		case tNumber:
			if code != "" && t.end-t.start == 5 && !t.glued && i < last && c.s.toks[i+1].kind == tWord && c.s.toks[i+1].upper && (i == first || c.s.toks[i-1].kind != tWord) && !c.anyTLD() {
				return xunpan.Word{Value: code, At: c.s.span(i, i+1)}
			}
		}
	}
	return xunpan.Word{}
}

// anyTLD: the domain of one of his addresses is a country's.
func (c *card) anyTLD() bool { return c.ccTLD() != "" }

// otherTLD: his own domain is of a country, and not of this one.
func (c *card) otherTLD(code string) bool {
	own := c.ccTLD()
	return own != "" && own != code
}

// ccTLD is the country of the buyer's own domain; "" for free mail and for
// endings that are sold to everybody.
func (c *card) ccTLD() string {
	for _, m := range c.d.out.Buyer.Emails {
		_, host, _ := strings.Cut(m.Value, "@")
		i := strings.LastIndexByte(host, '.')
		if i < 0 || freeMail(strings.ToLower(mainWord(host))) {
			continue
		}
		tld := strings.ToLower(host[i+1:])
		switch tld {
		case "co", "io", "me", "tv", "cc", "ai", "eu", "biz", "ws", "fm", "to", "ly":
			continue
		}
		if co := geo.ByTLD(tld); co != nil && len(tld) == 2 {
			return co.Code
		}
	}
	return ""
}

// endsAddress: nothing but numbers and punctuation follows token i.
func (c *card) endsAddress(i, last int) bool {
	for i++; i <= last; i++ {
		if k := c.s.toks[i].kind; k == tWord || k == tHan {
			return false
		}
	}
	return true
}

// tld: one of the buyer's addresses ends in the country's code.
func (c *card) tld(code string) bool {
	co := geo.Get(code)
	if co == nil {
		return false
	}
	for _, m := range c.d.out.Buyer.Emails {
		if i := strings.LastIndexByte(m.Value, '.'); i >= 0 && strings.EqualFold(m.Value[i+1:], co.TLD) {
			return true
		}
	}
	return false
}

// britishPostcode: "CB4 0DS" stands among tokens first..last.
func (c *card) britishPostcode(first, last int) bool {
	for i := first; i+3 <= last; i++ {
		t := &c.s.toks[i]
		if t.kind == tWord && t.caps && t.end-t.start <= 2 || t.kind == tWord && t.upper && t.end-t.start == 1 {
			if n, m, w := &c.s.toks[i+1], &c.s.toks[i+2], &c.s.toks[i+3]; n.kind == tNumber && n.glued && m.kind == tNumber && !m.glued && m.end-m.start == 1 && w.kind == tWord && w.glued && w.caps && w.end-w.start == 2 {
				return true
			}
		}
	}
	return false
}

// ambiguous: a place whose name is also a word or a state's code counts only
// beside a postcode, a comma or a country.
func (c *card) ambiguous(h *hit) bool {
	p := c.d.placeOf(h)
	if p == nil {
		return true
	}
	if p.Kind == geo.CodePlace {
		return !c.s.toks[h.first].caps || !c.postcodeAfter(int(h.last), p.Country)
	}
	if !p.Common {
		return false
	}
	for _, i := range [...]int{int(h.first) - 1, int(h.last) + 1} {
		if i >= c.from && i < c.to && (isPunct(&c.s.toks[i], ',') || c.s.toks[i].kind == tNumber && c.s.toks[i].end-c.s.toks[i].start >= 4) {
			return false
		}
	}
	return true
}

// postcodeAfter: "NC 27605", "ON L5T 2G9".
func (c *card) postcodeAfter(i int, country string) bool {
	if i+1 >= len(c.s.toks) {
		return false
	}
	t := &c.s.toks[i+1]
	if t.glued && t.kind == tNumber {
		return false // "DE318840275" is a tax number, not Delaware
	}
	if isPunct(t, ',', '.') && i+2 < len(c.s.toks) {
		t = &c.s.toks[i+2]
	}
	switch country {
	case "CA":
		return t.kind == tWord && t.caps || t.kind == tWord && t.upper && t.end-t.start == 1
	case "AU":
		return t.kind == tNumber && t.end-t.start == 4
	}
	return t.kind == tNumber && t.end-t.start >= 5
}

func (d *doc) placeOf(h *hit) *geo.Place {
	v := d.lex.values[h.value]
	if len(v) < 2 {
		return nil
	}
	n, err := strconv.Atoi(v[1:])
	if places := geo.Places(); err == nil && n >= 0 && n < len(places) {
		return &places[n]
	}
	return nil
}

// claimed is the country the text says he is in: "we are a distributor in
// Kenya", "based in Hamburg", "a Ghana based company". Where goods are made or
// shipped to says nothing about him.
func (d *doc) claimed() xunpan.Word {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	seen := 0
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != d.g.country && h.group != d.g.place && h.group != g.nationality {
			continue
		}
		first, last := int(h.first), int(h.last)
		if t := &s.toks[first]; hasCase(s, first) && !t.upper && (h.group == d.g.place || t.end-t.start < 4) {
			continue
		}
		if seen++; seen > 24 {
			break
		}
		code := ""
		if h.group == g.nationality {
			code = d.lex.values[h.value]
			if !d.firmFollows(last) {
				continue
			}
		} else {
			if h.group == d.g.place {
				if p := d.placeOf(h); p == nil || p.Kind == geo.CodePlace || p.Common && !d.basedBefore(first) {
					continue
				}
			}
			code = d.countryOf(h)
		}
		if code == "" || code == d.home() || d.listed(i, code) {
			continue
		}
		if d.saysOwn(first, last, h.group == g.nationality) {
			return xunpan.Word{Value: code, At: s.span(first, last)}
		}
	}
	return xunpan.Word{}
}
