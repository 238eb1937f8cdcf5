package workbook

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// fill reads a row's cells into a product.
func (r *Row) fill(heads []head, costs bool) error {
	p := &r.Product
	p.Names, p.About = xunpan.Names{}, xunpan.Names{}
	f := filling{row: r, costs: costs}
	for i := range heads {
		cell := at0(r.Cells, i)
		if heads[i].key == "" || nothing[strings.ToLower(cell)] {
			continue
		}
		if err := f.cell(&heads[i], cell); err != nil {
			return err
		}
	}
	f.finish()
	return nil
}

// nothing is how cells say that there is nothing to say.
var nothing = map[string]bool{"": true, "-": true, "–": true, "—": true, "--": true, "/": true, "n/a": true, "无": true, "暂无": true}

// filling is a row being read.
type filling struct {
	row                        *Row
	costs                      bool
	packing                    xunpan.Packing
	packed                     bool
	leadFrom                   string
	vat, refund, supplier, net string
	money                      *xunpan.Money
	en, zh                     []string // features
}

func (f *filling) cell(h *head, s string) error {
	p := &f.row.Product
	switch h.key {
	case "model":
		p.Model = oneLine(s)
	case "name.en", "name.zh":
		f.name(h.key, s)
	case "names":
		for lang, name := range langs(s) {
			p.Names[lang] = name
		}
	case "words":
		p.Words = split(s, ",，、;；\n")
	case "category":
		p.Category = oneLine(s)
	case "tier":
		p.Tier = strings.ToLower(s)
	case "unit":
		p.Unit = unitOf(s)
	case "about.en":
		p.About["en"] = s
	case "about.zh":
		p.About["zh"] = s
	case "features.en":
		f.en = listed(s)
	case "features.zh":
		f.zh = listed(s)
	case "points":
		p.Points = pointsOf(s)
	case "specs":
		p.Specs = append(p.Specs, specsOf(s, "\n;；")...)
	case "data":
		p.Specs = append(p.Specs, xunpan.Spec{Name: h.name, Value: oneLine(plain(s))})
	case "variants":
		p.Variants = variantsOf(s)
	case "off":
		p.Off = yes(s)
	default:
		return f.trade(h, s)
	}
	return nil
}

// name takes a name for the language it is written in, whatever its column says.
func (f *filling) name(key, s string) {
	names := f.row.Product.Names
	hasHan := strings.ContainsFunc(s, isHan)
	switch {
	case key == "name.en" && hasHan && names["zh"] == "":
		names["zh"] = s
	case key == "name.zh" && !hasHan && names["en"] == "":
		names["en"] = s
	default:
		names[strings.TrimPrefix(key, "name.")] = s
	}
}

func (f *filling) trade(h *head, s string) (err error) {
	p, k := &f.row.Product, &f.packing
	switch h.key {
	case "per_carton":
		k.PerCarton, err = count(h, s, "装箱数", "units in a carton")
		f.packed = true
	case "carton":
		k.Length, k.Width, k.Height, err = size(s, h.scale)
		f.packed = true
	case "length", "width", "height":
		to := map[string]*string{"length": &k.Length, "width": &k.Width, "height": &k.Height}[h.key]
		*to, err = measure(s, h.scale)
		f.packed = true
	case "gross":
		k.Gross, err = weight(s)
		f.packed = true
	case "net":
		k.Net, err = weight(s)
		f.packed = true
	case "weights":
		k.Gross, k.Net, err = weights(s)
		f.packed = true
	case "upright":
		k.Upright = yes(s)
	case "packing.say":
		k.Say, f.packed = names(oneLine(s), ""), true
		if strings.ContainsFunc(s, isHan) {
			k.Say = names("", oneLine(s))
		}
	case "hs_code":
		p.HSCode = strings.NewReplacer(".", "", " ", "").Replace(plain(s))
	case "origin":
		p.Origin = originOf(s)
	case "moq":
		p.MOQ, err = count(h, s, "起订量", "MOQ")
	case "lead":
		p.Lead, err = leadOf(s)
	case "lead.from":
		f.leadFrom = s
	case "price":
		err = f.price(h, s)
	case "prices":
		p.Prices, err = pricesOf(s)
	case "custom":
		p.Custom, err = customOf(s)
	case "cost":
		if f.costs {
			f.money, err = money(s, or(h.currency, "CNY"))
		}
	case "cost.net":
		f.net = s
	case "vat":
		f.vat = rate(s)
	case "refund":
		f.refund = rate(s)
	case "supplier":
		f.supplier = s
	}
	return err
}

// price reads a column of prices into the price list.
func (f *filling) price(h *head, s string) error {
	if !strings.ContainsAny(s, "0123456789") {
		return nil // "on request"
	}
	currency := or(h.currency, "USD")
	m, err := money(s, currency)
	if err != nil {
		return err
	}
	term := h.term
	if term == "" {
		if term = xunpan.FOB; m.Currency == "CNY" {
			term = xunpan.EXW
		}
	}
	f.row.Product.Prices = append(f.row.Product.Prices, xunpan.ListPrice{Price: *m, Term: term, Place: h.place})
	return nil
}

