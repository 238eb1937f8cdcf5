package extract

import "xunpan"

// column is what a table's column holds.
type column uint8

const (
	colOther column = iota
	colProduct
	colModel
	colQuantity
	colUnit
	colPrice
	colSpec
)

// maxHeader bounds the tokens of a header that names its quantity by a unit.
const maxHeader = 24

// cell is a cell of a row: tokens [from,to).
type cell struct{ from, to int }

// table reads rows of cells under a header that names its columns (HTML tables
// arrive with tabs between cells; text tables with wide gaps or bars). It
// returns, by line, which lines were taken; nil if there is no table.
func (b *lineBuilder) table(s *stream, x *hitIndex) []bool {
	var taken []bool
	for li := 0; li < len(s.lines); li++ {
		// Without a quantity column it is no table of needs; most lines end here.
		if l := &s.lines[li]; x.within(l.first, l.last, b.d.g.labelQuantity) == nil && (l.last-l.first > maxHeader || x.within(l.first, l.last, b.d.g.unit) == nil) {
			continue
		}
		cells := s.cells(&s.lines[li])
		if len(cells) < 2 || s.lines[li].block == xunpan.Signature {
			continue
		}
		cols := b.header(s, x, cells)
		if cols == nil {
			continue
		}
		if taken == nil {
			taken = make([]bool, len(s.lines))
		}
		taken[li] = true
		misses := 0
		for li++; li < len(s.lines) && misses < 2; li++ {
			row := s.cells(&s.lines[li])
			if len(row) < 2 || !b.row(s, x, cols, row, len(cells)) {
				misses++
				continue
			}
			misses = 0
			taken[li] = true
		}
		li -= misses + 1
		if li < 0 {
			li = 0
		}
	}
	return taken
}

// cells parts a line at tabs, bars and gaps of two blanks and more.
func (s *stream) cells(l *line) []cell {
	var out []cell
	from := l.first
	part := func(i int) bool {
		t := &s.toks[i]
		if t.kind == tPunct && (t.punct == '\t' || t.punct == '|') {
			return true
		}
		return false
	}
	for i := l.first; i < l.last; i++ {
		if part(i) {
			if i > from || t0(s, i) {
				out = append(out, cell{from, i})
			}
			from = i + 1
			continue
		}
		if i > from && int(s.toks[i].start-s.toks[i-1].end) >= 2 && !(s.toks[i-1].kind == tPunct && sentenceEnd(s.toks[i-1].punct) && s.toks[i-1].punct != '.') {
			out = append(out, cell{from, i})
			from = i
		}
	}
	if from < l.last {
		out = append(out, cell{from, l.last})
	}
	return out
}

// t0 reports whether an empty cell before token i counts: tabs do, a bar at
// the start of the line does not.
func t0(s *stream, i int) bool { return s.toks[i].punct == '\t' }

// header tells what the columns hold; nil unless a product and a quantity
// (or model) column are named.
func (b *lineBuilder) header(s *stream, x *hitIndex, cells []cell) []column {
	cols := make([]column, len(cells))
	known := 0
	has := [colSpec + 1]bool{}
	for i, c := range cells {
		if c.to-c.from > 5 {
			return nil
		}
		for j := c.from; j < c.to; j++ {
			k := b.headerWord(x, j)
			if k != colOther && (cols[i] == colOther || k == colPrice) {
				cols[i] = k
			}
		}
		if cols[i] != colOther {
			known++
			has[cols[i]] = true
		}
	}
	if !has[colQuantity] { // "pcs" over a column without another name counts
		for i := range cols {
			if cols[i] == colUnit && !has[colQuantity] {
				cols[i], has[colQuantity] = colQuantity, true
			}
		}
	}
	if known < 2 || !has[colQuantity] || !has[colProduct] && !has[colModel] {
		return nil
	}
	return cols
}

