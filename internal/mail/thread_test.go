package mail

import "testing"

func TestThread(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		subject, thread string
		reply           bool
	}{
		{"LED flood light", "led flood light", false},
		{"RE: LED  Flood\tLight", "led flood light", true},
		{"Re: RE: re : Fwd: LED flood light", "led flood light", true},
		{"Re[2]: LED flood light", "led flood light", true},
		{"AW: WG: Anfrage", "anfrage", true},
		{"回复：答复: 询盘", "询盘", true},
		{"Ответ: Запрос", "запрос", true},
		{"رد: استفسار", "استفسار", true},
		{"Re:", "", true},
		{"", "", false},
		{"Request: price", "request: price", false},
		{"Re-order of SL-60", "re-order of sl-60", false},
		{"Model R: price", "model r: price", false},
		{"I: preventivo", "preventivo", true},
		{"Re[a]: b", "re[a]: b", false},
	} {
		thread, reply := Thread(c.subject)
		if thread != c.thread || reply != c.reply {
			t.Errorf("%q: thread %q, reply %t; want %q, %t", c.subject, thread, reply, c.thread, c.reply)
		}
	}
}

func TestParseForm(t *testing.T) {
	t.Parallel()
	m := ParseForm([]byte(`{"name":"Ana\nLima","email":"ana@example.test","company":"Lima Luz","message":"Country: XX\n\nPlease quote 500 pcs FL-50","quantity":"500 pcs","page":"https://x.example/fl-50"}`), Options{})
	if m.From.Name != "Ana Lima" || m.From.Mail != "ana@example.test" || m.Given.Country != "" || m.Given.Quantity != "500 pcs" || m.Channel != "website" {
		t.Errorf("read %+v", m)
	}
	if m.Body != "Country: XX\n\nPlease quote 500 pcs FL-50" {
		t.Errorf("body %q", m.Body)
	}
	for quantity, want := range map[string]string{`500`: "500", `"500 pcs"`: "500 pcs", `12.5`: "12.5", `""`: ""} {
		if m := ParseForm([]byte(`{"message":"x","quantity":`+quantity+`}`), Options{}); m.Given.Quantity != want || m.Body != "x" {
			t.Errorf("quantity %s read as %q", quantity, m.Given.Quantity)
		}
	}
	if m := ParseForm([]byte(`hello`), Options{}); m.Body != "hello" || len(m.Problems) != 1 {
		t.Errorf("text read as %q, problems %v", m.Body, m.Problems)
	}
}
