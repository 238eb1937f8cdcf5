package main

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
)

// TestGraceful stops the desk while mails are posted and a page listens for
// news: it finishes what it has begun, and whatever it acknowledged is there.
func TestGraceful(t *testing.T) {
	t.Parallel()
	onBoth(t, func(t *testing.T, p *place) {
		desk := p.start(t).ready(t)
		page := openPage(t, p, desk)
		all, posts, sent := newMails(), newPoster(t, p.key, 8), map[string][]byte{}
		var next, broken atomic.Int64
		var mu sync.Mutex
		var posting sync.WaitGroup
		for range 8 {
			posting.Go(func() {
				for {
					raw := all.raw(int(next.Add(1)))
					mid := messageID(t, raw)
					mu.Lock()
					sent[mid] = raw
					mu.Unlock()
					a, err := posts.try(desk.where(), raw)
					if err != nil {
						broken.Add(1)
						return // it has stopped listening
					}
					if !a.taken() {
						t.Errorf("posting while the desk stops: status %d", a.status)
					}
					posts.mu.Lock()
					posts.taken[mid] = a
					posts.mu.Unlock()
				}
			})
		}
		until(t, "posts are under way", func() bool { return posts.acknowledged() >= 50 })
		took := desk.stop(t)
		posting.Wait()
		if took > 2*stopTime {
			t.Errorf("stopping took %v", took)
		}
		if _, err := io.Copy(io.Discard, page); err != nil {
			t.Logf("the page's stream ended with: %v", err)
		}
		p.desk(t, func(_ context.Context, d *flow.Desk) {
			sound(t, d.Store)
			there := 0
			for mid := range sent {
				// A post whose connection broke may be in or not, but once at most.
				switch n := ask(t, d.Store, `SELECT COUNT(*) FROM messages WHERE mid = $1`, mid); {
				case n > 1:
					t.Errorf("%d messages %q", n, mid)
				case n == 1:
					there++
				}
			}
			if acknowledged := posts.acknowledged(); there < acknowledged || there > acknowledged+int(broken.Load()) {
				t.Errorf("%d mails are there; %d were acknowledged, %d connections broke", there, acknowledged, broken.Load())
			}
			for mid, a := range posts.taken {
				if l, err := d.Store.Letter(context.Background(), xunpan.ID(a.Message)); err != nil || l.MessageID != mid {
					t.Errorf("%q was acknowledged: %v", mid, err)
				}
			}
		})
		t.Logf("%d mails were acknowledged, then it stopped within %v", posts.acknowledged(), took)
	})
}

// openPage signs in and opens the stream of news that every page listens to.
func openPage(t testing.TB, p *place, desk *process) io.Reader {
	t.Helper()
	const mail, password = "owner@desk.example", "a good long password 17"
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		if _, err := d.AddUser(ctx, cli, flow.NewUser{Email: mail, Name: "Owner", Password: password, Role: xunpan.Owner}); err != nil {
			t.Fatal(err)
		}
	})
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	browser := &http.Client{Jar: jar}
	res, err := browser.PostForm(desk.where()+"/sign-in", url.Values{"email": {mail}, "password": {password}})
	if err != nil {
		t.Fatal(err)
	}
	res.Body.Close()
	if res, err = browser.Get(desk.where() + "/live"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { res.Body.Close() })
	if kind := res.Header.Get("Content-Type"); res.StatusCode != http.StatusOK || kind != "text/event-stream" {
		t.Fatalf("the stream of news: status %d, %s", res.StatusCode, kind)
	}
	return res.Body
}

// BenchmarkIntakeHTTP posts mails to the desk over 32 connections, each
// acknowledged after it is read, judged and safe on disk. Client and desk share
// the machine.
func BenchmarkIntakeHTTP(b *testing.B) {
	const conns = 32
	p := newPlace(b, b.TempDir(), "")
	desk := p.start(b).ready(b)
	posts, all := newPoster(b, p.key, conns), newMails()
	raws := make([][]byte, b.N)
	for i := range raws {
		raws[i] = all.raw(i)
	}
	var next, stored atomic.Int64
	var posting sync.WaitGroup
	b.ResetTimer()
	for range conns {
		posting.Go(func() {
			for i := next.Add(1); int(i) <= b.N; i = next.Add(1) {
				a, err := posts.try(desk.where(), raws[i-1])
				if err != nil || a.status != http.StatusCreated {
					b.Errorf("posting mail %d: status %d, %v", i, a.status, err)
					return
				}
				stored.Add(1)
			}
		})
	}
	posting.Wait()
	b.StopTimer()
	b.ReportMetric(float64(stored.Load())/b.Elapsed().Seconds(), "messages/s")
	desk.stop(b)
	p.desk(b, func(_ context.Context, d *flow.Desk) {
		if n := ask(b, d.Store, `SELECT COUNT(*) FROM messages WHERE judged <> ''`); n != b.N {
			b.Errorf("%d of %d mails are there and judged", n, b.N)
		}
	})
}
