package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Lookup is an answer of the world that is kept for a while.
type Lookup struct {
	Kind   string // what was asked, such as "dns"
	Name   string // about whom: a domain or a host
	Answer json.RawMessage
	At     time.Time // when it was asked
	Until  time.Time // from when on it must be asked again
}

// Lookup returns a kept answer, outdated or not, or ErrNotFound.
func (v *view) Lookup(ctx context.Context, kind, name string) (l Lookup, err error) {
	defer wrap(&err, "reading what is known of %s", name)
	var answer string
	err = missing(v.row(ctx, `SELECT kind, name, answer, at, until FROM lookups WHERE kind = ? AND name = ?`, kind, name).Scan(&l.Kind, &l.Name, &answer, when{&l.At}, when{&l.Until}))
	l.Answer = json.RawMessage(answer)
	return l, err
}

// LookupsSince counts the answers asked for since a moment, on all nodes.
func (v *view) LookupsSince(ctx context.Context, since time.Time) (n int, err error) {
	defer wrap(&err, "counting look-ups")
	return n, v.row(ctx, `SELECT COUNT(*) FROM lookups WHERE at > ?`, millis(since)).Scan(&n)
}

// lookupKept is how long an answer is kept that nobody asked for again.
const lookupKept = 180 * 24 * time.Hour

// SaveLookups keeps answers in the place of older ones.
func (t *Tx) SaveLookups(ctx context.Context, ls ...Lookup) (err error) {
	defer wrap(&err, "keeping look-ups")
	for i := range ls {
		l := &ls[i]
		if _, err := t.exec(ctx, `INSERT INTO lookups (kind, name, answer, at, until) VALUES (?, ?, ?, ?, ?)
 ON CONFLICT (kind, name) DO UPDATE SET answer = excluded.answer, at = excluded.at, until = excluded.until WHERE excluded.at >= lookups.at`,
			l.Kind, l.Name, string(l.Answer), millis(l.At), millis(l.Until)); err != nil {
			return err
		}
	}
	if len(ls) > 0 {
		_, err = t.exec(ctx, `DELETE FROM lookups WHERE at < ?`, millis(t.Now.Add(-lookupKept)))
	}
	return err
}

// Echo is something that several senders may have in common.
type Echo struct {
	Kind    string // what it is, such as "text"
	Digest  []byte
	Sender  string // a domain or an address
	Inquiry xunpan.ID
}

// HearEcho notes that a sender was seen with something, and says how many
// others were since a moment, with the inquiry of the one seen last.
func (t *Tx) HearEcho(ctx context.Context, e *Echo, since time.Time) (others int, last xunpan.ID, err error) {
	defer wrap(&err, "comparing senders")
	if _, err := t.exec(ctx, `INSERT INTO echoes (kind, digest, sender, inquiry_id, at) VALUES (?, ?, ?, ?, ?)
 ON CONFLICT (kind, digest, sender) DO UPDATE SET inquiry_id = excluded.inquiry_id, at = excluded.at WHERE excluded.at >= echoes.at`,
		e.Kind, e.Digest, e.Sender, string(e.Inquiry), millis(t.Now)); err != nil {
		return 0, "", err
	}
	if err := t.row(ctx, `SELECT COUNT(*) FROM echoes WHERE kind = ? AND digest = ? AND sender <> ? AND at > ?`, e.Kind, e.Digest, e.Sender, millis(since)).Scan(&others); err != nil || others == 0 {
		return others, "", err
	}
	err = t.row(ctx, `SELECT inquiry_id FROM echoes WHERE kind = ? AND digest = ? AND sender <> ? ORDER BY at DESC LIMIT 1`, e.Kind, e.Digest, e.Sender).Scan(ident{&last})
	return others, last, err
}
