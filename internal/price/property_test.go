package price_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/govalues/decimal"
	"pgregory.net/rapid"

	"xunpan"
	"xunpan/internal/price"
)

// hundredths draws an exact number between two counts of hundredths.
func hundredths(t *rapid.T, label string, from, to int64) price.Number {
	return decimal.MustNew(rapid.Int64Range(from, to).Draw(t, label), 2)
}

// percents draws a percentage between two counts of basis points.
func percents(t *rapid.T, label string, from, to int64) price.Percent {
	return price.Percent{Fraction: decimal.MustNew(rapid.Int64Range(from, to).Draw(t, label), 4)}
}

func day(text string) (d price.Date) {
	d.Time, _ = time.Parse(time.DateOnly, text)
	return d
}

func usd(n price.Number) price.Amount { return price.Amount{Value: n, Currency: "USD"} }
func cny(n price.Number) price.Amount { return price.Amount{Value: n, Currency: "CNY"} }

var profitBases = []price.Base{price.OfPrice, price.OfFOB, price.OfCost, price.OfGoods, price.OfPurchase}

// drawSheet draws a sheet with every stage of the way, offered at all terms.
func drawSheet(t *rapid.T) *price.Sheet {
	vat := percents(t, "vat", 0, 2000)
	refund := price.Percent{Fraction: vat.Fraction.Min(percents(t, "refund", 0, 2000).Fraction)}
	buy := hundredths(t, "buy", 500, 900)
	sell, _ := buy.Add(hundredths(t, "spread", 0, 50))
	s := &price.Sheet{
		Currency: "USD", Date: day("2026-11-23"),
		Rates:    []price.Rate{{Currency: "USD", Buy: &buy, Sell: &sell, Buffer: percents(t, "buffer", 0, 500), Date: day("2026-11-20")}},
		Route:    price.Route{Premises: "Cixi", Terminal: "Beilun", Port: "Ningbo", ToPort: "Santos", Destination: "Campinas"},
		Shipping: price.Shipping{Mode: price.FCL, Container: price.HQ40},
		Profit:   &price.Share{Rate: percents(t, "profit", 0, 3000).Fraction, Of: rapid.SampledFrom(profitBases).Draw(t, "profit of")},
		Bank:     &price.Share{Rate: percents(t, "bank", 0, 100).Fraction},
		Commission: &price.Share{Rate: percents(t, "commission", 0, 1000).Fraction,
			Of: rapid.SampledFrom([]price.Base{price.OfPrice, price.OfFOB}).Draw(t, "commission of")},
		Finance: []price.Finance{{Rate: percents(t, "interest", 0, 1000), Days: rapid.IntRange(0, 180).Draw(t, "days"),
			Of: rapid.SampledFrom([]price.Base{"", price.OfGoods, price.OfPrice}).Draw(t, "interest of")}},
		Import: &price.Import{Duty: percents(t, "duty", 0, 4000), Tax: percents(t, "tax", 0, 2700),
			Value: rapid.SampledFrom([]price.Base{price.CustomsCIF, price.OfFOB}).Draw(t, "customs value")},
	}
	c := percents(t, "clause C", 1, 50)
	b, a := c, c
	b.Fraction, _ = c.Fraction.Add(percents(t, "B over C", 0, 50).Fraction)
	a.Fraction, _ = b.Fraction.Add(percents(t, "A over B", 0, 50).Fraction)
	s.Insurance = &price.Insurance{A: &a, B: &b, C: &c, Extra: percents(t, "war", 0, 20)}
	for i := range rapid.IntRange(1, 3).Draw(t, "items") {
		s.Items = append(s.Items, price.Item{
			Name: fmt.Sprint("item ", i), Quantity: decimal.MustNew(rapid.Int64Range(1, 50_000).Draw(t, "quantity"), 0),
			Goods:   []price.Cost{{Cost: price.Fee{Amount: cny(hundredths(t, "goods", 100, 100_000)), Per: price.PerUnit}, VAT: vat, Refund: refund}},
			Packing: &price.Packing{PerCarton: decimal.MustNew(rapid.Int64Range(1, 100).Draw(t, "per carton"), 0), Size: drawSize(t), Gross: price.Weight(rapid.Int64Range(500, 40_000).Draw(t, "gross"))},
		})
	}
	for _, stage := range []price.Stage{price.StageGeneral, price.StagePickup, price.StageInland, price.StageClearance, price.StagePort, price.StageOnboard,
		price.StageFreight, price.StageArrival, price.StageOnCarriage, price.StageUnloading, price.StageImport} {
		fee := price.Fee{Per: rapid.SampledFrom([]price.Basis{price.PerUnit, price.PerOrder, price.PerCarton, price.PerContainer, price.PerCBM, price.PerTon, price.PerWM, price.PerKG}).Draw(t, "per")}
		fee.Amount = usd(hundredths(t, "charge", 0, 20_000))
		if rapid.Bool().Draw(t, "share") {
			fee = price.Fee{Share: price.Share{Rate: percents(t, "rate", 0, 300).Fraction, Of: rapid.SampledFrom([]price.Base{price.OfPrice, price.OfFOB, price.OfPurchase}).Draw(t, "of")}}
		}
		s.Charges = append(s.Charges, price.Charge{Stage: stage, Cost: fee})
	}
	for _, term := range xunpan.Incoterms {
		s.Options = append(s.Options, price.Choice{Term: string(term)})
	}
	return s
}

