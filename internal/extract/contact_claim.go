package extract

import (
	"xunpan"
	"xunpan/internal/geo"
)

// labelledCountry reads "Country/Region: Colombia" as a line of its own, and the
// code behind a buyer's name, "Buyer: Ana Ruiz (ES)".
func (d *doc) labelledCountry() xunpan.Word {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	seen := 0
	for i := range x.with(g.nation, g.contactName) {
		h := &x.hits[i]
		if h.group != g.nation && h.group != g.contactName || h.first > 0 && s.toks[h.first-1].kind != tBreak && !isPunct(&s.toks[h.first-1], '*', '-', '|') || !d.freshAt(int(h.first)) {
			continue
		}
		if seen++; seen > 8 {
			break
		}
		colon := int(h.last) + 1
		for colon < len(s.toks) && colon < int(h.last)+4 && !isPunct(&s.toks[colon], ':') {
			colon++
		}
		if colon+1 >= len(s.toks) || !isPunct(&s.toks[colon], ':') {
			continue
		}
		if h.group == g.contactName {
			for j := colon + 1; j+2 < len(s.toks) && j < colon+8 && s.toks[j].kind != tBreak; j++ {
				if t := &s.toks[j+1]; isPunct(&s.toks[j], '(') && t.kind == tWord && t.caps && t.end-t.start == 2 && isPunct(&s.toks[j+2], ')') && geo.Get(s.words(j+1, j+1)) != nil {
					return xunpan.Word{Value: geo.Get(s.words(j+1, j+1)).Code, At: s.span(j+1, j+1)}
				}
			}
			continue
		}
		if c := x.at(colon+1, d.g.country); c != nil {
			if code := d.countryOf(c); code != "" && code != d.home() {
				return xunpan.Word{Value: code, At: s.span(int(c.first), int(c.last))}
			}
		}
	}
	return xunpan.Word{}
}

func (d *doc) home() string {
	if d.env.Home == "" {
		return "CN"
	}
	return d.env.Home
}

// listed: the country stands in a list with others, as markets and customers
// do: "buyers from Germany, UK and USA".
func (d *doc) listed(i int, code string) bool {
	s, hits := &d.body, d.bodyX.hits
	near := func(a, b *hit) bool { // nothing but a comma or "and" between them
		for j := int(a.last) + 1; j < int(b.first); j++ {
			if t := &s.toks[j]; !isPunct(t, ',', '/', '&') && !(t.kind == tWord && isAnd(s.folded(j))) {
				return false
			}
		}
		return int(b.first)-int(a.last) > 1 && int(b.first)-int(a.last) < 4
	}
	other := func(o *hit) bool {
		return o.group == d.g.country && d.countryOf(o) != code
	}
	for j := i + 1; j < len(hits) && j < i+8; j++ {
		if other(&hits[j]) && near(&hits[i], &hits[j]) {
			return true
		}
	}
	for j := i - 1; j >= 0 && j > i-8; j-- {
		if other(&hits[j]) && near(&hits[j], &hits[i]) {
			return true
		}
	}
	return false
}

// firmFollows: "a Saudi company".
func (d *doc) firmFollows(i int) bool {
	g := contactIDs()
	for j := i + 1; j < len(d.body.toks) && j <= i+3; j++ {
		if d.bodyX.at(j, g.firm) != nil {
			return true
		}
	}
	return false
}

func (d *doc) basedBefore(i int) bool {
	g := contactIDs()
	for j := i - 1; j >= 0 && j >= i-5; j-- {
		if h := d.bodyX.at(j, g.based); h != nil && int(h.last) >= i-2 && (h.last > h.first || d.body.toks[h.first].end-d.body.toks[h.first].start > 4) {
			return true // "aus" and "из" alone may speak of goods
		}
	}
	return false
}

// othersPlace: the place at token i is where somebody else sits, or where they
// met: "two mills in Taiwan", "at the fair in Germany".
func (d *doc) othersPlace(i int) bool {
	s := &d.body
	for j := i - 1; j >= 0 && j >= i-4; j-- {
		if s.toks[j].kind != tWord {
			return false
		}
		switch s.folded(j) {
		case "mill", "mills", "supplier", "suppliers", "factory", "factories", "producer", "producers", "source", "sources", "plant", "plants", "foundry", "fair", "show", "exhibition", "booth", "met", "agent", "forwarder",
			"proveedor", "fabrica", "feria", "fornecedor", "feira", "fournisseur", "usine", "salon", "lieferant", "lieferanten", "werk", "messe", "fornitore", "fabbrica", "fiera", "поставщик", "поставщика", "завод", "завода", "выставке", "tedarikci", "fabrika", "fuar":
			for k := j - 1; k >= 0 && k >= j-3; k-- {
				switch s.folded(k) {
				case "our", "my", "own", "nuestra", "nuestro", "nossa", "nosso", "notre", "unser", "unsere", "unserem", "nostra", "nostro", "наш", "наша", "нашего":
					return false
				}
			}
			return true
		}
	}
	return false
}

