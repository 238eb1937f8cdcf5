package web

import "xunpan"

// RulesView is the company's own rules. They never change stars: they say
// something and may recommend another action.
type RulesView struct {
	Frame
	Rows     []RuleRow
	Edit     RuleForm // the rule in the form; empty for a new one
	Problem  string   // what is wrong with its condition, in the user's language
	Hits     []InquiryRow
	Looked   int               // inquiries the rule was tried on; 0 when it was not tried
	Version  int64             // of the company's settings
	Problems map[string]string // of the other fields
	Names    []RuleName
	Examples []string
}

// RuleRow is one rule.
type RuleRow struct {
	ID     string
	When   string
	Action xunpan.Action
	Say    string
	On     bool
}

// RuleForm is a rule as a form takes it.
type RuleForm struct {
	ID, When, Action, SayEn, SayZh string
	On                             bool
}

// RuleName is a thing a condition can ask for.
type RuleName struct {
	Name, Means string
}

func (v RulesView) actions() []choice {
	out := []choice{{"", v.T.Say("rule.no_action"), v.Edit.Action == ""}}
	for _, a := range xunpan.Actions {
		out = append(out, choice{string(a), a.Title().In(v.T.Lang()), string(a) == v.Edit.Action})
	}
	return out
}
