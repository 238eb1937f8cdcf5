package web

import (
	_ "embed"
	"sync"

	"go.yaml.in/yaml/v3"
)

//go:embed buyer.yaml
var buyerYAML []byte

// buyerWords are the words of the pages that buyers see, by key and language.
var buyerWords = sync.OnceValue(func() map[string]map[string]string {
	var m map[string]map[string]string
	if err := yaml.Unmarshal(buyerYAML, &m); err != nil {
		panic(err) // it is part of the program; the tests read it
	}
	return m
})

// B speaks a buyer's language.
type B struct{ Lang string }

// Word returns the words of a key with {name} filled in.
func (b B) Word(key string, args ...any) string {
	text := buyerWords()[key][b.Lang]
	if text == "" {
		text = buyerWords()[key]["en"]
	}
	return fill(text, args)
}

// Dir is the direction the language is written in.
func (b B) Dir() string {
	if b.Lang == "ar" {
		return "rtl"
	}
	return "ltr"
}
