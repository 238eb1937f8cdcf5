package extract

import (
	"slices"
	"testing"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, group, phrase string }{
		{"en", "quote.request", "quotation"}, {"de", "fraud.fee", "Registrierungsgebühr"}, {"es", "fraud.fee", "cuota de registro"},
	} {
		all := Catalogue(c.lang)[c.group]
		if !slices.ContainsFunc(all, func(p string) bool { return p == c.phrase || p == c.phrase+"*" }) {
			t.Errorf("%s %s lists %d phrases, not %q", c.lang, c.group, len(all), c.phrase)
		}
	}
	for lang, groups := range catalogues() {
		for group, all := range groups {
			if len(lang) != 2 || group[0] == '_' || slices.Contains(all, "") {
				t.Errorf("%q %q", lang, group)
			}
		}
	}
}
