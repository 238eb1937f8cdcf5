package storetest

import (
	"context"
	"encoding/json"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// Hooks is the suite of what the channels keep: hooks, the website form's
// counts, uploads.
func Hooks(t *testing.T, open Open) {
	t.Run("hooks", func(t *testing.T) { t.Parallel(); testHooks(t, open(t)) })
	t.Run("claims", func(t *testing.T) { t.Parallel(); testClaims(t, open(t)) })
	t.Run("events", func(t *testing.T) { t.Parallel(); testEvents(t, open(t)) })
	t.Run("form days", func(t *testing.T) { t.Parallel(); testFormDays(t, open(t)) })
	t.Run("uploads", func(t *testing.T) { t.Parallel(); testUploads(t, open(t)) })
}

func hook(purpose string) *store.Hook {
	return &store.Hook{ID: id(), Purpose: purpose, Name: "外贸群", Kind: "wecom", Address: "qyapi.example/…a91f", Secret: []byte{0, 1, 255}, Config: json.RawMessage(`{"grade":"A"}`), Active: true, Reached: 7}
}

func testHooks(t *testing.T, s *store.Store) {
	ctx := context.Background()
	a, b := hook(store.HookAlert), hook(store.HookChanges)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddHook(ctx, a) })
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddHook(ctx, b) })
	got, err := s.Hook(ctx, store.HookAlert, a.ID)
	if diff := cmp.Diff(*a, got); err != nil || diff != "" {
		t.Errorf("read: %v\n%s", err, diff)
	}
	_, err = s.Hook(ctx, store.HookChanges, a.ID)
	want(t, "one of another purpose", err, store.ErrNotFound)
	_, err = s.Hook(ctx, store.HookAlert, "x")
	want(t, "no id", err, store.ErrNotFound)
	if n, err := s.ActiveHooks(ctx, store.HookAlert); n != 1 || err != nil {
		t.Errorf("%d active, %v", n, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.SwitchHook(ctx, a.ID, false); err != nil {
			return err
		}
		if err := tx.SetHookState(ctx, a.ID, map[string]int{"n": 1}); err != nil {
			return err
		}
		return tx.SetHookReached(ctx, a.ID, 9)
	})
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SetHookReached(ctx, a.ID, 8) })
	got, err = s.Hook(ctx, store.HookAlert, a.ID)
	if err != nil || got.Active || string(got.State) != `{"n":1}` || got.Reached != 9 || got.Version != 2 {
		t.Errorf("changed: %+v, %v", got, err)
	}
	if n, err := s.ActiveHooks(ctx, store.HookAlert); n != 0 || err != nil {
		t.Errorf("%d active, %v", n, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveHook(ctx, a.ID) })
	want(t, "removing it again", s.Write(ctx, noon, func(tx *store.Tx) error { return tx.RemoveHook(ctx, a.ID) }), store.ErrNotFound)
	if hs, err := s.Hooks(ctx, store.HookAlert); len(hs) != 0 || err != nil {
		t.Errorf("left: %v, %v", hs, err)
	}
}

// testClaims: of two who want to tell a hook of an inquiry one does, until the
// pause is over.
func testClaims(t *testing.T, s *store.Store) {
	ctx := context.Background()
	h := hook(store.HookAlert)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddHook(ctx, h) })
	inquiry := id()
	claim := func(after time.Duration) (ok bool) {
		t.Helper()
		if err := s.Write(ctx, noon.Add(after), func(tx *store.Tx) (err error) {
			ok, err = tx.ClaimAlert(ctx, h.ID, inquiry, tx.Now.Add(-10*time.Minute))
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return ok
	}
	if !claim(0) || claim(time.Minute) || claim(9*time.Minute) || !claim(10*time.Minute) || claim(11*time.Minute) {
		t.Error("claims are not kept apart")
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.ForgetAlerts(ctx, noon.Add(time.Hour)) })
	if !claim(12 * time.Minute) {
		t.Error("a forgotten claim is in the way")
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveHook(ctx, h.ID) })
}

