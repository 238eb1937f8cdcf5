package flow

import (
	"context"
	"net/url"
	"slices"
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
		if all, err := tx.SavedViews(ctx, user); err != nil {
			return err
		} else if n := len(slices.DeleteFunc(all, func(v store.SavedView) bool { return v.User != user })); n >= maxViews {
			return invalid("name", "You have %d views, which is the most. Remove one first.", "您已有 %d 个视图，达到上限。请先删除一个。", n)
		}
		return tx.AddSavedView(ctx, &store.SavedView{ID: newID(), User: user, Name: name, Query: query, Shared: shared})
	})
}

// maxViews is how many views a user may keep.
const maxViews = 50

// RemoveView removes a user's own view.
func (d *Desk) RemoveView(ctx context.Context, user, id xunpan.ID) error {
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error { return tx.RemoveSavedView(ctx, id, user) })
}
