package flow

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"xunpan"
	"xunpan/internal/extract"
)

// The company's own words are looked for beside the catalogue, in the same
// text and by the same rules of comparison: one walk over the mail's words, and
// at each a look into a table by its first word. Nothing is done where no words
// were changed.

// heard is one word, number, sign or Chinese character of a text. A gap of two
// lines and more is a sign, too: no phrase goes over it.
type heard struct {
	text       string // folded
	start, end int    // bytes of the text
	sign       bool
}

// hear cuts text[from:to] into words. Blanks, single line ends and the signs
// that may stand inside a phrase are left out.
func hear(into []heard, text string, from, to int) []heard {
	for i := from; i < to; {
		r, w := utf8.DecodeRuneInString(text[i:to])
		end := i + w
		h := heard{start: i}
		switch {
		case r == '\n':
			for n := 1; end < to && strings.ContainsRune("\n\r \t", rune(text[end])); end++ {
				if text[end] == '\n' {
					if n++; n == 2 {
						h.sign = true
					}
				}
			}
			if i = end; !h.sign {
				continue
			}
		case unicode.IsSpace(r), strings.ContainsRune("-‐‑–'’\"*_`", r):
			i = end
			continue
		case isHan(r):
		case unicode.IsLetter(r), unicode.IsMark(r):
			for end < to {
				if r, w = utf8.DecodeRuneInString(text[end:to]); !unicode.IsLetter(r) && !unicode.IsMark(r) || isHan(r) {
					break
				}
				end += w
			}
		case unicode.IsDigit(r):
			for end < to {
				r, w = utf8.DecodeRuneInString(text[end:to])
				if !unicode.IsDigit(r) && (r != '.' && r != ',' || end+1 >= to || text[end+1] < '0' || text[end+1] > '9') {
					break
				}
				end += w
			}
		default:
			h.sign = true
		}
		h.text, h.end = extract.Fold(text[h.start:end]), end
		if i = end; h.text != "" {
			into = append(into, h)
		}
	}
	return into
}

func isHan(r rune) bool { return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) }

// pattern is a phrase made ready.
type pattern struct{ steps []patternStep }

type patternStep struct {
	word string // folded
	stem bool   // any ending
	gap  bool   // up to gapWords words may stand before it
}

const gapWords = 3

// newPattern reads a phrase; not ok if it makes no sense.
func newPattern(phrase string) (p pattern, ok bool) {
	gap := false
	for _, part := range strings.Fields(strings.ReplaceAll(phrase, "..", " .. ")) {
		if part == ".." {
			if gap || len(p.steps) == 0 {
				return p, false
			}
			gap = true
			continue
		}
		word, stem := strings.CutSuffix(part, "*")
		if strings.Contains(word, "*") {
			return p, false
		}
		words := hear(nil, word, 0, len(word))
		if stem && (len(words) == 0 || words[len(words)-1].sign) {
			return p, false
		}
		for i, w := range words {
			p.steps = append(p.steps, patternStep{w.text, stem && i == len(words)-1, gap})
			gap = false
		}
	}
	return p, len(p.steps) > 0 && !gap
}

// letters is how many bytes of words a phrase has.
func (p pattern) letters() (n int) {
	for _, s := range p.steps {
		n += len(s.word)
	}
	return n
}

func (s patternStep) fits(w *heard) bool {
	return w.text == s.word || s.stem && !w.sign && strings.HasPrefix(w.text, s.word)
}

// match returns the index behind the words that the phrase stands for from
// words[i] on, or -1.
func (p pattern) match(words []heard, i int) int {
	if i >= len(words) || !p.steps[0].fits(&words[i]) {
		return -1
	}
	return follow(p.steps[1:], words, i+1)
}

func follow(steps []patternStep, words []heard, i int) int {
	if len(steps) == 0 {
		return i
	}
	reach := 0
	if steps[0].gap {
		reach = gapWords
	}
	for skip := 0; skip <= reach && i+skip < len(words); skip++ {
		w := &words[i+skip]
		if steps[0].fits(w) {
			if end := follow(steps[1:], words, i+skip+1); end >= 0 {
				return end
			}
		}
		if w.sign {
			return -1
		}
	}
	return -1
}

