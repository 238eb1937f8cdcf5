package price_test

import (
	"fmt"
	"testing"

	"github.com/govalues/decimal"

	"xunpan/internal/price"
)

// BenchmarkQuotation prices 50 products at 4 terms in mixed containers; "with
// build-up" also makes every line's build-up with its texts.
func BenchmarkQuotation(b *testing.B) {
	s := read(b, `
currency: USD
date: 2026-11-23
valid_days: 15
rates: {currency: USD, buy: 7.083, sell: 7.112, buffer: 1%, date: 2026-11-20}
route: {premises: Cixi, port: Ningbo, to_port: Santos, destination: Campinas}
shipping: {mode: fcl, container: 40HQ}
items: {name: x, quantity: 1, goods: {cost: 1 USD}}
charges:
  - {stage: inland, cost: 1600 CNY per container}
  - {stage: clearance, cost: 450 CNY per order}
  - {stage: onboard, cost: 1350 CNY per container}
  - {stage: freight, cost: 3850 USD per container}
  - {stage: arrival, cost: 300 USD per container}
  - {stage: on_carriage, cost: 700 USD per container}
finance: {rate: 4.8%, days: 60}
insurance: {a: 0.35%, c: 0.2%}
import: {duty: 12%, tax: 18%}
profit: 10%
commission: 3%
bank: 0.3%
options: [FOB, CIF, CIP, DDP]
`)
	s.Items = nil
	for i := range int64(50) {
		cost := decimal.MustNew(1234+77*i, 2)
		vat := price.Percent{Fraction: decimal.MustNew(13, 2)}
		s.Items = append(s.Items, price.Item{
			Name: fmt.Sprint("Product ", i), Quantity: decimal.MustNew(500+120*i, 0),
			Goods:   []price.Cost{{Cost: price.Fee{Amount: cny(cost), Per: price.PerUnit}, VAT: vat, Refund: vat}},
			Packing: &price.Packing{PerCarton: decimal.MustNew(12, 0), Size: price.Size{L: 400 + 3*i, W: 300, H: 250 + i}, Gross: price.Weight(9000 + 100*i)},
		})
	}
	for _, steps := range []bool{false, true} {
		b.Run(map[bool]string{false: "prices", true: "with build-up"}[steps], func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				c, err := price.Compute(s)
				if err != nil {
					b.Fatal(err)
				}
				for i := range c.Options {
					for k := range c.Options[i].Lines {
						if steps {
							c.Options[i].Lines[k].House.BuildUp()
						}
					}
				}
			}
		})
	}
}
