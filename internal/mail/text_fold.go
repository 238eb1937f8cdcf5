package mail

import (
	"encoding/binary"
	"slices"
	"strings"
)

// foldByte lowers ASCII letters and keeps all other bytes.
var foldByte = func() (t [256]byte) {
	for c := range t {
		t[c] = byte(c)
	}
	for c := 'A'; c <= 'Z'; c++ {
		t[c] = byte(c) | 0x20
	}
	return
}()

// fold turns s into lower case, byte for byte of the same length, so that
// offsets stay valid: ASCII, Latin with accents, Cyrillic. Other letters stay.
func fold(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	var buf [512]byte
	for s != "" {
		n := copy(buf[:], s)
		if n < len(s) && buf[n-1] >= 0xc3 && buf[n-1] <= 0xd0 {
			n-- // Keeps the two bytes of a letter together.
		}
		foldBytes(buf[:n])
		out.Write(buf[:n])
		s = s[n:]
	}
	return out.String()
}

func foldBytes(b []byte) {
	for i := 0; i < len(b); i++ {
		// Eight bytes of ASCII at a time.
		for len(b)-i >= 8 {
			w := binary.LittleEndian.Uint64(b[i:])
			if w&eightHigh != 0 {
				break
			}
			upper := (w + eightOf*(0x80-'A')) &^ (w + eightOf*(0x7f-'Z')) & eightHigh
			binary.LittleEndian.PutUint64(b[i:], w|upper>>2)
			i += 8
		}
		if i == len(b) {
			return
		}
		c := b[i]
		b[i] = foldByte[c]
		if c < 0xc3 || c > 0xd0 || i+1 == len(b) {
			continue
		}
		d := b[i+1]
		switch {
		case c == 0xc3 && 0x80 <= d && d <= 0x9e && d != 0x97: // À–Þ
			d += 0x20
		case c == 0xc5 && d == 0x9e: // Ş
			d++
		case c == 0xd0 && 0x90 <= d && d <= 0x9f: // А–П
			d += 0x20
		case c == 0xd0 && 0xa0 <= d && d <= 0xaf: // Р–Я
			b[i], d = 0xd1, d-0x20
		default:
			continue
		}
		i++
		b[i] = d
	}
}

const (
	eightOf   = 0x0101010101010101
	eightHigh = 0x80 * eightOf
)

// phrases is a set of phrases asked for at the beginning of a line. They are
// kept by their first byte; a look at the second one spares most lines the rest.
type phrases struct {
	by     [256][]phrase // the longest first
	second [256]uint64   // the lower six bits of the bytes that can come second
}

// phrase is one of them, with its first four bytes beside it.
type phrase struct {
	head, mask uint32
	text       string
}

// newPhrases makes a set out of lists whose phrases are separated by '|'.
func newPhrases(lists ...string) *phrases {
	p := new(phrases)
	for _, list := range lists {
		for w := range strings.SplitSeq(list, "|") {
			if w = fold(w); w == "" {
				continue
			}
			c := w[0]
			p.by[c] = append(p.by[c], phrase{head: headOf(w), mask: headOf("\xff\xff\xff\xff"[:min(4, len(w))]), text: w})
			if len(w) == 1 {
				p.second[c] = ^uint64(0)
			} else {
				p.second[c] |= 1 << (w[1] & 63)
			}
		}
	}
	for _, ws := range p.by {
		slices.SortStableFunc(ws, func(a, b phrase) int { return len(b.text) - len(a.text) })
	}
	return p
}

// headOf is the first four bytes of s, with noughts behind where it is shorter.
func headOf(s string) uint32 {
	var b [4]byte
	copy(b[:], s)
	return binary.LittleEndian.Uint32(b[:])
}

// prefix returns the length of the longest phrase that the folded line begins
// with, ending at a word's end; 0 if there is none.
func (p *phrases) prefix(line string) int {
	if line == "" || len(line) > 1 && p.second[line[0]]>>(line[1]&63)&1 == 0 {
		return 0
	}
	return p.longest(line)
}

func (p *phrases) longest(line string) int {
	head := headOf(line)
	ws := p.by[line[0]]
	for i := range ws {
		w := &ws[i]
		if head&w.mask == w.head && strings.HasPrefix(line, w.text) &&
			(len(line) == len(w.text) || !isLetter(line[len(w.text)]) || !isLetter(w.text[len(w.text)-1])) {
			return len(w.text)
		}
	}
	return 0
}

// within reports whether one of the phrases stands in the folded line, at the
// beginning of a word; scripts that write no spaces have them anywhere.
func (p *phrases) within(line string) bool {
	letter := false // a letter stands before
	for i := 0; i < len(line); i++ {
		c := line[i]
		if (!letter || c >= 0xe2) && p.by[c] != nil && p.prefix(line[i:]) > 0 {
			return true
		}
		letter = isLetter(c) || c >= 0x80
	}
	return false
}

// containsAny reports whether the folded text contains one of the words.
func containsAny(text string, words []string) bool {
	for _, w := range words {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// hasWord reports whether the folded text contains the word between non-letters.
func hasWord(text, word string) bool {
	for from := 0; ; {
		k := strings.Index(text[from:], word)
		if k < 0 {
			return false
		}
		k += from
		end := k + len(word)
		if (k == 0 || !isWordPart(text[k-1])) && (end == len(text) || !isWordPart(text[end])) {
			return true
		}
		from = end
	}
}

func isWordPart(c byte) bool { return isLetter(c) || c >= 0x80 }

// firstOf returns the first n bytes of s at most.
func firstOf(s string, n int) string { return s[:min(n, len(s))] }

// trimLead cuts bytes and characters of the set, which has no letters, off the
// beginning of s. Most lines begin with a letter and cost one look.
func trimLead(s, set string) string {
	if s == "" || isLetter(s[0]) {
		return s
	}
	return strings.TrimLeft(s, set)
}

// isASCII reports whether s has no byte beyond ASCII.
func isASCII(s string) bool {
	for ; len(s) >= 8; s = s[8:] {
		if s[0]|s[1]|s[2]|s[3]|s[4]|s[5]|s[6]|s[7] >= 0x80 {
			return false
		}
	}
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}
