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

// Hook is a system told of changes, or an address told of urgent inquiries.
// Neither its whole address nor its secret is ever given back.
type Hook struct {
	ID      string    `json:"id"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind" enum:"generic,wecom,dingtalk,feishu"`
	Address string    `json:"address" doc:"The address shortened; the rest of it is a secret."`
	Grade   string    `json:"grade,omitempty" doc:"Alerts: the least grade that is told."`
	Digest  string    `json:"digest,omitempty" doc:"Alerts: hour of the day's digest on the company's clock."`
	Lang    string    `json:"lang,omitempty"`
	Events  []string  `json:"events,omitempty" doc:"Changes: those told; none means all of inquiries, companies and contacts."`
	Active  bool      `json:"active"`
	Waiting int       `json:"waiting" doc:"Changes: not told yet, counted to a thousand."`
	Created time.Time `json:"created"`
	Last    *fared    `json:"last" doc:"How the last message fared; null while none was sent."`
}

type fared struct {
	At       time.Time  `json:"at"`
	State    string     `json:"state" enum:"passed,failed"`
	Why      *textBoth  `json:"why"`
	Failures int        `json:"failures" doc:"Since the last one that arrived."`
	RetryAt  *time.Time `json:"retry_at"`
}

type textBoth struct {
	En string `json:"en"`
	Zh string `json:"zh"`
}

func faredOf(s flow.HookState) *fared {
	if s.At.IsZero() {
		return nil
	}
	f := &fared{At: s.At, State: "passed", Failures: s.Failures}
	if !s.Passed {
		f.State, f.Why = "failed", &textBoth{s.Say.En, s.Say.Zh}
		if !s.RetryAt.IsZero() {
			f.RetryAt = &s.RetryAt
		}
	}
	return f
}

func (a *API) hookOf(ctx context.Context, h *store.Hook) (Hook, error) {
	c, s, err := flow.HookOf(h)
	if err != nil {
		return Hook{}, err
	}
	out := Hook{ID: string(h.ID), Name: h.Name, Kind: h.Kind, Address: h.Address, Grade: c.Grade, Digest: c.Digest, Lang: c.Lang, Events: c.Events, Active: h.Active, Created: h.Created, Last: faredOf(s)}
	if h.Purpose == store.HookChanges {
		out.Waiting, err = a.desk.Waiting(ctx, h)
	}
	return out, err
}

type hookList struct {
	Body struct {
		Items []Hook `json:"items" nullable:"false"`
	}
}

type hookMade struct {
	Body struct {
		Hook
		Secret string `json:"secret,omitempty" doc:"Signs what is sent, as Standard Webhooks have it. It is told here alone."`
	}
}

// newHook is a hook as it is added.
type newHook struct {
	Name   string   `json:"name,omitempty" maxLength:"60"`
	URL    string   `json:"url" maxLength:"2000" doc:"Where to post to. It is kept encrypted."`
	Kind   string   `json:"kind,omitempty" enum:"generic,wecom,dingtalk,feishu" default:"generic"`
	Secret string   `json:"secret,omitempty" maxLength:"300" doc:"Signs what is sent; one is made for generic addresses if left out."`
	Grade  string   `json:"grade,omitempty" enum:"A,B,C,D" doc:"Alerts: the least grade; A if left out."`
	Digest string   `json:"digest,omitempty" doc:"Alerts: hour at which the day's digest comes, 08:30 on the company's clock."`
	Lang   string   `json:"lang,omitempty" enum:"en,zh" doc:"Alerts: language of the words."`
	Events []string `json:"events,omitempty" maxItems:"100" doc:"Changes: such as inquiry.created; all if left out."`
}

func (a *API) hookRoutes() {
	for _, p := range []struct{ path, purpose, tag, one, many string }{
		{"/api/v1/webhooks", store.HookChanges, "webhooks", "webhook", "systems told of changes"},
		{"/api/v1/alerts", store.HookAlert, "alerts", "alert", "addresses told of urgent inquiries"},
	} {
		a.hookOperations(p.path, p.purpose, p.tag, p.one, p.many)
	}
}

func (a *API) hookOperations(path, purpose, tag, one, many string) {
	huma.Register(a.huma, route(http.MethodGet, path, "list-"+one+"s", "The "+many, tag, xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*hookList, error) {
		hs, err := a.desk.Store.Hooks(ctx, purpose)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(hookList)
		out.Body.Items = make([]Hook, len(hs))
		for i := range hs {
			if out.Body.Items[i], err = a.hookOf(ctx, &hs[i]); err != nil {
				return nil, a.fail(ctx, err)
			}
		}
		return out, nil
	})
	huma.Register(a.huma, route(http.MethodPost, path, "add-"+one, "Add one of the "+many, tag, xunpan.CanSettings, created), func(ctx context.Context, in *struct{ Body newHook }) (*hookMade, error) {
		h := flow.Hook{Purpose: purpose, Name: in.Body.Name, Kind: in.Body.Kind, URL: in.Body.URL, Secret: in.Body.Secret,
			HookConfig: flow.HookConfig{Grade: in.Body.Grade, Digest: in.Body.Digest, Lang: in.Body.Lang, Events: in.Body.Events}}
		secret, err := a.desk.AddHook(ctx, who(ctx), &h)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		row, err := a.desk.Store.Hook(ctx, purpose, h.ID)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(hookMade)
		out.Body.Secret = secret
		if out.Body.Hook, err = a.hookOf(ctx, &row); err != nil {
			return nil, a.fail(ctx, err)
		}
		return out, nil
	})
	huma.Register(a.huma, route(http.MethodPatch, path+"/{id}", "switch-"+one, "Switch one on or off", tag, xunpan.CanSettings, gone), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Active bool `json:"active"`
		}
	}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.SwitchHook(ctx, who(ctx), purpose, xunpan.ID(in.ID), in.Body.Active))
	})
	huma.Register(a.huma, route(http.MethodDelete, path+"/{id}", "remove-"+one, "Remove one", tag, xunpan.CanSettings, gone), func(ctx context.Context, in *ByID) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.RemoveHook(ctx, who(ctx), purpose, xunpan.ID(in.ID)))
	})
	huma.Register(a.huma, route(http.MethodPost, path+"/{id}/test", "test-"+one, "Send one a trial message", tag, xunpan.CanSettings), func(ctx context.Context, in *ByID) (*struct{ Body *fared }, error) {
		s, err := a.desk.TestHook(ctx, purpose, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &struct{ Body *fared }{faredOf(s)}, nil
	})
}

// failed is fail for what answers nothing else.
func (a *API) failed(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	return a.fail(ctx, err)
}
