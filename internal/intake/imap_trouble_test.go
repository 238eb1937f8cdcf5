package intake_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"runtime"
	"runtime/pprof"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/dovecottest"
	"xunpan/internal/intake"
)

// through makes the account go by a proxy.
func through(a *intake.Account, p *dovecottest.Proxy) *intake.Account {
	a.Host, a.Port = p.Host, p.Port
	return a
}

// The connection is cut again and again, in the greeting, in answers and in
// mails; each mail comes once, in order, every byte of it.
func TestCut(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	raws := map[string][]byte{}
	for i := range 200 {
		raw := letter(fmt.Sprint(i+1), 100+i)
		raws[fmt.Sprint(i+1)] = raw
		s.Deliver(t, "anna", raw, time.Time{})
	}
	for _, security := range []string{"none", "starttls", "tls"} {
		t.Run(security, func(t *testing.T) {
			t.Parallel()
			target := s.Addr()
			if security == "tls" {
				target = s.TLSAddr()
			}
			p := dovecottest.NewProxy(t, target)
			cuts := []int64{0, 1, 50, 300, 700, 1500, 2000, 2500, 3000, 5000, 8000, 12000, 18000, 20001, 20002, 30000, 50000, 70000, 100000, 150000, 200000, 250000}
			p.Cut(cuts...)
			a := through(account(s), p)
			a.Security = security
			d := newDesk(t)
			stop := d.run(a)
			d.until(func() bool { return d.state(intake.Waiting) && len(d.got) == 200 })
			stop()
			if diff := cmp.Diff(numbered(200), d.subjects()); diff != "" {
				t.Fatal(diff)
			}
			for _, m := range d.got {
				if !bytes.Equal(m.Raw, raws[subject(m)]) {
					t.Errorf("mail %s: %d bytes of %d", subject(m), len(m.Raw), len(raws[subject(m)]))
				}
			}
			if !d.said(intake.FaultCut) || p.Made() < 10 {
				t.Errorf("%d connections, cut said: %v", p.Made(), d.said(intake.FaultCut))
			}
		})
	}
}

func TestDeliverFails(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for i := range 250 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Time{})
	}
	d := newDesk(t)
	d.fails = 3
	d.run(account(s))
	d.until(func() bool { return d.state(intake.Waiting) })
	if diff := cmp.Diff(numbered(250), d.subjects()); diff != "" {
		t.Error(diff)
	}
	var failed []intake.Report
	d.see(func() {
		failed = slices.DeleteFunc(slices.Clone(d.reports), func(r intake.Report) bool { return r.State != intake.Failed })
	})
	if len(failed) != 3 {
		t.Fatalf("%d failures told", len(failed))
	}
	for _, r := range failed {
		if r.Fault.Class != intake.FaultStore || !errors.Is(r.Fault, errAway) || r.RetryAt.Before(r.Since) || !r.Since.Equal(failed[0].Since) {
			t.Errorf("told %+v", r)
		}
	}
	// In the middle of things, too.
	d.mu.Lock()
	d.fails = 2
	d.mu.Unlock()
	s.Deliver(t, "anna", letter("251", 0), time.Time{})
	d.until(func() bool { return len(d.got) == 251 })
}

func TestLoginRefused(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	a := account(s)
	a.Secret = func(context.Context) (string, error) { return "wrong", nil }
	d := newDesk(t)
	stop := d.run(a)
	d.until(func() bool { return d.state(intake.Failed) })
	var f *intake.Fault
	d.see(func() { f = d.last().Fault })
	stop()
	if f.Class != intake.FaultLogin || !strings.Contains(f.What.En, "Authentication failed") || f.Do.En == "" || f.Do.Zh == "" {
		t.Errorf("fault %+v", f)
	}
	// The user enters the right one: the caller's Secret gives it.
	var secret atomic.Value
	secret.Store("wrong")
	a = account(s)
	a.Secret = func(context.Context) (string, error) { return secret.Load().(string), nil }
	d = newDesk(t)
	d.run(a)
	d.until(func() bool { return d.said(intake.FaultLogin) })
	secret.Store(dovecottest.Password)
	d.until(func() bool { return d.state(intake.Waiting) })
}

