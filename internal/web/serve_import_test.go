package web

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io/fs"
	"mime/multipart"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// sendFiles uploads files as a form of the import page does.
func (v *visitor) sendFiles(files ...[2]string) answer {
	v.o.t.Helper()
	var b bytes.Buffer
	form := multipart.NewWriter(&b)
	for _, f := range files {
		w, err := form.CreateFormFile("file", f[0])
		must(v.o.t, err)
		_, err = w.Write([]byte(f[1]))
		must(v.o.t, err)
	}
	must(v.o.t, form.Close())
	req, err := http.NewRequestWithContext(v.o.t.Context(), http.MethodPost, v.o.URL+importPath, &b)
	must(v.o.t, err)
	req.Header.Set("Content-Type", form.FormDataContentType())
	res, err := v.Do(req)
	must(v.o.t, err)
	defer res.Body.Close()
	var body bytes.Buffer
	_, err = body.ReadFrom(res.Body)
	must(v.o.t, err)
	return answer{res.StatusCode, res.Header.Get("Location"), body.String()}
}

func oldMail(n int) string {
	return fmt.Sprintf("From: Ana <ana%d@souza-luz.example>\nTo: sales@haiwan.example\nSubject: =SUM(%d) lights\nMessage-ID: <%d@x>\nDate: Fri, 20 Nov 2020 09:00:00 +0000\n\n%s %d\n", n, n, n, wish, n)
}

// runUploads works until an upload has ended and its files are gone.
func (o *office) runUploads(path string) store.Upload {
	o.t.Helper()
	id := xunpan.ID(strings.TrimPrefix(path, importPath+"/"))
	ctx, cancel := context.WithCancel(o.t.Context())
	done := make(chan error, 1)
	go func() { done <- o.desk.RunUploads(ctx) }()
	var u store.Upload
	for end := time.Now().Add(time.Minute); ; time.Sleep(5 * time.Millisecond) {
		var err error
		u, err = o.desk.Store.Upload(ctx, id)
		must(o.t, err)
		if _, err := os.Stat(filepath.Join(o.desk.Uploads, string(id))); u.State != store.UploadRunning && errors.Is(err, fs.ErrNotExist) {
			break
		}
		if time.Now().After(end) {
			o.t.Fatalf("still running: %+v", u)
		}
	}
	cancel()
	<-done //nolint:errcheck // it was told to stop
	return u
}

func TestImportPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.desk.Uploads = t.TempDir()
	v := o.visitor(o.add("ann", xunpan.Owner))
	v.get(importPath).want(t, 200, "Up to 2.0 GB")
	v.sendFiles().want(t, 422, "Choose a file")
	v.sendFiles([2]string{"empty.eml", ""}).want(t, 422, "Choose a file")

	var box, packed bytes.Buffer
	for n := range 150 {
		fmt.Fprintf(&box, "From a@b Thu Nov 12 09:14:00 2020\n%s\n", oldMail(n))
	}
	z := zip.NewWriter(&packed)
	for _, name := range []string{"a.eml", "b.eml"} {
		w, err := z.Create(name)
		must(t, err)
		_, err = w.Write([]byte(oldMail(7)))
		must(t, err)
	}
	must(t, z.Close())
	a := v.sendFiles([2]string{"../../old sales.mbox", box.String()}, [2]string{"p.zip", packed.String()}, [2]string{"x.bin", "\x00\x01"}).want(t, 303)
	v.get(a.to).want(t, 200, "running", "old sales.mbox + 2")
	u := o.runUploads(a.to)
	if u.State != store.UploadDone || u.Total != 153 || u.Done != 153 || u.Stored != 150 || u.Seen != 2 || u.Failed != 1 {
		t.Errorf("upload: %+v", u)
	}
	if n := len(o.inquiries()); n < 40 {
		t.Errorf("%d inquiries", n)
	}
	page := v.get(a.to).want(t, 200, "ana0@souza-luz.example", "Brought in", "done", "cursor=40")
	if strings.Count(page.body, `class="row-line"`) != pageRows {
		t.Error("the page is not one page long")
	}
	v.get(a.to+"?state=seen").want(t, 200, "Here already")
	v.get(a.to+"?state=failed").want(t, 200, "x.bin", "neither a mail")
	table := v.get(a.to+"/result.csv").want(t, 200, "'=SUM(149)")
	if n := strings.Count(table.body, "\n"); n != 154 {
		t.Errorf("%d lines in the table", n)
	}
	if left, err := os.ReadDir(o.desk.Uploads); err != nil || len(left) != 0 {
		t.Errorf("files left: %v, %v", left, err)
	}
	// The same again brings nothing new.
	a = v.sendFiles([2]string{"again.mbox", box.String()}).want(t, 303)
	if u := o.runUploads(a.to); u.Stored != 0 || u.Seen != 150 {
		t.Errorf("again: %+v", u)
	}
	// Stopped before it began, it stays so, and its files go.
	a = v.sendFiles([2]string{"one.eml", oldMail(999)}).want(t, 303)
	v.post(a.to+"/stop").want(t, 303)
	v.get(a.to).want(t, 200, "stopped")
	if u := o.runUploads(a.to); u.Done != 0 {
		t.Errorf("stopped: %+v", u)
	}
	o.desk.MaxUpload = 100
	v.sendFiles([2]string{"large.eml", oldMail(1)}).want(t, 422, "larger than")
	if left, err := os.ReadDir(o.desk.Uploads); err != nil || len(left) != 0 {
		t.Errorf("files left: %v, %v", left, err)
	}
}

// TestImportGoesOn: what was cut off goes on where it was, and every message has
// one line.
func TestImportGoesOn(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.desk.Uploads = t.TempDir()
	v := o.visitor(o.add("ann", xunpan.Owner))
	var box bytes.Buffer
	const mails = 400
	for n := range mails {
		fmt.Fprintf(&box, "From a@b Thu Nov 12 09:14:00 2020\n%s\n", oldMail(n))
	}
	a := v.sendFiles([2]string{"old.mbox", box.String()}).want(t, 303)
	id := xunpan.ID(strings.TrimPrefix(a.to, importPath+"/"))
	for cut, was := 0, 0; cut < 3; cut++ { // as processes that end in the middle
		ctx, cancel := context.WithCancel(t.Context())
		done := make(chan error, 1)
		go func() { done <- o.desk.RunUploads(ctx) }()
		for end := time.Now().Add(time.Minute); time.Now().Before(end); time.Sleep(time.Millisecond) {
			u, err := o.desk.Store.Upload(t.Context(), id)
			must(t, err)
			if u.Done > was || u.State != store.UploadRunning {
				was = u.Done
				break
			}
		}
		cancel()
		<-done //nolint:errcheck // it was told to stop
	}
	u := o.runUploads(a.to)
	lines, err := o.desk.Store.UploadLines(t.Context(), id, "", 0, 2*mails)
	must(t, err)
	if u.State != store.UploadDone || u.Stored != mails || u.Seen != 0 || len(lines) != mails || lines[mails-1].No != mails {
		t.Errorf("%+v, %d lines", u, len(lines))
	}
}
