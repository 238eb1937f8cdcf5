package mail

import (
	"strings"
	"testing"

	"xunpan"
)

var ourDomains = []string{"maker.example"}

// mailOf is a message as Parse has it before forwards are looked through.
func mailOf(from, subject, body string) *xunpan.Message {
	m := &xunpan.Message{Subject: subject, Body: body, Blocks: segment(body), Links: textLinks(body), Channel: xunpan.Email}
	if as := parseAddresses(from); len(as) > 0 {
		m.Envelope = as[0]
	}
	m.From = m.Envelope
	return m
}

// fresh is the text of the message's fresh blocks.
func fresh(m *xunpan.Message) string {
	var b strings.Builder
	for _, bl := range m.Blocks {
		if bl.Kind == xunpan.Fresh {
			b.WriteString(m.Body[bl.Start:bl.End])
		}
	}
	return strings.TrimSpace(b.String())
}

const colleague = "Jenny Xu <jenny@maker.example>"

func TestForwards(t *testing.T) {
	t.Parallel()
	const text = "\n\nWe need 500 pcs of hinges, CIF Callao.\n\nRegards,\nAna Ruiz\nFerretería Ruiz S.A.\n"
	for _, c := range []struct{ name, subject, head string }{
		{"gmail", "Fwd: hinges", "---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@ruiz.example>\nDate: Tue, Mar 3, 2026 at 10:11 AM\nSubject: hinges\nTo: <sales@maker.example>"},
		{"with note", "Fwd: hinges", "Kevin, please follow this one today.\n\nJenny\n\n---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@ruiz.example>\nDate: Tue, Mar 3, 2026\nSubject: hinges\nTo: <sales@maker.example>"},
		{"apple", "Fwd: hinges", "Begin forwarded message:\n\nFrom: Ana Ruiz <ana@ruiz.example>\nSubject: hinges\nDate: 3 March 2026 at 10:11:00 GMT+8\nTo: sales@maker.example"},
		{"outlook", "FW: hinges", "From: Ana Ruiz [mailto:ana@ruiz.example]\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: sales@maker.example\nSubject: hinges"},
		{"outlook without prefix", "hinges", "pls quote\n\nFrom: Ana Ruiz <ana@ruiz.example>\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: sales@maker.example\nSubject: hinges"},
		{"outlook marker", "FW: hinges", "-----Original Message-----\nFrom: Ana Ruiz <ana@ruiz.example>\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: sales@maker.example\nSubject: hinges"},
		{"zh netease", "转发: hinges", "---------- 转发邮件信息 ----------\n发件人：Ana Ruiz <ana@ruiz.example>\n发送日期：2026年3月3日 10:11\n收件人：sales@maker.example\n主题：hinges"},
		{"zh 163", "Fw:hinges", "-------- 转发的邮件信息 --------\n发件人： \"Ana Ruiz\" <ana@ruiz.example>\n日期： 2026-03-03 10:11\n收件人： sales@maker.example\n主题： hinges"},
		{"zh outlook", "转发：hinges", "发件人: Ana Ruiz <ana@ruiz.example>\n发送时间: 2026年3月3日 10:11\n收件人: sales@maker.example\n主题: hinges"},
		{"de", "WG: hinges", "Von: Ana Ruiz <ana@ruiz.example>\nGesendet: Dienstag, 3. März 2026 10:11\nAn: sales@maker.example\nBetreff: hinges"},
		{"de thunderbird", "Fwd: hinges", "-------- Weitergeleitete Nachricht --------\nBetreff: hinges\nDatum: Tue, 3 Mar 2026 10:11\nVon: Ana Ruiz <ana@ruiz.example>\nAn: sales@maker.example"},
		{"de apple", "WG: hinges", "Anfang der weitergeleiteten Nachricht:\n\nVon: Ana Ruiz <ana@ruiz.example>\nBetreff: hinges\nDatum: 3. März 2026\nAn: sales@maker.example"},
		{"fr", "TR: hinges", "De : Ana Ruiz <ana@ruiz.example>\nEnvoyé : mardi 3 mars 2026 10:11\nÀ : sales@maker.example\nObjet : hinges"},
		{"fr thunderbird", "Fwd: hinges", "-------- Message transféré --------\nSujet : hinges\nDate : Tue, 3 Mar 2026 10:11\nDe : Ana Ruiz <ana@ruiz.example>\nPour : sales@maker.example"},
		{"fr apple", "Tr: hinges", "Début du message transféré :\n\nDe: Ana Ruiz <ana@ruiz.example>\nObjet: hinges\nDate: 3 mars 2026\nÀ: sales@maker.example"},
		{"es", "RV: hinges", "De: Ana Ruiz <ana@ruiz.example>\nEnviado: martes, 3 de marzo de 2026 10:11\nPara: sales@maker.example\nAsunto: hinges"},
		{"es thunderbird", "Fwd: hinges", "-------- Mensaje reenviado --------\nAsunto: hinges\nFecha: Tue, 3 Mar 2026\nDe: Ana Ruiz <ana@ruiz.example>\nPara: sales@maker.example"},
		{"es apple", "Fwd: hinges", "Inicio del mensaje reenviado:\n\nDe: Ana Ruiz <ana@ruiz.example>\nAsunto: hinges\nFecha: 3 de marzo de 2026\nPara: sales@maker.example"},
		{"pt", "ENC: hinges", "De: Ana Ruiz <ana@ruiz.example>\nEnviada em: terça-feira, 3 de março de 2026 10:11\nPara: sales@maker.example\nAssunto: hinges"},
		{"pt gmail", "Fwd: hinges", "---------- Mensagem encaminhada ---------\nDe: Ana Ruiz <ana@ruiz.example>\nData: ter., 3 de mar. de 2026\nAssunto: hinges\nPara: sales@maker.example"},
		{"pt apple", "Enc: hinges", "Início da mensagem reencaminhada:\n\nDe: Ana Ruiz <ana@ruiz.example>\nAssunto: hinges\nData: 3 de março de 2026\nPara: sales@maker.example"},
		{"it", "I: hinges", "Da: Ana Ruiz <ana@ruiz.example>\nInviato: martedì 3 marzo 2026 10:11\nA: sales@maker.example\nOggetto: hinges"},
		{"it thunderbird", "Fwd: hinges", "-------- Messaggio Inoltrato --------\nOggetto: hinges\nData: Tue, 3 Mar 2026\nMittente: Ana Ruiz <ana@ruiz.example>\nA: sales@maker.example"},
		{"it apple", "Fwd: hinges", "Inizio messaggio inoltrato:\n\nDa: Ana Ruiz <ana@ruiz.example>\nOggetto: hinges\nData: 3 marzo 2026\nA: sales@maker.example"},
		{"ru", "FW: hinges", "От: Ana Ruiz <ana@ruiz.example>\nОтправлено: 3 марта 2026 г. 10:11\nКому: sales@maker.example\nТема: hinges"},
		{"ru mail", "Fwd: hinges", "-------- Пересылаемое сообщение --------\nОт кого: Ana Ruiz <ana@ruiz.example>\nКому: sales@maker.example\nДата: 3 марта 2026\nТема: hinges"},
		{"ru yandex", "Fwd: hinges", "-------- Пересланное сообщение --------\n03.03.2026, 10:11\nОт: Ana Ruiz <ana@ruiz.example>\nКому: sales@maker.example\nТема: hinges"},
	} {
		for who, own := range map[string][]string{"own": ourDomains, "unknown": nil} {
			if own == nil && c.name == "outlook without prefix" {
				continue
			}
			t.Run(c.name+" "+who, func(t *testing.T) {
				t.Parallel()
				m := mailOf(colleague, c.subject, c.head+text)
				lookThrough(m, own)
				checkBlocks(t, m.Body, m.Blocks)
				if m.Forward == nil {
					t.Fatalf("no forward seen: %q", cutInto(m.Body, m.Blocks))
				}
				if m.From.Mail != "ana@ruiz.example" || m.From.Name != "Ana Ruiz" || m.Forward.By.Mail != "jenny@maker.example" {
					t.Errorf("from %+v by %+v", m.From, m.Forward.By)
				}
				if m.Forward.Subject != "hinges" || m.Forward.Date == "" && c.name != "ru yandex" {
					t.Errorf("forward %+v", m.Forward)
				}
				if f := fresh(m); f != "We need 500 pcs of hinges, CIF Callao." {
					t.Errorf("fresh %q", f)
				}
			})
		}
	}
}

