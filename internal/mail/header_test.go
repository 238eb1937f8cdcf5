package mail

import (
	"encoding/base64"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"

	"xunpan"
)

func gbk(s string) string  { v, _ := simplifiedchinese.GBK.NewEncoder().String(s); return v }
func big5(s string) string { v, _ := traditionalchinese.Big5.NewEncoder().String(s); return v }
func cp1251(s string) string {
	v, _ := charmap.Windows1251.NewEncoder().String(s)
	return v
}
func latin(s string) string { v, _ := charmap.Windows1252.NewEncoder().String(s); return v }
func b64(s string) string   { return base64.StdEncoding.EncodeToString([]byte(s)) }

func TestSubject(t *testing.T) {
	t.Parallel()
	chinese := "询价：五千件注塑模具，请报价"
	half := gbk("报价单")
	for _, c := range []struct{ name, field, want string }{
		{"plain", "Inquiry for 5,000 pcs", "Inquiry for 5,000 pcs"},
		{"folded", "Inquiry\r\n for\r\n\tmoulds", "Inquiry for moulds"},
		{"quoted", "=?utf-8?Q?Anfrage_=C3=BCber_500_St=C3=BCck?=", "Anfrage über 500 Stück"},
		{"base64", "=?UTF-8?B?" + b64(chinese) + "?=", chinese},
		{"mixed case", "=?Utf-8?b?" + b64("Grüße") + "?=", "Grüße"},
		{"no padding", "=?utf-8?B?" + strings.TrimRight(b64("Grüße!"), "=") + "?=", "Grüße!"},
		{"language", "=?utf-8*de?Q?Gr=C3=BC=C3=9Fe?=", "Grüße"},
		{"two words", "=?utf-8?Q?Inquiry_?= =?utf-8?Q?about?=", "Inquiry about"},
		{"folded words", "=?utf-8?Q?Inquiry_?=\r\n =?utf-8?Q?about?=", "Inquiry about"},
		{"words and text", "Re: =?utf-8?Q?Pr=C3=A9cios?= (urgent)", "Re: Précios (urgent)"},
		{"split character", "=?gb2312?B?" + b64(half[:3]) + "?= =?GB2312?B?" + b64(half[3:]) + "?=", "报价单"},
		{"split character in Q", "=?utf-8?Q?=E6=8A?= =?utf-8?Q?=A5=E4=BB=B7?=", "报价"},
		{"two charsets", "=?gbk?B?" + b64(gbk("报价")) + "?= =?big5?B?" + b64(big5("詢價")) + "?=", "报价詢價"},
		{"gb18030 under gb2312", "=?gb2312?B?" + b64(gbk("東莞鎔")) + "?=", "東莞鎔"},
		{"latin label", "=?iso-8859-1?Q?price_in_=80?=", "price in €"},
		{"spaces inside", "=?utf-8?Q?two words =C3=BC?=", "two words ü"},
		{"not closed", "=?utf-8?Q?open_end", "open end"},
		{"no word", "a =? b ?= c", "a =? b ?= c"},
		{"bare question mark", "=?utf-8?Q?Are_you_there?=3F?=", "Are you there??"},
		{"raw UTF-8", chinese, chinese},
		{"raw GBK", gbk(chinese), chinese},
		{"raw Big5", big5("詢價：請提供您的產品目錄與價格"), "詢價：請提供您的產品目錄與價格"},
		{"raw Cyrillic", cp1251("Запрос цены на оборудование"), "Запрос цены на оборудование"},
		{"raw Latin", latin("Demande de prix: pièces détachées"), "Demande de prix: pièces détachées"},
		{"unknown charset", "=?x-nothing?Q?plain?=", "plain"},
		{"controls", "a\x00b\x07c", "abc"},
		{"hidden line break", "=?utf-8?Q?a=0D=0ABcc:_x@example.com?=", "a Bcc: x@example.com"},
		{"empty", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte("From: a@example.com\r\nSubject: "+c.field+"\r\n\r\nHello\r\n"), Options{})
			checkMessage(t, m, Options{})
			if m.Subject != c.want {
				t.Errorf("got %q, want %q", m.Subject, c.want)
			}
			if m.Body != "Hello" {
				t.Errorf("body %q", m.Body)
			}
		})
	}
}

