package store

import (
	"context"
	"time"

	"xunpan"
)

// SavedView is a filter of the list that somebody kept under a name.
type SavedView struct {
	ID      xunpan.ID
	User    xunpan.ID
	Name    string
	Query   string // as in the page's address
	Shared  bool
	Created time.Time
}

// SavedViews returns a user's views and those that others share, by name.
func (v *view) SavedViews(ctx context.Context, user xunpan.ID) (vs []SavedView, err error) {
	defer wrap(&err, "reading saved views")
	return collect(ctx, v, func(r rows) (s SavedView, err error) {
		return s, r.Scan(ident{&s.ID}, ident{&s.User}, &s.Name, &s.Query, &s.Shared, when{&s.Created})
	}, `SELECT id, user_id, name, query, shared, created_at FROM views WHERE user_id = ? OR shared ORDER BY name, id LIMIT 100`, string(user))
}

// AddSavedView keeps a view.
func (t *Tx) AddSavedView(ctx context.Context, s *SavedView) (err error) {
	defer wrap(&err, "keeping a view")
	_, err = t.exec(ctx, `INSERT INTO views (id, user_id, name, query, shared, created_at) VALUES (?, ?, ?, ?, ?, ?)`,
		string(s.ID), string(s.User), s.Name, s.Query, s.Shared, millis(t.Now))
	return err
}

// RemoveSavedView removes a user's own view; ErrNotFound if it is not his.
func (t *Tx) RemoveSavedView(ctx context.Context, id, user xunpan.ID) error {
	if !valid(id) {
		return ErrNotFound
	}
	return t.changed(ctx, `DELETE FROM views WHERE id = ? AND user_id = ?`, string(id), string(user))
}
