package mail

import (
	"bytes"
	"strconv"
	"strings"

	"xunpan"
)

// part is one MIME part before decoding. Its body is a stretch of the mail.
type part struct {
	head     header
	media    string // lower-case type of Content-Type; "text/plain" if none is stated
	ctype    params
	disp     params // Content-Disposition
	encoding transfer
	body     []byte
	where    string // its number: "1", "1.2"; "" for the whole message
	digest   bool   // inside multipart/digest: a message unless it says otherwise
	related  bool   // inside multipart/related: belongs to the HTML beside it
}

// describe reads the fields that say what the part is.
func (p *part) describe() {
	p.media = "text/plain"
	if p.digest {
		p.media = "message/rfc822"
	}
	seen := 0
	for i := range p.head.fields {
		f := &p.head.fields[i]
		if len(f.Name) < 12 || f.Name[0]|0x20 != 'c' {
			continue
		}
		switch {
		case seen&1 == 0 && foldEqual(f.Name, "content-type"):
			if f.Value == "" {
				continue
			}
			seen |= 1
			p.ctype = parseParams(f.Value)
			p.media = mediaType(p.ctype.value, p.media)
			if hasOdd(p.media) || len(p.media) > maxName {
				p.media = cut(oneLine(strings.ToValidUTF8(p.media, "\ufffd")), maxName)
			}
		case seen&2 == 0 && foldEqual(f.Name, "content-transfer-encoding"):
			seen |= 2
			p.encoding = transferOf(f.Value)
		case seen&4 == 0 && foldEqual(f.Name, "content-disposition"):
			seen |= 4
			p.disp = parseParams(f.Value)
		}
	}
}

// mediaType mends what senders write for a type.
func mediaType(v, otherwise string) string {
	slash := strings.IndexByte(v, '/')
	switch {
	case v == "text" || v == "plain" || v == "plain/text":
		return "text/plain"
	case v == "html" || v == "text/htm":
		return "text/html"
	case v == "multipart":
		return "multipart/mixed"
	case slash <= 0 || slash == len(v)-1:
		return otherwise
	}
	return v
}

// attached reports whether the sender wants the part kept apart from the text.
func (p *part) attached() bool { return p.disp.value == "attachment" }

// piece is a stretch of the body: text, and the HTML it came from or that says
// the same.
type piece struct {
	text   string
	html   *htmlText // nil for mere plain text
	isHTML bool      // text is html.Text
	source string    // the HTML itself
	beside bool      // plain text that says what HTML beside it says
}

// builder makes one message of its parts.
type builder struct {
	r      *reader
	m      *xunpan.Message
	depth  int            // of the message inside others
	inner  []innerMessage // messages found in it, in order
	hint   string         // charset of the first text, for raw 8-bit headers
	spare  string         // text to show if there is none: a calendar's, a winmail.dat's
	report bool           // a multipart/report: what is attached is not forwarded
	texts  int            // text parts taken into the body
	sealed bool           // encrypted, so that an empty body is no loss
}

// innerMessage is a message/rfc822 part that was read.
type innerMessage struct {
	m    *xunpan.Message
	file int // its place in Files
}

// message reads one message. Depth counts the messages around it.
func (r *reader) message(raw []byte, depth int) *xunpan.Message {
	if len(raw) > r.opt.MaxRaw {
		raw = raw[:r.opt.MaxRaw]
		r.problem(xunpan.ProblemLimit, "", "The mail is larger than the limit; the rest was left out.")
	}
	raw = skipEnvelope(raw)
	b := builder{r: r, m: &xunpan.Message{Channel: xunpan.Email}, depth: depth}
	var p part
	var at int
	p.head, at = scanHeader(raw, r.opt.MaxFields)
	p.body = raw[at:]
	pieces := b.walk(&p, 0)
	b.m.Headers = r.decodeFields(&p.head, b.hint)
	b.people(&p.head)
	r.kept.body(b.m, pieces)
	b.compose(pieces)
	return b.m
}

