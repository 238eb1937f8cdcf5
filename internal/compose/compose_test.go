package compose_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/compose"
)

var now = time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)

func quotation() *xunpan.Quotation {
	price := xunpan.Money{Amount: "2.62", Currency: "USD"}
	return &xunpan.Quotation{Number: "Q2026-0001", State: xunpan.QuoteReady, Offer: xunpan.Offer{Currency: "USD", ValidUntil: "2026-12-08", Options: []xunpan.OfferOption{
		{Term: xunpan.FOB, Place: "Ningbo", Rule: xunpan.IncotermsRule, Total: xunpan.Money{Amount: "13100.00", Currency: "USD"},
			Lines: []xunpan.OfferLine{{Product: "LED flood light", Model: "FL-50", Unit: "pcs", Quantity: "5000", MOQ: "500", Price: price, Amount: xunpan.Money{Amount: "13100.00", Currency: "USD"}}}}}},
		Terms: xunpan.Terms{Payment: "30% T/T in advance", Lead: &xunpan.LeadTime{Days: 25, To: 30, From: "deposit"}, Warranty: "3 years"}}
}

func facts() *compose.Facts {
	return &compose.Facts{Lang: "en", Desk: "en", Situation: xunpan.AnswerPlain, Subject: "Flood lights", Buyer: xunpan.Address{Name: "Ana Souza", Mail: "ana@souza-luz.example"}, Country: "BR", Written: "en", Channel: xunpan.Email,
		Product: "LED flood light", Questions: []xunpan.AnalysisQuestion{{Topic: "price", Text: "What is your best price?"}, {Topic: "lead_time", Text: "How long is the delivery?"}, {Topic: "certification", Text: "Do you have CE?"}, {Topic: "moq", Text: "MOQ?"}},
		Missing:   []xunpan.AnalysisMissing{{Field: "voltage", Ask: xunpan.Text{En: "Voltage: 110 V or 220 V?", Zh: "电压：110 V 还是 220 V？"}}},
		Seller:    xunpan.Seller{Party: xunpan.Party{Company: "Haiwan Lighting Co., Ltd.", Phone: "+86 574 5550 0188", Website: "www.haiwan.example"}, Line: xunpan.Names{"en": "We make lights."}},
		Signer:    compose.Signer{Name: "Li Hai", Title: "Sales", Mail: "li@haiwan.example"},
		Quotation: quotation(), Now: now, Others: []string{"Kestrel Bay Imports", "joe@kestrelbay.example"}, Secrets: []string{"Cixi Guangming Factory", "18.60 CNY"}}
}

func draftOf(f *compose.Facts) *xunpan.Draft {
	subject, body := compose.Compose(f)
	return &xunpan.Draft{Situation: f.Situation, Lang: f.Lang, Channel: f.Channel, To: []xunpan.Address{f.Buyer}, Subject: subject, Body: body}
}

// TestOrder: his questions are answered in his order and numbered; what is not
// known is a gap that repeats the question; what he did not ask and needs follows.
func TestOrder(t *testing.T) {
	t.Parallel()
	d := draftOf(facts())
	if d.Subject != "Re: Flood lights" {
		t.Errorf("subject %q", d.Subject)
	}
	last := -1
	for _, want := range []string{"Dear Ana Souza,", "1. LED flood light FL-50: **USD 2.62** per pcs, FOB Ningbo (Incoterms® 2020), for 5000 pcs.", "valid until 2026-12-08", "2. Lead time: 25–30 days from receipt of the deposit.",
		"3. ⟦answer: Do you have CE?⟧", "4. Minimum order: 500 pcs.", "Payment: 30% T/T in advance.", "A. Voltage: 110 V or 220 V?", "We make lights.", "Best regards,\nLi Hai\nSales\nHaiwan Lighting Co., Ltd.\n+86 574 5550 0188\nli@haiwan.example"} {
		i := strings.Index(d.Body, want)
		if i <= last {
			t.Fatalf("%q is missing or out of order in\n%s", want, d.Body)
		}
		last = i
	}
}

