package price

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"xunpan"
)

// Limits of a sheet. They keep a hostile file from costing time; no honest
// quotation comes near them.
const (
	mostItems   = 1000
	mostCharges = 200
	mostOptions = 40
	mostRungs   = 40
	longestName = 400 // bytes
)

// Faults are all that is wrong with a sheet, each an [xunpan.Invalid].
type Faults []*xunpan.Invalid

func (f Faults) Error() string {
	var lines []string
	for _, e := range f {
		lines = append(lines, strings.TrimPrefix(e.Field+": "+e.Error(), ": "))
	}
	return strings.Join(lines, "\n")
}

// faults collects them; a nil list is a sound sheet.
type faults struct{ list Faults }

func (f *faults) say(field, en, zh string, args ...any) {
	f.add(invalid(field, en, zh, args...))
}

// mostFaults is more than anybody reads at once.
const mostFaults = 50

// add takes an error of a check, once.
func (f *faults) add(err error) {
	e, ok := errors.AsType[*xunpan.Invalid](err)
	if !ok || len(f.list) >= mostFaults || slices.ContainsFunc(f.list, func(h *xunpan.Invalid) bool { return *h == *e }) {
		return
	}
	f.list = append(f.list, e)
}

func (f *faults) err() error {
	if len(f.list) == 0 {
		return nil
	}
	return f.list
}

// at is the path of a list's element: items[2].goods.
func at(list string, i int, field string) string {
	p := fmt.Sprintf("%s[%d]", list, i)
	if field != "" {
		p += "." + field
	}
	return p
}

// prepared is a copy with the defaults filled in, or all that is wrong.
func (s *Sheet) prepared() (*Sheet, error) {
	p := *s
	p.fill()
	var f faults
	p.check(&f)
	return &p, f.err()
}

func (s *Sheet) fill() {
	if s.Home == "" {
		s.Home = "CNY"
	}
	if s.RateAge == 0 {
		s.RateAge = defaultRateAge
	}
	if s.Shipping.Container == "" {
		s.Shipping.Container = HQ40
	}
	if s.Shipping.Divisor == 0 {
		s.Shipping.Divisor = 6000
		if s.Shipping.Mode == Courier {
			s.Shipping.Divisor = 5000
		}
	}
	s.Items = slices.Clone(s.Items)
	for i := range s.Items {
		if s.Items[i].Unit == "" {
			s.Items[i].Unit = "pcs"
		}
		if list := s.Items[i].List; list != nil {
			filled := *list
			filled.Term = cmp.Or(filled.Term, xunpan.FOB)
			s.Items[i].List, s.Items[i].Profit = &filled, &Share{}
		}
		if s.Items[i].Profit != nil {
			s.Items[i].Profit = share(s.Items[i].Profit, OfFOB)
		}
	}
	s.Finance = slices.Clone(s.Finance)
	for i := range s.Finance {
		if s.Finance[i].Year == 0 {
			s.Finance[i].Year = 360
		}
		if s.Finance[i].Of == "" {
			s.Finance[i].Of = OfPurchase
		}
	}
	s.Profit, s.Floor = share(s.Profit, OfFOB), share(s.Floor, OfFOB)
	s.Commission, s.Bank = share(s.Commission, OfPrice), share(s.Bank, OfPrice)
	if s.Insurance != nil && s.Insurance.Share.Fraction.IsZero() {
		in := *s.Insurance
		in.Share.Fraction = insuredShare
		s.Insurance = &in
	}
}

// insuredShare is the usual 110%: the price and a tenth for the profit lost.
var insuredShare = decimal.MustNew(110, 2)

// share is a copy with its base; none is a share of nothing.
func share(s *Share, of Base) *Share {
	if s == nil {
		return &Share{Of: of}
	}
	if s.Of == "" {
		return &Share{s.Rate, of}
	}
	return s
}

func (s *Sheet) check(f *faults) {
	if !isCurrency(s.Currency) {
		f.say("currency", "the currency of the offer is missing or no ISO code: write for example USD", "缺少报价币种或不是 ISO 代码：如 USD")
	}
	if !isCurrency(s.Home) {
		f.say("home", "%q is no ISO code of a currency: write for example CNY", "%q 不是 ISO 币种代码：如 CNY", s.Home)
	}
	if s.Date.IsZero() {
		f.say("date", "the day of the calculation is missing: write it as 2026-11-23", "缺少核算日期：请写成 2026-11-23")
	}
	if s.Valid < 0 || s.Valid > 3650 || s.RateAge < 0 || s.RateAge > 3650 {
		f.say("valid_days", "days run from 0 to 3650", "天数应在 0 到 3650 之间")
	}
	if len(s.Items) == 0 || len(s.Items) > mostItems {
		f.say("items", "a sheet has 1 to %d items, not %d", "核算单应有 1 到 %d 个产品，现有 %d 个", mostItems, len(s.Items))
		return
	}
	if len(s.Options) > mostOptions {
		f.say("options", "at most %d options stand side by side", "最多并列 %d 个方案", mostOptions)
		return
	}
	s.checkRates(f)
	s.Shipping.check(f)
	for i := range s.Items {
		s.checkItem(i, f)
	}
	packed := !slices.ContainsFunc(s.Items, func(it Item) bool { return it.Packing == nil })
	s.checkCharges("charges", s.Charges, packed, f)
	s.checkShares(f)
	s.checkLists(f)
	for i := range s.Options {
		s.checkChoice(&s.Options[i], at("options", i, ""), f)
	}
}