// people reads the fields that have a place of their own in the message.
func (b *builder) people(h *header) {
	m := b.m
	seen := 0
	for i := range h.fields {
		f := &h.fields[i]
		v := f.Value
		switch n := f.Name; len(n) {
		case 2:
			switch {
			case foldEqual(n, "to"):
				m.To = append(m.To, parseAddresses(v)...)
			case foldEqual(n, "cc"):
				m.Cc = append(m.Cc, parseAddresses(v)...)
			}
		case 4:
			switch {
			case foldEqual(n, "from"):
				if m.Envelope.Mail == "" {
					if as := parseAddresses(v); len(as) > 0 {
						m.Envelope = as[0]
					}
				}
				if seen&1 != 0 {
					b.r.problem(xunpan.ProblemHeader, "From", "There is more than one From header; the first one that names an address counts.")
				}
				seen |= 1
			case foldEqual(n, "date"):
				if m.Date.IsZero() {
					var exact bool
					m.Date, m.ZoneTold, exact = parseDate(v)
					if m.DayOnly = !exact; m.Date.IsZero() && v != "" {
						b.r.problem(xunpan.ProblemHeader, "Date", "The date makes no sense.")
					}
				}
			}
		case 6:
			if foldEqual(n, "sender") && m.Sender.Mail == "" {
				if as := parseAddresses(v); len(as) > 0 {
					m.Sender = as[0]
				}
			}
		case 7:
			if foldEqual(n, "subject") {
				if m.Subject == "" {
					m.Subject = strings.TrimSpace(m.Headers[i].Value)
				} else if m.Headers[i].Value != m.Subject {
					b.r.problem(xunpan.ProblemHeader, "Subject", "There is more than one Subject; the first one counts.")
				}
			}
		case 8:
			if foldEqual(n, "reply-to") {
				m.ReplyTo = append(m.ReplyTo, parseAddresses(v)...)
			}
		case 10:
			if foldEqual(n, "message-id") && m.ID == "" {
				m.ID = messageID(v)
			} else if foldEqual(n, "references") {
				m.References = append(m.References, messageIDs(v)...)
			}
		case 11:
			if foldEqual(n, "return-path") && m.ReturnPath == "" {
				m.ReturnPath = returnPath(v)
			} else if foldEqual(n, "in-reply-to") {
				m.InReplyTo = append(m.InReplyTo, messageIDs(v)...)
			}
		}
	}
	m.From = m.Envelope
}

// messageID takes the brackets off a Message-ID; one without brackets counts too.
func messageID(v string) string {
	if ids := messageIDs(v); len(ids) > 0 {
		return cut(strings.ToValidUTF8(ids[0], "\ufffd"), 1000)
	}
	return cut(strings.ToValidUTF8(strings.Trim(v, "<> \t"), "\ufffd"), 1000)
}

// returnPath reads a Return-Path; "<>" is the null path (RFC 5321 4.5.5).
func returnPath(v string) string {
	if t := strings.TrimSpace(v); t == "<>" || t == "< >" {
		return "<>"
	}
	if as := parseAddresses(v); len(as) > 0 {
		return as[0].Mail
	}
	return ""
}

// walk reads a part and what is inside it and returns the text it adds to the body.
func (b *builder) walk(p *part, depth int) []piece {
	r := b.r
	if r.parts >= r.opt.MaxParts {
		r.problem(xunpan.ProblemLimit, "", "The mail has more than "+strconv.Itoa(r.opt.MaxParts)+" parts; the rest was left out.")
		return nil
	}
	r.parts++
	p.describe()
	if p.ctype.value == "" && p.where == "" && guessBoundary(p.body[:min(len(p.body), 2<<10)]) != nil {
		p.media = "multipart/mixed" // its Content-Type was lost
	}
	if !strings.HasPrefix(p.media, "multipart/") {
		return b.leaf(p)
	}
	if depth >= r.opt.MaxDepth {
		r.problem(xunpan.ProblemLimit, p.where, "Parts lie too deep inside each other; what is below was left out.")
		return nil
	}
	return b.multipart(p, depth)
}

