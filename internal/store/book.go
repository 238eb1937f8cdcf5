package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"xunpan"
)

// The book's two tables, companies and contacts, are alike but for a few
// columns; what both need is written once for a shelf of either.
type shelf[T any] struct {
	table, keys, id string // names of the table, of its keys' table and of the column there
	entry           func(*T) *xunpan.Entry
	own             func(*T) []any // where the columns of its own are scanned to
	values          func(*T) []any // what is written to them
	words           func(*T) []string

	columns                             string
	byID, insert, update, touch, remove string
	dropKey, sharing, begin, counts     string
	found                               [lookupKeys + 1]string // by the number of keys
	addKey                              [keysAtOnce + 1]string // by the number of rows
	leave                               []string               // what is undone elsewhere before an entry is removed
}

// Columns that both tables have, besides those of their own and folded.
const entryColumns = `id, name, country, owner_id, tags, custom, note, keys, said, merged_into, created_at, last_at, version`

func newShelf[T any](table, noun, own string, s shelf[T]) *shelf[T] {
	s.table, s.keys, s.id = table, noun+`_keys`, noun+`_id`
	s.columns = entryColumns + `, ` + own
	n := strings.Count(s.columns, ",") + 1
	s.byID = `SELECT ` + s.columns + ` FROM ` + table + ` WHERE id = ?`
	s.insert = `INSERT INTO ` + table + ` (` + s.columns + `, folded) VALUES (` + marks(n+1) + `)`
	s.update = `UPDATE ` + table + ` SET name = ?, country = ?, owner_id = ?, tags = ?, custom = ?, note = ?, keys = ?, said = ?, merged_into = ?, last_at = ?, ` +
		strings.ReplaceAll(own, `,`, ` = ?,`) + ` = ?, folded = ?, version = version + 1 WHERE id = ? AND version = ?`
	s.touch = `UPDATE ` + table + ` SET last_at = ? WHERE id = ? AND last_at < ?`
	s.remove = `DELETE FROM ` + table + ` WHERE id = ? AND version = ?`
	for n := 1; n < len(s.addKey); n++ {
		s.addKey[n] = `INSERT INTO ` + s.keys + ` (value, ` + s.id + `) VALUES ` + strings.TrimSuffix(strings.Repeat(`(?, ?), `, n), `, `) + ` ON CONFLICT DO NOTHING`
	}
	s.dropKey = `DELETE FROM ` + s.keys + ` WHERE value = ? AND ` + s.id + ` = ?`
	for n := 1; n < len(s.found); n++ {
		s.found[n] = `SELECT ` + s.columns + ` FROM ` + table + ` WHERE id IN (SELECT ` + s.id + ` FROM ` + s.keys + ` WHERE value IN (` + marks(n) + `)
 UNION ALL SELECT id FROM ` + table + ` WHERE id = ?) AND merged_into IS NULL ORDER BY last_at DESC, id LIMIT 40`
	}
	s.sharing = `SELECT ` + s.columns + ` FROM ` + table + ` WHERE id IN (SELECT ` + s.id + ` FROM ` + s.keys + ` WHERE value IN (` + marks(sharedKeys) + `))
 AND merged_into IS NULL ORDER BY last_at DESC, id LIMIT 200`
	s.begin = `SELECT ` + s.columns + ` FROM ` + table + ` WHERE id IN (SELECT ` + s.id + ` FROM ` + s.keys + ` WHERE value >= ? AND value < ? LIMIT 40) AND merged_into IS NULL ORDER BY last_at DESC, id`
	s.leave = append(s.leave, `UPDATE inquiries SET `+s.id+` = NULL WHERE `+s.id+` = ?`,
		`DELETE FROM merges WHERE kept = ?`, `DELETE FROM merges WHERE gone = ?`, `DELETE FROM apart WHERE a = ?`, `DELETE FROM apart WHERE b = ?`)
	s.counts = `SELECT ` + s.id + `, COUNT(*) FROM inquiries WHERE merged_into IS NULL AND ` + s.id + ` IN (` + marks(countedRows) + `) GROUP BY ` + s.id
	return &s
}

// Numbers of marks in statements that take several values. They are fixed, so
// that each statement has one text and is prepared once; values are repeated to
// fill them.
const (
	lookupKeys  = 12
	sharedKeys  = 48
	countedRows = 50
)