func TestFaults(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for name, c := range map[string]struct {
		change func(*intake.Account)
		want   intake.Class
	}{
		"unknown authority":     {func(a *intake.Account) { a.Security, a.Port, a.TLSConfig = "tls", s.TLSPort, nil }, intake.FaultTLS},
		"other host":            {func(a *intake.Account) { a.Security, a.Port, a.TLSConfig.ServerName = "tls", s.TLSPort, "imap.example" }, intake.FaultTLS},
		"unknown, starttls":     {func(a *intake.Account) { a.Security, a.TLSConfig = "starttls", nil }, intake.FaultTLS},
		"tls on the clear port": {func(a *intake.Account) { a.Security = "tls" }, intake.FaultTLS},
		"clear on the tls port": {func(a *intake.Account) { a.Port = s.TLSPort; intake.Hurry(a, 300*time.Millisecond) }, intake.FaultSlow},
		"nobody there":          {func(a *intake.Account) { a.Port = 1 }, intake.FaultRefused},
		"no such host":          {func(a *intake.Account) { a.Security, a.Host = "tls", "nowhere.invalid" }, intake.FaultHost},
		"no secret":             {func(a *intake.Account) { a.Secret = func(context.Context) (string, error) { return "", errAway } }, intake.FaultSecret},
		"a token that is none":  {func(a *intake.Account) { a.OAuth = true }, intake.FaultLogin},
		"a folder that is not":  {func(a *intake.Account) { a.Folders = []string{"Nowhere"} }, intake.FaultFolder},
		"an older tls than ours": {func(a *intake.Account) {
			a.Security, a.Port, a.TLSConfig.MaxVersion = "tls", s.TLSPort, tls.VersionTLS10
		}, intake.FaultTLS},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := account(s)
			c.change(a)
			_, err := a.Check(t.Context())
			var f *intake.Fault
			if !errors.As(err, &f) || f.Class != c.want || f.What.En == "" || f.What.Zh == "" || f.Do.En == "" || f.Do.Zh == "" {
				t.Errorf("%v, want %s", err, c.want)
			}
			d := newDesk(t)
			d.run(a)
			d.until(func() bool { return d.said(c.want) })
		})
	}
}

func TestInvalidAccounts(t *testing.T) {
	t.Parallel()
	for name, change := range map[string]func(*intake.Account){
		"no host":        func(a *intake.Account) { a.Host = "" },
		"an address":     func(a *intake.Account) { a.Host = "imaps://imap.example/" },
		"no port":        func(a *intake.Account) { a.Port = 0 },
		"no user":        func(a *intake.Account) { a.User = "" },
		"no secret":      func(a *intake.Account) { a.Secret = nil },
		"clear, far off": func(a *intake.Account) { a.Host = "192.0.2.1" },
		"no security":    func(a *intake.Account) { a.Security = "" },
	} {
		a := account(&dovecottest.Server{Host: "127.0.0.1", Port: 143})
		change(a)
		d := newDesk(t)
		if err := a.Run(t.Context(), d, d.deliver("box"), d.report); err == nil || !strings.Contains(err.Error(), `"box"`) {
			t.Errorf("%s: %v", name, err)
		}
		if _, err := a.Check(t.Context()); err == nil {
			t.Errorf("%s: the check passes", name)
		}
	}
}

func TestExpungeInTheMiddle(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for i := range 150 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Time{})
	}
	c := s.Client(t, "anna")
	if _, err := c.Select("INBOX", nil).Wait(); err != nil {
		t.Fatal(err)
	}
	d := newDesk(t)
	a := account(s)
	// Somebody deletes mails while the first batch is being stored.
	deliver := d.deliver(a.ID)
	first := true
	gone := imap.UIDSetNum(101, 120, 121, 150)
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan error)
	go func() {
		done <- a.Run(ctx, d, func(ctx context.Context, batch []intake.Incoming) error {
			if first {
				first = false
				if err := c.Store(gone, &imap.StoreFlags{Op: imap.StoreFlagsAdd, Flags: []imap.Flag{imap.FlagDeleted}}, nil).Close(); err != nil {
					return err
				}
				if err := c.Expunge().Close(); err != nil {
					return err
				}
			}
			return deliver(ctx, batch)
		}, d.report)
	}()
	d.until(func() bool { return d.state(intake.Waiting) })
	cancel()
	if err := <-done; !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
	want := slices.DeleteFunc(numbered(150), func(s string) bool {
		return slices.Contains([]string{"INBOX: 101", "INBOX: 120", "INBOX: 121", "INBOX: 150"}, s)
	})
	if diff := cmp.Diff(want, d.subjects()); diff != "" {
		t.Error(diff)
	}
}

