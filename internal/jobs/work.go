package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"runtime"
	"runtime/debug"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"xunpan/internal/store"
)

// Try is one attempt at a job.
type Try struct {
	ID      int64 // of the job, in this database
	Attempt int   // 1 for the first
	Max     int   // the last one

	engine engine
}

// Done notes in a transaction that the job is done, so that what it wrote there
// is written once, even if the process is killed the next moment. It is an
// error if another worker has taken the job over: then the transaction must not
// be committed. What the work returns after the commit is of no effect.
func (t Try) Done(ctx context.Context, tx *store.Tx) error {
	exec := t.engine.within(tx)
	j, err := exec.JobGetByID(ctx, &riverdriver.JobGetByIDParams{ID: t.ID})
	if err != nil {
		return fmt.Errorf("reading the job: %w", err)
	}
	if j.State != rivertype.JobStateRunning || j.Attempt != t.Attempt {
		return errors.New("another worker has taken the job over")
	}
	set := riverdriver.JobSetStateCompleted(t.ID, tx.Now, nil)
	_, err = exec.JobSetStateIfRunningMany(ctx, &riverdriver.JobSetStateIfRunningManyParams{
		ID: []int64{set.ID}, Attempt: []*int{nil}, ErrData: [][]byte{nil}, FinalizedAt: []*time.Time{set.FinalizedAt},
		MetadataDoMerge: []bool{false}, MetadataUpdates: [][]byte{nil}, ScheduledAt: []*time.Time{nil}, State: []rivertype.JobState{set.State},
	})
	if err != nil {
		return fmt.Errorf("noting that the job is done: %w", err)
	}
	return nil
}

// Handle says how to do the jobs of one kind. It must be called before Run.
// The context ends with the attempt's time, and when the process stops.
//
// An error means that the job is tried again after Backoff, until its attempts
// are used up; Permanent and Later say otherwise. A panic counts as an error.
func Handle[T Job](q *Queue, work func(ctx context.Context, job T, try Try) error) {
	q.mu.Lock()
	defer q.mu.Unlock()
	q.err = errors.Join(q.err, river.AddWorkerSafely(q.workers, &worker[T]{engine: q.engine, log: q.log, work: work}))
	q.handlers++
}

// Permanent is an error after which another attempt would be pointless: the job
// is given up at once. Permanent(nil) is nil.
func Permanent(err error) error {
	if err == nil {
		return nil
	}
	return &permanent{err}
}

type permanent struct{ error }

func (p *permanent) Unwrap() error { return p.error }

// Later is returned by work that is to be tried again after d, at once if d is
// not positive. It counts neither as an attempt nor as a failure.
func Later(d time.Duration) error { return &later{max(d, 0)} }

type later struct{ time.Duration }

func (l *later) Error() string { return "again in " + l.String() }

// Backoff is the time from a failed attempt, counted from 1, to the next: 2 s,
// 8 s, 32 s and so on to at most 6 h, and up to a quarter more by the job's id,
// so that what failed together does not come back together.
func Backoff(attempt int, id int64) time.Duration {
	d := 6 * time.Hour
	if n := max(attempt, 1) - 1; n < 7 {
		d = min(d, 2*time.Second<<(2*n))
	}
	const golden = 0x9E3779B97F4A7C15        // spreads ids that follow each other
	part := int64(uint64(id) * golden >> 54) // of 1024
	return d + time.Duration(int64(d)/4096*part)
}

// retries is Backoff as River asks for it.
type retries struct{}

func (retries) NextRetry(j *rivertype.JobRow) time.Time {
	return time.Now().Add(Backoff(j.Attempt, j.ID))
}

// worker does the jobs of one kind for River.
type worker[T Job] struct {
	river.WorkerDefaults[T]
	engine engine
	log    *slog.Logger
	work   func(context.Context, T, Try) error
}

func (w *worker[T]) Timeout(j *river.Job[T]) time.Duration { return planOf(j.Args).Timeout }

func (w *worker[T]) Work(ctx context.Context, j *river.Job[T]) error {
	try := Try{ID: j.ID, Attempt: j.Attempt, Max: j.MaxAttempts, engine: w.engine}
	err := w.attempt(ctx, j.Args, try)
	if err == nil {
		return nil
	}
	var (
		again *later
		final *permanent
		log   = w.log.With("kind", j.Kind, "job", j.ID, "attempt", try.Attempt, "of", try.Max)
		text  = &failure{brief(err.Error()), err}
	)
	switch {
	case errors.As(err, &again):
		return river.JobSnooze(again.Duration)
	case errors.As(err, &final):
		log.Error("job given up, another attempt would be pointless", "err", text)
		return &failure{text.text, river.JobCancel(err)} // found by River within ours
	case errors.Is(ctx.Err(), context.Canceled):
		// We are stopping. River then makes the job available to others at once
		// and does not count the attempt, if it finds this error in ours.
		return &failure{text.text, context.Canceled}
	case errors.Is(ctx.Err(), context.DeadlineExceeded):
		text.text = brief(fmt.Sprintf("not done within %v: %s", planOf(j.Args).Timeout, text.text))
	}
	if try.Attempt >= try.Max {
		log.Error("job given up", "err", text)
	} else {
		log.Warn("job failed", "again", Backoff(try.Attempt, try.ID).Round(time.Second), "err", text)
	}
	return text
}

// attempt does the work and turns a panic into an error.
func (w *worker[T]) attempt(ctx context.Context, job T, try Try) (err error) {
	defer func() {
		if p := recover(); p != nil {
			// What is said in a panic may be anything the job holds, even a
			// secret; only the runtime's own words are known not to be. A stack
			// shows no values, just addresses.
			text := fmt.Sprintf("a panic with a %T", p)
			if r, ok := p.(runtime.Error); ok {
				text = "a panic: " + r.Error()
			}
			w.log.Error("job panicked", "kind", job.Kind(), "job", try.ID, "err", brief(text), "stack", string(debug.Stack()))
			err = errors.New(text)
		}
	}()
	return w.work(ctx, job, try)
}

// failure is an error as it is kept with the job: short, and valid text.
type failure struct {
	text string
	err  error
}

func (f *failure) Error() string { return f.text }
func (f *failure) Unwrap() error { return f.err }

// maxFailure is the longest error kept of a failed attempt, in bytes.
const maxFailure = 500

// brief cuts an error's text down to what may be kept.
func brief(text string) string {
	return cut(strings.ReplaceAll(strings.ToValidUTF8(text, "�"), "\x00", "�"), maxFailure)
}

// cut is a text of at most n bytes, with an ellipsis for what is missing.
func cut(text string, n int) string {
	if len(text) <= n {
		return text
	}
	n -= len("…")
	for !utf8.RuneStart(text[n]) {
		n--
	}
	return text[:n] + "…"
}
