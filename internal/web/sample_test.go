package web

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/judge"
	"xunpan/internal/lookup"
	"xunpan/internal/mail"
)

// The sample views are made of the sample mails of the repository, read and
// judged as the desk does it.

var (
	sampleNow  = time.Now().Truncate(time.Minute)
	sampleZone = time.FixedZone("CST", 8*3600)
	me         = Person{"u1", "Jueen Lin", "jueen@haiwan-lighting.example"}
	colleagues = []Person{me, {"u2", "周敏", "mike@haiwan-lighting.example"}, {"u3", "Sofia Marques", "sofia@haiwan-lighting.example"}}
)

// letter is one sample mail, read.
type letter struct {
	name string
	m    *xunpan.Message
	r    *xunpan.Reading
	s    xunpan.Sender
	a    xunpan.Assessment
}

var letters = sync.OnceValue(func() []letter {
	var house xunpan.Profile
	data, err := os.ReadFile("../../samples/profile.yaml")
	if err == nil {
		err = yaml.Unmarshal(data, &house)
	}
	if err != nil {
		panic(err)
	}
	files, err := filepath.Glob("../../samples/[0-9]*")
	if err != nil || len(files) == 0 {
		panic("no samples")
	}
	env := lookup.NewEnv("CN", house)
	var out []letter
	for _, f := range files {
		raw, err := os.ReadFile(f)
		if err != nil {
			panic(err)
		}
		l := letter{name: strings.TrimSuffix(filepath.Base(f), filepath.Ext(f))}
		if strings.HasSuffix(f, ".txt") {
			l.m = mail.ParsePaste(raw, mail.Options{Own: house.Domains})
		} else {
			l.m = mail.Parse(raw, mail.Options{Own: house.Domains})
		}
		l.r = extract.Read(l.m, &extract.Env{House: house, Home: "CN"})
		l.s = lookup.Local(l.m, l.r, env)
		if l.r.Buyer.Country.Value == "" {
			l.r.Buyer.Country.Value, l.r.Buyer.CountryBasis = lookup.Country(l.s.Claims)
		}
		facts := xunpan.Facts{Message: l.m, Reading: l.r, Sender: l.s, Now: sampleNow, Home: "CN", House: house}
		l.a = judge.Assess(&facts, judge.Default())
		out = append(out, l)
	}
	return out
})

func sampleFrame(t *T, path string) Frame {
	return Frame{
		T: t, Title: t.Say("nav.inquiries"), Path: path, User: &me, Role: "owner",
		May:    May{Change: true, Settings: true, People: true, Audit: true},
		Counts: map[xunpan.Tray]int{xunpan.ToAnswer: 12, xunpan.Waiting: 31, xunpan.ToVerify: 2, xunpan.InQuarantine: 3, xunpan.NotInquiries: 148},
	}
}

func quantity(q *xunpan.Quantity) string {
	if q == nil {
		return ""
	}
	return strings.TrimSpace(fmt.Sprintf("%v %s", q.Min, q.Unit))
}

func sampleRow(i int, l letter) InquiryRow {
	received := sampleNow.Add(-time.Duration(i*i*17+i*23+4) * time.Minute)
	r := InquiryRow{
		ID: xunpan.ID(fmt.Sprintf("01hz%04d", i)), Unread: i < 4, Stars: l.a.Stars, Type: l.a.Type, Grade: l.a.Grade,
		Intent: l.a.Intent, Action: l.a.Action, Country: l.r.Buyer.Country.Value, Buyer: l.r.Buyer.Name.Value,
		Company: l.r.Buyer.Company.Value, Subject: l.m.Subject, Channel: l.m.Channel, Messages: 1 + i%3, Files: len(l.m.Files),
		Received: received, Tray: xunpan.TrayFor(l.a.Type, l.a.Action),
		Snippet: strings.Join(strings.Fields(l.m.Body[:min(400, len(l.m.Body))]), " "),
	}
	r.Snippet = strings.ToValidUTF8(r.Snippet, "")
	if r.Buyer == "" {
		r.Buyer = l.m.From.Mail
	}
	if r.Subject == "" {
		r.Subject = strings.ToValidUTF8(r.Snippet[:min(60, len(r.Snippet))], "")
	}
	if len(l.r.Needs.Lines) > 0 {
		r.Product = l.r.Needs.Lines[0].Product.Value
		r.Quantity = quantity(l.r.Needs.Lines[0].Quantity)
	}
	if len(l.a.Risks) > 0 {
		r.Risk = l.a.Risks[0].Severity
	}
	if r.Tray == xunpan.ToAnswer {
		r.Due = received.Add(map[string]time.Duration{"A": 3 * time.Hour, "B": 10 * time.Hour, "C": 26 * time.Hour, "D": 50 * time.Hour}[r.Grade])
	}
	if i%3 != 1 {
		r.Owner = colleagues[i%len(colleagues)]
	}
	if i%5 == 0 {
		r.Tags = []string{"Canton Fair"}
	}
	if i == 7 {
		r.Snoozed = sampleNow.Add(40 * time.Hour)
	}
	return r
}

