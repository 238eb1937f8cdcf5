package plan

import (
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/plan/calendar"
)

// TestContactsKeepTheLaws plans whole courses of silence with buyers of every
// country, from random days on: each contact lies in the buyer's working time, on no
// weekend, holiday or first day of his week, and on no day of ours off; none
// comes before a day that he named, two on one day, or out of order; the letter
// can be written in our hours before it leaves.
func TestContactsKeepTheLaws(t *testing.T) {
	t.Parallel()
	r := rand.New(rand.NewPCG(5, 2026))
	us := ourside()
	stages := []xunpan.Stage{xunpan.StageReplied, xunpan.StageQuoted, xunpan.StageSample, xunpan.StageNegotiating, xunpan.StageWon, xunpan.StageDormant}
	planned := 0
	for _, c := range geo.All() {
		for range 12 {
			b := BuyerAt(c.Code, nil, nil)
			now := time.Date(2026, 1, 1, 0, 0, 0, 0, shanghai).Add(time.Duration(r.IntN(9*365*24)) * time.Hour)
			d := Deal{
				Type: xunpan.Types[r.IntN(5)], Intent: []xunpan.Intent{xunpan.High, xunpan.General, xunpan.Low}[r.IntN(3)], Grade: string("ABC"[r.IntN(3)]), Stage: stages[r.IntN(len(stages))],
				Heard: now.Add(-time.Hour), Wrote: now, Regular: r.IntN(5) == 0, Quoted: r.IntN(2) == 0, Missing: r.IntN(2) == 0, Points: r.IntN(2) == 0,
			}
			if r.IntN(4) == 0 {
				d.NotBefore = now.AddDate(0, 0, r.IntN(60))
			}
			taken := map[calendar.Day]bool{calendar.DayOf(now.In(b.Zones[0])).Plus(3): true}
			last := time.Time{}
			say := fmt.Sprintf("%s, %+v from %s", c.Code, d, now)
			for range 5 {
				at := Next(d, us, b, now, func(day calendar.Day) bool { return taken[day] })
				if at.Verdict != Planned {
					break
				}
				planned++
				lawful(t, say, &at, &d, us, b, now)
				day := calendar.DayOf(at.Leave)
				if taken[day] {
					t.Errorf("%s: two contacts on %s", say, day)
				}
				if !last.IsZero() && !at.Leave.After(last) {
					t.Errorf("%s: %s after %s", say, at.Leave, last)
				}
				taken[day], last = true, at.Leave
				d.Wrote, now = at.Leave, at.Leave.Add(time.Minute)
				d.Tries, d.Used = d.Tries+1, append(d.Used, at.Purpose)
			}
		}
	}
	if planned < 5000 {
		t.Errorf("only %d contacts were planned", planned)
	}
}

func lawful(t *testing.T, say string, c *Contact, d *Deal, us Seller, b Buyer, now time.Time) {
	t.Helper()
	his, ours := calendar.Of(b.Country, b.State), calendar.Of(us.Country, "")
	for _, zone := range b.Zones {
		at := c.Leave.In(zone)
		if h := at.Hour(); h < 8 || h >= 17 {
			t.Errorf("%s: %s is night or evening in %s", say, at, zone)
		}
		if rest, off := his.Rest(calendar.DayOf(at)); off {
			t.Errorf("%s: %s is %s %s", say, at, rest.Kind, rest.Name.En)
		}
	}
	if his.FirstOfWeek(calendar.DayOf(c.Leave)) {
		t.Errorf("%s: %s is the first day of his week", say, c.Leave)
	}
	if rest, off := ours.Rest(calendar.DayOf(c.Prepare)); off {
		t.Errorf("%s: written on %s, our %s %s", say, c.Prepare, rest.Kind, rest.Name.En)
	}
	begin, end, works := us.on(c.Prepare.In(us.zone))
	if !works || c.Prepare.Before(begin) || c.Prepare.After(end) || c.Prepare.After(c.Leave) || c.Prepare.Before(now) {
		t.Errorf("%s: written %s for %s", say, c.Prepare, c.Leave)
	}
	if c.Leave.Before(d.NotBefore) || c.Leave.Before(now) || !c.Until.After(c.Leave) || c.Leave.Sub(c.Prepare) > mostAhead*24*time.Hour {
		t.Errorf("%s: leaves %s, not before %s", say, c.Leave, d.NotBefore)
	}
	if c.Purpose == "" || len(c.Why) == 0 {
		t.Errorf("%s: no purpose or reason: %+v", say, c)
	}
	for _, w := range append(c.Why, c.Unsure...) {
		if w.En == "" || w.Zh == "" {
			t.Errorf("%s: %+v is not in both languages", say, w)
		}
	}
}

