package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// FollowUps is the suite of planned contacts, samples, feeds and digests.
func FollowUps(t *testing.T, open Open) {
	t.Run("follow-ups", func(t *testing.T) { t.Parallel(); testFollowUps(t, open(t)) })
	t.Run("unplanned", func(t *testing.T) { t.Parallel(); testUnplanned(t, open(t)) })
	t.Run("samples", func(t *testing.T) { t.Parallel(); testSamples(t, open(t)) })
	t.Run("feeds and digests", func(t *testing.T) { t.Parallel(); testFeeds(t, open(t)) })
}

func planned(q *xunpan.Inquiry, at time.Time) xunpan.FollowUp {
	return xunpan.FollowUp{ID: id(), Inquiry: q.ID, Owner: q.Owner, State: xunpan.FollowOpen, Prepare: at, Leave: at.Add(time.Hour), Until: at.Add(2 * time.Hour), Zone: "America/Sao_Paulo", Rule: "grade_a",
		Purpose: xunpan.PurposeFit, Channel: xunpan.Email, Tries: 1, Why: []xunpan.Text{{En: "why", Zh: "为什么"}}, Created: noon}
}

// testFollowUps: an inquiry has one open contact at most, what changed meanwhile
// is not overwritten, and lists and counts keep to scope and time.
func testFollowUps(t *testing.T, s *store.Store) {
	ctx := context.Background()
	mine, other := sample(1), sample(2)
	mine.Owner, other.Owner = id(), id()
	company := id()
	add(t, s, mine, other)
	a, b := planned(mine, noon.Add(24*time.Hour)), planned(other, noon.Add(48*time.Hour))
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddFollowUp(ctx, &a, company), tx.AddFollowUp(ctx, &b, company))
	})
	twin := planned(mine, noon.Add(72*time.Hour))
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.AddFollowUp(ctx, &twin, "") }); err == nil {
		t.Error("an inquiry has two open contacts")
	}
	got, err := s.FollowUp(ctx, a.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(a, got); diff != "" {
		t.Errorf("kept otherwise than given:\n%s", diff)
	}
	all := store.Scope{All: true}
	for _, c := range []struct {
		scope    store.Scope
		from, to time.Duration
		want     []xunpan.ID
	}{
		{all, 0, 100 * time.Hour, []xunpan.ID{a.ID, b.ID}},
		{all, 0, 48 * time.Hour, []xunpan.ID{a.ID}},
		{all, 25 * time.Hour, 100 * time.Hour, []xunpan.ID{b.ID}},
		{store.Scope{Owners: []xunpan.ID{other.Owner}}, 0, 100 * time.Hour, []xunpan.ID{b.ID}},
		{store.Scope{Owners: []xunpan.ID{""}}, 0, 100 * time.Hour, nil},
		{store.Scope{}, 0, 100 * time.Hour, nil},
	} {
		fs, err := s.FollowUps(ctx, store.FollowFilter{Scope: c.scope, From: noon.Add(c.from), To: noon.Add(c.to), Limit: 10})
		var ids []xunpan.ID
		for i := range fs {
			ids = append(ids, fs[i].ID)
			if fs[i].Inquired == nil || fs[i].Inquired.ID != fs[i].Inquiry {
				t.Errorf("without its inquiry: %+v", fs[i])
			}
		}
		if diff := cmp.Diff(c.want, ids); err != nil || diff != "" {
			t.Errorf("%+v: %v, %s", c, err, diff)
		}
		if n, err := s.CountFollowUps(ctx, c.scope, noon.Add(c.from), noon.Add(c.to), 10); err != nil || n != len(c.want) {
			t.Errorf("%+v: counted %d, %v", c, n, err)
		}
	}
	if at, err := s.PlannedWith(ctx, company, mine.ID); err != nil || len(at) != 1 || !at[0].Equal(b.Leave) {
		t.Errorf("planned with the company: %v, %v", at, err)
	}
	old := a
	a.State, a.Ended, a.Closed = xunpan.FollowDone, "call", noon
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveFollowUp(ctx, &a) })
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveFollowUp(ctx, &old) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an older version: %v", err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddFollowUp(ctx, &twin, company) })
	if fs, err := s.FollowUpsOf(ctx, mine.ID, 10); err != nil || len(fs) != 2 || fs[0].ID != twin.ID || fs[1].Ended != "call" {
		t.Errorf("of the inquiry: %+v, %v", fs, err)
	}
	if n, err := s.DoneFollowUps(ctx, all, noon, 10); err != nil || n != 1 {
		t.Errorf("done: %d, %v", n, err)
	}
	if n, err := s.DoneOfPurpose(ctx, all, noon, []xunpan.Purpose{xunpan.PurposeFit}, 10); err != nil || n != 1 {
		t.Errorf("done to ask what fits: %d, %v", n, err)
	}
	if n, err := s.DoneFollowUps(ctx, all, noon.Add(time.Hour), 10); err != nil || n != 0 {
		t.Errorf("done later: %d, %v", n, err)
	}
	if _, err := s.FollowUp(ctx, "nothing"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an id that is none: %v", err)
	}
}

