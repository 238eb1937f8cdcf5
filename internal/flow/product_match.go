package flow

import (
	"cmp"
	"context"
	"errors"
	"slices"
	"strings"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/catalogue"
	"xunpan/internal/price"
	"xunpan/internal/store"
)

// Catalogue is the catalogue made ready for matching, as it is now.
func (d *Desk) Catalogue(ctx context.Context) (*catalogue.Index, error) {
	version, err := d.Store.CatalogueVersion(ctx)
	if err != nil {
		return nil, err
	}
	d.goods.Lock()
	defer d.goods.Unlock()
	if d.goods.index != nil && d.goods.version == version {
		return d.goods.index, nil
	}
	offered := false
	ps, err := d.Store.Products(ctx, store.ProductFilter{Off: &offered, Limit: maxProducts})
	if err != nil {
		return nil, err
	}
	d.goods.index, d.goods.version = catalogue.New(ps), version
	return d.goods.index, nil
}

// Matches are the products that each line asked for may mean, the best first.
func (d *Desk) Matches(ctx context.Context, n *xunpan.AnalysisNeeds) ([][]xunpan.Match, error) {
	x, err := d.Catalogue(ctx)
	if err != nil || x.Len() == 0 {
		return nil, err
	}
	out := make([][]xunpan.Match, len(n.Lines))
	for i := range n.Lines {
		l := &n.Lines[i]
		out[i] = x.Match(catalogue.Asked{Product: value(l.Product), Model: value(l.Model), Specs: l.Specs})
	}
	return out, nil
}

// MatchesOf are the products that an inquiry somebody may see asks for, line by
// line.
func (d *Desk) MatchesOf(ctx context.Context, who Who, inquiry xunpan.ID) ([][]xunpan.Match, error) {
	c, err := d.Conversation(ctx, who, inquiry)
	if err != nil {
		return nil, err
	}
	return d.Matches(ctx, c.Wanted())
}

// sureFit is from which fit on a product stands in a new quotation by itself; a
// person looks over it before it leaves.
const sureFit = 70

// fill puts what the catalogue knows of a product onto a line of a sheet, and
// beside it what the paper says of it. What the line says already stays.
func (d *Desk) fill(ctx context.Context, it *price.Item, extra *xunpan.LineExtra, p *xunpan.Product, model, lang string) error {
	costs, err := d.Store.ProductCosts(ctx, p.ID)
	if err != nil {
		return err
	}
	if p.Names[lang] != "" || p.Names["en"] != "" || it.Name == "" {
		it.Name = p.Names.In(lang) // else his own words: a name that he cannot read says less
	}
	it.Model = model
	inUnits(it, p)
	if k, ok := SheetPacking(p.Packing); ok && it.Packing == nil {
		it.Packing = &k
	}
	if moq, err := decimal.Parse(p.MOQ); err == nil && it.MOQ.IsZero() {
		it.MOQ = moq
	}
	if len(it.Goods) == 0 && len(costs) > 0 {
		if c, ok := sheetCost(&costs[0]); ok {
			it.Goods = []price.Cost{c}
		}
	}
	if len(it.Goods) == 0 {
		it.List = listed(p.Prices, it.Quantity, d.today())
	}
	*extra = xunpan.LineExtra{Product: p.ID, About: p.About.In(lang), Specs: p.Specs, HSCode: p.HSCode, Packing: p.Packing, Lead: p.Lead}
	for i := range p.Variants {
		if v := &p.Variants[i]; v.Model == model {
			extra.Specs = mergedSpecs(p.Specs, v.Specs)
			if name := v.Name.In(lang); name != "" {
				it.Name += " " + name
			}
		}
	}
	if len(p.Pictures) > 0 {
		extra.Picture = p.Pictures[0]
	}
	return nil
}

// listed is the price of the list for everybody that holds on a day from a
// quantity on; nil without one. A price kept at a term that ends abroad holds
// for its place alone, and is not reckoned from.
func listed(prices []xunpan.ListPrice, quantity decimal.Decimal, today price.Date) (out *price.Listed) {
	best := decimal.MustNew(-1, 0)
	for i := range prices {
		p := &prices[i]
		day := today.String()
		if p.Region != "" || p.From != "" && day < p.From || p.Until != "" && day > p.Until || !slices.Contains(beforeCarriage, p.Term) {
			continue
		}
		from, err := decimal.Parse(cmp.Or(p.Quantity, "0"))
		var amount price.Amount
		if err == nil {
			err = amount.UnmarshalText([]byte(p.Price.Amount + " " + p.Price.Currency))
		}
		if err == nil && from.Cmp(quantity) <= 0 && from.Cmp(best) > 0 {
			best, out = from, &price.Listed{Price: amount, Term: p.Term}
		}
	}
	return out
}

var beforeCarriage = []xunpan.Incoterm{xunpan.FOB, xunpan.FCA, xunpan.EXW, xunpan.FAS}

// inUnits counts a line in the product's unit where that is the same thing, or
// cartons of it; another unit stays for a person to settle.
func inUnits(it *price.Item, p *xunpan.Product) {
	switch strings.ToLower(it.Unit) {
	case "", "pcs":
		it.Unit = p.Unit
	case "cartons", "ctns", "boxes":
		if p.Packing == nil {
			return
		}
		per, err := decimal.Parse(p.Packing.PerCarton)
		if err != nil {
			return
		}
		if n, err := it.Quantity.Mul(per); err == nil {
			it.Quantity, it.Unit, it.Ladder = n, p.Unit, nil
		}
	}
}

// mergedSpecs are a product's data with what a variant says otherwise.
func mergedSpecs(base, own []xunpan.Spec) []xunpan.Spec {
	out := slices.Clone(base)
	for _, s := range own {
		if i := slices.IndexFunc(out, func(x xunpan.Spec) bool { return strings.EqualFold(x.Name, s.Name) }); i >= 0 {
			out[i] = s
		} else {
			out = append(out, s)
		}
	}
	return out
}

// sheetCost is a cost as the sheet of a quotation has it.
func sheetCost(c *xunpan.ProductCost) (out price.Cost, ok bool) {
	err := errors.Join(out.Cost.UnmarshalText([]byte(c.Cost.Amount+" "+c.Cost.Currency)), percent(&out.VAT, c.VAT), percent(&out.Refund, c.Refund))
	out.Net = c.Net
	return out, err == nil
}

func percent(to *price.Percent, s string) error {
	if s == "" {
		return nil
	}
	return to.UnmarshalText([]byte(s))
}

// SheetPacking is a product's packing as the price engine reads it; false where
// something needed is not known.
func SheetPacking(k *xunpan.Packing) (out price.Packing, ok bool) {
	if k == nil || k.Length == "" || k.Gross == "" || k.PerCarton == "" {
		return out, false
	}
	per, err := decimal.Parse(k.PerCarton)
	err = cmp.Or(err, out.Size.UnmarshalText([]byte(k.Length+" x "+k.Width+" x "+k.Height+" cm")), out.Gross.UnmarshalText([]byte(k.Gross+" kg")))
	if k.Net != "" {
		err = cmp.Or(err, out.Net.UnmarshalText([]byte(k.Net+" kg")))
	}
	out.PerCarton, out.Upright = per, k.Upright
	return out, err == nil
}
