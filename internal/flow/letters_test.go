package flow_test

import (
	"errors"
	"strings"
	"testing"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/store"
)

// TestLetters: the house's own letters are kept by those who may, make sense, and
// an answer is written by one of them.
func TestLetters(t *testing.T) {
	t.Parallel()
	o, sales, boss, _, inquiry := openShop(t)
	mine := xunpan.LetterTemplate{Name: "First", Texts: xunpan.Names{"en": "{greeting}\n[if quotation]\n{prices}\n[else]\nWe quote within a day.\n[end]\n{closing}", "de": " "}, Subject: xunpan.Names{"en": "Our answer to {product}"}}
	if err := o.SaveLetters(ctx, all(sales), 0, []xunpan.LetterTemplate{mine}); !errors.Is(err, flow.ErrDenied) {
		t.Errorf("a salesperson changes the house's letters: %v", err)
	}
	bad := mine
	bad.Texts = xunpan.Names{"en": "a\n{colour}"}
	if err := o.SaveLetters(ctx, all(boss), 0, []xunpan.LetterTemplate{bad}); fieldOf(err) != "letters.0.en" || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("a letter that makes no sense: %v", err)
	}
	must(t, o.SaveLetters(ctx, all(boss), 0, []xunpan.LetterTemplate{mine}))
	if err := o.SaveLetters(ctx, all(boss), 0, nil); !errors.Is(err, store.ErrChanged) {
		t.Errorf("saved over what somebody saved: %v", err)
	}
	ls, _, err := o.Letters(ctx)
	if err != nil || len(ls) != 1 || ls[0].ID == "" || ls[0].Texts["de"] != "" {
		t.Fatalf("%+v, %v", ls, err)
	}
	d, err := o.NewDraft(ctx, all(sales), inquiry)
	must(t, err)
	d.Template = ls[0].ID
	must(t, o.ComposeDraft(ctx, all(sales), &d, "en"))
	if !strings.Contains(d.Body, "We quote within a day.") || !strings.HasPrefix(d.Subject, "Our answer to ") || strings.Contains(d.Body, "{") {
		t.Errorf("%s\n%s", d.Subject, d.Body)
	}
	if text, err := o.PreviewLetter(ctx, ls[0].Texts["en"], "en", "en"); err != nil || !strings.Contains(text, "FOB Ningbo") {
		t.Errorf("%s, %v", text, err)
	}
}
