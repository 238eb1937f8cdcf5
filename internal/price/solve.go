package price

import (
	"github.com/govalues/decimal"

	"xunpan"
)

// solved is the price of an item at a term as a line over the profit per unit.
type solved struct {
	rule     *rule
	where    where
	k        *costs
	portions []portion // that the term bears, commission included
	profit   Share
	listed   bool   // the profit is in the price of a list
	cost     Number // Σ entries borne
	price    line
	fob      line // the base of shares "of fob"
	insured  line // value that insurance is taken of
	premium  Number
	clause   Clause
	share    Number // insured share × premium rate; zero if not insured
	customs  line   // value that duty is taken of
	duty     Number // rates
	tax      Number
}

// solve sets up the equation of a term. With F the FOB price, p the shares of
// the price, f those of F, s the insured share × premium rate and π the profit:
//
//	EXW … FOB   P = (costs + π) ÷ (1 − p − f)
//	CFR, CPT    P = (costs + f·F + π) ÷ (1 − p)
//	CIF, CIP    P = (costs + f·F + π) ÷ (1 − p − s)
//	DAP … DDP   P = (costs + f·F + s·CIF + duties + π) ÷ (1 − p)
//
// Without shares of the price this is the textbooks' chain CFR = FOB + freight,
// CIF = CFR ÷ (1 − 110% × premium rate).
func (w *work) solve(k *costs, it *Item, o *option) *solved {
	v := &solved{rule: o.rule, where: o.where, k: k, profit: *w.Profit, listed: it.List != nil}
	if it.Profit != nil {
		v.profit = *it.Profit
	}
	v.portions = make([]portion, 0, len(k.portions)+1)
	for _, p := range k.portions {
		if p.stage == stageGoods || o.rule.bears(p.stage, o.where) {
			v.portions = append(v.portions, p)
		}
	}
	commission := *w.Commission
	if o.Commission != nil {
		commission.Rate = o.Commission.Fraction
	}
	if !commission.Rate.IsZero() {
		b := basis{kind: basisShare, share: commission}
		v.portions = append(v.portions, portion{name: xunpan.Text{En: "Commission", Zh: "佣金"}, rate: commission.Rate, of: commission.Of, basis: b})
	}
	v.cost = w.borne(k, o.rule, o.where)
	profit := line{zero, one}
	total := w.lineAdd(flat(v.cost), profit)
	if o.rule.departs() {
		v.price = w.lineOver(total, w.left(w.add(w.rates(v, OfPrice, o.rule), w.rates(v, OfFOB, o.rule))))
		v.fob = v.price
		return v
	}
	fob := ruleOf(xunpan.FOB)
	v.fob = w.lineOver(w.lineAdd(flat(w.borne(k, fob, where{})), profit), w.left(w.add(w.rates(v, OfPrice, fob), w.rates(v, OfFOB, fob))))
	total = w.lineAdd(total, w.lineTimes(v.fob, w.rates(v, OfFOB, o.rule)))
	p := w.rates(v, OfPrice, o.rule)
	w.insure(v)
	switch {
	case !o.rule.delivered():
		v.price = w.lineOver(total, w.left(w.add(p, v.share)))
		v.insured = v.price
	default:
		cif := ruleOf(xunpan.CIF)
		value := w.lineAdd(w.lineAdd(flat(w.borne(k, cif, o.where)), profit), w.lineTimes(v.fob, w.rates(v, OfFOB, cif)))
		v.insured = w.lineOver(value, w.left(w.add(w.rates(v, OfPrice, cif), v.share)))
		total = w.lineAdd(total, w.lineTimes(v.insured, v.share))
		if o.rule.duties {
			total = w.lineAdd(total, w.duties(v, it))
		}
		v.price = w.lineOver(total, w.left(p))
	}
	return v
}

