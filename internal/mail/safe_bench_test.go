package mail

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
	"time"
)

func BenchmarkSafe(b *testing.B) {
	for _, name := range []string{"gmail.eml", "outlook.eml", "newsletter.eml"} {
		raw := safeMail(b, name)
		b.Run(strings.TrimSuffix(name, ".eml"), func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(raw)))
			for b.Loop() {
				Safe(raw, SafeOptions{CID: pictureAt})
			}
		})
	}
	all := realMails(b, "ham", "phishing", "real", "written")
	total := 0
	for _, raw := range all {
		total += len(raw)
	}
	b.Run(fmt.Sprintf("%d real mails", len(all)), func(b *testing.B) {
		b.ReportAllocs()
		b.SetBytes(int64(total))
		for b.Loop() {
			for _, raw := range all {
				Safe(raw, SafeOptions{CID: pictureAt})
			}
		}
	})
}

func TestSafeRealMails(t *testing.T) {
	t.Parallel()
	for name, raw := range realMails(t, "ham", "spam", "phishing", "real", "written", "torture") {
		opt := safeModes[safeModeNames[len(raw)%len(safeModeNames)]]
		checkParts(t, Safe(raw, opt).HTML, opt)
		if t.Failed() {
			t.Fatal(name)
		}
	}
}

// TestSafeAttacks shows mails made to cost time or memory. What comes out and
// what is allocated is bounded; the time is only logged.
func TestSafeAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("large mails")
	}
	rep := strings.Repeat
	var rules, deepRules strings.Builder
	for i := range 20000 {
		fmt.Fprintf(&rules, ".c%d,.x{color:red;margin:1px;padding:%dpx}", i, i%9)
		deepRules.WriteString("div div div div div p{color:red}")
	}
	const size = 1 << 20
	for name, page := range map[string]string{
		"open elements":       rep("<div>", size/5),
		"formatting":          rep("<b><i><font color=red>", size/22),
		"tables":              rep("<table><tr><td>", size/15),
		"paragraphs":          rep("<p>x", size/4),
		"links":               rep(`<a href="http://a.example/">b.example</a>`, size/41),
		"open links":          rep(`<a href="http://a.example/">b.example `, size/37),
		"end tags":            rep("<p></b></i></a></div></table>", size/29),
		"end tags, deep":      rep("<span dir=ltr>", 99) + rep("</x></b></p>", size/12),
		"one tag":             "<p " + rep("a=b ", size/4),
		"one style":           `<p style="` + rep("color:red;", size/10),
		"one value":           `<p style="color:` + rep("red ", size/4),
		"open brackets":       `<p style="` + rep("a:(", size/3),
		"open comments":       `<p style="` + rep("/*", size/2),
		"open quotes":         `<p style="` + rep(`a:'`+"\n", size/4),
		"escapes":             `<p style="` + rep(`\41`, size/3),
		"styles":              rep(`<p style="color:red;margin:0 auto;font:12px/1.5 Arial">x`, size/56),
		"different styles":    rep(`<p style="width:1px;height:2px;color:#123456">`, size/46),
		"sheet":               "<style>" + rules.String() + "</style>" + rep("<p class=x>", size/30),
		"deep selectors":      "<style>" + deepRules.String() + "</style>" + rep("<div>", 90) + rep("<p>x</p>", size/30),
		"many classes":        "<style>.a{color:red}</style>" + rep(`<p class="`+rep("a ", 500)+`">`, size/1010),
		"selectors":           "<style>" + rep("a,", size/2) + "{color:red}</style><a href=x>x",
		"at-rules":            "<style>" + rep("@media screen{", size/14),
		"imports":             "<style>" + rep("@import url(http://e.example/);", size/31),
		"big inlined style":   "<style>p{" + rep("font-family:"+rep("a", 50)+",", 1) + rep("padding:1px;margin:2px;border:1px solid red;color:red;", 1) + "}</style>" + rep("<p>", size/4),
		"drawings":            rep("<svg><g>", size/8),
		"selects":             rep("<select>", size/8),
		"templates":           rep("<template></template>", size/21),
		"comments":            rep("<!--", size/4),
		"entities":            rep("&amp;", size/5) + rep("&#x", size/3),
		"brackets":            rep("<", size),
		"images":              rep(`<img src="cid:logo@example.com">`, size/32),
		"remote images":       rep(`<img src="http://e.example/a.gif" alt=x>`, size/40),
		"data image":          `<img src="data:image/png;base64,` + rep("AAAA", size/4) + `">`,
		"data images":         rep(`<img src="data:image/png;base64,`+rep("AAAA", 250)+`">`, size/1040),
		"zero width":          `<a href="http://a.example/">` + rep("\u200b", size/3),
		"domains in a text":   `<a href="http://a.example/">` + rep("b.example ", size/10),
		"hosts of many parts": rep(`<a href="http://`+rep("a.", 120)+`example/">x</a>`, size/280),
		"foreign hosts":       rep(`<a href="http://`+rep("ä", 60)+`.example/">x</a>`, size/160),
		"areas":               rep("<area href=//a.example>", size/23),
		"text":                rep("We need 500 pumps & more. ", size/26),
		"bodies":              rep("<body bgcolor=red style=color:red>", size/34),
	} {
		t.Run(name, func(t *testing.T) {
			raw := []byte("Content-Type: text/html; charset=utf-8\n\n" + page)
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			v := Safe(raw, SafeOptions{CID: pictureAt})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			used := (after.TotalAlloc - before.TotalAlloc) >> 20
			t.Logf("%v, %d MB allocated, %d KB out", took.Round(time.Millisecond), used, len(v.HTML)>>10)
			if len(v.HTML) > maxSafe+maxPictures+maxSafe/4 || len(v.Links) > maxLinks {
				t.Errorf("%d bytes and %d links came out", len(v.HTML), len(v.Links))
			}
			if used > 1500 {
				t.Errorf("allocated %d MB", used)
			}
		})
	}
}
