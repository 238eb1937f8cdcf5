package flow

import (
	"context"
	"errors"

	"xunpan"
	"xunpan/internal/store"
)

// RejudgeReport says what judging again changed.
type RejudgeReport struct {
	Judged  int
	Changed []Rejudged // the first ones
	More    int        // changes beyond these
}

// Rejudged is one inquiry whose assessment changed.
type Rejudged struct {
	Inquiry  xunpan.ID
	Subject  string
	From, To xunpan.Brief
}

// maxRejudged bounds the changes that a report lists.
const maxRejudged = 200

// rejudgePage is how many inquiries are judged again in one transaction.
const rejudgePage = 100

// Rejudge judges the message each inquiry's assessment is about again, by the
// rules and the profile in force now. The user's word stays. With dry only the
// report is made.
func (d *Desk) Rejudge(ctx context.Context, dry bool, tell func(n int)) (RejudgeReport, error) {
	var rep RejudgeReport
	r := d.Reader()
	f := store.ListFilter{Scope: store.Scope{All: true}, Snoozed: true, Limit: rejudgePage}
	for {
		page, next, err := d.Store.Inquiries(ctx, f)
		if err != nil {
			return rep, err
		}
		for i := range page {
			if err := d.rejudge(ctx, r, page[i].ID, dry, &rep); err != nil {
				return rep, err
			}
		}
		if tell != nil {
			tell(rep.Judged)
		}
		if f.Cursor = next; next == "" {
			return rep, nil
		}
	}
}

func (d *Desk) rejudge(ctx context.Context, r *Reader, id xunpan.ID, dry bool, rep *RejudgeReport) error {
	old, err := d.Store.CurrentJudgement(ctx, id)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	was, err := old.Analysis()
	if err != nil {
		return err
	}
	l, err := d.Store.Letter(ctx, old.Message)
	if err != nil {
		return err
	}
	raw, err := d.Store.Raw(ctx, old.Message)
	if err != nil {
		return err
	}
	a, err := r.arrival(Incoming{Raw: raw, Form: l.Form, Source: l.Source, Received: l.Received}, d.now())
	if err != nil {
		return err
	}
	if err := a.weigh(r, old.World); err != nil {
		return err
	}
	rep.Judged++
	before, after := briefOf(was), briefOf(a.view)
	if before == after {
		return nil
	}
	if before.Type != after.Type || before.Stars != after.Stars || before.Action != after.Action {
		if len(rep.Changed) < maxRejudged {
			rep.Changed = append(rep.Changed, Rejudged{id, l.Subject, before, after})
		} else {
			rep.More++
		}
	}
	if dry {
		return nil
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		j := store.Judgement{ID: newID(), Inquiry: id, Message: old.Message, At: tx.Now, Why: "rejudge", Rules: r.Mark(), World: old.World, Body: a.body}
		if err := r.replace(ctx, tx, &j, after); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: id, Inquiry: id, What: "rejudged", Detail: map[string]any{"from": before, "to": after}})
	})
}

// Reindex makes every message findable by its words again, from its bytes.
func (d *Desk) Reindex(ctx context.Context, tell func(n int)) (int, error) {
	r, n := d.Reader(), 0
	if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.ClearWords(ctx) }); err != nil {
		return 0, err
	}
	var after xunpan.ID
	for {
		page, err := d.Store.LettersAfter(ctx, after, rejudgePage)
		if err != nil || len(page) == 0 {
			return n, err
		}
		type entry struct {
			l     *xunpan.Letter
			words []string
		}
		var entries []entry
		for i := range page {
			l := &page[i]
			after = l.ID
			if l.Inquiry == "" {
				continue
			}
			raw, err := d.Store.Raw(ctx, l.ID)
			if err != nil {
				return n, err
			}
			words := store.Words(string(raw))
			if l.Form != xunpan.FormNote {
				f, _ := r.Read(raw, l.Form, d.now())
				words = store.Words(searchable(f.Message, &f)...)
			}
			entries = append(entries, entry{l, words})
		}
		if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			for _, e := range entries {
				if err := tx.AddWords(ctx, e.l.ID, e.l.Inquiry, e.words); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			return n, err
		}
		if n += len(page); tell != nil {
			tell(n)
		}
	}
}
