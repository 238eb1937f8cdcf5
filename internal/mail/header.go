package mail

import (
	"bytes"
	"slices"
	"strings"
	"sync"

	"xunpan"
)

// header is the head of a message or part before decoding: values are unfolded
// and may hold encoded words and raw 8-bit bytes.
type header struct {
	fields []xunpan.Header
	odd    bool // some value holds controls or bytes beyond ASCII
	coded  bool // some value may hold encoded words
	cut    bool // a field was too long or there were too many
	bad    bool // a line made no sense and was passed over
}

// get returns the first value of the named field (lower case), or "".
func (h *header) get(name string) string {
	for i := range h.fields {
		if foldEqual(h.fields[i].Name, name) {
			return h.fields[i].Value
		}
	}
	return ""
}

// foldEqual reports whether s is the lower-case ASCII word in any case.
func foldEqual(s, lower string) bool {
	if len(s) != len(lower) {
		return false
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		if c != lower[i] {
			return false
		}
	}
	return true
}

// startsFold reports whether s starts with the lower-case ASCII word in any case.
func startsFold(s, lower string) bool {
	return len(s) >= len(lower) && foldEqual(s[:len(lower)], lower)
}

// headBuffer is where a head is unfolded before it is copied at its true size.
type headBuffer struct {
	text   []byte
	places []fieldPlace
}

type fieldPlace struct{ name, value, end int }

var headBuffers = sync.Pool{New: func() any { return new(headBuffer) }}

// scanHeader splits a head into unfolded fields (RFC 5322 2.2.3) and returns
// where the body begins. It goes on behind lines that are no fields, ends where
// the text plainly began without a blank line, and takes any line ends.
func scanHeader(raw []byte, maxFields int) (h header, body int) {
	scratch := headBuffers.Get().(*headBuffer)
	buf, places := scratch.text[:0], scratch.places[:0]
	room := 0 // bytes the current field may still take
	pos := 0
	for pos < len(raw) {
		line, next := lineAt(raw, pos)
		if len(line) == 0 {
			pos = next
			break
		}
		if line[0] == ' ' || line[0] == '\t' {
			text := trimBlanks(line)
			if len(text) == 0 && endsHead(raw[next:]) {
				// A blank line with stray spaces.
				pos = next
				break
			}
			if n := len(places); n > 0 && len(text) > 0 && room > 0 {
				if len(text) >= room {
					text, h.cut = text[:room], true
				}
				room -= len(text)
				buf = append(append(buf, ' '), text...)
				places[n-1].end = len(buf)
			} else if n == 0 && len(text) > 0 {
				h.bad = true
			}
			pos = next
			continue
		}
		colon := fieldName(line)
		if colon < 0 {
			if n := len(places); n > 0 && opensQuote(buf[places[n-1].value:]) && len(line) < room {
				// A line broken inside quotes without a space before its rest.
				buf = append(buf, line...)
				places[n-1].end = len(buf)
				room -= len(line)
				h.bad = true
				pos = next
				continue
			}
			if !headGoesOn(raw[next:]) {
				break // the body, begun without a blank line
			}
			h.bad = true
			room = 0
			pos = next
			continue
		}
		if len(places) >= maxFields || len(buf) > maxHead {
			h.cut, room = true, 0
			pos = next
			continue
		}
		start := len(buf)
		buf = append(buf, trimBlanks(line[:colon])...)
		mid := len(buf)
		text := trimBlanks(line[colon+1:])
		room = maxValue
		if len(text) >= room {
			text, h.cut = text[:room], true
		}
		room -= len(text)
		buf = append(buf, text...)
		places = append(places, fieldPlace{start, mid, len(buf)})
		pos = next
	}
	all := string(buf)
	h.odd = hasOdd(all)
	h.coded = strings.Contains(all, "=?")
	h.fields = make([]xunpan.Header, len(places))
	for i, p := range places {
		h.fields[i] = xunpan.Header{Name: all[p.name:p.value], Value: all[p.value:p.end]}
	}
	scratch.text, scratch.places = buf, places
	headBuffers.Put(scratch)
	return h, min(pos, len(raw))
}

// lineAt returns the line at pos without its end, and where the next begins.
func lineAt(raw []byte, pos int) (line []byte, next int) {
	i := bytes.IndexByte(raw[pos:], '\n')
	if i < 0 {
		line, next = raw[pos:], len(raw)
	} else {
		line, next = raw[pos:pos+i], pos+i+1
	}
	for len(line) > 0 && line[len(line)-1] == '\r' {
		line = line[:len(line)-1]
	}
	return line, next
}

// maxName is the longest field name that is believed.
const maxName = 100

// fieldName returns the place of the colon behind a field's name, or -1 if the
// line is no field. Spaces before the colon are borne (RFC 5322 4.5).
func fieldName(line []byte) int {
	for i, c := range line {
		switch {
		case c == ':':
			if i == 0 {
				return -1
			}
			return i
		case c == ' ' || c == '\t':
			rest := bytes.TrimLeft(line[i:], " \t")
			if len(rest) == 0 || rest[0] != ':' {
				return -1
			}
			return len(line) - len(rest)
		case c < '!' || c > '~' || i > maxName:
			return -1
		}
	}
	return -1
}

