package catalogue

import (
	"math"
	"strconv"
	"strings"
	"unicode"

	"xunpan"
)

// value is a number of technical data with its unit: 50 W, 220–240 V, IP65.
type value struct {
	unit      string // the family: "W", "V", "mm", "IP"
	low, high float64
	shown     string // as it was written
}

// units are spellings of units with their family and what one is of it. Units
// that may mean several things are left out.
var units = map[string]struct {
	family string
	times  float64
}{
	"w": {"W", 1}, "watt": {"W", 1}, "watts": {"W", 1}, "瓦": {"W", 1}, "вт": {"W", 1}, "واط": {"W", 1}, "kw": {"W", 1000}, "квт": {"W", 1000}, "千瓦": {"W", 1000}, "hp": {"W", 745.7},
	"v": {"V", 1}, "volt": {"V", 1}, "volts": {"V", 1}, "伏": {"V", 1}, "в": {"V", 1}, "kv": {"V", 1000}, "vac": {"V", 1}, "vdc": {"V", 1},
	"a": {"A", 1}, "amp": {"A", 1}, "ma": {"A", 0.001}, "ah": {"Ah", 1}, "mah": {"Ah", 0.001}, "wh": {"Wh", 1}, "kwh": {"Wh", 1000}, "hz": {"Hz", 1}, "гц": {"Hz", 1},
	"mm": {"mm", 1}, "мм": {"mm", 1}, "毫米": {"mm", 1}, "cm": {"mm", 10}, "см": {"mm", 10}, "厘米": {"mm", 10}, "inch": {"mm", 25.4}, "inches": {"mm", 25.4}, "in": {"mm", 25.4}, "\"": {"mm", 25.4}, "″": {"mm", 25.4}, "寸": {"mm", 25.4}, "zoll": {"mm", 25.4},
	"m": {"m", 1}, "米": {"m", 1}, "м": {"m", 1}, "μm": {"um", 1}, "um": {"um", 1}, "micron": {"um", 1}, "microns": {"um", 1},
	"kg": {"g", 1000}, "кг": {"g", 1000}, "公斤": {"g", 1000}, "g": {"g", 1}, "克": {"g", 1}, "gr": {"g", 1}, "gsm": {"gsm", 1}, "g/m2": {"gsm", 1}, "oz": {"oz", 1},
	"l": {"l", 1}, "升": {"l", 1}, "liter": {"l", 1}, "litre": {"l", 1}, "liters": {"l", 1}, "litres": {"l", 1}, "л": {"l", 1}, "ml": {"l", 0.001}, "毫升": {"l", 0.001}, "мл": {"l", 0.001},
	"k": {"K", 1}, "kelvin": {"K", 1}, "lm": {"lm", 1}, "lumen": {"lm", 1}, "流明": {"lm", 1}, "lm/w": {"lm/W", 1},
	"bar": {"bar", 1}, "mpa": {"bar", 10}, "psi": {"bar", 0.0689}, "rpm": {"rpm", 1}, "t": {"t", 1}, "ton": {"t", 1}, "tons": {"t", 1}, "吨": {"t", 1}, "т": {"t", 1},
	"°": {"deg", 1}, "度": {"deg", 1}, "deg": {"deg", 1}, "ra": {"Ra", 1}, "gb": {"GB", 1}, "tb": {"GB", 1000}, "mp": {"MP", 1}, "m3/h": {"m3/h", 1},
}

// codes are families of designations in which the letters come first.
var codes = map[string]bool{"ip": true, "ik": true, "dn": true, "pn": true, "sch": true, "e": true, "g": true, "gu": true, "mr": true, "t": true, "cri": true, "ss": true, "aisi": true, "sus": true, "q": true, "hrc": true}

// maxValues bounds the data read of one text.
const maxValues = 40

// values reads the technical data out of a text: numbers with a unit that is
// known, ranges, and codes such as IP65.
func values(s string) (out []value) {
	s = strings.ToLower(strings.NewReplacer("／", "/", "～", "~", "：", ":", "（", " ", "）", " ", "，", ", ").Replace(s))
	rs := []rune(s)
	for i := 0; i < len(rs) && len(out) < maxValues; {
		if !isDigit(rs[i]) {
			i++
			continue
		}
		gap := i // "DN 80"
		if i > 2 && rs[i-1] == ' ' && unicode.IsLetter(rs[i-2]) {
			gap = i - 1
		}
		letters := gap
		for letters > 0 && unicode.IsLetter(rs[letters-1]) && rs[letters-1] < 0x250 {
			letters--
		}
		start := i
		low, end := number(rs, i)
		if code := string(rs[letters:gap]); code != "" && (gap == i || len(code) > 1 && codes[code]) {
			if codes[code] && (end == len(rs) || !isDigit(rs[end])) {
				out = append(out, value{strings.ToUpper(code), low, low, strings.ToUpper(code + string(rs[start:end]))})
			} else if code == "ac" || code == "dc" {
				v, next := measured(rs, start, low, end)
				if v.unit != "" {
					out = append(out, v)
				}
				end = next
			}
			i = max(end, i+1)
			continue
		}
		v, next := measured(rs, start, low, end)
		if v.unit != "" {
			out = append(out, v)
		}
		i = max(next, i+1)
	}
	return out
}

