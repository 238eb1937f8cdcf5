package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/intake"
	"xunpan/internal/jobs"
	"xunpan/internal/outbox"
	"xunpan/internal/store"
)

// SendJob hands one mail in. It is worked on at least once; that the buyer gets
// the mail at most once is the doing of its states: it is marked as being sent
// before the server hears of it, and whoever finds that mark did not put it
// there himself. He cannot know whether the mail left, so a person decides.
type SendJob struct {
	Mail xunpan.ID `json:"mail"`
}

// Kind names the job.
func (SendJob) Kind() string { return "send" }

// Plan gives a server all the time it may take for the largest mail.
func (SendJob) Plan() jobs.Plan {
	return jobs.Plan{Outside: true, Priority: 1, Timeout: 15 * time.Minute, Max: 24}
}

// FileJob puts a mail that left into the conversation, and a copy into the
// mailbox's folder of sent mail.
type FileJob struct {
	Mail xunpan.ID `json:"mail"`
}

// Kind names the job.
func (FileJob) Kind() string { return "file_sent" }

// Plan gives a slow mailbox some time.
func (FileJob) Plan() jobs.Plan {
	return jobs.Plan{Outside: true, Timeout: 5 * time.Minute, Max: 10}
}

const (
	undoTime  = time.Minute         // within which a mail can be taken back
	sendTries = 12                  // until a mail that is to be sent later is given up, about a day
	sendAhead = 90 * 24 * time.Hour // how long before its time a mail can be written
)

// HandleSending has the queue send mail. It must be called before the queue runs.
func (d *Desk) HandleSending() {
	jobs.Handle(d.Jobs, d.sendMail)
	jobs.Handle(d.Jobs, d.fileMail)
}

// Posting is how a draft shall leave.
type Posting struct {
	Version int64     // of the draft, as it was seen
	Mailbox xunpan.ID // through which; "" takes the one the inquiry came to, else the only one
	At      time.Time // not before; zero means at once, which leaves a minute to take it back
	Quote   bool      // with the mail it answers beneath
}

// Send puts a draft on its way. It leaves after a minute, in which it can be taken
// back, or at its time.
func (d *Desk) Send(ctx context.Context, who Who, id xunpan.ID, p Posting) (o xunpan.Outgoing, err error) {
	draft, err := d.SeeDraft(ctx, who, id)
	if err != nil {
		return o, err
	}
	now := d.now()
	switch {
	case p.Version != 0 && p.Version != draft.Version:
		return o, store.ErrChanged
	case p.At.After(now.Add(sendAhead)):
		return o, invalid("at", "A mail can wait for 90 days at most.", "定时发送最多 90 天。")
	case d.Jobs == nil:
		return o, invalid("", "This node sends nothing.", "该节点不发送邮件。")
	}
	found, err := d.CheckDraft(ctx, who, &draft)
	if err != nil {
		return o, err
	}
	for _, f := range found {
		if f.State == xunpan.FindBlock {
			return o, &xunpan.Invalid{Field: orElse(f.Field, "body"), Say: f.Say}
		}
	}
	box, err := d.mailboxFor(ctx, &draft, p.Mailbox)
	if err != nil {
		return o, err
	}
	letter, err := d.letterOf(ctx, who, &draft, &box, p.Quote)
	if err != nil {
		return o, err
	}
	s := store.Sending{Quotation: draft.Quotation, Written: draft}
	s.ID = newID()
	letter.MessageID = outbox.NewMessageID(s.ID, box.Address)
	if s.NotBefore = now.Add(undoTime); p.At.After(s.NotBefore) {
		s.NotBefore = p.At
	}
	letter.Date = s.NotBefore
	if s.Raw, err = outbox.Build(letter); err != nil {
		return o, err
	}
	s.Inquiry, s.Mailbox, s.MessageID, s.By = draft.Inquiry, box.ID, letter.MessageID, userID(who.Actor)
	s.Envelope = store.Envelope{From: box.Address}
	for _, a := range append(slices.Clone(draft.To), draft.Cc...) {
		if !slices.Contains(s.Envelope.To, a.Mail) {
			s.Envelope.To = append(s.Envelope.To, a.Mail)
		}
	}
	err = d.Store.Write(ctx, now, func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		kept, err := tx.Draft(ctx, id)
		if err != nil {
			return err
		}
		if kept.Version != draft.Version {
			return store.ErrChanged
		}
		if draft.Quotation != "" {
			if q, err := tx.Quote(ctx, draft.Quotation); err != nil || q.State == xunpan.QuoteDraft || q.State == xunpan.QuoteAsked {
				return errors.Join(err, invalid("quotation", "The quotation is not finished, or a manager has still to approve it.", "报价单尚未完成，或仍待经理批准。"))
			}
		}
		if err := tx.AddSending(ctx, &s); err != nil {
			return err
		}
		if err := tx.RemoveDraft(ctx, id); err != nil {
			return err
		}
		if err := d.Jobs.AddAt(ctx, tx, s.NotBefore, SendJob{s.ID}); err != nil {
			return err
		}
		return tx.AddChange(ctx, mailChange(who.Actor, &s.Outgoing, "queued", map[string]any{"to": s.Envelope.To, "at": s.NotBefore}))
	})
	return s.Outgoing, err
}

