package main

import (
	"bytes"
	"context"
	"slices"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// ask asks the database for a number, in SQL that both take. Parameters are $1
// and so on.
func ask(t testing.TB, s *store.Store, query string, args ...any) (n int) {
	t.Helper()
	var err error
	if pool := s.Pool(); pool != nil {
		err = pool.QueryRow(context.Background(), query, args...).Scan(&n)
	} else {
		err = s.Writer().QueryRow(query, args...).Scan(&n)
	}
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return n
}

// amiss counts rows that must not be. Whatever ended the process in the midst
// of whatever: what belongs together is there together or not at all.
var amiss = []struct{ what, count string }{
	{"messages without their bytes", `FROM messages WHERE id NOT IN (SELECT message_id FROM raws)`},
	{"messages without an inquiry", `FROM messages WHERE inquiry_id IS NULL OR inquiry_id NOT IN (SELECT id FROM inquiries)`},
	{"bytes without a message", `FROM raws WHERE message_id NOT IN (SELECT id FROM messages)`},
	{"incoming messages that were not judged", `FROM messages WHERE direction = 'in' AND (judged = '' OR id NOT IN (SELECT message_id FROM assessments))`},
	{"messages judged twice", `FROM (SELECT message_id FROM assessments GROUP BY message_id HAVING COUNT(*) > 1) AS twice`},
	{"assessments of another inquiry's message", `FROM assessments a JOIN messages m ON m.id = a.message_id WHERE m.inquiry_id <> a.inquiry_id`},
	{"assessments without a message", `FROM assessments WHERE message_id NOT IN (SELECT id FROM messages)`},
	{"inquiries that show no assessment of theirs", `FROM inquiries q WHERE NOT EXISTS (SELECT 1 FROM assessments a WHERE a.id = q.assessment_id AND a.inquiry_id = q.id)`},
	{"inquiries that count their messages wrongly", `FROM inquiries q WHERE messages <> (SELECT COUNT(*) FROM messages m WHERE m.inquiry_id = q.id)`},
	{"inquiries whose beginning is not in the history once", `FROM inquiries q WHERE 1 <> (SELECT COUNT(*) FROM changes c WHERE c.inquiry_id = q.id AND c.what = 'created')`},
	{"history of inquiries that are not there", `FROM changes WHERE object = 'inquiry' AND object_id NOT IN (SELECT id FROM inquiries)`},
	{"inquiries of nobody known", `FROM inquiries WHERE contact_id IS NOT NULL AND contact_id NOT IN (SELECT id FROM contacts) OR company_id IS NOT NULL AND company_id NOT IN (SELECT id FROM companies)`},
	{"keys of contacts that are not there", `FROM contact_keys WHERE contact_id NOT IN (SELECT id FROM contacts)`},
	{"keys of companies that are not there", `FROM company_keys WHERE company_id NOT IN (SELECT id FROM companies)`},
	{"incoming messages that no search finds", `FROM messages WHERE direction = 'in' AND id NOT IN (SELECT message_id FROM words)`},
	{"words of messages that are not there", `FROM words WHERE message_id NOT IN (SELECT id FROM messages)`},
	{"ledger entries without their message", `FROM ledger WHERE message_id IS NULL OR message_id NOT IN (SELECT id FROM messages)`},
	{"answers that wait for their inquiry", `FROM orphans`},
}

// sound checks that the database is whole.
func sound(t testing.TB, s *store.Store) {
	t.Helper()
	for _, a := range amiss {
		if n := ask(t, s, `SELECT COUNT(*) `+a.count); n != 0 {
			t.Errorf("%d %s", n, a.what)
		}
	}
	if s.Postgres() {
		return
	}
	var said string
	if err := s.Writer().QueryRow(`PRAGMA integrity_check`).Scan(&said); err != nil || said != "ok" {
		t.Errorf("integrity_check: %s, %v", said, err)
	}
	if n := ask(t, s, `SELECT COUNT(*) FROM pragma_foreign_key_check`); n != 0 {
		t.Errorf("%d rows point at nothing", n)
	}
	if words, index := ask(t, s, `SELECT COUNT(*) FROM words`), ask(t, s, `SELECT COUNT(*) FROM words_index`); words != index {
		t.Errorf("%d messages can be searched, %d are in the index", words, index)
	}
}

// holds checks that the book has these mails, each once and as it came, and
// nothing else; what was acknowledged must still be the message it was then.
func holds(t testing.TB, s *store.Store, sent map[string][]byte, acknowledged map[string]answer) {
	t.Helper()
	ctx := context.Background()
	found := map[string]int{}
	var last xunpan.ID
	for {
		page, err := s.LettersAfter(ctx, last, 200)
		if err != nil {
			t.Fatal(err)
		}
		if len(page) == 0 {
			break
		}
		for i := range page {
			l := &page[i]
			last = l.ID
			want, known := sent[l.MessageID]
			if !known {
				t.Errorf("a message nobody sent: %q", l.MessageID)
				continue
			}
			found[l.MessageID]++
			if raw, err := s.Raw(ctx, l.ID); err != nil || !bytes.Equal(raw, want) {
				t.Errorf("message %q has other bytes than what came: %d, want %d, %v", l.MessageID, len(raw), len(want), err)
			}
			if a, ok := acknowledged[l.MessageID]; ok && (a.Message != string(l.ID) || a.Inquiry != string(l.Inquiry)) {
				t.Errorf("message %q was acknowledged as %s of inquiry %s, and is %s of %s", l.MessageID, a.Message, a.Inquiry, l.ID, l.Inquiry)
			}
		}
	}
	var lost, double []string
	for mid := range sent {
		switch n := found[mid]; {
		case n == 0:
			lost = append(lost, mid)
		case n > 1:
			double = append(double, mid)
		}
	}
	slices.Sort(lost)
	slices.Sort(double)
	if len(lost) > 0 || len(double) > 0 {
		t.Errorf("of %d messages %d are lost, %d double: %v %v", len(sent), len(lost), len(double), lost, double)
	}
}

// ledgerCovers checks that the ledger has every mail of a folder once, and that
// reading goes on after the last.
func ledgerCovers(t testing.TB, s *store.Store, mailbox, folder string, n int) {
	t.Helper()
	const where = ` FROM ledger WHERE mailbox_id = $1 AND folder = $2`
	count, first, last := ask(t, s, `SELECT COUNT(*)`+where, mailbox, folder), ask(t, s, `SELECT COALESCE(MIN(uid), 0)`+where, mailbox, folder), ask(t, s, `SELECT COALESCE(MAX(uid), 0)`+where, mailbox, folder)
	if count != n || n > 0 && (first != 1 || last != n) {
		t.Errorf("the ledger of %s has %d mails, from %d to %d; there are %d", folder, count, first, last, n)
	}
	p, known, err := s.Position(context.Background(), xunpan.ID(mailbox), folder)
	if err != nil || n > 0 && (!known || int(p.UID) != n) {
		t.Errorf("the position in %s is %d (%v), want %d, %v", folder, p.UID, known, n, err)
	}
}

// inLedger is how many mails of a folder the desk has read.
func inLedger(t testing.TB, d *flow.Desk, mailbox, folder string) int {
	t.Helper()
	return ask(t, d.Store, `SELECT COUNT(*) FROM ledger WHERE mailbox_id = $1 AND folder = $2`, mailbox, folder)
}
