package lookup

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"

	"xunpan"
)

// mailFrom is a message with the given header lines ("Name: value").
func mailFrom(from string, lines ...string) *xunpan.Message {
	m := &xunpan.Message{From: xunpan.Address{Mail: from}, Channel: xunpan.Email}
	m.Envelope = m.From
	for _, l := range lines {
		n, v, _ := strings.Cut(l, ": ")
		m.Headers = append(m.Headers, xunpan.Header{Name: n, Value: v})
	}
	return m
}

func claiming(country string) *xunpan.Reading {
	return &xunpan.Reading{Buyer: xunpan.Buyer{Country: xunpan.Word{Value: country}, CountryBasis: "claimed"}}
}

func TestOrigin(t *testing.T) {
	t.Parallel()
	const (
		nigeria = "105.112.1.7" // lines of access providers, as iploc places them
		germany = "91.10.20.30"
		server  = "Received: from smtp.nordlicht-werk.de (smtp.nordlicht-werk.de [" + germany + "]) by mx.luminalight.com (Postfix) with ESMTPS id 1; Mon, 4 May 2026 09:00:00 +0200"
		gmail   = "Received: from mail-lf1-f41.google.com (mail-lf1-f41.google.com [209.85.167.41]) by mx.luminalight.com with ESMTPS id 2"
		inner   = "Received: from mx.luminalight.com (mx.luminalight.com [203.0.113.9]) by store.luminalight.com with LMTP id 3"
	)
	for _, tc := range []struct {
		name, from, country string
		lines               []string
		ip, basis, land     string
		match               xunpan.Verdict
	}{
		{"a line of an access provider in the claimed country", "a@nordlicht-werk.de", "DE",
			[]string{inner, "Received: from DESKTOP-7 (p5b0a141e.dip0.t-ipconnect.de [" + germany + "]) by mx.luminalight.com with ESMTP id 4"}, germany, "server", "DE", xunpan.Passed},
		{"a dial-up line of another country", "a@nordlicht-werk.de", "DE",
			[]string{"Received: from [192.168.1.5] (host-105-112-1-7.pool.example.ng [" + nigeria + "]) by mx.luminalight.com with ESMTP id 4"}, nigeria, "received", "NG", xunpan.Failed},
		{"the company's server at home", "a@nordlicht-werk.de", "DE", []string{inner, server}, germany, "server", "DE", xunpan.Passed},
		{"the company's server abroad says nothing", "a@nordlicht-werk.de", "AT", []string{server}, germany, "server", "DE", xunpan.Unknown},
		{"a line forged at the bottom is not believed", "a@nordlicht-werk.de", "DE",
			[]string{"Received: from unknown (HELO friend) (" + nigeria + ") by mx.luminalight.com with SMTP",
				"Received: from office.nordlicht-werk.de ([" + germany + "]) by smtp.nordlicht-werk.de with ESMTPSA"}, nigeria, "received", "NG", xunpan.Failed},
		{"our own name in HELO is not ours", "a@nordlicht-werk.de", "DE",
			[]string{"Received: from mx.luminalight.com (unknown [" + nigeria + "]) by mx.luminalight.com with SMTP",
				"Received: from x ([" + germany + "]) by mx.luminalight.com with ESMTPSA"}, nigeria, "server", "NG", xunpan.Unknown},
		{"Gmail hides its users", "a@gmail.com", "DE",
			[]string{gmail, "Received: by mail-lf1-f41.google.com with SMTP id 5"}, "", "webmail", "", xunpan.Unknown},
		{"a program that sends through Gmail is seen", "a@gmail.com", "GB",
			[]string{gmail, "Received: from [10.0.0.4] (host-105-112-1-7.pool.example.ng. [" + nigeria + "]) by smtp.gmail.com with ESMTPSA id 6"}, nigeria, "received", "NG", xunpan.Failed},
		{"lines below Gmail's that are not Gmail's are not believed", "a@gmail.com", "GB",
			[]string{gmail, "Received: by mail-lf1-f41.google.com with SMTP id 5", "Received: from pc ([" + nigeria + "]) by smtp.faraway.example with ESMTPSA"}, "", "webmail", "", xunpan.Unknown},
		{"a webmail service that tells", "a@hotmail.com", "DE",
			[]string{"Received: from EUR05.outbound.protection.outlook.com (mail-eur05.outbound.protection.outlook.com [40.107.22.1]) by mx.luminalight.com with ESMTPS",
				"X-Originating-IP: [" + nigeria + "]"}, nigeria, "x-originating-ip", "NG", xunpan.Failed},
		{"a private address is nobody's", "a@hotmail.com", "DE",
			[]string{"Received: from EUR05.outbound.protection.outlook.com (mail-eur05.outbound.protection.outlook.com [40.107.22.1]) by mx.luminalight.com with ESMTPS",
				"X-Originating-IP: [10.1.2.3]"}, "", "webmail", "", xunpan.Unknown},
		{"X-Originating-IP of no provider is not believed", "a@nordlicht-werk.de", "AT", []string{server, "X-Originating-IP: [" + nigeria + "]"}, germany, "server", "DE", xunpan.Unknown},
		{"mass mailers are no country", "a@nordlicht-werk.de", "DE",
			[]string{"Received: from o1.ptr22.sendgrid.net (o1.ptr22.sendgrid.net [167.89.1.1]) by mx.luminalight.com with ESMTPS"}, "", "platform", "", xunpan.Unknown},
		{"fetched from our own mailbox", "a@nordlicht-werk.de", "DE",
			[]string{"Received: from pop.provider.example [198.18.0.1] by localhost with POP3 (fetchmail-6.4)", server}, germany, "server", "DE", xunpan.Passed},
		{"only our own machines", "a@nordlicht-werk.de", "DE", []string{"Received: from pc (localhost [127.0.0.1]) by mx.luminalight.com with ESMTP"}, "", "private", "", xunpan.Unknown},
		{"an IPv6 address is told, its country is not", "a@nordlicht-werk.de", "AT",
			[]string{"Received: from pc ([IPv6:2a02:8108::1]) by mx.luminalight.com with ESMTPSA id 7"}, "2a02:8108::1", "received", "", xunpan.Unknown},
		{"no line at all", "a@nordlicht-werk.de", "DE", nil, "", "none", "", xunpan.Unknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := Local(mailFrom(tc.from, tc.lines...), claiming(tc.country), env())
			o := s.Origin
			if o.IP != tc.ip || o.Basis != tc.basis || o.Country != tc.land || o.Match != tc.match {
				t.Errorf("%q %s %q %v, want %q %s %q %v", o.IP, o.Basis, o.Country, o.Match, tc.ip, tc.basis, tc.land, tc.match)
			}
		})
	}
}

