package flow

import (
	"bytes"
	"context"
	"errors"
	"strconv"
	"sync"
	"time"

	"xunpan"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// Of several nodes on one database each mailbox is read by one, which holds its
// lease and renews it. When a node falls silent its leases run out, and another
// takes over. Even if two read one mailbox for a moment nothing comes double:
// the book knows every message it has. On SQLite there is one node, so that it
// reads at once when it starts, and an idle desk writes nothing.
const (
	leaseTime  = 8 * time.Second
	leaseRenew = 2 * time.Second
	leaseWait  = 4 * time.Second // for the database, when renewing
)

// ReadMailboxes reads all active mailboxes that no other node reads, until ctx
// ends. Mailboxes that are added, changed or removed meanwhile are noticed.
func (d *Desk) ReadMailboxes(ctx context.Context, node string) error {
	s := &supervisor{desk: d, node: node, running: map[xunpan.ID]*running{}}
	defer s.stopAll()
	tick := time.NewTicker(leaseRenew)
	defer tick.Stop()
	for {
		if err := s.round(ctx); err != nil && ctx.Err() == nil {
			d.log().ErrorContext(ctx, "looking after the mailboxes", "error", err)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-tick.C:
		case <-s.desk.boxes.wait():
		}
	}
}

type supervisor struct {
	desk    *Desk
	node    string
	running map[xunpan.ID]*running
}

// running is one mailbox this node reads.
type running struct {
	version int64
	stop    context.CancelFunc
	done    chan struct{}
	until   time.Time // of the lease
}

// round takes and renews leases, and starts and stops readers accordingly.
func (s *supervisor) round(ctx context.Context) error {
	boxes, err := s.desk.Store.Mailboxes(ctx)
	if err != nil {
		s.dropStale()
		return err
	}
	wanted := map[xunpan.ID]bool{}
	for i := range boxes {
		m := &boxes[i]
		if !m.Active {
			continue
		}
		wanted[m.ID] = true
		if r := s.running[m.ID]; r != nil && r.version != m.Version {
			s.stop(m.ID) // set up anew
		}
		ours, until, err := s.lease(ctx, m.ID)
		switch {
		case err != nil:
			s.dropStale()
			return err
		case !ours:
			s.stop(m.ID)
		case s.running[m.ID] == nil:
			s.start(ctx, m, until)
		default:
			s.running[m.ID].until = until
		}
	}
	for id := range s.running {
		if !wanted[id] {
			s.stop(id)
		}
	}
	return nil
}

func (s *supervisor) lease(ctx context.Context, id xunpan.ID) (ours bool, until time.Time, err error) {
	now := s.desk.now()
	if until = now.Add(leaseTime); !s.desk.Store.Postgres() {
		return true, until, nil
	}
	ctx, cancel := context.WithTimeout(ctx, leaseWait)
	defer cancel()
	err = s.desk.Store.Write(ctx, now, func(tx *store.Tx) error {
		ours, err = tx.Lease(ctx, id, s.node, until)
		return err
	})
	return ours, until, err
}

// dropStale stops readers whose lease ran out because it could not be renewed.
func (s *supervisor) dropStale() {
	for id, r := range s.running {
		if s.desk.now().After(r.until) {
			s.stop(id)
		}
	}
}

func (s *supervisor) start(ctx context.Context, m *store.Mailbox, until time.Time) {
	d := s.desk
	ctx, cancel := context.WithCancel(ctx)
	states := &stateKeeper{desk: d, id: m.ID, node: s.node}
	r := &running{version: m.Version, stop: cancel, done: make(chan struct{}), until: until}
	s.running[m.ID] = r
	box, err := MailboxOf(m)
	var secret mailboxSecret
	if err == nil {
		secret, err = d.openSecret(m)
	}
	if err != nil {
		states.failed(ctx, err)
		go func() { <-ctx.Done(); close(r.done) }()
		return
	}
	go func() {
		defer close(r.done)
		err := d.account(m.ID, &box.Config, secret).Run(ctx, d, d.deliver(m.ID), func(rep intake.Report) { states.keep(ctx, rep) })
		if ctx.Err() == nil {
			states.failed(ctx, err)
			<-ctx.Done()
		}
	}()
}

func (s *supervisor) stop(id xunpan.ID) {
	if r := s.running[id]; r != nil {
		r.stop()
		<-r.done
		delete(s.running, id)
		s.desk.boxStates.Delete(id)
	}
}

func (s *supervisor) stopAll() {
	for id := range s.running {
		s.stop(id)
	}
	if !s.desk.Store.Postgres() {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), leaseWait)
	defer cancel()
	if err := s.desk.Store.Write(ctx, s.desk.now(), func(tx *store.Tx) error { return tx.Release(ctx, s.node) }); err != nil {
		s.desk.log().Warn("giving back the mailboxes", "error", err)
	}
}

// stateKeeper writes what a reader reports into the book, but not every number
// of a long reading.
type stateKeeper struct {
	desk *Desk
	id   xunpan.ID
	node string

	mu   sync.Mutex
	last intake.Report
	at   time.Time
}

// stateEvery bounds how often progress is written.
const stateEvery = time.Second

func (k *stateKeeper) keep(ctx context.Context, r intake.Report) {
	k.mu.Lock()
	same := r.State == k.last.State && r.Folder == k.last.Folder && r.State == intake.Reading && r.Done < r.Total
	now := time.Now()
	if same && now.Sub(k.at) < stateEvery {
		k.mu.Unlock()
		return
	}
	k.last, k.at = r, now
	k.mu.Unlock()
	s := MailboxState{State: r.State, Folder: r.Folder, Done: r.Done, Total: r.Total, Found: r.Found, Idle: r.Idle, Sent: r.Sent, Since: r.Since, RetryAt: r.RetryAt, Node: k.node}
	if r.Fault != nil {
		s.Class, s.What, s.Do = r.Fault.Class, r.Fault.What, r.Fault.Do
		k.desk.log().WarnContext(ctx, "mailbox", "mailbox", k.id, "class", r.Fault.Class, "error", r.Fault.Err)
	}
	k.write(ctx, s)
}

func (k *stateKeeper) failed(ctx context.Context, err error) {
	k.write(ctx, MailboxState{State: intake.Failed, What: xunpan.Text{En: err.Error(), Zh: err.Error()}, Since: k.desk.now(), Node: k.node,
		Do: xunpan.Text{En: "Open the mailbox in the settings and enter its data again.", Zh: "请在设置中打开该邮箱，重新填写。"}})
}

// write keeps a state: in memory for this node's own pages, which must show it
// when the disk is full, and in the book for those of the others.
func (k *stateKeeper) write(ctx context.Context, s MailboxState) {
	k.desk.boxStates.Store(k.id, s)
	err := k.desk.Store.Write(ctx, k.desk.now(), func(tx *store.Tx) error { return tx.SetMailboxState(ctx, k.id, &s) })
	if err != nil && !errors.Is(err, store.ErrNotFound) && ctx.Err() == nil {
		k.desk.log().WarnContext(ctx, "keeping a mailbox's state", "mailbox", k.id, "error", err)
	}
}

func blank(raw []byte) bool { return len(bytes.TrimSpace(raw)) == 0 }

func itoa(n uint32) string { return strconv.FormatUint(uint64(n), 10) }
