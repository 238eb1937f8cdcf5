package lookup

import (
	"net/netip"
	"strings"

	"github.com/phuslu/iploc"

	"xunpan"
)

// origin finds the first host outside of ours and of the list's that handed
// the mail over, and its country (D3.30). Only hops recorded by a host we
// trust, or by the mail provider that took the mail from the sender, are
// believed: lines below could be written by anybody. A webmail provider's own
// address is nobody's country.
func (l *local) origin() {
	o := &l.s.Origin
	o.LocalHour = -1
	o.Basis = "none"
	m := l.m
	given := m.Given.IP
	if m.Via != nil && m.Via.Buyer.IP != "" {
		given = m.Via.Buyer.IP
	}
	if a, ok := literal(given); ok {
		l.setOrigin(a, "form", "", 0)
		return
	}
	if m.Via != nil {
		o.Basis = "platform"
		return
	}
	if m.Forward != nil {
		return // These lines tell our colleague's way, not the buyer's.
	}
	w := &way{lines: l.received[:l.receivedLines]}
	i := l.firstOutside(w)
	if i < 0 {
		if w.len() > 0 {
			o.Basis = "private"
		}
		return
	}
	h := w.hop(i)
	if kind := providerKind(h); kind != "" {
		o.Basis = kind
		l.behindProvider(w, i)
		return
	}
	if l.isServer(h) {
		l.setOrigin(h.ip, "server", "Received", h.index)
		if o.Match == xunpan.Failed {
			o.Match = xunpan.Unknown // A company's server may stand anywhere.
		}
		return
	}
	l.setOrigin(h.ip, "received", "Received", h.index)
}

// way is the mail's way, the last hop first. A line is read when it is asked
// for: mostly the first few are enough.
type way struct {
	lines []string // the Received lines
	hops  []hop    // those read so far
	room  [4]hop
}

func (w *way) len() int { return len(w.lines) }

// hop returns the hop at i, which must be below len.
func (w *way) hop(i int) *hop {
	if w.hops == nil {
		w.hops = w.room[:0]
	}
	for n := len(w.hops); n <= i; n++ {
		h := parseReceived(w.lines[n])
		h.index = n
		w.hops = append(w.hops, h)
	}
	return &w.hops[i]
}

// firstOutside walks down from the top, as long as the client is one of our
// own hosts, and returns the first hop whose client is not; -1 if there is none.
func (l *local) firstOutside(w *way) int {
	trusted := l.trusted
	if server := l.s.Auth.Server; strings.IndexByte(server, '.') > 0 {
		org, _ := registrable(server)
		trusted = append(trusted[:len(trusted):len(trusted)], org)
	}
	for i := range w.len() {
		h := w.hop(i)
		switch {
		case strings.HasPrefix(h.with, "POP") || strings.HasPrefix(h.with, "IMAP") || strings.Contains(h.with, "FETCHMAIL"):
			continue // Fetched from our own mailbox; that server's lines follow.
		case !h.ip.IsValid() && h.helo == "", !h.ip.IsValid() && i+1 < w.len():
			continue // "by X with LMTP": inside one host.
		case h.ip.IsValid() && !public(h.ip):
			continue
		case h.by != "" && sure(h) != "" && sameHostOrg(h.by, sure(h)) && (i == 0 || l.relayed(h.by, trusted) || sameHostOrg(h.by, w.hop(0).by)):
			continue // From one of our machines to another.
		case l.relayed(sure(h), trusted):
			continue
		case l.s.ListRelay && i+1 < w.len() && l.listHost(w.hop(i+1).by) && l.listHost(mailDomain(strings.ToLower(strings.Trim(l.m.ReturnPath, "<> ")))):
			continue // The list sends by another name, under its own return path.
		case !h.ip.IsValid():
			return -1
		}
		return i
	}
	return -1
}

// sure is the name of a client that it could not choose by itself: what its
// address resolves to. Microsoft's lines inside its own IPv6 network show none.
func sure(h *hop) string {
	if h.rdns == "" && h.ip.Is6() && tagged(service(h.helo), "provider") && tagged(service(h.by), "provider") {
		return h.by
	}
	return h.rdns
}

// relayed reports whether the host is one of ours or of the list's.
func (l *local) relayed(host string, trusted []string) bool {
	return host != "" && below(host, trusted) || l.ours(host) || l.s.ListRelay && l.listHost(host)
}

// listHost reports whether the host belongs to the list's organisation.
func (l *local) listHost(host string) bool {
	for _, h := range l.list {
		if sameHostOrg(host, h) {
			return true
		}
	}
	return false
}

func sameHostOrg(a, b string) bool {
	if a == b || strings.IndexByte(a, '.') < 0 || strings.IndexByte(b, '.') < 0 {
		return a != "" && a == b
	}
	if a[strings.LastIndexByte(a, '.'):] != b[strings.LastIndexByte(b, '.'):] {
		return false
	}
	if secondLabel(a) != secondLabel(b) {
		return false // Spares most hosts the public suffix list.
	}
	oa, _ := registrable(a)
	ob, _ := registrable(b)
	return oa == ob
}

// secondLabel is the last label but one of a host name with two or more.
func secondLabel(host string) string {
	host = host[:strings.LastIndexByte(host, '.')]
	return host[strings.LastIndexByte(host, '.')+1:]
}

// providerKind tells whether the client is a mail provider's, a mass mailer's
// or a platform's machine: "webmail", "platform", or "".
func providerKind(h *hop) string {
	for _, n := range [2]string{h.rdns, h.helo} {
		if n == "" {
			continue
		}
		tags := service(n)
		switch {
		case tagged(tags, "platform"), tagged(tags, "esp"):
			return "platform"
		case tagged(tags, "provider"):
			return "webmail"
		}
		if h.rdns != "" {
			return "" // What a client calls itself counts only where its address has no name.
		}
	}
	return ""
}