func TestForwardMarked(t *testing.T) {
	t.Parallel()
	m := mailOf(colleague, "Fwd: hinges", "see below\n\nBegin forwarded message:\n\n> From: Ana Ruiz <ana@ruiz.example>\n> Subject: hinges\n> Date: 3 March 2026\n> To: sales@maker.example\n>\n> We need 500 pcs.\n>\n> Ana\n>> our MOQ is 100\n")
	lookThrough(m, ourDomains)
	if m.From.Mail != "ana@ruiz.example" || !strings.Contains(fresh(m), "We need 500 pcs.") || strings.Contains(fresh(m), "MOQ") {
		t.Errorf("from %v, %q", m.From, cutInto(m.Body, m.Blocks))
	}
}

func TestForwardNested(t *testing.T) {
	t.Parallel()
	m := mailOf(colleague, "Fwd: Fwd: hinges", "---------- Forwarded message ---------\nFrom: Kevin Lin <kevin@maker.example>\nDate: Wed, Mar 4, 2026\nSubject: Fwd: hinges\nTo: Jenny\n\nfor you\n\n---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@ruiz.example>\nDate: Tue, Mar 3, 2026\nSubject: hinges\nTo: <kevin@maker.example>\n\nWe need 500 pcs.\n")
	lookThrough(m, ourDomains)
	if m.From.Mail != "ana@ruiz.example" || fresh(m) != "We need 500 pcs." {
		t.Errorf("from %v, fresh %q", m.From, fresh(m))
	}
}

