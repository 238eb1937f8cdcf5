package flow_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

const houseSheet = `
currency: USD
valid_days: 15
rates:
  - {currency: USD, rate: 7.10, date: 2026-11-19}
rate_max_age: 30
route: {from: CN, premises: Cixi, port: Ningbo}
charges:
  - {stage: onboard, cost: 1350 CNY per order}
profit: 10%
floor: 5%
`

// all is somebody who sees every inquiry.
func all(u xunpan.User) flow.Who {
	return flow.Who{Actor: u.Actor(), Scope: store.Scope{All: true}}
}

func openShop(t *testing.T) (o *office, sales, boss, eye xunpan.User, inquiry xunpan.ID) {
	t.Helper()
	o = openOffice(t)
	sales, boss, eye = o.add("li", xunpan.Sales), o.add("boss", xunpan.Manager), o.add("eye", xunpan.Viewer)
	must(t, o.SavePricing(ctx, theDesk, 0, flow.Pricing{Sheet: []byte(houseSheet), Terms: xunpan.Terms{Payment: "30% T/T in advance", Lead: &xunpan.LeadTime{Days: 25, From: "deposit"}},
		Seller: xunpan.Seller{Party: xunpan.Party{Company: "Haiwan Lighting Co., Ltd.", Country: "cn"}}}))
	return o, sales, boss, eye, receive(t, o.Desk, letter(need, "From: Ana Souza <ana@souza-luz.example>", "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
}

// priced is a quotation's sheet with what the goods cost us.
func priced(t *testing.T, q *store.Quote, cost, profit string) []byte {
	t.Helper()
	var sheet map[string]any
	must(t, json.Unmarshal(q.Sheet, &sheet))
	for _, it := range sheet["items"].([]any) {
		it.(map[string]any)["goods"] = []any{map[string]any{"cost": cost, "vat": "13%", "refund": "13%"}}
	}
	sheet["profit"] = profit
	delete(sheet, "floor") // the house's counts all the same
	b, err := json.Marshal(sheet)
	must(t, err)
	return b
}

// TestQuote: from an inquiry to a quotation that may be sent, its revision and
// the proforma invoice.
func TestQuote(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, inquiry := openShop(t)
	if _, err := o.NewQuote(ctx, all(eye), inquiry); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a viewer quotes: %v", err)
	}
	q, err := o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	if q.Number != "Q2026-0001" || q.State != xunpan.QuoteDraft || q.Buyer.Company != "Souza Luz Ltda" || q.Buyer.Person != "Ana Souza" || q.Buyer.Country != "BR" || q.Terms.Payment != "30% T/T in advance" || len(q.Offer.Options) != 0 {
		t.Errorf("begun as %+v", q.Quotation)
	}
	if s := string(q.Sheet); !strings.Contains(s, `"LED flood light`) || !strings.Contains(s, `5000`) || !strings.Contains(s, `"FOB"`) || !strings.Contains(s, `"Ningbo"`) {
		t.Errorf("sheet %s", s)
	}
	if _, err := o.FinishQuote(ctx, all(sales), q.ID, q.Version, ""); err == nil {
		t.Error("finished without a price")
	}
	if q, err = o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: q.Version, Sheet: priced(t, &q, "18.60 CNY", "10%")}); err != nil || len(q.Offer.Options) == 0 || q.Offer.ValidUntil == "" {
		t.Fatalf("priced: %+v, %v", q.Offer, err)
	}
	// 18.60 × (1 − 13 ÷ 113) = 16.4602; + 1350 ÷ 5000 = 16.7302; ÷ 0.9 ÷ 7.10 = 2.6182.
	if l := q.Offer.Options[0].Lines[0]; l.Price.Amount != "2.62" || l.Amount.Amount != "13100.00" || l.Quantity != "5000" {
		t.Errorf("offered at %+v", l)
	}
	if _, err := o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: 1}); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an older version changed: %v", err)
	}
	if q, err = o.FinishQuote(ctx, all(sales), q.ID, q.Version, ""); err != nil || q.State != xunpan.QuoteReady {
		t.Fatalf("finished: %s, %v", q.State, err)
	}
	pi, err := o.Proforma(ctx, all(sales), q.ID, 1)
	if err != nil || pi.Number != "PI2026-0001" || pi.Kind != xunpan.PaperProforma || pi.Reference != q.Number || pi.State != xunpan.QuoteReady || pi.Offer.Options[0].Lines[0].Price != q.Offer.Options[0].Lines[0].Price {
		t.Errorf("proforma %+v, %v", pi.Quotation, err)
	}
	if _, err := o.Proforma(ctx, all(sales), q.ID, 9); err == nil {
		t.Error("a proforma of an option that is not there")
	}
	if _, err := o.ReviseQuote(ctx, all(sales), q.ID); err == nil {
		t.Error("a revision of what was not sent")
	}
	if seen, err := o.SeeQuote(ctx, all(eye), q.ID); err != nil || seen.Sheet != nil {
		t.Errorf("a viewer sees what it costs us: %s, %v", seen.Sheet, err)
	}
	wu := o.add("wu", xunpan.Sales)
	other := flow.Who{Actor: wu.Actor()} // he sees no inquiry at all
	if _, err := o.SeeQuote(ctx, other, q.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a colleague who may not see the inquiry: %v", err)
	}
	if _, err := o.EditQuote(ctx, other, q.ID, flow.QuoteEdit{Version: q.Version}); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a colleague who may not see the inquiry changes the quotation: %v", err)
	}
}

