package mail

import (
	"strings"

	"xunpan"
)

// lookThrough finds a colleague's forward or a platform's notification and
// sets the message's From, Forward, Via, Channel, Given and Blocks accordingly.
// own are our own mail domains; without them only a mail that says that it is a
// forward is taken for one.
func lookThrough(m *xunpan.Message, own []string) {
	if m.From == (xunpan.Address{}) {
		m.From = m.Envelope
	}
	lookThroughForward(m, own)
	lookThroughPlatform(m, own)
}

// Bounds of looking through forwards.
const (
	maxForwards = 6        // forwards inside each other
	maxNote     = 1500     // bytes a colleague writes above a forward
	headWindow  = 16 << 10 // bytes of a forward in which its header lines stand
)

// forwardSubjects begin the subject of a forwarded mail.
var forwardSubjects = newPhrases("fwd:|fw:|wg:|tr:|rv:|enc:|i:|转发:|转发：|轉寄:|轉寄：|轉寄|пересл:|пер:|hal:|doorst:|vs:|vb:|vl:|pd:|ilt:|yml:|إعادة توجيه:|przek:|továbbítás:|fwd :|fw :|tr :|rv :|[fwd]|[fwd:|転送:")

// replySubjects begin the subject of an answer.
var replySubjects = newPhrases("re:|aw:|antw:|antwort:|sv:|回复:|回复：|答复:|答复：|回覆:|回覆：|odp:|ynt:|yan:|r:|rif:|res:|resp:|re :|ref:|отв:|ответ:|رد:|re[")

// lookThroughForward gives a forwarded mail back to who wrote it. An answer
// that quotes history is no forward.
func lookThroughForward(m *xunpan.Message, own []string) {
	at, h, kind := firstHeader(m.Body, m.Blocks)
	if kind == headNone {
		return
	}
	subject := fold(strings.TrimSpace(m.Subject))
	ours := inDomains(m.Envelope.Mail, own)
	handedOn := len(own) > 0 && !ours
	switch note := freshBytes(m.Blocks, at); {
	case note > maxNote:
		return
	case kind == headForward:
	case forwardSubjects.prefix(subject) > 0:
	case ours && replySubjects.prefix(subject) == 0 && h.from != "" && !inDomains(headerAddress(h.from).Mail, own):
	case note < 20 && replySubjects.prefix(subject) == 0:
		// Nothing but a mail under its header lines: its text is what was sent,
		// but nothing vouches for what the header lines say.
		handedOn = true
	default:
		return
	}
	note := at
	at += h.end
	from := headerAddress(h.from)
	for range maxForwards {
		rest := segmentForwarded(m.Body[at:])
		k, inner, kind := firstHeader(m.Body[at:], rest)
		mine := from.Mail != "" && inDomains(from.Mail, own)
		if kind == headNone || inner.from == "" || freshBytes(rest, k) > maxNote ||
			!mine && (kind != headForward || freshBytes(rest, k) > 200) {
			break
		}
		h, from = inner, headerAddress(inner.from)
		at += k + inner.end
	}
	rest := segmentForwarded(m.Body[at:])
	if handedOn {
		// Somebody else hands on a request, say a trader his customer's: he stays
		// the buyer, and what he hands on is what he wants.
		m.Blocks = joinBlocks(clipBlocks(m.Blocks, note), note, at, rest)
		return
	}
	m.Blocks = joinBlocks(nil, 0, at, rest)
	m.Forward = &xunpan.Forward{By: m.Envelope, From: from, Subject: h.subject, Date: h.date, At: at}
	if from != (xunpan.Address{}) || ours {
		m.From = from
	}
}

// firstHeader finds the introduction of the first earlier mail in a body that
// was segmented: where it begins, its header lines with end counted in bytes
// from there, and of which kind it is.
func firstHeader(body string, blocks []xunpan.Block) (int, headerLines, int) {
	for _, b := range blocks {
		if b.Kind != xunpan.Quoted {
			continue
		}
		s := newSegmenter(headOfForward(firstOf(body[b.Start:], headWindow)))
		i := s.next(0)
		if i >= len(s.lines) {
			s.free()
			continue
		}
		defer s.free()
		h, kind := s.header(i)
		if kind == headNone {
			return 0, headerLines{}, headNone
		}
		if h.end < len(s.lines) {
			h.end = s.lines[h.end].at
		} else {
			h.end = len(s.body)
		}
		return b.Start, h, kind
	}
	return 0, headerLines{}, headNone
}

