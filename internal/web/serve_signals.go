package web

import (
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
		s.route("POST /settings/signals/reset", xunpan.CanSettings, s.resetSignals),
		s.route("POST /settings/signals/rejudge", xunpan.CanSettings, s.rejudge),
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
	changes, version, err := s.Desk.SignalChanges(r.Context())
	if err != nil {
		return err
	}
	v := SignalsView{Frame: s.frame(r, "setting.signals"), Version: version, Query: strings.TrimSpace(r.URL.Query().Get("q")), Edited: len(changes)}
	if v.Again, err = s.rejudgeView(r); err != nil {
		return err
	}
	tallies, err := s.Desk.Tallies(r.Context(), who(r))
	if err != nil {
		return err
	}
	all := s.signalsNow().Signals
	for i := range all {
		row := signalRow(v.T, &all[i], changes)
		if tallies.Looked > 0 {
			row.Spoke = tallyView(tallies, row.ID).share()
		}
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
	return SignalRow{ID: g.ID, Title: g.Title.In(t.Lang()), Axis: g.Axis, Points: g.Points, Basis: g.Basis, On: !g.Off, Edited: edited, Spoke: -1}
}

func (s *Site) signalView(r *http.Request) (v SignalView, err error) {
	id := r.PathValue("id")
	now, built := s.signalsNow().Signal(id), judge.Default().Signal(id)
	if now == nil || built == nil {
		return v, store.ErrNotFound
	}
	changes, version, err := s.Desk.SignalChanges(r.Context())
	if err != nil {
		return v, err
	}
	v.Frame, v.Version = s.frame(r, "setting.signals"), version
	tallies, err := s.Desk.Tallies(r.Context(), who(r))
	if err != nil {
		return v, err
	}
	v.Tally = tallyView(tallies, id)
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
		if err := s.Desk.SetSignal(r.Context(), who(r), formVersion(r), id, nil); err != nil {
			return err
		}
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/signals/"+id)
	}
	if version := formVersion(r); version != 0 {
		v.Version = version
	}
	c, err := signalChange(r, &v)
	if err != nil {
		return s.signalProblem(w, r, v, err)
	}
	v.Row.On = !c.Off
	if r.PostFormValue("do") != "preview" {
		if err := s.Desk.SetSignal(r.Context(), who(r), formVersion(r), id, c); err != nil {
			return s.signalProblem(w, r, v, err)
		}
		setFlash(w, "saved", "")
		return s.back(w, r, "/settings/signals/"+id)
	}
	looked, changed, err := s.Desk.PreviewSignal(r.Context(), who(r), id, c)
	if err != nil {
		return s.signalProblem(w, r, v, err)
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
			row := rowOf(&x.Inquiry, byID)
			row.Stars, row.Type = x.From.Stars, x.From.Type
			v.Effect.Rows = append(v.Effect.Rows, EffectRow{Row: row, Stars: x.To.Stars, Type: x.To.Type, UserSaid: x.Inquiry.Said != nil})
		}
		if said := x.Inquiry.Said; said != nil && (said.Type != "" && said.Type != x.To.Type || said.Stars != nil && *said.Stars != x.To.Stars) {
			v.Effect.Against++
		}
	}
	return s.show(w, r, http.StatusOK, SignalPage(v))
}

// signalChange reads the form of a signal, into the view too. What is as built
// in is no change.
func signalChange(r *http.Request, v *SignalView) (*flow.SignalChange, error) {
	built := judge.Default().Signal(v.Row.ID)
	c := &flow.SignalChange{Off: r.PostFormValue("on") == ""}
	points, err := numberOf(r, "points", built.Points)
	if err != nil {
		return nil, err
	}
	v.Row.Points = points
	switch {
	case points == built.Points:
	case points == 0: // the catalogue's file has no word for it
		return nil, invalid("points", "Points cannot be 0: switch the signal off, or let it count a little, such as 0.1.", "分值不能为 0：请停用该信号，或填写 0.1 这样的小值。")
	default:
		c.Points = points
	}
	types := map[string]float64{}
	for i := range v.Weights {
		t := &v.Weights[i]
		if t.Value, err = numberOf(r, "weight."+string(t.Type), 0); err != nil {
			return nil, err
		}
		if t.Value != 0 {
			types[string(t.Type)] = t.Value
		}
		if t.Value != built.Types[string(t.Type)] {
			c.Types = types
		}
	}
	return c, nil
}

func numberOf(r *http.Request, field string, empty float64) (float64, error) {
	text := strings.TrimSpace(r.PostFormValue(field))
	if text == "" {
		return empty, nil
	}
	f, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return 0, invalid(field, "%q is no number.", "“%s”不是数字。", text)
	}
	return f, nil
}

func (s *Site) signalProblem(w http.ResponseWriter, r *http.Request, v SignalView, err error) error {
	found, err := problems(err, v.T)
	if err != nil {
		return err
	}
	for _, p := range found {
		v.Problem = p
	}
	return s.show(w, r, http.StatusUnprocessableEntity, SignalPage(v))
}

func (s *Site) resetSignals(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.ResetSignals(r.Context(), who(r), formVersion(r)); err != nil {
		return err
	}
	setFlash(w, "saved", "")
	return s.back(w, r, "/settings/signals")
}

func (s *Site) rejudge(w http.ResponseWriter, r *http.Request) error {
	if err := s.Desk.StartRejudge(r.Context(), who(r)); err != nil {
		return err
	}
	setFlash(w, "rejudging", "")
	return s.back(w, r, "/settings/signals")
}

func (s *Site) rejudgeView(r *http.Request) (RejudgeView, error) {
	x, err := s.Desk.Rejudging(r.Context())
	if err != nil {
		return RejudgeView{}, err
	}
	v := RejudgeView{State: x.State, By: x.By.Name, At: x.Now, Done: x.Done, Changed: x.Changed, Problem: x.Error, Share: "0"}
	if x.Total > 0 {
		v.Share = strconv.Itoa(min(100, 100*x.Done/x.Total))
	}
	for _, c := range x.List {
		v.Rows = append(v.Rows, RejudgeRow{c.Inquiry, c.Subject, c.From, c.To})
	}
	return v, nil
}
