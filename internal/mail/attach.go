package mail

import (
	"bytes"
	"strings"

	"xunpan"
)

// Limits of looking into attachments.
const (
	sniffSize = 4 << 10  // bytes decoded to tell a file's kind
	lookSize  = 16 << 20 // bytes decoded of a file that must be looked into
	maxPage   = 4 << 20  // bytes read of an attached page
)

// attach adds a part as an attachment.
func (b *builder) attach(p *part, name string) {
	r := b.r
	if p.media == "application/pgp-encrypted" {
		b.seal(p.where)
	}
	head := p.sniff(sniffSize)
	kind := kindOf(head, name, p.media)
	size := p.size()
	limit := lookLimit(kind, head)
	if limit == 0 {
		b.addFile(p, name, head, size)
		return
	}
	data := r.decode(p, limit)
	if len(data) < limit {
		size = int64(len(data))
	}
	b.addFile(p, name, data, size)
}

// lookLimit is how much of a file must be decoded to say what there is to say of
// it; 0 if its beginning is enough.
func lookLimit(kind xunpan.FileKind, head []byte) int {
	switch kind {
	case xunpan.FileText, xunpan.FileCalendar, xunpan.FileCard, xunpan.FileScript, xunpan.FileShortcut:
		return maxFileText
	case xunpan.FileHTML, xunpan.FileSVG:
		return maxPage
	case xunpan.FilePDF, xunpan.FileDocument, xunpan.FileSheet, xunpan.FileArchive, xunpan.FileMessage, xunpan.FileDiskImage:
		return lookSize
	case xunpan.FileExecutable:
		if isZip(head) { // a .jar or .apk
			return lookSize
		}
	}
	// Disk images begin with empty sectors.
	if isTNEF(head) || kind == xunpan.FileOther && len(bytes.Trim(head, "\x00")) == 0 {
		return lookSize
	}
	return 0
}

// addFile adds a file by its content: data is the whole of it, or its beginning
// where that is enough.
func (b *builder) addFile(p *part, name string, data []byte, size int64) {
	r := b.r
	if isTNEF(data) && b.tnef(data) {
		return
	}
	f := xunpan.File{
		Name: name, Declared: p.media, Kind: kindOf(data, name, p.media), Size: size,
		Inline: p.disp.value == "inline" || p.related && p.disp.value != "attachment" || p.head.get("content-id") != "" && p.disp.value == "",
	}
	switch f.Kind {
	case xunpan.FilePDF:
		lookIntoPDF(&f, data)
	case xunpan.FileArchive, xunpan.FileDocument, xunpan.FileSheet, xunpan.FileExecutable, xunpan.FileDiskImage:
		r.lookInto(&f, data)
		if f.Kind == xunpan.FileSheet && !isZip(data) && !isOLE(data) && isTextual(data) { // CSV
			t, _, _ := decodeText(data[:min(len(data), maxFileText)], p.ctype.get("charset"))
			f.Text = r.keep(cleanText(t))
		}
	case xunpan.FileHTML, xunpan.FileSVG:
		b.readMarkup(p, &f, data)
	case xunpan.FileText, xunpan.FileCalendar, xunpan.FileCard, xunpan.FileScript, xunpan.FileShortcut:
		if f.Kind == xunpan.FileText || isTextual(data) {
			t, _, _ := decodeText(data[:min(len(data), maxFileText)], p.ctype.get("charset"))
			f.Text = r.keep(cleanText(t))
		}
		if f.Kind == xunpan.FileCalendar && b.spare == "" {
			b.spare = calendarText(f.Text)
		}
	case xunpan.FileMessage:
		if !isOLE(data) && b.depth < r.opt.MaxNested {
			b.innerMessage(f, p, data)
			return
		}
		lookIntoOLE(&f, data)
	}
	r.kept.file(b.m, p, data)
	b.m.Files = append(b.m.Files, f)
}

// readMarkup reads an attached page or drawing: its text, and whether it asks
// for input or runs script. Where its forms post to joins the message's links.
func (b *builder) readMarkup(p *part, f *xunpan.File, data []byte) {
	if len(data) >= maxPage {
		data = data[:maxPage]
		b.r.problem(xunpan.ProblemLimit, f.Name, "The attached page is longer than the limit; the rest was left out.")
	}
	label := p.ctype.get("charset")
	if label == "" {
		label = metaCharset(data)
	}
	t, _, _ := decodeText(data, label)
	h := htmlToText(cleanText(t), maxFileText)
	f.Form, f.Script = h.Form || h.Password, h.Script || f.Kind == xunpan.FileSVG && scripted(t)
	f.Text = b.r.keep(h.Text)
	for _, l := range h.Links {
		if l.Action && len(b.m.Files) < 100 {
			l.Start, l.End = 0, 0
			b.m.Links = append(b.m.Links, l)
		}
	}
}

