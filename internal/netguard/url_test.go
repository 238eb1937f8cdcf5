package netguard

import (
	"net/netip"
	"net/url"
	"strings"
	"testing"

	"golang.org/x/net/idna"
)

func TestCheckURL(t *testing.T) {
	t.Parallel()
	const (
		scheme = "must begin with"
		user   = "user name"
		host   = "no host"
		form   = "unusual form"
		inside = "not on the public internet"
		port   = "is not permitted, only 80, 443"
	)
	for address, words := range map[string]string{
		"https://example.com/hook?key=1":  "",
		"HTTP://Example.COM.":             "",
		"https://example.com:443/":        "",
		"http://qyapi.weixin.qq.com:80/a": "",
		"https://8.8.8.8/":                "",
		"https://[2606:4700::1111]/":      "",
		"https://询盘.example/":             "",
		"https://intranet/":               "", // what it stands for shows when it is looked up
		"https://7eleven.example/":        "",
		"https://a_b.example/":            "",

		"":                                         scheme,
		"example.com/hook":                         scheme,
		"ftp://example.com/":                       scheme,
		"file:///etc/passwd":                       scheme,
		"gopher://example.com/":                    scheme,
		"javascript:alert(1)":                      scheme,
		"https:example.com":                        host,
		"https://":                                 host,
		"https:///path":                            host,
		"https://a..b/":                            host,
		"https://-\u200b.example/":                 host,
		"https://ex'ample.com/":                    host,
		"https://me:secret@example.com/":           user,
		"https://example.com@127.0.0.1/":           user,
		"https://example.com:0/":                   "1 to 65535",
		"https://example.com:70000/":               "1 to 65535",
		"https://example.com:8443/":                port,
		"https://8.8.8.8:25/":                      port,
		"https://exa mple.com/":                    "not a web address",
		"https://127.0.0.1\\@example.com/":         "not a web address",
		"https://example.com/\r\nX-Evil: 1":        "not a web address",
		"https://x/" + strings.Repeat("a", maxURL): "longer than",

		"http://localhost/":              inside,
		"http://LOCALHOST./":             inside,
		"http://desk.localhost/":         inside,
		"http://127.0.0.1/":              inside,
		"http://127.8.8.8/":              inside,
		"http://１２７.0.0.1/":              inside, // full-width digits
		"http://127。0。0。1/":              inside, // ideographic stops
		"http://①②⑦.0.0.1/":              inside,
		"http://0.0.0.0/":                inside,
		"http://10.1.2.3/":               inside,
		"http://172.31.255.255/":         inside,
		"http://192.168.0.1/":            inside,
		"http://169.254.169.254/latest/": inside,
		"http://100.100.100.200/latest/": inside,
		"http://168.63.129.16/machine/":  inside,
		"http://[::1]/":                  inside,
		"http://[::ffff:127.0.0.1]/":     inside,
		"http://[0:0:0:0:0:ffff:7f00:1]": inside,
		"http://[fe80::1%25lo]/":         inside,

		"http://127.1/":               form,
		"http://0/":                   form,
		"http://2130706433/":          form,
		"http://017700000001/":        form,
		"http://0177.0.0.1/":          form,
		"http://0x7f000001/":          form,
		"http://0x7f.0x0.0x0.0x1/":    form,
		"http://127.0.0.0x1/":         form,
		"http://127.0.0.1.5/":         form,
		"http://１７7.1/":               form,
		"http://[::1/":                "not a web address",
		"http://[::ffff:0177.0.0.1]/": "not a web address",
	} {
		err := (&Guard{}).CheckURL(address)
		if words == "" {
			if err != nil {
				t.Errorf("%q: refused: %v", address, err)
			}
			continue
		}
		t.Run(address, func(t *testing.T) { refused(t, err, words) })
	}
}

