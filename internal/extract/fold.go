package extract

import (
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// Words are compared folded: lower case, without accents, with the spelling
// variants of Arabic and full-width forms made one. Offsets always refer to
// the text as it stands; only the comparison is folded.

const foldTableSize = 0x700 // Latin, Greek, Cyrillic and Arabic blocks

// foldTable maps a rune below foldTableSize to its folded form; 0 drops it.
var foldTable = sync.OnceValue(func() *[foldTableSize]rune {
	var t [foldTableSize]rune
	for r := rune(0x80); r < foldTableSize; r++ {
		l := unicode.ToLower(r)
		if d := norm.NFD.String(string(l)); d != "" {
			l, _ = utf8.DecodeRuneInString(d)
		}
		if unicode.Is(unicode.Mn, r) || r == 0xAD || r == 0x640 {
			l = 0 // accents, soft hyphen, Arabic tatweel
		}
		t[r] = l
	}
	for from, to := range map[rune]rune{
		'ø': 'o', 'Ø': 'o', 'ł': 'l', 'Ł': 'l', 'đ': 'd', 'Đ': 'd', 'ı': 'i', 'İ': 'i', 'ð': 'd', 'þ': 't',
		'æ': 'a', 'Æ': 'a', 'œ': 'o', 'Œ': 'o', 'ё': 'е', 'Ё': 'е', 'й': 'й', 'Й': 'й',
		'أ': 'ا', 'إ': 'ا', 'آ': 'ا', 'ٱ': 'ا', 'ة': 'ه', 'ى': 'ي', 'ؤ': 'و', 'ئ': 'ي', 'ک': 'ك', 'ی': 'ي',
	} {
		t[from] = to
	}
	return &t
})

// appendFold appends the folded form of r.
func appendFold(dst []byte, r rune, table *[foldTableSize]rune) []byte {
	switch {
	case r < 0x80:
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		}
		return append(dst, byte(r))
	case r == 'ß':
		return append(dst, 's', 's')
	case r < foldTableSize:
		if r = table[r]; r == 0 {
			return dst
		}
	case 0xFF01 <= r && r <= 0xFF5E: // full-width ASCII
		return appendFold(dst, r-0xFEE0, table)
	case r == 0x200B || r == 0x200C || r == 0x200D || r == 0x2060 || r == 0xFEFF:
		return dst // zero-width characters hide words from filters
	default:
		r = unicode.ToLower(r)
	}
	return utf8.AppendRune(dst, r)
}

// Fold returns the folded form of s, as words are compared.
func Fold(s string) string {
	table := foldTable()
	dst := make([]byte, 0, len(s))
	for _, r := range s {
		dst = appendFold(dst, r, table)
	}
	return string(dst)
}
