package flow_test

import (
	"context"
	"fmt"
	"net/http"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/crowd"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/lookup/world"
	"xunpan/internal/worldtest"
)

// BenchmarkReceiveVerified is BenchmarkReceive with look-ups on: what it costs
// intake that a job is inserted beside each inquiry. Nobody works on them.
func BenchmarkReceiveVerified(b *testing.B) {
	d := openDesk(b)
	d.Jobs = jobs.New(d.Store, nil, jobs.Options{})
	var err error
	if d.World, err = world.New(world.Options{Client: http.DefaultClient}); err != nil {
		b.Fatal(err)
	}
	var n atomic.Uint64
	at := time.Now().Add(-time.Hour)
	b.SetParallelism(16)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := d.Receive(context.Background(), flow.Incoming{Raw: crowd.Mail(n.Add(1), at), Form: xunpan.FormMail, Source: "bench"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}

// BenchmarkVerify verifies inquiries of a firm that the desk has asked about
// already: job, reading, facts, judging again, storing.
func BenchmarkVerify(b *testing.B) {
	ctx := context.Background()
	d := openDesk(b)
	w := worldtest.Start(b, map[string]worldtest.Domain{"souza-luz.example": goodFirm})
	var err error
	if d.World, err = world.New(world.Options{Client: w.Client, Resolver: w.DNS, RDAP: w.RDAP}); err != nil {
		b.Fatal(err)
	}
	d.Jobs = jobs.New(d.Store, nil, jobs.Options{Poll: 20 * time.Millisecond})
	d.HandleVerify()
	run := func() {
		ctx, stop := context.WithCancel(ctx)
		done := make(chan error, 1)
		go func() { done <- d.Jobs.Run(ctx) }()
		for {
			n, err := d.Jobs.Counts(ctx)
			if err != nil {
				b.Fatal(err)
			}
			if n["available"]+n["running"]+n["retryable"] == 0 {
				break
			}
			time.Sleep(time.Millisecond)
		}
		stop()
		if err := <-done; err != nil {
			b.Fatal(err)
		}
	}
	send := func(i int) {
		if _, err := d.Receive(ctx, flow.Incoming{Raw: fromSouza(fmt.Sprint(i), need+fmt.Sprint(i)), Form: xunpan.FormMail, Source: "bench"}); err != nil {
			b.Fatal(err)
		}
	}
	send(-1)
	run()
	asked := w.Asked("dns")
	for i := range b.N {
		send(i)
	}
	b.ReportAllocs()
	b.ResetTimer()
	run()
	b.StopTimer()
	if w.Asked("dns") != asked {
		b.Fatal("the world was asked again")
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "inquiries/s")
}
