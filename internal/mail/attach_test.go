package mail

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

// zipOf builds an archive of the named files; "name=content" gives content.
func zipOf(tb testing.TB, files ...string) string {
	tb.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		name, content, _ := strings.Cut(f, "=")
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		_, _ = w.Write([]byte(content))
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.String()
}

func tarOf(tb testing.TB, names ...string) string {
	tb.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, n := range names {
		if err := w.WriteHeader(&tar.Header{Name: n, Size: 3, Mode: 0o600}); err != nil {
			tb.Fatal(err)
		}
		_, _ = w.Write([]byte("abc"))
	}
	_ = w.Close()
	return b.String()
}

func gzipOf(tb testing.TB, name, content string) string {
	tb.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Name = name
	_, _ = w.Write([]byte(content))
	_ = w.Close()
	return b.String()
}

func le16(n int) string { return string(binary.LittleEndian.AppendUint16(nil, uint16(n))) }
func le32(n int) string { return string(binary.LittleEndian.AppendUint32(nil, uint32(n))) }

func wideText(s string) string {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return string(b)
}

// ole imitates an OLE2 file whose directory has the named entries.
func ole(entries ...string) string {
	s := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 504)
	for _, e := range entries {
		s += wideText(e) + strings.Repeat("\x00", 128-2*len(e))
	}
	return s
}

// rar4 and rar5 imitate an archive with one file.
func rar4(name string, mainFlags, fileFlags int) string {
	size := 32 + len(name)
	return "Rar!\x1a\x07\x00" + "\x00\x00\x73" + le16(mainFlags) + le16(13) + "\x00\x00\x00\x00\x00\x00" +
		"\x00\x00\x74" + le16(fileFlags) + le16(size) + le32(3) + le32(3) + "\x00" + le32(0) + le32(0) + "\x14\x30" + le16(len(name)) + le32(0) + name + "abc"
}

func rar5(name, extra string) string {
	body := "\x02\x03" + short(extra)[:1] + "\x03" + "\x00\x03\x00\x00\x00" + short(name) + extra
	return "Rar!\x1a\x07\x01\x00" + "crc4" + short(body) + "abc" + "crc4" + short("\x05\x00\x00")
}

