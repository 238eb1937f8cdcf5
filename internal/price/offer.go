package price

import (
	"time"

	"github.com/govalues/decimal"

	"xunpan"
)

// Offer is what the buyer may see: prices, quantities and terms, nothing of
// how they came about.
func (c *Calculation) Offer() xunpan.Offer {
	w := c.w
	o := xunpan.Offer{Title: w.Title, Currency: w.Currency, Date: w.Date.String()}
	if w.Valid > 0 {
		o.ValidUntil = w.Date.AddDate(0, 0, w.Valid).Format(time.DateOnly)
	}
	for i := range c.Options {
		opt := &c.Options[i]
		out := xunpan.OfferOption{Name: opt.Name, Term: opt.Term, Place: opt.Place, Rule: xunpan.IncotermsRule, Total: money(opt.Total, w.Currency)}
		for n := range opt.Lines {
			out.Lines = append(out.Lines, w.offerLine(&w.Items[n], &opt.Lines[n]))
		}
		o.Options = append(o.Options, out)
	}
	return o
}

func (w *work) offerLine(it *Item, l *Line) xunpan.OfferLine {
	out := xunpan.OfferLine{Product: it.Name, Model: it.Model, Unit: it.Unit, Quantity: plain(l.Quantity), Price: money(l.Price, w.Currency), Amount: money(l.Amount, w.Currency)}
	if !it.MOQ.IsZero() {
		out.MOQ = plain(it.MOQ)
	}
	if !l.List.IsZero() {
		list := money(l.List, w.Currency)
		out.List, out.Discount = &list, percent(w.Discount.Rate.Fraction)
	}
	for _, r := range l.Ladder {
		out.Ladder = append(out.Ladder, xunpan.OfferRung{Quantity: plain(r.Quantity), Price: money(r.Price, w.Currency)})
	}
	return out
}

// Approval is a price below the floor, for the manager who must approve it.
type Approval struct {
	Option, Item int // indices
	Quantity     Number
	Price, Floor Number
	Margin       Margin
}

// Approvals lists every price that may not leave the house without a manager's
// approval, rungs of ladders included.
func (c *Calculation) Approvals() []Approval {
	var list []Approval
	take := func(option, item int, q Number, h *House) {
		if h.NeedsApproval() {
			list = append(list, Approval{option, item, q, h.offered, h.floor, h.Margin()})
		}
	}
	for i := range c.Options {
		for n := range c.Options[i].Lines {
			l := &c.Options[i].Lines[n]
			take(i, n, l.Quantity, &l.House)
			for k := range l.Ladder {
				take(i, n, l.Ladder[k].Quantity, &l.Ladder[k].House)
			}
		}
	}
	return list
}

// RateUsed is a rate of exchange as it went into the prices: home currency for
// one unit, buffers in.
type RateUsed struct {
	Currency string
	Home     string
	In, Out  Number // for what we earn, for what we pay
	Buffer   Percent
	Date     Date
}

// Rates are the sheet's rates as they were used.
func (c *Calculation) Rates() []RateUsed {
	var list []RateUsed
	for i := range c.w.Rates {
		r := &c.w.Rates[i]
		x := c.w.x.rates[r.Currency]
		list = append(list, RateUsed{r.Currency, c.w.Home, x.in, x.out, r.Buffer, r.Date})
	}
	return list
}

// Mode is how the goods travel; "" if the sheet does not say.
func (c *Calculation) Mode() Mode { return c.w.Shipping.Mode }

// Currency is that of every amount of the calculation.
func (c *Calculation) Currency() string { return c.w.Currency }

// Items are the sheet's, with defaults filled in. They must not be changed.
func (c *Calculation) Items() []Item { return c.w.Items }

// text names the rule of rounding, in signs.
func (r *Rounding) text(currency string) string {
	step := decimal.MustNew(1, coinDigits(currency))
	if r.To != nil {
		step = *r.To
	}
	sign := map[string]string{"nearest": "≈ ", "down": "↓ "}[r.Mode]
	if sign == "" {
		sign = "↑ "
	}
	return sign + step.String()
}
