package web

import "encoding/json"

// shortcut is one line of the keyboard help.
type shortcut struct {
	keys []string
	word string
}

// shortcuts are those of desk.js and of the data-key attributes.
var shortcuts = []shortcut{
	{[]string{"j", "k"}, "keys.move"},
	{[]string{"Enter"}, "keys.open"},
	{[]string{"x"}, "keys.select"},
	{[]string{"e"}, "keys.done"},
	{[]string{"u"}, "keys.back"},
	{[]string{"/"}, "keys.search"},
	{[]string{"g", "t"}, "keys.today"},
	{[]string{"g", "i"}, "keys.inquiries"},
	{[]string{"g", "c"}, "keys.companies"},
	{[]string{"g", "p"}, "keys.contacts"},
	{[]string{"g", "s"}, "keys.settings"},
	{[]string{"Esc"}, "keys.escape"},
	{[]string{"?"}, "keys.help"},
}

// scriptKeys are the words the script says by itself.
var scriptKeys = [...]string{
	"time.left", "time.over", "time.minutes", "time.hours", "time.days",
	"js.new", "js.show", "js.copied", "js.offline", "js.failed", "js.selected", "js.high",
}

// scriptWords is the JSON of scriptKeys in the page's language.
func (f Frame) scriptWords() string {
	words := map[string]string{}
	for _, key := range scriptKeys {
		words[key] = f.T.Say(key)
	}
	text, err := json.Marshal(words)
	if err != nil {
		return "{}"
	}
	return string(text)
}

func pressed(yes bool) string {
	if yes {
		return "true"
	}
	return "false"
}

func themeWord(theme string) string {
	if theme == "" {
		return "theme.auto"
	}
	return "theme." + theme
}

func themeIcon(theme string) string {
	switch theme {
	case "light":
		return "sun"
	case "dark":
		return "moon"
	}
	return "monitor"
}
