package outbox

import (
	"net/http"
	"strings"
	"testing"
	"unicode/utf8"
)

func TestInert(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"5,000 pcs, 3.5 mm, e.g. red, IP65. Thanks...": "5,000 pcs, 3.5 mm, e.g. red, IP65. Thanks...",
		"询盘：50W 投光灯。":                                  "询盘：50W 投光灯。",
		"  two\r\n\tlines\u2028and \u3000 gaps ":       "two lines and gaps",
		"buyer@acme.com":                               "buyer＠acme．com",
		"@all @所有人 <@userid>":                          "＠all ＠所有人 <＠userid>",
		"see https://evil.example/a?b=c.html":          "see https：//evil．example/a?b=c．html",
		"www.evil.com evil.co/x":                       "www．evil．com evil．co/x",
		"例子.中国 xn--fsqu00a.xn--0zwm56d":                "例子．中国 xn--fsqu00a．xn--0zwm56d",
		"h\u200btt\u00adp:\u200b//evil.\u2060com":      "http：//evil．com",
		"tgp.\u202egpj.exe\u202c":                      "tgp．gpj．exe",
		"dingtalk://dingtalkclient/page":               "dingtalk：//dingtalkclient/page",
		"a\x00b\x1b[31mc":                              "ab[31mc",
		"bad \xff\xfe bytes":                           "bad \uFFFD bytes",
		"1:2 ratio, time 10:30":                        "1:2 ratio, time 10:30",
		"":                                             "",
	} {
		if got := inert(in); got != want {
			t.Errorf("inert(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestLiteral(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"**now** _x_ ~~y~~ `z`":           "＊＊now＊＊ ＿x＿ ～～y～～ ｀z｀",
		"[click](https://evil.example)":   "［click］(https：//evil．example)",
		"![](https://evil.example/p.png)": "!［］(https：//evil．example/p．png)",
		`<font color="warning">x</font>`:  `＜font color="warning"＞x＜/font＞`,
		"&lt;@all&gt; &#64;all":           "＆lt;＠all＆gt; ＆＃64;all",
		"# title":                         "＃ title",
		"> quote | cell":                  "＞ quote ｜ cell",
		`\[a\]`:                           "＼［a＼］",
		"<a href=x>evil</a>":              "＜a href=x＞evil＜/a＞",
		"H&M":                             "H＆M",
	} {
		if got := literal(in); got != want {
			t.Errorf("literal(%q) = %q, want %q", in, got, want)
		}
	}
}

// Whatever a mail holds, the only link and the only markup are the desk's own.
func TestHostileText(t *testing.T) {
	t.Parallel()
	hostile := []string{
		"[urgent](https://evil.example/login)", "<@all>", "@所有人", "<at id=all></at>", "&lt;@all&gt;", "![x](http://evil.example/x.png)",
		"](http://evil.example)", "**", "```", "# big", "<font color=\"warning\">pay now</font>", "https://evil.example", "a\n# b", "</at><at user_id=\"all\">",
	}
	for kind, answer := range taken {
		if kind == Generic {
			continue
		}
		t.Run(string(kind), func(t *testing.T) {
			t.Parallel()
			address, last := receiver(t, http.StatusOK, answer)
			for _, words := range hostile {
				hook := Hook{URL: address, Kind: kind}
				if f := hook.send(t.Context(), client(t), Event{Name: "inquiry.alert", Title: words, Lines: []string{words}, Link: "https://desk.example/i/1"}, now); f != nil {
					t.Fatal(f)
				}
				body := last().body
				// What is left without the desk's own link is the stranger's.
				text := strings.Replace(said(t, kind, body), "[Open in the desk](https://desk.example/i/1)", "", 1)
				forbidden := []string{"@", "evil.example", "://"}
				if kind == Feishu {
					if texts, plain := strings.Count(body, `"content":`), strings.Count(body, `"tag":"plain_text"`); texts != plain {
						t.Errorf("%q: %d of %d texts are plain: %s", words, plain, texts, body)
					}
				} else {
					if strings.Count(text, "**") != 2 {
						t.Errorf("%q became %q, with more in bold than the title", words, text)
					}
					forbidden = append(forbidden, "[", "]", "<", "&", "`", "#")
				}
				for _, f := range forbidden {
					if strings.Contains(text, f) {
						t.Errorf("%q became %q, which has %q", words, text, f)
					}
				}
			}
		})
	}
}

func FuzzLiteral(f *testing.F) {
	for _, seed := range []string{"", "a@b.co", "h:\u200b//x", "[x](y)", "&lt;@all&gt;", "\xff.\xffab", "e.\u0301co", "\u2028#"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, in string) {
		out := literal(in)
		if !utf8.ValidString(out) || strings.ContainsAny(out, "@[]<>&*_`#\\~|\n\r\t\u2028\u202e\u200b") || strings.Contains(out, "://") {
			t.Errorf("%q became %q", in, out)
		}
		if again := literal(out); len(in) < textLimit && again != out {
			t.Errorf("%q became %q, and that %q", in, out, again)
		}
	})
}

