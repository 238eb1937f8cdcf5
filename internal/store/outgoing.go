package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

const draftColumns = `id, inquiry_id, doc, by_id, changed_at, version`

func scanDraft(r rows) (d xunpan.Draft, err error) {
	var doc string
	var id, inquiry, by xunpan.ID
	var changed time.Time
	var version int64
	if err := r.Scan(ident{&id}, ident{&inquiry}, &doc, ident{&by}, when{&changed}, &version); err != nil {
		return d, err
	}
	if err := json.Unmarshal([]byte(doc), &d); err != nil {
		return d, err
	}
	d.ID, d.Inquiry, d.By, d.Changed, d.Version = id, inquiry, by, changed, version
	return d, nil
}

// Draft returns one draft, or ErrNotFound.
func (v *view) Draft(ctx context.Context, id xunpan.ID) (d xunpan.Draft, err error) {
	defer wrap(&err, "reading draft %s", id)
	if !valid(id) {
		return d, ErrNotFound
	}
	d, err = scanDraft(v.row(ctx, `SELECT `+draftColumns+` FROM drafts WHERE id = ?`, string(id)))
	return d, missing(err)
}

// Drafts lists the drafts of an inquiry, the last changed first.
func (v *view) Drafts(ctx context.Context, inquiry xunpan.ID) (ds []xunpan.Draft, err error) {
	defer wrap(&err, "reading the drafts of %s", inquiry)
	return collect(ctx, v, scanDraft, `SELECT `+draftColumns+` FROM drafts WHERE inquiry_id = ? ORDER BY changed_at DESC, id DESC LIMIT 20`, string(inquiry))
}

// SaveDraft writes a draft: a new one if its version is 0, otherwise one that
// must not have changed since it was read: ErrChanged.
func (t *Tx) SaveDraft(ctx context.Context, d *xunpan.Draft) (err error) {
	defer wrap(&err, "saving draft %s", d.ID)
	d.Changed = t.Now
	doc, err := json.Marshal(d)
	if err != nil {
		return err
	}
	if d.Version == 0 {
		d.Version = 1
		_, err = t.exec(ctx, `INSERT INTO drafts (`+draftColumns+`) VALUES (`+marks(6)+`)`, string(d.ID), string(d.Inquiry), string(doc), maybe(d.By), millis(t.Now), d.Version)
		return err
	}
	err = t.changed(ctx, `UPDATE drafts SET doc = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?`, string(doc), millis(t.Now), string(d.ID), d.Version)
	if err == ErrNotFound {
		return ErrChanged
	}
	d.Version++
	return err
}

// RemoveDraft removes a draft that was sent or thrown away.
func (t *Tx) RemoveDraft(ctx context.Context, id xunpan.ID) error {
	return t.changed(ctx, `DELETE FROM drafts WHERE id = ?`, string(id))
}

// Envelope is from whom and to whom a mail goes, whatever stands in it.
type Envelope struct {
	From string   `json:"from"`
	To   []string `json:"to"`
}

// Sending is a mail on its way with what is sent.
type Sending struct {
	xunpan.Outgoing
	Quotation xunpan.ID
	Envelope  Envelope
	Raw       []byte
	Written   xunpan.Draft // to give back, when it is taken back
}

const outgoingColumns = `id, inquiry_id, quotation_id, mailbox_id, letter_id, message_id, state, not_before, attempts, problem, sent_at, filed, by_id, created_at`

func outgoingFields(o *Sending) []any {
	return []any{ident{&o.ID}, ident{&o.Inquiry}, ident{&o.Quotation}, ident{&o.Mailbox}, ident{&o.Letter}, &o.MessageID, &o.State, when{&o.NotBefore}, &o.Attempts, &o.Problem, when{&o.Sent}, &o.Filed, ident{&o.By}, when{&o.Created}}
}

func scanOutgoing(r rows) (xunpan.Outgoing, error) {
	var o Sending
	err := r.Scan(outgoingFields(&o)...)
	return o.Outgoing, err
}

