package calendar

import (
	"testing"
	"time"
)

func on(s string) Day {
	t, err := time.Parse(time.DateOnly, s)
	if err != nil {
		panic(err)
	}
	return DayOf(t)
}

func TestRest(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, state, day string
		kind                Kind
		name                string
		sure                bool
	}{
		{"DE", "", "2026-11-24", "", "", false},
		{"DE", "", "2026-11-28", Weekend, "weekend", true},
		{"DE", "", "2026-12-25", Holiday, "Christmas Day", true},
		{"DE", "", "2026-12-29", Season, "Christmas and New Year", true},
		{"DE", "BY", "2027-01-06", Holiday, "Epiphany", true},
		{"DE", "HH", "2027-01-06", "", "", false},
		{"SA", "", "2026-11-27", Weekend, "weekend", true},
		{"SA", "", "2026-11-29", "", "", false},
		{"SA", "", "2027-03-10", Holiday, "End of Ramadan (Eid al-Fitr)", false},
		{"SA", "", "2027-03-08", Holiday, "End of Ramadan (Eid al-Fitr)", false}, // the day before, should the moon be seen
		{"IR", "", "2026-11-26", HalfDay, "half a working day", false},
		{"IR", "", "2026-11-28", "", "", false},
		{"AE", "", "2026-11-27", HalfDay, "half a working day", true},
		{"AE", "SH", "2026-11-27", Weekend, "weekend", true},
		{"MY", "", "2026-11-27", "", "", false},
		{"MY", "03", "2026-11-27", Weekend, "weekend", true},
		{"MY", "03", "2026-11-29", "", "", false},
		{"BN", "", "2026-11-28", "", "", false},
		{"BN", "", "2026-11-29", Weekend, "weekend", true},
		{"NP", "", "2026-11-29", "", "", false},
		{"CN", "", "2027-02-05", Holiday, "Spring Festival", true},
		{"CN", "", "2027-02-12", Holiday, "Spring Festival", true},
		{"CN", "", "2026-10-07", Holiday, "National Day week", true},
		{"CN", "", "2027-03-08", "", "", false}, // half of the people for half of the day
		{"BR", "SP", "2026-11-20", Holiday, "Black Awareness Day", true},
		{"XX", "", "2026-11-28", Weekend, "weekend", false},
	} {
		r, rests := Of(c.country, c.state).Rest(on(c.day))
		if rests != (c.kind != "") || r.Kind != c.kind || r.Name.En != c.name || rests && r.Sure != c.sure {
			t.Errorf("%s-%s on %s: %+v, want %s %q %v", c.country, c.state, c.day, r, c.kind, c.name, c.sure)
		}
	}
}

func TestFirstOfWeek(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		country, day string
		first        bool
	}{
		{"DE", "2026-11-23", true}, {"DE", "2026-11-24", false}, {"DE", "2027-03-29", true}, {"DE", "2027-03-30", true}, // the Tuesday after Easter Monday
		{"SA", "2026-11-29", true}, {"SA", "2026-11-30", false}, {"BN", "2026-11-28", false}, {"BN", "2026-11-30", true}, {"NP", "2026-11-29", true},
	} {
		if got := Of(c.country, "").FirstOfWeek(on(c.day)); got != c.first {
			t.Errorf("%s, %s: %v", c.country, c.day, got)
		}
	}
}

func TestState(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ country, text, want string }{
		{"MY", "Lot 5, Jalan Besar, 15000 Kota Bharu, Kelantan", "03"}, {"MY", "Kuala Lumpur", "14"}, {"DE", "Leopoldstr. 1, 80802 München", "BY"}, {"AE", "SAIF Zone, Sharjah", "SH"}, {"MY", "somewhere", ""}, {"FR", "Kota Bharu", ""},
	} {
		if got := State(c.country, []string{c.text}); got != c.want {
			t.Errorf("%s: %q, want %q", c.text, got, c.want)
		}
	}
}

// TestTables: every row reads, names its day in English, and no working week is empty.
func TestTables(t *testing.T) {
	t.Parallel()
	n := 0
	for name, l := range tables().lands {
		working := 0
		for d := range 7 {
			if !l.off[d] && !l.half[d] {
				working++
			}
		}
		if working < 4 {
			t.Errorf("%s works on %d days", name, working)
		}
		for d, r := range l.days[0] {
			if r.Name.En == "" || r.Kind == "" || d.Year < First || d.Year > Last {
				t.Errorf("%s, %s: %+v", name, d, r)
			}
			n++
		}
	}
	if len(tables().lands) < 200 || n < 20_000 {
		t.Errorf("%d countries and states with %d days", len(tables().lands), n)
	}
	if name, short := Of("SA", "").Short(on("2027-02-20")); !short || name.Zh != "斋月" {
		t.Error("no Ramadan")
	}
	if d, r, ok := Of("US", "").Next(on("2026-11-24"), 4); !ok || d.String() != "2026-11-26" || r.Name.En != "Thanksgiving Day" {
		t.Errorf("next in the US: %s, %+v", d, r)
	}
}
