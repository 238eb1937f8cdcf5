package flow_test

import (
	"context"
	"errors"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// TestDigest: who asked for it gets the day by mail once, at his hour, on a working day,
// with what he may see and nothing else.
func TestDigest(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	p.HandleDigest()
	at := time.Date(2026, 11, 24, 0, 0, 0, 0, time.UTC) // Tuesday, 8:00 in Ningbo
	p.Clock = func() time.Time { return at.Add(time.Duration(p.ahead.Load())) }
	li, err := p.AddUser(ctx, theDesk, flow.NewUser{Email: "li@haiwan.example", Name: "Li", Password: goodPassword, Role: xunpan.Sales, Lang: "zh"})
	must(t, err)
	_, err = p.AddUser(ctx, theDesk, flow.NewUser{Email: "zhou@haiwan.example", Name: "Zhou", Password: goodPassword, Role: xunpan.Sales})
	must(t, err)
	if _, err := p.EditPrefs(ctx, all(li), flow.SelfEdit{}, func(p *flow.Prefs) { p.Digest = "late" }); err == nil {
		t.Error("an hour that is none")
	}
	_, err = p.EditPrefs(ctx, all(li), flow.SelfEdit{}, func(p *flow.Prefs) { p.Digest = "08:30" })
	must(t, err)
	p.inquiry()

	run := func(now time.Time) {
		t.Helper()
		at = now
		p.ahead.Store(0)
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan error, 1)
		go func() { done <- p.Jobs.Run(ctx) }()
		time.Sleep(300 * time.Millisecond) // the tick of the start
		settle(t, p.Desk)
		stop()
		if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
			t.Error(err)
		}
	}
	run(at) // half an hour early
	if n := len(p.smtp.Mails()); n != 0 {
		t.Fatalf("%d mails before the hour", n)
	}
	must(t, p.Store.Write(ctx, at, func(tx *store.Tx) error { return tx.ForgetDigests(ctx, at) }))
	tick := func(now time.Time) {
		t.Helper()
		at = now
		must(t, flow.DigestNow(ctx, p.Desk))
		run(now)
	}
	tick(at.Add(40 * time.Minute))
	tick(at.Add(10 * time.Minute))
	mails := p.smtp.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	m := mail.Parse(mails[0].Raw, mail.Options{})
	if len(mails[0].To) != 1 || mails[0].To[0] != "li@haiwan.example" || !strings.Contains(m.Subject, "条今日待回复") || !strings.Contains(m.Body, "Ana Souza") || !strings.Contains(m.Body, "前回复") {
		t.Errorf("to %v: %s\n%s", mails[0].To, m.Subject, m.Body)
	}
	tick(time.Date(2026, 11, 28, 1, 0, 0, 0, time.UTC)) // Saturday
	tick(time.Date(2026, 11, 30, 8, 0, 0, 0, time.UTC)) // Monday, 16:00
	if n := len(p.smtp.Mails()); n != 1 {
		t.Errorf("%d mails after a weekend and a late hour", n)
	}
	tick(time.Date(2026, 12, 1, 1, 0, 0, 0, time.UTC))
	if n := len(p.smtp.Mails()); n != 2 {
		t.Errorf("%d mails on the second day", n)
	}
}

// TestHabits: what the desk sees is live, the rest somebody says.
func TestHabits(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	sales, eye := o.add("li", xunpan.Sales), o.add("eye", xunpan.Viewer)
	state := func(id string) flow.Habit {
		t.Helper()
		hs, err := o.Habits(ctx, store.Scope{All: true})
		must(t, err)
		if len(hs) != 8 {
			t.Fatalf("%d habits", len(hs))
		}
		for _, h := range hs {
			if h.ID == id {
				return h
			}
		}
		t.Fatalf("no habit %s", id)
		return flow.Habit{}
	}
	if !state("mail").Kept || state("products").Kept || state("meeting").Kept {
		t.Error("a new desk's habits")
	}
	o.wire(letter(need, "From: Ana <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false)
	o.wait(5 * 24 * time.Hour)
	if h := state("mail"); h.Kept || h.Count != 1 {
		t.Errorf("with an inquiry overdue: %+v", h)
	}
	if err := o.KeptHabit(ctx, all(eye), "meeting"); err == nil {
		t.Error("a viewer ticks a habit")
	}
	if err := o.KeptHabit(ctx, all(sales), "mail"); err == nil {
		t.Error("a habit is ticked that the desk sees itself")
	}
	must(t, o.KeptHabit(ctx, all(sales), "meeting"))
	if !state("meeting").Kept {
		t.Error("ticked and not kept")
	}
	o.wait(8 * 24 * time.Hour)
	if state("meeting").Kept {
		t.Error("kept for ever")
	}
}