func (b *lineBuilder) headerWord(x *hitIndex, i int) column {
	g := b.d.g
	switch {
	case x.at(i, g.labelQuantity) != nil:
		return colQuantity
	case x.at(i, g.target) != nil, x.at(i, b.d.groupID("topic.price")) != nil:
		return colPrice
	case x.at(i, g.labelProduct) != nil:
		return colProduct
	case x.at(i, g.labelModel) != nil:
		return colModel
	case x.at(i, g.labelSpec) != nil:
		return colSpec
	case x.at(i, g.unit) != nil, b.d.groupID("_label.unit") >= 0 && x.at(i, b.d.groupID("_label.unit")) != nil:
		return colUnit
	}
	return colOther
}

// row takes one row; false if it is none (no product, or a sum line).
func (b *lineBuilder) row(s *stream, x *hitIndex, cols []column, row []cell, width int) bool {
	d := b.d
	if len(row) > width+1 {
		return false
	}
	// A leading bare number without a header of its own is the row's number.
	shift := 0
	if len(row) == width+1 {
		shift = 1
	}
	var l xunpan.Line
	var unit string
	for i, c := range row {
		if i < shift || i-shift >= len(cols) || c.from >= c.to {
			continue
		}
		switch cols[i-shift] {
		case colProduct:
			if w := d.code(s, x, c.from, c.to, true); w.Value != "" && w.At.End >= int(s.toks[c.to-1].end) && l.Model.Value == "" {
				l.Model = w // an item column that holds codes
				continue
			}
			if w, ok := d.nounPhrase(s, x, c.from, c.to, true); ok && l.Product.Value == "" {
				l.Product = w
				l.Specs = append(l.Specs, d.specs(s, x, c.from, c.to)...)
				if l.Model.Value == "" {
					l.Model = d.model(s, x, c.from, c.to)
				}
			}
		case colModel:
			l.Model = s.word(c.from, c.to-1)
		case colQuantity:
			l.Quantity = b.cellQuantity(s, x, c)
		case colUnit:
			if h := x.at(c.from, d.g.unit); h != nil {
				unit = d.lex.values[h.value]
			}
		case colSpec:
			l.Specs = append(l.Specs, s.word(c.from, min(c.to-1, c.from+16)))
		case colPrice:
			if p, ok := b.cellPrice(s, x, c); ok {
				l.Target = p
			}
		}
	}
	if l.Quantity != nil && l.Quantity.Unit == "" {
		l.Quantity.Unit = unit
	}
	if l.Product.Value == "" && l.Model.Value == "" || l.Quantity == nil && l.Target == nil {
		return false
	}
	b.add(l)
	b.firm++
	return true
}

// cellQuantity reads the number of a quantity column, with its unit if it
// stands there; nothing beyond the cell matters.
func (b *lineBuilder) cellQuantity(s *stream, x *hitIndex, c cell) *xunpan.Quantity {
	for i := c.from; i < c.to; i++ {
		v, next, ok := b.d.numberAt(s, x, i)
		if !ok {
			continue
		}
		q := &xunpan.Quantity{Min: v, Max: v, At: s.span(i, min(next, c.to)-1)}
		if next < c.to {
			if h := x.at(next, b.d.g.unit); h != nil && int(h.last) < c.to {
				q.Unit = b.d.lex.values[h.value]
				q.At = s.span(i, int(h.last))
			}
		}
		return q
	}
	return nil
}

// cellPrice reads the price of a price column, with or without its currency.
func (b *lineBuilder) cellPrice(s *stream, x *hitIndex, c cell) (*xunpan.Price, bool) {
	for i := range b.money {
		if m := &b.money[i]; m.first >= c.from && m.last < c.to {
			p := m.price
			m.target, m.taken = false, true // it has its line
			return &p, true
		}
	}
	for i := c.from; i < c.to; i++ {
		if s.toks[i].kind == tNumber {
			if v, ok := parsePrice(s.fold[s.toks[i].fs:s.toks[i].fe]); ok {
				return &xunpan.Price{Amount: v, At: s.span(i, i)}, true
			}
		}
	}
	return nil, false
}