// saysOwn: the sentence speaks of himself before the place, with a preposition
// of place in front of it and nothing about goods on their way.
func (d *doc) saysOwn(first, last int, nationality bool) bool {
	s, x, g := &d.body, &d.bodyX, contactIDs()
	if d.basedBefore(first) {
		return true
	}
	if d.toMe(first) {
		return true
	}
	if suffix, writes := d.turkish(first, last); suffix {
		return writes
	}
	in := nationality
	if !in && first > 0 {
		t := &s.toks[first-1]
		if t.kind == tWord && string(s.fold[t.fs:t.fe]) == "the" && first > 1 {
			t = &s.toks[first-2]
		}
		if isPunct(t, ',') { // "in Raleigh, North Carolina"; "from Gaza, State of Palestine"
			in = true
		}
		if t.kind == tWord || t.kind == tHan {
			in = in || placePreposition(s.fold[t.fs:t.fe])
		}
	}
	if last+1 < len(s.toks) && string(s.fold[s.toks[last+1].fs:s.toks[last+1].fe]) == "based" || last+2 < len(s.toks) && string(s.fold[s.toks[last+2].fs:s.toks[last+2].fe]) == "based" {
		in = true
	}
	if t := &s.toks[first]; !hasCase(s, first) && t.fe-t.fs < t.end-t.start {
		in = true // an Arabic preposition was written on to the name
	}
	if !in || d.othersPlace(first) {
		return false
	}
	own := false
	for j := first - 1; j >= 0 && j > first-28; j-- {
		t := &s.toks[j]
		if t.kind == tBreak && t.punct > 1 || t.kind == tPunct && sentenceEnd(t.punct) && !t.glued || t.kind == tPunct && (t.punct == '?' || t.punct == '.') && j+1 < first && s.toks[j+1].upper {
			break
		}
		if x.at(j, g.elsewhere) != nil {
			return false
		}
		own = own || x.at(j, g.we) != nil || x.at(j, g.weAre) != nil || x.at(j, g.iam) != nil
	}
	if own {
		for j := last + 1; j < len(s.toks) && j < last+4; j++ { // "in our China factory"
			if s.toks[j].kind != tWord {
				break
			}
			if h := x.at(j, g.elsewhere); h != nil && j == last+1 {
				return false
			}
		}
	}
	return own
}

// toMe: "shipped to me in Tulsa".
func (d *doc) toMe(i int) bool {
	s := &d.body
	if i < 3 {
		return false
	}
	switch s.folded(i - 1) {
	case "in", "en", "a", "em", "to", "at":
	default:
		return false
	}
	switch s.folded(i - 2) {
	case "me", "us", "mi", "nosotros", "mim", "nos":
		return s.folded(i-3) == "to" || s.folded(i-3) == "a" || s.folded(i-3) == "para"
	}
	return false
}

// turkish: the place carries a Turkish ending of place ("Gaziantep'te"), and the
// verb of the sentence is in the first person.
func (d *doc) turkish(first, last int) (suffix, writes bool) {
	s := &d.body
	if last+2 >= len(s.toks) || !isPunct(&s.toks[last+1], '\'') || !s.toks[last+1].glued || !s.toks[last+2].glued {
		return false, false
	}
	switch s.folded(last + 2) {
	case "de", "da", "te", "ta", "den", "dan", "ten", "tan", "deki", "daki", "teki", "taki":
	default:
		return false, false
	}
	for j := last + 3; j < len(s.toks) && j < last+24; j++ {
		t := &s.toks[j]
		if t.kind == tPunct && sentenceEnd(t.punct) || t.kind == tBreak && t.punct > 1 {
			break
		}
		w := s.fold[t.fs:t.fe]
		for _, end := range [...]string{"yoruz", "yorum", "mekteyiz", "maktayiz", "iyiz", "iriz", "firmayiz", "sirketiz", "firmasiyiz", "uyuz", "imiz"} {
			if t.kind == tWord && len(w) >= len(end) && string(w[len(w)-len(end):]) == end {
				return true, true
			}
		}
	}
	return true, false
}

func placePreposition(w []byte) bool {
	switch string(w) {
	case "in", "from", "at", "en", "de", "em", "no", "na", "a", "au", "aux", "aus", "im", "di", "da", "в", "во", "из", "на", "في", "من", "across", "throughout", "around", "of", "near", "dalla", "nel", "nella", "do", "del", "des", "du", "в г", "г", "是", "在", "自", "于":
		return true
	}
	return false
}
