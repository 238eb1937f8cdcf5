package flow

import (
	"context"
	"errors"
	"slices"
	"time"

	"xunpan"
	"xunpan/internal/lookup"
	"xunpan/internal/plan"
	"xunpan/internal/plan/calendar"
	"xunpan/internal/store"
)

// The next contact with a buyer is planned in the transaction in which his
// inquiry changes, so that none is lost and none stands beside an answer.

// turn is what happened to an inquiry, as far as the next contact goes.
type turn struct {
	made string    // we wrote to him: the open contact is done, by "mail", "call", …
	on   time.Time // somebody names the day
	away time.Time // he is away until then
	back time.Time // he asks to be left until then
}

// mostFollowUps of an inquiry are looked at; nobody is written to more often.
const mostFollowUps = 200

// replan plans the next contact anew. It is called before the inquiry is saved,
// which keeps when that is.
func (d *Desk) replan(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry, t turn) error {
	past, err := tx.FollowUpsOf(ctx, q.ID, mostFollowUps)
	if err != nil {
		return err
	}
	open := slices.IndexFunc(past, func(f xunpan.FollowUp) bool { return f.State == xunpan.FollowOpen })
	if open >= 0 && t.made != "" {
		if err := closeFollowUp(ctx, tx, &past[open], xunpan.FollowDone, t.made); err != nil {
			return err
		}
		open = -1
	}
	if !follows(q) {
		return d.endFollowUps(ctx, tx, q, past, open, "moved")
	}
	deal, buyer, busy, err := d.deal(ctx, tx, q, past)
	if err != nil {
		return err
	}
	if open >= 0 {
		deal.On, deal.NotBefore, deal.Away = past[open].On, past[open].After, past[open].Away
	}
	switch {
	case !t.on.IsZero():
		deal.On, deal.NotBefore = t.on, time.Time{}
	case !t.away.IsZero():
		deal.NotBefore, deal.Away = t.away, true
	case !t.back.IsZero():
		deal.NotBefore, deal.Away = t.back, false
	}
	asked, away := deal.NotBefore, deal.Away
	if q.Snoozed.After(deal.NotBefore) { // somebody put it off until then
		deal.NotBefore, deal.Away = q.Snoozed, false
	}
	c := plan.Next(deal, d.Reader().seller(), buyer, tx.Now, busy)
	if c.Verdict == plan.Ended {
		if err := d.letGo(ctx, tx, q); err != nil || !follows(q) {
			return errors.Join(err, d.endFollowUps(ctx, tx, q, past, open, "ended"))
		}
		deal.Stage, deal.Tries, deal.Used = q.Stage, 0, nil
		c = plan.Next(deal, d.Reader().seller(), buyer, tx.Now, busy)
	}
	if c.Verdict != plan.Planned {
		return d.endFollowUps(ctx, tx, q, past, open, string(c.Verdict))
	}
	f := xunpan.FollowUp{ID: newID(), Inquiry: q.ID, Created: tx.Now}
	if open >= 0 {
		f = past[open]
	}
	f.State, f.Owner, f.Channel = xunpan.FollowOpen, q.Owner, q.Channel
	f.Leave, f.Prepare, f.Until, f.Zone = c.Leave, c.Prepare, c.Until, buyer.Zones[0].String()
	f.Rule, f.Purpose, f.Tries, f.Why, f.Unsure = c.Rule, c.Purpose, c.Tries, c.Why, c.Unsure
	f.On, f.After, f.Away = deal.On, asked, away
	q.Next = f.Prepare.Truncate(time.Millisecond)
	if open >= 0 {
		return tx.SaveFollowUp(ctx, &f)
	}
	return tx.AddFollowUp(ctx, &f, q.CompanyID)
}

// follows reports whether an inquiry is one whose buyer we follow up: he has our
// answer, or he is a customer.
func follows(q *xunpan.Inquiry) bool {
	return q.Tray == xunpan.Waiting || q.Tray == xunpan.Done && q.Stage == xunpan.StageWon
}

// endFollowUps calls the open contact off.
func (d *Desk) endFollowUps(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry, past []xunpan.FollowUp, open int, why string) error {
	q.Next = time.Time{}
	if open < 0 {
		return nil
	}
	return closeFollowUp(ctx, tx, &past[open], xunpan.FollowOff, why)
}

// callOff takes the next contact away, if there is one: he wrote, or our answer
// came back. It is called before the inquiry is saved.
func callOff(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry, why string) error {
	if q.Next.IsZero() {
		return nil
	}
	past, err := tx.FollowUpsOf(ctx, q.ID, mostFollowUps)
	if err != nil {
		return err
	}
	q.Next = time.Time{}
	for i := range past {
		if past[i].State == xunpan.FollowOpen {
			return closeFollowUp(ctx, tx, &past[i], xunpan.FollowOff, why)
		}
	}
	return nil
}

