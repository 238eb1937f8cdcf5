package store

import (
	"bufio"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/klauspost/compress/zstd"
)

// A backup is every row of every table as lines of JSON, compressed. It is the
// same for both databases, so a desk that outgrew its file moves to PostgreSQL
// by backup and restore. The index of words is not in it: it is made again from
// the messages.

// tables in an order in which rows may refer to earlier ones only.
var tables = []string{"teams", "users", "recovery_codes", "attempts", "sessions", "invitations", "api_keys", "settings", "answers", "companies", "company_keys", "contacts", "contact_keys", "merges", "apart",
	"inquiries", "messages", "raws", "orphans", "assessments", "views", "mailboxes", "positions", "ledger", "webhooks", "alerted", "form_days", "uploads", "upload_lines", "lookups", "echoes", "products", "product_costs", "certificates", "assets", "series", "quotations", "links", "drafts", "outgoing", "follow_ups", "samples", "feeds", "digests", "changes"}

// dumpFormat is the version of the lines' shape.
const dumpFormat = 1

// dumpHead is the first line of a backup.
type dumpHead struct {
	Xunpan  int       `json:"xunpan_backup"`
	Version int64     `json:"version"` // of the tables
	At      time.Time `json:"at"`
}

// dumpTable begins a table's rows; each is an array of values in the order of
// the columns. Kinds are i (integer), f (float), b (boolean), t (text), x (bytes).
type dumpTable struct {
	Table   string   `json:"table"`
	Columns []string `json:"columns"`
	Kinds   string   `json:"kinds"`
}

// Backup writes the whole book as it is at one moment. Others go on reading and
// writing meanwhile. Tell is called with the rows written so far; it may be nil.
func (s *Store) Backup(ctx context.Context, to io.Writer, now time.Time, tell func(rows int)) (err error) {
	defer wrap(&err, "writing the backup")
	z, err := zstd.NewWriter(to, zstd.WithEncoderConcurrency(1))
	if err != nil {
		return err
	}
	w := bufio.NewWriterSize(z, 64<<10)
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	out := json.NewEncoder(w)
	out.SetEscapeHTML(false)
	if err := out.Encode(dumpHead{dumpFormat, version, now.UTC()}); err != nil {
		return err
	}
	err = s.snapshot(ctx, func(v *view) error {
		n := 0
		for _, table := range tables {
			if err := v.dump(ctx, table, out, func() {
				if n++; n%1000 == 0 && tell != nil {
					tell(n)
				}
			}); err != nil {
				return fmt.Errorf("table %s: %w", table, err)
			}
		}
		return out.Encode(map[string]int{"end": n})
	})
	return errors.Join(err, w.Flush(), z.Close())
}

func (v *view) dump(ctx context.Context, table string, out *json.Encoder, row func()) error {
	rs, err := v.db.QueryContext(ctx, `SELECT * FROM `+table)
	if err != nil {
		return err
	}
	defer rs.Close()
	types, err := rs.ColumnTypes()
	if err != nil {
		return err
	}
	head := dumpTable{Table: table}
	for _, t := range types {
		head.Columns = append(head.Columns, t.Name())
		head.Kinds += kindOf(t.DatabaseTypeName())
	}
	if err := out.Encode(head); err != nil {
		return err
	}
	values, into := make([]any, len(types)), make([]any, len(types))
	for i := range values {
		into[i] = &values[i]
	}
	for rs.Next() {
		if err := rs.Scan(into...); err != nil {
			return err
		}
		for i, x := range values {
			if values[i], err = plainValue(x, head.Kinds[i]); err != nil {
				return fmt.Errorf("column %s: %w", head.Columns[i], err)
			}
		}
		if err := out.Encode(values); err != nil {
			return err
		}
		row()
	}
	return rs.Err()
}

func kindOf(databaseType string) string {
	switch t := strings.ToUpper(databaseType); {
	case strings.Contains(t, "INT"):
		return "i"
	case strings.Contains(t, "BOOL"):
		return "b"
	case strings.Contains(t, "FLOAT"), strings.Contains(t, "DOUBLE"):
		return "f"
	case strings.Contains(t, "BYTEA"), strings.Contains(t, "BLOB"):
		return "x"
	}
	return "t"
}

// plainValue is a value as JSON keeps it. Bytes become base64 by encoding/json.
func plainValue(x any, kind byte) (any, error) {
	switch v := x.(type) {
	case nil:
		return nil, nil
	case []byte:
		if kind == 't' {
			return string(v), nil
		}
		return v, nil
	case int64:
		if kind == 'b' {
			return v != 0, nil
		}
		return v, nil
	case string, bool, float64:
		return v, nil
	}
	return nil, fmt.Errorf("a value of type %T", x)
}

// Errors of restoring.
var (
	ErrNotBackup = errors.New("this is no backup of xunpan, or it was cut off")
	ErrNotEmpty  = errors.New("the database is not empty")
)

