package price

import (
	"strings"

	"xunpan"
)

// rule is what one Incoterm puts on the seller, in the money's terms.
type rule struct {
	term    xunpan.Incoterm
	name    xunpan.Text
	stages  []Stage // whose charges the seller bears
	sea     bool    // for carriage by water alone
	insures bool    // the seller insures: by the rule, or for his own risk
	clause  Clause  // the least cover that the rule demands
	abroad  bool    // the named place lies where the buyer is
	duties  bool
}

var (
	fcaStages = []Stage{StageGeneral, StagePickup, StageInland, StageClearance}
	fasStages = append(fcaStages[:4:4], StagePort)
	fobStages = append(fasStages[:5:5], StageOnboard)
	cfrStages = append(fobStages[:6:6], StageFreight)
	cptStages = append(cfrStages[:7:7], StageArrival, StageOnCarriage)
)

// rules are the eleven Incoterms 2020, in our own words. What the named place
// changes is in [rule.bears].
var rules = []rule{
	{term: xunpan.EXW, name: xunpan.Text{En: "ex works", Zh: "工厂交货"}, stages: fcaStages[:1]},
	{term: xunpan.FCA, name: xunpan.Text{En: "free carrier", Zh: "货交承运人"}, stages: fcaStages},
	{term: xunpan.FAS, name: xunpan.Text{En: "free alongside ship", Zh: "船边交货"}, stages: fasStages, sea: true},
	{term: xunpan.FOB, name: xunpan.Text{En: "free on board", Zh: "船上交货"}, stages: fobStages, sea: true},
	{term: xunpan.CFR, name: xunpan.Text{En: "cost and freight", Zh: "成本加运费"}, stages: cfrStages, sea: true, abroad: true},
	{term: xunpan.CIF, name: xunpan.Text{En: "cost, insurance and freight", Zh: "成本、保险费加运费"}, stages: cfrStages, sea: true, insures: true, clause: ClauseC, abroad: true},
	{term: xunpan.CPT, name: xunpan.Text{En: "carriage paid to", Zh: "运费付至"}, stages: cptStages, abroad: true},
	{term: xunpan.CIP, name: xunpan.Text{En: "carriage and insurance paid to", Zh: "运费、保险费付至"}, stages: cptStages, insures: true, clause: ClauseA, abroad: true},
	{term: xunpan.DAP, name: xunpan.Text{En: "delivered at place", Zh: "目的地交货"}, stages: cptStages, insures: true, clause: ClauseA, abroad: true},
	{term: xunpan.DPU, name: xunpan.Text{En: "delivered at place unloaded", Zh: "目的地卸货后交货"}, stages: append(cptStages[:9:9], StageUnloading), insures: true, clause: ClauseA, abroad: true},
	{term: xunpan.DDP, name: xunpan.Text{En: "delivered duty paid", Zh: "完税后交货"}, stages: append(cptStages[:9:9], StageImport), insures: true, clause: ClauseA, abroad: true, duties: true},
}

// TermName is what the three letters stand for.
func TermName(t xunpan.Incoterm) xunpan.Text {
	if r := ruleOf(t); r != nil {
		return r.name
	}
	return xunpan.Text{}
}

func ruleOf(t xunpan.Incoterm) *rule {
	for i := range rules {
		if rules[i].term == t {
			return &rules[i]
		}
	}
	return nil
}

// delivered tells the D terms, under which the seller carries the risk all the
// way.
func (r *rule) delivered() bool { return r.term[0] == 'D' }

// departs tells the E and F terms, whose price ends before the main carriage.
func (r *rule) departs() bool { return r.term[0] == 'E' || r.term[0] == 'F' }

// where says what about the named place moves costs.
type where struct {
	premises bool // at the seller's own door
	port     bool // at the port or airport where the main carriage ends
}

// bears reports whether the seller bears the charges of a stage.
func (r *rule) bears(s Stage, w where) bool {
	switch s {
	case StageInland:
		if r.term == xunpan.FCA && w.premises {
			return false // the carrier fetches the goods
		}
	case StageArrival:
		if w.port && !r.delivered() {
			return false // carriage is paid to the port, not off the ship
		}
	case StageOnCarriage:
		if w.port {
			return false
		}
	}
	for _, have := range r.stages {
		if have == s {
			return true
		}
	}
	return false
}

