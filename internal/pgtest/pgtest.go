// Package pgtest gives tests a real PostgreSQL: the server named by the
// environment, or one that is started for the test process and thrown away
// with it. It is used by tests only.
package pgtest

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// Environment variables that this package obeys.
const (
	given = "XUNPAN_TEST_POSTGRES" // DSN of a server whose user may create databases
	need  = "XUNPAN_NEED_SERVICES" // if not empty, a missing server is a failure
)

// patience is how long a server may take to start and to create a database. It
// takes about a second on an idle machine.
const patience = time.Minute

// DSN gives a new, empty database for one test, as a URL that starts with
// "postgres://". It is dropped when the test ends, whoever is still connected.
// Without PostgreSQL on the machine the test is skipped; it fails when
// XUNPAN_NEED_SERVICES is set.
func DSN(t testing.TB) string {
	t.Helper()
	base := os.Getenv(given)
	if base == "" {
		s, err := shared()
		switch {
		case errors.Is(err, exec.ErrNotFound) && os.Getenv(need) == "":
			t.Skipf("%v. Install PostgreSQL (Debian: apt-get install postgresql) or set %s to a server's DSN", err, given)
		case err != nil:
			t.Fatalf("starting a PostgreSQL for tests: %v. Install PostgreSQL (Debian: apt-get install postgresql) or set %s to a server's DSN", err, given)
		}
		base = s.dsn
	}
	name := "xunpan_test_" + strings.ToLower(rand.Text())
	dsn, err := withDatabase(base, name)
	if err != nil {
		t.Fatalf("%s: %v", given, err)
	}
	if err := execute(base, "CREATE DATABASE "+name); err != nil {
		t.Fatalf("creating a database for the test: %v", err)
	}
	t.Cleanup(func() {
		if err := execute(base, "DROP DATABASE "+name+" WITH (FORCE)"); err != nil {
			t.Errorf("dropping the test's database: %v", err)
		}
	})
	return dsn
}

// withDatabase is the DSN of another database of the same server.
func withDatabase(dsn, name string) (string, error) {
	u, err := url.Parse(dsn)
	if err != nil || u.Scheme != "postgres" && u.Scheme != "postgresql" {
		return "", errors.New("a DSN of the form postgres://user:password@host:port/database is wanted")
	}
	u.Scheme, u.Path = "postgres", "/"+name
	return u.String(), nil
}

// execute runs one statement on a connection of its own.
func execute(dsn, statement string) error {
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	conn, err := pgx.Connect(ctx, dsn)
	if err != nil {
		return err
	}
	defer conn.Close(ctx)
	_, err = conn.Exec(ctx, statement)
	return err
}

// server is a running PostgreSQL of this process alone: its socket stands in
// its own folder and it listens on no port, so that any number of test
// processes can have theirs at once.
type server struct{ dsn string }

// shared is the one server of this process, started at its first use.
var shared = sync.OnceValues(start)

// life runs the server as long as its standard input is open. That is the end
// of a pipe which we hold and never close, so the system closes it when we
// end, even when we are killed; then the server and its folder go.
const life = `
"$BIN/initdb" -D "$DIR/data" -U postgres -A trust -E UTF8 --locale=C --no-sync --no-instructions >"$DIR/log" 2>&1 || exit 1
"$BIN/postgres" -D "$DIR/data" -k "$DIR" -c listen_addresses= -c max_connections=200 -c shared_buffers=32MB >>"$DIR/log" 2>&1 &
cat >/dev/null
kill -QUIT $!
wait
cd / && rm -rf "$DIR"`

func start() (*server, error) {
	bin, err := binaries()
	if err != nil {
		return nil, err
	}
	dir, err := os.MkdirTemp("", "pgtest-")
	if err != nil {
		return nil, err
	}
	owner, err := unprivileged()
	if err == nil && owner != nil {
		err = os.Chown(dir, int(owner.Uid), int(owner.Gid))
	}
	var theirs, hold *os.File
	if err == nil {
		theirs, hold, err = os.Pipe()
	}
	if err != nil {
		os.RemoveAll(dir)
		return nil, err
	}
	defer theirs.Close()
	cmd := exec.Command("/bin/sh", "-c", life)
	cmd.Stdin = theirs
	cmd.Dir = dir
	cmd.Env = []string{"BIN=" + bin, "DIR=" + dir, "PATH=" + os.Getenv("PATH"), "LC_ALL=C"}
	// A session of its own, or a key pressed to stop the tests would stop the
	// shell before it has cleaned up.
	cmd.SysProcAttr = &syscall.SysProcAttr{Credential: owner, Setsid: true}
	if err := cmd.Start(); err != nil {
		hold.Close()
		os.RemoveAll(dir)
		return nil, err
	}
	gone := make(chan struct{})
	go func() {
		_ = cmd.Wait()
		hold.Close() // not sooner: this is what keeps the server alive
		close(gone)
	}()
	s := &server{dsn: "postgres:///postgres?" + url.Values{"host": {dir}, "user": {"postgres"}}.Encode()}
	return s, s.await(dir, gone)
}

// await returns when the server serves, or its log when it does not.
func (s *server) await(dir string, gone <-chan struct{}) error {
	deadline := time.After(patience)
	for {
		err := execute(s.dsn, "SELECT 1")
		if err == nil {
			return nil
		}
		select {
		case <-time.After(20 * time.Millisecond):
		case <-gone:
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			os.RemoveAll(dir)
			return fmt.Errorf("the server ended at once. Its log:\n%s", log)
		case <-deadline:
			log, _ := os.ReadFile(filepath.Join(dir, "log"))
			return fmt.Errorf("no answer within %v: %w. Its log:\n%s", patience, err, log)
		}
	}
}

// binaries is the folder of PostgreSQL's programs, of the newest version there
// is.
func binaries() (string, error) {
	var dirs []string
	if p, err := exec.LookPath("initdb"); err == nil {
		if p, err = filepath.EvalSymlinks(p); err == nil {
			dirs = append(dirs, filepath.Dir(p))
		}
	}
	versions, _ := filepath.Glob("/usr/lib/postgresql/*/bin")
	slices.SortFunc(versions, func(a, b string) int { return version(b) - version(a) })
	dirs = append(append(dirs, versions...), "/usr/local/bin", "/usr/local/pgsql/bin", "/opt/homebrew/bin")
	for _, dir := range dirs {
		_, err := exec.LookPath(filepath.Join(dir, "initdb"))
		if _, err2 := exec.LookPath(filepath.Join(dir, "postgres")); err == nil && err2 == nil {
			return dir, nil
		}
	}
	return "", fmt.Errorf("initdb and postgres are not on this machine: %w", exec.ErrNotFound)
}

// version is the number in /usr/lib/postgresql/15/bin.
func version(bin string) int {
	n, _ := strconv.Atoi(filepath.Base(filepath.Dir(bin)))
	return n
}

// unprivileged is who runs the server when we are root, which PostgreSQL
// refuses to be; nil when we are not.
func unprivileged() (*syscall.Credential, error) {
	if os.Getuid() != 0 {
		return nil, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err == nil && err2 == nil && uid != 0 {
			return &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}, nil
		}
	}
	return nil, errors.New("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as")
}
