package trial

import "testing"

func TestComparisons(t *testing.T) {
	t.Parallel()
	country := func(s string) string { return map[string]string{"uk": "GB", "United Kingdom": "GB"}[s] }
	n := &Normal{Country: country, Unit: func(s string) string { return map[string]string{"Piece": "pcs", "Pieces": "pcs"}[s] }}
	for _, c := range []struct {
		field, label, given string
		want                bool
	}{
		{"company", "Pvt. Ltd. Foo-Bar", "pvt ltd foobar", true},
		{"company", "VALVYCON, S.A. de C.V.", "Valvycon SA de CV", true},
		{"company", "Casa Verde Ltda", "Casa Roja Ltda", false},
		{"person", "KALALA Jean-Pierre", "Jean-Pierre Kalala", true},
		{"person", "Dana Whitlock", "Dana", true},
		{"person", "Ana Maria de Souza Lima", "Lima", false},
		{"title", "采购经理", "采购经理", true},
		{"email", "A@b.example", "a@B.example", true},
		{"email", "a@b.example", "a@b.example.org", false},
		{"phone", "+44 (0)7451-274090", "+447451274090", true},
		{"phone", "0 691 470 049", "+20691470049", true},
		{"phone", "٩٦٦٥٠٥٨٨١٢٧٤+", "+966505881274", true},
		{"phone", "12345", "12345", false},
		{"phone", "+1 555 0100 200", "+1 555 0100 201", false},
		{"website", "https://www.site.example/about", "site.example", true},
		{"website", "www.site.example", "shop.site.example", false},
		{"country", "uk", "GB", true},
		{"country", "FR", "GB", false},
		{"product", "TPE mat, 6mm", "TPE mat\x006mm", true},
		{"product", "TPE mat, 6mm", "yoga block\x00EVA", false},
		{"product", "Válvula compuerta 6\"", "valvula compuerta\x006\"", true},
		{"quantity", "1.000 Stk", "1000\x001000", true},
		{"quantity", "10k", "10000\x0010000", true},
		{"quantity", "300", "200\x00300", true},
		{"quantity", "40 000", "40000\x0040000", true},
		{"quantity", "1,5 t", "1.5\x001.5", true},
		{"quantity", "12.000,50", "12000.5\x0012000.5", true},
		{"quantity", "٦٠٠", "600\x00600", true},
		{"quantity", "500", "5000\x005000", false},
		{"unit", "Piece/Pieces", "pcs", true},
		{"unit", "mats", "mat", true},
		{"unit", "sets", "pcs", false},
		{"target_price", "US$5900/Unit", "5900", true},
		{"target_price", "3.40", "3.4", true},
		{"incoterm", "fob", "FOB", true},
		{"place", "Ningbo port", "NINGBO", true},
		{"destination", "Accra, Ghana", "Accra\x00GH", true},
		{"destination", "uk", "\x00GB", true},
		{"destination", "Lagos", "Accra\x00GH", false},
		{"certification", "EN 388", "EN388", true},
		{"certification", "CE", "CE certificate", true},
		{"certification", "CE", "UL", false},
		{"payment", "30% T/T, 70% against B/L copy", "30% T/T deposit and 70% against copy of B/L", true},
		{"delivery", "by end of June", "next year", false},
		{"address", "Av. Hidalgo 3204, 89120 Tampico", "Av. Hidalgo 3204 Int. 5, Col. Centro, 89120 Tampico", true},
		{"address", "", "", false},
	} {
		if got := fieldByName(c.field).same(n, c.label, c.given); got != c.want {
			t.Errorf("%s: %q and %q: %v, want %v", c.field, c.label, c.given, got, c.want)
		}
	}
}

func FuzzNumber(f *testing.F) {
	for _, s := range []string{"1.000", "0.250", "1,234.5", "10k", "US$5900/Unit", "٦٠٠", ".,.", "1 2 3"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if n, ok := number(s); ok && n < 0 {
			t.Errorf("%q is %v", s, n)
		}
		_ = tokens(s)
		if !samePhone("+49 30 123456", "+49 30 123456") || samePhone(s, "") {
			t.Error("phones")
		}
	})
}
