package web

import (
	"regexp"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/paper"
)

// TestBuyerWords: what the pages say to buyers has words.
func TestBuyerWords(t *testing.T) {
	t.Parallel()
	said := regexp.MustCompile(`\.Word\("([a-z_]+)"`).FindAllStringSubmatch(source(t), -1)
	for _, m := range said {
		if m[1] != "from_" && paper.Word("en", m[1]) == "" {
			t.Errorf("%q is said to buyers but has no words", m[1])
		}
	}
	if len(said) < 20 {
		t.Errorf("only %d words are said", len(said))
	}
}

// TestOffered: a buyer opens his link, sees nothing of the house, accepts, and is
// told so; a link that is none tells him what to do.
func TestOffered(t *testing.T) {
	t.Parallel()
	o, inquiry := pricingOffice(t)
	sales, nobody := o.visitor(o.add("li", xunpan.Sales)), o.visitor(xunpan.User{})
	page := sales.post("/inquiries/"+string(inquiry)+"/quotations").want(t, 303).to
	sales.post(page, "version", "1", "do", "finish", "sheet.items.row", "0", "sheet.items.name", "Flood light", "sheet.items.quantity", "5000", "sheet.items.unit", "pcs", "sheet.items.goods.0.cost", "18.60 CNY",
		"sheet.options.row", "0", "sheet.options.term", "FOB", "sheet.options.place", "Ningbo", "buyer.company", "Souza Luz Ltda", "lang", "pt", "terms.lead", "25", "terms.lead_from", "deposit").want(t, 303)
	made := sales.post(page+"/links", "counted", "true").want(t, 200, "/q/", "this once")
	_, rest, _ := strings.Cut(made.body, "<code>")
	address, _, _ := strings.Cut(rest, "</code>")
	path := address[strings.Index(address, "/q/"):]
	seen := nobody.get(path).want(t, 200, "Cotação", "Souza Luz Ltda", "Flood light", "25 dias a partir de", "noindex", "seen")
	for _, secret := range []string{"18.60", "Margin", "floor", "onboard", "1350"} {
		if strings.Contains(seen.body, secret) {
			t.Errorf("the buyer sees %q", secret)
		}
	}
	sales.get(page).want(t, 200, "not opened yet")
	nobody.post(path+"/seen").want(t, 204)
	sales.get(page).want(t, 200, "opened 1 time")
	nobody.post(path, "option", "1", "name", "").want(t, 422, "name")
	nobody.post(path, "option", "1", "name", "Ana Souza", "word", "Please send the invoice.").want(t, 200, "Obrigado")
	nobody.get(path).want(t, 200, "foi aceita")
	sales.get(page).want(t, 200, "Accepted")
	nobody.get("/q/nonsense").want(t, 404, "nothing here any more")
	_, id, _ := strings.Cut(page, "/quotations/")
	sales.post("/quotations/"+id+"/links/"+id+"/end").want(t, 404)
}

// TestAsked: a buyer answers our questions once, in his own words where none of
// the choices fits.
func TestAsked(t *testing.T) {
	t.Parallel()
	o, inquiry := pricingOffice(t)
	nobody := o.visitor(xunpan.User{})
	address, err := o.desk.LinkChoices(t.Context(), theDesk, inquiry, "ar", []flow.Choice{{Field: "voltage", Ask: xunpan.Text{En: "Which voltage?", Zh: "电压？"}, Options: []string{"110 V", "220 V"}}})
	must(t, err)
	path := address[strings.Index(address, "/a/"):]
	nobody.get(path).want(t, 200, `dir="rtl"`, "Which voltage?", "220 V")
	nobody.post(path).want(t, 422)
	nobody.post(path, "c.voltage", "220 V", "o.voltage", "240 V").want(t, 200, "شكرًا")
	c, err := o.desk.Conversation(t.Context(), theDesk, inquiry)
	must(t, err)
	if last := c.Messages[len(c.Messages)-1].Message.Body; last != "Which voltage: 240 V" {
		t.Errorf("he said %q", last)
	}
	nobody.get("/a/nonsense").want(t, 404)
}
