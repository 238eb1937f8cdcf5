package gate_test

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// TestBodies: a body longer than its route takes is refused, if possible before
// it is read.
func TestBodies(t *testing.T) {
	t.Parallel()
	var s *site
	var read atomic.Int64
	reading := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, err := io.ReadAll(r.Body)
		read.Store(int64(len(b)))
		if err != nil {
			s.gate.Fail(w, r, err)
		}
	})
	s = open(t, gate.Options{},
		gate.Route{Method: "POST", Pattern: "/small", Needs: xunpan.Anyone, Kind: gate.Open, Body: 1000, Handler: reading},
		gate.Route{Method: "POST", Pattern: "/usual", Needs: xunpan.Anyone, Kind: gate.Open, Handler: reading},
		gate.Route{Method: "POST", Pattern: "/large", Needs: xunpan.Anyone, Kind: gate.Open, Body: 4 << 20, Handler: reading})
	for _, c := range []struct {
		path string
		n    int
		want int
	}{{"/small", 1000, 200}, {"/small", 1001, 413}, {"/usual", 1 << 20, 200}, {"/usual", 1<<20 + 1, 413}, {"/large", 4 << 20, 200}, {"/large", 5 << 20, 413}} {
		for _, chunked := range []bool{false, true} {
			read.Store(-1)
			req, err := http.NewRequest(http.MethodPost, s.URL+c.path, strings.NewReader(strings.Repeat("x", c.n)))
			if err != nil {
				t.Fatal(err)
			}
			if chunked {
				req.ContentLength = -1
			}
			a := s.send(req)
			if a.StatusCode != c.want {
				t.Errorf("%s with %d bytes, chunked %t: %d %s", c.path, c.n, chunked, a.StatusCode, a.body)
			}
			if c.want == 413 {
				a.problem(t, 413)
				if !chunked && read.Load() >= 0 {
					t.Errorf("%s with %d announced bytes reached the handler", c.path, c.n)
				}
			} else if read.Load() != int64(c.n) {
				t.Errorf("%s: %d of %d bytes read", c.path, read.Load(), c.n)
			}
		}
	}
}

// TestSlowBody: who sends a body too slowly is told so, and what a handler does
// once it has the body takes the time it takes.
func TestSlowBody(t *testing.T) {
	t.Parallel()
	const short = 200 * time.Millisecond
	var s *site
	s = open(t, gate.Options{BodyTime: short}, gate.Route{Method: "POST", Pattern: "/post", Needs: xunpan.Anyone, Kind: gate.Open, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			s.gate.Fail(w, r, err)
			return
		}
		select {
		case <-r.Context().Done():
			s.gate.Fail(w, r, errors.New("cut off at work"))
		case <-time.After(3 * short):
		}
	})})
	post := func(body io.Reader, n int64) answer {
		req, err := http.NewRequest(http.MethodPost, s.URL+"/post", body)
		if err != nil {
			t.Fatal(err)
		}
		req.ContentLength = n
		return s.send(req)
	}
	if a := post(strings.NewReader("whole"), 5); a.StatusCode != http.StatusOK {
		t.Errorf("a whole body: %d %s", a.StatusCode, a.body)
	}
	half, end := io.Pipe()
	defer end.Close()
	go func() { _, _ = io.WriteString(end, "ha") }()
	post(half, 4).problem(t, http.StatusRequestTimeout)
}

// TestBulk: large bodies wait for each other.
func TestBulk(t *testing.T) {
	t.Parallel()
	const size, room = 60 << 20, 4
	var inside, most atomic.Int64
	entered, leave := make(chan bool, 9), make(chan bool)
	s := open(t, gate.Options{}, gate.Route{Method: "POST", Pattern: "/post", Needs: xunpan.Anyone, Kind: gate.Open, Body: 64 << 20, Handler: http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		if n := inside.Add(1); n > most.Load() {
			most.Store(n)
		}
		entered <- true
		<-leave
		inside.Add(-1)
	})})
	var done sync.WaitGroup
	for range room + 3 {
		half, end := io.Pipe()
		defer end.Close()
		done.Go(func() {
			req, err := http.NewRequest(http.MethodPost, s.URL+"/post", half)
			if err != nil {
				t.Error(err)
				return
			}
			req.ContentLength = size
			if resp, err := s.Client().Do(req); err == nil { // the body is cut off with the answer
				resp.Body.Close()
			}
		})
	}
	for range room {
		<-entered
	}
	close(leave)
	for range 3 {
		<-entered
	}
	done.Wait()
	if most.Load() > room {
		t.Errorf("%d large bodies at a time, want at most %d", most.Load(), room)
	}
}

