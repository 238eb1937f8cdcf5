package web

import (
	"cmp"
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) followRoutes() []gate.Route {
	return []gate.Route{
		s.route("POST /inquiries/{id}/followup", xunpan.CanWork, s.followUp),
		s.route("POST /inquiries/{id}/stage", xunpan.CanWork, s.stage),
		s.route("POST /inquiries/{id}/samples", xunpan.CanWork, s.sample),
		s.route("POST /inquiries/{id}/objection", xunpan.CanWork, s.objection),
		s.route("POST /habits", xunpan.CanWork, s.habit),
		s.route("POST /followups/plan", xunpan.CanWork, s.planAll),
	}
}

// followUp notes that the buyer was contacted, or moves the next contact.
func (s *Site) followUp(w http.ResponseWriter, r *http.Request) error {
	ctx, id := r.Context(), xunpan.ID(r.PathValue("id"))
	var err error
	switch r.PostFormValue("do") {
	case "done":
		_, err = s.Desk.FollowDone(ctx, who(r), id, r.PostFormValue("way"))
	case "move":
		var day time.Time
		if day, err = time.ParseInLocation(time.DateOnly, r.PostFormValue("day"), s.zone()); err != nil {
			return invalid("day", "Choose a day.", "请选择日期。")
		}
		_, err = s.Desk.FollowOn(ctx, who(r), id, day)
	case "plan":
		_, err = s.Desk.PlanAgain(ctx, who(r), id)
	default:
		return invalid("do", "Say what to do: done, move or plan.", "请说明操作：done、move 或 plan。")
	}
	if err != nil {
		return err
	}
	setFlash(w, "followed", "")
	return s.back(w, r, orElse(r.PostFormValue("back"), "/inquiries/"+string(id)))
}

// stage moves the deal on, with what became of it.
func (s *Site) stage(w http.ResponseWriter, r *http.Request) error {
	stage := xunpan.Stage(r.PostFormValue("stage"))
	e := flow.Edit{Stage: &stage}
	o := xunpan.Outcome{Value: strings.TrimSpace(r.PostFormValue("value")), Currency: strings.ToUpper(strings.TrimSpace(r.PostFormValue("currency"))),
		Reason: r.PostFormValue("reason"), Note: strings.TrimSpace(r.PostFormValue("note"))}
	if o != (xunpan.Outcome{}) {
		e.Outcome = &o
	}
	return s.change(w, r, e, "stage")
}

func (s *Site) planAll(w http.ResponseWriter, r *http.Request) error {
	n, err := s.Desk.PlanAll(r.Context(), who(r))
	if err != nil {
		return err
	}
	setFlash(w, "planned", s.translator(r).Number(n))
	return s.back(w, r, "/today")
}

// dealView is how far the deal of an inquiry is.
func (s *Site) dealView(r *http.Request, t *T, q *xunpan.Inquiry, may bool) (v DealView, err error) {
	v = DealView{Stage: q.Stage, May: may, Plans: q.Tray == xunpan.Waiting || q.Tray == xunpan.Done && q.Stage == xunpan.StageWon}
	if q.Outcome != nil {
		v.Outcome = *q.Outcome
	}
	if v.Samples, err = s.Desk.Store.Samples(r.Context(), q.ID); err != nil {
		return v, err
	}
	if v.Objects, err = s.objected(r.Context(), q); err != nil || q.Next.IsZero() {
		return v, err
	}
	f, err := s.Desk.FollowUpOf(r.Context(), who(r), q.ID)
	if err != nil || f == nil {
		return v, err
	}
	view := s.followView(t, f)
	v.Follow = &view
	return v, nil
}

func (s *Site) followView(t *T, f *xunpan.FollowUp) FollowView {
	v := FollowView{FollowUp: *f, His: s.clockOf(t, f.Leave, f.Zone), Place: placeOf(f.Zone), Ours: t.Weekday(f.Leave) + " " + t.Hour(f.Leave), Over: f.Prepare.Before(t.Now())}
	if !f.Prepare.Equal(f.Leave) {
		v.Written = t.Weekday(f.Prepare) + " " + t.Hour(f.Prepare)
	}
	return v
}

// clockOf is a moment on the clock of a zone, in the user's language.
func (s *Site) clockOf(t *T, at time.Time, zone string) string {
	l, err := time.LoadLocation(zone)
	if err != nil {
		l = time.UTC
	}
	his := NewT(t.Lang(), l, t.Now())
	return his.Weekday(at) + " " + his.Date(at) + " " + his.Hour(at)
}

