package jobs

import (
	"context"
	"fmt"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"xunpan/internal/pgtest"
	"xunpan/internal/store"
)

func benchBoth(b *testing.B, f func(b *testing.B, d *desk)) {
	b.Run("sqlite", func(b *testing.B) { f(b, openDesk(b, store.Config{Path: filepath.Join(b.TempDir(), "desk.db")})) })
	b.Run("postgres", func(b *testing.B) { f(b, openDesk(b, store.Config{DSN: pgtest.DSN(b)})) })
}

// BenchmarkAdd is one durable transaction with so many jobs and nothing else.
func BenchmarkAdd(b *testing.B) {
	benchBoth(b, func(b *testing.B, d *desk) {
		for _, n := range []int{0, 1, 100} {
			b.Run(fmt.Sprint(n), func(b *testing.B) {
				q := New(d.Store, nil, Options{})
				list := make([]Job, n)
				for i := range list {
					list[i] = task{N: i, Text: "0192f0c1-2345-7abc-8def-0123456789ab"}
				}
				for b.Loop() {
					d.add(b, q, list...)
				}
				b.ReportMetric(float64(n*b.N)/b.Elapsed().Seconds(), "jobs/s")
			})
		}
	})
}

// BenchmarkWork works on jobs that do nothing, which are all there from the
// start.
func BenchmarkWork(b *testing.B) {
	benchBoth(b, func(b *testing.B, d *desk) {
		for _, workers := range []int{4, 16, 64} {
			b.Run(fmt.Sprint(workers), func(b *testing.B) {
				var wg sync.WaitGroup
				q := New(d.Store, nil, Options{Workers: workers})
				Handle(q, func(context.Context, task, Try) error { wg.Done(); return nil })
				wg.Add(b.N)
				list := make([]Job, b.N)
				for i := range list {
					list[i] = task{N: i}
				}
				d.add(b, q, list...)
				b.ResetTimer()
				stop := start(b, q)
				wg.Wait()
				b.StopTimer()
				stop()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "jobs/s")
			})
		}
	})
}

// BenchmarkLatency is the time from a job's commit to the beginning of its work
// on an idle desk.
func BenchmarkLatency(b *testing.B) {
	benchBoth(b, func(b *testing.B, d *desk) {
		q := New(d.Store, nil, Options{})
		begun := make(chan time.Time, 1)
		Handle(q, func(context.Context, task, Try) error { begun <- time.Now(); return nil })
		start(b, q)
		d.add(b, q, task{})
		<-begun
		var sum time.Duration
		for b.Loop() {
			time.Sleep(2 * cooldown) // idle means that there was no look just before
			var committed time.Time
			err := d.Write(b.Context(), time.Now(), func(tx *store.Tx) error {
				tx.Tell(func() { committed = time.Now() })
				return q.Add(b.Context(), tx, task{})
			})
			if err != nil {
				b.Fatal(err)
			}
			sum += (<-begun).Sub(committed)
		}
		b.ReportMetric(float64(sum.Microseconds())/float64(b.N), "µs-to-work")
	})
}

// BenchmarkBeside is a durable transaction of one of four writers while jobs
// are added and worked beside them, or not.
func BenchmarkBeside(b *testing.B) {
	benchBoth(b, func(b *testing.B, d *desk) {
		for _, busy := range []bool{false, true} {
			b.Run(map[bool]string{false: "idle", true: "busy"}[busy], func(b *testing.B) {
				q := New(d.Store, nil, Options{Workers: 16})
				var mu sync.Mutex
				worked := 0
				Handle(q, func(context.Context, task, Try) error { mu.Lock(); worked++; mu.Unlock(); return nil })
				if busy {
					list := make([]Job, 20_000)
					for i := range list {
						list[i] = task{N: i}
					}
					d.add(b, q, list...)
				}
				stop := start(b, q)
				b.ResetTimer()
				var wg sync.WaitGroup
				for w := range 4 {
					wg.Go(func() {
						for i := w; i < b.N; i += 4 {
							if err := d.Write(b.Context(), time.Now(), func(tx *store.Tx) error {
								return q.AddAt(b.Context(), tx, time.Now().Add(time.Hour), task{N: i})
							}); err != nil {
								b.Error(err)
							}
						}
					})
				}
				wg.Wait()
				b.StopTimer()
				mu.Lock()
				b.ReportMetric(float64(worked)/b.Elapsed().Seconds(), "jobs/s-beside")
				mu.Unlock()
				stop()
			})
		}
	})
}
