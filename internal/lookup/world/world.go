// Package world asks the world about a sender: the domain name system, the
// registers of domains and the sender's website (DOMAIN D5.2 to D5.4). It knows
// nothing of messages and judges nothing. An answer that was not to be had says
// so; nothing here ever counts as bad because somebody was silent.
package world

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/url"
	"time"

	"github.com/openrdap/rdap"
	"golang.org/x/net/idna"

	"xunpan"
)

// How much a look-up may cost.
const (
	dnsTime  = 8 * time.Second
	rdapTime = 15 * time.Second
	pageTime = 20 * time.Second
	parallel = 4 // look-ups of one process under way at once
)

// Options say where the world is.
type Options struct {
	// Client makes every HTTP request. It must refuse addresses that are not
	// public and bound what it reads, as netguard's does.
	Client *http.Client
	// Resolver is the DNS server to ask, as HOST:PORT; the machine's own if "".
	Resolver string
	// RDAP is the address of a register to ask about every domain; "" finds the
	// register of each top-level domain by the list that IANA keeps.
	RDAP string
}

// Asker asks the world. It is safe for concurrent use, and asks no more than a
// few questions at a time.
type Asker struct {
	client   *http.Client
	resolver *net.Resolver
	rdap     *url.URL // nil: by IANA's list
	registry registry
	slots    chan struct{}
}

// New makes an Asker. It asks nothing yet.
func New(o Options) (*Asker, error) {
	if o.Client == nil {
		return nil, errors.New("asking the world needs a guarded HTTP client")
	}
	a := &Asker{client: o.Client, resolver: net.DefaultResolver, slots: make(chan struct{}, parallel)}
	a.registry.client = o.Client
	if o.Resolver != "" {
		if _, _, err := net.SplitHostPort(o.Resolver); err != nil {
			return nil, fmt.Errorf("the DNS server %q is no HOST:PORT such as 192.0.2.1:53", o.Resolver)
		}
		a.resolver = &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, network, _ string) (net.Conn, error) {
			var d net.Dialer
			return d.DialContext(ctx, network, o.Resolver)
		}}
	}
	if o.RDAP != "" {
		u, err := url.Parse(o.RDAP)
		if err != nil || u.Host == "" {
			return nil, fmt.Errorf("the register's address %q is no web address", o.RDAP)
		}
		a.rdap = u
	}
	return a, nil
}

// slot waits for a turn; the look-up's own time begins when it has it.
func (a *Asker) slot(ctx context.Context, limit time.Duration) (context.Context, func(), error) {
	select {
	case a.slots <- struct{}{}:
	case <-ctx.Done():
		return ctx, nil, ctx.Err()
	}
	ctx, cancel := context.WithTimeout(ctx, limit)
	return ctx, func() { cancel(); <-a.slots }, nil
}

// ascii is a domain's name as it goes over the wire.
func ascii(domain string) (string, bool) {
	name, err := idna.Lookup.ToASCII(domain)
	return name, err == nil && name != ""
}

// why is the word for a failure.
func why(err error) string {
	var refused *xunpan.Invalid
	var client *rdap.ClientError
	switch {
	case errors.As(err, &refused):
		return xunpan.WhyRefused
	case errors.As(err, &client) && client.Type == rdap.BootstrapNoMatch:
		return xunpan.WhyClosed
	}
	return xunpan.WhySilent
}