// listener finds the company's own words and silences those it switched off.
type listener struct {
	words map[string][]spoken // by the first word
	stems map[rune][]spoken   // of those whose first word has any ending, by its first letter
	off   map[string][]pattern
}

// spoken is a phrase of a group.
type spoken struct {
	pattern
	group string
}

// newListener takes words that were checked; what makes no sense is left out.
func newListener(w Words) *listener {
	l := &listener{map[string][]spoken{}, map[rune][]spoken{}, map[string][]pattern{}}
	for _, groups := range w {
		for group, c := range groups {
			for _, s := range c.Own {
				p, ok := newPattern(s)
				if !ok {
					continue
				}
				if first := p.steps[0]; first.stem {
					r, _ := utf8.DecodeRuneInString(first.word)
					l.stems[r] = append(l.stems[r], spoken{p, group})
				} else {
					l.words[first.word] = append(l.words[first.word], spoken{p, group})
				}
			}
			for _, s := range c.Off {
				if p, ok := newPattern(s); ok {
					l.off[group] = append(l.off[group], p)
				}
			}
		}
	}
	return l
}

// apply changes what was read of a message's words.
func (l *listener) apply(m *xunpan.Message, r *xunpan.Reading) {
	if l == nil {
		return
	}
	if len(l.off) > 0 {
		r.Phrases = slices.DeleteFunc(r.Phrases, func(p xunpan.Phrase) bool { return l.silent(m, &p) })
	}
	if len(l.words)+len(l.stems) == 0 {
		return
	}
	var found []xunpan.Phrase
	found = l.listen(found, xunpan.PartSubject, m.Subject, hear(nil, m.Subject, 0, len(m.Subject)))
	for _, b := range m.Blocks {
		if b.Kind == xunpan.Fresh || b.Kind == xunpan.Signature {
			found = l.listen(found, xunpan.PartBody, m.Body, hear(nil, m.Body, b.Start, min(b.End, b.Start+maxHear)))
		}
	}
	for _, p := range found {
		if !slices.ContainsFunc(r.Phrases, func(o xunpan.Phrase) bool { return o.Group == p.Group && o.At.Overlaps(p.At) }) {
			r.Phrases = append(r.Phrases, p)
		}
	}
	slices.SortStableFunc(r.Phrases, func(a, b xunpan.Phrase) int {
		if a.At.Part != b.At.Part { // the subject comes first
			return strings.Compare(string(b.At.Part), string(a.At.Part))
		}
		return a.At.Start - b.At.Start
	})
}

// Bounds of listening to one block of a mail.
const (
	maxHear   = 64 << 10 // bytes
	maxSpoken = 500      // phrases of one mail
)

// listen appends the phrases of own words in a text.
func (l *listener) listen(found []xunpan.Phrase, part xunpan.Part, text string, words []heard) []xunpan.Phrase {
	for i := range words {
		r, _ := utf8.DecodeRuneInString(words[i].text)
		for _, list := range [...][]spoken{l.words[words[i].text], l.stems[r]} {
			for _, s := range list {
				end := s.match(words, i)
				if end < 0 || len(found) >= maxSpoken || words[end-1].end > len(text) {
					continue
				}
				found = append(found, xunpan.Phrase{Group: s.group, At: xunpan.Span{Part: part, Start: words[i].start, End: words[end-1].end}})
			}
		}
	}
	return found
}

// silent reports whether the company switched a phrase off: the words found are
// all that one of its patterns stands for.
func (l *listener) silent(m *xunpan.Message, p *xunpan.Phrase) bool {
	list := l.off[p.Group]
	if len(list) == 0 {
		return false
	}
	text := textAt(m, p.At)
	words := hear(nil, text, 0, len(text))
	return slices.ContainsFunc(list, func(o pattern) bool { return o.match(words, 0) == len(words) && len(words) > 0 })
}

// says reports whether a phrase of a message is one of the company's own.
func (l *listener) says(m *xunpan.Message, p xunpan.Phrase) bool {
	if l == nil {
		return false
	}
	text := textAt(m, p.At)
	for _, own := range l.listen(nil, p.At.Part, text, hear(nil, text, 0, len(text))) {
		if own.Group == p.Group && own.At.Start == 0 && own.At.End == len(text) {
			return true
		}
	}
	return false
}
