package web

import (
	"net/http"
	"net/url"
	"slices"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/store"
)

func (s *Site) wordRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/words", xunpan.CanSettings, s.words),
		s.route("POST /settings/words", xunpan.CanSettings, s.tryWords),
		s.route("GET /settings/words/{group}", xunpan.CanSettings, s.wordsGroup),
		s.route("POST /settings/words/{group}", xunpan.CanSettings, s.changeWords),
	}
}

// wordsLang is the language whose words are meant, the page's own at first.
func wordsLang(r *http.Request, t *T) string {
	if l := r.FormValue("language"); slices.Contains(flow.WordLanguages[:], l) {
		return l
	}
	return t.Lang()
}

func (s *Site) wordsView(r *http.Request) (v WordsView, err error) {
	v = WordsView{Frame: s.frame(r, "setting.words"), Query: strings.TrimSpace(r.URL.Query().Get("q")), Langs: flow.WordLanguages[:]}
	v.Lang, v.Path = wordsLang(r, v.T), "/settings/words"
	changed, _, err := s.Desk.Words(r.Context())
	if err != nil {
		return v, err
	}
	for _, groups := range changed {
		for _, c := range groups {
			v.Edited += len(c.Own) + len(c.Off)
		}
	}
	for _, g := range flow.WordGroups() {
		c := changed[v.Lang][g.ID]
		all := strings.ToLower(strings.Join(slices.Concat([]string{g.ID, g.Title.En, g.Title.Zh}, c.Own, c.Off), "\n"))
		if strings.Contains(all, strings.ToLower(v.Query)) {
			v.Groups = append(v.Groups, WordGroup{g.ID, g.Title.In(v.T.Lang()), c.Own, c.Off})
		}
	}
	return v, nil
}

func (s *Site) words(w http.ResponseWriter, r *http.Request) error {
	v, err := s.wordsView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, WordsPage(v))
}

// tryWords says which words speak in a pasted text.
func (s *Site) tryWords(w http.ResponseWriter, r *http.Request) error {
	v, err := s.wordsView(r)
	if err != nil {
		return err
	}
	status := http.StatusOK
	if v.Trial, err = s.trial(r, v.T, v.Lang, "", flow.WordChange{}); err != nil {
		found, err := problems(err, v.T)
		if err != nil {
			return err
		}
		status, v.Trial.Problem = http.StatusUnprocessableEntity, found["text"]
	}
	return s.show(w, r, status, WordsPage(v))
}

// trial tries words on the text of a form.
func (s *Site) trial(r *http.Request, t *T, lang, group string, c flow.WordChange) (v WordsTrial, err error) {
	v.Text = r.PostFormValue("text")
	tried, err := s.Desk.TryWords(r.Context(), lang, group, c, v.Text)
	if err != nil {
		return v, err
	}
	v.From, v.To, v.Compared = tried.From, tried.To, group != ""
	titles := map[string]string{}
	for _, g := range flow.WordGroups() {
		titles[g.ID] = g.Title.In(t.Lang())
	}
	var marks []Marking
	for i := range tried.Hits {
		h := &tried.Hits[i]
		word := TriedWord{No: i + 1, Text: h.Text, Group: h.Group, Title: titles[h.Group], Own: h.Own, Off: h.Off}
		if !h.Own && !h.Off {
			word.Edit = leaveURL(h.Group, lang, h.Text)
		}
		v.Hits = append(v.Hits, word)
		if !h.Off {
			marks = append(marks, Marking{No: word.No, At: h.At, Axis: xunpan.AxisNeed})
		}
	}
	v.Blocks = MarkText(tried.Message, marks)
	return v, nil
}

// leaveURL is the page of a group with a phrase put among those switched off.
func leaveURL(group, lang, phrase string) string {
	return "/settings/words/" + group + "?" + url.Values{"language": {lang}, "leave": {strings.ToLower(phrase)}}.Encode()
}

func (s *Site) wordsGroupView(r *http.Request) (v WordsGroupView, err error) {
	id := r.PathValue("group")
	all := flow.WordGroups()
	i := slices.IndexFunc(all, func(g flow.WordGroup) bool { return g.ID == id })
	if i < 0 {
		return v, store.ErrNotFound
	}
	changed, version, err := s.Desk.Words(r.Context())
	if err != nil {
		return v, err
	}
	v = WordsGroupView{Frame: s.frame(r, "setting.words"), Version: version, Langs: flow.WordLanguages[:], Problems: map[string]string{}}
	v.Lang, v.Path = wordsLang(r, v.T), "/settings/words/"+id
	c := changed[v.Lang][id]
	v.Group = WordGroup{id, all[i].Title.In(v.T.Lang()), c.Own, c.Off}
	for _, signal := range all[i].Signals {
		if g := s.signalsNow().Signal(signal); g != nil {
			v.Signals = append(v.Signals, signalRow(v.T, g, nil))
		}
	}
	heard, err := s.Desk.HeardWords(r.Context(), who(r), v.Lang, id)
	if err != nil {
		return v, err
	}
	for _, h := range heard {
		v.Heard = append(v.Heard, HeardWord{h.Text, h.N, leaveURL(id, v.Lang, h.Text)})
	}
	for _, phrase := range flow.BuiltInWords(v.Lang, id) {
		v.BuiltIn = append(v.BuiltIn, HeardWord{Text: phrase, Off: leaveURL(id, v.Lang, phrase)})
	}
	return v, nil
}

func (s *Site) wordsGroup(w http.ResponseWriter, r *http.Request) error {
	v, err := s.wordsGroupView(r)
	if err != nil {
		return err
	}
	if leave := strings.TrimSpace(r.URL.Query().Get("leave")); leave != "" && len(leave) < 200 && !slices.Contains(v.Group.Off, leave) {
		v.Group.Off = append(slices.Clone(v.Group.Off), leave)
	}
	return s.show(w, r, http.StatusOK, WordsGroupPage(v))
}

// changeWords tries a change of a group's words, or keeps it.
func (s *Site) changeWords(w http.ResponseWriter, r *http.Request) error {
	v, err := s.wordsGroupView(r)
	if err != nil {
		return err
	}
	list := func(name string) []string {
		return strings.Split(strings.ReplaceAll(r.PostFormValue(name), "\r", ""), "\n")
	}
	c := flow.WordChange{Own: list("own"), Off: list("off")}
	v.Group.Own, v.Group.Off = c.Own, c.Off
	v.Trial.Text = r.PostFormValue("text")
	if version := formVersion(r); version != 0 {
		v.Version = version
	}
	if r.PostFormValue("do") == "try" {
		v.Trial, err = s.trial(r, v.T, v.Lang, v.Group.ID, c)
	} else if err = s.Desk.SetWords(r.Context(), who(r), formVersion(r), v.Lang, v.Group.ID, c); err == nil {
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/words/"+v.Group.ID+"?language="+v.Lang)
	}
	status := http.StatusOK
	if err != nil {
		if v.Problems, err = problems(err, v.T); err != nil {
			return err
		}
		status, v.Trial.Problem = http.StatusUnprocessableEntity, v.Problems["text"]
	}
	return s.show(w, r, status, WordsGroupPage(v))
}
