package gate_test

import (
	"crypto/tls"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

func TestHeaders(t *testing.T) {
	t.Parallel()
	s := open(t, gate.Options{Proxies: []string{"127.0.0.1"}},
		gate.Route{Pattern: "/page", Needs: xunpan.Anyone},
		gate.Route{Pattern: "/refused", Needs: xunpan.CanRead, Kind: gate.API},
		gate.Route{Pattern: "/mail", Needs: xunpan.Anyone, Policy: gate.PolicyMail},
		gate.Route{Pattern: "/form", Needs: xunpan.Anyone, Kind: gate.Open},
		gate.Route{Pattern: "/file", Needs: xunpan.Anyone, Kind: gate.File})
	for _, path := range []string{"/page", "/refused", "/mail", "/form", "/file"} {
		h := s.ask("GET", path, "").Header
		csp := h.Get("Content-Security-Policy")
		if !strings.Contains(csp, "default-src 'none'") || !strings.Contains(csp, "base-uri 'none'") || !strings.Contains(csp, "frame-ancestors") {
			t.Errorf("%s: policy %q", path, csp)
		}
		mail := path == "/mail"
		if strings.Contains(csp, "unsafe") != mail || strings.Contains(csp, "sandbox") != mail || strings.Contains(csp, "script-src 'self'") == mail {
			t.Errorf("%s: policy %q", path, csp)
		}
		if h.Get("X-Content-Type-Options") != "nosniff" || len(h.Get("X-Request-Id")) != 16 || h.Get("Strict-Transport-Security") != "" {
			t.Errorf("%s: %v", path, h)
		}
		if open := path == "/form"; (h.Get("Cross-Origin-Resource-Policy") == "") != open {
			t.Errorf("%s: %v", path, h)
		}
		if file := path == "/file"; (h.Get("Cache-Control") == "private, no-store") == file || (h.Get("Referrer-Policy") == "same-origin") == file || (h.Get("Cross-Origin-Opener-Policy") == "same-origin") == file || (h.Get("Permissions-Policy") != "") == file {
			t.Errorf("%s: %v", path, h)
		}
	}
	if h := s.ask("GET", "/page", "", "X-Forwarded-Proto: https").Header; h.Get("Strict-Transport-Security") != "max-age=31536000" {
		t.Errorf("behind a proxy with TLS: %v", h)
	}
}

// TestCookieOverTLS: over TLS, our own or a trusted proxy's, the cookie is one
// that no neighbouring site and nobody on the way can set.
func TestCookieOverTLS(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what      string
		tls       bool
		proxies   []string
		forwarded string
		secure    bool
	}{
		{"plain", false, nil, "", false},
		{"TLS", true, nil, "", true},
		{"trusted proxy with TLS", false, []string{"192.0.2.0/24"}, "https", true},
		{"trusted proxy without", false, []string{"192.0.2.0/24"}, "http", false},
		{"trusted proxy, which appends", false, []string{"192.0.2.9"}, "https, http", false},
		{"somebody who says so", false, []string{"198.51.100.0/24"}, "https", false},
	} {
		g, err := gate.New(&flow.Desk{}, gate.Options{Proxies: c.proxies})
		if err != nil {
			t.Fatal(err)
		}
		r := httptest.NewRequest(http.MethodGet, "http://desk.example.com/", nil)
		r.RemoteAddr = "192.0.2.9:1234"
		if c.tls {
			r.TLS = &tls.ConnectionState{}
		}
		if c.forwarded != "" {
			r.Header.Set("X-Forwarded-Proto", c.forwarded)
		}
		w := httptest.NewRecorder()
		g.SetSession(w, r, flow.Ticket{Token: "t", Session: xunpan.Session{Expires: time.Now().Add(time.Hour)}})
		got := w.Result().Cookies()[0]
		name := map[bool]string{true: "__Host-xunpan", false: "xunpan"}[c.secure]
		if got.Name != name || got.Secure != c.secure || !got.HttpOnly || got.Path != "/" || got.Domain != "" || got.SameSite != http.SameSiteLaxMode {
			t.Errorf("%s: %v", c.what, got)
		}
		r.AddCookie(&http.Cookie{Name: "xunpan", Value: "plain"})
		r.AddCookie(&http.Cookie{Name: "__Host-xunpan", Value: "secure"})
		if want := map[bool]string{true: "secure", false: "plain"}[c.secure]; g.Token(r) != want {
			t.Errorf("%s: read %q", c.what, g.Token(r))
		}
		w = httptest.NewRecorder()
		g.ClearSession(w, r)
		if gone := w.Result().Cookies()[0]; gone.Name != name || gone.MaxAge >= 0 || gone.Value != "" {
			t.Errorf("%s: forgetting %v", c.what, gone)
		}
		if base := g.Base(r); base != map[bool]string{true: "https", false: "http"}[c.secure]+"://desk.example.com" {
			t.Errorf("%s: %s", c.what, base)
		}
	}
}

