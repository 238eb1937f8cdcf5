package mail

import "strings"

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
	b := make([]byte, len(s))
	for i := 0; i < len(s); i++ {
		c := s[i]
		b[i] = foldByte[c]
		if c < 0xc3 || c > 0xd0 || i+1 == len(s) {
			continue
		}
		d := s[i+1]
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
	return string(b)
}

// phrases is a set of phrases asked for at the beginning of a line; they are
// kept by their first byte, so that most lines cost one look.
type phrases [256][]string

// newPhrases makes a set out of lists whose phrases are separated by '|'.
func newPhrases(lists ...string) *phrases {
	p := new(phrases)
	for _, list := range lists {
		for w := range strings.SplitSeq(list, "|") {
			if w = fold(w); w != "" {
				p[w[0]] = append(p[w[0]], w)
			}
		}
	}
	return p
}

// prefix returns the length of the longest phrase that the folded line begins
// with, ending at a word's end; 0 if there is none.
func (p *phrases) prefix(line string) int {
	if line == "" {
		return 0
	}
	best := 0
	for _, w := range p[line[0]] {
		if len(w) > best && strings.HasPrefix(line, w) &&
			(len(line) == len(w) || !isLetter(line[len(w)]) || !isLetter(w[len(w)-1])) {
			best = len(w)
		}
	}
	return best
}

// within reports whether one of the phrases stands in the folded line, at the
// beginning of a word; scripts that write no spaces have them anywhere.
func (p *phrases) within(line string) bool {
	letter := false // a letter stands before
	for i := 0; i < len(line); i++ {
		c := line[i]
		if (!letter || c >= 0xe2) && p[c] != nil && p.prefix(line[i:]) > 0 {
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
