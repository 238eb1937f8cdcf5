package web

import (
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/geo"
	"xunpan/internal/store"
)

func (s *Site) inquiryRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /{$}", xunpan.CanRead, s.home),
		s.route("GET /today", xunpan.CanRead, s.today),
		s.route("GET /inquiries", xunpan.CanRead, s.list),
		s.route("POST /inquiries/bulk", xunpan.CanWork, s.bulk),
		s.route("GET /inquiries/{id}", xunpan.CanRead, s.inquiry),
		s.route("GET /inquiries/{id}/row", xunpan.CanRead, s.row),
		s.route("GET /inquiries/{id}/print", xunpan.CanRead, s.print),
		s.route("POST /inquiries/{id}/correct", xunpan.CanWork, s.correct),
		s.route("POST /inquiries/{id}/uncorrect", xunpan.CanWork, s.uncorrect),
		s.route("POST /inquiries/{id}/needs", xunpan.CanWork, s.needs),
		s.route("POST /inquiries/{id}/match", xunpan.CanWork, s.match),
		s.route("POST /inquiries/{id}/tray", xunpan.CanWork, s.move),
		s.route("POST /inquiries/{id}/owner", xunpan.CanWork, s.assign),
		s.route("POST /inquiries/{id}/snooze", xunpan.CanWork, s.snooze),
		s.route("POST /inquiries/{id}/tags", xunpan.CanWork, s.tag),
		s.route("POST /inquiries/{id}/unread", xunpan.CanWork, s.unread),
		s.route("POST /inquiries/{id}/notes", xunpan.CanWork, s.note),
		s.route("POST /inquiries/{id}/join", xunpan.CanWork, s.join),
		s.route("POST /inquiries/{id}/part", xunpan.CanWork, s.part),
		s.route("POST /inquiries/{id}/check", xunpan.CanWork, s.recheck),
		s.route("GET /inquiries/{id}/messages/{message}/html", xunpan.CanRead, s.html),
		s.route("GET /inquiries/{id}/messages/{message}/raw", xunpan.CanRead, s.raw),
		s.route("GET /inquiries/{id}/messages/{message}/files/{file}", xunpan.CanRead, s.file),
		s.route("POST /inquiries/{id}/messages/{message}/files/{file}", xunpan.CanRead, s.dangerousFile),
		s.route("POST /views", xunpan.CanRead, s.saveView),
		s.route("POST /views/{id}/delete", xunpan.CanRead, s.removeView),
		s.route("GET /live", xunpan.CanRead, s.news),
	}
}

func (s *Site) home(w http.ResponseWriter, r *http.Request) error { return s.back(w, r, "/today") }

// filterOf reads a list's filter out of an address.
func filterOf(q url.Values) (Filter, xunpan.Tray) {
	f := Filter{Query: strings.TrimSpace(q.Get("q")), Type: q.Get("type"), Grade: q.Get("grade"), Stars: q.Get("stars"), Country: strings.ToUpper(q.Get("country")), Lang: q.Get("lang"),
		Channel: q.Get("channel"), Owner: q.Get("owner"), Tag: q.Get("tag"), Age: q.Get("age"), Files: q.Get("files") != "", Snoozed: q.Get("snoozed") != "", Sort: q.Get("sort")}
	tray := xunpan.Tray(q.Get("tray"))
	switch {
	case tray == "all" || tray == "" && f.some():
		tray = ""
	case !slices.Contains(xunpan.Trays[:], tray):
		tray = xunpan.ToAnswer
	}
	return f, tray
}

// listFilter is what the store is asked.
func (f Filter) listFilter(tray xunpan.Tray, scope store.Scope, user xunpan.ID, now time.Time) store.ListFilter {
	l := store.ListFilter{Scope: scope, Tray: tray, Query: f.Query, Type: xunpan.BuyerType(f.Type), Grade: f.Grade, Country: f.Country, Lang: f.Lang, Channel: xunpan.Channel(f.Channel),
		Tag: f.Tag, Files: f.Files, Now: now, ByWorth: f.Sort == "worth", Limit: pageRows,
		Snoozed: f.Snoozed || tray == "" || tray == xunpan.Done || tray == xunpan.NotInquiries}
	if n, err := strconv.Atoi(f.Stars); err == nil && n >= 0 && n <= 5 {
		l.Stars = &n
	}
	switch f.Owner {
	case "":
	case "none":
		l.Owner = new(xunpan.ID)
	case "me":
		l.Owner = &user
	default:
		o := xunpan.ID(f.Owner)
		l.Owner = &o
	}
	if days, ok := ages[f.Age]; ok {
		l.Since = now.AddDate(0, 0, -days)
	}
	return l
}

// ages are the choices of the filter by age, in days.
var ages = map[string]int{"day": 1, "week": 7, "month": 31, "year": 366}

// pageRows is how many rows a page of a list has.
const pageRows = 40

