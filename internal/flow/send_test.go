package flow_test

import (
	"bytes"
	"context"
	"errors"
	"image"
	"image/png"
	"regexp"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
	"xunpan/internal/jobs"
	"xunpan/internal/mail"
	"xunpan/internal/seal"
	"xunpan/internal/smtptest"
	"xunpan/internal/store"
)

// postal is a desk with a mailbox on a real Dovecot that sends through a real
// SMTP server, and a clock that a test moves.
type postal struct {
	*flow.Desk
	t     *testing.T
	imap  *dovecottest.Server
	smtp  *smtptest.Server
	box   xunpan.ID
	ahead atomic.Int64 // of the real clock, ns
}

const own = "li@haiwan.example" // the mailbox's address

func openPostal(t *testing.T) *postal {
	t.Helper()
	p := &postal{Desk: openDesk(t), t: t, imap: dovecottest.Start(t), smtp: smtptest.Start(t, "none", nil)}
	var err error
	p.Seal, err = seal.New(bytes.Repeat([]byte{7}, seal.KeySize))
	must(t, err)
	p.ahead.Store(int64(-2 * time.Minute)) // so that what is sent may leave at once
	p.Clock = func() time.Time { return time.Now().Add(time.Duration(p.ahead.Load())) }
	p.Jobs = jobs.New(p.Store, nil, jobs.Options{Poll: 20 * time.Millisecond})
	p.HandleHooks()
	p.HandleVerify()
	p.HandleSending()
	m := flow.Mailbox{Address: own, Password: smtptest.Password, Config: flow.MailboxConfig{Host: p.imap.Host, Port: p.imap.Port, Security: "none", User: smtptest.User, Send: flow.SendBy{Host: smtptest.Host, Port: p.smtp.Port, Security: "none"}}}
	must(t, p.SaveMailbox(ctx, theDesk, &m))
	p.box = m.ID
	return p
}

// work lets the queue run at the real time until nothing is due.
func (p *postal) work() {
	p.t.Helper()
	p.ahead.Store(0)
	ctx, stop := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- p.Jobs.Run(ctx) }()
	for end := time.Now().Add(patience); ; time.Sleep(10 * time.Millisecond) { // work of a later time is begun by and by
		os, err := p.Store.Outgoing(ctx, "", []xunpan.OutgoingState{xunpan.OutWaiting, xunpan.OutSending}, 100)
		must(p.t, err)
		if !slices.ContainsFunc(os, func(o xunpan.Outgoing) bool {
			return o.State == xunpan.OutSending || !o.NotBefore.After(time.Now())
		}) {
			break
		}
		if time.Now().After(end) {
			p.t.Fatalf("still to be sent: %+v", os)
		}
	}
	settle(p.t, p.Desk)
	stop()
	if err := <-done; err != nil && !errors.Is(err, context.Canceled) {
		p.t.Error(err)
	}
	p.ahead.Store(int64(-2 * time.Minute))
}

func (p *postal) inquiry() xunpan.ID {
	return receive(p.t, p.Desk, letter(need, "From: Ana Souza <ana@souza-luz.example>", "Subject: RE: Lights", "Message-ID: <1@souza-luz.example>", "References: <0@souza-luz.example>"), false).Inquiry
}

func (p *postal) draft(inquiry xunpan.ID) xunpan.Draft {
	p.t.Helper()
	d, err := p.NewDraft(ctx, theDesk, inquiry)
	must(p.t, err)
	d.Body = "Dear Ana,\n\nthank you for your inquiry about flood lights.\n\n1. **USD 2.62** FOB Ningbo, valid until 31 December.\n\nBest regards,\nLi"
	must(p.t, p.SaveDraft(ctx, theDesk, &d))
	return d
}

func (p *postal) state(id xunpan.ID) xunpan.Outgoing {
	p.t.Helper()
	s, err := p.Store.Sending(ctx, id)
	must(p.t, err)
	return s.Outgoing
}