// headOfForward is as much of an earlier mail as its introduction can take up:
// a marker, a date of its own, and header lines with what they go on with.
func headOfForward(body string) string {
	texts, at := 0, 0
	for at < len(body) {
		n := strings.IndexByte(body[at:], '\n')
		if n < 0 {
			return body
		}
		blank := true
		for k := at; k < at+n && blank; k++ {
			blank = isBlankByte(body[k])
		}
		if !blank || texts >= 3 { // Any number of blank lines may stand between the first ones.
			texts++
		}
		if at += n + 1; texts == 40 {
			break
		}
	}
	return body[:at]
}

// segmentForwarded segments a forwarded text. Some programs mark all of it as
// quoted; the first mark of each line is overlooked then.
func segmentForwarded(body string) []xunpan.Block {
	if body == "" {
		return nil
	}
	s := newSegmenter(body)
	defer s.free()
	s.marks = true
	if i := s.next(0); i < len(s.lines) && s.isMarked(i) {
		for k := range s.lines {
			l := &s.lines[k]
			if l.blank() || s.body[l.start] != '>' {
				continue
			}
			for l.start++; l.start < l.end && isBlankByte(s.body[l.start]); l.start++ {
			}
		}
	}
	s.history()
	s.runs()
	return s.blocks()
}

// freshBytes counts the bytes of fresh text above a place.
func freshBytes(blocks []xunpan.Block, at int) int {
	n := 0
	for _, b := range blocks {
		if b.Kind == xunpan.Fresh && b.Start < at {
			n += min(b.End, at) - b.Start
		}
	}
	return n
}

// joinBlocks puts the blocks before a place, a wrapper up to at, and the
// blocks of the rest together.
func joinBlocks(before []xunpan.Block, from, at int, rest []xunpan.Block) []xunpan.Block {
	bs := append(before, xunpan.Block{Kind: xunpan.Wrapper, Start: from, End: at})
	for _, b := range rest {
		bs = append(bs, xunpan.Block{Kind: b.Kind, Start: b.Start + at, End: b.End + at})
	}
	return bs
}

// clipBlocks returns the blocks before a place.
func clipBlocks(blocks []xunpan.Block, at int) []xunpan.Block {
	var bs []xunpan.Block
	for _, b := range blocks {
		if b.Start < at {
			b.End = min(b.End, at)
			bs = append(bs, b)
		}
	}
	return bs
}

// headerAddress reads the sender as programs show him in a forwarded mail:
// "Ann <ann@x.example>", "Ann [mailto:ann@x.example]", "Ann" alone.
func headerAddress(s string) xunpan.Address {
	s = strings.TrimSpace(firstOf(s, 500))
	if i := strings.Index(s, "[mailto:"); i >= 0 {
		s = s[:i] + "<" + strings.TrimRight(s[i+len("[mailto:"):], "]> ") + ">"
	}
	s = strings.ReplaceAll(s, "mailto:", "")
	if !strings.Contains(s, "@") {
		return xunpan.Address{Name: strings.Trim(s, `"'<>[] `)}
	}
	// Some programs show the address twice: "ann@x.example <ann@x.example>".
	if as := parseAddresses(s); len(as) > 0 {
		a := as[0]
		a.Name = strings.Trim(a.Name, `"'*<>[] `)
		if strings.EqualFold(a.Name, a.Mail) {
			a.Name = ""
		}
		return a
	}
	return xunpan.Address{Name: s}
}

// inDomains reports whether a mail address is of one of the domains or of a
// domain below one.
func inDomains(mail string, domains []string) bool {
	host := mail[strings.LastIndexByte(mail, '@')+1:]
	if host == "" {
		return false
	}
	for _, d := range domains {
		if hostIn(host, strings.ToLower(d)) {
			return true
		}
	}
	return false
}

// hostIn reports whether a host is the domain or below it.
func hostIn(host, domain string) bool {
	n := len(host) - len(domain)
	return domain != "" && (n == 0 || n > 0 && host[n-1] == '.') && strings.EqualFold(host[n:], domain)
}
