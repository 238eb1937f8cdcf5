package store_test

import (
	"testing"

	"xunpan/internal/store/storetest"
)

func TestAnswers(t *testing.T) {
	t.Parallel()
	t.Run("SQLite", func(t *testing.T) { t.Parallel(); storetest.Answers(t, openSQLite) })
	t.Run("PostgreSQL", func(t *testing.T) { t.Parallel(); storetest.Answers(t, openPostgres) })
}
