package demo

import (
	"strings"
	"testing"
	"time"
)

func TestWhen(t *testing.T) {
	t.Parallel()
	now := someDay // Wednesday 25 November 2026, 11:00 +0800
	sunday := time.Date(2026, 11, 29, 11, 0, 0, 0, Home)
	letter := time.Date(2026, 11, 20, 9, 12, 0, 0, time.FixedZone("", -3*3600)) // a Friday
	for _, c := range []struct {
		form       string
		now, after time.Time
		want       string
	}{
		{"-3d 09:12 -0300", now, time.Time{}, "2026-11-22 09:12 -0300"},
		{"-3wd 09:12 -0300", now, time.Time{}, "2026-11-20 09:12 -0300"},
		{"-1wd 09:12", sunday, time.Time{}, "2026-11-27 09:12 +0800"},
		{"-2w 09:12", now, time.Time{}, "2026-11-11 09:12 +0800"},
		{"-90wd 14:00 Europe/London", now, time.Time{}, "2026-07-22 14:00 +0100"},
		{"-1wd 14:00 Europe/London", now, time.Time{}, "2026-11-24 14:00 +0000"},
		{"-40m", now, time.Time{}, "2026-11-25 10:20 +0800"},
		{"-5h -0500", now, time.Time{}, "2026-11-24 17:00 -0500"},
		{"latest 10:30", now, time.Time{}, "2026-11-25 10:30 +0800"},
		{"latest 10:50", now, time.Time{}, "2026-11-24 10:50 +0800"},
		{"latest 15:00 America/Santiago", now, time.Time{}, "2026-11-24 15:00 -0300"},
		{"latest 10:30", sunday, time.Time{}, "2026-11-27 10:30 +0800"},
		{"+25m", now, letter, "2026-11-20 09:37 -0300"},
		{"+1wd 10:00", now, letter, "2026-11-23 10:00 -0300"},
		{"+6w", now, letter, "2027-01-01 09:12 -0300"},
		{"now+3d 09:00", now, letter, "2026-11-28 09:00 +0800"},
	} {
		got, err := when(c.form, c.now, c.after)
		if s := got.Format("2006-01-02 15:04 -0700"); err != nil || s != c.want {
			t.Errorf("%s: %s %v, want %s", c.form, s, err, c.want)
		}
	}
	for form, want := range map[string]string{
		"":                     "is no time",
		"3d 09:12":             "is no time",
		"-3y 09:12":            "is no time",
		"-3d":                  "lacks the time of day",
		"latest":               "lacks the time of day",
		"+3d 09:00":            "behind nothing",
		"-3d 09:00 Mars/Olymp": "unknown time zone",
	} {
		if _, err := when(form, now, time.Time{}); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %q", form, err, want)
		}
	}
}
