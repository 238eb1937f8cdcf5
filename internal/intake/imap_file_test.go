package intake_test

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"xunpan/internal/dovecottest"
	"xunpan/internal/intake"
)

// TestFileSent: a mail that was sent lies in the folder of sent mail once, byte
// for byte, and is read from there as ours.
func TestFileSent(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	s.Append(t, "anna", "Sent", letter("older", 0), time.Now())
	a := account(s)
	a.Sent = ""
	raw := letter("our answer", 2000)
	at := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	for n := range 3 {
		folder, err := a.FileSent(t.Context(), "our.answer@importer.example", raw, at)
		if err != nil || folder != "Sent" {
			t.Fatalf("round %d: %q, %v", n, folder, err)
		}
	}
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return len(d.got) >= 2 })
	d.see(func() {
		if len(d.got) != 2 || !d.got[1].Sent || !bytes.Equal(d.got[1].Raw, raw) || !d.got[1].Internal.Equal(at) {
			t.Errorf("%d mails, the last %+v", len(d.got), d.got[len(d.got)-1].Folder)
		}
	})
	a2 := account(s) // wants no filing
	if folder, err := a2.FileSent(t.Context(), "x@importer.example", raw, at); err != nil || folder != "" {
		t.Errorf("filed into %q, %v", folder, err)
	}
	a3 := account(s)
	a3.Sent, a3.Secret = "", func(context.Context) (string, error) { return "wrong", nil }
	var f *intake.Fault
	if _, err := a3.FileSent(t.Context(), "x@importer.example", raw, at); !errors.As(err, &f) || f.Class != intake.FaultLogin {
		t.Errorf("a wrong password: %v", err)
	}
}
