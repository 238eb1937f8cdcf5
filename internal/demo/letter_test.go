package demo

import (
	"bytes"
	"io"
	netmail "net/mail"
	"strings"
	"testing"

	"xunpan"
)

func TestMailsAreWellFormed(t *testing.T) {
	t.Parallel()
	s := load(t, someDay)
	sent := map[string]string{} // Message-ID → inquiry
	chain := map[string]string{}
	for _, step := range s.Steps {
		if step.Letter == nil || step.Letter.Form != xunpan.FormMail {
			continue
		}
		key := step.Letter.Key
		m, err := netmail.ReadMessage(bytes.NewReader(step.Letter.Raw))
		if err != nil {
			t.Errorf("%s: %v", key, err)
			continue
		}
		if at, err := m.Header.Date(); err != nil || !at.Equal(step.At) {
			t.Errorf("%s: Date is %q, the step is told of %s", key, m.Header.Get("Date"), step.At)
		}
		if got := m.Header.Get("Received") != ""; got != (step.Act == Arrive) {
			t.Errorf("%s: Received lines: %t, it came in: %t", key, got, !got)
		}
		id := m.Header.Get("Message-Id")
		if id == "" || sent[id] != "" {
			t.Errorf("%s: Message-ID %q is missing or used before", key, id)
		}
		sent[id] = step.Inquiry
		parent, refs := m.Header.Get("In-Reply-To"), strings.Join(strings.Fields(m.Header.Get("References")), " ")
		chain[id] = strings.TrimSpace(refs + " " + id)
		if refs == "" {
			continue
		}
		if sent[parent] != step.Inquiry || refs != chain[parent] {
			t.Errorf("%s: answers %q with references %q; the chain there is %q", key, parent, refs, chain[parent])
		}
	}
	if len(sent) < 90 {
		t.Errorf("only %d mails", len(sent))
	}
}

func TestEveryLetterIsTold(t *testing.T) {
	t.Parallel()
	names, err := files.ReadDir("data/letters")
	if err != nil {
		t.Fatal(err)
	}
	told := map[string]bool{}
	s := load(t, someDay)
	for _, step := range s.Steps {
		if step.Letter != nil {
			told[step.Letter.Key] = true
			if bytes.Contains(step.Letter.Raw, []byte("{{")) {
				t.Errorf("%s: a date was not filled in", step.Letter.Key)
			}
		}
	}
	for _, n := range names {
		if key, _, _ := strings.Cut(n.Name(), "."); !told[key] {
			t.Errorf("%s stands in no script", n.Name())
		}
	}
	for _, r := range s.read(t) {
		for _, p := range r.facts.Message.Problems {
			t.Errorf("%s: %s: %s", r.Letter.Key, p.Where, p.Detail)
		}
	}
}

// TestBrokenTemplates names what is wrong with a letter.
func TestBrokenTemplates(t *testing.T) {
	t.Parallel()
	const head = "Via: mail.a.example 189.40.0.1\nFrom: Ana <ana@a.example>\nTo: sales@haiwan-lighting.example\nSubject: x\nMessage-ID: <1@a.example>\n"
	for _, c := range []struct{ text, want string }{
		{"From: a@a.example", "no blank line"},
		{"From\n\nx", `"From" is no header line`},
		{strings.Replace(head, "189.40.0.1", "189.40.0.1 perhaps", 1) + "\nx", `no verdict "perhaps"`},
		{strings.Replace(head, " 189.40.0.1", "", 1) + "\nx", "Via names a host"},
		{strings.Replace(head, "<ana@a.example>", "", 1) + "\nx", "From: "},
		{head + "\nx\n-- attach: a.dwg --\n", `no way to make a ".dwg"`},
	} {
		m, err := readTemplate("k", c.text)
		if err == nil {
			m.at = someDay
			_, err = m.compose()
		}
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%q: %v, want %q", c.text, err, c.want)
		}
	}
	l := newLoader(someDay)
	if err := l.thread(&template{directions: map[string]string{"Answers": "nobody"}}); err == nil || !strings.Contains(err.Error(), `"nobody"`) {
		t.Errorf("an answer to nothing: %v", err)
	}
	for _, text := range []string{"{{date of nobody}}", "{{tomorrow}}"} {
		if _, err := l.fill(text, someDay); err == nil {
			t.Errorf("%s was filled in", text)
		}
	}
}

// TestPDF checks the places in the cross-reference table, which readers seek by.
func TestPDF(t *testing.T) {
	t.Parallel()
	b := pdf([]string{"Line (one)", `back\slash`})
	if !bytes.HasPrefix(b, []byte("%PDF-1.4\n")) || !bytes.Contains(b, []byte(`(Line \(one\)) Tj`)) {
		t.Errorf("%s", b)
	}
	_, table, ok := bytes.Cut(b, []byte("0000000000 65535 f \n"))
	if !ok {
		t.Fatal("no cross-reference table")
	}
	r := bytes.NewReader(b)
	for n := 1; n <= 5; n++ {
		at := number(string(table[(n-1)*20 : (n-1)*20+10]))
		got := make([]byte, 7)
		if _, err := r.ReadAt(got, int64(at)); err != nil && err != io.EOF {
			t.Fatal(err)
		}
		if want := string(rune('0'+n)) + " 0 obj"; string(got) != want {
			t.Errorf("object %d stands at %d: %q", n, at, got)
		}
	}
}