func TestEmptyAndOversize(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	s.Deliver(t, "anna", letter("1", 0), time.Time{})
	s.Deliver(t, "anna", nil, time.Time{})
	s.Deliver(t, "anna", []byte("\n"), time.Time{})
	s.Deliver(t, "anna", letter("4", 0), time.Time{})
	s.Deliver(t, "anna", append(letter("huge", 0), bytes.Repeat([]byte("0123456789abcde\n"), intake.MaxMessage/16)...), time.Time{})
	s.Deliver(t, "anna", letter("6", 1<<20), time.Time{}) // 16 MB: larger than a batch
	s.Deliver(t, "anna", letter("7", 0), time.Time{})
	d := newDesk(t)
	stop := d.run(account(s))
	d.until(func() bool { return d.state(intake.Waiting) })
	stop()
	want := []string{"INBOX: 1", "INBOX: 0 bytes", "INBOX: 2 bytes", "INBOX: 4", "INBOX: " + intake.ErrTooLarge.Error(), "INBOX: 6", "INBOX: 7"}
	if diff := cmp.Diff(want, d.subjects()); diff != "" {
		t.Fatal(diff)
	}
	if m := d.got[1]; m.Raw == nil || m.Err != nil {
		t.Errorf("an empty mail: %v %v", m.Raw, m.Err)
	}
	if m := d.got[4]; m.Raw != nil || !errors.Is(m.Err, intake.ErrTooLarge) || m.Size <= intake.MaxMessage {
		t.Errorf("a mail of %d bytes: %v", m.Size, m.Err)
	}
}

func TestOAuth(t *testing.T) {
	t.Parallel()
	for _, way := range []string{"oauthbearer", "xoauth2"} {
		t.Run(way, func(t *testing.T) {
			t.Parallel()
			s := dovecottest.Start(t, "auth_mechanisms = plain "+way)
			s.Deliver(t, "anna", letter("1", 0), time.Time{})
			var asked atomic.Int32
			a := account(s)
			a.OAuth = true
			a.Secret = func(context.Context) (string, error) {
				expires := time.Now().Add(time.Hour)
				if asked.Add(1) == 1 {
					expires = time.Now().Add(-time.Minute)
				}
				return dovecottest.Token(t, "anna", expires), nil
			}
			d := newDesk(t)
			stop := d.run(a)
			d.until(func() bool { return len(d.got) == 1 })
			stop()
			if !d.said(intake.FaultLogin) {
				t.Error("a token that had expired was taken")
			}
		})
	}
}

func TestLoginWays(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t, "disable_plaintext_auth = yes")
	for _, security := range []string{"tls", "starttls", "none"} {
		a := account(s)
		a.Security = security
		if security == "tls" {
			a.Port = s.TLSPort
		}
		if _, err := a.Check(t.Context()); err != nil {
			t.Errorf("%s: %v", security, err)
		}
	}
	// The name is told before the login and after it.
	if n := strings.Count(s.Log(), "ID sent: name=xunpan"); n != 6 {
		t.Errorf("the server heard our name %d times\n%s", n, s.Log())
	}
	// A password that is no ASCII reaches the server unharmed, if only to be
	// refused.
	a := account(s)
	a.Secret = func(context.Context) (string, error) { return "密码\"\\", nil }
	_, err := a.Check(t.Context())
	var f *intake.Fault
	if !errors.As(err, &f) || f.Class != intake.FaultLogin {
		t.Errorf("%v", err)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t, "namespace inbox {\n mailbox Junk {\n auto = create\n special_use = \\Junk\n }\n }")
	for i := range 3 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Date(2026, 5, 1+10*i, 0, 0, 0, 0, time.UTC))
	}
	s.Append(t, "anna", "Enviados", letter("answer", 0), time.Time{})
	a := account(s)
	a.Sent = ""
	a.Since = time.Date(2026, 5, 10, 0, 0, 0, 0, time.UTC)
	sum, err := a.Check(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	slices.SortFunc(sum.Folders, func(a, b intake.FolderInfo) int { return strings.Compare(a.Name, b.Name) })
	for i := range sum.Folders {
		sum.Folders[i].Hide()
	}
	want := []intake.FolderInfo{
		{Name: "Enviados", Messages: 1, Unseen: 1, Read: true, Sent: true, New: 1},
		{Name: "INBOX", Messages: 3, Unseen: 3, Read: true, New: 2},
		{Name: "Junk", Use: "junk"},
	}
	if diff := cmp.Diff(want, sum.Folders, cmp.AllowUnexported(intake.FolderInfo{})); diff != "" {
		t.Error(diff)
	}
	if !sum.Idle || sum.Server != "Dovecot" || !slices.Contains(sum.Capabilities, "IDLE") {
		t.Errorf("%+v", sum)
	}
	a.Folders = []string{"INBOX", "Nowhere"}
	sum, err = a.Check(t.Context())
	var f *intake.Fault
	if !errors.As(err, &f) || f.Class != intake.FaultFolder || f.Folder != "Nowhere" || len(sum.Folders) != 4 {
		t.Errorf("%v, %d folders", err, len(sum.Folders))
	}
}

