package plan

import (
	"slices"
	"strings"
	"sync"
	"time"
	"unicode"

	"xunpan"
	"xunpan/internal/geo"
	"xunpan/internal/plan/calendar"
)

// Buyer is where a buyer works.
type Buyer struct {
	Country string           // ISO 3166-1 alpha-2, "" unknown
	State   string           // the part of ISO 3166-2 after the hyphen where that moves his week, "" else
	Zones   []*time.Location // where he may be: one where that is known; UTC alone if nothing is
	Basis   Basis
	City    string // that the zone is known by
}

// Basis is how the buyer's clock is known, the surest first.
type Basis string

// The bases.
const (
	ByCity    Basis = "city"    // a city or state he names
	ByPhone   Basis = "phone"   // the area code of his telephone
	ByCountry Basis = "country" // his country has one zone
	ByMain    Basis = "main"    // his country has several: an hour that suits all where trade is done
	ByNothing Basis = "nothing" // the country is unknown
)

// mainZones are those of a country's trading cities, from east to west.
var mainZones = map[string][]string{
	"US": {"America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles"},
	"CA": {"America/Toronto", "America/Winnipeg", "America/Edmonton", "America/Vancouver"},
	"BR": {"America/Sao_Paulo", "America/Manaus"},
	"MX": {"America/Mexico_City", "America/Tijuana"},
	"AU": {"Australia/Sydney", "Australia/Brisbane", "Australia/Adelaide", "Australia/Perth"},
	"RU": {"Europe/Moscow", "Asia/Yekaterinburg", "Asia/Novosibirsk"},
	"ID": {"Asia/Jakarta", "Asia/Makassar"},
	"CD": {"Africa/Kinshasa", "Africa/Lubumbashi"},
}

// BuyerAt finds a buyer's clock: by a city or state in the texts (address,
// signature, where the goods go), by the zones of his telephone's area code,
// by his country.
func BuyerAt(country string, texts, phone []string) Buyer {
	b := Buyer{Country: country, State: calendar.State(country, texts), Basis: ByNothing}
	c := geo.Get(country)
	if c == nil || len(c.Zones) == 0 {
		b.Zones = []*time.Location{time.UTC}
		return b
	}
	main := mainZones[country]
	if main == nil { // elsewhere one zone has the trade
		b.Basis, b.Zones = ByCountry, zonesOf(c.Zones[:1])
		return b
	}
	for _, text := range texts {
		if name, zone := cityIn(country, text); zone != "" {
			b.Basis, b.City, b.Zones = ByCity, name, zonesOf([]string{zone})
			return b
		}
	}
	if known := zonesOf(within(phone, c.Zones)); len(known) > 0 && len(known) < len(main) {
		b.Basis, b.Zones = ByPhone, known
		return b
	}
	b.Basis, b.Zones = ByMain, zonesOf(main)
	return b
}

func within(list, of []string) (out []string) {
	for _, z := range list {
		if slices.Contains(of, z) {
			out = append(out, z)
		}
	}
	return out
}

func zonesOf(names []string) (out []*time.Location) {
	for _, name := range names {
		if l, err := time.LoadLocation(name); err == nil {
			out = append(out, l)
		}
	}
	return out
}

// cities are the places of countries with several zones, by their folded names.
var cities = sync.OnceValue(func() map[string]map[string]geo.Place {
	out := map[string]map[string]geo.Place{}
	for _, p := range geo.Places() {
		if mainZones[p.Country] == nil || p.Zone == "" && p.Kind != geo.CityPlace && p.Kind != geo.PortPlace && p.Kind != geo.StatePlace {
			continue
		}
		if out[p.Country] == nil {
			out[p.Country] = map[string]geo.Place{}
		}
		out[p.Country][calendar.Fold(p.Name)] = p
	}
	return out
})

// longestCity is how many words a place's name has at most.
const longestCity = 4

// cityIn finds the last place of a country that a text names: addresses end with
// the city. Two-letter codes of states count in capitals alone.
func cityIn(country, text string) (name, zone string) {
	words := strings.FieldsFunc(text, func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '.' && r != '-' })
	for i := range words {
		for n := min(longestCity, len(words)-i); n > 0; n-- {
			joined := strings.Join(words[i:i+n], " ")
			p, ok := cities()[country][calendar.Fold(joined)]
			if !ok || p.Kind == geo.CodePlace && joined != strings.ToUpper(joined) {
				continue
			}
			if name, zone = p.Canonical, p.Zone; zone == "" {
				zone = geo.Get(country).Zones[0]
			}
			if name == "" {
				name = p.Name
			}
			break
		}
	}
	return name, zone
}

// Say is how the clock is known, in words.
func (b *Buyer) Say() xunpan.Text {
	name := b.Country
	zh := name
	if c := geo.Get(b.Country); c != nil {
		name, zh = c.En, c.Zh
	}
	switch b.Basis {
	case ByCity:
		return xunpan.Text{En: "his clock: " + b.City, Zh: "买家时钟：" + b.City}
	case ByPhone:
		return xunpan.Text{En: "his clock: by the area code of his telephone", Zh: "买家时钟：按电话区号"}
	case ByCountry:
		return xunpan.Text{En: "his clock: " + name, Zh: "买家时钟：" + zh}
	case ByMain:
		return xunpan.Text{En: name + " has several time zones and his is not known: an hour that suits them all", Zh: zh + "有多个时区，买家所在时区未知：取各时区都合适的时间"}
	}
	return xunpan.Text{En: "his country is not known: world time is taken", Zh: "买家国家未知：暂按世界时"}
}
