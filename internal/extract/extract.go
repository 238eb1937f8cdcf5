// Package extract reads needs, questions and the contact card out of a
// message's text, every value with the span it came from. It is pure: no
// clock, no network, no state; what a sender's look-ups say is not its matter.
//
// A message is cut into tokens once (scan.go) and matched against the word
// catalogue once (lexicon.go); all readers work on these.
package extract

import (
	"sync"

	"xunpan"
)

// Env is what reading may know beside the message.
type Env struct {
	House xunpan.Profile // our own names, so that they are not taken for the buyer's
	Home  string         // our own country, ISO 3166-1 alpha-2
}

// doc is one message while it is read.
type doc struct {
	m    *xunpan.Message
	env  *Env
	lex  *Lexicon
	g    *groupIDs
	subj stream
	body stream

	subjHits, bodyHits []hit // in order of their first token
	subjX, bodyX       hitIndex

	subjGoods, bodyGoods goodsMarks
	goodsX               hitIndex // scratch of goodsIn
	goodsKnown           bool     // the mail's language has a goods book
	goodsMarked          bool     // the marks are this mail's

	hand   bool          // no list or bulk mailer sent it, and it begins a conversation
	buying bool          // words of asking or ordering stand in the mail
	asking int           // how many kinds of them
	card   []xunpan.Span // of the buyer's card in the body

	out *xunpan.Reading
}

var docs = sync.Pool{New: func() any { return new(doc) }}

// Read reads a message. It never fails: what is not found is left empty.
func Read(m *xunpan.Message, env *Env) *xunpan.Reading {
	d := docs.Get().(*doc)
	defer docs.Put(d)
	d.m, d.env, d.lex, d.out = m, env, defaultLexicon(), new(xunpan.Reading)
	d.g = d.lex.ids()
	d.hand = byHand(m)
	d.scan()
	d.phrases()
	d.language()
	if d.chatter() {
		out := d.out
		d.m, d.env, d.out = nil, nil, nil
		return out
	}
	d.greeting()
	d.contact()
	d.dropAskingCard()
	d.needs()
	d.questions()
	d.senses()
	d.missing()
	out := d.out
	d.m, d.env, d.out = nil, nil, nil
	return out
}

// chatter reports an answer in a discussion list, or a newsletter, in which
// nothing asks for goods: its words are told to the judge, but there is no
// buyer's card and no need to look for.
func (d *doc) chatter() bool {
	m := d.m
	if m.Channel != xunpan.Email || len(m.InReplyTo) == 0 && len(m.References) == 0 && len(m.Links) <= wallLinks {
		return false
	}
	if m.Header("List-Id") == "" && m.Header("List-Unsubscribe") == "" && m.Header("Precedence") == "" {
		return false
	}
	for _, g := range [...]string{"quote.request", "order.firm", "order.trial", "topic.moq", "catalog.ask", "empty.interest", "sample.ask", "sample.free", "invite", "supplier.replace", "need.detail"} {
		if d.out.Has(g) {
			return false
		}
	}
	return firstHit(&d.bodyX, d.g.incoterm) == nil
}

// scan cuts subject and body into tokens and matches the catalogue.
// Of the body only what the sender wrote now is read: fresh text and signature.
func (d *doc) scan() {
	d.subj.reset(xunpan.PartSubject, d.m.Subject)
	d.subj.scan(subjectStart(d.m.Subject), len(d.m.Subject), xunpan.Fresh)
	d.body.reset(xunpan.PartBody, d.m.Body)
	if len(d.m.Links) > wallLinks {
		d.body.limit = wallTokens
	}
	for _, b := range d.m.Blocks {
		if b.Kind == xunpan.Fresh || b.Kind == xunpan.Signature {
			d.body.scan(b.Start, b.End, b.Kind)
		}
	}
	d.lex.match(&d.subj, &d.subjX)
	d.lex.match(&d.body, &d.bodyX)
	d.subjHits, d.bodyHits = d.subjX.hits, d.bodyX.hits
	for i := range d.body.toks {
		t := &d.body.toks[i]
		if t.kind == tWord || t.kind == tNumber || t.kind == tHan {
			d.out.Fresh += int(t.end - t.start)
		}
	}
}

// span is the span of tokens first..last of s.
func (s *stream) span(first, last int) xunpan.Span {
	return xunpan.Span{Part: s.part, Start: int(s.toks[first].start), End: int(s.toks[last].end)}
}

// words is the text of tokens first..last of s as it stands.
func (s *stream) words(first, last int) string {
	return s.text[s.toks[first].start:s.toks[last].end]
}

// word is the value that tokens first..last stand for, spelled as they are.
func (s *stream) word(first, last int) xunpan.Word {
	return xunpan.Word{Value: squeeze(s.words(first, last)), At: s.span(first, last)}
}

// folded is the folded text of token i.
func (s *stream) folded(i int) string {
	t := &s.toks[i]
	return string(s.fold[t.fs:t.fe])
}

// lineOf returns the index of the line that holds token i, or -1.
func (s *stream) lineOf(i int) int {
	lo, hi := 0, len(s.lines)
	for lo < hi {
		mid := (lo + hi) / 2
		if s.lines[mid].last <= i {
			lo = mid + 1
		} else {
			hi = mid
		}
	}
	if lo < len(s.lines) && s.lines[lo].first <= i {
		return lo
	}
	return -1
}

// squeeze makes every run of white space one blank.
func squeeze(s string) string {
	clean := true
	for i := 0; i < len(s); i++ {
		if s[i] == '\n' || s[i] == '\t' || s[i] == '\r' || s[i] == ' ' && i+1 < len(s) && s[i+1] == ' ' {
			clean = false
			break
		}
	}
	if clean {
		return s
	}
	b := make([]byte, 0, len(s))
	space := false
	for i := 0; i < len(s); i++ {
		switch c := s[i]; c {
		case ' ', '\n', '\t', '\r':
			space = len(b) > 0
		default:
			if space {
				b = append(b, ' ')
				space = false
			}
			b = append(b, c)
		}
	}
	return string(b)
}
