package price

import (
	"slices"

	"github.com/govalues/decimal"

	"xunpan"
)

// mostQuantity of an item, in units.
var mostQuantity = whole(1_000_000_000)

func quantity(f *faults, field string, n Number) {
	if !n.IsPos() || n.Cmp(mostQuantity) > 0 {
		f.say(field, "a quantity lies above 0 and up to a thousand million", "数量应大于 0 且不超过十亿")
	}
}

func (s *Sheet) checkItem(i int, f *faults) {
	it := &s.Items[i]
	field := func(name string) string { return at("items", i, name) }
	if it.Name == "" || len(it.Name)+len(it.Model)+len(it.Unit) > longestName {
		f.say(field("name"), "the product's name is missing or too long", "缺少产品名称或名称过长")
	}
	quantity(f, field("quantity"), it.Quantity)
	if !it.MOQ.IsZero() {
		quantity(f, field("moq"), it.MOQ)
	}
	switch {
	case it.List != nil && len(it.Goods) > 0:
		f.say(field("list"), "the product has a cost and a list price: keep the one to reckon from", "产品同时有成本和目录价：请只保留核算所用的一项")
	case it.List != nil:
		s.checkList(field("list"), it.List, f)
	case len(it.Goods) == 0 || len(it.Goods) > mostCharges:
		f.say(field("goods"), "what the product costs is missing: write it as 15.80 CNY, or take its list price as 4.10 USD", "缺少产品成本：请填写，如 15.80 CNY；或填目录价，如 4.10 USD")
	}
	for k := range it.Goods {
		g := &it.Goods[k]
		name := at(field("goods"), k, "")
		switch {
		case g.Cost.Per != PerUnit && g.Cost.Per != PerOrder && g.Cost.Per != PerCarton:
			f.say(name+".cost", "goods cost an amount per unit, order or carton", "产品成本应按件、按票或按箱给出金额")
		default:
			s.checkFee(name+".cost", &g.Cost, it.Packing != nil, f)
		}
		below(f, name+".vat", g.VAT.Fraction, "50%")
		if g.Refund.Fraction.Cmp(g.VAT.Fraction) > 0 {
			f.say(name+".refund", "refund %s exceeds VAT %s: not more comes back than was paid; is vat missing?", "退税率 %s 高于增值税率 %s：退税不会超过已缴税额，是否漏填 vat？", percent(g.Refund.Fraction), percent(g.VAT.Fraction))
		}
	}
	if it.Packing != nil {
		it.Packing.check(field("packing"), f)
		if it.Packing.PerCarton.IsPos() {
			var c calc
			if n := c.div(it.Quantity, it.Packing.PerCarton); c.err != nil || n.Cmp(whole(mostCartons)) > 0 {
				f.say(field("quantity"), "more than %d cartons are not one shipment", "超过 %d 箱不是一票货", mostCartons)
			}
		}
	}
	s.checkCharges(field("charges"), it.Charges, it.Packing != nil, f)
	if it.Profit != nil {
		checkShare(f, field("profit"), it.Profit)
	}
	if it.Duty != nil {
		below(f, field("duty"), it.Duty.Fraction, "1000%")
	}
	s.checkLadder(field("ladder"), it.Ladder, f)
	if t := it.Target; t != nil {
		if !t.Price.Value.IsPos() {
			f.say(field("target.price"), "the target price is missing", "缺少目标价")
		} else {
			s.needs(t.Price.Currency, field("target.price"), f)
		}
		if ruleOf(t.Term) == nil {
			f.say(field("target.term"), "the target's term is missing or none of Incoterms 2020: a price means nothing without it", "缺少目标价的贸易术语或不属于 Incoterms 2020：没有术语的价格没有意义")
		}
	}
}

