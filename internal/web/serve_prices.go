package web

import (
	"context"
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/price"
	"xunpan/internal/store"
)

// pricesOf is what a quotation's sheet comes to, or why it comes to nothing.
func (s *Site) pricesOf(ctx context.Context, t *T, q *store.Quote) PricesView {
	v := PricesView{ID: q.ID}
	_, calc, err := s.Desk.Calculation(ctx, q)
	var inv *xunpan.Invalid
	var faults price.Faults
	switch {
	case errors.As(err, &faults):
		for _, f := range faults {
			v.Problems = append(v.Problems, sheetProblem(t, f.Say.In(t.Lang())))
		}
		return v
	case errors.As(err, &inv):
		for _, line := range strings.Split(inv.Say.In(t.Lang()), "\n") {
			v.Problems = append(v.Problems, sheetProblem(t, line))
		}
		return v
	case err != nil:
		v.Problems = []string{t.Say("error.title")}
		s.Log.ErrorContext(ctx, "computing a quotation", "err", err)
		return v
	}
	v.Currency, v.Below = calc.Currency(), len(calc.Approvals())
	items := calc.Items()
	for i := range items {
		v.Items = append(v.Items, strings.TrimSpace(items[i].Name+" "+items[i].Model))
	}
	for i := range calc.Options {
		o := &calc.Options[i]
		option := PriceOption{Title: strings.TrimSpace(string(o.Term) + " " + o.Place + " " + o.Name), Total: money(o.Total)}
		for n := range o.Lines {
			option.Lines = append(option.Lines, priceLine(t, &o.Lines[n]))
		}
		for _, w := range o.Warnings {
			if say := w.Say.In(t.Lang()); !slices.Contains(v.Warnings, say) {
				v.Warnings = append(v.Warnings, say)
			}
		}
		v.Options = append(v.Options, option)
	}
	v.Loading = loadingOf(t, calc.Loading)
	for i := range calc.Counters {
		v.Counters = append(v.Counters, counterOf(t, &calc.Counters[i], v.Items))
	}
	return v
}

var (
	sheetLine = regexp.MustCompile(`^(?:sheet|pricing)(?::\d+)?: `)
	sheetPath = regexp.MustCompile(`^([a-z]+)\[(\d+)\](?:\.[a-z_.\[\]0-9]+)?: `)
)

// sheetProblem says where in the form something is wrong, in place of the line
// and key of a file.
func sheetProblem(t *T, text string) string {
	text = sheetLine.ReplaceAllString(text, "")
	if m := sheetPath.FindStringSubmatch(text); m != nil && t.Has("sheet", m[1]) {
		n, err := strconv.Atoi(m[2])
		if err != nil {
			return text
		}
		return t.Of("sheet", m[1]) + " " + t.Number(n+1) + ": " + text[len(m[0]):]
	}
	return text
}

func priceLine(t *T, l *price.Line) PriceLine {
	m := l.House.Margin()
	out := PriceLine{Price: money(l.Price), Amount: money(l.Amount), Margin: shareOf(t, m.OfPrice), Floor: money(l.House.Floor()), Room: money(l.House.Room()), Below: l.House.NeedsApproval()}
	if l.House.Listed() {
		out.Margin = t.Say("prices.listed")
	}
	for _, r := range l.Ladder {
		out.Ladder = append(out.Ladder, "≥ "+grouped(r.Quantity.Trim(0).String())+": "+money(r.Price))
	}
	for _, s := range l.House.BuildUp() {
		out.Steps = append(out.Steps, PriceStep{s.Name.In(t.Lang()), s.Basis.In(t.Lang()), figure(s.Unit), figure(s.Running)})
	}
	return out
}

func loadingOf(t *T, l *price.Loading) []string {
	if l == nil {
		return nil
	}
	out := []string{t.Say("loading.sum", "cartons", t.Number(int(l.Cartons)), "cbm", l.CBM.Round(2).String(), "kg", grouped(l.Gross.Round(0).String()))}
	for _, p := range l.Plans {
		if p.Count > 0 {
			out = append(out, t.Say("loading.plan", "count", t.Number(int(p.Count)), "kind", string(p.Kind), "filled", p.Filled.Round(2).String()))
		}
	}
	return out
}

func counterOf(t *T, c *price.Counter, items []string) string {
	say := items[c.Item] + " · " + t.SayOf("counter", string(c.Verdict), "target", money(c.Target), "price", money(c.Price), "term", string(c.Term)+" "+c.Place, "margin", shareOf(t, c.Margin.OfPrice))
	for _, w := range c.Ways {
		say += " " + t.Say("counter.way", "quantity", grouped(w.Quantity.Trim(0).String()), "term", string(w.Term)+" "+w.Place, "margin", shareOf(t, w.Margin.OfPrice))
	}
	return say
}

// offerPrices is what a quotation says, for who may not see how it came about.
func offerPrices(t *T, q *store.Quote) PricesView {
	v := PricesView{ID: q.ID, Currency: q.Offer.Currency}
	for i := range q.Offer.Options {
		o := &q.Offer.Options[i]
		option := PriceOption{Title: strings.TrimSpace(string(o.Term) + " " + o.Place + " " + o.Name), Total: grouped(o.Total.Amount)}
		for n := range o.Lines {
			l := &o.Lines[n]
			if i == 0 {
				v.Items = append(v.Items, strings.TrimSpace(l.Product+" "+l.Model))
			}
			line := PriceLine{Price: grouped(l.Price.Amount), Amount: grouped(l.Amount.Amount)}
			for _, r := range l.Ladder {
				line.Ladder = append(line.Ladder, "≥ "+grouped(r.Quantity)+": "+grouped(r.Price.Amount))
			}
			option.Lines = append(option.Lines, line)
		}
		v.Options = append(v.Options, option)
	}
	if len(v.Options) == 0 {
		v.Problems = []string{t.Say("prices.none")}
	}
	return v
}

func money(n price.Number) string { return grouped(n.Trim(2).Pad(2).String()) }

func figure(n price.Number) string { return grouped(n.Round(4).Pad(4).String()) }

func shareOf(t *T, n price.Number) string {
	percent, err := n.Mul(decimal.Hundred)
	if err != nil {
		return ""
	}
	return t.Say("number.percent", "n", percent.Round(1).String())
}

// grouped writes a decimal with marks of thousands.
func grouped(text string) string {
	whole, rest, point := strings.Cut(text, ".")
	sign := ""
	if strings.HasPrefix(whole, "-") {
		sign, whole = "−", whole[1:]
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if point {
		whole += "." + rest
	}
	return sign + whole
}
