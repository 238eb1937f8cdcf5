package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// mergeRecord is what undoing a merge needs, as it is kept.
type mergeRecord struct {
	Fields    map[string][2]string `json:"fields,omitempty"`
	Custom    map[string][2]string `json:"custom,omitempty"`
	Tags      []string             `json:"tags,omitempty"`
	Said      []string             `json:"said,omitempty"`
	Keys      []xunpan.Key         `json:"keys,omitempty"`
	Contacts  []xunpan.ID          `json:"contacts,omitempty"`
	Inquiries []xunpan.ID          `json:"inquiries,omitempty"`
}

const mergeColumns = `id, noun, kept, gone, record, by_id, at`

func scanMerge(r rows) (m xunpan.Merge, err error) {
	var text string
	if err := r.Scan(ident{&m.ID}, &m.Noun, ident{&m.Kept}, ident{&m.Gone}, &text, ident{&m.Actor}, when{&m.At}); err != nil {
		return m, err
	}
	var k mergeRecord
	err = json.Unmarshal([]byte(text), &k)
	m.Fields, m.Custom, m.Tags, m.Said, m.Keys, m.Contacts, m.Inquiries = k.Fields, k.Custom, k.Tags, k.Said, k.Keys, k.Contacts, k.Inquiries
	return m, err
}

func recordText(m *xunpan.Merge) string {
	return jsonOf(mergeRecord{m.Fields, m.Custom, m.Tags, m.Said, m.Keys, m.Contacts, m.Inquiries})
}

// AddMerge keeps what undoing a merge needs. Its At is set here.
func (t *Tx) AddMerge(ctx context.Context, m *xunpan.Merge) (err error) {
	defer wrap(&err, "keeping the merge of %s", m.Gone)
	m.At = t.Now
	_, err = t.exec(ctx, `INSERT INTO merges (`+mergeColumns+`, undone_at) VALUES (`+marks(8)+`)`,
		string(m.ID), string(m.Noun), string(m.Kept), string(m.Gone), recordText(m), maybe(m.Actor), millis(m.At), 0)
	return err
}

// SaveMerge writes the record of a merge back: another merge that is undone may
// leave it what the two had in common.
func (t *Tx) SaveMerge(ctx context.Context, m *xunpan.Merge) error {
	return t.changed(ctx, `UPDATE merges SET record = ? WHERE id = ?`, recordText(m), string(m.ID))
}

// EndMerge notes that a merge was undone.
func (t *Tx) EndMerge(ctx context.Context, id xunpan.ID) error {
	return t.changed(ctx, `UPDATE merges SET undone_at = ? WHERE id = ? AND undone_at = 0`, millis(t.Now), string(id))
}

// MergeOf returns the merge in force by which an entry went into another, or
// ErrNotFound.
func (v *view) MergeOf(ctx context.Context, gone xunpan.ID) (m xunpan.Merge, err error) {
	defer wrap(&err, "reading the merge of %s", gone)
	if !valid(gone) {
		return m, ErrNotFound
	}
	m, err = scanMerge(v.row(ctx, `SELECT `+mergeColumns+` FROM merges WHERE gone = ? AND undone_at = 0 ORDER BY at DESC, id DESC LIMIT 1`, string(gone)))
	return m, missing(err)
}

// MergesInto returns the merges in force into an entry, oldest first.
func (v *view) MergesInto(ctx context.Context, kept xunpan.ID) (ms []xunpan.Merge, err error) {
	defer wrap(&err, "reading the merges into %s", kept)
	if !valid(kept) {
		return nil, nil
	}
	return collect(ctx, v, scanMerge, `SELECT `+mergeColumns+` FROM merges WHERE kept = ? AND undone_at = 0 ORDER BY at, id`, string(kept))
}

func scanID(r rows) (id xunpan.ID, err error) { return id, r.Scan(ident{&id}) }

// MoveInquiries gives the inquiries of one company or contact to another and
// returns which: all with ids nil, otherwise those of ids that are its still.
func (t *Tx) MoveInquiries(ctx context.Context, noun xunpan.Noun, from, to xunpan.ID, ids []xunpan.ID) (moved []xunpan.ID, err error) {
	defer wrap(&err, "moving inquiries")
	column := companies.id
	if noun == xunpan.ContactNoun {
		column = contacts.id
	}
	return t.move(ctx, `inquiries`, column, from, to, ids)
}

// MoveContacts gives the contacts of one company to another, those merged into
// others too, and returns which.
func (t *Tx) MoveContacts(ctx context.Context, from, to xunpan.ID, ids []xunpan.ID) (moved []xunpan.ID, err error) {
	defer wrap(&err, "moving contacts")
	return t.move(ctx, contacts.table, companies.id, from, to, ids)
}

func (t *Tx) move(ctx context.Context, table, column string, from, to xunpan.ID, ids []xunpan.ID) (moved []xunpan.ID, err error) {
	update := `UPDATE ` + table + ` SET ` + column + ` = ? WHERE ` + column + ` = ?`
	if ids == nil {
		return collect(ctx, &t.view, scanID, update+` RETURNING id`, string(to), string(from))
	}
	err = eachFew(ids, countedRows, func(args []any) error {
		part, err := collect(ctx, &t.view, scanID, update+` AND id IN (`+marks(countedRows)+`) RETURNING id`, append([]any{string(to), string(from)}, args...)...)
		moved = append(moved, part...)
		return err
	})
	return moved, err
}

// Newest returns when the newest inquiry of a company or contact came; the zero
// time if it has none.
func (v *view) Newest(ctx context.Context, noun xunpan.Noun, id xunpan.ID) (at time.Time, err error) {
	defer wrap(&err, "reading the newest inquiry")
	column := companies.id
	if noun == xunpan.ContactNoun {
		column = contacts.id
	}
	err = v.row(ctx, `SELECT COALESCE(MAX(received_at), 0) FROM inquiries WHERE `+column+` = ?`, string(id)).Scan(when{&at})
	return at, err
}

// KeepApart notes that two entries are not the same, so that nobody is asked again.
func (t *Tx) KeepApart(ctx context.Context, a, b, by xunpan.ID) error {
	_, err := t.exec(ctx, `INSERT INTO apart (a, b, by_id, at) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING`, string(min(a, b)), string(max(a, b)), maybe(by), millis(t.Now))
	return err
}

// Apart returns the pairs that are known not to be the same and have one of
// these entries, the smaller id first.
func (v *view) Apart(ctx context.Context, ids []xunpan.ID) (pairs map[[2]xunpan.ID]bool, err error) {
	defer wrap(&err, "reading which entries are not the same")
	pairs = map[[2]xunpan.ID]bool{}
	scan := func(r rows) (p [2]xunpan.ID, err error) { return p, r.Scan(ident{&p[0]}, ident{&p[1]}) }
	for _, column := range []string{`a`, `b`} {
		err = eachFew(ids, countedRows, func(args []any) error {
			found, err := collect(ctx, v, scan, `SELECT a, b FROM apart WHERE `+column+` IN (`+marks(countedRows)+`)`, args...)
			for _, p := range found {
				pairs[p] = true
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return pairs, nil
}
