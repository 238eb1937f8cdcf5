package flow_test

import (
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func TestInvitations(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	invite := func(email string) string {
		t.Helper()
		token, _, err := o.Invite(ctx, as(ann), email, xunpan.Sales, "")
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	accept := func(token string) (flow.Ticket, error) {
		return o.Accept(ctx, token, "Bob", "bolts for Bilbao bridges", from("192.0.2.2"))
	}
	old := invite("bob@haiwan.example")
	token := invite("Bob@Haiwan.example")
	_, err := accept(old)
	is(t, "an invitation followed by another", err, store.ErrNotFound)
	_, err = o.Accept(ctx, token, "Bob", "short", from("192.0.2.2"))
	refused(t, "a short password", err, "password")
	errs := make(chan error)
	for range 2 {
		go func() { _, err := accept(token); errs <- err }()
	}
	if a, b := <-errs, <-errs; (a == nil) == (b == nil) {
		t.Errorf("accepted twice at once: %v, %v", a, b)
	}
	_, err = accept(token)
	is(t, "accepting again", err, store.ErrNotFound)
	bob, err := o.Store.AccountByEmail(ctx, "bob@haiwan.example")
	if err != nil || bob.Role != xunpan.Sales || bob.Name != "Bob" {
		t.Fatalf("bob: %+v, %v", bob, err)
	}
	_, _, err = o.Invite(ctx, as(ann), "bob@haiwan.example", xunpan.Owner, "")
	refused(t, "inviting who is here", err, "email")
	late := invite("cid@haiwan.example")
	o.wait(flow.InvitationTime)
	_, err = accept(late)
	is(t, "an invitation after a week", err, store.ErrNotFound)
	token, i, err := o.Invite(ctx, as(ann), "dan@haiwan.example", xunpan.Viewer, "")
	if err != nil {
		t.Fatal(err)
	}
	is(t, "taking it back", o.TakeBack(ctx, as(ann), i.ID), nil)
	_, err = accept(token)
	is(t, "one that was taken back", err, store.ErrNotFound)
	for _, wrong := range []string{"", "x", string(i.ID)} {
		_, err = accept(wrong)
		is(t, "an invitation "+wrong, err, store.ErrNotFound)
	}

	// Who forgot his password gets a new one; his sessions end, and somebody who
	// found the link does not become more than he was.
	session, err := o.SignIn(ctx, bob.Email, "bolts for Bilbao bridges", from("192.0.2.2"))
	if err != nil {
		t.Fatal(err)
	}
	token, _, err = o.InviteAgain(ctx, as(ann), bob.ID)
	if err != nil {
		t.Fatal(err)
	}
	again, err := o.Accept(ctx, token, "Somebody else", "quartz for Queensland", from("192.0.2.3"))
	if err != nil || again.User.ID != bob.ID || again.User.Name != "Bob" || again.User.Role != xunpan.Sales {
		t.Errorf("a renewed password: %+v, %v", again.User, err)
	}
	token, _, err = o.InviteAgain(ctx, as(ann), bob.ID)
	if err != nil {
		t.Fatal(err)
	}
	is(t, "changing it oneself meanwhile", o.ChangePassword(ctx, as(bob.User), "quartz for Queensland", "pumps for Piraeus", from("192.0.2.3")), nil)
	_, err = o.Accept(ctx, token, "", "bolts for Bilbao bridges", from("192.0.2.3"))
	is(t, "the link after that", err, store.ErrNotFound)
	_, _, err = o.SessionOf(ctx, session.Token)
	is(t, "a session from before", err, store.ErrNotFound)
	_, err = o.SignIn(ctx, bob.Email, "bolts for Bilbao bridges", from("192.0.2.2"))
	is(t, "the old password", err, flow.ErrSignIn)
}
