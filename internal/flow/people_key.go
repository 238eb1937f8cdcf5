package flow

import (
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// KeyPrefix begins every API key, so that people and scanners of leaked secrets
// recognise one.
const KeyPrefix = "xp_"

const (
	keyBytes = 25 // random ones: 200 bits, 40 letters
	keyStart = 8  // how much of a key is kept for show
)

// AddKey makes an API key and returns it; nobody can read it again.
func (d *Desk) AddKey(ctx context.Context, who Who, name string, scope xunpan.KeyScope) (plain string, k xunpan.APIKey, err error) {
	if k.Name, err = cleanName("name", name); err != nil {
		return "", k, err
	}
	if !slices.Contains(xunpan.KeyScopes[:], scope) {
		return "", k, invalid("scope", "There is no scope %q; the scopes are read, write and admin.", "没有“%s”这个权限范围；范围有 read（读）、write（读写）、admin（管理）。", scope)
	}
	b := make([]byte, keyBytes)
	_, _ = rand.Read(b) // never fails since Go 1.24
	plain = KeyPrefix + strings.ToLower(letters32.EncodeToString(b))
	k.ID, k.Scope, k.Start, k.By = newID(), scope, plain[:keyStart], userID(who.Actor)
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		may, err := require(ctx, tx, who, xunpan.CanKeys)
		if err != nil {
			return err
		}
		if err := within(scope.May, may); err != nil {
			return err
		}
		if err := tx.AddKey(ctx, &k, tokenHash(plain)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "key", ID: k.ID, What: "created", Detail: map[string]any{"name": k.Name, "scope": k.Scope, "start": k.Start}})
	})
	if err != nil {
		return "", k, err
	}
	return plain, k, nil
}

// RevokeKey ends an API key at once.
func (d *Desk) RevokeKey(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanKeys); err != nil {
			return err
		}
		k, err := tx.Key(ctx, id)
		if err != nil {
			return err
		}
		return revokeKey(ctx, tx, who.Actor, &k)
	})
}

func revokeKey(ctx context.Context, tx *store.Tx, by xunpan.Actor, k *xunpan.APIKey) error {
	if err := tx.RevokeKey(ctx, k.ID); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: by, Object: "key", ID: k.ID, What: "revoked", Detail: map[string]any{"name": k.Name, "scope": k.Scope, "start": k.Start}})
}

// CheckKey returns the living API key that a program shows, or ErrNotFound, and
// notes that it is in use.
func (d *Desk) CheckKey(ctx context.Context, plain string) (k xunpan.APIKey, err error) {
	if !strings.HasPrefix(plain, KeyPrefix) || len(plain) != len(KeyPrefix)+letters32.EncodedLen(keyBytes) {
		return k, store.ErrNotFound
	}
	if k, err = d.Store.KeyByHash(ctx, tokenHash(plain)); err != nil {
		return k, err
	}
	if d.now().Sub(k.Used) > seenEvery {
		d.noteUse(ctx, func(ctx context.Context, tx *store.Tx) error {
			return tx.UseKey(ctx, k.ID, tx.Now.Add(-seenEvery))
		})
	}
	return k, nil
}

// How long what a request was answered is remembered under its idempotency key,
// and after what time a request that never ended counts as lost.
const (
	answerTime = 24 * time.Hour
	claimTime  = time.Minute
)

// maxAnswerKey bounds an idempotency key, in bytes.
const maxAnswerKey = 200

// Claim claims an idempotency key of a caller for a request, which its digest
// stands for, and reports whether the request is to be done; then Answered or
// Unclaim must follow. If not, the answer tells what became of the first one.
func (d *Desk) Claim(ctx context.Context, by xunpan.Actor, key string, digest []byte) (a store.Answer, fresh bool, err error) {
	if key == "" || len(key) > maxAnswerKey || strings.ContainsFunc(key, func(r rune) bool { return r < ' ' || r > '~' }) {
		return a, false, invalid("Idempotency-Key", "An idempotency key is 1 to %d printable ASCII characters.", "幂等键须为 1 到 %d 个可打印的 ASCII 字符。", maxAnswerKey)
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		a, fresh, err = tx.ReserveAnswer(ctx, answerKey(by, key), digest, tx.Now.Add(-claimTime), tx.Now.Add(-answerTime))
		return err
	})
	if err == nil && len(a.Body) > 0 {
		a.Body, err = d.Seal.Open("answer/"+answerKey(by, key), a.Body)
	}
	return a, fresh, err
}

// Answered keeps what the request that claimed a key was answered, sealed: it may
// be a key or a link just made, which is kept nowhere else.
func (d *Desk) Answered(ctx context.Context, by xunpan.Actor, key string, a store.Answer) error {
	a.Body = d.Seal.Seal("answer/"+answerKey(by, key), a.Body)
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.KeepAnswer(ctx, answerKey(by, key), &a) })
}

// Unclaim gives a claimed key back: the request failed and may be made again.
func (d *Desk) Unclaim(ctx context.Context, by xunpan.Actor, key string) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.DropAnswer(ctx, answerKey(by, key)) })
}

// answerKey keeps the keys of one caller apart from those of all others.
func answerKey(by xunpan.Actor, key string) string {
	return by.Kind + "/" + string(by.ID) + "/" + key
}
