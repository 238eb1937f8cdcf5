package xunpan

import (
	"sort"
	"strings"
	"time"
	"unicode"
)

// Names is one text in as many languages as are there, by ISO 639-1.
type Names map[string]string

// In returns the text in the language asked for, else in English, else in
// Chinese, else in the first language there is.
func (n Names) In(lang string) string {
	for _, l := range [...]string{lang, "en", "zh"} {
		if s := n[l]; s != "" {
			return s
		}
	}
	langs := make([]string, 0, len(n))
	for l := range n {
		langs = append(langs, l)
	}
	sort.Strings(langs)
	for _, l := range langs {
		if n[l] != "" {
			return n[l]
		}
	}
	return ""
}

// Product is one article of the catalogue (DOMAIN D7.1). What it costs us is
// kept elsewhere, so that nothing made from a Product can give it away.
type Product struct {
	ID           ID             `json:"id,omitzero"`
	Model        string         `json:"model"`           // unique in the catalogue, as customers write it
	Names        Names          `json:"names"`           // at least one
	Words        []string       `json:"words,omitempty"` // what else buyers call it, in any language
	Category     string         `json:"category,omitempty"`
	Tier         string         `json:"tier,omitempty"` // "good", "better", "best" or "" (DOMAIN D7.4)
	Unit         string         `json:"unit"`           // as of Quantity.Unit
	About        Names          `json:"about,omitempty"`
	Features     []Names        `json:"features,omitempty"`
	Points       []SellingPoint `json:"points,omitempty"`
	Specs        []Spec         `json:"specs,omitempty"`
	Variants     []Variant      `json:"variants,omitempty"`
	Packing      *Packing       `json:"packing,omitempty"`
	HSCode       string         `json:"hs_code,omitempty"` // digits
	Origin       string         `json:"origin,omitempty"`  // ISO 3166-1 alpha-2
	MOQ          string         `json:"moq,omitempty"`     // in units, a decimal
	Lead         *LeadTime      `json:"lead,omitempty"`
	Custom       *Custom        `json:"custom,omitempty"` // nil: sold as it is
	Pictures     []ID           `json:"pictures,omitempty"`
	Sheets       []ID           `json:"sheets,omitempty"` // data sheets, manuals
	Certificates []ID           `json:"certificates,omitempty"`
	Prices       []ListPrice    `json:"prices,omitempty"`
	Off          bool           `json:"off,omitempty"` // no longer offered; kept for what was quoted
	Created      time.Time      `json:"created,omitzero"`
	Changed      time.Time      `json:"changed,omitzero"`
	Version      int64          `json:"version,omitzero"` // counts changes
}

// SellingPoint is a reason to buy, tagged with the concern it answers.
type SellingPoint struct {
	Tag string `json:"tag"` // one of PointTags
	Say Names  `json:"say"`
}

// PointTags are the concerns of buyers that selling points answer.
var PointTags = [...]string{"eco", "energy", "price", "quality", "safety", "design", "service", "speed", "custom", "other"}

// Spec is one line of technical data: {"power", "50 W"}.
type Spec struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Variant is a form of a product with its own model name.
type Variant struct {
	Model string `json:"model"`
	Name  Names  `json:"name,omitempty"`
	Specs []Spec `json:"specs,omitempty"` // where they differ from the product's
}

// Packing is how a product is packed for shipment. Numbers are decimals.
type Packing struct {
	PerCarton string `json:"per_carton"`       // units in a carton
	Length    string `json:"length"`           // of the carton, cm
	Width     string `json:"width"`            // cm
	Height    string `json:"height"`           // cm
	Gross     string `json:"gross"`            // kg, of the full carton
	Net       string `json:"net,omitempty"`    // kg, of its goods
	Say       Names  `json:"say,omitempty"`    // how it is packed, in words
	Upright   bool   `json:"upright,omitzero"` // this side up
}

// LeadTime is how long goods take, and from when it counts (DOMAIN D8.4).
type LeadTime struct {
	Days int    `json:"days"`           // at the earliest
	To   int    `json:"to,omitzero"`    // at the latest; 0 means Days
	From string `json:"from"`           // one of LeadStarts
	Upto string `json:"upto,omitempty"` // up to which quantity it holds, in units
}

