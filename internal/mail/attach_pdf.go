package mail

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/binary"
	"strconv"

	"xunpan"
)

// lookIntoPDF looks for locks and for actions that run by themselves.
func lookIntoPDF(f *xunpan.File, data []byte) {
	f.Encrypted = bytes.Contains(data, []byte("/EncryptedPayload")) || pdfLocked(data)
	f.Script = bytes.Contains(data, []byte("/JavaScript")) || bytes.Contains(data, []byte("/Launch"))
	f.Broken = !bytes.Contains(data[max(len(data)-2048, 0):], []byte("%%EOF")) && len(data) < lookSize
}

// pdfLocked reports whether a PDF needs a password to be opened. Most encrypted
// ones do not: their owner only forbids printing or copying, and the empty
// password opens them (ISO 32000-2 7.6). Where that cannot be told it is locked.
func pdfLocked(data []byte) bool {
	rest := data
	for range 8 {
		i := bytes.Index(rest, []byte("/Encrypt"))
		if i < 0 {
			return false
		}
		rest = rest[i+8:]
		// "/EncryptMetadata" is another word.
		if len(rest) == 0 || asciiLetter(rune(rest[0])) {
			continue
		}
		dict := pdfObject(data, rest)
		return dict == nil || !opensEmpty(dict, pdfID(data))
	}
	return false
}

// maxPDFDict is the longest encryption dictionary that is read.
const maxPDFDict = 8 << 10

// pdfObject returns the dictionary that stands at v or that the reference at v,
// such as "12 0 R", points to; nil if it is not to be found.
func pdfObject(data, v []byte) []byte {
	v = bytes.TrimLeft(v[:min(len(v), maxPDFDict)], " \t\r\n")
	if bytes.HasPrefix(v, []byte("<<")) {
		return v
	}
	f := bytes.Fields(v[:min(len(v), 40)])
	if len(f) < 3 || len(f[2]) == 0 || f[2][0] != 'R' || len(f[0]) > 10 || len(f[1]) > 5 {
		return nil
	}
	mark := []byte(string(f[0]) + " " + string(f[1]) + " obj")
	for at := 0; ; {
		i := bytes.Index(data[at:], mark)
		if i < 0 {
			return nil
		}
		at += i
		if at == 0 || !digit(data[at-1]) {
			obj := data[at+len(mark):]
			obj = obj[:min(len(obj), maxPDFDict)]
			if end := bytes.Index(obj, []byte("endobj")); end >= 0 {
				obj = obj[:end]
			}
			return obj
		}
		at++
	}
}

// pdfID is the first of the file's two identifiers; nil if it has none.
func pdfID(data []byte) []byte {
	i := bytes.LastIndex(data, []byte("/ID"))
	if i < 0 {
		return nil
	}
	v := bytes.TrimLeft(data[i+3:min(len(data), i+400)], " \t\r\n[")
	return pdfString(v)
}

// pdfValue returns what follows a key of a dictionary.
func pdfValue(dict []byte, key string) []byte {
	for at := 0; ; {
		i := bytes.Index(dict[at:], []byte(key))
		if i < 0 {
			return nil
		}
		at += i + len(key)
		if at < len(dict) && !asciiLetter(rune(dict[at])) {
			return bytes.TrimLeft(dict[at:], " \t\r\n")
		}
	}
}

func pdfNumber(v []byte, otherwise int) int {
	end := 0
	for end < len(v) && end < 12 && (digit(v[end]) || v[end] == '-') {
		end++
	}
	if n, err := strconv.Atoi(string(v[:end])); err == nil {
		return n
	}
	return otherwise
}

