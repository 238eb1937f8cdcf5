package mail

import (
	"bytes"
	"runtime"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
)

// TestAttacks reads mails made to cost time or memory. What they allocate is
// bounded; what they take is only logged, since a slow machine is no fault.
func TestAttacks(t *testing.T) {
	if testing.Short() {
		t.Skip("large mails")
	}
	rep := strings.Repeat
	nested := func(depth int) string {
		var s strings.Builder
		for i := range depth {
			s.WriteString("Content-Type: multipart/mixed; boundary=" + rep("b", i+1) + "\n\n--" + rep("b", i+1) + "\n")
		}
		return s.String()
	}
	inside := "Subject: s\n\nx"
	for range 200 {
		inside = "Content-Type: message/rfc822\n\n" + inside
	}
	coded := "Subject: s\n\nx"
	for range 12 {
		coded = "Content-Type: message/rfc822\nContent-Transfer-Encoding: base64\n\n" + b64(coded)
	}
	bomb := zipOf(t, "a.zip="+rep("\x00", 30<<20))
	var bombs []string
	for range 300 {
		bombs = append(bombs, "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\n"+b64(bomb))
	}
	for name, raw := range map[string]string{
		"50 MB of text":           "Subject: s\n\n" + rep("We need 500 pumps. ", 50<<20/19),
		"50 MB of one line":       "Subject: s\n\n" + rep("x", 50<<20),
		"50 MB attached":          multipart("mixed", plainPart, "Content-Type: application/zip\nContent-Transfer-Encoding: base64\n\nUEsDB"+rep(rep("A", 76)+"\n", 50<<20/77)),
		"50 MB of PDF":            multipart("mixed", plainPart, "Content-Type: application/pdf\nContent-Transfer-Encoding: base64\n\nJVBERi"+rep(rep("A", 76)+"\n", 50<<20/77)),
		"50 MB quoted-printable":  "Content-Transfer-Encoding: quoted-printable\n\n" + rep("=", 50<<20),
		"100,000 parts":           multipart("mixed", strings.Split(rep(plainPart+"|", 100_000), "|")...),
		"100,000 empty parts":     multipart("mixed", make([]string, 100_000)...),
		"100,000 ends":            multipart("mixed", strings.Split(rep("--=_boundary--|", 100_000), "|")...),
		"10,000 alternatives":     multipart("alternative", strings.Split(rep(plainPart+"|"+htmlPart+"|", 5_000), "|")...),
		"1 MB header line":        "Subject: " + rep("x", 1<<20) + "\n\nx",
		"1 MB of encoded words":   "Subject: " + rep("=?utf-8?Q?x?= ", 1<<20/15) + "\n\nx",
		"1 MB of open words":      "Subject: " + rep("=?utf-8?Q?", 1<<20/10) + "\n\nx",
		"1 MB of addresses":       "To: " + rep("a@example.com, ", 1<<20/15) + "\n\nx",
		"1 MB of commas":          "To: " + rep(",", 1<<20) + "\n\nx",
		"brackets":                "To: " + rep("(<\"", 1<<18) + "\nCc: " + rep("(,", 1<<18) + "\n\nx",
		"colons":                  "To: " + rep(":", 1<<20) + "\n\nx",
		"parameters":              "Content-Type: text/plain" + rep("; name*0*=x", 1<<17) + "\n\nx",
		"200,000 headers":         rep("X-A: b\n", 200_000) + "\nx",
		"1 GB of headers in kind": rep("X-A: "+rep("=?utf-8?Q?x", 5000)+"\n", 400) + "\nx",
		"senseless lines":         rep("no field\n", 1<<20) + "\nx",
		"blank folds":             "A: b\n" + rep(" \n", 1<<20) + "x",
		"1,000 multiparts":        nested(1000),
		"200 messages":            inside,
		"coded messages":          coded,
		"long boundary":           "Content-Type: multipart/mixed; boundary=" + rep("-", 200) + "\n\n" + rep("-", 20<<20),
		"almost the boundary":     "Content-Type: multipart/mixed; boundary=" + rep("a", 69) + "b\n\n" + rep("--"+rep("a", 69)+"c\n", 20<<20/73),
		"deep almost":             nested(19) + rep("\n--"+rep("b", 18)+"x", 10<<20/22),
		"zip bombs":               multipart("mixed", bombs...),
		"uuencode":                "\n" + rep("begin 644 a\n", 1<<20),
		"pgp":                     "\n" + rep("-----BEGIN PGP SIGNED MESSAGE-----\n", 1<<15),
		"flowed":                  "Content-Type: text/plain; format=flowed\n\n" + rep("> \n>> \n", 1<<20),
		"utf-7":                   "Content-Type: text/plain; charset=utf-7\n\n" + rep("+", 1<<20) + rep("+A", 1<<20),
		"guessing":                "\n" + rep("\xb0\xa1\x80\xff", 1<<20),
		"html":                    "Content-Type: text/html\n\n" + rep("<div><table><tr><td>", 1<<20),
		"html entities":           "Content-Type: text/html\n\n" + rep("&amp;&#x", 1<<20),
		"links":                   multipart("alternative", "Content-Type: text/plain\n\n"+rep("http://a.example/ ", 1<<15), "Content-Type: text/html\n\n"+rep("<a href='http://b.example'>nowhere to be found</a>", 1<<15)),
		"tnef":                    multipart("mixed", "Content-Type: application/ms-tnef\n\n\x78\x9f\x3e\x22\x01\x00"+rep("\x02\x02\x90\x06\x00\x00\x00\x00\x00\x00\x00", 1<<18)),
		"signed in signed":        "Content-Type: application/pkcs7-mime\n\n" + rep("\x30\x80\x06\x09"+string(oidSigned)+"\x06\x09"+string(oidData)+"\xa0\x80\x04\x84\x7f\xff\xff\xff", 1<<14),
	} {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			start := time.Now()
			m := Parse([]byte(raw), Options{})
			took := time.Since(start)
			runtime.ReadMemStats(&after)
			checkMessage(t, m, Options{})
			t.Logf("%v, %d MB allocated", took.Round(time.Millisecond), (after.TotalAlloc-before.TotalAlloc)>>20)
			if used := after.TotalAlloc - before.TotalAlloc; used > 400<<20 {
				t.Errorf("allocated %d MB", used>>20)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	opt := Options{MaxRaw: 1 << 20, MaxText: 100, MaxParts: 10, MaxDepth: 2, MaxNested: 1, MaxFields: 5}
	for name, raw := range map[string]string{
		"size":   "Subject: s\n\n" + strings.Repeat("x", 2<<20),
		"text":   "Subject: s\n\n" + strings.Repeat("日本", 100),
		"parts":  multipart("mixed", plainPart, plainPart, plainPart, plainPart, plainPart, plainPart, plainPart, plainPart, plainPart, plainPart, plainPart),
		"depth":  "Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: multipart/mixed; boundary=c\n\n--c\n\nx\n",
		"nested": "Content-Type: message/rfc822\n\nContent-Type: message/rfc822\n\nSubject: s\n\nx\n",
		"fields": strings.Repeat("X-A: b\n", 10) + "\nx",
		"value":  "Subject: " + strings.Repeat("x", 100<<10) + "\n\nx",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(raw), opt)
			checkMessage(t, m, opt)
			if !hasProblem(m, xunpan.ProblemLimit) {
				t.Errorf("not said: %v", m.Problems)
			}
		})
	}
}

