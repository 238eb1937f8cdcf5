package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestHooks(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.Hooks(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.Hooks(t, openPostgres) })
}