func mailChange(by xunpan.Actor, o *xunpan.Outgoing, what string, detail any) *xunpan.Change {
	return &xunpan.Change{Actor: by, Object: "mail", ID: o.ID, Inquiry: o.Inquiry, What: what, Detail: detail}
}

// mailboxFor is the mailbox a draft leaves through.
func (d *Desk) mailboxFor(ctx context.Context, draft *xunpan.Draft, id xunpan.ID) (store.Mailbox, error) {
	if id == "" && draft.Answers != "" {
		if l, err := d.Store.Letter(ctx, draft.Answers); err == nil {
			id = l.Mailbox
		}
	}
	boxes, err := d.Store.Mailboxes(ctx)
	if err != nil {
		return store.Mailbox{}, err
	}
	for i := range boxes {
		if boxes[i].ID == id || id == "" && len(boxes) == 1 {
			return boxes[i], nil
		}
	}
	if len(boxes) == 0 {
		return store.Mailbox{}, invalid("mailbox", "Connect a mailbox first: Settings, Mailboxes.", "请先在“设置 → 邮箱”中连接邮箱。")
	}
	return store.Mailbox{}, invalid("mailbox", "Say through which mailbox it shall leave.", "请选择发信邮箱。")
}

// letterOf is a draft as a mail.
func (d *Desk) letterOf(ctx context.Context, who Who, draft *xunpan.Draft, box *store.Mailbox, quote bool) (*outbox.Letter, error) {
	l := &outbox.Letter{From: xunpan.Address{Mail: box.Address}, To: draft.To, Cc: draft.Cc, Subject: draft.Subject, Body: draft.Body, Lang: draft.Lang}
	if u, err := d.Store.User(ctx, userID(who.Actor)); err == nil {
		l.From.Name = u.Name
	}
	var err error
	if l.Files, err = d.attachments(ctx, who, draft); err != nil {
		return nil, err
	}
	if draft.Answers == "" {
		return l, nil
	}
	letter, raw, err := d.Raw(ctx, who, draft.Answers)
	if err != nil {
		return nil, err
	}
	if letter.Form != xunpan.FormMail || letter.Inquiry != draft.Inquiry {
		return l, nil // there is no mail to answer
	}
	m := d.Reader().Parse(raw, letter.Form)
	l.InReplyTo, l.References = m.ID, append(slices.Clone(m.References), m.ID)
	if m.ID == "" {
		l.References = m.References
	}
	if quote {
		name := orElse(m.From.Name, m.From.Mail)
		l.Quoted = &outbox.Quoted{Intro: introOf(draft.Lang, m.Date, name), Text: strings.TrimSpace(m.Body)}
	}
	return l, nil
}

