package mail

import "strings"

// look is what an element and its ancestors say about how its text is shown.
type look struct {
	gone  bool  // display:none, opacity:0, no height: nothing inside can be seen
	dim   bool  // visibility:hidden; an inner element may be visible again
	tiny  bool  // font size 0 or 1; an inner element may set another
	pre   bool  // white space is kept
	fg    int32 // colour 0xRRGGBB; -1 unknown
	bg    int32 // background; -1 unknown, as it is behind a picture
	quote uint8 // depth of quoted history
	list  uint8 // depth of lists
}

// hidden reports whether the reader's eye cannot see the text.
func (l *look) hidden() bool {
	return l.gone || l.dim || l.tiny || l.fg >= 0 && l.fg == l.bg
}

// apply reads the declarations of a style attribute that can hide text.
// mso-hide is left out on purpose: alone it hides from Outlook only, and
// buttons made for all other programs carry it.
func (l *look) apply(style string) {
	var flat, clipped bool
	for style != "" {
		decl := style
		if i := strings.IndexByte(style, ';'); i >= 0 {
			decl, style = style[:i], style[i+1:]
		} else {
			style = ""
		}
		for decl != "" && decl[0] <= ' ' {
			decl = decl[1:]
		}
		if len(decl) < 6 {
			continue
		}
		// One look at the first letter spares most declarations the rest.
		switch decl[0] | 0x20 {
		case 'b', 'c', 'd', 'f', 'h', 'l', 'm', 'o', 't', 'v', 'w':
		default:
			continue
		}
		i := strings.IndexByte(decl, ':')
		if i < 0 {
			continue
		}
		prop, val := decl[:i], decl[i+1:]
		for prop != "" && isHTMLSpace(prop[len(prop)-1]) {
			prop = prop[:len(prop)-1]
		}
		for val != "" && isHTMLSpace(val[0]) {
			val = val[1:]
		}
		if val == "" {
			continue
		}
		switch len(prop) {
		case 4:
			if foldEqual(prop, "font") {
				l.tiny = isZero(val)
			} else if foldEqual(prop, "left") && farOff(val) {
				l.gone = true
			}
		case 5:
			if foldEqual(prop, "color") {
				l.fg = colour(val)
			} else if foldEqual(prop, "width") && isZero(val) {
				flat = true
			}
		case 6:
			if foldEqual(prop, "height") && isZero(val) {
				flat = true
			}
		case 7:
			switch prop[0] | 0x20 {
			case 'd':
				if foldEqual(prop, "display") && startsFold(val, "none") {
					l.gone = true
				}
			case 'o':
				if foldEqual(prop, "opacity") && isZero(val) {
					l.gone = true
				}
			}
		case 8:
			if foldEqual(prop, "overflow") && startsFold(val, "hidden") {
				clipped = true
			}
		case 9:
			if foldEqual(prop, "font-size") {
				l.size(val)
			} else if foldEqual(prop, "max-width") && isZero(val) {
				flat = true
			}
		case 10:
			switch prop[0] | 0x20 {
			case 'b':
				if foldEqual(prop, "background") {
					l.bg = colour(val)
				}
			case 'm':
				if foldEqual(prop, "max-height") && isZero(val) {
					flat = true
				}
			case 'v':
				if foldEqual(prop, "visibility") {
					l.dim = startsFold(val, "hidden") || startsFold(val, "collapse")
				}
			}
		case 11:
			if foldEqual(prop, "text-indent") && farOff(val) {
				l.gone = true
			} else if foldEqual(prop, "white-space") {
				l.pre = startsFold(val, "pre") || startsFold(val, "break-spaces")
			}
		case 16:
			if foldEqual(prop, "background-color") {
				l.bg = colour(val)
			} else if foldEqual(prop, "background-image") && !startsFold(val, "none") {
				l.bg = -1
			}
		}
	}
	if flat && clipped {
		l.gone = true
	}
}

func isHTMLSpace(c byte) bool { return c == ' ' || c == '\n' || c == '\t' || c == '\r' }

// size applies a font size. Sizes relative to a parent of size nought stay nought.
func (l *look) size(val string) {
	n, rest := number(val)
	unit := strings.TrimSpace(rest)
	switch {
	case n < 0: // a word such as "small"
		l.tiny = false
	case startsFold(unit, "px"), startsFold(unit, "pt"), unit == "", unit[0] == '!':
		l.tiny = n <= 1
	case n == 0:
		l.tiny = true
	}
}

// isZero reports whether a length or number is nought ("0", "0px", "0.0").
func isZero(val string) bool {
	n, _ := number(val)
	return n == 0
}

// farOff reports whether a length moves text out of sight ("-9999px").
func farOff(val string) bool {
	if val[0] != '-' {
		return false
	}
	n, _ := number(val[1:])
	return n >= 900
}

// number reads a decimal number at the beginning of s; -1 if there is none.
func number(s string) (float64, string) {
	n, i, frac := 0.0, 0, 0.0
	digits := false
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case c >= '0' && c <= '9':
			digits = true
			if frac > 0 {
				n += float64(c-'0') * frac
				frac /= 10
			} else {
				n = n*10 + float64(c-'0')
			}
			continue
		case c == '.' && frac == 0:
			frac = 0.1
			continue
		}
		break
	}
	if !digits {
		return -1, s
	}
	return n, s[i:]
}

// colour reads "#fff", "#ffffff", "rgb(255,255,255)" or a few names; -1 if it
// is none of these. "transparent" is -1 too: what shines through is not known.
func colour(val string) int32 {
	val = strings.TrimLeft(val, " \t\r\n")
	if val == "" {
		return -1
	}
	if val[0] == '#' {
		return hexColour(val[1:])
	}
	switch {
	case startsFold(val, "white"):
		if len(val) == 5 || val[5] < 'a' {
			return 0xffffff
		}
	case startsFold(val, "black"):
		return 0
	case startsFold(val, "rgb"):
		i := strings.IndexByte(val, '(')
		if i < 0 {
			return -1
		}
		rest, c := val[i+1:], int32(0)
		for k := 0; k < 3; k++ {
			n, r := number(strings.TrimLeft(rest, " ,"))
			if n < 0 || n > 255 {
				return -1
			}
			c, rest = c<<8|int32(n), r
		}
		// A translucent colour shows what is behind it.
		if n, _ := number(strings.TrimLeft(rest, " ,/")); n >= 0 && n < 1 {
			return -1
		}
		return c
	default:
		if len(val) == 6 || len(val) == 3 { // bgcolor=FFFFFF without the sign
			return hexColour(val)
		}
	}
	return -1
}

func hexColour(s string) int32 {
	var c int32
	n := 0
	for ; n < len(s) && n < 6; n++ {
		var d byte
		switch x := s[n] | 0x20; {
		case s[n] >= '0' && s[n] <= '9':
			d = s[n] - '0'
		case x >= 'a' && x <= 'f':
			d = x - 'a' + 10
		default:
			goto done
		}
		c = c<<4 | int32(d)
	}
done:
	switch n {
	case 6:
		return c
	case 3:
		r, g, b := c>>8&15, c>>4&15, c&15
		return r<<20 | r<<16 | g<<12 | g<<8 | b<<4 | b
	}
	return -1
}
