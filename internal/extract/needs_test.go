package extract

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

// needed reads a mail and tells its lines and terms as a trader writes them.
func needed(subject, text string) *xunpan.Needs {
	m := letter("Kim Doe <kim@buyer.example>", "", subject, text)
	m.Channel = xunpan.Email
	return &Read(m, house).Needs
}

// goods is the lines of n: "flood light 50W: 300 pcs".
func goods(n *xunpan.Needs) []string {
	var out []string
	for _, l := range n.Lines {
		s := l.Product.Value
		if q := l.Quantity; q != nil {
			s += ":"
			if q.Min != q.Max {
				s += fmt.Sprintf(" %v–%v", q.Min, q.Max)
			} else {
				s += fmt.Sprintf(" %v", q.Max)
			}
			if q.Unit != "" {
				s += " " + q.Unit
			}
			if q.PerYear {
				s += " a year"
			}
		}
		out = append(out, s)
	}
	return out
}

func TestGoods(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, subject, text, want string }{
		{"noun counted in German", "Anfrage", "Wir benötigen 800 Winkelprofile aus Aluminium, bitte Angebot.", "Winkelprofile aus Aluminium: 800 Winkelprofile"},
		{"pieces a year", "Kunststoffrollen", "brauchen Kunststoffrollen, 4.000 Stück aufs Jahr. Was kostet das?", "Kunststoffrollen: 4000 pcs a year"},
		{"Indian number", "Enquiry", "We are interested to purchase 2 Nos. hydraulic press brake. Kindly quote.", "hydraulic press brake: 2 pcs"},
		{"attribute, not count", "Cookware", "We look for a 12-piece enamel cookware set. Quantity: 1,500 sets. Please quote.", "12-piece enamel cookware set: 1500 sets"},
		{"times", "RFQ", "Please quote:\nGarden hose green x 5,000\nSprinkler brass x 2,400", "Garden hose green: 5000; Sprinkler brass: 2400"},
		{"dotted list", "Pedido", "Favor cotizar:\n  Mesa plegable 180 cm ................... 220 uds.\n  Banco plegable h. 45 ................... 440 uds.", "Mesa plegable 180 cm: 220 units; Banco plegable h. 45: 440 units"},
		{"two of one sentence", "Devis", "Merci de nous faire un devis pour 1 200 lampes de bureau et 600 lampadaires.", "lampes de bureau: 1200 lampes; lampadaires: 600 lampadaires"},
		{"sizes are no orders", "casas", "Queremos comprar casetas de unos 12 m2 para feria.", "casetas de unos 12 m2 para feria"},
		{"pole height is no order", "Poles", "Please quote steel pole for street lamps, 9 metre, 40 pcs.", "steel pole for street lamps: 40 pcs"},
		{"address numbers", "Drills", "Please quote 300 pcs cordless drill 18V.\n\nMaria Lopez\n4711 Elm Street, Springfield\nTel +1 212 555 0133", "cordless drill 18V: 300 pcs"},
		{"years of a car", "Filters", "i need price of oil filter for hilux 2009-2015, 600 pcs", "oil filter for hilux 2009-2015: 600 pcs"},
		{"container is what pieces fill", "Chairs", "Please quote:\n1) Folding chair steel, 900 pcs\n2) Folding table 120 cm, 300 pcs\nShould come in 1x40HQ, please check.", "Folding chair steel: 900 pcs; Folding table 120 cm: 300 pcs"},
		{"containers ordered", "Tiles", "We want to order 3x20ft of ceramic floor tiles for the start.", "ceramic floor tiles: 3 20GP"},
		{"subject announces", "Price inquiry - bamboo cutting boards", "Hello, could you tell me your prices? We have two shops. The bamboo cutting boards would be sold from May.", "bamboo cutting boards"},
		{"subject in German", "Preisvergleich Arbeitshandschuhe", "Guten Tag, bitte senden Sie Preise für Arbeitshandschuhe und Schutzbrillen.", "Arbeitshandschuhe und Schutzbrillen"},
		{"the reader's own", "Question", "Hello, we would like to know the price of your folding e-bike and its battery life.", "folding e-bike"},
		{"reader's price list", "tarif", "Bonjour, merci de nous envoyer votre tarif pour chaises pliantes.", "chaises pliantes"},
		{"series over articles", "machines", "Nous voulons acheter une broyeuse et une tamiseuse, éventuellement aussi un convoyeur. Quel prix ?", "broyeuse; tamiseuse; convoyeur"},
		{"Italian series", "listini", "Vi chiediamo listini di rubinetti, sifoni e raccordi.", "rubinetti; sifoni e raccordi"},
		{"Russian", "шланги", "Нам нужны шланги поливочные 25 м, 500 рулонов. Сколько будет стоить?", "шланги поливочные 25 м: 500 rolls"},
		{"Chinese list", "询价", "您好，请报价：\n1. 电钻 13mm 600W，2000台\n2. 曲线锯 65mm，800台", "电钻 13mm 600W: 2000 units; 曲线锯 65mm: 800 units"},
		{"Arabic list", "طلب عرض سعر", "نرجو تزويدنا بعرض سعر:\n1) مضخة مياه غاطسة - عدد 300 قطعة\n2) خرطوم حريق 30 متر - 150 قطعة", "مضخة مياه غاطسة: 300 pcs; خرطوم حريق 30 متر: 150 pcs"},
		{"Turkish, asked behind", "fiyat", "Merhaba, paslanmaz çelik vida için fiyat teklifi rica ederiz.", "paslanmaz çelik vida"},
		{"Portuguese", "cotação", "Precisamos de 3.000 capacetes de obra e 500 pares de botas de segurança.", "capacetes de obra: 3000 capacetes; botas de segurança: 500 pairs"},
		{"one line for a place", "kettles", "1500 pcs steel kettle 1.8L for Casablanca", "steel kettle 1.8L: 1500 pcs"},
		{"counted nouns that are needed", "chairs", "we want 400 garden chairs and 250 side tables", "garden chairs: 400 chairs; side tables: 250 tables"},
		{"a limit is no count", "panel", "Panel 30x120 UGR<16 - 850 pcs", "Panel 30x120 UGR: 850 pcs"},
		{"count times goods", "RFQ", "60 x water pump 1.5kW", "water pump 1.5kW: 60"},
		{"goods times count", "RFQ", "water pump 1.5kW x 60", "water pump 1.5kW: 60"},
		{"bags that are the goods", "sacs", "Nous avons besoin de 800 sacs en jute", "sacs en jute: 800 bags"},
		{"a month's pairs", "gloves", "We look for 6,000 pairs work gloves monthly. Please quote.", "work gloves: 72000 pairs a year"},
		{"before the sign for and", "strips", "can u give price for LED strip 2835 300 rolls & controller 60 pcs", "LED strip 2835: 300 rolls; controller: 60 pcs"},
		{"what each bears", "Hubwagen", "Wir benötigen 25 Stk Hubwagen 2,5t, frei Bremen", "Hubwagen: 25 pcs"},
		{"container of goods without of", "furniture", "we need 1x40HC garden furniture", "garden furniture: 1 40HQ"},
		{"a phone that is goods", "case", "i want buy phone case 700 pcs", "phone case: 700 pcs"},
		{"nothing asked, nothing needed", "Hello", "We are a family firm with 64 employees and 3 warehouses.", ""},
		{"reviews of the past", "New source", "Last year we bought 3,000 fans from Vietnam. Now we need 800 pcs pedestal fan.", "pedestal fan: 800 pcs"},
		{"consumption a day", "presse", "Nous traitons 3 tonnes de manioc par jour. Nous voulons acheter une presse hydraulique. Quel prix ?", "presse hydraulique"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := strings.Join(goods(needed(c.subject, c.text)), "; "); got != c.want {
				t.Errorf("%s\n got %q\nwant %q", c.text, got, c.want)
			}
		})
	}
}

