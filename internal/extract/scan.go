package extract

import (
	"sort"
	"unicode"
	"unicode/utf8"

	"xunpan"
)

// A mail is read as a stream of tokens. Everything after this — the word
// catalogue, quantities, contact lines — looks at tokens only, so the text is
// walked once, however many words the catalogue knows.

type tokenKind uint8

const (
	tWord   tokenKind = iota // letters
	tNumber                  // digits with inner separators: 5,000 1.000,50 3.20
	tHan                     // one Chinese character
	tPunct                   // one punctuation character
	tBreak                   // one or more line ends
)

// token is one token of a stream.
type token struct {
	start, end int32 // byte offsets into the part's text
	fs, fe     int32 // byte offsets into the stream's folded text
	hash       uint32
	begins     int32 // place in the catalogue's table of first words, -1 if there is none
	kind       tokenKind
	punct      byte // the ASCII form of a punctuation character; 0 if it has none. For tBreak the number of line ends
	glued      bool // no space before it
	upper      bool // begins with an upper-case letter
	caps       bool // all letters upper case (more than one)
}

// line is one line of a stream that is not empty.
type line struct {
	first, last int // tokens toks[first:last]
	start, end  int // byte offsets, trimmed
	block       xunpan.BlockKind
}

// stream is one part of a message, cut into tokens.
type stream struct {
	part  xunpan.Part
	text  string
	toks  []token
	fold  []byte
	lines []line
	limit int // tokens to take at most
	sign  int // index of the first line of the signature block, len(lines) if none
}

// maxTokens bounds the work on one part; no inquiry is that long. A wall of
// links is a newsletter's: its beginning tells enough.
const (
	maxTokens  = 5000
	wallTokens = 1200
	wallLinks  = 12
)

// reset prepares the stream for another text and keeps its memory.
func (s *stream) reset(part xunpan.Part, text string) {
	s.part, s.text = part, text
	s.toks, s.fold, s.lines = s.toks[:0], s.fold[:0], s.lines[:0]
	s.sign = 0
	s.limit = maxTokens
}

const (
	fnvBasis = 2166136261
	fnvPrime = 16777619
)

func hash32(b []byte) uint32 {
	h := uint32(fnvBasis)
	for _, c := range b {
		h = (h ^ uint32(c)) * fnvPrime
	}
	return h
}

// scan appends the tokens and lines of text[from:to], which is one block.
func (s *stream) scan(from, to int, kind xunpan.BlockKind) {
	table := foldTable()
	text := s.text
	i := from
	space := true // a space or a line end before the next token
	ln := line{first: len(s.toks), start: -1, block: kind}
	for i < to && len(s.toks) < s.limit {
		c := text[i]
		switch {
		case c == ' ' || c == '\t' || c == '\r':
			if c == '\t' { // cells of a table: a boundary for phrases
				s.add(token{start: int32(i), end: int32(i + 1), kind: tPunct, punct: '\t'})
			}
			space = true
			i++
			continue
		case c == '\n':
			s.endLine(&ln)
			n := byte(0)
			j := i
			for j < to && (text[j] == '\n' || text[j] == ' ' || text[j] == '\r' || text[j] == '\t') {
				if text[j] == '\n' && n < 255 {
					n++
				}
				if text[j] != '\n' && n > 0 && !onlySpaceToBreak(text, j, to) {
					break
				}
				j++
			}
			s.add(token{start: int32(i), end: int32(j), kind: tBreak, punct: n})
			ln = line{first: len(s.toks), start: -1, block: kind}
			space = true
			i = j
			continue
		}
		if ln.start < 0 {
			ln.start = i
		}
		t := token{start: int32(i), fs: int32(len(s.fold)), glued: !space}
		space = false
		var r rune
		w := 1
		if c < utf8.RuneSelf {
			r = rune(c)
		} else {
			r, w = utf8.DecodeRuneInString(text[i:to])
		}
		switch {
		case isDigit(r):
			i = s.scanNumber(i, to, table)
			t.kind = tNumber
		case isLetter(r):
			if isHan(r) {
				s.fold = appendFold(s.fold, r, table)
				i += w
				t.kind = tHan
				break
			}
			t.kind = tWord
			t.upper = r < utf8.RuneSelf && 'A' <= r && r <= 'Z' || r >= utf8.RuneSelf && unicode.IsUpper(r)
			i = s.scanWord(i, to, table, &t)
			s.stripArticle(&t)
		case isBlank(r):
			i += w
			if r != 0x200B && r != 0x200C && r != 0x200D && r != 0xFEFF {
				space = true
			} else {
				space = !t.glued
			}
			continue
		default:
			t.kind = tPunct
			t.punct = asciiPunct(r)
			if t.punct != 0 { // compared in its ASCII form
				s.fold = append(s.fold, t.punct)
			} else {
				s.fold = utf8.AppendRune(s.fold, r)
			}
			i += w
		}
		t.end, t.fe = int32(i), int32(len(s.fold))
		t.hash = hash32(s.fold[t.fs:t.fe])
		s.add(t)
		ln.end = i
	}
	s.endLine(&ln)
}

// isBlank reports spaces of all widths and marks without a width of their own;
// blanks, tabs and line ends were seen before.
func isBlank(r rune) bool {
	if r < utf8.RuneSelf {
		return r == '\v' || r == '\f'
	}
	return r == 0xA0 || r == 0x3000 || r == 0x202F || r >= 0x2000 && r <= 0x200F || r == 0xFEFF || r == 0x2060 || unicode.IsSpace(r) || unicode.Is(unicode.Mn, r)
}

func onlySpaceToBreak(text string, i, to int) bool {
	for ; i < to; i++ {
		switch text[i] {
		case ' ', '\t', '\r':
		case '\n':
			return true
		default:
			return false
		}
	}
	return false
}

