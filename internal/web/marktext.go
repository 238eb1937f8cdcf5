package web

import (
	"strings"

	"xunpan"
	"xunpan/internal/mail"
)

// Marking joins a piece of evidence with its words in a text.
type Marking struct {
	No   int // of the evidence in the panel, from 1
	At   xunpan.Span
	Axis xunpan.Axis
	Note string // what stands in the margin
}

// MarkText cuts a message's text into blocks and pieces that carry its marks
// and links. The pieces put together are the text of the block again. The
// strongest marking comes first in marks and decides the look where several
// cover the same words.
func MarkText(m *xunpan.Message, marks []Marking) []TextBlock {
	blocks := m.Blocks
	if len(blocks) == 0 && m.Body != "" {
		blocks = []xunpan.Block{{Kind: xunpan.Fresh, Start: 0, End: len(m.Body)}}
	}
	var out []TextBlock
	for _, b := range blocks {
		text := m.Body[b.Start:b.End]
		// Empty lines at the ends of a block are no words.
		start := b.Start + len(text) - len(strings.TrimLeft(text, "\n"))
		end := start + len(strings.TrimRight(m.Body[start:b.End], "\n \t"))
		if end > start {
			out = append(out, TextBlock{b.Kind, cut(m.Body, start, end, xunpan.PartBody, marks, m.Links)})
		}
	}
	return out
}

// MarkLine cuts a single line, say the subject, into pieces that carry its marks.
func MarkLine(text string, part xunpan.Part, marks []Marking) []Piece {
	pieces := cut(text, 0, len(text), part, marks, nil)
	for i := range pieces {
		pieces[i].Note = "" // a line has no margin
	}
	return pieces
}

// cut makes pieces of text[start:end].
func cut(text string, start, end int, part xunpan.Part, marks []Marking, links []xunpan.Link) []Piece {
	// References are indexes: of marks as they are, of links behind them.
	var spans []mail.Span
	within := func(from, to, ref int) {
		if from < end && to > start && to > from && to <= len(text) {
			spans = append(spans, mail.Span{Start: max(from, start) - start, End: min(to, end) - start, Refs: []int{ref}})
		}
	}
	for i, k := range marks {
		if k.At.Part == part {
			within(k.At.Start, k.At.End, i)
		}
	}
	for i, l := range links {
		within(l.Start, l.End, len(marks)+i)
	}
	noted := map[int]bool{}
	var out []Piece
	for _, m := range mail.Marked(text[start:end], spans, nil) {
		p, to := Piece{Text: m.Text}, start+m.Start+len(m.Text)
		var notes []string
		for _, ref := range m.Refs {
			if ref >= len(marks) {
				if l := &links[ref-len(marks)]; p.Link == "" {
					p.Link = l.Target
					if to >= min(l.End, end) && !sameAddress(text[l.Start:l.End], l.Target) {
						p.Target = l.Target
					}
				}
				continue
			}
			k := &marks[ref]
			if p.Axis == "" {
				p.Axis = k.Axis
			}
			p.Ev = append(p.Ev, k.No)
			if !noted[k.No] && k.Note != "" {
				noted[k.No] = true
				notes = append(notes, k.Note)
			}
		}
		p.Note = strings.Join(notes, " · ")
		out = append(out, p)
	}
	return out
}

// sameAddress reports whether a link's words already show where it goes.
func sameAddress(words, target string) bool {
	bare := func(s string) string {
		s = strings.ToLower(strings.TrimSpace(s))
		for _, prefix := range [...]string{"mailto:", "https://", "http://", "tel:"} {
			s = strings.TrimPrefix(s, prefix)
		}
		return strings.TrimSuffix(s, "/")
	}
	return bare(words) == bare(target)
}
