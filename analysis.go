package xunpan

import (
	"math"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Analysis is what `xunpan analyze` and the API say of one message. Its JSON
// form is the contract of docs/assessment.schema.json, version 1: keys are
// added, never renamed or removed, within a version.
//
// Whatever is not known is null; lists are never null.
type Analysis struct {
	Source     string             `json:"source"`
	MessageID  *string            `json:"message_id"`
	Date       *string            `json:"date"` // RFC 3339 in the zone the sender states
	Channel    Channel            `json:"channel"`
	Lang       *string            `json:"lang"` // ISO 639-1
	Subject    string             `json:"subject"`
	Type       BuyerType          `json:"type"`
	Types      map[string]float64 `json:"types"` // probabilities from 0.01 up
	Stars      int                `json:"stars"`
	Grade      string             `json:"grade"`
	Intent     Intent             `json:"intent"`
	Confidence float64            `json:"confidence"`
	Action     Action             `json:"action"`
	Axes       Axes               `json:"axes"`
	Evidence   []AnalysisEvidence `json:"evidence"`
	Risks      []Risk             `json:"risks"`
	Checks     []Check            `json:"checks"`
	Needs      AnalysisNeeds      `json:"needs"`
	Questions  []AnalysisQuestion `json:"questions"`
	Missing    []AnalysisMissing  `json:"missing"`
	Buyer      AnalysisBuyer      `json:"buyer"`
	Greeted    *string            `json:"greeted"`
	Raise      []Text             `json:"raise"`
	House      []HouseHit         `json:"house"`
	Marks      []Mark             `json:"marks"`
	Problems   []Problem          `json:"problems"`
	Texts      map[string]string  `json:"texts,omitempty"` // part → text, when asked for
}

// AnalysisEvidence is evidence with its place: Text is the part's text from
// Start to End, or begins like it and ends in "…" where it was shortened. Part
// is empty where the evidence stands in no text (an absence, a header's lack).
type AnalysisEvidence struct {
	Signal string  `json:"signal"`
	Axis   Axis    `json:"axis"`
	Points float64 `json:"points"`
	Part   Part    `json:"part"`
	Start  int     `json:"start"`
	End    int     `json:"end"`
	Text   string  `json:"text"`
	Why    Text    `json:"why"`
}

// AnalysisNeeds is what is asked for.
type AnalysisNeeds struct {
	Lines          []AnalysisLine      `json:"lines"`
	Incoterm       *string             `json:"incoterm"`
	Place          *string             `json:"place"`
	Destination    AnalysisDestination `json:"destination"`
	Certifications []string            `json:"certifications"`
	Payment        *string             `json:"payment"`
	Delivery       *string             `json:"delivery"`
	Packaging      *string             `json:"packaging"`
	Sample         *string             `json:"sample"` // "free", "paid", "unclear"
	Custom         *string             `json:"custom"` // OEM, logo, own design
	Urgent         bool                `json:"urgent"`
}

// AnalysisLine is one product asked for.
type AnalysisLine struct {
	Product     *string           `json:"product"`
	Model       *string           `json:"model"`
	Specs       []string          `json:"specs"`
	Quantity    *AnalysisQuantity `json:"quantity"`
	TargetPrice *AnalysisPrice    `json:"target_price"`
}

// AnalysisQuantity is a number or range with its unit.
type AnalysisQuantity struct {
	Min     float64 `json:"min"`
	Max     float64 `json:"max"`
	Unit    *string `json:"unit"`
	PerYear bool    `json:"per_year,omitempty"` // a yearly volume, not an order
}

// AnalysisPrice is an amount per unit; Amount is a decimal string.
type AnalysisPrice struct {
	Amount   string  `json:"amount"`
	Currency *string `json:"currency"` // ISO 4217
	Per      *string `json:"per"`
}

// AnalysisDestination is where the goods shall go.
type AnalysisDestination struct {
	Country *string `json:"country"` // ISO 3166-1 alpha-2
	Port    *string `json:"port"`
}

// AnalysisQuestion is one question asked.
type AnalysisQuestion struct {
	Topic string `json:"topic"`
	Text  string `json:"text"`
}

// AnalysisMissing is a thing a quotation needs and the mail does not say.
type AnalysisMissing struct {
	Field string `json:"field"`
	Ask   Text   `json:"ask"`
}

// AnalysisBuyer is the contact card.
type AnalysisBuyer struct {
	Name         *string  `json:"name"`
	Title        *string  `json:"title"`
	Company      *string  `json:"company"`
	Country      *string  `json:"country"`
	CountryBasis *string  `json:"country_basis"`
	Emails       []string `json:"emails"`
	Phones       []string `json:"phones"`
	Fax          []string `json:"fax"`
	WhatsApp     *string  `json:"whatsapp"`
	Website      *string  `json:"website"`
	Address      *string  `json:"address"`
}

// Mark says where a value of the analysis stands in the text. Field is the
// value's path, such as "needs.lines.0.quantity" or "buyer.phones.0".
type Mark struct {
	Field string `json:"field"`
	Part  Part   `json:"part"`
	Start int    `json:"start"`
	End   int    `json:"end"`
}

// Unreadable is what stands in an Analysis' place when an input could not be
// read at all.
type Unreadable struct {
	Source string `json:"source"`
	Error  string `json:"error"`
}

// NewAnalysis puts facts and assessment of one message into the contract's
// form. Source is where the message came from, as the user named it. With
// withText the texts that offsets point into come along.
func NewAnalysis(source string, f *Facts, a *Assessment, withText bool) *Analysis {
	m, r := f.Message, f.Reading
	if m == nil {
		m = &Message{}
	}
	if r == nil {
		r = &Reading{}
	}
	b := analysisBuilder{m: m}
	v := &Analysis{
		Source: source, MessageID: known(m.ID), Date: date(m), Channel: m.Channel, Lang: known(r.Lang),
		Subject: m.Subject, Type: a.Type, Types: map[string]float64{}, Stars: a.Stars, Grade: a.Grade,
		Intent: a.Intent, Confidence: hundredths(a.Confidence), Action: a.Action, Axes: a.Axes,
		Evidence: make([]AnalysisEvidence, 0, len(a.Evidence)),
		Risks:    list(a.Risks), Checks: list(f.Checks), Raise: list(a.Raise), House: list(a.House),
		Problems: list(m.Problems), Greeted: b.word("greeted", r.Greeted),
	}
	for i, t := range Types {
		if p := hundredths(a.Types[i]); p >= 0.01 {
			v.Types[string(t)] = p
		}
	}
	for i := range a.Evidence {
		v.Evidence = append(v.Evidence, b.evidence(&a.Evidence[i]))
	}
	v.Needs = b.needs(&r.Needs)
	v.Questions = make([]AnalysisQuestion, 0, len(r.Questions))
	for i, q := range r.Questions {
		b.mark("questions."+strconv.Itoa(i), q.At)
		v.Questions = append(v.Questions, AnalysisQuestion{q.Topic, q.Text})
	}
	v.Missing = make([]AnalysisMissing, 0, len(r.Missing))
	for _, x := range r.Missing {
		if a.Type == Fraud || a.Type == NotBuyer {
			break // nobody will quote him
		}
		v.Missing = append(v.Missing, AnalysisMissing(x))
	}
	v.Buyer = b.buyer(&r.Buyer)
	b.word("our_name", r.OurName)
	b.word("our_goods", r.OurGoods)
	v.Marks = list(b.marks)
	if withText {
		v.Texts = b.texts(v)
	}
	return v
}

// analysisBuilder collects the places of values while they are written down.
type analysisBuilder struct {
	m     *Message
	marks []Mark
}

// holds reports whether the span lies inside its part's text, on rune borders.
func (b *analysisBuilder) holds(s Span) bool {
	if s.IsZero() || s.Start < 0 {
		return false
	}
	t := b.m.PartText(s.Part)
	return s.End <= len(t) && runeBorder(t, s.Start) && runeBorder(t, s.End)
}

func runeBorder(t string, i int) bool { return i == len(t) || utf8.RuneStart(t[i]) }

func (b *analysisBuilder) mark(field string, s Span) {
	if b.holds(s) {
		b.marks = append(b.marks, Mark{field, s.Part, s.Start, s.End})
	}
}

func (b *analysisBuilder) word(field string, w Word) *string {
	if w.Value == "" {
		return nil
	}
	b.mark(field, w.At)
	return known(w.Value)
}

func (b *analysisBuilder) words(field string, ws []Word) []string {
	vs := make([]string, 0, len(ws))
	for _, w := range ws {
		if w.Value == "" {
			continue
		}
		b.mark(field+"."+strconv.Itoa(len(vs)), w.At)
		vs = append(vs, w.Value)
	}
	return vs
}

// shortText is the longest text of an evidence, in bytes.
const shortText = 240

func (b *analysisBuilder) evidence(e *Evidence) AnalysisEvidence {
	v := AnalysisEvidence{Signal: e.Signal, Axis: e.Axis, Points: math.Round(e.Points*10) / 10, Text: e.Text, Why: e.Why}
	if b.holds(e.Span) {
		v.Part, v.Start, v.End = e.Part, e.Start, e.End
		v.Text = Shorten(b.m.PartText(e.Part)[e.Start:e.End], shortText)
	}
	return v
}

// Shorten cuts a text to at most the given number of bytes at a rune's border
// and says so with "…".
func Shorten(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	n := limit - len("…")
	for n > 0 && !utf8.RuneStart(s[n]) {
		n--
	}
	return s[:max(n, 0)] + "…"
}

func (b *analysisBuilder) needs(n *Needs) AnalysisNeeds {
	v := AnalysisNeeds{
		Lines:    make([]AnalysisLine, 0, len(n.Lines)),
		Incoterm: b.word("needs.incoterm", n.Incoterm),
		Place:    b.word("needs.place", n.Place),
		Destination: AnalysisDestination{
			Country: b.word("needs.destination.country", n.DestCountry),
			Port:    b.word("needs.destination.port", n.DestPort),
		},
		Certifications: b.words("needs.certifications", n.Certifications),
		Payment:        b.word("needs.payment", n.Payment),
		Delivery:       b.word("needs.delivery", n.Delivery),
		Packaging:      b.word("needs.packaging", n.Packaging),
		Sample:         b.word("needs.sample", n.Sample),
		Custom:         b.word("needs.custom", n.Custom),
		Urgent:         b.word("needs.urgent", n.Urgent) != nil,
	}
	for i := range n.Lines {
		l := &n.Lines[i]
		at := "needs.lines." + strconv.Itoa(i) + "."
		line := AnalysisLine{
			Product: b.word(at+"product", l.Product),
			Model:   b.word(at+"model", l.Model),
			Specs:   b.words(at+"specs", l.Specs),
		}
		if q := l.Quantity; q != nil {
			b.mark(at+"quantity", q.At)
			line.Quantity = &AnalysisQuantity{finite(q.Min), finite(q.Max), known(q.Unit), q.PerYear}
		}
		if p := l.Target; p != nil {
			b.mark(at+"target_price", p.At)
			line.TargetPrice = &AnalysisPrice{p.Amount, known(p.Currency), known(p.Per)}
		}
		v.Lines = append(v.Lines, line)
	}
	return v
}

func (b *analysisBuilder) buyer(y *Buyer) AnalysisBuyer {
	return AnalysisBuyer{
		Name:         b.word("buyer.name", y.Name),
		Title:        b.word("buyer.title", y.Title),
		Company:      b.word("buyer.company", y.Company),
		Country:      b.word("buyer.country", y.Country),
		CountryBasis: known(y.CountryBasis),
		Emails:       b.words("buyer.emails", y.Emails),
		Phones:       b.words("buyer.phones", y.Phones),
		Fax:          b.words("buyer.fax", y.Fax),
		WhatsApp:     b.word("buyer.whatsapp", y.WhatsApp),
		Website:      b.word("buyer.website", y.Website),
		Address:      b.word("buyer.address", y.Address),
	}
}

// texts returns subject, body and every other text that something points into.
func (b *analysisBuilder) texts(v *Analysis) map[string]string {
	ts := map[string]string{string(PartSubject): b.m.Subject, string(PartBody): b.m.Body}
	for _, e := range v.Evidence {
		if e.Part != "" {
			ts[string(e.Part)] = b.m.PartText(e.Part)
		}
	}
	for _, k := range v.Marks {
		ts[string(k.Part)] = b.m.PartText(k.Part)
	}
	return ts
}

func date(m *Message) *string {
	// RFC 3339 knows years of four digits and whole minutes of offset only.
	if m.Date.IsZero() || m.Date.Year() < 0 || m.Date.Year() > 9999 {
		return nil
	}
	d := m.Date
	if _, east := d.Zone(); east%60 != 0 || east <= -24*3600 || east >= 24*3600 {
		d = d.UTC()
	}
	return known(d.Format(time.RFC3339))
}

// known returns nil for what is not known.
func known(s string) *string {
	if strings.TrimSpace(s) == "" {
		return nil
	}
	return &s
}

// list makes an empty list of no list.
func list[T any](xs []T) []T {
	if xs == nil {
		return []T{}
	}
	return xs
}

// hundredths rounds to two digits.
func hundredths(x float64) float64 { return math.Round(finite(x)*100) / 100 }

// finite turns what JSON cannot hold into 0.
func finite(x float64) float64 {
	if math.IsNaN(x) || math.IsInf(x, 0) {
		return 0
	}
	return x
}
