package flow

import (
	"context"
	"errors"
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/plan/calendar"
	"xunpan/internal/store"
)

// Habit is one of a good exporter's habits (DOMAIN D10.2) as it stands now.
type Habit struct {
	ID     string    `json:"id"`
	Kept   bool      `json:"kept"`
	Count  int       `json:"count,omitempty"`   // what is in the way, or was done
	Last   time.Time `json:"last,omitzero"`     // when somebody said that it was done
	Days   int       `json:"days"`              // how long that holds
	ByHand bool      `json:"by_hand,omitempty"` // the desk cannot see it: somebody says so
}

// habits are the eight, in the order of the book.
var habits = []Habit{
	{ID: "mail", Days: 1},
	{ID: "book", Days: 1},
	{ID: "seek", Days: 7, ByHand: true},
	{ID: "products", Days: 4},
	{ID: "pages", Days: 92, ByHand: true},
	{ID: "news", Days: 14},
	{ID: "report", Days: 7, ByHand: true},
	{ID: "meeting", Days: 7, ByHand: true},
}

// SettingHabits keeps when the habits that the desk cannot see were said to be kept.
const SettingHabits = "habits"

// Habits are the eight habits with their state for what somebody may see.
func (d *Desk) Habits(ctx context.Context, scope store.Scope) ([]Habit, error) {
	said, _, err := d.saidHabits(ctx)
	if err != nil {
		return nil, err
	}
	now := d.now()
	out := slices.Clone(habits)
	for i := range out {
		h := &out[i]
		since := now.AddDate(0, 0, -h.Days)
		switch h.ID {
		case "mail":
			day := calendar.DayOf(now.In(d.zone("")))
			begin := day.At(0, d.zone(""))
			counts, err := d.Store.DayCounts(ctx, scope, now, begin, begin.AddDate(0, 0, 1), begin, 100)
			if err != nil {
				return nil, err
			}
			h.Count, h.Kept = counts.Overdue, counts.Overdue == 0
		case "book":
			if h.Count, err = d.Store.CountUnplanned(ctx, scope, 100); err != nil {
				return nil, err
			}
			h.Kept = h.Count == 0
		case "products":
			if h.Kept, err = d.Store.NewGoodsSince(ctx, since); err != nil {
				return nil, err
			}
		case "news":
			if h.Count, err = d.Store.DoneOfPurpose(ctx, scope, since, []xunpan.Purpose{xunpan.PurposeNews, xunpan.PurposeGreeting, xunpan.PurposeReorder, xunpan.PurposeCare}, 100); err != nil {
				return nil, err
			}
			h.Kept = h.Count > 0
		default:
			h.Last = said[h.ID]
			h.Kept = h.Last.After(since)
		}
	}
	return out, nil
}

func (d *Desk) saidHabits(ctx context.Context) (map[string]time.Time, int64, error) {
	said := map[string]time.Time{}
	version, err := d.Store.Setting(ctx, SettingHabits, &said)
	if errors.Is(err, store.ErrNotFound) {
		err = nil
	}
	return said, version, err
}

// KeptHabit notes that a habit that the desk cannot see was kept.
func (d *Desk) KeptHabit(ctx context.Context, who Who, id string) error {
	if !slices.ContainsFunc(habits, func(h Habit) bool { return h.ID == id && h.ByHand }) {
		return invalid("id", "There is no such habit to tick.", "没有可勾选的这个习惯。")
	}
	said, version, err := d.saidHabits(ctx)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		said[id] = tx.Now
		return tx.SetSetting(ctx, SettingHabits, version, said, userID(who.Actor))
	})
}
