package flow

import (
	"context"

	"xunpan"
	"xunpan/internal/book"
	"xunpan/internal/store"
)

// CustomFields returns the custom fields in force, and their version for
// SetCustomFields.
func (d *Desk) CustomFields(ctx context.Context) (fields []xunpan.CustomField, version int64, err error) {
	version, err = d.Store.Setting(ctx, SettingCustomFields, &fields)
	return fields, version, err
}

// SetCustomFields puts these definitions in force. Values of fields that are no
// longer there are kept, hidden, until the field is there again. ErrChanged if
// somebody else set them meanwhile.
func (d *Desk) SetCustomFields(ctx context.Context, who Who, version int64, fields []xunpan.CustomField) error {
	if err := book.CheckFields(fields); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanSettings); err != nil {
			return err
		}
		var was []xunpan.CustomField
		if _, err := tx.Setting(ctx, SettingCustomFields, &was); err != nil {
			return err
		}
		if err := tx.SetSetting(ctx, SettingCustomFields, version, fields, userID(who.Actor)); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "setting", What: "set", Detail: map[string]any{"name": SettingCustomFields, "from": was, "to": fields}})
	})
}
