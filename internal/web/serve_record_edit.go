package web

import (
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// Changing companies and contacts, as far as it is the same for both.

// splitList parts what was typed into one field.
func splitList(s string) []string {
	var out []string
	for _, x := range strings.FieldsFunc(s, func(c rune) bool { return strings.ContainsRune(",，、;；\n", c) }) {
		if x = strings.TrimSpace(x); x != "" {
			out = append(out, x)
		}
	}
	return out
}

// typedList is the list in a form's field, nil if the form has no such field.
func typedList(r *http.Request, name string) *[]string {
	s := asked[string](r, name)
	if s == nil {
		return nil
	}
	list := splitList(*s)
	return &list
}

// entryEdit reads what is common to companies and contacts out of a form.
func (s *Site) entryEdit(r *http.Request, noun xunpan.Noun) (e flow.EntryEdit, err error) {
	if err := r.ParseForm(); err != nil {
		return e, badForm(err)
	}
	e = flow.EntryEdit{Name: asked[string](r, "name"), Country: asked[string](r, "country"), Note: asked[string](r, "note"), Owner: asked[xunpan.ID](r, "owner"), Tags: typedList(r, "tags"), Phones: typedList(r, "phones")}
	if v := r.PostForm.Get("version"); v != "" {
		if e.Version, err = strconv.ParseInt(v, 10, 64); err != nil {
			return e, store.ErrChanged
		}
	}
	e.Custom, err = s.customGiven(r, s.translator(r), noun)
	return e, err
}

// recordDone goes back to a record, or shows it again with what was wrong.
func (s *Site) recordDone(w http.ResponseWriter, r *http.Request, noun xunpan.Noun, flash, undo string, err error, again func(status int, problem string) error) error {
	if err == nil {
		setFlash(w, flash, undo)
		return s.back(w, r, bookBase(noun)+"/"+url.PathEscape(r.PathValue("id")))
	}
	if p, ok := wrong(err); ok {
		return again(p.Status, p.Say.In(s.translator(r).Lang()))
	}
	return err
}

func (s *Site) mergeWith(w http.ResponseWriter, r *http.Request, noun xunpan.Noun, again func(int, string) error) error {
	_, err := s.Desk.Merge(r.Context(), who(r), noun, xunpan.ID(r.PathValue("id")), xunpan.ID(r.PostFormValue("other")))
	return s.recordDone(w, r, noun, "merged", "", err, again)
}

func (s *Site) unmerge(w http.ResponseWriter, r *http.Request, noun xunpan.Noun, again func(int, string) error) error {
	err := s.Desk.Unmerge(r.Context(), who(r), noun, xunpan.ID(r.PostFormValue("other")))
	return s.recordDone(w, r, noun, "unmerged", "", err, again)
}

func (s *Site) keepApart(w http.ResponseWriter, r *http.Request, noun xunpan.Noun, again func(int, string) error) error {
	err := s.Desk.KeepApart(r.Context(), who(r), noun, xunpan.ID(r.PathValue("id")), xunpan.ID(r.PostFormValue("other")))
	return s.recordDone(w, r, noun, "kept_apart", "", err, again)
}

func (s *Site) removeEntry(w http.ResponseWriter, r *http.Request, noun xunpan.Noun) error {
	version, err := strconv.ParseInt(r.PostFormValue("version"), 10, 64)
	if err != nil {
		return store.ErrChanged
	}
	remove := s.Desk.RemoveCompany
	if noun == xunpan.ContactNoun {
		remove = s.Desk.RemoveContact
	}
	if err := remove(r.Context(), who(r), xunpan.ID(r.PathValue("id")), version); err != nil {
		return err
	}
	setFlash(w, "removed", "")
	return s.back(w, r, bookBase(noun))
}

// since is when somebody was heard of last; an entry made by hand was not.
func since(e *xunpan.Entry, inquiries int) time.Time {
	if inquiries == 0 {
		return time.Time{}
	}
	return e.Last
}
