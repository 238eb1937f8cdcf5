package web

import (
	"context"
	"log/slog"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/a-h/templ"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/gate/oidc"
)

// Site serves the pages of a desk. The gate must stand before it.
type Site struct {
	Desk *flow.Desk
	Gate *gate.Gate
	Log  *slog.Logger
	Demo bool // the desk shows sample data

	users   userCache
	live    hub
	uploads uploadsNow
}

// Routes lists the pages: method, path and the permission each needs on one line.
func (s *Site) Routes() []gate.Route {
	all := [][]gate.Route{
		s.sessionRoutes(),
		(&oidc.Login{Desk: s.Desk, Gate: s.Gate, Log: s.Log, Client: s.Desk.HTTP}).Routes(),
		s.inquiryRoutes(),
		s.quotationRoutes(), s.productRoutes(), s.productListRoutes(),
		s.replyRoutes(),
		s.followRoutes(),
		s.calendarRoutes(),
		s.cardRoutes(), s.bookTableRoutes(),
		s.offeredRoutes(),
		s.pricingRoutes(),
		s.letterRoutes(), s.modelRoutes(),
		s.companyRoutes(),
		s.contactRoutes(),
		s.auditRoutes(),
		s.accountRoutes(),
		s.peopleRoutes(),
		s.keyRoutes(),
		s.linkRoutes(),
		s.formRoutes(),
		s.entryRoutes(),
		s.importRoutes(),
		s.settingRoutes(),
		s.mailboxRoutes(),
		s.signalRoutes(),
		s.wordRoutes(),
		s.fieldRoutes(),
		s.ruleRoutes(),
	}
	var out []gate.Route
	for _, rs := range all {
		out = append(out, rs...)
	}
	return out
}

// page is a handler that shows something or says why it cannot.
type page func(w http.ResponseWriter, r *http.Request) error

// route puts a page behind its permission.
func (s *Site) route(pattern string, needs xunpan.Permission, h page) gate.Route {
	method, path, _ := strings.Cut(pattern, " ")
	return gate.Route{Method: method, Pattern: path, Needs: needs, Handler: http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if err := h(w, r); err != nil {
			s.Gate.Fail(w, r, err)
		}
	})}
}

// zone is the clock that times are shown on: the company's.
func (s *Site) zone() *time.Location {
	name := s.Desk.Reader().Company.Zone
	if name == "" {
		name = "Asia/Shanghai"
	}
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		l = time.UTC
	}
	zones.Store(name, l)
	return l
}

// zones remembers loaded zones; there are as many as companies have had.
var zones sync.Map

// translator speaks the language of whoever asks.
func (s *Site) translator(r *http.Request) *T {
	kept := ""
	if u := gate.From(r.Context()).User; u != nil {
		kept = u.Lang
	}
	if c, err := r.Cookie("lang"); kept == "" && err == nil {
		kept = c.Value
	}
	return NewT(LanguageOf(kept, r), zoneOf(gate.From(r.Context()).User, s.zone()), time.Now())
}

// bare is the frame without what only the database knows.
func (s *Site) bare(r *http.Request, title string) Frame {
	f := Frame{T: s.translator(r), Path: r.URL.RequestURI(), Demo: s.Demo}
	f.Title = f.T.Say(title)
	if c, err := r.Cookie("theme"); err == nil && (c.Value == "light" || c.Value == "dark") {
		f.Theme = c.Value
	}
	who := gate.From(r.Context())
	if who.User != nil {
		f.User = &Person{who.User.ID, who.User.Name, who.User.Email}
		f.Role = string(who.User.Role)
	}
	f.May = May{Change: who.May(xunpan.CanWork), Price: who.May(xunpan.CanPrice), Settings: who.May(xunpan.CanSettings), People: who.May(xunpan.CanPeople), Audit: who.May(xunpan.CanAudit)}
	return f
}

// frame is what stands around every page; title is the key of its words.
func (s *Site) frame(r *http.Request, title string) Frame {
	f := s.bare(r, title)
	who := gate.From(r.Context())
	if who.May(xunpan.CanRead) {
		counts, err := s.Desk.Store.TrayCounts(r.Context(), who.Scope, time.Now(), maxCount)
		if err != nil {
			s.Log.WarnContext(r.Context(), "counting the trays", "error", err)
		}
		f.Counts = counts
	}
	f.Flash = takeFlash(r, f.T)
	return f
}

// maxCount is where the numbers of the trays stop.
const maxCount = 1000

// show writes a page.
func (s *Site) show(w http.ResponseWriter, r *http.Request, status int, c templ.Component) error {
	h := w.Header()
	h.Set("Content-Type", "text/html; charset=utf-8")
	h.Set("Cache-Control", "no-store")
	dropFlash(w, r)
	w.WriteHeader(status)
	if r.Method == http.MethodHead {
		return nil
	}
	if err := c.Render(r.Context(), w); err != nil {
		s.Log.DebugContext(r.Context(), "a page was not read to its end", "error", err)
	}
	return nil
}

// back answers a change: see the page it stands on. Only paths of this site are
// followed.
func (s *Site) back(w http.ResponseWriter, r *http.Request, to string) error {
	to = orElse(gate.SafePath(to), "/inquiries")
	if stands, err := url.Parse(r.Header.Get("Hx-Current-Url")); err == nil && r.Header.Get("Hx-Request") != "" && !strings.HasPrefix(to+"?", stands.Path+"?") {
		w.Header().Set("Hx-Redirect", to) // another page: its address comes along
		return nil
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
	return nil
}

// Problem shows what went wrong and what to do; the gate calls it.
func (s *Site) Problem(w http.ResponseWriter, r *http.Request, p gate.Problem) {
	v := ErrorView{Status: p.Status, Request: p.Request}
	v.Frame = s.bare(r, "error."+v.family())
	v.Text = p.Say.In(v.T.Lang())
	_ = s.show(w, r, p.Status, ErrorPage(v))
}

// who is the one who asks, as flow wants him.
func who(r *http.Request) flow.Who { return gate.From(r.Context()).Who }

// userCache knows the colleagues' names for a few seconds: every page shows some.
type userCache struct {
	mu    sync.Mutex
	at    time.Time
	users []xunpan.User
}

func (s *Site) colleagues(ctx context.Context) ([]xunpan.User, error) {
	c := &s.users
	c.mu.Lock()
	defer c.mu.Unlock()
	if time.Since(c.at) < 5*time.Second {
		return c.users, nil
	}
	us, err := s.Desk.Store.Users(ctx)
	if err != nil {
		return nil, err
	}
	c.users, c.at = us, time.Now()
	return us, nil
}

// people are the colleagues by id, and those who can own an inquiry in order.
func (s *Site) people(ctx context.Context) (byID map[xunpan.ID]Person, owners []Person, err error) {
	us, err := s.colleagues(ctx)
	if err != nil {
		return nil, nil, err
	}
	byID = map[xunpan.ID]Person{}
	for i := range us {
		u := &us[i]
		p := Person{u.ID, u.Name, u.Email}
		byID[u.ID] = p
		if u.Active && u.Role.May(xunpan.CanWork) {
			owners = append(owners, p)
		}
	}
	return byID, owners, nil
}
