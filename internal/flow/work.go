package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// Who does something and which inquiries he may see.
type Who struct {
	Actor xunpan.Actor
	Scope store.Scope
}

// Edit is what a person changes of an inquiry; nil fields stay as they are.
type Edit struct {
	Type    *xunpan.BuyerType // the user's word; "" takes it back
	Stars   *int              // the user's word; -1 takes it back
	Grade   *string           // the user's word; "" takes it back
	Why     *string           // a word why
	Needs   *xunpan.AnalysisNeeds
	Owner   *xunpan.ID
	Tray    *xunpan.Tray
	Snooze  *time.Time // hidden until; the zero time ends it
	Tags    *[]string
	AddTag  *string
	Unread  *bool
	Stage   *xunpan.Stage
	Outcome *xunpan.Outcome
	Version int64 // the version that was seen; 0 changes whatever is there
}

// Limits of what people write.
const (
	maxTags    = 20
	maxTagLen  = 40
	maxWhy     = 500
	maxNoteLen = 20_000
)

func (e *Edit) check() error {
	switch {
	case e.Type != nil && *e.Type != "" && e.Type.Index() < 0:
		return invalid("type", "There is no buyer type %q.", "没有“%s”这种买家类型。", *e.Type)
	case e.Stars != nil && (*e.Stars < -1 || *e.Stars > 5):
		return invalid("stars", "Stars go from 0 to 5, not %d.", "星级为 0 到 5，不能是 %d。", *e.Stars)
	case e.Grade != nil && !slices.Contains([]string{"", "A", "B", "C", "D"}, *e.Grade):
		return invalid("grade", "The grades are A, B, C and D, not %q.", "等级只有 A、B、C、D，没有“%s”。", *e.Grade)
	case e.Tray != nil && !slices.Contains(xunpan.Trays[:], *e.Tray):
		return invalid("tray", "There is no tray %q.", "没有“%s”这个分类。", *e.Tray)
	case e.Stage != nil && !slices.Contains(xunpan.Stages[:], *e.Stage):
		return invalid("stage", "There is no stage %q.", "没有“%s”这个阶段。", *e.Stage)
	case e.Why != nil && len(*e.Why) > maxWhy:
		return invalid("why", "The reason is longer than %d bytes.", "理由超过 %d 字节。", maxWhy)
	}
	if e.Tags != nil {
		tags, err := cleanTags(*e.Tags)
		if err != nil {
			return err
		}
		e.Tags = &tags
	}
	return nil
}

func cleanTags(tags []string) ([]string, error) {
	var out []string
	for _, t := range tags {
		t = strings.Join(strings.Fields(t), " ")
		if t == "" || slices.Contains(out, t) {
			continue
		}
		if len(t) > maxTagLen {
			return nil, invalid("tags", "The tag %q is longer than %d bytes.", "标签“%s”超过 %d 字节。", t, maxTagLen)
		}
		out = append(out, t)
	}
	if len(out) > maxTags {
		return nil, invalid("tags", "There is room for %d tags at most.", "最多 %d 个标签。", maxTags)
	}
	return out, nil
}

// Edit changes an inquiry as a person wants it. ErrNotFound if he may not see
// it, ErrChanged if the version he saw is not the present one.
func (d *Desk) Edit(ctx context.Context, who Who, id xunpan.ID, e Edit) (q xunpan.Inquiry, err error) {
	if err := e.check(); err != nil {
		return q, err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		q, err = d.edit(ctx, tx, who, id, &e)
		return err
	})
	return q, err
}

// EditAll makes the same change to several inquiries: all or none.
func (d *Desk) EditAll(ctx context.Context, who Who, ids []xunpan.ID, e Edit) error {
	if err := e.check(); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		for _, id := range ids {
			if _, err := d.edit(ctx, tx, who, id, &e); err != nil {
				return err
			}
		}
		return nil
	})
}

// seen reads an inquiry that somebody wants to work on.
func seen(ctx context.Context, tx *store.Tx, who Who, id xunpan.ID) (xunpan.Inquiry, error) {
	q, err := tx.Inquiry(ctx, id)
	if err == nil && !who.Scope.Sees(q.Owner) {
		err = store.ErrNotFound
	}
	return q, err
}

