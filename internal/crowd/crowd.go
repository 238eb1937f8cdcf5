// Package crowd writes mails of as many invented buyers as one likes, to see
// how the desk behaves when its book is large. The n-th mail is always the
// same. Their words are plain on purpose: judgement is measured on real mails,
// never on these.
package crowd

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"
)

// Mail is the n-th mail, sent at that moment. Of a hundred, some sixty ask for
// goods with figures, twenty in a few words, and the rest are newsletters,
// swindles and automatic answers. Every fifth buyer has written before.
func Mail(n uint64, at time.Time) []byte {
	r := rand.New(rand.NewPCG(n, 7))
	who := n
	if r.IntN(5) == 0 && n > 100 {
		who = r.Uint64N(n)
	}
	b := buyerOf(who)
	w := writer{r: r, b: b, n: n}
	var subject, body string
	extra := ""
	switch k := r.IntN(100); {
	case k < 62:
		subject, body = w.order()
	case k < 82:
		subject, body = w.few()
	case k < 92:
		subject, body = w.news()
		extra = "List-Unsubscribe: <mailto:leave@" + b.domain + ">\r\nPrecedence: bulk\r\n"
	case k < 96:
		subject, body = w.swindle()
	default:
		subject, body = "Automatic reply: out of office", "I am out of the office until Monday and will answer afterwards."
		extra = "Auto-Submitted: auto-replied\r\n"
	}
	var m strings.Builder
	zone := time.FixedZone("", b.place.zone*3600)
	fmt.Fprintf(&m, "Received: from mail.%s (mail.%s [%s]) by mx.desk.example; %s\r\n", b.domain, b.domain, b.place.ip, at.UTC().Format(time.RFC1123Z))
	fmt.Fprintf(&m, "From: %s <%s>\r\nTo: sales@desk.example\r\nSubject: %s\r\nDate: %s\r\nMessage-ID: <%d.%x@%s>\r\n%s", b.name, b.mail, subject, at.In(zone).Format(time.RFC1123Z), n, r.Uint32(), b.domain, extra)
	m.WriteString("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n")
	m.WriteString(strings.ReplaceAll(body, "\n", "\r\n"))
	return []byte(m.String())
}

type place struct {
	country, city, port, phone, form, ip string
	zone                                 int
}

var places = []place{
	{"Brazil", "Curitiba", "Santos", "+55 41 3555 ", "Ltda", "177.10.20.30", -3}, {"Germany", "Hamburg", "Hamburg", "+49 40 555 ", "GmbH", "91.10.20.30", 1},
	{"Mexico", "Monterrey", "Manzanillo", "+52 81 5550 ", "S.A. de C.V.", "187.140.20.30", -6}, {"Poland", "Poznan", "Gdynia", "+48 61 555 ", "Sp. z o.o.", "83.10.20.30", 1},
	{"Kenya", "Nairobi", "Mombasa", "+254 20 555 ", "Ltd", "105.160.20.30", 3}, {"Turkey", "Izmir", "Izmir", "+90 232 555 ", "A.S.", "78.160.20.30", 3},
	{"India", "Chennai", "Chennai", "+91 44 5550 ", "Pvt Ltd", "117.192.20.30", 5}, {"Chile", "Concepcion", "San Antonio", "+56 41 255 ", "SpA", "190.160.20.30", -3},
	{"United States", "Houston", "Houston", "+1 713 555 ", "Inc.", "73.10.20.30", -6}, {"Saudi Arabia", "Jeddah", "Jeddah", "+966 12 555 ", "Est.", "188.48.20.30", 3},
	{"Vietnam", "Hai Phong", "Hai Phong", "+84 225 555 ", "Co., Ltd", "113.160.20.30", 7}, {"Spain", "Valencia", "Valencia", "+34 96 555 ", "S.L.", "88.10.20.30", 1},
	{"Nigeria", "Lagos", "Apapa", "+234 1 555 ", "Ltd", "105.112.20.30", 1}, {"Australia", "Perth", "Fremantle", "+61 8 5550 ", "Pty Ltd", "101.160.20.30", 8},
	{"Italy", "Genoa", "Genoa", "+39 010 555 ", "S.r.l.", "79.10.20.30", 1}, {"Peru", "Arequipa", "Callao", "+51 54 555 ", "S.A.C.", "190.40.20.30", -5},
}

