package price

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"xunpan"
)

// invalid is an error for people, in both languages.
func invalid(field, en, zh string, args ...any) *xunpan.Invalid {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}

// Percent is a share of something, written "13%". The sign is required, since
// 13 and 0.13 would both be plausible without it.
type Percent struct{ Fraction Number } // 0.13

// UnmarshalText reads "13%" or "0.5 %".
func (p *Percent) UnmarshalText(text []byte) error {
	s, ok := strings.CutSuffix(strings.TrimSpace(string(text)), "%")
	n, good := ParseNumber(strings.TrimSpace(s))
	if !ok || !good {
		return invalid("", "%q is no percentage: write it with its sign, as 13%%", "%q 不是百分比：请带百分号书写，如 13%%", text)
	}
	n, err := n.Quo(hundred)
	p.Fraction = n
	return err
}

// MarshalText writes "13%".
func (p Percent) MarshalText() ([]byte, error) { return []byte(percent(p.Fraction)), nil }

// Amount is a figure with its currency, written "15.80 CNY" or "CNY 15.80".
type Amount struct {
	Value    Number
	Currency string // ISO 4217
}

// UnmarshalText reads "15.80 CNY", "USD 3.20" or "1,200 EUR".
func (a *Amount) UnmarshalText(text []byte) error {
	words := strings.Fields(string(text))
	if len(words) == 2 {
		if isCurrency(words[0]) {
			words[0], words[1] = words[1], words[0]
		}
		if n, ok := ParseNumber(words[0]); ok && isCurrency(words[1]) {
			*a = Amount{n, words[1]}
			return nil
		}
	}
	return invalid("", "%q is no amount: write figure and currency, as 15.80 CNY", "%q 不是金额：请写数字和币种，如 15.80 CNY", text)
}

// MarshalText writes "15.80 CNY".
func (a Amount) MarshalText() ([]byte, error) { return []byte(a.String()), nil }

func (a Amount) String() string { return a.Value.String() + " " + a.Currency }

func isCurrency(s string) bool {
	if len(s) != 3 {
		return false
	}
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return false
		}
	}
	return true
}

// Base is what a percentage is taken of.
type Base string

// The bases.
const (
	OfPrice    Base = "price"    // the price of the term quoted
	OfFOB      Base = "fob"      // the FOB price of the same sheet; at EXW, FCA and FAS the price itself
	OfCost     Base = "cost"     // all costs in the price but insurance and the shares of the price
	OfGoods    Base = "goods"    // the goods after the VAT refund (actual cost)
	OfPurchase Base = "purchase" // the goods with VAT, before the refund
)

var bases = []Base{OfPrice, OfFOB, OfCost, OfGoods, OfPurchase}

// Share is a percentage with its base, written "10% of cost".
type Share struct {
	Rate Number // 0.10
	Of   Base   // "" where the field's own default holds
}

// UnmarshalText reads "10%" or "10% of cost".
func (s *Share) UnmarshalText(text []byte) error {
	rate, base, _ := strings.Cut(string(text), " of ")
	var p Percent
	if err := p.UnmarshalText([]byte(rate)); err != nil {
		return err
	}
	of := Base(strings.ToLower(strings.TrimSpace(base)))
	if of != "" && !slices.Contains(bases, of) {
		return invalid("", "%q is no base of a percentage: take price, fob, cost, goods or purchase", "%q 不能作为百分比的基数：可用 price（报价）、fob、cost（总成本）、goods（实际成本）、purchase（含税采购价）", base)
	}
	*s = Share{p.Fraction, of}
	return nil
}

// MarshalText writes "10% of cost".
func (s Share) MarshalText() ([]byte, error) {
	t := percent(s.Rate)
	if s.Of != "" {
		t += " of " + string(s.Of)
	}
	return []byte(t), nil
}

// Basis is what a charge is paid for each of.
type Basis string

// The bases of charges.
const (
	PerUnit      Basis = "unit"      // unit of sale
	PerOrder     Basis = "order"     // once; shared by all goods of the sheet (on an item: by its quantity)
	PerCarton    Basis = "carton"    // outer carton
	PerContainer Basis = "container" // container of the kind in shipping.container
	PerCBM       Basis = "cbm"       // cubic metre
	PerTon       Basis = "ton"       // gross metric ton
	PerWM        Basis = "wm"        // freight ton: cubic metre or metric ton, whichever is more
	PerKG        Basis = "kg"        // chargeable kilogram: gross, or by volume where that is more
)

var perBases = []Basis{PerUnit, PerOrder, PerCarton, PerContainer, PerCBM, PerTon, PerWM, PerKG}

// Fee is what a charge costs: an amount for each of something, or a share,
// written "1800 CNY per container", "0.35 CNY" (per unit) or "0.5% of price".
type Fee struct {
	Amount Amount
	Per    Basis // "" for a share
	Share  Share
}

// UnmarshalText reads an amount with its basis or a share.
func (f *Fee) UnmarshalText(text []byte) error {
	s := string(text)
	if strings.Contains(s, "%") {
		*f = Fee{}
		return f.Share.UnmarshalText(text)
	}
	amount, per, found := strings.Cut(s, " per ")
	*f = Fee{Per: PerUnit}
	if found {
		f.Per = Basis(strings.ToLower(strings.TrimSpace(per)))
		if !slices.Contains(perBases, f.Per) {
			return invalid("", "nothing is charged per %q: take unit, order, carton, container, cbm, ton, wm or kg",
				"不能按 %q 计费：可用 unit（件）、order（票）、carton（箱）、container（柜）、cbm（立方米）、ton（吨）、wm（运费吨）、kg（计费公斤）", per)
		}
	}
	return f.Amount.UnmarshalText([]byte(amount))
}

