package jobs

import (
	"context"
	"crypto/rand"
	"errors"
	"hash/fnv"
	"os"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

// processMark tells this process from an earlier one with the same number, as
// each start of a container has.
var processMark = mark()

func mark() string { return strings.ToLower(rand.Text()[:8]) }

// processes is the presence of nodes on SQLite, whose file all of them reach by
// the same system: a node is gone when its process is. Nodes of another name,
// perhaps in another container, are left to River.
type processes struct{ self string }

func (p processes) gone(_ context.Context, nodes []string) ([]string, error) {
	name, own := split(p.self)
	var gone []string
	for _, id := range nodes {
		n, process := split(id)
		if n != name || process.mark == own.mark {
			continue
		}
		if process.id == own.id || !exists(process.id) {
			gone = append(gone, id)
		}
	}
	return gone, nil
}

func (processes) close() {}

type process struct {
	id   int
	mark string
}

// split takes a node's id apart, as nodeID made it.
func split(id string) (name string, p process) {
	parts := strings.Split(id, "/")
	if len(parts) < 4 {
		return id, p
	}
	parts, rest := parts[:len(parts)-3], parts[len(parts)-3:]
	p.id, _ = strconv.Atoi(rest[0])
	p.mark = rest[1]
	return strings.Join(parts, "/"), p
}

// exists says whether there is a process, true if in doubt.
func exists(id int) bool {
	p, err := os.FindProcess(id)
	if err != nil {
		return false
	}
	defer func() { _ = p.Release() }()
	err = p.Signal(syscall.Signal(0))
	return !errors.Is(err, os.ErrProcessDone) && !errors.Is(err, syscall.ESRCH)
}

// locks is the presence of nodes on PostgreSQL: each holds an advisory lock on
// a connection of its own, which the system ends with the process. The server
// then frees the lock at once, or after some ten seconds if it is the whole
// computer that is gone.
type locks struct {
	conf    *pgx.ConnConfig
	self    string
	conn    *pgx.Conn            // nil when it broke
	missing map[string]time.Time // nodes without a lock, since when we know
}

// presenceClass is the first half of the keys of our locks: "xunp".
const presenceClass = 0x78756e70

// grace is how long a lock must be missing, unless we know better: a node whose
// connection broke takes its lock again within this time.
const grace = 2 * look

func newLocks(ctx context.Context, pool *pgxpool.Pool, self string) (*locks, error) {
	l := &locks{conf: pool.Config().ConnConfig, self: self}
	ctx, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	return l, l.connect(ctx)
}

func (l *locks) connect(ctx context.Context) error {
	conn, err := pgx.ConnectConfig(ctx, l.conf.Copy())
	if err != nil {
		return err
	}
	for _, q := range []string{"SET tcp_keepalives_idle = 5", "SET tcp_keepalives_interval = 2", "SET tcp_keepalives_count = 3"} {
		if _, err := conn.Exec(ctx, q); err != nil {
			return errors.Join(err, conn.Close(ctx))
		}
	}
	if _, err := conn.Exec(ctx, "SELECT pg_advisory_lock($1, $2)", int32(presenceClass), int32(lockKey(l.self))); err != nil {
		return errors.Join(err, conn.Close(ctx))
	}
	l.conn, l.missing = conn, map[string]time.Time{}
	return nil
}

// lockKey is the second half of a node's key. Two nodes with the same one would
// keep each other alive in our eyes until River's patience ends.
func lockKey(node string) uint32 {
	h := fnv.New32a()
	_, _ = h.Write([]byte(node))
	return h.Sum32()
}

func (l *locks) gone(ctx context.Context, nodes []string) ([]string, error) {
	if l.conn == nil || l.conn.IsClosed() {
		if err := l.connect(ctx); err != nil {
			return nil, err
		}
	}
	present, err := l.present(ctx)
	if err != nil {
		l.close()
		return nil, err
	}
	var gone []string
	ended, _ := processes{l.self}.gone(ctx, nodes)
	missing := map[string]time.Time{}
	for _, id := range nodes {
		if present[lockKey(id)] {
			continue
		}
		since, known := l.missing[id]
		if !known {
			since = time.Now()
		}
		if missing[id] = since; time.Since(since) >= grace || slices.Contains(ended, id) {
			gone = append(gone, id)
		}
	}
	l.missing = missing
	return gone, nil
}

// present are the keys of the nodes at work.
func (l *locks) present(ctx context.Context) (map[uint32]bool, error) {
	rows, err := l.conn.Query(ctx, `SELECT objid::bigint FROM pg_locks WHERE locktype = 'advisory' AND granted
		AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND classid::bigint = $1 AND objsubid = 2`, int64(presenceClass))
	if err != nil {
		return nil, err
	}
	keys, err := pgx.CollectRows(rows, pgx.RowTo[int64])
	present := make(map[uint32]bool, len(keys))
	for _, k := range keys {
		present[uint32(k)] = true
	}
	return present, err
}

func (l *locks) close() {
	if l.conn == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	_ = l.conn.Close(ctx)
	l.conn = nil
}
