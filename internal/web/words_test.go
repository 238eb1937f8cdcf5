package web

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
	"unicode"

	"github.com/nicksnyder/go-i18n/v2/i18n"
	"go.yaml.in/yaml/v3"
	"golang.org/x/text/language"

	"xunpan"
)

// wordsOf reads one file of words: key → forms.
func wordsOf(t *testing.T, lang string) map[string]map[string]string {
	t.Helper()
	data, err := wordFiles.ReadFile("words/" + lang + ".yaml")
	must(t, err)
	var raw map[string]any
	must(t, yaml.Unmarshal(data, &raw))
	out := map[string]map[string]string{}
	for key, v := range raw {
		forms := map[string]string{}
		switch v := v.(type) {
		case string:
			forms["other"] = v
		case map[string]any:
			for form, text := range v {
				forms[form] = text.(string)
			}
		default:
			t.Errorf("%s: %s is neither words nor forms", lang, key)
		}
		out[key] = forms
	}
	return out
}

var placeholder = regexp.MustCompile(`\{[a-z]+\}`)

func slots(text string) []string {
	found := placeholder.FindAllString(text, -1)
	slices.Sort(found)
	return slices.Compact(found)
}

func TestWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	en, zh := wordsOf(t, "en"), wordsOf(t, "zh")
	for key, forms := range en {
		other, ok := zh[key]
		if !ok {
			t.Errorf("%s has no Chinese words", key)
			continue
		}
		if a, b := slots(forms["other"]), slots(other["other"]); !slices.Equal(a, b) {
			t.Errorf("%s fills in %v in English and %v in Chinese", key, a, b)
		}
		if (forms["one"] != "") != strings.Contains(forms["other"], "{n}") && forms["one"] != "" {
			t.Errorf("%s has a singular but counts nothing", key)
		}
		for _, f := range []map[string]string{forms, other} {
			for form, text := range f {
				if strings.TrimSpace(text) == "" {
					t.Errorf("%s.%s is empty", key, form)
				}
			}
		}
	}
	for key := range zh {
		if _, ok := en[key]; !ok {
			t.Errorf("%s has no English words", key)
		}
	}
}

// latin are the terms that Chinese traders write in Latin letters, too.
var latin = regexp.MustCompile(`^(WhatsApp|Skype|PDF|SPF|DKIM|DMARC|TLS|STARTTLS|OAuth2|Webhook|–|, |[0-9:]+|\{.*\}.?|15:04)$`)

func TestChineseIsChinese(t *testing.T) {
	t.Parallel()
	for key, forms := range wordsOf(t, "zh") {
		for _, text := range forms {
			if !strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) || r == '、' }) && !latin.MatchString(text) {
				t.Errorf("%s: %q has no Chinese in it", key, text)
			}
		}
	}
	for key, forms := range wordsOf(t, "en") {
		for _, text := range forms {
			if strings.ContainsFunc(text, func(r rune) bool { return unicode.Is(unicode.Han, r) }) && key != "product" {
				t.Errorf("%s: %q has Chinese in it", key, text)
			}
		}
	}
}

var (
	saidKey   = regexp.MustCompile(`(?:Say|Count)\("([a-z0-9_.]+)"`)
	familyKey = regexp.MustCompile(`(?:Of|Has|familyChoices|helpOf)\((?:t, |v\.T, )?"([a-z0-9_.]+)"`)
	anyString = regexp.MustCompile(`"([a-z0-9_.-]+)"`)
)

// source is the package's own text: Go and templates, neither tests nor generated code.
func source(t *testing.T) string {
	t.Helper()
	var all strings.Builder
	for _, pattern := range []string{"*.go", "*.templ"} {
		files, err := filepath.Glob(pattern)
		must(t, err)
		for _, f := range files {
			if strings.HasSuffix(f, "_test.go") || strings.HasSuffix(f, "_templ.go") {
				continue
			}
			data, err := os.ReadFile(f)
			must(t, err)
			all.Write(data)
		}
	}
	return all.String()
}

func TestWordsAreSaidAndThere(t *testing.T) {
	t.Parallel()
	text, words := source(t), wordsOf(t, "en")
	said := map[string]bool{}
	for _, m := range saidKey.FindAllStringSubmatch(text, -1) {
		said[m[1]] = true
		if words[m[1]] == nil {
			t.Errorf("%q is said but has no words", m[1])
		}
	}
	// Keys that stand in lists (navigation, shortcuts, the script's words) are said through them.
	for _, m := range anyString.FindAllStringSubmatch(text, -1) {
		said[m[1]] = true
	}
	for _, s := range []string{"light", "dark"} {
		said["theme."+s] = true
	}
	var families []string
	for _, m := range familyKey.FindAllStringSubmatch(text, -1) {
		families = append(families, m[1]+".")
	}
	for key := range words {
		if !said[key] && !slices.ContainsFunc(families, func(f string) bool { return strings.HasPrefix(key, f) }) {
			t.Errorf("%q has words but is never said", key)
		}
	}
}

