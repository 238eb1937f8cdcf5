package extract

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

// letter builds a message: fresh text and, behind a line "--8<--", a signature
// block as the mail reader would tell it.
func letter(from, to, subject, text string) *xunpan.Message {
	text = strings.TrimPrefix(text, "\n")
	m := &xunpan.Message{Subject: subject, Headers: []xunpan.Header{{Name: "From", Value: from}}}
	m.From = address(from)
	if to != "" {
		m.To = []xunpan.Address{address(to)}
	}
	fresh, rest, cut := strings.Cut(text, "--8<--\n")
	m.Body = fresh + rest
	m.Blocks = []xunpan.Block{{Kind: xunpan.Fresh, End: len(fresh)}}
	if cut {
		sig, quoted, more := strings.Cut(rest, "-->8--\n")
		m.Body = fresh + sig + quoted
		m.Blocks = append(m.Blocks, xunpan.Block{Kind: xunpan.Signature, Start: len(fresh), End: len(fresh) + len(sig)})
		if more {
			m.Blocks = append(m.Blocks, xunpan.Block{Kind: xunpan.Quoted, Start: len(fresh) + len(sig), End: len(m.Body)})
		}
	}
	return m
}

func address(s string) xunpan.Address {
	if i := strings.IndexByte(s, '<'); i >= 0 {
		return xunpan.Address{Name: strings.Trim(s[:i], ` "`), Mail: strings.Trim(s[i:], "<>")}
	}
	return xunpan.Address{Mail: s}
}

var house = &Env{Home: "CN", House: xunpan.Profile{
	Names: []string{"Brightharbour"}, Domains: []string{"brightharbour.example"}, People: []string{"Lena Xu"}, Products: []string{"BH-450", "Aurora lamp"}}}

// seen is a card as a trader reads it: "" means nothing may be given.
type seen struct {
	Name, Title, Company, Form, Mails, Phones, Fax, WhatsApp, Site, Address, Country string
}

func card2seen(b *xunpan.Buyer) seen {
	join := func(ws []xunpan.Word) string {
		var vs []string
		for _, w := range ws {
			vs = append(vs, w.Value)
		}
		return strings.Join(vs, " ")
	}
	s := seen{b.Name.Value, b.Title.Value, b.Company.Value, b.CompanyForm, join(b.Emails), join(b.Phones), join(b.Fax), b.WhatsApp.Value, b.Website.Value, b.Address.Value, ""}
	if b.Country.Value != "" {
		s.Country = b.Country.Value + " " + b.CountryBasis
	}
	return s
}

