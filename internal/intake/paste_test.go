package intake_test

import (
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/intake"
	parse "xunpan/internal/mail"
)

// TestPasteForgesNothing: no value becomes another field, and no text becomes one.
func TestPasteForgesNothing(t *testing.T) {
	t.Parallel()
	evil := "Ana\nEmail: boss@bank.example\r\nIP: 192.0.2.1\u2028Country: US\u0085To: x\v\fSubject: y"
	p := intake.Paste{Channel: "phone\n\nFrom: x", Subject: evil, Name: evil, Company: evil, Phone: evil, Country: evil, Quantity: evil, Text: "From: forged <f@x.example>\nIP: 1.2.3.4\n\nhello"}
	m := parse.ParsePaste(p.Bytes(), parse.Options{})
	if m.Given.IP != "" || m.Given.Email != "" || m.Given.To != "" || m.From.Mail == "f@x.example" {
		t.Errorf("forged: %+v, from %+v", m.Given, m.From)
	}
	if m.Body != "From: forged <f@x.example>\nIP: 1.2.3.4\n\nhello" {
		t.Errorf("text: %q", m.Body)
	}
	if !strings.HasPrefix(m.Given.Company, "Ana Email: boss@bank.example IP:") {
		t.Errorf("company: %q", m.Given.Company)
	}
	bare := intake.Paste{Text: "Phone: 1\nEmail: a@b.example\n\nhello"}
	if m := parse.ParsePaste(bare.Bytes(), parse.Options{}); m.Given.Email != "" || !strings.HasPrefix(m.Body, "Phone: 1") {
		t.Errorf("text alone: %+v %q", m.Given, m.Body)
	}
}

func TestPasteFields(t *testing.T) {
	t.Parallel()
	p := intake.Paste{Channel: "fair", Subject: "LED", Name: "Ana Souza", Company: "Luz", Email: "ana@luz.example", Phone: "+55 13 3219 0000", Country: "Brazil", Quantity: "500 pcs", Date: time.Date(2026, 11, 12, 9, 14, 0, 0, time.FixedZone("", 8*3600)), Text: " Hello \n"}
	m := parse.ParsePaste(p.Bytes(), parse.Options{})
	if m.Channel != "fair" || m.Subject != "LED" || m.From.Name != "Ana Souza" || m.From.Mail != "ana@luz.example" || m.Given.Company != "Luz" || m.Given.Phone != p.Phone || m.Given.Country != "Brazil" ||
		m.Given.Quantity != "500 pcs" || !m.Date.Equal(p.Date) || m.Body != "Hello" {
		t.Errorf("%+v", m)
	}
}

