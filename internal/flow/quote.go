package flow

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
	"xunpan/internal/store"
)

var one = decimal.MustNew(1, 0)

// QuoteEdit is what a person changes of a quotation; nil leaves as it is.
type QuoteEdit struct {
	Version   int64
	Sheet     []byte // the whole cost sheet, YAML or JSON, as docs/pricing.md explains
	Buyer     *xunpan.Party
	Reference *string
	Lang      *string
	Second    *string
	Terms     *xunpan.Terms
	Extras    []xunpan.LineExtra
}

// NewQuote begins a quotation for an inquiry: what he asks for, at the house's
// way of pricing. What it costs us is still to be filled in where the catalogue
// does not tell.
func (d *Desk) NewQuote(ctx context.Context, who Who, inquiry xunpan.ID) (store.Quote, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return store.Quote{}, err
	}
	c, err := d.Conversation(ctx, who, inquiry)
	if err != nil {
		return store.Quote{}, err
	}
	q := store.Quote{Quotation: xunpan.Quotation{ID: newID(), Revision: 1, Kind: xunpan.PaperQuotation, State: xunpan.QuoteDraft, Inquiry: c.Inquiry.ID,
		Company: c.Inquiry.CompanyID, Contact: c.Inquiry.ContactID, Lang: paperLang(c.Inquiry.Lang), Terms: house.Terms, By: userID(who.Actor)}}
	if q.Buyer, err = d.buyerOnPaper(ctx, &c); err != nil {
		return q, err
	}
	s, extras, err := d.sheetFor(ctx, &house, &c, q.Lang)
	if err != nil {
		return q, err
	}
	q.Extras = extras
	if q.Sheet, err = json.Marshal(s); err != nil {
		return q, err
	}
	if _, calc, err := d.calculate(&house, q.Sheet); err == nil { // else it is incomplete, as the page shows
		q.Offer = calc.Offer()
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		if q.Number, err = number(ctx, tx, orElse(house.Prefix, "Q"), s.Date.Year()); err != nil {
			return err
		}
		if err := tx.AddQuote(ctx, &q); err != nil {
			return err
		}
		return tx.AddChange(ctx, quoteChange(who, &q, "created", nil))
	})
	return q, err
}

// number is the next number of a year: "Q2026-0017".
func number(ctx context.Context, tx *store.Tx, prefix string, year int) (string, error) {
	series := fmt.Sprintf("%s%d", prefix, year)
	n, err := tx.Next(ctx, series)
	return fmt.Sprintf("%s-%04d", series, n), err
}

func quoteChange(who Who, q *store.Quote, what string, detail any) *xunpan.Change {
	if detail == nil {
		detail = map[string]any{"number": q.Number, "revision": q.Revision}
	}
	return &xunpan.Change{Actor: who.Actor, Object: "quotation", ID: q.ID, Inquiry: q.Inquiry, What: what, Detail: detail}
}

// paperLang is the language of papers and letters for who writes in another.
func paperLang(lang string) string {
	if slices.Contains(xunpan.PaperLangs[:], lang) {
		return lang
	}
	return "en"
}

// SeeQuote returns a quotation somebody may see, or ErrNotFound. What it rests
// on comes along only for those who may see costs.
func (d *Desk) SeeQuote(ctx context.Context, who Who, id xunpan.ID) (q store.Quote, err error) {
	if q, err = d.Store.Quote(ctx, id); err != nil {
		return q, err
	}
	if q.Inquiry != "" {
		if _, err := d.See(ctx, who, q.Inquiry); err != nil {
			return store.Quote{}, err
		}
	} else if !who.Scope.All {
		return store.Quote{}, store.ErrNotFound
	}
	may, err := granted(ctx, d.Store, who.Actor)
	if err != nil {
		return store.Quote{}, err
	}
	if !may(xunpan.CanPrice) {
		q.Sheet = nil
	}
	return q, nil
}

// Calculation computes a quotation anew, for who works on it.
func (d *Desk) Calculation(ctx context.Context, q *store.Quote) (*price.Sheet, *price.Calculation, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return nil, nil, err
	}
	return d.calculate(&house, q.Sheet)
}

