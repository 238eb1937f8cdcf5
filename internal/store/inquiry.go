package store

import (
	"context"
	"encoding/json"
	"strings"
	"time"

	"xunpan"
)

const inquiryColumns = `id, tray, tray_by, channel, subject, snippet, party_name, party_mail, company, country, lang, product, quantity,
 type, stars, grade, intent, action, confidence, worth, said, needs, stage, outcome, owner_id, contact_id, company_id, tags, messages, files, unread,
 created_at, received_at, answered_at, due_at, snoozed_to, next_at, version`

func scanInquiry(r rows) (xunpan.Inquiry, error) {
	var q xunpan.Inquiry
	var said, needs, outcome, tags string
	err := r.Scan(ident{&q.ID}, &q.Tray, ident{&q.TrayBy}, &q.Channel, &q.Subject, &q.Snippet, &q.Party.Name, &q.Party.Mail, &q.Company,
		&q.Country, &q.Lang, &q.Product, &q.Quantity, &q.Type, &q.Stars, &q.Grade, &q.Intent, &q.Action, &q.Confidence, &q.Worth, &said, &needs, &q.Stage, &outcome,
		ident{&q.Owner}, ident{&q.ContactID}, ident{&q.CompanyID}, &tags, &q.Messages, &q.Files, &q.Unread,
		when{&q.Created}, when{&q.Received}, when{&q.Answered}, when{&q.Due}, when{&q.Snoozed}, when{&q.Next}, &q.Version)
	if err != nil {
		return q, err
	}
	if err := unkept(said, &q.Said); err != nil {
		return q, err
	}
	if err := unkept(needs, &q.Needs); err != nil {
		return q, err
	}
	if err := unkept(outcome, &q.Outcome); err != nil {
		return q, err
	}
	return q, unlist(tags, &q.Tags)
}

// unlist reads a list kept as JSON; the empty one is common.
func unlist(text string, to *[]string) error {
	if text == "[]" || text == "" {
		return nil
	}
	return json.Unmarshal([]byte(text), to)
}

// listed is a list as JSON.
func listed(list []string) string {
	if len(list) == 0 {
		return "[]"
	}
	b, _ := json.Marshal(list) // strings always marshal
	return string(b)
}

// kept is a value as JSON, "" for none.
func kept[T any](x *T) string {
	if x == nil {
		return ""
	}
	b, _ := json.Marshal(x) // plain fields always marshal
	return string(b)
}

// unkept is the inverse of kept.
func unkept[T any](text string, to **T) error {
	if text == "" {
		return nil
	}
	*to = new(T)
	return json.Unmarshal([]byte(text), *to)
}

// Inquiry returns one inquiry, or ErrNotFound.
func (v *view) Inquiry(ctx context.Context, id xunpan.ID) (q xunpan.Inquiry, err error) {
	defer wrap(&err, "reading inquiry %s", id)
	if !valid(id) {
		return q, ErrNotFound
	}
	q, err = scanInquiry(v.row(ctx, `SELECT `+inquiryColumns+` FROM inquiries WHERE id = ?`, string(id)))
	return q, missing(err)
}

// MergedInto returns the inquiry that this one was joined to; "" if it was not.
func (v *view) MergedInto(ctx context.Context, id xunpan.ID) (into xunpan.ID, err error) {
	if !valid(id) {
		return "", ErrNotFound
	}
	err = v.row(ctx, `SELECT merged_into FROM inquiries WHERE id = ?`, string(id)).Scan(ident{&into})
	return into, missing(err)
}

// AddInquiry inserts a new inquiry. Thread is the folded subject by which later
// messages without references find it; judgement is the id of the assessment
// that it shows and that is stored next, "" for none.
func (t *Tx) AddInquiry(ctx context.Context, q *xunpan.Inquiry, thread string, judgement xunpan.ID) (err error) {
	defer wrap(&err, "storing inquiry %s", q.ID)
	q.Version = 1
	if q.Stage == "" {
		q.Stage = xunpan.StageNew
	}
	_, err = t.exec(ctx, `INSERT INTO inquiries (`+inquiryColumns+`, thread, assessment_id) VALUES (`+marks(40)+`)`,
		string(q.ID), string(q.Tray), maybe(q.TrayBy), string(q.Channel), q.Subject, q.Snippet, q.Party.Name, q.Party.Mail, q.Company,
		q.Country, q.Lang, q.Product, q.Quantity, string(q.Type), q.Stars, q.Grade, string(q.Intent), string(q.Action), q.Confidence, q.Worth, kept(q.Said), kept(q.Needs), string(q.Stage), kept(q.Outcome),
		maybe(q.Owner), maybe(q.ContactID), maybe(q.CompanyID), listed(q.Tags), q.Messages, q.Files, q.Unread,
		millis(q.Created), millis(q.Received), millis(q.Answered), millis(q.Due), millis(q.Snoozed), millis(q.Next), q.Version, thread, maybe(judgement))
	return err
}

