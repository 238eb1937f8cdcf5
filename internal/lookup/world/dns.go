package world

import (
	"context"
	"errors"
	"net"
	"strings"
	"time"

	"xunpan"
)

// DNS asks whether a registrable domain exists, takes mail, and says which
// servers send its mail. Now is the date of the answer.
func (a *Asker) DNS(ctx context.Context, domain string, now time.Time) (f xunpan.DNSFacts) {
	f.At = now
	name, ok := ascii(domain)
	if !ok {
		f.Why = xunpan.WhyRefused
		return f
	}
	ctx, done, err := a.slot(ctx, dnsTime)
	if err != nil {
		f.Why = xunpan.WhySilent
		return f
	}
	defer done()
	if err := a.servers(ctx, name+".", &f); err != nil {
		return xunpan.DNSFacts{Asked: xunpan.Asked{At: now, Why: why(err)}}
	}
	if f.Exists {
		f.SPF, f.DMARC, f.Policy = a.policies(ctx, name+".")
	}
	return f
}

// servers asks for mail servers, then for an address, then for any sign of life.
func (a *Asker) servers(ctx context.Context, name string, f *xunpan.DNSFacts) error {
	mx, err := a.resolver.LookupMX(ctx, name)
	if err := unlessMissing(err); err != nil && len(mx) == 0 {
		return err
	}
	if len(mx) > 0 {
		f.Exists = true
		if f.NoMail = len(mx) == 1 && mx[0].Host == "."; f.NoMail {
			return nil
		}
		f.Mail, f.Server = true, strings.ToLower(strings.TrimSuffix(mx[0].Host, "."))
		return nil
	}
	ips, err := a.resolver.LookupNetIP(ctx, "ip", name)
	if err := unlessMissing(err); err != nil {
		return err
	}
	if len(ips) > 0 {
		f.Exists, f.Host = true, true
		return nil
	}
	ns, err := a.resolver.LookupNS(ctx, name)
	if f.Exists = len(ns) > 0; f.Exists || unlessMissing(err) != nil {
		return unlessMissing(err)
	}
	return a.outside(ctx)
}

// outside is an error unless the name server knows the world: in a network cut
// off from it, it may deny every name there is, and such a denial says nothing
// about anybody.
func (a *Asker) outside(ctx context.Context) error {
	ns, err := a.resolver.LookupNS(ctx, "com.")
	if err == nil && len(ns) == 0 {
		err = errors.New("the name server knows nothing of the world")
	}
	return err
}

// policies asks what the domain says of mail in its name. What is not answered
// stays unknown.
func (a *Asker) policies(ctx context.Context, name string) (spf, dmarc xunpan.Verdict, policy string) {
	if texts, err := a.resolver.LookupTXT(ctx, name); unlessMissing(err) == nil {
		spf = xunpan.Failed
		for _, t := range texts {
			if t = strings.ToLower(t); t == "v=spf1" || strings.HasPrefix(t, "v=spf1 ") {
				spf = xunpan.Passed
			}
		}
	}
	if texts, err := a.resolver.LookupTXT(ctx, "_dmarc."+name); unlessMissing(err) == nil {
		dmarc = xunpan.Failed
		for _, t := range texts {
			if p, ok := dmarcPolicy(t); ok {
				dmarc, policy = xunpan.Passed, p
			}
		}
	}
	return spf, dmarc, policy
}

// dmarcPolicy reads what a DMARC record asks for.
func dmarcPolicy(record string) (string, bool) {
	tags := strings.Split(strings.ToLower(record), ";")
	if strings.ReplaceAll(tags[0], " ", "") != "v=dmarc1" {
		return "", false
	}
	for _, t := range tags[1:] {
		key, value, _ := strings.Cut(t, "=")
		if strings.TrimSpace(key) != "p" {
			continue
		}
		switch p := strings.TrimSpace(value); p {
		case "none", "quarantine", "reject":
			return p, true
		}
	}
	return "none", true
}

// unlessMissing is nil where the answer is that there is nothing.
func unlessMissing(err error) error {
	var d *net.DNSError
	if errors.As(err, &d) && d.IsNotFound {
		return nil
	}
	return err
}
