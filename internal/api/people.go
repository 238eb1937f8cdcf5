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

// User is a colleague with an account.
type User struct {
	ID      string     `json:"id"`
	Email   string     `json:"email"`
	Name    string     `json:"name"`
	Role    string     `json:"role" enum:"owner,manager,sales,viewer"`
	Team    *string    `json:"team"`
	Lang    *string    `json:"lang"`
	Active  bool       `json:"active"`
	TwoStep bool       `json:"two_step" doc:"Signing in asks for a code besides the password."`
	Linked  bool       `json:"linked" doc:"Signs in through the company's own sign-in."`
	Created *time.Time `json:"created_at"`
	Seen    *time.Time `json:"seen_at" doc:"To the minute; null if he never was here."`
}

func userOf(u *xunpan.User) User {
	return User{string(u.ID), u.Email, u.Name, string(u.Role), known(u.Team), known(u.Lang), u.Active, u.TwoStep, u.Linked, at(u.Created), at(u.Seen)}
}

type invitation struct {
	ID      string     `json:"id"`
	Email   string     `json:"email"`
	Role    string     `json:"role"`
	Team    *string    `json:"team"`
	User    *string    `json:"user" doc:"Whose password it renews; null when it makes an account."`
	By      *string    `json:"by"`
	Expires *time.Time `json:"expires_at"`
	Link    *string    `json:"link,omitempty" doc:"Told this once."`
}

func invitationOf(i *xunpan.Invitation) invitation {
	return invitation{ID: string(i.ID), Email: i.Email, Role: string(i.Role), Team: known(i.Team), User: known(i.User), By: known(i.By), Expires: at(i.Expires)}
}

type session struct {
	ID      string     `json:"id"`
	Agent   string     `json:"agent" doc:"The browser, as it calls itself."`
	IP      string     `json:"ip"`
	Created *time.Time `json:"created_at"`
	Seen    *time.Time `json:"seen_at"`
	Expires *time.Time `json:"expires_at"`
}

// items is a list that comes whole.
type items[T any] struct {
	Body struct {
		Items []T `json:"items" nullable:"false"`
	}
}

func itemsOf[A, B any](as []A, of func(*A) B) *items[B] {
	out := new(items[B])
	out.Body.Items = make([]B, len(as))
	for i := range as {
		out.Body.Items[i] = of(&as[i])
	}
	return out
}

// single is an answer of one thing.
type single[T any] struct{ Body T }

// created has an operation answer 201.
func created(op *huma.Operation) { op.DefaultStatus = http.StatusCreated }

// gone has an operation answer 204, without words.
func gone(op *huma.Operation) { op.DefaultStatus = http.StatusNoContent }

// act registers an operation on one thing that answers nothing.
func act(a *API, method, path, id, summary, tag string, p xunpan.Permission, do func(context.Context, flow.Who, xunpan.ID) error) {
	huma.Register(a.huma, route(method, path, id, summary, tag, p, gone), func(ctx context.Context, in *ByID) (*struct{}, error) {
		if err := do(ctx, who(ctx), xunpan.ID(in.ID)); err != nil {
			return nil, a.fail(ctx, err)
		}
		return nil, nil
	})
}

