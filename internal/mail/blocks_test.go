package mail

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
)

// cutInto shows a body's blocks as lines "kind|first line…last line".
func cutInto(body string, blocks []xunpan.Block) []string {
	var out []string
	for _, b := range blocks {
		t := strings.Split(strings.TrimSpace(body[b.Start:b.End]), "\n")
		s := b.Kind.String() + "|" + strings.TrimSpace(t[0])
		if len(t) > 1 {
			s += "…" + strings.TrimSpace(t[len(t)-1])
		}
		out = append(out, s)
	}
	return out
}

func TestSegmentHistory(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, intro string }{
		{"en gmail", "On Tue, Mar 3, 2026 at 10:11 AM Wei Lin <wei@maker.example> wrote:\n> old"},
		{"en wrapped", "On Tue, Mar 3, 2026 at 10:11 AM, Wei Lin of the export department\n<wei@maker.example> wrote:\n\n> old"},
		{"en wrapped twice", "On Tuesday, March 3, 2026 at 10:11:09 AM GMT+8,\nWei Lin of the export department\n<wei@maker.example> wrote:\n\nold"},
		{"en short", "Wei Lin wrote:\n> old"},
		{"en thunderbird", "On 3/3/2026 10:11 AM, Wei Lin wrote:\n> old"},
		{"en outlook", "-----Original Message-----\nFrom: Wei Lin <wei@maker.example>\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: Ann\nSubject: Offer\n\nold"},
		{"en bare", "From: Wei Lin <wei@maker.example>\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: Ann; Bob;\nCarl <carl@x.example>\nCc: Dan\nSubject: Offer\n\nold"},
		{"en bold", "*From:* Wei Lin\n*Date:* 3 March 2026\n*To:* Ann\n*Subject:* Offer\n\nold"},
		{"en rule", "________________________________\nFrom: Wei Lin <wei@maker.example>\nSent: 3 March 2026 10:11\nTo: Ann\nSubject: Offer\n\nold"},
		{"de gmail", "Am Di., 3. März 2026 um 10:11 Uhr schrieb Wei Lin <wei@maker.example>:\n> old"},
		{"de thunderbird", "Am 03.03.2026 um 10:11 schrieb Wei Lin:\n> old"},
		{"de outlook", "-----Ursprüngliche Nachricht-----\nVon: Wei Lin\nGesendet: Dienstag, 3. März 2026 10:11\nAn: Ann\nBetreff: Angebot\n\nalt"},
		{"de bare", "Von: Wei Lin <wei@maker.example>\nGesendet: Dienstag, 3. März 2026 10:11\nAn: Ann\nBetreff: Angebot\n\nalt"},
		{"fr gmail", "Le mar. 3 mars 2026 à 10:11, Wei Lin <wei@maker.example> a écrit :\n> vieux"},
		{"fr marker", "-----Message d'origine-----\nDe : Wei Lin\nEnvoyé : mardi 3 mars 2026 10:11\nÀ : Ann\nObjet : Offre\n\nvieux"},
		{"fr bare", "De : Wei Lin <wei@maker.example>\nEnvoyé : mardi 3 mars 2026 10:11\nÀ : Ann\nObjet : Offre\n\nvieux"},
		{"es gmail", "El mar, 3 mar 2026 a las 10:11, Wei Lin (<wei@maker.example>) escribió:\n> viejo"},
		{"es marker", "-----Mensaje original-----\nDe: Wei Lin\nEnviado el: martes, 3 de marzo de 2026 10:11\nPara: Ann\nAsunto: Oferta\n\nviejo"},
		{"es bare", "De: Wei Lin <wei@maker.example>\nEnviado: martes, 3 de marzo de 2026 10:11\nPara: Ann\nAsunto: Oferta\n\nviejo"},
		{"pt gmail", "Em ter., 3 de mar. de 2026 às 10:11, Wei Lin <wei@maker.example> escreveu:\n> velho"},
		{"pt marker", "-----Mensagem original-----\nDe: Wei Lin\nEnviada em: terça-feira, 3 de março de 2026 10:11\nPara: Ann\nAssunto: Oferta\n\nvelho"},
		{"pt bare", "De: Wei Lin <wei@maker.example>\nEnviada: terça-feira, 3 de março de 2026 10:11\nPara: Ann\nAssunto: Oferta\n\nvelho"},
		{"it gmail", "Il giorno mar 3 mar 2026 alle ore 10:11 Wei Lin <wei@maker.example> ha scritto:\n> vecchio"},
		{"it marker", "-----Messaggio originale-----\nDa: Wei Lin\nInviato: martedì 3 marzo 2026 10:11\nA: Ann\nOggetto: Offerta\n\nvecchio"},
		{"it bare", "Da: Wei Lin <wei@maker.example>\nInviato: martedì 3 marzo 2026 10:11\nA: Ann\nOggetto: Offerta\n\nvecchio"},
		{"ru gmail", "вт, 3 мар. 2026 г. в 10:11, Wei Lin <wei@maker.example>:\n> старое"},
		{"ru verb", "03.03.2026 10:11, Wei Lin пишет:\n> старое"},
		{"ru wrote", "Wei Lin <wei@maker.example> 3 марта 2026 г. 10:11 написал(а):\n> старое"},
		{"ru outlook", "-----Исходное сообщение-----\nОт: Wei Lin\nОтправлено: 3 марта 2026 г. 10:11\nКому: Ann\nТема: Предложение\n\nстарое"},
		{"tr gmail", "Wei Lin <wei@maker.example>, 3 Mar 2026 Sal, 10:11 tarihinde şunu yazdı:\n> eski"},
		{"tr marker", "-----Orijinal Mesaj-----\nKimden: Wei Lin\nGönderilme Tarihi: 3 Mart 2026 10:11\nKime: Ann\nKonu: Teklif\n\neski"},
		{"tr bare", "Kimden: Wei Lin <wei@maker.example>\nGönderildi: 3 Mart 2026 10:11\nKime: Ann\nKonu: Teklif\n\neski"},
		{"ar gmail", "في الثلاثاء، 3 مارس 2026 في 10:11 ص كتب Wei Lin <wei@maker.example>:\n> قديم"},
		{"ar bare", "من: Wei Lin\nتاريخ الإرسال: 3 مارس 2026 10:11\nإلى: Ann\nالموضوع: عرض\n\nقديم"},
		{"ar marker", "-----الرسالة الأصلية-----\nمن: Wei Lin\nالتاريخ: 3 مارس 2026\nإلى: Ann\nالموضوع: عرض\n\nقديم"},
		{"zh gmail", "Wei Lin <wei@maker.example> 于2026年3月3日周二 10:11写道：\n\n> 旧"},
		{"zh netease", "在 2026-03-03 10:11:12，\"Wei Lin\" <wei@maker.example> 写道：\n旧"},
		{"zh qq", "------------------ 原始邮件 ------------------\n发件人: \"Wei Lin\" <wei@maker.example>;\n发送时间: 2026年3月3日(星期二) 上午10:11\n收件人: \"Ann\"\n主题: 报价\n\n旧"},
		{"zh outlook", "-----原始邮件-----\n发件人：Wei Lin\n发送时间：2026年3月3日 10:11\n收件人：Ann\n主题：报价\n\n旧"},
		{"zh bare", "发件人: Wei Lin <wei@maker.example>\n发送时间: 2026年3月3日 10:11\n收件人: Ann\n主题: 报价\n\n旧"},
		{"ja gmail", "2026年3月3日(火) 10:11 Wei Lin <wei@maker.example>:\n> 古い"},
		{"nl gmail", "Op di 3 mrt 2026 om 10:11 schreef Wei Lin <wei@maker.example>:\n> oud"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			body := "We accept your price of USD 3.20.\n\n" + c.intro + "\n"
			bs := segment(body)
			if len(bs) != 2 || bs[0].Kind != xunpan.Fresh || bs[1].Kind != xunpan.Quoted || !strings.HasPrefix(body[bs[1].Start:], firstOf(c.intro, 6)) && !strings.HasPrefix(c.intro, "___") {
				t.Errorf("%q", cutInto(body, bs))
			}
		})
	}
}

