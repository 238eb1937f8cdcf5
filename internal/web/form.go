package web

// FormSentView is what a visitor of another website sees after sending its form.
type FormSentView struct {
	T       *T
	Company string
	Text    string // thanks, or what was wrong
	Back    string // the page he came from; "" if not known
}

func (v FormSentView) title() string { return orElse(v.Company, v.T.Say("form.sent")) }