func (s *Sheet) checkLadder(field string, rungs []Rung, f *faults) {
	if len(rungs) > mostRungs {
		f.say(field, "a ladder has at most %d rungs", "阶梯最多 %d 级", mostRungs)
		return
	}
	for k := range rungs {
		quantity(f, at(field, k, "quantity"), rungs[k].Quantity)
		below(f, at(field, k, "discount"), rungs[k].Discount.Fraction, "90%")
		if k > 0 && rungs[k].Quantity.Cmp(rungs[k-1].Quantity) <= 0 {
			f.say(at(field, k, "quantity"), "the quantities of a ladder rise: %s does not follow %s", "阶梯数量应递增：%s 不能排在 %s 之后", rungs[k].Quantity, rungs[k-1].Quantity)
		}
	}
}

// checkFee checks an amount; packed says that cartons are known.
func (s *Sheet) checkFee(field string, fee *Fee, packed bool, f *faults) {
	s.needs(fee.Amount.Currency, field, f)
	switch fee.Per {
	case PerUnit, PerOrder:
	default:
		if !packed {
			f.say(field, "a charge per %s needs the packing of every item it is for: add packing, or charge per order", "按 %s 计费需要相关产品的包装数据：请补 packing，或改为按票（per order）", fee.Per)
		}
	}
}

// packed says that cartons are known of all goods that the charges are for.
func (s *Sheet) checkCharges(list string, charges []Charge, packed bool, f *faults) {
	if len(charges) > mostCharges {
		f.say(list, "at most %d charges", "最多 %d 项费用", mostCharges)
		return
	}
	for i := range charges {
		ch := &charges[i]
		field := func(name string) string { return at(list, i, name) }
		if !slices.Contains(stages, ch.Stage) {
			f.say(field("stage"), "%q is no stage of the way: take general, pickup, inland, clearance, port, onboard, freight, arrival, on_carriage, unloading or import",
				"%q 不是费用环节：可用 general（综合）、pickup（装车）、inland（内陆运输）、clearance（出口报关）、port（港杂至船边）、onboard（装船）、freight（主运费）、arrival（目的港）、on_carriage（目的国内陆运输）、unloading（卸货）、import（进口清关）", ch.Stage)
		}
		if len(ch.Name) > longestName {
			f.say(field("name"), "the name is too long", "名称过长")
		}
		if ch.Cost.Per == "" {
			switch ch.Cost.Share.Of {
			case OfPrice, OfFOB, OfGoods, OfPurchase:
				checkShare(f, field("cost"), &ch.Cost.Share)
			default:
				f.say(field("cost"), "of what is the share? Write it as 0.5%% of price, fob, goods or purchase", "比例以什么为基数？请写成 0.5%% of price、fob、goods 或 purchase")
			}
			if ch.Min != nil || ch.Breaks != nil {
				f.say(field("min"), "a share has neither min nor breaks", "比例费用没有最低额和分级")
			}
			continue
		}
		s.checkFee(field("cost"), &ch.Cost, packed, f)
		if m := ch.Min; m != nil && m.Currency != ch.Cost.Amount.Currency {
			f.say(field("min"), "the least amount is in another currency than the charge", "最低额与费用的币种不同")
		}
		for k, b := range ch.Breaks {
			if ch.Cost.Per != PerKG || b.Cost.Currency != ch.Cost.Amount.Currency || b.From <= 0 || len(ch.Breaks) > mostRungs {
				f.say(at(field("breaks"), k, ""), "weight breaks belong to a charge per kg, rise, and have its currency", "重量分级只用于按公斤（per kg）的费用，重量递增，币种一致")
				break
			}
			if k > 0 && b.From <= ch.Breaks[k-1].From {
				f.say(at(field("breaks"), k, "from"), "the weights of breaks rise", "分级重量应递增")
			}
		}
	}
}

func checkShare(f *faults, field string, s *Share) {
	most := "90%"
	if s.Of == OfCost || s.Of == OfGoods || s.Of == OfPurchase {
		most = "1000%"
	}
	below(f, field, s.Rate, most)
}

