package mail

import (
	"bytes"
	"html"
	"strings"
	"sync"
	"unicode/utf8"

	"xunpan"
)

// htmlText is what was read out of an HTML body.
type htmlText struct {
	Text   string         // the visible text
	Links  []xunpan.Link  // links with their spans in Text, in order
	Hidden string         // text that the reader's eye does not see
	Tables []xunpan.Table // tables with their cells' spans in Text
	Images int            // images referred to

	Form, Password, Script bool
}

// Bounds of one HTML body besides its text; no honest mail comes near them.
const (
	maxDepth      = 256     // elements open at once that are told apart
	maxUnseen     = 1 << 16 // bytes of hidden text kept
	maxLinks      = 5000
	maxTables     = 1000
	maxCells      = 20000
	maxQuoteDepth = 5
	maxPeeks      = 50
	maxAlt        = 80 // bytes of a picture's text that still name a link
)

// htmlToText turns HTML into text that keeps tables, lists and link targets.
// At most max bytes of text come out, always valid UTF-8.
//
// It is one pass over the bytes without a tree: about 650 MB/s on newsletters,
// where the usual tokenizer, golang.org/x/net/html, makes 190 MB/s and an
// allocation per attribute before anything is done with its tokens.
func htmlToText(s string, max int) htmlText {
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\uFFFD")
	}
	r := htmlReaders.Get().(*htmlReader)
	defer htmlReaders.Put(r)
	r.reset(s, max)
	r.read()
	return r.result()
}

// htmlReaders keeps the buffers of reading between mails.
var htmlReaders = sync.Pool{New: func() any { return new(htmlReader) }}

// reset prepares the reader for another text and keeps its memory.
func (r *htmlReader) reset(s string, max int) {
	*r = htmlReader{
		s: s, max: max, cell: -1, link: -1, look: look{fg: -1, bg: -1},
		out: r.out[:0], hid: r.hid[:0], frames: r.frames[:0], links: r.links[:0], cells: r.cells[:0], nest: r.nest[:0],
	}
}

// htmlReader is the state of one reading.
type htmlReader struct {
	s     string
	i     int // next byte of s
	tagAt int // where the tag being read begins
	max   int

	out    []byte
	hid    []byte
	look   look
	frames []frame // open elements
	over   int     // elements open beyond maxDepth

	breaks int   // line breaks to write before the next text
	space  bool  // a space to write before the next text
	tab    bool  // a cell border to write before the next text
	full   bool  // max was met
	solid  bool  // the line holds a no-break space and nothing else: it is an empty line, not none
	line   int   // where the current line of out begins
	said   uint8 // quote depth of the line written last
	peeks  int   // looks ahead for a forward marker
	bullet int   // list mark to write: 0 none, -1 "- ", n "n. "
	lists  [16]int

	links []linkAt
	link  int // index of the open link, or -1
	alt   string
	base  string

	cells   []cellAt
	cell    int // index of the open cell, or -1
	nest    []tableAt
	cellTop bool // nothing was written in the cell yet
	tables  []xunpan.Table

	images                 int
	form, password, script bool
	noEnd                  [tagVoid + 1]bool // no end tag of the kind is left
	noComment, noDQ, noSQ  bool              // no "-->", '"', "'" is left
	hiddenClasses          []string          // classes a style sheet hides
}

// frame is an open element and the look to go back to after it.
type frame struct {
	tag  tag
	gap  uint8  // line breaks after it
	name uint32 // tells elements that share a tag apart
	look look
}

type linkAt struct {
	target     string
	start, end int
	action     bool
	text       string // shown text when it does not stand in out
}

type cellAt struct {
	start, end int
	row        bool // first of its row
}

type tableAt struct {
	first  int  // index of its first cell
	inner  bool // has a table inside: a layout, not data
	newRow bool
}

