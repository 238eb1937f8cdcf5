package demo

import (
	"bytes"
	"encoding/base64"
	"errors"
	"fmt"
	"hash/fnv"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"net/textproto"
	"regexp"
	"slices"
	"strings"
	"time"
)

// A mail of the story is written in clear, as its author saw it: header lines,
// a blank line, the text, then sections:
//
//	-- html --                    the same text as HTML
//	-- inline: NAME CID --        a picture within the HTML
//	-- attach: NAME --            a file; what follows is drawn or packed by its extension
//
// Three header lines are stage directions:
//
//	Via: HOST IP [VERDICT]        who handed it to our server, and what SPF, DKIM and DMARC said (pass)
//	Answers: KEY                  the letter it answers: In-Reply-To and References follow
//	Transfer: base64              how the text travels; quoted-printable where needed otherwise
//
// A mail with a Content-Type of its own is taken as it stands.

// mailDate is how mails write dates.
const mailDate = "Mon, 02 Jan 2006 15:04:05 -0700"

const ourServer = "mx.haiwan-lighting.example"

// template is a mail taken apart.
type template struct {
	key        string
	at         time.Time
	head       []line
	directions map[string]string
	text, html string
	parts      []part
	refs       []string // Message-IDs it answers, the oldest first, in brackets
}

// line is a header line.
type line struct{ name, value string }

// part is an attachment or a picture.
type part struct {
	name, cid string
	text      string
}

var section = regexp.MustCompile(`(?m)^-- (html|inline|attach)(?:: ([^ ].*?))? --\n`)

func readTemplate(key, source string) (*template, error) {
	head, body, ok := strings.Cut(source, "\n\n")
	if !ok {
		return nil, errors.New("no blank line between head and text")
	}
	t := &template{key: key, directions: map[string]string{}}
	for l := range strings.SplitSeq(head, "\n") {
		name, value, ok := strings.Cut(l, ": ")
		if !ok {
			return nil, fmt.Errorf("%q is no header line", l)
		}
		switch name {
		case "Via", "Answers", "Transfer":
			t.directions[name] = value
		default:
			t.head = append(t.head, line{name, value})
		}
	}
	marks := section.FindAllStringSubmatchIndex(body, -1)
	end := len(body)
	for _, m := range slices.Backward(marks) {
		text := body[m[1]:end]
		end = m[0]
		name := ""
		if m[4] >= 0 {
			name = body[m[4]:m[5]]
		}
		switch body[m[2]:m[3]] {
		case "html":
			t.html = text
		case "inline":
			file, cid, _ := strings.Cut(name, " ")
			t.parts = slices.Insert(t.parts, 0, part{file, cid, text})
		default:
			t.parts = slices.Insert(t.parts, 0, part{name, "", text})
		}
	}
	t.text = strings.TrimRight(body[:end], "\n")
	if t.text != "" {
		t.text += "\n"
	}
	return t, nil
}

func (t *template) header(name string) string {
	for _, l := range t.head {
		if l.name == name {
			return l.value
		}
	}
	return ""
}

// thread follows the letters answered back to the first.
func (l *loader) thread(t *template) error {
	for key := t.directions["Answers"]; key != ""; {
		m := l.mails[key]
		if m == nil || len(t.refs) > 20 {
			return fmt.Errorf("answers %q, which is no mail before it", key)
		}
		t.refs = slices.Insert(t.refs, 0, m.header("Message-ID"))
		key = m.directions["Answers"]
	}
	return nil
}

// compose writes the mail as our server stored it.
func (t *template) compose() ([]byte, error) {
	var b bytes.Buffer
	put := func(name, value string) { fmt.Fprintf(&b, "%s: %s\r\n", name, value) }
	if err := t.trace(put); err != nil {
		return nil, err
	}
	for _, l := range t.head {
		value, err := encoded(l)
		if err != nil {
			return nil, err
		}
		if l.name == "Return-Path" {
			continue // stands in the trace
		}
		put(l.name, value)
		if l.name == "Subject" {
			put("Date", t.at.Format(mailDate))
		}
	}
	if n := len(t.refs); n > 0 {
		put("In-Reply-To", t.refs[n-1])
		put("References", strings.Join(t.refs, "\r\n "))
	}
	put("MIME-Version", "1.0")
	if t.header("Content-Type") != "" {
		b.WriteString("\r\n" + crlf(t.text))
		return b.Bytes(), nil
	}
	head, body, err := t.body()
	if err != nil {
		return nil, err
	}
	for _, name := range []string{"Content-Type", "Content-Transfer-Encoding"} {
		if v := head.Get(name); v != "" {
			put(name, v)
		}
	}
	b.WriteString("\r\n")
	b.Write(body)
	return b.Bytes(), nil
}

