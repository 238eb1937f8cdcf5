package paper

import (
	"bytes"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode"

	"codeberg.org/go-pdf/fpdf"
	"golang.org/x/text/unicode/norm"
)

// TestShape: Arabic letters take the forms in which they join.
func TestShape(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"سعر", "\uFEB3\uFECC\uFEAE"},                                     // seen first, ain within, reh last
		{"دار", "\uFEA9\uFE8D\uFEAD"},                                     // letters that do not reach out
		{"لا", "\uFEFB"},                                                  // lam and alef are one
		{"سلام", "\uFEB3\uFEFC\uFEE1"},                                    // also after a letter that joins
		{"ماء", "\uFEE3\uFE8E\uFE80"},                                     // hamza stands alone
		{"يومًا", "\uFEF3\uFEEE\uFEE3\u064B\uFE8E"},                       // a mark does not part letters
		{"پارچه", "\uFB58\uFE8E\uFEAD\uFB7C\uFEEA"},                       // Persian
		{"ـه", "\u0640\uFEEA"},                                            // the stroke joins
		{"LED ضوئي 50", "LED \uFEBF\uFEEE\uFE8B\uFEF2 50"},                // others stay
		{"می\u200Cخواهم", "\uFEE3\uFBFD\uFEA7\uFEEE\uFE8D\uFEEB\uFEE2"}} { // a break of joining is not drawn
		if got := string(shape([]rune(c.text))); got != c.want {
			t.Errorf("%s: %+q, not %+q", c.text, got, c.want)
		}
	}
}

// TestFormsAreInTheFont: each letter of Arabic can be drawn in each of its forms.
func TestFormsAreInTheFont(t *testing.T) {
	t.Parallel()
	g := newGlyphs()
	letters, lam := arabicForms()
	if len(letters) < 50 || len(lam) != 4 {
		t.Fatalf("%d letters, %d ligatures", len(letters), len(lam))
	}
	for _, of := range []map[rune]forms{letters, lam} {
		for base, list := range of {
			if n := len(list); n != 1 && n != 2 && n != 4 {
				t.Errorf("%c has %d forms", base, n)
			}
			for _, r := range list {
				g.of(r, false)
				g.of(r, true)
			}
		}
	}
	if g.err != nil || len(g.missing) > 0 {
		t.Errorf("not in the font: %q, %v", string(g.missed()), g.err)
	}
}

// TestFontsAreShared: a document leaves the fonts as they were, to their last byte.
func TestFontsAreShared(t *testing.T) {
	t.Parallel()
	for _, pair := range faces {
		for _, f := range pair {
			l := readFace(f.name)
			if l.err != nil {
				t.Fatal(l.err)
			}
			for i := range int(binary.BigEndian.Uint16(l.ttf[4:])) {
				if n := binary.BigEndian.Uint32(l.ttf[12+16*i+12:]); n%4 != 0 {
					t.Errorf("%s: a table of %d bytes", f.name, n)
				}
			}
			before := bytes.Clone(l.ttf)
			pdf := fpdf.New("P", "mm", "A4", "")
			pdf.AddUTF8FontFromBytes("f", "", l.ttf)
			pdf.AddPage()
			pdf.SetFont("f", "", 10)
			pdf.Text(10, 10, "12")
			if err := pdf.Output(io.Discard); err != nil || !bytes.Equal(before, l.ttf) {
				t.Errorf("%s was changed (%v)", f.name, err)
			}
		}
	}
}

// TestVisual: lines as they are drawn from left to right.
func TestVisual(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ text, want string }{
		{"FOB Ningbo (2020)", "FOB Ningbo (2020)"},
		{"אבג", "גבא"},
		{"אב (גד) ה", "ה (דג) בא"},                     // brackets are turned
		{"אב LED 50W גד", "דג LED 50W בא"},             // Latin keeps its order
		{"אב 1,234.50 גד", "דג 1,234.50 בא"},           // so do numbers
		{"Haiwan Co., Ltd.", "Haiwan Co., Ltd."},       // a Latin line runs as such
		{"Call אב 25 גד now", "Call דג 25 בא now"},     // a number among Hebrew words goes with them
		{"אב (LED) 5%", "5% (LED) בא"},                 // a sign of percent stays with its number
		{"\u200FLED אב", "בא LED"},                     // a mark says how the line runs, and is not drawn
		{"אב \u200E500 pcs\u200E גד", "דג 500 pcs בא"}, // and keeps figures with their unit
		{"LED (אב) x", "LED (בא) x"},                   // brackets of the line
		{"אב LED (50 W) גד", "דג LED (50 W) בא"},       // brackets of what is within
		{"\u202Eevil\u202C name", "evil name"}} {       // nobody turns a name round
		if got := string(visual([]rune(c.text))); got != c.want {
			t.Errorf("%q: %q, not %q", c.text, got, c.want)
		}
	}
}

