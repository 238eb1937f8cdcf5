package intake_test

import (
	"archive/zip"
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"xunpan/internal/intake"
)

func zipFile(t *testing.T, files ...[2]string) string {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, f := range files {
		w, err := z.Create(f[0])
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f[1])); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	path := filepath.Join(t.TempDir(), "a.zip")
	if err := os.WriteFile(path, b.Bytes(), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

func TestZip(t *testing.T) {
	t.Parallel()
	const letter = "From: a@b.example\nSubject: x\n\nhello\n"
	path := zipFile(t, [2]string{"b/2.eml", letter}, [2]string{"a/1.eml", letter}, [2]string{"c.mbox", "From a@b Thu Nov 12 09:14:00 2026\n" + letter + "\nFrom a@b Thu Nov 12 09:15:00 2026\n" + letter},
		[2]string{"__MACOSX/._1.eml", "x"}, [2]string{"photo.jpg", "\xff\xd8\x00"}, [2]string{"in.zip", "PK"}, [2]string{"../../e.eml", letter}, [2]string{"folder/", ""}, [2]string{"p.txt", "Channel: phone\n\nhi"})
	var got []string
	for it := range intake.Zip(path) {
		name := it.Source
		if it.Err != nil {
			name += "!"
		} else if len(it.Raw) == 0 {
			t.Errorf("%s is empty", it.Source)
		}
		got = append(got, name)
	}
	if s := strings.Join(got, " "); s != "../../e.eml a/1.eml b/2.eml c.mbox#1 c.mbox#2 in.zip! p.txt" {
		t.Errorf("read %s", s)
	}
}

// TestZipBomb: an archive that unpacks to more than mails would is left, and so
// is a file that is none.
func TestZipBomb(t *testing.T) {
	t.Parallel()
	huge := strings.Repeat("0", 30<<20)
	var last error
	n := 0
	for it := range intake.Zip(zipFile(t, [2]string{"1.eml", huge}, [2]string{"2.eml", huge}, [2]string{"3.eml", huge})) {
		last = it.Err
		n++
	}
	if !errors.Is(last, intake.ErrZipBomb) || n > 2 {
		t.Errorf("%d read, last %v", n, last)
	}
	path := filepath.Join(t.TempDir(), "no.zip")
	if err := os.WriteFile(path, []byte("PK\x03\x04 no"), 0o600); err != nil {
		t.Fatal(err)
	}
	for it := range intake.Zip(path) {
		if !errors.Is(it.Err, intake.ErrZip) {
			t.Errorf("damaged: %v", it.Err)
		}
	}
}
