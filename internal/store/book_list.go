package store

import (
	"context"
	"strconv"
	"strings"

	"xunpan"
)

// BookFilter picks companies or contacts; empty fields pick all.
type BookFilter struct {
	Scope   Scope
	Query   string // beginnings of words of name, mail, telephone, domain; all must be there
	Country string
	Owner   *xunpan.ID // "" for those without
	Grade   string     // of companies
	Tag     string
	Company xunpan.ID // of contacts
	Cursor  string    // where the page before ended
	Limit   int       // 50 if not set, at most 500
}

// Companies returns one page of companies, those that wrote last first, and the
// cursor of the next page, "" on the last. A page may be short though another
// follows, when frequent words are rarely together.
func (v *view) Companies(ctx context.Context, f BookFilter) (page []xunpan.Company, next string, err error) {
	defer wrap(&err, "listing companies")
	return companies.list(ctx, v, f)
}

// Contacts returns one page of contacts.
func (v *view) Contacts(ctx context.Context, f BookFilter) (page []xunpan.Contact, next string, err error) {
	defer wrap(&err, "listing contacts")
	return contacts.list(ctx, v, f)
}

const bookOrder = ` ORDER BY last_at DESC, id DESC`

func (s *shelf[T]) list(ctx context.Context, v *view, f BookFilter) ([]T, string, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	q, ok, err := s.query(&f)
	if err != nil || !ok {
		return nil, "", err
	}
	words := prefixes(f.Query)
	if f.Query != "" && len(words) == 0 {
		return nil, "", nil
	}
	if len(words) == 0 && f.Tag == "" {
		return s.page(ctx, v, f, s.plain(q, f))
	}
	few, err := s.rare(ctx, v, words, f.Tag)
	if err != nil {
		return nil, "", err
	}
	if !f.Scope.All && f.Owner == nil {
		cond, arg := ownersIn(f.Scope.Owners)
		q = q.and(cond, arg...)
	}
	has := q
	for _, w := range words {
		has = has.and(`folded LIKE ? ESCAPE '!'`, `% `+likeSafe(w)+`%`)
	}
	if f.Tag != "" {
		has = has.and(`tags LIKE ? ESCAPE '!'`, `%`+likeSafe(strings.Trim(listed([]string{f.Tag}), `[]`))+`%`)
	}
	if few.text == "" {
		return s.walk(ctx, v, f, q, has)
	}
	// CROSS JOIN keeps SQLite from walking through the whole table instead.
	return s.page(ctx, v, f, condition{
		`SELECT ` + s.columns + ` FROM (SELECT DISTINCT ` + s.id + ` AS found FROM (` + few.text + `) AS those) AS few CROSS JOIN ` + s.table + ` WHERE id = found AND ` + has.text + bookOrder + limit(f.Limit+1),
		append(few.args, has.args...)})
}

// condition is a part of a statement with its arguments.
type condition struct {
	text string
	args []any
}

func (c condition) and(text string, args ...any) condition {
	return condition{c.text + ` AND ` + text, append(c.args[:len(c.args):len(c.args)], args...)}
}

func limit(n int) string { return ` LIMIT ` + strconv.Itoa(n) }

// query are the filter's conditions that an index serves, without scope; false
// if nothing can match.
func (s *shelf[T]) query(f *BookFilter) (c condition, ok bool, err error) {
	c.text = `merged_into IS NULL`
	if f.Country != "" {
		c = c.and(`country = ?`, f.Country)
	}
	if f.Grade != "" && s.table == companies.table {
		c = c.and(`grade = ?`, f.Grade)
	}
	if f.Company != "" && s.table == contacts.table {
		if !valid(f.Company) {
			return c, false, nil
		}
		c = c.and(`company_id = ?`, string(f.Company))
	}
	if f.Owner != nil {
		if *f.Owner != "" && !valid(*f.Owner) || !f.Scope.Sees(*f.Owner) {
			return c, false, nil
		}
		cond, arg := ownerIs(*f.Owner)
		c = c.and(cond, arg...)
	} else if !f.Scope.All && len(f.Scope.Owners) == 0 {
		return c, false, nil
	}
	if f.Cursor != "" {
		_, at, id, err := decodeCursor(f.Cursor)
		if err != nil {
			return c, false, err
		}
		c = c.and(`(last_at, id) < (?, ?)`, at, string(id))
	}
	return c, true, nil
}

func ownersIn(owners []xunpan.ID) (string, []any) {
	var parts []string
	var args []any
	for _, o := range owners {
		cond, arg := ownerIs(o)
		parts, args = append(parts, cond), append(args, arg...)
	}
	return `(` + strings.Join(parts, ` OR `) + `)`, args
}

// plain is the statement of a page without words. Each owner of a narrow scope
// is asked on an index of its own, since no index is in the order of a set.
func (s *shelf[T]) plain(q condition, f BookFilter) condition {
	tail := bookOrder + limit(f.Limit+1)
	base := `SELECT ` + s.columns + ` FROM ` + s.table + ` WHERE `
	if f.Scope.All || f.Owner != nil {
		return condition{base + q.text + tail, q.args}
	}
	var parts []string
	var args []any
	for _, o := range f.Scope.Owners {
		cond, arg := ownerIs(o)
		one := q.and(cond, arg...)
		parts = append(parts, `SELECT * FROM (`+base+one.text+tail+`) AS part`+strconv.Itoa(len(parts)))
		args = append(args, one.args...)
	}
	return condition{strings.Join(parts, ` UNION ALL `) + tail, args}
}

func (s *shelf[T]) page(ctx context.Context, v *view, f BookFilter, q condition) ([]T, string, error) {
	page, err := collect(ctx, v, s.scan, q.text, q.args...)
	if err != nil || len(page) <= f.Limit {
		return page, "", err
	}
	page = page[:f.Limit]
	last := s.entry(&page[f.Limit-1])
	return page, encodeCursor(0, millis(last.Last), last.ID), nil
}

// Steps of a walk through the entries in search of frequent words.
const (
	walkStep  = 2000 // entries of a step
	walkSteps = 10
)

// walk goes through the entries in their order, a bounded number of them, and
// picks those that have all the words.
func (s *shelf[T]) walk(ctx context.Context, v *view, f BookFilter, q, has condition) ([]T, string, error) {
	var page []T
	var at int64
	var id xunpan.ID
	for step := range walkSteps {
		all, some := q, has
		if step > 0 {
			all, some = q.and(`(last_at, id) < (?, ?)`, at, string(id)), has.and(`(last_at, id) < (?, ?)`, at, string(id))
		}
		err := missing(v.row(ctx, `SELECT last_at, id FROM `+s.table+` WHERE `+all.text+bookOrder+` LIMIT 1 OFFSET `+strconv.Itoa(walkStep-1), all.args...).Scan(&at, ident{&id}))
		end := err == ErrNotFound
		if err != nil && !end {
			return nil, "", err
		}
		if !end {
			some = some.and(`(last_at, id) >= (?, ?)`, at, string(id))
		}
		// One text for all numbers that are still wanted: what is too much is cut off.
		found, err := collect(ctx, v, s.scan, `SELECT `+s.columns+` FROM `+s.table+` WHERE `+some.text+bookOrder+limit(f.Limit+1), some.args...)
		if err != nil {
			return nil, "", err
		}
		if page = append(page, found...); len(page) > f.Limit {
			page = page[:f.Limit]
			last := s.entry(&page[f.Limit-1])
			return page, encodeCursor(0, millis(last.Last), last.ID), nil
		}
		if end {
			return page, "", nil
		}
	}
	return page, encodeCursor(0, at, id), nil
}
