package store

import (
	"bytes"
	"context"
	"time"
)

// Answer is what a request with an idempotency key was answered.
type Answer struct {
	Status int    // HTTP status; 0 while the request is under way
	Kind   string // Content-Type
	Body   []byte
	Same   bool // the request that was answered is the same as the one asked about
}

// ReserveAnswer claims an idempotency key for a request, which its digest stands
// for, and reports whether the request is to be done. If not, the answer tells
// what became of the first one. A claim made before stale whose request never
// ended, and an answer given before old, are claimed anew.
func (t *Tx) ReserveAnswer(ctx context.Context, key string, digest []byte, stale, old time.Time) (a Answer, fresh bool, err error) {
	defer wrap(&err, "claiming an idempotency key")
	err = t.changed(ctx, `INSERT INTO answers (key, digest, status, kind, body, at) VALUES (?, ?, 0, '', ?, ?)
 ON CONFLICT (key) DO UPDATE SET digest = excluded.digest, status = 0, kind = '', body = excluded.body, at = excluded.at
 WHERE answers.at < ? OR answers.status = 0 AND answers.at < ?`, key, digest, []byte{}, millis(t.Now), millis(old), millis(stale))
	if err != ErrNotFound {
		return a, err == nil, err
	}
	var was []byte
	err = missing(t.row(ctx, `SELECT digest, status, kind, body FROM answers WHERE key = ?`, key).Scan(&was, &a.Status, &a.Kind, &a.Body))
	a.Same = bytes.Equal(was, digest)
	return a, false, err
}

// KeepAnswer keeps what the request that claimed a key was answered.
func (t *Tx) KeepAnswer(ctx context.Context, key string, a *Answer) (err error) {
	defer wrap(&err, "keeping an answer")
	body := a.Body
	if body == nil {
		body = []byte{}
	}
	return t.changed(ctx, `UPDATE answers SET status = ?, kind = ?, body = ? WHERE key = ?`, a.Status, a.Kind, body, key)
}

// DropAnswer gives a claimed key back, so that the request can be made again.
func (t *Tx) DropAnswer(ctx context.Context, key string) (err error) {
	defer wrap(&err, "giving an idempotency key back")
	_, err = t.exec(ctx, `DELETE FROM answers WHERE key = ?`, key)
	return err
}
