package storetest

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/store"
)

// Pace is the suite of what Today and the settings count.
func Pace(t *testing.T, open Open) {
	t.Run("first answers", func(t *testing.T) { t.Parallel(); testFirstAnswers(t, open(t)) })
	t.Run("due", func(t *testing.T) { t.Parallel(); testDue(t, open(t)) })
	t.Run("spoken", func(t *testing.T) { t.Parallel(); testSpoken(t, open(t)) })
}

// testFirstAnswers: the first question and the first answer by people, of the
// inquiries in scope.
func testFirstAnswers(t *testing.T, s *store.Store) {
	me := id()
	letter := func(q *xunpan.Inquiry, way xunpan.Direction, auto bool, at time.Time) {
		t.Helper()
		l := xunpan.Letter{ID: id(), Inquiry: q.ID, Direction: way, Form: xunpan.FormMail, Channel: xunpan.Email, Date: at, Received: at, Auto: auto, Source: "test"}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			return tx.AddLetter(ctx, &l, []byte(l.ID), store.Pack([]byte("x")))
		})
	}
	mine, theirs, silent, old := sample(1), sample(2), sample(3), sample(4)
	mine.Owner, mine.Answered, theirs.Answered, old.Answered = me, noon.Add(3*time.Hour), noon.Add(time.Hour), noon.AddDate(0, 0, -9)
	theirs.Intent = xunpan.General
	add(t, s, mine, theirs, silent, old)
	letter(mine, xunpan.In, false, noon)
	letter(mine, xunpan.Out, true, noon.Add(time.Second)) // "we got your mail"
	letter(mine, xunpan.Out, false, noon.Add(2*time.Hour))
	letter(mine, xunpan.Note, false, noon.Add(-time.Hour))
	letter(mine, xunpan.In, false, noon.Add(150*time.Minute))
	letter(mine, xunpan.Out, false, noon.Add(3*time.Hour))
	letter(theirs, xunpan.In, false, noon.Add(30*time.Minute))
	letter(theirs, xunpan.Out, false, noon.Add(time.Hour))
	letter(silent, xunpan.In, false, noon)
	hers := store.FirstAnswer{Asked: noon, Answered: noon.Add(2 * time.Hour), Intent: xunpan.High}
	his := store.FirstAnswer{Asked: noon.Add(30 * time.Minute), Answered: noon.Add(time.Hour), Intent: xunpan.General}
	for name, c := range map[string]struct {
		scope store.Scope
		limit int
		want  []store.FirstAnswer
	}{
		"all":    {store.Scope{All: true}, 10, []store.FirstAnswer{hers, his}},
		"mine":   {store.Scope{Owners: []xunpan.ID{me}}, 10, []store.FirstAnswer{hers}},
		"newest": {store.Scope{All: true}, 1, []store.FirstAnswer{hers}},
		"nobody": {store.Scope{}, 10, nil},
	} {
		got, err := s.FirstAnswers(context.Background(), c.scope, noon.AddDate(0, 0, -1), c.limit)
		if err != nil {
			t.Fatal(err)
		}
		slices.SortFunc(got, func(a, b store.FirstAnswer) int { return a.Asked.Compare(b.Asked) })
		if fmt.Sprint(got) != fmt.Sprint(c.want) {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}

// testDue: only what must be answered by a time, the most worthy first.
func testDue(t *testing.T, s *store.Store) {
	first, second, past, set, joined := sample(1), sample(2), sample(3), sample(4), sample(5)
	first.Worth, second.Worth, past.Worth = 900, 800, 1000
	past.Due = time.Time{}
	set.Snoozed = noon.Add(time.Hour)
	add(t, s, second, first, past, set, joined)
	write(t, s, func(ctx context.Context, tx *store.Tx) error { return tx.MergeInquiry(ctx, joined.ID, first.ID) })
	for limit, want := range map[int][]xunpan.ID{10: {first.ID, second.ID}, 1: {first.ID}} {
		qs, err := s.DueInquiries(context.Background(), store.Scope{All: true}, xunpan.ToAnswer, noon, limit)
		if err != nil {
			t.Fatal(err)
		}
		var got []xunpan.ID
		for i := range qs {
			got = append(got, qs[i].ID)
		}
		if !slices.Equal(got, want) {
			t.Errorf("%d: %v, want %v", limit, got, want)
		}
	}
	if qs, err := s.DueInquiries(context.Background(), store.Scope{Owners: []xunpan.ID{id()}}, xunpan.ToAnswer, noon, 10); err != nil || len(qs) != 0 {
		t.Errorf("another's scope: %d (%v)", len(qs), err)
	}
}

// testSpoken: the signals of the assessment an inquiry shows, newest first.
func testSpoken(t *testing.T, s *store.Store) {
	old, fresh, bare := sample(1), sample(2), sample(3)
	fresh.Said, fresh.Stage, fresh.Type = &xunpan.Said{Type: xunpan.Spy, At: noon}, xunpan.StageLost, xunpan.Spy
	add(t, s, old, fresh, bare)
	for q, signal := range map[*xunpan.Inquiry]string{old: "need.quantity", fresh: "spy.process"} {
		l := xunpan.Letter{ID: id(), Inquiry: q.ID, Direction: xunpan.In, Form: xunpan.FormMail, Channel: xunpan.Email, Date: noon, Received: noon, Source: "test"}
		write(t, s, func(ctx context.Context, tx *store.Tx) error {
			if err := tx.AddLetter(ctx, &l, []byte(l.ID), store.Pack([]byte("x"))); err != nil {
				return err
			}
			body := store.PackJudgement([]byte(`{"evidence":[{"signal":"` + signal + `"}]}`))
			return tx.AddJudgement(ctx, &store.Judgement{ID: id(), Inquiry: q.ID, Message: l.ID, At: noon, Why: "received", Rules: "r", Body: body}, true)
		})
	}
	var got []store.Spoken
	each := func(scope store.Scope, more bool) {
		t.Helper()
		got = nil
		if err := s.EachSpoken(context.Background(), scope, 10, func(q *store.Spoken) bool { got = append(got, *q); return more }); err != nil {
			t.Fatal(err)
		}
	}
	if each(store.Scope{All: true}, true); len(got) != 2 || fmt.Sprint(got[0]) != fmt.Sprint(store.Spoken{Type: xunpan.Spy, Stars: fresh.Stars, Stage: xunpan.StageLost, Said: true, Signals: []string{"spy.process"}}) || got[1].Signals[0] != "need.quantity" || got[1].Said {
		t.Errorf("all: %+v", got)
	}
	if each(store.Scope{All: true}, false); len(got) != 1 {
		t.Errorf("told to stop: %d", len(got))
	}
	if each(store.Scope{}, true); len(got) != 0 {
		t.Errorf("who sees none: %d", len(got))
	}
}
