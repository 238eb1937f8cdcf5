package api

import (
	"context"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

// ownCompany is our own company without its house rules, which have operations
// of their own.
type ownCompany struct {
	Names     []string           `json:"names,omitempty" maxItems:"5000" doc:"Company and brand names in every spelling."`
	Domains   []string           `json:"domains,omitempty" maxItems:"5000" doc:"Mail from these is yours and never an inquiry."`
	People    []string           `json:"people,omitempty" maxItems:"5000" doc:"Salespeople, as buyers greet them."`
	Products  []string           `json:"products,omitempty" maxItems:"5000" doc:"Products and models."`
	Customers []string           `json:"customers,omitempty" maxItems:"5000" doc:"Mail domains of customers, whose look-alikes are warned of."`
	Relays    []string           `json:"relays,omitempty" maxItems:"5000" doc:"Your own mail servers."`
	Home      string             `json:"home,omitempty" maxLength:"2" doc:"ISO 3166-1 alpha-2."`
	Zone      string             `json:"zone,omitempty" maxLength:"60" doc:"IANA name of the time zone."`
	Hours     xunpan.WorkingTime `json:"hours,omitempty"`
	Version   int64              `json:"version,omitempty" doc:"The version that was read; 409 if it is not the present one."`
}

// signal is one signal of the catalogue in force.
type signal struct {
	ID      string             `json:"id"`
	Group   string             `json:"group"`
	Title   textBoth           `json:"title"`
	Basis   string             `json:"basis" doc:"Number of the rule of export trade it stands for."`
	Axis    string             `json:"axis" enum:"need,credibility,engagement,risk"`
	Points  float64            `json:"points" doc:"On its axis at full strength."`
	Types   map[string]float64 `json:"types" doc:"Log-odds for (+) and against (−) each buyer type."`
	On      bool               `json:"on"`
	Changed bool               `json:"changed" doc:"It differs from the built-in one."`
	Builtin builtinSignal      `json:"builtin"`
}

type builtinSignal struct {
	Points float64            `json:"points"`
	Types  map[string]float64 `json:"types"`
}

// changedSignal is what is changed of a signal.
type changedSignal struct {
	On     *bool              `json:"on,omitempty" doc:"On if left out."`
	Points *float64           `json:"points,omitempty" minimum:"-100" maximum:"100" doc:"Those built in if left out; not 0, which is what off is for."`
	Types  map[string]float64 `json:"types,omitempty" doc:"All of them, −6 to 6; those built in if left out."`
}

func (c *changedSignal) change() (*flow.SignalChange, error) {
	out := &flow.SignalChange{Off: c.On != nil && !*c.On, Types: c.Types}
	if c.Points != nil {
		if out.Points = *c.Points; out.Points == 0 {
			return nil, &xunpan.Invalid{Field: "points", Say: xunpan.Text{En: "Points cannot be 0: switch the signal off, or let it count a little.", Zh: "分值不能为 0：请停用该信号，或填写一个小值。"}}
		}
	}
	return out, nil
}

func signalOf(s *judge.Signal, changed map[string]flow.SignalChange) signal {
	v := signal{ID: s.ID, Group: s.Group, Title: textBoth{s.Title.En, s.Title.Zh}, Basis: s.Basis, Axis: string(s.Axis), Points: s.Points, Types: s.Types, On: !s.Off}
	_, v.Changed = changed[s.ID]
	if b := judge.Default().Signal(s.ID); b != nil {
		v.Builtin = builtinSignal{b.Points, b.Types}
	}
	return v
}

// otherwise is an inquiry that a change would have judged otherwise.
type otherwise struct {
	Inquiry string       `json:"inquiry"`
	Subject string       `json:"subject"`
	From    xunpan.Brief `json:"from"`
	To      xunpan.Brief `json:"to"`
}

// SignalID is a signal's place in the address.
type SignalID struct {
	ID string `path:"id" maxLength:"60"`
}

func (a *API) settingRoutes() {
	a.ownCompanyRoutes()
	a.signalRoutes()
	a.houseRuleRoutes()
	type fares struct {
		State   string      `json:"state" enum:",waiting,running,done,failed"`
		Begun   *time.Time  `json:"begun"`
		Said    *time.Time  `json:"said" doc:"When this was written."`
		Done    int         `json:"done"`
		Total   int         `json:"total" doc:"About as many there are."`
		Changed int         `json:"changed" doc:"Of another type, stars or action than before."`
		List    []otherwise `json:"list" nullable:"false" doc:"The first of them."`
		Error   string      `json:"error,omitempty"`
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/rejudging", "get-rejudging", "How judging everything again fares, or fared last", "signals", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[fares], error) {
		s, err := a.desk.Rejudging(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := fares{State: s.State, Begun: at(s.Begun), Said: at(s.Now), Done: s.Done, Total: s.Total, Changed: s.Changed, List: []otherwise{}, Error: s.Error}
		for _, c := range s.List {
			v.List = append(v.List, otherwise{string(c.Inquiry), c.Subject, c.From, c.To})
		}
		return &single[fares]{v}, nil
	})
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/rejudging", "start-rejudging", "Judge everything again in the background; users' words stay", "signals", xunpan.CanSettings, func(op *huma.Operation) { op.DefaultStatus = http.StatusAccepted }), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.StartRejudge(ctx, who(ctx)))
	})
}

