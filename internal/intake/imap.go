package intake

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"math/rand/v2"
	"net"
	"strings"
	"time"

	"github.com/emersion/go-imap/v2"
)

// Account is one mailbox account to read over IMAP. Nothing in the mailbox is
// ever changed: folders are opened read-only and mails are not marked as seen.
//
// The fields are not changed while Run or Check are under way.
type Account struct {
	ID       string // the caller's name for it; asked of the Ledger and given in reports
	Host     string
	Port     int    // 1 to 65535; 993 and 143 are usual
	Security string // "tls", "starttls", or "none" to a loopback host
	User     string
	// Secret gives the password or, with OAuth, an access token that is valid
	// now. It is asked at each login.
	Secret func(context.Context) (string, error)
	OAuth  bool // log in by OAUTHBEARER or XOAUTH2

	Folders []string      // to be read; none means INBOX
	Sent    string        // the folder of sent mail; "" finds it, "-" leaves it out
	Since   time.Time     // mails that the server received before it are left out; zero means none are
	Poll    time.Duration // between two looks at all folders; 0 means one minute
	DryRun  bool          // counts what would be delivered, and delivers nothing

	TLSConfig *tls.Config // nil for the system's authorities
	// Dial connects to the server; nil is a plain net.Dialer. Who lets users
	// name hosts guards here against hosts of the own network.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)

	// Set by tests that cannot wait.
	retry    func(Class, int) time.Duration
	patience time.Duration
}

// Position says how far one folder has been read: all mails up to UID were
// delivered, as long as the folder's UIDVALIDITY is the one given.
type Position struct {
	Folder      string
	UIDValidity uint32
	UID         uint32
}

// Incoming is one mail out of a folder.
type Incoming struct {
	Raw         []byte // every byte as the server has it; nil with Err
	Folder      string
	Sent        bool // Folder is the one of sent mail
	UIDValidity uint32
	UID         uint32
	Internal    time.Time // when the server received it; zero when it would not say
	Flags       []string
	Size        int64 // bytes, as the server counts; 0 when it would not say
	// Err is why the mail cannot be had: ErrTooLarge, ErrNoText, or what the
	// server did each time it was asked. To be recorded as skipped.
	Err error
}

// Deliver takes mails of one folder in ascending order of their UIDs. It
// returns nil only when all are durably stored, or durably recorded as
// skipped, together with the Position of the last. After an error the same
// mails are delivered again.
type Deliver func(ctx context.Context, batch []Incoming) error

// Ledger knows what was delivered.
type Ledger interface {
	// Position returns how far the folder of the account has been read, and
	// false when it has never been.
	Position(ctx context.Context, account, folder string) (Position, bool, error)
}

// Errors of an Incoming.
var (
	// ErrTooLarge says that a mail is larger than MaxMessage.
	ErrTooLarge = errTooLarge
	// ErrNoText says that the server lists a mail but has no text for it.
	ErrNoText = errors.New("the server lists the mail but gives no text for it")
)

const (
	defaultPoll = time.Minute
	longestIdle = 25 * time.Minute // servers may end an IDLE after 30
)

// Run reads the account's folders and goes on with what arrives, until ctx
// ends. When the connection breaks, the server refuses or Deliver fails, it
// says so and tries again, later each time, from where the ledger is. report
// is told of every change of state; it is called from Run's goroutine and
// should return at once.
//
// The error is that of ctx, or says what is missing in the account.
func (a *Account) Run(ctx context.Context, l Ledger, d Deliver, report func(Report)) error {
	if err := a.valid(); err != nil {
		return err
	}
	r := &reader{Account: a, ledger: l, deliver: d, report: report, avoid: map[string]bool{}, known: map[string]*folder{}}
	for {
		err := r.connected(ctx)
		if ctx.Err() != nil {
			return ctx.Err()
		}
		pause := r.failed(a.fault(err))
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(pause):
		}
	}
}

// valid says what is missing for a connection.
func (a *Account) valid() error {
	var what string
	switch {
	case a.Host == "" || strings.ContainsAny(a.Host, "/@ \r\n"):
		what = "the server's host is missing or no host name"
	case a.Port < 1 || a.Port > 65535:
		what = "the port is not from 1 to 65535"
	case a.User == "" || a.Secret == nil:
		what = "the user or the password is missing"
	case a.Security == "none" && !loopback(a.Host):
		what = `security "none" is for a server on this machine only`
	case a.Security != "tls" && a.Security != "starttls" && a.Security != "none":
		what = `security is neither "tls", "starttls" nor "none"`
	default:
		return nil
	}
	return fmt.Errorf("mailbox %q: %s", a.ID, what)
}

func loopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

func (a *Account) poll() time.Duration {
	if a.Poll <= 0 {
		return defaultPoll
	}
	return a.Poll
}

// reader is one Run.
type reader struct {
	*Account
	ledger  Ledger
	deliver Deliver
	report  func(Report)

	avoid    map[string]bool    // commands the server cannot be asked
	known    map[string]*folder // by name
	sent     string             // the folder of sent mail, "" for none
	told     Report
	trouble  trouble
	found    int // in a dry run
	failures int // in a row
}

// connected makes one connection and reads over it until it ends, which it
// only does with an error.
func (r *reader) connected(ctx context.Context) error {
	r.say(Report{State: Connecting, Fault: r.told.Fault})
	s, err := r.open(ctx, r.avoid)
	if err != nil {
		return err
	}
	defer s.close()
	chosen, err := s.choose(ctx)
	if err != nil {
		return err
	}
	folders := make([]*folder, len(chosen))
	r.sent = ""
	for i, c := range chosen {
		if r.known[c.Name] == nil {
			r.known[c.Name] = &folder{name: c.Name}
		}
		folders[i] = r.known[c.Name]
		if folders[i].sent = c.Sent; c.Sent {
			r.sent = c.Name
		}
	}
	for {
		home, fault, err := r.round(ctx, s, folders)
		if err != nil {
			return err
		}
		if err := r.wait(ctx, s, home, fault); err != nil {
			return err
		}
	}
}

// round looks at every folder once. A folder that the server refuses does not
// keep the others from being read; its fault is returned. Home is the first
// that could be read: it was opened last, so that news of it are heard.
func (r *reader) round(ctx context.Context, s *session, folders []*folder) (home *folder, fault *Fault, err error) {
	var last *folder
	for _, f := range folders {
		var lacking *lackingError
		switch err := r.look(ctx, s, f); {
		case err == nil:
			if last = f; home == nil {
				home = f
			}
		case refusal(err) && !errors.As(err, &lacking):
			if fault = r.fault(err); fault.Folder == "" {
				fault.Folder = f.name
			}
		default:
			return nil, nil, err
		}
	}
	if home == nil {
		return nil, nil, fault
	}
	if last != home || fault != nil {
		if err := r.look(ctx, s, home); err != nil {
			return nil, nil, err
		}
	}
	return home, fault, nil
}

// wait waits until it is time for the next round. Meanwhile it looks at home
// as soon as the server tells of something new there.
func (r *reader) wait(ctx context.Context, s *session, home *folder, fault *Fault) error {
	next := time.Now().Add(r.poll())
	for {
		left := time.Until(next)
		if left <= 0 {
			return nil
		}
		idle := s.can(imap.CapIdle)
		r.failures = 0
		r.say(Report{State: Waiting, Idle: idle, Sent: r.sent, Fault: fault})
		if !idle {
			return s.pause(ctx, left)
		}
		news, err := s.idle(ctx, min(left, longestIdle))
		if err != nil {
			return err
		}
		if !news {
			continue
		}
		if err := r.look(ctx, s, home); err != nil {
			return err
		}
	}
}

// failed reports a failure and returns how long to wait before the next try.
func (r *reader) failed(f *Fault) time.Duration {
	r.failures++
	retry := r.retry
	if retry == nil {
		retry = retryAfter
	}
	pause := retry(f.Class, r.failures)
	r.say(Report{State: Failed, Fault: f, RetryAt: time.Now().Add(pause)})
	return pause
}

// retryAfter is how long to wait after the nth failure in a row. Servers lock
// out who is refused too often, so a refused login waits much longer; our own
// database costs nobody anything to try.
func retryAfter(c Class, n int) time.Duration {
	first, longest := time.Second, 5*time.Minute
	switch c {
	case FaultLogin:
		first, longest = time.Minute, time.Hour
	case FaultStore:
		longest = 30 * time.Second
	}
	pause := min(longest, first<<min(n-1, 12))
	return pause*4/5 + rand.N(pause*2/5)
}
