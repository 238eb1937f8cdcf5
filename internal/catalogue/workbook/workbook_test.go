package workbook_test

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"xunpan"
	"xunpan/internal/catalogue/workbook"
)

// table is a workbook of rows as a company would have it.
func table(t *testing.T, rows [][]any, more func(*excelize.File)) []byte {
	t.Helper()
	f := excelize.NewFile()
	for i, row := range rows {
		if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
			t.Fatal(err)
		}
	}
	if more != nil {
		more(f)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func read(t *testing.T, file []byte) *workbook.List {
	t.Helper()
	l, err := workbook.Read(file, true)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// TestOwnLists: lists as companies keep them come in as they are.
func TestOwnLists(t *testing.T) {
	t.Parallel()
	t.Run("Chinese, with a title, sections and a picture", func(t *testing.T) {
		t.Parallel()
		var pic bytes.Buffer
		if err := png.Encode(&pic, image.NewGray(image.Rect(0, 0, 4, 4))); err != nil {
			t.Fatal(err)
		}
		l := read(t, table(t, [][]any{
			{"某某电器有限公司 2026 年产品报价表"},
			{},
			{"序号", "货号", "产品名称及规格", "图片", "功率", "材质", "含税出厂价(RMB)", "FOB宁波(USD)", "装箱数", "外箱尺寸(CM)", "毛重/净重(KG)", "起订量", "交货期", "备注"},
			{"一、电热水壶系列"},
			{1, "KT-1701", "不锈钢电热水壶 1.7L", "", "1500W", "304不锈钢", 46.5, 7.2, 12, "62*42*48", "16.5/14.8", "1000台", "25-30天", ""},
			{2, "KT-1702", "玻璃电热水壶", "", "1800W", "高硼硅玻璃", 52, 7.95, 12, "64*44*50", "17.2/15", "1000台", "30天", "带蓝光"},
			{"二、咖啡机"},
			{3, "CM-15", "意式咖啡机 15Bar", "", "1350W", "", "", "面议", 2, "63*35*41", "13/11.5", "500", "", ""},
			{4, "", "没有货号的", "", "", "", "", "", "", "", "", "", "", ""},
			{5, "KT-1701", "重复", "", "", "", "", "", "", "", "", "", "", ""},
			{6, "KT-9", "坏尺寸", "", "", "", "", "", 12, "大箱", "", "", "", ""},
		}, func(f *excelize.File) {
			for _, cells := range [][2]string{{"A1", "N1"}, {"A4", "N4"}, {"A7", "N7"}} {
				if err := f.MergeCell("Sheet1", cells[0], cells[1]); err != nil {
					t.Fatal(err)
				}
			}
			if err := f.AddPictureFromBytes("Sheet1", "D5", &excelize.Picture{Extension: ".png", File: pic.Bytes()}); err != nil {
				t.Fatal(err)
			}
		}))
		if len(l.Rows) != 3 || len(l.Bad) != 3 {
			t.Fatalf("%d rows, bad %+v", len(l.Rows), l.Bad)
		}
		want := xunpan.Product{Model: "KT-1701", Names: xunpan.Names{"zh": "不锈钢电热水壶 1.7L"}, Category: "一、电热水壶系列", MOQ: "1000", Lead: &xunpan.LeadTime{Days: 25, To: 30, From: "deposit"},
			Specs: []xunpan.Spec{{Name: "功率", Value: "1500W"}, {Name: "材质", Value: "304不锈钢"}}, Prices: []xunpan.ListPrice{{Price: xunpan.Money{Amount: "7.2", Currency: "USD"}, Term: xunpan.FOB, Place: "宁波"}},
			Packing: &xunpan.Packing{PerCarton: "12", Length: "62", Width: "42", Height: "48", Gross: "16.5", Net: "14.8"}}
		if diff := cmp.Diff(want, l.Rows[0].Product, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
		if c := l.Rows[0].Cost; c == nil || c.Cost != (xunpan.Money{Amount: "46.5", Currency: "CNY"}) {
			t.Errorf("cost %+v", c)
		}
		if len(l.Rows[0].Picture) == 0 || len(l.Rows[1].Picture) != 0 {
			t.Error("the picture lies on another row")
		}
		if p := l.Rows[2].Product; p.Category != "二、咖啡机" || len(p.Prices) != 0 || p.Lead != nil {
			t.Errorf("%+v", p)
		}
		if diff := cmp.Diff([]string{"序号", "图片"}, l.Unknown); diff != "" {
			t.Error(diff)
		}
		for i, want := range []string{"缺少型号", "第 5 行", "外箱尺寸"} {
			if !strings.Contains(l.Bad[i].Why.Zh, want) || l.Bad[i].Why.En == "" || l.Bad[i].No != 9+i {
				t.Errorf("bad row %+v, want %s", l.Bad[i], want)
			}
		}
	})
	t.Run("English, numbers with their units", func(t *testing.T) {
		t.Parallel()
		l := read(t, table(t, [][]any{
			{"Item No.", "Description", "Unit Price (EXW, EUR)", "Qty/CTN", "Carton size (mm)", "G.W.", "N.W.", "Packing", "MOQ", "Lead time", "HS Code", "Made in"},
			{"DT-160", "Dining table, solid oak", "€ 129.90", "1 pc", "1650 x 950 x 120", "38 kg", "35 kg", "white box", "50 pcs", "5-6 weeks", "9403.60", "China"},
		}, nil))
		want := xunpan.Product{Model: "DT-160", Names: xunpan.Names{"en": "Dining table, solid oak"}, MOQ: "50", HSCode: "940360", Origin: "CN", Lead: &xunpan.LeadTime{Days: 35, To: 42, From: "deposit"},
			Packing: &xunpan.Packing{PerCarton: "1", Length: "165", Width: "95", Height: "12", Gross: "38", Net: "35", Say: xunpan.Names{"en": "white box"}}, Prices: []xunpan.ListPrice{{Price: xunpan.Money{Amount: "129.90", Currency: "EUR"}, Term: xunpan.EXW}}}
		if diff := cmp.Diff(want, l.Rows[0].Product, cmpopts.EquateEmpty()); diff != "" {
			t.Error(diff)
		}
	})
	t.Run("heads in both languages on a second sheet", func(t *testing.T) {
		t.Parallel()
		l := read(t, table(t, [][]any{{"封面"}, {"Catalogue 2026"}}, func(f *excelize.File) {
			if _, err := f.NewSheet("List"); err != nil {
				t.Fatal(err)
			}
			for i, row := range [][]any{{"型号\nModel", "产品名称 Product Name", "颜色 Color", "CIF Hamburg USD", "采购价 Cost (RMB)", "退税率", "工厂"}, {"OC-201", "Mesh chair 网椅", "black", 41.3, 198, 0.13, "某工厂"}} {
				if err := f.SetSheetRow("List", fmt.Sprintf("B%d", i+4), &row); err != nil {
					t.Fatal(err)
				}
			}
		}))
		p, c := l.Rows[0].Product, l.Rows[0].Cost
		if p.Model != "OC-201" || p.Names["zh"] != "Mesh chair 网椅" || len(p.Specs) != 1 || p.Specs[0].Value != "black" || p.Prices[0].Term != xunpan.CIF || p.Prices[0].Place != "Hamburg" {
			t.Errorf("%+v", p)
		}
		if c == nil || c.Cost.Amount != "198" || c.Refund != "13%" || c.Supplier != "某工厂" {
			t.Errorf("%+v", c)
		}
	})
	t.Run("a specification for a name", func(t *testing.T) {
		t.Parallel()
		l := read(t, table(t, [][]any{{"SKU", "Specification", "单价（元）"}, {"HX-M12-80", "Hex bolt M12x80 8.8", 1.35}, {"HX-M12-90", "Hex bolt M12x90 8.8", "=1+1"}}, nil))
		if p := l.Rows[0].Product; p.Names["en"] != "Hex bolt M12x80 8.8" || p.Prices[0] != (xunpan.ListPrice{Price: xunpan.Money{Amount: "1.35", Currency: "CNY"}, Term: xunpan.EXW}) {
			t.Errorf("%+v", p)
		}
	})
}

// TestCostsStay: who may not see costs neither reads nor writes them.
func TestCostsStay(t *testing.T) {
	t.Parallel()
	file := table(t, [][]any{{"Model", "Name", "Cost", "Supplier"}, {"A1", "Thing", 10, "Secret Works"}}, nil)
	l, err := workbook.Read(file, false)
	if err != nil || l.Rows[0].Cost != nil {
		t.Errorf("%+v, %v", l, err)
	}
	out, err := workbook.Write(read(t, file).Rows, "en", false)
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Products")
	if err != nil || strings.Contains(fmt.Sprint(rows), "Secret") || strings.Contains(fmt.Sprint(rows), "Cost") {
		t.Errorf("%v, %v", rows, err)
	}
}

// TestNoList: what cannot be read says what to do.
func TestNoList(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file []byte
		want string
	}{
		"old workbook": {[]byte("\xd0\xcf\x11\xe0 xls"), "save it as .xlsx"},
		"text":         {[]byte("Model,Name\nA,B\n"), "no Excel workbook"},
		"empty":        {nil, "no Excel workbook"},
		"damaged":      {[]byte("PK\x03\x04 nothing"), "damaged"},
		"no head":      {table(t, [][]any{{"hello"}, {"1", "2"}}, nil), "No sheet has a head"},
	} {
		_, err := workbook.Read(c.file, true)
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestTooLong: a list beyond the limit is refused before it is looked at.
func TestTooLong(t *testing.T) {
	t.Parallel()
	rows := make([]workbook.Row, 20_100)
	for i := range rows {
		rows[i].Product = xunpan.Product{Model: fmt.Sprint("M", i), Names: xunpan.Names{"en": "x"}}
	}
	file, err := workbook.Write(rows, "en", false)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := workbook.Read(file, true); err == nil || !strings.Contains(err.Error(), "more than 20000 rows") {
		t.Errorf("%v", err)
	}
}

// TestBadRowsComeBack: mended in the workbook they came back in, they are read.
func TestBadRowsComeBack(t *testing.T) {
	t.Parallel()
	l := read(t, table(t, [][]any{{"Model", "Name", "MOQ"}, {"A1", "One", 5}, {"A2", "=cmd|x", "some"}}, nil))
	if len(l.Rows) != 1 || len(l.Bad) != 1 {
		t.Fatalf("%+v", l)
	}
	out, err := workbook.Bad(l, "zh")
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(out))
	if err != nil {
		t.Fatal(err)
	}
	rows, err := f.GetRows("Sheet1")
	if err != nil || len(rows) != 2 || rows[1][0] != "A2" || !strings.Contains(rows[1][3], "不是数字") {
		t.Fatalf("%v, %v", rows, err)
	}
	if formula, err := f.GetCellFormula("Sheet1", "B2"); err != nil || formula != "" {
		t.Errorf("a text became the formula %q, %v", formula, err)
	}
	if err := f.SetCellValue("Sheet1", "C2", 7); err != nil {
		t.Fatal(err)
	}
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	if again := read(t, b.Bytes()); len(again.Rows) != 1 || again.Rows[0].Product.MOQ != "7" || len(again.Bad) != 0 {
		t.Errorf("%+v", again)
	}
}

// TestTemplate: the example in the template is read back.
func TestTemplate(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "zh"} {
		file, err := workbook.Template(lang, true)
		if err != nil {
			t.Fatal(err)
		}
		if l := read(t, file); len(l.Rows) != 1 || len(l.Bad) != 0 || l.Rows[0].Cost == nil || len(l.Unknown) != 0 {
			t.Errorf("%s: %+v", lang, l)
		}
	}
}

// TestRoundTrip: what is written is read back the same, in both languages.
func TestRoundTrip(t *testing.T) {
	t.Parallel()
	word := rapid.StringMatching(`[A-Za-z][A-Za-z0-9]{0,8}( [A-Za-z0-9]{1,6})?`)
	hanWord := rapid.StringMatching(`[灯泵阀球铝钢纯棉椅桌]{1,6}`)
	number := rapid.StringMatching(`[1-9][0-9]{0,3}(\.[1-9])?`)
	day := rapid.SampledFrom([]string{"", "2026-01-01", "2027-12-31"})
	rapid.Check(t, func(r *rapid.T) {
		n := rapid.IntRange(1, 6).Draw(r, "products")
		var rows []workbook.Row
		for i := range n {
			p := xunpan.Product{Model: fmt.Sprintf("%s-%d", rapid.StringMatching(`[A-Z]{1,4}`).Draw(r, "model"), i), Names: xunpan.Names{"zh": hanWord.Draw(r, "zh")}, Unit: rapid.SampledFrom([]string{"pcs", "sets", "kg"}).Draw(r, "unit"),
				Category: rapid.OneOf(rapid.Just(""), word).Draw(r, "category"), Words: rapid.SliceOfNDistinct(word, 0, 3, rapid.ID[string]).Draw(r, "words"), Off: rapid.Bool().Draw(r, "off"), MOQ: number.Draw(r, "moq")}
			if rapid.Bool().Draw(r, "english") {
				p.Names["en"], p.Names["de"] = word.Draw(r, "en"), word.Draw(r, "de")
			}
			for range rapid.IntRange(0, 3).Draw(r, "specs") {
				p.Specs = append(p.Specs, xunpan.Spec{Name: word.Draw(r, "spec"), Value: word.Draw(r, "value")})
			}
			for range rapid.IntRange(0, 2).Draw(r, "prices") {
				p.Prices = append(p.Prices, xunpan.ListPrice{Price: xunpan.Money{Amount: number.Draw(r, "price"), Currency: "USD"}, Term: rapid.SampledFrom(xunpan.Incoterms[:]).Draw(r, "term"), Place: "Ningbo", Quantity: number.Draw(r, "from"), Region: rapid.SampledFrom([]string{"", "South America"}).Draw(r, "region"), Until: day.Draw(r, "until")})
			}
			for range rapid.IntRange(0, 2).Draw(r, "features") {
				p.Features = append(p.Features, xunpan.Names{"en": word.Draw(r, "feature"), "zh": hanWord.Draw(r, "feature zh")})
			}
			for k := range rapid.IntRange(0, 2).Draw(r, "variants") {
				p.Variants = append(p.Variants, xunpan.Variant{Model: fmt.Sprintf("%s-%d", p.Model, k), Name: xunpan.Names{"en": word.Draw(r, "variant")}, Specs: []xunpan.Spec{{Name: "colour", Value: word.Draw(r, "colour")}}})
			}
			if rapid.Bool().Draw(r, "packed") {
				p.Packing = &xunpan.Packing{PerCarton: number.Draw(r, "per"), Length: number.Draw(r, "l"), Width: number.Draw(r, "w"), Height: number.Draw(r, "h"), Gross: number.Draw(r, "g"), Upright: rapid.Bool().Draw(r, "up")}
				p.Lead = &xunpan.LeadTime{Days: 20, To: rapid.SampledFrom([]int{0, 25}).Draw(r, "to"), From: "order"}
				p.Custom = &xunpan.Custom{Process: xunpan.Names{"en": word.Draw(r, "process")}, Days: 5, Cost: &xunpan.Money{Amount: "80", Currency: "USD"}}
				p.Points = []xunpan.SellingPoint{{Tag: "quality", Say: xunpan.Names{"en": word.Draw(r, "point"), "zh": hanWord.Draw(r, "point zh")}}}
			}
			row := workbook.Row{Product: p}
			if rapid.Bool().Draw(r, "cost") {
				row.Cost = &xunpan.ProductCost{Cost: xunpan.Money{Amount: number.Draw(r, "amount"), Currency: "CNY"}, VAT: "13%", Refund: "9%", Supplier: word.Draw(r, "supplier"), Net: rapid.Bool().Draw(r, "net")}
			}
			rows = append(rows, row)
		}
		lang := rapid.SampledFrom([]string{"en", "zh"}).Draw(r, "lang")
		file, err := workbook.Write(rows, lang, true)
		if err != nil {
			r.Fatal(err)
		}
		l, err := workbook.Read(file, true)
		if err != nil {
			r.Fatal(err)
		}
		if len(l.Bad) > 0 || len(l.Unknown) > 0 {
			r.Fatalf("bad %+v, unknown %v", l.Bad, l.Unknown)
		}
		if diff := cmp.Diff(rows, l.Rows, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(workbook.Row{}, "No", "Cells")); diff != "" {
			r.Fatal(diff)
		}
	})
}

// FuzzRead: whatever a file holds, reading ends in a list or in words.
func FuzzRead(f *testing.F) {
	file, err := workbook.Template("zh", true)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(file)
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		l, err := workbook.Read(data, true)
		if err == nil && l == nil {
			t.Error("neither a list nor an error")
		}
	})
}

// BenchmarkRead: a list of 10,000 products.
func BenchmarkRead(b *testing.B) {
	var rows []workbook.Row
	for i := range 10_000 {
		rows = append(rows, workbook.Row{Product: xunpan.Product{Model: fmt.Sprintf("M-%d", i), Names: xunpan.Names{"en": "Thing", "zh": "东西"}, Unit: "pcs", Specs: []xunpan.Spec{{Name: "power", Value: "50 W"}}}})
	}
	file, err := workbook.Write(rows, "en", true)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if l, err := workbook.Read(file, true); err != nil || len(l.Rows) != 10_000 {
			b.Fatal(err)
		}
	}
}
