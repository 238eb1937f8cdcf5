package web

import (
	"strconv"
	"strings"

	"xunpan"
)

// LettersView is the house's own letters.
type LettersView struct {
	Frame
	Version int64
	Letters []LetterForm
	New     LetterForm
	Preview string
	Problem string
}

// LetterForm is one letter as the page takes it.
type LetterForm struct {
	xunpan.LetterTemplate
	Open bool
}

// langs are the languages whose texts a letter's form shows: those it has, and
// English and Chinese.
func (l *LetterForm) langs() (out []string) {
	for _, lang := range xunpan.PaperLangs {
		if l.Texts[lang] != "" || lang == "en" || lang == "zh" {
			out = append(out, lang)
		}
	}
	return out
}

// more are the languages it could have besides.
func (l *LetterForm) more(t *T) []choice {
	out := []choice{{Value: "", Title: t.Say("letters.more")}}
	for _, lang := range xunpan.PaperLangs {
		if l.Texts[lang] == "" && lang != "en" && lang != "zh" {
			out = append(out, choice{Value: lang, Title: t.Language(lang)})
		}
	}
	return out
}

func (l *LetterForm) situations(t *T) []choice {
	out := []choice{{"", t.Say("letters.any"), l.Situation == ""}}
	for _, s := range xunpan.Situations {
		out = append(out, choice{string(s), t.Of("situation", string(s)), s == l.Situation})
	}
	return out
}

// letterRows is how many lines a letter's field shows.
func letterRows(text string) string {
	return strconv.Itoa(min(max(strings.Count(text, "\n")+2, 5), 24))
}
