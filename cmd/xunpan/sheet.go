package main

import (
	"bufio"
	"io"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"golang.org/x/term"
	"golang.org/x/text/width"

	"xunpan"
	"xunpan/internal/judge"
)

// sheet is what text is written on: it knows the terminal's width, whether
// colours are wanted and the user's language.
type sheet struct {
	w       *bufio.Writer
	columns int
	colour  bool
	lang    string
	rules   *judge.Rules // those that judged; nil if not known
}

// Lines longer than this are hard to read, however wide the terminal is.
const widest, narrowest = 112, 40

func isTerminal(w io.Writer) bool {
	f := terminal(w)
	return f != nil && term.IsTerminal(int(f.Fd()))
}

func newSheet(b *bufio.Writer, w *world, colour string) *sheet {
	s := &sheet{w: b, columns: 80, lang: w.Lang}
	tty := isTerminal(w.Out)
	// https://no-color.org: set and not empty means no colours.
	s.colour = colour == "always" || colour == "auto" && tty && w.Getenv("NO_COLOR") == "" && w.Getenv("TERM") != "dumb"
	if tty {
		if c, _, err := term.GetSize(int(terminal(w.Out).Fd())); err == nil && c > 0 {
			s.columns = c
		}
	} else if c, err := strconv.Atoi(w.Getenv("COLUMNS")); err == nil {
		s.columns = c
	}
	s.columns = min(max(s.columns, narrowest), widest)
	return s
}

// t is the text in the user's language.
func (s *sheet) t(en, zh string) string {
	if s.lang == "zh" {
		return zh
	}
	return en
}

func (s *sheet) in(t xunpan.Text) string {
	if v := t.In(s.lang); v != "" {
		return v
	}
	return t.En
}

// style is how a stretch of text looks; the number is an index into styleCodes.
type style uint8

const (
	asIs style = iota
	bold
	faint
	title
	good
	bad
	warning
	goodMark  // evidence for the buyer in the quoted text
	badMark   // evidence against him
	valueMark // a value that was read out
)

// styleCodes are the ANSI sequences; marks are underlined so that they can be
// seen without colours too.
var styleCodes = [...]string{"", "1", "2", "1;36", "32", "31", "33", "4;32", "4;31", "4"}

// cell is one rune with its style.
type cell struct {
	r rune
	s style
}

// cells makes shown text of a string: nothing in a mail may steer the
// terminal, so that control characters and direction overrides are left out.
func cells(text string, st style) []cell {
	cs := make([]cell, 0, len(text))
	for _, r := range text {
		if r, ok := shown(r); ok {
			cs = append(cs, cell{r, st})
		}
	}
	return cs
}

func shown(r rune) (rune, bool) {
	switch {
	case r == '\n' || r == '\t' || r == '\u00a0':
		return ' ', true
	case unicode.IsControl(r), r >= 0x202a && r <= 0x202e, r >= 0x2066 && r <= 0x2069, r == 0xfeff:
		return 0, false
	}
	return r, true
}

// runeWidth is how many columns a rune takes.
func runeWidth(r rune) int {
	if r < 0x300 {
		return 1
	}
	if unicode.In(r, unicode.Mn, unicode.Me, unicode.Cf) {
		return 0
	}
	switch width.LookupRune(r).Kind() {
	case width.EastAsianWide, width.EastAsianFullwidth:
		return 2
	}
	return 1
}

func cellsWidth(cs []cell) int {
	n := 0
	for _, c := range cs {
		n += runeWidth(c.r)
	}
	return n
}

func textWidth(s string) int { return cellsWidth(cells(s, asIs)) }

// wrap breaks a line at spaces and beside wide characters, else anywhere.
func wrap(cs []cell, columns int) [][]cell {
	var out [][]cell
	for len(cs) > 0 {
		n, w, at := 0, 0, 0 // at: after which cell a break is good
		for n < len(cs) {
			rw := runeWidth(cs[n].r)
			if w+rw > columns {
				break
			}
			w += rw
			n++
			if cs[n-1].r == ' ' || rw == 2 && (n == len(cs) || !closing(cs[n].r)) {
				at = n
			}
		}
		if n < len(cs) {
			switch {
			case cs[n].r == ' ':
				at = n
			case at == 0:
				at = max(n, 1)
			}
			n = at
		}
		out = append(out, trimRight(cs[:n]))
		cs = cs[n:]
		for len(cs) > 0 && cs[0].r == ' ' {
			cs = cs[1:]
		}
	}
	return out
}