// pdfString reads a string, in brackets or hexadecimal.
func pdfString(v []byte) []byte {
	if len(v) == 0 {
		return nil
	}
	var out []byte
	if v[0] == '<' {
		var digits []byte
		for _, c := range v[1:] {
			if c == '>' {
				break
			}
			if h := unhex(c); h < 16 {
				digits = append(digits, h)
			}
		}
		for i := 0; i+1 < len(digits); i += 2 {
			out = append(out, digits[i]<<4|digits[i+1])
		}
		return out
	}
	if v[0] != '(' {
		return nil
	}
	depth := 1
	for i := 1; i < len(v); i++ {
		c := v[i]
		switch c {
		case '(':
			depth++
		case ')':
			if depth--; depth == 0 {
				return out
			}
		case '\\':
			if i++; i >= len(v) {
				return out
			}
			switch c = v[i]; c {
			case 'n':
				c = '\n'
			case 'r':
				c = '\r'
			case 't':
				c = '\t'
			case 'b':
				c = '\b'
			case 'f':
				c = '\f'
			case '\n':
				continue
			case '0', '1', '2', '3', '4', '5', '6', '7':
				n := 0
				k := i
				for k < len(v) && k < i+3 && v[k] >= '0' && v[k] <= '7' {
					n = n<<3 | int(v[k]-'0')
					k++
				}
				c, i = byte(n), k-1
			}
		}
		out = append(out, c)
	}
	return out
}

// passwordPad fills up passwords; the empty password is nothing else.
var passwordPad = []byte("\x28\xbf\x4e\x5e\x4e\x75\x8a\x41\x64\x00\x4e\x56\xff\xfa\x01\x08\x2e\x2e\x00\xb6\xd0\x68\x3e\x80\x2f\x0c\xa9\xfe\x64\x53\x69\x7a")

// opensEmpty reports whether the empty user password is the right one
// (ISO 32000-2 7.6.4.4).
func opensEmpty(dict, id []byte) bool {
	r := pdfNumber(pdfValue(dict, "/R"), 0)
	o, u := pdfString(pdfValue(dict, "/O")), pdfString(pdfValue(dict, "/U"))
	switch {
	case r == 5 && len(u) >= 48:
		sum := sha256.Sum256(u[32:40])
		return bytes.Equal(sum[:], u[:32])
	case r == 6 && len(u) >= 48:
		return bytes.Equal(hardHash(u[32:40]), u[:32])
	case r < 2 || r > 4 || len(o) < 32 || len(u) < 16:
		return false
	}
	size := 5
	if r > 2 {
		size = min(max(pdfNumber(pdfValue(dict, "/Length"), 40)/8, 5), 16)
		// Crypt filters state their length in bytes, and the file's own may be lacking.
		if r == 4 {
			size = 16
		}
	}
	h := md5.New()
	h.Write(passwordPad)
	h.Write(o[:32])
	h.Write(binary.LittleEndian.AppendUint32(nil, uint32(pdfNumber(pdfValue(dict, "/P"), 0))))
	h.Write(id)
	if r == 4 && bytes.HasPrefix(pdfValue(dict, "/EncryptMetadata"), []byte("false")) {
		h.Write([]byte{0xff, 0xff, 0xff, 0xff})
	}
	key := h.Sum(nil)
	if r > 2 {
		for range 50 {
			sum := md5.Sum(key[:size])
			key = sum[:]
		}
	}
	key = key[:size]
	if r == 2 {
		return bytes.Equal(rc4Of(key, passwordPad), u[:min(len(u), 32)])
	}
	sum := md5.Sum(append(bytes.Clone(passwordPad), id...))
	x := sum[:]
	for i := range 20 {
		k := bytes.Clone(key)
		for j := range k {
			k[j] ^= byte(i)
		}
		x = rc4Of(k, x)
	}
	return bytes.Equal(x, u[:16])
}

func rc4Of(key, b []byte) []byte {
	out := make([]byte, len(b))
	if c, err := rc4.NewCipher(key); err == nil {
		c.XORKeyStream(out, b)
	}
	return out
}

// hardHash is the hash of revision 6 for the empty password (ISO 32000-2,
// algorithm 2.B).
func hardHash(salt []byte) []byte {
	sum := sha256.Sum256(salt)
	k := sum[:]
	for round := 1; ; round++ {
		e := bytes.Repeat(k, 64)
		block, err := aes.NewCipher(k[:16])
		if err != nil {
			return nil
		}
		cipher.NewCBCEncrypter(block, k[16:32]).CryptBlocks(e, e)
		mod := 0
		for _, c := range e[:16] {
			mod += int(c)
		}
		switch mod % 3 {
		case 0:
			s := sha256.Sum256(e)
			k = s[:]
		case 1:
			s := sha512.Sum384(e)
			k = s[:]
		default:
			s := sha512.Sum512(e)
			k = s[:]
		}
		if round >= 64 && int(e[len(e)-1]) <= round-32 {
			return k[:32]
		}
	}
}