// TestOriginBehindList: the list's own hosts are walked through, what lies
// below them is not believed.
func TestOriginBehindList(t *testing.T) {
	t.Parallel()
	m := mailFrom("sales7@purchase-desk.example",
		"Received: from lists.tools.example (lists.tools.example [216.105.38.7]) by mail.reader.example (Postfix) with ESMTPS id 1",
		"Received: from [127.0.0.1] (helo=ml-2.lists.tools.example) by ml-2.lists.tools.example with esmtp (Exim 4.95)",
		"Received: from [172.30.20.202] (helo=mx.tools.example) by ml-2.lists.tools.example with esmtps",
		"Received: from [105.112.1.7] (helo=slot0) by mx-1.tools.example with esmtps (Exim 4.95)",
		"Received: from trusted.bank.example ([91.10.20.30]) by slot0 with ESMTPSA",
		"List-Id: <tool-users.lists.tools.example>", "List-Post: <mailto:tool-users@lists.tools.example>")
	s := Local(m, claiming("GB"), Env{Home: "CN"})
	if !s.ListRelay || s.Bulk || s.Origin.IP != "105.112.1.7" || s.Origin.Match != xunpan.Failed {
		t.Errorf("relay %v bulk %v origin %+v", s.ListRelay, s.Bulk, s.Origin)
	}
	// vger's way of writing.
	m = mailFrom("trade1@slotted.example",
		"Received: from vger.lists.example (vger.lists.example [209.132.180.67]) by mail.reader.example (Postfix) with ESMTP id 1",
		"Received: (majordomo@vger.lists.example) by vger.lists.example via listexpand id S1",
		"Received: from slot0 ([105.112.1.7]:60113 \"EHLO slot0\" rhost-flags-OK-FAIL) by vger.lists.example with ESMTP id S2",
		"List-ID: <sctp.vger.lists.example>", "X-Mailing-List: sctp@vger.lists.example", "Precedence: bulk")
	s = Local(m, claiming("GB"), Env{Home: "CN"})
	if !s.ListRelay || s.Origin.IP != "105.112.1.7" || s.Origin.Country != "NG" {
		t.Errorf("relay %v origin %+v", s.ListRelay, s.Origin)
	}
}