func TestSegment(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"one line", "what is price", []string{"fresh|what is price"}},
		{"interleaved", "> 5000 pcs?\n\nYes, 5000.\n\n> Which port?\nSantos.\n", []string{"quoted|> 5000 pcs?", "fresh|Yes, 5000.", "quoted|> Which port?", "fresh|Santos."}},
		{"bottom posting", "On 1 May 2026, Wei wrote:\n> Our MOQ is 500.\n>\n> Wei\n\nThat is fine for us, please send the PI.\n\nRegards,\nOlga Brandt", []string{"quoted|On 1 May 2026, Wei wrote:…> Wei", "fresh|That is fine for us, please send the PI.", "signature|Regards,…Olga Brandt"}},
		{"his own wrote", "Our engineer wrote:\nuse steel 1.4301.\nPlease quote.", []string{"fresh|Our engineer wrote:…Please quote."}},
		{"form is no history", "From: Ann\nSubject: pumps\n\nI need pumps.", []string{"fresh|From: Ann…I need pumps."}},
		{"card", "We need 500 pcs.\n\nThanks & Regards,\nRavi Shah\nShah Traders Pvt. Ltd.\n12, M.G. Road, Pune 411001\nTel: +91 20 2555 0100\nwww.shah.example", []string{"fresh|We need 500 pcs.", "signature|Thanks & Regards,…www.shah.example"}},
		{"card without formula", "We need 500 pcs of hinges.\n\nRavi Shah\nShah Traders Pvt. Ltd.\nTel: +91 20 2555 0100\nravi@shah.example", []string{"fresh|We need 500 pcs of hinges.", "signature|Ravi Shah…ravi@shah.example"}},
		{"name alone", "Please send the price list for hinges.\n\nRavi", []string{"fresh|Please send the price list for hinges.", "signature|Ravi"}},
		{"product is no name", "I look for:\n\nHydraulic Pump", []string{"fresh|I look for:…Hydraulic Pump"}},
		{"rfc 3676", "How much?\n\n-- \nAnn Lee\nBuyer of everything", []string{"fresh|How much?", "signature|--…Buyer of everything"}},
		{"postscript", "Please quote.\n\nBest regards,\nAnn Lee\n\nP.S. we also need 200 pcs of model B.", []string{"fresh|Please quote.", "signature|Best regards,…Ann Lee", "fresh|P.S. we also need 200 pcs of model B."}},
		{"list below the card", "Dear Sir,\nplease see below.\n\nRegards\nAnn Lee\nLee Imports Inc.\n\nItem 1: chair, 500 pcs\nItem 2: table, 200 pcs", []string{"fresh|Dear Sir,…please see below.", "signature|Regards…Lee Imports Inc.", "fresh|Item 1: chair, 500 pcs…Item 2: table, 200 pcs"}},
		{"thanks at the top", "Thanks for your mail.\n\nWe need 100 more.", []string{"fresh|Thanks for your mail.…We need 100 more."}},
		{"thanks as a line", "Thanks\n\nCan you send 100 more?", []string{"fresh|Thanks…Can you send 100 more?"}},
		{"de", "Bitte um Angebot für 200 Stück.\n\nMit freundlichen Grüßen\n\nUwe Kranz\nEinkauf\nKranz Technik GmbH\nTelefon: +49 711 555010", []string{"fresh|Bitte um Angebot für 200 Stück.", "signature|Mit freundlichen Grüßen…Telefon: +49 711 555010"}},
		{"fr", "Merci de nous faire une offre.\n\nCordialement,\nLuc Petit\nResponsable achats", []string{"fresh|Merci de nous faire une offre.", "signature|Cordialement,…Responsable achats"}},
		{"zh", "请报价500个。\n\n此致\n敬礼\n王芳\n电话：0574-55501234", []string{"fresh|请报价500个。", "signature|此致…电话：0574-55501234"}},
		{"ru", "Прошу прислать цену.\n\nС уважением,\nИван Петров\nтел. +7 495 555-01-00", []string{"fresh|Прошу прислать цену.", "signature|С уважением,…тел. +7 495 555-01-00"}},
		{"tr", "Fiyat listesi rica ederiz.\n\nSaygılarımla,\nAli Kaya\nKaya Ltd. Şti.", []string{"fresh|Fiyat listesi rica ederiz.", "signature|Saygılarımla,…Kaya Ltd. Şti."}},
		{"ar", "نرجو عرض السعر.\n\nمع التحية\nخالد\nجوال 0501234567", []string{"fresh|نرجو عرض السعر.", "signature|مع التحية…جوال 0501234567"}},
		{"mobile", "price pls\n\nSent from my iPhone", []string{"fresh|price pls", "footer|Sent from my iPhone"}},
		{"mobile de", "Preis?\n\nVon meinem iPhone gesendet", []string{"fresh|Preis?", "footer|Von meinem iPhone gesendet"}},
		{"mobile is a sentence", "Von meinem Kunden habe ich gehört, dass Sie Pumpen bauen.", []string{"fresh|Von meinem Kunden habe ich gehört, dass Sie Pumpen bauen."}},
		{"mobile zh", "多少钱\n发自我的iPhone", []string{"fresh|多少钱", "footer|发自我的iPhone"}},
		{"mobile ru", "Цена?\n\nОтправлено с iPhone", []string{"fresh|Цена?", "footer|Отправлено с iPhone"}},
		{"outlook app", "ok\n\nGet Outlook for iOS<https://aka.example/o0ukef>", []string{"fresh|ok", "footer|Get Outlook for iOS<https://aka.example/o0ukef>"}},
		{"list", "We want to buy.\n_______________________________________________\nWidgets mailing list\nWidgets@lists.example\nhttps://lists.example/listinfo/widgets", []string{"fresh|We want to buy.", "footer|_______________________________________________…https://lists.example/listinfo/widgets"}},
		{"kernel list", "We want to buy.\n--\nTo unsubscribe from this list: send the line \"unsubscribe x\" in\nthe body of a message to majordomo@lists.example", []string{"fresh|We want to buy.", "footer|--…the body of a message to majordomo@lists.example"}},
		{"disclaimer", "Quote 20 MT.\n\nRegards\nAnn Lee\n\nCONFIDENTIALITY NOTICE:\nThis e-mail is intended solely for the addressee. Any disclosure is prohibited.\n\nPlease consider the environment before printing.", []string{"fresh|Quote 20 MT.", "signature|Regards…Ann Lee", "disclaimer|CONFIDENTIALITY NOTICE:…Please consider the environment before printing."}},
		{"disclaimer fr", "Offre pour 20 t.\n\nCe message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires.", []string{"fresh|Offre pour 20 t.", "disclaimer|Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de ses destinataires."}},
		{"message that is no disclaimer", "This message is about 500 pumps.\n\nThis email address is mine.", []string{"fresh|This message is about 500 pumps.…This email address is mine."}},
		{"virus", "Price?\n\nVirus-free. www.avast.example", []string{"fresh|Price?", "footer|Virus-free. www.avast.example"}},
		{"arrows", "Buy now\n>>>>> CLICK <<<<<\nfast", []string{"fresh|Buy now…fast"}},
		{"mailbox From", "Hello,\n>From our site you can order.", []string{"fresh|Hello,…>From our site you can order."}},
		{"card only", "Ann Lee\nTel: +1 555 0100 1234\nann@lee.example", []string{"fresh|Ann Lee…ann@lee.example"}},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if d := cmp.Diff(c.want, cutInto(c.body, segment(c.body))); d != "" {
				t.Error(d)
			}
		})
	}
}

