package outbox_test

import (
	"bytes"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/outbox"
)

func sampleLetter() *outbox.Letter {
	return &outbox.Letter{
		From: xunpan.Address{Name: "李海宁 (Haiwan)", Mail: "li@haiwan.example"}, To: []xunpan.Address{{Name: "Анна Петрова", Mail: "anna@svet.example"}}, Cc: []xunpan.Address{{Mail: "boss@haiwan.example"}},
		Subject: "Ваш запрос: LED прожектор — 报价单 Q2026-0001", Lang: "ru",
		Body:      "Уважаемая Анна,\n\nцена **2,62 USD** FOB Ningbo & <без скрытых расходов>.\n\n1. MOQ 500\n2. 25 дней\n\nС уважением,\n李海宁",
		MessageID: "01a2@haiwan.example", InReplyTo: "q7@svet.example", References: []string{"q1@svet.example", "q7@svet.example"},
		Date: time.Date(2026, 11, 23, 9, 30, 0, 0, time.FixedZone("", 8*3600)),
	}
}

// TestBuild: what is built is read back as it was written, by our own reader:
// names, subject, thread, text and HTML, files byte for byte.
func TestBuild(t *testing.T) {
	t.Parallel()
	l := sampleLetter()
	noise := make([]byte, 1<<20)
	r := rand.NewChaCha8([32]byte{1})
	_, _ = r.Read(noise)
	l.Files = []outbox.Attached{{Name: "报价单 Q2026-0001.pdf", Kind: "application/pdf", Data: noise}, {Name: "цены.xlsx", Data: []byte("PK\x03\x04")}}
	l.Quoted = &outbox.Quoted{Intro: "20 ноя 2026, Анна Петрова:", Text: "Прошу цену\nна 5000 шт"}
	b, err := outbox.Build(l)
	if err != nil {
		t.Fatal(err)
	}
	m := mail.Parse(b, mail.Options{})
	if m.ID != l.MessageID || len(m.InReplyTo) != 1 || m.InReplyTo[0] != l.InReplyTo || strings.Join(m.References, " ") != "q1@svet.example q7@svet.example" {
		t.Errorf("thread: %q, %q, %q", m.ID, m.InReplyTo, m.References)
	}
	if m.From != l.From || m.To[0] != l.To[0] || m.Cc[0] != l.Cc[0] || m.Subject != l.Subject || !m.Date.Equal(l.Date) {
		t.Errorf("head: %v, %v, %v, %q, %v", m.From, m.To, m.Cc, m.Subject, m.Date)
	}
	for _, want := range []string{"Уважаемая Анна,", "цена 2,62 USD FOB Ningbo & <без скрытых расходов>.", "2. 25 дней", "> на 5000 шт"} {
		if !strings.Contains(m.Body, want) {
			t.Errorf("the text does not say %q:\n%s", want, m.Body)
		}
	}
	if strings.Contains(m.Body, "**") {
		t.Error("marks of bold in the text")
	}
	if len(m.Problems) != 0 {
		t.Errorf("problems: %v", m.Problems)
	}
	if len(m.Files) != 2 || m.Files[0].Name != "报价单 Q2026-0001.pdf" || m.Files[1].Name != "цены.xlsx" {
		t.Fatalf("files: %+v", m.Files)
	}
	if f, ok := mail.Open(b, 0, mail.Options{}); !ok || !bytes.Equal(f.Data, noise) {
		t.Errorf("the file came out otherwise (%t)", ok)
	}
	if !bytes.Contains(b, []byte("multipart/alternative")) {
		t.Error("there is no HTML beside the text")
	}
	for _, line := range bytes.Split(b, []byte("\r\n")) {
		if len(line) > 998 {
			t.Errorf("a line of %d bytes", len(line))
		}
	}
}

func TestHTML(t *testing.T) {
	t.Parallel()
	got := outbox.HTML("Dear <Ana>,\n\n**Price** & term\n1. a\n\n1. b", "ar")
	for _, want := range []string{`dir="rtl"`, "Dear &lt;Ana&gt;,", "<b>Price</b> &amp; term<br>", "<p style"} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
	if strings.Contains(outbox.HTML("x", "en"), "rtl") {
		t.Error("English from right to left")
	}
}

// TestBuildRefuses: nothing that was written can become a header, and what is not
// finished does not leave.
func TestBuildRefuses(t *testing.T) {
	t.Parallel()
	for what, spoil := range map[string]func(*outbox.Letter){
		"to":         func(l *outbox.Letter) { l.To = nil },
		"from":       func(l *outbox.Letter) { l.From.Mail = "li" },
		"cc":         func(l *outbox.Letter) { l.Cc[0].Mail = "a@b.example\r\nBcc: all@b.example" },
		"subject":    func(l *outbox.Letter) { l.Subject = "x\r\nBcc: all@b.example" },
		"message_id": func(l *outbox.Letter) { l.MessageID = "<a@b>" },
		"body":       func(l *outbox.Letter) { l.Body = "Price: ⟦price?⟧" },
		"files": func(l *outbox.Letter) {
			l.Files = []outbox.Attached{{Name: "a", Data: make([]byte, outbox.MaxFiles+1)}}
		},
	} {
		l := sampleLetter()
		spoil(l)
		_, err := outbox.Build(l)
		var inv *xunpan.Invalid
		if !errors.As(err, &inv) || inv.Field != what || inv.Say.Zh == "" {
			t.Errorf("%s: %v", what, err)
		}
	}
}

// FuzzBuild: whatever is written, the mail has the head it should have and no
// other recipient.
func FuzzBuild(f *testing.F) {
	f.Add("Ana", "Lights", "Hello **bold**\n\n.dot", "a.pdf")
	f.Add("=?utf-8?q?x?=", "=?utf-8?b?", "--\r\nFrom: x\r\n\r\n", "\"; name=x")
	f.Fuzz(func(t *testing.T, name, subject, body, file string) {
		l := sampleLetter()
		l.To[0].Name, l.Subject, l.Body = name, subject, body
		l.Files = []outbox.Attached{{Name: file, Data: []byte(body)}}
		b, err := outbox.Build(l)
		if err != nil {
			return
		}
		m := mail.Parse(b, mail.Options{})
		if m.ID != l.MessageID || len(m.To) != 1 || m.To[0].Mail != l.To[0].Mail || len(m.Cc) != 1 || m.From.Mail != l.From.Mail {
			t.Errorf("head of %q: %+v %v %v", b[:min(len(b), 900)], m.From, m.To, m.Cc)
		}
	})
}

func BenchmarkBuild(b *testing.B) {
	l := sampleLetter()
	l.Files = []outbox.Attached{{Name: "q.pdf", Kind: "application/pdf", Data: make([]byte, 200<<10)}}
	for b.Loop() {
		if _, err := outbox.Build(l); err != nil {
			b.Fatal(err)
		}
	}
}
