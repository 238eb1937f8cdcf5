package web

import (
	"net/url"
	"time"

	"xunpan"
)

// InquiriesView is the list of a tray, of a saved view or of a search.
type InquiriesView struct {
	Frame
	Tray   xunpan.Tray // "" for all
	Filter Filter
	Views  []SavedView
	Rows   []InquiryRow
	New    bool   // the desk never had an inquiry
	Older  string // address of the next page; "" on the last
	Newest bool   // the first page, which stays live
	Owners []Person
	Tags   []string // tags in use
	// Countries and Langs are the codes that occur, for the filters.
	Countries, Langs []string
}

// Filter narrows a list; empty fields do not. Values are as in the address.
type Filter struct {
	Query, Type, Grade, Stars, Country, Lang, Channel, Owner, Tag string
	Age                                                           string // "day", "week", "month", "year"
	Files                                                         bool
	Snoozed                                                       bool   // those set aside, too
	Sort                                                          string // "" newest first, "worth" by worth
}

// SavedView is a filter somebody kept under a name.
type SavedView struct {
	ID     xunpan.ID
	Name   string
	Query  string // as in the address
	Shared bool
	Mine   bool
	Now    bool // it is what the page shows
}

// InquiryRow is an inquiry as lists show it.
type InquiryRow struct {
	ID       xunpan.ID
	Tray     xunpan.Tray
	Unread   bool
	Stars    int
	Said     bool // the user's own word
	Type     xunpan.BuyerType
	Grade    string
	Intent   xunpan.Intent
	Action   xunpan.Action
	Risk     xunpan.Severity // the worst one; "" for none
	Country  string          // ISO 3166-1 alpha-2
	Buyer    string          // the person, or his mail address
	Company  string
	Subject  string
	Product  string
	Quantity string
	Snippet  string
	Channel  xunpan.Channel
	Messages int
	Files    int
	Received time.Time
	Due      time.Time // zero when nobody waits
	Snoozed  time.Time // zero when not
	Owner    Person
	Tags     []string
}

func (r InquiryRow) url() string { return "/inquiries/" + string(r.ID) }

// name is who the row is from.
func (r InquiryRow) name(t *T) string {
	switch {
	case r.Buyer != "":
		return r.Buyer
	case r.Company != "":
		return r.Company
	}
	return t.Say("buyer.unknown")
}

// title is what the inquiry is called: its subject, else what it is about, else
// how it begins.
func (r InquiryRow) title(t *T) string {
	switch {
	case r.Subject != "":
		return r.Subject
	case r.Product != "":
		return r.Product
	}
	return orElse(clip(r.Snippet, 60), t.Say("no_subject"))
}

// values are the address's parameters of a filter.
func (f Filter) values() url.Values {
	v := url.Values{}
	set := func(name, value string) {
		if value != "" {
			v.Set(name, value)
		}
	}
	set("q", f.Query)
	set("type", f.Type)
	set("grade", f.Grade)
	set("stars", f.Stars)
	set("country", f.Country)
	set("lang", f.Lang)
	set("channel", f.Channel)
	set("owner", f.Owner)
	set("tag", f.Tag)
	set("age", f.Age)
	set("sort", f.Sort)
	if f.Files {
		v.Set("files", "1")
	}
	if f.Snoozed {
		v.Set("snoozed", "1")
	}
	return v
}

// some reports whether the filter narrows anything, the search included.
func (f Filter) some() bool {
	f.Sort = ""
	return f != Filter{}
}

// count is how many narrowings lie in the fold of further filters.
func (f Filter) count() int {
	n := 0
	for _, s := range []string{f.Country, f.Lang, f.Channel, f.Owner, f.Tag, f.Age} {
		if s != "" {
			n++
		}
	}
	if f.Files {
		n++
	}
	if f.Snoozed {
		n++
	}
	return n
}

// trayName is the tray's name in addresses: "all" for every one.
func trayName(tray xunpan.Tray) string {
	if tray == "" {
		return "all"
	}
	return string(tray)
}

// trayURL is the list of a tray; the filter goes along.
func (v InquiriesView) trayURL(tray xunpan.Tray) string {
	q := v.Filter.values()
	q.Set("tray", trayName(tray))
	return "/inquiries?" + q.Encode()
}

// query is the page's filter and tray as an address's query, to be kept as a view.
func (v InquiriesView) query() string {
	q := v.Filter.values()
	q.Set("tray", trayName(v.Tray))
	return q.Encode()
}

func langChoices(t *T, codes []string, chosen string) []choice {
	var out []choice
	for _, l := range codes {
		out = append(out, choice{l, t.Language(l), l == chosen})
	}
	return out
}

func tagChoices(tags []string, chosen string) []choice {
	var out []choice
	for _, t := range tags {
		out = append(out, choice{t, t, t == chosen})
	}
	return out
}

// emptyWords are the icon, title and text of an empty list.
func (v InquiriesView) emptyWords() (icon, title, text string) {
	t := v.T
	if v.Filter.some() {
		return "search-x", t.Say("empty.search"), t.Say("empty.search.text")
	}
	name := trayName(v.Tray)
	icon = "inbox"
	if i, ok := trayIcons[v.Tray]; ok {
		icon = i
	}
	return icon, t.Of("empty", name), t.Of("empty.text", name)
}
