package lookup

import (
	_ "embed" // the lists
	"strings"
)

// The lists are sorted text, searched where they lie: no work at start, no
// memory beyond the binary. Their origin and licences: data/README.md.

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

// listed looks a key up in a list of lines sorted by their bytes; what follows
// the key after a tab is returned with it.
func listed(list, key string) (rest string, ok bool) {
	if key == "" {
		return "", false
	}
	lo, hi := 0, len(list)
	for lo < hi {
		mid := lo + (hi-lo)/2
		start := strings.LastIndexByte(list[lo:mid], '\n') + 1 + lo
		end := strings.IndexByte(list[mid:], '\n')
		if end < 0 {
			end = len(list)
		} else {
			end += mid
		}
		word, more, _ := strings.Cut(list[start:end], "\t")
		switch {
		case word == key:
			return more, true
		case word < key:
			lo = min(end+1, hi)
		default:
			hi = start
		}
	}
	return "", false
}

// parent cuts the first label off a domain name; "" at the end.
func parent(name string) string {
	_, rest, _ := strings.Cut(name, ".")
	return rest
}

// listedUpTo looks up name and its parents down to org.
func listedUpTo(list, name, org string) (rest string, ok bool) {
	for n := name; n != ""; n = parent(n) {
		if rest, ok = listed(list, n); ok {
			return rest, true
		}
		if n == org || len(n) < len(org) {
			break
		}
	}
	return "", false
}

// service returns the tags of a known service ("host,share") that the host
// name belongs to, "" if none. Subdomains count: foo.github.io is GitHub's.
func service(host string) string {
	for n := host; strings.IndexByte(n, '.') > 0; n = parent(n) {
		if tags, ok := listed(serviceList, n); ok {
			return tags
		}
	}
	return ""
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