// TestFloor: a price below the house's floor leaves only with a manager's word,
// whatever floor stands in the sheet, and a change takes the word back.
func TestFloor(t *testing.T) {
	t.Parallel()
	o, sales, boss, _, inquiry := openShop(t)
	q, err := o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	sheet := priced(t, &q, "18.60 CNY", "2%")
	q, err = o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: q.Version, Sheet: sheet})
	must(t, err)
	if q, err = o.FinishQuote(ctx, all(sales), q.ID, q.Version, "He takes two containers."); err != nil || q.State != xunpan.QuoteAsked || q.Approval.Why == "" {
		t.Fatalf("%s, %v", q.State, err)
	}
	doc, err := json.Marshal(q.Quotation)
	must(t, err)
	if s := string(doc); strings.Contains(s, "floor") || strings.Contains(s, "18.60") {
		t.Errorf("the document tells what stays in the house: %s", s)
	}
	if _, err := o.DecideQuote(ctx, all(sales), q.ID, q.Version, true, ""); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson approves: %v", err)
	}
	if q, err = o.DecideQuote(ctx, all(boss), q.ID, q.Version, false, "Ask 2.55."); err != nil || q.State != xunpan.QuoteDraft {
		t.Fatalf("refused: %s, %v", q.State, err)
	}
	if q, err = o.FinishQuote(ctx, all(sales), q.ID, q.Version, "Last price."); err != nil || q.State != xunpan.QuoteAsked {
		t.Fatalf("asked again: %s, %v", q.State, err)
	}
	if q, err = o.DecideQuote(ctx, all(boss), q.ID, q.Version, true, ""); err != nil || q.State != xunpan.QuoteReady || !q.Approval.Yes {
		t.Fatalf("approved: %s, %v", q.State, err)
	}
	if q, err = o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: q.Version, Sheet: priced(t, &q, "19 CNY", "2%")}); err != nil || q.State != xunpan.QuoteDraft || q.Approval != nil {
		t.Errorf("changed afterwards: %s, %+v, %v", q.State, q.Approval, err)
	}
}

// TestPricingRefused: what makes no sense is refused with its field and, of a
// sheet, its line.
func TestPricingRefused(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	sales := o.add("li", xunpan.Sales)
	is(t, "a salesperson", o.SavePricing(ctx, all(sales), 0, flow.Pricing{}), flow.ErrDenied)
	for field, p := range map[string]flow.Pricing{
		"sheet":           {Sheet: []byte("currency: USD\nprofitt: 10%\n")},
		"prefix":          {Prefix: "a/b"},
		"terms.lead_from": {Terms: xunpan.Terms{Lead: &xunpan.LeadTime{Days: 3, From: "some day"}}},
		"seller.country":  {Seller: xunpan.Seller{Party: xunpan.Party{Country: "QQ"}}},
	} {
		refused(t, field, o.SavePricing(ctx, theDesk, 0, p), field)
	}
}
