package flow

import (
	"context"
	"net/url"
	"strings"

	"xunpan"
	"xunpan/internal/store"
)

// SaveView keeps a filter of the list under a name for a user, or for all.
func (d *Desk) SaveView(ctx context.Context, user xunpan.ID, name, query string, shared bool) error {
	name = strings.Join(strings.Fields(name), " ")
	if name == "" || len(name) > 180 {
		return invalid("name", "Give the view a name of up to 60 signs.", "请给视图起一个不超过 60 个字的名字。")
	}
	if _, err := url.ParseQuery(query); err != nil || len(query) > 2000 {
		return invalid("query", "This is no filter of the list.", "这不是列表的筛选条件。")
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		return tx.AddSavedView(ctx, &store.SavedView{ID: newID(), User: user, Name: name, Query: query, Shared: shared})
	})
}

// RemoveView removes a user's own view.
func (d *Desk) RemoveView(ctx context.Context, user, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.RemoveSavedView(ctx, id, user) })
}
