package price

import (
	"slices"

	"xunpan"
)

// entry is one cost of an item, per unit and in the currency of the offer.
type entry struct {
	name  xunpan.Text
	stage Stage // stageGoods before all others
	unit  Number
	basis basis
}

// Stages of the goods themselves; every term bears them.
const stageGoods Stage = ""

// part of the price that is a share of it.
type portion struct {
	name  xunpan.Text
	stage Stage // borne where charges of the stage are; stageGoods always
	rate  Number
	of    Base
	basis basis
}

// costs are what a price of an item is solved from.
type costs struct {
	quantity        Number
	purchase, goods Number // per unit: with VAT, and after the refund
	entries         []entry
	portions        []portion // without commission and profit
}

// work is a sheet being computed.
type work struct {
	calc
	*Sheet
	x     exchange
	cargo cargo
	all   sum
	box   int    // the sheet's container in Containers
	room  Number // containers' worth of cargo by volume and size
	bulk  Number // kilograms of all parts by weight or volume, for sharing air freight
	worth Number // of all goods, for sharing where packing is not known
	each  []Number
}

func (s *Sheet) begin() (*work, error) {
	p, err := s.prepared()
	if err != nil {
		return nil, err
	}
	w := &work{Sheet: p}
	if w.x, err = p.exchange(); err != nil {
		return nil, err
	}
	w.cargo = p.cargo(&w.calc)
	w.all = w.cargo.sum(&w.calc, p)
	w.box = slices.IndexFunc(Containers, func(b Container) bool { return b.Kind == p.Shipping.Container })
	for i := range w.cargo.parts {
		if part := &w.cargo.parts[i]; part.rooms != nil {
			w.room = w.add(w.room, part.rooms[w.box])
		}
		w.bulk = w.add(w.bulk, w.cargo.parts[i].charge)
	}
	w.each = make([]Number, len(p.Items))
	for i := range p.Items {
		w.each[i] = w.mul(w.purchase(&p.Items[i], p.Items[i].Quantity), p.Items[i].Quantity)
		w.worth = w.add(w.worth, w.each[i])
	}
	return w, w.err
}

// purchase is the goods' cost with VAT per unit.
func (w *work) purchase(it *Item, quantity Number) Number {
	if it.List != nil {
		return w.listed(it)
	}
	total := zero
	for k := range it.Goods {
		total = w.add(total, w.goods(it, &it.Goods[k], quantity))
	}
	return total
}

// goods is one cost of the goods with VAT per unit, in the offer's currency.
func (w *work) goods(it *Item, g *Cost, quantity Number) Number {
	n := g.Cost.Amount.Value
	switch g.Cost.Per {
	case PerOrder:
		n = w.div(n, quantity)
	case PerCarton:
		n = w.div(n, it.Packing.PerCarton)
	}
	if g.Net {
		n = w.mul(n, w.add(one, g.VAT.Fraction))
	}
	return w.x.change(&w.calc, n, g.Cost.Amount.Currency, w.Currency)
}

// listed is the list's price in the offer's currency.
func (w *work) listed(it *Item) Number {
	return w.x.change(&w.calc, it.List.Price.Value, it.List.Price.Currency, w.Currency)
}

// holds reports whether charges of a stage are in the list's price.
func (l *Listed) holds(s Stage) bool {
	return s == StageGeneral || ruleOf(l.Term).bears(s, where{})
}

// after reports whether an option asks no less of the seller than the price of
// the list does: what is in that price does not come out of it.
func (l *Listed) after(o *option) bool {
	for _, s := range ruleOf(l.Term).stages {
		if !o.rule.bears(s, o.where) {
			return false
		}
	}
	return true
}

// shipment is the whole cargo with one item at another quantity.
type shipment struct {
	all   sum
	part  part
	share Number // of this item in what is shared
	room  Number // as in work
}

func (w *work) shipment(i int, quantity Number) shipment {
	it := &w.Items[i]
	s := shipment{all: w.all, part: w.cargo.parts[i], room: w.room}
	same := quantity.Cmp(it.Quantity) == 0
	bulk := w.bulk
	if !same && it.Packing != nil {
		old := &w.cargo.parts[i]
		s.part = w.part(&w.calc, it, quantity)
		s.part.fits = old.fits
		s.part.fill(&w.calc)
		s.all.cartons += s.part.cartons - old.cartons
		s.all.volume = w.add(s.all.volume, w.sub(s.part.volume, old.volume))
		s.all.gross = w.add(s.all.gross, w.sub(s.part.gross, old.gross))
		s.all.finish(&w.calc, w.Sheet)
		s.room = w.add(s.room, w.sub(s.part.rooms[w.box], old.rooms[w.box]))
		bulk = w.add(bulk, w.sub(s.part.charge, old.charge))
	}
	switch {
	case len(w.Items) == 1:
		s.share = one
	case !w.cargo.packed:
		mine, total := w.each[i], w.worth
		if !same {
			mine = w.mul(w.purchase(it, quantity), quantity)
			total = w.add(total, w.sub(mine, w.each[i]))
		}
		if s.share = one; total.IsPos() {
			s.share = w.div(mine, total)
		}
	case w.Shipping.Mode == Air || w.Shipping.Mode == Courier:
		s.share = w.div(s.part.charge, bulk)
	default:
		s.share = w.div(s.part.volume, s.all.volume)
	}
	return s
}

