package gate_test

import (
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/seal"
)

// TestEntrance: where strangers are sent.
func TestEntrance(t *testing.T) {
	t.Parallel()
	s := open(t, gate.Options{}, gate.Route{Pattern: "/inquiries/{id}", Needs: xunpan.CanRead})
	to := func(method, path string, headers ...string) string {
		t.Helper()
		a := s.ask(method, path, "", headers...)
		if a.StatusCode != http.StatusSeeOther {
			t.Errorf("%s %s: %d %s", method, path, a.StatusCode, a.body)
		}
		return a.Header.Get("Location")
	}
	if got := to("GET", "/inquiries/1"); got != "/welcome" {
		t.Errorf("first run: %s", got)
	}
	ann := s.user("ann", xunpan.Owner)
	for _, c := range []struct{ method, path, want string }{
		{"GET", "/inquiries/1?tab=a&x=%2F", "/sign-in?next=%2Finquiries%2F1%3Ftab%3Da%26x%3D%252F"},
		{"POST", "/inquiries/1", "/sign-in"},
		{"GET", "/inquiries/%0d%0aSet-Cookie:%20a=b", "/sign-in?next=%2Finquiries%2F%250d%250aSet-Cookie%3A%2520a%3Db"},
		{"GET", "/inquiries/%5Cevil.example", "/sign-in?next=%2Finquiries%2F%255Cevil.example"},
	} {
		if got := to(c.method, c.path); got != c.want {
			t.Errorf("%s %s: %s, want %s", c.method, c.path, got, c.want)
		}
	}
	// What a page asks for in the background leads the whole page away, what a
	// script asks for gets an answer it can read.
	a := s.ask("POST", "/inquiries/1/done", "")
	if a.StatusCode != http.StatusNotFound {
		t.Errorf("no such route: %d", a.StatusCode)
	}
	a = s.ask("POST", "/inquiries/1", "", "HX-Request: true", "HX-Current-URL: https://desk.example.com/inquiries?tray=waiting")
	if got := a.Header.Get("HX-Redirect"); a.StatusCode != http.StatusUnauthorized || got != "/sign-in?next="+url.QueryEscape("/inquiries?tray=waiting") {
		t.Errorf("in the background: %d, %s", a.StatusCode, got)
	}
	a = s.ask("POST", "/inquiries/1", "", "HX-Request: true", "HX-Current-URL: https://desk.example.com//evil.example/")
	if got := a.Header.Get("HX-Redirect"); got != "/sign-in" {
		t.Errorf("in the background, from an odd address: %s", got)
	}
	a = s.ask("GET", "/inquiries/1", "", "Sec-Fetch-Mode: cors")
	if a.StatusCode != http.StatusUnauthorized || a.Header.Get("Location") != "" {
		t.Errorf("by a script: %d", a.StatusCode)
	}

	// Between password and code nothing is open but the page for the code.
	key, err := seal.ParseKey(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	if s.desk.Seal, err = seal.New(key); err != nil {
		t.Fatal(err)
	}
	who := flow.Who{Actor: ann.Actor()}
	setup, err := s.desk.BeginTOTP(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(setup.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.SetTOTP(ctx, who, password, setup.Token, code); err != nil {
		t.Fatal(err)
	}
	half, err := s.desk.SignIn(ctx, ann.Email, password, flow.Visit{IP: netip.MustParseAddr("127.0.0.1")})
	if err != nil || !half.Session.Half {
		t.Fatalf("%+v, %v", half.Session, err)
	}
	if got := to("GET", "/inquiries/1", "Cookie: xunpan="+half.Token); got != "/sign-in/code?next=%2Finquiries%2F1" {
		t.Errorf("half signed in: %s", got)
	}
}

func TestSafePath(t *testing.T) {
	t.Parallel()
	for _, good := range []string{"/", "/today", "/inquiries?tray=to_answer&q=LED%20%E7%81%AF", "/inquiries/1#m2", "/search?q=//x", "/signals", "/a//b", "/询盘"} {
		if got := gate.SafePath(good); got != good {
			t.Errorf("%q became %q", good, got)
		}
	}
	for _, bad := range []string{
		"", "today", "//evil.example", "///evil.example", `/\evil.example`, `\/evil.example`, `\\evil.example`, "/\t/evil.example", "/\n/evil.example", "\t//evil.example", " //evil.example",
		"https://evil.example", "javascript:alert(1)", "data:text/html,x", "/x\r\nSet-Cookie: a=b", "/x\x00", "/%", "http:/x", "?x", "#x", "//evil.example/%2e%2e", "/" + strings.Repeat("x", 3000),
		"/sign-in", "/sign-in?next=/x", "/sign-in/code", "/welcome",
	} {
		if got := gate.SafePath(bad); got != "" {
			t.Errorf("%q became %q", bad, got)
		}
	}
}

// FuzzSafePath: a browser that follows a safe path stays on the site.
func FuzzSafePath(f *testing.F) {
	for _, s := range []string{"/today", "//x", `/\x`, "/a?b#c", "/\u2028/x", "/%2f%2fx", "/.//x", "/..//x"} {
		f.Add(s)
	}
	base, err := url.Parse("https://desk.example.com/sign-in")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, s string) {
		p := gate.SafePath(s)
		if p == "" {
			return
		}
		if p != s {
			t.Errorf("%q was changed to %q", s, p)
		}
		u, err := base.Parse(p)
		if err != nil || u.Host != base.Host || u.Scheme != base.Scheme || u.User != nil {
			t.Errorf("%q leads to %v, %v", s, u, err)
		}
		if strings.ContainsAny(p, "\r\n\t\\") || strings.HasPrefix(p, "//") {
			t.Errorf("%q might be taken for an address elsewhere", p)
		}
	})
}
