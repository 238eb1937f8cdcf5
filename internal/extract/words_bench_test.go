package extract

import "testing"

func BenchmarkLexiconLoad(b *testing.B) {
	for b.Loop() {
		if _, err := newLexicon(wordFiles, "words"); err != nil {
			b.Fatal(err)
		}
	}
}