func TestContactCards(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, from, text string
		want             seen
	}{
		{"English, four lines and two telephones", "Ravindra Menon <sales.purchase@menonspice.example>", `
Please quote.
--8<--
Thanks & Regards,
Ravindra Menon
AGM - Procurement
Menon Spice & Oils Pvt. Ltd.
Plot 14, Phase II, Industrial Area, Pune 411 019, India
M: +91 98200 10013 / T: 020-2768 1117
`, seen{"Ravindra Menon", "AGM - Procurement", "Menon Spice & Oils Pvt. Ltd.", "Pvt. Ltd.", "sales.purchase@menonspice.example", "+919820010013 02027681117", "", "", "",
			"Plot 14, Phase II, Industrial Area, Pune 411 019, India", "IN address"}},
		{"one line with bars, name and position with a comma, extension left out", "Kate Osei <kate@lakeshorebotanics.example>", `
Hello, could you send us a price?

Many thanks,
Kate

Kate Osei, Packaging Buyer
Lakeshore Botanics Inc. | 700 Harbour Rd, Unit 4, Mississauga ON L5T 2G9 | 905-555-0111 x 204
`, seen{"Kate Osei", "Packaging Buyer", "Lakeshore Botanics Inc.", "Inc.", "kate@lakeshorebotanics.example", "9055550111", "", "", "",
			"700 Harbour Rd, Unit 4, Mississauga ON L5T 2G9", "CA address"}},
		{"no closing, position before the firm, town before the number", "Imran Qadir <imran@qadir-impex.example>", `
We want to purchase three machines.

Imran Qadir
CEO, Qadir Impex
Sialkot, Tel 052 4590 118
`, seen{"Imran Qadir", "CEO", "Qadir Impex", "", "imran@qadir-impex.example", "0524590118", "", "", "", "", "PK address"}},
		{"French: position, dash, firm", "Hélène Marchand <h.marchand@sofranord.example>", `
Bonjour, pourriez-vous nous communiquer vos prix ?

Cordialement,
Hélène Marchand
Acheteuse EPI - Sofranord
Tél. 03 20 55 00 40
www.sofranord.example
`, seen{"Hélène Marchand", "Acheteuse EPI", "Sofranord", "", "h.marchand@sofranord.example", "0320550040", "", "", "www.sofranord.example", "", ""}},
		{"Spanish: honorific, form with dots, number in brackets", "Ing. Tomás Rivero <trivero@bombasriver.example>", `
Favor de cotizar.
--8<--
Quedo atento.

Ing. Tomás Rivero
Gerente de Compras
BOMBAS RIVER, S.A. de C.V.
Av. Juárez 3204 Int. 5, Col. Centro, 44100 Guadalajara, Jal., México
Tel. (833) 217 0090 ext 103
`, seen{"Tomás Rivero", "Gerente de Compras", "BOMBAS RIVER, S.A. de C.V.", "S.A. de C.V.", "trivero@bombasriver.example", "8332170090", "", "", "",
			"Av. Juárez 3204 Int. 5, Col. Centro, 44100 Guadalajara, Jal., México", "MX address"}},
		{"Portuguese: dash inside the firm, two telephones on a line", "Nelson Quiteque <nelson@quitekonstru.example>", `
Interessa-nos chapa ondulada.

Cumprimentos,

Nelson Quiteque
Sócio-gerente
Quitekonstru - Comércio Geral, Lda
Rua da Missão 214, Ingombota, Luanda
Telef. +244 222 310 000   Telemóvel +244 923 616 000
www.quitekonstru.example
`, seen{"Nelson Quiteque", "Sócio-gerente", "Quitekonstru - Comércio Geral, Lda", "Lda", "nelson@quitekonstru.example", "+244222310000 +244923616000", "", "", "www.quitekonstru.example",
			"Rua da Missão 214, Ingombota, Luanda", "AO address"}},
		{"German: trunk zero in brackets, fax, register number is no telephone", "Jürgen Waldmann <waldmann@lichtbau-waldmann.example>", `
Bitte senden Sie uns Ihr Angebot.

Mit freundlichen Grüßen
Jürgen Waldmann
Leiter Einkauf
Lichtbau Waldmann GmbH & Co. KG
Industriestraße 12
40549 Düsseldorf
Tel.: +49 (0)211 555 0170
Fax: +49 (0)211 555 0179
HRB 1234567
`, seen{"Jürgen Waldmann", "Leiter Einkauf", "Lichtbau Waldmann GmbH & Co. KG", "GmbH & Co. KG", "waldmann@lichtbau-waldmann.example", "+492115550170", "+492115550179", "", "",
			"Industriestraße 12, 40549 Düsseldorf", "DE address"}},
		{"Italian: tax number is no telephone", "Chiara Bellucci <acquisti@bellumed.example>", `
Vorremmo un preventivo.

Cordiali saluti
Chiara Bellucci
Ufficio Acquisti
Bellumed S.r.l.
Via Garibaldi 45, 20121 Milano
P. IVA 01234567890
Tel. +39 02 5550 1234
`, seen{"Chiara Bellucci", "Ufficio Acquisti", "Bellumed S.r.l.", "S.r.l.", "acquisti@bellumed.example", "+390255501234", "", "", "", "Via Garibaldi 45, 20121 Milano", "IT address"}},
		{"Russian", "Олег Смирнов <o.smirnov@stalprom.example>", `
Прошу прислать цены.

С уважением,
Олег Смирнов
Начальник отдела закупок
ООО «Стальпром»
Россия, г. Екатеринбург, ул. Ленина, д. 12
Тел.: +7 (343) 555-01-23
`, seen{"Олег Смирнов", "Начальник отдела закупок", "ООО «Стальпром»", "ООО", "o.smirnov@stalprom.example", "+73435550123", "", "", "", "Россия, г. Екатеринбург, ул. Ленина, д. 12", "RU address"}},
		{"Arabic: plus sign behind the number", "سالم الحربي <s.harbi@wadi-hvac.example>", `
نرجو تقديم عرض سعر

مع التحية
سالم الحربي
مدير المشتريات
شركة وادي الخليج للتكييف
الدمام - حي الخليج - شارع الملك فهد - ص.ب 31000
جوال 966505880000+   هاتف 966138340000+
`, seen{"سالم الحربي", "مدير المشتريات", "شركة وادي الخليج للتكييف", "شركة", "s.harbi@wadi-hvac.example", "+966505880000 +966138340000", "", "", "",
			"الدمام - حي الخليج - شارع الملك فهد - ص.ب 31000", "SA address"}},
		{"Turkish: the firm agrees with the mail domain, town behind a slash", "Levent Sarıç <levent@saricnalbur.example>", `
Fiyat listenizi rica ederim.

Levent Sarıç
Sarıç Nalbur Ltd. Şti. / İzmir
0232 460 12 00
`, seen{"Levent Sarıç", "", "Sarıç Nalbur Ltd. Şti.", "Ltd. Şti.", "levent@saricnalbur.example", "02324601200", "", "", "", "", "TR address"}},
		{"Chinese labels", "vip <vip@taidatool.example>", `
请报价。

联系人：陈国栋
电话：0755-21550000
公司：深圳市泰达工具有限公司
地址：深圳市罗湖区深南东路88号
`, seen{"陈国栋", "", "深圳市泰达工具有限公司", "有限公司", "vip@taidatool.example", "075521550000", "", "", "", "深圳市罗湖区深南东路88号", "CN address"}},
		{"labels and a disguised address", "procurement <buy@tradehouse.example>", `
Kindly reply to our office: gulf_trading @ mailhouse .com

Company: Gulf Trading House LLC
Contact person: Omar Nasser
Designation: Purchase Manager
Tel/Fax: +971 4 555 0100
WhatsApp: 00971 50 555 0101
VAT No: 100233445500003
`, seen{"Omar Nasser", "Purchase Manager", "Gulf Trading House LLC", "LLC", "buy@tradehouse.example gulf_trading@mailhouse.com", "+97145550100 +971505550101", "+97145550100", "+971505550101", "", "", ""}},
		{"German: for another, the From header names the firm", "Garten Krüger <einkauf@krueger-garten.example>", `
Guten Tag, bitte um Angebot.

Mit freundlichen Grüßen

i.A. Sabine Krüger
Strategischer Einkauf

Garten Krüger e.K.
Am Hafen 3
D-28217 Bremen
Fon 0421-5550 120
Amtsgericht Bremen HRA 12345 | USt-IdNr. DE123456789
`, seen{"Sabine Krüger", "Strategischer Einkauf", "Garten Krüger e.K.", "e.K.", "einkauf@krueger-garten.example", "04215550120", "", "", "", "Am Hafen 3, D-28217 Bremen", "DE address"}},
		{"label behind the number, state after the town", "Mike <oneill.outdoor@freemail.example>", `
Hey guys, how much for 200 tents?

Thx

Mike
--
Mike O'Neill
Owner, O'Neill Outdoor Supply
Boise, Idaho
(208) 555-0199 cell
`, seen{"Mike O'Neill", "Owner", "O'Neill Outdoor Supply", "", "oneill.outdoor@freemail.example", "2085550199", "", "", "", "", "US address"}},
		{"everything on one line with dashes", "ahmed <gulfpearl.elec@freemail.example>", `
Salam, need price for power banks 5000 pcs

Ahmed Farouk - Gulf Pearl Electronics LLC, Deira, Dubai - whatsapp +971 55 555 0123
`, seen{"Ahmed Farouk", "", "Gulf Pearl Electronics LLC", "LLC", "gulfpearl.elec@freemail.example", "+971555550123", "", "+971555550123", "", "", "AE address"}},
		{"surname in the domain, register and tax numbers behind the address", "Sarah Collins <sarah@collinshomes.example>", `
Could you let me have prices for 1,000 candles?

Sarah

Sarah Collins | Head of Buying
Collins & Co Homewares Ltd
0161 555 0123 | www.collinshomes.example
Unit 7 Mill Lane Trading Estate, Stockport SK4 2HX
Company registered in England No 01234567. VAT GB 123 4567 89
`, seen{"Sarah Collins", "Head of Buying", "Collins & Co Homewares Ltd", "Ltd", "sarah@collinshomes.example", "01615550123", "", "", "www.collinshomes.example",
			"Unit 7 Mill Lane Trading Estate, Stockport SK4 2HX", "GB address"}},
		{"address wrapped at a hyphen, ours left out, quoted history not read", "Paul Hart <paul@hart-stores.example>", `
Hi Lena, send it to paul_hart@hart-
stores.example please, cc lena@brightharbour.example.
--8<--
Best regards
Paul Hart
-->8--
Lena Xu, Sales Manager, Brightharbour Co., Ltd., +86 574 8700 0000
`, seen{"Paul Hart", "", "", "", "paul@hart-stores.example paul_hart@hart-stores.example", "", "", "", "", "", ""}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := letter(tc.from, "sales@brightharbour.example", "Inquiry", tc.text)
			b := Read(m, house).Buyer
			if diff := cmp.Diff(tc.want, card2seen(&b)); diff != "" {
				t.Errorf("card (-want +got):\n%s", diff)
			}
			spansHold(t, m, &b)
		})
	}
}

