package store

import (
	"context"
	"time"

	"xunpan"
)

// FirstAnswer is when a buyer wrote first, and when somebody answered first.
type FirstAnswer struct {
	Asked, Answered time.Time
	Intent          xunpan.Intent
}

// FirstAnswers returns the first question and the first answer of the
// inquiries that were answered last, since a moment, at most so many. Automatic
// answers are none.
func (v *view) FirstAnswers(ctx context.Context, s Scope, since time.Time, limit int) (out []FirstAnswer, err error) {
	defer wrap(&err, "reading how long answers took")
	owner, args := scopeIs(s)
	args = append(append([]any{millis(since)}, args...), limit)
	return collect(ctx, v, func(r rows) (f FirstAnswer, err error) {
		return f, r.Scan(&f.Intent, when{&f.Asked}, when{&f.Answered})
	}, `SELECT MAX(q.intent), MIN(CASE WHEN m.direction = 'in' THEN m.received_at END), MIN(CASE WHEN m.direction = 'out' THEN m.received_at END)
 FROM (SELECT id, intent FROM inquiries WHERE answered_at >= ? AND answered_at > 0 AND merged_into IS NULL`+owner+` ORDER BY answered_at DESC LIMIT ?) AS q
 JOIN messages m ON m.inquiry_id = q.id AND NOT m.auto AND m.direction IN ('in', 'out')
 GROUP BY q.id HAVING COUNT(DISTINCT m.direction) = 2`, args...)
}

// fewDue is how many due inquiries are sorted at once.
const fewDue = 2000

// DueInquiries returns inquiries of a tray that have a time to be answered by,
// the most worthy first. Mail of the past has none, so that an archive hides
// nothing that waits.
func (v *view) DueInquiries(ctx context.Context, s Scope, tray xunpan.Tray, now time.Time, limit int) (out []xunpan.Inquiry, err error) {
	defer wrap(&err, "listing what is due")
	var n int
	if err := v.row(ctx, `SELECT COUNT(*) FROM (SELECT 1 FROM inquiries WHERE tray = ? AND due_at > 0 LIMIT ?) AS few`, string(tray), fewDue).Scan(&n); err != nil {
		return nil, err
	}
	// Few are found on their own index and sorted, however much old mail lies
	// beside them. Of many, enough are near the top of the tray in the order of
	// worth. "+ 0" keeps the database from the other index.
	due, order := `due_at > 0`, `worth + 0 DESC`
	if n >= fewDue {
		due, order = `due_at + 0 > 0`, `worth DESC`
	}
	owner, args := scopeIs(s)
	args = append(append([]any{string(tray), millis(now)}, args...), limit)
	return collect(ctx, v, scanInquiry, `SELECT `+inquiryColumns+` FROM inquiries WHERE tray = ? AND `+due+` AND snoozed_to <= ? AND merged_into IS NULL`+owner+
		` ORDER BY `+order+`, received_at DESC, id DESC LIMIT ?`, args...)
}
