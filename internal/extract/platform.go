package extract

import (
	"xunpan"
)

// pageStart finds where a platform's product-page attributes begin behind the
// buyer's words ("… Application:Hand Spray Function:Personal Care …"); the
// number of tokens if nowhere. The region is noted in Reading.Page.
func (d *doc) pageStart(s *stream) int {
	n := len(s.toks)
	if s.part != xunpan.PartBody || d.m.Channel == xunpan.Email || d.m.Channel == xunpan.Website {
		return n
	}
	pairs, first := 0, -1
	for i := 1; i+1 < n && pairs < 3; i++ {
		if !isPunct(&s.toks[i], ':') || s.toks[i-1].kind != tWord || s.toks[i-1].end-s.toks[i-1].start < 3 || s.toks[i+1].kind == tBreak || d.ownLabel(s, i-1) {
			continue
		}
		pairs++
		if first < 0 {
			first = i - 1
			for first > 0 && s.toks[first-1].kind == tWord && s.toks[first-1].upper && i-first < 3 {
				first--
			}
		}
	}
	if pairs < 3 {
		return n
	}
	d.out.Page = xunpan.Span{Part: s.part, Start: int(s.toks[first].start), End: int(s.toks[n-1].end)}
	return first
}

// ownLabel reports that the label ending at token i is of his order, which no
// product page has: "Payment: T/T".
func (d *doc) ownLabel(s *stream, i int) bool {
	from := max(0, i-2)
	for _, g := range [...]int16{d.g.paymentLabel, d.g.deliveryLabel, d.g.labelQuantity, d.g.labelDestination, d.g.incoterm} {
		if h := d.bodyX.within(from, i+1, g); h != nil && int(h.last) == i {
			return true
		}
	}
	return false
}

// platform puts the title of the product page, which platforms send as the
// subject, in place of a product that the words do not name clearly.
func (b *lineBuilder) platform() {
	d := b.d
	if d.m.Channel == xunpan.Email || d.m.Channel == xunpan.Website || len(d.subj.toks) == 0 {
		return
	}
	if len(b.lines) > 0 && b.lines[0].Product.Value != "" && len(d.subj.toks) <= 3 {
		return
	}
	if len(b.lines) > 0 && (b.lines[0].Model.Value != "" || b.lines[0].Quantity != nil && b.lines[0].Product.Value != "") {
		return
	}
	title, ok := d.nounPhrase(&d.subj, &d.subjX, 0, len(d.subj.toks), true)
	if !ok || d.goodsKnown && d.goodsWithin(&d.subj, 0, len(d.subj.toks)-1) == noGoods && (d.m.Given.Product != "" || len(b.lines) > 0) {
		return
	}
	line := xunpan.Line{Product: title, Model: d.model(&d.subj, &d.subjX, 0, len(d.subj.toks)), Specs: d.specs(&d.subj, &d.subjX, 0, len(d.subj.toks))}
	if len(b.lines) > 0 {
		line.Specs = append(line.Specs, b.lines[0].Specs...)
		line.Quantity, line.Target = b.lines[0].Quantity, b.lines[0].Target
		b.lines[0] = line
		return
	}
	b.lines = append(b.lines, line)
}
