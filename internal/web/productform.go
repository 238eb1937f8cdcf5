package web

import (
	"net/url"
	"slices"
	"strconv"
	"strings"

	"xunpan"
)

// productOf is a product as a form says it. What the form does not know, such as
// features in further languages, stays as it was.
func productOf(f url.Values, was xunpan.Product) (p xunpan.Product, err error) {
	text := func(name string) string { return strings.TrimSpace(f.Get(name)) }
	p = was
	p.Model, p.Category, p.Tier, p.Unit = text("model"), text("category"), text("tier"), text("unit")
	if p.Names, err = namesOf(text("names.en"), text("names.zh"), text("names.more")); err != nil {
		return p, err
	}
	p.Words = commas(strings.ReplaceAll(text("words"), "\n", ","))
	p.About = withLangs(was.About, text("about.en"), text("about.zh"))
	p.Specs = specsOf(text("specs"), "\n")
	p.Features = featuresOf(f.Get("features.en"), f.Get("features.zh"), was.Features)
	p.Points, p.Variants = pointsOf(f), variantsOf(f, was.Variants)
	p.MOQ, p.HSCode, p.Origin = plainNumber(text("moq")), text("hs_code"), text("origin")
	if p.Lead, err = leadTimeOf(text("lead"), text("lead.from"), plainNumber(text("lead.upto"))); err != nil {
		return p, err
	}
	k := xunpan.Packing{PerCarton: plainNumber(text("packing.per_carton")), Length: text("packing.length"), Width: text("packing.width"), Height: text("packing.height"), Gross: text("packing.gross"), Net: text("packing.net"),
		Upright: text("packing.upright") != ""}
	if was.Packing != nil {
		k.Say = was.Packing.Say
	}
	p.Packing = &k
	if p.Prices, err = pricesOf(f); err != nil {
		return p, err
	}
	if p.Custom, err = customForm(f, was.Custom); err != nil {
		return p, err
	}
	p.Pictures, p.Sheets = kept(f, "pictures"), kept(f, "sheets")
	p.Certificates = nil
	for _, id := range f["certificates"] {
		p.Certificates = append(p.Certificates, xunpan.ID(id))
	}
	p.Off = text("off") != ""
	return p, nil
}

// kept are the ids of a list without those that shall go.
func kept(f url.Values, name string) (ids []xunpan.ID) {
	for _, id := range f[name] {
		if !slices.Contains(f[name+".drop"], id) {
			ids = append(ids, xunpan.ID(id))
		}
	}
	return ids
}

// namesOf is a text in English, Chinese and other languages, those one a line:
// "de: LED-Fluter".
func namesOf(en, zh, more string) (xunpan.Names, error) {
	n := xunpan.Names{"en": en, "zh": zh}
	for line := range strings.Lines(more) {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		lang, name, ok := strings.Cut(strings.ReplaceAll(line, "：", ":"), ":")
		if lang = strings.ToLower(strings.TrimSpace(lang)); !ok || len(lang) != 2 {
			return n, invalid("names", "Write other languages one a line, as “de: LED-Fluter”; “%s” is not.", "其他语言每行一个，例如“de: LED-Fluter”；“%s”不符合。", line)
		}
		n[lang] = strings.TrimSpace(name)
	}
	return n, nil
}

// withLangs is a text with its English and Chinese replaced.
func withLangs(was xunpan.Names, en, zh string) xunpan.Names {
	n := xunpan.Names{}
	for lang, s := range was {
		n[lang] = s
	}
	n["en"], n["zh"] = en, zh
	return n
}

// specsOf reads technical data: "power: 50 W", each parted from the next.
func specsOf(text, between string) (specs []xunpan.Spec) {
	for _, part := range strings.Split(text, between) {
		if part = strings.TrimSpace(strings.ReplaceAll(part, "：", ":")); part == "" {
			continue
		}
		if name, value, ok := strings.Cut(part, ":"); ok {
			specs = append(specs, xunpan.Spec{Name: strings.TrimSpace(name), Value: strings.TrimSpace(value)})
		} else {
			specs = append(specs, xunpan.Spec{Value: part})
		}
	}
	return specs
}

func featuresOf(en, zh string, was []xunpan.Names) (out []xunpan.Names) {
	a, b := strings.Split(strings.ReplaceAll(en, "\r", ""), "\n"), strings.Split(strings.ReplaceAll(zh, "\r", ""), "\n")
	for i := range max(len(a), len(b)) {
		if n := withLangs(at(was, i), strings.TrimSpace(at(a, i)), strings.TrimSpace(at(b, i))); n["en"] != "" || n["zh"] != "" {
			out = append(out, n)
		}
	}
	return out
}

