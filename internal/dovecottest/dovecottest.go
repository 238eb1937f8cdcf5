// Package dovecottest runs a throw-away Dovecot for tests that need a real
// IMAP server. It is used by tests only.
package dovecottest

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2/imapclient"
)

// Users are the accounts of the server. Each logs in with Password.
var Users = []string{"anna", "bruno", "chen", "dilara", "emil", "fatima"}

// Password is that of every user.
const Password = "correct horse"

// NoIdle is a line for Start: the server does not offer IDLE.
const NoIdle = "imap_capability = IMAP4rev1 SASL-IR ID ENABLE LITERAL+ NAMESPACE UIDPLUS LIST-EXTENDED SPECIAL-USE ESEARCH"

// need is the environment variable that forbids to leave out tests for want
// of a service.
const need = "XUNPAN_NEED_SERVICES"

// Server is a running Dovecot with empty mailboxes. Its folders have "/"
// between their levels.
type Server struct {
	Host    string // 127.0.0.1
	Port    int    // in the clear, with STARTTLS
	TLSPort int

	dir    string              // of the test
	run    string              // with the server's sockets, whose paths must be short
	owner  *syscall.Credential // nil: we are no root
	pool   *x509.CertPool
	cmd    *exec.Cmd
	stdin  *os.File
	exited chan struct{}
}

// Start runs a server until the test ends, with further lines of dovecot.conf
// at will. Without Dovecot on the machine the test is skipped; it fails when
// XUNPAN_NEED_SERVICES is set.
func Start(t testing.TB, conf ...string) *Server {
	t.Helper()
	if _, err := binary(); err != nil {
		if os.Getenv(need) != "" {
			t.Fatalf("%s is set, but there is no Dovecot: %v (Debian's package is dovecot-imapd)", need, err)
		}
		t.Skipf("no Dovecot on this machine: %v", err)
	}
	s := &Server{Host: "127.0.0.1", dir: t.TempDir()}
	if os.Getuid() == 0 {
		s.owner = nobody(t)
		// The folder of all the test's temporary ones is root's alone.
		must(t, os.Chmod(filepath.Dir(s.dir), 0o755))
	}
	cert := newCertificate(t)
	s.pool = cert.pool
	s.write(t, "users", passwords())
	s.write(t, "cert.pem", cert.cert)
	s.write(t, "key.pem", cert.key)
	s.write(t, "oauth2.conf", []byte("introspection_mode = local\nusername_attribute = sub\nlocal_validation_key_dict = fs:posix:prefix="+s.dir+"/keys/\n"))
	s.write(t, "keys/default/HS256/default", tokenKey)
	for _, d := range []string{"state", "mail", "home"} {
		s.mkdir(t, filepath.Join(s.dir, d))
	}
	run, err := os.MkdirTemp("", "dovecot")
	must(t, err)
	s.run = run
	must(t, os.Chmod(run, 0o755)) // Dovecot wants it so
	s.own(t, run)
	t.Cleanup(func() {
		s.Stop()
		if err := os.RemoveAll(run); err != nil {
			t.Error(err)
		}
		if t.Failed() {
			t.Logf("the server's log:\n%s", s.Log())
		}
	})
	// A free port may be taken by somebody else before the server has it.
	for range 5 {
		s.Port, s.TLSPort = freePort(t), freePort(t)
		s.write(t, "dovecot.conf", s.config(conf))
		if err := s.start(); err == nil {
			return s
		} else if !strings.Contains(s.Log(), "already in use") {
			t.Fatalf("starting Dovecot: %v\n%s", err, s.Log())
		}
	}
	t.Fatalf("starting Dovecot: no free ports\n%s", s.Log())
	return nil
}

func binary() (string, error) {
	for _, p := range []string{"dovecot", "/usr/sbin/dovecot", "/usr/local/sbin/dovecot"} {
		if full, err := exec.LookPath(p); err == nil {
			return full, nil
		}
	}
	return "", errors.New("dovecot is not installed")
}

// nobody is who serves when we are root: Dovecot does not give mail to root.
func nobody(t testing.TB) *syscall.Credential {
	t.Helper()
	u, err := user.Lookup("nobody")
	must(t, err)
	uid, err := strconv.ParseUint(u.Uid, 10, 32)
	must(t, err)
	gid, err := strconv.ParseUint(u.Gid, 10, 32)
	must(t, err)
	return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
}

// freePort finds a port that nobody listens on, outside of those that the
// system gives to outgoing connections.
func freePort(t testing.TB) int {
	t.Helper()
	for range 100 {
		port := 20000 + rand.IntN(12000)
		if l, err := net.Listen("tcp", net.JoinHostPort("127.0.0.1", strconv.Itoa(port))); err == nil {
			l.Close()
			return port
		}
	}
	t.Fatal("no free port on the loopback interface")
	return 0
}

