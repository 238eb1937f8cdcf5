package flow

import (
	"context"
	"errors"
	"sync"
	"time"

	"xunpan/internal/store"
)

// Group commit: arrivals of all channels wait in one line; whoever finds
// nobody at the counter stores everything that waits in one transaction. So a
// message is acknowledged only after it is safe on disk, and yet one wait for
// the disk serves many messages.

// unit is what is stored together or not at all.
type unit struct {
	ctx      context.Context
	letters  []*arrival
	after    func(context.Context, *store.Tx, []Receipt) error
	receipts []Receipt
	done     chan error
}

type committer struct {
	line    sync.Mutex
	waiting []*unit
	busy    bool
}

// maxGroup bounds the messages of one transaction, so that readers of the
// history and other writers get their turn.
const maxGroup = 256

// commit stores a unit and returns when it is stored.
func (d *Desk) commit(u *unit) error {
	c := &d.committer
	c.line.Lock()
	c.waiting = append(c.waiting, u)
	if c.busy {
		c.line.Unlock()
		return <-u.done
	}
	c.busy = true
	c.line.Unlock()
	// This goroutine serves until its own unit is stored, then hands over.
	for {
		group := c.take()
		if len(group) == 0 {
			break
		}
		d.store(group)
		select {
		case err := <-u.done:
			c.handOver(d)
			return err
		default:
		}
	}
	return <-u.done
}

// take is the next group in line; when nobody waits the counter is free.
func (c *committer) take() []*unit {
	c.line.Lock()
	defer c.line.Unlock()
	n, letters := 0, 0
	for n < len(c.waiting) && (n == 0 || letters+len(c.waiting[n].letters) <= maxGroup) {
		letters += len(c.waiting[n].letters)
		n++
	}
	group := c.waiting[:n:n]
	c.waiting = c.waiting[n:]
	if n == 0 {
		c.busy, c.waiting = false, nil
	}
	return group
}

// handOver lets another goroutine serve those who came meanwhile.
func (c *committer) handOver(d *Desk) {
	c.line.Lock()
	defer c.line.Unlock()
	if len(c.waiting) == 0 {
		c.busy = false
		return
	}
	go func() {
		for {
			group := c.take()
			if len(group) == 0 {
				return
			}
			d.store(group)
		}
	}()
}

// storeTime bounds one transaction of the intake: beyond it the database counts
// as away, and the channels keep what they have.
const storeTime = 30 * time.Second

// store stores a group in one transaction and tells everybody who waits. When
// it fails with several units in it they are stored one by one, so that one bad
// message holds nobody up.
func (d *Desk) store(group []*unit) {
	// Not the caller's context: the others of the group must not fail because
	// one of them went away.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(group[0].ctx), storeTime)
	defer cancel()
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		for _, u := range group {
			if err := d.place(ctx, tx, u); err != nil {
				return err
			}
		}
		return d.verifyGroup(ctx, tx, group)
	})
	if err != nil && len(group) > 1 && !store.IsBusy(err) && !errors.Is(err, context.DeadlineExceeded) {
		for i := range group {
			d.store(group[i : i+1])
		}
		return
	}
	for _, u := range group {
		if err == nil {
			d.received.Add(int64(len(u.letters)))
		}
		u.done <- err
	}
}

// place stores one unit.
func (d *Desk) place(ctx context.Context, tx *store.Tx, u *unit) error {
	u.receipts = make([]Receipt, 0, len(u.letters))
	for _, a := range u.letters {
		r, err := d.take(ctx, tx, a)
		if err != nil {
			return err
		}
		u.receipts = append(u.receipts, r)
	}
	if u.after != nil {
		return u.after(ctx, tx, u.receipts)
	}
	return nil
}
