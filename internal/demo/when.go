package demo

import (
	"fmt"
	"regexp"
	"strconv"
	"time"
)

// Times are written relative to the story's end or to what went before:
//
//	-3d 09:12 -0300                three days before the end, at that time in that zone
//	-3wd 09:12 America/Santiago    working days: never a Saturday or Sunday
//	-40m  -5h                      so long before the end
//	latest 09:12 Europe/London     the last working day on which that time has gone by
//	+25m  +2wd 10:00               after the step before, or in a text after its letter
//	now+3d 09:00                   after the end
//
// Without a zone the time is ours, or that of what it follows.
var whenForm = regexp.MustCompile(`^(?:(now)?([+-])(\d{1,3})(m|h|d|wd|w)|(latest))(?: (\d\d):(\d\d))?(?: ([+-]\d{4}|[A-Z]\w+/\w+))?$`)

// fresh is how long ago "latest" is at least, so that what follows a letter
// within minutes is not later than the story's end.
const fresh = 20 * time.Minute

// when reads a time. The base of what begins with "+" is after, and its zone
// holds where none is stated.
func when(form string, now, after time.Time) (time.Time, error) {
	m := whenForm.FindStringSubmatch(form)
	if m == nil {
		return time.Time{}, fmt.Errorf("%q is no time; write one such as \"-3wd 09:12 -0300\"", form)
	}
	base := now.In(Home)
	if m[2] == "+" && m[1] == "" {
		base = after
	}
	if base.IsZero() {
		return time.Time{}, fmt.Errorf("%q stands behind nothing it could follow", form)
	}
	zone, err := zoneOf(m[8], base.Location())
	if err != nil {
		return time.Time{}, fmt.Errorf("%q: %w", form, err)
	}
	clocked := m[6] != ""
	switch unit := m[4]; {
	case m[5] != "" && !clocked, m[2] == "-" && !clocked && unit != "m" && unit != "h":
		return time.Time{}, fmt.Errorf("%q lacks the time of day", form)
	case m[5] != "":
		at := onDay(base.In(zone), m, zone)
		for at.After(base.Add(-fresh)) || weekend(at) {
			at = at.AddDate(0, 0, -1)
		}
		return at, nil
	case unit == "m" || unit == "h":
		d, err := time.ParseDuration(m[2] + m[3] + unit)
		return base.Add(d).In(zone), err
	default:
		day := base.AddDate(0, 0, sign(m[2])*number(m[3])*map[string]int{"d": 1, "w": 7}[unit])
		for left := number(m[3]); unit == "wd" && left > 0; {
			if day = day.AddDate(0, 0, sign(m[2])); !weekend(day) {
				left--
			}
		}
		if !clocked {
			return day.In(zone), nil
		}
		return onDay(day, m, zone), nil
	}
}

// zoneOf reads an offset or the name of a zone; ours is the one without either.
func zoneOf(s string, ours *time.Location) (*time.Location, error) {
	switch {
	case s == "":
		return ours, nil
	case s[0] == '+' || s[0] == '-':
		return time.FixedZone("", sign(s[:1])*(number(s[1:3])*3600+number(s[3:])*60)), nil
	}
	return time.LoadLocation(s)
}

// onDay is the stated time of day on the given date.
func onDay(day time.Time, m []string, zone *time.Location) time.Time {
	return time.Date(day.Year(), day.Month(), day.Day(), number(m[6]), number(m[7]), 0, 0, zone)
}

func weekend(t time.Time) bool {
	return t.Weekday() == time.Saturday || t.Weekday() == time.Sunday
}

func sign(s string) int {
	if s == "-" {
		return -1
	}
	return 1
}

// number reads digits that a pattern has let through.
func number(s string) int {
	n, _ := strconv.Atoi(s)
	return n
}