// costs computes what an item costs at a quantity, the other items staying as
// they are.
func (w *work) costs(i int, quantity Number) costs {
	it := &w.Items[i]
	k := costs{quantity: quantity}
	k.entries = make([]entry, 0, 2*len(it.Goods)+len(w.Charges)+len(it.Charges)+len(w.Finance))
	if it.List != nil {
		k.purchase = w.listed(it)
		name := xunpan.Text{En: "List price " + string(it.List.Term), Zh: "目录价 " + string(it.List.Term)}
		k.entries = append(k.entries, entry{name: name, unit: k.purchase, basis: basis{kind: basisListed, item: it}})
	}
	refunds := make([]entry, 0, len(it.Goods))
	for n := range it.Goods {
		g := &it.Goods[n]
		unit := w.goods(it, g, quantity)
		k.purchase = w.add(k.purchase, unit)
		name := named(g.Name, xunpan.Text{En: "Goods", Zh: "货物成本"})
		if !g.VAT.Fraction.IsZero() && g.Name == "" {
			name = xunpan.Text{En: "Goods with VAT", Zh: "含税采购成本"}
		}
		k.entries = append(k.entries, entry{name: name, unit: unit, basis: basis{kind: basisGoods, cost: g, quantity: quantity, item: it}})
		if g.Refund.Fraction.IsZero() {
			continue
		}
		back := w.mul(w.div(unit, w.add(one, g.VAT.Fraction)), g.Refund.Fraction)
		refunds = append(refunds, entry{name: xunpan.Text{En: "VAT refund", Zh: "出口退税"}, unit: back.Neg(), basis: basis{kind: basisRefund, cost: g, rate: unit}})
		k.goods = w.sub(k.goods, back)
	}
	k.goods = w.add(k.goods, k.purchase)
	k.entries = append(k.entries, refunds...)
	for n := range w.Finance {
		if it.List != nil {
			break // as in the price of the list
		}
		w.interest(&k, &w.Finance[n])
	}
	sh := w.shipment(i, quantity)
	for n := range w.Charges {
		if it.List != nil && it.List.holds(w.Charges[n].Stage) {
			continue
		}
		w.charge(&k, &w.Charges[n], it, &sh, false)
	}
	for n := range it.Charges {
		w.charge(&k, &it.Charges[n], it, &sh, true)
	}
	if bank := w.Bank; !bank.Rate.IsZero() && it.List == nil {
		w.portion(&k, portion{name: xunpan.Text{En: "Bank charges", Zh: "银行费用"}, rate: bank.Rate, of: bank.Of})
	}
	slices.SortStableFunc(k.entries, func(a, b entry) int { return a.stage.rank() - b.stage.rank() })
	return k
}

// rank is the stage's place on the way, the goods first.
func (s Stage) rank() int { return slices.Index(stages, s) }

func (w *work) interest(k *costs, f *Finance) {
	name := named(f.Name, xunpan.Text{En: "Interest", Zh: "资金利息"})
	rate := w.div(w.mul(f.Rate.Fraction, whole(int64(f.Days))), whole(int64(f.Year)))
	b := basis{kind: basisInterest, finance: f}
	switch f.Of {
	case OfPrice:
		k.portions = append(k.portions, portion{name: name, rate: rate, of: OfPrice, basis: b})
	case OfGoods:
		k.entries = append(k.entries, entry{name: name, unit: w.mul(k.goods, rate), basis: b})
	default:
		k.entries = append(k.entries, entry{name: name, unit: w.mul(k.purchase, rate), basis: b})
	}
}

// portion adds a share: of the goods it is a cost, else a part of the price.
func (w *work) portion(k *costs, p portion) {
	p.basis = basis{kind: basisShare, share: Share{p.rate, p.of}}
	switch p.of {
	case OfGoods:
		k.entries = append(k.entries, entry{name: p.name, stage: p.stage, unit: w.mul(k.goods, p.rate), basis: p.basis})
	case OfPurchase:
		k.entries = append(k.entries, entry{name: p.name, stage: p.stage, unit: w.mul(k.purchase, p.rate), basis: p.basis})
	default:
		k.portions = append(k.portions, p)
	}
}

