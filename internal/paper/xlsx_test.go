package paper_test

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"xunpan"
	"xunpan/internal/paper"
)

func money(amount string) xunpan.Money { return xunpan.Money{Amount: amount, Currency: "USD"} }

func document(lang string) *paper.Document {
	line := func(product, model, quantity, price, amount string) xunpan.OfferLine {
		return xunpan.OfferLine{Product: product, Model: model, Unit: "pcs", Quantity: quantity, Price: money(price), Amount: money(amount)}
	}
	lines := []xunpan.OfferLine{line("LED flood light", "FL-50", "5000", "2.62", "13100.00"), line("=cmd|'/c calc'!A1", "+1", "333", "1.115", "371.30")}
	lines[0].Ladder = []xunpan.OfferRung{{Quantity: "10000", Price: money("2.55")}}
	return &paper.Document{
		Quotation: xunpan.Quotation{Number: "Q2026-0017", Revision: 2, Kind: xunpan.PaperQuotation, Lang: lang, Buyer: xunpan.Party{Company: "Souza Luz Ltda", Person: "Ana Souza", Address: "Rua A 1\nSantos", Country: "BR"},
			Offer: xunpan.Offer{Currency: "USD", Date: "2026-11-23", ValidUntil: "2026-12-08", Options: []xunpan.OfferOption{
				{Term: xunpan.FOB, Place: "Ningbo", Rule: xunpan.IncotermsRule, Total: money("13471.30"), Lines: lines},
				{Term: xunpan.CIF, Place: "Santos", Rule: xunpan.IncotermsRule, Total: money("13471.30"), Lines: lines}}},
			Extras: []xunpan.LineExtra{{Specs: []xunpan.Spec{{Name: "Power", Value: "50 W"}}, HSCode: "940542"}},
			Terms:  xunpan.Terms{Payment: "30% T/T", Lead: &xunpan.LeadTime{Days: 25, To: 30, From: "deposit"}, Partial: "no", Papers: []string{"Invoice", "Packing list"}}},
		Seller: xunpan.Seller{Party: xunpan.Party{Company: "Haiwan Lighting Co., Ltd.", Address: "88 Haiwan Road\nNingbo", Mail: "sales@haiwan.example"}, Local: "海湾照明有限公司", Bank: "Bank of Sample"},
	}
}

// cells are all cells of a workbook's only sheet.
func cells(t *testing.T, data []byte) (*excelize.File, string, string) {
	t.Helper()
	f, err := excelize.OpenReader(bytes.NewReader(data))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	name := f.GetSheetName(0)
	rows, err := f.GetRows(name)
	if err != nil {
		t.Fatal(err)
	}
	var all strings.Builder
	for _, r := range rows {
		all.WriteString(strings.Join(r, "\t") + "\n")
	}
	return f, name, all.String()
}

// TestXLSX: in every language the workbook holds what the quotation says; amounts
// and totals are formulas that come to what was offered; text stays text.
func TestXLSX(t *testing.T) {
	t.Parallel()
	for _, lang := range xunpan.PaperLangs {
		d := document(lang)
		data, err := paper.XLSX(d)
		if err != nil {
			t.Fatal(err)
		}
		f, name, text := cells(t, data)
		if name != "Q2026-0017 - 2" {
			t.Errorf("%s: the sheet is called %q", lang, name)
		}
		for _, want := range []string{paper.Word(lang, "quotation"), "Q2026-0017 / 2", "Souza Luz Ltda", "海湾照明有限公司", "FOB Ningbo · Incoterms® 2020", "CIF Santos", "LED flood light\nPower: 50 W\nHS 940542\n", "=cmd|", "30% T/T", "25–30", paper.Word(lang, "partial_no"), "Packing list", "2026-12-08"} {
			if !strings.Contains(text, want) {
				t.Errorf("%s: the workbook does not say %q\n%s", lang, want, text)
			}
		}
		if strings.Contains(text, "Bank of Sample") {
			t.Errorf("%s: a quotation tells the bank account", lang)
		}
		formulas, sums := 0, 0
		for row := 1; row < 60; row++ {
			cell := fmt.Sprintf("G%d", row)
			formula, err := f.GetCellFormula(name, cell)
			if err != nil {
				t.Fatal(err)
			}
			if formula == "" {
				continue
			}
			formulas++
			got, err := f.CalcCellValue(name, cell, excelize.Options{RawCellValue: true})
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(formula, "SUM") {
				if sums++; got != "13471.3" {
					t.Errorf("%s: the total comes to %s", lang, got)
				}
			} else if got != "13100" && got != "371.3" {
				t.Errorf("%s: an amount comes to %s", lang, got)
			}
		}
		if formulas != 6 || sums != 2 {
			t.Errorf("%s: %d formulas, %d of them totals", lang, formulas, sums)
		}
		if formula, err := f.GetCellFormula(name, "B13"); err != nil || formula != "" {
			t.Errorf("a product's name became a formula: %q, %v", formula, err)
		}
		view, err := f.GetSheetView(name, 0)
		if err != nil || *view.RightToLeft != (lang == "ar") {
			t.Errorf("%s: from right to left is %t (%v)", lang, *view.RightToLeft, err)
		}
	}
}

