package lookup

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"xunpan"
)

const (
	maxLinkFacts = 50   // facts of one mail
	maxLinks     = 300  // links looked at
	maxTarget    = 4000 // bytes of a target looked at
)

// links fills one fact for each remarkable thing of each link (D3.40, D3.41).
// Link trackers of known newsletter services and gateways' rewriting are no
// mismatch.
func (l *local) links() {
	w := &linkWatch{local: l}
	for i := range l.m.Links {
		if i == maxLinks || len(l.s.Links) >= maxLinkFacts {
			break
		}
		w.look(i, &l.m.Links[i])
	}
}

// linkWatch looks at the links of one mail.
type linkWatch struct {
	*local
	ours []needle // spellings of our addresses in a link
	read bool     // ours has been filled
	path []byte   // the path looked at, in lower case or as it stands
}

func (w *linkWatch) add(i int, d xunpan.Domain, issue, detail string) {
	for k := range w.s.Links {
		if f := &w.s.Links[k]; f.Issue == issue && f.Domain.Name == d.Name && f.Detail == detail {
			return
		}
	}
	if len(detail) > 200 {
		detail = strings.ToValidUTF8(detail[:200], "")
	}
	if len(w.s.Links) < maxLinkFacts {
		w.s.Links = append(w.s.Links, xunpan.LinkFact{Link: i, Domain: d, Issue: issue, Detail: detail})
	}
}

func (w *linkWatch) look(i int, link *xunpan.Link) {
	t := strings.TrimSpace(link.Target)
	if len(t) > maxTarget {
		t = t[:maxTarget]
	}
	scheme, rest := cutScheme(t)
	switch scheme {
	case "data", "javascript", "vbscript", "file":
		w.add(i, xunpan.Domain{}, xunpan.LinkData, scheme+":")
		return
	case "http", "https", "ftp":
	default:
		return // mailto, tel, cid, #anchor.
	}
	host, path, user := splitAuthority(rest)
	if host == "" {
		return
	}
	if inner := unwrap(host, path); inner != "" {
		if s, r := cutScheme(inner); s == "http" || s == "https" {
			if h, p, u := splitAuthority(r); h != "" {
				host, path, user, t = h, p, u, inner
			}
		}
	}
	if link.Action {
		d := w.domain(host)
		w.add(i, d, xunpan.LinkForm, d.Name)
	}
	if numericHost(host) {
		w.add(i, xunpan.Domain{Name: host, Org: host}, xunpan.LinkIP, host)
		w.mailParam(i, xunpan.Domain{Name: host, Org: host}, "", path, link.Text)
		w.execFile(i, xunpan.Domain{Name: host, Org: host}, path)
		return
	}
	seen := w.judged(host)
	d, tags, serves := seen.Domain, seen.tags, seen.serves
	if d.Org == "" {
		return
	}
	if user != "" {
		w.add(i, d, xunpan.LinkUserinfo, user+"@"+d.Name)
	}
	switch {
	case tagged(tags, "shortener"):
		w.add(i, d, xunpan.LinkShortener, d.Name)
	case tagged(tags, "share"):
		w.add(i, d, xunpan.LinkShare, d.Name)
	case tagged(tags, "host") && (d.Name != serves || path != "" || tagged(tags, "form")):
		w.add(i, d, xunpan.LinkFreeHost, d.Name)
	}
	if d.CheapTLD && d.Kind != xunpan.DomainOurs && !tagged(tags, "shortener") {
		w.add(i, d, xunpan.LinkCheapTLD, d.Name)
	}
	if strings.Contains(host, "xn--") || mixedScripts(d.Name) {
		w.add(i, d, xunpan.LinkPunycode, d.Name)
	}
	w.mailParam(i, d, tags, path, link.Text)
	w.execFile(i, d, path)
	if d.Kind == xunpan.DomainOurs {
		return
	}
	if d.LooksLike != "" {
		w.add(i, d, xunpan.LinkBrand, d.LooksLike)
	}
	if !tagged(tags, "esp") && !tagged(tags, "shortener") {
		w.compareText(i, d, link.Text)
	}
}