// quoting changes a quotation in one transaction: it must be one that the
// person may see, in one of the states, in the version he saw.
func (d *Desk) quoting(ctx context.Context, who Who, id xunpan.ID, version int64, needs xunpan.Permission, states []xunpan.QuotationState, f func(*store.Tx, *store.Quote) (*xunpan.Change, error)) (q store.Quote, err error) {
	if _, err := d.SeeQuote(ctx, who, id); err != nil {
		return q, err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, needs); err != nil {
			return err
		}
		if q, err = tx.Quote(ctx, id); err != nil {
			return err
		}
		if version != 0 && version != q.Version {
			return store.ErrChanged
		}
		if !slices.Contains(states, q.State) {
			return invalid("state", "This quotation is %s; make a new revision to change it.", "该报价单状态为“%s”，如需修改请生成新版本。", q.State)
		}
		change, err := f(tx, &q)
		if err != nil {
			return err
		}
		if err := tx.SaveQuote(ctx, &q); err != nil || change == nil {
			return err
		}
		return tx.AddChange(ctx, change)
	})
	return q, err
}

var unsent = []xunpan.QuotationState{xunpan.QuoteDraft, xunpan.QuoteAsked, xunpan.QuoteReady}

// EditQuote changes a quotation that was not sent. It becomes a draft again,
// without the approval it had. A sheet that cannot be read is refused; one that
// is incomplete is kept, and the quotation then has no prices.
func (d *Desk) EditQuote(ctx context.Context, who Who, id xunpan.ID, e QuoteEdit) (store.Quote, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return store.Quote{}, err
	}
	var sheet json.RawMessage
	var offer xunpan.Offer
	if e.Sheet != nil {
		f, err := pricefile.Read("sheet", e.Sheet)
		if err != nil {
			return store.Quote{}, sheetProblem(err)
		}
		if sheet, err = json.Marshal(&f.Sheet); err != nil {
			return store.Quote{}, err
		}
		if _, calc, err := d.calculate(&house, sheet); err == nil {
			offer = calc.Offer()
		}
	}
	if err := e.check(); err != nil {
		return store.Quote{}, err
	}
	return d.quoting(ctx, who, id, e.Version, xunpan.CanPrice, unsent, func(_ *store.Tx, q *store.Quote) (*xunpan.Change, error) {
		if sheet != nil {
			q.Sheet, q.Offer = sheet, offer
		}
		replace(&q.Buyer, e.Buyer)
		replace(&q.Reference, e.Reference)
		replace(&q.Lang, e.Lang)
		replace(&q.Second, e.Second)
		replace(&q.Terms, e.Terms)
		if e.Extras != nil {
			q.Extras = e.Extras
		}
		if q.Second == q.Lang {
			q.Second = ""
		}
		q.State, q.Approval = xunpan.QuoteDraft, nil
		return quoteChange(who, q, "edited", nil), nil
	})
}

func replace[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

func (e *QuoteEdit) check() error {
	for field, lang := range map[string]*string{"lang": e.Lang, "second": e.Second} {
		if lang != nil && !(slices.Contains(xunpan.PaperLangs[:], *lang) || field == "second" && *lang == "") {
			return invalid(field, "Papers are there in %v, not in %q.", "单据语言为 %v，没有“%s”。", xunpan.PaperLangs, *lang)
		}
	}
	if e.Buyer != nil {
		if err := cleanParty("buyer", e.Buyer); err != nil {
			return err
		}
	}
	if e.Terms != nil {
		if err := cleanTerms(e.Terms); err != nil {
			return err
		}
	}
	if e.Reference != nil {
		if err := cleanLine("reference", e.Reference, maxPaperLine); err != nil {
			return err
		}
	}
	return nil
}

// FinishQuote makes a draft ready to be sent; where a price lies below the
// floor a manager is asked instead, with the reason of who asks.
func (d *Desk) FinishQuote(ctx context.Context, who Who, id xunpan.ID, version int64, why string) (store.Quote, error) {
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return store.Quote{}, err
	}
	if err := cleanLine("why", &why, 1000); err != nil {
		return store.Quote{}, err
	}
	return d.quoting(ctx, who, id, version, xunpan.CanPrice, []xunpan.QuotationState{xunpan.QuoteDraft}, func(tx *store.Tx, q *store.Quote) (*xunpan.Change, error) {
		_, calc, err := d.calculate(&house, q.Sheet)
		if err != nil {
			return nil, err
		}
		q.Offer = calc.Offer()
		if q.Offer.ValidUntil == "" {
			return nil, invalid("sheet", "Say how many days the prices hold (valid_days).", "请填写报价有效天数（valid_days）。")
		}
		if q.Buyer.Company == "" && q.Buyer.Person == "" {
			return nil, invalid("buyer.company", "Say to whom the quotation is made out.", "请填写报价对象的公司或姓名。")
		}
		if below := len(calc.Approvals()); below > 0 {
			q.State, q.Approval = xunpan.QuoteAsked, &xunpan.Approval{Asked: tx.Now, AskedBy: userID(who.Actor), Why: why}
			return quoteChange(who, q, "approval_asked", map[string]any{"number": q.Number, "prices": below, "why": why}), nil
		}
		q.State = xunpan.QuoteReady
		return quoteChange(who, q, "ready", nil), nil
	})
}

