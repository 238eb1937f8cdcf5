package flow

import (
	"context"
	"fmt"
	"slices"
	"sync"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// SignalTally is how often a signal spoke on the newest inquiries, and what
// became of these.
type SignalTally struct {
	N     int // inquiries on which it spoke
	Stars int // their median
	Types map[xunpan.BuyerType]int
	Won   int
	Lost  int
	Said  int // those that a user corrected
	stars [6]int
}

// Tallies are those of all signals.
type Tallies struct {
	Looked   int // inquiries counted, the newest
	BySignal map[string]SignalTally
}

// Bounds of a tally, which somebody waits for.
const (
	tallyMost  = 3000
	tallyTime  = 2 * time.Second
	tallyFresh = 10 * time.Minute
)

// tallies remembers the last counts, by scope.
type tallies struct {
	sync.Mutex
	by map[string]tallyResult
}

type tallyResult struct {
	at time.Time
	Tallies
}

// Tallies counts what signals said of the newest inquiries somebody may see,
// and what became of these. It may be ten minutes old.
func (d *Desk) Tallies(ctx context.Context, who Who) (Tallies, error) {
	key, now := fmt.Sprint(who.Scope), d.now()
	d.tallies.Lock()
	r, ok := d.tallies.by[key]
	d.tallies.Unlock()
	if ok && now.Sub(r.at).Abs() < tallyFresh {
		return r.Tallies, nil
	}
	all, end := Tallies{BySignal: map[string]SignalTally{}}, time.Now().Add(tallyTime)
	err := d.Store.EachSpoken(ctx, who.Scope, tallyMost, func(q *store.Spoken) bool {
		all.Looked++
		slices.Sort(q.Signals)
		for _, id := range slices.Compact(q.Signals) {
			t := all.BySignal[id]
			t.add(q)
			all.BySignal[id] = t
		}
		return time.Now().Before(end)
	})
	if err != nil {
		return all, err
	}
	for id, t := range all.BySignal {
		t.Stars = t.median()
		all.BySignal[id] = t
	}
	d.tallies.Lock()
	defer d.tallies.Unlock()
	if d.tallies.by == nil || len(d.tallies.by) > 100 {
		d.tallies.by = map[string]tallyResult{}
	}
	d.tallies.by[key] = tallyResult{now, all}
	return all, nil
}

func (t *SignalTally) add(q *store.Spoken) {
	t.N++
	if t.Types == nil {
		t.Types = map[xunpan.BuyerType]int{}
	}
	t.Types[q.Type]++
	t.stars[max(0, min(q.Stars, 5))]++
	if q.Said {
		t.Said++
	}
	switch q.Stage {
	case xunpan.StageWon:
		t.Won++
	case xunpan.StageLost:
		t.Lost++
	}
}

// median is the lower one of two in the middle.
func (t *SignalTally) median() int {
	seen := 0
	for n, k := range t.stars {
		if seen += k; 2*seen >= t.N {
			return n
		}
	}
	return 0
}
