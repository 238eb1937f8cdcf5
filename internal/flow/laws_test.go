package flow_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/judge"
)

// readText reads one mail at the house of the cases.
func readText(tb testing.TB, text string) (xunpan.Facts, xunpan.Assessment) {
	tb.Helper()
	c := oneCase{title: "mail", text: text}
	return c.read(tb)
}

// order is an honest order with places to change.
const order = `From: FROM
To: sales@yongtai-lighting.example
Subject: LED panel 60x60

Dear Lily,

please quote 1,000 pcs LED panel 60x60, 40W, CIF PORT, payment T/T, CE certificate, delivery in March.
ADDED
PERSON
Purchasing Manager
COMPANY
ADDRESS
`

func orderOf(pairs ...string) string {
	return strings.NewReplacer(append(pairs, "FROM", "Iris Holm <iris@holm-trade.example>", "PORT", "Rotterdam", "PERSON", "Iris Holm",
		"COMPANY", "Holm Trade Ltd", "ADDRESS", "12 Harbour Road", "ADDED", "")...).Replace(order)
}

// TestCountryNeverSetsStars: regions steer tone and terms, never the stars
// (DOMAIN section 6, D3.50).
func TestCountryNeverSetsStars(t *testing.T) {
	t.Parallel()
	want := -1
	for _, c := range []struct{ address, port string }{
		{"Hafenstr. 12, 20457 Hamburg, Germany", "Hamburg"},
		{"12 Broad Street, Lagos, Nigeria", "Lagos"},
		{"14 Mall Road, Lahore, Pakistan", "Karachi"},
		{"Av. Paulista 900, São Paulo, Brazil", "Santos"},
		{"Enghelab Street 14, Tehran, Iran", "Bandar Abbas"},
		{"5 Nehru Road, Mumbai 400001, India", "Nhava Sheva"},
		{"44 Quay Street, Bristol BS1 4DZ, United Kingdom", "Felixstowe"},
		{"18 Independence Avenue, Accra, Ghana", "Tema"},
		{"Ulitsa Lenina 4, Saint Petersburg, Russia", "Saint Petersburg"},
	} {
		f, a := readText(t, orderOf("ADDRESS", c.address, "PORT", c.port))
		if f.Reading.Buyer.Country.Value == "" {
			t.Errorf("%s: the country was not read", c.address)
		}
		if want < 0 {
			want = a.Stars
		}
		if a.Stars != want || a.Type != xunpan.Seeker {
			t.Errorf("%s: %s %d stars, want seeker %d\n%s", c.address, a.Type, a.Stars, want, sumUp(&f, &a))
		}
	}
}

// TestMailProviderNeverSetsStars: free mail is normal for small buyers in many
// countries: weak evidence, never decisive (D3.25).
func TestMailProviderNeverSetsStars(t *testing.T) {
	t.Parallel()
	want := -1
	for _, d := range []string{"gmail.com", "yahoo.com", "hotmail.com", "163.com", "mail.ru", "rediffmail.com", "web.de", "libero.it", "uol.com.br"} {
		f, a := readText(t, orderOf("FROM", "Iris Holm <iris.holm@"+d+">"))
		if want < 0 {
			want = a.Stars
		}
		if a.Type != xunpan.Seeker || a.Stars != want || a.Stars < 4 {
			t.Errorf("%s: %s with %d stars, want a seeker with %d, at least 4\n%s", d, a.Type, a.Stars, want, sumUp(&f, &a))
		}
	}
}

// TestLanguageNeverSetsStars: the same order in other tongues is the same order.
func TestLanguageNeverSetsStars(t *testing.T) {
	t.Parallel()
	for lang, text := range map[string]string{
		"en": "Dear Lily,\nplease quote 1,000 pcs LED panel 60x60 cm, 40W, CIF Rotterdam, payment T/T.\n",
		"de": "Sehr geehrte Frau Chen,\nbitte bieten Sie uns 1.000 Stück LED Panel 60x60 cm, 40W, CIF Rotterdam an, Zahlung T/T.\n",
		"es": "Estimada Lily,\nrogamos cotizar 1.000 piezas de LED panel 60x60 cm, 40W, CIF Rotterdam, pago T/T.\n",
		"fr": "Bonjour Lily,\nmerci de nous faire un devis pour 1000 pièces de LED panel 60x60 cm, 40W, CIF Rotterdam, paiement T/T.\n",
		"pt": "Prezada Lily,\nfavor cotar 1.000 peças de LED panel 60x60 cm, 40W, CIF Rotterdam, pagamento T/T.\n",
		"it": "Gentile Lily,\nvi chiediamo un preventivo per 1.000 pezzi di LED panel 60x60 cm, 40W, CIF Rotterdam, pagamento T/T.\n",
		"ru": "Здравствуйте, Lily!\nПросим дать цену на 1000 шт LED panel 60x60 см, 40 Вт, CIF Rotterdam, оплата T/T.\n",
		"tr": "Sayın Lily,\n1000 adet LED panel 60x60 cm, 40W için fiyat teklifi rica ederiz, CIF Rotterdam, ödeme T/T.\n",
		"zh": "Lily 您好，\n请报价：LED panel 60x60 cm，40W，数量 1000 件，CIF Rotterdam，付款方式 T/T。\n",
		"ar": "السيدة Lily المحترمة،\nنرجو إرسال عرض سعر لعدد 1000 قطعة LED panel 60x60 سم 40 واط، CIF Rotterdam، الدفع T/T.\n",
	} {
		f, a := readText(t, "From: Iris Holm <iris@holm-trade.example>\nTo: sales@yongtai-lighting.example\nSubject: LED panel 60x60\nContent-Type: text/plain; charset=utf-8\n\n"+
			text+"\nIris Holm\nHolm Trade Ltd\n+31 10 412 3456\n")
		if a.Type != xunpan.Seeker || a.Stars < 4 {
			t.Errorf("%s: %s with %d stars, want a seeker with 4 or 5\n%s", lang, a.Type, a.Stars, sumUp(&f, &a))
		}
	}
}

