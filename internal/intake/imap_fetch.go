package intake

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"

	"github.com/emersion/go-imap/v2"
	"github.com/emersion/go-imap/v2/imapclient"
)

const (
	patientTries = 5       // a mail breaks its fetching so often before others are asked for in its stead
	overview     = 4 << 10 // bytes an answer about one mail may have beyond its text
)

// mail is an Incoming on its way.
type mail struct {
	Incoming
	seq     uint32 // its number in the folder when it was listed; 0 when it was not
	unsized bool   // the server would not say how large it is
}

// sizes asks for sizes, dates and flags of mails, in the order of their UIDs.
// Mails that the server says nothing of but still finds are among them,
// unsized; the others were deleted.
func (s *session) sizes(ctx context.Context, f *folder, uids []imap.UID) ([]mail, error) {
	opts := &imap.FetchOptions{UID: true, RFC822Size: true, InternalDate: !f.terse, Flags: !f.terse}
	asked := imap.UIDSetNum(uids...)
	blank := Incoming{Folder: f.name, Sent: f.sent, UIDValidity: f.base.UIDValidity}
	var mails []mail
	err := s.do(ctx, overview*int64(len(uids)), func() error {
		cmd := s.client.Fetch(asked, opts)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			d, err := msg.Collect()
			if err != nil {
				return err
			}
			m := mail{Incoming: blank, seq: d.SeqNum}
			m.UID, m.Internal, m.Size = uint32(d.UID), d.InternalDate, max(d.RFC822Size, 0)
			for _, flag := range d.Flags {
				m.Flags = append(m.Flags, string(flag))
			}
			mails = append(mails, m)
		}
		return cmd.Close()
	})
	var grammar *grammarError
	if errors.As(err, &grammar) {
		f.terse = true // for the next connection
	}
	if err != nil && !refusal(err) {
		return nil, fmt.Errorf("asking for sizes: %w", err)
	}
	unsaid := slices.DeleteFunc(uids, func(uid imap.UID) bool {
		return slices.ContainsFunc(mails, func(m mail) bool { return m.UID == uint32(uid) })
	})
	there, err := s.still(ctx, unsaid)
	if err != nil {
		return nil, err
	}
	for _, uid := range there {
		m := mail{Incoming: blank, unsized: true}
		m.UID = uint32(uid)
		mails = append(mails, m)
	}
	slices.SortFunc(mails, func(a, b mail) int { return int(int64(a.UID) - int64(b.UID)) })
	return mails, nil
}

// still returns those of the mails that are in the folder at this moment.
func (s *session) still(ctx context.Context, uids []imap.UID) ([]imap.UID, error) {
	if len(uids) == 0 {
		return nil, nil
	}
	found, err := s.find(ctx, &imap.SearchCriteria{UID: []imap.UIDSet{imap.UIDSetNum(uids...)}}, len(uids))
	if err != nil {
		return nil, fmt.Errorf("looking for mails that were not told of: %w", err)
	}
	return slices.DeleteFunc(uids, func(uid imap.UID) bool { return !found.Contains(uid) }), nil
}

// largeText is a text beyond MaxMessage that the server said was smaller.
type largeText struct{ uid uint32 } // 0 when the text came before it

func (e *largeText) Error() string { return fmt.Sprintf("mail %d: %v", e.uid, ErrTooLarge) }

// texts fetches the whole texts of mails into got, by UID, without marking
// them as seen. There is nothing in got for mails of which nothing came. A
// text that is too large ends the connection, the only way not to read it.
func (s *session) texts(ctx context.Context, which imap.NumSet, size int64, got map[uint32][]byte) error {
	opts := &imap.FetchOptions{UID: true, BodySection: []*imap.FetchItemBodySection{{Peek: true}}}
	err := s.do(ctx, size, func() error {
		cmd := s.client.Fetch(which, opts)
		for msg := cmd.Next(); msg != nil; msg = cmd.Next() {
			uid, raw, err := text(msg)
			var large *largeText
			switch {
			case errors.As(err, &large):
				s.line.Close()
				return errors.Join(err, cmd.Close())
			case err != nil:
				return err // and read no more: the library does from here on
			case raw != nil:
				got[uid] = raw
			}
		}
		return cmd.Close()
	})
	return err
}

// text reads one answer to its end; raw is nil when it brought no text. The
// library takes a text that was cut off for one that ended, so its length is
// watched.
func text(msg *imapclient.FetchMessageData) (uid uint32, raw []byte, err error) {
	for item := msg.Next(); item != nil; item = msg.Next() {
		switch item := item.(type) {
		case imapclient.FetchItemDataUID:
			uid = uint32(item.UID)
		case imapclient.FetchItemDataBodySection:
			if item.Literal == nil || raw != nil {
				continue
			}
			if item.Literal.Size() > MaxMessage {
				return 0, nil, &largeText{uid}
			}
			raw = make([]byte, item.Literal.Size())
			if _, err := io.ReadFull(item.Literal, raw); err != nil {
				return 0, nil, err
			}
		}
	}
	return uid, raw, nil
}

