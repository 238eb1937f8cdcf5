// Package spell finds misspelt English words in letters of trade. American and
// British spellings are both right. It knows no clock, network or file of the
// machine; the dictionary is part of the program and is read when it is first
// needed.
package spell

import (
	"bytes"
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"github.com/client9/gospell"
	"github.com/klauspost/compress/zstd"
)

// The dictionary is en_US of SCOWL by Kevin Atkinson, as npm's dictionary-en 4.0.0
// has it; data/LICENSE-en.txt.
var (
	//go:embed data/en.aff.zst
	affixes []byte
	//go:embed data/en.dic.zst
	stems []byte
	//go:embed data/trade.txt
	trade string
)

// asking guards the dictionary, which fills a cache while it is asked, and the
// suggestions found before: looking for them costs the most, and a letter is
// checked anew at every pause in typing.
var (
	asking  sync.Mutex
	offered = map[string][]string{}
)

// maxOffered bounds the suggestions that are remembered.
const maxOffered = 2000

// Mistake is a word that no dictionary has.
type Mistake struct {
	Start, End int // byte offsets into the text
	Word       string
	Suggest    []string // at most three
}

// maxMistakes bounds what is said of one text, maxText what is read of it.
const (
	maxMistakes = 20
	maxText     = 100_000 // bytes
)

var english = sync.OnceValue(func() *gospell.GoSpell {
	d, err := zstd.NewReader(nil, zstd.WithDecoderConcurrency(1))
	if err != nil {
		panic(err) // it needs no more than memory
	}
	defer d.Close()
	aff, err := d.DecodeAll(affixes, nil)
	if err != nil {
		panic(err) // it is part of the program; the tests read it
	}
	dic, err := d.DecodeAll(stems, nil)
	if err != nil {
		panic(err)
	}
	g, err := gospell.NewGoSpellReader(bytes.NewReader(aff), bytes.NewReader(dic))
	if err != nil {
		panic(err)
	}
	for _, w := range strings.Fields(trade) {
		g.AddWordRaw(w)
	}
	if err := g.SetSuggester(gospell.NewMutationSuggester(gospell.MutationOptions{})); err != nil {
		panic(err)
	}
	return g
})

// Check finds misspelt words in an English text. Words of the known texts (names
// of buyers, products, ports) are right, as are names in mid-sentence, numbers,
// models, addresses, short words in capitals, and what stands in ⟦gaps⟧.
func Check(text string, known []string) (all []Mistake) {
	if len(text) > maxText {
		text = strings.ToValidUTF8(text[:maxText], "")
	}
	names := map[string]bool{}
	for _, k := range known {
		for _, w := range tokens(k) {
			names[strings.ToLower(w.text)] = true
		}
	}
	asking.Lock()
	defer asking.Unlock()
	for _, w := range tokens(text) {
		if len(all) == maxMistakes {
			break
		}
		if !suspect(text, &w) || names[strings.ToLower(w.text)] || right(w.text) {
			continue
		}
		all = append(all, Mistake{w.start, w.start + len(w.text), w.text, suggest(w.text)})
	}
	return all
}

// token is a word of a text.
type token struct {
	text  string
	start int
}

// tokens are the words of a text: letters, with apostrophes within; those that
// hang on digits, on signs of addresses or in gaps are left out.
func tokens(text string) (out []token) {
	for i := 0; i < len(text); {
		r, n := utf8.DecodeRuneInString(text[i:])
		switch {
		case r == '⟦':
			end := strings.IndexRune(text[i:], '⟧')
			if end < 0 {
				return out
			}
			i += end + len("⟧")
		case unicode.IsSpace(r):
			i += n
		default:
			end := strings.IndexFunc(text[i:], func(r rune) bool { return unicode.IsSpace(r) || r == '⟦' })
			if end < 0 {
				end = len(text) - i
			}
			if chunk := text[i : i+end]; !isAddress(chunk) {
				out = append(out, split(chunk, i)...)
			}
			i += end
		}
	}
	return out
}

