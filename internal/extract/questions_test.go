package extract

import (
	"strings"
	"testing"

	"xunpan"
)

func TestQuestions(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, want string }{
		{"What is your MOQ and lead time?", "moq lead_time"},
		{"Please advise your MOQ and lead time.", "moq lead_time"},
		{"kindly send catalogue", "catalogue"},
		{"what is price", "price"},
		{"Please quote FOB Ningbo, with carton quantity and cube, FDA letter, lead time and your payment terms.", "price packaging certification lead_time payment"},
		{"Be kind to send me below information.\n1) Your Current Catalog/Product List\n2) Your price list in FOB\n3) Your company profile if any", "catalogue price company"},
		{"Couple of questions:\n * is the factory audited?\n * what are payment terms for a first order?\n * pre-production sample: cost and timing", "certification payment sample price lead_time"},
		{"also inform (MOQ,Price list,and ETD)", "moq price lead_time"},
		{"please send me your price.Could you also tell the warranty? Thanks", "price warranty"},
		{"We wish to become your representative in our region.", "exclusivity"},
		{"Kindly issue invitation letter on letter head.", "invitation"},
		{"Do you have spare parts in stock, and is the price negotiable?", "spare_parts stock price discount"},

		// His own terms and history are no questions.
		{"Our payment terms are 30 days net. We pay by T/T.", ""},
		{"Payment: LC at sight\nShipment: prompt", ""},
		{"We're happy to pay for the samples and the courier.", ""},
		{"Attached is our quotation, please check.", ""},
		{"We would offer you the best price for paper.", ""},
		{"Send us samples, minimum 2 pieces each.", "sample"},

		{"¿Cuál es la cantidad mínima y el plazo de entrega?", "moq lead_time"},
		{"Favor de enviar lista de precios y catálogo.", "price catalogue"},
		{"Podem informar o prazo de entrega e as condições de pagamento?", "lead_time payment"},
		{"Pourriez-vous me communiquer vos prix ainsi que vos certificats EN 388 ?", "price certification"},
		{"Bitte teilen Sie uns Mindestmenge und Lieferzeit mit.", "moq lead_time"},
		{"Potete inviare il listino prezzi e il catalogo?", "price catalogue"},
		{"Прошу сообщить цену, сроки поставки и условия оплаты.", "price lead_time payment"},
		{"كم مدة الضمان؟ وهل توفرون قطع غيار؟", "warranty spare_parts"},
		{"Fiyat listenizi ve katalogunuzu rica ederim.", "price catalogue"},
		{"请问起订量和交货期是多少？", "moq lead_time"},
	} {
		t.Run(tc.text[:min(len(tc.text), 30)], func(t *testing.T) {
			t.Parallel()
			checkTopics(t, tc.text, tc.want)
		})
	}
}

// checkTopics reads a letter and compares the topics asked, whose spans must
// hold the questions' words.
func checkTopics(t *testing.T, letterText, want string) {
	t.Helper()
	m := letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", letterText)
	r := Read(m, house)
	var got []string
	for _, q := range r.Questions {
		if q.Topic != "other" {
			got = append(got, q.Topic)
		}
		if text := m.PartText(q.At.Part)[q.At.Start:q.At.End]; squeeze(text) != q.Text {
			t.Errorf("span holds %q, question says %q", text, q.Text)
		}
	}
	if g := strings.Join(unique(got), " "); !sameSet(g, want) {
		t.Errorf("asked %q, want %q", g, want)
	}
}

func unique(vs []string) []string {
	var out []string
	for _, v := range vs {
		known := false
		for _, o := range out {
			known = known || o == v
		}
		if !known {
			out = append(out, v)
		}
	}
	return out
}

func sameSet(a, b string) bool {
	as, bs := strings.Fields(a), strings.Fields(b)
	if len(as) != len(bs) {
		return false
	}
	for _, x := range as {
		found := false
		for _, y := range bs {
			found = found || x == y
		}
		if !found {
			return false
		}
	}
	return true
}

