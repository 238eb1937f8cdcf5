package intake_test

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/intake"
)

const mail = "From: Ana <ana@importer.example>\r\nTo: sales@maker.example\r\nSubject: Pumps\r\nMessage-ID: <1@importer.example>\r\n\r\nHello\r\n"

// tree writes files by their paths and returns the folder.
func tree(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		p := filepath.Join(dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(p), 0o755); err != nil {
			t.Fatal(err)
		}
		if strings.HasSuffix(name, "/") {
			if err := os.MkdirAll(p, 0o755); err != nil {
				t.Fatal(err)
			}
			continue
		}
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// read tells each item in one line, with paths relative to dir.
func read(dir string, stdin io.Reader, paths ...string) []string {
	for i, p := range paths {
		if p != "-" {
			paths[i] = filepath.Join(dir, p)
		}
	}
	var got []string
	for it := range intake.Files(paths, stdin, nil) {
		name := filepath.ToSlash(strings.TrimPrefix(it.Source, dir+string(filepath.Separator)))
		switch {
		case it.Err != nil:
			name += " error"
		case it.Form == xunpan.FormPaste:
			name += " paste"
		default:
			name += " mail"
		}
		got = append(got, name)
	}
	return got
}

func TestFolder(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{
		"b.eml": mail, "a.txt": "We want pumps.", "c.mbox": "From a Mon Jan  5 10:00:00 2026\n" + mail + "\nFrom b Mon Jan  5 11:00:00 2026\n" + mail,
		"sub/d.EML": mail, "sub/notes.md": "# Notes\n", "sub/profile.yaml": "names: [Maker]\n", "sub/picture.png": "\x89PNG\x00\x00",
		"sub/1719.M1P2.host": mail, ".hidden/e.eml": mail, "sub/.f.eml": mail, "sub/empty": "",
		"md/cur/1:2,S": mail, "md/new/2": "no header at all", "md/tmp/3": mail, "md/.Sent/cur/4:2,S": mail, "md/.Sent/new/": "", "md/notes.eml": mail,
	})
	want := []string{
		"a.txt paste", "b.eml mail", "c.mbox#1 mail", "c.mbox#2 mail",
		"md/.Sent/cur/4:2,S mail", "md/cur/1:2,S mail", "md/new/2 mail",
		"sub/1719.M1P2.host mail", "sub/d.EML mail",
	}
	if diff := cmp.Diff(want, read(dir, nil, ".")); diff != "" {
		t.Error(diff)
	}
}

func TestNamedFiles(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{
		"mail": mail, "text": "We want 500 pumps, please quote.", "gbk": "\xd1\xaf\xc5\xcc\n", "binary": "\x00\x01\x02", "empty": "",
		"box": "From a@b Mon Jan  5 10:00:00 2026\n" + mail,
	})
	want := []string{"mail mail", "text paste", "gbk paste", "binary error", "empty error", "box#1 mail", "nosuch error"}
	if diff := cmp.Diff(want, read(dir, nil, "mail", "text", "gbk", "binary", "empty", "box", "nosuch")); diff != "" {
		t.Error(diff)
	}
	for it := range intake.Files([]string{filepath.Join(dir, "binary")}, nil, nil) {
		if !errors.Is(it.Err, intake.ErrNotMail) {
			t.Errorf("binary: %v", it.Err)
		}
	}
}

func TestStdin(t *testing.T) {
	t.Parallel()
	for in, want := range map[string][]string{
		mail: {"- mail"},
		"Channel: alibaba\nFrom: Ana\nSubject: Pumps\n\nWe want pumps.":       {"- paste"},
		"From: a@b.example\nTo: c@d.example\nSubject: Pumps\nDate: x\n\nHi":   {"- mail"},
		"From Ningbo we bought 3:15 pumps.\nPlease quote again.":              {"- paste"},
		"From a Mon Jan  5 10:00:00 2026\nSubject: a\n\nx\n\n" + "From b 5\n": {"-#1 mail"},
		"\ufeffWe want pumps":  {"- paste"},
		"Please note: a price": {"- paste"},
		"":                     {"- error"},
	} {
		if diff := cmp.Diff(want, read("", strings.NewReader(in), "-")); diff != "" {
			t.Errorf("%q: %s", in, diff)
		}
	}
}

