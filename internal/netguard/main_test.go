package netguard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"os"
	"strings"
	"sync/atomic"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"xunpan"
)

// TestMain names a proxy that does not answer: whoever used it would fail.
func TestMain(m *testing.M) {
	for _, name := range []string{"HTTP_PROXY", "HTTPS_PROXY", "http_proxy", "https_proxy"} {
		if err := os.Setenv(name, "http://127.0.0.1:1"); err != nil {
			panic(err)
		}
	}
	for _, name := range []string{"NO_PROXY", "no_proxy"} {
		if err := os.Unsetenv(name); err != nil {
			panic(err)
		}
	}
	os.Exit(m.Run())
}

// house is the exception tests make: this address and no other of the loopback
// range.
var house = []netip.Prefix{netip.MustParsePrefix("127.0.0.1/32")}

// serve starts a web server at an address of this machine and counts what
// reaches it.
func serve(t *testing.T, ip string, handler http.HandlerFunc) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	listener, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Skipf("this machine has no %s: %v", ip, err)
	}
	hits := &atomic.Int32{}
	server := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		hits.Add(1)
		if handler != nil {
			handler(w, r)
		}
	}))
	_ = server.Listener.Close()
	server.Listener = listener
	server.Start()
	t.Cleanup(server.Close)
	return server, hits
}

func serverPort(server *httptest.Server) uint16 {
	return server.Listener.Addr().(*net.TCPAddr).AddrPort().Port()
}

// at is a web address with the server's port and another host.
func at(server *httptest.Server, host string) string {
	return fmt.Sprintf("http://%s:%d/", host, serverPort(server))
}

// names starts a name server that answers every question for an IPv4 address
// with the next of the given ones, the last for ever, and returns a resolver
// that asks it.
func names(t *testing.T, answers ...string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = conn.Close() })
	go func() {
		packet := make([]byte, 1500)
		for asked := 0; ; {
			n, from, err := conn.ReadFrom(packet)
			if err != nil {
				return // closed
			}
			var m dnsmessage.Message
			if m.Unpack(packet[:n]) != nil || len(m.Questions) == 0 {
				continue
			}
			q := m.Questions[0]
			m.Header = dnsmessage.Header{ID: m.ID, Response: true, Authoritative: true}
			m.Additionals = nil
			if q.Type == dnsmessage.TypeA {
				ip := netip.MustParseAddr(answers[min(asked, len(answers)-1)])
				asked++
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class},
					Body:   &dnsmessage.AResource{A: ip.As4()},
				}}
			}
			if reply, err := m.Pack(); err == nil {
				_, _ = conn.WriteTo(reply, from)
			}
		}
	}()
	var d net.Dialer
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

// refused wants an error that a person can act on, in both languages.
func refused(t *testing.T, err error, words string) {
	t.Helper()
	var invalid *xunpan.Invalid
	switch {
	case !errors.As(err, &invalid):
		t.Errorf("error %v, want a refusal that says %q", err, words)
	case !strings.Contains(invalid.Say.En, words):
		t.Errorf("refused with %q, want %q", invalid.Say.En, words)
	case !strings.ContainsFunc(invalid.Say.Zh, func(r rune) bool { return r >= 0x4e00 }):
		t.Errorf("refused without a Chinese text: %q", invalid.Say.Zh)
	case strings.Contains(invalid.Say.En+invalid.Say.Zh, "%!"):
		t.Errorf("refused with a garbled text: %q %q", invalid.Say.En, invalid.Say.Zh)
	}
}
