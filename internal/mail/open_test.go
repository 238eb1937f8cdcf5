package mail

import (
	"strings"
	"testing"
	"unicode/utf8"

	"xunpan"
)

// attached is a mail with one file.
func attached(name, media, content string) []byte {
	return []byte(multipart("mixed", plainPart, "Content-Type: "+media+"\nContent-Disposition: attachment; filename=\""+name+"\"\nContent-Transfer-Encoding: base64\n\n"+b64(content)))
}

func TestOpen(t *testing.T) {
	t.Parallel()
	program := "MZ" + strings.Repeat("\x00", 58) + le32(64) + "PE\x00\x00" + strings.Repeat("\x00", 100)
	locked := []byte(zipOf(t, "order.pdf=x"))
	for i := range locked {
		if i+9 < len(locked) && string(locked[i:i+4]) == "PK\x01\x02" {
			locked[i+8] |= 1
		}
	}
	for _, c := range []struct {
		name, media, content string
		kind                 xunpan.FileKind
		served               string
		why                  []xunpan.Text
	}{
		{"quote.pdf", "application/pdf", "%PDF-1.7\n%%EOF\n", xunpan.FilePDF, "application/pdf", nil},
		{"photo.png", "image/png", "\x89PNG\r\n\x1a\nxxxx", xunpan.FileImage, "image/png", nil},
		{"photo.jpg", "image/jpeg", "\xff\xd8\xff\xe0xxxx", xunpan.FileImage, "image/jpeg", nil},
		{"photo.tif", "image/tiff", "II*\x00xxxx", xunpan.FileImage, "application/octet-stream", nil},
		{"list.txt", "text/plain", "500 pumps", xunpan.FileText, "text/plain; charset=utf-8", nil},
		{"list.txt", "text/plain", gbk("五百台水泵，请报价"), xunpan.FileText, "text/plain", nil},
		{"list.csv", "text/csv", "a,b\n1,2\n", xunpan.FileSheet, "text/csv", nil},
		{"data.xml", "text/xml", "<?xml version=\"1.0\"?><a/>", xunpan.FileText, "text/plain; charset=utf-8", nil},
		{"po.xlsx", "application/octet-stream", zipOf(t, "[Content_Types].xml=x", "xl/workbook.xml=x"), xunpan.FileSheet, officeTypes["xlsx"], nil},
		{"all.zip", "application/zip", zipOf(t, "a.pdf=x", "b/c.jpg=x"), xunpan.FileArchive, "application/zip", nil},
		{"meet.ics", "text/calendar", "BEGIN:VCALENDAR\nEND:VCALENDAR\n", xunpan.FileCalendar, "text/calendar; charset=utf-8", nil},
		{"call.mp3", "audio/mpeg", "ID3xxxx", xunpan.FileMedia, "application/octet-stream", nil},
		{"setup.exe", "application/x-msdownload", program, xunpan.FileExecutable, "", []xunpan.Text{dangerProgram}},
		{"order.pdf.exe", "application/pdf", program, xunpan.FileExecutable, "", []xunpan.Text{dangerProgram, dangerTwoEndings}},
		{"order.pdf", "application/pdf", program, xunpan.FileExecutable, "", []xunpan.Text{dangerProgram, dangerKind}},
		{"order.pdf .scr", "application/pdf", "text, in truth", xunpan.FileExecutable, "", []xunpan.Text{dangerProgram, dangerTwoEndings}},
		{"order.js", "text/plain", "var a=1", xunpan.FileScript, "", []xunpan.Text{dangerScript}},
		{"order.iso", "application/octet-stream", iso("ORDER.EXE;1"), xunpan.FileDiskImage, "", []xunpan.Text{dangerDisk}},
		{"order.lnk", "application/octet-stream", "L\x00\x00\x00\x01\x14\x02\x00xxxx", xunpan.FileShortcut, "", []xunpan.Text{dangerShortcut}},
		{"po.docm", "application/msword", zipOf(t, "[Content_Types].xml=x", "word/document.xml=x", "word/vbaProject.bin=x"), xunpan.FileDocument, "", []xunpan.Text{dangerMacro}},
		{"po.doc", "application/msword", ole("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), xunpan.FileDocument, "", []xunpan.Text{dangerMacro}},
		{"sign-in.html", "text/html", "<html><form><input type=password></form>", xunpan.FileHTML, "", []xunpan.Text{dangerPage}},
		{"invoice.pdf.htm", "text/html", "<html>x", xunpan.FileHTML, "", []xunpan.Text{dangerPage, dangerTwoEndings}},
		{"po.xls", "application/vnd.ms-excel", "<html><table><tr><td>1</table>", xunpan.FileSheet, "", []xunpan.Text{dangerPage}},
		{"logo.svg", "image/svg+xml", "<svg onload=hit()></svg>", xunpan.FileSVG, "", []xunpan.Text{dangerDrawing}},
		{"logo.png", "image/png", "<svg onload=hit()></svg>", xunpan.FileSVG, "", []xunpan.Text{dangerDrawing, dangerKind}},
		{"order.zip", "application/zip", string(locked), xunpan.FileArchive, "", []xunpan.Text{dangerEncrypted}},
		{"order.zip", "application/zip", zipOf(t, "a/order.js=x"), xunpan.FileArchive, "", []xunpan.Text{dangerInside}},
		{"order.rar", "application/octet-stream", rar4("po.exe", 0, 4), xunpan.FileArchive, "", []xunpan.Text{dangerEncrypted, dangerInside}},
		{"order.pdf", "application/pdf", zipOf(t, "order.txt=x"), xunpan.FileArchive, "", []xunpan.Text{dangerKind}},
		{"po.rtf", "application/rtf", "{\\rtf1 {\\object\\objdata 01}}", xunpan.FileDocument, "", []xunpan.Text{dangerEmbedded}},
		{"invoice\u202efdp.pdf", "application/pdf", "%PDF-1.7\n%%EOF\n", xunpan.FilePDF, "", []xunpan.Text{dangerName}},
	} {
		t.Run(c.name+" "+string(c.kind), func(t *testing.T) {
			t.Parallel()
			o, ok := Open(attached(c.name, c.media, c.content), 0, Options{})
			if !ok || string(o.Data) != c.content || o.Kind != c.kind {
				t.Errorf("%v, kind %q, %d bytes of %d", ok, o.Kind, len(o.Data), len(c.content))
			}
			if c.served == "" {
				c.served = "application/octet-stream"
			}
			if o.Media != c.served {
				t.Errorf("served as %q, want %q", o.Media, c.served)
			}
			if o.Dangerous != (len(c.why) > 0) || len(o.Why) != len(c.why) {
				t.Fatalf("dangerous %v because of %v, want %v", o.Dangerous, o.Why, c.why)
			}
			for i, w := range o.Why {
				if w != c.why[i] || w.Zh == "" {
					t.Errorf("because of %v, want %v", w, c.why[i])
				}
			}
		})
	}
}

// TestOpenNumbers takes each file out of a mail that holds files in all the
// ways there are, and compares with what Parse lists.
func TestOpenNumbers(t *testing.T) {
	t.Parallel()
	big := strings.Repeat("0123456789abcdef", 8<<10) // longer than what is looked at to tell a kind
	raw := []byte(multipart("mixed",
		"Content-Type: text/plain\n\nsee\nbegin 644 uu.bin\n#86)C\n`\nend\n",
		"Content-Type: application/octet-stream; name=big.bin\nContent-Transfer-Encoding: base64\n\n"+b64(big),
		"Content-Type: application/octet-stream; name=quoted.txt\nContent-Transfer-Encoding: quoted-printable\n\na=3Db=\nc",
		"Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"+b64(tnefOf("x", "inside.pdf", "%PDF-1.4 inside")),
		"Content-Type: message/rfc822\n\nSubject: inner\nContent-Type: multipart/mixed; boundary=k\n\n--k\nContent-Type: text/plain\n\nhi\n--k\nContent-Type: image/png; name=deep.png\nContent-Transfer-Encoding: base64\n\n"+b64("\x89PNG deep")+"\n--k--",
		"Content-Type: application/pkcs7-mime; name=smime.p7m\n\n\x30\x80\x06\x09"+string(oidSigned)+"\x06\x09"+string(oidData)+"\xa0\x80\x04\x20Content-Type: text/plain\r\n\r\nsigned",
		"Content-Type: application/pdf; name=empty.pdf\n\n \n",
		"Content-Type: application/octet-stream; name=last.bin\n\nlast"))
	m := Parse(raw, Options{})
	want := map[string]string{"uu.bin": "abc", "big.bin": big, "quoted.txt": "a=bc", "inside.pdf": "%PDF-1.4 inside", "deep.png": "\x89PNG deep", "last.bin": "last"}
	seen := 0
	for i, f := range m.Files {
		o, ok := Open(raw, i, Options{})
		if !ok || o.Kind != f.Kind {
			t.Errorf("file %d %q: %v, kind %q, want %q", i, f.Name, ok, o.Kind, f.Kind)
		}
		if content, ok := want[f.Name]; ok {
			seen++
			if string(o.Data) != content || o.Name != f.Name {
				t.Errorf("file %d %q: %q holds %q", i, f.Name, o.Name, cut(string(o.Data), 100))
			}
		}
		if f.Kind == xunpan.FileMessage && !strings.HasPrefix(string(o.Data), "Subject: inner") {
			t.Errorf("message: %q", cut(string(o.Data), 100))
		}
		if (len(o.Data) == 0) != (o.Missing.En != "") {
			t.Errorf("file %d: %d bytes, missing %q", i, len(o.Data), o.Missing.En)
		}
	}
	if seen != len(want) || len(m.Files) < 8 {
		t.Errorf("%d of %d files: %v", seen, len(m.Files), m.Files)
	}
	for _, i := range []int{-1, len(m.Files), 1 << 40} {
		if _, ok := Open(raw, i, Options{}); ok {
			t.Errorf("file %d exists", i)
		}
	}
}

func TestOpenMissing(t *testing.T) {
	t.Parallel()
	raw := []byte(multipart("mixed", plainPart, "Content-Type: application/ms-tnef\nContent-Transfer-Encoding: base64\n\n"+b64(tnefOf("x", "lost.pdf", ""))))
	if o, ok := Open(raw, 0, Options{}); !ok || len(o.Data) != 0 || o.Missing.En == "" || o.Missing.Zh == "" {
		t.Errorf("%v %+v", ok, o)
	}
}

func TestSafeName(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, want string
		kind       xunpan.FileKind
	}{
		{"quote.pdf", "quote.pdf", xunpan.FilePDF},
		{"报价单 2026.xlsx", "报价单 2026.xlsx", xunpan.FileSheet},
		{"", "attachment-3.pdf", xunpan.FilePDF},
		{"", "attachment-3", xunpan.FileOther},
		{"..", "attachment-3", xunpan.FileOther},
		{"../../etc/passwd", "_._etc_passwd", xunpan.FileText},
		{`C:\Users\x\a.doc`, "C__Users_x_a.doc", xunpan.FileDocument},
		{".htaccess", "htaccess", xunpan.FileText},
		{".pdf", "pdf", xunpan.FilePDF},
		{"a.exe. . ", "a.exe", xunpan.FileExecutable},
		{"con", "_con", xunpan.FileText},
		{"NUL.txt", "_NUL.txt", xunpan.FileText},
		{"lpt¹.tar.gz", "_lpt¹.tar.gz", xunpan.FileArchive},
		{"COM10.txt", "COM10.txt", xunpan.FileText},
		{"a\r\nSet-Cookie: x=1.txt", "aSet-Cookie_ x=1.txt", xunpan.FileText},
		{"a\"; filename=\"b.exe", "a_; filename=_b.exe", xunpan.FileExecutable},
		{"invoice\u202efdp.exe", "invoicefdp.exe", xunpan.FileExecutable},
		{"zero\u200bwidth\ufeff.txt", "zerowidth.txt", xunpan.FileText},
		{"a.pdf" + strings.Repeat(" ", 80) + ".exe", "a.pdf.exe", xunpan.FileExecutable},
		{"<a|b>*?.txt", "_a_b___.txt", xunpan.FileText},
		{strings.Repeat("é", 200) + ".pdf", strings.Repeat("é", 73) + ".pdf", xunpan.FilePDF},
		{"x." + strings.Repeat("y", 300), "x." + strings.Repeat("y", 148), xunpan.FileOther},
	} {
		got := safeName(c.name, c.kind, 2)
		if got != c.want {
			t.Errorf("%q: %q, want %q", c.name, got, c.want)
		}
		if again := safeName(got, c.kind, 2); again != got {
			t.Errorf("%q again: %q", got, again)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add([]byte(multipart("mixed", plainPart, "Content-Type: message/rfc822\n\n"+multipart("mixed", plainPart))))
	f.Add(attached("a\u202e.zip", "application/zip", zipOf(f, "a.exe=x")))
	f.Fuzz(func(t *testing.T, raw []byte) {
		opt := Options{Own: []string{"our.example"}, MaxText: 1 << 16, MaxParts: 50, MaxDepth: 5, MaxNested: 3, MaxFields: 100}
		m := Parse(raw, opt)
		for i, file := range m.Files {
			o, ok := Open(raw, i, opt)
			switch {
			case !ok, o.Kind != file.Kind, o.Name == "", !utf8.ValidString(o.Name), len(o.Name) > maxSafeName+30, o.Dangerous != (len(o.Why) > 0):
				t.Errorf("file %d %+v: %v %q %q", i, file, ok, o.Kind, o.Name)
			case strings.ContainsAny(o.Name, "/\\\"\r\n\x00\u202e") || strings.HasPrefix(o.Name, "."):
				t.Errorf("name %q", o.Name)
			case strings.Contains(o.Media, "html"), strings.Contains(o.Media, "xml") && !strings.Contains(o.Media, "openxml"), strings.Contains(o.Media, "script"):
				t.Errorf("served as %q", o.Media)
			case (len(o.Data) == 0) != (o.Missing.En != ""):
				t.Errorf("%d bytes, missing %q", len(o.Data), o.Missing.En)
			}
		}
		if _, ok := Open(raw, len(m.Files), opt); ok {
			t.Error("one file too many")
		}
		v := Safe(raw, SafeOptions{Options: opt, CID: pictureAt})
		checkParts(t, v.HTML, SafeOptions{Options: opt, CID: pictureAt})
	})
}
