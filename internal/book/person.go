package book

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// PersonKey is a person's name as it is compared: without titles, in Latin
// letters where Cyrillic or Greek is spelled so, the words in the order of the
// alphabet, since some write the family name first.
func PersonKey(name string) string {
	words := split(latin(fold(name)))
	out := words[:0]
	for _, w := range words {
		if isHan(firstRune(w)) {
			w = trimHonour(w)
		}
		if w != "" && !titles[w] && !slices.Contains(out, w) {
			out = append(out, w)
		}
	}
	if len(out) > 6 {
		out = out[:6]
	}
	slices.Sort(out)
	return strings.Join(out, " ")
}

// fullName reports whether a person's key has a given and a family name, so
// that it says more than "Maria".
func fullName(key string) bool {
	long := 0
	for w := range strings.FieldsSeq(key) {
		if isHan(firstRune(w)) && utf8.RuneCountInString(w) >= 2 || firstRune(w) >= 0xac00 && utf8.RuneCountInString(w) >= 3 {
			return true // written in one
		}
		if utf8.RuneCountInString(w) > 1 {
			long++
		}
	}
	return long >= 2
}

// frequentName reports a name that many people bear: all its words are in the
// list of common ones.
func frequentName(key string) bool {
	for w := range strings.FieldsSeq(key) {
		if utf8.RuneCountInString(w) > 1 && !isCommon(w) {
			return false
		}
	}
	return true
}

// nearPerson reports whether one name is the other shortened: "J. Smith" and
// "John Smith", "Maria" and "Maria Lopez".
func nearPerson(a, b string) bool {
	x, y := strings.Fields(a), strings.Fields(b)
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) == 0 {
		return false
	}
	shared := 0
	for _, w := range x {
		switch {
		case slices.Contains(y, w):
			if utf8.RuneCountInString(w) > 2 {
				shared++
			}
		case slices.ContainsFunc(y, func(v string) bool { return isInitial(w, v) || isInitial(v, w) }):
		default:
			return false
		}
	}
	return shared > 0
}

// isInitial reports whether a word is the first letter of a name.
func isInitial(w, name string) bool {
	return utf8.RuneCountInString(w) == 1 && strings.HasPrefix(name, w)
}

// titles stand before or behind names and are no part of them.
var titles = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(`mr mrs ms miss mister madam madame mme mlle monsieur sir dr doctor prof professor eng engr ing ingeniero ir arch adv hon
 herr frau hr fr dipl mag mba phd msc bsc ca cpa sr sra srta senor senora senorita don dona sig sigra dott dottssa avv lic licda bay bayan bey hanim
 gn gospodin pan pani shri smt ji al mohtaram ustaz alustaz alsayed sayed السيد السيده الاستاذ استاذ المهندس مهندس الدكتور دكتور الحاج م د أ คุณ นาย นาง
 ltd gmbh inc llc`) {
		m[w] = true
	}
	return m
}()

func trimHonour(w string) string {
	for _, h := range []string{"先生", "女士", "小姐", "经理", "总经理", "老师", "様", "さん", "总"} {
		if rest, ok := strings.CutSuffix(w, h); ok && rest != "" {
			return rest
		}
	}
	return w
}