// multipart splits a part at its boundary and reads the parts.
func (b *builder) multipart(p *part, depth int) []piece {
	boundary := p.ctype.get("boundary")
	if p.encoding == transferBase64 || p.encoding == transferQuoted {
		// RFC 2045 6.4 forbids it and some gateways do it.
		if boundary == "" || !bytes.Contains(p.body, []byte("--"+boundary)) {
			p.body = b.r.decode(p, b.r.opt.MaxRaw)
		}
	}
	s := splitter{body: p.body, boundary: boundary}
	if !s.begin() {
		b.r.problem(xunpan.ProblemMIME, p.where, "The boundary between the parts does not occur; read as one text.")
		p.media, p.ctype = "text/plain", params{}
		return b.leaf(p)
	}
	var all []piece
	if s.guessed {
		// What stands before a boundary nobody stated may be the text itself.
		lead := part{media: "text/plain", body: s.preamble, where: p.where}
		if len(bytes.TrimSpace(lead.body)) > 0 {
			all = b.leaf(&lead)
		}
		b.r.problem(xunpan.ProblemMIME, p.where, "The stated boundary does not occur; the parts were split by another one.")
	}
	alternative := p.media == "multipart/alternative"
	switch p.media {
	case "multipart/report":
		b.report = true
	case "multipart/encrypted":
		b.seal(p.where)
	}
	var groups [][]piece // one per part of an alternative
	for n := 1; ; n++ {
		body, more := s.next()
		if !more {
			break
		}
		if b.r.parts >= b.r.opt.MaxParts {
			b.walk(&part{}, depth) // says so
			break
		}
		child := part{digest: p.media == "multipart/digest", related: p.related || p.media == "multipart/related"}
		if p.where == "" {
			child.where = strconv.Itoa(n)
		} else {
			child.where = p.where + "." + strconv.Itoa(n)
		}
		if len(bytes.TrimSpace(body)) == 0 {
			continue
		}
		child.head, child.body = partHead(body, b.r.opt.MaxFields)
		got := b.walk(&child, depth+1)
		if alternative {
			groups = append(groups, got)
		} else {
			all = append(all, got...)
		}
	}
	if s.unclosed {
		b.r.problem(xunpan.ProblemMIME, p.where, "The last boundary is missing; the mail may be cut short.")
	}
	if alternative {
		return append(all, choose(groups)...)
	}
	return all
}

// partHead splits a part's head off. A part may have none: it then begins with
// a blank line, or, against the rules, with its text.
func partHead(body []byte, maxFields int) (header, []byte) {
	line, next := lineAt(body, 0)
	if len(line) == 0 {
		return header{}, body[next:]
	}
	h, at := scanHeader(body, maxFields)
	return h, body[at:]
}

func (b *builder) seal(where string) {
	b.sealed = true
	b.r.problem(xunpan.ProblemSealed, where, "The content is encrypted; only the cover can be read.")
}

// decode undoes the part's transfer encoding, within what the mail may still unpack.
func (r *reader) decode(p *part, max int) []byte {
	if p.encoding == transferNone {
		return p.body[:min(len(p.body), max)]
	}
	t := p.encoding
	if t == transferBase64 && !isBase64Body(p.body) {
		r.problem(xunpan.ProblemEncoding, p.where, "The part is said to be base64 and is not; taken as it is.")
		return p.body[:min(len(p.body), max)]
	}
	out, clean := decodeTransfer(p.body, t, min(max, r.unpacked))
	r.unpacked -= len(out)
	if !clean {
		detail := "The transfer encoding is broken; decoded as far as it went."
		if t == transferUnknown {
			detail = "The transfer encoding is unknown; taken as it is."
		}
		r.problem(xunpan.ProblemEncoding, p.where, detail)
	}
	return out
}
