package catalogue

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// fold is a text in lower case, without accents, its spaces single.
func fold(s string) string {
	s = strings.Map(func(r rune) rune {
		switch {
		case unicode.Is(unicode.Mn, r):
			return -1
		case r == 'ı':
			return 'i'
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(s))
	return strings.Join(strings.Fields(norm.NFC.String(s)), " ")
}

// maxWords bounds the words read of one text.
const maxWords = 200

// words are the stems of a text's words, each once, numbers and units left out; Chinese,
// Japanese and Korean as pairs of characters.
func words(s string) []string {
	var out []string
	add := func(w string) {
		if w != "" && !empty[w] && len(out) < maxWords && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	s = fold(s)
	for len(s) > 0 {
		r, n := utf8.DecodeRuneInString(s)
		switch {
		case isHan(r):
			end := strings.IndexFunc(s, func(r rune) bool { return !isHan(r) })
			if end < 0 {
				end = len(s)
			}
			run := []rune(s[:end])
			if len(run) == 1 {
				add(string(run))
			}
			for i := range len(run) - 1 {
				add(string(run[i : i+2]))
			}
			s = s[end:]
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			end := strings.IndexFunc(s, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) || isHan(r) })
			if end < 0 {
				end = len(s)
			}
			if w := s[:end]; !strings.ContainsFunc(w, unicode.IsDigit) && !empty[w] && units[w].family == "" && !codes[w] {
				add(stem(w))
			}
			s = s[end:]
		default:
			s = s[n:]
		}
	}
	return out
}

func isHan(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Hangul)
}

// stem cuts the usual endings of number and case, the same way for every word,
// so that "lamps" meets "lamp", "лампы" "лампа" and "lámparas" "lámpara".
func stem(w string) string {
	runes := []rune(w)
	cut := func(suffixes ...string) {
		for _, s := range suffixes {
			if rest, ok := strings.CutSuffix(string(runes), s); ok && utf8.RuneCountInString(rest) >= 3 {
				runes = []rune(rest)
				return
			}
		}
	}
	switch r := runes[0]; {
	case unicode.Is(unicode.Cyrillic, r):
		cut("ами", "ями", "ого", "ому", "ыми", "ими", "ов", "ев", "еи", "ам", "ям", "ах", "ях", "ом", "ем", "ыи", "ии", "ои", "ая", "яя", "ое", "ее", "ые", "ие", "ых", "их", "ую", "юю")
		cut("а", "я", "ы", "и", "о", "е", "у", "ю", "ь")
	case unicode.Is(unicode.Arabic, r):
		if rest, ok := strings.CutPrefix(string(runes), "ال"); ok && utf8.RuneCountInString(rest) >= 3 {
			runes = []rune(rest)
		}
		cut("ات", "ين", "ون", "ية", "ه", "ة")
	default:
		cut("leri", "lari", "ler", "lar", "si")
		cut("s")
		cut("en")
		cut("a", "e", "i", "o", "u", "y")
	}
	return string(runes)
}

// empty are words that tell no product from another.
var empty = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`a an the and or of for with without in on to from by at our your we you it is are as per
pcs pc set sets piece pieces unit units type model item new good high best quality top hot sale price product products goods
el la los las un una de del con sin para por y o en le les des du et ou pour avec sans au aux der die das den dem ein eine und oder mit ohne fur von zu
il lo gli uno di da e em os as um uma dos das com sem и или для с без на по от до в из ve veya ile icin bir من في على مع`) {
		m[w] = true
	}
	return m
}()
