package extract

import (
	"sync"

	"xunpan"
)

// The card is the stretch at the end of a mail where the writer says who he
// is. It is cut into segments (a line, or a part of one between separators),
// and each segment is told by the marks of its words.

// mark says what a token is part of.
type mark uint32

const (
	mTitle mark = 1 << iota
	mForm       // legal form: "GmbH"
	mTrade      // a word of company names: "Trading"
	mCountry
	mPlace
	mStreet // a word of addresses
	mClosing
	mHonorific
	mDept
	mPhone // labels from here
	mFax
	mWhatsApp
	mMail
	mSite
	mCompany
	mName
	mPosition
	mAddress
	mNation
	mID
	mUsed // belongs to a mail address, a website or a phone number
	mGreeting

	mLabels = mPhone | mFax | mWhatsApp | mMail | mSite | mCompany | mName | mPosition | mAddress | mNation | mID
)

// contactGroups are the groups of the catalogue that contacts, greetings and
// questions ask for by name; -1 where the catalogue lacks one.
type contactGroups struct {
	form, trade, closing, mail, phone, fax, whatsApp, site, company, id, title, dept, honorific, contactName int16
	iam, iamSure, weAre, we, elsewhere, based, ourSite, firm, nationality, greeting, nobody                  int16
	questionWord, ask, quote, family, invitation, sampleTopic, exclusivity, price, dear, nation              int16
}

var contactIDs = sync.OnceValue(func() *contactGroups {
	l, g := defaultLexicon(), new(contactGroups)
	for name, id := range map[string]*int16{
		"_form": &g.form, "_trade": &g.trade, "_closing": &g.closing, "_label.email": &g.mail, "_label.phone": &g.phone, "_label.fax": &g.fax,
		"_label.whatsapp": &g.whatsApp, "_label.website": &g.site, "_label.company": &g.company, "_label.id": &g.id, "_title": &g.title,
		"_dept": &g.dept, "_label.name": &g.contactName, "_label.country": &g.nation, "_honorific": &g.honorific, "_iam": &g.iam, "_iam.sure": &g.iamSure, "_weare": &g.weAre, "_we": &g.we,
		"_elsewhere": &g.elsewhere, "_based": &g.based, "_our_site": &g.ourSite, "_firm": &g.firm, "_nationality": &g.nationality,
		"greeting": &g.greeting, "greeting.nobody": &g.nobody, "_question.word": &g.questionWord, "_ask.verb": &g.ask, "quote.request": &g.quote,
		"_family": &g.family, "topic.invitation": &g.invitation,
		"topic.sample": &g.sampleTopic, "topic.exclusivity": &g.exclusivity, "topic.price": &g.price, "oddity.dear_friend": &g.dear,
	} {
		*id = -1
		if n, ok := l.groupN[name]; ok {
			*id = n
		}
	}
	return g
})

// markOf gives the mark of every group of the built-in catalogue.
var markOf = sync.OnceValue(func() []mark {
	l := defaultLexicon()
	marks := make([]mark, len(l.groups))
	for name, m := range map[string]mark{
		"_title": mTitle, "_form": mForm, "_trade": mTrade, "_country": mCountry, "_place": mPlace, "_street": mStreet, "_closing": mClosing,
		"_honorific": mHonorific, "_dept": mDept, "_label.phone": mPhone, "_label.fax": mFax, "_label.whatsapp": mWhatsApp, "_label.email": mMail,
		"_label.website": mSite, "_label.company": mCompany, "_label.name": mName, "_label.title": mPosition, "_label.address": mAddress,
		"_label.country": mNation, "_label.id": mID, "greeting": mGreeting,
	} {
		if g, ok := l.groupN[name]; ok {
			marks[g] = m
		}
	}
	return marks
})

// Bounds of a card: longer ones are prose, or the work of a fool.
const (
	maxCardTokens = 640
	maxCardLines  = 44
	maxSegments   = 64
)

type segKind uint8

const (
	sOther segKind = iota
	sName
	sTitle
	sCompany
	sAddress
	sPlace
	sClosing
)

// seg is one segment: tokens first..last.
type seg struct {
	first, last int
	line        int
	kind        segKind
	label       mark
	marks       mark // of all its tokens together
	words       int
	uppers      int // words with an upper-case first letter, or of a script without case
	numbers     int
	titles      int // words of positions
	score       int // how much it looks like an address
}

