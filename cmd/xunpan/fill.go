package main

import (
	"context"
	"fmt"
	"iter"
	"log/slog"
	"strconv"
	"time"

	"xunpan"
	"xunpan/internal/config"
	"xunpan/internal/crowd"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// fillCommand makes a large book, to see how the desk behaves then.
type fillCommand struct {
	config.Book
	Mails int           `arg:"" help:"How many invented mails to take in."`
	From  int           `help:"Number of the first one; the same number is always the same mail." default:"0"`
	Over  time.Duration `help:"The time in the past over which they came in." default:"17520h"`

	Answer int `help:"How many of the inquiries are answered, so that their next contact is planned." default:"0"`
}

func (c *fillCommand) Run(w *world) error {
	ctx, stop := untilStopped()
	defer stop()
	d, err := openDesk(ctx, w, &c.Book, slog.New(slog.DiscardHandler))
	if err != nil {
		return err
	}
	defer d.Store.Close()
	now := w.now()
	var mails iter.Seq[intake.Item] = func(yield func(intake.Item) bool) {
		for i := range c.Mails {
			at := now.Add(-c.Over + time.Duration(float64(c.Over)*float64(i)/float64(c.Mails)))
			if !yield(intake.Item{Source: "crowd#" + strconv.Itoa(c.From+i), Raw: crowd.Mail(uint64(c.From+i), at), Form: xunpan.FormMail}) {
				return
			}
		}
	}
	begin := time.Now()
	progress := w.progress(w.say("%d messages", "%d 条消息"))
	rep, err := d.Import(ctx, mails, func(r flow.ImportReport) { progress.rows(r.Stored) })
	progress.end()
	if err != nil {
		return err
	}
	took := time.Since(begin)
	fmt.Fprintf(w.Out, w.say("%d new in %s, %.0f a second\n", "新增 %d 条，用时 %s，每秒 %.0f 条\n"), rep.Stored, took.Round(time.Millisecond), float64(rep.Stored)/took.Seconds())
	return c.answer(ctx, w, d)
}

// answer answers inquiries over the last month, the most worthy first: what was
// planned lies behind and ahead.
func (c *fillCommand) answer(ctx context.Context, w *world, d *flow.Desk) error {
	if c.Answer == 0 {
		return nil
	}
	me := flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}
	begin, now := time.Now(), w.now()
	at := now
	d.Clock = func() time.Time { return at }
	progress := w.progress(w.say("%d answers", "%d 条回复"))
	done := 0
	for done < c.Answer {
		page, _, err := d.Store.Inquiries(ctx, store.ListFilter{Scope: me.Scope, Tray: xunpan.ToAnswer, ByWorth: true, Snoozed: true, Now: now, Limit: 500})
		if err != nil || len(page) == 0 {
			return err
		}
		for i := range page {
			at = later(now.Add(-time.Duration(done%(30*24))*time.Hour), page[i].Received.Add(time.Hour))
			if _, err := d.AddAnswer(ctx, me, page[i].ID, "Dear buyer, please find our offer."); err != nil {
				return err
			}
			if done++; done == c.Answer {
				break
			}
		}
		progress.rows(done)
	}
	progress.end()
	took := time.Since(begin)
	fmt.Fprintf(w.Out, w.say("%d answered in %s, %.0f a second\n", "已回复 %d 条，用时 %s，每秒 %.0f 条\n"), done, took.Round(time.Millisecond), float64(done)/took.Seconds())
	return nil
}

func later(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}
