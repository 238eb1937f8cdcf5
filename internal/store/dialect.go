package store

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"io"
	"net"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgconn"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jackc/pgx/v5/stdlib"
	"modernc.org/sqlite" // also the driver "sqlite"
	sqlite3 "modernc.org/sqlite/lib"
)

// Everything in which the two databases differ is in this file, in the
// migrations that carry a dialect's name, and in search.go.

// pool is PostgreSQL's pool; database/sql borrows from it.
type pool struct{ pg *pgxpool.Pool }

func (p pool) close() {
	if p.pg != nil {
		p.pg.Close()
	}
}

// pragmas of every connection, in this order: the time to wait must stand
// first, since setting the journal may already wait. Full synchronisation is
// what makes a commit survive a power cut; group commit pays for it.
const pragmas = "_pragma=busy_timeout(10000)&_pragma=journal_mode(wal)&_pragma=synchronous(full)&_pragma=foreign_keys(1)"

func (s *Store) openSQLite(ctx context.Context) (err error) {
	defer wrap(&err, "opening the database %s", s.conf.Path)
	where := (&url.URL{Scheme: "file", Opaque: (&url.URL{Path: s.conf.Path}).EscapedPath()}).String()
	if s.write, err = sql.Open("sqlite", where+"?"+pragmas+"&_pragma=cache_size(-32000)&_pragma=wal_autocheckpoint(8000)&_pragma=temp_store(2)&_txlock=immediate"); err != nil {
		return err
	}
	s.write.SetMaxOpenConns(1)
	s.write.SetConnMaxIdleTime(0)
	if err := s.write.PingContext(ctx); err != nil {
		s.write.Close()
		return err
	}
	readers, err := sql.Open("sqlite", where+"?"+pragmas+"&_pragma=cache_size(-8000)&_pragma=query_only(1)")
	if err != nil {
		s.write.Close()
		return err
	}
	n := s.conf.Conns
	if n <= 0 {
		n = 4
	}
	readers.SetMaxOpenConns(n)
	readers.SetMaxIdleConns(n)
	s.view = view{db: readers, known: newStatements(readers)}
	s.writing = newStatements(s.write)
	return nil
}

func (s *Store) openPostgres(ctx context.Context) (err error) {
	defer func() {
		if err != nil { // the driver's words may repeat the password
			err = fmt.Errorf("opening the database: %s", withoutPassword(err.Error(), s.conf.DSN))
		}
	}()
	conf, err := pgxpool.ParseConfig(s.conf.DSN)
	if err != nil {
		return err
	}
	conf.MaxConns = 16
	if s.conf.Conns > 0 {
		conf.MaxConns = int32(min(s.conf.Conns, 1000))
	}
	if s.pool.pg, err = pgxpool.NewWithConfig(ctx, conf); err != nil {
		return err
	}
	s.write = stdlib.OpenDBFromPool(s.pool.pg)
	s.view = view{db: s.write, pg: true}
	s.turn = make(chan struct{}, 1)
	if err := s.write.PingContext(ctx); err != nil {
		s.Close()
		return err
	}
	return nil
}

// withoutPassword cuts the password of the DSN out of a text.
func withoutPassword(text, dsn string) string {
	if u, err := url.Parse(dsn); err == nil && u.User != nil {
		if p, ok := u.User.Password(); ok && p != "" {
			text = strings.ReplaceAll(strings.ReplaceAll(text, p, "…"), url.QueryEscape(p), "…")
		}
	}
	return text
}

// begin runs f in a transaction of the writing side.
func (s *Store) begin(ctx context.Context, now time.Time, f func(*Tx) error) error {
	if !s.pg {
		tx, err := s.write.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		if err := s.run(ctx, &Tx{tx: tx}, now, f); err != nil {
			return err
		}
		s.writing.fulfil(ctx)
		return nil
	}
	conn, err := s.write.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	t := &Tx{}
	if err := conn.Raw(func(dc any) error { t.conn = dc.(*stdlib.Conn).Conn(); return nil }); err != nil {
		return err
	}
	if t.tx, err = conn.BeginTx(ctx, nil); err != nil {
		return err
	}
	return s.run(ctx, t, now, f)
}

func (s *Store) run(ctx context.Context, t *Tx, now time.Time, f func(*Tx) error) error {
	t.Now = now.UTC().Truncate(time.Millisecond)
	t.view = view{db: t.tx, pg: s.pg, known: s.writing}
	defer func() {
		if p := recover(); p != nil {
			_ = t.tx.Rollback()
			panic(p)
		}
	}()
	err := f(t)
	if err == nil {
		err = errors.Join(t.writeChanges(ctx), t.writeWords(ctx))
	}
	if err != nil {
		return errors.Join(err, ignoreDone(t.tx.Rollback()))
	}
	if err := t.tx.Commit(); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	for _, f := range t.done {
		f()
	}
	return nil
}

func ignoreDone(err error) error {
	if errors.Is(err, sql.ErrTxDone) {
		return nil
	}
	return err
}