// spansHold: every span points at text that is there.
func spansHold(t *testing.T, m *xunpan.Message, b *xunpan.Buyer) {
	t.Helper()
	all := append([]xunpan.Word{b.Name, b.Title, b.Company, b.Country, b.WhatsApp, b.Website, b.Address}, b.Emails...)
	all = append(append(all, b.Phones...), b.Fax...)
	for _, w := range all {
		if w.At.IsZero() {
			continue
		}
		if text := m.PartText(w.At.Part); w.At.Start < 0 || w.At.End > len(text) {
			t.Errorf("%q: span %v outside its part of %d bytes", w.Value, w.At, len(text))
		}
	}
}

func TestIntroductions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, name, title, company string }{
		{"This is Peter Long and i am purchasing manager from N-cloth Co.,LTD in the UK.", "Peter Long", "purchasing manager", "N-cloth Co.,LTD"},
		{"I am Ms. Nora Quill from Quill Int'l Trading Inc. We need lamps.", "Nora Quill", "", "Quill Int'l Trading Inc."},
		{"My name is amira haddad from Haddad Trading Sdn. Bhd.\nPlease send prices.", "amira haddad", "", "Haddad Trading Sdn. Bhd."},
		{"Dana with Fern & Brook here (we sell pet accessories).", "Dana", "", "Fern & Brook"},
		{"I'm the Managing Director of Nilalum Co.,Ltd. My name is Karim Adel.", "Karim Adel", "Managing Director", "Nilalum Co.,Ltd."},
		{"Our company Al Noor Impex want to purchase 3 machines.", "", "", "Al Noor Impex"},
		{"Me llamo Julia Prado, soy de la empresa Pradotex S.A. y busco telas.", "Julia Prado", "", "Pradotex S.A."},
		{"Esta es Marina de Faro Trading.", "Marina", "", "Faro Trading"},
		{"Je m'appelle Luc Morel et je travaille chez Morelec SARL à Lyon.", "Luc Morel", "", "Morelec SARL"},
		{"Mein Name ist Anke Vogt von der Firma Vogt Technik GmbH.", "Anke Vogt", "", "Vogt Technik GmbH"},
		{"Mi chiamo Paolo Neri della Neri Forniture S.r.l. di Bari.", "Paolo Neri", "", "Neri Forniture S.r.l."},
		{"O meu nome é Rui Matos, da empresa Matos & Filhos Lda.", "Rui Matos", "", "Matos & Filhos Lda."},
		{"Меня зовут Анна Белова, мы компания ООО Белтрейд.", "Анна Белова", "", "ООО Белтрейд"},
		{"نحن شركة نور الخليج للتجارة بالدمام", "", "", "شركة نور الخليج للتجارة"},
		{"我是王小明，我们是上海泰山贸易有限公司。", "", "", "上海泰山贸易有限公司"},
		{"I am looking for a supplier of Wood Lid bottles with Gift Box.", "", "", ""},
		{"We are Import agents and interested in your products.", "", "", ""},
		{"This is an urgent order. I am in Dubai now.", "", "", ""},
	} {
		t.Run(tc.text[:min(len(tc.text), 24)], func(t *testing.T) {
			t.Parallel()
			b := Read(letter("x <someone@freemail.example>", "sales@brightharbour.example", "", tc.text), house).Buyer
			if tc.name == "" && b.Name.Value == "x" {
				b.Name.Value = ""
			}
			got := [3]string{b.Name.Value, b.Title.Value, b.Company.Value}
			if want := [3]string{tc.name, tc.title, tc.company}; got != want {
				t.Errorf("got %q, want %q", got, want)
			}
		})
	}
}

