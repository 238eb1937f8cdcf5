package book

import (
	_ "embed" // the lists
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"xunpan/internal/geo"
)

//go:embed data/forms.txt
var formsText string

//go:embed data/common.txt
var commonText string

// FirmName is a firm's name taken apart.
type FirmName struct {
	Key      string   // folded, without legal form: what two spellings of a name have in common
	Distinct []string // the words that tell it from other firms; none in "Global Trading Co., Ltd."
}

// letters of the distinct words together, a rough measure of how rare a name is.
func (n *FirmName) weight() int {
	w := 0
	for _, d := range n.Distinct {
		k := utf8.RuneCountInString(d)
		switch r := firstRune(d); {
		case isHan(r):
			k *= 3 // a sign says as much as a syllable or two
		case unicode.Is(unicode.Hangul, r):
			k *= 2
		}
		w += k
	}
	return w
}

const (
	enoughWeight = 4 // letters of the distinct words for a name to mean anything
	rareWeight   = 7 // and to mean one firm of a country
)

// Telling reports whether the name can tell a firm from others at all.
func (n *FirmName) Telling() bool { return n.weight() >= enoughWeight }

// rare reports whether hardly two firms of one country have the name.
func (n *FirmName) rare() bool { return n.weight() >= rareWeight }

// ReadFirm takes a firm's name apart.
func ReadFirm(name string) FirmName {
	words := withoutForms(split(fold(name)))
	n := FirmName{Key: strings.Join(words, " ")}
	for _, w := range words {
		if isHan(firstRune(w)) {
			if w = distinctHan(w); w == "" {
				continue
			}
		} else if isCommon(w) {
			continue
		}
		if !slices.Contains(n.Distinct, w) {
			n.Distinct = append(n.Distinct, w)
		}
	}
	return n
}

// readFirms reads a name and, where a second spelling stands beside it in
// brackets, that one: "光辉电器有限公司 (Sinar Jaya Elektrik Sdn. Bhd.)".
func readFirms(name string) []FirmName {
	name = brackets.Replace(name)
	open, end := strings.IndexByte(name, '('), strings.LastIndexByte(name, ')')
	if open > 0 && end > open {
		outer, inner := ReadFirm(name[:open]+" "+name[end+1:]), ReadFirm(name[open+1:end])
		if outer.Key != "" && len(inner.Distinct) > 0 && otherScript(outer.Key, inner.Key) {
			return []FirmName{outer, inner}
		}
	}
	if n := ReadFirm(name); n.Key != "" {
		return []FirmName{n}
	}
	return nil
}

var brackets = strings.NewReplacer("（", "(", "）", ")")

func otherScript(a, b string) bool { return isHan(firstRune(a)) != isHan(firstRune(b)) }

type formLists struct {
	anywhere, end, start map[string]bool
	han                  []string // longest first
	longest              int      // words of the longest form
}

var forms = sync.OnceValue(func() *formLists {
	f := &formLists{anywhere: map[string]bool{}, end: map[string]bool{}, start: map[string]bool{}}
	section := ""
	for line := range strings.Lines(formsText) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || line[0] == '#':
		case line[0] == '[':
			section = line
		default:
			for _, form := range strings.Split(line, "|") {
				words := split(fold(form))
				key := strings.Join(words, " ")
				f.longest = max(f.longest, len(words))
				switch section {
				case "[anywhere]":
					f.anywhere[key] = true
				case "[end]":
					f.end[key] = true
				case "[start]":
					f.start[key] = true
				case "[han]":
					f.han = append(f.han, key)
				}
			}
		}
	}
	slices.SortFunc(f.han, func(a, b string) int { return len(b) - len(a) })
	return f
})

// linkWords join the words of a name and say nothing.
var linkWords = map[string]bool{"and": true, "und": true, "et": true, "y": true, "e": true, "i": true, "и": true, "و": true, "the": true, "of": true}

