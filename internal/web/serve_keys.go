package web

import (
	"net/http"

	"xunpan"
	"xunpan/internal/gate"
)

func (s *Site) keyRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET "+keysPath, xunpan.CanKeys, s.keysPage),
		s.route("POST "+keysPath, xunpan.CanKeys, s.addKey),
		s.route("POST /settings/keys/{id}/revoke", xunpan.CanKeys, s.revokeKey),
	}
}

const keysPath = "/settings/keys"

func (s *Site) keysPage(w http.ResponseWriter, r *http.Request) error {
	v, err := s.keysView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, KeysPage(v))
}

// keysView lists the keys that work.
func (s *Site) keysView(r *http.Request) (v KeysView, err error) {
	v = KeysView{Frame: s.frame(r, "setting.keys"), Problems: map[string]string{}}
	v.Path = keysPath
	keys, err := s.Desk.Store.Keys(r.Context())
	if err != nil {
		return v, err
	}
	people, _, err := s.people(r.Context())
	if err != nil {
		return v, err
	}
	for i := range keys {
		k := &keys[i]
		if k.Revoked.IsZero() {
			v.Rows = append(v.Rows, KeyRow{k.ID, k.Name, k.Start, string(k.Scope), orElse(people[k.By].Name, v.T.Say("keys.by_command")), k.Created, k.Used})
		}
	}
	return v, nil
}

// addKey answers with the page and the key just made: it is in no answer but
// this one.
func (s *Site) addKey(w http.ResponseWriter, r *http.Request) error {
	plain, _, err := s.Desk.AddKey(r.Context(), who(r), r.PostFormValue("name"), xunpan.KeyScope(r.PostFormValue("scope")))
	p, ok := wrong(err)
	if err != nil && !ok {
		return err
	}
	v, viewErr := s.keysView(r)
	if viewErr != nil {
		return viewErr
	}
	if err == nil {
		v.New = plain
		return s.show(w, r, http.StatusOK, KeysPage(v))
	}
	v.Problems[p.Field] = p.Say.In(v.T.Lang())
	return s.show(w, r, p.Status, KeysPage(v))
}

func (s *Site) revokeKey(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.RevokeKey(r.Context(), who(r), xunpan.ID(r.PathValue("id"))); err != nil {
		return err
	}
	setFlash(w, "revoked", "")
	return s.back(w, r, keysPath)
}
