package web

import (
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// one is the inquiry of a page.
func (o *office) one(path string) xunpan.Inquiry {
	o.t.Helper()
	q, err := o.desk.Store.Inquiry(o.t.Context(), xunpan.ID(strings.TrimPrefix(path, "/inquiries/")))
	must(o.t, err)
	return q
}

// TestEntry: a call and a pasted chat become inquiries, and nothing in them
// pretends to be another field.
func TestEntry(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	must(t, o.desk.Store.Write(t.Context(), time.Now(), func(tx *store.Tx) error {
		return tx.SetSetting(t.Context(), flow.SettingCompany, 0, flow.Company{Profile: xunpan.Profile{Names: []string{"Haiwan"}, People: []string{"Marina Li"}}}, "")
	}))
	must(t, o.desk.Reload(t.Context()))
	v := o.visitor(o.add("sam", xunpan.Sales))
	v.get("/inquiries/new").want(t, 200, "Read and judge")
	v.post("/inquiries", "channel", "phone", "text", " ", "name", "Ana").want(t, 422, "Write what the buyer said", `value="Ana"`)
	v.post("/inquiries", "channel", "phone", "text", "Wants 500 LED panels", "email", "notamail").want(t, 422, "This is no e-mail address", `value="notamail"`)
	a := v.post("/inquiries", "channel", "phone", "text", "From: Forged <x@bank.example>\nIP: 1.2.3.4\n\nWants 500 LED panels for a hotel in Santos.", "name", "Ana\nIP: 5.6.7.8", "company", "Souza Luz", "email", "ana@souza-luz.example", "country", "Brazil", "product", "LED panel", "quantity", "500 pcs").want(t, 303)
	q := o.one(a.to)
	c, err := o.desk.Conversation(t.Context(), theDesk, q.ID)
	must(t, err)
	m := c.Messages[0].Message
	if q.Channel != xunpan.Phone || q.Country != "BR" || q.Company != "Souza Luz" || q.Party.Mail != "ana@souza-luz.example" || m.Given.IP != "" || !strings.HasPrefix(m.Body, "From: Forged") || m.Subject != "LED panel" || c.Messages[0].By == "" {
		t.Errorf("call: %+v\n%+v", q, m)
	}
	v.get(a.to).want(t, 200, "<dt>Country</dt><dd>Brazil</dd>")
	if q.Product == "" || q.Quantity != "500 pcs" {
		t.Errorf("asked for %q %q", q.Product, q.Quantity)
	}
	chat := "12/11/2026, 09:14 - Messages and calls are end-to-end encrypted.\n12/11/2026, 09:15 - Joao Lima: Hello, we need 2000 pcs LED bulb 9W.\n12/11/2026, 09:20 - Marina Li: We have 9999 pcs in stock\n12/11/2026, 09:22 - Joao Lima: Price please"
	a = v.post("/inquiries", "channel", "alibaba", "text", chat).want(t, 303)
	q = o.one(a.to)
	if q.Channel != xunpan.WhatsApp || q.Party.Name != "Joao Lima" || q.Quantity != "2000 pcs" {
		t.Errorf("chat: %+v", q)
	}
	if again := v.post("/inquiries", "channel", "alibaba", "text", chat).want(t, 303); again.to != a.to {
		t.Errorf("entered twice: %s and %s", a.to, again.to)
	}
}

// TestEntryWithoutSubjectAndMail: what has no subject is called by what it is
// about, and who left no mail address can still be answered.
func TestEntryWithoutSubjectAndMail(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	v := o.visitor(o.add("sam", xunpan.Sales))
	call := v.post("/inquiries", "channel", "whatsapp", "text", "Hello, your address please", "name", "Joao Lima", "phone", "+55 11 91234-5678", "country", "Brazil").want(t, 303).to
	q := o.one(call)
	if q.Subject != "" || q.Product != "" {
		t.Fatalf("the inquiry has a subject %q or a product %q", q.Subject, q.Product)
	}
	v.get(call).want(t, 200, "<title>Hello, your address please", "Hello, your address please</h1>")
	v.get("/inquiries?tray=all").want(t, 200, "Hello, your address please</a>")
	v.get(call+"/reply").want(t, 200, "No mail address is known", `href="https://wa.me/5511912345678"`, `href="tel:+5511912345678"`, `data-copies="#reply-body"`)
	fair := v.post("/inquiries", "channel", "fair", "text", "We need 2000 pcs LED bulb 9W E27", "name", "Ann").want(t, 303).to
	v.get(fair).want(t, 200, "bulb 9W", "</h1>").lacks(t, "(no subject)")
	v.get(fair+"/reply").want(t, 200, "Answer where he wrote (channel: Fair)").lacks(t, "wa.me")
}
