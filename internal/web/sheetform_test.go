package web

import (
	"encoding/json"
	"net/url"
	"strconv"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan/internal/price/pricefile"
)

const formSheet = `{"currency":"USD","valid_days":15,"rates":[{"currency":"USD","buy":"7.08","sell":"7.11","date":"2026-11-20"}],
"route":{"from":"CN","port":"Ningbo"},"finance":[{"rate":"4.8%","days":60}],
"items":[{"name":"Flood light","quantity":"10000","goods":[{"cost":"18.60 CNY","vat":"13%"},{"name":"Mould","cost":"6000 CNY per order"}],"ladder":[{"quantity":"5000"},{"quantity":"20000","discount":"1%"}],"duty":"5%"},
{"name":"Lamp","quantity":"10","goods":[{"cost":"1 CNY"}]}],"options":[{"term":"FOB","place":"Ningbo"}]}`

// formOf is what a browser sends back when nobody changed anything.
func formOf(t sheetTree) url.Values {
	f := url.Values{}
	for _, path := range sheetScalars {
		f.Set("sheet."+path, t.get(path))
	}
	for list, fields := range sheetLists {
		for _, row := range t.rows(list, 1) {
			f.Add("sheet."+list+".row", digits(row.No))
			for _, field := range fields {
				f.Add("sheet."+list+"."+field, row.Fields[field])
			}
		}
	}
	return f
}

// TestSheetForm: a form sent back unchanged changes nothing, not even what it
// does not show; rows are added, changed and taken away.
func TestSheetForm(t *testing.T) {
	t.Parallel()
	was, tree := parseSheet([]byte(formSheet)), parseSheet([]byte(formSheet))
	tree.fill(formOf(tree))
	read := func(tree sheetTree) any {
		f, err := pricefile.Read("sheet", tree.json())
		if err != nil {
			t.Fatal(err)
		}
		return parseSheet(mustJSON(t, f.Sheet))
	}
	if diff := cmp.Diff(read(was), read(tree)); diff != "" {
		t.Errorf("sent back unchanged:\n%s", diff)
	}
	f := formOf(tree)
	f["sheet.items.name"][0], f["sheet.items.name"][1] = "", "Lamp, large"
	f["sheet.items.name"][2], f["sheet.items.quantity"][2], f["sheet.items.ladder"][2] = "Pole", "7", "10, 20 -2.5%"
	f.Set("sheet.route.port", "")
	f.Set("sheet.finance.days", "30")
	f.Set("sheet.insurance.c", "0.2%")
	tree.fill(f)
	got := map[string]string{}
	for _, path := range []string{"items.0.name", "items.0.goods.0.cost", "items.1.name", "items.1.quantity", "items.1.ladder", "items.2.name", "route.port", "route.from", "finance.0.days", "insurance.c"} {
		got[path] = tree.get(path)
	}
	want := map[string]string{"items.0.name": "Lamp, large", "items.0.goods.0.cost": "1 CNY", "items.1.name": "Pole", "items.1.quantity": "7", "items.1.ladder": "10, 20 −2.5%", "items.2.name": "",
		"route.port": "", "route.from": "CN", "finance.0.days": "30", "insurance.c": "0.2%"}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("changed:\n%s", diff)
	}
}

// FuzzSheetForm: no form breaks the reading of a sheet.
func FuzzSheetForm(f *testing.F) {
	f.Add("sheet.items.row=0&sheet.items.name=x&sheet.items.ladder=1,2-3%25&sheet.finance.rate=1%25", formSheet)
	f.Add("sheet.route.port=x", `{"route":[],"finance":{"rate":1},"items":[1,null,{"goods":{}}]}`)
	f.Fuzz(func(t *testing.T, query, sheet string) {
		form, err := url.ParseQuery(query)
		if err != nil {
			return
		}
		tree := parseSheet([]byte(sheet))
		tree.fill(form)
		again := parseSheet(tree.json())
		for _, path := range sheetScalars {
			if again.get(path) != tree.get(path) {
				t.Errorf("%s: %q, then %q", path, tree.get(path), again.get(path))
			}
		}
	})
}

func digits(n int) string { return strconv.Itoa(n) }

func mustJSON(t *testing.T, v any) []byte {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
