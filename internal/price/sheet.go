package price

import "xunpan"

// Sheet is what a price is computed from. It never leaves the house. The keys
// are those of the file that `xunpan price` reads; docs/pricing.md explains
// each with examples.
type Sheet struct {
	Title      string     `json:"title,omitzero"`
	Home       string     `json:"home,omitzero"`         // currency the house keeps its books in; CNY by default
	Currency   string     `json:"currency"`              // of the offer
	Date       Date       `json:"date,omitzero"`         // the day of the calculation
	Valid      int        `json:"valid_days,omitzero"`   // days the offer holds, the day itself not counted
	Rates      []Rate     `json:"rates,omitzero"`        // home currency per unit of foreign currency
	RateAge    int        `json:"rate_max_age,omitzero"` // days a rate may be old; 7 by default
	Route      Route      `json:"route,omitzero"`
	Shipping   Shipping   `json:"shipping,omitzero"`
	Items      []Item     `json:"items"`
	Charges    []Charge   `json:"charges,omitzero"` // shared by all items
	Finance    []Finance  `json:"finance,omitzero"`
	Insurance  *Insurance `json:"insurance,omitzero"`
	Import     *Import    `json:"import,omitzero"`
	Profit     *Share     `json:"profit,omitzero"`     // of the FOB price if no base is named; none is no profit
	Floor      *Share     `json:"floor,omitzero"`      // least profit without a manager's approval; none is break-even
	Commission *Share     `json:"commission,omitzero"` // of the price if no base is named
	Bank       *Share     `json:"bank,omitzero"`       // of the price if no base is named
	Discount   *Discount  `json:"discount,omitzero"`
	Rounding   Rounding   `json:"rounding,omitzero"`
	Ladder     []Rung     `json:"ladder,omitzero"` // for items without their own
	Tiers      []Change   `json:"tiers,omitzero"`
	Regions    []Change   `json:"regions,omitzero"`
	Options    []Choice   `json:"options,omitzero"` // offers side by side

	// Gazetteer tells what is known of a place: its kind as in Choice and its
	// country. Of several places with a name it takes the one in the country
	// that is asked for. It may be nil.
	Gazetteer func(place, country string) (kind, where string) `json:"-"`
}

// Rate is a rate of exchange: so many units of the home currency for Per units
// of the foreign one. What buyers pay is changed at Buy less the buffer, what
// we pay abroad at Sell plus the buffer.
type Rate struct {
	Currency string  `json:"currency"`
	Rate     *Number `json:"rate,omitzero"` // for both ways
	Buy      *Number `json:"buy,omitzero"`  // the bank's buying rate
	Sell     *Number `json:"sell,omitzero"` // the bank's selling rate
	Per      int     `json:"per,omitzero"`  // 1 by default; Chinese banks quote for 100
	Buffer   Percent `json:"buffer,omitzero"`
	Date     Date    `json:"date"`
}

// Route is where the goods go. Each place serves as the named place of the
// terms that end there.
type Route struct {
	From        string `json:"from,omitzero"`        // seller's country, ISO 3166-1 alpha-2
	To          string `json:"to,omitzero"`          // buyer's country
	Premises    string `json:"premises,omitzero"`    // EXW
	Terminal    string `json:"terminal,omitzero"`    // FCA; the premises if there is none
	Port        string `json:"port,omitzero"`        // FAS, FOB
	ToPort      string `json:"to_port,omitzero"`     // CFR, CIF
	Destination string `json:"destination,omitzero"` // CPT, CIP, DAP, DPU, DDP; the port if there is none
}

// Mode is how the goods travel.
type Mode string

// The modes.
const (
	FCL     Mode = "fcl"     // full containers by sea
	LCL     Mode = "lcl"     // a share of a container by sea
	Bulk    Mode = "bulk"    // by sea without containers
	Air     Mode = "air"     // air freight
	Courier Mode = "courier" // express
	Road    Mode = "road"
	Rail    Mode = "rail" // in containers
)

var modes = []Mode{FCL, LCL, Bulk, Air, Courier, Road, Rail}

