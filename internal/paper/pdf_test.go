package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"image"
	"image/jpeg"
	"image/png"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"xunpan"
	"xunpan/internal/paper"
)

// pdf makes a document and says what is missing in it.
func pdf(t *testing.T, d *paper.Document) ([]byte, []rune) {
	t.Helper()
	data, report, err := paper.PDF(d)
	if err != nil {
		t.Fatal(err)
	}
	return data, report.Missing
}

// pages are the texts of a PDF's pages, as another program reads them.
func pages(t *testing.T, data []byte) []string {
	t.Helper()
	reader, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("no pdftotext on this machine: Debian's package is poppler-utils")
	}
	file := filepath.Join(t.TempDir(), "q.pdf")
	if err := os.WriteFile(file, data, 0o600); err != nil {
		t.Fatal(err)
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(t.Context(), reader, "-layout", file, "-")
	cmd.Stderr = &said
	text, err := cmd.Output()
	if err != nil || said.Len() > 0 {
		t.Fatalf("%v: %s", err, said.String())
	}
	all := strings.Split(plain(string(text)), "\f")
	return all[:len(all)-1]
}

// plain is a text without the forms of Arabic letters, signs of direction and the
// spaces between words.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if r == ' ' || r == '\n' || r >= 0x200E && r <= 0x200F || r >= 0x202A && r <= 0x202E {
			return -1
		}
		return r
	}, norm.NFKC.String(s))
}

func png1(t *testing.T, w, h int) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, image.NewNRGBA(image.Rect(0, 0, w, h))); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestPDF: in every language the pages hold what the quotation says, and the same
// document gives the same bytes.
func TestPDF(t *testing.T) {
	t.Parallel()
	for _, lang := range xunpan.PaperLangs {
		t.Run(lang, func(t *testing.T) {
			t.Parallel()
			d := document(lang)
			data, missing := pdf(t, d)
			if len(missing) > 0 {
				t.Errorf("no font has %q", missing)
			}
			if again, _ := pdf(t, document(lang)); !bytes.Equal(data, again) {
				t.Error("the same document gave other bytes")
			}
			text := strings.Join(pages(t, data), "")
			total := map[string]string{"es": "13.471,30", "de": "13.471,30", "pt": "13.471,30", "it": "13.471,30", "tr": "13.471,30", "fr": "13471,30", "ru": "13471,30"}[lang]
			if total == "" {
				total = "13,471.30"
			}
			if n := strings.Count(text, total); n != 2 {
				t.Errorf("the total %s is there %d times", total, n)
			}
			for _, want := range []string{paper.Word(lang, "quotation"), "Q2026-0017 / 2", "Souza Luz Ltda", "海湾照明有限公司", "FOB Ningbo", "CIF Santos", "Incoterms® 2020", "LED flood light", "=cmd|'/c calc'!A1", "Power: 50 W", "HS 940542",
				"30% T/T", paper.Word(lang, "amount"), paper.Word(lang, "partial_no"), paper.Word(lang, "lead"), "Packing list", "1 / 1"} {
				if !strings.Contains(text, plain(want)) {
					t.Errorf("the pages do not say %q\n%s", want, text)
				}
			}
			if strings.Contains(text, plain("Bank of Sample")) {
				t.Error("a quotation tells the bank account")
			}
		})
	}
}

// TestPDFProforma: a proforma invoice shows the chosen offer alone, with the sum in
// words, the bank account and a second language.
func TestPDFProforma(t *testing.T) {
	t.Parallel()
	d := document("en")
	d.Quotation.Kind, d.Quotation.Chosen, d.Quotation.Second = xunpan.PaperProforma, 2, "zh"
	data, _ := pdf(t, d)
	text := strings.Join(pages(t, data), "")
	for _, want := range []string{"Proforma invoice", "形式发票", "CIF Santos", "Bank of Sample", "Quantity", "数量", "USD thirteen thousand four hundred seventy-one and 30/100 only", "壹万叁仟肆佰柒拾壹元叁角整", "For the buyer"} {
		if !strings.Contains(text, plain(want)) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, plain("FOB Ningbo")) {
		t.Error("the offer that was not chosen is there, too")
	}
}

// long is a quotation of n lines and m offers, with pictures.
func long(lang string, n, m int) *paper.Document {
	d := document(lang)
	o := d.Quotation.Offer.Options[0]
	o.Lines, d.Quotation.Extras, d.Quotation.Offer.Options = nil, nil, nil
	for i := range n {
		l := xunpan.OfferLine{Product: "LED flood light with aluminium housing", Model: fmt.Sprintf("FL-%03d", i+1), Unit: "pcs", Quantity: "500", Price: money("2.62"), Amount: money("1310.00")}
		if i%5 == 0 {
			l.Ladder = []xunpan.OfferRung{{Quantity: "1000", Price: money("2.55")}, {Quantity: "5000", Price: money("2.41")}}
		}
		o.Lines = append(o.Lines, l)
		d.Quotation.Extras = append(d.Quotation.Extras, xunpan.LineExtra{Specs: []xunpan.Spec{{Name: "Power", Value: "50 W"}}, HSCode: "940542", Picture: "p"})
	}
	for range m {
		d.Quotation.Offer.Options = append(d.Quotation.Offer.Options, o)
	}
	return d
}

