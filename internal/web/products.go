package web

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"xunpan"
	"xunpan/internal/store"
)

// ProductsView lists the catalogue.
type ProductsView struct {
	Frame
	Query      string
	Category   string
	Gone       bool // those no longer offered
	Categories []store.CategoryCount
	Rows       []ProductLine
	More       string // address of the next page
	Notes      []CertificateLine
}

func (v *ProductsView) categories() []choice {
	var list []choice
	for _, c := range v.Categories {
		if c.Category != "" {
			list = append(list, choice{Value: c.Category, Title: c.Category + " (" + strconv.Itoa(c.Products) + ")", Chosen: c.Category == v.Category})
		}
	}
	return list
}

// ProductLine is a product in the list.
type ProductLine struct {
	xunpan.Product
	Price string // the first list price in force
	Ended bool   // it has none in force any more
	Cert  string // "ended" or "ends" if one of its certificates is no longer or not much longer valid
}

func (p *ProductLine) url() string { return "/products/" + string(p.ID) }

func (p *ProductLine) picture() string {
	if len(p.Pictures) == 0 {
		return ""
	}
	return assetPath(p.Pictures[0]) + "?small=1"
}

func assetPath(id xunpan.ID) string { return "/assets/" + string(id) }

// CertificateLine is a certificate with how long it still holds.
type CertificateLine struct {
	xunpan.Certificate
	State  string // "ended", "ends" (within 60 days) or "holds"
	Days   int    // until its last day
	Chosen bool   // the product at hand has it
}

// CertificatesView is the house's certificates.
type CertificatesView struct {
	Frame
	Rows     []CertificateLine
	Problem  string
	Problems map[string]string
	Values   xunpan.Certificate // as somebody wrote it, when it was refused
}

// ProductView is one product, or a new one.
type ProductView struct {
	Frame
	P            xunpan.Product
	Problem      string
	Problems     map[string]string
	Categories   []store.CategoryCount
	Certificates []CertificateLine
	Sheets       []xunpan.Asset
	Load         *LoadView
	Costs        []CostLine // the newest first; nil for who may not see them
	Cost         xunpan.ProductCost
	History      []HistoryLine
}

// LoadView is how a product fills containers.
type LoadView struct {
	CBM  string // of a carton
	Fits []LoadFit
}

// LoadFit is how much goes into one kind of container.
type LoadFit struct {
	Kind           string
	Cartons, Units string
	Share          int    // of the fullest kind, per cent
	Binds          string // volume, weight or size
}

// CostLine is what a product cost since when.
type CostLine struct {
	xunpan.ProductCost
	By Person
}

func (v *ProductView) path() string {
	if v.P.ID == "" {
		return "/products"
	}
	return "/products/" + string(v.P.ID)
}

func (v *ProductView) heading() string {
	if v.P.ID == "" {
		return v.T.Say("product.new")
	}
	return v.P.Model
}

// productTiers are the tiers of products, "" for none.
var productTiers = []string{"", "good", "better", "best"}

// spareVariants and sparePrices are empty rows to fill in.
const (
	spareVariants = 2
	sparePrices   = 2
	sparePoints   = 1
)

// otherNames is a text in languages besides English and Chinese, one a line.
func otherNames(n xunpan.Names) string {
	var lines []string
	for _, lang := range slices.Sorted(maps.Keys(n)) {
		if lang != "en" && lang != "zh" {
			lines = append(lines, lang+": "+n[lang])
		}
	}
	return strings.Join(lines, "\n")
}

// specLines is technical data as people write it, one a line.
func specLines(specs []xunpan.Spec, between string) string {
	var lines []string
	for _, s := range specs {
		if s.Name == "" {
			lines = append(lines, s.Value)
		} else {
			lines = append(lines, s.Name+": "+s.Value)
		}
	}
	return strings.Join(lines, between)
}

// featureLines are the features in a language, one a line, empty where it has
// none.
func featureLines(features []xunpan.Names, lang string) string {
	var lines []string
	for _, f := range features {
		lines = append(lines, strings.ReplaceAll(f[lang], "\n", " "))
	}
	return strings.TrimRight(strings.Join(lines, "\n"), "\n")
}

func moneyText(m xunpan.Money) string {
	if m.Amount == "" {
		return ""
	}
	return m.Amount + " " + m.Currency
}

func costText(m *xunpan.Money) string {
	if m == nil {
		return ""
	}
	return moneyText(*m)
}

// at is the element of a list, or an empty one beyond its end.
func at[T any](list []T, i int) (x T) {
	if i < len(list) {
		x = list[i]
	}
	return x
}

func leadOf(p xunpan.Product) xunpan.LeadTime {
	if p.Lead == nil {
		return xunpan.LeadTime{}
	}
	return *p.Lead
}

func packingOf(p xunpan.Product) xunpan.Packing {
	if p.Packing == nil {
		return xunpan.Packing{}
	}
	return *p.Packing
}

func customOf(p xunpan.Product) xunpan.Custom {
	if p.Custom == nil {
		return xunpan.Custom{}
	}
	return *p.Custom
}

// number0 is a number, or nothing for none.
func number0(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

// certificateSays is how long a certificate still holds.
func certificateSays(t *T, c CertificateLine) string {
	switch {
	case c.Until == "":
		return t.Of("cert", "holds")
	case c.State == "ends":
		return t.Count("cert.days", c.Days)
	}
	return t.Of("cert", c.State) + " " + c.Until
}
