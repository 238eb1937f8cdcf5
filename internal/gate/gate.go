// Package gate is what every request passes on its way to a page or the API: who
// asks and what he may do, protection from other sites, limits, security
// headers, errors as answers, the access log. It decides nothing about the
// desk's data.
//
// Mount wires routes of which method, pattern and permission stand on one line.
// A handler asks From who is there, and reports an error with Fail.
package gate

import (
	"compress/gzip"
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/netip"
	"net/url"
	"runtime/debug"
	"strings"
	"sync/atomic"
	"time"

	"github.com/klauspost/compress/gzhttp"
	"golang.org/x/sync/semaphore"

	"xunpan"
	"xunpan/internal/flow"
)

// Kind is for whom a route answers, and so how it is protected and how its
// errors look.
type Kind int

// The kinds of routes.
const (
	Page Kind = iota // for people: session cookie, strangers are sent to sign in, errors are pages
	API              // for programs: an API key or the session cookie, errors are application/problem+json
	Open             // for visitors of other sites, such as the website form: nobody is asked who he is
	File             // for everybody at any rate: files that never differ, health; only logged in detail
)

// Route is one method and pattern with the permission it needs.
type Route struct {
	Method  string // "" for every method
	Pattern string // of http.ServeMux, without the method
	Needs   xunpan.Permission
	Handler http.Handler
	Kind    Kind
	Body    int64  // bytes of a request's body at most; DefaultBody if 0
	Policy  string // Content-Security-Policy; PolicyPage if ""
	Rate    Rate   // of requests of one address to this route; no limit of its own if zero
	Once    bool   // a request with an Idempotency-Key is done once
}

func (rt *Route) body() int64 {
	if rt.Body == 0 {
		return DefaultBody
	}
	return rt.Body
}

// DefaultBody is how many bytes a request's body has at most if its route says
// nothing else.
const DefaultBody = 1 << 20

// Options say how a gate stands. The zero value will do on a machine of one's own.
type Options struct {
	Log      *slog.Logger
	Proxies  []string      // addresses and networks whose X-Forwarded-For and X-Forwarded-Proto are believed
	URL      string        // the address people reach the desk at; guessed from requests if ""
	Stranger Rate          // of requests of one address without session or key; StrangerRate if zero
	BodyTime time.Duration // that a request's body may take, besides what its length allows; a minute if zero

	// Show answers a page's request with an error; without it errors are plain text.
	Show func(http.ResponseWriter, *http.Request, Problem)
	// Measure is told of every request that was answered: its method, "other" for
	// an odd one, and the pattern that took it, never its path.
	Measure func(method, pattern string, status int, took time.Duration)
}

// Gate is safe for concurrent use.
type Gate struct {
	desk    *flow.Desk
	opts    Options
	proxies []netip.Prefix
	cross   *http.CrossOriginProtection
	limits  *buckets
	bulk    *semaphore.Weighted // room for large bodies
	settled atomic.Bool         // somebody has an account, and so it stays
}

// New makes the gate of a desk. It fails when the options make no sense.
func New(d *flow.Desk, o Options) (*Gate, error) {
	if o.Log == nil {
		o.Log = slog.New(slog.DiscardHandler)
	}
	if o.Stranger == (Rate{}) {
		o.Stranger = StrangerRate
	}
	if o.BodyTime == 0 {
		o.BodyTime = time.Minute
	}
	g := &Gate{desk: d, cross: http.NewCrossOriginProtection(), limits: newBuckets(maxBuckets), bulk: semaphore.NewWeighted(bulkRoom)}
	for _, s := range o.Proxies {
		p, err := parseNetwork(s)
		if err != nil {
			return nil, fmt.Errorf("proxies: %q is neither an IP address nor a network such as 10.0.0.0/8", s)
		}
		g.proxies = append(g.proxies, p)
	}
	if o.URL != "" {
		u, err := url.Parse(o.URL)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Trim(u.Path, "/") != "" || u.RawQuery != "" || u.User != nil {
			return nil, fmt.Errorf("url: %q is no address such as https://desk.example.com", o.URL)
		}
		o.URL = u.Scheme + "://" + u.Host
		if err := g.cross.AddTrustedOrigin(o.URL); err != nil {
			return nil, fmt.Errorf("url: %w", err)
		}
	}
	g.opts = o
	return g, nil
}

