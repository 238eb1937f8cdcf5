package web

import (
	"time"
)

// CalendarView is a week or a month of planned contacts, answers owed and
// quotations that end.
type CalendarView struct {
	Frame
	Mine   bool
	Month  bool
	Day    time.Time // that the page is about
	Days   []CalendarDay
	Prev   string
	Next   string
	Full   bool      // there was more than the page shows
	Feed   time.Time // since when the user has a feed; zero for none
	Made   string    // the feed's address, shown once
	HasOwn bool      // somebody is signed in who can have a feed
}

// CalendarDay is one day on our clock.
type CalendarDay struct {
	At     time.Time
	Today  bool
	Other  bool   // of another month
	Rest   string // why we do not work on it
	Theirs string // whose public holiday it is, of the buyers on the page
	Items  []CalendarItem
}

// CalendarItem is something on a day.
type CalendarItem struct {
	Kind  string // "follow", "due", "ends"
	At    time.Time
	Hour  string
	Title string
	Sub   string
	URL   string
	Grade string
	Over  bool
}

// shown are the first items of a day in a month's small cell, and how many more there are.
func (d CalendarDay) shown(month bool) (items []CalendarItem, more int) {
	if most := 4; month && len(d.Items) > most {
		return d.Items[:most], len(d.Items) - most
	}
	return d.Items, 0
}

func (v CalendarView) address(view string, day time.Time) string {
	of := "all"
	if v.Mine {
		of = "me"
	}
	return "/calendar?view=" + view + "&day=" + day.Format(time.DateOnly) + "&of=" + of
}

func (v CalendarView) view() string {
	if v.Month {
		return "month"
	}
	return "week"
}

func (t *T) countries(codes []string) string {
	s := ""
	for i, c := range codes {
		if i > 0 {
			s += t.Say("list.sep")
		}
		s += t.Country(c)
	}
	return s
}

var calendarIcons = map[string]string{"follow": "calendar-clock", "due": "reply", "ends": "hourglass"}

// startOf is the first day that a page shows: the Monday of the week, or that
// before the first of the month.
func startOf(day time.Time, month bool) time.Time {
	if month {
		day = day.AddDate(0, 0, 1-day.Day())
	}
	return day.AddDate(0, 0, -(int(day.Weekday())+6)%7)
}