// card is the contact card of the message being read.
type card struct {
	d        *doc
	s        *stream
	x        *hitIndex
	g        *contactGroups
	from, to int  // tokens [from,to)
	firm     bool // a closing or a signature block begins it; else its layout is all there is
	signs    int  // mail addresses, websites and phone numbers on it
	marks    [maxCardTokens]mark
	store    [maxSegments]seg
	n        int
	named    int       // the segment taken for the person's name; -1 none
	hosts    [4]string // main words of the buyer's domains
	nhosts   int
	locals   [2]string // local parts of the buyer's free-mail addresses, without separators
	nlocals  int
}

func (c *card) segs() []seg { return c.store[:c.n] }

// open finds where the card begins and marks its words.
func (c *card) open(d *doc) {
	c.named = -1
	c.d, c.s, c.x, c.g = d, &d.body, &d.bodyX, contactIDs()
	start := c.start()
	c.from, c.to = len(c.s.toks), len(c.s.toks)
	if start < len(c.s.lines) {
		c.from = c.s.lines[start].first
		c.to = min(c.s.lines[min(start+maxCardLines, len(c.s.lines))-1].last, c.from+maxCardTokens)
	}
	marks := markOf()
	for i := c.from; i < c.to; i++ {
		if i+1 >= len(c.x.start) {
			break
		}
		for h := c.x.start[i]; h < c.x.start[i+1]; h++ {
			hit := &c.x.hits[h]
			m := marks[hit.group]
			if m == 0 || m&(mForm|mPlace|mCountry) != 0 && !c.cased(hit) && !(m == mForm && c.smallForm(hit)) {
				continue
			}
			switch {
			case m == mForm && c.d.lex.values[hit.value] == "Group":
				m = mTrade // a word of company names, no legal form
			case m&(mForm|mTitle) != 0 && c.marks[i-c.from]&mHonorific != 0:
				continue // "i. A. S. Thoma", "Dipl.-Ing. Strauch"
			case m == mForm && !c.formStands(hit):
				continue
			case m == mPlace && c.ambiguous(hit):
				continue
			}
			if m == mTitle && hit.first == hit.last && (c.x.at(i, c.g.honorific) != nil || c.givenName(i)) {
				continue // "Ing. Rodrigo", "Md. Karim"
			}
			for j := int(hit.first); j <= int(hit.last) && j < c.to; j++ {
				c.marks[j-c.from] |= m
			}
		}
		if t := &c.s.toks[i]; t.kind == tWord && t.upper && c.marks[i-c.from] == 0 && tradeEnding(c.s.fold[t.fs:t.fe]) {
			c.marks[i-c.from] = mTrade
		}
	}
}

// tradeEnding knows the words of firms that German and Dutch write as one
// with what is traded: "Metallbau", "Fördertechnik", "Groothandel".
func tradeEnding(w []byte) bool {
	if len(w) < 8 {
		return false
	}
	for _, end := range [...]string{"bau", "technik", "techniek", "handel", "werke", "waren", "bedarf", "buro", "verlag", "vertrieb", "werkstatt"} {
		if hasSuffix(w, end) {
			return true
		}
	}
	return false
}

// givenName: the word is short for a name: "Md. Karim", not "MD" or "Mgr.
// Purchasing".
func (c *card) givenName(i int) bool {
	t := &c.s.toks[i]
	if t.caps || i+2 >= c.to || !isPunct(&c.s.toks[i+1], '.') || !c.s.toks[i+1].glued || t.end-t.start > 3 {
		return false
	}
	next := &c.s.toks[i+2]
	return next.kind == tWord && next.upper && c.x.at(i+2, c.g.title) == nil && c.x.at(i+2, c.g.dept) == nil
}

// cased: names and forms begin with a capital where the script has one, unless
// the whole line is in small letters.
func (c *card) cased(h *hit) bool {
	t := &c.s.toks[h.first]
	if t.upper || t.kind != tWord || !hasCase(c.s, int(h.first)) {
		return true
	}
	return h.last > h.first || t.end-t.start >= 6
}

// smallForm: a form of three letters and more in small letters behind a name
// and in front of a comma or the line's end: "Bassi & Figli snc, via …".
func (c *card) smallForm(h *hit) bool {
	if h.first == 0 || c.s.toks[h.last].end-c.s.toks[h.first].start < 3 || !c.s.toks[h.first-1].upper {
		return false
	}
	next := int(h.last) + 1
	return next >= len(c.s.toks) || c.s.toks[next].kind == tBreak || isPunct(&c.s.toks[next], ',', '-', '|', '*')
}

