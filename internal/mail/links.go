package mail

import (
	"strings"

	"xunpan"
)

// textLinks finds bare http(s):// and www. addresses in a text. Spans point
// into the text.
func textLinks(text string) []xunpan.Link {
	var links []xunpan.Link
	for i := 0; i < len(text); {
		// Every address has a "://" or starts with "www.": one search per candidate.
		n := nextAddress(text[i:])
		if n < 0 {
			break
		}
		start := i + n
		end := start
		for end < len(text) && !endsAddress(text[end:]) {
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

// nextAddress is the place of the next "http://", "https://" or "www." that
// begins a word, or -1.
func nextAddress(s string) int {
	for i := 0; i < len(s); {
		j := strings.IndexAny(s[i:], "hHwW")
		if j < 0 {
			return -1
		}
		i += j
		if addressPrefix(s[i:]) > 0 && (i == 0 || !isWordByte(s[i-1])) {
			return i
		}
		i++
	}
	return -1
}

// addressPrefix is the length of the "https://" or "www." that s begins with.
func addressPrefix(s string) int {
	for _, p := range [...]string{"http://", "https://", "www."} {
		if len(s) >= len(p) && strings.EqualFold(s[:len(p)], p) {
			return len(p)
		}
	}
	return 0
}

func isWordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '_' || c == '@' || c == '.'
}

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
			open := map[byte]string{')': "(", ']': "[", '}': "{"}[c]
			if strings.Count(s, open) >= strings.Count(s, string(c)) {
				return s
			}
		default:
			return s
		}
		s = s[:len(s)-1]
	}
	return s
}