func sampleRows() []InquiryRow {
	var rows []InquiryRow
	for i, l := range letters() {
		rows = append(rows, sampleRow(i, l))
	}
	return rows
}

func sampleInquiries(f Frame) InquiriesView {
	rows := sampleRows()
	rows = append(rows, rows...)
	for i := range rows[24:] {
		rows[24+i].ID += "b"
		rows[24+i].Received = rows[24+i].Received.Add(-30 * 24 * time.Hour)
	}
	return InquiriesView{
		Frame: f, Tray: xunpan.ToAnswer, Rows: rows, Newest: true, Owners: colleagues, Tags: []string{"Canton Fair", "VIP", "新品"},
		Countries: []string{"BR", "DE", "RU", "MX", "AE", "US"}, Langs: []string{"en", "es", "de", "ru", "ar", "zh"},
		Older: "/inquiries?tray=to_answer&cursor=abc", Filter: Filter{Grade: ""},
		Views: []SavedView{{ID: "v1", Name: "Brazil, A and B", Query: "country=BR", Mine: true}, {ID: "v2", Name: "Germany 德国", Query: "country=DE", Shared: true}},
	}
}

// sampleInquiry is the inquiry made of one sample mail.
func sampleInquiry(f Frame, name string) InquiryView {
	i := slices.IndexFunc(letters(), func(l letter) bool { return strings.HasPrefix(l.name, name) })
	l := letters()[i]
	t := f.T
	row := sampleRow(i, l)
	f.Title = row.Subject
	v := InquiryView{Frame: f, Row: row, Lang: l.r.Lang, Back: "/inquiries?tray=to_answer", Prev: "/inquiries/01hz0000", Next: "/inquiries/01hz0008", Owners: colleagues, Tags: []string{"VIP"}, ReplyTo: l.m.From.Mail}
	var marks []Marking
	for n, e := range l.a.Evidence {
		title := e.Signal
		if s := judge.Default().Signal(e.Signal); s != nil {
			title = s.Title.In(t.Lang())
		}
		marks = append(marks, Marking{n + 1, e.Span, e.Axis, title})
		v.Judged.Evidence = append(v.Judged.Evidence, EvidenceView{n + 1, title, e.Axis, e.Points, e.Why.In(t.Lang()), e.Text, e.Part == xunpan.PartBody})
	}
	v.Heading = MarkLine(l.m.Subject, xunpan.PartSubject, marks)
	v.Messages = []MessageView{{
		ID: "m1", Direction: xunpan.In, Channel: l.m.Channel, From: row.Buyer, Mail: l.m.From.Mail, To: "sales@haiwan-lighting.example",
		Date: row.Received, ZoneNote: "10:04 −03:00", Blocks: MarkText(l.m, marks), HTML: true, Pictures: l.m.Images > 0 || i == 0,
		Inert: row.Tray == xunpan.InQuarantine, Open: true,
	}}
	for n, file := range l.m.Files {
		fv := FileView{No: n, Name: file.Name, Kind: file.Kind, Size: file.Size, Inner: file.Inner}
		if file.Kind == xunpan.FileArchive || file.Kind == xunpan.FileExecutable || file.Kind == xunpan.FileHTML {
			fv.Danger = map[string]string{"en": "A program hides in this archive.", "zh": "压缩包内藏有可执行程序。"}[t.Lang()]
		}
		v.Messages[0].Files = append(v.Messages[0].Files, fv)
	}
	if i == 0 {
		v.Messages[0].Files = []FileView{{0, "FL-series drawing.pdf", xunpan.FilePDF, 284_113, "", nil, false}, {1, "forecast 2027.xlsx", xunpan.FileSheet, 18_200, "", nil, false}}
		v.Messages = append(v.Messages,
			MessageView{ID: "m2", Direction: xunpan.Note, From: "周敏", Date: row.Received.Add(20 * time.Minute), Blocks: []TextBlock{{xunpan.Fresh, []Piece{{Text: "INMETRO 证书客户自己办，我们只提供 CE/RoHS/LM-80。FL-50 底价找王工确认。"}}}}},
			MessageView{ID: "m3", Direction: xunpan.Out, From: "Jueen Lin", Mail: me.Mail, To: l.m.From.Mail, Date: row.Received.Add(95 * time.Minute), Blocks: []TextBlock{{xunpan.Fresh, []Piece{{Text: "Dear Marina,\n\nThank you for the clear list. You have our FOB Ningbo offer tomorrow morning your time.\n\nKind regards\nJueen"}}}}})
		v.Judged.Said = &SaidView{By: "周敏", At: sampleNow.Add(-40 * time.Minute)}
		v.Judged.Desk = Verdict{xunpan.Seeker, 4, "A"}
	}
	sampleJudged(t, &v, l)
	for n, x := range l.r.Needs.Lines {
		line := NeedLine{Product: x.Product.Value, Model: x.Model.Value, Quantity: quantity(x.Quantity), Ev: fmt.Sprint(n + 1)}
		var specs []string
		for _, s := range x.Specs {
			specs = append(specs, s.Value)
		}
		line.Specs = strings.Join(specs, ", ")
		if x.Target != nil {
			line.Target = x.Target.Currency + " " + x.Target.Amount
		}
		v.Needs.Lines = append(v.Needs.Lines, line)
	}
	n := l.r.Needs
	for field, value := range map[string]string{"incoterm": strings.TrimSpace(n.Incoterm.Value + " " + n.Place.Value), "destination": n.DestPort.Value, "payment": n.Payment.Value, "delivery": n.Delivery.Value} {
		v.Needs.Terms = append(v.Needs.Terms, NeedTerm{Field: field, Value: value})
	}
	sampleBuyer(t, &v, l)
	rows := sampleRows()
	v.Others = rows[4:6]
	v.Joinable = []JoinRow{{rows[22], "same e-mail address"}}
	v.History = []HistoryLine{
		{row.Received, "xunpan", "created", ""}, {row.Received, "xunpan", "judged", "5 ★ · A"},
		{row.Received.Add(4 * time.Minute), "周敏", "assigned", "Jueen Lin"}, {row.Received.Add(20 * time.Minute), "周敏", "noted", ""},
		{row.Received.Add(95 * time.Minute), "Jueen Lin", "answered", ""},
	}
	return v
}

