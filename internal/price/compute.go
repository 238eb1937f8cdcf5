package price

import (
	"fmt"

	"xunpan"
)

// Calculation is a computed sheet. It stays in the house: what leaves it is
// made by [Calculation.Offer].
type Calculation struct {
	Options  []Option
	Loading  *Loading  // nil if no item's packing is known
	Counters []Counter `json:"-"`
	w        *work
}

// Option is one of the offers side by side.
type Option struct {
	Name     string
	Term     xunpan.Incoterm
	Place    string
	Lines    []Line // as the items of the sheet
	Total    Number // sum of the lines' amounts
	Warnings []Warning
}

// Line is one item at the option's term. Money is in the currency of the
// offer.
type Line struct {
	Quantity Number
	Price    Number // offered per unit, rounded by the sheet's rule
	List     Number // per unit before a discount that is shown; zero without one
	Amount   Number // quantity × price, to the smallest coin
	Ladder   []RungPrice
	House    House
}

// RungPrice is a price of the ladder.
type RungPrice struct {
	Quantity Number
	Price    Number
	House    House
}

// Margin is what a price earns.
type Margin struct {
	Unit    Number // profit per unit; negative is a loss
	Total   Number // for the quantity
	OfPrice Number // share of the price
	OfCost  Number // share of the costs in the price, insurance and shares of the price left out
}

// House is what a buyer must never see of a price. Its figures come out by its
// methods alone: printed or encoded as part of something else it shows
// nothing.
type House struct {
	w       *work
	v       *solved
	exact   Number // before changes and rounding, at the wanted profit
	wanted  Number // profit per unit
	floor   Number
	offered Number
	changes []change
}

type change struct {
	name, basis xunpan.Text
	unit        Number
}

// Format prints a House as a word, whatever the verb.
func (House) Format(f fmt.State, _ rune) { _, _ = f.Write([]byte("(in the house)")) }

// Floor is the least price per unit that may be offered without a manager's
// approval.
func (h *House) Floor() Number { return h.floor }

// Room is how far the offered price may be bargained down before a manager
// must approve; negative below the floor.
func (h *House) Room() Number {
	var c calc
	return c.sub(h.offered, h.floor)
}

// NeedsApproval reports whether the offered price lies below the floor.
func (h *House) NeedsApproval() bool { return h.offered.Cmp(h.floor) < 0 }

// Exact is the price per unit before price lists, discounts and rounding.
func (h *House) Exact() Number { return h.exact }

// Margin is what the offered price earns.
func (h *House) Margin() Margin { return h.MarginAt(h.offered) }

// MarginAt is what another price per unit would earn.
func (h *House) MarginAt(price Number) Margin {
	c := &work{}
	m := Margin{Unit: c.profitAt(h.v, price)}
	m.Total = c.mul(m.Unit, h.v.k.quantity)
	if price.IsPos() {
		m.OfPrice = c.div(m.Unit, price)
	}
	if h.v.cost.IsPos() {
		m.OfCost = c.div(m.Unit, h.v.cost)
	}
	return m
}

// Share is the margin of a price as a share of the asked base.
func (h *House) Share(price Number, of Base) Number {
	c := &work{}
	profit := c.profitAt(h.v, price)
	base := c.calc.value(h.v.base(of), profit)
	if base.IsZero() {
		return zero
	}
	return c.div(profit, base)
}

// Listed reports whether the price rests on a price list, so that no margin is
// known.
func (h *House) Listed() bool { return h.v.listed }

// Clause is the insurance clause in the price, "" without insurance.
func (h *House) Clause() Clause { return h.v.clause }

// BuildUp is how the offered price comes about. Its last running figure is the
// offered price.
func (h *House) BuildUp() []Step {
	c := &work{Sheet: h.w.Sheet}
	list := c.steps(h.v, h.wanted)
	running := h.exact
	if n := len(list); n > 0 {
		list[n-1].Running = h.exact // 19 digits end somewhere
	}
	for _, ch := range h.changes {
		running = c.add(running, ch.unit)
		list = append(list, Step{ch.name, ch.basis, ch.unit, c.mul(ch.unit, h.v.k.quantity), running})
	}
	return list
}

// Compute prices every item at every option. The error is a [Faults] or one
// [xunpan.Invalid], naming the field and what to do.
func Compute(s *Sheet) (*Calculation, error) {
	w, err := s.begin()
	if err != nil {
		return nil, err
	}
	c := &Calculation{w: w}
	if len(w.Options) == 0 {
		return nil, invalid("options", "no option is named: add options, as [FOB Ningbo, CIF Santos]", "没有报价方案：请添加 options，如 [FOB Ningbo, CIF Santos]")
	}
	base := make([]*costs, len(w.Items))
	for i := range w.Items {
		k := w.costs(i, w.Items[i].Quantity)
		base[i] = &k
	}
	rungs := w.rungCosts()
	for i := range w.Options {
		o := w.resolve(w.Options[i])
		opt := Option{Name: o.title(), Term: o.rule.term, Place: o.place, Lines: make([]Line, len(w.Items))}
		for n := range w.Items {
			if list := w.Items[n].List; list != nil && !list.after(&o) {
				return nil, invalid(at("items", n, "list"), "a price kept %s holds more than %s does: add what the product costs to offer it so", "目录价为 %s，包含的费用多于 %s：要按此报价，请填写产品成本", list.Term, o.rule.term)
			}
			l := w.line(base[n], n, &o)
			for _, k := range rungs[n] {
				r := w.line(k, n, &o)
				l.Ladder = append(l.Ladder, RungPrice{r.Quantity, r.Price, r.House})
			}
			opt.Lines[n] = l
			opt.Total = w.add(opt.Total, l.Amount)
		}
		opt.Warnings = w.warn(&o)
		c.Options = append(c.Options, opt)
	}
	for i := range w.Items {
		if w.Items[i].Packing != nil {
			c.Loading = w.cargo.loading(&w.calc, w.Sheet)
			break
		}
	}
	for i := range w.Items {
		if t := w.Items[i].Target; t != nil && w.err == nil {
			counter, err := c.Counter(i, *t)
			if err != nil {
				return nil, err
			}
			c.Counters = append(c.Counters, counter)
		}
	}
	if w.err != nil {
		return nil, w.err
	}
	return c, nil
}

