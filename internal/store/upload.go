package store

import (
	"context"
	"time"

	"xunpan"
)

// Upload is one bringing in of files that somebody sent to the desk.
type Upload struct {
	ID      xunpan.ID
	Name    string // of the file, or of the first of several
	Size    int64  // bytes of all files
	By      xunpan.ID
	State   string // one of the states below
	Reason  string // why it stopped, if it did by itself
	Total   int    // messages; 0 while they are not counted
	Done    int    // messages dealt with, in the order of the files
	Stored  int
	Seen    int // here already
	Skipped int // kept, though they made no inquiry
	Failed  int
	Created time.Time
	Changed time.Time
}

// States of an upload.
const (
	UploadRunning = "running"
	UploadDone    = "done"
	UploadStopped = "stopped"
)

// UploadLine says what became of one message of an upload.
type UploadLine struct {
	No      int // from 1
	From    string
	Subject string
	Outcome string // "stored", "seen", "skipped", "failed"
	Reason  string
	Inquiry xunpan.ID
}

const uploadColumns = `id, name, size, by_id, state, reason, total, done, stored, seen, skipped, failed, created_at, changed_at`

func scanUpload(r rows) (u Upload, err error) {
	return u, r.Scan(ident{&u.ID}, &u.Name, &u.Size, ident{&u.By}, &u.State, &u.Reason, &u.Total, &u.Done, &u.Stored, &u.Seen, &u.Skipped, &u.Failed, when{&u.Created}, when{&u.Changed})
}

// Uploads returns the newest uploads, those of a state only if one is given.
func (v *view) Uploads(ctx context.Context, state string, limit int) (us []Upload, err error) {
	defer wrap(&err, "reading the uploads")
	text, args := `SELECT `+uploadColumns+` FROM uploads`, []any(nil)
	if state != "" {
		text, args = text+` WHERE state = ?`, append(args, state)
	}
	return collect(ctx, v, scanUpload, text+` ORDER BY created_at DESC, id DESC LIMIT ?`, append(args, limit)...)
}

// Upload returns one upload, or ErrNotFound.
func (v *view) Upload(ctx context.Context, id xunpan.ID) (u Upload, err error) {
	defer wrap(&err, "reading upload %s", id)
	if !valid(id) {
		return u, ErrNotFound
	}
	u, err = scanUpload(v.row(ctx, `SELECT `+uploadColumns+` FROM uploads WHERE id = ?`, string(id)))
	return u, missing(err)
}

// AddUpload inserts an upload that is to run.
func (t *Tx) AddUpload(ctx context.Context, u *Upload) (err error) {
	defer wrap(&err, "storing upload %q", u.Name)
	u.State, u.Created, u.Changed = UploadRunning, t.Now, t.Now
	_, err = t.exec(ctx, `INSERT INTO uploads (`+uploadColumns+`) VALUES (`+marks(14)+`)`,
		string(u.ID), u.Name, u.Size, maybe(u.By), u.State, u.Reason, u.Total, u.Done, u.Stored, u.Seen, u.Skipped, u.Failed, millis(t.Now), millis(t.Now))
	return err
}

// MoveUpload writes how far an upload has come, if it is still running and had
// come as far as was thought: ErrChanged otherwise.
func (t *Tx) MoveUpload(ctx context.Context, u *Upload, was int) (err error) {
	defer wrap(&err, "moving on in upload %s", u.ID)
	err = t.changed(ctx, `UPDATE uploads SET state = ?, reason = ?, total = ?, done = ?, stored = ?, seen = ?, skipped = ?, failed = ?, changed_at = ? WHERE id = ? AND state = ? AND done = ?`,
		u.State, u.Reason, u.Total, u.Done, u.Stored, u.Seen, u.Skipped, u.Failed, millis(t.Now), string(u.ID), UploadRunning, was)
	if err == ErrNotFound {
		return ErrChanged
	}
	return err
}

// StopUpload ends an upload that is running; ErrNotFound if it is not.
func (t *Tx) StopUpload(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "stopping upload %s", id)
	if !valid(id) {
		return ErrNotFound
	}
	return t.changed(ctx, `UPDATE uploads SET state = ?, changed_at = ? WHERE id = ? AND state = ?`, UploadStopped, millis(t.Now), string(id), UploadRunning)
}

// AddUploadLines notes what became of messages of an upload.
func (t *Tx) AddUploadLines(ctx context.Context, id xunpan.ID, lines []UploadLine) (err error) {
	defer wrap(&err, "writing the result of upload %s", id)
	for i := range lines {
		l := &lines[i]
		if _, err := t.exec(ctx, `INSERT INTO upload_lines (upload_id, no, sender, subject, outcome, reason, inquiry_id) VALUES (`+marks(7)+`)`,
			string(id), l.No, l.From, l.Subject, l.Outcome, l.Reason, maybe(l.Inquiry)); err != nil {
			return err
		}
	}
	return nil
}

// UploadLines returns what became of an upload's messages in their order, those
// with an outcome only if one is given, beginning behind a number.
func (v *view) UploadLines(ctx context.Context, id xunpan.ID, outcome string, after, limit int) (ls []UploadLine, err error) {
	defer wrap(&err, "reading the result of upload %s", id)
	text, args := `SELECT no, sender, subject, outcome, reason, inquiry_id FROM upload_lines WHERE upload_id = ? AND no > ?`, []any{string(id), after}
	if outcome != "" {
		text, args = text+` AND outcome = ?`, append(args, outcome)
	}
	return collect(ctx, v, func(r rows) (l UploadLine, err error) {
		return l, r.Scan(&l.No, &l.From, &l.Subject, &l.Outcome, &l.Reason, ident{&l.Inquiry})
	}, text+` ORDER BY no LIMIT ?`, append(args, limit)...)
}

// ForgetUploads removes the results of uploads that ended before a moment.
func (t *Tx) ForgetUploads(ctx context.Context, before time.Time) (err error) {
	defer wrap(&err, "forgetting old uploads")
	const old = `SELECT id FROM uploads WHERE state <> ? AND changed_at < ?`
	if _, err := t.exec(ctx, `DELETE FROM upload_lines WHERE upload_id IN (`+old+`)`, UploadRunning, millis(before)); err != nil {
		return err
	}
	_, err = t.exec(ctx, `DELETE FROM uploads WHERE state <> ? AND changed_at < ?`, UploadRunning, millis(before))
	return err
}
