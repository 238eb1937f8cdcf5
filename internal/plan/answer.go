// Package plan says when to do what: by when an inquiry must be answered, and
// later the whole cadence of following up. Pure: the clock is an argument, and
// zones come with the caller.
package plan

import (
	"slices"
	"time"

	"xunpan"
)

// Hours are working hours on the clock of a zone.
type Hours struct {
	zone     *time.Location
	from, to time.Duration // since midnight
	days     []time.Weekday
}

// NewHours reads working hours. What is missing or makes no sense becomes the
// default: Monday to Friday, 8:30 to 17:30.
func NewHours(w xunpan.WorkingTime, zone *time.Location) Hours {
	h := Hours{zone: zone, from: clock(w.From), to: clock(w.To), days: w.Days}
	if h.zone == nil {
		h.zone = time.UTC
	}
	if h.from < 0 || h.to <= h.from {
		h.from, h.to = 8*time.Hour+30*time.Minute, 17*time.Hour+30*time.Minute
	}
	if len(h.days) == 0 {
		h.days = []time.Weekday{time.Monday, time.Tuesday, time.Wednesday, time.Thursday, time.Friday}
	}
	return h
}

// clock reads "15:04" as the time since midnight; -1 if it is none.
func clock(s string) time.Duration {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return -1
	}
	return time.Duration(t.Hour())*time.Hour + time.Duration(t.Minute())*time.Minute
}

// on returns when work begins and ends on the day of t; false on a free day.
func (h Hours) on(t time.Time) (begin, end time.Time, works bool) {
	y, m, d := t.Date()
	at := func(of time.Duration) time.Time {
		return time.Date(y, m, d, int(of/time.Hour), int(of%time.Hour/time.Minute), 0, 0, h.zone)
	}
	return at(h.from), at(h.to), slices.Contains(h.days, t.Weekday())
}

// After returns the moment after so much working time has passed since t. Free
// days and nights do not count. The work must be less than a year.
func (h Hours) After(t time.Time, work time.Duration) time.Time {
	t = t.In(h.zone)
	for range 400 {
		begin, end, works := h.on(t)
		if works && t.Before(end) {
			if t.Before(begin) {
				t = begin
			}
			if left := end.Sub(t); work <= left {
				return t.Add(work)
			} else {
				work -= left
			}
		}
		y, m, d := t.Date()
		t = time.Date(y, m, d+1, 0, 0, 0, 0, h.zone)
	}
	return t
}

// EndOfDay is the end of work on the day of t if it is still to come, and of
// the next working day otherwise.
func (h Hours) EndOfDay(t time.Time) time.Time {
	t = t.In(h.zone)
	for range 400 {
		if _, end, works := h.on(t); works && t.Before(end) {
			return end
		}
		y, m, d := t.Date()
		t = time.Date(y, m, d+1, 0, 0, 0, 0, h.zone)
	}
	return t
}

// AnswerBy is the moment by which an inquiry that came at t should be answered
// (DOMAIN D8.1): within two working hours when the intent is high, and the same
// working day otherwise. What comes in the last hour of a day has the next
// day's first two hours, since nobody answers well in ten minutes.
func (h Hours) AnswerBy(t time.Time, intent xunpan.Intent) time.Time {
	two := h.After(t, 2*time.Hour)
	if intent == xunpan.High {
		return two
	}
	end := h.EndOfDay(t)
	if two.After(end) {
		return two
	}
	return end
}
