package web

import (
	"time"
)

// Date shows a day: "16 Nov 2026", "2026年11月16日".
func (t *T) Date(at time.Time) string { return t.format(at, "time.date") }

// Month shows the month of a moment.
func (t *T) Month(at time.Time) string { return t.format(at, "time.yearmonth") }

// Clock shows a moment to the minute with its day.
func (t *T) Clock(at time.Time) string { return t.format(at, "time.clock") }

// Hour shows the hour and minute alone.
func (t *T) Hour(at time.Time) string { return t.format(at, "time.hour") }

func (t *T) format(at time.Time, layout string) string {
	if at.IsZero() {
		return t.Say("none")
	}
	return at.In(t.zone).Format(t.Say(layout))
}

// Weekday is the day's short name.
func (t *T) Weekday(at time.Time) string {
	return t.Of("weekday", [...]string{"0", "1", "2", "3", "4", "5", "6"}[at.In(t.zone).Weekday()])
}

// Short shows when something was, as short as the distance allows: the hour
// today, the day this year, else the full date.
func (t *T) Short(at time.Time) string {
	a, n := at.In(t.zone), t.now.In(t.zone)
	switch {
	case at.IsZero():
		return t.Say("none")
	case a.Year() == n.Year() && a.YearDay() == n.YearDay():
		return a.Format(t.Say("time.hour"))
	case a.Year() == n.Year():
		return a.Format(t.Say("time.day"))
	}
	return a.Format(t.Say("time.date"))
}

// Ago shows how long something is past: "3 h ago". Beyond a month it is the date.
func (t *T) Ago(at time.Time) string {
	if at.IsZero() {
		return t.Say("none")
	}
	d := t.now.Sub(at)
	switch {
	case d < time.Minute:
		return t.Say("time.now")
	case d > 30*24*time.Hour:
		return t.Date(at)
	}
	return t.Say("time.ago", "t", t.span(d))
}

// Left shows the time until a moment ("1 h 20 min left"), or how long it is
// past ("2 h over").
func (t *T) Left(due time.Time) string {
	d := due.Sub(t.now)
	if d < 0 {
		return t.Say("time.over", "t", t.span(-d))
	}
	return t.Say("time.left", "t", t.span(d))
}

// span shows a duration with its one unit that matters; the ticking script
// counts in the same way.
func (t *T) span(d time.Duration) string {
	switch m := int(d / time.Minute); {
	case m < 60:
		return t.Say("time.minutes", "n", max(m, 1))
	case m < 48*60:
		return t.Say("time.hours", "n", m/60)
	default:
		return t.Say("time.days", "n", m/(24*60))
	}
}

// leftOf is how much of the time for an answer is left, 0–100.
func leftOf(from, due, now time.Time) int {
	whole := due.Sub(from)
	if whole <= 0 || !now.Before(due) {
		return 0
	}
	return int(min(100, 100*due.Sub(now)/whole))
}

// soon reports whether less than an hour is left.
func (t *T) soon(due time.Time) bool {
	d := due.Sub(t.now)
	return d >= 0 && d < time.Hour
}