func TestFromHeader(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ from, name, company string }{
		{"Nadia Petrov <n@firm.example>", "Nadia Petrov", ""},
		{"Petrov, Nadia <n@firm.example>", "Nadia Petrov", ""},
		{"Mrs Nadia Petrov <n@firm.example>", "Nadia Petrov", ""},
		{"Procurement Dept <p@firm.example>", "", ""},
		{"Sales Team <p@firm.example>", "", ""},
		{"Oakline Trading LLC <p@firm.example>", "", "Oakline Trading LLC"},
		{"Oakline Supply Chain <p@oaklinegroup.example>", "", "Oakline"},
		{"Nadia Petrov via Bulk-list <n@firm.example>", "Nadia Petrov", ""},
		{"Lena Xu <n@firm.example>", "", ""}, // our own name proves nothing
	} {
		b := Read(letter(tc.from, "sales@brightharbour.example", "", "Please send price."), house).Buyer
		if b.Name.Value != tc.name || b.Company.Value != tc.company {
			t.Errorf("%s: got %q, %q; want %q, %q", tc.from, b.Name.Value, b.Company.Value, tc.name, tc.company)
		}
	}
}

func TestClaimedCountry(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"We are a distributor based in Nairobi, Kenya.":                             "KE",
		"I own a small studio in Toronto and never imported before.":                "CA",
		"We are a Ghana based import company.":                                      "GH",
		"Je suis commerçant à Lubumbashi.":                                          "CD",
		"Somos una empresa de Lima con diez tiendas.":                               "PE",
		"Wir sind ein Händler aus Hamburg.":                                         "DE",
		"Please quote CIF Santos, shipping to Brazil.":                              "",
		"Which customers do you supply in Chile and Peru?":                          "",
		"We buy from a factory in Vietnam now.":                                     "",
		"I saw your booth at the fair in Germany. Are your goods made in Thailand?": "",
		"Our warehouse forwarder is in Shenzhen, China.":                            "",
	} {
		b := Read(letter("x <someone@freemail.example>", "sales@brightharbour.example", "", text), house).Buyer
		if b.Country.Value != want {
			t.Errorf("%s: got %q (%s), want %q", text, b.Country.Value, b.CountryBasis, want)
		}
	}
}

