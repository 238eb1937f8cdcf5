// Package demo is the story of an invented exporter's desk: some weeks of
// inquiries with everything that buyers, colleagues and machines did to them.
// All firms and people in it are invented.
//
// It is data told in order and knows neither clock nor network nor database:
// the moment at which the story ends is an argument, so that the desk it fills
// is always fresh. What a step does to a desk is for the caller to do.
package demo

import (
	"embed"
	"time"

	"xunpan"
)

//go:embed data
var files embed.FS

// Home is the zone of the invented company, UTC+8.
var Home = time.FixedZone("CST", 8*3600)

// Story is what there is to fill a desk with.
type Story struct {
	People  []Person             // the company's staff; the first is the owner
	Profile xunpan.Profile       // the company, with its house rules
	Fields  []xunpan.CustomField // of its book
	Views   []View               // saved views of the inquiries
	Pricing Pricing              // its way of pricing
	Goods   Goods                // what it makes
	Steps   []Step               // what happened, in order of time, nothing later than the story's end
}

// Pricing is how the company prices.
type Pricing struct {
	Prefix  string                  // of its quotations
	Sheet   string                  // a cost sheet without goods, as docs/pricing.md explains
	Terms   xunpan.Terms            // on its papers
	Seller  xunpan.Seller           // as buyers see it
	Letters []xunpan.LetterTemplate // its own letters
	Cost    string                  // what a piece costs of what the catalogue does not have
}

// Person is one of the staff.
type Person struct {
	ID   string      `yaml:"id"` // names the person within the story
	Name xunpan.Text `yaml:"name"`
	Mail string      `yaml:"mail"`
	Role xunpan.Role `yaml:"role"`
}

// View is a saved view of the inquiries.
type View struct {
	Name  xunpan.Text `yaml:"name"`
	By    string      `yaml:"by"`    // Person.ID; "" for everybody's
	Query string      `yaml:"query"` // as in the address of the list: "tray=to_answer&grade=A"
}

// Act is what a step does.
type Act string

// The acts. Arrive comes from outside unless By is set, all others are done by
// the person of the step.
const (
	Arrive   Act = "in"      // Letter comes in; By is who entered it by hand
	Send     Act = "out"     // Letter is our answer
	Assign   Act = "assign"  // Who shall answer
	Correct  Act = "correct" // Said, a correction of the assessment
	Conclude Act = "outcome" // Outcome, how far it came
	Label    Act = "tag"     // Tags are added
	Remark   Act = "note"    // Text, a note for colleagues
	Snooze   Act = "snooze"  // hidden Until
	Join     Act = "join"    // inquiry Other goes on in this one: the same buyer over another channel
	Merge    Act = "merge"   // the company of inquiry Other is the company of this one
	Fill     Act = "set"     // Values of custom fields, of the company or the contact
	Close    Act = "close"   // nothing more to do
)

// Step is one thing that happened. Fields not named at its Act are zero.
type Step struct {
	At      time.Time // letters in the zone of who wrote them, all else in ours
	Inquiry string    // names the inquiry within the story; its first step brings a letter
	Act     Act
	By      string // Person.ID; "" for the world outside

	Letter  *Letter
	Who     string // Person.ID
	Said    *Said
	Outcome *Outcome
	Tags    []string
	Text    string
	Until   time.Time         // later than the story's end, or before it: he is back in the list
	Other   string            // another inquiry of the story
	Values  map[string]string // by xunpan.CustomField.ID
}

// Letter is one message as it came in or went out.
type Letter struct {
	Key    string      // names it within the story
	Form   xunpan.Form // mail, paste; note where we answered on a chat
	Raw    []byte
	Expect Expect // of letters that came in
}

// Expect is what a veteran says of a letter that came in, read alone. Where the
// desk says otherwise, the story's people correct it.
type Expect struct {
	Types    []xunpan.BuyerType // the first is the better one
	Min, Max int                // stars
}

// Said is a correction; empty fields were not corrected.
type Said struct {
	Type  xunpan.BuyerType `yaml:"type"`
	Stars *int             `yaml:"stars"` // 0 to 5
	Grade string           `yaml:"grade"`
	Why   string           `yaml:"why"`
}

// Outcome is how far an inquiry came, and what became of it at its end.
type Outcome struct {
	Stage    xunpan.Stage `yaml:"stage"`
	Value    string       `yaml:"value"`    // of an order won, a decimal
	Currency string       `yaml:"currency"` // ISO 4217
	Reason   string       `yaml:"reason"`   // of a lost one, as xunpan.Outcome has it; "fake" for fraud
	Note     string       `yaml:"note"`
}
