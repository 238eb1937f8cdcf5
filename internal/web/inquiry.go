package web

import (
	"strings"
	"time"

	"xunpan"
)

// InquiryView is one inquiry with all that is known of it.
type InquiryView struct {
	Frame
	Row        InquiryRow
	Heading    []Piece // the subject with its marks; empty for the plain one
	Lang       string  // of the newest message, ISO 639-1
	Back       string  // the list it was opened from
	Prev, Next string  // addresses of its neighbours there; "" at the ends
	Deal       DealView
	Needs      NeedsView
	Messages   []MessageView // in order of time, notes among them
	Judged     AssessmentView
	Buyer      BuyerView
	Others     []InquiryRow // the same buyer's
	Similar    []InquiryRow // the same text from others
	Joinable   []JoinRow    // may be the same conversation over another channel
	History    []HistoryLine
	Owners     []Person
	Tags       []string  // tags in use
	Mails      []MailRow // on their way
	ReplyTo    string    // mail address an answer goes to; "" when there is none
}

// NeedsView is what is asked for, as the table shows and takes it.
type NeedsView struct {
	Lines   []NeedLine
	Terms   []NeedTerm
	Changed bool // a user's words stand there
	Problem string
	Matches []MatchView // of the catalogue
}

// MatchView is a product that a line may mean.
type MatchView struct {
	xunpan.Match
	Line    int    // from 0
	Asked   string // what he wrote
	Name    string
	Picture string // address of the small form
	Taken   bool   // the line names its model
}

// NeedLine is one product asked for. Fields are as a user may write them.
type NeedLine struct {
	Product, Model, Specs, Quantity, Target string
	Ev                                      string // numbers of its evidence, for joining with the text
}

// NeedTerm is one condition: price term, place, payment and so on.
type NeedTerm struct {
	Field string // "incoterm", "destination", "payment", "delivery", "certifications", "packaging", "sample", "custom"
	Value string
	Ev    string
}

// MessageView is one message of the conversation.
type MessageView struct {
	ID        xunpan.ID
	Direction xunpan.Direction
	Channel   xunpan.Channel
	From      string // name, or address when there is none
	Mail      string
	To        string
	Subject   string // when it differs from the inquiry's
	Date      time.Time
	ZoneNote  string      // the sender's own clock: "09:12 −03:00"
	Auto      bool        // automatic answer or delivery report
	Given     []GivenLine // filled in beside the text
	Blocks    []TextBlock
	HTML      bool // there is an HTML form to look at
	Pictures  bool // it wants pictures from elsewhere
	Files     []FileView
	Problems  []string // what could not be read, in the user's language
	Inert     bool     // in quarantine: links are words only
	Open      bool     // shown unfolded
}

// GivenLine is one field of a form as it was filled in, readable or not.
type GivenLine struct{ Name, Value string }

// JoinRow is an inquiry that may belong to this one, and why.
type JoinRow struct {
	Row InquiryRow
	Why string
}

// TextBlock is a stretch of a message's text of one kind.
type TextBlock struct {
	Kind   xunpan.BlockKind
	Pieces []Piece
}

// Piece is a stretch of text with one look.
type Piece struct {
	Text   string
	Ev     []int       // numbers of the evidence it shows; none for plain text
	Axis   xunpan.Axis // of the strongest of them
	Note   string      // stands in the margin beside it; "" when another piece carries it
	Link   string      // where it leads; "" for no link
	Target string      // the same, shown behind it because the words say something else; "" when they do not
}

// FileView is an attachment.
type FileView struct {
	No      int
	Name    string
	Kind    xunpan.FileKind
	Size    int64
	Danger  string   // why it is dangerous, in the user's language; "" when it is not
	Inner   []string // names inside an archive
	Preview bool     // a picture or text that may be shown
}

// BuyerView is the buyer's card.
type BuyerView struct {
	Name, Title  string
	Contact      xunpan.ID
	Company      string
	CompanyID    xunpan.ID
	OwnedBy      string // a colleague who has this company already
	Country      string
	CountryBasis string
	Mails        []string
	Phones       []PhoneView
	WhatsApp     string
	Website      string
	Address      string
	Facts        []FactView
	Searches     []SearchLink
	LocalTime    string // the clock there now, with its weekday; "" when unknown
	LocalWork    string // "open", "closed" or "weekend" there now
	Inquiries    int    // of this buyer, this one included
	Orders       int
}

// PhoneView is a telephone number and what is known of it.
type PhoneView struct {
	Number string
	Kind   string // "mobile", "line", "fax", "voip", ""
	State  string // "passed", "failed", "unknown"
}

// FactView is one thing known of the sender.
type FactView struct {
	Name  string // of the family "fact"
	Value string
	State string // "passed", "failed", "unknown" or "" for plain information
}

// SearchLink is a search made ready; the user judges what it finds.
type SearchLink struct {
	Name string // of the family "search"
	URL  string
}

// HistoryLine is one thing that happened.
type HistoryLine struct {
	At     time.Time
	Who    string // as shown; the desk itself is said in the user's language
	What   string // of the family "what"
	Detail string // in the user's language
}

func (v InquiryView) act(verb string) string { return v.Row.url() + "/" + verb }

// message is the address of something of a message.
func (v InquiryView) message(m MessageView, what string) string {
	return v.Row.url() + "/messages/" + string(m.ID) + "/" + what
}

// needLines are the lines with an empty one at the end, for a further product,
// for those who may write it.
func (v InquiryView) needLines() []NeedLine {
	lines := v.Needs.Lines
	if v.May.Change {
		lines = append(lines[:len(lines):len(lines)], NeedLine{})
	}
	return lines
}

// termFields are the conditions in the order they are shown.
var termFields = [...]string{"incoterm", "destination", "payment", "delivery", "certifications", "packaging", "sample", "custom"}

// term is a condition, empty when nothing is known of it.
func (n NeedsView) term(field string) NeedTerm {
	for _, t := range n.Terms {
		if t.Field == field {
			return t
		}
	}
	return NeedTerm{Field: field}
}

// folded reports whether a kind of text is closed at first.
func folded(k xunpan.BlockKind) bool { return k != xunpan.Fresh && k != xunpan.Signature }

// copyText is the buyer's questions as a list to paste into an answer.
func (a AssessmentView) copyText() string {
	var b strings.Builder
	for _, m := range a.Missing {
		b.WriteString("- " + m.English + "\n")
	}
	return b.String()
}