func TestFamiliesAreWhole(t *testing.T) {
	t.Parallel()
	need := map[string][]string{
		"severity": {"high", "medium", "low"}, "intent": {"high", "general", "low"}, "grade": {"A", "B", "C", "D"},
		"axis": {"need", "credibility", "engagement", "risk"}, "check": {"passed", "failed", "unknown"}, "role": Roles[:], "role.text": Roles[:],
		"block": {"signature", "quoted", "disclaimer", "footer", "wrapper"}, "need": append([]string{"product", "model", "specs", "quantity", "target"}, termFields[:]...),
		"reason": reasons[:], "alert": alertKinds[:], "scope": scopes[:], "object": auditObjects[:], "deed": auditDeeds[:], "entry.field": entryFields[:], "settings": settingGroups[:],
		"work": {"open", "closed", "weekend"},
	}
	for _, tray := range xunpan.Trays {
		need["tray"] = append(need["tray"], string(tray))
	}
	need["tray"] = append(need["tray"], "all")
	need["empty"], need["empty.text"] = need["tray"], need["tray"]
	for _, c := range xunpan.Channels {
		need["channel"] = append(need["channel"], string(c))
	}
	for _, s := range sections {
		need["setting"] = append(need["setting"], s.name)
	}
	for kind := range groupIcons {
		need["group"] = append(need["group"], kind)
	}
	for state := range mailboxIcons {
		need["mailbox"] = append(need["mailbox"], state)
	}
	for _, lang := range Languages {
		tr := newSampleT(lang)
		for family, values := range need {
			for _, v := range values {
				if !tr.Has(family, v) {
					t.Errorf("%s has no words for %s.%s", lang, family, v)
				}
			}
		}
	}
}

// TestSayIsGoI18n holds the quick look-up of plain words against the library's own.
func TestSayIsGoI18n(t *testing.T) {
	t.Parallel()
	bundle := i18n.NewBundle(language.English)
	bundle.RegisterUnmarshalFunc("yaml", yaml.Unmarshal)
	for _, lang := range Languages {
		_, err := bundle.LoadMessageFileFS(wordFiles, "words/"+lang+".yaml")
		must(t, err)
		own, theirs := newSampleT(lang), i18n.NewLocalizer(bundle, lang)
		for key, forms := range wordsOf(t, lang) {
			if len(forms) == 1 && !strings.Contains(forms["other"], "{") {
				want, err := theirs.Localize(&i18n.LocalizeConfig{MessageID: key})
				if err != nil || own.Say(key) != want {
					t.Errorf("%s in %s: %q, want %q (%v)", key, lang, own.Say(key), want, err)
				}
			}
		}
	}
}

func TestTranslator(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 20, 2, 0, 0, 0, time.UTC)
	en, zh := NewT("en", sampleZone, now), NewT("zh", sampleZone, now)
	for _, c := range []struct{ got, want string }{
		{en.Count("stars", 1), "1 star"}, {en.Count("stars", 4), "4 stars"}, {zh.Count("stars", 4), "4 星"},
		{en.Count("messages", 12345), "12,345 messages"}, {zh.Count("messages", 1), "1 封往来"},
		{en.Number(-1234567), "-1,234,567"}, {en.Number(999), "999"},
		{en.Percent(0.004), "1 %"}, {zh.Percent(0.999), "99%"}, {zh.Percent(1), "100%"}, {en.Percent(0), "0 %"},
		{en.Ago(now.Add(-20 * time.Second)), "just now"}, {en.Ago(now.Add(-3 * time.Hour)), "3 h ago"}, {zh.Ago(now.Add(-3 * time.Hour)), "3 小时前"},
		{zh.Ago(now.Add(-60 * 24 * time.Hour)), "2026年9月21日"}, {en.Ago(time.Time{}), "–"},
		{en.Left(now.Add(47 * time.Hour)), "47 h left"}, {en.Left(now.Add(49 * time.Hour)), "2 d left"}, {zh.Left(now.Add(-90 * time.Minute)), "超 1 小时"}, {en.Left(now.Add(20 * time.Second)), "1 min left"},
		{en.Short(now.Add(-time.Hour)), "09:00"}, {zh.Short(now.Add(-50 * time.Hour)), "11月18日"}, {en.Short(now.AddDate(-2, 0, 0)), "20 Nov 2024"},
		{en.Clock(now), "20 Nov 2026, 10:00"}, {zh.Weekday(now), "周五"},
		{en.Country("AE"), "UAE"}, {zh.Country("AE"), "阿联酋"}, {zh.Country("BR"), "巴西"}, {en.Country("xx?"), "xx?"}, {en.Country("HK"), "Hong Kong"},
		{en.Language("pt"), "Portuguese"}, {zh.Language("pt"), "葡萄牙语"}, {en.Size(999), "999 B"}, {en.Size(284_113), "284 KB"}, {en.Size(5_250_000), "5.2 MB"}, {en.Size(2_000_000_000), "2.0 GB"},
		{en.Say("no.such"), "no.such"}, {NewT("fr", sampleZone, now).Lang(), "en"},
		{initials("Marina Teixeira Lobo"), "ML"}, {initials("周敏"), "周敏"}, {initials("欧阳修远"), "修远"}, {initials(""), "?"},
	} {
		if c.got != c.want {
			t.Errorf("%q, want %q", c.got, c.want)
		}
	}
}
