package outbox_test

import (
	"bytes"
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"strings"
	"sync"
	"testing"

	"xunpan"
	"xunpan/internal/outbox"
	"xunpan/internal/smtptest"
)

func serverOf(p *smtptest.Server, security, password string) outbox.Server {
	return outbox.Server{Host: smtptest.Host, Port: p.Port, Security: security, User: smtptest.User, Secret: func(context.Context) (string, error) { return password, nil }}
}

var raw = []byte("Subject: x\r\n\r\n.leading dot\r\nhello\r\n")

const from, to = "li@haiwan.example", "ana@souza-luz.example"

// TestSend: mail arrives byte for byte over each kind of line, on few
// connections; a certificate nobody vouches for is not trusted.
func TestSend(t *testing.T) {
	t.Parallel()
	for _, security := range []string{"none", "starttls", "tls"} {
		t.Run(security, func(t *testing.T) {
			t.Parallel()
			p := smtptest.Start(t, security, nil)
			s := &outbox.Sender{TLSConfig: &tls.Config{RootCAs: p.Pool}, Name: "desk.example"}
			t.Cleanup(s.Close)
			server := serverOf(p, security, smtptest.Password)
			if err := s.Check(t.Context(), server); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				if err := s.Send(t.Context(), server, from, []string{to, "cc@souza-luz.example"}, raw); err != nil {
					t.Fatal(err)
				}
			}
			mails := p.Mails()
			if len(mails) != 5 || !bytes.Equal(mails[0].Raw, raw) || mails[0].From != from || len(mails[0].To) != 2 {
				t.Errorf("%d mails, the first %+v", len(mails), mails[0])
			}
			if n := p.Logins(); n != 2 { // of Check, and of five mails
				t.Errorf("%d logins", n)
			}
			if security != "none" {
				err := (&outbox.Sender{}).Send(t.Context(), server, from, []string{to}, raw)
				f := failure(t, "a certificate of nobody", err)
				if !f.Permanent || !strings.Contains(f.Say.En, "certificate") {
					t.Errorf("a certificate of nobody: %+v", f)
				}
			}
		})
	}
}

func failure(t *testing.T, what string, err error) *outbox.Refused {
	t.Helper()
	var f *outbox.Refused
	if !errors.As(err, &f) || f.Say.En == "" || f.Say.Zh == "" {
		t.Fatalf("%s: %v", what, err)
	}
	return f
}

// TestMany: many mails at once go over few connections, each exactly once.
func TestMany(t *testing.T) {
	t.Parallel()
	p := smtptest.Start(t, "none", nil)
	s := &outbox.Sender{}
	t.Cleanup(s.Close)
	var all sync.WaitGroup
	for w := range 3 {
		all.Go(func() {
			for n := range 30 {
				if err := s.Send(t.Context(), serverOf(p, "none", smtptest.Password), from, []string{to}, fmt.Appendf(nil, "Subject: %d-%d\r\n\r\nx\r\n", w, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	mails := p.Mails()
	for _, m := range mails {
		seen[string(m.Raw)] = true
	}
	if len(mails) != 90 || len(seen) != 90 || p.Logins() > 6 {
		t.Errorf("%d mails, %d of them different, %d logins", len(mails), len(seen), p.Logins())
	}
}

// TestRefused: what a server says, or does not say, at each step means that the
// mail can be sent again, cannot, or may have been sent.
func TestRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		what      string
		step      string
		code      int
		enhanced  [3]int
		said      string
		cut       string
		permanent bool
		doubtful  bool
		word      string
		taken     int
	}{
		{"sender refused", smtptest.Sender, 550, [3]int{5, 7, 1}, "not yours", "", true, false, "let this address send", 0},
		{"recipient unknown", smtptest.Recipient + to, 550, [3]int{5, 1, 1}, "no such user", "", true, false, "recipient", 0},
		{"mailbox full", smtptest.Recipient + to, 552, [3]int{5, 2, 2}, "over quota", "", true, false, "full", 0},
		{"try later", smtptest.Recipient + to, 451, [3]int{4, 7, 1}, "greylisted", "", false, false, "moment", 0},
		{"too large", smtptest.Content, 552, [3]int{5, 3, 4}, "too big", "", true, false, "too large", 0},
		{"spam", smtptest.Content, 554, [3]int{5, 7, 1}, "looks like spam", "", true, false, "unwanted", 0},
		{"cut after the sender", "", 0, [3]int{}, "", smtptest.Sender, false, false, "connection", 0},
		{"cut after the recipient", "", 0, [3]int{}, "", smtptest.Recipient + to, false, false, "connection", 0},
		{"cut before it is taken", "", 0, [3]int{}, "", smtptest.Content, false, true, "may have been sent", 1},
		{"cut after it is taken", "", 0, [3]int{}, "", smtptest.Taken, false, true, "may have been sent", 1},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := smtptest.Start(t, "none", nil)
			p.Refuse(c.step, c.code, c.enhanced, c.said)
			p.Cut(c.cut)
			s := &outbox.Sender{}
			t.Cleanup(s.Close)
			f := failure(t, c.what, s.Send(t.Context(), serverOf(p, "none", smtptest.Password), from, []string{to}, raw))
			if f.Permanent != c.permanent || f.Doubtful != c.doubtful || !strings.Contains(f.Say.En, c.word) {
				t.Errorf("%+v", f)
			}
			if strings.HasPrefix(c.step, smtptest.Recipient) && f.Recipient != to {
				t.Errorf("refused for %q", f.Recipient)
			}
			if n := len(p.Mails()); n != c.taken {
				t.Errorf("%d mails were taken", n)
			}
		})
	}
	p := smtptest.Start(t, "none", nil)
	s := &outbox.Sender{}
	if f := failure(t, "a wrong password", s.Check(t.Context(), serverOf(p, "none", "wrong"))); !f.Permanent || !strings.Contains(f.Say.En, "password") {
		t.Errorf("a wrong password: %+v", f)
	}
	far := serverOf(p, "none", smtptest.Password)
	far.Host = "192.0.2.1"
	if f := failure(t, "a password in the clear", s.Check(t.Context(), far)); !f.Permanent {
		t.Errorf("a password in the clear: %+v", f)
	}
	p.Close()
	if f := failure(t, "nobody there", s.Check(t.Context(), serverOf(p, "none", smtptest.Password))); f.Permanent || f.Doubtful {
		t.Errorf("nobody there: %+v", f)
	}
	guarded := &outbox.Sender{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &xunpan.Invalid{Say: xunpan.Text{En: "a private address", Zh: "内网地址"}}
	}}
	if f := failure(t, "a guarded address", guarded.Check(t.Context(), serverOf(p, "none", smtptest.Password))); !f.Permanent || f.Say.En != "a private address" {
		t.Errorf("a guarded address: %+v", f)
	}
}
