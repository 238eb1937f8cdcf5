package web

import (
	"cmp"
	"net/http"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/plan/calendar"
	"xunpan/internal/store"
)

func (s *Site) calendarRoutes() []gate.Route {
	feed := s.route("GET /calendar/{token}", xunpan.Anyone, s.feed)
	feed.Kind = gate.Open
	return []gate.Route{
		s.route("GET /calendar", xunpan.CanRead, s.calendar),
		s.route("POST /calendar/feed", xunpan.CanSelf, s.setFeed),
		feed,
	}
}

// mostCalendar is how many things of a kind a page of the calendar shows.
const mostCalendar = 500

func (s *Site) calendar(w http.ResponseWriter, r *http.Request) error {
	v, err := s.calendarView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, CalendarPage(v))
}

func (s *Site) calendarView(r *http.Request) (v CalendarView, err error) {
	ctx, q := r.Context(), r.URL.Query()
	scope, user := gate.From(ctx).Scope, userID(r)
	v = CalendarView{Frame: s.frame(r, "calendar.title"), Mine: q.Get("of") == "me" && user != "", Month: q.Get("view") == "month", HasOwn: user != ""}
	if v.Mine {
		scope = store.Scope{Owners: []xunpan.ID{user}}
	}
	now := v.T.Now().In(s.zone())
	v.Day = now
	if day, err := time.ParseInLocation(time.DateOnly, q.Get("day"), s.zone()); err == nil {
		v.Day = day
	}
	y, m, d := v.Day.Date()
	v.Day = time.Date(y, m, d, 0, 0, 0, 0, s.zone())
	begin, days := startOf(v.Day, v.Month), 7
	prev, next := v.Day.AddDate(0, 0, -7), v.Day.AddDate(0, 0, 7)
	if v.Month {
		days = 42
		first := v.Day.AddDate(0, 0, 1-v.Day.Day())
		prev, next = first.AddDate(0, -1, 0), first.AddDate(0, 1, 0)
	}
	v.Prev, v.Next = v.address(v.view(), prev), v.address(v.view(), next)
	end := begin.AddDate(0, 0, days)
	items, countries, full, err := s.calendarItems(r, v.T, scope, begin, end)
	if err != nil {
		return v, err
	}
	v.Full = full
	ours := calendar.Of(orElse(s.Desk.Reader().Company.Home, "CN"), "")
	for n := range days {
		at := begin.AddDate(0, 0, n)
		day := CalendarDay{At: at, Today: sameDay(at, now), Other: v.Month && at.Month() != v.Day.Month(), Items: items[at.Format(time.DateOnly)]}
		if rest, off := ours.Rest(calendar.DayOf(at)); off && rest.Kind != calendar.Weekend {
			day.Rest = orElse(rest.Name.In(v.T.Lang()), rest.Name.En)
		}
		day.Theirs = v.T.countries(restingOn(countries, calendar.DayOf(at)))
		slices.SortStableFunc(day.Items, func(a, b CalendarItem) int { return cmp.Or(a.At.Compare(b.At), cmp.Compare(a.Grade, b.Grade)) })
		v.Days = append(v.Days, day)
	}
	if v.HasOwn {
		v.Feed, err = s.Desk.HasFeed(ctx, who(r))
	}
	return v, err
}