func drawSize(t *rapid.T) price.Size {
	side := func(label string) int64 { return rapid.Int64Range(50, 1200).Draw(t, label) }
	return price.Size{L: side("length"), W: side("width"), H: side("height")}
}

func compute(t rapid.TB, s *price.Sheet) *price.Calculation {
	c, err := price.Compute(s)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// A term that puts more on the seller never costs less.
func TestTermsRise(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		c := compute(t, drawSheet(t))
		lines := map[xunpan.Incoterm][]price.Line{}
		for i := range c.Options {
			lines[c.Options[i].Term] = c.Options[i].Lines
		}
		for _, way := range [][]xunpan.Incoterm{
			{xunpan.EXW, xunpan.FCA, xunpan.FAS, xunpan.FOB, xunpan.CFR, xunpan.CIF, xunpan.DAP, xunpan.DDP},
			{xunpan.CFR, xunpan.CPT, xunpan.CIP}, {xunpan.DAP, xunpan.DPU}, {xunpan.CIF, xunpan.CIP},
		} {
			for k := 1; k < len(way); k++ {
				for i := range lines[way[k]] {
					less, more := &lines[way[k-1]][i], &lines[way[k]][i]
					if less.House.Exact().Round(12).Cmp(more.House.Exact().Round(12)) > 0 || less.Price.Cmp(more.Price) > 0 {
						t.Errorf("%s %s (%s) is dearer than %s %s (%s)", way[k-1], less.House.Exact(), less.Price, way[k], more.House.Exact(), more.Price)
					}
				}
			}
		}
	})
}

// From a price the profit that it was made with is found again, whatever the
// profit is a share of.
func TestInverse(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSheet(t)
		c := compute(t, s)
		for i := range c.Options {
			for k := range c.Options[i].Lines {
				h := &c.Options[i].Lines[k].House
				if got := h.Share(h.Exact(), s.Profit.Of).Round(11); got.Cmp(s.Profit.Rate) != 0 {
					t.Errorf("%s: profit of %s of %s, made with %s", c.Options[i].Term, got, s.Profit.Of, s.Profit.Rate)
				}
			}
		}
	})
}

