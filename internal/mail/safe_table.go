package mail

import "strings"

// safeElement is an element that may be written.
type safeElement struct {
	as    string // what it is written as
	void  bool   // has no end
	block bool   // ends an open paragraph
	bare  bool   // says nothing without attributes and is left out then
	table bool   // makes sense inside a table only
}

// safeElements are the elements that are written, by the names they come
// under. Of all others only the content is.
var safeElements = func() map[string]safeElement {
	all := map[string]safeElement{}
	add := func(e safeElement, names string) {
		for _, n := range strings.Fields(names) {
			one := e
			if one.as == "" {
				one.as = n
			}
			all[n] = one
		}
	}
	add(safeElement{}, "a abbr b big cite code del dfn em i ins kbd mark q s samp small strike strong sub sup tt u var")
	add(safeElement{as: "a"}, "area")
	add(safeElement{as: "abbr"}, "acronym")
	add(safeElement{bare: true}, "span font")
	add(safeElement{as: "span", bare: true}, "nobr label button bdi bdo")
	add(safeElement{void: true}, "br img wbr")
	add(safeElement{as: "img", void: true}, "image")
	add(safeElement{void: true, block: true}, "hr")
	add(safeElement{block: true}, "address blockquote center div dl h1 h2 h3 h4 h5 h6 ol p pre table ul")
	add(safeElement{block: true}, "dd dt li")
	add(safeElement{as: "div", block: true}, "article aside details dialog fieldset figcaption figure footer form header hgroup legend main marquee nav section summary")
	add(safeElement{as: "ul", block: true}, "dir menu")
	add(safeElement{as: "pre", block: true}, "listing plaintext xmp")
	add(safeElement{table: true}, "caption colgroup tbody td tfoot th thead tr")
	add(safeElement{table: true, void: true}, "col")
	return all
}()

// droppedElements are elements whose content goes with them; the value is what
// the user is told, "" for nothing.
var droppedElements = map[string]string{
	"script": droppedScript, "iframe": droppedFrame, "svg": droppedDrawing, "math": droppedDrawing,
	"textarea": droppedForm, "select": droppedForm, "style": "", "title": "", "noembed": "", "noframes": "", "template": "", "xml": "",
}

// unwrappedElements are elements that are left out while their content stays,
// of which the user is told.
var unwrappedElements = map[string]string{
	"form": droppedForm, "button": droppedForm, "input": droppedForm, "keygen": droppedForm, "isindex": droppedForm,
	"frame": droppedFrame, "frameset": droppedFrame, "object": droppedPlugin, "embed": droppedPlugin, "applet": droppedPlugin,
	"video": droppedMedia, "audio": droppedMedia, "base": droppedBase, "bdo": droppedDirection,
}

// endsForeign are the HTML elements that end an open drawing, as in browsers.
var endsForeign = nameSet(`b big blockquote body br center code dd div dl dt em embed h1 h2 h3 h4 h5 h6 head hr i img li listing menu meta
	nobr ol p pre ruby s small span strong strike sub sup table tt u ul var`)

// Scopes in which the beginning of an element ends an open one before it.
var (
	outOfParagraph = nameSet("td th caption table")
	outOfItem      = nameSet("td th caption table ul ol dl blockquote center")
	outOfTable     = nameSet("table")
	tableParts     = nameSet("caption colgroup tbody td tfoot th thead tr")
)

func nameSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[w] = true
	}
	return set
}

// attrKind is what an attribute's value may be.
type attrKind uint8

const (
	attrWord   attrKind = iota + 1 // letters only
	attrCode                       // letters, digits and "-"
	attrNumber                     // pixels, or a percentage
	attrCount                      // of columns and the like
	attrColour
	attrStep // a font size: a digit, with a sign or without
	attrFont
	attrText
	attrFlag
)

// safeAttrs are the attributes that are written, by element and name; those
// under "" may stand on every element. Style, addresses and what belongs to
// links are not among them, they have ways of their own.
var safeAttrs = func() map[string]map[string]attrKind {
	all := map[string]map[string]attrKind{"": {"dir": attrWord, "lang": attrCode}}
	add := func(kind attrKind, elements string, attrs ...string) {
		for _, e := range strings.Fields(elements) {
			if all[e] == nil {
				all[e] = map[string]attrKind{}
			}
			for _, a := range attrs {
				all[e][a] = kind
			}
		}
	}
	add(attrWord, "div p h1 h2 h3 h4 h5 h6 hr img", "align")
	add(attrWord, "table tbody td tfoot th thead tr caption col colgroup", "align", "valign")
	add(attrNumber, "table td th tr col colgroup img hr", "width", "height")
	add(attrColour, "table tbody td tfoot th thead tr", "bgcolor")
	add(attrNumber, "table", "border", "cellpadding", "cellspacing")
	add(attrCount, "td th", "colspan", "rowspan")
	add(attrCount, "col colgroup", "span")
	add(attrFlag, "td th", "nowrap")
	add(attrNumber, "img", "border", "hspace", "vspace")
	add(attrText, "img", "alt")
	add(attrColour, "font hr", "color")
	add(attrFont, "font", "face")
	add(attrStep, "font hr", "size")
	add(attrFlag, "hr", "noshade")
	add(attrWord, "br", "clear")
	add(attrNumber, "ol", "start")
	add(attrNumber, "li", "value")
	add(attrCode, "ol ul li", "type")
	return all
}()

// attrValue spells an attribute's value anew; it is false if it is none.
func attrValue(kind attrKind, v string) (string, bool) {
	switch kind {
	case attrWord, attrCode:
		v = strings.TrimSpace(v)
		for i := 0; i < len(v); i++ {
			if !isLetter(v[i]) && (kind == attrWord || !digit(v[i]) && v[i] != '-') {
				return "", false
			}
		}
		if kind == attrWord {
			v = lower(v)
		}
		return v, v != "" && len(v) <= 20
	case attrNumber:
		v = strings.TrimSpace(v)
		n, size := digits(v)
		if size == 0 || size > 4 || n > maxStyleLength {
			return "", false
		}
		if strings.HasPrefix(v[size:], "%") {
			return v[:size] + "%", n <= 100
		}
		return v[:size], true
	case attrCount:
		v = strings.TrimSpace(v)
		n, size := digits(v)
		return v[:size], size > 0 && n > 0 && n <= 100
	case attrColour:
		v = strings.TrimSpace(v)
		bare := strings.TrimPrefix(v, "#")
		for i := 0; i < len(bare); i++ {
			if !isLetter(bare[i]) && !digit(bare[i]) {
				return "", false
			}
		}
		return v, bare != "" && len(bare) <= 24
	case attrStep:
		v = strings.TrimSpace(v)
		bare := strings.TrimLeft(v, "+-")
		n, size := digits(bare)
		return v, size > 0 && size == len(bare) && len(v)-size <= 1 && n <= 20
	case attrFont:
		var names []string
		for one := range strings.SplitSeq(v, ",") {
			if one = strings.TrimSpace(fontName(one)); one != "" && len(names) < 8 {
				names = append(names, one)
			}
		}
		return strings.Join(names, ","), len(names) > 0
	case attrText:
		return cut(shownText(v, true), 500), true
	}
	return "", true // a flag
}
