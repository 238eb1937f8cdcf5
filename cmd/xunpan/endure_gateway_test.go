package main

import (
	"context"
	"io"
	"net"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// gateway is the way to a PostgreSQL that others use as well, so it cannot be
// stopped. While the way is shut it looks stopped from here: its connections
// are gone and new ones refused.
type gateway struct {
	direct          string // DSN past the way
	network, target string // of PostgreSQL
	addr            string // of the way

	mu     sync.Mutex
	listen net.Listener // nil while shut
	conns  map[net.Conn]bool
	wait   sync.WaitGroup
}

// newGateway opens a way to the database of a DSN, and gives the DSN of it.
func newGateway(t testing.TB, dsn string) (*gateway, string) {
	t.Helper()
	conf, err := pgx.ParseConfig(dsn)
	if err != nil {
		t.Fatal(err)
	}
	g := &gateway{direct: dsn, network: "tcp", target: net.JoinHostPort(conf.Host, strconv.Itoa(int(conf.Port))), addr: "127.0.0.1:0", conns: map[net.Conn]bool{}}
	if strings.HasPrefix(conf.Host, "/") {
		g.network, g.target = "unix", filepath.Join(conf.Host, ".s.PGSQL."+strconv.Itoa(int(conf.Port)))
	}
	g.open(t)
	t.Cleanup(func() {
		g.shut()
		g.wait.Wait()
	})
	u := url.URL{Scheme: "postgres", User: url.UserPassword(conf.User, conf.Password), Host: g.addr, Path: "/" + conf.Database, RawQuery: "sslmode=disable"}
	return g, u.String()
}

// open lets connections through.
func (g *gateway) open(t testing.TB) {
	t.Helper()
	l, err := net.Listen("tcp", g.addr)
	if err != nil {
		t.Fatal(err)
	}
	g.mu.Lock()
	defer g.mu.Unlock()
	g.listen, g.addr = l, l.Addr().String()
	g.wait.Go(func() {
		for {
			c, err := l.Accept()
			if err != nil {
				return // it was shut
			}
			g.wait.Go(func() { g.pass(l, c) })
		}
	})
}

// shut breaks all connections and refuses new ones.
func (g *gateway) shut() {
	g.mu.Lock()
	defer g.mu.Unlock()
	if g.listen != nil {
		g.listen.Close()
	}
	g.listen = nil
	for c := range g.conns {
		c.Close()
	}
}

// dismiss has the server end all connections to the database, as it does when
// it is told to stop.
func (g *gateway) dismiss(t testing.TB) {
	t.Helper()
	ctx := context.Background()
	conn, err := pgx.Connect(ctx, g.direct)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(ctx)
	if _, err := conn.Exec(ctx, `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()`); err != nil {
		t.Fatal(err)
	}
}

// pass passes on one connection that came by l.
func (g *gateway) pass(l net.Listener, client net.Conn) {
	defer client.Close()
	server, err := net.DialTimeout(g.network, g.target, time.Minute)
	if err != nil {
		return
	}
	defer server.Close()
	g.mu.Lock()
	shut := g.listen != l
	if !shut {
		g.conns[client], g.conns[server] = true, true
	}
	g.mu.Unlock()
	if shut {
		return
	}
	defer func() {
		g.mu.Lock()
		defer g.mu.Unlock()
		delete(g.conns, client)
		delete(g.conns, server)
	}()
	g.wait.Go(func() {
		_, _ = io.Copy(server, client) // it ends when either side does, which is no error here
		server.Close()
	})
	_, _ = io.Copy(client, server)
}
