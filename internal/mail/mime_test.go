package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

// crlf writes a mail with the line ends of the wire.
func crlf(s string) []byte { return []byte(strings.ReplaceAll(s, "\n", "\r\n")) }

// multipart writes a mail of the parts given, each with its own head.
func multipart(kind string, parts ...string) string {
	var s strings.Builder
	s.WriteString("From: ana@example.com\nSubject: s\nMIME-Version: 1.0\nContent-Type: multipart/" + kind + "; boundary=\"=_boundary\"\n\npreamble\n")
	for _, p := range parts {
		s.WriteString("--=_boundary\n" + p + "\n")
	}
	s.WriteString("--=_boundary--\nepilogue\n")
	return s.String()
}

const (
	plainPart = "Content-Type: text/plain\n\nWe need 500 pumps."
	htmlPart  = "Content-Type: text/html\n\n<p>We need 500 <a href=\"https://example.com/pump\">pumps</a>.</p>"
)

func TestBody(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, raw, want string }{
		{"plain of an alternative", multipart("alternative", plainPart, htmlPart), "We need 500 pumps."},
		{"html only", multipart("alternative", htmlPart), "We need 500 pumps."},
		{"plain is empty", multipart("alternative", "Content-Type: text/plain\n\n \n", htmlPart), "We need 500 pumps."},
		{"plain says no html", multipart("alternative", "Content-Type: text/plain\n\nYour mail program does not support HTML.",
			"Content-Type: text/html\n\n<p>Dear sales team, we are an importer in Chile and need 500 pumps of cast iron by the end of June.</p>"),
			"Dear sales team, we are an importer in Chile and need 500 pumps of cast iron by the end of June."},
		{"plain says something else", multipart("alternative",
			"Content-Type: text/plain\n\nThe garden club meets every second Tuesday behind the library; bring cookies, gloves and good humour for everybody.",
			"Content-Type: text/html\n\n<p>Your mailbox exceeded its storage quota. Please validate your password within twenty hours or messages will be rejected.</p>"),
			"Your mailbox exceeded its storage quota. Please validate your password within twenty hours or messages will be rejected."},
		{"parts of a mixed mail", multipart("mixed", plainPart, "Content-Type: text/plain\n\nRegards, Ana"), "We need 500 pumps.\n\nRegards, Ana"},
		{"alternative in mixed", multipart("mixed", "Content-Type: multipart/alternative; boundary=i\n\n--i\n"+plainPart+"\n--i\n"+htmlPart+"\n--i--"), "We need 500 pumps."},
		{"no type", multipart("mixed", "\nWe need 500 pumps."), "We need 500 pumps."},
		{"empty type", multipart("mixed", "Content-Type:\n\nWe need 500 pumps."), "We need 500 pumps."},
		{"type of one word", multipart("mixed", "Content-Type: text\n\nWe need 500 pumps."), "We need 500 pumps."},
		{"named text", multipart("mixed", "Content-Type: text/plain; name=body.txt\n\nWe need 500 pumps."), "We need 500 pumps."},
		{"no last boundary", strings.TrimSuffix(multipart("mixed", plainPart), "--=_boundary--\nepilogue\n"), "We need 500 pumps."},
		{"no blank line in a part", multipart("mixed", "Content-Type: text/plain\nWe need 500 pumps."), "We need 500 pumps."},
		{"inner boundary not closed", multipart("mixed", "Content-Type: multipart/alternative; boundary=i\n\n--i\n"+plainPart), "We need 500 pumps."},
		{"glued behind the end", multipart("mixed", plainPart) + "--=_boundary\nContent-Type: text/plain\n\nMore.\n--=_boundary--\n", "We need 500 pumps.\n\nepilogue\n\nMore."},
		{"spaces behind the boundary", strings.ReplaceAll(multipart("mixed", plainPart), "--=_boundary\n", "--=_boundary \t\n"), "We need 500 pumps."},
		{"junk behind the boundary", strings.ReplaceAll(multipart("mixed", plainPart), "--=_boundary\n", "--=_boundary junk\n"), "We need 500 pumps."},
		{"wrong boundary", strings.Replace(multipart("mixed", plainPart), `"=_boundary"`, `"other"`, 1), "preamble\n\nWe need 500 pumps."},
		{"no boundary stated", strings.Replace(multipart("mixed", plainPart), `boundary="=_boundary"`, "x=y", 1), "preamble\n\nWe need 500 pumps."},
		{"boundary nowhere", "Content-Type: multipart/mixed; boundary=x\n\nWe need 500 pumps.\n", "We need 500 pumps."},
		{"broken inside quotes", "Content-Type: multipart/mixed; boundary=\"=_\nboundary\"\n\n--=_boundary\n" + plainPart + "\n--=_boundary--\n", "We need 500 pumps."},
		{"type lost", "Subject: s\n\n--=_boundary\n" + plainPart + "\n--=_boundary--\n", "We need 500 pumps."},
		{"prefix boundaries", "Content-Type: multipart/mixed; boundary=ab\n\n--ab\nContent-Type: multipart/mixed; boundary=abc\n\n--abc\n" + plainPart + "\n--abc--\n--ab\nContent-Type: text/plain\n\nEnd.\n--ab--\n", "We need 500 pumps.\n\nEnd."},
		{"quoted multipart", "Content-Type: multipart/mixed; boundary=b\nContent-Transfer-Encoding: base64\n\n" + b64("--b\n"+plainPart+"\n--b--\n") + "\n", "We need 500 pumps."},
		{"html sent as plain", "Content-Type: text/plain\n\n<html><body><p>We need 500 pumps.</p></body></html>\n", "We need 500 pumps."},
		{"enriched", "Content-Type: text/enriched\n\n<bold>We need</bold>\n500 << 600 <color><param>red</param>pumps</color>.\n\nAna\n", "We need 500 < 600 pumps.\nAna"},
		{"flowed", "Content-Type: text/plain; format=flowed\n\nWe need \n500 \npumps.\n> old \n> text\n-- \nAna\n", "We need 500 pumps.\n> old text\n-- \nAna"},
		{"flowed with DelSp", "Content-Type: text/plain; format=flowed; delsp=yes\n\n我们需要 \n水泵\n", "我们需要水泵"},
		{"clear-signed", "\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nWe need\n- - 500 pumps\n-----BEGIN PGP SIGNATURE-----\n\nabc\n-----END PGP SIGNATURE-----\n", "We need\n- 500 pumps"},
		{"calendar alone", "Content-Type: text/calendar\n\nBEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:Visit of\n  the factory\nLOCATION:Ningbo\nEND:VEVENT\nEND:VCALENDAR\n", "Visit of the factory\nLocation: Ningbo"},
		{"quoted-printable", "Content-Transfer-Encoding: quoted-printable\nContent-Type: text/plain; charset=utf-8\n\nPre=C3=A7o =\nde 500= \n bombas = 1=ZZ\n", "Preço de 500 bombas = 1=ZZ"},
		{"base64", "Content-Transfer-Encoding: BASE64\n\n" + b64("We need 500 pumps.") + "\n", "We need 500 pumps."},
		{"base64 with junk", "Content-Transfer-Encoding: base64\n\nV2UgbmVl!ZCA1MDAg\n cHVtcHMu\n", "We need 500 pumps."},
		{"base64 glued", "Content-Transfer-Encoding: base64\n\nV2U=\nIG5lZWQ=\n", "We need"},
		{"not base64", "Content-Transfer-Encoding: base64\n\nWe need 500 pumps, please.\n", "We need 500 pumps, please."},
		{"unknown encoding", "Content-Transfer-Encoding: rot13\n\nWe need 500 pumps.\n", "We need 500 pumps."},
		{"uuencoded inside", "\nWe need these:\nbegin 644 a.txt\n%:&5L;&\\\n`\nend\nRegards\n", "We need these:\nRegards"},
		{"controls", "\nWe\x00 need\x07 500\x0c pumps.\n", "We need 500\n pumps."},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			for _, raw := range [][]byte{[]byte(c.raw), crlf(c.raw)} {
				m := Parse(raw, Options{})
				checkMessage(t, m, Options{})
				if m.Body != c.want {
					t.Errorf("%s: got %q\nwant %q\nproblems %v", c.name, m.Body, c.want, m.Problems)
				}
			}
		})
	}
}

