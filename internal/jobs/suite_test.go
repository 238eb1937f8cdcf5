package jobs

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/rivertype"

	"xunpan/internal/pgtest"
	"xunpan/internal/store"
)

// patience is how long a test waits for what must happen.
const patience = 2 * time.Minute

// onBoth runs a test on each database, at the same time: tests of a queue wait
// more than they work.
func onBoth(t *testing.T, f func(t *testing.T, d *desk)) {
	t.Parallel()
	var wg sync.WaitGroup
	wg.Go(func() {
		t.Run("sqlite", func(t *testing.T) {
			f(t, openDesk(t, store.Config{Path: filepath.Join(t.TempDir(), "desk.db")}))
		})
	})
	wg.Go(func() {
		t.Run("postgres", func(t *testing.T) {
			f(t, openDesk(t, store.Config{DSN: pgtest.DSN(t)}))
		})
	})
	wg.Wait()
}

// desk is a store, and what tests do with its queues.
type desk struct {
	*store.Store
	conf store.Config
}

func openDesk(t testing.TB, conf store.Config) *desk {
	t.Helper()
	s, err := store.Open(t.Context(), conf)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return &desk{s, conf}
}

// add adds jobs in a transaction of their own.
func (d *desk) add(t testing.TB, q *Queue, list ...Job) {
	t.Helper()
	if err := d.Write(t.Context(), time.Now(), func(tx *store.Tx) error { return q.Add(t.Context(), tx, list...) }); err != nil {
		t.Fatal(err)
	}
}

// start runs a queue until the test ends or stop is called.
func start(t testing.TB, q *Queue) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- q.Run(ctx) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; err != nil {
			t.Errorf("Run: %v", err)
		}
	})
	t.Cleanup(stop)
	return stop
}

// wait takes the next value of a channel.
func wait[T any](t testing.TB, c <-chan T, what string) (x T) {
	t.Helper()
	select {
	case x = <-c:
	case <-time.After(patience):
		t.Fatalf("waited %v for %s", patience, what)
	}
	return x
}

// until waits for a condition.
func until(t testing.TB, what string, ok func() bool) {
	t.Helper()
	for deadline := time.Now().Add(patience); !ok(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("waited %v until %s", patience, what)
		}
	}
}

func counts(t testing.TB, q *Queue) map[string]int {
	t.Helper()
	c, err := q.Counts(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// rows are the jobs of a kind as the database has them, in the order they were
// added.
func rows(t testing.TB, q *Queue, kind string) []*rivertype.JobRow {
	t.Helper()
	list, err := q.engine.executor().JobGetByKindMany(t.Context(), &riverdriver.JobGetByKindManyParams{Kind: []string{kind}})
	if err != nil {
		t.Fatal(err)
	}
	return list
}

// task is a job for any test.
type task struct {
	N    int    `json:"n"`
	P    Plan   `json:"-"`
	Text string `json:"text,omitempty"`
}

func (task) Kind() string { return "task" }
func (j task) Plan() Plan { return j.P }

// short is a job with little time and one attempt.
type short struct {
	N int `json:"n"`
}

func (short) Kind() string { return "short" }
func (short) Plan() Plan   { return Plan{Timeout: 50 * time.Millisecond, Max: 1} }

// apart is a job that waits for the outside.
type apart struct{}

func (apart) Kind() string { return "apart" }
func (apart) Plan() Plan   { return Plan{Outside: true} }

// logbook is a log to look into.
type logbook struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (l *logbook) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.Write(p)
}

func (l *logbook) String() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.text.String()
}

func (l *logbook) logger() *slog.Logger { return slog.New(slog.NewTextHandler(l, nil)) }

var errTest = errors.New("the test wants it so")

func TestMain(m *testing.M) {
	if os.Getenv(childPath) != "" || os.Getenv(childDSN) != "" {
		child()
		return
	}
	os.Exit(m.Run())
}