// FuzzSetting: whatever a text is, its lines hold all of it that is to be seen.
func FuzzSetting(f *testing.F) {
	f.Add("Hello world", 30.0)
	f.Add("(سعر) LED 50W, 25%", 12.0)
	f.Add("海湾照明有限公司（宁波）", 9.0)
	f.Add("\u202Ex\u200F\xff\x00 ( [ ] )", 0.0)
	f.Fuzz(func(t *testing.T, text string, w float64) {
		if len(text) > 2000 {
			return
		}
		s := &setter{g: newGlyphs()}
		lines := s.wrap(text, w, inkBody)
		var drawn strings.Builder
		for _, l := range lines {
			shaped := shape([]rune(l))
			seen := visual(shaped)
			if got, want := letters(string(seen)), letters(string(shaped)); !slices.Equal(got, want) {
				t.Fatalf("%q became %q", string(shaped), string(seen))
			}
			if len([]rune(l)) > 2 && w > 10 && s.measure(l, inkBody) > w+5 {
				t.Fatalf("%q is wider than %g", l, w)
			}
			drawn.WriteString(l)
		}
		if got, want := letters(drawn.String()), letters(clean(text)); !slices.Equal(got, want) {
			t.Fatalf("%q became %q", text, lines)
		}
	})
}

// letters are the seen characters of a text, decomposed, in the order of their numbers, with
// brackets that may be turned as one.
func letters(s string) []rune {
	var all []rune
	for _, r := range norm.NFD.String(s) {
		if r != '·' && !unicode.IsSpace(r) && !isBidiControl(r) {
			all = append(all, min(r, mirrored(r)))
		}
	}
	slices.Sort(all)
	return all
}

func TestLocale(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ got, want string }{
		{decimal("en", "1234567.50"), "1,234,567.50"}, {decimal("de", "1234.5"), "1.234,5"}, {decimal("ru", "-1234.50"), "-1\u00A0234,50"}, {decimal("zh", "999"), "999"}, {decimal("ar", "1000"), "1,000"},
		{day("en", "2026-11-03"), "3 Nov 2026"}, {day("zh", "2026-11-03"), "2026年11月3日"}, {day("ru", "2026-05-03"), "3 мая 2026"}, {day("de", "2026-03-31"), "31. März 2026"}, {day("tr", "2026-02-01"), "1 Şub 2026"}, {day("en", "soon"), "soon"}, {day("en", ""), ""},
		{country("de", "CN"), "China"}, {country("ru", "DE"), "Германия"}, {country("ar", "EG"), "مصر"}, {country("en", "Europe"), "Europe"}, {country("en", ""), ""},
		{inWords("en", "0.00", "USD"), "USD zero only"}, {inWords("en", "1000015.05", "EUR"), "EUR one million fifteen and 05/100 only"}, {inWords("en", "21340", "JPY"), "JPY twenty-one thousand three hundred forty only"},
		{inWords("zh", "10203.05", "USD"), "美元壹万零贰佰零叁元零伍分"}, {inWords("zh", "100000000.00", "CNY"), "人民币壹亿元整"}, {inWords("zh", "120.50", "EUR"), "欧元壹佰贰拾元伍角整"}, {inWords("zh", "1000500.00", "USD"), "美元壹佰万零伍佰元整"},
		{inWords("zh", "0.35", "USD"), "美元零元叁角伍分"}, {inWords("de", "1", "EUR"), ""}, {inWords("en", "-1", "EUR"), ""}, {inWords("en", "", "EUR"), ""},
	} {
		if c.got != c.want {
			t.Errorf("%q, not %q", c.got, c.want)
		}
	}
}

// TestMonths: every language has twelve.
func TestMonths(t *testing.T) {
	t.Parallel()
	for lang, months := range words()["months"] {
		if n := len(strings.Fields(months)); n != 12 {
			t.Errorf("%s has %d months", lang, n)
		}
	}
}
