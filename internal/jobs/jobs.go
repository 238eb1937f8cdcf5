// Package jobs keeps background work in the database: a job is inserted in the
// transaction of the row it belongs to, so neither can be without the other,
// and any node may do it. What a job does is not known here.
//
// A job is done at least once. It is done a second time when the process is
// killed before it has noted that the job is done, which takes up to a quarter
// of a second, so work must be such that doing it again does no harm; or it
// uses Try.Done. A job under way on a node that is killed is taken over by
// another one within seconds, or by the same one when it is started again.
//
// The queue is River's, on the tables which store made.
package jobs

import (
	"bytes"
	"context"
	"crypto/sha256"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivershared/uniquestates"
	"github.com/riverqueue/river/rivertype"

	"xunpan/internal/store"
)

// Job is a piece of work: a small struct that is kept as a JSON object. It
// holds the ids of rows rather than what is in them, and no secrets. Kind is
// also called on its zero value.
type Job interface {
	Kind() string // names the work; never changes once released
}

// Planner is a Job that says more about how it wants to be worked. Without it
// a job is worked by the zero Plan.
type Planner interface{ Plan() Plan }

// Plan is how a job wants to be worked. Timeout is asked for at every attempt,
// the rest when the job is added.
type Plan struct {
	Max      int           // attempts until it is given up; 12, about a day, by default
	Timeout  time.Duration // of one attempt; 20 s by default
	Priority int           // from 1, before all others, to 4, after all others; 2 by default
	Outside  bool          // it waits for computers that are not ours: it has workers of its own, so that it holds up no other work

	// Unique, if not empty, means that the job is left out while another one of
	// its kind with the same word waits or is being worked. A change made while
	// that one is already at work may escape it, so this is for work that comes
	// again by itself.
	Unique string
}

// Limits of what is added, and defaults of Plan.
const (
	maxJob   = 64 << 10 // bytes of a job as JSON
	batch    = 1000     // jobs per statement
	attempts = 12
	timeout  = 20 * time.Second
)

// Options of a Queue.
type Options struct {
	Node    string        // names this computer in the log and in the database; its own name by default
	Workers int           // jobs at once, and as many again that wait for the outside; 4 by default
	Poll    time.Duration // how often to look for jobs that nobody told us of; 1 s by default
	Grace   time.Duration // how long Run lets running jobs finish; 10 s by default
}

// Queue adds jobs and works on them. It is safe for concurrent use, once
// everything is registered with Handle and Every.
type Queue struct {
	log    *slog.Logger
	opt    Options
	id     string // of this node, one for each life of a process
	pg     bool
	store  *store.Store
	engine engine

	mu       sync.Mutex // guards what is registered
	workers  *river.Workers
	handlers int
	periodic []*river.PeriodicJob
	err      error // of registering
}

// New makes a queue on the tables of an open store. It asks nothing of the
// database. The zero Options are fine. A nil log is silent.
func New(s *store.Store, log *slog.Logger, opt Options) *Queue {
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	opt = opt.withDefaults()
	q := &Queue{log: log, opt: opt, id: nodeID(opt.Node), pg: s.Postgres(), store: s, workers: river.NewWorkers()}
	q.engine, q.err = open(s, q.config())
	return q
}

// Add inserts jobs in a transaction. They are worked on once it is committed,
// by any process that runs a queue; the one adding need not. It uses nothing
// but the transaction.
func (q *Queue) Add(ctx context.Context, tx *store.Tx, list ...Job) error {
	return q.add(ctx, tx, time.Time{}, list)
}

// AddAt is Add for work that is not to begin before a moment. It begins within
// seconds of it, later if all workers are busy.
func (q *Queue) AddAt(ctx context.Context, tx *store.Tx, at time.Time, list ...Job) error {
	return q.add(ctx, tx, at, list)
}

