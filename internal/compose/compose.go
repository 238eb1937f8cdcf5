// Package compose drafts answers to buyers and checks them before they are sent
// (DOMAIN section 8). What it states comes from the facts it is given; what is
// not among them is a gap that somebody must fill, never a guess. It knows no
// clock, network or database: the same facts give the same draft.
package compose

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"sync"
	"time"

	"go.yaml.in/yaml/v3"

	"xunpan"
)

//go:embed phrases.yaml
var phrasesYAML []byte

var phrases = sync.OnceValue(func() map[string]map[string]string {
	var m map[string]map[string]string
	if err := yaml.Unmarshal(phrasesYAML, &m); err != nil {
		panic(err) // it is part of the program; the tests read it
	}
	return m
})

// Facts is what an answer may state, and what it is checked against.
type Facts struct {
	Lang      string // of the answer: one of xunpan.PaperLangs
	Desk      string // the user's language, for gaps: "en" or "zh"
	Situation xunpan.Situation
	Purpose   xunpan.Purpose // of a follow-up
	Wrote     time.Time      // our newest letter, for a follow-up
	Subject   string         // of the inquiry, without marks of replies
	Buyer     xunpan.Address
	Company   string // the buyer's
	Country   string // his, ISO 3166-1 alpha-2; "" unknown
	Written   string // the language he wrote in, ISO 639-1; "" unknown
	Channel   xunpan.Channel
	Product   string // what he asks about
	Questions []xunpan.AnalysisQuestion
	Missing   []xunpan.AnalysisMissing
	Seller    xunpan.Seller
	Signer    Signer
	Terms     xunpan.Terms      // the house's
	Quotation *xunpan.Quotation // nil for none
	Goods     []Good            // of the catalogue, that he asks about
	Files     []File            // that go along
	Papers    bool              // the quotation goes along as a file
	Look      string            // address at which he sees the quotation; "" for none
	Choices   string            // address at which he answers what is missing; "" for none
	Promise   time.Time         // by when we come back
	Zone      *time.Location    // the buyer's clock for that; UTC if nil
	Now       time.Time
	Others    []string // names, firms and addresses of other buyers
	Secrets   []string // what never leaves the house: costs, floors, suppliers
}

// Good is a product that the letter is about, as the catalogue knows it.
type Good struct {
	Model, Name  string
	Unit         string
	MOQ          string
	Lead         *xunpan.LeadTime
	Packing      *xunpan.Packing
	Specs        []xunpan.Spec
	Custom       *xunpan.Custom
	Origin       string               // the country's name in the letter's language
	Certificates []xunpan.Certificate // that hold today
	Load         []Load
	Sheets       bool     // there is a data sheet of it
	Points       []string // why buyers take it, in the letter's language
}

// Load is how many units a container takes.
type Load struct{ Container, Units string }

// File is a file that goes along with a letter.
type File struct {
	Name  string
	Size  int
	Ended string // last day of a certificate that has ended; "" otherwise
	Gone  bool   // it is not there any more
	Sheet bool   // a data sheet or catalogue
}

// Signer is who signs.
type Signer struct{ Name, Title, Phone, Mail string }

// say fills a phrase in; a language that is not there is English.
func say(lang, key string, args ...string) string {
	text := phrases()[key][lang]
	if text == "" {
		text = phrases()[key]["en"]
	}
	for i := 0; i+1 < len(args); i += 2 {
		text = strings.ReplaceAll(text, "{"+args[i]+"}", args[i+1])
	}
	return text
}

// gap is a place that somebody must fill.
func (f *Facts) gap(en, zh string) string {
	text := en
	if f.Desk == "zh" {
		text = zh
	}
	return xunpan.GapOpen + text + xunpan.GapClose
}

// orGap is a fact, or the gap where it is not known.
func (f *Facts) orGap(fact, en, zh string) string {
	if strings.TrimSpace(fact) == "" {
		return f.gap(en, zh)
	}
	return strings.TrimRight(fact, ". ")
}

