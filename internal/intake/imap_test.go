package intake_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/emersion/go-imap/v2"
	"github.com/google/go-cmp/cmp"

	"xunpan/internal/dovecottest"
	"xunpan/internal/intake"
)

// desk is where mails are delivered to: a ledger and what came, changed
// together as a database would.
type desk struct {
	t *testing.T

	mu      sync.Mutex
	at      map[string]intake.Position
	got     []intake.Incoming
	batches []int
	reports []intake.Report
	fails   int // deliveries still to fail
	changed chan struct{}
}

func newDesk(t *testing.T) *desk {
	return &desk{t: t, at: map[string]intake.Position{}, changed: make(chan struct{}, 1)}
}

var errAway = errors.New("the database is away")

func (d *desk) Position(_ context.Context, account, folder string) (intake.Position, bool, error) {
	d.mu.Lock()
	defer d.mu.Unlock()
	p, ok := d.at[account+"/"+folder]
	return p, ok, nil
}

func (d *desk) deliver(account string) intake.Deliver {
	return func(_ context.Context, batch []intake.Incoming) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		if d.fails > 0 {
			d.fails--
			return errAway
		}
		for _, m := range batch {
			key := account + "/" + m.Folder
			if p := d.at[key]; p.UIDValidity == m.UIDValidity && m.UID <= p.UID {
				d.t.Errorf("UID %d of %s came after %d", m.UID, m.Folder, p.UID)
			}
			d.at[key] = intake.Position{Folder: m.Folder, UIDValidity: m.UIDValidity, UID: m.UID}
		}
		d.got = append(d.got, batch...)
		d.batches = append(d.batches, len(batch))
		d.wake()
		return nil
	}
}

func (d *desk) report(r intake.Report) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.reports = append(d.reports, r)
	d.wake()
}

func (d *desk) wake() {
	select {
	case d.changed <- struct{}{}:
	default:
	}
}

// until waits until what is looked at is so.
func (d *desk) until(is func() bool) {
	d.t.Helper()
	end := time.After(time.Minute)
	for {
		d.mu.Lock()
		ok := is()
		d.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-d.changed:
		case <-end:
			d.mu.Lock()
			defer d.mu.Unlock()
			d.t.Fatalf("it did not come to that; %d mails came, last report %+v", len(d.got), d.last())
		}
	}
}

// see looks at what came, and at the reports, while a Run goes on.
func (d *desk) see(look func()) {
	d.mu.Lock()
	defer d.mu.Unlock()
	look()
}

func (d *desk) last() intake.Report {
	if len(d.reports) == 0 {
		return intake.Report{}
	}
	return d.reports[len(d.reports)-1]
}

func (d *desk) state(s intake.State) bool { return d.last().State == s }

// said reports whether a report had the class.
func (d *desk) said(c intake.Class) bool {
	return slices.ContainsFunc(d.reports, func(r intake.Report) bool { return r.Fault != nil && r.Fault.Class == c })
}

// subjects lists what came, as "folder: subject".
func (d *desk) subjects() []string {
	d.mu.Lock()
	defer d.mu.Unlock()
	var out []string
	for _, m := range d.got {
		out = append(out, m.Folder+": "+subject(m))
	}
	return out
}

func subject(m intake.Incoming) string {
	if m.Err != nil {
		return m.Err.Error()
	}
	for line := range strings.Lines(string(m.Raw)) {
		if s, ok := strings.CutPrefix(line, "Subject: "); ok {
			return strings.TrimSpace(s)
		}
	}
	return fmt.Sprintf("%d bytes", len(m.Raw))
}

// numbered makes n mails with their numbers as subjects.
func numbered(n int) []string {
	out := make([]string, n)
	for i := range out {
		out[i] = fmt.Sprintf("INBOX: %d", i+1)
	}
	return out
}

func letter(subject string, filler int) []byte {
	return fmt.Appendf(nil, "From: Ana <ana@importer.example>\r\nTo: sales@maker.example\r\nSubject: %s\r\nMessage-ID: <%s@importer.example>\r\n\r\nHello\r\n%s\r\n",
		subject, strings.ReplaceAll(subject, " ", "."), strings.Repeat("We want pumps.\r\n", filler))
}

// account is anna's on a server, without sent mail and in a hurry.
func account(s *dovecottest.Server) *intake.Account {
	a := &intake.Account{
		ID: "box", Host: s.Host, Port: s.Port, Security: "none", User: "anna", Sent: "-", Poll: 20 * time.Second,
		Secret:    func(context.Context) (string, error) { return dovecottest.Password, nil },
		TLSConfig: s.TLSConfig(),
	}
	intake.Hurry(a, 0)
	return a
}

