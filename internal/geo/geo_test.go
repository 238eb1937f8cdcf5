package geo

import (
	"slices"
	"strings"
	"testing"
	"time"
	_ "time/tzdata"
)

func TestGet(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct{ code, en, calling, tld, zone, currency, region string }{
		{"DE", "Germany", "49", "de", "Europe/Berlin", "EUR", "europe"},
		{"GB", "United Kingdom", "44", "uk", "Europe/London", "GBP", "europe"},
		{"UK", "United Kingdom", "44", "uk", "Europe/London", "GBP", "europe"},
		{"BR", "Brazil", "55", "br", "America/Sao_Paulo", "BRL", "latin-america"},
		{"AU", "Australia", "61", "au", "Australia/Sydney", "AUD", "oceania"},
		{"RU", "Russia", "7", "ru", "Europe/Moscow", "RUB", "cis"},
		{"CA", "Canada", "1", "ca", "America/Toronto", "CAD", "north-america"},
		{"AE", "United Arab Emirates", "971", "ae", "Asia/Dubai", "AED", "middle-east"},
		{"XK", "Kosovo", "383", "xk", "Europe/Belgrade", "EUR", "europe"},
	} {
		c := Get(tc.code)
		if c == nil {
			t.Fatalf("Get(%q) = nil", tc.code)
		}
		got := []string{c.En, c.Calling[0], c.TLD, c.Zones[0], c.Currency, c.Region}
		want := []string{tc.en, tc.calling, tc.tld, tc.zone, tc.currency, tc.region}
		if !slices.Equal(got, want) {
			t.Errorf("Get(%q): %q, want %q", tc.code, got, want)
		}
	}
	for _, code := range []string{"", "D", "de", "ZZ", "DEU", "1A", "\xff\xff"} {
		if c := Get(code); c != nil {
			t.Errorf("Get(%q) = %s, want nil", code, c.Code)
		}
	}
}

// TestCountries holds what every country must have for the rules to work.
func TestCountries(t *testing.T) {
	t.Parallel()
	regions := []string{"europe", "north-america", "middle-east", "africa", "south-east-asia", "south-asia", "east-asia", "latin-america", "oceania", "cis"}
	risks := []string{RiskFX, RiskConflict, RiskSanctions, RiskConformity}
	uninhabited := []string{"AQ", "BV", "HM", "TF", "GS", "UM", "PN"}
	if n := len(All()); n != 250 {
		t.Errorf("%d countries, want 249 of ISO 3166-1 and XK", n)
	}
	owner := map[string]string{}
	for _, c := range All() {
		if !slices.Contains(regions, c.Region) || len(c.Languages) == 0 || c.En == "" || c.Zh == "" {
			t.Errorf("%s: incomplete: %+v", c.Code, *c)
		}
		if !slices.Contains(uninhabited, c.Code) && (len(c.Zones) == 0 || len(c.Calling) == 0 || c.Currency == "") {
			t.Errorf("%s: zones %v, calling %v, currency %q", c.Code, c.Zones, c.Calling, c.Currency)
		}
		for _, z := range c.Zones {
			if _, err := time.LoadLocation(z); err != nil {
				t.Errorf("%s: zone %s: %v", c.Code, z, err)
			}
		}
		for _, r := range c.Risks {
			if !slices.Contains(risks, r) {
				t.Errorf("%s: unknown risk %q", c.Code, r)
			}
		}
		for _, n := range append(slices.Clone(c.Names), c.Adjectives...) {
			if o := owner[strings.ToLower(n)]; o != "" && o != c.Code {
				t.Errorf("%q means both %s and %s", n, o, c.Code)
			}
			owner[strings.ToLower(n)] = c.Code
			if strings.TrimSpace(n) != n || n == "" {
				t.Errorf("%s: odd name %q", c.Code, n)
			}
		}
	}
	for name, code := range map[string]string{"UK": "GB", "Great Britain": "GB", "KSA": "SA", "UAE": "AE", "Holland": "NL",
		"Deutschland": "DE", "Alemania": "DE", "Германия": "DE", "德国": "DE", "ألمانيا": "DE", "Brasil": "BR", "Türkiye": "TR",
		"Ivory Coast": "CI", "Viet Nam": "VN", "South Korea": "KR", "Czech Republic": "CZ", "Congo": "CG"} {
		if got := owner[strings.ToLower(name)]; got != code {
			t.Errorf("%q is %q, want %s", name, got, code)
		}
	}
	has := func(c *Country, risk string) bool { return slices.Contains(c.Risks, risk) }
	if c := Get("NG"); !has(c, RiskFX) || !has(c, RiskConformity) || c.Conformity != "SONCAP" || has(c, RiskSanctions) {
		t.Errorf("NG risks: %v %q", c.Risks, c.Conformity)
	}
}

func TestPlaces(t *testing.T) {
	t.Parallel()
	if n := len(Places()); n < 900 {
		t.Errorf("%d names of places, want at least 900", n)
	}
	found := map[string]Place{}
	for _, p := range Places() {
		c := Get(p.Country)
		if c == nil || p.Name == "" || p.Canonical == "" {
			t.Errorf("odd place %+v", p)
			continue
		}
		if p.Zone != "" && !slices.Contains(c.Zones, p.Zone) {
			t.Errorf("%s: %s is no zone of %s", p.Name, p.Zone, p.Country)
		}
		if p.Zone == "" && len(c.Zones) > 1 {
			t.Errorf("%s in %s has no zone", p.Name, p.Country)
		}
		if o, ok := found[p.Name]; ok && o.Country != p.Country && p.Kind != CodePlace {
			t.Errorf("%s is both in %s and %s", p.Name, o.Country, p.Country)
		}
		found[p.Name] = p
	}
	for name, want := range map[string]struct{ country, zone string }{
		"JNPT": {"IN", ""}, "Nhava Sheva": {"IN", ""}, "Jebel Ali": {"AE", ""}, "Callao": {"PE", ""}, "Mersin": {"TR", ""},
		"Новороссийск": {"RU", "Europe/Moscow"}, "Chittagong": {"BD", ""}, "Tema": {"GH", ""}, "Apapa": {"NG", ""},
		"Los Angeles": {"US", "America/Los_Angeles"}, "Texas": {"US", "America/Chicago"}, "Manaus": {"BR", "America/Manaus"},
		"Santos": {"BR", "America/Sao_Paulo"}, "宁波": {"CN", "Asia/Shanghai"}, "Yantian": {"CN", "Asia/Shanghai"},
		"Perth": {"AU", "Australia/Perth"}, "جدة": {"SA", ""}, "Las Palmas": {"ES", "Atlantic/Canary"},
	} {
		if p := found[name]; p.Country != want.country || p.Zone != want.zone {
			t.Errorf("%s: %+v, want %v", name, p, want)
		}
	}
	if !found["Santos"].Common || !found["Reading"].Common || found["Ningbo"].Common {
		t.Error("Common marks are wrong")
	}
}

func TestByTLD(t *testing.T) {
	t.Parallel()
	for suffix, want := range map[string]string{"de": "DE", "uk": "GB", "co.uk": "GB", "com.br": "BR", "io": "", "co": "",
		"com.co": "CO", "com": "", "": "", "xx": "", "gb": "", "ru": "RU", "eu": "", "\xff\xfe": ""} {
		got := ""
		if c := ByTLD(suffix); c != nil {
			got = c.Code
		}
		if got != want {
			t.Errorf("ByTLD(%q) = %q, want %q", suffix, got, want)
		}
	}
}

func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	load()
	for b.Loop() {
		parseCountries()
		parsePlaces()
	}
}