// measured reads what follows a number: the end of a range, further sides of
// "300x600 mm", and the unit.
func measured(rs []rune, start int, low float64, end int) (v value, next int) {
	v = value{low: low, high: low}
	at := spaces(rs, end)
	if at < len(rs) && strings.ContainsRune("-–~", rs[at]) {
		if from := spaces(rs, at+1); from < len(rs) && isDigit(rs[from]) {
			v.high, end = number(rs, from)
		}
	}
	unitAt := spaces(rs, end)
	stop := unitAt
	for stop < len(rs) && (unicode.IsLetter(rs[stop]) || strings.ContainsRune("\"″°/", rs[stop]) || stop > unitAt && isDigit(rs[stop]) && stop > 0 && (rs[stop-1] == 'm' || rs[stop-1] == '/')) {
		stop++
	}
	word := string(rs[unitAt:stop])
	for word != "" {
		if u, ok := units[word]; ok {
			if u.family == "K" && low < 1000 { // 5k is five thousand
				return value{}, stop
			}
			v.unit, v.low, v.high = u.family, v.low*u.times, v.high*u.times
			v.shown = strings.TrimSpace(string(rs[start:unitAt])) + shownUnit(word)
			return v, unitAt + len([]rune(word))
		}
		cut := strings.LastIndexAny(word, "/")
		if cut < 0 {
			break
		}
		word = word[:cut]
	}
	return value{}, max(end, stop)
}

func shownUnit(u string) string {
	if len(u) <= 2 && u != "mm" && u != "cm" && u != "in" && u != "kg" && u != "lm" && u != "hz" && u != "ml" && u != "m" && u != "g" && u != "l" && u != "\"" {
		u = strings.ToUpper(u)
	}
	return " " + u
}

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

func spaces(rs []rune, i int) int {
	for i < len(rs) && rs[i] == ' ' {
		i++
	}
	return i
}

// number reads a number with point or comma from rs[i:]; a comma before three
// digits parts thousands.
func number(rs []rune, i int) (float64, int) {
	from, text := i, strings.Builder{}
	for i < len(rs) && i-from < 15 {
		switch r := rs[i]; {
		case isDigit(r):
			text.WriteRune(r)
		case (r == '.' || r == ',') && i+1 < len(rs) && isDigit(rs[i+1]):
			thousands := r == ',' && i+3 < len(rs) && isDigit(rs[i+2]) && isDigit(rs[i+3]) && (i+4 == len(rs) || !isDigit(rs[i+4]))
			if !thousands {
				if strings.Contains(text.String(), ".") {
					n, _ := strconv.ParseFloat(text.String(), 64)
					return n, i
				}
				text.WriteRune('.')
			}
		default:
			n, _ := strconv.ParseFloat(text.String(), 64)
			return n, i
		}
		i++
	}
	n, _ := strconv.ParseFloat(text.String(), 64)
	return n, i
}

// only is the value that a word is, if it is nothing else: "50W".
func only(w string) (value, bool) {
	vs := values(w)
	return at0(vs), len(vs) == 1 && strings.ReplaceAll(fold(vs[0].shown), " ", "") == strings.ReplaceAll(fold(w), " ", "")
}

func at0(vs []value) (v value) {
	if len(vs) > 0 {
		v = vs[0]
	}
	return v
}

func formOf(model string, specs []xunpan.Spec) form {
	f := form{model: model, named: map[string]string{}}
	for _, s := range specs {
		vs := values(s.Value)
		if len(vs) == 0 {
			vs = values(s.Name + " " + s.Value)
		}
		if f.values = append(f.values, vs...); len(vs) == 0 && s.Name != "" {
			f.named[fold(s.Name)] = fold(s.Value)
		}
	}
	return f
}

// inherit takes over what a variant does not say otherwise.
func (f *form) inherit(base *form) {
	own := map[string]bool{}
	for _, v := range f.values {
		own[v.unit] = true
	}
	for _, v := range base.values {
		if !own[v.unit] {
			f.values = append(f.values, v)
		}
	}
	for name, v := range base.named {
		if f.named[name] == "" {
			f.named[name] = v
		}
	}
}

// has reports whether the technical data holds a value, and what it says of
// that unit; "" if nothing.
func (f *form) has(want value) (has bool, said string) {
	for _, v := range f.values {
		if v.unit != want.unit {
			continue
		}
		slack := 0.02 * math.Abs(want.high)
		if v.low-slack <= want.low && want.high <= v.high+slack || want.low <= v.low && v.high <= want.high && want.low < want.high {
			return true, v.shown
		}
		if said != "" {
			said += " / "
		}
		said += v.shown
	}
	return false, said
}
