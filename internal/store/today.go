package store

import (
	"context"
	"time"

	"xunpan"
)

// DayCounts are a day in numbers, each counted up to a limit.
type DayCounts struct {
	Overdue  int // buyers who wait longer than they should
	DueToday int // to be answered before the day ends
	New      int // inquiries that came since yesterday
	Answered int // inquiries answered today
}

// DayCounts counts the day: overdue before now, due before the end, new since
// that moment, answered since the begin.
func (v *view) DayCounts(ctx context.Context, s Scope, now, begin, end, since time.Time, limit int) (c DayCounts, err error) {
	defer wrap(&err, "counting the day")
	owner, args := scopeIs(s)
	// The bound that picks few rows comes first: SQLite takes the first that fits
	// its index. "> 0" is there for the partial index.
	count := func(into *int, cond string, bounds ...any) error {
		all := append(append(bounds, args...), limit)
		return v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM inquiries WHERE `+cond+` AND merged_into IS NULL`+owner+` LIMIT ?) AS few`, all...).Scan(into)
	}
	if err = count(&c.Overdue, `tray = ? AND due_at > 0 AND due_at < ?`, string(xunpan.ToAnswer), millis(now)); err != nil {
		return c, err
	}
	if err = count(&c.DueToday, `tray = ? AND due_at >= ? AND due_at < ? AND due_at > 0`, string(xunpan.ToAnswer), millis(now), millis(end)); err != nil {
		return c, err
	}
	if err = count(&c.New, `received_at >= ? AND type <> 'other' AND type <> 'fraud'`, millis(since)); err != nil {
		return c, err
	}
	err = count(&c.Answered, `answered_at >= ? AND answered_at > 0`, millis(begin))
	return c, err
}
