package mail

import (
	"strings"
	"unicode/utf8"

	"golang.org/x/net/idna"

	"xunpan"
)

// parseAddresses reads an address header (RFC 5322 3.4) as senders write it:
// missing quotes and brackets, semicolons for commas, groups, comments for
// names, encoded words anywhere. Values are undecoded but for raw 8-bit bytes.
// Mail is empty where no address could be made out.
func parseAddresses(s string) []xunpan.Address {
	var out []xunpan.Address
	for rest := s; rest != "" && len(out) < maxAddresses; {
		var a scannedAddress
		rest = a.scan(rest)
		if addr, ok := a.address(); ok {
			out = append(out, addr)
			continue
		}
		// The whole of "Name <a@b>" inside one encoded word.
		if strings.Contains(a.phrase, "=?") {
			if d := decodeWords(a.phrase); d != a.phrase && strings.IndexByte(d, '@') >= 0 && !strings.Contains(d, "=?") {
				out = append(out, parseAddresses(d)...)
				continue
			}
		}
		if name := a.name(); name != "" && !a.group {
			out = append(out, xunpan.Address{Name: name})
		}
	}
	return out
}

// scannedAddress is one address taken apart.
type scannedAddress struct {
	phrase  string // what stands before the brackets, quotes and comments taken off
	comment string
	angle   string // what stands in the brackets
	quoted  bool   // the phrase held a quoted string
	group   bool   // a group's name, not an address
	open    bool   // a comment or quoted string never ends; the rest is plain
}

// near is as much of s as is searched for what closes an address or a quote;
// it keeps hostile headers from being searched over and over.
func near(s string) string { return s[:min(len(s), 4<<10)] }

// scan takes one address off s and returns the rest.
func (a *scannedAddress) scan(s string) (rest string) {
	var room [128]byte
	phrase := room[:0]
	i := 0
	plain := 0 // where the run of plain text began that is not yet in phrase
	take := func(end int) { phrase = append(phrase, s[plain:end]...) }
	defer func() { a.phrase = strings.TrimSpace(string(phrase)) }()
	for i < len(s) {
		switch c := s[i]; c {
		case '"':
			text, n := "", 0
			if !a.open {
				text, n = quotedString(near(s[i:]))
			}
			if n == 0 { // never closed: an ordinary character
				a.open = true
				take(i)
				i++
				plain = i
				continue
			}
			take(i)
			// A quoted local part stays quoted.
			if i+n < len(s) && s[i+n] == '@' {
				text = s[i : i+n]
			} else {
				a.quoted = true
			}
			phrase = append(phrase, text...)
			i += n
			plain = i
		case '(':
			n := 0
			if !a.open {
				n = commentEnd(near(s[i:]))
			}
			if n == 0 {
				a.open = true
				i++
				continue
			}
			take(i)
			if a.comment == "" {
				a.comment = s[i+1 : i+n-1]
			}
			phrase = append(phrase, ' ')
			i += n
			plain = i
		case '<':
			end := strings.IndexByte(near(s[i:]), '>')
			if end < 0 {
				// Never closed: up to what ends an address.
				if end = strings.IndexAny(s[i+1:], ",; \t"); end < 0 {
					end = len(s) - i
				} else {
					end++
				}
			}
			text := strings.Trim(s[i+1:i+end], "< \t")
			if a.angle == "" || strings.IndexByte(a.angle, '@') < 0 && strings.IndexByte(text, '@') >= 0 {
				a.angle = text
			}
			take(i)
			phrase = append(phrase, ' ')
			i = min(i+end+1, len(s))
			if i < len(s) && s[i] == '>' {
				i++
			}
			plain = i
		case ',':
			// "Smith, John <j@x>" without quotes: the comma belongs to the name.
			if a.angle == "" && !a.quoted && strings.IndexByte(near(s[:i]), '@') < 0 && commaInName(near(s[i+1:])) {
				i++
				continue
			}
			take(i)
			return s[i+1:]
		case ';':
			take(i)
			return s[i+1:]
		case ':':
			// "undisclosed-recipients:;", "mailto:a@b", "Group: a@b, c@d;".
			take(i)
			name := strings.TrimSpace(string(phrase))
			if a.angle == "" && strings.IndexByte(name, '@') < 0 {
				phrase, a.quoted, a.comment = phrase[:0], false, ""
				i++
				plain = i
				if strings.IndexByte(near(s[i:]), '@') < 0 {
					a.group = true
				}
				continue
			}
			plain = i
			i++
		default:
			i++
		}
	}
	take(len(s))
	return ""
}

// commaInName reports whether what follows a comma is the rest of a name and
// its bracketed address, not another address.
func commaInName(rest string) bool {
	at := strings.IndexByte(rest, '@')
	open := strings.IndexByte(rest, '<')
	sep := strings.IndexAny(rest, ",;")
	return open >= 0 && open < at && (sep < 0 || open < sep)
}

// quotedString reads the quoted string that s begins with.
func quotedString(s string) (text string, n int) {
	escaped := false
	for i := 1; i < len(s); i++ {
		switch s[i] {
		case '\\':
			escaped = true
			i++
		case '"':
			text = s[1:i]
			if escaped {
				text = unescape(text)
			}
			return text, i + 1
		}
	}
	return "", 0
}

