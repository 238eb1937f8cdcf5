package web

import (
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/judge"
)

func sampleSignals(f Frame) SignalsView {
	v := SignalsView{Frame: f, Edited: 1}
	for _, s := range judge.Default().Signals {
		if len(v.Groups) == 0 || v.Groups[len(v.Groups)-1].Name != s.Group {
			v.Groups = append(v.Groups, SignalGroup{Name: s.Group})
		}
		g := &v.Groups[len(v.Groups)-1]
		g.Rows = append(g.Rows, SignalRow{s.ID, s.Title.In(f.T.Lang()), s.Axis, s.Points, s.Basis, !s.Off && s.ID != "need.volume", s.ID == "need.quantity", 0.34})
	}
	return v
}

func sampleSignal(f Frame) SignalView {
	s := judge.Default().Signal("need.quantity")
	v := SignalView{Frame: f, Row: SignalRow{s.ID, s.Title.In(f.T.Lang()), s.Axis, s.Points, s.Basis, true, true, 0.34}, Builtin: 20,
		Tally: TallyView{flow.SignalTally{N: 340, Stars: 3, Won: 12, Lost: 31, Said: 9}, 1000, []TypeShare{{xunpan.Seeker, 0.7}, {xunpan.Entrant, 0.3}}}}
	for _, b := range xunpan.Types {
		v.Weights = append(v.Weights, TypeWeight{b, s.Types[string(b)], s.Types[string(b)]})
	}
	rows := sampleRows()
	v.Effect = &Effect{1840, 37, 12, 25, 2, []EffectRow{{rows[2], 4, xunpan.Entrant, false}, {rows[5], 4, xunpan.Seeker, true}}}
	return v
}

func sampleRules(f Frame) RulesView {
	say := "Below 100 pieces we send the template"
	if f.T.Lang() == "zh" {
		say = "不足 100 件的发模板"
	}
	return RulesView{Frame: f, Rows: []RuleRow{{"small", "quantity > 0 && quantity < 100", xunpan.Nurture, say, true}},
		Edit: RuleForm{When: `country in ["AO", "NG"] && payment == ""`, Action: "ask_payment", SayEn: "Prepayment only", SayZh: "只做预付"}, Problem: "",
		Looked: 500, Hits: sampleRows()[17:19], Names: []RuleName{{"quantity", "number"}, {"country", "BR, DE, …"}}, Examples: []string{`"LED" in products && stars >= 4`}}
}

func sampleWords(f Frame) WordsView {
	v := WordsView{Frame: f, Lang: "en", Langs: []string{"en", "es", "pt", "de", "ru", "ar", "zh"}, Edited: 2, Groups: []WordGroup{
		{"sample.free", "Free samples", []string{"gratis piece"}, nil}, {"quote.request", "Asks for a quotation", nil, []string{"price offer"}}}}
	v.Trial = WordsTrial{Text: "Please send a gratis piece.", Blocks: []TextBlock{{Kind: xunpan.Fresh, Pieces: []Piece{{Text: "Please send a "}, {Text: "gratis piece", Ev: []int{1}, Axis: xunpan.AxisNeed}, {Text: "."}}}},
		Hits: []TriedWord{{1, "gratis piece", "sample.free", "Free samples", true, false, ""}, {2, "price offer", "quote.request", "Asks for a quotation", false, true, ""}, {3, "send a", "quote.request", "Asks for a quotation", false, false, leaveURL("quote.request", "en", "send a")}}}
	return v
}

func sampleWordsGroup(f Frame) WordsGroupView {
	w := sampleWords(f)
	w.Trial.Compared, w.Trial.From, w.Trial.To = true, xunpan.Brief{Type: xunpan.Seeker, Stars: 3}, xunpan.Brief{Type: xunpan.Sampler, Stars: 1}
	return WordsGroupView{Frame: f, Lang: "en", Langs: w.Langs, Group: w.Groups[0], Signals: sampleSignals(f).Groups[0].Rows[:1], Trial: w.Trial, Version: 3,
		Heard: []HeardWord{{"free samples", 12, leaveURL("sample.free", "en", "free samples")}}}
}

func sampleFields(f Frame) FieldsView {
	return FieldsView{Frame: f, Version: 2, Rows: []FieldRow{{"company", "power", "Market power", "choice", []string{"A", "B", "C"}, true}, {"contact", "birthday", "Birthday", "date", nil, true}},
		Edit: FieldForm{Was: "company.power", Noun: "company", NameEn: "Market power", NameZh: "市场影响力", Kind: "choice", Choices: []string{"A", "B", "C"}}}
}

