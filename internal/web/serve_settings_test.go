package web

import (
	"fmt"
	"regexp"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/judge"
	"xunpan/internal/store"
)

const buyerLetter = "From: Ana Souza <ana@souza-luz.example>\r\nTo: sales@haiwan.example\r\nSubject: Flood lights for Brazil %d\r\nMessage-ID: <%d@souza-luz.example>\r\nDate: Tue, 17 Nov 2026 09:00:00 -0300\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" +
	"Dear Haiwan,\r\n\r\nWe are importers of lighting in Santos. Please quote 5,000 pcs LED flood light 50W IP65 FOB Ningbo, 30%% T/T, by end of June, with CE.\r\n\r\nAna Souza\r\nSouza Luz Ltda\r\nTel +55 13 3219 0000\r\n"

func (o *office) receive(n int) xunpan.ID {
	o.t.Helper()
	r, err := o.desk.Receive(o.t.Context(), flow.Incoming{Raw: fmt.Appendf(nil, buyerLetter, n, n), Form: xunpan.FormMail, Source: "test"})
	must(o.t, err)
	return r.Inquiry
}

// hidden is the value of a hidden field of a page.
func (a answer) hidden(t *testing.T, name string) string {
	t.Helper()
	m := regexp.MustCompile(`name="` + name + `" value="([^"]*)"`).FindStringSubmatch(a.body)
	if m == nil {
		t.Fatalf("no hidden field %s", name)
	}
	return m[1]
}

func TestOwnCompanyPage(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	b := o.visitor(o.add("boss", xunpan.Owner))
	stale := b.get("/settings/company").want(t, 200).hidden(t, "version")
	form := []string{"names", "Haiwan Lighting\r\n海湾照明", "domains", "haiwan.example", "home", "CN", "zone", "Asia/Shanghai", "day", "0", "day", "5", "from", "08:30", "to", "17:30"}
	b.post("/settings/company", append(form, "version", stale)...).want(t, 303)
	page := b.get("/settings/company").want(t, 200, "海湾照明", "haiwan.example")
	if d := o.desk.Reader().Company.Hours.Days; len(d) != 2 || d[0] != time.Monday || d[1] != time.Saturday {
		t.Errorf("working days %v", d)
	}
	b.post("/settings/company", append(form, "version", stale)...).want(t, 409)
	b.post("/settings/company", "version", page.hidden(t, "version"), "names", "Kept words", "domains", "gmail.com", "zone", "UTC").want(t, 422, "everybody uses", "Kept words")
}

