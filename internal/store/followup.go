package store

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"xunpan"
)

const followColumns = `id, inquiry_id, owner_id, state, prepare_at, leave_at, closed_at, doc, version`

func scanFollowUp(r rows) (f xunpan.FollowUp, err error) {
	var id, inquiry, owner xunpan.ID
	var state, doc string
	var prepare, leave, closed time.Time
	var version int64
	if err := r.Scan(ident{&id}, ident{&inquiry}, ident{&owner}, &state, when{&prepare}, when{&leave}, when{&closed}, &doc, &version); err != nil {
		return f, err
	}
	err = json.Unmarshal([]byte(doc), &f)
	f.ID, f.Inquiry, f.Owner, f.State, f.Prepare, f.Leave, f.Closed, f.Version = id, inquiry, owner, xunpan.FollowState(state), prepare, leave, closed, version
	return f, err
}

// FollowUp returns one planned contact, or ErrNotFound.
func (v *view) FollowUp(ctx context.Context, id xunpan.ID) (f xunpan.FollowUp, err error) {
	defer wrap(&err, "reading follow-up %s", id)
	if !valid(id) {
		return f, ErrNotFound
	}
	f, err = scanFollowUp(v.row(ctx, `SELECT `+followColumns+` FROM follow_ups WHERE id = ?`, string(id)))
	return f, missing(err)
}

// FollowUpsOf are the contacts planned with an inquiry's buyer, open and past, the latest
// first.
func (v *view) FollowUpsOf(ctx context.Context, inquiry xunpan.ID, limit int) (fs []xunpan.FollowUp, err error) {
	defer wrap(&err, "reading the follow-ups of %s", inquiry)
	if !valid(inquiry) {
		return nil, nil
	}
	return collect(ctx, v, scanFollowUp, `SELECT `+followColumns+` FROM follow_ups WHERE inquiry_id = ? ORDER BY leave_at DESC, id DESC LIMIT ?`, string(inquiry), limit)
}

// FollowFilter picks open contacts by when they are to be written.
type FollowFilter struct {
	Scope  Scope
	From   time.Time // zero: from the beginning
	To     time.Time
	Latest bool // the latest first
	Limit  int
}

// FollowUps lists open contacts, each with its inquiry.
func (v *view) FollowUps(ctx context.Context, f FollowFilter) (fs []xunpan.FollowUp, err error) {
	defer wrap(&err, "listing the follow-ups")
	order := `prepare_at, id`
	if f.Latest {
		order = `prepare_at DESC, id DESC`
	}
	owner, args := scopeIs(f.Scope)
	args = append(append([]any{string(xunpan.FollowOpen), millis(f.From), millis(f.To)}, args...), f.Limit)
	fs, err = collect(ctx, v, scanFollowUp, `SELECT `+followColumns+` FROM follow_ups WHERE state = ? AND prepare_at >= ? AND prepare_at < ?`+owner+` ORDER BY `+order+` LIMIT ?`, args...)
	if err != nil || len(fs) == 0 {
		return nil, err
	}
	of := map[xunpan.ID]*xunpan.Inquiry{}
	for begin := 0; begin < len(fs); begin += 100 {
		part := fs[begin:min(begin+100, len(fs))]
		ids := make([]any, len(part))
		for i := range part {
			ids[i] = string(part[i].Inquiry)
		}
		qs, err := collect(ctx, v, scanInquiry, `SELECT `+inquiryColumns+` FROM inquiries WHERE id IN (`+marks(len(ids))+`)`, ids...)
		if err != nil {
			return nil, err
		}
		for i := range qs {
			of[qs[i].ID] = &qs[i]
		}
	}
	for i := range fs {
		fs[i].Inquired = of[fs[i].Inquiry]
	}
	return fs, nil
}

// CountFollowUps counts open contacts to be written in a time, up to a limit.
func (v *view) CountFollowUps(ctx context.Context, s Scope, from, to time.Time, limit int) (n int, err error) {
	defer wrap(&err, "counting the follow-ups")
	owner, args := scopeIs(s)
	args = append(append([]any{string(xunpan.FollowOpen), millis(from), millis(to)}, args...), limit)
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM follow_ups WHERE state = ? AND prepare_at >= ? AND prepare_at < ?`+owner+` LIMIT ?) AS few`, args...).Scan(&n)
	return n, err
}

// DoneFollowUps counts the contacts that were made since a moment, up to a limit.
func (v *view) DoneFollowUps(ctx context.Context, s Scope, since time.Time, limit int) (n int, err error) {
	defer wrap(&err, "counting the follow-ups done")
	owner, args := scopeIs(s)
	args = append(append([]any{string(xunpan.FollowDone), millis(since)}, args...), limit)
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM follow_ups WHERE state = ? AND closed_at >= ? AND closed_at > 0`+owner+` LIMIT ?) AS few`, args...).Scan(&n)
	return n, err
}