func (a *API) peopleRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/users", "list-users", "Who works at the desk", "people", xunpan.CanPeople), func(ctx context.Context, _ *struct{}) (*items[User], error) {
		us, err := a.desk.Store.Users(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(us, userOf), nil
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/users/{id}", "get-user", "One colleague", "people", xunpan.CanPeople), func(ctx context.Context, in *ByID) (*single[User], error) {
		u, err := a.desk.Store.User(ctx, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[User]{userOf(&u)}, nil
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/users/{id}", "patch-user", "Change name, role or team; close the account or open it again", "people", xunpan.CanPeople, func(op *huma.Operation) {
		op.Description = "Closing an account ends its sessions and takes the invitations back that its user made. The last owner stays one."
	}), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Name   *string `json:"name,omitempty" maxLength:"100"`
			Role   *string `json:"role,omitempty" enum:"owner,manager,sales,viewer"`
			Team   *string `json:"team,omitempty" doc:"A team's id; empty for none."`
			Active *bool   `json:"active,omitempty"`
			Keys   bool    `json:"revoke_keys,omitempty" default:"true" doc:"With active false: the API keys he made are revoked, too."`
		}
	}) (*single[User], error) {
		b := &in.Body
		u, err := a.desk.EditUser(ctx, who(ctx), xunpan.ID(in.ID), flow.UserEdit{Name: b.Name, Role: as[xunpan.Role](b.Role), Team: as[xunpan.ID](b.Team), Active: b.Active, Keys: b.Keys})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[User]{userOf(&u)}, nil
	})
	act(a, http.MethodDelete, "/api/v1/users/{id}/two-step", "reset-two-step", "Take a colleague's second step away", "people", xunpan.CanPeople, a.desk.ResetTOTP)
	act(a, http.MethodDelete, "/api/v1/users/{id}/link", "unlink-user", "Loosen a colleague from the company's own sign-in", "people", xunpan.CanPeople, a.desk.Unlink)
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/users/{id}/sessions", "list-sessions", "Where a colleague is signed in", "people", xunpan.CanPeople), func(ctx context.Context, in *ByID) (*items[session], error) {
		ss, err := a.desk.Sessions(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(ss, sessionOf), nil
	})
	act(a, http.MethodDelete, "/api/v1/sessions/{id}", "end-session", "Sign a browser out", "people", xunpan.CanPeople, a.desk.EndSession)
	a.invitationRoutes()
	a.teamRoutes()
	a.keyRoutes()
	a.auditRoutes()
}

func sessionOf(s *xunpan.Session) session {
	return session{string(s.ID), s.Agent, s.IP, at(s.Created), at(s.Seen), at(s.Expires)}
}

func (a *API) invitationRoutes() {
	link := func(i *xunpan.Invitation, token string) *single[invitation] {
		v := invitationOf(i)
		address := a.desk.URL + "/invitations/" + token
		v.Link = &address
		return &single[invitation]{v}
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/invitations", "list-invitations", "Invitations nobody has used yet", "people", xunpan.CanPeople), func(ctx context.Context, _ *struct{}) (*items[invitation], error) {
		is, err := a.desk.Store.Invitations(ctx, time.Now())
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(is, invitationOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/invitations", "post-invitation", "Invite a colleague", "people", xunpan.CanPeople, created), func(ctx context.Context, in *struct {
		Body struct {
			Email string `json:"email" maxLength:"254"`
			Role  string `json:"role" enum:"owner,manager,sales,viewer"`
			Team  string `json:"team,omitempty"`
		}
	}) (*single[invitation], error) {
		token, i, err := a.desk.Invite(ctx, who(ctx), in.Body.Email, xunpan.Role(in.Body.Role), xunpan.ID(in.Body.Team))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return link(&i, token), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/users/{id}/invitation", "renew-password", "Make a link with which a colleague chooses a new password", "people", xunpan.CanPeople, created), func(ctx context.Context, in *ByID) (*single[invitation], error) {
		token, i, err := a.desk.InviteAgain(ctx, who(ctx), xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return link(&i, token), nil
	})
	act(a, http.MethodDelete, "/api/v1/invitations/{id}", "delete-invitation", "Take an invitation back", "people", xunpan.CanPeople, a.desk.TakeBack)
}

type team struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

func teamOf(t *xunpan.Team) team { return team{string(t.ID), t.Name} }

type named struct {
	Body struct {
		Name string `json:"name" minLength:"1" maxLength:"100"`
	}
}

