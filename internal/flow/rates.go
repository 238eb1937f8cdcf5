package flow

import (
	"context"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"net/http"
	"time"

	"github.com/govalues/decimal"

	"xunpan/internal/price"
	"xunpan/internal/price/pricefile"
)

// ECBRates is where the European Central Bank keeps the reference rates of the
// last working day.
const ECBRates = "https://www.ecb.europa.eu/stats/eurofxref/eurofxref-daily.xml"

// maxRates bounds the file of rates, in bytes; it has about two thousand.
const maxRates = 1 << 20

// ecbFile is the bank's file: so many units of a currency for one euro.
type ecbFile struct {
	Day struct {
		Time  string `xml:"time,attr"`
		Rates []struct {
			Currency string `xml:"currency,attr"`
			Rate     string `xml:"rate,attr"`
		} `xml:"Cube"`
	} `xml:"Cube>Cube"`
}

// TakeRates puts the bank's reference rates in the place of the house's rates of
// exchange, with their day; which currencies there are, and the buffers, stay. It
// reads them from the address, ECBRates for the bank's own. ErrChanged if somebody
// saved the house's way of pricing meanwhile.
func (d *Desk) TakeRates(ctx context.Context, who Who, address string) (day string, err error) {
	house, version, err := d.Pricing(ctx)
	if err != nil {
		return "", err
	}
	f, err := pricefile.Read("pricing", house.Sheet)
	if err != nil {
		return "", sheetProblem(err)
	}
	if len(f.Sheet.Rates) == 0 {
		return "", invalid("sheet", "Write the currencies you quote in first, such as USD.", "请先填写报价币种，例如 USD。")
	}
	euro, day, err := d.readRates(ctx, address)
	if err != nil {
		return "", err
	}
	on, err := time.Parse(time.DateOnly, day)
	if err != nil {
		return "", invalid("rates", "The bank's file names no day.", "央行汇率文件中没有日期。")
	}
	home, ok := euro[orElse(f.Sheet.Home, "CNY")]
	if !ok {
		return "", invalid("rates", "The bank names no rate of %s.", "央行汇率中没有 %s。", orElse(f.Sheet.Home, "CNY"))
	}
	for i := range f.Sheet.Rates {
		r := &f.Sheet.Rates[i]
		foreign, ok := euro[r.Currency]
		if !ok {
			continue // it stays as it is, with its old day
		}
		rate, err := home.Quo(foreign)
		if err != nil {
			return "", invalid("rates", "The bank's rate of %s makes no sense.", "央行的 %s 汇率无法使用。", r.Currency)
		}
		rate = rate.Round(4).Trim(0)
		r.Rate, r.Buy, r.Sell, r.Per, r.Date = &rate, nil, nil, 0, price.Date{Time: on}
	}
	if house.Sheet, err = json.Marshal(&f.Sheet); err != nil {
		return "", err
	}
	return day, d.SavePricing(ctx, who, version, house)
}

func (d *Desk) readRates(ctx context.Context, address string) (map[string]decimal.Decimal, string, error) {
	ctx, stop := context.WithTimeout(ctx, 15*time.Second)
	defer stop()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, "", err
	}
	client := d.HTTP
	if client == nil {
		client = http.DefaultClient
	}
	unreachable := func(err error) error {
		return errors.Join(invalid("rates", "The bank's rates cannot be read now; write them by hand, or try later.", "暂时无法读取央行汇率，请手工填写或稍后再试。"), err)
	}
	res, err := client.Do(req)
	if err != nil {
		return nil, "", unreachable(err)
	}
	defer res.Body.Close()
	var file ecbFile
	if err := xml.NewDecoder(io.LimitReader(res.Body, maxRates)).Decode(&file); err != nil || res.StatusCode != http.StatusOK {
		return nil, "", unreachable(errors.Join(err, fmt.Errorf("status %d", res.StatusCode)))
	}
	euro := map[string]decimal.Decimal{"EUR": decimal.MustNew(1, 0)}
	for _, r := range file.Day.Rates {
		if n, err := decimal.Parse(r.Rate); err == nil && n.IsPos() {
			euro[r.Currency] = n
		}
	}
	return euro, file.Day.Time, nil
}
