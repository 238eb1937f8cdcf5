package store

import (
	"context"
	"encoding/json"

	"xunpan"
)

const letterColumns = `id, inquiry_id, direction, form, channel, mid, subject, sender, sender_mail, receivers, sent_at, received_at,
 size, files, source, mailbox_id, by_id, auto, judged`

func scanLetter(r rows) (xunpan.Letter, error) {
	var l xunpan.Letter
	var to, judged string
	err := r.Scan(ident{&l.ID}, ident{&l.Inquiry}, &l.Direction, &l.Form, &l.Channel, &l.MessageID, &l.Subject, &l.From.Name, &l.From.Mail, &to,
		when{&l.Date}, when{&l.Received}, &l.Size, &l.Files, &l.Source, ident{&l.Mailbox}, ident{&l.By}, &l.Auto, &judged)
	if err != nil {
		return l, err
	}
	if err := json.Unmarshal([]byte(to), &l.To); err != nil {
		return l, err
	}
	if judged != "" {
		err = json.Unmarshal([]byte(judged), &l.Judged)
	}
	return l, err
}

// Letter returns one message, or ErrNotFound.
func (v *view) Letter(ctx context.Context, id xunpan.ID) (l xunpan.Letter, err error) {
	defer wrap(&err, "reading message %s", id)
	if !valid(id) {
		return l, ErrNotFound
	}
	l, err = scanLetter(v.row(ctx, `SELECT `+letterColumns+` FROM messages WHERE id = ?`, string(id)))
	return l, missing(err)
}

// Letters returns a conversation's messages, oldest first, at most limit and
// then the newest of them.
func (v *view) Letters(ctx context.Context, inquiry xunpan.ID, limit int) (ls []xunpan.Letter, err error) {
	defer wrap(&err, "reading the messages of inquiry %s", inquiry)
	ls, err = collect(ctx, v, scanLetter, `SELECT `+letterColumns+` FROM messages WHERE inquiry_id = ? ORDER BY received_at DESC, id DESC LIMIT ?`, string(inquiry), limit)
	for i, j := 0, len(ls)-1; i < j; i, j = i+1, j-1 {
		ls[i], ls[j] = ls[j], ls[i]
	}
	return ls, err
}

// LetterOfDigest returns the message with this digest and its inquiry, or
// ErrNotFound: the same message came before.
func (v *view) LetterOfDigest(ctx context.Context, digest []byte) (id, inquiry xunpan.ID, err error) {
	err = v.row(ctx, `SELECT id, inquiry_id FROM messages WHERE digest = ?`, digest).Scan(ident{&id}, ident{&inquiry})
	return id, inquiry, missing(err)
}

// AddLetter inserts a message with its raw bytes as packed by Pack. The digest
// tells the same message apart from others and must be new.
func (t *Tx) AddLetter(ctx context.Context, l *xunpan.Letter, digest []byte, raw Packed) (err error) {
	defer wrap(&err, "storing message %s", l.ID)
	to, err := json.Marshal(l.To)
	if err != nil {
		return err
	}
	if l.To == nil {
		to = []byte("[]")
	}
	judged := ""
	if l.Judged.Type != "" {
		b, err := json.Marshal(l.Judged)
		if err != nil {
			return err
		}
		judged = string(b)
	}
	if _, err = t.exec(ctx, `INSERT INTO messages (`+letterColumns+`, digest) VALUES (`+marks(20)+`)`,
		string(l.ID), maybe(l.Inquiry), string(l.Direction), string(l.Form), string(l.Channel), l.MessageID, l.Subject, l.From.Name, l.From.Mail, string(to),
		millis(l.Date), millis(l.Received), l.Size, l.Files, l.Source, maybe(l.Mailbox), maybe(l.By), l.Auto, judged, digest); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO raws (message_id, packed, bytes) VALUES (?, ?, ?)`, string(l.ID), raw.Coder, raw.Bytes)
	return err
}

// Raw returns a message's bytes as they came.
func (v *view) Raw(ctx context.Context, message xunpan.ID) (raw []byte, err error) {
	defer wrap(&err, "reading the bytes of message %s", message)
	if !valid(message) {
		return nil, ErrNotFound
	}
	var p Packed
	if err := v.row(ctx, `SELECT packed, bytes FROM raws WHERE message_id = ?`, string(message)).Scan(&p.Coder, &p.Bytes); err != nil {
		return nil, missing(err)
	}
	return p.Unpack()
}

// MoveLetters gives all messages of one inquiry to another, or with ids only these.
func (t *Tx) MoveLetters(ctx context.Context, from, to xunpan.ID, ids []xunpan.ID) error {
	if ids == nil {
		for _, q := range []string{`UPDATE messages SET inquiry_id = ? WHERE inquiry_id = ?`, `UPDATE words SET inquiry_id = ? WHERE inquiry_id = ?`} {
			if _, err := t.exec(ctx, q, string(to), string(from)); err != nil {
				return err
			}
		}
		return nil
	}
	for _, id := range ids {
		if err := t.changed(ctx, `UPDATE messages SET inquiry_id = ? WHERE id = ? AND inquiry_id = ?`, string(to), string(id), string(from)); err != nil {
			return err
		}
		if _, err := t.exec(ctx, `UPDATE words SET inquiry_id = ? WHERE message_id = ?`, string(to), string(id)); err != nil {
			return err
		}
	}
	return nil
}

// AddOrphan notes that a sent mail answers a message that is not here yet.
func (t *Tx) AddOrphan(ctx context.Context, mids []string, message xunpan.ID) error {
	for _, m := range mids {
		if _, err := t.exec(ctx, `INSERT INTO orphans (mid, message_id) VALUES (?, ?) ON CONFLICT DO NOTHING`, m, string(message)); err != nil {
			return err
		}
	}
	return nil
}

// Adopt gives the sent mails that answer the message with this Message-ID to
// its inquiry, and returns them.
func (t *Tx) Adopt(ctx context.Context, mid string, inquiry xunpan.ID) ([]xunpan.Letter, error) {
	if mid == "" {
		return nil, nil
	}
	found, err := collect(ctx, &t.view, scanLetter, `SELECT `+letterColumns+` FROM messages WHERE inquiry_id IS NULL AND id IN (SELECT message_id FROM orphans WHERE mid = ?)`, mid)
	if err != nil {
		return nil, err
	}
	for i := range found {
		if _, err := t.exec(ctx, `DELETE FROM orphans WHERE message_id = ?`, string(found[i].ID)); err != nil {
			return nil, err
		}
		if err := t.changed(ctx, `UPDATE messages SET inquiry_id = ? WHERE id = ?`, string(inquiry), string(found[i].ID)); err != nil {
			return nil, err
		}
		found[i].Inquiry = inquiry
	}
	return found, nil
}

// Raws returns the bytes of several messages, by id.
func (v *view) Raws(ctx context.Context, letters []xunpan.Letter) (map[xunpan.ID][]byte, error) {
	raws := make(map[xunpan.ID][]byte, len(letters))
	for i := range letters {
		raw, err := v.Raw(ctx, letters[i].ID)
		if err != nil {
			return nil, err
		}
		raws[letters[i].ID] = raw
	}
	return raws, nil
}

// LettersAfter returns messages in the order of their ids, those after this one.
func (v *view) LettersAfter(ctx context.Context, after xunpan.ID, limit int) ([]xunpan.Letter, error) {
	if after == "" {
		after = "00000000-0000-0000-0000-000000000000"
	}
	return collect(ctx, v, scanLetter, `SELECT `+letterColumns+` FROM messages WHERE id > ? ORDER BY id LIMIT ?`, string(after), limit)
}
