package mail

import (
	"strings"
	"time"
)

// parseDate reads a Date header as mails have it: RFC 5322 and its obsolete
// forms, asctime, ISO 8601, American order, with or without day name, seconds
// and zone. The time is in the zone it states; told says whether it states a
// real one ("-0000", no zone and unknown names do not). A zero time means that
// no date could be read.
func parseDate(s string) (t time.Time, told, exact bool) {
	s = dropComments(cut(s, 200))
	var d dateParts
	d.month, d.day, d.year = 0, -1, -1
	for s = strings.TrimLeft(s, dateSpace); s != ""; s = strings.TrimLeft(s, dateSpace) {
		n := 0
		switch c := s[0]; {
		case digit(c):
			n = d.number(s)
		case (c == '+' || c == '-') && len(s) > 1 && digit(s[1]):
			n = d.offset(s)
		case asciiLetter(rune(c)):
			n = d.word(s)
		default:
			n = 1
		}
		s = s[n:]
	}
	t, told = d.time()
	return t, told, d.hasTime && d.hasZone
}

const dateSpace = " \t\r\n,;"

// dateParts is what of a date was read so far.
type dateParts struct {
	year, day, hour, min, sec int
	month                     time.Month
	hasTime                   bool
	pm, am                    bool
	zone                      int // seconds east of UTC
	hasZone, told             bool
	broken                    bool
}

func digit(c byte) bool { return '0' <= c && c <= '9' }

// digits returns the number s begins with and its length.
func digits(s string) (v, n int) {
	for n < len(s) && n < 9 && digit(s[n]) {
		v = v*10 + int(s[n]-'0')
		n++
	}
	return v, n
}

// number reads a day, a year, a clock time or a date of numbers.
func (d *dateParts) number(s string) int {
	v, n := digits(s)
	if n < len(s) {
		switch sep := s[n]; {
		case sep == ':' && !d.hasTime:
			return d.clock(s)
		case (sep == '-' || sep == '/' || sep == '.') && n+1 < len(s):
			if digit(s[n+1]) && d.month == 0 {
				return d.numeric(s, sep)
			}
			// "04-May-2026".
			d.plain(v, n)
			return n + 1
		}
	}
	d.plain(v, n)
	return n
}

// plain takes a bare number for day or year.
func (d *dateParts) plain(v, n int) {
	switch {
	case d.day < 0 && n <= 2 && v >= 1 && v <= 31:
		d.day = v
	case d.year < 0 && (n >= 2 && n <= 4):
		d.year = fullYear(v, n)
	case n == 4 && !d.hasZone && d.hasTime:
		// A zone without its sign says nothing sure.
		d.hasZone = true
	}
}

// fullYear widens years of two and three digits (RFC 5322 4.3).
func fullYear(v, n int) int {
	switch {
	case n == 2 && v < 50:
		return 2000 + v
	case n <= 3:
		return 1900 + v
	}
	return v
}

// clock reads "9:12", "09:12:00", "09:12:00.123".
func (d *dateParts) clock(s string) int {
	h, n := digits(s)
	m, k := digits(s[n+1:])
	i := n + 1 + k
	sec := 0
	if i+1 < len(s) && s[i] == ':' && digit(s[i+1]) {
		sec, k = digits(s[i+1:])
		i += 1 + k
		if i+1 < len(s) && s[i] == '.' && digit(s[i+1]) {
			_, k = digits(s[i+1:])
			i += 1 + k
		}
	}
	d.hour, d.min, d.sec, d.hasTime = h, m, min(sec, 59), true
	if h > 24 || m > 59 || sec > 60 {
		d.broken = true
	}
	return i
}

// numeric reads "2026-05-04" (also with a "T"), "4.5.2026", "5/4/2026". Between
// slashes the American order is meant unless it cannot be.
func (d *dateParts) numeric(s string, sep byte) int {
	a, n := digits(s)
	b, k := digits(s[n+1:])
	i := n + 1 + k
	if i >= len(s) || s[i] != sep {
		d.plain(a, n)
		return n
	}
	c, l := digits(s[i+1:])
	if l == 0 {
		d.broken = true
		return i + 1
	}
	i += 1 + l
	switch {
	case n == 4:
		d.year, d.month, d.day = a, time.Month(b), c
	case sep == '/' && a <= 12:
		d.year, d.month, d.day = fullYear(c, l), time.Month(a), b
	default:
		d.year, d.month, d.day = fullYear(c, l), time.Month(b), a
	}
	if i < len(s) && (s[i] == 'T' || s[i] == 't') {
		i++
	}
	return i
}

