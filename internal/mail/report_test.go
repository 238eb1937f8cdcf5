package mail

import (
	"strings"
	"testing"
)

// TestBounced: reports as Postfix, Exchange, qmail and webmail write them.
func TestBounced(t *testing.T) {
	t.Parallel()
	for what, c := range map[string]struct {
		raw       string
		recipient string
		failed    bool
		why       string
	}{
		"RFC 3464": {"From: MAILER-DAEMON@mx.example\nMessage-ID: <own@mx.example>\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: text/plain\n\nThis is the mail system.\n--b\nContent-Type: message/delivery-status\n\nReporting-MTA: dns; mx.example\n\nFinal-Recipient: rfc822; ana@importer.example\nAction: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 no such user\n--b\nContent-Type: text/rfc822-headers\n\nMessage-ID: <ours@haiwan.example>\nSubject: x\n--b--\n",
			"ana@importer.example", true, "smtp; 550 5.1.1 no such user"},
		"only late":   {"From: MAILER-DAEMON@mx.example\n\nFinal-Recipient: rfc822; ana@importer.example\nAction: delayed\nStatus: 4.4.1\n\nMessage-Id: <ours@haiwan.example>\n", "ana@importer.example", false, ""},
		"words alone": {"From: MAILER-DAEMON@qq.example\r\nIn-Reply-To: <ours@haiwan.example>\r\n\r\nHi. I'm afraid I wasn't able to deliver your message.\r\n<ana@importer.example>:\r\n550 5.2.2 mailbox full\r\n", "", true, "550 5.2.2 mailbox full"},
		"quoted":      {"From: postmaster@mx.example\n\nYour message did not reach Ana.\n\n> Message-ID: <ours@haiwan.example>\n> Subject: x\n", "", true, ""},
	} {
		r := Bounced([]byte(c.raw))
		if strings.Join(r.Originals, " ") != "ours@haiwan.example" || r.Recipient != c.recipient || r.Failed != c.failed || r.Why != c.why {
			t.Errorf("%s: %+v", what, r)
		}
	}
}

func FuzzBounced(f *testing.F) {
	f.Add([]byte("Message-ID: <a@b>\n\nMessage-ID: <c@d> <e@f>\nAction: failed\n"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		for _, id := range Bounced(raw).Originals {
			if id == "" || strings.ContainsAny(id, "<> \r\n") {
				t.Errorf("Message-ID %q", id)
			}
		}
	})
}
