package mail

import (
	"strings"

	"xunpan"
)

// joinFlowed joins the soft line breaks of format=flowed (RFC 3676): a line
// that ends in a space goes on in the next one of the same quote depth.
func joinFlowed(s string, delSp bool) string {
	var out strings.Builder
	out.Grow(len(s))
	depth := -1 // of the paragraph that is still open; -1 if none is
	for s != "" {
		line, rest, _ := strings.Cut(s, "\n")
		s = rest
		d := 0
		for d < len(line) && line[d] == '>' {
			d++
		}
		text := strings.TrimPrefix(line[d:], " ") // space-stuffing
		if depth >= 0 && (d != depth || text == "-- ") {
			out.WriteByte('\n') // a broken flow: the line was the paragraph's last
			depth = -1
		}
		if depth < 0 && d > 0 {
			out.WriteString(line[:d])
			out.WriteByte(' ')
		}
		soft := strings.HasSuffix(text, " ") && text != "-- "
		if soft && delSp {
			text = text[:len(text)-1]
		}
		out.WriteString(text)
		if soft {
			depth = d
			continue
		}
		depth = -1
		out.WriteByte('\n')
	}
	return out.String()
}

// plainEnriched takes the commands out of text/enriched (RFC 1896): a lone line
// break is a space, "<<" is "<".
func plainEnriched(s string) string {
	var out strings.Builder
	out.Grow(len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '<' && strings.HasPrefix(s[i:], "<<"):
			out.WriteByte('<')
			i++
		case c == '<':
			end := strings.IndexByte(s[i:min(len(s), i+80)], '>')
			if end < 0 {
				out.WriteByte(c)
				continue
			}
			if name := lower(s[i+1 : i+end]); name == "param" {
				if n := strings.Index(strings.ToLower(s[i:min(len(s), i+400)]), "</param>"); n >= 0 {
					end = n + len("</param>") - 1
				}
			} else if name == "nl" || name == "/paragraph" { // of the older text/richtext
				out.WriteByte('\n')
			}
			i += end
		case c == '\n' && i+1 < len(s) && s[i+1] != '\n':
			out.WriteByte(' ')
		case c == '\n':
			// n breaks in a row stand for n-1.
			for i+1 < len(s) && s[i+1] == '\n' {
				i++
				out.WriteByte('\n')
			}
		default:
			out.WriteByte(c)
		}
	}
	return out.String()
}

const (
	pgpSealed    = "-----BEGIN PGP MESSAGE-----"
	pgpSigned    = "-----BEGIN PGP SIGNED MESSAGE-----"
	pgpSignature = "-----BEGIN PGP SIGNATURE-----"
	pgpEnd       = "-----END PGP SIGNATURE-----"
)

// unarmor takes the armour of a clear-signed text off (RFC 9580 7) and says
// when a text is encrypted. The armour of an encrypted text stays: it is all
// there is.
func (b *builder) unarmor(text, where string) string {
	if strings.Contains(text, pgpSealed) {
		b.seal(where)
	}
	start := strings.Index(text, pgpSigned)
	if start < 0 {
		return text
	}
	head, rest := text[:start], text[start+len(pgpSigned):]
	// "Hash: SHA256" and the like up to the blank line.
	if i := strings.Index(rest, "\n\n"); i >= 0 && i < 400 {
		rest = rest[i+2:]
	}
	tail := ""
	if i := strings.Index(rest, pgpSignature); i >= 0 {
		if j := strings.Index(rest[i:], pgpEnd); j >= 0 {
			tail = rest[i+j+len(pgpEnd):]
		}
		rest = rest[:i]
	}
	rest = strings.TrimPrefix(rest, "- ")
	return head + strings.ReplaceAll(rest, "\n- ", "\n") + tail
}

// maxUU is how many uuencoded files are taken out of one text.
const maxUU = 20

// takeUU takes uuencoded files out of a text: "begin 644 name" up to "end".
func (b *builder) takeUU(text string) string {
	from := 0
	for range maxUU {
		i := strings.Index(text[from:], "begin ")
		if i < 0 {
			break
		}
		at := from + i
		from = at + 6
		if at > 0 && text[at-1] != '\n' {
			continue
		}
		line, _, _ := strings.Cut(text[at:min(len(text), at+300)], "\n")
		if uuBegin([]byte(line)) == "" {
			continue
		}
		name, data, n := uudecode([]byte(text[at:]))
		if data == nil {
			continue
		}
		b.addFile(&part{media: "application/octet-stream"}, cleanName(name), data, int64(len(data)))
		text = strings.TrimRight(text[:at], "\n") + "\n" + strings.TrimLeft(text[at+n:], "\n")
		from = min(at, len(text))
	}
	return text
}

