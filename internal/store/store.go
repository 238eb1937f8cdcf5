// Package store keeps the desk's book in SQLite or PostgreSQL: one text of SQL
// for both, one file per noun. It decides nothing: which changes belong
// together and what they mean is flow's business. No other package imports
// database/sql.
//
// Two ways in: reads are methods of Store and see what is committed; writes
// happen inside Write, one writer at a time on the whole desk, on SQLite by
// its nature and on PostgreSQL by an advisory lock. So a transaction never
// meets another one half done, and the numbers of changes have no gaps that
// fill up later.
package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"xunpan"
)

// Config says where the book is kept.
type Config struct {
	Path  string // of the SQLite file; ignored with DSN
	DSN   string // of PostgreSQL: postgres://…
	Conns int    // reading connections at most; 4 on SQLite and 16 on PostgreSQL by default
}

// Store is an open book. It is safe for concurrent use.
type Store struct {
	view
	write *sql.DB
	pool  pool // PostgreSQL's own pool, for jobs; zero on SQLite
	conf  Config

	writing *statements   // the writer's; nil on PostgreSQL
	turn    chan struct{} // held by the writer of this process; nil on SQLite, which has one connection for it
}

// Tx is a transaction that may write. It must not be used after the function
// it was given to returned, nor by two goroutines at once.
type Tx struct {
	view
	Now  time.Time // the moment all rows of this transaction carry
	tx   *sql.Tx
	conn *pgx.Conn // the driver's own, on PostgreSQL
	done []func()  // called once the transaction is committed

	changes []any     // values of entries of the history that wait to be written
	words   []wordsOf // messages that wait to be indexed
}

// Tell has f called once the transaction is committed.
func (t *Tx) Tell(f func()) { t.done = append(t.done, f) }

// Open opens the book and brings its tables up to date. It refuses a book of a
// newer version with ErrNewer, before anything is changed.
func Open(ctx context.Context, c Config) (*Store, error) {
	s := &Store{conf: c}
	var err error
	if c.DSN != "" {
		err = s.openPostgres(ctx)
	} else {
		err = s.openSQLite(ctx)
	}
	if err != nil {
		return nil, err
	}
	if err := s.migrate(ctx); err != nil {
		s.Close()
		return nil, err
	}
	return s, nil
}

// Close ends all connections. Transactions under way are rolled back.
func (s *Store) Close() error {
	s.known.close()
	s.writing.close()
	var errs []error
	if s.write != nil {
		errs = append(errs, s.write.Close())
	}
	if db, ok := s.view.db.(*sql.DB); ok && db != nil && db != s.write {
		errs = append(errs, db.Close())
	}
	s.pool.close()
	return errors.Join(errs...)
}

// Postgres reports whether the book is kept in PostgreSQL.
func (s *Store) Postgres() bool { return s.pg }

// Ping asks whether the database answers.
func (s *Store) Ping(ctx context.Context) error {
	var one int
	return s.row(ctx, `SELECT 1`).Scan(&one)
}

