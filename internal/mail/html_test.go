package mail

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestHTMLText(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, html, want string }{
		{"plain", "hello  <b>dear</b>\n friend", "hello dear friend"},
		{"paragraphs", "<p>Dear Sir,</p><p>we need pumps.</p>", "Dear Sir,\n\nwe need pumps."},
		{"outlook paragraphs", `<p class=MsoNormal>John<o:p></o:p></p><p class="MsoNormal"><o:p>&nbsp;</o:p></p><p class=MsoNormal>Acme Ltd</p>`, "John\n\nAcme Ltd"},
		{"gmail divs", `<div dir="ltr">Hi,<div><br></div><div>How much?</div><div>Ana</div></div>`, "Hi,\n\nHow much?\nAna"},
		{"br", "a<br>b<br/><br />c", "a\nb\n\nc"},
		{"list", "<ul><li>red<li>blue</li></ul><ol><li>one<li>two</ol>", "- red\n- blue\n1. one\n2. two"},
		{"nested list", "<ul><li>a<ul><li>b</ul><li>c</ul>", "- a\n  - b\n- c"},
		{"list of paragraphs", "<ol start=3><li><p>x</p></li><li><p>y</p></li></ol>", "3. x\n\n4. y"},
		{"table", "<table><tr><th>Item<th>Qty<tr><td>Pump<td>20 pcs</table>", "Item\tQty\nPump\t20 pcs"},
		{"table of paragraphs", "<table><tr><td><p class=MsoNormal>A</p></td><td><p class=MsoNormal>B</p></td></tr></table>", "A\tB"},
		{"layout", "<table><tr><td><table><tr><td>one</td></tr></table></td><td><p>two</p><p>three</p></td></tr></table>", "one\ntwo\n\nthree"},
		{"pre", "<pre>a  b\n  c</pre>", "a  b\n  c"},
		{"pre-wrap", `<div style="white-space: pre-wrap">a` + "\n" + `b</div>`, "a\nb"},
		{"entities", "A&amp;B &lt;x&gt; &eacute;&#233;&#xe9; &copy 5&deg;C &unknown; &", "A&B <x> ééé © 5°C &unknown; &"},
		{"nbsp", "5,000&nbsp;pcs\u00a0now", "5,000 pcs now"},
		{"zero width", "pay\u200bpal pass&shy;word &zwnj;&#847;x", "paypal password x"},
		{"joiner kept", "می\u200cخواهم", "می\u200cخواهم"},
		{"less than", "size < 5 mm and 3<4 <- ok", "size < 5 mm and 3<4 <- ok"},
		{"comments", "a<!-- b --><!--[if mso]>c<![endif]--><![if !mso]>d<![endif]>e", "ade"},
		{"endless comment", "a<!-- <b>c</b>", "ac"},
		{"script and style", "<head><title>T</title><style>p{}</style></head>x<script>if(a<b)</script>y", "xy"},
		{"open title", "<title>a mail", "a mail"},
		{"quotes in attributes", `<a title="a>b" href='http://x.example/'>go</a>`, "go"},
		{"unclosed quote", `<p title="abc>text</p>`, "text"},
		{"quoted reply", "ok<blockquote type=cite>old<br>older</blockquote>new", "ok\n> old\n> older\nnew"},
		{"gmail quote", `Yes<div class="gmail_quote"><div class="gmail_attr">On 1 May X wrote:<br></div><blockquote class="gmail_quote" style="margin:0">q1<div><br></div>q2</blockquote></div>`, "Yes\nOn 1 May X wrote:\n> q1\n>\n> q2"},
		{"indent is no quote", `<blockquote style="margin:0 0 0 40px">text</blockquote>`, "text"},
		{"nested quote", `<blockquote type=cite>a<blockquote type=cite>b</blockquote></blockquote>`, "> a\n>> b"},
		{"image link", `<a href="http://x.example"><img src=a.png alt="Our shop"></a> <img src=b alt=none>`, "Our shop"},
		{"button", `<form><input type=hidden value=secret><input type=submit value="Log in"></form>`, "Log in"},
		{"broken nesting", "<b><p>one</b></p><div>two</span></div></div>three", "one\n\ntwo\nthree"},
		{"no end", "<p>one<div>two<table><tr><td>three", "one\n\ntwo\nthree"},
		{"endless tag", "one <a href=", "one"},
		{"end", "<", "<"},
		{"heading", "<h1>Order</h1>text", "Order\n\ntext"},
		{"xml island", "<xml><o:x>96</o:x></xml>text", "text"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := htmlToText(c.html, 1<<20).Text; got != c.want {
				t.Errorf("got  %q\nwant %q", got, c.want)
			}
		})
	}
}