func iso(name string) string {
	disk := make([]byte, 20*2048)
	volume := disk[16*2048:]
	volume[0] = 1
	copy(volume[1:], "CD001")
	binary.LittleEndian.PutUint32(volume[158:], 18)
	binary.LittleEndian.PutUint32(volume[166:], 2048)
	dir := disk[18*2048:]
	dir[0], dir[25], dir[32] = 34, 2, 1
	n := 33 + len(name)
	file := dir[34:]
	file[0], file[32] = byte(n+n%2), byte(len(name))
	copy(file[33:], name)
	return string(disk)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	locked := []byte(zipOf(t, "order.exe=MZ"))
	for i := range locked {
		if i+9 < len(locked) && string(locked[i:i+4]) == "PK\x01\x02" {
			locked[i+8] |= 1
		}
	}
	program := "MZ" + strings.Repeat("\x00", 58) + le32(64) + "PE\x00\x00" + strings.Repeat("\x00", 100)
	for _, c := range []struct {
		name, data string
		want       xunpan.File
	}{
		{"a.pdf", "%PDF-1.7\n1 0 obj\n%%EOF\n", xunpan.File{Kind: xunpan.FilePDF}},
		{"cut.pdf", "%PDF-1.7\n1 0 obj\n" + strings.Repeat("x", 3000), xunpan.File{Kind: xunpan.FilePDF, Broken: true}},
		{"js.pdf", "%PDF-1.7\n<</S /JavaScript>>\n%%EOF\n", xunpan.File{Kind: xunpan.FilePDF, Script: true}},
		{"meta.pdf", "%PDF-1.7\n<</EncryptMetadata true>>\n%%EOF\n", xunpan.File{Kind: xunpan.FilePDF}},
		{"wrapped.pdf", "%PDF-2.0\n<</AFRelationship /EncryptedPayload>>\n%%EOF\n", xunpan.File{Kind: xunpan.FilePDF, Encrypted: true}},
		{"photo.jpg", "\xff\xd8\xff\xe0xxxx", xunpan.File{Kind: xunpan.FileImage}},
		{"photo.jpg", program, xunpan.File{Kind: xunpan.FileExecutable}},
		{"order.pdf.exe", program, xunpan.File{Kind: xunpan.FileExecutable}},
		{"order.scr", "text, in truth", xunpan.File{Kind: xunpan.FileExecutable}},
		{"order.pdf", zipOf(t, "order.exe=MZ"), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"order.exe"}}},
		{"order.zip", zipOf(t, "a/", "a/order.js=x"), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"a/order.js"}}},
		{"order.zip", string(locked), xunpan.File{Kind: xunpan.FileArchive, Encrypted: true, Inner: []string{"order.exe"}}},
		{"order.zip", zipOf(t, "x.zip="+zipOf(t, "run.vbs=x")), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"x.zip", "x.zip/run.vbs"}}},
		{"cut.zip", zipOf(t, "order.exe="+strings.Repeat("MZ", 50))[:60], xunpan.File{Kind: xunpan.FileArchive, Broken: true, Inner: []string{"order.exe"}}},
		{"names.zip", strings.ReplaceAll(zipOf(t, "AAAA.exe=x"), "AAAA", gbk("报价")), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"报价.exe"}}},
		{"po.xlsx", zipOf(t, "[Content_Types].xml=x", "xl/workbook.xml=x"), xunpan.File{Kind: xunpan.FileSheet}},
		{"po", zipOf(t, "[Content_Types].xml=x", "xl/workbook.xml=x"), xunpan.File{Kind: xunpan.FileSheet}},
		{"po.docm", zipOf(t, "[Content_Types].xml=x", "word/document.xml=x", "word/vbaProject.bin=x"), xunpan.File{Kind: xunpan.FileDocument, Macro: true}},
		{"tool.jar", zipOf(t, "META-INF/MANIFEST.MF=x", "a.class=x"), xunpan.File{Kind: xunpan.FileExecutable, Inner: []string{"META-INF/MANIFEST.MF", "a.class"}}},
		{"po.doc", ole("WordDocument", "Macros", "VBA", "_VBA_PROJECT"), xunpan.File{Kind: xunpan.FileDocument, Macro: true}},
		{"po.xls", ole("Workbook"), xunpan.File{Kind: xunpan.FileSheet}},
		{"po.xlsx", ole("EncryptionInfo", "EncryptedPackage"), xunpan.File{Kind: xunpan.FileSheet, Encrypted: true}},
		{"mail.msg", ole("__properties_version1.0"), xunpan.File{Kind: xunpan.FileMessage}},
		{"setup.msi", ole("x"), xunpan.File{Kind: xunpan.FileExecutable}},
		{"po.rtf", "{\\rtf1 {\\object\\objdata 01}}", xunpan.File{Kind: xunpan.FileDocument, Inner: []string{"embedded object"}}},
		{"po.rar", rar4("po.exe", 0, 0), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.rar", rar4("po.exe", 0, 4), xunpan.File{Kind: xunpan.FileArchive, Encrypted: true, Inner: []string{"po.exe"}}},
		{"po.rar", rar4("po.exe", 0x80, 0), xunpan.File{Kind: xunpan.FileArchive, Encrypted: true}},
		{"po.rar", rar5("po.exe", ""), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.rar", rar5("po.exe", "\x02\x01\x00"), xunpan.File{Kind: xunpan.FileArchive, Encrypted: true, Inner: []string{"po.exe"}}},
		{"po.rar", "Rar!\x1a\x07\x01\x00crc4\x04\x04\x00\x00\x00", xunpan.File{Kind: xunpan.FileArchive, Encrypted: true}},
		{"po.7z", "7z\xbc\xaf\x27\x1c\x00\x04crc4" + le32(0) + le32(0) + le32(5) + le32(0) + "crc4" + "\x17\x06\xf1\x07\x01", xunpan.File{Kind: xunpan.FileArchive, Encrypted: true}},
		{"po.tar", tarOf(t, "a.txt", "b.exe"), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"a.txt", "b.exe"}}},
		{"po.tgz", gzipOf(t, "", tarOf(t, "b.exe")), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"b.exe"}}},
		{"po.gz", gzipOf(t, "po.exe", program), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.gz", gzipOf(t, "", program), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.z", "\x1f\x9dxx", xunpan.File{Kind: xunpan.FileArchive}},
		{"po.z", rar4("po.exe", 0, 0), xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.cab", "MSCF" + le32(0) + le32(99) + le32(0) + le32(36) + le32(0) + "\x03\x01" + le16(1) + le16(1) + le16(0) + le32(0) + strings.Repeat("\x00", 16) + "po.exe\x00", xunpan.File{Kind: xunpan.FileArchive, Inner: []string{"po.exe"}}},
		{"po.ace", "\x00\x00\x00\x00\x00\x00\x00**ACE**", xunpan.File{Kind: xunpan.FileArchive}},
		{"po.iso", iso("PO.EXE;1"), xunpan.File{Kind: xunpan.FileDiskImage, Inner: []string{"PO.EXE"}}},
		{"po.img", "\xeb\x3c\x90", xunpan.File{Kind: xunpan.FileDiskImage}},
		{"po.lnk", "L\x00\x00\x00\x01\x14\x02\x00", xunpan.File{Kind: xunpan.FileShortcut}},
		{"po.url", "[InternetShortcut]\nURL=http://example.com", xunpan.File{Kind: xunpan.FileShortcut, Text: "[InternetShortcut]\nURL=http://example.com"}},
		{"po.js", "var x = 1", xunpan.File{Kind: xunpan.FileScript, Text: "var x = 1"}},
		{"po.html", "<html><form action=\"https://example.com/x\"><input type=password></form><script>1</script>Sign in</html>", xunpan.File{Kind: xunpan.FileHTML, Form: true, Script: true, Text: "Sign in"}},
		{"po.svg", "<svg xmlns='x'><script>1</script></svg>", xunpan.File{Kind: xunpan.FileSVG, Script: true}},
		{"list.csv", "item,qty\npump,500\n", xunpan.File{Kind: xunpan.FileSheet, Text: "item,qty\npump,500\n"}},
		{"list.txt", gbk("我们需要报价"), xunpan.File{Kind: xunpan.FileText, Text: "我们需要报价"}},
		{"a.vcf", "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n", xunpan.File{Kind: xunpan.FileCard, Text: "BEGIN:VCARD\nFN:Ana\nEND:VCARD\n"}},
		{"po.pdf", "This attachment was removed by the mail gateway.", xunpan.File{Kind: xunpan.FilePDF, Broken: true}},
		{"flange.step", "ISO-10303-21;\nHEADER;\n" + strings.Repeat("x", 2000), xunpan.File{Kind: xunpan.FileText}},
		{"C:\\files\\..\\a.png", "\x89PNG", xunpan.File{Name: "a.png", Kind: xunpan.FileImage}},
		{"", "\x00\x01\x02", xunpan.File{Kind: xunpan.FileOther}},
	} {
		t.Run(c.name+" "+string(c.want.Kind), func(t *testing.T) {
			t.Parallel()
			raw := multipart("mixed", plainPart, "Content-Type: application/octet-stream\nContent-Disposition: attachment; filename=\""+strings.ReplaceAll(c.name, `\`, `\\`)+"\"\nContent-Transfer-Encoding: base64\n\n"+lines(b64(c.data)))
			m := Parse([]byte(raw), Options{})
			checkMessage(t, m, Options{})
			if len(m.Files) != 1 {
				t.Fatalf("files %+v", m.Files)
			}
			if c.want.Name == "" {
				c.want.Name = c.name
			}
			got := m.Files[0]
			if got.Size != int64(len(c.data)) {
				t.Errorf("size %d, want %d", got.Size, len(c.data))
			}
			got.Size, got.Declared = 0, ""
			if c.want.Kind == xunpan.FileText && c.want.Text == "" {
				got.Text = ""
			}
			if d := cmp.Diff(c.want, got); d != "" {
				t.Error(d)
			}
		})
	}
}

// lines breaks base64 at the usual width.
func lines(s string) string {
	var b strings.Builder
	for len(s) > 76 {
		b.WriteString(s[:76] + "\n")
		s = s[76:]
	}
	return b.String() + s
}

func TestFileNames(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ head, want string }{
		{`Content-Type: application/pdf; name="a.pdf"`, "a.pdf"},
		{`Content-Type: application/pdf; name="a.pdf"` + "\n" + `Content-Disposition: attachment; filename="b.pdf"`, "b.pdf"},
		{`Content-Disposition: attachment; filename="=?utf-8?B?` + b64("报价.pdf") + `?="`, "报价.pdf"},
		{`Content-Disposition: attachment; filename="=?gb2312?B?` + b64(gbk("报价.pdf")) + `?="`, "报价.pdf"},
		{`Content-Disposition: attachment; filename="` + gbk("报价.pdf") + `"`, "报价.pdf"},
		{`Content-Disposition: attachment; filename*=GBK''%B1%A8%BC%DB.pdf`, "报价.pdf"},
		{`Content-Disposition: attachment; filename=a b.pdf`, "a b.pdf"},
		{`Content-Disposition: attachment; filename="../../a.pdf"`, "a.pdf"},
	} {
		t.Run(c.want, func(t *testing.T) {
			t.Parallel()
			m := Parse([]byte(multipart("mixed", plainPart, c.head+"\n\n%PDF-1.4")), Options{})
			checkMessage(t, m, Options{})
			if len(m.Files) != 1 || m.Files[0].Name != c.want {
				t.Errorf("files %+v", m.Files)
			}
		})
	}
}

// tnefOf builds a winmail.dat with a text and one file.
func tnefOf(text, name, data string) string {
	attr := func(level byte, id int, v string) string {
		return string([]byte{level}) + le16(id) + le16(6) + le32(len(v)) + v + le16(0)
	}
	props := le32(2) + "\x0b\x00\x02\x00" + le32(1) + "\x1f\x00\x07\x37" + le32(1) + le32(2*len([]rune(name))+2) + wideText(name+"\x00") + strings.Repeat("\x00", (4-(2*len([]rune(name))+2)%4)%4)
	return "\x78\x9f\x3e\x22\x01\x00" + attr(1, tnefCodePage, le32(936)+le32(0)) + attr(1, tnefBody, gbk(text)) +
		attr(2, tnefFileStart, "xx") + attr(2, tnefFileTitle, "SHORT~1.PDF\x00") + attr(2, tnefFileData, data) + attr(2, tnefFileProps, props)
}

func TestTNEF(t *testing.T) {
	t.Parallel()
	raw := multipart("mixed", "Content-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"+lines(b64(tnefOf("请报价", "报价单.pdf", "%PDF-1.4 %%EOF"))))
	m := Parse([]byte(raw), Options{})
	checkMessage(t, m, Options{})
	if m.Body != "请报价" || len(m.Files) != 1 || m.Files[0].Name != "报价单.pdf" || m.Files[0].Kind != xunpan.FilePDF {
		t.Errorf("body %q, files %+v, problems %v", m.Body, m.Files, m.Problems)
	}
}

func TestRTF(t *testing.T) {
	t.Parallel()
	// The example of MS-OXRTFCP 4.1.1.
	packed := "\x2d\x00\x00\x00\x2b\x00\x00\x00\x4c\x5a\x46\x75\xf1\xc5\xc7\xa7\x03\x00\x0a\x00\x72\x63\x70\x67\x31\x32\x35\x42\x32\x0a\xf3\x20\x68\x65\x6c\x09\x00\x20\x62\x77\x05\xb0\x6c\x64\x7d\x0a\x80\x0f\xa0"
	if got := string(unpackRTF([]byte(packed))); got != "{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n" {
		t.Errorf("unpacked %q", got)
	}
	for _, c := range []struct{ rtf, want string }{
		{`{\rtf1\ansi{\fonttbl{\f0 Arial;}}\pard We need\par 500 \b pumps\b0 .\par}`, "We need\n500 pumps."},
		{`{\rtf1 Pre\'e7o \u8364? \{x\}\tab y}`, "Preço € {x}\ty"},
		{`{\rtf1 a{\*\hidden b}c}`, "ac"},
		{`{\rtf1 open`, "open"},
	} {
		if got := rtfText([]byte(c.rtf), "windows-1252"); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