// TestSendAnswer: an answer leaves as one mail in its thread, comes into the
// conversation and into the mailbox's own folder, and its inquiry waits for the
// buyer.
func TestSendAnswer(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	p.imap.Append(t, smtptest.User, "Sent", letter("an older one", "From: li@haiwan.example", "Message-ID: <old@haiwan.example>"), time.Now())
	inquiry := p.inquiry()
	d := p.draft(inquiry)
	if d.Subject != "Re: Lights" || d.To[0].Mail != "ana@souza-luz.example" || d.Answers == "" {
		t.Errorf("drafted as %+v", d)
	}
	o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{Version: d.Version, Quote: true})
	must(t, err)
	p.work()
	mails := p.smtp.Mails()
	if len(mails) != 1 || mails[0].From != own || strings.Join(mails[0].To, " ") != "ana@souza-luz.example" {
		t.Fatalf("handed in: %+v", mails)
	}
	m := mail.Parse(mails[0].Raw, mail.Options{})
	if m.ID != o.MessageID || m.InReplyTo[0] != "1@souza-luz.example" || strings.Join(m.References, " ") != "0@souza-luz.example 1@souza-luz.example" || m.Subject != "Re: Lights" {
		t.Errorf("thread: %q %q %q %q", m.ID, m.InReplyTo, m.References, m.Subject)
	}
	if !strings.Contains(m.Body, "1. USD 2.62 FOB Ningbo, valid until 31 December.") || !strings.Contains(m.Body, "> We are importers of lighting in Santos.") {
		t.Errorf("text:\n%s", m.Body)
	}
	c, err := p.Conversation(ctx, theDesk, inquiry)
	must(t, err)
	if len(c.Messages) != 2 || c.Messages[1].Direction != xunpan.Out || c.Inquiry.Tray != xunpan.Waiting || c.Inquiry.Answered.IsZero() {
		t.Errorf("%d messages, tray %s", len(c.Messages), c.Inquiry.Tray)
	}
	if s := p.state(o.ID); s.State != xunpan.OutSent || s.Letter != c.Messages[1].ID || !s.Filed || s.Attempts != 1 {
		t.Errorf("%+v", s)
	}
	if _, err := p.Store.Draft(ctx, d.ID); err == nil {
		t.Error("the draft is still there")
	}
	// The copy in the folder of sent mail is no second message.
	folders := p.imap.Folder(t, smtptest.User, "Sent")
	if len(folders) != 2 || string(folders[1]) != string(mails[0].Raw) {
		t.Fatalf("%d mails in the folder of sent mail", len(folders))
	}
	if r := receive(t, p.Desk, folders[1], true); r.New {
		t.Error("the filed copy came in as another message")
	}
}

// TestSendFiles: the quotation as PDF and workbook and files of the house go along
// byte for byte; a certificate that has ended does not.
func TestSendFiles(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	must(t, p.SavePricing(ctx, theDesk, 0, flow.Pricing{Sheet: []byte(houseSheet), Seller: xunpan.Seller{Party: xunpan.Party{Company: "Haiwan"}}}))
	var sheet bytes.Buffer
	must(t, png.Encode(&sheet, image.NewGray(image.Rect(0, 0, 9, 9))))
	add := func(name string, data []byte) xunpan.ID {
		a, err := p.AddAsset(ctx, theDesk, name, data)
		must(t, err)
		return a.ID
	}
	report, old, page := append([]byte("%PDF-1.4\n"), 0, 1, 0xff, '\r', '\n', '.'), []byte("%PDF-1.4\nold"), sheet.Bytes()
	ce, err := p.PutCertificate(ctx, theDesk, xunpan.Certificate{Name: "CE", Until: "2099-12-31", File: add("CE Prüfbericht 测试.pdf", report)})
	must(t, err)
	saa, err := p.PutCertificate(ctx, theDesk, xunpan.Certificate{Name: "SAA", Until: "2020-12-31", File: add("saa.pdf", old)})
	must(t, err)
	lamp := lamp("FL-50W")
	lamp.Certificates, lamp.Sheets = []xunpan.ID{ce.ID, saa.ID}, []xunpan.ID{add("sheet.png", page)}
	lamp, err = p.AddProduct(ctx, theDesk, lamp)
	must(t, err)
	must(t, p.SetProductCost(ctx, theDesk, xunpan.ProductCost{Product: lamp.ID, Cost: xunpan.Money{Amount: "18.60", Currency: "CNY"}}))
	inquiry := receive(t, p.Desk, letter("Dear Sirs,\n\nplease quote 5,000 pcs LED flood light 50W, FOB Ningbo. Which certificates do you have? Please send the data sheet and your catalogue.\n\nAna Souza\nSouza Luz Ltda",
		"From: Ana Souza <ana@souza-luz.example>", "Subject: Lights", "Message-ID: <1@souza-luz.example>"), false).Inquiry
	q, err := p.NewQuote(ctx, theDesk, inquiry)
	must(t, err)
	q, err = p.FinishQuote(ctx, theDesk, q.ID, q.Version, "")
	must(t, err)
	d, err := p.NewDraft(ctx, theDesk, inquiry)
	must(t, err)
	d.Quotation, d.Papers = q.ID, []string{"pdf", "xlsx"}
	must(t, p.ComposeDraft(ctx, theDesk, &d, "en"))
	if !slices.Equal(d.Files, []xunpan.ID{ce.File, lamp.Sheets[0]}) || !strings.Contains(d.Body, "CE (valid until 2099-12-31)") || strings.Contains(d.Body, "SAA") || !strings.Contains(d.Body, "is attached") {
		t.Fatalf("by rule %v; letter:\n%s", d.Files, d.Body)
	}
	d.Body = gapless(d.Body)
	d.Files = append(d.Files, saa.File)
	must(t, p.SaveDraft(ctx, theDesk, &d))
	if _, err := p.Send(ctx, theDesk, d.ID, flow.Posting{}); err == nil || !strings.Contains(err.Error(), "SAA ended on 2020-12-31") {
		t.Errorf("an ended certificate goes along: %v", err)
	}
	d.Files = d.Files[:2]
	must(t, p.SaveDraft(ctx, theDesk, &d))
	_, err = p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	p.work()
	mails := p.smtp.Mails()
	if len(mails) != 1 {
		t.Fatalf("%d mails", len(mails))
	}
	want := []struct {
		name string
		data []byte
	}{{q.Number + ".pdf", []byte("%PDF-")}, {q.Number + ".xlsx", []byte("PK")}, {"CE Prüfbericht 测试.pdf", report}, {"sheet.png", page}}
	for i, w := range want {
		f, ok := mail.Open(mails[0].Raw, i, mail.Options{})
		if !ok || f.Name != w.name || !bytes.HasPrefix(f.Data, w.data) || i > 1 && !bytes.Equal(f.Data, w.data) {
			t.Errorf("file %d: %q, %d bytes", i, f.Name, len(f.Data))
		}
	}
	if bytes.Contains(mails[0].Raw, []byte("18.60")) {
		t.Error("the cost left the house")
	}
}

