package lookup

import (
	"strings"

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
	ours ownAddresses
	path []byte // the path looked at, in lower case or as it stands
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
