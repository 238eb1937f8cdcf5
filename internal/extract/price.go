package extract

import (
	"strconv"
	"strings"

	"xunpan"
)

// money is an amount of money found in a stream.
type money struct {
	price       xunpan.Price
	first, last int
	target      bool // a target price, not just any sum
	taken       bool // given to its line already
}

// prices finds amounts of money: a currency before or behind a number.
func (d *doc) prices(s *stream, x *hitIndex) []money {
	var out []money
	for i := range s.toks {
		if s.toks[i].kind != tNumber {
			continue
		}
		cur, first, last := "", i, i
		if i > 0 && isPunct(&s.toks[i-1], '$') {
			first = i - 1
			cur = currencySign(s.words(i-1, i-1))
			if first > 0 && s.toks[first].glued && s.toks[first-1].kind == tWord {
				if h := x.at(first-1, d.g.currency); h != nil {
					cur, first = d.lex.values[h.value], first-1
				} else if s.folded(first-1) == "us" {
					cur, first = "USD", first-1
				}
			}
		} else {
			for back := 1; back <= 2 && cur == "" && i-back >= 0; back++ {
				if h := x.at(i-back, d.g.currency); h != nil && int(h.last) < i && (back == 1 || isPunct(&s.toks[i-1], '.', ':')) {
					cur, first = d.lex.values[h.value], i-back
				}
			}
		}
		if cur == "" && i+1 < len(s.toks) {
			if isPunct(&s.toks[i+1], '$') {
				cur, last = currencySign(s.words(i+1, i+1)), i+1
			} else if h := x.at(i+1, d.g.currency); h != nil {
				cur, last = d.lex.values[h.value], int(h.last)
			}
		}
		if cur == "" {
			continue
		}
		v, ok := parsePrice(s.fold[s.toks[i].fs:s.toks[i].fe])
		if !ok {
			continue
		}
		m := money{price: xunpan.Price{Amount: v, Currency: cur, At: s.span(first, last)}, first: first, last: last}
		m.price.Per, m.last = d.perUnit(s, x, last)
		m.price.At.End = int(s.toks[m.last].end)
		for j := first - 1; j >= 0 && j >= first-8; j-- {
			t := &s.toks[j]
			if t.kind == tBreak && t.punct > 1 || t.kind == tPunct && sentenceEnd(t.punct) {
				break
			}
			if h := x.at(j, d.g.target); h != nil {
				m.target = true
				break
			}
		}
		if !m.target && last+4 < len(s.toks) && x.within(last+1, last+4, d.g.target) != nil {
			m.target = true
		}
		out = append(out, m)
	}
	return out
}

// perUnit reads "/pc", "per kg", "each" behind token i.
func (d *doc) perUnit(s *stream, x *hitIndex, i int) (unit string, last int) {
	j := i + 1
	if j < len(s.toks) && (isPunct(&s.toks[j], '/') || s.folded(j) == "per" || s.folded(j) == "por" || s.folded(j) == "par" || s.folded(j) == "pro" || s.folded(j) == "за") {
		j++
	} else if j >= len(s.toks) || s.folded(j) != "each" && s.folded(j) != "ea" {
		return "", i
	}
	if j < len(s.toks) {
		if h := x.at(j, d.g.unit); h != nil {
			return d.lex.values[h.value], int(h.last)
		}
	}
	return "", i
}

// parsePrice gives a number the form of a decimal string. A single separator
// followed by three digits parts thousands, by one, two or four decimals.
func parsePrice(b []byte) (string, bool) {
	v, ok := parseNumber(b)
	if !ok || v <= 0 || v > 1e12 {
		return "", false
	}
	decimals := 0
	if i := strings.LastIndexAny(string(b), ".,"); i >= 0 && v != float64(int64(v)) || i >= 0 && len(b)-i-1 <= 2 {
		decimals = len(b) - i - 1
	}
	return strconv.FormatFloat(v, 'f', decimals, 64), true
}

func currencySign(sign string) string {
	switch sign {
	case "$":
		return "USD"
	case "€":
		return "EUR"
	case "£":
		return "GBP"
	case "¥", "￥":
		return "CNY"
	case "₹":
		return "INR"
	case "₽":
		return "RUB"
	case "₺":
		return "TRY"
	case "₩":
		return "KRW"
	case "₫":
		return "VND"
	case "₦":
		return "NGN"
	case "₱":
		return "PHP"
	}
	return ""
}
