package gate_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

var ctx = context.Background()

const password = "lamps over Santos harbour"

// site is a desk with a server in front, as the program has it.
type site struct {
	*httptest.Server
	t    *testing.T
	desk *flow.Desk
	gate *gate.Gate
	log  *journal
	ran  atomic.Int64 // how many requests reached a handler
}

// journal is a log that can be read while it is written.
type journal struct {
	mu sync.Mutex
	b  bytes.Buffer
}

func (j *journal) Write(b []byte) (int, error) { j.mu.Lock(); defer j.mu.Unlock(); return j.b.Write(b) }
func (j *journal) String() string              { j.mu.Lock(); defer j.mu.Unlock(); return j.b.String() }

// open starts a site with routes; those made by the site itself say who asked.
func open(t *testing.T, o gate.Options, routes ...gate.Route) *site {
	t.Helper()
	s := &site{t: t, log: &journal{}}
	book, err := store.Open(ctx, store.Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	key, err := seal.ParseKey(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	s.desk = &flow.Desk{Store: book}
	if s.desk.Seal, err = seal.New(key); err != nil {
		t.Fatal(err)
	}
	o.Log = slog.New(slog.NewJSONHandler(s.log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	if s.gate, err = gate.New(s.desk, o); err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	for i := range routes {
		if routes[i].Handler == nil {
			routes[i].Handler = http.HandlerFunc(s.whoami)
		}
	}
	s.gate.Mount(mux, routes)
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	return s
}

// whoami tells who asked.
func (s *site) whoami(w http.ResponseWriter, r *http.Request) {
	s.ran.Add(1)
	who := gate.From(r.Context())
	w.Header().Set("Content-Type", "text/plain")
	fmt.Fprintf(w, "%s %s %t %v", who.Actor.Kind, who.Actor.Name, who.Half, who.IP)
}

func (s *site) user(name string, role xunpan.Role) xunpan.User {
	s.t.Helper()
	u, err := s.desk.AddUser(ctx, flow.Who{Actor: xunpan.TheDesk}, flow.NewUser{Email: name + "@haiwan.example", Name: name, Password: password, Role: role})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// cookie is the session cookie of a user signed in over plain HTTP.
func (s *site) cookie(u xunpan.User) string {
	s.t.Helper()
	ticket, err := s.desk.SignIn(ctx, u.Email, password, flow.Visit{IP: netip.MustParseAddr("127.0.0.1")})
	if err != nil {
		s.t.Fatal(err)
	}
	return "xunpan=" + ticket.Token
}

func (s *site) key(scope xunpan.KeyScope) string {
	s.t.Helper()
	plain, _, err := s.desk.AddKey(ctx, flow.Who{Actor: xunpan.TheDesk}, "key "+string(scope), scope)
	if err != nil {
		s.t.Fatal(err)
	}
	return "Bearer " + plain
}

// answer is what came back.
type answer struct {
	*http.Response
	body string
}

// ask makes a request; headers are "Name: value" lines. Redirects are not followed.
func (s *site) ask(method, path, body string, headers ...string) answer {
	s.t.Helper()
	req, err := http.NewRequest(method, s.URL+path, strings.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	return s.send(req, headers...)
}

func (s *site) send(req *http.Request, headers ...string) answer {
	s.t.Helper()
	for _, h := range headers {
		name, value, _ := strings.Cut(h, ": ")
		req.Header.Add(name, value)
	}
	c := s.Client()
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	resp, err := c.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	defer resp.Body.Close()
	b, err := io.ReadAll(resp.Body)
	if err != nil {
		s.t.Fatal(err)
	}
	return answer{resp, string(b)}
}

// problem is the answer as problem+json, which must be whole.
func (a answer) problem(t *testing.T, status int) map[string]any {
	t.Helper()
	var p map[string]any
	if a.StatusCode != status || a.Header.Get("Content-Type") != "application/problem+json" {
		t.Errorf("%d %s: %s; want a problem %d", a.StatusCode, a.Header.Get("Content-Type"), a.body, status)
	} else if err := json.Unmarshal([]byte(a.body), &p); err != nil || p["status"] != float64(status) || p["title"] == "" || p["detail"] == "" {
		t.Errorf("problem %s: %v", a.body, err)
	}
	return p
}

// TestRoleByRoute: every role, key and stranger against a page and an API route
// of every permission. A handler runs for nobody who may not.
func TestRoleByRoute(t *testing.T) {
	t.Parallel()
	var routes []gate.Route
	for _, p := range append([]xunpan.Permission{xunpan.Anyone, "", "unknown"}, xunpan.Permissions[:]...) {
		routes = append(routes,
			gate.Route{Method: "GET", Pattern: "/page/x" + string(p), Needs: p},
			gate.Route{Method: "POST", Pattern: "/page/x" + string(p), Needs: p},
			gate.Route{Method: "POST", Pattern: "/api/x" + string(p), Needs: p, Kind: gate.API})
	}
	s := open(t, gate.Options{}, routes...)
	type caller struct {
		name, header string
		may          func(xunpan.Permission) bool
		key          bool
	}
	stranger := xunpan.Role("").May
	callers := []caller{
		{"a stranger", "X-Nothing: 1", stranger, false},
		{"a made-up session", "Cookie: xunpan=" + strings.Repeat("A", 43), stranger, false},
		{"another cookie", "Cookie: other=1", stranger, false},
	}
	for _, r := range xunpan.Roles {
		callers = append(callers, caller{"the " + string(r), "Cookie: " + s.cookie(s.user(string(r), r)), r.May, false})
	}
	for _, k := range xunpan.KeyScopes {
		callers = append(callers, caller{"a key to " + string(k), "Authorization: " + s.key(k), k.May, true})
	}
	for _, c := range callers {
		for _, rt := range routes {
			may := c.may
			if c.key && rt.Kind == gate.Page {
				may = stranger // pages know no keys
			}
			known := may(xunpan.CanRead)
			before := s.ran.Load()
			a := s.ask(rt.Method, rt.Pattern, "", c.header)
			what := fmt.Sprintf("%s: %s %s", c.name, rt.Method, rt.Pattern)
			if ran := s.ran.Load() > before; ran != may(rt.Needs) {
				t.Errorf("%s: handler ran: %t", what, ran)
			}
			want := http.StatusOK
			switch {
			case may(rt.Needs):
			case known:
				want = http.StatusForbidden
			case rt.Kind == gate.API:
				want = http.StatusUnauthorized
			default:
				want = http.StatusSeeOther
			}
			if a.StatusCode != want {
				t.Errorf("%s: %d %s, want %d", what, a.StatusCode, a.body, want)
			}
			if rt.Kind == gate.API && want >= 400 {
				a.problem(t, want)
			}
			if want == http.StatusUnauthorized && a.Header.Get("WWW-Authenticate") != "Bearer" {
				t.Errorf("%s: no WWW-Authenticate", what)
			}
		}
	}
	a := s.ask("POST", "/api/xread", "", "Authorization: Bearer xp_wrong", "Cookie: "+s.cookie(s.user("late", xunpan.Owner)))
	if p := a.problem(t, http.StatusUnauthorized); !strings.Contains(fmt.Sprint(p["detail"]), "revoked") {
		t.Errorf("a wrong key beside a good cookie: %v", p)
	}
}

// TestFromElsewhere: what another site has a browser do, with its cookie, is not
// done; what a program does with a key is.
func TestFromElsewhere(t *testing.T) {
	t.Parallel()
	s := open(t, gate.Options{URL: "https://desk.example.com/"},
		gate.Route{Pattern: "/page", Needs: xunpan.CanWork},
		gate.Route{Pattern: "/sign-in", Needs: xunpan.Anyone},
		gate.Route{Pattern: "/api/x", Needs: xunpan.CanWork, Kind: gate.API},
		gate.Route{Pattern: "/form", Needs: xunpan.Anyone, Kind: gate.Open})
	cookie, key := "Cookie: "+s.cookie(s.user("ann", xunpan.Owner)), "Authorization: "+s.key(xunpan.KeyWrite)
	for _, c := range []struct {
		method, path string
		headers      []string
		want         int
	}{
		{"POST", "/page", []string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
		{"POST", "/page", []string{cookie, "Sec-Fetch-Site: same-site"}, 403},
		{"DELETE", "/page", []string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
		{"POST", "/page", []string{cookie, "Origin: https://evil.example"}, 403},
		{"POST", "/page", []string{cookie, "Origin: null"}, 403},
		{"POST", "/page", []string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{"POST", "/page", []string{cookie, "Sec-Fetch-Site: none"}, 200},
		{"POST", "/page", []string{cookie, "Origin: https://desk.example.com"}, 200},
		{"POST", "/page", []string{cookie, "Origin: " + s.URL}, 200},
		{"POST", "/page", []string{cookie}, 200},
		{"GET", "/page", []string{cookie, "Sec-Fetch-Site: cross-site"}, 200},
		{"POST", "/page", []string{cookie, key, "Sec-Fetch-Site: cross-site"}, 403}, // a page knows no keys
		{"POST", "/sign-in", []string{"Sec-Fetch-Site: cross-site"}, 403},           // signing somebody in as somebody else
		{"POST", "/api/x", []string{cookie, "Sec-Fetch-Site: cross-site"}, 403},
		{"POST", "/api/x", []string{cookie, "Authorization: Basic eDp5", "Sec-Fetch-Site: cross-site"}, 403},
		{"POST", "/api/x", []string{cookie, "Sec-Fetch-Site: same-origin"}, 200},
		{"POST", "/api/x", []string{key, "Sec-Fetch-Site: cross-site", "Origin: https://shop.example"}, 200},
		{"POST", "/api/x", []string{cookie, "Authorization: Bearer xp_x", "Sec-Fetch-Site: cross-site"}, 401},
		{"POST", "/form", []string{"Sec-Fetch-Site: cross-site", "Origin: https://shop.example"}, 200},
	} {
		before := s.ran.Load()
		a := s.ask(c.method, c.path, "", c.headers...)
		if a.StatusCode != c.want || (s.ran.Load() > before) != (c.want == 200) {
			t.Errorf("%s %s %v: %d %s, want %d", c.method, c.path, c.headers, a.StatusCode, a.body, c.want)
		}
	}
	// A form on another site learns nothing of who is signed in here.
	if a := s.ask("POST", "/form", "", cookie, key); !strings.HasPrefix(a.body, "  false ") {
		t.Errorf("the form knows who fills it in: %q", a.body)
	}
}

// TestPlantedSession: a token that somebody planted in a browser never becomes
// good, and signing in ends the session one came with.
func TestPlantedSession(t *testing.T) {
	t.Parallel()
	var s *site
	s = open(t, gate.Options{}, gate.Route{Pattern: "/page", Needs: xunpan.CanRead},
		gate.Route{Method: "POST", Pattern: "/sign-in", Needs: xunpan.Anyone, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			ticket, err := s.desk.SignIn(r.Context(), r.FormValue("email"), r.FormValue("password"), gate.From(r.Context()).Visit())
			if err != nil {
				s.gate.Fail(w, r, err)
				return
			}
			s.gate.SetSession(w, r, ticket)
			http.Redirect(w, r, gate.Next(r), http.StatusSeeOther)
		})})
	ann := s.user("ann", xunpan.Owner)
	form, typed := "Content-Type: application/x-www-form-urlencoded", "email="+ann.Email+"&password="+strings.ReplaceAll(password, " ", "+")
	planted := strings.Repeat("P", 43)
	a := s.ask("POST", "/sign-in", typed+"&next=//evil.example", form, "Cookie: xunpan="+planted)
	if len(a.Cookies()) != 1 || a.Header.Get("Location") != "/" {
		t.Fatalf("signing in: %d %v %s", a.StatusCode, a.Cookies(), a.body)
	}
	c := a.Cookies()[0]
	if c.Name != "xunpan" || c.Value == planted || !c.HttpOnly || c.Secure || c.SameSite != http.SameSiteLaxMode || c.Path != "/" || c.Domain != "" {
		t.Errorf("cookie %+v", c)
	}
	status := func(token string) int { return s.ask("GET", "/page", "", "Cookie: xunpan="+token).StatusCode }
	if got := status(planted); got != http.StatusSeeOther {
		t.Errorf("the planted token: %d", got)
	}
	if got := status(c.Value); got != http.StatusOK {
		t.Errorf("the new token: %d", got)
	}
	again := s.ask("POST", "/sign-in", typed, form, "Cookie: xunpan="+c.Value)
	if got := status(c.Value); got != http.StatusSeeOther {
		t.Errorf("the token of before: %d", got)
	}
	if len(again.Cookies()) != 1 || status(again.Cookies()[0].Value) != http.StatusOK {
		t.Errorf("the token of after: %v", again.Cookies())
	}
	a = s.ask("POST", "/sign-in", "email="+ann.Email+"&password=wrong+wrong+wrong", form)
	if a.StatusCode != http.StatusUnauthorized || len(a.Cookies()) != 0 || !strings.Contains(a.body, "密码不正确") {
		t.Errorf("a wrong password: %d %v %s", a.StatusCode, a.Cookies(), a.body)
	}
}
