package mail

import "strings"

func (r *htmlReader) read() {
	for r.i < len(r.s) {
		n := strings.IndexByte(r.s[r.i:], '<')
		if n < 0 {
			r.text(r.s[r.i:])
			break
		}
		if n > 0 {
			r.text(r.s[r.i : r.i+n])
			r.i += n
		}
		r.markup()
	}
	for len(r.frames) > 0 {
		r.pop()
	}
}

// markup reads what begins with '<' at r.i.
func (r *htmlReader) markup() {
	s := r.s[r.i:]
	if len(s) < 2 {
		r.text(s)
		r.i = len(r.s)
		return
	}
	switch c := s[1]; {
	case c == '!':
		r.declaration()
	case c == '?':
		r.skipTo('>')
	case c == '/' && len(s) > 2 && isLetter(s[2]):
		r.i += 2
		t, name := r.name()
		r.skipTo('>')
		r.close(t, name)
	case c == '/' && len(s) > 2:
		r.skipTo('>')
	case isLetter(c):
		r.tagAt = r.i
		r.i++
		t, name := r.name()
		var a attrs
		empty := r.attributes(&a)
		r.open(t, name, &a, empty)
	default: // "<" in the text, as in "size < 5 mm"
		r.text("<")
		r.i++
	}
}

func isLetter(c byte) bool { return c|0x20 >= 'a' && c|0x20 <= 'z' }

// skipTo goes behind the next c, or to the end.
func (r *htmlReader) skipTo(c byte) {
	if n := strings.IndexByte(r.s[r.i:], c); n >= 0 {
		r.i += n + 1
	} else {
		r.i = len(r.s)
	}
}

// declaration skips comments, conditional comments, CDATA and DOCTYPE. What a
// downlevel-revealed condition (<![if !mso]>) encloses is text for everybody.
func (r *htmlReader) declaration() {
	s := r.s[r.i:]
	if !strings.HasPrefix(s, "<!--") {
		r.skipTo('>')
		return
	}
	if strings.HasPrefix(s, "<!-->") || strings.HasPrefix(s, "<!--->") {
		r.skipTo('>')
		return
	}
	if !r.noComment {
		if n := strings.Index(s[4:], "-->"); n >= 0 {
			r.i += 4 + n + 3
			return
		}
		r.noComment = true
	}
	// A comment that never ends: leave out its first line only, lose no text.
	r.skipTo('>')
}

// name reads the name of a tag at r.i.
func (r *htmlReader) name() (tag, uint32) {
	var buf [12]byte
	n, hash := 0, uint32(2166136261)
	for r.i < len(r.s) {
		c := r.s[r.i]
		if c <= ' ' || c == '>' || c == '/' || c == '<' {
			break
		}
		if 'A' <= c && c <= 'Z' {
			c |= 0x20
		}
		if n < len(buf) {
			buf[n] = c
		}
		n++
		hash = (hash ^ uint32(c)) * 16777619
		r.i++
	}
	if n > len(buf) {
		return tagOther, hash
	}
	return tagOf(buf[:n]), hash
}

// attributes reads up to the '>' that ends the tag and reports whether the tag
// closes itself.
func (r *htmlReader) attributes(a *attrs) bool {
	s, i := r.s, r.i
	empty := false
	for i < len(s) {
		c := s[i]
		switch {
		case c == '>':
			r.i = i + 1
			return empty
		case c <= ' ':
			i++
			continue
		case c == '/':
			empty = true
			i++
			continue
		}
		empty = false
		start := i
		for i++; i < len(s); i++ {
			if c := s[i]; c == '=' || c == '>' || c <= ' ' || c == '/' {
				break
			}
		}
		name := s[start:i]
		for i < len(s) && s[i] <= ' ' {
			i++
		}
		if i >= len(s) || s[i] != '=' {
			a.set(name, "")
			continue
		}
		for i++; i < len(s) && s[i] <= ' '; i++ {
		}
		if i >= len(s) {
			break
		}
		switch q := s[i]; {
		case q == '"' && !r.noDQ || q == '\'' && !r.noSQ:
			n := strings.IndexByte(s[i+1:], q)
			if n >= 0 {
				a.set(name, s[i+1:i+1+n])
				i += n + 2
				continue
			}
			// The quote never ends. It is remembered, or a text full of them
			// would be searched to its end again and again.
			r.noDQ = r.noDQ || q == '"'
			r.noSQ = r.noSQ || q == '\''
			i++
			fallthrough
		default:
			start = i
			for i < len(s) && s[i] != '>' && s[i] > ' ' {
				i++
			}
			a.set(name, s[start:i])
		}
	}
	r.i = len(s)
	return empty
}

// raw skips an element whose content is not text.
func (r *htmlReader) raw(t tag) {
	if r.noEnd[t] {
		return
	}
	// The end tag has the name that the start tag was written with.
	start := r.tagAt + 1
	end := start
	for end < len(r.s) && (isLetter(r.s[end]) || '0' <= r.s[end] && r.s[end] <= '9') {
		end++
	}
	name := strings.ToLower(r.s[start:end])
	for i := r.i; ; {
		n := strings.Index(r.s[i:], "</")
		if n < 0 {
			break
		}
		i += n + 2
		if startsFold(r.s[i:], name) && name != "" {
			if t == tagStyle {
				r.styleSheet(r.s[r.i : i-2])
			}
			r.i = i
			r.skipTo('>')
			return
		}
	}
	r.noEnd[t] = true
	if t == tagScript || t == tagStyle {
		r.i = len(r.s)
	}
}

// forwarded reports whether a quotation that begins here holds a forwarded
// mail, which is no history: the marker stands just before or at its beginning.
func (r *htmlReader) forwarded() bool {
	if r.peeks++; r.peeks > maxPeeks {
		return false
	}
	if tail := r.out[max(0, len(r.out)-1200):]; hasForwardMarker(string(tail)) {
		return true
	}
	var buf [300]byte
	n := 0
	inTag := false
	for _, c := range []byte(r.s[r.i:min(len(r.s), r.i+2000)]) {
		switch {
		case c == '<':
			inTag = true
			c = '\n'
		case c == '>' && inTag:
			inTag = false
			continue
		case inTag:
			continue
		}
		if n == len(buf) {
			break
		}
		buf[n] = c
		n++
	}
	return hasForwardMarker(string(buf[:n]))
}

// isQuote reports whether the element encloses quoted history.
func isQuote(t tag, a *attrs) bool {
	if t == tagBlock {
		return a.class != "" && (hasFold(a.class, "yahoo_quoted") || hasFold(a.class, "moz-cite-prefix")) ||
			a.id != "" && startsFold(a.id, "yahoo_quoted")
	}
	return foldEqual(a.typ, "cite") || a.cite != "" || hasFold(a.class, "quote") || hasFold(a.class, "cite") ||
		hasFold(a.style, "border-left")
}