func TestFormAndPlatformOrigin(t *testing.T) {
	t.Parallel()
	m := &xunpan.Message{Given: xunpan.Given{IP: "105.112.1.7", Country: "Nigeria"}}
	if o := Local(m, nil, env()).Origin; o.Basis != "form" || o.Match != xunpan.Passed {
		t.Errorf("form: %+v", o)
	}
	m = mailFrom("feedback@service.alibaba.com", "Received: from mail.alibaba.com (mail.alibaba.com [205.204.101.1]) by mx.luminalight.com with ESMTP")
	m.Via = &xunpan.Platform{ID: "alibaba", Genuine: true, Buyer: xunpan.Given{Country: "Germany"}}
	m.Date, m.ZoneTold = time.Date(2026, 5, 4, 2, 0, 0, 0, time.FixedZone("", 8*3600)), true
	o := Local(m, nil, env()).Origin
	if o.Basis != "platform" || o.Offset != xunpan.Unknown || o.LocalHour != -1 || o.NightAtHome || o.OffsetHome {
		t.Errorf("platform mail must be skipped: %+v", o)
	}
}

// TestClock: the sender's clock against all clocks of the country he claims.
func TestClock(t *testing.T) {
	t.Parallel()
	const told, untold = true, false
	for _, tc := range []struct {
		name, from, country, address, date string
		told                               bool
		hour                               int
		night                              bool
		offset                             xunpan.Verdict
		home                               bool
	}{
		{"GB at 02:00 local", "a@lampco.co.uk", "GB", "", "2026-07-06T02:00:00+01:00", told, 2, true, xunpan.Passed, false},
		{"GB in summer with winter's clock of its neighbour", "a@lampco.co.uk", "GB", "", "2026-07-06T12:00:00+02:00", told, 11, false, xunpan.Failed, false},
		{"GB in winter is +0000, which programs write too", "a@lampco.co.uk", "GB", "", "2026-01-06T12:00:00+00:00", told, 12, false, xunpan.Unknown, false},
		{"US on the west coast", "a@lampco.com", "US", "", "2026-01-06T12:00:00-08:00", told, 15, false, xunpan.Passed, false},
		{"US with Lagos' clock", "a@lampco.com", "US", "", "2026-01-06T12:00:00+01:00", told, 6, false, xunpan.Failed, false},
		{"US night in New York only", "a@lampco.com", "US", "", "2026-01-06T23:30:00-05:00", told, 23, false, xunpan.Passed, false},
		{"US night at his own city", "a@lampco.com", "US", "12 Elm Street, Boston, MA 02110", "2026-01-06T23:30:00-05:00", told, 23, true, xunpan.Passed, false},
		{"US state tells the zone", "a@lampco.com", "US", "9 Main St, Smalltown, CA 90001", "2026-01-06T12:00:00-08:00", told, 12, false, xunpan.Passed, false},
		{"German mail sent at 8 in China", "a@lampco.de", "DE", "", "2026-01-06T08:00:00+08:00", told, 1, true, xunpan.Failed, true},
		{"India's half hour", "a@lampco.in", "IN", "", "2026-01-06T12:00:00+05:30", told, 12, false, xunpan.Passed, false},
		{"mail.ru writes Moscow time", "a@mail.ru", "KZ", "", "2026-01-06T12:00:00+03:00", told, 14, false, xunpan.Unknown, false},
		{"minus zero says no zone", "a@lampco.de", "DE", "", "2026-01-06T12:00:00+00:00", untold, 13, false, xunpan.Unknown, false},
		{"no country, no clock", "a@gmail.com", "", "", "2026-01-06T12:00:00+03:00", told, -1, false, xunpan.Unknown, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := mailFrom(tc.from)
			m.Date, _ = time.Parse(time.RFC3339, tc.date)
			m.ZoneTold = tc.told
			r := claiming(tc.country)
			r.Buyer.Address.Value = tc.address
			o := Local(m, r, env()).Origin
			if o.LocalHour != tc.hour || o.NightAtHome != tc.night || o.Offset != tc.offset || o.OffsetHome != tc.home {
				t.Errorf("hour %d night %v offset %v home %v, want %d %v %v %v", o.LocalHour, o.NightAtHome, o.Offset, o.OffsetHome, tc.hour, tc.night, tc.offset, tc.home)
			}
		})
	}
	for _, bad := range []time.Time{{}, time.Date(1, 1, 1, 0, 0, 0, 0, time.FixedZone("", -3600)), time.Date(9999, 1, 1, 0, 0, 0, 0, time.UTC)} {
		m := mailFrom("a@lampco.de")
		m.Date = bad
		if o := Local(m, claiming("DE"), env()).Origin; o.LocalHour != -1 || o.Offset != xunpan.Unknown {
			t.Errorf("%v: %+v", bad, o)
		}
	}
}