func TestMailboxKeepsEveryByte(t *testing.T) {
	t.Parallel()
	// As mboxrd writes it, and as it was.
	quoted := "Subject: a\n\n>From here it is text.\n>>From quoted\n\nFrom the sea\nlast line\n"
	first := "Subject: a\n\nFrom here it is text.\n>From quoted\n\nFrom the sea\nlast line\n"
	second := "Subject: b\r\n\r\nbody\r\n"
	long := "Subject: c\n\n" + strings.Repeat("x", 200<<10) + "\nFrom c Mon Jan  5 10:00:00 2026\nno empty line before: text\n"
	box := "From a@b Mon Jan  5 10:00:00 2026\n" + quoted +
		"\nFrom " + strings.Repeat("b", 30<<10) + " Mon Jan  5 10:00:00 2026\n" + second +
		"\r\nFrom c Mon Jan 15 10:00:00 +0100 2026\n" + long
	dir := tree(t, map[string]string{"x.mbox": box})
	var got []string
	for it := range intake.Files([]string{filepath.Join(dir, "x.mbox")}, nil, nil) {
		if it.Err != nil {
			t.Fatal(it.Err)
		}
		got = append(got, string(it.Raw))
	}
	if diff := cmp.Diff([]string{first, second, long}, got); diff != "" {
		t.Error(diff)
	}
}

// A message beyond the limit is an error of its own; its neighbours are read.
func TestLargeMessages(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("writes more than 64 MB")
	}
	pr, pw := io.Pipe()
	go func() {
		fmt.Fprintf(pw, "From a Mon Jan  5 10:00:00 2026\n%s\nFrom b Mon Jan  5 10:00:00 2026\n", mail)
		line := append(bytes.Repeat([]byte("A"), 1<<20), '\n')
		for range 65 {
			if _, err := pw.Write(line); err != nil {
				return
			}
		}
		fmt.Fprintf(pw, "\nFrom c Mon Jan  5 10:00:00 2026\n%s", mail)
		pw.Close()
	}()
	if diff := cmp.Diff([]string{"-#1 mail", "-#2 error", "-#3 mail"}, read("", pr, "-")); diff != "" {
		t.Error(diff)
	}
}

func TestConsumerMayStop(t *testing.T) {
	t.Parallel()
	dir := tree(t, map[string]string{"a.eml": mail, "b/c.eml": mail, "d.mbox": "From a Mon Jan  5 10:00:00 2026\n" + mail + "\nFrom b Mon Jan  5 10:00:00 2026\n" + mail})
	for stop := 1; stop <= 4; stop++ {
		n := 0
		for range intake.Files([]string{dir, dir}, nil, nil) {
			if n++; n == stop {
				break
			}
		}
		if n != stop {
			t.Errorf("stopped after %d, want %d", n, stop)
		}
	}
}

// Every byte of a mailbox but its "From " lines, quotes of these and parting
// empty lines comes out again, in order.
func FuzzMailbox(f *testing.F) {
	f.Add([]byte("From a Mon Jan  5 10:00:00 2026\nSubject: x\n\n>From y\n\nFrom b Mon Jan  5 10:00:00 2026\nz"))
	f.Add([]byte("Received: by x\nSubject: x\n\nno mailbox"))
	f.Fuzz(func(t *testing.T, in []byte) {
		total := 0
		for it := range intake.Files([]string{"-"}, bytes.NewReader(in), nil) {
			total += len(it.Raw)
			if it.Err == nil && it.Raw == nil {
				t.Error("neither message nor error")
			}
		}
		if total > len(in) {
			t.Errorf("%d bytes became %d", len(in), total)
		}
	})
}
