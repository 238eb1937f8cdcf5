package web

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) fieldRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/fields", xunpan.CanSettings, s.fields),
		s.route("POST /settings/fields", xunpan.CanSettings, s.saveField),
		s.route("POST /settings/fields/{id}/move", xunpan.CanSettings, s.moveField),
		s.route("POST /settings/fields/{id}/delete", xunpan.CanSettings, s.removeField),
	}
}

func fieldKey(f *xunpan.CustomField) string { return string(f.Noun) + "." + f.ID }

func (s *Site) fieldsView(r *http.Request) (v FieldsView, all []xunpan.CustomField, err error) {
	all, version, err := s.Desk.CustomFields(r.Context())
	if err != nil {
		return v, nil, err
	}
	v = FieldsView{Frame: s.frame(r, "setting.fields"), Version: version, Problems: map[string]string{}}
	v.Path = "/settings/fields"
	v.Edit = FieldForm{Noun: fieldNouns[0], Kind: fieldKinds[0]}
	seen := map[xunpan.Noun]bool{}
	for i := range all {
		f := &all[i]
		v.Rows = append(v.Rows, FieldRow{string(f.Noun), f.ID, orElse(f.Name.In(v.T.Lang()), f.ID), f.Kind, f.Choices, seen[f.Noun]})
		seen[f.Noun] = true
		if key := fieldKey(f); key == r.URL.Query().Get("edit") {
			v.Edit = FieldForm{key, string(f.Noun), f.Name.En, f.Name.Zh, f.Kind, f.Choices}
		}
	}
	return v, all, nil
}

func (s *Site) fields(w http.ResponseWriter, r *http.Request) error {
	v, _, err := s.fieldsView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, FieldsPage(v))
}

// saveField adds a field, or changes the one that was.
func (s *Site) saveField(w http.ResponseWriter, r *http.Request) error {
	v, all, err := s.fieldsView(r)
	if err != nil {
		return err
	}
	text := func(name string) string { return strings.TrimSpace(r.PostFormValue(name)) }
	v.Edit = FieldForm{text("was"), text("noun"), text("name_en"), text("name_zh"), text("kind"), nil}
	for _, c := range strings.Split(strings.ReplaceAll(r.PostFormValue("choices"), "\r", ""), "\n") {
		if c = strings.TrimSpace(c); c != "" {
			v.Edit.Choices = append(v.Edit.Choices, c)
		}
	}
	f := xunpan.CustomField{Noun: xunpan.Noun(v.Edit.Noun), Name: xunpan.Text{En: orElse(v.Edit.NameEn, v.Edit.NameZh), Zh: orElse(v.Edit.NameZh, v.Edit.NameEn)}, Kind: v.Edit.Kind}
	if f.Kind == xunpan.FieldChoice {
		f.Choices = v.Edit.Choices
	}
	all = slices.Clone(all)
	i := slices.IndexFunc(all, func(o xunpan.CustomField) bool { return fieldKey(&o) == v.Edit.Was })
	same := slices.IndexFunc(all, func(o xunpan.CustomField) bool {
		return o.Noun == f.Noun && (o.Name.En == f.Name.En || o.Name.Zh == f.Name.Zh)
	})
	switch {
	case v.Edit.Was != "" && i < 0:
		return store.ErrNotFound
	case same >= 0 && same != i:
		err = invalid("name", "There is a field of that name already.", "已有同名字段。")
	case i >= 0:
		f.ID, f.Noun = all[i].ID, all[i].Noun
		all[i] = f
	default:
		f.ID = newFieldID(all, &f)
		all = append(all, f)
	}
	if version := formVersion(r); err == nil && version != v.Version {
		err = store.ErrChanged
	} else if err == nil {
		err = s.Desk.SetCustomFields(r.Context(), who(r), version, all)
	}
	if err != nil {
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		v.Problem = v.Problems["custom_fields"] + v.Problems["id"]
		return s.show(w, r, http.StatusUnprocessableEntity, FieldsPage(v))
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/fields")
}

// newFieldID makes an id of a field's English name that no field has.
func newFieldID(all []xunpan.CustomField, f *xunpan.CustomField) string {
	base := strings.Trim(notID.ReplaceAllString(strings.ToLower(f.Name.En), "_"), "_")
	if base = base[:min(len(base), 30)]; base == "" || base[0] < 'a' || base[0] > 'z' {
		base = strings.TrimRight("field_"+base, "_")
	}
	id := base
	for n := 2; slices.ContainsFunc(all, func(o xunpan.CustomField) bool { return o.ID == id }); n++ {
		id = fmt.Sprintf("%s_%d", base, n)
	}
	return id
}

// moveField puts a field before the one of its noun that stands above it.
func (s *Site) moveField(w http.ResponseWriter, r *http.Request) error {
	return s.changeFields(w, r, func(all []xunpan.CustomField, i int) []xunpan.CustomField {
		for j := i - 1; j >= 0; j-- {
			if all[j].Noun == all[i].Noun {
				all[i], all[j] = all[j], all[i]
				break
			}
		}
		return all
	})
}

func (s *Site) removeField(w http.ResponseWriter, r *http.Request) error {
	return s.changeFields(w, r, func(all []xunpan.CustomField, i int) []xunpan.CustomField { return slices.Delete(all, i, i+1) })
}

func (s *Site) changeFields(w http.ResponseWriter, r *http.Request, change func([]xunpan.CustomField, int) []xunpan.CustomField) error {
	all, version, err := s.Desk.CustomFields(r.Context())
	if err != nil {
		return err
	}
	i := slices.IndexFunc(all, func(f xunpan.CustomField) bool { return fieldKey(&f) == r.PathValue("id") })
	if i < 0 {
		return store.ErrNotFound
	}
	if err := s.Desk.SetCustomFields(r.Context(), who(r), version, change(all, i)); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/fields")
}