func (a *API) ownCompanyRoutes() {
	show := func(ctx context.Context) (*single[ownCompany], error) {
		c, version, err := a.desk.CompanySettings(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return &single[ownCompany]{ownCompany{c.Names, c.Domains, c.People, c.Products, c.Customers, c.Trusted, c.Home, c.Zone, c.Hours, version}}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/settings/company", "get-own-company", "What the desk knows of your own company", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*single[ownCompany], error) {
		return show(ctx)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/settings/company", "put-own-company", "Set it; what is left out is emptied, house rules stay", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[ownCompany]) (*single[ownCompany], error) {
		c, _, err := a.desk.CompanySettings(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		b := &in.Body
		c.Names, c.Domains, c.People, c.Products, c.Customers, c.Trusted = b.Names, b.Domains, b.People, b.Products, b.Customers, b.Relays
		c.Home, c.Zone, c.Hours = b.Home, b.Zone, b.Hours
		if err := a.desk.SaveCompany(ctx, who(ctx), b.Version, c); err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
}

func (a *API) signalRoutes() {
	show := func(ctx context.Context, id string) (*single[signal], error) {
		changed, _, err := a.desk.SignalChanges(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		s := a.signalsNow().Signal(id)
		if s == nil {
			return nil, a.fail(ctx, store.ErrNotFound)
		}
		return &single[signal]{signalOf(s, changed)}, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/signals", "list-signals", "The signal catalogue in force, by groups", "signals", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*items[signal], error) {
		changed, _, err := a.desk.SignalChanges(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return itemsOf(a.signalsNow().Signals, func(s *judge.Signal) signal { return signalOf(s, changed) }), nil
	})
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/signals", "reset-signals", "All signals back to built in", "signals", xunpan.CanSettings, gone), func(ctx context.Context, _ *struct{}) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.ResetSignals(ctx, who(ctx), 0))
	})
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/signals/{id}", "get-signal", "One signal", "signals", xunpan.CanSettings), func(ctx context.Context, in *SignalID) (*single[signal], error) {
		return show(ctx, in.ID)
	})
	type change struct {
		SignalID
		Body changedSignal
	}
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/signals/{id}", "put-signal", "Change one signal", "signals", xunpan.CanSettings), func(ctx context.Context, in *change) (*single[signal], error) {
		c, err := in.Body.change()
		if err == nil {
			err = a.desk.SetSignal(ctx, who(ctx), 0, in.ID, c)
		}
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx, in.ID)
	})
	huma.Register(a.huma, route(http.MethodDelete, "/api/v1/signals/{id}", "reset-signal", "One signal back to built in", "signals", xunpan.CanSettings, gone), func(ctx context.Context, in *SignalID) (*struct{}, error) {
		return nil, a.failed(ctx, a.desk.SetSignal(ctx, who(ctx), 0, in.ID, nil))
	})
	type effect struct {
		Looked  int         `json:"looked" doc:"Inquiries tried, the newest; as many as two seconds allow, 300 at most."`
		Changed []otherwise `json:"changed" nullable:"false"`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/signals/{id}/preview", "preview-signal", "What a change would do to the newest inquiries; nothing is kept", "signals", xunpan.CanSettings), func(ctx context.Context, in *change) (*single[effect], error) {
		c, err := in.Body.change()
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		looked, changed, err := a.desk.PreviewSignal(ctx, who(ctx), in.ID, c)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := effect{looked, make([]otherwise, len(changed))}
		for i := range changed {
			x := &changed[i]
			v.Changed[i] = otherwise{string(x.Inquiry.ID), x.Inquiry.Subject, x.From, x.To}
		}
		return &single[effect]{v}, nil
	})
}