func sampleAlerts(f Frame) AlertsView {
	return AlertsView{Frame: f, Rows: []AlertRow{{"a1", "外贸群", "wecom", "qyapi.example/…a91f", "A", true, sampleNow, "passed", ""}, {"a2", "CRM", "generic", "crm.example/hook", "B", false, sampleNow, "failed", "HTTP 502"}},
		Problems: map[string]string{}}
}

func sampleKeys(f Frame) KeysView {
	return KeysView{Frame: f, New: "xp_4Fh2kQ9mZt7RbVn1LwXc8JyPdS3aGe6U", Rows: []KeyRow{{"k1", "Website", "xp_9aZ", "write", "Jueen Lin", sampleNow.Add(-90 * 24 * time.Hour), sampleNow.Add(-time.Minute)}}}
}

func sampleWebhooks(f Frame) WebhooksView {
	return WebhooksView{Frame: f, Events: []string{"inquiry.created", "inquiry.corrected", "inquiry.moved", "company.merged"},
		Rows: []WebhookRow{{"w1", "https://erp.haiwan-lighting.example/hooks/desk", nil, true, sampleNow, "failed", "HTTP 500", 3}}}
}

func sampleSiteForm(f Frame) SiteFormView {
	return SiteFormView{Frame: f, Address: "https://desk.haiwan-lighting.example/form", Sites: []string{"https://www.haiwan-lighting.example"}, Stats: SiteFormStats{48, 912},
		Snippet: "<form action=\"https://desk.haiwan-lighting.example/form\" method=\"post\">\n  <input name=\"name\" required>\n  <input name=\"email\" type=\"email\" required>\n  <textarea name=\"message\" required></textarea>\n  <button>Send</button>\n</form>"}
}

func sampleJobs() []ImportJob {
	return []ImportJob{{"j1", "old-sales-2019.mbox", "running", 4120, 11800, 3870, 15, 230, 5, sampleNow.Add(-4 * time.Minute)}, {"j2", "whatsapp-marina.txt", "done", 1, 1, 1, 0, 0, 0, sampleNow.Add(-50 * time.Hour)}}
}

func sampleImportResult(f Frame) ImportResultView {
	v := ImportResultView{Frame: f, Job: sampleJobs()[0]}
	for i, l := range letters()[:10] {
		line := ImportLine{No: i + 1, From: l.m.From.Mail, Subject: l.m.Subject, State: "stored", Inquiry: "01hz0000"}
		if i == 6 {
			line.State, line.Why, line.Inquiry = "failed", "MIME", ""
		}
		v.Rows = append(v.Rows, line)
	}
	return v
}

func sampleCompany(f Frame) CompanySettingsView {
	return CompanySettingsView{Frame: f, Names: []string{"Ningbo Haiwan Lighting Co., Ltd.", "HAIWAN", "宁波海湾照明有限公司"}, Domains: []string{"haiwan-lighting.example"}, People: []string{"Jueen Lin", "林珏恩"},
		Products: []string{"FL-50", "FL-100", "LED flood light"}, Home: "CN", Zone: "Asia/Shanghai", Zones: []string{"Asia/Shanghai"}, Countries: []string{"CN", "HK", "DE"}, Days: [7]bool{true, true, true, true, true, true}, From: "08:30", To: "17:30"}
}

func sampleAudit(f Frame) AuditView {
	f.Title = f.T.Say("nav.audit")
	v := AuditView{Frame: f, People: colleagues, Older: "/audit?cursor=x"}
	all := []AuditRow{
		{sampleNow, "Jueen Lin", "user", "corrected", "inquiry", "Order inquiry: LED flood lights FL-50 / FL-100", "/inquiries/01hz0000", "4 ★ · A", "5 ★ · A", "192.0.2.7"},
		{sampleNow.Add(-time.Hour), "xunpan", "desk", "created", "inquiry", "Anfrage LED-Hallenstrahler HB-150", "/inquiries/01hz0001", "", "", ""},
		{sampleNow.Add(-2 * time.Hour), "周敏", "user", "merged", "company", "Casa Ipê Iluminação Ltda.", "/companies/f1", "Casa Ipe", "", "192.0.2.9"},
		{sampleNow.Add(-3 * time.Hour), "Website", "key", "created", "inquiry", "Web form: panel lights", "/inquiries/01hz0002", "", "", "203.0.113.4"},
		{sampleNow.Add(-30 * time.Hour), "mallory@elsewhere.example", "user", "refused", "session", "", "", "", "", "198.51.100.99"},
	}
	for range 4 {
		v.Rows = append(v.Rows, all...)
	}
	return v
}
