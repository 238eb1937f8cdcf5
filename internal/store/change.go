package store

import (
	"context"
	"encoding/json"
	"strings"

	"xunpan"
)

const changeColumns = `seq, at, actor_kind, actor_id, actor_name, object, object_id, inquiry_id, what, detail`

func scanChange(r rows) (c xunpan.Change, err error) {
	var detail string
	if err := r.Scan(&c.Seq, when{&c.At}, &c.Actor.Kind, ident{&c.Actor.ID}, &c.Actor.Name, &c.Object, ident{&c.ID}, ident{&c.Inquiry}, &c.What, &detail); err != nil {
		return c, err
	}
	if detail != "" {
		c.Detail = json.RawMessage(detail)
	}
	return c, nil
}

// AddChange writes one entry of the history. At is set here; Seq is the
// database's, and known to those who read the history. Entries wait until the
// transaction ends, or somebody in it reads the history, and are then written
// several at a time: an arrival of a new buyer makes three.
func (t *Tx) AddChange(ctx context.Context, c *xunpan.Change) (err error) {
	defer wrap(&err, "writing the history")
	detail := ""
	if c.Detail != nil {
		b, err := json.Marshal(c.Detail)
		if err != nil {
			return err
		}
		detail = string(b)
	}
	c.At = t.Now
	t.changes = append(t.changes, millis(t.Now), c.Actor.Kind, maybe(c.Actor.ID), c.Actor.Name, c.Object, maybe(c.ID), maybe(c.Inquiry), c.What, detail)
	if len(t.changes) >= changesAtOnce*changeValues {
		return t.writeChanges(ctx)
	}
	return nil
}

const (
	changeValues  = 9 // of one entry
	changesAtOnce = 8 // entries of one statement
)

var (
	addChange  = `INSERT INTO changes (at, actor_kind, actor_id, actor_name, object, object_id, inquiry_id, what, detail) VALUES (` + marks(changeValues) + `)`
	addChanges = addChange + strings.Repeat(`, (`+marks(changeValues)+`)`, changesAtOnce-1)
)

// writeChanges writes the entries that wait, in their order.
func (t *Tx) writeChanges(ctx context.Context) error {
	for len(t.changes) > 0 {
		text, n := addChange, changeValues
		if len(t.changes) >= changesAtOnce*changeValues {
			text, n = addChanges, changesAtOnce*changeValues
		}
		if _, err := t.exec(ctx, text, t.changes[:n]...); err != nil {
			return err
		}
		t.changes = t.changes[n:]
	}
	t.changes = nil
	return nil
}

// Changes returns entries of the history, those of this transaction included.
func (t *Tx) Changes(ctx context.Context, f ChangeFilter) ([]xunpan.Change, error) {
	if err := t.writeChanges(ctx); err != nil {
		return nil, err
	}
	return t.view.Changes(ctx, f)
}

// ChangeFilter picks entries of the history; empty fields pick all.
type ChangeFilter struct {
	Object  string
	Objects []string // any of these
	ID      xunpan.ID
	Inquiry xunpan.ID
	Actor   xunpan.ID
	What    string
	After   int64 // entries with a larger Seq, oldest first; -1 begins with the first
	Before  int64 // entries with a smaller Seq, newest first; with neither, newest first
	Limit   int   // 100 if not set
}

// Changes returns entries of the history.
func (v *view) Changes(ctx context.Context, f ChangeFilter) (cs []xunpan.Change, err error) {
	defer wrap(&err, "reading the history")
	var where []string
	var args []any
	and := func(cond string, arg any) { where, args = append(where, cond), append(args, arg) }
	if f.Object != "" {
		and(`object = ?`, f.Object)
	}
	if len(f.Objects) > 0 {
		where = append(where, `object IN (`+marks(len(f.Objects))+`)`)
		for _, o := range f.Objects {
			args = append(args, o)
		}
	}
	for _, c := range []struct {
		column string
		id     xunpan.ID
	}{{"object_id", f.ID}, {"inquiry_id", f.Inquiry}, {"actor_id", f.Actor}} {
		if c.id == "" {
			continue
		}
		if !valid(c.id) {
			return nil, nil
		}
		and(c.column+` = ?`, string(c.id))
	}
	if f.What != "" {
		and(`what = ?`, f.What)
	}
	order := `DESC`
	if f.After != 0 {
		and(`seq > ?`, f.After)
		order = `ASC`
	} else if f.Before > 0 {
		and(`seq < ?`, f.Before)
	}
	text := `SELECT ` + changeColumns + ` FROM changes`
	if len(where) > 0 {
		text += ` WHERE ` + strings.Join(where, ` AND `)
	}
	if f.Limit <= 0 {
		f.Limit = 100
	}
	return collect(ctx, v, scanChange, text+` ORDER BY seq `+order+` LIMIT ?`, append(args, f.Limit)...)
}

// LastChange is the number of the newest entry of the history; 0 if there is none.
func (v *view) LastChange(ctx context.Context) (seq int64, err error) {
	err = v.row(ctx, `SELECT COALESCE(MAX(seq), 0) FROM changes`).Scan(&seq)
	return seq, err
}
