// Package book knows by what buyers are recognised: which keys a message gives,
// when two of them mean one contact or one company, and when a person must
// decide. It is pure: no network, clock or database.
package book

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// maxName is the longest name that is looked at, in bytes.
const maxName = 200

// fold spells a text for comparing: lower case, no accents, one form for
// letters that are written in several.
func fold(s string) string {
	if len(s) > maxName {
		s = strings.ToValidUTF8(s[:maxName], "")
	}
	if isASCII(s) {
		return strings.ToLower(s)
	}
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		if isAccent(r) {
			continue
		}
		if to, ok := letters[r]; ok {
			b.WriteString(to)
			continue
		}
		b.WriteRune(unicode.ToLower(r))
	}
	return norm.NFC.String(b.String()) // Hangul and kana in one piece again
}

// isAccent reports marks that change no letter. Those of Thai and the Indian
// scripts are vowels and stay.
func isAccent(r rune) bool {
	return 0x300 <= r && r <= 0x36f || // Latin, Greek, Cyrillic
		0x591 <= r && r <= 0x5c7 && unicode.Is(unicode.Mn, r) || // Hebrew points
		0x64b <= r && r <= 0x65f || r == 0x670 || r == 0x640 // Arabic vowels and the stretching line
}

// letters are spelled otherwise than Unicode takes them apart. Chinese: the
// traditional signs that are frequent in firms' names.
var letters = func() map[rune]string {
	m := map[rune]string{
		'ß': "ss", 'ẞ': "ss", 'ø': "o", 'Ø': "o", 'æ': "ae", 'Æ': "ae", 'œ': "oe", 'Œ': "oe", 'ł': "l", 'Ł': "l", 'đ': "d", 'Đ': "d",
		'ð': "d", 'þ': "th", 'ı': "i", 'ħ': "h", 'ŋ': "n", '’': "'", '‘': "'", '`': "'",
		'ة': "ه", 'ى': "ي", 'ی': "ي", 'ک': "ك", 'ς': "σ",
	}
	const pairs = "貿贸國国際际實实業业電电進进務务廠厂燈灯飾饰龍龙華华東东義义興兴達达環环寶宝創创豐丰聯联廣广門门開开發发車车機机氣气無无亞亚銀银鋼钢鐵铁鑫鑫麗丽萬万億亿" +
		"藝艺術术醫医藥药衛卫紡纺織织製制產产資资團团責责總总號号檔档會会職职區区灣湾陳陈張张劉刘黃黄吳吴趙赵鄭郑許许葉叶蔣蒋蘇苏呂吕鄧邓蕭萧馬马鄒邹偉伟強强慶庆應应"
	rs := []rune(pairs)
	for i := 0; i+1 < len(rs); i += 2 {
		m[rs[i]] = string(rs[i+1])
	}
	return m
}()

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// isHan reports signs that are written without spaces between words.
func isHan(r rune) bool {
	return r >= 0x2e80 && unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r == 'ー'
}

// split cuts a folded text into words. Initials with dots between them are one
// word: "S.A." is sa. Signs written without spaces are one word as far as they run.
func split(folded string) []string {
	var words []string
	var w []rune
	han := false
	end := func() {
		if len(w) > 0 {
			words = append(words, string(w))
			w = w[:0]
		}
	}
	rs := []rune(folded)
	for i, r := range rs {
		switch {
		case unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.M, r):
			if h := isHan(r); h != han {
				end()
				han = h
			}
			w = append(w, r)
		case r == '\'' && len(w) > 0:
			// O'Neil is one word.
		case r == '.' && initials(rs, i):
		default:
			end()
		}
	}
	end()
	return joinLetters(words)
}

// initials reports whether the dot at i stands between two single letters, as
// in "L.T.D".
func initials(rs []rune, i int) bool {
	letter := func(k int) bool { return k >= 0 && k < len(rs) && unicode.IsLetter(rs[k]) }
	return letter(i-1) && letter(i+1) && !isHan(rs[i-1]) && (!letter(i - 2)) && !letter(i+2)
}

// joinLetters makes one word of letters that stand alone side by side: "S. A."
// and "S A" are sa, too.
func joinLetters(words []string) []string {
	out := words[:0]
	open := false // the last word is made of single letters
	for _, w := range words {
		single := utf8.RuneCountInString(w) == 1 && unicode.IsLetter(firstRune(w)) && !isHan(firstRune(w))
		if single && open {
			out[len(out)-1] += w
			continue
		}
		out = append(out, w)
		open = single
	}
	return out
}

func firstRune(s string) rune {
	r, _ := utf8.DecodeRuneInString(s)
	return r
}

// latin spells Cyrillic and Greek letters as passports do, roughly: both sides
// of a comparison come by the same table.
func latin(folded string) string {
	if isASCII(folded) {
		return folded
	}
	var b strings.Builder
	for _, r := range folded {
		if to, ok := romanized[r]; ok {
			b.WriteString(to)
		} else {
			b.WriteRune(r)
		}
	}
	return b.String()
}

var romanized = map[rune]string{
	'а': "a", 'б': "b", 'в': "v", 'г': "g", 'д': "d", 'е': "e", 'ж': "zh", 'з': "z", 'и': "i", 'і': "i", 'к': "k", 'л': "l", 'м': "m",
	'н': "n", 'о': "o", 'п': "p", 'р': "r", 'с': "s", 'т': "t", 'у': "u", 'ф': "f", 'х': "kh", 'ц': "ts", 'ч': "ch", 'ш': "sh", 'щ': "shch",
	'ъ': "", 'ы': "y", 'ь': "", 'э': "e", 'ю': "yu", 'я': "ya", 'є': "ie", 'ґ': "g", 'ј': "j", 'љ': "lj", 'њ': "nj", 'ђ': "dj", 'џ': "dz",
	'α': "a", 'β': "v", 'γ': "g", 'δ': "d", 'ε': "e", 'ζ': "z", 'η': "i", 'θ': "th", 'ι': "i", 'κ': "k", 'λ': "l", 'μ': "m", 'ν': "n",
	'ξ': "x", 'ο': "o", 'π': "p", 'ρ': "r", 'σ': "s", 'τ': "t", 'υ': "y", 'φ': "f", 'χ': "ch", 'ψ': "ps", 'ω': "o",
}
