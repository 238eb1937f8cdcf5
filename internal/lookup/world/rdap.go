package world

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"time"

	"github.com/openrdap/rdap"
	"github.com/openrdap/rdap/bootstrap"

	"xunpan"
)

// Register asks the register of domains when a registrable domain was taken,
// and by whom. Now is the date of the answer.
func (a *Asker) Register(ctx context.Context, domain string, now time.Time) (r xunpan.Register) {
	fail := func(why string) xunpan.Register { return xunpan.Register{Asked: xunpan.Asked{At: now, Why: why}} }
	name, ok := ascii(domain)
	if !ok {
		return fail(xunpan.WhyRefused)
	}
	ctx, done, err := a.slot(ctx, rdapTime)
	if err != nil {
		return fail(xunpan.WhySilent)
	}
	defer done()
	servers := []*url.URL{a.rdap}
	if a.rdap == nil {
		if servers, err = a.registry.of(ctx, name); err != nil {
			return fail(why(err))
		}
	}
	d, err := a.ask(ctx, name, servers)
	var client *rdap.ClientError
	switch {
	case errors.As(err, &client) && client.Type == rdap.ObjectDoesNotExist:
		return xunpan.Register{Asked: xunpan.Asked{At: now}}
	case err != nil:
		return fail(why(err))
	}
	r = xunpan.Register{Asked: xunpan.Asked{At: now}, Found: true}
	for _, e := range d.Events {
		if e.Action == "registration" {
			r.Since = moment(e.Date)
		}
	}
	for i := range d.Entities {
		e := &d.Entities[i]
		for _, role := range e.Roles {
			switch role {
			case "registrar":
				r.Registrar = xunpan.Shorten(vcardName(e.VCard), 100)
			case "registrant":
				r.Country = country(e.VCard)
			}
		}
	}
	return r
}

// ask asks the register's servers in turn. The library decodes what strangers
// send; whatever it stumbles over is no answer.
func (a *Asker) ask(ctx context.Context, name string, servers []*url.URL) (d *rdap.Domain, err error) {
	defer func() {
		if p := recover(); p != nil {
			d, err = nil, fmt.Errorf("reading the register's answer: %v", p)
		}
	}()
	for _, s := range servers {
		c := rdap.Client{HTTP: a.client, UserAgent: userAgent}
		var resp *rdap.Response
		resp, err = c.Do(rdap.NewDomainRequest(name).WithServer(s).WithContext(ctx))
		if err != nil {
			var known *rdap.ClientError
			if errors.As(err, &known) && known.Type == rdap.ObjectDoesNotExist {
				return nil, err
			}
			if len(resp.HTTP) > 0 && resp.HTTP[0].Error != nil {
				err = resp.HTTP[0].Error // says more
			}
			continue
		}
		if d, ok := resp.Object.(*rdap.Domain); ok {
			return d, nil
		}
		err = errors.New("the register's answer is about no domain")
	}
	return nil, err
}

// registry finds the register of a top-level domain.
type registry struct {
	client *http.Client

	mu   sync.Mutex // the library's client is for one user at a time
	list *bootstrap.Client
}

func (r *registry) of(ctx context.Context, name string) ([]*url.URL, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.list == nil {
		r.list = &bootstrap.Client{HTTP: r.client}
	}
	q := &bootstrap.Question{RegistryType: bootstrap.DNS, Query: name}
	answer, err := r.list.Lookup(q.WithContext(ctx))
	if err != nil {
		return nil, err
	}
	var out []*url.URL
	for _, u := range answer.URLs {
		if u.Scheme == "https" {
			out = append(out, u)
		}
	}
	if len(out) == 0 {
		return nil, &rdap.ClientError{Type: rdap.BootstrapNoMatch, Text: "no register of " + name + " answers"}
	}
	return out, nil
}

// moment reads a register's date; zero if it makes no sense.
func moment(s string) time.Time {
	for _, layout := range [...]string{time.RFC3339, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, strings.TrimSpace(s)); err == nil && t.Year() >= 1983 {
			return t.UTC()
		}
	}
	return time.Time{}
}

func vcardName(v *rdap.VCard) string {
	if v == nil {
		return ""
	}
	if n := strings.TrimSpace(v.Name()); n != "" {
		return n
	}
	return strings.TrimSpace(v.Org())
}

// country is the holder's, as a code; registers write the code in one of two
// places, or the country's name, which is left out.
func country(v *rdap.VCard) string {
	if v == nil {
		return ""
	}
	code := strings.ToUpper(strings.TrimSpace(v.Country()))
	for _, p := range v.Get("adr") {
		if cc := p.Parameters["cc"]; len(cc) > 0 && len(cc[0]) == 2 {
			code = strings.ToUpper(cc[0])
		}
	}
	if len(code) != 2 || strings.Trim(code, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") != "" {
		return ""
	}
	return code
}
