package xunpan

// Money is an amount of a currency.
type Money struct {
	Amount   string `json:"amount"`   // exact decimal with a point and no marks of thousands: "1234.50"
	Currency string `json:"currency"` // ISO 4217
}

// String is the amount after its currency: "USD 1234.50".
func (m Money) String() string { return m.Currency + " " + m.Amount }

// Incoterm is one of the eleven rules of Incoterms 2020.
type Incoterm string

// The rules, from the least to the most that the seller takes upon himself
// within their group.
const (
	EXW Incoterm = "EXW"
	FCA Incoterm = "FCA"
	FAS Incoterm = "FAS"
	FOB Incoterm = "FOB"
	CFR Incoterm = "CFR"
	CIF Incoterm = "CIF"
	CPT Incoterm = "CPT"
	CIP Incoterm = "CIP"
	DAP Incoterm = "DAP"
	DPU Incoterm = "DPU"
	DDP Incoterm = "DDP"
)

// Incoterms lists every rule in the order users see them.
var Incoterms = []Incoterm{EXW, FCA, FAS, FOB, CFR, CIF, CPT, CIP, DAP, DPU, DDP}

// IncotermsRule is how a contract names the set of rules it means.
const IncotermsRule = "Incoterms® 2020"

// Offer is what a buyer may see of a price calculation. It holds no cost,
// margin or floor, so that nothing made from it can give one away.
type Offer struct {
	Title      string        `json:"title,omitempty"`
	Currency   string        `json:"currency"`              // ISO 4217
	Date       string        `json:"date"`                  // 2006-01-02
	ValidUntil string        `json:"valid_until,omitempty"` // the last day, 2006-01-02
	Options    []OfferOption `json:"options"`
}

// OfferOption is one of the offers side by side.
type OfferOption struct {
	Name  string      `json:"name,omitempty"` // what sets it apart, when not the term alone
	Term  Incoterm    `json:"term"`
	Place string      `json:"place"` // the named place
	Rule  string      `json:"rule"`  // IncotermsRule
	Lines []OfferLine `json:"lines"`
	Total Money       `json:"total"` // the sum of the lines' amounts, to the last cent
}

// OfferLine is one product of an offer.
type OfferLine struct {
	Product  string      `json:"product"`
	Model    string      `json:"model,omitempty"`
	Unit     string      `json:"unit"`
	Quantity string      `json:"quantity"`           // in units
	MOQ      string      `json:"moq,omitempty"`      // in units
	List     *Money      `json:"list,omitempty"`     // per unit before a discount that the buyer is shown
	Discount string      `json:"discount,omitempty"` // of the list price: "5%"
	Price    Money       `json:"price"`              // per unit
	Amount   Money       `json:"amount"`             // quantity × price
	Ladder   []OfferRung `json:"ladder,omitempty"`
}

// OfferRung is the price per unit from a quantity on.
type OfferRung struct {
	Quantity string `json:"quantity"`
	Price    Money  `json:"price"`
}
