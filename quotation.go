package xunpan

import "time"

// Quotation is an offer to one buyer, as a numbered and dated document
// (DOMAIN D7.6). It holds nothing of how its prices came about.
type Quotation struct {
	ID        ID             `json:"id,omitzero"`
	Number    string         `json:"number"`   // "Q2026-0017"; a proforma invoice has its own: "PI2026-0004"
	Revision  int            `json:"revision"` // 1, 2, …: what was sent stays as it was
	Kind      PaperKind      `json:"kind"`
	State     QuotationState `json:"state"`
	Inquiry   ID             `json:"inquiry,omitempty"`
	Company   ID             `json:"company,omitempty"`
	Contact   ID             `json:"contact,omitempty"`
	Lang      string         `json:"lang"`             // ISO 639-1 of the fixed words: one of PaperLangs
	Second    string         `json:"second,omitempty"` // a second language beside it; "" for none
	Buyer     Party          `json:"buyer"`
	Reference string         `json:"reference,omitempty"` // the buyer's own number or date of inquiry
	Offer     Offer          `json:"offer"`               // Date and ValidUntil are the document's
	Extras    []LineExtra    `json:"extras,omitempty"`    // by line of Offer.Options[].Lines
	Terms     Terms          `json:"terms"`
	Chosen    int            `json:"chosen,omitzero"` // option of a proforma invoice or that the buyer accepted, from 1; 0 none
	Approval  *Approval      `json:"approval,omitempty"`
	Created   time.Time      `json:"created,omitzero"`
	By        ID             `json:"by,omitempty"`
	Version   int64          `json:"version,omitzero"` // counts changes of the row
}

// PaperKind is what a document is.
type PaperKind string

// The kinds of documents.
const (
	PaperQuotation PaperKind = "quotation"
	PaperProforma  PaperKind = "proforma"
)

// PaperLangs are the languages that the fixed words of documents and letters
// are there in.
var PaperLangs = [...]string{"en", "zh", "es", "fr", "de", "pt", "it", "ru", "ar", "tr"}

// QuotationState is how far a quotation is.
type QuotationState string

// The states of a quotation.
const (
	QuoteDraft    QuotationState = "draft"
	QuoteAsked    QuotationState = "approval" // a price is below the floor: a manager must approve
	QuoteReady    QuotationState = "ready"    // may be sent
	QuoteSent     QuotationState = "sent"
	QuoteAccepted QuotationState = "accepted"
	QuoteDeclined QuotationState = "declined"
	QuoteReplaced QuotationState = "replaced" // a newer revision was sent
)

// Approval is a manager's word on prices below the floor.
type Approval struct {
	Asked   time.Time `json:"asked"`
	AskedBy ID        `json:"asked_by"`
	Why     string    `json:"why,omitempty"` // of who asked
	At      time.Time `json:"at,omitzero"`   // zero while it is open
	By      ID        `json:"by,omitempty"`
	Yes     bool      `json:"yes,omitempty"`
	Word    string    `json:"word,omitempty"` // of who decided
}

// Party is one side of a document.
type Party struct {
	Company string `json:"company,omitempty"`
	Person  string `json:"person,omitempty"`
	Address string `json:"address,omitempty"` // lines parted by "\n"
	Country string `json:"country,omitempty"` // ISO 3166-1 alpha-2
	Mail    string `json:"mail,omitempty"`
	Phone   string `json:"phone,omitempty"`
	Website string `json:"website,omitempty"`
	TaxID   string `json:"tax_id,omitempty"`
}

// Seller is our own company as buyers see it on paper and in letters.
type Seller struct {
	Party
	Local    string `json:"local,omitempty"`   // the company's name in its own script
	Logo     ID     `json:"logo,omitempty"`    // PNG or JPEG
	Bank     string `json:"bank,omitempty"`    // account for payments, lines parted by "\n"
	Line     Names  `json:"line,omitempty"`    // who we are in one sentence: product, market, quality
	Since    int    `json:"since,omitzero"`    // year
	Markets  string `json:"markets,omitempty"` // "Germany, Brazil, Japan"
	WhatsApp string `json:"whatsapp,omitempty"`
	WeChat   string `json:"wechat,omitempty"`
}

// LineExtra is what a document says of a product besides its price.
type LineExtra struct {
	Product ID        `json:"product,omitempty"` // of the catalogue
	About   string    `json:"about,omitempty"`   // in the document's language
	Specs   []Spec    `json:"specs,omitempty"`
	HSCode  string    `json:"hs_code,omitempty"`
	Picture ID        `json:"picture,omitempty"`
	Packing *Packing  `json:"packing,omitempty"`
	Lead    *LeadTime `json:"lead,omitempty"` // where it differs from the document's
}

// Terms are the conditions of an offer, in the document's language where they
// are free text.
type Terms struct {
	Payment  string    `json:"payment,omitempty"`
	Lead     *LeadTime `json:"lead,omitempty"`
	Loading  string    `json:"loading,omitempty"` // port or place of loading
	Partial  string    `json:"partial,omitempty"` // partial shipments: "yes", "no" or "" not said
	Packing  string    `json:"packing,omitempty"`
	Warranty string    `json:"warranty,omitempty"`
	Origin   string    `json:"origin,omitempty"` // ISO 3166-1 alpha-2
	Sample   string    `json:"sample,omitempty"`
	Papers   []string  `json:"papers,omitempty"` // documents that come with the goods
	Remarks  string    `json:"remarks,omitempty"`
}
