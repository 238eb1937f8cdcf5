package intake

import (
	"context"
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/emersion/go-imap/v2"
)

const (
	windowCount = 500     // mails asked for their sizes at once
	batchCount  = 100     // mails delivered at once
	batchBytes  = 8 << 20 // of mails fetched at once, by the server's word; a larger one comes alone
)

// folder is what a Run remembers of one folder. The ledger alone says what was
// delivered; the rest only spares asking twice.
type folder struct {
	name string
	sent bool

	base   Position         // the ledger's word when the rest was learnt
	upTo   uint32           // up to here there is nothing that the ledger lacks
	terse  bool             // the server's dates or flags cannot be read: ask for sizes only
	failed map[uint32]int   // how often a mail broke its fetching
	bad    map[uint32]error // mails that cannot be had
}

// start returns the first UID of interest, given what the ledger says, whether
// the folder is looked at for the first time, and whether there can be any.
func (f *folder) start(pos Position, known bool, validity uint32) (from uint32, first, any bool) {
	base := Position{Folder: f.name, UIDValidity: validity}
	if known && pos.UIDValidity == validity {
		base.UID = pos.UID
	}
	if f.failed == nil || f.base.UIDValidity != validity {
		f.failed, f.bad = map[uint32]int{}, map[uint32]error{}
	}
	if f.base != base {
		f.base, f.upTo = base, base.UID
	}
	return f.upTo + 1, f.upTo == 0, f.upTo < math.MaxUint32
}

// look brings what is new in a folder.
func (r *reader) look(ctx context.Context, s *session, f *folder) error {
	box, err := s.examine(ctx, f.name)
	if err != nil {
		return err
	}
	pos, known, err := r.ledger.Position(ctx, r.ID, f.name)
	if err != nil {
		return &Fault{Class: FaultStore, Folder: f.name, Err: fmt.Errorf("reading the position in folder %q: %w", f.name, err)}
	}
	from, first, any := f.start(pos, known, box.UIDValidity)
	if !any || box.NumMessages == 0 {
		return nil
	}
	var since time.Time
	if first {
		since = r.Since
	}
	rest, err := s.search(ctx, from, since, box.NumMessages)
	if err != nil {
		return err
	}
	done, total := 0, count(rest)
	for len(rest) > 0 {
		r.say(Report{State: Reading, Folder: f.name, Done: done, Total: total})
		var uids []imap.UID
		uids, rest = take(rest, windowCount)
		if err := r.window(ctx, s, f, uids, rest, func(n int) {
			done += n
			r.say(Report{State: Reading, Folder: f.name, Done: done, Total: total})
		}); err != nil {
			return err
		}
		f.upTo = uint32(uids[len(uids)-1])
	}
	if first && box.UIDNext > 0 {
		f.upTo = max(f.upTo, uint32(box.UIDNext)-1) // what is older than Since need not be searched again
	}
	return nil
}

// window brings the mails with the UIDs; progress is told how many at a time.
// Rest are the UIDs that come later.
func (r *reader) window(ctx context.Context, s *session, f *folder, uids []imap.UID, rest imap.UIDSet, progress func(int)) error {
	mails, err := s.sizes(ctx, f, slices.Clone(uids))
	if err != nil {
		return err
	}
	mails = slices.DeleteFunc(mails, func(m mail) bool { return !m.Internal.IsZero() && m.Internal.Before(r.Since) })
	for i := range mails {
		m := &mails[i]
		if m.Err = f.bad[m.UID]; m.Err == nil && m.Size > MaxMessage {
			m.Err = ErrTooLarge
		}
	}
	for len(mails) > 0 {
		n := f.together(mails)
		if r.DryRun {
			r.found += n
		} else if err := r.bring(ctx, s, f, mails[:n], later(mails[n:], rest)); err != nil {
			return err
		}
		mails = mails[n:]
		progress(n)
	}
	return nil
}

// later returns some UIDs of mails that come later.
func later(mails []mail, rest imap.UIDSet) []imap.UID {
	const some = 10
	var uids []imap.UID
	for _, m := range mails {
		if m.Err == nil && len(uids) < some {
			uids = append(uids, imap.UID(m.UID))
		}
	}
	more, _ := take(rest, some-len(uids))
	return append(uids, more...)
}

// together is how many of the mails, from the first on, are fetched at once. A
// mail that broke its fetching before comes alone.
func (f *folder) together(mails []mail) int {
	size := int64(0)
	for i, m := range mails {
		if f.failed[m.UID] > 0 {
			return max(i, 1)
		}
		switch {
		case m.unsized:
			size += batchBytes
		case m.Err == nil:
			size += m.Size
		}
		if i == batchCount || i > 0 && size > batchBytes {
			return i
		}
	}
	return len(mails)
}

// bring fetches a batch and delivers it, or what came of it.
func (r *reader) bring(ctx context.Context, s *session, f *folder, mails []mail, later []imap.UID) error {
	ready, err := r.fetch(ctx, s, f, mails, later)
	if ctx.Err() != nil {
		return ctx.Err()
	}
	if len(ready) == 0 {
		return err
	}
	batch := make([]Incoming, len(ready))
	for i, m := range ready {
		batch[i] = m.Incoming
	}
	if err := r.deliver(ctx, batch); err != nil {
		return &Fault{Class: FaultStore, Folder: f.name, Err: fmt.Errorf("storing mails of folder %q: %w", f.name, err)}
	}
	// From now on the ledger stands at the last of these.
	r.failures = 0
	if r.trouble.kind == "" {
		r.trouble = trouble{}
	}
	f.base.UID = batch[len(batch)-1].UID
	f.upTo = f.base.UID
	return err
}
