package extract

import "xunpan"

// payment finds the payment terms he names: behind a label, else the clause
// that says most: a split ("30/70", "30% deposit and the rest before loading")
// says more than a word of paying alone.
func (d *doc) payment(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.with(d.g.paymentLabel) {
		if h := &x.hits[i]; h.group == d.g.paymentLabel {
			if a, b, ok := d.labelled(s, x, h); ok && (x.within(a, b+1, d.g.payment) != nil || s.percentIn(a, b+1) >= 0 || s.splitIn(a, b+1) >= 0) {
				return s.clause(a, b)
			}
		}
	}
	best, score := xunpan.Word{}, 0
	word := x.has(d.g.payment)
	for i := 0; i < len(s.toks); i++ {
		// A word of paying, a share or a split: the rest of the mail is passed over.
		if t := &s.toks[i]; !(word && x.at(i, d.g.payment) != nil) && !(t.kind == tPunct && t.punct == '%') && !(t.kind == tHan && s.folded(i) == "成") && !(t.kind == tNumber && s.splitIn(i, i+3) >= 0) {
			continue
		}
		from, to := s.sentence(i)
		i = max(to, i)
		if l := s.lineOf(from); l >= 0 && s.lines[l].block == xunpan.Signature {
			break
		}
		if w, n := d.paymentIn(s, x, from, to); n > score {
			best, score = w, n
		}
	}
	return best
}

// paymentIn reads the payment terms of the sentence [from,to) and how much they say.
func (d *doc) paymentIn(s *stream, x *hitIndex, from, to int) (w xunpan.Word, score int) {
	word := d.paymentWord(s, x, from, to)
	label := x.within(from, to, d.g.paymentLabel)
	if label == nil {
		label = x.within(from, to, d.g.payVerb)
	}
	split := s.splitIn(from, to)
	share := s.percentIn(from, to)
	rest := x.within(from, to, d.g.rest)
	first := -1
	near := func(i int) {
		if i >= 0 && (first < 0 || i < first) {
			first = i
		}
	}
	switch {
	case split >= 0 && (word >= 0 || label != nil):
		score = 5
		near(split)
		if word >= 0 && word >= split-3 {
			near(word)
		}
	case share >= 0 && (rest != nil && int(rest.first) > share && (word >= 0 || label != nil || x.within(share, to, d.g.payStage) != nil) || word >= 0 && abs(word-share) <= 6):
		score = 4
		near(share)
		if word >= share-10 && word >= 0 {
			near(word)
		}
	case word >= 0:
		score = 2
		near(word)
	default:
		return w, 0
	}
	if to < len(s.toks) && isPunct(&s.toks[to], '?') && score < 4 && d.asksTerms(s, x, first) || d.asksTerms(s, x, first) {
		return w, 0
	}
	return s.word(first, d.paymentEnd(s, x, first, to)), score
}

// paymentWord returns the first token of a payment word in [from,to), or -1.
func (d *doc) paymentWord(s *stream, x *hitIndex, from, to int) int {
	for i := from; i < to; i++ {
		h := x.at(i, d.g.payment)
		if h == nil || h.negated {
			continue
		}
		if h.first == h.last && !s.toks[i].caps && s.toks[i].end-s.toks[i].start <= 3 && s.toks[i].kind == tWord && s.text[s.toks[i].start] < 0x80 && s.percentIn(max(from, i-5), min(to, i+5)) < 0 && s.splitIn(max(from, i-5), min(to, i+5)) < 0 {
			continue // "cad", "lc", "tt" in small letters are other words too
		}
		if n := int(h.last) + 1; n < len(s.toks) && isPunct(&s.toks[n], '/') && s.toks[n].glued && n+1 < len(s.toks) && s.toks[n+1].caps && x.at(n+1, d.g.payment) == nil {
			continue // "D/A/CH"
		}
		return i
	}
	return -1
}

