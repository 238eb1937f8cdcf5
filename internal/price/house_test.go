package price_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

func read(t testing.TB, text string) *price.Sheet {
	t.Helper()
	f, err := pricefile.Read("sheet", []byte(text))
	if err != nil {
		t.Fatal(err)
	}
	return &f.Sheet
}

// secret is a sheet whose floor, costs and margin are figures that occur
// nowhere in its offer.
const secret = `
title: Lamps
currency: USD
date: 2026-11-23
valid_days: 15
items:
  - {name: Lamp, model: L1, quantity: 1000, moq: 200, goods: {cost: 71.7171 USD}, ladder: [{quantity: 500}, {quantity: 2000, discount: 12%}]}
profit: 15%
floor: 9%
discount: {rate: 5%}
options: [FOBC5 Ningbo]
`

func TestOfferShowsNoCosts(t *testing.T) {
	t.Parallel()
	c := compute(t, read(t, secret))
	h := &c.Options[0].Lines[0].House
	floor, margin := h.Floor(), h.Margin()
	data, err := json.Marshal(c.Offer())
	if err != nil {
		t.Fatal(err)
	}
	carelessly, err := json.Marshal(c.Options)
	if err != nil {
		t.Fatal(err)
	}
	printed := fmt.Sprintf("%v %+v %s %#v", c.Options, c.Options[0].Lines[0], c.Options[0], *h)
	for what, n := range map[string]price.Number{"floor": floor, "cost": decimal.MustParse("71.7171"), "profit": margin.Unit.Trunc(4), "margin": margin.OfPrice.Trunc(6), "exact": h.Exact().Trunc(4)} {
		for where, text := range map[string]string{"offer": string(data), "options as JSON": string(carelessly), "options printed": printed} {
			if strings.Contains(text, n.Trim(0).String()) {
				t.Errorf("the %s (%s) stands in the %s: %s", what, n, where, text)
			}
		}
	}
	var got xunpan.Offer
	if err := json.Unmarshal(data, &got); err != nil {
		t.Fatal(err)
	}
	l := got.Options[0].Lines[0]
	if got.ValidUntil != "2026-12-08" || got.Options[0].Rule != xunpan.IncotermsRule || l.MOQ != "200" || l.Discount != "5%" || len(l.Ladder) != 2 || l.Price.Currency != "USD" || l.List == nil {
		t.Errorf("%+v", got)
	}
}

func TestBelowFloorNeedsApproval(t *testing.T) {
	t.Parallel()
	c := compute(t, read(t, secret))
	list := c.Approvals()
	if len(list) != 1 || list[0].Quantity.String() != "2000" || list[0].Price.Cmp(list[0].Floor) >= 0 {
		t.Fatalf("%+v: the rung of 2000 with 12%% off is the one below the floor", list)
	}
	if c.Options[0].Lines[0].House.NeedsApproval() {
		t.Error("the price at 1000 is above the floor")
	}
}

// what a route of a Chinese seller and a German buyer looks like, with every
// charge that a term may need.
const voyage = `
currency: USD
date: 2026-11-23
valid_days: 10
route: {from: CN, to: DE, premises: Jiangmen, port: Nansha, to_port: Hamburg, destination: Hannover}
shipping: {mode: %s}
items: {name: Kettle, quantity: 100, goods: {cost: 10 USD}}
charges: [{stage: freight, cost: 1 USD}, {stage: on_carriage, cost: 1 USD}]
insurance: {a: 0.5%%, c: 0.2%%}
import: {duty: 2%%, tax: 19%%}
options: [{term: %s, place: "%s"}]
%s`

func gazetteer(place, _ string) (kind, where string) {
	switch place {
	case "Nansha", "Ningbo":
		return "port", "CN"
	case "Hamburg":
		return "port", "DE"
	case "Hannover":
		return "city", "DE"
	case "Jiangmen", "Yiwu":
		return "city", "CN"
	case "Los Angeles":
		return "port", "US"
	}
	return "", ""
}