func (f *filling) finish() {
	p := &f.row.Product
	if f.packed {
		p.Packing = &f.packing
	}
	if p.Lead != nil && f.leadFrom != "" {
		p.Lead.From = f.leadFrom
	}
	for i := range max(len(f.en), len(f.zh)) {
		n := xunpan.Names{}
		if s := at0(f.en, i); s != "" {
			n["en"] = s
		}
		if s := at0(f.zh, i); s != "" {
			n["zh"] = s
		}
		p.Features = append(p.Features, n)
	}
	for lang, s := range p.Names {
		if s == "" {
			delete(p.Names, lang)
		}
	}
	if len(p.Names) == 0 && p.Model != "" { // many lists know products by their number alone
		p.Names["en"] = p.Model
	}
	if len(p.About) == 0 {
		p.About = nil
	}
	if f.money != nil {
		f.row.Cost = &xunpan.ProductCost{Cost: *f.money, VAT: f.vat, Refund: f.refund, Supplier: f.supplier, Net: yes(f.net)}
	}
}

func or(s, other string) string {
	if s != "" {
		return s
	}
	return other
}

func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

func isHan(r rune) bool { return '\u4e00' <= r && r <= '\u9fff' }

// plain is a cell's number without the noise of binary fractions, other text as
// it is.
func plain(s string) string {
	if n, err := strconv.ParseFloat(s, 64); err == nil && strings.ContainsAny(s, ".eE") && len(s) > 9 {
		return strconv.FormatFloat(n, 'f', -1, 64)
	}
	return s
}

func split(s, at string) (out []string) {
	for _, part := range strings.FieldsFunc(s, func(r rune) bool { return strings.ContainsRune(at, r) }) {
		if part = strings.TrimSpace(part); part != "" {
			out = append(out, part)
		}
	}
	return out
}

// listed are the entries of a list, one a line, with the empty ones: the same
// line in two languages is the same entry.
func listed(s string) []string {
	out := strings.Split(s, "\n")
	if len(out) == 1 {
		return split(s, ";；")
	}
	for i := range out {
		out[i] = strings.TrimSpace(out[i])
	}
	return out
}

// langs reads "de: LED-Fluter", one a line.
func langs(s string) xunpan.Names {
	n := xunpan.Names{}
	for _, line := range split(s, "\n") {
		if lang, name, ok := strings.Cut(line, ":"); ok && len(strings.TrimSpace(lang)) == 2 {
			n[strings.ToLower(strings.TrimSpace(lang))] = strings.TrimSpace(name)
		}
	}
	return n
}

