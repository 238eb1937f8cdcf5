package paper

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"time"

	"codeberg.org/go-pdf/fpdf"

	"xunpan"
)

// PDFType is the media type of a PDF.
const PDFType = "application/pdf"

// maxPages is how many pages a document may have.
const maxPages = 400

var errTooLong error = &xunpan.Invalid{Field: "offer", Say: xunpan.Text{En: fmt.Sprintf("The document would have more than %d pages. Shorten its texts or part it.", maxPages), Zh: fmt.Sprintf("单据将超过 %d 页，请缩短文字或拆分。", maxPages)}}

// Report is what was noticed while a document was made.
type Report struct {
	// Missing are the characters that are not drawn as they should be, in order: those
	// no font here has stand as U+FFFD, Indic letters are not joined.
	Missing []rune
}

// PDF makes the document as pages of A4. Offers of the same lines stand side by
// side, four at most; others one after the other. The same document gives the same
// bytes. It is an *xunpan.Invalid if the document has no prices, is too large, or
// a picture cannot be used.
func PDF(d *Document) ([]byte, Report, error) {
	options, err := d.options()
	if err != nil {
		return nil, Report{}, err
	}
	pictures, err := d.pictures()
	if err != nil {
		return nil, Report{}, err
	}
	tables := tablesOf(options)
	p := newPress(d, pictures, len(tables[0]) > 2)
	p.turn()
	p.letterhead()
	p.parties()
	for _, t := range tables {
		p.offers(t)
	}
	if d.Quotation.Kind == xunpan.PaperProforma {
		p.inWords(&options[0])
	}
	p.terms(options)
	p.signatures()
	p.footers()
	var b bytes.Buffer
	err = p.g.err
	if err == nil {
		err = p.pdf.Output(&b)
	}
	if err != nil {
		return nil, Report{}, fmt.Errorf("setting %s: %w", d.number(), err)
	}
	return b.Bytes(), Report{Missing: p.g.missed()}, nil
}

// missed are the characters that no font has.
func (g *glyphs) missed() []rune {
	var all []rune
	for r := range g.missing {
		all = append(all, r)
	}
	slices.Sort(all)
	return all
}

// sideBySide is how many offers one table shows.
const sideBySide = 4

// tablesOf groups offers into tables: one, if all are of the same lines.
func tablesOf(options []xunpan.OfferOption) [][]xunpan.OfferOption {
	same := len(options) <= sideBySide
	for i := range options[1:] {
		same = same && slices.EqualFunc(options[0].Lines, options[i+1].Lines, func(a, b xunpan.OfferLine) bool {
			return a.Product == b.Product && a.Model == b.Model && a.Unit == b.Unit && a.Quantity == b.Quantity
		})
	}
	if same {
		return [][]xunpan.OfferOption{options}
	}
	var tables [][]xunpan.OfferOption
	for i := range options {
		tables = append(tables, options[i:i+1])
	}
	return tables
}

// press makes the pages of one document, from their top to their bottom.
type press struct {
	*setter
	d        *Document
	lang     string
	pictures map[xunpan.ID]*picture
	height   float64 // of the page, mm
	y        float64 // where the next thing begins, mm
}

// margin at the sides and above, and room for the footer, mm.
const (
	margin = 14.0
	foot   = 16.0
)

// inks of a document.
var (
	inkBody  = ink{8.5, false, black}
	inkBold  = ink{8.5, true, black}
	inkSmall = ink{7.5, false, quiet}
	inkLabel = ink{7.5, true, quiet}
	inkHead  = ink{11, true, accent}
)

