package extract

import (
	"testing"

	"xunpan"
)

// TestWordsHaveTheirOwnHash: the catalogue knows words by their hash, so no two
// different words of it may share one.
func TestWordsHaveTheirOwnHash(t *testing.T) {
	t.Parallel()
	names, err := wordFiles.ReadDir("words")
	if err != nil {
		t.Fatal(err)
	}
	seen := map[uint32]string{}
	for _, n := range names {
		text, err := wordFiles.ReadFile("words/" + n.Name())
		if err != nil {
			t.Fatal(err)
		}
		var s stream
		s.reset(xunpan.PartBody, string(text))
		s.scan(0, len(text), xunpan.Fresh)
		for i := range s.toks {
			if k := s.toks[i].kind; k != tWord && k != tHan && k != tNumber {
				continue
			}
			word := s.folded(i)
			if other, ok := seen[s.toks[i].hash]; ok && other != word {
				t.Errorf("%q and %q have one hash", word, other)
			}
			seen[s.toks[i].hash] = word
		}
	}
	if len(seen) < 5000 {
		t.Errorf("%d words only", len(seen))
	}
	t.Logf("%d words", len(seen))
}