// closing marks must not begin a line.
func closing(r rune) bool {
	return strings.ContainsRune("，。、；：！？）》」』”’…,.;:!?)»", r)
}

func trimRight(cs []cell) []cell {
	for len(cs) > 0 && cs[len(cs)-1].r == ' ' {
		cs = cs[:len(cs)-1]
	}
	return cs
}

// put writes cells with their styles.
func (s *sheet) put(cs []cell) {
	now := asIs
	for _, c := range cs {
		if s.colour && c.s != now {
			if now != asIs {
				s.w.WriteString("\x1b[0m")
			}
			if c.s != asIs {
				s.w.WriteString("\x1b[" + styleCodes[c.s] + "m")
			}
			now = c.s
		}
		s.w.WriteRune(c.r)
	}
	if now != asIs {
		s.w.WriteString("\x1b[0m")
	}
}

func (s *sheet) newline() { s.w.WriteByte('\n') }

// line writes styled pieces as one paragraph: the first line after head, the
// others indented as far as head is wide.
func (s *sheet) line(head []cell, pieces ...[]cell) {
	s.block(head, cells(strings.Repeat(" ", cellsWidth(head)), asIs), slices.Concat(pieces...))
}

// block writes a paragraph with one head before its first line and another,
// as wide, before the others.
func (s *sheet) block(first, others, text []cell) {
	rows := wrap(text, max(s.columns-cellsWidth(first), 16))
	if len(rows) == 0 {
		rows = [][]cell{nil}
	}
	for i, row := range rows {
		if i == 0 {
			s.put(first)
		} else {
			s.put(others)
		}
		s.put(row)
		s.newline()
	}
}

func (s *sheet) pad(n int) { s.w.WriteString(strings.Repeat(" ", max(n, 0))) }

// heading begins a section.
func (s *sheet) heading(en, zh string) {
	s.newline()
	s.put(cells(s.t(en, zh), title))
	s.newline()
}

// join puts a separator between texts that are there.
func join(sep string, parts ...string) string {
	kept := parts[:0:0]
	for _, p := range parts {
		if strings.TrimSpace(p) != "" {
			kept = append(kept, p)
		}
	}
	return strings.Join(kept, sep)
}

// cut shortens a text to a number of columns.
func cut(text string, columns int) string {
	if textWidth(text) <= columns {
		return text
	}
	w := 0
	for i, r := range text {
		if w += runeWidth(r); w > columns-1 {
			return strings.TrimRight(text[:i], " ") + "…"
		}
	}
	return text
}

// table writes rows in columns as wide as they need; when there is no room,
// the widest columns are wrapped. The first row is the head; columns that are
// empty below it are left out.
func (s *sheet) table(indent int, rows [][]string) {
	rows = withoutEmpty(rows)
	if len(rows) < 2 || len(rows[0]) == 0 {
		return
	}
	const gap = 2
	widths := make([]int, len(rows[0]))
	total := indent
	for i := range widths {
		for _, row := range rows {
			widths[i] = max(widths[i], textWidth(row[i]))
		}
		total += widths[i] + gap
	}
	for total-gap > s.columns {
		w := 0
		for i := range widths {
			if widths[i] > widths[w] {
				w = i
			}
		}
		if widths[w] <= 6 {
			break
		}
		widths[w]--
		total--
	}
	for n, row := range rows {
		st := asIs
		if n == 0 {
			st = faint
		}
		wrapped := make([][][]cell, len(row))
		height := 1
		for i, text := range row {
			wrapped[i] = wrap(cells(text, st), widths[i])
			height = max(height, len(wrapped[i]))
		}
		for h := range height {
			s.pad(indent)
			owed := 0 // spaces are written only when something follows
			for i, w := range wrapped {
				var cs []cell
				if h < len(w) {
					cs = w[h]
				}
				if len(cs) > 0 {
					s.pad(owed)
					owed = 0
				}
				s.put(cs)
				owed += widths[i] - cellsWidth(cs) + gap
			}
			s.newline()
		}
	}
}

func withoutEmpty(rows [][]string) [][]string {
	if len(rows) == 0 {
		return nil
	}
	out := make([][]string, len(rows))
	for i := range rows[0] {
		used := false
		for _, row := range rows[1:] {
			used = used || row[i] != ""
		}
		if used {
			for n, row := range rows {
				out[n] = append(out[n], row[i])
			}
		}
	}
	return out
}
