package flow_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/plan/calendar"
	"xunpan/internal/store"
)

// wire takes in a mail at the office's hour.
func (o *office) wire(raw []byte, ours bool) flow.Receipt {
	o.t.Helper()
	r, err := o.Receive(ctx, flow.Incoming{Raw: raw, Form: xunpan.FormMail, Source: "test", Sent: ours, Received: o.Clock()})
	must(o.t, err)
	return r
}

// open is the inquiry's open contact; it agrees with what the inquiry says.
func (o *office) open(inquiry xunpan.ID) *xunpan.FollowUp {
	o.t.Helper()
	q, err := o.Store.Inquiry(ctx, inquiry)
	must(o.t, err)
	f, err := o.FollowUpOf(ctx, theDesk, inquiry)
	must(o.t, err)
	if (f == nil) != q.Next.IsZero() || f != nil && !f.Prepare.Equal(q.Next) {
		o.t.Errorf("the inquiry says %s, its follow-up %+v", q.Next, f)
	}
	return f
}

// TestFollowUps: a plan comes with our answer, goes with his, moves when he is
// away, follows what becomes of the deal, and ends openly.
func TestFollowUps(t *testing.T) {
	t.Parallel()
	o := openOffice(t) // Friday 20 November 2026, 17:00 in Ningbo
	sales, eye := o.add("li", xunpan.Sales), o.add("eye", xunpan.Viewer)
	from := []string{"From: Ana Souza <ana@souza-luz.example>", "To: sales@" + ourDomain, "Subject: Lights", "Date: Fri, 20 Nov 2026 05:00:00 -0300"}
	q := o.wire(letter(need, append(from, "Message-ID: <1@souza-luz.example>")...), false).Inquiry
	if f := o.open(q); f != nil {
		t.Errorf("planned before we answered: %+v", f)
	}
	o.wait(time.Hour)
	ours := func(n int) {
		t.Helper()
		o.wire(letter("Dear Ana, our offer.", "From: li@"+ourDomain, "To: ana@souza-luz.example", "Subject: Re: Lights", fmt.Sprintf("Message-ID: <a%d@%s>", n, ourDomain), "In-Reply-To: <1@souza-luz.example>"), true)
	}
	ours(1)
	// He reads it on Friday; Saturday, Sunday and the first day of his week pass.
	f := o.open(q)
	if f == nil || f.Rule != "first_high" || f.Tries != 1 || f.Zone != "America/Sao_Paulo" || f.Leave.UTC().Format(time.DateTime) != "2026-11-24 11:30:00" || f.Prepare.UTC().Format(time.DateTime) != "2026-11-24 09:00:00" || f.Purpose != xunpan.PurposeMissing || len(f.Why) < 3 {
		t.Fatalf("planned %+v", f)
	}
	got, err := o.Store.Inquiry(ctx, q)
	must(t, err)
	if got.Stage != xunpan.StageReplied {
		t.Errorf("stage %s", got.Stage)
	}
	if _, err := o.FollowDone(ctx, all(eye), q, "call"); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer follows up: %v", err)
	}

	// He is away: the contact waits for his return.
	o.wire(letter("I am out of the office until 4 December 2026.", append(from, "Message-ID: <2@souza-luz.example>", "In-Reply-To: <a1@"+ourDomain+">", "Auto-Submitted: auto-replied")...), false)
	if f = o.open(q); f == nil || !f.Away || f.Leave.Before(time.Date(2026, 12, 5, 0, 0, 0, 0, time.UTC)) || calendar.DayOf(f.Leave).String() != "2026-12-08" {
		t.Errorf("away, planned %+v", f)
	}
	if f, err = o.FollowUpOf(ctx, theDesk, q); err != nil || f == nil {
		t.Fatal(err)
	}
	if _, err = o.PlanAgain(ctx, all(sales), q); err != nil {
		t.Fatal(err)
	}
	if f = o.open(q); calendar.DayOf(f.Leave).String() != "2026-11-24" {
		t.Errorf("planned again for %s", f.Leave)
	}

	// He answers: nothing is planned while he waits for us.
	o.wait(24 * time.Hour)
	o.wire(letter("What about the price for 8,000 pcs?", append(from, "Message-ID: <3@souza-luz.example>", "In-Reply-To: <a1@"+ourDomain+">")...), false)
	if f = o.open(q); f != nil {
		t.Errorf("planned while he waits: %+v", f)
	}
	if _, err := o.FollowDone(ctx, all(sales), q, "call"); err == nil {
		t.Error("a contact is noted while he waits for an answer")
	}
	o.wait(time.Hour)
	ours(2)
	if f = o.open(q); f == nil || f.Tries != 1 {
		t.Fatalf("after the second answer %+v", f)
	}

	// Put off, nobody is written to meanwhile.
	_, err = o.Edit(ctx, all(sales), q, flow.Edit{Snooze: new(time.Date(2026, 12, 16, 1, 0, 0, 0, time.UTC))})
	must(t, err)
	if f = o.open(q); calendar.DayOf(f.Leave).String() != "2026-12-16" {
		t.Errorf("put off, planned for %s", f.Leave)
	}
	_, err = o.Edit(ctx, all(sales), q, flow.Edit{Snooze: new(time.Time)})
	must(t, err)
	if f = o.open(q); !f.Leave.Before(time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("no longer put off, planned for %s", f.Leave)
	}

	// A sample goes out: once a week.
	o.wait(time.Hour)
	_, err = o.Edit(ctx, all(sales), q, flow.Edit{Stage: new(xunpan.StageSample)})
	must(t, err)
	if f = o.open(q); f == nil || f.Rule != "sample" || f.Purpose != xunpan.PurposeSample {
		t.Errorf("with a sample %+v", f)
	}
	// The day is his to name.
	day := time.Date(2026, 12, 7, 0, 0, 0, 0, time.UTC)
	_, err = o.FollowOn(ctx, all(sales), q, day)
	must(t, err)
	if f = o.open(q); f == nil || f.Rule != "named" || calendar.DayOf(f.Leave) != calendar.DayOf(day) {
		t.Errorf("on a named day %+v", f)
	}
	_, err = o.Edit(ctx, all(sales), q, flow.Edit{Stage: new(xunpan.StageQuoted)})
	must(t, err)

	// Silence: each contact later than the one before, none on the same day, the last one open;
	// then he is let go, tried again after two months, and closed.
	last, rules := time.Time{}, map[string]int{}
	for n := 0; ; n++ {
		f = o.open(q)
		if f == nil {
			break
		}
		if n > 30 {
			t.Fatal("there is no end")
		}
		if !f.Leave.After(last) || calendar.DayOf(f.Leave) == calendar.DayOf(last) {
			t.Errorf("%s after %s", f.Leave, last)
		}
		last = f.Leave
		rules[f.Rule]++
		o.mu.Lock()
		o.clock = f.Prepare
		o.mu.Unlock()
		_, err := o.FollowDone(ctx, all(sales), q, "chat")
		must(t, err)
	}
	got, err = o.Store.Inquiry(ctx, q)
	must(t, err)
	if got.Stage != xunpan.StageDormant || got.Tray != xunpan.Done || rules["dormant"] < 3 || rules["grade_a"]+rules["grade_b"] < 5 {
		t.Errorf("in the end %s, %s, %v", got.Stage, got.Tray, rules)
	}
	fs, err := o.Store.FollowUpsOf(ctx, q, 100)
	must(t, err)
	closing := 0
	for i := range fs {
		if fs[i].Purpose == xunpan.PurposeClosing && fs[i].State == xunpan.FollowDone {
			closing++
		}
	}
	if closing != 2 {
		t.Errorf("%d letters say that they are the last", closing)
	}
}

