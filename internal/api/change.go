package api

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

// change is one entry of the feed.
type change struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   actor     `json:"actor"`
	Object  string    `json:"object"`
	ID      *string   `json:"id"`
	Inquiry *string   `json:"inquiry"`
	What    string    `json:"what"`
	Detail  any       `json:"detail"`
}

type actor struct {
	Kind string  `json:"kind" enum:"user,key,desk"`
	ID   *string `json:"id"`
	Name string  `json:"name"`
}

func changeOf(c *xunpan.Change) change {
	return change{c.Seq, c.At, actor{c.Actor.Kind, known(c.Actor.ID), c.Actor.Name}, c.Object, known(c.ID), known(c.Inquiry), c.What, c.Detail}
}

func (a *API) changeRoutes() {
	type feed struct {
		Body struct {
			Items []change `json:"items" nullable:"false"`
			Next  int64    `json:"next" doc:"Ask with this as after for what comes next; it stays while nothing new happened."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/changes", "list-changes", "What happened, in order, without gaps", "changes", xunpan.CanRead, func(op *huma.Operation) {
		op.Description = "Of inquiries, companies and contacts for every key; of users, keys and settings too for a key of scope admin. The object archive stands for any of the three where old mail that was brought in made or changed it; webhooks are not told of those."
	}), func(ctx context.Context, in *struct {
		After int64 `query:"after" minimum:"0" doc:"Number of the last change you have; 0 begins with the first."`
		Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}) (*feed, error) {
		f := store.ChangeFilter{After: in.After, Limit: in.Limit}
		if !gate.From(ctx).May(xunpan.CanAudit) {
			f.Objects = []string{"inquiry", "company", "contact", flow.ObjectArchive}
		}
		if f.After == 0 {
			f.After = -1
		}
		cs, err := a.desk.Store.Changes(ctx, f)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(feed)
		out.Body.Items, out.Body.Next = []change{}, in.After
		for i := range cs {
			out.Body.Next = cs[i].Seq
			if may, err := a.mayHear(ctx, &cs[i]); err != nil {
				return nil, a.fail(ctx, err)
			} else if may {
				out.Body.Items = append(out.Body.Items, changeOf(&cs[i]))
			}
		}
		return out, nil
	})
}

// mayHear reports whether a change is of something whoever asks may see: all of
// it for those who see everything, their inquiries alone for others.
func (a *API) mayHear(ctx context.Context, c *xunpan.Change) (bool, error) {
	s := who(ctx).Scope
	if s.All || c.Inquiry == "" {
		return s.All, nil
	}
	q, err := a.desk.Store.Inquiry(ctx, c.Inquiry)
	if errors.Is(err, store.ErrNotFound) {
		return false, nil
	}
	return err == nil && s.Sees(q.Owner), err
}