var companies = newShelf(`companies`, `company`, `website, address, grade`, shelf[xunpan.Company]{
	entry:  func(c *xunpan.Company) *xunpan.Entry { return &c.Entry },
	own:    func(c *xunpan.Company) []any { return []any{&c.Website, &c.Address, &c.Grade} },
	values: func(c *xunpan.Company) []any { return []any{c.Website, c.Address, c.Grade} },
	words:  func(c *xunpan.Company) []string { return []string{c.Website} },
	leave:  []string{`UPDATE contacts SET company_id = NULL WHERE company_id = ?`},
})

var contacts = newShelf(`contacts`, `contact`, `company_id, title, mail, phone, lang`, shelf[xunpan.Contact]{
	entry:  func(c *xunpan.Contact) *xunpan.Entry { return &c.Entry },
	own:    func(c *xunpan.Contact) []any { return []any{ident{&c.Company}, &c.Title, &c.Mail, &c.Phone, &c.Lang} },
	values: func(c *xunpan.Contact) []any { return []any{maybe(c.Company), c.Title, c.Mail, c.Phone, c.Lang} },
	words:  func(c *xunpan.Contact) []string { return []string{c.Mail, c.Phone} },
})

func (s *shelf[T]) scan(r rows) (x T, err error) {
	e := s.entry(&x)
	var tags, custom, keys, said string
	if err := r.Scan(append([]any{ident{&e.ID}, &e.Name, &e.Country, ident{&e.Owner}, &tags, &custom, &e.Note, &keys, &said, ident{&e.MergedInto},
		when{&e.Created}, when{&e.Last}, &e.Version}, s.own(&x)...)...); err != nil {
		return x, err
	}
	if custom != "{}" {
		if err := json.Unmarshal([]byte(custom), &e.Custom); err != nil {
			return x, err
		}
	}
	if err := json.Unmarshal([]byte(keys), &e.Keys); err != nil {
		return x, err
	}
	if err := unlist(tags, &e.Tags); err != nil {
		return x, err
	}
	return x, unlist(said, &e.Said)
}

// jsonOf is a value as the database keeps it; strings and maps of them always
// marshal.
func jsonOf(x any) string {
	b, _ := json.Marshal(x)
	return string(b)
}

func customText(m map[string]string) string {
	if len(m) == 0 {
		return "{}"
	}
	return jsonOf(m)
}

func keysText(ks []xunpan.Key) string {
	if len(ks) == 0 {
		return "[]"
	}
	return jsonOf(ks)
}

func (s *shelf[T]) get(ctx context.Context, v *view, id xunpan.ID) (x T, err error) {
	if !valid(id) {
		return x, ErrNotFound
	}
	x, err = s.scan(v.row(ctx, s.byID, string(id)))
	return x, missing(err)
}

func (s *shelf[T]) add(ctx context.Context, t *Tx, x *T) error {
	e := s.entry(x)
	e.Version, e.Created, e.Last = 1, e.Created.Truncate(time.Millisecond), e.Last.Truncate(time.Millisecond)
	folded, index := s.index(x)
	args := append([]any{string(e.ID), e.Name, e.Country, maybe(e.Owner), listed(e.Tags), customText(e.Custom), e.Note, keysText(e.Keys), listed(e.Said), maybe(e.MergedInto),
		millis(e.Created), millis(e.Last), e.Version}, s.values(x)...)
	if _, err := t.exec(ctx, s.insert, append(args, folded)...); err != nil {
		return err
	}
	return s.addKeys(ctx, t, e.ID, index)
}

// save writes an entry back if nobody changed it since it was read, and brings
// its keys in line.
func (s *shelf[T]) save(ctx context.Context, t *Tx, x *T) error {
	e := s.entry(x)
	was, err := s.get(ctx, &t.view, e.ID)
	if err != nil {
		return err
	}
	folded, index := s.index(x)
	args := append([]any{e.Name, e.Country, maybe(e.Owner), listed(e.Tags), customText(e.Custom), e.Note, keysText(e.Keys), listed(e.Said), maybe(e.MergedInto), millis(e.Last)}, s.values(x)...)
	if err := t.changed(ctx, s.update, append(args, folded, string(e.ID), e.Version)...); err == ErrNotFound {
		return ErrChanged
	} else if err != nil {
		return err
	}
	e.Version++
	_, before := s.index(&was)
	if err := s.dropKeys(ctx, t, e.ID, less(before, index)); err != nil {
		return err
	}
	return s.addKeys(ctx, t, e.ID, less(index, before))
}

