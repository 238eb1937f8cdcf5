package mail

import "bytes"

// splitter cuts a multipart's body at its boundary (RFC 2046 5.1.1). It looks
// at every byte once; parts are stretches of the body.
type splitter struct {
	body     []byte
	boundary string

	delimiter []byte // "--" and the boundary
	loose     bool   // take delimiter lines with junk behind the boundary
	preamble  []byte // what stands before the first delimiter
	pos       int    // behind the last delimiter line
	closed    bool   // the closing delimiter was met
	guessed   bool   // the boundary was found by looking at the body
	unclosed  bool   // the body ended without a closing delimiter
}

// maxBoundary is the longest boundary that is believed; the standard says 70.
const maxBoundary = 256

// begin finds the first delimiter. It is false if there is none at all.
func (s *splitter) begin() bool {
	if s.boundary != "" && len(s.boundary) <= maxBoundary {
		s.delimiter = append([]byte("--"), s.boundary...)
		if s.first() && !s.closed {
			return true
		}
		// Only then are lines believed that go on behind the boundary: they could
		// belong to an inner multipart whose boundary begins like this one.
		s.loose = true
		if s.first() {
			return true
		}
		s.loose = false
	}
	d := guessBoundary(s.body)
	if d == nil {
		return false
	}
	s.delimiter, s.guessed = d, true
	return s.first()
}

func (s *splitter) first() bool {
	before, after, last := s.find(0)
	if after < 0 {
		return false
	}
	s.preamble = s.body[:before]
	s.pos, s.closed = after, last && s.ended(after)
	return true
}

// ended reports whether a closing delimiter before after really is the last
// one: mails glued together go on behind it with more parts.
func (s *splitter) ended(after int) bool {
	_, again, _ := s.find(after)
	return again < 0
}

// next returns the next part.
func (s *splitter) next() (part []byte, ok bool) {
	if s.closed || s.pos > len(s.body) {
		return nil, false
	}
	start := s.pos
	before, after, last := s.find(start)
	if after < 0 {
		s.pos = len(s.body) + 1
		s.unclosed = true
		return s.body[start:], start < len(s.body)
	}
	s.pos, s.closed = after, last && s.ended(after)
	return s.body[start:before], true
}

// find returns where the next delimiter line begins (its line end before it not
// included in the part), where the line behind it begins, and whether it is the
// closing one. After is -1 if there is none.
func (s *splitter) find(from int) (before, after int, last bool) {
	for i := from; i < len(s.body); {
		n := bytes.Index(s.body[i:], s.delimiter)
		if n < 0 {
			return 0, -1, false
		}
		at := i + n
		i = at + len(s.delimiter)
		if at > 0 && s.body[at-1] != '\n' && s.body[at-1] != '\r' {
			continue
		}
		line, next := lineAt(s.body, i)
		last = len(line) >= 2 && line[0] == '-' && line[1] == '-'
		if last {
			line = line[2:]
		}
		if len(bytes.TrimRight(line, " \t\r")) > 0 && !s.loose {
			if !last || bytes.HasPrefix(line, []byte("-")) {
				continue
			}
		}
		before = at
		if before > from && s.body[before-1] == '\n' {
			before--
		}
		if before > from && s.body[before-1] == '\r' {
			before--
		}
		return before, next, last
	}
	return 0, -1, false
}

// guessBoundary finds a delimiter by its looks: a line of "--" and a token,
// followed by a Content field.
func guessBoundary(body []byte) []byte {
	window := body[:min(len(body), 64<<10)]
	for pos := 0; pos < len(window); {
		line, next := lineAt(window, pos)
		if len(line) > 8 && len(line) < maxBoundary && line[0] == '-' && line[1] == '-' && bytes.IndexByte(line, ' ') < 0 {
			after, _ := lineAt(window, next)
			if c := fieldName(after); c > 0 && startsFold(string(after[:c]), "content-") {
				return append([]byte(nil), line...)
			}
		}
		pos = next
	}
	return nil
}
