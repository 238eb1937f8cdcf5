package flow_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"image"
	"image/jpeg"
	"image/png"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"xunpan"
	"xunpan/internal/catalogue/workbook"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

func lamp(model string) xunpan.Product {
	return xunpan.Product{Model: model, Names: xunpan.Names{"en": "LED flood light", "zh": "投光灯"}, Specs: []xunpan.Spec{{Name: "power", Value: "50 W"}}, MOQ: "300", Unit: "pcs"}
}

// TestProducts: who may, may; a model is there once; every change of a product is
// in the history, prices among it, and no cost is.
func TestProducts(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, _ := openShop(t)
	if _, err := o.AddProduct(ctx, all(eye), lamp("FL-50W")); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer adds a product: %v", err)
	}
	p, err := o.AddProduct(ctx, all(sales), lamp("FL-50W"))
	must(t, err)
	if _, err := o.AddProduct(ctx, all(sales), lamp("fl 50w")); fieldOf(err) != "model" {
		t.Errorf("the same model again: %v", err)
	}
	stale := p
	p.Prices = []xunpan.ListPrice{{Price: xunpan.Money{Amount: "5.05", Currency: "usd"}, Term: "fob", Place: "Ningbo"}}
	p, err = o.SaveProduct(ctx, all(sales), p)
	must(t, err)
	if p.Prices[0].Price.Currency != "USD" || p.Prices[0].Term != xunpan.FOB || p.Version != 2 {
		t.Errorf("saved as %+v", p)
	}
	if _, err := o.SaveProduct(ctx, all(sales), stale); !errors.Is(err, store.ErrChanged) {
		t.Errorf("saving what somebody changed: %v", err)
	}
	for _, amount := range []string{"31.77", "30.15", "30.15"} {
		must(t, o.SetProductCost(ctx, all(sales), xunpan.ProductCost{Product: p.ID, Cost: xunpan.Money{Amount: amount, Currency: "CNY"}, VAT: "13"}))
	}
	if costs, err := o.ProductCosts(ctx, all(sales), p.ID); err != nil || len(costs) != 2 || costs[0].Cost.Amount != "30.15" || costs[0].VAT != "13%" || costs[0].By != sales.ID {
		t.Errorf("costs %+v, %v", costs, err)
	}
	if _, err := o.ProductCosts(ctx, all(eye), p.ID); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer sees costs: %v", err)
	}
	cs, err := o.Store.Changes(ctx, store.ChangeFilter{Object: flow.ObjectProduct, ID: p.ID})
	must(t, err)
	told, err := json.Marshal(cs)
	must(t, err)
	if len(cs) != 4 || !strings.Contains(string(told), `"prices"`) || strings.Contains(string(told), "30.15") || strings.Contains(string(told), "31.77") {
		t.Errorf("history %s", told)
	}
	must(t, o.RemoveProduct(ctx, all(sales), p.ID, p.Version))
	if _, err := o.Store.Product(ctx, p.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed and there: %v", err)
	}
}

// TestProductsRefused: what makes no sense is refused at its field.
func TestProductsRefused(t *testing.T) {
	t.Parallel()
	o, sales, _, _, _ := openShop(t)
	for field, spoil := range map[string]func(*xunpan.Product){
		"model":   func(p *xunpan.Product) { p.Model = " - " },
		"names":   func(p *xunpan.Product) { p.Names = xunpan.Names{"en": " "} },
		"moq":     func(p *xunpan.Product) { p.MOQ = "many" },
		"hs_code": func(p *xunpan.Product) { p.HSCode = "94x" },
		"origin":  func(p *xunpan.Product) { p.Origin = "XX" },
		"prices": func(p *xunpan.Product) {
			p.Prices = []xunpan.ListPrice{{Price: xunpan.Money{Amount: "1", Currency: "USD"}, Term: "DAT"}}
		},
		"packing":      func(p *xunpan.Product) { p.Packing = &xunpan.Packing{Length: "10"} },
		"lead":         func(p *xunpan.Product) { p.Lead = &xunpan.LeadTime{Days: 9, From: "whenever"} },
		"variants":     func(p *xunpan.Product) { p.Variants = []xunpan.Variant{{Model: p.Model}} },
		"pictures":     func(p *xunpan.Product) { p.Pictures = []xunpan.ID{"00000000-0000-7000-8000-000000000001"} },
		"certificates": func(p *xunpan.Product) { p.Certificates = []xunpan.ID{"00000000-0000-7000-8000-000000000001"} },
		"tier":         func(p *xunpan.Product) { p.Tier = "super" },
	} {
		p := lamp("M-" + field)
		spoil(&p)
		if _, err := o.AddProduct(ctx, all(sales), p); fieldOf(err) != field {
			t.Errorf("%s: %v", field, err)
		}
	}
}

