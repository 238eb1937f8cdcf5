package paper

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"

	"github.com/xuri/excelize/v2"

	"xunpan"
)

// WorkbookType is the media type of a workbook.
const WorkbookType = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

// sheet writes one worksheet, row after row. The first error stays.
type sheet struct {
	f     *excelize.File
	name  string
	row   int
	style map[string]int
	shown map[xunpan.ID]*picture

	repeated int // the row that printed pages begin with
	err      error
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

// pictureColumn stands beside the table, so that a row sorted or deleted takes its
// picture along.
const pictureColumn = "H"

// XLSX makes the document as a workbook whose amounts and totals are formulas, one
// offer after the other. The same document gives the same cells. Its errors are
// those of PDF.
func XLSX(d *Document) ([]byte, error) {
	options, err := d.options()
	if err != nil {
		return nil, err
	}
	shown, err := d.pictures()
	if err != nil {
		return nil, err
	}
	f := excelize.NewFile()
	defer f.Close()
	s := &sheet{f: f, name: "Sheet1", row: 1, shown: shown}
	if s.err = s.dressing(digitsOf(options), d.rtl()); s.err != nil {
		return nil, s.err
	}
	s.layout(d)
	s.letterhead(d)
	for i := range options {
		s.offer(d, &options[i], digitsOf(options))
	}
	if d.Quotation.Kind == xunpan.PaperProforma {
		s.pairs([]pair{{d.say("in_words"), inWords(d.Quotation.Lang, options[0].Total.Amount, options[0].Total.Currency)}})
	}
	s.pairs(append(d.terms(), d.bank()...))
	s.do(f.SetSheetName(s.name, sheetName(d.number())))
	s.do(f.SetDefinedName(&excelize.DefinedName{Name: "_xlnm.Print_Titles", RefersTo: fmt.Sprintf("'%s'!$%d:$%d", sheetName(d.number()), s.repeated, s.repeated), Scope: sheetName(d.number())}))
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
func (s *sheet) dressing(digits int, rtl bool) error {
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
	if rtl { // Latin names, too, stand where reading begins
		top.Horizontal = "right"
	}
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
	if len(s.shown) > 0 {
		s.do(s.f.SetColWidth(s.name, pictureColumn, pictureColumn, 15))
	}
	rtl, hidden := d.rtl(), false
	s.do(s.f.SetSheetView(s.name, 0, &excelize.ViewOptions{RightToLeft: &rtl, ShowGridLines: &hidden}))
	a4, one, all := 9, 1, 0
	s.do(s.f.SetPageLayout(s.name, &excelize.PageLayoutOptions{Size: &a4, FitToWidth: &one, FitToHeight: &all}))
	fit := true
	s.do(s.f.SetSheetProps(s.name, &excelize.SheetPropsOptions{FitToPage: &fit}))
	s.do(s.f.SetHeaderFooter(s.name, &excelize.HeaderFooterOptions{OddFooter: "&L" + strings.ReplaceAll(d.number(), "&", "&&") + "&R&P / &N"}))
	s.do(s.f.SetDocProps(&excelize.DocProperties{Title: d.title() + " " + d.number(), Creator: d.Seller.Company, Created: d.Quotation.Offer.Date + "T00:00:00Z", Modified: d.Quotation.Offer.Date + "T00:00:00Z"}))
}

// high makes the row as high as lines of text need, and least, in points.
func (s *sheet) high(lines int, least float64) {
	const most = 409 // that Excel has
	s.do(s.f.SetRowHeight(s.name, s.row, min(most, max(13.5*float64(lines), least))))
}

// picture puts a picture beside the row, side points of the screen at most, and
// returns how high the row must be, in points.
func (s *sheet) picture(id xunpan.ID, side float64) float64 {
	p := s.shown[id]
	if p == nil {
		return 0
	}
	extension := ".png"
	if p.kind == "JPG" {
		extension = ".jpg"
	}
	_, high := p.within(side, side)
	scale := high / float64(p.height)
	s.do(s.f.AddPictureFromBytes(s.name, s.cell(pictureColumn), &excelize.Picture{Extension: extension, File: p.data, Format: &excelize.GraphicOptions{ScaleX: scale, ScaleY: scale, OffsetX: 4, OffsetY: 2, Positioning: "oneCell"}}))
	return high*0.75 + 4
}

// letterhead is who makes the document out, and for whom.
func (s *sheet) letterhead(d *Document) {
	s.picture(d.Seller.Logo, 100)
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
		s.high(1+strings.Count(p.value, "\n")+len(p.value)/90, 0)
		s.row++
	}
	s.row++
}

// offer writes one offer as a table.
func (s *sheet) offer(d *Document, o *xunpan.OfferOption, digits int) {
	s.text("A", caption(o)+" · "+o.Rule, "offer")
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
	if s.repeated == 0 { // the names of the columns are the same for every offer
		s.repeated = s.row
	}
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
		least := s.picture(d.extra(i).Picture, 64)
		s.high(1+strings.Count(d.describe(l, i), "\n"), least)
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
	x := d.extra(i)
	lines := filled(l.Product, x.About)
	for _, spec := range x.Specs {
		lines = append(lines, specOf(spec))
	}
	lines = append(lines, d.details(l, x)...)
	if l.List != nil && l.Discount != "" {
		lines = append(lines, Word(d.Quotation.Lang, "list_price", "discount", l.Discount)+": "+l.List.String())
	}
	for _, r := range l.Ladder {
		lines = append(lines, Word(d.Quotation.Lang, "from_quantity", "n", d.amountOf(r.Quantity, l.Unit))+": "+r.Price.String())
	}
	return strings.Join(lines, "\n")
}