// start runs the server and waits until it serves. A shell stands in between,
// so that the server and its processes do not outlive us, whatever way we end.
func (s *Server) start() error {
	bin, err := binary()
	if err != nil {
		return err
	}
	// One that was killed leaves its number behind.
	if err := os.Remove(filepath.Join(s.run, "master.pid")); err != nil && !errors.Is(err, os.ErrNotExist) {
		return err
	}
	stdin, ours, err := os.Pipe()
	if err != nil {
		return err
	}
	defer stdin.Close()
	s.cmd = exec.Command("/bin/sh", "-c", `"$1" -F -c "$2" & read -r x; kill -KILL 0`, "sh", bin, filepath.Join(s.dir, "dovecot.conf"))
	s.cmd.Stdin = stdin
	s.cmd.SysProcAttr = &syscall.SysProcAttr{Credential: s.owner, Setpgid: true}
	if err := s.cmd.Start(); err != nil {
		ours.Close()
		return err
	}
	s.stdin, s.exited = ours, make(chan struct{})
	go func(cmd *exec.Cmd, exited chan struct{}) {
		_ = cmd.Wait() // it is killed: its status says nothing
		close(exited)
	}(s.cmd, s.exited)
	end := time.Now().Add(20 * time.Second)
	for {
		err := s.ready()
		if err == nil {
			return nil
		}
		if time.Now().After(end) || strings.Contains(s.Log(), "already in use") || strings.Contains(s.Log(), "Fatal") {
			s.Stop()
			return err
		}
		select {
		case <-s.exited:
			return errors.New("it ended at once")
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// ready reports whether both ports serve and logins are possible.
func (s *Server) ready() error {
	c, err := s.dial()
	if err != nil {
		return err
	}
	defer c.Close()
	if err := c.Login(Users[0], Password).Wait(); err != nil {
		return err
	}
	conn, err := net.Dial("tcp", s.TLSAddr())
	if err != nil {
		return err
	}
	return conn.Close()
}

// Stop ends the server at once, as a power cut would, with everything
// connected to it.
func (s *Server) Stop() {
	if s.stdin == nil {
		return
	}
	s.stdin.Close()
	s.stdin = nil
	<-s.exited
	// The last of its processes may hold the ports for a moment.
	for _, addr := range []string{s.Addr(), s.TLSAddr()} {
		for end := time.Now().Add(5 * time.Second); time.Now().Before(end); {
			if l, err := net.Listen("tcp", addr); err == nil {
				l.Close()
				break
			}
		}
	}
}

// Restart ends the server and runs it again, on the same ports with the same
// mails. Between is called while it is down; it may be nil.
func (s *Server) Restart(t testing.TB, between func()) {
	t.Helper()
	s.Stop()
	if between != nil {
		between()
	}
	if err := s.start(); err != nil {
		t.Fatalf("starting Dovecot again: %v\n%s", err, s.Log())
	}
}

// Log returns what the server has logged so far.
func (s *Server) Log() string {
	b, err := os.ReadFile(filepath.Join(s.dir, "log"))
	if err != nil {
		return err.Error()
	}
	return string(b)
}

// Addr is host and port in the clear, with STARTTLS.
func (s *Server) Addr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.Port)) }

// TLSAddr is host and port with TLS.
func (s *Server) TLSAddr() string { return net.JoinHostPort(s.Host, strconv.Itoa(s.TLSPort)) }

// TLSConfig trusts the server's certificate.
func (s *Server) TLSConfig() *tls.Config { return &tls.Config{RootCAs: s.pool} }

func (s *Server) dial() (*imapclient.Client, error) {
	conn, err := net.Dial("tcp", s.Addr())
	if err != nil {
		return nil, err
	}
	c := imapclient.New(conn, nil)
	if err := c.WaitGreeting(); err != nil {
		c.Close()
		return nil, err
	}
	return c, nil
}

func (s *Server) write(t testing.TB, name string, text []byte) {
	t.Helper()
	p := filepath.Join(s.dir, filepath.FromSlash(name))
	s.mkdir(t, filepath.Dir(p))
	must(t, os.WriteFile(p, text, 0o644))
	s.own(t, p)
}

// mkdir makes a folder and those above it the server's.
func (s *Server) mkdir(t testing.TB, dir string) {
	t.Helper()
	must(t, os.MkdirAll(dir, 0o755))
	for ; strings.HasPrefix(dir, s.dir); dir = filepath.Dir(dir) {
		s.own(t, dir)
	}
}

func (s *Server) own(t testing.TB, path string) {
	t.Helper()
	if s.owner != nil {
		must(t, os.Chown(path, int(s.owner.Uid), int(s.owner.Gid)))
	}
}

func must(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func passwords() []byte {
	var b []byte
	for _, u := range Users {
		b = fmt.Appendf(b, "%s:{PLAIN}%s\n", u, Password)
	}
	return b
}
