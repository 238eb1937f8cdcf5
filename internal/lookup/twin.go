package lookup

import (
	"strings"

	"xunpan"
)

// twin finds two domains of one conversation that differ by a letter or two,
// or of which one wears the recipient's name with a word added: the way
// invoices are diverted in mid-thread (D3.44). Sender and reply address are
// compared with each other, with the recipient's and with every address of the
// quoted history. It returns "one ≠ other", or "".
func (l *local) twin() string {
	var mine, others [8]string
	nm, no := 0, 0
	take := func(list *[8]string, n *int, d *xunpan.Domain) {
		if d.Org != "" && d.Kind != xunpan.DomainFree && *n < len(list) {
			list[*n] = d.Org
			*n++
		}
	}
	take(&mine, &nm, &l.s.From)
	take(&mine, &nm, &l.s.Reply)
	if nm == 0 {
		return ""
	}
	for i := range l.m.To {
		if i == 3 {
			break
		}
		take(&others, &no, &l.look(mailDomain(l.m.To[i].Mail)).Domain)
	}
	to := no
	for _, b := range l.m.Blocks {
		if b.Kind != xunpan.Quoted || b.Start < 0 || b.End > len(l.m.Body) || b.Start >= b.End {
			continue
		}
		text := l.m.Body[b.Start:min(b.End, b.Start+maxQuoted)]
		for no < len(others) {
			i := strings.IndexByte(text, '@')
			if i < 0 {
				break
			}
			end := i + 1
			for end < len(text) && end-i < maxDomain && hostByte(text[end]) {
				end++
			}
			if host := strings.Trim(text[i+1:end], ".-"); strings.IndexByte(host, '.') > 0 {
				take(&others, &no, &l.look(strings.ToLower(host)).Domain)
			}
			text = text[end:]
		}
	}
	for i, a := range mine[:nm] {
		for _, b := range mine[i+1 : nm] {
			if twins(a, b) {
				return a + " ≠ " + b
			}
		}
		for j, b := range others[:no] {
			if twins(a, b) || j < to && dressed(a, b) {
				return a + " ≠ " + b
			}
		}
	}
	return ""
}

// maxQuoted bounds the history searched for addresses.
const maxQuoted = 32 << 10

// twins reports whether two different organisations' names differ by one
// letter, or two where the names are long, or look alike.
func twins(a, b string) bool {
	if a == b {
		return false
	}
	x, y := mainLabel(a), mainLabel(b)
	if len(x) < 5 || len(y) < 5 {
		return false
	}
	if x == y {
		return false // one firm's other ending
	}
	limit := 1
	if len(x) >= 10 && len(y) >= 10 {
		limit = 2
	}
	var buf [maxSkeleton]byte
	return skeletonIs(x, string(appendSkeleton(buf[:0], y))) || within(x, y, limit)
}

// dressed reports whether a is b's name with a word of office before or
// behind: "ourname-mail.top".
func dressed(a, b string) bool {
	x, y := mainLabel(a), mainLabel(b)
	if len(y) < 5 || len(x) <= len(y) || x == y {
		return false
	}
	if rest, ok := strings.CutPrefix(x, y); ok {
		return allAffixes(strings.Trim(rest, "-"))
	}
	if rest, ok := strings.CutSuffix(x, y); ok {
		return allAffixes(strings.Trim(rest, "-"))
	}
	return false
}
