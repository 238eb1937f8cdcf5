package mail

import (
	"strings"
	"sync"

	"xunpan"
)

// segment splits a body into blocks, in order and without gaps. It looks at
// each line once from the top for history, then at what is left for footers,
// boilerplate and the signature, in time proportional to the body.
func segment(body string) []xunpan.Block {
	if body == "" {
		return nil
	}
	s := newSegmenter(body)
	defer s.free()
	s.history()
	s.runs()
	return s.blocks()
}

// segmenter cuts one body into blocks.
type segmenter struct {
	body  string
	low   string // body folded; same offsets
	lines []bodyLine
	ascii bool  // no byte of the body is beyond ASCII
	marks bool  // '>' at the beginning of a line marks a quotation
	idx   []int // room for signature
}

// bodyLine is one line of the body.
type bodyLine struct {
	at         int // where the line begins
	start, end int // its text without white space around it
	kind       xunpan.BlockKind
}

func (l *bodyLine) blank() bool { return l.start == l.end }

// segmenters keeps the memory of segmenting between mails.
var segmenters = sync.Pool{New: func() any { return new(segmenter) }}

// newSegmenter cuts the body into lines. Who has no more use for them frees them.
func newSegmenter(body string) *segmenter {
	s := segmenters.Get().(*segmenter)
	*s = segmenter{body: body, low: fold(body), ascii: isASCII(body), lines: s.lines[:0], idx: s.idx[:0]}
	for at := 0; at < len(body); {
		end := len(body)
		next := end
		if n := strings.IndexByte(body[at:], '\n'); n >= 0 {
			end, next = at+n, at+n+1
		}
		l := bodyLine{at: at, start: at, end: end}
		for l.start < l.end && isBlankByte(body[l.start]) {
			l.start++
		}
		for l.end > l.start && isBlankByte(body[l.end-1]) {
			l.end--
		}
		s.lines = append(s.lines, l)
		at = next
	}
	return s
}

func (s *segmenter) free() {
	s.body, s.low = "", ""
	segmenters.Put(s)
}

func isBlankByte(c byte) bool { return c <= ' ' }

// text and folded return line i without white space around it.
func (s *segmenter) text(i int) string   { return s.body[s.lines[i].start:s.lines[i].end] }
func (s *segmenter) folded(i int) string { return s.low[s.lines[i].start:s.lines[i].end] }

// next returns the first line from i on that is not blank, or len(s.lines).
func (s *segmenter) next(i int) int {
	for i < len(s.lines) && s.lines[i].blank() {
		i++
	}
	return i
}

// mark gives lines [from, to) a kind.
func (s *segmenter) mark(from, to int, kind xunpan.BlockKind) {
	for ; from < to; from++ {
		s.lines[from].kind = kind
	}
}

// history marks earlier mails.
func (s *segmenter) history() {
	fresh := false // a line of the sender's own stands above
	s.marks = s.usesMarks()
	for i := 0; i < len(s.lines); {
		if s.lines[i].blank() {
			i++
			continue
		}
		if s.isMarked(i) {
			s.lines[i].kind = xunpan.Quoted
			i++
			continue
		}
		if end, kind := s.heading(i); end > i {
			rest := s.next(end)
			below := rest < len(s.lines) && s.body[s.lines[rest].start] == '>'
			if kind == headAttribution && !below && !fresh {
				// "You wrote:" at the top and no marks below: who wrote what cannot be
				// told, so nothing is taken from the sender.
				i = end
				fresh = true
				continue
			}
			s.mark(i, end, xunpan.Quoted)
			if below {
				s.marks = true
				i = end
				continue
			}
			s.mark(end, len(s.lines), xunpan.Quoted)
			break
		}
		fresh = true
		i++
	}
	// Blank lines between quoted ones belong to them, and so does the end of a
	// long line that a program broke and marked only once.
	last := -1
	for i := 1; s.marks && i+1 < len(s.lines); i++ {
		if l := &s.lines[i]; l.kind == xunpan.Fresh && !l.blank() && l.end-l.start <= 40 && s.isMarked(i-1) && s.isMarked(i+1) &&
			s.lines[i-1].end-s.lines[i-1].start >= 60 {
			l.kind = xunpan.Quoted
		}
	}
	for i := range s.lines {
		if s.lines[i].blank() {
			continue
		}
		if s.lines[i].kind == xunpan.Quoted {
			if last >= 0 && s.lines[last].kind == xunpan.Quoted {
				s.mark(last+1, i, xunpan.Quoted)
			}
		}
		last = i
	}
}

// isMarked reports whether line i begins with a quotation mark. ">From" alone
// is how mailboxes write a line that begins with "From".
func (s *segmenter) isMarked(i int) bool {
	if !s.marks || s.lines[i].blank() || s.body[s.lines[i].start] != '>' {
		return false
	}
	return !strings.HasPrefix(s.text(i), ">From ") ||
		i > 0 && strings.HasPrefix(s.text(i-1), ">") || i+1 < len(s.lines) && strings.HasPrefix(s.text(i+1), ">")
}

// usesMarks reports whether lines that begin with '>' are quotations: some of
// them have a single one. Rows of arrows alone are an advertiser's emphasis.
func (s *segmenter) usesMarks() bool {
	if strings.IndexByte(s.body, '>') < 0 {
		return false
	}
	for i := range s.lines {
		if t := s.text(i); strings.HasPrefix(t, ">") && !strings.HasPrefix(t, ">>") {
			return true
		}
	}
	return false
}

// runs looks at every stretch of fresh lines.
func (s *segmenter) runs() {
	for i := 0; i < len(s.lines); {
		if s.lines[i].kind != xunpan.Fresh {
			i++
			continue
		}
		end := i
		for end < len(s.lines) && s.lines[end].kind == xunpan.Fresh {
			end++
		}
		s.footers(i, end)
		s.signature(i, end)
		i = end
	}
}

// blocks turns the lines' kinds into blocks. A blank line goes with the line
// above it.
func (s *segmenter) blocks() []xunpan.Block {
	bs := make([]xunpan.Block, 0, 4)
	first := s.next(0)
	for i := range s.lines {
		l := &s.lines[i]
		kind := l.kind
		if l.blank() {
			if i < first && first < len(s.lines) {
				kind = s.lines[first].kind
			} else if len(bs) > 0 {
				kind = bs[len(bs)-1].Kind
			}
		}
		if n := len(bs); n > 0 && bs[n-1].Kind == kind {
			continue
		} else if n > 0 {
			bs[n-1].End = l.at
		}
		bs = append(bs, xunpan.Block{Kind: kind, Start: l.at})
	}
	bs[len(bs)-1].End = len(s.body)
	return bs
}
