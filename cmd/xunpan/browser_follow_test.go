package main

import (
	"context"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// TestFollowUpInBrowser: what is due vanishes from Today with a keystroke and has a next
// time, a sample moves the deal, the day can be named, and the calendar's feed
// reads in a calendar program.
func TestFollowUpInBrowser(t *testing.T) {
	t.Parallel()
	s := startDesk(t, true, "zh")
	ctx := context.Background()
	b := newTab(t, s.url, "zh")
	b.signIn("henry@haiwan-lighting.example", demoPassword)
	b.open("/today?of=all")
	rows := b.js("document.querySelectorAll('.row.follow').length")
	if rows == "0" {
		t.Fatal("the sample desk has nobody to follow up")
	}
	inquiry := strings.TrimPrefix(b.js("document.querySelector('.row.follow').id"), "f-")
	b.js("document.querySelector('.row.follow .open').focus()")
	b.js("document.activeElement.dispatchEvent(new KeyboardEvent('keydown', {key: 'e', bubbles: true}))")
	b.until("!document.getElementById(" + quoted("f-"+inquiry) + ")")
	b.complaints("today")
	f, err := s.desk.FollowUpOf(ctx, cli, xunpan.ID(inquiry))
	if err != nil || f == nil || f.Tries != 2 || !f.Leave.After(time.Now()) {
		t.Fatalf("afterwards planned: %+v, %v", f, err)
	}

	b.open("/inquiries/" + inquiry)
	b.until("document.querySelector('.deal .next')")
	if text := b.js("document.querySelector('.deal .next').innerText"); !strings.Contains(text, "我方") {
		t.Errorf("only one clock: %s", text)
	}
	if n := b.js("document.querySelectorAll('.next .why li').length"); n == "0" {
		t.Error("no reason why then")
	}
	// A sample that is sent.
	b.js(`(() => { const f = document.querySelector('.sample.new form'); f.closest('.samples').open = true; f.querySelector('[name=what]').value = 'HB-200'; f.querySelector('[name=sent]').value = new Date(Date.now() - 864e5).toISOString().slice(0, 10); f.requestSubmit(); return '' })()`)
	b.until("document.querySelectorAll('.sample:not(.new)').length > 0")
	b.complaints("inquiry with a sample")
	// The day that somebody names.
	day := time.Now().AddDate(0, 0, 20)
	b.js(`(() => { const f = [...document.querySelectorAll('form[action$="/followup"]')].find(x => x.querySelector('[name=day]')); f.querySelector('[name=day]').value = ` + quoted(day.Format(time.DateOnly)) + `; f.requestSubmit(f.querySelector('[value=move]')); return '' })()`)
	for end := time.Now().Add(20 * time.Second); ; time.Sleep(50 * time.Millisecond) {
		f, err = s.desk.FollowUpOf(ctx, cli, xunpan.ID(inquiry))
		if err == nil && f != nil && f.Rule == "named" {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("no day was named: %+v, %v", f, err)
		}
	}
	if f.Leave.Before(day.AddDate(0, 0, -2)) {
		t.Errorf("named %s, planned for %s", day, f.Leave)
	}
	// The letter for it brings something.
	b.open("/inquiries/" + inquiry + "/reply")
	if v := b.js("document.querySelector('[name=situation]').value"); v != string(xunpan.AnswerFollow) {
		t.Errorf("the letter is an %s", v)
	}
	if v := b.js("document.querySelector('[name=at]').value"); v == "" {
		t.Error("nobody says when it had best leave")
	}
	b.complaints("follow-up letter")

	b.open("/calendar?view=month&day=" + f.Prepare.Format(time.DateOnly))
	b.until("document.querySelector('.calendar .k-follow')")
	b.complaints("calendar")
	b.click(".feed button[value=new]")
	b.until("document.querySelector('.made code')")
	feed := b.js("fetch(new URL(document.querySelector('.made code').textContent).pathname).then(r => r.text())")
	if !strings.HasPrefix(feed, "BEGIN:VCALENDAR") {
		t.Errorf("feed: %.100s", feed)
	}
	if got := b.js("fetch('/calendar/" + strings.Repeat("A", 43) + ".ics').then(r => r.status)"); got != "404" {
		t.Errorf("a feed of nobody's: %s", got)
	}
	if n, err := s.desk.Store.CountFollowUps(ctx, store.Scope{All: true}, time.Time{}, time.Now().AddDate(1, 0, 0), 1000); err != nil || n == 0 {
		t.Errorf("%d contacts are planned, %v", n, err)
	}
}
