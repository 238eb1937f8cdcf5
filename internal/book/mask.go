package book

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mask shows of a firm's name as much as tells a colleague whether it is the
// one he means, and no more: "Grunwald Trading GmbH" becomes "Gr… Trading GmbH".
// Words that many firms have and legal forms stay.
func Mask(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		folded := split(fold(w))
		plain := true
		for _, f := range folded {
			plain = plain && !isHan(firstRune(f)) && !allDigits(f) && (isGeneral(f) || isForm(f))
		}
		if !plain {
			words[i] = maskWord(w)
		}
	}
	return strings.Join(words, " ")
}

// MaskPerson shows the initials of a person's name.
func MaskPerson(name string) string {
	words := strings.Fields(name)
	for i, w := range words {
		r, size := utf8.DecodeRuneInString(w)
		if size < len(w) {
			words[i] = string(r) + "…"
		}
	}
	return strings.Join(words, " ")
}

// isGeneral reports a common word of three letters or more: initials may be all
// of a name.
func isGeneral(w string) bool { return utf8.RuneCountInString(w) >= 3 && isCommon(w) }

func isForm(w string) bool {
	f := forms()
	return f.anywhere[w] || f.end[w]
}

func maskWord(w string) string {
	keep := 2
	if n := utf8.RuneCountInString(w); n <= 4 || isHan(firstRune(w)) {
		keep = 1
	}
	var b strings.Builder
	for _, r := range w {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			if keep--; keep < 0 {
				break
			}
		}
		b.WriteRune(r)
	}
	return b.String() + "…"
}
