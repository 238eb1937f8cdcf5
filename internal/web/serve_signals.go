package web

import (
	"maps"
	"net/http"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/gate"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

func (s *Site) signalRoutes() []gate.Route {
	return []gate.Route{
		s.route("GET /settings/signals", xunpan.CanSettings, s.signals),
		s.route("GET /settings/signals/{id}", xunpan.CanSettings, s.signal),
		s.route("POST /settings/signals/{id}", xunpan.CanSettings, s.changeSignal),
	}
}

// rules are the signals in force.
func (s *Site) signalsNow() *judge.Rules {
	if r := s.Desk.Reader().Rules; r != nil {
		return r
	}
	return judge.Default()
}

func (s *Site) signals(w http.ResponseWriter, r *http.Request) error {
	changes, _, err := s.Desk.SignalChanges(r.Context())
	if err != nil {
		return err
	}
	v := SignalsView{Frame: s.frame(r, "nav.settings"), Query: strings.TrimSpace(r.URL.Query().Get("q")), Edited: len(changes)}
	all := s.signalsNow().Signals
	for i := range all {
		row := signalRow(v.T, &all[i], changes)
		if q := strings.ToLower(v.Query); q != "" && !strings.Contains(strings.ToLower(row.ID+" "+all[i].Title.En+" "+all[i].Title.Zh+" "+row.Basis), q) {
			continue
		}
		if n := len(v.Groups); n == 0 || v.Groups[n-1].Name != all[i].Group {
			v.Groups = append(v.Groups, SignalGroup{Name: all[i].Group})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, row)
	}
	return s.show(w, r, http.StatusOK, SignalsPage(v))
}

func signalRow(t *T, g *judge.Signal, changes map[string]flow.SignalChange) SignalRow {
	_, edited := changes[g.ID]
	return SignalRow{ID: g.ID, Title: g.Title.In(t.Lang()), Axis: g.Axis, Points: g.Points, Basis: g.Basis, On: !g.Off, Edited: edited}
}

func (s *Site) signalView(r *http.Request) (v SignalView, err error) {
	id := r.PathValue("id")
	now, built := s.signalsNow().Signal(id), judge.Default().Signal(id)
	if now == nil || built == nil {
		return v, store.ErrNotFound
	}
	changes, _, err := s.Desk.SignalChanges(r.Context())
	if err != nil {
		return v, err
	}
	v.Frame = s.frame(r, "nav.settings")
	v.Row, v.Builtin = signalRow(v.T, now, changes), built.Points
	for _, b := range xunpan.Types {
		v.Weights = append(v.Weights, TypeWeight{b, now.Types[string(b)], built.Types[string(b)]})
	}
	return v, nil
}

func (s *Site) signal(w http.ResponseWriter, r *http.Request) error {
	v, err := s.signalView(r)
	if err != nil {
		return err
	}
	return s.show(w, r, http.StatusOK, SignalPage(v))
}

// changeSignal previews, keeps or takes back a change of one signal.
func (s *Site) changeSignal(w http.ResponseWriter, r *http.Request) error {
	v, err := s.signalView(r)
	if err != nil {
		return err
	}
	id := v.Row.ID
	if r.PostFormValue("do") == "reset" {
		if err := s.Desk.SetSignal(r.Context(), who(r), id, nil); err != nil {
			return err
		}
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/signals/"+id)
	}
	c := &flow.SignalChange{Off: r.PostFormValue("on") == ""}
	if c.Points, err = bounded(r.PostFormValue("points"), -100, 100); err != nil {
		return err
	}
	types := map[string]float64{}
	for i := range v.Weights {
		t := &v.Weights[i]
		if t.Value, err = bounded(r.PostFormValue("weight."+string(t.Type)), -6, 6); err != nil {
			return err
		}
		if t.Value != 0 {
			types[string(t.Type)] = t.Value
		}
	}
	built := judge.Default().Signal(id)
	if c.Points == built.Points {
		c.Points = 0
	}
	if !maps.Equal(types, built.Types) {
		c.Types = types
	}
	v.Row.On = !c.Off
	if r.PostFormValue("do") != "preview" {
		if err := s.Desk.SetSignal(r.Context(), who(r), id, c); err != nil {
			return err
		}
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/signals/"+id)
	}
	looked, changed, err := s.Desk.PreviewSignal(r.Context(), who(r), id, c)
	if err != nil {
		return err
	}
	byID, _, err := s.people(r.Context())
	if err != nil {
		return err
	}
	v.Effect = &Effect{Looked: looked, Changed: len(changed)}
	for i := range changed {
		x := &changed[i]
		switch {
		case x.To.Stars > x.From.Stars:
			v.Effect.Up++
		case x.To.Stars < x.From.Stars:
			v.Effect.Down++
		}
		if len(v.Effect.Rows) < 20 {
			v.Effect.Rows = append(v.Effect.Rows, EffectRow{Row: rowOf(&x.Inquiry, byID), Stars: x.To.Stars, Type: x.To.Type, UserSaid: x.Inquiry.Said != nil})
		}
		if said := x.Inquiry.Said; said != nil && (said.Type != "" && said.Type != x.To.Type || said.Stars != nil && *said.Stars != x.To.Stars) {
			v.Effect.Against++
		}
	}
	return s.show(w, r, http.StatusOK, SignalPage(v))
}

func bounded(text string, low, high float64) (float64, error) {
	if text == "" {
		return 0, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil || f < low || f > high {
		return 0, invalid("", "%q is no number from %g to %g.", "“%s”不是 %g 到 %g 之间的数字。", text, low, high)
	}
	return f, nil
}