// TestFollowUpsOfCompany: two inquiries of one company are not followed up on
// one day, and inquiries without a plan are found and planned.
func TestFollowUpsOfCompany(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := o.add("boss", xunpan.Manager)
	var ids []xunpan.ID
	for n := range 2 {
		q := o.wire(letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, fmt.Sprintf("Subject: Lights %d", n), fmt.Sprintf("Message-ID: <%d@souza-luz.example>", n), "Date: Fri, 20 Nov 2026 05:00:00 -0300"), false).Inquiry
		o.wait(time.Minute)
		_, err := o.AddAnswer(ctx, all(boss), q, "Dear Ana, our offer by chat.")
		must(t, err)
		ids = append(ids, q)
	}
	a, b := o.open(ids[0]), o.open(ids[1])
	if a == nil || b == nil || calendar.DayOf(a.Leave) == calendar.DayOf(b.Leave) {
		t.Fatalf("on %v and %v", a, b)
	}
	from, to := o.Clock(), o.Clock().AddDate(0, 0, 14)
	fs, err := o.Store.FollowUps(ctx, store.FollowFilter{Scope: store.Scope{All: true}, From: from, To: to, Limit: 10})
	if err != nil || len(fs) != 2 || fs[0].Inquired == nil || fs[0].Inquired.ID != ids[0] {
		t.Errorf("listed %+v, %v", fs, err)
	}
	if n, err := o.Store.CountFollowUps(ctx, store.Scope{Owners: []xunpan.ID{boss.ID}}, from, to, 10); err != nil || n != 0 {
		t.Errorf("of the boss: %d, %v", n, err)
	}
	_, err = o.Edit(ctx, all(boss), ids[0], flow.Edit{Owner: &boss.ID})
	must(t, err)
	if n, err := o.Store.CountFollowUps(ctx, store.Scope{Owners: []xunpan.ID{boss.ID}}, from, to, 10); err != nil || n != 1 {
		t.Errorf("of the boss, once it is his: %d, %v", n, err)
	}
	// Lost: off. Won: a customer from now on.
	_, err = o.Edit(ctx, all(boss), ids[0], flow.Edit{Stage: new(xunpan.StageLost)})
	must(t, err)
	if f := o.open(ids[0]); f != nil {
		t.Errorf("lost and planned: %+v", f)
	}
	_, err = o.Edit(ctx, all(boss), ids[0], flow.Edit{Stage: new(xunpan.StageWon)})
	must(t, err)
	if f := o.open(ids[0]); f == nil || f.Rule != "regular" || f.Purpose != xunpan.PurposeCare {
		t.Errorf("won: %+v", f)
	}
	// As from before there were plans.
	must(t, o.Store.Write(ctx, o.Clock(), func(tx *store.Tx) error {
		q, err := tx.Inquiry(ctx, ids[1])
		if err != nil {
			return err
		}
		f := *b
		f.State = xunpan.FollowOff
		q.Next = time.Time{}
		return errors.Join(tx.SaveFollowUp(ctx, &f), tx.SaveInquiry(ctx, &q))
	}))
	if n, err := o.Store.CountUnplanned(ctx, store.Scope{All: true}, 10); err != nil || n != 1 {
		t.Errorf("%d unplanned, %v", n, err)
	}
	if n, err := o.PlanAll(ctx, all(boss)); err != nil || n != 1 {
		t.Errorf("planned %d, %v", n, err)
	}
	if f := o.open(ids[1]); f == nil || f.Rule != "regular" { // her company is a customer by now
		t.Errorf("planned afterwards: %+v", f)
	}
}