// trace writes the lines of the mail's way to us.
func (t *template) trace(put func(name, value string)) error {
	via := strings.Fields(t.directions["Via"])
	if len(via) == 0 {
		return nil // our own sent mail
	}
	if len(via) < 2 || len(via) > 3 {
		return errors.New("Via names a host, its address and perhaps a verdict")
	}
	from, err := netmail.ParseAddress(t.header("From"))
	if err != nil {
		return fmt.Errorf("From: %w", err)
	}
	_, domain, _ := strings.Cut(from.Address, "@")
	path, sender := t.header("Return-Path"), domain
	if path == "" {
		path = "<" + from.Address + ">"
	} else if _, d, ok := strings.Cut(strings.Trim(path, "<>"), "@"); ok {
		sender = d
	}
	to, err := netmail.ParseAddress(t.header("To"))
	if err != nil {
		return fmt.Errorf("To: %w", err)
	}
	put("Return-Path", path)
	put("Delivered-To", to.Address)
	put("Received", fmt.Sprintf("from %s (%s [%s])\r\n\tby %s (Postfix) with ESMTPS id %08X\r\n\tfor <%s>; %s (CST)",
		via[0], via[0], via[1], ourServer, hash(t.key), to.Address, t.at.Add(4*time.Second).In(Home).Format(mailDate)))
	verdicts := map[string][3]string{
		"pass": {"pass", "pass", "pass"}, "none": {"none", "none", "none"}, "softfail": {"softfail", "none", "none"}, "fail": {"fail", "fail", "fail"},
	}
	v, ok := verdicts[append(via, "pass")[2]]
	if !ok {
		return fmt.Errorf("Via: no verdict %q", via[2])
	}
	put("Authentication-Results", fmt.Sprintf("%s;\r\n\tspf=%s smtp.mailfrom=%s;\r\n\tdkim=%s header.d=%s;\r\n\tdmarc=%s header.from=%s",
		ourServer, v[0], sender, v[1], domain, v[2], domain))
	return nil
}

// encoded is a header's value as it travels.
func encoded(l line) (string, error) {
	switch l.name {
	case "From", "To", "Cc", "Reply-To":
		as, err := netmail.ParseAddressList(l.value)
		if err != nil {
			return "", fmt.Errorf("%s: %w", l.name, err)
		}
		var out []string
		for _, a := range as {
			out = append(out, a.String())
		}
		return strings.Join(out, ",\r\n "), nil
	}
	return word(l.value), nil
}

// word encodes a text that is not ASCII for a header.
func word(s string) string {
	strange := 0
	for _, r := range s {
		if r > 0x7f {
			strange++
		}
	}
	if strange*4 > len(s)/2 {
		return strings.ReplaceAll(mime.BEncoding.Encode("utf-8", s), "?= =?", "?=\r\n =?")
	}
	return strings.ReplaceAll(mime.QEncoding.Encode("utf-8", s), "?= =?", "?=\r\n =?")
}

// body writes the text with its HTML, pictures and files around it.
func (t *template) body() (textproto.MIMEHeader, []byte, error) {
	var inline, attached []part
	for _, p := range t.parts {
		if p.cid != "" {
			inline = append(inline, p)
		} else {
			attached = append(attached, p)
		}
	}
	head, body := t.leaf("text/plain", t.text)
	if t.html != "" {
		h, b := t.leaf("text/html", t.html)
		var err error
		if h, b, err = t.around("related", h, b, inline); err != nil {
			return nil, nil, err
		}
		if t.text == "" {
			head, body = h, b
		} else {
			head, body = t.multipart("alternative", []entity{{head, body}, {h, b}})
		}
	}
	return t.around("mixed", head, body, attached)
}

// entity is a part of a mail as it travels.
type entity struct {
	head textproto.MIMEHeader
	body []byte
}

// around puts files beside what they belong to; without files it stays alone.
func (t *template) around(kind string, head textproto.MIMEHeader, body []byte, ps []part) (textproto.MIMEHeader, []byte, error) {
	if len(ps) == 0 {
		return head, body, nil
	}
	all := []entity{{head, body}}
	for _, p := range ps {
		media, content, err := p.file()
		if err != nil {
			return nil, nil, err
		}
		h := textproto.MIMEHeader{}
		h.Set("Content-Type", mime.FormatMediaType(media, map[string]string{"name": p.name}))
		h.Set("Content-Transfer-Encoding", "base64")
		h.Set("Content-Disposition", mime.FormatMediaType("attachment", map[string]string{"filename": p.name}))
		if p.cid != "" {
			h.Set("Content-Disposition", mime.FormatMediaType("inline", map[string]string{"filename": p.name}))
			h.Set("Content-ID", "<"+p.cid+">")
		}
		all = append(all, entity{h, base64Lines(content)})
	}
	head, body = t.multipart(kind, all)
	return head, body, nil
}

func (t *template) multipart(kind string, es []entity) (textproto.MIMEHeader, []byte) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	boundary := fmt.Sprintf("----=_%s_%08x", kind[:3], hash(kind+t.key))
	_ = w.SetBoundary(boundary) // made of characters it takes
	for _, e := range es {
		p, _ := w.CreatePart(e.head) // a buffer takes everything
		_, _ = p.Write(e.body)
	}
	_ = w.Close()
	h := textproto.MIMEHeader{}
	h.Set("Content-Type", fmt.Sprintf("multipart/%s;\r\n\tboundary=%q", kind, boundary))
	return h, b.Bytes()
}

// leaf is one text in its transfer encoding.
func (t *template) leaf(media, text string) (textproto.MIMEHeader, []byte) {
	h := textproto.MIMEHeader{}
	h.Set("Content-Type", media+`; charset="utf-8"`)
	text = crlf(text)
	if t.directions["Transfer"] == "base64" {
		h.Set("Content-Transfer-Encoding", "base64")
		return h, base64Lines([]byte(text))
	}
	h.Set("Content-Transfer-Encoding", "quoted-printable")
	var b bytes.Buffer
	w := quotedprintable.NewWriter(&b)
	_, _ = w.Write([]byte(text)) // a buffer takes everything
	_ = w.Close()
	return h, b.Bytes()
}

func base64Lines(content []byte) []byte {
	var b bytes.Buffer
	for s := base64.StdEncoding.EncodeToString(content); s != ""; {
		n := min(76, len(s))
		b.WriteString(s[:n] + "\r\n")
		s = s[n:]
	}
	return b.Bytes()
}

func crlf(s string) string { return strings.ReplaceAll(s, "\n", "\r\n") }

// hash makes the small differences between letters that chance makes elsewhere.
func hash(s string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(s))
	return h.Sum32()
}
