package price

import (
	"fmt"

	"xunpan"
)

// Warning is what a forwarder would say to an offer. It holds no cost and no
// margin.
type Warning struct {
	ID  string // stable: "container.sea_term"
	Say xunpan.Text
}

// better is the term for containers and aircraft in place of one for ships.
var better = map[xunpan.Incoterm]xunpan.Incoterm{
	xunpan.FAS: xunpan.FCA, xunpan.FOB: xunpan.FCA, xunpan.CFR: xunpan.CPT, xunpan.CIF: xunpan.CIP,
}

func (w *work) warn(o *option) []Warning {
	var list []Warning
	say := func(id, en, zh string, args ...any) {
		list = append(list, Warning{id, xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}})
	}
	t := o.rule.term
	if o.old != "" {
		en, zh := "%[1]s is no term of Incoterms 2020; it is computed and offered as %[2]s", "%[1]s 不是 Incoterms 2020 的术语，已按 %[2]s 计算和报价"
		if o.old == "DAT" {
			en, zh = "%[1]s is gone: since 2020 it is called %[2]s, and the place may be any, not a terminal only", "%[1]s 已取消：2020 年起改称 %[2]s，交货地不限于运输终端"
		}
		say("term.old", en, zh, o.old, t)
	}
	switch mode := w.Shipping.Mode; {
	case o.rule.sea && (mode == Air || mode == Courier || mode == Road || mode == Rail):
		say("mode.sea_term", "%s is for carriage by water only and these goods go by %s: take %[4]s", "%s 只适用于水运，而货物走%[3]s：请改用 %[4]s", t, modeNames[mode].En, modeNames[mode].Zh, better[t])
	case o.rule.sea && (mode == FCL || mode == LCL):
		say("container.sea_term", "Containers are handed over at the terminal, before they are on board: under %s the risk until then stays yours. %s fits better", "集装箱在码头交给承运人，早于装船：用 %s 时交箱至装船之间的风险仍归卖方。建议改用 %s", t, better[t])
	}
	w.warnPlace(o, say)
	switch t {
	case xunpan.EXW:
		say("exw.export", "Under EXW the buyer clears the export, which a foreign buyer can hardly do in the seller's country; the VAT refund needs a declaration in your name. FCA fits better", "EXW 由买方办理出口清关，外国买方通常办不了；退税也需要以贵司名义报关。建议改用 FCA")
	case xunpan.DDP:
		if !w.Import.VATID {
			say("ddp.vat", "Under DDP you are the importer: without a VAT registration in the buyer's country you can neither clear nor get the import tax back. Offer DAP, or DDP with the tax left to the buyer", "DDP 由卖方作进口人：没有目的国增值税登记，既难清关也无法抵扣进口税。可报 DAP，或注明税款由买方承担的 DDP")
		}
		if w.Import.TaxPaid == "buyer" {
			say("ddp.tax_excluded", "The import tax is left to the buyer: write \"DDP %s, VAT excluded\"", "进口环节税由买方承担：请写明 “DDP %s, VAT excluded”（不含增值税）", o.place)
		}
	}
	if o.rule.insures {
		w.warnInsurance(o, say)
	}
	if w.wayUnpaid(o) {
		say("place.on_carriage", "%s names %s inland, but no charge has stage on_carriage: is the way there in the freight?", "%s 指定内陆地点 %s，但没有 on_carriage 费用：到该地的运费是否已含在主运费中？", t, o.place)
	}
	for i := range w.Items {
		if it := &w.Items[i]; !it.MOQ.IsZero() && it.Quantity.Cmp(it.MOQ) < 0 {
			say("moq", "%s: %s %s is below the minimum order of %[4]s %[3]s", "%s：数量 %s %s 低于起订量 %[4]s %[3]s", join(it.Name, it.Model), plain(it.Quantity), it.Unit, plain(it.MOQ))
		}
	}
	if d := w.Discount; d != nil && w.discount().IsZero() && !d.Rate.Fraction.IsZero() {
		say("discount.over", "The discount of %s ended on %s and is not given", "%s 的折扣已于 %s 截止，未计入", percent(d.Rate.Fraction), d.Until)
	}
	if w.Valid == 0 {
		say("validity", "The offer has no validity: add valid_days, or a buyer may come back with it in a year", "报价没有有效期：请填写 valid_days，否则买家一年后仍可能要求照此成交")
	}
	return list
}

