package paper

import (
	"sync"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// forms of an Arabic letter: alone, at a word's end, at its beginning, within.
// A letter that joins the one before it only has two of them, hamza but one.
type forms []rune

const (
	alone = iota
	final
	initial
	medial
)

// arabicForms are the forms of each letter, and the ligatures of lam with the
// letters that follow it. Unicode lists the forms of each letter in one order,
// so that they can be told from what they stand for.
var arabicForms = sync.OnceValues(func() (letters, lam map[rune]forms) {
	letters, lam = map[rune]forms{}, map[rune]forms{}
	take := func(from, to rune, known map[rune]forms) {
		for r := from; r <= to; r++ {
			base := []rune(norm.NFKC.String(string(r)))
			switch {
			case len(base) == 1 && base[0] != r && len(known[base[0]]) == 0:
				letters[base[0]] = append(letters[base[0]], r)
			case len(base) == 2 && base[0] == 'ل' && from == 0xFE80:
				lam[base[1]] = append(lam[base[1]], r)
			}
		}
	}
	take(0xFE80, 0xFEFC, nil)
	arabic := make(map[rune]forms, len(letters))
	for r, f := range letters {
		arabic[r] = f
	}
	take(0xFB50, 0xFBFF, arabic) // Persian, Urdu and their neighbours
	return letters, lam
})

const (
	lamLetter = 'ل'
	tatweel   = '\u0640'
	joiner    = '\u200D'
	nonJoiner = '\u200C'
)

// shape puts the letters of Arabic words into the forms in which they join. The
// order stays that of reading.
func shape(text []rune) []rune {
	if !hasArabic(text) {
		return text
	}
	letters, lam := arabicForms()
	out := make([]rune, 0, len(text))
	for i := 0; i < len(text); i++ {
		r := text[i]
		f, known := letters[r]
		if !known {
			if r != joiner && r != nonJoiner {
				out = append(out, r)
			}
			continue
		}
		before := joinsOn(text, i)
		if r == lamLetter && i+1 < len(text) {
			if pair := lam[text[i+1]]; len(pair) == 2 {
				if before {
					out = append(out, pair[final])
				} else {
					out = append(out, pair[alone])
				}
				i++
				continue
			}
		}
		out = append(out, f.in(before, joinsBack(text, i)))
	}
	return out
}

// in is the form of a letter that is joined to the one before, to the one after.
func (f forms) in(before, after bool) rune {
	switch {
	case before && after && len(f) > medial:
		return f[medial]
	case after && len(f) > initial:
		return f[initial]
	case before && len(f) > final:
		return f[final]
	}
	return f[alone]
}

// joinsOn reports whether the letter before text[i] reaches out to it.
func joinsOn(text []rune, i int) bool {
	letters, _ := arabicForms()
	for i--; i >= 0; i-- {
		switch r := text[i]; {
		case unicode.Is(unicode.Mn, r):
		case r == tatweel || r == joiner:
			return true
		default:
			return len(letters[r]) > initial
		}
	}
	return false
}

// joinsBack reports whether the letter after text[i] can be reached by it.
func joinsBack(text []rune, i int) bool {
	letters, _ := arabicForms()
	for i++; i < len(text); i++ {
		switch r := text[i]; {
		case unicode.Is(unicode.Mn, r):
		case r == tatweel || r == joiner:
			return true
		default:
			return len(letters[r]) > final
		}
	}
	return false
}

func hasArabic(text []rune) bool {
	for _, r := range text {
		if unicode.Is(unicode.Arabic, r) {
			return true
		}
	}
	return false
}