// DecideQuote is a manager's word on prices below the floor.
func (d *Desk) DecideQuote(ctx context.Context, who Who, id xunpan.ID, version int64, yes bool, word string) (store.Quote, error) {
	if err := cleanLine("word", &word, 1000); err != nil {
		return store.Quote{}, err
	}
	return d.quoting(ctx, who, id, version, xunpan.CanApprove, []xunpan.QuotationState{xunpan.QuoteAsked}, func(tx *store.Tx, q *store.Quote) (*xunpan.Change, error) {
		a := *q.Approval
		a.At, a.By, a.Yes, a.Word = tx.Now, userID(who.Actor), yes, word
		what := "approved"
		if q.Approval, q.State = &a, xunpan.QuoteReady; !yes {
			q.State, what = xunpan.QuoteDraft, "refused"
		}
		return quoteChange(who, q, what, map[string]any{"number": q.Number, "word": word}), nil
	})
}

// CloseQuote notes what the buyer said to a quotation that was sent: with
// option, from 1, that he takes it, with 0 that he does not.
func (d *Desk) CloseQuote(ctx context.Context, who Who, id xunpan.ID, version int64, option int) (store.Quote, error) {
	return d.quoting(ctx, who, id, version, xunpan.CanWork, []xunpan.QuotationState{xunpan.QuoteSent, xunpan.QuoteAccepted, xunpan.QuoteDeclined}, func(tx *store.Tx, q *store.Quote) (*xunpan.Change, error) {
		if option < 0 || option > len(q.Offer.Options) {
			return nil, invalid("option", "The quotation has %d options.", "该报价单有 %d 个方案。", len(q.Offer.Options))
		}
		what := "accepted"
		if q.State, q.Chosen = xunpan.QuoteAccepted, option; option == 0 {
			q.State, what = xunpan.QuoteDeclined, "declined"
		} else if err := d.accepted(ctx, tx, who.Actor, q); err != nil {
			return nil, err
		}
		return quoteChange(who, q, what, map[string]any{"number": q.Number, "option": option}), nil
	})
}

// ReviseQuote begins the next revision of a quotation. What was sent stays as
// it was.
func (d *Desk) ReviseQuote(ctx context.Context, who Who, id xunpan.ID) (store.Quote, error) {
	return d.succeed(ctx, who, id, func(tx *store.Tx, next *store.Quote, house *Pricing) error {
		revisions, err := tx.Quotes(ctx, store.QuoteFilter{Scope: store.Scope{All: true}, Number: next.Number, Limit: 1000})
		if err != nil {
			return err
		}
		for i := range revisions {
			next.Revision = max(next.Revision, revisions[i].Revision)
			if s := revisions[i].State; slices.Contains(unsent, s) {
				return invalid("state", "Revision %d is still being written; finish that one.", "第 %d 版尚未完成，请先完成该版。", revisions[i].Revision)
			}
		}
		next.Revision++
		next.Chosen = 0
		if f, err := pricefile.Read("sheet", next.Sheet); err == nil { // a new day, with the validity counted anew
			f.Sheet.Date = d.today()
			if next.Sheet, err = json.Marshal(&f.Sheet); err != nil {
				return err
			}
			if _, calc, err := d.calculate(house, next.Sheet); err == nil {
				next.Offer = calc.Offer()
			}
		}
		return nil
	})
}

