package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"xunpan"
)

// Hook is a web address that wants to be told of something, as it is kept. The
// address itself and the signing secret are sealed; the key is not in the
// database.
type Hook struct {
	ID      xunpan.ID
	Purpose string // "alert" or "changes"
	Name    string
	Kind    string // how it wants to be told, as outbox names it
	Address string // shortened, for showing
	Secret  []byte
	Config  json.RawMessage
	Active  bool
	State   json.RawMessage // how the last message fared
	Reached int64           // number of the last change it was told of
	Created time.Time
	Version int64
}

// Purposes of hooks.
const (
	HookAlert   = "alert"   // told of inquiries that want an answer now
	HookChanges = "changes" // told of what happens, in order
)

const hookColumns = `id, purpose, name, kind, address, secret, config, active, state, reached, created_at, version`

func scanHook(r rows) (h Hook, err error) {
	var config, state string
	err = r.Scan(ident{&h.ID}, &h.Purpose, &h.Name, &h.Kind, &h.Address, &h.Secret, &config, &h.Active, &state, &h.Reached, when{&h.Created}, &h.Version)
	h.Config, h.State = json.RawMessage(config), json.RawMessage(state)
	return h, err
}

// Hooks returns all hooks of a purpose by age, the eldest first.
func (v *view) Hooks(ctx context.Context, purpose string) (hs []Hook, err error) {
	defer wrap(&err, "reading the webhooks")
	return collect(ctx, v, scanHook, `SELECT `+hookColumns+` FROM webhooks WHERE purpose = ? ORDER BY created_at, id`, purpose)
}

// Hook returns one hook of a purpose, or ErrNotFound.
func (v *view) Hook(ctx context.Context, purpose string, id xunpan.ID) (h Hook, err error) {
	defer wrap(&err, "reading webhook %s", id)
	if !valid(id) {
		return h, ErrNotFound
	}
	h, err = scanHook(v.row(ctx, `SELECT `+hookColumns+` FROM webhooks WHERE id = ? AND purpose = ?`, string(id), purpose))
	return h, missing(err)
}

// ActiveHooks counts the active hooks of a purpose.
func (v *view) ActiveHooks(ctx context.Context, purpose string) (n int, err error) {
	err = v.row(ctx, `SELECT COUNT(*) FROM webhooks WHERE purpose = ? AND active = ?`, purpose, true).Scan(&n)
	return n, err
}

// AddHook inserts a hook.
func (t *Tx) AddHook(ctx context.Context, h *Hook) (err error) {
	defer wrap(&err, "storing webhook %q", h.Name)
	h.Version, h.Created, h.State = 1, t.Now, json.RawMessage("{}")
	_, err = t.exec(ctx, `INSERT INTO webhooks (`+hookColumns+`) VALUES (`+marks(12)+`)`,
		string(h.ID), h.Purpose, h.Name, h.Kind, h.Address, h.Secret, string(h.Config), h.Active, string(h.State), h.Reached, millis(t.Now), h.Version)
	return err
}

// SwitchHook switches a hook on or off.
func (t *Tx) SwitchHook(ctx context.Context, id xunpan.ID, on bool) (err error) {
	defer wrap(&err, "switching webhook %s", id)
	return t.changed(ctx, `UPDATE webhooks SET active = ?, version = version + 1 WHERE id = ?`, on, string(id))
}

// SetHookState keeps how the last message to a hook fared. It counts as no
// change of the hook.
func (t *Tx) SetHookState(ctx context.Context, id xunpan.ID, state any) error {
	b, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return t.changed(ctx, `UPDATE webhooks SET state = ? WHERE id = ?`, string(b), string(id))
}

// SetHookReached notes up to which change a hook was told, never back.
func (t *Tx) SetHookReached(ctx context.Context, id xunpan.ID, seq int64) error {
	return t.changed(ctx, `UPDATE webhooks SET reached = CASE WHEN reached > ? THEN reached ELSE ? END WHERE id = ?`, seq, seq, string(id))
}

