package gate

import (
	"net"
	"net/http"
	"net/netip"
	"strings"
)

// Content security policies.
const (
	// PolicyPage is that of the desk's own pages: nothing inline, nothing from
	// elsewhere.
	PolicyPage = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; font-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"

	// PolicyMail is that of a stranger's mail shown in a frame of a page: no
	// script, no form, nothing from elsewhere, an origin of its own.
	PolicyMail = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"

	// PolicyMailPictures is PolicyMail once the user asked for the pictures that
	// the mail fetches from elsewhere.
	PolicyMailPictures = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data: https: http:; form-action 'none'; frame-ancestors 'self'; base-uri 'none'; sandbox allow-popups allow-popups-to-escape-sandbox"
)

// setHeaders writes what every answer carries. A handler may say otherwise.
func (g *Gate) setHeaders(h http.Header, r *http.Request, rt *Route, id string) {
	policy := rt.Policy
	if policy == "" {
		policy = PolicyPage
	}
	h.Set("Content-Security-Policy", policy)
	h.Set("X-Content-Type-Options", "nosniff")
	h.Set("X-Request-Id", id)
	if rt.Kind != Open {
		h.Set("Cross-Origin-Resource-Policy", "same-origin")
	}
	if rt.Kind != File {
		h.Set("Cache-Control", "private, no-store")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
	}
	if g.Secure(r) {
		h.Set("Strict-Transport-Security", "max-age=31536000")
	}
}

// Secure reports whether the browser speaks TLS, to us or to a proxy of ours.
func (g *Gate) Secure(r *http.Request) bool {
	if r.TLS != nil {
		return true
	}
	return g.trusted(remote(r)) && strings.EqualFold(last(r.Header.Values("X-Forwarded-Proto")), "https")
}

// Base is the address people reach the desk at, such as
// "https://desk.example.com", for links that leave the desk.
func (g *Gate) Base(r *http.Request) string {
	if g.opts.URL != "" {
		return g.opts.URL
	}
	scheme, host := "http", r.Host
	if g.Secure(r) {
		scheme = "https"
	}
	if host == "" || strings.ContainsFunc(host, func(c rune) bool {
		return !(c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.ContainsRune(".-:[]", c))
	}) {
		host = "localhost"
	}
	return scheme + "://" + host
}

// clientIP is where a request comes from. What proxies say is believed from the
// nearest outwards as long as they are ours; the rest anybody could have written.
func (g *Gate) clientIP(r *http.Request) netip.Addr {
	ip := remote(r)
	if !g.trusted(ip) {
		return ip
	}
	hops := strings.Split(strings.Join(r.Header.Values("X-Forwarded-For"), ","), ",")
	for i := len(hops) - 1; i >= 0; i-- {
		hop, err := parseHop(hops[i])
		if err != nil {
			break
		}
		if ip = hop; !g.trusted(ip) {
			break
		}
	}
	return ip
}

func (g *Gate) trusted(ip netip.Addr) bool {
	for _, p := range g.proxies {
		if p.Contains(ip) {
			return true
		}
	}
	return false
}

// remote is the address of whoever holds the other end of the connection.
func remote(r *http.Request) netip.Addr {
	ip, err := parseHop(r.RemoteAddr)
	if err != nil {
		return netip.IPv4Unspecified() // not a network connection
	}
	return ip
}

// parseHop reads an address with or without a port.
func parseHop(s string) (netip.Addr, error) {
	s = strings.TrimSpace(s)
	if host, _, err := net.SplitHostPort(s); err == nil {
		s = host
	}
	ip, err := netip.ParseAddr(strings.Trim(s, "[]"))
	return ip.Unmap().WithZone(""), err
}

// parseNetwork reads a network, or one address.
func parseNetwork(s string) (netip.Prefix, error) {
	s = strings.TrimSpace(s)
	if ip, err := netip.ParseAddr(s); err == nil {
		ip = ip.Unmap()
		return netip.PrefixFrom(ip, ip.BitLen()), nil
	}
	p, err := netip.ParsePrefix(s)
	return p.Masked(), err
}

// last is the nearest proxy's word in a header that each adds to.
func last(values []string) string {
	if len(values) == 0 {
		return ""
	}
	all := strings.Split(values[len(values)-1], ",")
	return strings.TrimSpace(all[len(all)-1])
}