func TestTerms(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, field, want string }{
		{"split", "Please quote 500 pcs LED lamp. Our payment is always 40/60 by TT.", "payment", "40/60 by TT"},
		{"stages in Spanish", "Cotizar 200 sillas. Para pagar vamos con 35 % al pedido y resto antes de embarcar.", "payment", "35 % al pedido y resto antes de embarcar"},
		{"stages in German", "Zahlung: 25 % bei Auftrag, Rest vor Versand.", "payment", "25 % bei Auftrag, Rest vor Versand"},
		{"stages in Chinese", "请报价电钻2000台。付款2成定金，余款出货前付清。", "payment", "2成定金，余款出货前付清"},
		{"Arabic deposit", "نحتاج 500 مضخة. الدفع 30% مقدم والباقي مقابل المستندات.", "payment", "30% مقدم والباقي مقابل المستندات"},
		{"regions are no terms", "Wir verkaufen in D/A/CH und suchen Winkelprofile.", "payment", ""},
		{"terms asked for", "Which types of payment do you accept, T/T or L/C?", "payment", ""},
		{"free to a place", "Was kosten 900 Kunststoffrollen frei Haag am Hausruck?", "destination", "Haag am Hausruck"},
		{"posto em", "preciso preço para 900 cadeiras, posto em Viana", "destination", "Viana"},
		{"до", "нужна пленка 200 мкм, сколько будет стоить до Зайсана?", "destination", "Зайсана"},
		{"container to", "mix inside 1x20ft to Onne please", "destination", "Onne"},
		{"price to", "Give me a unit price to Takoradi for 300 pcs solar lamp", "destination", "Takoradi"},
		{"postcode leads", "Please quote FOB Ningbo and DDP 4600 Wels for 300 pcs.", "destination", "4600 Wels"},
		{"home port is no destination", "Please quote 300 pcs lamp to Ningbo port, FOB.", "destination", ""},
		{"works", "Terms: FCA your works, 300 pcs gear.", "place", "your works"},
		{"before the term", "Price ex-Ningbo FOB for 300 pcs vest please.", "place", "Ningbo"},
		{"calendar week", "We need the first 300 pcs until calendar week 9.", "delivery", "until calendar week 9"},
		{"German week", "300 Stück Winkel. Liefertermin spätestens KW 12/2027.", "delivery", "spätestens KW 12/2027"},
		{"Spanish deadline", "Las ocupamos en bodega a más tardar el 12 de abril.", "delivery", "a más tardar el 12 de abril"},
		{"Chinese deadline", "3月10号之前必须装柜，赶得上吗？", "delivery", "3月10号之前"},
		{"question with a date", "can you honestly sail by 9 March?", "delivery", "by 9 March"},
		{"question with a span", "Can you deliver 300 pcs in 30 days?", "delivery", ""},
		{"reply deadline", "Please send your best offer by 12 March.", "delivery", ""},
		{"days of paying", "Delivery is by sea. Payment 30 days net.", "delivery", ""},
		{"feast", "We need 300 sets of gift boxes, it is for Ramadan.", "delivery", "for Ramadan"},
		{"unknown code", "300 pcs lamp, XQAS certificate is a must.", "certification", "XQAS"},
		{"numbered standard", "vest with EN ISO 13688 report", "certification", "EN ISO 13688"},
		{"report beside a certificate", "Prüfbericht und EN 71 für 300 Stück Puzzle", "certification", "EN 71"},
		{"small words are no codes", "please send your company certificate", "certification", ""},
		{"pays now", "Şu anda 84 USD'ye alıyoruz, 100 ton sodyum karbonat için fiyat rica ederiz.", "target", "84 USD"},
		{"must be under", "Baking mat 6000 pcs, the mats I need under $1.20.", "target", "1.20 USD"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			n := needed("", c.text)
			got := map[string]string{"payment": n.Payment.Value, "destination": n.DestPort.Value, "place": n.Place.Value, "delivery": n.Delivery.Value}
			var certs []string
			for _, w := range n.Certifications {
				certs = append(certs, w.Value)
			}
			got["certification"] = strings.Join(certs, "; ")
			for _, l := range n.Lines {
				if l.Target != nil {
					got["target"] = l.Target.Amount + " " + l.Target.Currency
				}
			}
			if diff := cmp.Diff(c.want, got[c.field]); diff != "" {
				t.Errorf("%s: %s (-want +got)\n%s", c.text, c.field, diff)
			}
		})
	}
}

