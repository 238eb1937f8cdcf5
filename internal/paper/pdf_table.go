package paper

import (
	"strconv"
	"strings"

	"xunpan"
)

// column of a table: its left edge and width, mm, and how its cells stand.
type column struct {
	x, w  float64
	align align
}

// The columns of every table; two for each offer follow: price and amount.
const (
	colNumber = iota
	colPicture
	colText
	colQuantity
	colPrices
)

// pad is the room between a column's edge and its text, mm.
const pad = 1.3

// pictureBox is how large a product's picture is at most, mm.
const pictureBox = 15.0

// table shows offers of the same lines side by side.
type table struct {
	*press
	options []xunpan.OfferOption
	columns []column
	rows    []row
	body    ink
}

// cell is the text of a cell, line by line. Empty lines keep what follows in step
// with the other columns.
type cell struct {
	lines []string
	inks  []ink
}

func (c *cell) add(k ink, lines ...string) {
	for _, l := range lines {
		c.lines, c.inks = append(c.lines, l), append(c.inks, k)
	}
}

// reach fills up with empty lines until the next one is line n, from 0.
func (c *cell) reach(n int) {
	for len(c.lines) < n {
		c.add(inkBody, "")
	}
}

// row is one product, a cell for each column.
type row struct {
	cells   []cell
	picture *picture
}

// offers draws offers of the same lines.
func (p *press) offers(options []xunpan.OfferOption) {
	t := &table{press: p, options: options, body: inkBody}
	if len(options) > 2 {
		t.body.size = 8
	}
	for ; ; t.body.size -= 0.5 {
		t.measureColumns()
		if t.columns[colText].w >= 42 || t.body.size <= 6 {
			break
		}
	}
	t.makeRows()
	above := inkHead.leading() + 2 + t.headHeight()
	if len(t.rows) > 0 {
		above += min(t.heightOf(&t.rows[0]), p.height/3)
	}
	p.need(above)
	if len(options) == 1 {
		p.line(margin, p.y, p.inner(), caption(&options[0])+" · "+options[0].Rule, inkHead, atStart)
		p.y += inkHead.leading() + 1.5
	}
	t.head()
	totals := t.body.leading() + 2*pad + 1
	for i := range t.rows {
		t.row(&t.rows[i], i == len(t.rows)-1, totals)
	}
	t.totals()
	p.y += 5
}

// caption is what sets an offer apart: "FOB Ningbo".
func caption(o *xunpan.OfferOption) string {
	return strings.Join(filled(string(o.Term), o.Place, o.Name), " ")
}

// figures are a price or amount as they stand in a cell.
func (t *table) figures(m xunpan.Money) string { return decimal(t.lang, m.Amount) }

// measureColumns gives figures the width they need and the text what is left.
func (t *table) measureColumns() {
	bold := t.body
	bold.bold = true
	quantity, picture := 14.0, 0.0
	for _, l := range t.options[0].Lines {
		quantity = max(quantity, t.measure(t.d.amountOf(l.Quantity, l.Unit), t.body)+2*pad)
	}
	for i := range t.options[0].Lines {
		if t.pictureOf(i) != nil {
			picture = pictureBox + 2*pad
		}
	}
	number := max(7, t.measure(strconv.Itoa(len(t.options[0].Lines)), t.body)+2*pad)
	figures := atEnd
	if t.rtl { // so that decimal points stand below each other
		figures = atStart
	}
	t.columns = make([]column, colPrices+2*len(t.options))
	t.columns[colNumber] = column{w: number, align: centred}
	t.columns[colPicture] = column{w: picture}
	t.columns[colQuantity] = column{w: min(quantity, 32), align: figures}
	for i := range t.options {
		o := &t.options[i]
		price, amount := 15.0, max(17, t.measure(t.figures(o.Total), bold)+2*pad)
		for k := range o.Lines {
			price = max(price, t.measure(t.figures(o.Lines[k].Price), t.body)+2*pad)
			amount = max(amount, t.measure(t.figures(o.Lines[k].Amount), t.body)+2*pad)
			for _, r := range o.Lines[k].Ladder {
				price = max(price, t.measure(t.figures(r.Price), t.body)+2*pad)
			}
		}
		if len(t.options) == 1 {
			price, amount = price+5, amount+5
		}
		t.columns[colPrices+2*i] = column{w: price, align: figures}
		t.columns[colPrices+2*i+1] = column{w: amount, align: figures}
	}
	t.share()
}

