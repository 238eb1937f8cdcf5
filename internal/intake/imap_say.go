package intake

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"os"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"

	"xunpan"
)

// State is what a Run is doing.
type State string

// The states of a Run.
const (
	Connecting State = "connecting"
	Reading    State = "reading" // mails of one folder
	Waiting    State = "waiting" // all was read; for new mail
	Failed     State = "failed"  // waiting for the next try
)

// Report tells users how a mailbox is doing.
type Report struct {
	Account     string // its ID
	State       State
	Folder      string // Reading: the folder
	Done, Total int    // Reading: mails of Folder brought, and found there at this look
	Idle        bool   // Waiting: the server tells of new mail at once; otherwise it is asked every Poll
	Sent        string // Waiting: the folder of sent mail that is read, "" for none
	Found       int    // DryRun: mails that would have been delivered since Run began
	// Fault is what is wrong: with Failed that of the last try, with
	// Connecting that of the try before, with Waiting that of a folder that
	// cannot be read while others can.
	Fault   *Fault
	Since   time.Time // when it came into this state; with a Fault, when that began
	RetryAt time.Time // Failed: the next try
}

// Text says it in a sentence or two.
func (r Report) Text() xunpan.Text {
	var t xunpan.Text
	switch r.State {
	case Connecting:
		t = xunpan.Text{En: "Connecting.", Zh: "正在连接。"}
	case Reading:
		t = text2("Reading %s: %d of %d.", "正在读取 %s：%d / %d。", r.Folder, r.Done, r.Total)
	case Waiting:
		t = xunpan.Text{En: "All is read. New mail is looked for now and then.", Zh: "已全部读取，定时查看新邮件。"}
		if r.Idle {
			t = xunpan.Text{En: "All is read. New mail comes in at once.", Zh: "已全部读取，新邮件即时收取。"}
		}
	}
	if r.Found > 0 {
		found := text2("A trial: %d mails would come in.", "试运行：将收取 %d 封邮件。", r.Found)
		t.En, t.Zh = strings.TrimSpace(t.En+" "+found.En), t.Zh+found.Zh
	}
	if f := r.Fault; f != nil && r.State != Reading {
		t.En, t.Zh = strings.TrimSpace(t.En+" "+f.What.En+" "+f.Do.En), t.Zh+f.What.Zh+f.Do.Zh
	}
	return t
}

// Class says in one word what went wrong.
type Class string

// The classes of faults.
const (
	FaultHost    Class = "dns"     // the server's name is not known
	FaultRefused Class = "refused" // nobody answers there
	FaultTLS     Class = "tls"     // no encryption, or a certificate that is not to be trusted
	FaultSecret  Class = "secret"  // the password or token could not be had on our side
	FaultLogin   Class = "login"   // the server refused user or password
	FaultFolder  Class = "folder"  // the server does not open the folder
	FaultSlow    Class = "slow"    // no answer in time
	FaultCut     Class = "cut"     // the connection broke
	FaultServer  Class = "server"  // the server refused, in words of its own
	FaultGarbled Class = "garbled" // an answer that is no IMAP, or a flood
	FaultStore   Class = "store"   // our own database
)

// Fault is an error of a mailbox with what its user should know.
type Fault struct {
	Class  Class
	Folder string // the folder it is about, or ""
	Err    error
	What   xunpan.Text // what happened, with the server's own words
	Do     xunpan.Text // what to do about it
}

func (f *Fault) Error() string { return fmt.Sprintf("%s: %v", f.Class, f.Err) }
func (f *Fault) Unwrap() error { return f.Err }

// refusal reports whether the server said no and the connection goes on.
func refusal(err error) bool {
	var refused *imap.Error
	return errors.As(err, &refused) && refused.Type != imap.StatusResponseTypeBye
}

// fault says what an error means for the user of the account.
func (a *Account) fault(err error) *Fault {
	var f *Fault
	if !errors.As(err, &f) {
		f = &Fault{Class: classOf(err), Err: err}
		var lacking *lackingError
		if errors.As(err, &lacking) {
			f.Folder = lacking.folder
		}
	}
	f.What, f.Do = a.what(f), a.advice(f)
	return f
}

func classOf(err error) Class {
	var refused *imap.Error
	var broken *brokenError
	switch {
	case errors.Is(err, errSlow):
		return FaultSlow
	case errors.As(err, &refused):
		return FaultServer
	case errors.As(err, &broken) && !errors.Is(err, errFlood), errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF):
		return FaultCut
	}
	return FaultGarbled
}

// dialFault is the fault of a connection that did not come about.
func dialFault(err error) *Fault {
	var dns *net.DNSError
	var timeout net.Error
	switch {
	case errors.As(err, &dns):
		return &Fault{Class: FaultHost, Err: err}
	case errors.Is(err, os.ErrDeadlineExceeded), errors.As(err, &timeout) && timeout.Timeout():
		return &Fault{Class: FaultSlow, Err: err}
	}
	return &Fault{Class: FaultRefused, Err: err}
}

// tlsFault is the fault of an encryption that did not come about.
func tlsFault(err error) error {
	if errors.Is(err, errSlow) {
		return &Fault{Class: FaultSlow, Err: err}
	}
	return &Fault{Class: FaultTLS, Err: plainly(err)}
}

// trouble is a fault that lasts.
type trouble struct {
	kind  Class // FaultFolder and the like while others are read; "" while nothing is
	since time.Time
}

// say reports a change of state.
func (r *reader) say(now Report) {
	now.Account, now.Found, now.Since = r.ID, r.found, time.Now()
	switch f := now.Fault; {
	case f != nil:
		kind := Class("")
		if now.State == Waiting {
			kind = f.Class
		}
		if r.trouble.since.IsZero() || r.trouble.kind != kind {
			r.trouble = trouble{kind, now.Since}
		}
		now.Since = r.trouble.since
	case now.State == Waiting:
		r.trouble = trouble{}
		fallthrough
	default:
		if r.told.State == now.State && r.told.Fault == nil {
			now.Since = r.told.Since
		}
	}
	r.told = now
	if r.report != nil {
		r.report(now)
	}
}

// untrusted says what is wrong with a certificate, "" when it is not that.
func untrusted(err error) (t xunpan.Text) {
	var authority x509.UnknownAuthorityError
	var name x509.HostnameError
	var invalid x509.CertificateInvalidError
	var plain tls.RecordHeaderError
	switch {
	case errors.As(err, &authority):
		return xunpan.Text{En: "its certificate is not from an authority that is trusted", Zh: "证书不是由受信任的机构签发的"}
	case errors.As(err, &name):
		return xunpan.Text{En: "its certificate is for another host", Zh: "证书属于另一个主机名"}
	case errors.As(err, &invalid) && invalid.Reason == x509.Expired:
		return xunpan.Text{En: "its certificate has expired or is not valid yet", Zh: "证书已过期或尚未生效"}
	case errors.As(err, &plain):
		return xunpan.Text{En: "it does not speak TLS on this port", Zh: "该端口不使用 TLS 加密"}
	}
	return xunpan.Text{En: err.Error(), Zh: err.Error()}
}
