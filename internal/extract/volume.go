package extract

import "xunpan"

// volume keeps a yearly volume with what it is of: "40,000 pcs of LED tube a year".
func (b *lineBuilder) volume(s *stream, x *hitIndex, a *amount) {
	from := a.last + 1
	if from < len(s.toks) && s.toks[from].kind == tWord && isOf(s.folded(from)) {
		from++
	}
	_, to := s.sentence(a.first)
	w, _ := b.d.nounPhrase(s, x, from, to, false)
	q := a.q
	if a.monthly {
		q.Min, q.Max = 12*q.Min, 12*q.Max
	}
	b.years = append(b.years, xunpan.Line{Product: w, Quantity: &q})
}

// yearly gives yearly volumes to lines that name no order quantity; where goods
// are named by their volume alone, it makes the line.
func (b *lineBuilder) yearly() {
	if len(b.lines) == 0 && len(b.years) > 0 && b.years[0].Product.Value != "" {
		b.add(b.years[0])
		b.years = b.years[1:]
	}
	for i := range b.years {
		for j := range b.lines {
			if b.lines[j].Quantity == nil {
				b.lines[j].Quantity = b.years[i].Quantity
				break
			}
		}
	}
}