func (s *Sheet) checkRates(f *faults) {
	seen := map[string]bool{}
	for i := range s.Rates {
		r := &s.Rates[i]
		field := func(name string) string { return at("rates", i, name) }
		switch {
		case !isCurrency(r.Currency):
			f.say(field("currency"), "%q is no ISO code of a currency: write for example USD", "%q 不是 ISO 币种代码：如 USD", r.Currency)
		case r.Currency == s.Home:
			f.say(field("currency"), "%s is the home currency and needs no rate: take the line out", "%s 是本币，不需要汇率：请删去这一行", r.Currency)
		case seen[r.Currency]:
			f.say(field("currency"), "%s stands here a second time: keep one", "%s 重复出现：请只保留一个", r.Currency)
		}
		seen[r.Currency] = true
		if r.Rate == nil && r.Buy == nil && r.Sell == nil {
			f.say(field("rate"), "the rate is missing: write how many %s one %s is worth", "缺少汇率：请写 1 %[2]s 合多少 %[1]s", s.Home, r.Currency)
		}
		for _, n := range []*Number{r.Rate, r.Buy, r.Sell} {
			if n != nil && (!n.IsPos() || n.Cmp(whole(1_000_000)) > 0) {
				f.say(field("rate"), "a rate lies above 0 and below a million", "汇率应大于 0 且小于一百万")
			}
		}
		if r.Buy != nil && r.Sell != nil && r.Buy.Cmp(*r.Sell) > 0 {
			f.say(field("buy"), "the bank buys at %s and sells at %s: buying is never the dearer one, are the two exchanged?", "银行买入价 %s 高于卖出价 %s：两者是否写反？", r.Buy, r.Sell)
		}
		if r.Per < 0 || r.Per > 10_000 {
			f.say(field("per"), "a rate is for 1 to 10000 units", "汇率的单位应在 1 到 10000 之间")
		}
		below(f, field("buffer"), r.Buffer.Fraction, "50%")
		if r.Date.IsZero() {
			f.say(field("date"), "the day of the rate is missing: write it as 2026-11-23", "缺少汇率日期：请写成 2026-11-23")
		}
	}
}

// below checks a share against its most, which is given as people write it.
func below(f *faults, field string, n Number, most string) {
	var p Percent
	if err := p.UnmarshalText([]byte(most)); err == nil && n.Cmp(p.Fraction) > 0 {
		f.say(field, "%s is too much: at most %s makes sense here", "%s 过大：这里最多 %s", percent(n), most)
	}
	if n.IsNeg() {
		f.say(field, "a share is not negative", "比例不能为负")
	}
}

func (s *Shipping) check(f *faults) {
	if s.Mode != "" && !slices.Contains(modes, s.Mode) {
		f.say("shipping.mode", "%q is no way of shipping: take fcl, lcl, bulk, air, courier, road or rail", "%q 不是运输方式：可用 fcl（整柜）、lcl（拼箱）、bulk（散杂货）、air（空运）、courier（快递）、road（公路）、rail（铁路）", s.Mode)
	}
	if _, ok := containerOf(s.Container); s.Container != "" && !ok {
		f.say("shipping.container", "%q is no container: take 20GP, 40GP, 40HQ or 45HQ", "%q 不是柜型：可用 20GP、40GP、40HQ、45HQ", s.Container)
	}
	below(f, "shipping.usable", s.Usable.Fraction, "100%")
	if s.Payload < 0 {
		f.say("shipping.payload", "a payload is not negative", "载重不能为负")
	}
	if s.Divisor < 0 || s.Divisor > 100_000 {
		f.say("shipping.divisor", "the divisor is usually 6000 or 5000 cm³ per kilogram", "体积重除数通常为 6000 或 5000 立方厘米/公斤")
	}
}

func (p *Packing) check(field string, f *faults) {
	if !p.PerCarton.IsPos() {
		f.say(field+".per_carton", "how many units a carton holds is missing", "缺少每箱数量")
	}
	if p.Size.L <= 0 || p.Size.W <= 0 || p.Size.H <= 0 || max(p.Size.L, p.Size.W, p.Size.H) > longestMM {
		f.say(field+".size", "the carton's size is missing: write length x width x height, as 52 x 38 x 41.5 cm", "缺少外箱尺寸：请写长 x 宽 x 高，如 52 x 38 x 41.5 cm")
	}
	if p.Gross <= 0 || p.Gross > heaviestG {
		f.say(field+".gross", "the carton's gross weight is missing: write it as 12.5 kg", "缺少每箱毛重：如 12.5 kg")
	}
	if p.Net < 0 || p.Net > p.Gross {
		f.say(field+".net", "net weighs more than gross: are the two exchanged?", "净重大于毛重：两者是否写反？")
	}
	if p.MaxLayers < 0 || p.MaxLayers > 1000 {
		f.say(field+".layers", "layers run from 1 to 1000", "层数应在 1 到 1000 之间")
	}
}