func (s *Sheet) checkShares(f *faults) {
	checkShare(f, "profit", s.Profit)
	checkShare(f, "floor", s.Floor)
	checkShare(f, "commission", s.Commission)
	checkShare(f, "bank", s.Bank)
	if of := s.Commission.Of; of != OfPrice && of != OfFOB {
		f.say("commission", "commission is a share of price or fob, not of %s", "佣金的基数为 price（报价）或 fob，不能是 %s", of)
	}
	if s.Bank.Of == OfCost {
		f.say("bank", "bank charges are a share of price, fob, goods or purchase", "银行费用的基数为 price（报价）、fob、goods 或 purchase")
	}
	if len(s.Finance) > mostRungs {
		f.say("finance", "at most %d lines of interest", "最多 %d 项利息", mostRungs)
		return
	}
	for i := range s.Finance {
		fin := &s.Finance[i]
		below(f, at("finance", i, "rate"), fin.Rate.Fraction, "100%")
		if fin.Days < 0 || fin.Days > 1000 || fin.Year != 360 && fin.Year != 365 {
			f.say(at("finance", i, "days"), "days run from 0 to 1000, a year has 360 or 365", "天数应在 0 到 1000 之间，一年为 360 或 365 天")
		}
		if fin.Of != OfPurchase && fin.Of != OfGoods && fin.Of != OfPrice {
			f.say(at("finance", i, "of"), "interest is paid on purchase, goods or price", "利息的基数为 purchase、goods 或 price")
		}
	}
	if in := s.Insurance; in != nil {
		below(f, "insurance.share", in.Share.Fraction, "200%")
		below(f, "insurance.extra", in.Extra.Fraction, "10%")
		var last *Percent
		for _, p := range []*Percent{in.C, in.B, in.A} {
			if p == nil {
				continue
			}
			below(f, "insurance", p.Fraction, "10%")
			if last != nil && p.Fraction.Cmp(last.Fraction) < 0 {
				f.say("insurance", "the wider clause costs less: A (all risks) is the dearest, C (FPA) the cheapest", "保障更宽的条款反而更便宜：A（一切险）最贵，C（平安险）最便宜")
			}
			last = p
		}
	}
	if im := s.Import; im != nil {
		below(f, "import.duty", im.Duty.Fraction, "1000%")
		below(f, "import.extra", im.Extra.Fraction, "1000%")
		below(f, "import.tax", im.Tax.Fraction, "100%")
		if im.Value != "" && im.Value != CustomsCIF && im.Value != OfFOB {
			f.say("import.value", "duty is taken of the cif or the fob value", "关税的完税价格为 cif 或 fob")
		}
		if im.TaxPaid != "" && im.TaxPaid != "buyer" && im.TaxPaid != "seller" {
			f.say("import.tax_by", "the tax is paid by seller or buyer", "税款由 seller（卖方）或 buyer（买方）缴纳")
		}
	}
}

func (s *Sheet) checkLists(f *faults) {
	if d := s.Discount; d != nil {
		below(f, "discount.rate", d.Rate.Fraction, "90%")
		if d.From != "" && d.From != "price" && d.From != "profit" {
			f.say("discount.from", "a discount comes out of price (raised beforehand) or profit", "折扣出自 price（先加价）或 profit（让利）")
		}
	}
	if to := s.Rounding.To; to != nil && (!to.IsPos() || to.Cmp(whole(1_000_000)) > 0 || to.Cmp(decimal.MustNew(1, 6)) < 0) {
		f.say("rounding.to", "the step of rounding lies between 0.000001 and a million", "取整单位应在 0.000001 到一百万之间")
	}
	if !slices.Contains([]string{"", "up", "nearest", "down"}, s.Rounding.Mode) {
		f.say("rounding.mode", "%q is no way of rounding: take up, nearest or down", "%q 不是取整方式：可用 up（进位）、nearest（四舍五入）、down（舍去）", s.Rounding.Mode)
	}
	s.checkLadder("ladder", s.Ladder, f)
	s.checkChanges("tiers", s.Tiers, f)
	s.checkChanges("regions", s.Regions, f)
}

