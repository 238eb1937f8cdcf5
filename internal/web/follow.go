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
	Samples []xunpan.Sample
	Objects string // what he objected to last; "" for nothing since he was heard
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

// relation is how far the relation with a buyer is (DOMAIN D9.4): by what the deal shows.
func (v DealView) relation() string {
	switch v.Stage {
	case xunpan.StageWon:
		return "cooperation"
	case xunpan.StageSample, xunpan.StageNegotiating:
		return "trust"
	}
	if v.Follow != nil && v.Follow.Tries > 2 || v.Stage == xunpan.StageDormant {
		return "persistence"
	}
	return "rapport"
}

func (t *T) payerChoices(chosen string) []choice {
	return t.familyChoices("payer", chosen, xunpan.SamplePayers[:]...)
}

func (t *T) verdictChoices(chosen xunpan.SampleVerdict) []choice {
	var all []string
	for _, v := range xunpan.SampleVerdicts {
		all = append(all, string(v))
	}
	return t.familyChoices("verdict", string(chosen), all...)
}