func TestCharsetOfBody(t *testing.T) {
	t.Parallel()
	chinese := "您好，我们是一家贸易公司，请报价并提供产品目录。"
	for _, c := range []struct{ name, label, raw, want string }{
		{"utf-8", "utf-8", chinese, chinese},
		{"gb2312", "gb2312", gbk(chinese + "鎔"), chinese + "鎔"},
		{"gbk", "GBK", gbk(chinese), chinese},
		{"big5", "big5", big5("您好，請報價並提供產品目錄。"), "您好，請報價並提供產品目錄。"},
		{"shift_jis", "shift_jis", "\x82\xa8\x8c\xa9\x90\xcf\x82\xe8", "お見積り"},
		{"iso-2022-jp", "iso-2022-jp", "\x1b$B$*8+@Q$j\x1b(B OK", "お見積り OK"},
		{"iso-2022-jp unlabelled", "", "\x1b$B$*8+@Q$j\x1b(B OK", "お見積り OK"},
		{"euc-kr", "euc-kr", "\xb0\xdf\xc0\xfb \xb9\xae\xc0\xc7", "견적 문의"},
		{"koi8-r", "koi8-r", "\xfa\xc1\xd0\xd2\xcf\xd3", "Запрос"},
		{"windows-1251", "windows-1251", cp1251("Запрос"), "Запрос"},
		{"cp1251", "cp1251", cp1251("Запрос"), "Запрос"},
		{"iso-8859-1 with euro", "iso-8859-1", latin("Preis in €"), "Preis in €"},
		{"iso-8859-9", "iso-8859-9", "fiyat teklifi g\xf6nderin, te\xfeekk\xfcrler", "fiyat teklifi gönderin, teşekkürler"},
		{"utf-7", "utf-7", "Preis in +IKw- +- mehr", "Preis in € + mehr"},
		{"utf-16", "utf-16", "\xff\xfeW\x00e\x00", "We"},
		{"hz", "hz-gb-2312", "~{1(<[~} ok", "报价 ok"},
		{"no label, UTF-8", "", chinese, chinese},
		{"no label, GBK", "", gbk(chinese), chinese},
		{"no label, Big5", "", big5("您好，我們是貿易公司，請報價並提供產品目錄。"), "您好，我們是貿易公司，請報價並提供產品目錄。"},
		{"no label, Latin", "", latin("Nous cherchons des pièces détachées à bon marché"), "Nous cherchons des pièces détachées à bon marché"},
		{"no label, Cyrillic", "", cp1251("Прошу прислать прайс-лист и условия поставки"), "Прошу прислать прайс-лист и условия поставки"},
		{"no label, KOI8", "", "\xf0\xd2\xcf\xdb\xd5 \xd0\xd2\xc9\xd3\xcc\xc1\xd4\xd8 \xd0\xd2\xc1\xca\xd3", "Прошу прислать прайс"},
		{"no label, Korean", "", "\xb0\xdf\xc0\xfb \xb9\xae\xc0\xc7\xb5\xe5\xb8\xb3\xb4\xcf\xb4\xd9", "견적 문의드립니다"},
		{"us-ascii that is GBK", "us-ascii", gbk(chinese), chinese},
		{"utf-8 that is GBK", "utf-8", gbk(chinese), chinese},
		{"iso-8859-1 that is GBK", "iso-8859-1", gbk(chinese), chinese},
		{"iso-8859-1 that is UTF-8", "iso-8859-1", "Preço à vista", "Preço à vista"},
		{"gb2312 that is UTF-8", "gb2312", chinese, chinese},
		{"unknown label", "x-none", latin("pièces détachées"), "pièces détachées"},
		{"UTF-8 with slips", "utf-8", chinese + "\xff", chinese + "\ufffd"},
		{"mark", "us-ascii", "\ufeffWe", "We"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			ctype := "text/plain"
			if c.label != "" {
				ctype += "; charset=" + c.label
			}
			m := Parse([]byte("Content-Type: "+ctype+"\n\n"+c.raw+"\n"), Options{})
			checkMessage(t, m, Options{})
			if m.Body != c.want {
				t.Errorf("got %q, want %q; %v", m.Body, c.want, m.Problems)
			}
		})
	}
}

