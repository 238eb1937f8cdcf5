package flow

import (
	"cmp"
	"context"
	"errors"
	"maps"
	"slices"

	"xunpan"
	"xunpan/internal/catalogue/workbook"
	"xunpan/internal/store"
)

// ProductImport is what came of a product list.
type ProductImport struct {
	List     *workbook.List // Bad holds the rows that were refused, in order
	Added    int
	Changed  int
	Same     int
	Pictures int
}

// rowsAtOnce bounds the rows of one transaction.
const rowsAtOnce = 200

// ImportProducts takes a product list into the catalogue: a new model is added,
// one that is there is changed in what the row says, and an empty cell leaves
// what was. With dry nothing is kept, and the answer is what would come of it.
func (d *Desk) ImportProducts(ctx context.Context, who Who, file []byte, dry bool) (out ProductImport, err error) {
	if _, err := require(ctx, d.Store, who, xunpan.CanPrice); err != nil {
		return out, err
	}
	if out.List, err = workbook.Read(file, true); err != nil {
		return out, err
	}
	for rows := range slices.Chunk(out.List.Rows, rowsAtOnce) {
		pictures := map[int]xunpan.ID{}
		if !dry {
			if pictures, err = d.rowPictures(ctx, who, rows); err != nil {
				return out, err
			}
		}
		err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			for i := range rows {
				if err := out.take(ctx, tx, who, &rows[i], pictures[rows[i].No], dry); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	slices.SortFunc(out.List.Bad, func(a, b workbook.BadRow) int { return cmp.Compare(a.No, b.No) })
	return out, nil
}

// rowPictures keeps the pictures that lie on rows; one that is none is left out.
func (d *Desk) rowPictures(ctx context.Context, who Who, rows []workbook.Row) (map[int]xunpan.ID, error) {
	out := map[int]xunpan.ID{}
	for i := range rows {
		if len(rows[i].Picture) == 0 {
			continue
		}
		a, err := d.AddAsset(ctx, who, rows[i].Product.Model, rows[i].Picture)
		if _, bad := errors.AsType[*xunpan.Invalid](err); bad {
			continue
		}
		if err != nil {
			return nil, err
		}
		out[rows[i].No] = a.ID
	}
	return out, nil
}

// take brings one row into the catalogue.
func (o *ProductImport) take(ctx context.Context, tx *store.Tx, who Who, r *workbook.Row, picture xunpan.ID, dry bool) error {
	was, err := tx.ProductOf(ctx, r.Product.Model)
	found := err == nil
	if err != nil && !errors.Is(err, store.ErrNotFound) {
		return err
	}
	p := r.Product
	if found {
		p = mergedProduct(was, p)
	}
	if picture != "" && !slices.Contains(p.Pictures, picture) {
		p.Pictures = append(slices.Clone(p.Pictures), picture)
		o.Pictures++
	}
	err = cleanProduct(&p)
	if err == nil && r.Cost != nil {
		err = cleanCost(r.Cost)
	}
	if err == nil && !dry {
		if found {
			err = saveProduct(ctx, tx, who, &was, &p)
		} else {
			err = addProduct(ctx, tx, who, &p)
		}
	}
	if _, bad := errors.AsType[*xunpan.Invalid](err); bad {
		o.List.Refuse(*r, err)
		return nil
	}
	if err != nil {
		return err
	}
	switch {
	case !found:
		o.Added++
	case len(differences(&was, &p)) > 0:
		o.Changed++
	default:
		o.Same++
	}
	if r.Cost == nil || dry {
		return nil
	}
	cost := *r.Cost
	cost.Product = p.ID
	return setCost(ctx, tx, who, p.Model, cost)
}

// mergedProduct is a product with what a row says of it.
func mergedProduct(was, row xunpan.Product) xunpan.Product {
	p := was
	for _, f := range []struct{ to, from *string }{{&p.Model, &row.Model}, {&p.Category, &row.Category}, {&p.Tier, &row.Tier}, {&p.Unit, &row.Unit}, {&p.HSCode, &row.HSCode}, {&p.Origin, &row.Origin}, {&p.MOQ, &row.MOQ}} {
		if *f.from != "" {
			*f.to = *f.from
		}
	}
	p.Names, p.About = mergedNames(was.Names, row.Names), mergedNames(was.About, row.About)
	if len(row.Features) > 0 {
		p.Features = nil
		for i, n := range row.Features {
			if i < len(was.Features) {
				n = mergedNames(was.Features[i], n)
			}
			p.Features = append(p.Features, n)
		}
	}
	replaceList(&p.Words, row.Words)
	replaceList(&p.Points, row.Points)
	replaceList(&p.Specs, row.Specs)
	replaceList(&p.Variants, row.Variants)
	replaceList(&p.Prices, row.Prices)
	if k := row.Packing; k != nil {
		var merged xunpan.Packing
		if was.Packing != nil {
			merged = *was.Packing
		}
		for _, f := range []struct{ to, from *string }{{&merged.PerCarton, &k.PerCarton}, {&merged.Length, &k.Length}, {&merged.Width, &k.Width}, {&merged.Height, &k.Height}, {&merged.Gross, &k.Gross}, {&merged.Net, &k.Net}} {
			if *f.from != "" {
				*f.to = *f.from
			}
		}
		merged.Upright = merged.Upright || k.Upright
		merged.Say = mergedNames(merged.Say, k.Say)
		p.Packing = &merged
	}
	if l := row.Lead; l != nil {
		lead := *l
		if was.Lead != nil {
			lead.Upto = was.Lead.Upto
		}
		p.Lead = &lead
	}
	if row.Custom != nil {
		p.Custom = row.Custom
	}
	p.Off = was.Off || row.Off
	return p
}

func mergedNames(was, row xunpan.Names) xunpan.Names {
	n := xunpan.Names{}
	maps.Copy(n, was)
	maps.Copy(n, row)
	if len(n) == 0 {
		return nil
	}
	return n
}

func replaceList[T any](to *[]T, from []T) {
	if len(from) > 0 {
		*to = from
	}
}

// ExportProducts is the whole catalogue as a workbook, its heads in a language;
// costs stand in it for those who may see them.
func (d *Desk) ExportProducts(ctx context.Context, who Who, lang string) ([]byte, error) {
	may, err := require(ctx, d.Store, who, xunpan.CanRead)
	if err != nil {
		return nil, err
	}
	ps, err := d.Store.Products(ctx, store.ProductFilter{Limit: maxProducts})
	if err != nil {
		return nil, err
	}
	costs := map[xunpan.ID]xunpan.ProductCost{}
	if may(xunpan.CanPrice) {
		if costs, err = d.Store.NewestCosts(ctx); err != nil {
			return nil, err
		}
	}
	rows := make([]workbook.Row, len(ps))
	for i := range ps {
		rows[i].Product = ps[i]
		if c, ok := costs[ps[i].ID]; ok {
			rows[i].Cost = &c
		}
	}
	return workbook.Write(rows, lang, may(xunpan.CanPrice))
}
