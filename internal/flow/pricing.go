package flow

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
	"xunpan/internal/store"
)

// SettingPricing names the setting of the house's way of pricing: a Pricing.
const SettingPricing = "pricing"

// Pricing is what every new quotation begins with.
type Pricing struct {
	// Sheet is a cost sheet without items, as docs/pricing.md explains: currency,
	// rates of exchange, route, charges, profit, and the floor, which no
	// salesperson's sheet can lower. Empty for none.
	Sheet  json.RawMessage `json:"sheet,omitempty"`
	Terms  xunpan.Terms    `json:"terms"`
	Seller xunpan.Seller   `json:"seller"`
	Prefix string          `json:"prefix,omitempty"` // of quotation numbers; "Q" if empty
}

// Pricing reads the house's way of pricing, with the version to give back when
// it is saved.
func (d *Desk) Pricing(ctx context.Context) (p Pricing, version int64, err error) {
	version, err = d.Store.Setting(ctx, SettingPricing, &p)
	return p, version, err
}

// SavePricing sets the house's way of pricing. ErrChanged if somebody else
// saved meanwhile.
func (d *Desk) SavePricing(ctx context.Context, who Who, version int64, p Pricing) error {
	p.Prefix = strings.TrimSpace(p.Prefix)
	if len(p.Prefix) > 10 || strings.ContainsFunc(p.Prefix, func(r rune) bool { return r <= ' ' || r > '~' || strings.ContainsRune(`/\"'<>`, r) }) {
		return invalid("prefix", "A number begins with at most ten letters, digits or signs like - without spaces.", "编号前缀最多十个字母、数字或连字符，不含空格。")
	}
	if err := cleanSeller(&p.Seller); err != nil {
		return err
	}
	if err := cleanTerms(&p.Terms); err != nil {
		return err
	}
	if p.Seller.Logo != "" {
		a, err := d.Store.Asset(ctx, p.Seller.Logo)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return err
		}
		if err != nil || !isPicture(a.Kind) {
			return invalid("file", "The logo is a PNG or JPEG picture.", "徽标须为 PNG 或 JPEG 图片。")
		}
	}
	if len(p.Sheet) > 0 {
		f, err := pricefile.Read("pricing", p.Sheet)
		if err != nil {
			return sheetProblem(err)
		}
		if f.Sheet.Items = nil; f.Sheet.Currency == "" {
			f.Sheet.Currency = "USD"
		}
		if _, err := price.Compute(tried(f.Sheet, d.today())); err != nil {
			return sheetProblem(f.Explain(err))
		}
		if p.Sheet, err = json.Marshal(&f.Sheet); err != nil {
			return err
		}
	}
	return d.set(ctx, who, SettingPricing, version, p)
}

// tried is a sheet of the house with one plain item, to see whether it computes.
func tried(s price.Sheet, today price.Date) *price.Sheet {
	var cost price.Fee
	_ = cost.UnmarshalText([]byte("100 " + orElse(s.Home, "CNY"))) // a constant
	s.Items = []price.Item{{Name: "x", Quantity: one, Goods: []price.Cost{{Cost: cost}}, Packing: &price.Packing{PerCarton: one, Size: price.Size{L: 100, W: 100, H: 100}, Gross: 100}}}
	s.Options = []price.Choice{{Term: string(xunpan.EXW), Place: "x"}}
	if s.Date.IsZero() {
		s.Date = today
	}
	return &s
}

// today is the day at the company.
func (d *Desk) today() price.Date {
	zone, err := time.LoadLocation(orElse(d.Reader().Company.Zone, "Asia/Shanghai"))
	if err != nil {
		zone = time.UTC
	}
	y, m, day := d.now().In(zone).Date()
	return price.Date{Time: time.Date(y, m, day, 0, 0, 0, 0, time.UTC)}
}

// sheetProblem tells people what is wrong with a sheet, at the first field.
func sheetProblem(err error) error {
	if p, ok := errors.AsType[*pricefile.Problems](err); ok {
		return &xunpan.Invalid{Field: "sheet", Say: xunpan.Text{En: p.In("en"), Zh: p.In("zh")}}
	}
	return err
}