// paymentEnd is the last token of the clause that begins at token first.
func (d *doc) paymentEnd(s *stream, x *hitIndex, first, to int) int {
	last := first
	for j := first; j < to && j < first+26; j++ {
		t := &s.toks[j]
		if t.kind == tBreak {
			continue
		}
		if t.kind == tPunct {
			if t.punct == '(' && j > first || t.punct == '\t' {
				break
			}
			if (t.punct == ',' || t.punct == '-' && !t.glued || t.punct == ')') && !d.paymentGoesOn(s, x, j+1, min(j+6, to)) {
				break
			}
			if t.punct == '%' {
				last = j
			}
			continue
		}
		if x.at(j, d.g.npStop) != nil && x.at(j, d.g.payStage) == nil && x.at(j, d.g.payment) == nil && x.at(j, d.g.rest) == nil && !paymentTail(s.folded(j)) && !d.paymentGoesOn(s, x, j+1, min(j+4, to)) {
			break
		}
		last = j
		if h := x.at(j, d.g.payStage); h != nil && int(h.last) > j {
			j = int(h.last)
			last = j
			continue
		}
		if h := x.at(j, d.g.payment); h != nil && int(h.last) > j {
			j = int(h.last)
			last = j
		}
	}
	return last
}

// paymentGoesOn reports whether more of the terms follows in tokens [from,to).
func (d *doc) paymentGoesOn(s *stream, x *hitIndex, from, to int) bool {
	return s.percentIn(from, to) >= 0 || x.within(from, to, d.g.rest) != nil || x.within(from, to, d.g.payment) != nil
}

// percentIn returns the first token of a percentage in [from,to): "30%",
// "%30", "30 pct", "3成"; -1 if there is none.
func (s *stream) percentIn(from, to int) int {
	for i := max(from, 0); i < to && i < len(s.toks); i++ {
		if s.toks[i].kind != tNumber {
			continue
		}
		if i > from && isPunct(&s.toks[i-1], '%') && s.toks[i].glued {
			return i - 1
		}
		if i+1 < len(s.toks) && (isPunct(&s.toks[i+1], '%') || s.toks[i+1].kind == tHan && s.folded(i+1) == "成") {
			return i
		}
	}
	return -1
}

// splitIn returns the first token of a split whose parts make a hundred in
// [from,to): "30/70", "50-50"; -1 if there is none.
func (s *stream) splitIn(from, to int) int {
	for i := max(from, 0); i+2 < to && i+2 < len(s.toks); i++ {
		if s.toks[i].kind != tNumber || s.toks[i+2].kind != tNumber || !isPunct(&s.toks[i+1], '/', '-', ':') {
			continue
		}
		a, oka := parseNumber(s.fold[s.toks[i].fs:s.toks[i].fe])
		b, okb := parseNumber(s.fold[s.toks[i+2].fs:s.toks[i+2].fe])
		if oka && okb && a > 0 && b > 0 && a+b == 100 {
			return i
		}
	}
	return -1
}

// clause is the value of tokens first..last, at most forty of them.
func (s *stream) clause(first, last int) xunpan.Word { return s.word(first, min(last, first+40)) }

func paymentTail(w string) bool {
	switch w {
	case "at", "before", "after", "against", "by", "on", "upon", "within", "from", "contra", "days":
		return true
	}
	return false
}

// asksTerms reports whether token i stands in "what types of credit card do
// you accept", which asks for terms and names none.
func (d *doc) asksTerms(s *stream, x *hitIndex, i int) bool {
	for j := i - 1; j >= 0 && j > i-8; j-- {
		if s.toks[j].kind == tPunct && sentenceEnd(s.toks[j].punct) || s.toks[j].kind == tBreak && s.toks[j].punct > 1 {
			return false
		}
		switch s.folded(j) {
		case "types", "type", "kind", "what", "which":
			return true
		}
	}
	return false
}
