package web

import (
	"strconv"
	"time"

	"xunpan"
)

// QuotationsView is the list of quotations.
type QuotationsView struct {
	Frame
	Rows  []QuoteRow
	State string
	Older string // address of the next page; "" at the end
}

// QuoteRow is one quotation in a list.
type QuoteRow struct {
	ID, Inquiry xunpan.ID
	Number      string
	Revision    int
	Kind        xunpan.PaperKind
	State       xunpan.QuotationState
	Buyer       string
	Country     string
	Total       string // of the first option, with its currency and term; "" without prices
	ValidUntil  string
	Ended       bool // its last day is over
	Created     time.Time
	By          Person
}

func (r QuoteRow) url() string { return "/quotations/" + string(r.ID) }

func (r QuoteRow) title() string {
	if r.Revision > 1 {
		return r.Number + " / " + strconv.Itoa(r.Revision)
	}
	return r.Number
}

// QuotationView is one quotation, with what stays in the house for those who
// may see it.
type QuotationView struct {
	Frame
	Row       QuoteRow
	Subject   string // of the inquiry
	Version   int64
	Sheet     sheetTree // nil for who may not see costs
	Buyer     xunpan.Party
	Reference string
	Lang      string
	Second    string
	Terms     xunpan.Terms
	Offer     xunpan.Offer
	Prices    PricesView
	Approval  *ApprovalView
	Chosen    int
	Others    []QuoteRow // its revisions and proforma invoices
	Locked    bool       // it was sent: a new revision is made to change it
	MayDecide bool
	Links     []BuyerLinkRow
	Made      string // address of the link just made; it is shown once
	Problem   string
	Problems  map[string]string
}

// BuyerLinkRow is an address at which the buyer sees the quotation.
type BuyerLinkRow struct {
	ID                             xunpan.ID
	Counted                        bool
	Views                          int
	Last, Answered, Created, Until time.Time
}

// ApprovalView is the question to a manager, and the answer.
type ApprovalView struct {
	AskedBy, By string
	Asked, At   time.Time
	Why, Word   string
	Yes         bool
}

// PricesView is what a sheet comes to. All but the prices stays in the house.
type PricesView struct {
	ID       xunpan.ID
	Problems []string // why there are no prices
	Currency string
	Options  []PriceOption
	Items    []string // their names
	Warnings []string
	Below    int // prices below the floor
	Loading  []string
	Counters []string // what can be said to his target price
}

// PriceOption is one of the offers side by side.
type PriceOption struct {
	Title string
	Lines []PriceLine
	Total string
}

// PriceLine is one item at an option.
type PriceLine struct {
	Price, Amount string
	Ladder        []string // "≥ 5,000: 2.58"
	Margin        string   // share of the price
	Floor, Room   string
	Below         bool
	Steps         []PriceStep
}

// PriceStep is one line of a price's build-up.
type PriceStep struct{ Name, Basis, Unit, Running string }

func (v QuotationView) act(what string) string { return v.Row.url() + "/" + what }

// spareRows is how many empty rows a list of the form ends with.
const spareRows = 1

func (v QuotationView) langs(chosen string, none bool) []choice {
	var out []choice
	if none {
		out = append(out, choice{"", v.T.Say("quote.second.none"), chosen == ""})
	}
	for _, l := range xunpan.PaperLangs {
		out = append(out, choice{l, v.T.Language(l), l == chosen})
	}
	return out
}

func leadChoices(t *T, chosen string) []choice {
	var out []choice
	for _, s := range xunpan.LeadStarts {
		out = append(out, choice{s, t.Of("lead", s), s == chosen})
	}
	return out
}

// sheetChoices are the choices of the form's fields that are no free text.
var sheetChoices = map[string][]string{
	"stage":              {"general", "pickup", "inland", "clearance", "port", "onboard", "freight", "arrival", "on_carriage", "unloading", "import"},
	"shipping.mode":      {"", "fcl", "lcl", "bulk", "air", "courier", "road", "rail"},
	"shipping.container": {"", "20GP", "40GP", "40HQ", "45HQ"},
	"rounding.mode":      {"", "up", "nearest", "down"},
}

func choicesFor(t *T, field, chosen string) []choice {
	var out []choice
	for _, c := range sheetChoices[field] {
		title := c
		if t.Has("sheetchoice", c) {
			title = t.Of("sheetchoice", c)
		}
		out = append(out, choice{c, title, c == chosen})
	}
	return out
}

func partialChoices(t *T, chosen string) []choice {
	var out []choice
	for _, c := range []string{"", "yes", "no"} {
		out = append(out, choice{c, t.Of("partial", orElse(c, "unsaid")), c == chosen})
	}
	return out
}
