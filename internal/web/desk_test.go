package web

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// office is a desk with all its pages behind the gate, on a real database.
type office struct {
	*httptest.Server
	t    *testing.T
	desk *flow.Desk
	site *Site
	log  *safeBuffer
}

// safeBuffer is a log that can be read while it is written.
type safeBuffer struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (s *safeBuffer) Write(b []byte) (int, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.b.Write(b)
}

func (s *safeBuffer) String() string { s.mu.Lock(); defer s.mu.Unlock(); return s.b.String() }

const goodPassword = "lamps over Santos harbour"

// theDesk is who may do everything.
var theDesk = flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}

func openOffice(t *testing.T) *office {
	t.Helper()
	o := &office{t: t, log: &safeBuffer{}}
	book, err := store.Open(t.Context(), store.Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
	must(t, err)
	t.Cleanup(func() { must(t, book.Close()) })
	box, err := seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	must(t, err)
	log := slog.New(slog.NewTextHandler(o.log, nil))
	o.desk = &flow.Desk{Store: book, Seal: box, Log: log, HTTP: http.DefaultClient}
	must(t, o.desk.Reload(t.Context()))
	o.site = &Site{Desk: o.desk, Log: log}
	o.site.Gate, err = gate.New(o.desk, gate.Options{Log: log, Show: o.site.Problem, Stranger: gate.Rate{PerSecond: 1e6, Burst: 1e6}})
	must(t, err)
	mux := http.NewServeMux()
	o.site.Gate.Mount(mux, o.site.Routes())
	mux.Handle("GET /static/", Static())
	o.Server = httptest.NewServer(mux)
	t.Cleanup(func() { o.CloseClientConnections(); o.Close() }) // /live never ends by itself
	return o
}

// add makes an account of a role, known to the company's own sign-in, so that
// signing in costs no hashing.
func (o *office) add(name string, role xunpan.Role) xunpan.User {
	o.t.Helper()
	u, err := o.desk.AddUser(o.t.Context(), theDesk, flow.NewUser{Email: name + "@haiwan.example", Name: name, Password: goodPassword, Role: role})
	must(o.t, err)
	return u
}

// ticket signs a user in.
func (o *office) ticket(u xunpan.User) flow.Ticket {
	o.t.Helper()
	t, err := o.desk.SignInAs(context.Background(), xunpan.Identity{Subject: "test#" + string(u.ID), Email: u.Email, Verified: true, Name: u.Name}, flow.Visit{IP: netip.MustParseAddr("127.0.0.1"), Agent: "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"})
	must(o.t, err)
	return t
}

// visitor is a browser without a script.
type visitor struct {
	*http.Client
	o *office
}

// visitor is somebody at the desk; nobody if the user has no id.
func (o *office) visitor(u xunpan.User) *visitor {
	o.t.Helper()
	jar, err := cookiejar.New(nil)
	must(o.t, err)
	base, err := url.Parse(o.URL)
	must(o.t, err)
	if u.ID != "" {
		jar.SetCookies(base, []*http.Cookie{{Name: "xunpan", Value: o.ticket(u).Token}})
	}
	c := &http.Client{Jar: jar, Transport: o.Client().Transport, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	return &visitor{c, o}
}

// answer is what a visitor got.
type answer struct {
	status int
	to     string // where it leads
	body   string
}

func (v *visitor) ask(method, path string, form url.Values) answer {
	v.o.t.Helper()
	req, err := http.NewRequestWithContext(v.o.t.Context(), method, v.o.URL+path, strings.NewReader(form.Encode()))
	must(v.o.t, err)
	if method == http.MethodPost {
		req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	res, err := v.Do(req)
	must(v.o.t, err)
	defer res.Body.Close()
	a := answer{status: res.StatusCode, to: res.Header.Get("Location")}
	if strings.HasPrefix(res.Header.Get("Content-Type"), "text/event-stream") {
		return a // it never ends
	}
	body, err := io.ReadAll(res.Body)
	must(v.o.t, err)
	a.body = string(body)
	return a
}

func (v *visitor) get(path string) answer { v.o.t.Helper(); return v.ask(http.MethodGet, path, nil) }

func (v *visitor) post(path string, fields ...string) answer {
	v.o.t.Helper()
	form := url.Values{}
	for i := 0; i+1 < len(fields); i += 2 {
		form.Add(fields[i], fields[i+1])
	}
	return v.ask(http.MethodPost, path, form)
}

// want fails unless an answer has the status and says all of the words.
func (a answer) want(t *testing.T, status int, words ...string) answer {
	t.Helper()
	if a.status != status {
		t.Fatalf("answered %d (to %q), want %d\n%s", a.status, a.to, status, clip(mainOf(a.body), 1500))
	}
	for _, w := range words {
		if !strings.Contains(a.body, w) {
			t.Errorf("the answer does not say %q\n%s", w, clip(mainOf(a.body), 3000))
		}
	}
	return a
}

// lacks says that the answer does not hold some words.
func (a answer) lacks(t *testing.T, words ...string) answer {
	t.Helper()
	for _, w := range words {
		if strings.Contains(a.body, w) {
			t.Errorf("the answer says %q\n%s", w, clip(mainOf(a.body), 3000))
		}
	}
	return a
}

// mainOf is the main part of a page.
func mainOf(body string) string {
	if _, rest, ok := strings.Cut(body, "<main"); ok {
		return rest
	}
	return body
}
