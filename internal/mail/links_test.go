package mail

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestTextLinks(t *testing.T) {
	t.Parallel()
	text := `See https://a.example/x?y=1, (http://b.example/(z)) or <HTTP://c.example>. 官网：www.d.example，谢谢
not awww.e.example nor http:// nor http; "https://f.example/“quoted” www.g.example.`
	var got []string
	for _, l := range textLinks(text) {
		if text[l.Start:l.End] != l.Text {
			t.Errorf("span of %+v shows %q", l, text[l.Start:l.End])
		}
		got = append(got, l.Target)
	}
	want := []string{"https://a.example/x?y=1", "http://b.example/(z)", "HTTP://c.example", "http://www.d.example", "https://f.example/", "http://www.g.example"}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
}
