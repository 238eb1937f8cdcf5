package mail

import (
	"net/netip"
	"net/url"
	"strings"

	"golang.org/x/net/idna"
)

// maxTarget is the longest address that is written.
const maxTarget = 8 << 10

// safeTarget spells the target of a link anew, so that every browser goes where
// it says. Kind tells why there is none: droppedLink for a scheme that does
// something else than open a page, or a broken address; "" for a place inside
// the mail or an address that leads nowhere.
func safeTarget(raw, base string) (target, kind string) {
	s := bareAddress(raw)
	scheme, rest := schemeOf(s)
	switch {
	case scheme == "http", scheme == "https":
		target = webAddress(scheme, rest)
	case scheme == "mailto":
		target = mailAddress(rest)
	case scheme == "tel":
		target = telAddress(rest)
	case scheme != "" && !startsFold(s, "www."):
		return "", droppedLink
	case strings.HasPrefix(s, "//"):
		target = webAddress("https", s)
	case startsFold(s, "www."):
		target = webAddress("http", s)
	case s == "" || s[0] == '#' || base == "":
		return "", ""
	default:
		return safeTarget(joinAddress(base, s), "")
	}
	if target == "" {
		return "", droppedLink
	}
	return target, ""
}

// bareAddress takes off what browsers do not see in an address, and all other
// controls and characters that show nothing.
func bareAddress(s string) string {
	if len(s) > maxTarget {
		return ""
	}
	return strings.TrimSpace(strings.Map(func(c rune) rune {
		if c < ' ' || c >= 0x7f && c < 0xa0 || invisible(c) {
			return -1
		}
		return c
	}, s))
}

// schemeOf splits off what browsers take for the scheme, in lower case.
func schemeOf(s string) (scheme, rest string) {
	i := strings.IndexByte(s, ':')
	if i <= 0 || !isLetter(s[0]) {
		return "", s
	}
	for k := 0; k < i; k++ {
		if c := s[k]; !isLetter(c) && !digit(c) && c != '+' && c != '-' && c != '.' {
			return "", s
		}
	}
	return strings.ToLower(s[:i]), s[i+1:]
}

// webAddress spells an http or https address: host in ASCII, no user name (it
// only serves to look like another host), everything odd escaped.
func webAddress(scheme, rest string) string {
	rest = strings.TrimLeft(rest, `/\`)
	end := strings.IndexAny(rest, `/\?#`)
	if end < 0 {
		end = len(rest)
	}
	host, tail := rest[:end], rest[end:]
	host = host[strings.LastIndexByte(host, '@')+1:]
	host, port := cutPort(host)
	if host = asciiHost(host); host == "" {
		return ""
	}
	query := strings.IndexAny(tail, "?#")
	if query < 0 {
		query = len(tail)
	}
	target := scheme + "://" + host + port + escapeAddress(strings.ReplaceAll(tail[:query], `\`, "/")+tail[query:])
	target = strings.TrimSuffix(target, "#")
	// What Go's reader of addresses would spell differently is not sure enough.
	if u, err := url.Parse(target); err != nil || u.String() != target || len(target) > maxTarget {
		return ""
	}
	return target
}

// cutPort splits ":8080" off a host.
func cutPort(host string) (name, port string) {
	i := strings.LastIndexByte(host, ':')
	if i < 0 || strings.HasSuffix(host, "]") {
		return host, ""
	}
	port = host[i:]
	if _, n := digits(port[1:]); n != len(port)-1 || n > 5 {
		return "", "" // no port, and no host then either
	}
	if port == ":" {
		port = ""
	}
	return host[:i], port
}

// hostNames maps names of hosts as browsers do.
var hostNames = idna.New(idna.MapForLookup(), idna.Transitional(false), idna.StrictDomainName(false))

// asciiHost is a host's name in ASCII and lower case; "" if it is none.
func asciiHost(host string) string {
	if strings.HasPrefix(host, "[") {
		ip, err := netip.ParseAddr(strings.Trim(host, "[]"))
		if err != nil || !ip.Is6() || ip.Zone() != "" {
			return ""
		}
		return "[" + ip.String() + "]"
	}
	if plain, err := url.PathUnescape(host); err == nil {
		host = plain
	}
	host = lower(host)
	if !isASCII(host) || strings.Contains(host, "xn--") {
		ascii, err := hostNames.ToASCII(host)
		if err != nil {
			return ""
		}
		if host, err = hostNames.ToASCII(ascii); err != nil || host != ascii {
			return "" // a name that is another one when read again
		}
	}
	for i := 0; i < len(host); i++ {
		if c := host[i]; !isLetter(c) && !digit(c) && c != '.' && c != '-' && c != '_' {
			return ""
		}
	}
	if len(host) > 253 || strings.Trim(host, ".") == "" {
		return ""
	}
	return host
}

// escapeAddress escapes what may not stand in an address; escapes stay, and a
// "%" that is none becomes one.
func escapeAddress(s string) string {
	const hex = "0123456789ABCDEF"
	out := make([]byte, 0, len(s)+16)
	fragment := false
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == '%' && !isHexPair(s[i+1:]),
			c == '#' && fragment,
			c <= ' ' || c >= 0x7f || strings.IndexByte("\"<>`{}|\\^'[]", c) >= 0:
			out = append(out, '%', hex[c>>4], hex[c&15])
		default:
			fragment = fragment || c == '#'
			out = append(out, c)
		}
	}
	return string(out)
}

// mailAddress spells a mailto address. Of its fields only those stay that a
// person sees before sending.
func mailAddress(rest string) string {
	to, query, _ := strings.Cut(rest, "?")
	var list []string
	for one := range strings.SplitSeq(to, ",") {
		if plain, err := url.PathUnescape(one); err == nil {
			one = plain
		}
		one = strings.Map(func(c rune) rune {
			if c <= ' ' || c == 0x7f || invisible(c) || strings.ContainsRune(`"<>(),:;\[]`, c) {
				return -1
			}
			return c
		}, one)
		if one != "" && len(list) < 50 {
			list = append(list, url.PathEscape(one))
		}
	}
	var fields []string
	for field := range strings.SplitSeq(query, "&") {
		name, v, _ := strings.Cut(field, "=")
		if name = lower(name); name != "subject" && name != "body" && name != "cc" {
			continue
		}
		if plain, err := url.PathUnescape(v); err == nil {
			v = plain
		}
		if v = strings.ToValidUTF8(v, ""); len(fields) < 10 {
			fields = append(fields, name+"="+strings.ReplaceAll(url.QueryEscape(v), "+", "%20"))
		}
	}
	target := "mailto:" + strings.Join(list, ",")
	if len(fields) > 0 {
		target += "?" + strings.Join(fields, "&")
	}
	if u, err := url.Parse(target); err != nil || u.String() != target || len(target) > maxTarget || len(target) == len("mailto:") {
		return ""
	}
	return target
}

// telAddress spells a telephone number. Codes that make a telephone do something
// ("*21*…#") are none.
func telAddress(rest string) string {
	if plain, err := url.PathUnescape(rest); err == nil {
		rest = plain
	}
	rest, _, _ = strings.Cut(rest, ";")
	if strings.ContainsAny(rest, "*#,") {
		return ""
	}
	n := strings.Map(func(c rune) rune {
		if c >= '0' && c <= '9' {
			return c
		}
		return -1
	}, rest)
	if n == "" || len(n) > 20 {
		return ""
	}
	if strings.Contains(rest, "+") {
		n = "+" + n
	}
	return "tel:" + n
}