// Where plain text is shown, the links of the HTML beside it are kept: where a
// link leads and what it says shows only there.
func TestLinksBesidePlainText(t *testing.T) {
	t.Parallel()
	m := Parse([]byte(multipart("alternative",
		"Content-Type: text/plain\n\nSee www.example.com and our catalogue at https://example.org/c now.",
		`Content-Type: text/html`+"\n\n"+`<p>See <a href="https://evil.example/x">www.example.com</a> and our <a href="https://example.org/c">catalogue</a> at https://example.org/c now.</p>`)), Options{})
	checkMessage(t, m, Options{})
	var got []string
	for _, l := range m.Links {
		got = append(got, m.Body[l.Start:l.End]+" > "+l.Target)
	}
	if d := cmp.Diff([]string{"www.example.com > https://evil.example/x", "catalogue > https://example.org/c"}, got[:2]); d != "" {
		t.Error(d, got)
	}
}

func TestSealed(t *testing.T) {
	t.Parallel()
	for name, raw := range map[string]string{
		"PGP/MIME":   multipart("encrypted; protocol=\"application/pgp-encrypted\"", "Content-Type: application/pgp-encrypted\n\nVersion: 1", "Content-Type: application/octet-stream\n\nxxxx"),
		"inline PGP": "Subject: s\n\n-----BEGIN PGP MESSAGE-----\n\nxxxx\n-----END PGP MESSAGE-----\n",
		"S/MIME": "Content-Type: application/pkcs7-mime; smime-type=enveloped-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n" +
			b64("\x30\x80\x06\x09"+string(oidEnveloped)+"\xa0\x80") + "\n",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(raw), Options{})
			checkMessage(t, m, Options{})
			if !hasProblem(m, xunpan.ProblemSealed) {
				t.Errorf("not said: %v", m.Problems)
			}
		})
	}
}

