package extract

import (
	"embed"
	"strings"
	"sync"
	"unicode/utf8"

	"xunpan"
)

// The goods book holds the nouns by which goods are called, language by
// language: "hinge", "tuyau", "Schlauch". Grammar alone cannot tell "we need
// hinges" from "we need three columns"; who reads inquiries knows the words.
//
// A file of goods/ has phrases parted by "|". "?" before a phrase tells that in
// letters it mostly means something else ("case", "line"). "*" stands for any
// ending. German entries match the ends of compounds too.

//go:embed goods/*.txt
var goodsFiles embed.FS

// sureness tells how surely a word names goods.
type sureness uint8

const (
	noGoods   sureness = iota
	maybeGood          // goods or something else: "case"
	sureGood           // hardly anything but goods: "hinge"
)

// goodsBook is the book of one language.
type goodsBook struct {
	lex   *Lexicon
	maybe int16               // its group of words with another meaning
	ends  map[string]sureness // words that end a compound
}

// minEnd is the shortest end of a compound, in bytes: shorter ones are parts
// of other words.
const minEnd = 4

var goodsBooks sync.Map // language → func() *goodsBook

// bookOf returns the book of a language, read when first asked for; nil if
// there is none.
func bookOf(lang string) *goodsBook {
	f, ok := goodsBooks.Load(lang)
	if !ok {
		f, _ = goodsBooks.LoadOrStore(lang, sync.OnceValue(func() *goodsBook { return readGoods(lang) }))
	}
	return f.(func() *goodsBook)()
}

func readGoods(lang string) *goodsBook {
	data, err := goodsFiles.ReadFile("goods/" + lang + ".txt")
	if err != nil {
		return nil
	}
	d := newDraft(16 << 10)
	b := &goodsBook{lex: d.Lexicon, maybe: d.group("maybe")}
	sure := d.group("sure")
	if lang == "de" {
		b.ends = make(map[string]sureness, 2<<10)
	}
	var st stream
	for text := range strings.Lines(string(data)) {
		text = strings.TrimSpace(text)
		if text == "" || text[0] == '#' {
			continue
		}
		for word := range strings.SplitSeq(text, "|") {
			word, other := strings.CutPrefix(strings.TrimSpace(word), "?")
			group, how := sure, sureGood
			if other {
				group, how = b.maybe, maybeGood
			}
			for _, form := range goodsForms(lang, word) {
				if d.add(&st, form, group, 0) == nil && b.ends != nil && !strings.ContainsAny(form, " -*") {
					b.ends[Fold(form)] = how
				}
			}
		}
	}
	if err := d.pack(); err != nil {
		panic("extract: built-in goods book: " + err.Error()) // a test loads it, so it cannot happen in the field
	}
	return b
}

// goodsForms are the word of the book and, where the language makes it by
// rule, its plural.
func goodsForms(lang, word string) []string {
	if strings.HasSuffix(word, "*") || len(word) < 3 {
		return []string{word}
	}
	end := word[len(word)-1:]
	switch lang {
	case "en":
		switch {
		case strings.HasSuffix(word, "s") || strings.HasSuffix(word, "x") || strings.HasSuffix(word, "ch") || strings.HasSuffix(word, "sh"):
			return []string{word, word + "es"}
		case end == "y" && !strings.ContainsAny(word[len(word)-2:len(word)-1], "aeiou"):
			return []string{word, word[:len(word)-1] + "ies"}
		case end == "f":
			return []string{word, word + "s", word[:len(word)-1] + "ves"}
		case strings.HasSuffix(word, "fe"):
			return []string{word, word[:len(word)-2] + "ves"}
		case end == "o":
			return []string{word, word + "s", word + "es"}
		}
		return []string{word, word + "s"}
	case "es", "pt":
		if strings.ContainsAny(end, "aeio") || strings.HasSuffix(word, "é") || strings.HasSuffix(word, "ê") || strings.HasSuffix(word, "á") {
			return []string{word, word + "s"}
		}
		switch {
		case end == "s":
			return []string{word}
		case lang == "pt" && strings.HasSuffix(word, "ão"):
			return []string{word, strings.TrimSuffix(word, "ão") + "ões"}
		case lang == "pt" && end == "l":
			return []string{word, word[:len(word)-1] + "is"}
		case lang == "pt" && end == "m":
			return []string{word, word[:len(word)-1] + "ns"}
		case end == "z":
			return []string{word, word[:len(word)-1] + "ces", word + "es"}
		}
		return []string{word, word + "es"}
	case "fr":
		switch {
		case end == "s" || end == "x" || end == "z":
			return []string{word}
		case strings.HasSuffix(word, "eau"):
			return []string{word, word + "x"}
		case strings.HasSuffix(word, "al"):
			return []string{word, word[:len(word)-1] + "ux"}
		}
		return []string{word, word + "s"}
	case "it":
		switch end {
		case "o", "e":
			return []string{word, word[:len(word)-1] + "i"}
		case "a":
			return []string{word, word[:len(word)-1] + "e"}
		}
	}
	return []string{word}
}

