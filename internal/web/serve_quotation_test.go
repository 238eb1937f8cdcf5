package web

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
)

// pricingOffice is an office that knows how it prices, with one inquiry.
func pricingOffice(t *testing.T) (*office, xunpan.ID) {
	t.Helper()
	o := openOffice(t)
	must(t, o.desk.SavePricing(t.Context(), theDesk, 0, flow.Pricing{Sheet: []byte(fmt.Sprintf("currency: USD\nvalid_days: 15\nprofit: 10%%\nfloor: 5%%\nrates: [{currency: USD, rate: 7.10, date: %s}]\nroute: {from: CN, port: Ningbo}\ncharges: [{stage: onboard, cost: 1350 CNY per order}]\n", time.Now().AddDate(0, 0, -2).Format(time.DateOnly))),
		Terms: xunpan.Terms{Payment: "30% T/T in advance"}}))
	return o, o.receive(1)
}

// TestQuoting walks from an inquiry to a sent quotation, its revision and a
// proforma invoice in a browser without a script.
func TestQuoting(t *testing.T) {
	t.Parallel()
	o, inquiry := pricingOffice(t)
	sales, boss, eye := o.visitor(o.add("li", xunpan.Sales)), o.visitor(o.add("boss", xunpan.Manager)), o.visitor(o.add("eye", xunpan.Viewer))
	eye.post("/inquiries/"+string(inquiry)+"/quotations").want(t, 403)
	page := sales.post("/inquiries/"+string(inquiry)+"/quotations").want(t, 303).to
	sales.get(page).want(t, 200, "-0001", "what the product costs is missing", "30% T/T in advance", `name="sheet.items.goods.0.cost"`)
	save := func(version, profit, do string) answer {
		t.Helper()
		return sales.post(page, "version", version, "do", do, "sheet.items.row", "0", "sheet.items.name", "Flood light", "sheet.items.quantity", "5000", "sheet.items.unit", "pcs", "sheet.items.goods.0.cost", "18.60 CNY",
			"sheet.items.goods.0.vat", "13%", "sheet.items.goods.0.refund", "13%", "sheet.profit", profit, "sheet.options.row", "0", "sheet.options.term", "FOB", "sheet.options.place", "Ningbo",
			"buyer.company", "Souza Luz Ltda", "buyer.country", "BR", "lang", "pt", "terms.payment", "30% T/T", "terms.lead", "25-30", "terms.lead_from", "deposit")
	}
	save("1", "ten", "").want(t, 422, `value="ten"`, "18.60 CNY") // what he wrote is still there
	save("1", "10%", "").want(t, 303)
	sales.get(page).want(t, 200, "2.62", "13,100.00", "25–30", "Souza Luz Ltda")
	save("1", "9%", "").want(t, 409) // somebody saved meanwhile
	sales.post(page+"/prices", "sheet.profit", "20%").want(t, 200, "2.95", `id="prices"`)
	save("2", "1%", "finish").want(t, 303)
	sales.post(page+"/decide", "version", "4", "yes", "true").want(t, 403)
	boss.get(page).want(t, 200, "asks for a price below the floor", "Approve")
	boss.post(page+"/decide", "version", "4", "yes", "true", "word", "for the container").want(t, 303)
	sales.get(page).want(t, 200, "for the container", "Mark as sent")
	seen := eye.get(page).want(t, 200, "Souza Luz Ltda", "Flood light")
	for _, secret := range []string{"18.60", "Margin", "room", "Floor", "onboard"} {
		if strings.Contains(mainOf(seen.body), secret) {
			t.Errorf("a viewer sees %q", secret)
		}
	}
	for _, secret := range []string{"18.60", "1350"} {
		if book := eye.get(page+"/paper.xlsx").want(t, 200, "xl/worksheets"); strings.Contains(book.body, secret) {
			t.Errorf("the workbook tells %q", secret)
		}
	}
	sales.post(page+"/sent", "version", "5").want(t, 303)
	save("6", "10%", "").want(t, 422, "revision")
	q, err := o.desk.Store.Inquiry(t.Context(), inquiry)
	must(t, err)
	if q.Stage != xunpan.StageQuoted {
		t.Errorf("the inquiry is at %q", q.Stage)
	}
	invoice := sales.post(page+"/proforma", "option", "1").want(t, 303).to
	sales.get(invoice).want(t, 200, "PI20", "Proforma invoice")
	next := sales.post(page+"/revise").want(t, 303).to
	sales.get(next).want(t, 200, " / 2")
	sales.post(page+"/close", "option", "1").want(t, 303)
	sales.get(page).want(t, 200, "Accepted")
	sales.get("/quotations").want(t, 200, "PI20", "Accepted", "Draft")
	sales.get("/quotations?cursor=nonsense.").want(t, 422)
}

// TestPricingPage: the house's way of pricing is set and refused on its page.
func TestPricingPage(t *testing.T) {
	t.Parallel()
	o := openOffice(t)
	v := o.visitor(o.add("ann", xunpan.Owner))
	v.get("/settings/pricing").want(t, 200, "Who we are", "10%")
	v.post("/settings/pricing", "version", "0", "seller.company", "Haiwan", "seller.country", "QQ", "sheet.profit", "12%").want(t, 422, "no country")
	v.post("/settings/pricing", "version", "0", "seller.company", "Haiwan", "seller.line", "We make lights.", "prefix", "HW", "sheet.profit", "12%", "sheet.rates.row", "-1", "sheet.rates.currency", "USD", "sheet.rates.rate", "7.10", "sheet.rates.date", "2020-01-01", "sheet.valid_days", "20", "sheet.currency", "USD").want(t, 422, "rate")
	v.post("/settings/pricing", "version", "0", "seller.company", "Haiwan", "seller.line", "We make lights.", "prefix", "HW", "sheet.profit", "12%", "sheet.currency", "CNY", "sheet.valid_days", "20").want(t, 303)
	v.get("/settings/pricing").want(t, 200, "We make lights.", `value="HW"`, `value="12%"`)
}
