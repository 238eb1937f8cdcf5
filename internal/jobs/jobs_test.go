package jobs

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"xunpan/internal/store"
)

// TestAddWithTransaction: what is rolled back was never there, what is committed
// is worked once.
func TestAddWithTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Workers: 50})
		done := make(chan task, 2*batch)
		Handle(q, func(_ context.Context, j task, try Try) error {
			if try.Attempt != 1 || try.Max != attempts || try.ID == 0 {
				t.Errorf("job %d: %+v", j.N, try)
			}
			done <- j
			return nil
		})
		err := d.Write(t.Context(), time.Now(), func(tx *store.Tx) error {
			if err := q.Add(t.Context(), tx, task{N: -1}, task{N: -2}); err != nil {
				return err
			}
			return errTest
		})
		if !errors.Is(err, errTest) {
			t.Fatal(err)
		}
		if n := len(rows(t, q, "task")); n != 0 {
			t.Fatalf("%d jobs of a transaction that was rolled back", n)
		}
		d.add(t, q)
		d.add(t, q, task{N: 0, Text: "早安 \\u0000"})
		start(t, q)
		const n = 100
		for i := 1; i < n; i++ { // while the queue works
			d.add(t, q, task{N: i})
		}
		var many []Job
		for i := range batch + 1 {
			many = append(many, task{N: n + i})
		}
		d.add(t, q, many...)
		times := map[int]int{}
		for range n + len(many) {
			j := wait(t, done, "a job")
			if times[j.N]++; j.N == 0 && j.Text != "早安 \\u0000" {
				t.Errorf("the job came back as %q", j.Text)
			}
		}
		until(t, "all is done", func() bool { c := counts(t, q); return c["available"]+c["running"] == 0 })
		for i := range n + len(many) {
			if times[i] != 1 {
				t.Errorf("job %d was worked %d times", i, times[i])
			}
		}
		if len(done) > 0 || len(rows(t, q, "task")) != n+len(many) {
			t.Errorf("%d jobs too many, %d in the database", len(done), len(rows(t, q, "task")))
		}
	})
}

// TestAddWithoutRunning: one process adds, another one works.
func TestAddWithoutRunning(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{})
		done := make(chan task, 1)
		Handle(q, func(_ context.Context, j task, _ Try) error { done <- j; return nil })
		start(t, q)
		other := openDesk(t, d.conf)
		other.add(t, New(other.Store, nil, Options{}), task{N: 7})
		if j := wait(t, done, "the job"); j.N != 7 {
			t.Errorf("job %d", j.N)
		}
	})
}

func TestAddAt(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{})
		done := make(chan time.Time, 1)
		Handle(q, func(context.Context, task, Try) error { done <- time.Now(); return nil })
		at := time.Now().Add(1500 * time.Millisecond)
		if err := d.Write(t.Context(), time.Now(), func(tx *store.Tx) error { return q.AddAt(t.Context(), tx, at, task{}) }); err != nil {
			t.Fatal(err)
		}
		if c := counts(t, q); c["scheduled"] != 1 || c["available"] != 0 {
			t.Errorf("counts: %v", c)
		}
		start(t, q)
		if began := wait(t, done, "the job"); began.Before(at.Truncate(time.Millisecond)) {
			t.Errorf("began %v too early", at.Sub(began))
		}
	})
}

func TestUnique(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Workers: 1})
		done := make(chan int, 10)
		Handle(q, func(_ context.Context, j task, _ Try) error { done <- j.N; return nil })
		a, b := Plan{Unique: "a"}, Plan{Unique: "b"}
		d.add(t, q, task{N: 1, P: a}, task{N: 2, P: a}, task{N: 3, P: b})
		d.add(t, q, task{N: 4, P: a}, task{N: 5}, task{N: 6})
		stop := start(t, q)
		for _, want := range []int{1, 3, 5, 6} {
			if got := wait(t, done, "a job"); got != want {
				t.Errorf("job %d came, %d was due", got, want)
			}
		}
		until(t, "all is done", func() bool { c := counts(t, q); return c["available"]+c["running"] == 0 })
		stop()
		d.add(t, q, task{N: 7, P: a})
		if c := counts(t, q); c["available"] != 1 {
			t.Errorf("after the first is done, the second is not added: %v", c)
		}
	})
}

