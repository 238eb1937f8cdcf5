package storetest

import (
	"context"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// People is the suite of users, teams, sessions, invitations, API keys and
// answers.
func People(t *testing.T, open func(t *testing.T) *store.Store) {
	t.Run("users", func(t *testing.T) { t.Parallel(); testUsers(t, open(t)) })
	t.Run("codes", func(t *testing.T) { t.Parallel(); testCodes(t, open(t)) })
	t.Run("teams", func(t *testing.T) { t.Parallel(); testTeams(t, open(t)) })
	t.Run("sessions", func(t *testing.T) { t.Parallel(); testSessions(t, open(t)) })
	t.Run("attempts", func(t *testing.T) { t.Parallel(); testAttempts(t, open(t)) })
	t.Run("invitations", func(t *testing.T) { t.Parallel(); testInvitations(t, open(t)) })
	t.Run("keys", func(t *testing.T) { t.Parallel(); testKeys(t, open(t)) })
	t.Run("answers", func(t *testing.T) { t.Parallel(); testAnswers(t, open(t)) })
}

func person(name string, role xunpan.Role) *xunpan.User {
	return &xunpan.User{ID: id(), Email: name + "@haiwan.example", Name: name, Role: role, Active: true}
}

func hashOf(s string) []byte { sum := sha256.Sum256([]byte(s)); return sum[:] }

// later runs f in a transaction some time after noon and returns its error.
func later(s *store.Store, after time.Duration, f func(context.Context, *store.Tx) error) error {
	ctx := context.Background()
	return s.Write(ctx, noon.Add(after), func(tx *store.Tx) error { return f(ctx, tx) })
}

// want fails the test unless an error is the wanted one.
func want(t *testing.T, what string, err, wanted error) {
	t.Helper()
	if !errors.Is(err, wanted) {
		t.Errorf("%s: error %v, want %v", what, err, wanted)
	}
}

func addPeople(t *testing.T, s *store.Store, us ...*xunpan.User) {
	t.Helper()
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		for _, u := range us {
			if err := tx.AddUser(ctx, u, "hash of "+u.Name); err != nil {
				return err
			}
		}
		return nil
	})
}

func testUsers(t *testing.T, s *store.Store) {
	ctx := context.Background()
	if yes, err := s.HasUsers(ctx); err != nil || yes {
		t.Errorf("a new book has users: %t, %v", yes, err)
	}
	team := &xunpan.Team{ID: id(), Name: "Americas"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddTeam(ctx, team) })
	ann, bob := person("ann", xunpan.Owner), person("bob", xunpan.Sales)
	bob.Name, bob.Team, bob.Lang = "李 bob", team.ID, "zh"
	addPeople(t, s, ann, bob)
	if yes, err := s.HasUsers(ctx); err != nil || !yes {
		t.Errorf("no users after two were added: %t, %v", yes, err)
	}
	all, err := s.Users(ctx)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]xunpan.User{*ann, *bob}, all); diff != "" {
		t.Errorf("stored and read (-stored +read):\n%s", diff)
	}
	twin := person("ann", xunpan.Viewer)
	want(t, "an address twice", later(s, 0, func(ctx context.Context, tx *store.Tx) error { return tx.AddUser(ctx, twin, "") }), store.ErrExists)

	a, err := s.AccountByEmail(ctx, "bob@haiwan.example")
	if err != nil || a.ID != bob.ID || a.Password != "hash of 李 bob" || a.TOTP != nil || a.Step != 0 {
		t.Errorf("account by address: %+v, %v", a, err)
	}
	for _, email := range []string{"", "nobody@haiwan.example", "%", "BOB@haiwan.example"} {
		_, err = s.AccountByEmail(ctx, email)
		want(t, "account of "+email, err, store.ErrNotFound)
	}
	for _, wrong := range []xunpan.ID{"", "x", id(), "' OR 1=1"} {
		_, err = s.User(ctx, wrong)
		want(t, "user "+string(wrong), err, store.ErrNotFound)
	}

	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		bob.Role, bob.Team, bob.Active, bob.Prefs = xunpan.Owner, "", false, json.RawMessage(`{"theme":"dark"}`)
		if err := tx.SaveUser(ctx, bob); err != nil {
			return err
		}
		if err := tx.SetPassword(ctx, bob.ID, "other"); err != nil {
			return err
		}
		return tx.LinkUser(ctx, bob.ID, "https://id.example bob")
	})
	bob.Linked = true
	a, err = s.AccountBySubject(ctx, "https://id.example bob")
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(*bob, a.User); diff != "" || a.Password != "other" {
		t.Errorf("saved and read, password %q:\n%s", a.Password, diff)
	}
	// Who is linked to nothing is not found by nothing.
	_, err = s.AccountBySubject(ctx, "")
	want(t, "account of no subject", err, store.ErrNotFound)
	if n, err := s.Owners(ctx); err != nil || n != 1 {
		t.Errorf("%d active owners, %v; one of two left", n, err)
	}
	want(t, "saving a stranger", later(s, 0, func(ctx context.Context, tx *store.Tx) error { return tx.SaveUser(ctx, person("eve", xunpan.Sales)) }), store.ErrNotFound)
}

