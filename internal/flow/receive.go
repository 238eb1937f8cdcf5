package flow

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	netmail "net/mail"
	"strings"
	"time"
	"unicode"

	"github.com/google/uuid"

	"xunpan"
	"xunpan/internal/mail"
	"xunpan/internal/store"
)

// Incoming is one message as a channel brings it.
type Incoming struct {
	Raw      []byte
	Form     xunpan.Form
	Source   string    // where it came from, as the channel names it: a path, a folder and UID, an address
	Mailbox  xunpan.ID // whose ledger it goes to; "" for none
	Sent     bool      // from a folder of sent mail: ours, even where the sender's address does not say so
	Received time.Time // when it arrived, as the channel knows; the present if zero
	Past     bool      // a message of the past, as from an archive: it arrived when its headers say
	By       xunpan.ID // the user who pasted or entered it
	Key      string    // the caller's name for this request; the same key is the same message
	Inquiry  xunpan.ID // the conversation it belongs to, where whoever brings it knows
}

// Receipt says what became of a message.
type Receipt struct {
	Inquiry xunpan.ID // "" when it waits for its inquiry
	Message xunpan.ID
	New     bool   // false: the same message was here already
	Skipped string // why it made no inquiry, though it is kept; "" if it did
}

// SkippedSent is the reason of sent mails whose inquiry the desk does not know
// (yet).
const SkippedSent = "sent mail of no known inquiry"

// Receive takes in one message: read, judged, and stored together with its
// inquiry when it returns without an error. The same message again is no error
// and changes nothing.
func (d *Desk) Receive(ctx context.Context, in Incoming) (Receipt, error) {
	rs, err := d.ReceiveAll(ctx, []Incoming{in}, nil)
	if err != nil {
		return Receipt{}, err
	}
	return rs[0], nil
}

// ReceiveAll takes in messages that belong together, such as what a mailbox
// fetched at once: all or none are stored. After runs last in the same
// transaction, with the receipts, to note how far the channel has come; it may
// be nil. Messages are stored in the order given.
func (d *Desk) ReceiveAll(ctx context.Context, ins []Incoming, after func(context.Context, *store.Tx, []Receipt) error) ([]Receipt, error) {
	r, now := d.Reader(), d.now()
	u := &unit{ctx: ctx, after: after, letters: make([]*arrival, len(ins)), done: make(chan error, 1)}
	for i, in := range ins {
		if len(bytes.TrimSpace(in.Raw)) == 0 {
			return nil, ErrEmpty
		}
		a, err := r.arrival(in, now)
		if err != nil {
			return nil, err
		}
		u.letters[i] = a
	}
	if err := d.commit(u); err != nil {
		return nil, err
	}
	return u.receipts, nil
}

// arrival is a message read and judged, ready to be stored: everything that
// takes time and needs no database is done.
type arrival struct {
	in      Incoming
	facts   xunpan.Facts
	verdict xunpan.Assessment
	view    *xunpan.Analysis
	body    store.Packed // view as JSON
	raw     store.Packed
	words   []string
	digest  []byte
	thread  string // folded subject
	reply   bool   // the subject says that it answers something
	own     bool   // written by us
	verify  bool   // its sender shall be looked up

	report  mail.Report      // where it is a delivery report
	bounced *xunpan.Outgoing // the answer of ours that came back
}

func (r *Reader) arrival(in Incoming, now time.Time) (*arrival, error) {
	a := &arrival{in: in}
	a.facts, a.verdict = r.Read(in.Raw, in.Form, now)
	m := a.facts.Message
	if in.Past && in.Received.IsZero() {
		a.in.Received = arrived(m)
	}
	if a.in.Received.IsZero() || a.in.Received.After(now) {
		a.in.Received = now
	}
	a.own = in.Sent || r.wrote(m)
	if a.facts.Sender.Bounce && in.Form == xunpan.FormMail {
		a.report = mail.Bounced(in.Raw)
	}
	a.view = xunpan.NewAnalysis(in.Source, &a.facts, &a.verdict, false)
	body, err := json.Marshal(a.view)
	if err != nil {
		return nil, err
	}
	a.body, a.raw = store.PackJudgement(body), store.Pack(in.Raw)
	if a.digest = digest(in.Form, m, in.Raw); in.Key != "" {
		sum := sha256.Sum256([]byte("key\x00" + in.Key))
		a.digest = sum[:]
	}
	a.thread, a.reply = mail.Thread(m.Subject)
	a.words = store.Words(searchable(m, &a.facts)...)
	return a, nil
}