func TestHTMLHidden(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, html, text, hidden string }{
		{"display", `a<div style="display: none !important">x <b>y</b></div>b`, "a\nb", "x y"},
		{"visibility", `<div style="visibility:hidden">x<span style="visibility:visible">y</span></div>`, "y", "x"},
		{"font size", `p<span style="font-size:0px">q</span>r<span style="font-size: 1px">s</span>t`, "prt", "qs"},
		{"size given back", `<td style="font-size:0"><span style="font-size:14px">seen</span></td>`, "seen", ""},
		{"half size", `<span style="font-size:.9em">seen</span>`, "seen", ""},
		{"white on white", `<body bgcolor="#FFFFFF"><font color=white>x</font>y`, "y", "x"},
		{"white on red", `<td style="background:#fff"><a style="background-color:rgb(200, 0,0);color:#fff" href="http://a.example">seen</a></td>`, "seen", ""},
		{"white on picture", `<body bgcolor=white><td background="a.png" style="color:#fff">seen</td>`, "seen", ""},
		{"opacity", `<div style="opacity:0">x</div><div style="opacity:0.9">y</div>`, "y", "x"},
		{"no height", `<div style="max-height:0px;overflow:hidden">x</div><div style="height:0">y</div>`, "y", "x"},
		{"attribute", `<p hidden>x</p>y`, "y", "x"},
		{"left", `<p style="position:absolute;left:-9999px">x</p>y`, "y", "x"},
		{"style sheet", `<style>@media print{.b{display:none}} .a, p .c {display:none}</style><i class="z a">x</i><i class=b>y</i><i class=c>z</i>`, "yz", "x"},
		{"style sheet of a layout", `<style>.root{font-size:0 !important}</style><td class=root><p style="font-size:14px">seen</p></td>`, "seen", ""},
		{"inner same name", `<div style="display:none">a<div>b</div>c</div>d`, "d", "abc"},
		{"open cell", `<table><tr><td style="display:none">a<td>b</table>`, "b", "a"},
		{"bulletproof button", `<a href="http://a.example" style="mso-hide:all">seen</a>`, "seen", ""},
		{"preheader padding", `<div style="display:none">Hello&nbsp;&zwnj;&#847; &#8199;</div>x`, "x", "Hello"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			got := htmlToText(c.html, 1<<20)
			if got.Text != c.text || got.Hidden != c.hidden {
				t.Errorf("got  %q, hidden %q\nwant %q, hidden %q", got.Text, got.Hidden, c.text, c.hidden)
			}
		})
	}
}

func TestHTMLLinks(t *testing.T) {
	t.Parallel()
	h := htmlToText(`<base href="https://b.example/dir/x"><p>See <a href=" https://a.example/?a=1&amp;b=2 ">our <b>site</b></a>,
<a href="rel.html">rel</a> <a href="#top">top</a> <a href="http://p.example"><img src="cid:1"></a> <a name=x>n</a>
<form action="https://f.example/post"><input type="PASSWORD" name=p></form><a href="javascript:go()">j</a>`, 1000)
	want := []struct{ target, text string }{
		{"https://a.example/?a=1&b=2", "our site"}, {"https://b.example/dir/rel.html", "rel"}, {"http://p.example", ""},
		{"https://f.example/post", ""}, {"javascript:go()", "j"},
	}
	if len(h.Links) != len(want) {
		t.Fatalf("links %+v", h.Links)
	}
	for i, w := range want {
		l := h.Links[i]
		if l.Target != w.target || l.Text != w.text || h.Text[l.Start:l.End] != w.text {
			t.Errorf("link %d: %+v, want %v", i, l, w)
		}
	}
	if !h.Form || !h.Password || !h.Script || !h.Links[3].Action || h.Images != 1 {
		t.Errorf("flags %v %v %v, images %d", h.Form, h.Password, h.Script, h.Images)
	}
}

