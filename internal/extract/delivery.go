package extract

import "xunpan"

// delivery finds the time he names for delivery: behind a label, else a time in
// a sentence that speaks of delivering, else the latest date that is no
// deadline for answering or paying, else a feast or season.
func (d *doc) delivery(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.with(d.g.deliveryLabel) {
		h := &x.hits[i]
		if h.group != d.g.deliveryLabel {
			continue
		}
		a, b, ok := d.labelled(s, x, h)
		if ok && b-a < 25 && d.timeIn(s, x, a, b+1) {
			return s.word(a, b)
		}
	}
	for _, late := range [...]bool{false, true} {
		for i := range x.with(d.g.deliveryCtx, d.g.deliveryLabel, d.g.noLater) {
			h := &x.hits[i]
			if h.negated || late != (h.group == d.g.noLater) || !late && h.group != d.g.deliveryCtx && h.group != d.g.deliveryLabel {
				continue
			}
			from, to := s.sentence(int(h.first))
			if late && x.within(from, to, d.g.replying) != nil || d.inCard(s, int(h.first)) {
				continue
			}
			w, core := d.timePhrase(s, x, int(h.first), from, to)
			if w.Value == "" || d.payTime(s, x, core, from, to) {
				continue
			}
			if d.isQuestion(s, x, from, to) && !d.deadline(s, x, core, from) {
				continue // "can you deliver in 30 days?" is his wish only with a date
			}
			return w
		}
	}
	if w := d.deadlines(s, x); w.Value != "" {
		return w
	}
	if d.asking == 0 {
		return xunpan.Word{}
	}
	return d.feast(s, x)
}

// payTime reports whether the time at token core is one of paying: "30 days
// net", or behind a word of payment.
func (d *doc) payTime(s *stream, x *hitIndex, core, from, to int) bool {
	for j := core; j < to && j < core+6; j++ {
		if s.folded(j) == "net" || s.folded(j) == "netto" || s.folded(j) == "credit" {
			return true
		}
	}
	for j := core - 1; j >= from && j >= core-4; j-- {
		if x.at(j, d.g.paymentLabel) != nil || x.at(j, d.g.payment) != nil || s.folded(j) == "net" {
			return true
		}
	}
	return x.at(from, d.g.paymentLabel) != nil && !isPunct(&s.toks[min(from+1, len(s.toks)-1)], ',')
}

// deadline reports whether the time at token core is a date, not a span, or
// has a word like "before" in front of it.
func (d *doc) deadline(s *stream, x *hitIndex, core, from int) bool {
	return x.at(core, d.g.month) != nil || x.at(core, d.g.months) != nil || weekWord(s.folded(core)) || s.numericDate(core, core+5) == core
}

// deadlines finds a date behind "by", "before", "until" in a sentence that is
// neither about answering nor about paying.
func (d *doc) deadlines(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.with(d.g.before) {
		h := &x.hits[i]
		if h.group != d.g.before || h.negated || !limiting(s.words(int(h.first), int(h.last))) {
			continue
		}
		from, to := s.sentence(int(h.first))
		if x.within(from, to, d.g.replying) != nil || x.within(from, to, d.g.payment) != nil || d.inCard(s, int(h.first)) {
			continue
		}
		if l := s.lineOf(int(h.first)); l >= 0 && s.lines[l].block == xunpan.Signature {
			continue
		}
		w, core := d.timePhrase(s, x, int(h.last)+1, int(h.first), min(to, int(h.last)+6))
		if w.Value != "" && core <= int(h.last)+4 && d.deadline(s, x, core, from) {
			return w
		}
	}
	return xunpan.Word{}
}

// limiting reports a word that sets a limit, not just a time.
func limiting(w string) bool {
	switch Fold(w) {
	case "by", "before", "until", "no later than", "not later than", "latest", "antes de", "antes del", "hasta", "a mas tardar", "ate", "avant", "avant le", "d'ici", "bis", "bis zum", "vor", "spatestens", "entro", "entro il", "prima di", "до", "не позднее", "once", "kadar", "قبل", "之前", "前":
		return true
	}
	return false
}

