package storetest

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/store"
)

// Answers is the suite of quotations, links, drafts and mails on their way.
func Answers(t *testing.T, open Open) {
	t.Run("quotations", func(t *testing.T) { t.Parallel(); testQuotations(t, open(t)) })
	t.Run("links", func(t *testing.T) { t.Parallel(); testBuyerLinks(t, open(t)) })
	t.Run("drafts", func(t *testing.T) { t.Parallel(); testDrafts(t, open(t)) })
	t.Run("outgoing", func(t *testing.T) { t.Parallel(); testOutgoing(t, open(t)) })
}

// testQuotations: numbers follow each other, what changed meanwhile is not
// overwritten, and nobody lists what he may not see.
func testQuotations(t *testing.T, s *store.Store) {
	ctx := context.Background()
	mine, other := sample(1), sample(2)
	mine.Owner, other.Owner = id(), id()
	add(t, s, mine, other)
	var quotes []store.Quote
	for i, inquiry := range []xunpan.ID{mine.ID, mine.ID, other.ID} {
		q := store.Quote{Sheet: json.RawMessage(`{"currency":"USD"}`), Quotation: xunpan.Quotation{ID: id(), Kind: xunpan.PaperQuotation, State: xunpan.QuoteDraft, Inquiry: inquiry, Lang: "en", Revision: 1,
			Buyer: xunpan.Party{Company: "Importer Ltda"}, Offer: xunpan.Offer{Currency: "USD", Date: "2026-11-20", ValidUntil: fmt.Sprintf("2026-12-0%d", i+1)}}}
		if err := s.Write(ctx, noon.Add(time.Duration(i)*time.Minute), func(tx *store.Tx) error {
			n, err := tx.Next(ctx, "Q2026")
			if err != nil {
				return err
			}
			q.Number = fmt.Sprintf("Q2026-%04d", n)
			return tx.AddQuote(ctx, &q)
		}); err != nil {
			t.Fatal(err)
		}
		quotes = append(quotes, q)
	}
	if quotes[2].Number != "Q2026-0003" {
		t.Errorf("the third is %s", quotes[2].Number)
	}
	got, err := s.Quote(ctx, quotes[0].ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(quotes[0], got); diff != "" {
		t.Errorf("kept otherwise than given:\n%s", diff)
	}
	list := func(f store.QuoteFilter) (numbers []string) {
		t.Helper()
		qs, err := s.Quotes(ctx, f)
		if err != nil {
			t.Fatal(err)
		}
		for i := range qs {
			numbers = append(numbers, qs[i].Number[6:])
		}
		return numbers
	}
	all := store.Scope{All: true}
	for _, c := range []struct {
		filter store.QuoteFilter
		want   []string
	}{
		{store.QuoteFilter{Scope: all}, []string{"0003", "0002", "0001"}},
		{store.QuoteFilter{Scope: all, Limit: 1, Before: quotes[2].Created, ID: quotes[2].ID}, []string{"0002"}},
		{store.QuoteFilter{Scope: store.Scope{Owners: []xunpan.ID{"", mine.Owner}}}, []string{"0002", "0001"}},
		{store.QuoteFilter{}, nil},
		{store.QuoteFilter{Scope: all, Inquiry: other.ID}, []string{"0003"}},
		{store.QuoteFilter{Scope: all, Number: quotes[1].Number}, []string{"0002"}},
		{store.QuoteFilter{Scope: all, State: xunpan.QuoteSent}, nil},
	} {
		if diff := cmp.Diff(c.want, list(c.filter)); diff != "" {
			t.Errorf("%+v:\n%s", c.filter, diff)
		}
	}
	stale := got
	got.State, got.Sent = xunpan.QuoteSent, noon
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.SaveQuote(ctx, &got) })
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveQuote(ctx, &stale) }); !errors.Is(err, store.ErrChanged) {
		t.Errorf("saving what somebody changed meanwhile: %v", err)
	}
	for _, c := range []struct {
		from, to string
		want     int
	}{{"2026-11-30", "2026-12-01", 1}, {"2026-12-02", "2026-12-09", 0}} {
		if qs, err := s.QuotesEnding(ctx, store.Scope{Owners: []xunpan.ID{other.Owner}}, c.from, c.to, 10); err != nil || len(qs) != 0 {
			t.Errorf("ending, of somebody else's inquiries: %d, %v", len(qs), err)
		}
		if qs, err := s.QuotesEnding(ctx, all, c.from, c.to, 10); err != nil || len(qs) != c.want {
			t.Errorf("ending from %s to %s: %d, %v", c.from, c.to, len(qs), err)
		}
	}
	twin := quotes[0]
	twin.ID = id()
	if err := s.Write(ctx, noon, func(tx *store.Tx) error { return tx.AddQuote(ctx, &twin) }); err == nil {
		t.Error("one number and revision was given twice")
	}
}

