package geo

import (
	"strings"
	"sync"
)

var byName = sync.OnceValue(func() map[string][]*Place {
	m := map[string][]*Place{}
	places := Places()
	for i := range places {
		key := strings.ToLower(places[i].Name)
		m[key] = append(m[key], &places[i])
	}
	return m
})

// Gazetteer tells what is known of a place by its name: "port" or "city", and
// its country; of several places of a name it takes the one in the country
// asked for. Both are "" for a place that is unknown.
func Gazetteer() func(place, country string) (kind, where string) {
	return func(place, country string) (kind, where string) {
		var best *Place
		for _, p := range byName()[strings.ToLower(strings.TrimSpace(place))] {
			if p.Country == country || best == nil && p.Kind != CodePlace {
				best = p
			}
		}
		switch {
		case best == nil:
			return "", ""
		case best.Kind == PortPlace:
			return "port", best.Country
		}
		return "city", best.Country
	}
}
