package mail

import (
	"bytes"
	"encoding/base64"
)

// Transfer encodings (RFC 2045 6).
type transfer uint8

const (
	transferNone transfer = iota
	transferBase64
	transferQuoted
	transferUU
	transferUnknown
)

func transferOf(s string) transfer {
	switch s = lower(dropComment(s)); s {
	case "", "7bit", "8bit", "binary", "7-bit", "8-bit", "7 bit", "8 bit", "none":
		return transferNone
	case "base64", "base-64", "b64", "base 64":
		return transferBase64
	case "quoted-printable", "quotedprintable", "qp", "quoted printable":
		return transferQuoted
	case "x-uuencode", "uuencode", "x-uue", "uue":
		return transferUU
	}
	switch {
	case startsFold(s, "base64"):
		return transferBase64
	case startsFold(s, "quoted-printable"):
		return transferQuoted
	case startsFold(s, "7bit"), startsFold(s, "8bit"):
		return transferNone
	}
	return transferUnknown
}

// decodeTransfer undoes a transfer encoding; at most about max bytes come out.
// What is broken is read as far as it makes sense, and clean is false then. The
// result may share memory with b.
func decodeTransfer(b []byte, t transfer, max int) (out []byte, clean bool) {
	switch t {
	case transferBase64:
		if limit := max + max/2 + 4; len(b) > limit {
			b = b[:limit]
			out, _ = looseBase64(make([]byte, 0, len(b)/4*3+3), b)
			clean = true
		} else {
			out, clean = decodeBase64(b)
		}
	case transferQuoted:
		if len(b) > 3*max {
			b = b[:3*max]
		}
		out, clean = decodeQuoted(b)
	case transferUU:
		if len(b) > 2*max {
			b = b[:2*max]
		}
		_, out, _ = uudecode(b)
		clean = out != nil
		if out == nil {
			out = b
		}
	default:
		out, clean = b, t == transferNone
	}
	if len(out) > max {
		out = out[:max]
	}
	return out, clean
}

// decodeBase64 decodes a body: at full speed if it is sound, else leniently.
func decodeBase64(b []byte) (out []byte, clean bool) {
	out = make([]byte, base64.StdEncoding.DecodedLen(len(b)))
	n, err := base64.StdEncoding.Decode(out, b)
	if err == nil {
		return out[:n], true
	}
	return looseBase64(out[:0], b)
}

// Values of base64 characters; both alphabets of RFC 4648.
var base64Values = func() (t [256]byte) {
	for i := range t {
		t[i] = 0xff
	}
	for i, c := range "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/" {
		t[c] = byte(i)
	}
	t['-'], t['_'] = 62, 63
	return t
}()

// looseBase64 appends the decoding of what base64 characters it finds: padding
// may be missing or stand in the middle where encodings were glued together,
// and other characters are passed over. Clean is false if any were, but for
// white space, or if bits are left over.
func looseBase64(dst, b []byte) (out []byte, clean bool) {
	clean = true
	var acc uint32
	bits := 0
	for i := 0; i < len(b); i++ {
		c := b[i]
		v := base64Values[c]
		if v != 0xff {
			acc = acc<<6 | uint32(v)
			if bits += 6; bits >= 8 {
				bits -= 8
				dst = append(dst, byte(acc>>bits))
			}
			continue
		}
		switch c {
		case '=':
			acc, bits = 0, 0
			if i+2 < len(b) && b[i+1] == ' ' && base64Values[b[i+2]] != 0xff {
				// Words behind the end of the data on its line are none of it.
				if n := bytes.IndexByte(b[i:], '\n'); n >= 0 {
					i += n
				} else {
					i = len(b)
				}
				clean = false
			}
		case ' ', '\t', '\r', '\n':
		default:
			clean = false
		}
	}
	return dst, clean && bits < 6
}

// isBase64Body reports whether most of a body's beginning is base64, so that
// its label can be believed.
func isBase64Body(b []byte) bool {
	b = b[:min(len(b), 2048)]
	good, bad := 0, 0
	for _, c := range b {
		switch {
		case base64Values[c] != 0xff || c == '=':
			good++
		case c == '\r' || c == '\n':
		default:
			bad++
		}
	}
	return bad*10 <= good
}

// decodeQuoted decodes quoted-printable. An escape that is none stays as it is.
func decodeQuoted(b []byte) (out []byte, clean bool) {
	clean = true
	out = make([]byte, 0, len(b))
	for len(b) > 0 {
		i := bytes.IndexByte(b, '=')
		if i < 0 {
			out = append(out, b...)
			break
		}
		out = append(out, b[:i]...)
		b = b[i+1:]
		if len(b) >= 2 {
			if h, l := unhex(b[0]), unhex(b[1]); h < 16 && l < 16 {
				out = append(out, h<<4|l)
				b = b[2:]
				continue
			}
		}
		// A soft line break; spaces may have crept in behind the sign.
		n := 0
		for n < len(b) && (b[n] == ' ' || b[n] == '\t') {
			n++
		}
		switch {
		case n == len(b):
			b = nil
		case b[n] == '\n':
			b = b[n+1:]
		case b[n] == '\r':
			n++
			if n < len(b) && b[n] == '\n' {
				n++
			}
			b = b[n:]
		default:
			out = append(out, '=')
			clean = false
		}
	}
	return out, clean
}

// uudecode decodes the first "begin 644 name … end" of b. A nil result means
// that there is none; length is how far into b it reaches.
func uudecode(b []byte) (name string, out []byte, length int) {
	line, pos := lineAt(b, 0)
	if name = uuBegin(line); name == "" {
		return "", nil, 0
	}
	out = make([]byte, 0, len(b)/4*3)
	for pos < len(b) {
		line, next := lineAt(b, pos)
		if string(bytes.TrimSpace(line)) == "end" {
			return name, out, next
		}
		if len(line) == 0 || line[0] == '`' || line[0] == ' ' {
			pos = next
			continue
		}
		n := int(line[0]-' ') & 63
		if line[0] < ' ' || line[0] > '`' || len(line)-1 < (n*8+5)/6 {
			break
		}
		data := line[1:]
		for i := 0; n > 0; i += 4 {
			var v [4]byte
			for k := range v {
				if i+k < len(data) {
					v[k] = (data[i+k] - ' ') & 63
				}
			}
			three := [3]byte{v[0]<<2 | v[1]>>4, v[1]<<4 | v[2]>>2, v[2]<<6 | v[3]}
			out = append(out, three[:min(n, 3)]...)
			n -= 3
		}
		pos = next
	}
	if len(out) == 0 {
		return "", nil, 0
	}
	return name, out, pos
}

// uuBegin returns the file name of a "begin 644 name" line, or "".
func uuBegin(line []byte) string {
	if !bytes.HasPrefix(line, []byte("begin ")) {
		return ""
	}
	f := bytes.SplitN(line[6:], []byte(" "), 2)
	if len(f) != 2 || len(f[0]) < 3 || len(f[0]) > 4 {
		return ""
	}
	for _, c := range f[0] {
		if c < '0' || c > '7' {
			return ""
		}
	}
	return string(bytes.TrimSpace(f[1]))
}
