package xunpan

// Word is a value read out of the text, with the span it came from. Value may
// be a normal form ("+86 574 8700 1234" → "+8657487001234"); the span shows
// what stood there.
type Word struct {
	Value string
	At    Span
}

// Reading is what a message says: needs, questions, and who writes. Every value
// knows its place in the text.
type Reading struct {
	Lang      string // ISO 639-1 of the fresh text; "" if there is too little
	Needs     Needs
	Questions []Question
	Missing   []Missing
	Family    string // the kind of goods asked for, as "machine" or "textile"; "" unknown (DOMAIN D2.4)
	Buyer     Buyer
	Greeted   Word // the name he greets, without title ("Jueen"); empty for "Sir", "Team", …
	GreetedAs Word // the whole greeting line as it stands
	OurName   Word // where our company, domain, brand or person is named in the fresh text
	OurGoods  Word // where one of our products or models is named
	Phrases   []Phrase
	Speech    []Speech  // sentences that are after something
	Minimum   *Quantity // a minimum order stated as his own condition: whoever states one sells
	Offers    []Price   // unit prices stated that are no targets: whoever names them sells
	Fresh     int       // letters and digits of fresh text, a measure of how much he wrote
	Page      Span      // attributes of the product page that a platform pasted behind his words
}

// Has reports whether a phrase of the group was found in the fresh text or subject.
func (r *Reading) Has(group string) bool { return r.First(group) != nil }

// First returns the first phrase of the group, or nil.
func (r *Reading) First(group string) *Phrase {
	for i := range r.Phrases {
		if r.Phrases[i].Group == group {
			return &r.Phrases[i]
		}
	}
	return nil
}

// Count returns how many phrases of the group were found.
func (r *Reading) Count(group string) int {
	n := 0
	for i := range r.Phrases {
		if r.Phrases[i].Group == group {
			n++
		}
	}
	return n
}

// Phrase is an entry of the word catalogue found in the text.
type Phrase struct {
	Group   string // name of the catalogue's section, e.g. "sample.free"
	At      Span
	Negated bool // preceded by a negation ("no", "not", "nicht", …)
}

// Speech is a sentence that by its words is after something.
type Speech struct {
	Sense string  // compare, spy, sample, invite, newcomer, order, sell, fraud or empty
	At    Span    // the sentence
	P     float64 // how probable that is, 0–1; what is hardly probable is left out
}

// Needs is what is asked for.
type Needs struct {
	Lines          []Line
	Incoterm       Word   // three letters, upper case
	Incoterms      []Word // all that are named, the first one included
	Place          Word   // the named place of the Incoterm
	DestCountry    Word   // ISO 3166-1 alpha-2
	DestPort       Word   // destination port or city as written
	Certifications []Word
	Payment        Word
	Delivery       Word
	Packaging      Word
	Sample         Word // Value is "free", "paid" or "unclear"
	Custom         Word // OEM, logo, own design, drawing
	Urgent         Word
}

// Line is one product asked for.
type Line struct {
	Product  Word
	Model    Word
	Specs    []Word
	Quantity *Quantity
	Target   *Price
}

// Quantity is a number or a range with its unit.
type Quantity struct {
	Min, Max float64 // equal for a single number; both > 0
	Unit     string  // normal form: "pcs", "sets", "kg", "t", "40HQ", …; "" if none stated
	PerYear  bool    // a yearly (or monthly × 12) volume, not an order
	At       Span
}

// Price is an amount of money per unit, as a decimal string.
type Price struct {
	Amount   string // "3.20"
	Currency string // ISO 4217; "" if none stated
	Per      string // unit as of Quantity.Unit; "" if none stated
	At       Span
}

// Question is one thing the buyer wants to know.
type Question struct {
	Topic string // one of the topics below
	Text  string
	At    Span
}

// Topics of questions. A question may be put without a question mark
// ("please advise your MOQ").
var Topics = [...]string{
	"price", "moq", "lead_time", "payment", "sample", "certification", "catalogue", "spec",
	"packaging", "loading", "freight", "documents", "warranty", "spare_parts", "customization",
	"stock", "exclusivity", "company", "invitation", "import_process", "origin", "discount", "other",
}

// Missing is a thing a quotation needs and the buyer did not say, with the
// question that offers him choices (DOMAIN D8.5).
type Missing struct {
	Field string
	Ask   Text
}

// Buyer is the contact card.
type Buyer struct {
	Name, Title, Company Word
	Country              Word   // ISO 3166-1 alpha-2
	CountryBasis         string // on what Country rests: "claimed", "form", "address", "phone", "domain", "company_form", "port", "currency", "language"; "" if unknown
	Emails, Phones, Fax  []Word // phones in E.164 when valid, else digits as written
	WhatsApp             Word
	Website, Address     Word
	CompanyForm          string // "GmbH", "Ltda", "Pvt. Ltd.", … as written
}
