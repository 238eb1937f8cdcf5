package jobs

import (
	"context"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/riverqueue/river/riverdriver"

	"xunpan/internal/pgtest"
	"xunpan/internal/store"
)

// TestTwoNodes: two nodes share the work, and nothing is done twice.
func TestTwoNodes(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		var (
			mu    sync.Mutex
			times = map[int]int{}
			nodes = map[string]int{}
			both  = make(chan struct{}) // closed when each node has taken a job
		)
		const n = 200
		done := make(chan bool, 2*n)
		var first *Queue
		for _, name := range []string{"one", "two"} {
			other := openDesk(t, d.conf)
			q := New(other.Store, nil, Options{Node: name, Poll: 50 * time.Millisecond})
			Handle(q, func(ctx context.Context, j task, _ Try) error {
				mu.Lock()
				times[j.N]++
				if nodes[name]++; nodes[name] == 1 && len(nodes) == 2 {
					close(both)
				}
				mu.Unlock()
				<-both
				done <- true
				return nil
			})
			start(t, q)
			first = q
		}
		var list []Job
		for i := range n {
			list = append(list, task{N: i})
		}
		d.add(t, first, list...)
		for range n {
			wait(t, done, "a job")
		}
		until(t, "all is done", func() bool { c := counts(t, first); return c["available"]+c["running"] == 0 })
		for i := range n {
			if times[i] != 1 {
				t.Errorf("job %d was worked %d times", i, times[i])
			}
		}
		if len(nodes) != 2 {
			t.Errorf("only one node worked: %v", nodes)
		}
	})
}

// TestEvery: two nodes, one of them started again, and one job in each period.
func TestEvery(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		done := make(chan bool, 100)
		node := func() *Queue {
			q := New(d.Store, nil, Options{Poll: 50 * time.Millisecond})
			Handle(q, func(context.Context, task, Try) error { done <- true; return nil })
			Every(q, time.Second, task{N: 1})
			return q
		}
		a, b := node(), node()
		stop := start(t, a)
		wait(t, done, "the first period") // of the first leader
		start(t, b)
		wait(t, done, "the second period")
		stop()
		wait(t, done, "a period of the other leader")
		wait(t, done, "another period of the other leader")
		// A machine that is busy begins one period late and the next in time, so what
		// is counted is how many there were in how long, not which second each fell in.
		jobs := rows(t, a, "task")
		first, last := jobs[0].ScheduledAt, jobs[0].ScheduledAt
		for _, j := range jobs {
			if j.ScheduledAt.Before(first) {
				first = j.ScheduledAt
			}
			if j.ScheduledAt.After(last) {
				last = j.ScheduledAt
			}
		}
		if n, most := len(jobs), int(last.Sub(first)/time.Second)+2; n < 4 || n > most {
			t.Errorf("%d jobs in %v, want 4 to %d", n, last.Sub(first), most)
		}
	})
}

func TestPeriod(t *testing.T) {
	t.Parallel()
	now := time.Now()
	future := now.Add(100 * time.Hour)
	for _, each := range []time.Duration{time.Second, time.Hour, 24 * time.Hour} {
		if next := period(each).Next(future); next.Truncate(each) != next || !next.After(future) || next.Sub(future) > each {
			t.Errorf("after %v every %v comes %v", future, each, next)
		}
		if next := period(each).Next(now.Add(-100 * time.Hour)); next.Before(now) {
			t.Errorf("every %v: what was missed is made up for at %v", each, next)
		}
	}
}

// TestStop: a job under way may finish; one that takes too long is told to end,
// and is there for the next process with its attempt not counted.
func TestStop(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Grace: 200 * time.Millisecond})
		begun, stopping := make(chan bool, 2), make(chan bool)
		Handle(q, func(context.Context, task, Try) error { begun <- true; <-stopping; return nil })
		Handle(q, func(ctx context.Context, _ apart, _ Try) error { begun <- true; <-ctx.Done(); return errTest })
		stop := start(t, q)
		d.add(t, q, task{}, apart{})
		wait(t, begun, "one job")
		wait(t, begun, "the other job")
		close(stopping)
		stop()
		if j := rows(t, q, "task")[0]; j.State != "completed" {
			t.Errorf("the job that finished is %s", j.State)
		}
		if j := rows(t, q, "apart")[0]; j.State != "available" || j.Attempt != 0 || len(j.Errors) != 0 {
			t.Errorf("the job that was stopped is %s after attempt %d with %v", j.State, j.Attempt, j.Errors)
		}
	})
}

// TestDeaf: jobs that ignore the end of their time hold up neither the others
// nor the end of the process.
func TestDeaf(t *testing.T) {
	onBoth(t, func(t *testing.T, d *desk) {
		q := New(d.Store, nil, Options{Workers: 1, Grace: time.Millisecond})
		begun, end, done := make(chan bool, 1), make(chan bool), make(chan bool)
		defer close(end)
		Handle(q, func(context.Context, short, Try) error { begun <- true; <-end; return nil })
		Handle(q, func(context.Context, task, Try) error { done <- true; return nil })
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		ended := make(chan error, 1)
		go func() { ended <- q.Run(ctx) }()
		d.add(t, q, short{})
		wait(t, begun, "the deaf job")
		d.add(t, q, task{})
		wait(t, done, "the next job")
		stop()
		if err := wait(t, ended, "the end"); err == nil || !strings.Contains(err.Error(), "still at work") {
			t.Errorf("Run: %v", err)
		}
	})
}

// What a child process works on.
const (
	childPath = "JOBS_TEST_PATH"
	childDSN  = "JOBS_TEST_DSN"
	childNode = "the node that is killed"
)

