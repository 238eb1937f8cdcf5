package flow_test

import (
	"context"
	"fmt"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/crowd"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// openDesk is a desk on a new SQLite book, run by the firm of ourDomain.
func openDesk(tb testing.TB) *flow.Desk {
	tb.Helper()
	s, err := store.Open(context.Background(), store.Config{Path: filepath.Join(tb.TempDir(), "xunpan.db")})
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { s.Close() })
	d := &flow.Desk{Store: s}
	if err := s.Write(context.Background(), time.Now(), func(tx *store.Tx) error {
		return tx.SetSetting(context.Background(), flow.SettingCompany, 0, flow.Company{Profile: xunpan.Profile{Names: []string{"Haiwan Lighting"}, Domains: []string{ourDomain}}}, "")
	}); err != nil {
		tb.Fatal(err)
	}
	if err := d.Reload(context.Background()); err != nil {
		tb.Fatal(err)
	}
	return d
}

const ourDomain = "haiwan.example"

// letter is a mail with the given header lines and text.
func letter(text string, header ...string) []byte {
	return []byte(strings.Join(header, "\r\n") + "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + text + "\r\n")
}

func receive(t *testing.T, d *flow.Desk, raw []byte, sent bool) flow.Receipt {
	t.Helper()
	r, err := d.Receive(context.Background(), flow.Incoming{Raw: raw, Form: xunpan.FormMail, Source: "test", Sent: sent})
	if err != nil {
		t.Fatal(err)
	}
	return r
}

const need = "Dear Haiwan Lighting,\n\nWe are importers of lighting in Santos. Please quote 5,000 pcs LED flood light 50W IP65 FOB Ningbo, payment 30% T/T, delivery by end of June, with CE.\n\nBest regards,\nAna Souza\nPurchasing manager\nSouza Luz Ltda\nTel +55 13 3219 0000\n"

func TestConversation(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d := openDesk(t)
	inquiry := func(id xunpan.ID) xunpan.Inquiry {
		t.Helper()
		q, err := d.Store.Inquiry(ctx, id)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}

	first := letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights for Brazil", "Message-ID: <1@souza-luz.example>", "Date: Tue, 24 Nov 2026 09:00:00 -0300")
	r := receive(t, d, first, false)
	if !r.New || r.Inquiry == "" {
		t.Fatalf("first message: %+v", r)
	}
	q := inquiry(r.Inquiry)
	if q.Tray != xunpan.ToAnswer || q.Stars < 4 || q.Country != "BR" || q.Quantity != "5000 pcs" || q.Party.Mail != "ana@souza-luz.example" || q.Due.IsZero() || !q.Unread {
		t.Errorf("inquiry: %+v", q)
	}

	// The same mail by another way is the same message.
	other := append([]byte("Received: from a.example by b.example; Tue, 24 Nov 2026 12:00:00 +0000\r\n"), first...)
	if again := receive(t, d, other, false); again.New || again.Inquiry != r.Inquiry || again.Message != r.Message {
		t.Errorf("the same again: %+v", again)
	}

	// Our answer from the folder of sent mail.
	ours := receive(t, d, letter("Dear Ana, please find our offer.", "From: Jueen <jueen@"+ourDomain+">", "To: ana@souza-luz.example", "Subject: RE: Flood lights for Brazil", "Message-ID: <a1@"+ourDomain+">", "In-Reply-To: <1@souza-luz.example>"), true)
	if ours.Inquiry != r.Inquiry {
		t.Errorf("our answer went to %q", ours.Inquiry)
	}
	if q = inquiry(r.Inquiry); q.Tray != xunpan.Waiting || q.Answered.IsZero() || !q.Due.IsZero() || q.Messages != 2 {
		t.Errorf("after our answer: %+v", q)
	}

	// His colleague answers; a few words do not change what he is worth.
	stars := q.Stars
	more := receive(t, d, letter("Thanks, we will check and revert.", "From: Rui <rui@souza-luz.example>", "To: jueen@"+ourDomain, "Subject: RE: Flood lights for Brazil", "Message-ID: <2@souza-luz.example>", "References: <1@souza-luz.example> <a1@"+ourDomain+">"), false)
	if more.Inquiry != r.Inquiry {
		t.Errorf("the colleague's answer went to %q", more.Inquiry)
	}
	if q = inquiry(r.Inquiry); q.Tray != xunpan.ToAnswer || q.Stars != stars || q.Messages != 3 || q.Due.IsZero() {
		t.Errorf("after the colleague's answer: %+v", q)
	}

	// A stranger who knows a Message-ID does not get into the conversation.
	stranger := receive(t, d, letter("We changed our bank account, please pay to the new one.", "From: Ana Souza <ana@souza-1uz.example>", "To: jueen@"+ourDomain, "Subject: RE: Flood lights for Brazil", "Message-ID: <x@souza-1uz.example>", "In-Reply-To: <1@souza-luz.example>"), false)
	if stranger.Inquiry == r.Inquiry {
		t.Error("a stranger got into the conversation")
	}

	// An answer that lost its references is known by subject and sender.
	lost := receive(t, d, letter("Any news about the price for 50W?", "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Re: Flood lights for  Brazil", "Message-ID: <3@souza-luz.example>"), false)
	if lost.Inquiry != r.Inquiry {
		t.Errorf("the answer without references went to %q", lost.Inquiry)
	}
	// The same subject as a new mail of the same buyer is a new inquiry.
	fresh := receive(t, d, letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights for Brazil", "Message-ID: <4@souza-luz.example>"), false)
	if fresh.Inquiry == r.Inquiry || !fresh.New {
		t.Errorf("a new mail went to the old inquiry")
	}
}

func TestSentBeforeReceived(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	ours := receive(t, d, letter("Dear Ana, please find our offer.", "From: jueen@"+ourDomain, "To: ana@souza-luz.example", "Subject: RE: Lights", "Message-ID: <a1@"+ourDomain+">", "In-Reply-To: <1@souza-luz.example>", "Date: Tue, 24 Nov 2026 10:00:00 +0800"), true)
	if ours.Inquiry != "" || ours.Skipped == "" || !ours.New {
		t.Errorf("sent mail of an unknown inquiry: %+v", ours)
	}
	r := receive(t, d, letter(need, "From: ana@souza-luz.example", "To: sales@"+ourDomain, "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false)
	q, err := d.Store.Inquiry(context.Background(), r.Inquiry)
	if err != nil {
		t.Fatal(err)
	}
	if q.Messages != 2 {
		t.Errorf("the answer did not find its inquiry: %+v", q)
	}
}

// TestOddMessageIDs: empty ones and one used for many mails lose nothing.
func TestOddMessageIDs(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	seen := map[xunpan.ID]bool{}
	for i := range 10 {
		for _, id := range []string{"Message-ID: <>", "Message-ID: <same@always.example>", "X-None: 1"} {
			r := receive(t, d, letter(fmt.Sprintf("%s\nOrder %d, %s", need, i, id), fmt.Sprintf("From: buyer%d@firm%d.example", i, i), "Subject: Order", id), false)
			if !r.New || seen[r.Message] || seen[r.Inquiry] {
				t.Errorf("mail %d with %q: %+v", i, id, r)
			}
			seen[r.Message], seen[r.Inquiry] = true, true
		}
	}
	if again := receive(t, d, letter(need+"\nOrder 3, X-None: 1", "From: buyer3@firm3.example", "Subject: Order", "X-None: 1"), false); again.New {
		t.Errorf("the same mail without Message-ID came as new: %+v", again)
	}
}

// BenchmarkReceive takes in mails of a crowd over 32 channels at once: read,
// judged, and safe on disk when each call returns.
func BenchmarkReceive(b *testing.B) {
	d := openDesk(b)
	var n atomic.Uint64
	at := time.Now().Add(-time.Hour)
	b.SetParallelism(16)
	b.ReportAllocs()
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := d.Receive(context.Background(), flow.Incoming{Raw: crowd.Mail(n.Add(1), at), Form: xunpan.FormMail, Source: "bench"}); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "mails/s")
}
