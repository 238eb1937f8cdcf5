package mail

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// safeMail reads one of the mails of testdata/safe/mails.
func safeMail(tb testing.TB, name string) []byte {
	tb.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "safe", "mails", name))
	if err != nil {
		tb.Fatal(err)
	}
	return raw
}

func TestSafeMails(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name     string
		has, not string // between bars
		dropped  string
		remote   int
		links    []SafeLink
	}{
		{name: "outlook.eml",
			has: "Dear Ms Chen,|<b>FOB Ningbo</b>|src=\"/files/0\"|border:solid windowtext 1.0pt|margin:0cm;font-size:11.0pt|text-indent:-18.0pt|color:#0563c1",
			not: "MsoNormal|<o:p|Font Definitions|supportLists|safe-target",
			links: []SafeLink{{Text: "j.weber@nordwerk.example", Target: "mailto:j.weber@nordwerk.example"},
				{Text: "www.nordwerk.example", Target: "https://www.nordwerk.example/"}}},
		{name: "gmail.eml", has: "<b>5,000 pcs</b>|background-color:#fff2cc|<ul><li>50 W, IP65, 4000 K</li>|border-left:1px solid #cccccc|<blockquote", not: "gmail_|safe-target",
			links: []SafeLink{{Text: "www.importadora.example", Target: "https://www.importadora.example"}, {Text: "lily@our.example", Target: "mailto:lily@our.example"}}},
		{name: "foxmail.eml", has: "陈经理，您好：|不锈钢球阀|color:#c00000|font-family:&#39;Microsoft YaHei UI&#39;|width=\"60%\"", not: "bordercolor|�"},
		{name: "apple.eml", has: "See the photo below.|<b>120 chairs</b>|Ciao, Marco"},
		{name: "table.eml", has: "cotação|<table width=\"980\"|max-width:100%|background-color:#ffffff|rowspan=\"2\"|src=\"/files/0\"", not: "<body",
			links: []SafeLink{{Text: "+55 11 5550-0199", Target: "tel:+551155500199"}}},
		{name: "newsletter.eml", has: "display:none|Early birds|background:#d9480f|alt=\"Autumn Fair 2026\"|margin:0 0 8px 0", not: "img.fairnews|track.fairnews|fonts.fairnews|@media", dropped: "style stylesheet", remote: 6,
			links: []SafeLink{{Text: "Autumn Fair 2026", Target: "https://click.fairnews.example/c/1"}, {Text: "Book now", Target: "https://click.fairnews.example/c/2"}, {Text: "Unsubscribe", Target: "https://fairnews.example/u/7"}}},
		{name: "phishing.eml", has: "Sign in with your mail password|[203.0.113.9]|[parcel-info.example]|Help|Terms", not: "<input|<form|position:fixed|javascript|data:|p.php|onload|www.example.org@",
			dropped: "base form handler link refresh script style", remote: 1,
			links: []SafeLink{{"https://www.example.org/tracking", "http://203.0.113.9/parcel/login.php?e=sales@our.example", true},
				{"Download B/L.pdf", "https://login.parcel-info.example/doc", false}, {"www.example.org/help", "http://parcel-info.example/x", true}}},
		{name: "tracking.eml", has: "brass fittings|Regards", not: "bulk.example|src=", dropped: "drawing form frame media plugin stylesheet", remote: 17},
		{name: "exfil.eml", has: "EASY", not: "odd.example|url|/settings", dropped: "form frame", remote: 10},
		{name: "arabic.eml", has: "dir=\"rtl\"|نرجو تزويدنا|direction:rtl"},
		{name: "forwarded.eml", has: "Please take this one over.|From: Omar &lt;omar@nilehome.example&gt;|<td>2,000</td>|<li>UK plug|src=\"/files/1\"", not: "cid:"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			raw := safeMail(t, c.name)
			opt := SafeOptions{Options: Options{Own: []string{"our.example"}}, CID: pictureAt}
			v := Safe(raw, opt)
			if !v.HasHTML {
				t.Error("no HTML")
			}
			for s := range strings.SplitSeq(c.has, "|") {
				if !strings.Contains(v.HTML, s) {
					t.Errorf("%q is missing", s)
				}
			}
			for s := range strings.SplitSeq(c.not, "|") {
				if s != "" && strings.Contains(v.HTML, s) {
					t.Errorf("%q stands there", s)
				}
			}
			if got := strings.Join(v.Dropped, " "); got != c.dropped {
				t.Errorf("dropped %q, want %q", got, c.dropped)
			}
			for _, kind := range v.Dropped {
				if d := DroppedText(kind); d.En == "" || d.Zh == "" {
					t.Errorf("no words for %q", kind)
				}
			}
			if v.Remote != c.remote {
				t.Errorf("%d references held back, want %d", v.Remote, c.remote)
			}
			if diff := cmp.Diff(c.links, v.Links); diff != "" {
				t.Error(diff)
			}
			if t.Failed() {
				t.Log(v.HTML)
			}
			checkParts(t, v.HTML, opt)
			opt.Remote = true
			checkParts(t, Safe(raw, opt).HTML, opt)
			opt.Remote, opt.Inert = false, true
			checkParts(t, Safe(raw, opt).HTML, opt)
		})
	}
}

