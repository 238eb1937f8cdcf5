package mail

import (
	"encoding/base64"
	"unicode/utf16"
	"unicode/utf8"
)

// decodeUTF7 decodes RFC 2152. A shifted run that makes no sense stays as it is.
func decodeUTF7(b []byte) []byte {
	out := make([]byte, 0, len(b))
	for i := 0; i < len(b); i++ {
		if b[i] != '+' {
			out = append(out, b[i])
			continue
		}
		end := i + 1
		for end < len(b) && isBase64(b[end]) {
			end++
		}
		run := b[i+1 : end]
		closed := end < len(b) && b[end] == '-'
		switch {
		case len(run) == 0 && closed: // "+-" is a plus
			out = append(out, '+')
			i = end
			continue
		case len(run) == 0:
			out = append(out, '+')
			continue
		}
		text, ok := utf16Run(run)
		if !ok {
			out = append(out, b[i:end]...)
			i = end - 1
			continue
		}
		out = append(out, text...)
		i = end - 1
		if closed {
			i = end
		}
	}
	return out
}

func isBase64(c byte) bool {
	return 'A' <= c && c <= 'Z' || 'a' <= c && c <= 'z' || '0' <= c && c <= '9' || c == '+' || c == '/'
}

// utf16Run decodes the base64 of big-endian UTF-16.
func utf16Run(run []byte) ([]byte, bool) {
	raw := make([]byte, base64.RawStdEncoding.DecodedLen(len(run)))
	n, err := base64.RawStdEncoding.Decode(raw, run)
	if err != nil && n < 2 || n < 2 {
		return nil, false
	}
	units := make([]uint16, n/2)
	for i := range units {
		units[i] = uint16(raw[2*i])<<8 | uint16(raw[2*i+1])
	}
	var out []byte
	for _, r := range utf16.Decode(units) {
		if r == utf8.RuneError {
			return nil, false
		}
		out = utf8.AppendRune(out, r)
	}
	return out, true
}
