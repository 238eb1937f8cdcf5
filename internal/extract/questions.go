package extract

import (
	"xunpan"
)

// A question is a sentence with a question mark, one that opens with a
// question word, or what stands behind a request ("please advise …", "kindly
// send …"). What he says of his own terms is none. A request over a list asks
// each line of it.

// ask is how a sentence asks.
type ask uint8

const (
	says    ask = iota // a statement
	wonders            // ends in a question mark or opens with a question word
	begs               // holds a request
)

// maxQuestions bounds the list; nobody asks more.
const maxQuestions = 24

// questions fills Reading.Questions.
func (d *doc) questions() {
	q := asker{d: d, s: &d.body, x: &d.bodyX, g: contactIDs()}
	if q.notice() {
		return
	}
	q.body()
	q.phrases()
	if len(d.out.Questions) == 0 || !q.asked(q.g.price) {
		q.subject()
	}
}

type asker struct {
	d     *doc
	s     *stream
	x     *hitIndex
	g     *contactGroups
	list  bool // the lines that follow are a list that is asked for
	begun bool // the list has begun
}

// body walks the sentences of the fresh text.
func (q *asker) body() {
	s := q.s
	from := 0
	for li := 0; li < len(s.lines); li++ {
		l := &s.lines[li]
		if l.block != xunpan.Fresh {
			break
		}
		if from < l.first {
			if from > 0 && q.breaksAt(li) {
				from = l.first
			} else if from == 0 {
				from = l.first
			}
		}
		if q.closes(l) {
			return
		}
		for i := max(from, l.first); i < l.last; i++ {
			if q.ends(i) {
				q.sentence(from, i)
				from = i + 1
			}
		}
		if li+1 == len(s.lines) || s.lines[li+1].block != xunpan.Fresh || q.breaksAt(li+1) {
			if from < l.last {
				q.sentence(from, l.last-1)
			}
			from = l.last
			if li+1 < len(s.lines) {
				from = s.lines[li+1].first
			}
		}
	}
}

// closes: the line begins the leave-taking, behind which nothing is asked.
func (q *asker) closes(l *line) bool {
	h := q.x.at(l.first, q.g.closing)
	return h != nil && int(h.last) >= l.last-2 && l.first > len(q.s.toks)/2
}

// breaksAt: line li does not go on with the sentence of the line before: there
// is a blank line, or it is an item of a list, or the line before is short.
func (q *asker) breaksAt(li int) bool {
	if li <= 0 || li >= len(q.s.lines) {
		return true
	}
	l, prev := &q.s.lines[li], &q.s.lines[li-1]
	if l.first > 0 && q.s.toks[l.first-1].kind == tBreak && q.s.toks[l.first-1].punct > 1 || q.bullet(l) > l.first {
		return true
	}
	if prev.end-prev.start < 46 {
		return true
	}
	last := &q.s.toks[prev.last-1]
	return isPunct(last, ':')
}

// bullet is the first token behind the mark of a list item.
func (q *asker) bullet(l *line) int {
	t := &q.s.toks[l.first]
	switch {
	case isPunct(t, '*', '-', '>', '#') && l.first+1 < l.last:
		i := l.first + 1
		for i < l.last && q.s.toks[i].kind == tPunct {
			i++
		}
		return i
	case t.kind == tNumber && t.end-t.start <= 2 && l.first+2 < l.last && isPunct(&q.s.toks[l.first+1], ')', '.', '-', ',', ':'):
		return l.first + 2
	case t.kind == tWord && t.end-t.start == 1 && l.first+2 < l.last && isPunct(&q.s.toks[l.first+1], ')', '.') && q.s.toks[l.first+1].glued:
		return l.first + 2
	}
	return l.first
}

