package flow_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// later fails the test unless an error asks to wait, and returns how long.
func later(t *testing.T, what string, err error) time.Duration {
	t.Helper()
	var l *flow.Later
	if !errors.As(err, &l) {
		t.Errorf("%s: error %v, want to be asked to wait", what, err)
		return 0
	}
	return l.Wait
}

// TestSignInTellsNothing: an address without an account, one whose user left,
// one without a password and a wrong password are answered alike, and after the
// same number of tries everybody has to wait the same time.
func TestSignInTellsNothing(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.add("owner", xunpan.Owner)
	o.add("ann", xunpan.Sales)
	gone, off := o.add("gone", xunpan.Sales), false
	if _, err := o.EditUser(ctx, theDesk, gone.ID, flow.UserEdit{Active: &off}); err != nil {
		t.Fatal(err)
	}
	if err := o.SetOIDC(ctx, theDesk, 0, flow.OIDC{Name: "ID", Issuer: "https://id.example", ClientID: "desk", NewRole: xunpan.Viewer}, nil); err != nil {
		t.Fatal(err)
	}
	if _, err := o.SignInAs(ctx, xunpan.Identity{Subject: "https://id.example 1", Email: "linked@haiwan.example", Verified: true}, from("192.0.2.9")); err != nil {
		t.Fatal(err)
	}
	for i, email := range []string{"ann", "gone", "linked", "nobody", "' OR 1=1 --"} {
		email += "@haiwan.example"
		visit := from(fmt.Sprint("192.0.2.", 10+i))
		for n := range 4 {
			_, err := o.SignIn(ctx, email, "a wrong password", visit)
			is(t, fmt.Sprint(email, " try ", n+1), err, flow.ErrSignIn)
		}
		_, err := o.SignIn(ctx, email, goodPassword, visit)
		if wait := later(t, email+" again at once", err); wait != time.Second {
			t.Errorf("%s waits %v after four tries", email, wait)
		}
	}
	o.wait(time.Hour)
	// Nothing at all is no password either.
	_, err := o.SignIn(ctx, "linked@haiwan.example", "", from("192.0.2.30"))
	is(t, "no password for an account without one", err, flow.ErrSignIn)
	_, err = o.SignIn(ctx, strings.Repeat("a", 1000), strings.Repeat("b", 1<<20), from("192.0.2.30"))
	is(t, "huge fields", err, flow.ErrSignIn)
}

// TestSignInDelay: waits grow, even the right password has to wait, and a
// guesser far away does not keep the user out where he always is.
func TestSignInDelay(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	o.signIn(ann) // at 192.0.2.1
	thief := from("198.51.100.7")
	for range 4 {
		_, err := o.SignIn(ctx, ann.Email, "a wrong password", thief)
		is(t, "guessing", err, flow.ErrSignIn)
	}
	want := time.Second
	for range 12 {
		_, err := o.SignIn(ctx, ann.Email, goodPassword, thief)
		wait := later(t, "the right password too early", err)
		if wait != want {
			t.Fatalf("wait %v, want %v", wait, want)
		}
		o.wait(wait)
		_, err = o.SignIn(ctx, ann.Email, "a wrong password", thief)
		is(t, "guessing on", err, flow.ErrSignIn)
		want = min(2*want, 15*time.Minute)
	}
	o.signIn(ann) // she does not notice
	_, err := o.SignIn(ctx, ann.Email, goodPassword, from("203.0.113.5"))
	later(t, "from another place", err)
	o.wait(time.Hour + time.Minute)
	if _, err := o.SignIn(ctx, ann.Email, goodPassword, from("203.0.113.5")); err != nil {
		t.Errorf("after waiting: %v", err)
	}
	// An account of one's own does not clear the way to those of others.
	bob := o.add("bob", xunpan.Sales)
	for i := range 19 {
		_, err := o.SignIn(ctx, fmt.Sprint("user", i, "@haiwan.example"), "a wrong password", thief)
		is(t, "many accounts", err, flow.ErrSignIn)
	}
	if _, err := o.SignIn(ctx, bob.Email, goodPassword, thief); err != nil {
		t.Errorf("his own account: %v", err)
	}
	_, err = o.SignIn(ctx, "other@haiwan.example", "a wrong password", thief)
	is(t, "the last one that is free", err, flow.ErrSignIn)
	_, err = o.SignIn(ctx, bob.Email, goodPassword, thief)
	later(t, "one more", err)
}