// FuzzNeeds checks that reading never fails and that every value stands in the
// text at its span.
func FuzzNeeds(f *testing.F) {
	f.Add("RFQ lamp 2x40HQ", "1) Lamp - 300 pcs\npayment 30/70, KW 9, to Tema, EN 71-1/-2")
	f.Add("询价", "付款3成定金，余款出货前付清。12月15号之前，两个")
	f.Add("5 No.", "5 No. x x 3 - \"x 5,000\n%99 3-\n... 9 .")
	f.Fuzz(func(t *testing.T, subject, text string) {
		if len(subject)+len(text) > 4000 {
			return
		}
		m := letter("a@b.example", "", subject, text)
		n := Read(m, house).Needs
		check := func(at xunpan.Span) {
			part := m.PartText(at.Part)
			if at.Start < 0 || at.End > len(part) || at.Start > at.End {
				t.Fatalf("span %v outside of %q", at, part)
			}
		}
		for _, l := range n.Lines {
			check(l.Product.At)
			check(l.Model.At)
			if l.Quantity != nil {
				check(l.Quantity.At)
			}
			if l.Target != nil {
				check(l.Target.At)
			}
		}
		for _, w := range [...]xunpan.Word{n.Incoterm, n.Place, n.DestPort, n.Payment, n.Delivery, n.Packaging} {
			check(w.At)
		}
		for _, w := range n.Certifications {
			check(w.At)
		}
	})
}