func TestWarnings(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ mode, term, place, more, want string }{
		{"fcl", "FOB", "Nansha", "", "container.sea_term"},
		{"lcl", "CIF", "Hamburg", "", "container.sea_term"},
		{"bulk", "FOB", "Nansha", "", ""},
		{"fcl", "FCA", "Nansha", "", ""},
		{"fcl", "CIP", "Hannover", "", ""},
		{"air", "FOB", "Nansha", "", "mode.sea_term"},
		{"courier", "CIF", "Hamburg", "", "mode.sea_term"},
		{"bulk", "FOB", "Yiwu", "", "place.port"},
		{"bulk", "CFR", "Hannover", "", "place.port"},
		{"bulk", "FOB", "Los Angeles", "", "place.side"},
		{"bulk", "CIF", "Ningbo", "", "place.side"},
		{"bulk", "FOB", "Nowhere Known", "", ""},
		{"fcl", "DAP", "Los Angeles", "", "place.country"},
		{"fcl", "DAT", "Hamburg", "", "term.old"},
		{"fcl", "DDU", "Hamburg", "", "term.old"},
		{"bulk", "C&F", "Hamburg", "", "term.old"},
		{"fcl", "EXW", "Jiangmen", "", "exw.export"},
		{"fcl", "DDP", "Hamburg", "", "ddp.vat"},
		{"fcl", "DAP", "Hannover", "charges: {stage: freight, cost: 1 USD}", "place.on_carriage"},
		{"fcl", "CPT", "Hannover", "charges: {stage: freight, cost: 1 USD}", "place.on_carriage"},
		{"rail", "CPT", "Hannover", "charges: {stage: freight, cost: 1 USD}", ""},
		{"fcl", "CPT", "Hamburg", "charges: {stage: freight, cost: 1 USD}", ""},
		{"fcl", "CIP", "Hannover", "insurance: {clause: C, c: 0.2%}", "insurance.clause"},
		{"fcl", "CIP", "Hannover", "insurance: {c: 0.2%}", "insurance.clause"},
		{"bulk", "CIF", "Hamburg", "insurance: {c: 0.2%, share: 100%}", "insurance.share"},
		{"bulk", "CIF", "Hamburg", "insurance: {a: 0.5%}", ""},
		{"bulk", "FOB", "Nansha", "discount: {rate: 3%, until: 2026-11-22}", "discount.over"},
		{"bulk", "FOB", "Nansha", "valid_days: 0", "validity"},
	} {
		text := fmt.Sprintf(voyage, c.mode, c.term, c.place, c.more)
		if key, _, ok := strings.Cut(c.more, ":"); ok { // the later line replaces the first
			at := strings.Index(text, "\n"+key+":")
			end := at + 1 + strings.Index(text[at+1:], "\n")
			if at >= 0 && end < len(text)-len(c.more) {
				text = text[:at] + text[end:]
			}
		}
		s := read(t, text)
		s.Gazetteer = gazetteer
		var got []string
		for _, w := range compute(t, s).Options[0].Warnings {
			got = append(got, w.ID)
			if w.Say.En == "" || w.Say.Zh == "" || strings.Contains(w.Say.En+w.Say.Zh, "%!") {
				t.Errorf("%s: %+v", w.ID, w.Say)
			}
		}
		if strings.Join(got, " ") != c.want {
			t.Errorf("%s %s %s %s: %v, want %q", c.mode, c.term, c.place, c.more, got, c.want)
		}
	}
}

