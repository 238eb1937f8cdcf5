package extract

import "xunpan"

// topics adds a question for every topic named in tokens first..last, counted
// from token at on, where the request begins. A request may also stand behind
// what it asks for, as verbs do in Turkish, German or Chinese: then all of the
// sentence counts.
func (q *asker) topics(first, last, at int, mark bool) {
	start := first
	if !mark && at > first {
		start = q.reach(first, last, at)
	}
	var seen [maxQuestions]string
	n := 0
	var vague *hit
	for i := start; i <= last; i++ {
		if i+1 >= len(q.x.start) {
			break
		}
		for k := q.x.start[i]; k < q.x.start[i+1]; k++ {
			h := &q.x.hits[k]
			topic := q.d.g.topic[h.group]
			if topic == "" {
				switch {
				case h.group == q.g.quote:
					topic = "price"
				case mark && h.group == q.d.g.cert && q.s.toks[i].caps:
					topic = "certification" // "do you have CE?"
				}
			}
			if q.weak(topic, h) {
				if vague == nil && int(h.last) <= last && !q.own(i) {
					vague = h
				}
				continue
			}
			if topic == "price" && (h.negated || q.gratis(h)) {
				continue // "no prices needed", "muestras sin costo"
			}
			if topic == "" || int(h.last) > last || q.own(i) || q.within(h, start) || !mark && q.stated(topic, int(h.last)) || q.inLink(i) || q.elseMeant(topic, h, first, last) {
				continue
			}
			known := false
			for _, s := range seen[:n] {
				known = known || s == topic
			}
			if !known && n < len(seen) {
				seen[n] = topic
				n++
				q.add(topic, h, first, last)
			}
		}
	}
	if n == 0 && vague != nil {
		q.add(q.d.g.topic[vague.group], vague, first, last)
		return
	}
	if n == 0 && mark && q.aboutGoods(first, last) {
		q.put("spec", first, last)
		return
	}
	if n == 0 && mark && q.sincere(first, last) || q.forInfo(start, last, n > 0) {
		q.put("other", first, last)
	}
}

// aboutGoods: the question without a term of trade speaks of the goods: "does
// the pump run on 60 Hz?".
func (q *asker) aboutGoods(first, last int) bool {
	if last-first < 3 || !isPunct(&q.s.toks[last], '?') || q.d.goodsWithin(q.s, first, last) == noGoods {
		return false
	}
	for _, g := range [...]int16{q.d.g.measure, q.d.g.material, q.d.g.specWord, q.d.g.color, q.g.questionWord, q.g.ask} {
		if q.x.within(first, last+1, g) != nil {
			return true
		}
	}
	return false
}

// forInfo: information in general is asked for, alone or beside other things.
func (q *asker) forInfo(first, last int, beside bool) bool {
	for i := first; i <= last; i++ {
		if beside && i < last && !q.clauseEnd(i+1) {
			continue // "more information on your prices" asks for prices
		}
		t := &q.s.toks[i]
		if t.kind == tWord || t.kind == tHan {
			switch string(q.s.fold[t.fs:t.fe]) {
			case "information", "info", "informations", "details", "detail", "more", "informacion", "informacoes", "mas", "mais", "plus", "mehr", "renseignements", "renseignement", "informationen", "informazioni", "информацию", "информация", "подробнее",
				"معلومات", "تفاصيل", "bilgi", "detay", "资", "料":
				return true
			}
		}
	}
	return false
}

// gratis: the price word is part of "without cost".
func (q *asker) gratis(h *hit) bool {
	if h.first == 0 {
		return false
	}
	t := &q.s.toks[h.first-1]
	switch string(q.s.fold[t.fs:t.fe]) {
	case "sin", "sem", "sans", "ohne", "senza", "без", "without", "no", "not", "free":
		return true
	}
	return false
}

// weak: words that ask for their topic only where nothing else is asked: "door
// to door available?", "your company's catalogue".
func (q *asker) weak(topic string, h *hit) bool {
	switch topic {
	case "stock":
		return h.first == h.last && string(q.s.fold[q.s.toks[h.first].fs:q.s.toks[h.first].fe]) == "available"
	case "company":
		return string(q.s.fold[q.s.toks[h.first].fs:q.s.toks[h.first].fe]) == "your"
	}
	return false
}

// stated: a number right behind the topic tells it and asks for nothing:
// "minimum 2 pieces", "pagamento 30/70".
func (q *asker) stated(topic string, i int) bool {
	switch topic {
	case "moq", "payment", "packaging", "lead_time":
		return i+1 < len(q.s.toks) && q.s.toks[i+1].kind == tNumber
	}
	return false
}

