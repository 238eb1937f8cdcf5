package storetest

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// Catalogue is the suite of products, what they cost, certificates and files.
func Catalogue(t *testing.T, open Open) {
	t.Run("products", func(t *testing.T) { t.Parallel(); testProducts(t, open(t)) })
	t.Run("costs", func(t *testing.T) { t.Parallel(); testCosts(t, open(t)) })
	t.Run("files", func(t *testing.T) { t.Parallel(); testAssets(t, open(t)) })
	t.Run("certificates", func(t *testing.T) { t.Parallel(); testCertificates(t, open(t)) })
}

// testProducts: a model is there once however it is spelt, products are found by
// words of any language and parts of models, and no change overwrites another.
func testProducts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	light := xunpan.Product{ID: id(), Model: "FL-50W", Names: xunpan.Names{"en": "LED flood light", "zh": "LED投光灯", "de": "LED-Fluter für außen"}, Unit: "pcs", Category: "outdoor",
		Variants: []xunpan.Variant{{Model: "FL-50W-RGB"}}}
	pump := xunpan.Product{ID: id(), Model: "QB 60/2", Names: xunpan.Names{"en": "Water pump"}, Words: []string{"насос", "bomba de agua"}, Unit: "sets", Category: "pumps"}
	old := xunpan.Product{ID: id(), Model: "A1", Names: xunpan.Names{"zh": "旧款水泵"}, Unit: "pcs", Category: "pumps", Off: true}
	for _, p := range []*xunpan.Product{&light, &pump, &old} {
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddProduct(ctx, p) })
	}
	before, err := s.CatalogueVersion(ctx)
	if err != nil || before != 3 {
		t.Errorf("after three products the catalogue's version is %d: %v", before, err)
	}
	twin := xunpan.Product{ID: id(), Model: "fl 50w", Names: xunpan.Names{"en": "another"}, Unit: "pcs"}
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.AddProduct(ctx, &twin) }); !errors.Is(err, store.ErrExists) {
		t.Errorf("the same model in another spelling: %v", err)
	}
	got, err := s.Product(ctx, light.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(light, got); diff != "" {
		t.Errorf("kept otherwise than given:\n%s", diff)
	}
	if got, err := s.ProductOf(ctx, "qb60/2"); err != nil || got.ID != pump.ID {
		t.Errorf("by its model: %v, %v", got.Model, err)
	}
	offered := false
	for _, c := range []struct {
		filter store.ProductFilter
		want   []string
	}{
		{store.ProductFilter{}, []string{"A1", "FL-50W", "QB 60/2"}},
		{store.ProductFilter{Off: &offered}, []string{"FL-50W", "QB 60/2"}},
		{store.ProductFilter{Limit: 1, After: xunpan.ModelKey("A1")}, []string{"FL-50W"}},
		{store.ProductFilter{Category: "pumps"}, []string{"A1", "QB 60/2"}},
		{store.ProductFilter{Query: "投光"}, []string{"FL-50W"}},
		{store.ProductFilter{Query: "flut aussen"}, nil},
		{store.ProductFilter{Query: "flut auß"}, []string{"FL-50W"}},
		{store.ProductFilter{Query: "flood LED"}, []string{"FL-50W"}},
		{store.ProductFilter{Query: "fl50"}, []string{"FL-50W"}},
		{store.ProductFilter{Query: "FL-50W-RGB"}, []string{"FL-50W"}},
		{store.ProductFilter{Query: "Насос"}, []string{"QB 60/2"}},
		{store.ProductFilter{Query: "bomba agua"}, []string{"QB 60/2"}},
		{store.ProductFilter{Query: "%"}, nil},
		{store.ProductFilter{Query: "turbine"}, nil},
	} {
		ps, err := s.Products(ctx, c.filter)
		if err != nil {
			t.Fatal(err)
		}
		var models []string
		for i := range ps {
			models = append(models, ps[i].Model)
		}
		if diff := cmp.Diff(c.want, models); diff != "" {
			t.Errorf("%+v:\n%s", c.filter, diff)
		}
	}
	if cs, err := s.Categories(ctx); err != nil || len(cs) != 2 || cs[0] != (store.CategoryCount{Category: "outdoor", Products: 1}) || cs[1].Products != 1 {
		t.Errorf("categories: %+v, %v", cs, err)
	}
	stale := got
	got.Names["en"] = "LED flood lamp"
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveProduct(ctx, &got) })
	if again, err := s.Product(ctx, light.ID); err != nil || again.Names["en"] != "LED flood lamp" || again.Version != 2 {
		t.Errorf("saved: %+v, %v", again, err)
	}
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveProduct(ctx, &stale) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("saving what somebody changed meanwhile: %v", err)
	}
	got.Model = "A-1"
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveProduct(ctx, &got) }); !errors.Is(err, store.ErrExists) {
		t.Errorf("taking another's model: %v", err)
	}
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.RemoveProduct(ctx, old.ID, 7) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("removing what somebody changed meanwhile: %v", err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveProduct(ctx, old.ID, old.Version) })
	if _, err := s.Product(ctx, old.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed, and there: %v", err)
	}
	if after, err := s.CatalogueVersion(ctx); err != nil || after != before+2 {
		t.Errorf("the catalogue's version went from %d to %d: %v", before, after, err)
	}
}