// ends: token i ends a sentence.
func (q *asker) ends(i int) bool {
	t := &q.s.toks[i]
	if t.kind != tPunct {
		return false
	}
	switch t.punct {
	case '?':
		return i+1 >= len(q.s.toks) || !isPunct(&q.s.toks[i+1], ')') // "(who pays?), warranty, …"
	case '!', ';':
		return true
	case '.':
	default:
		return false
	}
	if i+1 >= len(q.s.toks) || t.end-t.start > 1 {
		return true // the Chinese full stop is one at any place
	}
	next := &q.s.toks[i+1]
	if next.kind == tPunct && (next.punct == '?' || next.punct == '.') {
		return false
	}
	if i > 0 {
		prev := &q.s.toks[i-1]
		if prev.kind == tWord && (prev.end-prev.start == 1 && hasCase(q.s, i-1) || abbreviated(q.s.fold[prev.fs:prev.fe])) && t.glued {
			return next.kind == tBreak && next.punct > 1
		}
		if prev.kind == tNumber && prev.end-prev.start <= 2 && t.glued && (i < 2 || q.s.toks[i-2].kind == tBreak || isPunct(&q.s.toks[i-2], ':', '.', '-')) {
			return false // "1.Your price"
		}
	}
	if next.kind == tBreak || next.kind == tHan {
		return true
	}
	if !next.glued {
		return next.kind != tWord || next.upper || !hasCase(q.s, i+1)
	}
	return next.kind == tWord && next.upper && t.glued // "…order.Could you"
}

func abbreviated(w []byte) bool {
	switch string(w) {
	case "approx", "mr", "mrs", "ms", "dr", "no", "nr", "ltd", "co", "inc", "st", "etc", "incl", "max", "min", "qty", "ref", "mod", "art", "fig", "ca", "bzw", "usw", "inkl", "pcs", "pc", "dept", "tel", "ext", "vs", "sr", "sra", "ing", "av", "info", "aprox", "uds", "env", "арт", "шт", "руб":
		return true
	}
	return false
}

// sentence takes tokens first..last.
func (q *asker) sentence(first, last int) {
	if len(q.d.out.Questions) >= maxQuestions || last < first {
		return
	}
	li := q.s.lineOf(first)
	blank := first > 0 && q.s.toks[first-1].kind == tBreak && q.s.toks[first-1].punct > 1
	item := false
	if li >= 0 && q.s.lines[li].first == first {
		if b := q.bullet(&q.s.lines[li]); b > first {
			item, first = true, b
		}
	}
	if q.list && !item && (q.begun || blank) {
		if q.begun {
			q.list = false
		}
	}
	how, at := q.asks(first, last)
	switch {
	case how == wonders:
		q.topics(first, last, first, true)
	case how == begs:
		q.topics(first, last, at, false)
	case q.list:
		q.begun = true
		if !q.states(first, last) {
			q.topics(first, last, first, false)
		}
	case q.demands(first, last):
	default:
		q.wished(first, last)
	}
	// "Please send the following:" asks what follows.
	if end := last; how != says && (isPunct(&q.s.toks[end], ':') && !q.quotesGoods(first, last) || end+1 < len(q.s.toks) && q.opensList(end)) {
		q.list, q.begun = true, false
	} else if !item && how == says && isPunct(&q.s.toks[last], ':') {
		q.list, q.begun = q.speaksOfQuestions(first, last), false
	}
}

// quotesGoods: the request asks a price for what is listed behind it: the list
// is of goods, not of questions.
func (q *asker) quotesGoods(first, last int) bool {
	quote := false
	for i := first; i <= last; i++ {
		t := &q.s.toks[i]
		if t.kind == tWord && string(q.s.fold[t.fs:t.fe]) != "following" && string(q.s.fold[t.fs:t.fe]) != "mention" && infoWord(q.s.fold[t.fs:t.fe]) {
			return false
		}
		quote = quote || q.x.at(i, q.g.quote) != nil
	}
	return quote
}

// states: the item says a term of his own behind a label: "Payment: 30 days".
func (q *asker) states(first, last int) bool {
	for i := first; i < last && i < first+4; i++ {
		if isPunct(&q.s.toks[i], ':') && !isPunct(&q.s.toks[last], '?') {
			return i > first
		}
	}
	return false
}

// demands adds what a statement demands: "ECAS certificate is a must".
func (q *asker) demands(first, last int) bool {
	if last+1 >= len(q.x.start) {
		return false
	}
	for k := q.x.start[first]; k < q.x.start[last+1]; k++ {
		h := &q.x.hits[k]
		topic := q.d.g.topic[h.group]
		if topic != "certification" && topic != "documents" || int(h.last) > last || h.negated || q.own(int(h.first)) || q.hasTopic(topic) {
			continue
		}
		if !q.must(first, last) {
			return false
		}
		q.add(topic, h, first, last)
		return true
	}
	return false
}

// must: a word of necessity stands in tokens first..last, not negated.
func (q *asker) must(first, last int) bool {
	for i := first; i <= last; i++ {
		if t := &q.s.toks[i]; (t.kind == tWord || t.kind == tHan) && mustWord(q.s.fold[t.fs:t.fe]) {
			return i == first || !negator(q.s.fold[q.s.toks[i-1].fs:q.s.toks[i-1].fe])
		}
	}
	return false
}

