package extract

import (
	"bytes"
	"strings"

	"xunpan"
)

// greeting reads whom he greets, and whether our firm, people or goods are
// named. It looks at the first lines only: a name further down is no greeting.
func (d *doc) greeting() {
	d.greeted()
	d.naming()
}

// maxGreetLine: greetings stand in the first lines.
const maxGreetLine = 3

func (d *doc) greeted() {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	for li := 0; li < len(s.lines) && li < maxGreetLine; li++ {
		l := &s.lines[li]
		if l.block != xunpan.Fresh {
			return
		}
		first := l.first
		for first < l.last && s.toks[first].kind == tPunct {
			first++
		}
		if first >= l.last {
			continue
		}
		h := x.at(first, g.greeting)
		if h == nil && x.at(first, g.dear) != nil {
			h = x.at(first, g.dear)
		}
		if h == nil {
			if d.bareName(l, first) {
				return
			}
			continue
		}
		name, last := d.afterGreeting(int(h.last)+1, l.last)
		if d.out.GreetedAs.Value == "" || name.Value != "" {
			d.out.GreetedAs = s.word(first, max(last, int(h.last)))
			d.out.Greeted = name
		}
		if name.Value != "" {
			return
		}
	}
}

// afterGreeting reads from token i, behind "Dear", to the end of the greeting:
// the name without honorific and position, empty when nobody in particular is
// greeted, and the last token of the greeting.
func (d *doc) afterGreeting(i, end int) (name xunpan.Word, last int) {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	last = i - 1
	first, lastName, words := -1, -1, 0
	nobody := false
scan:
	for n := 0; i < end && n < 14; n++ {
		t := &s.toks[i]
		// "Hi, friend,": one comma may part the greeting from whom it greets.
		if t.kind == tPunct {
			switch {
			case isPunct(t, '.') && t.glued && i > 0 && d.abbreviation(i-1):
				last = i
			case isPunct(t, ',') && n == 0 && i+1 < end && (x.at(i+1, g.nobody) != nil || x.at(i+1, g.greeting) != nil):
			case isPunct(t, ',') && words == 0 && !nobody && i+2 <= end && s.toks[i+1].upper && d.endsGreeting(i+2, end):
			case isPunct(t, '/', '&', '-', '\'', '"', '(', ')', '@') || isPunct(t, '.') && t.glued && i+1 < end && s.toks[i+1].glued && !s.toks[i+1].upper:
			default:
				break scan
			}
			i++
			continue
		}
		if h := x.at(i, g.honorific); h != nil && (int(h.last)+1 < end || nobody) {
			last, i = int(h.last), int(h.last)+1
			continue
		}
		if h := longest(x.at(i, g.nobody), x.at(i, g.greeting), x.at(i, g.dept)); h != nil {
			nobody = true
			last, i = int(h.last), int(h.last)+1
			continue
		}
		if h := x.at(i, g.title); h != nil && words == 0 {
			nobody = true
			last, i = int(h.last), int(h.last)+1
			continue
		}
		if t.kind == tWord || t.kind == tHan || t.kind == tNumber && t.glued {
			if t.kind == tWord && hasCase(s, i) && !t.upper && !t.glued && !d.endsGreeting(i+1, end) && !(words == 0 && d.endsGreeting(i+2, end)) || words >= 4 || stopWord(s.fold[t.fs:t.fe]) {
				break
			}
			if first < 0 {
				first = i
			}
			lastName = i
			words++
			last = i
			i++
			continue
		}
		break
	}
	if first < 0 || nobody && !(s.toks[first].upper && d.endsGreeting(lastName+1, end)) || !d.endsGreeting(lastName+1, end) && !s.toks[first].upper {
		return xunpan.Word{}, last
	}
	name = s.word(first, lastName)
	if d.mailboxOf(name.Value) || x.at(first, d.g.country) != nil {
		return xunpan.Word{}, last
	}
	return name, last
}

func longest(hs ...*hit) *hit {
	var best *hit
	for _, h := range hs {
		if h != nil && (best == nil || h.last > best.last) {
			best = h
		}
	}
	return best
}

// endsGreeting: the greeting may end before token i.
func (d *doc) endsGreeting(i, end int) bool {
	if i >= end {
		return true
	}
	t := &d.body.toks[i]
	return t.kind == tBreak || isPunct(t, ',', ':', '!', '.', '-', ';', '"')
}

// abbreviation: "Mr.", "Sr." before a name.
func (d *doc) abbreviation(i int) bool {
	g := contactIDs()
	for k := i; k >= 0 && k > i-3; k-- {
		if h := d.bodyX.at(k, g.honorific); h != nil && int(h.last) == i {
			return true
		}
	}
	return false
}

// mailboxOf: the "name" is the mailbox the mail went to, as machines greet.
func (d *doc) mailboxOf(name string) bool {
	if strings.IndexByte(name, '@') >= 0 {
		return true
	}
	for i := range d.m.To {
		local, _, _ := strings.Cut(d.m.To[i].Mail, "@")
		if i < 4 && local == name {
			return true
		}
	}
	return false
}