// TestEveryLanguage: every situation composes in every language, states nothing of
// its own, and passes its own checks apart from gaps.
func TestEveryLanguage(t *testing.T) {
	t.Parallel()
	for _, lang := range xunpan.PaperLangs {
		for _, situation := range xunpan.Situations {
			f := facts()
			f.Lang, f.Written, f.Situation, f.Promise = lang, lang, situation, now.Add(26*time.Hour)
			d := draftOf(f)
			d.Promise = f.Promise
			if strings.ContainsAny(d.Body, "{}") || strings.TrimSpace(d.Body) == "" {
				t.Errorf("%s, %s:\n%s", lang, situation, d.Body)
			}
			for _, x := range compose.Check(d, f) {
				if x.State != xunpan.FindPass && x.Check != "gaps" {
					t.Errorf("%s, %s: %s: %s\n%s", lang, situation, x.Check, x.Say.En, d.Body)
				}
			}
		}
	}
}

// TestNothingInvented: whatever is asked, each question is answered from facts or
// is a gap, and nothing of the house appears.
func TestNothingInvented(t *testing.T) {
	t.Parallel()
	f := facts()
	f.Quotation, f.Questions = nil, nil
	for _, topic := range xunpan.Topics {
		f.Questions = append(f.Questions, xunpan.AnalysisQuestion{Topic: topic, Text: "Question about " + topic})
	}
	_, body := compose.Compose(f)
	for _, topic := range xunpan.Topics {
		if !strings.Contains(body, "⟦answer: Question about "+topic+"⟧") {
			t.Errorf("%s was answered without facts:\n%s", topic, body)
		}
	}
	for _, s := range f.Secrets {
		if strings.Contains(body, s) {
			t.Errorf("%q left the house", s)
		}
	}
}

// clean is a letter with nothing wrong.
const clean = "Dear Ana Souza,\n\nThank you for your inquiry.\n\n1. LED flood light FL-50: USD 2.62 per piece, FOB Ningbo (Incoterms 2020), valid until 2026-12-08.\n2. Lead time: 25 days from receipt of the deposit.\n3. Certificates: CE, valid until 2028.\n4. Minimum order: 500 pcs.\n\nBest regards,\nLi Hai\nHaiwan Lighting Co., Ltd.\n"