func sampleJudged(t *T, v *InquiryView, l letter) {
	a := &v.Judged
	a.Confidence, a.At = l.a.Confidence, v.Row.Received
	for i, p := range l.a.Types {
		if p >= 0.01 {
			a.Types = append(a.Types, TypeShare{xunpan.Types[i], p})
		}
	}
	slices.SortFunc(a.Types, func(x, y TypeShare) int { return int(1000*y.Share - 1000*x.Share) })
	a.Axes = []AxisView{{xunpan.AxisNeed, l.a.Axes.Need}, {xunpan.AxisCredibility, l.a.Axes.Credibility}, {xunpan.AxisEngagement, l.a.Axes.Engagement}, {xunpan.AxisRisk, l.a.Axes.Risk}}
	for _, r := range l.a.Risks {
		a.Risks = append(a.Risks, RiskView{r.Severity, r.Why.In(t.Lang())})
	}
	for _, r := range l.a.Raise {
		a.Raise = append(a.Raise, r.In(t.Lang()))
	}
	for _, m := range l.r.Missing {
		a.Missing = append(a.Missing, MissingView{m.Field, m.Ask.In(t.Lang()), m.Ask.En})
	}
	a.Checks = []CheckView{
		{"origin.ip_country", l.s.Origin.Match.String(), l.s.Origin.IP + " (" + l.s.Origin.Country + ")", time.Time{}},
		{"origin.clock", l.s.Origin.Offset.String(), "", time.Time{}}, {"mail.spf", l.s.Auth.SPF.String(), "", time.Time{}},
		{"mail.dkim", l.s.Auth.DKIM.String(), "", time.Time{}}, {"domain.age", "passed", "2014-03-02", sampleNow.Add(-24 * time.Hour)},
		{"website.reachable", "unknown", "", time.Time{}}, {"sanctions.list", "unknown", "", time.Time{}},
	}
	if v.Row.Stars == 3 {
		a.House = []HouseView{{map[string]string{"en": "Below 100 pieces we send the template.", "zh": "不足 100 件的发模板。"}[t.Lang()], xunpan.Nurture}}
	}
}

func sampleBuyer(t *T, v *InquiryView, l letter) {
	b := l.r.Buyer
	c := &v.Buyer
	c.Name, c.Title, c.Contact = b.Name.Value, b.Title.Value, "c1"
	c.Company, c.CompanyID, c.Country, c.CountryBasis = b.Company.Value, "f1", b.Country.Value, b.CountryBasis
	for _, m := range b.Emails {
		c.Mails = append(c.Mails, m.Value)
	}
	for i, p := range b.Phones {
		c.Phones = append(c.Phones, PhoneView{p.Value, []string{"line", "mobile"}[i%2], "passed"})
	}
	c.WhatsApp, c.Website, c.Address = b.WhatsApp.Value, b.Website.Value, b.Address.Value
	c.LocalTime, c.LocalWork, c.Inquiries = t.Weekday(sampleNow)+" 23:00", "closed", 3
	c.Facts = []FactView{{"ip", l.s.Origin.IP + " · " + t.Country(l.s.Origin.Country), l.s.Origin.Match.String()}, {"mail_domain", l.s.From.Name, ""}, {"clock", "UTC−03:00", l.s.Origin.Offset.String()}, {"auth", "SPF, DKIM, DMARC", "passed"}}
	for _, s := range []string{"company", "person", "mail", "phone", "map", "whois", "linkedin"} {
		c.Searches = append(c.Searches, SearchLink{s, "https://search.example/?q=" + s})
	}
}

func newSampleT(lang string) *T { return NewT(lang, sampleZone, sampleNow) }

func TestSamplesCoverTheTypes(t *testing.T) {
	t.Parallel()
	seen := map[xunpan.BuyerType]bool{}
	for _, r := range sampleRows() {
		seen[r.Type] = true
	}
	for _, b := range xunpan.Types {
		if !seen[b] {
			t.Errorf("no sample shows type %s", b)
		}
	}
}
