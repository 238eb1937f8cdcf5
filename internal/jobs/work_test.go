package jobs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"

	"xunpan/internal/store"
)

// state waits until the one job of a kind is in a state and returns the text of
// its last failure.
func state(t *testing.T, q *Queue, kind, want string) (failure string) {
	t.Helper()
	until(t, "the job is "+want, func() bool { return string(rows(t, q, kind)[0].State) == want })
	if e := rows(t, q, kind)[0].Errors; len(e) > 0 {
		return e[len(e)-1].Error
	}
	return ""
}

func TestRetry(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		log := &logbook{}
		q := New(d.Store, log.logger(), Options{})
		tries := make(chan Try, 10)
		Handle(q, func(_ context.Context, _ task, try Try) error {
			tries <- try
			return fmt.Errorf("attempt %d: %w", try.Attempt, errTest)
		})
		d.add(t, q, task{P: Plan{Max: 2}})
		start(t, q)
		for attempt := 1; attempt <= 2; attempt++ {
			if try := wait(t, tries, "an attempt"); try.Attempt != attempt || try.Max != 2 {
				t.Errorf("attempt %d: %+v", attempt, try)
			}
		}
		if text := state(t, q, "task", "discarded"); text != "attempt 2: "+errTest.Error() {
			t.Errorf("kept with the job: %q", text)
		}
		if c := counts(t, q); c["discarded"] != 1 {
			t.Errorf("counts: %v", c)
		}
		j := rows(t, q, "task")[0]
		if first := j.Errors[0]; len(j.Errors) != 2 || j.ScheduledAt.Sub(first.At.Truncate(time.Millisecond)) < Backoff(1, j.ID).Truncate(time.Millisecond) {
			t.Errorf("the second attempt was due at %v, the first began at %v", j.ScheduledAt, first.At)
		}
		for _, want := range []string{"job failed", "job given up", "attempt 2: " + errTest.Error()} {
			if !strings.Contains(log.String(), want) {
				t.Errorf("not logged: %q\n%s", want, log)
			}
		}
	})
}

// TestDone: a job that notes in its own transaction that it is done is done with
// that, neither sooner nor twice.
func TestDone(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Poll: 20 * time.Millisecond})
		ended, n := make(chan bool), 0
		Handle(q, func(ctx context.Context, _ task, try Try) error {
			n++
			err := d.Write(ctx, time.Now(), func(tx *store.Tx) error {
				if err := try.Done(ctx, tx); err != nil {
					t.Error(err)
				}
				if n == 1 {
					return Later(0) // rolls back
				}
				return q.Add(ctx, tx, short{})
			})
			if n == 1 {
				return err
			}
			if err != nil {
				t.Error(err)
			}
			for _, again := range []Try{try, {ID: try.ID, Attempt: try.Attempt + 1, engine: try.engine}} {
				if err := d.Write(ctx, time.Now(), func(tx *store.Tx) error { return again.Done(ctx, tx) }); err == nil {
					t.Error("the job is done a second time")
				}
			}
			defer close(ended)
			return errTest // of no effect
		})
		Handle(q, func(context.Context, short, Try) error { return nil })
		d.add(t, q, task{})
		stop := start(t, q)
		wait(t, ended, "the end of the second attempt")
		stop()
		if j := rows(t, q, "task")[0]; j.State != "completed" || j.FinalizedAt == nil || len(j.Errors) != 0 {
			t.Errorf("the job is %s at %v with %v", j.State, j.FinalizedAt, j.Errors)
		}
		if len(rows(t, q, "short")) != 1 {
			t.Error("the transaction did not last")
		}
	})
}

func TestPermanent(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{})
		Handle(q, func(_ context.Context, _ task, try Try) error {
			if try.Attempt > 1 {
				t.Error("a second attempt")
			}
			return fmt.Errorf("sending: %w", Permanent(errors.New(strings.Repeat("界\x00", 1000))))
		})
		d.add(t, q, task{})
		start(t, q)
		text := state(t, q, "task", "cancelled")
		if len(text) > maxFailure || !strings.HasPrefix(text, "sending: 界") || !strings.HasSuffix(text, "…") {
			t.Errorf("%d bytes are kept with the job: %q", len(text), text)
		}
		if c := counts(t, q); c["cancelled"] != 1 {
			t.Errorf("counts: %v", c)
		}
	})
}

func TestLater(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Poll: 20 * time.Millisecond})
		tries, n := make(chan Try, 10), 0
		Handle(q, func(_ context.Context, _ task, try Try) error { // one at a time: there is one job
			tries <- try
			n++
			switch n {
			case 1:
				return Later(-1)
			case 2:
				return fmt.Errorf("not yet: %w", Later(300*time.Millisecond))
			}
			return nil
		})
		d.add(t, q, task{P: Plan{Max: 1}})
		start(t, q)
		for range 3 {
			if try := wait(t, tries, "an attempt"); try.Attempt != 1 {
				t.Errorf("waiting counts as an attempt: %+v", try)
			}
		}
		if text := state(t, q, "task", "completed"); text != "" {
			t.Errorf("waiting counts as a failure: %q", text)
		}
	})
}