func TestParseReceived(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ line, helo, rdns, ip, by, with string }{
		{"from a.example.org (b.example.org [1.2.3.4]) by mx.example.net (Postfix) with ESMTPS id X for <y@z>; Mon, 1 Jan 2024 00:00:00 +0000", "a.example.org", "b.example.org", "1.2.3.4", "mx.example.net", "ESMTPS"},
		{"from [1.2.3.4] (helo=a.example.org) by mx.example.net with esmtp (Exim 4.9)", "a.example.org", "", "1.2.3.4", "mx.example.net", "ESMTP"},
		{"from b.example.org ([1.2.3.4] helo=a) by mx.example.net with esmtpsa", "a", "b.example.org", "1.2.3.4", "mx.example.net", "ESMTPSA"},
		{"from unknown (HELO a.example.org) (1.2.3.4) by 0 with SMTP", "a.example.org", "", "1.2.3.4", "0", "SMTP"},
		{"from b.example.org (HELO a.example.org) (1.2.3.4) by mx with SMTP", "a.example.org", "b.example.org", "1.2.3.4", "mx", "SMTP"},
		{"from a ([IPv6:2a02:8108::1]) by mx.example.net with ESMTPSA", "a", "", "2a02:8108::1", "mx.example.net", "ESMTPSA"},
		{"from AM0.outlook.com (2603:10a6:800::1) by AM1.outlook.com (2603::2) with Microsoft SMTP Server (version=TLS1_2)", "am0.outlook.com", "", "2603:10a6:800::1", "am1.outlook.com", "MICROSOFT"},
		{"from a (1-2-3-4.isp.example. [1.2.3.4]) by smtp.gmail.com with ESMTPSA id x", "a", "1-2-3-4.isp.example", "1.2.3.4", "smtp.gmail.com", "ESMTPSA"},
		{"by x.example.net with SMTP id y", "", "", "invalid IP", "x.example.net", "SMTP"},
		{"from 1.2.3.4 by web.mail.yahoo.com with HTTP", "", "", "1.2.3.4", "web.mail.yahoo.com", "HTTP"},
		{"", "", "", "invalid IP", "", ""},
		{"from (((( by ]]] with", "", "", "invalid IP", "", ""},
	} {
		h := parseReceived(tc.line)
		if h.helo != tc.helo || h.rdns != tc.rdns || h.ip.String() != tc.ip || h.by != tc.by || h.with != tc.with {
			t.Errorf("%s\n got %+v", tc.line, h)
		}
	}
}

func TestPublic(t *testing.T) {
	t.Parallel()
	for ip, want := range map[string]bool{"8.8.8.8": true, "10.0.0.1": false, "172.20.0.1": false, "192.168.1.1": false, "127.0.0.1": false,
		"100.64.1.1": false, "169.254.1.1": false, "192.0.2.1": false, "2001:db8::1": false, "::1": false, "fe80::1": false, "2a02::1": true, "240.0.0.1": false} {
		if got := public(netip.MustParseAddr(ip)); got != want {
			t.Errorf("public(%s) = %v", ip, got)
		}
	}
}

func FuzzReceived(f *testing.F) {
	f.Add("from a.example.org (b.example.org [1.2.3.4]) by mx.example.net (Postfix) with ESMTPS id X; date")
	f.Add("from ((((((( by by with with [::]")
	f.Fuzz(func(t *testing.T, s string) {
		h := parseReceived(s)
		for _, n := range []string{h.helo, h.rdns, h.by} {
			if strings.ContainsAny(n, " \t\r\n()[]<>") {
				t.Errorf("%q gives host %q", s, n)
			}
		}
		if h.ip.IsValid() && !strings.ContainsAny(s, "0123456789abcdefABCDEF:") {
			t.Errorf("%q gives address %v", s, h.ip)
		}
		_ = fmt.Sprint(h)
	})
}
