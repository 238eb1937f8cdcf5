package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	"xunpan/internal/config"
	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
	"xunpan/internal/pgtest"
	"xunpan/internal/seal"
)

// program is the environment variable that makes the test binary be xunpan
// itself, in a process that can be killed.
const program = "XUNPAN_TEST_PROGRAM"

func TestMain(m *testing.M) {
	if os.Getenv(program) == "" {
		os.Exit(m.Run())
	}
	go func() { // it does not outlive the test, whatever way that ends
		_, _ = io.Copy(io.Discard, os.Stdin)
		os.Exit(exitFailed)
	}()
	os.Exit(run(os.Args[1:], &world{In: strings.NewReader(""), Out: os.Stdout, Err: os.Stderr, Getenv: os.Getenv}))
}

// patience is how long a test waits for what should take a moment.
const patience = 2 * time.Minute

// until waits until something is so, and ends the test if it does not come to
// that.
func until(t testing.TB, what string, is func() bool) {
	t.Helper()
	if !comesTo(is) {
		t.Fatalf("after %v still not so: %s", patience, what)
	}
}

// comesTo waits until something is so, and reports whether it came to that.
func comesTo(is func() bool) bool {
	for end := time.Now().Add(patience); !is(); time.Sleep(5 * time.Millisecond) {
		if time.Now().After(end) {
			return false
		}
	}
	return true
}

// place is where a desk lives: its data folder, its database, its secrets.
type place struct {
	book config.Book
	key  string // a key that may post
	log  string // what the program says to stderr, all its lives together
}

// onBoth runs a test on each database.
func onBoth(t *testing.T, f func(t *testing.T, p *place)) {
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		f(t, newPlace(t, t.TempDir(), ""))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		f(t, newPlace(t, t.TempDir(), pgtest.DSN(t)))
	})
}

// newPlace makes a desk without mailboxes, on SQLite where there is no DSN.
func newPlace(t testing.TB, data, dsn string) *place {
	t.Helper()
	p := &place{book: config.Book{Data: data, Database: dsn, SecretKey: seal.NewKey()}, log: filepath.Join(t.TempDir(), "log")}
	t.Cleanup(func() { p.look(t) })
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		var err error
		if p.key, _, err = d.AddKey(ctx, cli, "poster", "write"); err != nil {
			t.Fatal(err)
		}
	})
	return p
}

// look reads the log for what must never be in it, and shows its end where the
// test failed.
func (p *place) look(t testing.TB) {
	log, err := os.ReadFile(p.log)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		t.Error(err)
	}
	for _, bad := range []string{"panic", "DATA RACE"} {
		if i := bytes.Index(log, []byte(bad)); i >= 0 {
			t.Errorf("in the log: %s", log[i:min(len(log), i+4000)])
		}
	}
	if t.Failed() {
		t.Logf("the end of the log:\n%s", log[max(0, len(log)-4000):])
	}
}

// desk opens the book from outside, as other commands do, and closes it again:
// it is not held open, because then a desk that was killed would find less to
// put right when it starts.
func (p *place) desk(t testing.TB, f func(context.Context, *flow.Desk)) {
	t.Helper()
	ctx := context.Background()
	d, err := openDesk(ctx, &world{Getenv: os.Getenv}, &p.book, slog.New(slog.DiscardHandler))
	if err != nil {
		t.Fatal(err)
	}
	defer d.Store.Close()
	f(ctx, d)
}

// connect has the desk read a mailbox of a server of ours.
func (p *place) connect(t testing.TB, user, host string, port int) (id string) {
	t.Helper()
	p.desk(t, func(ctx context.Context, d *flow.Desk) {
		m := &flow.Mailbox{Address: user + "@desk.example", Active: true, Password: dovecottest.Password,
			Config: flow.MailboxConfig{Host: host, Port: port, Security: "none", User: user, Poll: 1}}
		if err := d.SaveMailbox(ctx, cli, m); err != nil {
			t.Fatal(err)
		}
		id = string(m.ID)
	})
	return id
}

// process is xunpan serve at work.
type process struct {
	cmd   *exec.Cmd
	log   string
	url   atomic.Value  // string, once it listens
	up    chan struct{} // closed then
	ended chan struct{} // closed when it has ended
}

var address = regexp.MustCompile(`http://127\.0\.0\.1:\d+`)

// start starts the desk and does not wait for it.
func (p *place) start(t testing.TB, more ...string) *process {
	t.Helper()
	self, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	args := append([]string{"serve", "--listen=127.0.0.1:0", "--log-level=warn", "--allow-private=127.0.0.0/8", "--no-lookups", "--data=" + p.book.Data, "--secret-key=" + p.book.SecretKey}, more...)
	if p.book.Database != "" {
		args = append(args, "--database="+p.book.Database)
	}
	r := &process{cmd: exec.Command(self, args...), log: p.log, up: make(chan struct{}), ended: make(chan struct{})}
	r.cmd.Env = append(slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "XUNPAN_") }), program+"=1", "XUNPAN_LANG=en")
	log, err := os.OpenFile(p.log, os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	r.cmd.Stderr = log
	if _, err = r.cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := r.cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := r.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	go func() {
		defer close(r.ended)
		for lines := bufio.NewScanner(out); lines.Scan(); {
			if url := address.FindString(lines.Text()); url != "" && r.where() == "" {
				r.url.Store(url)
				close(r.up)
			}
		}
		_ = r.cmd.Wait() // its status is asked for by stop
	}()
	t.Cleanup(r.kill)
	return r
}

// where is the address of the desk, "" while it has none.
func (r *process) where() string {
	url, _ := r.url.Load().(string)
	return url
}

// ready waits until the desk listens.
func (r *process) ready(t testing.TB) *process {
	t.Helper()
	select {
	case <-r.up:
	case <-r.ended:
		log, _ := os.ReadFile(r.log)
		t.Fatalf("the desk ended at once: %s", log)
	case <-time.After(patience):
		t.Fatalf("the desk does not listen after %v", patience)
	}
	return r
}

// kill ends the process as a power cut would.
func (r *process) kill() {
	_ = r.cmd.Process.Kill() // it may have ended before
	<-r.ended
}

// stop asks the process to end, and waits until it has.
func (r *process) stop(t testing.TB) (took time.Duration) {
	t.Helper()
	begin := time.Now()
	if err := r.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	select {
	case <-r.ended:
	case <-time.After(stopTime + patience):
		t.Fatalf("the desk does not stop")
	}
	if code := r.cmd.ProcessState.ExitCode(); code != exitFine {
		t.Errorf("stopping: exit status %d (%v)", code, r.cmd.ProcessState)
	}
	return time.Since(begin)
}

func (r *process) String() string { return fmt.Sprintf("process %d", r.cmd.Process.Pid) }
