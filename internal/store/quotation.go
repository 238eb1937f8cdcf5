package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Quote is a quotation with what stays in the house: the sheet that its prices
// were computed from.
type Quote struct {
	xunpan.Quotation
	Sheet json.RawMessage
	Sent  time.Time // zero while it was not sent
}

// Next gives the next number of a series, from 1; none is given twice, and none
// is left out by a transaction that is taken back.
func (t *Tx) Next(ctx context.Context, series string) (n int64, err error) {
	defer wrap(&err, "numbering %s", series)
	err = t.row(ctx, `INSERT INTO series (name, last) VALUES (?, 1) ON CONFLICT (name) DO UPDATE SET last = series.last + 1 RETURNING last`, series).Scan(&n)
	return n, err
}

const quoteColumns = `id, number, revision, kind, state, inquiry_id, company_id, doc, sheet, by_id, created_at, sent_at, version`

func scanQuote(r rows) (q Quote, err error) {
	var doc, sheet string
	var id, inquiry, company, by xunpan.ID
	var number, kind, state string
	var revision int
	var created time.Time
	var version int64
	if err := r.Scan(ident{&id}, &number, &revision, &kind, &state, ident{&inquiry}, ident{&company}, &doc, &sheet, ident{&by}, when{&created}, when{&q.Sent}, &version); err != nil {
		return q, err
	}
	if err := json.Unmarshal([]byte(doc), &q.Quotation); err != nil {
		return q, err
	}
	q.ID, q.Number, q.Revision, q.Kind, q.State = id, number, revision, xunpan.PaperKind(kind), xunpan.QuotationState(state)
	q.Inquiry, q.Company, q.By, q.Created, q.Version = inquiry, company, by, created, version
	q.Sheet = json.RawMessage(sheet)
	return q, nil
}

// Quote returns one quotation, or ErrNotFound.
func (v *view) Quote(ctx context.Context, id xunpan.ID) (q Quote, err error) {
	defer wrap(&err, "reading quotation %s", id)
	if !valid(id) {
		return q, ErrNotFound
	}
	q, err = scanQuote(v.row(ctx, `SELECT `+quoteColumns+` FROM quotations WHERE id = ?`, string(id)))
	return q, missing(err)
}

// QuoteFilter picks quotations; empty fields pick all.
type QuoteFilter struct {
	Scope   Scope // of the inquiries they belong to
	Inquiry xunpan.ID
	Company xunpan.ID
	Number  string // its revisions
	State   xunpan.QuotationState
	Before  time.Time // created before; with ID, where the page before ended
	ID      xunpan.ID
	Limit   int // 50 if not set
}

// Quotes lists quotations, the newest first.
func (v *view) Quotes(ctx context.Context, f QuoteFilter) (qs []Quote, err error) {
	defer wrap(&err, "reading the quotations")
	text, args := `SELECT `+quoteColumns+` FROM quotations WHERE 1 = 1`, []any(nil)
	add := func(cond string, arg ...any) { text, args = text+` AND `+cond, append(args, arg...) }
	if !f.Scope.All {
		cond, scoped := scopeIs(f.Scope)
		add(`inquiry_id IN (SELECT id FROM inquiries WHERE 1 = 1`+cond+`)`, scoped...)
	}
	if f.Inquiry != "" {
		add(`inquiry_id = ?`, string(f.Inquiry))
	}
	if f.Company != "" {
		add(`company_id = ?`, string(f.Company))
	}
	if f.Number != "" {
		add(`number = ?`, f.Number)
	}
	if f.State != "" {
		add(`state = ?`, string(f.State))
	}
	if !f.Before.IsZero() {
		add(`(created_at, id) < (?, ?)`, millis(f.Before), string(f.ID))
	}
	if f.Limit <= 0 {
		f.Limit = 50
	}
	return collect(ctx, v, scanQuote, text+` ORDER BY created_at DESC, id DESC LIMIT ?`, append(args, f.Limit)...)
}

// QuotesEnding are the quotations sent, of inquiries in a scope, whose last day is
// a day or earlier but not before another, both 2006-01-02.
func (v *view) QuotesEnding(ctx context.Context, scope Scope, from, to string, limit int) (qs []Quote, err error) {
	defer wrap(&err, "reading the quotations that end")
	text, args := `SELECT `+quoteColumns+` FROM quotations WHERE state = ? AND valid_until >= ? AND valid_until <= ?`, []any{string(xunpan.QuoteSent), from, to}
	if !scope.All {
		cond, scoped := scopeIs(scope)
		text, args = text+` AND inquiry_id IN (SELECT id FROM inquiries WHERE 1 = 1`+cond+`)`, append(args, scoped...)
	}
	return collect(ctx, v, scanQuote, text+` ORDER BY valid_until, id LIMIT ?`, append(args, limit)...)
}

// AddQuote inserts a quotation.
func (t *Tx) AddQuote(ctx context.Context, q *Quote) (err error) {
	defer wrap(&err, "storing quotation %s", q.Number)
	q.Version, q.Created = 1, t.Now
	doc, err := json.Marshal(q.Quotation)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO quotations (`+quoteColumns+`, valid_until) VALUES (`+marks(14)+`)`,
		string(q.ID), q.Number, q.Revision, string(q.Kind), string(q.State), maybe(q.Inquiry), maybe(q.Company), string(doc), string(q.Sheet), maybe(q.By), millis(q.Created), millis(q.Sent), q.Version, q.Offer.ValidUntil)
	return err
}

// SaveQuote writes a quotation back, which must not have changed since it was
// read: ErrChanged otherwise.
func (t *Tx) SaveQuote(ctx context.Context, q *Quote) (err error) {
	defer wrap(&err, "saving quotation %s", q.Number)
	doc, err := json.Marshal(q.Quotation)
	if err != nil {
		return err
	}
	err = t.changed(ctx, `UPDATE quotations SET state = ?, doc = ?, sheet = ?, valid_until = ?, sent_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		string(q.State), string(doc), string(q.Sheet), q.Offer.ValidUntil, millis(q.Sent), string(q.ID), q.Version)
	if err == ErrNotFound {
		return ErrChanged
	}
	q.Version++
	return err
}