// MarshalText writes the fee as it is read.
func (f Fee) MarshalText() ([]byte, error) {
	if f.Per == "" {
		return f.Share.MarshalText()
	}
	return []byte(f.Amount.String() + " per " + string(f.Per)), nil
}

// Date is a day, written 2026-11-23.
type Date struct{ time.Time }

// UnmarshalText reads 2026-11-23.
func (d *Date) UnmarshalText(text []byte) error {
	t, err := time.Parse(time.DateOnly, string(text))
	if err != nil {
		return invalid("", "%q is no day: write year-month-day, as 2026-11-23", "%q 不是日期：请写成 2026-11-23", text)
	}
	d.Time = t
	return nil
}

// MarshalText writes 2026-11-23; nothing for no day.
func (d Date) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// MarshalJSON writes "2026-11-23", in place of the embedded time's form.
func (d Date) MarshalJSON() ([]byte, error) { return []byte(`"` + d.String() + `"`), nil }

// UnmarshalJSON reads "2026-11-23".
func (d *Date) UnmarshalJSON(data []byte) error { return d.UnmarshalText(bytes.Trim(data, `"`)) }

func (d Date) String() string {
	if d.IsZero() {
		return ""
	}
	return d.Format(time.DateOnly)
}

// Size is length × width × height of a carton in millimetres.
type Size struct{ L, W, H int64 }

// Limits of one carton's measures. Twenty metres and a hundred tons are more
// than any of them carries.
const (
	longestMM   = 20_000
	heaviestG   = 100_000_000
	mostCartons = 10_000_000
)

// UnmarshalText reads "52 x 38 x 41.5 cm", "520×380×415 mm"; centimetres if
// no unit stands there. A part of a millimetre counts as a whole one.
func (z *Size) UnmarshalText(text []byte) error {
	s, scale := strings.ToLower(strings.TrimSpace(string(text))), whole(10)
	for _, u := range []struct {
		unit string
		mm   int64
	}{{"mm", 1}, {"cm", 10}, {"m", 1000}} {
		if rest, ok := strings.CutSuffix(s, u.unit); ok {
			s, scale = rest, whole(u.mm)
			break
		}
	}
	var c calc
	parts := strings.Split(strings.NewReplacer("×", "x", "*", "x").Replace(s), "x")
	var mm [3]int64
	for i, p := range parts {
		n, ok := ParseNumber(strings.TrimSpace(p))
		if !ok || len(parts) != 3 {
			break
		}
		if v := c.mul(n, scale); v.Cmp(whole(longestMM)) <= 0 {
			mm[i] = ceilCount(v)
		}
	}
	if c.err != nil || mm[0] <= 0 || mm[1] <= 0 || mm[2] <= 0 {
		return invalid("", "%q is no carton size: write length x width x height, each up to 20 m, as 52 x 38 x 41.5 cm", "%q 不是外箱尺寸：请写长 x 宽 x 高（每边不超过 20 米），如 52 x 38 x 41.5 cm", text)
	}
	*z = Size{mm[0], mm[1], mm[2]}
	return nil
}

// MarshalText writes "52 x 38 x 41.5 cm".
func (z Size) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%s x %s x %s cm", scaled(z.L, 1), scaled(z.W, 1), scaled(z.H, 1)), nil
}

// scaled is a count of tenths, hundredths … as a decimal without zeros at its end.
func scaled(n int64, digits int) string { return decimal.MustNew(n, digits).Trim(0).String() }

// mm3 is the volume in cubic millimetres.
func (z Size) mm3() int64 { return z.L * z.W * z.H }

// Weight is in grams.
type Weight int64

// UnmarshalText reads "12.5 kg", "850 g", "1.2 t"; kilograms if no unit stands
// there. A part of a gram counts as a whole one.
func (w *Weight) UnmarshalText(text []byte) error {
	s, scale := strings.ToLower(strings.TrimSpace(string(text))), whole(1000)
	for _, u := range []struct {
		unit string
		g    int64
	}{{"kg", 1000}, {"g", 1}, {"t", 1_000_000}} {
		if rest, ok := strings.CutSuffix(s, u.unit); ok {
			s, scale = rest, whole(u.g)
			break
		}
	}
	var c calc
	n, ok := ParseNumber(strings.TrimSpace(s))
	g := c.mul(n, scale)
	if !ok || c.err != nil || g.IsZero() || g.Cmp(whole(heaviestG)) > 0 {
		return invalid("", "%q is no weight: write kilograms up to 100 t, as 12.5 kg", "%q 不是重量：请写公斤数（不超过 100 吨），如 12.5 kg", text)
	}
	*w = Weight(ceilCount(g))
	return nil
}

// MarshalText writes "12.5 kg".
func (w Weight) MarshalText() ([]byte, error) {
	return fmt.Appendf(nil, "%s kg", scaled(int64(w), 3)), nil
}
