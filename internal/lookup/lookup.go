// Package lookup finds facts about the sender of a message. Local needs
// nothing but the message and the tables in the binary: it asks no network, no
// clock and no database, and gives the same answer for the same input. What
// the tables do not tell stays unknown and is never guessed.
package lookup

import (
	"strings"
	"sync"

	"xunpan"
)

const maxSeen = 128 // domains of one mail that are remembered

// Env is what of ourselves reading a sender needs.
type Env struct {
	Home  string         // our own country, ISO 3166-1 alpha-2
	House xunpan.Profile // our company
	desk  *desk
}

// NewEnv returns an Env prepared for many messages: customers' domains are
// indexed once. An Env made without it works too, only slower.
func NewEnv(home string, house xunpan.Profile) Env {
	e := Env{Home: home, House: house}
	e.desk = e.prepare()
	return e
}

// desk is a prepared Env.
type desk struct {
	home    string
	domains []string // our own domains, clean
	trusted []string // our own relays, lower case
	house   *brandIndex
}

func (e Env) prepared() *desk {
	if e.desk != nil {
		return e.desk
	}
	return e.prepare()
}

func (e Env) prepare() *desk {
	d := &desk{home: e.Home, house: houseIndex(e.House)}
	for _, name := range e.House.Domains {
		if n, _ := cleanDomain(name); n != "" {
			d.domains = append(d.domains, n)
		}
	}
	for _, t := range e.House.Trusted {
		d.trusted = append(d.trusted, strings.ToLower(strings.TrimSpace(t)))
	}
	return d
}

// ours reports whether a clean host name is one of our domains or below one.
func (e *desk) ours(name string) bool { return below(name, e.domains) }

// below reports whether host equals one of the domains or lies below it.
func below(host string, domains []string) bool {
	for _, d := range domains {
		if d != "" && (host == d || len(host) > len(d) && strings.HasSuffix(host, d) && host[len(host)-len(d)-1] == '.') {
			return true
		}
	}
	return false
}

// Local fills what can be known of a sender without the network (DOMAIN D3.25
// to D3.33, D3.40, D3.42). It is pure: same input, same answer.
func Local(m *xunpan.Message, r *xunpan.Reading, env Env) xunpan.Sender {
	if r == nil {
		r = &xunpan.Reading{}
	}
	if m == nil {
		m = &xunpan.Message{}
	}
	l := locals.Get().(*local)
	defer locals.Put(l)
	l.reset(env.prepared(), m, r)
	l.headers()
	l.addresses()
	l.s.Auth = l.readAuth()
	l.phones()
	l.claims()
	l.origin()
	l.clock()
	l.links()
	s := l.s
	l.reset(nil, nil, nil) // what is kept is the memory, not the mail
	return s
}

// locals keeps the memory of calls of Local for the next ones.
var locals = sync.Pool{New: func() any { return new(local) }}

func (l *local) reset(d *desk, m *xunpan.Message, r *xunpan.Reading) {
	clear(l.seen)
	*l = local{desk: d, m: m, r: r, seen: l.seen[:0]}
}

// local is one call of Local.
type local struct {
	*desk
	m    *xunpan.Message
	r    *xunpan.Reading
	s    xunpan.Sender
	from xunpan.Address // the true sender, a list's rewriting undone
	list []string       // hosts of the list that relayed the mail
	seen []seenDomain   // domains of this mail
	head
}

// head holds the values of header lines that more than one step asks for, the
// first of each name, found in one walk.
type head struct {
	contentType, to, receivedSPF        firstValue
	deliveredTo, originalTo, envelopeTo firstValue

	received      [maxHops]string // the Received lines, top one first
	receivedLines int
	auth          [maxAuth]string // the Authentication-Results, top one first
	authLines     int
}

// firstValue is the value of the first header line of a name, "" if there is none.
type firstValue struct {
	value string
	told  bool
}

func (f *firstValue) set(v string) {
	if !f.told {
		f.value, f.told = v, true
	}
}

// seenDomain is a domain looked up before in this mail.
type seenDomain struct {
	raw string // as it was written
	host
	judged bool // whom it looks like is known
	// What its registrable domain's own label imitates, if labelled.
	labelled bool
	who, why string
}

// domain returns the facts of a domain, remembering those of this mail.
func (l *local) domain(name string) xunpan.Domain { return l.judged(name).Domain }

// look returns the remembered entry of a name, whom it looks like left open;
// it holds until the next call.
func (l *local) look(name string) *seenDomain {
	for i := range l.seen {
		if l.seen[i].raw == name {
			return &l.seen[i]
		}
	}
	if len(l.seen) == maxSeen {
		l.seen = l.seen[:maxSeen-1]
	}
	l.seen = append(l.seen, seenDomain{raw: name, host: l.plain(name)})
	return &l.seen[len(l.seen)-1]
}

// judged is look with whom the domain looks like. Names below one registrable
// domain share what its label tells, the dearest step.
func (l *local) judged(name string) *seenDomain {
	s := l.look(name)
	if s.judged {
		return s
	}
	s.judged = true
	if !s.wears() || l.honest(&s.host) {
		return s
	}
	for i := range l.seen {
		if o := &l.seen[i]; o.labelled && o.Org == s.Org {
			s.who, s.why, s.labelled = o.who, o.why, true
			break
		}
	}
	if !s.labelled {
		s.who, s.why = l.labelLooksLike(s.Org, s.ending)
		s.labelled = true
	}
	s.LooksLike, s.Why = s.seenAs(s.who, s.why)
	return s
}