// Unsend stops a mail that has not left; what was written is a draft again.
func (d *Desk) Unsend(ctx context.Context, who Who, id xunpan.ID) (draft xunpan.Draft, err error) {
	err = d.deciding(ctx, who, id, xunpan.OutWaiting, func(tx *store.Tx, s *store.Sending) error {
		s.State = xunpan.OutCancelled
		draft = s.Written
		draft.ID, draft.Version = newID(), 0
		if err := tx.SaveDraft(ctx, &draft); err != nil {
			return err
		}
		return tx.AddChange(ctx, mailChange(who.Actor, &s.Outgoing, "taken_back", nil))
	})
	return draft, err
}

// Settle is a person's word on a mail of which nobody knows whether it left: that
// it did, or that it shall be sent once more.
func (d *Desk) Settle(ctx context.Context, who Who, id xunpan.ID, left bool) error {
	return d.deciding(ctx, who, id, xunpan.OutDoubtful, func(tx *store.Tx, s *store.Sending) error {
		if left {
			return d.left(ctx, tx, who, s)
		}
		s.State, s.NotBefore, s.Problem = xunpan.OutWaiting, tx.Now, ""
		if err := d.Jobs.Add(ctx, tx, SendJob{s.ID}); err != nil {
			return err
		}
		return tx.AddChange(ctx, mailChange(who.Actor, &s.Outgoing, "sent_again", nil))
	})
}

// Again sends a mail that was refused for good once more, after whatever stood
// against it was put right.
func (d *Desk) Again(ctx context.Context, who Who, id xunpan.ID) error {
	return d.deciding(ctx, who, id, xunpan.OutFailed, func(tx *store.Tx, s *store.Sending) error {
		s.State, s.NotBefore, s.Problem, s.Attempts = xunpan.OutWaiting, tx.Now, "", 0
		if err := d.Jobs.Add(ctx, tx, SendJob{s.ID}); err != nil {
			return err
		}
		return tx.AddChange(ctx, mailChange(who.Actor, &s.Outgoing, "sent_again", nil))
	})
}

// deciding changes a mail on its way as a person wants it, while it is in a state.
func (d *Desk) deciding(ctx context.Context, who Who, id xunpan.ID, from xunpan.OutgoingState, f func(*store.Tx, *store.Sending) error) error {
	s, err := d.Store.Sending(ctx, id)
	if err != nil {
		return err
	}
	if _, err := d.See(ctx, who, s.Inquiry); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		if s.State != from {
			return invalid("state", "It is too late for that: the mail is %s.", "已来不及：邮件当前状态为“%s”。", s.State)
		}
		if err := f(tx, &s); err != nil {
			return err
		}
		return tx.MoveOutgoing(ctx, &s.Outgoing, from)
	})
}

// left notes in a transaction that a mail left: its quotation was sent, and it is
// to be filed. Whoever calls it moves the mail.
func (d *Desk) left(ctx context.Context, tx *store.Tx, who Who, s *store.Sending) error {
	s.State, s.Sent, s.Problem = xunpan.OutSent, tx.Now, ""
	if s.Quotation != "" {
		if err := d.quoteSent(ctx, tx, who, s.Quotation); err != nil {
			return err
		}
	}
	if err := d.Jobs.Add(ctx, tx, FileJob{s.ID}); err != nil {
		return err
	}
	return tx.AddChange(ctx, mailChange(who.Actor, &s.Outgoing, "sent", map[string]any{"to": s.Envelope.To}))
}

