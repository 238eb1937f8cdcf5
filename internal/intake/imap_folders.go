package intake

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Summary is what Check found.
type Summary struct {
	Server       string   // its own name for itself, often ""
	Capabilities []string // as the server names them, sorted
	Idle         bool     // it tells of new mail at once; otherwise it is asked every Poll
	Folders      []FolderInfo
}

// FolderInfo is one folder of the account.
type FolderInfo struct {
	Name     string
	Use      string // "sent", "drafts", "junk", "trash", "archive", "all", "flagged", "important" or ""
	Messages int    // mails in it; 0 also when the server would not say
	Unseen   int    // of these, not opened in any mail program
	Read     bool   // Run would read it
	Sent     bool   // Run would read it as the folder of sent mail
	New      int    // with Read: mails that Run would bring at its first look

	sentRank int // how likely its name is that of the folder of sent mail: 0 not at all, then the smaller the likelier
}

// mostFolders is how many folders are counted at most. Some people file each
// customer in one.
const mostFolders = 100

// Check connects, logs in and looks around; it changes nothing. The error is a
// *Fault that says what to do, or that of ctx. With a folder that is missing
// the Summary is filled all the same.
func (a *Account) Check(ctx context.Context) (Summary, error) {
	if err := a.valid(); err != nil {
		return Summary{}, err
	}
	avoid := map[string]bool{}
	for {
		before := len(avoid)
		sum, err := a.check(ctx, avoid)
		switch {
		case err == nil:
			return sum, nil
		case ctx.Err() != nil:
			return sum, ctx.Err()
		case len(avoid) > before:
			continue // once more without the command that went wrong
		}
		return sum, a.fault(err)
	}
}

func (a *Account) check(ctx context.Context, avoid map[string]bool) (sum Summary, err error) {
	s, err := a.open(ctx, avoid)
	if err != nil {
		return sum, err
	}
	defer s.close()
	sum.Server, sum.Idle = s.server, s.can(imap.CapIdle)
	for c := range s.caps {
		sum.Capabilities = append(sum.Capabilities, string(c))
	}
	slices.Sort(sum.Capabilities)
	list, err := s.list(ctx)
	if err != nil {
		return sum, err
	}
	chosen, err := s.choose(ctx)
	if err != nil {
		return sum, err
	}
	for _, f := range list {
		if i := slices.IndexFunc(chosen, func(c FolderInfo) bool { return c.Name == f.Name }); i >= 0 {
			f.Read, f.Sent = true, chosen[i].Sent
			chosen = slices.Delete(chosen, i, i+1)
		}
		sum.Folders = append(sum.Folders, f)
	}
	for _, f := range chosen { // not listed, which need not mean that they are not there
		sum.Folders = append(sum.Folders, FolderInfo{Name: f.Name, Read: true, Sent: f.Sent})
	}
	return sum, s.count(ctx, sum.Folders)
}

// count fills in the counts. The first folder to be read that cannot be is its
// error.
func (s *session) count(ctx context.Context, folders []FolderInfo) error {
	var missing error
	for i := range folders {
		f := &folders[i]
		if i < mostFolders || f.Read {
			var d *imap.StatusData
			err := s.do(ctx, 0, func() (err error) {
				d, err = s.client.Status(f.Name, &imap.StatusOptions{NumMessages: true, NumUnseen: true}).Wait()
				return err
			})
			if err != nil && !refusal(err) {
				return err
			}
			if err == nil {
				f.Messages, f.Unseen = number(d.NumMessages), number(d.NumUnseen)
			}
		}
		if !f.Read {
			continue
		}
		box, err := s.examine(ctx, f.Name)
		if err == nil && box.NumMessages > 0 {
			var uids imap.UIDSet
			uids, err = s.search(ctx, 1, s.Since, box.NumMessages)
			f.New = count(uids)
		}
		switch {
		case err != nil && !refusal(err):
			return err
		case err != nil && missing == nil:
			missing = err
		}
	}
	return missing
}

func number(n *uint32) int {
	if n == nil {
		return 0
	}
	return int(*n)
}

// choose lists the folders to be read, the first of Folders first and that of
// sent mail last.
func (s *session) choose(ctx context.Context) ([]FolderInfo, error) {
	var chosen []FolderInfo
	add := func(name string, sent bool) {
		if strings.EqualFold(name, "INBOX") {
			name = "INBOX"
		}
		for i := range chosen {
			if chosen[i].Name == name {
				chosen[i].Sent = chosen[i].Sent || sent
				return
			}
		}
		chosen = append(chosen, FolderInfo{Name: name, Sent: sent})
	}
	for _, name := range s.Folders {
		add(name, false)
	}
	if len(chosen) == 0 {
		add("INBOX", false)
	}
	switch s.Sent {
	case "-":
	case "":
		list, err := s.list(ctx)
		if err != nil {
			return nil, err
		}
		if name := findSent(list); name != "" {
			add(name, true)
		}
	default:
		add(s.Sent, true)
	}
	return chosen, nil
}

