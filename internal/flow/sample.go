package flow

import (
	"context"
	"slices"
	"strings"
	"time"

	"github.com/govalues/decimal"

	"xunpan"
	"xunpan/internal/store"
)

// PutSample notes a sample, or what became of it. What it shows moves the deal
// on: sent, it is at the sample stage; good, it is negotiated (DOMAIN D9.4).
func (d *Desk) PutSample(ctx context.Context, who Who, s xunpan.Sample) (xunpan.Sample, error) {
	if err := d.cleanSample(&s); err != nil {
		return s, err
	}
	err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		what := "edited"
		if s.Version == 0 {
			s.ID, what = newID(), "created"
		} else {
			was, err := tx.Sample(ctx, s.ID)
			if err != nil {
				return err
			}
			if was.Version != s.Version {
				return store.ErrChanged
			}
			s.Inquiry, s.Created = was.Inquiry, was.Created
		}
		q, err := seen(ctx, tx, who, s.Inquiry)
		if err != nil {
			return err
		}
		if err := tx.PutSample(ctx, &s); err != nil {
			return err
		}
		if err := tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "sample", ID: s.ID, Inquiry: q.ID, What: what, Detail: map[string]any{"what": s.What, "sent": s.Sent, "arrived": s.Arrived, "verdict": s.Verdict}}); err != nil {
			return err
		}
		return d.sampleMoves(ctx, tx, who, &q, &s)
	})
	return s, err
}

// sampleMoves moves the deal as a sample shows.
func (d *Desk) sampleMoves(ctx context.Context, tx *store.Tx, who Who, q *xunpan.Inquiry, s *xunpan.Sample) error {
	switch from := q.Stage; {
	case s.Verdict == xunpan.SampleGood && (from == xunpan.StageSample || from == xunpan.StageQuoted || from == xunpan.StageReplied):
		return d.moveDeal(ctx, tx, who.Actor, q, xunpan.StageNegotiating, "sample", nil)
	case s.Sent != "" && s.Verdict == "" && slices.Contains([]xunpan.Stage{xunpan.StageNew, xunpan.StageReplied, xunpan.StageQuoted, xunpan.StageDormant}, from):
		return d.moveDeal(ctx, tx, who.Actor, q, xunpan.StageSample, "sample", nil)
	}
	return nil
}

// accepted moves the deal when the buyer took a quotation: it is negotiated, or won
// where it is a proforma invoice.
func (d *Desk) accepted(ctx context.Context, tx *store.Tx, by xunpan.Actor, quote *store.Quote) error {
	if quote.Inquiry == "" {
		return nil
	}
	q, err := tx.Inquiry(ctx, quote.Inquiry)
	if err != nil {
		return err
	}
	switch {
	case quote.Kind == xunpan.PaperProforma && q.Stage != xunpan.StageWon:
		var won *xunpan.Outcome
		if n := quote.Chosen; n > 0 && n <= len(quote.Offer.Options) {
			total := quote.Offer.Options[n-1].Total
			won = &xunpan.Outcome{Value: total.Amount, Currency: total.Currency, By: userID(by), At: tx.Now}
		}
		return d.moveDeal(ctx, tx, by, &q, xunpan.StageWon, "proforma", won)
	case quote.Kind != xunpan.PaperProforma && q.Stage != xunpan.StageWon && q.Stage != xunpan.StageNegotiating:
		return d.moveDeal(ctx, tx, by, &q, xunpan.StageNegotiating, "quotation", nil)
	}
	return nil
}

// moveDeal moves a deal on by what was shown, and the next contact with it.
func (d *Desk) moveDeal(ctx context.Context, tx *store.Tx, by xunpan.Actor, q *xunpan.Inquiry, to xunpan.Stage, why string, outcome *xunpan.Outcome) error {
	from := q.Stage
	q.Stage = to
	if outcome != nil {
		q.Outcome = outcome
	}
	if err := d.replan(ctx, tx, q, turn{}); err != nil {
		return err
	}
	if err := tx.SaveInquiry(ctx, q); err != nil {
		return err
	}
	return tx.AddChange(ctx, &xunpan.Change{Actor: by, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: "stage", Detail: map[string]any{"from": from, "to": to, "why": why, "outcome": q.Outcome}})
}

func (d *Desk) cleanSample(s *xunpan.Sample) error {
	for field, line := range map[string]*string{"what": &s.What, "carrier": &s.Carrier, "parcel": &s.Parcel} {
		if err := cleanLine(field, line, 300); err != nil {
			return err
		}
	}
	s.Feedback = strings.TrimSpace(strings.ToValidUTF8(s.Feedback, "\uFFFD"))
	switch {
	case s.What == "":
		return invalid("what", "Say what the sample is.", "请填写样品内容。")
	case len(s.Feedback) > maxNoteLen:
		return invalid("feedback", "The feedback is longer than %d bytes.", "反馈超过 %d 字节。", maxNoteLen)
	case s.Payer != "" && !slices.Contains(xunpan.SamplePayers[:], s.Payer):
		return invalid("payer", "A sample is paid by one of %v.", "样品费用承担方须为 %v 之一。", xunpan.SamplePayers)
	case s.Verdict != "" && !slices.Contains(xunpan.SampleVerdicts[:], s.Verdict):
		return invalid("verdict", "A sample is one of %v.", "样品评价须为 %v 之一。", xunpan.SampleVerdicts)
	}
	var days [2]time.Time
	for i, x := range []struct{ field, day string }{{"sent", s.Sent}, {"arrived", s.Arrived}} {
		if x.day == "" {
			continue
		}
		at, err := time.Parse(time.DateOnly, x.day)
		if err != nil || at.Year() < firstYear || at.After(d.now().AddDate(0, 0, 2)) {
			return invalid(x.field, "Write a day that is not to come, as 2026-11-23.", "请填写不晚于今天的日期，如 2026-11-23。")
		}
		days[i] = at
	}
	if s.Arrived != "" && (s.Sent == "" || days[1].Before(days[0])) {
		return invalid("arrived", "A sample arrives after it was sent.", "到达日期应晚于寄出日期。")
	}
	if s.Cost != nil {
		n, err := decimal.Parse(s.Cost.Amount)
		if s.Cost.Currency = strings.ToUpper(s.Cost.Currency); err != nil || n.IsNeg() || len(s.Cost.Currency) != 3 {
			return invalid("cost", "Write the cost with its currency, as 35.00 USD.", "请填写带币种的费用，如 35.00 USD。")
		}
	}
	return nil
}

// SamplesOf are the samples of an inquiry that somebody may see.
func (d *Desk) SamplesOf(ctx context.Context, who Who, inquiry xunpan.ID) ([]xunpan.Sample, error) {
	if _, err := d.See(ctx, who, inquiry); err != nil {
		return nil, err
	}
	return d.Store.Samples(ctx, inquiry)
}

// Object notes what a buyer objects to: "price", "product", "time" or "trust" (DOMAIN D9.5).
func (d *Desk) Object(ctx context.Context, who Who, inquiry xunpan.ID, kind, note string) error {
	if !slices.Contains(xunpan.Objections[:], kind) {
		return invalid("kind", "An objection is about one of %v.", "异议须为 %v 之一。", xunpan.Objections)
	}
	if err := cleanLine("note", &note, 500); err != nil {
		return err
	}
	return d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		q, err := seen(ctx, tx, who, inquiry)
		if err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: "objected", Detail: map[string]string{"kind": kind, "note": note}})
	})
}