func fieldOf(err error) string {
	if inv, ok := errors.AsType[*xunpan.Invalid](err); ok {
		return inv.Field
	}
	return ""
}

// TestAssets: files are what their content says; pictures get a small form; a
// certificate that goes, goes from its products.
func TestAssets(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, _ := openShop(t)
	var pic, photo bytes.Buffer
	must(t, png.Encode(&pic, image.NewGray(image.Rect(0, 0, 900, 600))))
	must(t, jpeg.Encode(&photo, image.NewGray(image.Rect(0, 0, 30, 20)), nil))
	if _, err := o.AddAsset(ctx, all(eye), "a.png", pic.Bytes()); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer adds a file: %v", err)
	}
	a, err := o.AddAsset(ctx, all(sales), `C:\pictures\a.exe`, pic.Bytes())
	must(t, err)
	small, err := o.Store.AssetData(ctx, a.ID, true)
	must(t, err)
	if c, err := png.DecodeConfig(bytes.NewReader(small)); err != nil || c.Width != flow.ThumbSize || c.Height != 213 || a.Kind != "image/png" || a.Name != "a.exe" {
		t.Errorf("%+v, small %+v, %v", a, c, err)
	}
	if again, err := o.AddAsset(ctx, all(sales), "b.png", pic.Bytes()); err != nil || again.ID != a.ID {
		t.Errorf("the same file became %+v, %v", again, err)
	}
	if b, err := o.AddAsset(ctx, all(sales), "b.jpg", photo.Bytes()); err != nil || b.Kind != "image/jpeg" {
		t.Errorf("%+v, %v", b, err)
	}
	book := excelize.NewFile()
	var sheet bytes.Buffer
	_, err = book.WriteTo(&sheet)
	must(t, err)
	if b, err := o.AddAsset(ctx, all(sales), "list.xlsx", sheet.Bytes()); err != nil || b.Kind != workbook.Type {
		t.Errorf("%+v, %v", b, err)
	}
	for name, data := range map[string][]byte{"svg": []byte("<svg xmlns='http://www.w3.org/2000/svg'/>"), "exe": []byte("MZ\x90\x00"), "html": []byte("<html><script>"), "empty": nil, "cut png": pic.Bytes()[:60], "zip": []byte("PK\x03\x04")} {
		if _, err := o.AddAsset(ctx, all(sales), name, data); fieldOf(err) != "file" {
			t.Errorf("%s: %v", name, err)
		}
	}
	c, err := o.PutCertificate(ctx, all(sales), xunpan.Certificate{Name: "CE", Until: "2027-01-01", File: a.ID})
	must(t, err)
	p := lamp("FL-9")
	p.Certificates, p.Pictures = []xunpan.ID{c.ID}, []xunpan.ID{a.ID}
	p, err = o.AddProduct(ctx, all(sales), p)
	must(t, err)
	must(t, o.RemoveCertificate(ctx, all(sales), c.ID))
	if p, err = o.Store.Product(ctx, p.ID); err != nil || len(p.Certificates) != 0 || len(p.Pictures) != 1 {
		t.Errorf("%+v, %v", p, err)
	}
}

// TestImportProducts: a list comes in, tried before it is kept; read in again it
// changes what it says and nothing else.
func TestImportProducts(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, _ := openShop(t)
	known := lamp("FL-50W")
	known.Features = []xunpan.Names{{"en": "bright", "de": "hell"}}
	known, err := o.AddProduct(ctx, all(sales), known)
	must(t, err)
	f := excelize.NewFile()
	for i, row := range [][]any{{"型号", "品名", "单位", "采购价(元)", "FOB 宁波 USD", "起订量", "产地"}, {"FL 50W", "新名", "", 28.5, 5.05, "", ""}, {"FL-99", "大灯", "只", 99, 15, "100", "中国"}, {"FL-77", "坏", "只", 1, 1, "", "火星"}} {
		must(t, f.SetSheetRow("Sheet1", "A"+string(rune('1'+i)), &row))
	}
	var list bytes.Buffer
	_, err = f.WriteTo(&list)
	must(t, err)
	if _, err := o.ImportProducts(ctx, all(eye), list.Bytes(), false); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer imports: %v", err)
	}
	for _, dry := range []bool{true, false} {
		got, err := o.ImportProducts(ctx, all(sales), list.Bytes(), dry)
		must(t, err)
		if got.Added != 1 || got.Changed != 1 || len(got.List.Bad) != 1 || !strings.Contains(got.List.Bad[0].Why.Zh, "火星") {
			t.Errorf("dry %v: %+v, bad %+v", dry, got, got.List.Bad)
		}
		if _, err := o.Store.ProductOf(ctx, "FL-99"); errors.Is(err, store.ErrNotFound) != dry {
			t.Errorf("dry %v: %v", dry, err)
		}
	}
	p, err := o.Store.Product(ctx, known.ID)
	must(t, err)
	if p.Names["zh"] != "新名" || p.Names["en"] != "LED flood light" || p.MOQ != "300" || p.Features[0]["de"] != "hell" || p.Prices[0].Price.Amount != "5.05" {
		t.Errorf("merged %+v", p)
	}
	if costs, err := o.ProductCosts(ctx, all(sales), p.ID); err != nil || len(costs) != 1 || costs[0].Cost.String() != "CNY 28.5" {
		t.Errorf("costs %+v, %v", costs, err)
	}
	whole, err := o.ExportProducts(ctx, all(sales), "en")
	must(t, err)
	again, err := o.ImportProducts(ctx, all(sales), whole, false)
	must(t, err)
	if again.Same != 2 || again.Added+again.Changed+len(again.List.Bad) != 0 {
		t.Errorf("its own list read again: %+v, bad %+v", again, again.List.Bad)
	}
	bare, err := o.ExportProducts(ctx, all(eye), "en")
	must(t, err)
	l, err := workbook.Read(bare, true)
	must(t, err)
	if len(l.Rows) != 2 || l.Rows[0].Cost != nil {
		t.Errorf("a viewer's list: %+v", l.Rows)
	}
}