func (q *Queue) add(ctx context.Context, tx *store.Tx, at time.Time, list []Job) error {
	if q.engine == nil {
		return errors.Join(errors.New("the queue of jobs was not made by New"), q.err)
	}
	seen := map[string]bool{}
	params := make([]river.InsertManyParams, 0, min(len(list), batch))
	for i, j := range list {
		p := planOf(j)
		if p.Unique != "" { // the database refuses two of them in one statement
			if key := string(uniqueKey(j.Kind(), p.Unique)); seen[key] {
				continue
			} else {
				seen[key] = true
			}
		}
		params = append(params, river.InsertManyParams{Args: j, InsertOpts: p.options(at)})
		if len(params) == batch || i == len(list)-1 {
			if err := q.engine.insert(ctx, tx, params); err != nil {
				return fmt.Errorf("adding jobs: %w", err)
			}
			params = params[:0]
		}
	}
	return nil
}

// States are those that Counts counts, as River calls them: due now, due later,
// due again after a failure, being worked, given up, and given up at once
// because a further attempt was pointless.
var States = []string{"available", "scheduled", "retryable", "running", "discarded", "cancelled"}

// Counts says how many jobs are in each of States. Completed ones are not
// counted: there are many of them, and nobody waits for them.
func (q *Queue) Counts(ctx context.Context) (map[string]int, error) {
	if q.engine == nil {
		return nil, q.err
	}
	counts := make(map[string]int, len(States))
	for _, state := range States {
		n, err := q.engine.executor().JobCountByState(ctx, &riverdriver.JobCountByStateParams{State: rivertype.JobState(state)})
		if err != nil {
			return nil, fmt.Errorf("counting jobs: %w", err)
		}
		counts[state] = n
	}
	return counts, nil
}

func (o Options) withDefaults() Options {
	if o.Node == "" {
		o.Node = hostName()
	}
	if o.Workers <= 0 {
		o.Workers = 4
	}
	if o.Poll <= 0 {
		o.Poll = time.Second
	}
	if o.Grace <= 0 {
		o.Grace = 10 * time.Second
	}
	return o
}

// planOf is the job's plan with its defaults filled in.
func planOf(j any) (p Plan) {
	if planner, ok := j.(Planner); ok {
		p = planner.Plan()
	}
	if p.Max <= 0 {
		p.Max = attempts
	}
	if p.Timeout <= 0 {
		p.Timeout = timeout
	}
	if p.Priority == 0 {
		p.Priority = 2
	}
	return p
}

// The queues, in River's sense.
const (
	inside  = "inside"
	outside = "outside"
)

func (p Plan) options(at time.Time) *river.InsertOpts {
	o := &river.InsertOpts{MaxAttempts: p.Max, Priority: p.Priority, Queue: inside, ScheduledAt: at}
	if p.Outside {
		o.Queue = outside
	}
	return o
}

// uniqueKey is what the database keeps apart unique jobs by.
func uniqueKey(kind, word string) []byte {
	sum := sha256.Sum256([]byte(kind + "\x00" + word))
	return sum[:]
}

// waiting are the states in which a job is in the way of another one with the
// same word.
var waiting = uniquestates.UniqueStatesToBitmask([]rivertype.JobState{
	rivertype.JobStateAvailable, rivertype.JobStatePending, rivertype.JobStateRetryable, rivertype.JobStateRunning, rivertype.JobStateScheduled,
})

// beforeInsert checks a job and marks a unique one.
func beforeInsert(_ context.Context, p *rivertype.JobInsertParams) error {
	if len(p.EncodedArgs) > maxJob {
		return fmt.Errorf("a job %q of %d bytes: %d is the limit; keep its content in a row of its own", p.Kind, len(p.EncodedArgs), maxJob)
	}
	// PostgreSQL cannot keep the character zero; SQLite could, so say it on both.
	if bytes.Contains(bytes.ReplaceAll(p.EncodedArgs, []byte(`\\`), nil), []byte(`\u0000`)) {
		return fmt.Errorf("a job %q has a text with the character U+0000 in it; keep its content in a row of its own", p.Kind)
	}
	if word := planOf(p.Args).Unique; word != "" && p.UniqueKey == nil { // those of Every have a key
		p.UniqueKey, p.UniqueStates = uniqueKey(p.Kind, word), waiting
	}
	return nil
}
