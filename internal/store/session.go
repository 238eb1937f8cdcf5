package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

const sessionColumns = `s.id, s.user_id, s.half, s.ip, s.agent, s.created_at, s.seen_at, s.expires_at`

func sessionFields(s *xunpan.Session) []any {
	return []any{ident{&s.ID}, ident{&s.User}, &s.Half, &s.IP, &s.Agent, when{&s.Created}, when{&s.Seen}, when{&s.Expires}}
}

func scanSession(r rows) (s xunpan.Session, err error) { return s, r.Scan(sessionFields(&s)...) }

// AddSession inserts a session under the hash of its token.
func (t *Tx) AddSession(ctx context.Context, s *xunpan.Session, hash []byte) (err error) {
	defer wrap(&err, "storing a session")
	s.Created, s.Seen = t.Now, t.Now
	_, err = t.exec(ctx, `INSERT INTO sessions (id, user_id, half, ip, agent, created_at, seen_at, expires_at, hash) VALUES (`+marks(9)+`)`,
		string(s.ID), string(s.User), s.Half, s.IP, s.Agent, millis(t.Now), millis(t.Now), millis(s.Expires), hash)
	return err
}

// SessionByHash returns the session of a token with its user, ended or not, or
// ErrNotFound.
func (v *view) SessionByHash(ctx context.Context, hash []byte) (s xunpan.Session, u xunpan.User, err error) {
	defer wrap(&err, "reading a session")
	var prefs string
	err = missing(v.row(ctx, `SELECT `+sessionColumns+`, `+userColumns+` FROM sessions s JOIN users u ON u.id = s.user_id WHERE s.hash = ?`, hash).
		Scan(append(sessionFields(&s), userFields(&u, &prefs)...)...))
	u.Prefs = json.RawMessage(prefs)
	return s, u, err
}

// Session returns one session, ended or not, or ErrNotFound.
func (v *view) Session(ctx context.Context, id xunpan.ID) (s xunpan.Session, err error) {
	defer wrap(&err, "reading a session")
	if !valid(id) {
		return s, ErrNotFound
	}
	s, err = scanSession(v.row(ctx, `SELECT `+sessionColumns+` FROM sessions s WHERE s.id = ?`, string(id)))
	return s, missing(err)
}

// Sessions returns a user's sessions that had not ended at a moment and were
// used after idle, the one used last first.
func (v *view) Sessions(ctx context.Context, user xunpan.ID, at, idle time.Time) (ss []xunpan.Session, err error) {
	defer wrap(&err, "reading the sessions")
	if !valid(user) {
		return nil, nil
	}
	return collect(ctx, v, scanSession, `SELECT `+sessionColumns+` FROM sessions s WHERE s.user_id = ? AND s.expires_at > ? AND s.seen_at > ? ORDER BY s.seen_at DESC, s.id DESC`,
		string(user), millis(at), millis(idle))
}

// SeeSession notes that a session is in use, and so its user is here.
func (t *Tx) SeeSession(ctx context.Context, s *xunpan.Session) (err error) {
	defer wrap(&err, "noting a session's use")
	if _, err := t.exec(ctx, `UPDATE sessions SET seen_at = ? WHERE id = ? AND seen_at < ?`, millis(t.Now), string(s.ID), millis(t.Now)); err != nil {
		return err
	}
	_, err = t.exec(ctx, `UPDATE users SET seen_at = ? WHERE id = ? AND seen_at < ?`, millis(t.Now), string(s.User), millis(t.Now))
	return err
}

// EndSession ends a session now. ErrNotFound if it had ended before.
func (t *Tx) EndSession(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "ending a session")
	if !valid(id) {
		return ErrNotFound
	}
	return t.changed(ctx, `UPDATE sessions SET expires_at = ? WHERE id = ? AND expires_at > ?`, millis(t.Now), string(id), millis(t.Now))
}

// EndSessions ends all sessions of a user but one, which may be "", and returns
// how many it ended.
func (t *Tx) EndSessions(ctx context.Context, user, but xunpan.ID) (n int64, err error) {
	defer wrap(&err, "ending sessions")
	text, args := `UPDATE sessions SET expires_at = ? WHERE user_id = ? AND expires_at > ?`, []any{millis(t.Now), string(user), millis(t.Now)}
	if valid(but) {
		text, args = text+` AND id <> ?`, append(args, string(but))
	}
	res, err := t.exec(ctx, text, args...)
	if err != nil {
		return 0, err
	}
	return res.RowsAffected()
}

// KnownPlace reports whether the user of an address was signed in from an IP
// address lately.
func (v *view) KnownPlace(ctx context.Context, email, ip string) (known bool, err error) {
	defer wrap(&err, "looking for a known address")
	err = v.row(ctx, `SELECT EXISTS (SELECT 1 FROM sessions s JOIN users u ON u.id = s.user_id WHERE u.email = ? AND s.ip = ? AND NOT s.half)`, email, ip).Scan(&known)
	return known, err
}

