package web

import (
	"errors"
	"net/http"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) sessionRoutes() []gate.Route {
	tries := gate.Rate{PerSecond: 1, Burst: 20}
	slow := func(rt gate.Route) gate.Route { rt.Rate = tries; return rt }
	return []gate.Route{
		s.route("GET /sign-in", xunpan.Anyone, s.signInPage),
		slow(s.route("POST /sign-in", xunpan.Anyone, s.signIn)),
		s.route("GET /sign-in/code", xunpan.Anyone, s.codePage),
		slow(s.route("POST /sign-in/code", xunpan.Anyone, s.code)),
		s.route("POST /sign-out", xunpan.Anyone, s.signOut),
		s.route("GET /welcome", xunpan.Anyone, s.welcomePage),
		slow(s.route("POST /welcome", xunpan.Anyone, s.welcome)),
		s.route("GET /invitations/{token}", xunpan.Anyone, s.invitationPage),
		slow(s.route("POST /invitations/{token}", xunpan.Anyone, s.accept)),
		s.route("POST /preferences", xunpan.Anyone, s.prefer),
		s.route(" /", xunpan.Anyone, s.nowhere), // every method
	}
}

func (s *Site) signInPage(w http.ResponseWriter, r *http.Request) error {
	if !gate.From(r.Context()).Nobody() {
		return s.back(w, r, gate.Next(r))
	}
	if has, err := s.Desk.Store.HasUsers(r.Context()); err != nil {
		return err
	} else if !has {
		http.Redirect(w, r, "/welcome", http.StatusSeeOther)
		return nil
	}
	return s.showSignIn(w, r, http.StatusOK, SignInView{})
}

// showSignIn shows the page with the company's own sign-in, where there is one.
func (s *Site) showSignIn(w http.ResponseWriter, r *http.Request, status int, v SignInView) error {
	o, _, _, err := s.Desk.OIDC(r.Context())
	if err != nil {
		return err
	}
	v.Frame, v.Next, v.OIDC = s.frame(r, "signin.title"), gate.Next(r), o.Name
	if o.Issuer != "" && v.OIDC == "" {
		v.OIDC = o.Issuer
	}
	return s.show(w, r, status, SignInPage(v))
}

func (s *Site) signIn(w http.ResponseWriter, r *http.Request) error {
	email := strings.TrimSpace(r.PostFormValue("email"))
	t, err := s.Desk.SignIn(r.Context(), email, r.PostFormValue("password"), gate.From(r.Context()).Visit())
	if err != nil {
		status, text, err := s.told(r, err)
		if err != nil {
			return err
		}
		return s.showSignIn(w, r, status, SignInView{Mail: email, Problem: text})
	}
	s.Gate.SetSession(w, r, t)
	if t.Session.Half {
		http.Redirect(w, r, gate.CodeURL(gate.Next(r)), http.StatusSeeOther)
		return nil
	}
	return s.back(w, r, gate.Next(r))
}

// told are the words for an error that belongs on the form it came from; the
// error again if it does not.
func (s *Site) told(r *http.Request, err error) (status int, text string, rest error) {
	p := gate.ProblemOf(err)
	if p.Status >= http.StatusInternalServerError {
		return 0, "", err
	}
	return p.Status, p.Say.In(s.translator(r).Lang()), nil
}

func (s *Site) codePage(w http.ResponseWriter, r *http.Request) error {
	if !gate.From(r.Context()).Half {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, http.StatusOK, CodePage(CodeView{Frame: s.frame(r, "signin.title"), Next: gate.Next(r)}))
}

func (s *Site) code(w http.ResponseWriter, r *http.Request) error {
	t, err := s.Desk.SecondStep(r.Context(), s.Gate.Token(r), r.PostFormValue("code"), gate.From(r.Context()).Visit())
	if err != nil {
		status, text, err := s.told(r, err)
		if err != nil {
			return err
		}
		return s.show(w, r, status, CodePage(CodeView{Frame: s.frame(r, "signin.title"), Next: gate.Next(r), Problem: text}))
	}
	s.Gate.SetSession(w, r, t)
	return s.back(w, r, gate.Next(r))
}

func (s *Site) signOut(w http.ResponseWriter, r *http.Request) error {
	g := gate.From(r.Context())
	s.Gate.ClearSession(w, r)
	if g.User != nil && g.Session != "" {
		if err := s.Desk.EndSession(r.Context(), g.Who, g.Session); err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
	}
	http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
	return nil
}

