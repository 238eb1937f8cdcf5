package main

import (
	"strings"

	"xunpan"
)

// Limits of what is shown of a mail's own words.
const (
	excerptBytes = 64 << 10
	excerptLines = 40
	contextLines = 1
)

// excerpt shows the mail's own words with evidence and values marked: the
// marked lines and what stands beside them; the rest is left out.
func (s *sheet) excerpt(a *xunpan.Analysis) {
	body := a.Texts[string(xunpan.PartBody)]
	if len(body) > excerptBytes {
		body = body[:excerptBytes]
	}
	marks := make([]style, len(body))
	paint := func(part xunpan.Part, start, end int, st style) {
		if part == xunpan.PartBody && start >= 0 && start < end && end <= len(body) {
			for i := start; i < end; i++ {
				marks[i] = st
			}
		}
	}
	for _, m := range a.Marks {
		paint(m.Part, m.Start, m.End, valueMark)
	}
	// The strongest stands first and is painted last.
	for i := len(a.Evidence) - 1; i >= 0; i-- {
		e := &a.Evidence[i]
		st := goodMark
		if against(e) {
			st = badMark
		}
		paint(e.Part, e.Start, e.End, st)
	}
	lines := markedLines(body, marks)
	if len(lines) == 0 {
		return
	}
	s.heading("In the buyer's own words", "原文")
	last, bar := -1, cells("  │ ", faint)
	for n, l := range lines {
		if n == excerptLines {
			s.line(cells("  ⋮", faint))
			break
		}
		if last >= 0 && l.number > last+1 {
			s.line(cells("  ⋮", faint))
		}
		last = l.number
		s.block(bar, bar, s.marked(body, marks, l.start, l.end))
	}
}

// bodyLine is a line of the body, not counting empty ones.
type bodyLine struct{ number, start, end int }

// markedLines returns the lines with marks and their neighbours.
func markedLines(body string, marks []style) []bodyLine {
	var all []bodyLine
	var wanted []bool
	at := 0
	for line := range strings.Lines(body) {
		end := at + len(strings.TrimRight(line, "\r\n"))
		if strings.TrimSpace(body[at:end]) != "" {
			has := false
			for _, m := range marks[at:end] {
				if m != asIs {
					has = true
					break
				}
			}
			all = append(all, bodyLine{len(all), at, end})
			wanted = append(wanted, has)
		}
		at += len(line)
	}
	var out []bodyLine
	for i, l := range all {
		for j := max(i-contextLines, 0); j <= min(i+contextLines, len(all)-1); j++ {
			if wanted[j] {
				out = append(out, l)
				break
			}
		}
	}
	return out
}

// marked is a line's text with its marks: underlined where colours are shown,
// between « and » otherwise, where marks that touch are one.
func (s *sheet) marked(body string, marks []style, start, end int) []cell {
	// A line of a hostile mail may be as long as the mail.
	const longest = 2000
	cut := false
	if end-start > longest {
		end, cut = start+longest, true
	}
	var cs []cell
	inside := false
	for i, r := range body[start:end] {
		m := marks[start+i]
		if on := m != asIs; !s.colour && on != inside {
			if inside = on; on {
				cs = append(cs, cell{'«', asIs})
			} else {
				cs = append(cs, cell{'»', asIs})
			}
		}
		if r, ok := shown(r); ok {
			cs = append(cs, cell{r, m})
		}
	}
	if inside {
		cs = append(cs, cell{'»', asIs})
	}
	if cut {
		cs = append(cs, cell{'…', faint})
	}
	return cs
}
