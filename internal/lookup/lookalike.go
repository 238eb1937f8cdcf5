package lookup

import (
	"math/bits"
	"strings"
	"sync"
	"unicode/utf8"

	_ "embed" // the homoglyphs

	"golang.org/x/text/unicode/norm"
)

//go:embed data/homoglyphs.txt
var homoglyphTable string

var homoglyphs = sync.OnceValue(func() map[rune]byte {
	m := make(map[rune]byte, 1200)
	for line := range strings.Lines(homoglyphTable) {
		if from, to, ok := strings.Cut(strings.TrimSuffix(line, "\n"), "\t"); ok && line[0] != '#' {
			r, _ := utf8.DecodeRuneInString(from)
			m[r] = to[0]
		}
	}
	return m
})

// honest reports whether the domain is its owner's true one, or of an ending
// that only checked bodies get.
func (e *desk) honest(d *host) bool {
	return e.house.owner[d.Org] != nil || knownBrands().ownerOf(d.Name, d.Org) != nil || official(d.ending.suffix)
}

// seenAs completes what the registrable domain's label tells of a name.
func (d *host) seenAs(who, why string) (string, string) {
	switch {
	case why == "homoglyph" && d.puny:
		why = "punycode"
	case why != "":
	default:
		// A brand's whole domain in front of another: paypal.com.check-in.example.
		for n := d.Name; len(n) > len(d.Org)+4; n = parent(n) {
			for _, labels := range [...]int{2, 3} {
				if b := knownBrands().owner[firstLabels(n, labels)]; b != nil {
					return b.name, "affix"
				}
			}
		}
	}
	return who, why
}

// labelLooksLike tells whom a registrable domain that is not his imitates by
// its own label, and how: homoglyph, typo, affix or tld (DOMAIN D3.25, D3.40,
// D3.44). It never names a brand whose name is merely an ordinary word in it.
func (e *desk) labelLooksLike(org string, end ending) (who, why string) {
	var buf [maxSkeleton]byte
	var tokens [8]string
	l := newLabel(mainLabel(org), end, &buf, &tokens)
	mask := letters(l.skel)
	var room [letterBits]uint8
	for _, x := range [2]*brandIndex{e.house, knownBrands()} {
		absent := x.sieve.absent(mask, &room)
		for i := range x.sieve.blocks {
			for left := x.sieve.blocks[i].pass(absent); left != 0; left &= left - 1 {
				k := &x.keys[i*64+bits.TrailingZeros64(left)]
				if !l.mayImitate(k) {
					continue
				}
				if why := l.imitates(k); why != "" {
					return k.brand.name, why
				}
			}
		}
	}
	return "", ""
}

func firstLabels(name string, n int) string {
	for i := 0; i < len(name); i++ {
		if name[i] == '.' {
			if n--; n == 0 {
				return name[:i]
			}
		}
	}
	return ""
}

// label is a registrable domain's own label prepared for comparison.
type label struct {
	text   string   // as it stands
	joined string   // without hyphens
	skel   []byte   // skeleton of joined
	tokens []string // split at hyphens; nil if there is one only
	mask   uint64

	end ending
}

// newLabel prepares a label; its parts lie in buf and tokens.
func newLabel(text string, end ending, buf *[maxSkeleton]byte, tokens *[8]string) label {
	l := label{text: text, joined: text, end: end}
	if strings.IndexByte(text, '-') >= 0 {
		l.joined = strings.ReplaceAll(text, "-", "")
		l.tokens = tokens[:0]
		for more := true; more && len(l.tokens) < len(tokens); {
			var t string
			t, text, more = strings.Cut(text, "-")
			l.tokens = append(l.tokens, t)
		}
	}
	l.skel = appendSkeleton(buf[:0], l.joined)
	l.mask = letters(l.joined)
	return l
}

// mayImitate spares most keys the comparison: one that is much shorter than a
// label without hyphens must stand at its beginning or end.
func (l *label) mayImitate(k *key) bool {
	more := len(l.joined) - len(k.text)
	return l.tokens != nil || -maxSlips <= more && more <= maxSlips || len(l.skel) == len(k.skel) ||
		more > 0 && (l.joined[0] == k.text[0] || l.joined[len(l.joined)-1] == k.text[len(k.text)-1])
}

// imitates tells how the label resembles the key, "" if it does not.
func (l *label) imitates(k *key) string {
	if l.joined == k.text {
		switch k.kind {
		case customerKey:
			return "tld"
		case plainKey, shortKey:
			switch {
			case l.end.cheap || l.end.generic() && k.kind == plainKey:
				return "tld"
			case l.tokens != nil && k.kind == plainKey && !strings.Contains(k.brand.domains[0], l.text) && l.end.suffix == "com":
				return "affix"
			}
		}
		return ""
	}
	if len(k.text) >= 4 && string(l.skel) == k.skel && (k.kind != shortKey || hasDigit(l.joined)) && !plainTwin.has(l.joined) {
		return "homoglyph"
	}
	if l.hasAffix(k) {
		return "affix"
	}
	if l.isTypo(k) {
		return "typo"
	}
	return ""
}