// text is a statement in the dialect's spelling: PostgreSQL numbers its
// parameters.
func (v *view) text(q string) string {
	if !v.pg {
		return q
	}
	if t, ok := numbered.Load(q); ok {
		return t.(string)
	}
	var b strings.Builder
	n := 0
	for i := 0; i < len(q); i++ {
		if q[i] == '?' {
			n++
			b.WriteByte('$')
			b.WriteString(strconv.Itoa(n))
			continue
		}
		b.WriteByte(q[i])
	}
	numbered.Store(q, b.String())
	return b.String()
}

// numbered remembers statements by their text. Texts come from this package
// alone, so there are not many.
var numbered sync.Map

// IsBusy reports whether an error means that the database could not be reached
// or had no room or time: the same work may succeed later.
func IsBusy(err error) bool {
	var (
		lite    *sqlite.Error
		server  *pgconn.PgError
		connect *pgconn.ConnectError
		network *net.OpError
	)
	switch {
	case err == nil:
		return false
	case errors.As(err, &lite):
		switch lite.Code() & 0xff { // the rest says more closely why
		case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED, sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN:
			return true
		}
		return false
	case errors.As(err, &connect):
		return true
	case errors.As(err, &server):
		switch server.Code[:min(2, len(server.Code))] {
		case "08", "53", "57", "58": // connection, resources, told to end, the system beneath
			return true
		}
		return false
	case errors.As(err, &network):
		return network.Op != "dial" // which is a ConnectError if it was the database's
	}
	for _, e := range []error{context.DeadlineExceeded, io.EOF, io.ErrUnexpectedEOF, driver.ErrBadConn, pgconn.ErrConnClosed} {
		if errors.Is(err, e) {
			return true
		}
	}
	return false
}

// SQL is the transaction for the job queue of SQLite; nil on PostgreSQL.
func (t *Tx) SQL() *sql.Tx {
	if t.pg {
		return nil
	}
	return t.tx
}

// PGX is the transaction for the job queue of PostgreSQL; nil on SQLite.
func (t *Tx) PGX() pgx.Tx {
	if !t.pg {
		return nil
	}
	return borrowed{t.conn}
}

// borrowed lets a driver's own client take part in a transaction that
// database/sql began on the same connection. It must neither commit nor roll back.
type borrowed struct{ conn *pgx.Conn }

var errBorrowed = errors.New("the transaction is not the client's to end")

func (borrowed) Begin(context.Context) (pgx.Tx, error) { return nil, errBorrowed }
func (borrowed) Commit(context.Context) error          { return errBorrowed }
func (borrowed) Rollback(context.Context) error        { return errBorrowed }
func (borrowed) LargeObjects() pgx.LargeObjects        { return pgx.LargeObjects{} }
func (b borrowed) Conn() *pgx.Conn                     { return b.conn }

func (b borrowed) CopyFrom(ctx context.Context, table pgx.Identifier, columns []string, from pgx.CopyFromSource) (int64, error) {
	return b.conn.CopyFrom(ctx, table, columns, from)
}

func (b borrowed) SendBatch(ctx context.Context, batch *pgx.Batch) pgx.BatchResults {
	return b.conn.SendBatch(ctx, batch)
}

func (b borrowed) Prepare(ctx context.Context, name, sql string) (*pgconn.StatementDescription, error) {
	return b.conn.Prepare(ctx, name, sql)
}

func (b borrowed) Exec(ctx context.Context, sql string, args ...any) (pgconn.CommandTag, error) {
	return b.conn.Exec(ctx, sql, args...)
}

func (b borrowed) Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error) {
	return b.conn.Query(ctx, sql, args...)
}

func (b borrowed) QueryRow(ctx context.Context, sql string, args ...any) pgx.Row {
	return b.conn.QueryRow(ctx, sql, args...)
}

// Writer is SQLite's connection for writing, for the job queue; nil on PostgreSQL.
func (s *Store) Writer() *sql.DB {
	if s.pg {
		return nil
	}
	return s.write
}

// Pool is PostgreSQL's pool, for the job queue; nil on SQLite.
func (s *Store) Pool() *pgxpool.Pool { return s.pool.pg }

// snapshot runs f on the book as it is at one moment, while others go on.
func (s *Store) snapshot(ctx context.Context, f func(*view) error) error {
	opt := &sql.TxOptions{ReadOnly: true}
	db := s.db.(*sql.DB)
	if s.pg {
		opt.Isolation = sql.LevelRepeatableRead
	}
	tx, err := db.BeginTx(ctx, opt)
	if err != nil {
		return err
	}
	err = f(&view{db: tx, pg: s.pg})
	return errors.Join(err, ignoreDone(tx.Rollback()))
}

// afterFill goes on counting where the rows filled in end.
func (t *Tx) afterFill(ctx context.Context) error {
	if !t.pg {
		return nil // AUTOINCREMENT looks at the rows itself
	}
	_, err := t.db.ExecContext(ctx, `SELECT setval(pg_get_serial_sequence('changes', 'seq'), GREATEST(1, (SELECT COALESCE(MAX(seq), 1) FROM changes)))`)
	return err
}
