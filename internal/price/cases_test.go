package price_test

import (
	"os"
	"path/filepath"
	"testing"

	"go.yaml.in/yaml/v3"

	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

// worked is a case calculated by hand: a formula, a sheet, or a carton.
type worked struct {
	Name    string
	Method  string // where the method is taught, in words
	Working string // the calculation by hand
	Formula string
	Given   map[string]string
	Want    string
	Sheet   yaml.Node
	Check   []check
	Packing yaml.Node
	Fits    []struct {
		Kind    string
		Cartons int64
		Binds   string
	}
}

// check is what must come out of a sheet for its first item. Empty fields are
// not looked at.
type check struct {
	Option     int
	Exact      string // before rounding; half up to as many places as stand here
	Price      string
	List       string
	Amount     string
	Profit     string // per unit, before rounding
	Earned     string // per unit, at the offered price
	Margin     string // percent of the price
	Freight    string // the step of the main carriage, in all
	Chargeable string
	Step       map[string]string // per unit, to the cent
	Ladder     []string
	Containers *struct {
		Kind   string
		Count  int64
		Filled string
		Binds  string
	}
	Counter *struct {
		Verdict string
		Unit    string
		OfPrice string `yaml:"of_price"`
		Way     *struct{ Kind, Quantity, Term, Unit string }
	}
}

var formulas = map[string]struct {
	arguments []string
	compute   any
}{
	"actual_cost":       {[]string{"purchase", "vat", "refund"}, price.ActualCost},
	"refund":            {[]string{"purchase", "vat", "refund"}, price.Refund},
	"exchange_cost":     {[]string{"cost", "fob"}, price.ExchangeCost},
	"profit_rate":       {[]string{"income", "cost", "base"}, price.ProfitRate},
	"cif_from_cfr":      {[]string{"cfr", "share", "premium"}, price.CIFFromCFR},
	"cfr_from_cif":      {[]string{"cif", "share", "premium"}, price.CFRFromCIF},
	"with_commission":   {[]string{"net", "commission"}, price.WithCommission},
	"net_of_commission": {[]string{"price", "commission"}, price.NetOfCommission},
	"premium":           {[]string{"price", "share", "premium"}, price.Premium},
	"break_even":        {[]string{"fixed", "price", "variable"}, price.BreakEven},
}

func TestWorkedCases(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("cases/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	count := 0
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		var cases []worked
		if err := yaml.Unmarshal(data, &cases); err != nil {
			t.Fatal(name, err)
		}
		for i := range cases {
			c := &cases[i]
			count++
			t.Run(filepath.Base(name)+"/"+c.Name, func(t *testing.T) {
				t.Parallel()
				if c.Method == "" || c.Working == "" {
					t.Error("a case says its method and its working")
				}
				c.run(t)
			})
		}
	}
	if count < 60 {
		t.Errorf("%d cases, want at least 60", count)
	}
}

func (c *worked) run(t *testing.T) {
	switch {
	case c.Formula != "":
		c.runFormula(t)
	case len(c.Fits) > 0:
		c.runFits(t)
	default:
		c.runSheet(t)
	}
}

func (c *worked) runFormula(t *testing.T) {
	f, ok := formulas[c.Formula]
	if !ok || len(c.Given) != len(f.arguments) {
		t.Fatalf("formula %q with %v", c.Formula, c.Given)
	}
	var n []price.Number
	for _, a := range f.arguments {
		n = append(n, number(t, c.Given[a]))
	}
	var got price.Number
	var err error
	switch compute := f.compute.(type) {
	case func(a, b price.Number) (price.Number, error):
		got, err = compute(n[0], n[1])
	case func(a, b, c price.Number) (price.Number, error):
		got, err = compute(n[0], n[1], n[2])
	}
	if err != nil {
		t.Fatal(err)
	}
	is(t, c.Formula, got, c.Want)
}

// number reads "113" or "13%".
func number(t *testing.T, s string) price.Number {
	t.Helper()
	if s != "" && s[len(s)-1] == '%' {
		var p price.Percent
		if err := p.UnmarshalText([]byte(s)); err != nil {
			t.Fatal(err)
		}
		return p.Fraction
	}
	n, ok := price.ParseNumber(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return n
}

// is compares to as many places as are wanted, half up.
func is(t *testing.T, what string, got price.Number, want string) {
	t.Helper()
	if want == "" {
		return
	}
	places := 0
	for i := range want {
		if want[i] == '.' {
			places = len(want) - i - 1
		}
	}
	if s := price.HalfUp(got, places).Pad(places).String(); s != want {
		t.Errorf("%s is %s (%s), want %s", what, s, got, want)
	}
}

func (c *worked) sheet(t *testing.T, n *yaml.Node) *price.Sheet {
	t.Helper()
	data, err := yaml.Marshal(n)
	if err != nil {
		t.Fatal(err)
	}
	f, err := pricefile.Read("sheet", data)
	if err != nil {
		t.Fatal(err)
	}
	return &f.Sheet
}

func (c *worked) runFits(t *testing.T) {
	text, err := yaml.Marshal(map[string]any{"items": map[string]any{"name": "x", "packing": &c.Packing}})
	if err != nil {
		t.Fatal(err)
	}
	f, err := pricefile.Read("packing", text)
	if err != nil {
		t.Fatal(err)
	}
	fits, err := price.Fits(*f.Sheet.Items[0].Packing, price.Shipping{})
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range c.Fits {
		for _, got := range fits {
			if string(got.Kind) == want.Kind && (got.Cartons != want.Cartons || string(got.Binds) != want.Binds) {
				t.Errorf("%+v, want %d bound by %s", got, want.Cartons, want.Binds)
			}
		}
	}
}

func (c *worked) runSheet(t *testing.T) {
	calc, err := price.Compute(c.sheet(t, &c.Sheet))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Check) == 0 {
		t.Error("nothing is checked")
	}
	for i := range c.Check {
		k := &c.Check[i]
		l := &calc.Options[k.Option].Lines[0]
		m := l.House.Margin()
		is(t, "exact", l.House.Exact(), k.Exact)
		is(t, "price", l.Price, k.Price)
		is(t, "list", l.List, k.List)
		is(t, "amount", l.Amount, k.Amount)
		is(t, "profit", l.House.MarginAt(l.House.Exact()).Unit, k.Profit)
		is(t, "earned", m.Unit, k.Earned)
		is(t, "margin", times100(t, m.OfPrice), k.Margin)
		for n, want := range k.Ladder {
			is(t, "rung", l.Ladder[n].Price, want)
		}
		steps := map[string]price.Step{}
		for _, s := range l.House.BuildUp() {
			steps[s.Name.En] = s
		}
		is(t, "freight", steps["International freight"].Total, k.Freight)
		for name, want := range k.Step {
			is(t, name, steps[name].Unit, want)
		}
		if k.Chargeable != "" {
			is(t, "chargeable", calc.Loading.Chargeable, k.Chargeable)
		}
		k.plans(t, calc)
		k.counter(t, calc)
	}
}

func (k *check) plans(t *testing.T, calc *price.Calculation) {
	w := k.Containers
	if w == nil {
		return
	}
	for _, p := range calc.Loading.Plans {
		if string(p.Kind) == w.Kind {
			is(t, "filled", p.Filled, w.Filled)
			if p.Count != w.Count || string(p.Binds) != w.Binds {
				t.Errorf("%+v, want %d bound by %s", p, w.Count, w.Binds)
			}
			return
		}
	}
	t.Errorf("no plan for %s", w.Kind)
}

func (k *check) counter(t *testing.T, calc *price.Calculation) {
	w := k.Counter
	if w == nil {
		return
	}
	a := calc.Counters[0]
	if string(a.Verdict) != w.Verdict {
		t.Errorf("verdict %s, want %s", a.Verdict, w.Verdict)
	}
	is(t, "unit", a.Margin.Unit, w.Unit)
	is(t, "of price", times100(t, a.Margin.OfPrice), w.OfPrice)
	if y := w.Way; y != nil {
		if len(a.Ways) == 0 {
			t.Fatal("no way")
		}
		got := a.Ways[0]
		if string(got.Kind) != y.Kind || y.Term != "" && string(got.Term) != y.Term {
			t.Errorf("way %+v", got)
		}
		is(t, "quantity", got.Quantity, y.Quantity)
		is(t, "unit of the way", got.Margin.Unit, y.Unit)
	}
}

func times100(t *testing.T, n price.Number) price.Number {
	t.Helper()
	p, err := n.Mul(number(t, "100"))
	if err != nil {
		t.Fatal(err)
	}
	return p
}
