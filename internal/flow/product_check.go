package flow

import (
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/geo"
)

// Limits of the catalogue.
const (
	maxProducts    = 50_000
	maxProductList = 100 // entries of one list of a product
	maxProductText = 2000
)

// cleanProduct puts a product's fields into their usual form, or says which of
// them makes no sense.
func cleanProduct(p *xunpan.Product) error {
	for field, s := range map[string]*string{"model": &p.Model, "category": &p.Category, "unit": &p.Unit} {
		if err := cleanLine(field, s, 120); err != nil {
			return err
		}
	}
	if xunpan.ModelKey(p.Model) == "" {
		return invalid("model", "Give the product a model or article number, so that it can be told from the others.", "请填写型号或货号，以便区分产品。")
	}
	if p.Unit == "" {
		p.Unit = "pcs"
	}
	if err := cleanNames("names", p.Names); err != nil {
		return err
	}
	if len(p.Names) == 0 {
		return invalid("names", "Give the product a name in at least one language.", "请至少用一种语言填写品名。")
	}
	if !slices.Contains([]string{"", "good", "better", "best"}, p.Tier) {
		return invalid("tier", "A tier is good, better or best.", "档次为 good、better 或 best。")
	}
	for _, n := range []int{len(p.Words), len(p.Features), len(p.Points), len(p.Specs), len(p.Variants), len(p.Prices), len(p.Pictures), len(p.Sheets), len(p.Certificates)} {
		if n > maxProductList {
			return invalid("", "A list of a product has at most %d entries.", "产品的每个列表最多 %d 项。", maxProductList)
		}
	}
	words := p.Words[:0:0]
	for _, w := range p.Words {
		if err := cleanLine("words", &w, 120); err != nil {
			return err
		}
		if w != "" && !slices.Contains(words, w) {
			words = append(words, w)
		}
	}
	p.Words = words
	if err := cleanNames("about", p.About); err != nil {
		return err
	}
	for i := range p.Features {
		if err := cleanNames("features", p.Features[i]); err != nil {
			return err
		}
	}
	p.Features = slices.DeleteFunc(p.Features, func(n xunpan.Names) bool { return len(n) == 0 })
	for i := range p.Points {
		if !slices.Contains(xunpan.PointTags[:], p.Points[i].Tag) {
			return invalid("points", "A selling point answers one of %s.", "卖点标签须为 %s 之一。", strings.Join(xunpan.PointTags[:], ", "))
		}
		if err := cleanNames("points", p.Points[i].Say); err != nil {
			return err
		}
	}
	p.Points = slices.DeleteFunc(p.Points, func(x xunpan.SellingPoint) bool { return len(x.Say) == 0 })
	if err := cleanSpecs(&p.Specs); err != nil {
		return err
	}
	if err := cleanVariants(p); err != nil {
		return err
	}
	return cleanTrade(p)
}

func cleanVariants(p *xunpan.Product) error {
	seen := map[string]bool{xunpan.ModelKey(p.Model): true}
	for i := range p.Variants {
		v := &p.Variants[i]
		if err := cleanLine("variants", &v.Model, 120); err != nil {
			return err
		}
		key := xunpan.ModelKey(v.Model)
		if key == "" || seen[key] {
			return invalid("variants", "Each variant has a model of its own; %q is missing or there twice.", "每个规格须有自己的型号，“%s”缺失或重复。", v.Model)
		}
		seen[key] = true
		if err := cleanNames("variants", v.Name); err != nil {
			return err
		}
		if err := cleanSpecs(&v.Specs); err != nil {
			return err
		}
	}
	return nil
}