// Compose writes subject and body of an answer (DOMAIN D8.3): greeting, thanks,
// his questions in his order, what he needs besides, our questions all at once,
// who we are, closing and signature.
func Compose(f *Facts) (subject, body string) {
	var parts []string
	add := func(s string) {
		if s = strings.TrimSpace(s); s != "" {
			parts = append(parts, s)
		}
	}
	say := func(key string, args ...string) string { return say(f.Lang, key, args...) }
	if f.Buyer.Name != "" {
		add(say("dear", "name", f.Buyer.Name))
	} else {
		add(say("dear_all"))
	}
	thanks := say("thanks_all")
	if f.Product != "" {
		thanks = say("thanks", "product", f.Product)
	}
	switch f.Situation {
	case xunpan.AnswerDecline:
		add(thanks)
		add(say("decline"))
	case xunpan.AnswerNotNow:
		add(thanks)
		add(say("not_now", "why", f.gap("why not now", "目前不能供货的原因")))
	case xunpan.AnswerCannot:
		add(thanks)
		add(say("cannot", "why", f.gap("what the problem is: technology, size or price", "难点：技术、尺寸或价格"), "what", f.gap("what we can offer instead", "可提供的替代方案")))
	case xunpan.AnswerNeedTime:
		add(thanks)
		add(say("need_time", "when", f.when()))
	case xunpan.AnswerKnowHim:
		add(thanks)
		add(say("know_him"))
		add(f.questionsBack())
	case xunpan.AnswerSample:
		add(thanks)
		add(say("sample", "sample", f.orGap(f.Terms.Sample, "what a sample costs, and who pays the freight", "样品费用及运费由谁承担")))
	case xunpan.AnswerFollow:
		add(f.again())
		add(f.follow())
	default:
		add(thanks)
		add(f.answers())
		add(f.rest())
		add(f.questionsBack())
		if f.Situation == xunpan.AnswerNoRush {
			add(say("no_rush"))
		} else {
			add(say("next"))
		}
	}
	if line := f.Seller.Line.In(f.Lang); line != "" && f.Situation != xunpan.AnswerDecline {
		add(line)
	}
	add(say("regards") + "\n" + f.signature())
	return f.subject(), strings.Join(parts, "\n\n") + "\n"
}

func (f *Facts) subject() string {
	if f.Subject != "" {
		return "Re: " + f.Subject
	}
	return strings.TrimSpace(f.Product)
}

// when is the promised moment on the buyer's clock.
func (f *Facts) when() string {
	if f.Promise.IsZero() {
		return f.gap("exact day and hour by which we come back", "答复的确切日期和时间")
	}
	zone := f.Zone
	if zone == nil {
		zone = time.UTC
	}
	t := f.Promise.In(zone)
	name, _ := t.Zone()
	if strings.HasPrefix(name, "+") || strings.HasPrefix(name, "-") {
		name = "UTC" + name
	}
	return t.Format("2006-01-02 15:04") + " (" + name + ")"
}

// answers are his questions, numbered, in his order.
func (f *Facts) answers() string {
	if len(f.Questions) == 0 {
		return f.prices()
	}
	lines := []string{say(f.Lang, "in_order")}
	for i, q := range f.Questions {
		lines = append(lines, fmt.Sprintf("%d. %s", i+1, f.answer(&q)))
	}
	return strings.Join(lines, "\n")
}

// answer is what the facts say to one question, or a gap that repeats it.
func (f *Facts) answer(q *xunpan.AnalysisQuestion) string {
	if text := f.known(q.Topic); text != "" {
		return text
	}
	return f.gap("answer: "+clip(q.Text), "答复："+clip(q.Text))
}

// known is what the facts say to a topic; "" if they say nothing.
func (f *Facts) known(topic string) string {
	t := f.terms()
	fact := func(key, name, value string) string {
		if value = strings.TrimRight(strings.TrimSpace(value), "."); value == "" {
			return ""
		}
		return say(f.Lang, key, name, value)
	}
	switch topic {
	case "price", "discount":
		return f.prices()
	case "moq":
		if l := f.line(); l != nil && l.MOQ != "" {
			return say(f.Lang, "moq", "moq", l.MOQ, "unit", l.Unit)
		}
		return f.ofGoods(func(g *Good) string {
			if g.MOQ == "" {
				return ""
			}
			return say(f.Lang, "moq", "moq", g.MOQ, "unit", g.Unit)
		})
	case "lead_time":
		return f.leadTime()
	case "payment":
		return fact("payment", "payment", t.Payment)
	case "packaging":
		return strings.Join(filled(fact("packing", "packing", t.Packing), f.ofGoods(f.cartons)), "\n")
	case "loading":
		return f.ofGoods(f.loading)
	case "certification":
		return f.ofGoods(f.certificates)
	case "spec":
		return f.ofGoods(f.specs)
	case "customization":
		return f.ofGoods(f.customs)
	case "origin":
		return f.origin()
	case "catalogue":
		if slices.ContainsFunc(f.Files, func(x File) bool { return x.Sheet && !x.Gone }) {
			return say(f.Lang, "sheet_attached")
		}
	case "warranty":
		return fact("warranty", "warranty", t.Warranty)
	case "sample":
		return fact("sample", "sample", t.Sample)
	case "documents":
		return fact("papers", "papers", strings.Join(t.Papers, ", "))
	}
	return ""
}

