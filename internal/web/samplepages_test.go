package web

import (
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// Sample views of the pages that are not made of mails.

func sampleToday(f Frame) TodayView {
	f.Title = f.T.Say("nav.today")
	rows := sampleRows()
	for i := range rows {
		rows[i].Unread = false
	}
	over := append([]InquiryRow(nil), rows[2:4]...)
	for i := range over {
		over[i].Due = sampleNow.Add(-time.Duration(25+70*i) * time.Minute)
	}
	due := append([]InquiryRow(nil), rows[0:2]...)
	due[0].Due, due[1].Due = sampleNow.Add(42*time.Minute), sampleNow.Add(170*time.Minute)
	return TodayView{
		Frame: f, Mine: true, Day: sampleNow,
		Counts: TodayCounts{Overdue: 2, DueToday: 5, New: 14, Answered: 6}, Pace: flow.Pace{Answered: 84, InTime: 69, Median: 95 * time.Minute}, Before: flow.Pace{Answered: 77, InTime: 51, Median: 140 * time.Minute},
		Groups: []TodayGroup{
			{"overdue", over, 2, ""}, {"due_today", due, 2, ""}, {"promised", rows[7:8], 2, ""},
			{"high", rows[4:6], 2, "/inquiries?sort=worth"}, {"verify", rows[12:13], 2, ""},
		},
	}
}

func sampleRecord(f Frame, base, name string) RecordView {
	t := f.T
	rows := sampleRows()
	zh := t.Lang() == "zh"
	pick := func(en, cn string) string {
		if zh {
			return cn
		}
		return en
	}
	return RecordView{
		ID: "f1", Base: base, Name: name, Owner: me, Owners: colleagues, Tags: []string{"VIP", "Canton Fair"}, AllTags: []string{"VIP"},
		Note:      pick("Pays on time. Wants INMETRO labels on every box.", "付款准时，每箱要贴 INMETRO 标签。"),
		Custom:    []CustomField{{pick("Market power", "市场影响力"), "choice", "A", []string{"A", "B", "C"}}, {pick("Credit limit (USD)", "信用额度（美元）"), "number", "30000", nil}},
		Inquiries: rows[0:4], More: "/inquiries?company=f1", Since: sampleNow.Add(-400 * 24 * time.Hour), Last: sampleNow.Add(-time.Hour),
		History: []HistoryLine{{sampleNow.Add(-400 * 24 * time.Hour), "xunpan", "created", ""}, {sampleNow.Add(-30 * 24 * time.Hour), "周敏", "assigned", "Jueen Lin"}},
		Twins: []TwinView{{"f2", "Casa Ipe Iluminacao", []string{pick("The same telephone: +55 11 5550-0142", "电话相同：+55 11 5550-0142"), pick("The same name but for accents and form", "名称相同，仅重音与公司形式不同")},
			[]string{pick("Other mail domain: ipe-luz.example", "邮箱域名不同：ipe-luz.example")}, 2}},
		Merged: []MergedView{{"f3", "Casa Ipê (WhatsApp)", "周敏", sampleNow.Add(-20 * 24 * time.Hour)}},
	}
}

func sampleContacts() []ContactRow {
	var out []ContactRow
	for i, l := range letters()[:14] {
		r := ContactRow{ID: xunpan.ID(rune('a' + i)), Name: l.r.Buyer.Name.Value, Title: l.r.Buyer.Title.Value, Mail: l.m.From.Mail, Country: l.r.Buyer.Country.Value,
			Company: l.r.Buyer.Company.Value, CompanyID: "f1", Inquiries: 1 + i%4, Last: sampleNow.Add(-time.Duration(i*i) * time.Hour), Owner: colleagues[i%3], Masked: i == 5}
		if r.Company == "" {
			r.CompanyID = ""
		}
		if len(l.r.Buyer.Phones) > 0 {
			r.Phone = l.r.Buyer.Phones[0].Value
		}
		if r.Name == "" {
			r.Name = l.m.From.Mail
		}
		out = append(out, r)
	}
	return out
}

func sampleCompanies(f Frame) CompaniesView {
	f.Title = f.T.Say("nav.companies")
	v := CompaniesView{Frame: f, Countries: []string{"BR", "DE"}, Owners: colleagues, Tags: []string{"VIP"}, Older: "/companies?cursor=x"}
	for i, l := range letters()[:18] {
		if l.r.Buyer.Company.Value == "" {
			continue
		}
		v.Rows = append(v.Rows, CompanyRow{ID: "f1", Name: l.r.Buyer.Company.Value, Country: l.r.Buyer.Country.Value, Website: l.r.Buyer.Website.Value, Grade: l.a.Grade,
			Contacts: 1 + i%3, Inquiries: 1 + i%5, Last: sampleNow.Add(-time.Duration(i*i*3) * time.Hour), Owner: colleagues[i%3], Masked: i == 4, Tags: map[bool][]string{true: {"VIP"}}[i == 0]})
	}
	return v
}

func sampleMailboxes(f Frame) MailboxesView {
	problem := "The server refuses the password. Make a new app password in the mail's own settings and fill it in here."
	if f.T.Lang() == "zh" {
		problem = "服务器拒绝了密码。请在邮箱设置中重新生成授权码并填到这里。"
	}
	return MailboxesView{Frame: f, Rows: []MailboxRow{
		{"b1", "Sales", "sales@haiwan-lighting.example", "imap.haiwan-lighting.example", "live", "", sampleNow.Add(-20 * time.Second), 4182, 12, 390, 0},
		{"b2", "Info", "info@haiwan-lighting.example", "imap.haiwan-lighting.example", "connecting", "", sampleNow.Add(-3 * time.Minute), 88, 0, 7, 1240},
		{"b3", "外贸二部", "export2@haiwan-lighting.example", "imap.exmail.example", "broken", problem, sampleNow.Add(-26 * time.Hour), 901, 3, 44, 0},
	}}
}

func sampleMailbox(f Frame) MailboxView {
	return MailboxView{Frame: f, ID: "b1", Secret: true, Owners: colleagues,
		Values: MailboxForm{"Sales", "sales@haiwan-lighting.example", "imap.haiwan-lighting.example", "993", "tls", "sales@haiwan-lighting.example", "password", "INBOX, Alibaba", "", "2026-01-01", "u1", "", "", "", ""},
		Test: &MailboxTest{New: 412, Folders: []FolderCount{{"INBOX", 3920}, {"Alibaba", 210}, {"Sent", 1877}, {"Junk", 12}},
			Steps: []TestStep{{"resolve", "passed", "192.0.2.10"}, {"connect", "passed", "993, 48 ms"}, {"tls", "passed", "TLS 1.3"}, {"login", "passed", ""}, {"folders", "failed", "“Alibaba” is not there"}}}}
}

func sampleLedger(f Frame) LedgerView {
	v := LedgerView{Frame: f, Mailbox: sampleMailboxes(f).Rows[0], Older: "/settings/mailboxes/b1/ledger?cursor=x"}
	for i, l := range letters()[:12] {
		r := LedgerRow{At: sampleNow.Add(-time.Duration(i) * time.Hour), Folder: "INBOX", UID: uint32(4200 - i), From: l.m.From.Mail, Subject: l.m.Subject, State: "stored", Inquiry: "01hz0000"}
		if i%4 == 3 {
			r.State, r.Why, r.Inquiry = "skipped", f.T.Say("message.auto"), ""
		}
		v.Rows = append(v.Rows, r)
	}
	return v
}

func samplePeople(f Frame) PeopleView {
	return PeopleView{Frame: f, Link: "https://desk.haiwan-lighting.example/invitations/5kq2-8d1x-77ab",
		Users: []UserRow{{colleagues[0], "owner", "active", "t1", true, sampleNow, true}, {colleagues[1], "manager", "active", "t1", true, sampleNow.Add(-2 * time.Hour), false}, {colleagues[2], "sales", "closed", "t2", false, sampleNow.Add(-90 * 24 * time.Hour), false}},
		Teams: []TeamRow{{"t1", "Europe 欧洲", 2}, {"t2", "Latin America", 0}}, Invitations: []InvitationRow{{"i1", "chen@haiwan-lighting.example", "sales", "Jueen Lin", sampleNow.Add(5 * 24 * time.Hour)}}}
}

const samplePicture = "data:image/svg+xml,%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 21 21'%3E%3Cpath d='M0 0h7v7H0zM14 0h7v7h-7zM0 14h7v7H0zM9 2h2v3H9zM9 8h4v4H9zM15 15h3v5h-3z'/%3E%3C/svg%3E"

func sampleAccount(f Frame) AccountView {
	return AccountView{Frame: f, Name: me.Name, Mail: me.Mail, Zones: []string{"Asia/Shanghai", "Europe/Berlin"}, Password: true, Notify: flow.Notify{From: "B"},
		Enrol:    &Enrol{samplePicture, "JBSW Y3DP EHPK 3PXP"},
		Sessions: []SessionRow{{"s1", "Chromium, Linux", "192.0.2.7", sampleNow.Add(-3 * time.Hour), sampleNow, true}, {"s2", "Safari, iPhone", "198.51.100.20", sampleNow.Add(-300 * time.Hour), sampleNow.Add(-9 * time.Hour), false}}}
}