// testUnplanned: inquiries that wait for the buyer without a next contact are found, the
// most worthy first; customers are known by an order of their company.
func testUnplanned(t *testing.T, s *store.Store) {
	ctx := context.Background()
	var qs []*xunpan.Inquiry
	for n := range 6 {
		q := sample(n)
		q.Tray, q.Grade, q.Stage, q.Worth = xunpan.Waiting, "A", xunpan.StageQuoted, n
		qs = append(qs, q)
	}
	qs[1].Next = noon.Add(time.Hour)
	qs[2].Grade = "D"
	qs[3].Stage = xunpan.StageLost
	qs[4].Tray = xunpan.ToAnswer
	add(t, s, qs...)
	got, err := s.Unplanned(ctx, store.Scope{All: true}, 10)
	if err != nil || len(got) != 2 || got[0].ID != qs[5].ID || got[1].ID != qs[0].ID {
		t.Errorf("unplanned: %d, %v", len(got), err)
	}
	if n, err := s.CountUnplanned(ctx, store.Scope{All: true}, 10); err != nil || n != 2 {
		t.Errorf("counted %d, %v", n, err)
	}
	if n, err := s.CountUnplanned(ctx, store.Scope{Owners: []xunpan.ID{id()}}, 10); err != nil || n != 0 {
		t.Errorf("of somebody else: %d, %v", n, err)
	}
	if due, err := s.DueBetween(ctx, store.Scope{All: true}, noon.Add(-time.Hour), noon.Add(1000*time.Hour), 10); err != nil || len(due) > 1 {
		t.Errorf("due: %+v, %v", due, err)
	}
}

func testSamples(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	add(t, s, q)
	x := xunpan.Sample{ID: id(), Inquiry: q.ID, What: "FL-50W, 2 pcs", Cost: &xunpan.Money{Amount: "35.00", Currency: "USD"}, Payer: "refund", Sent: "2026-11-20"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.PutSample(ctx, &x) })
	got, err := s.Sample(ctx, x.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(x, got); diff != "" {
		t.Errorf("kept otherwise than given:\n%s", diff)
	}
	old := x
	x.Arrived, x.Verdict = "2026-11-24", xunpan.SampleGood
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.PutSample(ctx, &x) })
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.PutSample(ctx, &old) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an older version: %v", err)
	}
	if ss, err := s.Samples(ctx, q.ID); err != nil || len(ss) != 1 || ss[0].Verdict != xunpan.SampleGood {
		t.Errorf("of the inquiry: %+v, %v", ss, err)
	}
}

func testFeeds(t *testing.T, s *store.Store) {
	ctx := context.Background()
	u := xunpan.User{ID: id(), Email: "li@haiwan.example", Name: "Li", Role: xunpan.Sales, Active: true}
	write(t, s, func(ctx context.Context, tx *store.Tx) error {
		return errors.Join(tx.AddUser(ctx, &u, ""), tx.SetFeed(ctx, u.ID, []byte("first")), tx.SetFeed(ctx, u.ID, []byte("second")))
	})
	if _, err := s.FeedUser(ctx, []byte("first")); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("an address that was replaced: %v", err)
	}
	if got, err := s.FeedUser(ctx, []byte("second")); err != nil || got != u.ID {
		t.Errorf("whose feed: %s, %v", got, err)
	}
	if at, err := s.FeedSince(ctx, u.ID); err != nil || !at.Equal(noon) {
		t.Errorf("since %s, %v", at, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.DropFeed(ctx, u.ID) })
	if at, err := s.FeedSince(ctx, u.ID); err != nil || !at.IsZero() {
		t.Errorf("once ended: since %s, %v", at, err)
	}
	for n, want := range []bool{true, false} {
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			got, err := tx.ClaimDigest(ctx, "user/1", "2026-11-24")
			if got != want {
				t.Errorf("claim %d: %v", n, got)
			}
			return err
		})
	}
}
