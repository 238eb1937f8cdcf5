package main

import (
	"fmt"
	"strconv"

	"xunpan"
	pricing "xunpan/internal/price"
)

var limitWords = map[pricing.Limit]xunpan.Text{
	pricing.ByVolume: {En: "volume", Zh: "体积"}, pricing.ByWeight: {En: "weight", Zh: "重量"}, pricing.BySize: {En: "carton size", Zh: "箱子尺寸"},
}

var verdictWords = map[pricing.Verdict]xunpan.Text{
	pricing.Accept:   {En: "accept: our price is not above it", Zh: "可接受：我方报价不高于目标价"},
	pricing.Concede:  {En: "possible: less profit than wanted, not below the floor", Zh: "可让步：利润低于预期，但不低于底价"},
	pricing.Quantity: {En: "only with a larger quantity", Zh: "须增加数量"},
	pricing.Term:     {En: "only under another term", Zh: "须改用其他术语"},
	pricing.Decline:  {En: "decline: neither quantity nor term makes it work", Zh: "婉拒：增加数量或更换术语都达不到"},
}

// counters says what to answer to target prices.
func (p *pricePage) counters() {
	for i := range p.calc.Counters {
		a := &p.calc.Counters[i]
		st := warning
		switch a.Verdict {
		case pricing.Accept:
			st = good
		case pricing.Decline:
			st = bad
		}
		p.heading("Target price: "+p.name(a.Item)+" at "+unitPrice(a.Target)+" "+string(a.Term)+" "+a.Place,
			"目标价："+p.name(a.Item)+" "+string(a.Term)+" "+a.Place+" "+unitPrice(a.Target))
		p.line(cells("  → ", st), cells(word(p.sheet, verdictWords, a.Verdict), bold))
		p.line(cells("    ", asIs), cells(fmt.Sprintf(p.t("ours %s · floor %s · at the target %s", "我方 %s · 底价 %s · 按目标价%s"), unitPrice(a.Price), unitPrice(a.Floor), p.margin(a.Margin)), asIs))
		for _, y := range a.Ways {
			what := string(y.Term) + " " + y.Place
			if y.Kind == pricing.Quantity {
				what = p.t("from ", "") + count(y.Quantity) + " " + p.calc.Items()[a.Item].Unit + p.t("", " 起")
			}
			p.line(cells("    · ", good), cells(what+fmt.Sprintf(p.t(": ours %s, floor %s, at the target %s", "：我方 %s，底价 %s，按目标价%s"), unitPrice(y.Price), unitPrice(y.Floor), p.margin(y.Margin)), asIs))
		}
	}
}

func (p *pricePage) margin(m pricing.Margin) string {
	return fmt.Sprintf(p.t("a profit of %s (%s%% of the price)", "利润 %s（占报价 %s%%）"), round(m.Unit, 4), percentFigure(m.OfPrice))
}

// loading says how the goods are shipped and what keeps more from going in.
func (p *pricePage) loading() {
	l := p.calc.Loading
	if l == nil {
		return
	}
	p.heading("Loading", "装柜")
	net := ""
	if !l.Net.IsZero() {
		net = p.t("net ", "净重 ") + round(l.Net, 1) + " kg"
	}
	p.line(cells("  ", asIs), cells(join(" · ", grouped(strconv.FormatInt(l.Cartons, 10))+p.t(" cartons", " 箱"), round(l.CBM, 3)+" m³", p.t("gross ", "毛重 ")+round(l.Gross, 1)+" kg", net,
		p.t("freight tons ", "运费吨 ")+round(l.WM, 3), fmt.Sprintf(p.t("as air freight %s kg (÷ %d)", "空运计费重量 %s 公斤（÷ %d）"), round(l.Chargeable, 1), l.Divisor)), asIs))
	if m := p.calc.Mode(); m == pricing.Air || m == pricing.Courier || m == pricing.Bulk {
		return
	}
	rows := [][]string{{p.t("container", "柜型"), p.t("needed", "需要"), p.t("filled", "装载"), p.t("bound by", "受限于")}}
	for _, f := range l.Plans {
		row := []string{string(f.Kind), strconv.FormatInt(f.Count, 10), round(f.Filled, 2), word(p.sheet, limitWords, f.Binds)}
		if f.Count == 0 {
			row[1], row[2], row[3] = "–", "", p.t("a carton does not go in", "有外箱装不进")
		}
		rows = append(rows, row)
	}
	p.table(2, rows)
	rows = [][]string{{p.t("full of one product", "单一产品满柜"), p.t("container", "柜型"), p.t("cartons", "箱数"), p.t("units", "件数"), p.t("by volume", "按体积"), p.t("by size", "按尺寸"), p.t("by weight", "按重量")}}
	for i, it := range l.Items {
		for k, f := range it.Fits {
			name := p.name(i)
			if k > 0 {
				name = ""
			}
			units, err := p.calc.Items()[i].Packing.PerCarton.Mul(wholeNumber(f.Cartons))
			if err != nil {
				continue
			}
			rows = append(rows, []string{name, string(f.Kind), strconv.FormatInt(f.Cartons, 10), count(units), strconv.FormatInt(f.ByVolume, 10), strconv.FormatInt(f.BySize, 10), strconv.FormatInt(f.ByWeight, 10)})
		}
	}
	if len(rows) > 1 {
		p.table(2, numbers(rows, 2))
	}
}