// isAddress reports whether a run of signs is a mail address, a link or a path.
func isAddress(s string) bool {
	if strings.ContainsAny(s, "@\\") || strings.Contains(s, "://") || strings.HasPrefix(strings.ToLower(s), "www.") {
		return true
	}
	head, tail, ok := strings.Cut(strings.TrimRight(s, ".,;:!?)"), ".")
	return ok && head != "" && tail != "" && !strings.ContainsAny(tail, " ") // "shop.example", "e.g."
}

func split(chunk string, at int) (out []token) {
	start := -1
	flush := func(end int) {
		if start >= 0 {
			w := strings.TrimRight(chunk[start:end], "'’")
			if !strings.ContainsFunc(around(chunk, start, end), unicode.IsDigit) {
				out = append(out, token{w, at + start})
			}
			start = -1
		}
	}
	for i, r := range chunk {
		switch {
		case unicode.IsLetter(r):
			if start < 0 {
				start = i
			}
		case (r == '\'' || r == '’') && start >= 0:
		default:
			flush(i)
		}
	}
	flush(len(chunk))
	return out
}

// around is a word with its neighbours up to the next hyphen or slash: in
// "FL-50" both parts are of a model.
func around(chunk string, start, end int) string {
	for start > 0 && chunk[start-1] != '/' && chunk[start-1] != '(' {
		start--
	}
	for end < len(chunk) && chunk[end] != '/' && chunk[end] != ')' {
		end++
	}
	return chunk[start:end]
}

// suspect reports whether a word is one that the dictionary can judge.
func suspect(text string, w *token) bool {
	rs := []rune(w.text)
	if len(rs) < 3 {
		return false
	}
	upper := 0
	for _, r := range rs {
		if r > unicode.MaxLatin1 && r != '’' || r >= 0x80 && r != '’' {
			return false // not English
		}
		if unicode.IsUpper(r) {
			upper++
		}
	}
	switch {
	case upper == len(rs):
		return len(rs) > 6
	case upper > 1 || upper == 1 && !unicode.IsUpper(rs[0]):
		return false // a brand
	case upper == 1:
		return begins(text, w.start)
	}
	return true
}

// begins reports whether a word stands at the beginning of a sentence or line.
func begins(text string, at int) bool {
	before := strings.TrimRight(text[:at], " \t*\"'“”‘(")
	if before == "" {
		return true
	}
	return strings.ContainsAny(before[len(before)-1:], ".!?:\n")
}

func right(word string) bool {
	g := english()
	word = strings.ReplaceAll(word, "’", "'")
	for _, w := range []string{word, strings.ToLower(word)} {
		if g.Spell(w) || g.Spell(american(w)) {
			return true
		}
	}
	bare, cut := strings.CutSuffix(word, "'s")
	return cut && right(bare)
}

// british are endings and stems that British spelling has otherwise.
var british = strings.NewReplacer("isation", "ization", "ising", "izing", "ised", "ized", "iser", "izer", "ises", "izes", "ise", "ize", "yse", "yze", "our", "or", "elling", "eling", "elled", "eled", "eller", "eler",
	"etre", "eter", "entre", "enter", "itre", "iter", "ibre", "iber", "ogue", "og", "ence", "ense", "ageing", "aging", "programme", "program", "cheque", "check", "grey", "gray", "aluminium", "aluminum", "plough", "plow", "mould", "mold", "tyre", "tire", "jewellery", "jewelry", "fulfil", "fulfill", "enrol", "enroll", "acknowledgement", "acknowledgment", "judgement", "judgment")

func american(w string) string { return british.Replace(w) }

func suggest(word string) []string {
	word = strings.ToLower(word)
	if out, ok := offered[word]; ok {
		return out
	}
	found, err := english().Suggest(word, 3)
	if err != nil {
		return nil // a word without suggestions is still wrong
	}
	if len(offered) >= maxOffered {
		clear(offered)
	}
	var out []string
	for _, s := range found[:min(len(found), 3)] {
		out = append(out, s.Word)
	}
	offered[word] = out
	return out
}
