package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"xunpan"
)

const productColumns = `id, doc, created_at, changed_at, version`

func scanProduct(r rows) (p xunpan.Product, err error) {
	var id xunpan.ID
	var doc string
	var created, changed time.Time
	var version int64
	if err := r.Scan(ident{&id}, &doc, when{&created}, when{&changed}, &version); err != nil {
		return p, err
	}
	err = json.Unmarshal([]byte(doc), &p)
	p.ID, p.Created, p.Changed, p.Version = id, created, changed, version
	return p, err
}

// Product returns one product, or ErrNotFound.
func (v *view) Product(ctx context.Context, id xunpan.ID) (p xunpan.Product, err error) {
	defer wrap(&err, "reading product %s", id)
	if !valid(id) {
		return p, ErrNotFound
	}
	p, err = scanProduct(v.row(ctx, `SELECT `+productColumns+` FROM products WHERE id = ?`, string(id)))
	return p, missing(err)
}

// ProductOf returns the product of a model, by its xunpan.ModelKey, or ErrNotFound.
func (v *view) ProductOf(ctx context.Context, model string) (p xunpan.Product, err error) {
	defer wrap(&err, "looking for the model %q", model)
	p, err = scanProduct(v.row(ctx, `SELECT `+productColumns+` FROM products WHERE sort_key = ?`, xunpan.ModelKey(model)))
	return p, missing(err)
}

// ProductFilter picks products; empty fields pick all.
type ProductFilter struct {
	Query    string // beginnings of words in any language, or parts of a model; all must be there
	Category string
	Off      *bool  // no longer offered, or still
	After    string // the xunpan.ModelKey where the page before ended
	Limit    int    // 50 if not set, at most 50,000
}