func TestGivenBeatsText(t *testing.T) {
	t.Parallel()
	m := letter("notify@portal.example", "sales@brightharbour.example", "", "I am Tom Reed from Reedco Ltd.")
	m.Given = xunpan.Given{Name: "Thomas Reed", Company: "Reedco", Country: "United Arab Emirates", Phone: "00971 50 555 0102", Email: "tom@reedco.example"}
	b := Read(m, house).Buyer
	got := []string{b.Name.Value, b.Company.Value, b.Country.Value, b.CountryBasis, b.Phones[0].Value, b.Emails[1].Value}
	if diff := cmp.Diff([]string{"Thomas Reed", "Reedco", "AE", "form", "+971505550102", "tom@reedco.example"}, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if b.Company.At.IsZero() || !b.Name.At.IsZero() {
		t.Errorf("spans: company %v must be found in the text, name %v is not there", b.Company.At, b.Name.At)
	}
}

// A card longer than any card, or made to be slow, is read in bounds.
func TestHostileCards(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		strings.Repeat("@", 5000), strings.Repeat("a@b.", 4000), strings.Repeat("Regards\nTel: +1 ", 3000), strings.Repeat("www.", 3000),
		strings.Repeat("(((((12345678 ", 2000), strings.Repeat("Street 1, 12345 Berlin\n", 2000), strings.Repeat("a @ b .c-\n", 2000), "Regards\n" + strings.Repeat("| ", 5000),
		strings.Repeat("I am ", 4000), strings.Repeat("Dear ", 4000), strings.Repeat("please send price?", 3000), "Best regards\n\x00\xff\xfe@\xff.com\n+\n(\n", "@", "(at)", "www.", "http://",
	} {
		m := letter("a <a@b.example>", "sales@brightharbour.example", text, text)
		r := Read(m, house)
		spansHold(t, m, &r.Buyer)
		for _, q := range r.Questions {
			if q.At.End > len(m.PartText(q.At.Part)) {
				t.Errorf("question span %v", q.At)
			}
		}
	}
}
