package xunpan

import "time"

// Sample is goods sent to a buyer to look at and try (DOMAIN D9.4).
type Sample struct {
	ID       ID            `json:"id,omitzero"`
	Inquiry  ID            `json:"inquiry"`
	What     string        `json:"what"`              // "FL-50W, 2 pcs, housing RAL 7021"
	Cost     *Money        `json:"cost,omitempty"`    // of goods and freight together; nil where nobody said
	Payer    string        `json:"payer,omitempty"`   // one of SamplePayers; "" not settled
	Carrier  string        `json:"carrier,omitempty"` // "DHL"
	Parcel   string        `json:"parcel,omitempty"`  // number by which the carrier knows it
	Sent     string        `json:"sent,omitempty"`    // day, 2006-01-02
	Arrived  string        `json:"arrived,omitempty"` // day
	Verdict  SampleVerdict `json:"verdict,omitempty"`
	Feedback string        `json:"feedback,omitempty"` // in the buyer's words
	Created  time.Time     `json:"created,omitzero"`
	Version  int64         `json:"version,omitzero"`
}

// SamplePayers are who may pay for a sample.
var SamplePayers = [...]string{"buyer", "us", "shared", "refund"}

// SampleVerdict is what a buyer thinks of a sample.
type SampleVerdict string

// The verdicts; "" is none yet.
const (
	SampleGood    SampleVerdict = "good"
	SampleChanges SampleVerdict = "changes" // good, once something is changed
	SampleBad     SampleVerdict = "bad"
)

// SampleVerdicts lists them.
var SampleVerdicts = [...]SampleVerdict{SampleGood, SampleChanges, SampleBad}

// Objections are the causes of a buyer's reluctance (DOMAIN D9.5).
var Objections = [...]string{"price", "product", "time", "trust"}