// terms are the quotation's, else the house's.
func (f *Facts) terms() *xunpan.Terms {
	if f.Quotation != nil {
		return &f.Quotation.Terms
	}
	return &f.Terms
}

func (f *Facts) line() *xunpan.OfferLine {
	if f.Quotation == nil || len(f.Quotation.Offer.Options) == 0 || len(f.Quotation.Offer.Options[0].Lines) == 0 {
		return nil
	}
	return &f.Quotation.Offer.Options[0].Lines[0]
}

func (f *Facts) leadTime() string {
	l := f.terms().Lead
	if l == nil || l.Days == 0 {
		if len(f.Goods) == 0 || f.Goods[0].Lead == nil {
			return ""
		}
		l = f.Goods[0].Lead
	}
	days := fmt.Sprint(l.Days)
	if l.To > l.Days {
		days = fmt.Sprintf("%d–%d", l.Days, l.To)
	}
	return say(f.Lang, "lead", "days", days, "from", say(f.Lang, "from_"+l.From))
}

// prices are the options of the quotation with all that a price needs: currency,
// unit, term, place, rule and validity (DOMAIN D8.6).
func (f *Facts) prices() string {
	q := f.Quotation
	if q == nil || len(q.Offer.Options) == 0 {
		return ""
	}
	var lines []string
	for i := range q.Offer.Options {
		o := &q.Offer.Options[i]
		for k := range o.Lines {
			l := &o.Lines[k]
			lines = append(lines, say(f.Lang, "price", "product", strings.TrimSpace(l.Product+" "+l.Model), "price", l.Price.String(), "unit", l.Unit, "term", string(o.Term), "place", o.Place, "rule", o.Rule, "quantity", l.Quantity))
		}
	}
	if q.Offer.ValidUntil != "" {
		lines = append(lines, say(f.Lang, "valid", "until", q.Offer.ValidUntil))
	}
	return strings.Join(lines, "\n")
}

// rest is what he did not ask and needs: price, lead time and payment where they
// are known, and where he finds the quotation.
func (f *Facts) rest() string {
	asked := map[string]bool{}
	for _, q := range f.Questions {
		asked[q.Topic] = true
	}
	var lines []string
	for _, topic := range [...]string{"price", "lead_time", "payment"} {
		if asked[topic] || topic == "price" && (asked["discount"] || len(f.Questions) == 0) {
			continue
		}
		if text := f.known(topic); text != "" {
			lines = append(lines, text)
		}
	}
	if f.Quotation != nil && f.Papers {
		lines = append(lines, say(f.Lang, "quote_attached", "number", f.Quotation.Number))
	}
	if f.Look != "" && f.Quotation != nil {
		lines = append(lines, say(f.Lang, "look", "number", f.Quotation.Number, "link", f.Look))
	}
	return strings.Join(lines, "\n")
}

// questionsBack are our own questions, all at once, as choices (DOMAIN D8.5).
func (f *Facts) questionsBack() string {
	if len(f.Missing) == 0 {
		return ""
	}
	lines := []string{say(f.Lang, "need")}
	for i, m := range f.Missing {
		ask := m.Ask.En
		if f.Lang == "zh" {
			ask = m.Ask.Zh
		}
		lines = append(lines, fmt.Sprintf("%c. %s", 'A'+rune(i%26), ask))
	}
	if f.Choices != "" {
		lines = append(lines, say(f.Lang, "answer_here", "link", f.Choices))
	}
	return strings.Join(lines, "\n")
}

// signature is who signs, with all contacts.
func (f *Facts) signature() string {
	var lines []string
	for _, s := range []string{f.orGap(f.Signer.Name, "your name", "您的姓名"), f.Signer.Title, f.Seller.Company, f.Seller.Local, firstOf(f.Signer.Phone, f.Seller.Phone), firstOf(f.Signer.Mail, f.Seller.Mail), f.Seller.Website} {
		if s != "" {
			lines = append(lines, s)
		}
	}
	if f.Seller.WhatsApp != "" {
		lines = append(lines, "WhatsApp "+f.Seller.WhatsApp)
	}
	return strings.Join(lines, "\n")
}

func firstOf(list ...string) string {
	for _, s := range list {
		if s != "" {
			return s
		}
	}
	return ""
}

// clip shortens a question for a gap.
func clip(s string) string {
	s = strings.NewReplacer(xunpan.GapOpen, "", xunpan.GapClose, "").Replace(strings.Join(strings.Fields(s), " "))
	if r := []rune(s); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return s
}