func TestHTMLTables(t *testing.T) {
	t.Parallel()
	h := htmlToText(`<table><tr><td><table border=1><tr><th>Model</th><th>Qty</th><th>Note</th></tr>
<tr><td><p>FL-50</p></td><td>1,000 pcs</td><td></td></tr></table></td></tr></table>`, 1000)
	if len(h.Tables) != 1 || len(h.Tables[0].Rows) != 2 {
		t.Fatalf("tables %+v in %q", h.Tables, h.Text)
	}
	var got []string
	for _, row := range h.Tables[0].Rows {
		for _, c := range row {
			got = append(got, h.Text[c.Start:c.End])
		}
	}
	if s := strings.Join(got, "|"); s != "Model|Qty|Note|FL-50|1,000 pcs|" {
		t.Errorf("cells %q", s)
	}
}

// Hostile bodies take time in proportion to their length; a quadratic reader
// would not end within the test's limit.
func TestHTMLBombs(t *testing.T) {
	t.Parallel()
	const n = 1 << 17
	for name, s := range map[string]string{
		"nested":      strings.Repeat("<div>", n),
		"tables":      strings.Repeat("<table><tr><td>", n/4),
		"attribute":   `<a href="` + strings.Repeat("x", 4<<20) + `">x</a>`,
		"open quotes": strings.Repeat(`<a b="`+"'", n) + ">",
		"comments":    strings.Repeat("<!--", n),
		"scripts":     strings.Repeat("<script>", n),
		"titles":      strings.Repeat("<title>", n),
		"end tags":    strings.Repeat("<b><i>", 200) + strings.Repeat("</u></p>", n),
		"entities":    strings.Repeat("&", n) + strings.Repeat("&amp", n),
		"quotes":      strings.Repeat("<blockquote type=cite>x</blockquote>", n/16),
		"styles":      "<style>" + strings.Repeat("a{", n) + "</style>" + strings.Repeat(`<i style="a:b;">`, n/4),
		"less":        strings.Repeat("<", n),
		"lists":       strings.Repeat("<ol><li>", n/2),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := htmlToText(s, 1<<16)
			checkHTML(t, h, 1<<16)
		})
	}
}

func FuzzHTML(f *testing.F) {
	for _, s := range []string{
		"<p>a<table><tr><td>b<td>c<tr><td>d</table>", "<blockquote type=cite>a<br>b</blockquote>", "<ol><li>a<li>b</ol>",
		`<a href="http://x.example">x</a><div style="display:none">y</div>&nbsp;&eacute`, "\xff<b>\xc3(</b>", "<pre>a\n b</pre>",
		"<style>.a{display:none}</style><i class=a>x", "<a href=x><td>y</a>z",
	} {
		f.Add(s, 100)
	}
	f.Fuzz(func(t *testing.T, s string, max int) {
		if max < 0 || max > 1<<16 {
			max = 1 << 16
		}
		checkHTML(t, htmlToText(s, max), max)
	})
}

// checkHTML checks what holds for the text of every HTML body.
func checkHTML(t *testing.T, h htmlText, max int) {
	t.Helper()
	if !utf8.ValidString(h.Text) || !utf8.ValidString(h.Hidden) {
		t.Errorf("text is no UTF-8: %.100q", h.Text)
	}
	if len(h.Text) > max || len(h.Hidden) > maxUnseen+8 {
		t.Errorf("%d bytes of text, %d hidden, limit %d", len(h.Text), len(h.Hidden), max)
	}
	for _, l := range h.Links {
		if l.Start < 0 || l.End < l.Start || l.End > len(h.Text) || l.End > l.Start && h.Text[l.Start:l.End] != l.Text {
			t.Errorf("link %+v in %d bytes", l, len(h.Text))
		}
	}
	for _, tab := range h.Tables {
		last := 0
		for _, row := range tab.Rows {
			for _, c := range row {
				if c.End < c.Start || c.End > len(h.Text) || c.Start < last && c.End > c.Start {
					t.Errorf("cell %+v after %d in %d bytes", c, last, len(h.Text))
				}
				last = c.End
			}
		}
	}
}