// TestSamples: a sample that is sent moves the deal to its stage, one that is good to
// the negotiation; an accepted proforma invoice wins it with its value.
func TestSamples(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, inquiry := openShop(t)
	stage := func(want xunpan.Stage) xunpan.Inquiry {
		t.Helper()
		q, err := o.Store.Inquiry(ctx, inquiry)
		must(t, err)
		if q.Stage != want {
			t.Errorf("stage %s, want %s", q.Stage, want)
		}
		return q
	}
	s := xunpan.Sample{Inquiry: inquiry, What: "FL-50W, 2 pcs", Cost: &xunpan.Money{Amount: "35.00", Currency: "usd"}, Payer: "refund"}
	if _, err := o.PutSample(ctx, all(eye), s); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer sends samples: %v", err)
	}
	s, err := o.PutSample(ctx, all(sales), s)
	must(t, err)
	stage(xunpan.StageNew)
	for _, bad := range []xunpan.Sample{{}, {What: "x", Sent: "tomorrow"}, {What: "x", Sent: "2026-12-24"}, {What: "x", Sent: "2026-11-20", Arrived: "2026-11-19"}, {What: "x", Arrived: "2026-11-19"}, {What: "x", Payer: "nobody"}, {What: "x", Verdict: "so so"}, {What: "x", Cost: &xunpan.Money{Amount: "much", Currency: "USD"}}} {
		bad.Inquiry = inquiry
		if _, err := o.PutSample(ctx, all(sales), bad); err == nil {
			t.Errorf("taken: %+v", bad)
		}
	}
	s.Sent, s.Carrier, s.Parcel = "2026-11-20", "DHL", "1234567890"
	s, err = o.PutSample(ctx, all(sales), s)
	must(t, err)
	stage(xunpan.StageSample)
	if _, err := o.PutSample(ctx, all(sales), xunpan.Sample{ID: s.ID, Inquiry: inquiry, What: "x", Version: 1}); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an older version changed: %v", err)
	}
	s.Arrived, s.Verdict, s.Feedback = "2026-11-21", xunpan.SampleGood, "Nice light, please quote 6000 pcs."
	s, err = o.PutSample(ctx, all(sales), s)
	must(t, err)
	stage(xunpan.StageNegotiating)
	if ss, err := o.SamplesOf(ctx, all(eye), inquiry); err != nil || len(ss) != 1 || ss[0].Feedback != s.Feedback || ss[0].Cost.Currency != "USD" {
		t.Errorf("kept %+v, %v", ss, err)
	}
	must(t, o.Object(ctx, all(sales), inquiry, "price", "too dear"))
	if err := o.Object(ctx, all(sales), inquiry, "mood", ""); err == nil {
		t.Error("an objection to nothing")
	}

	q, err := o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	q, err = o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: q.Version, Sheet: priced(t, &q, "18.60 CNY", "10%")})
	must(t, err)
	q, err = o.FinishQuote(ctx, all(sales), q.ID, q.Version, "")
	must(t, err)
	pi, err := o.Proforma(ctx, all(sales), q.ID, 1)
	must(t, err)
	must(t, o.MarkQuoteSent(ctx, all(sales), pi.ID, pi.Version))
	pi, err = o.SeeQuote(ctx, all(sales), pi.ID)
	must(t, err)
	_, err = o.CloseQuote(ctx, all(sales), pi.ID, pi.Version, 1)
	must(t, err)
	if won := stage(xunpan.StageWon); won.Outcome == nil || won.Outcome.Value != "13100.00" || won.Outcome.Currency != "USD" {
		t.Errorf("won with %+v", won.Outcome)
	}
}