func closeFollowUp(ctx context.Context, tx *store.Tx, f *xunpan.FollowUp, as xunpan.FollowState, how string) error {
	f.State, f.Ended, f.Closed = as, how, tx.Now
	return tx.SaveFollowUp(ctx, f)
}

// letGo notes that enough was tried: the deal is dormant, and tried again
// much later; after that it is closed (DOMAIN D9.6).
func (d *Desk) letGo(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry) error {
	from := q.Stage
	if from == xunpan.StageDormant {
		before := q.Tray
		q.Tray, q.TrayBy = xunpan.Done, ""
		return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: "moved", Detail: map[string]any{"from": before, "to": q.Tray}})
	}
	q.Stage = xunpan.StageDormant
	return tx.AddChange(ctx, &xunpan.Change{Actor: xunpan.TheDesk, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: "stage", Detail: map[string]any{"from": from, "to": q.Stage}})
}

// deal gathers what the planner has to know.
func (d *Desk) deal(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry, past []xunpan.FollowUp) (deal plan.Deal, buyer plan.Buyer, busy func(calendar.Day) bool, err error) {
	deal = plan.Deal{Type: q.Type, Intent: q.Intent, Grade: q.Grade, Stage: q.Stage, Heard: q.Received, Wrote: q.Answered}
	for i := range past {
		f := &past[i]
		if f.State == xunpan.FollowDone && f.Closed.After(q.Received) && (f.Rule == "dormant") == (q.Stage == xunpan.StageDormant) {
			deal.Tries++
			deal.Used = append(deal.Used, f.Purpose)
		}
	}
	if deal.Regular, err = tx.Bought(ctx, q.CompanyID, q.ID); err != nil {
		return deal, buyer, nil, err
	}
	quotes, err := tx.Quotes(ctx, store.QuoteFilter{Inquiry: q.ID, State: xunpan.QuoteSent, Scope: store.Scope{All: true}, Limit: 1})
	if err != nil {
		return deal, buyer, nil, err
	}
	if deal.Quoted = len(quotes) > 0; deal.Quoted {
		if until, err := time.Parse(time.DateOnly, quotes[0].Offer.ValidUntil); err == nil {
			deal.ValidTo = calendar.DayOf(until)
		}
	}
	deal.Missing = !deal.Quoted && (q.Stage == xunpan.StageNew || q.Stage == xunpan.StageReplied)
	goods, err := tx.CatalogueVersion(ctx)
	if err != nil {
		return deal, buyer, nil, err
	}
	deal.Points = goods > 0
	if deal.News, err = tx.NewGoodsSince(ctx, q.Answered); err != nil {
		return deal, buyer, nil, err
	}
	if buyer, err = buyerOf(ctx, tx, q); err != nil {
		return deal, buyer, nil, err
	}
	taken, err := tx.PlannedWith(ctx, q.CompanyID, q.ID)
	if err != nil {
		return deal, buyer, nil, err
	}
	days := map[calendar.Day]bool{}
	for _, at := range taken {
		days[calendar.DayOf(at.In(buyer.Zones[0]))] = true
	}
	return deal, buyer, func(day calendar.Day) bool { return days[day] }, nil
}

// bookReader is the book as a transaction or anybody else reads it.
type bookReader interface {
	Company(ctx context.Context, id xunpan.ID) (xunpan.Company, error)
	Contact(ctx context.Context, id xunpan.ID) (xunpan.Contact, error)
}

// buyerOf finds the clock of an inquiry's buyer by what the book knows of him.
func buyerOf(ctx context.Context, tx bookReader, q *xunpan.Inquiry) (plan.Buyer, error) {
	var texts, phone []string
	if q.CompanyID != "" {
		c, err := tx.Company(ctx, q.CompanyID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return plan.Buyer{}, err
		}
		texts = append(texts, c.Address)
	}
	if q.ContactID != "" {
		c, err := tx.Contact(ctx, q.ContactID)
		if err != nil && !errors.Is(err, store.ErrNotFound) {
			return plan.Buyer{}, err
		}
		phone = lookup.PhoneZones(c.Phone)
	}
	return plan.BuyerAt(q.Country, texts, phone), nil
}

// seller is the house as the planner sees it.
func (r *Reader) seller() plan.Seller { return plan.NewSeller(r.hours(), orElse(r.Company.Home, "CN")) }

// FollowUpOf is the open contact of an inquiry that somebody may see; nil without one.
func (d *Desk) FollowUpOf(ctx context.Context, who Who, inquiry xunpan.ID) (*xunpan.FollowUp, error) {
	if _, err := d.See(ctx, who, inquiry); err != nil {
		return nil, err
	}
	fs, err := d.Store.FollowUpsOf(ctx, inquiry, mostFollowUps)
	if err != nil {
		return nil, err
	}
	for i := range fs {
		if fs[i].State == xunpan.FollowOpen {
			return &fs[i], nil
		}
	}
	return nil, nil
}