// TestNetwork: neighbours in the same network of version 6 count as one place.
func TestNetwork(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]string{"192.0.2.7": "192.0.2.7/32", "::ffff:192.0.2.7": "192.0.2.7/32", "2001:db8::1": "2001:db8::/64", "2001:db8::ffff%eth0": "2001:db8::/64", "2001:db8:0:1::1": "2001:db8:0:1::/64"} {
		if got := flow.Network(netip.MustParseAddr(ip)).String(); got != want {
			t.Errorf("%s counts as %s, want %s", ip, got, want)
		}
	}
	if got := flow.Network(netip.Addr{}); got.IsValid() {
		t.Errorf("no address counts as %s", got)
	}
}

// TestSignInAllAtOnce: guesses made at once are counted like others.
func TestSignInAllAtOnce(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	errs := make(chan error)
	for range 20 {
		go func() {
			_, err := o.SignIn(ctx, ann.Email, "a wrong password", from("192.0.2.1"))
			errs <- err
		}()
	}
	looked := 0
	for range 20 {
		if err := <-errs; errors.Is(err, flow.ErrSignIn) {
			looked++
		} else {
			later(t, "one of twenty", err)
		}
	}
	if looked != 4 {
		t.Errorf("%d of twenty guesses were looked at, want 4", looked)
	}
}

func TestSessions(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob := o.add("ann", xunpan.Owner), o.add("bob", xunpan.Sales)
	alive := func(token string) bool {
		t.Helper()
		_, _, err := o.SessionOf(ctx, token)
		if err != nil {
			is(t, "session", err, store.ErrNotFound)
		}
		return err == nil
	}
	one := o.signIn(ann)
	if s, u, err := o.SessionOf(ctx, one.Token); err != nil || u.ID != ann.ID || s.ID != one.Session.ID || s.Half {
		t.Fatalf("session %+v of %+v, %v", s, u, err)
	}
	for _, wrong := range []string{"", "x", one.Token + "x", strings.ToUpper(one.Token), string(one.Session.ID), strings.Repeat("A", 43)} {
		if alive(wrong) {
			t.Errorf("the token %q opens the desk", wrong)
		}
	}
	// Used every few days it lives for a month, not longer.
	for range 5 {
		o.wait(6 * 24 * time.Hour)
		if o.Clock().Before(one.Session.Expires) != alive(one.Token) {
			t.Errorf("at %v, session until %v: alive %t", o.Clock(), one.Session.Expires, alive(one.Token))
		}
	}
	if alive(one.Token) {
		t.Error("a session lives longer than a month")
	}
	// Without use it ends after a week.
	two := o.signIn(ann)
	o.wait(7*24*time.Hour + time.Minute)
	if alive(two.Token) {
		t.Error("a session lives a week without use")
	}
	// Signing in ends the session one came with, and makes a new token.
	three := o.signIn(ann)
	v := from("192.0.2.1")
	v.Session = three.Session.ID
	four, err := o.SignIn(ctx, ann.Email, goodPassword, v)
	if err != nil || four.Token == three.Token || alive(three.Token) || !alive(four.Token) {
		t.Errorf("signing in anew: %v", err)
	}
	// Signing out: the token is of no use any more.
	is(t, "signing out", o.EndSession(ctx, as(ann), four.Session.ID), nil)
	is(t, "signing out again", o.EndSession(ctx, as(ann), four.Session.ID), store.ErrNotFound)
	if alive(four.Token) {
		t.Error("the token works after signing out")
	}
	// Nobody ends, or hears of, the sessions of those above him.
	five, six := o.signIn(ann), o.signIn(bob)
	is(t, "ending the owner's session", o.EndSession(ctx, as(bob), five.Session.ID), store.ErrNotFound)
	is(t, "ending a colleague's session", o.EndSession(ctx, as(ann), six.Session.ID), nil)
	if !alive(five.Token) || alive(six.Token) {
		t.Error("the wrong session was ended")
	}
	seven := o.signIn(ann) // besides five, and two, which was idle too long
	v.Session = seven.Session.ID
	if n, err := o.EndOtherSessions(ctx, as(ann), v); err != nil || n != 2 || alive(five.Token) || !alive(seven.Token) {
		t.Errorf("ended %d other sessions, %v", n, err)
	}
	// A program that signs in for ever does not fill the book.
	for range 22 {
		if _, err := o.SignInAs(ctx, xunpan.Identity{Subject: "https://id.example 1", Email: bob.Email, Verified: true}, from("192.0.2.1")); err != nil {
			t.Fatal(err)
		}
	}
	if ss, err := o.Sessions(ctx, as(bob), bob.ID); err != nil || len(ss) != 20 {
		t.Errorf("%d sessions, %v", len(ss), err)
	}
	// Swept away are the ended ones alone.
	o.wait(6 * 24 * time.Hour)
	if err := o.SweepPeople(ctx); err != nil || !alive(seven.Token) {
		t.Errorf("sweeping took a living session: %v", err)
	}
}