// LeadStarts are the events from which a lead time counts.
var LeadStarts = [...]string{"order", "deposit", "sample_approval", "lc", "artwork_approval"}

// Custom says what can be made to the buyer's wish, and at what price in money
// and time.
type Custom struct {
	Process Names  `json:"process,omitempty"` // how it goes
	Cost    *Money `json:"cost,omitempty"`    // once: tooling, artwork
	Days    int    `json:"days,omitzero"`     // on top of the lead time
	MOQ     string `json:"moq,omitempty"`     // in units
}

// ListPrice is a price of a price list, valid for a time and from a quantity.
type ListPrice struct {
	Price    Money    `json:"price"` // per unit
	Term     Incoterm `json:"term"`
	Place    string   `json:"place"`
	Quantity string   `json:"quantity,omitempty"` // from so many units; "" from the MOQ
	Region   string   `json:"region,omitempty"`   // a price list of its own; "" for everybody
	From     string   `json:"from,omitempty"`     // first day, 2006-01-02
	Until    string   `json:"until,omitempty"`    // last day
}

// ProductCost is what a product costs us: for the house alone.
type ProductCost struct {
	Product  ID        `json:"product"`
	Cost     Money     `json:"cost"`               // purchase or making, per unit
	Net      bool      `json:"net,omitempty"`      // without VAT, which comes on top
	VAT      string    `json:"vat,omitempty"`      // "13%"
	Refund   string    `json:"refund,omitempty"`   // rate refunded on export: "13%"
	Supplier string    `json:"supplier,omitempty"` // whom we buy it from
	Note     string    `json:"note,omitempty"`
	At       time.Time `json:"at,omitzero"` // since when
	By       ID        `json:"by,omitempty"`
}

// Certificate is proof of a product's or the company's quality (DOMAIN D7.7).
type Certificate struct {
	ID     ID     `json:"id,omitzero"`
	Name   string `json:"name"` // "CE", "ISO 9001"
	Number string `json:"number,omitempty"`
	Issuer string `json:"issuer,omitempty"`
	From   string `json:"from,omitempty"`  // 2006-01-02
	Until  string `json:"until,omitempty"` // the last day; "" if it does not end
	File   ID     `json:"file,omitempty"`
	House  bool   `json:"house,omitempty"` // the company's, not of single products
}

// ValidOn reports whether the certificate holds on a day, 2006-01-02.
func (c *Certificate) ValidOn(day string) bool {
	return (c.From == "" || c.From <= day) && (c.Until == "" || day <= c.Until)
}

// Asset is a file of the house: a picture, a data sheet, a certificate, a logo.
type Asset struct {
	ID      ID        `json:"id"`
	Name    string    `json:"name"`
	Kind    string    `json:"kind"` // media type by content
	Size    int       `json:"size"` // bytes
	SHA256  string    `json:"sha256"`
	Created time.Time `json:"created"`
}

// Match is a product that may be what a line of an inquiry asks for.
type Match struct {
	Product ID       `json:"product"`
	Model   string   `json:"model"`   // of the product, or of the variant that fits
	Fit     int      `json:"fit"`     // 1 to 100
	By      []Reason `json:"by"`      // what speaks for it
	Differs []Reason `json:"differs"` // where it is not what was asked for
}

// On reports whether the price holds on a day, 2006-01-02.
func (l *ListPrice) On(day string) bool {
	return (l.From == "" || l.From <= day) && (l.Until == "" || day <= l.Until)
}

// ModelKey is what makes a model one with another: without spaces, hyphens,
// underscores and case, full-width signs as plain ones, so that "FL-50w" is
// "FL 50W".
func ModelKey(model string) string {
	return strings.Map(func(r rune) rune {
		if '！' <= r && r <= '～' {
			r -= '！' - '!'
		}
		if unicode.IsSpace(r) || unicode.Is(unicode.Pd, r) || r == '_' {
			return -1
		}
		return unicode.ToUpper(r)
	}, model)
}