func testCodes(t *testing.T, s *store.Store) {
	ctx := context.Background()
	ann, bob := person("ann", xunpan.Owner), person("bob", xunpan.Sales)
	addPeople(t, s, ann, bob)
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SetTOTP(ctx, ann.ID, []byte("sealed"), 100, [][]byte{hashOf("one"), hashOf("two")}); err != nil {
			return err
		}
		return tx.SetTOTP(ctx, bob.ID, []byte("sealed"), 100, [][]byte{hashOf("one")})
	})
	a, err := s.Account(ctx, ann.ID)
	if err != nil || string(a.TOTP) != "sealed" || a.Step != 100 || !a.TwoStep {
		t.Errorf("account with a second step: %+v, %v", a, err)
	}
	use := func(step int64) error {
		return later(s, 0, func(ctx context.Context, tx *store.Tx) error { return tx.UseStep(ctx, ann.ID, step) })
	}
	want(t, "the step of the setup", use(100), store.ErrNotFound)
	want(t, "the next step", use(101), nil)
	want(t, "that step again", use(101), store.ErrNotFound)
	want(t, "an earlier step", use(99), store.ErrNotFound)
	spend := func(code string) error {
		return later(s, 0, func(ctx context.Context, tx *store.Tx) error { return tx.UseRecoveryCode(ctx, ann.ID, hashOf(code)) })
	}
	want(t, "a recovery code", spend("one"), nil)
	want(t, "it again", spend("one"), store.ErrNotFound)
	want(t, "a wrong one", spend("three"), store.ErrNotFound)
	for u, left := range map[xunpan.ID]int{ann.ID: 1, bob.ID: 1} {
		if n, err := s.RecoveryCodes(ctx, u); err != nil || n != left {
			t.Errorf("%d recovery codes left, %v, want %d", n, err, left)
		}
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetTOTP(ctx, ann.ID, nil, 0, nil) })
	want(t, "a code after the second step was taken away", spend("two"), store.ErrNotFound)
	if u, err := s.User(ctx, ann.ID); err != nil || u.TwoStep {
		t.Errorf("the second step stayed: %+v, %v", u, err)
	}
}

func testTeams(t *testing.T, s *store.Store) {
	ctx := context.Background()
	north, south := &xunpan.Team{ID: id(), Name: "北方"}, &xunpan.Team{ID: id(), Name: "South"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddTeam(ctx, north), tx.AddTeam(ctx, south))
	})
	want(t, "a name twice", later(s, 0, func(ctx context.Context, tx *store.Tx) error {
		return tx.AddTeam(ctx, &xunpan.Team{ID: id(), Name: "South"})
	}), store.ErrExists)
	rename := func(team xunpan.ID, name string) error {
		return later(s, 0, func(ctx context.Context, tx *store.Tx) error { return tx.RenameTeam(ctx, team, name) })
	}
	want(t, "another's name", rename(north.ID, "South"), store.ErrExists)
	want(t, "its own name", rename(south.ID, "South"), nil)
	want(t, "a new name", rename(north.ID, "North"), nil)
	want(t, "renaming nothing", rename(id(), "West"), store.ErrNotFound)
	ann, bob := person("ann", xunpan.Sales), person("bob", xunpan.Sales)
	ann.Team, bob.Team = north.ID, north.ID
	addPeople(t, s, ann, bob, person("cid", xunpan.Sales))
	mates, err := s.TeamMates(ctx, north.ID)
	if diff := cmp.Diff([]xunpan.ID{ann.ID, bob.ID}, mates); err != nil || diff != "" {
		t.Errorf("members: %v, %v", diff, err)
	}
	if mates, err := s.TeamMates(ctx, ""); err != nil || len(mates) != 0 {
		t.Errorf("who has no team has the mates %v, %v", mates, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddInvitation(ctx, &xunpan.Invitation{ID: id(), Email: "x@haiwan.example", Role: xunpan.Sales, Team: north.ID, By: ann.ID, Expires: noon.Add(time.Hour)}, hashOf("x")); err != nil {
			return err
		}
		return tx.RemoveTeam(ctx, north.ID)
	})
	if u, err := s.User(ctx, ann.ID); err != nil || u.Team != "" {
		t.Errorf("member of a removed team: %+v, %v", u, err)
	}
	if all, err := s.Teams(ctx); err != nil || len(all) != 1 || all[0].Name != "South" {
		t.Errorf("teams: %+v, %v", all, err)
	}
}