// behindProvider looks for the address that the provider itself recorded of
// its user: in an X-Originating-IP header, or in the topmost hop at which one
// of its hosts took the mail from outside. Microsoft's X-Sender-IP is not read:
// it names the server that delivered to Microsoft, not a user.
func (l *local) behindProvider(w *way, first int) {
	for _, name := range [...]string{"X-Originating-IP", "X-Client-IP", "X-AOL-IP", "X-Yahoo-Client-IP", "X-EIP", "X-Orig-IP"} {
		if a, ok := literal(l.m.Header(name)); ok && public(a) {
			l.setOrigin(a, "x-originating-ip", name, 0)
			return
		}
	}
	provider := w.hop(first).host()
	for i := first + 1; i < w.len(); i++ {
		h := w.hop(i)
		if h.by != "" && !sameHostOrg(h.by, provider) && !tagged(service(h.by), "provider") {
			return
		}
		if !h.ip.IsValid() || !public(h.ip) || h.host() != "" && (sameHostOrg(h.host(), provider) || providerKind(h) != "") {
			continue
		}
		if l.isServer(h) && !submitted(h.with) {
			return // A relay through the provider: whose, it does not say.
		}
		if h.host() == "" && !submitted(h.with) {
			continue // A bare address inside the provider's own works.
		}
		l.setOrigin(h.ip, "received", "Received", h.index)
		return
	}
}

// submitted reports a protocol by which users, not servers, hand in mail:
// authenticated (RFC 3848) or by web.
func submitted(with string) bool {
	switch with {
	case "ESMTPA", "ESMTPSA", "ASMTP", "UTF8SMTPA", "UTF8SMTPSA", "HTTP", "HTTPS", "HTTPREST", "SMTPSVC-AUTH":
		return true
	}
	return false
}

// isServer reports whether a client looks like a mail server rather than a
// person's line: it has a full name that is not made from its address.
func (l *local) isServer(h *hop) bool {
	if submitted(h.with) {
		return false
	}
	n := h.rdns
	if n == "" {
		n = h.helo
	}
	if strings.IndexByte(n, '.') < 0 {
		return false
	}
	if tagged(service(n), "hoster") || l.s.From.Org != "" && (sameHostOrg(n, l.s.From.Org) || h.helo != "" && sameHostOrg(h.helo, l.s.From.Org)) {
		return true
	}
	return !dynamicName(n, h.ip)
}

// dynamicName reports a name that an access provider made from the address of
// a line: "host-105-112-7-1.pool.example.net", "adsl-…".
func dynamicName(name string, ip netip.Addr) bool {
	if hasDigit(name) {
		for _, w := range [...]string{"dsl", "dyn", "dial", "pool", "ppp", "cable", "dhcp", "broadband", "cust", "client", "mobile", "wireless", "fiber", "ftth", "subscriber"} {
			if strings.Contains(name, w) {
				return true
			}
		}
	}
	if !ip.Is4() {
		return false
	}
	// Two of the address's last three numbers in the name.
	b := ip.As4()
	found := 0
	for _, part := range b[1:] {
		if containsNumber(name, int(part)) {
			found++
		}
	}
	return found >= 2
}

// containsNumber reports whether n stands in s as a number of its own.
func containsNumber(s string, n int) bool {
	for i := 0; i < len(s); {
		if s[i] < '0' || s[i] > '9' {
			i++
			continue
		}
		v := 0
		for ; i < len(s) && '0' <= s[i] && s[i] <= '9'; i++ {
			v = min(v*10+int(s[i]-'0'), 1<<20)
		}
		if v == n {
			return true
		}
	}
	return false
}

func (l *local) setOrigin(a netip.Addr, basis, header string, index int) {
	o := &l.s.Origin
	o.Basis = basis
	if !public(a) {
		o.Basis = "private"
		return
	}
	o.IP = a.String()
	if header != "" && index == 0 {
		// A span can only point into the first header of its name.
		v := l.m.Header(header)
		if i := strings.Index(v, o.IP); i >= 0 {
			o.IPHeader = xunpan.Span{Part: xunpan.HeaderPart(header), Start: i, End: i + len(o.IP)}
		}
	}
	// The table of IPv6 ranges unpacks itself at the first question: 11 MB and
	// some 40 ms, more than all else that reading one mail takes. The country of
	// such an address stays unknown.
	if a.Is4() {
		if c := iploc.IPCountry(a); len(c) == 2 && c != "ZZ" && c != "T1" {
			o.Country = c
		}
	}
	if claimed, basis := claimedCountry(l.s.Claims); claimed != "" && o.Country != "" {
		o.Match = verdict(o.Country == claimed || sameLand[o.Country+claimed] || sameLand[claimed+o.Country])
		if o.Match == xunpan.Failed && !l.contradicts(basis, o.Country) {
			o.Match = xunpan.Unknown
		}
	}
}

// sameLand are pairs between which lines and people pass as within one country.
var sameLand = map[string]bool{"CNHK": true, "CNMO": true, "HKMO": true, "FRMC": true, "CHLI": true, "USPR": true, "GBIM": true,
	"GBJE": true, "GBGG": true, "FRRE": true, "FRGP": true, "FRMQ": true, "FRGF": true, "ITSM": true, "ITVA": true, "RSXK": true, "ILPS": true}

func verdict(ok bool) xunpan.Verdict {
	if ok {
		return xunpan.Passed
	}
	return xunpan.Failed
}