func join(a, b string) string {
	if b == "" {
		return a
	}
	return a + " " + b
}

var modeNames = map[Mode]xunpan.Text{Air: {En: "air", Zh: "空运"}, Courier: {En: "courier", Zh: "快递"}, Road: {En: "road", Zh: "公路"}, Rail: {En: "rail", Zh: "铁路"}}

// warnPlace says when the named place is of the wrong kind or on the wrong
// side of the sea.
func (w *work) warnPlace(o *option, say func(id, en, zh string, args ...any)) {
	t := o.rule.term
	if o.rule.sea && o.kind != "" && o.kind != "port" {
		if o.rule.abroad {
			say("place.port", "%s wants a port of destination; %s is none", "%s 须写目的港；%s 不是港口", t, o.place)
		} else {
			say("place.port", "%s wants a port of shipment; %s is none", "%s 须写装运港；%s 不是港口", t, o.place)
		}
	}
	from, country := w.Route.From, o.PlaceCountry
	switch {
	case country == "" || from == "":
	case !o.rule.abroad && country != from:
		say("place.side", "%s names the place where the goods are handed over in the seller's country; %s lies in %s", "%s 后面应写卖方国家的交货地；%s 在 %s", t, o.place, country)
	case o.rule.abroad && country == from:
		say("place.side", "%s names the place that the goods go to; %s lies in the seller's country", "%s 后面应写货物运往的地点；%s 在卖方国家", t, o.place)
	case o.rule.delivered() && w.Route.To != "" && country != w.Route.To:
		say("place.country", "%s lies in %s, the buyer in %s", "%s 在 %s，而买方在 %s", o.place, country, w.Route.To)
	}
}

func (w *work) warnInsurance(o *option, say func(id, en, zh string, args ...any)) {
	t := o.rule.term
	if w.Insurance == nil {
		say("insurance.none", "Under %s the goods travel at your risk, and the sheet has no insurance", "%s 下运输风险由卖方承担，而核算单没有保险", t)
		return
	}
	asked := w.Insurance.Clause
	if asked == "" {
		asked = o.rule.clause
	}
	_, clause := w.Insurance.rate(asked)
	if !o.rule.delivered() && clause > o.rule.clause { // "C" covers less than "A"
		say("insurance.clause", "%s wants cover by clause %s at least; the sheet insures by %s: agree on it in writing or take the wider one", "%s 要求至少投保 %s 条款；核算单按 %s 条款：须书面约定或改投更高险别", t, o.rule.clause, clause)
	}
	if least := insuredShare; !o.rule.delivered() && w.Insurance.Share.Fraction.Cmp(least) < 0 {
		say("insurance.share", "%s wants 110%% of the price insured at least; the sheet has %s", "%s 要求至少按报价的 110%% 投保；核算单为 %s", t, percent(w.Insurance.Share.Fraction))
	}
}

// wayUnpaid reports whether the term ends inland while the sheet ships to a
// port and knows nothing of the way from there.
func (w *work) wayUnpaid(o *option) bool {
	return w.byShip() && o.rule.abroad && !o.rule.sea && !o.where.port && !w.hasStage(StageOnCarriage)
}

// byShip reports whether the goods go by sea, which is taken for granted where
// the sheet does not say.
func (w *work) byShip() bool {
	m := w.Shipping.Mode
	return m == "" || m == FCL || m == LCL || m == Bulk
}

func (w *work) hasStage(s Stage) bool {
	for i := range w.Charges {
		if w.Charges[i].Stage == s {
			return true
		}
	}
	for i := range w.Items {
		for k := range w.Items[i].Charges {
			if w.Items[i].Charges[k].Stage == s {
				return true
			}
		}
	}
	return false
}
