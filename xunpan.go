// Package xunpan holds the nouns of an inquiry desk for export sales: the
// inquiry's messages, what was read out of them, the facts known about the
// sender, and the assessment drawn from these. The words are those of the
// trade (see the glossary in ARCHITECTURE.md).
//
// The package imports nothing but the standard library and does no I/O; all
// machinery lives in internal packages.
package xunpan

// Channel says where a message came in.
type Channel string

// The channels an inquiry can arrive by.
const (
	Email         Channel = "email"
	Website       Channel = "website"
	Alibaba       Channel = "alibaba"
	GlobalSources Channel = "globalsources"
	MadeInChina   Channel = "made-in-china"
	LinkedIn      Channel = "linkedin"
	WhatsApp      Channel = "whatsapp"
	Skype         Channel = "skype"
	Phone         Channel = "phone"
	Fair          Channel = "fair"
	OtherChannel  Channel = "other"
)

// Channels lists every channel in the order users see them.
var Channels = []Channel{Email, Website, Alibaba, GlobalSources, MadeInChina, LinkedIn, WhatsApp, Skype, Phone, Fair, OtherChannel}

// Text is one text in the two languages of the users.
type Text struct {
	En string `json:"en" yaml:"en"`
	Zh string `json:"zh" yaml:"zh"`
}

// In returns the text in the asked language ("zh" or anything else for English).
func (t Text) In(lang string) string {
	if lang == "zh" {
		return t.Zh
	}
	return t.En
}

// Part names a text of a message that a span can point into: "subject",
// "body", "header:Reply-To", "attachment:0".
type Part string

// The parts every message has.
const (
	PartSubject Part = "subject"
	PartBody    Part = "body"
)

// HeaderPart is the part holding the value of the named header.
func HeaderPart(name string) Part {
	switch name { // those that nearly every mail is asked for, as constants
	case "From":
		return "header:From"
	case "Received":
		return "header:Received"
	case "Authentication-Results":
		return "header:Authentication-Results"
	}
	return Part("header:" + name)
}

// Span is a stretch of one part: byte offsets into its UTF-8 text, End not
// included. The zero Span points at nothing.
type Span struct {
	Part  Part `json:"part,omitempty"`
	Start int  `json:"start"`
	End   int  `json:"end"`
}

// IsZero reports whether the span points at nothing.
func (s Span) IsZero() bool { return s.End <= s.Start }

// Overlaps reports whether two spans share at least one byte of one part.
func (s Span) Overlaps(o Span) bool {
	return s.Part == o.Part && s.Start < o.End && o.Start < s.End
}
