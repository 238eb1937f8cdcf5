package lookup

import (
	"strings"
	"unicode/utf8"

	"xunpan"
)

const maxAuth = 10 // Authentication-Results read

// readAuth reads what the receiving server recorded (RFC 8601, D3.33): the topmost
// Authentication-Results and those below it of the same server; where there is
// none, the topmost Received-SPF. ARC seals are others' words and not read.
//
//	SPF    pass → passed; fail → failed; softfail → failed unless DKIM passed
//	DKIM   any signature passes → passed; fail → failed
//	DMARC  pass, bestguesspass → passed; fail → failed
//	none, neutral, policy, temperror, permerror → unknown
//
// After a list's relay the results speak of the list, so they are unknown.
func (l *local) readAuth() xunpan.Auth {
	var a xunpan.Auth
	spf := ""
	for i, v := range l.head.auth[:l.authLines] {
		if len(v) > 4000 {
			v = v[:4000]
		}
		server, results := authServer(v)
		if i == 0 {
			a.Server = server
			a.At = headerStart("Authentication-Results", v)
		} else if server != a.Server {
			continue
		}
		for results != "" {
			var one string
			if one, results = cutResult(results); one == "" {
				continue
			}
			method, result, ok := strings.Cut(one, "=")
			if !ok {
				continue
			}
			result = firstWord(result)
			switch strings.ToLower(strings.TrimSpace(method)) {
			case "spf":
				if spf == "" {
					spf = result
				}
			case "dkim":
				if v := passFail(result); v == xunpan.Passed || a.DKIM == xunpan.Unknown {
					a.DKIM = v
				}
			case "dmarc":
				if a.DMARC == xunpan.Unknown {
					a.DMARC = passFail(result)
				}
			}
		}
	}
	if spf == "" {
		if v := l.receivedSPF.value; v != "" {
			spf = firstWord(v)
			if a.At.IsZero() {
				a.At = headerStart("Received-SPF", v)
			}
		}
	}
	a.SPF = passFail(spf)
	if spf == "softfail" && a.DKIM == xunpan.Passed {
		a.SPF = xunpan.Unknown
	}
	if l.s.ListRelay {
		a.SPF, a.DKIM, a.DMARC = xunpan.Unknown, xunpan.Unknown, xunpan.Unknown
	}
	return a
}

// authServer splits off the authserv-id. Some servers leave it out.
func authServer(v string) (server, results string) {
	head, rest := cutResult(v)
	if strings.IndexByte(head, '=') >= 0 {
		return "", v
	}
	return strings.ToLower(firstWord(head)), rest
}

// cutResult cuts at the next semicolon outside of comments.
func cutResult(s string) (one, rest string) {
	i := outsideComments(s, func(i int) bool { return s[i] == ';' })
	if i < 0 {
		return strings.TrimSpace(s), ""
	}
	return strings.TrimSpace(s[:i]), s[i+1:]
}

// outsideComments returns the first place outside of comments (RFC 5322 3.2.2)
// that is as wanted, or -1.
func outsideComments(s string, wanted func(i int) bool) int {
	depth := 0
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '(':
			depth++
		case c == ')' && depth > 0:
			depth--
		case depth == 0 && wanted(i):
			return i
		}
	}
	return -1
}

func firstWord(s string) string {
	s = strings.TrimSpace(s)
	if i := strings.IndexAny(s, " \t\r\n(;/"); i >= 0 {
		s = s[:i]
	}
	return strings.ToLower(s)
}

func passFail(result string) xunpan.Verdict {
	switch result {
	case "pass", "bestguesspass":
		return xunpan.Passed
	case "fail", "hardfail", "softfail":
		return xunpan.Failed
	}
	return xunpan.Unknown
}

// headerStart marks a header's value, of a long one the beginning.
func headerStart(name, v string) xunpan.Span {
	n := min(len(v), 200)
	for n > 0 && n < len(v) && !utf8.RuneStart(v[n]) {
		n--
	}
	return xunpan.Span{Part: xunpan.HeaderPart(name), End: n}
}
