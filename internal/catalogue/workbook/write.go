package workbook

import (
	"bytes"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"xunpan"
)

// Write is a product list as a workbook, its heads in a language of the desk
// ("zh", else English); costs stand in it only where the reader may see them.
// Pictures, files and certificates stay at the desk. Texts never become
// formulas.
func Write(rows []Row, lang string, costs bool) ([]byte, error) {
	return build(lang, costs, func(put func([]any) error, cols []column) error {
		for i := range rows {
			if err := put(cells(&rows[i], cols)); err != nil {
				return err
			}
		}
		return nil
	}, nil)
}

// Template is an empty list with an example and what the columns mean.
func Template(lang string, costs bool) ([]byte, error) {
	example := Row{Product: xunpan.Product{Model: "FL-50", Names: xunpan.Names{"en": "LED flood light 50 W", "zh": "LED 投光灯 50W", "de": "LED-Fluter 50 W"}, Words: []string{"projector", "reflector"}, Category: "flood lights", Unit: "pcs",
		Specs: []xunpan.Spec{{Name: "power", Value: "50 W"}, {Name: "protection", Value: "IP65"}}, Packing: &xunpan.Packing{PerCarton: "20", Length: "46", Width: "38", Height: "34", Gross: "17.5", Net: "15.8"},
		HSCode: "940542", Origin: "CN", MOQ: "300", Lead: &xunpan.LeadTime{Days: 25, To: 30, From: "deposit"},
		Prices: []xunpan.ListPrice{{Price: xunpan.Money{Amount: "5.05", Currency: "USD"}, Term: xunpan.FOB, Place: "Ningbo", Quantity: "300"}}},
		Cost: &xunpan.ProductCost{Cost: xunpan.Money{Amount: "28.50", Currency: "CNY"}, VAT: "13%", Refund: "13%"}}
	notes := []xunpan.Text{
		{En: "One row is one product. Only the model and a name are needed; columns may be left out or stand in another order.", Zh: "一行一个产品。只有型号和品名必填；列可省略、可换顺序。"},
		{En: "Read in again, a row changes the product with its model; an empty cell leaves what is there.", Zh: "再次导入时按型号更新；空单元格保留原有内容。"},
		{En: "Technical data, one a line: power: 50 W", Zh: "技术参数，每行一项，例如 功率: 50 W"},
		{En: "Price list, one a line: FOB Ningbo 5.05 USD from 300", Zh: "价目，每行一条，例如 FOB Ningbo 5.05 USD from 300"},
		{En: "Variants, one a line: model | English name | Chinese name | what differs", Zh: "规格款式，每行一项：型号 | 英文名 | 中文名 | 不同之处"},
		{En: "Your own list with its own heads can be read, too: there is no need to copy it into this form.", Zh: "也可直接导入自己的产品表，无需抄到本模板。"},
	}
	return build(lang, costs, func(put func([]any) error, cols []column) error { return put(cells(&example, cols)) }, notes)
}

// Bad is a workbook of the rows that were not taken, with the reason in the last
// column, ready to be mended and read in again.
func Bad(l *List, lang string) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	width := len(l.Head)
	for i := range l.Bad {
		width = max(width, len(l.Bad[i].Cells))
	}
	line := func(cells []string, last string) []any {
		out := make([]any, width+1)
		for i := range width {
			out[i] = at0(cells, i)
		}
		out[width] = last
		return out
	}
	reason := xunpan.Text{En: "Reason (not read)", Zh: "未导入原因"}
	err = w.SetRow("A1", line(l.Head, reason.In(lang)))
	for i := range l.Bad {
		if err == nil {
			err = w.SetRow(fmt.Sprintf("A%d", i+2), line(l.Bad[i].Cells, l.Bad[i].Why.In(lang)))
		}
	}
	return finish(f, w, err)
}

func build(lang string, costs bool, fill func(func([]any) error, []column) error, notes []xunpan.Text) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	title := xunpan.Text{En: "Products", Zh: "产品"}.In(lang)
	if err := f.SetSheetName("Sheet1", title); err != nil {
		return nil, err
	}
	bold, err := f.NewStyle(&excelize.Style{Font: &excelize.Font{Bold: true}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{"E1F1EF"}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}})
	if err != nil {
		return nil, err
	}
	w, err := f.NewStreamWriter(title)
	if err != nil {
		return nil, err
	}
	var cols []column
	var heads []any
	for _, c := range columns {
		if c.cost && !costs || c.key == "carton" || c.key == "weights" {
			continue
		}
		cols = append(cols, c)
		heads = append(heads, excelize.Cell{StyleID: bold, Value: c.say.In(lang)})
	}
	err = w.SetColWidth(1, len(cols), 15)
	if err == nil {
		err = w.SetPanes(&excelize.Panes{Freeze: true, XSplit: 1, YSplit: 1, TopLeftCell: "B2", ActivePane: "bottomRight"})
	}
	if err == nil {
		err = w.SetRow("A1", heads)
	}
	n := 1
	if err == nil {
		err = fill(func(cells []any) error { n++; return w.SetRow(fmt.Sprintf("A%d", n), cells) }, cols)
	}
	if err == nil && len(notes) > 0 {
		name := xunpan.Text{En: "Notes", Zh: "说明"}.In(lang)
		if _, err = f.NewSheet(name); err == nil {
			for i, note := range notes {
				if err == nil {
					err = f.SetCellStr(name, fmt.Sprintf("A%d", i+1), note.In(lang))
				}
			}
		}
	}
	return finish(f, w, err)
}