// run runs an account until stop is called, or the test ends.
func (d *desk) run(a *intake.Account) (stop func()) {
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan error, 1)
	go func() { done <- a.Run(ctx, d, d.deliver(a.ID), d.report) }()
	stop = sync.OnceFunc(func() {
		cancel()
		if err := <-done; !errors.Is(err, context.Canceled) {
			d.t.Errorf("Run ended with %v", err)
		}
	})
	d.t.Cleanup(stop)
	return stop
}

func TestFirstSync(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	raws := map[string][]byte{}
	for i := range 300 {
		raw := letter(fmt.Sprint(i+1), i)
		raws[fmt.Sprint(i+1)] = raw
		s.Deliver(t, "anna", raw, time.Date(2026, 5, 1, 0, i, 0, 0, time.UTC))
	}
	d := newDesk(t)
	stop := d.run(account(s))
	d.until(func() bool { return d.state(intake.Waiting) })
	stop()
	if diff := cmp.Diff(numbered(300), d.subjects()); diff != "" {
		t.Fatal(diff)
	}
	if len(d.batches) < 3 || slices.Max(d.batches) > 100 {
		t.Errorf("batches of %v", d.batches)
	}
	for i, m := range d.got {
		if string(m.Raw) != string(raws[subject(m)]) || m.Size != int64(len(m.Raw)) || m.Sent || m.UIDValidity == 0 {
			t.Errorf("mail %d: %d of %d bytes, %+v", i, len(m.Raw), m.Size, m.UIDValidity)
		}
		if want := time.Date(2026, 5, 1, 0, i, 0, 0, time.UTC); !m.Internal.Equal(want) {
			t.Errorf("mail %d: received %v, want %v", i, m.Internal, want)
		}
		if slices.Contains(m.Flags, string(imap.FlagSeen)) {
			t.Errorf("mail %d: flags %v", i, m.Flags)
		}
	}
	var reading []int
	for _, r := range d.reports {
		if r.State == intake.Reading && r.Folder == "INBOX" && r.Total == 300 {
			reading = append(reading, r.Done)
		}
	}
	if !slices.IsSorted(reading) || len(reading) < 4 || reading[len(reading)-1] != 300 {
		t.Errorf("told of %v mails read", reading)
	}
	// Nothing was changed: all are still unseen, and a second run brings nothing.
	c := s.Client(t, "anna")
	st, err := c.Status("INBOX", &imap.StatusOptions{NumUnseen: true, NumMessages: true}).Wait()
	if err != nil || *st.NumUnseen != 300 || *st.NumMessages != 300 {
		t.Errorf("afterwards %d of %d unseen, %v", *st.NumUnseen, *st.NumMessages, err)
	}
	d.see(func() { d.reports = nil })
	d.run(account(s))
	d.until(func() bool { return d.state(intake.Waiting) })
	if len(d.subjects()) != 300 {
		t.Errorf("a second run brought %d mails", len(d.subjects())-300)
	}
}

func TestSince(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	day := time.Date(2026, 5, 4, 12, 0, 0, 0, time.UTC)
	for i, at := range []time.Time{day.AddDate(0, 0, -9), day.Add(-time.Hour), day.Add(time.Hour), day.AddDate(0, 0, 1)} {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), at)
	}
	a := account(s)
	a.Since = day
	a.Poll = 10 * time.Millisecond
	d := newDesk(t)
	stop := d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	// An old one that is moved here later is still one from before.
	s.Deliver(t, "anna", letter("old", 0), day.AddDate(-1, 0, 0))
	s.Deliver(t, "anna", letter("new", 0), day.AddDate(0, 0, 2))
	d.until(func() bool { return len(d.got) >= 3 })
	stop()
	if diff := cmp.Diff([]string{"INBOX: 3", "INBOX: 4", "INBOX: new"}, d.subjects()); diff != "" {
		t.Error(diff)
	}
	// Where nothing is new enough, nothing comes, then what is.
	a.User = "bruno"
	a.ID = "other"
	s.Deliver(t, "bruno", letter("old", 0), day.AddDate(-1, 0, 0))
	d = newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	s.Deliver(t, "bruno", letter("new", 0), day.AddDate(0, 0, 2))
	d.until(func() bool { return len(d.got) > 0 })
	if diff := cmp.Diff([]string{"INBOX: new"}, d.subjects()); diff != "" {
		t.Error(diff)
	}
}

func TestIdle(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	p := dovecottest.NewProxy(t, s.Addr())
	a := through(account(s), p)
	a.Poll = time.Hour // so that only IDLE can tell
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	d.see(func() {
		if !d.last().Idle {
			t.Error("the server would tell, but is not asked to")
		}
	})
	for i := range 3 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Time{})
		d.until(func() bool { return len(d.got) == i+1 })
	}
	// What comes while there is no connection is found with the next.
	p.CutAll()
	s.Deliver(t, "anna", letter("4", 0), time.Time{})
	d.until(func() bool { return len(d.got) == 4 && d.state(intake.Waiting) })
	if diff := cmp.Diff(numbered(4), d.subjects()); diff != "" {
		t.Error(diff)
	}
	d.see(func() {
		if !d.said(intake.FaultCut) {
			t.Error("nothing was said of the cut")
		}
	})
}

