package judge

import (
	"fmt"

	"github.com/expr-lang/expr"
	"github.com/expr-lang/expr/vm"

	"xunpan"
)

// Inquiry is what a house rule can ask about (DOMAIN D4.7). The names are
// those a rule uses: `quantity < 100 && unit == "pcs"`, `country in ["NG", "GH"]`.
type Inquiry struct {
	Type      string   `expr:"type"`
	Stars     int      `expr:"stars"`
	Grade     string   `expr:"grade"`
	Intent    string   `expr:"intent"`
	Country   string   `expr:"country"`
	Channel   string   `expr:"channel"`
	Lang      string   `expr:"lang"`
	Products  []string `expr:"products"`
	Product   string   `expr:"product"`
	Quantity  float64  `expr:"quantity"` // largest order quantity; 0 if none
	Unit      string   `expr:"unit"`
	Incoterm  string   `expr:"incoterm"`
	Place     string   `expr:"place"`
	Port      string   `expr:"port"`
	Payment   string   `expr:"payment"`
	Sample    string   `expr:"sample"`
	Custom    bool     `expr:"custom"`
	Urgent    bool     `expr:"urgent"`
	FreeMail  bool     `expr:"free_mail"`
	Certs     []string `expr:"certifications"`
	Company   string   `expr:"company"`
	Signals   []string `expr:"signals"`
	Questions []string `expr:"questions"`
}

type houseRule struct {
	rule xunpan.HouseRule
	prog *vm.Program
}

// WithHouse returns the rules with the company's house rules compiled in.
// An error names the rule and what is wrong with its condition.
func (r *Rules) WithHouse(rules []xunpan.HouseRule) (*Rules, error) {
	if len(rules) == 0 {
		return r, nil
	}
	out := *r
	out.rules = nil
	for i, h := range rules {
		if h.ID == "" {
			h.ID = fmt.Sprintf("house.%d", i+1)
		}
		if h.Off {
			continue
		}
		if h.Say.En == "" && h.Say.Zh == "" {
			return nil, fmt.Errorf("house rule %q: \"say\" is needed, so that the rule is stated openly", h.ID)
		}
		if h.Action != "" && h.Action.Title().En == "" {
			return nil, fmt.Errorf("house rule %q: no action %q", h.ID, h.Action)
		}
		prog, err := expr.Compile(h.When, expr.Env(Inquiry{}), expr.AsBool())
		if err != nil {
			return nil, fmt.Errorf("house rule %q: condition: %w", h.ID, err)
		}
		if h.Say.En == "" {
			h.Say.En = h.Say.Zh
		}
		if h.Say.Zh == "" {
			h.Say.Zh = h.Say.En
		}
		out.rules = append(out.rules, houseRule{h, prog})
	}
	return &out, nil
}

// house applies the house rules: they are stated openly and may change the
// action, never stars; a danger's quarantine stands above them.
func (r *Rules) house(c *Case, a *xunpan.Assessment) {
	if len(r.rules) == 0 {
		return
	}
	env := c.inquiryEnv(a)
	for i := range r.rules {
		h := &r.rules[i]
		yes, err := expr.Run(h.prog, env)
		if err != nil || yes != true {
			continue
		}
		a.House = append(a.House, xunpan.HouseHit{ID: h.rule.ID, Action: h.rule.Action, Say: h.rule.Say})
		if h.rule.Action != "" && a.Action != xunpan.Quarantine && a.Action != xunpan.FileAway {
			a.Action = h.rule.Action
		}
	}
}

func (c *Case) inquiryEnv(a *xunpan.Assessment) Inquiry {
	n := &c.r.Needs
	e := Inquiry{
		Type: string(a.Type), Stars: a.Stars, Grade: a.Grade, Intent: string(a.Intent), Country: c.r.Buyer.Country.Value,
		Channel: string(c.m.Channel), Lang: c.r.Lang, Product: c.product.Value, Incoterm: n.Incoterm.Value, Place: n.Place.Value,
		Port: n.DestPort.Value, Payment: n.Payment.Value, Sample: n.Sample.Value, Custom: n.Custom.Value != "", Urgent: n.Urgent.Value != "",
		FreeMail: c.s.From.Kind == xunpan.DomainFree, Company: c.r.Buyer.Company.Value,
	}
	for i := range n.Lines {
		e.Products = append(e.Products, n.Lines[i].Product.Value)
	}
	if c.quantity != nil {
		e.Quantity, e.Unit = c.quantity.Max, c.quantity.Unit
	}
	for _, w := range n.Certifications {
		e.Certs = append(e.Certs, w.Value)
	}
	for _, q := range c.r.Questions {
		e.Questions = append(e.Questions, q.Topic)
	}
	for i := range a.Evidence {
		e.Signals = append(e.Signals, a.Evidence[i].Signal)
	}
	return e
}
