package flow

import (
	"context"
	"errors"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/alexedwards/argon2id"
	"golang.org/x/text/unicode/norm"

	"xunpan"
	"xunpan/internal/store"
)

// hashing is how passwords are hashed: 19 MiB and about 25 ms each.
var hashing = &argon2id.Params{Memory: 19 * 1024, Iterations: 2, Parallelism: 1, SaltLength: 16, KeyLength: 32}

// nobody is the hash of a password that nobody has. An address without an
// account is checked against it, so that it takes as long as any other.
const nobody = "$argon2id$v=19$m=19456,t=2,p=1$26PtGpBsbVQEt0COg0cFng$Q341yeVUwd828AE/3BCMt8GDwNR58arN58gR4tW49fY"

// However many people, or programs, try to sign in at once, two passwords are
// hashed at a time and a few wait; memory stays bounded.
var (
	inLine = make(chan struct{}, 64)
	atWork = make(chan struct{}, 2)
)

// ErrCrowded says that too many people try to sign in at this moment.
var ErrCrowded = errors.New("too many people sign in at this moment; try again in a few seconds")

// hashed runs f when it is its turn to hash.
func hashed(ctx context.Context, f func() error) error {
	select {
	case inLine <- struct{}{}:
		defer func() { <-inLine }()
	default:
		return ErrCrowded
	}
	select {
	case atWork <- struct{}{}:
		defer func() { <-atWork }()
	case <-ctx.Done():
		return ctx.Err()
	}
	return f()
}

// Limits of passwords.
const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes
)

// checkPassword reports whether a password belongs to a hash. An empty hash is
// that of nobody.
func checkPassword(ctx context.Context, password, hash string) (right bool, err error) {
	if hash == "" {
		hash = nobody
	}
	if len(password) > maxPassword {
		password = "" // no account's
	}
	err = hashed(ctx, func() error {
		right, err = argon2id.ComparePasswordAndHash(norm.NFC.String(password), hash)
		return err
	})
	return right, err
}

// hashPassword checks whether a password will do and hashes it. It must not be
// one of the known ones, which are such as his address.
func hashPassword(ctx context.Context, password string, known ...string) (hash string, err error) {
	switch {
	case !utf8.ValidString(password):
		return "", invalid("password", "The password holds signs that are no text.", "密码包含无效字符。")
	case utf8.RuneCountInString(password) < minPassword:
		return "", invalid("password", "The password is shorter than %d characters. Several words make a good one.", "密码少于 %d 个字符。用几个词组成的句子就是好密码。", minPassword)
	case len(password) > maxPassword:
		return "", invalid("password", "The password is longer than %d bytes.", "密码超过 %d 字节。", maxPassword)
	case guessable(password, known):
		return "", invalid("password", "This password is among the first that anybody would guess. Take another.", "这个密码太容易被猜到，请换一个。")
	}
	err = hashed(ctx, func() error {
		hash, err = argon2id.CreateHash(norm.NFC.String(password), hashing)
		return err
	})
	return hash, err
}

// guessable reports whether a password is one of the commonest, one character
// or a short run over and over, a run along the keyboard or the numbers, or one
// of the known words with or without a few signs around it.
func guessable(password string, known []string) bool {
	p := strings.ToLower(strings.Join(strings.Fields(password), ""))
	core := strings.Trim(p, "0123456789!@#$%^&*()-_=+.,?~")
	if slices.Contains(commonPasswords, p) || len(core) >= 4 && slices.Contains(commonWords, core) {
		return true
	}
	for _, k := range known {
		k = strings.ToLower(strings.Join(strings.Fields(k), ""))
		local, _, _ := strings.Cut(k, "@")
		if k != "" && (p == k || core == k || core == local || p == local) {
			return true
		}
	}
	for n := 1; n <= 4; n++ {
		if strings.HasPrefix(strings.Repeat(p[:min(n, len(p))], len(p)/n+1), p) {
			return true
		}
	}
	for _, run := range keyboardRuns {
		if strings.Contains(run, p) {
			return true
		}
	}
	return false
}

