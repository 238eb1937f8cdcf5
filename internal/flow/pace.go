package flow

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"xunpan/internal/plan"
	"xunpan/internal/store"
)

// Pace is how fast buyers had their first answer.
type Pace struct {
	Answered int           // inquiries that had their first answer
	InTime   int           // of these, by the time that was promised
	Median   time.Duration // working time from question to answer; 0 if none was answered
}

// Of an answer's pace.
const (
	paceDays  = 30              // of one period
	paceMost  = 4000            // answered inquiries looked at, the newest
	paceFresh = 5 * time.Minute // how long a result stands
)

// paces remembers results, since every look at Today asks and they change slowly.
type paces struct {
	sync.Mutex
	by map[string]paceResult
}

type paceResult struct {
	at        time.Time
	now, then Pace
}

// Pace is how fast the inquiries of a scope were answered first in the last
// thirty days, and in the thirty before. It may be five minutes old.
func (d *Desk) Pace(ctx context.Context, s store.Scope) (now, before Pace, err error) {
	key, at := fmt.Sprint(s), d.now()
	d.paces.Lock()
	r, ok := d.paces.by[key]
	d.paces.Unlock()
	if ok && at.Sub(r.at).Abs() < paceFresh {
		return r.now, r.then, nil
	}
	middle := at.AddDate(0, 0, -paceDays)
	rows, err := d.Store.FirstAnswers(ctx, s, middle.AddDate(0, 0, -paceDays), paceMost)
	if err != nil {
		return now, before, err
	}
	now, before = pace(d.Reader().hours(), rows, middle)
	d.paces.Lock()
	defer d.paces.Unlock()
	if len(d.paces.by) > 1000 || d.paces.by == nil {
		d.paces.by = map[string]paceResult{}
	}
	d.paces.by[key] = paceResult{at, now, before}
	return now, before, nil
}

// pace parts first answers at a moment, and counts those since then and those
// of as many days before.
func pace(h plan.Hours, rows []store.FirstAnswer, middle time.Time) (now, before Pace) {
	var took [2][]time.Duration
	var out [2]Pace
	begin := middle.AddDate(0, 0, -paceDays)
	for i := range rows {
		f := &rows[i]
		n := 0
		switch {
		case !f.Answered.After(f.Asked), f.Answered.Before(begin):
			continue // we wrote first, or it is of another time
		case f.Answered.Before(middle):
			n = 1
		}
		took[n] = append(took[n], worked(h, f.Asked, f.Answered))
		if !f.Answered.After(h.AnswerBy(f.Asked, f.Intent)) {
			out[n].InTime++
		}
	}
	for n := range out {
		slices.Sort(took[n])
		if out[n].Answered = len(took[n]); out[n].Answered > 0 {
			out[n].Median = took[n][len(took[n])/2]
		}
	}
	return out[0], out[1]
}

// worked is the working time between two moments, counted up to a year.
func worked(h plan.Hours, from, to time.Time) (sum time.Duration) {
	t := h.After(from, 0)
	for n := 0; n < 366 && t.Before(to); n++ {
		end := h.EndOfDay(t)
		if to.Before(end) {
			end = to
		}
		sum += end.Sub(t)
		t = h.After(end, 0)
	}
	return sum
}
