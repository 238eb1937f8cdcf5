package paper

import (
	"fmt"
	"strconv"
	"strings"

	"xunpan"
)

// Document is a quotation or proforma invoice with who makes it out.
type Document struct {
	Quotation xunpan.Quotation
	Seller    xunpan.Seller
	Images    map[xunpan.ID][]byte // PNG or JPEG: Seller.Logo and LineExtra.Picture; those not there are left out
}

// Limits of a document.
const (
	maxLines   = 500
	maxOptions = 8
)

// options are the offers a document shows: of a proforma invoice the chosen one.
func (d *Document) options() ([]xunpan.OfferOption, error) {
	all := d.Quotation.Offer.Options
	if d.Quotation.Kind == xunpan.PaperProforma && d.Quotation.Chosen >= 1 && d.Quotation.Chosen <= len(all) {
		all = all[d.Quotation.Chosen-1 : d.Quotation.Chosen]
	}
	lines := 0
	for i := range all {
		lines = max(lines, len(all[i].Lines))
	}
	switch {
	case len(all) == 0 || lines == 0:
		return nil, &xunpan.Invalid{Field: "offer", Say: xunpan.Text{En: "The quotation has no prices yet.", Zh: "报价单尚无价格。"}}
	case len(all) > maxOptions || lines > maxLines:
		return nil, &xunpan.Invalid{Field: "offer", Say: xunpan.Text{En: fmt.Sprintf("A document shows %d offers of %d lines at most.", maxOptions, maxLines), Zh: fmt.Sprintf("一份单据最多 %d 个方案、%d 行。", maxOptions, maxLines)}}
	}
	return all, nil
}

// say is a fixed word, with the second language beside it.
func (d *Document) say(key string, args ...any) string {
	text := Word(d.Quotation.Lang, key, args...)
	if s := d.Quotation.Second; s != "" && s != d.Quotation.Lang {
		text += " " + Word(s, key, args...)
	}
	return text
}

// stacked is a fixed word with the second language below it.
func (d *Document) stacked(key string) string {
	text := Word(d.Quotation.Lang, key)
	if s := d.Quotation.Second; s != "" && Word(s, key) != text {
		text += "\n" + Word(s, key)
	}
	return text
}

func (d *Document) titleKey() string {
	if d.Quotation.Kind == xunpan.PaperProforma {
		return "proforma"
	}
	return "quotation"
}

func (d *Document) title() string { return d.say(d.titleKey()) }

// number is the document's number with its revision: "Q2026-0017 / 2".
func (d *Document) number() string {
	if d.Quotation.Revision > 1 {
		return d.Quotation.Number + " / " + strconv.Itoa(d.Quotation.Revision)
	}
	return d.Quotation.Number
}

// pair is one line of head or terms.
type pair struct{ name, value string }

// head is to whom, when, and until when.
func (d *Document) head() []pair {
	q := &d.Quotation
	buyer := strings.Join(filled(q.Buyer.Company, q.Buyer.Person, q.Buyer.Address, abroad(q.Lang, q.Buyer.Address, q.Buyer.Country), q.Buyer.Phone, q.Buyer.Mail, q.Buyer.TaxID), "\n")
	return []pair{{d.say("number"), d.number()}, {d.say("date"), q.Offer.Date}, {d.say("valid"), q.Offer.ValidUntil}, {d.say("reference"), q.Reference}, {d.say("for"), buyer}}
}

// terms are the conditions that are said.
func (d *Document) terms() []pair {
	t := &d.Quotation.Terms
	partial := ""
	if t.Partial == "yes" || t.Partial == "no" {
		partial = d.say("partial_" + t.Partial)
	}
	return []pair{{d.say("payment"), t.Payment}, {d.say("lead"), d.lead(t.Lead)}, {d.say("loading"), t.Loading}, {d.say("partial"), partial}, {d.say("packing"), t.Packing}, {d.say("warranty"), t.Warranty},
		{d.say("origin"), country(d.Quotation.Lang, t.Origin)}, {d.say("sample"), t.Sample}, {d.say("papers"), strings.Join(t.Papers, "\n")}, {d.say("remarks"), t.Remarks}}
}

// bank is where a proforma invoice is paid to; a quotation does not say.
func (d *Document) bank() []pair {
	if d.Quotation.Kind != xunpan.PaperProforma {
		return nil
	}
	return []pair{{d.say("bank"), d.Seller.Bank}}
}

// lead is a lead time in words, "" for none.
func (d *Document) lead(l *xunpan.LeadTime) string {
	if l == nil || l.Days <= 0 {
		return ""
	}
	days := strconv.Itoa(l.Days)
	if l.To > l.Days {
		days += "–" + strconv.Itoa(l.To)
	}
	return Word(d.Quotation.Lang, "days", "days", days, "from", Word(d.Quotation.Lang, "from_"+l.From))
}

func filled(list ...string) []string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// extra is what is said of a line besides its price, from 0.
func (d *Document) extra(i int) *xunpan.LineExtra {
	if i < len(d.Quotation.Extras) {
		return &d.Quotation.Extras[i]
	}
	return &xunpan.LineExtra{}
}

func specOf(s xunpan.Spec) string { return strings.TrimPrefix(s.Name+": "+s.Value, ": ") }

// details are how a product comes, one by one.
func (d *Document) details(l *xunpan.OfferLine, x *xunpan.LineExtra) []string {
	var list []string
	lang := d.Quotation.Lang
	if x.HSCode != "" {
		list = append(list, "HS "+x.HSCode)
	}
	if l.MOQ != "" {
		list = append(list, Word(lang, "moq", "n", d.amountOf(l.MOQ, l.Unit)))
	}
	list = append(list, d.packing(x.Packing, l.Unit)...)
	if lead := d.lead(x.Lead); lead != "" {
		list = append(list, Word(lang, "lead")+": "+lead)
	}
	return list
}

// packing is how a product is packed: in words, else in figures.
func (d *Document) packing(k *xunpan.Packing, unit string) []string {
	lang := d.Quotation.Lang
	if k == nil {
		return nil
	}
	if say := k.Say[lang]; say != "" {
		return []string{say}
	}
	var list []string
	if k.PerCarton != "" {
		list = append(list, Word(lang, "carton", "n", d.amountOf(k.PerCarton, unit)))
	}
	if k.Length != "" && k.Width != "" && k.Height != "" {
		const times = "\u00A0×\u00A0"
		list = append(list, d.leftToRight(decimal(lang, k.Length)+times+decimal(lang, k.Width)+times+decimal(lang, k.Height)+"\u00A0cm"))
	}
	if k.Gross != "" {
		list = append(list, Word(lang, "gross", "n", decimal(lang, k.Gross)))
	}
	return list
}

// amountOf is a quantity with its unit.
func (d *Document) amountOf(quantity, unit string) string {
	return d.leftToRight(strings.TrimSpace(decimal(d.Quotation.Lang, quantity) + "\u00A0" + unit))
}

func (d *Document) rtl() bool { return d.Quotation.Lang == "ar" }

// leftToRight keeps figures and their unit in order within Arabic.
func (d *Document) leftToRight(text string) string {
	if !d.rtl() {
		return text
	}
	return string(ltrMark) + text + string(ltrMark)
}