func negator(w []byte) bool {
	switch string(w) {
	case "not", "no", "don", "t", "nicht", "non", "não", "nao", "не", "لا", "kein", "keine":
		return true
	}
	return false
}

func mustWord(w []byte) bool {
	switch string(w) {
	case "must", "required", "mandatory", "compulsory", "need", "needs", "needed", "require", "requires", "obligatorio", "obligatoria", "obligatorios", "obligatorias", "imprescindible", "obrigatorio", "obrigatoria", "obrigatorios", "obrigatorias",
		"obligatoire", "obligatoires", "exige", "exigee", "erforderlich", "notwendig", "zwingend", "serve", "servono", "obbligatorio", "necessari", "обязателен", "обязательно", "обязательна", "требуется", "нужен", "нужна", "нужны", "нужно",
		"يجب", "مطلوب", "مطلوبه", "ضروري", "sart", "zorunlu", "gerekli", "lazim", "必":
		return true
	}
	return false
}

// opensList: a list item follows at once on a request.
func (q *asker) opensList(last int) bool {
	for i := last + 1; i < len(q.s.toks) && i < last+3; i++ {
		if q.s.toks[i].kind == tBreak {
			li := q.s.lineOf(i + 1)
			return li >= 0 && q.s.lines[li].first == i+1 && q.bullet(&q.s.lines[li]) > i+1 && q.infoBefore(last)
		}
		if q.s.toks[i].kind != tPunct {
			return false
		}
	}
	return false
}

// infoBefore: the request speaks of information, points or questions, not of
// goods: a list of goods behind "please quote the items" is no list of
// questions.
func (q *asker) infoBefore(last int) bool {
	for j := last; j >= 0 && j > last-10; j-- {
		t := &q.s.toks[j]
		if t.kind == tBreak && t.punct > 1 {
			return false
		}
		if t.kind == tWord || t.kind == tHan {
			if infoWord(q.s.fold[t.fs:t.fe]) {
				return true
			}
		}
	}
	return false
}

func (q *asker) speaksOfQuestions(first, last int) bool {
	for i := first; i <= last; i++ {
		if t := &q.s.toks[i]; t.kind == tWord && infoWord(q.s.fold[t.fs:t.fe]) {
			return true
		}
	}
	return false
}

func infoWord(w []byte) bool {
	switch string(w) {
	case "information", "info", "informations", "details", "questions", "question", "points", "data", "following", "preguntas", "consultas", "informacion", "datos", "duvidas", "perguntas", "informacoes",
		"questions:", "informations:", "renseignements", "fragen", "angaben", "informationen", "domande", "informazioni", "вопросы", "информацию", "вопросов", "اسئله", "معلومات", "sorular", "sorularimiz", "bilgi", "bilgiler", "know", "confirm", "advise", "clarify", "answer", "mention", "provide", "including", "saber", "savoir", "wissen", "sapere":
		return true
	}
	return false
}

// asks tells how tokens first..last ask, and behind which token.
func (q *asker) asks(first, last int) (ask, int) {
	for i := last; i >= first && i > last-3; i-- {
		if isPunct(&q.s.toks[i], '?') {
			return wonders, first
		}
		if q.s.toks[i].kind != tPunct {
			break
		}
	}
	at := -1
	for i := first; i <= last; i++ {
		if h := q.x.at(i, q.g.ask); h != nil && int(h.last) <= last && !h.negated {
			at = i
			break
		}
		if h := q.x.at(i, q.g.quote); h != nil && int(h.last) <= last && !h.negated && q.plea(first, i) {
			for j := first; j < i; j++ { // "MOQ, price list and ETD"
				if t := &q.s.toks[j]; t.kind == tWord && stating(q.s.fold[t.fs:t.fe]) {
					return begs, i
				}
			}
			at = first
			break
		}
	}
	if at >= 0 {
		return begs, at
	}
	if i := q.pleased(first, last); i >= 0 {
		return begs, i
	}
	for i := first + 1; i <= last; i++ { // "…, can you send your catalogue"
		h := q.x.at(i, q.g.questionWord)
		switch {
		case h == nil || int(h.last) > last || h.negated:
		case q.s.toks[i].kind == tHan: // Chinese asks anywhere in its clause
			from := i
			for from > first && !isPunct(&q.s.toks[from-1], ',', ':') {
				from--
			}
			return begs, from
		case h.last > h.first && isPunct(&q.s.toks[i-1], ',', '-', ':', ')'), embedded(q.s, i):
			return begs, i
		}
	}
	i := first
	for i <= last && (q.s.toks[i].kind == tPunct || i == first+1 && q.s.toks[first].kind == tPunct && q.clauseEnd(i) || i == first && q.clauseEnd(i) || q.x.at(i, q.g.greeting) != nil && q.x.at(i, q.g.questionWord) == nil) {
		if h := q.x.at(i, q.g.greeting); h != nil {
			i = int(h.last)
		}
		i++
	}
	if i <= last && last-i < 24 {
		if h := q.x.at(i, q.g.questionWord); h != nil && !q.relative(i, last) {
			return wonders, first
		}
	}
	return says, 0
}

