package gate_test

import (
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"xunpan"
	"xunpan/internal/gate"
)

// TestOnce: a request made again with its idempotency key is not done again, and
// is answered as the first time.
func TestOnce(t *testing.T) {
	t.Parallel()
	var done atomic.Int64
	entered, leave := make(chan struct{}), make(chan struct{})
	count := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		if err != nil {
			t.Error(err)
		}
		n := done.Add(1)
		switch string(b) {
		case "slow":
			entered <- struct{}{}
			<-leave
		case "trouble":
			w.WriteHeader(http.StatusServiceUnavailable)
		case "panic":
			panic("oops")
		case "wrong":
			w.WriteHeader(http.StatusUnprocessableEntity)
		case "long":
			_, _ = io.WriteString(w, strings.Repeat("x", 300<<10))
		default:
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(http.StatusCreated)
		}
		fmt.Fprintf(w, "%s %d", b, n)
	})
	s := open(t, gate.Options{}, gate.Route{Pattern: "/api/x", Needs: xunpan.CanWork, Kind: gate.API, Once: true, Body: 2000, Handler: count},
		gate.Route{Pattern: "/api/public", Needs: xunpan.Anyone, Kind: gate.API, Once: true, Handler: count})
	one, two := "Authorization: "+s.key(xunpan.KeyWrite), "Authorization: "+s.key(xunpan.KeyAdmin)
	// ask makes a request and reports how many times anything was done by it.
	ask := func(method, body, auth, key string) (answer, int64) {
		t.Helper()
		before := done.Load()
		a := s.ask(method, "/api/x", body, auth, "Idempotency-Key: "+key)
		return a, done.Load() - before
	}
	first, n := ask("POST", "order", one, "a")
	if n != 1 || first.StatusCode != http.StatusCreated || first.Header.Get("Idempotency-Replayed") != "" {
		t.Fatalf("first: %d %s, done %d", first.StatusCode, first.body, n)
	}
	again, n := ask("POST", "order", one, "a")
	if n != 0 || again.StatusCode != http.StatusCreated || again.body != first.body || again.Header.Get("Content-Type") != "application/json" || again.Header.Get("Idempotency-Replayed") != "true" {
		t.Errorf("again: %d %s %v, done %d", again.StatusCode, again.body, again.Header, n)
	}
	for _, c := range []struct {
		what, method, body, auth, key string
		status                        int
		done                          int64
	}{
		{"another body", "POST", "other", one, "a", 422, 0},
		{"another method", "PUT", "order", one, "a", 422, 0},
		{"another caller", "POST", "order", two, "a", 201, 1},
		{"another key", "POST", "order", one, "b", 201, 1},
		{"reading", "GET", "", one, "a", 201, 1},
		{"a wrong key", "POST", "order", one, strings.Repeat("k", 300), 422, 0},
		{"trouble", "POST", "trouble", one, "c", 503, 1},
		{"trouble again", "POST", "trouble", one, "c", 503, 1},
		{"panic", "POST", "panic", one, "d", 500, 1},
		{"panic again", "POST", "panic", one, "d", 500, 1},
		{"wrong", "POST", "wrong", one, "e", 422, 1},
		{"wrong again", "POST", "wrong", one, "e", 422, 0},
		{"long", "POST", "long", one, "f", 200, 1},
		{"too long", "POST", strings.Repeat("x", 2001), one, "g", 413, 0},
	} {
		if a, n := ask(c.method, c.body, c.auth, c.key); a.StatusCode != c.status || n != c.done {
			t.Errorf("%s: %d %.100s, done %d; want %d, done %d", c.what, a.StatusCode, a.body, n, c.status, c.done)
		}
	}
	// The same while the first one is under way.
	slow := make(chan answer)
	go func() {
		a, _ := ask("POST", "slow", one, "s")
		slow <- a
	}()
	<-entered
	a, _ := ask("POST", "slow", one, "s")
	a.problem(t, http.StatusConflict)
	if a.Header.Get("Retry-After") != "1" {
		t.Errorf("no word when to ask again: %v", a.Header)
	}
	close(leave)
	if a := <-slow; a.StatusCode != http.StatusOK {
		t.Errorf("the slow one: %d %s", a.StatusCode, a.body)
	}
	// Strangers have no keys of their own, so nothing is kept for them.
	for range 2 {
		before := done.Load()
		if s.ask("POST", "/api/public", "x", "Idempotency-Key: a"); done.Load() != before+1 {
			t.Error("a stranger was answered as another one")
		}
	}
}
