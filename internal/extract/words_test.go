package extract

import (
	"bufio"
	"io/fs"
	"os"
	"path"
	"strings"
	"testing"

	"xunpan"
)

// accusing are the groups that must stay silent in ordinary trade mail.
var accusing = []string{"spy.", "fraud.", "phish.", "invite", "oddity.", "goods.", "sample.free", "sample.careless", "no.order", "compare.only", "notice."}

// groupsIn returns the groups of the catalogue found in text.
func groupsIn(l *Lexicon, text string) map[string]string {
	var st stream
	st.reset(xunpan.PartBody, text)
	st.scan(0, len(text), xunpan.Fresh)
	found := map[string]string{}
	var x hitIndex
	l.match(&st, &x)
	for _, h := range x.hits {
		found[l.groups[h.group]] = text[st.toks[h.first].start:st.toks[h.last].end]
	}
	return found
}

func TestWordSentences(t *testing.T) {
	t.Parallel()
	f, err := os.Open("testdata/words.txt")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	l := defaultLexicon()
	lang, sentences := "", map[string]int{}
	sc := bufio.NewScanner(f)
	for sc.Scan() {
		line := sc.Text()
		switch {
		case line == "" || line[0] == '#':
			continue
		case line[0] == '[':
			lang = strings.Trim(line, "[]")
			continue
		}
		want, text, ok := strings.Cut(line, ": ")
		if !ok {
			t.Fatalf("%s: no group before %q", lang, line)
		}
		sentences[lang]++
		found := groupsIn(l, text)
		if want != "-" {
			for g := range strings.SplitSeq(want, ", ") {
				if _, ok := found[g]; !ok {
					t.Errorf("%s: %s not found in %q", lang, g, text)
				}
			}
			continue
		}
		for g, words := range found {
			for _, a := range accusing {
				if strings.HasPrefix(g, a) {
					t.Errorf("%s: %s found (%q) in %q", lang, g, words, text)
				}
			}
		}
	}
	for _, lang := range []string{"en", "de", "fr", "es", "pt", "it", "tr", "ru", "ar", "zh"} {
		if sentences[lang] < 28 {
			t.Errorf("%s: only %d sentences", lang, sentences[lang])
		}
	}
}

// TestWordFiles checks the catalogue's files one by one: every language file
// uses groups and values that English has, and fills all that matter.
func TestWordFiles(t *testing.T) {
	t.Parallel()
	sections := func(name string) (groups map[string]int, values map[string]map[string]bool) {
		data, err := fs.ReadFile(wordFiles, name)
		if err != nil {
			t.Fatal(err)
		}
		groups, values = map[string]int{}, map[string]map[string]bool{}
		group := ""
		for line := range strings.SplitSeq(string(data), "\n") {
			switch {
			case line == "" || line[0] == '#':
			case line[0] == '[':
				group = strings.Trim(line, "[]")
				if _, twice := groups[group]; twice {
					t.Errorf("%s: [%s] stands twice", name, group)
				}
				groups[group], values[group] = 0, map[string]bool{}
			default:
				if v, rest, ok := strings.Cut(line, " = "); ok {
					values[group][v], line = true, rest
				}
				groups[group] += 1 + strings.Count(line, "|")
			}
		}
		return groups, values
	}
	en, enValues := sections("words/en.txt")
	files, err := fs.Glob(wordFiles, "words/??.txt")
	if err != nil || len(files) != 10 {
		t.Fatalf("%d language files, want 10 (%v)", len(files), err)
	}
	for _, name := range files {
		groups, values := sections(name)
		for g, n := range groups {
			if _, ok := en[g]; !ok {
				t.Errorf("%s: English has no group [%s]", path.Base(name), g)
			}
			if n == 0 {
				t.Errorf("%s: [%s] is empty", path.Base(name), g)
			}
		}
		for v := range values["_unit"] {
			if !enValues["_unit"][v] {
				t.Errorf("%s: English has no unit %q", path.Base(name), v)
			}
		}
		for _, g := range []string{"_unit", "_payment", "_trigger.buy", "_np.stop", "_generic", "_ask.verb", "_question.word", "topic.price", "topic.moq", "greeting", "order.firm", "quote.request", "urgency", "supplier.has", "supplier.replace", "newcomer", "compare.only", "no.order", "sample.free", "sample.paid", "invite", "spy.process", "spy.business", "fraud.bank", "phish.credential", "negation"} {
			if groups[g] < 5 {
				t.Errorf("%s: [%s] has only %d phrases", path.Base(name), g, groups[g])
			}
		}
	}
}

func BenchmarkLexiconLoad(b *testing.B) {
	for b.Loop() {
		if _, err := newLexicon(wordFiles, "words"); err != nil {
			b.Fatal(err)
		}
	}
}