// allowance is how many bytes the text of a mail may take. Some servers count
// sizes wrongly, but not by more than half.
func (m *mail) allowance() int64 {
	if m.unsized {
		return MaxMessage + overview
	}
	return min(MaxMessage, 2*m.Size+1<<20) + overview
}

// fetch brings the texts of a batch. Mails that were deleted meanwhile are
// left out; with an error, also the first that is lacking and all after it.
func (r *reader) fetch(ctx context.Context, s *session, f *folder, batch []mail, later []imap.UID) (ready []mail, err error) {
	var which imap.UIDSet
	size, hopeless := int64(0), false
	for i := range batch {
		if m := &batch[i]; m.Err == nil {
			which.AddNum(imap.UID(m.UID))
			size += m.allowance()
			hopeless = hopeless || f.failed[m.UID] >= patientTries
		}
	}
	if hopeless {
		if hopeless, err = s.othersCome(ctx, f, later); err != nil {
			return nil, fmt.Errorf("fetching mails of folder %q: %w", f.name, err)
		}
	}
	got := map[uint32][]byte{}
	if len(which) > 0 {
		err = s.texts(ctx, which, size, got)
	}
	broken := err != nil && !refusal(err)
	for _, m := range batch {
		if m.Err != nil {
			ready = append(ready, m)
			continue
		}
		m.Raw = got[m.UID]
		if m.Raw == nil && !broken {
			m.Raw, err = s.again(ctx, f, imap.UID(m.UID))
		}
		switch {
		case m.Raw != nil:
		case err == nil:
			continue // deleted
		case errors.Is(err, ErrNoText):
			m.Err = ErrNoText
		default:
			f.blame(m.UID, err, hopeless)
			return ready, &lackingError{f.name, m.UID, err}
		}
		ready = append(ready, m)
	}
	return ready, nil
}

// again asks for one mail of which nothing came; nil means that it was
// deleted. It is asked for by its number in the folder: the library overlooks
// an answer that tells the UID after the text.
func (s *session) again(ctx context.Context, f *folder, uid imap.UID) ([]byte, error) {
	mails, err := s.sizes(ctx, f, []imap.UID{uid})
	if err != nil || len(mails) == 0 {
		return nil, err
	}
	m := &mails[0]
	var which imap.NumSet = imap.UIDSetNum(uid)
	if m.seq > 0 {
		which = imap.SeqSetNum(m.seq)
	}
	got := map[uint32][]byte{}
	switch err := s.texts(ctx, which, m.allowance(), got); {
	case err != nil:
		return nil, err
	case got[m.UID] != nil:
		return got[m.UID], nil
	case len(got) > 0:
		return nil, errRenumbered
	}
	return nil, ErrNoText
}

// errRenumbered says that mails were deleted at the very moment.
var errRenumbered = errors.New("the mails got other numbers in between")

// lackingError is a mail that could not be fetched. Another connection may
// bring it.
type lackingError struct {
	folder string
	uid    uint32
	err    error
}

func (e *lackingError) Error() string {
	return fmt.Sprintf("fetching mail %d of folder %q: %v", e.uid, e.folder, e.err)
}
func (e *lackingError) Unwrap() error { return e.err }

// blame notes that a mail could not be fetched. When others can, it is its own
// fault, and it is given up.
func (f *folder) blame(uid uint32, err error, othersCan bool) {
	var large *largeText
	switch {
	case errors.As(err, &large):
		f.bad[cmp.Or(large.uid, uid)] = ErrTooLarge
	case othersCan:
		f.bad[uid] = fmt.Errorf("asked for %d times, while other mails came: %w", f.failed[uid]+1, err)
	default:
		f.failed[uid]++
	}
}

// othersCome reports whether the server gives another mail at this moment, one
// that comes later and waits for a hopeless one.
func (s *session) othersCome(ctx context.Context, f *folder, later []imap.UID) (bool, error) {
	for _, uid := range later {
		if f.failed[uint32(uid)] > 0 || f.bad[uint32(uid)] != nil {
			continue
		}
		got := map[uint32][]byte{}
		err := s.texts(ctx, imap.UIDSetNum(uid), MaxMessage, got)
		if got[uint32(uid)] != nil {
			return true, nil
		}
		if err != nil {
			f.blame(uint32(uid), err, false)
		}
		if err != nil && !refusal(err) {
			return false, err
		}
	}
	return false, nil
}
