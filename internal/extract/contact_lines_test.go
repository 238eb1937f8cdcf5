package extract

import (
	"testing"
)

// cardCase is a mail with what its card should say.
type cardCase struct {
	name, from, text                string
	person, title, company, address string
}

func (tc *cardCase) run(t *testing.T) {
	t.Helper()
	m := letter(tc.from, "sales@brightharbour.example", "", tc.text)
	b := Read(m, house).Buyer
	got := [4]string{b.Name.Value, b.Title.Value, b.Company.Value, b.Address.Value}
	if want := [4]string{tc.person, tc.title, tc.company, tc.address}; got != want {
		t.Errorf("got %q,\nwant %q", got, want)
	}
	spansHold(t, m, &b)
}

// Several things on one line of a card.
func TestLinesThatHoldSeveralThings(t *testing.T) {
	t.Parallel()
	for _, tc := range []cardCase{
		{"firm and address", "Jan Kos <j.kos@panelpol.com.pl>", "Please quote.\n\nBest regards\nJan Kos\nBuyer\nPanelpol Sp. z o.o., ul. Polna 7, 41-800 Zabrze\n", "Jan Kos", "Buyer", "Panelpol Sp. z o.o.", "ul. Polna 7, 41-800 Zabrze"},
		{"firm, dash, address", "Elena Riva <e.riva@rivacosm.it>", "Grazie.\n\nCordiali saluti\nElena Riva\nRiva Cosmetica S.r.l. - via Verdi 52, 38121 Trento\n", "Elena Riva", "", "Riva Cosmetica S.r.l.", "via Verdi 52, 38121 Trento"},
		{"person and firm", "Ruth Hale <ruth@secondwind.com.au>", "Prices please.\n\nCheers,\nRuthie\n\nRuth Hale, Second Wind Pty Ltd\n5/22 Manton St, Hindmarsh SA 5007\n", "Ruth Hale", "", "Second Wind Pty Ltd", "5/22 Manton St, Hindmarsh SA 5007"},
		{"form in front", "Ali Benaïssa <a.benaissa@gmail.com>", "Merci.\n\nCordialement,\nAli Benaïssa\nSARL MATDOR, Zone industrielle, lot 63, Oran 31000\n", "Ali Benaïssa", "", "SARL MATDOR", "Zone industrielle, lot 63, Oran 31000"},
		{"position and firm in front", "Снабжение <snab@uralbox.example>", "Просим цену.\n\nС уважением,\nКожина Лариса\nначальник отдела ООО \"Уралбокс\"\n", "Кожина Лариса", "начальник отдела", "ООО \"Уралбокс\"", ""},
		{"on behalf", "A. Kulkarni <purchase@vajrametal.in>", "Thanks.\n\nThanking you\nFor Vajra Metal Pvt. Ltd.\nAnand Kulkarni\nManager - Purchase\n", "Anand Kulkarni", "Manager - Purchase", "Vajra Metal Pvt. Ltd.", ""},
		{"for somebody", "Einkauf Kehrer <einkauf@kehrer-technik.de>", "Bitte Preise.\n\nMit freundlichen Grüßen\nKehrer Technik GmbH\ni. A. S. Thomsen\nBahnhofstr. 66, 73430 Aalen\n", "S. Thomsen", "", "Kehrer Technik GmbH", "Bahnhofstr. 66, 73430 Aalen"},
		{"title in the name", "Chief Obi Eze <obi.eze@freemail.example>", "Send it.\n\nRemain blessed\nChief Obi Eze\n08035517720\n", "Chief Obi Eze", "", "", ""},
		{"short given name", "\"Md. Rafiq Islam\" <rafiq@freemail.example>", "Thanks.\n\nBest regards\nMd. Rafiq Islam\nProprietor, Rima Tex International\nMirpur-10, Dhaka. 01715-662091\n", "Md. Rafiq Islam", "Proprietor", "Rima Tex International", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			if tc.name == "short given name" { // its address is a matter of places
				b := Read(letter(tc.from, "sales@brightharbour.example", "", tc.text), house).Buyer
				if b.Name.Value != tc.person || b.Title.Value != tc.title || b.Company.Value != tc.company || len(b.Phones) != 1 {
					t.Errorf("got %+v", b)
				}
				return
			}
			tc.run(t)
		})
	}
}

