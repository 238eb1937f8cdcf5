package store_test

import (
	"context"
	"errors"
	"path/filepath"
	"testing"
	"time"

	"xunpan/internal/pgtest"
	"xunpan/internal/store"
	"xunpan/internal/store/storetest"
)

var noon = time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)

func open(t *testing.T, c store.Config) *store.Store {
	t.Helper()
	s, err := store.Open(context.Background(), c)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func openSQLite(t *testing.T) *store.Store {
	t.Helper()
	return open(t, store.Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
}

func openPostgres(t *testing.T) *store.Store {
	t.Helper()
	return open(t, store.Config{DSN: pgtest.DSN(t), Conns: 8})
}

func TestSQLite(t *testing.T) {
	t.Parallel()
	storetest.All(t, openSQLite)
}

func TestPostgres(t *testing.T) {
	t.Parallel()
	storetest.All(t, openPostgres)
}

// TestDump moves books between the databases, each way.
func TestDump(t *testing.T) {
	t.Parallel()
	for name, pair := range map[string][2]storetest.Open{
		"SQLite to PostgreSQL":     {openSQLite, openPostgres},
		"PostgreSQL to SQLite":     {openPostgres, openSQLite},
		"SQLite to SQLite":         {openSQLite, openSQLite},
		"PostgreSQL to PostgreSQL": {openPostgres, openPostgres},
	} {
		t.Run(name, func(t *testing.T) { t.Parallel(); storetest.Dump(t, pair[0], pair[1]) })
	}
}

// TestManyWriters: more writers than connections, each of whom reads the book
// while he holds the right to write, all come to their end.
func TestManyWriters(t *testing.T) {
	t.Parallel()
	for name, opened := range map[string]storetest.Open{"SQLite": openSQLite, "PostgreSQL": openPostgres} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, ctx := opened(t), context.Background()
			errs := make(chan error)
			for range 40 {
				go func() {
					errs <- s.Write(ctx, noon, func(tx *store.Tx) error {
						_, err := s.LastChange(ctx)
						return err
					})
				}()
			}
			for range 40 {
				if err := <-errs; err != nil {
					t.Error(err)
				}
			}
		})
	}
}

// TestNewer: a book of a later version is refused, and stays as it is.
func TestNewer(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "xunpan.db")
	s, err := store.Open(context.Background(), store.Config{Path: path})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := s.Writer().Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
		t.Fatal(err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	if s, err := store.Open(context.Background(), store.Config{Path: path}); !errors.Is(err, store.ErrNewer) {
		t.Errorf("a newer book was opened: %v, %v", s, err)
	}
}
