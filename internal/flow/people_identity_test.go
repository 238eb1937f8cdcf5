package flow_test

import (
	"context"
	"errors"
	"fmt"
	"net"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/netguard"
	"xunpan/internal/store"
)

func TestIdentities(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	who := func(subject, email string, verified bool) xunpan.Identity {
		return xunpan.Identity{Subject: "https://id.example " + subject, Email: email, Verified: verified, Name: "Name " + subject}
	}
	in := func(i xunpan.Identity) (xunpan.User, error) {
		ticket, err := o.SignInAs(ctx, i, from("192.0.2.1"))
		return ticket.User, err
	}
	_, err := in(who("1", ann.Email, false))
	is(t, "an address nobody vouches for", err, flow.ErrStranger)
	_, err = in(xunpan.Identity{Email: ann.Email, Verified: true})
	is(t, "no subject", err, flow.ErrStranger)
	_, err = in(who("2", "new@haiwan.example", true))
	is(t, "somebody unknown", err, flow.ErrStranger)
	if u, err := in(who("1", ann.Email, true)); err != nil || u.ID != ann.ID {
		t.Errorf("a verified address: %+v, %v", u, err)
	}
	if u, err := in(who("1", "", false)); err != nil || u.ID != ann.ID {
		t.Errorf("who is linked, with another address: %+v, %v", u, err)
	}
	_, err = in(who("3", ann.Email, true))
	is(t, "another subject with the address of one who is linked", err, flow.ErrStranger)

	secret := "s3cret"
	set := func(version int64, conf flow.OIDC, secret *string) error {
		return o.SetOIDC(ctx, as(ann), version, conf, secret)
	}
	conf := flow.OIDC{Name: "Company ID", Issuer: "https://id.example", ClientID: "desk"}
	is(t, "setting", set(0, conf, &secret), nil)
	_, err = in(who("2", "new@haiwan.example", true))
	is(t, "somebody unknown while no role is given for it", err, flow.ErrStranger)
	conf.NewRole = xunpan.Owner
	refused(t, "making owners", set(1, conf, nil), "new_role")
	conf.NewRole = xunpan.Sales
	is(t, "setting a role", set(1, conf, nil), nil)
	is(t, "setting what was changed meanwhile", set(1, conf, nil), store.ErrChanged)
	_, err = in(who("2", "new@haiwan.example", false))
	is(t, "somebody unknown nobody vouches for", err, flow.ErrStranger)
	if u, err := in(who("2", "New@Haiwan.example", true)); err != nil || u.Role != xunpan.Sales || u.Email != "new@haiwan.example" || u.Name != "Name 2" || !u.Linked {
		t.Errorf("somebody new: %+v, %v", u, err)
	}
	u, err := o.Store.AccountByEmail(ctx, "new@haiwan.example")
	if err != nil {
		t.Fatal(err)
	}
	off := false
	if _, err := o.EditUser(ctx, as(ann), u.ID, flow.UserEdit{Active: &off}); err != nil {
		t.Fatal(err)
	}
	_, err = in(who("2", "new@haiwan.example", true))
	is(t, "one who left", err, flow.ErrStranger)

	// The secret is sealed, stays while the client is the same, and is never
	// sent to another issuer.
	got, plain, version, err := o.OIDC(ctx)
	if err != nil || plain != secret || version != 2 || strings.Contains(string(got.Secret), secret) {
		t.Errorf("setting %+v, secret %q, version %d, %v", got, plain, version, err)
	}
	conf.Issuer = "https://evil.example"
	is(t, "another issuer", set(2, conf, nil), nil)
	if _, plain, _, err := o.OIDC(ctx); err != nil || plain != "" {
		t.Errorf("the secret went to another issuer: %q, %v", plain, err)
	}
	for _, issuer := range []string{"http://id.example", "ftp://id.example", "https://u:p@id.example", "https://id.example?x=1", "id.example", "javascript:alert(1)"} {
		conf.Issuer = issuer
		refused(t, issuer, set(3, conf, nil), "issuer")
	}
	is(t, "switching it off", set(3, flow.OIDC{}, nil), nil)
}

// TestProviderOutOfReach: who sets a provider that the guard lets nobody to is
// told at once, and how to permit it; one that is merely away can be set.
func TestProviderOutOfReach(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.Dial = (&netguard.Guard{}).Dial
	err := o.SetOIDC(ctx, theDesk, 0, flow.OIDC{Issuer: "https://10.1.2.3/realms/haiwan", ClientID: "desk", Name: "ID"}, nil)
	refused(t, "a provider in our own network", err, "issuer")
	if !strings.Contains(fmt.Sprint(err), "--allow-private") {
		t.Errorf("no hint: %v", err)
	}
	o.Dial = func(context.Context, string, string) (net.Conn, error) { return nil, errors.New("no route to host") }
	must(t, o.SetOIDC(ctx, theDesk, 0, flow.OIDC{Issuer: "https://id.haiwan.example", ClientID: "desk", Name: "ID"}, nil))
	o.Dial = (&netguard.Guard{}).Dial
	must(t, o.SetOIDC(ctx, theDesk, 1, flow.OIDC{}, nil)) // off
}
