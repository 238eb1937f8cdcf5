package flow_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/lookup/world"
	"xunpan/internal/store"
	"xunpan/internal/worldtest"
)

// openVerifying is a desk with its queue, in a small world.
func openVerifying(t *testing.T, domains map[string]worldtest.Domain) (*flow.Desk, *worldtest.World) {
	t.Helper()
	d := openDesk(t)
	w := worldtest.Start(t, domains)
	var err error
	d.World, err = world.New(world.Options{Client: w.Client, Resolver: w.DNS, RDAP: w.RDAP})
	must(t, err)
	d.Jobs = jobs.New(d.Store, nil, jobs.Options{Poll: 20 * time.Millisecond})
	d.HandleHooks()
	d.HandleVerify()
	return d, w
}

// settle waits until all work is done that is due. States are counted one after
// the other, so work that begins other work may hide from one count.
func settle(t *testing.T, d *flow.Desk) {
	t.Helper()
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	for quiet := 0; ; {
		n, err := d.Jobs.Counts(ctx)
		must(t, err)
		if quiet++; n["available"]+n["running"]+n["retryable"] > 0 {
			quiet = 0
		}
		if quiet == 3 {
			return
		}
		select {
		case <-ctx.Done():
			t.Fatalf("still at work: %v", n)
		case <-time.After(10 * time.Millisecond):
		}
	}
}

// shown is an inquiry with the assessment it shows.
func shown(t *testing.T, d *flow.Desk, id xunpan.ID) (xunpan.Inquiry, store.Judgement, *xunpan.Analysis) {
	t.Helper()
	q, err := d.Store.Inquiry(context.Background(), id)
	must(t, err)
	j, err := d.Store.CurrentJudgement(context.Background(), id)
	must(t, err)
	a, err := j.Analysis()
	must(t, err)
	return q, j, a
}

func checkOf(a *xunpan.Analysis, id string) xunpan.Check {
	i := slices.IndexFunc(a.Checks, func(c xunpan.Check) bool { return c.ID == id })
	if i < 0 {
		return xunpan.Check{}
	}
	return a.Checks[i]
}

func signals(a *xunpan.Analysis) (ids []string) {
	for _, e := range a.Evidence {
		if strings.HasPrefix(e.Signal, "world.") || e.Signal == "mass.same_text" {
			ids = append(ids, e.Signal)
		}
	}
	slices.Sort(ids)
	return ids
}

// checkings are the changes "checked" of an inquiry.
func checkings(t *testing.T, d *flow.Desk, id xunpan.ID) (out []xunpan.Change) {
	t.Helper()
	cs, err := d.Store.Changes(context.Background(), store.ChangeFilter{Inquiry: id, Limit: 60})
	must(t, err)
	for _, c := range cs {
		if c.What == "checked" {
			out = append(out, c)
		}
	}
	return out
}

var goodFirm = worldtest.Domain{Mail: "mx.souza-luz.example", Host: true, SPF: "v=spf1 mx -all", DMARC: "v=DMARC1; p=reject", Since: time.Date(2009, 5, 4, 0, 0, 0, 0, time.UTC), Registrar: "Nomes Bons", Country: "BR",
	Status: 200, Page: `<html lang="pt-BR"><title>Souza Luz</title><p>Souza Luz Ltda: LED flood lights, lamps and more for all of Brazil.</p>`}

