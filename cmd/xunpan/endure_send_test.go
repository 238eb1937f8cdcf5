package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/smtptest"
	"xunpan/internal/store"
)

// TestKilledSending kills the desk again and again while it sends answers: no
// buyer gets one twice, none is lost, and of those of which nobody can know a
// person is asked. XUNPAN_KILLS and XUNPAN_ANSWERS make it longer.
func TestKilledSending(t *testing.T) {
	t.Parallel()
	kills, count := fromEnv(t, "XUNPAN_KILLS", 6), fromEnv(t, "XUNPAN_ANSWERS", 30)
	onBoth(t, func(t *testing.T, p *place) {
		seed := rand.Uint64()
		chance := rand.New(rand.NewPCG(seed, 0))
		var mu sync.Mutex
		taken := map[string]int{} // by Message-ID
		post := smtptest.Start(t, "none", func(m smtptest.Mail) {
			mu.Lock()
			taken[messageID(t, m.Raw)]++
			wait := time.Duration(chance.Int64N(int64(30 * time.Millisecond))) // in which it may be killed
			mu.Unlock()
			time.Sleep(wait)
		})
		ids := answers(t, p, post, count)
		left := func() (n map[xunpan.OutgoingState][]string) {
			n = map[xunpan.OutgoingState][]string{}
			p.desk(t, func(ctx context.Context, d *flow.Desk) {
				for _, id := range ids {
					s, err := d.Store.Sending(ctx, id)
					if err != nil {
						t.Fatal(err)
					}
					if s.State == xunpan.OutSent && s.Letter == "" {
						s.State = xunpan.OutSending // it has still to come into the conversation
					}
					n[s.State] = append(n[s.State], s.MessageID)
				}
			})
			return n
		}
		began := time.Now()
		p.start(t, "--node=desk").ready(t).kill()
		usual := time.Since(began)
		for range kills {
			desk := p.start(t, "--node=desk")
			mu.Lock()
			life := usual + time.Duration(chance.Int64N(int64(200*time.Millisecond)))
			mu.Unlock()
			time.Sleep(life)
			desk.kill()
		}
		desk := p.start(t, "--node=desk").ready(t)
		until(t, "all answers have left or are doubtful", func() bool {
			n := left()
			return len(n[xunpan.OutWaiting])+len(n[xunpan.OutSending]) == 0
		})
		desk.stop(t)
		n := left()
		if len(n[xunpan.OutFailed]) > 0 {
			t.Errorf("%d answers were given up", len(n[xunpan.OutFailed]))
		}
		p.desk(t, func(_ context.Context, d *flow.Desk) {
			if twice := ask(t, d.Store, `SELECT COUNT(*) FROM (SELECT mid FROM messages WHERE direction = 'out' GROUP BY mid HAVING COUNT(*) > 1) AS twice`); twice > 0 {
				t.Errorf("%d answers stand twice in their conversations", twice)
			}
			if n := ask(t, d.Store, `SELECT COUNT(*) FROM messages WHERE direction = 'out'`); n != len(left()[xunpan.OutSent]) {
				t.Errorf("%d answers in conversations, %d were sent", n, len(left()[xunpan.OutSent]))
			}
		})
		mu.Lock()
		defer mu.Unlock()
		for mid, times := range taken {
			if times > 1 {
				t.Errorf("the buyer got %s %d times", mid, times)
			}
		}
		for _, mid := range n[xunpan.OutSent] {
			if taken[mid] != 1 {
				t.Errorf("%s is said to be sent, and the server took it %d times", mid, taken[mid])
			}
		}
		t.Logf("seed %d: %d answers, %d kills, a start takes %v: %d sent, %d doubtful, of these the server took %d", seed, count, kills, usual.Round(time.Millisecond), len(n[xunpan.OutSent]), len(n[xunpan.OutDoubtful]), len(taken)-len(n[xunpan.OutSent]))
	})
}

// answers puts answers on their way that leave as soon as the desk runs.
func answers(t *testing.T, p *place, post *smtptest.Server, count int) (ids []xunpan.ID) {
	t.Helper()
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		all := flow.Who{Actor: xunpan.TheDesk, Scope: store.Scope{All: true}}
		m := &flow.Mailbox{Address: "sales@desk.example", Password: smtptest.Password, Config: flow.MailboxConfig{Host: smtptest.Host, Port: 1, Security: "none", User: smtptest.User, Sent: "-",
			Send: flow.SendBy{Host: smtptest.Host, Port: post.Port, Security: "none", PerHour: 1_000_000}}}
		if err := d.SaveMailbox(ctx, cli, m); err != nil {
			t.Fatal(err)
		}
		d.Clock = func() time.Time { return time.Now().Add(-2 * time.Minute) } // their minute is over
		for n := range count {
			raw := fmt.Sprintf("From: Ana <ana%d@importer%d.example>\r\nTo: sales@desk.example\r\nSubject: Lamps %d\r\nMessage-ID: <%d@importer.example>\r\n\r\nPlease quote 500 pcs lamp L-%d, FOB Ningbo.\r\n", n, n, n, n, n)
			r, err := d.Receive(ctx, flow.Incoming{Raw: []byte(raw), Form: xunpan.FormMail})
			if err != nil {
				t.Fatal(err)
			}
			draft, err := d.NewDraft(ctx, all, r.Inquiry)
			if err != nil {
				t.Fatal(err)
			}
			draft.Body = fmt.Sprintf("Dear Ana,\n\nthank you for your inquiry %d; our quotation follows tomorrow with price and lead time.\n\nBest regards,\nLi", n)
			if err := d.SaveDraft(ctx, all, &draft); err != nil {
				t.Fatal(err)
			}
			o, err := d.Send(ctx, all, draft.ID, flow.Posting{})
			if err != nil {
				t.Fatal(err)
			}
			if err := d.Store.Write(ctx, time.Now(), func(tx *store.Tx) error { return d.Jobs.Add(ctx, tx, flow.SendJob{Mail: o.ID}) }); err != nil {
				t.Fatal(err)
			}
			ids = append(ids, o.ID)
		}
	})
	return ids
}