var gapForm = regexp.MustCompile(xunpan.GapOpen + "[^" + xunpan.GapClose + "]*" + xunpan.GapClose)

// gapless fills the gaps of a letter as somebody would.
func gapless(body string) string { return gapForm.ReplaceAllString(body, "as agreed by telephone") }

// TestBounce: a delivery report finds the answer it is about, and its inquiry waits
// for us again.
func TestBounce(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	inquiry := p.inquiry()
	d := p.draft(inquiry)
	o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	p.work()
	report := "From: Mail Delivery System <MAILER-DAEMON@mx.importer.example>\r\nTo: li@haiwan.example\r\nSubject: Undelivered Mail Returned to Sender\r\nMessage-ID: <b1@mx.importer.example>\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n" +
		"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nIt could not be delivered.\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.importer.example\r\n\r\n" +
		"Final-Recipient: rfc822; ana@souza-luz.example\r\nAction: failed\r\nStatus: 5.1.1\r\nDiagnostic-Code: smtp; 550 5.1.1 no such user\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <" + o.MessageID + ">\r\n\r\n--b--\r\n"
	r := receive(t, p.Desk, []byte(report), false)
	if r.Inquiry != inquiry {
		t.Errorf("the report came into %q", r.Inquiry)
	}
	if s := p.state(o.ID); s.State != xunpan.OutBounced || !strings.Contains(s.Problem, "no such user") {
		t.Errorf("%+v", s)
	}
	if q, err := p.Store.Inquiry(ctx, inquiry); err != nil || q.Tray != xunpan.ToAnswer || q.Due.IsZero() {
		t.Errorf("tray %s, due %v, %v", q.Tray, q.Due, err)
	}
}

// TestUnsend: within its minute a mail can be taken back, and is a draft again.
func TestUnsend(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	d := p.draft(p.inquiry())
	p.ahead.Store(0)
	o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	back, err := p.Unsend(ctx, theDesk, o.ID)
	if err != nil || back.Body != d.Body || back.ID == d.ID {
		t.Fatalf("%+v, %v", back, err)
	}
	if _, err := p.Unsend(ctx, theDesk, o.ID); err == nil {
		t.Error("taken back twice")
	}
	p.work()
	if n := len(p.smtp.Mails()); n != 0 || p.state(o.ID).State != xunpan.OutCancelled {
		t.Errorf("%d mails left; %s", n, p.state(o.ID).State)
	}
}