func TestClauses(t *testing.T) {
	t.Parallel()
	r := Read(letter("Kim <kim@firm.example>", "", "", "Hi. What is your MOQ, and how long is the lead time?"), house)
	if len(r.Questions) != 2 || r.Questions[0].Text != "What is your MOQ" || r.Questions[1].Text != "how long is the lead time?" {
		t.Errorf("got %+v", r.Questions)
	}
}

func TestQuotedTermsAreNotAsked(t *testing.T) {
	t.Parallel()
	m := letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", "Thanks, noted.\n--8<--\nKim\n-->8--\nWhat is your MOQ?\nOur lead time is 30 days?\n")
	if r := Read(m, house); len(r.Questions) > 0 {
		t.Errorf("got %v", r.Questions)
	}
}

func TestGreetings(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, as, name string }{
		{"Dear Lena,\nplease", "Dear Lena", "Lena"},
		{"Dear Ms. Lena Xu,\nplease", "Dear Ms. Lena Xu", "Lena Xu"},
		{"Hi lena,\nplease", "Hi lena", "lena"},
		{"Lena,\n\nplease", "Lena", "Lena"},
		{"Dear Sir/Madam,\nplease", "Dear Sir/Madam", ""},
		{"Hello Sales,\nplease", "Hello Sales", ""},
		{"Hi,friend,\nplease", "Hi,friend", ""},
		{"Hello dear,\nwe want", "Hello dear", ""},
		{"hey can i get more info on this?", "hey", ""},
		{"Dear mailbox-7,\nplease", "", ""},
		{"Respected Sir,\nour", "Respected Sir", ""},
		{"Good morning po,\nwe", "Good morning po", ""},
		{"Estimado Kevin, gracias por el catálogo.", "Estimado Kevin", "Kevin"},
		{"Bonjour Madame Jenny,\nje suis", "Bonjour Madame Jenny", "Jenny"},
		{"Sehr geehrte Frau Xu,\nbitte", "Sehr geehrte Frau Xu", "Xu"},
		{"Sehr geehrte Damen und Herren,\nbitte", "Sehr geehrte Damen und Herren", ""},
		{"Gentile Sig.ra Xu,\nvorremmo", "Gentile Sig.ra Xu", "Xu"},
		{"Prezada Lena,\ngostaria", "Prezada Lena", "Lena"},
		{"Здравствуйте, Лена!\nПрошу", "Здравствуйте, Лена", "Лена"},
		{"Sayın Yetkili,\nekteki", "Sayın Yetkili", ""},
		{"Merhaba, menteşe ve kapı kolu fiyatı", "Merhaba", ""},
		{"السلام عليكم\nنحن شركة", "السلام عليكم", ""},
		{"您好，\n请报价", "您好", ""},
	} {
		m := letter("Kim <kim@firm.example>", "mailbox-7@brightharbour.example", "", tc.text)
		r := Read(m, house)
		if tc.as == "" {
			if r.Greeted.Value != "" {
				t.Errorf("%q: greeted %q, want nobody: machines greet by mailbox", tc.text, r.Greeted.Value)
			}
			continue
		}
		if r.GreetedAs.Value != tc.as || r.Greeted.Value != tc.name {
			t.Errorf("%q: got %q, %q; want %q, %q", tc.text, r.GreetedAs.Value, r.Greeted.Value, tc.as, tc.name)
		}
	}
}

func TestNaming(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, our, goods string }{
		{"I found your bh 450 on the Bright-Harbour website.", "Bright-Harbour", "bh 450"},
		{"We like the AURORA LAMP.", "", "AURORA LAMP"},
		{"as agreed with Lena Xu", "Lena Xu", ""},
		{"We saw the BH-450 there.", "", "BH-450"},
		{"I need bh-4500 lamps", "", ""},
		{"nothing of ours", "", ""},
	} {
		r := Read(letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", tc.text), house)
		if r.OurName.Value != tc.our || r.OurGoods.Value != tc.goods {
			t.Errorf("%q: got %q, %q; want %q, %q", tc.text, r.OurName.Value, r.OurGoods.Value, tc.our, tc.goods)
		}
	}
	// Without a profile the domain in To tells our name.
	r := Read(letter("Kim <kim@firm.example>", "sales@blue-anchorage.example", "", "I saw Anchorage lamps on your site."), &Env{})
	if r.OurName.Value != "Anchorage" {
		t.Errorf("got %q", r.OurName.Value)
	}
}

