// Package netguard is the one way out of the house for addresses that users or
// mails give: an HTTP client and a dialer that reach the public internet and
// nothing else. It decides on the address a connection is really made to, after
// the name was looked up, so that a name cannot lead past it by changing what it
// stands for.
package netguard

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"syscall"
	"time"

	"code.dny.dev/ssrf"

	"xunpan"
)

// What holds where a Guard says nothing else.
const (
	DefaultTimeout = 30 * time.Second // for a whole exchange, reading the answer included
	DefaultMaxBody = 1 << 20          // bytes of an answer, unpacked
	MaxRedirects   = 5
)

const (
	dialTimeout    = 10 * time.Second
	maxHeaderBytes = 64 << 10
)

// defaultPorts are those of http and https.
var defaultPorts = []uint16{80, 443}

// privileged are public addresses that a cloud answers with its machines'
// secrets; other clouds use addresses that are refused anyway.
var privileged = []netip.Prefix{netip.MustParsePrefix("168.63.129.16/32")} // Azure

// Guard says where connections may go. The zero Guard lets them go to ports 80
// and 443 of public addresses. It is safe for concurrent use once it is set up.
type Guard struct {
	// Allow holds the operator's exceptions, such as 127.0.0.1/32 or the network
	// of a bot in the house: any port of these addresses may be reached.
	Allow []netip.Prefix
	// Ports that may be reached on public addresses; 80 and 443 if there are none.
	Ports []uint16
	// MaxBody is how many bytes of an answer can be read through Client, unpacked;
	// DefaultMaxBody if 0. Reading on gives an *http.MaxBytesError.
	MaxBody int64

	resolver *net.Resolver // the machine's own if nil
}

// Client makes an HTTP client that goes where the guard lets it. An exchange may
// take timeout in all (DefaultTimeout if 0), follows MaxRedirects redirects, each
// of them checked like the first address and none from https to http, and takes
// no proxy from the environment. Make it once and keep it: it holds its
// connections. What it refuses is an *xunpan.Invalid inside the error of Do.
func (g *Guard) Client(timeout time.Duration) *http.Client {
	if timeout <= 0 {
		timeout = DefaultTimeout
	}
	return &http.Client{Timeout: timeout, CheckRedirect: redirect, Transport: &transport{guard: g, inner: &http.Transport{
		Proxy:                  nil, // a proxy would make the connection, and nobody would check where to
		DialContext:            g.Dial,
		ForceAttemptHTTP2:      true,
		TLSHandshakeTimeout:    dialTimeout,
		MaxResponseHeaderBytes: maxHeaderBytes,
		MaxIdleConnsPerHost:    2,
		IdleConnTimeout:        time.Minute,
	}}}
}

// Dial connects to an address ("host:port") over "tcp", "tcp4" or "tcp6". An
// address the guard refuses is an *xunpan.Invalid inside the error.
func (g *Guard) Dial(ctx context.Context, network, addr string) (net.Conn, error) {
	d := net.Dialer{Timeout: dialTimeout, Resolver: g.resolver, Control: g.control}
	return d.DialContext(ctx, network, addr)
}

// control is asked for each address a name stands for, before the connection
// to it is made.
func (g *Guard) control(network, address string, _ syscall.RawConn) error {
	if network != "tcp4" && network != "tcp6" {
		return refuse("", "connections over %q are not made", "不支持 %q 连接", network)
	}
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("reading the address to connect to: %w", err)
	}
	return g.check("", at)
}

// check says whether an address may be reached.
func (g *Guard) check(field string, at netip.AddrPort) error {
	ip := at.Addr().Unmap() // ::ffff:127.0.0.1 is 127.0.0.1
	if g.allowed(ip) {
		return nil
	}
	guardian := ssrf.New(ssrf.WithPorts(g.ports()...), ssrf.WithDeniedV4Prefixes(privileged...))
	err := guardian.SafeAddrPort(netip.AddrPortFrom(ip, at.Port()))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, ssrf.ErrProhibitedPort):
		return g.refusePort(field, at.Port())
	}
	return refuse(field, "the address leads to %s, which is not on the public internet; whoever runs the desk can permit it with --allow-private",
		"该地址指向 %s，不在公网上；工作台管理员可用 --allow-private 放行", ip)
}

func (g *Guard) allowed(ip netip.Addr) bool {
	ip = ip.WithZone("") // prefixes contain no address with a zone
	return slices.ContainsFunc(g.Allow, func(p netip.Prefix) bool { return p.Contains(ip) })
}

func (g *Guard) ports() []uint16 {
	if len(g.Ports) == 0 {
		return defaultPorts
	}
	return g.Ports
}

func (g *Guard) refusePort(field string, port uint16) error {
	list := strings.Trim(strings.ReplaceAll(fmt.Sprint(g.ports()), " ", ", "), "[]")
	return refuse(field, "port %d is not permitted, only %s", "不允许端口 %d，只允许 %s", port, list)
}

// redirect bounds redirects; where they lead is checked by transport.
func redirect(req *http.Request, via []*http.Request) error {
	if len(via) > MaxRedirects {
		return refuse("", "the address leads on more than %d times", "该地址重定向超过 %d 次", MaxRedirects)
	}
	if req.URL.Scheme == "http" && via[len(via)-1].URL.Scheme == "https" {
		return refuse("", "the address leads on from https to http", "该地址从 https 重定向到了 http")
	}
	return nil
}

// transport checks each request, redirects included, and bounds each answer.
type transport struct {
	guard *Guard
	inner *http.Transport
}

// RoundTrip implements http.RoundTripper.
func (t *transport) RoundTrip(req *http.Request) (*http.Response, error) {
	if err := t.guard.checkURL(req.URL); err != nil {
		if req.Body != nil {
			_ = req.Body.Close() // as RoundTripper demands
		}
		return nil, err
	}
	resp, err := t.inner.RoundTrip(req)
	if err != nil {
		return nil, err
	}
	limit := t.guard.MaxBody
	if limit <= 0 {
		limit = DefaultMaxBody
	}
	resp.Body = http.MaxBytesReader(nil, resp.Body, limit)
	return resp, nil
}

// CloseIdleConnections is what http.Client.CloseIdleConnections calls.
func (t *transport) CloseIdleConnections() { t.inner.CloseIdleConnections() }

// CheckURL says whether a web address is one that Client would try, as far as
// can be seen without looking its name up. The error is an *xunpan.Invalid with
// Field "url".
func (g *Guard) CheckURL(address string) error {
	if len(address) > maxURL {
		return refuse("url", "the address is longer than %d bytes", "地址超过 %d 字节", maxURL)
	}
	u, err := url.Parse(address)
	if err != nil { // its words hold the address, and that may hold a secret
		return refuse("url", "this is not a web address; it looks like https://example.com/path", "这不是网址；网址形如 https://example.com/path")
	}
	return g.checkURL(u)
}

// refuse is an xunpan.Invalid with both texts filled in from the same values.
func refuse(field, en, zh string, args ...any) error {
	return &xunpan.Invalid{Field: field, Say: xunpan.Text{En: fmt.Sprintf(en, args...), Zh: fmt.Sprintf(zh, args...)}}
}
