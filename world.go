package xunpan

import "time"

// World is what the world, and our own book, answered about a sender (DOMAIN
// D5.2 to D5.4, D5.9). It is kept beside the assessment that rests on it. The
// zero World asked nothing, and says nothing for or against anybody.
type World struct {
	Mail  DomainFacts  `json:"mail,omitzero"`  // the domain he writes from, if it is his own
	Site  DomainFacts  `json:"site,omitzero"`  // his website's, where it is another one
	Web   WebsiteFacts `json:"web,omitzero"`   // his website, else the one at his mail domain
	Text  Echo         `json:"text,omitzero"`  // the same words from others
	Phone Echo         `json:"phone,omitzero"` // the same telephone number with others
}

// Asked says when something was asked, and why there is no answer.
type Asked struct {
	At  time.Time `json:"at,omitzero"`   // zero: it was not asked
	Why string    `json:"why,omitempty"` // one of the Why… constants; "" if there is an answer
}

// Answered reports whether there is an answer to judge by.
func (a Asked) Answered() bool { return !a.At.IsZero() && a.Why == "" }

// Why something that was asked is not known.
const (
	WhySilent  = "silent"  // nobody answered in time, or the network failed
	WhyRefused = "refused" // the address leads into our own network, or is none
	WhyClosed  = "closed"  // whoever knows answers no programs
)

// DomainFacts is what is known of a domain.
type DomainFacts struct {
	Name string   `json:"name"` // as it was asked for, Unicode
	DNS  DNSFacts `json:"dns,omitzero"`
	RDAP Register `json:"rdap,omitzero"`
}

// DNSFacts is what the domain name system says.
type DNSFacts struct {
	Asked
	Exists bool    `json:"exists"`            // it has a record of any kind
	Mail   bool    `json:"mail"`              // it has mail servers
	Host   bool    `json:"host"`              // it has an address, which takes mail where no server is named
	Server string  `json:"server,omitempty"`  // the first mail server
	SPF    Verdict `json:"spf"`               // it says which servers send its mail
	DMARC  Verdict `json:"dmarc"`             // it says what to do with mail in its name that is not its own
	Policy string  `json:"policy,omitempty"`  // of DMARC: "none", "quarantine", "reject"
	NoMail bool    `json:"no_mail,omitempty"` // it says that it takes no mail (RFC 7505)
}

// TakesMail reports whether an answer can reach an address of the domain.
func (f *DNSFacts) TakesMail() bool { return f.Exists && !f.NoMail && (f.Mail || f.Host) }

// Register is what the register of domains says (RDAP).
type Register struct {
	Asked
	Found     bool      `json:"found"`
	Since     time.Time `json:"since,omitzero"`      // registered on; zero if it does not tell
	Registrar string    `json:"registrar,omitempty"` // who sold it
	Country   string    `json:"country,omitempty"`   // of the holder, ISO 3166-1 alpha-2, where it is told
}

// Age is how old the domain was when the register was asked; 0 if unknown.
func (r *Register) Age() time.Duration {
	if !r.Answered() || r.Since.IsZero() || r.Since.After(r.At) {
		return 0
	}
	return r.At.Sub(r.Since)
}

// WebsiteFacts is what is to be seen at a website's first page.
type WebsiteFacts struct {
	Asked
	Host   string   `json:"host"`
	Named  bool     `json:"named"`            // he gave it as his; else it was looked for at his mail domain
	Alive  bool     `json:"alive"`            // there is a page
	Parked bool     `json:"parked,omitempty"` // nothing but an offer to buy the domain, or advertisements
	Shop   bool     `json:"shop,omitempty"`   // it sells to whoever comes
	Title  string   `json:"title,omitempty"`
	Lang   string   `json:"lang,omitempty"`     // as the page says, such as "pt"
	Firm   Verdict  `json:"firm"`               // it names his company
	Goods  []string `json:"products,omitempty"` // of what he asks for, what it speaks of
}

// Echo is how many other senders were seen with the same thing.
type Echo struct {
	Asked
	Others int `json:"others"`
}
