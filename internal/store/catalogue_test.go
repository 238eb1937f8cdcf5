package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.Catalogue(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.Catalogue(t, openPostgres) })
}
