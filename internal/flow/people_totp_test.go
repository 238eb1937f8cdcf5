package flow_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func TestSecondStep(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.add("ann", xunpan.Owner), o.add("bob", xunpan.Sales)
	setup, err := o.BeginTOTP(ctx, as(ann))
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(setup.URL, "otpauth://totp/xunpan:ann@haiwan.example?") || !strings.Contains(setup.URL, "secret="+setup.Secret) {
		t.Errorf("setup address %s", setup.URL)
	}
	code := func() string {
		t.Helper()
		c, err := totp.GenerateCode(setup.Secret, o.Clock())
		if err != nil {
			t.Fatal(err)
		}
		return c
	}
	_, err = o.SetTOTP(ctx, as(ann), "a wrong password", setup.Token, code())
	refused(t, "setup without the password", err, "present")
	_, err = o.SetTOTP(ctx, as(ann), goodPassword, setup.Token, "000000")
	refused(t, "setup with a wrong code", err, "code")
	_, err = o.SetTOTP(ctx, as(bob), goodPassword, setup.Token, code())
	refused(t, "somebody else's setup", err, "code")
	o.wait(16 * time.Minute)
	_, err = o.SetTOTP(ctx, as(ann), goodPassword, setup.Token, code())
	refused(t, "an old setup", err, "code")
	if setup, err = o.BeginTOTP(ctx, as(ann)); err != nil {
		t.Fatal(err)
	}
	used := code()
	recovery, err := o.SetTOTP(ctx, as(ann), goodPassword, setup.Token, used[:3]+" "+used[3:])
	if err != nil || len(recovery) != 10 {
		t.Fatalf("setup: %v, recovery codes %v", err, recovery)
	}
	half := func() flow.Ticket {
		t.Helper()
		h := o.signIn(ann)
		if !h.Session.Half {
			t.Fatal("the password alone signs in")
		}
		return h
	}
	step := func(h flow.Ticket, code string) error {
		_, err := o.SecondStep(ctx, h.Token, code, from("192.0.2.1"))
		return err
	}
	h := half()
	is(t, "the code of the setup again", step(h, used), flow.ErrCode)
	is(t, "a wrong code", step(h, "123456"), flow.ErrCode)
	o.wait(30 * time.Second)
	now := code()
	whole, err := o.SecondStep(ctx, h.Token, now, from("192.0.2.1"))
	if err != nil || whole.Token == h.Token || whole.Session.Half {
		t.Fatalf("second step: %+v, %v", whole.Session, err)
	}
	if s, _, err := o.SessionOf(ctx, whole.Token); err != nil || s.Half {
		t.Errorf("whole session: %+v, %v", s, err)
	}
	is(t, "the half token again", step(h, now), flow.ErrSignIn)
	is(t, "the code again, by who looked over the shoulder", step(half(), now), flow.ErrCode)
	o.wait(time.Minute)
	is(t, "a whole session's token as a half one", step(whole, code()), flow.ErrSignIn)
	h = half()
	o.wait(11 * time.Minute)
	is(t, "a half session after ten minutes", step(h, code()), flow.ErrSignIn)

	// The codes for a lost telephone work once each, however they are written.
	is(t, "a recovery code", step(half(), strings.ToUpper(recovery[0])), nil)
	is(t, "it again", step(half(), recovery[0]), flow.ErrCode)
	is(t, "another", step(half(), strings.ReplaceAll(recovery[1], "-", "")), nil)
	if n, err := o.Store.RecoveryCodes(ctx, ann.ID); err != nil || n != 8 {
		t.Errorf("%d recovery codes left, %v", n, err)
	}

	// Who has the password and guesses codes has to wait longer and longer.
	h = half()
	for range 4 {
		is(t, "guessing", step(h, "000000"), flow.ErrCode)
	}
	later(t, "guessing on", step(h, "000001"))
	o.wait(time.Hour + time.Minute)

	// It is taken away with the password, or by who may.
	refused(t, "taking it away without the password", o.RemoveTOTP(ctx, as(ann), "a wrong password"), "present")
	is(t, "taking it away", o.RemoveTOTP(ctx, as(ann), goodPassword), nil)
	if s := o.signIn(ann); s.Session.Half {
		t.Error("a second step is asked for after it was taken away")
	}
	if sealed, err := o.Store.Account(ctx, ann.ID); err != nil || sealed.TOTP != nil {
		t.Errorf("a secret is left: %v", err)
	}
}

func TestPasswords(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	one, two := o.signIn(ann), o.signIn(ann)
	v := from("192.0.2.1")
	v.Session = one.Session.ID
	refused(t, "a wrong present password", o.ChangePassword(ctx, as(ann), "a wrong password", "quartz for Queensland", v), "present")
	for _, weak := range []string{
		"", "short", "123456789", "1234567890", "0987654321", "aaaaaaaaaaaa", "abababababab", "abcabcabcabc", "          ", "Password123!", "P@ssw0rd2026", "qwertyuiop", "1qaz2wsx3edc", "1q2w3e4r5t", "woaini1314", "5201314520",
		"ann@haiwan.example", "annannannann", "admin12345!", "Xunpan2026!!", "correct horse battery staple", "abcdefghijkl", strings.Repeat("long", 100), "broken\xffutf-8",
	} {
		refused(t, fmt.Sprintf("the password %.30q", weak), o.ChangePassword(ctx, as(ann), goodPassword, weak, v), "password")
	}
	// A password may be written in any script; the same signs count as the same,
	// however a keyboard composes them.
	is(t, "changing it", o.ChangePassword(ctx, as(ann), goodPassword, "cafe\u0301 für 山东的买家", v), nil)
	if _, _, err := o.SessionOf(ctx, one.Token); err != nil {
		t.Errorf("the session that changed it: %v", err)
	}
	_, _, err := o.SessionOf(ctx, two.Token)
	is(t, "another session", err, store.ErrNotFound)
	for _, same := range []string{"caf\u00e9 für 山东的买家", "cafe\u0301 für 山东的买家"} {
		if _, err := o.SignIn(ctx, ann.Email, same, from("192.0.2.1")); err != nil {
			t.Errorf("signing in with %+q: %v", same, err)
		}
	}
	// Who found the desk open cannot try passwords for ever.
	for range 4 {
		refused(t, "guessing", o.ChangePassword(ctx, as(ann), "a wrong password", "quartz for Queensland", v), "present")
	}
	later(t, "guessing on", o.ChangePassword(ctx, as(ann), "a wrong password", "quartz for Queensland", v))
}
