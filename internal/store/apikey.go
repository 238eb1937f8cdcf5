package store

import (
	"context"
	"time"

	"xunpan"
)

const keyColumns = `id, name, start, scope, by_id, created_at, used_at, revoked_at`

func scanKey(r rows) (k xunpan.APIKey, err error) {
	return k, r.Scan(ident{&k.ID}, &k.Name, &k.Start, &k.Scope, ident{&k.By}, when{&k.Created}, when{&k.Used}, when{&k.Revoked})
}

// Keys returns all API keys, revoked ones too, the newest first.
func (v *view) Keys(ctx context.Context) (ks []xunpan.APIKey, err error) {
	defer wrap(&err, "reading the API keys")
	return collect(ctx, v, scanKey, `SELECT `+keyColumns+` FROM api_keys ORDER BY created_at DESC, id DESC`)
}

// Key returns one API key, revoked or not, or ErrNotFound.
func (v *view) Key(ctx context.Context, id xunpan.ID) (k xunpan.APIKey, err error) {
	defer wrap(&err, "reading an API key")
	if !valid(id) {
		return k, ErrNotFound
	}
	k, err = scanKey(v.row(ctx, `SELECT `+keyColumns+` FROM api_keys WHERE id = ?`, string(id)))
	return k, missing(err)
}

// KeyByHash returns the API key of a hash unless it was revoked, or ErrNotFound.
func (v *view) KeyByHash(ctx context.Context, hash []byte) (k xunpan.APIKey, err error) {
	defer wrap(&err, "reading an API key")
	k, err = scanKey(v.row(ctx, `SELECT `+keyColumns+` FROM api_keys WHERE hash = ? AND revoked_at = 0`, hash))
	return k, missing(err)
}

// AddKey inserts an API key under its hash.
func (t *Tx) AddKey(ctx context.Context, k *xunpan.APIKey, hash []byte) (err error) {
	defer wrap(&err, "storing API key %s", k.Name)
	k.Created = t.Now
	_, err = t.exec(ctx, `INSERT INTO api_keys (id, name, start, scope, by_id, created_at, hash) VALUES (`+marks(7)+`)`,
		string(k.ID), k.Name, k.Start, string(k.Scope), maybe(k.By), millis(t.Now), hash)
	return err
}

// RevokeKey ends an API key. ErrNotFound if it is revoked already.
func (t *Tx) RevokeKey(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "revoking API key %s", id)
	return t.changed(ctx, `UPDATE api_keys SET revoked_at = ? WHERE id = ? AND revoked_at = 0`, millis(t.Now), string(id))
}

// UseKey notes that an API key is in use, unless that was noted since.
func (t *Tx) UseKey(ctx context.Context, id xunpan.ID, since time.Time) (err error) {
	defer wrap(&err, "noting an API key's use")
	_, err = t.exec(ctx, `UPDATE api_keys SET used_at = ? WHERE id = ? AND used_at < ?`, millis(t.Now), string(id), millis(since))
	return err
}