func (s *Site) welcomePage(w http.ResponseWriter, r *http.Request) error {
	if has, err := s.Desk.Store.HasUsers(r.Context()); err != nil {
		return err
	} else if has {
		http.Redirect(w, r, "/sign-in", http.StatusSeeOther)
		return nil
	}
	return s.show(w, r, http.StatusOK, WelcomePage(WelcomeView{Frame: s.frame(r, "welcome.title")}))
}

// welcome makes the owner's account, the first of all.
func (s *Site) welcome(w http.ResponseWriter, r *http.Request) error {
	v := WelcomeView{Frame: s.frame(r, "welcome.title"), Company: r.PostFormValue("company"), Name: r.PostFormValue("name"), Mail: r.PostFormValue("email")}
	t, err := s.Desk.FirstOwner(r.Context(), v.Company, flow.NewUser{Email: v.Mail, Name: v.Name, Password: r.PostFormValue("password"), Lang: v.T.Lang()}, gate.From(r.Context()).Visit())
	if err == nil {
		if err := s.Desk.Reload(r.Context()); err != nil {
			return err
		}
		s.Gate.SetSession(w, r, t)
		return s.back(w, r, "/today")
	}
	if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	return s.show(w, r, http.StatusUnprocessableEntity, WelcomePage(v))
}

// problems are a form's fields that are wrong, with the words for them; the
// error again if it is about no field.
func problems(err error, t *T) (map[string]string, error) {
	var inv *xunpan.Invalid
	if !errors.As(err, &inv) {
		return nil, err
	}
	return map[string]string{inv.Field: inv.Say.In(t.Lang())}, nil
}

func (s *Site) invitationView(r *http.Request) (v InvitationView, err error) {
	v = InvitationView{Frame: s.frame(r, "welcome.title"), Token: r.PathValue("token")}
	i, err := s.Desk.Invitation(r.Context(), v.Token)
	if errors.Is(err, store.ErrNotFound) {
		v.Gone = true
		return v, nil
	}
	if err != nil {
		return v, err
	}
	v.Mail, v.Role = i.Email, string(i.Role)
	if names := s.Desk.Reader().House.Names; len(names) > 0 {
		v.Company = names[0]
	}
	if byID, _, err := s.people(r.Context()); err == nil {
		v.By = byID[i.By].Name
	}
	return v, nil
}

func (s *Site) invitationPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.invitationView(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if v.Gone {
		status = http.StatusNotFound
	}
	return s.show(w, r, status, InvitationPage(v))
}

func (s *Site) accept(w http.ResponseWriter, r *http.Request) error {
	v, err := s.invitationView(r)
	if err != nil {
		return err
	}
	v.Name = r.PostFormValue("name")
	t, err := s.Desk.Accept(r.Context(), v.Token, v.Name, r.PostFormValue("password"), gate.From(r.Context()).Visit())
	if err == nil {
		s.Gate.SetSession(w, r, t)
		return s.back(w, r, "/today")
	}
	if errors.Is(err, store.ErrNotFound) {
		v.Gone = true
	} else if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	return s.show(w, r, http.StatusUnprocessableEntity, InvitationPage(v))
}

// nowhere is the page of addresses that lead nowhere.
func (s *Site) nowhere(http.ResponseWriter, *http.Request) error { return store.ErrNotFound }

// prefer keeps language and theme: in cookies, and the language of who is
// signed in with his account.
func (s *Site) prefer(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	keep := func(name, value string) {
		c := &http.Cookie{Name: name, Value: value, Path: "/", MaxAge: 365 * 24 * 3600, SameSite: http.SameSiteLaxMode, HttpOnly: true}
		if value == "" {
			c.MaxAge = -1
		}
		http.SetCookie(w, c)
	}
	if lang := r.PostForm.Get("lang"); books[lang] != nil {
		keep("lang", lang)
		if g := gate.From(r.Context()); g.User != nil && g.User.Lang != lang {
			if _, err := s.Desk.EditSelf(r.Context(), g.Who, flow.SelfEdit{Lang: &lang}); err != nil {
				return err
			}
		}
	}
	if r.PostForm.Has("theme") {
		theme := r.PostForm.Get("theme")
		if theme != "light" && theme != "dark" {
			theme = ""
		}
		keep("theme", theme)
	}
	return s.back(w, r, r.PostForm.Get("back"))
}
