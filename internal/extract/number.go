package extract

import (
	"strconv"
	"strings"
)

// parseNumber reads a number as people of all countries write it. A single
// separator followed by exactly three digits parts thousands ("1.000 Stk",
// "5,000 pcs"), except after a leading zero.
func parseNumber(s []byte) (float64, bool) {
	dots, commas, quotes := 0, 0, 0
	lastSep := -1
	for i, c := range s {
		switch c {
		case '.':
			dots++
			lastSep = i
		case ',':
			commas++
			lastSep = i
		case '\'':
			quotes++
		}
	}
	decimal := -1
	seps := dots + commas
	switch {
	case seps == 0:
	case dots > 0 && commas > 0:
		// Both stand: the last is decimal if it stands once.
		if s[lastSep] == '.' && dots == 1 || s[lastSep] == ',' && commas == 1 {
			decimal = lastSep
		}
	case seps == 1:
		after := len(s) - lastSep - 1
		if after != 3 || s[0] == '0' || quotes > 0 || lastSep > 3 {
			decimal = lastSep
		}
	default:
		// Several of one kind part thousands; groups must have three digits.
		run := 0
		for i := len(s) - 1; i >= 0; i-- {
			if s[i] == '.' || s[i] == ',' {
				if run != 3 && !(commas > 0 && run == 2) { // lakh grouping
					return 0, false
				}
				run = 0
				continue
			}
			run++
		}
	}
	var buf [32]byte
	b := buf[:0]
	for i, c := range s {
		switch {
		case '0' <= c && c <= '9':
			if len(b) > 24 {
				return 0, false
			}
			b = append(b, c)
		case i == decimal:
			b = append(b, '.')
		}
	}
	v, err := strconv.ParseFloat(string(b), 64)
	return v, err == nil
}

// maxQuantity is the largest number that can be a quantity; more is an account
// or a phone number.
const maxQuantity = 5e9

// numberAt reads the number beginning at token i: digits with k/thousand/万
// behind, or a number word. It returns the token after it.
func (d *doc) numberAt(s *stream, hits *hitIndex, i int) (v float64, next int, ok bool) {
	t := &s.toks[i]
	switch t.kind {
	case tNumber:
		v, ok = parseNumber(s.fold[t.fs:t.fe])
		next = i + 1
		// "1 000 pcs": groups parted by blanks.
		for ok && v >= 1 && next < len(s.toks) && s.toks[next].kind == tNumber && !s.toks[next].glued &&
			s.toks[next].fe-s.toks[next].fs == 3 && s.toks[next-1].fe-s.toks[next-1].fs <= 3 && s.toks[next].start-s.toks[next-1].end <= 2 {
			w, okw := parseNumber(s.fold[s.toks[next].fs:s.toks[next].fe])
			if !okw || strings.IndexByte(s.words(i, next), '\t') >= 0 {
				break
			}
			v = v*1000 + w
			next++
		}
	case tWord, tHan:
		h := hits.at(i, d.g.numword)
		if h == nil {
			return 0, i + 1, false
		}
		val := d.lex.values[h.value]
		if val[0] == 'x' {
			return 0, i + 1, false
		}
		v, _ = strconv.ParseFloat(val, 64)
		next, ok = int(h.last)+1, true
	default:
		return 0, i + 1, false
	}
	if !ok {
		return 0, i + 1, false
	}
	if next < len(s.toks) {
		n := &s.toks[next]
		switch {
		case n.kind == tWord && n.glued && s.folded(next) == "k":
			v, next = v*1000, next+1
		default:
			if h := hits.at(next, d.g.numword); h != nil {
				if mul, found := strings.CutPrefix(d.lex.values[h.value], "x"); found {
					f, _ := strconv.ParseFloat(mul, 64)
					v, next = v*f, int(h.last)+1
				}
			}
		}
	}
	return v, next, v > 0 && v < maxQuantity
}
