package mail

import (
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// pageOf makes one HTML page harmless, as Safe does with each part of a body.
// The body's mail has two inline pictures.
func pageOf(t *testing.T, src string, opt SafeOptions) (string, SafeView) {
	t.Helper()
	return pageBy(t, src, opt, "/files/0", "/files/1")
}

// pageBy is pageOf for a mail whose pictures have the addresses given. The guard
// has to find nothing to do: it is there for mistakes.
func pageBy(t *testing.T, src string, opt SafeOptions, own ...string) (string, SafeView) {
	t.Helper()
	var v SafeView
	s := newSafer(opt, &v)
	s.pictures = map[string][]int{"cid:logo@example.com": {0}, "cid:photo": {1}}
	for _, addr := range own {
		s.own[addr] = opt.CID != nil
	}
	page := s.page(src, maxSafe)
	if again := guarded(page, opt.Remote); again != page {
		t.Errorf("the guard changes\n%s\n%s", around(page, again), around(again, page))
	}
	slices.Sort(v.Dropped)
	return page, v
}

func pictureAt(index int) string { return "/files/" + strconv.Itoa(index) }

// safeModes are the ways in which a mail is shown.
var safeModes = map[string]SafeOptions{
	"plain":  {},
	"inline": {CID: pictureAt},
	"remote": {Remote: true, CID: pictureAt},
	"proxy":  {Remote: true, Proxy: "/remote?u=", CID: pictureAt},
	"inert":  {Inert: true, CID: pictureAt},
}

var safeModeNames = []string{"plain", "inline", "remote", "proxy", "inert"}

// Elements and attributes that may come out, written down once more so that no
// slip in the tables goes unseen.
var (
	shownElements = strings.Fields(`a abbr address b big blockquote br caption center cite code col colgroup dd del dfn div dl dt em font
		h1 h2 h3 h4 h5 h6 hr i img ins kbd li mark ol p pre q s samp small span strike strong sub sup table tbody td tfoot th thead tr tt u ul var wbr`)
	shownAttrs = strings.Fields(`align alt bgcolor border cellpadding cellspacing class clear color colspan data-target dir face height href
		hspace lang noshade nowrap rel rowspan size span src start style target title type valign value vspace width`)
	shownClass  = regexp.MustCompile(`^safe-(body|target|link|held)$`)
	shownHref   = regexp.MustCompile(`^(https?://[!-~]+|mailto:[!-~]+|tel:\+?[0-9]+)$`)
	dataSource  = regexp.MustCompile(`^data:image/(png|gif|jpeg|webp);base64,[A-Za-z0-9+/]+=*$`)
	ownAddress  = regexp.MustCompile(`/files/[0-9]+`)
	localSource = regexp.MustCompile(`^/files/[0-9]+$`)
	shownStyle  = regexp.MustCompile(`^[a-z-]+:[^;:(){}<>\\@&"]*$`)
	overlays    = regexp.MustCompile(`^(position|top|left|right|bottom|z-index|transform|behavior|-.*|content|clip.*|mask.*|filter|animation.*|transition.*):`)
	negative    = regexp.MustCompile(`[: ]-[.0-9]`)
	mayNegative = regexp.MustCompile(`^(text-indent|letter-spacing|word-spacing|vertical-align):`)
)

// checkSafe reports what must hold of every page that comes out, whatever the
// mail was.
func checkSafe(t *testing.T, page string, opt SafeOptions) {
	t.Helper()
	doc, err := html.Parse(strings.NewReader("<!doctype html><title>x</title>" + page))
	if err != nil {
		t.Fatalf("the page cannot be parsed: %v", err)
	}
	for n := range doc.Descendants() {
		if n.Namespace != "" {
			t.Errorf("<%s> stands in the namespace %s", n.Data, n.Namespace)
		}
		switch n.Type {
		case html.CommentNode:
			t.Errorf("comment %q", cut(n.Data, 100))
		case html.TextNode:
			if strings.ContainsAny(n.Data, "\u202d\u202e\x00\x08") {
				t.Errorf("text with controls: %q", cut(n.Data, 100))
			}
		case html.ElementNode:
			frame := len(n.Attr) == 0 && slices.Contains([]string{"html", "head", "body", "title"}, n.Data)
			if !frame && !slices.Contains(shownElements, n.Data) {
				t.Errorf("element <%s>", n.Data)
			}
			for _, a := range n.Attr {
				checkAttr(t, n, a, opt)
			}
		}
	}
	if again, _ := pageBy(t, page, opt, ownAddress.FindAllString(page, -1)...); again != page {
		t.Errorf("making it safe again changes it:\n%s\n%s", around(page, again), around(again, page))
	}
}

func checkAttr(t *testing.T, n *html.Node, a html.Attribute, opt SafeOptions) {
	t.Helper()
	if a.Namespace != "" || !slices.Contains(shownAttrs, a.Key) || strings.HasPrefix(a.Key, "on") {
		t.Errorf("<%s %s=%q>", n.Data, a.Key, cut(a.Val, 100))
		return
	}
	ok := true
	switch a.Key {
	case "class":
		ok = shownClass.MatchString(a.Val)
	case "href", "data-target":
		ok = n.Data == "a" && shownHref.MatchString(a.Val) && (a.Key == "href") == !opt.Inert
	case "title":
		ok = n.Data == "a" && (shownHref.MatchString(a.Val))
	case "rel":
		ok = a.Val == "noopener noreferrer nofollow"
	case "target":
		ok = a.Val == "_blank"
	case "src":
		ok = n.Data == "img" && (dataSource.MatchString(a.Val) || localSource.MatchString(a.Val) || opt.Remote && remoteSource(a.Val, opt))
	case "style":
		if slices.Contains(n.Attr, html.Attribute{Key: "class", Val: "safe-target"}) {
			ok = a.Val == targetStyle
			break
		}
		for decl := range strings.SplitSeq(a.Val, ";") {
			prop, addr, fetches := strings.Cut(decl, ":url('")
			if fetches && opt.Remote && prop == "background-image" || fetches && opt.Remote && prop == "background" {
				addr = strings.TrimSuffix(addr, "')")
				ok = ok && (remoteSource(addr, opt) || localSource.MatchString(addr))
				continue
			}
			if opt.Remote && strings.HasPrefix(decl, "background") && strings.Contains(decl, "url('") {
				continue // an address among other words; checked by its characters below
			}
			ok = ok && shownStyle.MatchString(decl) && !overlays.MatchString(decl) && (!negative.MatchString(decl) || mayNegative.MatchString(decl))
		}
	}
	if !ok {
		t.Errorf("<%s %s=%q>", n.Data, a.Key, cut(a.Val, 300))
	}
}

func remoteSource(addr string, opt SafeOptions) bool {
	if opt.Proxy != "" {
		return strings.HasPrefix(addr, opt.Proxy+"http")
	}
	return strings.HasPrefix(addr, "http://") || strings.HasPrefix(addr, "https://")
}

// around is where a begins to differ from b.
func around(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return "…" + a[max(i-80, 0):min(i+120, len(a))] + "…"
}

func FuzzSafe(f *testing.F) {
	for _, c := range safeCases(f) {
		f.Add(c.html, uint8(0))
	}
	f.Add(`<style>p.x > a:link, #y{color:red}</style><body bgcolor=ccc><p class=x>a<a href="http://a.example/">b.example`, uint8(1))
	f.Fuzz(func(t *testing.T, src string, mode uint8) {
		opt := safeModes[safeModeNames[int(mode)%len(safeModeNames)]]
		src = cleanText([]byte(src))
		page, v := pageOf(t, src, opt)
		checkSafe(t, page, opt)
		if len(v.Links) > maxLinks || v.Remote < 0 {
			t.Errorf("%d links, %d held back", len(v.Links), v.Remote)
		}
	})
}
