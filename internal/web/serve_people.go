package web

import (
	"context"
	"net/http"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/gate/oidc"
)

func (s *Site) peopleRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/people", xunpan.CanPeople, s.peoplePage),
		s.route("POST /settings/people/see", xunpan.CanPeople, s.setSalesSee),
		s.route("POST /settings/people/oidc", xunpan.CanSecure, s.setOIDC),
		s.route("POST /settings/people/{id}", xunpan.CanPeople, s.editUser),
		s.route("POST /settings/people/{id}/close", xunpan.CanPeople, s.closeUser),
		s.route("POST /settings/people/{id}/reopen", xunpan.CanPeople, s.reopenUser),
		s.route("POST /settings/people/{id}/invite", xunpan.CanPeople, s.inviteAgain),
		s.route("POST /settings/people/{id}/totp", xunpan.CanPeople, s.resetTOTP),
		s.route("POST /settings/people/{id}/unlink", xunpan.CanPeople, s.unlink),
		s.route("POST /settings/invitations", xunpan.CanPeople, s.invite),
		s.route("POST /settings/invitations/{id}/revoke", xunpan.CanPeople, s.takeBack),
		s.route("POST /settings/teams", xunpan.CanPeople, s.addTeam),
		s.route("POST /settings/teams/{id}", xunpan.CanPeople, s.renameTeam),
		s.route("POST /settings/teams/{id}/delete", xunpan.CanPeople, s.removeTeam),
	}
}

// forget has the next page read the colleagues anew.
func (c *userCache) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.at = time.Time{}
}

const peoplePath = "/settings/people"

func (s *Site) peoplePage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.peopleView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, PeoplePage(v))
}

func (s *Site) peopleView(r *http.Request) (v PeopleView, err error) {
	ctx := r.Context()
	v = PeopleView{Frame: s.frame(r, "setting.people"), Problems: map[string]string{}, Linked: map[xunpan.ID]bool{}, See: flow.SeeTeam}
	v.Path = peoplePath
	users, err := s.Desk.Store.Users(ctx)
	if err != nil {
		return v, err
	}
	names, members := map[xunpan.ID]string{}, map[xunpan.ID]int{}
	for i := range users {
		u := &users[i]
		row := UserRow{Person: Person{u.ID, u.Name, u.Email}, Role: string(u.Role), Status: "active", Team: u.Team, TOTP: u.TwoStep, Seen: u.Seen, Self: u.ID == userID(r)}
		if !u.Active {
			row.Status = "closed"
		}
		names[u.ID], v.Linked[u.ID] = u.Name, u.Linked
		members[u.Team]++
		v.Users = append(v.Users, row)
	}
	teams, err := s.Desk.Store.Teams(ctx)
	if err != nil {
		return v, err
	}
	for _, t := range teams {
		v.Teams = append(v.Teams, TeamRow{t.ID, t.Name, members[t.ID]})
	}
	open, err := s.Desk.Store.Invitations(ctx, time.Now())
	if err != nil {
		return v, err
	}
	for i := range open {
		v.Invitations = append(v.Invitations, InvitationRow{open[i].ID, open[i].Email, string(open[i].Role), names[open[i].By], open[i].Expires})
	}
	if _, err := s.Desk.Store.Setting(ctx, flow.SettingSalesSee, &v.See); err != nil {
		return v, err
	}
	if gate.From(ctx).May(xunpan.CanSecure) {
		v.OIDC, err = s.oidcForm(ctx, s.Gate.Base(r))
	}
	return v, err
}

// oidcForm is the company's own sign-in as the settings show it.
func (s *Site) oidcForm(ctx context.Context, base string) (*OIDCForm, error) {
	o, secret, version, err := s.Desk.OIDC(ctx)
	if err != nil {
		return nil, err
	}
	return &OIDCForm{Name: o.Name, Issuer: o.Issuer, Client: o.ClientID, Kept: secret != "", Role: string(o.NewRole), Team: o.NewTeam, Version: version, Callback: base + oidc.CallbackPath}, nil
}

// changePeople makes a change and shows the page anew, with what was wrong.
func (s *Site) changePeople(w http.ResponseWriter, r *http.Request, change func(context.Context, flow.Who) error) error {
	err := change(r.Context(), who(r))
	s.users.forget()
	if err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, peoplePath)
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	v, err := s.peopleView(r)
	if err != nil {
		return err
	}
	v.Problem = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, PeoplePage(v))
}

// wrong reports whether an error is about what somebody typed or about what
// came between, so that it belongs on the page it came from.
func wrong(err error) (p gate.Problem, ok bool) {
	switch p = gate.ProblemOf(err); p.Status {
	case http.StatusUnprocessableEntity, http.StatusConflict, http.StatusTooManyRequests:
		return p, true
	}
	return p, false
}

