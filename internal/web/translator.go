package web

import (
	"embed"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"github.com/nicksnyder/go-i18n/v2/i18n/template"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"
	"golang.org/x/text/language/display"

	"xunpan/internal/gate"
)

//go:embed words/*.yaml
var wordFiles embed.FS

// Languages lists the languages of the interface, the fallback first.
var Languages = [...]string{"en", "zh"}

// T says the interface's words in one language, at one moment, in one time
// zone. It is made for each request and never changed.
type T struct {
	lang string
	zone *time.Location
	now  time.Time
	book *book
}

// book is what is loaded once for a language.
type book struct {
	plain   map[string]string // words without plural forms
	plurals *i18n.Localizer
	regions display.Namer
	tongues display.Namer
}

var books = loadBooks()

func loadBooks() map[string]*book {
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	all := map[string]*book{}
	for _, lang := range Languages {
		file, err := bundle.LoadMessageFileFS(wordFiles, "words/"+lang+".yaml")
		if err != nil {
			panic(fmt.Sprintf("reading words/%s.yaml: %v", lang, err)) // embedded: cannot differ from what the tests read
		}
		tag := language.Make(lang)
		b := &book{map[string]string{}, i18n.NewLocalizer(bundle, lang), display.Regions(tag), display.Languages(tag)}
		for _, m := range file.Messages {
			if m.One == "" {
				b.plain[m.ID] = m.Other
			}
		}
		all[lang] = b
	}
	return all
}

// NewT returns the translator of a language ("zh"; anything else means
// English). Times are shown in the zone; ages and time left are counted to now.
func NewT(lang string, zone *time.Location, now time.Time) *T {
	if books[lang] == nil {
		lang = Languages[0]
	}
	return &T{lang, zone, now, books[lang]}
}

// LanguageOf chooses the language of an answer: the one the user kept, else the
// browser's first that the desk speaks, else English.
func LanguageOf(kept string, r *http.Request) string {
	if books[kept] != nil {
		return kept
	}
	return gate.Accepted(r.Header.Get("Accept-Language"))
}

// Lang is "en" or "zh".
func (t *T) Lang() string { return t.lang }

// Now is the moment of showing.
func (t *T) Now() time.Time { return t.now }

// Say returns the words of a key. Args are pairs of a name and a value that
// take the place of {name}. A key without words is shown as it is, so that a
// page never breaks.
func (t *T) Say(key string, args ...any) string {
	text, ok := t.book.plain[key]
	if !ok {
		return key
	}
	return fill(text, args)
}

// Count returns the words of a key in the plural form of n, which {n} stands for.
func (t *T) Count(key string, n int, args ...any) string {
	text, err := t.book.plurals.Localize(&i18n.LocalizeConfig{MessageID: key, PluralCount: n, TemplateParser: template.IdentityParser{}})
	if err != nil {
		return key
	}
	return fill(text, append(args, "n", t.Number(n)))
}

// Of returns the words for one value of a family ("tray", "to_answer"), or the
// value itself when it has none.
func (t *T) Of(family, value string) string {
	if text, ok := t.book.plain[family+"."+value]; ok {
		return text
	}
	return value
}

// SayOf is Of with {name} filled in.
func (t *T) SayOf(family, value string, args ...any) string { return fill(t.Of(family, value), args) }

// Has reports whether a value of a family has words.
func (t *T) Has(family, value string) bool {
	_, ok := t.book.plain[family+"."+value]
	return ok
}

func fill(text string, args []any) string {
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+fmt.Sprint(args[i])+"}", fmt.Sprint(args[i+1]))
	}
	return text
}

// Number groups the digits of n by thousands.
func (t *T) Number(n int) string {
	s := strconv.Itoa(n)
	start := 0
	if n < 0 {
		start = 1
	}
	for i := len(s) - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// Percent shows a share of 0–1. It never says 0 % or 100 % of what is neither.
func (t *T) Percent(share float64) string {
	n := int(share*100 + 0.5)
	switch {
	case n == 0 && share > 0:
		n = 1
	case n == 100 && share < 1:
		n = 99
	}
	return t.Say("number.percent", "n", n)
}

// Size shows a number of bytes.
func (t *T) Size(n int64) string {
	switch {
	case n < 1000:
		return strconv.FormatInt(n, 10) + " B"
	case n < 1000*1000:
		return strconv.FormatInt((n+500)/1000, 10) + " KB"
	case n < 1000*1000*1000:
		return strconv.FormatFloat(float64(n)/1e6, 'f', 1, 64) + " MB"
	}
	return strconv.FormatFloat(float64(n)/1e9, 'f', 1, 64) + " GB"
}

// shortRegions are the names traders use where the standard's are too long for a list.
var shortRegions = map[string][len(Languages)]string{
	"AE": {"UAE", "阿联酋"}, "BA": {"Bosnia", "波黑"}, "CD": {"DR Congo", "刚果（金）"}, "CG": {"Congo", "刚果（布）"},
	"CF": {"Central African Rep.", "中非"}, "DO": {"Dominican Rep.", "多米尼加"}, "GB": {"UK", "英国"}, "HK": {"Hong Kong", "香港"},
	"MM": {"Myanmar", "缅甸"}, "MO": {"Macao", "澳门"}, "PG": {"Papua New Guinea", "巴新"}, "SA": {"Saudi Arabia", "沙特"},
	"TR": {"Türkiye", "土耳其"}, "TT": {"Trinidad", "特立尼达"}, "US": {"USA", "美国"}, "VC": {"St Vincent", "圣文森特"},
}

// Country is the short name of a country by its ISO 3166-1 alpha-2 code, and
// the code itself when it is none.
func (t *T) Country(code string) string {
	if short, ok := shortRegions[code]; ok {
		if t.lang == "zh" {
			return short[1]
		}
		return short[0]
	}
	region, err := language.ParseRegion(code)
	if err != nil {
		return code
	}
	if name := t.book.regions.Name(region); name != "" {
		return name
	}
	return code
}

// Language is the name of a language by its ISO 639-1 code, and the code itself
// when it is none.
func (t *T) Language(code string) string {
	tag, err := language.Parse(code)
	if err != nil {
		return code
	}
	if name := t.book.tongues.Name(tag); name != "" {
		return name
	}
	return code
}
