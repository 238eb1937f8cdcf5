package mail

import (
	"strings"

	"xunpan"
)

// textLinks finds bare http(s):// and www. addresses in a text. Spans point
// into the text.
func textLinks(text string) []xunpan.Link {
	var links []xunpan.Link
	f := addressFinder{text: text, colon: notAsked, dot: notAsked}
	for i := 0; i < len(text); {
		start := f.next(i)
		if start < 0 {
			break
		}
		end := start
		for end < len(text) && (!addressEnd[text[end]] || !endsAddress(text[end:])) {
			end++
		}
		i = end + 1
		end = start + len(trimAddress(text[start:end]))
		t := text[start:end]
		if addressPrefix(t) == len(t) || addressPrefix(t) == 0 {
			continue
		}
		target := t
		if t[3] == '.' {
			target = "http://" + t
		}
		links = append(links, xunpan.Link{Target: target, Text: t, Start: start, End: end})
		if len(links) >= maxTextLinks {
			break
		}
	}
	return links
}

// maxTextLinks bounds the links taken from one text; nobody reads more.
const maxTextLinks = 2000

// addressFinder goes through a text by its colons and dots, which are rarer
// than the letters that addresses begin with.
type addressFinder struct {
	text       string
	colon, dot int // where the next address of the kind begins, -1 if there is none left
}

const notAsked = -2

// next is the place of the next "http://", "https://" or "www." from i on that
// begins a word, or -1.
func (f *addressFinder) next(i int) int {
	if f.colon != -1 && f.colon < i {
		f.colon = f.after(':', i)
	}
	if f.dot != -1 && f.dot < i {
		f.dot = f.after('.', i)
	}
	if f.colon < 0 || f.dot >= 0 && f.dot < f.colon {
		return f.dot
	}
	return f.colon
}

// after finds the next address from i on that has c behind its first word.
func (f *addressFinder) after(c byte, i int) int {
	for at := i; ; at++ {
		n := strings.IndexByte(f.text[at:], c)
		if n < 0 {
			return -1
		}
		at += n
		for _, word := range [...]int{3, 4, 5} { // www, http, https
			if start := at - word; start >= i && addressPrefix(f.text[start:]) > word && (start == 0 || !isWordByte(f.text[start-1])) {
				return start
			}
		}
	}
}

// addressPrefix is the length of the "https://" or "www." that s begins with.
func addressPrefix(s string) int {
	if len(s) < 4 {
		return 0
	}
	switch s[0] | 0x20 {
	case 'w':
		if s[3] == '.' && s[1]|0x20 == 'w' && s[2]|0x20 == 'w' {
			return 4
		}
	case 'h':
		if startsFold(s, "http://") {
			return 7
		}
		if startsFold(s, "https://") {
			return 8
		}
	}
	return 0
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '@' || c == '.'
}

// addressEnd has the first bytes of what may end an address.
var addressEnd = func() (t [256]bool) {
	for c := range 0x21 {
		t[c] = true
	}
	for _, c := range "<>\"`|\\\x7f" {
		t[c] = true
	}
	t[0xe3], t[0xef], t[0xc2], t[0xe2] = true, true, true, true
	return
}()

// endsAddress reports whether an address ends before s: at white space,
// controls, quotes, brackets, and the full-width punctuation that Chinese
// writers put right behind it.
func endsAddress(s string) bool {
	switch c := s[0]; {
	case c <= ' ' || c == '<' || c == '>' || c == '"' || c == '`' || c == '|' || c == '\\' || c == 0x7f:
		return true
	case c == 0xe3 && len(s) >= 3: // U+3000–303F: ideographic space, 、。「」【】
		return s[1] == 0x80
	case c == 0xef && len(s) >= 3: // U+FF01–FF60: （），：；
		return s[1] == 0xbc
	case c == 0xc2 && len(s) >= 2: // no-break space, guillemets
		return s[1] == 0xa0 || s[1] == 0xab || s[1] == 0xbb
	case c == 0xe2 && len(s) >= 3: // general punctuation: quotes, zero-width characters
		return s[1] == 0x80
	}
	return false
}

// trimAddress cuts punctuation of the sentence off an address's end. A closing
// bracket stays when the address itself opened it.
func trimAddress(s string) string {
	for s != "" {
		switch c := s[len(s)-1]; c {
		case '.', ',', ';', ':', '!', '?', '\'', '*', '_', '~':
		case ')', ']', '}':
			open, shut := "(", ")"
			switch c {
			case ']':
				open, shut = "[", "]"
			case '}':
				open, shut = "{", "}"
			}
			if strings.Count(s, open) >= strings.Count(s, shut) {
				return s
			}
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}