// asked is the value of a form's field, nil if the form has no such field.
func asked[V ~string](r *http.Request, name string) *V {
	if _, there := r.PostForm[name]; !there {
		return nil
	}
	v := V(r.PostForm.Get(name))
	return &v
}

func (s *Site) editUser(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		_, err := s.Desk.EditUser(ctx, who, xunpan.ID(r.PathValue("id")), flow.UserEdit{Name: asked[string](r, "name"), Role: asked[xunpan.Role](r, "role"), Team: asked[xunpan.ID](r, "team")})
		return err
	})
}

func (s *Site) closeUser(w http.ResponseWriter, r *http.Request) error {
	return s.openUser(w, r, false)
}

func (s *Site) reopenUser(w http.ResponseWriter, r *http.Request) error {
	return s.openUser(w, r, true)
}

// openUser opens an account or closes it. With it go its sessions, and the API
// keys its user made.
func (s *Site) openUser(w http.ResponseWriter, r *http.Request, active bool) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		_, err := s.Desk.EditUser(ctx, who, xunpan.ID(r.PathValue("id")), flow.UserEdit{Active: &active, Keys: true})
		return err
	})
}

func (s *Site) resetTOTP(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.ResetTOTP(ctx, who, xunpan.ID(r.PathValue("id")))
	})
}

func (s *Site) unlink(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.Unlink(ctx, who, xunpan.ID(r.PathValue("id")))
	})
}

func (s *Site) setSalesSee(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.SetSalesSee(ctx, who, r.PostFormValue("see"))
	})
}

func (s *Site) addTeam(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		_, err := s.Desk.AddTeam(ctx, who, r.PostFormValue("name"))
		return err
	})
}

func (s *Site) renameTeam(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.RenameTeam(ctx, who, xunpan.ID(r.PathValue("id")), r.PostFormValue("name"))
	})
}

func (s *Site) removeTeam(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.RemoveTeam(ctx, who, xunpan.ID(r.PathValue("id")))
	})
}

func (s *Site) takeBack(w http.ResponseWriter, r *http.Request) error {
	return s.changePeople(w, r, func(ctx context.Context, who flow.Who) error {
		return s.Desk.TakeBack(ctx, who, xunpan.ID(r.PathValue("id")))
	})
}

func (s *Site) invite(w http.ResponseWriter, r *http.Request) error {
	email := r.PostFormValue("email")
	token, _, err := s.Desk.Invite(r.Context(), who(r), email, xunpan.Role(r.PostFormValue("role")), xunpan.ID(r.PostFormValue("team")))
	return s.showLink(w, r, token, email, err)
}

func (s *Site) inviteAgain(w http.ResponseWriter, r *http.Request) error {
	token, _, err := s.Desk.InviteAgain(r.Context(), who(r), xunpan.ID(r.PathValue("id")))
	return s.showLink(w, r, token, "", err)
}

// showLink answers with the page and the link of an invitation just made: it is
// in no answer but this one.
func (s *Site) showLink(w http.ResponseWriter, r *http.Request, token, email string, err error) error {
	p, ok := wrong(err)
	if err != nil && !ok {
		return err
	}
	v, viewErr := s.peopleView(r)
	if viewErr != nil {
		return viewErr
	}
	status := http.StatusOK
	switch {
	case err == nil:
		v.Link = s.Gate.Base(r) + "/invitations/" + token
	case p.Field == "email":
		status, v.Problems["email"], v.Invited = p.Status, p.Say.In(v.T.Lang()), email
	default:
		status, v.Problem = p.Status, p.Say.In(v.T.Lang())
	}
	return s.show(w, r, status, PeoplePage(v))
}

// setOIDC sets the company's own sign-in. An empty secret keeps the present one.
func (s *Site) setOIDC(w http.ResponseWriter, r *http.Request) error {
	f := OIDCForm{Name: r.PostFormValue("name"), Issuer: strings.TrimSpace(r.PostFormValue("issuer")), Client: r.PostFormValue("client"), Role: r.PostFormValue("role"), Team: xunpan.ID(r.PostFormValue("team"))}
	f.Version, _ = strconv.ParseInt(r.PostFormValue("version"), 10, 64) // what is none is of no version that ever was
	var secret *string
	if given := r.PostFormValue("secret"); given != "" {
		secret = &given
	}
	err := s.Desk.SetOIDC(r.Context(), who(r), f.Version, flow.OIDC{Name: f.Name, Issuer: f.Issuer, ClientID: f.Client, NewRole: xunpan.Role(f.Role), NewTeam: f.Team}, secret)
	if err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, peoplePath)
	}
	p, ok := wrong(err)
	if !ok {
		return err
	}
	v, err := s.peopleView(r)
	if err != nil {
		return err
	}
	f.Kept, f.Callback = v.OIDC.Kept, v.OIDC.Callback
	v.OIDC = &f
	if p.Field == "" {
		v.Problem = p.Say.In(v.T.Lang())
	}
	v.Problems[p.Field] = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, PeoplePage(v))
}
