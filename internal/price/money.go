package price

import (
	"time"

	"github.com/govalues/decimal"

	"xunpan"
)

// odd lists the currencies whose smallest coin is not a hundredth (ISO 4217).
var odd = map[string]int{
	"BIF": 0, "CLP": 0, "DJF": 0, "GNF": 0, "ISK": 0, "JPY": 0, "KMF": 0, "KRW": 0, "PYG": 0, "RWF": 0,
	"UGX": 0, "VND": 0, "VUV": 0, "XAF": 0, "XOF": 0, "XPF": 0,
	"BHD": 3, "IQD": 3, "JOD": 3, "KWD": 3, "LYD": 3, "OMR": 3, "TND": 3,
}

// coinDigits is how many decimal places the currency's smallest coin has.
func coinDigits(currency string) int {
	if d, ok := odd[currency]; ok {
		return d
	}
	return 2
}

// money makes the noun of an amount with at least the currency's places.
func money(n Number, currency string) xunpan.Money {
	return xunpan.Money{Amount: n.Trim(coinDigits(currency)).Pad(coinDigits(currency)).String(), Currency: currency}
}

// defaultRateAge is how many days a rate of exchange may be old.
const defaultRateAge = 7

// exchange changes money at the sheet's rates.
type exchange struct {
	home  string
	rates map[string]ends
}

// ends are the two prices of a foreign unit in home currency, buffers in.
type ends struct{ in, out Number }

// exchange makes the rates ready that the sheet names. Rates that are missing
// or stale are told where they are needed, by [Sheet.need].
func (s *Sheet) exchange() (exchange, error) {
	x := exchange{home: s.Home, rates: map[string]ends{s.Home: {one, one}}}
	var c calc
	for i := range s.Rates {
		r := &s.Rates[i]
		buy, sell := r.Buy, r.Sell
		if buy == nil {
			buy = r.Rate
		}
		if sell == nil {
			sell = r.Rate
		}
		if buy == nil {
			buy = sell
		}
		if sell == nil {
			sell = buy
		}
		per := whole(int64(max(r.Per, 1)))
		x.rates[r.Currency] = ends{
			in:  c.mul(c.div(*buy, per), c.sub(one, r.Buffer.Fraction)),
			out: c.mul(c.div(*sell, per), c.add(one, r.Buffer.Fraction)),
		}
	}
	return x, c.err
}

// change turns a cost into the currency of the offer: bought abroad at the
// dearer rate, earned at the cheaper one.
func (x *exchange) change(c *calc, n Number, from, to string) Number {
	if from == to || n.IsZero() {
		return n
	}
	if from != x.home {
		n = c.mul(n, x.rates[from].out)
	}
	if to != x.home {
		n = c.div(n, x.rates[to].in)
	}
	return n
}

// needs checks that an amount can be changed into the currency of the offer.
func (s *Sheet) needs(currency, field string, f *faults) {
	if currency == s.Currency {
		return
	}
	if err := s.need(currency, field); err != nil {
		f.add(err)
	}
	if err := s.need(s.Currency, "currency"); err != nil {
		f.add(err)
	}
}

// need checks that a currency can be changed: its rate is there and not too
// old on the day of the sheet.
func (s *Sheet) need(currency, field string) error {
	if currency == s.Home {
		return nil
	}
	for i := range s.Rates {
		r := &s.Rates[i]
		if r.Currency != currency {
			continue
		}
		age := int(s.Date.Sub(r.Date.Time) / (24 * time.Hour))
		switch {
		case age < 0:
			return invalid(at("rates", i, "date"), "the rate of %s is of %s, after the day of the sheet (%s): correct one of the two", "%s 汇率的日期 %s 晚于核算日期 %s：请更正其一", currency, r.Date, s.Date)
		case age > s.RateAge:
			return invalid(at("rates", i, "date"), "the rate of %s is %d days old and may be %d: enter today's rate, or raise rate_max_age", "%s 的汇率已有 %d 天，最多允许 %d 天：请填写最新汇率，或调大 rate_max_age", currency, age, s.RateAge)
		}
		return nil
	}
	return invalid(field, "no rate for %s: add it under rates, as {currency: %[1]s, rate: …, date: %[2]s}", "缺少 %s 的汇率：请在 rates 下添加，如 {currency: %[1]s, rate: …, date: %[2]s}", currency, s.Date)
}

// up is the least multiple of step not below n, noise left out.
func (c *calc) up(n, step Number) Number {
	return c.mul(c.div(n, step).Round(noise).Ceil(0), step)
}

// round applies the rule of rounding to a unit price.
func (r *Rounding) round(c *calc, n Number, currency string) Number {
	step := decimal.MustNew(1, coinDigits(currency))
	if r.To != nil {
		step = *r.To
	}
	steps := c.div(n, step).Round(noise)
	switch r.Mode {
	case "nearest":
		steps = halfUp(steps, 0)
	case "down":
		steps = steps.Floor(0)
	default:
		steps = steps.Ceil(0)
	}
	return c.mul(steps, step)
}

// amount is what a line comes to: quantity × offered price, to the smallest
// coin. Only prices finer than the coin leave anything to round, and then up.
func (c *calc) amount(price, quantity Number, currency string) Number {
	return c.up(c.mul(price, quantity), decimal.MustNew(1, coinDigits(currency)))
}
