package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const priceSamples = samples + "/price"

// What people see of the samples, in both languages, is kept in testdata.
func TestPriceShown(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		golden string
		args   []string
	}{
		{"price.en.txt", []string{"01-flood-light.yaml"}},
		{"price.zh.txt", []string{"--lang=zh", "03-mixed-container.yaml"}},
		{"price.details.en.txt", []string{"--details", "--terms=CIP,DDP", "02-all-terms.yaml"}},
		{"price.offer.zh.txt", []string{"--lang=zh", "--offer", "01-flood-light.yaml"}},
	} {
		args := append([]string{"price"}, c.args...)
		args[len(args)-1] = filepath.Join(priceSamples, args[len(args)-1])
		status, out, errs := command(t, "", args...)
		if status != exitFine || errs != "" {
			t.Errorf("%v: status %d: %s", args, status, errs)
			continue
		}
		golden := filepath.Join("testdata", c.golden)
		if *update {
			if err := os.WriteFile(golden, []byte(out), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(golden)
		if err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff(string(want), out); d != "" {
			t.Errorf("%s (-update writes it anew):\n%s", c.golden, d)
		}
	}
}

func TestPriceJSON(t *testing.T) {
	t.Parallel()
	sheet, err := os.ReadFile(filepath.Join(priceSamples, "01-flood-light.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	status, out, errs := command(t, string(sheet), "price", "--format=json", "-")
	var d priceDocument
	if err := json.Unmarshal([]byte(out), &d); status != exitFine || err != nil {
		t.Fatalf("status %d, %v: %s%s", status, err, out, errs)
	}
	if len(d.Offer.Options) != 2 || len(d.House) != 2 || d.House[1].BuildUp == nil || d.Loading == nil || len(d.Counters) != 1 || len(d.Warnings) != 2 {
		t.Errorf("%+v", d)
	}
	last := d.House[0].BuildUp[len(d.House[0].BuildUp)-1]
	if last.Running != d.Offer.Options[0].Lines[0].Price.Amount {
		t.Errorf("the build-up ends at %s, the price is %s", last.Running, d.Offer.Options[0].Lines[0].Price)
	}
	if _, out, _ = command(t, string(sheet), "price", "--offer", "--format=json", "-"); !json.Valid([]byte(out)) || regexp.MustCompile(`floor|margin|profit|cost|build`).MatchString(out) {
		t.Errorf("the offer says too much: %s", out)
	}
}

func TestPriceMistakesAreExplained(t *testing.T) {
	t.Parallel()
	sheet := "currency: USD\ndate: 2026-11-23\nitems: {name: Lamp, quantity: 10, goods: {cost: 70 CNY}}\noptions: FOB Ningbo\n"
	rate := "rates: {currency: USD, rate: 7, date: 2026-11-20}\n"
	for _, c := range []struct {
		stdin, want string
		args        []string
	}{
		{sheet, "stdin:1: currency: no rate for USD: add it under rates, as {currency: USD, rate: …, date: 2026-11-23}", []string{"-"}},
		{sheet, "stdin:1: currency: 缺少 USD 的汇率：请在 rates 下添加", []string{"--lang=zh", "-"}},
		{sheet + strings.Replace(rate, "11-20", "10-20", 1), "stdin:5: rates[0].date: the rate of USD is 34 days old and may be 7: enter today's rate, or raise rate_max_age", []string{"-"}},
		{sheet + rate, `"FOX" is no term of Incoterms 2020: take one of EXW, FCA`, []string{"--terms=FOX", "-"}},
		{sheet + rate, "charges: CIF pays the main carriage, but no charge has stage freight: add one", []string{"--terms=CIF Santos", "-"}},
		{"", "reading the cost sheet: open nosuch.yaml", []string{"nosuch.yaml"}},
	} {
		status, out, errs := command(t, c.stdin, append([]string{"price"}, c.args...)...)
		if status != exitUsage || out != "" || !strings.Contains(errs, c.want) {
			t.Errorf("%v: status %d; %q lacks %q", c.args, status, errs, c.want)
		}
	}
	if status, out, errs := command(t, sheet+rate, "price", "--terms=FOBC5 Ningbo,EXW Cixi", "-"); status != exitFine || !strings.Contains(out, "10.53") || !strings.Contains(out, "EXW Cixi") {
		t.Errorf("status %d: %s%s", status, out, errs)
	}
}
