package gate

import (
	"context"

	"golang.org/x/text/language"
)

var matcher = language.NewMatcher([]language.Tag{language.English, language.Chinese})

// Accepted is the first of the languages of a header Accept-Language that the
// desk speaks, "en" or "zh"; "en" if it speaks none.
func Accepted(header string) string {
	if header == "" {
		return "en"
	}
	tags, _, err := language.ParseAcceptLanguage(header)
	if err != nil {
		return "en"
	}
	if _, i, _ := matcher.Match(tags...); i == 1 {
		return "zh"
	}
	return "en"
}

// Language is the language in which a program's request is answered: "en" or "zh".
func Language(ctx context.Context) string { return Accepted(passageOf(ctx).accept) }