func TestCut(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"abc", 3, "abc"},
		{"abcd", 3, "…"},
		{"abcde", 4, "a…"},
		{"询盘工作台", 15, "询盘工作台"},
		{"询盘工作台", 14, "询盘工…"},
		{"询盘工作台", 12, "询盘工…"},
		{"询盘工作台", 11, "询盘…"},
		{"🚢🚢", 7, "🚢…"},
		{"🚢🚢", 6, "…"},
		{"🚢🚢", 2, ""},
		{"🚢🚢", -5, ""},
		{"\x80\x80\x80\x80\x80", 4, "…"},
	} {
		if got := cut(c.in, c.limit); got != c.want {
			t.Errorf("cut(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}

// The texts at the limits of what bots take: each event is made as long as can
// be in one respect.
func TestTextLimits(t *testing.T) {
	t.Parallel()
	const link = "https://desk.example/"
	for name, e := range map[string]Event{
		"one long line":     {Title: "t", Lines: []string{strings.Repeat("询", 5000)}, Link: link},
		"many lines":        {Title: "t", Lines: strings.Split(strings.Repeat("quantity 5,000 pcs\n", 500), "\n"), Link: link},
		"all characters":    {Title: strings.Repeat("@", 500), Lines: []string{strings.Repeat("<@&*_>", 5000)}, Link: link},
		"long title":        {Title: strings.Repeat("题", 5000), Lines: []string{"line"}, Link: link},
		"long link":         {Title: "t", Lines: []string{strings.Repeat("x", 5000)}, Link: link + strings.Repeat("a", linkLimit-len(link))},
		"a million letters": {Title: strings.Repeat("x", 1_000_000), Lines: []string{strings.Repeat("y", 1_000_000)}, Link: link},
		"odd offsets":       {Title: "ab", Lines: []string{strings.Repeat("🚢é", 2000)}, Link: link},
	} {
		for kind, answer := range taken {
			if kind == Generic {
				continue
			}
			t.Run(name+" "+string(kind), func(t *testing.T) {
				t.Parallel()
				address, last := receiver(t, http.StatusOK, answer)
				hook := Hook{URL: address, Kind: kind}
				if f := hook.send(t.Context(), client(t), e, now); f != nil {
					t.Fatal(f)
				}
				body := last().body
				text := said(t, kind, body)
				if kind == WeCom && len(strings.TrimSpace(text)) > 4096 {
					t.Errorf("WeCom takes 4096 bytes, not %d", len(strings.TrimSpace(text)))
				}
				if len(body) > 20_000 {
					t.Errorf("the body has %d bytes", len(body))
				}
				if !utf8.ValidString(text) || strings.ContainsRune(text, utf8.RuneError) {
					t.Error("a character was cut in two")
				}
				if !strings.Contains(text, "…") {
					t.Error("nothing shows that words are missing")
				}
				if !strings.Contains(body, e.Link) {
					t.Error("the link is lost")
				}
			})
		}
	}
}

func TestLink(t *testing.T) {
	t.Parallel()
	for in, want := range map[string]string{
		"https://desk.example/i/1?a=b&c=d#x": "https://desk.example/i/1?a=b&c=d#x",
		"http://[::1]:8080/i/1":              "http://[::1]:8080/i/1",
		"https://desk.example/询盘":            "https://desk.example/%E8%AF%A2%E7%9B%98",
		"https://desk.example/a)b(c?d=e f>":  "https://desk.example/a%29b%28c?d=e%20f%3E",
		"javascript:alert(1)":                "",
		"/inquiries/1":                       "",
		"https://me:pass@desk.example/":      "",
		"https:///x":                         "",
		"https://desk.example/\n# x":         "",
		"":                                   "",
		"https://desk.example/" + strings.Repeat("a", linkLimit): "",
	} {
		if got := link(in); got != want {
			t.Errorf("link(%q) = %q, want %q", in, got, want)
		}
	}
}

func TestTitleFallsBack(t *testing.T) {
	t.Parallel()
	if got := markup(Event{Name: "webhook.test", Title: " \n"}, "> ", "\n"); got != "**webhook．test**" {
		t.Errorf("%q", got)
	}
}