func (s *Sheet) checkChanges(name string, list []Change, f *faults) {
	if len(list) > mostRungs {
		f.say(name, "at most %d", "最多 %d 个", mostRungs)
		return
	}
	for i := range list {
		ch := &list[i]
		if ch.Name == "" || len(ch.Name) > longestName {
			f.say(at(name, i, "name"), "the name is missing or too long", "缺少名称或名称过长")
		}
		if ch.Factor != nil && (!ch.Factor.IsPos() || ch.Factor.Cmp(hundred) > 0) {
			f.say(at(name, i, "factor"), "a factor lies above 0 and up to 100", "系数应大于 0 且不超过 100")
		}
		for _, a := range []*Amount{ch.Add, ch.Less} {
			if a != nil {
				s.needs(a.Currency, at(name, i, "add"), f)
			}
		}
	}
}

func (s *Sheet) checkChoice(o *Choice, field string, f *faults) {
	t, _, ok := parseTerm(o.Term)
	if !ok {
		f.say(field+".term", "%q is no term of Incoterms 2020: take one of %s", "%q 不是 Incoterms 2020 的术语：可用 %s", o.Term, termList())
		return
	}
	if o.Place == "" && s.Route.placeOf(t) == "" {
		key := map[bool]string{true: "destination"}[ruleOf(t).abroad]
		switch t {
		case xunpan.EXW:
			key = "premises"
		case xunpan.FCA:
			key = "terminal"
		case xunpan.FAS, xunpan.FOB:
			key = "port"
		case xunpan.CFR, xunpan.CIF:
			key = "to_port"
		}
		f.say(field+".place", "%s without a named place is no term: name it, or route.%s", "%s 没有指定地点不成术语：请写明地点，或填 route.%s", t, key)
	}
	if len(o.Name)+len(o.Place) > longestName {
		f.say(field+".place", "the name is too long", "名称过长")
	}
	if o.Commission != nil {
		below(f, field+".commission", o.Commission.Fraction, "90%")
	}
	for _, pick := range []struct {
		key, name string
		list      []Change
	}{{"tier", o.Tier, s.Tiers}, {"region", o.Region, s.Regions}} {
		if pick.name != "" && !slices.ContainsFunc(pick.list, func(c Change) bool { return c.Name == pick.name }) {
			f.say(field+"."+pick.key, "%q stands in no list: add it under %ss", "%q 未定义：请在 %ss 下添加", pick.name, pick.key)
		}
	}
	f.add(s.needsOf(ruleOf(t)))
}

// needsOf tells what a term needs that the sheet does not say.
func (s *Sheet) needsOf(r *rule) error {
	has := func(stage Stage) bool {
		return slices.ContainsFunc(s.Charges, func(c Charge) bool { return c.Stage == stage }) ||
			len(s.Items) > 0 && slices.ContainsFunc(s.Items[0].Charges, func(c Charge) bool { return c.Stage == stage })
	}
	switch {
	case !r.departs() && !has(StageFreight):
		return invalid("charges", "%s pays the main carriage, but no charge has stage freight: add one", "%s 由卖方付主运费，但没有 stage: freight 的费用：请添加", r.term)
	case r.clause != "" && !r.delivered() && s.Insurance == nil:
		return invalid("insurance", "%s includes insurance: add insurance with the premium rate of clause %s", "%s 含保险：请添加 insurance，并填写 %s 条款的保险费率", r.term, r.clause)
	case r.duties && s.Import == nil:
		return invalid("import", "%s pays duty and taxes: add import with duty and tax", "%s 由卖方付关税和税款：请添加 import，并填写 duty 和 tax", r.term)
	}
	return nil
}

func (s *Sheet) checkList(field string, l *Listed, f *faults) {
	if r := ruleOf(l.Term); r == nil || !r.departs() {
		f.say(field+".term", "a list price is kept EXW, FCA, FAS or FOB, not %q", "目录价的术语应为 EXW、FCA、FAS 或 FOB，而不是 %q", l.Term)
		l.Term = xunpan.FOB
	}
	if !l.Price.Value.IsPos() {
		f.say(field+".price", "the list price is missing", "缺少目录价")
		return
	}
	s.needs(l.Price.Currency, field+".price", f)
}