// feast finds a feast or a season with its year that the goods are for: "for
// Ramadan", "before Christmas", "primavera 2028".
func (d *doc) feast(s *stream, x *hitIndex) xunpan.Word {
	for i := range x.with(d.g.holiday) {
		h := &x.hits[i]
		if h.group != d.g.holiday || h.negated || d.inCard(s, int(h.first)) {
			continue
		}
		for j := int(h.first) - 1; j >= 0 && j >= int(h.first)-3 && s.toks[j].kind == tWord; j-- {
			if x.at(j, d.g.before) != nil {
				from, to := s.sentence(j)
				if x.within(from, to, d.g.replying) == nil {
					return s.word(j, int(h.last))
				}
			}
		}
	}
	for i := range x.with(d.g.season) {
		h := &x.hits[i]
		if n := int(h.last) + 1; h.group == d.g.season && n < len(s.toks) && yearLike(s, n) && !d.inCard(s, n) {
			return s.word(int(h.first), n)
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
func (d *doc) timePhrase(s *stream, x *hitIndex, ctx, from, to int) (w xunpan.Word, core int) {
	core = -1
	isCore := func(j int) bool {
		if x.at(j, d.g.month) != nil && (s.toks[j].upper || s.toks[j].kind == tHan || s.toks[j].start > 0 && s.text[s.toks[j].start] >= 0x80) {
			return true
		}
		if x.at(j, d.g.months) != nil && (s.toks[j].kind != tWord || s.toks[j].start > 0 && s.text[s.toks[j].start] >= 0x80 || s.toks[j].upper || j > 0 && (s.toks[j-1].kind == tNumber || x.at(j-1, d.g.before) != nil || x.at(j-1, d.g.timeWord) != nil) || j > 1 && s.toks[j-2].kind == tNumber || j+1 < to && s.toks[j+1].kind == tNumber) {
			return true
		}
		if weekWord(s.folded(j)) && j+1 < to && s.toks[j+1].kind == tNumber {
			return true // "KW 51", "calendar week 51"
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
		return w, -1
	}
	first, last := core, core
	for j := core - 1; j >= from && j >= core-5; j-- {
		t := &s.toks[j]
		if k := d.timeBegins(x, j); k >= from {
			first, j = k, k
			continue
		}
		if t.kind == tNumber || x.at(j, d.g.before) != nil || x.at(j, d.g.timeWord) != nil || x.at(j, d.g.noLater) != nil || isPunct(t, '-', '/') || t.glued && ordinal(s.folded(j)) || s.folded(j) == "calendar" {
			first = j
			continue
		}
		if t.kind == tWord && t.end-t.start <= 4 && j > from && (x.at(j-1, d.g.before) != nil || d.timeBegins(x, j-1) >= 0 || s.toks[j-1].kind == tNumber) || t.kind == tHan {
			continue // "end of the month", "fin de mes", "20 de febrero"
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
		if t.kind == tHan {
			switch s.folded(j) {
			case "月", "号", "日", "底", "初", "前", "之", "以", "内", "中", "旬", "份":
				last = j
				continue
			}
		}
		switch s.folded(j) {
		case "days", "weeks", "calendar", "max", "maximum", "اقصى", "من", "استلام", "عربون", "after", "from", "receipt", "deposit", "order", "confirmation", "working", "tage", "dias", "jours", "giorni":
			last = j
			continue
		}
		break
	}
	return s.word(first, last), core
}

// timeBegins returns the first token of the word of time ("no later than",
// "a más tardar") that holds token j, or -1.
func (d *doc) timeBegins(x *hitIndex, j int) int {
	for k := j; k >= 0 && k > j-4; k-- {
		for _, g := range [...]int16{d.g.before, d.g.timeWord, d.g.noLater} {
			if h := x.at(k, g); h != nil && int(h.last) >= j {
				return k
			}
		}
	}
	return -1
}

// weekWord reports a word before the number of a calendar week.
func weekWord(w string) bool {
	switch w {
	case "week", "wk", "kw", "cw", "kalenderwoche", "semana", "semaine", "settimana", "hafta":
		return true
	}
	return false
}

// ordinal reports the ending of an ordinal number: "1st", "15th".
func ordinal(w string) bool {
	switch w {
	case "st", "nd", "rd", "th", "er", "eme", "re":
		return true
	}
	return false
}
