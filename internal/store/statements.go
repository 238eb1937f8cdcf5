package store

import (
	"context"
	"database/sql"
	"sync"
)

// statements holds what was prepared on one pool of SQLite, by text: it spends
// as long on preparing a statement as on running a small one. PostgreSQL's
// driver does the same by itself.
type statements struct {
	db     *sql.DB
	mu     sync.RWMutex
	by     map[string]*sql.Stmt
	wanted map[string]bool // used in a transaction, not prepared yet
}

// maxStatements bounds the memory of prepared statements; texts beyond it, such
// as rare combinations of filters, are prepared each time.
const maxStatements = 300

func newStatements(db *sql.DB) *statements {
	return &statements{db: db, by: map[string]*sql.Stmt{}, wanted: map[string]bool{}}
}

// get returns the statement, prepared now if need be; nil if it is not worth
// keeping or wrong, which running it will tell.
func (k *statements) get(ctx context.Context, text string) *sql.Stmt {
	k.mu.RLock()
	st, full := k.by[text], len(k.by) >= maxStatements
	k.mu.RUnlock()
	if st != nil || full {
		return st
	}
	st, err := k.db.PrepareContext(ctx, text)
	if err != nil {
		return nil
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	if old := k.by[text]; old != nil {
		_ = st.Close() //nolint:sqlclosecheck // the one prepared first is kept
		return old
	}
	k.by[text] = st
	return st
}

// inside returns the statement for use in a transaction, if it is prepared. It
// cannot be prepared now: the writer's only connection is the transaction's,
// so preparing would wait for ourselves. It is noted for fulfil.
func (k *statements) inside(text string) *sql.Stmt {
	k.mu.RLock()
	st, full := k.by[text], len(k.by) >= maxStatements
	k.mu.RUnlock()
	if st == nil && !full {
		k.mu.Lock()
		k.wanted[text] = true
		k.mu.Unlock()
	}
	return st
}

// fulfil prepares what transactions asked for.
func (k *statements) fulfil(ctx context.Context) {
	k.mu.Lock()
	var texts []string
	for t := range k.wanted {
		texts = append(texts, t)
	}
	clear(k.wanted)
	k.mu.Unlock()
	for _, t := range texts {
		k.get(ctx, t)
	}
}

func (k *statements) close() {
	if k == nil {
		return
	}
	k.mu.Lock()
	defer k.mu.Unlock()
	for _, st := range k.by {
		_ = st.Close()
	}
	clear(k.by)
}

// prepared is the statement ready to run on this side, or nil.
func (v *view) prepared(ctx context.Context, text string) *sql.Stmt {
	if v.known == nil {
		return nil
	}
	tx, in := v.db.(*sql.Tx)
	if !in {
		return v.known.get(ctx, text)
	}
	if st := v.known.inside(text); st != nil {
		return tx.StmtContext(ctx, st)
	}
	return nil
}
