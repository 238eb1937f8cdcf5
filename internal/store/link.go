package store

import (
	"context"
	"encoding/json"
	"time"

	"xunpan"
)

// Purposes of links.
const (
	LinkQuotation = "quotation" // shows a quotation, which the buyer may accept
	LinkChoices   = "choices"   // asks the buyer what is missing for a quotation
)

// Link is an address for one buyer: whoever has it sees one thing.
type Link struct {
	ID        xunpan.ID
	Purpose   string
	Inquiry   xunpan.ID
	Quotation xunpan.ID
	Doc       json.RawMessage // what it shows, besides the quotation
	Counted   bool            // views are counted, and the page says so
	Views     int
	First     time.Time // of the views
	Last      time.Time
	Answered  time.Time // zero while the buyer gave no answer
	Until     time.Time // it shows nothing after
	By        xunpan.ID
	Created   time.Time
}

const linkColumns = `id, purpose, inquiry_id, quotation_id, doc, counted, views, first_at, last_at, answered_at, until_at, by_id, created_at`

func scanLink(r rows) (l Link, err error) {
	var doc string
	err = r.Scan(ident{&l.ID}, &l.Purpose, ident{&l.Inquiry}, ident{&l.Quotation}, &doc, &l.Counted, &l.Views, when{&l.First}, when{&l.Last}, when{&l.Answered}, when{&l.Until}, ident{&l.By}, when{&l.Created})
	l.Doc = json.RawMessage(doc)
	return l, err
}

// Link finds a link by the digest of its token; ErrNotFound if there is none or
// its time is over.
func (v *view) Link(ctx context.Context, digest []byte, now time.Time) (l Link, err error) {
	defer wrap(&err, "looking a buyer's link up")
	l, err = scanLink(v.row(ctx, `SELECT `+linkColumns+` FROM links WHERE digest = ? AND until_at > ?`, digest, millis(now)))
	return l, missing(err)
}

// Links lists the links of an inquiry, the newest first.
func (v *view) Links(ctx context.Context, inquiry xunpan.ID) (ls []Link, err error) {
	defer wrap(&err, "reading the links of %s", inquiry)
	return collect(ctx, v, scanLink, `SELECT `+linkColumns+` FROM links WHERE inquiry_id = ? ORDER BY created_at DESC, id DESC LIMIT 50`, string(inquiry))
}

// AddLink inserts a link with the digest of its token.
func (t *Tx) AddLink(ctx context.Context, l *Link, digest []byte) (err error) {
	defer wrap(&err, "storing a link for a buyer")
	if len(l.Doc) == 0 {
		l.Doc = json.RawMessage("{}")
	}
	l.Created = t.Now
	_, err = t.exec(ctx, `INSERT INTO links (`+linkColumns+`, digest) VALUES (`+marks(14)+`)`,
		string(l.ID), l.Purpose, string(l.Inquiry), maybe(l.Quotation), string(l.Doc), l.Counted, l.Views, millis(l.First), millis(l.Last), millis(l.Answered), millis(l.Until), maybe(l.By), millis(l.Created), digest)
	return err
}

// SeeLink counts one view.
func (t *Tx) SeeLink(ctx context.Context, id xunpan.ID) error {
	return t.changed(ctx, `UPDATE links SET views = views + 1, first_at = CASE WHEN first_at = 0 THEN ? ELSE first_at END, last_at = ? WHERE id = ?`, millis(t.Now), millis(t.Now), string(id))
}

// AnswerLink notes that the buyer answered; ErrChanged if he had already.
func (t *Tx) AnswerLink(ctx context.Context, id xunpan.ID) error {
	err := t.changed(ctx, `UPDATE links SET answered_at = ? WHERE id = ? AND answered_at = 0`, millis(t.Now), string(id))
	if err == ErrNotFound {
		return ErrChanged
	}
	return err
}

// EndLink ends a link's time now.
func (t *Tx) EndLink(ctx context.Context, id xunpan.ID) error {
	return t.changed(ctx, `UPDATE links SET until_at = ? WHERE id = ? AND until_at > ?`, millis(t.Now), string(id), millis(t.Now))
}
