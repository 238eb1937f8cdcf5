package outbox_test

import (
	"bytes"
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"log"
	"math/big"
	"net"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"

	"xunpan"
	"xunpan/internal/outbox"
)

// post is a real SMTP server that keeps what it takes.
type post struct {
	*smtp.Server
	port int
	pool *x509.CertPool

	mu     sync.Mutex
	logins int
	talks  int
	mails  []taken
	refuse map[string]*smtp.SMTPError // by step: "mail", "rcpt:ADDRESS", "data"
	cut    string                     // the step after which the line is cut
}

type taken struct {
	from string
	to   []string
	raw  []byte
}

type talk struct {
	post *post
	conn *smtp.Conn
	taken
}

func (p *post) NewSession(c *smtp.Conn) (smtp.Session, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.talks++
	return &talk{post: p, conn: c}, nil
}

func (t *talk) AuthMechanisms() []string { return []string{sasl.Plain, "XOAUTH2"} }

func (t *talk) Auth(mech string) (sasl.Server, error) {
	if mech == "XOAUTH2" {
		return sasl.NewPlainServer(func(_, _, _ string) error { return smtp.ErrAuthFailed }), nil
	}
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != "li@haiwan.example" || password != "secret" {
			return smtp.ErrAuthFailed
		}
		t.post.mu.Lock()
		defer t.post.mu.Unlock()
		t.post.logins++
		return nil
	}), nil
}

func (t *talk) step(name string) error {
	t.post.mu.Lock()
	defer t.post.mu.Unlock()
	if t.post.cut == name {
		t.conn.Close()
	}
	if e := t.post.refuse[name]; e != nil {
		return e
	}
	return nil
}

func (t *talk) Mail(from string, _ *smtp.MailOptions) error {
	t.from, t.to = from, nil
	return t.step("mail")
}

func (t *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := t.step("rcpt:" + to); err != nil {
		return err
	}
	t.to = append(t.to, to)
	return nil
}

func (t *talk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := t.step("refused"); err != nil {
		return err
	}
	t.raw = raw
	t.post.mu.Lock()
	t.post.mails = append(t.post.mails, t.taken)
	t.post.mu.Unlock()
	return t.step("taken") // cut here, the mail is taken and nobody is told
}

func (t *talk) Reset()        {}
func (t *talk) Logout() error { return nil }

// openPost starts a server, with TLS from the start or by STARTTLS.
func openPost(t *testing.T, security string) *post {
	t.Helper()
	p := &post{refuse: map[string]*smtp.SMTPError{}}
	p.Server = smtp.NewServer(p)
	p.Domain, p.AllowInsecureAuth, p.ErrorLog = "post.example", security == "none", log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	p.port = l.Addr().(*net.TCPAddr).Port
	if security != "none" {
		cert, pool := certificate(t)
		p.TLSConfig, p.pool = &tls.Config{Certificates: []tls.Certificate{cert}}, pool
		if security == "tls" {
			l = tls.NewListener(l, p.TLSConfig)
		}
	}
	go func() { _ = p.Serve(l) }() // ends when the test closes it
	t.Cleanup(func() { _ = p.Close() })
	return p
}

// certificate is one for 127.0.0.1 that its pool trusts.
func certificate(t *testing.T) (tls.Certificate, *x509.CertPool) {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{SerialNumber: big.NewInt(1), IPAddresses: []net.IP{net.IPv4(127, 0, 0, 1)}, NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign | x509.KeyUsageDigitalSignature}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	leaf, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(leaf)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key}, pool
}

func (p *post) server(security, password string) outbox.Server {
	return outbox.Server{Host: "127.0.0.1", Port: p.port, Security: security, User: "li@haiwan.example", Secret: func(context.Context) (string, error) { return password, nil }}
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
			p := openPost(t, security)
			s := &outbox.Sender{TLSConfig: &tls.Config{RootCAs: p.pool}, Name: "desk.example"}
			t.Cleanup(s.Close)
			server := p.server(security, "secret")
			if err := s.Check(t.Context(), server); err != nil {
				t.Fatal(err)
			}
			for range 5 {
				if err := s.Send(t.Context(), server, from, []string{to, "cc@souza-luz.example"}, raw); err != nil {
					t.Fatal(err)
				}
			}
			p.mu.Lock()
			if len(p.mails) != 5 || !bytes.Equal(p.mails[0].raw, raw) || p.mails[0].from != from || len(p.mails[0].to) != 2 {
				t.Errorf("%d mails, the first %+v", len(p.mails), p.mails[0])
			}
			if p.logins != 2 { // of Check, and of five mails
				t.Errorf("%d logins", p.logins)
			}
			p.mu.Unlock()
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
	p := openPost(t, "none")
	s := &outbox.Sender{}
	t.Cleanup(s.Close)
	var all sync.WaitGroup
	for w := range 3 {
		all.Go(func() {
			for n := range 30 {
				if err := s.Send(t.Context(), p.server("none", "secret"), from, []string{to}, fmt.Appendf(nil, "Subject: %d-%d\r\n\r\nx\r\n", w, n)); err != nil {
					t.Error(err)
				}
			}
		})
	}
	all.Wait()
	seen := map[string]bool{}
	for _, m := range p.mails {
		seen[string(m.raw)] = true
	}
	if len(p.mails) != 90 || len(seen) != 90 || p.logins > 6 {
		t.Errorf("%d mails, %d of them different, %d logins", len(p.mails), len(seen), p.logins)
	}
}

