package lookup

import (
	"reflect"
	"testing"
	"time"

	"xunpan"
)

// inquiry is an ordinary mail of a small importer.
func inquiry() (*xunpan.Message, *xunpan.Reading) {
	m := mailFrom("ana.lima@luzdobrasil.com.br",
		"Return-Path: <ana.lima@luzdobrasil.com.br>",
		"Delivered-To: sales@luminalight.com",
		"Received: from mx.luminalight.com (mx.luminalight.com [10.0.0.2]) by store.luminalight.com with LMTP id 1; Mon, 4 May 2026 20:12:03 +0800",
		"Received: from smtp.luzdobrasil.com.br (smtp.luzdobrasil.com.br [177.10.20.30]) by mx.luminalight.com (Postfix) with ESMTPS id 2 for <sales@luminalight.com>; Mon, 4 May 2026 20:12:02 +0800",
		"Received: from notebook ([192.168.1.4]) by smtp.luzdobrasil.com.br with ESMTPSA id 3; Mon, 4 May 2026 09:12:00 -0300",
		"Authentication-Results: mx.luminalight.com; spf=pass smtp.mailfrom=luzdobrasil.com.br; dkim=pass header.d=luzdobrasil.com.br; dmarc=pass",
		"From: Ana Lima <ana.lima@luzdobrasil.com.br>", "To: sales@luminalight.com", "Subject: Cotação", "MIME-Version: 1.0")
	m.To = []xunpan.Address{{Mail: "sales@luminalight.com"}}
	m.ReturnPath = "<ana.lima@luzdobrasil.com.br>"
	m.Date, m.ZoneTold = time.Date(2026, 5, 4, 9, 12, 0, 0, time.FixedZone("", -3*3600)), true
	m.Body = "We import LED lamps. Please quote 5,000 pcs FOB Ningbo.\n\nAna Lima\nLuz do Brasil Ltda\nana.lima@luzdobrasil.com.br\nwww.luzdobrasil.com.br\n"
	m.Blocks = []xunpan.Block{{Kind: xunpan.Fresh, End: 57}, {Kind: xunpan.Signature, Start: 57, End: len(m.Body)}}
	m.Links = []xunpan.Link{{Target: "http://www.luzdobrasil.com.br", Text: "www.luzdobrasil.com.br"}}
	r := &xunpan.Reading{Lang: "en"}
	r.Buyer.Company.Value, r.Buyer.CompanyForm, r.Buyer.Website.Value = "Luz do Brasil Ltda", "Ltda", "www.luzdobrasil.com.br"
	r.Buyer.Emails = []xunpan.Word{{Value: "ana.lima@luzdobrasil.com.br"}}
	return m, r
}

func TestLocal(t *testing.T) {
	t.Parallel()
	m, r := inquiry()
	s := Local(m, r, env())
	if s.From.Kind != xunpan.DomainOwn || s.From.Country != "BR" || s.From.LooksLike != "" || s.ReplyDiffers || s.ReturnDiffers ||
		s.MailIsSite != xunpan.Passed || s.NameInDomain != xunpan.Passed || s.MailInBody != xunpan.Passed || len(s.Links) != 0 || s.Hidden ||
		s.Origin.Basis != "server" || s.Origin.Match != xunpan.Passed || s.Origin.LocalHour != 9 || s.Origin.Offset != xunpan.Passed ||
		s.Auth.SPF != xunpan.Passed || s.Recipients != 1 || s.Impersonates != "" {
		t.Errorf("%+v", s)
	}
	if code, basis := Country(s.Claims); code != "BR" || basis != "domain" {
		t.Errorf("country %s by %s", code, basis)
	}
	if again := Local(m, r, Env{Home: "CN", House: house()}); !reflect.DeepEqual(s, again) {
		t.Error("an unprepared Env answers otherwise")
	}
	for _, none := range []*xunpan.Message{nil, {}} {
		if s := Local(none, nil, Env{}); s.Origin.LocalHour != -1 || s.Origin.Basis != "none" {
			t.Errorf("nothing given: %+v", s)
		}
	}
}

func BenchmarkLocal(b *testing.B) {
	m, r := inquiry()
	e := env()
	b.ReportAllocs()
	for b.Loop() {
		Local(m, r, e)
	}
}

func BenchmarkLocalPhones(b *testing.B) {
	m, r := inquiry()
	r.Buyer.Phones = []xunpan.Word{{Value: "+55 11 98765-4321"}, {Value: "+55 11 3456-7890"}}
	e := env()
	b.ReportAllocs()
	for b.Loop() {
		Local(m, r, e)
	}
}

func BenchmarkDomain(b *testing.B) {
	e := env()
	b.ReportAllocs()
	for b.Loop() {
		Domain("mail.luzdobrasil.com.br", e)
	}
}
