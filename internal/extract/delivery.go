package extract

import "xunpan"

// delivery finds the time he names for delivery: behind a label, or a time
// expression in a sentence that speaks of delivering.
func (d *doc) delivery(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != d.g.deliveryLabel {
			continue
		}
		a, b, ok := d.labelled(s, x, h)
		if ok && b-a < 25 && d.timeIn(s, x, a, b+1) {
			return s.word(a, b)
		}
	}
	for i := range x.hits {
		h := &x.hits[i]
		if h.group != d.g.deliveryCtx || h.negated {
			continue
		}
		from, to := s.sentence(int(h.first))
		if d.isQuestion(s, x, from, to) {
			continue
		}
		if w := d.timePhrase(s, x, int(h.first), from, to); w.Value != "" {
			return w
		}
	}
	return xunpan.Word{}
}

// sentence returns the token range [from,to) of the sentence around token i;
// a single line end parts only lists, not wrapped prose.
func (s *stream) sentence(i int) (from, to int) {
	stop := func(j int) bool {
		t := &s.toks[j]
		switch t.kind {
		case tBreak:
			return t.punct > 1 || !proseLine(s, j)
		case tPunct:
			if t.punct == '.' && j+1 < len(s.toks) && s.toks[j+1].glued && t.end-t.start == 1 {
				return false // "3.2"; a full-width stop always ends
			}
			return sentenceEnd(t.punct) || t.punct == '\t'
		}
		return false
	}
	from, to = i, i+1
	for from > 0 && i-from < 60 && !stop(from-1) {
		from--
	}
	for to < len(s.toks) && to-i < 60 && !stop(to) {
		to++
	}
	return from, to
}

// isQuestion reports whether tokens [from,to) end in a question mark.
func (d *doc) isQuestion(s *stream, x *hitIndex, from, to int) bool {
	return to < len(s.toks) && isPunct(&s.toks[to], '?')
}

// timeIn reports whether tokens [from,to) hold a date, month or span of time.
func (d *doc) timeIn(s *stream, x *hitIndex, from, to int) bool {
	return x.within(from, to, d.g.timeWord) != nil || x.within(from, to, d.g.month) != nil || x.within(from, to, d.g.months) != nil || s.numericDate(from, to) >= 0
}

// numericDate returns the first token of "15/11/2026", "2026-11-15" or
// "15.11.2026" in [from,to), or -1.
func (s *stream) numericDate(from, to int) int {
	for i := from; i < to && i < len(s.toks); i++ {
		if s.toks[i].kind != tNumber {
			continue
		}
		n := s.toks[i].fe - s.toks[i].fs
		dots := 0
		for _, c := range s.fold[s.toks[i].fs:s.toks[i].fe] {
			if c == '.' {
				dots++
			}
		}
		if dots == 2 && n >= 6 && n <= 10 {
			return i
		}
		if i+4 < to && s.toks[i+1].glued && isPunct(&s.toks[i+1], '/', '-') && s.toks[i+2].kind == tNumber && s.toks[i+2].glued &&
			isPunct(&s.toks[i+3], '/', '-') && s.toks[i+4].kind == tNumber {
			return i
		}
	}
	return -1
}

// timePhrase finds the time expression nearest behind token ctx (else before
// it) in [from,to): "before end of February", "within 15 days of LC", "Feb 20".
func (d *doc) timePhrase(s *stream, x *hitIndex, ctx, from, to int) xunpan.Word {
	core := -1
	isCore := func(j int) bool {
		if x.at(j, d.g.month) != nil && (s.toks[j].upper || s.toks[j].kind == tHan || s.toks[j].start > 0 && s.text[s.toks[j].start] >= 0x80) {
			return true
		}
		if x.at(j, d.g.months) != nil {
			return true
		}
		if s.toks[j].kind == tNumber {
			k := j + 1
			if k+1 < to && isPunct(&s.toks[k], '-') {
				k += 2
			}
			if k < to {
				switch s.folded(k) {
				case "day", "days", "week", "weeks", "month", "months", "dias", "semanas", "meses", "jours", "semaines", "mois", "tage", "tagen", "wochen", "monate", "giorni", "settimane", "mesi", "дней", "дня", "недель", "недели", "gun", "hafta", "ay", "يوم", "يوما", "اسابيع", "اسبوع", "天", "周", "个", "working", "calendar":
					return true
				}
			}
			return s.numericDate(j, min(j+5, to)) == j
		}
		return false
	}
	for j := ctx; j < to; j++ {
		if isCore(j) {
			core = j
			break
		}
	}
	if core < 0 {
		for j := ctx - 1; j >= from; j-- {
			if isCore(j) {
				core = j
				break
			}
		}
	}
	if core < 0 {
		return xunpan.Word{}
	}
	first, last := core, core
	for j := core - 1; j >= from && j >= core-4; j-- {
		t := &s.toks[j]
		if t.kind == tNumber || x.at(j, d.g.before) != nil || x.at(j, d.g.timeWord) != nil || isPunct(t, '-', '/') {
			first = j
			continue
		}
		if t.kind == tWord && t.end-t.start <= 4 && j > from && (x.at(j-1, d.g.before) != nil || x.at(j-1, d.g.timeWord) != nil) {
			continue // "end of the month", "fin de mes"
		}
		break
	}
	if h := x.at(core, d.g.month); h != nil {
		last = int(h.last)
	}
	for j := core + 1; j < to && j <= core+6; j++ {
		t := &s.toks[j]
		if t.kind == tNumber || x.at(j, d.g.timeWord) != nil || x.at(j, d.g.month) != nil || x.at(j, d.g.months) != nil {
			last = j
			continue
		}
		if t.kind == tPunct && (t.punct == '-' || t.punct == '/' || t.punct == ',') || t.kind == tWord && t.end-t.start <= 3 {
			continue
		}
		switch s.folded(j) {
		case "after", "from", "receipt", "deposit", "order", "confirmation", "working", "tage", "dias", "jours", "giorni":
			last = j
			continue
		}
		break
	}
	return s.word(first, last)
}