// TestRefused: what a server says, or does not say, at each step means that the
// mail can be sent again, cannot, or may have been sent.
func TestRefused(t *testing.T) {
	t.Parallel()
	no := func(code int, enhanced smtp.EnhancedCode, text string) *smtp.SMTPError {
		return &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
	}
	for _, c := range []struct {
		what      string
		step      string
		say       *smtp.SMTPError
		cut       string
		permanent bool
		doubtful  bool
		word      string
		taken     int
	}{
		{"sender refused", "mail", no(550, smtp.EnhancedCode{5, 7, 1}, "not yours"), "", true, false, "let this address send", 0},
		{"recipient unknown", "rcpt:" + to, no(550, smtp.EnhancedCode{5, 1, 1}, "no such user"), "", true, false, "recipient", 0},
		{"mailbox full", "rcpt:" + to, no(552, smtp.EnhancedCode{5, 2, 2}, "over quota"), "", true, false, "full", 0},
		{"try later", "rcpt:" + to, no(451, smtp.EnhancedCode{4, 7, 1}, "greylisted"), "", false, false, "moment", 0},
		{"too large", "refused", no(552, smtp.EnhancedCode{5, 3, 4}, "too big"), "", true, false, "too large", 0},
		{"spam", "refused", no(554, smtp.EnhancedCode{5, 7, 1}, "looks like spam"), "", true, false, "unwanted", 0},
		{"cut after the sender", "", nil, "mail", false, false, "connection", 0},
		{"cut after the recipient", "", nil, "rcpt:" + to, false, false, "connection", 0},
		{"cut before it is taken", "", nil, "refused", false, true, "may have been sent", 1},
		{"cut after it is taken", "", nil, "taken", false, true, "may have been sent", 1},
	} {
		t.Run(c.what, func(t *testing.T) {
			t.Parallel()
			p := openPost(t, "none")
			p.refuse[c.step], p.cut = c.say, c.cut
			s := &outbox.Sender{}
			t.Cleanup(s.Close)
			f := failure(t, c.what, s.Send(t.Context(), p.server("none", "secret"), from, []string{to}, raw))
			if f.Permanent != c.permanent || f.Doubtful != c.doubtful || !strings.Contains(f.Say.En, c.word) {
				t.Errorf("%+v", f)
			}
			if strings.HasPrefix(c.step, "rcpt:") && f.Recipient != to {
				t.Errorf("refused for %q", f.Recipient)
			}
			p.mu.Lock()
			defer p.mu.Unlock()
			if len(p.mails) != c.taken {
				t.Errorf("%d mails were taken", len(p.mails))
			}
		})
	}
	p := openPost(t, "none")
	s := &outbox.Sender{}
	if f := failure(t, "a wrong password", s.Check(t.Context(), p.server("none", "wrong"))); !f.Permanent || !strings.Contains(f.Say.En, "password") {
		t.Errorf("a wrong password: %+v", f)
	}
	far := p.server("none", "secret")
	far.Host = "192.0.2.1"
	if f := failure(t, "a password in the clear", s.Check(t.Context(), far)); !f.Permanent {
		t.Errorf("a password in the clear: %+v", f)
	}
	_ = p.Close()
	if f := failure(t, "nobody there", s.Check(t.Context(), p.server("none", "secret"))); f.Permanent || f.Doubtful {
		t.Errorf("nobody there: %+v", f)
	}
	guarded := &outbox.Sender{Dial: func(context.Context, string, string) (net.Conn, error) {
		return nil, &xunpan.Invalid{Say: xunpan.Text{En: "a private address", Zh: "内网地址"}}
	}}
	if f := failure(t, "a guarded address", guarded.Check(t.Context(), p.server("none", "secret"))); !f.Permanent || f.Say.En != "a private address" {
		t.Errorf("a guarded address: %+v", f)
	}
}
