package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestPace(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.Pace(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.Pace(t, openPostgres) })
}