// left is what the shares leave of the price for costs and profit.
func (w *work) left(taken Number) Number {
	n := w.sub(one, taken)
	if n.Cmp(leastLeft) < 0 {
		if w.err == nil {
			w.err = invalid("profit", "the shares of the price (commission, bank, interest, profit, insurance) come to %s: nothing is left to pay the costs", "各项占报价的比例（佣金、银行、利息、利润、保险）合计 %s：没有余地支付成本", percent(taken.Round(noise)))
		}
		return one
	}
	return n
}

var leastLeft = decimal.MustNew(1, 2) // beyond 99% the shares are a mistake

// borne sums the costs of the stages that a rule puts on the seller.
func (w *work) borne(k *costs, r *rule, at where) Number {
	total := zero
	for i := range k.entries {
		if e := &k.entries[i]; e.stage == stageGoods || r.bears(e.stage, at) {
			total = w.add(total, e.unit)
		}
	}
	return total
}

// rates sums the shares with one base that a rule puts on the seller.
func (w *work) rates(v *solved, of Base, r *rule) Number {
	total := zero
	for i := range v.portions {
		p := &v.portions[i]
		if p.of == of && (p.stage == stageGoods || r.bears(p.stage, v.where)) {
			total = w.add(total, p.rate)
		}
	}
	return total
}

// insure finds the clause and its rate.
func (w *work) insure(v *solved) {
	in := w.Insurance
	if in == nil || !v.rule.insures {
		return
	}
	v.clause = in.Clause
	if v.clause == "" {
		v.clause = v.rule.clause
	}
	rate, clause := in.rate(v.clause)
	if rate == nil {
		if w.err == nil {
			w.err = invalid("insurance", "the premium rate of clause %s is missing: add it as %s: 0.8%%", "缺少 %s 条款的保险费率：请填写，如 %s: 0.8%%", v.clause, string(v.clause[0]+'a'-'A'))
		}
		return
	}
	v.clause, v.premium = clause, w.add(rate.Fraction, in.Extra.Fraction)
	v.share = w.mul(in.Share.Fraction, v.premium)
}

// rate is the premium rate of a clause, or of the next that covers more; else
// of the widest there is.
func (in *Insurance) rate(c Clause) (*Percent, Clause) {
	order := []struct {
		clause Clause
		rate   *Percent
	}{{ClauseC, in.C}, {ClauseB, in.B}, {ClauseA, in.A}}
	reached := false
	var last *Percent
	var name Clause
	for _, o := range order {
		reached = reached || o.clause == c
		if o.rate == nil {
			continue
		}
		if last, name = o.rate, o.clause; reached {
			break
		}
	}
	return last, name
}

// duties are what customs take under DDP.
func (w *work) duties(v *solved, it *Item) line {
	im := w.Import
	v.customs = v.insured
	if im.Value == OfFOB {
		v.customs = v.fob
	}
	rate := im.Duty.Fraction
	if it.Duty != nil {
		rate = it.Duty.Fraction
	}
	v.duty = w.add(rate, im.Extra.Fraction)
	all := v.duty
	if im.TaxPaid != "buyer" {
		v.tax = im.Tax.Fraction
		all = w.add(all, w.mul(v.tax, w.add(one, v.duty)))
	}
	return w.lineTimes(v.customs, all)
}

// base is what a share of profit is taken of.
func (v *solved) base(of Base) line {
	switch of {
	case OfPrice:
		return v.price
	case OfCost:
		return flat(v.cost)
	case OfGoods:
		return flat(v.k.goods)
	case OfPurchase:
		return flat(v.k.purchase)
	}
	return v.fob
}

// wanted is the profit per unit that a share comes to.
func (w *work) wanted(v *solved, s Share) Number {
	if s.Rate.IsZero() {
		return zero
	}
	b := v.base(s.Of)
	return w.div(w.mul(s.Rate, b.at), w.left(w.mul(s.Rate, b.slope)))
}

// profitAt is the profit per unit that remains at a price: the line read the
// other way.
func (w *work) profitAt(v *solved, price Number) Number {
	return w.div(w.sub(price, v.price.at), v.price.slope)
}
