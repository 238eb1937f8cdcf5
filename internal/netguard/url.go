package netguard

import (
	"net/netip"
	"net/url"
	"strconv"
	"strings"

	"golang.org/x/net/idna"
)

// maxURL is the length of an address in bytes.
const maxURL = 2048

func (g *Guard) checkURL(u *url.URL) error {
	const field = "url"
	if u.Scheme != "http" && u.Scheme != "https" {
		return refuse(field, "the address must begin with https:// or http://", "地址须以 https:// 或 http:// 开头")
	}
	if u.User != nil {
		return refuse(field, "the address must hold no user name and password", "地址中不能包含用户名和密码")
	}
	port, ok := portOf(u)
	if !ok {
		return refuse(field, "the address has a port that is no number from 1 to 65535", "地址中的端口不是 1 到 65535 的数字")
	}
	host, ok := plainHost(u.Hostname())
	if !ok {
		return refuse(field, "the address names no host, or one that cannot be; it looks like https://example.com/path", "地址中没有主机名或主机名无效；网址形如 https://example.com/path")
	}
	ip, ok := literal(host)
	if !ok {
		return refuse(field, "the host is an IP address in an unusual form; write it as four numbers such as 203.0.113.7, or as a name", "主机是写法异常的 IP 地址；请写成 203.0.113.7 这样的四段数字，或使用域名")
	}
	switch {
	case ip.IsValid():
		return g.check(field, netip.AddrPortFrom(ip, port))
	case len(g.Allow) == 0 && g.check(field, netip.AddrPortFrom(somewhere, port)) != nil:
		return g.refusePort(field, port) // with exceptions, the name may stand for one of them
	}
	return nil
}

// somewhere is a public address, to ask about ports alone.
var somewhere = netip.MustParseAddr("1.1.1.1")

// portOf is the port an address means.
func portOf(u *url.URL) (uint16, bool) {
	switch p := u.Port(); {
	case p != "":
		n, err := strconv.ParseUint(p, 10, 16)
		return uint16(n), err == nil && n > 0
	case u.Scheme == "http":
		return 80, true
	}
	return 443, true
}

// plainHost is a host as it will be looked up: in ASCII and lower case, without
// the dot at its end.
func plainHost(host string) (string, bool) {
	if strings.Contains(host, ":") {
		return host, true // IPv6
	}
	host = strings.TrimSuffix(host, ".")
	if strings.ContainsFunc(host, func(r rune) bool { return r >= 0x80 }) {
		// As net/http does. It takes ① and １ to 1, so it comes before the look at numbers.
		ascii, err := idna.Lookup.ToASCII(host)
		if err != nil {
			return "", false
		}
		host = strings.TrimSuffix(ascii, ".")
	}
	host = strings.ToLower(host)
	if len(host) > 253 {
		return "", false
	}
	for label := range strings.SplitSeq(host, ".") {
		if label == "" || len(label) > 63 || strings.ContainsFunc(label, odd) {
			return "", false
		}
	}
	return host, true
}

// odd are characters that no host's name holds.
func odd(r rune) bool {
	return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || r == '-' || r == '_')
}

// literal is the address that a host states, invalid for a name. It is false for
// a number that some programs take for an address and others do not, such as
// 127.1, 0177.0.0.1 or 2130706433: whoever writes so has something to hide.
func literal(host string) (netip.Addr, bool) {
	if host == "localhost" || strings.HasSuffix(host, ".localhost") {
		return netip.AddrFrom4([4]byte{127, 0, 0, 1}), true
	}
	ip, err := netip.ParseAddr(host)
	if err == nil {
		return ip, true
	}
	last := host[strings.LastIndexByte(host, '.')+1:]
	number := strings.Trim(last, "0123456789") == "" || strings.HasPrefix(last, "0x") && strings.Trim(last[2:], "0123456789abcdef") == ""
	return netip.Addr{}, !number && !strings.Contains(host, ":")
}