func testEvents(t *testing.T, s *store.Store) {
	ctx := context.Background()
	var seqs []int64
	for _, c := range []xunpan.Change{{Object: "inquiry", What: "created"}, {Object: "user", What: "created"}, {Object: "inquiry", What: "moved"}, {Object: "company", What: "merged"}} {
		c.Actor = xunpan.TheDesk
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddChange(ctx, &c) })
	}
	all, err := s.Changes(ctx, store.ChangeFilter{After: -1})
	if err != nil || len(all) != 4 {
		t.Fatalf("history: %v, %v", all, err)
	}
	for i := range all {
		seqs = append(seqs, all[i].Seq)
	}
	for _, c := range []struct {
		after  int64
		events []store.Event
		want   []int64
	}{
		{0, []store.Event{{Object: "inquiry"}}, []int64{seqs[0], seqs[2]}},
		{seqs[0], []store.Event{{Object: "inquiry"}}, []int64{seqs[2]}},
		{0, []store.Event{{Object: "inquiry", What: "created"}, {Object: "company", What: "merged"}}, []int64{seqs[0], seqs[3]}},
		{0, []store.Event{{Object: "inquiry", What: "answered"}}, nil},
		{0, nil, nil},
	} {
		cs, err := s.ChangesOf(ctx, c.after, c.events, 10)
		var got []int64
		for i := range cs {
			got = append(got, cs[i].Seq)
		}
		n, err2 := s.CountChangesOf(ctx, c.after, c.events, 10)
		if diff := cmp.Diff(c.want, got); diff != "" || err != nil || err2 != nil || n != len(c.want) {
			t.Errorf("%v after %d: %d, %v, %v\n%s", c.events, c.after, n, err, err2, diff)
		}
	}
	if cs, err := s.ChangesOf(ctx, 0, []store.Event{{Object: "inquiry"}}, 1); len(cs) != 1 || err != nil || cs[0].Seq != seqs[0] {
		t.Errorf("bounded: %v, %v", cs, err)
	}
}

func testFormDays(t *testing.T, s *store.Store) {
	for _, c := range []struct {
		day string
		d   store.FormDay
	}{{"2026-11-01", store.FormDay{Taken: 1, Refused: 2}}, {"2026-11-01", store.FormDay{Taken: 3}}, {"2026-11-02", store.FormDay{Refused: 5}}} {
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddFormDay(ctx, c.day, c.d) })
	}
	for since, want := range map[string]store.FormDay{"2026-10-31": {Taken: 4, Refused: 7}, "2026-11-02": {Refused: 5}, "2026-11-03": {}} {
		if got, err := s.FormDays(context.Background(), since); err != nil || got != want {
			t.Errorf("since %s: %+v, %v", since, got, err)
		}
	}
}

func testUploads(t *testing.T, s *store.Store) {
	ctx := context.Background()
	u := &store.Upload{ID: id(), Name: "old.mbox", Size: 12}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddUpload(ctx, u) })
	got, err := s.Upload(ctx, u.ID)
	if diff := cmp.Diff(*u, got); err != nil || diff != "" {
		t.Errorf("read: %v\n%s", err, diff)
	}
	lines := []store.UploadLine{{No: 1, From: "ana@importer.example", Subject: "询价", Outcome: "stored", Inquiry: id()}, {No: 2, Outcome: "failed", Reason: "empty"}}
	u.Total, u.Done, u.Stored, u.Failed = 3, 2, 1, 1
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		if err := tx.AddUploadLines(ctx, u.ID, lines); err != nil {
			return err
		}
		return tx.MoveUpload(ctx, u, 0)
	})
	move := func() error {
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.MoveUpload(ctx, u, 0) })
	}
	want(t, "moving on from where it is no more", move(), store.ErrChanged)
	if ls, err := s.UploadLines(ctx, u.ID, "", 0, 10); err != nil || cmp.Diff(lines, ls) != "" {
		t.Errorf("lines: %+v, %v", ls, err)
	}
	if ls, err := s.UploadLines(ctx, u.ID, "failed", 1, 10); err != nil || cmp.Diff(lines[1:], ls) != "" {
		t.Errorf("lines that failed: %+v, %v", ls, err)
	}
	if us, err := s.Uploads(ctx, store.UploadRunning, 10); err != nil || len(us) != 1 || us[0].Done != 2 {
		t.Errorf("running: %+v, %v", us, err)
	}
	stop := func() error {
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.StopUpload(ctx, u.ID) })
	}
	want(t, "stopping", stop(), nil)
	want(t, "stopping again", stop(), store.ErrNotFound)
	want(t, "moving on after the stop", s.Write(ctx, noon, func(tx *store.Tx) error { return tx.MoveUpload(ctx, u, 2) }), store.ErrChanged)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.ForgetUploads(ctx, noon) })
	_, err = s.Upload(ctx, u.ID)
	want(t, "a young one", err, nil)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.ForgetUploads(ctx, noon.Add(time.Minute)) })
	_, err = s.Upload(ctx, u.ID)
	want(t, "an old one", err, store.ErrNotFound)
}