// goodsMarks tells of every token of a stream how surely it names goods.
type goodsMarks []sureness

// noGoodsYet forgets the marks: no word is goods until they are made.
func (d *doc) noGoodsYet() {
	d.goodsKnown, d.goodsMarked, d.subjGoods, d.bodyGoods = false, false, d.subjGoods[:0], d.bodyGoods[:0]
}

// markGoods looks the words of subject and body up in the books of the mail's
// language and of English, in which goods are called everywhere.
func (d *doc) markGoods() {
	if d.goodsMarked {
		return
	}
	d.goodsMarked = true
	d.goodsKnown = d.out.Lang != "" && bookOf(d.out.Lang) != nil
	d.subjGoods = d.goodsIn(&d.subj, d.subjGoods)
	d.bodyGoods = d.goodsIn(&d.body, d.bodyGoods)
}

func (d *doc) goodsIn(s *stream, marks goodsMarks) goodsMarks {
	if cap(marks) < len(s.toks) {
		marks = make(goodsMarks, len(s.toks))
	}
	marks = marks[:len(s.toks)]
	clear(marks)
	langs := [2]string{"en", d.out.Lang}
	for i, lang := range langs {
		if lang == "" || i == 1 && lang == langs[0] {
			continue
		}
		if b := bookOf(lang); b != nil {
			least := 0
			if i == 0 && d.out.Lang != lang {
				least = foreignWord
			}
			b.mark(s, marks, &d.goodsX, least)
		}
	}
	return marks
}

// foreignWord is how long, in bytes, an English word must be to count in a
// text of another language: "pies" are feet in Spanish.
const foreignWord = 6

// mark notes the words of the book in s that have at least so many bytes.
func (b *goodsBook) mark(s *stream, marks goodsMarks, x *hitIndex, least int) {
	b.lex.match(s, x)
	hits := x.hits
	for i := range hits {
		if t := &s.toks[hits[i].first]; hits[i].first == hits[i].last && int(t.fe-t.fs) < least {
			continue
		}
		how := sureGood
		if hits[i].group == b.maybe {
			how = maybeGood
		}
		for k := hits[i].first; k <= hits[i].last; k++ {
			marks[k] = max(marks[k], how)
		}
	}
	if b.ends == nil {
		return
	}
	for i := range s.toks {
		t := &s.toks[i]
		if t.kind != tWord || !t.upper || marks[i] != noGoods {
			continue
		}
		w := s.fold[t.fs:t.fe]
		for from := 2; from <= len(w)-minEnd; from++ {
			if !utf8.RuneStart(w[from]) {
				continue
			}
			if how := b.ends[string(w[from:])]; how != noGoods {
				marks[i] = how
				break
			}
		}
	}
}

// goodsWithin tells how surely tokens first..last of s name goods.
func (d *doc) goodsWithin(s *stream, first, last int) (how sureness) {
	marks := d.bodyGoods
	if s == &d.subj {
		marks = d.subjGoods
	}
	for i := first; i <= last && i < len(marks); i++ {
		how = max(how, marks[i])
	}
	return how
}

// goodsNamed tells how surely the words w of s name goods.
func (d *doc) goodsNamed(s *stream, w xunpan.Word) sureness {
	return d.goodsWithin(s, s.tokenAt(w.At.Start+1), s.tokenAt(w.At.End))
}

// sure reports whether the words w of s name goods as surely as is needed now.
func (b *lineBuilder) sure(s *stream, w xunpan.Word) bool {
	return b.need == noGoods || b.d.goodsNamed(s, w) >= b.need
}