// calendarItems are what lies between two moments, by day, and of which countries.
func (s *Site) calendarItems(r *http.Request, t *T, scope store.Scope, begin, end time.Time) (by map[string][]CalendarItem, countries []string, full bool, err error) {
	ctx, now := r.Context(), t.Now()
	by = map[string][]CalendarItem{}
	seen := map[string]bool{}
	add := func(i CalendarItem, country string) {
		day := i.At.In(s.zone()).Format(time.DateOnly)
		by[day] = append(by[day], i)
		if country != "" && !seen[country] {
			seen[country], countries = true, append(countries, country)
		}
	}
	fs, err := s.Desk.Store.FollowUps(ctx, store.FollowFilter{Scope: scope, From: begin, To: end, Limit: mostCalendar})
	if err != nil {
		return nil, nil, false, err
	}
	for i := range fs {
		f, q := &fs[i], fs[i].Inquired
		if q == nil {
			continue
		}
		add(CalendarItem{Kind: "follow", At: f.Prepare, Hour: t.Hour(f.Prepare), Title: orElse(q.Company, orElse(q.Party.Name, q.Party.Mail)), Sub: t.Of("purpose", string(f.Purpose)), URL: "/inquiries/" + string(q.ID), Grade: q.Grade, Over: f.Prepare.Before(now)}, q.Country)
	}
	due, err := s.Desk.Store.DueBetween(ctx, scope, begin, end, mostCalendar)
	if err != nil {
		return nil, nil, false, err
	}
	for i := range due {
		q := &due[i]
		add(CalendarItem{Kind: "due", At: q.Due, Hour: t.Hour(q.Due), Title: orElse(q.Company, orElse(q.Party.Name, q.Party.Mail)), Sub: t.Say("calendar.due"), URL: "/inquiries/" + string(q.ID), Grade: q.Grade, Over: q.Due.Before(now)}, q.Country)
	}
	quotes, err := s.Desk.Store.QuotesEnding(ctx, scope, begin.Format(time.DateOnly), end.AddDate(0, 0, -1).Format(time.DateOnly), mostCalendar)
	if err != nil {
		return nil, nil, false, err
	}
	for i := range quotes {
		q := &quotes[i]
		at, err := time.ParseInLocation(time.DateOnly, q.Offer.ValidUntil, s.zone())
		if err != nil {
			continue
		}
		add(CalendarItem{Kind: "ends", At: at.Add(24*time.Hour - time.Minute), Title: q.Number + " " + orElse(q.Buyer.Company, q.Buyer.Person), Sub: t.Say("calendar.ends"), URL: "/quotations/" + string(q.ID)}, q.Buyer.Country)
	}
	return by, countries, len(fs) == mostCalendar || len(due) == mostCalendar, nil
}

// restingOn are the countries with a public holiday on a day.
func restingOn(countries []string, day calendar.Day) (out []string) {
	for _, c := range countries {
		if r, off := calendar.Of(c, "").Rest(day); off && r.Kind == calendar.Holiday {
			out = append(out, c)
		}
	}
	return out
}

func sameDay(a, b time.Time) bool {
	b = b.In(a.Location())
	return a.YearDay() == b.YearDay() && a.Year() == b.Year()
}

// setFeed gives the user the address of his calendar's feed, or ends it.
func (s *Site) setFeed(w http.ResponseWriter, r *http.Request) error {
	if r.PostFormValue("do") == "drop" {
		if err := s.Desk.DropFeed(r.Context(), who(r)); err != nil {
			return err
		}
		setFlash(w, "removed", "")
		return s.back(w, r, "/calendar")
	}
	made, err := s.Desk.NewFeed(r.Context(), who(r))
	if err != nil {
		return err
	}
	v, err := s.calendarView(r)
	if err != nil {
		return err
	}
	v.Made = made
	return s.show(w, r, http.StatusOK, CalendarPage(v))
}

// feed is a user's planned contacts as a calendar program reads them (RFC 5545).
func (s *Site) feed(w http.ResponseWriter, r *http.Request) error {
	plain, ok := strings.CutSuffix(r.PathValue("token"), ".ics")
	if !ok {
		return store.ErrNotFound
	}
	u, fs, err := s.Desk.Feed(r.Context(), plain)
	if err != nil {
		return err
	}
	t := NewT(orElse(u.Lang, Languages[0]), s.zone(), s.translator(r).Now())
	cal := ics.NewCalendarFor("xunpan")
	cal.SetName(t.Say("feed.name"))
	cal.SetXWRCalName(t.Say("feed.name"))
	cal.SetRefreshInterval("PT1H")
	for i := range fs {
		f, q := &fs[i], fs[i].Inquired
		if q == nil {
			continue
		}
		e := cal.AddEvent(string(f.ID) + "@xunpan")
		e.SetDtStampTime(f.Created)
		e.SetStartAt(f.Prepare)
		e.SetEndAt(f.Prepare.Add(feedLength))
		e.SetSummary(orElse(q.Party.Name, orElse(q.Company, q.Party.Mail)) + ": " + t.Of("purpose", string(f.Purpose)))
		e.SetURL(strings.TrimSuffix(s.Desk.URL, "/") + "/inquiries/" + string(q.ID))
		lines := []string{q.Subject, t.Say("follow.his", "at", s.clockOf(t, f.Leave, f.Zone), "place", placeOf(f.Zone))}
		for _, why := range f.Why {
			lines = append(lines, why.In(t.Lang()))
		}
		e.SetDescription(strings.Join(lines, "\n"))
	}
	w.Header().Set("Content-Type", "text/calendar; charset=utf-8")
	w.Header().Set("Cache-Control", "private, no-store")
	return cal.SerializeTo(w)
}

// feedLength is how long a planned contact takes in somebody's calendar.
const feedLength = 15 * time.Minute
