package web

import "time"

// TodayView is what needs somebody now, in order of worth.
type TodayView struct {
	Frame
	Mine   bool // only the user's own inquiries
	Day    time.Time
	Counts TodayCounts
	Groups []TodayGroup // those with rows, in order
}

// TodayCounts are the day in numbers.
type TodayCounts struct {
	Overdue, DueToday, New, Answered int
	// MedianAnswer is how long an answer took this week; 0 when there was none.
	MedianAnswer time.Duration
}

// TodayGroup is one reason to act: "overdue", "due_today", "promised", "high",
// "verify" or "back" (set aside until now).
type TodayGroup struct {
	Kind string
	Rows []InquiryRow
	More string // address of the rest; "" when all are shown
}

var groupIcons = map[string]string{
	"overdue": "alarm-clock", "due_today": "hourglass", "promised": "hand", "high": "zap", "verify": "scan-search", "back": "rotate-ccw",
}
