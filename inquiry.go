package xunpan

import "time"

// ID names a row of the desk's book: a UUIDv7 in its usual spelling, or "" for none.
type ID string

// Tray is where an inquiry lies until somebody acts (DOMAIN D2.0).
type Tray string

// The trays. "all" is no tray but a view of every one.
const (
	ToAnswer     Tray = "to_answer"     // a buyer waits for us
	Waiting      Tray = "waiting"       // we answered, the buyer's turn
	ToVerify     Tray = "to_verify"     // contradictions to clear first
	InQuarantine Tray = "quarantine"    // danger: no links, no attachments
	NotInquiries Tray = "not_inquiries" // shown with the reason, never thrown away
	Done         Tray = "done"          // closed by a person
)

// Trays lists the trays in the order users see them.
var Trays = [...]Tray{ToAnswer, Waiting, ToVerify, InQuarantine, NotInquiries, Done}

// TrayFor is the tray in which a judged inquiry waits first.
func TrayFor(t BuyerType, a Action) Tray {
	switch {
	case a == Quarantine || t == Fraud:
		return InQuarantine
	case t == NotBuyer || a == FileAway:
		return NotInquiries
	case a == Verify:
		return ToVerify
	}
	return ToAnswer
}

// Worth orders inquiries by what they deserve of today's time (DOMAIN D4.8):
// stars first, then intent, then confidence. 0 to 599.
func Worth(stars int, intent Intent, confidence float64) int {
	w := stars * 100
	switch intent {
	case High:
		w += 60
	case General:
		w += 30
	}
	return w + int(max(0, min(confidence, 1))*39)
}

// GradeOf is the grade that stars of a type mean (DOMAIN D4.2).
func GradeOf(t BuyerType, stars int) string {
	switch {
	case t == Spy || stars <= 0:
		return "D"
	case stars >= 4:
		return "A"
	case stars == 3:
		return "B"
	}
	return "C"
}

// IntentOf is the intent that a person's word on type or stars means, where the
// desk had sorted it as judged (DOMAIN D2.3).
func IntentOf(t BuyerType, stars int, judged Intent) Intent {
	switch t {
	case Seeker, Entrant, Collector:
		switch {
		case stars >= 4:
			return High
		case stars == 3 && judged == High:
			return High
		}
		return General
	case Casual:
		if stars >= 2 {
			return General
		}
	}
	return Low
}

// ActionOf is what to do with an inquiry of a type (DOMAIN section 4). Doubts
// about the sender are not its matter.
func ActionOf(t BuyerType, stars int, i Intent) Action {
	switch t {
	case Fraud:
		return Quarantine
	case NotBuyer:
		return FileAway
	case Sampler:
		return AskPayment
	case Inviter, Spy:
		return Decline
	}
	switch {
	case stars >= 4 && i == High:
		return ReplyNow
	case stars >= 3:
		return Reply
	}
	return Nurture
}

// Inquiry is one buyer's request and the conversation that grows from it, as
// lists show it. Type, Stars, Grade and what follows from them are the user's
// word where he gave one, and the assessment's otherwise.
type Inquiry struct {
	ID         ID
	Tray       Tray
	TrayBy     ID // the user who put it there; "" while it lies where the desk put it
	Channel    Channel
	Subject    string
	Snippet    string // the beginning of the newest text
	Party      Address
	Company    string // as the buyer wrote it
	Country    string // ISO 3166-1 alpha-2, "" unknown
	Lang       string // ISO 639-1 of the newest message
	Product    string // first line asked for
	Quantity   string // first quantity, with its unit
	Type       BuyerType
	Stars      int
	Grade      string
	Intent     Intent
	Action     Action
	Confidence float64
	Worth      int
	Said       *Said          // the user's correction, if any
	Needs      *AnalysisNeeds // as the user put them right; nil while they are as read
	Stage      Stage
	Outcome    *Outcome // what became of it; nil while that is open
	Owner      ID
	ContactID  ID
	CompanyID  ID
	Tags       []string
	Messages   int // all messages of the conversation, both ways
	Files      int // attachments of all messages
	Unread     bool
	Created    time.Time // when the desk first had it
	Received   time.Time // newest message of the buyer
	Answered   time.Time // newest message of ours; zero if none
	Due        time.Time // answer by; zero when nobody waits
	Snoozed    time.Time // hidden until; zero when not
	Next       time.Time // when the next planned contact is to be written; zero without one
	Version    int64     // counts changes
}

