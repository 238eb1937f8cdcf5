package trial

import (
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// fold makes letters comparable: compatibility forms, accents and case gone,
// digits of all scripts as ASCII.
func fold(s string) string {
	var b strings.Builder
	for _, r := range norm.NFKD.String(s) {
		switch {
		case unicode.Is(unicode.Mn, r), r == 'ـ': // marks; the Arabic stretching line
		case r == 'ı':
			b.WriteByte('i')
		case unicode.IsDigit(r):
			b.WriteByte(byte('0' + digitValue(r)))
		default:
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

// digitValue counts back to the zero of the digit's run. NFKD has already made
// ASCII of the digits whose runs touch each other.
func digitValue(r rune) rune {
	n := rune(0)
	for n < 9 && unicode.IsDigit(r-1-n) {
		n++
	}
	return n
}

// tokens splits into words; a Han character, kana or Hangul syllable is a word.
func tokens(s string) []string {
	var ts []string
	var word []rune
	flush := func() {
		if len(word) > 0 {
			ts = append(ts, string(word))
			word = word[:0]
		}
	}
	for _, r := range fold(s) {
		switch {
		case unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana):
			flush()
			ts = append(ts, string(r))
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			word = append(word, r)
		default:
			flush()
		}
	}
	flush()
	return ts
}

// squeeze is the text without anything but letters and digits.
func squeeze(s string) string { return strings.Join(tokens(s), "") }

// common counts the words of a that b has too, each used once.
func common(a, b []string) int {
	left := map[string]int{}
	for _, t := range b {
		left[t]++
	}
	n := 0
	for _, t := range a {
		if left[t] > 0 {
			left[t]--
			n++
		}
	}
	return n
}

// sameName compares names of firms, people and positions: equal without
// spaces and signs, or one has all words of the other and at least half of the
// label's.
func sameName(label, given string) bool {
	l, g, n := overlap(label, given)
	return n > 0 && (n == l || n == g) && 2*n >= l
}

// sameWords compares descriptions: three fifths of the words of the one stand
// in the other, and at least a quarter of the label's.
func sameWords(label, given string) bool {
	l, g, n := overlap(label, given)
	return n > 0 && (5*n >= 3*l || 5*n >= 3*g) && 4*n >= l
}

// overlap counts the words of a label, those given, and those in both. Texts
// that are equal without spaces and signs count as one and the same word.
func overlap(label, given string) (l, g, both int) {
	if s := squeeze(label); s != "" && s == squeeze(given) {
		return 1, 1, 1
	}
	ls, gs := tokens(label), tokens(given)
	return len(ls), len(gs), common(ls, gs)
}

// samePhone: the digits of one number end in those of the other, trunk zeros
// left out, at least seven of them.
func samePhone(label, given string) bool {
	l, g := phoneDigits(label), phoneDigits(given)
	if len(l) > len(g) {
		l, g = g, l
	}
	return len(l) >= 7 && strings.HasSuffix(g, l)
}

func phoneDigits(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, strings.ReplaceAll(fold(s), "(0)", ""))
	return strings.TrimLeft(s, "0")
}

// sameSite compares hosts without scheme, "www." and path.
func sameSite(label, given string) bool {
	return host(label) != "" && host(label) == host(given)
}

func host(s string) string {
	s = strings.ToLower(strings.TrimSpace(s))
	if _, rest, ok := strings.Cut(s, "://"); ok {
		s = rest
	}
	s = strings.TrimPrefix(s, "www.")
	if i := strings.IndexAny(s, "/?#:"); i >= 0 {
		s = s[:i]
	}
	return strings.TrimSuffix(s, ".")
}

func sameMail(label, given string) bool {
	return strings.EqualFold(strings.TrimSpace(label), strings.TrimSpace(given))
}

// number reads the first number of a label: "5,000", "1.000 Stk", "10k", "US$5900/Unit".
func number(s string) (float64, bool) {
	s = fold(s)
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return 0, false
	}
	end := i
	for end < len(s) && strings.IndexByte("0123456789.,' ", s[end]) >= 0 {
		end++
	}
	text := strings.TrimRight(s[i:end], ".,' ")
	f, err := strconv.ParseFloat(plainNumber(text), 64)
	if err == nil && strings.HasPrefix(s[i+len(text):], "k") && !strings.HasPrefix(s[i+len(text):], "kg") {
		f *= 1000
	}
	return f, err == nil
}

// plainNumber removes marks of thousands: every separator that is followed by
// exactly three digits, but for a last lone point or comma that follows more
// than three digits or a zero.
func plainNumber(s string) string {
	s = strings.NewReplacer("'", "", " ", "").Replace(s)
	last := strings.LastIndexAny(s, ".,")
	if last < 0 {
		return s
	}
	lone := strings.IndexAny(s, ".,") == last
	head, tail := s[:last], s[last+1:]
	clean := strings.NewReplacer(".", "", ",", "").Replace
	mixed := !lone && strings.ContainsRune(head, '.') != (s[last] == '.')
	if len(tail) == 3 && !mixed && !(lone && (head == "0" || len(head) > 3)) {
		return clean(s)
	}
	return clean(head) + "." + tail
}

func sameNumber(label string, given float64) bool {
	n, ok := number(label)
	return ok && n-given < 1e-6*n && given-n < 1e-6*n
}
