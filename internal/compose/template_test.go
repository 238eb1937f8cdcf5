package compose_test

import (
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/compose"
)

// TestTemplate: what a template becomes.
func TestTemplate(t *testing.T) {
	t.Parallel()
	quote := &xunpan.Quotation{Number: "Q2026-0001", Offer: xunpan.Offer{ValidUntil: "2026-12-31", Options: []xunpan.OfferOption{{Term: "FOB", Place: "Ningbo", Rule: xunpan.IncotermsRule,
		Lines: []xunpan.OfferLine{{Product: "Flood light", Quantity: "500", Unit: "pcs", Price: xunpan.Money{Amount: "5.05", Currency: "USD"}}}}}}}
	for _, c := range []struct {
		name, text string
		facts      compose.Facts
		want       string
	}{
		{"names", "Dear {buyer},\nquotation {quotation} holds until {valid}.", compose.Facts{Buyer: xunpan.Address{Name: "Ana"}, Quotation: quote}, "Dear Ana,\nquotation Q2026-0001 holds until 2026-12-31.\n"},
		{"gaps", "{buyer} of {his_company}: {payment}", compose.Facts{}, "⟦his name⟧ of ⟦his company⟧: ⟦the payment terms⟧\n"},
		{"gaps in Chinese", "{me}", compose.Facts{Desk: "zh"}, "⟦您的姓名⟧\n"},
		{"a condition that holds", "a\n[if quotation]\nwith\n[else]\nwithout\n[end]\nb", compose.Facts{Quotation: quote}, "a\nwith\nb\n"},
		{"a condition that does not", "a\n[if quotation]\nwith\n[else]\nwithout\n[end]\nb", compose.Facts{}, "a\nwithout\nb\n"},
		{"not", "[if not person]\nDear Sir or Madam\n[end]", compose.Facts{}, "Dear Sir or Madam\n"},
		{"nested", "[if person]\n[if country BR, AR]\nBom dia\n[else]\nHello\n[end]\n[end]\nend", compose.Facts{Buyer: xunpan.Address{Name: "Ana"}, Country: "AR"}, "Bom dia\nend\n"},
		{"nested in what does not hold", "[if person]\n[if quotation]\nx\n[else]\ny\n[end]\n[end]\nend", compose.Facts{}, "end\n"},
		{"language", "[if lang de]\nGuten Tag\n[end]", compose.Facts{Lang: "de"}, "Guten Tag\n"},
		{"a passage without anything to say goes with its line", "a\n\n{prices}\n\nb", compose.Facts{}, "a\n\nb\n"},
		{"a passage", "{prices}", compose.Facts{Lang: "en", Quotation: quote}, "Flood light: **USD 5.05** per pcs, FOB Ningbo (Incoterms® 2020), for 500 pcs.\nThe prices are valid until 2026-12-31.\n"},
		{"answers in his order", "{answers}", compose.Facts{Lang: "en", Questions: []xunpan.AnalysisQuestion{{Topic: "payment", Text: "How to pay?"}, {Topic: "other", Text: "Why?"}}, Terms: xunpan.Terms{Payment: "30% T/T"}}, "Here are the answers to your questions:\n1. Payment: 30% T/T.\n2. ⟦answer: Why?⟧\n"},
		{"a promise", "[if promise]\nBy {when}\n[end]", compose.Facts{Promise: time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)}, "By 2026-11-25 09:00 (UTC)\n"},
		{"other braces and brackets stay", "{} {Unknown} [note] [if]x", compose.Facts{}, "{} {Unknown} [note] [if]x\n"},
	} {
		if got := c.facts.FillTemplate(c.text); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
		if strings.HasPrefix(c.name, "other braces") {
			continue
		}
		if wrong := compose.CheckTemplate(c.text); len(wrong) > 0 {
			t.Errorf("%s: %+v", c.name, wrong)
		}
	}
	for _, c := range []struct {
		text, want string
		line       int
	}{
		{"a\n{colour}", "no {colour}", 2}, {"[if rich]\n[end]", "no condition", 1}, {"[if person]\nx", "no [end]", 1}, {"x\n[end]", "without an [if]", 2}, {"[else]", "without an [if]", 1},
		{strings.Repeat("[if person]\n", 5) + strings.Repeat("[end]\n", 5), "at most 4", 5},
	} {
		wrong := compose.CheckTemplate(c.text)
		if len(wrong) == 0 || wrong[0].Line != c.line || !strings.Contains(wrong[0].Say.En, c.want) || wrong[0].Say.Zh == "" {
			t.Errorf("%q: %+v", c.text, wrong)
		}
	}
}

// FuzzTemplate: whatever a template says, filling ends, and text without
// conditions and names stays.
func FuzzTemplate(f *testing.F) {
	f.Add("Dear {buyer},\n[if quotation]\n{prices}\n[else]\nx\n[end]\n")
	f.Add("[if not\n[else]\n[end]]")
	f.Fuzz(func(t *testing.T, text string) {
		compose.CheckTemplate(text)
		facts := compose.Facts{Lang: "en"}
		got := facts.FillTemplate(text)
		if !strings.ContainsAny(text, "[{\r") && len(strings.Fields(got)) != len(strings.Fields(text)) {
			t.Errorf("%q became %q", text, got)
		}
	})
}
