package flow_test

import (
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// TestCorrectionActs: what to do, and until when, follows a person's word, and
// comes back with the desk's own.
func TestCorrectionActs(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	monday := time.Date(2026, 11, 23, 1, 30, 0, 0, time.UTC) // 9:30 at the company
	d.Clock = func() time.Time { return monday }
	id := receive(t, d, letter(need, "From: Ana Souza <ana@souza-luz.example>", "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
	was, err := d.Store.Inquiry(ctx, id)
	must(t, err)
	if was.Action != xunpan.ReplyNow || was.Intent != xunpan.High {
		t.Fatalf("judged as %s, intent %s", was.Action, was.Intent)
	}
	two, none := 2, -1
	sampler, nobody := xunpan.Sampler, xunpan.BuyerType("")
	for _, c := range []struct {
		what   string
		edit   flow.Edit
		action xunpan.Action
		intent xunpan.Intent
	}{
		{"two stars", flow.Edit{Stars: &two}, xunpan.Nurture, xunpan.General},
		{"a sample hunter", flow.Edit{Type: &sampler}, xunpan.AskPayment, xunpan.Low},
		{"taken back", flow.Edit{Type: &nobody, Stars: &none}, xunpan.ReplyNow, xunpan.High},
	} {
		q, err := d.Edit(ctx, theDesk, id, c.edit)
		must(t, err)
		if q.Action != c.action || q.Intent != c.intent {
			t.Errorf("%s: %s, intent %s, want %s, %s", c.what, q.Action, q.Intent, c.action, c.intent)
		}
		if later := q.Due.After(was.Due); later != (c.intent != xunpan.High) {
			t.Errorf("%s: due %v, before %v", c.what, q.Due, was.Due)
		}
	}
}
