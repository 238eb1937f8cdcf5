package jobs

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/rivertype"
)

// How River is run.
const (
	cooldown      = 20 * time.Millisecond // between two looks for jobs: with 4 workers, up to 200 very short jobs a second
	rescueAfter   = time.Minute           // a job this long at work, and longer than its Timeout, is taken for lost
	keepDone      = 24 * time.Hour
	keepGivenUp   = 30 * 24 * time.Hour
	longestPeriod = keepDone        // or Every would forget that it has already run
	deaf          = 3 * time.Second // after the end of its context, a job that still works is taken to ignore it
)

// Every adds a job once in each period, whatever the number of nodes and
// however often they are started. Periods are counted from midnight UTC and
// last from a second to a day. One in which no node runs is left out, and the
// present one is made up for. It must be called before Run, by all nodes alike.
func Every[T Job](q *Queue, each time.Duration, job T) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if each < time.Second || each > longestPeriod {
		q.err = errors.Join(q.err, fmt.Errorf("job %q every %v: a second to %v is possible", job.Kind(), each, longestPeriod))
		return
	}
	opts := planOf(job).options(time.Time{})
	opts.UniqueOpts = river.UniqueOpts{ByArgs: true, ByPeriod: each, ByState: rivertype.JobStates()}
	q.periodic = append(q.periodic, river.NewPeriodicJob(period(each), func() (river.JobArgs, *river.InsertOpts) {
		o := *opts
		return job, &o
	}, &river.PeriodicJobOpts{RunOnStart: true}))
}

// period is the schedule of Every. It goes on from the present moment, so that
// a computer that slept for days does not make up for each period missed.
type period time.Duration

func (p period) Next(t time.Time) time.Time {
	if now := time.Now(); now.After(t) {
		t = now
	}
	return t.Truncate(time.Duration(p)).Add(time.Duration(p))
}

// config is what adding and working have in common.
func (q *Queue) config() *river.Config {
	return &river.Config{
		FetchCooldown: cooldown,
		Hooks:         []rivertype.Hook{river.HookInsertBeginFunc(beforeInsert)},
		ID:            q.id,
		Logger:        slog.New(&warnings{q.log.Handler(), new(lately)}),
	}
}

// Run works on jobs until ctx ends, then lets those under way finish, for
// Options.Grace at most; then their contexts end too. It is an error if a job
// works on even so; it will be done again. So it is if the database cannot be
// reached at the beginning; later, Run waits for it to come back. Call it once.
func (q *Queue) Run(ctx context.Context) error {
	q.mu.Lock()
	err, handlers := q.err, q.handlers
	q.mu.Unlock()
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	if handlers == 0 {
		return errors.New("jobs: nothing is registered with Handle")
	}
	conf := q.config()
	conf.CompletedJobRetentionPeriod = keepDone
	conf.CancelledJobRetentionPeriod = keepGivenUp
	conf.DiscardedJobRetentionPeriod = keepGivenUp
	conf.FetchOnlyKnownKinds = true // during an upgrade, a job of the new version waits for a node that knows it
	conf.FetchPollInterval = max(q.opt.Poll, cooldown)
	conf.JobStuckThreshold = deaf
	conf.JobTimeout = timeout
	conf.JobStuckHandler = q.stuck
	conf.PeriodicJobs = q.periodic
	conf.Queues = map[string]river.QueueConfig{inside: {MaxWorkers: q.opt.Workers}, outside: {MaxWorkers: q.opt.Workers}}
	conf.RescueStuckJobsAfter = rescueAfter
	conf.RetryPolicy = retries{}
	conf.SoftStopTimeout = q.opt.Grace
	conf.Workers = q.workers
	if !q.pg {
		conf.ReindexerIndexNames = []string{} // SQLite's indexes do not bloat, and its one writer would have to wait
	}
	c, err := q.engine.client(conf)
	if err != nil {
		return fmt.Errorf("jobs: %w", err)
	}
	return q.run(ctx, c)
}

func (q *Queue) run(ctx context.Context, c client) error {
	lasting := context.WithoutCancel(ctx)
	watch, err := q.watch(ctx)
	switch {
	case err != nil && ctx.Err() != nil:
		return nil // told to stop before there was anything to stop
	case err != nil:
		return fmt.Errorf("starting to work on jobs: %w", err)
	}
	defer watch.close()
	if err := c.Start(lasting); err != nil {
		return fmt.Errorf("starting to work on jobs: %w", err)
	}
	watch.run(ctx)
	<-ctx.Done()
	stopping, cancel := context.WithTimeout(lasting, q.opt.Grace+deaf)
	defer cancel()
	if err := c.Stop(stopping); err != nil {
		return fmt.Errorf("stopping: jobs are still at work %v after they were told to end: %w", deaf, err)
	}
	return nil
}

// stuck opens another place for a job that works on without heeding the end of
// its context, so that such jobs do not bring the rest to a standstill.
func (q *Queue) stuck(_ context.Context, p river.JobStuckHandlerParams) river.JobStuckHandlerResult {
	q.log.Error("job does not end although its time is over", "kind", p.Kind, "job", p.ID, "such jobs", p.TotalStuckJobs)
	return river.JobStuckHandlerResult{AddWorkerSlot: p.TotalStuckJobs <= 4*q.opt.Workers}
}
