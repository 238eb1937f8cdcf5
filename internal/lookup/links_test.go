package lookup

import (
	"encoding/base64"
	"fmt"
	"slices"
	"testing"

	"xunpan"
)

func TestLinks(t *testing.T) {
	t.Parallel()
	b64 := base64.StdEncoding.EncodeToString([]byte("sales@luminalight.com"))
	for _, tc := range []struct {
		title, target, text string
		want                []string
	}{
		{"his own page", "https://www.nordlicht-werk.de/katalog", "our catalogue", nil},
		{"his own page, text shows it", "https://www.nordlicht-werk.de/", "www.nordlicht-werk.de", nil},
		{"sister domain", "https://nordlicht-werk.com/", "www.nordlicht-werk.de", nil},
		{"text of another", "http://evil-shop.example/x", "https://www.nordlicht-werk.de/order", []string{"mismatch"}},
		{"a tracker is no mismatch", "https://click.mailchimp.com/x", "www.nordlicht-werk.de", nil},
		{"a gateway's wrapping", "https://eur05.safelinks.protection.outlook.com/?url=https%3A%2F%2Fwww.nordlicht-werk.de%2F&data=1", "www.nordlicht-werk.de", nil},
		{"wrapped danger", "https://eur05.safelinks.protection.outlook.com/?url=http%3A%2F%2Fbit.ly%2Fx&data=1", "order", []string{"shortener"}},
		{"a brand in the text", "http://view-order.example/login", "Open in Adobe Reader", []string{"brand"}},
		{"a brand's own link", "https://www.linkedin.com/in/meier", "LinkedIn", nil},
		{"a look-alike", "https://dropbox-files.com/x", "sample order", []string{"brand"}},
		{"free host", "https://order-view.web.app/login", "see order", []string{"free_host"}},
		{"form service", "https://form.jotform.com/123", "fill in", []string{"free_host"}},
		{"file share", "https://we.tl/t-abc", "drawings", []string{"share"}},
		{"bare address", "http://185.22.10.4/order/", "order", []string{"ip"}},
		{"address as a number", "http://3119975940/order/", "order", []string{"ip"}},
		{"user part", "http://www.dhl.com@evil-shop.example/", "tracking", []string{"userinfo"}},
		{"punycode", "http://xn--pypal-4ve.com/", "pay", []string{"punycode", "brand"}},
		{"our address in the link", "https://mail-quota.example/u?e=sales@luminalight.com", "keep password", []string{"mail_param"}},
		{"our address escaped", "https://mail-quota.example/u?e=SALES%40luminalight.com", "keep password", []string{"mail_param"}},
		{"our address in base64", "https://mail-quota.example/#" + b64, "keep password", []string{"mail_param"}},
		{"our address in hex", "https://mail-quota.example/73616c6573406c756d696e616c696768742e636f6d", "x", []string{"mail_param"}},
		{"script", "javascript:alert(1)", "x", []string{"data"}},
		{"data page", "data:text/html;base64,AAAA", "x", []string{"data"}},
		{"program", "https://nordlicht-werk.de/files/PO.exe?x=1", "PO", []string{"file"}},
		{"cheap ending", "http://new-order.top/view", "view", []string{"cheap_tld"}},
		{"our own page", "https://www.luminalight.com/lamp?e=sales@luminalight.com", "your lamp", nil},
		{"mail address", "mailto:a@b.example", "a@b.example", nil},
		{"anchor", "#top", "top", nil},
		{"slashes either way", `http:\\\bit.ly\x`, "x", []string{"shortener"}},
		{"a file name is no address", "https://nordlicht-werk.de/x", "drawing.pdf", nil},
	} {
		t.Run(tc.title, func(t *testing.T) {
			t.Parallel()
			m := mailFrom("h.meier@nordlicht-werk.de")
			m.To = []xunpan.Address{{Mail: "sales@luminalight.com"}}
			m.Links = []xunpan.Link{{Target: tc.target, Text: tc.text}}
			var got []string
			for _, f := range Local(m, nil, env()).Links {
				got = append(got, f.Issue)
			}
			if !slices.Equal(got, tc.want) {
				t.Errorf("%v, want %v", got, tc.want)
			}
		})
	}
	m := mailFrom("a@b.example")
	m.Links = []xunpan.Link{{Target: "https://nordlicht-werk.de/f", Action: true}}
	if fs := Local(m, nil, env()).Links; len(fs) != 1 || fs[0].Issue != xunpan.LinkForm {
		t.Errorf("form: %+v", fs)
	}
	m.Links = nil
	for i := range 1000 {
		m.Links = append(m.Links, xunpan.Link{Target: fmt.Sprintf("http://x%d.top/a.exe", i)})
	}
	if n := len(Local(m, nil, env()).Links); n != maxLinkFacts {
		t.Errorf("%d facts, want %d", n, maxLinkFacts)
	}
}

func FuzzLinks(f *testing.F) {
	for _, s := range []string{"http://a@b:80/c?d#e", "data:x", "https://%zz/", "//x", "http://[::1", "http:\\\\\\", "www.x.com"} {
		f.Add(s, "www.nordlicht-werk.de", "Adobe")
	}
	e := env()
	f.Fuzz(func(t *testing.T, target, text, body string) {
		m := mailFrom("h.meier@nordlicht-werk.de", "Received: "+body, "List-Id: "+text, "Authentication-Results: "+target)
		m.To = []xunpan.Address{{Mail: text}}
		m.Body = body
		m.Subject = text
		m.ReturnPath = target
		m.Blocks = []xunpan.Block{{End: len(body)}}
		m.Links = []xunpan.Link{{Target: target, Text: text}, {Target: "http://" + target, Text: body}}
		r := &xunpan.Reading{}
		r.Buyer.Company.Value, r.Buyer.Website.Value, r.Buyer.Address.Value, r.Buyer.CompanyForm = text, target, body, text
		r.Buyer.Phones = []xunpan.Word{{Value: body}, {Value: "+" + target}}
		r.Buyer.Country, r.Buyer.CountryBasis = xunpan.Word{Value: text}, "claimed"
		s := Local(m, r, e)
		if len(s.Links) > maxLinkFacts || len(s.BodyDomains) > maxBodyDomains || len(s.Phones) != 2 {
			t.Errorf("unbounded: %d links, %d domains, %d phones", len(s.Links), len(s.BodyDomains), len(s.Phones))
		}
		for _, l := range s.Links {
			if l.Link < 0 || l.Link >= len(m.Links) || l.Issue == "" {
				t.Errorf("%+v", l)
			}
		}
		if sp := s.Origin.IPHeader; !sp.IsZero() && (sp.End > len(m.PartText(sp.Part)) || m.PartText(sp.Part)[sp.Start:sp.End] != s.Origin.IP) {
			t.Errorf("span %+v", sp)
		}
		if a, b := fmt.Sprintf("%+v", s), fmt.Sprintf("%+v", Local(m, r, Env{Home: "CN", House: house()})); a != b {
			t.Errorf("two answers:\n%s\n%s", a, b)
		}
	})
}
