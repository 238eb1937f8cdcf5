package store

import (
	"context"
	"encoding/json"
	"errors"

	"xunpan"
)

// Setting reads a setting into a value; it stays as it is where nothing was
// set. Version is 0 then.
func (v *view) Setting(ctx context.Context, name string, into any) (version int64, err error) {
	defer wrap(&err, "reading the setting %q", name)
	var text string
	err = missing(v.row(ctx, `SELECT value, version FROM settings WHERE name = ?`, name).Scan(&text, &version))
	if errors.Is(err, ErrNotFound) {
		return 0, nil
	}
	if err != nil {
		return 0, err
	}
	return version, json.Unmarshal([]byte(text), into)
}

// SettingVersions returns the version of every setting that was ever set, by name.
func (v *view) SettingVersions(ctx context.Context) (map[string]int64, error) {
	type entry struct {
		name    string
		version int64
	}
	all, err := collect(ctx, v, func(r rows) (e entry, err error) { return e, r.Scan(&e.name, &e.version) }, `SELECT name, version FROM settings`)
	versions := map[string]int64{}
	for _, e := range all {
		versions[e.name] = e.version
	}
	return versions, err
}

// SetSetting writes a setting; version is the one that was read, 0 if there was
// none. ErrChanged if somebody set it meanwhile.
func (t *Tx) SetSetting(ctx context.Context, name string, version int64, value any, by xunpan.ID) (err error) {
	defer wrap(&err, "writing the setting %q", name)
	b, err := json.Marshal(value)
	if err != nil {
		return err
	}
	if version == 0 {
		res, err := t.exec(ctx, `INSERT INTO settings (name, value, version, at, by_id) VALUES (?, ?, 1, ?, ?) ON CONFLICT DO NOTHING`, name, string(b), millis(t.Now), maybe(by))
		if err != nil {
			return err
		}
		if n, err := res.RowsAffected(); err != nil || n == 0 {
			return errors.Join(ErrChanged, err)
		}
		return nil
	}
	err = t.changed(ctx, `UPDATE settings SET value = ?, version = version + 1, at = ?, by_id = ? WHERE name = ? AND version = ?`, string(b), millis(t.Now), maybe(by), name, version)
	if errors.Is(err, ErrNotFound) {
		return ErrChanged
	}
	return err
}
