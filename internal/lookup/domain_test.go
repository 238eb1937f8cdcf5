package lookup

import (
	"slices"
	"strings"
	"testing"

	"xunpan"
)

func house() xunpan.Profile {
	return xunpan.Profile{
		Names: []string{"Lumina Lighting"}, Domains: []string{"lumina-lighting.cn", "luminalight.com"},
		Customers: []string{"brightlamp.de", "hosteria-packmaterial.com", "casa-luz.com.br", "someone@gmail.com"},
	}
}

func env() Env { return NewEnv("CN", house()) }

func TestDomainKinds(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name, org string
		kind      xunpan.DomainKind
		country   string
	}{
		{"gmail.com", "gmail.com", xunpan.DomainFree, ""},
		{"eng.mail.ru", "mail.ru", xunpan.DomainFree, "RU"},
		{"candel.co.jp", "candel.co.jp", xunpan.DomainFree, "JP"},
		{"freenet.co.uk", "freenet.co.uk", xunpan.DomainFree, "GB"},
		{"sltnet.lk", "sltnet.lk", xunpan.DomainFree, "LK"},
		{"vsnl.net", "vsnl.net", xunpan.DomainFree, "IN"},
		{"eth.net", "eth.net", xunpan.DomainFree, "IN"},
		{"otenet.gr", "otenet.gr", xunpan.DomainFree, "GR"},
		{"emirates.net.ae", "emirates.net.ae", xunpan.DomainFree, "AE"},
		{"etisalat.ae", "etisalat.ae", xunpan.DomainFree, "AE"},
		{"proton.me", "proton.me", xunpan.DomainFree, ""},
		{"web.de", "web.de", xunpan.DomainFree, "DE"},
		{"libero.it", "libero.it", xunpan.DomainFree, "IT"},
		{"naver.com", "naver.com", xunpan.DomainFree, "KR"},
		{"QQ.com.", "qq.com", xunpan.DomainFree, "CN"},
		{"yahoo.com.br", "yahoo.com.br", xunpan.DomainFree, "BR"},
		{"mailinator.com", "mailinator.com", xunpan.DomainDisposable, ""},
		{"service.alibaba.com", "alibaba.com", xunpan.DomainPlatform, ""},
		{"linkedin.com", "linkedin.com", xunpan.DomainPlatform, ""},
		{"foo-shop.github.io", "foo-shop.github.io", xunpan.DomainHost, ""},
		{"bit.ly", "bit.ly", xunpan.DomainHost, ""},
		{"mail.nordlicht-werk.de", "nordlicht-werk.de", xunpan.DomainOwn, "DE"},
		{"importadora-sol.com.br", "importadora-sol.com.br", xunpan.DomainOwn, "BR"},
		{"tienda.com.co", "tienda.com.co", xunpan.DomainOwn, "CO"},
		{"startup.io", "startup.io", xunpan.DomainOwn, ""},
		{"mail.luminalight.com", "luminalight.com", xunpan.DomainOurs, ""},
		{"[192.0.2.7]", "[192.0.2.7]", xunpan.DomainNone, ""},
		{"localhost", "localhost", xunpan.DomainNone, ""},
		{"", "", xunpan.DomainNone, ""},
		{"münchen-licht.de", "münchen-licht.de", xunpan.DomainOwn, "DE"},
		{"xn--mnchen-licht-dlb.de", "münchen-licht.de", xunpan.DomainOwn, "DE"},
		{"завод.рф", "завод.рф", xunpan.DomainOwn, "RU"},
	} {
		d := Domain(tc.name, env())
		if d.Org != tc.org || d.Kind != tc.kind || d.Country != tc.country {
			t.Errorf("%s: org %q kind %d country %q, want %q %d %q", tc.name, d.Org, d.Kind, d.Country, tc.org, tc.kind, tc.country)
		}
	}
	if !Domain("lamp-offer.xyz", env()).CheapTLD || Domain("lamp-offer.de", env()).CheapTLD {
		t.Error("cheap top-level domains are told wrongly")
	}
}