// TestAbsenceLowersOnlyConfidence: what headers do not tell is no evidence.
func TestAbsenceLowersOnlyConfidence(t *testing.T) {
	t.Parallel()
	const known = `Received: from DESKTOP-7 (p5b0a141e.dip0.t-ipconnect.de [91.10.20.30]) by mx.yongtai-lighting.example with ESMTP id 4; Mon, 4 May 2026 17:00:00 +0800
Authentication-Results: mx.yongtai-lighting.example; spf=pass smtp.mailfrom=holm-trade.example; dkim=pass header.d=holm-trade.example; dmarc=pass header.from=holm-trade.example
Date: Mon, 4 May 2026 11:00:00 +0200
Message-ID: <1@holm-trade.example>
`
	bare := orderOf("ADDRESS", "Hafenstr. 12, 20457 Hamburg, Germany", "PORT", "Hamburg")
	_, less := readText(t, bare)
	_, more := readText(t, known+bare)
	if less.Stars != more.Stars || less.Type != more.Type || less.Action != more.Action {
		t.Errorf("without facts %s %d %s, with them %s %d %s", less.Type, less.Stars, less.Action, more.Type, more.Stars, more.Action)
	}
	if less.Confidence > more.Confidence {
		t.Errorf("more is known with confidence %v than with %v", more.Confidence, less.Confidence)
	}
	if less.Axes.Risk > more.Axes.Risk {
		t.Errorf("what is not known is held against him: risk %d, known %d", less.Axes.Risk, more.Axes.Risk)
	}
}

// TestFalseOriginCaps: at most one star until someone clears it (D4.4).
func TestFalseOriginCaps(t *testing.T) {
	t.Parallel()
	const nigeria = "Received: from [192.168.1.5] (host-105-112-1-7.pool.example [105.112.1.7]) by mx.yongtai-lighting.example with ESMTP id 4; Mon, 4 May 2026 17:00:00 +0800\n"
	f, a := readText(t, nigeria+orderOf("ADDRESS", "Hafenstr. 12, 20457 Hamburg, Germany", "PORT", "Hamburg"))
	if a.Stars > 1 || a.Action != xunpan.Verify && a.Action != xunpan.Quarantine {
		t.Error(sumUp(&f, &a))
	}
	if _, a = readText(t, nigeria+orderOf("ADDRESS", "12 Broad Street, Lagos, Nigeria", "PORT", "Lagos")); a.Stars < 4 {
		t.Errorf("from his own country: %d stars", a.Stars)
	}
}

// TestDangerBeatsEverything adds one danger to an order that is worth five stars.
func TestDangerBeatsEverything(t *testing.T) {
	t.Parallel()
	good := orderOf()
	if _, a := readText(t, good); a.Stars < 4 {
		t.Fatalf("the order itself: %d stars", a.Stars)
	}
	for _, file := range []attached{
		{"PO.exe", "executable", ""}, {"PO.pdf.scr", "executable", ""}, {"PO.iso", "disk-image", ""}, {"PO.zip", "zip of PO.js", ""},
		{"PO.js", "script", "WScript.Echo(1)"},
		{"PO.html", "html", `<html><body><form action="https://x.badhost.example/"><input type="password" name="p"></form></body></html>`},
	} {
		c := oneCase{title: file.name, text: good, files: []attached{file}}
		if f, a := c.read(t); a.Type != xunpan.Fraud || a.Stars != 0 || a.Action != xunpan.Quarantine {
			t.Errorf("%s (%s): %s", file.name, file.kind, sumUp(&f, &a))
		}
	}
	c := oneCase{title: "locked", text: good, files: []attached{{"PO.zip", "locked zip of PO.doc", ""}}}
	if f, a := c.read(t); a.Stars > 4 || a.Action != xunpan.Verify && a.Action != xunpan.Quarantine {
		t.Errorf("an archive that nobody can look into: %s", sumUp(&f, &a))
	}
	c = oneCase{title: "pdf", text: good, files: []attached{{"PO.pdf", "pdf", ""}, {"photo.jpg", "image", ""}}}
	if f, a := c.read(t); a.Stars < 4 {
		t.Errorf("papers as they should be: %s", sumUp(&f, &a))
	}
}