func TestOpaqueSigned(t *testing.T) {
	t.Parallel()
	content := "Content-Type: text/plain\r\n\r\nWe need 500 pumps.\r\n"
	data := "\x06\x09" + string(oidData)
	for name, string := range map[string]string{
		"whole":  "\xa0" + short("\x04"+short(content)),
		"chunks": "\xa0\x80\x24\x80\x04" + short(content[:10]) + "\x04" + short(content[10:]) + "\x00\x00\x00\x00",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			der := "\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02\xa0\x80\x30\x80\x02\x01\x01\x31\x00\x30\x80" + data + string + "\x00\x00"
			m := Parse([]byte("Content-Type: application/pkcs7-mime; smime-type=signed-data\nContent-Transfer-Encoding: base64\n\n"+b64(der)+"\n"), Options{})
			checkMessage(t, m, Options{})
			if m.Body != "We need 500 pumps." || len(m.Files) != 1 || m.Files[0].Kind != xunpan.FileSignature {
				t.Errorf("body %q, files %+v, problems %v", m.Body, m.Files, m.Problems)
			}
		})
	}
}

// short writes a DER length of one octet and the content.
func short(s string) string { return string([]byte{byte(len(s))}) + s }

func hasProblem(m *xunpan.Message, code string) bool {
	for _, p := range m.Problems {
		if p.Code == code {
			return true
		}
	}
	return false
}

func TestInnerMessage(t *testing.T) {
	t.Parallel()
	inner := "From: Ana <ana@example.com>\nSubject: 500 pumps\nDate: Mon, 04 May 2026 09:12:00 -0300\nContent-Type: multipart/mixed; boundary=i\n\n" +
		"--i\n" + plainPart + "\n--i\nContent-Type: application/octet-stream; name=run.exe\n\nMZxx\n--i--"
	message := "Content-Type: message/rfc822\n\n" + inner
	from := func(a, raw string) string { return strings.Replace(raw, "ana@example.com", a, 1) }

	t.Run("alone", func(t *testing.T) {
		t.Parallel()
		m := Parse([]byte(from("someone@example.org", multipart("mixed", message))), Options{})
		checkMessage(t, m, Options{})
		if !strings.Contains(m.Body, "From: Ana <ana@example.com>") || !strings.Contains(m.Body, "We need 500 pumps.") {
			t.Errorf("body %q", m.Body)
		}
		if len(m.Files) != 2 || m.Files[0].Kind != xunpan.FileMessage || m.Files[1].Name != "run.exe" || m.Files[1].Kind != xunpan.FileExecutable {
			t.Errorf("files %+v", m.Files)
		}
	})
	t.Run("passed on by a colleague", func(t *testing.T) {
		t.Parallel()
		m := Parse([]byte(from("li@our.example", multipart("mixed", "\nPlease handle.", message))), Options{Own: []string{"our.example"}})
		checkMessage(t, m, Options{})
		if m.Envelope.Mail != "li@our.example" || m.From.Mail != "ana@example.com" || m.Forward == nil {
			t.Errorf("envelope %+v, from %+v, forward %+v", m.Envelope, m.From, m.Forward)
		}
	})
	t.Run("sent along by a stranger", func(t *testing.T) {
		t.Parallel()
		m := Parse([]byte(from("someone@example.org", multipart("mixed", "\nSee attached.", message))), Options{Own: []string{"our.example"}})
		checkMessage(t, m, Options{})
		if m.Body != "See attached." || !strings.Contains(m.Files[0].Text, "We need 500 pumps.") {
			t.Errorf("body %q, file %q", m.Body, m.Files[0].Text)
		}
	})
	t.Run("bounce", func(t *testing.T) {
		t.Parallel()
		m := Parse([]byte(from("mailer-daemon@our.example", multipart("report", "\nIt could not be delivered.", "Content-Type: message/delivery-status\n\nStatus: 5.1.1", message))), Options{Own: []string{"our.example"}})
		checkMessage(t, m, Options{})
		if m.Body != "It could not be delivered." {
			t.Errorf("body %q", m.Body)
		}
	})
}
