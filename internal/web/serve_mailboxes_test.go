package web

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
)

// TestMailboxPages goes the way of somebody who connects his mailbox, on a real
// IMAP server.
func TestMailboxPages(t *testing.T) {
	t.Parallel()
	server := dovecottest.Start(t)
	for n := range 3 {
		server.Deliver(t, "anna", fmt.Appendf(nil, buyerLetter, n, n), time.Now().Add(-time.Hour))
	}
	server.Append(t, "anna", "Fairs", fmt.Appendf(nil, buyerLetter, 7, 7), time.Now().Add(-time.Hour))
	server.Append(t, "anna", "Fairs", fmt.Appendf(nil, buyerLetter, 1, 1), time.Now().Add(-time.Hour)) // as in INBOX
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))

	b.get("/settings/mailboxes").want(t, 200, "No mailbox yet")
	b.get("/settings/mailboxes/new").want(t, 200, `name="address"`, "Go on")
	b.get("/settings/mailboxes/new?address=ann%40163.com").want(t, 200, "imap.163.com", "authorisation code", `value="ann@163.com"`)
	b.get("/settings/mailboxes/new?address=ann%40hotmail.com").want(t, 200, "outlook.office365.com", `value="oauth2" selected`, "login.microsoftonline.com")

	form := []string{"name", "Anna", "address", "anna@haiwan.example", "host", server.Host, "port", strconv.Itoa(server.Port), "security", "none", "user", "anna", "auth", "password"}
	with := func(more ...string) []string { return append(slices.Clone(form), more...) }
	b.post("/settings/mailboxes", with("do", "test", "port", "x")...).want(t, 200) // the first port counts
	b.post("/settings/mailboxes", "do", "test", "address", "anna", "host", "h", "port", "993").want(t, 422, "is none")
	b.post("/settings/mailboxes", "do", "test", "address", "a@b.example", "host", "h", "port", "x").want(t, 422, "The port is a number")
	b.post("/settings/mailboxes", with("do", "save")...).want(t, 422, "needs a password")
	b.post("/settings/mailboxes", with("do", "test", "password", "wrong")...).want(t, 200, "c-failed")
	page := b.post("/settings/mailboxes", with("do", "test", "password", dovecottest.Password)...).want(t, 200, "3 messages would be brought in",
		`name="folder" value="INBOX" checked`, `name="folder" value="Fairs"`)
	if strings.Contains(page.body, dovecottest.Password) {
		t.Error("the password comes back")
	}
	b.post("/settings/mailboxes", with("do", "save", "password", dovecottest.Password, "folder", "INBOX", "folder", "Fairs")...).want(t, 303)
	boxes, err := o.desk.Store.Mailboxes(t.Context())
	must(t, err)
	one := "/settings/mailboxes/" + string(boxes[0].ID)

	ctx, stop := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { defer close(done); _ = o.desk.ReadMailboxes(ctx, "node-a") }()
	t.Cleanup(func() { stop(); <-done })
	until := func(what string, ask func() bool) {
		t.Helper()
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for range 3000 {
			if ask() {
				return
			}
			<-tick.C
		}
		t.Fatalf("%s: it never came to be so\n%s", what, b.get("/settings/mailboxes").body)
	}
	counts := func() map[string]int {
		c, err := o.desk.Store.LedgerCounts(t.Context(), boxes[0].ID)
		must(t, err)
		return c
	}
	until("reading", func() bool { c := counts(); return c["stored"]+c["again"] == 5 })
	until("waiting", func() bool { return strings.Contains(b.get("/settings/mailboxes").body, "Live") })
	b.get("/settings/mailboxes").want(t, 200, "on node-a")
	if c := counts(); c["stored"] != 4 || c["again"] != 1 {
		t.Errorf("ledger: %v", c)
	}
	b.get(one+"/ledger").want(t, 200, "Fairs", "read up to number 2", "Flood lights for Brazil 7", "/inquiries/")
	b.get(one+"/ledger?state=seen").want(t, 200, "Here already")

	// A folder read again brings nothing twice.
	b.post(one+"/resync", "folder", "Nowhere").want(t, 422)
	b.post(one+"/resync", "folder", "Fairs").want(t, 303)
	until("reading again", func() bool { c := counts(); return c["again"] == 2 })
	if c := counts(); c["stored"] != 3 {
		t.Errorf("ledger after reading again: %v", c)
	}
	qs, err := o.desk.Store.TrayCounts(t.Context(), theDesk.Scope, time.Now(), 100)
	must(t, err)
	total := 0
	for _, n := range qs {
		total += n
	}
	if total > 4 {
		t.Errorf("%d inquiries of four letters", total)
	}

	// Two people set it up at once; pausing; the password stays when none is given.
	stale := b.get(one).want(t, 200, "A password is kept", `value="none" selected`).hidden(t, "version")
	b.post(one, with("do", "save", "version", stale, "folder", "INBOX", "dry", "1")...).want(t, 303)
	b.post(one, with("do", "save", "version", stale)...).want(t, 409)
	m, err := o.desk.Store.Mailbox(t.Context(), boxes[0].ID)
	must(t, err)
	set, err := flow.MailboxOf(&m)
	must(t, err)
	if !set.Config.DryRun || len(set.Config.Folders) != 1 || !set.Active {
		t.Errorf("set up: %+v", set)
	}
	b.post(one, with("do", "test")...).want(t, 200, "c-passed")
	b.post(one+"/pause").want(t, 303)
	b.get("/settings/mailboxes").want(t, 200, "Paused")
	b.post(one+"/resume").want(t, 303)
	b.post(one+"/delete").want(t, 303)
	b.get(one).want(t, 404)
	if n, err := o.desk.Store.Mailboxes(t.Context()); err != nil || len(n) != 0 {
		t.Errorf("%d mailboxes: %v", len(n), err)
	}
}
