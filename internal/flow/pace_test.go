package flow_test

import (
	"fmt"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestPace: how long buyers waited for their first answer, in working hours, in
// the last thirty days and the thirty before.
func TestPace(t *testing.T) {
	t.Parallel()
	o := openOffice(t) // Friday 20 November 2026, 9:00 UTC
	must(t, o.SaveCompany(t.Context(), theDesk, 1, flow.Company{Profile: xunpan.Profile{Domains: []string{ourDomain}}, Zone: "UTC", Hours: xunpan.WorkingTime{From: "08:00", To: "18:00"}}))
	friday := time.Date(2026, 11, 20, 9, 0, 0, 0, time.UTC)
	n := 0
	talk := func(asked, answered time.Time) {
		t.Helper()
		n++
		id := fmt.Sprintf("<%d@buyer%d.example>", n, n)
		_, err := o.Receive(t.Context(), flow.Incoming{Raw: letter(need, fmt.Sprintf("From: Ana <ana@buyer%d.example>", n), "To: sales@"+ourDomain, "Subject: Lights", "Message-ID: "+id), Form: xunpan.FormMail, Received: asked})
		must(t, err)
		if answered.IsZero() {
			return
		}
		for later := range 2 { // a second answer counts for nothing
			_, err = o.Receive(t.Context(), flow.Incoming{Raw: letter("Our offer.", "From: Jueen <jueen@"+ourDomain+">", fmt.Sprintf("To: ana@buyer%d.example", n), "Subject: Re: Lights", fmt.Sprintf("Message-ID: <a%d-%d@%s>", n, later, ourDomain), "In-Reply-To: "+id), Form: xunpan.FormMail, Sent: true, Received: answered.Add(time.Duration(later) * time.Minute)})
			must(t, err)
		}
	}
	monday := friday.AddDate(0, 0, -4) // 16 November, 9:00
	talk(monday, monday.Add(time.Hour))
	talk(monday, monday.Add(90*time.Minute))
	talk(monday, monday.AddDate(0, 0, 1)) // ten working hours
	talk(monday, time.Time{})
	old := monday.AddDate(0, 0, -35)                             // a Monday of the month before
	talk(old.AddDate(0, 0, -3).Add(8*time.Hour), old)            // Friday 17:00 to Monday 9:00: two working hours
	talk(monday.AddDate(0, 0, -90), monday.AddDate(0, 0, -90+1)) // too long ago
	now, before, err := o.Pace(t.Context(), store.Scope{All: true})
	must(t, err)
	if now.Answered != 3 || now.Median != 90*time.Minute || now.InTime != 2 {
		t.Errorf("the last thirty days: %+v", now)
	}
	if before.Answered != 1 || before.Median != 2*time.Hour || before.InTime != 1 {
		t.Errorf("the thirty before: %+v", before)
	}
	if none, _, err := o.Pace(t.Context(), store.Scope{}); err != nil || none.Answered != 0 {
		t.Errorf("who sees none: %+v (%v)", none, err)
	}
	// What is told may be five minutes old, and no more.
	talk(friday.Add(-time.Hour), friday.Add(-time.Minute))
	if now, _, _ := o.Pace(t.Context(), store.Scope{All: true}); now.Answered != 3 {
		t.Errorf("asked again at once: %+v", now)
	}
	o.wait(6 * time.Minute)
	if now, _, _ := o.Pace(t.Context(), store.Scope{All: true}); now.Answered != 4 {
		t.Errorf("asked again later: %+v", now)
	}
}

func TestTallies(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	for n := range 3 {
		r := receive(t, d, letter(need, fmt.Sprintf("From: Ana <ana@buyer%d.example>", n), "To: sales@"+ourDomain, "Subject: Lights", fmt.Sprintf("Message-ID: <%d@x.example>", n)), false)
		if n == 0 {
			spy, won := xunpan.Spy, xunpan.StageWon
			_, err := d.Edit(t.Context(), theDesk, r.Inquiry, flow.Edit{Type: &spy, Stage: &won, Outcome: &xunpan.Outcome{}})
			must(t, err)
		}
	}
	all, err := d.Tallies(t.Context(), theDesk)
	must(t, err)
	q := all.BySignal["need.quantity"]
	if all.Looked != 3 || q.N != 3 || q.Types[xunpan.Spy] != 1 || q.Types[xunpan.Seeker] != 2 || q.Won != 1 || q.Lost != 0 || q.Said != 1 || q.Stars < 4 {
		t.Errorf("looked at %d: %+v", all.Looked, q)
	}
	if all.BySignal["sample.free"].N != 0 {
		t.Error("a signal spoke that did not")
	}
}

func TestNotify(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	ann := o.add("ann", xunpan.Sales)
	if p := flow.PrefsOf(&ann); p.Notify != (flow.Notify{From: "B"}) {
		t.Errorf("at first: %+v", p)
	}
	_, err := o.EditPrefs(t.Context(), as(ann), flow.SelfEdit{}, func(p *flow.Prefs) { p.Notify.From = "E" })
	refused(t, "no such grade", err, "notify.from")
	_, err = o.EditPrefs(t.Context(), as(ann), flow.SelfEdit{}, func(p *flow.Prefs) { p.Zone = "Mars/Olympus" })
	refused(t, "no such zone", err, "zone")
	u, err := o.EditPrefs(t.Context(), as(ann), flow.SelfEdit{}, func(p *flow.Prefs) { p.Notify = flow.Notify{From: "A", Mine: true}; p.Zone = "Europe/Berlin" })
	must(t, err)
	if p := flow.PrefsOf(&u); p.Zone != "Europe/Berlin" || p.Notify != (flow.Notify{From: "A", Mine: true}) {
		t.Errorf("kept: %+v", p)
	}
	q := func(grade string, owner xunpan.ID, tray xunpan.Tray) *xunpan.Inquiry {
		return &xunpan.Inquiry{Grade: grade, Owner: owner, Tray: tray}
	}
	for name, c := range map[string]struct {
		n    flow.Notify
		q    *xunpan.Inquiry
		want bool
	}{
		"good enough":   {flow.Notify{From: "B"}, q("A", "", xunpan.ToAnswer), true},
		"just so":       {flow.Notify{From: "B"}, q("B", "", xunpan.ToAnswer), true},
		"not enough":    {flow.Notify{From: "B"}, q("C", "", xunpan.ToAnswer), false},
		"off":           {flow.Notify{From: flow.NotifyOff}, q("A", "", xunpan.ToAnswer), false},
		"no grade":      {flow.Notify{From: "D"}, q("", "", xunpan.ToAnswer), false},
		"not to answer": {flow.Notify{From: "D"}, q("A", "", xunpan.InQuarantine), false},
		"mine":          {flow.Notify{From: "D", Mine: true}, q("A", "me", xunpan.ToAnswer), true},
		"another's":     {flow.Notify{From: "D", Mine: true}, q("A", "you", xunpan.ToAnswer), false},
	} {
		if got := c.n.Rings("me", c.q); got != c.want {
			t.Errorf("%s: %v", name, got)
		}
	}
}
