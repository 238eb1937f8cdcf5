package flow_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestBuyerAccepts: a buyer sees a quotation behind his link, nothing of the
// house, and his word comes into the inquiry once.
func TestBuyerAccepts(t *testing.T) {
	t.Parallel()
	o, sales, _, eye, inquiry := openShop(t)
	o.URL = "https://desk.example"
	q, err := o.NewQuote(ctx, all(sales), inquiry)
	must(t, err)
	if _, err := o.LinkQuote(ctx, all(sales), q.ID, true); err == nil {
		t.Error("a draft was shown to the buyer")
	}
	q, err = o.EditQuote(ctx, all(sales), q.ID, flow.QuoteEdit{Version: q.Version, Sheet: priced(t, &q, "18.60 CNY", "10%")})
	must(t, err)
	q, err = o.FinishQuote(ctx, all(sales), q.ID, q.Version, "")
	must(t, err)
	_, err = o.LinkQuote(ctx, all(eye), q.ID, true)
	is(t, "a viewer makes a link", err, flow.ErrDenied)
	address, err := o.LinkQuote(ctx, all(sales), q.ID, true)
	must(t, err)
	token, ok := strings.CutPrefix(address, "https://desk.example/q/")
	if !ok || len(token) < 40 {
		t.Fatalf("address %q", address)
	}
	must(t, o.SawLink(ctx, token))
	seen, err := o.OpenQuote(ctx, token)
	if err != nil || seen.Quote.Number != q.Number || seen.Ended || seen.Seller.Company == "" {
		t.Fatalf("%+v, %v", seen, err)
	}
	refused(t, "without a name", o.AcceptQuote(ctx, token, 1, " ", ""), "name")
	refused(t, "another option", o.AcceptQuote(ctx, token, 5, "Ana", ""), "option")
	is(t, "another token", o.AcceptQuote(ctx, token[1:]+"A", 1, "Ana", ""), store.ErrNotFound)
	must(t, o.AcceptQuote(ctx, token, 1, "Ana Souza", "Please send the invoice."))
	refused(t, "accepting twice", o.AcceptQuote(ctx, token, 1, "Ana Souza", "x"), "")
	if q, err = o.Store.Quote(ctx, q.ID); err != nil || q.State != xunpan.QuoteAccepted || q.Chosen != 1 {
		t.Errorf("%s, option %d, %v", q.State, q.Chosen, err)
	}
	c, err := o.Conversation(ctx, all(sales), inquiry)
	must(t, err)
	if n := len(c.Messages); n != 2 || !strings.Contains(c.Messages[1].Message.Body, "Please send the invoice.") || c.Messages[1].Direction != xunpan.In || c.Inquiry.Tray != xunpan.ToAnswer {
		t.Errorf("%d messages, tray %s", n, c.Inquiry.Tray)
	}
	ls, err := o.Store.Links(ctx, inquiry)
	if err != nil || len(ls) != 1 || ls[0].Views != 1 || ls[0].Answered.IsZero() {
		t.Errorf("links %+v, %v", ls, err)
	}
	must(t, o.EndLink(ctx, all(sales), inquiry, ls[0].ID))
	_, err = o.OpenQuote(ctx, token)
	is(t, "an ended link", err, store.ErrNotFound)
}

// TestBuyerChooses: what a buyer answers to our questions comes into his inquiry
// once, and is read.
func TestBuyerChooses(t *testing.T) {
	t.Parallel()
	o, sales, _, _, inquiry := openShop(t)
	now := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	o.Clock = func() time.Time { return now }
	ask := []flow.Choice{{Field: "voltage", Ask: xunpan.Text{En: "Which voltage?", Zh: "电压？"}, Options: []string{"110 V", "220 V"}}, {Field: "quantity", Ask: xunpan.Text{En: "How many pieces?", Zh: "数量？"}}}
	address, err := o.LinkChoices(ctx, all(sales), inquiry, "pt", ask)
	must(t, err)
	token := address[strings.LastIndexByte(address, '/')+1:]
	a, err := o.OpenChoices(ctx, token)
	if err != nil || a.Lang != "pt" || len(a.Choices) != 2 || a.Choices[0].Options[1] != "220 V" {
		t.Fatalf("%+v, %v", a, err)
	}
	refused(t, "nothing answered", o.AnswerChoices(ctx, token, nil, " "), "")
	must(t, o.AnswerChoices(ctx, token, map[string]string{"voltage": "220 V", "quantity": "800", "other": "not asked"}, "Thanks"))
	refused(t, "answered twice", o.AnswerChoices(ctx, token, map[string]string{"voltage": "110 V"}, ""), "")
	c, err := o.Conversation(ctx, all(sales), inquiry)
	must(t, err)
	if body := c.Messages[len(c.Messages)-1].Message.Body; len(c.Messages) != 2 || body != "Which voltage: 220 V\nHow many pieces: 800\n\nThanks" {
		t.Errorf("%d messages, the last %q", len(c.Messages), body)
	}
	if _, err := o.OpenQuote(ctx, token); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("a list of questions shown as a quotation: %v", err)
	}
	now = now.Add(91 * 24 * time.Hour)
	_, err = o.OpenChoices(ctx, token)
	is(t, "a quarter later", err, store.ErrNotFound)
}