func TestPolling(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t, dovecottest.NoIdle)
	a := account(s)
	a.Poll = 10 * time.Millisecond
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	d.see(func() {
		if d.last().Idle {
			t.Error("the server has no IDLE")
		}
	})
	s.Deliver(t, "anna", letter("1", 0), time.Time{})
	d.until(func() bool { return len(d.got) == 1 })
}

func TestUIDValidity(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for i := range 5 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Time{})
	}
	d := newDesk(t)
	d.run(account(s))
	d.until(func() bool { return len(d.got) == 5 })
	s.Restart(t, func() { s.Renumber(t, "anna") })
	s.Deliver(t, "anna", letter("6", 0), time.Time{})
	d.until(func() bool { return len(d.got) >= 11 && d.state(intake.Waiting) })
	if diff := cmp.Diff(append(numbered(5), numbered(6)...), d.subjects()); diff != "" {
		t.Error(diff)
	}
	d.see(func() {
		if d.got[0].UIDValidity == d.got[10].UIDValidity {
			t.Error("the server kept its UIDVALIDITY: the test shows nothing")
		}
		if !d.said(intake.FaultCut) && !d.said(intake.FaultServer) && !d.said(intake.FaultRefused) {
			t.Error("nothing was said of the server's restart")
		}
	})
}

func TestFolders(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	s.Deliver(t, "anna", letter("in", 0), time.Time{})
	s.Append(t, "anna", "Kunden/Brasil & Chile", letter("filed", 0), time.Time{})
	s.Append(t, "anna", "已发送", letter("answer", 0), time.Time{})
	s.Append(t, "anna", "Trash", letter("gone", 0), time.Time{})
	a := account(s)
	a.Folders = []string{"inbox", "Kunden/Brasil & Chile", "INBOX"}
	a.Sent = ""
	a.Poll = 10 * time.Millisecond
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	if diff := cmp.Diff([]string{"INBOX: in", "Kunden/Brasil & Chile: filed", "已发送: answer"}, d.subjects()); diff != "" {
		t.Error(diff)
	}
	d.see(func() {
		if d.got[0].Sent || d.got[1].Sent || !d.got[2].Sent || d.last().Sent != "已发送" {
			t.Errorf("sent: %v %v %v %q", d.got[0].Sent, d.got[1].Sent, d.got[2].Sent, d.last().Sent)
		}
	})
	s.Append(t, "anna", "已发送", letter("second", 0), time.Time{})
	d.until(func() bool { return len(d.got) == 4 })
	s.Deliver(t, "anna", letter("third", 0), time.Time{})
	d.until(func() bool { return len(d.got) == 5 })
}

// A mark of the server goes before any name, and a name the user gave before
// both.
func TestSentFolder(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t, "namespace inbox {\n mailbox Ausgang {\n special_use = \\Sent\n }\n }")
	for _, name := range []string{"Ausgang", "Sent", "Archiv"} {
		s.Append(t, "anna", name, letter(name, 0), time.Time{})
	}
	for given, want := range map[string][]string{"": {"Ausgang: Ausgang"}, "Archiv": {"Archiv: Archiv"}, "-": nil} {
		a := account(s)
		a.Sent = given
		d := newDesk(t)
		stop := d.run(a)
		d.until(func() bool { return d.state(intake.Waiting) })
		stop()
		if diff := cmp.Diff(want, d.subjects()); diff != "" {
			t.Errorf("%q: %s", given, diff)
		}
	}
}

func TestMissingFolder(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	s.Deliver(t, "anna", letter("1", 0), time.Time{})
	a := account(s)
	a.Folders = []string{"Nowhere", "INBOX"}
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	d.see(func() {
		f := d.last().Fault
		if len(d.got) != 1 || f == nil || f.Class != intake.FaultFolder || f.Folder != "Nowhere" {
			t.Errorf("%d mails, fault %+v", len(d.got), f)
		}
	})
	s.Deliver(t, "anna", letter("2", 0), time.Time{}) // IDLE is on the one that is there
	d.until(func() bool { return len(d.got) == 2 })
}

func TestDryRun(t *testing.T) {
	t.Parallel()
	s := dovecottest.Start(t)
	for i := range 120 {
		s.Deliver(t, "anna", letter(fmt.Sprint(i+1), 0), time.Time{})
	}
	a := account(s)
	a.DryRun = true
	a.Poll = time.Hour
	d := newDesk(t)
	d.run(a)
	d.until(func() bool { return d.state(intake.Waiting) })
	s.Deliver(t, "anna", letter("121", 0), time.Time{})
	d.until(func() bool { return d.last().Found == 121 })
	d.see(func() {
		if len(d.got) != 0 || len(d.at) != 0 {
			t.Errorf("a dry run delivered %d mails", len(d.got))
		}
	})
}
