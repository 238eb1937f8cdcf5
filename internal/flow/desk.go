package flow

import (
	"context"
	"crypto/sha256"
	"crypto/tls"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"log/slog"
	"maps"
	"net"
	"net/http"
	"sync"
	"sync/atomic"
	"time"

	"xunpan"
	"xunpan/internal/catalogue"
	"xunpan/internal/jobs"
	"xunpan/internal/judge"
	"xunpan/internal/lookup/world"
	"xunpan/internal/outbox"
	"xunpan/internal/seal"
	"xunpan/internal/store"
)

// Desk is the inquiry desk with its book: every change of the desk's data is
// one of its methods. It is safe for concurrent use.
type Desk struct {
	Store *store.Store
	Jobs  *jobs.Queue
	Seal  *seal.Box
	Log   *slog.Logger
	Clock func() time.Time // time.Now if nil
	// Dial and HTTP reach the world for people who name hosts; they guard
	// against hosts of our own network. Plain ones if nil.
	Dial func(ctx context.Context, network, addr string) (net.Conn, error)
	HTTP *http.Client
	TLS  *tls.Config // whom mail servers are trusted by; the system's authorities if nil
	// World is asked about senders; nobody is if nil. LookupsHour is how many
	// questions an hour all nodes ask it together; 300 if 0.
	World       *world.Asker
	LookupsHour int
	URL         string // the address people reach the desk at, for links that leave it
	// Uploads is the folder in which files wait that people send to be brought
	// in; nothing can be sent if it is "". Each node has its own.
	Uploads   string
	MaxUpload int64 // bytes of one upload at most; 2 GB if 0

	reader   atomic.Pointer[Reader] // by the settings in force
	settings struct {
		sync.Mutex
		versions map[string]int64 // of the settings the reader was made of
	}
	received  atomic.Int64
	committer committer
	boxStates sync.Map                            // of mailboxes this node reads, by id: MailboxState
	boxes     bell                                // a mailbox was set up, changed or removed
	uploads   bell                                // an upload is complete
	hooks     struct{ alerts, feeds atomic.Bool } // there are active ones
	form      formInForce
	paces     paces
	tallies   tallies
	goods     struct { // the catalogue as Catalogue read it last
		sync.Mutex
		version int64
		index   *catalogue.Index
	}
	post struct {
		once   sync.Once
		sender *outbox.Sender
	}
}

func (d *Desk) now() time.Time {
	if d.Clock != nil {
		return d.Clock()
	}
	return time.Now()
}

// Names of the settings.
const (
	SettingCompany = "company" // Company
	SettingSignals = "signals" // changes to the signal catalogue, as YAML
)

// Company is our own company as the desk's settings keep it.
type Company struct {
	xunpan.Profile
	Home  string             `json:"home"`  // our country, ISO 3166-1 alpha-2
	Zone  string             `json:"zone"`  // IANA name of our time zone
	Hours xunpan.WorkingTime `json:"hours"` // when we work
}

// Reload makes the settings in the database the ones in force. It is cheap when
// nothing changed.
func (d *Desk) Reload(ctx context.Context) error {
	d.settings.Lock()
	defer d.settings.Unlock()
	versions, err := d.Store.SettingVersions(ctx)
	if err != nil {
		return err
	}
	addresses, err := d.ownAddresses(ctx)
	if err != nil {
		return err
	}
	if err := d.loadHooks(ctx); err != nil {
		return err
	}
	if r := d.reader.Load(); r != nil && maps.Equal(versions, d.settings.versions) && maps.Equal(addresses, r.Own) {
		return nil
	}
	var c Company
	if _, err := d.Store.Setting(ctx, SettingCompany, &c); err != nil {
		return err
	}
	var changes string
	if _, err := d.Store.Setting(ctx, SettingSignals, &changes); err != nil {
		return err
	}
	if err := d.loadForm(ctx); err != nil {
		return err
	}
	r, err := NewReader(c, changes)
	if err != nil {
		return err
	}
	words, _, err := d.Words(ctx)
	if err != nil {
		return err
	}
	if err := r.setWords(words); err != nil {
		return err
	}
	r.Own = addresses
	d.reader.Store(r)
	d.settings.versions = versions
	return nil
}

// NewReader makes a reader of the company's settings and of changes to the
// signal catalogue.
func NewReader(c Company, signals string) (*Reader, error) {
	rules, err := judge.Load([]byte(signals))
	if err != nil {
		return nil, fmt.Errorf("signals: %w", err)
	}
	if rules, err = rules.WithHouse(c.Rules); err != nil {
		return nil, fmt.Errorf("house rules: %w", err)
	}
	known, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	sum := sha256.Sum256(append(known, signals...))
	return &Reader{Rules: rules, House: c.Profile, Home: c.Home, Company: c, mark: hex.EncodeToString(sum[:6])}, nil
}

// Mark names the rules and the profile in force, so that an assessment can say
// which it rests on.
func (r *Reader) Mark() string { return r.mark }

// Reader is the reader by the settings in force.
func (d *Desk) Reader() *Reader {
	if r := d.reader.Load(); r != nil {
		return r
	}
	return new(Reader)
}

func (d *Desk) ownAddresses(ctx context.Context) (map[string]bool, error) {
	boxes, err := d.Store.Mailboxes(ctx)
	if err != nil {
		return nil, err
	}
	own := map[string]bool{}
	for _, m := range boxes {
		own[foldAddress(m.Address)] = true
	}
	delete(own, "")
	return own, nil
}

// log never is nil.
func (d *Desk) log() *slog.Logger {
	if d.Log != nil {
		return d.Log
	}
	return slog.New(slog.DiscardHandler)
}

// Received is how many messages this process took in since it started.
func (d *Desk) Received() int64 { return d.received.Load() }