func (s *stream) add(t token) { s.toks = append(s.toks, t) }

func (s *stream) endLine(ln *line) {
	if ln.start < 0 {
		return
	}
	if ln.last = len(s.toks); ln.last > ln.first { // a line of marks and controls alone is none
		s.lines = append(s.lines, *ln)
	}
	ln.start = -1
}

func (s *stream) scanWord(i, to int, table *[foldTableSize]rune, t *token) int {
	text := s.text
	letters, uppers := 0, 0
	for i < to {
		c := text[i]
		if c < utf8.RuneSelf {
			low := c | 0x20
			if low < 'a' || low > 'z' {
				break
			}
			s.fold = append(s.fold, low)
			uppers += int(^c >> 5 & 1)
			letters++
			i++
			continue
		}
		r, w := utf8.DecodeRuneInString(text[i:to])
		if !isLetter(r) && !unicode.Is(unicode.Mn, r) && r != 0xAD && r != 0x200B && r != 0x200C && r != 0x200D || isHan(r) {
			break
		}
		if isUpper(r) {
			uppers++
		}
		letters++
		s.fold = appendFold(s.fold, r, table)
		i += w
	}
	t.caps = letters > 1 && uppers == letters
	return i
}

// stripArticle drops the Arabic article and its usual prefixes from the folded
// word, which writers attach to it.
func (s *stream) stripArticle(t *token) {
	w := s.fold[t.fs:]
	if len(w) < 10 || w[0]&0xF8 != 0xD8 {
		return
	}
	for _, p := range [...]string{"وال", "بال", "لل", "ال"} {
		if len(w) >= len(p)+6 && string(w[:len(p)]) == p {
			n := copy(w, w[len(p):])
			s.fold = s.fold[:int(t.fs)+n]
			return
		}
	}
}

// scanNumber takes digits and separators that stand between digits.
func (s *stream) scanNumber(i, to int, table *[foldTableSize]rune) int {
	text := s.text
	for i < to {
		c := text[i]
		if '0' <= c && c <= '9' {
			s.fold = append(s.fold, c)
			i++
			continue
		}
		if (c == '.' || c == ',' || c == '\'') && i+1 < to && '0' <= text[i+1] && text[i+1] <= '9' {
			s.fold = append(s.fold, c)
			i++
			continue
		}
		if c < utf8.RuneSelf {
			break
		}
		r, w := utf8.DecodeRuneInString(text[i:to])
		if d, ok := digitValue(r); ok {
			s.fold = append(s.fold, '0'+byte(d))
			i += w
			continue
		}
		break
	}
	return i
}

func isDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return '0' <= r && r <= '9'
	}
	_, ok := digitValue(r)
	return ok
}

// digitValue knows the digits of full-width, Arabic and Persian writing.
func digitValue(r rune) (int, bool) {
	switch {
	case '0' <= r && r <= '9':
		return int(r - '0'), true
	case 0xFF10 <= r && r <= 0xFF19:
		return int(r - 0xFF10), true
	case 0x660 <= r && r <= 0x669:
		return int(r - 0x660), true
	case 0x6F0 <= r && r <= 0x6F9:
		return int(r - 0x6F0), true
	}
	return 0, false
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z'
	}
	switch { // the usual alphabets, without a search in tables
	case 0x400 <= r && r <= 0x481, 0x48A <= r && r <= 0x52F, 0x4E00 <= r && r <= 0x9FFF, 0x621 <= r && r <= 0x64A,
		0xC0 <= r && r <= 0x24F && r != 0xD7 && r != 0xF7:
		return true
	}
	return unicode.IsLetter(r)
}

// isUpper spares alphabets without case the search.
func isUpper(r rune) bool { return (r < 0x530 || r > 0x1000) && !isHan(r) && unicode.IsUpper(r) }

func isHan(r rune) bool {
	return 0x4E00 <= r && r <= 0x9FFF || 0x3400 <= r && r <= 0x4DBF || 0x3040 <= r && r <= 0x30FF
}

// asciiPunct gives the ASCII form of a punctuation character, so that the rest
// of the package need not know "：" from ":".
func asciiPunct(r rune) byte {
	if r < utf8.RuneSelf {
		return byte(r)
	}
	switch r {
	case '‘', '’', '´', 'ʼ':
		return '\''
	case '“', '”', '„', '«', '»', '″', '「', '」', '《', '》':
		return '"'
	case '–', '—', '−', '‐', '‑', '―', '～', '〜':
		return '-'
	case '×', '✕', '╳':
		return 'x'
	case '：':
		return ':'
	case '，', '、', '،':
		return ','
	case '。', '．':
		return '.'
	case '？', '؟':
		return '?'
	case '！':
		return '!'
	case '；', '؛':
		return ';'
	case '（', '【', '［':
		return '('
	case '）', '】', '］':
		return ')'
	case '％':
		return '%'
	case '＋':
		return '+'
	case '／':
		return '/'
	case '•', '·', '●', '▪', '◦', '■', '‣', '➢', '►', '✓', '✔', '・':
		return '*'
	case '€', '£', '¥', '￥', '₹', '₽', '₺', '₫', '₩', '₦', '₱':
		return '$'
	}
	return 0
}

// tokenFrom is the first token that begins at or behind the byte offset.
func (s *stream) tokenFrom(at int) int {
	return sort.Search(len(s.toks), func(i int) bool { return int(s.toks[i].start) >= at })
}

// tokenAt is the first token that ends at or behind the byte offset.
func (s *stream) tokenAt(end int) int {
	return sort.Search(len(s.toks), func(i int) bool { return int(s.toks[i].end) >= end })
}