func (a *API) teamRoutes() {
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/teams", "list-teams", "Teams", "people", xunpan.CanRead), func(ctx context.Context, _ *struct{}) (*items[team], error) {
		ts, err := a.desk.Store.Teams(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(ts, teamOf), nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/teams", "post-team", "Make a team", "people", xunpan.CanPeople, created), func(ctx context.Context, in *named) (*single[team], error) {
		t, err := a.desk.AddTeam(ctx, who(ctx), in.Body.Name)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[team]{teamOf(&t)}, nil
	})
	huma.Register(a.huma, route(http.MethodPatch, "/api/v1/teams/{id}", "patch-team", "Rename a team", "people", xunpan.CanPeople), func(ctx context.Context, in *struct {
		ByID
		Body struct {
			Name string `json:"name" minLength:"1" maxLength:"100"`
		}
	}) (*single[team], error) {
		if err := a.desk.RenameTeam(ctx, who(ctx), xunpan.ID(in.ID), in.Body.Name); err != nil {
			return nil, a.fail(ctx, err)
		}
		t, err := a.desk.Store.Team(ctx, xunpan.ID(in.ID))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[team]{teamOf(&t)}, nil
	})
	act(a, http.MethodDelete, "/api/v1/teams/{id}", "delete-team", "Remove a team; its members belong to none then", "people", xunpan.CanPeople, a.desk.RemoveTeam)
	type see struct {
		Body struct {
			See string `json:"see" enum:"own,team,all" doc:"Besides those of nobody: their own, their team's, or everybody's inquiries."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/sales-see", "get-sales-see", "What salespeople see", "people", xunpan.CanPeople), func(ctx context.Context, _ *struct{}) (*see, error) {
		out := new(see)
		out.Body.See = flow.SeeTeam
		if _, err := a.desk.Store.Setting(ctx, flow.SettingSalesSee, &out.Body.See); err != nil {
			return nil, a.fail(ctx, err)
		}
		return out, nil
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/sales-see", "put-sales-see", "Set what salespeople see", "people", xunpan.CanPeople), func(ctx context.Context, in *see) (*see, error) {
		if err := a.desk.SetSalesSee(ctx, who(ctx), in.Body.See); err != nil {
			return nil, a.fail(ctx, err)
		}
		return in, nil
	})
	a.oidcRoutes()
}

type oidcSettings struct {
	Name    string  `json:"name,omitempty" maxLength:"100" doc:"As the sign-in page shows it."`
	Issuer  string  `json:"issuer" maxLength:"500" doc:"https address; empty switches the company's own sign-in off."`
	Client  string  `json:"client_id,omitempty" maxLength:"254"`
	Secret  *string `json:"client_secret,omitempty" writeOnly:"true" doc:"Never told. Left out, the present one stays, unless issuer or client are others."`
	NewRole string  `json:"new_role,omitempty" enum:"manager,sales,viewer" doc:"Of accounts made by signing in; left out, none are made."`
	NewTeam string  `json:"new_team,omitempty"`
	Version int64   `json:"version" doc:"The version that was read; 409 when somebody changed it meanwhile."`
}

func (a *API) oidcRoutes() {
	show := func(ctx context.Context) (*single[oidcSettings], error) {
		o, _, version, err := a.desk.OIDC(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[oidcSettings]{oidcSettings{Name: o.Name, Issuer: o.Issuer, Client: o.ClientID, NewRole: string(o.NewRole), NewTeam: string(o.NewTeam), Version: version}}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/oidc", "get-oidc", "The company's own sign-in", "people", xunpan.CanSecure), func(ctx context.Context, _ *struct{}) (*single[oidcSettings], error) {
		return show(ctx)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/oidc", "put-oidc", "Set the company's own sign-in", "people", xunpan.CanSecure), func(ctx context.Context, in *single[oidcSettings]) (*single[oidcSettings], error) {
		b := &in.Body
		if err := a.desk.SetOIDC(ctx, who(ctx), b.Version, flow.OIDC{Name: b.Name, Issuer: b.Issuer, ClientID: b.Client, NewRole: xunpan.Role(b.NewRole), NewTeam: xunpan.ID(b.NewTeam)}, b.Secret); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
}

func (a *API) auditRoutes() {
	type log struct {
		Body struct {
			Items []change `json:"items" nullable:"false"`
			Next  *int64   `json:"next" doc:"Ask with this as before for older ones; null at the end."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/audit", "list-audit", "Who changed what, newest first", "people", xunpan.CanAudit), func(ctx context.Context, in *struct {
		Object string `query:"object" maxLength:"30"`
		ID     string `query:"id"`
		Actor  string `query:"actor" doc:"Id of a user or key."`
		What   string `query:"what" maxLength:"30"`
		Before int64  `query:"before" minimum:"1"`
		Limit  int    `query:"limit" minimum:"1" maximum:"1000" default:"100"`
	}) (*log, error) {
		cs, err := a.desk.Store.Changes(ctx, store.ChangeFilter{Object: in.Object, ID: xunpan.ID(in.ID), Actor: xunpan.ID(in.Actor), What: in.What, Before: in.Before, Limit: in.Limit})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(log)
		out.Body.Items = make([]change, len(cs))
		for i := range cs {
			out.Body.Items[i] = changeOf(&cs[i])
		}
		if len(cs) == in.Limit {
			out.Body.Next = &cs[len(cs)-1].Seq
		}
		return out, nil
	})
}
