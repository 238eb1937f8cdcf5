package price

import (
	"fmt"

	"xunpan"
)

// Step is one line of a price's build-up.
type Step struct {
	Name    xunpan.Text
	Basis   xunpan.Text // how the amount comes about; may be empty
	Unit    Number      // per unit, in the currency of the offer
	Total   Number      // for the quantity
	Running Number      // per unit, all steps so far
}

var stageNames = map[Stage]xunpan.Text{
	StageGeneral:    {En: "General charges", Zh: "综合费用"},
	StagePickup:     {En: "Loading at the door", Zh: "工厂装车费"},
	StageInland:     {En: "Domestic freight", Zh: "国内运费"},
	StageClearance:  {En: "Export customs", Zh: "出口报关报检费"},
	StagePort:       {En: "Port charges", Zh: "港杂费"},
	StageOnboard:    {En: "Loading on board", Zh: "装船及码头操作费"},
	StageFreight:    {En: "International freight", Zh: "国际运费"},
	StageArrival:    {En: "Destination terminal", Zh: "目的港操作费"},
	StageOnCarriage: {En: "On-carriage", Zh: "目的国内陆运费"},
	StageUnloading:  {En: "Unloading", Zh: "卸货费"},
	StageImport:     {En: "Import clearance", Zh: "进口清关费"},
}

var baseNames = map[Base]xunpan.Text{
	OfPrice: {En: "price", Zh: "报价"}, OfFOB: {En: "FOB price", Zh: "FOB 价"}, OfCost: {En: "costs", Zh: "总成本"},
	OfGoods: {En: "goods after refund", Zh: "实际成本"}, OfPurchase: {En: "goods with VAT", Zh: "含税采购成本"}, CustomsCIF: {En: "CIF value", Zh: "CIF 价值"},
}

var basisNames = map[Basis]xunpan.Text{
	PerUnit: {En: "unit", Zh: "件"}, PerOrder: {En: "order", Zh: "票"}, PerCarton: {En: "carton", Zh: "箱"}, PerContainer: {En: "container", Zh: "柜"},
	PerCBM: {En: "m³", Zh: "立方米"}, PerTon: {En: "t", Zh: "吨"}, PerWM: {En: "freight ton", Zh: "运费吨"}, PerKG: {En: "kg", Zh: "公斤"},
}

type basisKind uint8

const (
	basisNone basisKind = iota
	basisGoods
	basisListed
	basisRefund
	basisInterest
	basisShare
	basisCharge
)

// basis keeps what an amount was computed from until somebody wants to read
// it.
type basis struct {
	kind     basisKind
	cost     *Cost
	charge   *Charge
	finance  *Finance
	item     *Item
	share    Share
	count    Number // how many of what the charge is for
	rate     Number // share of them, or the amount refunded from
	quantity Number
	full     bool // by the units of a full container
	least    bool // the charge's minimum applied
}

// text says how the amount came about. Rates of exchange are the sheet's.
func (b *basis) text(currency string) xunpan.Text {
	var en, zh string
	both := func(format string, args ...any) {
		s := fmt.Sprintf(format, args...)
		en, zh = en+s, zh+s
	}
	switch b.kind {
	case basisGoods:
		f := &b.cost.Cost
		en, zh = fee(f)
		switch f.Per {
		case PerOrder:
			both(" ÷ %s", plain(b.quantity))
		case PerCarton:
			both(" ÷ %s", plain(b.item.Packing.PerCarton))
		}
		if b.cost.Net {
			both(" × (1 + %s)", percent(b.cost.VAT.Fraction))
		}
	case basisListed:
		both("%s", b.item.List.Price.String())
	case basisRefund:
		both("%s %s ÷ (1 + %s) × %s", places(b.rate, 4), currency, percent(b.cost.VAT.Fraction), percent(b.cost.Refund.Fraction))
	case basisInterest:
		n := baseNames[b.finance.Of]
		en = fmt.Sprintf("%s a year, %d ÷ %d days, of %s", percent(b.finance.Rate.Fraction), b.finance.Days, b.finance.Year, n.En)
		zh = fmt.Sprintf("%s × 年利率 %s × %d ÷ %d 天", n.Zh, percent(b.finance.Rate.Fraction), b.finance.Days, b.finance.Year)
	case basisShare:
		n := baseNames[b.share.Of]
		en, zh = percent(b.share.Rate)+" of "+n.En, n.Zh+" × "+percent(b.share.Rate)
	case basisCharge:
		f := &b.charge.Cost
		en, zh = fee(f)
		if b.least {
			en, zh = "at least "+b.charge.Min.String(), "最低 "+b.charge.Min.String()
		}
		switch {
		case f.Per == PerUnit && b.charge.Min == nil:
		case b.full:
			en += fmt.Sprintf(" ÷ %s in a full one", plain(b.count))
			zh += fmt.Sprintf(" ÷ 满柜 %s 件", plain(b.count))
		default:
			if !b.least && f.Per != PerOrder && f.Per != PerUnit {
				if len(b.charge.Breaks) > 0 {
					en, zh = en+" or its break", zh+"（按重量分级）"
				}
				both(" × %s", plain(b.count.Round(4)))
			}
			if !b.rate.IsOne() {
				both(" × %s", percent(b.rate.Round(4)))
			}
			both(" ÷ %s", plain(b.quantity))
		}
	}
	return xunpan.Text{En: en, Zh: zh}
}

