package xunpan

import "time"

// FollowUp is a planned contact with a buyer who does not wait for us
// (DOMAIN section 9). An inquiry has at most one open one.
type FollowUp struct {
	ID       ID          `json:"id"`
	Inquiry  ID          `json:"inquiry"`
	Owner    ID          `json:"owner,omitempty"`
	State    FollowState `json:"state"`
	Leave    time.Time   `json:"leave"`   // when it should reach him: in his working time
	Prepare  time.Time   `json:"prepare"` // when we should write it: in ours, never after Leave
	Until    time.Time   `json:"until"`   // the end of the good hours on that day
	Zone     string      `json:"zone"`    // IANA zone of his clock
	Rule     string      `json:"rule"`    // which step of the cadence: "first_high", "grade_a", "hand", …
	Purpose  Purpose     `json:"purpose"` // what the letter brings him
	Channel  Channel     `json:"channel"`
	Tries    int         `json:"tries"` // contacts since he was heard last, this one included
	Why      []Text      `json:"why"`   // why then
	Unsure   []Text      `json:"unsure,omitempty"`
	On       time.Time   `json:"on,omitzero"`     // the day that somebody named, instead of the cadence's
	After    time.Time   `json:"after,omitzero"`  // he is to be left until then
	Away     bool        `json:"away,omitempty"`  // After is the return that an out-of-office notice told
	Ended    string      `json:"ended,omitempty"` // why it was called off, or how it was done
	Closed   time.Time   `json:"closed,omitzero"` // when it was done or called off
	By       ID          `json:"by,omitempty"`    // who set it by hand
	Created  time.Time   `json:"created"`
	Version  int64       `json:"version"`
	Inquired *Inquiry    `json:"-"` // where it was read together with its inquiry
}

// FollowState is what became of a planned contact.
type FollowState string

// The states of a planned contact.
const (
	FollowOpen FollowState = "open"
	FollowDone FollowState = "done"
	FollowOff  FollowState = "off" // called off: he answered, the deal moved on, a person said so
)

// Purpose is what a follow-up brings the buyer; never "any news?" alone (DOMAIN D9.3).
type Purpose string

// The purposes of a follow-up.
const (
	PurposeMissing     Purpose = "missing"     // choices that help him say what we still need to know
	PurposePoint       Purpose = "point"       // a point of the product that he has not heard
	PurposeFit         Purpose = "fit"         // which of the options suits him
	PurposeValidity    Purpose = "validity"    // the quotation ends soon
	PurposeAlternative Purpose = "alternative" // another quantity, term or model
	PurposeProof       Purpose = "proof"       // what other buyers in his market took, certificates, the factory
	PurposeSample      Purpose = "sample"      // whether the sample came, and what he thinks of it
	PurposeNext        Purpose = "next"        // the next step: pro forma invoice, production slot
	PurposeReorder     Purpose = "reorder"     // his next order
	PurposeCare        Purpose = "care"        // whether all is well with what he bought
	PurposeNews        Purpose = "news"        // new products and prices
	PurposeGreeting    Purpose = "greeting"    // a holiday of his country
	PurposeClosing     Purpose = "closing"     // the last letter, which says so openly
)

// Purposes lists them in the order users see them.
var Purposes = [...]Purpose{PurposeMissing, PurposePoint, PurposeFit, PurposeValidity, PurposeAlternative, PurposeProof, PurposeSample, PurposeNext,
	PurposeReorder, PurposeCare, PurposeNews, PurposeGreeting, PurposeClosing}