func TestHead(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, raw     string
		subject, body string
	}{
		{"LF", "From: a@example.com\nSubject: s\n\nbody\n", "s", "body"},
		{"CRLF", "From: a@example.com\r\nSubject: s\r\n\r\nbody\r\n", "s", "body"},
		{"CR", "From: a@example.com\rSubject: s\r\rbody\rmore\r", "s", "body\nmore"},
		{"CRCRLF", "From: a@example.com\r\r\nSubject: s\r\r\n\r\r\nbody\r\r\nmore\r\r\n", "s", "body\nmore"},
		{"mixed", "From: a@example.com\r\nSubject: s\n\r\nbody\rmore\n", "s", "body\nmore"},
		{"mbox line", "From a@example.com Mon May  4 09:12:00 2026\nSubject: s\n\nbody\n", "s", "body"},
		{"quoted mbox line", ">From a@example.com Mon May  4 09:12:00 2026\nSubject: s\n\nbody\n", "s", "body"},
		{"blank lines first", "\r\n\r\nSubject: s\r\n\r\nbody\r\n", "s", "body"},
		{"byte order mark", "\ufeffSubject: s\n\nbody\n", "s", "body"},
		{"space before colon", "Subject : s\n\nbody\n", "s", "body"},
		{"no space behind colon", "Subject:s\n\nbody\n", "s", "body"},
		{"senseless line", "From: a@example.com\nthis is no field\nSubject: s\n\nbody\n", "s", "body"},
		{"senseless line last", "Subject: s\nthis is no field\n\nbody\n", "s", "body"},
		{"blank line missing", "Subject: s\nDear Sir,\nplease send the price list.\n\nRegards\n", "s", "Dear Sir,\nplease send the price list.\n\nRegards"},
		{"blank line of spaces", "Subject: s\n  \nbody\n", "s", "body"},
		{"blank folded line", "Subject: s\n \n more\nTo: b@example.com\n\nbody\n", "s more", "body"},
		{"head only", "Subject: s\n", "s", ""},
		{"head only, no line end", "Subject: s", "s", ""},
		{"no head", "Hello,\nwe need 500 pumps.\n", "", "Hello,\nwe need 500 pumps."},
		{"doubled", "Subject: s\nSubject: other\n\nbody\n", "s", "body"},
		{"empty one first", "Subject:\nSubject: s\n\nbody\n", "s", "body"},
		{"fold first", " folded\nSubject: s\n\nbody\n", "s", "body"},
		{"nothing", "", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(c.raw), Options{})
			checkMessage(t, m, Options{})
			if m.Subject != c.subject || m.Body != c.body {
				t.Errorf("got %q, %q; want %q, %q", m.Subject, m.Body, c.subject, c.body)
			}
		})
	}
}

