package mail

import (
	"strings"

	"xunpan"
)

// addLink opens a link; its text begins with the next text that is written.
func (r *htmlReader) addLink(target string, action bool) {
	target = attribute(target)
	if target == "" || target[0] == '#' || len(r.links) >= maxLinks {
		return
	}
	if r.base != "" && !hasScheme(target) {
		target = joinAddress(r.base, target)
	}
	if startsFold(target, "javascript:") || startsFold(target, "vbscript:") {
		r.script = true
	}
	r.alt = ""
	r.links = append(r.links, linkAt{target: target, start: -1, action: action})
	r.link = len(r.links) - 1
}

// endLink closes the open link. A link that only shows a picture has the
// picture's words as its text.
func (r *htmlReader) endLink() {
	if r.link < 0 {
		return
	}
	if l := &r.links[r.link]; l.start < 0 && r.alt != "" && !r.look.hidden() && !r.full {
		r.text(r.alt)
	}
	if l := &r.links[r.link]; l.start >= 0 {
		l.end = len(r.out)
	}
	r.link, r.alt = -1, ""
}

// hasScheme reports whether an address begins with "scheme:" or "//".
func hasScheme(s string) bool {
	if strings.HasPrefix(s, "//") {
		return true
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if c == ':' {
			return i > 0
		}
		if !isLetter(c) && !('0' <= c && c <= '9') && c != '+' && c != '-' && c != '.' {
			return false
		}
	}
	return false
}

// joinAddress puts a relative address behind the base that the mail states.
func joinAddress(base, rel string) string {
	host := strings.Index(base, "://")
	if host < 0 {
		return rel
	}
	host += 3
	if slash := strings.IndexByte(base[host:], '/'); slash < 0 {
		base += "/"
	} else if strings.HasPrefix(rel, "/") {
		base = base[:host+slash+1]
	} else {
		base = base[:strings.LastIndexByte(base, '/')+1]
	}
	return base + strings.TrimPrefix(rel, "/")
}

func (r *htmlReader) image(a *attrs) {
	if a.src == "" {
		return
	}
	r.images++
	if r.link >= 0 && r.alt == "" && a.alt != "" && len(a.alt) <= maxAlt {
		r.alt = a.alt
	}
}

// input notes password fields and writes what a button shows.
func (r *htmlReader) input(a *attrs) {
	switch {
	case foldEqual(a.typ, "password"):
		r.password = true
	case foldEqual(a.typ, "submit"), foldEqual(a.typ, "button"):
		if a.action != "" {
			r.addLink(a.action, true)
			r.link = -1
		}
		if a.value != "" {
			r.space = true
			r.text(a.value)
			r.space = true
		}
	}
}

// meta takes the target of a page that moves on by itself.
func (r *htmlReader) meta(a *attrs) {
	if !foldEqual(a.equiv, "refresh") {
		return
	}
	for i := 0; i+4 < len(a.content); i++ {
		if startsFold(a.content[i:], "url=") {
			r.addLink(strings.Trim(a.content[i+4:], `'" `), false)
			r.link = -1
			return
		}
	}
}

func (r *htmlReader) openTable() {
	if n := len(r.nest); n > 0 {
		// A table with a table inside arranges things; only the inner one can hold data.
		r.nest[n-1].inner = true
		r.cells = r.cells[:r.nest[n-1].first]
	}
	if len(r.nest) < maxDepth {
		r.nest = append(r.nest, tableAt{first: len(r.cells), newRow: true})
	}
	r.cell = -1
}

func (r *htmlReader) openCell() {
	r.cell, r.cellTop = -1, true
	n := len(r.nest) - 1
	if n < 0 || r.nest[n].inner || len(r.cells) >= maxCells {
		return
	}
	r.cells = append(r.cells, cellAt{start: -1, row: r.nest[n].newRow})
	r.nest[n].newRow = false
	r.cell = len(r.cells) - 1
}

// closeCell ends a cell. Cells stand side by side with a tab between them,
// unless the cell took several lines: then the next one begins on a new line.
func (r *htmlReader) closeCell() {
	start := -1
	r.cellTop = false
	if r.cell >= 0 {
		c := &r.cells[r.cell]
		if start = c.start; start >= 0 {
			c.end = len(r.out)
		}
		r.cell = -1
	}
	r.space, r.solid = false, false
	if start >= 0 && start >= r.line {
		r.breaks, r.tab = 0, true
	} else if start >= 0 || len(r.nest) > 0 && r.nest[len(r.nest)-1].inner {
		r.endLine(1)
	}
}

