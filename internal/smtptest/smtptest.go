// Package smtptest is a real SMTP server in the test's own process: it keeps the
// mails it takes, and refuses or breaks off where a test wants it to.
package smtptest

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"io"
	"log"
	"math/big"
	"net"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-sasl"
	"github.com/emersion/go-smtp"
)

// User and Password are who may send.
const (
	User     = "anna"
	Password = "correct horse"
)

// Host is where servers listen.
const Host = "127.0.0.1"

// Server is one server. It is closed at the end of the test.
type Server struct {
	Port int
	Pool *x509.CertPool // trusts the server's certificate; nil without encryption

	smtp   *smtp.Server
	taken  func(Mail)
	mu     sync.Mutex
	logins int
	mails  []Mail
	refuse map[string]*smtp.SMTPError
	cut    string
}

// Mail is what was handed in.
type Mail struct {
	From string
	To   []string
	Raw  []byte
}

// Steps at which a server can refuse or break off; Recipient is followed by the
// address.
const (
	Sender    = "sender"
	Recipient = "recipient:"
	Content   = "content" // after the whole mail, before it is taken
	Taken     = "taken"   // after it is taken, before its answer
)

// Start starts a server with "tls", "starttls" or "none". Taken, which may be nil,
// is told of each mail it takes before its answer.
func Start(t testing.TB, security string, taken func(Mail)) *Server {
	t.Helper()
	s := &Server{taken: taken, refuse: map[string]*smtp.SMTPError{}}
	s.smtp = smtp.NewServer(s)
	s.smtp.Domain, s.smtp.AllowInsecureAuth, s.smtp.ErrorLog = "post.example", security == "none", log.New(io.Discard, "", 0)
	l, err := net.Listen("tcp", Host+":0")
	if err != nil {
		t.Fatal(err)
	}
	s.Port = l.Addr().(*net.TCPAddr).Port
	if security != "none" {
		cert, pool := certificate(t)
		s.smtp.TLSConfig, s.Pool = &tls.Config{Certificates: []tls.Certificate{cert}}, pool
		if security == "tls" {
			l = tls.NewListener(l, s.smtp.TLSConfig)
		}
	}
	go func() { _ = s.smtp.Serve(l) }() // ends with Close
	t.Cleanup(s.Close)
	return s
}

// Close ends the server; connections are cut.
func (s *Server) Close() { _ = s.smtp.Close() }

// Refuse has the server answer a step with an error from now on; with code 0 no
// more.
func (s *Server) Refuse(step string, code int, enhanced [3]int, text string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if delete(s.refuse, step); code != 0 {
		s.refuse[step] = &smtp.SMTPError{Code: code, EnhancedCode: enhanced, Message: text}
	}
}

// Cut has the server break the line at a step from now on; "" no more.
func (s *Server) Cut(step string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.cut = step
}

// Mails are the mails taken so far.
func (s *Server) Mails() []Mail {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]Mail(nil), s.mails...)
}

// Logins is how often somebody signed in.
func (s *Server) Logins() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.logins
}

// NewSession is for the library.
func (s *Server) NewSession(c *smtp.Conn) (smtp.Session, error) {
	return &talk{server: s, conn: c}, nil
}

// talk is one connection.
type talk struct {
	server *Server
	conn   *smtp.Conn
	mail   Mail
}

func (t *talk) AuthMechanisms() []string { return []string{sasl.Plain} }

func (t *talk) Auth(string) (sasl.Server, error) {
	return sasl.NewPlainServer(func(_, user, password string) error {
		if user != User || password != Password {
			return smtp.ErrAuthFailed
		}
		t.server.mu.Lock()
		defer t.server.mu.Unlock()
		t.server.logins++
		return nil
	}), nil
}

func (t *talk) step(name string) error {
	t.server.mu.Lock()
	defer t.server.mu.Unlock()
	if t.server.cut == name {
		t.conn.Close()
	}
	if e := t.server.refuse[name]; e != nil {
		return e
	}
	return nil
}

func (t *talk) Mail(from string, _ *smtp.MailOptions) error {
	t.mail = Mail{From: from}
	return t.step(Sender)
}

func (t *talk) Rcpt(to string, _ *smtp.RcptOptions) error {
	if err := t.step(Recipient + to); err != nil {
		return err
	}
	t.mail.To = append(t.mail.To, to)
	return nil
}

func (t *talk) Data(r io.Reader) error {
	raw, err := io.ReadAll(r)
	if err != nil {
		return err
	}
	if err := t.step(Content); err != nil {
		return err
	}
	t.mail.Raw = raw
	t.server.mu.Lock()
	t.server.mails = append(t.server.mails, t.mail)
	t.server.mu.Unlock()
	if t.server.taken != nil {
		t.server.taken(t.mail)
	}
	return t.step(Taken)
}

func (t *talk) Reset()        {}
func (t *talk) Logout() error { return nil }

// certificate is one for 127.0.0.1 that its pool trusts.
func certificate(t testing.TB) (tls.Certificate, *x509.CertPool) {
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