func TestAddresses(t *testing.T) {
	t.Parallel()
	type A struct{ Name, Mail string }
	for _, c := range []struct {
		field string
		want  []A
	}{
		{"a@example.com", []A{{"", "a@example.com"}}},
		{"<a@Example.COM>", []A{{"", "a@example.com"}}},
		{"Ana Silva <ana@example.com>", []A{{"Ana Silva", "ana@example.com"}}},
		{`"Silva, Ana" <ana@example.com>`, []A{{"Silva, Ana", "ana@example.com"}}},
		{"Silva, Ana <ana@example.com>", []A{{"Silva, Ana", "ana@example.com"}}},
		{"a@example.com, b@example.com", []A{{"", "a@example.com"}, {"", "b@example.com"}}},
		{"a@example.com; b@example.com", []A{{"", "a@example.com"}, {"", "b@example.com"}}},
		{"Ana <a@example.com>, Bo <b@example.com>", []A{{"Ana", "a@example.com"}, {"Bo", "b@example.com"}}},
		{"ana@example.com (Ana Silva)", []A{{"Ana Silva", "ana@example.com"}}},
		{"Ana (Sales) <ana@example.com>", []A{{"Ana", "ana@example.com"}}},
		{"=?utf-8?B?" + b64("王小明") + "?= <w@example.com>", []A{{"王小明", "w@example.com"}}},
		{`"=?gb2312?B?` + b64(gbk("王小明")) + `?=" <w@example.com>`, []A{{"王小明", "w@example.com"}}},
		{"=?utf-8?Q?Silva=2C_Ana?= <ana@example.com>", []A{{"Silva, Ana", "ana@example.com"}}},
		{"=?utf-8?B?" + b64("Ana Silva <ana@example.com>") + "?=", []A{{"Ana Silva", "ana@example.com"}}},
		{"王小明 <w@example.com>", []A{{"王小明", "w@example.com"}}},
		{gbk("王小明") + " <w@example.com>", []A{{"王小明", "w@example.com"}}},
		{"Ana <ana@example.com", []A{{"Ana", "ana@example.com"}}},
		{"Ana ana@example.com", []A{{"Ana", "ana@example.com"}}},
		{"Ana <<ana@example.com>>", []A{{"Ana", "ana@example.com"}}},
		{"'Ana' <ana@example.com>", []A{{"Ana", "ana@example.com"}}},
		{`"ana@example.com" <ana@example.org>`, []A{{"ana@example.com", "ana@example.org"}}},
		{`"Ana \"Boss\" Silva" <ana@example.com>`, []A{{`Ana "Boss" Silva`, "ana@example.com"}}},
		{`"open quote <ana@example.com>`, []A{{"open quote", "ana@example.com"}}},
		{"mailto:ana@example.com", []A{{"", "ana@example.com"}}},
		{"<mailto:ana@example.com>", []A{{"", "ana@example.com"}}},
		{"undisclosed-recipients:;", nil},
		{"Buyers: a@example.com, b@example.com;", []A{{"", "a@example.com"}, {"", "b@example.com"}}},
		{"Ana <a@xn--bcher-kva.example>", []A{{"Ana", "a@bücher.example"}}},
		{"a@example.com.", []A{{"", "a@example.com"}}},
		{"<@relay.example:a@example.com>", []A{{"", "a@example.com"}}},
		{`"a b"@example.com`, []A{{"", `"a b"@example.com`}}},
		{"Mailer Daemon", []A{{"Mailer Daemon", ""}}},
		{"", nil},
		{",,;", nil},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte("To: "+c.field+"\r\n\r\nHello\r\n"), Options{})
			checkMessage(t, m, Options{})
			var got []A
			for _, a := range m.To {
				got = append(got, A(a))
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

func TestPeople(t *testing.T) {
	t.Parallel()
	m := Parse([]byte("Return-Path: <>\nReply-To: <r@example.com>\nreply-to: s@example.com\nFROM: nobody\nFrom: Ana <ana@example.com>, b@example.com\n"+
		"Sender: list@example.com\nMessage-Id: <1@example.com>\nIn-Reply-To: Your mail of Monday <0@example.com>\n"+
		"References: <a@example.com>\n\t<b@example.com> <c@exam\n ple.com>\n\nHi\n"), Options{})
	checkMessage(t, m, Options{})
	if m.Envelope != (xunpan.Address{Name: "Ana", Mail: "ana@example.com"}) || m.From != m.Envelope {
		t.Errorf("from %+v, %+v", m.Envelope, m.From)
	}
	if m.ReturnPath != "<>" || m.Sender.Mail != "list@example.com" || m.ID != "1@example.com" || len(m.ReplyTo) != 2 {
		t.Errorf("got %q %q %q %v", m.ReturnPath, m.Sender, m.ID, m.ReplyTo)
	}
	if d := cmp.Diff([]string{"a@example.com", "b@example.com", "c@example.com"}, m.References); d != "" {
		t.Error(d)
	}
	if d := cmp.Diff([]string{"0@example.com"}, m.InReplyTo); d != "" {
		t.Error(d)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		field, want string
		told        bool
	}{
		{"Mon, 04 May 2026 09:12:00 -0300", "2026-05-04T09:12:00-03:00", true},
		{"Mon, 4 May 2026 09:12 -0300", "2026-05-04T09:12:00-03:00", true},
		{"4 May 2026 09:12:00 +0530", "2026-05-04T09:12:00+05:30", true},
		{"Mon, 04 May 2026 09:12:00 +0800 (CST)", "2026-05-04T09:12:00+08:00", true},
		{"Mon, 04 May 26 09:12:00 EST", "2026-05-04T09:12:00-05:00", true},
		{"Mon, 04 May 98 09:12:00 GMT", "1998-05-04T09:12:00Z", true},
		{"Mon, 04 May 2026 09:12:00 -0000", "2026-05-04T09:12:00Z", false},
		{"Mon, 04 May 2026 09:12:00 +0000", "2026-05-04T09:12:00Z", true},
		{"Mon, 04 May 2026 09:12:00", "2026-05-04T09:12:00Z", false},
		{"Mon, 04 May 2026 09:12:00 XYZ", "2026-05-04T09:12:00Z", false},
		{"Mon May  4 09:12:00 2026", "2026-05-04T09:12:00Z", false},
		{"Mon May  4 09:12:00 PDT 2026", "2026-05-04T09:12:00-07:00", true},
		{"2026-05-04 09:12:00 +0800", "2026-05-04T09:12:00+08:00", true},
		{"2026-05-04T09:12:00-03:00", "2026-05-04T09:12:00-03:00", true},
		{"2026-05-04T09:12:00Z", "2026-05-04T09:12:00Z", true},
		{"2026/5/4 9:12", "2026-05-04T09:12:00Z", false},
		{"5/4/2026 9:12:05 PM", "2026-05-04T21:12:05Z", false},
		{"04-May-2026 12:05:00 AM +0200", "2026-05-04T00:05:00+02:00", true},
		{"Monday, May 4, 2026 9:12 AM", "2026-05-04T09:12:00Z", false},
		{"Mon, 04 May 2026 09:12:00 GMT+8", "2026-05-04T09:12:00+08:00", true},
		{"Mon,04 May 2026 09:12:00 +0800", "2026-05-04T09:12:00+08:00", true},
		{"(sent) 04 (day) May 2026 09:12:00 +0800", "2026-05-04T09:12:00+08:00", true},
		{"Mon, 31 Feb 2026 09:12:00 +0800", "", false},
		{"yesterday", "", false},
		{"99999999999999", "", false},
		{"", "", false},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			got, told, _ := parseDate(c.field)
			s := ""
			if !got.IsZero() {
				s = got.Format(time.RFC3339)
			}
			if s != c.want || told != c.told {
				t.Errorf("got %q %v, want %q %v", s, told, c.want, c.told)
			}
		})
	}
}