// After its end a run leaves nothing behind, wherever it was.
func TestNothingIsLeft(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for i := range 120 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 1000), time.Time{})
	}
	ctx, cancel := context.WithCancel(context.Background())
	pprof.Do(ctx, pprof.Labels("test", t.Name()), func(ctx context.Context) {
		for _, security := range []string{"none", "starttls", "tls"} {
			for _, state := range []intake.State{intake.Connecting, intake.Reading, intake.Waiting, intake.Failed} {
				ctx, stop := context.WithCancel(ctx)
				a := account(s)
				a.Security = security
				if security == "tls" {
					a.Port = s.TLSPort
				}
				d := newDesk(t)
				if state == intake.Failed {
					d.fails = 1
				}
				err := a.Run(ctx, d, d.deliver(a.ID), func(r intake.Report) {
					if r.State == state {
						stop()
					}
				})
				if !errors.Is(err, context.Canceled) {
					t.Errorf("%s, %s: %v", security, state, err)
				}
			}
		}
	})
	cancel()
	left := func() string {
		var b strings.Builder
		if err := pprof.Lookup("goroutine").WriteTo(&b, 1); err != nil {
			t.Error(err)
		}
		for part := range strings.SplitSeq(b.String(), "\n\n") {
			if strings.Contains(part, t.Name()) && !strings.Contains(part, "pprof.writeGoroutine") {
				return part
			}
		}
		return ""
	}
	for end := time.Now().Add(20 * time.Second); left() != ""; runtime.Gosched() {
		if time.Now().After(end) {
			t.Fatalf("left behind:\n%s", left())
		}
	}
}

func TestRetryAfter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		class      intake.Class
		n          int
		least, top time.Duration
	}{
		{intake.FaultCut, 1, 800 * time.Millisecond, 1200 * time.Millisecond},
		{intake.FaultCut, 5, 12 * time.Second, 20 * time.Second},
		{intake.FaultCut, 1000, 4 * time.Minute, 6 * time.Minute},
		{intake.FaultStore, 1000, 24 * time.Second, 36 * time.Second},
		{intake.FaultLogin, 1, 48 * time.Second, 72 * time.Second},
		{intake.FaultLogin, 1000, 48 * time.Minute, 72 * time.Minute},
	} {
		seen := map[time.Duration]bool{}
		for range 100 {
			p := intake.RetryAfter(c.class, c.n)
			seen[p] = true
			if p < c.least || p > c.top {
				t.Errorf("%s, %d: %v", c.class, c.n, p)
			}
		}
		if len(seen) < 10 {
			t.Errorf("%s, %d: always the same", c.class, c.n)
		}
	}
}

func TestReportText(t *testing.T) {
	t.Parallel()
	fault := &intake.Fault{Class: intake.FaultCut, What: xunpan.Text{En: "It broke.", Zh: "断了。"}, Do: xunpan.Text{En: "Wait.", Zh: "请稍候。"}}
	for _, c := range []struct {
		r      intake.Report
		en, zh string
	}{
		{intake.Report{State: intake.Connecting}, "Connecting.", "正在连接。"},
		{intake.Report{State: intake.Connecting, Fault: fault}, "Connecting. It broke. Wait.", "正在连接。断了。请稍候。"},
		{intake.Report{State: intake.Reading, Folder: "INBOX", Done: 2, Total: 3}, "Reading INBOX: 2 of 3.", "正在读取 INBOX：2 / 3。"},
		{intake.Report{State: intake.Waiting, Idle: true}, "All is read. New mail comes in at once.", "已全部读取，新邮件即时收取。"},
		{intake.Report{State: intake.Waiting, Found: 5}, "All is read. New mail is looked for now and then. A trial: 5 mails would come in.", "已全部读取，定时查看新邮件。试运行：将收取 5 封邮件。"},
		{intake.Report{State: intake.Failed, Fault: fault}, "It broke. Wait.", "断了。请稍候。"},
	} {
		if diff := cmp.Diff(xunpan.Text{En: c.en, Zh: c.zh}, c.r.Text()); diff != "" {
			t.Error(diff)
		}
	}
}