// hasAffix tells whether the label is the key with words of trade, office or
// security around it: johnlewis-trading, unilevergroups.
func (l *label) hasAffix(k *key) bool {
	for i, t := range l.tokens {
		if t != k.text && !(len(t) == len(k.text) && len(t) > 4 && skeletonIs(t, k.skel)) {
			continue
		}
		for j, other := range l.tokens {
			if i != j && (affixes.has(other) && k.kind != wordKey || guardWords.has(other)) {
				return true
			}
		}
	}
	if len(l.joined) < len(k.text)+2 || len(k.text) < 5 || k.kind == shortKey {
		return false
	}
	var rest string
	switch {
	case strings.HasPrefix(l.joined, k.text):
		rest = l.joined[len(k.text):]
	case strings.HasSuffix(l.joined, k.text):
		rest = l.joined[:len(l.joined)-len(k.text)]
	default:
		return false
	}
	if k.kind == wordKey {
		return guardWords.has(rest)
	}
	return allAffixes(rest) || len(k.text) >= 7 && edgeAffix(rest)
}

// isTypo tells whether the label, or one of its tokens beside words of trade,
// is the key but for a slip of the keyboard.
func (l *label) isTypo(k *key) bool {
	limit := k.slips
	if limit == 0 {
		return false
	}
	if k.kind == plainKey && len(k.text) < 8 && l.end.national {
		return false // A short brand's neighbour under a country's own domain is likelier a local firm.
	}
	if near(l.joined, l.mask, k, limit) && !plainTwin.has(l.joined) {
		return true
	}
	for i, t := range l.tokens {
		if len(t) >= 6 && !plainTwin.has(t) && t != k.text && near(t, letters(t), k, limit) {
			for j, other := range l.tokens {
				if i != j && affixes.has(other) {
					return true
				}
			}
		}
	}
	return false
}

func near(s string, mask uint64, k *key, limit int) bool {
	d := len(s) - len(k.text)
	if d > limit || -d > limit || bits.OnesCount64(mask^k.mask) > 2*limit || s == "" || s[0] != k.text[0] && len(s) < 8 {
		return false
	}
	if s == k.text+"s" || s+"s" == k.text { // "morrison" beside "morrisons" is another name, not a slip
		return k.kind == customerKey
	}
	return within(s, k.text, limit)
}

// within reports whether the Damerau distance (optimal string alignment) of
// two short strings is between 1 and limit.
func within(a, b string, limit int) bool {
	const most = 64
	if len(a) > most || len(b) > most || a == b {
		return false
	}
	var rows [3][most + 1]uint8
	prev2, prev, cur := &rows[0], &rows[1], &rows[2]
	for j := 0; j <= len(b); j++ {
		prev[j] = uint8(j)
	}
	for i := 1; i <= len(a); i++ {
		cur[0] = uint8(i)
		best := cur[0]
		for j := 1; j <= len(b); j++ {
			cost := uint8(1)
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(prev[j]+1, cur[j-1]+1, prev[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, prev2[j-2]+1)
			}
			cur[j] = d
			best = min(best, d)
		}
		if int(best) > limit {
			return false
		}
		prev2, prev, cur = prev, cur, prev2
	}
	return int(prev[len(b)]) <= limit
}

const maxSkeleton = 72 // bytes of a skeleton; a label has 63 at most (RFC 1035)

// skeleton maps a label to what the eye sees: look-alike letters of other
// scripts, digits for letters, rn for m. Two labels of one skeleton are twins.
func skeleton(s string) string {
	var buf [maxSkeleton]byte
	return string(appendSkeleton(buf[:0], s))
}

// skeletonIs reports whether the label has the skeleton.
func skeletonIs(s, skel string) bool {
	var buf [maxSkeleton]byte
	return string(appendSkeleton(buf[:0], s)) == skel
}

// appendSkeleton writes the skeleton of s into the empty b, as far as it has room.
func appendSkeleton(b []byte, s string) []byte {
	if isASCII(s) {
		b = append(b, s[:min(len(s), cap(b))]...)
	} else {
		table := homoglyphs()
		for _, r := range norm.NFD.String(strings.Clone(s)) { // A copy, or every label would be kept on the heap.
			if len(b) == cap(b) {
				break
			}
			if r < utf8.RuneSelf {
				b = append(b, byte(r))
			} else if to := table[r]; to != 0 {
				b = append(b, to)
			} else if r < 0x300 || r > 0x36F {
				b = append(b, '?')
			}
		}
	}
	out := b[:0]
	for i := 0; i < len(b); i++ {
		c := b[i]
		switch {
		case c == '0':
			c = 'o'
		case c == '1' || c == 'i' || c == '|':
			c = 'l'
		case c == '5':
			c = 's'
		case c == '3':
			c = 'e'
		case c == 'r' && i+1 < len(b) && b[i+1] == 'n':
			c, i = 'm', i+1
		case c == 'v' && i+1 < len(b) && b[i+1] == 'v':
			c, i = 'w', i+1
		}
		out = append(out, c)
	}
	return out
}

// letterBits is how many bits letters may set, rounded up to a power of two.
const letterBits = 64

// letters is the set of letters and digits of s as a bit mask.
func letters[T string | []byte](s T) (m uint64) {
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z':
			m |= 1 << (c - 'a')
		case '0' <= c && c <= '9':
			m |= 1 << (26 + c - '0')
		default:
			m |= 1 << 40
		}
	}
	return m
}

func hasDigit(s string) bool { return strings.ContainsAny(s, "0123456789") }
