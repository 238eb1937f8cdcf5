package paper

import (
	"slices"
	"strings"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"
)

// rgb is red, green and blue.
type rgb [3]int

// colors of a document: those of the workbook.
var (
	accent = rgb{0x0B, 0x6E, 0x5F}
	black  = rgb{0x1A, 0x21, 0x20}
	quiet  = rgb{0x5B, 0x6B, 0x69}
	rule   = rgb{0xC9, 0xD3, 0xD1}
	tint   = rgb{0xF1, 0xF6, 0xF5}
	white  = rgb{0xFF, 0xFF, 0xFF}
)

// ink is how letters look. Size is in points.
type ink struct {
	size  float64
	bold  bool
	color rgb
}

const pointMM = 25.4 / 72

// leading is the height of a line, mm.
func (k ink) leading() float64 { return k.size * pointMM * 1.38 }

// align is where a text stands in its box: at the start of reading, at its end.
type align int

const (
	atStart align = iota
	atEnd
	centred
)

// setter sets text of any of our scripts into a PDF. Its boxes are given as in a
// page read from left to right; for Arabic it mirrors them. Lengths are mm.
type setter struct {
	pdf   *fpdf.Fpdf
	g     *glyphs
	rtl   bool
	width float64 // of the page
	added map[string]bool
	last  struct {
		face string
		size float64
	}
}

// left is the left edge on paper of a box.
func (s *setter) left(x, w float64) float64 {
	if s.rtl {
		return s.width - x - w
	}
	return x
}

// clean is a text as it can be set: composed, without control characters.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r == '\n':
			return r
		case r == '\t':
			return ' '
		case unicode.IsControl(r) || r == '\uFEFF' || r == '\u00AD':
			return -1
		}
		return r
	}, norm.NFC.String(text))
}

// measure is how wide a text without line ends is.
func (s *setter) measure(text string, k ink) float64 {
	w := 0.0
	for _, r := range shape([]rune(text)) {
		if !isBidiControl(r) {
			w += s.g.of(r, k.bold).advance
		}
	}
	return w * k.size * pointMM
}

// line draws one line; y is its upper edge. A line wider than its box is set
// smaller, so that nothing runs into its neighbour.
func (s *setter) line(x, y, w float64, text string, k ink, a align) {
	text = clean(text)
	if text == "" {
		return
	}
	wide := s.measure(text, k)
	base := y + k.leading()*0.76
	if wide > w {
		k.size *= w / wide
		wide = w
	}
	at := s.left(x, w)
	switch {
	case a == centred:
		at += (w - wide) / 2
	case (a == atEnd) != s.rtl:
		at += w - wide
	}
	s.pdf.SetTextColor(k.color[0], k.color[1], k.color[2])
	drawn := visual(shape([]rune(text)))
	for i := 0; i < len(drawn); {
		first := s.g.of(drawn[i], k.bold)
		run, step := []rune{first.r}, first.advance
		j := i + 1
		for ; j < len(drawn); j++ {
			next := s.g.of(drawn[j], k.bold)
			if next.face != first.face {
				break
			}
			run, step = append(run, next.r), step+next.advance
		}
		s.run(at, base, string(run), first.face, k)
		at += step * k.size * pointMM
		i = j
	}
}

// run draws letters of one font.
func (s *setter) run(x, base float64, text string, f *face, k ink) {
	if !s.added[f.name] {
		s.added[f.name] = true
		s.pdf.AddUTF8FontFromBytes(f.name, "", f.load().ttf)
	}
	if s.last.face != f.name || s.last.size != k.size {
		s.pdf.SetFont(f.name, "", k.size)
		s.last.face, s.last.size = f.name, k.size
	}
	if k.bold && f.thin {
		s.pdf.SetDrawColor(k.color[0], k.color[1], k.color[2])
		s.pdf.SetLineWidth(k.size * pointMM * 0.018)
		s.pdf.SetTextRenderingMode(2)
		defer s.pdf.SetTextRenderingMode(0)
	}
	s.pdf.Text(x, base, text)
}

