package web

import (
	"strings"
	"unicode"

	"xunpan"
)

// Frame is what every page has around its own view.
type Frame struct {
	T      *T
	Title  string // of the page, in the user's language
	Path   string // path and query of the page, for marking the navigation and coming back
	User   *Person
	Role   string // "owner", "manager", "sales", "viewer"
	May    May
	Theme  string // "light", "dark" or "" for the system's
	Counts map[xunpan.Tray]int
	Flash  []Flash
	Demo   bool // the desk shows sample data
}

// May says what the user may do; a page leaves out what he may not.
type May struct {
	Change   bool // correct, assign, move, note, tag
	Price    bool // see costs, make quotations
	Settings bool // company, mailboxes, signals, rules, words, alerts, keys
	People   bool // users, roles, invitations
	Audit    bool
}

// Flash is a short message about what was just done.
type Flash struct {
	Text string
	Bad  bool   // something went wrong
	Undo string // where a POST takes it back; "" when it cannot be
}

// Person is a colleague as pages show him.
type Person struct {
	ID   xunpan.ID
	Name string
	Mail string
}

// initials are one or two letters that stand for a name: the first letters of
// first and last word, or the last two signs of a name in Chinese.
func initials(name string) string {
	words := strings.Fields(name)
	if len(words) == 0 {
		return "?"
	}
	first := []rune(words[0])
	if unicode.Is(unicode.Han, first[0]) {
		return string(first[max(0, len(first)-2):])
	}
	out := []rune{unicode.ToUpper(first[0])}
	if len(words) > 1 {
		out = append(out, unicode.ToUpper([]rune(words[len(words)-1])[0]))
	}
	return string(out)
}

// place is one entry of the main navigation.
type place struct {
	key, path, icon, shortcut string
}

var places = []place{
	{"nav.today", "/today", "sun", "g t"},
	{"nav.inquiries", "/inquiries", "inbox", "g i"},
	{"nav.quotations", "/quotations", "banknote", "g q"},
	{"nav.products", "/products", "package", "g o"},
	{"nav.companies", "/companies", "building-2", "g c"},
	{"nav.contacts", "/contacts", "users", "g p"},
}

// here reports whether a page lies at or under a path of the navigation.
func (f Frame) here(path string) bool {
	own, _, _ := strings.Cut(f.Path, "?")
	return own == path || strings.HasPrefix(own, path+"/")
}

// toAnswer is the number the navigation shows beside Inquiries.
func (f Frame) toAnswer() int { return f.Counts[xunpan.ToAnswer] }

// htmlLang is the language tag of the page.
func (f Frame) htmlLang() string {
	if f.T.Lang() == "zh" {
		return "zh-Hans"
	}
	return "en"
}