// title is what sets an option apart beside its term.
func (o *option) title() string {
	if o.Name != "" {
		return o.Name
	}
	name := o.Tier
	if o.Region != "" {
		if name != "" {
			name += ", "
		}
		name += o.Region
	}
	return name
}

func (w *work) ladder(i int) []Rung {
	if l := w.Items[i].Ladder; l != nil {
		return l
	}
	return w.Ladder
}

func (w *work) rungCosts() [][]*costs {
	all := make([][]*costs, len(w.Items))
	for i := range w.Items {
		for _, r := range w.ladder(i) {
			k := w.costs(i, r.Quantity)
			all[i] = append(all[i], &k)
		}
	}
	return all
}

// line prices an item at an option.
func (w *work) line(k *costs, i int, o *option) Line {
	it := &w.Items[i]
	v := w.solve(k, it, o)
	h := House{w: w, v: v, wanted: w.wanted(v, v.profit)}
	h.exact = w.calc.value(v.price, h.wanted)
	floor := Rounding{To: w.Rounding.To}
	least := *w.Floor
	if it.List != nil {
		least = Share{Of: OfFOB}
	}
	h.floor = floor.round(&w.calc, w.calc.value(v.price, w.wanted(v, least)), w.Currency)
	l := Line{Quantity: k.quantity}
	price := h.exact
	step := func(name xunpan.Text, basis string, to Number) {
		if d := w.sub(to, price); !d.IsZero() {
			h.changes = append(h.changes, change{name, xunpan.Text{En: basis, Zh: basis}, d})
		}
		price = to
	}
	for _, pick := range []struct {
		name   string
		list   []Change
		en, zh string
	}{{o.Tier, w.Tiers, "Tier", "档次"}, {o.Region, w.Regions, "Region", "地区"}} {
		if ch := find(pick.list, pick.name); ch != nil {
			step(xunpan.Text{En: pick.en + ": " + ch.Name, Zh: pick.zh + "：" + ch.Name}, ch.text(), w.changed(price, ch))
		}
	}
	if d := w.rungDiscount(i, k.quantity); !d.IsZero() {
		step(xunpan.Text{En: "Quantity discount", Zh: "数量折扣"}, "−"+percent(d), w.mul(price, w.sub(one, d)))
	}
	off := w.discount()
	if off.IsZero() {
		l.Price = w.Rounding.round(&w.calc, price, w.Currency)
	} else {
		list := price
		if w.Discount.From != "profit" {
			list = w.div(price, w.sub(one, off))
		}
		l.List = w.Rounding.round(&w.calc, list, w.Currency)
		l.Price = w.Rounding.round(&w.calc, w.mul(l.List, w.sub(one, off)), w.Currency)
		step(xunpan.Text{En: "List price", Zh: "标价"}, "", l.List)
		step(xunpan.Text{En: "Discount", Zh: "折扣"}, "−"+percent(off), w.mul(l.List, w.sub(one, off)))
	}
	step(xunpan.Text{En: "Rounding", Zh: "取整"}, w.Rounding.text(w.Currency), l.Price)
	if !l.Price.IsPos() && w.err == nil {
		w.err = invalid(at("items", i, ""), "the price comes to %s: check discounts, price lists and the step of rounding", "价格算得 %s：请检查折扣、价目调整和取整单位", l.Price)
	}
	h.offered = l.Price
	l.Amount = w.amount(l.Price, k.quantity, w.Currency)
	l.House = h
	return l
}

func find(list []Change, name string) *Change {
	for i := range list {
		if name != "" && list[i].Name == name {
			return &list[i]
		}
	}
	return nil
}

func (w *work) changed(price Number, ch *Change) Number {
	if ch.Factor != nil {
		price = w.mul(price, *ch.Factor)
	}
	if ch.Add != nil {
		price = w.add(price, w.x.change(&w.calc, ch.Add.Value, ch.Add.Currency, w.Currency))
	}
	if ch.Less != nil {
		price = w.sub(price, w.x.change(&w.calc, ch.Less.Value, ch.Less.Currency, w.Currency))
	}
	return price
}

func (ch *Change) text() string {
	s := ""
	if ch.Factor != nil {
		s = "× " + plain(*ch.Factor)
	}
	if ch.Add != nil {
		s += " + " + ch.Add.String()
	}
	if ch.Less != nil {
		s += " − " + ch.Less.String()
	}
	return s
}

// rungDiscount is the discount of the highest rung that a quantity reaches.
func (w *work) rungDiscount(i int, quantity Number) Number {
	d := zero
	for _, r := range w.ladder(i) {
		if r.Quantity.Cmp(quantity) <= 0 {
			d = r.Discount.Fraction
		}
	}
	return d
}

// discount is the shown discount that is in force on the day of the sheet.
func (w *work) discount() Number {
	d := w.Discount
	if d == nil || !d.Until.IsZero() && w.Date.After(d.Until.Time) {
		return zero
	}
	return d.Rate.Fraction
}