func newPress(d *Document, pictures map[xunpan.ID]*picture, landscape bool) *press {
	orientation := "P"
	if landscape {
		orientation = "L"
	}
	pdf := fpdf.New(orientation, "mm", "A4", "")
	pdf.SetAutoPageBreak(false, 0)
	pdf.SetCatalogSort(true)
	date, err := time.Parse(time.DateOnly, d.Quotation.Offer.Date)
	if err != nil {
		date = time.Unix(0, 0).UTC() // a document without date is not made at any other time either
	}
	pdf.SetCreationDate(date)
	pdf.SetModificationDate(date)
	pdf.SetTitle(clean(d.title()+" "+d.number()), true)
	pdf.SetAuthor(clean(d.Seller.Company), true)
	pdf.SetProducer("xunpan", false)
	pdf.SetLang(d.Quotation.Lang)
	w, h := pdf.GetPageSize()
	s := &setter{pdf: pdf, g: newGlyphs(), rtl: d.rtl(), width: w, added: map[string]bool{}}
	return &press{setter: s, d: d, lang: d.Quotation.Lang, pictures: pictures, height: h}
}

// inner is the width between the margins.
func (p *press) inner() float64 { return p.width - 2*margin }

// room is how much is left on this page.
func (p *press) room() float64 { return p.height - foot - p.y }

// turn begins a page. All but the first say what they go on with.
func (p *press) turn() {
	if p.pdf.PageNo() >= maxPages {
		p.pdf.SetError(errTooLong)
	}
	p.pdf.AddPage()
	p.y = margin
	if p.pdf.PageNo() == 1 {
		return
	}
	p.line(margin, p.y, p.inner()/2, p.d.Seller.Company, inkLabel, atStart)
	p.line(margin+p.inner()/2, p.y, p.inner()/2, p.d.title()+" "+p.d.number(), inkSmall, atEnd)
	p.y += inkSmall.leading() + 1
	p.stroke(margin, p.y, p.inner(), 0.2, rule)
	p.y += 4
}

// need begins a new page if less than h is left on this one.
func (p *press) need(h float64) {
	if p.room() < h {
		p.turn()
	}
}

// letterhead is who makes the document out, and what it is.
func (p *press) letterhead() {
	seller := &p.d.Seller
	x, top := margin, p.y
	title := p.d.stacked(p.d.titleKey())
	k, titleWide := p.titleSize(title)
	nameWide := p.inner() - titleWide - 6
	bottom := top
	if logo := p.pictures[seller.Logo]; logo != nil {
		w, h := p.place(logo, x, top, 38, 20)
		x += w + 5
		nameWide -= w + 5
		bottom = top + h
	}
	y := p.text(x, top, nameWide, p.wrap(seller.Company, nameWide, inkName), inkName, atStart)
	if seller.Local != "" && seller.Local != seller.Company {
		y = p.text(x, y, nameWide, p.wrap(seller.Local, nameWide, inkLocal), inkLocal, atStart) + 0.6
	}
	for _, part := range []string{strings.Join(filled(strings.ReplaceAll(seller.Address, "\n", ", "), abroad(p.lang, seller.Address, seller.Country)), ", "),
		strings.Join(filled(seller.Phone, seller.Mail, seller.Website), "  ·  "), p.chats()} {
		if part != "" {
			y = p.text(x, y, nameWide, p.wrap(part, nameWide, inkSmall), inkSmall, atStart)
		}
	}
	bottom = max(bottom, y)
	x = margin + p.inner() - titleWide
	y = p.text(x, top, titleWide, p.wrap(title, titleWide, k), k, atEnd)
	y = p.text(x, y, titleWide, []string{p.d.number()}, inkNumber, atEnd)
	p.y = max(bottom, y) + 3
	p.stroke(margin, p.y, p.inner(), 0.6, accent)
	p.y += 5
}

// inks of the letterhead.
var (
	inkName   = ink{14, true, black}
	inkLocal  = ink{10, false, black}
	inkTitle  = ink{19, true, accent}
	inkNumber = ink{10.5, true, black}
)

