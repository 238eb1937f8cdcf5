package mail

import (
	"strings"
	"testing"
)

// TestFold holds the fast way of folding to the plain one at every offset of
// its steps of eight and of its buffer.
func TestFold(t *testing.T) {
	t.Parallel()
	for _, word := range []string{"Best REGARDS", "GRÜSSE", "С УВАЖЕНИЕМ", "TEŞEKKÜR", "询盘ABC", "\xc3", "\xd0A\xc5\x9e"} {
		want := strings.NewReplacer("Ü", "ü", "Ş", "ş", "С", "с", "У", "у", "В", "в", "А", "а", "Ж", "ж", "Е", "е", "Н", "н", "И", "и", "М", "м").Replace(word)
		want = strings.Map(func(r rune) rune {
			if 'A' <= r && r <= 'Z' {
				return r + 'a' - 'A'
			}
			return r
		}, want)
		if strings.ToValidUTF8(word, "") != word {
			want = fold(word)
		}
		for _, n := range []int{0, 1, 5, 7, 8, 505, 509, 510, 511, 512, 1023} {
			pad := strings.Repeat("A", n)
			if got := fold(pad + word + pad); got != strings.ToLower(pad)+want+strings.ToLower(pad) {
				t.Errorf("%d: %q folds to %q", n, word, got[n:])
			}
		}
	}
}

func TestPhrases(t *testing.T) {
	t.Parallel()
	p := newPhrases("re:|re|regards|r|с уважением|best regards|best")
	for line, want := range map[string]int{"": 0, "r": 1, "re": 2, "re: x": 3, "reg": 0, "regards, ann": 7, "best regards": 12, "best reg": 4,
		"bestow": 0, "с уважением,": 21, "с": 0, "x": 0} {
		if got := p.prefix(line); got != want {
			t.Errorf("%q: %d, want %d", line, got, want)
		}
	}
}
