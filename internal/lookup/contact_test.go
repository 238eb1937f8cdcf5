package lookup

import (
	"testing"

	"xunpan"
)

func TestPhones(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		number, claimed, e164, country, kind string
		valid                                xunpan.Verdict
	}{
		{"+966 50 588 1274", "SA", "+966505881274", "SA", "mobile", xunpan.Passed},
		{"966505881274+", "", "+966505881274", "SA", "mobile", xunpan.Passed},
		{"966505881274", "", "+966505881274", "SA", "mobile", xunpan.Passed},
		{"００４９ ３０ １２３４５６", "", "+4930123456", "DE", "fixed", xunpan.Passed},
		{"٠٥٠٥٨٨١٢٧٤", "SA", "+966505881274", "SA", "mobile", xunpan.Passed},
		{"(0)30 123456", "DE", "+4930123456", "DE", "fixed", xunpan.Passed},
		{"+44 (0)20 7946 0018", "GB", "+442079460018", "GB", "fixed", xunpan.Passed},
		{"+1 416 555 0123", "US", "+14165550123", "CA", "either", xunpan.Passed},
		{"+1 876 555 0123", "US", "+18765550123", "JM", "mobile", xunpan.Passed},
		{"+1 555 155 0123", "US", "", "", "", xunpan.Failed},
		{"+49 12", "DE", "", "", "", xunpan.Unknown},
		{"030 123456", "", "", "", "", xunpan.Unknown},
		{"+999 123 456 789", "", "", "", "", xunpan.Failed},
		{"call me", "DE", "", "", "", xunpan.Unknown},
	} {
		r := &xunpan.Reading{Buyer: xunpan.Buyer{Phones: []xunpan.Word{{Value: tc.number}}}}
		if tc.claimed != "" {
			r.Buyer.Country.Value, r.Buyer.CountryBasis = tc.claimed, "claimed"
		}
		p := Local(mailFrom("a@gmail.com"), r, env()).Phones[0]
		if p.Valid != tc.valid || tc.valid == xunpan.Passed && (p.Number != tc.e164 || p.Country != tc.country || p.Kind != tc.kind) {
			t.Errorf("%s (%s): %+v", tc.number, tc.claimed, p)
		}
	}
	r := &xunpan.Reading{}
	for range 6 {
		r.Buyer.Phones = append(r.Buyer.Phones, xunpan.Word{Value: "+4930123456"})
	}
	r.Buyer.Fax = []xunpan.Word{{Value: "+4930123457"}}
	ps := Local(mailFrom("a@gmail.com"), r, env()).Phones
	if len(ps) != 7 || !ps[6].Fax || ps[6].Valid != xunpan.Passed || ps[2].Valid != xunpan.Passed || ps[3].Valid != xunpan.Unknown {
		t.Errorf("limits: %+v", ps)
	}
}

func TestClaims(t *testing.T) {
	t.Parallel()
	r := &xunpan.Reading{Lang: "pt"}
	r.Buyer.Country, r.Buyer.CountryBasis = xunpan.Word{Value: "BR"}, "claimed"
	r.Buyer.Phones = []xunpan.Word{{Value: "+55 11 98765-4321"}}
	r.Buyer.CompanyForm = "Ltda."
	r.Needs.DestCountry.Value = "AR"
	m := mailFrom("compras@casa-luz.com.br")
	m.Given.Country = "Brasil"
	cs := Local(m, r, env()).Claims
	want := []xunpan.Claim{{Country: "BR", Basis: "form"}, {Country: "BR", Basis: "claimed"}, {Country: "BR", Basis: "phone"}, {Country: "BR", Basis: "domain"},
		{Country: "BR", Basis: "company_form"}, {Country: "AR", Basis: "port"}}
	if len(cs) != len(want) {
		t.Fatalf("%+v", cs)
	}
	for i := range cs {
		if cs[i].Country != want[i].Country || cs[i].Basis != want[i].Basis {
			t.Errorf("%d: %+v, want %+v", i, cs[i], want[i])
		}
	}
}

func TestCountry(t *testing.T) {
	t.Parallel()
	c := func(pairs ...string) (cs []xunpan.Claim) {
		for i := 0; i < len(pairs); i += 2 {
			cs = append(cs, xunpan.Claim{Country: pairs[i], Basis: pairs[i+1]})
		}
		return cs
	}
	for _, tc := range []struct {
		claims         []xunpan.Claim
		country, basis string
	}{
		{nil, "", ""},
		{c("BR", "claimed", "PT", "phone"), "BR", "claimed"},
		{c("IT", "phone", "DE", "domain"), "IT", "phone"},
		{c("IT", "phone", "DE", "domain", "DE", "company_form"), "DE", "domain"},
		{c("TR", "language"), "", ""},
		{c("TR", "language", "TR", "port"), "TR", "language"},
	} {
		if code, basis := Country(tc.claims); code != tc.country || basis != tc.basis {
			t.Errorf("%v: %s %s", tc.claims, code, basis)
		}
	}
}

func TestCompanyForms(t *testing.T) {
	t.Parallel()
	for form, want := range map[string]string{"GmbH": "DE", "Ltda.": "BR", "Pvt. Ltd.": "IN", "S.p.A.": "IT", "SpA": "", "Inc": "", "S.A. de C.V.": "MX", "Sp. z o.o.": "PL", "Sdn Bhd": "MY", "": ""} {
		r := &xunpan.Reading{Buyer: xunpan.Buyer{CompanyForm: form}}
		got := ""
		for _, c := range Local(mailFrom("a@gmail.com"), r, env()).Claims {
			if c.Basis == "company_form" {
				got = c.Country
			}
		}
		if got != want {
			t.Errorf("%s: %q, want %q", form, got, want)
		}
	}
	r := claiming("AT")
	r.Buyer.CompanyForm = "GmbH"
	for _, c := range Local(mailFrom("a@gmail.com"), r, env()).Claims {
		if c.Country != "AT" {
			t.Errorf("an Austrian GmbH: %+v", c)
		}
	}
}