// share widens columns to their titles, gives the text what is left, and narrows
// the others where figures are so long that nothing would be.
func (t *table) share() {
	for i, words := range t.titleWords() {
		if i != colText && words != "" {
			t.columns[i].w = max(t.columns[i].w, min(t.longestWord(words), 24)+2*pad)
		}
	}
	rest := t.inner()
	for _, c := range t.columns {
		rest -= c.w
	}
	const least = 30.0
	if rest < least {
		scale := (t.inner() - least) / (t.inner() - rest)
		for i := range t.columns {
			t.columns[i].w *= scale
		}
		rest = least
	}
	t.columns[colText].w = rest
	x := margin
	for i := range t.columns {
		t.columns[i].x = x
		x += t.columns[i].w
	}
}

func (t *table) pictureOf(i int) *picture { return t.pictures[t.d.extra(i).Picture] }

// makeRows sets every cell's text into lines.
func (t *table) makeRows() {
	t.rows = make([]row, len(t.options[0].Lines))
	for i := range t.rows {
		l := &t.options[0].Lines[i]
		r := row{cells: make([]cell, len(t.columns)), picture: t.pictureOf(i)}
		r.cells[colNumber].add(t.body, strconv.Itoa(i+1))
		t.wrapped(&r, colQuantity, t.body, t.d.amountOf(l.Quantity, l.Unit))
		t.describe(&r, l, t.d.extra(i))
		for k := range t.options {
			line := &t.options[k].Lines[i]
			r.cells[colPrices+2*k].add(t.body, t.figures(line.Price))
			r.cells[colPrices+2*k+1].add(t.body, t.figures(line.Amount))
		}
		t.listPrices(&r, i)
		t.ladder(&r, i)
		t.rows[i] = r
	}
}

func (t *table) wrapped(r *row, column int, k ink, text string) {
	if text != "" {
		r.cells[column].add(k, t.wrap(text, t.columns[column].w-2*pad, k)...)
	}
}

// describe is what a product is, and how it comes.
func (t *table) describe(r *row, l *xunpan.OfferLine, x *xunpan.LineExtra) {
	bold, small := t.body, t.small()
	bold.bold = true
	t.wrapped(r, colText, bold, l.Product)
	if l.Model != "" {
		t.wrapped(r, colText, t.body, t.d.say("model")+" "+l.Model)
	}
	t.wrapped(r, colText, small, x.About)
	var rest []string
	for _, s := range x.Specs {
		rest = append(rest, t.d.leftToRight(specOf(s)))
	}
	rest = append(rest, t.d.details(l, x)...)
	between := " · "
	if len(rest) > 0 && t.rtl { // the list runs from right to left whatever its members do
		rest[0], between = string(rtlMark)+rest[0], " "+string(rtlMark)+"· "
	}
	t.wrapped(r, colText, small, strings.Join(rest, between))
}

// small is the ink of what stands below a product's name.
func (t *table) small() ink { return ink{t.body.size - 1, false, quiet} }

// listPrices shows the price before a discount, where an offer has one.
func (t *table) listPrices(r *row, i int) {
	at := len(r.cells[colText].lines)
	for k := range t.options {
		l := &t.options[k].Lines[i]
		if l.List == nil || l.Discount == "" {
			continue
		}
		if len(r.cells[colText].lines) == at {
			t.wrapped(r, colText, t.small(), Word(t.lang, "list_price", "discount", l.Discount))
		}
		price := &r.cells[colPrices+2*k]
		price.reach(at)
		price.add(t.small(), t.figures(*l.List))
	}
}

// ladder shows the prices of larger quantities, each quantity on a line of its own.
func (t *table) ladder(r *row, i int) {
	seen := map[string]bool{}
	for k := range t.options {
		for _, rung := range t.options[k].Lines[i].Ladder {
			if seen[rung.Quantity] {
				continue
			}
			seen[rung.Quantity] = true
			at := len(r.cells[colText].lines)
			t.wrapped(r, colText, t.small(), Word(t.lang, "from_quantity", "n", t.d.amountOf(rung.Quantity, t.options[k].Lines[i].Unit)))
			for other := range t.options {
				for _, same := range t.options[other].Lines[i].Ladder {
					if same.Quantity == rung.Quantity {
						price := &r.cells[colPrices+2*other]
						price.reach(at)
						price.add(t.body, t.figures(same.Price))
						break
					}
				}
			}
		}
	}
}