// withoutForms takes the legal forms out of a name. A name that is nothing else
// stays as it is.
func withoutForms(words []string) []string {
	f := forms()
	if len(words) > 40 {
		words = words[:40]
	}
	out := make([]string, 0, len(words))
	for i := 0; i < len(words); {
		if n := matchForm(f.anywhere, words[i:], f.longest); n > 0 {
			i += n
			continue
		}
		if w := f.trimHan(words[i]); w != "" {
			out = append(out, w)
		}
		i++
	}
	for cut := true; cut && len(out) > 1; {
		cut = false
		for n := min(f.longest, len(out)-1); n > 0; n-- {
			if f.end[strings.Join(out[len(out)-n:], " ")] {
				out, cut = out[:len(out)-n], true
				break
			}
		}
	}
	if n := matchForm(f.start, out, 2); n > 0 && n < len(out) {
		out = out[n:]
	}
	out = slices.DeleteFunc(out, func(w string) bool { return linkWords[w] })
	if len(out) == 0 {
		return words
	}
	return out
}

// matchForm is how many words at the beginning are a form; 0 if none.
func matchForm(in map[string]bool, words []string, longest int) int {
	for n := min(longest, len(words)); n > 0; n-- {
		if in[strings.Join(words[:n], " ")] {
			return n
		}
	}
	return 0
}

// trimHan takes the form off a name without spaces.
func (f *formLists) trimHan(w string) string {
	if !isHan(firstRune(w)) {
		return w
	}
	for cut := true; cut; {
		cut = false
		for _, form := range f.han {
			if rest, ok := strings.CutSuffix(w, form); ok {
				w, cut = rest, true
			} else if rest, ok := strings.CutPrefix(w, form); ok && form != "公司" {
				w, cut = rest, true
			}
		}
	}
	return w
}

type commonLists struct {
	words map[string]bool
	han   []string // longest first
}

var common = sync.OnceValue(func() *commonLists {
	c := &commonLists{words: map[string]bool{}}
	add := func(text string) {
		for _, w := range split(fold(text)) {
			if isHan(firstRune(w)) {
				c.han = append(c.han, w)
			}
			c.words[w] = true
		}
	}
	for line := range strings.Lines(commonText) {
		if !strings.HasPrefix(line, "#") {
			for _, w := range strings.Fields(line) {
				add(w)
			}
		}
	}
	for _, co := range geo.All() {
		for _, list := range [][]string{co.Names, co.Adjectives, co.Forms} {
			for _, n := range list {
				add(n)
			}
		}
	}
	for _, p := range geo.Places() {
		add(p.Name)
	}
	slices.SortFunc(c.han, func(a, b string) int { return len(b) - len(a) })
	c.han = slices.Compact(c.han)
	return c
})

// isCommon reports a word that is in many names: by itself, in the plural, with
// an article grown on, or made of two such words ("eurotrade").
func isCommon(w string) bool {
	if utf8.RuneCountInString(w) < 3 || allDigits(w) {
		return true
	}
	c := common()
	if c.words[w] || forms().anywhere[w] {
		return true
	}
	for _, prefix := range []string{"ال", "لل", "وال", "و", "ل", "ב", "ה"} {
		if rest, ok := strings.CutPrefix(w, prefix); ok && (c.words[rest] || c.words["ال"+rest] || c.words["لل"+rest]) {
			return true
		}
	}
	if s, ok := strings.CutSuffix(w, "s"); ok && c.words[s] {
		return true
	}
	for i := range w {
		// Halves of three letters and more, or "al" and "el" would split anything.
		if i >= 3 && len(w)-i >= 3 && c.words[w[:i]] && (c.words[w[i:]] || c.words[strings.TrimSuffix(w[i:], "s")]) {
			return true
		}
	}
	return false
}

func allDigits(w string) bool {
	for _, r := range w {
		if !unicode.IsDigit(r) {
			return false
		}
	}
	return true
}

// distinctHan is what is left of a name without spaces when places and words of
// the trade are cut out; "" if that is less than two signs.
func distinctHan(w string) string {
	for _, part := range common().han {
		if utf8.RuneCountInString(part) < 2 && part != "省" && part != "市" && part != "县" && part != "区" && part != "厂" {
			continue // most signs that mean little alone are part of good names
		}
		w = strings.ReplaceAll(w, part, "")
	}
	if utf8.RuneCountInString(w) < 2 {
		return ""
	}
	return w
}