// Shipping says how the goods are loaded.
type Shipping struct {
	Mode      Mode    `json:"mode,omitzero"`
	Container Kind    `json:"container,omitzero"` // 40HQ by default
	Full      bool    `json:"full,omitzero"`      // freight per unit as if the container were full
	Usable    Percent `json:"usable,omitzero"`    // share of the inner volume that cartons fill; 88% by default
	Payload   Weight  `json:"payload,omitzero"`   // where roads or lines allow less than the container
	Divisor   int     `json:"divisor,omitzero"`   // cm³ per kg; 6000, with a courier 5000
}

// Item is one product of the sheet.
type Item struct {
	Name     string   `json:"name"`
	Model    string   `json:"model,omitzero"`
	Unit     string   `json:"unit,omitzero"` // pcs by default
	Quantity Number   `json:"quantity"`
	MOQ      Number   `json:"moq,omitzero"`
	Goods    []Cost   `json:"goods,omitzero"`   // what it costs to buy or make
	List     *Listed  `json:"list,omitzero"`    // instead of goods: the price of a list
	Charges  []Charge `json:"charges,omitzero"` // of this item alone
	Packing  *Packing `json:"packing,omitzero"`
	Profit   *Share   `json:"profit,omitzero"` // instead of the sheet's
	Duty     *Percent `json:"duty,omitzero"`   // instead of import.duty
	Ladder   []Rung   `json:"ladder,omitzero"`
	Target   *Target  `json:"target,omitzero"` // what the buyer wants to pay
}

// Cost is one part of what goods cost: the purchase, or material, making,
// packaging, tooling.
type Cost struct {
	Name   string  `json:"name,omitzero"`
	Cost   Fee     `json:"cost"` // per unit, order or carton
	VAT    Percent `json:"vat,omitzero"`
	Net    bool    `json:"net,omitzero"`    // the amount is without VAT, which comes on top
	Refund Percent `json:"refund,omitzero"` // rate at which VAT is refunded on export
}

// Listed is a price of a price list: the profit and every cost up to the term
// are in it, so that only what comes after the term is added. What it earns is
// not known, and nothing less may be offered without a manager's approval.
type Listed struct {
	Price Amount          `json:"price"` // per unit
	Term  xunpan.Incoterm `json:"term"`  // EXW, FCA, FAS or FOB; FOB by default
}

// Packing is how an item is packed for shipment.
type Packing struct {
	PerCarton Number `json:"per_carton"` // units in a carton
	Size      Size   `json:"size"`
	Gross     Weight `json:"gross"`            // of the full carton
	Net       Weight `json:"net,omitzero"`     // of its goods
	Upright   bool   `json:"upright,omitzero"` // this side up
	MaxLayers int    `json:"layers,omitzero"`  // cartons that may stand on each other; 0 is as many as fit
}

// Stage is when a charge arises on the way to the buyer.
type Stage string

// The stages in the order of the way.
const (
	StageGeneral    Stage = "general"   // overhead, samples, letter of credit: in every term
	StagePickup     Stage = "pickup"    // loading at the seller's door
	StageInland     Stage = "inland"    // carriage to the port or terminal
	StageClearance  Stage = "clearance" // export customs, inspection, certificates of origin
	StagePort       Stage = "port"      // port charges until the goods lie alongside the ship
	StageOnboard    Stage = "onboard"   // terminal handling and loading on board
	StageFreight    Stage = "freight"   // main carriage
	StageArrival    Stage = "arrival"   // terminal handling where the main carriage ends
	StageOnCarriage Stage = "on_carriage"
	StageUnloading  Stage = "unloading" // at the named place
	StageImport     Stage = "import"    // import clearance, without duty and taxes
)

var stages = []Stage{StageGeneral, StagePickup, StageInland, StageClearance, StagePort, StageOnboard,
	StageFreight, StageArrival, StageOnCarriage, StageUnloading, StageImport}

// Charge is a cost besides the goods.
type Charge struct {
	Name   string  `json:"name,omitzero"`
	Stage  Stage   `json:"stage"`
	Cost   Fee     `json:"cost"`
	Min    *Amount `json:"min,omitzero"`    // least amount for the whole shipment
	Breaks []Break `json:"breaks,omitzero"` // with "per kg": dearer below, cheaper from a weight on
}

// Break is a rate per chargeable kilogram from a weight on. Where paying for
// that weight comes cheaper, the shipment is charged so.
type Break struct {
	From Weight `json:"from"`
	Cost Amount `json:"cost"`
}