// Said is a user's correction of an assessment (DOMAIN D4.6). Empty fields were
// not corrected. It is never overwritten by a computation.
type Said struct {
	Type  BuyerType `json:"type,omitempty"`
	Stars *int      `json:"stars,omitempty"`
	Grade string    `json:"grade,omitempty"`
	Why   string    `json:"why,omitempty"`
	By    ID        `json:"by"`
	At    time.Time `json:"at"`
}

// Stage is how far the deal is (DOMAIN D9.4).
type Stage string

// The stages of a deal.
const (
	StageNew         Stage = "new"
	StageReplied     Stage = "replied"
	StageQuoted      Stage = "quoted"
	StageSample      Stage = "sample"
	StageNegotiating Stage = "negotiating"
	StageWon         Stage = "won"
	StageLost        Stage = "lost"
	StageDormant     Stage = "dormant"
)

// Stages lists the stages in order.
var Stages = [...]Stage{StageNew, StageReplied, StageQuoted, StageSample, StageNegotiating, StageWon, StageLost, StageDormant}

// Outcome is what became of an inquiry (DOMAIN D4.6).
type Outcome struct {
	Value    string    `json:"value,omitempty"`    // of the order, a decimal
	Currency string    `json:"currency,omitempty"` // ISO 4217
	Reason   string    `json:"reason,omitempty"`   // why it was lost: "price", "product", "time", "trust", "silent", "fake", "other"
	Note     string    `json:"note,omitempty"`
	By       ID        `json:"by"`
	At       time.Time `json:"at"`
}

// Direction tells the buyer's messages from ours and from notes among colleagues.
type Direction string

// The directions.
const (
	In   Direction = "in"
	Out  Direction = "out"
	Note Direction = "note"
)

// Form says how raw bytes are to be read.
type Form string

// The forms of raw bytes.
const (
	FormMail  Form = "mail"  // RFC 5322
	FormPaste Form = "paste" // `Key: value` lines, a blank line, text
	FormWeb   Form = "web"   // the JSON of a website form or another system
	FormNote  Form = "note"  // plain text written at the desk
)

// Letter is one message of a conversation as the desk's book keeps it; its
// words are read again from the raw bytes whenever they are shown.
type Letter struct {
	ID        ID
	Inquiry   ID // "" for a sent mail whose inquiry is not known yet
	Direction Direction
	Form      Form
	Channel   Channel
	MessageID string // Message-ID without brackets
	Subject   string
	From      Address
	To        []Address
	Date      time.Time // as the sender states it
	Received  time.Time // when the desk had it
	Size      int
	Files     int
	Source    string // where it came from, as the channel names it
	Mailbox   ID
	By        ID    // the user who wrote or entered it
	Auto      bool  // an automatic answer or delivery report
	Judged    Brief // what this message alone was judged
}

// Brief is an assessment in five words.
type Brief struct {
	Type       BuyerType `json:"type"`
	Stars      int       `json:"stars"`
	Grade      string    `json:"grade"`
	Intent     Intent    `json:"intent"`
	Action     Action    `json:"action"`
	Confidence float64   `json:"confidence"`
}

// Change is one entry of the desk's history: who did what to which row. The
// changes in order of Seq are the audit log, the history of every page and the
// feed for other systems.
type Change struct {
	Seq     int64
	At      time.Time
	Actor   Actor
	Object  string // "inquiry", "company", "user", …
	ID      ID     // of the object
	Inquiry ID     // the inquiry it belongs to, if any
	What    string // "created", "corrected", "moved", …
	Detail  any    // small, JSON; before and after where it matters
}

// Actor is who did something: a user, an API key, or the desk itself.
type Actor struct {
	Kind string // "user", "key", "desk"
	ID   ID
	Name string // as shown; names may change later
}

// TheDesk is the actor of what happens by itself.
var TheDesk = Actor{Kind: "desk", Name: "xunpan"}