// inLink: token i is part of a link.
func (q *asker) inLink(i int) bool {
	for j := i; j > 0 && j > i-32 && q.s.toks[j].glued; j-- {
		if isPunct(&q.s.toks[j], '/') && isPunct(&q.s.toks[j-1], '/') || isPunct(&q.s.toks[j], '@') {
			return true
		}
	}
	return false
}

// elseMeant: a duration that is the warranty's is no lead time, and "what you
// guarantee" is no warranty.
func (q *asker) elseMeant(topic string, h *hit, first, last int) bool {
	switch topic {
	case "lead_time":
		for i := max(first, int(h.first)-6); i <= last && i < int(h.last)+6; i++ {
			for k := q.x.start[i]; k < q.x.start[min(i+1, len(q.x.start)-1)]; k++ {
				if q.d.g.topic[q.x.hits[k].group] == "warranty" && !q.parted(i, int(h.first)) {
					return true
				}
			}
		}
	case "warranty":
		if h.first > 0 {
			switch q.s.folded(int(h.first) - 1) {
			case "you", "to", "we":
				return h.first == h.last
			}
		}
	}
	return false
}

// parted: a clause ends between tokens a and b.
func (q *asker) parted(a, b int) bool {
	for i := min(a, b); i < max(a, b); i++ {
		if q.clauseEnd(i) {
			return true
		}
	}
	return false
}

// wished adds what is asked for as a wish: "we wish to become your agent".
func (q *asker) wished(first, last int) {
	for i := first; i <= last; i++ {
		for _, group := range [...]int16{q.g.exclusivity, q.g.sampleTopic} {
			h := q.x.at(i, group)
			if h == nil || int(h.last) > last || h.negated || q.asked(group) {
				continue
			}
			for j := max(first, i-9); j < i; j++ {
				if t := &q.s.toks[j]; t.kind == tWord && wishWord(q.s.fold[t.fs:t.fe]) {
					q.put(q.d.g.topic[group], first, last)
					break
				}
			}
		}
	}
}

func wishWord(w []byte) bool {
	switch string(w) {
	case "wish", "want", "love", "like", "interested", "become", "becoming", "looking", "would", "hope", "queremos", "quisiera", "quisieramos", "interesados", "gostariamos", "souhaitons", "souhaite", "voulons", "mochten", "wollen", "vorremmo", "хотим", "хотели", "نرغب", "نود", "istiyoruz", "isteriz":
		return true
	}
	return false
}

// reach is where the asked part begins: at the request, or, when no topic
// follows on it, at the beginning of its clause.
func (q *asker) reach(first, last, at int) int {
	for i := at; i <= last && i+1 < len(q.x.start); i++ {
		for k := q.x.start[i]; k < q.x.start[i+1]; k++ {
			if q.d.g.topic[q.x.hits[k].group] != "" || q.x.hits[k].group == q.g.quote {
				if q.verbLast() {
					return first
				}
				return at
			}
		}
	}
	for i := first; i < at; i++ {
		if t := &q.s.toks[i]; t.kind == tWord && stating(q.s.fold[t.fs:t.fe]) {
			return at
		}
	}
	return first
}

// stating: what stands before the request is a statement: "Attached is our
// quotation, please check".
func stating(w []byte) bool {
	switch string(w) {
	case "is", "are", "was", "were", "have", "has", "had", "we", "i", "attached", "will", "our", "here", "es", "son", "somos", "adjunto", "est", "sommes", "ist", "sind", "haben", "siamo", "abbiamo", "мы", "نحن":
		return true
	}
	return false
}

// verbLast: the language puts the verb of asking behind what is asked.
func (q *asker) verbLast() bool {
	switch q.d.out.Lang {
	case "tr", "ja", "ko":
		return true
	}
	return false
}

// within: the hit is part of a longer topic hit that began before it, as
// "price" in "sample price".
func (q *asker) within(h *hit, from int) bool {
	for i := max(from, int(h.first)-3); i <= int(h.first); i++ {
		for k := q.x.start[i]; k < q.x.start[i+1]; k++ {
			o := &q.x.hits[k]
			if o != h && q.d.g.topic[o.group] != "" && o.last-o.first > h.last-h.first && o.last >= h.last && q.d.g.topic[o.group] != q.d.g.topic[h.group] {
				return true
			}
		}
	}
	return false
}

