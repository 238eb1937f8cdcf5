package mail

import (
	"cmp"
	"slices"
	"strings"
)

// sheet is a mail's own style sheets. They are never written: what they say of
// an element is written into it, for the plain selectors that mail programs
// write (elements, classes, ids, one inside the other). Selectors that ask for
// an attribute's value or for what the user does select nothing, so that no
// style can tell anything to anybody.
type sheet struct {
	rules  []sheetRule
	byKey  map[string][]int // places of rules by what their last part asks for
	budget int              // comparisons that may still be made
}

// sheetRule is one selector with its declarations.
type sheetRule struct {
	parts  []selectorPart // the last part first
	decls  []styleDecl
	weight int // ids, classes and elements asked for
}

// selectorPart asks for one element; child says that what comes behind it in
// the selector must be its child, not only somewhere inside.
type selectorPart struct {
	tag, id string
	classes []string
	child   bool
}

// Bounds of style sheets; no honest mail comes near them.
const (
	maxSheet     = 256 << 10 // bytes read of one mail's sheets
	maxRules     = 3000
	maxParts     = 6       // of a selector
	maxSelecting = 2 << 20 // comparisons
)

// readSheet reads the style sheets of a page.
func readSheet(css string, r *styleReader) *sheet {
	s := &sheet{byKey: map[string][]int{}, budget: maxSelecting}
	r.cssScanner = cssScanner{s: cut(css, maxSheet)}
	s.read(r, 0)
	return s
}

// read reads rules up to the end, or up to the "}" that ends the block they
// stand in.
func (s *sheet) read(r *styleReader, depth int) {
	for {
		start := r.i
		t := r.skip()
		switch {
		case t.kind == cssEnd, t.is("}") && depth > 0:
			return
		case t.is("}"):
			continue
		case t.kind == cssAt:
			s.at(r, t.text, depth)
			continue
		}
		r.i = start
		selectors, ok := prelude(r)
		if !ok {
			return
		}
		decls := r.declarations(true)
		for _, toks := range selectors {
			s.add(toks, decls)
		}
	}
}

// at reads an at-rule. Rules for every screen count; others depend on the
// reader's device and are left out, and so are fonts and imports.
func (s *sheet) at(r *styleReader, name string, depth int) {
	plain := name == "media"
	for {
		switch t := r.next(); {
		case t.kind == cssEnd, t.is(";"):
			return
		case t.kind == cssURL, t.kind == cssString:
			if name == "import" {
				r.note(droppedStyle)
			}
			r.picture(t.text)
		case t.kind == cssIdent:
			plain = plain && (foldEqual(t.text, "screen") || foldEqual(t.text, "all"))
		case t.is("{"):
			if plain && depth < 4 {
				s.read(r, depth+1)
			} else {
				skipCSSBlock(r)
			}
			return
		case t.kind != cssSpace:
			plain = false
		}
	}
}

// skipCSSBlock goes behind the "}" of an open block.
func skipCSSBlock(r *styleReader) {
	for depth := 1; depth > 0; {
		switch t := r.next(); {
		case t.kind == cssEnd:
			return
		case t.kind == cssURL:
			r.picture(t.text)
		case t.is("{"):
			depth++
		case t.is("}"):
			depth--
		}
	}
}

// prelude reads a rule's selectors up to its "{"; nil for those that ask for
// more than is understood. It is false at the end of the sheet.
func prelude(r *styleReader) (selectors [][]cssToken, ok bool) {
	var toks []cssToken
	bad := false
	for {
		t := r.next()
		switch {
		case t.kind == cssEnd:
			return nil, false
		case t.is(","), t.is("{"):
			if !bad && len(toks) > 0 {
				selectors = append(selectors, toks)
			}
			toks, bad = nil, false
			if t.is("{") {
				return selectors, true
			}
		case t.is(":"):
			// a:link is what every link is until it was followed.
			at := r.i
			if next := r.next(); next.kind != cssIdent || !foldEqual(next.text, "link") {
				r.i, bad = at, true
			}
		case t.kind == cssSpace, t.kind == cssIdent, t.kind == cssHash, t.is("."), t.is("*"), t.is(">"):
			if len(toks) < 8*maxParts {
				toks = append(toks, t)
			} else {
				bad = true
			}
		default:
			bad = true
		}
	}
}