// checkParts is checkSafe for each part of a body.
func checkParts(t *testing.T, shown string, opt SafeOptions) {
	t.Helper()
	for part := range strings.SplitSeq(shown, `<div class="safe-body"`) {
		if part != "" {
			checkSafe(t, `<div class="safe-body"`+part, opt)
		}
	}
}

func TestSafeBody(t *testing.T) {
	t.Parallel()
	const plainOnly = "Content-Type: text/plain\n\nWe need 500 pumps. <b>Please</b>"
	page := func(s string) string { return "Content-Type: text/html; charset=utf-8\n\n" + s }
	for _, c := range []struct {
		name, raw string
		has, not  []string
		noHTML    bool
	}{
		{name: "plain text only", raw: plainOnly, noHTML: true},
		{name: "no mail at all", raw: "", noHTML: true},
		{name: "attached page is not the body", raw: multipart("mixed", plainPart, "Content-Type: text/html\nContent-Disposition: attachment; filename=login.html\n\n<b>x</b>"), noHTML: true},
		{name: "page sent as plain text", raw: "Content-Type: text/plain\n\n<html><body><p>We need 500 pumps.</p></body></html>", has: []string{"<p>We need 500 pumps.</p>"}},
		{name: "HTML of an alternative whose plain text serves", raw: multipart("alternative", plainPart, htmlPart), has: []string{">pumps</a>"}, not: []string{"pre-wrap"}},
		{name: "texts around the HTML", raw: multipart("mixed", "Content-Type: text/plain\n\nfirst & <b>", page("<p>second</p>"), page("<p>third</p>"), "Content-Type: text/plain\n\nsent by a list"),
			has: []string{"white-space:pre-wrap", "first &amp; &lt;b&gt;", "<p>second</p></div><div", "<p>third</p>", "sent by a list"}},
		{name: "pictures of two messages", raw: multipart("mixed",
			"Content-Type: multipart/related; boundary=i\n\n--i\n"+page(`<img src="cid:p" alt=outer>`)+"\n--i\nContent-Type: image/png\nContent-ID: <p>\n\n\x89PNG1\n--i--",
			"Content-Type: message/rfc822\n\nContent-Type: multipart/related; boundary=j\n\n--j\n"+page(`<img src="cid:p" alt=inner>`)+"\n--j\nContent-Type: image/png\nContent-ID: <p>\n\n\x89PNG2\n--j--"),
			has: []string{`<img src="/files/0" alt="outer"`, `<img src="/files/2" alt="inner"`}},
		{name: "picture by its location", raw: multipart("related", page(`<img src="http://shop.example/logo.png">`), "Content-Type: image/png\nContent-Location: http://shop.example/logo.png\n\n\x89PNG"),
			has: []string{`<img src="/files/0"`}},
		{name: "content id of no picture", raw: multipart("related", page(`<img src="cid:p" alt=x>`), "Content-Type: image/svg+xml\nContent-ID: <p>\n\n<svg onload=hit()>"),
			has: []string{`class="safe-held"`}, not: []string{"/files/"}},
		{name: "escaped content id", raw: multipart("related", page(`<img src="cid:a%40b%24c">`), "Content-Type: image/gif\nContent-ID: <a@b$c>\n\nGIF89a"), has: []string{`src="/files/0"`}},
		{name: "charset of the page itself", raw: "Content-Type: text/html\n\n<meta charset=gbk><p>" + gbk("请报价") + "</p>", has: []string{"<p>请报价</p>"}},
		{name: "UTF-7 is text", raw: "Content-Type: text/html; charset=utf-7\n\n+ADw-script+AD4-hit()+ADw-/script+AD4-<p>x</p>", has: []string{"<p>x</p>"}, not: []string{"script", "hit"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			v := Safe([]byte(c.raw), SafeOptions{CID: pictureAt})
			if v.HasHTML == c.noHTML || c.noHTML != (v.HTML == "") {
				t.Errorf("HTML %v: %q", v.HasHTML, v.HTML)
			}
			for _, s := range c.has {
				if !strings.Contains(v.HTML, s) {
					t.Errorf("%q is missing in %s", s, v.HTML)
				}
			}
			for _, s := range c.not {
				if strings.Contains(v.HTML, s) {
					t.Errorf("%q stands in %s", s, v.HTML)
				}
			}
		})
	}
}

// TestSafeForwarded asks for the picture of the message that is shown, not for
// one of the message around it that goes by the same name.
func TestSafeForwarded(t *testing.T) {
	t.Parallel()
	raw := "From: lily@our.example\n" + multipart("mixed", plainPart, "Content-Type: image/png\nContent-ID: <p>\n\n\x89PNG1",
		"Content-Type: message/rfc822\n\nFrom: omar@nilehome.example\nContent-Type: multipart/related; boundary=j\n\n--j\nContent-Type: text/html\n\n<img src=\"cid:p\">\n--j\nContent-Type: image/png\nContent-ID: <p>\n\n\x89PNG2\n--j--")
	v := Safe([]byte(raw), SafeOptions{Options: Options{Own: []string{"our.example"}}, CID: pictureAt})
	if !strings.Contains(v.HTML, `src="/files/2"`) {
		t.Error(v.HTML)
	}
}