// Sending returns a mail on its way, or ErrNotFound.
func (v *view) Sending(ctx context.Context, id xunpan.ID) (o Sending, err error) {
	defer wrap(&err, "reading the mail %s that goes out", id)
	if !valid(id) {
		return o, ErrNotFound
	}
	var envelope, written string
	var raw Packed
	err = v.row(ctx, `SELECT `+outgoingColumns+`, envelope, packed, raw, draft FROM outgoing WHERE id = ?`, string(id)).Scan(append(outgoingFields(&o), &envelope, &raw.Coder, &raw.Bytes, &written)...)
	if err != nil {
		return o, missing(err)
	}
	if o.Raw, err = raw.Unpack(); err != nil {
		return o, err
	}
	if err := json.Unmarshal([]byte(written), &o.Written); err != nil {
		return o, err
	}
	return o, json.Unmarshal([]byte(envelope), &o.Envelope)
}

// Outgoing lists the mails on their way of an inquiry, or with "" of all that
// have one of the states, the newest first.
func (v *view) Outgoing(ctx context.Context, inquiry xunpan.ID, states []xunpan.OutgoingState, limit int) (os []xunpan.Outgoing, err error) {
	defer wrap(&err, "reading the mails that go out")
	text, args := `SELECT `+outgoingColumns+` FROM outgoing WHERE 1 = 1`, []any(nil)
	if inquiry != "" {
		text, args = text+` AND inquiry_id = ?`, append(args, string(inquiry))
	}
	if len(states) > 0 {
		text += ` AND state IN (` + marks(len(states)) + `)`
		for _, s := range states {
			args = append(args, string(s))
		}
	}
	return collect(ctx, v, scanOutgoing, text+` ORDER BY created_at DESC, id DESC LIMIT ?`, append(args, limit)...)
}

// OutgoingByMessage finds a mail that was sent by its Message-ID, or ErrNotFound.
func (v *view) OutgoingByMessage(ctx context.Context, mid string) (o xunpan.Outgoing, err error) {
	defer wrap(&err, "looking a sent mail up")
	o, err = scanOutgoing(v.row(ctx, `SELECT `+outgoingColumns+` FROM outgoing WHERE message_id = ?`, mid))
	return o, missing(err)
}

// SentSince counts the mails that a mailbox sent since a moment, and tells when
// the oldest of them went.
func (v *view) SentSince(ctx context.Context, mailbox xunpan.ID, since time.Time) (n int, oldest time.Time, err error) {
	defer wrap(&err, "counting what was sent")
	err = v.row(ctx, `SELECT COUNT(*), MIN(sent_at) FROM outgoing WHERE mailbox_id = ? AND sent_at > ?`, string(mailbox), millis(since)).Scan(&n, when{&oldest})
	return n, oldest, err
}

// AddSending inserts a mail that is to go out. ErrExists if its Message-ID is
// there already.
func (t *Tx) AddSending(ctx context.Context, o *Sending) (err error) {
	defer wrap(&err, "storing the mail that goes out")
	o.State, o.Created = xunpan.OutWaiting, t.Now
	envelope, err := json.Marshal(o.Envelope)
	if err != nil {
		return err
	}
	written, err := json.Marshal(o.Written)
	if err != nil {
		return err
	}
	raw := Pack(o.Raw)
	return t.added(ctx, `INSERT INTO outgoing (`+outgoingColumns+`, envelope, packed, raw, draft) VALUES (`+marks(18)+`) ON CONFLICT DO NOTHING`,
		string(o.ID), string(o.Inquiry), maybe(o.Quotation), string(o.Mailbox), maybe(o.Letter), o.MessageID, string(o.State), millis(o.NotBefore), o.Attempts, o.Problem, millis(o.Sent), o.Filed, maybe(o.By), millis(o.Created),
		string(envelope), raw.Coder, raw.Bytes, string(written))
}

// MoveOutgoing takes a mail from one state to another and writes what else
// changed; ErrChanged if it is not in that state any more. It is the one way in
// which the state changes, so of two who try one succeeds.
func (t *Tx) MoveOutgoing(ctx context.Context, o *xunpan.Outgoing, from xunpan.OutgoingState) (err error) {
	defer wrap(&err, "moving on the mail %s that goes out", o.ID)
	err = t.changed(ctx, `UPDATE outgoing SET state = ?, letter_id = ?, not_before = ?, attempts = ?, problem = ?, sent_at = ?, filed = ? WHERE id = ? AND state = ?`,
		string(o.State), maybe(o.Letter), millis(o.NotBefore), o.Attempts, o.Problem, millis(o.Sent), o.Filed, string(o.ID), string(from))
	if err == ErrNotFound {
		return ErrChanged
	}
	return err
}
