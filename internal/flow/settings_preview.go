package flow

import (
	"context"
	"errors"
	"time"

	"xunpan"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

// Bounds of a preview, which somebody waits for.
const (
	previewed   = 300 // of the newest inquiries
	previewTime = 2 * time.Second
)

// Otherwise is an inquiry that would be judged otherwise; From is the desk's
// word by the settings in force, not the user's.
type Otherwise struct {
	Inquiry  xunpan.Inquiry
	From, To xunpan.Brief
}

// PreviewSignal says what a change of one signal, nil for its built-in form,
// would do to the newest inquiries, and how many it looked at within two
// seconds. Both sides are judged now from the same reading, so that nothing but
// the change counts. Nothing is kept.
func (d *Desk) PreviewSignal(ctx context.Context, who Who, id string, c *SignalChange) (looked int, changed []Otherwise, err error) {
	text, _, err := d.withSignal(ctx, id, c)
	if err != nil {
		return 0, nil, err
	}
	company, _, err := d.CompanySettings(ctx)
	if err != nil {
		return 0, nil, err
	}
	then, err := NewReader(company, text)
	if err != nil {
		return 0, nil, invalid("signal", "%v", "%v", err)
	}
	now := d.Reader()
	err = d.newest(ctx, who, func(q *xunpan.Inquiry, l *xunpan.Letter, raw []byte, w *xunpan.World) {
		looked++
		f, a := now.Read(raw, l.Form, l.Received)
		if w != nil {
			a = now.weigh(&f, w)
		}
		b := judge.Assess(&f, then.Rules)
		if from, to := brief(&a), brief(&b); from.Type != to.Type || from.Stars != to.Stars {
			changed = append(changed, Otherwise{*q, from, to})
		}
	})
	return looked, changed, err
}

// TryRule says on which of the newest inquiries a house rule speaks, and how
// many it looked at within two seconds. Nothing is kept.
func (d *Desk) TryRule(ctx context.Context, who Who, rule xunpan.HouseRule) (looked int, hits []xunpan.Inquiry, err error) {
	if rule.Off = false; rule.Say.En == "" && rule.Say.Zh == "" {
		rule.Say.En = "-" // it may be tried before it has words
	}
	if err := checkRule(&rule); err != nil {
		return 0, nil, err
	}
	now := d.Reader()
	rules := now.Rules
	if rules == nil {
		rules = judge.Default()
	}
	if rules, err = rules.WithHouse([]xunpan.HouseRule{rule}); err != nil {
		return 0, nil, err
	}
	err = d.newest(ctx, who, func(q *xunpan.Inquiry, l *xunpan.Letter, raw []byte, w *xunpan.World) {
		looked++
		f, _ := now.Read(raw, l.Form, l.Received)
		if w != nil {
			f.World = *w
		}
		if a := judge.Assess(&f, rules); len(a.House) > 0 {
			hits = append(hits, *q)
		}
	})
	return looked, hits, err
}

// newest reads the message that each of the newest inquiries is judged by, with
// what the world told of its sender, until the time is up.
func (d *Desk) newest(ctx context.Context, who Who, f func(*xunpan.Inquiry, *xunpan.Letter, []byte, *xunpan.World)) error {
	end := time.Now().Add(previewTime)
	filter := store.ListFilter{Scope: who.Scope, Snoozed: true, Limit: 50}
	for seen := 0; seen < previewed; {
		qs, next, err := d.Store.Inquiries(ctx, filter)
		if err != nil {
			return err
		}
		for i := range qs {
			if time.Now().After(end) || seen == previewed {
				return nil
			}
			j, err := d.Store.CurrentJudgement(ctx, qs[i].ID)
			if errors.Is(err, store.ErrNotFound) {
				continue // of a note alone
			}
			if err != nil {
				return err
			}
			l, err := d.Store.Letter(ctx, j.Message)
			if err != nil {
				return err
			}
			raw, err := d.Store.Raw(ctx, j.Message)
			if err != nil {
				return err
			}
			seen++
			f(&qs[i], &l, raw, j.World)
		}
		if filter.Cursor = next; next == "" {
			return nil
		}
	}
	return nil
}