// oldTerms are names that contracts must no longer use, or never should have.
var oldTerms = map[string]xunpan.Incoterm{
	"DAT": xunpan.DPU, "DEQ": xunpan.DPU, "DDU": xunpan.DAP, "DES": xunpan.DAP, "DAF": xunpan.DAP,
	"C&F": xunpan.CFR, "CNF": xunpan.CFR, "CAF": xunpan.CFR,
}

// parseTerm reads the letters of a term; old names are taken for what replaced
// them.
func parseTerm(s string) (t xunpan.Incoterm, old, ok bool) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if t, old = oldTerms[s]; old {
		return t, true, true
	}
	t = xunpan.Incoterm(s)
	return t, false, ruleOf(t) != nil
}

// UnmarshalText reads "FOB Ningbo", "CIFC5 Santos" (commission of 5%), "DDP".
func (o *Choice) UnmarshalText(text []byte) error {
	term, place, _ := strings.Cut(strings.TrimSpace(string(text)), " ")
	*o = Choice{Term: strings.ToUpper(term), Place: strings.TrimSpace(place)}
	if _, _, ok := parseTerm(o.Term); ok {
		return nil
	}
	// FOBC5, CIFC2.5, CFRC3%: the rest after the C is the commission.
	if len(o.Term) > 4 && o.Term[3] == 'C' {
		var p Percent
		if err := p.UnmarshalText([]byte(strings.TrimSuffix(o.Term[4:], "%") + "%")); err == nil {
			o.Term, o.Commission = o.Term[:3], &p
		}
	}
	if _, _, ok := parseTerm(o.Term); !ok {
		return invalid("", "%q is no term of Incoterms 2020: take one of %s", "%q 不是 Incoterms 2020 的术语：可用 %s", term, termList())
	}
	return nil
}

func termList() string {
	var list []string
	for _, t := range xunpan.Incoterms {
		list = append(list, string(t))
	}
	return strings.Join(list, ", ")
}

// option is a choice made ready: its rule and its named place.
type option struct {
	Choice
	rule  *rule
	old   string // the old name that was given
	place string
	kind  string
	where where
}

// resolve fills what the choice leaves to the route and the gazetteer.
func (s *Sheet) resolve(o Choice) option {
	r := &s.Route
	term, old, _ := parseTerm(o.Term)
	opt := option{Choice: o, rule: ruleOf(term), place: o.Place, kind: o.PlaceKind}
	if old {
		opt.old = o.Term
	}
	if opt.place == "" {
		opt.place = r.placeOf(term)
	}
	same := func(name string) bool { return name != "" && strings.EqualFold(name, opt.place) }
	country := r.From
	if opt.rule.abroad {
		country = r.To
	}
	kind := ""
	if s.Gazetteer != nil {
		var found string
		if kind, found = s.Gazetteer(opt.place, country); opt.PlaceCountry == "" {
			opt.PlaceCountry = found
		}
	}
	if opt.kind == "" {
		switch {
		case !opt.rule.sea && same(r.Destination):
			opt.kind = "city" // named apart from its port, as the end of the way
		case !opt.rule.sea && same(r.Premises):
			opt.kind = "premises"
		case kind != "":
			opt.kind = kind
		case same(r.Port), same(r.ToPort):
			opt.kind = "port"
		}
	}
	opt.where = where{
		premises: opt.kind == "premises",
		port:     opt.rule.abroad && (opt.kind == "port" || opt.kind == "airport"),
	}
	return opt
}

// placeOf is the named place of a term on the route; "" if it has none.
func (r *Route) placeOf(t xunpan.Incoterm) string {
	first := func(names ...string) string {
		for _, n := range names {
			if n != "" {
				return n
			}
		}
		return ""
	}
	switch t {
	case xunpan.EXW:
		return r.Premises
	case xunpan.FCA:
		return first(r.Terminal, r.Premises)
	case xunpan.FAS, xunpan.FOB:
		return r.Port
	case xunpan.CFR, xunpan.CIF:
		return r.ToPort
	}
	return first(r.Destination, r.ToPort)
}
