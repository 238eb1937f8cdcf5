package main

import (
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	netmail "net/mail"

	"xunpan/internal/dovecottest"
	"xunpan/internal/flow"
)

// fromEnv is a number out of the environment, for runs longer than those of
// every day.
func fromEnv(t testing.TB, name string, usual int) int {
	t.Helper()
	v := os.Getenv(name)
	if v == "" {
		return usual
	}
	n, err := strconv.Atoi(v)
	if err != nil || n < 1 {
		t.Fatalf("%s=%q is no number from 1", name, v)
	}
	return n
}

// TestKilled kills the desk at moments that nobody chose, again and again, while
// mails come in from a mailbox and over the API. In the end every mail is there
// once, as it came, and judged. XUNPAN_KILLS and XUNPAN_MAILS make it longer.
func TestKilled(t *testing.T) {
	t.Parallel()
	kills, count := fromEnv(t, "XUNPAN_KILLS", 8), fromEnv(t, "XUNPAN_MAILS", 150)
	onBoth(t, func(t *testing.T, p *place) {
		seed := rand.Uint64()
		chance := rand.New(rand.NewPCG(seed, 0))
		s := newStorm(t, p)
		begin := time.Now()
		usual := s.measureStart()
		for life := range kills {
			began := time.Now()
			s.now.Store(p.start(t, s.node))
			// From the first moment of a start to some time after it listens. In every
			// second life the mails come all at once, and the end with them.
			end := time.Duration(chance.Int64N(int64(3*usual + 300*time.Millisecond)))
			todo := count*(life+1)/(kills+1) - s.sent
			for i := range todo {
				if life%2 == 0 {
					time.Sleep(time.Until(began.Add(end * time.Duration(i) / time.Duration(todo))))
				}
				s.deal()
			}
			time.Sleep(time.Until(began.Add(end)))
			s.now.Load().kill()
		}
		for s.sent < count {
			s.deal()
		}
		s.now.Store(p.start(t, s.node).ready(t))
		s.settle()
		t.Logf("seed %d: %d messages (%d in the INBOX, %d in Sent, %d posted), %d kills, %v; a start takes %v; %d posts had to be made again, %d of them were cut off by a kill", seed, len(s.wanted),
			s.inbox, s.answers, s.posted, kills, time.Since(begin).Round(time.Millisecond), usual.Round(time.Millisecond), s.poster.again.Load(), s.poster.cut.Load())
		s.now.Load().stop(t)
		s.check()
	})
}

// storm is mails that come in whatever happens to the desk.
type storm struct {
	t       *testing.T
	place   *place
	node    string // flag: the name of the node, which comes back under it and so finds its mailboxes still its own
	now     atomic.Pointer[process]
	imap    *dovecottest.Server
	mailbox string
	mails   mails
	poster  *poster
	posts   chan []byte
	posting sync.WaitGroup

	sent    int               // numbers of mails dealt
	posted  int               // of these, over the API
	inbox   int               // and into the mailbox
	answers int               // answers of ours, into the mailbox's folder of sent mail
	wanted  map[string][]byte // by Message-ID: what the book must hold
}

const stormUser = "anna"

func newStorm(t *testing.T, p *place) *storm {
	s := &storm{t: t, place: p, node: "--node=desk", imap: dovecottest.Start(t), mails: newMails(), poster: newPoster(t, p.key, 4), posts: make(chan []byte, 10_000), wanted: map[string][]byte{}}
	s.mailbox = p.connect(t, stormUser, s.imap.Host, s.imap.Port)
	ctx, cancel := context.WithCancel(context.Background())
	for range 4 {
		s.posting.Go(func() {
			for raw := range s.posts {
				s.poster.send(ctx, func() string {
					if r := s.now.Load(); r != nil {
						return r.where()
					}
					return ""
				}, raw)
			}
		})
	}
	t.Cleanup(func() {
		cancel()
		if s.posts != nil {
			close(s.posts)
		}
		s.posting.Wait()
	})
	return s
}

// measureStart is how long the desk takes on this machine, at this hour, from
// its start until it listens.
func (s *storm) measureStart() time.Duration {
	begin := time.Now()
	r := s.place.start(s.t).ready(s.t)
	took := time.Since(begin)
	r.kill()
	return took
}

// deal sends the next mail: every second one to the mailbox and the others over
// the API, some both ways, and some are answered in the mail program at once.
func (s *storm) deal() {
	s.t.Helper()
	n := s.sent
	s.sent++
	raw := s.mails.raw(n)
	s.wanted[messageID(s.t, raw)] = raw
	if n%2 == 0 {
		s.imap.Deliver(s.t, stormUser, raw, time.Time{})
		s.inbox++
	}
	if n%2 == 1 || n%20 == 10 {
		s.posts <- raw
		s.posted++
	}
	if n%25 == 7 {
		reply := replyTo(s.t, raw, s.mails.at)
		s.wanted[messageID(s.t, reply)] = reply
		s.imap.Append(s.t, stormUser, "Sent", reply, time.Time{})
		s.answers++
	}
}

// replyTo is what we answer to a mail, written elsewhere.
func replyTo(t testing.TB, raw []byte, at time.Time) []byte {
	t.Helper()
	m, err := netmail.ReadMessage(strings.NewReader(string(raw)))
	if err != nil {
		t.Fatal(err)
	}
	id := m.Header.Get("Message-ID")
	return fmt.Appendf(nil, "From: Anna <%s@desk.example>\r\nTo: %s\r\nSubject: Re: %s\r\nDate: %s\r\nMessage-ID: <re.%s\r\nIn-Reply-To: %s\r\n\r\nThank you, our offer is attached.\r\n",
		stormUser, m.Header.Get("From"), m.Header.Get("Subject"), at.Format(time.RFC1123Z), strings.TrimPrefix(id, "<"), id)
}

// settle waits until everything is in.
func (s *storm) settle() {
	s.t.Helper()
	close(s.posts)
	s.posts = nil
	s.posting.Wait()
	s.place.desk(s.t, func(_ context.Context, d *flow.Desk) {
		if !comesTo(func() bool {
			return inLedger(s.t, d, s.mailbox, "INBOX") == s.inbox && inLedger(s.t, d, s.mailbox, "Sent") == s.answers
		}) {
			s.t.Errorf("after %v the mailbox is still not read", patience) // check says what is missing
		}
	})
}

// check looks at the whole book.
func (s *storm) check() {
	s.t.Helper()
	if got := s.poster.acknowledged(); got != s.posted {
		s.t.Errorf("%d of %d posts were acknowledged", got, s.posted)
	}
	s.place.desk(s.t, func(_ context.Context, d *flow.Desk) {
		sound(s.t, d.Store)
		holds(s.t, d.Store, s.wanted, s.poster.taken)
		ledgerCovers(s.t, d.Store, s.mailbox, "INBOX", s.inbox)
		ledgerCovers(s.t, d.Store, s.mailbox, "Sent", s.answers)
	})
}