// cleanTrade checks what is needed to price and ship a product.
func cleanTrade(p *xunpan.Product) error {
	if p.HSCode = strings.NewReplacer(".", "", " ", "").Replace(p.HSCode); p.HSCode != "" && (len(p.HSCode) < 4 || len(p.HSCode) > 13 || strings.Trim(p.HSCode, "0123456789") != "") {
		return invalid("hs_code", "An HS code has 4 to 13 digits: %q does not.", "HS 编码为 4–13 位数字：“%s”不是。", p.HSCode)
	}
	if p.Origin = strings.ToUpper(strings.TrimSpace(p.Origin)); p.Origin != "" && geo.Get(p.Origin) == nil {
		return invalid("origin", "There is no country %q.", "没有“%s”这个国家。", p.Origin)
	}
	if err := cleanDecimal("moq", &p.MOQ, false); err != nil {
		return err
	}
	if l := p.Lead; l != nil {
		if l.Days < 0 || l.Days > 999 || l.To != 0 && l.To < l.Days || l.To > 999 {
			return invalid("lead", "The lead time is a number of days, from the shorter to the longer.", "交期请填天数，从短到长。")
		}
		if !slices.Contains(xunpan.LeadStarts[:], l.From) {
			return invalid("lead", "Say from when the lead time counts: %s.", "请说明交期从何时起算：%s。", strings.Join(xunpan.LeadStarts[:], ", "))
		}
		if err := cleanDecimal("lead", &l.Upto, false); err != nil {
			return err
		}
	}
	if k := p.Packing; k != nil {
		if *k = trimmed(*k); k.PerCarton == "" && k.Length == "" && k.Width == "" && k.Height == "" && k.Gross == "" && k.Net == "" && len(k.Say) == 0 {
			p.Packing = nil
		} else if err := cleanPacking(k); err != nil {
			return err
		}
	}
	if c := p.Custom; c != nil {
		if err := cleanNames("custom", c.Process); err != nil {
			return err
		}
		if c.Days < 0 || c.Days > 999 {
			return invalid("custom", "Customising takes a number of days.", "定制所需天数请填数字。")
		}
		if err := cleanDecimal("custom", &c.MOQ, false); err != nil {
			return err
		}
		if c.Cost != nil {
			if err := cleanMoney("custom", c.Cost); err != nil {
				return err
			}
		}
	}
	for i := range p.Prices {
		if err := cleanPrice(&p.Prices[i]); err != nil {
			return err
		}
	}
	return nil
}

func trimmed(k xunpan.Packing) xunpan.Packing {
	for _, s := range []*string{&k.PerCarton, &k.Length, &k.Width, &k.Height, &k.Gross, &k.Net} {
		*s = strings.TrimSpace(*s)
	}
	return k
}

func cleanPacking(k *xunpan.Packing) error {
	for _, s := range []*string{&k.PerCarton, &k.Length, &k.Width, &k.Height, &k.Gross, &k.Net} {
		if err := cleanDecimal("packing", s, false); err != nil {
			return err
		}
	}
	if sides := []string{k.Length, k.Width, k.Height}; slices.Contains(sides, "") && slices.ContainsFunc(sides, func(s string) bool { return s != "" }) {
		return invalid("packing", "A carton has length, width and height, in cm.", "外箱尺寸请填写长、宽、高（厘米）。")
	}
	if k.Gross != "" && k.Net != "" && decimal.MustParse(k.Net).Cmp(decimal.MustParse(k.Gross)) > 0 {
		return invalid("packing", "The net weight is larger than the gross weight.", "净重大于毛重。")
	}
	return cleanNames("packing", k.Say)
}

func cleanPrice(l *xunpan.ListPrice) error {
	if err := cleanMoney("prices", &l.Price); err != nil {
		return err
	}
	l.Term = xunpan.Incoterm(strings.ToUpper(strings.TrimSpace(string(l.Term))))
	if !slices.Contains(xunpan.Incoterms[:], l.Term) {
		return invalid("prices", "%q is no term of Incoterms 2020; a price means nothing without one.", "“%s”不是 Incoterms 2020 的术语；没有术语的价格没有意义。", l.Term)
	}
	for _, s := range []*string{&l.Place, &l.Region} {
		if err := cleanLine("prices", s, 120); err != nil {
			return err
		}
	}
	if err := cleanDecimal("prices", &l.Quantity, false); err != nil {
		return err
	}
	for _, day := range []*string{&l.From, &l.Until} {
		if err := cleanDay("prices", day); err != nil {
			return err
		}
	}
	if l.From != "" && l.Until != "" && l.Until < l.From {
		return invalid("prices", "The price ends before it begins.", "价格的截止日期早于开始日期。")
	}
	return nil
}

