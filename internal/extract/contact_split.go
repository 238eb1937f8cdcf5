package extract

import "strings"

// Writers put several things on one line of a card: "Bronwyn Hale, Second
// Wind Pty Ltd", "Termo Plus Sp. z o.o., ul. Fabryczna 7, 41-800 Zabrze".

// cutAt finds where segment first..last parts into person and firm, position
// and firm, or firm and address: the last token of the left part and the first
// of the right one; ok is false when it is one thing.
func (c *card) cutAt(first, last int) (left, right int, ok bool) {
	form, street := false, false
	for i := first; i < last; i++ {
		if i > first && c.formFirst(i, last) && c.has(first, i-1, mTitle|mDept) && !form {
			return i - 1, i, true // "начальник отдела ООО «…»"
		}
		switch {
		case c.at(i)&mForm != 0:
			form = true
		case c.at(i)&mStreet != 0 || c.s.toks[i].kind == tNumber && !c.s.toks[i].glued:
			street = true
		}
		if i == first || !c.parting(i) {
			continue
		}
		a, b := i-1, i+1
		switch {
		case c.at(b)&mForm != 0 && !c.formFirst(b, last):
			// "Riegos del Sur, S.A. de C.V."
		case form && !street && c.addressLike(b, last):
			return a, b, true
		case !form && !street && c.has(b, last, mForm) && c.isSender(first, a):
			return a, b, true
		case !form && !street && c.firmLike(first, a) && c.opensAddress(b, last):
			return a, b, true
		}
	}
	return 0, 0, false
}

// parting: token i is a comma, a dash or the like between two things.
func (c *card) parting(i int) bool {
	t := &c.s.toks[i]
	switch {
	case t.kind != tPunct:
		return false
	case t.punct == ',':
		return true
	}
	return (t.punct == '-' || t.punct == '*' || t.punct == '/') && !t.glued && i+1 < c.to && !c.s.toks[i+1].glued
}

// formFirst: a legal form that goes before the firm's name begins at token i.
func (c *card) formFirst(i, last int) bool {
	if c.at(i)&(mForm|mTrade) == 0 || i >= last {
		return false
	}
	t := &c.s.toks[i]
	return formBefore(c.s.fold[t.fs:t.fe]) && (c.s.toks[i+1].kind == tWord || isPunct(&c.s.toks[i+1], '"'))
}

// formBefore: legal forms that stand in front of the firm's name.
func formBefore(w []byte) bool {
	switch string(w) {
	case "ооо", "ао", "пао", "зао", "оао", "ип", "тоо", "чп", "чуп", "тов", "пкф", "sarl", "eurl", "gie", "pt", "cv", "ets", "etablissements", "شركه", "مؤسسه", "مجموعه", "مصنع":
		return true
	}
	return false
}

// addressLike: tokens first..last hold a number, or a word of streets, places
// or countries.
func (c *card) addressLike(first, last int) bool {
	for i := first; i <= last; i++ {
		if c.at(i)&(mStreet|mPlace|mCountry) != 0 || c.s.toks[i].kind == tNumber || c.s.toks[i].kind == tWord && c.streetSuffix(i) {
			return true
		}
	}
	// A lone capitalised word or two behind a firm's name is its town.
	return last-first < 3 && c.s.toks[first].kind == tWord && (c.s.toks[first].upper || !hasCase(c.s, first)) && !c.has(first, last, mTitle|mDept|mForm|mTrade)
}

// opensAddress: an address with a number begins at token first.
func (c *card) opensAddress(first, last int) bool {
	number := false
	for i := first; i <= last; i++ {
		number = number || c.s.toks[i].kind == tNumber
	}
	if c.s.toks[first].kind == tNumber {
		return last > first+1
	}
	return (c.at(first)&mStreet != 0 || c.streetSuffix(first)) && (number || c.has(first, last, mPlace) || last-first >= 3)
}

// isSender: the words are the name of the sender as his mail address or the
// From header gives it.
func (c *card) isSender(first, last int) bool {
	g := seg{first: first, last: last}
	if c.has(first, last, mTrade|mStreet|mTitle|mDept) || last-first > 5 {
		return false
	}
	return c.shares(&g, c.d.m.From.Name) || c.inMailbox(&g) && !c.agrees(&g)
}

// firmLike: one to six capitalised words in front of an address are a firm's
// name when they agree with the mail address, hold a word of firms, or stand
// below the person's name or position.
func (c *card) firmLike(first, last int) bool {
	words := 0
	for i := first; i <= last; i++ {
		t := &c.s.toks[i]
		switch {
		case t.kind == tWord && c.at(i)&(mStreet|mTitle|mDept) != 0 && c.at(i)&mTrade == 0:
			return false
		case t.kind == tWord:
			if !t.upper && hasCase(c.s, i) && !t.glued && !particle(c.s.fold[t.fs:t.fe]) {
				return false
			}
			words++
		case t.kind == tHan, t.kind == tNumber, t.kind == tBreak:
			return false
		}
	}
	if words == 0 || words > 7 || c.all(first, last, mPlace|mCountry) {
		return false
	}
	g := seg{first: first, last: last}
	return c.agrees(&g) || c.has(first, last, mTrade) && words > 1 || c.agreesLocal(&g) || c.n > 0 && words > 1 && !c.isSender(first, last)
}

// agreesLocal: the words make up a part of the local part of a free-mail
// address ("obichiautos@…"), and more than the person's own name.
func (c *card) agreesLocal(g *seg) bool {
	for _, local := range c.locals[:c.nlocals] {
		if c.d.spelt(g.first, g.last, local) {
			return true
		}
	}
	return false
}

// spelt: at least two words of tokens first..last, or one that is no part of
// the sender's name, stand one behind the other in key.
func (d *doc) spelt(first, last int, key string) bool {
	s := &d.body
	from := Fold(d.m.From.Name)
	for i := first; i <= last; i++ {
		t := &s.toks[i]
		if t.kind != tWord || t.fe-t.fs < 3 {
			continue
		}
		w := string(s.fold[t.fs:t.fe])
		at := strings.Index(key, w)
		if at < 0 || d.bodyX.at(i, contactIDs().form) != nil {
			continue
		}
		rest, n := key[at+len(w):], 1
		for j := i + 1; j <= last && rest != ""; j++ {
			u := &s.toks[j]
			if u.kind != tWord || u.fe-u.fs < 2 {
				continue
			}
			if !strings.HasPrefix(rest, string(s.fold[u.fs:u.fe])) {
				break
			}
			rest = rest[u.fe-u.fs:]
			n++
		}
		if len(key)-len(rest)-at >= 5 && (!strings.Contains(from, w) || n > 1 && rest != "" && at == 0 || n > 1 && !strings.Contains(squeezeFold(from), key[at:len(key)-len(rest)])) {
			return true
		}
	}
	return false
}

// squeezeFold is folded text without blanks.
func squeezeFold(s string) string { return strings.ReplaceAll(s, " ", "") }
