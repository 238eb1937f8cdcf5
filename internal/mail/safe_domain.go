package mail

import (
	"net/netip"
	"strings"
	"unicode"

	"golang.org/x/net/publicsuffix"
	"golang.org/x/text/unicode/norm"
)

// targetHost is the domain that a target leads to; "" for a telephone number.
func targetHost(target string) string {
	if rest, ok := strings.CutPrefix(target, "mailto:"); ok {
		rest, _, _ = strings.Cut(rest, "?")
		if i := strings.LastIndexByte(rest, '@'); i >= 0 {
			return asciiHost(rest[i+1:])
		}
		return ""
	}
	_, rest, ok := strings.Cut(target, "://")
	if !ok {
		return ""
	}
	if i := strings.IndexAny(rest, "/?#"); i >= 0 {
		rest = rest[:i]
	}
	host, _ := cutPort(rest)
	return host
}

// mismatched reports whether a link's text names a domain that is not the
// target's: the reader would believe to go there.
func mismatched(text, target string) bool {
	host := targetHost(target)
	if host == "" {
		return false
	}
	text = strings.ToLower(norm.NFKC.String(cut(text, 2<<10)))
	text = strings.NewReplacer("。", ".", "｡", ".", "․", ".").Replace(text)
	for _, word := range strings.FieldsFunc(text, func(c rune) bool {
		return unicode.IsSpace(c) || strings.ContainsRune("<>()[]{}\"'`“”‘’「」『』《》，、；|,;", c)
	}) {
		if named := domainIn(word); named != "" && named != host && registrable(named) != registrable(host) {
			return true
		}
	}
	return false
}

// noDomains are endings that in a text are those of files and firms.
var noDomains = map[string]bool{"zip": true, "mov": true, "ltd": true, "inc": true, "md": true, "sh": true, "py": true, "ps": true, "ai": true}

// domainIn is the domain that a word names, as an address of a page or of mail;
// "" if it names none.
func domainIn(word string) string {
	sure := false
	for _, prefix := range [...]string{"https:", "http:", "mailto:"} {
		if rest, ok := strings.CutPrefix(word, prefix); ok {
			word, sure = strings.TrimLeft(rest, `/\`), true
		}
	}
	if i := strings.IndexAny(word, `/\?#`); i >= 0 {
		word = word[:i]
	}
	if i := strings.LastIndexByte(word, '@'); i >= 0 {
		word, sure = word[i+1:], true
	}
	word, _ = cutPort(strings.Trim(word, ".:!*_-"))
	sure = sure || strings.HasPrefix(word, "www.")
	if !strings.Contains(word, ".") {
		return ""
	}
	host := asciiHost(word)
	if host == "" {
		return ""
	}
	suffix, icann := publicsuffix.PublicSuffix(host)
	if _, err := netip.ParseAddr(host); err == nil && (sure || strings.Count(host, ".") == 3) {
		return host
	}
	top := suffix[strings.LastIndexByte(suffix, '.')+1:]
	known := icann || strings.Contains(suffix, ".") // a private suffix below a real one
	if suffix == host || !known && !sure || noDomains[top] && !sure {
		return ""
	}
	return host
}

// registrable is the domain that a host belongs to.
func registrable(host string) string {
	if d, err := publicsuffix.EffectiveTLDPlusOne(host); err == nil {
		return d
	}
	return host
}

// publicHost reports whether a target leads out into the network, not to the
// user's own machine or its neighbours.
func publicHost(target string) bool {
	host := targetHost(target)
	if strings.HasPrefix(host, "[") {
		host = strings.Trim(host, "[]")
	}
	if ip, err := netip.ParseAddr(host); err == nil {
		return ip.IsGlobalUnicast() && !ip.IsPrivate() && !ip.Is4In6()
	}
	host = strings.TrimSuffix(host, ".")
	top := host[strings.LastIndexByte(host, '.')+1:]
	switch top {
	case host, "local", "localhost", "internal", "lan", "home", "corp", "intranet", "arpa":
		return false
	}
	return top != "" && !digit(top[len(top)-1]) // "127.1", "0x7f.1"
}

// invisible reports whether a character shows nothing or turns the direction
// of writing, so that a text with it reads as another one.
func invisible(c rune) bool {
	return c == 0xad || c == 0x34f || c == 0x115f || c == 0x1160 || c == 0x3164 || c == 0xffa0 || c >= 0xe0000 && c <= 0xe0fff || unicode.Is(unicode.Cf, c)
}

// turns reports whether a character turns the direction of what is written
// behind it.
func turns(c rune) bool { return c >= 0x202a && c <= 0x202e || c >= 0x2066 && c <= 0x2069 }

// overrides reports whether a character writes the ones behind it in the
// direction it says, not in their own.
func overrides(c rune) bool { return c == 0x202d || c == 0x202e }