// TestStarsFall: a score may go down again.
func TestStarsFall(t *testing.T) {
	t.Parallel()
	_, before := readText(t, orderOf())
	_, after := readText(t, orderOf("1,000 pcs ", "", ", CIF PORT, payment T/T, CE certificate, delivery in March", "", "ADDED",
		"We are just checking prices to compare with our supplier, there is no plan to buy this year.\n"))
	if after.Stars >= before.Stars || after.Stars > 2 {
		t.Errorf("%d stars before, %d after", before.Stars, after.Stars)
	}
}

// TestBuyersOfOnePlatform: twenty buyers write through one address of the
// platform and stay twenty.
func TestBuyersOfOnePlatform(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for i := range 20 {
		name := fmt.Sprintf("Buyer%c Number%c", 'A'+i, 'A'+i)
		f, _ := readText(t, strings.ReplaceAll(platformNotice, "NAME", name))
		if f.Message.Via == nil || !f.Message.Via.Genuine {
			t.Fatal("the platform's own notification is not taken as such")
		}
		got := f.Reading.Buyer.Name.Value
		if got != name {
			t.Errorf("buyer %q, want %q", got, name)
		}
		seen[got+f.Message.From.Mail] = true
		if f.Message.From.Mail == f.Message.Envelope.Mail {
			t.Errorf("the platform's address %s passes for the buyer's", f.Message.From.Mail)
		}
	}
	if len(seen) != 20 {
		t.Errorf("%d buyers, want 20", len(seen))
	}
}

const platformNotice = `From: "NAME" <feedback@service.alibaba.com>
To: sales@yongtai-lighting.example
Return-Path: <bounce@bounce.service.alibaba.com>
Authentication-Results: mx.yongtai-lighting.example; spf=pass smtp.mailfrom=bounce.service.alibaba.com; dkim=pass header.d=service.alibaba.com; dmarc=pass header.from=service.alibaba.com
Subject: [NAME] New inquiry: LED Flood Light FL-50
Content-Type: text/html; charset=utf-8

<html><body><p>Dear Lily Chen,</p><p>You have received a new inquiry from a buyer on Alibaba.com.</p>
<table><tr><td>Buyer:</td><td>NAME</td></tr><tr><td>Country/Region:</td><td>Ghana</td></tr></table>
<p><b>Message:</b><br>Hello Lily, I can order 500 pieces of FL-50. What is the lead time?</p>
<p><a href="https://message.alibaba.com/message/messenger.htm">Reply now</a></p></body></html>
`

// TestQuantitiesAsWritten: numbers as traders write them.
func TestQuantitiesAsWritten(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"Please quote FOB 20ft 5,000 pcs LED bulb.":                "5000–5000 pcs",
		"Please quote 10k pcs LED bulb.":                           "10000–10000 pcs",
		"Bitte Angebot für 1.000 Stk LED Lampen.":                  "1000–1000 pcs",
		"Please quote 2*40HQ of LED bulb.":                         "2–2 40HQ",
		"We want to order 3-5 cartons of LED bulb, please quote.":  "3–5 cartons",
		"What is your MOQ for LED bulb?":                           "",
		"Please quote LED bulb 9W E27 220V 6500K.":                 "",
		"We have 12 shops and 40 employees. Please quote LED bulb": "",
	} {
		f, _ := readText(t, "From: Iris Holm <iris@holm-trade.example>\nSubject: inquiry\n\n"+text+"\n")
		got := ""
		for _, l := range f.Reading.Needs.Lines {
			if q := l.Quantity; q != nil && got == "" {
				got = fmt.Sprintf("%v–%v %s", q.Min, q.Max, q.Unit)
			}
		}
		if got != want {
			t.Errorf("%q: %q, want %q", text, got, want)
		}
	}
}

// TestSameMailSameAnswer reads every case several times at once.
func TestSameMailSameAnswer(t *testing.T) {
	t.Parallel()
	for _, c := range readCases(t) {
		d, raw := c.desk(t), c.raw(t)
		f, a := d.Read(raw, c.form(), caseTime)
		before, err := json.Marshal(f.Reading)
		if err != nil {
			t.Fatal(err)
		}
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				if _, b := d.Read(raw, c.form(), caseTime); !cmp.Equal(a, b) {
					t.Errorf("%s: %s", c.title, cmp.Diff(a, b))
				}
				if b := judge.Assess(&f, d.Rules); !cmp.Equal(a, b) {
					t.Errorf("%s: judged again: %s", c.title, cmp.Diff(a, b))
				}
			})
		}
		wg.Wait()
		after, err := json.Marshal(f.Reading)
		if err != nil {
			t.Fatal(err)
		}
		if string(before) != string(after) {
			t.Errorf("%s: judging changed what was read", c.title)
		}
	}
}
