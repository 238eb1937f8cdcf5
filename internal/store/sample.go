package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

const sampleColumns = `id, inquiry_id, doc, created_at, version`

func scanSample(r rows) (s xunpan.Sample, err error) {
	var id, inquiry xunpan.ID
	var doc string
	var created time.Time
	var version int64
	if err := r.Scan(ident{&id}, ident{&inquiry}, &doc, when{&created}, &version); err != nil {
		return s, err
	}
	err = json.Unmarshal([]byte(doc), &s)
	s.ID, s.Inquiry, s.Created, s.Version = id, inquiry, created, version
	return s, err
}

// Sample returns one sample, or ErrNotFound.
func (v *view) Sample(ctx context.Context, id xunpan.ID) (s xunpan.Sample, err error) {
	defer wrap(&err, "reading sample %s", id)
	if !valid(id) {
		return s, ErrNotFound
	}
	s, err = scanSample(v.row(ctx, `SELECT `+sampleColumns+` FROM samples WHERE id = ?`, string(id)))
	return s, missing(err)
}

// Samples are those of an inquiry, the oldest first.
func (v *view) Samples(ctx context.Context, inquiry xunpan.ID) (ss []xunpan.Sample, err error) {
	defer wrap(&err, "reading the samples of %s", inquiry)
	if !valid(inquiry) {
		return nil, nil
	}
	return collect(ctx, v, scanSample, `SELECT `+sampleColumns+` FROM samples WHERE inquiry_id = ? ORDER BY created_at, id LIMIT 100`, string(inquiry))
}

// PutSample stores a sample: a new one where its version is 0, else over that version;
// ErrChanged if it is not the present one.
func (t *Tx) PutSample(ctx context.Context, s *xunpan.Sample) (err error) {
	defer wrap(&err, "storing a sample of %s", s.Inquiry)
	doc, err := json.Marshal(s)
	if err != nil {
		return err
	}
	if s.Version == 0 {
		s.Version, s.Created = 1, t.Now
		_, err = t.exec(ctx, `INSERT INTO samples (`+sampleColumns+`, sent) VALUES (`+marks(6)+`)`, string(s.ID), string(s.Inquiry), string(doc), millis(s.Created), s.Version, s.Sent)
		return err
	}
	res, err := t.exec(ctx, `UPDATE samples SET doc = ?, sent = ?, version = version + 1 WHERE id = ? AND version = ?`, string(doc), s.Sent, string(s.ID), s.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return ErrChanged
	}
	s.Version++
	return nil
}
