package calendar

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"

	"golang.org/x/text/runes"
	"golang.org/x/text/transform"
	"golang.org/x/text/unicode/norm"
)

//go:embed states.tsv
var statesText string

var states = sync.OnceValue(func() map[string]map[string]string {
	out := map[string]map[string]string{}
	for f := range rows(statesText) {
		country, state, _ := strings.Cut(f[0], "-")
		if out[country] == nil {
			out[country] = map[string]string{}
		}
		for name := range strings.SplitSeq(f[1], "|") {
			out[country][Fold(name)] = state
		}
	}
	return out
})

// Fold makes names comparable: small letters without accents.
func Fold(s string) string {
	t := transform.Chain(norm.NFD, runes.Remove(runes.In(unicode.Mn)), norm.NFC)
	if folded, _, err := transform.String(t, s); err == nil {
		s = folded
	}
	return strings.ToLower(s)
}

// State finds the state, of those whose calendar differs, that texts name; ""
// if they name none.
func State(country string, texts []string) string {
	known := states()[country]
	if known == nil {
		return ""
	}
	for _, text := range texts {
		words := strings.FieldsFunc(Fold(text), func(r rune) bool { return !unicode.IsLetter(r) })
		for i := range words {
			for n := min(3, len(words)-i); n > 0; n-- {
				if s, ok := known[strings.Join(words[i:i+n], " ")]; ok {
					return s
				}
			}
		}
	}
	return ""
}