// Finance is interest until the money is there.
type Finance struct {
	Name string  `json:"name,omitzero"`
	Rate Percent `json:"rate"` // a year
	Days int     `json:"days"`
	Year int     `json:"year,omitzero"` // days of a year; 360 by default
	Of   Base    `json:"of,omitzero"`   // purchase by default; price for open account
}

// Insurance is cargo insurance. Rates are by clause; the term's least clause
// is taken (C under CIF, A under CIP and for our own risk under D terms).
type Insurance struct {
	Share  Percent  `json:"share,omitzero"`  // insured share of the price; 110% by default
	Clause Clause   `json:"clause,omitzero"` // this clause whatever the term
	A      *Percent `json:"a,omitzero"`
	B      *Percent `json:"b,omitzero"`
	C      *Percent `json:"c,omitzero"`
	Extra  Percent  `json:"extra,omitzero"` // war, strikes and other additions
}

// Clause is one of the Institute Cargo Clauses.
type Clause string

// The clauses, from the widest cover.
const (
	ClauseA Clause = "A"
	ClauseB Clause = "B"
	ClauseC Clause = "C"
)

// UnmarshalText also takes the names of the Chinese clauses.
func (c *Clause) UnmarshalText(text []byte) error {
	switch string(text) {
	case "A", "a", "all risks", "一切险":
		*c = ClauseA
	case "B", "b", "WPA", "WA", "水渍险":
		*c = ClauseB
	case "C", "c", "FPA", "平安险":
		*c = ClauseC
	default:
		return invalid("", "%q is no insurance clause: take A (all risks), B (WPA) or C (FPA)", "%q 不是保险条款：可用 A（一切险）、B（水渍险）、C（平安险）", text)
	}
	return nil
}

// Import is what customs of the destination take.
type Import struct {
	Duty    Percent `json:"duty,omitzero"`
	Extra   Percent `json:"extra,omitzero"`  // anti-dumping and the like, of the same value
	Tax     Percent `json:"tax,omitzero"`    // VAT or sales tax, of value plus duties
	Value   Base    `json:"value,omitzero"`  // "fob", or the CIF value by default ("cif")
	TaxPaid string  `json:"tax_by,omitzero"` // "buyer" leaves the tax to him: "DDP, VAT excluded"
	VATID   bool    `json:"vat_id,omitzero"` // we are registered for VAT there
}

// CustomsCIF is the customs value of most countries.
const CustomsCIF Base = "cif"

// Discount is shown to the buyer.
type Discount struct {
	Rate  Percent `json:"rate"`
	From  string  `json:"from,omitzero"`  // "price": the list price is raised so that the profit stays (default); "profit": the profit pays
	Until Date    `json:"until,omitzero"` // last day; afterwards it is not given
}

// Rounding is how unit prices are offered.
type Rounding struct {
	To   *Number `json:"to,omitzero"`   // step; the smallest coin of the currency by default
	Mode string  `json:"mode,omitzero"` // up (default), nearest, down
}

// Rung is a quantity of a ladder and the discount from there on, paid for by
// the profit. Fixed costs are shared by the quantity of their own accord.
type Rung struct {
	Quantity Number  `json:"quantity"`
	Discount Percent `json:"discount,omitzero"`
}

// Change is a price list's difference: a tier (good, better, best) or a
// region. The price is multiplied, then the amount added.
type Change struct {
	Name   string  `json:"name"`
	Factor *Number `json:"factor,omitzero"`
	Add    *Amount `json:"add,omitzero"`
	Less   *Amount `json:"less,omitzero"`
}

// Choice is one of the offers side by side, in a file also written
// "CIFC5 Santos".
type Choice struct {
	Name         string   `json:"name,omitzero"`
	Term         string   `json:"term"`                   // an Incoterm; old names are taken with a warning
	Place        string   `json:"place,omitzero"`         // named place; that of the route by default
	PlaceKind    string   `json:"place_kind,omitzero"`    // port, airport, terminal, city, premises; "" if unknown
	PlaceCountry string   `json:"place_country,omitzero"` // "" if unknown
	Commission   *Percent `json:"commission,omitzero"`    // instead of the sheet's
	Tier         string   `json:"tier,omitzero"`
	Region       string   `json:"region,omitzero"`
}

// Target is what a buyer wants to pay per unit.
type Target struct {
	Price Amount          `json:"price"`
	Term  xunpan.Incoterm `json:"term"`
}
