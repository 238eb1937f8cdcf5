package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Account is a user with what only signing in needs. It is not for pages.
type Account struct {
	xunpan.User
	Password string // its hash; "" when he has none
	TOTP     []byte // the sealed secret of his codes; nil without a second step
	Step     int64  // the newest time step of which a code was used
	Subject  string // by which the company's own sign-in names him; "" if not linked
}

const (
	userColumns    = `u.id, u.email, u.name, u.role, u.team_id, u.lang, u.active, u.totp IS NOT NULL, u.subject <> '', u.prefs, u.created_at, u.seen_at`
	accountColumns = userColumns + `, u.password, u.totp, u.totp_step, u.subject`
)

// userFields are where the userColumns go.
func userFields(u *xunpan.User, prefs *string) []any {
	return []any{ident{&u.ID}, &u.Email, &u.Name, &u.Role, ident{&u.Team}, &u.Lang, &u.Active, &u.TwoStep, &u.Linked, prefs, when{&u.Created}, when{&u.Seen}}
}

func scanUser(r rows) (u xunpan.User, err error) {
	var prefs string
	err = r.Scan(userFields(&u, &prefs)...)
	u.Prefs = json.RawMessage(prefs)
	return u, err
}

func scanAccount(r rows) (a Account, err error) {
	var prefs string
	err = r.Scan(append(userFields(&a.User, &prefs), &a.Password, &a.TOTP, &a.Step, &a.Subject)...)
	a.Prefs = json.RawMessage(prefs)
	return a, err
}

// Users returns all users by name, those who left too.
func (v *view) Users(ctx context.Context) (us []xunpan.User, err error) {
	defer wrap(&err, "reading the users")
	return collect(ctx, v, scanUser, `SELECT `+userColumns+` FROM users u ORDER BY u.name, u.id`)
}

// HasUsers reports whether anybody has an account.
func (v *view) HasUsers(ctx context.Context) (yes bool, err error) {
	defer wrap(&err, "looking for users")
	err = v.row(ctx, `SELECT EXISTS (SELECT 1 FROM users)`).Scan(&yes)
	return yes, err
}

// Owners counts the active owners.
func (v *view) Owners(ctx context.Context) (n int, err error) {
	defer wrap(&err, "counting the owners")
	err = v.row(ctx, `SELECT COUNT(*) FROM users WHERE role = ? AND active`, string(xunpan.Owner)).Scan(&n)
	return n, err
}

// TeamMates returns the ids of everybody in a team, those who left too.
func (v *view) TeamMates(ctx context.Context, team xunpan.ID) (ids []xunpan.ID, err error) {
	defer wrap(&err, "reading team %s", team)
	if !valid(team) {
		return nil, nil
	}
	return collect(ctx, v, func(r rows) (id xunpan.ID, err error) { return id, r.Scan(ident{&id}) }, `SELECT id FROM users WHERE team_id = ? ORDER BY id`, string(team))
}

// User returns one user, or ErrNotFound.
func (v *view) User(ctx context.Context, id xunpan.ID) (u xunpan.User, err error) {
	a, err := v.Account(ctx, id)
	return a.User, err
}

// Account returns one user with what signing in needs, or ErrNotFound.
func (v *view) Account(ctx context.Context, id xunpan.ID) (a Account, err error) {
	if !valid(id) {
		return a, ErrNotFound
	}
	return v.account(ctx, `u.id = ?`, string(id))
}

// AccountByEmail returns the user of an address in lower case, or ErrNotFound.
func (v *view) AccountByEmail(ctx context.Context, email string) (Account, error) {
	return v.account(ctx, `u.email = ?`, email)
}

// AccountBySubject returns the user linked to a subject of the company's own
// sign-in, or ErrNotFound.
func (v *view) AccountBySubject(ctx context.Context, subject string) (Account, error) {
	return v.account(ctx, `u.subject = ? AND u.subject <> ''`, subject)
}

func (v *view) account(ctx context.Context, cond string, arg any) (a Account, err error) {
	defer wrap(&err, "reading a user")
	a, err = scanAccount(v.row(ctx, `SELECT `+accountColumns+` FROM users u WHERE `+cond, arg))
	return a, missing(err)
}

// AddUser inserts a user with the hash of his password, "" for none. ErrExists
// if somebody has the address.
func (t *Tx) AddUser(ctx context.Context, u *xunpan.User, password string) (err error) {
	defer wrap(&err, "storing user %s", u.Email)
	u.Created = t.Now
	if u.Prefs == nil {
		u.Prefs = json.RawMessage(`{}`)
	}
	return t.added(ctx, `INSERT INTO users (id, email, name, role, team_id, lang, active, password, prefs, created_at) VALUES (`+marks(10)+`) ON CONFLICT DO NOTHING`,
		string(u.ID), u.Email, u.Name, string(u.Role), maybe(u.Team), u.Lang, u.Active, password, string(u.Prefs), millis(t.Now))
}

// added runs an insertion that ends in ON CONFLICT DO NOTHING; ErrExists if
// nothing was inserted.
func (t *Tx) added(ctx context.Context, text string, args ...any) error {
	err := t.changed(ctx, text, args...)
	if err == ErrNotFound {
		return ErrExists
	}
	return err
}

// SaveUser writes name, role, team, language, preferences and whether he is
// active.
func (t *Tx) SaveUser(ctx context.Context, u *xunpan.User) (err error) {
	defer wrap(&err, "saving user %s", u.Email)
	return t.changed(ctx, `UPDATE users SET name = ?, role = ?, team_id = ?, lang = ?, prefs = ?, active = ? WHERE id = ?`,
		u.Name, string(u.Role), maybe(u.Team), u.Lang, string(u.Prefs), u.Active, string(u.ID))
}

