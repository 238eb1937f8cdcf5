package dovecottest

import (
	"fmt"
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

var serial atomic.Int64

// Deliver puts a mail into the user's INBOX, as a mail server would that
// received it at the time; a zero time is now. The server gives UIDs to mails
// in the order of their delivery.
func (s *Server) Deliver(t testing.TB, user string, raw []byte, received time.Time) {
	t.Helper()
	box := filepath.Join(s.dir, "mail", user)
	for _, d := range []string{"cur", "new", "tmp"} {
		s.mkdir(t, filepath.Join(box, d))
	}
	name := fmt.Sprintf("%010d.M%09dP%d.test", 1700000000+serial.Add(1), serial.Load(), os.Getpid())
	tmp := filepath.Join(box, "tmp", name)
	must(t, os.WriteFile(tmp, raw, 0o644))
	s.own(t, tmp)
	if !received.IsZero() {
		must(t, os.Chtimes(tmp, received, received))
	}
	must(t, os.Rename(tmp, filepath.Join(box, "new", name)))
}

// Client is a connection of the user's own, to look and to change things. It
// is closed when the test ends.
func (s *Server) Client(t testing.TB, user string) *imapclient.Client {
	t.Helper()
	c, err := s.dial()
	must(t, err)
	t.Cleanup(func() { c.Close() })
	must(t, c.Login(user, Password).Wait())
	return c
}

// Append puts a mail into a folder of the user, which it creates when there is
// none; a zero time is now.
func (s *Server) Append(t testing.TB, user, folder string, raw []byte, received time.Time) {
	t.Helper()
	c := s.Client(t, user)
	if _, err := c.Status(folder, &imap.StatusOptions{NumMessages: true}).Wait(); err != nil {
		must(t, c.Create(folder, nil).Wait())
	}
	cmd := c.Append(folder, int64(len(raw)), &imap.AppendOptions{Time: received})
	_, err := cmd.Write(raw)
	must(t, err)
	must(t, cmd.Close())
	_, err = cmd.Wait()
	must(t, err)
}

// Renumber gives the user's INBOX a new UIDVALIDITY, and its mails new UIDs.
// The server must be down.
func (s *Server) Renumber(t testing.TB, user string) {
	t.Helper()
	box := filepath.Join(s.dir, "mail", user)
	names, err := filepath.Glob(filepath.Join(box, "dovecot*"))
	must(t, err)
	for _, n := range names {
		if base := filepath.Base(n); base != "dovecot-uidvalidity" && !isValidityMark(base) {
			must(t, os.RemoveAll(n))
		}
	}
}

// isValidityMark tells the files by which the server remembers which
// UIDVALIDITYs it gave already.
func isValidityMark(name string) bool {
	ok, _ := filepath.Match("dovecot-uidvalidity.*", name) // the pattern is right
	return ok
}

// Folder returns the bytes of all mails of a user's folder, in their order.
func (s *Server) Folder(t testing.TB, user, folder string) [][]byte {
	t.Helper()
	c := s.Client(t, user)
	box, err := c.Select(folder, &imap.SelectOptions{ReadOnly: true}).Wait()
	must(t, err)
	if box.NumMessages == 0 {
		return nil
	}
	section := &imap.FetchItemBodySection{Peek: true}
	list, err := c.Fetch(imap.SeqSet{{Start: 1}}, &imap.FetchOptions{BodySection: []*imap.FetchItemBodySection{section}}).Collect()
	must(t, err)
	var mails [][]byte
	for _, m := range list {
		mails = append(mails, m.FindBodySection(section))
	}
	return mails
}
