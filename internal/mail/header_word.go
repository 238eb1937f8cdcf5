package mail

import (
	"encoding/base64"
	"strings"
	"unicode/utf8"
)

// decodeWords decodes the encoded words (RFC 2047) of a value that is otherwise
// UTF-8. Words next to each other in one charset are joined before decoding,
// because many senders split them inside a multibyte character. Words that are
// broken are read as far as they go, or stay as they are.
func decodeWords(s string) string {
	first := strings.Index(s, "=?")
	if first < 0 {
		return s
	}
	var out strings.Builder
	out.Grow(len(s))
	var run []byte // undecoded bytes of a run of words
	var label string
	flush := func() {
		if len(run) > 0 {
			text, _, _ := decodeText(run, label)
			out.WriteString(oneLine(cleanText(text)))
			run = run[:0]
		}
	}
	rest := s
	for rest != "" {
		i := strings.Index(rest, "=?")
		if i < 0 {
			break
		}
		w, ok := encodedWord(rest[i:])
		if !ok {
			flush()
			out.WriteString(rest[:i+2])
			rest = rest[i+2:]
			continue
		}
		// White space between two words is no text.
		between := rest[:i]
		if len(run) == 0 || strings.TrimLeft(between, " \t\r\n") != "" {
			flush()
			out.WriteString(between)
		}
		if !strings.EqualFold(label, w.charset) {
			flush()
			label = w.charset
		}
		run = append(run, w.bytes...)
		rest = rest[i+w.length:]
	}
	flush()
	out.WriteString(rest)
	return out.String()
}

// word is one encoded word.
type word struct {
	charset string
	bytes   []byte
	length  int // of the word as written
}

// maxWord is the longest encoded text of a word that is read. The standard
// says 75, senders say otherwise.
const maxWord = 8 << 10

// encodedWord reads the encoded word that s begins with.
func encodedWord(s string) (w word, ok bool) {
	q := strings.IndexByte(s[2:], '?')
	if q <= 0 || q > 40 {
		return w, false
	}
	w.charset = s[2 : 2+q]
	if strings.ContainsAny(w.charset, " \t\"<>@,;") {
		return w, false
	}
	// RFC 2231 5: charset*language.
	if i := strings.IndexByte(w.charset, '*'); i > 0 {
		w.charset = w.charset[:i]
	}
	rest := s[2+q+1:]
	if len(rest) < 2 || rest[1] != '?' {
		return w, false
	}
	kind := rest[0] | 0x20
	if kind != 'q' && kind != 'b' {
		return w, false
	}
	text := rest[2:]
	head := len(s) - len(text)
	if len(text) > maxWord {
		text = text[:maxWord]
	}
	end := strings.Index(text, "?=")
	if kind == 'q' && end >= 0 && isHexPair(text[end+2:]) {
		// A bare "?" before an escape: senders that leave it so do exist.
		token := text
		if i := strings.IndexAny(text[end:], " \t"); i >= 0 {
			token = text[:end+i]
		}
		if last := strings.LastIndex(token, "?="); last > end && !strings.Contains(token[end:last], "=?") {
			end = last
		}
	}
	w.length = head + end + 2
	if end < 0 {
		// Never closed: up to the next space.
		end = strings.IndexAny(text, " \t<>\"")
		if end < 0 {
			end = len(text)
		}
		if end == 0 {
			return w, false
		}
		w.length = head + end
	}
	text = text[:end]
	if kind == 'q' {
		w.bytes = decodeQ(text)
		return w, true
	}
	w.bytes, ok = decodeB(text)
	return w, ok
}

func isHexPair(s string) bool { return len(s) >= 2 && unhex(s[0]) < 16 && unhex(s[1]) < 16 }

func unhex(c byte) byte {
	switch {
	case '0' <= c && c <= '9':
		return c - '0'
	case 'A' <= c && c <= 'F':
		return c - 'A' + 10
	case 'a' <= c && c <= 'f':
		return c - 'a' + 10
	}
	return 0xff
}

// decodeQ decodes the Q encoding. What is no encoding is text.
func decodeQ(s string) []byte {
	out := make([]byte, 0, len(s))
	for i := 0; i < len(s); i++ {
		switch c := s[i]; {
		case c == '_':
			out = append(out, ' ')
		case c == '=' && isHexPair(s[i+1:]):
			out = append(out, unhex(s[i+1])<<4|unhex(s[i+2]))
			i += 2
		default:
			out = append(out, c)
		}
	}
	return out
}

// decodeB decodes the B encoding; padding may be missing and spaces may stand
// inside. It refuses what is plainly no base64.
func decodeB(s string) ([]byte, bool) {
	out := make([]byte, base64.StdEncoding.DecodedLen(len(s)))
	if n, err := base64.StdEncoding.Decode(out, []byte(s)); err == nil {
		return out[:n], true
	}
	out, clean := looseBase64(out[:0], []byte(s))
	if !clean && !utf8.Valid(out) && len(out) < len(s)/2 {
		return nil, false
	}
	return out, true
}
