package oidc_test

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/netip"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/gate/oidc"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

var ctx = context.Background()

// site is a desk whose sign-in goes to a provider.
type site struct {
	*httptest.Server
	t     *testing.T
	desk  *flow.Desk
	login *oidc.Login
}

func open(t *testing.T, p *provider) *site {
	t.Helper()
	book, err := store.Open(ctx, store.Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { book.Close() })
	key, err := seal.ParseKey(seal.NewKey())
	if err != nil {
		t.Fatal(err)
	}
	s := &site{t: t, desk: &flow.Desk{Store: book}}
	if s.desk.Seal, err = seal.New(key); err != nil {
		t.Fatal(err)
	}
	g, err := gate.New(s.desk, gate.Options{})
	if err != nil {
		t.Fatal(err)
	}
	s.login = &oidc.Login{Desk: s.desk, Gate: g, Log: slog.New(slog.NewTextHandler(t.Output(), nil))}
	mux := http.NewServeMux()
	g.Mount(mux, append(s.login.Routes(), gate.Route{Pattern: "GET /", Needs: xunpan.CanRead, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, gate.From(r.Context()).User.Email)
	})}))
	s.Server = httptest.NewServer(mux)
	t.Cleanup(s.Close)
	if p != nil {
		secret := "s3cret"
		if err := s.desk.SetOIDC(ctx, desk, 0, flow.OIDC{Name: "Company ID", Issuer: p.URL, ClientID: "desk"}, &secret); err != nil {
			t.Fatal(err)
		}
	}
	return s
}

var desk = flow.Who{Actor: xunpan.TheDesk}

func (s *site) user(name string) xunpan.User {
	s.t.Helper()
	u, err := s.desk.AddUser(ctx, desk, flow.NewUser{Email: name + "@haiwan.example", Name: name, Password: "lamps over Santos harbour", Role: xunpan.Sales})
	if err != nil {
		s.t.Fatal(err)
	}
	return u
}

// browser keeps cookies and goes one step at a time.
func browser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// get is one step: the status, where it leads, and the text.
func get(t *testing.T, b *http.Client, address string) (status int, to, text string) {
	t.Helper()
	resp, err := b.Get(address)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, resp.Header.Get("Location"), string(body)
}

// goes begins signing in and returns the address to which the provider sends
// the browser back.
func (s *site) goes(b *http.Client, next string) string {
	s.t.Helper()
	status, to, text := get(s.t, b, s.URL+"/sign-in/oidc?next="+url.QueryEscape(next))
	if status != http.StatusSeeOther {
		s.t.Fatalf("beginning: %d %s", status, text)
	}
	status, back, text := get(s.t, b, to)
	if status != http.StatusFound {
		s.t.Fatalf("at the provider: %d %s", status, text)
	}
	return back
}

func (s *site) signedIn(b *http.Client) string {
	s.t.Helper()
	status, _, text := get(s.t, b, s.URL+"/")
	if status != http.StatusOK {
		return ""
	}
	return text
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	s := open(t, p)
	ann := s.user("ann")
	p.person = map[string]any{"email": "Ann@Haiwan.example", "email_verified": true, "name": "Ann"}
	b := browser(t)
	back := s.goes(b, "/inquiries?tray=waiting")
	if status, to, text := get(t, b, back); status != http.StatusSeeOther || to != "/inquiries?tray=waiting" {
		t.Errorf("coming back: %d %s %s", status, to, text)
	}
	if got := s.signedIn(b); got != ann.Email {
		t.Errorf("signed in as %q", got)
	}
	// From now on the subject counts, whatever the address.
	p.person = map[string]any{"email": "other@haiwan.example"}
	b = browser(t)
	if status, to, text := get(t, b, s.goes(b, "//evil.example")); status != http.StatusSeeOther || to != "/" || s.signedIn(b) != ann.Email {
		t.Errorf("by subject: %d %s %s, signed in as %q", status, to, text, s.signedIn(b))
	}
	// Who has a second step here is asked for it.
	who := flow.Who{Actor: ann.Actor()}
	setup, err := s.desk.BeginTOTP(ctx, who)
	if err != nil {
		t.Fatal(err)
	}
	code, err := totp.GenerateCode(setup.Secret, time.Now())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.desk.SetTOTP(ctx, who, "lamps over Santos harbour", setup.Token, code); err != nil {
		t.Fatal(err)
	}
	b = browser(t)
	if status, to, text := get(t, b, s.goes(b, "/today")); status != http.StatusSeeOther || to != "/sign-in/code?next=%2Ftoday" || s.signedIn(b) != "" {
		t.Errorf("with a second step: %d %s %s", status, to, text)
	}
}

// TestAddressFromUserinfo: providers that leave the address out of the token are
// asked for it.
func TestAddressFromUserinfo(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	s := open(t, p)
	ann := s.user("ann")
	p.post = true
	for _, c := range []struct {
		info map[string]any
		want string
	}{
		{map[string]any{"sub": "8", "email": ann.Email, "email_verified": true}, ""}, // of somebody else
		{map[string]any{"sub": "7", "email": ann.Email, "email_verified": false}, ""},
		{map[string]any{"sub": "7", "email": ann.Email, "email_verified": true}, ann.Email},
	} {
		p.info = c.info
		b := browser(t)
		status, _, text := get(t, b, s.goes(b, "/"))
		if got := s.signedIn(b); got != c.want {
			t.Errorf("%v: %d %s, signed in as %q, want %q", c.info, status, text, got, c.want)
		}
	}
}

