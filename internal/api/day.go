package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// pace is how fast buyers had their first answer.
type pace struct {
	Answered int   `json:"answered" doc:"Inquiries that had their first answer."`
	InTime   int   `json:"in_time" doc:"Of these, by the time that was promised."`
	Median   int64 `json:"median_seconds" doc:"Working time from question to answer; 0 if none was answered."`
}

func paceOf(p flow.Pace) pace { return pace{p.Answered, p.InTime, int64(p.Median / time.Second)} }

// maxDay is where the counts of a day stop.
const maxDay = 1000

func (a *API) dayRoutes() {
	type day struct {
		Overdue  int              `json:"overdue" doc:"Counted to a thousand, as all of these."`
		DueToday int              `json:"due_today"`
		New      int              `json:"new_since_yesterday"`
		Answered int              `json:"answered_today"`
		Follow   int              `json:"follow_up" doc:"Contacts to be written by the end of the day, overdue ones among them."`
		Followed int              `json:"followed_today"`
		Unplan   int              `json:"unplanned" doc:"Inquiries whose buyer has our answer and for whom no next contact is planned."`
		Pace     pace             `json:"pace" doc:"Of the last 30 days; it may be five minutes old."`
		Before   pace             `json:"pace_before" doc:"Of the 30 days before."`
		Contacts []PlannedContact `json:"contacts" nullable:"false" doc:"The latest of the contacts to be written; 120 at most."`
		List     []Inquiry        `json:"due" nullable:"false" doc:"Those to answer that have a time to be answered by, the most worthy first; 120 at most."`
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/today", "get-today", "The day in numbers, and what needs somebody now", "inquiries", xunpan.CanRead), func(ctx context.Context, in *struct {
		Mine bool `query:"mine" doc:"Only your own inquiries; an API key has none."`
	}) (*single[day], error) {
		scope := who(ctx).Scope
		if in.Mine {
			if scope = (store.Scope{}); gateUser(ctx) != "" {
				scope.Owners = []xunpan.ID{gateUser(ctx)}
			}
		}
		now := time.Now().In(a.zone())
		y, m, d := now.Date()
		begin := time.Date(y, m, d, 0, 0, 0, 0, now.Location())
		c, err := a.desk.Store.DayCounts(ctx, scope, now, begin, begin.AddDate(0, 0, 1), begin.AddDate(0, 0, -1), maxDay)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := day{Overdue: c.Overdue, DueToday: c.DueToday, New: c.New, Answered: c.Answered, List: []Inquiry{}}
		end := begin.AddDate(0, 0, 1)
		fs, err := a.desk.Store.FollowUps(ctx, store.FollowFilter{Scope: scope, To: end, Latest: true, Limit: 120})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v.Contacts = make([]PlannedContact, len(fs))
		for i := range fs {
			v.Contacts[i] = plannedOf(&fs[i])
		}
		if v.Follow, err = a.desk.Store.CountFollowUps(ctx, scope, time.Time{}, end, maxDay); err != nil {
			return nil, a.fail(ctx, err)
		}
		if v.Followed, err = a.desk.Store.DoneFollowUps(ctx, scope, begin, maxDay); err != nil {
			return nil, a.fail(ctx, err)
		}
		if v.Unplan, err = a.desk.Store.CountUnplanned(ctx, scope, maxDay); err != nil {
			return nil, a.fail(ctx, err)
		}
		p, before, err := a.desk.Pace(ctx, scope)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v.Pace, v.Before = paceOf(p), paceOf(before)
		due, err := a.desk.Store.DueInquiries(ctx, scope, xunpan.ToAnswer, now, 120)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		for i := range due {
			v.List = append(v.List, inquiryOf(&due[i]))
		}
		return &single[day]{v}, nil
	})
}

// zone is the clock the company's day is counted by.
func (a *API) zone() *time.Location {
	name := a.desk.Reader().Company.Zone
	if name == "" {
		name = "Asia/Shanghai"
	}
	if l, err := time.LoadLocation(name); err == nil {
		return l
	}
	return time.UTC
}

func (a *API) joinRoutes() {
	type join struct {
		Inquiry Inquiry  `json:"inquiry"`
		Why     textBoth `json:"why"`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/check", "check-inquiry", "Look the sender up anew, in the background", "inquiries", xunpan.CanWork, func(op *huma.Operation) { op.DefaultStatus = http.StatusAccepted }), func(ctx context.Context, in *ByID) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.CheckAgain(ctx, who(ctx), xunpan.ID(in.ID)))
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}/join-suggestions", "suggest-joins", "Inquiries of the same buyer over another channel, which may be one conversation with this", "inquiries", xunpan.CanRead), func(ctx context.Context, in *ByID) (*items[join], error) {
		q, err := a.desk.See(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		found, err := a.desk.JoinSuggestions(ctx, who(ctx), &q)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(found, func(j *flow.Joinable) join { return join{inquiryOf(&j.Inquiry), textBoth{j.Why.En, j.Why.Zh}} }), nil
	})
}

// ViewID is a view's place in the address.
type ViewID struct {
	ID string `path:"id" doc:"Id of the view."`
}

func (a *API) viewRoutes() {
	type view struct {
		ID     string `json:"id,omitempty"`
		Name   string `json:"name" maxLength:"180"`
		Query  string `json:"query" maxLength:"2000" doc:"As the address of the list has it, such as tray=to_answer&country=BR."`
		Shared bool   `json:"shared,omitempty" doc:"Colleagues see it, too."`
		Mine   bool   `json:"mine,omitempty"`
	}
	const path = "/api/v1/views"
	huma.Register(a.huma, route(http.MethodGet, path, "list-views", "Your filters of the list, and those that colleagues share", "inquiries", xunpan.CanSelf), func(ctx context.Context, _ *struct{}) (*items[view], error) {
		vs, err := a.desk.Store.SavedViews(ctx, gateUser(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(vs, func(v *store.SavedView) view {
			return view{string(v.ID), v.Name, v.Query, v.Shared, v.User == gateUser(ctx)}
		}), nil
	})
	huma.Register(a.huma, route(http.MethodPost, path, "post-view", "Keep a filter of the list under a name", "inquiries", xunpan.CanSelf, gone), func(ctx context.Context, in *single[view]) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.SaveView(ctx, gateUser(ctx), in.Body.Name, in.Body.Query, in.Body.Shared))
	})
	huma.Register(a.huma, route(http.MethodDelete, path+"/{id}", "delete-view", "Remove a filter of yours", "inquiries", xunpan.CanSelf, gone), func(ctx context.Context, in *ViewID) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.RemoveView(ctx, gateUser(ctx), xunpan.ID(in.ID)))
	})
}