// TestListedFloor: nobody knows what a list price earns, so none is offered
// below it without a manager, nor at a term that has less in it.
func TestListedFloor(t *testing.T) {
	t.Parallel()
	const sheet = "currency: USD\ndate: 2026-11-23\nitems:\n  - {name: Lamp, quantity: 100, list: {price: 12 USD, term: FCA}, target: {price: 11.99 USD, term: FCA}}\nfloor: 30%%\ndiscount: {rate: %s, from: profit}\noptions: [%s]\n"
	c, err := price.Compute(read(t, fmt.Sprintf(sheet, "0%", "FCA Cixi")))
	if err != nil {
		t.Fatal(err)
	}
	l := &c.Options[0].Lines[0]
	if !l.House.Listed() || l.House.NeedsApproval() || l.House.Floor().String() != "12.00" || c.Counters[0].Verdict == price.Concede || c.Counters[0].Verdict == price.Accept {
		t.Errorf("floor %s, target %s", l.House.Floor(), c.Counters[0].Verdict)
	}
	c, err = price.Compute(read(t, fmt.Sprintf(sheet, "1%", "FCA Cixi")))
	if err != nil || !c.Options[0].Lines[0].House.NeedsApproval() {
		t.Errorf("a discount on a list price is given by nobody: %v", err)
	}
	if _, err = price.Compute(read(t, fmt.Sprintf(sheet, "0%", "EXW Cixi"))); err == nil || !strings.Contains(err.Error(), "holds more than EXW does") {
		t.Errorf("EXW from a list kept FCA: %v", err)
	}
}

func TestErrorsSayWhatToDo(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, change, to, field, want string }{
		{"missing rate", "cost: 10 USD", "cost: 10 EUR", "items[0].goods[0].cost", "add it under rates, as {currency: EUR"},
		{"stale rate", "items:", "rates: [{currency: USD, rate: 7, date: 2026-11-01}]\nhome: CNY\nitems:", "", ""},
		{"stale rate that is needed", "goods: {cost: 10 USD}", "goods: {cost: 10 CNY}, target: {price: 9 USD, term: FOB}}\nrates: {currency: USD, rate: 7, date: 2026-11-01", "rates[0].date", "22 days old"},
		{"rate of tomorrow", "goods: {cost: 10 USD}", "goods: {cost: 10 CNY}}\nrates: {currency: USD, rate: 7, date: 2026-11-24", "rates[0].date", "after the day of the sheet"},
		{"no freight", "charges: [{stage: freight, cost: 1 USD}, {", "charges: [{", "charges", "no charge has stage freight"},
		{"no insurance", "insurance: {a: 0.5%, c: 0.2%}\n", "", "insurance", "add insurance"},
		{"no place", "to_port: Hamburg, destination: Hannover", "to: DE", "options[0].place", "route.to_port"},
		{"refund without VAT", "cost: 10 USD", "cost: 10 USD, refund: 13%", "items[0].goods[0].refund", "is vat missing?"},
		{"a list price with less in it than asked", "goods: {cost: 10 USD}", "list: {price: 12 USD, term: CIF}", "items[0].list.term", "EXW, FCA, FAS or FOB"},
		{"a list price that says nothing", "goods: {cost: 10 USD}", "list: {price: 0 USD, term: FOB}", "items[0].list.price", "missing"},
		{"cost and list price", "goods: {cost: 10 USD}", "goods: {cost: 10 USD}, list: {price: 12 USD}", "items[0].list", "keep the one"},
		{"no packing", "freight, cost: 1 USD}", "freight, cost: 1 USD per container}", "charges[0].cost", "add packing"},
		{"all of the price", "valid_days: 10", "commission: 60%\nprofit: 50% of price", "profit", "nothing is left"},
		{"clauses exchanged", "a: 0.5%, c: 0.2%", "a: 0.2%, c: 0.5%", "insurance", "the wider clause costs less"},
	} {
		text := fmt.Sprintf(voyage, "bulk", "CIF", "", "")
		if !strings.Contains(text, c.change) {
			t.Fatalf("%s: no %q", c.name, c.change)
		}
		s := read(t, strings.Replace(strings.Replace(text, "to: DE, ", "", 1), c.change, c.to, 1))
		_, err := price.Compute(s)
		if c.want == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		list, ok := errors.AsType[price.Faults](err)
		if e, one := errors.AsType[*xunpan.Invalid](err); one {
			list, ok = price.Faults{e}, true
		}
		found := false
		for _, e := range list {
			found = found || e.Field == c.field && strings.Contains(e.Say.En, c.want) && e.Say.Zh != ""
		}
		if !ok || !found {
			t.Errorf("%s: %v, want %s: …%s…", c.name, err, c.field, c.want)
		}
	}
}