// compareText finds a link whose text shows one organisation and whose target
// is another.
func (w *linkWatch) compareText(i int, d xunpan.Domain, text string) {
	text = strings.TrimSpace(text)
	if text == "" || len(text) > 300 {
		return
	}
	if shown := shownHost(text); shown != "" {
		s := w.domain(shown)
		if s.Org != "" && s.Kind != xunpan.DomainNone && !sameOrg(s, d) && !numericHost(shown) {
			w.add(i, d, xunpan.LinkMismatch, s.Name+" → "+d.Name)
		}
		return
	}
	if d.Kind == xunpan.DomainPlatform || sameOrg(d, w.s.From) {
		return
	}
	brands := knownBrands()
	for tokens, n := text, 0; tokens != "" && n < 12; n++ {
		var word string
		if word, tokens = nextWord(tokens); len(word) < 4 {
			continue
		}
		k := brands.word(word)
		if k == nil || k.kind != plainKey && k.kind != shortKey {
			continue
		}
		if o := brands.ownerOf(d.Name, d.Org); o != k.brand {
			w.add(i, d, xunpan.LinkBrand, k.brand.name)
		}
		return
	}
}

func nextWord(s string) (word, rest string) {
	i := 0
	for i < len(s) && !wordByte(s[i]) {
		i++
	}
	j := i
	for j < len(s) && wordByte(s[j]) {
		j++
	}
	return s[i:j], s[j:]
}

// shownHost is the host of a link text that is itself an address; "" if it is
// not one.
func shownHost(text string) string {
	for i := 0; i < len(text); i++ {
		if c := text[i]; c == ' ' || c == '\n' || c == '\t' || c == '@' {
			return ""
		}
	}
	if strings.IndexByte(text, '.') < 0 && strings.IndexByte(text, '%') < 0 {
		return "" // No host is without a dot, be it escaped.
	}
	low := strings.ToLower(text)
	scheme, rest := cutScheme(low)
	if scheme == "" {
		rest = low
		if !strings.HasPrefix(rest, "www.") {
			// A bare word with a dot is an address only with a known ending.
			host, _, _ := strings.Cut(rest, "/")
			if strings.IndexByte(host, '.') <= 0 {
				return ""
			}
			if _, suffix := registrable(host); host == suffix || !knownEnding(suffix) {
				return ""
			}
		}
	} else if scheme != "http" && scheme != "https" {
		return ""
	}
	host, _, _ := splitAuthority(rest)
	if strings.IndexByte(host, '.') <= 0 {
		return ""
	}
	return host
}

func knownEnding(suffix string) bool {
	tld := suffix[strings.LastIndexByte(suffix, '.')+1:]
	switch tld {
	case "com", "net", "org", "info", "biz", "shop", "online", "site", "top", "xyz", "io", "co", "eu", "app":
		return true
	}
	return suffixCountry(suffix) != nil && tld != "md" && tld != "pl" && tld != "py" && tld != "rs" && tld != "sh" // file endings
}

// execExtensions are files that run, or carry what runs, when opened.
var execExtensions = words(`exe scr bat cmd com pif cpl js jse vbs vbe wsf wsh msi msix jar apk ps1 hta iso img vhd vhdx lnk reg
	zip rar 7z gz tgz bz2 xz ace arj cab tar z lzh uue r00 xll docm xlsm xlam pptm one`)

func (w *linkWatch) execFile(i int, d xunpan.Domain, path string) {
	p, _, _ := strings.Cut(path, "?")
	p, _, _ = strings.Cut(p, "#")
	name := p[strings.LastIndexByte(p, '/')+1:]
	dot := strings.LastIndexByte(name, '.')
	if dot < 0 || len(name)-dot > 8 {
		return
	}
	name = strings.ToLower(name)
	if strings.HasPrefix(name, "www.") {
		return // A web address inside a web address.
	}
	if execExtensions.has(name[strings.LastIndexByte(name, '.')+1:]) {
		w.add(i, d, xunpan.LinkExecFile, name)
	}
}

// needle is one spelling of one of our addresses, in lower case but for base64.
type needle struct {
	text  []byte
	cased bool
}