// BestMoment is when a letter to an inquiry's buyer had best leave: as planned, or
// from now on where that has passed. The second is his zone.
func (d *Desk) BestMoment(ctx context.Context, who Who, inquiry xunpan.ID) (time.Time, string, error) {
	q, err := d.See(ctx, who, inquiry)
	if err != nil {
		return time.Time{}, "", err
	}
	f, err := d.FollowUpOf(ctx, who, inquiry)
	if err != nil {
		return time.Time{}, "", err
	}
	now := d.now()
	if f != nil && f.Leave.After(now) {
		return f.Leave, f.Zone, nil
	}
	buyer, err := buyerOf(ctx, d.Store, &q)
	if err != nil {
		return time.Time{}, "", err
	}
	slot, ok := plan.From(d.Reader().seller(), buyer, now)
	if !ok {
		return time.Time{}, "", nil
	}
	return slot.Leave, buyer.Zones[0].String(), nil
}

// Ways in which a contact was made.
var followWays = []string{"mail", "call", "chat", "visit", "other"}

// FollowDone notes that the buyer was contacted, by whichever way: the next
// contact is planned from now.
func (d *Desk) FollowDone(ctx context.Context, who Who, inquiry xunpan.ID, way string) (xunpan.Inquiry, error) {
	if !slices.Contains(followWays, way) {
		return xunpan.Inquiry{}, invalid("way", "A contact is made by %s, not %q.", "联系方式应为 %s，而不是“%s”。", "mail, call, chat, visit, other", way)
	}
	return d.following(ctx, who, inquiry, "followed", map[string]any{"way": way}, func(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry) error {
		if q.Answered.Before(tx.Now) {
			q.Answered = tx.Now
		}
		return d.replan(ctx, tx, q, turn{made: way})
	})
}

// FollowOn moves the next contact to a day, at the hour that suits the buyer.
func (d *Desk) FollowOn(ctx context.Context, who Who, inquiry xunpan.ID, day time.Time) (xunpan.Inquiry, error) {
	if now := d.now(); day.Before(now.AddDate(0, 0, -1)) || day.After(now.AddDate(2, 0, 0)) {
		return xunpan.Inquiry{}, invalid("day", "The next contact lies between today and two years from now.", "下次联系应在今天至两年之内。")
	}
	return d.following(ctx, who, inquiry, "follow_moved", map[string]any{"to": day}, func(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry) error {
		return d.replan(ctx, tx, q, turn{on: day})
	})
}

// PlanAgain plans the next contact by the cadence, whatever day was named before.
func (d *Desk) PlanAgain(ctx context.Context, who Who, inquiry xunpan.ID) (xunpan.Inquiry, error) {
	return d.following(ctx, who, inquiry, "follow_planned", nil, func(ctx context.Context, tx *store.Tx, q *xunpan.Inquiry) error {
		if err := callOff(ctx, tx, q, "again"); err != nil {
			return err
		}
		return d.replan(ctx, tx, q, turn{})
	})
}

// following changes the plan of an inquiry as a person wants it.
func (d *Desk) following(ctx context.Context, who Who, inquiry xunpan.ID, what string, detail map[string]any, f func(context.Context, *store.Tx, *xunpan.Inquiry) error) (q xunpan.Inquiry, err error) {
	err = d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
		if _, err := require(ctx, tx, who, xunpan.CanWork); err != nil {
			return err
		}
		if q, err = seen(ctx, tx, who, inquiry); err != nil {
			return err
		}
		if !follows(&q) {
			return invalid("inquiry", "The buyer waits for our answer, or the inquiry is closed: answer or reopen it first.", "买家在等回复或询盘已关闭：请先回复或重新打开。")
		}
		if err := f(ctx, tx, &q); err != nil {
			return err
		}
		if err := tx.SaveInquiry(ctx, &q); err != nil {
			return err
		}
		return tx.AddChange(ctx, &xunpan.Change{Actor: who.Actor, Object: "inquiry", ID: q.ID, Inquiry: q.ID, What: what, Detail: detail})
	})
	return q, err
}

// planAtOnce is how many inquiries one call plans.
const planAtOnce = 200

// PlanAll plans a next contact for inquiries that have none, the most worthy
// first, and says how many it planned.
func (d *Desk) PlanAll(ctx context.Context, who Who) (planned int, err error) {
	qs, err := d.Store.Unplanned(ctx, who.Scope, planAtOnce)
	if err != nil {
		return 0, err
	}
	for i := range qs {
		err := d.Store.Write(ctx, d.now(), func(tx *store.Tx) error {
			q, err := seen(ctx, tx, who, qs[i].ID)
			if err != nil || !q.Next.IsZero() {
				return err
			}
			if err := d.replan(ctx, tx, &q, turn{}); err != nil {
				return err
			}
			if !q.Next.IsZero() {
				planned++
			}
			return tx.SaveInquiry(ctx, &q)
		})
		if err != nil {
			return planned, err
		}
	}
	return planned, nil
}
