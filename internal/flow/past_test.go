package flow_test

import (
	"fmt"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
	"xunpan/internal/store"
)

// TestPastIsNoNews: an archive that is brought in rings no bell, is told to no
// webhook, and has nothing to be answered by a time; a new mail has all of that.
func TestPastIsNoNews(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	old := func(n int, when time.Time) []byte {
		return letter(need, fmt.Sprintf("From: Ana Souza <ana%d@souza-luz.example>", n), "To: sales@"+ourDomain, fmt.Sprintf("Subject: Flood lights %d", n), fmt.Sprintf("Message-ID: <%d@souza-luz.example>", n), "Date: "+when.Format(time.RFC1123Z))
	}
	year := time.Now().AddDate(-1, 0, 0)
	rep, err := d.Import(t.Context(), func(yield func(intake.Item) bool) {
		for n := range 20 {
			if !yield(intake.Item{Raw: old(n, year.Add(time.Duration(n)*time.Hour)), Form: xunpan.FormMail, Source: "old.mbox"}) {
				return
			}
		}
	}, nil)
	must(t, err)
	if rep.Stored != 20 {
		t.Fatalf("%+v", rep)
	}
	all := store.Scope{All: true}
	told := []store.Event{{Object: "inquiry"}, {Object: "company"}, {Object: "contact"}}
	due := func() []xunpan.Inquiry {
		t.Helper()
		qs, err := d.Store.DueInquiries(t.Context(), all, xunpan.ToAnswer, time.Now(), 100)
		must(t, err)
		return qs
	}
	if cs, err := d.Store.ChangesOf(t.Context(), 0, told, 100); err != nil || len(cs) != 0 {
		t.Errorf("webhooks would be told of %d changes (%v)", len(cs), err)
	}
	if qs := due(); len(qs) != 0 {
		t.Errorf("%d old inquiries wait for an answer in time", len(qs))
	}
	c, err := d.Store.DayCounts(t.Context(), all, time.Now(), time.Now().Add(-time.Hour), time.Now().Add(time.Hour), time.Now().Add(-24*time.Hour), 100)
	must(t, err)
	if c != (store.DayCounts{}) {
		t.Errorf("the day's numbers: %+v", c)
	}
	// Their history is there all the same, and they are in their tray.
	qs, _, err := d.Store.Inquiries(t.Context(), store.ListFilter{Scope: all, Tray: xunpan.ToAnswer, Limit: 100})
	must(t, err)
	if len(qs) != 20 {
		t.Fatalf("%d in the tray", len(qs))
	}
	if cs, err := d.Store.Changes(t.Context(), store.ChangeFilter{Inquiry: qs[0].ID}); err != nil || len(cs) != 1 || cs[0].Object != flow.ObjectArchive || cs[0].What != "created" {
		t.Errorf("history: %+v (%v)", cs, err)
	}
	// Judging again must not make them late.
	must(t, d.SetWords(t.Context(), theDesk, 0, "en", "quote.request", flow.WordChange{Own: []string{"payment"}}))
	if _, err := d.Rejudge(t.Context(), false, nil); err != nil {
		t.Fatal(err)
	}
	if qs := due(); len(qs) != 0 {
		t.Errorf("judged again, %d old inquiries wait for an answer in time", len(qs))
	}
	// A buyer of the archive who writes today is news.
	r := receive(t, d, letter("Dear Haiwan, we order now: please quote 5,000 pcs LED flood light 50W FOB Ningbo again.", "From: Ana Souza <ana3@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Re: Flood lights 3", "Message-ID: <new@souza-luz.example>", "In-Reply-To: <3@souza-luz.example>"), false)
	if qs := due(); len(qs) != 1 || qs[0].ID != r.Inquiry {
		t.Errorf("today's mail: %d due", len(qs))
	}
	if cs, err := d.Store.ChangesOf(t.Context(), 0, told, 100); err != nil || len(cs) == 0 {
		t.Errorf("webhooks are told nothing (%v)", err)
	}
}
