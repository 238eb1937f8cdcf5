package lookup

import (
	"net/netip"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"
	"golang.org/x/net/publicsuffix"

	"xunpan"
	"xunpan/internal/geo"
)

const maxDomain = 253 // octets of a domain name, RFC 1035

// Domain says what a domain name tells by itself: its registrable part, whose
// kind it is, its country, and whom it imitates (DOMAIN D3.25, D3.40). A name
// that is none gives a Domain of kind DomainNone.
func Domain(name string, env Env) xunpan.Domain {
	l := local{desk: env.prepared()}
	return l.domain(name)
}

// host is a domain with what was found on the way to its facts.
type host struct {
	xunpan.Domain
	ending ending
	tags   string // of the service it belongs to
	serves string // the service's own name
	puny   bool   // was written in punycode
}

// plain says of a domain all but whom it imitates.
func (e *desk) plain(raw string) (d host) {
	name, puny := cleanDomain(raw)
	if name == "" {
		return d
	}
	d.Name, d.Org, d.puny = name, name, puny
	if strings.IndexByte(name, '.') < 0 || isAddress(name) {
		return d
	}
	suffix := ""
	d.Org, suffix = registrable(name)
	d.CheapTLD = isListed(listCheap, suffix[strings.LastIndexByte(suffix, '.')+1:])
	l := listings(name, d.Org)
	d.tags, d.serves = l.tags, l.service
	switch {
	case e.ours(name):
		d.Kind = xunpan.DomainOurs
	case tagged(l.tags, "platform"):
		d.Kind = xunpan.DomainPlatform
	case l.overlay:
		d.Kind = xunpan.DomainFree
		d.Country = strings.Trim(l.country, "-")
		return d
	case tagged(l.tags, "host"):
		d.Kind = xunpan.DomainHost
	case l.allow:
		d.Kind = xunpan.DomainOwn
	case l.disposable:
		d.Kind = xunpan.DomainDisposable
	case l.free:
		d.Kind = xunpan.DomainFree
	default:
		d.Kind = xunpan.DomainOwn
	}
	c := suffixCountry(suffix)
	if c != nil {
		d.Country = c.Code
	}
	d.ending = ending{suffix, c != nil, d.CheapTLD}
	return d
}

// wears reports whether the name is its owner's choice, so that it may imitate
// another.
func (d *host) wears() bool {
	return d.Kind == xunpan.DomainOwn || d.Kind == xunpan.DomainHost && d.Org != d.Name
}

// cleanDomain returns the name in lower case and Unicode, without dots and
// brackets around it; "" if it cannot be a domain name. puny tells that it was
// written in punycode.
func cleanDomain(raw string) (name string, puny bool) {
	if isPlain(raw) {
		return raw, false
	}
	name = strings.Trim(raw, " \t\r\n.<>\"'()")
	if i := strings.LastIndexByte(name, '@'); i >= 0 {
		name = name[i+1:]
	}
	if name == "" || len(name) > maxDomain || strings.ContainsAny(name, " /\\,;\x00\t\r\n") || !utf8.ValidString(name) {
		return "", false
	}
	name = strings.ToLower(name)
	if strings.Contains(name, "xn--") {
		puny = true
		if u, err := idna.Punycode.ToUnicode(name); err == nil {
			name = strings.ToLower(u)
		}
	}
	return name, puny
}

// isPlain reports a name in which nothing is left to clean, as most are.
func isPlain(s string) bool {
	if s == "" || len(s) > maxDomain || s[0] == '.' || s[len(s)-1] == '.' {
		return false
	}
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case 'a' <= c && c <= 'z', '0' <= c && c <= '9', c == '.', c == '_':
		case c == '-' && (i == 0 || s[i-1] != '-'): // "xn--" needs more.
		default:
			return false
		}
	}
	return true
}

// isAddress reports a literal IP address.
func isAddress(name string) bool {
	if c := name[len(name)-1]; (c < '0' || c > '9') && c != ']' && strings.IndexByte(name, ':') < 0 {
		return false
	}
	_, ok := parseIP(strings.Trim(name, "[]"))
	return ok
}

// parseIP reads an IP address. What cannot be one is refused before the parser
// makes an error of it: most of what is asked is a name.
func parseIP(s string) (netip.Addr, bool) {
	if strings.IndexByte(s, ':') < 0 {
		dots := 0
		for i := 0; i < len(s); i++ {
			switch c := s[i]; {
			case c == '.':
				dots++
			case c < '0' || c > '9':
				return netip.Addr{}, false
			}
		}
		if dots != 3 {
			return netip.Addr{}, false
		}
	}
	a, err := netip.ParseAddr(s)
	return a, err == nil
}

// registrable returns the registrable domain of a clean name and its public
// suffix as far as a registry runs it ("io" for foo.github.io). A name that is
// itself a suffix is its own registrable domain.
func registrable(name string) (org, suffix string) {
	ascii := name
	if !isASCII(name) {
		if a, err := idna.Punycode.ToASCII(name); err == nil {
			ascii = a
		}
	}
	s, icann := publicsuffix.PublicSuffix(ascii)
	labels := strings.Count(s, ".") + 2
	whole := len(ascii) <= len(s)
	if !icann {
		s = s[strings.LastIndexByte(s, '.')+1:]
	}
	if whole {
		return name, s
	}
	i := len(name)
	for ; labels > 0 && i >= 0; labels-- {
		i = strings.LastIndexByte(name[:i], '.')
	}
	return name[i+1:], s
}

// mainLabel is the registrable domain's label before the public suffix:
// "brightlamp" of brightlamp.co.uk.
func mainLabel(org string) string {
	l, _, _ := strings.Cut(org, ".")
	return l
}

// suffixCountry is the country that a public suffix stands for, or nil.
func suffixCountry(suffix string) *geo.Country {
	if c := geo.ByTLD(suffix); c != nil {
		return c
	}
	if code := idnTLD[suffix[strings.LastIndexByte(suffix, '.')+1:]]; code != "" {
		return geo.Get(code)
	}
	return nil
}

// idnTLD are the country-code domains in other scripts.
var idnTLD = map[string]string{
	"xn--p1ai": "RU", "xn--90ais": "BY", "xn--j1amh": "UA", "xn--80ao21a": "KZ", "xn--90a3ac": "RS", "xn--e1a4c": "",
	"xn--fiqs8s": "CN", "xn--fiqz9s": "CN", "xn--j6w193g": "HK", "xn--kprw13d": "TW", "xn--kpry57d": "TW", "xn--3e0b707e": "KR",
	"xn--mgbaam7a8h": "AE", "xn--mgberp4a5d4ar": "SA", "xn--wgbh1c": "EG", "xn--wgbl6a": "QA", "xn--mgba3a4f16a": "IR",
	"xn--h2brj9c": "IN", "xn--o3cw4h": "TH", "xn--qxam": "GR", "xn--node": "GE", "xn--90ae": "BG",
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= utf8.RuneSelf {
			return false
		}
	}
	return true
}

// mailDomain is the part of an address after its last "@".
func mailDomain(address string) string {
	if i := strings.LastIndexByte(address, '@'); i >= 0 {
		return address[i+1:]
	}
	return ""
}

// localPart is the part of an address before its last "@", lower case, without
// dots and plus suffix, as providers compare it.
func localPart(address string) string {
	l, _, _ := strings.Cut(strings.ToLower(address), "@")
	l, _, _ = strings.Cut(l, "+")
	return strings.ReplaceAll(l, ".", "")
}
