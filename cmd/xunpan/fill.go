package main

import (
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
)

// fillCommand makes a large book, to see how the desk behaves then.
type fillCommand struct {
	config.Book
	Mails int           `arg:"" help:"How many invented mails to take in."`
	From  int           `help:"Number of the first one; the same number is always the same mail." default:"0"`
	Over  time.Duration `help:"The time in the past over which they came in." default:"17520h"`
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
	return nil
}
