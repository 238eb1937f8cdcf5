package lookup

import (
	"bytes"
	"encoding/base64"
	"encoding/hex"
	"slices"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// needle is one spelling of one of our addresses, in lower case but for base64.
type needle struct {
	text  []byte
	cased bool
}

// ownAddresses are the addresses the mail was sent to.
type ownAddresses struct {
	read    bool
	as      [4]string
	n       int
	least   int      // length of the shortest spelling that has no "@"
	needles []needle // made when a link can carry one
}

func (o *ownAddresses) fill(l *local) {
	o.read = true
	o.add(l.deliveredTo.value, l.from.Mail)
	o.add(l.originalTo.value, l.from.Mail)
	o.add(l.envelopeTo.value, l.from.Mail)
	for i := 0; i < len(l.m.To) && o.n < len(o.as); i++ {
		o.add(l.m.To[i].Mail, l.from.Mail)
	}
}

func (o *ownAddresses) add(a, sender string) {
	a = strings.Trim(a, "<> \t")
	if strings.IndexByte(a, '@') < 2 || len(a) > 100 || o.n == len(o.as) || strings.EqualFold(a, sender) {
		return
	}
	for _, b := range o.as[:o.n] {
		if strings.EqualFold(a, b) {
			return
		}
	}
	o.as[o.n] = a
	least := base64.RawStdEncoding.EncodedLen(len(a))
	if least -= least % 4; least < 8 {
		least = hex.EncodedLen(len(a))
	}
	for i := 0; i < len(a); i++ {
		if c := a[i]; c == '~' || c == '>' || c == '?' || c >= 0x7f {
			least = 0 // Base64 may write these with "/" and "+", where a run of letters ends.
		}
	}
	if o.n == 0 || least < o.least {
		o.least = least
	}
	o.n++
}

// spellings are the ways in which a link can carry the addresses: plain,
// escaped, in base64 or hex.
func (o *ownAddresses) spellings() []needle {
	if o.needles != nil || o.n == 0 {
		return o.needles
	}
	o.needles = make([]needle, 0, 4*o.n)
	var buf []byte
	take := func(from int, cased bool) { o.needles = append(o.needles, needle{buf[from:len(buf):len(buf)], cased}) }
	for _, a := range o.as[:o.n] {
		low := strings.ToLower(a)
		buf = slices.Grow(buf, 6*len(a)+8)
		at := len(buf)
		buf = append(buf, low...)
		take(at, false)
		at = len(buf)
		name, host, _ := strings.Cut(low, "@")
		buf = append(append(append(buf, name...), "%40"...), host...)
		take(at, false)
		at = len(buf)
		buf = hex.AppendEncode(buf, []byte(a))
		take(at, false)
		if size := base64.RawStdEncoding.EncodedLen(len(a)); size >= 10 {
			at = len(buf)
			buf = base64.RawStdEncoding.AppendEncode(buf, []byte(a))
			buf = buf[:at+size-size%4] // The last group depends on what follows.
			take(at, true)
		}
	}
	return o.needles
}

// mailParam finds our own address in a link: a log-in page made for us.
func (w *linkWatch) mailParam(i int, d xunpan.Domain, tags, path, text string) {
	if len(path) < 6 || d.Kind == xunpan.DomainOurs || w.s.Bulk || d.Org != "" && (d.Org == w.s.From.Org || d.Org == w.s.Return.Org) ||
		tagged(tags, "esp") {
		return // Newsletters carry their reader's address to their own house.
	}
	if !w.ours.read {
		w.ours.fill(w.local)
	}
	plain, run := addressSigns(path)
	if w.ours.n == 0 || !plain && run < w.ours.least {
		return
	}
	if w.carriesOurs(path) && !unsubscribes(strings.ToLower(path)) && !unsubscribes(strings.ToLower(text)) {
		w.add(i, d, xunpan.LinkMailParam, d.Name)
	}
}

// addressSigns tells whether a path has "@" or "%40", or letters that have a
// case beyond ASCII, and the length of its longest run of letters and digits.
func addressSigns(path string) (plain bool, run int) {
	n := 0
	for i := 0; i < len(path); i++ {
		switch c := path[i]; {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9':
			n++
			continue
		case c == '@', c == '%' && strings.HasPrefix(path[i:], "%40"), c >= utf8.RuneSelf:
			plain = true
		}
		run, n = max(run, n), 0
	}
	return plain, max(run, n)
}

func (w *linkWatch) carriesOurs(path string) bool {
	ours := w.ours.spellings()
	w.path = append(w.path[:0], path...)
	for i := range ours {
		if ours[i].cased && bytes.Contains(w.path, ours[i].text) {
			return true
		}
	}
	if isASCII(path) {
		for i, c := range w.path {
			if 'A' <= c && c <= 'Z' {
				w.path[i] = c + 'a' - 'A'
			}
		}
	} else {
		w.path = append(w.path[:0], strings.ToLower(path)...)
	}
	for i := range ours {
		if !ours[i].cased && bytes.Contains(w.path, ours[i].text) {
			return true
		}
	}
	return false
}

func unsubscribes(s string) bool {
	for _, u := range [...]string{"unsub", "optout", "opt-out", "opt_out", "preference", "abmelden", "desinscri", "subscription", "退订"} {
		if strings.Contains(s, u) {
			return true
		}
	}
	return false
}