// plea: a word of quoting at token i is a request when nothing says that it is
// his own or ours: "would like a quote", "best price", not "as per your quote".
func (q *asker) plea(first, i int) bool {
	for j := i - 1; j >= first && j > i-4; j-- {
		t := &q.s.toks[j]
		if t.kind != tWord {
			continue
		}
		if j > first && string(q.s.fold[t.fs:t.fe]) == "you" && offering(q.s.fold[q.s.toks[j-1].fs:q.s.toks[j-1].fe]) {
			return false // "we would offer you the best price"
		}
		if j == i-1 {
			switch string(q.s.fold[t.fs:t.fe]) {
			case "will", "shall", "i", "we":
				return false // "I will quote in two hours"
			}
		}
		switch string(q.s.fold[t.fs:t.fe]) {
		case "per", "thank", "thanks", "received", "attached", "our", "this", "by", "nuestra", "nossa", "notre", "unser", "unsere", "revised", "see":
			return false
		}
	}
	return true
}

func offering(w []byte) bool {
	switch string(w) {
	case "offer", "give", "provide", "send", "quote", "supply":
		return true
	}
	return false
}

// relative: a question word that opens a statement ("When we visited …",
// "Which is fine").
func (q *asker) relative(i, last int) bool {
	for j := i + 1; j <= last; j++ {
		if isPunct(&q.s.toks[j], ',') {
			return true
		}
	}
	switch string(q.s.fold[q.s.toks[i].fs:q.s.toks[i].fe]) {
	case "when", "where", "who", "which", "if", "como", "cuando", "quand", "wenn", "wie", "als", "когда", "как":
		return true
	}
	return false
}

// embedded: the word at token i asks for a number wherever it stands: "tell me
// how many days", "díganme cuánto sale", "сколько будет".
func embedded(s *stream, i int) bool {
	switch s.folded(i) {
	case "how":
		if i+1 < len(s.toks) {
			switch s.folded(i + 1) {
			case "much", "many", "long", "soon", "fast", "do":
				return true
			}
		}
	case "cuanto", "cuanta", "cuantos", "cuantas", "combien", "quanto", "quanta", "quanti", "quante", "quantos", "quantas", "сколько", "wieviel", "kac", "كم", "magkano", "berapa":
		return true
	}
	return false
}

// pleased is the beginning of the clause that a "please" ends: "Prices per 100
// please"; -1 if there is none.
func (q *asker) pleased(first, last int) int {
	for i := first + 1; i <= last; i++ {
		t := &q.s.toks[i]
		if t.kind != tWord {
			continue
		}
		switch string(q.s.fold[t.fs:t.fe]) {
		case "please", "pls", "plz", "bitte":
			if i < last && !isPunct(&q.s.toks[i+1], ',', '.', '!', ';') {
				continue
			}
			for j := i - 1; ; j-- {
				if j < first || isPunct(&q.s.toks[j], ',', ';', '.', ':') {
					return j + 1
				}
			}
		}
	}
	return -1
}

// notice: the mail reports, answers by itself or bounces; what looks like a question in it
// is none of a buyer's.
func (q *asker) notice() bool {
	n := 0
	for i := range q.d.out.Phrases {
		p := &q.d.out.Phrases[i]
		switch p.Group {
		case "notice.news", "notice.auto", "notice.bounce", "notice.list", "notice.service":
			if !p.Negated {
				n++
			}
		}
		if p.Group == "quote.request" && p.At.Part == xunpan.PartBody && !p.Negated {
			return false
		}
	}
	return n > 1
}