// commentEnd is the length of the comment that s begins with, 0 if it never ends.
func commentEnd(s string) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			i++
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return i + 1
			}
		}
	}
	return 0
}

// address makes an address of what was scanned.
func (a *scannedAddress) address() (xunpan.Address, bool) {
	if strings.IndexByte(a.angle, '@') >= 0 {
		if m := normalMail(a.angle); m != "" {
			return xunpan.Address{Name: a.name(), Mail: m}, true
		}
	}
	// No brackets: the word that holds the "@".
	rest := a.phrase
	if a.angle != "" {
		rest += " " + a.angle
	}
	at := strings.LastIndexByte(rest, '@')
	if at < 0 {
		return xunpan.Address{}, false
	}
	start := strings.LastIndexAny(rest[:at], " \t\"") + 1
	if strings.HasSuffix(rest[:at], `"`) {
		start = max(strings.LastIndexByte(rest[:at-1], '"'), 0)
	}
	end := len(rest)
	if i := strings.IndexAny(rest[at:], " \t"); i >= 0 {
		end = at + i
	}
	m := normalMail(rest[start:end])
	if m == "" {
		return xunpan.Address{}, false
	}
	a.phrase = strings.TrimSpace(rest[:start] + " " + rest[end:])
	return xunpan.Address{Name: a.name(), Mail: m}, true
}

// name is the display name: the phrase, else the comment.
func (a *scannedAddress) name() string {
	n := a.phrase
	if n == "" {
		n = a.comment
	}
	n = decodeWords(n)
	if strings.Contains(n, "=?") {
		// Encoded words inside a quoted encoded word: some gateways encode twice.
		n = decodeWords(n)
	}
	n = trimAny(oneLine(n), " \t'\"")
	if strings.Contains(n, "  ") {
		n = strings.Join(strings.Fields(n), " ")
	}
	return cut(strings.ToValidUTF8(n, "\ufffd"), 1000)
}

// trimAny takes the characters of an ASCII set off both ends. It is strings.Trim
// without the table that strings.Trim makes each time.
func trimAny(s, set string) string {
	for s != "" && strings.IndexByte(set, s[0]) >= 0 {
		s = s[1:]
	}
	for s != "" && strings.IndexByte(set, s[len(s)-1]) >= 0 {
		s = s[:len(s)-1]
	}
	return s
}

// unspaced takes white space out.
func unspaced(s string) string {
	if strings.IndexByte(s, ' ') < 0 && strings.IndexByte(s, '\t') < 0 {
		return s
	}
	return strings.Join(strings.Fields(s), "")
}

// normalMail returns the address without decoration, its domain in lower case
// and Unicode, or "" if it is none.
func normalMail(s string) string {
	s = trimAny(s, " \t\r\n<>,;'")
	if len(s) > 7 && startsFold(s, "mailto:") {
		s = s[7:]
	}
	if strings.Contains(s, "=?") {
		s = decodeWords(s)
	}
	// A source route: "@relay:user@host" (RFC 5322 4.4).
	if strings.HasPrefix(s, "@") {
		if i := strings.IndexByte(s, ':'); i >= 0 {
			s = s[i+1:]
		}
	}
	at := strings.LastIndexByte(s, '@')
	if at <= 0 || at == len(s)-1 || len(s) > 1000 {
		return ""
	}
	local, domain := s[:at], s[at+1:]
	if strings.IndexByte(local, '"') != 0 {
		local = unspaced(local)
		if strings.IndexByte(local, '(') >= 0 {
			local = dropComments(local)
		}
	}
	domain = normalDomain(domain)
	if local == "" || domain == "" || !utf8.ValidString(s) {
		return ""
	}
	if len(local)+1+len(domain) == len(s) && s[:at] == local && s[at+1:] == domain {
		return s
	}
	return local + "@" + domain
}

// normalDomain returns a domain in lower case and Unicode, or "".
func normalDomain(d string) string {
	d = trimAny(d, " \t.>\"")
	if strings.IndexByte(d, '(') >= 0 {
		d = strings.TrimSpace(dropComments(d))
	}
	if i := strings.IndexAny(d, " \t,;<>()"); i >= 0 {
		d = d[:i]
	}
	d = strings.ToLower(d)
	if strings.Contains(d, "xn--") {
		// An invalid name stays as it is written.
		if u, err := idna.Punycode.ToUnicode(d); err == nil {
			d = u
		}
	}
	return d
}

// messageIDs returns the ids of a Message-ID, In-Reply-To or References header,
// brackets off. Text that is no id ("Your message of Monday") is left out.
func messageIDs(s string) []string {
	var ids []string
	for s != "" && len(ids) < maxIDs {
		open := strings.IndexByte(s, '<')
		if open < 0 {
			break
		}
		end := strings.IndexByte(s[open:], '>')
		if end < 0 {
			s = s[open+1:]
			break
		}
		if id := strings.TrimSpace(s[open+1 : open+end]); id != "" {
			ids = append(ids, unspaced(id))
		}
		s = s[open+end+1:]
	}
	if len(ids) > 0 {
		return ids
	}
	for _, w := range strings.Fields(s) {
		if strings.IndexByte(w, '@') > 0 && len(ids) < maxIDs {
			ids = append(ids, strings.Trim(w, "<>,;"))
		}
	}
	return ids
}
