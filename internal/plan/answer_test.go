package plan

import (
	"testing"
	"time"
	_ "time/tzdata"

	"xunpan"
)

func TestAnswerBy(t *testing.T) {
	t.Parallel()
	shanghai, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		t.Fatal(err)
	}
	h := NewHours(xunpan.WorkingTime{}, shanghai)
	const layout = "Mon 2006-01-02 15:04"
	for _, c := range []struct{ came, intent, by string }{
		{"Tue 2026-11-24 09:00", "high", "Tue 2026-11-24 11:00"},
		{"Tue 2026-11-24 03:12", "high", "Tue 2026-11-24 10:30"},
		{"Tue 2026-11-24 16:40", "high", "Wed 2026-11-25 09:40"},
		{"Tue 2026-11-24 17:30", "high", "Wed 2026-11-25 10:30"},
		{"Fri 2026-11-27 22:00", "high", "Mon 2026-11-30 10:30"},
		{"Tue 2026-11-24 09:00", "general", "Tue 2026-11-24 17:30"},
		{"Tue 2026-11-24 03:12", "low", "Tue 2026-11-24 17:30"},
		{"Tue 2026-11-24 17:00", "general", "Wed 2026-11-25 10:00"},
		{"Sat 2026-11-28 11:00", "general", "Mon 2026-11-30 17:30"},
	} {
		came, err := time.ParseInLocation(layout, c.came, shanghai)
		if err != nil {
			t.Fatal(err)
		}
		if got := h.AnswerBy(came.UTC(), xunpan.Intent(c.intent)).Format(layout); got != c.by {
			t.Errorf("%s with %s intent: by %s, want %s", c.came, c.intent, got, c.by)
		}
	}
}

func TestHoursOfOtherWeeks(t *testing.T) {
	t.Parallel()
	h := NewHours(xunpan.WorkingTime{From: "09:00", To: "18:00", Days: []time.Weekday{time.Sunday, time.Monday}}, nil)
	thursday := time.Date(2026, 11, 26, 12, 0, 0, 0, time.UTC)
	if got, want := h.After(thursday, 10*time.Hour), time.Date(2026, 11, 30, 10, 0, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("ten working hours end at %s, want %s", got, want)
	}
	// Hours that make no sense are the usual ones.
	odd := NewHours(xunpan.WorkingTime{From: "18:00", To: "9"}, nil)
	if got, want := odd.EndOfDay(thursday), time.Date(2026, 11, 26, 17, 30, 0, 0, time.UTC); !got.Equal(want) {
		t.Errorf("the day ends at %s, want %s", got, want)
	}
}
