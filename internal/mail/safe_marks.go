package mail

import (
	"slices"
	"unicode/utf8"
)

// Span is a stretch of a text with what refers to it.
type Span struct {
	Start, End int // bytes
	Refs       []int
}

// Piece is a stretch of a text that the same spans cover from its beginning to
// its end.
type Piece struct {
	Text  string
	Start int   // byte offset in the whole text
	Refs  []int // of all spans that cover it, sorted, each once; nil if none does
}

// maxSpans is how many spans are looked at; the rest is left out.
const maxSpans = 1000

// Marked cuts a text into pieces for showing it with its spans, which may lie
// over each other. Besides, it cuts at the offsets of cuts, say where blocks of
// text begin. The pieces put together are the text, none is empty, and no
// character is cut in two: a span that begins or ends inside one takes all of
// it. Offsets beyond the text are moved to its ends, and empty or turned-round
// spans are passed over.
func Marked(text string, spans []Span, cuts []int) []Piece {
	if text == "" {
		return nil
	}
	type edge struct {
		at    int
		span  int // -1 for a cut
		opens bool
	}
	var edges []edge
	for i, s := range spans[:min(len(spans), maxSpans)] {
		start, end := runeStart(text, s.Start), runeEnd(text, s.End)
		if s.Start < s.End && start < end && len(s.Refs) > 0 {
			edges = append(edges, edge{start, i, true}, edge{end, i, false})
		}
	}
	for _, at := range cuts {
		edges = append(edges, edge{at: runeStart(text, at), span: -1})
	}
	slices.SortStableFunc(edges, func(a, b edge) int { return a.at - b.at })

	var pieces []Piece
	covering := map[int]int{} // how many open spans have the reference
	from, cut := 0, true
	write := func(to int) {
		if to == from {
			return
		}
		var refs []int
		for ref := range covering {
			refs = append(refs, ref)
		}
		slices.Sort(refs)
		if n := len(pieces); !cut && n > 0 && slices.Equal(pieces[n-1].Refs, refs) {
			pieces[n-1].Text = text[pieces[n-1].Start:to]
		} else {
			pieces = append(pieces, Piece{Text: text[from:to], Start: from, Refs: refs})
		}
		from, cut = to, false
	}
	for _, e := range edges {
		write(e.at)
		switch {
		case e.span < 0:
			cut = true
		case e.opens:
			for _, ref := range spans[e.span].Refs {
				covering[ref]++
			}
		default:
			for _, ref := range spans[e.span].Refs {
				if covering[ref]--; covering[ref] == 0 {
					delete(covering, ref)
				}
			}
		}
	}
	write(len(text))
	return pieces
}

// runeStart moves an offset into the text and to the beginning of a character.
func runeStart(text string, at int) int {
	at = max(min(at, len(text)), 0)
	for n := 0; n < utf8.UTFMax-1 && at > 0 && at < len(text) && !utf8.RuneStart(text[at]); n++ {
		at--
	}
	return at
}

// runeEnd moves an offset into the text and behind the character it lies in.
func runeEnd(text string, at int) int {
	at = max(min(at, len(text)), 0)
	for n := 0; n < utf8.UTFMax-1 && at < len(text) && !utf8.RuneStart(text[at]); n++ {
		at++
	}
	return at
}