func cleanCost(c *xunpan.ProductCost) error {
	for field, s := range map[string]*string{"supplier": &c.Supplier, "note": &c.Note} {
		if err := cleanLine(field, s, maxPaperLine); err != nil {
			return err
		}
	}
	for field, s := range map[string]*string{"vat": &c.VAT, "refund": &c.Refund} {
		if *s = strings.TrimSuffix(strings.TrimSpace(*s), "%"); *s == "" {
			continue
		}
		n, err := decimal.Parse(*s)
		if err != nil || n.IsNeg() || n.Cmp(decimal.MustNew(100, 0)) > 0 {
			return invalid(field, "%q is no rate in per cent, such as 13%%.", "“%s”不是百分比，例如 13%%。", *s)
		}
		*s = n.Trim(0).String() + "%"
	}
	return cleanMoney("cost", &c.Cost)
}

func cleanCertificate(c *xunpan.Certificate) error {
	for field, s := range map[string]*string{"name": &c.Name, "number": &c.Number, "issuer": &c.Issuer} {
		if err := cleanLine(field, s, 200); err != nil {
			return err
		}
	}
	if c.Name == "" {
		return invalid("name", "Give the certificate its name, such as CE or ISO 9001.", "请填写证书名称，例如 CE 或 ISO 9001。")
	}
	for field, day := range map[string]*string{"from": &c.From, "until": &c.Until} {
		if err := cleanDay(field, day); err != nil {
			return err
		}
	}
	if c.From != "" && c.Until != "" && c.Until < c.From {
		return invalid("until", "The certificate ends before it begins.", "证书的截止日期早于开始日期。")
	}
	return nil
}

// cleanNames cleans a text in its languages and drops those that say nothing.
func cleanNames(field string, n xunpan.Names) error {
	for lang, s := range n {
		if s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\r\n", "\n")); len(s) > maxProductText || strings.ContainsRune(s, 0) {
			return invalid(field, "That is longer than %d bytes.", "超过 %d 字节。", maxProductText)
		}
		if len(lang) < 2 || len(lang) > 8 || strings.Trim(lang, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-") != "" {
			return invalid(field, "%q is no language; write en, zh, de and so on.", "“%s”不是语言代码，请写 en、zh、de 等。", lang)
		}
		if n[lang] = s; s == "" {
			delete(n, lang)
		}
	}
	return nil
}

func cleanSpecs(specs *[]xunpan.Spec) error {
	list := *specs
	if len(list) > maxProductList {
		return invalid("specs", "A list of a product has at most %d entries.", "产品的每个列表最多 %d 项。", maxProductList)
	}
	for i := range list {
		for _, s := range []*string{&list[i].Name, &list[i].Value} {
			if err := cleanLine("specs", s, maxPaperLine); err != nil {
				return err
			}
		}
	}
	*specs = slices.DeleteFunc(list, func(s xunpan.Spec) bool { return s.Value == "" })
	return nil
}

// cleanDecimal is a number above zero with a point, or "" where none is needed.
func cleanDecimal(field string, s *string, needed bool) error {
	if *s = strings.TrimSpace(*s); *s == "" && !needed {
		return nil
	}
	n, err := decimal.Parse(*s)
	if err != nil || !n.IsPos() {
		return invalid(field, "%q is no number above zero; write it with a point, as 12.5.", "“%s”不是大于零的数字，小数点请写“.”，例如 12.5。", *s)
	}
	*s = n.String()
	return nil
}

func cleanMoney(field string, m *xunpan.Money) error {
	if m.Currency = strings.ToUpper(strings.TrimSpace(m.Currency)); len(m.Currency) != 3 || strings.Trim(m.Currency, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return invalid(field, "%q is no currency; write three letters, as USD.", "“%s”不是币种，请写三位字母，例如 USD。", m.Currency)
	}
	return cleanDecimal(field, &m.Amount, true)
}

func cleanDay(field string, day *string) error {
	if *day = strings.TrimSpace(*day); *day == "" {
		return nil
	}
	if _, err := time.Parse(time.DateOnly, *day); err != nil {
		return invalid(field, "%q is no day; write it as 2026-12-31.", "“%s”不是日期，请写成 2026-12-31。", *day)
	}
	return nil
}
