package pricefile_test

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

const small = `currency: USD
date: 2026-11-23
items:
  - name: Lamp
    quantity: 1,500
    goods: {cost: 8.20 USD}
profit: 10%
options: [FOB Ningbo, {term: CIF, place: Santos}]
`

func TestProblemsNameLineAndField(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ from, to, want string }{
		{"profit: 10%", "proft: 10%", `f.yaml:7: "proft" is no field here (profit?); there are: title, home,`},
		{"profit: 10%", "profit: 10", `f.yaml:7: profit: "10" is no percentage: write it with its sign`},
		{"profit: 10%", "profit: 10% of turnover", `f.yaml:7: profit: "turnover" is no base of a percentage`},
		{"8.20 USD", "8..2 USD", `f.yaml:6: items[0].goods[0].cost: "8..2 USD" is no amount`},
		{"8.20 USD", "8.20", `f.yaml:6: items[0].goods[0].cost: "8.20" is no amount: write figure and currency`},
		{"8.20 USD", "8.20 USD per dozen", `nothing is charged per "dozen"`},
		{"8.20 USD", "-8.20 USD", `"-8.20 USD" is no amount`},
		{"1,500", "many", `f.yaml:5: items[0].quantity: "many" is no number`},
		{"1,500", "0", `f.yaml:5: items[0].quantity: a quantity lies above 0`},
		{"2026-11-23", "23.11.2026", `f.yaml:2: date: "23.11.2026" is no day`},
		{"FOB Ningbo", "FOX Ningbo", `f.yaml:8: options[0]: "FOX" is no term of Incoterms 2020`},
		{"FOB Ningbo", "FOB", "f.yaml:8: options[0].place: FOB without a named place is no term"},
		{"term: CIF, place: Santos", "term: CIF, place: Santos, tier: best", `options[1].tier: "best" stands in no list`},
		{"profit: 10%", "currency: EUR", "f.yaml:7: currency: stands here a second time"},
		{"name: Lamp", "name: &n Lamp", "anchors and aliases"},
		{"name: Lamp", "name: [Lamp]", "f.yaml:4: items[0].name: one value is wanted here"},
		{"{cost: 8.20 USD}", "8.20 USD", "fields are wanted here"},
		{"profit: 10%", "  profit: 10%", "f.yaml:"},
		{"profit: 10%", "profit: 10%\n---\na: b", "more than one document"},
		{"profit: 10%", "shipping: {mode: fcl, container: 30GP}", `shipping.container: "30GP" is no container`},
		{"profit: 10%", "valid_days: ten", `valid_days: "ten" is no whole number`},
	} {
		if !strings.Contains(small, c.from) {
			t.Fatalf("no %q", c.from)
		}
		f, err := pricefile.Read("f.yaml", []byte(strings.Replace(small, c.from, c.to, 1)))
		if err == nil {
			_, err = price.Compute(&f.Sheet)
			err = f.Explain(err)
		}
		p, ok := errors.AsType[*pricefile.Problems](err)
		if !ok || !strings.Contains(p.Error(), c.want) {
			t.Errorf("%s: %v\nwant %s", c.to, err, c.want)
			continue
		}
		for _, e := range p.List {
			if e.Say.Zh == "" || e.Say.Zh == e.Say.En || strings.Contains(e.Say.En+e.Say.Zh, "%!") {
				t.Errorf("%+v", e.Say)
			}
		}
	}
	for _, text := range []string{"", "\n# nothing\n", strings.Repeat("#", pricefile.MostBytes+1), "{", "[1, 2]", "\x00", "a: b: c"} {
		if _, err := pricefile.Read("f.yaml", []byte(text)); err == nil {
			t.Errorf("%.20q was read", text)
		}
	}
}

// JSON is read as it is, tabs included, and means the same.
func TestJSONMeansTheSame(t *testing.T) {
	t.Parallel()
	y, err := pricefile.Read("a", []byte(small))
	if err != nil {
		t.Fatal(err)
	}
	j, err := pricefile.Read("b", []byte("{\n\t\"currency\": \"USD\", \"date\": \"2026-11-23\",\n\t\"items\": [{\"name\": \"Lamp\", \"quantity\": 1500, \"goods\": [{\"cost\": \"8.20 USD\"}]}],\n"+
		"\t\"profit\": \"10%\",\t\"options\": [\"FOB Ningbo\", {\"term\": \"CIF\", \"place\": \"Santos\"}]\n}\n"))
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(y.Sheet, j.Sheet); d != "" {
		t.Error(d)
	}
}

// FuzzRead: whatever is given, reading ends; what is read is computed or
// refused without panic, an offered price is positive, and a total is the sum
// of its lines.
func FuzzRead(f *testing.F) {
	names, err := filepath.Glob("../../../samples/price/*")
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			f.Fatal(err)
		}
		f.Add(data)
	}
	f.Add([]byte(small))
	f.Fuzz(func(t *testing.T, data []byte) {
		file, err := pricefile.Read("f", data)
		if err != nil {
			if _, ok := errors.AsType[*pricefile.Problems](err); !ok {
				t.Fatalf("%T: %v", err, err)
			}
			return
		}
		c, err := price.Compute(&file.Sheet)
		if err != nil {
			if err = file.Explain(err); err.Error() == "" {
				t.Fatal("an error without text")
			}
			return
		}
		for i := range c.Options {
			total := price.Number{}
			for k := range c.Options[i].Lines {
				l := &c.Options[i].Lines[k]
				if !l.Price.IsPos() || l.Amount.IsNeg() {
					t.Fatalf("offered at %s, amount %s", l.Price, l.Amount)
				}
				l.House.BuildUp()
				if total, err = total.Add(l.Amount); err != nil {
					t.Fatal(err)
				}
			}
			if total.Cmp(c.Options[i].Total) != 0 {
				t.Fatalf("the lines come to %s, the total is %s", total, c.Options[i].Total)
			}
		}
		c.Offer()
	})
}