// list lists the folders that hold mails; none when the server's list cannot
// be read.
func (s *session) list(ctx context.Context) ([]FolderInfo, error) {
	const name = "LIST"
	if s.avoid[name] {
		return nil, nil
	}
	var opts *imap.ListOptions
	if s.can(imap.CapSpecialUse) && s.can(imap.CapListExtended) {
		opts = &imap.ListOptions{ReturnSpecialUse: true}
	}
	var folders []FolderInfo
	err := s.optional(ctx, name, 0, func() error {
		list := s.client.List("", "*", opts)
		for d := list.Next(); d != nil; d = list.Next() {
			if !slices.Contains(d.Attrs, imap.MailboxAttrNoSelect) && !slices.Contains(d.Attrs, imap.MailboxAttrNonExistent) {
				folders = append(folders, FolderInfo{Name: d.Mailbox, Use: use(d.Attrs), sentRank: rankSent(d)})
			}
		}
		return list.Close()
	})
	return folders, err
}

// examine opens a folder to be read only.
func (s *session) examine(ctx context.Context, name string) (*imap.SelectData, error) {
	select { // what was new will be seen now
	case <-s.news:
	default:
	}
	var box *imap.SelectData
	err := s.do(ctx, 0, func() (err error) {
		box, err = s.client.Select(name, &imap.SelectOptions{ReadOnly: true}).Wait()
		return err
	})
	var refused *imap.Error
	switch {
	case err == nil:
		return box, nil
	case !errors.As(err, &refused) || refused.Type != imap.StatusResponseTypeNo:
		return nil, fmt.Errorf("opening folder %q: %w", name, err)
	case strings.Contains(strings.ToLower(refused.Text), "unsafe login"):
		return nil, &Fault{Class: FaultLogin, Folder: name, Err: err}
	case refused.Code == "" || refused.Code == imap.ResponseCodeNonExistent || refused.Code == imap.ResponseCodeNoPerm:
		return nil, &Fault{Class: FaultFolder, Folder: name, Err: err}
	}
	return nil, &Fault{Class: FaultServer, Folder: name, Err: err}
}

// search finds the mails of the open folder from a UID on that the server
// received since a time, or earlier on its day.
func (s *session) search(ctx context.Context, from uint32, since time.Time, messages uint32) (imap.UIDSet, error) {
	criteria := &imap.SearchCriteria{UID: []imap.UIDSet{{{Start: imap.UID(from)}}}}
	if !since.IsZero() {
		criteria.Since = since.UTC().Add(-24 * time.Hour) // the server's day may be another
	}
	found, err := s.find(ctx, criteria, int(min(messages, 10e6)))
	if err != nil {
		return nil, fmt.Errorf("searching for mails: %w", err)
	}
	return after(found, from), nil
}

// find searches the open folder for at most n mails.
func (s *session) find(ctx context.Context, criteria *imap.SearchCriteria, n int) (found imap.UIDSet, err error) {
	err = s.do(ctx, 11*int64(n), func() error {
		data, err := s.client.UIDSearch(criteria, nil).Wait()
		if err == nil {
			found, _ = data.All.(imap.UIDSet)
		}
		return err
	})
	return found, err
}

// after leaves out what lies before a UID: "from:*" holds the last mail of
// the folder even when that is an older one.
func after(set imap.UIDSet, from uint32) imap.UIDSet {
	var out imap.UIDSet
	for _, r := range set {
		if r.Start > 0 && uint32(r.Stop) >= from {
			out = append(out, imap.UIDRange{Start: max(r.Start, imap.UID(from)), Stop: r.Stop})
		}
	}
	return out
}

// count is the number of UIDs in a set without "*".
func count(set imap.UIDSet) int {
	n := 0
	for _, r := range set {
		n += int(r.Stop-r.Start) + 1
	}
	return n
}

// take returns the first n UIDs of a set, in order, and the others.
func take(set imap.UIDSet, n int) (first []imap.UID, rest imap.UIDSet) {
	for i, r := range set {
		for uid := r.Start; ; uid++ {
			if len(first) == n {
				return first, append(imap.UIDSet{{Start: uid, Stop: r.Stop}}, set[i+1:]...)
			}
			first = append(first, uid)
			if uid == r.Stop {
				break
			}
		}
	}
	return first, nil
}
