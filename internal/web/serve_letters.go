package web

import (
	"errors"
	"net/http"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) letterRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/letters", xunpan.CanSettings, s.letters),
		s.route("POST /settings/letters", xunpan.CanSettings, s.saveLetter),
	}
}

func (s *Site) lettersView(r *http.Request) (v LettersView, err error) {
	ls, version, err := s.Desk.Letters(r.Context())
	v = LettersView{Frame: s.frame(r, "setting.letters"), Version: version}
	v.Path = "/settings/letters"
	for _, l := range ls {
		v.Letters = append(v.Letters, LetterForm{LetterTemplate: l})
	}
	return v, err
}

func (s *Site) letters(w http.ResponseWriter, r *http.Request) error {
	v, err := s.lettersView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, LettersPage(v))
}

// saveLetter keeps, shows or deletes one letter.
func (s *Site) saveLetter(w http.ResponseWriter, r *http.Request) error {
	ctx := r.Context()
	v, err := s.lettersView(r)
	if err != nil {
		return err
	}
	if err := r.ParseForm(); err != nil {
		return badForm(err)
	}
	l := xunpan.LetterTemplate{ID: r.PostForm.Get("id"), Name: strings.TrimSpace(r.PostForm.Get("name")), Situation: xunpan.Situation(r.PostForm.Get("situation")), Texts: xunpan.Names{}}
	for i, lang := range r.PostForm["lang"] {
		if text := at(r.PostForm["text"], i); lang != "" && strings.TrimSpace(text) != "" {
			l.Texts[lang] = text
		}
	}
	var all []xunpan.LetterTemplate
	found := -1
	for i := range v.Letters {
		if v.Letters[i].ID == l.ID && l.ID != "" {
			found = i
		}
		all = append(all, v.Letters[i].LetterTemplate)
	}
	if l.ID != "" && found < 0 {
		return store.ErrNotFound
	}
	do := r.PostForm.Get("do")
	switch {
	case do == "delete" && found >= 0:
		all = slices.Delete(all, found, found+1)
	case found >= 0:
		l.Subject = all[found].Subject
		all[found] = l
	default:
		all = append(all, l)
	}
	if do != "preview" {
		err = s.Desk.SaveLetters(ctx, who(r), formVersion(r), all)
		if err == nil {
			setFlash(w, "saved", "")
			return s.back(w, r, "/settings/letters")
		}
	}
	if found >= 0 { // show what he wrote
		v.Letters[found] = LetterForm{l, true}
	} else {
		v.New = LetterForm{l, true}
	}
	status := http.StatusOK
	if do == "preview" {
		lang := "en"
		for _, have := range xunpan.PaperLangs {
			if l.Texts[have] != "" && (l.Texts[lang] == "" || have == v.T.Lang()) {
				lang = have
			}
		}
		if v.Preview, err = s.Desk.PreviewLetter(ctx, l.Texts[lang], lang, v.T.Lang()); err != nil {
			return err
		}
	} else {
		inv, ok := errors.AsType[*xunpan.Invalid](err)
		if !ok {
			return err
		}
		v.Problem, status = inv.Say.In(v.T.Lang()), http.StatusUnprocessableEntity
	}
	return s.show(w, r, status, LettersPage(v))
}