func (d *Desk) edit(ctx context.Context, tx *store.Tx, who Who, id xunpan.ID, e *Edit) (xunpan.Inquiry, error) {
	q, err := seen(ctx, tx, who, id)
	if err != nil {
		return q, err
	}
	if e.Version != 0 && e.Version != q.Version {
		return q, store.ErrChanged
	}
	before := q
	changes, err := d.apply(ctx, tx, who, &q, e)
	if err != nil || len(changes) == 0 {
		return q, err
	}
	if planMoves(&before, &q) {
		if err := d.replan(ctx, tx, &q, turn{}); err != nil {
			return before, err
		}
	}
	if err := tx.SaveInquiry(ctx, &q); err != nil {
		return before, err
	}
	if err := giveBuyer(ctx, tx, who, &q, before.Owner); err != nil {
		return before, err
	}
	for _, c := range changes {
		c.Actor, c.Object, c.ID, c.Inquiry = who.Actor, "inquiry", q.ID, q.ID
		if err := tx.AddChange(ctx, &c); err != nil {
			return before, err
		}
	}
	return q, nil
}

// planMoves reports whether a change of an inquiry moves its next contact.
func planMoves(before, now *xunpan.Inquiry) bool {
	return before.Tray != now.Tray || before.Stage != now.Stage || before.Owner != now.Owner || !before.Snoozed.Equal(now.Snoozed) || before.Type != now.Type || before.Grade != now.Grade || before.Intent != now.Intent
}

// giveBuyer gives the buyer of an inquiry, so far nobody's or of the salesperson
// before, to whom the inquiry went: otherwise a colleague would see the customer
// whose inquiry he may not see. An inquiry given back leaves the customer where
// he is.
func giveBuyer(ctx context.Context, tx *store.Tx, who Who, q *xunpan.Inquiry, from xunpan.ID) error {
	if q.Owner == from || q.Owner == "" {
		return nil
	}
	note := func(noun xunpan.Noun, id, was xunpan.ID) error {
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: string(noun), ID: id, Inquiry: q.ID, What: "edited", Detail: map[string][2]any{fieldOwner: {was, q.Owner}}})
	}
	if q.CompanyID != "" {
		c, err := tx.Company(ctx, q.CompanyID)
		if err != nil {
			return err
		}
		if was := c.Owner; was != q.Owner && (was == "" || was == from) {
			c.Owner = q.Owner
			if err := errors.Join(tx.SaveCompany(ctx, &c), note(xunpan.CompanyNoun, c.ID, was)); err != nil {
				return err
			}
		}
	}
	if q.ContactID != "" {
		c, err := tx.Contact(ctx, q.ContactID)
		if err != nil {
			return err
		}
		if was := c.Owner; was != q.Owner && (was == "" || was == from) {
			c.Owner = q.Owner
			return errors.Join(tx.SaveContact(ctx, &c), note(xunpan.ContactNoun, c.ID, was))
		}
	}
	return nil
}

// mayGive refuses an inquiry's owner who is nobody, or could not work on it, and
// salespeople who give what is not theirs: they take what nobody has, and give
// back what they have.
func mayGive(ctx context.Context, tx *store.Tx, who Who, from, to xunpan.ID) error {
	if may, err := granted(ctx, tx, who.Actor); err != nil {
		return err
	} else if self := userID(who.Actor); !may(xunpan.CanAssign) && !(from == "" && to == self || from == self && to == "") {
		return ErrDenied
	}
	if to == "" {
		return nil
	}
	u, err := tx.User(ctx, to)
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	if err != nil || !u.Active || !u.Role.May(xunpan.CanWork) {
		return invalid("owner", "An inquiry belongs to an active user who may work on it, or to nobody.", "询盘只能分配给有权处理询盘的在用用户，或不分配。")
	}
	return nil
}

