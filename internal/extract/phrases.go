package extract

import (
	"strings"

	"xunpan"
)

// phrases hands the catalogue's judging groups to the reading, with a mark
// where a negation stands before them in the same sentence.
func (d *doc) phrases() {
	d.negate(&d.subj, d.subjHits)
	d.negate(&d.body, d.bodyHits)
	n := 0
	for _, hits := range [...][]hit{d.subjHits, d.bodyHits} {
		for i := range hits {
			if d.g.public[hits[i].group] {
				n++
			}
		}
	}
	d.out.Phrases = make([]xunpan.Phrase, 0, n)
	d.publish(&d.subj, d.subjHits)
	d.publish(&d.body, d.bodyHits)
}

func (d *doc) publish(s *stream, hits []hit) {
	for i := range hits {
		if h := &hits[i]; d.g.public[h.group] {
			d.out.Phrases = append(d.out.Phrases, xunpan.Phrase{
				Group: d.lex.groups[h.group], At: s.span(int(h.first), int(h.last)), Negated: h.negated,
			})
		}
	}
}

// negationReach is how many tokens before a phrase a negation still counts.
const negationReach = 4

// negate marks hits that a negation of the same sentence precedes closely.
func (d *doc) negate(s *stream, hits []hit) {
	for i := range hits {
		if hits[i].group != d.g.negation {
			continue
		}
		last := int(hits[i].last)
		if next := last + 1; next < len(s.toks) && (s.toks[next].kind == tNumber || isPunct(&s.toks[next], '.', ':', '#')) && s.folded(last) == "no" {
			continue // "Part No. 123"
		}
		for j := i + 1; j < len(hits); j++ {
			h := &hits[j]
			if int(h.first) > last+negationReach {
				break
			}
			if int(h.first) > last && !s.sentenceEnds(last+1, int(h.first)) {
				h.negated = true
			}
		}
	}
}

// sentenceEnds reports whether a sentence ends in tokens [from,to).
func (s *stream) sentenceEnds(from, to int) bool {
	for i := from; i < to; i++ {
		t := &s.toks[i]
		if t.kind == tBreak && t.punct > 1 || t.kind == tPunct && (sentenceEnd(t.punct) || t.punct == ',' || t.punct == '\t') {
			return true
		}
		if t.kind == tWord && isAnd(s.folded(i)) {
			return true
		}
	}
	return false
}

// groupIDs are the groups the extractor itself asks for; -1 where the
// catalogue lacks one.
type groupIDs struct {
	public []bool   // by group: reaches the judge
	topic  []string // by group: the topic of a question; "" for other groups
	byName map[string]int16
	wish   []bool // by group: goods are what the mail is about, though nothing is asked for
	notice []bool // by group: words of notices and lures, whose nouns are no goods
	lure   []bool // by group: words of frauds, of which one alone says little

	negation, unit, numword, measure, nocount, npStop, det, generic, month, months, timeWord                                int16
	moq, tier, history, perYear, perMonth, orderFirm, orderTrial, sampleAsk, to                                             int16
	currency, target, incoterm, cert, payment, paymentLabel, deliveryLabel, deliveryCtx                                     int16
	before, shipto, packaging, trigger, place, country, custom, urgency, urgencyHollow                                      int16
	labelProduct, labelModel, labelQuantity, labelSpec, labelDestination                                                    int16
	material, color, specWord, lang, title, phoneLabel, loading, weak, abstract, gerund                                     int16
	payVerb, payStage, rest, freeTo, noLater, holiday, replying, certWord, possessive, season, question, otherLabel, perDay int16
}

// ids resolves group names once per lexicon.
func (l *Lexicon) ids() *groupIDs {
	l.once.Do(func() {
		g := &groupIDs{public: make([]bool, len(l.groups)), wish: make([]bool, len(l.groups)), notice: make([]bool, len(l.groups)), lure: make([]bool, len(l.groups)), topic: make([]string, len(l.groups)), byName: l.groupN}
		for i, name := range l.groups {
			g.wish[i], g.notice[i], g.lure[i] = hasPrefix(name, "advice", "compare.", "newcomer", "spy.", "topic.price", "topic.catalogue", "sample.", "no.order", "supplier.has"), hasPrefix(name, "notice.", "phish."), hasPrefix(name, "fraud.")
			g.public[i] = name[0] != '_' && name != "negation"
			if t, ok := strings.CutPrefix(name, "topic."); ok {
				g.topic[i] = t
			}
		}
		for name, id := range map[string]*int16{
			"negation": &g.negation, "_unit": &g.unit, "_numword": &g.numword, "_measure": &g.measure, "_nocount": &g.nocount,
			"_np.stop": &g.npStop, "_det": &g.det, "_generic": &g.generic, "_month": &g.month, "_months": &g.months, "_time.word": &g.timeWord,
			"topic.moq": &g.moq, "_tier": &g.tier, "_history": &g.history, "_per_year": &g.perYear, "_per_month": &g.perMonth,
			"order.firm": &g.orderFirm, "order.trial": &g.orderTrial, "sample.ask": &g.sampleAsk, "_to": &g.to, "_currency": &g.currency, "_price.target": &g.target,
			"_incoterm": &g.incoterm, "_cert": &g.cert, "_payment": &g.payment, "_payment.label": &g.paymentLabel,
			"_delivery.label": &g.deliveryLabel, "_delivery.ctx": &g.deliveryCtx, "_before": &g.before, "_shipto": &g.shipto,
			"_packaging.label": &g.packaging, "_trigger.buy": &g.trigger, "_place": &g.place, "_country": &g.country, "_custom": &g.custom,
			"urgency": &g.urgency, "urgency.hollow": &g.urgencyHollow, "_label.product": &g.labelProduct, "_label.model": &g.labelModel,
			"_label.quantity": &g.labelQuantity, "_label.spec": &g.labelSpec, "_label.destination": &g.labelDestination,
			"_material": &g.material, "_color": &g.color, "_spec.word": &g.specWord, "_lang": &g.lang, "_title": &g.title, "_trigger.weak": &g.weak, "_abstract": &g.abstract, "_gerund": &g.gerund, "topic.loading": &g.loading, "_label.phone": &g.phoneLabel,
			"_pay.verb": &g.payVerb, "_pay.stage": &g.payStage, "_rest": &g.rest, "_free.to": &g.freeTo, "_no.later": &g.noLater, "_holiday": &g.holiday, "_replying": &g.replying, "topic.certification": &g.certWord, "_possessive": &g.possessive, "_season": &g.season, "_question.word": &g.question, "_label.other": &g.otherLabel, "_per.day": &g.perDay,
		} {
			*id = -1
			if n, ok := l.groupN[name]; ok {
				*id = n
			}
		}
		l.gids = g
	})
	return l.gids
}

// groupID is the number of a group; -1 if the catalogue lacks it.
func (d *doc) groupID(name string) int16 {
	if g, ok := d.g.byName[name]; ok {
		return g
	}
	return -1
}

// hasPrefix reports whether s begins with one of the prefixes.
func hasPrefix(s string, prefixes ...string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}