// TestQuoteFromCatalogue: what he asks for begins a quotation with what the
// catalogue knows, and a change of the catalogue is seen at once.
func TestQuoteFromCatalogue(t *testing.T) {
	t.Parallel()
	o, sales, _, _, inquiry := openShop(t)
	ms, err := o.MatchesOf(ctx, all(sales), inquiry)
	if err != nil || len(ms) != 0 {
		t.Errorf("matches of nothing: %v, %v", ms, err)
	}
	p := lamp("FL-50W")
	p.Packing, p.HSCode, p.About = &xunpan.Packing{PerCarton: "20", Length: "46", Width: "38", Height: "34", Gross: "17.5"}, "940542", xunpan.Names{"en": "Slim"}
	p, err = o.AddProduct(ctx, all(sales), p)
	must(t, err)
	must(t, o.SetProductCost(ctx, all(sales), xunpan.ProductCost{Product: p.ID, Cost: xunpan.Money{Amount: "28.50", Currency: "CNY"}, VAT: "13%", Refund: "13%"}))
	ms, err = o.MatchesOf(ctx, all(sales), inquiry)
	if err != nil || len(ms) == 0 || len(ms[0]) == 0 || ms[0][0].Product != p.ID || ms[0][0].Fit < 70 {
		t.Fatalf("matches %+v, %v", ms, err)
	}
	q, err := o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	if len(q.Offer.Options) == 0 || q.Offer.Options[0].Lines[0].Model != "FL-50W" || q.Extras[0].Product != p.ID || q.Extras[0].HSCode != "940542" {
		t.Errorf("offer %+v, extras %+v, sheet %s", q.Offer, q.Extras, q.Sheet)
	}
	if b, err := json.Marshal(q.Quotation); err != nil || strings.Contains(string(b), "28.5") {
		t.Errorf("the cost stands in the quotation: %s, %v", b, err)
	}
	// Without a cost the price of the list is reckoned from; a name that he
	// cannot read gives way to his own words.
	must(t, o.RemoveProduct(ctx, all(sales), p.ID, p.Version))
	listed := lamp("FL-50W")
	listed.Names, listed.Words = xunpan.Names{"zh": "投光灯"}, []string{"LED flood light"}
	listed.Prices = []xunpan.ListPrice{
		{Price: xunpan.Money{Amount: "5.05", Currency: "USD"}, Term: xunpan.FOB, Place: "Ningbo"},
		{Price: xunpan.Money{Amount: "4.80", Currency: "USD"}, Term: xunpan.FOB, Place: "Ningbo", Quantity: "100000"},
		{Price: xunpan.Money{Amount: "4.00", Currency: "USD"}, Term: xunpan.FOB, Place: "Ningbo", Until: "2020-01-01"},
		{Price: xunpan.Money{Amount: "6.00", Currency: "USD"}, Term: xunpan.CIF, Place: "Santos", Quantity: "1"},
	}
	_, err = o.AddProduct(ctx, all(sales), listed)
	must(t, err)
	q, err = o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	if !strings.Contains(string(q.Sheet), `"list":{"price":"5.05 USD","term":"FOB"}`) || strings.Contains(string(q.Sheet), "投光灯") {
		t.Errorf("sheet %s", q.Sheet)
	}
}
