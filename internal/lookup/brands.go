package lookup

import (
	_ "embed" // the brands
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

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
	slips int    // how many slips of the keyboard it may be recognised by
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
	sieve  sieve
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
		if len(first) > 4 || len(first) > 2 && f[2] != "word" || f[2] == "short" {
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
		k := key{text: text, skel: skeleton(text), mask: letters(text), kind: kind, brand: b}
		switch n := len(text); {
		case kind == wordKey || kind == shortKey:
		case n >= 11, kind == customerKey && n >= 9:
			k.slips = 2
		case n >= 6, kind == customerKey && n >= 5:
			k.slips = 1
		}
		x.sieve.add(len(x.keys), letters(k.skel), k.slips)
		x.keys = append(x.keys, k)
	}
}

// houseIndex is the look-alike index of our own and our customers' domains.
func houseIndex(house xunpan.Profile) *brandIndex {
	if len(house.Customers)+len(house.Domains) == 0 {
		return &brandIndex{}
	}
	x := &brandIndex{owner: make(map[string]*brand, len(house.Customers)+len(house.Domains))}
	for _, d := range slices.Concat(house.Domains, house.Customers) {
		name, _ := cleanDomain(d)
		if strings.IndexByte(name, '.') < 0 {
			continue
		}
		org, _ := registrable(name)
		if x.owner[org] != nil || isListed(listOverlay, org) || isListed(listFree, org) {
			continue // Customers with free mail have no domain to imitate.
		}
		b := &brand{name: org, domains: []string{org}}
		x.owner[org] = b
		text := strings.ReplaceAll(mainLabel(org), "-", "")
		if len(text) >= 4 && isASCII(text) {
			x.add(text, customerKey, b)
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

// word returns the key that a word is in any case, or nil.
func (x *brandIndex) word(w string) *key {
	var buf [maxSkeleton]byte
	if len(w) > len(buf) {
		return nil
	}
	low := append(buf[:0], w...)
	for i, c := range low {
		if c >= utf8.RuneSelf {
			return x.byText[strings.ToLower(w)]
		}
		if 'A' <= c && c <= 'Z' {
			low[i] = c + 'a' - 'A'
		}
	}
	return x.byText[string(low)]
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

// ending is what a domain ends with.
type ending struct {
	suffix   string // public suffix
	national bool   // a country's own
	cheap    bool   // given away or mostly abused
}

// generic reports a top-level domain open to anyone in the world, .com left
// out: a brand's ccTLD is mostly its own, its .biz mostly not.
func (e ending) generic() bool {
	return e.suffix != "com" && !e.national && strings.IndexByte(e.suffix, '.') < 0
}