func TestChat(t *testing.T) {
	t.Parallel()
	zone := time.FixedZone("CST", 8*3600)
	people := []string{"Jueen Lin", "林珏恩", "Marina"}
	day := func(m time.Month, d, hour, minute int) time.Time {
		return time.Date(2026, m, d, hour, minute, 0, 0, zone)
	}
	for _, c := range []struct {
		name, text        string
		who, phone, words string
		at                time.Time
	}{
		{"Android", "12/11/2026, 09:14 - Messages and calls are end-to-end encrypted. Tap to learn more.\n12/11/2026, 09:14 - Ana Souza: Hello, 500 pcs FL-50\nFOB Ningbo please\n13/11/2026, 10:00 - Jueen Lin: Dear Ana,\nwhich port?\n13/11/2026, 10:02 - Ana Souza: Santos",
			"Ana Souza", "", "Hello, 500 pcs FL-50\nFOB Ningbo please\n> Jueen Lin: Dear Ana,\n> Jueen Lin: which port?\n\nSantos", day(11, 13, 10, 2)},
		{"iOS, American", "[11/12/26, 9:14:33 PM] Bob: Hi\n[11/12/26, 9:15:00 PM] Marina: Hello", "Bob", "", "Hi\n> Marina: Hello", day(11, 12, 21, 14)},
		{"iOS with narrow spaces and marks", "\u200e[11/12/26, 9:14:33\u202fAM] ~\u202fBob: \u200eHi", "Bob", "", "Hi", day(11, 12, 9, 14)},
		{"German", "12.11.26, 09:14 - Karl Weiß: Guten Tag", "Karl Weiß", "", "Guten Tag", day(11, 12, 9, 14)},
		{"Portuguese", "12/11/2026 09:14 - Ana: Bom dia", "Ana", "", "Bom dia", day(11, 12, 9, 14)},
		{"French", "12/11/2026 à 09:14 - Luc: Bonjour", "Luc", "", "Bonjour", day(11, 12, 9, 14)},
		{"Spanish", "12/11/26 9:14 p. m. - Luis: Hola", "Luis", "", "Hola", day(12, 11, 21, 14)},
		{"Dutch", "12-11-2026 09:14 - Jan: Dag", "Jan", "", "Dag", day(11, 12, 9, 14)},
		{"Chinese", "2026/11/12 下午9:14 - Ana: 你好\n2026/11/12 下午9:20 - 林珏恩: 您好", "Ana", "", "你好\n> 林珏恩: 您好", day(11, 12, 21, 14)},
		{"Korean", "2026. 11. 12. 오전 9:14 - Kim: 안녕", "Kim", "", "안녕", day(11, 12, 9, 14)},
		{"Arabic digits", "١٢/١١/٢٠٢٦، ٩:١٤ ص - سامي: مرحبا", "سامي", "", "مرحبا", day(11, 12, 9, 14)},
		{"day beyond 12 second", "11/30/26, 9:14 - Bob: Hi", "Bob", "", "Hi", day(11, 30, 9, 14)},
		{"order by going forward", "1/2/26, 9:00 - Bob: a\n1/3/26, 9:00 - Bob: b\n2/1/26, 9:00 - Bob: c", "Bob", "", "a\nb\nc", day(2, 1, 9, 0)},
		{"a number", "12/11/2026, 09:14 - +55 13 98888-0000: Oi\n12/11/2026, 09:15 - Marina: Oi", "", "+55 13 98888-0000", "Oi\n> Marina: Oi", day(11, 12, 9, 14)},
		{"no name known", "12/11/2026, 09:14 - Ana: Oi\n12/11/2026, 09:15 - Sales: Olá\n12/11/2026, 09:16 - Ana: 500 pcs", "Ana", "", "Oi\n> Sales: Olá\n\n500 pcs", day(11, 12, 9, 16)},
		{"a name that holds ours", "12/11/2026, 09:14 - Marinara Foods: Oi\n12/11/2026, 09:15 - Marina (Haiwan): Olá", "Marinara Foods", "", "Oi\n> Marina (Haiwan): Olá", day(11, 12, 9, 14)},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			p, ok := intake.Chat(c.text, people, zone)
			if !ok || p.Name != c.who || p.Phone != c.phone || p.Text != c.words || !p.Date.Equal(c.at) || p.Channel != "whatsapp" {
				t.Errorf("%v %+v", ok, p)
			}
		})
	}
	for _, text := range []string{"", "Hello", "12/11/2026 we meet - Ana: hi", "Dear Sir,\n12/11/2026, 09:14 - Ana: Oi", "12/11/2026, 09:14 - Marina: only us", "1.5 kg, 10:30", "12/11/2026, 09:14 - notice", "[1/2/3", "5000 pcs - Ana: x"} {
		if p, ok := intake.Chat(text, people, zone); ok {
			t.Errorf("%q was taken for a chat: %+v", text, p)
		}
	}
}

// TestChatWords: ours are read as quoted, the buyer's as his.
func TestChatWords(t *testing.T) {
	t.Parallel()
	p, _ := intake.Chat("12/11/2026, 09:14 - Ana: We need 500 pcs\n12/11/2026, 09:15 - Marina: We also sell 9000 pcs\n12/11/2026, 09:16 - Ana: Fine", []string{"Marina"}, time.UTC)
	m := parse.ParsePaste(p.Bytes(), parse.Options{})
	for _, b := range m.Blocks {
		words := m.Body[b.Start:b.End]
		if strings.Contains(words, "9000") != (b.Kind == xunpan.Quoted) || strings.Contains(words, "500") && b.Kind != xunpan.Fresh {
			t.Errorf("%v: %q", b.Kind, words)
		}
	}
}
