package flow

import (
	"context"

	"xunpan"
	"xunpan/internal/store"
)

// Join joins one inquiry to another, as when a buyer wrote by mail and over a
// platform: its messages move there, and it is shown as that one from now on.
// Part undoes it.
func (d *Desk) Join(ctx context.Context, who Who, from, into xunpan.ID) error {
	if from == into {
		return invalid("into", "An inquiry cannot be joined to itself.", "询盘不能与自身合并。")
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		a, err := seen(ctx, tx, who, from)
		if err != nil {
			return err
		}
		b, err := seen(ctx, tx, who, into)
		if err != nil {
			return err
		}
		for _, id := range []xunpan.ID{from, into} {
			if gone, err := tx.MergedInto(ctx, id); err != nil {
				return err
			} else if gone != "" {
				return store.ErrChanged
			}
		}
		moved, err := tx.Letters(ctx, from, maxJoined)
		if err != nil {
			return err
		}
		if len(moved) == maxJoined {
			return invalid("from", "The inquiry has more than %d messages; join the other one to it instead.", "该询盘的消息超过 %d 条，请反过来合并。", maxJoined-1)
		}
		ids := make([]xunpan.ID, len(moved))
		for i := range moved {
			ids[i] = moved[i].ID
		}
		if err := tx.MoveLetters(ctx, from, into, nil); err != nil {
			return err
		}
		if err := tx.MergeInquiry(ctx, from, into); err != nil {
			return err
		}
		before := joint{Messages: ids, Tray: b.Tray, Received: b.Received.UnixMilli(), Answered: b.Answered.UnixMilli(), From: from, Subject: a.Subject}
		b.Messages += a.Messages
		b.Files += a.Files
		b.Unread = b.Unread || a.Unread
		if a.Received.After(b.Received) {
			b.Received, b.Snippet = a.Received, a.Snippet
			if b.Tray == xunpan.Waiting && a.Tray == xunpan.ToAnswer {
				b.Tray, b.Due = a.Tray, a.Due
			}
		}
		if a.Answered.After(b.Answered) {
			b.Answered = a.Answered
		}
		if !a.Next.IsZero() {
			if err := callOff(ctx, tx, &a, "joined"); err != nil {
				return err
			}
			if err := tx.SaveInquiry(ctx, &a); err != nil {
				return err
			}
		}
		if err := d.replan(ctx, tx, &b, turn{}); err != nil {
			return err
		}
		if err := tx.SaveInquiry(ctx, &b); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: into, Inquiry: into, What: "joined", Detail: before})
	})
}

// maxJoined bounds how many messages a join remembers.
const maxJoined = 500

// joint is what Part needs to undo a join; it stands in the history.
type joint struct {
	From     xunpan.ID   `json:"from"`
	Subject  string      `json:"subject"`
	Messages []xunpan.ID `json:"messages"`
	Tray     xunpan.Tray `json:"tray"`
	Received int64       `json:"received"`
	Answered int64       `json:"answered"`
}

// Part takes an inquiry out again that was joined to another: its messages go
// back to it. What came after the join stays where it came.
func (d *Desk) Part(ctx context.Context, who Who, from xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		a, err := seen(ctx, tx, who, from)
		if err != nil {
			return err
		}
		into, err := tx.MergedInto(ctx, from)
		if err != nil {
			return err
		}
		if into == "" {
			return invalid("from", "This inquiry is not joined to another.", "该询盘没有与其他询盘合并。")
		}
		was, err := joined(ctx, tx, from, into)
		if err != nil {
			return err
		}
		b, err := seen(ctx, tx, who, into)
		if err != nil {
			return err
		}
		if err := tx.MoveLetters(ctx, into, from, was.Messages); err != nil {
			return err
		}
		if err := tx.MergeInquiry(ctx, from, ""); err != nil {
			return err
		}
		b.Messages -= a.Messages
		b.Files -= a.Files
		if b.Received.Equal(a.Received) {
			b.Received = moment(was.Received)
			b.Tray = was.Tray
		}
		if b.Answered.Equal(a.Answered) {
			b.Answered = moment(was.Answered)
		}
		b.Due = d.Reader().due(&b, b.Received)
		if err := d.replan(ctx, tx, &b, turn{}); err != nil {
			return err
		}
		if err := d.replan(ctx, tx, &a, turn{}); err != nil {
			return err
		}
		if err := tx.SaveInquiry(ctx, &a); err != nil {
			return err
		}
		if err := tx.SaveInquiry(ctx, &b); err != nil {
			return err
		}
		for _, id := range []xunpan.ID{from, into} {
			if err := tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: id, Inquiry: id, What: "parted", Detail: map[string]any{"from": from, "into": into}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// joined finds the newest join of these two in the history.
func joined(ctx context.Context, tx *store.Tx, from, into xunpan.ID) (was joint, err error) {
	cs, err := tx.Changes(ctx, store.ChangeFilter{Object: "inquiry", ID: into, What: "joined", Limit: 500})
	if err != nil {
		return was, err
	}
	for i := range cs {
		if err := detailOf(&cs[i], &was); err != nil {
			return was, err
		}
		if was.From == from {
			return was, nil
		}
	}
	return was, store.ErrNotFound
}