// drop removes an entry with everything that hangs on it in the book itself.
func (s *shelf[T]) drop(ctx context.Context, t *Tx, id xunpan.ID, version int64) error {
	x, err := s.get(ctx, &t.view, id)
	if err != nil {
		return err
	}
	under, err := collect(ctx, &t.view, func(r rows) (x T, err error) { return s.scan(r) }, `SELECT `+s.columns+` FROM `+s.table+` WHERE merged_into = ?`, string(id))
	if err != nil {
		return err
	}
	for i := range under {
		if err := s.drop(ctx, t, s.entry(&under[i]).ID, s.entry(&under[i]).Version); err != nil {
			return err
		}
	}
	_, index := s.index(&x)
	if err := s.dropKeys(ctx, t, id, index); err != nil {
		return err
	}
	for _, q := range s.leave {
		if _, err := t.exec(ctx, q, string(id)); err != nil {
			return err
		}
	}
	if err := t.changed(ctx, s.remove, string(id), version); err == ErrNotFound {
		return ErrChanged
	} else if err != nil {
		return err
	}
	return nil
}

// Company returns one company, or ErrNotFound. One that was merged into another
// is returned as it was, with MergedInto set.
func (v *view) Company(ctx context.Context, id xunpan.ID) (c xunpan.Company, err error) {
	defer wrap(&err, "reading company %s", id)
	return companies.get(ctx, v, id)
}

// Contact returns one contact, or ErrNotFound.
func (v *view) Contact(ctx context.Context, id xunpan.ID) (c xunpan.Contact, err error) {
	defer wrap(&err, "reading contact %s", id)
	return contacts.get(ctx, v, id)
}

// AddCompany inserts a company; its ID, Created and Last are the caller's.
func (t *Tx) AddCompany(ctx context.Context, c *xunpan.Company) (err error) {
	defer wrap(&err, "storing company %s", c.ID)
	return companies.add(ctx, t, c)
}

// AddContact inserts a contact.
func (t *Tx) AddContact(ctx context.Context, c *xunpan.Contact) (err error) {
	defer wrap(&err, "storing contact %s", c.ID)
	return contacts.add(ctx, t, c)
}

// SaveCompany writes a company back with its keys, unless it changed since it
// was read: ErrChanged. One with MergedInto set is found by nothing any more.
func (t *Tx) SaveCompany(ctx context.Context, c *xunpan.Company) (err error) {
	defer wrap(&err, "saving company %s", c.ID)
	return companies.save(ctx, t, c)
}

// SaveContact is SaveCompany for a contact.
func (t *Tx) SaveContact(ctx context.Context, c *xunpan.Contact) (err error) {
	defer wrap(&err, "saving contact %s", c.ID)
	return contacts.save(ctx, t, c)
}

// TouchCompany notes an inquiry of that moment; it is no change of the company.
func (t *Tx) TouchCompany(ctx context.Context, id xunpan.ID, at time.Time) error {
	_, err := t.exec(ctx, companies.touch, millis(at), string(id), millis(at))
	return err
}

// TouchContact notes an inquiry of that moment.
func (t *Tx) TouchContact(ctx context.Context, id xunpan.ID, at time.Time) error {
	_, err := t.exec(ctx, contacts.touch, millis(at), string(id), millis(at))
	return err
}

// RemoveCompany removes a company and those merged into it. Its inquiries and
// contacts stay, without a company. ErrChanged if the version is not the present one.
func (t *Tx) RemoveCompany(ctx context.Context, id xunpan.ID, version int64) (err error) {
	defer wrap(&err, "removing company %s", id)
	return companies.drop(ctx, t, id, version)
}

// RemoveContact removes a contact and those merged into it. Its inquiries stay.
func (t *Tx) RemoveContact(ctx context.Context, id xunpan.ID, version int64) (err error) {
	defer wrap(&err, "removing contact %s", id)
	return contacts.drop(ctx, t, id, version)
}
