package demo

import (
	"bytes"
	"encoding/json"
	"fmt"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
)

// Goods is what the company makes.
type Goods struct {
	Certificates []Certificate `json:"certificates"`
	Products     []Article     `json:"products"`
}

// Certificate is one of the company's, with its days counted from the story's
// end.
type Certificate struct {
	Key    string `json:"key"` // names it within the story
	Name   string `json:"name"`
	Number string `json:"number"`
	Issuer string `json:"issuer"`
	From   int    `json:"from"`
	Until  int    `json:"until"`
	House  bool   `json:"house"`
}

// At is the certificate as it stands at a moment.
func (c *Certificate) At(now time.Time) xunpan.Certificate {
	day := func(n int) string { return now.In(Home).AddDate(0, 0, n).Format(time.DateOnly) }
	return xunpan.Certificate{Name: c.Name, Number: c.Number, Issuer: c.Issuer, From: day(c.From), Until: day(c.Until), House: c.House}
}

// Article is a product with what belongs to it.
type Article struct {
	Product      xunpan.Product `json:"product"`
	Picture      string         `json:"picture"`      // one of Drawings
	Cost         string         `json:"cost"`         // of a piece, VAT in: "28.50 CNY"
	Was          string         `json:"was"`          // what it cost before; "" if the same
	Certificates []string       `json:"certificates"` // by Certificate.Key
}

// readGoods reads data/products.yaml.
func readGoods() (g Goods, err error) {
	const name = "data/products.yaml"
	raw, err := files.ReadFile(name)
	if err != nil {
		return g, err
	}
	var tree any // the nouns carry the keys of JSON
	if err := yaml.Unmarshal(raw, &tree); err != nil {
		return g, fmt.Errorf("%s: %w", name, err)
	}
	if m, ok := tree.(map[string]any); ok {
		tree = m
	}
	b, err := json.Marshal(tree)
	if err != nil {
		return g, fmt.Errorf("%s: %w", name, err)
	}
	d := json.NewDecoder(bytes.NewReader(b))
	d.DisallowUnknownFields()
	if err := d.Decode(&g); err != nil {
		return g, fmt.Errorf("%s: %w", name, err)
	}
	for i := range g.Products {
		if Drawings[g.Products[i].Picture] == nil {
			return g, fmt.Errorf("%s: no drawing %q", name, g.Products[i].Picture)
		}
	}
	return g, nil
}
