package judge

import (
	"testing"
	"time"

	"xunpan"
)

// TestWorld: each answer of the world says what it means, and no answer says
// nothing.
func TestWorld(t *testing.T) {
	t.Parallel()
	asked := xunpan.Asked{At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	silence := xunpan.Asked{At: asked.At, Why: xunpan.WhySilent}
	age := func(days int) xunpan.DomainFacts {
		return xunpan.DomainFacts{Name: "holm-trade.example", RDAP: xunpan.Register{Asked: asked, Found: true, Since: asked.At.AddDate(0, 0, -days)}}
	}
	dns := func(f xunpan.DNSFacts) xunpan.World {
		if f.At.IsZero() {
			f.Asked = asked
		}
		return xunpan.World{Mail: xunpan.DomainFacts{Name: "holm-trade.example", DNS: f}}
	}
	web := func(f xunpan.WebsiteFacts) xunpan.World {
		if f.At.IsZero() {
			f.Asked = asked
		}
		f.Host = "www.holm-trade.example"
		return xunpan.World{Web: f}
	}
	for name, c := range map[string]struct {
		world xunpan.World
		want  string // the one signal that speaks; "" for none
	}{
		"nothing asked":             {xunpan.World{}, ""},
		"nobody answered":           {xunpan.World{Mail: xunpan.DomainFacts{Name: "x.example", DNS: xunpan.DNSFacts{Asked: silence}, RDAP: xunpan.Register{Asked: silence}}, Web: xunpan.WebsiteFacts{Asked: silence, Named: true}, Text: xunpan.Echo{Asked: silence}}, ""},
		"domain does not exist":     {dns(xunpan.DNSFacts{}), "world.no_mail"},
		"domain takes no mail":      {dns(xunpan.DNSFacts{Exists: true, Host: true, NoMail: true}), "world.no_mail"},
		"nothing but name servers":  {dns(xunpan.DNSFacts{Exists: true}), "world.no_mail"},
		"an address alone":          {dns(xunpan.DNSFacts{Exists: true, Host: true}), ""},
		"mail servers":              {dns(xunpan.DNSFacts{Exists: true, Mail: true, DMARC: xunpan.Passed, Policy: "none"}), ""},
		"forged mail is refused":    {dns(xunpan.DNSFacts{Exists: true, Mail: true, DMARC: xunpan.Passed, Policy: "reject"}), "world.policy"},
		"registered last week":      {xunpan.World{Mail: age(7)}, "world.new_domain"},
		"website of last week":      {xunpan.World{Site: age(7)}, "world.new_domain"},
		"registered 59 days ago":    {xunpan.World{Mail: age(59)}, "world.new_domain"},
		"registered 61 days ago":    {xunpan.World{Mail: age(61)}, ""},
		"registered two years ago":  {xunpan.World{Mail: age(730)}, ""},
		"registered four years ago": {xunpan.World{Mail: age(1500)}, "world.old_domain"},
		"registered tomorrow":       {xunpan.World{Mail: age(-1)}, ""},
		"website names the firm":    {web(xunpan.WebsiteFacts{Alive: true, Firm: xunpan.Passed}), "world.site_firm"},
		"website names it not":      {web(xunpan.WebsiteFacts{Alive: true, Firm: xunpan.Failed}), ""},
		"website has the goods":     {web(xunpan.WebsiteFacts{Alive: true, Goods: []string{"LED tube"}}), "world.site_goods"},
		"his website is not there":  {web(xunpan.WebsiteFacts{Named: true}), "world.site_dead"},
		"there is none at his mail": {web(xunpan.WebsiteFacts{}), ""},
		"it is for sale":            {web(xunpan.WebsiteFacts{Parked: true}), "world.site_dead"},
		"another wrote the same":    {xunpan.World{Text: xunpan.Echo{Asked: asked, Others: 1}}, "mass.same_text"},
		"nobody wrote the same":     {xunpan.World{Text: xunpan.Echo{Asked: asked}}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := firmOrder()
			before := Assess(f, Default())
			f.World = c.world
			after := Assess(f, Default())
			if c.want == "" {
				if len(after.Evidence) != len(before.Evidence) || after.Types != before.Types || after.Confidence != before.Confidence {
					t.Errorf("it changed the assessment: %+v", after.Evidence)
				}
				return
			}
			e := spoke(&after, c.want)
			if e == nil || len(after.Evidence) != len(before.Evidence)+1 {
				t.Fatalf("want %s alone, got %+v", c.want, after.Evidence)
			}
			if e.Why.En == "" || e.Why.Zh == "" || e.Points <= 0 {
				t.Errorf("%+v", e)
			}
			fraud := xunpan.Fraud.Index()
			if e.Axis == xunpan.AxisRisk && after.Axes.Risk <= before.Axes.Risk || e.Axis != xunpan.AxisRisk && (after.Axes.Risk != before.Axes.Risk || after.Types[fraud] > before.Types[fraud]) {
				t.Errorf("axes %+v → %+v, fraud %v → %v", before.Axes, after.Axes, before.Types[fraud], after.Types[fraud])
			}
		})
	}
}

// TestWorldAlone: what the world tells never condemns a sincere buyer by itself,
// and does not speak for somebody who borrowed a good name.
func TestWorldAlone(t *testing.T) {
	t.Parallel()
	asked := xunpan.Asked{At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	bad := xunpan.World{
		Mail: xunpan.DomainFacts{Name: "holm-trade.example", DNS: xunpan.DNSFacts{Asked: asked}, RDAP: xunpan.Register{Asked: asked, Found: true, Since: asked.At.AddDate(0, 0, -3)}},
		Web:  xunpan.WebsiteFacts{Asked: asked, Named: true, Parked: true, Host: "holm-trade.example"},
	}
	f := firmOrder()
	f.World = bad
	if a := Assess(f, Default()); a.Type == xunpan.Fraud || a.Action == xunpan.Quarantine {
		t.Errorf("%s, %s, axes %+v", a.Type, a.Action, a.Axes)
	}

	f = firmOrder()
	f.World = xunpan.World{Mail: xunpan.DomainFacts{Name: "holm-trade.example", RDAP: xunpan.Register{Asked: asked, Found: true, Since: asked.At.AddDate(-20, 0, 0)}}}
	f.Sender.Auth.DMARC = xunpan.Failed
	if a := Assess(f, Default()); spoke(&a, "world.old_domain") != nil {
		t.Error("a domain's age speaks for mail that the domain disowns")
	}
}
