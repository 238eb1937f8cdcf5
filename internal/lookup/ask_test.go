package lookup_test

import (
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/lookup"
)

func TestAsk(t *testing.T) {
	t.Parallel()
	env := lookup.NewEnv("CN", xunpan.Profile{Domains: []string{"maker.example"}})
	for name, c := range map[string]struct {
		from, reply, site string
		want              lookup.Questions
	}{
		"a firm's own":            {from: "mail.holm.example", want: lookup.Questions{Mail: "holm.example", Host: "holm.example"}},
		"its website too":         {from: "holm.example", site: "www.holm.example", want: lookup.Questions{Mail: "holm.example", Host: "www.holm.example", Named: true}},
		"another one's website":   {from: "holm.example", site: "www.holm-shop.example", want: lookup.Questions{Mail: "holm.example", Site: "holm-shop.example", Host: "www.holm-shop.example", Named: true}},
		"free mail":               {from: "gmail.com"},
		"free mail and a website": {from: "gmail.com", site: "holm.example", want: lookup.Questions{Site: "holm.example", Host: "holm.example", Named: true}},
		"answers go to his own":   {from: "gmail.com", reply: "holm.example", want: lookup.Questions{Mail: "holm.example", Host: "holm.example"}},
		"ours":                    {from: "maker.example"},
		"a platform's page":       {from: "gmail.com", site: "facebook.com"},
		"a number":                {from: "192.0.2.1"},
		"one word":                {from: "intranet"},
		"nothing":                 {},
	} {
		s := xunpan.Sender{From: lookup.Domain(c.from, env), Reply: lookup.Domain(c.reply, env), WebsiteDomain: lookup.Domain(c.site, env)}
		if got := lookup.Ask(&s); got != c.want {
			t.Errorf("%s: %s", name, cmp.Diff(c.want, got))
		}
	}
}

func TestReadPage(t *testing.T) {
	t.Parallel()
	asked := xunpan.Asked{At: time.Date(2026, 11, 20, 0, 0, 0, 0, time.UTC)}
	q := lookup.Questions{Host: "holm.example", Named: true}
	long := strings.Repeat("we are a family business of the third generation and serve the whole region. ", 8)
	page := func(status int, text string) *lookup.Page {
		return &lookup.Page{Asked: asked, Status: status, Text: lookup.FoldText(text)}
	}
	for name, c := range map[string]struct {
		page  *lookup.Page
		firm  string
		goods []string
		alive bool
		names xunpan.Verdict
		found int
	}{
		"names him":            {page(200, long+"© Hölm-Trade Ltd."), "holm trade", nil, true, xunpan.Passed, 0},
		"in one word":          {page(200, long+"HOLMTRADE"), "holm trade", nil, true, xunpan.Passed, 0},
		"names another":        {page(200, long+"Holmes Trade"), "holm trade", nil, true, xunpan.Failed, 0},
		"says nothing":         {page(200, "loading"), "holm trade", nil, true, xunpan.Unknown, 0},
		"he names no firm":     {page(200, long), "", nil, true, xunpan.Unknown, 0},
		"Chinese":              {page(200, "欢迎来到光辉电器有限公司官网"), "光辉电器", nil, true, xunpan.Passed, 0},
		"the goods":            {page(200, long+"LED flood lights and tubes"), "", []string{"LED flood light", "solar panel", "LED Tube 18W"}, true, xunpan.Unknown, 2},
		"part of the goods":    {page(200, long+"flood damage"), "", []string{"LED flood light"}, true, xunpan.Unknown, 0},
		"a number is no goods": {page(200, long+"500"), "", []string{"500", ""}, true, xunpan.Unknown, 0},
		"Chinese goods":        {page(200, "专业生产水泵"), "", []string{"水泵"}, true, xunpan.Unknown, 1},
		"not found":            {page(404, long), "family business", nil, false, xunpan.Unknown, 0},
		"nobody there":         {page(0, ""), "holm", nil, false, xunpan.Unknown, 0},
	} {
		got := lookup.ReadPage(c.page, &q, c.firm, c.goods)
		if got.Alive != c.alive || got.Firm != c.names || len(got.Goods) != c.found || !got.Named || got.Host != "holm.example" {
			t.Errorf("%s: %+v", name, got)
		}
	}
	parked := page(200, long+"holm trade")
	parked.Parked = true
	if got := lookup.ReadPage(parked, &q, "holm trade", nil); got.Alive || !got.Parked || got.Firm != xunpan.Unknown {
		t.Errorf("parked: %+v", got)
	}
}
