package extract

import (
	"strings"
	"testing"
)

// TestGoodsBooks loads every book.
func TestGoodsBooks(t *testing.T) {
	t.Parallel()
	for _, lang := range []string{"en", "es", "pt", "fr", "it", "de", "ru", "tr", "ar", "zh"} {
		if bookOf(lang) == nil {
			t.Errorf("no book of goods for %q", lang)
		}
	}
	if bookOf("xx") != nil {
		t.Error("a book for no language")
	}
}

func TestGoodsWords(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ lang, text, want string }{
		{"en", "two hinges and a box of nice things", "hinges"},
		{"en", "kitchen knives, rechargeable batteries", "knives batteries"},
		{"de", "Hydraulikschläuche und Edelstahlrohre bitte", "Hydraulikschläuche Edelstahlrohre"},
		{"es", "tornillos y bombas para los pies", "tornillos bombas"},
		{"ru", "подшипников и шлангами", "подшипников шлангами"},
		{"tr", "vanalar için", "vanalar"},
		{"ar", "نريد مضخات من النوع الجديد", "مضخات"},
		{"zh", "请报轴承价格", "轴承"},
	} {
		d := &doc{m: letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", c.text), env: house, lex: defaultLexicon(), out: Read(letter("Kim <kim@firm.example>", "sales@brightharbour.example", "", c.text), house)}
		d.out.Lang = c.lang
		d.g = d.lex.ids()
		d.scan()
		d.markGoods()
		var got []string
		han := ""
		for i, how := range d.bodyGoods {
			switch {
			case how != sureGood || d.body.toks[i].kind == tPunct:
			case d.body.toks[i].kind == tHan:
				han += d.body.words(i, i)
			default:
				got = append(got, d.body.words(i, i))
			}
		}
		if han != "" {
			got = append(got, han)
		}
		if g := strings.Join(got, " "); g != c.want {
			t.Errorf("%s: goods in %q are %q, want %q", c.lang, c.text, g, c.want)
		}
	}
}