// Write runs f in a transaction that is committed, and safe on disk, when Write
// returns nil, and has left no trace when it returns an error.
func (s *Store) Write(ctx context.Context, now time.Time, f func(*Tx) error) error {
	if s.turn != nil {
		// Who waits for his turn must not hold a connection meanwhile: the one
		// whose turn it is may need it for reading.
		select {
		case s.turn <- struct{}{}:
			defer func() { <-s.turn }()
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return s.begin(ctx, now, func(t *Tx) error {
		if s.pg {
			if _, err := t.exec(ctx, `SELECT pg_advisory_xact_lock(?)`, writerLock); err != nil {
				return err
			}
		}
		return f(t)
	})
}

// writerLock is the advisory lock of PostgreSQL that all writers take.
const writerLock = 0x78756e70616e // "xunpan"

// querier is what *sql.DB and *sql.Tx have in common.
type querier interface {
	ExecContext(context.Context, string, ...any) (sql.Result, error)
	QueryContext(context.Context, string, ...any) (*sql.Rows, error)
	QueryRowContext(context.Context, string, ...any) *sql.Row
}

// view runs statements on one side of the book: the pool of readers, or a
// transaction. All reading methods hang on it, so that they work on both.
type view struct {
	db    querier
	pg    bool
	known *statements // prepared statements of the pool or writer; nil on PostgreSQL, whose driver keeps its own
}

func (v *view) exec(ctx context.Context, text string, args ...any) (sql.Result, error) {
	text, ctx = v.text(text), v.patient(ctx)
	if st := v.prepared(ctx, text); st != nil { //nolint:sqlclosecheck // kept until the store is closed
		return st.ExecContext(ctx, args...)
	}
	return v.db.ExecContext(ctx, text, args...)
}

func (v *view) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	text, ctx = v.text(text), v.patient(ctx)
	if st := v.prepared(ctx, text); st != nil { //nolint:sqlclosecheck // kept until the store is closed
		return st.QueryContext(ctx, args...)
	}
	return v.db.QueryContext(ctx, text, args...)
}

func (v *view) row(ctx context.Context, text string, args ...any) *sql.Row {
	text, ctx = v.text(text), v.patient(ctx)
	if st := v.prepared(ctx, text); st != nil { //nolint:sqlclosecheck // kept until the store is closed
		return st.QueryRowContext(ctx, args...)
	}
	return v.db.QueryRowContext(ctx, text, args...)
}

// patient is the context of one statement. SQLite's driver keeps a watcher for
// each statement whose context can end, which costs as much as a small insert;
// the statements of a transaction are short, and its end is watched all the same.
func (v *view) patient(ctx context.Context) context.Context {
	if _, in := v.db.(*sql.Tx); in && !v.pg {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// changed runs a statement that must touch exactly one row; ErrNotFound
// otherwise.
func (v *view) changed(ctx context.Context, text string, args ...any) error {
	res, err := v.exec(ctx, text, args...)
	if err != nil {
		return err
	}
	n, err := res.RowsAffected()
	if err == nil && n == 0 {
		return ErrNotFound
	}
	return err
}

// missing turns database/sql's word for an empty answer into the store's.
func missing(err error) error {
	if errors.Is(err, sql.ErrNoRows) {
		return ErrNotFound
	}
	return err
}

// collect runs a query and gathers what scan makes of its rows.
func collect[T any](ctx context.Context, v *view, scan func(rows) (T, error), text string, args ...any) ([]T, error) {
	rs, err := v.query(ctx, text, args...)
	if err != nil {
		return nil, err
	}
	defer rs.Close()
	var all []T
	for rs.Next() {
		x, err := scan(rs)
		if err != nil {
			return nil, err
		}
		all = append(all, x)
	}
	return all, rs.Err()
}

// rows is one row to scan: *sql.Rows or *sql.Row.
type rows interface{ Scan(...any) error }

// marks is "?, ?, ?" for n values.
func marks(n int) string { return strings.TrimSuffix(strings.Repeat("?, ", n), ", ") }

func wrap(err *error, format string, args ...any) {
	if *err != nil && !errors.Is(*err, ErrNotFound) {
		*err = fmt.Errorf(format+": %w", append(args, *err)...)
	}
}

// millis is a moment as the database keeps it: UTC milliseconds, 0 for none.
func millis(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMilli()
}

// moment is the inverse of millis.
func moment(ms int64) time.Time {
	if ms == 0 {
		return time.Time{}
	}
	return time.UnixMilli(ms).UTC()
}

// when scans milliseconds into a time.
type when struct{ t *time.Time }

func (w when) Scan(src any) error {
	n, ok := src.(int64)
	if !ok && src != nil {
		return fmt.Errorf("a moment of type %T", src)
	}
	*w.t = moment(n)
	return nil
}

// maybe is an id as the database keeps it: NULL for none.
func maybe(id xunpan.ID) any {
	if id == "" {
		return nil
	}
	return string(id)
}

// ident scans an id that may be NULL.
type ident struct{ id *xunpan.ID }

func (i ident) Scan(src any) error {
	switch x := src.(type) {
	case nil:
		*i.id = ""
	case string:
		*i.id = xunpan.ID(x)
	case []byte:
		*i.id = xunpan.ID(x)
	default:
		return fmt.Errorf("an id of type %T", src)
	}
	return nil
}
