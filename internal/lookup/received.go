package lookup

import (
	"net/netip"
	"strings"
)

const (
	maxHops     = 40   // Received lines read
	maxReceived = 2000 // bytes of one line read
)

// hop is one Received line (RFC 5321 section 4.4): who handed the mail over,
// as the recording host saw it, and who recorded it.
type hop struct {
	helo, rdns string     // names of the client, lower case; "" if none
	ip         netip.Addr // of the client; invalid if none
	by         string     // the recording host, lower case
	with       string     // protocol, upper case
	index      int        // place among the Received lines
}

// host is the client's best known name: what its address resolves to, else
// what it calls itself.
func (h *hop) host() string {
	if h.rdns != "" {
		return h.rdns
	}
	return h.helo
}

// parseReceived reads a Received line as leniently as mail servers write it.
func parseReceived(v string) hop {
	if len(v) > maxReceived {
		v = v[:maxReceived]
	}
	var h hop
	if i := strings.LastIndexByte(v, ';'); i > 0 && strings.IndexByte(v[i:], ')') < 0 {
		v = v[:i]
	}
	client, rest := splitWord(v, "by")
	by, _ := cutField(rest)
	h.by = hostName(by)
	if _, with := splitWord(rest, "with"); with != "" {
		with, _ = cutField(with)
		h.with = protocol(with)
	} else if _, via := splitWord(rest, "via"); via != "" {
		via, _ = cutField(via)
		h.with = protocol(via)
	}
	client = strings.TrimSpace(client)
	if len(client) < 5 || !strings.EqualFold(client[:5], "from ") {
		return h
	}
	client = strings.TrimSpace(client[5:])
	name, comments := cutField(client)
	if a, ok := literal(name); ok {
		h.ip = a
	} else {
		h.helo = hostName(name)
	}
	h.readComments(comments)
	return h
}

// protocol returns a protocol's name in upper case.
func protocol(s string) string {
	switch s {
	case "esmtp":
		return "ESMTP"
	case "esmtps":
		return "ESMTPS"
	case "esmtpsa":
		return "ESMTPSA"
	case "smtp":
		return "SMTP"
	}
	return strings.ToUpper(s)
}

// readComments finds the client's address and name in what follows "from X":
// "(rdns [ip])", "([ip] helo=x)", "(HELO x) (1.2.3.4)", "([ip]:25 "EHLO x")".
func (h *hop) readComments(c string) {
	// Where the greeting stands apart, the first name is what the address
	// resolves to (Exim, qmail, vger).
	greet := func(name string) {
		if h.rdns == "" {
			h.rdns = h.helo
		}
		h.helo = hostName(name)
	}
	greeted, found, last := false, false, ""
	for at := 0; at < len(c); {
		for at < len(c) && commentBorder(c[at]) {
			at++
		}
		from := at
		for at < len(c) && !commentBorder(c[at]) {
			at++
		}
		w := c[from:at]
		switch {
		case w == "":
		case len(w) >= 5 && strings.EqualFold(w[:5], "helo="):
			greet(w[5:])
			last = ""
		case len(w) == 4 && (strings.EqualFold(w, "helo") || strings.EqualFold(w, "ehlo")):
			greeted = true
		case greeted:
			greeted, last = false, ""
			greet(w)
		case found:
		default:
			if a, ok := literal(w); ok {
				h.ip, found = a, true
				if last = hostName(last); strings.IndexByte(last, '.') > 0 {
					h.rdns = last
				}
			}
			last = w
		}
	}
}

func commentBorder(c byte) bool {
	return c == ' ' || c == '(' || c == ')' || c == '"' || c == ',' || c == '\t' || c == '\n' || c == '\r'
}

// splitWord cuts s at the word outside of comments.
func splitWord(s, word string) (before, after string) {
	i := outsideComments(s, func(i int) bool {
		return s[i]|0x20 == word[0] && (i == 0 || isSpace(s[i-1])) && len(s)-i > len(word) && isSpace(s[i+len(word)]) && strings.EqualFold(s[i:i+len(word)], word)
	})
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+len(word)+1:]
}