// charge adds a charge of the sheet, or the item's own.
func (w *work) charge(k *costs, ch *Charge, it *Item, sh *shipment, own bool) {
	name := named(ch.Name, stageNames[ch.Stage])
	if ch.Cost.Per == "" {
		w.portion(k, portion{name: name, stage: ch.Stage, rate: ch.Cost.Share.Rate, of: ch.Cost.Share.Of})
		return
	}
	b := basis{kind: basisCharge, charge: ch, item: it, quantity: k.quantity, rate: one}
	count, share := w.count(ch, it, sh, own)
	b.count = count
	var unit Number
	switch {
	case ch.Cost.Per == PerContainer && w.Shipping.Full:
		b.full = true
		unit, b.count = w.fullContainer(ch, it, sh)
	case ch.Cost.Per == PerUnit && ch.Min == nil:
		unit = ch.Cost.Amount.Value
	default:
		total := w.mul(ch.Cost.Amount.Value, count)
		if len(ch.Breaks) > 0 {
			total, b.count = w.breaks(ch, count)
		}
		if ch.Cost.Per == PerUnit {
			total, share = w.mul(ch.Cost.Amount.Value, k.quantity), one
		}
		if ch.Min != nil && ch.Min.Value.Cmp(total) > 0 {
			total, b.least = ch.Min.Value, true
		}
		b.rate = share
		unit = w.div(w.mul(total, share), k.quantity)
	}
	unit = w.x.change(&w.calc, unit, ch.Cost.Amount.Currency, w.Currency)
	k.entries = append(k.entries, entry{name: name, stage: ch.Stage, unit: unit, basis: b})
}

// count is how many of what the charge is for there are, and which share of
// them the item bears.
func (w *work) count(ch *Charge, it *Item, sh *shipment, own bool) (count, share Number) {
	all, share := sh.all, sh.share
	if own {
		share = one
		all = sum{cartons: sh.part.cartons, volume: sh.part.volume, gross: sh.part.gross}
		if it.Packing != nil {
			all.finish(&w.calc, w.Sheet)
		}
	}
	switch ch.Cost.Per {
	case PerCarton:
		return whole(sh.part.cartons), one
	case PerCBM:
		return all.volume, share
	case PerTon:
		return w.div(all.gross, whole(1000)), share
	case PerWM:
		return all.wm, share
	case PerKG:
		return all.chargeable, share
	case PerContainer:
		room, gross := sh.room, sh.all.gross
		if own {
			room, gross = sh.part.rooms[w.box], sh.part.gross
		}
		return whole(w.containers(room, gross)), share
	}
	return one, share
}

// containers is how many of the sheet's containers a cargo takes.
func (w *work) containers(room, gross Number) int64 {
	for i := range w.cargo.parts {
		if p := &w.cargo.parts[i]; p.fits != nil && p.fits[w.box].Cartons == 0 {
			w.tooLarge()
			return 0
		}
	}
	return ceilCount(room.Max(w.div(gross, w.cargo.spaces[w.box].limit())))
}

func (w *work) tooLarge() {
	if w.err == nil {
		w.err = invalid("shipping.container", "a carton does not go into a %s: take a larger container, or mode bulk with freight per wm", "有外箱装不进 %s：请选更大的柜型，或改用 bulk 并按 wm 计费", w.Shipping.Container)
	}
}

// fullContainer is the charge per unit when the container is full of the item.
func (w *work) fullContainer(ch *Charge, it *Item, sh *shipment) (unit, units Number) {
	f := &sh.part.fits[w.box]
	if f.Cartons == 0 {
		w.tooLarge()
		return zero, one
	}
	units = w.mul(whole(f.Cartons), it.Packing.PerCarton)
	return w.div(ch.Cost.Amount.Value, units), units
}

// breaks charges the weight at the break it has reached, or the next one's
// weight where that comes cheaper.
func (w *work) breaks(ch *Charge, kg Number) (total, charged Number) {
	rate := ch.Cost.Amount.Value
	var above []Break
	for i, b := range ch.Breaks {
		if w.div(whole(int64(b.From)), kilogram).Cmp(kg) > 0 {
			above = ch.Breaks[i:]
			break
		}
		rate = b.Cost.Value
	}
	total, charged = w.mul(rate, kg), kg
	for _, b := range above {
		from := w.div(whole(int64(b.From)), kilogram)
		if t := w.mul(b.Cost.Value, from); t.Cmp(total) < 0 {
			total, charged = t, from
		}
	}
	return total, charged
}

func named(name string, otherwise xunpan.Text) xunpan.Text {
	if name == "" {
		return otherwise
	}
	return xunpan.Text{En: name, Zh: name}
}
