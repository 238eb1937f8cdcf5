package flow_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

func TestOwnCompany(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := as(o.add("boss", xunpan.Owner))
	c, version, err := o.CompanySettings(ctx)
	must(t, err)

	// What is saved is in force at once.
	c.Domains, c.Names = append(c.Domains, "@Souza-Luz.example", "souza-luz.example "), []string{" Haiwan  Lighting ", ""}
	c.Home, c.Zone, c.Hours = "CN", "Asia/Shanghai", xunpan.WorkingTime{From: "08:00", To: "17:00", Days: []time.Weekday{time.Monday}}
	must(t, o.SaveCompany(ctx, boss, version, c))
	if r := o.Reader(); len(r.House.Domains) < 2 || r.House.Domains[1] != "souza-luz.example" || r.House.Names[0] != "Haiwan Lighting" || r.Company.Zone != "Asia/Shanghai" {
		t.Errorf("in force: %+v", r.Company)
	}

	// Another node takes it over at its next look.
	other := &flow.Desk{Store: o.Store, Seal: o.Seal}
	must(t, other.Reload(ctx))
	if other.Reader().Mark() != o.Reader().Mark() {
		t.Error("another node goes by other settings")
	}

	is(t, "saved upon what is not there any more", o.SaveCompany(ctx, boss, version, c), store.ErrChanged)
	for _, role := range []xunpan.Role{xunpan.Sales, xunpan.Viewer} {
		is(t, string(role), o.SaveCompany(ctx, as(o.add("the-"+string(role), role)), version+1, c), flow.ErrDenied)
	}
	for field, change := range map[string]func(*flow.Company){
		"domains":   func(c *flow.Company) { c.Domains = []string{"gmail.com"} },
		"customers": func(c *flow.Company) { c.Customers = []string{"someone@acme.example"} },
		"names":     func(c *flow.Company) { c.Names = []string{strings.Repeat("x", 201)} },
		"home":      func(c *flow.Company) { c.Home = "XX" },
		"zone":      func(c *flow.Company) { c.Zone = "Mars/Olympus" },
		"from":      func(c *flow.Company) { c.Hours.From = "8 o'clock" },
		"to":        func(c *flow.Company) { c.Hours.To = "07:00" },
		"day":       func(c *flow.Company) { c.Hours.Days = []time.Weekday{7} },
		"people": func(c *flow.Company) {
			for i := range 5001 {
				c.People = append(c.People, fmt.Sprint(i))
			}
		},
	} {
		bad, v, err := o.CompanySettings(ctx)
		must(t, err)
		change(&bad)
		refused(t, field, o.SaveCompany(ctx, boss, v, bad), field)
	}
}