// TestIntervalsGrow: an unanswered pause is never shorter than the one before,
// and every course but a regular customer's ends.
func TestIntervalsGrow(t *testing.T) {
	t.Parallel()
	for _, d := range []Deal{{Grade: "A"}, {Grade: "B"}, {Grade: "C"}, {Grade: "A", Stage: xunpan.StageSample}, {Stage: xunpan.StageNegotiating}, {Stage: xunpan.StageDormant}, {Regular: true}} {
		before := 0
		for d.Tries = 1; d.Tries < 12; d.Tries++ {
			s := cadence(&d)
			if s.from < before || s.to < s.from {
				t.Errorf("%+v: %d to %d days after %d", d, s.from, s.to, before)
			}
			if s.most == 0 != d.Regular || s.most > 6 {
				t.Errorf("%+v: %d contacts at most", d, s.most)
			}
			before = s.from
		}
	}
}

// TestPurposes: each letter brings something that the ones before did not, the
// last says that it is the last.
func TestPurposes(t *testing.T) {
	t.Parallel()
	his := calendar.Of("DE", "")
	for _, c := range []struct {
		deal Deal
		last bool
		on   calendar.Day
		want xunpan.Purpose
	}{
		{Deal{Missing: true}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeMissing},
		{Deal{Missing: true, Quoted: true}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeFit},
		{Deal{Quoted: true, ValidTo: calendar.Day{Year: 2026, Month: 11, Day: 29}}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeValidity},
		{Deal{Quoted: true, ValidTo: calendar.Day{Year: 2026, Month: 11, Day: 24}}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeFit},
		{Deal{Quoted: true, Used: []xunpan.Purpose{xunpan.PurposeFit}}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeAlternative},
		{Deal{Quoted: true, Points: true, Used: []xunpan.Purpose{xunpan.PurposeFit}}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposePoint},
		{Deal{Stage: xunpan.StageSample}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeSample},
		{Deal{Stage: xunpan.StageWon}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeCare},
		{Deal{Stage: xunpan.StageWon, Tries: 1}, false, calendar.Day{Year: 2026, Month: 12, Day: 22}, xunpan.PurposeGreeting},
		{Deal{Stage: xunpan.StageWon, Tries: 1}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeReorder},
		{Deal{Grade: "C", News: true}, false, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeNews},
		{Deal{Grade: "A", Tries: 6}, true, calendar.Day{Year: 2026, Month: 11, Day: 25}, xunpan.PurposeClosing},
	} {
		if got := purpose(&c.deal, c.last, c.on, his); got != c.want {
			t.Errorf("%+v on %s: %s, want %s", c.deal, c.on, got, c.want)
		}
	}
}

func BenchmarkNext(b *testing.B) {
	us := ourside()
	buyer := BuyerAt("US", nil, nil)
	now := time.Date(2026, 11, 24, 10, 0, 0, 0, shanghai)
	d := Deal{Type: xunpan.Seeker, Intent: xunpan.High, Grade: "A", Wrote: now, Heard: now.Add(-time.Hour)}
	for b.Loop() {
		Next(d, us, buyer, now, nil)
	}
}
