package storetest

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

func testAttempts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	if a, err := s.Attempts(ctx, "account/x"); err != nil || a != (store.Attempts{}) {
		t.Errorf("before any: %+v, %v", a, err)
	}
	for n := 1; n <= 3; n++ {
		a := store.Attempts{Failures: n, At: noon, Until: noon.Add(time.Duration(n) * time.Minute)}
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetAttempts(ctx, "account/x", a) })
		if got, err := s.Attempts(ctx, "account/x"); err != nil || got != a {
			t.Errorf("read %+v, %v, want %+v", got, err, a)
		}
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return tx.SetAttempts(ctx, "account/x", store.Attempts{})
	})
	if a, err := s.Attempts(ctx, "account/x"); err != nil || a != (store.Attempts{}) {
		t.Errorf("after they were forgotten: %+v, %v", a, err)
	}
}

func testInvitations(t *testing.T, s *store.Store) {
	ctx := context.Background()
	ann := person("ann", xunpan.Owner)
	addPeople(t, s, ann)
	add := func(email, token string) *xunpan.Invitation {
		i := &xunpan.Invitation{ID: id(), Email: email, Role: xunpan.Sales, By: ann.ID, Expires: noon.Add(7 * 24 * time.Hour)}
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddInvitation(ctx, i, hashOf(token)) })
		return i
	}
	one := add("new@haiwan.example", "1")
	got, err := s.OpenInvitation(ctx, hashOf("1"), noon.Add(time.Hour))
	if diff := cmp.Diff(*one, got); err != nil || diff != "" {
		t.Errorf("invitation by token: %v\n%s", err, diff)
	}
	_, err = s.OpenInvitation(ctx, hashOf("1"), one.Expires)
	want(t, "one that is over", err, store.ErrNotFound)
	_, err = s.OpenInvitation(ctx, hashOf("x"), noon)
	want(t, "an unknown one", err, store.ErrNotFound)
	two := add("new@haiwan.example", "2")
	_, err = s.OpenInvitation(ctx, hashOf("1"), noon.Add(time.Second))
	want(t, "one followed by another to the same address", err, store.ErrNotFound)
	three := add("other@haiwan.example", "3")
	if all, err := s.Invitations(ctx, noon); err != nil || len(all) != 2 {
		t.Errorf("open invitations: %+v, %v", all, err)
	}
	do := func(f func(context.Context, *store.Tx) error) error { return later(s, time.Hour, f) }
	want(t, "accepting", do(func(ctx context.Context, tx *store.Tx) error { return tx.UseInvitation(ctx, two.ID) }), nil)
	want(t, "accepting again", do(func(ctx context.Context, tx *store.Tx) error { return tx.UseInvitation(ctx, two.ID) }), store.ErrNotFound)
	want(t, "taking back an accepted one", do(func(ctx context.Context, tx *store.Tx) error { return tx.EndInvitation(ctx, two.ID) }), store.ErrNotFound)
	want(t, "taking back", do(func(ctx context.Context, tx *store.Tx) error { return tx.EndInvitation(ctx, three.ID) }), nil)
	want(t, "accepting what was taken back", do(func(ctx context.Context, tx *store.Tx) error { return tx.UseInvitation(ctx, three.ID) }), store.ErrNotFound)
	four := add("third@haiwan.example", "4")
	want(t, "taking back all of a user", do(func(ctx context.Context, tx *store.Tx) error { return tx.EndInvitationsBy(ctx, ann.ID) }), nil)
	want(t, "accepting one of these", do(func(ctx context.Context, tx *store.Tx) error { return tx.UseInvitation(ctx, four.ID) }), store.ErrNotFound)
}