func TestMissing(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, text, has, lacks string }{
		{"nothing named", "Please send me your price list.", "product quantity market", "voltage"},
		{"electrical", "We are looking for LED flood lights 50W, 500 pcs.", "voltage", "quantity power"},
		{"electrical, voltage said", "We are looking for LED flood lights 50W 220V, 500 pcs.", "incoterm", "voltage"},
		{"textile", "We want to order 2000 pcs cotton t-shirts.", "size colour", "material_weight quantity"},
		{"no inquiry", "The meeting is on Monday.", "", "product quantity incoterm"},
	} {
		r := Read(letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", tc.text), house)
		got := map[string]xunpan.Text{}
		for _, m := range r.Missing {
			got[m.Field] = m.Ask
			if m.Ask.En == "" || m.Ask.Zh == "" || !strings.Contains(m.Ask.En, "A)") && !strings.Contains(m.Ask.En, "please") {
				t.Errorf("%s: %s offers no choice: %q", tc.name, m.Field, m.Ask.En)
			}
		}
		if len(r.Missing) > maxMissing {
			t.Errorf("%s: %d asked at once", tc.name, len(r.Missing))
		}
		for f := range strings.FieldsSeq(tc.has) {
			if _, ok := got[f]; !ok {
				t.Errorf("%s: %s not asked; got %v", tc.name, f, r.Missing)
			}
		}
		for f := range strings.FieldsSeq(tc.lacks) {
			if _, ok := got[f]; ok {
				t.Errorf("%s: %s asked though known or needless", tc.name, f)
			}
		}
	}
}

// Every family's questions are complete: two languages, choices, few enough for
// the mask.
func TestFamilies(t *testing.T) {
	t.Parallel()
	l := defaultLexicon()
	known := map[string]bool{"": true}
	for i := range l.values {
		known[l.values[i]] = true
	}
	for name, wants := range families {
		if !known[name] {
			t.Errorf("family %q has no words in the catalogue", name)
		}
		if len(wants) > 8 {
			t.Errorf("family %q wants too much", name)
		}
		for _, w := range wants {
			if w.field == "" || w.ask.En == "" || w.ask.Zh == "" {
				t.Errorf("family %q: incomplete %q", name, w.field)
			}
		}
	}
}

// Ways to ask without a question mark, and what is no question though it holds
// the words.
func TestWaysToAsk(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ text, want string }{
		{"quote CNF and tell me how many days to load.", "price lead_time"},
		{"y aparte díganme cuánto sale a Altamira por favor.", "freight"},
		{"Please confirm training (who pays the ticket?), warranty on the source and a list of spares.", "warranty spare_parts"},
		{"Bitte nennen Sie uns Richtpreise für Lenkrollen.", "price"},
		{"另外保修你们怎么算，电机是不是全铜。", "warranty spec"},
		{"Prices per 100 please, USD.", "price"},
		{"ECAS certificate is a must.", "certification"},
		{"Certificates are not required.", ""},
		{"Please quote for:\nPayment: 30 days net\nPacking: 25 kg bags\n", "price"},
		{"Adesso ci serve la quotazione:\n- flacone 50 ml\n- imballo doppio cartone\n", "price"},
		{"La garantía ¿de cuánto tiempo es?", "warranty"},
		{"Kindly courier two samples free of charge. Price you can tell afterwards.", "sample"},
		{"Send five pieces free samples, no prices needed.", "sample"},
		{"I will quote in two hours.", ""},
		{"Could you help me with the letter for the visa?", "invitation"},
		{"Pedido de cotação: https://drive.example/pasta/frete/amostra", "price"},
	} {
		t.Run(tc.text[:min(len(tc.text), 30)], func(t *testing.T) {
			t.Parallel()
			checkTopics(t, tc.text, tc.want)
		})
	}
}