func TestPanic(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		log := &logbook{}
		q := New(d.Store, log.logger(), Options{})
		Handle(q, func(context.Context, task, Try) error {
			panic("the password is tiger")
		})
		Handle(q, func(_ context.Context, j short, _ Try) error {
			_ = make([]int, 3)[j.N]
			return nil
		})
		d.add(t, q, task{P: Plan{Max: 1}}, short{N: 99})
		start(t, q)
		if text := state(t, q, "task", "discarded"); text != "a panic with a string" {
			t.Errorf("kept with the job: %q", text)
		}
		if text := state(t, q, "short", "discarded"); !strings.Contains(text, "index out of range [99]") {
			t.Errorf("kept with the job: %q", text)
		}
		if s := log.String(); strings.Contains(s, "tiger") || !strings.Contains(s, "work_test.go") {
			t.Errorf("the log shows the panic's value, or not where it was:\n%s", s)
		}
		all, _ := json.Marshal(rows(t, q, "task"))
		if strings.Contains(string(all), "tiger") {
			t.Errorf("the panic's value is in the database: %s", all)
		}
	})
}

func TestTimeout(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{})
		Handle(q, func(ctx context.Context, _ short, _ Try) error {
			<-ctx.Done()
			return ctx.Err()
		})
		d.add(t, q, short{})
		start(t, q)
		if text := state(t, q, "short", "discarded"); !strings.HasPrefix(text, "not done within 50ms") {
			t.Errorf("kept with the job: %q", text)
		}
	})
}

func TestBackoff(t *testing.T) {
	t.Parallel()
	var sum time.Duration
	for i, want := range []time.Duration{2 * time.Second, 8 * time.Second, 32 * time.Second, 128 * time.Second, 512 * time.Second, 2048 * time.Second, 8192 * time.Second, 6 * time.Hour, 6 * time.Hour} {
		if got := Backoff(i+1, 0); got != want {
			t.Errorf("after attempt %d: %v, want %v", i+1, got, want)
		}
	}
	for attempt := 1; attempt < attempts; attempt++ {
		sum += Backoff(attempt, 0)
	}
	if sum < 24*time.Hour || sum > 36*time.Hour {
		t.Errorf("a job is given up after %v, not after about a day", sum)
	}
	if Backoff(3, 1) == Backoff(3, 2) {
		t.Error("jobs that fail together come back together")
	}
	rapid.Check(t, func(t *rapid.T) {
		attempt, id := rapid.Int().Draw(t, "attempt"), rapid.Int64().Draw(t, "id")
		base := Backoff(attempt, 0)
		if got := Backoff(attempt, id); got < base || got > base+base/4 || base < 2*time.Second || base > 6*time.Hour {
			t.Fatalf("%v, without spread %v", got, base)
		}
		if attempt < 1000 && Backoff(attempt+1, 0) < base {
			t.Fatal("a later attempt comes sooner")
		}
	})
}

func TestBrief(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(rapid.String(), rapid.StringN(maxFailure-5, 3*maxFailure, -1), rapid.Map(rapid.SliceOfN(rapid.Byte(), 0, 2*maxFailure), func(b []byte) string { return string(b) })).Draw(t, "text")
		got := brief(s)
		if len(got) > maxFailure || !utf8.ValidString(got) || strings.Contains(got, "\x00") {
			t.Fatalf("%q", got)
		}
		if len(s) <= maxFailure && utf8.ValidString(s) && !strings.Contains(s, "\x00") && got != s {
			t.Fatalf("%q became %q", s, got)
		}
	})
}

// TestWarnings: of River's log, only warnings are passed on, and not every
// second.
func TestWarnings(t *testing.T) {
	t.Parallel()
	log := &logbook{}
	h := slog.New(&warnings{log.logger().Handler(), new(lately)}).With("node", "a").Handler()
	if h.Enabled(t.Context(), slog.LevelInfo) {
		t.Error("River's chatter is passed on")
	}
	now := time.Now()
	for i, message := range []string{"away", "away", "other", "away", "away"} {
		if err := h.Handle(t.Context(), slog.NewRecord(now.Add(time.Duration(i)*quiet/4), slog.LevelWarn, message, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if s := log.String(); strings.Count(s, "msg=away") != 2 || strings.Count(s, "msg=other") != 1 || !strings.Contains(s, "repeated=2") {
		t.Errorf("logged:\n%s", s)
	}
}
