package intake

import (
	"archive/zip"
	"errors"
	"io"
	"iter"
	"os"
	"path"
	"slices"
	"strings"
)

// Bounds of a ZIP archive. Mails pack to a third or a tenth of their size;
// what claims a thousandfold is a trap.
const (
	maxZipEntries = 200_000
	maxZipRatio   = 200      // unpacked to packed
	freeZipSize   = 10 << 20 // bytes unpacked that are read whatever the ratio
)

// Errors of archives.
var (
	ErrZip       = errors.New("the archive is damaged or no ZIP archive")
	ErrZipMany   = errors.New("the archive holds more files than are read at once; divide it")
	ErrZipBomb   = errors.New("the archive unpacks to far more than mails would")
	ErrZipLocked = errors.New("this file of the archive is locked with a password")
	ErrZipInZip  = errors.New("an archive inside the archive is not read; unpack it first")
)

// Zip yields the messages of a ZIP archive of mails, mailboxes and pasted texts,
// by their names. What is neither is passed over. Archives inside it are
// not opened. Only one message is held at a time.
func Zip(file string) iter.Seq[Item] {
	return func(yield func(Item) bool) {
		w := walker{yield: yield, room: func(int) {}}
		z, err := zip.OpenReader(file)
		if err != nil {
			w.fail(file, ErrZip)
			return
		}
		defer z.Close()
		if len(z.File) > maxZipEntries {
			w.fail(file, ErrZipMany)
			return
		}
		slices.SortStableFunc(z.File, func(a, b *zip.File) int { return strings.Compare(a.Name, b.Name) })
		var budget int64 = freeZipSize
		// What the archive states of its entries may be a lie; what it is itself is not.
		if info, err := os.Stat(file); err == nil {
			budget += info.Size() * maxZipRatio
		}
		left := &budget
		for _, f := range z.File {
			if w.done {
				return
			}
			w.packed(f, left)
		}
	}
}

// packed reads one file of an archive. Left is how many bytes may still be
// unpacked: sizes the archive states are not to be trusted.
func (w *walker) packed(f *zip.File, left *int64) {
	base := path.Base(strings.ReplaceAll(f.Name, `\`, "/"))
	if f.FileInfo().IsDir() || strings.HasPrefix(base, ".") || strings.HasPrefix(f.Name, "__MACOSX/") {
		return
	}
	if f.Flags&1 != 0 {
		w.fail(f.Name, ErrZipLocked)
		return
	}
	if strings.EqualFold(path.Ext(base), ".zip") {
		w.fail(f.Name, ErrZipInZip)
		return
	}
	r, err := f.Open()
	if err != nil {
		w.fail(f.Name, ErrZip)
		return
	}
	defer r.Close()
	in := &bounded{r: r, left: left}
	switch strings.ToLower(path.Ext(base)) {
	case ".eml":
		w.whole(f.Name, in, false)
	case ".txt":
		w.whole(f.Name, in, true)
	case ".mbox", ".mbx":
		w.mailbox(f.Name, in)
	default:
		w.sniffed(f.Name, in, false)
	}
	if in.over {
		w.done = true
	}
}

// bounded reads until a budget shared by several readers is used up.
type bounded struct {
	r    io.Reader
	left *int64
	over bool
}

func (b *bounded) Read(p []byte) (int, error) {
	if *b.left <= 0 {
		b.over = true
		return 0, ErrZipBomb
	}
	if int64(len(p)) > *b.left {
		p = p[:*b.left]
	}
	n, err := b.r.Read(p)
	*b.left -= int64(n)
	if err != nil && err != io.EOF && !errors.Is(err, ErrZipBomb) {
		err = ErrZip
	}
	return n, err
}
