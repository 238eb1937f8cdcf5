package web

import (
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/smtptest"
)

// TestReplying: an answer is composed, checked as it is written, kept, sent and
// taken back in a browser without a script.
func TestReplying(t *testing.T) {
	t.Parallel()
	o, inquiry := pricingOffice(t)
	o.desk.Jobs = jobs.New(o.desk.Store, nil, jobs.Options{})
	o.desk.HandleSending()
	post := smtptest.Start(t, "none", nil)
	m := flow.Mailbox{Address: "sales@haiwan.example", Password: "x", Config: flow.MailboxConfig{Host: "127.0.0.1", Port: 1, Security: "none", Send: flow.SendBy{Host: smtptest.Host, Port: post.Port, Security: "none"}}}
	must(t, o.desk.SaveMailbox(t.Context(), theDesk, &m))
	sales, eye := o.visitor(o.add("li", xunpan.Sales)), o.visitor(o.add("eye", xunpan.Viewer))
	page := "/inquiries/" + string(inquiry) + "/reply"
	eye.get(page).want(t, 403)
	eye.post(page, "do", "save").want(t, 403)
	sales.get(page).want(t, 200, "Dear ", "⟦", "Fill in:", "What he wrote")
	q, err := o.desk.Store.Inquiry(t.Context(), inquiry)
	must(t, err)
	good := "Dear " + q.Party.Name + ",\n\nThank you for your inquiry. We send the prices, the minimum, delivery days from order, payment and certificates in a quotation.\n\nBest regards,\nli"
	fields := func(do, version, id, body string) []string {
		return []string{"do", do, "version", version, "draft", id, "situation", "answer", "lang", "en", "to", q.Party.Name + " <" + q.Party.Mail + ">", "subject", "Re: Lights", "body", body}
	}
	sales.post(page+"/checks", fields("", "0", "", "Hi Bob, price is 2.50")...).want(t, 200, "names somebody else", "no currency", "data-jump")
	sales.post(page, fields("send", "0", "", "Dear "+q.Party.Name+", ⟦price⟧ and more text that makes it long enough.")...).want(t, 422, "Fill in: price")
	ds, err := o.desk.Store.Drafts(t.Context(), inquiry)
	if err != nil || len(ds) != 1 {
		t.Fatalf("what was refused was not kept: %v, %v", ds, err)
	}
	sales.get(page).want(t, 200, "⟦price⟧")
	sales.post(page, fields("send", "1", string(ds[0].ID), good)...).want(t, 303)
	sales.get("/inquiries/"+string(inquiry)).want(t, 200, "An answer leaves at", "Take it back")
	os, err := o.desk.Store.Outgoing(t.Context(), inquiry, nil, 5)
	if err != nil || len(os) != 1 {
		t.Fatal(os, err)
	}
	mail := "/mails/" + string(os[0].ID)
	eye.post(mail+"/unsend").want(t, 403)
	sales.post(mail+"/left").want(t, 422)
	sales.post(mail+"/unsend").want(t, 303)
	sales.get(page).want(t, 200, "in a quotation.")
	if n := len(post.Mails()); n != 0 {
		t.Errorf("%d mails left", n)
	}
	ds, err = o.desk.Store.Drafts(t.Context(), inquiry)
	must(t, err)
	sales.post(page, fields("answered", "1", string(ds[0].ID), good)...).want(t, 303)
	c, err := o.desk.Conversation(t.Context(), theDesk, inquiry)
	must(t, err)
	if last := c.Messages[len(c.Messages)-1]; last.Direction != xunpan.Out || !strings.Contains(last.Message.Body, "in a quotation.") || c.Inquiry.Tray != xunpan.Waiting {
		t.Errorf("answered elsewhere: %s, tray %s", last.Direction, c.Inquiry.Tray)
	}
}