func (s *Site) list(w http.ResponseWriter, r *http.Request) error {
	ctx, q := r.Context(), r.URL.Query()
	g := gate.From(ctx)
	v := InquiriesView{Frame: s.frame(r, "nav.inquiries"), Newest: q.Get("cursor") == ""}
	v.Filter, v.Tray = filterOf(q)
	f := v.Filter.listFilter(v.Tray, g.Scope, userID(r), v.T.Now())
	f.Cursor = q.Get("cursor")
	qs, next, err := s.Desk.Store.Inquiries(ctx, f)
	if err != nil {
		return err
	}
	byID, owners, err := s.people(ctx)
	if err != nil {
		return err
	}
	v.Owners = owners
	if len(qs) == 0 && !v.Filter.some() {
		had, err := s.begun(ctx)
		if err != nil {
			return err
		}
		v.New = !had
	}
	for i := range qs {
		v.Rows = append(v.Rows, rowOf(&qs[i], byID))
	}
	if next != "" {
		q.Set("cursor", next)
		v.Older = "/inquiries?" + q.Encode()
	}
	if v.Views, err = s.savedViews(r, v.query()); err != nil {
		return err
	}
	v.Countries, v.Langs, v.Tags = s.known(qs)
	return s.show(w, r, http.StatusOK, InquiriesPage(v))
}

// known are the countries, languages and tags a filter can be set to.
func (s *Site) known(qs []xunpan.Inquiry) (countries, langs, tags []string) {
	for _, c := range geo.All() {
		countries = append(countries, c.Code)
	}
	for i := range qs {
		for _, t := range qs[i].Tags {
			if !slices.Contains(tags, t) {
				tags = append(tags, t)
			}
		}
	}
	slices.Sort(tags)
	return countries, readable, tags
}

// readable are the languages the desk tells apart.
var readable = []string{"en", "es", "pt", "fr", "de", "it", "ru", "ar", "tr", "zh", "ja", "ko", "nl", "pl", "vi", "th", "id", "fa", "he", "uk"}

func rowOf(q *xunpan.Inquiry, people map[xunpan.ID]Person) InquiryRow {
	row := InquiryRow{ID: q.ID, Tray: q.Tray, Unread: q.Unread, Stars: q.Stars, Said: q.Said != nil, Type: q.Type, Grade: q.Grade, Intent: q.Intent, Action: q.Action,
		Country: q.Country, Buyer: orElse(q.Party.Name, q.Party.Mail), Company: q.Company, Subject: q.Subject, Product: q.Product, Quantity: q.Quantity, Snippet: q.Snippet,
		Channel: q.Channel, Messages: q.Messages, Files: q.Files, Received: q.Received, Due: q.Due, Snoozed: q.Snoozed, Owner: people[q.Owner], Tags: q.Tags}
	if q.Tray == xunpan.InQuarantine {
		row.Risk = xunpan.SeverityHigh
	}
	return row
}

func orElse(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func userID(r *http.Request) xunpan.ID {
	if u := gate.From(r.Context()).User; u != nil {
		return u.ID
	}
	return ""
}

// row is one line of the list, for putting it up to date.
func (s *Site) row(w http.ResponseWriter, r *http.Request) error {
	q, err := s.Desk.See(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	if err != nil {
		return err
	}
	byID, _, err := s.people(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, InquiryLine(s.translator(r), rowOf(&q, byID), gate.From(r.Context()).May(xunpan.CanWork)))
}

// bulk does one thing to all rows chosen: "done", "tag", or a field and its
// value as in "tray:waiting".
func (s *Site) bulk(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	var ids []xunpan.ID
	for _, id := range r.PostForm["id"] {
		ids = append(ids, xunpan.ID(id))
	}
	if len(ids) == 0 || len(ids) > maxBulk {
		return invalid("id", "Choose between 1 and 500 inquiries.", "请选择 1 到 500 条询盘。")
	}
	t := s.translator(r)
	what, value, _ := strings.Cut(r.PostFormValue("do"), ":")
	var e flow.Edit
	switch what {
	case "done":
		e.Tray = new(xunpan.Done)
	case "tray":
		e.Tray = new(xunpan.Tray(value))
	case "type":
		e.Type = new(xunpan.BuyerType(value))
	case "owner":
		e.Owner = new(xunpan.ID(value))
	case "snooze":
		at, err := snoozeTime(t, value, "")
		if err != nil {
			return err
		}
		e.Snooze = &at
	case "tag":
		e.AddTag = new(r.PostFormValue("tag"))
	default:
		return invalid("do", "There is nothing chosen to do.", "没有选择要做什么。")
	}
	if err := s.Desk.EditAll(r.Context(), who(r), ids, e); err != nil {
		return err
	}
	setFlash(w, "changed", "")
	return s.back(w, r, r.PostFormValue("back"))
}

// maxBulk is how many inquiries are changed at once at most.
const maxBulk = 500

func (s *Site) savedViews(r *http.Request, now string) ([]SavedView, error) {
	user := userID(r)
	if user == "" {
		return nil, nil
	}
	kept, err := s.Desk.Store.SavedViews(r.Context(), user)
	if err != nil {
		return nil, err
	}
	var out []SavedView
	for _, k := range kept {
		out = append(out, SavedView{ID: k.ID, Name: k.Name, Query: k.Query, Shared: k.Shared, Mine: k.User == user, Now: k.Query == now})
	}
	return out, nil
}

func (s *Site) saveView(w http.ResponseWriter, r *http.Request) error {
	query := r.PostFormValue("query")
	if err := s.Desk.SaveView(r.Context(), userID(r), r.PostFormValue("name"), query, r.PostFormValue("shared") != ""); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/inquiries?"+query)
}

func (s *Site) removeView(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RemoveView(r.Context(), userID(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "removed", "")
	return s.back(w, r, "/inquiries")
}
