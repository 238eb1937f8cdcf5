package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// PlannedContact is a planned contact with what its inquiry is about.
type PlannedContact struct {
	xunpan.FollowUp
	Buyer   string `json:"buyer" doc:"Name or address of the person."`
	Subject string `json:"subject"`
	Country string `json:"country,omitempty"`
	Grade   string `json:"grade"`
	Worth   int    `json:"worth"`
}

func plannedOf(f *xunpan.FollowUp) PlannedContact {
	c := PlannedContact{FollowUp: *f}
	if q := f.Inquired; q != nil {
		c.Buyer, c.Subject, c.Country, c.Grade, c.Worth = cmp.Or(q.Party.Name, q.Party.Mail), q.Subject, q.Country, q.Grade, q.Worth
	}
	return c
}

func (a *API) followRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/follow-ups", "list-follow-ups", "Planned contacts by when they are to be written", "follow-ups", xunpan.CanRead), func(ctx context.Context, in *struct {
		From  time.Time `query:"from" doc:"Written at or after; left out, all that are overdue come too."`
		To    time.Time `query:"to" required:"true" doc:"Written before."`
		Mine  bool      `query:"mine" doc:"Only your own; an API key has none."`
		Limit int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*items[PlannedContact], error) {
		scope := who(ctx).Scope
		if in.Mine {
			if scope = (store.Scope{}); gateUser(ctx) != "" {
				scope.Owners = []xunpan.ID{gateUser(ctx)}
			}
		}
		fs, err := a.desk.Store.FollowUps(ctx, store.FollowFilter{Scope: scope, From: in.From, To: in.To, Limit: in.Limit})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(fs, plannedOf), nil
	})
	type followed struct {
		Next *xunpan.FollowUp `json:"next" doc:"The open contact; null where none is planned."`
	}
	next := func(ctx context.Context, id xunpan.ID) (*single[followed], error) {
		f, err := a.desk.FollowUpOf(ctx, who(ctx), id)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[followed]{followed{f}}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/inquiries/{id}/follow-up", "get-follow-up", "The next planned contact with the buyer, and why then", "follow-ups", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[followed], error) {
		return next(ctx, xunpan.ID(in.ID))
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/follow-up", "set-follow-up", "Note a contact, move the next one to a day, or plan it anew", "follow-ups", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Do  string    `json:"do" enum:"done,move,plan"`
			Way string    `json:"way,omitempty" enum:"mail,call,chat,visit,other" doc:"With done: how he was contacted."`
			Day time.Time `json:"day,omitzero" doc:"With move: not before this moment; the hour is chosen to suit him."`
		}
	}) (*single[followed], error) {
		id := xunpan.ID(in.ID)
		var err error
		switch in.Body.Do {
		case "done":
			_, err = a.desk.FollowDone(ctx, who(ctx), id, in.Body.Way)
		case "move":
			_, err = a.desk.FollowOn(ctx, who(ctx), id, in.Body.Day)
		default:
			_, err = a.desk.PlanAgain(ctx, who(ctx), id)
		}
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return next(ctx, id)
	})
	type planned struct {
		Planned int `json:"planned"`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/follow-ups/plan", "plan-follow-ups", "Plan a next contact for inquiries that have none, 200 at once, the most worthy first", "follow-ups", xunpan.CanWork), func(ctx context.Context, _ *struct{}) (*single[planned], error) {
		n, err := a.desk.PlanAll(ctx, who(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[planned]{planned{n}}, nil
	})
	a.sampleRoutes()
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/habits", "list-habits", "The eight habits of a good exporter, as they stand", "follow-ups", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*single[[]flow.Habit], error) {
		hs, err := a.desk.Habits(ctx, who(ctx).Scope)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[[]flow.Habit]{hs}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/habits/{id}", "post-habit", "Say that a habit was kept which the desk cannot see", "follow-ups", xunpan.CanWork), func(ctx context.Context, in *struct {
		ID string `path:"id" enum:"seek,pages,report,meeting"`
	}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.KeptHabit(ctx, who(ctx), in.ID))
	})
}

func (a *API) sampleRoutes() {
	type sampleIn struct {
		What     string               `json:"what" minLength:"1" maxLength:"300"`
		Cost     *xunpan.Money        `json:"cost,omitempty" doc:"Of goods and freight together."`
		Payer    string               `json:"payer,omitempty" enum:"buyer,us,shared,refund"`
		Carrier  string               `json:"carrier,omitempty" maxLength:"300"`
		Parcel   string               `json:"parcel,omitempty" maxLength:"300"`
		Sent     string               `json:"sent,omitempty" doc:"Day, as 2026-11-23."`
		Arrived  string               `json:"arrived,omitempty"`
		Verdict  xunpan.SampleVerdict `json:"verdict,omitempty" enum:"good,changes,bad"`
		Feedback string               `json:"feedback,omitempty" maxLength:"20000"`
		Version  int64                `json:"version,omitempty"`
	}
	put := func(ctx context.Context, inquiry, id string, in *sampleIn) (*single[xunpan.Sample], error) {
		s, err := a.desk.PutSample(ctx, who(ctx), xunpan.Sample{ID: xunpan.ID(id), Inquiry: xunpan.ID(inquiry), What: in.What, Cost: in.Cost, Payer: in.Payer, Carrier: in.Carrier, Parcel: in.Parcel,
			Sent: in.Sent, Arrived: in.Arrived, Verdict: in.Verdict, Feedback: in.Feedback, Version: in.Version})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[xunpan.Sample]{s}, nil
	}
	const path = "/api/v1/inquiries/{id}/samples"
	huma.Register(a.huma, route(http.MethodGet, path, "list-samples", "The samples sent for an inquiry", "follow-ups", xunpan.CanRead), func(ctx context.Context, in *ByID) (*single[[]xunpan.Sample], error) {
		ss, err := a.desk.SamplesOf(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[[]xunpan.Sample]{append([]xunpan.Sample{}, ss...)}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, path, "post-sample", "Note a sample; sent, it moves the deal to its stage", "follow-ups", xunpan.CanWork, created), func(ctx context.Context, in *struct {
		ByID
		Body sampleIn
	}) (*single[xunpan.Sample], error) {
		in.Body.Version = 0
		return put(ctx, in.ID, "", &in.Body)
	})
	huma.Register(a.huma, route(http.MethodPut, path+"/{sample}", "put-sample", "What became of a sample", "follow-ups", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Sample string `path:"sample" doc:"Id of the sample."`
		Body   sampleIn
	}) (*single[xunpan.Sample], error) {
		return put(ctx, in.ID, in.Sample, &in.Body)
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/inquiries/{id}/objections", "post-objection", "Note what the buyer objects to", "follow-ups", xunpan.CanWork), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Kind string `json:"kind" enum:"price,product,time,trust"`
			Note string `json:"note,omitempty" maxLength:"500" doc:"In his words."`
		}
	}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.Object(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Kind, in.Body.Note))
	})
}
