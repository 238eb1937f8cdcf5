package mail

import "strings"

// params is a structured value such as Content-Type's: the value in lower case
// and its parameters in order, continuations joined (RFC 2231).
type params struct {
	value string
	list  []param
}

type param struct{ key, value string }

// get returns the first parameter of that name.
func (p *params) get(key string) string {
	for i := range p.list {
		if p.list[i].key == key {
			return p.list[i].value
		}
	}
	return ""
}

// maxParams is how many parameters of a value are read.
const maxParams = 64

// parseParams reads `value; key=value; key="quoted"; key*0*=utf-8”…`. It bears
// missing quotes, spaces, doubled semicolons and comments. The values are not
// decoded but for RFC 2231.
func parseParams(s string) params {
	var p params
	semi := strings.IndexByte(s, ';')
	if semi < 0 {
		semi = len(s)
	}
	p.value = lower(strings.Trim(dropComment(s[:semi]), " \t\"'"))
	// Some senders forget the semicolon: "text/plain charset=utf-8".
	if i := strings.IndexAny(p.value, " \t,"); i >= 0 {
		if strings.IndexByte(p.value[i:], '=') >= 0 {
			semi = i
		}
		p.value = p.value[:i]
	}
	if semi >= len(s) {
		return p
	}
	extended := false
	rest := s[semi+1:]
	for rest != "" && len(p.list) < maxParams {
		rest = strings.TrimLeft(rest, " \t;")
		eq := strings.IndexAny(rest, "=;")
		if eq < 0 {
			break
		}
		if rest[eq] == ';' {
			rest = rest[eq+1:]
			continue
		}
		key := lower(strings.TrimSpace(rest[:eq]))
		var v string
		v, rest = paramValue(strings.TrimLeft(rest[eq+1:], " \t"))
		extended = extended || strings.IndexByte(key, '*') > 0
		p.list = append(p.list, param{key, v})
	}
	if extended {
		p.list = joinParams(p.list)
	}
	return p
}

func lower(s string) string {
	for i := 0; i < len(s); i++ {
		if 'A' <= s[i] && s[i] <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

func dropComment(s string) string {
	if i := strings.IndexByte(s, '('); i >= 0 {
		return strings.TrimSpace(s[:i])
	}
	return strings.TrimSpace(s)
}

// paramValue reads one value, quoted or not, and returns what follows it.
func paramValue(s string) (v, rest string) {
	if s == "" || s[0] != '"' {
		end := strings.IndexByte(s, ';')
		if end < 0 {
			end = len(s)
		}
		return strings.TrimRight(s[:end], " \t"), s[end:]
	}
	s = s[1:]
	escaped := false
	for i := 0; i < len(s); i++ {
		switch s[i] {
		case '\\':
			// A path such as "C:\new" is not escaped; only quotes and backslashes are.
			if i+1 < len(s) && (s[i+1] == '"' && strings.IndexByte(s[i+2:], '"') >= 0 || s[i+1] == '\\') {
				escaped = true
				i++
			}
		case '"':
			v, rest = s[:i], s[i+1:]
			if escaped {
				v = unescape(v)
			}
			if semi := strings.IndexByte(rest, ';'); semi >= 0 {
				rest = rest[semi:]
			} else {
				rest = ""
			}
			return v, rest
		}
	}
	// Never closed.
	end := strings.IndexByte(s, ';')
	if end < 0 {
		end = len(s)
	}
	return strings.TrimRight(s[:end], " \t"), s[end:]
}

func unescape(s string) string {
	return strings.NewReplacer(`\"`, `"`, `\\`, `\`).Replace(s)
}

// joinParams joins RFC 2231 continuations ("name*0*", "name*1") and decodes the
// percent-encoded ones with their charset, GBK and the like included. A plain
// parameter of the same name gives way to the extended one.
func joinParams(list []param) []param {
	type piece struct {
		text    string
		encoded bool
	}
	pieces := map[string]map[int]piece{}
	var order []string
	out := list[:0:0]
	for _, p := range list {
		star := strings.IndexByte(p.key, '*')
		if star <= 0 {
			continue
		}
		base, n, encoded := p.key[:star], 0, strings.HasSuffix(p.key, "*")
		for _, c := range strings.Trim(p.key[star:], "*") {
			if c < '0' || c > '9' || n > maxParams {
				n = -1
				break
			}
			n = n*10 + int(c-'0')
		}
		if n < 0 {
			continue
		}
		if pieces[base] == nil {
			pieces[base] = map[int]piece{}
			order = append(order, base)
		}
		if _, twice := pieces[base][n]; !twice {
			pieces[base][n] = piece{p.value, encoded}
		}
	}
	for _, base := range order {
		var raw []byte
		label := ""
		coded := false
		// Some count from 1; a gap ends the value.
		n := 0
		if _, zero := pieces[base][0]; !zero {
			n = 1
		}
		for first := true; ; n, first = n+1, false {
			pc, ok := pieces[base][n]
			if !ok {
				break
			}
			text := pc.text
			if pc.encoded {
				coded = true
				if first {
					if q := strings.IndexByte(text, '\''); q >= 0 {
						if r := strings.IndexByte(text[q+1:], '\''); r >= 0 {
							label, text = text[:q], text[q+1+r+1:]
						}
					}
				}
				raw = append(raw, unpercent(text)...)
			} else {
				raw = append(raw, text...)
			}
		}
		v := string(raw)
		if coded {
			t, _, _ := decodeText(raw, label)
			v = oneLine(cleanText(t))
		}
		out = append(out, param{base, v})
	}
	for _, p := range list {
		if strings.IndexByte(p.key, '*') <= 0 {
			out = append(out, p)
		}
	}
	return out
}

func unpercent(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && isHexPair(s[i+1:]) {
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
			continue
		}
		out = append(out, s[i])
	}
	return out
}
