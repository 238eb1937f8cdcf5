package extract

import (
	"xunpan"
)

// The catalogue's judging groups know many ways to ask that hold no word of a
// topic: "gift us a set", "a letter for the visa", "who makes your resin".

// topicOfPhrase is the topic that a group of the catalogue asks for.
var topicOfPhrase = [...]struct{ group, topic string }{
	{"quote.request", "price"}, {"catalog.ask", "catalogue"}, {"sample.free", "sample"}, {"sample.many", "sample"}, {"invite", "invitation"},
	{"spy.process", "spec"}, {"spy.supplier", "company"}, {"spy.business", "company"},
}

// phrases adds the topics that a phrase asks for and no sentence did.
func (q *asker) phrases() {
	d := q.d
	if d.out.Minimum != nil || len(d.out.Offers) > 1 {
		return // he sells
	}
	for i := range d.out.Phrases {
		p := &d.out.Phrases[i]
		if p.Negated || p.At.Part != xunpan.PartBody || len(d.out.Questions) >= maxQuestions {
			continue
		}
		for _, t := range topicOfPhrase {
			if t.group != p.Group || q.hasTopic(t.topic) {
				continue
			}
			first := q.s.tokenFrom(p.At.Start)
			last := first
			for last+1 < len(q.s.toks) && int(q.s.toks[last+1].start) < p.At.End {
				last++
			}
			if first < len(q.s.toks) && d.freshAt(first) && !q.own(first) && (t.topic != "price" || q.plea(max(0, first-4), first)) {
				from, to := q.around(first, last)
				q.put(t.topic, from, to)
			}
		}
	}
}

// hasTopic reports whether the topic was asked.
func (q *asker) hasTopic(topic string) bool {
	for i := range q.d.out.Questions {
		if q.d.out.Questions[i].Topic == topic {
			return true
		}
	}
	return false
}

// around is the clause around tokens first..last, in one line or sentence.
func (q *asker) around(first, last int) (from, to int) {
	from, to = first, last
	for from > 0 && first-from < 40 && q.s.toks[from-1].kind != tBreak && !q.clauseEnd(from-1) && !q.ends(from-1) {
		from--
	}
	for to+1 < len(q.s.toks) && to-last < 40 && q.s.toks[to+1].kind != tBreak && !q.clauseEnd(to+1) && !q.ends(to+1) {
		to++
	}
	if to+1 < len(q.s.toks) && isPunct(&q.s.toks[to+1], '?') {
		to++
	}
	return from, to
}