// bareName: the line holds nothing but a name and a comma: "Jenny,".
func (d *doc) bareName(l *line, first int) bool {
	s := &d.body
	n := l.last - first
	if n < 2 || n > 4 || !isPunct(&s.toks[l.last-1], ',') {
		return false
	}
	for i := first; i < l.last-1; i++ {
		if s.toks[i].kind != tWord || !s.toks[i].upper || !d.plainWord(i) || d.bodyX.at(i, contactIDs().nobody) != nil || d.bodyX.at(i, contactIDs().closing) != nil {
			return false
		}
	}
	d.out.GreetedAs = s.word(first, l.last-2)
	d.out.Greeted = d.out.GreetedAs
	return true
}

// naming finds where our firm, brand, domain or people are named, and one of
// our goods. Without a profile the word of the domain the mail was sent to
// stands for our firm.
func (d *doc) naming() {
	h := &d.env.House
	for _, list := range [...][]string{h.Names, h.Domains, h.People} {
		for _, n := range list {
			if d.out.OurName.Value != "" {
				break
			}
			d.out.OurName = d.named(n)
		}
	}
	if d.out.OurName.Value == "" {
		d.byDomain()
	}
	for i, n := range h.Products {
		if d.out.OurGoods.Value != "" || i >= 400 {
			break
		}
		d.out.OurGoods = d.named(n)
	}
}

// byDomain looks for the main words of our domains: of the profile's, else of
// the domain in To.
func (d *doc) byDomain() {
	domains := d.env.House.Domains
	var one [1]string
	if len(domains) == 0 && len(d.env.House.Names) == 0 && len(d.m.To) > 0 {
		_, host, _ := strings.Cut(d.m.To[0].Mail, "@")
		if host == "" || d.m.From.Mail == "" || strings.HasSuffix(strings.ToLower(d.m.From.Mail), strings.ToLower(host)) {
			return
		}
		one[0] = host
		domains = one[:]
	}
	for _, host := range domains {
		word := mainWord(host)
		if freeMail(word) || platformHost(word) || len(word) < 4 {
			continue
		}
		if d.out.OurName = d.named(word); d.out.OurName.Value != "" {
			return
		}
		for part := range strings.SplitSeq(word, "-") {
			if len(part) >= 5 && len(part) < len(word) {
				if d.out.OurName = d.named(part); d.out.OurName.Value != "" {
					return
				}
			}
		}
	}
}

// named finds a name in the subject or the fresh text, whole words only,
// whatever its case, accents, blanks and hyphens.
func (d *doc) named(name string) xunpan.Word {
	if len(name) < 2 || len(name) > 80 {
		return xunpan.Word{}
	}
	table := foldTable()
	var buf [96]byte
	key := buf[:0]
	head := 3
	for _, r := range name {
		if r == ' ' || r == '-' || r == '\'' {
			head = min(head, max(1, len(key)))
		} else if len(key) < 90 {
			key = appendFold(key, r, table)
		}
	}
	if len(key) < 2 {
		return xunpan.Word{}
	}
	// Writers part letters from figures as they like: FL-100, FL 100, FL100.
	head = min(head, len(key))
	for i := 1; i < head; i++ {
		if isDigit(rune(key[i])) != isDigit(rune(key[0])) {
			head = i
		}
	}
	for _, s := range [...]*stream{&d.subj, &d.body} {
		if w := s.find(key, head); w.Value != "" {
			return w
		}
	}
	return xunpan.Word{}
}

// find finds key, folded and without blanks and hyphens, at whole tokens of
// fresh text. Its first n bytes are written in one.
func (s *stream) find(key []byte, n int) xunpan.Word {
	head := key[:n]
	from := 0
	for tries := 0; tries < 1024; tries++ {
		at := bytes.Index(s.fold[from:], head)
		if at < 0 {
			return xunpan.Word{}
		}
		at += from
		from = at + 1
		i := s.tokenFolded(at)
		if i < 0 || int(s.toks[i].fs) != at {
			continue
		}
		if last := s.spells(i, key); last >= 0 {
			if li := s.lineOf(i); li >= 0 && s.lines[li].block == xunpan.Signature {
				return xunpan.Word{}
			}
			return s.word(i, last)
		}
	}
	return xunpan.Word{}
}

// tokenFolded is the token whose folded text holds offset at.
func (s *stream) tokenFolded(at int) int {
	lo, hi := 0, len(s.toks)
	for lo < hi {
		mid := (lo + hi) / 2
		if int(s.toks[mid].fe) <= at {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	// Breaks and tabs have no folded text.
	for lo < len(s.toks) && s.toks[lo].fs == s.toks[lo].fe {
		lo++
	}
	if lo == len(s.toks) {
		return -1
	}
	return lo
}

// spells: the tokens from i on make up key, hyphens left out; the last of them.
func (s *stream) spells(i int, key []byte) int {
	for ; i < len(s.toks); i++ {
		t := &s.toks[i]
		if t.kind == tBreak || isPunct(t, '-', '\'') {
			if t.kind == tBreak && t.punct > 1 {
				return -1
			}
			continue
		}
		w := s.fold[t.fs:t.fe]
		if len(w) > len(key) || !bytes.Equal(w, key[:len(w)]) {
			return -1
		}
		if key = key[len(w):]; len(key) == 0 {
			return i
		}
	}
	return -1
}