func (a *API) signalsNow() *judge.Rules {
	if r := a.desk.Reader().Rules; r != nil {
		return r
	}
	return judge.Default()
}

// houseRule is one policy of the company.
type houseRule struct {
	ID     string   `json:"id,omitempty" maxLength:"60"`
	When   string   `json:"when" maxLength:"1000" doc:"A condition over the inquiry, such as: quantity > 0 && quantity < 100"`
	Action string   `json:"action,omitempty" doc:"What is recommended instead; nothing else if left out."`
	Say    textBoth `json:"say" doc:"What the rule says where it applies."`
	On     *bool    `json:"on,omitempty" doc:"On if left out."`
}

func (h *houseRule) rule() xunpan.HouseRule {
	return xunpan.HouseRule{ID: h.ID, When: h.When, Action: xunpan.Action(h.Action), Say: xunpan.Text{En: h.Say.En, Zh: h.Say.Zh}, Off: h.On != nil && !*h.On}
}

func (a *API) houseRuleRoutes() {
	type rules struct {
		Body struct {
			Items   []houseRule `json:"items" nullable:"false" maxItems:"100" doc:"In the order they are asked."`
			Version int64       `json:"version,omitempty" doc:"That of the company's settings; 409 if it is not the present one."`
		}
	}
	show := func(ctx context.Context) (*rules, error) {
		c, version, err := a.desk.CompanySettings(ctx)
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		out := new(rules)
		out.Body.Version, out.Body.Items = version, make([]houseRule, len(c.Rules))
		for i, h := range c.Rules {
			on := !h.Off
			out.Body.Items[i] = houseRule{h.ID, h.When, string(h.Action), textBoth{h.Say.En, h.Say.Zh}, &on}
		}
		return out, nil
	}
	huma.Register(a.huma, route(http.MethodGet, "/api/v1/house-rules", "get-house-rules", "Your own policies, in their order", "settings", xunpan.CanSettings), func(ctx context.Context, _ *struct{}) (*rules, error) {
		return show(ctx)
	})
	huma.Register(a.huma, route(http.MethodPut, "/api/v1/house-rules", "put-house-rules", "Set them, all of them", "settings", xunpan.CanSettings), func(ctx context.Context, in *rules) (*rules, error) {
		err := a.desk.SetRules(ctx, who(ctx), in.Body.Version, func([]xunpan.HouseRule) ([]xunpan.HouseRule, error) {
			all := make([]xunpan.HouseRule, len(in.Body.Items))
			for i := range in.Body.Items {
				all[i] = in.Body.Items[i].rule()
			}
			return all, nil
		})
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		return show(ctx)
	})
	type tried struct {
		Looked int      `json:"looked" doc:"Inquiries tried, the newest; as many as two seconds allow, 300 at most."`
		Hits   []string `json:"hits" nullable:"false" doc:"Ids of those on which it speaks."`
	}
	huma.Register(a.huma, route(http.MethodPost, "/api/v1/house-rules/try", "try-house-rule", "Try one on the newest inquiries; nothing is kept", "settings", xunpan.CanSettings), func(ctx context.Context, in *single[houseRule]) (*single[tried], error) {
		looked, hits, err := a.desk.TryRule(ctx, who(ctx), in.Body.rule())
		if err != nil {
			return nil, a.fail(ctx, err)
		}
		v := tried{looked, make([]string, len(hits))}
		for i := range hits {
			v.Hits[i] = string(hits[i].ID)
		}
		return &single[tried]{v}, nil
	})
}
