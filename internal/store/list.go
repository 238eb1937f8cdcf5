package store

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"xunpan"
)

// Scope says which inquiries somebody may see. The zero Scope sees none.
type Scope struct {
	All    bool
	Owners []xunpan.ID // those of these owners; "" stands for those without an owner
}

// Sees reports whether an inquiry of this owner is within the scope.
func (s Scope) Sees(owner xunpan.ID) bool {
	if s.All {
		return true
	}
	for _, o := range s.Owners {
		if o == owner {
			return true
		}
	}
	return false
}

// ListFilter picks inquiries; empty fields pick all.
type ListFilter struct {
	Scope    Scope
	Tray     xunpan.Tray // "" is all trays
	Type     xunpan.BuyerType
	Grade    string
	Stars    *int // exactly
	MinStars int
	MaxStars int // 0 is no limit
	Country  string
	Lang     string
	Channel  xunpan.Channel
	Owner    *xunpan.ID // "" for those without
	Company  xunpan.ID
	Contact  xunpan.ID
	Tag      string
	Files    bool      // with attachments only
	Unread   bool      // unread only
	Since    time.Time // received at or after
	Until    time.Time // received before
	Query    string    // words searched for
	ByWorth  bool      // most worthy first, instead of newest first
	Snoozed  bool      // those hidden until later, too
	Now      time.Time // for Snoozed
	Cursor   string    // where the page before ended
	Limit    int       // 50 if not set, at most 500
}

// ErrCursor says that a cursor is none of ours.
var ErrCursor = errors.New("this is no cursor of a list; leave it out to begin with the first page")

// Inquiries returns one page of inquiries and the cursor of the next page, ""
// on the last. Paging goes by keys, never by counts: a row that arrives or
// leaves in between neither repeats nor hides another.
func (v *view) Inquiries(ctx context.Context, f ListFilter) (page []xunpan.Inquiry, next string, err error) {
	defer wrap(&err, "listing inquiries")
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, 500)
	if f.Query != "" {
		return v.search(ctx, f)
	}
	text, args, err := f.statement()
	if err != nil || text == "" {
		return nil, "", err
	}
	page, err = collect(ctx, v, scanInquiry, text, args...)
	if err != nil {
		return nil, "", err
	}
	if len(page) > f.Limit {
		page = page[:f.Limit]
		last := &page[f.Limit-1]
		next = encodeCursor(int64(last.Worth), millis(last.Received), last.ID)
	}
	return page, next, nil
}

// statement is the query of one page: one more row than asked for, so that the
// end is known. Each owner of a narrow scope is asked on an index of its own,
// since no index is in the order of a set.
func (f *ListFilter) statement() (string, []any, error) {
	where, args, ok := f.conditions()
	if !ok {
		return "", nil, nil
	}
	order, keys := `received_at DESC, id DESC`, `(received_at, id)`
	if f.ByWorth {
		order, keys = `worth DESC, received_at DESC, id DESC`, `(worth, received_at, id)`
	}
	if f.Cursor != "" {
		worth, at, id, err := decodeCursor(f.Cursor)
		if err != nil {
			return "", nil, err
		}
		if f.ByWorth {
			where, args = append(where, keys+` < (?, ?, ?)`), append(args, worth, at, string(id))
		} else {
			where, args = append(where, keys+` < (?, ?)`), append(args, at, string(id))
		}
	}
	tail := ` ORDER BY ` + order + ` LIMIT ` + strconv.Itoa(f.Limit+1)
	base := `SELECT ` + inquiryColumns + ` FROM inquiries WHERE ` + strings.Join(append(where, `merged_into IS NULL`), ` AND `)
	if f.Scope.All || f.Owner != nil {
		return base + tail, args, nil
	}
	var parts []string
	var all []any
	for _, o := range f.Scope.Owners {
		cond, arg := ownerIs(o)
		parts = append(parts, `SELECT * FROM (`+base+` AND `+cond+tail+`) AS part`+strconv.Itoa(len(parts)))
		all = append(append(all, args...), arg...)
	}
	if len(parts) == 0 {
		return "", nil, nil
	}
	return strings.Join(parts, ` UNION ALL `) + tail, all, nil
}

func ownerIs(o xunpan.ID) (string, []any) {
	if o == "" {
		return `owner_id IS NULL`, nil
	}
	return `owner_id = ?`, []any{string(o)}
}

