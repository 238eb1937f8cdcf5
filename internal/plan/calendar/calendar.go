// Package calendar knows when people of a country work: the days of their
// week, public holidays, seasons in which few are at their desks. It is data
// and arithmetic alone, without a clock and without network. What is not in
// its tables is said to be unsure, never guessed silently.
package calendar

import (
	_ "embed"
	"strings"
	"sync"
	"time"

	"xunpan"
)

//go:embed holidays.tsv
var holidaysText string

//go:embed own.tsv
var ownText string

//go:embed weekends.tsv
var weekendsText string

// First and Last are the years whose holidays are known.
const (
	First = 2026
	Last  = 2035
)

// Kind is why a day is none for a business letter.
type Kind string

// The kinds of days off.
const (
	Weekend Kind = "weekend"
	Holiday Kind = "holiday"
	Season  Kind = "season" // many are away
	HalfDay Kind = "half"   // work ends at noon
)

// Rest is why a day is no working day.
type Rest struct {
	Kind Kind
	Name xunpan.Text // Zh is "" where the table has none
	Sure bool        // false: a feast that may fall a day earlier or later
}

// Land is a country, or one of its states, as its people work.
type Land struct {
	off, half [7]bool
	Sure      bool   // whether the working week is certain
	Source    string // of the working week, "" for the usual one
	Holidays  bool   // whether public holidays are known
	days      []map[Day]Rest
	short     map[Day]xunpan.Text
}

// Day is a day on the wall calendar.
type Day struct {
	Year  int
	Month time.Month
	Day   int
}

// DayOf is the day of a moment on the clock of its own zone.
func DayOf(t time.Time) Day {
	y, m, d := t.Date()
	return Day{y, m, d}
}

// Plus is so many days later.
func (d Day) Plus(n int) Day { return DayOf(d.At(12*time.Hour, time.UTC).AddDate(0, 0, n)) }

// At is the moment on the day when a clock that jumps nowhere would show so
// much since midnight.
func (d Day) At(clock time.Duration, zone *time.Location) time.Time {
	return time.Date(d.Year, d.Month, d.Day, int(clock/time.Hour), int(clock%time.Hour/time.Minute), int(clock%time.Minute/time.Second), 0, zone)
}

// Weekday is the day of the week.
func (d Day) Weekday() time.Weekday { return d.At(0, time.UTC).Weekday() }

// Before compares days.
func (d Day) Before(o Day) bool { return d.At(0, time.UTC).Before(o.At(0, time.UTC)) }

// Sub is how many days d lies after o.
func (d Day) Sub(o Day) int {
	return int(d.At(0, time.UTC).Sub(o.At(0, time.UTC)) / (24 * time.Hour))
}

// String is the day as 2006-01-02.
func (d Day) String() string { return d.At(0, time.UTC).Format(time.DateOnly) }

// Of is the calendar of a country (ISO 3166-1 alpha-2) or one of its states (the
// part of ISO 3166-2 after the hyphen; for Malaysia its two digits). A country
// that is not known works Monday to Friday, unsure.
func Of(country, state string) *Land {
	t := tables()
	if state != "" {
		if l := t.lands[country+"-"+state]; l != nil {
			return l
		}
	}
	if l := t.lands[country]; l != nil {
		return l
	}
	return t.usual
}

// Rest says why people do not work on a day; false on a working day. A half
// day is none for writing either.
func (l *Land) Rest(d Day) (Rest, bool) {
	if l.off[d.Weekday()] {
		return Rest{Kind: Weekend, Name: xunpan.Text{En: "weekend", Zh: "周末"}, Sure: l.Sure}, true
	}
	if r, ok := l.feast(d); ok {
		return r, true
	}
	for _, n := range [...]int{1, -1} { // a feast that follows the moon may fall on this day
		if r, ok := l.feast(d.Plus(n)); ok && !r.Sure {
			return r, true
		}
	}
	if l.half[d.Weekday()] {
		return Rest{Kind: HalfDay, Name: xunpan.Text{En: "half a working day", Zh: "半天工作"}, Sure: l.Sure}, true
	}
	return Rest{}, false
}

