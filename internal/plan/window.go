package plan

import (
	"fmt"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/plan/calendar"
)

// Seller is where and when we work.
type Seller struct {
	Hours
	Country string        // whose holidays are ours
	From    time.Duration // since midnight: when we write to buyers, 13:00 by default
	To      time.Duration // 17:30 by default
}

// NewSeller is a seller with the usual hours for writing (DOMAIN D9.2), which
// lie within his working hours.
func NewSeller(h Hours, country string) Seller {
	s := Seller{Hours: h, Country: country, From: 13 * time.Hour, To: 17*time.Hour + 30*time.Minute}
	s.From, s.To = max(s.From, h.from), min(s.To, h.to)
	if s.To-s.From < time.Hour {
		s.From, s.To = h.from, h.to
	}
	return s
}

// The buyer's hours in which a letter may reach him, on his clock.
const (
	dayBegins  = 8*time.Hour + 30*time.Minute
	dayEnds    = 16*time.Hour + 30*time.Minute
	shortFrom  = 10 * time.Hour // in Ramadan
	shortTo    = 14 * time.Hour
	earlyBegin = 8 * time.Hour // South-East Asia (DOMAIN D9.2)
	goodHour   = 90 * time.Minute
	lateBegin  = 17 * time.Hour // when letters for the Americas are written
	leastShare = time.Hour      // that both sides are at work together, to wait for it
	leastLeft  = 30 * time.Minute
	nightEnds  = 6 * time.Hour
	mostAhead  = 4 // days that a letter may be written before it leaves
)

// Slot is a moment for a contact.
type Slot struct {
	Leave   time.Time // on the buyer's clock
	Prepare time.Time // on ours
	Until   time.Time // the end of the good hours, on the buyer's clock
}

// Skip is a day that would have been next but is no good.
type Skip struct {
	Day calendar.Day
	Say xunpan.Text
}

// window finds slots for one seller and one buyer.
type window struct {
	seller Seller
	buyer  Buyer
	ours   *calendar.Land
	his    *calendar.Land
	region string
	now    time.Time
	busy   func(calendar.Day) bool
}

func newWindow(s Seller, b Buyer, now time.Time, busy func(calendar.Day) bool) *window {
	w := &window{seller: s, buyer: b, ours: calendar.Of(s.Country, ""), his: calendar.Of(b.Country, b.State), now: now, busy: busy}
	if c := geo.Get(b.Country); c != nil {
		w.region = c.Region
	}
	return w
}

// farthest is how many days ahead a slot is looked for; no country rests longer.
const farthest = 200

// find is the first slot not before a moment, and which days were passed over on the
// way. An urgent one, as on a day that was promised, may fall on the first day
// of the buyer's week.
func (w *window) find(earliest time.Time, urgent bool) (Slot, []Skip, bool) {
	if earliest.Before(w.now) {
		earliest = w.now
	}
	var skips []Skip
	first := calendar.DayOf(earliest.In(w.buyer.Zones[0]))
	for n := range farthest {
		day := first.Plus(n)
		if why, bad := w.unfit(day, urgent); bad {
			skips = append(skips, Skip{day, why})
			continue
		}
		s, ok := w.on(day, earliest)
		if ok {
			return s, skips, true
		}
		if why, free := w.free(s.Leave); free {
			skips = append(skips, Skip{day, why})
		}
	}
	return Slot{}, skips, false
}

// unfit says why the buyer is not to be written to on a day of his.
func (w *window) unfit(day calendar.Day, urgent bool) (xunpan.Text, bool) {
	if r, rests := w.his.Rest(day); rests {
		return restText(r, "his", "对方"), true
	}
	if !urgent && w.his.FirstOfWeek(day) {
		return xunpan.Text{En: "the first working day of his week, when mail piles up", Zh: "对方每周第一个工作日，邮件堆积"}, true
	}
	if w.busy != nil && w.busy(day) {
		return xunpan.Text{En: "another contact with him is planned on that day", Zh: "当天已安排与该买家的其他联系"}, true
	}
	return xunpan.Text{}, false
}

func restText(r calendar.Rest, whoEn, whoZh string) xunpan.Text {
	switch r.Kind {
	case calendar.Weekend:
		return xunpan.Text{En: whoEn + " weekend", Zh: whoZh + "周末"}
	case calendar.HalfDay:
		return xunpan.Text{En: "half a working day", Zh: whoZh + "半天工作"}
	}
	t := xunpan.Text{En: r.Name.En, Zh: orEn(r.Name)}
	if !r.Sure {
		t.En, t.Zh = t.En+" (±1 day)", t.Zh+"（±1 天）"
	}
	return t
}

func orEn(t xunpan.Text) string {
	if t.Zh == "" {
		return "当地假日 " + t.En
	}
	return t.Zh
}

