package jobs

import (
	"context"

	"github.com/riverqueue/river"
	"github.com/riverqueue/river/riverdriver"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"

	"xunpan/internal/store"
)

// engine is River on one of the two databases.
type engine interface {
	insert(context.Context, *store.Tx, []river.InsertManyParams) error
	executor() riverdriver.Executor
	within(*store.Tx) riverdriver.Executor
	client(*river.Config) (client, error) // that works
}

// client is the part of a River client that is the same on both databases.
type client interface {
	Start(context.Context) error
	Stop(context.Context) error
}

// engineOn is River where T is a transaction.
type engineOn[T any] struct {
	driver   riverdriver.Driver[T]
	tx       func(*store.Tx) T
	inserter *river.Client[T] // works on nothing, so it needs no start
	bell     *bell            // nil on PostgreSQL, which tells all nodes by itself
}

func open(s *store.Store, conf *river.Config) (engine, error) {
	if s.Postgres() {
		return newEngine(riverpgxv5.New(s.Pool()), (*store.Tx).PGX, nil, conf)
	}
	b := newBell()
	return newEngine(sqliteDriver{riversqlite.New(s.Writer()), b}, (*store.Tx).SQL, b, conf)
}

func newEngine[T any](driver riverdriver.Driver[T], tx func(*store.Tx) T, b *bell, conf *river.Config) (engine, error) {
	inserter, err := river.NewClient(driver, conf)
	if err != nil {
		return nil, err
	}
	return &engineOn[T]{driver, tx, inserter, b}, nil
}

func (e *engineOn[T]) executor() riverdriver.Executor { return e.driver.GetExecutor() }

func (e *engineOn[T]) within(tx *store.Tx) riverdriver.Executor {
	return e.driver.UnwrapExecutor(e.tx(tx))
}

func (e *engineOn[T]) client(conf *river.Config) (client, error) {
	return river.NewClient(e.driver, conf)
}

func (e *engineOn[T]) insert(ctx context.Context, tx *store.Tx, list []river.InsertManyParams) error {
	if _, err := e.inserter.InsertManyTx(ctx, e.tx(tx), list); err != nil {
		return err
	}
	if e.bell != nil {
		in, out := false, false
		for _, p := range list {
			in, out = in || p.InsertOpts.Queue == inside, out || p.InsertOpts.Queue == outside
		}
		tx.Tell(func() {
			if in {
				e.bell.ring(inside)
			}
			if out {
				e.bell.ring(outside)
			}
		})
	}
	return nil
}
