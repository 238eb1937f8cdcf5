package extract

import (
	"sync"

	"xunpan"
	"xunpan/internal/geo"
)

// maxMissing: more questions at once tire the buyer.
const maxMissing = 6

// What every quotation needs, as choices.
var (
	askProduct = xunpan.Text{
		En: "Product: which one do you mean – A) a model on our website (please send its name or link), B) as in your picture or drawing, C) shall we send our catalogue to choose from?",
		Zh: "产品：具体是哪一款——A) 我们网站上的型号（请提供名称或链接），B) 按贵方图片或图纸，C) 由我们发目录供选择？"}
	askQuantity = xunpan.Text{
		En: "Quantity: A) a trial order at our MOQ, B) one 20' container, C) one 40' HQ, D) another quantity – which shall we quote?",
		Zh: "数量：A) 按起订量试单，B) 一个 20 尺柜，C) 一个 40 尺高柜，D) 其他数量——按哪个报价？"}
	askIncoterm = xunpan.Text{
		En: "Price term: A) FOB China port, B) CIF your port, C) DDP your door – which do you prefer, and which port or city?",
		Zh: "价格条款：A) FOB 中国港口，B) CIF 贵方港口，C) DDP 送货到门——选哪一种？目的港或城市是？"}
	askPort = xunpan.Text{
		En: "Destination port: which port or airport shall we ship to – A) by sea, B) by air, C) to your forwarder in China?",
		Zh: "目的港：发往哪个港口或机场——A) 海运，B) 空运，C) 交贵方在中国的货代？"}
	askCountry = xunpan.Text{
		En: "Market: for which country is it – A) your own country, B) another one (please name it)? Plug, certificates and labels follow from it.",
		Zh: "市场：销往哪个国家——A) 贵国，B) 其他国家（请注明）？这决定插头、认证和标签。"}
	askDelivery = xunpan.Text{
		En: "Delivery: A) as soon as possible, B) within 30–45 days of order, C) by a fixed date – which?",
		Zh: "交期：A) 尽快，B) 下单后 30–45 天，C) 指定日期前——选哪一种？"}
	askPackaging = xunpan.Text{
		En: "Packaging: A) neutral export carton, B) colour box with your design, C) bulk – which?",
		Zh: "包装：A) 中性出口纸箱，B) 贵方设计彩盒，C) 散装——选哪一种？"}
	askPayment = xunpan.Text{
		En: "Payment: A) 30 % T/T in advance and 70 % against B/L copy, B) L/C at sight – which suits you?",
		Zh: "付款：A) 30% 电汇预付、70% 见提单副本，B) 即期信用证——哪种合适？"}
	askCompany = xunpan.Text{
		En: "Your company: please tell its name and website, and are you A) an importer, B) a retailer, C) an end user? We then offer the right price list.",
		Zh: "贵公司：请告知名称和网站，您是 A) 进口商，B) 零售商，C) 终端用户？以便提供合适的价格表。"}
)

// missing lists what a quotation needs and he did not say, most needed first.
// Without any product only the first questions are asked; a mail that neither
// asks nor needs anything gets none.
func (d *doc) missing() {
	n := &d.out.Needs
	product, quantity, spec := false, false, false
	for i := range n.Lines {
		l := &n.Lines[i]
		product = product || l.Product.Value != "" || l.Model.Value != ""
		quantity = quantity || l.Quantity != nil && !l.Quantity.PerYear
		spec = spec || len(l.Specs) > 0 || l.Model.Value != ""
	}
	if !product && !quantity && len(d.out.Questions) == 0 && !d.wantsGoods() {
		return
	}
	country := n.DestCountry.Value
	if country == "" {
		country = d.out.Buyer.Country.Value
	}
	// Room for six and the few that may be pushed out.
	out := make([]xunpan.Missing, 0, maxMissing)
	add := func(field string, ask xunpan.Text) {
		if len(out) < maxMissing {
			out = append(out, xunpan.Missing{Field: field, Ask: ask})
		}
	}
	defer func() { d.out.Missing = out }()
	if !product {
		add("product", askProduct)
		if !quantity {
			add("quantity", askQuantity)
		}
		if country == "" {
			add("market", askCountry)
		}
		return
	}
	if !quantity {
		add("quantity", askQuantity)
	}
	family := d.family()
	d.out.Family = family
	said := d.said(family)
	for i, w := range families[family] {
		if family == "" && spec || said&(1<<i) != 0 {
			continue
		}
		add(w.field, w.ask)
		if len(out) == 3 {
			break // terms of the deal must have their place
		}
	}
	if n.Incoterm.Value == "" {
		add("incoterm", askIncoterm)
	}
	if country == "" {
		add("market", askCountry)
	}
	if n.DestPort.Value == "" && n.Incoterm.Value != "" && !(n.Incoterm.Value == "EXW" || n.Incoterm.Value == "FOB" || n.Incoterm.Value == "FCA") {
		add("port", askPort)
	}
	if len(n.Certifications) == 0 && family != "furniture" && family != "packaging" && family != "metal" {
		region := ""
		if c := geo.Get(country); c != nil {
			region = c.Region
		}
		ask, ok := schemes[region]
		if !ok {
			ask = schemes[""]
		}
		add("certification", ask)
	}
	if n.Delivery.Value == "" {
		add("delivery", askDelivery)
	}
	if n.Packaging.Value == "" && family != "chemical" && family != "food" {
		add("packaging", askPackaging)
	}
	if d.out.Buyer.Company.Value == "" {
		add("company", askCompany)
	}
	if n.Payment.Value == "" {
		add("payment", askPayment)
	}
}

