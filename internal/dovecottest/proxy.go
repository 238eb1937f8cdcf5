package dovecottest

import (
	"io"
	"net"
	"sync"
	"testing"
)

// Proxy stands between a client and a server, and breaks connections.
type Proxy struct {
	Host string
	Port int

	target string
	listen net.Listener
	wait   sync.WaitGroup

	mu     sync.Mutex
	closed bool
	cuts   []int64
	made   int
	conns  map[net.Conn]bool
}

// NewProxy passes connections on to the target until the test ends.
func NewProxy(t testing.TB, target string) *Proxy {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	must(t, err)
	p := &Proxy{Host: "127.0.0.1", Port: l.Addr().(*net.TCPAddr).Port, target: target, listen: l, conns: map[net.Conn]bool{}}
	p.wait.Go(p.accept)
	t.Cleanup(func() {
		p.mu.Lock()
		p.closed = true
		p.mu.Unlock()
		l.Close()
		p.CutAll()
		p.wait.Wait()
	})
	return p
}

// Cut breaks the coming connections, each after the server has said so many
// bytes. Those after them are whole.
func (p *Proxy) Cut(after ...int64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.cuts = append(p.cuts, after...)
}

// CutAll breaks all connections that there are.
func (p *Proxy) CutAll() {
	p.mu.Lock()
	defer p.mu.Unlock()
	for c := range p.conns {
		c.Close()
	}
}

// Made is how many connections there have been.
func (p *Proxy) Made() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.made
}

func (p *Proxy) accept() {
	for {
		c, err := p.listen.Accept()
		if err != nil {
			return
		}
		p.wait.Go(func() { p.pass(c) })
	}
}

// keep remembers the connections, so that they can be cut; it returns after
// how many bytes to do so, -1 for never.
func (p *Proxy) keep(conns ...net.Conn) (cut int64, ok bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.closed {
		return 0, false
	}
	for _, c := range conns {
		p.conns[c] = true
	}
	p.made++
	if len(p.cuts) == 0 {
		return -1, true
	}
	cut, p.cuts = p.cuts[0], p.cuts[1:]
	return cut, true
}

func (p *Proxy) pass(client net.Conn) {
	defer client.Close()
	server, err := net.Dial("tcp", p.target)
	if err != nil {
		return
	}
	defer server.Close()
	cut, ok := p.keep(client, server)
	if !ok {
		return
	}
	defer func() {
		p.mu.Lock()
		defer p.mu.Unlock()
		delete(p.conns, client)
		delete(p.conns, server)
	}()
	said := io.Reader(server)
	if cut >= 0 {
		said = io.LimitReader(server, cut)
	}
	p.wait.Go(func() {
		_, _ = io.Copy(server, client) // it ends when either side does, which is no error here
		server.Close()
	})
	_, _ = io.Copy(client, said)
}