// add adds one selector with its declarations.
func (s *sheet) add(toks []cssToken, decls []styleDecl) {
	if len(s.rules) >= maxRules || len(decls) == 0 {
		return
	}
	rule := sheetRule{decls: decls}
	parts := []selectorPart{{}}
	fresh := true // the part asks for nothing yet
	for i := 0; i < len(toks); i++ {
		p := &parts[len(parts)-1]
		switch t := toks[i]; {
		case t.kind == cssIdent && fresh:
			p.tag = lower(t.text)
			rule.weight++
			fresh = false
		case t.is("*") && fresh:
			fresh = false
		case t.kind == cssHash:
			p.id = t.text
			rule.weight += 10000
			fresh = false
		case t.is(".") && i+1 < len(toks) && toks[i+1].kind == cssIdent:
			i++
			p.classes = append(p.classes, toks[i].text)
			rule.weight += 100
			fresh = false
		case t.kind == cssSpace, t.is(">"):
			child := t.is(">")
			for i+1 < len(toks) && (toks[i+1].kind == cssSpace || toks[i+1].is(">")) {
				i++
				child = child || toks[i].is(">")
			}
			if fresh && !child || i+1 == len(toks) && !child {
				continue // white space at either end
			}
			if fresh {
				return
			}
			p.child = child
			parts = append(parts, selectorPart{})
			fresh = true
		default:
			return
		}
	}
	if fresh || len(parts) > maxParts {
		return
	}
	slices.Reverse(parts)
	rule.parts = parts
	key := parts[0].tag
	switch p := &parts[0]; {
	case p.id != "":
		key = "#" + p.id
	case len(p.classes) > 0:
		key = "." + p.classes[0]
	}
	s.byKey[key] = append(s.byKey[key], len(s.rules))
	s.rules = append(s.rules, rule)
}

// apply returns what the sheets say of the last of the open elements: ordinary
// declarations and important ones, each in the order in which they overrule.
func (s *sheet) apply(open []safeFrame) (plain, important []styleDecl) {
	if s == nil || len(s.rules) == 0 {
		return nil, nil
	}
	f := &open[len(open)-1]
	var found []int
	look := func(key string) {
		for _, i := range s.byKey[key] {
			if s.selects(s.rules[i].parts, open) {
				found = append(found, i)
			}
		}
	}
	look("")
	look(f.name)
	if f.id != "" {
		look("#" + f.id)
	}
	for i, class := range strings.Fields(f.class) {
		if i < 20 {
			look("." + class)
		}
	}
	slices.SortFunc(found, func(a, b int) int {
		return cmp.Or(cmp.Compare(s.rules[a].weight, s.rules[b].weight), cmp.Compare(a, b))
	})
	for _, i := range slices.Compact(found) {
		for _, d := range s.rules[i].decls {
			if d.important {
				important = append(important, d)
			} else {
				plain = append(plain, d)
			}
		}
	}
	return plain, important
}

// selects reports whether the parts of a selector select the last of the open
// elements.
func (s *sheet) selects(parts []selectorPart, open []safeFrame) bool {
	if s.budget--; s.budget < 0 || !parts[0].asks(&open[len(open)-1]) {
		return false
	}
	if parts = parts[1:]; len(parts) == 0 {
		return true
	}
	for n := len(open) - 1; n > 0; n-- {
		if s.selects(parts, open[:n]) {
			return true
		}
		if parts[0].child || s.budget < 0 {
			return false
		}
	}
	return false
}

// asks reports whether an element is what the part asks for.
func (p *selectorPart) asks(f *safeFrame) bool {
	if p.tag != "" && p.tag != f.name || p.id != "" && p.id != f.id {
		return false
	}
	for _, c := range p.classes {
		if !hasToken(f.class, c) {
			return false
		}
	}
	return true
}

// hasToken reports whether a list of words between spaces has the word.
func hasToken(list, word string) bool {
	for at := 0; word != ""; {
		k := strings.Index(list[at:], word)
		if k < 0 {
			return false
		}
		k += at
		at = k + len(word)
		if (k == 0 || list[k-1] <= ' ') && (at == len(list) || list[at] <= ' ') {
			return true
		}
	}
	return false
}
