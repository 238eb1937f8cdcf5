package main

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/compose"
	"xunpan/internal/config"
	"xunpan/internal/flow"
	"xunpan/internal/mail"
	"xunpan/internal/smtptest"
	"xunpan/internal/store"
)

// TestDemoAnswered answers the demo's inquiries end to end: a quotation of what is
// asked for, a letter in the buyer's language in which every question found is
// answered or shown as a gap, the checks, and a mail through a real server. What
// the house pays stands in none of it.
func TestDemoAnswered(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	w := &world{In: strings.NewReader(""), Out: testLog{t}, Err: testLog{t}, Getenv: func(string) string { return "" }, Lang: "en"}
	conf := &config.Server{Book: config.Book{Data: t.TempDir()}, Listen: "127.0.0.1:0", LogFormat: "text", LogLevel: "error", AllowPrivate: []string{"127.0.0.1/32"}}
	s, err := newServer(ctx, w, conf, false)
	if err != nil {
		t.Fatal(err)
	}
	now := time.Now()
	if err := fillDemo(ctx, w, s.desk, now); err != nil {
		t.Fatal(err)
	}
	s.desk.Clock = func() time.Time { return time.Now().Add(-2 * time.Minute) } // so that mails leave at once
	post := smtptest.Start(t, "none", nil)
	box := flow.Mailbox{Address: "sales@haiwan-lighting.example", Password: smtptest.Password, Config: flow.MailboxConfig{Host: "127.0.0.1", Port: 1, Security: "none", User: smtptest.User, Send: flow.SendBy{Host: smtptest.Host, Port: post.Port, Security: "none", PerHour: 1000}}}
	if err := s.desk.SaveMailbox(ctx, cli, &box); err != nil {
		t.Fatal(err)
	}
	a := answering{t: t, desk: s.desk, box: box.ID}
	for _, tray := range []xunpan.Tray{xunpan.ToAnswer, xunpan.ToVerify, xunpan.Waiting, xunpan.Done} {
		list, _, err := s.desk.Store.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Tray: tray, Snoozed: true, Limit: 200, Now: now})
		if err != nil {
			t.Fatal(err)
		}
		for i := range list {
			a.answer(ctx, &list[i])
		}
	}
	t.Logf("%d inquiries answered; %d quoted, %d of these wait for a figure; %d questions, %d of them answered from what is known, the others gaps; %d mails on their way", a.inquiries, a.quoted, a.unpriced, a.questions, a.known, a.sent)
	if a.inquiries < 40 || a.quoted < 15 || a.sent < 30 {
		t.Errorf("only %d inquiries answered, %d quoted, %d sent", a.inquiries, a.quoted, a.sent)
	}
	s.desk.Clock = nil
	done := make(chan error, 1)
	go func() { done <- s.run(ctx) }()
	deadline := time.Now().Add(2 * time.Minute)
	for len(post.Mails()) < a.sent && time.Now().Before(deadline) {
		time.Sleep(50 * time.Millisecond)
	}
	cancel()
	if err := <-done; err != nil {
		t.Error(err)
	}
	mails := post.Mails()
	if len(mails) != a.sent {
		t.Fatalf("%d of %d mails arrived", len(mails), a.sent)
	}
	seen := map[string]bool{}
	for _, m := range mails {
		got := mail.Parse(m.Raw, mail.Options{})
		if seen[got.ID] || got.Subject == "" || strings.Contains(got.Body, xunpan.GapOpen) || strings.TrimSpace(got.Body) == "" {
			t.Errorf("mail %q: %q", got.ID, got.Subject)
		}
		seen[got.ID] = true
		for _, secret := range []string{"28.50", "49.80", "86.00", "128.00", "118.00", "152.00", "46.00", "98.00", "188.00", "9.60"} {
			if strings.Contains(got.Body, secret) {
				t.Errorf("%q tells %s, which we pay", got.Subject, secret)
			}
		}
	}
}

// answering answers one inquiry after the other and counts.
type answering struct {
	t    *testing.T
	desk *flow.Desk
	box  xunpan.ID

	inquiries, quoted, unpriced, questions, known, sent int
}