// SetPassword writes the hash of a user's password.
func (t *Tx) SetPassword(ctx context.Context, user xunpan.ID, hash string) (err error) {
	defer wrap(&err, "writing a password")
	return t.changed(ctx, `UPDATE users SET password = ? WHERE id = ?`, hash, string(user))
}

// SetTOTP writes the sealed secret of a user's codes, nil for none, and the
// hashes of codes that each stand in for one when the telephone is lost. Those
// there were before are void.
func (t *Tx) SetTOTP(ctx context.Context, user xunpan.ID, sealed []byte, step int64, recovery [][]byte) (err error) {
	defer wrap(&err, "writing the second step of a user")
	if err := t.changed(ctx, `UPDATE users SET totp = ?, totp_step = ? WHERE id = ?`, sealed, step, string(user)); err != nil {
		return err
	}
	if _, err := t.exec(ctx, `DELETE FROM recovery_codes WHERE user_id = ?`, string(user)); err != nil {
		return err
	}
	for _, h := range recovery {
		if _, err := t.exec(ctx, `INSERT INTO recovery_codes (user_id, hash) VALUES (?, ?)`, string(user), h); err != nil {
			return err
		}
	}
	return nil
}

// UseStep notes that a code of a time step was used. ErrNotFound if one of this
// step or a later one was used already.
func (t *Tx) UseStep(ctx context.Context, user xunpan.ID, step int64) (err error) {
	defer wrap(&err, "noting a used code")
	return t.changed(ctx, `UPDATE users SET totp_step = ? WHERE id = ? AND totp_step < ?`, step, string(user), step)
}

// UseRecoveryCode makes a recovery code void. ErrNotFound if it is none, or was
// used already.
func (t *Tx) UseRecoveryCode(ctx context.Context, user xunpan.ID, hash []byte) (err error) {
	defer wrap(&err, "using a recovery code")
	return t.changed(ctx, `DELETE FROM recovery_codes WHERE user_id = ? AND hash = ?`, string(user), hash)
}

// RecoveryCodes counts the recovery codes a user has left.
func (v *view) RecoveryCodes(ctx context.Context, user xunpan.ID) (n int, err error) {
	defer wrap(&err, "counting recovery codes")
	err = v.row(ctx, `SELECT COUNT(*) FROM recovery_codes WHERE user_id = ?`, string(user)).Scan(&n)
	return n, err
}

// LinkUser writes by which subject of the company's own sign-in a user is known.
func (t *Tx) LinkUser(ctx context.Context, user xunpan.ID, subject string) (err error) {
	defer wrap(&err, "linking a user")
	return t.changed(ctx, `UPDATE users SET subject = ? WHERE id = ?`, subject, string(user))
}

// Teams returns all teams by name.
func (v *view) Teams(ctx context.Context) (ts []xunpan.Team, err error) {
	defer wrap(&err, "reading the teams")
	return collect(ctx, v, scanTeam, `SELECT id, name, created_at FROM teams ORDER BY name`)
}

// Team returns one team, or ErrNotFound.
func (v *view) Team(ctx context.Context, id xunpan.ID) (x xunpan.Team, err error) {
	defer wrap(&err, "reading team %s", id)
	if !valid(id) {
		return x, ErrNotFound
	}
	x, err = scanTeam(v.row(ctx, `SELECT id, name, created_at FROM teams WHERE id = ?`, string(id)))
	return x, missing(err)
}

func scanTeam(r rows) (x xunpan.Team, err error) {
	return x, r.Scan(ident{&x.ID}, &x.Name, when{&x.Created})
}

// AddTeam inserts a team. ErrExists if there is one of that name.
func (t *Tx) AddTeam(ctx context.Context, x *xunpan.Team) (err error) {
	defer wrap(&err, "storing team %s", x.Name)
	x.Created = t.Now
	return t.added(ctx, `INSERT INTO teams (id, name, created_at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING`, string(x.ID), x.Name, millis(t.Now))
}

// RenameTeam names a team anew. ErrExists if another has that name.
func (t *Tx) RenameTeam(ctx context.Context, id xunpan.ID, name string) (err error) {
	defer wrap(&err, "renaming team %s", id)
	var taken bool
	if err := t.row(ctx, `SELECT EXISTS (SELECT 1 FROM teams WHERE name = ? AND id <> ?)`, name, string(id)).Scan(&taken); err != nil {
		return err
	}
	if taken {
		return ErrExists
	}
	return t.changed(ctx, `UPDATE teams SET name = ? WHERE id = ?`, name, string(id))
}

// RemoveTeam removes a team; its members belong to none then.
func (t *Tx) RemoveTeam(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "removing team %s", id)
	for _, q := range []string{`UPDATE users SET team_id = NULL WHERE team_id = ?`, `UPDATE invitations SET team_id = NULL WHERE team_id = ?`} {
		if _, err := t.exec(ctx, q, string(id)); err != nil {
			return err
		}
	}
	return t.changed(ctx, `DELETE FROM teams WHERE id = ?`, string(id))
}

// SweepPeople removes what is of no use any more: sessions and invitations that
// ended before old, attempts not repeated since, and answers given before
// answers.
func (t *Tx) SweepPeople(ctx context.Context, old, answers time.Time) (err error) {
	defer wrap(&err, "removing old sessions")
	for _, q := range []struct {
		text   string
		before time.Time
	}{
		{`DELETE FROM sessions WHERE expires_at < ?`, old},
		{`DELETE FROM invitations WHERE expires_at < ?`, old},
		{`DELETE FROM attempts WHERE at < ?`, answers},
		{`DELETE FROM answers WHERE at < ?`, answers},
	} {
		if _, err := t.exec(ctx, q.text, millis(q.before)); err != nil {
			return err
		}
	}
	return nil
}