// TestRates: strangers and narrow routes have their rate, people and programs at
// work do not.
func TestRates(t *testing.T) {
	t.Parallel()
	never := 1e-9 // a second of a thousand years
	s := open(t, gate.Options{Stranger: gate.Rate{PerSecond: never, Burst: 5}, Proxies: []string{"127.0.0.0/8"}},
		gate.Route{Pattern: "/page", Needs: xunpan.Anyone},
		gate.Route{Pattern: "/narrow", Needs: xunpan.Anyone, Rate: gate.Rate{PerSecond: never, Burst: 2}},
		gate.Route{Pattern: "/file", Needs: xunpan.Anyone, Kind: gate.File},
		gate.Route{Pattern: "/api/x", Needs: xunpan.CanRead, Kind: gate.API})
	cookie, key := "Cookie: "+s.cookie(s.user("ann", xunpan.Owner)), "Authorization: "+s.key(xunpan.KeyRead)
	passes := func(n int, path string, headers ...string) (passed int) {
		for range n {
			a := s.ask("GET", path, "", headers...)
			switch a.StatusCode {
			case http.StatusOK:
				passed++
			case http.StatusTooManyRequests:
				if wait, err := strconv.Atoi(a.Header.Get("Retry-After")); err != nil || wait < 1 {
					t.Errorf("Retry-After %q", a.Header.Get("Retry-After"))
				}
			default:
				t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
			}
		}
		return passed
	}
	for _, c := range []struct {
		what    string
		path    string
		headers []string
		want    int
	}{
		{"a stranger", "/page", []string{"X-Forwarded-For: 192.0.2.1"}, 5},
		{"another stranger", "/page", []string{"X-Forwarded-For: 192.0.2.2"}, 5},
		{"one of a network of version 6", "/page", []string{"X-Forwarded-For: 2001:db8::1"}, 5},
		{"another of that network", "/page", []string{"X-Forwarded-For: 2001:db8::2"}, 0},
		{"the first again, pretending", "/page", []string{"X-Forwarded-For: 192.0.2.77, 192.0.2.1"}, 0},
		{"a file", "/file", []string{"X-Forwarded-For: 192.0.2.1"}, 8},
		{"a user", "/page", []string{"X-Forwarded-For: 192.0.2.1", cookie}, 8},
		{"a user at a narrow route", "/narrow", []string{"X-Forwarded-For: 192.0.2.3", cookie}, 2},
		{"a program", "/api/x", []string{"X-Forwarded-For: 192.0.2.1", key}, 8},
	} {
		if got := passes(8, c.path, c.headers...); got != c.want {
			t.Errorf("%s: %d of 8 passed, want %d", c.what, got, c.want)
		}
	}
}

// TestPanics: a handler that panics costs one answer and tells nothing.
func TestPanics(t *testing.T) {
	t.Parallel()
	fail := func(kind gate.Kind, path string, f http.HandlerFunc) gate.Route {
		return gate.Route{Pattern: path, Needs: xunpan.Anyone, Kind: kind, Handler: f}
	}
	boom := func(http.ResponseWriter, *http.Request) { panic("secret of the house") }
	s := open(t, gate.Options{}, fail(gate.Page, "/page", boom), fail(gate.API, "/api/x", boom), fail(gate.File, "/file", boom),
		fail(gate.Page, "/late", func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.WriteString(w, "half an ")
			w.(http.Flusher).Flush()
			panic("late")
		}),
		fail(gate.Page, "/abort", func(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }))
	for _, path := range []string{"/page", "/api/x", "/file"} {
		a := s.ask("GET", path, "")
		if a.StatusCode != http.StatusInternalServerError || strings.Contains(a.body, "secret") || strings.Contains(a.body, ".go:") {
			t.Errorf("%s: %d %s", path, a.StatusCode, a.body)
		}
		id := a.Header.Get("X-Request-Id")
		if path == "/api/x" {
			if p := a.problem(t, 500); p["request"] != id {
				t.Errorf("the answer names the request %v, the header %s", p["request"], id)
			}
		}
		if log := s.log.String(); !strings.Contains(log, `"panic":"secret of the house"`) || !strings.Contains(log, id) || !strings.Contains(log, "limits_test.go") {
			t.Errorf("the log does not tell what panicked in %s: %s", path, log)
		}
	}
	for _, path := range []string{"/late", "/abort"} {
		resp, err := s.Client().Get(s.URL + path)
		if err == nil {
			_, err = io.ReadAll(resp.Body)
			resp.Body.Close()
		}
		if err == nil {
			t.Errorf("%s looks like a whole answer", path)
		}
	}
}