func (l *Land) feast(d Day) (Rest, bool) {
	for _, of := range l.days {
		if r, ok := of[d]; ok {
			return r, true
		}
	}
	return Rest{}, false
}

// FirstOfWeek reports whether no working day lies between the weekend and this
// day: the day on which a week's mail piles up (DOMAIN D9.2).
func (l *Land) FirstOfWeek(d Day) bool {
	for n := 1; n <= 7; n++ {
		before := d.Plus(-n)
		if l.off[before.Weekday()] {
			return n > 1 || l.run(d) > 1 // a single day between two days off begins no week
		}
		if _, rests := l.Rest(before); !rests {
			return false
		}
	}
	return false
}

// run is how many days from d on are none of the weekend.
func (l *Land) run(d Day) (n int) {
	for n < 7 && !l.off[d.Plus(n).Weekday()] {
		n++
	}
	return n
}

// Short is the name of a time of shorter working hours (Ramadan); false at others.
func (l *Land) Short(d Day) (xunpan.Text, bool) {
	name, ok := l.short[d]
	return name, ok
}

// Next is the public holiday that comes next within so many days, the day
// itself included; false without one.
func (l *Land) Next(d Day, within int) (Day, Rest, bool) {
	for n := range within + 1 {
		if r, ok := l.feast(d.Plus(n)); ok && r.Kind == Holiday {
			return d.Plus(n), r, true
		}
	}
	return Day{}, Rest{}, false
}

type book struct {
	lands map[string]*Land
	usual *Land
}

var tables = sync.OnceValue(func() *book {
	t := &book{lands: map[string]*Land{}}
	t.usual = &Land{}
	t.usual.off[time.Saturday], t.usual.off[time.Sunday] = true, true
	for f := range rows(holidaysText) {
		l := t.land(f[0])
		l.Holidays = true
		for d := range days(f[4]) {
			l.put(d, Rest{Kind: Holiday, Name: xunpan.Text{En: f[1], Zh: blank(f[2])}, Sure: f[3] != "~"})
		}
	}
	for f := range rows(ownText) {
		for country := range strings.FieldsSeq(f[1]) {
			l := t.land(country)
			name := xunpan.Text{En: f[2], Zh: f[3]}
			for d := range days(f[5]) {
				if f[0] == "hours" {
					l.short[d] = name
				} else {
					l.put(d, Rest{Kind: Kind(f[0]), Name: name, Sure: f[4] != "~"})
				}
			}
		}
	}
	for f := range rows(weekendsText) {
		l := t.land(f[0])
		l.off, l.half = weekdays(f[1]), weekdays(f[2])
		l.Sure, l.Source = f[3] == "yes", f[5]+" ("+f[4]+")"
	}
	for name, l := range t.lands { // what a state does not say itself is as in its country
		if country, _, ok := strings.Cut(name, "-"); ok {
			if base := t.lands[country]; base != nil {
				l.days, l.Holidays, l.short = append(l.days, base.days[0]), base.Holidays, base.short
				if l.Source == "" {
					l.off, l.half, l.Sure = base.off, base.half, base.Sure
				}
			}
		}
	}
	return t
})

func (t *book) land(name string) *Land {
	l := t.lands[name]
	if l == nil {
		l = &Land{off: t.usual.off, Sure: true, days: []map[Day]Rest{{}}, short: map[Day]xunpan.Text{}}
		t.lands[name] = l
	}
	return l
}

// put keeps the surer and graver of two reasons for a day.
func (l *Land) put(d Day, r Rest) {
	if was, ok := l.days[0][d]; !ok || was.Kind == Season && r.Kind == Holiday {
		l.days[0][d] = r
	}
}