// Rounding never loses a cent: offered prices are at most a step above the
// exact ones and never below, amounts are quantity × price, totals their sum,
// and the build-up ends at the offered price.
func TestRoundingLosesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSheet(t)
		step := rapid.SampledFrom([]string{"0.0001", "0.01", "0.05", "0.25", "1"}).Draw(t, "step")
		to := decimal.MustParse(step)
		s.Rounding.To = &to
		c := compute(t, s)
		for i := range c.Options {
			total := decimal.Zero
			for k := range c.Options[i].Lines {
				l := &c.Options[i].Lines[k]
				over := sub(t, l.Price, l.House.Exact())
				if over.Round(9).IsNeg() || over.Cmp(to) >= 0 {
					t.Errorf("%s offered as %s, step %s", l.House.Exact(), l.Price, step)
				}
				exact := mul(t, l.Price, l.Quantity)
				if lost := sub(t, l.Amount, exact); lost.IsNeg() || lost.Cmp(decimal.MustNew(1, 2)) >= 0 || step != "0.0001" && !lost.IsZero() {
					t.Errorf("%s × %s is %s, not %s", l.Quantity, l.Price, exact, l.Amount)
				}
				if l.Amount.MinScale() > 2 {
					t.Errorf("%s is finer than the smallest coin", l.Amount)
				}
				total = add(t, total, l.Amount)
				sum := decimal.Zero
				steps := l.House.BuildUp()
				for _, s := range steps {
					sum = add(t, sum, s.Unit)
				}
				if sum.Round(9).Cmp(l.Price) != 0 || steps[len(steps)-1].Running.Cmp(l.Price) != 0 {
					t.Errorf("the steps come to %s, the price is %s", sum, l.Price)
				}
			}
			if total.Cmp(c.Options[i].Total) != 0 {
				t.Errorf("the lines come to %s, the total is %s", total, c.Options[i].Total)
			}
		}
	})
}

// What is shared by all items is shared without rest.
func TestSharesAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSheet(t)
		s.Shipping.Mode = rapid.SampledFrom([]price.Mode{price.FCL, price.Air, ""}).Draw(t, "mode")
		if rapid.Bool().Draw(t, "unpacked") {
			s.Items[0].Packing = nil
		}
		amount := hundredths(t, "shared", 1, 1_000_000)
		s.Charges = []price.Charge{{Name: "shared", Stage: price.StageFreight, Cost: price.Fee{Amount: usd(amount), Per: price.PerOrder}}}
		s.Items[0].Charges = []price.Charge{{Name: "own", Stage: price.StageFreight, Cost: price.Fee{Amount: usd(amount), Per: price.PerOrder}}}
		s.Options = []price.Choice{{Term: "CFR"}}
		c := compute(t, s)
		sum, own := decimal.Zero, decimal.Zero
		for i := range c.Options[0].Lines {
			for _, step := range c.Options[0].Lines[i].House.BuildUp() {
				if step.Name.En == "shared" {
					sum = add(t, sum, step.Total)
				}
				if step.Name.En == "own" && i == 0 {
					own = add(t, own, step.Total)
				}
			}
		}
		if sum.Round(7).Cmp(amount) != 0 {
			t.Errorf("shares of %s come to %s", amount, sum)
		}
		if own.Round(7).Cmp(amount) != 0 {
			t.Errorf("the item's own charge of %s comes to %s", amount, own)
		}
	})
}

// Cartons that are said to fit have room: in volume, weight and height.
func TestLoadingFits(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		p := price.Packing{PerCarton: decimal.One, Size: drawSize(t), Gross: price.Weight(rapid.Int64Range(100, 500_000).Draw(t, "gross")), Upright: rapid.Bool().Draw(t, "upright")}
		fits, err := price.Fits(p, price.Shipping{})
		if err != nil {
			t.Fatal(err)
		}
		var last price.Fit
		for i, f := range fits {
			box := price.Containers[i]
			if f.Cartons != min(f.ByVolume, f.BySize, f.ByWeight) || f.BySize*p.Size.L*p.Size.W*p.Size.H > box.Inner.L*box.Inner.W*box.Inner.H || f.Cartons*int64(p.Gross) > box.Payload {
				t.Errorf("%+v of %+v", f, p)
			}
			if f.BySize < last.BySize {
				t.Errorf("more lie in a %s than in a %s", last.Kind, f.Kind)
			}
			last = f
		}
	})
}

func add(t rapid.TB, a, b price.Number) price.Number { return took(t)(a.Add(b)) }
func sub(t rapid.TB, a, b price.Number) price.Number { return took(t)(a.Sub(b)) }
func mul(t rapid.TB, a, b price.Number) price.Number { return took(t)(a.Mul(b)) }

func took(t rapid.TB) func(price.Number, error) price.Number {
	return func(n price.Number, err error) price.Number {
		if err != nil {
			t.Fatal(err)
		}
		return n
	}
}
