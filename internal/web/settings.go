package web

import "strings"

// SettingsView is the front page of the settings.
type SettingsView struct{ Frame }

// section is one page of the settings.
type section struct {
	name, icon string
	group      string // "mine", "desk", "judging", "others"
	may        func(May) bool
}

func anybody(May) bool { return true }

func settingsOnly(m May) bool { return m.Settings }

func peopleOnly(m May) bool { return m.People }

// sections are the pages of the settings in order.
var sections = []section{
	{"account", "user-round", "mine", anybody},
	{"company", "building-2", "desk", settingsOnly},
	{"pricing", "banknote", "desk", settingsOnly},
	{"letters", "scroll-text", "desk", settingsOnly},
	{"model", "bot", "others", settingsOnly},
	{"mailboxes", "mail", "desk", settingsOnly},
	{"form", "globe", "desk", settingsOnly},
	{"import", "upload", "desk", settingsOnly},
	{"fields", "table-properties", "desk", settingsOnly},
	{"people", "users", "desk", peopleOnly},
	{"signals", "activity", "judging", settingsOnly},
	{"words", "languages", "judging", settingsOnly},
	{"rules", "house", "judging", settingsOnly},
	{"alerts", "bell", "others", settingsOnly},
	{"keys", "key-round", "others", settingsOnly},
	{"webhooks", "webhook", "others", settingsOnly},
}

// settingGroups are the headings over the sections.
var settingGroups = [...]string{"mine", "desk", "judging", "others"}

// sectionsOf are the sections of a group the user may open.
func (f Frame) sectionsOf(group string) []section {
	var out []section
	for _, s := range sections {
		if s.group == group && s.may(f.May) {
			out = append(out, s)
		}
	}
	return out
}

func (s section) path() string { return "/settings/" + s.name }

// CompanySettingsView is what the desk knows of our own company.
type CompanySettingsView struct {
	Frame
	Names, Domains, People, Products, Customers, Relays []string
	Home                                                string // our country
	Zone                                                string // IANA
	Zones                                               []string
	Days                                                [7]bool // working days, Monday first
	From, To                                            string  // "09:00"
	Countries                                           []string
	Version                                             int64
	Problems                                            map[string]string
}

// lines puts a list into a text area, one a line.
func lines(list []string) string { return strings.Join(list, "\n") }

// dayKey is the weekday's number as words have it, Sunday 0, of a Monday-first index.
func dayKey(i int) string { return [...]string{"1", "2", "3", "4", "5", "6", "0"}[i] }
