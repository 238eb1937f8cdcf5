package web

import (
	"cmp"
	"slices"
	"strconv"
	"strings"
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// SignalsView is the signal catalogue in force.
type SignalsView struct {
	Frame
	Query  string
	Groups []SignalGroup
	Edited int // signals that differ from the built-in ones

	Version int64
	Again   RejudgeView
}

// RejudgeView is how judging everything again fares, or how it fared last.
type RejudgeView struct {
	State         string // "", "waiting", "running", "done", "failed"
	By            string
	At            time.Time
	Share         string // of the work, in percent
	Done, Changed int
	Problem       string
	Rows          []RejudgeRow
}

// RejudgeRow is an inquiry that is judged otherwise now.
type RejudgeRow struct {
	ID       xunpan.ID
	Subject  string
	From, To xunpan.Brief
}

func (v RejudgeView) going() bool { return v.State == "waiting" || v.State == "running" }

// SignalGroup is the signals that share a cap.
type SignalGroup struct {
	Name string
	Rows []SignalRow
}

// SignalRow is one signal.
type SignalRow struct {
	ID     string
	Title  string
	Axis   xunpan.Axis
	Points float64 // on its axis at full strength
	Basis  string
	On     bool
	Edited bool
	Spoke  float64 // on which share of the newest inquiries; -1 not known
}

// TallyView is what a signal said of the newest inquiries.
type TallyView struct {
	flow.SignalTally
	Looked int
	Types  []TypeShare // what these inquiries are, by now; the most frequent first
}

func tallyView(all flow.Tallies, id string) TallyView {
	v := TallyView{SignalTally: all.BySignal[id], Looked: all.Looked}
	for _, b := range xunpan.Types {
		if n := v.SignalTally.Types[b]; n > 0 {
			v.Types = append(v.Types, TypeShare{b, float64(n) / float64(v.N)})
		}
	}
	slices.SortStableFunc(v.Types, func(a, b TypeShare) int { return cmp.Compare(b.Share, a.Share) })
	return v
}

// share is on which part of the inquiries the signal spoke.
func (v TallyView) share() float64 { return float64(v.N) / float64(max(1, v.Looked)) }

// SignalView is one signal to be changed.
type SignalView struct {
	Frame
	Row     SignalRow
	Builtin float64 // points as built in
	Weights []TypeWeight
	Effect  *Effect // of the change tried, not yet kept
	Tally   TallyView
	Version int64
	Problem string
}

// TypeWeight is how strongly the signal speaks for (+) or against (−) a type, in log-odds.
type TypeWeight struct {
	Type           xunpan.BuyerType
	Value, Builtin float64
}

// Effect is what a change of the rules would do to inquiries already here.
type Effect struct {
	Looked, Changed, Up, Down int
	// Against is how many changes go against what a user has said.
	Against int
	Rows    []EffectRow // the clearest ones
}

// EffectRow is an inquiry a change would judge in another way.
type EffectRow struct {
	Row      InquiryRow // as judged now
	Stars    int        // as it would be
	Type     xunpan.BuyerType
	UserSaid bool
}

func (r SignalRow) url() string { return "/settings/signals/" + r.ID }

// decimal shows a weight as a form takes it.
func figureOf(f float64) string { return strconv.FormatFloat(f, 'f', -1, 64) }

// weightBar is the start and the length of a weight's bar from the middle.
func weightBar(f float64) (x, width string) {
	length := 50 * min(max(f, -f), 4) / 4
	start := 50.0
	if f < 0 {
		start -= length
	}
	return strconv.FormatFloat(start, 'f', 1, 64), strconv.FormatFloat(length, 'f', 1, 64)
}

// anchor is a group's name as an address's fragment.
func anchor(name string) string { return "g-" + strings.ReplaceAll(name, ".", "-") }
