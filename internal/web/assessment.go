package web

import (
	"strconv"
	"strings"
	"time"

	"xunpan"
)

// AssessmentView is the panel beside the conversation. Texts are in the user's
// language.
type AssessmentView struct {
	Confidence float64 // 0–1
	Types      []TypeShare
	Axes       []AxisView
	Risks      []RiskView
	Checks     []CheckView
	Lookups    bool           // senders are looked up here
	Evidence   []EvidenceView // strongest first
	Missing    []MissingView
	Raise      []string
	House      []HouseView
	Desk       Verdict   // what the desk said, when the user said otherwise
	Said       *SaidView // the user's correction
	At         time.Time // when it was judged last
}

// Verdict is what was thought of an inquiry in three words.
type Verdict struct {
	Type  xunpan.BuyerType
	Stars int
	Grade string
}

// SaidView is a correction.
type SaidView struct {
	By  string
	At  time.Time
	Why string
}

// TypeShare is how probable a type is.
type TypeShare struct {
	Type  xunpan.BuyerType
	Share float64 // 0–1
}

// AxisView is one of the four axes.
type AxisView struct {
	Axis   xunpan.Axis
	Points int // 0–100
}

// RiskView is a danger, or a risk of the trade.
type RiskView struct {
	Severity xunpan.Severity
	Why      string
}

// CheckView is a look-up and its outcome.
type CheckView struct {
	ID     string // as in the assessment: "mail.spf"
	State  string // "passed", "failed", "unknown"
	Detail string
	AsOf   time.Time // of what it rests on; zero when nobody knows
}

// EvidenceView is one piece of evidence.
type EvidenceView struct {
	No     int // joins it with the marks in the text; from 1
	Title  string
	Axis   xunpan.Axis
	Points float64
	Why    string
	Quote  string // the buyer's words, shortened
	Shown  bool   // it is marked in the text
}

// MissingView is a thing a quotation needs, and the question that offers choices.
type MissingView struct {
	Field   string
	Ask     string // for the user
	English string // to be sent
}

// HouseView is a house rule that spoke.
type HouseView struct {
	Say    string
	Action xunpan.Action // "" when it only says something
}

// clear reports whether the type needs no further word: the rest is hardly probable.
func (a AssessmentView) clear() bool {
	return len(a.Types) == 0 || a.Types[0].Share >= 0.85
}

// strong are the pieces of evidence shown at once, the rest lies in a fold.
func (a AssessmentView) strong() []EvidenceView { return a.Evidence[:min(8, len(a.Evidence))] }

func (a AssessmentView) weak() []EvidenceView { return a.Evidence[min(8, len(a.Evidence)):] }

// known are the checks that were made, even where nobody answered; open are
// those that were not.
func (a AssessmentView) known() []CheckView { return a.checks(false) }

func (a AssessmentView) open() []CheckView { return a.checks(true) }

func (a AssessmentView) checks(unknown bool) []CheckView {
	var out []CheckView
	for _, c := range a.Checks {
		if (c.State == "unknown" && c.AsOf.IsZero()) == unknown {
			out = append(out, c)
		}
	}
	return out
}

// openTitles are the names of the checks nobody made.
func (a AssessmentView) openTitles(t *T) string {
	var names []string
	for _, c := range a.open() {
		names = append(names, t.Of("look", c.ID))
	}
	return strings.Join(names, t.Say("list.comma"))
}

// reasons are words a correction is often made with.
var reasons = [...]string{"known", "good", "vague", "not_ours", "rival", "fake", "small"}

// evNumbers is a data-ev attribute.
func evNumbers(ev []int) string {
	words := make([]string, len(ev))
	for i, n := range ev {
		words[i] = strconv.Itoa(n)
	}
	return strings.Join(words, " ")
}
