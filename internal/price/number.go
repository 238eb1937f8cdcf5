package price

import (
	"errors"
	"strings"

	"github.com/govalues/decimal"
)

// Number is a decimal of 19 digits.
type Number = decimal.Decimal

var (
	zero    = decimal.Zero
	one     = decimal.One
	hundred = decimal.Hundred
)

// noise is the decimal place up to which a computed price is taken as exact.
// What stands beyond comes from divisions cut at 19 digits and must not lift
// 3.20 to 3.21 when prices are rounded up.
const noise = 9

// errTooLarge is the only way arithmetic on checked input can go wrong.
var errTooLarge = errors.New("the figures are too large to compute with: 19 digits is the limit")

// calc does arithmetic and remembers the first error, so that formulas stay
// readable.
type calc struct{ err error }

func (c *calc) take(n Number, err error) Number {
	if err != nil && c.err == nil {
		c.err = errTooLarge
	}
	return n
}

func (c *calc) add(a, b Number) Number { return c.take(a.Add(b)) }
func (c *calc) sub(a, b Number) Number { return c.take(a.Sub(b)) }
func (c *calc) mul(a, b Number) Number { return c.take(a.Mul(b)) }

// div divides; what cannot be divided by is an error of the input that the
// caller must have excluded.
func (c *calc) div(a, b Number) Number { return c.take(a.Quo(b)) }

// line is a figure that grows with the profit p: at + slope × p. Every price
// of a sheet is such a line, which is why prices can be solved for a profit
// and profits for a price without search.
type line struct{ at, slope Number }

func flat(n Number) line { return line{n, zero} }

func (c *calc) lineAdd(a, b line) line { return line{c.add(a.at, b.at), c.add(a.slope, b.slope)} }

func (c *calc) lineTimes(a line, n Number) line {
	if n.IsZero() {
		return line{}
	}
	return line{c.mul(a.at, n), c.mul(a.slope, n)}
}

func (c *calc) lineOver(a line, n Number) line {
	if n.IsOne() {
		return a
	}
	return line{c.div(a.at, n), c.div(a.slope, n)}
}

// value is the figure at a profit.
func (c *calc) value(a line, profit Number) Number {
	if a.slope.IsZero() {
		return a.at
	}
	return c.add(a.at, c.mul(a.slope, profit))
}

// whole is a count as a number.
func whole(n int64) Number {
	d, _ := decimal.New(n, 0) // 19 digits hold every int64
	return d
}

// ceilCount is the least whole number not below n, noise left out.
func ceilCount(n Number) int64 {
	w, _, ok := n.Round(noise).Ceil(0).Int64(0)
	if !ok {
		return 0
	}
	return w
}

// plain writes a number without idle zeros.
func plain(n Number) string { return n.Trim(0).String() }

// percent writes a share as percent without idle zeros.
func percent(n Number) string {
	p, err := n.Mul(hundred)
	if err != nil {
		return plain(n)
	}
	return plain(p) + "%"
}

// places writes a number with that many decimal places, rounded half up.
func places(n Number, digits int) string { return halfUp(n, digits).Pad(digits).String() }

// halfUp rounds to decimal places as merchants do: half a unit goes away from
// zero.
func halfUp(n Number, digits int) Number {
	n = n.Round(max(noise, digits))
	cut := n.Trunc(digits)
	rest, err := n.SubAbs(cut)
	if err != nil {
		return n.Round(digits)
	}
	if half := decimal.MustNew(5, digits+1); rest.Cmp(half) < 0 {
		return cut
	}
	unit := decimal.MustNew(1, digits)
	if n.IsNeg() {
		unit = unit.Neg()
	}
	up, err := cut.Add(unit)
	if err != nil {
		return cut
	}
	return up
}

// ParseNumber reads "1,234.50", up to ten digits before the point and eight
// after it. Marks of thousands must stand where they
// belong; no sign, no exponent.
func ParseNumber(s string) (Number, bool) {
	intPart, frac, point := strings.Cut(s, ".")
	if strings.Contains(intPart, ",") {
		groups := strings.Split(intPart, ",")
		for i, g := range groups {
			if len(g) != 3 && (i > 0 || len(g) == 0 || len(g) > 3) {
				return zero, false
			}
		}
		intPart = strings.Join(groups, "")
	}
	if intPart == "" || len(intPart) > 10 || len(frac) > 8 || point && frac == "" || !digits(intPart) || !digits(frac) {
		return zero, false
	}
	if point {
		intPart += "." + frac
	}
	n, err := decimal.Parse(intPart)
	if err != nil {
		return zero, false
	}
	return n, true
}

func digits(s string) bool {
	for _, r := range s {
		if r < '0' || r > '9' {
			return false
		}
	}
	return true
}