var (
	firsts = []string{"Ana", "Karl", "Miguel", "Agnieszka", "Peter", "Mehmet", "Ravi", "Paula", "John", "Khalid", "Linh", "Carmen", "Chidi", "Sarah", "Giulia", "Rosa", "Omar", "Elena", "Tomas", "Ingrid"}
	lasts  = []string{"Souza", "Weber", "Torres", "Nowak", "Mwangi", "Yilmaz", "Kumar", "Rojas", "Miller", "Hassan", "Tran", "Vidal", "Okafor", "Clark", "Ferri", "Quispe", "Petrov", "Haas", "Novak", "Berg"}
	stems  = []string{"Alfa", "Nord", "Sol", "Delta", "Prima", "Aqua", "Terra", "Volt", "Lumen", "Ferro", "Agro", "Casa", "Metro", "Orion", "Atlas", "Vega", "Tecno", "Inter", "Bravo", "Uni"}
	trades = []string{"luz", "bau", "tec", "pumpen", "stahl", "electro", "import", "handel", "home", "garden", "motor", "pack", "print", "optic", "cable", "glass"}
	goods  = []string{"LED flood light", "water pump", "solar panel", "hand pallet truck", "PVC pipe fitting", "stainless steel sink", "office chair", "power bank", "kitchen faucet", "ceramic tile", "air compressor", "garden hose", "door lock", "cordless drill", "glass jar", "cotton T-shirt", "bluetooth speaker", "car battery charger", "ball bearing", "packing tape"}
	codes  = []string{"FL", "WP", "SP", "PT", "PF", "SS", "OC", "PB", "KF", "CT", "AC", "GH", "DL", "CD", "GJ", "TS", "BS", "CC", "BB", "PK"}
	units  = []string{"pcs", "sets", "units", "cartons"}
	terms  = []string{"FOB Ningbo", "FOB Shanghai", "CIF %s", "CFR %s", "FCA Shenzhen"}
	pays   = []string{"30% T/T, balance against B/L copy", "L/C at sight", "T/T in advance", "20% deposit"}
	certs  = []string{"CE", "ISO 9001", "RoHS", "UL", "FDA", "REACH"}
)

type buyer struct {
	name, mail, domain, firm string
	place                    *place
}

func buyerOf(n uint64) buyer {
	r := rand.New(rand.NewPCG(n, 1))
	pick := func(of []string) string { return of[r.IntN(len(of))] }
	b := buyer{place: &places[r.IntN(len(places))]}
	first, last := pick(firsts), pick(lasts)
	b.name = first + " " + last
	stem, trade := pick(stems), pick(trades)
	b.domain = strings.ToLower(fmt.Sprintf("%s%s%d.example", stem, trade, n%100_000))
	b.firm = fmt.Sprintf("%s%s %d %s", stem, trade, n%100_000, b.place.form)
	b.mail = strings.ToLower(first + "." + last + "@" + b.domain)
	return b
}

type writer struct {
	r *rand.Rand
	b buyer
	n uint64
}

func (w *writer) pick(of []string) string { return of[w.r.IntN(len(of))] }

func (w *writer) sign() string {
	return fmt.Sprintf("\n\nBest regards,\n%s\nPurchasing Manager\n%s\n%s, %s\nTel: %s%04d\n%s\n", w.b.name, w.b.firm, w.b.place.city, w.b.place.country, w.b.place.phone, w.n%10_000, w.b.mail)
}

func (w *writer) order() (subject, body string) {
	i := w.r.IntN(len(goods))
	model := fmt.Sprintf("%s-%d", codes[i], 10+w.r.IntN(90)*5)
	term := w.pick(terms)
	if strings.Contains(term, "%s") {
		term = fmt.Sprintf(term, w.b.place.port)
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Dear Sirs,\n\nWe are importers in %s. Please quote %d %s of %s model %s, %s", w.b.place.city, (1+w.r.IntN(80))*250, w.pick(units), goods[i], model, term)
	if w.r.IntN(2) == 0 {
		fmt.Fprintf(&b, ", payment %s", w.pick(pays))
	}
	b.WriteString(".")
	if w.r.IntN(2) == 0 {
		fmt.Fprintf(&b, " We need %s certificate.", w.pick(certs))
	}
	if w.r.IntN(3) == 0 {
		b.WriteString(" What is the lead time and how many fit into a 40HQ?")
	}
	fmt.Fprintf(&b, " Our reference is RQ%d.", w.n)
	return fmt.Sprintf("Inquiry for %s %s", goods[i], model), b.String() + w.sign()
}

func (w *writer) few() (subject, body string) {
	g := w.pick(goods)
	return g, fmt.Sprintf("Hello, please send me your price list of %s and the MOQ. Ref %d.\n\n%s", g, w.n, w.b.name)
}

func (w *writer) news() (subject, body string) {
	g := w.pick(goods)
	return "New collection: " + g, fmt.Sprintf("Dear customer,\n\nour factory presents the new %s series with a special discount for orders this month. Visit our booth. Issue %d.\n\nTo unsubscribe click below.", g, w.n)
}

func (w *writer) swindle() (subject, body string) {
	return "Urgent order", fmt.Sprintf("Dear friend, I am the agent of the ministry and have a tender of USD 4,500,000 for you. You will pay only the registration fee to the law firm before the contract. Keep this secret and send your bank details. File %d.\n\nBarrister %s", w.n, w.b.name)
}
