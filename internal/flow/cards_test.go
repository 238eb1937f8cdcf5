package flow_test

import (
	"errors"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
)

// TestCards: a file of vCards comes in with its companies, once, and goes out again with
// what somebody may see.
func TestCards(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss, eye, li := o.add("boss", xunpan.Manager), o.add("eye", xunpan.Viewer), o.add("li", xunpan.Sales)
	file := []byte("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Dr. Karl Weiß\r\nORG:Weiß GmbH\r\nTEL:+49 40 1234567\r\nEMAIL:k.weiss@weiss.example\r\nADR:;;Hafenstr. 1;Hamburg;;20457;Germany\r\nEND:VCARD\r\n" +
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Eva Weiß\r\nORG:Weiß GmbH\r\nEMAIL:eva@weiss.example\r\nEND:VCARD\r\n" +
		"BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Nobody\r\nEMAIL:no address\r\nEND:VCARD\r\n")
	if _, err := o.ImportCards(ctx, all(eye), file); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer imports: %v", err)
	}
	got, err := o.ImportCards(ctx, all(boss), file)
	if err != nil || got.Added != 2 || len(got.Bad) != 1 {
		t.Fatalf("%+v, %v", got, err)
	}
	again, err := o.ImportCards(ctx, all(boss), file)
	if err != nil || again.Added != 0 || again.Same != 2 {
		t.Errorf("a second time: %+v, %v", again, err)
	}
	out, err := o.ExportCards(ctx, all(boss), "")
	must(t, err)
	for _, want := range []string{"Dr. Karl Weiß", "ORG:Weiß GmbH", "k.weiss@weiss.example", "+49401234567", "DE", "Hafenstr. 1"} {
		if !strings.Contains(string(out), want) {
			t.Errorf("no %q in\n%s", want, out)
		}
	}
	if n := strings.Count(string(out), "BEGIN:VCARD"); n != 2 {
		t.Errorf("%d cards", n)
	}
	// Another salesperson's contacts are not in his file.
	mine := flow.Who{Actor: li.Actor()}
	if out, err := o.ExportCards(ctx, mine, ""); err != nil || strings.Contains(string(out), "Karl") {
		t.Errorf("somebody who sees nothing exports %s, %v", out, err)
	}
	if _, err := o.ImportCards(ctx, all(boss), []byte("no cards")); err == nil {
		t.Error("a file of nothing")
	}
}