// TestFaults plants one fault after the other: the check that is meant finds it,
// and no other says anything.
func TestFaults(t *testing.T) {
	t.Parallel()
	letter := func(f *compose.Facts) *xunpan.Draft {
		d := draftOf(f)
		d.Body = clean
		return d
	}
	f := facts()
	for _, x := range compose.Check(letter(f), f) {
		if x.State != xunpan.FindPass {
			t.Errorf("the clean letter: %s: %s", x.Check, x.Say.En)
		}
	}
	body := func(old, with string) func(*xunpan.Draft, *compose.Facts) {
		return func(d *xunpan.Draft, _ *compose.Facts) { d.Body = strings.Replace(d.Body, old, with, 1) }
	}
	for _, c := range []struct {
		what  string
		check string
		state xunpan.FindingState
		spoil func(*xunpan.Draft, *compose.Facts)
	}{
		{"no recipient", "recipient", xunpan.FindBlock, func(d *xunpan.Draft, _ *compose.Facts) { d.To = nil }},
		{"a broken address", "recipient", xunpan.FindBlock, func(d *xunpan.Draft, _ *compose.Facts) { d.To[0].Mail = "ana@" }},
		{"somebody else's address", "recipient", xunpan.FindWarn, func(d *xunpan.Draft, _ *compose.Facts) { d.To[0].Mail = "bob@other.example" }},
		{"another channel", "channel", xunpan.FindWarn, func(_ *xunpan.Draft, f *compose.Facts) { f.Channel = xunpan.Alibaba }},
		{"no subject", "subject", xunpan.FindBlock, func(d *xunpan.Draft, _ *compose.Facts) { d.Subject = " " }},
		{"RE:RE:RE:", "subject", xunpan.FindWarn, func(d *xunpan.Draft, _ *compose.Facts) { d.Subject = "RE: RE:RE: lights" }},
		{"a shouting subject", "subject", xunpan.FindWarn, func(d *xunpan.Draft, _ *compose.Facts) { d.Subject = "BEST PRICE LED LIGHTS" }},
		{"no greeting", "greeting", xunpan.FindWarn, body("Dear Ana Souza,\n\n", "")},
		{"a wrong name", "greeting", xunpan.FindBlock, body("Ana Souza", "Bob")},
		{"no name", "greeting", xunpan.FindWarn, body("Ana Souza", "Sir or Madam")},
		{"Hi to a German", "greeting", xunpan.FindWarn, func(d *xunpan.Draft, f *compose.Facts) {
			f.Country = "DE"
			d.Body = strings.Replace(d.Body, "Dear Ana Souza", "Hi Ana", 1)
		}},
		{"a gap", "gaps", xunpan.FindBlock, body("500 pcs", "⟦how many⟧")},
		{"no text", "gaps", xunpan.FindBlock, func(d *xunpan.Draft, f *compose.Facts) { d.Body, f.Questions = "", nil }},
		{"left of a template", "residue", xunpan.FindBlock, body("your inquiry", "{{product}}")},
		{"a placeholder", "residue", xunpan.FindBlock, body("your inquiry", "your inquiry about XXX")},
		{"an unanswered question", "answers", xunpan.FindWarn, body("4. Minimum order: 500 pcs.", "")},
		{"a price without currency", "price", xunpan.FindBlock, body("USD 2.62 per piece", "the price is 2.62 per piece")},
		{"a price without term", "price", xunpan.FindBlock, body("FOB Ningbo (Incoterms 2020), ", "")},
		{"a price without place", "price", xunpan.FindBlock, body("FOB Ningbo (Incoterms 2020)", "FOB")},
		{"missing validity", "price", xunpan.FindWarn, func(d *xunpan.Draft, _ *compose.Facts) {
			d.Body = strings.NewReplacer(", valid until 2026-12-08", "", ", valid until 2028", "").Replace(d.Body)
		}},
		{"another price than quoted", "quotation", xunpan.FindWarn, body("USD 2.62", "USD 2.26")},
		{"another currency than quoted", "quotation", xunpan.FindBlock, body("USD 2.62", "EUR 2.62")},
		{"below the floor", "quotation", xunpan.FindBlock, func(_ *xunpan.Draft, f *compose.Facts) { f.Quotation.State = xunpan.QuoteAsked }},
		{"an ended quotation", "quotation", xunpan.FindBlock, func(_ *xunpan.Draft, f *compose.Facts) { f.Now = now.AddDate(0, 1, 0) }},
		{"lead time without start", "lead", xunpan.FindWarn, body(" from receipt of the deposit", "")},
		{"no promised time", "promise", xunpan.FindBlock, func(d *xunpan.Draft, _ *compose.Facts) { d.Situation = xunpan.AnswerNeedTime }},
		{"a promise in the past", "promise", xunpan.FindBlock, func(d *xunpan.Draft, _ *compose.Facts) { d.Promise = now.Add(-time.Hour) }},
		{"an attachment named but absent", "files", xunpan.FindBlock, body("Thank you for your inquiry.", "Please see the attached catalogue.")},
		{"an attachment named in German", "files", xunpan.FindBlock, func(d *xunpan.Draft, f *compose.Facts) {
			d.Lang, f.Written = "de", "de"
			body("Thank you for your inquiry.", "Im Anhang finden Sie den Katalog.")(d, f)
		}},
		{"a misspelt word", "spelling", xunpan.FindWarn, body("Best regards", "We recieve it.\n\nBest regards")},
		{"a link into our own house", "links", xunpan.FindWarn, body("Thank you for your inquiry.", "See http://localhost:8080/q/abc for the offer.")},
		{"another buyer's name", "others", xunpan.FindBlock, body("Thank you for your inquiry.", "We supply Kestrel Bay Imports, too.")},
		{"another buyer's address", "others", xunpan.FindBlock, body("Thank you for your inquiry.", "Ask joe@kestrelbay.example about us.")},
		{"a supplier's name", "secrets", xunpan.FindBlock, body("Thank you for your inquiry.", "It is made by Cixi Guangming Factory.")},
		{"a word of the house", "secrets", xunpan.FindWarn, body("Thank you for your inquiry.", "This is our floor price for you.")},
		{"no signature", "signature", xunpan.FindWarn, body("Li Hai\n", "")},
		{"too short", "length", xunpan.FindWarn, func(d *xunpan.Draft, f *compose.Facts) {
			d.Body, f.Questions = "Dear Ana Souza,\nok.\nLi Hai, Haiwan Lighting Co., Ltd.", nil
		}},
		{"too long", "length", xunpan.FindWarn, body("Thank you for your inquiry.", strings.Repeat("Thank you for your inquiry. ", 200))},
		{"blaming the buyer", "manner", xunpan.FindWarn, body("Thank you for your inquiry.", "Your requirements are too high.")},
		{"shouting", "manner", xunpan.FindWarn, body("inquiry.", "inquiry!!!")},
		{"another language than his", "manner", xunpan.FindWarn, func(d *xunpan.Draft, f *compose.Facts) { d.Lang, f.Written = "de", "fr" }},
		{"a wrong weekday", "dates", xunpan.FindWarn, body("Thank you for your inquiry.", "We come back on Monday, 24 November 2026.")},
	} {
		f := facts()
		d := letter(f)
		before := d.Body
		c.spoil(d, f)
		found := false
		for _, x := range compose.Check(d, f) {
			if x.State == xunpan.FindPass {
				continue
			}
			if x.Check == c.check && x.State == c.state && x.Say.Zh != "" {
				found = true
			} else {
				t.Errorf("%s: also %s, %s: %s", c.what, x.Check, x.State, x.Say.En)
			}
			if x.Field == "body" && (x.Start > x.End || x.End > len(d.Body)) {
				t.Errorf("%s: a place outside of the text", c.what)
			}
			for _, s := range f.Secrets {
				if strings.Contains(x.Say.En+x.Say.Zh, s) {
					t.Errorf("%s: the finding tells the secret", c.what)
				}
			}
		}
		if !found {
			t.Errorf("%s was not found by %s (body changed: %t)", c.what, c.check, before != d.Body)
		}
		if want := c.state == xunpan.FindBlock; compose.Blocked(compose.Check(d, f)) != want {
			t.Errorf("%s: blocked is not %t", c.what, want)
		}
	}
}

