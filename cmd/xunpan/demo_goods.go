package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/demo"
)

// goods fills the catalogue.
func (t *teller) goods(ctx context.Context, g *demo.Goods, now time.Time) error {
	certificates := map[string]xunpan.ID{}
	for i := range g.Certificates {
		c, err := t.desk.PutCertificate(ctx, cli, g.Certificates[i].At(now))
		if err != nil {
			return fmt.Errorf("certificate %s: %w", g.Certificates[i].Key, err)
		}
		certificates[g.Certificates[i].Key] = c.ID
	}
	for i := range g.Products {
		a := &g.Products[i]
		picture, err := t.desk.AddAsset(ctx, cli, a.Picture+".png", demo.Drawings[a.Picture]())
		if err != nil {
			return fmt.Errorf("picture %s: %w", a.Picture, err)
		}
		p := a.Product
		p.Pictures = []xunpan.ID{picture.ID}
		for _, key := range a.Certificates {
			p.Certificates = append(p.Certificates, certificates[key])
		}
		if p, err = t.desk.AddProduct(ctx, cli, p); err != nil {
			return fmt.Errorf("product %s: %w", a.Product.Model, err)
		}
		for _, cost := range []string{a.Was, a.Cost} {
			amount, currency, ok := strings.Cut(cost, " ")
			if !ok {
				continue
			}
			if err := t.desk.SetProductCost(ctx, cli, xunpan.ProductCost{Product: p.ID, Cost: xunpan.Money{Amount: amount, Currency: currency}, VAT: "13%", Refund: "13%"}); err != nil {
				return fmt.Errorf("cost of %s: %w", p.Model, err)
			}
		}
	}
	return nil
}