func testKeys(t *testing.T, s *store.Store) {
	ctx := context.Background()
	k := &xunpan.APIKey{ID: id(), Name: "Web shop", Start: "xp_abcde", Scope: xunpan.KeyWrite}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddKey(ctx, k, hashOf("k")) })
	got, err := s.KeyByHash(ctx, hashOf("k"))
	if diff := cmp.Diff(*k, got); err != nil || diff != "" {
		t.Errorf("key by hash: %v\n%s", err, diff)
	}
	_, err = s.KeyByHash(ctx, hashOf("x"))
	want(t, "an unknown key", err, store.ErrNotFound)
	for _, c := range []struct{ at, since, used time.Duration }{{2 * time.Minute, time.Minute, 2 * time.Minute}, {3 * time.Minute, time.Minute, 2 * time.Minute}, {4 * time.Minute, 3 * time.Minute, 4 * time.Minute}} {
		if err := later(s, c.at, func(ctx context.Context, tx *store.Tx) error { return tx.UseKey(ctx, k.ID, noon.Add(c.since)) }); err != nil {
			t.Fatal(err)
		}
		if got, err := s.Key(ctx, k.ID); err != nil || !got.Used.Equal(noon.Add(c.used)) {
			t.Errorf("used at %v, %v, want noon and %v", got.Used, err, c.used)
		}
	}
	revoke := func() error {
		return later(s, time.Hour, func(ctx context.Context, tx *store.Tx) error { return tx.RevokeKey(ctx, k.ID) })
	}
	want(t, "revoking", revoke(), nil)
	want(t, "revoking again", revoke(), store.ErrNotFound)
	_, err = s.KeyByHash(ctx, hashOf("k"))
	want(t, "a revoked key", err, store.ErrNotFound)
	if all, err := s.Keys(ctx); err != nil || len(all) != 1 || !all[0].Revoked.Equal(noon.Add(time.Hour)) {
		t.Errorf("keys: %+v, %v", all, err)
	}
}

func testAnswers(t *testing.T, s *store.Store) {
	const minute, day = time.Minute, 24 * time.Hour
	// ask claims a key at a moment, with a digest standing for the request.
	ask := func(at time.Duration, key, request string) (a store.Answer, fresh bool) {
		t.Helper()
		if err := later(s, at, func(ctx context.Context, tx *store.Tx) (err error) {
			a, fresh, err = tx.ReserveAnswer(ctx, key, hashOf(request), tx.Now.Add(-minute), tx.Now.Add(-day))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return a, fresh
	}
	keep := func(key string) {
		t.Helper()
		if err := later(s, 0, func(ctx context.Context, tx *store.Tx) error {
			return tx.KeepAnswer(ctx, key, &store.Answer{Status: 201, Kind: "application/json", Body: []byte("{}\x00")})
		}); err != nil {
			t.Fatal(err)
		}
	}
	if _, fresh := ask(0, "k", "a"); !fresh {
		t.Error("the first request was not to be done")
	}
	if a, fresh := ask(time.Second, "k", "a"); fresh || a.Status != 0 || !a.Same {
		t.Errorf("the same while the first is under way: %+v, %t", a, fresh)
	}
	keep("k")
	if a, fresh := ask(time.Hour, "k", "a"); fresh || a.Status != 201 || a.Kind != "application/json" || string(a.Body) != "{}\x00" || !a.Same {
		t.Errorf("the same again: %+v, %t", a, fresh)
	}
	if a, fresh := ask(time.Hour, "k", "b"); fresh || a.Same {
		t.Errorf("another request under the same key: %+v, %t", a, fresh)
	}
	if _, fresh := ask(0, "other", "a"); !fresh {
		t.Error("another key was taken")
	}
	if _, fresh := ask(day+minute, "k", "b"); !fresh {
		t.Error("a key was not free after a day")
	}
	// A request that never ended gives its key free.
	if _, fresh := ask(2*minute, "other", "a"); !fresh {
		t.Error("a lost request keeps its key")
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.DropAnswer(ctx, "other") })
	if _, fresh := ask(2*minute, "other", "z"); !fresh {
		t.Error("a key given back was taken")
	}
	// Of many at once one is done.
	done := make(chan bool)
	for range 10 {
		go func() {
			fresh := false
			err := later(s, 0, func(ctx context.Context, tx *store.Tx) (err error) {
				_, fresh, err = tx.ReserveAnswer(ctx, "race", hashOf("a"), tx.Now.Add(-minute), tx.Now.Add(-day))
				return err
			})
			done <- err == nil && fresh
		}()
	}
	n := 0
	for range 10 {
		if <-done {
			n++
		}
	}
	if n != 1 {
		t.Errorf("%d of ten equal requests were to be done", n)
	}
}