// own: the topic at token i is his own ("our payment terms", "my catalogue").
func (q *asker) own(i int) bool {
	for j := i - 1; j >= 0 && j >= i-2; j-- {
		t := &q.s.toks[j]
		if t.kind != tWord {
			return false
		}
		switch string(q.s.fold[t.fs:t.fe]) {
		case "our", "my", "nuestra", "nuestro", "nuestros", "nuestras", "nossa", "nosso", "nossos", "nossas", "notre", "nos", "unser", "unsere", "unseren", "unserer", "nostra", "nostro", "nostri", "наш", "наша", "наши", "нашей":
			return true
		case "your", "su", "sus", "vos", "votre", "ihre", "vostra", "вашу", "ваши":
			return false
		}
	}
	return false
}

// add puts the clause around the hit down as a question.
func (q *asker) add(topic string, h *hit, first, last int) {
	a, b := int(h.first), int(h.last)
	for a > first && !q.clauseEnd(a-1) {
		a--
	}
	for b < last && !q.clauseEnd(b+1) {
		b++
	}
	if b < last && isPunct(&q.s.toks[b+1], '?') {
		b++
	}
	q.put(topic, a, b)
}

// clauseEnd: token i parts clauses of one sentence.
func (q *asker) clauseEnd(i int) bool {
	t := &q.s.toks[i]
	switch t.kind {
	case tPunct:
		switch t.punct {
		case ',', ';', ':', '?', '(', ')', '\t', '+':
			return true
		case '.':
			return !t.glued || i+1 < len(q.s.toks) && !q.s.toks[i+1].glued
		case '-', '/', '*':
			return !t.glued
		}
	case tWord:
		switch string(q.s.fold[t.fs:t.fe]) {
		case "and", "y", "e", "et", "und", "sowie", "и", "а", "و", "ve", "also", "plus":
			return true
		}
	case tHan:
		switch string(q.s.fold[t.fs:t.fe]) {
		case "和", "及":
			return true
		}
	}
	return false
}

// put adds one question with tokens first..last as its words.
func (q *asker) put(topic string, first, last int) {
	for first < last && q.s.toks[first].kind == tPunct {
		first++
	}
	for last > first && (q.s.toks[last].kind == tPunct && !isPunct(&q.s.toks[last], '?', ')', '%') || q.s.toks[last].kind == tBreak) {
		last--
	}
	out := q.d.out
	if len(out.Questions) >= maxQuestions {
		return
	}
	w := q.s.word(first, last)
	if w.Value == "" {
		return
	}
	out.Questions = append(out.Questions, xunpan.Question{Topic: topic, Text: w.Value, At: w.At})
}

// sincere: a question of his that no topic covers; offers ("Can I send you …")
// and courtesies are none.
func (q *asker) sincere(first, last int) bool {
	if last-first < 4 {
		return false
	}
	for i := first; i <= last && i < first+6; i++ {
		if t := &q.s.toks[i]; t.kind == tWord {
			switch string(q.s.fold[t.fs:t.fe]) {
			case "i", "interested", "send", "call", "help":
				return false
			}
		}
	}
	for i := first; i <= last; i++ {
		if q.x.at(i, q.g.questionWord) != nil {
			return true
		}
	}
	return !hasCase(q.s, first)
}

// asked reports whether a question of the group's topic was found.
func (q *asker) asked(group int16) bool {
	if group < 0 {
		return false
	}
	for i := range q.d.out.Questions {
		if q.d.out.Questions[i].Topic == q.d.g.topic[group] {
			return true
		}
	}
	return false
}

// subject asks where the text does not: "RFQ: …", "Solicitud de cotización",
// "lettre d'invitation".
func (q *asker) subject() {
	d := q.d
	for i := range d.subjHits {
		h := &d.subjHits[i]
		topic := ""
		switch h.group {
		case q.g.quote, q.g.price:
			topic = "price"
		case q.g.invitation:
			if h.last > h.first { // "invitation letter", not "Invitation to Bid"
				topic = "invitation"
			}
		}
		if topic == "" || h.negated || d.m.InReplyTo != nil {
			continue
		}
		known := false
		for j := range d.out.Questions {
			known = known || d.out.Questions[j].Topic == topic
		}
		if !known {
			w := d.subj.word(int(h.first), int(h.last))
			d.out.Questions = append(d.out.Questions, xunpan.Question{Topic: topic, Text: w.Value, At: w.At})
		}
	}
}