// Mount has the mux serve routes through the gate.
func (g *Gate) Mount(mux *http.ServeMux, routes []Route) {
	for _, rt := range routes {
		pattern := rt.Pattern
		if rt.Method != "" {
			pattern = rt.Method + " " + pattern
		}
		mux.Handle(pattern, small(g.guard(rt)))
	}
}

// small compresses pages and JSON for those who take it. What is short is left
// alone, and streams of news are. The random length hides that of secrets from
// who can have a page hold his own words (BREACH).
var small = func() func(http.Handler) http.Handler {
	wrap, err := gzhttp.NewWrapper(gzhttp.MinSize(2048), gzhttp.CompressionLevel(gzip.BestSpeed), gzhttp.RandomJitter(32, 0, false),
		gzhttp.ContentTypes([]string{"text/html", "application/json", "application/problem+json"}))
	if err != nil {
		panic(err) // the options are constants
	}
	return func(h http.Handler) http.Handler { return wrap(h) }
}()

// passage is what the gate knows of one request; it goes along in the context.
type passage struct {
	who    Who
	kind   Kind
	id     string // of the request, for the log
	accept string // the header Accept-Language
}

type passageKey struct{}

func passageOf(ctx context.Context) *passage {
	if p, ok := ctx.Value(passageKey{}).(*passage); ok {
		return p
	}
	return &passage{kind: API}
}

// RequestID is the number under which the log has a request.
func RequestID(ctx context.Context) string { return passageOf(ctx).id }

// guard is one route behind the gate.
func (g *Gate) guard(rt Route) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		start := time.Now()
		p := &passage{kind: rt.Kind, id: newRequestID(), accept: r.Header.Get("Accept-Language")}
		p.who.IP, p.who.Agent = g.clientIP(r), r.UserAgent()
		r = r.WithContext(context.WithValue(r.Context(), passageKey{}, p))
		rec := &recorder{ResponseWriter: w}
		g.setHeaders(rec.Header(), r, &rt, p.id)
		defer func() {
			if x := recover(); x != nil {
				g.recovered(rec, r, x) // before the log line, which tells the status
			}
			g.note(&rt, r, rec, p, time.Since(start))
			if rec.torn {
				panic(http.ErrAbortHandler) // half an answer must not look whole
			}
		}()
		if g.admit(rec, r, &rt, p) {
			g.handle(rec, r, &rt, p)
		}
	})
}

// handle runs the route's handler, once where that is asked for.
func (g *Gate) handle(w http.ResponseWriter, r *http.Request, rt *Route, p *passage) {
	done, ok := g.receive(w, r, rt.body())
	if !ok {
		return
	}
	defer done()
	if key := r.Header.Get("Idempotency-Key"); key != "" && rt.Once && !safe(r.Method) && !p.who.Nobody() {
		g.once(w, r, rt, p, key)
		return
	}
	rt.Handler.ServeHTTP(w, r)
}

// admit lets a request through or answers it.
func (g *Gate) admit(w http.ResponseWriter, r *http.Request, rt *Route, p *passage) bool {
	if rt.Kind == File {
		return true
	}
	if limit := rt.body(); r.ContentLength > limit {
		w.Header().Set("Connection", "close") // the rest of the body is not read
		g.Fail(w, r, &http.MaxBytesError{Limit: limit})
		return false
	}
	if wait, ok := g.limits.take(r.Pattern, p.who.IP, rt.Rate); !ok {
		g.Fail(w, r, &flow.Later{Wait: wait})
		return false
	}
	if rt.Kind != Open {
		if !g.fromHere(w, r, rt.Kind) || !g.identify(w, r, p) {
			return false
		}
	}
	if p.who.Nobody() {
		if wait, ok := g.limits.take("", p.who.IP, g.opts.Stranger); !ok {
			g.Fail(w, r, &flow.Later{Wait: wait})
			return false
		}
	}
	switch {
	case rt.Needs == xunpan.Anyone, p.who.May(rt.Needs):
		return true
	case p.who.Nobody():
		g.refuseStranger(w, r, p)
	default:
		g.Fail(w, r, flow.ErrDenied)
	}
	return false
}

