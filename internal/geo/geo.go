// Package geo is data about countries and the places people name in
// inquiries: names in ten languages, zones, calling codes, currencies, company
// forms, cities and ports. It never asks the network and never guesses: what
// is not in its tables is unknown.
package geo

import (
	"strings"
	"sync"
)

// Country is what the desk knows of one country.
type Country struct {
	Code       string   // ISO 3166-1 alpha-2, and XK for Kosovo
	En, Zh     string   // names shown to users
	Names      []string // names and aliases as people write them, in ten languages; En and Zh included
	Adjectives []string // "German", only where it means nothing else
	Calling    []string // country calling codes without "+"
	TLD        string   // country-code top-level domain without the dot
	Zones      []string // all IANA zones; the one where most trade is done first
	Languages  []string // ISO 639-1, mainly written in business there
	Currency   string   // ISO 4217
	Forms      []string // company forms typical of the country: "GmbH"
	Region     string   // region of DOMAIN section 6
	Risks      []string // trade risks of DOMAIN D3.50 as of 2026-11: RiskFX, RiskConflict, RiskSanctions, RiskConformity
	Conformity string   // the conformity scheme's name when Risks has RiskConformity: "SONCAP"
}

// Ids of trade risks.
const (
	RiskFX         = "fx_control" // foreign exchange is rationed or transfers need permission
	RiskConflict   = "conflict"   // war or lasting unrest
	RiskSanctions  = "sanctions"  // broad sanctions or embargo by the UN, US or EU
	RiskConformity = "conformity" // a certificate of conformity is needed before shipment
)

// PlaceKind tells what a place is.
type PlaceKind uint8

// Kinds of places.
const (
	CityPlace  PlaceKind = iota
	PortPlace            // a sea or river port, or a city known for its port
	StatePlace           // state, province, emirate
	CodePlace            // two-letter code of a state ("TX"), ambiguous without its context
)

// Place is a name of a city, port or state.
type Place struct {
	Name      string // as people write it
	Country   string // ISO 3166-1 alpha-2
	Kind      PlaceKind
	Common    bool   // also an ordinary word or a name of people ("Reading", "Santos"): needs its context
	Zone      string // IANA zone if the country has several, else ""
	Canonical string // English name
}

// Get returns the country of the ISO 3166-1 alpha-2 code (upper case; "UK" is
// taken for GB), or nil if there is none.
func Get(code string) *Country {
	if len(code) != 2 {
		return nil
	}
	if code == "UK" {
		code = "GB"
	}
	w := load()
	i := slot(code[0], code[1])
	if i < 0 || w.index[i] == 0 {
		return nil
	}
	return w.all[w.index[i]-1]
}

// All returns every country in the order of its code. It must not be changed.
func All() []*Country { return load().all }

// Places returns every name of every place. It must not be changed.
func Places() []Place { return loadPlaces() }

// ByTLD returns the country of a public suffix ("de", "co.uk", "com.co"; lower
// case), or nil. Codes sold to the world (.io, .co, .me, .tv, …) give nil
// unless a second level (.com.co) shows that the country itself is meant.
func ByTLD(suffix string) *Country {
	tld := suffix
	if i := strings.LastIndexByte(suffix, '.'); i >= 0 {
		tld = suffix[i+1:]
	} else if worldTLD[tld] {
		return nil
	}
	if tld == "uk" {
		return Get("GB")
	}
	if len(tld) != 2 {
		return nil
	}
	b := [2]byte{tld[0] &^ 0x20, tld[1] &^ 0x20}
	if c := Get(string(b[:])); c != nil && c.TLD == tld {
		return c
	}
	return nil
}

// worldTLD are country codes used mostly by firms of other countries.
var worldTLD = map[string]bool{
	"io": true, "co": true, "me": true, "tv": true, "cc": true, "ai": true, "fm": true, "ws": true, "to": true, "ly": true,
	"gg": true, "im": true, "vc": true, "ag": true, "sh": true, "tk": true, "ml": true, "ga": true, "cf": true, "gq": true,
	"pw": true, "nu": true, "la": true, "sc": true, "bz": true, "mu": true, "cx": true, "gl": true, "st": true, "ms": true,
	"tf": true, "gs": true, "vg": true, "je": true, "ac": true, "su": true, "eu": true, "as": true, "fo": true, "so": true,
}

type world struct {
	all   []*Country
	index [26 * 26]uint16
}

var load = sync.OnceValue(parseCountries)
var loadPlaces = sync.OnceValue(parsePlaces)

func slot(a, b byte) int {
	if a < 'A' || a > 'Z' || b < 'A' || b > 'Z' {
		return -1
	}
	return int(a-'A')*26 + int(b-'A')
}