// testCosts: the newest cost is in force, the older ones stay, and they go with
// the product.
func testCosts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	p := xunpan.Product{ID: id(), Model: "X1", Names: xunpan.Names{"en": "x"}, Unit: "pcs"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddProduct(ctx, &p) })
	by := id()
	for i, amount := range []string{"10.00", "9.40"} {
		c := xunpan.ProductCost{Product: p.ID, Cost: xunpan.Money{Amount: amount, Currency: "CNY"}, VAT: "13%", By: by}
		if err := s.Write(ctx, noon.Add(time.Duration(i)*time.Hour), func(tx *store.Tx) error { return tx.AddProductCost(ctx, id(), &c) }); err != nil {
			t.Fatal(err)
		}
	}
	cs, err := s.ProductCosts(ctx, p.ID)
	if err != nil || len(cs) != 2 || cs[0].Cost.Amount != "9.40" || cs[1].By != by || !cs[1].At.Equal(noon) {
		t.Errorf("costs: %+v, %v", cs, err)
	}
	if m, err := s.NewestCosts(ctx); err != nil || len(m) != 1 || m[p.ID].Cost.Amount != "9.40" {
		t.Errorf("in force: %+v, %v", m, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveProduct(ctx, p.ID, p.Version) })
	if m, err := s.NewestCosts(ctx); err != nil || len(m) != 0 {
		t.Errorf("costs of nothing: %+v, %v", m, err)
	}
}

// testAssets: a file is kept byte for byte, and once.
func testAssets(t *testing.T, s *store.Store) {
	ctx := context.Background()
	data := []byte{0, 1, 2, 0xff, '\n', 0}
	a := xunpan.Asset{ID: id(), Name: "a.png", Kind: "image/png", Size: len(data), SHA256: "abc"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddAsset(ctx, &a, data, []byte{7}, id()) })
	b := xunpan.Asset{ID: id(), Name: "b.png", Kind: "image/png", Size: len(data), SHA256: "abc"}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddAsset(ctx, &b, data, nil, "") })
	if b.ID != a.ID || b.Name != "a.png" {
		t.Errorf("the same content came to be %+v beside %+v", b, a)
	}
	got, err := s.Asset(ctx, a.ID)
	if diff := cmp.Diff(a, got); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	if back, err := s.AssetData(ctx, a.ID, false); err != nil || !bytes.Equal(back, data) {
		t.Errorf("bytes %x, %v", back, err)
	}
	if small, err := s.AssetData(ctx, a.ID, true); err != nil || !bytes.Equal(small, []byte{7}) {
		t.Errorf("small form %x, %v", small, err)
	}
	for _, none := range []xunpan.ID{"", "x", id()} {
		if _, err := s.Asset(ctx, none); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("file %q: %v", none, err)
		}
		if _, err := s.AssetData(ctx, none, true); !errors.Is(err, store.ErrNotFound) {
			t.Errorf("file %q: %v", none, err)
		}
	}
}

func testCertificates(t *testing.T, s *store.Store) {
	ctx := context.Background()
	ce := xunpan.Certificate{ID: id(), Name: "CE", Until: "2026-12-31"}
	iso := xunpan.Certificate{ID: id(), Name: "ISO 9001", House: true}
	for _, c := range []*xunpan.Certificate{&iso, &ce} {
		write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.PutCertificate(ctx, c) })
	}
	ce.Number = "N 123"
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.PutCertificate(ctx, &ce) })
	cs, err := s.Certificates(ctx)
	if diff := cmp.Diff([]xunpan.Certificate{ce, iso}, cs); err != nil || diff != "" {
		t.Errorf("%v\n%s", err, diff)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveCertificate(ctx, ce.ID) })
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.RemoveCertificate(ctx, ce.ID) }); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed twice: %v", err)
	}
}
