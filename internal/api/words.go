package api

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
)

// wordChange is what the company changed of a group of words.
type wordChange struct {
	Own []string `json:"own,omitempty" maxItems:"2000" doc:"Phrases that speak beside the built-in ones: * behind a word for any ending, .. between two for up to three others."`
	Off []string `json:"off,omitempty" maxItems:"2000" doc:"Built-in ones that are silent, as they stand in a mail."`
}

// WordGroupID is the place of a group of words in the address.
type WordGroupID struct {
	Language string `path:"language" enum:"en,es,pt,fr,de,it,ru,ar,tr,zh"`
	Group    string `path:"group" maxLength:"60" doc:"Such as sample.free."`
}

func (a *API) wordRoutes() {
	type group struct {
		ID      string                `json:"id"`
		Title   textBoth              `json:"title"`
		Signals []string              `json:"signals" nullable:"false" doc:"Those that listen."`
		Changed map[string]wordChange `json:"changed" nullable:"false" doc:"By language."`
	}
	type groups struct {
		Body struct {
			Items   []group `json:"items" nullable:"false"`
			Version int64   `json:"version"`
		}
	}
	const path, tag = "/api/v1/words", "words"
	show := func(ctx context.Context) (*groups, error) {
		w, version, err := a.desk.Words(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(groups)
		out.Body.Version = version
		for _, g := range flow.WordGroups() {
			v := group{g.ID, textBoth{g.Title.En, g.Title.Zh}, g.Signals, map[string]wordChange{}}
			for lang, all := range w {
				if c, ok := all[g.ID]; ok {
					v.Changed[lang] = wordChange(c)
				}
			}
			out.Body.Items = append(out.Body.Items, v)
		}
		return out, nil
	}
	huma.Register(a.huma, route(http.MethodGet, path, "list-words", "What signals listen for, and your changes of the phrases", tag, xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*groups, error) {
		return show(ctx)
	})
	type one struct {
		Body struct {
			BuiltIn []string `json:"built_in" nullable:"false" doc:"Phrases it has before any change."`
			Own     []string `json:"own" nullable:"false" doc:"Phrases of yours."`
			Off     []string `json:"off" nullable:"false" doc:"Built-in ones that are silent."`
		}
	}
	huma.Register(a.huma, route(http.MethodGet, path+"/{language}/{group}", "get-words", "The phrases of one group in one language", tag, xunpan.CanSettings), func(ctx context.Context, in *struct{ WordGroupID }) (*one, error) {
		w, _, err := a.desk.Words(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(one)
		c := w[in.Language][in.Group]
		out.Body.BuiltIn, out.Body.Own, out.Body.Off = append([]string{}, flow.BuiltInWords(in.Language, in.Group)...), append([]string{}, c.Own...), append([]string{}, c.Off...)
		return out, nil
	})
	huma.Register(a.huma, route(http.MethodPut, path+"/{language}/{group}", "put-words", "Set your changes of one group in one language; empty ones go back to built in", tag, xunpan.CanSettings), func(ctx context.Context, in *struct {
		WordGroupID
		Body struct {
			Own     []string `json:"own,omitempty" maxItems:"2000"`
			Off     []string `json:"off,omitempty" maxItems:"2000"`
			Version int64    `json:"version,omitempty" doc:"The version that was read; 409 if it is not the present one."`
		}
	}) (*groups, error) {
		if err := a.desk.SetWords(ctx, who(ctx), in.Body.Version, in.Language, in.Group, flow.WordChange{Own: in.Body.Own, Off: in.Body.Off}); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
	a.wordTrials(path, tag)
}

func (a *API) wordTrials(path, tag string) {
	type hit struct {
		Group string      `json:"group"`
		Text  string      `json:"text"`
		At    xunpan.Span `json:"at"`
		Own   bool        `json:"own"`
		Off   bool        `json:"off" doc:"Found by what is in force, silent by the change."`
	}
	type triedWords struct {
		Hits []hit        `json:"hits" nullable:"false"`
		From xunpan.Brief `json:"from" doc:"By what is in force."`
		To   xunpan.Brief `json:"to" doc:"With the change."`
	}
	huma.Register(a.huma, route(http.MethodPost, path+"/try", "try-words", "Try words on a text; nothing is kept", tag, xunpan.CanSettings), func(ctx context.Context, in *struct {
		Body struct {
			Language string     `json:"language,omitempty" enum:"en,es,pt,fr,de,it,ru,ar,tr,zh"`
			Group    string     `json:"group,omitempty" maxLength:"60" doc:"Left out, the words in force are tried."`
			Change   wordChange `json:"change,omitempty"`
			Text     string     `json:"text" maxLength:"262144"`
		}
	}) (*single[triedWords], error) {
		b := &in.Body
		t, err := a.desk.TryWords(ctx, b.Language, b.Group, flow.WordChange(b.Change), b.Text)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := triedWords{[]hit{}, t.From, t.To}
		for i := range t.Hits {
			h := &t.Hits[i]
			v.Hits = append(v.Hits, hit{h.Group, h.Text, h.At, h.Own, h.Off})
		}
		return &single[triedWords]{v}, nil
	})
	type heard struct {
		Text string `json:"text"`
		N    int    `json:"n"`
	}
	huma.Register(a.huma, route(http.MethodGet, path+"/{language}/{group}/heard", "list-heard-words", "Which phrases of a group were found in the newest inquiries of a language", tag, xunpan.CanSettings), func(ctx context.Context, in *WordGroupID) (*items[heard], error) {
		found, err := a.desk.HeardWords(ctx, who(ctx), in.Language, in.Group)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(found, func(h *flow.HeardWord) heard { return heard{h.Text, h.N} }), nil
	})
}

func (a *API) tallyRoutes() {
	type tally struct {
		ID    string         `json:"id"`
		N     int            `json:"n" doc:"Inquiries on which it spoke."`
		Stars int            `json:"median_stars"`
		Types map[string]int `json:"types" doc:"What these inquiries are now."`
		Won   int            `json:"won"`
		Lost  int            `json:"lost"`
		Said  int            `json:"corrected" doc:"Those that a user put right."`
	}
	type tallies struct {
		Looked int     `json:"looked" doc:"The newest inquiries; 3,000 at most, counted anew every ten minutes."`
		Items  []tally `json:"items" nullable:"false"`
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/signal-tallies", "list-signal-tallies", "How often each signal spoke lately, and what became of these inquiries", "signals", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[tallies], error) {
		all, err := a.desk.Tallies(ctx, who(ctx))
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := tallies{all.Looked, []tally{}}
		for i := range a.signalsNow().Signals {
			id := a.signalsNow().Signals[i].ID
			t := all.BySignal[id]
			one := tally{id, t.N, t.Stars, map[string]int{}, t.Won, t.Lost, t.Said}
			for b, n := range t.Types {
				one.Types[string(b)] = n
			}
			v.Items = append(v.Items, one)
		}
		return &single[tallies]{v}, nil
	})
}

func (a *API) siteFormRoutes() {
	type form struct {
		Sites   []string `json:"sites" nullable:"false" maxItems:"50" doc:"Websites that may use it, such as https://www.example.com."`
		Thanks  string   `json:"thanks,omitempty" maxLength:"500" doc:"Words after sending, or a page of one of the sites."`
		Address string   `json:"address,omitempty" readOnly:"true" doc:"Where the form posts to."`
		Taken   int      `json:"taken,omitempty" readOnly:"true" doc:"In thirty days."`
		Refused int      `json:"refused,omitempty" readOnly:"true" doc:"Of robots, in thirty days."`
	}
	show := func(ctx context.Context) (*single[form], error) {
		f, err := a.desk.OpenForm(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		n, err := a.desk.FormCounts(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := form{append([]string{}, f.Sites...), f.Thanks, a.desk.URL + "/form/" + f.Key, n.Taken, n.Refused}
		return &single[form]{v}, nil
	}
	const path = "/api/v1/settings/form"
	huma.Register(a.huma, route(http.MethodGet, path, "get-site-form", "The form on your websites", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[form], error) { return show(ctx) })
	huma.Register(a.huma, route(http.MethodPut, path, "put-site-form", "Set which websites may use the form, and what is said after sending", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[form]) (*single[form], error) {
		if err := a.desk.SaveForm(ctx, who(ctx), in.Body.Sites, in.Body.Thanks); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
}