func fromSouza(id, text string) []byte {
	return letter(text, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights for Brazil", "Message-ID: <"+id+"@souza-luz.example>")
}

// TestVerify: an inquiry is judged at once, and again when the facts arrive;
// they are remembered, and stay with the assessment.
func TestVerify(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, w := openVerifying(t, map[string]worldtest.Domain{"souza-luz.example": goodFirm})
	r := receive(t, d, fromSouza("1", need), false)
	before, first, old := shown(t, d, r.Inquiry)
	if first.Why != "received" || first.World != nil || checkOf(old, "domain.age").State != "unknown" {
		t.Fatalf("before anything was asked: %+v", first)
	}
	work(t, d)
	settle(t, d)
	after, j, a := shown(t, d, r.Inquiry)
	if j.Why != "facts" || j.World == nil || j.Message != first.Message {
		t.Fatalf("after: %+v", j)
	}
	for _, id := range []string{"domain.age", "domain.mx", "domain.policy", "website.reachable", "website.company", "website.product", "earlier.text", "earlier.phone"} {
		if c := checkOf(a, id); c.State != "passed" || c.Detail == "" || c.AsOf == nil {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if c := checkOf(a, "sanctions.list"); c.State != "unknown" || c.AsOf != nil {
		t.Errorf("what nobody asked: %+v", c)
	}
	if c := checkOf(a, "domain.age"); !strings.Contains(c.Detail, "2009-05-04") || !strings.Contains(c.Detail, "Nomes Bons") {
		t.Errorf("age: %q", c.Detail)
	}
	if got := fmt.Sprint(signals(a)); got != "[world.old_domain world.policy world.site_firm world.site_goods]" {
		t.Errorf("signals %s", got)
	}
	if a.Axes.Credibility <= old.Axes.Credibility || after.Stars < before.Stars || after.Tray != before.Tray || a.Axes.Risk != old.Axes.Risk {
		t.Errorf("%+v → %+v, %d → %d stars", old.Axes, a.Axes, before.Stars, after.Stars)
	}
	cs := checkings(t, d, r.Inquiry)
	if len(cs) != 1 || cs[0].Actor != xunpan.TheDesk {
		t.Errorf("history: %+v", cs)
	}

	// Another mail of the firm asks nobody.
	dns, rdap, page := w.Asked("dns"), w.Asked("rdap"), w.Asked("page")
	again := receive(t, d, letter(strings.Replace(need, "5,000", "700", 1), "From: Rui <rui@souza-luz.example>", "To: sales@"+ourDomain, "Subject: More lights", "Message-ID: <2@souza-luz.example>"), false)
	settle(t, d)
	if _, j, _ := shown(t, d, again.Inquiry); j.World == nil || !j.World.Mail.DNS.Answered() || j.World.Text.Others != 0 {
		t.Errorf("the second one: %+v", j.World)
	}
	if w.Asked("dns") != dns || w.Asked("rdap") != rdap || w.Asked("page") != page {
		t.Errorf("asked again: %d, %d, %d", w.Asked("dns")-dns, w.Asked("rdap")-rdap, w.Asked("page")-page)
	}

	// Judging again rests on the same facts.
	rep, err := d.Rejudge(ctx, false, nil)
	must(t, err)
	if _, k, b := shown(t, d, r.Inquiry); rep.Judged != 2 || len(rep.Changed) != 0 || k.World == nil || fmt.Sprint(signals(b)) != fmt.Sprint(signals(a)) {
		t.Errorf("judged again: %+v", rep)
	}

	// Whoever asks again has it asked anew.
	w.Set("souza-luz.example", worldtest.Domain{Lost: true})
	me := flow.Who{Actor: xunpan.Actor{Kind: "user", Name: "Lin"}, Scope: store.Scope{All: true}}
	must(t, d.CheckAgain(ctx, me, r.Inquiry))
	settle(t, d)
	_, _, a = shown(t, d, r.Inquiry)
	if w.Asked("rdap") != rdap+1 || checkOf(a, "domain.mx").State != "failed" || checkOf(a, "domain.age").State != "unknown" || !slices.Contains(signals(a), "world.no_mail") {
		t.Errorf("asked anew: %+v, %v", a.Checks, signals(a))
	}
	if err := d.CheckAgain(ctx, flow.Who{Actor: me.Actor}, r.Inquiry); !errors.Is(err, store.ErrNotFound) {
		t.Errorf("who may not see it: %v", err)
	}
}

// TestVerifyDoubtful: a domain of last week, whose website is for sale, makes an
// inquiry a risk; the user's word stays all the same.
func TestVerifyDoubtful(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, _ := openVerifying(t, map[string]worldtest.Domain{"souza-luz.example": {Since: time.Now().AddDate(0, 0, -6), Host: true, Mail: ".", Status: 200, Page: "<h1>Buy this domain</h1>"}})
	r := receive(t, d, fromSouza("1", need), false)
	before, _, old := shown(t, d, r.Inquiry)
	stars := 5
	_, err := d.Edit(ctx, flow.Who{Actor: xunpan.Actor{Kind: "user", Name: "Lin"}, Scope: store.Scope{All: true}}, r.Inquiry, flow.Edit{Stars: &stars})
	must(t, err)
	work(t, d)
	settle(t, d)
	after, _, a := shown(t, d, r.Inquiry)
	if got := fmt.Sprint(signals(a)); got != "[world.new_domain world.no_mail world.site_dead]" {
		t.Errorf("signals %s", got)
	}
	if a.Axes.Risk <= old.Axes.Risk || a.Stars > old.Stars {
		t.Errorf("%+v → %+v", old.Axes, a.Axes)
	}
	if after.Stars != 5 || after.Said == nil || before.Said != nil {
		t.Errorf("the user's word: %+v", after)
	}
	cs := checkings(t, d, r.Inquiry)
	if len(cs) != 1 {
		t.Fatalf("history: %+v", cs)
	}
	var detail struct {
		From, To *xunpan.Brief
		Checks   map[string]int
	}
	raw, _ := cs[0].Detail.(json.RawMessage)
	must(t, json.Unmarshal(raw, &detail))
	if detail.Checks["failed"] < 3 || a.Action != old.Action && (detail.From == nil || detail.To == nil || detail.From.Action == detail.To.Action) {
		t.Errorf("what changed: %s", raw)
	}
}

// TestVerifySilence: nobody's silence counts, it says so, and is asked again.
func TestVerifySilence(t *testing.T) {
	t.Parallel()
	d, w := openVerifying(t, map[string]worldtest.Domain{"souza-luz.example": {Broken: true}})
	r := receive(t, d, fromSouza("1", need), false)
	before, _, old := shown(t, d, r.Inquiry)
	work(t, d)
	settle(t, d)
	after, _, a := shown(t, d, r.Inquiry)
	if len(signals(a)) != 0 || a.Axes != old.Axes || after.Stars != before.Stars || after.Worth != before.Worth {
		t.Errorf("silence counted: %v, %+v → %+v", signals(a), old.Axes, a.Axes)
	}
	for _, id := range []string{"domain.age", "domain.mx", "website.reachable"} {
		if c := checkOf(a, id); c.State != "unknown" || c.AsOf == nil || !strings.Contains(c.Detail, "nobody answered") {
			t.Errorf("%s: %+v", id, c)
		}
	}
	if len(checkings(t, d, r.Inquiry)) != 0 {
		t.Error("the history tells of nothing")
	}
	n, err := d.Jobs.Counts(context.Background())
	must(t, err)
	if n["scheduled"] != 1 || w.Asked("dns") == 0 {
		t.Errorf("to be asked again: %v", n)
	}
}

const circular = "Dear Sir,\n\nWe are a leading trading house and collect prices of all makers for the coming season. Kindly send your full catalogue with the best prices of all items at once.\n\nRegards\n"

// TestSameText: whoever sends everybody's words is known by them, the first one
// as soon as there is a second one.
func TestSameText(t *testing.T) {
	t.Parallel()
	d, _ := openVerifying(t, map[string]worldtest.Domain{})
	var ids []xunpan.ID
	send := func(from, text string) {
		t.Helper()
		r := receive(t, d, letter(text, "From: "+from, "To: sales@"+ourDomain, "Subject: Prices", fmt.Sprintf("Message-ID: <%d@x.example>", len(ids))), false)
		ids = append(ids, r.Inquiry)
		settle(t, d)
	}
	others := func(i int) int {
		t.Helper()
		_, j, a := shown(t, d, ids[i])
		if j.World == nil {
			t.Fatalf("%d: never asked", i)
		}
		if spoke := slices.Contains(signals(a), "mass.same_text"); spoke != (j.World.Text.Others > 0) {
			t.Errorf("%d: %d others, and it spoke: %v", i, j.World.Text.Others, spoke)
		}
		return j.World.Text.Others
	}
	work(t, d)
	send("Al <al@gmail.com>", circular)
	if others(0) != 0 {
		t.Error("the first one has no others")
	}
	send("Al <al@gmail.com>", circular+"\nPS: again!") // other words
	send("Bo <bo@gmail.com>", strings.ToUpper(circular))
	if others(2) != 1 || others(0) != 1 || others(1) != 0 {
		t.Errorf("%d, %d, %d others", others(0), others(1), others(2))
	}
	send("Cy <cy@hotmail.com>", circular)
	if others(3) != 2 {
		t.Errorf("the third: %d others", others(3))
	}
}

// TestNotVerified: nothing is asked about what nobody will answer, old mail and
// what senders share.
func TestNotVerified(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, w := openVerifying(t, map[string]worldtest.Domain{"souza-luz.example": goodFirm})
	waiting := func() int {
		t.Helper()
		n, err := d.Jobs.Counts(ctx)
		must(t, err)
		return n["available"] + n["scheduled"]
	}
	for _, in := range []flow.Incoming{
		{Raw: fromSouza("1", need), Past: true, Received: time.Now().AddDate(0, 0, -1)},
		{Raw: fromSouza("2", need), Received: time.Now().AddDate(0, -2, 0)},
		{Raw: letter("Our newsletter of this month.", "From: news@souza-luz.example", "Subject: Newsletter", "List-Unsubscribe: <mailto:u@souza-luz.example>", "Precedence: bulk", "Message-ID: <3@souza-luz.example>")},
	} {
		in.Form, in.Source = xunpan.FormMail, "test"
		_, err := d.Receive(ctx, in)
		must(t, err)
	}
	if n := waiting(); n != 0 {
		t.Errorf("%d jobs wait", n)
	}
	receive(t, d, letter(need, "From: Ana <ana@gmail.com>", "Subject: Lights", "Message-ID: <4@gmail.com>"), false)
	if n := waiting(); n != 1 {
		t.Errorf("%d jobs wait for a new inquiry", n)
	}
	work(t, d)
	settle(t, d)
	if n := w.Asked("dns") + w.Asked("rdap") + w.Asked("page"); n != 0 {
		t.Errorf("%d questions about a free mailbox", n)
	}
	d.World = nil
	receive(t, d, fromSouza("5", need), false)
	if n := waiting(); n != 0 {
		t.Errorf("switched off, and %d jobs wait", n)
	}
	var invalid *xunpan.Invalid
	if err := d.CheckAgain(ctx, flow.Who{Scope: store.Scope{All: true}}, "x"); !errors.As(err, &invalid) {
		t.Errorf("switched off: %v", err)
	}
}

// TestVerifyBudget: no more questions an hour than the desk may ask; the rest
// waits.
func TestVerifyBudget(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	d, w := openVerifying(t, map[string]worldtest.Domain{"souza-luz.example": goodFirm})
	d.LookupsHour = 2
	r := receive(t, d, fromSouza("1", need), false)
	work(t, d)
	settle(t, d)
	n, err := d.Jobs.Counts(ctx)
	must(t, err)
	spent, err := d.Store.LookupsSince(ctx, time.Now().Add(-time.Hour))
	must(t, err)
	if n["scheduled"] != 1 || spent != 2 || w.Asked("page") != 0 {
		t.Errorf("jobs %v, %d questions", n, spent)
	}
	if _, j, _ := shown(t, d, r.Inquiry); j.World != nil {
		t.Errorf("judged by half the facts: %+v", j.World)
	}
}
