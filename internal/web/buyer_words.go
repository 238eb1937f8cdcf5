package web

import "xunpan/internal/paper"

// B speaks a buyer's language.
type B struct{ Lang string }

// Word returns the words of a key with {name} filled in.
func (b B) Word(key string, args ...any) string { return paper.Word(b.Lang, key, args...) }

// Dir is the direction the language is written in.
func (b B) Dir() string {
	if b.Lang == "ar" {
		return "rtl"
	}
	return "ltr"
}