// apply makes the changes and says what they are; nothing that already is so is
// a change.
func (d *Desk) apply(ctx context.Context, tx *store.Tx, who Who, q *xunpan.Inquiry, e *Edit) (changes []xunpan.Change, err error) {
	note := func(what string, from, to any) {
		changes = append(changes, xunpan.Change{What: what, Detail: map[string]any{"from": from, "to": to}})
	}
	if e.Type != nil || e.Stars != nil || e.Grade != nil || e.Why != nil && q.Said != nil {
		c, err := d.correct(ctx, tx, who, q, e)
		if err != nil {
			return nil, err
		}
		changes = append(changes, c...)
	}
	if e.Needs != nil {
		note("needs", q.Needs, e.Needs)
		q.Needs = e.Needs
		q.Product, q.Quantity = firstNeed(e.Needs)
	}
	if e.Owner != nil && *e.Owner != q.Owner {
		if err := mayGive(ctx, tx, who, q.Owner, *e.Owner); err != nil {
			return nil, err
		}
		note("assigned", q.Owner, *e.Owner)
		q.Owner = *e.Owner
	}
	if e.Tray != nil && *e.Tray != q.Tray {
		note("moved", q.Tray, *e.Tray)
		q.Tray, q.TrayBy = *e.Tray, who.Actor.ID
		q.Snoozed = time.Time{}
		if q.Due = d.Reader().due(q, q.Received); q.Tray == xunpan.Done {
			q.Unread = false
		}
	}
	if e.Snooze != nil && !e.Snooze.Equal(q.Snoozed) {
		if y := e.Snooze.UTC().Year(); !e.Snooze.IsZero() && (y < firstYear || y > lastYear) {
			return nil, invalid("snoozed_until", "An inquiry can be put off until a day between %d and %d.", "询盘只能推迟到 %d 年至 %d 年之间的某一天。", firstYear, lastYear)
		}
		note("snoozed", q.Snoozed, *e.Snooze)
		q.Snoozed = e.Snooze.Truncate(time.Millisecond)
	}
	tags := q.Tags
	if e.Tags != nil {
		tags = *e.Tags
	}
	if e.AddTag != nil {
		if tags, err = cleanTags(append(slices.Clone(tags), *e.AddTag)); err != nil {
			return nil, err
		}
	}
	if !slices.Equal(tags, q.Tags) {
		note("tagged", q.Tags, tags)
		q.Tags = tags
	}
	if e.Unread != nil && *e.Unread != q.Unread {
		note("read", q.Unread, *e.Unread)
		q.Unread = *e.Unread
	}
	if e.Stage != nil && *e.Stage != q.Stage || e.Outcome != nil {
		from := q.Stage
		if e.Stage != nil {
			q.Stage = *e.Stage
		}
		if e.Outcome != nil {
			o := *e.Outcome
			o.By, o.At = who.Actor.ID, tx.Now
			q.Outcome = &o
		}
		changes = append(changes, xunpan.Change{What: "stage", Detail: map[string]any{"from": from, "to": q.Stage, "outcome": q.Outcome}})
	}
	return changes, nil
}

// correct takes a person's word on type, stars or grade (DOMAIN D4.6).
func (d *Desk) correct(ctx context.Context, tx *store.Tx, who Who, q *xunpan.Inquiry, e *Edit) ([]xunpan.Change, error) {
	said := xunpan.Said{By: who.Actor.ID, At: tx.Now}
	if q.Said != nil {
		said.Type, said.Stars, said.Grade, said.Why = q.Said.Type, q.Said.Stars, q.Said.Grade, q.Said.Why
	}
	if e.Type != nil {
		said.Type = *e.Type
	}
	if e.Stars != nil {
		if said.Stars = e.Stars; *e.Stars < 0 {
			said.Stars = nil
		}
	}
	if e.Grade != nil {
		said.Grade = *e.Grade
	}
	if e.Why != nil {
		said.Why = strings.TrimSpace(*e.Why)
	}
	judged, err := d.judged(ctx, tx, q)
	if err != nil {
		return nil, err
	}
	from := map[string]any{"type": q.Type, "stars": q.Stars, "grade": q.Grade}
	if q.Said = &said; said.Type == "" && said.Stars == nil && said.Grade == "" {
		q.Said = nil
	}
	Judge(q, judged)
	// A person who says what it is has verified it.
	if q.TrayBy == "" && (q.Tray == xunpan.ToVerify || q.Tray == xunpan.InQuarantine || q.Tray == xunpan.NotInquiries || q.Tray == xunpan.ToAnswer) {
		q.Tray = correctedTray(q)
	}
	if !q.Due.IsZero() || q.TrayBy == "" {
		q.Due = d.Reader().due(q, q.Received)
	}
	return []xunpan.Change{{What: "corrected", Detail: map[string]any{"from": from, "to": map[string]any{"type": q.Type, "stars": q.Stars, "grade": q.Grade}, "why": said.Why}}}, nil
}