// conditions are the filter's, without scope and cursor; false if nothing can
// match.
func (f *ListFilter) conditions() (where []string, args []any, ok bool) {
	and := func(cond string, arg ...any) { where, args = append(where, cond), append(args, arg...) }
	equal := func(column, value string) {
		if value != "" {
			and(column+` = ?`, value)
		}
	}
	equal(`tray`, string(f.Tray))
	equal(`type`, string(f.Type))
	equal(`grade`, f.Grade)
	equal(`country`, f.Country)
	equal(`lang`, f.Lang)
	equal(`channel`, string(f.Channel))
	for _, x := range []struct {
		column string
		id     xunpan.ID
	}{{`company_id`, f.Company}, {`contact_id`, f.Contact}} {
		if x.id == "" {
			continue
		}
		if !valid(x.id) {
			return nil, nil, false
		}
		and(x.column+` = ?`, string(x.id))
	}
	if f.Owner != nil {
		if *f.Owner != "" && !valid(*f.Owner) || !f.Scope.Sees(*f.Owner) {
			return nil, nil, false
		}
		cond, arg := ownerIs(*f.Owner)
		and(cond, arg...)
	}
	if f.Stars != nil {
		and(`stars = ?`, *f.Stars)
	}
	if f.MinStars > 0 {
		and(`stars >= ?`, f.MinStars)
	}
	if f.MaxStars > 0 {
		and(`stars <= ?`, f.MaxStars)
	}
	if f.Tag != "" {
		and(`tags LIKE ? ESCAPE '!'`, `%`+likeSafe(strings.Trim(listed([]string{f.Tag}), `[]`))+`%`)
	}
	if f.Files {
		and(`files > 0`)
	}
	if f.Unread {
		and(`unread`)
	}
	if !f.Since.IsZero() {
		and(`received_at >= ?`, millis(f.Since))
	}
	if !f.Until.IsZero() {
		and(`received_at < ?`, millis(f.Until))
	}
	if !f.Snoozed && !f.Now.IsZero() {
		and(`snoozed_to <= ?`, millis(f.Now))
	}
	if len(where) == 0 {
		where = []string{`1 = 1`}
	}
	return where, args, true
}

func likeSafe(s string) string {
	return strings.NewReplacer("!", "!!", "%", "!%", "_", "!_").Replace(s)
}

// TrayCounts counts the inquiries waiting in each tray, each up to the limit:
// beyond a few hundred nobody acts on the exact figure, and counting on would
// cost more than the page.
func (v *view) TrayCounts(ctx context.Context, s Scope, now time.Time, limit int) (counts map[xunpan.Tray]int, err error) {
	defer wrap(&err, "counting the trays")
	counts = map[xunpan.Tray]int{}
	for _, tray := range xunpan.Trays {
		owners := s.Owners
		if s.All {
			owners = []xunpan.ID{""}
		}
		for _, o := range owners {
			cond, arg := ownerIs(o)
			if s.All {
				cond, arg = `1 = 1`, nil
			}
			var n int
			if err := v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM inquiries WHERE tray = ? AND snoozed_to <= ? AND merged_into IS NULL AND `+cond+` LIMIT ?) AS few`,
				append([]any{string(tray), millis(now)}, append(arg, limit)...)...).Scan(&n); err != nil {
				return nil, err
			}
			counts[tray] = min(counts[tray]+n, limit)
		}
	}
	return counts, nil
}

func encodeCursor(worth, at int64, id xunpan.ID) string {
	return base64.RawURLEncoding.EncodeToString(fmt.Appendf(nil, "%d %d %s", worth, at, id))
}

func decodeCursor(c string) (worth, at int64, id xunpan.ID, err error) {
	b, err := base64.RawURLEncoding.DecodeString(c)
	if err != nil {
		return 0, 0, "", ErrCursor
	}
	if n, err := fmt.Sscanf(string(b), "%d %d %s", &worth, &at, &id); n != 3 || err != nil || !valid(id) {
		return 0, 0, "", ErrCursor
	}
	return worth, at, id, nil
}

// Neighbours returns the inquiries that come before and after one in the
// newest-first order of its tray; "" at the ends.
func (v *view) Neighbours(ctx context.Context, s Scope, q *xunpan.Inquiry, now time.Time) (above, below xunpan.ID, err error) {
	defer wrap(&err, "looking up the neighbours of inquiry %s", q.ID)
	owner, args := scopeIs(s)
	one := func(cmp, order string) (id xunpan.ID, err error) {
		text := `SELECT id FROM inquiries WHERE tray = ? AND (received_at, id) ` + cmp + ` (?, ?) AND snoozed_to <= ? AND merged_into IS NULL` + owner +
			` ORDER BY received_at ` + order + `, id ` + order + ` LIMIT 1`
		err = missing(v.row(ctx, text, append([]any{string(q.Tray), millis(q.Received), string(q.ID), millis(now)}, args...)...).Scan(ident{&id}))
		if errors.Is(err, ErrNotFound) {
			return "", nil
		}
		return id, err
	}
	if above, err = one(">", "ASC"); err != nil {
		return "", "", err
	}
	below, err = one("<", "DESC")
	return above, below, err
}

// scopeIs is the condition of a scope, beginning with AND.
func scopeIs(s Scope) (string, []any) {
	if s.All {
		return "", nil
	}
	var args []any
	none := false
	for _, o := range s.Owners {
		if o == "" {
			none = true
		} else {
			args = append(args, string(o))
		}
	}
	switch {
	case len(args) == 0 && !none:
		return ` AND 1 = 0`, nil
	case len(args) == 0:
		return ` AND owner_id IS NULL`, nil
	case none:
		return ` AND (owner_id IS NULL OR owner_id IN (` + marks(len(args)) + `))`, args
	}
	return ` AND owner_id IN (` + marks(len(args)) + `)`, args
}