// titleSize is how large a title is set, so that the seller's name has room beside it,
// and the width for it.
func (p *press) titleSize(title string) (ink, float64) {
	k := inkTitle
	for {
		wide := p.measure(p.d.number(), inkNumber)
		for l := range strings.SplitSeq(title, "\n") {
			wide = max(wide, p.measure(l, k))
		}
		if wide+1 <= p.inner()*0.4 || k.size <= 13 {
			return k, min(wide+1, p.inner()*0.45)
		}
		k.size--
	}
}

// chats are the seller's other names in the world.
func (p *press) chats() string {
	seller := &p.d.Seller
	var list []string
	for _, c := range []pair{{"WhatsApp", seller.WhatsApp}, {"WeChat", seller.WeChat}, {p.d.say("tax_id"), seller.TaxID}} {
		if c.value != "" {
			list = append(list, c.name+" "+c.value)
		}
	}
	return strings.Join(list, "  ·  ")
}

// place draws a picture into a box, as large as it fits, and returns its size.
func (p *press) place(pic *picture, x, y, w, h float64) (float64, float64) {
	w, h = pic.within(w, h)
	options := fpdf.ImageOptions{ImageType: pic.kind}
	p.pdf.RegisterImageOptionsReader(pic.name, options, bytes.NewReader(pic.data))
	p.pdf.ImageOptions(pic.name, p.left(x, w), y, w, h, false, options, 0, "")
	return w, h
}

// parties is to whom, when, and until when.
func (p *press) parties() {
	q := &p.d.Quotation
	half := p.inner()*0.56 - 4
	y := p.text(margin, p.y, half, []string{p.d.say("for")}, inkLabel, atStart) + 0.4
	y = p.text(margin, y, half, p.wrap(q.Buyer.Company, half, inkBuyer), inkBuyer, atStart)
	tax := ""
	if q.Buyer.TaxID != "" {
		tax = p.d.say("tax_id") + ": " + q.Buyer.TaxID
	}
	for _, part := range filled(q.Buyer.Person, q.Buyer.Address, abroad(p.lang, q.Buyer.Address, q.Buyer.Country), strings.Join(filled(q.Buyer.Phone, q.Buyer.Mail), "  ·  "), tax) {
		y = p.text(margin, y, half, p.wrap(part, half, inkBody), inkBody, atStart)
	}
	x, wide := margin+p.inner()*0.56, p.inner()*0.44
	right := p.y
	for _, f := range []pair{{p.d.say("date"), day(p.lang, q.Offer.Date)}, {p.d.say("valid"), day(p.lang, q.Offer.ValidUntil)}, {p.d.say("reference"), q.Reference}} {
		if f.value != "" {
			right = p.fact(x, right, wide, 36, f)
		}
	}
	p.y = max(y, right) + 5
}

var inkBuyer = ink{10.5, true, black}

// fact draws a name and its value beside it.
func (p *press) fact(x, y, w, nameWide float64, f pair) float64 {
	shift := (inkBody.leading() - inkLabel.leading()) * 0.8
	a := p.text(x, y+shift, nameWide-2, p.wrap(f.name, nameWide-2, inkLabel), inkLabel, atStart)
	b := p.text(x+nameWide, y, w-nameWide, p.wrap(f.value, w-nameWide, inkBody), inkBody, atStart)
	return max(a, b) + 1
}

// footers numbers the pages when all are there.
func (p *press) footers() {
	pages := p.pdf.PageCount()
	contact := strings.Join(filled(p.d.Seller.Company, p.d.Seller.Mail, p.d.Seller.Website), "  ·  ")
	for page := 1; page <= pages; page++ {
		p.pdf.SetPage(page)
		p.forget()
		y := p.height - foot + 5
		p.stroke(margin, y, p.inner(), 0.2, rule)
		p.line(margin, y+1.5, p.inner()-30, contact, inkFoot, atStart)
		p.line(margin+p.inner()-30, y+1.5, 30, fmt.Sprintf("%d / %d", page, pages), inkFoot, atEnd)
	}
}

var inkFoot = ink{7, false, quiet}