// open handles a start tag.
func (r *htmlReader) open(t tag, name uint32, a *attrs, empty bool) {
	r.script = r.script || a.handler
	switch t {
	case tagScript, tagStyle, tagTitle, tagRaw:
		if t == tagScript && !hasFold(a.typ, "json") {
			r.script = true
		}
		if !empty {
			r.raw(t)
		}
		return
	case tagBr:
		r.lineBreak()
		return
	case tagHr:
		r.endLine(1)
		return
	case tagImg:
		r.image(a)
		return
	case tagInput:
		r.input(a)
		return
	case tagBase:
		r.base = attribute(a.href)
		return
	case tagMeta:
		r.meta(a)
		return
	case tagArea:
		r.addLink(a.href, false)
		r.link = -1
		return
	case tagVoid:
		return
	}
	r.implied(t)
	if t.block() {
		r.endLine(1)
	}
	before, gap := r.look, 1
	if a.style != "" {
		r.look.apply(a.style)
	}
	if a.bgcolor != "" {
		r.look.bg = colour(a.bgcolor)
	}
	if a.backdrop != "" {
		r.look.bg = -1
	}
	if a.hidden || len(r.hiddenClasses) > 0 && a.class != "" && r.hidesClass(a.class) {
		r.look.gone = true
	}
	switch t {
	case tagFont:
		if a.color != "" {
			r.look.fg = colour(a.color)
		}
	case tagP:
		gap = paragraphGap(a)
		r.endLine(gap)
	case tagHeading:
		gap = 2
		r.endLine(gap)
	case tagPre:
		r.look.pre = true
	case tagUl, tagOl:
		if int(r.look.list) < len(r.lists)-1 {
			r.look.list++
		}
		r.lists[r.look.list] = -1
		if t == tagOl {
			n, _ := number(a.start)
			r.lists[r.look.list] = max(0, min(int(n), 9999)-1)
		}
	case tagLi:
		r.bullet = -1
		if n := &r.lists[r.look.list]; r.look.list > 0 && *n >= 0 {
			*n++
			r.bullet = *n
		}
	case tagTable:
		r.openTable()
		r.look.pre = false
	case tagTr:
		if len(r.nest) > 0 {
			r.nest[len(r.nest)-1].newRow = true
		}
	case tagTd:
		r.openCell()
	case tagA:
		r.endLink()
		if a.href != "" {
			r.addLink(a.href, false)
		}
	case tagButton, tagForm:
		if t == tagForm {
			r.form = true
		}
		if a.action != "" {
			r.addLink(a.action, true)
			r.link = -1
		}
	case tagOption:
		r.space = true
	}
	if t == tagBlockquote || t == tagBlock {
		if r.look.quote < maxQuoteDepth && isQuote(t, a) && !r.forwarded() {
			r.look.quote++
		}
	}
	if empty && t == tagOther { // <o:p/>; known elements do not close themselves in HTML
		r.look = before
		return
	}
	if len(r.frames) >= maxDepth {
		r.over++
		return
	}
	r.frames = append(r.frames, frame{t, uint8(gap), name, before})
}

// paragraphGap is how many line breaks stand before and after a paragraph:
// two, or one where the style takes the margin away, as Outlook does.
func paragraphGap(a *attrs) int {
	if startsFold(a.class, "mso") || hasFold(a.style, "margin:0") || hasFold(a.style, "margin: 0") ||
		hasFold(a.style, "margin-top:0") || hasFold(a.style, "margin-bottom:0") {
		return 1
	}
	return 2
}

// close handles an end tag.
func (r *htmlReader) close(t tag, name uint32) {
	if t == tagBr { // </br> is shown as <br>
		r.lineBreak()
		return
	}
	if t.void() {
		return
	}
	if r.over > 0 {
		r.over--
		return
	}
	// An end tag without its beginning is searched for in the near frames only.
	for k := len(r.frames) - 1; k >= 0 && k >= len(r.frames)-64; k-- {
		f := r.frames[k]
		if f.tag == t && f.name == name {
			for len(r.frames) > k {
				r.pop()
			}
			return
		}
		if f.tag.structural() && !t.structural() {
			break
		}
		if f.tag == tagTable && t != tagBody {
			break
		}
	}
	if t == tagP {
		r.endLine(1)
	}
}