// testBuyerLinks: a link is found by its token while its time lasts, and
// answered once.
func testBuyerLinks(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	add(t, s, q)
	l := store.Link{ID: id(), Purpose: store.LinkChoices, Inquiry: q.ID, Doc: json.RawMessage(`{"a":1}`), Counted: true, Until: noon.Add(time.Hour)}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.AddLink(ctx, &l, []byte("digest")) })
	got, err := s.Link(ctx, []byte("digest"), noon)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(l, got); diff != "" {
		t.Error(diff)
	}
	if _, err := s.Link(ctx, []byte("digest"), l.Until); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("after its time: %v", err)
	}
	if _, err := s.Link(ctx, []byte("other"), noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("another token: %v", err)
	}
	for n := range 2 {
		if err := s.Write(ctx, noon.Add(time.Duration(n+1)*time.Minute), func(tx *store.Tx) error { return tx.SeeLink(ctx, l.ID) }); err != nil {
			t.Fatal(err)
		}
	}
	answer := func() error {
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.AnswerLink(ctx, l.ID) })
	}
	if err := errors.Join(answer()); err != nil {
		t.Error(err)
	}
	if err := answer(); !errors.Is(err, store.ErrChanged) {
		t.Errorf("answered twice: %v", err)
	}
	if ls, err := s.Links(ctx, q.ID); err != nil || len(ls) != 1 || ls[0].Views != 2 || !ls[0].First.Equal(noon.Add(time.Minute)) || !ls[0].Last.Equal(noon.Add(2*time.Minute)) || !ls[0].Answered.Equal(noon) {
		t.Errorf("%+v, %v", ls, err)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.EndLink(ctx, l.ID) })
	if _, err := s.Link(ctx, []byte("digest"), noon); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("ended: %v", err)
	}
}

func testDrafts(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	add(t, s, q)
	d := xunpan.Draft{ID: id(), Inquiry: q.ID, Situation: xunpan.AnswerPlain, Lang: "en", Channel: xunpan.Email, To: []xunpan.Address{q.Party}, Subject: "Your inquiry", Body: "Dear Ana,\n\n⟦price⟧", Promise: noon.Add(time.Hour)}
	save := func(d *xunpan.Draft) error {
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.SaveDraft(ctx, d) })
	}
	if err := save(&d); err != nil {
		t.Fatal(err)
	}
	stale := d
	d.Body = "Dear Ana,"
	if err := save(&d); err != nil {
		t.Fatal(err)
	}
	if err := save(&stale); !errors.Is(err, store.ErrChanged) {
		t.Errorf("an older draft over a newer one: %v", err)
	}
	got, err := s.Drafts(ctx, q.ID)
	if err != nil || len(got) != 1 {
		t.Fatal(got, err)
	}
	if diff := cmp.Diff(d, got[0]); diff != "" {
		t.Error(diff)
	}
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.RemoveDraft(ctx, d.ID) })
	if _, err := s.Draft(ctx, d.ID); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("removed: %v", err)
	}
}

// testOutgoing: of two who move a mail on one succeeds.
func testOutgoing(t *testing.T, s *store.Store) {
	ctx := context.Background()
	q := sample(1)
	add(t, s, q)
	raw := bytes.Repeat([]byte("Subject: x\r\n"), 300)
	o := store.Sending{Outgoing: xunpan.Outgoing{ID: id(), Inquiry: q.ID, Mailbox: id(), MessageID: "a@haiwan.example", NotBefore: noon.Add(time.Minute), By: id()},
		Envelope: store.Envelope{From: "li@haiwan.example", To: []string{"ana@importer.example"}}, Raw: raw, Written: xunpan.Draft{Subject: "x"}}
	insert := func() error {
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.AddSending(ctx, &o) })
	}
	if err := insert(); err != nil {
		t.Fatal(err)
	}
	if err := insert(); !errors.Is(err, store.ErrExists) {
		t.Errorf("the same mail twice: %v", err)
	}
	got, err := s.Sending(ctx, o.ID)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(o, got); diff != "" {
		t.Error(diff)
	}
	move := func(o xunpan.Outgoing, from, to xunpan.OutgoingState) error {
		o.State = to
		if to == xunpan.OutSent {
			o.Sent = noon.Add(2 * time.Minute)
		}
		return s.Write(ctx, noon, func(tx *store.Tx) error { return tx.MoveOutgoing(ctx, &o, from) })
	}
	if err := move(got.Outgoing, xunpan.OutWaiting, xunpan.OutSending); err != nil {
		t.Fatal(err)
	}
	if err := move(got.Outgoing, xunpan.OutWaiting, xunpan.OutCancelled); !errors.Is(err, store.ErrChanged) {
		t.Errorf("taken back while it was being sent: %v", err)
	}
	if err := move(got.Outgoing, xunpan.OutSending, xunpan.OutSent); err != nil {
		t.Fatal(err)
	}
	for state, want := range map[xunpan.OutgoingState]int{xunpan.OutSent: 1, xunpan.OutWaiting: 0} {
		if os, err := s.Outgoing(ctx, "", []xunpan.OutgoingState{state}, 10); err != nil || len(os) != want {
			t.Errorf("%s: %v, %v", state, os, err)
		}
	}
	if found, err := s.OutgoingByMessage(ctx, o.MessageID); err != nil || found.ID != o.ID {
		t.Errorf("by Message-ID: %v, %v", found.ID, err)
	}
	for since, want := range map[time.Time]int{noon: 1, noon.Add(3 * time.Minute): 0} {
		n, oldest, err := s.SentSince(ctx, o.Mailbox, since)
		if err != nil || n != want || want == 1 && !oldest.Equal(noon.Add(2*time.Minute)) {
			t.Errorf("since %v: %d, %v, %v", since, n, oldest, err)
		}
	}
}
