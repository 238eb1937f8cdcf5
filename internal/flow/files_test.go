package flow_test

import (
	"archive/zip"
	"bytes"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"strings"
	"testing"
)

// withFiles puts attachments on a mail of plain header lines and text.
func withFiles(tb testing.TB, text string, files []attached) []byte {
	tb.Helper()
	head, body, _ := strings.Cut(text, "\n\n")
	const boundary = "part-of-a-case"
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=%q\n\n", strings.TrimRight(head, "\n"), boundary)
	fmt.Fprintf(&b, "--%s\nContent-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n%s\n", boundary, body)
	for _, f := range files {
		media, data := fileBytes(tb, f)
		fmt.Fprintf(&b, "--%s\nContent-Type: %s\nContent-Disposition: attachment; filename=%q\nContent-Transfer-Encoding: base64\n\n", boundary, media, f.name)
		for code := base64.StdEncoding.EncodeToString(data); code != ""; {
			n := min(76, len(code))
			b.WriteString(code[:n] + "\n")
			code = code[n:]
		}
	}
	fmt.Fprintf(&b, "--%s--\n", boundary)
	return b.Bytes()
}

// fileBytes makes a harmless file that a program tells by its bytes as one of the
// kind: "pdf", "executable", "script", "image", "disk-image", "rar", "macro",
// "html", "svg", "text", "zip of NAME…", "locked zip of NAME…".
func fileBytes(tb testing.TB, f attached) (media string, data []byte) {
	tb.Helper()
	kind, names, _ := strings.Cut(f.kind, " of ")
	switch kind {
	case "pdf":
		return "application/pdf", []byte("%PDF-1.4\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer\n<< /Root 1 0 R >>\n%%EOF\n")
	case "image":
		return "image/jpeg", []byte("\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00\xff\xd9")
	case "executable":
		data = make([]byte, 512)
		copy(data, "MZ\x90\x00")
		binary.LittleEndian.PutUint32(data[60:], 128)
		copy(data[128:], "PE\x00\x00")
		return "application/octet-stream", data
	case "disk-image":
		data = make([]byte, 34*1024)
		copy(data[32769:], "CD001")
		return "application/octet-stream", data
	case "rar":
		return "application/x-rar-compressed", append([]byte("Rar!\x1a\x07\x00"), make([]byte, 64)...)
	case "zip", "locked zip":
		return "application/zip", zipBytes(tb, kind == "locked zip", strings.Fields(names)...)
	case "macro":
		return "application/vnd.ms-word.document.macroEnabled.12", zipBytes(tb, false, "[Content_Types].xml", "word/document.xml", "word/vbaProject.bin")
	case "html":
		return "text/html", []byte(f.text)
	case "svg":
		return "image/svg+xml", []byte(f.text)
	case "script", "text":
		return "text/plain", []byte(f.text)
	}
	tb.Fatalf("attachment %s: no kind %q", f.name, f.kind)
	return "", nil
}

func zipBytes(tb testing.TB, locked bool, names ...string) []byte {
	tb.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, n := range names {
		h := &zip.FileHeader{Name: n}
		if locked {
			h.Flags |= 1
		}
		e, err := w.CreateHeader(h)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := e.Write([]byte("nothing")); err != nil {
			tb.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		tb.Fatal(err)
	}
	return b.Bytes()
}
