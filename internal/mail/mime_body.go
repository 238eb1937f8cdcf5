package mail

import (
	"bytes"
	"slices"
	"strings"
	"unicode"

	"xunpan"
)

// leaf reads a part that is no multipart.
func (b *builder) leaf(p *part) []piece {
	name := p.fileName(b.hint)
	switch {
	case p.media == "message/rfc822" || p.media == "message/global":
		b.inside(p, name)
		return nil
	case p.media == "application/pkcs7-mime" || p.media == "application/x-pkcs7-mime":
		if pieces, ok := b.unwrapSigned(p); ok {
			return pieces
		}
	case b.isText(p, name):
		return b.text(p)
	}
	b.attach(p, name)
	return nil
}

// isText reports whether a part is text to be shown with the message.
func (b *builder) isText(p *part, name string) bool {
	if !strings.HasPrefix(p.media, "text/") || p.attached() {
		return false
	}
	switch p.media {
	case "text/plain", "text/html":
		// Some mailers give the text itself a file name.
		return name == "" || b.texts == 0 && !p.related
	case "text/calendar", "text/csv", "text/vcard", "text/x-vcard", "text/directory", "text/rfc822-headers",
		"text/xml", "text/css", "text/javascript", "text/rtf":
		return false
	}
	return name == ""
}

// text decodes a text part.
func (b *builder) text(p *part) []piece {
	r := b.r
	html := p.media == "text/html"
	limit := r.opt.MaxText
	if html {
		limit *= 8 // markup is the most of it
	}
	raw := r.decode(p, limit)
	if len(raw) >= limit {
		r.problem(xunpan.ProblemLimit, p.where, "The text is longer than the limit; the rest was left out.")
	}
	b.texts++
	// Text sent as plain that is a page of HTML.
	if !html && looksHTML(raw) {
		html = true
	}
	label := p.ctype.get("charset")
	if html && label == "" {
		label = metaCharset(raw)
	}
	t, used, note := decodeText(raw, label)
	if note != "" {
		r.problem(xunpan.ProblemCharset, p.where, note)
	}
	if b.hint == "" {
		b.hint = used
	}
	var text string
	if shares(t, p.body) {
		text = cleanText(t)
	} else {
		text = cleanOwned(t)
	}
	if html {
		h := htmlToText(text, r.opt.MaxText)
		return []piece{{text: h.Text, html: &h, isHTML: true, source: text}}
	}
	switch {
	case p.media == "text/enriched" || p.media == "text/richtext":
		text = plainEnriched(text)
	case strings.EqualFold(p.ctype.get("format"), "flowed"):
		text = joinFlowed(text, strings.EqualFold(p.ctype.get("delsp"), "yes"))
	}
	if strings.Contains(text, "-----BEGIN PGP ") {
		text = b.unarmor(text, p.where)
	}
	if strings.Contains(text, "begin ") {
		text = b.takeUU(text)
	}
	return []piece{{text: text}}
}

// looksHTML reports whether text plainly begins as a page of HTML.
func looksHTML(raw []byte) bool {
	head := bytes.TrimLeft(raw[:min(len(raw), 256)], " \t\r\n\ufeff")
	if len(head) < 6 || head[0] != '<' {
		return false
	}
	s := strings.ToLower(string(head[:min(len(head), 16)]))
	return strings.HasPrefix(s, "<!doctype html") || strings.HasPrefix(s, "<html") || strings.HasPrefix(s, "<body")
}

// metaCharset finds the charset that an HTML page states of itself.
func metaCharset(raw []byte) string {
	head := bytes.ToLower(raw[:min(len(raw), 2<<10)])
	i := bytes.Index(head, []byte("charset="))
	if i < 0 {
		return ""
	}
	v := bytes.TrimLeft(head[i+8:], " \"'")
	end := bytes.IndexAny(v, " \"'/>;\r\n")
	if end <= 0 || end > 40 {
		return ""
	}
	if l := string(v[:end]); !wide(l) { // a page whose markup could be read is not UTF-16
		return l
	}
	return ""
}

// choose takes one of a multipart/alternative's renderings: the plain text if
// it has substance, else the HTML. The HTML stays attached to chosen plain text,
// because what links say and where they lead shows only there.
func choose(groups [][]piece) []piece {
	plain, html := -1, -1
	for i, g := range groups {
		isHTML, blank := false, true
		for j := range g {
			isHTML = isHTML || g[j].isHTML
			blank = blank && strings.TrimSpace(g[j].text) == ""
		}
		switch {
		case isHTML:
			html = i
		case !blank && plain < 0:
			plain = i
		}
	}
	switch {
	case html < 0 && plain < 0:
		return nil
	case html < 0:
		return renderings(groups)
	case plain < 0 || !plainServes(groups[plain], groups[html]):
		return groups[html]
	}
	out := groups[plain]
	for i := range out {
		out[i].beside = true
	}
	for _, pc := range groups[html] {
		if pc.html != nil {
			out = append(out, piece{html: pc.html, source: pc.source})
		}
	}
	return out
}

// renderings keeps all that plain renderings say: some mailers call parts that
// belong together alternatives.
func renderings(groups [][]piece) (all []piece) {
	for _, g := range groups {
		for _, pc := range g {
			text := strings.TrimSpace(pc.text)
			twice := slices.ContainsFunc(all, func(o piece) bool { return strings.Contains(o.text, text) })
			if text != "" && !twice {
				all = append(all, pc)
			}
		}
	}
	return all
}

