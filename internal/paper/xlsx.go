package paper

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"xunpan"
)

// Document is a quotation or proforma invoice with who makes it out.
type Document struct {
	Quotation xunpan.Quotation
	Seller    xunpan.Seller
	Images    map[xunpan.ID][]byte // PNG or JPEG: Seller.Logo and LineExtra.Picture; those not there are left out
}

// WorkbookType is the media type of a workbook.
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// Limits of a document.
const (
	maxLines   = 500
	maxOptions = 8
)

// options are the offers a document shows: of a proforma invoice the chosen one.
func (d *Document) options() ([]xunpan.OfferOption, error) {
	all := d.Quotation.Offer.Options
	if d.Quotation.Kind == xunpan.PaperProforma && d.Quotation.Chosen >= 1 && d.Quotation.Chosen <= len(all) {
		all = all[d.Quotation.Chosen-1 : d.Quotation.Chosen]
	}
	lines := 0
	for i := range all {
		lines = max(lines, len(all[i].Lines))
	}
	switch {
	case len(all) == 0 || lines == 0:
		return nil, &xunpan.Invalid{Field: "offer", Say: xunpan.Text{En: "The quotation has no prices yet.", Zh: "报价单尚无价格。"}}
	case len(all) > maxOptions || lines > maxLines:
		return nil, &xunpan.Invalid{Field: "offer", Say: xunpan.Text{En: fmt.Sprintf("A document shows %d offers of %d lines at most.", maxOptions, maxLines), Zh: fmt.Sprintf("一份单据最多 %d 个方案、%d 行。", maxOptions, maxLines)}}
	}
	return all, nil
}

// say is a fixed word, with the second language beside it.
func (d *Document) say(key string, args ...any) string {
	text := Word(d.Quotation.Lang, key, args...)
	if s := d.Quotation.Second; s != "" && s != d.Quotation.Lang {
		text += " " + Word(s, key, args...)
	}
	return text
}

// stacked is a fixed word with the second language below it.
func (d *Document) stacked(key string) string {
	text := Word(d.Quotation.Lang, key)
	if s := d.Quotation.Second; s != "" && Word(s, key) != text {
		text += "\n" + Word(s, key)
	}
	return text
}

func (d *Document) titleKey() string {
	if d.Quotation.Kind == xunpan.PaperProforma {
		return "proforma"
	}
	return "quotation"
}

func (d *Document) title() string { return d.say(d.titleKey()) }

// number is the document's number with its revision: "Q2026-0017 / 2".
func (d *Document) number() string {
	if d.Quotation.Revision > 1 {
		return d.Quotation.Number + " / " + strconv.Itoa(d.Quotation.Revision)
	}
	return d.Quotation.Number
}

// pair is one line of head or terms.
type pair struct{ name, value string }

// head is to whom, when, and until when.
func (d *Document) head() []pair {
	q := &d.Quotation
	buyer := strings.Join(filled(q.Buyer.Company, q.Buyer.Person, q.Buyer.Address, country(q.Lang, q.Buyer.Country), q.Buyer.Phone, q.Buyer.Mail, q.Buyer.TaxID), "\n")
	return []pair{{d.say("number"), d.number()}, {d.say("date"), q.Offer.Date}, {d.say("valid"), q.Offer.ValidUntil}, {d.say("reference"), q.Reference}, {d.say("for"), buyer}}
}

// terms are the conditions that are said.
func (d *Document) terms() []pair {
	t := &d.Quotation.Terms
	partial := ""
	if t.Partial == "yes" || t.Partial == "no" {
		partial = d.say("partial_" + t.Partial)
	}
	return []pair{{d.say("payment"), t.Payment}, {d.say("lead"), d.lead(t.Lead)}, {d.say("loading"), t.Loading}, {d.say("partial"), partial}, {d.say("packing"), t.Packing}, {d.say("warranty"), t.Warranty},
		{d.say("origin"), country(d.Quotation.Lang, t.Origin)}, {d.say("sample"), t.Sample}, {d.say("papers"), strings.Join(t.Papers, "\n")}, {d.say("remarks"), t.Remarks}}
}