func TestNoForward(t *testing.T) {
	t.Parallel()
	history := "\n\nFrom: Kevin Lin <kevin@maker.example>\nSent: Tuesday, March 3, 2026 10:11 AM\nTo: ana@ruiz.example\nSubject: hinges\n\nOur MOQ is 500."
	for name, m := range map[string]*xunpan.Message{
		"answer":                mailOf("Ana Ruiz <ana@ruiz.example>", "RE: hinges", "We take 500."+history),
		"answer of a colleague": mailOf(colleague, "RE: hinges", "We can do it."+strings.ReplaceAll(history, "kevin@maker", "x@other")),
		"new subject":           mailOf("Ana Ruiz <ana@ruiz.example>", "hinges again", "We take 500."+history),
		"quoted":                mailOf("Ana Ruiz <ana@ruiz.example>", "hinges", "ok\n\nOn 3 March 2026 10:11, Kevin wrote:\n> MOQ 500"),
		"speaks of it":          mailOf("Ana Ruiz <ana@ruiz.example>", "hinges", "As said in my forwarded message, we need hinges."),
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			from := m.Envelope
			lookThrough(m, ourDomains)
			if m.Forward != nil || m.From != from {
				t.Errorf("forward %+v, from %+v", m.Forward, m.From)
			}
		})
	}
}

// A trader who hands on his customer's request stays the buyer, and the request
// is what he wants.
func TestForwardByBuyer(t *testing.T) {
	t.Parallel()
	m := mailOf("Omar Said <omar@trader.example>", "Fwd: hinges", "Please quote for my customer.\n\n---------- Forwarded message ---------\nFrom: Ana Ruiz <ana@ruiz.example>\nDate: Tue, Mar 3, 2026\nSubject: hinges\nTo: omar@trader.example\n\nWe need 500 pcs of hinges.")
	lookThrough(m, ourDomains)
	checkBlocks(t, m.Body, m.Blocks)
	if m.From.Mail != "omar@trader.example" || m.Forward != nil || !strings.Contains(fresh(m), "my customer") || !strings.Contains(fresh(m), "500 pcs of hinges") || strings.Contains(fresh(m), "Date:") {
		t.Errorf("from %v, fresh %q", m.From, fresh(m))
	}
}

// A mail that is nothing but another mail under its header lines is read, but
// the header lines vouch for nothing.
func TestBareHeaderLines(t *testing.T) {
	t.Parallel()
	m := mailOf("x@y.example", "order", "From: Ana Ruiz <ana@ruiz.example>\nSent: 3 March 2026\nTo: you\nSubject: order\n\nWe need 500 hinges.")
	lookThrough(m, nil)
	if m.From.Mail != "x@y.example" || m.Forward != nil || fresh(m) != "We need 500 hinges." {
		t.Errorf("from %v, fresh %q", m.From, fresh(m))
	}
}

func FuzzLookThrough(f *testing.F) {
	f.Add("a@maker.example", "Fwd: x", "---------- Forwarded message ---------\nFrom: b <b@c.example>\nDate: 1\nSubject: x\n\ny", true)
	f.Add("feedback@service.alibaba.com", "Ann has sent you an inquiry", "Name: Ann\nMessage:\nhi\nReply now", false)
	f.Add("wordpress@maker.example", "x", "Name: a\nEmail: a@b.example\nMessage: c\n--\nsent from", true)
	f.Fuzz(func(t *testing.T, from, subject, body string, known bool) {
		m := mailOf(from, subject, body)
		own := ourDomains
		if !known {
			own = nil
		}
		lookThrough(m, own)
		checkBlocks(t, body, m.Blocks)
		if m.Forward != nil && (m.Forward.At < 0 || m.Forward.At > len(body)) {
			t.Errorf("forward at %d of %d", m.Forward.At, len(body))
		}
	})
}
