package lookup

import (
	"strings"
	"sync"
	"time"
	"unicode/utf8"

	"xunpan"
	"xunpan/internal/geo"
)

// Working people do not write between these hours, local time.
const (
	nightFrom = 23
	nightTo   = 6
)

// zones holds the locations loaded so far. It is a cache of immutable values
// by name: it never changes an answer.
var zones sync.Map

func zone(name string) *time.Location {
	if l, ok := zones.Load(name); ok {
		return l.(*time.Location)
	}
	l, err := time.LoadLocation(name)
	if err != nil {
		return nil
	}
	zones.Store(name, l)
	return l
}

// clock compares the Date header with the clocks of the country he claims
// (D3.31): the hour there, and whether its zone is one of that country's at
// that date. Platforms and colleagues' forwards carry their own clock, and
// "+0000" and "-0000" are what programs write: all these stay unknown, and so
// does a day without an hour.
func (l *local) clock() {
	o := &l.s.Origin
	o.LocalHour = -1
	m := l.m
	if m.Date.IsZero() || m.Date.Year() < 1990 || m.Date.Year() > 2200 || m.Via != nil || m.Forward != nil || m.DayOnly {
		return
	}
	_, seconds := m.Date.Zone()
	if m.ZoneTold {
		o.OffsetEast = seconds / 60
	}
	code, _ := claimedCountry(l.s.Claims)
	c := geo.Get(code)
	if c == nil || len(c.Zones) == 0 {
		return
	}
	where := c.Zones
	if len(c.Zones) > 1 {
		if z := l.placeZone(c.Code); z != "" {
			where = []string{z}
		}
	}
	o.NightAtHome = true
	for i, name := range where {
		loc := zone(name)
		if loc == nil {
			continue
		}
		h := m.Date.In(loc).Hour()
		if i == 0 {
			o.LocalHour = h
		}
		o.NightAtHome = o.NightAtHome && (h >= nightFrom || h < nightTo)
	}
	if o.LocalHour < 0 {
		o.NightAtHome = false
	}
	if !m.ZoneTold || seconds == 0 {
		return
	}
	if hasOffset(c, m.Date, seconds) {
		o.Offset = xunpan.Passed
		return
	}
	home := geo.Get(l.home)
	o.OffsetHome = home != nil && home != c && hasOffset(home, m.Date, seconds)
	if free := geo.Get(l.s.From.Country); l.s.From.Kind == xunpan.DomainFree && free != nil && free != c && free != home && hasOffset(free, m.Date, seconds) {
		return // The provider's clock: mail.ru writes Moscow time for all its users.
	}
	o.Offset = xunpan.Failed
}

// hasOffset reports whether a zone of the country stood at the offset (seconds
// east) at that moment, daylight saving included.
func hasOffset(c *geo.Country, at time.Time, seconds int) bool {
	for _, name := range c.Zones {
		if loc := zone(name); loc != nil {
			if _, off := at.In(loc).Zone(); off == seconds {
				return true
			}
		}
	}
	return false
}

// placeZone is the zone of a city or state that his address names; "" if none.
func (l *local) placeZone(code string) string {
	text := l.r.Buyer.Address.Value
	if text == "" || len(text) > 500 {
		return ""
	}
	starts := wordStarts(text)
	zone := ""
	places := zonePlaces()[code]
	for i := range places {
		p := &places[i]
		if starts&(1<<(p.Name[0]&63)) == 0 {
			continue
		}
		if p.Kind == geo.CodePlace {
			if zone == "" && codeIn(text, p.Name) {
				zone = p.Zone
			}
			continue
		}
		if wordIn(text, p.Name) {
			if p.Kind == geo.StatePlace {
				return p.Zone // The state is surer than a city's name.
			}
			if zone == "" {
				zone = p.Zone
			}
		}
	}
	return zone
}

// wordStarts has a bit for each byte, in either case, that a name found by
// wordIn or codeIn can begin with.
func wordStarts(text string) (m uint64) {
	for i := 0; i < len(text); i++ {
		if i > 0 && wordByte(text[i-1]) {
			continue
		}
		c := text[i]
		if c >= utf8.RuneSelf {
			return ^uint64(0) // Letters of other scripts have cases of their own.
		}
		m |= 1<<(c&63) | 1<<((c^0x20)&63)
	}
	return m
}

var zonePlaces = sync.OnceValue(func() map[string][]geo.Place {
	m := map[string][]geo.Place{}
	for _, p := range geo.Places() {
		if p.Zone != "" && p.Name != "" {
			m[p.Country] = append(m[p.Country], p)
		}
	}
	return m
})

// wordIn reports whether name stands in text as words of its own, whatever the
// case of ASCII letters.
func wordIn(text, name string) bool {
	c := name[0] | 0x20
	for i := 0; i+len(name) <= len(text); i++ {
		if (text[i]|0x20 == c || c >= utf8.RuneSelf || text[i] >= utf8.RuneSelf) && (i == 0 || !wordByte(text[i-1])) &&
			(i+len(name) == len(text) || !wordByte(text[i+len(name)])) && strings.EqualFold(text[i:i+len(name)], name) {
			return true
		}
	}
	return false
}

// codeIn reports whether a state's code stands before a post code or at an end
// of a line: "Houston, TX 77001".
func codeIn(text, code string) bool {
	for i := 0; i+len(code) <= len(text); i++ {
		if text[i] != code[0] || text[i:i+len(code)] != code || i == 0 || text[i-1] != ' ' && text[i-1] != ',' && text[i-1] != '-' && text[i-1] != '/' {
			continue
		}
		rest := strings.TrimLeft(text[i+len(code):], " ,.-")
		if rest == "" || rest[0] == '\n' || '0' <= rest[0] && rest[0] <= '9' {
			return true
		}
	}
	return false
}

func wordByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' || c >= 0x80
}