// namesSurely reports whether a word that is goods and nothing else stands in w.
func (d *doc) namesSurely(w xunpan.Word) bool {
	s := &d.body
	if w.At.Part == xunpan.PartSubject {
		s = &d.subj
	}
	return w.At.End > 0 && d.goodsNamed(s, w) == sureGood
}

// named takes the goods that the text names most plainly, though no word of
// asking stands before them: those of the subject, of a question, of a
// sentence that needs or counts, else the first.
func (b *lineBuilder) named(s *stream, x *hitIndex) {
	d := b.d
	best, most := -1, 0
	for i, how := range d.bodyGoods {
		if how != sureGood || b.page > 0 && i >= b.page || d.inCard(s, i) || i+1 < len(d.bodyGoods) && d.bodyGoods[i+1] == sureGood && s.toks[i+1].kind == tWord && !headFirst(d.out.Lang) {
			continue
		}
		if l := s.lineOf(i); l < 0 || s.lines[l].block == xunpan.Signature {
			break
		}
		from, to := s.sentence(i)
		score := 1
		if d.inSegment(segment{0, len(d.subj.toks)}, s, i) {
			score += 2
		}
		for _, g := range [...]int16{d.g.trigger, d.g.weak, d.g.question} {
			if x.within(from, to, g) != nil {
				score++
			}
		}
		if d.isQuestion(s, x, from, to) {
			score++
		}
		if x.within(from, to, d.groupID("buyer.self")) != nil || x.within(from, to, d.g.history) != nil {
			score-- // what he trades in is not yet what he wants
		}
		if score > most {
			best, most = i, score
		}
	}
	if best < 0 {
		return
	}
	first := best
	if !headFirst(d.out.Lang) {
		first = d.phraseStart(s, x, best)
	}
	_, to := s.sentence(best)
	b.series(s, x, first, to)
}

// listed takes the goods of a list that counts none or only some of them: two
// items or more one below the other, most of them with a word for goods.
func (b *lineBuilder) listed(s *stream, x *hitIndex, taken []bool) {
	d := b.d
	if s.part != xunpan.PartBody || !d.goodsKnown || d.asking == 0 {
		return
	}
	var run []int // lines of the present list
	named := 0    // that name goods
	flush := func() {
		if len(run) > 1 && 2*named > len(run) {
			for _, li := range run {
				b.item(s, x, &s.lines[li])
			}
		}
		run, named = run[:0], 0
	}
	for li := range s.lines {
		l := &s.lines[li]
		if l.block == xunpan.Signature || b.page > 0 && l.first >= b.page {
			break
		}
		if taken != nil && taken[li] || !d.listsThing(s, x, l) {
			flush()
			continue
		}
		if t := l.first - 1; t >= 0 && s.toks[t].kind == tBreak && s.toks[t].punct > 2 {
			flush()
		}
		run = append(run, li)
		if d.goodsWithin(s, l.first, l.last-1) > noGoods {
			named++
		}
	}
	flush()
}

// item adds the goods of one line of a list, unless they were read already.
func (b *lineBuilder) item(s *stream, x *hitIndex, l *line) {
	d := b.d
	for i := range b.lines {
		if at := b.lines[i].Product.At; at.Part == s.part && at.Start >= l.start && at.Start < l.end {
			return
		}
	}
	first := d.bullet(s, l.first, l.last)
	if w, ok := d.nounPhrase(s, x, first, l.last, true); ok {
		b.add(xunpan.Line{Product: w, Model: d.model(s, x, first, l.last), Specs: d.specs(s, x, first, l.last)})
	}
}

// listsThing reports an item of a list that may name goods: it asks nothing
// and speaks of no terms.
func (d *doc) listsThing(s *stream, x *hitIndex, l *line) bool {
	first := d.bullet(s, l.first, l.last)
	if first >= l.last || l.last-first > 24 || d.inCard(s, first) || x.at(first, d.g.question) != nil {
		return false
	}
	if isPunct(&s.toks[l.last-1], '?', '!') || first == l.first && isPunct(&s.toks[l.last-1], '.', ':', ',') || !d.listLine(s, x, l, first) {
		return false
	}
	for k := x.start[first]; k < x.start[l.last]; k++ {
		g := x.hits[k].group
		if d.g.topic[g] != "" && !x.hits[k].negated || g == d.g.incoterm || g == d.g.payment || g == d.g.labelDestination {
			return false // "drawing of the body": something to know, not to buy
		}
	}
	return true
}