func cutField(s string) (field, rest string) {
	for s != "" && isSpace(s[0]) {
		s = s[1:]
	}
	for i := 0; i < len(s); i++ {
		if isSpace(s[i]) || s[i] == '(' {
			return s[:i], s[i:]
		}
	}
	return s, ""
}

func isSpace(c byte) bool { return c == ' ' || c == '\t' || c == '\n' || c == '\r' }

// hostName returns a host name in lower case without trailing dot; "" for
// "unknown", addresses and what cannot be a name.
func hostName(s string) string {
	for s != "" && hostClass[s[0]] == hostBorder {
		s = s[1:]
	}
	for s != "" && hostClass[s[len(s)-1]] == hostBorder {
		s = s[:len(s)-1]
	}
	if s == "" || len(s) > maxDomain || len(s) == 7 && strings.EqualFold(s, "unknown") {
		return ""
	}
	if i := strings.LastIndexByte(s, '@'); i >= 0 {
		s = s[i+1:]
	}
	lower := true
	for i := 0; i < len(s); i++ {
		switch hostClass[s[i]] {
		case hostUpper:
			lower = false
		case hostPlain:
		default:
			if s[i] != '.' {
				return ""
			}
		}
	}
	if !lower {
		s = strings.ToLower(s)
	}
	if _, ok := parseIP(s); ok {
		return ""
	}
	return s
}

// Classes of bytes in a host name as it is written.
const (
	hostNone   = iota
	hostPlain  // letters, digits, "-", "_"
	hostUpper  // is written otherwise in lower case, or may be
	hostBorder // stands around names; a dot may stand inside
)

var hostClass = func() (t [256]uint8) {
	for c := range t {
		switch c := byte(c); {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '-', c == '_':
			t[c] = hostPlain
		case 'A' <= c && c <= 'Z', c >= 0x80:
			t[c] = hostUpper
		case strings.IndexByte(".<>[](),;\"", c) >= 0:
			t[c] = hostBorder
		}
	}
	return t
}()

// literal reads an IP address as it stands in headers: "[1.2.3.4]",
// "[IPv6:2a02::1]", "1.2.3.4", "[1.2.3.4]:2525".
func literal(s string) (netip.Addr, bool) {
	if s == "" || 'f' < s[0] && s[0] <= 'z' || 'F' < s[0] && s[0] <= 'Z' {
		return netip.Addr{}, false // No address begins so, nor what may stand around one.
	}
	s = strings.Trim(s, " \t;,.<>")
	if len(s) > 0 && s[0] == '[' {
		i := strings.IndexByte(s, ']')
		if i < 0 {
			return netip.Addr{}, false
		}
		s = s[1:i]
	}
	if len(s) < 2 || len(s) > 60 {
		return netip.Addr{}, false
	}
	if len(s) > 5 && strings.EqualFold(s[:5], "ipv6:") {
		s = s[5:]
	}
	if c := s[0]; !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F' || c == ':') {
		return netip.Addr{}, false
	}
	a, ok := parseIP(s)
	if !ok {
		return netip.Addr{}, false
	}
	return a.Unmap().WithZone(""), true
}

// public reports whether the address can be somebody's on the internet.
func public(a netip.Addr) bool {
	if !a.IsValid() || !a.IsGlobalUnicast() || a.IsPrivate() {
		return false
	}
	if a.Is4() {
		b := a.As4()
		switch {
		case b[0] == 0, b[0] >= 240, b[0] == 100 && b[1]&0xC0 == 64, // carrier-grade NAT, RFC 6598
			b[0] == 192 && b[1] == 0 && (b[2] == 0 || b[2] == 2), b[0] == 198 && (b[1] == 18 || b[1] == 19),
			b[0] == 198 && b[1] == 51 && b[2] == 100, b[0] == 203 && b[1] == 0 && b[2] == 113:
			return false
		}
		return true
	}
	b := a.As16()
	return !(b[0] == 0x20 && b[1] == 0x01 && b[2] == 0x0d && b[3] == 0xb8) // documentation, RFC 3849
}