// sendMail is the work of SendJob.
func (d *Desk) sendMail(ctx context.Context, job SendJob, try jobs.Try) error {
	s, err := d.Store.Sending(ctx, job.Mail)
	if errors.Is(err, store.ErrNotFound) {
		return nil
	}
	if err != nil {
		return err
	}
	move := func(from xunpan.OutgoingState, more func(*store.Tx) error) error {
		return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			if more != nil {
				if err := more(tx); err != nil {
					return err
				}
			}
			return tx.MoveOutgoing(ctx, &s.Outgoing, from)
		})
	}
	switch s.State {
	case xunpan.OutSending: // somebody was cut off while sending it
		s.State, s.Problem = xunpan.OutDoubtful, "cut off while it was being sent"
		return ignoreMoved(move(xunpan.OutSending, func(tx *store.Tx) error {
			return tx.AddChange(ctx, mailChange(xunpan.TheDesk, &s.Outgoing, "doubtful", nil))
		}))
	case xunpan.OutWaiting:
	default:
		return nil
	}
	wait, server, err := d.ready(ctx, &s)
	if err != nil {
		return d.giveUp(ctx, &s, err)
	}
	if wait > 0 {
		s.NotBefore = d.now().Add(wait)
		return ignoreMoved(move(xunpan.OutWaiting, func(tx *store.Tx) error { return d.Jobs.AddAt(ctx, tx, s.NotBefore, SendJob{s.ID}) }))
	}
	s.State = xunpan.OutSending
	s.Attempts++
	if err := move(xunpan.OutWaiting, nil); err != nil {
		return ignoreMoved(err) // taken back, or another node was faster
	}
	sent := d.sender().Send(ctx, server, s.Envelope.From, s.Envelope.To, s.Raw)
	if sent == nil {
		by := Who{Actor: d.actorOf(ctx, s.By)}
		ctx = context.WithoutCancel(ctx) // it left: that must be noted whatever ends meanwhile
		return move(xunpan.OutSending, func(tx *store.Tx) error { return d.left(ctx, tx, by, &s) })
	}
	return d.notSent(ctx, &s, sent)
}

// ignoreMoved is for moves of which somebody else may be the author.
func ignoreMoved(err error) error {
	if errors.Is(err, store.ErrChanged) {
		return nil
	}
	return err
}

// ready is where a mail is handed in, or how long it has to wait: for its time, and
// for the mailbox's hour to have room.
func (d *Desk) ready(ctx context.Context, s *store.Sending) (wait time.Duration, server outbox.Server, err error) {
	now := d.now()
	if wait = s.NotBefore.Sub(now); wait > 0 {
		return wait, server, nil
	}
	row, err := d.Store.Mailbox(ctx, s.Mailbox)
	if err != nil {
		return 0, server, err
	}
	conf, server, err := d.postOf(&row)
	if err != nil {
		return 0, server, err
	}
	n, oldest, err := d.Store.SentSince(ctx, s.Mailbox, now.Add(-time.Hour))
	if err != nil || n < conf.post().PerHour {
		return 0, server, err
	}
	return max(time.Second, oldest.Add(time.Hour).Sub(now)), server, nil
}

// giveUp notes that a mail cannot be sent as things are set up; trouble of the
// database is none of these, and the job comes again.
func (d *Desk) giveUp(ctx context.Context, s *store.Sending, why error) error {
	var inv *xunpan.Invalid
	if !errors.As(why, &inv) && !errors.Is(why, store.ErrNotFound) {
		return why
	}
	s.State, s.Problem = xunpan.OutFailed, why.Error()
	return ignoreMoved(d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := tx.AddChange(ctx, mailChange(xunpan.TheDesk, &s.Outgoing, "failed", map[string]any{"why": s.Problem})); err != nil {
			return err
		}
		return tx.MoveOutgoing(ctx, &s.Outgoing, xunpan.OutWaiting)
	}))
}

// notSent notes what became of a mail that the server did not take, or of which
// nobody knows.
func (d *Desk) notSent(ctx context.Context, s *store.Sending, why error) error {
	ctx = context.WithoutCancel(ctx)
	var r *outbox.Refused
	if !errors.As(why, &r) {
		r = &outbox.Refused{Failure: outbox.Failure{Say: xunpan.Text{En: why.Error(), Zh: why.Error()}}}
	}
	what := ""
	s.Problem = r.Say.En
	switch {
	case r.Doubtful:
		s.State, what = xunpan.OutDoubtful, "doubtful"
	case r.Permanent || s.Attempts >= sendTries:
		s.State, what = xunpan.OutFailed, "failed"
	default:
		s.State, s.NotBefore = xunpan.OutWaiting, d.now().Add(max(r.After, outbox.Backoff(s.Attempts)))
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if what != "" {
			if err := tx.AddChange(ctx, mailChange(xunpan.TheDesk, &s.Outgoing, what, map[string]any{"why": r.Say, "recipient": r.Recipient})); err != nil {
				return err
			}
		} else if err := d.Jobs.AddAt(ctx, tx, s.NotBefore, SendJob{s.ID}); err != nil {
			return err
		}
		return tx.MoveOutgoing(ctx, &s.Outgoing, xunpan.OutSending)
	})
}

