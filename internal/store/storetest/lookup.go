package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// Lookups is the suite of what was asked of the world, and of what senders have
// in common.
func Lookups(t *testing.T, open Open) {
	t.Run("answers", func(t *testing.T) { t.Parallel(); testLookups(t, open(t)) })
	t.Run("echoes", func(t *testing.T) { t.Parallel(); testEchoes(t, open(t)) })
}

// testLookups: the newest answer is kept, whichever came last, and old ones go.
func testLookups(t *testing.T, s *store.Store) {
	ctx := context.Background()
	save := func(now time.Time, ls ...store.Lookup) {
		t.Helper()
		if err := s.Write(ctx, now, func(tx *store.Tx) error { return tx.SaveLookups(ctx, ls...) }); err != nil {
			t.Fatal(err)
		}
	}
	at := func(d time.Duration, answer string) store.Lookup {
		return store.Lookup{Kind: "dns", Name: "holm.example", Answer: json.RawMessage(answer), At: noon.Add(d), Until: noon.Add(d + time.Hour)}
	}
	if _, err := s.Lookup(ctx, "dns", "holm.example"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("asked before: %v", err)
	}
	other := at(0, `{}`)
	other.Kind = "page"
	save(noon, at(time.Minute, `{"a":2}`), at(0, `{"a":1}`), other)
	got, err := s.Lookup(ctx, "dns", "holm.example")
	if err != nil || string(got.Answer) != `{"a":2}` || !got.At.Equal(noon.Add(time.Minute)) || !got.Until.Equal(noon.Add(time.Minute+time.Hour)) {
		t.Errorf("kept: %+v, %v", got, err)
	}
	for since, want := range map[time.Duration]int{-time.Second: 2, 0: 1, time.Minute: 0} {
		if n, err := s.LookupsSince(ctx, noon.Add(since)); err != nil || n != want {
			t.Errorf("since %v: %d, %v, want %d", since, n, err, want)
		}
	}
	late := at(365*24*time.Hour, `{}`)
	late.Kind = "rdap"
	save(late.At, late)
	if _, err := s.Lookup(ctx, "dns", "holm.example"); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a year later: %v", err)
	}
}

// testEchoes: others count once each, the sender himself never.
func testEchoes(t *testing.T, s *store.Store) {
	ctx := context.Background()
	first, second := id(), id()
	hear := func(at time.Time, sender, digest string, inquiry xunpan.ID, since time.Time) (n int, last xunpan.ID) {
		t.Helper()
		if err := s.Write(ctx, at, func(tx *store.Tx) (err error) {
			n, last, err = tx.HearEcho(ctx, &store.Echo{Kind: "text", Digest: []byte(digest), Sender: sender, Inquiry: inquiry}, since)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return n, last
	}
	month := noon.AddDate(0, -1, 0)
	if n, _ := hear(noon, "a.example", "x", first, month); n != 0 {
		t.Errorf("the first: %d others", n)
	}
	if n, _ := hear(noon, "a.example", "x", first, month); n != 0 {
		t.Errorf("the first again: %d others", n)
	}
	if n, last := hear(noon.Add(time.Minute), "b.example", "x", second, month); n != 1 || last != first {
		t.Errorf("the second: %d others, the last %q", n, last)
	}
	if n, last := hear(noon.Add(2*time.Minute), "c.example", "x", id(), month); n != 2 || last != second {
		t.Errorf("the third: %d others, the last %q", n, last)
	}
	if n, _ := hear(noon, "c.example", "y", first, month); n != 0 {
		t.Errorf("other words: %d others", n)
	}
	if n, _ := hear(noon.AddDate(1, 0, 0), "d.example", "x", first, noon.AddDate(0, 11, 0)); n != 0 {
		t.Errorf("a year later: %d others", n)
	}
}
