package lookup

import (
	_ "embed" // the lists
	"strings"
	"sync"
)

// The lists are sorted text that stays where it lies in the binary. An index of
// where each entry stands is made at the first question: about a millisecond
// and 256 KB. Their origin and licences: data/README.md.

//go:embed data/free.txt
var freeList string

//go:embed data/free_overlay.txt
var freeOverlay string

//go:embed data/free_allow.txt
var freeAllow string

//go:embed data/disposable.txt
var disposableList string

//go:embed data/services.txt
var serviceList string

//go:embed data/cheap_tlds.txt
var cheapTLDs string

// list is one of the lists.
type list uint8

const (
	listFree list = iota
	listOverlay
	listAllow
	listDisposable
	listServices
	listCheap
	listCount
)

func (l list) text() string {
	switch l {
	case listFree:
		return freeList
	case listOverlay:
		return freeOverlay
	case listAllow:
		return freeAllow
	case listDisposable:
		return disposableList
	case listServices:
		return serviceList
	}
	return cheapTLDs
}

// listIndex finds an entry by its hash: most names are in no list, and for
// them one look at a slot is all. A slot holds 12 bits of the hash and the
// entry's place, counted through all lists; 0 is an empty slot.
type listIndex struct {
	slots [1 << slotBits]uint32
	ends  [listCount]int // where each list ends, counted so
}

const (
	slotBits  = 16
	placeBits = 20
)

var index = sync.OnceValue(makeIndex)

func makeIndex() *listIndex {
	x := &listIndex{}
	base := 0
	for l := range listCount {
		text := l.text()
		for at := 0; at < len(text); {
			end := at
			for end < len(text) && text[end] != '\n' {
				end++
			}
			word := text[at:end]
			if i := strings.IndexByte(word, '\t'); i >= 0 {
				word = word[:i]
			}
			if word != "" && word[0] != '#' {
				x.add(hashName(word), base+at)
			}
			at = end + 1
		}
		base += len(text)
		x.ends[l] = base
	}
	return x
}

func (x *listIndex) add(h uint32, place int) {
	i := h >> (32 - slotBits)
	for x.slots[i] != 0 {
		i = (i + 1) & (1<<slotBits - 1)
	}
	x.slots[i] = h<<placeBits | uint32(place)
}

// hashName is FNV-1a from the last byte to the first, so that one pass over a
// name has the hashes of all its parent domains on the way.
func hashName(s string) uint32 {
	h := uint32(hashStart)
	for i := len(s) - 1; i >= 0; i-- {
		h = (h ^ uint32(s[i])) * hashPrime
	}
	return h
}

const (
	hashStart = 2166136261
	hashPrime = 16777619
)

// find returns the next entry equal to key and the list it stands in, and what
// follows it after a tab; at counts the slots looked at so far.
func (x *listIndex) find(h uint32, key string, at *uint32) (in list, rest string, ok bool) {
	for {
		slot := x.slots[(h>>(32-slotBits)+*at)&(1<<slotBits-1)]
		if slot == 0 {
			return 0, "", false
		}
		*at++
		if slot>>placeBits != h&(1<<(32-placeBits)-1) {
			continue
		}
		place, base := int(slot&(1<<placeBits-1)), 0
		in = 0
		for place >= x.ends[in] {
			base = x.ends[in]
			in++
		}
		line := in.text()[place-base:]
		if !strings.HasPrefix(line, key) || len(line) > len(key) && line[len(key)] != '\n' && line[len(key)] != '\t' {
			continue
		}
		if line = line[len(key):]; line == "" || line[0] == '\n' {
			return in, "", true
		}
		rest, _, _ = strings.Cut(line[1:], "\n")
		return in, rest, true
	}
}

// isListed reports whether a list has the key.
func isListed(in list, key string) bool {
	if key == "" {
		return false
	}
	x, h, at := index(), hashName(key), uint32(0)
	for {
		l, _, ok := x.find(h, key, &at)
		if !ok || l == in {
			return ok
		}
	}
}

// listing is what the lists say of a host name.
type listing struct {
	tags    string // of the service it belongs to ("host,share"), "" if none
	service string // the service's own name: github.io of foo.github.io
	country string // of the free provider; "-" if it has users of many

	// From the name itself up to its registrable domain:
	overlay, disposable, free bool
	allow                     bool // the registrable domain itself
}

// listings asks all lists for a name and its parents at once. Of two entries
// the one nearer to the name counts.
func listings(name, org string) (l listing) {
	x := index()
	h := uint32(hashStart)
	dots := 0
	for i := len(name) - 1; i >= -1; i-- {
		if i >= 0 && name[i] != '.' {
			h = (h ^ uint32(name[i])) * hashPrime
			continue
		}
		if x.slots[h>>(32-slotBits)] != 0 {
			x.take(&l, h, name[i+1:], org, dots > 0)
		}
		if i >= 0 {
			h = (h ^ '.') * hashPrime
			dots++
			if i+1 < len(name) && name[i+1] == '.' {
				l.tags, l.service = "", "" // No host has an empty label.
			}
		}
	}
	return l
}

func (x *listIndex) take(l *listing, h uint32, key, org string, dotted bool) {
	for at := uint32(0); key != ""; {
		in, rest, ok := x.find(h, key, &at)
		if !ok {
			return
		}
		switch {
		case in == listServices:
			if dotted {
				l.tags, l.service = rest, key
			}
		case len(key) < len(org):
		case in == listOverlay:
			l.overlay, l.country = true, rest
		case in == listDisposable:
			l.disposable = true
		case in == listFree:
			l.free = true
		case in == listAllow:
			l.allow = l.allow || len(key) == len(org)
		}
	}
}

// service returns the tags of a known service ("host,share") that the host
// name belongs to, "" if none. Subdomains count: foo.github.io is GitHub's.
func service(host string) string {
	if strings.IndexByte(host, '.') <= 0 {
		return ""
	}
	return listings(host, host).tags
}

// parent cuts the first label off a domain name; "" at the end.
func parent(name string) string {
	_, rest, _ := strings.Cut(name, ".")
	return rest
}

// tagged reports whether tags (comma-separated) hold the tag.
func tagged(tags, tag string) bool {
	for tags != "" {
		var t string
		if t, tags, _ = strings.Cut(tags, ","); t == tag {
			return true
		}
	}
	return false
}
