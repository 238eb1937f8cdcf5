package flow_test

import (
	"context"
	"errors"
	"net/netip"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// office is a desk with people, on a clock of its own.
type office struct {
	*flow.Desk
	t     *testing.T
	mu    sync.Mutex
	clock time.Time
}

// openOffice is a desk with nobody at it.
func openOffice(t *testing.T) *office {
	t.Helper()
	key, err := seal.ParseKey(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	o := &office{Desk: openDesk(t), t: t, clock: time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)}
	if o.Seal, err = seal.New(key); err != nil {
		t.Fatal(err)
	}
	o.Clock = func() time.Time {
		o.mu.Lock()
		defer o.mu.Unlock()
		return o.clock
	}
	return o
}

// wait lets time go by.
func (o *office) wait(d time.Duration) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.clock = o.clock.Add(d)
}

var ctx = context.Background()

// theDesk is the command line.
var theDesk = flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}

const goodPassword = "lamps over Santos harbour"

// add makes a user of a role with goodPassword.
func (o *office) add(name string, role xunpan.Role) xunpan.User {
	o.t.Helper()
	u, err := o.AddUser(ctx, theDesk, flow.NewUser{Email: name + "@haiwan.example", Name: name, Password: goodPassword, Role: role})
	if err != nil {
		o.t.Fatal(err)
	}
	return u
}

func as(u xunpan.User) flow.Who { return flow.Who{Actor: u.Actor()} }

func from(ip string) flow.Visit {
	return flow.Visit{IP: netip.MustParseAddr(ip), Agent: "Firefox"}
}

func (o *office) signIn(u xunpan.User) flow.Ticket {
	o.t.Helper()
	ticket, err := o.SignIn(ctx, u.Email, goodPassword, from("192.0.2.1"))
	if err != nil {
		o.t.Fatal(err)
	}
	return ticket
}

// is fails the test unless an error is the wanted one; nil wants none.
func is(t *testing.T, what string, err, want error) {
	t.Helper()
	if !errors.Is(err, want) {
		t.Errorf("%s: error %v, want %v", what, err, want)
	}
}

// refused fails the test unless the error tells a person what is wrong with a

// field, in both languages.
func refused(t *testing.T, what string, err error, field string) {
	t.Helper()
	var inv *xunpan.Invalid
	if !errors.As(err, &inv) || inv.Field != field || inv.Say.En == "" || inv.Say.Zh == "" {
		t.Errorf("%s: error %v, want something about the field %q", what, err, field)
	}
}

