package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Mailbox is one connected mail account as it is kept. Secret is sealed; its
// key is not in the database.
type Mailbox struct {
	ID      xunpan.ID
	Name    string
	Address string
	Config  json.RawMessage // host, folders, … as the intake wants them
	Secret  []byte
	Active  bool
	State   json.RawMessage // what its reader reported last
	Created time.Time
	Version int64
}

const mailboxColumns = `id, name, address, config, secret, active, state, created_at, version`

func scanMailbox(r rows) (m Mailbox, err error) {
	var config, state string
	err = r.Scan(ident{&m.ID}, &m.Name, &m.Address, &config, &m.Secret, &m.Active, &state, when{&m.Created}, &m.Version)
	m.Config, m.State = json.RawMessage(config), json.RawMessage(state)
	return m, err
}

// Mailboxes returns all mailboxes by name.
func (v *view) Mailboxes(ctx context.Context) (ms []Mailbox, err error) {
	defer wrap(&err, "reading the mailboxes")
	return collect(ctx, v, scanMailbox, `SELECT `+mailboxColumns+` FROM mailboxes ORDER BY name, id`)
}

// Mailbox returns one mailbox, or ErrNotFound.
func (v *view) Mailbox(ctx context.Context, id xunpan.ID) (m Mailbox, err error) {
	defer wrap(&err, "reading mailbox %s", id)
	if !valid(id) {
		return m, ErrNotFound
	}
	m, err = scanMailbox(v.row(ctx, `SELECT `+mailboxColumns+` FROM mailboxes WHERE id = ?`, string(id)))
	return m, missing(err)
}

// AddMailbox inserts a mailbox.
func (t *Tx) AddMailbox(ctx context.Context, m *Mailbox) (err error) {
	defer wrap(&err, "storing mailbox %s", m.Name)
	m.Version = 1
	_, err = t.exec(ctx, `INSERT INTO mailboxes (`+mailboxColumns+`) VALUES (`+marks(9)+`)`,
		string(m.ID), m.Name, m.Address, string(m.Config), m.Secret, m.Active, "{}", millis(t.Now), m.Version)
	return err
}

// SaveMailbox writes a mailbox back, unless it changed meanwhile: ErrChanged.
func (t *Tx) SaveMailbox(ctx context.Context, m *Mailbox) (err error) {
	defer wrap(&err, "saving mailbox %s", m.Name)
	err = t.changed(ctx, `UPDATE mailboxes SET name = ?, address = ?, config = ?, secret = ?, active = ?, version = version + 1 WHERE id = ? AND version = ?`,
		m.Name, m.Address, string(m.Config), m.Secret, m.Active, string(m.ID), m.Version)
	if err == ErrNotFound {
		return ErrChanged
	}
	m.Version++
	return err
}

// SetMailboxState keeps what the reader of a mailbox reports.
func (t *Tx) SetMailboxState(ctx context.Context, id xunpan.ID, state any) error {
	b, err := json.Marshal(state)
	if err != nil {
		return err
	}
	return t.changed(ctx, `UPDATE mailboxes SET state = ? WHERE id = ?`, string(b), string(id))
}

// RemoveMailbox removes a mailbox with its ledger. Its messages stay.
func (t *Tx) RemoveMailbox(ctx context.Context, id xunpan.ID) error {
	for _, q := range []string{`DELETE FROM ledger WHERE mailbox_id = ?`, `DELETE FROM positions WHERE mailbox_id = ?`} {
		if _, err := t.exec(ctx, q, string(id)); err != nil {
			return err
		}
	}
	return t.changed(ctx, `DELETE FROM mailboxes WHERE id = ?`, string(id))
}

// Lease takes or renews the right to read a mailbox until then, and reports
// whether this node has it. Of several nodes one reads each mailbox; when it
// falls silent another takes over.
func (t *Tx) Lease(ctx context.Context, mailbox xunpan.ID, node string, until time.Time) (bool, error) {
	err := t.changed(ctx, `UPDATE mailboxes SET lease_by = ?, lease_to = ? WHERE id = ? AND (lease_by = ? OR lease_to < ?)`,
		node, millis(until), string(mailbox), node, millis(t.Now))
	if err == ErrNotFound {
		return false, nil
	}
	return err == nil, err
}

// Release gives the leases of a node back.
func (t *Tx) Release(ctx context.Context, node string) error {
	_, err := t.exec(ctx, `UPDATE mailboxes SET lease_by = '', lease_to = 0 WHERE lease_by = ?`, node)
	return err
}

