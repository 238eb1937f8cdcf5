package crowd_test

import (
	"bytes"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/crowd"
	"xunpan/internal/flow"
)

// TestMail: mails differ, can be made again, and are read as what they are
// meant to be, so that figures about a large book are about a real mixture.
func TestMail(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	var r flow.Reader
	trays, ids := map[xunpan.Tray]int{}, map[string]bool{}
	const n = 400
	for i := range uint64(n) {
		raw := crowd.Mail(i, at)
		if !bytes.Equal(raw, crowd.Mail(i, at)) {
			t.Fatalf("mail %d is not the same twice", i)
		}
		f, a := r.Read(raw, xunpan.FormMail, at)
		if ids[f.Message.ID] {
			t.Errorf("mail %d has the Message-ID of another", i)
		}
		ids[f.Message.ID] = true
		trays[xunpan.TrayFor(a.Type, a.Action)]++
	}
	if trays[xunpan.ToAnswer] < n/2 || trays[xunpan.NotInquiries] < n/20 || trays[xunpan.InQuarantine] < n/100 {
		t.Errorf("a crowd of %d falls into %v", n, trays)
	}
}

func BenchmarkMail(b *testing.B) {
	at := time.Date(2026, 11, 2, 9, 0, 0, 0, time.UTC)
	for i := range uint64(b.N) {
		crowd.Mail(i, at)
	}
}