func TestHouseRules(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	boss := as(o.add("boss", xunpan.Owner))
	receive(t, o.Desk, letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights", "Message-ID: <r1@x>"), false)
	set := func(rules ...xunpan.HouseRule) error {
		return o.SetRules(ctx, boss, 0, func([]xunpan.HouseRule) ([]xunpan.HouseRule, error) { return rules, nil })
	}
	say := xunpan.Text{En: "Brazil: prepayment", Zh: "巴西：预付"}
	looked, hits, err := o.TryRule(ctx, flow.Who{Actor: boss.Actor, Scope: store.Scope{All: true}}, xunpan.HouseRule{When: `country == "BR" && quantity > 1000`, Off: true})
	if err != nil || looked != 1 || len(hits) != 1 {
		t.Errorf("tried on %d, speaks on %d: %v", looked, len(hits), err)
	}
	if _, hits, err = o.TryRule(ctx, theDesk, xunpan.HouseRule{When: `country == "DE"`}); err != nil || len(hits) != 0 {
		t.Errorf("speaks on %d: %v", len(hits), err)
	}
	must(t, set(xunpan.HouseRule{ID: "br", When: `country == "BR"`, Action: xunpan.Nurture, Say: say}))
	if len(o.Reader().House.Rules) != 1 {
		t.Error("the rule is not in force")
	}
	is(t, "an old version", o.SetRules(ctx, boss, 1, func(r []xunpan.HouseRule) ([]xunpan.HouseRule, error) { return r, nil }), store.ErrChanged)
	for _, bad := range []struct {
		rule   xunpan.HouseRule
		field  string
		en, zh string
	}{
		{xunpan.HouseRule{Say: say}, "when", "missing", "缺少"},
		{xunpan.HouseRule{When: "stars > 3"}, "say_en", "Say in a few words", "说明"},
		{xunpan.HouseRule{When: "stars > 3 && quanttity > 1", Say: say}, "when", "character 14, before “quanttity > 1”: there is no name quanttity", "第 14 个字符"},
		{xunpan.HouseRule{When: "stars >", Say: say}, "when", "ends too early", "不完整"},
		{xunpan.HouseRule{When: `stars > "A"`, Say: say}, "when", "cannot be compared", "类型不同"},
		{xunpan.HouseRule{When: "stars", Say: say}, "when", "true or false", "真或假"},
		{xunpan.HouseRule{When: `country == "BR`, Say: say}, "when", "not closed", "没有闭合"},
		{xunpan.HouseRule{When: strings.Repeat("1 == 1 && ", 200) + "true", Say: say}, "when", "longer", "超过"},
		{xunpan.HouseRule{When: "true", Action: "dance", Say: say}, "action", "no action", "处理方式"},
	} {
		err := set(bad.rule)
		refused(t, bad.rule.When, err, bad.field)
		var inv *xunpan.Invalid
		if asInvalid(err, &inv) && (!strings.Contains(inv.Say.En, bad.en) || !strings.Contains(inv.Say.Zh, bad.zh)) {
			t.Errorf("%s: %+v", bad.rule.When, inv.Say)
		}
	}
	refused(t, "two of one name", set(xunpan.HouseRule{ID: "a", When: "true", Say: say}, xunpan.HouseRule{ID: "a", When: "true", Say: say}), "id")
}

func TestSignalSettings(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.Jobs = jobs.New(o.Store, nil, jobs.Options{Poll: 50 * time.Millisecond})
	o.HandleSettings()
	boss := as(o.add("boss", xunpan.Owner))
	boss.Scope = store.Scope{All: true}
	id := receive(t, o.Desk, letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights", "Message-ID: <s1@x>"), false).Inquiry
	before, err := o.Store.Inquiry(ctx, id)
	must(t, err)

	// A preview keeps nothing and says what would change.
	change := &flow.SignalChange{Points: -100}
	looked, changed, err := o.PreviewSignal(ctx, boss, "need.quantity", change)
	must(t, err)
	if looked != 1 || len(changed) != 1 || changed[0].From.Stars != before.Stars || changed[0].To.Stars >= before.Stars {
		t.Errorf("of %d: %+v", looked, changed)
	}
	if _, changed, err = o.PreviewSignal(ctx, boss, "need.quantity", nil); err != nil || len(changed) != 0 {
		t.Errorf("no change changes %+v, %v", changed, err)
	}
	if o.Reader().Rules.Signal("need.quantity").Points != judge.Default().Signal("need.quantity").Points {
		t.Error("the preview was kept")
	}

	must(t, o.SetSignal(ctx, boss, 0, "need.quantity", change))
	must(t, o.SetSignal(ctx, boss, 0, "order.firm", &flow.SignalChange{Off: true}))
	must(t, o.SetSignal(ctx, boss, 0, "order.quote", &flow.SignalChange{Types: map[string]float64{}}))
	rules := o.Reader().Rules
	if rules.Signal("need.quantity").Points != -100 || !rules.Signal("order.firm").Off || rules.Signal("order.quote").Types["seeker"] != 0 || rules.Signal("order.quote").Types["other"] != 0 {
		t.Error("the changes are not in force")
	}
	all, version, err := o.SignalChanges(ctx)
	if err != nil || len(all) != 3 || version != 3 {
		t.Errorf("%d changes, version %d: %v", len(all), version, err)
	}
	is(t, "an old version", o.SetSignal(ctx, boss, 2, "order.firm", nil), store.ErrChanged)
	is(t, "no such signal", o.SetSignal(ctx, boss, 0, "no.such", change), store.ErrNotFound)
	is(t, "a viewer", o.SetSignal(ctx, as(o.add("vic", xunpan.Viewer)), 0, "order.firm", nil), flow.ErrDenied)
	refused(t, "points", o.SetSignal(ctx, boss, 0, "order.firm", &flow.SignalChange{Points: 101}), "points")
	refused(t, "weight", o.SetSignal(ctx, boss, 0, "order.firm", &flow.SignalChange{Types: map[string]float64{"seeker": -7}}), "weight.seeker")
	refused(t, "type", o.SetSignal(ctx, boss, 0, "order.firm", &flow.SignalChange{Types: map[string]float64{"king": 1}}), "type")

	// What is here is judged again in the background, and the history tells.
	is(t, "a viewer rejudges", o.StartRejudge(ctx, as(o.add("val", xunpan.Viewer))), flow.ErrDenied)
	must(t, o.StartRejudge(ctx, boss))
	refused(t, "twice", o.StartRejudge(ctx, boss), "")
	work(t, o.Desk)
	s := waitFor(t, func() (flow.RejudgeState, bool) {
		s, err := o.Rejudging(ctx)
		must(t, err)
		return s, s.State == "done"
	})
	after, err := o.Store.Inquiry(ctx, id)
	must(t, err)
	if s.Done != 1 || s.Changed != 1 || len(s.List) != 1 || s.By.Name != "boss" || after.Stars >= before.Stars {
		t.Errorf("judged again: %+v; stars %d, were %d", s, after.Stars, before.Stars)
	}
	cs, err := o.Store.Changes(ctx, store.ChangeFilter{Object: "setting", What: "rejudged_all"})
	if err != nil || len(cs) != 1 || cs[0].Actor.Name != "boss" {
		t.Errorf("history: %+v %v", cs, err)
	}
	must(t, o.ResetSignals(ctx, boss, 0))
	if all, _, err := o.SignalChanges(ctx); err != nil || len(all) != 0 || o.Reader().Rules.Signal("order.firm").Off {
		t.Errorf("after the reset: %v %v", all, err)
	}
}

func TestPresets(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, p := range flow.Presets {
		if p.Name == "" || p.Host == "" || p.Hint.En == "" || p.Hint.Zh == "" || p.Only && p.OAuth == nil {
			t.Errorf("%+v", p)
		}
		for _, d := range p.Domains {
			if seen[d] {
				t.Errorf("%s stands twice", d)
			}
			seen[d] = true
		}
	}
	m := flow.Mailbox{Address: "Jueen@iCloud.com"}
	m.Fill()
	if m.Config.Host != "imap.mail.me.com" || m.Config.User != "jueen" || m.Config.Port != 993 {
		t.Errorf("filled in: %+v", m.Config)
	}
	m = flow.Mailbox{Address: "x@hotmail.com", Config: flow.MailboxConfig{Host: "imap.example.com", OAuth: &flow.OAuth{ClientID: "c"}}}
	m.Fill()
	if m.Config.Host != "imap.example.com" || m.Config.OAuth.TokenURL == "" {
		t.Errorf("filled in: %+v", m.Config)
	}
	if flow.PresetFor("x@haiwan.example", "") != nil || flow.PresetFor("x@haiwan.example", "imap.exmail.qq.com") == nil {
		t.Error("a company's own domain")
	}
}

// TestLedgerPages: no page skips what was written in one moment, nor tells it twice.
func TestLedgerPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	m := &flow.Mailbox{Address: "sales@" + ourDomain, Password: "x", Config: flow.MailboxConfig{Host: "imap.example.com"}}
	must(t, o.SaveMailbox(ctx, theDesk, m))
	uid := uint32(0)
	for _, n := range []int{30, 700, 60, 60, 1} {
		o.wait(time.Second)
		must(t, o.Store.Write(ctx, o.Clock(), func(tx *store.Tx) error {
			for range n {
				uid++
				if err := tx.AddLedger(ctx, m.ID, &store.LedgerEntry{Folder: "INBOX", Validity: 1, UID: uid, Outcome: "again"}); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	seen := map[uint32]bool{}
	var before time.Time
	for more := true; more; {
		var page []store.LedgerEntry
		var err error
		page, more, err = o.Ledger(ctx, m.ID, "again", before)
		must(t, err)
		for _, e := range page {
			if seen[e.UID] {
				t.Fatalf("%d stands on two pages", e.UID)
			}
			seen[e.UID] = true
		}
		before = page[len(page)-1].At
	}
	if len(seen) != int(uid) {
		t.Errorf("%d of %d", len(seen), uid)
	}
}

func asInvalid(err error, inv **xunpan.Invalid) bool { return errors.As(err, inv) }

// waitFor asks until something is so; it gives up after a minute.
func waitFor[T any](t *testing.T, ask func() (T, bool)) T {
	t.Helper()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for range 3000 {
		if v, ok := ask(); ok {
			return v
		}
		<-tick.C
	}
	t.Fatal("it never came to be so")
	panic("unreachable")
}
