package mail

import (
	"html"
	"strconv"
	"unicode/utf8"
)

// Classes of bytes in text.
const (
	bytePlain = iota
	byteSpace
	byteEntity
	byteLead // first byte of a character that may need care
)

var byteClass = func() (t [256]uint8) {
	for c := 0; c <= ' '; c++ {
		t[c] = byteSpace
	}
	t[0x7f] = byteSpace
	t['&'] = byteEntity
	t[0xc2], t[0xcd], t[0xe1], t[0xe2], t[0xef] = byteLead, byteLead, byteLead, byteLead, byteLead
	return
}()

// text writes a stretch of text between two tags.
func (r *htmlReader) text(s string) {
	if r.full {
		return
	}
	if r.look.hidden() {
		r.hide(s)
		return
	}
	for i := 0; i < len(s); {
		start := i
		// Runs of words with single spaces between them are copied as they are.
		for i < len(s) {
			c := s[i]
			if byteClass[c] == bytePlain {
				i++
				continue
			}
			if c == ' ' && i > start && i+1 < len(s) && byteClass[s[i+1]] == bytePlain {
				i += 2
				continue
			}
			break
		}
		if i > start {
			r.put(s[start:i])
			continue
		}
		switch byteClass[s[i]] {
		case byteSpace:
			r.white(s[i])
			i++
		case byteEntity:
			i += r.entity(s[i:])
		default:
			i += r.special(s[i:])
		}
	}
}

// white handles one byte of white space or a control character.
func (r *htmlReader) white(c byte) {
	switch {
	case !r.look.pre:
		r.space = true
	case c == '\n':
		r.breaks = min(r.breaks+1, 3)
		r.space, r.tab = false, false
	case c == '\t':
		r.put("\t")
	case c == ' ':
		r.put(" ")
	}
}

// entity writes the character reference that s begins with and returns its length.
func (r *htmlReader) entity(s string) int {
	n := 1
	for n < len(s) && n < 34 && (isLetter(s[n]) || '0' <= s[n] && s[n] <= '9' || n == 1 && s[n] == '#') {
		n++
	}
	if n < len(s) && s[n] == ';' {
		n++
	}
	switch s[:n] {
	case "&nbsp;", "&nbsp", "&#160;", "&#xA0;", "&#xa0;":
		r.nbsp()
		return n
	case "&amp;":
		r.put("&")
		return n
	case "&lt;":
		r.put("<")
		return n
	case "&gt;":
		r.put(">")
		return n
	case "&quot;":
		r.put("\"")
		return n
	case "&zwnj;", "&zwj;", "&shy;", "&#8203;", "&#8204;", "&#8205;", "&#173;", "&#847;", "&#65279;":
		return n
	}
	// An entity can stand for anything: what comes out is looked at like text.
	t := html.UnescapeString(s[:n])
	for t != "" {
		if byteClass[t[0]] == byteLead {
			t = t[r.special(t):]
			continue
		}
		c, k := utf8.DecodeRuneInString(t)
		if c <= ' ' || c == 0x7f {
			r.white(byte(c))
		} else {
			r.put(t[:k])
		}
		t = t[k:]
	}
	return n
}

// nbsp writes a no-break space, which alone on its line makes an empty line.
func (r *htmlReader) nbsp() {
	if r.breaks > 0 || len(r.out) == 0 {
		r.solid = true
	}
	r.space = true
}

// special writes the character that s begins with: spaces of all widths become
// a space, and characters that nobody sees are dropped, since they are put
// between letters to keep words from being found. The joiners stay between
// letters of scripts that need them.
func (r *htmlReader) special(s string) int {
	c, n := utf8.DecodeRuneInString(s)
	switch c {
	case 0xa0, 0x202f, 0x205f, 0x180e:
		r.nbsp()
	case 0xad, 0x34f, 0x200b, 0x200e, 0x200f, 0x2060, 0x2061, 0x2062, 0x2063, 0x2064, 0xfeff,
		0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069:
	case 0x200c, 0x200d:
		if k := len(r.out); k > 0 && r.out[k-1] >= 0x80 && !r.space && r.breaks == 0 {
			r.put(s[:n])
		}
	case 0x2028, 0x2029:
		r.endLine(1)
	default:
		if 0x2000 <= c && c <= 0x200a {
			r.space = true
		} else {
			r.put(s[:n])
		}
	}
	return n
}

