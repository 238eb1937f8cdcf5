package paper

import (
	"strings"

	"xunpan"
)

// inkColumn is the ink of the words above a table.
var inkColumn = ink{7.5, true, white}

// titleWords are the words above the columns.
func (t *table) titleWords() []string {
	all := make([]string, len(t.columns))
	all[colNumber] = "#"
	all[colText] = t.d.stacked("description")
	all[colQuantity] = t.d.stacked("quantity")
	currency := "\n" + t.d.Quotation.Offer.Currency
	for i := range t.options {
		all[colPrices+2*i] = t.d.stacked("price") + currency
		all[colPrices+2*i+1] = t.d.stacked("amount") + currency
	}
	return all
}

func (t *table) titles() [][]string {
	all := make([][]string, len(t.columns))
	for i, words := range t.titleWords() {
		if words != "" {
			all[i] = t.wrap(words, t.columns[i].w-2*pad, inkColumn)
		}
	}
	return all
}

// longestWord is how wide a column must be for its title to break between words.
func (t *table) longestWord(words string) float64 {
	w := 0.0
	for word := range strings.FieldsSeq(words) {
		w = max(w, t.measure(word, inkColumn))
	}
	return w
}

func (t *table) captions() [][]string {
	all := make([][]string, len(t.options))
	for i := range t.options {
		all[i] = t.wrap(caption(&t.options[i]), t.pairWidth(i)-2*pad, inkColumn)
	}
	return all
}

func (t *table) pairWidth(i int) float64 {
	return t.columns[colPrices+2*i].w + t.columns[colPrices+2*i+1].w
}

func highest(lines [][]string) int {
	n := 0
	for _, l := range lines {
		n = max(n, len(l))
	}
	return n
}

func (t *table) headHeight() float64 {
	h := float64(highest(t.titles()))*inkColumn.leading() + 2*pad
	if len(t.options) > 1 {
		h += float64(highest(t.captions()))*inkColumn.leading() + 2*pad
	}
	return h
}

// head draws the words above the columns, and above these the offers' names.
func (t *table) head() {
	t.fill(margin, t.y, t.inner(), t.headHeight(), accent)
	if len(t.options) > 1 {
		names := t.captions()
		for i, lines := range names {
			x, w := t.columns[colPrices+2*i].x, t.pairWidth(i)
			t.text(x+pad, t.y+pad, w-2*pad, lines, inkColumn, centred)
		}
		t.y += float64(highest(names))*inkColumn.leading() + 2*pad
		for i := range names {
			t.stroke(t.columns[colPrices+2*i].x+pad, t.y, t.pairWidth(i)-2*pad, 0.15, rule)
		}
	}
	titles := t.titles()
	h := float64(highest(titles)) * inkColumn.leading()
	for i, lines := range titles {
		c := t.columns[i]
		t.text(c.x+pad, t.y+pad+h-float64(len(lines))*inkColumn.leading(), c.w-2*pad, lines, inkColumn, c.align)
	}
	t.y += h + 2*pad
}

func (t *table) linesOf(r *row) int {
	n := 1
	for i := range r.cells {
		n = max(n, len(r.cells[i].lines))
	}
	return n
}

func (t *table) heightOf(r *row) float64 {
	h := float64(t.linesOf(r))*t.body.leading() + 2*pad
	if r.picture != nil {
		_, high := r.picture.within(pictureBox, pictureBox)
		h = max(h, high+2*pad)
	}
	return h
}

// row draws a product. It goes to the next page whole if it does not fit on this
// one; only what is higher than a page is parted. The last one takes the totals
// with it.
func (t *table) row(r *row, last bool, totals float64) {
	needed := t.heightOf(r)
	if last {
		needed += totals
	}
	if t.room() < needed {
		t.turn()
		t.head()
	}
	for from, all := 0, t.linesOf(r); from < all; {
		h, to := t.heightOf(r), all
		if from > 0 || h > t.room() {
			to = min(all, from+max(1, int((t.room()-2*pad)/t.body.leading())))
			h = float64(to-from)*t.body.leading() + 2*pad
		}
		t.strips(r, from, to, h)
		from = to
		if from < all {
			t.turn()
			t.head()
		}
	}
}

// strips draws the lines of a row from one to another, and closes them below.
func (t *table) strips(r *row, from, to int, h float64) {
	t.ground(h)
	if from == 0 && r.picture != nil {
		t.place(r.picture, t.columns[colPicture].x+pad, t.y+pad, pictureBox, min(pictureBox, h-2*pad))
	}
	for i, c := range t.columns {
		cell := &r.cells[i]
		y := t.y + pad
		for n := from; n < min(to, len(cell.lines)); n++ {
			k := cell.inks[n]
			t.line(c.x+pad, y+(t.body.leading()-k.leading())*0.6, c.w-2*pad, cell.lines[n], k, c.align)
			y += t.body.leading()
		}
	}
	t.y += h
	t.stroke(margin, t.y, t.inner(), 0.15, rule)
}

// ground sets every other offer apart.
func (t *table) ground(h float64) {
	if len(t.options) < 2 {
		return
	}
	for i := 0; i < len(t.options); i += 2 {
		t.fill(t.columns[colPrices+2*i].x, t.y, t.pairWidth(i), h, tint)
	}
}

// totals closes the table with the sum of each offer.
func (t *table) totals() {
	bold := t.body
	bold.bold = true
	h := bold.leading() + 2*pad
	if t.room() < h {
		t.turn()
		t.head()
	}
	t.ground(h)
	t.stroke(margin, t.y, t.inner(), 0.5, accent)
	words := t.columns[colText].w + t.columns[colQuantity].w
	if len(t.options) == 1 {
		words += t.columns[colPrices].w
	}
	t.line(t.columns[colText].x+pad, t.y+pad, words-2*pad, t.d.say("total")+" "+t.d.Quotation.Offer.Currency, bold, atEnd)
	for i := range t.options {
		c := t.columns[colPrices+2*i+1]
		t.line(c.x+pad, t.y+pad, c.w-2*pad, t.figures(t.options[i].Total), bold, c.align)
	}
	t.y += h
}

// inWords says a proforma invoice's sum again in words, where we have them.
func (p *press) inWords(o *xunpan.OfferOption) {
	k := inkBody
	k.bold = true
	for _, lang := range []string{p.lang, p.d.Quotation.Second} {
		text := inWords(lang, o.Total.Amount, o.Total.Currency)
		if text == "" {
			continue
		}
		lines := p.wrap(Word(lang, "in_words")+": "+text, p.inner(), k)
		p.need(float64(len(lines)) * k.leading())
		p.y = p.text(margin, p.y, p.inner(), lines, k, atStart) + 1
	}
	p.y += 3
}