// FuzzParse reads anything; what must hold of every message is checkMessage's.
func FuzzParse(f *testing.F) {
	f.Add([]byte(multipart("alternative", plainPart, htmlPart)))
	f.Add([]byte(multipart("mixed", plainPart, "Content-Type: message/rfc822\n\nFrom: a@example.com\nSubject: =?gb2312?B?"+b64(gbk("询价"))+"?=\n\nhi")))
	f.Add([]byte(multipart("mixed", "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"+b64(tnefOf("x", "a.pdf", "%PDF-")))))
	f.Add([]byte("Content-Type: application/pdf\n\n%PDF-1.7\n4 0 obj<</R 6/U(" + strings.Repeat("u", 48) + ")/O(x)>>endobj trailer<</Encrypt 4 0 R/ID[(\\101)]>>%%EOF"))
	for _, data := range []string{zipOf(f, "x.zip="+zipOf(f, "a.exe=x")), rar4("a.exe", 0, 4), rar5("a.exe", "\x02\x01\x00"), iso("A.EXE;1"), tarOf(f, "a"), ole("VBA"), gzipOf(f, "a", "b")} {
		f.Add([]byte(multipart("mixed", "Content-Type: application/octet-stream\nContent-Transfer-Encoding: base64\n\n"+b64(data))))
		f.Add([]byte("Content-Type: application/octet-stream; name=a.bin\n\n" + data))
	}
	for _, head := range []string{
		"From: \"Silva, Ana\" <ana@example.com>\r\nTo: undisclosed-recipients:;\r\nDate: Mon, 04 May 2026 09:12:00 -0300\r\n",
		"Subject: " + gbk("询价") + "\nContent-Type: text/plain; charset=gb2312\nContent-Transfer-Encoding: quoted-printable\n",
		"Content-Type: text/plain; format=flowed; delsp=yes; name*0*=utf-8''a; name*1=b\n",
		"Content-Type: text/plain; charset=utf-7\n", "Content-Type: text/html; charset=iso-2022-jp\n",
		"Content-Type: text/calendar\n", "Content-Type: application/pkcs7-mime\n", "Content-Transfer-Encoding: x-uuencode\n",
	} {
		f.Add([]byte(head + "\nbegin 644 a\n#86)C\n`\nend\n> quoted http://example.com/a +AGE- =E4=BB=B7\r\n-- \nAna\n"))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		opt := Options{Own: []string{"our.example"}, MaxText: 1 << 16, MaxParts: 50, MaxDepth: 5, MaxNested: 3, MaxFields: 100}
		before := bytes.Clone(raw)
		m := Parse(raw, opt)
		checkMessage(t, m, opt)
		if !bytes.Equal(before, raw) {
			t.Error("the raw bytes were changed")
		}
		checkMessage(t, ParsePaste(raw, opt), opt)
		if m.Date.Year() < 0 || m.Date.Year() > 9999 {
			t.Error("year " + strconv.Itoa(m.Date.Year()))
		}
	})
}
