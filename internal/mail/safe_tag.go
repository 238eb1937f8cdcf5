package mail

import (
	"slices"
	"strings"
)

// tag spells the start tag of the element that was opened last; "" if it is
// left out, as its frame says then too.
func (p *pageWriter) tag(f *safeFrame, e safeElement) string {
	var out []byte
	add := func(key, val string) {
		out = append(append(out, ' '), key...)
		out = append(append(out, '=', '"'), string(appendEscaped(nil, val))...)
		out = append(out, '"')
	}
	decls := p.decls(e.as)
	switch e.as {
	case "a":
		if f.link = p.openLink(add); !f.link {
			f.as = ""
			return ""
		}
	case "img":
		src := p.imageSource()
		if strings.HasPrefix(src, "data:") {
			if len(src) > p.room {
				p.dropped(droppedRest)
				src = ""
			}
			p.room -= len(src)
			p.data += len(src)
		}
		if src == "" && (p.tiny(decls) || p.shapeless(decls)) {
			f.as = ""
			return ""
		}
		if l := p.link(); l != nil {
			l.pictures++
			l.read(" " + shownText(p.attr("alt"), true) + " ")
		}
		if src != "" {
			add("src", src)
		} else {
			add("class", "safe-held")
		}
		decls = p.imageStyle(decls, src != "")
	}
	for i, a := range p.attrs {
		kind := safeAttrs[e.as][a.key]
		if kind == 0 {
			kind = safeAttrs[""][a.key]
		}
		if kind == 0 || slices.ContainsFunc(p.attrs[:i], func(b tagAttr) bool { return b.key == a.key }) {
			continue
		}
		if v, ok := attrValue(kind, a.val); ok {
			add(a.key, v)
		}
	}
	if w, _ := p.size("width"); e.as == "table" && w > wideElement {
		decls = setStyle(decls, "max-width", "100%")
	}
	if s := styleString(decls); s != "" {
		add("style", s)
	}
	if e.bare && len(out) == 0 {
		f.as = ""
		return ""
	}
	return "<" + e.as + string(out) + ">"
}

// wideElement is the width in px from which an element must not be wider than
// the page.
const wideElement = 320

// decls collects what an element's style sheets, attributes and style say, the
// stronger word behind the weaker.
func (p *pageWriter) decls(as string) []styleDecl {
	own := p.inline(p.attr("style"))
	all, important := p.sheet.apply(p.open)
	if b := p.attr("background"); b != "" && as != "img" {
		if addr := p.background(b); addr != "" {
			all = append([]styleDecl{{prop: "background-image", val: "url('" + addr + "')"}}, all...)
		}
	}
	if slices.ContainsFunc(p.attrs, func(a tagAttr) bool { return a.key == "hidden" }) {
		all = append([]styleDecl{{prop: "display", val: "none"}}, all...)
	}
	if len(all)+len(important) == 0 && len(own) == 0 {
		return nil
	}
	for _, d := range own {
		if d.important {
			important = append(important, d)
		} else {
			all = append(all, d)
		}
	}
	return boundStyle(lastOfEach(append(all, important...)))
}

// inline reads a style attribute. The same ones occur again and again.
func (p *pageWriter) inline(style string) []styleDecl {
	if style == "" {
		return nil
	}
	if own, ok := p.styles[style]; ok {
		return own
	}
	before := p.view.Remote
	p.style.cssScanner = cssScanner{s: style}
	own := p.style.declarations(false)
	if len(p.styles) < maxStyleCache && p.view.Remote == before {
		p.styles[style] = own
	}
	return own
}

// readBody takes over the looks of the body.
func (p *pageWriter) readBody() {
	if p.bodyAttrs {
		return
	}
	p.bodyAttrs = true
	body := &p.open[1]
	body.class, body.id = p.attr("class"), p.attr("id")
	if dir := lower(p.attr("dir")); dir == "rtl" || dir == "ltr" {
		p.dir = dir
	}
	keep := p.open
	p.open = p.open[:2]
	p.body = slices.DeleteFunc(p.decls("body"), func(d styleDecl) bool {
		return strings.HasSuffix(d.prop, "width") && !strings.HasPrefix(d.prop, "border") || strings.HasSuffix(d.prop, "height") && d.prop != "line-height" ||
			d.prop == "display" || d.prop == "float"
	})
	p.open = keep
	for _, a := range [...][2]string{{"text", "color"}, {"bgcolor", "background-color"}} {
		if v := oldColour(p.attr(a[0])); v != "" && styleOf(p.body, a[1]) == "" {
			p.body = append([]styleDecl{{prop: a[1], val: v}}, p.body...)
		}
	}
}

// oldColour is a colour of an attribute as style spells it; "" if it is none.
func oldColour(v string) string {
	v = strings.TrimSpace(v)
	if bare := strings.TrimPrefix(v, "#"); isHexColour(bare) {
		return "#" + lower(bare)
	}
	v, _ = attrValue(attrWord, v)
	return v
}

// wrapped is the page in its box.
func (p *pageWriter) wrapped() string {
	p.attrs = p.attrs[:0]
	p.readBody()
	decls := p.body
	for _, d := range [...][2]string{{"max-width", "100%"}, {"overflow-x", "auto"}, {"overflow-wrap", "break-word"}} {
		decls = setStyle(decls, d[0], d[1])
	}
	var out strings.Builder
	out.Grow(len(p.out) + 200)
	out.WriteString(`<div class="safe-body"`)
	if p.dir != "" {
		out.WriteString(` dir="` + p.dir + `"`)
	}
	out.WriteString(` style="` + string(appendEscaped(nil, styleString(decls))) + `">`)
	out.Write(p.out)
	out.WriteString("</div>")
	return out.String()
}

// tiny reports whether a picture is no bigger than those that only report that
// the mail was opened.
func (p *pageWriter) tiny(decls []styleDecl) bool {
	small := func(name string) bool {
		if v := stylePixels(styleOf(decls, name)); v >= 0 {
			return v <= 3
		}
		v, ok := p.size(name)
		return ok && v >= 0 && v <= 3
	}
	return small("width") && small("height")
}

// shapeless reports whether nothing could be shown in a picture's place.
func (p *pageWriter) shapeless(decls []styleDecl) bool {
	_, wide := p.size("width")
	_, tall := p.size("height")
	return !wide && !tall && styleOf(decls, "width") == "" && styleOf(decls, "height") == "" && strings.TrimSpace(shownText(p.attr("alt"), true)) == ""
}

// size is a width or height that an attribute states, in px; -1 for a share of
// the page.
func (p *pageWriter) size(name string) (px int, ok bool) {
	v, ok := attrValue(attrNumber, p.attr(name))
	if !ok {
		return 0, false
	}
	if strings.HasSuffix(v, "%") {
		return -1, true
	}
	px, _ = digits(v)
	return px, true
}

// imageStyle keeps a picture on the page, and in shape; of one that is held
// back it shows where it stood.
func (p *pageWriter) imageStyle(decls []styleDecl, shown bool) []styleDecl {
	width, sized := p.size("width")
	_, tall := p.size("height")
	height := styleOf(decls, "height")
	wide := width > wideElement || stylePixels(styleOf(decls, "width")) > wideElement
	sized = sized || tall || styleOf(decls, "width") != "" || height != "" && height != "auto"
	decls = setStyle(decls, "max-width", "100%")
	switch {
	case !shown:
		decls = setStyle(decls, "outline", "1px dashed #999")
	case wide || !sized:
		decls = setStyle(decls, "height", "auto")
	}
	return decls
}