// inside reads a message that lies in the message.
func (b *builder) inside(p *part, name string) {
	r := b.r
	f := xunpan.File{Name: name, Declared: p.media, Kind: xunpan.FileMessage, Size: p.size(), Inline: !p.attached()}
	if b.depth >= r.opt.MaxNested {
		r.problem(xunpan.ProblemLimit, p.where, "Messages lie too deep inside each other; what is below was left out.")
		r.kept.file(b.m, p, nil)
		b.m.Files = append(b.m.Files, f)
		return
	}
	b.innerMessage(f, p, r.decode(p, r.opt.MaxRaw))
}

// innerMessage reads raw as a message inside this one and adds it and its
// files, so that nothing hides inside.
func (b *builder) innerMessage(f xunpan.File, p *part, raw []byte) {
	m := b.r.message(raw, b.depth+1)
	if f.Name == "" && m.Subject != "" {
		f.Name = cleanName(m.Subject) + ".eml"
	}
	f.Text = b.r.keep(summary(m) + "\n" + m.Body)
	for i := range m.Files {
		f.Inner = append(f.Inner, m.Files[i].Name)
	}
	b.r.kept.file(b.m, p, raw)
	b.r.kept.filesOf(b.m, m)
	b.inner = append(b.inner, innerMessage{m, len(b.m.Files)})
	b.m.Files = append(append(b.m.Files, f), m.Files...)
}

// keep returns as much of an attachment's text as may still be kept.
func (r *reader) keep(text string) string {
	text = cut(text, min(maxFileText, r.fileText))
	r.fileText -= len(text)
	return text
}

// summary is the head of a message as mail programs print it into a forward.
func summary(m *xunpan.Message) string {
	var s strings.Builder
	line := func(name, v string) {
		if v != "" {
			s.WriteString(name + ": " + v + "\n")
		}
	}
	line("From", written(m.From))
	line("Date", m.Header("Date"))
	line("Subject", m.Subject)
	if len(m.To) > 0 {
		line("To", written(m.To[0]))
	}
	return s.String()
}

// written is an address as it is written in a header.
func written(a xunpan.Address) string {
	switch {
	case a.Mail == "":
		return a.Name
	case a.Name == "":
		return a.Mail
	}
	return a.Name + " <" + a.Mail + ">"
}

// forwards reports whether the message passes on the one inside it: a colleague
// sends it, with a few words of his own at most.
func (b *builder) forwards() bool {
	return len(b.m.Body) < 2000 && ownMail(b.m.Envelope.Mail, b.r.opt.Own)
}

// ownMail reports whether an address is of one of our domains.
func ownMail(mail string, own []string) bool {
	d := mail[strings.LastIndexByte(mail, '@')+1:]
	for _, o := range own {
		if o = strings.ToLower(strings.TrimPrefix(o, "@")); o != "" && (d == o || strings.HasSuffix(d, "."+o)) {
			return true
		}
	}
	return false
}

// unfold writes the first inner message into the body the way mail programs
// write a forward, so that it is read like any other forward.
func (b *builder) unfold() {
	m, in := b.m, b.inner[0].m
	b.r.kept.unfolded(m, b.inner[0])
	lead := "---------- Forwarded message ----------\n" + summary(in) + "\n"
	if own := strings.TrimSpace(m.Body); own != "" {
		lead = m.Body + "\n\n" + lead
	}
	room := b.r.opt.MaxText - len(lead)
	if room <= 0 {
		return
	}
	text := cut(in.Body, room)
	m.Body = lead + text
	m.Links = append(m.Links, appendShifted(nil, in.Links, len(lead), len(text))...)
	m.Tables = append(m.Tables, shiftTables(in.Tables, len(lead), len(text))...)
	m.Images += in.Images
	m.Hidden = cut(strings.TrimSpace(m.Hidden+"\n"+in.Hidden), maxHidden)
	// Its text is in the body now.
	m.Files[b.inner[0].file].Text = ""
}
