package flow_test

import (
	"encoding/json"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestFirstOwner: of several who come at once one becomes the owner, and

// nobody after him.
func TestFirstOwner(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	errs := make(chan error)
	for i := range 4 {
		go func() {
			_, err := o.FirstOwner(ctx, "", flow.NewUser{Email: strings.Repeat("x", i+1) + "@haiwan.example", Password: goodPassword}, from("192.0.2.1"))
			errs <- err
		}()
	}
	won := 0
	for range 4 {
		if err := <-errs; err == nil {
			won++
		} else {
			is(t, "a later one", err, flow.ErrDenied)
		}
	}
	all, err := o.Store.Users(ctx)
	if err != nil || won != 1 || len(all) != 1 || all[0].Role != xunpan.Owner {
		t.Errorf("%d owners were made, %v: %+v", won, err, all)
	}
	_, err = o.FirstOwner(ctx, "Other Ltd", flow.NewUser{Email: "late@haiwan.example", Password: goodPassword}, from("192.0.2.1"))
	is(t, "a late one", err, flow.ErrDenied)
}

// TestLastOwner: the desk never is without an owner.
func TestLastOwner(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Owner)
	manager, off := xunpan.Manager, false
	for _, e := range []flow.UserEdit{{Role: &manager}, {Active: &off}} {
		_, err := o.EditUser(ctx, as(ann), ann.ID, e)
		refused(t, "the last owner leaves", err, "role")
		_, err = o.EditUser(ctx, theDesk, ann.ID, e)
		refused(t, "the command line takes the last owner away", err, "role")
	}
	// Two owners take the role from each other at once: one stays.
	bob := o.add("bob", xunpan.Owner)
	errs := make(chan error)
	for _, pair := range [][2]xunpan.User{{ann, bob}, {bob, ann}} {
		go func() {
			_, err := o.EditUser(ctx, as(pair[0]), pair[1].ID, flow.UserEdit{Role: &manager})
			errs <- err
		}()
	}
	first, second := <-errs, <-errs
	if n, err := o.Store.Owners(ctx); err != nil || n != 1 || (first == nil) == (second == nil) {
		t.Errorf("%d owners left, %v; errors %v and %v", n, err, first, second)
	}
}

// TestLeaving: who left opens nothing any more.
func TestLeaving(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	owner, ann, bob := o.add("owner", xunpan.Owner), o.add("ann", xunpan.Manager), o.add("bob", xunpan.Sales)
	ticket, other := o.signIn(ann), o.signIn(bob)
	key, k, err := o.AddKey(ctx, as(ann), "Web shop", xunpan.KeyWrite)
	if err != nil {
		t.Fatal(err)
	}
	invitation, _, err := o.Invite(ctx, as(ann), "new@haiwan.example", xunpan.Sales, "")
	if err != nil {
		t.Fatal(err)
	}
	off, on := false, true
	if _, err := o.EditUser(ctx, as(owner), ann.ID, flow.UserEdit{Active: &off}); err != nil {
		t.Fatal(err)
	}
	_, _, err = o.SessionOf(ctx, ticket.Token)
	is(t, "the session of one who left", err, store.ErrNotFound)
	_, err = o.SignIn(ctx, ann.Email, goodPassword, from("192.0.2.1"))
	is(t, "signing in after leaving", err, flow.ErrSignIn)
	_, err = o.Accept(ctx, invitation, "New", goodPassword, from("192.0.2.1"))
	is(t, "an invitation of one who left", err, store.ErrNotFound)
	_, err = o.AddTeam(ctx, as(ann), "T")
	is(t, "one who left makes a team", err, flow.ErrDenied)
	if _, err := o.CheckKey(ctx, key); err != nil {
		t.Errorf("a web shop's key ended with its maker: %v", err)
	}
	if _, _, err = o.SessionOf(ctx, other.Token); err != nil {
		t.Errorf("a colleague's session ended, too: %v", err)
	}
	// Come back and left again, this time with his keys.
	for _, e := range []flow.UserEdit{{Active: &on}, {Active: &off, Keys: true}} {
		if _, err := o.EditUser(ctx, as(owner), ann.ID, e); err != nil {
			t.Fatal(err)
		}
		_, _, err = o.SessionOf(ctx, ticket.Token)
		is(t, "a session from before", err, store.ErrNotFound)
	}
	_, err = o.CheckKey(ctx, key)
	is(t, "a key that was to end", err, store.ErrNotFound)
	if k, err = o.Store.Key(ctx, k.ID); err != nil || k.Revoked.IsZero() {
		t.Errorf("key: %+v, %v", k, err)
	}
}

