package main

import (
	"xunpan"
	pricing "xunpan/internal/price"
)

// The JSON of `xunpan price`, version 1. "offer" is all that may leave the
// house; "house" and "counters" hold costs, margins and floors.
type priceDocument struct {
	Version  int            `json:"version"`
	Offer    xunpan.Offer   `json:"offer"`
	Warnings []priceWarning `json:"warnings"`
	House    []housePrice   `json:"house"`
	Rates    []priceRate    `json:"rates,omitempty"`
	Loading  *priceLoading  `json:"loading,omitempty"`
	Counters []priceCounter `json:"counters,omitempty"`
}

type priceRate struct {
	Currency string `json:"currency"`
	Home     string `json:"home"`
	In       string `json:"in"`  // home currency for one unit that is earned
	Out      string `json:"out"` // and for one that is paid
	Date     string `json:"date"`
}

type priceWarning struct {
	Option int         `json:"option"` // index into offer.options
	ID     string      `json:"id"`
	Say    xunpan.Text `json:"say"`
}

type housePrice struct {
	Option        int         `json:"option"`
	Line          int         `json:"line"`
	Exact         string      `json:"exact"` // before price lists, discounts and rounding
	Floor         string      `json:"floor"`
	Room          string      `json:"room"` // price less floor
	NeedsApproval bool        `json:"needs_approval"`
	Margin        priceMargin `json:"margin"`
	BuildUp       []priceStep `json:"build_up"`
	Rungs         []houseRung `json:"ladder,omitempty"`
}

type houseRung struct {
	Quantity      string      `json:"quantity"`
	Price         string      `json:"price"`
	Floor         string      `json:"floor"`
	NeedsApproval bool        `json:"needs_approval"`
	Margin        priceMargin `json:"margin"`
}

type priceMargin struct {
	Unit    string `json:"unit"`
	Total   string `json:"total"`
	OfPrice string `json:"of_price"` // percent
	OfCost  string `json:"of_cost"`
}

type priceStep struct {
	Name    xunpan.Text `json:"name"`
	Basis   xunpan.Text `json:"basis"`
	Unit    string      `json:"unit"`
	Total   string      `json:"total"`
	Running string      `json:"running"`
}

type priceLoading struct {
	Cartons    int64       `json:"cartons"`
	CBM        string      `json:"cbm"`
	Gross      string      `json:"gross_kg"`
	Net        string      `json:"net_kg,omitempty"`
	WM         string      `json:"freight_tons"`
	Chargeable string      `json:"chargeable_kg"`
	Divisor    int         `json:"divisor"`
	Items      []priceLoad `json:"items"`
	Containers []pricePlan `json:"containers"`
}

type priceLoad struct {
	Cartons int64      `json:"cartons"`
	Fits    []priceFit `json:"fits"`
}

type priceFit struct {
	Kind     string `json:"kind"`
	Cartons  int64  `json:"cartons"`
	ByVolume int64  `json:"by_volume"`
	BySize   int64  `json:"by_size"`
	ByWeight int64  `json:"by_weight"`
	Binds    string `json:"binds"`
}

type pricePlan struct {
	Kind   string `json:"kind"`
	Count  int64  `json:"count"` // 0: a carton does not go in
	Filled string `json:"filled"`
	Binds  string `json:"binds"`
}

type priceCounter struct {
	Line    int         `json:"line"`
	Term    string      `json:"term"`
	Place   string      `json:"place"`
	Target  string      `json:"target"`
	Price   string      `json:"price"`
	Floor   string      `json:"floor"`
	Verdict string      `json:"verdict"`
	Margin  priceMargin `json:"margin"`
	Ways    []priceWay  `json:"ways"`
}

type priceWay struct {
	Kind     string      `json:"kind"`
	Quantity string      `json:"quantity"`
	Term     string      `json:"term"`
	Place    string      `json:"place"`
	Price    string      `json:"price"`
	Floor    string      `json:"floor"`
	Margin   priceMargin `json:"margin"`
}

// figure writes a computed number: six places are enough to check it by hand.
func figure(n pricing.Number) string { return n.Round(6).Trim(2).String() }

func percentFigure(n pricing.Number) string {
	p, err := n.Round(8).Mul(hundredPercent)
	if err != nil {
		return n.String()
	}
	return p.Round(2).Trim(0).String()
}

func marginJSON(m pricing.Margin) priceMargin {
	return priceMargin{figure(m.Unit), figure(m.Total), percentFigure(m.OfPrice), percentFigure(m.OfCost)}
}

func priceJSON(c *pricing.Calculation) *priceDocument {
	d := &priceDocument{Version: 1, Offer: c.Offer(), Warnings: []priceWarning{}}
	for i := range c.Options {
		for _, w := range c.Options[i].Warnings {
			d.Warnings = append(d.Warnings, priceWarning{i, w.ID, w.Say})
		}
		for n := range c.Options[i].Lines {
			d.House = append(d.House, houseJSON(i, n, &c.Options[i].Lines[n]))
		}
	}
	for _, r := range c.Rates() {
		d.Rates = append(d.Rates, priceRate{r.Currency, r.Home, figure(r.In), figure(r.Out), r.Date.String()})
	}
	if c.Loading != nil {
		d.Loading = loadingJSON(c.Loading)
	}
	for i := range c.Counters {
		a := &c.Counters[i]
		out := priceCounter{a.Item, string(a.Term), a.Place, figure(a.Target), figure(a.Price), figure(a.Floor), string(a.Verdict), marginJSON(a.Margin), []priceWay{}}
		for _, y := range a.Ways {
			out.Ways = append(out.Ways, priceWay{string(y.Kind), figure(y.Quantity), string(y.Term), y.Place, figure(y.Price), figure(y.Floor), marginJSON(y.Margin)})
		}
		d.Counters = append(d.Counters, out)
	}
	return d
}

func houseJSON(option, n int, l *pricing.Line) housePrice {
	h := &l.House
	out := housePrice{Option: option, Line: n, Exact: figure(h.Exact()), Floor: figure(h.Floor()), Room: figure(h.Room()), NeedsApproval: h.NeedsApproval(), Margin: marginJSON(h.Margin())}
	for _, s := range h.BuildUp() {
		out.BuildUp = append(out.BuildUp, priceStep{s.Name, s.Basis, figure(s.Unit), figure(s.Total), figure(s.Running)})
	}
	for i := range l.Ladder {
		r := &l.Ladder[i]
		out.Rungs = append(out.Rungs, houseRung{figure(r.Quantity), figure(r.Price), figure(r.House.Floor()), r.House.NeedsApproval(), marginJSON(r.House.Margin())})
	}
	return out
}

func loadingJSON(l *pricing.Loading) *priceLoading {
	out := &priceLoading{Cartons: l.Cartons, CBM: figure(l.CBM), Gross: figure(l.Gross), WM: figure(l.WM), Chargeable: figure(l.Chargeable), Divisor: l.Divisor}
	if !l.Net.IsZero() {
		out.Net = figure(l.Net)
	}
	for _, it := range l.Items {
		load := priceLoad{Cartons: it.Cartons, Fits: []priceFit{}}
		for _, f := range it.Fits {
			load.Fits = append(load.Fits, priceFit{string(f.Kind), f.Cartons, f.ByVolume, f.BySize, f.ByWeight, string(f.Binds)})
		}
		out.Items = append(out.Items, load)
	}
	for _, p := range l.Plans {
		out.Containers = append(out.Containers, pricePlan{string(p.Kind), p.Count, figure(p.Filled), string(p.Binds)})
	}
	return out
}
