package xunpan

import (
	"slices"
	"time"
)

// Verdict is the answer of a check: passed, failed, or unknown, which is a
// first-class answer and never counts against the buyer.
type Verdict uint8

// The three states of a check.
const (
	Unknown Verdict = iota // not checked, or no answer to be had
	Passed
	Failed
)

var verdicts = [...]string{"unknown", "passed", "failed"}

func (v Verdict) String() string { return verdicts[v] }

// MarshalText writes a verdict as its word, for facts that are kept.
func (v Verdict) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

// UnmarshalText reads a verdict's word; any other one is Unknown.
func (v *Verdict) UnmarshalText(word []byte) error {
	*v = Verdict(max(0, slices.Index(verdicts[:], string(word))))
	return nil
}

// Facts is everything a judgement may rest on. The same facts give the same
// assessment for ever, so they are stored beside it.
type Facts struct {
	Message *Message
	Reading *Reading
	Sender  Sender
	Now     time.Time // the moment of judging
	Home    string    // our own country, ISO 3166-1 alpha-2; "CN" by default
	House   Profile   // our company
	Checks  []Check   // look-ups done and not done
	World   World     // what was asked of the world; zero without network
}

// Sender is what is known about the sender without asking the network.
type Sender struct {
	// From, Reply and Return are the domains of the respective addresses.
	From, Reply, Return Domain
	ReplyDiffers        bool     // a Reply-To of another organisation than From, neither ours nor a list's
	ReturnDiffers       bool     // same for Return-Path, bulk senders' bounce domains left out
	BodyDomains         []Domain // of addresses written in the fresh text and signature, without repeats
	WebsiteDomain       Domain
	MailIsSite          Verdict // mail domain and website are one organisation
	NameInDomain        Verdict // the company's name agrees with the mail domain
	MailInBody          Verdict // the address in the signature agrees with From or Reply-To
	Twin                string  // two domains of the conversation that differ by a letter or two: "a.com ≠ b.com"; "" if none
	Impersonates        string  // a known company he gives as his own, though neither From nor Reply-To is its domain; "" if none

	Origin Origin
	Auth   Auth
	Phones []PhoneFact // one per Buyer.Phones, then Buyer.Fax
	Claims []Claim     // every country hint, strongest first
	Links  []LinkFact  // the links worth a word; harmless ones are left out

	Recipients int  // To and Cc together
	Hidden     bool // undisclosed recipients, or none of the addressees are ours though To is given
	List       bool // came through a mailing list or bulk sender (List-Id, List-Unsubscribe, Precedence)
	ListRelay  bool // a discussion list passed it on (its headers and footer are the list's, not the sender's)
	Bulk       bool // bulk mail: List-Unsubscribe, Precedence: bulk, campaign headers
	Auto       bool // auto-reply or other automatic mail (RFC 3834)
	Bounce     bool // delivery report
	NoReply    bool // from a no-reply or system address
	Own        bool // from one of our own addresses
	SpamMark   bool // the receiving server already marked it as spam
}

// DomainKind is the kind of a mail domain.
type DomainKind uint8

// Kinds of mail domains.
const (
	DomainNone       DomainKind = iota
	DomainOwn                   // an organisation's own
	DomainFree                  // free mail or an access provider's
	DomainDisposable            // throw-away addresses
	DomainPlatform              // a trade platform, social network or form service
	DomainHost                  // free host, link shortener, file share
	DomainOurs                  // our own
)

// Domain is what is known of a domain from its name.
type Domain struct {
	Name      string // as used, lower case, Unicode
	Org       string // registrable domain (public suffix list)
	Kind      DomainKind
	Country   string // of the ccTLD or of the free provider; "" if none
	LooksLike string // known brand, customer or our own domain that it imitates; "" if none
	Why       string // how: "homoglyph", "typo", "affix", "tld", "punycode"
	CheapTLD  bool   // a top-level domain given away or mostly abused
}

