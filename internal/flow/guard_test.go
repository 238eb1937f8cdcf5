package flow_test

import (
	"bytes"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestOwners: an inquiry goes to somebody who can work on it, or to nobody, and
// salespeople give only what is theirs.
func TestOwners(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob, boss, eye := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales), o.add("boss", xunpan.Manager), o.add("eye", xunpan.Viewer)
	id := receive(t, o.Desk, letter(need, "From: ana@souza-luz.example", "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
	give := func(by xunpan.User, to xunpan.ID) error {
		who := flow.Who{Actor: by.Actor(), Scope: store.Scope{All: true}}
		_, err := o.Edit(ctx, who, id, flow.Edit{Owner: &to})
		return err
	}
	is(t, "sales gives nobody's to another", give(ann, bob.ID), flow.ErrDenied)
	is(t, "sales takes nobody's", give(ann, ann.ID), nil)
	is(t, "sales takes a mate's", give(bob, bob.ID), flow.ErrDenied)
	is(t, "sales strips a mate's", give(bob, ""), flow.ErrDenied)
	is(t, "sales gives back", give(ann, ""), nil)
	for what, to := range map[string]xunpan.ID{"no user": "garbage", "an unknown one": "0190b5a0-0000-7000-8000-000000000000", "a viewer": eye.ID} {
		if err := give(boss, to); err == nil {
			t.Errorf("an inquiry was given to %s", what)
		} else {
			refused(t, what, err, "owner")
		}
	}
	is(t, "a manager gives", give(boss, bob.ID), nil)
	for _, at := range []string{"9999-12-31T23:59:59-23:59", "0000-01-01T00:00:00+23:59", "2500-01-01T00:00:00Z"} {
		when, err := time.Parse(time.RFC3339, at)
		must(t, err)
		_, err = o.Edit(ctx, theDesk, id, flow.Edit{Snooze: &when})
		refused(t, "put off to "+at, err, "snoozed_until")
	}
}

// TestBuyerGoesAlong: whoever an inquiry is given to has its buyer, too, and gets
// what the buyer writes next; a colleague no longer sees him.
func TestBuyerGoesAlong(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann, bob, boss := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales), o.add("boss", xunpan.Manager)
	sees := func(u xunpan.User) flow.Who {
		return flow.Who{Actor: u.Actor(), Scope: store.Scope{Owners: []xunpan.ID{"", u.ID}}}
	}
	id := receive(t, o.Desk, letter(need, "From: Ana Souza <ana@souza-luz.example>", "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
	chief := flow.Who{Actor: boss.Actor(), Scope: store.Scope{All: true}}
	q, err := o.Edit(ctx, chief, id, flow.Edit{Owner: &bob.ID})
	must(t, err)
	if _, masked, err := o.SeeCompany(ctx, sees(ann), q.CompanyID); err != nil || masked == nil {
		t.Errorf("a colleague sees the company (masked %v, error %v)", masked, err)
	}
	if c, masked, err := o.SeeContact(ctx, sees(bob), q.ContactID); err != nil || masked != nil || c.Owner != bob.ID {
		t.Errorf("his contact: owner %q, masked %v, error %v", c.Owner, masked, err)
	}
	next := receive(t, o.Desk, letter(need, "From: Rui Lima <rui@souza-luz.example>", "Subject: Panels", "Message-ID: <2@souza-luz.example>"), false).Inquiry
	q, err = o.Store.Inquiry(ctx, next)
	must(t, err)
	contact, err := o.Store.Contact(ctx, q.ContactID)
	must(t, err)
	if q.Owner != bob.ID || contact.Owner != bob.ID {
		t.Errorf("what the firm writes next belongs to %q, its new contact to %q, want %q", q.Owner, contact.Owner, bob.ID)
	}
	q, err = o.Edit(ctx, chief, id, flow.Edit{Owner: &ann.ID})
	must(t, err)
	if _, masked, err := o.SeeCompany(ctx, sees(ann), q.CompanyID); err != nil || masked != nil {
		t.Errorf("the company did not go to who got the inquiry (masked %v, error %v)", masked, err)
	}
}

// TestDemoted: what somebody gave by a role he no longer has is taken back.
func TestDemoted(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, sam := o.add("boss", xunpan.Manager), o.add("sam", xunpan.Sales)
	link, _, err := o.InviteAgain(ctx, as(boss), sam.ID)
	must(t, err)
	promise, _, err := o.Invite(ctx, as(boss), "new@haiwan.example", xunpan.Manager, "")
	must(t, err)
	key, _, err := o.AddKey(ctx, as(boss), "k", xunpan.KeyWrite)
	must(t, err)
	owner, viewer := xunpan.Owner, xunpan.Viewer
	_, err = o.EditUser(ctx, theDesk, sam.ID, flow.UserEdit{Role: &owner})
	must(t, err)
	_, err = o.Accept(ctx, link, "e", "an evil long password", from("192.0.2.9"))
	is(t, "an old link into an owner's account", err, store.ErrNotFound)
	_, err = o.EditUser(ctx, theDesk, boss.ID, flow.UserEdit{Role: &viewer})
	must(t, err)
	_, err = o.Accept(ctx, promise, "new", "a very long password", from("192.0.2.9"))
	is(t, "the invitation of a manager who is none any more", err, store.ErrNotFound)
	_, err = o.CheckKey(ctx, key)
	is(t, "his key", err, store.ErrNotFound)
}

// TestKeptMailboxSecret: a kept password goes to no other server.
func TestKeptMailboxSecret(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	m := flow.Mailbox{Address: "sales@" + ourDomain, Password: "secret", Config: flow.MailboxConfig{Host: "imap.example.com"}}
	must(t, o.SaveMailbox(ctx, theDesk, &m))
	other := m
	other.Password, other.Config.Host = "", "imap.attacker.example"
	_, err := o.TryMailbox(ctx, &other)
	refused(t, "trying it at another server", err, "password")
	refused(t, "keeping it for another server", o.SaveMailbox(ctx, theDesk, &other), "password")
	same := m
	same.Password, same.Name = "", "Sales"
	is(t, "another name for the same", o.SaveMailbox(ctx, theDesk, &same), nil)
}

// TestAnswersAreSealed: what a request was answered may be a key just made.
func TestAnswersAreSealed(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Sales)
	_, fresh, err := o.Claim(ctx, ann.Actor(), "k", []byte("d"))
	must(t, err)
	if !fresh {
		t.Fatal("claimed before")
	}
	body := []byte(`{"key":"xp_verysecret"}`)
	must(t, o.Answered(ctx, ann.Actor(), "k", store.Answer{Status: 201, Kind: "application/json", Body: body}))
	must(t, o.Store.Write(ctx, o.Clock(), func(tx *store.Tx) error {
		kept, _, err := tx.ReserveAnswer(ctx, "user/"+string(ann.ID)+"/k", []byte("d"), o.Clock(), o.Clock().Add(-time.Hour))
		if err == nil && (kept.Status != 201 || bytes.Contains(kept.Body, []byte("verysecret"))) {
			t.Errorf("kept: %d %q", kept.Status, kept.Body)
		}
		return err
	}))
	a, fresh, err := o.Claim(ctx, ann.Actor(), "k", []byte("d"))
	must(t, err)
	if fresh || !bytes.Equal(a.Body, body) {
		t.Errorf("answered again: %q", a.Body)
	}
}