// TestNotSent: what a server refuses is told, what it puts off comes again, and
// where nobody knows a person is asked; nobody gets two.
func TestNotSent(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	inquiry := p.inquiry()
	send := func() xunpan.ID {
		t.Helper()
		d := p.draft(inquiry)
		o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
		must(t, err)
		p.work()
		return o.ID
	}
	to := smtptest.Recipient + "ana@souza-luz.example"
	p.smtp.Refuse(to, 550, [3]int{5, 1, 1}, "no such user")
	refusedMail := send()
	if s := p.state(refusedMail); s.State != xunpan.OutFailed || !strings.Contains(s.Problem, "recipient") {
		t.Errorf("refused: %+v", s)
	}
	p.smtp.Refuse(to, 0, [3]int{}, "")
	must(t, p.Again(ctx, theDesk, refusedMail))
	p.work()
	if s := p.state(refusedMail); s.State != xunpan.OutSent {
		t.Errorf("after it was put right: %+v", s)
	}
	p.smtp.Refuse(to, 451, [3]int{4, 7, 1}, "greylisted")
	later := send()
	if s := p.state(later); s.State != xunpan.OutWaiting || s.Attempts != 1 || !s.NotBefore.After(s.Created) || s.Problem == "" {
		t.Errorf("put off: %+v", s)
	}
	p.smtp.Refuse(to, 0, [3]int{}, "")
	_, err := p.Unsend(ctx, theDesk, later) // or it would leave in the midst of what follows
	must(t, err)
	p.smtp.Cut(smtptest.Taken)
	doubtful := send()
	p.smtp.Cut("")
	if s := p.state(doubtful); s.State != xunpan.OutDoubtful {
		t.Errorf("cut off: %+v", s)
	}
	p.work()
	if n := len(p.smtp.Mails()); n != 2 {
		t.Errorf("%d mails, want the one refused first and the one cut off", n)
	}
	must(t, p.Settle(ctx, theDesk, doubtful, true))
	p.work()
	if s := p.state(doubtful); s.State != xunpan.OutSent || s.Letter == "" {
		t.Errorf("settled: %+v", s)
	}
	if n := len(p.smtp.Mails()); n != 2 {
		t.Errorf("%d mails after a person said it left", n)
	}
}

// TestKilledWhileSending: whoever finds a mail marked as being sent does not send
// it again.
func TestKilledWhileSending(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	d := p.draft(p.inquiry())
	o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	o.State = xunpan.OutSending // as a process left it that was killed
	must(t, p.Store.Write(ctx, time.Now(), func(tx *store.Tx) error { return tx.MoveOutgoing(ctx, &o, xunpan.OutWaiting) }))
	p.work()
	if s := p.state(o.ID); s.State != xunpan.OutDoubtful || len(p.smtp.Mails()) != 0 {
		t.Errorf("%+v, %d mails", s, len(p.smtp.Mails()))
	}
	must(t, p.Settle(ctx, theDesk, o.ID, false))
	p.work()
	if s := p.state(o.ID); s.State != xunpan.OutSent || len(p.smtp.Mails()) != 1 {
		t.Errorf("sent once more: %+v, %d mails", s, len(p.smtp.Mails()))
	}
}

// TestPromise: a time that an answer promises is a time at which the inquiry
// waits for us; an hour's limit is kept.
func TestPromise(t *testing.T) {
	t.Parallel()
	p := openPostal(t)
	inquiry := p.inquiry()
	d := p.draft(inquiry)
	d.Promise = time.Now().Add(26 * time.Hour).UTC().Truncate(time.Second)
	must(t, p.SaveDraft(ctx, theDesk, &d))
	_, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	p.work()
	if q, err := p.Store.Inquiry(ctx, inquiry); err != nil || q.Tray != xunpan.ToAnswer || !q.Due.Equal(d.Promise) {
		t.Errorf("%s, due %v, %v", q.Tray, q.Due, err)
	}
	row, err := p.Store.Mailbox(ctx, p.box)
	must(t, err)
	m, err := flow.MailboxOf(&row)
	must(t, err)
	m.Config.Send.PerHour, m.Password = 1, smtptest.Password
	must(t, p.SaveMailbox(ctx, theDesk, &m))
	d = p.draft(inquiry)
	o, err := p.Send(ctx, theDesk, d.ID, flow.Posting{})
	must(t, err)
	p.work()
	if s := p.state(o.ID); s.State != xunpan.OutWaiting || s.NotBefore.Before(time.Now().Add(50*time.Minute)) {
		t.Errorf("beyond the hour's limit: %+v", s)
	}
}