// correctedTray is where an inquiry belongs whose type a person gave.
func correctedTray(q *xunpan.Inquiry) xunpan.Tray {
	switch {
	case q.Said == nil || q.Said.Type == "":
		return xunpan.TrayFor(q.Type, q.Action)
	case q.Type == xunpan.Fraud:
		return xunpan.InQuarantine
	case q.Type == xunpan.NotBuyer:
		return xunpan.NotInquiries
	case q.Tray == xunpan.InQuarantine && q.Action == xunpan.Quarantine:
		return xunpan.InQuarantine // a dangerous link stays one, whoever sent it
	}
	return xunpan.ToAnswer
}

// judged is what the assessment shown says, without the user's word.
func (d *Desk) judged(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry) (xunpan.Brief, error) {
	j, err := tx.CurrentJudgement(ctx, q.ID)
	if err != nil {
		return xunpan.Brief{}, err
	}
	a, err := j.Analysis()
	if err != nil {
		return xunpan.Brief{}, err
	}
	return xunpan.Brief{Type: a.Type, Stars: a.Stars, Grade: a.Grade, Intent: a.Intent, Action: a.Action, Confidence: a.Confidence}, nil
}

func firstNeed(n *xunpan.AnalysisNeeds) (product, quantity string) {
	if len(n.Lines) == 0 {
		return "", ""
	}
	line := &n.Lines[0]
	for _, s := range []*string{line.Product, line.Model} {
		if s != nil && product == "" {
			product = *s
		}
	}
	if line.Quantity != nil {
		quantity = quantityText(line.Quantity)
	}
	return product, quantity
}

// AddNote adds a note among colleagues to an inquiry's conversation.
func (d *Desk) AddNote(ctx context.Context, who Who, id xunpan.ID, text string) (xunpan.Letter, error) {
	return d.write(ctx, who, id, text, xunpan.Note, "noted")
}

// AddAnswer records an answer that was given elsewhere, such as in a chat or on
// the telephone: from now on the buyer's turn is next.
func (d *Desk) AddAnswer(ctx context.Context, who Who, id xunpan.ID, text string) (xunpan.Letter, error) {
	return d.write(ctx, who, id, text, xunpan.Out, "answered")
}

func (d *Desk) write(ctx context.Context, who Who, id xunpan.ID, text string, direction xunpan.Direction, what string) (xunpan.Letter, error) {
	text = strings.TrimSpace(text)
	l := xunpan.Letter{ID: newID(), Inquiry: id, Direction: direction, Form: xunpan.FormNote, Channel: xunpan.OtherChannel, By: who.Actor.ID, From: xunpan.Address{Name: who.Actor.Name}, Size: len(text)}
	if text == "" {
		return l, invalid("text", "There is no text.", "没有内容。")
	}
	if len(text) > maxNoteLen {
		return l, invalid("text", "The text is longer than %d bytes.", "内容超过 %d 字节。", maxNoteLen)
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		q, err := seen(ctx, tx, who, id)
		if err != nil {
			return err
		}
		l.Received, l.Date = tx.Now, tx.Now
		if direction == xunpan.Out {
			l.Channel = q.Channel
			answered(&q, &l)
			if err := d.replan(ctx, tx, &q, turn{made: "other"}); err != nil {
				return err
			}
		} else {
			q.Messages++
		}
		if err := tx.SaveInquiry(ctx, &q); err != nil {
			return err
		}
		if err := tx.AddLetter(ctx, &l, []byte(l.ID), store.Pack([]byte(text))); err != nil {
			return err
		}
		if err := tx.AddWords(ctx, l.ID, id, store.Words(text)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: id, Inquiry: id, What: what, Detail: map[string]any{"message": l.ID}})
	})
	return l, err
}
