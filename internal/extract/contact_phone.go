package extract

import (
	"strings"

	"xunpan"
)

// phones fills Phones, Fax and WhatsApp. A number counts as one when a label
// says so, when it has a country code, or when it stands alone on a line of
// the card; account, order and tax numbers do not.
func (d *doc) phones(c *card, given xunpan.Given) {
	b := &d.out.Buyer
	if v := strings.TrimSpace(given.Phone); v != "" {
		if n := plainPhone(v); len(n) >= 7 {
			b.Phones = append(b.Phones, xunpan.Word{Value: n, At: d.inBody(v)})
		}
	}
	s := &d.body
	for i := 0; i < len(s.toks); i++ {
		t := &s.toks[i]
		if t.kind != tNumber && !(t.kind == tPunct && (t.punct == '+' || t.punct == '(')) {
			continue
		}
		if c.at(i)&mUsed != 0 || t.kind == tNumber && t.glued && i > 0 && s.toks[i-1].kind == tWord {
			continue
		}
		p, ok := s.phoneAt(i)
		if !ok {
			continue
		}
		label, from := d.phoneLabel(c, i)
		inCard := i >= c.from && i < c.to
		switch {
		case label&mID != 0 && !(p.plus && label&mPhone != 0): // "Tel/WeChat: +86 …" is a number
			i = p.last
			continue
		case label&(mPhone|mFax|mWhatsApp) != 0:
		case p.plus && p.digits >= 9:
		case inCard && p.digits >= 7 && c.alone(i, p.last) && p.likely:
		default:
			continue
		}
		w := xunpan.Word{Value: s.phoneValue(i, p), At: s.span(i, p.last)}
		if inCard {
			last := p.last
			if last+2 < c.to && s.toks[last+1].kind == tWord && extension(s.fold[s.toks[last+1].fs:s.toks[last+1].fe]) {
				last++
				for last+1 < c.to && (s.toks[last+1].kind == tNumber || isPunct(&s.toks[last+1], '.', ':', '#')) {
					last++
				}
			}
			c.use(from, last)
		}
		d.addPhone(w, label)
		i = p.last
	}
}

func (d *doc) addPhone(w xunpan.Word, label mark) {
	b := &d.out.Buyer
	add := func(list *[]xunpan.Word) {
		for _, have := range *list {
			if have.Value == w.Value {
				return
			}
		}
		if len(*list) < 6 {
			*list = append(*list, w)
		}
	}
	if label&mWhatsApp != 0 && b.WhatsApp.Value == "" {
		b.WhatsApp = w
	}
	if label&mFax != 0 {
		add(&b.Fax)
	}
	if label&mFax == 0 || label&(mPhone|mWhatsApp) != 0 {
		add(&b.Phones)
	}
}

// phone is a run of tokens that may be a number.
type phone struct {
	last   int
	digits int
	plus   bool // begins with "+" or "00", or ends with "+" as Arabic writers put it
	tail   bool // the "+" stands behind
	likely bool // grouped or begun like a phone number
}

// phoneAt reads the number that begins at token i.
func (s *stream) phoneAt(i int) (p phone, ok bool) {
	groups, first := 0, i
	open := false
	for j := i; j < len(s.toks) && j < i+16; j++ {
		t := &s.toks[j]
		if j > i && !t.glued && t.start-s.toks[j-1].end > 2 {
			break
		}
		switch {
		case t.kind == tNumber:
			n, ok := digits(s.fold[t.fs:t.fe])
			if !ok || p.digits+n > 15 {
				return p, p.digits >= 7
			}
			if j+1 < len(s.toks) && s.toks[j+1].kind == tWord && s.toks[j+1].glued && !extension(s.fold[s.toks[j+1].fs:s.toks[j+1].fe]) {
				return p, p.digits >= 7 // "5kg", "2nd"
			}
			p.digits += n
			p.last = j
			groups++
			continue
		case t.kind == tPunct:
			switch t.punct {
			case '+':
				if j == first {
					p.plus = true
					continue
				}
				if t.glued && !p.plus && p.digits >= 9 && (j+1 >= len(s.toks) || s.toks[j+1].kind != tNumber || !s.toks[j+1].glued) {
					p.plus, p.tail, p.last = true, true, j
				}
			case '(':
				if !open {
					open = true
					if j == first {
						first++ // "(+34) 91 …"
					}
					continue
				}
			case ')':
				if open {
					open = false
					continue
				}
			case '/': // "02351 / 67 40 18": the area code is parted
				if n := s.toks[i].end - s.toks[i].start; groups == 1 && s.fold[s.toks[i].fs] == '0' && n >= 3 && n <= 6 && j+1 < len(s.toks) && s.toks[j+1].kind == tNumber {
					continue
				}
			case '-', '.':
				if groups > 0 && j+1 < len(s.toks) && (s.toks[j+1].kind == tNumber || isPunct(&s.toks[j+1], '-', '(')) {
					continue
				}
			}
		}
		break
	}
	if p.digits < 7 {
		return p, false
	}
	head := s.fold[s.toks[i].fs:s.toks[i].fe]
	if len(head) > 2 && head[0] == '0' && head[1] == '0' {
		p.plus = true
	}
	p.likely = p.plus || groups > 1 || head[0] == '0' || head[0] == '(' || p.digits >= 9
	if s.looksLikeDate(i, p.last) {
		return p, false
	}
	return p, true
}