// placeOf is the city that a zone is named after.
func placeOf(zone string) string {
	if i := strings.LastIndexByte(zone, '/'); i >= 0 {
		zone = zone[i+1:]
	}
	return strings.ReplaceAll(zone, "_", " ")
}

// followDays is what Today shows of planned contacts: those to write by the end of
// the day, the latest first where there are more than can be shown.
func (s *Site) followDays(ctx context.Context, v *TodayView, scope store.Scope, end time.Time, byID map[xunpan.ID]Person) error {
	fs, err := s.Desk.Store.FollowUps(ctx, store.FollowFilter{Scope: scope, To: end, Latest: true, Limit: todayLook})
	if err != nil {
		return err
	}
	for i := range fs {
		if fs[i].Inquired != nil {
			v.Follow = append(v.Follow, FollowRow{rowOf(fs[i].Inquired, byID), s.followView(v.T, &fs[i])})
		}
	}
	sortByWorth(v.Follow, fs)
	if v.FollowAll = len(v.Follow); v.FollowAll >= todayLook {
		if v.FollowAll, err = s.Desk.Store.CountFollowUps(ctx, scope, time.Time{}, end, maxCount); err != nil {
			return err
		}
	}
	v.Follow = v.Follow[:min(len(v.Follow), todayFollow)]
	if v.Unplanned, err = s.Desk.Store.CountUnplanned(ctx, scope, maxCount); err != nil {
		return err
	}
	v.Counts.Followed, err = s.Desk.Store.DoneFollowUps(ctx, scope, end.AddDate(0, 0, -1), maxCount)
	return err
}

// todayFollow is how many contacts Today shows: the twenty of DOMAIN D4.8.
const todayFollow = 20

// sortByWorth puts the most worthy first, of equals the one that waits longest.
func sortByWorth(rows []FollowRow, fs []xunpan.FollowUp) {
	worth := map[xunpan.ID]int{}
	for i := range fs {
		if q := fs[i].Inquired; q != nil {
			worth[q.ID] = q.Worth
		}
	}
	slices.SortStableFunc(rows, func(a, b FollowRow) int {
		if n := cmp.Compare(worth[b.InquiryRow.ID], worth[a.InquiryRow.ID]); n != 0 {
			return n
		}
		return a.Prepare.Compare(b.Prepare)
	})
}

// sample notes a sample or what became of it.
func (s *Site) sample(w http.ResponseWriter, r *http.Request) error {
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	x := xunpan.Sample{ID: xunpan.ID(text("sample")), Inquiry: xunpan.ID(r.PathValue("id")), Version: formVersion(r), What: text("what"), Payer: text("payer"), Carrier: text("carrier"), Parcel: text("parcel"),
		Sent: text("sent"), Arrived: text("arrived"), Verdict: xunpan.SampleVerdict(text("verdict")), Feedback: text("feedback")}
	if cost := strings.Fields(text("cost")); len(cost) > 0 {
		x.Cost = &xunpan.Money{Amount: cost[0]}
		if len(cost) > 1 {
			x.Cost.Currency = cost[1]
		}
	}
	if _, err := s.Desk.PutSample(r.Context(), who(r), x); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/inquiries/"+r.PathValue("id"))
}

// objection notes what the buyer objects to.
func (s *Site) objection(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.Object(r.Context(), who(r), xunpan.ID(r.PathValue("id")), r.PostFormValue("kind"), r.PostFormValue("note")); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/inquiries/"+r.PathValue("id"))
}

// objected is what a buyer objected to last, while the deal is open.
func (s *Site) objected(ctx context.Context, q *xunpan.Inquiry) (string, error) {
	if q.Stage == xunpan.StageWon || q.Stage == xunpan.StageLost {
		return "", nil
	}
	cs, err := s.Desk.Store.Changes(ctx, store.ChangeFilter{Inquiry: q.ID, Limit: 60})
	for i := range cs {
		if raw, ok := cs[i].Detail.(json.RawMessage); ok && cs[i].What == "objected" {
			var d struct{ Kind string }
			if json.Unmarshal(raw, &d) == nil {
				return d.Kind, err
			}
		}
	}
	return "", err
}

// habit notes that a habit was kept which the desk cannot see.
func (s *Site) habit(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.KeptHabit(r.Context(), who(r), r.PostFormValue("id")); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/today")
}