func TestSignalPages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.desk.Jobs = jobs.New(o.desk.Store, nil, jobs.Options{Poll: 50 * time.Millisecond})
	id := o.receive(1)
	b := o.visitor(o.add("boss", xunpan.Owner))
	b.get("/settings/signals").want(t, 200, "need.quantity", "Judge everything again")
	if page := b.get("/settings/signals?q=need.quant").want(t, 200, "need.quantity"); strings.Contains(page.body, "order.firm") {
		t.Error("the search finds everything")
	}
	b.get("/settings/signals/no.such").want(t, 404)
	const one = "/settings/signals/need.quantity"
	weights := []string{"on", "1"}
	for name, w := range judge.Default().Signal("need.quantity").Types {
		weights = append(weights, "weight."+name, figureOf(w))
	}
	// The form as it stands is no change.
	b.post(one, append(weights, "points", "20", "do", "preview")...).want(t, 200, "None of 1 inquiries")
	b.post(one, append(weights, "points", "-100", "do", "preview")...).want(t, 200, "Flood lights for Brazil 1", `value="-100"`)
	b.post(one, append(weights, "points", "20", "do", "save")...).want(t, 303)
	if c, _, err := o.desk.SignalChanges(t.Context()); err != nil || len(c) != 0 {
		t.Errorf("saved as built in: %v %v", c, err)
	}
	b.post(one, append(weights, "points", "0", "do", "save")...).want(t, 422, "Points cannot be 0")
	b.post(one, append(weights, "points", "much", "do", "save")...).want(t, 422, "is no number")
	b.post(one, append(weights, "points", "500", "do", "save")...).want(t, 422, "Points go from -100 to 100")
	b.post(one, append(weights, "points", "-50", "do", "save")...).want(t, 303)
	if s := o.desk.Reader().Rules.Signal("need.quantity"); s.Points != -50 || s.Types["seeker"] != 1.6 {
		t.Errorf("in force: %g %v", s.Points, s.Types)
	}
	stale := b.get("/settings/signals").want(t, 200, "1 changed by you", "All back to built in").hidden(t, "version")
	b.post("/settings/signals/order.firm", "do", "save", "points", "10").want(t, 303) // switched off, without weights
	b.post("/settings/signals/order.firm", "do", "reset", "version", stale).want(t, 409)

	b.post("/settings/signals/rejudge").want(t, 303)
	b.get("/settings/signals").want(t, 200, "Judging again: 0 inquiries so far", `hx-trigger="every 2s"`)
	b.post("/settings/signals/rejudge").want(t, 422, "being judged again already")
	c := o.visitor(xunpan.User{})
	if got := c.post("/settings/signals/rejudge"); got.status != 303 || !strings.HasPrefix(got.to, "/sign-in") {
		t.Errorf("a stranger: %d", got.status)
	}
	must(t, o.desk.Store.Write(t.Context(), time.Now(), func(tx *store.Tx) error {
		return tx.SetSetting(t.Context(), flow.SettingRejudge, 1, flow.RejudgeState{State: "done", Now: time.Now(), Done: 1, Changed: 1,
			List: []flow.Rejudged{{Inquiry: id, Subject: "Flood lights", From: xunpan.Brief{Stars: 5}, To: xunpan.Brief{Stars: 3}}}}, "")
	}))
	b.get("/settings/signals").want(t, 200, "1 inquiry judged again, 1 otherwise", "/inquiries/"+string(id))
	b.post("/settings/signals/reset").want(t, 303)
	if o.desk.Reader().Rules.Signal("order.firm").Off {
		t.Error("the reset left a signal off")
	}
}

func TestRulePages(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	o.receive(1)
	b := o.visitor(o.add("boss", xunpan.Owner))
	b.get("/settings/rules").want(t, 200, "New rule", "quantity", "formnovalidate")
	b.post("/settings/rules", "do", "test", "when", "quantity > 1000", "on", "1").want(t, 200, "Speaks in 1 of 1", "Flood lights for Brazil 1")
	b.post("/settings/rules", "do", "save", "when", "quantty > 1000", "say_en", "Large", "on", "1").want(t, 422, "there is no name quantty", `value="Large"`)
	b.post("/settings/rules", "do", "save", "when", "true", "on", "1").want(t, 422, "Say in a few words")
	b.post("/settings/rules", "do", "save", "when", "quantity > 1000", "say_en", "Large order", "on", "1").want(t, 303)
	b.post("/settings/rules", "do", "save", "when", `country == "BR"`, "say_en", "Brazil", "say_zh", "巴西", "action", "nurture").want(t, 303)
	rules := func() string {
		var s []string
		for _, h := range o.desk.Reader().House.Rules {
			s = append(s, fmt.Sprint(h.ID, h.Off))
		}
		return strings.Join(s, " ")
	}
	if got := rules(); got != "large-orderfalse braziltrue" {
		t.Errorf("rules: %s", got)
	}
	b.post("/settings/rules/brazil/move").want(t, 303)
	b.post("/settings/rules/brazil/switch", "on", "true").want(t, 303)
	if got := rules(); got != "brazilfalse large-orderfalse" {
		t.Errorf("rules: %s", got)
	}
	page := b.get("/settings/rules?edit=brazil").want(t, 200, "Change the rule", "巴西")
	stale := page.hidden(t, "version")
	b.post("/settings/rules/large-order/delete").want(t, 303)
	b.post("/settings/rules", "do", "save", "id", "brazil", "version", stale, "when", "true", "say_en", "x", "on", "1").want(t, 409)
	b.post("/settings/rules/none/delete").want(t, 404)
	if got := rules(); got != "brazilfalse" {
		t.Errorf("rules: %s", got)
	}
}