// SaveInquiry writes an inquiry back, which must not have changed since it was
// read: ErrChanged otherwise.
func (t *Tx) SaveInquiry(ctx context.Context, q *xunpan.Inquiry) (err error) {
	defer wrap(&err, "saving inquiry %s", q.ID)
	res, err := t.exec(ctx, `UPDATE inquiries SET tray = ?, tray_by = ?, channel = ?, subject = ?, snippet = ?, party_name = ?, party_mail = ?, company = ?,
 country = ?, lang = ?, product = ?, quantity = ?, type = ?, stars = ?, grade = ?, intent = ?, action = ?, confidence = ?, worth = ?, said = ?, needs = ?, stage = ?, outcome = ?,
 owner_id = ?, contact_id = ?, company_id = ?, tags = ?, messages = ?, files = ?, unread = ?,
 received_at = ?, answered_at = ?, due_at = ?, snoozed_to = ?, next_at = ?, version = version + 1 WHERE id = ? AND version = ?`,
		string(q.Tray), maybe(q.TrayBy), string(q.Channel), q.Subject, q.Snippet, q.Party.Name, q.Party.Mail, q.Company,
		q.Country, q.Lang, q.Product, q.Quantity, string(q.Type), q.Stars, q.Grade, string(q.Intent), string(q.Action), q.Confidence, q.Worth, kept(q.Said), kept(q.Needs), string(q.Stage), kept(q.Outcome),
		maybe(q.Owner), maybe(q.ContactID), maybe(q.CompanyID), listed(q.Tags), q.Messages, q.Files, q.Unread,
		millis(q.Received), millis(q.Answered), millis(q.Due), millis(q.Snoozed), millis(q.Next), string(q.ID), q.Version)
	if err != nil {
		return err
	}
	if n, err := res.RowsAffected(); err != nil || n == 0 {
		return ErrChanged
	}
	q.Version++
	return nil
}

// MergeInquiry points an inquiry at the one it was joined to; "" undoes it.
func (t *Tx) MergeInquiry(ctx context.Context, id, into xunpan.ID) error {
	return t.changed(ctx, `UPDATE inquiries SET merged_into = ? WHERE id = ?`, maybe(into), string(id))
}

// InquiryOfMessages returns the inquiry that one of the Message-IDs belongs to,
// the newest if there are several; "" if none does.
func (v *view) InquiryOfMessages(ctx context.Context, mids []string) (id xunpan.ID, err error) {
	defer wrap(&err, "looking up the conversation")
	for len(mids) > 0 {
		n := min(len(mids), 50)
		args := make([]any, n)
		for i, m := range mids[:n] {
			args[i] = m
		}
		err := v.row(ctx, `SELECT inquiry_id FROM messages WHERE mid IN (`+marks(n)+`) AND inquiry_id IS NOT NULL ORDER BY received_at DESC LIMIT 1`, args...).Scan(ident{&id})
		if err = missing(err); err == nil {
			return id, nil
		} else if err != ErrNotFound {
			return "", err
		}
		mids = mids[n:]
	}
	return "", nil
}

// InquiryOfSubject returns the newest inquiry of this party about this thread
// since then; "" if there is none.
func (v *view) InquiryOfSubject(ctx context.Context, party, thread string, since time.Time) (id xunpan.ID, err error) {
	defer wrap(&err, "looking up the conversation")
	err = v.row(ctx, `SELECT id FROM inquiries WHERE party_mail = ? AND thread = ? AND received_at >= ? AND merged_into IS NULL ORDER BY received_at DESC LIMIT 1`,
		party, thread, millis(since)).Scan(ident{&id})
	if err = missing(err); err == ErrNotFound {
		return "", nil
	}
	return id, err
}

// Participants returns the mail addresses that took part in a conversation,
// senders and receivers, in lower case.
func (v *view) Participants(ctx context.Context, inquiry xunpan.ID) (map[string]bool, error) {
	type pair struct{ from, to string }
	all, err := collect(ctx, v, func(r rows) (p pair, err error) { return p, r.Scan(&p.from, &p.to) },
		`SELECT sender_mail, receivers FROM messages WHERE inquiry_id = ? ORDER BY received_at DESC LIMIT 200`, string(inquiry))
	if err != nil {
		return nil, err
	}
	who := map[string]bool{}
	for _, p := range all {
		who[strings.ToLower(p.from)] = true
		var to []xunpan.Address
		if err := json.Unmarshal([]byte(p.to), &to); err != nil {
			return nil, err
		}
		for _, a := range to {
			who[strings.ToLower(a.Mail)] = true
		}
	}
	delete(who, "")
	return who, nil
}

// valid reports whether an id can be one: PostgreSQL refuses to compare a uuid
// with anything else, and a wrong address of a page is a page that is not there.
func valid(id xunpan.ID) bool {
	if len(id) != 36 {
		return false
	}
	for i := 0; i < len(id); i++ {
		c := id[i]
		switch i {
		case 8, 13, 18, 23:
			if c != '-' {
				return false
			}
		default:
			if !('0' <= c && c <= '9' || 'a' <= c && c <= 'f' || 'A' <= c && c <= 'F') {
				return false
			}
		}
	}
	return true
}