// TestWrongAnswers: of answers that do not hold nobody is signed in.
func TestWrongAnswers(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	s := open(t, p)
	ann := s.user("ann")
	other := newKey(t)
	p.person = map[string]any{"email": ann.Email, "email_verified": true}
	claim := func(name string, value any) func(map[string]any, map[string]any) {
		return func(_, claims map[string]any) { claims[name] = value }
	}
	if status, _, text := get(t, browser(t), s.URL+"/sign-in/oidc"); status != http.StatusSeeOther { // reads the provider's description
		t.Fatalf("%d %s", status, text)
	}
	for _, c := range []struct {
		what string
		set  func()
	}{
		{"another nonce", func() { p.bend = claim("nonce", "x") }},
		{"no nonce", func() { p.bend = claim("nonce", nil) }},
		{"for another client", func() { p.bend = claim("aud", "shop") }},
		{"by another issuer", func() { p.bend = claim("iss", "https://evil.example") }},
		{"expired", func() { p.bend = claim("exp", time.Now().Add(-time.Hour).Unix()) }},
		{"without signature", func() { p.bend = func(header, _ map[string]any) { header["alg"] = "none" } }},
		{"signed with our secret", func() { p.bend = func(header, _ map[string]any) { header["alg"] = "HS256" } }},
		{"signed with another key", func() { p.sign = other }},
		{"denied", func() { p.deny = "access_denied" }},
		{"endless", func() { p.pad = 2 << 20 }},
		{"unverified", func() { p.bend = claim("email_verified", "false") }},
		{"a stranger", func() { p.bend = claim("email", "eve@haiwan.example") }},
	} {
		p.bend, p.sign, p.deny, p.pad = nil, nil, "", 0
		b := browser(t)
		c.set()
		status, to, text := get(t, b, s.goes(b, "/"))
		if status != http.StatusUnprocessableEntity && status != http.StatusForbidden || to != "" || s.signedIn(b) != "" || !strings.ContainsAny(text, "登账") {
			t.Errorf("%s: %d %s %s, signed in as %q", c.what, status, to, text, s.signedIn(b))
		}
	}
	p.bend, p.sign, p.deny, p.pad = nil, nil, "", 0
	b := browser(t)
	if get(t, b, s.goes(b, "/")); s.signedIn(b) != ann.Email {
		t.Errorf("a good answer after all these: signed in as %q", s.signedIn(b))
	}
}

// TestWrongBrowsers: only the browser that began a sign-in finishes it, once and
// in time.
func TestWrongBrowsers(t *testing.T) {
	t.Parallel()
	p := newProvider(t)
	s := open(t, p)
	ann := s.user("ann")
	p.person = map[string]any{"email": ann.Email, "email_verified": true}
	var late time.Duration
	s.login.Clock = func() time.Time { return time.Now().Add(late) }
	refused := func(what string, b *http.Client, address string) {
		t.Helper()
		if status, _, text := get(t, b, address); status != http.StatusUnprocessableEntity || s.signedIn(b) != "" {
			t.Errorf("%s: %d %s", what, status, text)
		}
	}
	began, victim := browser(t), browser(t)
	back := s.goes(began, "/")
	refused("a link sent to somebody who began nothing", browser(t), back)
	s.goes(victim, "/")
	refused("a link sent to somebody who began as well", victim, back)
	u, err := url.Parse(back)
	if err != nil {
		t.Fatal(err)
	}
	q := u.Query()
	q.Del("state")
	u.RawQuery = q.Encode()
	refused("without state", began, u.String())
	if get(t, began, back); s.signedIn(began) != ann.Email {
		t.Error("the browser that began it is not signed in")
	}
	again := browser(t)
	site, err := url.Parse(s.URL + oidc.BeginPath)
	if err != nil {
		t.Fatal(err)
	}
	back = s.goes(again, "/")
	kept := again.Jar.Cookies(site)
	get(t, again, back)
	replay := browser(t)
	replay.Jar.SetCookies(site, kept)
	refused("the same answer again", replay, back)
	for _, forged := range []string{"", "x", strings.Repeat("A", 200)} {
		b := browser(t)
		b.Jar.SetCookies(site, []*http.Cookie{{Name: "xunpan-oidc", Value: forged, Path: oidc.BeginPath}})
		refused("a made-up cookie", b, back)
	}
	slow := browser(t)
	back = s.goes(slow, "/")
	late = 16 * time.Minute
	refused("after a quarter of an hour", slow, back)
}

func TestNoProvider(t *testing.T) {
	t.Parallel()
	s := open(t, nil)
	if status, _, text := get(t, browser(t), s.URL+"/sign-in/oidc"); status != http.StatusNotFound {
		t.Errorf("switched off: %d %s", status, text)
	}
	p := newProvider(t)
	s = open(t, p)
	p.Close()
	if status, _, text := get(t, browser(t), s.URL+"/sign-in/oidc"); status != http.StatusUnprocessableEntity || !strings.Contains(text, "password") {
		t.Errorf("away: %d %s", status, text)
	}
	if _, err := s.desk.SignIn(ctx, s.user("ann").Email, "lamps over Santos harbour", flow.Visit{IP: netip.MustParseAddr("127.0.0.1")}); err != nil {
		t.Errorf("with the password meanwhile: %v", err)
	}
}