func pointsOf(f url.Values) (out []xunpan.SellingPoint) {
	for i := range min(len(f["points.tag"]), maxProductRows) {
		if en, zh := strings.TrimSpace(at(f["points.en"], i)), strings.TrimSpace(at(f["points.zh"], i)); en+zh != "" {
			out = append(out, xunpan.SellingPoint{Tag: f["points.tag"][i], Say: xunpan.Names{"en": en, "zh": zh}})
		}
	}
	return out
}

// maxProductRows bounds the rows of a list that a form sends.
const maxProductRows = 200

func variantsOf(f url.Values, was []xunpan.Variant) (out []xunpan.Variant) {
	for i := range min(len(f["variants.model"]), maxProductRows) {
		model, name, specs := strings.TrimSpace(at(f["variants.model"], i)), strings.TrimSpace(at(f["variants.name"], i)), specsOf(at(f["variants.specs"], i), ";")
		if model == "" && name == "" && len(specs) == 0 {
			continue
		}
		v := xunpan.Variant{Model: model, Specs: specs, Name: xunpan.Names{}}
		for _, old := range was {
			if old.Model == model && old.Name != nil {
				v.Name = old.Name
			}
		}
		if lang := "en"; name != "" && !slices.ContainsFunc([]string{"en", "zh"}, func(l string) bool { return v.Name[l] == name }) {
			v.Name = withLangs(v.Name, v.Name["en"], v.Name["zh"])
			if strings.ContainsFunc(name, func(r rune) bool { return r >= 0x2e80 }) {
				lang = "zh"
			}
			v.Name[lang] = name
		}
		out = append(out, v)
	}
	return out
}

// leadTimeOf reads "25–30" days.
func leadTimeOf(days, from, upto string) (*xunpan.LeadTime, error) {
	if days == "" {
		return nil, nil
	}
	low, high, ranged := strings.Cut(strings.NewReplacer("–", "-", "~", "-", " ", "").Replace(days), "-")
	l := xunpan.LeadTime{From: from, Upto: upto}
	var err error
	if l.Days, err = strconv.Atoi(low); err == nil && ranged {
		l.To, err = strconv.Atoi(high)
	}
	if err != nil {
		return nil, invalid("lead", "Write the lead time in days, as 25 or 25–30.", "交期请填天数，例如 25 或 25–30。")
	}
	return &l, nil
}

func pricesOf(f url.Values) (out []xunpan.ListPrice, err error) {
	for i := range min(len(f["prices.price"]), maxProductRows) {
		text := func(name string) string { return strings.TrimSpace(at(f["prices."+name], i)) }
		if text("price") == "" {
			continue
		}
		money, err := moneyOf("prices", text("price"))
		if err != nil {
			return nil, err
		}
		out = append(out, xunpan.ListPrice{Price: money, Term: xunpan.Incoterm(text("term")), Place: text("place"), Quantity: plainNumber(text("quantity")), Region: text("region"), From: text("from"), Until: text("until")})
	}
	return out, nil
}

func customForm(f url.Values, was *xunpan.Custom) (*xunpan.Custom, error) {
	text := func(name string) string { return strings.TrimSpace(f.Get("custom." + name)) }
	c := xunpan.Custom{MOQ: plainNumber(text("moq"))}
	if was != nil {
		c.Process = was.Process
	}
	c.Process = withLangs(c.Process, text("en"), text("zh"))
	if text("en")+text("zh")+text("cost")+text("days")+text("moq") == "" {
		return nil, nil
	}
	if text("cost") != "" {
		m, err := moneyOf("custom", text("cost"))
		if err != nil {
			return nil, err
		}
		c.Cost = &m
	}
	if text("days") != "" {
		var err error
		if c.Days, err = strconv.Atoi(text("days")); err != nil {
			return nil, invalid("custom", "Customising takes a number of days.", "定制所需天数请填数字。")
		}
	}
	return &c, nil
}

// moneyOf reads "3.20 USD", "USD 3.20" or "$3.20".
func moneyOf(field, s string) (m xunpan.Money, err error) {
	for sign, code := range currencies {
		s = strings.ReplaceAll(s, sign, " "+code+" ")
	}
	for _, part := range strings.Fields(s) {
		if strings.Trim(part, "0123456789.,") == "" {
			m.Amount += strings.ReplaceAll(part, ",", "")
		} else {
			m.Currency += strings.ToUpper(part)
		}
	}
	if m.Amount == "" || m.Currency == "" {
		return m, invalid(field, "Write amount and currency, as 3.20 USD; “%s” is not.", "请写金额和币种，例如 3.20 USD；“%s”不符合。", s)
	}
	return m, nil
}

// plainNumber drops the marks of thousands that people write.
func plainNumber(s string) string { return strings.ReplaceAll(s, ",", "") }
