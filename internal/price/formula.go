package price

// The formulas of export pricing, one by one, as a calculation by hand uses
// them. The sheet's computation agrees with them (the cases prove it); the
// desk uses them to explain a single step. Shares are fractions (0.13).

// Refund is the VAT that comes back on export: the purchase price with VAT ÷
// (1 + VAT) × rate of refund.
func Refund(purchase, vat, refund Number) (Number, error) {
	var c calc
	return c.mul(c.div(purchase, c.add(one, vat)), refund), c.err
}

// ActualCost is what goods cost after the refund.
func ActualCost(purchase, vat, refund Number) (Number, error) {
	back, err := Refund(purchase, vat, refund)
	if err != nil {
		return zero, err
	}
	var c calc
	return c.sub(purchase, back), c.err
}

// WithCommission makes the price with commission of a net one: net ÷ (1 − c).
func WithCommission(net, commission Number) (Number, error) {
	var c calc
	return c.div(net, c.sub(one, commission)), c.err
}

// NetOfCommission is what is left of a price after its commission.
func NetOfCommission(price, commission Number) (Number, error) {
	var c calc
	return c.mul(price, c.sub(one, commission)), c.err
}

// CIFFromCFR adds insurance: CFR ÷ (1 − insured share × premium rate).
func CIFFromCFR(cfr, share, premium Number) (Number, error) {
	var c calc
	return c.div(cfr, c.sub(one, c.mul(share, premium))), c.err
}

// CFRFromCIF takes insurance off: CIF × (1 − insured share × premium rate).
func CFRFromCIF(cif, share, premium Number) (Number, error) {
	var c calc
	return c.mul(cif, c.sub(one, c.mul(share, premium))), c.err
}

// Premium of a price: price × insured share × premium rate.
func Premium(price, share, premium Number) (Number, error) {
	var c calc
	return c.mul(c.mul(price, share), premium), c.err
}

// ExchangeCost is what one unit of foreign currency costs in home currency:
// total cost in home currency ÷ net FOB income in foreign currency. Below the
// bank's buying rate the sale earns.
func ExchangeCost(cost, fob Number) (Number, error) {
	var c calc
	return c.div(cost, fob), c.err
}

// ProfitRate is (income − cost) ÷ base: base is the cost for the rate of profit
// or loss on cost, the income for that on the price.
func ProfitRate(income, cost, base Number) (Number, error) {
	var c calc
	return c.div(c.sub(income, cost), base), c.err
}

// BreakEven is the quantity from which the fixed costs are covered, counted up
// to a whole unit.
func BreakEven(fixed, price, variable Number) (Number, error) {
	var c calc
	return c.div(fixed, c.sub(price, variable)).Round(noise).Ceil(0), c.err
}

// volumeKG is the weight by volume in kilograms of cubic metres at a divisor
// in cm³ per kilogram.
func volumeKG(c *calc, cbm Number, divisor int) Number {
	return c.div(c.mul(cbm, whole(1_000_000)), whole(int64(divisor)))
}

// chargeable is the weight that air freight is paid for: gross or by volume,
// whichever is more, to the half kilogram begun.
func chargeable(c *calc, gross, byVolume Number) Number {
	return c.div(whole(ceilCount(c.mul(gross.Max(byVolume), whole(2)))), whole(2))
}
