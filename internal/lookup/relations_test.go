package lookup

import (
	"testing"

	"xunpan"
)

// TestRelations: what the sender's addresses and names say of each other.
func TestRelations(t *testing.T) {
	t.Parallel()
	type want struct {
		reply, ret          bool
		site, name, in      xunpan.Verdict
		impersonates, looks string
	}
	const un, ok, no = xunpan.Unknown, xunpan.Passed, xunpan.Failed
	for _, tc := range []struct {
		title                                            string
		from, reply, ret, company, website, body, header string
		want                                             want
	}{
		{title: "a firm that agrees with itself", from: "h.meier@nordlicht-werk.de", ret: "h.meier@nordlicht-werk.de", company: "Nordlicht Werk GmbH",
			website: "www.nordlicht-werk.de", body: "mail: h.meier@nordlicht-werk.de", want: want{site: ok, name: ok, in: ok}},
		{title: "the same firm under two endings", from: "info@casasol.com.br", website: "http://casasol.com/contato", company: "Casa Sol Ltda", want: want{site: ok, name: ok}},
		{title: "initials", from: "po@gtl.co.ke", company: "Great Trading Limited", want: want{name: ok}},
		{title: "an abbreviation", from: "po@alfmetal.ae", company: "Al Fajr Metal Trading LLC", want: want{name: ok}},
		{title: "another company's name", from: "po@quickbuys.example", company: "Hansen Maritime A/S", want: want{name: no}},
		{title: "free mail says nothing of the name", from: "hansen.maritime@gmail.com", company: "Hansen Maritime A/S", website: "hansenmaritime.example", want: want{}},
		{title: "a Chinese name cannot be compared", from: "po@jinhua-trade.cn", company: "金华进出口有限公司", want: want{}},
		{title: "answers go elsewhere", from: "sales@lampco.co.uk", reply: "lampco.buyer@outlook.com", want: want{reply: true}},
		{title: "two mailboxes of one free provider", from: "john.smith@gmail.com", reply: "procure.desk@gmail.com", want: want{reply: true}},
		{title: "one mailbox, dots and all", from: "john.smith@gmail.com", reply: "johnsmith@gmail.com", want: want{}},
		{title: "answers to us are no sign", from: "sales@lampco.co.uk", reply: "info@luminalight.com", want: want{}},
		{title: "a bounce domain of a mailer", from: "sales@lampco.co.uk", ret: "bounces+12-x@em77.sendgrid.net", want: want{}},
		{title: "sender rewriting of a forwarder", from: "sales@lampco.co.uk", ret: "SRS0=abc=XY=lampco.co.uk=sales@forward.example", want: want{}},
		{title: "a foreign return path", from: "sales@lampco.co.uk", ret: "www-data@vps12.cheaphost.example", want: want{ret: true}},
		{title: "a known company from a look-alike", from: "rob@johnlewis-trading.com", company: "John Lewis & Partners", website: "www.johnlewis.com",
			want: want{site: no, name: no, impersonates: "John Lewis", looks: "John Lewis"}},
		{title: "a known company from free mail", from: "aramco.tenders@gmail.com", company: "Saudi Aramco", want: want{impersonates: "Saudi Aramco"}},
		{title: "a known company's own mail, answers elsewhere", from: "buyer@unilever.com", reply: "buyer@unilever-group.example", company: "Unilever PLC",
			want: want{reply: true, name: no, impersonates: "Unilever"}},
		{title: "a known company itself", from: "buyer@unilever.com", company: "Unilever PLC", website: "unilever.com", want: want{site: ok, name: ok}},
		{title: "a dealer of a brand is not the brand", from: "info@kamau-diesel.co.ke", company: "Kamau Bosch Diesel Service Ltd", want: want{name: ok}},
		{title: "an ordinary word is no brand", from: "info@orange-imports.com", company: "Orange Imports Ltd", want: want{name: ok}},
		{title: "a private address below a firm's mail", from: "sales@lampco.co.uk", body: "write to lampco.buyer@yahoo.com please", want: want{in: no}},
		{title: "a firm's address below free mail is common", from: "lampco@gmail.com", body: "info@lampco.co.uk", want: want{}},
		{title: "a customer's look-alike", from: "a.vogel@brightlarnp.de", company: "Brightlamp GmbH", want: want{name: no, looks: "brightlamp.de"}},
	} {
		t.Run(tc.title, func(t *testing.T) {
			t.Parallel()
			m := mailFrom(tc.from)
			m.ReturnPath = tc.ret
			if tc.reply != "" {
				m.ReplyTo = []xunpan.Address{{Mail: tc.reply}}
			}
			m.Body = tc.body
			m.Blocks = []xunpan.Block{{Kind: xunpan.Fresh, End: len(tc.body)}}
			r := &xunpan.Reading{}
			r.Buyer.Company.Value, r.Buyer.Website.Value = tc.company, tc.website
			s := Local(m, r, env())
			got := want{s.ReplyDiffers, s.ReturnDiffers, s.MailIsSite, s.NameInDomain, s.MailInBody, s.Impersonates, s.From.LooksLike}
			if got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

// TestHeaders: what the way of the mail says.
func TestHeaders(t *testing.T) {
	t.Parallel()
	type want struct{ list, relay, bulk, auto, bounce, noReply, spam, own bool }
	for _, tc := range []struct {
		title, from, ret, subject string
		lines                     []string
		want                      want
	}{
		{title: "plain", from: "a@lampco.de"},
		{title: "newsletter", from: "news@shop.example", lines: []string{"List-Unsubscribe: <https://shop.example/u>", "Precedence: bulk"}, want: want{list: true, bulk: true}},
		{title: "newsletter with a list's name", from: "news@shop.example", lines: []string{"List-Id: <weekly.shop.example>", "List-Unsubscribe: <x>"}, want: want{list: true, bulk: true}},
		{title: "discussion list", from: "a@lampco.de", lines: []string{"List-Id: <dev.lists.tools.example>", "List-Post: <mailto:dev@lists.tools.example>", "List-Unsubscribe: <x>", "Precedence: list"},
			want: want{list: true, relay: true}},
		{title: "our own group address", from: "a@lampco.de", lines: []string{"List-Id: <sales.luminalight.com>", "List-Post: <mailto:sales@luminalight.com>", "List-Unsubscribe: <x>", "Precedence: list"}, want: want{}},
		{title: "out of office", from: "a@lampco.de", lines: []string{"Auto-Submitted: auto-replied"}, want: want{auto: true}},
		{title: "not automatic", from: "a@lampco.de", lines: []string{"Auto-Submitted: no", "X-Auto-Response-Suppress: All"}},
		{title: "Exchange's out of office", from: "a@lampco.de", subject: "Automatic reply: Offer", lines: []string{"X-Auto-Response-Suppress: All"}, want: want{auto: true}},
		{title: "old auto-reply", from: "a@lampco.de", lines: []string{"Precedence: auto_reply"}, want: want{auto: true}},
		{title: "delivery report", from: "MAILER-DAEMON@mx.example", ret: "<>", subject: "Undelivered Mail Returned to Sender",
			lines: []string{"Content-Type: multipart/report; report-type=delivery-status; boundary=x"}, want: want{auto: true, bounce: true, noReply: true}},
		{title: "no-reply", from: "no-reply@shop.example", want: want{noReply: true}},
		{title: "marked by the server", from: "a@lampco.de", lines: []string{"X-Spam-Flag: YES"}, want: want{spam: true}},
		{title: "checked and let through", from: "a@lampco.de", lines: []string{"X-Spam-Status: No, score=-1.9", "X-Spam-Flag: NO"}},
		{title: "marked in the subject", from: "a@lampco.de", subject: "[SPAM] lamps", want: want{spam: true}},
		{title: "from ourselves", from: "wang@luminalight.com", want: want{own: true}},
	} {
		t.Run(tc.title, func(t *testing.T) {
			t.Parallel()
			m := mailFrom(tc.from, tc.lines...)
			m.ReturnPath, m.Subject = tc.ret, tc.subject
			s := Local(m, nil, env())
			got := want{s.List, s.ListRelay, s.Bulk, s.Auto, s.Bounce, s.NoReply, s.SpamMark, s.Own}
			if got != tc.want {
				t.Errorf("got  %+v\nwant %+v", got, tc.want)
			}
		})
	}
}

func TestRewrittenSender(t *testing.T) {
	t.Parallel()
	m := mailFrom("dev@lists.tools.example", "List-Id: <dev.lists.tools.example>", "List-Post: <mailto:dev@lists.tools.example>")
	m.From.Name = "Hans Meier via Dev"
	m.ReplyTo = []xunpan.Address{{Mail: "dev@lists.tools.example"}, {Name: "Hans Meier", Mail: "h.meier@web.de"}}
	if s := Local(m, nil, env()); s.From.Name != "web.de" || s.From.Country != "DE" || s.ReplyDiffers {
		t.Errorf("list: %+v differs %v", s.From, s.ReplyDiffers)
	}
	m = mailFrom("sales@luminalight.com", "List-Id: <sales.luminalight.com>", "X-Original-From: Ana Lima <ana@casa-luz.com.br>")
	m.From.Name = "'Ana Lima' via Sales"
	if s := Local(m, nil, env()); s.From.Name != "casa-luz.com.br" || s.Own || s.From.LooksLike != "" {
		t.Errorf("our group: %+v own %v", s.From, s.Own)
	}
}

func TestRecipients(t *testing.T) {
	t.Parallel()
	us := xunpan.Address{Mail: "sales@luminalight.com"}
	other := xunpan.Address{Mail: "info@rival.example"}
	for _, tc := range []struct {
		title  string
		to     []xunpan.Address
		header string
		n      int
		hidden bool
	}{
		{"to us", []xunpan.Address{us}, "", 1, false},
		{"to us and others", []xunpan.Address{us, other}, "", 2, false},
		{"to others only", []xunpan.Address{other}, "", 1, true},
		{"undisclosed", nil, "undisclosed-recipients:;", 0, true},
		{"nobody named", nil, "", 0, false},
	} {
		m := mailFrom("a@lampco.de")
		m.To = tc.to
		if tc.header != "" {
			m.Headers = append(m.Headers, xunpan.Header{Name: "To", Value: tc.header})
		}
		if s := Local(m, nil, env()); s.Recipients != tc.n || s.Hidden != tc.hidden {
			t.Errorf("%s: %d hidden %v", tc.title, s.Recipients, s.Hidden)
		}
	}
}

func TestAuth(t *testing.T) {
	t.Parallel()
	const un, ok, no = xunpan.Unknown, xunpan.Passed, xunpan.Failed
	for _, tc := range []struct {
		title           string
		lines           []string
		spf, dkim, mark xunpan.Verdict
		server          string
	}{
		{"all pass", []string{"Authentication-Results: mx.luminalight.com; spf=pass (sender ok; really) smtp.mailfrom=a.de; dkim=pass header.d=a.de; dmarc=pass (p=REJECT) header.from=a.de"}, ok, ok, ok, "mx.luminalight.com"},
		{"several lines of one server", []string{"Authentication-Results: mx; dkim=fail", "Authentication-Results: mx; spf=fail", "Authentication-Results: other; dmarc=pass"}, no, no, un, "mx"},
		{"one of two signatures", []string{"Authentication-Results: mx; dkim=fail; dkim=pass; spf=softfail; dmarc=none"}, un, ok, un, "mx"},
		{"softfail alone", []string{"Authentication-Results: mx 1; dkim=none; spf=softfail"}, no, un, un, "mx"},
		{"nothing known", []string{"Authentication-Results: mx; none"}, un, un, un, "mx"},
		{"Received-SPF only", []string{"Received-SPF: fail (domain of a.de does not designate)"}, no, un, un, ""},
		{"ARC is not read", []string{"ARC-Authentication-Results: i=1; mx; spf=fail; dkim=fail"}, un, un, un, ""},
		{"Microsoft leaves the server out", []string{"Authentication-Results: spf=pass (sender IP is 1.2.3.4) smtp.mailfrom=a.de; dkim=none; dmarc=bestguesspass"}, ok, un, ok, ""},
		{"a list's relay", []string{"Authentication-Results: mx; spf=fail; dkim=fail; dmarc=fail", "List-Id: <l.lists.example>", "List-Post: <mailto:l@lists.example>"}, un, un, un, "mx"},
	} {
		a := Local(mailFrom("x@a.de", tc.lines...), nil, env()).Auth
		if a.SPF != tc.spf || a.DKIM != tc.dkim || a.DMARC != tc.mark || a.Server != tc.server {
			t.Errorf("%s: %v %v %v %q", tc.title, a.SPF, a.DKIM, a.DMARC, a.Server)
		}
	}
}
