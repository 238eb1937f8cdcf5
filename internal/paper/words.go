// Package paper makes the documents that buyers get, from what a buyer may see:
// nothing of the house goes in, so nothing of it can come out. It knows no clock,
// network, database or file.
package paper

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed words.yaml
var wordsYAML []byte

var words = sync.OnceValue(func() map[string]map[string]string {
	var m map[string]map[string]string
	if err := yaml.Unmarshal(wordsYAML, &m); err != nil {
		panic(err) // it is part of the program; the tests read it
	}
	return m
})

// Word is a fixed word of documents and of the pages that buyers see, in a
// language of xunpan.PaperLangs, else in English. Args are pairs of a name and
// what takes the place of {name}. It is "" for a key that is not there.
func Word(lang, key string, args ...any) string {
	text := words()[key][lang]
	if text == "" {
		text = words()[key]["en"]
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return text
}

// EachWord calls f with every key and its words by language.
func EachWord(f func(key string, by map[string]string)) {
	for key, by := range words() {
		f(key, by)
	}
}

// Country is a country's name in a language of papers, by ISO 3166-1 alpha-2.
func Country(lang, code string) string { return country(lang, code) }
