package flow

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base32"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/store"
)

const (
	totpPeriod    = 30               // seconds of one code, as every app has it
	totpSkew      = 1                // codes before and after the present one that count, too
	totpSetupTime = 15 * time.Minute // to scan the picture and type the first code
	recoveryCodes = 10
)

var letters32 = base32.StdEncoding.WithPadding(base32.NoPadding)

// TOTPSetup is what somebody needs to set up an app that makes codes.
type TOTPSetup struct {
	Secret string // to type by hand
	URL    string // otpauth:, for a picture to scan
	Token  string // comes back with the first code
}

// BeginTOTP proposes a secret for a second step. Nothing is changed yet.
func (d *Desk) BeginTOTP(ctx context.Context, who Who) (s TOTPSetup, err error) {
	if who.Actor.Kind != "user" {
		return s, ErrDenied
	}
	u, err := d.Store.User(ctx, who.Actor.ID)
	if err != nil {
		return s, denied(err)
	}
	secret := make([]byte, 20)
	_, _ = rand.Read(secret) // never fails since Go 1.24
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "xunpan", AccountName: u.Email, Secret: secret, Period: totpPeriod})
	if err != nil {
		return s, err
	}
	until := binary.BigEndian.AppendUint64(nil, uint64(d.now().Add(totpSetupTime).Unix()))
	sealed := d.Seal.Seal(setupPlace(u.ID), append(until, secret...))
	return TOTPSetup{key.Secret(), key.URL(), base64.RawURLEncoding.EncodeToString(sealed)}, nil
}

func setupPlace(user xunpan.ID) string { return "user/" + string(user) + "/totp-setup" }
func totpPlace(user xunpan.ID) string  { return "user/" + string(user) + "/totp" }

// SetTOTP makes the secret of a setup the user's second step, once he gave his
// password and a code shows that his app has the secret. It returns recovery
// codes, which are shown this once.
func (d *Desk) SetTOTP(ctx context.Context, who Who, password, token, code string) (recovery []string, err error) {
	a, err := d.self(ctx, who, password)
	if err != nil {
		return nil, err
	}
	expired := invalid("code", "The setup took too long. Begin it again.", "设置超时，请重新开始。")
	sealed, err := base64.RawURLEncoding.DecodeString(token)
	if err != nil {
		return nil, expired
	}
	plain, err := d.Seal.Open(setupPlace(a.ID), sealed)
	if err != nil || len(plain) != 28 || uint64(d.now().Unix()) > binary.BigEndian.Uint64(plain) {
		return nil, expired
	}
	step, ok := codeStep(plain[8:], code, d.now(), 0)
	if !ok {
		return nil, invalid("code", "This is not the code the app shows now. Is the telephone's clock right?", "验证码与应用当前显示的不一致。手机时间是否准确？")
	}
	var hashes [][]byte
	for range recoveryCodes {
		b := make([]byte, 10)
		_, _ = rand.Read(b)
		c := strings.ToLower(letters32.EncodeToString(b))
		recovery = append(recovery, c[:4]+"-"+c[4:8]+"-"+c[8:12]+"-"+c[12:])
		hashes = append(hashes, tokenHash(c))
	}
	return recovery, d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if err := tx.SetTOTP(ctx, a.ID, d.Seal.Seal(totpPlace(a.ID), plain[8:]), step, hashes); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "user", ID: a.ID, What: "two_step", Detail: map[string]any{"from": a.TwoStep, "to": true}})
	})
}

// RemoveTOTP takes the second step of who asks away, once he gave his password.
func (d *Desk) RemoveTOTP(ctx context.Context, who Who, password string) error {
	a, err := d.self(ctx, who, password)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return removeTOTP(ctx, tx, who, a.ID) })
}

// ResetTOTP takes the second step of a colleague away who lost telephone and
// recovery codes.
func (d *Desk) ResetTOTP(ctx context.Context, who Who, user xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := other(ctx, tx, who, user); err != nil {
			return err
		}
		return removeTOTP(ctx, tx, who, user)
	})
}

func removeTOTP(ctx context.Context, tx *store.Tx, who Who, user xunpan.ID) error {
	if err := tx.SetTOTP(ctx, user, nil, 0, nil); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "user", ID: user, What: "two_step", Detail: map[string]any{"to": false}})
}

// useCode checks a code of the second step and makes it void. It says which kind
// of code it was.
func (d *Desk) useCode(ctx context.Context, tx *store.Tx, a *store.Account, code string) (how string, err error) {
	code = strings.ToLower(strings.NewReplacer(" ", "", "-", "").Replace(code))
	if len(code) != otp.DigitsSix.Length() {
		err := tx.UseRecoveryCode(ctx, a.ID, tokenHash(code))
		if errors.Is(err, store.ErrNotFound) {
			return "", ErrCode
		}
		return "recovery code", err
	}
	secret, err := d.Seal.Open(totpPlace(a.ID), a.TOTP)
	if err != nil {
		return "", err
	}
	step, ok := codeStep(secret, code, tx.Now, a.Step)
	if !ok {
		return "", ErrCode
	}
	return "code", tx.UseStep(ctx, a.ID, step)
}

// codeStep is the time step a code is of, among those that count now and come
// after the one used last.
func codeStep(secret []byte, code string, now time.Time, after int64) (step int64, ok bool) {
	code = strings.ReplaceAll(code, " ", "")
	present := now.Unix() / totpPeriod
	for s := present - totpSkew; s <= present+totpSkew; s++ {
		want, err := hotp.GenerateCodeCustom(letters32.EncodeToString(secret), uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && s > after && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, ok = s, true
		}
	}
	return step, ok
}
