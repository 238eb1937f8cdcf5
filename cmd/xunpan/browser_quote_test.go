package main

import (
	"context"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/smtptest"
	"xunpan/internal/store"
)

// TestQuoteAndAnswer goes the whole way in a browser: from the most worthy inquiry
// to a quotation whose prices follow the form, its PDF, the buyer's page on which
// he accepts, and an answer that the checks let go and that is taken back.
func TestQuoteAndAnswer(t *testing.T) {
	t.Parallel()
	s := startDesk(t, true, "en")
	post := smtptest.Start(t, "none", nil)
	ctx := context.Background()
	box := flow.Mailbox{Address: "sales@haiwan-lighting.example", Password: smtptest.Password, Config: flow.MailboxConfig{Host: "127.0.0.1", Port: 1, Security: "none", User: smtptest.User, Send: flow.SendBy{Host: smtptest.Host, Port: post.Port, Security: "none"}}}
	if err := s.desk.SaveMailbox(ctx, cli, &box); err != nil {
		t.Fatal(err)
	}
	qs, _, err := s.desk.Store.Inquiries(ctx, store.ListFilter{Scope: store.Scope{All: true}, Tray: xunpan.ToAnswer, ByWorth: true, Limit: 1})
	if err != nil || len(qs) == 0 {
		t.Fatal(err)
	}
	b := newTab(t, s.url, "en")
	b.signIn("henry@haiwan-lighting.example", demoPassword)
	page := "/inquiries/" + string(qs[0].ID)
	b.open(page)
	// The products he means stand beside his needs.
	b.until("document.querySelectorAll('.matches li').length > 0")
	b.js("document.querySelector('form[action$=\"/quotations\"]').requestSubmit()")
	b.until("location.pathname.startsWith('/quotations/') && document.querySelector('#quote-form')")
	b.complaints("quotation")
	if cost := b.js("document.querySelector('[name=\"sheet.items.goods.0.cost\"]').value"); !strings.Contains(cost, "CNY") {
		t.Errorf("the catalogue's cost is %q", cost)
	}
	// FOB alone: its prices come as the form is filled in.
	b.js(`(() => { const terms = [...document.querySelectorAll('[name="sheet.options.term"]')], places = [...document.querySelectorAll('[name="sheet.options.place"]')];
		terms.forEach((x, i) => { x.value = i ? '' : 'FOB'; places[i].value = i ? '' : 'Ningbo' });
		terms[0].dispatchEvent(new Event('change', {bubbles: true})); return '' })()`)
	b.until("document.querySelector('#prices').innerText.includes('FOB') && /\\d\\.\\d\\d/.test(document.querySelector('#prices').innerText)")
	before := b.js("document.querySelector('#prices').innerText")
	b.js(`(x => { x.value = '30%'; x.dispatchEvent(new Event('change', {bubbles: true})); return '' })(document.querySelector('[name="sheet.profit"]'))`)
	b.until("document.querySelector('#prices').innerText !== " + quoted(before))
	b.click("#quote-form button[value=finish]")
	b.until("document.querySelector('.q-ready')")
	b.complaints("finished quotation")
	for _, form := range []string{"pdf", "xlsx"} {
		if got := b.js("fetch(location.pathname + '/paper." + form + "').then(async r => r.status + ' ' + (await r.arrayBuffer()).byteLength)"); !strings.HasPrefix(got, "200 ") || len(got) < len("200 4000") {
			t.Errorf("the quotation as %s: %s", form, got)
		}
	}
	quotation := b.js("location.pathname")
	// The answer: its gaps are filled, the checks follow, and it goes.
	b.open(page + "/reply")
	number := b.js("document.querySelector('[name=quotation] option:checked').textContent.split(' ')[0]")
	if body := b.js("document.querySelector('#reply-body').value"); !strings.Contains(body, "FOB Ningbo") || !strings.HasPrefix(number, "HW") {
		t.Errorf("letter with %s:\n%s", number, body)
	}
	if b.js("document.querySelector('[name=papers][value=pdf]').checked") != "true" {
		t.Error("the PDF does not go along")
	}
	b.js(`(x => { x.checked = true; return '' })(document.querySelector('[name=with][value=look]'))`)
	b.click("button[value=compose]")
	b.until("document.querySelector('#reply-body') && document.querySelector('#reply-body').value.includes('/q/')")
	look := b.js("document.querySelector('#reply-body').value.match(/https?:\\S+\\/q\\/\\S+/)[0]")
	if gaps := b.js("(document.querySelector('#reply-body').value.match(/⟦/g) || []).length"); gaps != "0" {
		b.until("document.querySelector('#findings .f-block')")
	}
	b.js(`(x => { x.value = x.value.replace(/⟦[^⟧]*⟧/g, '–') + ' as agreed'; x.dispatchEvent(new Event('input', {bubbles: true})); return '' })(document.querySelector('#reply-body'))`)
	b.until("!document.querySelector('#findings .f-block')")
	b.click("button[value=send]")
	b.until("location.pathname === " + quoted(page) + " && document.body.innerText.includes('Take it back')")
	b.complaints("sent answer")
	b.js("document.querySelector('form[action$=\"/unsend\"]').requestSubmit()")
	b.until("location.pathname.endsWith('/reply') && document.querySelector('#reply-body').value.includes('as agreed')")
	if n := len(post.Mails()); n != 0 {
		t.Errorf("%d mails left before their time", n)
	}
	// The buyer looks and accepts; the desk knows.
	b.open(look[strings.Index(look, "/q/"):])
	b.until("document.body.innerText.includes(" + quoted(number) + ")")
	if b.js("document.body.innerText.includes('28.50')") != "false" {
		t.Error("the buyer's page tells a cost")
	}
	b.fill("form input[name=name]", "Burak")
	b.js("document.querySelector('form input[name=name]').form.requestSubmit()")
	b.until("document.querySelector('[role=status]')")
	b.open(quotation)
	b.until("document.querySelector('.q-accepted')")
}

func quoted(s string) string {
	return "`" + strings.NewReplacer("\\", "\\\\", "`", "\\`", "$", "\\$").Replace(s) + "`"
}