func FuzzCheck(f *testing.F) {
	f.Add(clean, "Re: x")
	f.Add("⟦", "⟦⟧⟦")
	f.Fuzz(func(t *testing.T, body, subject string) {
		d := draftOf(facts())
		d.Body, d.Subject = body, subject
		for _, x := range compose.Check(d, facts()) {
			if x.Field == "body" && (x.Start < 0 || x.Start > x.End || x.End > len(body)) {
				t.Errorf("%s: %d to %d of %d", x.Check, x.Start, x.End, len(body))
			}
		}
	})
}

func BenchmarkCheck(b *testing.B) {
	f := facts()
	d := draftOf(f)
	d.Body = strings.Repeat(clean, 3)
	for b.Loop() {
		compose.Check(d, f)
	}
}

func BenchmarkCompose(b *testing.B) {
	f := facts()
	for b.Loop() {
		compose.Compose(f)
	}
}

// TestPhrases: every phrase is there in every language, with the same blanks.
func TestPhrases(t *testing.T) {
	t.Parallel()
	compose.EachPhrase(func(key string, by map[string]string) {
		for _, lang := range xunpan.PaperLangs {
			if by[lang] == "" {
				t.Errorf("%s is not there in %s", key, lang)
			}
			if !slices.Equal(blanks(by["en"]), blanks(by[lang])) {
				t.Errorf("%s in %s: %v, want %v", key, lang, blanks(by[lang]), blanks(by["en"]))
			}
		}
	})
}

func blanks(s string) []string {
	var all []string
	for _, part := range strings.Split(s, "{")[1:] {
		name, _, _ := strings.Cut(part, "}")
		all = append(all, name)
	}
	slices.Sort(all)
	return slices.Compact(all)
}