// Firms without a legal form, and firms that only the text names.
func TestFirmsWithoutForm(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, text, company string }{
		{"below the person", "Simran Gill <simran@gillmobility.in>", "Kindly quote.\n\nRegards\nSimran Gill\nGill E-Mobility, 77 Focal Point, Ludhiana 141010\n", "Gill E-Mobility"},
		{"local part", "tunde obi <obiautos@yahoo.com>", "i need price\n\ntunde\nObi Autos, shop C114 Main market lagos\n08035550142\n", "Obi Autos"},
		{"one line", "Franz Auer <metallbau-auer@web.de>", "Was kostet das?\nAuer Metallbau, Tel 07752 55 501\n", "Auer Metallbau"},
		{"sentence", "vendors <vendors@kudupumps.co.za>", "Good day\n\nKudu Pump Supplies (Pty) Ltd is refreshing its list. Kindly return your price list.\n", "Kudu Pump Supplies (Pty) Ltd"},
		{"greetings from", "K. Nathan <nathan@kovaitech.in>", "Dear Sir,\nGreetings from Kovai Tech Pvt Ltd, Coimbatore. We like to know about your valves.\n", "Kovai Tech Pvt Ltd"},
		{"in brackets", "Noor <noor.bloombeauty@gmail.com>", "I have a trade licence since March (Bloom Beauty Cosmetics FZE, Sharjah). I want to start a lipstick line.\n", "Bloom Beauty Cosmetics FZE"},
		{"sole trader", "Вероника <veronika@yandex.by>", "Здравствуйте, меня зовут Вероника, ИП Лапина В.С., Гомель.\nКакая минимальная партия?\n", "ИП Лапина В.С."},
		{"Chinese", "longhua <longhua.lima@qq.com>", "您好：\n我是秘鲁做五金批发的，公司叫 Importaciones Long Hua S.A.C.，有两个档口。\n", "Importaciones Long Hua S.A.C."},
		{"From header", "\"Helen Zhao (Oceanline Forwarding)\" <helen.zhao@oceanline.example>", "Well noted.\n\nBest rgds\nHelen\n", "Oceanline Forwarding"},
		{"another's firm", "Ana <ana@freemail.example>", "We buy from our supplier Dragon Star Ltd and want your price.\n", ""},
		{"greeted firm", "Ana <ana@freemail.example>", "Dear Bright Star Co., Ltd,\nplease quote.\n", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			m := letter(tc.from, "sales@brightharbour.example", "", tc.text)
			b := Read(m, house).Buyer
			if b.Company.Value != tc.company {
				t.Errorf("got %q, want %q", b.Company.Value, tc.company)
			}
			spansHold(t, m, &b)
		})
	}
}

// Names that the From header, the text and the card give in part.
func TestFullestName(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ from, text, want string }{
		{"Burak Yilmaz <b@freemail.example>", "Selamlar,\nfiyat rica ederim.\nTeşekkürler\nBurak Y.", "Burak Yilmaz"},
		{"Yiannis Karas <yk@aegean.example>", "How much?\n\nRegards\nY. Karas", "Yiannis Karas"},
		{"\"Noura H.\" <noura@freemail.example>", "I'm Noura Al Hilal, makeup artist.\nPrices please.\n\nThanks\nNoura", "Noura Al Hilal"},
		{"Bronwyn Hale <bron@hale.example>", "Prices please.\n\nCheers\nBron", "Bronwyn Hale"},
		{"Lee <lee@hale.example>", "Prices please.\n\nCheers\nAnna Lee", "Anna Lee"},
		{"\"Dipl.-Ing. Holger Stark\" <h.stark@stark-bau.example>", "Preise bitte.\n\nMit freundlichen Grüßen\nDipl.-Ing. Holger Stark\nBüro Stark, Lindenweg 7, 58511 Altena", "Holger Stark"},
		{"Reinhard Meier <r@hale.example>", "ich frage im Auftrag eines Herstellers an.\n\nGrüße\nReinhard Meier", "Reinhard Meier"},
	} {
		if b := Read(letter(tc.from, "sales@brightharbour.example", "", tc.text), house).Buyer; b.Name.Value != tc.want {
			t.Errorf("%s: got %q, want %q", tc.from, b.Name.Value, tc.want)
		}
	}
}

// Where the buyer is, by the smaller signs.
func TestSmallSignsOfCountry(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, from, text, want, basis string }{
		{"street named after a town", "Ezio Rossi <info@rossiferramenta.it>", "Grazie.\n\nSaluti\nEzio Rossi\nRossi Ferramenta snc, via Colombo 118 - Milano\n", "IT", "address"},
		{"tax number is no state", "Anne Lohr <a.lohr@spielwerk-lohr.example>", "Bitte Preise für die Teile nennen, wir suchen einen Hersteller.\n\nMit freundlichen Grüßen\nAnne Lohr\nSpielwerk Lohr GmbH · Domstraße 8 · 99084 Erfurt\nUSt-IdNr. DE318840275\n", "DE", "address"},
		{"Italian province", "Elisa Rovati <acquisti@tessilmar.eu>", "Please quote.\n\nDistinti saluti\nElisa Rovati\nTessilmar S.p.A. - Via Nuova 9, Carate (MB)\n", "IT", "address"},
		{"labelled", "\"Miguel via Bazaar\" <inquiry@bazaar.example>", "You have a new inquiry\n\nFrom: Miguel A.\nCountry/Region: Colombia\nProduct: Power strip\n", "CO", "claimed"},
		{"code behind the buyer", "Bazaar <inquiry@bazaar.example>", "You have a new inquiry\n\nProduct: Shears\nBuyer: Miguel Santos (ES)\n", "ES", "claimed"},
		{"Turkish ending", "Burak <b@freemail.example>", "Gaziantep'te kağıt bardak satıyoruz, fiyat rica ederim.\n", "TR", "claimed"},
		{"sent to me", "Tasha <t@freemail.example>", "I'd love the product shipped to me in Tulsa.\n", "US", "claimed"},
		{"goods from elsewhere", "Franz <f@freemail.example>", "Bisher kommt die Ware aus Italien. Was kostet das?\n", "", ""},
		{"list of markets", "Arjun <a@freemail.example>", "I handled buyers from Germany, UK and USA for years.\n", "", ""},
		{"namesake abroad", "Luis <luis@ferretero.com.mx>", "Gracias.\n\nSaludos\nLuis Mora\nFerretero Mora\nCalle 5 No. 12, Guadalupe\n", "", ""},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			b := Read(letter(tc.from, "sales@brightharbour.example", "", tc.text), house).Buyer
			if b.Country.Value != tc.want || b.CountryBasis != tc.basis {
				t.Errorf("got %q by %q, want %q by %q", b.Country.Value, b.CountryBasis, tc.want, tc.basis)
			}
		})
	}
}
