package flow

import (
	"bytes"
	"context"
	"iter"
	"runtime"
	"sync"

	"xunpan/internal/intake"
)

// ImportReport says how far an import has come.
type ImportReport struct {
	Read   int           // messages seen
	Stored int           // new ones
	Again  int           // here already
	Failed []ImportError // the first few that could not be taken in
	Errors int           // how many these are in all
}

// ImportError is an input that could not be taken in, and why.
type ImportError struct {
	Source string `json:"source"`
	Error  string `json:"error"`
}

// maxImportErrors bounds the errors that a report lists.
const maxImportErrors = 1000

// importBatch is how many messages of an import are stored together.
const importBatch = 64

// Import takes in messages of the past, such as an archive of mails. What
// cannot be read is reported and the rest goes on; what is here already changes
// nothing, so an import that was cut off can simply be done again. It ends with
// an error only when the book cannot be written. Tell is called after every
// batch; it may be nil.
func (d *Desk) Import(ctx context.Context, items iter.Seq[intake.Item], tell func(ImportReport)) (ImportReport, error) {
	var (
		mu    sync.Mutex
		rep   ImportReport
		fatal error
	)
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	fail := func(source string, err error) {
		rep.Errors++
		if len(rep.Failed) < maxImportErrors {
			rep.Failed = append(rep.Failed, ImportError{source, err.Error()})
		}
	}
	finish := func(batch []intake.Item, stored, again int, err error) {
		mu.Lock()
		defer mu.Unlock()
		rep.Stored += stored
		rep.Again += again
		if err != nil && fatal == nil {
			fatal = err
			cancel()
		}
		if tell != nil {
			tell(rep)
		}
	}
	work := make(chan []intake.Item)
	var wg sync.WaitGroup
	for range max(2, runtime.GOMAXPROCS(0)) {
		wg.Go(func() {
			for batch := range work {
				stored, again, err := d.importAll(ctx, batch)
				finish(batch, stored, again, err)
			}
		})
	}
	var batch []intake.Item
	size := 0
	send := func() bool {
		select {
		case work <- batch:
			batch, size = nil, 0
			return true
		case <-ctx.Done():
			return false
		}
	}
	for it := range items {
		mu.Lock()
		rep.Read++
		switch {
		case it.Err != nil:
			fail(it.Source, it.Err)
		case len(bytes.TrimSpace(it.Raw)) == 0:
			fail(it.Source, ErrEmpty)
		default:
			batch = append(batch, it)
			size += len(it.Raw)
		}
		mu.Unlock()
		if len(batch) >= importBatch || size > 8<<20 {
			if !send() {
				break
			}
		}
	}
	if len(batch) > 0 && ctx.Err() == nil {
		send()
	}
	close(work)
	wg.Wait()
	if fatal == nil {
		fatal = context.Cause(ctx)
	}
	return rep, fatal
}

// importAll stores a batch.
func (d *Desk) importAll(ctx context.Context, batch []intake.Item) (stored, again int, err error) {
	ins := make([]Incoming, len(batch))
	for i, it := range batch {
		ins[i] = Incoming{Raw: it.Raw, Form: it.Form, Source: it.Source, Past: true}
	}
	rs, err := d.ReceiveAll(ctx, ins, nil)
	for _, r := range rs {
		if r.New {
			stored++
		} else {
			again++
		}
	}
	return stored, again, err
}