// Origin is where and when the mail was sent, as far as headers tell.
type Origin struct {
	IP          string  // first hop outside trusted relays; "" if unknown
	IPHeader    Span    // the header it stands in
	Country     string  // of IP; "" if unknown
	Basis       string  // "received", "server", "x-originating-ip", "form", "webmail", "platform", "private", "none"
	Match       Verdict // Country against the claimed country
	LocalHour   int     // hour of sending in the claimed country, 0–23; -1 unknown
	Offset      Verdict // the Date header's offset is one of the claimed country's at that date
	OffsetEast  int     // the Date header's offset in minutes east of UTC
	OffsetHome  bool    // the offset is our own country's though he claims another
	NightAtHome bool    // sent between 23 and 6 o'clock in every zone of the claimed country
}

// Auth is what the receiving server recorded (Authentication-Results).
type Auth struct {
	SPF, DKIM, DMARC Verdict
	Server           string // who recorded it
	At               Span
}

// PhoneFact is what a phone number says.
type PhoneFact struct {
	At      Span
	Number  string // E.164 when valid
	Valid   Verdict
	Country string // ISO 3166-1 alpha-2; "" if the number has no country code and none is claimed
	Kind    string // "mobile", "fixed", "either", "voip", "tollfree", "other", ""
	Fax     bool
}

// Claim is one hint at the buyer's country.
type Claim struct {
	Country string // ISO 3166-1 alpha-2
	Basis   string // "form", "claimed", "address", "phone", "domain", "company_form", "language", "currency", "port"
	At      Span
}

// LinkFact says what is wrong or remarkable about a link.
type LinkFact struct {
	Link   int    // index into Message.Links
	Domain Domain // of the target
	Issue  string // one of the Link… constants
	Detail string // the evidence, e.g. the host shown and the host meant
}

// Issues of links.
const (
	LinkMismatch  = "mismatch"   // the text shows another organisation's address than the target
	LinkBrand     = "brand"      // the text or mail names a brand, the target is a foreign domain
	LinkShortener = "shortener"  // shortened address
	LinkFreeHost  = "free_host"  // free web host, form service or dynamic DNS
	LinkIP        = "ip"         // bare IP address
	LinkUserinfo  = "userinfo"   // user@host trick
	LinkPunycode  = "punycode"   // punycode or mixed scripts
	LinkMailParam = "mail_param" // our mail address in the link: a personalised log-in page
	LinkData      = "data"       // data:, javascript: or file: target
	LinkExecFile  = "file"       // points straight at an executable or archive
	LinkCheapTLD  = "cheap_tld"  // a top-level domain given away or mostly abused
	LinkForm      = "form"       // an HTML form posts there
	LinkShare     = "share"      // a file share; honest buyers use them too
)

// Check is one look-up and its outcome, with the date of what it rests on.
type Check struct {
	ID     string     `json:"id"`
	State  string     `json:"state"` // "passed", "failed", "unknown"
	Detail string     `json:"detail"`
	AsOf   *time.Time `json:"as_of"`
}

// Profile is our own company, as far as reading needs it.
type Profile struct {
	Names     []string    `yaml:"names" json:"names"`         // company and brand names
	Domains   []string    `yaml:"domains" json:"domains"`     // our mail and web domains
	People    []string    `yaml:"people" json:"people"`       // salespeople, as buyers greet them
	Products  []string    `yaml:"products" json:"products"`   // product and model names
	Customers []string    `yaml:"customers" json:"customers"` // mail domains of booked customers
	Trusted   []string    `yaml:"relays" json:"relays"`       // host names of our own mail servers, as they sign Received lines
	Rules     []HouseRule `yaml:"rules" json:"rules"`         // house rules; off unless stated here
}

// HouseRule is a policy of the company (DOMAIN D4.7). It never changes stars:
// it changes the recommended action and is stated openly.
type HouseRule struct {
	ID     string `yaml:"id" json:"id"`
	When   string `yaml:"when" json:"when"` // condition, an expression over the inquiry
	Action Action `yaml:"action" json:"action"`
	Say    Text   `yaml:"say" json:"say"`
	Off    bool   `yaml:"off" json:"off,omitempty"` // kept, but silent
}
