package compose

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"xunpan"
)

var (
	numberRun = regexp.MustCompile(`\d[\d.,  ]*\d|\d`)
	keptLink  = regexp.MustCompile(`https?://[^\s<>"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+`)
	keptCode  = regexp.MustCompile(`\b[A-Z]{2,}[A-Z0-9-]*\b|\b[A-Z][A-Za-z]*-?\d[\w-]*\b`)
	keptGap   = regexp.MustCompile(xunpan.GapOpen + "[^" + xunpan.GapClose + "]*" + xunpan.GapClose)
)

// Kept compares a letter with what others made of its words: numbers, links,
// addresses, models and codes, gaps and the given names must be in it as often as
// before, and none besides. It names the first that is not; "" where all are.
func Kept(before, after string, names []string) string {
	for _, form := range []struct {
		find *regexp.Regexp
		same func(string) string
	}{{keptGap, strings.TrimSpace}, {keptLink, func(s string) string { return strings.TrimRight(s, ".,;:!?)") }}, {numberRun, digitsIn}, {keptCode, strings.ToUpper}} {
		was, is := counted(form.find, before, form.same), counted(form.find, after, form.same)
		if lost := unlike(was, is); lost != "" {
			return lost
		}
		if form.find != keptCode { // a translation may say OK in capitals
			if more := unlike(is, was); more != "" {
				return more
			}
		}
	}
	for _, name := range names {
		if name = strings.TrimSpace(name); len([]rune(name)) > 1 && strings.Contains(before, name) && !strings.Contains(after, name) {
			return name
		}
	}
	return ""
}

func digitsIn(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsDigit(r) {
			return r
		}
		return -1
	}, s)
}

func counted(find *regexp.Regexp, text string, same func(string) string) map[string]int {
	m := map[string]int{}
	for _, s := range find.FindAllString(text, -1) {
		m[same(s)]++
	}
	return m
}

// unlike is the first, in order, that is in one count more often than in another.
func unlike(a, b map[string]int) string {
	var all []string
	for s, n := range a {
		if b[s] < n {
			all = append(all, s)
		}
	}
	slices.Sort(all)
	if len(all) == 0 {
		return ""
	}
	return all[0]
}
