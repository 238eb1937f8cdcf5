package extract

import (
	"path"
	"slices"
	"strings"
	"sync"
	"unicode"
)

// Catalogue lists the phrases of the word catalogue by group, those of groups
// that only serve the reading left out, as the files have them: "*" stands for
// any ending, ".." for up to three words. Lang is ISO 639-1. What stands in a
// file of all languages is listed under the language its line is written in, as
// far as its letters tell, else under English. The lists must not be changed.
func Catalogue(lang string) map[string][]string { return catalogues()[lang] }

// catalogues are read once somebody looks at them: reading a mail needs the
// packed form alone.
var catalogues = sync.OnceValue(func() map[string]map[string][]string {
	all := map[string]map[string][]string{}
	files, err := wordFiles.ReadDir("words")
	if err != nil {
		return all // embedded: cannot fail
	}
	for _, f := range files {
		data, err := wordFiles.ReadFile("words/" + f.Name())
		if err != nil {
			continue
		}
		own := strings.TrimSuffix(path.Base(f.Name()), ".txt")
		if len(own) != 2 {
			own = ""
		}
		group := ""
		for line := range strings.Lines(string(data)) {
			if i := strings.Index(line, " #"); i >= 0 {
				line = line[:i]
			}
			line = strings.TrimSpace(line)
			switch {
			case line == "" || line[0] == '#':
				continue
			case line[0] == '[':
				group = strings.Trim(line, "[]")
				continue
			case group == "" || group[0] == '_' || group == "negation":
				continue
			}
			if _, rest, ok := strings.Cut(line, " = "); ok {
				line = rest
			}
			for phrase := range strings.SplitSeq(line, "|") {
				phrase = strings.TrimSpace(phrase)
				if phrase == "" {
					continue
				}
				lang := own
				if lang == "" {
					lang = script(phrase)
				}
				if all[lang] == nil {
					all[lang] = map[string][]string{}
				}
				if !slices.Contains(all[lang][group], phrase) {
					all[lang][group] = append(all[lang][group], phrase)
				}
			}
		}
	}
	return all
})

// script is the language of a phrase as far as its letters tell.
func script(phrase string) string {
	for _, r := range phrase {
		switch {
		case unicode.Is(unicode.Han, r):
			return "zh"
		case unicode.Is(unicode.Cyrillic, r):
			return "ru"
		case unicode.Is(unicode.Arabic, r):
			return "ar"
		}
	}
	return "en"
}
