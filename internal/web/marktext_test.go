package web

import (
	"strings"
	"testing"

	"pgregory.net/rapid"

	"xunpan"
)

// together is the text of pieces.
func together(pieces []Piece) string {
	var b strings.Builder
	for _, p := range pieces {
		b.WriteString(p.Text)
	}
	return b.String()
}

func TestMarkTextKeepsTheText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		body := rapid.StringMatching(`[a-z \n]{0,120}`).Draw(t, "body")
		at := rapid.IntRange(-3, len(body)+3)
		m := &xunpan.Message{Body: body}
		var marks []Marking
		for i := range rapid.IntRange(0, 6).Draw(t, "marks") {
			marks = append(marks, Marking{i + 1, xunpan.Span{Part: xunpan.PartBody, Start: max(0, at.Draw(t, "start")), End: at.Draw(t, "end")}, xunpan.AxisNeed, "note"})
		}
		for range rapid.IntRange(0, 3).Draw(t, "links") {
			m.Links = append(m.Links, xunpan.Link{Target: "https://a.example", Start: max(0, at.Draw(t, "from")), End: at.Draw(t, "to")})
		}
		var got strings.Builder
		noted := map[string]int{}
		for _, b := range MarkText(m, marks) {
			got.WriteString(together(b.Pieces))
			for _, p := range b.Pieces {
				if p.Text == "" {
					t.Fatal("an empty piece")
				}
				if p.Note != "" {
					noted[p.Note]++
				}
			}
		}
		if want := strings.TrimRight(strings.TrimLeft(body, "\n"), "\n \t"); got.String() != want {
			t.Fatalf("%q became %q", want, got.String())
		}
	})
}

func TestMarkTextOfSamples(t *testing.T) {
	t.Parallel()
	for _, l := range letters() {
		var marks []Marking
		for i, e := range l.a.Evidence {
			marks = append(marks, Marking{i + 1, e.Span, e.Axis, e.Signal})
		}
		shown := map[int]bool{}
		for _, b := range MarkText(l.m, marks) {
			for _, p := range b.Pieces {
				for _, n := range p.Ev {
					shown[n] = true
				}
			}
		}
		for i, e := range l.a.Evidence {
			inside := e.Part == xunpan.PartBody && strings.TrimSpace(l.m.Body[e.Start:e.End]) != ""
			if inside != shown[i+1] {
				t.Errorf("%s: evidence %s of %q: marked %v, want %v", l.name, e.Signal, e.Text, shown[i+1], inside)
			}
		}
	}
}

func TestLinksSayWhereTheyGo(t *testing.T) {
	t.Parallel()
	m := &xunpan.Message{Body: "see www.bank.example or mail a@b.example", Links: []xunpan.Link{
		{Target: "https://evil.example/login", Start: 4, End: 20}, {Target: "mailto:a@b.example", Start: 29, End: 40}}}
	var html strings.Builder
	pieceHTML := func(inert bool) string {
		html.Reset()
		must(t, pieces(newSampleT("en"), MarkText(m, nil)[0].Pieces, inert).Render(t.Context(), &html))
		return html.String()
	}
	if got := pieceHTML(false); !strings.Contains(got, `href="https://evil.example/login"`) || !strings.Contains(got, `<small class="target">https://evil.example/login</small>`) || strings.Count(got, "target\">") != 1 {
		t.Error(got)
	}
	if got := pieceHTML(true); strings.Contains(got, "href") || !strings.Contains(got, `<small class="target">https://evil.example/login</small>`) {
		t.Error(got)
	}
	m.Links[0].Target = "javascript:alert(1)"
	if got := pieceHTML(false); strings.Contains(got, `href="javascript`) {
		t.Error(got)
	}
	m = &xunpan.Message{Body: `<img src=x onerror=alert(1)>`}
	if got := pieceHTML(false); strings.Contains(got, "<img") {
		t.Error(got)
	}
}