// arrived is when a message of the past came to us: as our own server noted,
// else as the sender dated it; zero if neither makes sense.
func arrived(m *xunpan.Message) time.Time {
	if top := m.Header("Received"); top != "" {
		if i := strings.LastIndexByte(top, ';'); i >= 0 {
			if t, err := netmail.ParseDate(strings.TrimSpace(top[i+1:])); err == nil && t.Year() >= firstYear {
				return t.UTC()
			}
		}
	}
	if m.Date.Year() >= firstYear {
		return m.Date.UTC()
	}
	return time.Time{}
}

// firstYear is before any mail that somebody still wants to answer.
const firstYear = 1990

// lastYear is beyond any date that somebody means.
const lastYear = 2200

// wrote reports whether a message is our own: from one of our addresses, and no
// colleague's forward of a buyer's mail.
func (r *Reader) wrote(m *xunpan.Message) bool {
	if m.Forward != nil || m.Via != nil {
		return false
	}
	from := foldAddress(m.Envelope.Mail)
	if from == "" {
		return false
	}
	if r.Own[from] {
		return true
	}
	_, domain, _ := strings.Cut(from, "@")
	for _, own := range r.House.Domains {
		if strings.EqualFold(domain, own) {
			return true
		}
	}
	return false
}

func foldAddress(a string) string { return strings.ToLower(strings.TrimSpace(a)) }

// digest tells whether two arrivals are the same message: the same Message-ID
// with the same words from the same sender. A Message-ID alone would not do:
// faulty programs use one for many mails, and none of them may be lost. The
// bytes alone would not do either: two copies of one mail came by different
// ways, and their headers say so.
func digest(form xunpan.Form, m *xunpan.Message, raw []byte) []byte {
	h := sha256.New()
	put := func(s string) {
		h.Write([]byte(s))
		h.Write([]byte{0})
	}
	put(string(form))
	switch {
	case form != xunpan.FormMail:
		h.Write(raw)
	case m.ID == "":
		put(m.Header("Date"))
		fallthrough
	default:
		put(m.ID)
		put(foldAddress(m.Envelope.Mail))
		put(m.Subject)
		put(strings.Map(func(r rune) rune {
			if unicode.IsSpace(r) {
				return -1
			}
			return r
		}, m.Body))
		for i := range m.Files {
			put(m.Files[i].Name)
		}
		if m.Body == "" && len(m.Files) == 0 {
			h.Write(raw)
		}
	}
	return h.Sum(nil)
}

// searchable are the texts a message is found by.
func searchable(m *xunpan.Message, f *xunpan.Facts) []string {
	ts := []string{m.Subject, m.From.Name, m.From.Mail, f.Reading.Buyer.Company.Value, m.Given.Company, m.Given.Name, m.Given.Email, m.Given.Phone, m.Given.Product}
	for _, b := range m.Blocks {
		// Quoted history was indexed when it came.
		if b.Kind != xunpan.Quoted && b.Kind != xunpan.Disclaimer {
			ts = append(ts, m.Body[b.Start:b.End])
		}
	}
	for i := range m.Files {
		ts = append(ts, m.Files[i].Name, m.Files[i].Text)
	}
	return ts
}

func newID() xunpan.ID {
	id, err := uuid.NewV7()
	if err != nil {
		panic(err) // the system has no random numbers
	}
	return xunpan.ID(id.String())
}

// ErrEmpty says that there is nothing to take in.
var ErrEmpty = &xunpan.Invalid{Say: xunpan.Text{En: "The message is empty.", Zh: "消息是空的。"}}