// bank is where a proforma invoice is paid to; a quotation does not say.
func (d *Document) bank() []pair {
	if d.Quotation.Kind != xunpan.PaperProforma {
		return nil
	}
	return []pair{{d.say("bank"), d.Seller.Bank}}
}

// lead is a lead time in words, "" for none.
func (d *Document) lead(l *xunpan.LeadTime) string {
	if l == nil || l.Days <= 0 {
		return ""
	}
	days := strconv.Itoa(l.Days)
	if l.To > l.Days {
		days += "–" + strconv.Itoa(l.To)
	}
	return Word(d.Quotation.Lang, "days", "days", days, "from", Word(d.Quotation.Lang, "from_"+l.From))
}

func filled(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// sheet writes one worksheet, row after row. The first error stays.
type sheet struct {
	f     *excelize.File
	name  string
	row   int
	style map[string]int
	err   error
}

func (s *sheet) do(err error) {
	if s.err == nil {
		s.err = err
	}
}

func (s *sheet) cell(column string) string { return column + strconv.Itoa(s.row) }

// text writes a text, which stays one whatever it begins with.
func (s *sheet) text(column, value, style string) {
	s.do(s.f.SetCellStr(s.name, s.cell(column), value))
	s.dress(column, style)
}

func (s *sheet) dress(column, style string) {
	if id, ok := s.style[style]; ok {
		s.do(s.f.SetCellStyle(s.name, s.cell(column), s.cell(column), id))
	}
}

// number writes a decimal as a number.
func (s *sheet) number(column, decimal, style string) {
	n, err := strconv.ParseFloat(decimal, 64)
	s.do(err)
	s.do(s.f.SetCellFloat(s.name, s.cell(column), n, -1, 64))
	s.dress(column, style)
}

func (s *sheet) formula(column, formula, style string) {
	s.do(s.f.SetCellFormula(s.name, s.cell(column), formula))
	s.dress(column, style)
}

// columns of the table of an offer.
var columns = [...]struct {
	letter string
	width  float64
	word   string
}{{"A", 6, "number"}, {"B", 44, "product"}, {"C", 16, "model"}, {"D", 12, "quantity"}, {"E", 9, "unit"}, {"F", 15, "price"}, {"G", 18, "amount"}}

// XLSX makes the document as a workbook whose amounts and totals are formulas, one
// offer after the other. The same document gives the same cells.
func XLSX(d *Document) ([]byte, error) {
	options, err := d.options()
	if err != nil {
		return nil, err
	}
	f := excelize.NewFile()
	defer f.Close()
	s := &sheet{f: f, name: "Sheet1", row: 1}
	if s.err = s.dressing(digitsOf(options)); s.err != nil {
		return nil, s.err
	}
	s.layout(d)
	s.letterhead(d)
	for i := range options {
		s.offer(d, &options[i], digitsOf(options))
	}
	s.pairs(append(d.terms(), d.bank()...))
	s.do(f.SetSheetName(s.name, sheetName(d.number())))
	if s.err != nil {
		return nil, fmt.Errorf("writing the workbook of %s: %w", d.number(), s.err)
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		return nil, fmt.Errorf("writing the workbook of %s: %w", d.number(), err)
	}
	return b.Bytes(), nil
}

// digitsOf is how many digits after the point amounts have in this currency.
func digitsOf(options []xunpan.OfferOption) int {
	_, rest, _ := strings.Cut(options[0].Total.Amount, ".")
	return len(rest)
}

// sheetName is a number as a worksheet may be called.
func sheetName(number string) string {
	name := strings.Map(func(r rune) rune {
		if strings.ContainsRune(`:\/?*[]'`, r) {
			return '-'
		}
		return r
	}, number)
	if r := []rune(name); len(r) > 31 {
		name = string(r[:31])
	}
	if name == "" {
		return "Quotation"
	}
	return name
}

// dressing makes the styles.
func (s *sheet) dressing(digits int) error {
	const accent = "0B6E5F"
	edge := []excelize.Border{{Type: "bottom", Color: "C9D3D1", Style: 1}}
	money := "#,##0"
	if digits > 0 {
		money += "." + strings.Repeat("0", digits)
	}
	price := money
	if digits > 0 {
		price += "##" // prices may be finer than the coin
	}
	top := &excelize.Alignment{Vertical: "top", WrapText: true}
	s.style = map[string]int{}
	for name, st := range map[string]*excelize.Style{
		"title":   {Font: &excelize.Font{Bold: true, Size: 18, Color: accent}, Alignment: &excelize.Alignment{Horizontal: "right", Vertical: "top"}},
		"name":    {Font: &excelize.Font{Bold: true, Size: 13}, Alignment: top},
		"plain":   {Alignment: top, Border: edge},
		"quiet":   {Font: &excelize.Font{Color: "5B6B69", Size: 9}, Alignment: top},
		"label":   {Font: &excelize.Font{Bold: true, Color: "3D4C4A"}, Alignment: top},
		"value":   {Alignment: top},
		"offer":   {Font: &excelize.Font{Bold: true, Size: 12, Color: accent}},
		"head":    {Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{accent}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center"}},
		"headnum": {Font: &excelize.Font{Bold: true, Color: "FFFFFF"}, Fill: excelize.Fill{Type: "pattern", Pattern: 1, Color: []string{accent}}, Alignment: &excelize.Alignment{WrapText: true, Vertical: "center", Horizontal: "right"}},
		"no":      {Alignment: &excelize.Alignment{Vertical: "top", Horizontal: "center"}, Border: edge},
		"count":   {CustomNumFmt: ptr("#,##0.###"), Alignment: &excelize.Alignment{Vertical: "top"}, Border: edge},
		"price":   {CustomNumFmt: &price, Alignment: &excelize.Alignment{Vertical: "top"}, Border: edge},
		"amount":  {CustomNumFmt: &money, Alignment: &excelize.Alignment{Vertical: "top"}, Border: edge},
		"total":   {CustomNumFmt: &money, Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "top", Color: accent, Style: 2}}},
		"sum":     {Font: &excelize.Font{Bold: true}, Border: []excelize.Border{{Type: "top", Color: accent, Style: 2}}},
	} {
		if st.Font == nil {
			st.Font = &excelize.Font{Size: 10}
		}
		st.Font.Family = "Calibri"
		id, err := s.f.NewStyle(st)
		if err != nil {
			return err
		}
		s.style[name] = id
	}
	return nil
}

