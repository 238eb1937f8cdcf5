package flow_test

import (
	"fmt"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
)

// TestJoinSuggestions: the same buyer over another channel is offered with the
// reason, nobody else is, and what somebody parted is not offered again.
func TestJoinSuggestions(t *testing.T) {
	t.Parallel()
	d := openDesk(t)
	form := func(name, company, email, phone string) xunpan.ID {
		t.Helper()
		raw := fmt.Sprintf(`{"name":%q,"company":%q,"email":%q,"phone":%q,"message":"Please quote 3,000 pcs LED flood light 50W FOB Ningbo for our project."}`, name, company, email, phone)
		r, err := d.Receive(t.Context(), flow.Incoming{Raw: []byte(raw), Form: xunpan.FormWeb, Source: "form"})
		must(t, err)
		return r.Inquiry
	}
	suggested := func(id xunpan.ID) []flow.Joinable {
		t.Helper()
		q, err := d.Store.Inquiry(t.Context(), id)
		must(t, err)
		found, err := d.JoinSuggestions(t.Context(), theDesk, &q)
		must(t, err)
		return found
	}
	ana := receive(t, d, letter(need, "From: Ana Souza <ana@souza-luz.example>", "To: sales@"+ourDomain, "Subject: Flood lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
	if got := suggested(ana); len(got) != 0 {
		t.Fatalf("alone, and yet %+v", got)
	}
	byMail := form("Ana Souza", "Souza Luz Ltda", "ana@souza-luz.example", "")
	stranger := form("Ben Okoro", "Okoro Works", "ben@okoro-works.example", "")
	if got := suggested(ana); len(got) != 1 || got[0].Inquiry.ID != byMail || got[0].Why.En != "same e-mail address" || got[0].Why.Zh == "" {
		t.Errorf("by mail: %+v", got)
	}
	if got := suggested(byMail); len(got) != 1 || got[0].Inquiry.ID != ana {
		t.Errorf("the other way round: %+v", got)
	}
	if got := suggested(stranger); len(got) != 0 {
		t.Errorf("a stranger: %+v", got)
	}
	// Over WhatsApp he leaves no address: the number his mail's card gave.
	chat, err := d.Receive(t.Context(), flow.Incoming{Raw: []byte("Channel: whatsapp\nFrom: Ana\nPhone: +55 13 3219 0000\n\nHi, any news about the 5,000 pcs LED flood light 50W? Please quote FOB Ningbo."), Form: xunpan.FormPaste, Source: "entry"})
	must(t, err)
	if got := suggested(chat.Inquiry); len(got) == 0 || got[0].Why.En != "same telephone number" {
		t.Errorf("by telephone: %+v", got)
	}
	// Joined, neither is offered; parted, it is not offered again.
	must(t, d.Join(t.Context(), theDesk, byMail, ana))
	for _, j := range suggested(ana) {
		if j.Inquiry.ID == byMail {
			t.Error("what is joined is offered")
		}
	}
	must(t, d.Part(t.Context(), theDesk, byMail))
	for _, j := range suggested(ana) {
		if j.Inquiry.ID == byMail {
			t.Error("what was parted is offered again")
		}
	}
	// The book's other people of the firm are others.
	rui := form("Rui Costa", "Souza Luz Ltda", "rui@souza-luz.example", "")
	if got := suggested(rui); len(got) != 0 {
		t.Errorf("a colleague of hers: %+v", got)
	}
}
