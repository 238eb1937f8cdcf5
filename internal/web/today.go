package web

import (
	"strconv"
	"time"

	"xunpan/internal/flow"
)

// TodayView is what needs somebody now, in order of worth.
type TodayView struct {
	Frame
	Mine   bool // only the user's own inquiries
	Day    time.Time
	Counts TodayCounts
	Groups []TodayGroup // those with rows, in order
	Ending []QuoteRow   // quotations whose last day is near
	Follow []FollowRow  // contacts to be made by the end of the day, the most worthy first

	Habits    []flow.Habit
	FollowAll int  // of which Follow are the first
	Unplanned int  // inquiries that wait for the buyer and have no next contact
	Begun     bool // there was an inquiry at some time

	Pace, Before flow.Pace // of first answers in the last 30 days, and in the 30 before
}

// inTime is the share of first answers that came when they were promised.
func inTime(p flow.Pace) float64 {
	if p.Answered == 0 {
		return 0
	}
	return float64(p.InTime) / float64(p.Answered)
}

// paceParts are the two medians as bars, the longer one whole.
func paceParts(a, b flow.Pace) (now, before string) {
	most := max(a.Median, b.Median, 1)
	part := func(p flow.Pace) string { return percentOf(float64(p.Median) / float64(most)) }
	return part(a), part(b)
}

// TodayCounts are the day in numbers.
type TodayCounts struct {
	Overdue, DueToday, New, Answered, Followed int
}

// TodayGroup is one reason to act: "overdue", "due_today", "promised", "high",
// "verify" or "back" (set aside until now).
type TodayGroup struct {
	Kind string
	Rows []InquiryRow
	All  int    // of which the rows are the first
	More string // address of the rest; "" when all are shown
}

var groupIcons = map[string]string{
	"overdue": "alarm-clock", "due_today": "hourglass", "promised": "hand", "high": "zap", "verify": "scan-search", "back": "rotate-ccw",
}

// worked shows a length of working time, fine enough to be compared.
func (t *T) worked(d time.Duration) string {
	if d < 2*time.Hour {
		return t.Say("time.minutes", "n", max(1, int(d/time.Minute)))
	}
	return t.Say("time.hours", "n", strconv.FormatFloat(d.Hours(), 'f', 1, 64))
}

// nothing reports whether nothing needs anybody.
func (v TodayView) nothing() bool {
	return len(v.Groups) == 0 && len(v.Ending) == 0 && len(v.Follow) == 0 && v.Unplanned == 0
}

func keptHabits(hs []flow.Habit) (n int) {
	for i := range hs {
		if hs[i].Kept {
			n++
		}
	}
	return n
}