// Attempts is how often something was tried in vain.
type Attempts struct {
	Failures int
	At       time.Time // of the last one
	Until    time.Time // no further one before
}

// Attempts returns what is known of attempts under a name.
func (v *view) Attempts(ctx context.Context, name string) (a Attempts, err error) {
	defer wrap(&err, "reading attempts")
	err = missing(v.row(ctx, `SELECT failures, at, until FROM attempts WHERE name = ?`, name).Scan(&a.Failures, when{&a.At}, when{&a.Until}))
	if err == ErrNotFound {
		return Attempts{}, nil
	}
	return a, err
}

// SetAttempts keeps what is known of attempts under a name; without failures it
// is forgotten.
func (t *Tx) SetAttempts(ctx context.Context, name string, a Attempts) (err error) {
	defer wrap(&err, "writing attempts")
	if a.Failures <= 0 {
		_, err = t.exec(ctx, `DELETE FROM attempts WHERE name = ?`, name)
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO attempts (name, failures, at, until) VALUES (?, ?, ?, ?)
 ON CONFLICT (name) DO UPDATE SET failures = excluded.failures, at = excluded.at, until = excluded.until`, name, a.Failures, millis(a.At), millis(a.Until))
	return err
}

const invitationColumns = `id, email, role, team_id, user_id, by_id, created_at, expires_at, used_at`

func scanInvitation(r rows) (i xunpan.Invitation, err error) {
	return i, r.Scan(ident{&i.ID}, &i.Email, &i.Role, ident{&i.Team}, ident{&i.User}, ident{&i.By}, when{&i.Created}, when{&i.Expires}, when{&i.Used})
}

// AddInvitation inserts an invitation under the hash of its token. Open ones to
// the same address are void.
func (t *Tx) AddInvitation(ctx context.Context, i *xunpan.Invitation, hash []byte) (err error) {
	defer wrap(&err, "storing an invitation")
	i.Created = t.Now
	if err := t.EndInvitationsTo(ctx, i.Email); err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO invitations (`+invitationColumns+`, hash) VALUES (`+marks(10)+`)`,
		string(i.ID), i.Email, string(i.Role), maybe(i.Team), maybe(i.User), maybe(i.By), millis(t.Now), millis(i.Expires), 0, hash)
	return err
}

// Invitations returns those open at a moment, the newest first.
func (v *view) Invitations(ctx context.Context, at time.Time) (is []xunpan.Invitation, err error) {
	defer wrap(&err, "reading the invitations")
	return collect(ctx, v, scanInvitation, `SELECT `+invitationColumns+` FROM invitations WHERE used_at = 0 AND expires_at > ? ORDER BY created_at DESC, id DESC`, millis(at))
}

// OpenInvitation returns the invitation of a token's hash if it is open at a
// moment, or ErrNotFound.
func (v *view) OpenInvitation(ctx context.Context, hash []byte, at time.Time) (i xunpan.Invitation, err error) {
	defer wrap(&err, "reading an invitation")
	i, err = scanInvitation(v.row(ctx, `SELECT `+invitationColumns+` FROM invitations WHERE hash = ? AND used_at = 0 AND expires_at > ?`, hash, millis(at)))
	return i, missing(err)
}

// UseInvitation notes that an open invitation was accepted. ErrNotFound if it is
// not open.
func (t *Tx) UseInvitation(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "accepting an invitation")
	return t.changed(ctx, `UPDATE invitations SET used_at = ? WHERE id = ? AND used_at = 0 AND expires_at > ?`, millis(t.Now), string(id), millis(t.Now))
}

// EndInvitation takes an open invitation back. ErrNotFound if it is not open.
func (t *Tx) EndInvitation(ctx context.Context, id xunpan.ID) (err error) {
	defer wrap(&err, "taking an invitation back")
	if !valid(id) {
		return ErrNotFound
	}
	return t.changed(ctx, `UPDATE invitations SET expires_at = ? WHERE id = ? AND used_at = 0 AND expires_at > ?`, millis(t.Now), string(id), millis(t.Now))
}

// EndInvitationsTo takes back what is open to an address.
func (t *Tx) EndInvitationsTo(ctx context.Context, email string) (err error) {
	defer wrap(&err, "taking invitations back")
	_, err = t.exec(ctx, `UPDATE invitations SET expires_at = ? WHERE email = ? AND used_at = 0 AND expires_at > ?`, millis(t.Now), email, millis(t.Now))
	return err
}

// EndInvitationsBy takes back what a user's open invitations promise.
func (t *Tx) EndInvitationsBy(ctx context.Context, user xunpan.ID) (err error) {
	defer wrap(&err, "taking invitations back")
	_, err = t.exec(ctx, `UPDATE invitations SET expires_at = ? WHERE by_id = ? AND used_at = 0 AND expires_at > ?`, millis(t.Now), string(user), millis(t.Now))
	return err
}
