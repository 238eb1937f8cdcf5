package lookup

import (
	_ "embed" // the brands
	"slices"
	"strings"
	"sync"

	"golang.org/x/net/publicsuffix"

	"xunpan"
)

//go:embed data/brands.tsv
var brandTable string

// brand is an organisation whose name or domain others borrow.
type brand struct {
	name    string
	domains []string
}

// key is one spelling by which a brand is recognised in a domain's label.
type key struct {
	text  string // letters and digits only
	skel  string // its skeleton, see skeleton
	mask  uint64 // which letters it has
	kind  keyKind
	brand *brand
}

type keyKind uint8

const (
	plainKey    keyKind = iota
	wordKey             // also an ordinary word or common name: only told by more than itself
	shortKey            // four letters or fewer: must stand as a token of its own
	customerKey         // a booked customer's or our own domain: watched more closely
)

// brandIndex is what look-alikes are compared with.
type brandIndex struct {
	keys   []key
	byText map[string]*key
	owner  map[string]*brand // by registrable domain
}

var knownBrands = sync.OnceValue(func() *brandIndex {
	x := &brandIndex{keys: make([]key, 0, 640), byText: make(map[string]*key, 640), owner: make(map[string]*brand, 1200)}
	for line := range strings.Lines(brandTable) {
		f := strings.Split(strings.TrimSuffix(line, "\n"), "\t")
		if line[0] == '#' || len(f) != 4 {
			continue
		}
		b := &brand{name: f[0], domains: strings.Fields(f[1])}
		for _, d := range b.domains {
			if x.owner[d] == nil {
				x.owner[d] = b
			}
		}
		kind := plainKey
		if f[2] == "word" {
			kind = wordKey
		}
		first := strings.ReplaceAll(mainLabel(b.domains[0]), "-", "")
		if len(first) > 4 || len(first) == 4 && f[2] != "word" || f[2] == "short" {
			x.add(first, kind, b)
		}
		for _, alias := range strings.Fields(strings.Trim(f[3], "-")) {
			x.add(alias, plainKey, b)
		}
	}
	for i := range x.keys {
		x.byText[x.keys[i].text] = &x.keys[i]
	}
	return x
})

func (x *brandIndex) add(text string, kind keyKind, b *brand) {
	if kind == plainKey && len(text) <= 4 {
		kind = shortKey
	}
	if text != "" {
		x.keys = append(x.keys, key{text: text, skel: skeleton(text), mask: letters(text), kind: kind, brand: b})
	}
}

// houseIndex is the look-alike index of our own and our customers' domains.
func houseIndex(house xunpan.Profile) *brandIndex {
	x := &brandIndex{owner: make(map[string]*brand, len(house.Customers)+len(house.Domains))}
	for _, d := range slices.Concat(house.Domains, house.Customers) {
		name, _ := cleanDomain(d)
		if strings.IndexByte(name, '.') < 0 {
			continue
		}
		org, _ := registrable(name)
		if x.owner[org] != nil || isListed(freeOverlay, org) || isListed(freeList, org) {
			continue // Customers with free mail have no domain to imitate.
		}
		b := &brand{name: org, domains: []string{org}}
		x.owner[org] = b
		text := strings.ReplaceAll(mainLabel(org), "-", "")
		if len(text) >= 4 && isASCII(text) {
			x.keys = append(x.keys, key{text: text, skel: skeleton(text), mask: letters(text), kind: customerKey, brand: b})
		}
	}
	return x
}

// ownerOf returns the brand that a host name truly belongs to, or nil.
func (x *brandIndex) ownerOf(name, org string) *brand {
	if b := x.owner[org]; b != nil {
		return b
	}
	for n := name; len(n) > len(org); n = parent(n) {
		if b := x.owner[n]; b != nil {
			return b
		}
	}
	return nil
}

// official reports top-level domains that only checked bodies get.
func official(suffix string) bool {
	switch suffix[strings.LastIndexByte(suffix, '.')+1:] {
	case "gov", "mil", "int", "edu":
		return true
	}
	first, _, more := strings.Cut(suffix, ".")
	return more && (first == "gov" || first == "gob" || first == "gouv" || first == "edu" || first == "ac")
}

// generic reports a top-level domain open to anyone in the world, .com left
// out: a brand's ccTLD is mostly its own, its .biz mostly not.
func generic(suffix string) bool {
	if suffix == "com" || strings.IndexByte(suffix, '.') >= 0 {
		return false
	}
	_, icann := publicsuffix.PublicSuffix(suffix)
	return icann && suffixCountry(suffix) == nil
}
