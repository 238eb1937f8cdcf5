package web

import (
	"net/http"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

const (
	alertsPath   = "/settings/alerts"
	webhooksPath = "/settings/webhooks"
)

func (s *Site) linkRoutes() []gate.Route {
	rs := []gate.Route{
		s.route("GET "+alertsPath, xunpan.CanSettings, s.alertsPage),
		s.route("POST "+alertsPath, xunpan.CanSettings, s.addAlert),
		s.route("GET "+webhooksPath, xunpan.CanSettings, s.webhooksPage),
		s.route("POST "+webhooksPath, xunpan.CanSettings, s.addWebhook),
	}
	for _, h := range [...]struct{ path, purpose string }{{alertsPath, store.HookAlert}, {webhooksPath, store.HookChanges}} {
		rs = append(rs,
			s.route("POST "+h.path+"/{id}/test", xunpan.CanSettings, s.testHook(h.path, h.purpose)),
			s.route("POST "+h.path+"/{id}/switch", xunpan.CanSettings, s.switchHook(h.path, h.purpose)),
			s.route("POST "+h.path+"/{id}/delete", xunpan.CanSettings, s.removeHook(h.path, h.purpose)),
		)
	}
	return rs
}

// deliveryOf is how the last message to a hook fared, as pages show it.
func deliveryOf(t *T, s flow.HookState) (state, detail string) {
	switch {
	case s.At.IsZero():
		return "unknown", ""
	case s.Passed:
		return "passed", t.Ago(s.At)
	}
	return "failed", t.Ago(s.At) + " · " + s.Say.In(t.Lang())
}

func (s *Site) alertsView(r *http.Request) (AlertsView, error) {
	v := AlertsView{Frame: s.frame(r, "setting.alerts"), Problems: map[string]string{}}
	v.Path = alertsPath
	hooks, err := s.Desk.Store.Hooks(r.Context(), store.HookAlert)
	if err != nil {
		return v, err
	}
	for i := range hooks {
		h := &hooks[i]
		c, fared, err := flow.HookOf(h)
		if err != nil {
			return v, err
		}
		row := AlertRow{ID: h.ID, Name: h.Name, Kind: h.Kind, URL: h.Address, Grade: c.Grade, On: h.Active, Last: fared.At}
		row.State, row.Detail = deliveryOf(v.T, fared)
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (s *Site) alertsPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.alertsView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, AlertsPage(v))
}

// addAlert answers with the page: a secret that was made is in no other answer.
func (s *Site) addAlert(w http.ResponseWriter, r *http.Request) error {
	h := flow.Hook{Purpose: store.HookAlert, Name: r.PostFormValue("name"), Kind: r.PostFormValue("kind"), URL: r.PostFormValue("url"), Secret: r.PostFormValue("secret")}
	h.Grade, h.Lang, h.Digest = r.PostFormValue("grade"), r.PostFormValue("lang"), r.PostFormValue("digest")
	made, err := s.Desk.AddHook(r.Context(), who(r), &h)
	p, ok := wrong(err)
	if err != nil && !ok {
		return err
	}
	v, viewErr := s.alertsView(r)
	if viewErr != nil {
		return viewErr
	}
	if err == nil {
		v.Secret = made
		return s.show(w, r, http.StatusOK, AlertsPage(v))
	}
	v.Problems[p.Field] = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, AlertsPage(v))
}

func (s *Site) webhooksView(r *http.Request) (WebhooksView, error) {
	v := WebhooksView{Frame: s.frame(r, "setting.webhooks"), Events: flow.HookEvents, Problems: map[string]string{}}
	v.Path = webhooksPath
	hooks, err := s.Desk.Store.Hooks(r.Context(), store.HookChanges)
	if err != nil {
		return v, err
	}
	for i := range hooks {
		h := &hooks[i]
		c, fared, err := flow.HookOf(h)
		if err != nil {
			return v, err
		}
		row := WebhookRow{ID: h.ID, URL: h.Address, Events: c.Events, On: h.Active, Last: fared.At}
		if row.Waiting, err = s.Desk.Waiting(r.Context(), h); err != nil {
			return v, err
		}
		row.State, row.Detail = deliveryOf(v.T, fared)
		v.Rows = append(v.Rows, row)
	}
	return v, nil
}

func (s *Site) webhooksPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.webhooksView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, WebhooksPage(v))
}

func (s *Site) addWebhook(w http.ResponseWriter, r *http.Request) error {
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	h := flow.Hook{Purpose: store.HookChanges, URL: r.PostForm.Get("url")}
	h.Events = r.PostForm["event"]
	made, err := s.Desk.AddHook(r.Context(), who(r), &h)
	p, ok := wrong(err)
	if err != nil && !ok {
		return err
	}
	v, viewErr := s.webhooksView(r)
	if viewErr != nil {
		return viewErr
	}
	if err == nil {
		v.Secret = made
		return s.show(w, r, http.StatusOK, WebhooksPage(v))
	}
	v.Problems[p.Field] = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, WebhooksPage(v))
}

func (s *Site) testHook(path, purpose string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		state, err := s.Desk.TestHook(r.Context(), purpose, xunpan.ID(r.PathValue("id")))
		if err != nil {
			return err
		}
		if state.Passed {
			setFlash(w, "tried", "")
		} else {
			setFlash(w, "bad_tried", "")
		}
		return s.back(w, r, path)
	}
}

func (s *Site) switchHook(path, purpose string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Desk.SwitchHook(r.Context(), who(r), purpose, xunpan.ID(r.PathValue("id")), r.PostFormValue("on") == "true"); err != nil {
			return err
		}
		setFlash(w, "changed", "")
		return s.back(w, r, path)
	}
}

func (s *Site) removeHook(path, purpose string) page {
	return func(w http.ResponseWriter, r *http.Request) error {
		if err := s.Desk.RemoveHook(r.Context(), who(r), purpose, xunpan.ID(r.PathValue("id"))); err != nil {
			return err
		}
		setFlash(w, "removed", "")
		return s.back(w, r, path)
	}
}