// TestStatus: each error of the desk has its status.
func TestStatus(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		err  error
		want int
	}{
		{store.ErrNotFound, 404}, {store.ErrChanged, 409}, {store.ErrExists, 409}, {store.ErrCursor, 422}, {flow.ErrDenied, 403}, {flow.ErrSignIn, 401}, {flow.ErrCode, 401}, {flow.ErrStranger, 403}, {flow.ErrCrowded, 503}, {flow.ErrEmpty, 422},
		{&xunpan.Invalid{Field: "x"}, 422}, {&flow.Later{Wait: time.Second}, 429}, {&http.MaxBytesError{Limit: 1}, 413}, {context.DeadlineExceeded, 503}, {io.ErrUnexpectedEOF, 503}, {errors.New("boom"), 500},
	} {
		for _, err := range []error{c.err, fmt.Errorf("doing this: %w", c.err), errors.Join(c.err, errors.New("and that"))} {
			if gate.Status(err) != c.want {
				t.Errorf("%v: %d, want %d", err, gate.Status(err), c.want)
			}
		}
	}
}

// TestLog: a request leaves one line that holds neither query nor token, and a
// figure under its pattern.
func TestLog(t *testing.T) {
	t.Parallel()
	told := make(chan string, 10)
	s := open(t, gate.Options{Measure: func(method, pattern string, status int, took time.Duration) {
		told <- fmt.Sprintf("%s %s %d %t", method, pattern, status, took > 0)
	}},
		gate.Route{Method: "GET", Pattern: "/inquiries/{id}", Needs: xunpan.CanRead},
		gate.Route{Method: "GET", Pattern: "/invitations/{token}", Needs: xunpan.Anyone},
		gate.Route{Pattern: "/any", Needs: xunpan.Anyone})
	cookie := s.cookie(s.user("ann", xunpan.Owner))
	s.ask("GET", "/inquiries/17?q=hush-hush", "", "Cookie: "+cookie, "Referer: http://x.example/hush-hush")
	s.ask("GET", "/invitations/hush-hush", "", "X-Request-Id: forged\u00e9")
	s.ask("BREW", "/any", "")
	for _, want := range []string{"GET /inquiries/{id} 200 true", "GET /invitations/{token} 200 true", "other /any 200 true"} {
		if got := <-told; got != want {
			t.Errorf("told %q, want %q", got, want)
		}
	}
	log := s.log.String()
	for _, hidden := range []string{"hush-hush", strings.TrimPrefix(cookie, "xunpan="), "forged"} {
		if strings.Contains(log, hidden) {
			t.Errorf("the log tells %q: %s", hidden, log)
		}
	}
	lines := bufio.NewScanner(strings.NewReader(log))
	var seen []string
	for lines.Scan() {
		var l struct {
			Msg, Method, Path, Actor, ID, Request, IP string
			Status                                    int
		}
		if err := json.Unmarshal(lines.Bytes(), &l); err != nil {
			t.Fatal(err)
		}
		seen = append(seen, fmt.Sprintf("%s %s %s %d %s %t %d %s", l.Msg, l.Method, l.Path, l.Status, l.Actor, l.ID != "", len(l.Request), l.IP))
	}
	want := []string{"request GET /inquiries/17 200 user true 16 127.0.0.1", "request GET /invitations/{token} 200  false 16 127.0.0.1", "request BREW /any 200  false 16 127.0.0.1"}
	if !slices.Equal(seen, want) {
		t.Errorf("log lines %q, want %q", seen, want)
	}
}
