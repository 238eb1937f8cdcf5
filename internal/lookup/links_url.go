package lookup

import (
	"net/url"
	"strconv"
	"strings"
)

// cutScheme splits "scheme:rest" and takes a bare "www." for http.
func cutScheme(t string) (scheme, rest string) {
	for i := 0; i < len(t) && i < 20; i++ {
		switch c := t[i]; {
		case c == ':':
			return strings.ToLower(strings.TrimSpace(t[:i])), t[i+1:]
		case 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c == '+' || c == '-' || c == '\t' || c == '\n' || c == '\r':
		case c == '.' && len(t) > 4 && strings.EqualFold(t[:4], "www."):
			return "http", "//" + t
		default:
			return "", t
		}
	}
	return "", t
}

// splitAuthority splits what follows the scheme into host, path and user part,
// as leniently as browsers do: any number of slashes, either way.
func splitAuthority(rest string) (host, path, user string) {
	rest = strings.TrimLeft(rest, `/\ `)
	end := 0
	for end < len(rest) && rest[end] != '/' && rest[end] != '?' && rest[end] != '#' && rest[end] != '\\' {
		end++
	}
	host, path = rest[:end], rest[end:]
	if i := strings.LastIndexByte(host, '@'); i >= 0 {
		user, host = host[:i], host[i+1:]
	}
	if i := strings.LastIndexByte(host, ':'); i >= 0 && !strings.Contains(host, "]") {
		host = host[:i]
	}
	if strings.Contains(host, "%") {
		if u, err := url.PathUnescape(host); err == nil {
			host = u
		}
	}
	return strings.ToLower(strings.Trim(host, ". ")), path, user
}

// unwrap returns the target that a mail gateway or search engine has wrapped,
// "" if there is none.
func unwrap(host, path string) string {
	param := ""
	switch {
	case strings.HasSuffix(host, "safelinks.protection.outlook.com"):
		param = "url"
	case strings.HasPrefix(host, "www.google.") && strings.HasPrefix(path, "/url"):
		param = "q"
	case host == "urldefense.proofpoint.com":
		param = "u"
	case host == "l.facebook.com" || host == "lm.facebook.com":
		param = "u"
	case host == "urldefense.com":
		if _, t, ok := strings.Cut(path, "/__"); ok {
			t, _, _ = strings.Cut(t, "__;")
			return t
		}
		return ""
	default:
		return ""
	}
	_, query, _ := strings.Cut(path, "?")
	for query != "" {
		var kv string
		kv, query, _ = strings.Cut(query, "&")
		k, v, _ := strings.Cut(strings.TrimPrefix(kv, "amp;"), "=")
		if k != param && !(param == "q" && k == "url") {
			continue
		}
		if host == "urldefense.proofpoint.com" {
			v = strings.NewReplacer("-", "%", "_", "/").Replace(v)
		}
		if u, err := url.QueryUnescape(v); err == nil {
			return u
		}
	}
	return ""
}

// numericHost reports a bare IP address, also written as one number.
func numericHost(host string) bool {
	if isAddress(host) {
		return true
	}
	if strings.IndexByte(host, '.') >= 0 || host[0] < '0' || host[0] > '9' {
		return false
	}
	n, err := strconv.ParseUint(host, 0, 64)
	return err == nil && n > 1<<24 && n < 1<<32
}

// mixedScripts reports a label that mixes Latin letters with look-alikes.
func mixedScripts(name string) bool {
	if isASCII(name) {
		return false
	}
	latin, other := false, false
	for _, r := range name {
		switch {
		case r == '.':
			latin, other = false, false
		case 'a' <= r && r <= 'z':
			latin = true
		case r >= 0x370 && r < 0x590:
			other = true // Greek, Cyrillic, Armenian.
		}
		if latin && other {
			return true
		}
	}
	return false
}
