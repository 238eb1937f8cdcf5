// Package oidc is signing in through the company's own identity provider by
// OpenID Connect: authorization code with PKCE, state and nonce. It finds out
// who somebody is; whether there is an account for him is flow's business.
package oidc

import (
	"context"
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// Paths of the two pages. The second one is what the provider must be told as
// the place to come back to.
const (
	BeginPath    = "/sign-in/oidc"
	CallbackPath = "/sign-in/oidc/callback"
)

const (
	cookieName  = "xunpan-oidc"
	cookiePlace = "oidc/begun"
	begunTime   = 15 * time.Minute // to sign in at the provider
	knownTime   = time.Hour        // before the provider's description is read again
	maxReply    = 1 << 20          // bytes of what the provider answers
)

// Login answers the two pages. It is safe for concurrent use.
type Login struct {
	Desk   *flow.Desk
	Gate   *gate.Gate
	Log    *slog.Logger     // what was wrong with an answer; not told to people
	Client *http.Client     // for asking the provider; one that waits ten seconds if nil
	Clock  func() time.Time // time.Now if nil

	mu       sync.Mutex
	issuer   string
	provider *oidc.Provider
	until    time.Time // when to read the provider's description again
}

// Routes are the pages with the permission they need.
func (l *Login) Routes() []gate.Route {
	slow := gate.Rate{PerSecond: 2, Burst: 20}
	return []gate.Route{
		{Method: http.MethodGet, Pattern: BeginPath, Needs: xunpan.Anyone, Rate: slow, Handler: l.page(l.begin)},
		{Method: http.MethodGet, Pattern: CallbackPath, Needs: xunpan.Anyone, Rate: slow, Handler: l.page(l.finish)},
	}
}

func (l *Login) page(f func(http.ResponseWriter, *http.Request) error) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := f(w, r); err != nil {
			if l.Log != nil {
				l.Log.WarnContext(r.Context(), "sign-in through the provider", "request", gate.RequestID(r.Context()), "err", err)
			}
			l.Gate.Fail(w, r, err)
		}
	})
}

func (l *Login) now() time.Time {
	if l.Clock != nil {
		return l.Clock()
	}
	return time.Now()
}

// begun is what the browser keeps, sealed, while its user is at the provider.
type begun struct {
	State    string `json:"state"`
	Nonce    string `json:"nonce"`
	Verifier string `json:"verifier"`
	Issuer   string `json:"issuer"`
	Next     string `json:"next"`
	Until    int64  `json:"until"`
}

// begin sends the browser to the provider.
func (l *Login) begin(w http.ResponseWriter, r *http.Request) error {
	conf, _, issuer, err := l.config(r)
	if err != nil {
		return err
	}
	b := begun{rand.Text(), rand.Text(), oauth2.GenerateVerifier(), issuer, gate.Next(r), l.now().Add(begunTime).Unix()}
	plain, err := json.Marshal(b)
	if err != nil {
		return err
	}
	l.setCookie(w, r, base64.RawURLEncoding.EncodeToString(l.Desk.Seal.Seal(cookiePlace, plain)), int(begunTime/time.Second))
	http.Redirect(w, r, conf.AuthCodeURL(b.State, oidc.Nonce(b.Nonce), oauth2.S256ChallengeOption(b.Verifier)), http.StatusSeeOther)
	return nil
}

