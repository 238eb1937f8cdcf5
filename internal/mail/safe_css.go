package mail

import (
	"strconv"
	"strings"
	"unicode/utf8"
)

// Style is cut into tokens as CSS Syntax 3 says, escapes undone, so that what
// is judged is what a browser would read: "u\72l(" is url().

type cssKind uint8

const (
	cssEnd cssKind = iota
	cssSpace
	cssIdent
	cssFunction // text is its name; its "(" is taken
	cssURL      // text is the address
	cssString
	cssNumber // text is the number, unit what follows it
	cssHash   // text is what follows "#"
	cssAt     // text is what follows "@"
	cssMark   // any other character, in text
	cssBad    // a broken string
)

type cssToken struct {
	kind       cssKind
	text, unit string
}

func (t cssToken) is(mark string) bool { return t.kind == cssMark && t.text == mark }

// cssScanner cuts a style sheet or style attribute into tokens.
type cssScanner struct {
	s string
	i int
}

func (c *cssScanner) at(n int) byte {
	if c.i+n < len(c.s) {
		return c.s[c.i+n]
	}
	return 0
}

func (c *cssScanner) next() cssToken {
	for strings.HasPrefix(c.s[c.i:], "/*") {
		n := strings.Index(c.s[c.i+2:], "*/")
		if n < 0 {
			c.i = len(c.s)
			break
		}
		c.i += n + 4
	}
	if c.i >= len(c.s) {
		return cssToken{}
	}
	switch b := c.s[c.i]; {
	case isCSSSpace(b):
		for c.i < len(c.s) && isCSSSpace(c.s[c.i]) {
			c.i++
		}
		return cssToken{kind: cssSpace}
	case b == '"' || b == '\'':
		c.i++
		return c.str(b)
	case b == '#' && (isNameByte(c.at(1)) || c.escapes(1)):
		c.i++
		return cssToken{kind: cssHash, text: c.name()}
	case b == '@' && c.startsName(1):
		c.i++
		return cssToken{kind: cssAt, text: lower(c.name())}
	case digit(b), b == '.' && digit(c.at(1)),
		(b == '+' || b == '-') && (digit(c.at(1)) || c.at(1) == '.' && digit(c.at(2))):
		return c.number()
	case b == '-' && strings.HasPrefix(c.s[c.i:], "-->"):
		c.i += 3
		return cssToken{kind: cssSpace}
	case c.startsName(0):
		name := c.name()
		if c.at(0) != '(' {
			return cssToken{kind: cssIdent, text: name}
		}
		c.i++
		if foldEqual(name, "url") {
			return c.url()
		}
		return cssToken{kind: cssFunction, text: lower(name)}
	case b == '<' && strings.HasPrefix(c.s[c.i:], "<!--"):
		c.i += 4
		return cssToken{kind: cssSpace}
	}
	c.i++
	return cssToken{kind: cssMark, text: c.s[c.i-1 : c.i]}
}

// skip is the next token that is no white space.
func (c *cssScanner) skip() cssToken {
	t := c.next()
	for t.kind == cssSpace {
		t = c.next()
	}
	return t
}

func isCSSSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' || b == '\f' }

func isNameByte(b byte) bool {
	return isLetter(b) || digit(b) || b == '-' || b == '_' || b >= utf8.RuneSelf
}

// escapes reports whether an escape begins n bytes further on.
func (c *cssScanner) escapes(n int) bool {
	return c.at(n) == '\\' && c.i+n+1 < len(c.s) && c.at(n+1) != '\n'
}

func (c *cssScanner) startsName(n int) bool {
	b := c.at(n)
	if b == '-' {
		next := c.at(n + 1)
		return next == '-' || isNameByte(next) && !digit(next) || c.escapes(n+1)
	}
	return isNameByte(b) && !digit(b) || c.escapes(n)
}

// name reads a name, which may have escapes.
func (c *cssScanner) name() string {
	start := c.i
	for c.i < len(c.s) && isNameByte(c.s[c.i]) {
		c.i++
	}
	if !c.escapes(0) {
		return c.s[start:c.i]
	}
	name := []byte(c.s[start:c.i])
	for {
		switch {
		case c.escapes(0):
			name = utf8.AppendRune(name, c.escape())
		case c.i < len(c.s) && isNameByte(c.s[c.i]):
			name = append(name, c.s[c.i])
			c.i++
		default:
			return string(name)
		}
	}
}

// escape reads a backslash and what it stands for.
func (c *cssScanner) escape() rune {
	c.i++
	n := 0
	for n < 6 && unhex(c.at(n)) < 16 {
		n++
	}
	if n == 0 {
		r, size := utf8.DecodeRuneInString(c.s[c.i:])
		c.i += size
		return r
	}
	v, _ := strconv.ParseUint(c.s[c.i:c.i+n], 16, 32)
	c.i += n
	if c.i < len(c.s) && isCSSSpace(c.s[c.i]) {
		c.i++
	}
	if v == 0 || v > utf8.MaxRune || !utf8.ValidRune(rune(v)) {
		return utf8.RuneError
	}
	return rune(v)
}

// str reads a string up to its closing quote.
func (c *cssScanner) str(quote byte) cssToken {
	start := c.i
	var text []byte // if it has escapes
	for c.i < len(c.s) {
		switch b := c.s[c.i]; {
		case b == quote:
			text = append(text, c.s[start:c.i]...)
			c.i++
			return cssToken{kind: cssString, text: string(text)}
		case b == '\n':
			return cssToken{kind: cssBad}
		case b == '\\':
			text = append(text, c.s[start:c.i]...)
			switch {
			case c.at(1) == '\n' || c.i+1 >= len(c.s):
				c.i = min(c.i+2, len(c.s))
			default:
				text = utf8.AppendRune(text, c.escape())
			}
			start = c.i
		default:
			c.i++
		}
	}
	return cssToken{kind: cssString, text: string(append(text, c.s[start:]...))}
}

// url reads the rest of url(…), with quotes or without.
func (c *cssScanner) url() cssToken {
	for c.i < len(c.s) && isCSSSpace(c.s[c.i]) {
		c.i++
	}
	t := cssToken{kind: cssURL}
	if b := c.at(0); b == '"' || b == '\'' {
		c.i++
		t.text = c.str(b).text
	}
	var bare []byte
	for c.i < len(c.s) && c.s[c.i] != ')' {
		if c.escapes(0) {
			bare = utf8.AppendRune(bare, c.escape())
			continue
		}
		bare = append(bare, c.s[c.i])
		c.i++
	}
	c.i = min(c.i+1, len(c.s))
	if t.text == "" {
		t.text = strings.TrimSpace(string(bare))
	}
	return t
}

// number reads a number and its unit.
func (c *cssScanner) number() cssToken {
	start := c.i
	if !digit(c.s[c.i]) && c.s[c.i] != '.' {
		c.i++
	}
	for digit(c.at(0)) {
		c.i++
	}
	if c.at(0) == '.' && digit(c.at(1)) {
		c.i++
		for digit(c.at(0)) {
			c.i++
		}
	}
	t := cssToken{kind: cssNumber, text: c.s[start:c.i]}
	if c.at(0) == '%' {
		c.i++
		t.unit = "%"
	} else if c.startsName(0) {
		t.unit = lower(c.name())
	}
	return t
}
