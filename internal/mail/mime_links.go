package mail

import (
	"cmp"
	"slices"
	"strings"

	"xunpan"
)

// appendShifted adds links whose spans count from the text's beginning. Spans
// that were cut off lose their place, not their target.
func appendShifted(to, links []xunpan.Link, at, size int) []xunpan.Link {
	to = slices.Grow(to, len(links))
	for _, l := range links {
		if l.End > size {
			l.Start, l.End = 0, 0
		}
		if l.End > l.Start {
			l.Start += at
			l.End += at
		}
		to = append(to, l)
	}
	return to
}

func shiftTables(tables []xunpan.Table, at, size int) []xunpan.Table {
	if at == 0 && (len(tables) == 0 || size >= lastCell(tables)) {
		return tables
	}
	out := make([]xunpan.Table, 0, len(tables))
	for _, t := range tables {
		var shifted xunpan.Table
		for _, row := range t.Rows {
			cells := make([]xunpan.Cell, 0, len(row))
			for _, c := range row {
				if c.End <= size {
					cells = append(cells, xunpan.Cell{Start: c.Start + at, End: c.End + at})
				}
			}
			shifted.Rows = append(shifted.Rows, cells)
		}
		out = append(out, shifted)
	}
	return out
}

func lastCell(tables []xunpan.Table) (end int) {
	for _, t := range tables {
		for _, row := range t.Rows {
			for _, c := range row {
				end = max(end, c.End)
			}
		}
	}
	return end
}

// maxMisses is how many links of HTML that is not shown are looked for in the
// plain text in vain before the search is given up.
const maxMisses = 40

// span is where something stands in the body.
type span struct{ start, end int }

// mergeLinks puts together the links of shown HTML, of HTML that stands beside
// shown plain text, and of bare addresses in the body, in the order of the body.
func mergeLinks(body string, shown, beside []xunpan.Link) []xunpan.Link {
	links := shown
	from, misses := 0, 0
	for _, l := range beside {
		l.Start, l.End = 0, 0
		if t := strings.TrimSpace(l.Text); len(t) > 1 && misses < maxMisses {
			if i := strings.Index(body[from:], t); i >= 0 {
				l.Start, l.End = from+i, from+i+len(t)
				from = l.End
			} else {
				misses++
			}
		}
		links = append(links, l)
	}
	bare := textLinks(body)
	if len(bare) == 0 {
		return links
	}
	if len(links) == 0 {
		return bare
	}
	// Where an anchor covers the address, the anchor says more.
	covered := make([]span, 0, len(links))
	for i := range links {
		if l := &links[i]; l.End > l.Start {
			covered = append(covered, span{l.Start, l.End})
		}
	}
	slices.SortStableFunc(covered, func(a, b span) int { return a.start - b.start })
	var targets map[string]bool // made when asked
	k := 0
	for _, l := range bare {
		for k < len(covered) && covered[k].end <= l.Start {
			k++
		}
		if k < len(covered) && covered[k].start < l.End {
			continue
		}
		if targets == nil {
			targets = make(map[string]bool, len(links))
			for i := range links {
				targets[links[i].Target] = true
			}
		}
		if targets[l.Target] {
			continue
		}
		links = append(links, l)
	}
	inPlace := func(a, b xunpan.Link) int { return cmp.Compare(place(&a), place(&b)) }
	if !slices.IsSortedFunc(links, inPlace) {
		slices.SortStableFunc(links, inPlace)
	}
	return links
}

// place orders links: those that stand nowhere in the body come last.
func place(l *xunpan.Link) int {
	if l.End <= l.Start {
		return int(^uint(0) >> 1)
	}
	return l.Start
}
