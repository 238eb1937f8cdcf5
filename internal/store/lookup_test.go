package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestLookups(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.Lookups(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.Lookups(t, openPostgres) })
}
