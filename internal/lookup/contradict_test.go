package lookup

import (
	"testing"

	"xunpan"
)

// Only what he states can be held against the address he wrote from: a free
// mail provider's country, a legal form or his language state nothing.
func TestWhatContradictsAnAddress(t *testing.T) {
	t.Parallel()
	const lagos = "Received: from [192.168.1.5] (host-105-112-1-7.pool.example.ng [105.112.1.7]) by mx.luminalight.com with ESMTP id 4"
	word := func(v string) xunpan.Word { return xunpan.Word{Value: v} }
	for _, tc := range []struct {
		name, from string
		buyer      xunpan.Buyer
		lang       string
		match      xunpan.Verdict
	}{
		{"stated", "a@gmail.com", xunpan.Buyer{Country: word("AT"), CountryBasis: "claimed"}, "", xunpan.Failed},
		{"address", "a@gmail.com", xunpan.Buyer{Country: word("AT"), CountryBasis: "address"}, "", xunpan.Failed},
		{"a number with its country code", "a@gmail.com", xunpan.Buyer{Phones: []xunpan.Word{word("+436641234567")}}, "", xunpan.Failed},
		{"a national number", "a@web.de", xunpan.Buyer{Phones: []xunpan.Word{word("0775255501")}}, "", xunpan.Unknown},
		{"the provider's country", "a@web.de", xunpan.Buyer{}, "de", xunpan.Unknown},
		{"a legal form", "a@gmail.com", xunpan.Buyer{Company: word("Auer GmbH"), CompanyForm: "GmbH"}, "", xunpan.Unknown},
		{"his own domain says the address's country", "a@firm.ng", xunpan.Buyer{Country: word("LK"), CountryBasis: "address"}, "", xunpan.Unknown},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			o := Local(mailFrom(tc.from, lagos), &xunpan.Reading{Buyer: tc.buyer, Lang: tc.lang}, env()).Origin
			if o.Country != "NG" || o.Match != tc.match {
				t.Errorf("country %s, match %v, want %v", o.Country, o.Match, tc.match)
			}
		})
	}
}