// read is the day on which he can have read what we wrote at a moment: that day, or the
// first of his working days after it.
func (w *window) read(wrote time.Time) calendar.Day {
	day := calendar.DayOf(wrote.In(w.buyer.Zones[0]))
	for range farthest {
		if _, end := w.hours(day); wrote.Before(end) {
			if _, rests := w.his.Rest(day); !rests {
				break
			}
		}
		day = day.Plus(1)
	}
	return day
}

// on is the slot on a day of the buyer's that suits both sides.
func (w *window) on(day calendar.Day, earliest time.Time) (Slot, bool) {
	begin, end := w.hours(day)
	if begin.Before(earliest) {
		begin = earliest
	}
	var s Slot
	switch w.region {
	case "north-america", "latin-america":
		s = Slot{Leave: begin, Until: begin.Add(goodHour)}
	case "south-east-asia":
		s = Slot{Leave: begin, Until: begin.Add(goodHour)}
	default:
		// Both sides at work is best: an answer that comes at once is read at once.
		ours := w.seller.zone
		today := calendar.DayOf(begin.In(ours))
		from, to := today.At(w.seller.From, ours), today.At(w.seller.To, ours)
		s = Slot{Leave: later(begin, from), Until: sooner(end, to)}
		if s.Until.Sub(s.Leave) < leastShare {
			s = Slot{Leave: begin, Until: begin.Add(goodHour)}
		}
	}
	s.Until = sooner(s.Until, end)
	if !s.Leave.Before(end) || s.Until.Sub(s.Leave) < leastLeft || !w.works(s.Leave) {
		return s, false
	}
	ok := false
	if s.Prepare, ok = w.prepare(s.Leave); !ok {
		return s, false
	}
	zone := w.buyer.Zones[0]
	return Slot{s.Leave.In(zone), s.Prepare.In(w.seller.zone), s.Until.In(zone)}, true
}

// hours are those of a buyer's day in which he may be written to, in all of his
// zones at once.
func (w *window) hours(day calendar.Day) (begin, end time.Time) {
	from, to := dayBegins, dayEnds
	if w.region == "south-east-asia" {
		from = earlyBegin
	}
	if _, short := w.his.Short(day); short {
		from, to = shortFrom, shortTo
	}
	for i, zone := range w.buyer.Zones {
		b, e := day.At(from, zone), day.At(to, zone)
		if i == 0 {
			begin, end = b, e
			continue
		}
		begin, end = later(begin, b), sooner(end, e)
	}
	return begin, end
}

// works reports whether we have a working day at a moment; a night belongs to
// the day before it, on whose afternoon its letters were written.
func (w *window) works(t time.Time) bool {
	_, rests := w.free(t)
	return !rests
}

// free says why we do not work at a moment.
func (w *window) free(t time.Time) (xunpan.Text, bool) {
	day := calendar.DayOf(t.In(w.seller.zone).Add(-nightEnds))
	if r, rests := w.ours.Rest(day); rests {
		return restText(r, "our", "我方"), true
	}
	if _, _, works := w.seller.on(day.At(12*time.Hour, w.seller.zone)); !works {
		return xunpan.Text{En: "our day off", Zh: "我方休息日"}, true
	}
	return xunpan.Text{}, false
}

// prepare is when a letter is written that leaves at a moment: then, if we are
// at work, else at the end of the last afternoon before.
func (w *window) prepare(leave time.Time) (time.Time, bool) {
	ours := leave.In(w.seller.zone)
	if begin, end, _ := w.seller.on(ours); w.works(leave) && !ours.Before(begin) && ours.Before(end) {
		return ours, true
	}
	today := calendar.DayOf(ours)
	for n := range mostAhead {
		day := today.Plus(-n)
		at := day.At(min(lateBegin, w.seller.to-leastLeft), w.seller.zone)
		if at.Before(ours) && w.works(at) {
			return at, !at.Before(w.now)
		}
	}
	return time.Time{}, false
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

func sooner(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// clock says a moment on both clocks.
func (w *window) clock(s Slot) xunpan.Text {
	const layout = "15:04"
	his, ours := s.Leave.Format(layout), s.Leave.In(w.seller.zone)
	day := ""
	if calendar.DayOf(ours) != calendar.DayOf(s.Leave) {
		day = ours.Format("Mon ")
	}
	return xunpan.Text{
		En: fmt.Sprintf("%s on his clock, %s%s on ours", his, day, ours.Format(layout)),
		Zh: fmt.Sprintf("对方时间 %s，我方时间 %s", his, ours.Format(layout)),
	}
}

// From is the first good moment for a contact from now on, whatever the cadence says;
// false where none is found.
func From(s Seller, b Buyer, now time.Time) (Slot, bool) {
	slot, _, ok := newWindow(s, b, now, nil).find(now, true)
	return slot, ok
}
