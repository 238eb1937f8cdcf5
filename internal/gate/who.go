package gate

import (
	"context"
	"errors"
	"net/http"
	"net/netip"
	"net/url"
	"strings"
	"unicode"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// Where strangers are sent.
const (
	signInPath  = "/sign-in"
	codePath    = "/sign-in/code"
	welcomePath = "/welcome" // while nobody has an account
)

// Who makes a request.
type Who struct {
	flow.Who                // his name in history, and which inquiries he sees
	User     *xunpan.User   // nil for programs and strangers
	Key      *xunpan.APIKey // nil for people and strangers
	Session  xunpan.ID      // the user's; of a stranger a half one, if Half
	Half     bool           // his password was right, the second step is still to do
	IP       netip.Addr     // where he is, as far as trusted proxies tell
	Agent    string         // his browser, as it calls itself
}

// From is who makes the request of a context; nobody if it did not pass the gate.
func From(ctx context.Context) Who { return passageOf(ctx).who }

// Nobody reports whether it is neither a user nor a program with a key.
func (w Who) Nobody() bool { return w.User == nil && w.Key == nil }

// May reports whether he holds a permission.
func (w Who) May(p xunpan.Permission) bool {
	switch {
	case w.User != nil:
		return w.User.Role.May(p)
	case w.Key != nil:
		return w.Key.Scope.May(p)
	}
	return p == xunpan.Anyone
}

// Visit is how he comes to the desk, for signing in.
func (w Who) Visit() flow.Visit { return flow.Visit{IP: w.IP, Agent: w.Agent, Session: w.Session} }

// identify finds out who makes a request. False if it answered the request.
func (g *Gate) identify(w http.ResponseWriter, r *http.Request, p *passage) bool {
	ctx := r.Context()
	if plain, ok := bearer(r); ok && p.kind == API {
		k, err := g.desk.CheckKey(ctx, plain)
		if err != nil {
			if errors.Is(err, store.ErrNotFound) {
				err = errKey
			}
			g.Fail(w, r, err)
			return false
		}
		p.who.Key, p.who.Who = &k, flow.Who{Actor: k.Actor(), Scope: store.Scope{All: true}}
		return true
	}
	token := g.Token(r)
	if token == "" {
		return true
	}
	s, u, err := g.desk.SessionOf(ctx, token)
	if errors.Is(err, store.ErrNotFound) {
		return true
	}
	if err == nil && !s.Half {
		p.who.Scope, err = g.desk.ScopeOf(ctx, &u)
		p.who.User, p.who.Actor = &u, u.Actor()
	}
	p.who.Session, p.who.Half = s.ID, s.Half
	if err != nil {
		g.Fail(w, r, err)
	}
	return err == nil
}

// Still is who asks now, for a stream that goes on after its beginning; false when
// he is no longer signed in.
func (g *Gate) Still(r *http.Request) (Who, bool) {
	p := &passage{kind: Page, who: Who{IP: From(r.Context()).IP}}
	s, u, err := g.desk.SessionOf(r.Context(), g.Token(r))
	if err != nil || s.Half {
		return p.who, false
	}
	if p.who.Scope, err = g.desk.ScopeOf(r.Context(), &u); err != nil {
		return p.who, false
	}
	p.who.User, p.who.Actor, p.who.Session = &u, u.Actor(), s.ID
	return p.who, true
}

// errKey says that an API key is none of ours, or was revoked.
var errKey = errors.New("the API key is unknown or was revoked")

// errStranger says that somebody must sign in first.
var errStranger = errors.New("sign in first")

// bearer is the key a program shows.
func bearer(r *http.Request) (string, bool) {
	kind, key, ok := strings.Cut(r.Header.Get("Authorization"), " ")
	return strings.TrimSpace(key), ok && strings.EqualFold(kind, "Bearer")
}

// refuseStranger sends people to the sign-in page and tells programs that a key
// is wanted.
func (g *Gate) refuseStranger(w http.ResponseWriter, r *http.Request, p *passage) {
	if p.kind != Page {
		g.Fail(w, r, errStranger)
		return
	}
	to, err := g.entrance(r, p)
	if err != nil {
		g.Fail(w, r, err)
		return
	}
	if r.Header.Get("HX-Request") == "true" {
		w.Header().Set("HX-Redirect", to) // the page goes there, not its part
		g.Fail(w, r, errStranger)
		return
	}
	if mode := r.Header.Get("Sec-Fetch-Mode"); mode != "" && mode != "navigate" {
		g.Fail(w, r, errStranger) // a script or a picture has no use for a form
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// entrance is where a stranger begins: at his second step, at the first run, or
// at the sign-in page, which leads back to where he wanted to go.
func (g *Gate) entrance(r *http.Request, p *passage) (string, error) {
	if !g.settled.Load() {
		yes, err := g.desk.Store.HasUsers(r.Context())
		if err != nil {
			return "", err
		}
		if !yes {
			return welcomePath, nil
		}
		g.settled.Store(true)
	}
	to := signInPath
	if p.who.Half {
		to = codePath
	}
	next := ""
	if u, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil && u.Path != "" {
		next = SafePath(u.RequestURI())
	} else if safe(r.Method) {
		next = SafePath(r.URL.RequestURI())
	}
	return withNext(to, next), nil
}

// CodeURL is the page of the second step, which leads on to a path of this site.
func CodeURL(next string) string { return withNext(codePath, SafePath(next)) }

func withNext(path, next string) string {
	if next == "" || next == "/" {
		return path
	}
	return path + "?next=" + url.QueryEscape(next)
}

// Next is where to go after signing in: the path in the form or query field
// "next" if it is one of this site, else "/".
func Next(r *http.Request) string {
	if p := SafePath(r.FormValue("next")); p != "" {
		return p
	}
	return "/"
}

// SafePath returns a path with query that stays on this site, or "" for
// whatever a browser might take for an address elsewhere and for the sign-in
// pages themselves.
func SafePath(s string) string {
	if len(s) > 2000 || !strings.HasPrefix(s, "/") || strings.HasPrefix(s, "//") || strings.Contains(s, `\`) || strings.ContainsFunc(s, unicode.IsControl) {
		return ""
	}
	u, err := url.Parse(s)
	if err != nil || u.Path == signInPath || strings.HasPrefix(u.Path, signInPath+"/") || u.Path == welcomePath {
		return ""
	}
	return s
}

// Cookies that hold a session's token. Over TLS the browser refuses to send the
// first one elsewhere, or to take it from a neighbouring site.
const (
	secureCookie = "__Host-xunpan"
	plainCookie  = "xunpan"
)

// Token is the session token a browser sent, or "".
func (g *Gate) Token(r *http.Request) string {
	c, err := r.Cookie(g.cookieName(r))
	if err != nil {
		return ""
	}
	return c.Value
}

// SetSession has the browser keep the token of a session just begun.
func (g *Gate) SetSession(w http.ResponseWriter, r *http.Request, t flow.Ticket) {
	c := g.cookie(r)
	c.Value, c.Expires = t.Token, t.Session.Expires
	http.SetCookie(w, c)
}

// ClearSession has the browser forget its session.
func (g *Gate) ClearSession(w http.ResponseWriter, r *http.Request) {
	c := g.cookie(r)
	c.MaxAge = -1
	http.SetCookie(w, c)
}

func (g *Gate) cookie(r *http.Request) *http.Cookie {
	return &http.Cookie{Name: g.cookieName(r), Path: "/", Secure: g.Secure(r), HttpOnly: true, SameSite: http.SameSiteLaxMode}
}

func (g *Gate) cookieName(r *http.Request) string {
	if g.Secure(r) {
		return secureCookie
	}
	return plainCookie
}
