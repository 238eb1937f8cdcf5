package web

import (
	"net/http"
	"net/url"

	"xunpan"
	"xunpan/internal/flow"
)

// checksView are an assessment's checks; what the world told of the sender is in
// the user's language.
func checksView(t *T, c *flow.Conversation) (out []CheckView) {
	say := map[string]string{}
	if w := c.Judged.World; w != nil {
		for _, x := range flow.WorldChecks(w) {
			say[x.ID] = x.Say.In(t.Lang())
		}
	}
	for _, x := range c.Analysis.Checks {
		check := CheckView{ID: x.ID, State: x.State, Detail: orElse(say[x.ID], x.Detail)}
		if x.AsOf != nil {
			check.AsOf = *x.AsOf
		}
		out = append(out, check)
	}
	return out
}

// recheck has the sender looked up anew; what comes of it shows by itself.
func (s *Site) recheck(w http.ResponseWriter, r *http.Request) error {
	id := xunpan.ID(r.PathValue("id"))
	if err := s.Desk.CheckAgain(r.Context(), who(r), id); err != nil {
		return err
	}
	setFlash(w, "checking", "")
	return s.back(w, r, "/inquiries/"+url.PathEscape(string(id)))
}