// child works on jobs until it is killed. Each says that it has begun and does
// not end.
func child() {
	s, err := store.Open(context.Background(), store.Config{Path: os.Getenv(childPath), DSN: os.Getenv(childDSN)})
	if err != nil {
		fmt.Println(err)
		os.Exit(1)
	}
	q := New(s, nil, Options{Node: childNode})
	Handle(q, func(context.Context, task, Try) error {
		fmt.Println("begun")
		select {}
	})
	fmt.Println(q.Run(context.Background()))
}

// spawn starts a child and waits until it has begun a job.
func spawn(t *testing.T, d *desk) *exec.Cmd {
	t.Helper()
	cmd := exec.Command(os.Args[0])
	cmd.Env = append(os.Environ(), childPath+"="+d.conf.Path, childDSN+"="+d.conf.DSN)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = cmd.Process.Kill(); _ = cmd.Wait() })
	line := make([]byte, len("begun"))
	if _, err := io.ReadFull(out, line); err != nil || string(line) != "begun" {
		t.Fatalf("the child says %q, %v", line, err)
	}
	return cmd
}

func leader(t *testing.T, q *Queue) string {
	l, err := q.engine.executor().LeaderGetElectedLeader(t.Context(), &riverdriver.LeaderGetElectedLeaderParams{})
	if err != nil {
		return ""
	}
	return l.LeaderID
}

// TestKilled: the jobs and the leadership of a process that was killed are taken
// over by the one that is started next, or by one that was there already.
func TestKilled(t *testing.T) {
	for _, already := range []bool{false, true} {
		t.Run(map[bool]string{false: "next", true: "already"}[already], func(t *testing.T) {
			onBoth(t, func(t *testing.T, d *desk) {
				log := &logbook{}
				node := childNode
				if already && d.Postgres() {
					node = "the node that stays" // on another computer, for all it knows
				}
				q := New(d.Store, log.logger(), Options{Node: node, Workers: 1})
				tries := make(chan Try, 10)
				Handle(q, func(_ context.Context, _ task, try Try) error { tries <- try; return nil })
				d.add(t, q, task{N: 1})
				cmd := spawn(t, d)
				until(t, "the child leads", func() bool { return leader(t, q) != "" })
				if already {
					start(t, q)
					d.add(t, q, task{N: 2}) // is taken by either
				}
				if err := cmd.Process.Kill(); err != nil {
					t.Fatal(err)
				}
				_ = cmd.Wait()
				if !already {
					start(t, q)
				}
				for try := wait(t, tries, "the job that was under way"); try.Attempt != 2; {
					try = wait(t, tries, "the job that was under way")
				}
				until(t, "the other node leads", func() bool { return leader(t, q) == q.id })
				if j := rows(t, q, "task")[0]; len(j.Errors) != 1 || j.Errors[0].Error != "the process ended during the work" {
					t.Errorf("the lost attempt is kept as %+v", j.Errors)
				}
				if !strings.Contains(log.String(), "took over jobs") {
					t.Errorf("nothing in the log:\n%s", log)
				}
			})
		})
	}
}

func TestProcesses(t *testing.T) {
	t.Parallel()
	cmd := exec.Command(os.Args[0], "-test.run=^$")
	if err := cmd.Run(); err != nil {
		t.Fatal(err)
	}
	self := nodeID("a/desk") // a name may have slashes
	for node, gone := range map[string]bool{
		self:             false,
		nodeID("a/desk"): false, // another queue of this process
		fmt.Sprintf("a/desk/%d/before/x", os.Getpid()):      true,  // the same number in an earlier life
		fmt.Sprintf("a/desk/%d/mark/x", cmd.Process.Pid):    true,  // ended
		fmt.Sprintf("a/desk/%d/mark/x", os.Getppid()):       false, // another process of this computer
		fmt.Sprintf("elsewhere/%d/mark/x", cmd.Process.Pid): false, // not ours to say
		"not a node of ours":                                false,
		"":                                                  false,
	} {
		list, err := processes{self}.gone(t.Context(), []string{node})
		if err != nil || (len(list) == 1) != gone {
			t.Errorf("%q gone: %v, %v; want %v", node, list, err, gone)
		}
	}
}

// TestConnectionsCut: a server that ends all connections does not end the work,
// and a node that lost its own is not taken for dead.
func TestConnectionsCut(t *testing.T) {
	t.Parallel()
	d := openDesk(t, store.Config{DSN: pgtest.DSN(t)})
	q := New(d.Store, nil, Options{Node: "one"})
	done := make(chan int, 10)
	Handle(q, func(_ context.Context, j task, _ Try) error { done <- j.N; return nil })
	start(t, q)
	d.add(t, q, task{N: 1})
	wait(t, done, "a job before")
	other, err := newLocks(t.Context(), d.Pool(), "two")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { other.close() }()
	cut, err := pgx.Connect(t.Context(), d.conf.DSN)
	if err != nil {
		t.Fatal(err)
	}
	defer cut.Close(context.Background())
	if _, err := cut.Exec(t.Context(), "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"); err != nil {
		t.Fatal(err)
	}
	until(t, "the store answers again", func() bool {
		return d.Write(t.Context(), time.Now(), func(tx *store.Tx) error { return q.Add(t.Context(), tx, task{N: 2}) }) == nil
	})
	for wait(t, done, "a job after") != 2 {
	}
	if _, err := other.gone(t.Context(), []string{q.id}); err == nil {
		t.Error("a connection that was cut still serves")
	}
	until(t, "both hold their locks again", func() bool {
		gone, err := other.gone(t.Context(), []string{q.id})
		if err != nil || len(gone) > 0 {
			return false
		}
		present, err := other.present(t.Context())
		return err == nil && present[lockKey(q.id)] && present[lockKey("two")]
	})
}
