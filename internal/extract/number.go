package extract

import (
	"math"
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
		if v, next = d.numberWords(s, hits, i); v == 0 {
			return 0, i + 1, false
		}
		ok = true
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

// numberWords reads a number written in words from token i on: "two thousand
// five hundred", "treinta y cinco"; 0 if there is none.
func (d *doc) numberWords(s *stream, hits *hitIndex, i int) (v float64, next int) {
	total := 0.0 // what a multiple has closed: "two thousand"
	next = i
	for j := i; j < len(s.toks); {
		if j > i && v >= 20 && j+1 < len(s.toks) && (isAnd(s.folded(j)) || isPunct(&s.toks[j], '-') && s.toks[j].glued) && hits.at(j+1, d.g.numword) != nil {
			j++ // "one hundred and fifty", "twenty-five"
		}
		h := hits.at(j, d.g.numword)
		if h == nil {
			break
		}
		mul, isMul := strings.CutPrefix(d.lex.values[h.value], "x")
		n, _ := strconv.ParseFloat(mul, 64)
		switch {
		case isMul && j == i && i > 0 && oneWord(s.folded(i-1)):
			v = n // "a hundred tables"
		case !isMul && v == 0 && (total == 0 || n < zerosOf(total)), !isMul && v > 0 && n < zerosOf(v):
			v += n
		case isMul && v > 0 && n == 100 && v < 100:
			v *= n
		case isMul && v > 0 && n > 100 && v < 1000:
			total, v = total+v*n, 0
		default:
			return total + v, next
		}
		j = int(h.last) + 1
		next = j
	}
	return total + v, next
}

// inNumber reports whether token k is part of a number word: "une trentaine".
func (d *doc) inNumber(x *hitIndex, k int) bool {
	for j := max(0, k-2); j <= k; j++ {
		if h := x.at(j, d.g.numword); h != nil && int(h.last) >= k {
			return true
		}
	}
	return false
}

// oneWord reports an article that counts one multiple: "a thousand".
func oneWord(w string) bool {
	switch w {
	case "a", "un", "um", "ein":
		return true
	}
	return false
}

// zerosOf is the largest power of ten that divides a whole number: 2000 has 1000.
func zerosOf(v float64) float64 {
	p := 1.0
	for p < v && math.Mod(v, 10*p) == 0 {
		p *= 10
	}
	return p
}
