package web

import "xunpan"

// WordsView is the words signals listen for, as far as the company changed them.
type WordsView struct {
	Frame
	Lang   string // of the words shown
	Langs  []string
	Query  string
	Groups []WordGroup
	Edited int // phrases changed in all languages
	Trial  WordsTrial
}

// WordGroup is the words of one meaning.
type WordGroup struct {
	ID    string
	Title string
	Own   []string
	Off   []string // built-in ones switched off
}

func (g WordGroup) url(lang string) string { return "/settings/words/" + g.ID + "?language=" + lang }

// WordsGroupView changes the words of one meaning in one language.
type WordsGroupView struct {
	Frame
	Lang     string
	Langs    []string
	Group    WordGroup
	Signals  []SignalRow // those that listen
	Heard    []HeardWord // what of it really was found here
	BuiltIn  []HeardWord // all of it
	Trial    WordsTrial
	Version  int64
	Problems map[string]string
}

// HeardWord is a phrase found in mail of this desk.
type HeardWord struct {
	Text string
	N    int
	Off  string // address that switches it off in the form
}

// WordsTrial is a text that words were tried on.
type WordsTrial struct {
	Text     string // as pasted
	Problem  string
	Blocks   []TextBlock // with the phrases marked; nil if nothing was tried
	Hits     []TriedWord
	From, To xunpan.Brief
	Compared bool // with other words than those in force
}

// TriedWord is a phrase found in a pasted text.
type TriedWord struct {
	No    int
	Text  string
	Group string
	Title string
	Own   bool
	Off   bool
	Edit  string // address of the page where it can be changed
}

// spoke counts the phrases that speak.
func (v WordsTrial) spoke() (n int) {
	for _, h := range v.Hits {
		if !h.Off {
			n++
		}
	}
	return n
}
