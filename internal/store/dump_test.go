package store

import (
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// TestEveryTableIsBackedUp: a table that a migration makes and the backup
// leaves out would be lost without a word.
func TestEveryTableIsBackedUp(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	s, err := Open(ctx, Config{Path: filepath.Join(t.TempDir(), "xunpan.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	all, err := collect(ctx, &s.view, func(r rows) (name string, err error) { return name, r.Scan(&name) }, `SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name`)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range all {
		switch {
		case strings.HasPrefix(name, "sqlite_"), strings.HasPrefix(name, "goose_"), strings.HasPrefix(name, "river_"), // not ours
			name == "words", strings.HasPrefix(name, "words_index"): // made again from the messages
		case !slices.Contains(tables, name):
			t.Errorf("table %s is not in the backup", name)
		}
	}
}