// calculate computes a sheet with the house's floor in it. The floor of the
// sheet itself counts only where the house has none.
func (d *Desk) calculate(house *Pricing, sheet []byte) (*price.Sheet, *price.Calculation, error) {
	f, err := pricefile.Read("sheet", sheet)
	if err != nil {
		return nil, nil, sheetProblem(err)
	}
	s := f.Sheet
	if len(house.Sheet) > 0 {
		base, err := pricefile.Read("pricing", house.Sheet)
		if err != nil {
			return nil, nil, sheetProblem(err)
		}
		if base.Sheet.Floor != nil {
			s.Floor = base.Sheet.Floor
		}
	}
	if s.Date.IsZero() {
		s.Date = d.today()
	}
	s.Gazetteer = geo.Gazetteer()
	calc, err := price.Compute(&s)
	if err != nil {
		return &s, nil, sheetProblem(f.Explain(err))
	}
	return &s, calc, nil
}

// Limits of what stands on paper.
const (
	maxPaperLine = 300  // bytes
	maxPaperText = 4000 // bytes
)

func cleanParty(field string, p *xunpan.Party) error {
	for name, s := range map[string]*string{"company": &p.Company, "person": &p.Person, "mail": &p.Mail, "phone": &p.Phone, "website": &p.Website, "tax_id": &p.TaxID} {
		if err := cleanLine(field+"."+name, s, maxPaperLine); err != nil {
			return err
		}
	}
	if p.Country = strings.ToUpper(strings.TrimSpace(p.Country)); p.Country != "" && geo.Get(p.Country) == nil {
		return invalid(field+".country", "There is no country %q.", "没有“%s”这个国家。", p.Country)
	}
	return cleanText(field+".address", &p.Address)
}

func cleanSeller(s *xunpan.Seller) error {
	for name, text := range map[string]*string{"local": &s.Local, "markets": &s.Markets, "whatsapp": &s.WhatsApp, "wechat": &s.WeChat} {
		if err := cleanLine("seller."+name, text, maxPaperLine); err != nil {
			return err
		}
	}
	if s.Since != 0 && (s.Since < 1700 || s.Since > lastYear) {
		return invalid("seller.since", "Write the year as four digits.", "年份请写四位数字。")
	}
	return errors.Join(cleanParty("seller", &s.Party), cleanText("seller.bank", &s.Bank))
}

func cleanTerms(t *xunpan.Terms) error {
	for name, s := range map[string]*string{"payment": &t.Payment, "loading": &t.Loading, "packing": &t.Packing, "warranty": &t.Warranty, "sample": &t.Sample} {
		if err := cleanLine("terms."+name, s, 1000); err != nil {
			return err
		}
	}
	if t.Lead != nil {
		if t.Lead.Days < 0 || t.Lead.Days > 999 || t.Lead.To != 0 && t.Lead.To < t.Lead.Days || t.Lead.To > 999 {
			return invalid("terms.lead", "The lead time is a number of days, from the shorter to the longer.", "交期请填天数，从短到长。")
		}
		if !slices.Contains(xunpan.LeadStarts[:], t.Lead.From) {
			return invalid("terms.lead_from", "Say from when the lead time counts: %s.", "请说明交期从何时起算：%s。", strings.Join(xunpan.LeadStarts[:], ", "))
		}
	}
	if !slices.Contains([]string{"", "yes", "no"}, t.Partial) {
		return invalid("terms.partial", "Partial shipments are allowed (yes), not allowed (no), or not spoken of.", "分批装运：允许（yes）、不允许（no）或不说明。")
	}
	if t.Origin = strings.ToUpper(strings.TrimSpace(t.Origin)); t.Origin != "" && geo.Get(t.Origin) == nil {
		return invalid("terms.origin", "There is no country %q.", "没有“%s”这个国家。", t.Origin)
	}
	if len(t.Papers) > 30 {
		return invalid("terms.papers", "There is room for 30 documents.", "最多 30 份单据。")
	}
	for i := range t.Papers {
		if err := cleanLine("terms.papers", &t.Papers[i], maxPaperLine); err != nil {
			return err
		}
	}
	return cleanText("terms.remarks", &t.Remarks)
}

// cleanLine makes a text one line.
func cleanLine(field string, s *string, limit int) error {
	*s = strings.Join(strings.Fields(strings.ToValidUTF8(*s, "")), " ")
	if len(*s) > limit {
		return invalid(field, "That is longer than %d bytes.", "超过 %d 字节。", limit)
	}
	return nil
}

// cleanText leaves a text its lines.
func cleanText(field string, s *string) error {
	*s = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(*s, ""), "\r\n", "\n"))
	if len(*s) > maxPaperText || strings.ContainsRune(*s, 0) {
		return invalid(field, "That is longer than %d bytes.", "超过 %d 字节。", maxPaperText)
	}
	return nil
}