func FuzzSegment(f *testing.F) {
	f.Add("hi\n\n> old\nThanks\nAnn\n-- \nx")
	f.Add("From: a\nSent: b\nTo: c\nSubject: d\n\ne")
	f.Add("On 1 May 2026\nX <a@b.example>\nwrote:\nold")
	f.Add("\n\n_____\nx mailing list\n\xff\xfe")
	f.Fuzz(func(t *testing.T, body string) { checkBlocks(t, body, segment(body)) })
}

// checkBlocks checks that the blocks cover the body in order without gaps.
func checkBlocks(t *testing.T, body string, bs []xunpan.Block) {
	t.Helper()
	at := 0
	for i, b := range bs {
		if b.Start != at || b.End < b.Start || b.End == b.Start && len(body) > 0 {
			t.Fatalf("block %d of %v begins at %d, not %d", i, bs, b.Start, at)
		}
		at = b.End
	}
	if at != len(body) {
		t.Fatalf("blocks end at %d of %d", at, len(body))
	}
}

// Hostile bodies take time in proportion to their length.
func TestSegmentBombs(t *testing.T) {
	t.Parallel()
	for name, body := range map[string]string{
		"headers":      strings.Repeat("From: a\n", 1<<14),
		"attributions": strings.Repeat("On 1 May\n", 1<<14),
		"closings":     strings.Repeat("Thanks\n", 1<<14),
		"rules":        strings.Repeat("_______\n", 1<<14),
		"blanks":       strings.Repeat("\n", 1<<17),
		"long line":    strings.Repeat("on a wrote: ", 1<<14),
		"disclaimers":  strings.Repeat("This message is confidential\n\n", 1<<13),
		"labels":       strings.Repeat("Name: x\nMessage: y\n", 1<<13),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := &xunpan.Message{Body: body, Blocks: segment(body)}
			checkBlocks(t, body, m.Blocks)
			lookThrough(m, nil)
			checkBlocks(t, body, m.Blocks)
		})
	}
}

func BenchmarkSegment(b *testing.B) {
	body := strings.Repeat("We are an importer of garden tools in Porto and look for a reliable maker of pruning shears.\nPlease quote 5,000 pcs FOB Ningbo with payment terms and lead time.\n\n", 12) +
		"Best regards,\nRui Alves\nAlves Lda\nTel: +351 22 555 0100\n\nOn Tue, Mar 3, 2026 at 10:11 AM Wei Lin <wei@maker.example> wrote:\n" + strings.Repeat("> We thank you for the inquiry.\n", 30)
	b.SetBytes(int64(len(body)))
	b.ReportAllocs()
	for b.Loop() {
		segment(body)
	}
}
