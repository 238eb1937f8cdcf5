package store

import (
	"context"
	"database/sql"
	"embed"
	"fmt"
	"io/fs"
	"strconv"
	"strings"

	"github.com/jackc/pgx/v5"
	"github.com/pressly/goose/v3"
	"github.com/pressly/goose/v3/lock"
	"github.com/riverqueue/river/riverdriver/riverpgxv5"
	"github.com/riverqueue/river/riverdriver/riversqlite"
	"github.com/riverqueue/river/rivermigrate"
)

//go:embed migrations/*.sql
var migrations embed.FS

// migrate brings the tables up to date, the job queue's among them. Each
// migration is one file in the spelling of both databases, or one for each
// where they differ: NNNN_name.sqlite.sql and NNNN_name.postgres.sql.
func (s *Store) migrate(ctx context.Context) (err error) {
	defer wrap(&err, "bringing the database up to date")
	steps, last, err := s.steps()
	if err != nil {
		return err
	}
	dialect, opts := goose.DialectSQLite3, []goose.ProviderOption{goose.WithGoMigrations(steps...), goose.WithDisableGlobalRegistry(true)}
	if s.pg {
		dialect = goose.DialectPostgres
		locker, err := lock.NewPostgresSessionLocker()
		if err != nil {
			return err
		}
		opts = append(opts, goose.WithSessionLocker(locker))
	}
	p, err := goose.NewProvider(dialect, s.write, nil, opts...)
	if err != nil {
		return err
	}
	at, err := p.GetDBVersion(ctx)
	if err != nil {
		return err
	}
	if at > last {
		return fmt.Errorf("%w: its tables are of version %d, this program knows %d. Run the newer program, or restore a backup made by this one", ErrNewer, at, last)
	}
	if at < last {
		if _, err := p.Up(ctx); err != nil {
			return err
		}
	}
	return s.migrateJobs(ctx)
}

// version is the number of the newest migration, which Open has brought the
// tables to.
func (s *Store) version(context.Context) (int64, error) {
	_, last, err := s.steps()
	return last, err
}

// steps are the migrations of this dialect in order, and the last one's number.
func (s *Store) steps() ([]*goose.Migration, int64, error) {
	names, err := fs.Glob(migrations, "migrations/*.sql")
	if err != nil {
		return nil, 0, err
	}
	var steps []*goose.Migration
	var last int64
	for _, name := range names {
		base := strings.TrimPrefix(name, "migrations/")
		if s.pg && strings.HasSuffix(base, ".sqlite.sql") || !s.pg && strings.HasSuffix(base, ".postgres.sql") {
			continue
		}
		n, err := strconv.ParseInt(base[:4], 10, 64)
		if err != nil {
			return nil, 0, err
		}
		text, err := migrations.ReadFile(name)
		if err != nil {
			return nil, 0, err
		}
		steps = append(steps, goose.NewGoMigration(n, &goose.GoFunc{RunTx: func(ctx context.Context, tx *sql.Tx) error {
			_, err := tx.ExecContext(ctx, string(text))
			return err
		}}, nil))
		last = max(last, n)
	}
	return steps, last, nil
}

// jobsLock is the advisory lock of PostgreSQL under which the job queue's
// tables are made.
const jobsLock = writerLock + 1

// migrateJobs makes the tables of the job queue.
func (s *Store) migrateJobs(ctx context.Context) error {
	if s.pg {
		// River lets nodes that start together make its tables at the same
		// moment, and all but one fail. So they take turns, on a connection
		// of its own that ends the turn with itself.
		turn, err := pgx.ConnectConfig(ctx, s.pool.pg.Config().ConnConfig)
		if err != nil {
			return err
		}
		defer turn.Close(context.WithoutCancel(ctx))
		if _, err := turn.Exec(ctx, `SELECT pg_advisory_lock($1)`, jobsLock); err != nil {
			return err
		}
		m, err := rivermigrate.New(riverpgxv5.New(s.pool.pg), nil)
		if err != nil {
			return err
		}
		_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
		return err
	}
	m, err := rivermigrate.New(riversqlite.New(s.write), nil)
	if err != nil {
		return err
	}
	_, err = m.Migrate(ctx, rivermigrate.DirectionUp, nil)
	return err
}