// wantsGoods: an interest in buying is said though no product is named.
func (d *doc) wantsGoods() bool {
	return d.out.Has("quote.request") || d.out.Has("empty.interest") || d.out.Has("order.firm") || d.out.Has("order.trial")
}

// family is the kind of goods asked for: what the words inside the product's
// name say, else those of the subject.
func (d *doc) family() string {
	g := contactIDs()
	n := &d.out.Needs
	for i := range n.Lines {
		at := n.Lines[i].Product.At
		if at.IsZero() {
			continue
		}
		s, x := &d.body, &d.bodyX
		if at.Part == xunpan.PartSubject {
			s, x = &d.subj, &d.subjX
		} else if at.Part != xunpan.PartBody {
			continue
		}
		if f := d.familyIn(s, x, at, g.family); f != "" {
			return f
		}
	}
	if len(d.subj.toks) == 0 {
		return ""
	}
	return d.familyIn(&d.subj, &d.subjX, xunpan.Span{End: len(d.subj.text)}, g.family)
}

// familyIn is the family of the last family word inside the span: in a "LED
// desk lamp switch box" the last word is the thing.
func (d *doc) familyIn(s *stream, x *hitIndex, at xunpan.Span, group int16) string {
	i := s.tokenFrom(at.Start)
	found := ""
	for ; i >= 0 && i < len(s.toks) && int(s.toks[i].start) < at.End; i++ {
		if found != "" && s.toks[i].kind == tNumber {
			break // specifications follow: "generator 500kVA Cummins engine"
		}
		if h := x.at(i, group); h != nil {
			found = d.lex.values[h.value]
			i = int(h.last) // an "LED tube" is no tube
		}
	}
	return found
}

// said tells which wants of the family the text answers already: bit i for
// want i. It is better not to ask than to ask what he wrote.
func (d *doc) said(family string) uint8 {
	words := answerWords()[family]
	var mask uint8
	for _, s := range [...]*stream{&d.subj, &d.body} {
		for i := 0; i < len(s.toks) && len(words) > 0; i++ {
			if k := s.toks[i].kind; k == tWord || k == tNumber || k == tHan {
				mask |= words[s.toks[i].hash]
			}
		}
	}
	n := &d.out.Needs
	for i, w := range families[family] {
		switch {
		case w.field == "packing" && n.Packaging.Value != "":
			mask |= 1 << i
		case w.field == "model":
			for j := range n.Lines {
				if n.Lines[j].Model.Value != "" {
					mask |= 1 << i
				}
			}
		}
	}
	return mask
}

// answerWords holds, by family, the hash of each folded word that answers
// wants of the family.
var answerWords = sync.OnceValue(func() map[string]map[uint32]uint8 {
	all := make(map[string]map[uint32]uint8, len(families))
	for name, wants := range families {
		words := map[uint32]uint8{}
		for i, w := range wants {
			for _, k := range w.known {
				words[hash32([]byte(Fold(k)))] |= 1 << i
			}
		}
		all[name] = words
	}
	return all
})