func TestWrongUsers(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.add("ann", xunpan.Owner)
	good := flow.NewUser{Email: "new@haiwan.example", Name: "New", Password: goodPassword, Role: xunpan.Sales}
	for _, c := range []struct {
		field  string
		change func(*flow.NewUser)
	}{
		{"email", func(n *flow.NewUser) { n.Email = "" }},
		{"email", func(n *flow.NewUser) { n.Email = "ann" }},
		{"email", func(n *flow.NewUser) { n.Email = "Ann <ann@haiwan.example>" }},
		{"email", func(n *flow.NewUser) { n.Email = "a@b.example\r\nBcc: x@y.example" }},
		{"email", func(n *flow.NewUser) { n.Email = strings.Repeat("a", 300) + "@haiwan.example" }},
		{"email", func(n *flow.NewUser) { n.Email = " ANN@haiwan.example " }}, // taken
		{"name", func(n *flow.NewUser) { n.Name = strings.Repeat("名", 101) }},
		{"name", func(n *flow.NewUser) { n.Name = "a\x00b" }},
		{"name", func(n *flow.NewUser) { n.Name = "a\xff" }},
		{"role", func(n *flow.NewUser) { n.Role = "" }},
		{"role", func(n *flow.NewUser) { n.Role = "root" }},
		{"lang", func(n *flow.NewUser) { n.Lang = "fr" }},
		{"team", func(n *flow.NewUser) { n.Team = "0190b5a0-0000-7000-8000-000000000000" }},
		{"password", func(n *flow.NewUser) { n.Password = "short" }},
		{"password", func(n *flow.NewUser) { n.Password = "New@Haiwan.example" }},
	} {
		n := good
		c.change(&n)
		_, err := o.AddUser(ctx, theDesk, n)
		refused(t, c.field, err, c.field)
	}
	if all, err := o.Store.Users(ctx); err != nil || len(all) != 1 {
		t.Errorf("somebody was added: %+v, %v", all, err)
	}
	for _, prefs := range []string{"[]", "null", "{", `{"x":"` + strings.Repeat("y", 40_000) + `"}`} {
		all, _ := o.Store.Users(ctx)
		_, err := o.EditSelf(ctx, as(all[0]), flow.SelfEdit{Prefs: json.RawMessage(prefs)})
		refused(t, "preferences", err, "prefs")
	}
}

// TestHistoryOfPeople: every change is told, no secret is.
func TestHistoryOfPeople(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	var secrets []string
	keep := func(s ...string) { secrets = append(secrets, s...) }
	first, err := o.FirstOwner(ctx, "", flow.NewUser{Email: "ann@haiwan.example", Name: "Ann", Password: goodPassword}, from("192.0.2.1"))
	if err != nil {
		t.Fatal(err)
	}
	ann := first.User
	keep(goodPassword, first.Token)
	team, err := o.AddTeam(ctx, as(ann), "Americas")
	if err != nil {
		t.Fatal(err)
	}
	token, _, err := o.Invite(ctx, as(ann), "bob@haiwan.example", xunpan.Sales, team.ID)
	if err != nil {
		t.Fatal(err)
	}
	ticket, err := o.Accept(ctx, token, "Bob", "bolts for Bilbao bridges", from("192.0.2.2"))
	if err != nil {
		t.Fatal(err)
	}
	keep(token, "bolts for Bilbao bridges", ticket.Token)
	key, k, err := o.AddKey(ctx, as(ann), "Web shop", xunpan.KeyWrite)
	if err != nil {
		t.Fatal(err)
	}
	keep(key)
	secret, prefs, name := "client-secret", json.RawMessage(`{"private":"pref"}`), "Anna"
	keep(secret, "private")
	manager := xunpan.Manager
	for what, err := range map[string]error{
		"oidc":      o.SetOIDC(ctx, as(ann), 0, flow.OIDC{Name: "ID", Issuer: "https://id.example", ClientID: "desk"}, &secret),
		"sales see": o.SetSalesSee(ctx, as(ann), flow.SeeAll),
		"revoke":    o.RevokeKey(ctx, as(ann), k.ID),
		"rename":    o.RenameTeam(ctx, as(ann), team.ID, "South America"),
		"remove":    o.RemoveTeam(ctx, as(ann), team.ID),
		"password":  o.ChangePassword(ctx, as(ann), goodPassword, "tiles and tubes to Tema", from("192.0.2.1")),
		"role": func() error {
			_, err := o.EditUser(ctx, as(ann), ticket.User.ID, flow.UserEdit{Role: &manager})
			return err
		}(),
		"self": func() error { _, err := o.EditSelf(ctx, as(ann), flow.SelfEdit{Name: &name, Prefs: prefs}); return err }(),
		"end":  o.EndSession(ctx, as(ann), ticket.Session.ID),
	} {
		if err != nil {
			t.Fatalf("%s: %v", what, err)
		}
	}
	keep("tiles and tubes to Tema")
	cs, err := o.Store.Changes(ctx, store.ChangeFilter{Limit: 500})
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	for _, c := range cs {
		told[c.Object+" "+c.What] = true
		detail, _ := c.Detail.(json.RawMessage)
		for _, s := range append(secrets, "$argon2id") {
			if strings.Contains(string(detail), s) {
				t.Errorf("%s %s tells %q: %s", c.Object, c.What, s, detail)
			}
		}
		if c.Actor.Kind != "user" || c.Actor.ID == "" || c.Actor.Name == "" {
			t.Errorf("%s %s was done by %+v", c.Object, c.What, c.Actor)
		}
	}
	for _, want := range []string{"user created", "user role", "user renamed", "user password", "session signed_in", "session ended", "team created", "team renamed", "team removed", "invitation created", "invitation accepted", "key created", "key revoked", "setting set"} {
		if !told[want] {
			t.Errorf("history does not tell: %s", want)
		}
	}
}
