package pgtest_test

import (
	"bufio"
	"context"
	"io"
	"net/url"
	"os"
	"os/exec"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"xunpan/internal/pgtest"
)

// child is set in processes that TestServerEndsWithItsProcess starts.
const child = "PGTEST_CHILD"

func connect(t *testing.T, dsn string) *pgx.Conn {
	t.Helper()
	conn, err := pgx.Connect(t.Context(), dsn)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close(context.Background()) })
	return conn
}

func TestDatabasesAreApart(t *testing.T) {
	t.Parallel()
	a, b := connect(t, pgtest.DSN(t)), connect(t, pgtest.DSN(t))
	for _, conn := range []*pgx.Conn{a, b} { // the second would fail if it were the first's database
		if _, err := conn.Exec(t.Context(), "CREATE TABLE apart (n int)"); err != nil {
			t.Fatal(err)
		}
	}
	var fsync string
	if err := a.QueryRow(t.Context(), "SHOW fsync").Scan(&fsync); err != nil || fsync != "on" {
		t.Errorf("fsync is %q, %v: what is committed must be on disk", fsync, err)
	}
}

func TestDatabaseIsDropped(t *testing.T) {
	t.Parallel()
	var dsn string
	t.Run("user", func(t *testing.T) {
		dsn = pgtest.DSN(t)
		conn, err := pgx.Connect(t.Context(), dsn) // is left open on purpose
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { conn.Close(context.Background()) })
	})
	if dsn == "" {
		t.Skip("no PostgreSQL")
	}
	if conn, err := pgx.Connect(t.Context(), dsn); err == nil {
		conn.Close(t.Context())
		t.Error("the database is still there after its test")
	}
}

// TestServerEndsWithItsProcess kills a process that has a server, and waits
// until the server and its folder are gone.
func TestServerEndsWithItsProcess(t *testing.T) {
	if os.Getenv(child) != "" {
		dsn := pgtest.DSN(t)
		os.Stdout.WriteString(dsn + "\n")
		_, _ = io.Copy(io.Discard, os.Stdin)
		return
	}
	t.Parallel()
	if os.Getenv("XUNPAN_TEST_POSTGRES") != "" {
		t.Skip("the server given is not ours to end")
	}
	pgtest.DSN(t) // skips the test where there is no PostgreSQL
	cmd := exec.Command(os.Args[0], "-test.run=^TestServerEndsWithItsProcess$", "-test.count=1")
	cmd.Env = append(os.Environ(), child+"=1")
	if _, err := cmd.StdinPipe(); err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the child gave no database: %v", err)
	}
	u, err := url.Parse(line[:len(line)-1])
	if err != nil {
		t.Fatal(err)
	}
	dir := u.Query().Get("host")
	if _, err := os.Stat(dir); err != nil {
		t.Fatalf("the server's folder: %v", err)
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	for deadline := time.Now().Add(time.Minute); ; time.Sleep(10 * time.Millisecond) {
		if _, err := os.Stat(dir); os.IsNotExist(err) {
			return
		}
		if time.Now().After(deadline) {
			t.Fatalf("%s is still there a minute after its process was killed", dir)
		}
	}
}
