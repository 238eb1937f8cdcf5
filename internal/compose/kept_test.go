package compose_test

import (
	"testing"

	"xunpan/internal/compose"
)

// TestKept: what others make of a letter's words may change no figure and no name.
func TestKept(t *testing.T) {
	t.Parallel()
	const letter = "Dear Ana Souza,\n\n1. **USD 2.62** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://desk.example/q/abc or ask li@haiwan.example about ⟦the sample⟧."
	names := []string{"Ana Souza", "Ningbo"}
	for _, c := range []struct{ after, want string }{
		{letter, ""},
		{"Querida Ana Souza:\n\n1. **USD 2,62** por pieza, FOB Ningbo, para 5.000 unidades de FL-50W, hasta 2026-12-08.\nVea https://desk.example/q/abc o pregunte a li@haiwan.example por ⟦the sample⟧.", ""},
		{"Dear Ana Souza,\n\n1. **USD 2.26** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://desk.example/q/abc or ask li@haiwan.example about ⟦the sample⟧.", "262"},
		{"Dear Ana Souza,\n\n1. **USD 2.62** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08, delivery in 20 days.\nSee https://desk.example/q/abc or ask li@haiwan.example about ⟦the sample⟧.", "20"},
		{"Dear Ana Souza,\n\n1. **USD 2.62** per piece, CIF Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://desk.example/q/abc or ask li@haiwan.example about ⟦the sample⟧.", "FOB"},
		{"Dear Anna,\n\n1. **USD 2.62** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://desk.example/q/abc or ask li@haiwan.example about ⟦the sample⟧.", "Ana Souza"},
		{"Dear Ana Souza,\n\n1. **USD 2.62** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://evil.example/q/abc or ask li@haiwan.example about ⟦the sample⟧.", "https://desk.example/q/abc"},
		{"Dear Ana Souza,\n\n1. **USD 2.62** per piece, FOB Ningbo, for 5,000 pcs of FL-50W, valid until 2026-12-08.\nSee https://desk.example/q/abc or ask li@haiwan.example about a free sample.", "⟦the sample⟧"},
	} {
		if got := compose.Kept(letter, c.after, names); got != c.want {
			t.Errorf("%q, want %q of\n%s", got, c.want, c.after)
		}
	}
}