// Restore fills the book from a backup, in one transaction: either all is there
// or nothing changed. A book that holds anything is refused with ErrNotEmpty,
// unless over says that it shall be replaced. The words of the messages must be
// indexed afterwards.
func (s *Store) Restore(ctx context.Context, from io.Reader, now time.Time, over bool, tell func(rows int)) (err error) {
	defer wrap(&err, "restoring the backup")
	z, err := zstd.NewReader(from, zstd.WithDecoderConcurrency(1))
	if err != nil {
		return err
	}
	defer z.Close()
	in := json.NewDecoder(bufio.NewReaderSize(z, 64<<10))
	in.UseNumber()
	var head dumpHead
	if err := in.Decode(&head); err != nil || head.Xunpan == 0 {
		return ErrNotBackup
	}
	version, err := s.version(ctx)
	if err != nil {
		return err
	}
	if head.Xunpan > dumpFormat || head.Version > version {
		return fmt.Errorf("%w: run the newer program to restore it", ErrNewer)
	}
	return s.Write(ctx, now, func(tx *Tx) error {
		if err := tx.clear(ctx, over); err != nil {
			return err
		}
		if err := tx.fill(ctx, in, tell); err != nil {
			return err
		}
		// Whoever holds settings in memory reads them again.
		_, err := tx.exec(ctx, `INSERT INTO settings (name, value, version, at) VALUES ('restored', 'true', ?, ?)
 ON CONFLICT (name) DO UPDATE SET version = settings.version + excluded.version`, millis(now), millis(now))
		return err
	})
}

func (t *Tx) clear(ctx context.Context, over bool) error {
	if !over {
		for _, table := range []string{"users", "messages"} {
			var n int
			if err := t.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM `+table+` LIMIT 1) AS few`).Scan(&n); err != nil {
				return err
			}
			if n > 0 {
				return ErrNotEmpty
			}
		}
	}
	if err := t.ClearWords(ctx); err != nil {
		return err
	}
	for i := len(tables) - 1; i >= 0; i-- {
		if _, err := t.db.ExecContext(ctx, `DELETE FROM `+tables[i]); err != nil {
			return err
		}
	}
	return nil
}

func (t *Tx) fill(ctx context.Context, in *json.Decoder, tell func(rows int)) error {
	var head dumpTable
	var insert *sql.Stmt
	n := 0
	known := map[string]bool{}
	for _, table := range tables {
		known[table] = true
	}
	for {
		var line json.RawMessage
		if err := in.Decode(&line); err != nil {
			return ErrNotBackup
		}
		if line[0] == '{' {
			var end struct{ End *int }
			if err := json.Unmarshal(line, &end); err == nil && end.End != nil {
				if *end.End != n {
					return ErrNotBackup
				}
				return t.afterFill(ctx)
			}
			head = dumpTable{}
			if err := json.Unmarshal(line, &head); err != nil || !known[head.Table] || len(head.Columns) != len(head.Kinds) {
				return ErrNotBackup
			}
			text, err := insertText(&head, t.pg)
			if err != nil {
				return err
			}
			if insert, err = t.tx.PrepareContext(ctx, t.text(text)); err != nil {
				return err
			}
			continue
		}
		var values []any
		dec := json.NewDecoder(strings.NewReader(string(line)))
		dec.UseNumber()
		if err := dec.Decode(&values); err != nil || insert == nil || len(values) != len(head.Columns) {
			return ErrNotBackup
		}
		for i := range values {
			v, err := storedValue(values[i], head.Kinds[i])
			if err != nil {
				return ErrNotBackup
			}
			values[i] = v
		}
		if _, err := insert.ExecContext(ctx, values...); err != nil {
			return fmt.Errorf("table %s: %w", head.Table, err)
		}
		if n++; n%1000 == 0 && tell != nil {
			tell(n)
		}
	}
}

func insertText(h *dumpTable, pg bool) (string, error) {
	for _, c := range h.Columns {
		if strings.Trim(c, "abcdefghijklmnopqrstuvwxyz_") != "" {
			return "", ErrNotBackup
		}
	}
	keep := ""
	if pg && h.Table == "changes" {
		keep = " OVERRIDING SYSTEM VALUE" // the numbers stay as they are
	}
	return `INSERT INTO ` + h.Table + ` (` + strings.Join(h.Columns, ", ") + `)` + keep + ` VALUES (` + marks(len(h.Columns)) + `)`, nil
}

func storedValue(x any, kind byte) (any, error) {
	if x == nil {
		return nil, nil
	}
	switch kind {
	case 'i', 'f':
		n, ok := x.(json.Number)
		if !ok {
			return nil, ErrNotBackup
		}
		if kind == 'i' {
			return n.Int64()
		}
		return n.Float64()
	case 'b':
		if b, ok := x.(bool); ok {
			return b, nil
		}
	case 'x':
		var b []byte
		s, ok := x.(string)
		if !ok {
			return nil, ErrNotBackup
		}
		err := json.Unmarshal([]byte(`"`+s+`"`), &b)
		return b, err
	default:
		if s, ok := x.(string); ok {
			return s, nil
		}
	}
	return nil, ErrNotBackup
}