// Products lists products by model.
func (v *view) Products(ctx context.Context, f ProductFilter) (ps []xunpan.Product, err error) {
	defer wrap(&err, "reading the products")
	text, args := `SELECT `+productColumns+` FROM products WHERE sort_key > ?`, []any{f.After}
	add := func(cond string, arg any) { text, args = text+` AND `+cond, append(args, arg) }
	if f.Query != "" {
		w := wordList{seen: map[string]struct{}{}}
		w.text(f.Query, true)
		if len(w.list) == 0 {
			return nil, nil
		}
		for _, word := range w.list[:min(len(w.list), 8)] {
			add(`folded LIKE ? ESCAPE '!'`, `% `+likeSafe(word)+`%`)
		}
	}
	if f.Category != "" {
		add(`category = ?`, f.Category)
	}
	if f.Off != nil {
		add(`gone = ?`, *f.Off)
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return collect(ctx, v, scanProduct, text+` ORDER BY sort_key LIMIT ?`, append(args, min(f.Limit, 50_000))...)
}

// CategoryCount is how many products a category has.
type CategoryCount struct {
	Category string
	Products int
}

// Categories are the categories of products that are offered.
func (v *view) Categories(ctx context.Context) (cs []CategoryCount, err error) {
	defer wrap(&err, "reading the categories")
	return collect(ctx, v, func(r rows) (c CategoryCount, err error) { return c, r.Scan(&c.Category, &c.Products) },
		`SELECT category, COUNT(*) FROM products WHERE gone = ? GROUP BY category ORDER BY category LIMIT 500`, false)
}

// catalogueSeries counts the changes of the catalogue, so that whoever keeps it
// in memory learns from one row whether it is still the same.
const catalogueSeries = "changes of the catalogue"

// CatalogueVersion grows with every change of a product.
func (v *view) CatalogueVersion(ctx context.Context) (n int64, err error) {
	defer wrap(&err, "reading the catalogue's version")
	if err = missing(v.row(ctx, `SELECT last FROM series WHERE name = ?`, catalogueSeries).Scan(&n)); err == ErrNotFound {
		return 0, nil
	}
	return n, err
}

// foldedProduct is what a product is found by.
func foldedProduct(p *xunpan.Product) string {
	texts := []string{p.Model, xunpan.ModelKey(p.Model), p.Category, p.HSCode}
	for i := range p.Variants {
		texts = append(texts, p.Variants[i].Model, xunpan.ModelKey(p.Variants[i].Model))
	}
	for _, name := range p.Names {
		texts = append(texts, name)
	}
	return ` ` + strings.Join(Words(append(texts, p.Words...)...), ` `) + ` `
}

// AddProduct inserts a product; ErrExists if its model is there already.
func (t *Tx) AddProduct(ctx context.Context, p *xunpan.Product) (err error) {
	defer wrap(&err, "storing product %s", p.Model)
	p.Created, p.Changed, p.Version = t.Now, t.Now, 1
	doc, err := json.Marshal(p)
	if err != nil {
		return err
	}
	err = t.changed(ctx, `INSERT INTO products (`+productColumns+`, sort_key, category, gone, folded) VALUES (`+marks(9)+`) ON CONFLICT DO NOTHING`,
		string(p.ID), string(doc), millis(p.Created), millis(p.Changed), p.Version, xunpan.ModelKey(p.Model), p.Category, p.Off, foldedProduct(p))
	if err == ErrNotFound {
		return ErrExists
	}
	if err == nil {
		_, err = t.Next(ctx, catalogueSeries)
	}
	return err
}

// SaveProduct writes a product back, which must not have changed since it was
// read: ErrChanged otherwise. ErrExists if another has its model.
func (t *Tx) SaveProduct(ctx context.Context, p *xunpan.Product) (err error) {
	defer wrap(&err, "saving product %s", p.Model)
	if other, err := t.ProductOf(ctx, p.Model); err == nil && other.ID != p.ID {
		return ErrExists
	} else if err != nil && err != ErrNotFound {
		return err
	}
	p.Changed = t.Now
	doc, err := json.Marshal(p)
	if err != nil {
		return err
	}
	err = t.changed(ctx, `UPDATE products SET doc = ?, sort_key = ?, category = ?, gone = ?, folded = ?, changed_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		string(doc), xunpan.ModelKey(p.Model), p.Category, p.Off, foldedProduct(p), millis(p.Changed), string(p.ID), p.Version)
	if err == ErrNotFound {
		return ErrChanged
	}
	if err == nil {
		p.Version++
		_, err = t.Next(ctx, catalogueSeries)
	}
	return err
}

// RemoveProduct takes a product out of the catalogue, with what it cost.
func (t *Tx) RemoveProduct(ctx context.Context, id xunpan.ID, version int64) (err error) {
	defer wrap(&err, "removing product %s", id)
	if err := t.changed(ctx, `DELETE FROM products WHERE id = ? AND version = ?`, string(id), version); err != nil {
		if err == ErrNotFound {
			return ErrChanged
		}
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM product_costs WHERE product_id = ?`, string(id)); err != nil {
		return err
	}
	_, err = t.Next(ctx, catalogueSeries)
	return err
}

func scanCost(r rows) (c xunpan.ProductCost, err error) {
	var doc string
	var product, by xunpan.ID
	var at time.Time
	if err := r.Scan(ident{&product}, &doc, ident{&by}, when{&at}); err != nil {
		return c, err
	}
	err = json.Unmarshal([]byte(doc), &c)
	c.Product, c.By, c.At = product, by, at
	return c, err
}

// ProductCosts are what a product cost us, the newest, which is in force, first.
func (v *view) ProductCosts(ctx context.Context, product xunpan.ID) (cs []xunpan.ProductCost, err error) {
	defer wrap(&err, "reading what product %s costs", product)
	return collect(ctx, v, scanCost, `SELECT product_id, doc, by_id, created_at FROM product_costs WHERE product_id = ? ORDER BY created_at DESC, id DESC LIMIT 200`, string(product))
}

// NewestCosts are the costs in force of every product that has one.
func (v *view) NewestCosts(ctx context.Context) (m map[xunpan.ID]xunpan.ProductCost, err error) {
	defer wrap(&err, "reading what the products cost")
	cs, err := collect(ctx, v, scanCost, `SELECT product_id, doc, by_id, created_at FROM product_costs ORDER BY created_at, id`)
	m = make(map[xunpan.ID]xunpan.ProductCost, len(cs))
	for i := range cs {
		m[cs[i].Product] = cs[i]
	}
	return m, err
}

// AddProductCost puts a cost in force from now on.
func (t *Tx) AddProductCost(ctx context.Context, id xunpan.ID, c *xunpan.ProductCost) (err error) {
	defer wrap(&err, "storing what product %s costs", c.Product)
	c.At = t.Now
	doc, err := json.Marshal(c)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO product_costs (id, product_id, doc, by_id, created_at) VALUES (`+marks(5)+`)`, string(id), string(c.Product), string(doc), maybe(c.By), millis(c.At))
	return err
}