// TestLookAlike: who is imitated and how, and who is left in peace.
func TestLookAlike(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ name, who, why string }{
		{"johnlewis-trading.com", "John Lewis", "affix"},
		{"unilevergroups.nl", "Unilever", "affix"},
		{"unileverrotterdamgroup.com", "Unilever", "affix"},
		{"siemens-energy-supply.com", "Siemens", "affix"},
		{"procurement-aramco.com", "Saudi Aramco", "affix"},
		{"dhl-express-delivery.com", "DHL", "affix"},
		{"maersk.biz", "Maersk", "tld"},
		{"dhl.top", "DHL", "tld"},
		{"micros0ft.com", "Microsoft", "homoglyph"},
		{"paypaI-secure.com", "PayPal", "affix"},
		{"rnaersk.com", "Maersk", "homoglyph"},
		{"xn--pypal-4ve.com", "PayPal", "punycode"},
		{"wetransferr.com", "WeTransfer", "typo"},
		{"mircosoft.com", "Microsoft", "typo"},
		{"dropbox-files.com", "Dropbox", "affix"},
		{"docusign.com.sign-in.example.com", "DocuSign", "affix"},
		{"shell-procurement.com", "Shell", "affix"},
		{"brightlamp.com", "brightlamp.de", "tld"},
		{"brightiamp.de", "brightlamp.de", "homoglyph"},
		{"brigthlamp.de", "brightlamp.de", "typo"},
		{"brightlamp-gmbh.de", "brightlamp.de", "affix"},
		{"hosteria-packmaterlal.com", "hosteria-packmaterial.com", "homoglyph"},
		{"luminalights.com", "luminalight.com", "typo"},
		// Left in peace:
		{"brightlamp.de", "", ""}, {"mail.brightlamp.de", "", ""}, {"johnlewis.com", "", ""}, {"partner.bosch.com", "", ""},
		{"siemens.com.br", "", ""}, {"siemens-energy.com", "", ""}, {"unilever.it", "", ""}, {"apple-orchards.com", "", ""},
		{"shellfish-imports.com", "", ""}, {"visadel.com", "", ""}, {"targetlighting.com", "", ""}, {"amazonia-foods.com.br", "", ""},
		{"orange-trading.com", "", ""}, {"upstream-oil.com", "", ""}, {"dhlawson.co.uk", "", ""}, {"tnt-pyro.com", "", ""},
		{"phillips.com", "", ""}, {"amazone.de", "", ""}, {"morrison.com", "", ""}, {"cosco.com", "", ""}, {"medlineplus.gov", "", ""},
		{"hotmail.com", "", ""}, {"gmail.com", "", ""}, {"bosun-tools.com", "", ""}, {"nestor-group.com", "", ""}, {"intersport.com", "", ""},
		{"lightbright.de", "", ""}, {"casaluzia.com.br", "", ""}, {"metropolis-supply.com", "", ""}, {"chasewood-group.com", "", ""},
		{"zimmermann-export.de", "", ""}, {"onelinegroup.com", "", ""}, {"emirateslighting.ae", "", ""}, {"catering-supplies.co.uk", "", ""},
		{"tatarstan-trade.ru", "", ""}, {"unionbank.com", "", ""}, {"worldtrade.com", "", ""}, {"oriental-trading.com", "", ""},
	} {
		d := Domain(tc.name, env())
		if d.LooksLike != tc.who || d.Why != tc.why {
			t.Errorf("%s looks like %q by %q, want %q by %q", tc.name, d.LooksLike, d.Why, tc.who, tc.why)
		}
	}
}

// TestOwnersAreNotFlagged: no domain that a brand owns is a look-alike.
func TestOwnersAreNotFlagged(t *testing.T) {
	t.Parallel()
	e := NewEnv("CN", xunpan.Profile{})
	for _, k := range knownBrands().keys {
		for _, d := range k.brand.domains {
			if got := Domain(d, e); got.LooksLike != "" {
				t.Errorf("%s of %s looks like %s (%s)", d, k.brand.name, got.LooksLike, got.Why)
			}
		}
	}
	// Nor are the mail services and platforms of the world.
	for line := range strings.Lines(serviceList) {
		name, _, _ := strings.Cut(line, "\t")
		if got := Domain(name, e); name[0] != '#' && got.LooksLike != "" {
			t.Errorf("%s looks like %s (%s)", name, got.LooksLike, got.Why)
		}
	}
}

func TestListsAreSorted(t *testing.T) {
	t.Parallel()
	if end := index().ends[listCount-1]; end >= 1<<placeBits {
		t.Errorf("%d bytes of lists are more than the index can count", end)
	}
	for name, list := range map[string]list{"free": listFree, "overlay": listOverlay, "allow": listAllow,
		"disposable": listDisposable, "services": listServices, "cheap": listCheap} {
		lines := strings.Split(strings.TrimSuffix(list.text(), "\n"), "\n")
		words := make([]string, len(lines))
		for i, l := range lines {
			words[i], _, _ = strings.Cut(l, "\t")
		}
		if !slices.IsSorted(words) {
			for i := 1; i < len(words); i++ {
				if words[i] < words[i-1] {
					t.Errorf("%s: %q after %q", name, words[i], words[i-1])
				}
			}
		}
		for _, w := range words[1:] {
			if !isListed(list, w) {
				t.Errorf("%s: %q is not found", name, w)
			}
		}
		for _, w := range []string{"", "a", "zzzz.zz", "gmail", "mail.r", "\xff"} {
			if isListed(list, w) {
				t.Errorf("%s: %q is found", name, w)
			}
		}
	}
}

// BenchmarkIndex is what the first question to the lists costs.
func BenchmarkIndex(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		makeIndex()
	}
}

func FuzzDomain(f *testing.F) {
	for _, s := range []string{"gmail.com", "xn--pypal-4ve.com", "a..b", "-.-", "münchen.de", "[::1]", "co.uk", "\xff.com"} {
		f.Add(s)
	}
	e := env()
	f.Fuzz(func(t *testing.T, s string) {
		d := Domain(s, e)
		if !strings.HasSuffix(d.Name, d.Org) {
			t.Errorf("%q: org %q is no end of %q", s, d.Org, d.Name)
		}
		if (d.LooksLike == "") != (d.Why == "") {
			t.Errorf("%q: %+v", s, d)
		}
		if again := Domain(s, e); again != d {
			t.Errorf("%q: two answers", s)
		}
	})
}
