package paper_test

import (
	"slices"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/paper"
)

// TestWords: every word is there in every language of papers, with the same
// blanks, and each start of a lead time has its word.
func TestWords(t *testing.T) {
	t.Parallel()
	n := 0
	paper.EachWord(func(key string, by map[string]string) {
		n++
		for _, lang := range xunpan.PaperLangs {
			if by[lang] == "" {
				t.Errorf("%s is not there in %s", key, lang)
			}
			if !slices.Equal(blanks(by["en"]), blanks(by[lang])) {
				t.Errorf("%s in %s: %q of %q", key, lang, by[lang], by["en"])
			}
		}
		if len(by) != len(xunpan.PaperLangs) {
			t.Errorf("%s is there in %d languages", key, len(by))
		}
	})
	if n < 40 {
		t.Errorf("only %d words", n)
	}
	for _, start := range xunpan.LeadStarts {
		if paper.Word("de", "from_"+start) == "" {
			t.Errorf("a lead time from %q has no words", start)
		}
	}
}

func blanks(s string) []string {
	var all []string
	for _, part := range strings.Split(s, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		all = append(all, name)
	}
	slices.Sort(all)
	return all
}
