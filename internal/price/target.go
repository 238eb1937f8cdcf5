package price

import (
	"slices"

	"xunpan"
)

// Verdict is what to answer to a target price.
type Verdict string

// The verdicts.
const (
	Accept   Verdict = "accept"   // our price is not above the target
	Concede  Verdict = "concede"  // the target earns less than wanted, but is not below the floor
	Quantity Verdict = "quantity" // a larger quantity makes it work
	Term     Verdict = "term"     // another term makes it work
	Decline  Verdict = "decline"  // nothing does
)

// Counter is our answer to a buyer's target price. It stays in the house.
type Counter struct {
	Item    int // index
	Term    xunpan.Incoterm
	Place   string
	Target  Number // per unit, in the currency of the offer
	Price   Number // ours, as it would be offered
	Floor   Number
	Verdict Verdict
	Margin  Margin // at the target
	Ways    []Way  // what makes it work, the least change first; of quantities and terms both if both do
}

// Way is a change that makes the target price work.
type Way struct {
	Kind     Verdict // Quantity or Term
	Quantity Number
	Term     xunpan.Incoterm
	Place    string
	Price    Number // ours there
	Floor    Number // there
	Margin   Margin // of the target there
}

// Counter works back from a target price per unit: the margin that remains,
// and what would make it work.
func (c *Calculation) Counter(item int, t Target) (Counter, error) {
	w := c.w
	o := Choice{Term: string(t.Term)}
	for _, have := range w.Options {
		if term, _, _ := parseTerm(have.Term); term == t.Term {
			o = have
			break
		}
	}
	opt := w.resolve(o)
	if err := w.needsOf(opt.rule); err != nil {
		return Counter{}, err
	}
	target := t.Price.Value
	if t.Price.Currency != w.Currency {
		var f faults
		if w.needs(t.Price.Currency, at("items", item, "target.price"), &f); f.err() != nil {
			return Counter{}, f.err()
		}
		// A price is earned, so both currencies count at the cheaper rate.
		target = w.div(w.mul(target, w.x.rates[t.Price.Currency].in), w.x.rates[w.Currency].in)
	}
	k := w.costs(item, w.Items[item].Quantity)
	l := w.line(&k, item, &opt)
	a := Counter{Item: item, Term: opt.rule.term, Place: opt.place, Target: target, Price: l.Price, Floor: l.House.floor, Margin: l.House.MarginAt(target)}
	switch {
	case target.Cmp(l.Price) >= 0:
		a.Verdict = Accept
		return a, w.err
	case target.Cmp(l.House.floor) >= 0:
		a.Verdict = Concede
	}
	quantities := w.largerQuantities(item, target, &opt)
	terms := w.otherTerms(&k, item, target, &opt, l.Price)
	if a.Verdict == "" {
		switch {
		case len(quantities) > 0:
			a.Verdict = Quantity
		case len(terms) > 0:
			a.Verdict = Term
		default:
			a.Verdict = Decline
		}
	}
	a.Ways = append(quantities, terms...)
	return a, w.err
}

// times are the quantities tried where there is no ladder.
var times = []int64{2, 3, 5, 10}

// mostWays of one kind are shown.
const mostWays = 3

// largerQuantities are those at which the target is not below the floor. The
// least comes first, then the first at which it earns the wanted profit.
func (w *work) largerQuantities(item int, target Number, o *option) []Way {
	it := &w.Items[item]
	var try []Number
	for _, r := range w.ladder(item) {
		if r.Quantity.Cmp(it.Quantity) > 0 {
			try = append(try, r.Quantity)
		}
	}
	if len(w.ladder(item)) == 0 {
		for _, n := range times {
			if q := w.mul(it.Quantity, whole(n)); q.Cmp(mostQuantity) <= 0 && !w.tooManyCartons(it, q) {
				try = append(try, q)
			}
		}
	}
	var ways []Way
	for _, q := range try {
		k := w.costs(item, q)
		l := w.line(&k, item, o)
		full := target.Cmp(l.Price) >= 0
		if target.Cmp(l.House.floor) < 0 || len(ways) > 0 && !full {
			continue
		}
		ways = append(ways, Way{Quantity, q, o.rule.term, o.place, l.Price, l.House.floor, l.House.MarginAt(target)})
		if full {
			break
		}
	}
	return ways
}

func (w *work) tooManyCartons(it *Item, quantity Number) bool {
	return it.Packing != nil && w.div(quantity, it.Packing.PerCarton).Cmp(whole(mostCartons)) > 0
}

// otherTerms are those under which the target is not below the floor: the
// buyer then pays himself what the price no longer holds. The term nearest in
// price comes first.
func (w *work) otherTerms(k *costs, item int, target Number, asked *option, price Number) []Way {
	var ways []Way
	water := w.byShip()
	boxes := w.Shipping.Mode == FCL || w.Shipping.Mode == LCL
	for i := len(rules) - 1; i >= 0; i-- { // of equal prices the term that does more for the buyer
		r := &rules[i]
		if r == asked.rule || r.sea && !water || r.term == xunpan.FAS && boxes || w.needsOf(r) != nil {
			continue
		}
		choice := asked.Choice
		choice.Term, choice.Place, choice.PlaceKind, choice.PlaceCountry = string(r.term), "", "", ""
		o := w.resolve(choice)
		if list := w.Items[item].List; o.place == "" || w.wayUnpaid(&o) || list != nil && !list.after(&o) {
			continue
		}
		l := w.line(k, item, &o)
		if l.Price.Cmp(price) < 0 && target.Cmp(l.House.floor) >= 0 {
			ways = append(ways, Way{Term, k.quantity, r.term, o.place, l.Price, l.House.floor, l.House.MarginAt(target)})
		}
	}
	slices.SortStableFunc(ways, func(a, b Way) int { return b.Price.Cmp(a.Price) })
	return ways[:min(len(ways), mostWays)]
}