// TestProforma: a proforma invoice shows the chosen offer alone, with the bank
// account; a second language stands beside the first.
func TestProforma(t *testing.T) {
	t.Parallel()
	d := document("ru")
	d.Quotation.Kind, d.Quotation.Chosen, d.Quotation.Second = xunpan.PaperProforma, 2, "zh"
	data, err := paper.XLSX(d)
	if err != nil {
		t.Fatal(err)
	}
	_, _, text := cells(t, data)
	for _, want := range []string{"Счёт-проформа 形式发票", "CIF Santos", "Bank of Sample", "Количество 数量"} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	if strings.Contains(text, "FOB Ningbo") {
		t.Error("the offer that was not chosen is there, too")
	}
	d.Quotation.Offer.Options = nil
	var inv *xunpan.Invalid
	if _, err := paper.XLSX(d); !errors.As(err, &inv) || inv.Say.Zh == "" {
		t.Errorf("without prices: %v", err)
	}
}

// TestLibreOffice: another program opens the workbook and comes to the same sums.
func TestLibreOffice(t *testing.T) {
	t.Parallel()
	office, err := exec.LookPath("soffice")
	if err != nil {
		t.Skip("no LibreOffice on this machine: Debian's package is libreoffice-calc-nogui")
	}
	data, err := paper.XLSX(document("zh"))
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "q.xlsx"), data, 0o600); err != nil {
		t.Fatal(err)
	}
	out, err := exec.CommandContext(t.Context(), office, "-env:UserInstallation=file://"+dir+"/profile", "--headless", "--convert-to", "csv", "--outdir", dir, filepath.Join(dir, "q.xlsx")).CombinedOutput()
	if err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	csv, err := os.ReadFile(filepath.Join(dir, "q.csv"))
	if err != nil {
		t.Fatal(err)
	}
	if n := strings.Count(string(csv), ",13471.3\n"); n != 2 {
		t.Errorf("%d totals of 13471.3 in\n%s", n, csv)
	}
}

func BenchmarkXLSX(b *testing.B) {
	d := document("en")
	for i := range d.Quotation.Offer.Options {
		o := &d.Quotation.Offer.Options[i]
		for len(o.Lines) < 50 {
			o.Lines = append(o.Lines, o.Lines[0])
		}
	}
	d.Quotation.Offer.Options = append(d.Quotation.Offer.Options, d.Quotation.Offer.Options...)
	for b.Loop() {
		if _, err := paper.XLSX(d); err != nil {
			b.Fatal(err)
		}
	}
}

// TestXLSXPictures: pictures stand beside their lines; long texts make no row that a
// workbook cannot have; printed pages begin with the names of the columns.
func TestXLSXPictures(t *testing.T) {
	t.Parallel()
	d := long("en", 3, 1)
	d.Seller.Logo = "logo"
	d.Images = map[xunpan.ID][]byte{"logo": png1(t, 900, 300), "p": png1(t, 40, 30)}
	d.Quotation.Terms.Remarks = strings.Repeat("remark\n", 400)
	data, err := paper.XLSX(d)
	if err != nil {
		t.Fatal(err)
	}
	f, name, _ := cells(t, data)
	at, err := f.GetPictureCells(name)
	if err != nil || len(at) != 4 {
		t.Errorf("pictures at %v (%v)", at, err)
	}
	printed := ""
	for _, n := range f.GetDefinedName() {
		printed += n.Name + " " + n.RefersTo + ";"
	}
	head := 0
	if _, err := fmt.Sscanf(printed, "_xlnm.Print_Titles 'Q2026-0017 - 2'!$%d:", &head); err != nil {
		t.Fatalf("%q: %v", printed, err)
	}
	if got, err := f.GetCellValue(name, fmt.Sprintf("B%d", head)); err != nil || got != "Product" {
		t.Errorf("pages begin with %q (%v)", got, err)
	}
	d.Images["p"] = []byte("GIF89a")
	var inv *xunpan.Invalid
	if _, err := paper.XLSX(d); !errors.As(err, &inv) {
		t.Errorf("no picture: %v", err)
	}
}