// closeTable keeps the table if some row of it has two cells with text.
func (r *htmlReader) closeTable() {
	n := len(r.nest) - 1
	if n < 0 {
		return
	}
	t := r.nest[n]
	r.nest = r.nest[:n]
	r.cell = -1
	if t.inner || t.first > len(r.cells) {
		return
	}
	cells := r.cells[t.first:]
	if len(r.tables) < maxTables && isData(cells) {
		r.tables = append(r.tables, makeTable(cells))
	}
	r.cells = r.cells[:t.first]
}

// isData reports whether some row has two cells with text.
func isData(cells []cellAt) bool {
	n := 0
	for _, c := range cells {
		if c.row {
			n = 0
		}
		if c.start >= 0 {
			if n++; n == 2 {
				return true
			}
		}
	}
	return false
}

func makeTable(cells []cellAt) xunpan.Table {
	flat := make([]xunpan.Cell, len(cells))
	var t xunpan.Table
	first := 0
	for i, c := range cells {
		if c.row && i > first {
			t.Rows = append(t.Rows, flat[first:i:i])
			first = i
		}
		if c.start >= 0 {
			flat[i] = xunpan.Cell{Start: c.start, End: c.end}
		} else if i > 0 { // an empty cell stands where the one before it ends
			flat[i] = xunpan.Cell{Start: flat[i-1].End, End: flat[i-1].End}
		}
	}
	t.Rows = append(t.Rows, flat[first:])
	return t
}

// maxHiddenClasses bounds the classes remembered from a style sheet.
const maxHiddenClasses = 16

// styleSheet remembers the classes that the mail's own style sheet hides from
// everybody: simple rules (".x{display:none}") outside @media, whose rules
// depend on the screen.
func (r *htmlReader) styleSheet(css string) {
	for css != "" && len(r.hiddenClasses) < maxHiddenClasses {
		open := strings.IndexByte(css, '{')
		if open < 0 {
			return
		}
		selector := css[:open]
		if k := strings.LastIndexByte(selector, '}'); k >= 0 {
			selector = selector[k+1:]
		}
		css = css[open+1:]
		if strings.IndexByte(selector, '@') >= 0 {
			css = skipBlock(css)
			continue
		}
		end := strings.IndexByte(css, '}')
		if end < 0 {
			return
		}
		decl := css[:end]
		css = css[end+1:]
		if !hasFold(decl, "none") && !hasFold(decl, "hidden") {
			continue
		}
		// A size of nought is no hiding place here: layouts set it to close the
		// gaps between cells, and the text inside has its own.
		l := look{fg: -1, bg: -1}
		l.apply(decl)
		if !l.gone && !l.dim {
			continue
		}
		for _, one := range strings.Split(selector, ",") {
			one = strings.TrimSpace(one)
			if k := strings.LastIndexByte(one, '.'); k >= 0 && k+1 < len(one) && len(r.hiddenClasses) < maxHiddenClasses &&
				!strings.ContainsAny(one, " >+~:[#*") {
				r.hiddenClasses = append(r.hiddenClasses, one[k+1:])
			}
		}
	}
}

// skipBlock goes behind the brace that closes an @media block.
func skipBlock(css string) string {
	for depth := 1; css != ""; {
		k := strings.IndexAny(css, "{}")
		if k < 0 {
			return ""
		}
		if css[k] == '{' {
			depth++
		} else {
			depth--
		}
		css = css[k+1:]
		if depth == 0 {
			break
		}
	}
	return css
}

// hidesClass reports whether one of the element's classes is hidden.
func (r *htmlReader) hidesClass(classes string) bool {
	for _, c := range r.hiddenClasses {
		for rest := classes; ; {
			k := strings.Index(rest, c)
			if k < 0 {
				break
			}
			end := k + len(c)
			if (k == 0 || rest[k-1] <= ' ') && (end == len(rest) || rest[end] <= ' ') {
				return true
			}
			rest = rest[end:]
		}
	}
	return false
}