func ptr[T any](x T) *T { return &x }

// layout sets columns, paper and direction.
func (s *sheet) layout(d *Document) {
	for _, c := range columns {
		s.do(s.f.SetColWidth(s.name, c.letter, c.letter, c.width))
	}
	rtl, hidden := d.Quotation.Lang == "ar", false
	s.do(s.f.SetSheetView(s.name, 0, &excelize.ViewOptions{RightToLeft: &rtl, ShowGridLines: &hidden}))
	a4, one, all := 9, 1, 0
	s.do(s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, FitToWidth: &one, FitToHeight: &all}))
	fit := true
	s.do(s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(s.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&L" + strings.ReplaceAll(d.number(), "&", "&&") + "&R&P / &N"}))
	s.do(s.f.SetDocProps(&excelize.DocProperties{Title: d.title() + " " + d.number(), Creator: d.Seller.Company, Created: d.Quotation.Offer.Date + "T00:00:00Z", Modified: d.Quotation.Offer.Date + "T00:00:00Z"}))
}

// letterhead is who makes the document out, and for whom.
func (s *sheet) letterhead(d *Document) {
	s.text("A", d.Seller.Company, "name")
	s.text("G", d.title(), "title")
	s.do(s.f.MergeCell(s.name, s.cell("A"), s.cell("D")))
	s.do(s.f.SetRowHeight(s.name, s.row, 26))
	p := &d.Seller.Party
	for _, line := range filled(d.Seller.Local, strings.ReplaceAll(p.Address, "\n", ", "), strings.Join(filled(p.Phone, p.Mail, p.Website), " · ")) {
		s.row++
		s.text("A", line, "quiet")
		s.do(s.f.MergeCell(s.name, s.cell("A"), s.cell("G")))
	}
	s.row += 2
	s.pairs(d.head())
}

// pairs writes lines of a name and a value; those without value are left out.
func (s *sheet) pairs(list []pair) {
	for _, p := range list {
		if p.value == "" {
			continue
		}
		s.text("A", p.name, "label")
		s.do(s.f.MergeCell(s.name, s.cell("A"), s.cell("B")))
		s.text("C", p.value, "value")
		s.do(s.f.MergeCell(s.name, s.cell("C"), s.cell("G")))
		s.do(s.f.SetRowHeight(s.name, s.row, 15*float64(1+strings.Count(p.value, "\n")+len(p.value)/90)))
		s.row++
	}
	s.row++
}

// offer writes one offer as a table.
func (s *sheet) offer(d *Document, o *xunpan.OfferOption, digits int) {
	s.text("A", strings.Join(filled(string(o.Term), o.Place, o.Name), " ")+" · "+o.Rule, "offer")
	s.do(s.f.MergeCell(s.name, s.cell("A"), s.cell("G")))
	s.row++
	for _, c := range columns {
		word := d.say(c.word)
		if c.word == "price" || c.word == "amount" {
			word += " (" + d.Quotation.Offer.Currency + ")"
		}
		style := "head"
		if c.word == "quantity" || c.word == "price" || c.word == "amount" {
			style = "headnum"
		}
		s.text(c.letter, word, style)
	}
	s.do(s.f.SetRowHeight(s.name, s.row, 30))
	first := s.row + 1
	for i := range o.Lines {
		s.row++
		l := &o.Lines[i]
		s.number("A", strconv.Itoa(i+1), "no")
		s.text("B", d.describe(l, i), "plain")
		s.text("C", l.Model, "plain")
		s.number("D", l.Quantity, "count")
		s.text("E", l.Unit, "plain")
		s.number("F", l.Price.Amount, "price")
		s.formula("G", fmt.Sprintf("ROUND(D%d*F%d,%d)", s.row, s.row, digits), "amount")
		s.do(s.f.SetRowHeight(s.name, s.row, 15*float64(1+strings.Count(d.describe(l, i), "\n"))))
	}
	last := s.row
	s.row++
	for _, c := range columns {
		s.dress(c.letter, "sum")
	}
	s.text("F", d.say("total")+" "+d.Quotation.Offer.Currency, "sum")
	s.formula("G", fmt.Sprintf("SUM(G%d:G%d)", first, last), "total")
	s.row += 2
}

// describe is a product with its specs and the prices of larger quantities.
func (d *Document) describe(l *xunpan.OfferLine, i int) string {
	lines := []string{l.Product}
	if i < len(d.Quotation.Extras) {
		x := &d.Quotation.Extras[i]
		if x.About != "" {
			lines = append(lines, x.About)
		}
		for _, spec := range x.Specs {
			lines = append(lines, strings.TrimPrefix(spec.Name+": "+spec.Value, ": "))
		}
		if x.HSCode != "" {
			lines = append(lines, "HS "+x.HSCode)
		}
	}
	for _, r := range l.Ladder {
		lines = append(lines, d.say("from_quantity", "n", r.Quantity+" "+l.Unit)+": "+r.Price.String())
	}
	return strings.Join(lines, "\n")
}