// finish signs in whom the provider sent back.
func (l *Login) finish(w http.ResponseWriter, r *http.Request) error {
	b, err := l.begun(r)
	if err != nil {
		return err
	}
	l.setCookie(w, r, "", -1)
	if said := r.FormValue("error"); said != "" {
		return trouble("The company's own sign-in said no.", "公司统一登录拒绝了请求。", fmt.Errorf("provider: %.200q %.200q", said, r.FormValue("error_description")))
	}
	conf, provider, issuer, err := l.config(r)
	if err != nil {
		return err
	}
	if issuer != b.Issuer {
		return again()
	}
	who, err := l.identify(r.Context(), conf, provider, b, r.FormValue("code"))
	if err != nil {
		return trouble("The company's own sign-in gave an answer that does not hold. Try again; if it stays, ask your administrator to check the client's id and secret.",
			"公司统一登录的应答无法通过验证。请重试；若仍失败，请管理员检查客户端 ID 和密钥。", err)
	}
	t, err := l.Desk.SignInAs(r.Context(), who, gate.From(r.Context()).Visit())
	if err != nil {
		return err
	}
	l.Gate.SetSession(w, r, t)
	to := b.Next
	if t.Session.Half {
		to = gate.CodeURL(b.Next)
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// begun is what this browser began. Its state must be the one that came back:
// otherwise somebody else's sign-in would be finished here.
func (l *Login) begun(r *http.Request) (b begun, err error) {
	c, err := r.Cookie(cookieName)
	if err != nil {
		return b, again()
	}
	sealed, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil {
		return b, again()
	}
	plain, err := l.Desk.Seal.Open(cookiePlace, sealed)
	if err != nil || json.Unmarshal(plain, &b) != nil || l.now().Unix() > b.Until || subtle.ConstantTimeCompare([]byte(b.State), []byte(r.FormValue("state"))) != 1 {
		return b, again()
	}
	return b, nil
}

// identify trades the code for the provider's word on who it is.
func (l *Login) identify(ctx context.Context, conf *oauth2.Config, provider *oidc.Provider, b begun, code string) (who xunpan.Identity, err error) {
	ctx = oidc.ClientContext(ctx, l.client())
	tokens, err := conf.Exchange(ctx, code, oauth2.VerifierOption(b.Verifier))
	if err != nil {
		return who, fmt.Errorf("trading the code: %w", err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return who, fmt.Errorf("no id_token came with the code")
	}
	token, err := provider.VerifierContext(ctx, &oidc.Config{ClientID: conf.ClientID, Now: l.now}).Verify(ctx, raw)
	if err != nil {
		return who, fmt.Errorf("checking the id_token: %w", err)
	}
	if subtle.ConstantTimeCompare([]byte(token.Nonce), []byte(b.Nonce)) != 1 {
		return who, fmt.Errorf("the id_token belongs to another sign-in: its nonce differs")
	}
	var claims struct {
		Email    string `json:"email"`
		Verified any    `json:"email_verified"` // some providers write "true"
		Name     string `json:"name"`
	}
	if err := token.Claims(&claims); err != nil {
		return who, fmt.Errorf("reading the id_token: %w", err)
	}
	if claims.Email == "" && provider.UserInfoEndpoint() != "" {
		info, err := provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return who, fmt.Errorf("asking for the address: %w", err)
		}
		if info.Subject != token.Subject {
			return who, fmt.Errorf("the provider told of another subject when asked for the address")
		}
		claims.Email, claims.Verified = info.Email, info.EmailVerified
	}
	return xunpan.Identity{
		Subject:  token.Issuer + " " + token.Subject,
		Email:    strings.ToLower(strings.TrimSpace(claims.Email)),
		Verified: claims.Verified == true || claims.Verified == "true",
		Name:     claims.Name,
	}, nil
}

// config is the client as the settings have it, its provider and issuer.
func (l *Login) config(r *http.Request) (conf *oauth2.Config, p *oidc.Provider, issuer string, err error) {
	o, secret, _, err := l.Desk.OIDC(r.Context())
	if err != nil {
		return nil, nil, "", err
	}
	if o.Issuer == "" {
		return nil, nil, "", store.ErrNotFound
	}
	if p, err = l.discover(r.Context(), o.Issuer); err != nil {
		return nil, nil, "", trouble("The company's own sign-in cannot be reached. Try again, or sign in with your password.", "暂时无法连接公司统一登录。请重试，或使用密码登录。", err)
	}
	end := p.Endpoint()
	end.AuthStyle = authStyle(p, secret)
	return &oauth2.Config{ClientID: o.ClientID, ClientSecret: secret, Endpoint: end, RedirectURL: l.Gate.Base(r) + CallbackPath, Scopes: []string{oidc.ScopeOpenID, "email", "profile"}}, p, o.Issuer, nil
}

// authStyle is how the provider wants the client's secret. Trying both ways, as
// oauth2 does left to itself, spends the code on the wrong one.
func authStyle(p *oidc.Provider, secret string) oauth2.AuthStyle {
	var says struct {
		Methods []string `json:"token_endpoint_auth_methods_supported"`
	}
	if err := p.Claims(&says); err == nil && len(says.Methods) > 0 && !slices.Contains(says.Methods, "client_secret_basic") || secret == "" {
		return oauth2.AuthStyleInParams
	}
	return oauth2.AuthStyleInHeader
}

// discover is the provider of an issuer, as it described itself lately.
func (l *Login) discover(ctx context.Context, issuer string) (*oidc.Provider, error) {
	l.mu.Lock()
	known := l.provider
	if l.issuer != issuer || !l.now().Before(l.until) {
		known = nil
	}
	l.mu.Unlock()
	if known != nil {
		return known, nil
	}
	p, err := oidc.NewProvider(oidc.ClientContext(ctx, l.client()), issuer)
	if err != nil {
		return nil, fmt.Errorf("reading the description of %s: %w", issuer, err)
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	l.provider, l.issuer, l.until = p, issuer, l.now().Add(knownTime)
	return p, nil
}

func (l *Login) client() *http.Client {
	c := http.Client{Timeout: 10 * time.Second}
	if l.Client != nil {
		c = *l.Client
	}
	c.Transport = bounded{c.Transport}
	return &c
}

// bounded reads answers no further than maxReply.
type bounded struct{ next http.RoundTripper }

func (b bounded) RoundTrip(r *http.Request) (*http.Response, error) {
	next := b.next
	if next == nil {
		next = http.DefaultTransport
	}
	resp, err := next.RoundTrip(r)
	if err == nil {
		resp.Body = struct {
			io.Reader
			io.Closer
		}{io.LimitReader(resp.Body, maxReply), resp.Body}
	}
	return resp, err
}

func (l *Login) setCookie(w http.ResponseWriter, r *http.Request, value string, age int) {
	http.SetCookie(w, &http.Cookie{Name: cookieName, Value: value, Path: BeginPath, MaxAge: age, HttpOnly: true, Secure: l.Gate.Secure(r), SameSite: http.SameSiteLaxMode})
}

// trouble says in both languages what went wrong; the cause is for the log.
func trouble(en, zh string, cause error) error {
	return fmt.Errorf("%w (%w)", &xunpan.Invalid{Field: "oidc", Say: xunpan.Text{En: en, Zh: zh}}, cause)
}

func again() error {
	return &xunpan.Invalid{Field: "oidc", Say: xunpan.Text{En: "This sign-in was not begun in this browser, or it took too long. Begin it again.", Zh: "该登录不是在此浏览器中发起的，或已超时。请重新登录。"}}
}
