package web

import (
	"net/http"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
)

func (s *Site) modelRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/model", xunpan.CanSettings, s.model),
		s.route("POST /settings/model", xunpan.CanSettings, s.saveModel),
	}
}

func (s *Site) model(w http.ResponseWriter, r *http.Request) error {
	m, key, version, err := s.Desk.LanguageModel(r.Context())
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, ModelPage(ModelView{Frame: s.frame(r, "setting.model"), Version: version, URL: m.URL, Name: m.Name, HasKey: key != ""}))
}

func (s *Site) saveModel(w http.ResponseWriter, r *http.Request) error {
	m := flow.Model{URL: r.PostFormValue("url"), Name: r.PostFormValue("name")}
	var key *string
	if text := r.PostFormValue("key"); text != "" {
		key = &text
	}
	err := s.Desk.SetLanguageModel(r.Context(), who(r), formVersion(r), m, key)
	if err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/model")
	}
	v := ModelView{Frame: s.frame(r, "setting.model"), Version: formVersion(r), URL: m.URL, Name: m.Name}
	if v.Problems, err = problems(err, v.T); err != nil {
		return err
	}
	v.Path = "/settings/model"
	return s.show(w, r, http.StatusUnprocessableEntity, ModelPage(v))
}
