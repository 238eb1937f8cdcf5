package main

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
	"xunpan/internal/pgtest"
)

// TestTrouble has what the desk rests on fail under it: it says so, takes over
// nothing that it cannot keep, and goes on by itself.
func TestTrouble(t *testing.T) {
	t.Parallel()
	t.Run("database away", func(t *testing.T) {
		t.Parallel()
		databaseAway(t)
	})
	t.Run("disk full", func(t *testing.T) {
		t.Parallel()
		diskFull(t)
	})
	t.Run("mail server cut", func(t *testing.T) {
		t.Parallel()
		onBoth(t, mailCut)
	})
}

// storeFault is what the log says of a mailbox whose mails cannot be stored.
const storeFault = "class=" + string(intake.FaultStore)

// databaseAway takes PostgreSQL away, which is a while in coming back.
func databaseAway(t *testing.T) {
	gate, dsn := newGateway(t, pgtest.DSN(t))
	p := newPlace(t, t.TempDir(), dsn)
	imap := dovecottest.Start(t)
	mailbox := p.connect(t, stormUser, imap.Host, imap.Port)
	desk := p.start(t).ready(t)
	all, posts, sent := newMails(), newPoster(t, p.key, 4), map[string][]byte{}
	mail := func(n int) []byte {
		raw := all.raw(n)
		sent[messageID(t, raw)] = raw
		return raw
	}
	deliver := func(n int) { imap.Deliver(t, stormUser, mail(n), time.Time{}) }
	deliver(0)
	posts.send(t.Context(), desk.where, mail(1))
	read := func(n int) {
		t.Helper()
		p.desk(t, func(_ context.Context, d *flow.Desk) {
			until(t, "the mailbox is read", func() bool { return inLedger(t, d, mailbox, "INBOX") == n })
		})
	}
	read(1)

	gate.shut()
	until(t, "it is said not to be ready", func() bool { return status(t, desk, "/readyz") == http.StatusServiceUnavailable })
	if s := status(t, desk, "/healthz"); s != http.StatusOK {
		t.Errorf("the process answers, but says %d", s)
	}
	deliver(2)
	for range 20 {
		refused(t, posts, desk, mail(3))
	}
	until(t, "it is told that mails could not be stored", func() bool { return said(t, p, storeFault) > 0 })

	gate.open(t)
	until(t, "it is ready again", func() bool { return status(t, desk, "/readyz") == http.StatusOK })
	posts.send(t.Context(), desk.where, mail(3))
	read(2)
	shows(t, p, mailbox, intake.Waiting, "")

	// Connections that break, or that the server ends, while mails are being stored.
	for n := 4; n < 40; n++ {
		deliver(n)
		raw := mail(100 + n)
		done := make(chan struct{})
		go func() {
			posts.send(t.Context(), desk.where, raw)
			close(done)
		}()
		switch n % 4 {
		case 0:
			gate.shut()
			gate.open(t)
		case 2:
			gate.dismiss(t)
		}
		<-done
	}
	read(38)
	shows(t, p, mailbox, intake.Waiting, "")
	desk.stop(t)
	p.desk(t, func(_ context.Context, d *flow.Desk) {
		sound(t, d.Store)
		holds(t, d.Store, sent, posts.taken)
		ledgerCovers(t, d.Store, mailbox, "INBOX", 38)
	})
}

// diskFull fills the disk that the data folder is on.
func diskFull(t *testing.T) {
	disk := smallDisk(t)
	p := newPlace(t, filepath.Join(disk, "data"), "")
	imap := dovecottest.Start(t)
	mailbox := p.connect(t, stormUser, imap.Host, imap.Port)
	var admin string
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		var err error
		if admin, _, err = d.AddKey(ctx, cli, "admin", xunpan.KeyAdmin); err != nil {
			t.Fatal(err)
		}
	})
	desk := p.start(t).ready(t)
	all, posts, sent := newMails(), newPoster(t, p.key, 4), map[string][]byte{}
	mail := func(n int) []byte {
		raw := all.raw(n)
		sent[messageID(t, raw)] = raw
		return raw
	}
	count := 0
	for ; count < 20; count++ {
		posts.send(t.Context(), desk.where, mail(count))
	}
	filler := filepath.Join(disk, "filler")
	fill(t, filler)
	// What room there is within the book's own files is used up.
	for {
		a, err := posts.try(desk.where(), all.raw(count))
		if err != nil {
			t.Fatal(err)
		}
		if !a.taken() {
			break
		}
		mid := messageID(t, mail(count))
		posts.taken[mid] = a
		count++
	}
	imap.Deliver(t, stormUser, mail(10_000), time.Time{})
	for range 20 {
		refused(t, posts, desk, mail(count))
	}
	if s := status(t, desk, "/healthz"); s != http.StatusOK {
		t.Errorf("the process answers, but says %d", s)
	}
	until(t, "the full disk is shown as the mailbox's trouble", func() bool { return stateOver(t, desk, admin) == "failed store" })

	if err := os.Remove(filler); err != nil {
		t.Fatal(err)
	}
	for end := count + 20; count < end; count++ {
		posts.send(t.Context(), desk.where, mail(count))
	}
	p.desk(t, func(_ context.Context, d *flow.Desk) {
		until(t, "the mailbox is read", func() bool { return inLedger(t, d, mailbox, "INBOX") == 1 })
	})
	shows(t, p, mailbox, intake.Waiting, "")
	desk.stop(t)
	p.desk(t, func(_ context.Context, d *flow.Desk) {
		sound(t, d.Store)
		holds(t, d.Store, sent, posts.taken)
	})
	t.Logf("%d mails over the API", count)
}

