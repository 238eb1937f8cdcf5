package pricefile_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

// compute reads a sheet and computes it.
func compute(t *testing.T, name string, data []byte) *price.Calculation {
	t.Helper()
	f, err := pricefile.Read(name, data)
	if err != nil {
		t.Fatal(err)
	}
	c, err := price.Compute(&f.Sheet)
	if err != nil {
		t.Fatal(f.Explain(err))
	}
	return c
}

func TestSamples(t *testing.T) {
	t.Parallel()
	names, err := filepath.Glob("../../../samples/price/*")
	if err != nil || len(names) < 4 {
		t.Fatalf("%v: samples %v", err, names)
	}
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		f, err := pricefile.Read(name, data)
		if err != nil {
			t.Fatal(err)
		}
		// A sheet that was kept as JSON is the same sheet.
		kept, err := json.Marshal(f.Sheet)
		if err != nil {
			t.Fatal(err)
		}
		again, err := pricefile.Read(name, kept)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(f.Sheet, again.Sheet); d != "" {
			t.Errorf("%s as JSON: %s", name, d)
		}
		c := compute(t, name, data)
		for i := range c.Options {
			for n := range c.Options[i].Lines {
				l := &c.Options[i].Lines[n]
				steps := l.House.BuildUp()
				if got := steps[len(steps)-1].Running; got.Cmp(l.Price) != 0 {
					t.Errorf("%s: %s: the build-up ends at %s, the price is %s", name, c.Options[i].Term, got, l.Price)
				}
			}
		}
	}
}

// The sheets that the documents show can be computed, and the documents name
// every field of a sheet.
func TestDocuments(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"../../../docs/pricing.md", "../../../docs/pricing.zh-CN.md"} {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		_, rest, _ := strings.Cut(string(text), "```yaml\n")
		example, _, found := strings.Cut(rest, "```")
		if !found {
			t.Fatalf("%s shows no sheet", name)
		}
		if c := compute(t, name, []byte(example)); len(c.Options) != 2 {
			t.Errorf("%s: %d options", name, len(c.Options))
		}
		for _, sheet := range []any{price.Sheet{}, price.Item{}, price.Shipping{}, price.Packing{}, price.Charge{}, price.Insurance{}, price.Import{}, price.Discount{}, price.Rounding{}, price.Rate{}, price.Finance{}, price.Cost{}} {
			for i := range reflect.TypeOf(sheet).NumField() {
				key, _, _ := strings.Cut(reflect.TypeOf(sheet).Field(i).Tag.Get("json"), ",")
				if key != "-" && !strings.Contains(string(text), key) {
					t.Errorf("%s does not name %s of %T", name, key, sheet)
				}
			}
		}
	}
}