// plainServes reports whether the plain text says what the HTML says, so that
// it may stand for it. The reader of the mail sees the HTML.
func plainServes(plain, html []piece) bool {
	for i := range html {
		if html[i].isHTML && dataTable(html[i].html) {
			return false // columns are lost in plain text
		}
	}
	h, t := wholeText(html), wholeText(plain)
	rich := letters(h)
	poor := letters(t)
	if rich == 0 {
		return true
	}
	if poor*3 < rich || strings.Contains(t, "</") && looksHTML([]byte(t)) {
		return false
	}
	if poor < 200 && poor*2 < rich && strings.Contains(strings.ToLower(t), "html") {
		return false // "your mail program does not show HTML"
	}
	return sharesWords(t, h)
}

// wholeText is the text of the pieces one after the other.
func wholeText(pieces []piece) string {
	if len(pieces) == 1 { // as a rule
		return pieces[0].text
	}
	var s strings.Builder
	for i := range pieces {
		s.WriteString(pieces[i].text)
	}
	return s.String()
}

// letters counts the bytes of letters and digits, roughly: those beyond ASCII
// all count.
func letters(s string) (n int) {
	for i := 0; i < len(s); i++ {
		n += int(letterByte[s[i]])
	}
	return n
}

// letterByte is 1 for a byte that counts as a letter.
var letterByte = func() (t [256]uint8) {
	for c := range t {
		if c >= 0x80 || asciiLetter(rune(c)) || digit(byte(c)) {
			t[c] = 1
		}
	}
	return t
}()

// sharesWords reports whether words taken from all over the HTML occur in the
// plain text: a plain part of other content is a filter's bait.
func sharesWords(plain, html string) bool {
	const samples = 12
	tried, found := 0, 0
	step := max(len(html)/samples, 24)
	for at := 0; at < len(html) && tried < samples; at += step {
		w := wordAfter(html[at:min(len(html), at+step)])
		if w == "" {
			continue
		}
		tried++
		if strings.Contains(plain, w) {
			found++
		}
	}
	return tried < 4 || found*3 >= tried
}

// wordAfter returns the first whole word of five letters or more.
func wordAfter(s string) string {
	start := 0
	for i := 1; i <= len(s); i++ {
		if i < len(s) && (asciiLetter(rune(s[i])) || s[i] >= 0x80) {
			continue
		}
		if start > 0 && i-start >= 5 && i-start <= 30 && i < len(s) {
			return s[start:i]
		}
		start = i + 1
	}
	return ""
}

// dataTable reports whether HTML holds a table of data: several rows, each with
// several short cells. Tables made for layout have long or lone cells.
func dataTable(h *htmlText) bool {
	for _, t := range h.Tables {
		rows := 0
		for _, row := range t.Rows {
			cells := 0
			for _, c := range row {
				if n := c.End - c.Start; n > 0 && n < 80 && strings.TrimSpace(h.Text[c.Start:c.End]) != "" {
					cells++
				}
			}
			if cells >= 3 {
				rows++
			}
		}
		if rows >= 2 {
			return true
		}
	}
	return false
}

// compose puts the pieces together as the message's body.
func (b *builder) compose(pieces []piece) {
	blank := true
	for i := range pieces {
		if strings.TrimSpace(pieces[i].text) != "" {
			blank = false
		}
	}
	if blank && b.spare != "" {
		pieces = append(pieces, piece{text: b.spare})
		blank = false
	}
	b.join(pieces)
	if len(b.inner) > 0 && !b.report && (blank || b.forwards()) {
		b.unfold()
	}
}

// join writes the pieces into the body and takes over what their HTML holds.
func (b *builder) join(pieces []piece) {
	m := b.m
	var out strings.Builder
	var beside []xunpan.Link // of HTML that is not shown
	for i := range pieces {
		pc := &pieces[i]
		text := pc.text
		if !pc.isHTML {
			text = strings.TrimRightFunc(strings.TrimLeft(text, "\n"), unicode.IsSpace)
		}
		if text != "" {
			if out.Len() > 0 && out.Len()+2 <= b.r.opt.MaxText {
				out.WriteString("\n\n")
			}
			if room := b.r.opt.MaxText - out.Len(); len(text) > room {
				text = cut(text, room)
				b.r.problem(xunpan.ProblemLimit, "body", "The text is longer than the limit; the rest was left out.")
			}
		}
		at := out.Len()
		if at == 0 && text != "" && last(pieces[i+1:]) {
			m.Body = text // the one piece there is: nothing to copy
		} else {
			out.WriteString(text)
		}
		if h := pc.html; h != nil {
			m.Images += h.Images
			if m.Hidden == "" {
				m.Hidden = cut(h.Hidden, maxHidden)
			} else if h.Hidden != "" && len(m.Hidden) < maxHidden {
				m.Hidden = cut(m.Hidden+"\n"+h.Hidden, maxHidden)
			}
			if !pc.isHTML {
				beside = append(beside, h.Links...)
				continue
			}
			m.Links = appendShifted(m.Links, h.Links, at, len(text))
			m.Tables = append(m.Tables, shiftTables(h.Tables, at, len(text))...)
		}
	}
	if out.Len() > 0 {
		m.Body = out.String()
	}
	m.Links = mergeLinks(m.Body, m.Links, beside)
}

// last reports whether no piece of the rest has text.
func last(rest []piece) bool {
	return !slices.ContainsFunc(rest, func(pc piece) bool { return pc.text != "" })
}
