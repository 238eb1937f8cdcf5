package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

// key is an API key; the key itself is told once, when it is made.
type key struct {
	ID      string     `json:"id"`
	Name    string     `json:"name"`
	Start   string     `json:"start" doc:"Its first signs, by which people recognise it."`
	Scope   string     `json:"scope" enum:"read,write,admin"`
	By      *string    `json:"by"`
	Created *time.Time `json:"created_at"`
	Used    *time.Time `json:"used_at"`
	Revoked *time.Time `json:"revoked_at"`
	Key     *string    `json:"key,omitempty" doc:"Told this once."`
}

func keyOf(k *xunpan.APIKey) key {
	return key{ID: string(k.ID), Name: k.Name, Start: k.Start, Scope: string(k.Scope), By: known(k.By), Created: at(k.Created), Used: at(k.Used), Revoked: at(k.Revoked)}
}

func (a *API) keyRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/keys", "list-keys", "API keys, revoked ones too", "keys", xunpan.CanKeys), func(ctx context.Context, _ *struct{}) (*items[key], error) {
		ks, err := a.desk.Store.Keys(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(ks, keyOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/keys", "post-key", "Make an API key", "keys", xunpan.CanKeys, created), func(ctx context.Context, in *struct {
		Body struct {
			Name  string `json:"name" minLength:"1" maxLength:"100" doc:"What it is for."`
			Scope string `json:"scope" enum:"read,write,admin"`
		}
	}) (*single[key], error) {
		plain, k, err := a.desk.AddKey(ctx, who(ctx), in.Body.Name, xunpan.KeyScope(in.Body.Scope))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := keyOf(&k)
		v.Key = &plain
		return &single[key]{v}, nil
	})
	act(a, http.MethodDelete, "/api/v1/keys/{id}", "delete-key", "Revoke an API key at once", "keys", xunpan.CanKeys, a.desk.RevokeKey)
}

// notify is what rings on a user's pages.
type notify struct {
	From string `json:"from" enum:"A,B,C,D,off" doc:"The least grade of an inquiry to answer that rings."`
	Mine bool   `json:"mine,omitempty" doc:"Only inquiries of your own."`
}

// me is the caller's account with his wishes.
type me struct {
	User
	Zone   *string `json:"zone" doc:"IANA; null for the company's."`
	Notify notify  `json:"notify"`
	Digest string  `json:"digest" doc:"Hour of the day by mail, on your clock; empty for none."`
}

func meOf(u *xunpan.User) *single[me] {
	p := flow.PrefsOf(u)
	return &single[me]{me{userOf(u), known(p.Zone), notify{p.Notify.From, p.Notify.Mine}, p.Digest}}
}

// accountRoutes are for people: an API key has no account of its own.
func (a *API) accountRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/me", "get-me", "Your own account", "account", xunpan.CanSelf), func(ctx context.Context, _ *struct{}) (*single[me], error) {
		u, err := a.desk.Store.User(ctx, gateUser(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return meOf(&u), nil
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/me", "patch-me", "Change your name, language, time zone, or what rings", "account", xunpan.CanSelf), func(ctx context.Context, in *struct {
		Body struct {
			Name   *string `json:"name,omitempty" maxLength:"100"`
			Lang   *string `json:"lang,omitempty" enum:"en,zh," doc:"Empty for the browser's."`
			Zone   *string `json:"zone,omitempty" maxLength:"60" doc:"IANA name; empty for the company's."`
			Notify *notify `json:"notify,omitempty"`
			Digest *string `json:"digest,omitempty" maxLength:"5" doc:"Hour of the day by mail, as 08:30; empty for none."`
		}
	}) (*single[me], error) {
		b := &in.Body
		u, err := a.desk.EditPrefs(ctx, who(ctx), flow.SelfEdit{Name: b.Name, Lang: b.Lang}, func(p *flow.Prefs) {
			if b.Zone != nil {
				p.Zone = *b.Zone
			}
			if b.Digest != nil {
				p.Digest = *b.Digest
			}
			if b.Notify != nil {
				p.Notify = flow.Notify{From: b.Notify.From, Mine: b.Notify.Mine}
			}
		})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return meOf(&u), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/me/password", "post-password", "Change your password; other sessions end", "account", xunpan.CanSelf, gone), func(ctx context.Context, in *struct {
		Body struct {
			Present string `json:"present" maxLength:"256"`
			Next    string `json:"next" maxLength:"256"`
		}
	}) (*struct{}, error) {
		if err := a.desk.ChangePassword(ctx, who(ctx), in.Body.Present, in.Body.Next, gate.From(ctx).Visit()); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/me/sessions", "list-my-sessions", "Where you are signed in", "account", xunpan.CanSelf), func(ctx context.Context, _ *struct{}) (*items[session], error) {
		ss, err := a.desk.Sessions(ctx, who(ctx), gateUser(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(ss, sessionOf), nil
	})
	act(a, http.MethodDelete, "/api/v1/me/sessions/{id}", "end-my-session", "Sign out in one place", "account", xunpan.CanSelf, a.desk.EndSession)
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/me/sessions", "end-my-sessions", "Sign out everywhere else", "account", xunpan.CanSelf, gone), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		if _, err := a.desk.EndOtherSessions(ctx, who(ctx), gate.From(ctx).Visit()); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
	a.twoStepRoutes()
}

func (a *API) twoStepRoutes() {
	type setup struct {
		Secret string `json:"secret" doc:"To type by hand."`
		URL    string `json:"url" doc:"For a picture to scan."`
		Token  string `json:"token" doc:"Comes back with the first code."`
	}
	type codes struct {
		Recovery []string `json:"recovery_codes" nullable:"false" doc:"Told this once; each stands in for a code."`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/me/two-step", "begin-two-step", "Begin to set up your second step", "account", xunpan.CanSelf), func(ctx context.Context, _ *struct{}) (*single[setup], error) {
		s, err := a.desk.BeginTOTP(ctx, who(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[setup]{setup{s.Secret, s.URL, s.Token}}, nil
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/me/two-step", "put-two-step", "Switch your second step on", "account", xunpan.CanSelf), func(ctx context.Context, in *struct {
		Body struct {
			Password string `json:"password" maxLength:"256"`
			Token    string `json:"token" maxLength:"500"`
			Code     string `json:"code" maxLength:"10"`
		}
	}) (*single[codes], error) {
		recovery, err := a.desk.SetTOTP(ctx, who(ctx), in.Body.Password, in.Body.Token, in.Body.Code)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[codes]{codes{recovery}}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/me/two-step/off", "remove-two-step", "Switch your second step off", "account", xunpan.CanSelf, gone), func(ctx context.Context, in *struct {
		Body struct {
			Password string `json:"password" maxLength:"256"`
		}
	}) (*struct{}, error) {
		if err := a.desk.RemoveTOTP(ctx, who(ctx), in.Body.Password); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
}