// TestSafeEmbed writes the pictures into the page, each where it belongs, and
// none that would be more than a page can hold.
func TestSafeEmbed(t *testing.T) {
	t.Parallel()
	opt := SafeOptions{Options: Options{Own: []string{"our.example"}}, Embed: true, CID: func(int) string { return "/never" }}
	for _, name := range []string{"outlook.eml", "forwarded.eml", "table.eml"} {
		v := Safe(safeMail(t, name), opt)
		if !strings.Contains(v.HTML, `src="data:image/png;base64,iVBOR`) || strings.Contains(v.HTML, "/never") {
			t.Errorf("%s: %s", name, v.HTML)
		}
		checkParts(t, v.HTML, opt)
	}
	for _, c := range []struct {
		name, content string
		times, shown  int
	}{
		{"photo", "\xff\xd8\xff" + strings.Repeat("x", 5<<20), 1, 1},
		{"several", "\x89PNG" + strings.Repeat("x", 3<<20), 9, 3},
		{"enormous", "\x89PNG" + strings.Repeat("x", 20<<20), 1, 0},
		{"no picture of the web", "II*\x00" + strings.Repeat("x", 100), 1, 0},
		{"drawing that says it is a picture", "<svg onload=hit()>", 1, 0},
	} {
		raw := multipart("related", "Content-Type: text/html\n\n<p>before</p>"+strings.Repeat(`<img src="cid:p" alt=x>`, c.times)+"<p>after</p>",
			"Content-Type: image/png\nContent-ID: <p>\nContent-Transfer-Encoding: base64\n\n"+b64(c.content))
		v := Safe([]byte(raw), opt)
		if n := strings.Count(v.HTML, `src="data:`); n != c.shown || !strings.Contains(v.HTML, "<p>after</p>") {
			t.Errorf("%s: %d pictures of %d KB shown, want %d", c.name, n, len(v.HTML)>>10, c.shown)
		}
	}
}

func TestSafeRemote(t *testing.T) {
	t.Parallel()
	raw := []byte("Content-Type: text/html\n\n" + `<body background="http://a.example/bg.png"><img src="https://a.example/x.png?a=1&amp;b=2" alt=x><img src="http://192.168.1.1/reboot">` +
		`<img src="http://localhost/x"><img src="http://router/x"><img src="http://0x7f.1/x"><img src="http://[::1]/x"><td style="background:url('//b.example/y(1).png')">`)
	direct := Safe(raw, SafeOptions{Remote: true})
	for _, s := range []string{`src="https://a.example/x.png?a=1&amp;b=2"`, "background-image:url(&#39;http://a.example/bg.png&#39;)"} {
		if !strings.Contains(direct.HTML, s) {
			t.Errorf("%q is missing in %s", s, direct.HTML)
		}
	}
	for _, s := range []string{"192.168", "localhost", "router", "0x7f", "::1"} {
		if strings.Contains(direct.HTML, s) {
			t.Errorf("a picture of %s would be fetched", s)
		}
	}
	if direct.Remote != 5 {
		t.Errorf("%d held back", direct.Remote)
	}
	proxied := Safe(raw, SafeOptions{Remote: true, Proxy: "/remote?u="})
	if !strings.Contains(proxied.HTML, `src="/remote?u=https%3A%2F%2Fa.example%2Fx.png%3Fa%3D1%26b%3D2"`) || strings.Contains(proxied.HTML, `"http`) {
		t.Error(proxied.HTML)
	}
	for _, bad := range []string{"https://proxy.example/?u=", "//proxy.example/", `/x"onload="`, "/x')"} {
		v := Safe(raw, SafeOptions{Remote: true, Proxy: bad, CID: func(int) string { return bad }})
		checkSafe(t, v.HTML, SafeOptions{Remote: true})
	}
}

// TestSafeGuard shows the guard alone what must not pass, as if Safe had let it.
func TestSafeGuard(t *testing.T) {
	t.Parallel()
	for _, bad := range []string{
		`<script>hit()</script>`, `<p onclick="hit()">`, `<a href="javascript:hit()">x</a>`, `<img src="http://evil.test/x">`, `<iframe src="/x"></iframe>`,
		`<p style="background:url(/x)">`, `<p style="width:expression(hit())">`, `<p style="color:\72 ed">`, `<p id="x" name="y">`, `<form action="/x">`, `<svg onload="hit()">`,
	} {
		got := guarded(bad, false)
		for _, s := range []string{"hit", "evil", "iframe", "/x", "expression", "\\", "id=", "form", "svg"} {
			if strings.Contains(got, s) {
				t.Errorf("the guard lets %q through: %q", bad, got)
			}
		}
	}
}