// TestClientIP: what a header says is believed as far as it comes from proxies
// of ours.
func TestClientIP(t *testing.T) {
	t.Parallel()
	var got netip.Addr
	g, err := gate.New(&flow.Desk{}, gate.Options{Proxies: []string{"10.0.0.0/8", "192.0.2.1", "2001:db8::/32"}})
	if err != nil {
		t.Fatal(err)
	}
	mux := http.NewServeMux()
	g.Mount(mux, []gate.Route{{Pattern: "/", Needs: xunpan.Anyone, Kind: gate.File, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { got = gate.From(r.Context()).IP })}})
	for _, c := range []struct {
		remote string
		header []string
		want   string
	}{
		{"203.0.113.5:99", nil, "203.0.113.5"},
		{"203.0.113.5:99", []string{"198.51.100.1"}, "203.0.113.5"},
		{"10.0.0.1:99", []string{"198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:99", []string{"127.0.0.1, 198.51.100.1"}, "198.51.100.1"},
		{"10.0.0.1:99", []string{"127.0.0.1, 198.51.100.1, 192.0.2.1, 10.9.9.9"}, "198.51.100.1"},
		{"10.0.0.1:99", []string{"127.0.0.1", "198.51.100.1,10.1.1.1"}, "198.51.100.1"},
		{"10.0.0.1:99", []string{"10.2.2.2, 10.1.1.1"}, "10.2.2.2"},
		{"10.0.0.1:99", []string{"198.51.100.1:4711"}, "198.51.100.1"},
		{"10.0.0.1:99", []string{"[2001:db9::1]:4711"}, "2001:db9::1"},
		{"[2001:db8::1]:99", []string{"2001:db9::2%eth0"}, "2001:db9::2"},
		{"10.0.0.1:99", []string{"unknown"}, "10.0.0.1"},
		{"10.0.0.1:99", []string{"198.51.100.1, <script>"}, "10.0.0.1"},
		{"10.0.0.1:99", []string{""}, "10.0.0.1"},
		{"[::ffff:10.0.0.1]:99", []string{"::ffff:198.51.100.1"}, "198.51.100.1"},
		{"@", []string{"198.51.100.1"}, "0.0.0.0"},
	} {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.RemoteAddr = c.remote
		for _, h := range c.header {
			r.Header.Add("X-Forwarded-For", h)
		}
		mux.ServeHTTP(httptest.NewRecorder(), r)
		if got.String() != c.want {
			t.Errorf("from %s with %q: %v, want %s", c.remote, c.header, got, c.want)
		}
	}
}

func TestOptions(t *testing.T) {
	t.Parallel()
	for _, o := range []gate.Options{{Proxies: []string{"proxy"}}, {Proxies: []string{"10.0.0.0/99"}}, {URL: "desk.example.com"}, {URL: "ftp://desk.example.com"}, {URL: "https://desk.example.com/desk"}, {URL: "https://u:p@desk.example.com"}} {
		if _, err := gate.New(&flow.Desk{}, o); err == nil {
			t.Errorf("%+v was taken", o)
		}
	}
	g, err := gate.New(&flow.Desk{}, gate.Options{URL: "https://desk.example.com/"})
	if err != nil {
		t.Fatal(err)
	}
	r := httptest.NewRequest(http.MethodGet, "http://evil.example/", nil)
	if got := g.Base(r); got != "https://desk.example.com" {
		t.Errorf("base %s", got)
	}
	if g, err = gate.New(&flow.Desk{}, gate.Options{}); err != nil {
		t.Fatal(err)
	}
	for _, host := range []string{"", "evil.example/x", "a b", "a\"b", "x@evil.example", "a<b"} {
		r.Host = host
		if got := g.Base(r); got != "http://localhost" {
			t.Errorf("host %q: base %s", host, got)
		}
	}
}