// put writes visible text, after whatever was asked to stand before it.
func (r *htmlReader) put(s string) {
	if r.breaks > 0 || r.space || r.tab || r.bullet != 0 || len(r.out) == 0 {
		if r.max-len(r.out) < maxLead {
			r.full = true
			return
		}
		r.lead()
	}
	if room := r.max - len(r.out); len(s) > room {
		s = cut(s, max(0, room))
		r.full = true
		if s == "" {
			return
		}
	}
	if r.cell >= 0 && r.cells[r.cell].start < 0 {
		r.cells[r.cell].start = len(r.out)
	}
	if r.link >= 0 && r.links[r.link].start < 0 {
		r.links[r.link].start = len(r.out)
	}
	r.solid, r.cellTop = false, false
	r.out = append(r.out, s...)
}

// maxLead is the most that lead writes: breaks with quotation marks, a bullet.
const maxLead = 64

// lead writes line breaks, quotation marks, bullets and spaces.
func (r *htmlReader) lead() {
	first := len(r.out) == 0
	switch {
	case first || r.breaks > 0:
		if !first {
			for k := r.breaks; k > 1; k-- {
				r.out = append(r.out, '\n')
				if q := min(r.said, r.look.quote); q > 0 {
					r.quoted(q)
					r.out = r.out[:len(r.out)-1]
				}
			}
			r.out = append(r.out, '\n')
		}
		r.line = len(r.out)
		r.quoted(r.look.quote)
		r.said = r.look.quote
		if r.bullet != 0 {
			for k := 1; k < int(r.look.list) && k < 5; k++ {
				r.out = append(r.out, ' ', ' ')
			}
		}
	case r.tab:
		r.out = append(r.out, '\t')
	case r.space:
		r.out = append(r.out, ' ')
	}
	switch {
	case r.bullet < 0:
		r.out = append(r.out, '-', ' ')
	case r.bullet > 0:
		r.out = strconv.AppendInt(r.out, int64(r.bullet), 10)
		r.out = append(r.out, '.', ' ')
	}
	r.breaks, r.space, r.tab, r.bullet = 0, false, false, 0
}

func (r *htmlReader) quoted(depth uint8) {
	for ; depth > 0; depth-- {
		r.out = append(r.out, '>')
	}
	if r.look.quote > 0 {
		r.out = append(r.out, ' ')
	}
}

// hide keeps text that the reader does not see.
func (r *htmlReader) hide(s string) {
	for i := 0; i < len(s) && len(r.hid) < maxUnseen; {
		c := s[i]
		switch {
		case byteClass[c] == byteSpace:
			if k := len(r.hid); k > 0 && r.hid[k-1] != ' ' {
				r.hid = append(r.hid, ' ')
			}
			i++
		case c == '&':
			n := 1
			for n < len(s)-i && n < 34 && s[i+n] != ';' && s[i+n] > ' ' && s[i+n] != '&' {
				n++
			}
			if n < len(s)-i && s[i+n] == ';' {
				n++
			}
			for _, u := range html.UnescapeString(s[i : i+n]) {
				if u > ' ' && !unseen(u) {
					r.hid = utf8.AppendRune(r.hid, u)
				}
			}
			i += n
		case c < utf8.RuneSelf:
			start := i
			for i < len(s) && s[i] < utf8.RuneSelf && byteClass[s[i]] == bytePlain {
				i++
			}
			r.hid = append(r.hid, s[start:min(i, start+maxUnseen-len(r.hid))]...)
		default:
			u, n := utf8.DecodeRuneInString(s[i:])
			if !unseen(u) {
				r.hid = append(r.hid, s[i:i+n]...)
			}
			i += n
		}
	}
}

// unseen reports whether a character has no shape of its own: preheaders are
// padded with hundreds of them.
func unseen(c rune) bool {
	return c == 0xa0 || c == 0xad || c == 0x34f || c == 0xfeff || 0x2000 <= c && c <= 0x200f || 0x202a <= c && c <= 0x202f || 0x2060 <= c && c <= 0x206f
}