func TestCheckURLHidesSecrets(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"https://exa mple.com/?key=sesame", "https://me:sesame@example.com/", "https://example.com:8443/?key=sesame"} {
		err := (&Guard{}).CheckURL(address)
		if err == nil || strings.Contains(err.Error(), "sesame") {
			t.Errorf("%q: %v, want an error without what stands in the address", address, err)
		}
	}
}

func TestCheckURLWithExceptions(t *testing.T) {
	t.Parallel()
	g := &Guard{Allow: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("fd00::/8")}, Ports: []uint16{443}}
	for address, words := range map[string]string{
		"http://10.2.3.4:5678/":           "",
		"http://[fd00::1]:81/":            "",
		"http://[::ffff:10.0.0.1]/":       "",
		"https://bot.intranet.test:5678/": "", // it may stand for an address in 10/8
		"http://11.2.3.4:5678/":           "port 5678 is not permitted, only 443",
		"http://127.0.0.1/":               "port 80",
		"https://127.0.0.1/":              "127.0.0.1",
	} {
		err := g.CheckURL(address)
		if words == "" {
			if err != nil {
				t.Errorf("%q: refused: %v", address, err)
			}
			continue
		}
		t.Run(address, func(t *testing.T) { refused(t, err, words) })
	}
}

// check is what the dialer asks before it connects.
func TestCheckAddress(t *testing.T) {
	t.Parallel()
	for at, public := range map[string]bool{
		"93.184.215.14:443":           true,
		"[2606:4700:4700::1111]:80":   true,
		"[::ffff:93.184.215.14]:443":  true,
		"93.184.215.14:25":            false,
		"0.0.0.0:80":                  false,
		"10.0.0.1:80":                 false,
		"100.64.0.1:80":               false, // carrier's NAT
		"127.0.0.1:80":                false,
		"169.254.169.254:80":          false, // metadata
		"172.16.0.1:80":               false,
		"192.0.0.192:80":              false, // metadata
		"192.168.1.1:80":              false,
		"198.18.0.1:80":               false,
		"224.0.0.1:80":                false,
		"255.255.255.255:80":          false,
		"[::]:80":                     false,
		"[::1]:80":                    false,
		"[::127.0.0.1]:80":            false, // IPv4-compatible, out of use
		"[::ffff:127.0.0.1]:80":       false,
		"[::ffff:169.254.169.254]:80": false,
		"[64:ff9b::7f00:1]:80":        false, // NAT64 of 127.0.0.1
		"[2002:7f00:1::]:80":          false, // 6to4 of 127.0.0.1
		"[2001:0:4136:e378::]:80":     false, // Teredo
		"[2001:db8::1]:80":            false,
		"[fc00::1]:80":                false,
		"[fd00:ec2::254]:80":          false, // metadata
		"[fe80::1%lo]:80":             false,
		"[fec0::1]:80":                false,
		"[ff02::1]:80":                false,
	} {
		if err := (&Guard{}).check("", netip.MustParseAddrPort(at)); (err == nil) != public {
			t.Errorf("%s: %v, public: %v", at, err, public)
		}
	}
}

// No address is accepted that net/http would read as one the guard refuses.
func FuzzCheckURL(f *testing.F) {
	for _, seed := range []string{"https://example.com/", "http://127.1/", "http://[::ffff:7f00:1]:80/", "http://①②⑦.0.0.1/", "http://a@b/", "http://localhost.:80"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, address string) {
		guard := &Guard{}
		if guard.CheckURL(address) != nil {
			return
		}
		u, err := url.Parse(address)
		if err != nil || u.User != nil || u.Hostname() == "" {
			t.Fatalf("accepted %q", address)
		}
		host := u.Hostname()
		if ascii, err := idna.Lookup.ToASCII(host); err == nil {
			host = ascii
		}
		if ip, err := netip.ParseAddr(strings.TrimSuffix(host, ".")); err == nil && guard.check("", netip.AddrPortFrom(ip, 80)) != nil {
			t.Errorf("accepted %q, which leads to %s", address, ip)
		}
	})
}