func specsOf(s, between string) (out []xunpan.Spec) {
	for _, part := range split(s, between) {
		name, value, ok := strings.Cut(strings.Replace(part, "：", ":", 1), ":")
		if !ok {
			name, value = "", part
		}
		out = append(out, xunpan.Spec{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
	}
	return out
}

func pointsOf(s string) (out []xunpan.SellingPoint) {
	for _, line := range split(s, "\n") {
		tag, text, ok := strings.Cut(line, ":")
		if tag = strings.TrimSpace(tag); !ok || !slices.Contains(xunpan.PointTags[:], tag) {
			tag, text = "other", line
		}
		en, zh, _ := strings.Cut(text, "|")
		out = append(out, xunpan.SellingPoint{Tag: tag, Say: names(strings.TrimSpace(en), strings.TrimSpace(zh))})
	}
	return out
}

func names(en, zh string) xunpan.Names {
	n := xunpan.Names{}
	if en != "" {
		n["en"] = en
	}
	if zh != "" {
		n["zh"] = zh
	}
	return n
}

// variantsOf reads "FL-50-3K | warm white | 暖白 | colour temperature: 3000 K", one
// a line.
func variantsOf(s string) (out []xunpan.Variant) {
	for _, line := range split(s, "\n") {
		parts := append(strings.Split(line, "|"), "", "", "")
		v := xunpan.Variant{Model: oneLine(parts[0]), Specs: specsOf(parts[3], ";；")}
		if n := names(strings.TrimSpace(parts[1]), strings.TrimSpace(parts[2])); len(n) > 0 {
			v.Name = n
		}
		out = append(out, v)
	}
	return out
}

func yes(s string) bool {
	switch strings.ToLower(s) {
	case "1", "yes", "y", "true", "x", "√", "✓", "是", "有":
		return true
	}
	return false
}

var unitNames = map[string]string{"个": "pcs", "只": "pcs", "件": "pcs", "支": "pcs", "pc": "pcs", "piece": "pcs", "pieces": "pcs", "套": "sets", "set": "sets", "台": "sets", "双": "pairs", "pair": "pairs", "对": "pairs", "米": "m", "公斤": "kg", "千克": "kg", "吨": "t", "卷": "rolls", "roll": "rolls", "箱": "cartons", "盒": "boxes"}

func unitOf(s string) string {
	s = oneLine(s)
	return or(unitNames[strings.ToLower(s)], s)
}

func originOf(s string) string {
	switch strings.ToLower(s) {
	case "china", "p.r.c", "prc", "中国", "made in china", "p.r. china":
		return "CN"
	}
	return s
}

var numberForm = regexp.MustCompile(`[0-9][0-9,]*(?:\.[0-9]+)?`)

// numbers are the numbers of a cell.
func numbers(s string) (out []string) {
	for _, n := range numberForm.FindAllString(plain(s), -1) {
		out = append(out, strings.ReplaceAll(n, ",", ""))
	}
	return out
}

func count(_ *head, s, zh, en string) (string, error) {
	ns := numbers(s)
	if len(ns) == 0 {
		return "", invalid("%q is no number (%s).", "“%s”不是数字（%s）。", s, or(en, zh))
	}
	return ns[0], nil
}

// size reads "60*40*35cm".
func size(s, scale string) (l, w, h string, err error) {
	ns := numbers(s)
	if len(ns) != 3 {
		return "", "", "", invalid("%q is no carton size; write length x width x height.", "“%s”不是外箱尺寸，请写 长*宽*高。", s)
	}
	if lower := strings.ToLower(s); strings.Contains(lower, "mm") || strings.Contains(lower, "毫米") {
		scale = "mm"
	}
	for i, to := range []*string{&l, &w, &h} {
		if *to, err = measure(ns[i], scale); err != nil {
			return l, w, h, err
		}
	}
	return l, w, h, nil
}

// measure is a length in cm.
func measure(s, scale string) (string, error) {
	ns := numbers(s)
	if len(ns) != 1 {
		return "", invalid("%q is no length.", "“%s”不是长度。", s)
	}
	n, err := strconv.ParseFloat(ns[0], 64)
	if err != nil {
		return "", invalid("%q is no length.", "“%s”不是长度。", s)
	}
	if scale == "mm" {
		return strconv.FormatFloat(n/10, 'f', -1, 64), nil
	}
	return ns[0], nil
}

func weight(s string) (string, error) {
	ns := numbers(s)
	if len(ns) != 1 {
		return "", invalid("%q is no weight in kg.", "“%s”不是重量（kg）。", s)
	}
	return ns[0], nil
}

// weights reads "18/16": the larger one is gross.
func weights(s string) (gross, net string, err error) {
	ns := numbers(s)
	if len(ns) != 2 {
		return "", "", invalid("%q is no gross and net weight; write 18/16.", "“%s”不是毛重/净重，请写成 18/16。", s)
	}
	a, errA := strconv.ParseFloat(ns[0], 64)
	b, errB := strconv.ParseFloat(ns[1], 64)
	if errA == nil && errB == nil && a < b {
		return ns[1], ns[0], nil
	}
	return ns[0], ns[1], nil
}

// leadOf reads "25-30 days"; weeks count seven.
func leadOf(s string) (*xunpan.LeadTime, error) {
	ns := numbers(s)
	if len(ns) == 0 {
		return nil, nil //nolint:nilnil // "in stock", "to be agreed": no time
	}
	times := 1
	if lower := strings.ToLower(s); strings.Contains(lower, "week") || strings.Contains(s, "周") {
		times = 7
	}
	l := xunpan.LeadTime{From: "deposit"}
	var err error
	if l.Days, err = strconv.Atoi(ns[0]); err == nil && len(ns) > 1 {
		l.To, err = strconv.Atoi(ns[1])
	}
	if err != nil {
		return nil, invalid("%q is no number of days.", "“%s”不是天数。", s)
	}
	l.Days, l.To = l.Days*times, l.To*times
	return &l, nil
}

// money reads "US$3.20/pc"; a cell without currency has its column's.
func money(s, currency string) (*xunpan.Money, error) {
	ns := numbers(s)
	if len(ns) != 1 {
		return nil, invalid("%q is no single price.", "“%s”不是单一价格。", s)
	}
	return &xunpan.Money{Amount: ns[0], Currency: or(currencyOf(s), currency)}, nil
}

var codeForm = regexp.MustCompile(`\b[A-Z]{3}\b`)

func currencyOf(s string) string {
	if c := currencyIn(s); c != "" {
		return c
	}
	return codeForm.FindString(s)
}

// rate reads "13%", "13" or 0.13.
func rate(s string) string {
	ns := numbers(s)
	if len(ns) != 1 {
		return s // refused with its field
	}
	if n, err := strconv.ParseFloat(ns[0], 64); err == nil && n > 0 && n < 1 && !strings.Contains(s, "%") {
		return strconv.FormatFloat(n*100, 'f', -1, 64) + "%"
	}
	return ns[0] + "%"
}