func finish(f *excelize.File, w *excelize.StreamWriter, err error) ([]byte, error) {
	if err != nil {
		return nil, err
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	_, err = f.WriteTo(&b)
	return b.Bytes(), err
}

// cells are a product's values in the order of the columns: numbers as numbers,
// all else as text.
func cells(r *Row, cols []column) []any {
	out := make([]any, len(cols))
	for i := range cols {
		s := value(r, cols[i].key)
		switch cols[i].key {
		case "per_carton", "length", "width", "height", "gross", "net", "moq":
			if n, err := strconv.ParseFloat(s, 64); err == nil {
				out[i] = n
				continue
			}
		}
		out[i] = s
	}
	return out
}

func value(r *Row, key string) string {
	p := &r.Product
	switch key {
	case "model":
		return p.Model
	case "name.en":
		return p.Names["en"]
	case "name.zh":
		return p.Names["zh"]
	case "names":
		return otherLangs(p.Names)
	case "words":
		return strings.Join(p.Words, ", ")
	case "category":
		return p.Category
	case "tier":
		return p.Tier
	case "unit":
		return p.Unit
	case "about.en":
		return p.About["en"]
	case "about.zh":
		return p.About["zh"]
	case "features.en":
		return lines(p.Features, "en")
	case "features.zh":
		return lines(p.Features, "zh")
	case "points":
		return pointsText(p.Points)
	case "specs":
		return specsText(p.Specs, "\n")
	case "variants":
		return variantsText(p.Variants)
	case "hs_code":
		return p.HSCode
	case "origin":
		return p.Origin
	case "moq":
		return p.MOQ
	case "prices":
		return pricesText(p.Prices)
	case "custom":
		return customText(p.Custom)
	case "off":
		return map[bool]string{true: "yes"}[p.Off]
	}
	return shipped(r, key)
}

func shipped(r *Row, key string) string {
	if l := r.Product.Lead; l != nil {
		switch key {
		case "lead":
			if l.To > l.Days {
				return strconv.Itoa(l.Days) + "-" + strconv.Itoa(l.To)
			}
			return strconv.Itoa(l.Days)
		case "lead.from":
			return l.From
		}
	}
	if k := r.Product.Packing; k != nil {
		switch key {
		case "per_carton":
			return k.PerCarton
		case "length":
			return k.Length
		case "width":
			return k.Width
		case "height":
			return k.Height
		case "gross":
			return k.Gross
		case "net":
			return k.Net
		case "packing.say":
			return or(k.Say["en"], k.Say["zh"])
		case "upright":
			return map[bool]string{true: "yes"}[k.Upright]
		}
	}
	if c := r.Cost; c != nil {
		switch key {
		case "cost":
			return c.Cost.Amount + " " + c.Cost.Currency
		case "cost.net":
			return map[bool]string{true: "yes"}[c.Net]
		case "vat":
			return c.VAT
		case "refund":
			return c.Refund
		case "supplier":
			return c.Supplier
		}
	}
	return ""
}

func otherLangs(n xunpan.Names) string {
	var out []string
	for lang, s := range n {
		if lang != "en" && lang != "zh" {
			out = append(out, lang+": "+oneLine(s))
		}
	}
	slices.Sort(out)
	return strings.Join(out, "\n")
}

func lines(features []xunpan.Names, lang string) string {
	var out []string
	some := false
	for _, n := range features {
		s := strings.NewReplacer("\n", " ", ";", ",").Replace(n[lang])
		some = some || s != ""
		out = append(out, s)
	}
	if !some {
		return ""
	}
	return strings.Join(out, "\n")
}

func pointsText(points []xunpan.SellingPoint) string {
	var out []string
	for _, p := range points {
		out = append(out, strings.TrimSuffix(p.Tag+": "+oneLine(p.Say["en"])+" | "+oneLine(p.Say["zh"]), " | "))
	}
	return strings.Join(out, "\n")
}

func specsText(specs []xunpan.Spec, between string) string {
	var out []string
	for _, s := range specs {
		out = append(out, strings.TrimPrefix(s.Name+": "+strings.NewReplacer(";", ",", "\n", " ").Replace(s.Value), ": "))
	}
	return strings.Join(out, between)
}

func variantsText(vs []xunpan.Variant) string {
	var out []string
	for _, v := range vs {
		out = append(out, strings.TrimRight(v.Model+" | "+v.Name["en"]+" | "+v.Name["zh"]+" | "+specsText(v.Specs, "; "), "| "))
	}
	return strings.Join(out, "\n")
}