// pop ends the innermost open element.
func (r *htmlReader) pop() {
	f := r.frames[len(r.frames)-1]
	r.frames = r.frames[:len(r.frames)-1]
	switch f.tag {
	case tagA:
		r.endLink()
	case tagTd:
		r.closeCell()
	case tagTable:
		r.closeTable()
	case tagLi:
		r.bullet = 0
	}
	if f.tag.block() {
		r.endLine(int(f.gap))
	}
	r.look = f.look
}

// implied ends the elements that a start tag ends: a <p> before a block, a
// cell before the next cell, an item before the next item.
func (r *htmlReader) implied(t tag) {
	var end func(tag) bool
	switch {
	case t == tagTd:
		end = func(u tag) bool { return u == tagTd }
	case t == tagTr:
		end = func(u tag) bool { return u == tagTr }
	case t == tagLi:
		end = func(u tag) bool { return u == tagLi }
	case t.block() && t != tagBody:
		end = func(u tag) bool { return u == tagP }
	case t == tagA:
		end = func(u tag) bool { return u == tagA }
	default:
		return
	}
	for k := len(r.frames) - 1; k >= 0 && k >= len(r.frames)-32; k-- {
		u := r.frames[k].tag
		if end(u) {
			for len(r.frames) > k {
				r.pop()
			}
			return
		}
		switch {
		case u == tagTable, u == tagTd && t != tagTr, t == tagLi && (u == tagUl || u == tagOl),
			t != tagTd && t != tagTr && t != tagLi && u.block():
			return
		}
	}
}

// lineBreak is a <br>.
func (r *htmlReader) lineBreak() {
	r.breaks = min(r.breaks+1, 3)
	r.space, r.tab, r.solid = false, false, false
}

// endLine asks for at least n line breaks before the next text.
func (r *htmlReader) endLine(n int) {
	if r.solid {
		r.breaks++
		r.solid = false
	}
	if r.cellTop { // the first block of a cell stands where the cell stands
		return
	}
	r.breaks = min(max(r.breaks, n), 3)
	r.space, r.tab = false, false
}

// result puts everything together.
func (r *htmlReader) result() htmlText {
	text := string(bytes.TrimRight(r.out, " \t\n"))
	h := htmlText{
		Text: text, Hidden: strings.TrimSpace(strings.ToValidUTF8(string(r.hid), "")), Tables: r.tables, Images: r.images,
		Form: r.form, Password: r.password, Script: r.script,
	}
	for _, t := range h.Tables { // white space kept at the end may have been a cell's
		for _, row := range t.Rows {
			for i := range row {
				row[i].Start, row[i].End = min(row[i].Start, len(text)), min(row[i].End, len(text))
			}
		}
	}
	if len(r.links) > 0 {
		h.Links = make([]xunpan.Link, len(r.links))
	}
	for i, l := range r.links {
		h.Links[i] = xunpan.Link{Target: l.target, Text: l.text, Action: l.action}
		if end := min(l.end, len(text)); l.start >= 0 && l.start < end {
			h.Links[i].Text, h.Links[i].Start, h.Links[i].End = text[l.start:end], l.start, end
		}
	}
	clear(r.links) // the reader is kept, the mail is not
	r.s, r.alt, r.base, r.tables, r.hiddenClasses = "", "", "", nil, nil
	return h
}

// attribute decodes an attribute's value.
func attribute(s string) string {
	s = strings.TrimSpace(s)
	if strings.IndexByte(s, '&') >= 0 {
		s = strings.TrimSpace(html.UnescapeString(s))
	}
	return s
}