// Position is how far a folder has been read.
type Position struct {
	Folder   string
	Validity uint32 // UIDVALIDITY
	UID      uint32 // all up to this one are in the ledger
}

// Position returns how far a folder was read; false if it never was.
func (v *view) Position(ctx context.Context, mailbox xunpan.ID, folder string) (p Position, known bool, err error) {
	defer wrap(&err, "reading the position in folder %q", folder)
	p.Folder = folder
	err = missing(v.row(ctx, `SELECT validity, uid FROM positions WHERE mailbox_id = ? AND folder = ?`, string(mailbox), folder).Scan(&p.Validity, &p.UID))
	if err == ErrNotFound {
		return p, false, nil
	}
	return p, err == nil, err
}

// SetPosition moves on in a folder, never back under the same UIDVALIDITY.
func (t *Tx) SetPosition(ctx context.Context, mailbox xunpan.ID, p Position) (err error) {
	defer wrap(&err, "writing the position in folder %q", p.Folder)
	_, err = t.exec(ctx, `INSERT INTO positions (mailbox_id, folder, validity, uid, at) VALUES (?, ?, ?, ?, ?)
 ON CONFLICT (mailbox_id, folder) DO UPDATE SET validity = excluded.validity, at = excluded.at,
 uid = CASE WHEN positions.validity = excluded.validity AND positions.uid > excluded.uid THEN positions.uid ELSE excluded.uid END`,
		string(mailbox), p.Folder, int64(p.Validity), int64(p.UID), millis(t.Now))
	return err
}

// ForgetPositions has all folders of a mailbox count as never read.
func (t *Tx) ForgetPositions(ctx context.Context, mailbox xunpan.ID) error {
	_, err := t.exec(ctx, `DELETE FROM positions WHERE mailbox_id = ?`, string(mailbox))
	return err
}

// LedgerEntry says what became of one message of a mailbox.
type LedgerEntry struct {
	Folder   string
	Validity uint32
	UID      uint32
	Outcome  string // "stored", "again" (was here already), "skipped"
	Reason   string // why it was skipped
	Message  xunpan.ID
	Inquiry  xunpan.ID
	At       time.Time
}

// AddLedger notes what became of a message.
func (t *Tx) AddLedger(ctx context.Context, mailbox xunpan.ID, e *LedgerEntry) (err error) {
	defer wrap(&err, "writing the ledger")
	_, err = t.exec(ctx, `INSERT INTO ledger (mailbox_id, folder, validity, uid, outcome, reason, message_id, inquiry_id, at) VALUES (`+marks(9)+`)
 ON CONFLICT (mailbox_id, folder, validity, uid) DO UPDATE SET outcome = excluded.outcome, reason = excluded.reason, message_id = excluded.message_id, inquiry_id = excluded.inquiry_id, at = excluded.at`,
		string(mailbox), e.Folder, int64(e.Validity), int64(e.UID), e.Outcome, e.Reason, maybe(e.Message), maybe(e.Inquiry), millis(t.Now))
	return err
}

// Ledger returns the newest entries of a mailbox; with an outcome only those.
func (v *view) Ledger(ctx context.Context, mailbox xunpan.ID, outcome string, before time.Time, limit int) ([]LedgerEntry, error) {
	text, args := `SELECT folder, validity, uid, outcome, reason, message_id, inquiry_id, at FROM ledger WHERE mailbox_id = ?`, []any{string(mailbox)}
	if outcome != "" {
		text, args = text+` AND outcome = ?`, append(args, outcome)
	}
	if !before.IsZero() {
		text, args = text+` AND at < ?`, append(args, millis(before))
	}
	return collect(ctx, v, func(r rows) (e LedgerEntry, err error) {
		return e, r.Scan(&e.Folder, &e.Validity, &e.UID, &e.Outcome, &e.Reason, ident{&e.Message}, ident{&e.Inquiry}, when{&e.At})
	}, text+` ORDER BY at DESC, folder, uid DESC LIMIT ?`, append(args, limit)...)
}

// LedgerCounts counts a mailbox's ledger by outcome.
func (v *view) LedgerCounts(ctx context.Context, mailbox xunpan.ID) (map[string]int, error) {
	type entry struct {
		outcome string
		n       int
	}
	all, err := collect(ctx, v, func(r rows) (e entry, err error) { return e, r.Scan(&e.outcome, &e.n) }, `SELECT outcome, COUNT(*) FROM ledger WHERE mailbox_id = ? GROUP BY outcome`, string(mailbox))
	counts := map[string]int{}
	for _, e := range all {
		counts[e.outcome] = e.n
	}
	return counts, err
}