// ownAddresses are the ways in which a link can carry an address the mail was
// sent to: plain, escaped, in base64 or hex.
func (l *local) ownAddresses() []needle {
	var as [4]string
	n := 0
	add := func(a string) {
		a = strings.Trim(a, "<> \t")
		if strings.IndexByte(a, '@') < 2 || len(a) > 100 || n == len(as) || strings.EqualFold(a, l.from.Mail) {
			return
		}
		for _, b := range as[:n] {
			if strings.EqualFold(a, b) {
				return
			}
		}
		as[n] = a
		n++
	}
	add(l.deliveredTo.value)
	add(l.originalTo.value)
	add(l.envelopeTo.value)
	for _, a := range l.m.To {
		if n == len(as) {
			break
		}
		add(a.Mail)
	}
	out := make([]needle, 0, 4*n)
	var buf []byte
	take := func(from int, cased bool) { out = append(out, needle{buf[from:len(buf):len(buf)], cased}) }
	for _, a := range as[:n] {
		low := strings.ToLower(a)
		buf = slices.Grow(buf, 6*len(a)+8)
		at := len(buf)
		buf = append(buf, low...)
		take(at, false)
		at = len(buf)
		name, host, _ := strings.Cut(low, "@")
		buf = append(append(append(buf, name...), "%40"...), host...)
		take(at, false)
		at = len(buf)
		buf = hex.AppendEncode(buf, []byte(a))
		take(at, false)
		if size := base64.RawStdEncoding.EncodedLen(len(a)); size >= 10 {
			at = len(buf)
			buf = base64.RawStdEncoding.AppendEncode(buf, []byte(a))
			buf = buf[:at+size-size%4] // The last group depends on what follows.
			take(at, true)
		}
	}
	return out
}

// mailParam finds our own address in a link: a log-in page made for us.
func (w *linkWatch) mailParam(i int, d xunpan.Domain, tags, path, text string) {
	if len(path) < 6 || d.Kind == xunpan.DomainOurs || w.s.Bulk || d.Org != "" && (d.Org == w.s.From.Org || d.Org == w.s.Return.Org) ||
		tagged(tags, "esp") {
		return // Newsletters carry their reader's address to their own house.
	}
	plain, run := addressSigns(path)
	if !plain && run < 6 {
		return
	}
	if !w.read {
		w.ours, w.read = w.ownAddresses(), true
	}
	if w.carriesOurs(path, plain, run) && !unsubscribes(strings.ToLower(path)) && !unsubscribes(strings.ToLower(text)) {
		w.add(i, d, xunpan.LinkMailParam, d.Name)
	}
}

// addressSigns tells whether a path has "@" or "%40", and the length of its
// longest run of letters and digits (with base64's "+" and "/"), without which
// no address is in it.
func addressSigns(path string) (plain bool, run int) {
	n := 0
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', c == '+', c == '/':
			n++
			run = max(run, n)
			continue
		case c == '@', c == '%' && strings.HasPrefix(path[i:], "%40"), c >= utf8.RuneSelf:
			plain = true
		}
		n = 0
	}
	return plain, run
}

func (w *linkWatch) carriesOurs(path string, plain bool, run int) bool {
	w.path = append(w.path[:0], path...)
	for i := range w.ours {
		if a := &w.ours[i]; a.cased && len(a.text) <= run && bytes.Contains(w.path, a.text) {
			return true
		}
	}
	if isASCII(path) {
		for i, c := range w.path {
			if 'A' <= c && c <= 'Z' {
				w.path[i] = c + 'a' - 'A'
			}
		}
	} else {
		w.path = append(w.path[:0], strings.ToLower(path)...)
	}
	for i := range w.ours {
		if a := &w.ours[i]; !a.cased && (plain || len(a.text) <= run) && bytes.Contains(w.path, a.text) {
			return true
		}
	}
	return false
}

func unsubscribes(s string) bool {
	for _, u := range [...]string{"unsub", "optout", "opt-out", "opt_out", "preference", "abmelden", "desinscri", "subscription", "退订"} {
		if strings.Contains(s, u) {
			return true
		}
	}
	return false
}
