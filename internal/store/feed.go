package store

import (
	"context"
	"time"

	"xunpan"
)

// SetFeed gives a user the address of his calendar's feed, by the digest of its
// token; an address given before leads nowhere from then on.
func (t *Tx) SetFeed(ctx context.Context, user xunpan.ID, digest []byte) (err error) {
	defer wrap(&err, "storing a calendar feed")
	_, err = t.exec(ctx, `INSERT INTO feeds (user_id, digest, created_at) VALUES (?, ?, ?) ON CONFLICT (user_id) DO UPDATE SET digest = excluded.digest, created_at = excluded.created_at`,
		string(user), digest, millis(t.Now))
	return err
}

// DropFeed ends a user's feed.
func (t *Tx) DropFeed(ctx context.Context, user xunpan.ID) (err error) {
	defer wrap(&err, "ending a calendar feed")
	_, err = t.exec(ctx, `DELETE FROM feeds WHERE user_id = ?`, string(user))
	return err
}

// FeedUser is whose feed has a token's digest; ErrNotFound for nobody's.
func (v *view) FeedUser(ctx context.Context, digest []byte) (user xunpan.ID, err error) {
	defer wrap(&err, "looking a calendar feed up")
	err = v.row(ctx, `SELECT user_id FROM feeds WHERE digest = ?`, digest).Scan(ident{&user})
	return user, missing(err)
}

// FeedSince is since when a user has a feed; zero without one.
func (v *view) FeedSince(ctx context.Context, user xunpan.ID) (at time.Time, err error) {
	defer wrap(&err, "looking a calendar feed up")
	err = missing(v.row(ctx, `SELECT created_at FROM feeds WHERE user_id = ?`, string(user)).Scan(when{&at}))
	if err == ErrNotFound {
		err = nil
	}
	return at, err
}

// DueBetween lists inquiries to be answered in a time, the earliest first.
func (v *view) DueBetween(ctx context.Context, s Scope, from, to time.Time, limit int) (qs []xunpan.Inquiry, err error) {
	defer wrap(&err, "listing what is due")
	owner, args := scopeIs(s)
	args = append(append([]any{string(xunpan.ToAnswer), millis(from), millis(to)}, args...), limit)
	return collect(ctx, v, scanInquiry, `SELECT `+inquiryColumns+` FROM inquiries WHERE tray = ? AND due_at >= ? AND due_at < ? AND due_at > 0 AND merged_into IS NULL`+owner+` ORDER BY due_at, id LIMIT ?`, args...)
}

// ClaimDigest notes that somebody gets the digest of a day; false if he had it.
func (t *Tx) ClaimDigest(ctx context.Context, who, day string) (bool, error) {
	err := t.changed(ctx, `INSERT INTO digests (who, day, at) VALUES (?, ?, ?) ON CONFLICT (who, day) DO NOTHING`, who, day, millis(t.Now))
	if err == ErrNotFound {
		return false, nil
	}
	return err == nil, err
}

// ForgetDigests forgets who had which digest before a moment.
func (t *Tx) ForgetDigests(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM digests WHERE at < ?`, millis(before))
	return err
}