// digits counts the digits of a number token; one with a comma is an amount.
func digits(b []byte) (n int, ok bool) {
	for _, c := range b {
		switch {
		case '0' <= c && c <= '9':
			n++
		case c == ',' || c == '\'':
			return 0, false
		}
	}
	return n, true
}

// looksLikeDate: 2026-09-15, 15.09.2026 and the like.
func (s *stream) looksLikeDate(first, last int) bool {
	var n [4]int
	k := 0
	run := 0
	for i := first; i <= last; i++ {
		for _, c := range s.fold[s.toks[i].fs:s.toks[i].fe] {
			if '0' <= c && c <= '9' {
				run++
				continue
			}
			if k < 4 && run > 0 {
				n[k] = run
				k++
			}
			run = 0
		}
		if run > 0 && (i == last || s.toks[i+1].kind == tNumber) {
			if k < 4 {
				n[k] = run
			}
			k++
			run = 0
		}
	}
	return k == 3 && (n[0] == 4 && n[1] <= 2 && n[2] <= 2 || n[2] == 4 && n[0] <= 2 && n[1] <= 2)
}

// phoneValue writes the number as "+digits" when it has a country code, else
// its digits; the "(0)" of "+49 (0)211 …" is not dialled from abroad.
func (s *stream) phoneValue(first int, p phone) string {
	var b strings.Builder
	b.Grow(20)
	if p.plus {
		b.WriteByte('+')
	}
	for i := first; i <= p.last; i++ {
		t := &s.toks[i]
		if t.kind != tNumber {
			continue
		}
		w := s.fold[t.fs:t.fe]
		if p.plus && string(w) == "0" && isPunct(&s.toks[max(i-1, 0)], '(') {
			continue
		}
		if p.plus && !p.tail && b.Len() == 1 && len(w) > 1 && w[0] == '0' && w[1] == '0' {
			w = w[2:]
		}
		for _, c := range w {
			if '0' <= c && c <= '9' {
				b.WriteByte(c)
			}
		}
	}
	return b.String()
}

// plainPhone is phoneValue for a number given as text.
func plainPhone(v string) string {
	var b strings.Builder
	v = strings.ReplaceAll(v, "(0)", "")
	plus := strings.ContainsRune(v, '+')
	for _, r := range v {
		if n, ok := digitValue(r); ok {
			b.WriteByte('0' + byte(n))
		}
	}
	n := b.String()
	if rest, ok := strings.CutPrefix(n, "00"); ok && !plus {
		n, plus = rest, true
	}
	if plus && n != "" {
		return "+" + n
	}
	return n
}

// phoneLabel finds the labels in front of the number at token i, and the token
// where they begin.
func (d *doc) phoneLabel(c *card, i int) (label mark, from int) {
	s := &d.body
	from = i
	j := i - 1
	for steps := 0; j >= 0 && steps < 8; steps++ {
		t := &s.toks[j]
		if t.kind == tPunct && t.punct != '@' && t.punct != '?' && t.punct != ')' {
			if label != 0 && t.punct != '/' && t.punct != '&' && t.punct != '-' && t.punct != '.' {
				break
			}
			j--
			continue
		}
		if t.kind == tBreak {
			if label == 0 && j > 0 && isPunct(&s.toks[j-1], ':') || label == 0 && t.punct == 1 && j > 0 && isPunct(&s.toks[j-1], '\t') {
				j--
				continue
			}
			break
		}
		m, start := d.labelEnding(c, j)
		if m == 0 {
			break
		}
		label |= m
		from = start
		j = start - 1
	}
	return label, from
}

// labelEnding is the label whose last token is j, with its first token.
func (d *doc) labelEnding(c *card, j int) (m mark, start int) {
	g := contactIDs()
	for k := j; k >= 0 && k > j-5; k-- {
		for _, l := range [...]struct {
			group int16
			mark  mark
		}{{g.id, mID}, {g.fax, mFax}, {g.whatsApp, mWhatsApp}, {g.phone, mPhone}} {
			if h := d.bodyX.at(k, l.group); h != nil && int(h.last) == j {
				m |= l.mark
				start = k
			}
		}
	}
	if m&mID != 0 && m&(mPhone|mFax|mWhatsApp) != 0 {
		m = mID
	}
	return m, start
}

// alone: nothing but separators and extension words stands beside the number
// on its line.
func (c *card) alone(first, last int) bool {
	s := c.s
	before := first == 0 || s.toks[first-1].kind == tBreak || isPunct(&s.toks[first-1], '|', '\t', '*', ',', ';', '.') && !s.toks[first].glued || c.at(first-1)&mUsed != 0
	if !before && isPunct(&s.toks[first-1], '/', '-') && !s.toks[first-1].glued && !s.toks[first].glued {
		before = true
	}
	if !before {
		return false
	}
	if last+1 >= len(s.toks) {
		return true
	}
	t := &s.toks[last+1]
	switch {
	case t.kind == tBreak, isPunct(t, '|', '\t', ',', ';', '*'):
		return true
	case isPunct(t, '/', '-'):
		return !t.glued
	case t.kind == tWord && c.at(last+1)&(mPhone|mFax|mWhatsApp) != 0:
		return true // "(208) 555-0199 cell"
	case t.kind == tWord:
		return extension(s.fold[t.fs:t.fe]) || !t.glued && t.start-s.toks[last].end >= 3
	}
	return false
}

func extension(w []byte) bool {
	switch string(w) {
	case "x", "ext", "extn", "extension", "int", "interno", "poste", "ramal", "anexo", "доб", "dahili", "durchwahl", "dw", "toestel", "转":
		return true
	}
	return false
}