// actorOf is a user as history names him.
func (d *Desk) actorOf(ctx context.Context, user xunpan.ID) xunpan.Actor {
	if u, err := d.Store.User(ctx, user); err == nil {
		return u.Actor()
	}
	return xunpan.TheDesk
}

// fileMail is the work of FileJob.
func (d *Desk) fileMail(ctx context.Context, job FileJob, _ jobs.Try) error {
	s, err := d.Store.Sending(ctx, job.Mail)
	if errors.Is(err, store.ErrNotFound) || err == nil && s.State != xunpan.OutSent {
		return nil
	}
	if err != nil {
		return err
	}
	if s.Letter == "" {
		r, err := d.Receive(ctx, Incoming{Raw: s.Raw, Form: xunpan.FormMail, Source: "sent", Mailbox: s.Mailbox, Sent: true, Received: s.Sent, Inquiry: s.Inquiry, By: s.By})
		if err != nil {
			return err
		}
		s.Letter = r.Message
		if err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			if err := keepPromise(ctx, tx, &s); err != nil {
				return err
			}
			return tx.MoveOutgoing(ctx, &s.Outgoing, xunpan.OutSent)
		}); err != nil {
			return err
		}
	}
	if s.Filed {
		return nil
	}
	row, err := d.Store.Mailbox(ctx, s.Mailbox)
	if err != nil {
		return nil //nolint:nilerr // the mailbox was removed: there is nowhere to file it
	}
	m, err := MailboxOf(&row)
	if err != nil {
		return err
	}
	secret, err := d.openSecret(&row)
	if err != nil {
		return err
	}
	folder, err := d.account(row.ID, &m.Config, secret).FileSent(ctx, s.MessageID, s.Raw, s.Sent)
	var f *intake.Fault
	if errors.As(err, &f) && f.Class == intake.FaultFolder || err == nil && folder == "" {
		return nil // there is no such folder: what was sent is in the conversation
	}
	if err != nil {
		return err
	}
	s.Filed = true
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.MoveOutgoing(ctx, &s.Outgoing, xunpan.OutSent) })
}

// keepPromise holds us to the time at which an answer said we would come back
// (DOMAIN D8.2): the inquiry waits for us, by then.
func keepPromise(ctx context.Context, tx *store.Tx, s *store.Sending) error {
	if s.Written.Promise.IsZero() {
		return nil
	}
	q, err := tx.Inquiry(ctx, s.Inquiry)
	if err != nil {
		return err
	}
	if q.Tray != xunpan.Waiting && q.Tray != xunpan.ToAnswer {
		return nil
	}
	if err := callOff(ctx, tx, &q, "promised"); err != nil {
		return err
	}
	q.Tray, q.TrayBy, q.Due = xunpan.ToAnswer, "", s.Written.Promise
	if err := tx.SaveInquiry(ctx, &q); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: "promised", Detail: map[string]any{"until": q.Due}})
}

// cameBack notes that an answer of ours did not arrive, by the report of a mail
// server.
func cameBack(ctx context.Context, tx *store.Tx, a *arrival) error {
	o := a.bounced
	if o.State != xunpan.OutSent {
		return nil
	}
	o.State, o.Problem = xunpan.OutBounced, strings.TrimSpace(a.report.Recipient+" "+a.report.Why)
	if err := tx.MoveOutgoing(ctx, o, xunpan.OutSent); err != nil {
		return ignoreMoved(err)
	}
	return tx.AddChange(ctx, mailChange(xunpan.TheDesk, o, "bounced", map[string]any{"recipient": a.report.Recipient, "why": a.report.Why}))
}
