package jobs

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"slices"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"
)

// River takes a job for lost when it has been at work for too long, and a
// leader when his term has run out. Here, what belongs to a node that is known
// to be gone is taken over at once.

// look is how often a node looks after the others.
const look = 2 * time.Second

// atOnce is how soon a job must be due to be left to the workers; what is due
// later is River's scheduler's. It is how often the scheduler looks.
const atOnce = 5 * time.Second

// presence tells the nodes at work from those that are gone.
type presence interface {
	gone(ctx context.Context, nodes []string) ([]string, error) // which of these are gone for certain
	close()
}

// watch looks after the other nodes while this one works.
type watch struct {
	q        *Queue
	presence presence
	ended    chan struct{} // nil while not running
}

// watch makes this node known to the others and takes over what is known to be
// lost.
func (q *Queue) watch(ctx context.Context) (*watch, error) {
	w := &watch{q: q, presence: processes{q.id}}
	if q.pg {
		l, err := newLocks(ctx, q.store.Pool(), q.id)
		if err != nil {
			return nil, err
		}
		w.presence = l
	}
	if err := w.takeOver(ctx); err != nil {
		w.close()
		return nil, err
	}
	return w, nil
}

func (w *watch) run(ctx context.Context) {
	w.ended = make(chan struct{})
	go func() {
		defer close(w.ended)
		tick := time.NewTicker(look)
		defer tick.Stop()
		failing := false
		for {
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
			err := w.takeOver(ctx)
			if err != nil && !failing && ctx.Err() == nil {
				w.q.log.Warn("looking after the other nodes", "err", err)
			}
			failing = err != nil
		}
	}()
}

// close lets the others know that this node is gone. The context of run must
// have ended.
func (w *watch) close() {
	if w.ended != nil {
		<-w.ended
	}
	w.presence.close()
}

// takeOver gives the jobs of nodes that are gone to those which are not, and
// ends their leadership.
func (w *watch) takeOver(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	exec := w.q.engine.executor()
	now := time.Now().UTC()
	// The jobs are asked for before the nodes: whoever took one of them was
	// present by then.
	running, err := exec.JobGetStuck(ctx, &riverdriver.JobGetStuckParams{Max: 1000, StuckHorizon: now})
	if err != nil {
		return err
	}
	leader, err := exec.LeaderGetElectedLeader(ctx, &riverdriver.LeaderGetElectedLeaderParams{})
	if err != nil && !errors.Is(err, rivertype.ErrNotFound) {
		return err
	}
	var nodes []string
	if leader != nil {
		nodes = append(nodes, leader.LeaderID)
	}
	for _, j := range running {
		nodes = append(nodes, nodeOf(j))
	}
	slices.Sort(nodes)
	gone, err := w.presence.gone(ctx, slices.Compact(nodes))
	if err != nil || len(gone) == 0 {
		return err
	}
	running = slices.DeleteFunc(running, func(j *rivertype.JobRow) bool { return !slices.Contains(gone, nodeOf(j)) })
	if len(running) > 0 {
		if _, err := exec.JobRescueMany(ctx, rescue(running, now)); err != nil {
			return err
		}
		w.q.log.Warn("took over jobs of nodes that are gone", "jobs", len(running), "nodes", gone)
	}
	if leader != nil && slices.Contains(gone, leader.LeaderID) {
		_, err = exec.LeaderResign(ctx, &riverdriver.LeaderResignParams{
			ElectedAt: leader.ElectedAt, LeaderID: leader.LeaderID, LeadershipTopic: "river_leadership",
		})
	}
	return err
}

// rescue counts the attempts under way as failed.
func rescue(lost []*rivertype.JobRow, now time.Time) *riverdriver.JobRescueManyParams {
	p := &riverdriver.JobRescueManyParams{StuckHorizon: now}
	for _, j := range lost {
		text, _ := json.Marshal(rivertype.AttemptError{At: now, Attempt: max(j.Attempt, 0), Error: "the process ended during the work"}) // cannot fail
		wait := Backoff(j.Attempt, j.ID)
		state, done := rivertype.JobStateRetryable, (*time.Time)(nil)
		switch {
		case j.Attempt >= j.MaxAttempts:
			state, done = rivertype.JobStateDiscarded, &now
		case wait < atOnce:
			state = rivertype.JobStateAvailable
		}
		p.ID = append(p.ID, j.ID)
		p.Error = append(p.Error, text)
		p.FinalizedAt = append(p.FinalizedAt, done)
		p.ScheduledAt = append(p.ScheduledAt, now.Add(wait))
		p.State = append(p.State, string(state))
	}
	return p
}

// nodeOf is the node that took a running job.
func nodeOf(j *rivertype.JobRow) string {
	if len(j.AttemptedBy) == 0 {
		return ""
	}
	return j.AttemptedBy[len(j.AttemptedBy)-1]
}

func hostName() string {
	name, _ := os.Hostname()
	return cmp.Or(name, "desk")
}

// nodeID is the name of a queue at work: of the node, its process, and the
// queue within it.
func nodeID(node string) string {
	return fmt.Sprintf("%s/%d/%s/%s", cut(node, 40), os.Getpid(), processMark, mark())
}
