package mail

import (
	"strconv"
	"strings"
	"unicode"
)

// styleDecl is one declaration that may be written, its value in our own spelling.
type styleDecl struct {
	prop, val string
	important bool
}

// styleRule says what a property's value may be.
type styleRule struct {
	words string  // the only words allowed, between spaces; "" for any
	least float64 // the smallest length in px; negative ones could lay one thing over another
	fonts bool    // strings and names of fonts
	size  bool    // a size, of at most the whole width
	image bool    // may have a picture
}

// styleRules are the properties that are kept: those that set text and tables,
// and none that moves a thing out of its place or fetches by itself.
var styleRules = func() map[string]styleRule {
	all := map[string]styleRule{}
	for _, p := range strings.Fields(`color background-color background-repeat background-position background-size
		font-size font-weight font-style font-variant font-stretch line-height
		text-align text-decoration text-decoration-line text-decoration-color text-decoration-style text-transform
		white-space word-break word-wrap overflow-wrap direction
		margin margin-top margin-right margin-bottom margin-left padding padding-top padding-right padding-bottom padding-left
		border border-top border-right border-bottom border-left border-color border-style border-width border-collapse border-spacing border-radius
		border-top-color border-right-color border-bottom-color border-left-color
		border-top-style border-right-style border-bottom-style border-left-style
		border-top-width border-right-width border-bottom-width border-left-width
		border-top-left-radius border-top-right-radius border-bottom-left-radius border-bottom-right-radius
		float clear visibility opacity list-style list-style-type list-style-position
		table-layout caption-side empty-cells box-sizing outline`) {
		all[p] = styleRule{}
	}
	for _, p := range strings.Fields("width height max-width max-height min-width min-height") {
		all[p] = styleRule{size: true}
	}
	for _, p := range strings.Fields("font font-family") {
		all[p] = styleRule{fonts: true}
	}
	for _, p := range strings.Fields("background background-image") {
		all[p] = styleRule{image: true}
	}
	all["letter-spacing"], all["word-spacing"] = styleRule{least: -2}, styleRule{least: -2}
	all["text-indent"] = styleRule{least: -100} // Word's lists
	all["vertical-align"] = styleRule{least: -20}
	all["overflow"] = styleRule{words: " hidden visible auto "}
	all["display"] = styleRule{words: " none block inline inline-block list-item table inline-table table-row table-cell table-row-group" +
		" table-header-group table-footer-group table-column table-column-group table-caption "}
	return all
}()

// styleUnits are the units of length with their size in px.
var styleUnits = map[string]float64{
	"": 1, "px": 1, "pt": 4.0 / 3, "pc": 16, "in": 96, "cm": 37.8, "mm": 3.78, "em": 16, "rem": 16, "ex": 8, "ch": 8, "%": 1,
}

const (
	maxStyleTokens = 80   // of one value
	maxStyleValue  = 600  // bytes of one value
	maxStyleDecls  = 120  // of one element
	maxStyleLength = 4000 // px
)

// styleReader reads declarations and style sheets.
type styleReader struct {
	cssScanner
	picture func(ref string) string // what to write for a picture's address; "" if it is held back
	note    func(kind string)
	tokens  []cssToken
}

// declarations reads declarations up to the end, or up to the "}" that ends a block.
func (r *styleReader) declarations(block bool) (out []styleDecl) {
	for {
		start := r.i
		t := r.skip()
		switch {
		case t.kind == cssEnd, t.is("}") && block:
			return out
		case t.is(";"), t.is("}"):
			continue
		}
		ok := t.kind == cssIdent && r.skip().is(":")
		if !ok {
			r.i = start // no declaration: passed over like a value
		}
		ended := r.value(block)
		if ok {
			if d, ok := r.declaration(lower(t.text)); ok && len(out) < maxStyleDecls {
				out = append(out, d)
			}
		}
		if ended {
			return out
		}
	}
}

// value reads the tokens of one value, up to its ";" or the end of all. It
// reports whether the block ended. A value that is too long is left empty.
func (r *styleReader) value(block bool) (ended bool) {
	r.tokens = r.tokens[:0]
	depth, n := 0, 0
	for {
		t := r.next()
		switch {
		case t.kind == cssEnd:
			return true
		case t.is(";") && depth == 0:
			return false
		case t.is("}") && depth == 0 && block:
			return true
		case t.kind == cssFunction, t.is("("), t.is("["), t.is("{"):
			depth++
		case t.is(")"), t.is("]"), t.is("}"):
			depth = max(depth-1, 0)
		}
		if n++; n <= maxStyleTokens {
			r.tokens = append(r.tokens, t)
		} else {
			r.tokens = r.tokens[:0]
		}
	}
}

// declaration judges the value that was read.
func (r *styleReader) declaration(prop string) (styleDecl, bool) {
	toks := r.tokens
	trim := func() {
		for len(toks) > 0 && toks[len(toks)-1].kind == cssSpace {
			toks = toks[:len(toks)-1]
		}
	}
	trim()
	d := styleDecl{prop: prop}
	if n := len(toks); n >= 2 && toks[n-1].kind == cssIdent && foldEqual(toks[n-1].text, "important") {
		k := n - 2
		for k > 0 && toks[k].kind == cssSpace {
			k--
		}
		if toks[k].is("!") {
			toks, d.important = toks[:k], true
			trim()
		}
	}
	rule, known := styleRules[prop]
	if !known {
		r.unknown(prop, toks)
		return d, false
	}
	var ok bool
	d.val, ok = r.write(rule, prop, toks)
	return d, ok
}