func testSessions(t *testing.T, s *store.Store) {
	ctx := context.Background()
	ann, bob := person("ann", xunpan.Owner), person("bob", xunpan.Sales)
	addPeople(t, s, ann, bob)
	begin := func(u *xunpan.User, token string, half bool, ip string) *xunpan.Session {
		x := &xunpan.Session{ID: id(), User: u.ID, Half: half, IP: ip, Agent: "Firefox", Expires: noon.Add(24 * time.Hour)}
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddSession(ctx, x, hashOf(token)) })
		return x
	}
	one, two, three := begin(ann, "1", false, "192.0.2.1"), begin(ann, "2", true, "192.0.2.2"), begin(bob, "3", false, "192.0.2.3")
	got, u, err := s.SessionByHash(ctx, hashOf("1"))
	if diff := cmp.Diff(*one, got); err != nil || diff != "" || u.ID != ann.ID || u.Role != xunpan.Owner || string(u.Prefs) != "{}" {
		t.Errorf("session by token: user %+v, %v\n%s", u, err, diff)
	}
	for _, h := range [][]byte{hashOf("4"), nil, {}} {
		_, _, err = s.SessionByHash(ctx, h)
		want(t, "an unknown token", err, store.ErrNotFound)
	}
	if err := later(s, 0, func(ctx context.Context, tx *store.Tx) error {
		twin := *one
		twin.ID = id()
		return tx.AddSession(ctx, &twin, hashOf("1"))
	}); err == nil {
		t.Error("two sessions have the same token")
	}
	for _, c := range []struct {
		email, ip string
		known     bool
	}{{ann.Email, "192.0.2.1", true}, {ann.Email, "192.0.2.2", false}, {ann.Email, "192.0.2.3", false}, {"nobody", "192.0.2.1", false}} {
		if known, err := s.KnownPlace(ctx, c.email, c.ip); err != nil || known != c.known {
			t.Errorf("known place %s %s: %t, %v", c.email, c.ip, known, err)
		}
	}
	if err := later(s, time.Minute, func(ctx context.Context, tx *store.Tx) error { return tx.SeeSession(ctx, two) }); err != nil {
		t.Fatal(err)
	}
	if err := later(s, time.Second, func(ctx context.Context, tx *store.Tx) error { return tx.SeeSession(ctx, two) }); err != nil {
		t.Fatal(err)
	}
	live := func(u *xunpan.User, at, idle time.Duration) (ids []xunpan.ID) {
		t.Helper()
		ss, err := s.Sessions(ctx, u.ID, noon.Add(at), noon.Add(idle))
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range ss {
			ids = append(ids, x.ID)
		}
		return ids
	}
	for _, c := range []struct {
		at, idle time.Duration
		want     []xunpan.ID
	}{{time.Hour, -time.Hour, []xunpan.ID{two.ID, one.ID}}, {time.Hour, time.Second, []xunpan.ID{two.ID}}, {24 * time.Hour, -time.Hour, nil}} {
		if diff := cmp.Diff(c.want, live(ann, c.at, c.idle)); diff != "" {
			t.Errorf("sessions at %v used after %v:\n%s", c.at, c.idle, diff)
		}
	}
	if u, err := s.User(ctx, ann.ID); err != nil || !u.Seen.Equal(noon.Add(time.Minute)) {
		t.Errorf("seen at %v, %v", u.Seen, err)
	}
	end := func(x xunpan.ID) error {
		return later(s, time.Hour, func(ctx context.Context, tx *store.Tx) error { return tx.EndSession(ctx, x) })
	}
	want(t, "ending a session", end(one.ID), nil)
	want(t, "ending it again", end(one.ID), store.ErrNotFound)
	want(t, "ending nothing", end("x"), store.ErrNotFound)
	if diff := cmp.Diff([]xunpan.ID{two.ID}, live(ann, time.Hour, -time.Hour)); diff != "" {
		t.Errorf("after one was ended:\n%s", diff)
	}
	four := begin(ann, "4", false, "192.0.2.4")
	if err := later(s, time.Hour, func(ctx context.Context, tx *store.Tx) error {
		n, err := tx.EndSessions(ctx, ann.ID, four.ID)
		if n != 1 {
			t.Errorf("ended %d sessions, want the half one alone", n)
		}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff([]xunpan.ID{four.ID}, live(ann, time.Hour, -time.Hour)); diff != "" {
		t.Errorf("after all others were ended:\n%s", diff)
	}
	if diff := cmp.Diff([]xunpan.ID{three.ID}, live(bob, time.Hour, -time.Hour)); diff != "" {
		t.Errorf("a colleague's sessions:\n%s", diff)
	}
	// Ended ones are swept after a while, living ones never.
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.SweepPeople(ctx, noon.Add(2*time.Hour), noon.Add(2*time.Hour))
	})
	_, err = s.Session(ctx, one.ID)
	want(t, "a swept session", err, store.ErrNotFound)
	if _, err = s.Session(ctx, four.ID); err != nil {
		t.Errorf("a living session was swept: %v", err)
	}
}