// unplanned are inquiries that wait for the buyer and have no next contact, as the index has them.
const unplanned = `tray = 'waiting' AND next_at = 0 AND grade <> 'D' AND stage <> 'lost' AND merged_into IS NULL`

// Unplanned lists inquiries whose buyer has our answer and for whom no next
// contact is planned, the most worthy first.
func (v *view) Unplanned(ctx context.Context, s Scope, limit int) (qs []xunpan.Inquiry, err error) {
	defer wrap(&err, "listing what is not planned")
	owner, args := scopeIs(s)
	return collect(ctx, v, scanInquiry, `SELECT `+inquiryColumns+` FROM inquiries WHERE `+unplanned+owner+` ORDER BY worth DESC, received_at DESC, id DESC LIMIT ?`, append(args, limit)...)
}

// CountUnplanned counts them, up to a limit.
func (v *view) CountUnplanned(ctx context.Context, s Scope, limit int) (n int, err error) {
	defer wrap(&err, "counting what is not planned")
	owner, args := scopeIs(s)
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM inquiries WHERE `+unplanned+owner+` LIMIT ?) AS few`, append(args, limit)...).Scan(&n)
	return n, err
}

// PlannedWith are the moments of open contacts with people of a company, those of one
// inquiry left out.
func (v *view) PlannedWith(ctx context.Context, company, except xunpan.ID) (at []time.Time, err error) {
	defer wrap(&err, "reading what is planned with company %s", company)
	if !valid(company) {
		return nil, nil
	}
	return collect(ctx, v, func(r rows) (t time.Time, err error) { return t, r.Scan(when{&t}) },
		`SELECT leave_at FROM follow_ups WHERE company_id = ? AND state = ? AND inquiry_id <> ? ORDER BY leave_at LIMIT 200`, string(company), string(xunpan.FollowOpen), string(except))
}

// Bought reports whether a company has had an order with us in another inquiry.
func (v *view) Bought(ctx context.Context, company, except xunpan.ID) (bought bool, err error) {
	defer wrap(&err, "looking for orders of company %s", company)
	if !valid(company) {
		return false, nil
	}
	var n int
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM inquiries WHERE company_id = ? AND stage = ? AND id <> ? LIMIT 1) AS one`, string(company), string(xunpan.StageWon), string(except)).Scan(&n)
	return n > 0, err
}

// NewGoodsSince reports whether a product came into the catalogue since a moment.
func (v *view) NewGoodsSince(ctx context.Context, at time.Time) (news bool, err error) {
	defer wrap(&err, "looking for new products")
	var n int
	err = v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM products WHERE created_at > ? AND gone = ? LIMIT 1) AS one`, millis(at), false).Scan(&n)
	return n > 0, err
}

// AddFollowUp stores a new planned contact. An inquiry has one open one at most, which the database sees to.
func (t *Tx) AddFollowUp(ctx context.Context, f *xunpan.FollowUp, company xunpan.ID) (err error) {
	defer wrap(&err, "planning a contact for %s", f.Inquiry)
	f.Version = 1
	doc, err := json.Marshal(f)
	if err != nil {
		return err
	}
	_, err = t.exec(ctx, `INSERT INTO follow_ups (`+followColumns+`, company_id) VALUES (`+marks(10)+`)`,
		string(f.ID), string(f.Inquiry), maybe(f.Owner), string(f.State), millis(f.Prepare), millis(f.Leave), millis(f.Closed), string(doc), f.Version, maybe(company))
	return err
}

// SaveFollowUp writes a planned contact back: ErrChanged if it changed since it was read.
func (t *Tx) SaveFollowUp(ctx context.Context, f *xunpan.FollowUp) (err error) {
	defer wrap(&err, "saving follow-up %s", f.ID)
	doc, err := json.Marshal(f)
	if err != nil {
		return err
	}
	res, err := t.exec(ctx, `UPDATE follow_ups SET owner_id = ?, state = ?, prepare_at = ?, leave_at = ?, closed_at = ?, doc = ?, version = version + 1 WHERE id = ? AND version = ?`,
		maybe(f.Owner), string(f.State), millis(f.Prepare), millis(f.Leave), millis(f.Closed), string(doc), string(f.ID), f.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return ErrChanged
	}
	f.Version++
	return nil
}

// DoneOfPurpose counts the contacts of some purposes that were made since a moment, up to
// a limit.
func (v *view) DoneOfPurpose(ctx context.Context, s Scope, since time.Time, purposes []xunpan.Purpose, limit int) (n int, err error) {
	defer wrap(&err, "counting the follow-ups done")
	owner, args := scopeIs(s)
	args = append(append([]any{string(xunpan.FollowDone), millis(since)}, args...), 2000)
	fs, err := collect(ctx, v, scanFollowUp, `SELECT `+followColumns+` FROM follow_ups WHERE state = ? AND closed_at >= ? AND closed_at > 0`+owner+` ORDER BY closed_at DESC LIMIT ?`, args...)
	for i := range fs {
		if slices.Contains(purposes, fs[i].Purpose) {
			n++
		}
	}
	return min(n, limit), err
}