// RemoveHook forgets a hook.
func (t *Tx) RemoveHook(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "removing webhook %s", id)
	if _, err := t.exec(ctx, `DELETE FROM alerted WHERE webhook_id = ?`, string(id)); err != nil {
		return err
	}
	return t.changed(ctx, `DELETE FROM webhooks WHERE id = ?`, string(id))
}

// ClaimAlert notes that a hook is told of an inquiry now, and reports false if
// it was told after the given moment already.
func (t *Tx) ClaimAlert(ctx context.Context, hook, inquiry xunpan.ID, after time.Time) (bool, error) {
	err := t.changed(ctx, `INSERT INTO alerted (webhook_id, inquiry_id, at) VALUES (?, ?, ?)
 ON CONFLICT (webhook_id, inquiry_id) DO UPDATE SET at = excluded.at WHERE alerted.at <= ?`, string(hook), string(inquiry), millis(t.Now), millis(after))
	if err == ErrNotFound {
		return false, nil
	}
	return err == nil, err
}

// ForgetAlerts forgets who was told of what before a moment.
func (t *Tx) ForgetAlerts(ctx context.Context, before time.Time) error {
	_, err := t.exec(ctx, `DELETE FROM alerted WHERE at < ?`, millis(before))
	return err
}

// Event picks changes by object and what was done, such as "inquiry" and
// "created"; an empty What is all that is done to the object.
type Event struct{ Object, What string }

func eventsWhere(events []Event) (cond string, args []any) {
	var parts []string
	for _, e := range events {
		if e.What == "" {
			parts, args = append(parts, `object = ?`), append(args, e.Object)
		} else {
			parts, args = append(parts, `object = ? AND what = ?`), append(args, e.Object, e.What)
		}
	}
	if len(parts) == 0 {
		return `1 = 0`, nil
	}
	return `(` + strings.Join(parts, ` OR `) + `)`, args
}

// ChangesOf returns the changes after one that are such events, oldest first.
func (v *view) ChangesOf(ctx context.Context, after int64, events []Event, limit int) (cs []xunpan.Change, err error) {
	defer wrap(&err, "reading the history")
	cond, args := eventsWhere(events)
	return collect(ctx, v, scanChange, `SELECT `+changeColumns+` FROM changes WHERE seq > ? AND `+cond+` ORDER BY seq LIMIT ?`, append(append([]any{after}, args...), limit)...)
}

// CountChangesOf counts the changes after one that are such events, to the
// limit at most.
func (v *view) CountChangesOf(ctx context.Context, after int64, events []Event, limit int) (n int, err error) {
	cond, args := eventsWhere(events)
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM changes WHERE seq > ? AND `+cond+` LIMIT ?) AS few`, append(append([]any{after}, args...), limit)...).Scan(&n)
	return n, err
}

// FormDay counts what the website form brought on a day.
type FormDay struct{ Taken, Refused int }

// AddFormDay adds to the counts of a day, written as 2026-11-20.
func (t *Tx) AddFormDay(ctx context.Context, day string, d FormDay) (err error) {
	defer wrap(&err, "counting the website form")
	_, err = t.exec(ctx, `INSERT INTO form_days (day, taken, refused) VALUES (?, ?, ?)
 ON CONFLICT (day) DO UPDATE SET taken = form_days.taken + excluded.taken, refused = form_days.refused + excluded.refused`, day, d.Taken, d.Refused)
	return err
}

// FormDays sums the counts of the website form since a day, that day included.
func (v *view) FormDays(ctx context.Context, since string) (d FormDay, err error) {
	defer wrap(&err, "reading the website form's counts")
	err = v.row(ctx, `SELECT COALESCE(SUM(taken), 0), COALESCE(SUM(refused), 0) FROM form_days WHERE day >= ?`, since).Scan(&d.Taken, &d.Refused)
	return d, err
}
