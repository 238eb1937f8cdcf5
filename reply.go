package xunpan

import "time"

// Situation is what an answer has to do (DOMAIN D8.2).
type Situation string

// The situations.
const (
	AnswerPlain    Situation = "answer"    // everything is known: answer and offer
	AnswerNotNow   Situation = "not_now"   // we do not sell to him now: explain, keep contact
	AnswerNoRush   Situation = "no_rush"   // he is researching: complete, so that he remembers
	AnswerNeedTime Situation = "need_time" // we need time: promise an exact one
	AnswerKnowHim  Situation = "know_him"  // we must know him first: counter-questions and what he gets
	AnswerCannot   Situation = "cannot"    // technology, size or price: explain, offer what we can
	AnswerDecline  Situation = "decline"   // polite and short; nothing is offered
	AnswerSample   Situation = "sample"    // what a sample costs and who pays
	AnswerFollow   Situation = "follow_up" // he has our answer and is silent (DOMAIN D9.3)
)

// Situations lists the situations in the order users see them.
var Situations = [...]Situation{AnswerPlain, AnswerNoRush, AnswerNeedTime, AnswerKnowHim, AnswerCannot, AnswerNotNow, AnswerSample, AnswerFollow, AnswerDecline}

// Draft is an answer being written. Body is plain text: paragraphs parted by
// blank lines, "1. " lists, **bold**; a gap that somebody must fill is written
// ⟦like this⟧ and never leaves the house.
type Draft struct {
	ID        ID        `json:"id,omitzero"`
	Inquiry   ID        `json:"inquiry"`
	Answers   ID        `json:"answers,omitempty"` // the letter it answers
	Situation Situation `json:"situation"`
	Purpose   Purpose   `json:"purpose,omitempty"` // of a follow-up
	Template  string    `json:"template,omitempty"`
	Lang      string    `json:"lang"` // one of PaperLangs
	Channel   Channel   `json:"channel"`
	To        []Address `json:"to"`
	Cc        []Address `json:"cc,omitempty"`
	Subject   string    `json:"subject"`
	Body      string    `json:"body"`
	Quotation ID        `json:"quotation,omitempty"`
	Papers    []string  `json:"papers,omitempty"`   // the quotation's forms that go along: of PaperForms
	Files     []ID      `json:"files,omitempty"`    // assets to attach
	Look      string    `json:"look,omitempty"`     // address at which the buyer sees the quotation
	Choices   string    `json:"choices,omitempty"`  // address at which he answers what is missing
	Promise   time.Time `json:"promise,omitzero"`   // by when we said we would come back
	Polished  bool      `json:"polished,omitempty"` // a language model changed its words
	By        ID        `json:"by,omitempty"`
	Changed   time.Time `json:"changed,omitzero"`
	Version   int64     `json:"version,omitzero"`
}

// PaperForms are the forms in which a quotation goes along with a letter.
var PaperForms = [...]string{"pdf", "xlsx"}

// GapOpen and GapClose mark what is missing in a draft.
const (
	GapOpen  = "⟦"
	GapClose = "⟧"
)

// FindingState is what a check before sending says.
type FindingState string

// The states of a finding.
const (
	FindPass  FindingState = "pass"
	FindWarn  FindingState = "warn"  // may be sent
	FindBlock FindingState = "block" // may not be sent
)

// Finding is the result of one check of a draft (DOMAIN D8.6).
type Finding struct {
	Check string       `json:"check"` // "recipient.name", "price.validity", …
	State FindingState `json:"state"`
	Say   Text         `json:"say"`
	Field string       `json:"field,omitempty"` // "to", "subject", "body", "files"
	Start int          `json:"start,omitzero"`  // byte offsets into the field's text; equal for the whole field
	End   int          `json:"end,omitzero"`
}

// Outgoing is a mail on its way.
type Outgoing struct {
	ID        ID            `json:"id"`
	Inquiry   ID            `json:"inquiry"`
	Draft     ID            `json:"draft,omitempty"`
	Letter    ID            `json:"letter,omitempty"` // in the conversation, once it left
	Mailbox   ID            `json:"mailbox"`          // through which it goes
	MessageID string        `json:"message_id"`       // given when it was written, for every attempt the same
	State     OutgoingState `json:"state"`
	NotBefore time.Time     `json:"not_before"`
	Attempts  int           `json:"attempts"`
	Problem   string        `json:"problem,omitempty"` // what the server said last
	Sent      time.Time     `json:"sent,omitzero"`
	Filed     bool          `json:"filed,omitempty"` // a copy lies in the mailbox's Sent folder
	By        ID            `json:"by"`
	Created   time.Time     `json:"created"`
}

// OutgoingState is how far a mail on its way is.
type OutgoingState string

// The states of a mail on its way.
const (
	OutWaiting   OutgoingState = "waiting"   // may still be taken back
	OutSending   OutgoingState = "sending"   // handed to the server just now
	OutSent      OutgoingState = "sent"      // the server took it
	OutDoubtful  OutgoingState = "doubtful"  // cut off while sending: a person decides
	OutFailed    OutgoingState = "failed"    // the server refused it for good
	OutCancelled OutgoingState = "cancelled" // taken back in time
	OutBounced   OutgoingState = "bounced"   // came back later
)

// LetterTemplate is a letter of the house's own, filled with what is known when an
// answer is composed; docs/letters.md explains its words.
type LetterTemplate struct {
	ID        string    `json:"id"` // of this house: "catalogue-first"
	Name      string    `json:"name"`
	Situation Situation `json:"situation,omitempty"` // it is offered first in; "" in any
	Texts     Names     `json:"texts"`               // by language: of PaperLangs
	Subject   Names     `json:"subject,omitempty"`   // by language; "" keeps the inquiry's
}
