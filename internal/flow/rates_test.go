package flow_test

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"xunpan/internal/flow"
)

const ecb = `<?xml version="1.0" encoding="UTF-8"?>
<gesmes:Envelope xmlns:gesmes="http://www.gesmes.org/xml/2002-08-01" xmlns="http://www.ecb.int/vocabulary/2002-08-01/eurofxref">
<gesmes:subject>Reference rates</gesmes:subject><Cube><Cube time='2026-11-20'><Cube currency='USD' rate='1.1500'/><Cube currency='CNY' rate='8.1650'/></Cube></Cube></gesmes:Envelope>`

// TestTakeRates: the bank's rates take the place of the house's, with their day; the
// buffers and what the bank does not know stay.
func TestTakeRates(t *testing.T) {
	t.Parallel()
	o, sales, boss, _, _ := openShop(t)
	body := ecb
	bank := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		_, _ = w.Write([]byte(body))
	}))
	defer bank.Close()
	if _, err := o.TakeRates(ctx, all(sales), bank.URL); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson sets the rates: %v", err)
	}
	house, version, err := o.Pricing(ctx)
	must(t, err)
	house.Sheet = []byte(strings.ReplaceAll(houseSheet, "rates:\n", "rates:\n  - {currency: EUR, buy: 8.10, sell: 8.20, buffer: 1%, date: 2026-11-01}\n  - {currency: AED, rate: 1.93, date: 2026-11-01}\n"))
	must(t, o.SavePricing(ctx, all(boss), version, house))
	day, err := o.TakeRates(ctx, all(boss), bank.URL)
	must(t, err)
	house, _, err = o.Pricing(ctx)
	must(t, err)
	s := string(house.Sheet)
	for _, want := range []string{`"currency":"USD","rate":"7.1"`, `"currency":"EUR","rate":"8.165"`, `"buffer":"1%"`, `"date":"2026-11-20"`, `"currency":"AED","rate":"1.93"`} {
		if day != "2026-11-20" || !strings.Contains(s, want) {
			t.Errorf("%s: no %s in %s", day, want, s)
		}
	}
	for _, bad := range []string{"<html>moved</html>", "", strings.ReplaceAll(ecb, "CNY", "XXX"), strings.ReplaceAll(ecb, "2026-11-20", "soon")} {
		body = bad
		if _, err := o.TakeRates(ctx, all(boss), bank.URL); fieldOf(err) != "rates" {
			t.Errorf("%.30q: %v", bad, err)
		}
	}
}