func TestPriority(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Workers: 1})
		done := make(chan int, 4)
		Handle(q, func(_ context.Context, j task, _ Try) error { done <- j.N; return nil })
		d.add(t, q, task{N: 4, P: Plan{Priority: 4}}, task{N: 3, P: Plan{Priority: 3}}, task{N: 2}, task{N: 1, P: Plan{Priority: 1}})
		start(t, q)
		for want := 1; want <= 4; want++ {
			if got := wait(t, done, "a job"); got != want {
				t.Errorf("job %d came, %d was due", got, want)
			}
		}
	})
}

// TestOutside: jobs that wait for the outside leave workers for the rest.
func TestOutside(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Workers: 2})
		begun, end, done := make(chan bool, 4), make(chan bool), make(chan bool)
		Handle(q, func(context.Context, apart, Try) error { begun <- true; <-end; return nil })
		Handle(q, func(context.Context, task, Try) error { done <- true; return nil })
		defer close(end)
		start(t, q)
		d.add(t, q, apart{}, apart{}, apart{}, apart{})
		wait(t, begun, "the outside")
		wait(t, begun, "the outside")
		d.add(t, q, task{})
		wait(t, done, "the job inside")
	})
}

// TestWritersAndWorkers: writers that add jobs, and jobs that write, go on side
// by side. On SQLite all of them share one connection.
func TestWritersAndWorkers(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{})
		const writers, each = 8, 25
		done := make(chan int, writers*each)
		Handle(q, func(ctx context.Context, j task, _ Try) error {
			return d.Write(ctx, time.Now(), func(tx *store.Tx) error {
				if j.N > 0 { // a job may add jobs
					return q.Add(ctx, tx, task{N: -j.N})
				}
				tx.Tell(func() { done <- -j.N })
				return nil
			})
		})
		start(t, q)
		var wg sync.WaitGroup
		for w := range writers {
			wg.Go(func() {
				for i := range each {
					d.add(t, q, task{N: 1 + w*each + i})
				}
			})
		}
		wg.Wait()
		seen := map[int]bool{}
		for range writers * each {
			seen[wait(t, done, "a job")] = true
		}
		if len(seen) != writers*each {
			t.Errorf("%d different jobs of %d", len(seen), writers*each)
		}
	})
}

func TestRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		work := func(context.Context, task, Try) error { return nil }
		for _, c := range []struct {
			register func(*Queue)
			want     string
		}{
			{func(*Queue) {}, "nothing is registered"},
			{func(q *Queue) { Handle(q, work); Handle(q, work) }, "task"},
			{func(q *Queue) { Handle(q, work); Every(q, time.Millisecond, task{}) }, "a second to 24h"},
			{func(q *Queue) { Handle(q, work); Every(q, 25*time.Hour, task{}) }, "a second to 24h"},
		} {
			q := New(d.Store, nil, Options{})
			c.register(q)
			if err := q.Run(t.Context()); err == nil || !strings.Contains(err.Error(), c.want) {
				t.Errorf("Run: %v, want %q", err, c.want)
			}
		}
		add := func(q *Queue, j Job) error {
			return d.Write(t.Context(), time.Now(), func(tx *store.Tx) error { return q.Add(t.Context(), tx, j) })
		}
		q := New(d.Store, nil, Options{})
		if err := add(q, task{Text: strings.Repeat("x", maxJob)}); err == nil || !strings.Contains(err.Error(), "is the limit") {
			t.Errorf("a job that is too big: %v", err)
		}
		if err := add(q, task{Text: "\\\x00"}); err == nil || !strings.Contains(err.Error(), "U+0000") {
			t.Errorf("a job with a zero: %v", err)
		}
		if err := add(q, task{P: Plan{Priority: 5}}); err == nil {
			t.Error("priority 5 is accepted")
		}
		if err := add(&Queue{}, task{}); err == nil {
			t.Error("a queue not made by New takes jobs, and nobody will work on them")
		}
	})
}