// fromHere refuses requests that change something and that another site has a
// browser make, with the cookies the browser has. An API key is no such cookie.
func (g *Gate) fromHere(w http.ResponseWriter, r *http.Request, k Kind) bool {
	if _, ok := bearer(r); ok && k == API {
		return true
	}
	if g.cross.Check(r) == nil {
		return true
	}
	g.Fail(w, r, errForeign)
	return false
}

// errForeign says that another site made the request.
var errForeign = errors.New("the request comes from another site")

func safe(method string) bool {
	return method == http.MethodGet || method == http.MethodHead || method == http.MethodOptions
}

// recovered answers for a handler that panicked.
func (g *Gate) recovered(w *recorder, r *http.Request, x any) {
	if x == http.ErrAbortHandler {
		w.torn = true
		return
	}
	g.opts.Log.ErrorContext(r.Context(), "panic", "request", RequestID(r.Context()), "route", route(r), "panic", fmt.Sprint(x), "stack", string(debug.Stack()))
	if w.status != 0 {
		w.torn = true
		return
	}
	g.answer(w, r, ProblemOf(errPanic))
}

var errPanic = errors.New("a handler panicked")

// note writes the access log and tells the figures. The path is left out where
// it holds a token, and the query always, which may hold what people search for.
func (g *Gate) note(rt *Route, r *http.Request, w *recorder, p *passage, took time.Duration) {
	status := w.status
	if status == 0 {
		status = http.StatusOK
	}
	if g.opts.Measure != nil {
		g.opts.Measure(knownMethod(r.Method), route(r), status, took)
	}
	level := slog.LevelInfo
	if rt.Kind == File {
		level = slog.LevelDebug
	}
	if !g.opts.Log.Enabled(r.Context(), level) {
		return
	}
	path := r.URL.Path
	if strings.Contains(r.Pattern, "{token}") {
		path = route(r)
	}
	g.opts.Log.LogAttrs(r.Context(), level, "request", slog.String("request", p.id), slog.String("method", r.Method), slog.String("path", path),
		slog.Int("status", status), slog.Int64("bytes", w.bytes), slog.Duration("took", took.Round(time.Microsecond)),
		slog.String("ip", p.who.IP.String()), slog.String("actor", p.who.Actor.Kind), slog.String("id", string(p.who.Actor.ID)))
}

// route is the pattern that took a request, without its method.
func route(r *http.Request) string {
	if _, path, ok := strings.Cut(r.Pattern, " "); ok {
		return path
	}
	return r.Pattern
}

// knownMethod keeps invented methods from making figures without end.
func knownMethod(m string) string {
	switch m {
	case http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch, http.MethodDelete, http.MethodOptions:
		return m
	}
	return "other"
}

func newRequestID() string {
	var b [8]byte
	_, _ = rand.Read(b[:]) // never fails since Go 1.24
	return hex.EncodeToString(b[:])
}

// recorder notes what was answered.
type recorder struct {
	http.ResponseWriter
	status int
	bytes  int64
	torn   bool // the answer broke off
}

func (w *recorder) WriteHeader(status int) {
	if w.status == 0 && status >= 200 {
		w.status = status
	}
	w.ResponseWriter.WriteHeader(status)
}

func (w *recorder) Write(b []byte) (int, error) {
	if w.status == 0 {
		w.status = http.StatusOK
	}
	n, err := w.ResponseWriter.Write(b)
	w.bytes += int64(n)
	return n, err
}

// Flush sends what was written so far, for live pages.
func (w *recorder) Flush() {
	_ = http.NewResponseController(w.ResponseWriter).Flush() // who cannot flush sends it later
}

// Unwrap is for http.ResponseController.
func (w *recorder) Unwrap() http.ResponseWriter { return w.ResponseWriter }
