package main

import (
	"context"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
	"xunpan/internal/pgtest"
	"xunpan/internal/store"
)

// TestTwoNodes has two nodes on one database: each takes in what it is sent,
// the same mail sent to both is one, one of them reads the mailbox and one does
// each job; and when one is killed the other goes on with all of it.
func TestTwoNodes(t *testing.T) {
	t.Parallel()
	imap := dovecottest.Start(t)
	way := dovecottest.NewProxy(t, net.JoinHostPort(imap.Host, strconv.Itoa(imap.Port)))
	one := newPlace(t, t.TempDir(), pgtest.DSN(t))
	two := *one
	two.book.Data = t.TempDir()
	mailbox := one.connect(t, stormUser, way.Host, way.Port)
	heard := newListener(t)
	heard.join(t, one)

	nodes := map[string]*process{"one": one.start(t, "--node=one"), "two": two.start(t, "--node=two")}
	for _, n := range nodes {
		n.ready(t)
	}
	all, count := newMails(), 60
	sent := map[string][]byte{}
	for n := range count / 2 {
		raw := all.raw(n)
		sent[messageID(t, raw)] = raw
		imap.Deliver(t, stormUser, raw, time.Time{})
	}
	// Each of the others goes to both nodes at the same moment.
	p := newPoster(t, one.key, 8)
	fresh := map[string]int{} // of each node: how many it took in first
	for n := count / 2; n < count; n++ {
		raw := all.raw(n)
		sent[messageID(t, raw)] = raw
		got := p.toAll(raw, nodes)
		if a, b := got["one"], got["two"]; a.New == b.New || a.Message != b.Message || a.Inquiry != b.Inquiry || !a.taken() || !b.taken() {
			t.Errorf("the same mail to both: %+v and %+v", a, b)
		} else if a.New {
			fresh["one"]++
		} else {
			fresh["two"]++
		}
	}
	var reader string
	one.desk(t, func(_ context.Context, d *flow.Desk) {
		until(t, "the mailbox is read", func() bool { return inLedger(t, d, mailbox, "INBOX") == count/2 })
		holder := func() string { return text(t, d.Store, `SELECT lease_by FROM mailboxes`) }
		if reader = holder(); nodes[reader] == nil {
			t.Fatalf("the mailbox is read by %q", reader)
		}
		if n := way.Made(); n != 1 {
			t.Errorf("%d connections to the mail server, want that of one node", n)
		}
		heard.until(t, d, false)
		if n := ask(t, d.Store, `SELECT COUNT(*) FROM river_job WHERE attempt > 1`); n != 0 {
			t.Errorf("%d jobs were begun twice", n)
		}

		nodes[reader].kill()
		began := time.Now()
		for n := count; n < count+10; n++ {
			raw := all.raw(n)
			sent[messageID(t, raw)] = raw
			imap.Deliver(t, stormUser, raw, time.Time{})
		}
		until(t, "the other node reads the mailbox", func() bool { return inLedger(t, d, mailbox, "INBOX") == count/2+10 })
		mail := time.Since(began)
		heard.until(t, d, true)
		if now := holder(); now == reader || nodes[now] == nil {
			t.Errorf("the mailbox of %q is read by %q after it was killed", reader, now)
		}
		t.Logf("of the mails sent to both nodes, one took %d first, two %d; after %s was killed, the other had its mailbox's new mails after %v and had told of them after %v",
			fresh["one"], fresh["two"], reader, mail.Round(time.Millisecond), time.Since(began).Round(time.Millisecond))
	})
	for name, n := range nodes {
		if name != reader {
			n.stop(t)
		}
	}
	one.desk(t, func(_ context.Context, d *flow.Desk) {
		sound(t, d.Store)
		holds(t, d.Store, sent, nil)
		ledgerCovers(t, d.Store, mailbox, "INBOX", count/2+10)
	})
}

// Nodes that start at the same moment on an empty database do not get in each
// other's way while they make its tables.
func TestNodesStartTogether(t *testing.T) {
	t.Parallel()
	dsn := pgtest.DSN(t)
	var nodes []*process
	for range 3 {
		p := place{log: t.TempDir() + "/log"}
		p.book.Data, p.book.Database = t.TempDir(), dsn
		t.Cleanup(func() { p.look(t) })
		nodes = append(nodes, p.start(t))
	}
	for _, n := range nodes {
		n.ready(t)
	}
	for _, n := range nodes {
		n.stop(t)
	}
}