func fee(f *Fee) (en, zh string) {
	if f.Per == PerUnit {
		return f.Amount.String(), f.Amount.String()
	}
	n := basisNames[f.Per]
	return f.Amount.String() + " per " + n.En, f.Amount.String() + "/" + n.Zh
}

// steps is the build-up of a price at a profit; its last running figure is the
// price.
func (w *work) steps(v *solved, profit Number) []Step {
	list := make([]Step, 0, len(v.k.entries)+len(v.portions)+6)
	running := zero
	add := func(name, basis xunpan.Text, unit Number) {
		running = w.add(running, unit)
		list = append(list, Step{name, basis, unit, w.mul(unit, v.k.quantity), running})
	}
	for i := range v.k.entries {
		if e := &v.k.entries[i]; e.stage == stageGoods || v.rule.bears(e.stage, v.where) {
			add(e.name, e.basis.text(w.Currency), e.unit)
		}
	}
	if !v.share.IsZero() {
		what := xunpan.Text{En: "price", Zh: "报价"}
		if v.rule.delivered() {
			what = baseNames[CustomsCIF]
		}
		add(xunpan.Text{En: "Insurance, clause " + string(v.clause), Zh: "保险费（" + string(v.clause) + " 条款）"},
			xunpan.Text{En: fmt.Sprintf("%s of %s × %s", percent(w.Insurance.Share.Fraction), what.En, percent(v.premium)),
				Zh: fmt.Sprintf("%s × %s × %s", what.Zh, percent(w.Insurance.Share.Fraction), percent(v.premium))},
			w.mul(w.calc.value(v.insured, profit), v.share))
	}
	if v.rule.duties {
		value := w.calc.value(v.customs, profit)
		duty := w.mul(value, v.duty)
		of := baseNames[CustomsCIF]
		if w.Import.Value == OfFOB {
			of = baseNames[OfFOB]
		}
		add(xunpan.Text{En: "Import duty", Zh: "进口关税"}, xunpan.Text{En: percent(v.duty) + " of " + of.En, Zh: of.Zh + " × " + percent(v.duty)}, duty)
		if !v.tax.IsZero() {
			add(xunpan.Text{En: "Import tax", Zh: "进口环节税"}, xunpan.Text{En: percent(v.tax) + " of value and duty", Zh: "（完税价格 + 关税）× " + percent(v.tax)}, w.mul(w.add(value, duty), v.tax))
		}
	}
	for i := range v.portions {
		p := &v.portions[i]
		of := v.price
		if p.of == OfFOB {
			of = v.fob
		}
		add(p.name, p.basis.text(w.Currency), w.mul(w.calc.value(of, profit), p.rate))
	}
	if !profit.IsZero() {
		b := basis{kind: basisShare, share: v.profit}
		add(xunpan.Text{En: "Profit", Zh: "利润"}, b.text(w.Currency), profit)
	}
	return list
}
