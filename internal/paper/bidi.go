package paper

import (
	"slices"

	"golang.org/x/text/unicode/bidi"
)

// The marks that say which way a text runs without being seen.
const (
	ltrMark = '\u200E'
	rtlMark = '\u200F'
)

// visual puts one line into the order in which it is drawn from left to right.
// It follows the Unicode bidirectional algorithm (UAX 9) without explicit
// embeddings, which names and terms have no use for: their signs are dropped. The
// line runs as its first letter does.
func visual(text []rune) []rune {
	if !hasRightToLeft(text) {
		return slices.DeleteFunc(slices.Clone(text), isBidiControl)
	}
	text = slices.DeleteFunc(slices.Clone(text), func(r rune) bool { return isBidiControl(r) && r != ltrMark && r != rtlMark })
	base := 0
	if runsFromRight(text) {
		base = 1
	}
	levels := resolve(text, base)
	for i, l := range levels {
		if l%2 == 1 {
			text[i] = mirrored(text[i])
		}
	}
	highest := slices.Max(append(levels, 0))
	for level := highest; level > 0; level-- {
		for i := 0; i < len(text); i++ {
			j := i
			for j < len(text) && levels[j] >= level {
				j++
			}
			slices.Reverse(text[i:j])
			slices.Reverse(levels[i:j])
			i = max(i, j-1)
		}
	}
	return slices.DeleteFunc(text, isBidiControl)
}

// runsFromRight reports whether the first letter of a text is of a script that
// runs from right to left. Numbers alone do not.
func runsFromRight(text []rune) bool {
	for _, r := range text {
		switch class(r) {
		case bidi.L:
			return false
		case bidi.R, bidi.AL:
			return true
		}
	}
	return false
}

func class(r rune) bidi.Class {
	p, _ := bidi.LookupRune(r)
	return p.Class()
}

func hasRightToLeft(text []rune) bool {
	return slices.ContainsFunc(text, func(r rune) bool {
		c := class(r)
		return c == bidi.R || c == bidi.AL || c == bidi.AN
	})
}

func isBidiControl(r rune) bool {
	return r >= 0x202A && r <= 0x202E || r >= 0x2066 && r <= 0x2069 || r == 0x200E || r == 0x200F || r == 0x061C
}

// resolve gives each character its level: even ones run from left to right.
func resolve(text []rune, base int) []int {
	edge := bidi.L
	if base == 1 {
		edge = bidi.R
	}
	c := make([]bidi.Class, len(text))
	for i, r := range text {
		c[i] = class(r)
	}
	weak(c, edge)
	brackets(text, c, edge)
	neutral(c, edge)
	levels := make([]int, len(text))
	for i := range c {
		levels[i] = base
		switch {
		case c[i] == bidi.R:
			levels[i] = 1
		case c[i] == bidi.L && base == 1, c[i] == bidi.EN, c[i] == bidi.AN:
			levels[i] = 2
		}
	}
	return levels
}

// weak settles numbers and what belongs to them (rules W1 to W7).
func weak(c []bidi.Class, edge bidi.Class) {
	strong, before := edge, edge
	for i := range c {
		if c[i] == bidi.NSM {
			c[i] = before
		}
		before = c[i]
		switch c[i] {
		case bidi.L, bidi.R, bidi.AL:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.AL {
				c[i] = bidi.AN
			}
		}
	}
	for i := 1; i+1 < len(c); i++ {
		a, b := c[i-1], c[i+1]
		if a == b && (a == bidi.EN && (c[i] == bidi.ES || c[i] == bidi.CS) || a == bidi.AN && c[i] == bidi.CS) {
			c[i] = a
		}
	}
	for i := 0; i < len(c); i++ { // signs of currency and percent go with their number
		j := i
		for j < len(c) && c[j] == bidi.ET {
			j++
		}
		if j > i && (i > 0 && c[i-1] == bidi.EN || j < len(c) && c[j] == bidi.EN) {
			for k := i; k < j; k++ {
				c[k] = bidi.EN
			}
		}
		i = max(i, j-1)
	}
	strong = edge
	for i := range c {
		switch c[i] {
		case bidi.ES, bidi.CS, bidi.ET:
			c[i] = bidi.ON
		case bidi.AL:
			c[i], strong = bidi.R, bidi.R
		case bidi.L, bidi.R:
			strong = c[i]
		case bidi.EN:
			if strong == bidi.L {
				c[i] = bidi.L
			}
		}
	}
}

// brackets gives both of a pair one direction (rule N0).
func brackets(text []rune, c []bidi.Class, edge bidi.Class) {
	var open []int
	for i, r := range text {
		p, _ := bidi.LookupRune(r)
		switch {
		case c[i] != bidi.ON || !p.IsBracket():
		case p.IsOpeningBracket():
			open = append(open, i)
		default:
			for k := len(open) - 1; k >= 0; k-- {
				if mirrored(text[open[k]]) == r {
					bracketPair(c, open[k], i, edge)
					open = open[:k]
					break
				}
			}
		}
	}
}

func bracketPair(c []bidi.Class, from, to int, edge bidi.Class) {
	other := false
	for _, x := range c[from+1 : to] {
		switch strength(x) {
		case edge:
			c[from], c[to] = edge, edge
			return
		case bidi.L, bidi.R:
			other = true
		}
	}
	if !other {
		return
	}
	side := edge // what is within goes against the line: as what stands before
	for i := from - 1; i >= 0; i-- {
		if s := strength(c[i]); s != bidi.ON {
			side = s
			break
		}
	}
	c[from], c[to] = side, side
}

// strength is the direction of a class; numbers count as right-to-left, as they
// do between words of it. ON means none.
func strength(c bidi.Class) bidi.Class {
	switch c {
	case bidi.L:
		return bidi.L
	case bidi.R, bidi.EN, bidi.AN:
		return bidi.R
	}
	return bidi.ON
}

// neutral gives spaces and signs the direction of their neighbours (N1, N2).
func neutral(c []bidi.Class, edge bidi.Class) {
	for i := 0; i < len(c); i++ {
		j := i
		for j < len(c) && strength(c[j]) == bidi.ON {
			j++
		}
		if j == i {
			continue
		}
		before, after := edge, edge
		if i > 0 {
			before = strength(c[i-1])
		}
		if j < len(c) {
			after = strength(c[j])
		}
		side := edge
		if before == after {
			side = before
		}
		for k := i; k < j; k++ {
			c[k] = side
		}
		i = j - 1
	}
}

// mirrored is a bracket or arrow as it looks from the other side.
func mirrored(r rune) rune {
	const pairs = "()[]{}<>«»‹›（）【】《》「」『』"
	all := []rune(pairs)
	if i := slices.Index(all, r); i >= 0 {
		return all[i^1]
	}
	return r
}
