package mail

import (
	"strings"

	"golang.org/x/net/html"
)

// Bounds of one page; no honest mail comes near them.
const (
	maxSafeDepth  = 100 // elements open at once; what is deeper loses its tags
	maxSafeAttrs  = 60  // attributes looked at of one element
	maxStyleCache = 256
)

// safeFrame is an open element.
type safeFrame struct {
	name      string // as the mail wrote it
	as        string // as it is written; "" if it is not
	class, id string // for style sheets
	link      bool
}

// tagAttr is an attribute of the tag being read.
type tagAttr struct{ key, val string }

// pageWriter writes one page.
type pageWriter struct {
	*safer
	out   []byte
	max   int
	data  int         // bytes of out that are data: addresses; they do not count
	full  bool        // max was met
	open  []safeFrame // html, body, and what is open in them
	over  int         // elements open beyond maxSafeDepth
	skip  string      // the element being left out with its content; "" for none
	depth int         // of elements of that name inside it
	attrs []tagAttr

	base      string
	bodyAttrs bool // the body's own attributes were read
	body      []styleDecl
	dir       string
	links     []openLink // open ones; one in another only with a table between them
	sheet     *sheet
	style     styleReader
	styles    map[string][]styleDecl // by attribute's value
	last      map[string]int         // where the last end tag of a name stands in the source
}

// page makes one page of HTML harmless, but for the guard's last word. At most
// about max bytes come out, and pictures.
func (s *safer) page(src string, max int) string {
	p := pageWriter{
		safer: s, max: max, open: []safeFrame{{name: "html"}, {name: "body"}},
		styles: map[string][]styleDecl{}, last: map[string]int{},
	}
	p.style = styleReader{picture: p.background, note: s.dropped}
	if hasFold(src, "<style") {
		p.sheet = readSheet(styleText(src), &p.style)
	}
	p.read(src)
	for len(p.open) > 2 {
		p.pop()
	}
	if p.full {
		p.dropped(droppedRest)
	}
	return p.wrapped()
}

// styleText collects the style sheets of a page.
func styleText(src string) string {
	var css strings.Builder
	z := html.NewTokenizer(strings.NewReader(src))
	inside := false
	for css.Len() < maxSheet {
		switch z.Next() {
		case html.ErrorToken:
			return css.String()
		case html.StartTagToken:
			name, more := z.TagName()
			inside = string(name) == "style"
			for more && inside {
				var key, val []byte
				key, val, more = z.TagAttr()
				if string(key) == "media" && !foldEqual(strings.TrimSpace(string(val)), "screen") && !foldEqual(strings.TrimSpace(string(val)), "all") {
					inside = false
				}
			}
			if string(name) == "noscript" {
				z.NextIsNotRawText()
			}
		case html.TextToken:
			if inside {
				css.Write(z.Raw())
				css.WriteByte('\n')
			}
		default:
			inside = false
		}
	}
	return css.String()
}

// read goes through the tags and texts of the source.
func (p *pageWriter) read(src string) {
	z := html.NewTokenizer(strings.NewReader(src))
	at := 0
	for !p.full {
		kind := z.Next()
		at += len(z.Raw())
		switch kind {
		case html.ErrorToken:
			return
		case html.TextToken:
			if p.skip == "" {
				p.text(string(z.Text()))
			}
		case html.StartTagToken, html.SelfClosingTagToken:
			raw, more := z.TagName()
			name := string(raw)
			p.attrs = p.attrs[:0]
			for more {
				var key, val []byte
				key, val, more = z.TagAttr()
				if len(p.attrs) < maxSafeAttrs {
					p.attrs = append(p.attrs, tagAttr{string(key), string(val)})
				}
			}
			// A browser without script shows what noscript holds, and knows no raw
			// text inside drawings.
			if name == "noscript" || p.skip == "svg" || p.skip == "math" {
				z.NextIsNotRawText()
			}
			p.start(name, kind == html.SelfClosingTagToken, src, at)
		case html.EndTagToken:
			name, _ := z.TagName()
			p.end(string(name))
		}
	}
}

// attr is the value of an attribute of the tag being read. Of several of the
// same name the first one counts.
func (p *pageWriter) attr(key string) string {
	for i := range p.attrs {
		if p.attrs[i].key == key {
			return p.attrs[i].val
		}
	}
	return ""
}

// start handles a start tag; at is where the source goes on behind it. Only
// drawings can close themselves ("/>").
func (p *pageWriter) start(name string, empty bool, src string, at int) {
	for i := range p.attrs {
		if k := p.attrs[i].key; strings.HasPrefix(k, "on") && len(k) > 2 {
			p.dropped(droppedHandler)
		}
	}
	if p.skip != "" && p.skips(name, empty) {
		p.countRemote(name)
		return
	}
	if kind, ok := droppedElements[name]; ok {
		p.dropped(kind)
		p.countRemote(name)
		switch name {
		case "svg", "math":
			if empty {
				return
			}
		case "template", "select", "xml":
			if !p.endsLater(name, src, at) {
				return
			}
		}
		p.skip, p.depth = name, 1
		return
	}
	p.dropped(unwrappedElements[name])
	switch name {
	case "html", "head":
		return
	case "body":
		p.readBody()
		return
	case "base":
		if target, _ := safeTarget(p.attr("href"), ""); p.base == "" && strings.HasPrefix(target, "http") {
			p.base = target
		}
	case "meta":
		if foldEqual(strings.TrimSpace(p.attr("http-equiv")), "refresh") {
			p.dropped(droppedRefresh)
		}
	case "div":
		if p.attr("class") == "safe-body" && len(p.open) == 2 && !p.bodyAttrs {
			p.readBody()
			return
		}
	case "span":
		// A mail may not speak in our name; ours is written anew behind its link.
		if p.attr("class") == "safe-target" {
			p.skip, p.depth = name, 1
			return
		}
	}
	e, ok := safeElements[name]
	if !ok {
		p.countRemote(name)
		return
	}
	p.element(name, e)
}