var gap = regexp.MustCompile(xunpan.GapOpen + "[^" + xunpan.GapClose + "]*" + xunpan.GapClose)

func (a *answering) answer(ctx context.Context, q *xunpan.Inquiry) {
	a.t.Helper()
	name := fmt.Sprintf("%s (%s)", q.Subject, q.Party.Mail)
	c, err := a.desk.Conversation(ctx, cli, q.ID)
	if err != nil || c.Analysis == nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	d, err := a.desk.NewDraft(ctx, cli, q.ID)
	if err != nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	d.Situation, d.Purpose = xunpan.AnswerPlain, "" // those that were answered already, too
	a.inquiries++
	if len(c.Wanted().Lines) > 0 {
		d.Quotation = a.quote(ctx, name, q.ID)
		d.Papers = []string{"pdf", "xlsx"}
	}
	if err := a.desk.ComposeDraft(ctx, cli, &d, "en"); err != nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	for i, question := range c.Analysis.Questions {
		a.questions++
		at := strings.Index(d.Body, fmt.Sprintf("\n%d. ", i+1))
		if at < 0 {
			a.t.Errorf("%s: question %d, %q, is neither answered nor a gap:\n%s", name, i+1, question.Text, d.Body)
			continue
		}
		if line, _, _ := strings.Cut(d.Body[at+1:], "\n"); !strings.Contains(line, xunpan.GapOpen) {
			a.known++
		}
	}
	for n, asked := 0, c.Analysis.Missing; n < len(asked); n++ {
		if !strings.Contains(d.Body, asked[n].Ask.En) && !strings.Contains(d.Body, asked[n].Ask.Zh) {
			a.t.Errorf("%s: it does not ask for %s", name, asked[n].Field)
		}
	}
	d.Body = gap.ReplaceAllString(d.Body, "as we said on the telephone")
	d.Subject = gap.ReplaceAllString(d.Subject, "Inquiry")
	if len(d.To) == 0 {
		return // it goes by chat: there is nothing to send
	}
	if err := a.desk.SaveDraft(ctx, cli, &d); err != nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	found, err := a.desk.CheckDraft(ctx, cli, &d)
	if err != nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	if compose.Blocked(found) {
		for _, f := range found {
			if f.State == xunpan.FindBlock {
				a.t.Errorf("%s: its own letter is blocked: %s: %s\n%s", name, f.Check, f.Say.En, d.Body)
			}
		}
		return
	}
	if _, err := a.desk.Send(ctx, cli, d.ID, flow.Posting{Mailbox: a.box, Quote: true}); err != nil {
		a.t.Errorf("%s: %v", name, err)
		return
	}
	a.sent++
}

// quote makes a quotation and finishes it where it can be computed; the terms
// that want a freight which nobody asked the forwarder for yet are left out, as
// a salesperson would.
func (a *answering) quote(ctx context.Context, name string, inquiry xunpan.ID) xunpan.ID {
	a.t.Helper()
	q, err := a.desk.NewQuote(ctx, cli, inquiry)
	if err != nil {
		a.t.Errorf("%s: %v", name, err)
		return ""
	}
	a.quoted++
	if len(q.Offer.Options) == 0 {
		var sheet map[string]any
		if err := json.Unmarshal(q.Sheet, &sheet); err != nil {
			a.t.Errorf("%s: %v", name, err)
			return ""
		}
		sheet["options"] = []any{map[string]any{"term": "FOB", "place": "Ningbo"}}
		changed, err := json.Marshal(sheet)
		if err == nil {
			q, err = a.desk.EditQuote(ctx, cli, q.ID, flow.QuoteEdit{Version: q.Version, Sheet: changed})
		}
		if err != nil {
			a.t.Errorf("%s: %v", name, err)
			return ""
		}
	}
	if len(q.Offer.Options) == 0 { // no cost is known of what he wants
		a.unpriced++
		return ""
	}
	if q, err = a.desk.FinishQuote(ctx, cli, q.ID, q.Version, ""); err != nil {
		a.t.Errorf("%s: %v", name, err)
		return ""
	}
	if q.State != xunpan.QuoteReady {
		return ""
	}
	return q.ID
}