// scripted reports whether a drawing runs script: by an element, an event or a link.
func scripted(svg []byte) bool {
	low := bytes.ToLower(svg)
	return bytes.Contains(low, []byte("<script")) || bytes.Contains(low, []byte("javascript:")) || bytes.Contains(low, []byte(" onload="))
}

// sniff decodes the beginning of a part.
func (p *part) sniff(n int) []byte {
	body := p.body
	switch p.encoding {
	case transferBase64:
		body = body[:min(len(body), n*3/2)]
		if !isBase64Body(body) {
			return body[:min(len(body), n)]
		}
		out, _ := looseBase64(make([]byte, 0, n), body)
		return out
	case transferQuoted:
		body = body[:min(len(body), 2*n)]
	}
	out, _ := decodeTransfer(body, p.encoding, n)
	return out
}

// size is the decoded size of a part: reckoned from the length of a base64 body
// and of its lines, since decoding all of it only to count is waste.
func (p *part) size() int64 {
	n := len(p.body)
	switch p.encoding {
	case transferBase64:
		body := bytes.TrimRight(p.body, "\r\n \t")
		n = len(body)
		if i := bytes.IndexByte(body, '\n'); i >= 0 && i < 2000 {
			end := 1
			if i > 0 && body[i-1] == '\r' {
				end = 2
			}
			n -= n / (i + 1) * end
		}
		pad := len(body) - len(bytes.TrimRight(body, "="))
		return int64(max(n/4*3-pad, 0))
	case transferQuoted:
		return int64(n - 2*bytes.Count(p.body, []byte("=")))
	case transferUU:
		return int64(n / 4 * 3)
	}
	return int64(n)
}

// fileName is the name the sender gave a part, decoded.
func (p *part) fileName(hint string) string {
	name := p.disp.get("filename")
	if name == "" {
		name = p.ctype.get("name") // before a filename of Content-Disposition became known
	}
	for _, odd := range [...]string{"name", "file"} {
		if name == "" {
			name = p.disp.get(odd)
		}
		if name == "" {
			name = p.ctype.get(odd)
		}
	}
	if name == "" {
		return ""
	}
	if hasOdd(name) || strings.Contains(name, "=?") || strings.Contains(name, "''") {
		name, _ = decodeLoose([]byte(name), hint)
		name = decodeWords(name)
		// RFC 2231's percent signs without its star.
		if strings.HasPrefix(strings.ToLower(name), "utf-8''") {
			name, _ = decodeLoose(unpercent(name[7:]), hint)
		}
	}
	return cleanName(name)
}

// maxFileName is the longest file name kept, in bytes.
const maxFileName = 500

// cleanName takes folders and controls off a file name. Characters that turn
// the writing direction stay: they are evidence.
func cleanName(name string) string {
	name = strings.TrimSpace(oneLine(strings.ToValidUTF8(name, "\ufffd")))
	if i := strings.LastIndexAny(name, `/\`); i >= 0 && i < len(name)-1 {
		name = name[i+1:]
	}
	return cut(name, maxFileName)
}

// calendarText is what a calendar entry says, for a message that says nothing else.
func calendarText(ics string) string {
	var out strings.Builder
	// Folded lines go on behind a line break and a space (RFC 5545 3.1).
	ics = strings.ReplaceAll(strings.ReplaceAll(ics, "\n ", ""), "\n\t", "")
	for line := range strings.SplitSeq(ics, "\n") {
		colon := strings.IndexByte(line, ':')
		if colon < 0 {
			continue
		}
		name, _, _ := strings.Cut(strings.ToUpper(line[:colon]), ";")
		v := strings.NewReplacer(`\n`, "\n", `\N`, "\n", `\,`, ",", `\;`, ";", `\\`, `\`).Replace(line[colon+1:])
		switch name {
		case "SUMMARY", "DESCRIPTION":
			out.WriteString(v + "\n")
		case "LOCATION":
			out.WriteString("Location: " + v + "\n")
		case "DTSTART":
			out.WriteString("Start: " + v + "\n")
		case "ORGANIZER":
			out.WriteString("Organizer: " + strings.TrimPrefix(strings.TrimPrefix(v, "mailto:"), "MAILTO:") + "\n")
		}
		if out.Len() > maxFileText || name == "END" && strings.HasPrefix(v, "VEVENT") {
			break
		}
	}
	return strings.TrimSpace(out.String())
}
