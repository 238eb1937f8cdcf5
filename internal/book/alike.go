package book

import (
	"slices"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// Two entries that may be one are suggested to a person with what speaks for
// it. Nothing here merges by itself.

// The least strength that is worth a person's time.
const worthSuggesting = 30

// Likeness is how much speaks for two entries being one.
type Likeness struct {
	Strength int // 0 to 99; below 30 nothing is suggested
	Reasons  []xunpan.Reason
}

func (l *Likeness) add(points int, r xunpan.Reason) {
	l.Strength += points
	l.Reasons = append(l.Reasons, r)
}

func (l *Likeness) done() Likeness {
	l.Strength = max(0, min(l.Strength, 99))
	if l.Strength < worthSuggesting {
		return Likeness{}
	}
	return *l
}

// Companies compares two firms. People are the full names that write for both.
func Companies(a, b *xunpan.Company, people []string) Likeness {
	var l Likeness
	x, y := telling(a), telling(b)
	switch {
	case sameName(x, y):
		l.add(45, reason("name", "Same name", "公司名称相同", b.Name))
	case nearName(x, y):
		l.add(30, reason("spelling", "Nearly the same name", "公司名称相近", a.Name+" / "+b.Name))
	}
	if d := sharedKey(&a.Entry, &b.Entry, xunpan.KeyDomain); d != "" {
		l.add(70, reason("domain", "Same website or mail domain", "网站或邮箱域名相同", d))
	} else if d := sisterDomain(a, b); d != "" {
		l.add(35, reason("sister_domain", "Same domain under another ending", "相同域名、不同后缀", d))
	}
	if p := sharedKey(&a.Entry, &b.Entry, xunpan.KeyPhone); p != "" {
		l.add(35, reason("phone", "Same telephone number", "电话号码相同", p))
	}
	for i, p := range people {
		points := 20
		if frequentName(p) {
			points = 8
		}
		if i == 0 {
			l.add(points, reason("person", "The same person at both", "两家公司有同名联系人", p))
		}
	}
	if l.Strength == 0 {
		return l
	}
	switch {
	case a.Country == "" || b.Country == "":
	case a.Country == b.Country:
		l.add(20, reason("country", "Same country", "国家相同", a.Country))
	default:
		l.Strength -= 15
		l.Reasons = append(l.Reasons, reason("countries", "But other countries", "但国家不同", a.Country+" / "+b.Country))
	}
	if da, db := a.KeysOf(xunpan.KeyDomain), b.KeysOf(xunpan.KeyDomain); len(da) > 0 && len(db) > 0 && sharedKey(&a.Entry, &b.Entry, xunpan.KeyDomain) == "" {
		l.Strength -= 10
		l.Reasons = append(l.Reasons, reason("domains", "But other domains: look closely, impostors do so too", "但域名不同：请仔细核对，冒充者也会这样做", da[0]+" / "+db[0]))
	}
	return l.done()
}

// Contacts compares two people.
func Contacts(a, b *xunpan.Contact) Likeness {
	var l Likeness
	x, y := PersonKey(a.Name), PersonKey(b.Name)
	named := true
	switch {
	case x == "" || y == "":
		named = false
	case x == y && fullName(x):
		points := 30
		if frequentName(x) {
			points = 15
		}
		l.add(points, reason("name", "Same name", "姓名相同", b.Name))
	case x == y || nearPerson(x, y):
		l.add(12, reason("short_name", "One name is the other shortened", "姓名相近", a.Name+" / "+b.Name))
	default:
		l.Strength -= 25 // two people who share a telephone
	}
	phone := sharedKey(&a.Entry, &b.Entry, xunpan.KeyPhone, xunpan.KeyWhatsApp)
	if phone != "" {
		l.add(35, reason("phone", "Same telephone number", "电话号码相同", phone))
	}
	if m := sharedKey(&a.Entry, &b.Entry, xunpan.KeyMail); m != "" {
		l.add(60, reason("mail", "Same mail address", "邮箱地址相同", m))
	} else if m := twinMailbox(a, b); m != "" && named {
		l.add(30, reason("mailbox", "The same mailbox name with another provider", "不同服务商的同名邮箱", m))
	}
	if sharedKey(&a.Entry, &b.Entry, xunpan.KeyProfile) != "" {
		l.add(50, reason("profile", "Same profile on the platform", "平台账号相同", ""))
	}
	if len(l.Reasons) == 0 {
		return Likeness{}
	}
	if a.Company != "" && a.Company == b.Company {
		l.add(30, reason("company", "Same company", "公司相同", ""))
	} else if a.Country != "" && a.Country == b.Country {
		l.add(10, reason("country", "Same country", "国家相同", a.Country))
	} else if a.Country != "" && b.Country != "" && a.Country != b.Country {
		l.Strength -= 15
	}
	return l.done()
}

// telling are the names of a firm that can tell it from others.
func telling(c *xunpan.Company) []FirmName {
	var ns []FirmName
	for _, k := range c.KeysOf(xunpan.KeyName) {
		if n := ReadFirm(k); n.Telling() {
			ns = append(ns, n)
		}
	}
	return ns
}

func sameName(x, y []FirmName) bool {
	return slices.ContainsFunc(x, func(a FirmName) bool {
		return slices.ContainsFunc(y, func(b FirmName) bool {
			return a.Key == b.Key || slices.Equal(a.Distinct, b.Distinct) && a.rare()
		})
	})
}

// nearName reports whether the distinct words differ by a slip or two.
func nearName(x, y []FirmName) bool {
	return slices.ContainsFunc(x, func(a FirmName) bool {
		return slices.ContainsFunc(y, func(b FirmName) bool { return slip(a.joined(), b.joined()) })
	})
}

// joined are the distinct words in one, in Latin letters.
func (n *FirmName) joined() string { return latin(strings.Join(n.Distinct, "")) }

// slip reports whether two words differ by no more than their length allows:
// one letter from six letters on, two from ten.
func slip(a, b string) bool {
	x, y := []rune(a), []rune(b)
	short := min(len(x), len(y))
	if a == b {
		return short >= enoughWeight
	}
	allowed := 0
	switch {
	case short >= 10:
		allowed = 2
	case short >= 6:
		allowed = 1
	}
	return allowed > 0 && len(x)-len(y) <= allowed && len(y)-len(x) <= allowed && distance(x, y) <= allowed
}

// distance counts the letters put in, left out, exchanged or swapped with their
// neighbour between two words.
func distance(a, b []rune) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

func sharedKey(a, b *xunpan.Entry, kinds ...xunpan.KeyKind) string {
	for _, k := range a.Keys {
		if !slices.Contains(kinds, k.Kind) {
			continue
		}
		for _, kind := range kinds {
			if b.Has(xunpan.Key{Kind: kind, Value: k.Value}) {
				return k.Value
			}
		}
	}
	return ""
}

// sisterDomain returns two domains of one name under two endings.
func sisterDomain(a, b *xunpan.Company) string {
	for _, x := range a.KeysOf(xunpan.KeyDomain) {
		for _, y := range b.KeysOf(xunpan.KeyDomain) {
			if l := label(x); len(l) >= 5 && l == label(y) && !isCommon(l) {
				return x + " / " + y
			}
		}
	}
	return ""
}

// twinMailbox returns a mailbox name both have with two providers:
// john.smith77@ here and there. Everybody has "info@".
func twinMailbox(a, b *xunpan.Contact) string {
	for _, x := range a.KeysOf(xunpan.KeyMail) {
		for _, y := range b.KeysOf(xunpan.KeyMail) {
			l, _, _ := strings.Cut(x, "@")
			m, _, _ := strings.Cut(y, "@")
			if l == m && len(l) >= 7 && !isCommon(l) && !strings.Contains(l, "info") {
				return x + " / " + y
			}
		}
	}
	return ""
}

// sounds spells alike what sounds alike.
var sounds = strings.NewReplacer("shch", "s", "sch", "s", "tsch", "s", "sh", "s", "ch", "s", "cz", "s", "zh", "s", "ph", "f", "kh", "k", "ck", "k",
	"qu", "k", "th", "t", "ts", "s", "tz", "s", "w", "v", "x", "ks", "q", "k", "c", "k", "z", "s", "j", "y")

// Sound is how the distinct words of a name sound, roughly: names that are
// misheard, misspelled in a vowel or come from another alphabet share it. "" if
// that says too little.
func (n *FirmName) Sound() string {
	if !n.rare() {
		return ""
	}
	s := n.joined()
	if !isASCII(s) {
		return s
	}
	var b strings.Builder
	var last rune
	for i, r := range sounds.Replace(s) {
		if i > 0 && strings.ContainsRune("aeiouyh", r) || r == last {
			continue
		}
		b.WriteRune(r)
		last = r
	}
	if utf8.RuneCountInString(b.String()) < 4 {
		return ""
	}
	return b.String()
}