// text asks the database for a text.
func text(t testing.TB, s *store.Store, query string) (x string) {
	t.Helper()
	if err := s.Pool().QueryRow(context.Background(), query).Scan(&x); err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return x
}

// toAll sends a mail to several nodes at the same moment.
func (p *poster) toAll(raw []byte, nodes map[string]*process) map[string]answer {
	got := map[string]answer{}
	var mu sync.Mutex
	var sending sync.WaitGroup
	start := make(chan struct{})
	for name, n := range nodes {
		sending.Go(func() {
			<-start
			a, err := p.try(n.where(), raw)
			if err != nil {
				p.t.Errorf("posting to %s: %v", name, err)
			}
			mu.Lock()
			got[name] = a
			mu.Unlock()
		})
	}
	close(start)
	sending.Wait()
	return got
}

// listener is a program that wants to hear of every inquiry.
type listener struct {
	url string

	mu     sync.Mutex
	alerts told // at once
	begun  told // in the feed of changes
}

// told counts, by inquiry and by the event's own id, how often it was told.
type told map[string]map[string]int

func (t told) hear(inquiry, event string) {
	if t[inquiry] == nil {
		t[inquiry] = map[string]int{}
	}
	t[inquiry][event]++
}

func newListener(t testing.TB) *listener {
	l := &listener{alerts: told{}, begun: told{}}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return // a node was killed
		}
		var e struct {
			ID   string
			Data struct {
				Inquiry string
				ID      string
			}
		}
		if err := json.Unmarshal(body, &e); err != nil {
			t.Errorf("told %q: %v", body, err)
		}
		l.mu.Lock()
		defer l.mu.Unlock()
		if r.URL.Path == "/alert" {
			l.alerts.hear(e.Data.Inquiry, e.ID)
		} else {
			l.begun.hear(e.Data.Inquiry, e.ID)
		}
	}))
	t.Cleanup(s.Close)
	l.url = s.URL
	return l
}

// join has the desk tell the listener.
func (l *listener) join(t testing.TB, p *place) {
	t.Helper()
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		for _, h := range []*flow.Hook{
			{Purpose: store.HookAlert, URL: l.url + "/alert", HookConfig: flow.HookConfig{Grade: "D"}},
			{Purpose: store.HookChanges, URL: l.url + "/feed", HookConfig: flow.HookConfig{Events: []string{"inquiry.created"}}},
		} {
			if _, err := d.AddHook(ctx, cli, h); err != nil {
				t.Fatal(err)
			}
		}
	})
}

// until waits until everything was told that is to be, and checks that each was
// told under one id, and once; a few times where a node was killed between
// telling and noting that it had: the id tells the receiver that he has it.
func (l *listener) until(t testing.TB, d *flow.Desk, killed bool) {
	t.Helper()
	urgent := ids(t, d.Store, `SELECT id::text FROM inquiries WHERE action = 'reply_now' AND tray = 'to_answer'`)
	inquiries := ids(t, d.Store, `SELECT id::text FROM inquiries`)
	if len(urgent) == 0 {
		t.Error("no mail is worth an alert")
	}
	complete := func(told told, want []string) bool {
		l.mu.Lock()
		defer l.mu.Unlock()
		return !slices.ContainsFunc(want, func(id string) bool { return told[id] == nil })
	}
	until(t, "alerts and changes were told", func() bool { return complete(l.alerts, urgent) && complete(l.begun, inquiries) })
	l.mu.Lock()
	defer l.mu.Unlock()
	for what, all := range map[string]told{"alerts of": l.alerts, "beginnings of": l.begun} {
		for id, events := range all {
			if len(events) != 1 || !slices.Contains(inquiries, id) {
				t.Errorf("%s inquiry %q: %v", what, id, events)
			}
			for event, n := range events {
				if event == "" || n > 1 && !killed {
					t.Errorf("%s inquiry %q: event %q came %d times", what, id, event, n)
				}
			}
		}
	}
}

// ids asks the database for ids.
func ids(t testing.TB, s *store.Store, query string) (all []string) {
	t.Helper()
	rows, err := s.Pool().Query(context.Background(), query)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		all = append(all, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return all
}
