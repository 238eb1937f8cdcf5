package main

import (
	"iter"
	"runtime/debug"
	"sync"

	"xunpan/internal/intake"
)

// inFlight bounds the bytes of messages that are being read or wait for their
// turn to be printed, so that memory does not grow with the folder.
const inFlight = 24 << 20

// large messages leave so much behind that their memory is given back at once.
const large = 16 << 20

// readAll reads items on several processors and hands the outcomes out in the
// order of the input. It stops at the first error of out. The items are told
// what to call before they take memory.
func readAll(jobs int, items func(room func(bytes int)) iter.Seq[intake.Item], read func(intake.Item) outcome, out func(outcome) error) error {
	type task struct {
		item intake.Item
		size int
		done chan outcome
	}
	var (
		work  = make(chan *task)
		order = make(chan *task, 8*jobs)
		stop  = make(chan struct{})
		room  = newRoom(inFlight)
		wg    sync.WaitGroup
	)
	for range jobs {
		wg.Go(func() {
			for t := range work {
				o := read(t.item)
				t.item.Raw = nil
				t.done <- o
			}
		})
	}
	wg.Go(func() {
		defer close(work)
		defer close(order)
		for it := range items(room.await) {
			t := &task{item: it, size: len(it.Raw), done: make(chan outcome, 1)}
			if !room.take(t.size) {
				return
			}
			select {
			case order <- t:
			case <-stop:
				return
			}
			select {
			case work <- t:
			case <-stop:
				return
			}
		}
	})
	var err error
	for t := range order {
		if err = out(<-t.done); err != nil {
			break
		}
		if t.size > large {
			// The next one may be as large, and the collector does not know it yet.
			debug.FreeOSMemory()
		}
		room.give(t.size)
	}
	close(stop)
	room.close()
	wg.Wait()
	return err
}

// room is a number of bytes that can be taken and given back. One message that
// is larger than all of it passes alone.
type room struct {
	mu     sync.Mutex
	freed  sync.Cond
	all    int
	taken  int
	closed bool
}

func newRoom(all int) *room {
	r := &room{all: all}
	r.freed.L = &r.mu
	return r
}

// await waits until there is room, without taking it.
func (r *room) await(n int) {
	r.mu.Lock()
	r.wait(n)
	r.mu.Unlock()
}

// take waits for room; it reports false when there will be none any more.
func (r *room) take(n int) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wait(n)
	r.taken += n
	return !r.closed
}

func (r *room) wait(n int) {
	for !r.closed && r.taken > 0 && r.taken+n > r.all {
		r.freed.Wait()
	}
}

func (r *room) give(n int) {
	r.mu.Lock()
	r.taken -= n
	r.mu.Unlock()
	r.freed.Broadcast()
}

func (r *room) close() {
	r.mu.Lock()
	r.closed = true
	r.mu.Unlock()
	r.freed.Broadcast()
}