// offset reads "+0800", "-03:00", "+8".
func (d *dateParts) offset(s string) int {
	if !d.hasTime {
		// "2026 -05": a dash, no zone.
		return 1
	}
	v, n := digits(s[1:])
	i := 1 + n
	h, m := v, 0
	switch {
	case n >= 4:
		h, m = v/100, v%100
		if n > 4 {
			h, m = 99, 0
		}
	case n == 3:
		h, m = v/100, v%100
	case i+2 < len(s) && s[i] == ':' && digit(s[i+1]):
		var k int
		m, k = digits(s[i+1:])
		i += 1 + k
	}
	if h > 15 || m > 59 {
		d.hasZone = true
		return i
	}
	if d.told && d.zone != 0 {
		return i // "+0800 (GMT+8)": the first one counts
	}
	d.zone = h*3600 + m*60
	d.hasZone, d.told = true, true
	if s[0] == '-' {
		d.told = d.zone != 0 // RFC 5322 3.3: "-0000" says nothing of the local zone
		d.zone = -d.zone
	}
	return i
}

// word reads a month, a zone's name, am or pm. Day names say nothing new.
func (d *dateParts) word(s string) int {
	n := 0
	for n < len(s) && asciiLetter(rune(s[n])) {
		n++
	}
	w := strings.ToUpper(s[:n])
	if n >= 3 && d.month == 0 {
		if i := strings.Index("JANFEBMARAPRMAYJUNJULAUGSEPOCTNOVDEC", w[:3]); i >= 0 && i%3 == 0 {
			d.month = time.Month(i/3 + 1)
			if n < len(s) && s[n] == '-' {
				n++
			}
			return n
		}
	}
	if !d.hasTime {
		return n
	}
	switch {
	case w == "PM":
		d.pm = true
	case w == "AM":
		d.am = true
	case d.hasZone:
	default:
		if z, ok := zones[w]; ok {
			d.zone, d.told, d.hasZone = z*3600, true, true
		}
	}
	return n
}

// zones are the names that RFC 5322 4.3 gives a meaning, and the few that mean
// one thing only. All others ("CST", "IST", "BST" mean several) tell nothing but
// for the North American ones, which the standard fixes.
var zones = map[string]int{
	"UT": 0, "UTC": 0, "GMT": 0, "Z": 0,
	"EST": -5, "EDT": -4, "CST": -6, "CDT": -5, "MST": -7, "MDT": -6, "PST": -8, "PDT": -7,
	"CET": 1, "CEST": 2, "MET": 1, "MEST": 2, "EET": 2, "EEST": 3, "WET": 0, "WEST": 1, "MSK": 3,
	"JST": 9, "KST": 9, "HKT": 8, "SGT": 8, "BRT": -3, "PKT": 5,
}

func (d *dateParts) time() (time.Time, bool) {
	if d.broken || d.day < 1 || d.year < 1 || d.month < 1 || d.month > 12 || d.day > 31 {
		return time.Time{}, false
	}
	if d.hour <= 12 {
		if d.pm && d.hour < 12 {
			d.hour += 12
		} else if d.am && d.hour == 12 {
			d.hour = 0
		}
	}
	loc := time.UTC
	if d.told || d.zone != 0 {
		loc = time.FixedZone("", d.zone)
	}
	t := time.Date(d.year, d.month, d.day, d.hour, d.min, d.sec, 0, loc)
	if t.Day() != d.day && d.hour < 24 {
		return time.Time{}, false // 31 February
	}
	return t, d.told
}

// dropComments takes RFC 5322 comments out. A comment that holds the only zone
// is no loss: names in comments are the sender's words.
func dropComments(s string) string {
	if strings.IndexByte(s, '(') < 0 {
		return s
	}
	out := make([]byte, 0, len(s))
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0:
			out = append(out, c)
		}
	}
	return string(out)
}
