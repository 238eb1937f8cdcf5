package worldtest

import (
	"net"
	"strings"

	"golang.org/x/net/dns/dnsmessage"
)

// serveDNS answers until the connection is closed.
func (w *World) serveDNS(conn net.PacketConn) {
	buf := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buf)
		if err != nil {
			return
		}
		var in dnsmessage.Message
		if err := in.Unpack(buf[:n]); err != nil || len(in.Questions) != 1 {
			continue
		}
		out, err := w.answer(&in).Pack()
		if err != nil {
			continue
		}
		_, _ = conn.WriteTo(out, from)
	}
}

// isTop reports the top-level domain by which a name server shows that it knows
// the world.
func (w *World) isTop(host string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return host == "com" && !w.alone
}

// answer is what the world's name server says, which speaks for all domains.
func (w *World) answer(in *dnsmessage.Message) *dnsmessage.Message {
	q := in.Questions[0]
	out := &dnsmessage.Message{Header: dnsmessage.Header{ID: in.ID, Response: true, Authoritative: true, RecursionDesired: in.RecursionDesired, RecursionAvailable: true}, Questions: in.Questions}
	host := strings.ToLower(strings.TrimSuffix(q.Name.String(), "."))
	name, d, ok := w.of("dns", host)
	if w.isTop(host) {
		name, d, ok = host, Domain{}, true
	}
	policy := ok && host == "_dmarc."+name
	switch {
	case d.Broken:
		out.RCode = dnsmessage.RCodeServerFailure
		return out
	case !ok || host != name && host != "www."+name && !(policy && d.DMARC != ""):
		out.RCode = dnsmessage.RCodeNameError
		return out
	}
	say := func(body dnsmessage.ResourceBody) {
		out.Answers = append(out.Answers, dnsmessage.Resource{Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 60}, Body: body})
	}
	switch {
	case q.Type == dnsmessage.TypeTXT && policy:
		say(&dnsmessage.TXTResource{TXT: []string{d.DMARC}})
	case q.Type == dnsmessage.TypeTXT && host == name && d.SPF != "":
		say(&dnsmessage.TXTResource{TXT: []string{"site-verification=1"}})
		say(&dnsmessage.TXTResource{TXT: []string{d.SPF}})
	case q.Type == dnsmessage.TypeMX && host == name && d.Mail != "":
		say(&dnsmessage.MXResource{Pref: 10, MX: dnsmessage.MustNewName(strings.TrimSuffix(d.Mail, ".") + ".")})
	case q.Type == dnsmessage.TypeA && d.Host:
		say(&dnsmessage.AResource{A: [4]byte{127, 0, 0, 1}})
	case q.Type == dnsmessage.TypeNS && host == name:
		say(&dnsmessage.NSResource{NS: dnsmessage.MustNewName("ns.registrar.example.")})
	}
	return out
}