// TestPDFPages: every page of a long table has the columns' names, every product
// stands whole on one page, and the pages are counted.
func TestPDFPages(t *testing.T) {
	t.Parallel()
	for _, offers := range []int{1, 2, 4, 5} {
		d := long("en", 60, offers)
		d.Images = map[xunpan.ID][]byte{"p": png1(t, 40, 30)}
		data, _ := pdf(t, d)
		all := pages(t, data)
		if len(all) < 4 {
			t.Fatalf("%d offers: only %d pages", offers, len(all))
		}
		text := strings.Join(all, "")
		for i := range 60 {
			model := fmt.Sprintf("ModelFL-%03d", i+1)
			want := 1
			if offers > 4 { // more than stand side by side follow each other
				want = offers
			}
			if n := strings.Count(text, model); n != want {
				t.Errorf("%d offers: %s is there %d times", offers, model, n)
			}
		}
		for i, page := range all {
			if !strings.Contains(page, fmt.Sprintf("%d/%d", i+1, len(all))) {
				t.Errorf("page %d does not say its number", i+1)
			}
			if strings.Count(page, "ModelFL-") != strings.Count(page, "HS940542") {
				t.Errorf("%d offers: a product of page %d is parted", offers, i+1)
			}
			if strings.Contains(page, "ModelFL-") && !strings.Contains(page, "Description") {
				t.Errorf("page %d has products below no names of columns", i+1)
			}
		}
	}
}

// TestPDFMissing: what no font has is reported, and the rest is there.
func TestPDFMissing(t *testing.T) {
	t.Parallel()
	d := document("ru")
	d.Quotation.Buyer.Company = "한빛 조명 😀 Ltd"
	data, missing := pdf(t, d)
	if got := string(missing); got != "명빛조한😀" {
		t.Errorf("missing: %q", got)
	}
	if text := strings.Join(pages(t, data), ""); !strings.Contains(text, "\uFFFDLtd") {
		t.Errorf("no sign stands for what is missing: %s", text)
	}
}

// TestPDFHostile: no text, figure or picture breaks the pages.
func TestPDFHostile(t *testing.T) {
	t.Parallel()
	d := long("ar", 3, 4)
	endless := strings.Repeat("x", 5000)
	d.Quotation.Offer.Options[0].Lines[0].Product = endless
	d.Quotation.Offer.Options[0].Lines[0].Amount = money(strings.Repeat("9", 80))
	d.Quotation.Offer.Options[1].Lines[1].Unit = endless
	d.Quotation.Terms.Remarks = strings.Repeat("كلمة (word) 12% ", 3000) + "\x00\xff\u202E\t\u200F"
	d.Quotation.Buyer.Address = strings.Repeat("\n", 300)
	d.Quotation.Offer.Date, d.Quotation.Terms.Origin = "soon", "??"
	d.Seller.Company = endless
	data, _ := pdf(t, d)
	if all := pages(t, data); len(all) < 3 {
		t.Errorf("only %d pages", len(all))
	}
	var inv *xunpan.Invalid
	d.Quotation.Terms.Remarks = strings.Repeat("word\n", 60000)
	if _, _, err := paper.PDF(d); !errors.As(err, &inv) || inv.Say.Zh == "" {
		t.Errorf("a thousand pages: %v", err)
	}
}

// TestPDFPictures: PNG and JPEG are taken; what is too large or no picture is an
// error that says so.
func TestPDFPictures(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, image.NewGray(image.Rect(0, 0, 900, 300)), nil); err != nil {
		t.Fatal(err)
	}
	d := long("en", 2, 1)
	d.Seller.Logo = "logo"
	without, _ := pdf(t, d)
	d.Images = map[xunpan.ID][]byte{"logo": b.Bytes(), "p": png1(t, 800, 10)}
	with, _ := pdf(t, d)
	if got := bytes.Count(with, []byte("/Subtype /Image")) - bytes.Count(without, []byte("/Subtype /Image")); got != 2 {
		t.Errorf("%d pictures of 2 are in the document", got)
	}
	var vast bytes.Buffer
	if err := png.Encode(&vast, image.NewGray(image.Rect(0, 0, 5001, 5000))); err != nil {
		t.Fatal(err)
	}
	for name, bad := range map[string][]byte{"no picture": []byte("GIF89a"), "cut off": png1(t, 300, 300)[:60], "too many bytes": make([]byte, 5<<20+1), "too many points": vast.Bytes()} {
		d.Images["p"] = bad
		var inv *xunpan.Invalid
		if _, _, err := paper.PDF(d); !errors.As(err, &inv) || inv.Say.En == "" || inv.Say.Zh == "" {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// TestNothingOfTheHouse: no field of what a document is made of can hold what the
// goods cost us.
func TestNothingOfTheHouse(t *testing.T) {
	t.Parallel()
	seen := map[reflect.Type]bool{}
	var walk func(at string, x reflect.Type)
	walk = func(at string, x reflect.Type) {
		switch x.Kind() {
		case reflect.Pointer, reflect.Slice, reflect.Array, reflect.Map:
			walk(at, x.Elem())
		case reflect.Struct:
			if seen[x] || x.PkgPath() == "time" {
				return
			}
			seen[x] = true
			for i := range x.NumField() {
				f := x.Field(i)
				for _, word := range []string{"Cost", "Margin", "Floor", "Supplier", "Profit"} {
					if strings.Contains(f.Name, word) {
						t.Errorf("%s.%s can hold what a buyer must not see", at, f.Name)
					}
				}
				walk(at+"."+f.Name, f.Type)
			}
		case reflect.Interface, reflect.Func, reflect.Chan:
			t.Errorf("%s can hold anything", at)
		}
	}
	walk("Document", reflect.TypeFor[paper.Document]())
	if len(seen) < 10 {
		t.Errorf("only %d types were looked at", len(seen))
	}
}

func BenchmarkPDF(b *testing.B) {
	for _, lang := range []string{"en", "zh", "ar"} {
		b.Run(lang, func(b *testing.B) {
			d := long(lang, 50, 4)
			for b.Loop() {
				if _, _, err := paper.PDF(d); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
