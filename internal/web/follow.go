package web

import (
	"xunpan"
)

// FollowView is the next planned contact with a buyer.
type FollowView struct {
	xunpan.FollowUp
	His     string // when it reaches him, on his clock
	Place   string // of that clock
	Ours    string // that moment on ours
	Written string // when it is to be written, on ours; "" where that is the same moment
	Over    bool   // it should have been written
}

// DealView is how far the deal is, and what comes next.
type DealView struct {
	Stage   xunpan.Stage
	Outcome xunpan.Outcome
	Follow  *FollowView // nil for none planned
	Plans   bool        // the inquiry is one that is followed up
	May     bool
}

// FollowRow is a planned contact in a list.
type FollowRow struct {
	InquiryRow
	FollowView
}

func (t *T) stageChoices(chosen xunpan.Stage) []choice {
	var out []choice
	for _, s := range xunpan.Stages {
		out = append(out, choice{string(s), t.Of("deal", string(s)), s == chosen})
	}
	return out
}

// lostReasons are why a deal is lost (DOMAIN D9.5).
var lostReasons = []string{"price", "product", "time", "trust", "silent", "fake", "other"}

func (v DealView) reasons(t *T) []choice {
	return t.familyChoices("lost", v.Outcome.Reason, lostReasons...)
}
