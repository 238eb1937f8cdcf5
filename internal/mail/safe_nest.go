package mail

// skips reports whether a start tag belongs to what is being left out.
func (p *pageWriter) skips(name string, empty bool) bool {
	switch p.skip {
	case "span":
		p.skip = ""
		return false
	case "svg", "math":
		if endsForeign[name] {
			p.skip = ""
			return false
		}
	}
	if name == p.skip && !empty {
		p.depth++
	}
	return true
}

// endsLater reports whether an end tag of the name stands behind a place.
func (p *pageWriter) endsLater(name, src string, at int) bool {
	last, ok := p.last[name]
	if !ok {
		for last = len(src) - 1; last >= 0; last-- {
			if src[last] == '<' && startsFold(src[last:], "</"+name) {
				break
			}
		}
		p.last[name] = last
	}
	return last >= at
}

// element writes the start tag of an element.
func (p *pageWriter) element(name string, e safeElement) {
	p.implied(e)
	if e.table && !p.inTable() {
		return
	}
	if len(p.open) >= maxSafeDepth && !e.void {
		p.over++
		return
	}
	f := safeFrame{name: name, as: e.as, class: p.attr("class"), id: p.attr("id")}
	p.open = append(p.open, f)
	last := len(p.open) - 1
	tag := p.tag(&p.open[last], e)
	if l := p.link(); l != nil && tag != "" && e.as != "wbr" {
		l.split = true
	}
	p.full = len(p.out)+len(tag)-p.data > p.max
	if p.full && p.open[last].link {
		p.forgetLink()
	}
	if e.void || p.full {
		p.open = p.open[:last]
	}
	if p.full {
		return
	}
	p.out = append(p.out, tag...)
	if name == "area" {
		p.areaText()
	}
}

// areaText stands for the part of a picture that an <area> makes a link.
func (p *pageWriter) areaText() {
	text := p.attr("alt")
	if l := p.link(); text == "" && l != nil {
		text = targetHost(l.target)
	}
	p.text(text)
	p.pop()
	p.text(" ")
}

// end handles an end tag.
func (p *pageWriter) end(name string) {
	if p.skip != "" {
		if name == p.skip {
			if p.depth--; p.depth == 0 {
				p.skip = ""
			}
		}
		return
	}
	if name == "br" { // shown as <br>
		p.attrs = p.attrs[:0]
		p.element("br", safeElements["br"])
		return
	}
	e, ok := safeElements[name]
	if !ok || e.void {
		return
	}
	if p.over > 0 {
		p.over--
		return
	}
	for k := len(p.open) - 1; k >= 2; k-- {
		f := p.open[k]
		if f.name == name || isHeading(e.as) && isHeading(f.as) {
			for len(p.open) > k {
				p.pop()
			}
			return
		}
		// An end tag ends nothing outside the cell or table it stands in.
		if f.as == "table" || !tableParts[name] && name != "table" && (f.as == "td" || f.as == "th" || f.as == "caption") {
			return
		}
	}
}

// pop ends the innermost open element.
func (p *pageWriter) pop() {
	f := p.open[len(p.open)-1]
	p.open = p.open[:len(p.open)-1]
	if f.as != "" {
		p.out = append(p.out, "</"+f.as+">"...)
		if l := p.link(); l != nil {
			l.split = true
		}
	}
	if f.link {
		p.closeLink()
	}
}

// implied ends the elements that a start tag ends: a paragraph before a block,
// a cell before the next cell, an item before the next item, a link before the next.
func (p *pageWriter) implied(e safeElement) {
	if e.block {
		p.endOpen(outOfParagraph, "p")
	}
	switch e.as {
	case "a":
		p.endOpen(outOfParagraph, "a")
	case "li":
		p.endOpen(outOfItem, "li")
	case "dd", "dt":
		p.endOpen(outOfItem, "dd", "dt")
	case "h1", "h2", "h3", "h4", "h5", "h6":
		if isHeading(p.open[len(p.open)-1].as) {
			p.pop()
		}
	case "td", "th":
		p.endOpen(outOfTable, "td", "th", "caption", "colgroup")
	case "tr":
		p.endOpen(outOfTable, "tr", "caption", "colgroup")
	case "tbody", "thead", "tfoot", "caption", "colgroup":
		p.endOpen(outOfTable, "tbody", "thead", "tfoot", "caption", "colgroup")
	case "col":
		p.endOpen(outOfTable, "caption", "tbody", "thead", "tfoot")
	}
}

// endOpen ends the outermost open element of the names within the scope.
func (p *pageWriter) endOpen(scope map[string]bool, names ...string) {
	end := -1
	for k := len(p.open) - 1; k >= 2; k-- {
		as := p.open[k].as
		for _, n := range names {
			if as == n {
				end = k
			}
		}
		if scope[as] && end != k {
			break
		}
	}
	for end >= 0 && len(p.open) > end {
		p.pop()
	}
}

func isHeading(as string) bool { return len(as) == 2 && as[0] == 'h' && digit(as[1]) }

func (p *pageWriter) inTable() bool {
	for k := len(p.open) - 1; k >= 2; k-- {
		if p.open[k].as == "table" {
			return true
		}
	}
	return false
}
