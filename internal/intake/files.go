// Package intake brings messages in, one file per channel. It never judges and
// never changes a byte of what came.
//
// Files reads messages from paths: mails, mailboxes, Maildirs, pasted texts
// and folders of these.
package intake

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"xunpan"
)

// MaxMessage is the largest message that is read, in bytes. Mail servers
// refuse mails far below it.
const MaxMessage = 64 << 20

// Item is one message as it came, or an input that could not be read.
type Item struct {
	Source string      // the path; a message of a mailbox adds "#" and its number from 1
	Raw    []byte      // nil with Err
	Form   xunpan.Form // mail or paste
	Err    error
}

// ErrNotMail says that a named file holds neither mail, mailbox nor text.
var ErrNotMail = errors.New("neither a mail, a mailbox nor a pasted text")

// Files yields the messages of the paths in a stable order: paths as given,
// folders by name. A path "-" means stdin. Only one message is held at a time;
// a mailbox may be of any size. Folders are searched for .eml, .mbox and .txt
// files, Maildirs, and other files that begin like a mail; everything else in
// a folder is passed over, while a file named by the user that is none of
// these is an Item with ErrNotMail.
//
// Before a message is read, room is called with its size, or with MaxMessage
// where a message of unknown size grows large; it may wait until others are
// done. Nil waits for nothing.
func Files(paths []string, stdin io.Reader, room func(bytes int)) iter.Seq[Item] {
	if room == nil {
		room = func(int) {}
	}
	return func(yield func(Item) bool) {
		w := walker{yield: yield, room: room}
		for _, p := range paths {
			if p == "-" {
				w.sniffed("-", stdin, true)
			} else {
				w.path(p, true)
			}
			if w.done {
				return
			}
		}
	}
}

// walker carries the consumer through the folders.
type walker struct {
	yield func(Item) bool
	room  func(bytes int)
	done  bool // the consumer wants no more
}

func (w *walker) give(it Item) {
	if !w.done && !w.yield(it) {
		w.done = true
	}
}

func (w *walker) fail(source string, err error) { w.give(Item{Source: source, Err: plain(err)}) }

// path reads one path. Named tells a path the user gave from one found in a folder.
func (w *walker) path(p string, named bool) {
	info, err := os.Stat(p) // follows links, so that a Maildir of links works
	switch {
	case err != nil:
		w.fail(p, err)
	case info.IsDir():
		w.folder(p)
	case info.Mode().IsRegular() || named:
		w.file(p, named)
	}
}

// folder reads a folder's entries by name. In a Maildir only new and cur hold
// messages, and its hidden folders are Maildirs again.
func (w *walker) folder(dir string) {
	names, err := entries(dir)
	if err != nil {
		w.fail(dir, err)
		return
	}
	maildir := isMaildir(dir)
	for _, name := range names {
		if w.done {
			return
		}
		p := filepath.Join(dir, name)
		switch {
		case maildir && (name == "cur" || name == "new"):
			w.maildir(p)
		case maildir && strings.HasPrefix(name, ".") && isMaildir(p):
			w.folder(p)
		case maildir, strings.HasPrefix(name, "."):
		default:
			if info, err := os.Lstat(p); err == nil && info.Mode()&fs.ModeSymlink != 0 {
				// A link to a folder could lead round in circles.
				if to, err := os.Stat(p); err != nil || to.IsDir() {
					continue
				}
			}
			w.path(p, false)
		}
	}
}

// maildir reads the messages of a Maildir's cur or new folder: every file is one.
func (w *walker) maildir(dir string) {
	names, err := entries(dir)
	if err != nil {
		w.fail(dir, err)
		return
	}
	for _, name := range names {
		if w.done {
			return
		}
		p := filepath.Join(dir, name)
		if info, err := os.Stat(p); strings.HasPrefix(name, ".") || err == nil && !info.Mode().IsRegular() {
			continue
		}
		w.open(p, func(r io.Reader) { w.whole(p, r, false) })
	}
}

func isMaildir(dir string) bool {
	for _, sub := range []string{"cur", "new"} {
		if info, err := os.Stat(filepath.Join(dir, sub)); err != nil || !info.IsDir() {
			return false
		}
	}
	return true
}

// entries returns a folder's names in order. Names only: a folder of a million
// mails must fit in little memory.
func entries(dir string) ([]string, error) {
	d, err := os.Open(dir)
	if err != nil {
		return nil, err
	}
	defer d.Close()
	names, err := d.Readdirnames(-1)
	slices.Sort(names)
	return names, err
}

// file reads one file by its name's ending, else by how it begins.
func (w *walker) file(p string, named bool) {
	w.open(p, func(r io.Reader) {
		switch strings.ToLower(filepath.Ext(p)) {
		case ".eml":
			w.whole(p, r, false)
		case ".txt":
			w.whole(p, r, true)
		case ".mbox", ".mbx":
			w.mailbox(p, r)
		default:
			w.sniffed(p, r, named)
		}
	})
}

func (w *walker) open(p string, read func(io.Reader)) {
	f, err := os.Open(p)
	if err != nil {
		w.fail(p, err)
		return
	}
	defer f.Close()
	read(f)
}

// whole gives everything of the reader as one message.
func (w *walker) whole(source string, r io.Reader, paste bool) {
	raw, err := w.readAll(r)
	if err != nil {
		w.fail(source, err)
		return
	}
	form := xunpan.FormMail
	if paste {
		form = xunpan.FormPaste
	}
	w.give(Item{Source: source, Raw: raw, Form: form})
}

// readAll reads a message up to MaxMessage. A file's size is asked first,
// since growing a buffer step by step costs twice the memory.
func (w *walker) readAll(r io.Reader) ([]byte, error) {
	var b bytes.Buffer
	if f, ok := r.(*os.File); ok {
		if info, err := f.Stat(); err == nil && info.Mode().IsRegular() {
			if info.Size() > MaxMessage {
				return nil, errTooLarge
			}
			w.room(int(info.Size()))
			b.Grow(int(info.Size()) + bytes.MinRead)
		}
	}
	if _, err := b.ReadFrom(io.LimitReader(r, MaxMessage+1)); err != nil {
		return nil, err
	}
	if b.Len() > MaxMessage {
		return nil, errTooLarge
	}
	return b.Bytes(), nil
}

var errTooLarge = fmt.Errorf("larger than %d MB", MaxMessage>>20)

// plain leaves the path out of an error that is shown beside it.
func plain(err error) error {
	var pe *fs.PathError
	if errors.As(err, &pe) {
		return pe.Err
	}
	return err
}