// text draws lines one below the other and returns the lower edge.
func (s *setter) text(x, y, w float64, lines []string, k ink, a align) float64 {
	for _, l := range lines {
		s.line(x, y, w, l, k, a)
		y += k.leading()
	}
	return y
}

func (s *setter) fill(x, y, w, h float64, c rgb) {
	s.pdf.SetFillColor(c[0], c[1], c[2])
	s.pdf.Rect(s.left(x, w), y, w, h, "F")
}

// stroke draws a line across.
func (s *setter) stroke(x, y, w, thick float64, c rgb) {
	s.pdf.SetDrawColor(c[0], c[1], c[2])
	s.pdf.SetLineWidth(thick)
	s.pdf.Line(s.left(x, w), y, s.left(x, w)+w, y)
}

// wrap breaks a text into lines no wider than w, of one character at least.
func (s *setter) wrap(text string, w float64, k ink) []string {
	w = max(w, 0)
	var lines []string
	for paragraph := range strings.SplitSeq(strings.TrimSpace(clean(text)), "\n") {
		begin := direction(paragraph)
		line, used := begin, 0.0
		for _, piece := range pieces(strings.TrimSpace(paragraph)) {
			wide := s.measure(strings.TrimRight(piece, " "), k)
			if line != begin && used+wide > w {
				lines = append(lines, strings.TrimRight(line, " ·"+string(rtlMark)))
				line, used = begin, 0
			}
			for wide > w { // a word longer than the line
				head := s.fitting(piece, w, k)
				lines = append(lines, begin+piece[:head])
				piece = piece[head:]
				wide = s.measure(strings.TrimRight(piece, " "), k)
			}
			line += piece
			used += s.measure(piece, k)
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	return lines
}

// direction is a mark for the beginning of each line of a paragraph, so that a line
// runs as the paragraph does whatever word it begins with.
func direction(paragraph string) string {
	text := []rune(paragraph)
	switch {
	case !hasRightToLeft(text):
		return ""
	case runsFromRight(text):
		return string(rtlMark)
	}
	return string(ltrMark)
}

// fitting is how many bytes of a word fit into w: one character at least.
func (s *setter) fitting(word string, w float64, k ink) int {
	used := 0.0
	for i, r := range word {
		used += s.g.of(r, k.bold).advance * k.size * pointMM
		if used > w && i > 0 {
			return i
		}
	}
	return len(word)
}

// neverFirst and neverLast are signs that a line does not begin or end with.
var (
	neverFirst = []rune("，。、；：！？）》」』】％,.;:!?)]}%”’·")
	neverLast  = []rune("（《「『【([{“‘")
)

// pieces are the parts of a text that stay whole: words with the space after
// them, parts of words after a hyphen or slash, single Chinese characters.
func pieces(text string) []string {
	var out []string
	start := 0
	var before rune
	for i, r := range text {
		if i > start && breaks(before, r) {
			out = append(out, text[start:i])
			start = i
		}
		before = r
	}
	if start < len(text) {
		out = append(out, text[start:])
	}
	return out
}

func breaks(before, r rune) bool {
	switch {
	case r == ' ':
		return false
	case before == ' ':
		return true
	case slices.Contains(neverFirst, r) || slices.Contains(neverLast, before):
		return false
	case before == '/' || before == '-':
		return !unicode.IsDigit(r)
	}
	return ideographic(before) || ideographic(r)
}

func ideographic(r rune) bool {
	return unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana) || r >= 0x3000 && r <= 0x303F || r >= 0xFF00 && r <= 0xFFEF
}

// forget makes the next letters name their font, as on a page gone back to.
func (s *setter) forget() {
	if s.last.face != "" {
		s.pdf.SetFont(s.last.face, "", 1)
		s.last.size = 0
	}
}
