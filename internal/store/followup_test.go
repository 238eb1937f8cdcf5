package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestFollowUps(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.FollowUps(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.FollowUps(t, openPostgres) })
}
