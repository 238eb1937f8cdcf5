// Package worldtest is a small world on this machine for tests: a name server
// that answers over UDP, a register of domains and the websites of its domains.
package worldtest

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"
)

// Domain is what the small world says of a registrable domain. The zero Domain
// exists and has nothing.
type Domain struct {
	Mail      string    // its mail server; "." says that it takes no mail
	Host      bool      // it has an address
	SPF       string    // its record, if any
	DMARC     string    // its record, if any
	Broken    bool      // its name servers fail
	Since     time.Time // registered on; the register does not tell if zero
	Lost      bool      // the register does not know it
	Registrar string
	Country   string // the holder's
	Status    int    // of its website's first page; there is none if 0
	Page      string // HTML
}

// World is a running small world.
type World struct {
	DNS    string       // its name server, as HOST:PORT
	RDAP   string       // its register
	Client *http.Client // reaches its websites, by the names it knows

	mu      sync.Mutex
	domains map[string]Domain
	asked   map[string]int
	alone   bool
}

// Start starts a world of some domains; it ends with the test.
func Start(tb testing.TB, domains map[string]Domain) *World {
	tb.Helper()
	w := &World{domains: domains, asked: map[string]int{}}
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	tb.Cleanup(func() { conn.Close() })
	w.DNS = conn.LocalAddr().String()
	go w.serveDNS(conn)

	register := httptest.NewServer(http.HandlerFunc(w.register))
	sites := httptest.NewServer(http.HandlerFunc(w.site))
	tb.Cleanup(register.Close)
	tb.Cleanup(sites.Close)
	w.RDAP = register.URL
	w.Client = &http.Client{Timeout: 20 * time.Second, Transport: &http.Transport{DisableKeepAlives: true, DialContext: w.dial(sites.Listener.Addr().String(), closed(tb))}}
	return w
}

// closed is an address on which nobody listens.
func closed(tb testing.TB) string {
	tb.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		tb.Fatal(err)
	}
	defer l.Close()
	return l.Addr().String()
}

// dial takes port 80 of the world's hosts to its websites; nobody listens on
// any other port.
func (w *World) dial(sites, nobody string) func(context.Context, string, string) (net.Conn, error) {
	resolver := &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, network, w.DNS)
	}}
	return func(ctx context.Context, network, addr string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(addr)
		if err != nil {
			return nil, err
		}
		var d net.Dialer
		if net.ParseIP(host) == nil {
			if _, err := resolver.LookupNetIP(ctx, "ip", host); err != nil {
				return nil, err
			}
			if addr = nobody; port == "80" {
				addr = sites
			}
		}
		return d.DialContext(ctx, network, addr)
	}
}

// Set changes what the world says of a domain.
func (w *World) Set(name string, d Domain) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.domains[name] = d
}

// Isolate cuts the name server off from the rest of the world: from now on it
// denies every name but those of the domains it was given.
func (w *World) Isolate() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.alone = true
}

// Asked counts the questions so far: "dns" packets, "rdap" and "page" requests.
func (w *World) Asked(kind string) int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.asked[kind]
}

// of finds the domain a host belongs to, and counts the question.
func (w *World) of(kind, host string) (name string, d Domain, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.asked[kind]++
	for name = strings.ToLower(strings.TrimSuffix(host, ".")); ; {
		if d, ok = w.domains[name]; ok {
			return name, d, true
		}
		_, rest, more := strings.Cut(name, ".")
		if !more {
			return "", d, false
		}
		name = rest
	}
}

// register answers as a register of domains does (RFC 9083).
func (w *World) register(out http.ResponseWriter, r *http.Request) {
	name, found := strings.CutPrefix(r.URL.Path, "/domain/")
	own, d, ok := w.of("rdap", name)
	out.Header().Set("Content-Type", "application/rdap+json")
	if !found || !ok || d.Lost || own != name {
		out.WriteHeader(http.StatusNotFound)
		_ = json.NewEncoder(out).Encode(map[string]any{"rdapConformance": []string{"rdap_level_0"}, "errorCode": 404, "title": "Not Found"})
		return
	}
	if d.Broken {
		out.WriteHeader(http.StatusBadGateway)
		return
	}
	vcard := func(name, country string) any {
		return []any{"vcard", []any{
			[]any{"version", map[string]any{}, "text", "4.0"},
			[]any{"fn", map[string]any{}, "text", name},
			[]any{"adr", map[string]any{"cc": country}, "text", []any{"", "", "", "", "", "", ""}},
		}}
	}
	answer := map[string]any{
		"rdapConformance": []string{"rdap_level_0"}, "objectClassName": "domain", "handle": "D-1", "ldhName": name, "status": []string{"active"},
		"entities": []any{
			map[string]any{"objectClassName": "entity", "handle": "R-1", "roles": []string{"registrar"}, "vcardArray": vcard(d.Registrar, "")},
			map[string]any{"objectClassName": "entity", "handle": "H-1", "roles": []string{"registrant"}, "vcardArray": vcard("REDACTED", d.Country)},
		},
	}
	events := []any{map[string]any{"eventAction": "last update of RDAP database", "eventDate": "2026-11-01T00:00:00Z"}}
	if !d.Since.IsZero() {
		events = append(events, map[string]any{"eventAction": "registration", "eventDate": d.Since.UTC().Format(time.RFC3339)})
	}
	answer["events"] = events
	_ = json.NewEncoder(out).Encode(answer)
}

// site shows the first page of a domain's website.
func (w *World) site(out http.ResponseWriter, r *http.Request) {
	_, d, ok := w.of("page", r.Host)
	if !ok || d.Status == 0 || r.URL.Path != "/" {
		http.NotFound(out, r)
		return
	}
	out.Header().Set("Content-Type", "text/html; charset=utf-8")
	if d.Status >= 300 && d.Status < 400 {
		out.Header().Set("Location", d.Page)
	}
	out.WriteHeader(d.Status)
	fmt.Fprint(out, d.Page)
}