// unknown notes what a declaration that is dropped would have done.
func (r *styleReader) unknown(prop string, toks []cssToken) {
	for _, t := range toks {
		switch {
		case t.kind == cssURL, t.kind == cssString && prop != "content" && prop != "quotes":
			r.picture(t.text)
		case t.kind == cssFunction && t.text == "expression":
			r.note(droppedStyle)
		}
	}
	switch prop {
	case "behavior", "-moz-binding":
		r.note(droppedStyle)
	case "position":
		for _, t := range toks {
			if t.kind == cssIdent && (foldEqual(t.text, "fixed") || foldEqual(t.text, "absolute") || foldEqual(t.text, "sticky")) {
				r.note(droppedStyle)
			}
		}
	}
}

// write spells a value anew out of its tokens. It is false if a token is not
// among what the property may have.
func (r *styleReader) write(rule styleRule, prop string, toks []cssToken) (string, bool) {
	var out strings.Builder
	good := true
	put := func(s string, tight bool) {
		if out.Len() > 0 && !tight && !strings.HasSuffix(out.String(), ",") && !strings.HasSuffix(out.String(), "/") {
			out.WriteByte(' ')
		}
		out.WriteString(s)
	}
	for i := 0; i < len(toks); i++ {
		switch t := toks[i]; t.kind {
		case cssSpace:
		case cssIdent:
			w, ok := styleWord(rule, t.text)
			good = good && ok
			put(w, false)
		case cssString:
			if !rule.fonts {
				r.picture(t.text) // image-set("…") and the like
				good = false
			}
			put("'"+fontName(t.text)+"'", false)
		case cssNumber:
			good = good && styleNumber(rule, t)
			v := strings.TrimPrefix(t.text, "+")
			if rule.least == 0 {
				v = strings.TrimPrefix(v, "-") // of "-0"
			}
			put(v+t.unit, false)
		case cssHash:
			good = good && isHexColour(t.text)
			put("#"+lower(t.text), false)
		case cssFunction:
			c, n := rgbColour(t.text, toks[i+1:])
			if n == 0 {
				if t.text == "expression" {
					r.note(droppedStyle)
				}
				good = false
				continue
			}
			put(c, false)
			i += n
		case cssURL:
			addr := r.picture(t.text)
			if !rule.image {
				good = false
			} else if addr != "" {
				put("url('"+addr+"')", false)
			}
		case cssMark:
			good = good && (t.text == "," || t.text == "/" && prop == "font")
			put(t.text, true)
		default:
			good = false
		}
	}
	val := strings.Trim(out.String(), " ,/")
	return val, good && val != "" && len(val) <= maxStyleValue
}

// styleWord judges a word and spells it.
func styleWord(rule styleRule, w string) (string, bool) {
	if rule.fonts {
		for i := 0; i < len(w); i++ {
			if !isLetter(w[i]) && !digit(w[i]) && w[i] != '-' {
				return "'" + fontName(w) + "'", true
			}
		}
		return w, len(w) < 60
	}
	w = lower(w)
	for i := 0; i < len(w); i++ {
		if !isLetter(w[i]) && (w[i] != '-' || i == 0) {
			return "", false
		}
	}
	return w, len(w) < 40 && (rule.words == "" || strings.Contains(rule.words, " "+w+" "))
}

// fontName keeps of a font's name what names consist of.
func fontName(s string) string {
	return cut(strings.Map(func(c rune) rune {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || c == ' ' || c == '-' {
			return c
		}
		return -1
	}, s), 60)
}

// styleNumber reports whether a number is of a known unit and of a size that
// stays on the page.
func styleNumber(rule styleRule, t cssToken) bool {
	px, ok := styleUnits[t.unit]
	v, err := strconv.ParseFloat(t.text, 64)
	if !ok || err != nil || len(t.text) > 12 {
		return false
	}
	if t.unit == "%" {
		return v >= 0 && (v <= 100 || v <= 400 && !rule.size)
	}
	return v*px >= rule.least && v*px <= maxStyleLength
}

func isHexColour(s string) bool {
	for i := 0; i < len(s); i++ {
		if unhex(s[i]) >= 16 {
			return false
		}
	}
	return len(s) == 3 || len(s) == 4 || len(s) == 6 || len(s) == 8
}

// rgbColour spells rgb(…) and rgba(…) as a "#" colour. It returns how many
// tokens it took, behind the function's name; 0 if the colour makes no sense.
func rgbColour(name string, toks []cssToken) (string, int) {
	if name != "rgb" && name != "rgba" {
		return "", 0
	}
	const hex = "0123456789abcdef"
	out := []byte{'#'}
	for i, t := range toks {
		switch {
		case t.kind == cssSpace, t.is(","), t.is("/"):
		case t.is(")"):
			if len(out) != 7 && len(out) != 9 {
				return "", 0
			}
			return string(out), i + 1
		case t.kind == cssNumber && len(out) < 9:
			v, err := strconv.ParseFloat(t.text, 64)
			if t.unit == "%" {
				v *= 2.55
			} else if len(out) == 7 {
				v *= 255
			}
			if err != nil || t.unit != "" && t.unit != "%" {
				return "", 0
			}
			b := byte(min(max(v, 0), 255) + 0.5)
			out = append(out, hex[b>>4], hex[b&15])
		default:
			return "", 0
		}
	}
	return "", 0
}
