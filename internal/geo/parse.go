package geo

import (
	_ "embed" // the tables
	"slices"
	"strings"
)

//go:generate go run ./gen

//go:embed generated.tsv
var generatedTSV string

//go:embed countries.tsv
var countriesTSV string

//go:embed places.tsv
var placesTSV string

// rows calls f with the cells of every line that is neither empty nor a
// comment. A cell "-" is empty. The cells are valid only during the call.
func rows(text string, columns int, f func(c []string)) {
	cells := make([]string, columns)
	for line := range strings.Lines(text) {
		if line[0] == '#' || line[0] == '\n' {
			continue
		}
		line = strings.TrimSuffix(line, "\n")
		for i := range cells {
			var cell string
			if cell, line, _ = strings.Cut(line, "\t"); cell == "-" {
				cell = ""
			}
			cells[i] = cell
		}
		f(cells)
	}
}

func list(cell, sep string) []string {
	if cell == "" {
		return nil
	}
	return strings.Split(cell, sep)
}

func parseCountries() *world {
	w := &world{all: make([]*Country, 0, 256)}
	store := make([]Country, 0, 256)
	rows(generatedTSV, 7, func(c []string) {
		if len(store) == cap(store) {
			return // Pointers into store must stay valid.
		}
		store = append(store, Country{Code: c[0], En: c[1], Zh: c[2], Names: list(c[3], "|"), Calling: list(c[4], " "),
			Zones: list(c[5], " "), Currency: c[6], TLD: strings.ToLower(c[0])})
		w.all = append(w.all, &store[len(store)-1])
	})
	slices.SortFunc(w.all, func(a, b *Country) int { return strings.Compare(a.Code, b.Code) })
	for i, c := range w.all {
		w.index[slot(c.Code[0], c.Code[1])] = uint16(i + 1)
	}
	rows(countriesTSV, 9, func(f []string) {
		i := w.index[slot(f[0][0], f[0][1])]
		if i == 0 {
			return
		}
		c := w.all[i-1]
		if f[1] != "" {
			c.En = f[1]
		}
		if f[2] != "" {
			c.Zh = f[2]
		}
		c.Region, c.Languages, c.Adjectives, c.Forms = f[3], list(f[4], " "), list(f[6], "|"), list(f[7], "|")
		c.Names = slices.Grow(c.Names, 2+strings.Count(f[5], "|")+1)
		for _, n := range append(list(f[5], "|"), c.En, c.Zh) {
			if !slices.Contains(c.Names, n) {
				c.Names = append(c.Names, n)
			}
		}
		for _, r := range list(f[8], " ") {
			id, scheme, _ := strings.Cut(r, "=")
			c.Risks = append(c.Risks, id)
			if scheme != "" {
				c.Conformity = scheme
			}
		}
	})
	if gb := w.index[slot('G', 'B')]; gb > 0 {
		w.all[gb-1].TLD = "uk"
	}
	return w
}

var kindNames = map[string]PlaceKind{"city": CityPlace, "port": PortPlace, "state": StatePlace, "code": CodePlace}

// parsePlaces reads lines of country, kind, zone, name, other names,
// English name.
func parsePlaces() []Place {
	n := strings.Count(placesTSV, "\n") + strings.Count(placesTSV, "|")
	places := make([]Place, 0, n)
	rows(placesTSV, 6, func(f []string) {
		kind, common := strings.CutSuffix(f[1], "!")
		p := Place{Name: f[3], Country: f[0], Kind: kindNames[kind], Common: common, Zone: f[2], Canonical: f[3]}
		if c := Get(p.Country); p.Zone == "" && c != nil && len(c.Zones) > 1 {
			p.Zone = c.Zones[0]
		}
		if f[5] != "" {
			p.Canonical = f[5]
		}
		places = append(places, p)
		for more := f[4]; more != ""; {
			p.Name, more, _ = strings.Cut(more, "|")
			places = append(places, p)
		}
	})
	return places
}