func TestParams(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ field, value, key, want string }{
		{`text/plain; charset=utf-8`, "text/plain", "charset", "utf-8"},
		{`Text/Plain; CHARSET="UTF-8"`, "text/plain", "charset", "UTF-8"},
		{`text/plain; charset = utf-8 ; format=flowed`, "text/plain", "charset", "utf-8"},
		{`text/plain charset=utf-8`, "text/plain", "charset", "utf-8"},
		{`multipart/mixed; boundary="a b;c"`, "multipart/mixed", "boundary", "a b;c"},
		{`multipart/mixed; boundary="open`, "multipart/mixed", "boundary", "open"},
		{`multipart/mixed;; boundary=x;`, "multipart/mixed", "boundary", "x"},
		{`application/pdf; name="a \"b\".pdf"`, "application/pdf", "name", `a "b".pdf`},
		{`application/pdf; name=my order.pdf`, "application/pdf", "name", "my order.pdf"},
		{`application/pdf; name=a; name=b`, "application/pdf", "name", "a"},
		{`attachment; filename*=utf-8''%e6%8a%a5%e4%bb%b7.pdf`, "attachment", "filename", "报价.pdf"},
		{`attachment; filename*=GBK''%B1%A8%BC%DB.xls`, "attachment", "filename", "报价.xls"},
		{`attachment; filename*0="long "; filename*1="name.pdf"`, "attachment", "filename", "long name.pdf"},
		{`attachment; filename*1="name.pdf"; filename*0="long "`, "attachment", "filename", "long name.pdf"},
		{`attachment; filename*0*=utf-8''%e6%8a; filename*1*=%a5.pdf`, "attachment", "filename", "报.pdf"},
		{`attachment; filename="x.pdf"; filename*=utf-8''y.pdf`, "attachment", "filename", "y.pdf"},
		{`(comment) text/html; charset=a`, "", "charset", "a"},
		{``, "", "charset", ""},
		{`;=;=`, "", "", ""},
	} {
		t.Run(c.field, func(t *testing.T) {
			t.Parallel()
			p := parseParams(c.field)
			if p.value != c.value || p.get(c.key) != c.want {
				t.Errorf("got %q, %q", p.value, p.get(c.key))
			}
		})
	}
}