// formStands: a legal form ends a name or begins it; "me", "as" and "co" amid
// words are no forms.
func (c *card) formStands(h *hit) bool {
	next := int(h.last) + 1
	if next >= c.to {
		return true
	}
	switch t := &c.s.toks[next]; t.kind {
	case tPunct, tBreak:
		return true
	case tHan:
		return c.s.toks[h.last].kind == tHan
	default:
		if c.x.at(next, c.g.form) != nil || c.x.at(next, c.g.trade) != nil {
			return true
		}
		if !hasCase(c.s, int(h.first)) {
			return true
		}
		l := int(c.s.toks[h.last].end - c.s.toks[h.first].start)
		return l >= 3 || c.s.toks[h.first].caps
	}
}

// hasCase reports whether token i is written in a script with capitals.
func hasCase(s *stream, i int) bool {
	t := &s.toks[i]
	if t.fs == t.fe {
		return false
	}
	c := s.fold[t.fs]
	// Latin, Greek and Cyrillic fold to ASCII or to the two-byte blocks below Armenian.
	return c < 0x80 || c >= 0xC3 && c <= 0xD4
}

// start is the line where the card begins: at the closing or the signature
// block, else at the last lines that look like a card.
func (c *card) start() int {
	lines := c.s.lines
	closing := c.g.closing
	begin := len(lines)
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-maxCardLines; i-- {
		l := &lines[i]
		if l.block == xunpan.Signature {
			begin = i
			c.firm = true
			continue
		}
		if c.closingAt(l, closing) {
			begin = i
			c.firm = true
			continue
		}
		if c.firm && !c.cardLike(l) {
			break
		}
	}
	if c.firm {
		return begin
	}
	for i := len(lines) - 1; i >= 0 && i >= len(lines)-12; i-- {
		switch {
		case c.labelled(&lines[i]) || c.cardLike(&lines[i]):
			begin = i
		case i < len(lines)-2 || begin < len(lines):
			return begin
		}
	}
	return begin
}

// closingAt: the line begins with words of leave-taking and holds little else.
func (c *card) closingAt(l *line, closing int16) bool {
	i := l.first
	for i < l.last && c.s.toks[i].kind == tPunct {
		i++
	}
	h := c.x.at(i, closing)
	if h == nil || l.end-l.start > 90 {
		return false
	}
	words, lower := 0, 0
	for j := int(h.last) + 1; j < l.last; j++ {
		t := &c.s.toks[j]
		if t.kind == tWord || t.kind == tNumber || t.kind == tHan {
			if h2 := c.x.at(j, closing); h2 != nil {
				j = int(h2.last)
				continue
			}
			words++
			if t.kind == tWord && !t.upper && hasCase(c.s, j) {
				lower++
			}
		}
	}
	return words <= 5 && lower <= 1 || words <= 3
}

// labelled: the line begins with a label of contact data and a colon.
func (c *card) labelled(l *line) bool {
	for i := l.first; i < l.last && i < l.first+4; i++ {
		for _, g := range [...]int16{c.g.phone, c.g.mail, c.g.contactName, c.g.fax} {
			if h := c.x.at(i, g); h != nil && int(h.last)+1 < l.last && isPunct(&c.s.toks[h.last+1], ':') {
				return true
			}
		}
	}
	return false
}

// cardLike: a short line that is no sentence.
func (c *card) cardLike(l *line) bool {
	if l.end-l.start > 110 || l.last-l.first > 26 {
		return false
	}
	lower, words := 0, 0
	for j := l.first; j < l.last; j++ {
		t := &c.s.toks[j]
		switch t.kind {
		case tWord:
			if t.glued && j > l.first {
				continue // parts of an address or a host
			}
			words++
			if !t.upper && hasCase(c.s, j) && t.end-t.start > 3 {
				lower++
			}
		case tPunct:
			if t.punct == '?' || t.punct == '!' {
				return false
			}
		}
	}
	if words > 0 && lower*2 > words && c.x.within(l.first, l.last, c.g.mail) == nil && words > 2 {
		return false
	}
	last := &c.s.toks[l.last-1]
	if isPunct(last, '.') && words > 6 {
		return false
	}
	return true
}

// at is the mark of token i; 0 outside the card.
func (c *card) at(i int) mark {
	if i < c.from || i >= c.to {
		return 0
	}
	return c.marks[i-c.from]
}

// use marks tokens first..last as spoken for.
func (c *card) use(first, last int) {
	for i := max(first, c.from); i <= last && i < c.to; i++ {
		c.marks[i-c.from] |= mUsed
	}
	if last >= c.from {
		c.signs++
	}
}