// mailCut cuts the connection to the mail server again and again while it says
// what its mails are.
func mailCut(t *testing.T, p *place) {
	imap := dovecottest.Start(t)
	way := dovecottest.NewProxy(t, net.JoinHostPort(imap.Host, strconv.Itoa(imap.Port)))
	all, sent := newMails(), map[string][]byte{}
	const count = 150
	for n := range count {
		raw := all.raw(n)
		sent[messageID(t, raw)] = raw
		imap.Deliver(t, stormUser, raw, time.Time{})
	}
	way.Cut(0, 2_000, 20_000, 60_000, 70_000)
	mailbox := p.connect(t, stormUser, way.Host, way.Port)
	desk := p.start(t).ready(t)
	p.desk(t, func(_ context.Context, d *flow.Desk) {
		until(t, "the mailbox is read", func() bool { return inLedger(t, d, mailbox, "INBOX") == count })
	})
	shows(t, p, mailbox, intake.Waiting, "")
	if n := way.Made(); n < 6 {
		t.Errorf("%d connections were made, and five were cut", n)
	}
	desk.stop(t)
	p.desk(t, func(_ context.Context, d *flow.Desk) {
		sound(t, d.Store)
		holds(t, d.Store, sent, nil)
		ledgerCovers(t, d.Store, mailbox, "INBOX", count)
	})
}

// refused posts a mail that cannot be stored: whoever sent it is told to come
// again.
func refused(t testing.TB, p *poster, desk *process, raw []byte) {
	t.Helper()
	a, err := p.try(desk.where(), raw)
	if err != nil {
		t.Errorf("posting: %v", err)
		return
	}
	wait, _ := strconv.Atoi(a.header.Get("Retry-After"))
	if a.status != http.StatusServiceUnavailable || wait < 1 {
		t.Errorf("posting what cannot be stored: status %d, Retry-After %q", a.status, a.header.Get("Retry-After"))
	}
}

// stateOver is what the desk says over its API of the one mailbox, from memory
// where the book cannot be written.
func stateOver(t testing.TB, desk *process, key string) string {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, desk.where()+"/api/v1/mailboxes", nil)
	if err != nil {
		t.Fatal(err)
	}
	req.Header.Set("Authorization", "Bearer "+key)
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	var got struct {
		Items []struct{ State struct{ State, Class string } }
	}
	if err := json.NewDecoder(res.Body).Decode(&got); err != nil || res.StatusCode != http.StatusOK || len(got.Items) != 1 {
		t.Fatalf("the mailboxes: status %d, %v, %+v", res.StatusCode, err, got)
	}
	return got.Items[0].State.State + " " + got.Items[0].State.Class
}

// shows waits until a mailbox is said to be in a state.
func shows(t testing.TB, p *place, mailbox string, state intake.State, class intake.Class) {
	t.Helper()
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		until(t, "the mailbox is said to be "+string(state)+" "+string(class), func() bool {
			row, err := d.Store.Mailbox(ctx, xunpan.ID(mailbox))
			if err != nil {
				t.Fatal(err)
			}
			m, err := flow.MailboxOf(&row)
			if err != nil {
				t.Fatal(err)
			}
			return m.State.State == state && m.State.Class == class
		})
	})
}

// said is how often the desk's log says something.
func said(t testing.TB, p *place, what string) int {
	t.Helper()
	log, err := os.ReadFile(p.log)
	if err != nil {
		t.Fatal(err)
	}
	return strings.Count(string(log), what)
}

// status is what a page answers.
func status(t testing.TB, r *process, path string) int {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), http.MethodGet, r.where()+path, nil)
	if err != nil {
		t.Fatal(err)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	_, _ = io.Copy(io.Discard, res.Body) // only so that the connection is used again
	return res.StatusCode
}

// smallDisk is a file system of its own with little room.
func smallDisk(t *testing.T) string {
	t.Helper()
	if os.Getuid() != 0 {
		t.Skip("only root can mount a small disk to be filled")
	}
	dir := t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", "size=24m", "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("no small disk can be mounted here: %v: %s", err, out)
	}
	t.Cleanup(func() {
		if out, err := exec.Command("umount", dir).CombinedOutput(); err != nil {
			t.Errorf("unmounting %s: %v: %s", dir, err, out)
		}
	})
	return dir
}

// fill writes a file until the disk is full.
func fill(t *testing.T, path string) {
	t.Helper()
	f, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for size := 1 << 20; size > 0; size /= 2 {
		for err == nil {
			_, err = f.Write(make([]byte, size))
		}
		if !strings.Contains(fmt.Sprint(err), "no space left") {
			t.Fatalf("filling the disk: %v", err)
		}
		err = nil
	}
}
