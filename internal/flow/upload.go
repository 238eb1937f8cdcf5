package flow

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"
	"unicode"

	"xunpan"
	"xunpan/internal/store"
)

// Files that people send to be brought in wait in a folder of the node that got
// them, one folder for each upload, and that node brings them in: with several
// nodes on one database, no other one has the files. How far an upload has come
// is written together with the messages, so it goes on after a restart where it
// was.

// DefaultMaxUpload is how many bytes an upload has at most if nothing else is set.
const DefaultMaxUpload = 2_000_000_000

// FilesGone is the reason of uploads whose files somebody removed.
const FilesGone = "the files are not here any more"

const (
	maxUploadFiles = 1000
	uploadsKept    = 30 * 24 * time.Hour // results of uploads that ended
	strayAge       = 24 * time.Hour      // after which an upload nobody completed is removed
	uploadEvery    = 5 * time.Second
)

// UploadLimit is how many bytes an upload has at most.
func (d *Desk) UploadLimit() int64 {
	if d.MaxUpload > 0 {
		return d.MaxUpload
	}
	return DefaultMaxUpload
}

// Uploading is an upload whose files are coming in.
type Uploading struct {
	desk *Desk
	id   xunpan.ID
	dir  string
	name string
	n    int
	size int64
}

// BeginUpload makes room for files to come. Commit or Abort ends it.
func (d *Desk) BeginUpload() (*Uploading, error) {
	if d.Uploads == "" {
		return nil, invalid("file", "This desk takes no files; bring them in with `xunpan import`.", "本工作台不接收文件；请使用 `xunpan import` 导入。")
	}
	u := &Uploading{desk: d, id: newID()}
	u.dir = filepath.Join(d.Uploads, string(u.id))
	if err := os.MkdirAll(u.dir, 0o700); err != nil {
		return nil, fmt.Errorf("making room for an upload: %w", err)
	}
	return u, nil
}

// Add keeps one file under its number. An empty one is left out.
func (u *Uploading) Add(name string, r io.Reader) (err error) {
	name = fileName(name)
	if u.n >= maxUploadFiles {
		return invalid("file", "Send at most %d files at once, or a ZIP archive of them.", "一次最多 %d 个文件，或打包成 ZIP。", maxUploadFiles)
	}
	f, err := os.OpenFile(filepath.Join(u.dir, fmt.Sprintf("%04d %s", u.n+1, name)), os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return fmt.Errorf("keeping an upload: %w", err)
	}
	limit := u.desk.UploadLimit() - u.size
	n, err := io.Copy(f, io.LimitReader(r, limit+1))
	if err == nil {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return fmt.Errorf("keeping an upload: %w", err)
	}
	if n > limit {
		return invalid("file", "The files are larger than %d MB; divide them.", "文件超过 %d MB，请分批上传。", u.desk.UploadLimit()/1_000_000)
	}
	if n == 0 {
		return os.Remove(f.Name())
	}
	if u.n++; u.name == "" {
		u.name = name
	}
	u.size += n
	return nil
}

// fileName is a file's name as it may be kept: no path, no signs that mean something.
func fileName(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.Map(func(r rune) rune {
		if unicode.IsControl(r) || r == unicode.ReplacementChar || strings.ContainsRune(`<>:"|?*`, r) {
			return '_'
		}
		return r
	}, name)
	for len(name) > 120 {
		ext := filepath.Ext(name)
		if len(ext) > 10 {
			ext = ""
		}
		name = strings.ToValidUTF8(name[:120-len(ext)], "") + ext
	}
	return orElse(strings.Trim(name, " ."), "file")
}

// Abort forgets the files.
func (u *Uploading) Abort() { _ = os.RemoveAll(u.dir) } // what is left is swept later

// Commit has the files brought in.
func (u *Uploading) Commit(ctx context.Context, who Who) (xunpan.ID, error) {
	if u.n == 0 {
		return "", invalid("file", "Choose a file that is not empty.", "请选择非空文件。")
	}
	name := u.name
	if u.n > 1 {
		name += " + " + strconv.Itoa(u.n-1)
	}
	err := u.desk.Store.Write(ctx, u.desk.now(), func(tx *store.Tx) error {
		row := store.Upload{ID: u.id, Name: name, Size: u.size}
		if who.Actor.Kind == "user" {
			row.By = who.Actor.ID
		}
		if err := tx.AddUpload(ctx, &row); err != nil {
			return err
		}
		tx.Tell(u.desk.uploads.ring)
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "import", ID: u.id, What: "created", Detail: map[string]any{"name": name, "size": u.size}})
	})
	return u.id, err
}

// StopUpload stops bringing in an upload; what was brought in stays.
func (d *Desk) StopUpload(ctx context.Context, who Who, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		u, err := tx.Upload(ctx, id)
		if err != nil {
			return err
		}
		if err := tx.StopUpload(ctx, id); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "import", ID: id, What: "stopped", Detail: map[string]any{"name": u.Name}})
	})
}