// opensQuote reports whether a parameter's quote in a value is not closed.
func opensQuote(value []byte) bool {
	i := bytes.LastIndexByte(value, '"')
	return i > 0 && value[i-1] == '=' && len(value) < 1000
}

// endsHead reports whether a line of mere spaces before rest was meant as the
// blank line: what follows is neither a field, nor more of the folded one up to
// a field or the true blank line.
func endsHead(rest []byte) bool {
	pos := 0
	for range 200 {
		line, next := lineAt(rest, pos)
		if len(line) == 0 {
			return false
		}
		if line[0] != ' ' && line[0] != '\t' {
			c := fieldName(line)
			return c < 0 || !knownField(line[:c])
		}
		pos = next
	}
	return true
}

// headGoesOn reports whether a field that mails really have follows within a
// few lines, before a blank one: the senseless line was then a slip in the
// head, not the body's beginning.
func headGoesOn(rest []byte) bool {
	pos := 0
	for range 5 {
		if pos >= len(rest) {
			return false
		}
		line, next := lineAt(rest, pos)
		if len(line) == 0 {
			// Right before the blank line: a slip at the head's end.
			return pos == 0
		}
		if c := fieldName(line); c > 0 && knownField(line[:c]) {
			return true
		}
		pos = next
	}
	return false
}

// knownField reports whether mails use a field of that name.
func knownField(name []byte) bool {
	name = trimBlanks(name)
	if len(name) > 40 {
		return false
	}
	var low [40]byte
	for i, c := range name {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		low[i] = c
	}
	s := string(low[:len(name)])
	for _, p := range [...]string{"x-", "content-", "list-", "arc-", "dkim-", "resent-", "received", "authentication-", "thread-"} {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	switch s {
	case "from", "to", "cc", "bcc", "subject", "date", "sender", "reply-to", "return-path", "message-id",
		"in-reply-to", "references", "mime-version", "precedence", "importance", "priority", "organization",
		"user-agent", "delivered-to", "errors-to", "status", "disposition-notification-to", "comments",
		"domainkey-signature", "auto-submitted", "envelope-to", "delivery-date", "apparently-to":
		return true
	}
	return false
}

// skipEnvelope drops what stands before the head: a byte order mark, blank
// lines, and a mailbox's "From " line. Line ends of bare CR become LF.
func skipEnvelope(raw []byte) []byte {
	raw = bytes.TrimPrefix(raw, []byte("\xef\xbb\xbf"))
	raw = bytes.TrimLeft(raw, "\r\n")
	if line, _ := lineAt(raw, 0); bytes.IndexByte(line, '\r') >= 0 {
		raw = bareCR(raw)
	}
	for range 3 {
		if !bytes.HasPrefix(raw, []byte("From ")) && !bytes.HasPrefix(raw, []byte(">From ")) {
			break
		}
		line, next := lineAt(raw, 0)
		if fieldName(line) >= 0 {
			break
		}
		raw = raw[next:]
	}
	return raw
}

// bareCR rewrites line ends of CR and CRLF to LF.
func bareCR(raw []byte) []byte {
	out := make([]byte, 0, len(raw))
	for i, c := range raw {
		if c == '\r' {
			if i+1 < len(raw) && raw[i+1] == '\n' {
				continue
			}
			c = '\n'
		}
		out = append(out, c)
	}
	return out
}

// decodeFields turns the fields into the message's headers. The hint is the
// charset of the body, for raw 8-bit values.
func (r *reader) decodeFields(h *header, hint string) []xunpan.Header {
	hs := h.fields // most heads have nothing to decode and are shared
	shared := true
	for i := range h.fields {
		f := &h.fields[i]
		if h.odd && hasOdd(f.Value) {
			f.Value = r.repair8bit(f.Name, f.Value, hint)
			hs[i].Value = f.Value
		}
		if !h.coded || opaque(f.Name) {
			continue
		}
		if v := decodeWords(f.Value); v != f.Value {
			if shared {
				hs, shared = slices.Clone(hs), false
			}
			hs[i].Value = v
		}
	}
	if h.cut {
		r.problem(xunpan.ProblemLimit, "header", "A header line was too long or there were too many; the rest was left out.")
	}
	if h.bad {
		r.problem(xunpan.ProblemHeader, "header", "A line in the head is no header field and was passed over.")
	}
	return hs
}

// opaque reports whether a field's value is a token for machines, which some
// mail services write as kilobytes of encoded words.
func opaque(name string) bool {
	return startsFold(name, "x-microsoft-") || startsFold(name, "x-ms-") || startsFold(name, "x-forefront-")
}

// repair8bit turns raw bytes beyond ASCII into UTF-8 and drops controls. Such
// values have no charset: UTF-8 if it is, else what reads best.
func (r *reader) repair8bit(name, v, hint string) string {
	text, used := decodeLoose([]byte(v), hint)
	if used != "utf-8" && used != "us-ascii" {
		r.problem(xunpan.ProblemCharset, name, "The header holds bytes of no stated charset; read as "+used+".")
	}
	return oneLine(text)
}

// oneLine drops controls; line breaks become spaces.
func oneLine(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if c := s[i]; c < ' ' && c != '\t' || c == 0x7f {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	return strings.Map(func(c rune) rune {
		switch {
		case c == '\n' || c == '\r':
			return ' '
		case c < ' ' && c != '\t' || c == 0x7f:
			return -1
		}
		return c
	}, s)
}
