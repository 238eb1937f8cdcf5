package api

import (
	"cmp"
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/store"
)

func (a *API) followRoutes() {
	type listed struct {
		xunpan.FollowUp
		Buyer   string `json:"buyer" doc:"Name or address of the person."`
		Subject string `json:"subject"`
		Country string `json:"country,omitempty"`
		Grade   string `json:"grade"`
		Worth   int    `json:"worth"`
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/follow-ups", "list-follow-ups", "Planned contacts by when they are to be written", "follow-ups", xunpan.CanRead), func(ctx context.Context, in *struct {
		From  time.Time `query:"from" doc:"Written at or after; left out, all that are overdue come too."`
		To    time.Time `query:"to" required:"true" doc:"Written before."`
		Mine  bool      `query:"mine" doc:"Only your own; an API key has none."`
		Limit int       `query:"limit" minimum:"1" maximum:"500" default:"100"`
	}) (*items[listed], error) {
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
		return itemsOf(fs, func(f *xunpan.FollowUp) listed {
			l := listed{FollowUp: *f}
			if q := f.Inquired; q != nil {
				l.Buyer, l.Subject, l.Country, l.Grade, l.Worth = cmp.Or(q.Party.Name, q.Party.Mail), q.Subject, q.Country, q.Grade, q.Worth
			}
			return l
		}), nil
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
}