// keyboardRuns hold what fingers type without thinking, both ways.
var keyboardRuns = []string{
	"01234567890123456789", "98765432109876543210", "qwertyuiopasdfghjklzxcvbnm", "qwertyuiopqwertyuiop", "asdfghjklasdfghjkl", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik9ol0p",
	"1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "abcdefghijklmnopqrstuvwxyz", "zyxwvutsrqponmlkjihgfedcba", "qazwsxedcrfvtgbyhnujmikolp", "qweasdzxcrtyfghvbn", "poiuytrewqlkjhgfdsamnbvcxz",
}

// commonPasswords are the commonest of ten characters and more, in lower case.
var commonPasswords = []string{
	"password12", "password123", "password1234", "passw0rd123", "p@ssw0rd123", "p@ssword123", "1password1", "passwordpassword", "qwerty12345", "qwerty123456", "qwertyqwerty", "1234567890a", "a1234567890", "a123456789", "aa123456789",
	"q123456789", "abc1234567", "abcd123456", "abc123456789", "123456789a", "123456789q", "123456abcd", "1234qwerasdf", "1234abcd1234", "1029384756", "147258369a", "0123456789a", "111222333444", "123123123a", "123321123321", "11223344556677",
	"iloveyou12", "iloveyou123", "iloveyou1314", "woaini1314", "woaini520", "woaini5201314", "woaini1314520", "5201314520", "1314520520", "5201314woaini", "caonima123", "zxcvbnm123", "zxcvbnm1234", "asdfghjkl123", "qq123456789", "wang123456", "zhang123456", "li123456789",
	"changeme123", "changemenow", "letmein123", "letmein1234", "welcome123", "welcome1234", "administrator", "football123", "baseball123", "princess123", "superman123", "starwars123", "trustno1trustno1", "correcthorsebatterystaple",
}

// commonWords make no password, whatever digits and signs stand around them.
var commonWords = []string{
	"password", "passwort", "passw0rd", "p@ssword", "p@ssw0rd", "qwerty", "qwertz", "azerty", "admin", "administrator", "welcome", "letmein", "changeme", "iloveyou", "woaini", "xunpan", "inquiry", "company", "export", "sales", "trade", "waimao", "alibaba", "monkey", "dragon", "sunshine", "princess", "football", "abcd", "abcdef", "test", "secret", "login", "master", "hello", "mima", "wodemima",
}

// ChangePassword gives a user another password, ends his other sessions, and
// voids what was sent to renew it. Who never had one leaves the present one empty.
func (d *Desk) ChangePassword(ctx context.Context, who Who, present, next string, v Visit) error {
	a, err := d.self(ctx, who, present)
	if err != nil {
		return err
	}
	hash, err := hashPassword(ctx, next, a.Email, a.Name)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		return renewPassword(ctx, tx, who.Actor, &a.User, hash, v.Session)
	})
}

// self is the account of who asks, once he gave his password again. Whoever
// finds a desk left open does not get at the account.
func (d *Desk) self(ctx context.Context, who Who, password string) (a store.Account, err error) {
	if who.Actor.Kind != "user" {
		return a, ErrDenied
	}
	if a, err = d.Store.Account(ctx, who.Actor.ID); err != nil {
		return a, denied(err)
	}
	if a.Password == "" {
		return a, nil
	}
	name := "password/" + string(a.ID)
	if err := d.attempt(ctx, limit{name, freeTries}); err != nil {
		return a, err
	}
	right, err := checkPassword(ctx, password, a.Password)
	if err != nil {
		return a, err
	}
	if !right {
		return a, invalid("present", "This is not your present password.", "当前密码不正确。")
	}
	return a, d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.SetAttempts(ctx, name, store.Attempts{}) })
}

// renewPassword writes a password's hash, ends all sessions but one, and voids
// open invitations to renew it.
func renewPassword(ctx context.Context, tx *store.Tx, by xunpan.Actor, u *xunpan.User, hash string, but xunpan.ID) error {
	if err := tx.SetPassword(ctx, u.ID, hash); err != nil {
		return err
	}
	if err := tx.EndInvitationsTo(ctx, u.Email); err != nil {
		return err
	}
	ended, err := tx.EndSessions(ctx, u.ID, but)
	if err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: by, Object: "user", ID: u.ID, What: "password", Detail: map[string]any{"sessions_ended": ended}})
}