// Proforma makes a proforma invoice of one option, from 1, of a quotation that
// may leave the house. Its prices are those that were quoted.
func (d *Desk) Proforma(ctx context.Context, who Who, id xunpan.ID, option int) (store.Quote, error) {
	return d.succeed(ctx, who, id, func(tx *store.Tx, next *store.Quote, _ *Pricing) error {
		if next.Kind != xunpan.PaperQuotation || slices.Contains([]xunpan.QuotationState{xunpan.QuoteDraft, xunpan.QuoteAsked}, next.State) {
			return invalid("state", "A proforma invoice is made from a quotation that is ready or was sent.", "形式发票须由已完成或已发出的报价单生成。")
		}
		if option < 1 || option > len(next.Offer.Options) {
			return invalid("option", "The quotation has %d options.", "该报价单有 %d 个方案。", len(next.Offer.Options))
		}
		next.Reference = orElse(next.Reference, next.Number)
		next.Kind, next.Chosen, next.Revision = xunpan.PaperProforma, option, 1
		next.Offer.Date = d.today().String()
		var err error
		next.Number, err = number(ctx, tx, "PI", d.today().Year())
		return err
	})
}

// succeed adds a quotation made from another.
func (d *Desk) succeed(ctx context.Context, who Who, id xunpan.ID, f func(*store.Tx, *store.Quote, *Pricing) error) (next store.Quote, err error) {
	from, err := d.SeeQuote(ctx, who, id)
	if err != nil {
		return next, err
	}
	house, _, err := d.Pricing(ctx)
	if err != nil {
		return next, err
	}
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		next = from
		next.ID, next.By, next.Sent = newID(), userID(who.Actor), time.Time{}
		if err := f(tx, &next, &house); err != nil {
			return err
		}
		if next.State, next.Approval = xunpan.QuoteDraft, nil; next.Kind == xunpan.PaperProforma {
			next.State = xunpan.QuoteReady // its prices were decided on with the quotation
		}
		if err := tx.AddQuote(ctx, &next); err != nil {
			return err
		}
		return tx.AddChange(ctx, quoteChange(who, &next, "created", map[string]any{"number": next.Number, "revision": next.Revision, "from": from.Number}))
	})
	return next, err
}

// quoteSent notes in a transaction that a quotation left: earlier revisions of
// it are replaced, and its inquiry is quoted.
func (d *Desk) quoteSent(ctx context.Context, tx *store.Tx, who Who, id xunpan.ID) error {
	q, err := tx.Quote(ctx, id)
	if errors.Is(err, store.ErrNotFound) || err == nil && q.State == xunpan.QuoteSent {
		return nil
	}
	if err != nil {
		return err
	}
	revisions, err := tx.Quotes(ctx, store.QuoteFilter{Scope: store.Scope{All: true}, Number: q.Number, Limit: 1000})
	if err != nil {
		return err
	}
	for i := range revisions {
		if old := &revisions[i]; old.ID != q.ID && old.Revision < q.Revision && old.State == xunpan.QuoteSent {
			old.State = xunpan.QuoteReplaced
			if err := tx.SaveQuote(ctx, old); err != nil {
				return err
			}
		}
	}
	q.State, q.Sent = xunpan.QuoteSent, tx.Now
	if err := tx.SaveQuote(ctx, &q); err != nil {
		return err
	}
	if err := tx.AddChange(ctx, quoteChange(who, &q, "sent", nil)); err != nil || q.Inquiry == "" {
		return err
	}
	inquiry, err := tx.Inquiry(ctx, q.Inquiry)
	if err != nil || inquiry.Stage != xunpan.StageNew && inquiry.Stage != xunpan.StageReplied {
		return err
	}
	return d.moveDeal(ctx, tx, who.Actor, &inquiry, xunpan.StageQuoted, "quotation", nil)
}

// MarkQuoteSent notes that a quotation that is ready went to the buyer by
// another way than the desk's.
func (d *Desk) MarkQuoteSent(ctx context.Context, who Who, id xunpan.ID, version int64) error {
	q, err := d.SeeQuote(ctx, who, id)
	if err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanPrice); err != nil {
			return err
		}
		if version != 0 && version != q.Version {
			return store.ErrChanged
		}
		if q.State != xunpan.QuoteReady {
			return invalid("state", "Only a quotation that is ready can be sent; this one is %s.", "只有已完成的报价单可以发出，当前状态为“%s”。", q.State)
		}
		return d.quoteSent(ctx, tx, who, id)
	})
}