// TestWhoMayMakeWhom: nobody gives more than he has.
func TestWhoMayMakeWhom(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	by := map[string]flow.Who{"desk": theDesk, "nobody": {}, "a stranger": {Actor: xunpan.Actor{Kind: "user", ID: "0190b5a0-0000-7000-8000-000000000000"}}}
	for _, r := range xunpan.Roles {
		by[string(r)] = as(o.add("the-"+string(r), r))
	}
	for _, s := range xunpan.KeyScopes {
		_, k, err := o.AddKey(ctx, theDesk, "key "+string(s), s)
		if err != nil {
			t.Fatal(err)
		}
		by["key "+string(s)] = flow.Who{Actor: k.Actor()}
	}
	may := map[string][]xunpan.Role{
		"desk":      {xunpan.Owner, xunpan.Manager, xunpan.Sales, xunpan.Viewer},
		"owner":     {xunpan.Owner, xunpan.Manager, xunpan.Sales, xunpan.Viewer},
		"key admin": {xunpan.Owner, xunpan.Manager, xunpan.Sales, xunpan.Viewer},
		"manager":   {xunpan.Manager, xunpan.Sales, xunpan.Viewer},
	}
	for name, who := range by {
		for _, r := range xunpan.Roles {
			_, _, err := o.Invite(ctx, who, "new-"+string(r)+"@haiwan.example", r, "")
			if slices.Contains(may[name], r) {
				is(t, name+" invites a "+string(r), err, nil)
			} else {
				is(t, name+" invites a "+string(r), err, flow.ErrDenied)
			}
			// The same holds for changing one who is there: to nothing worse
			// than he is, so that the table can go on.
			u, err := o.Store.AccountByEmail(ctx, "the-"+string(r)+"@haiwan.example")
			if err != nil {
				t.Fatal(err)
			}
			_, err = o.EditUser(ctx, who, u.ID, flow.UserEdit{Role: &r})
			_, err2 := o.Sessions(ctx, who, u.ID)
			if !slices.Contains(may[name], r) && who.Actor.ID != u.ID {
				is(t, name+" looks at the sessions of a "+string(r), err2, flow.ErrDenied)
			}
			if slices.Contains(may[name], r) {
				is(t, name+" edits a "+string(r), err, nil)
			} else {
				is(t, name+" edits a "+string(r), err, flow.ErrDenied)
			}
		}
	}
	// A manager makes no owner of himself, nor of anybody, and no key that can
	// do what he cannot.
	owner := xunpan.Owner
	_, err := o.EditUser(ctx, by["manager"], by["sales"].Actor.ID, flow.UserEdit{Role: &owner})
	is(t, "a manager makes an owner", err, flow.ErrDenied)
	_, err = o.EditUser(ctx, by["manager"], by["manager"].Actor.ID, flow.UserEdit{Role: &owner})
	is(t, "a manager makes himself owner", err, flow.ErrDenied)
	for scope, want := range map[xunpan.KeyScope]error{xunpan.KeyRead: nil, xunpan.KeyWrite: nil, xunpan.KeyAdmin: flow.ErrDenied} {
		_, _, err := o.AddKey(ctx, by["manager"], "k", scope)
		is(t, "a manager makes a key "+string(scope), err, want)
	}
	is(t, "a manager chooses the identity provider", o.SetOIDC(ctx, by["manager"], 0, flow.OIDC{Name: "ID", Issuer: "https://evil.example", ClientID: "x"}, nil), flow.ErrDenied)
	for _, name := range []string{"sales", "viewer", "key read", "key write", "nobody", "a stranger"} {
		who := by[name]
		_, err := o.AddTeam(ctx, who, "T")
		is(t, name+" makes a team", err, flow.ErrDenied)
		_, _, err = o.AddKey(ctx, who, "k", xunpan.KeyRead)
		is(t, name+" makes a key", err, flow.ErrDenied)
		is(t, name+" sets who sees what", o.SetSalesSee(ctx, who, flow.SeeAll), flow.ErrDenied)
		_, _, err = o.InviteAgain(ctx, who, by["viewer"].Actor.ID)
		is(t, name+" renews a password", err, flow.ErrDenied)
		is(t, name+" takes a second step away", o.ResetTOTP(ctx, who, by["viewer"].Actor.ID), flow.ErrDenied)
		is(t, name+" takes a link away", o.Unlink(ctx, who, by["viewer"].Actor.ID), flow.ErrDenied)
	}
	// Whose session was stolen loses no account by it.
	_, _, err = o.InviteAgain(ctx, by["owner"], by["owner"].Actor.ID)
	is(t, "renewing one's own password without it", err, flow.ErrDenied)
	is(t, "taking one's own second step away without the password", o.ResetTOTP(ctx, by["owner"], by["owner"].Actor.ID), flow.ErrDenied)
}

func TestScopeOf(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	team, err := o.AddTeam(ctx, theDesk, "Americas")
	if err != nil {
		t.Fatal(err)
	}
	ann, bob, cid := o.add("ann", xunpan.Sales), o.add("bob", xunpan.Sales), o.add("cid", xunpan.Sales)
	for _, u := range []*xunpan.User{&ann, &bob} {
		if *u, err = o.EditUser(ctx, theDesk, u.ID, flow.UserEdit{Team: &team.ID}); err != nil {
			t.Fatal(err)
		}
	}
	all := store.Scope{All: true}
	scope := func(ids ...xunpan.ID) store.Scope { return store.Scope{Owners: append([]xunpan.ID{""}, ids...)} }
	for _, see := range []struct {
		policy   string
		ann, cid store.Scope
	}{
		{"", scope(ann.ID, bob.ID), scope(cid.ID)},
		{flow.SeeOwn, scope(ann.ID), scope(cid.ID)},
		{flow.SeeAll, all, all},
		{flow.SeeTeam, scope(ann.ID, bob.ID), scope(cid.ID)},
	} {
		if see.policy != "" {
			if err := o.SetSalesSee(ctx, theDesk, see.policy); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			user xunpan.User
			want store.Scope
		}{{ann, see.ann}, {cid, see.cid}, {xunpan.User{Role: xunpan.Owner}, all}, {xunpan.User{Role: xunpan.Manager}, all}, {xunpan.User{Role: xunpan.Viewer}, all}, {xunpan.User{Role: "boss"}, store.Scope{}}} {
			got, err := o.ScopeOf(ctx, &c.user)
			if diff := cmp.Diff(c.want, got); err != nil || diff != "" {
				t.Errorf("policy %q, %s %s: %v\n%s", see.policy, c.user.Role, c.user.Name, err, diff)
			}
		}
	}
	refused(t, "an unknown policy", o.SetSalesSee(ctx, theDesk, "none"), "sales_see")
	// Who lost his team sees no more of it.
	if err := o.RemoveTeam(ctx, theDesk, team.ID); err != nil {
		t.Fatal(err)
	}
	if ann, err = o.Store.User(ctx, ann.ID); err != nil {
		t.Fatal(err)
	}
	if got, err := o.ScopeOf(ctx, &ann); err != nil || !cmp.Equal(got, scope(ann.ID)) {
		t.Errorf("without a team: %+v, %v", got, err)
	}
}
