package mail

import (
	"bytes"
	"strings"
	"unicode/utf8"
)

// text writes text.
func (p *pageWriter) text(s string) {
	link := p.link()
	clean := shownText(s, link != nil)
	if len(clean) != len(s) && strings.ContainsAny(s, "\u202d\u202e") {
		p.dropped(droppedDirection)
	}
	if link != nil {
		link.read(clean)
	}
	before := len(p.out)
	if p.out = appendEscaped(p.out, clean); len(p.out)-p.data > p.max {
		p.full = true
		p.out = p.out[:wholeEscaped(p.out, before, max(p.max+p.data, before))]
	}
}

// wholeEscaped moves an offset in escaped text down to where no character and no
// escape is cut in two; at most to its beginning.
func wholeEscaped(out []byte, start, at int) int {
	for at > start && !utf8.RuneStart(out[at]) {
		at--
	}
	if amp := bytes.LastIndexByte(out[max(start, at-5):at], '&'); amp >= 0 && bytes.IndexByte(out[max(start, at-5)+amp:at], ';') < 0 {
		at = max(start, at-5) + amp
	}
	return at
}

// appendEscaped appends text as it stands in HTML, in the spelling of the html package.
func appendEscaped(out []byte, s string) []byte {
	start := 0
	for i := 0; i < len(s); i++ {
		var esc string
		switch s[i] {
		case '&':
			esc = "&amp;"
		case '<':
			esc = "&lt;"
		case '>':
			esc = "&gt;"
		case '"':
			esc = "&#34;"
		case '\'':
			esc = "&#39;"
		default:
			continue
		}
		out = append(append(out, s[start:i]...), esc...)
		start = i + 1
	}
	return append(out, s[start:]...)
}

// shownText drops controls and characters that force the direction of writing;
// in a link and the like all characters that show nothing as well.
func shownText(s string, strict bool) string {
	sound := true
	for i := 0; i < len(s) && sound; i++ {
		c := s[i]
		sound = c >= ' ' && c < 0x7f || c == '\n' || c == '\t'
	}
	if sound {
		return s
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\t':
			return c
		case c == '\r' || c == '\f':
			return ' '
		case c < ' ', c >= 0x7f && c < 0xa0, overrides(c), strict && invisible(c):
			return -1
		}
		return c
	}, s)
}
