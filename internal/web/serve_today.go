package web

import (
	"context"
	"net/http"
	"time"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// How many inquiries Today looks at and shows of each group.
const (
	todayLook = 120
	todayShow = 10
)

// today shows what needs somebody now, the most worthy first (DOMAIN D4.8).
func (s *Site) today(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	scope, user := gate.From(ctx).Scope, userID(r)
	v := TodayView{Frame: s.frame(r, "nav.today"), Mine: r.URL.Query().Get("of") == "me" && user != ""}
	if v.Mine {
		scope = store.Scope{Owners: []xunpan.ID{user}}
	}
	now := v.T.Now().In(s.zone())
	y, m, d := now.Date()
	begin := time.Date(y, m, d, 0, 0, 0, 0, s.zone())
	end := begin.AddDate(0, 0, 1)
	v.Day = now
	byID, _, err := s.people(ctx)
	if err != nil {
		return err
	}
	counts, err := s.Desk.Store.DayCounts(ctx, scope, now, begin, end, begin.AddDate(0, 0, -1), maxCount)
	if err != nil {
		return err
	}
	v.Counts = TodayCounts{Overdue: counts.Overdue, DueToday: counts.DueToday, New: counts.New, Answered: counts.Answered}
	if v.Pace, v.Before, err = s.Desk.Pace(ctx, scope); err != nil {
		return err
	}
	waiting, err := s.Desk.Store.DueInquiries(ctx, scope, xunpan.ToAnswer, now, todayLook)
	if err != nil {
		return err
	}
	verify, err := s.Desk.Store.DueInquiries(ctx, scope, xunpan.ToVerify, now, todayShow+1)
	if err != nil {
		return err
	}
	if v.Begun = len(waiting)+len(verify) > 0; !v.Begun {
		if v.Begun, err = s.begun(ctx); err != nil {
			return err
		}
	}
	groups := map[string][]InquiryRow{}
	for i := range waiting {
		groups[todayGroup(&waiting[i], now, end)] = append(groups[todayGroup(&waiting[i], now, end)], rowOf(&waiting[i], byID))
	}
	for i := range verify {
		groups["verify"] = append(groups["verify"], rowOf(&verify[i], byID))
	}
	if len(waiting) < todayLook { // all of them: the numbers above are those of the sections below
		v.Counts.Overdue, v.Counts.DueToday = len(groups["overdue"]), len(groups["due_today"])
	}
	for _, kind := range []string{"back", "overdue", "due_today", "high", "verify"} {
		rows := groups[kind]
		if len(rows) == 0 {
			continue
		}
		g := TodayGroup{Kind: kind, Rows: rows, All: len(rows)}
		switch kind {
		case "overdue":
			g.All = v.Counts.Overdue
		case "due_today":
			g.All = v.Counts.DueToday
		}
		if len(rows) > todayShow {
			tray := xunpan.ToAnswer
			if kind == "verify" {
				tray = xunpan.ToVerify
			}
			g.Rows, g.More = rows[:todayShow], "/inquiries?sort=worth&tray="+string(tray)
		}
		v.Groups = append(v.Groups, g)
	}
	if err := s.followDays(ctx, &v, scope, end, byID); err != nil {
		return err
	}
	if v.Habits, err = s.Desk.Habits(ctx, scope); err != nil {
		return err
	}
	ending, err := s.Desk.Store.QuotesEnding(ctx, scope, now.Format(time.DateOnly), now.AddDate(0, 0, endingDays).Format(time.DateOnly), todayShow)
	if err != nil {
		return err
	}
	if v.Ending, err = s.quoteRows(ctx, ending); err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, TodayPage(v))
}

// endingDays is how many days before its last day a quotation is reminded of.
const endingDays = 3

// todayGroup is why an inquiry stands on the page; "" if it may wait.
func todayGroup(q *xunpan.Inquiry, now, end time.Time) string {
	switch {
	case !q.Snoozed.IsZero() && now.Sub(q.Snoozed) < 24*time.Hour:
		return "back"
	case q.Due.IsZero():
		return ""
	case q.Due.Before(now):
		return "overdue"
	case q.Due.Before(end):
		return "due_today"
	case q.Intent == xunpan.High:
		return "high"
	}
	return ""
}

// begun reports whether the desk ever had an inquiry.
func (s *Site) begun(ctx context.Context) (bool, error) {
	qs, _, err := s.Desk.Store.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Snoozed: true, Now: time.Now(), Limit: 1})
	return len(qs) > 0, err
}
