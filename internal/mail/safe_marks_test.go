package mail

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestMarked(t *testing.T) {
	t.Parallel()
	const text = "Please quote 5,000 pcs, 报价 FOB."
	at := func(s string) (int, int) { i := strings.Index(text, s); return i, i + len(s) }
	span := func(s string, refs ...int) Span {
		start, end := at(s)
		return Span{start, end, refs}
	}
	for _, c := range []struct {
		name  string
		spans []Span
		cuts  []int
		want  []Piece
	}{
		{"nothing", nil, nil, []Piece{{Text: text}}},
		{"one", []Span{span("5,000 pcs", 2)}, nil, []Piece{{Text: "Please quote "}, {"5,000 pcs", 13, []int{2}}, {", 报价 FOB.", 22, nil}}},
		{"whole", []Span{{0, len(text), []int{1}}}, nil, []Piece{{text, 0, []int{1}}}},
		{"one in the other", []Span{span("quote 5,000 pcs", 1), span("5,000", 3, 2)}, nil,
			[]Piece{{Text: "Please "}, {"quote ", 7, []int{1}}, {"5,000", 13, []int{1, 2, 3}}, {" pcs", 18, []int{1}}, {", 报价 FOB.", 22, nil}}},
		{"over each other", []Span{span("quote 5,000", 1), span("5,000 pcs", 2)}, nil,
			[]Piece{{Text: "Please "}, {"quote ", 7, []int{1}}, {"5,000", 13, []int{1, 2}}, {" pcs", 18, []int{2}}, {", 报价 FOB.", 22, nil}}},
		{"the same twice", []Span{span("pcs", 1), span("pcs", 1), span("pcs", 1, 1)}, nil, []Piece{{Text: "Please quote 5,000 "}, {"pcs", 19, []int{1}}, {", 报价 FOB.", 22, nil}}},
		{"side by side", []Span{span("5,000", 1), span(" pcs", 1)}, nil, []Piece{{Text: "Please quote "}, {"5,000 pcs", 13, []int{1}}, {", 报价 FOB.", 22, nil}}},
		{"side by side with a cut", []Span{span("5,000", 1), span(" pcs", 1)}, []int{18}, []Piece{{Text: "Please quote "}, {"5,000", 13, []int{1}}, {" pcs", 18, []int{1}}, {", 报价 FOB.", 22, nil}}},
		{"cuts", nil, []int{0, 7, 7, 13, len(text), -3, 900}, []Piece{{Text: "Please "}, {Text: "quote ", Start: 7}, {Text: "5,000 pcs, 报价 FOB.", Start: 13}}},
		{"inside a character", []Span{{25, 28, []int{1}}}, []int{26}, []Piece{{Text: "Please quote 5,000 pcs, "}, {"报价", 24, []int{1}}, {" FOB.", 30, nil}}},
		{"beyond the ends", []Span{{-5, 6, []int{1}}, {31, 99, []int{2}}}, nil, []Piece{{"Please", 0, []int{1}}, {Text: " quote 5,000 pcs, 报价 ", Start: 6}, {"FOB.", 31, []int{2}}}},
		{"senseless", []Span{{9, 3, []int{1}}, {4, 4, []int{2}}, {400, 500, []int{3}}, {-9, -3, []int{4}}, {1, 5, nil}}, nil, []Piece{{Text: text}}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(c.want, Marked(text, c.spans, c.cuts)); diff != "" {
				t.Error(diff)
			}
		})
	}
	if got := Marked("", []Span{{0, 1, []int{1}}}, []int{0}); got != nil {
		t.Errorf("of no text: %v", got)
	}
}

// TestMarkedLaws holds Marked against asking each byte who covers it.
func TestMarkedLaws(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		text := rapid.StringOf(rapid.RuneFrom([]rune("ab 报é😀\n"))).Draw(t, "text")
		offset := rapid.IntRange(-3, len(text)+3)
		spans := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) Span {
			return Span{offset.Draw(t, "start"), offset.Draw(t, "end"), rapid.SliceOfN(rapid.IntRange(1, 4), 0, 3).Draw(t, "refs")}
		}), 0, 8).Draw(t, "spans")
		cuts := rapid.SliceOfN(offset, 0, 4).Draw(t, "cuts")
		var whole strings.Builder
		pieces := Marked(text, spans, cuts)
		for _, p := range pieces {
			if p.Text == "" || p.Start != whole.Len() || !utf8.ValidString(p.Text) {
				t.Fatalf("piece %+v at %d", p, whole.Len())
			}
			whole.WriteString(p.Text)
			for i := range len(p.Text) {
				if want := coverOf(text, spans, p.Start+i); !slices.Equal(p.Refs, want) {
					t.Fatalf("byte %d has %v, want %v", p.Start+i, p.Refs, want)
				}
			}
			for _, at := range cuts {
				if at > p.Start && at < p.Start+len(p.Text) && utf8.RuneStart(text[at]) {
					t.Fatalf("no cut at %d", at)
				}
			}
		}
		if whole.String() != text {
			t.Fatalf("%q became %q", text, whole.String())
		}
	})
}

// coverOf lists what refers to the character that a byte belongs to.
func coverOf(text string, spans []Span, at int) (refs []int) {
	start, end := at, at+1
	for !utf8.RuneStart(text[start]) {
		start--
	}
	for end < len(text) && !utf8.RuneStart(text[end]) {
		end++
	}
	for _, s := range spans {
		if s.Start < s.End && s.Start < end && s.End > start {
			refs = append(refs, s.Refs...)
		}
	}
	slices.Sort(refs)
	return slices.Compact(refs)
}
