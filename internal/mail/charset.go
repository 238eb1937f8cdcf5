package mail

import (
	"bytes"
	"encoding/binary"
	"math/bits"
	"strings"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding"
	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/htmlindex"
	"golang.org/x/text/encoding/japanese"
	"golang.org/x/text/encoding/korean"
	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/encoding/unicode/utf32"
)

// decodeText turns bytes of the labelled charset into UTF-8, which may still
// hold invalid bytes and controls (see cleanText) and may share memory with b.
// It returns the charset that was used and, if the label was unknown or plainly
// wrong, one sentence that says so.
func decodeText(b []byte, label string) (text []byte, used, note string) {
	label = strings.ToLower(strings.Trim(label, " \t\"'"))
	if t, name, ok := byteOrderMark(b); ok {
		return t, name, ""
	}
	switch label {
	case "", "utf-8", "utf8", "us-ascii", "ascii":
		if bytes.IndexByte(b, 0x1b) >= 0 && (bytes.Contains(b, []byte("\x1b$B")) || bytes.Contains(b, []byte("\x1b$@"))) && !hasHigh(b) {
			return decode(japanese.ISO2022JP, b), "iso-2022-jp", ""
		}
		if validMostly(b, label) {
			return b, "utf-8", ""
		}
		text, used = guess(b, "")
		if label == "" {
			return text, used, "No charset is stated; read as " + used + "."
		}
		return text, used, "The text is not " + label + " as stated; read as " + used + "."
	case "utf-7", "unicode-1-1-utf-7", "x-unicode-2-0-utf-7", "utf-7-imap":
		return decodeUTF7(b), "utf-7", ""
	case "iso-2022-kr", "csiso2022kr":
		return decode(korean.EUCKR, shiftedKorean(b)), "iso-2022-kr", ""
	}
	if !wide(label) {
		high := hasHigh(b)
		if !high && bytes.IndexByte(b, 0x1b) < 0 && !strings.HasPrefix(label, "hz") {
			if _, ok := encodingFor(label); ok {
				return b, label, ""
			}
			return b, "us-ascii", "The charset " + shown(label) + " is unknown; the text is plain ASCII."
		}
		// Valid UTF-8 beyond ASCII is UTF-8 whatever the label says, but for a
		// few bytes that an East Asian label may explain.
		if high && utf8.Valid(b) && (narrow(label) || highBytes(b) >= 6) {
			return b, "utf-8", "The text is UTF-8, not " + shown(label) + " as stated."
		}
	}
	e, ok := encodingFor(label)
	if !ok {
		text, used = guess(b, "")
		return text, used, "The charset " + shown(label) + " is unknown; read as " + used + "."
	}
	text = decode(e, b)
	// Western labels are what mailers state that know no better; who states
	// another one-byte charset means it.
	western := e == encoding.Encoding(charmap.Windows1252) || e == encoding.Encoding(charmap.ISO8859_15)
	if narrow(label) && (!western || !misread(text)) {
		return text, label, ""
	}
	if bad := bytes.Count(text, replacement); bad > 0 && bad*20 > highBytes(b) || western {
		if t, other := guess(b, label); other != label && bytes.Count(t, replacement) < max(bad, 1) {
			return t, other, "The text is not " + shown(label) + " as stated; read as " + other + "."
		}
	}
	return text, label, ""
}

var replacement = []byte("\ufffd")

// shown is a label fit for a sentence.
func shown(label string) string { return cut(oneLine(strings.ToValidUTF8(label, "?")), 40) }

// decodeLoose decodes bytes that have no label of their own; the hint is the
// charset of what stands near.
func decodeLoose(b []byte, hint string) (text, used string) {
	if utf8.Valid(b) {
		return string(b), "utf-8"
	}
	t, used := guess(b, strings.ToLower(hint))
	return strings.ToValidUTF8(string(t), "\ufffd"), used
}

// validMostly reports whether b is UTF-8, or is plainly meant to be: a few bytes
// broken in much that is sound. Without a label nothing but sound UTF-8 is.
func validMostly(b []byte, label string) bool {
	if utf8.Valid(b) {
		return true
	}
	if label == "" || label == "us-ascii" || label == "ascii" {
		return false
	}
	sound, broken := 0, 0
	for i := 0; i < len(b); {
		if b[i] < utf8.RuneSelf {
			i++
			continue
		}
		_, n := utf8.DecodeRune(b[i:])
		if n > 1 {
			sound++
		} else {
			broken++
		}
		i += n
	}
	return sound >= 4*broken
}

// byteOrderMark decodes text that begins with a mark.
func byteOrderMark(b []byte) (text []byte, name string, ok bool) {
	switch {
	case bytes.HasPrefix(b, []byte("\xef\xbb\xbf")):
		if t := b[3:]; utf8.Valid(t) {
			return t, "utf-8", true
		}
	case bytes.HasPrefix(b, []byte("\xff\xfe")), bytes.HasPrefix(b, []byte("\xfe\xff")):
		return decode(unicode.UTF16(unicode.LittleEndian, unicode.UseBOM), b[:len(b)&^1]), "utf-16", true
	}
	return nil, "", false
}

func decode(e encoding.Encoding, b []byte) []byte {
	if c, ok := e.(*charmap.Charmap); ok {
		// One byte per character needs no state, which the general way pays for.
		out := make([]byte, 0, len(b)+2*highBytes(b))
		for _, x := range b {
			if x < utf8.RuneSelf {
				out = append(out, x)
			} else {
				out = utf8.AppendRune(out, c.DecodeByte(x))
			}
		}
		return out
	}
	t, err := e.NewDecoder().Bytes(b)
	if err != nil && len(t) == 0 {
		return b
	}
	return t
}

// wide reports whether ASCII text in the charset is not ASCII bytes.
func wide(label string) bool {
	return strings.HasPrefix(label, "utf-16") || strings.HasPrefix(label, "utf-32") ||
		strings.HasPrefix(label, "ucs-") || strings.HasPrefix(label, "unicode")
}

// narrow reports whether a charset has one byte per character, so that any
// bytes decode without complaint.
func narrow(label string) bool {
	e, ok := encodingFor(label)
	if !ok {
		return false
	}
	_, ok = e.(*charmap.Charmap)
	return ok
}

// encodingFor finds the encoding of a lower-case label. Labels that promise
// less than their users send are widened: gb2312 to GB18030, iso-8859-1 to
// windows-1252.
func encodingFor(label string) (encoding.Encoding, bool) {
	switch label {
	case "iso-8859-1", "windows-1252", "latin1":
		return charmap.Windows1252, true
	case "gb2312", "gbk", "gb18030", "cp936", "ms936", "x-gbk", "gb_2312-80", "euc-cn", "x-euc-cn", "gb18030-2000", "gb18030-2022", "windows-936", "csgb2312", "chinese":
		return simplifiedchinese.GB18030, true
	case "hz-gb-2312", "hz":
		return simplifiedchinese.HZGB2312, true
	case "big5", "cp950", "big5-hkscs", "x-big5", "ms950", "windows-950", "big-5":
		return traditionalchinese.Big5, true
	case "cp932", "ms932", "windows-31j", "shift-jis", "x-sjis", "sjis":
		return japanese.ShiftJIS, true
	case "cp949", "ms949", "uhc", "ks_c_5601-1987", "euc-kr":
		return korean.EUCKR, true
	case "utf-16", "utf16", "unicode", "ucs-2":
		return unicode.UTF16(unicode.BigEndian, unicode.UseBOM), true
	case "utf-32", "utf32", "ucs-4":
		return utf32.UTF32(utf32.BigEndian, utf32.UseBOM), true
	case "utf-32le":
		return utf32.UTF32(utf32.LittleEndian, utf32.IgnoreBOM), true
	case "utf-32be":
		return utf32.UTF32(utf32.BigEndian, utf32.IgnoreBOM), true
	case "cp437", "ibm437":
		return charmap.CodePage437, true
	case "cp850", "ibm850":
		return charmap.CodePage850, true
	case "cp852", "ibm852":
		return charmap.CodePage852, true
	}
	if e, err := htmlindex.Get(label); err == nil && e != encoding.Replacement {
		return e, true
	}
	// "cp1251", "win-1251", "windows1251", "iso8859-5", "8859_5", "latin-2".
	digits := strings.TrimLeft(label, "abcdefghijklmnopqrstuvwxyz-_ ")
	for _, as := range [...]string{"windows-" + digits, "iso-" + strings.ReplaceAll(digits, "_", "-"), "latin" + digits} {
		if len(digits) == 0 || len(digits) > 8 {
			break
		}
		if e, err := htmlindex.Get(as); err == nil && e != encoding.Replacement {
			return e, true
		}
	}
	return nil, false
}

// shiftedKorean rewrites ISO-2022-KR to EUC-KR: between SO and SI the high bit is set.
func shiftedKorean(b []byte) []byte {
	out := make([]byte, 0, len(b))
	var high byte
	for _, c := range bytes.ReplaceAll(b, []byte("\x1b$)C"), nil) {
		switch {
		case c == 0x0e:
			high = 0x80
		case c == 0x0f:
			high = 0
		case c <= ' ':
			out = append(out, c)
		default:
			out = append(out, c|high)
		}
	}
	return out
}

// hasHigh reports whether a byte beyond ASCII is in b.
func hasHigh(b []byte) bool {
	for len(b) >= 8 {
		if binary.LittleEndian.Uint64(b)&highBits != 0 {
			return true
		}
		b = b[8:]
	}
	for _, c := range b {
		if c >= utf8.RuneSelf {
			return true
		}
	}
	return false
}

func highBytes(b []byte) (n int) {
	for _, c := range b {
		n += int(c >> 7)
	}
	return n
}

// cleanText makes text of decoded bytes: valid UTF-8, line ends \n, no controls
// but tab and line feed. The result shares no memory with b.
func cleanText(b []byte) string {
	return clean(make([]byte, 0, len(b)+8), b, utf8.Valid(b))
}

// cleanOwned is cleanText for bytes that nobody else uses: where it can, it
// cleans them in place.
func cleanOwned(b []byte) string {
	if !utf8.Valid(b) { // replacements are longer than what they replace
		return cleanText(b)
	}
	return clean(b[:0], b, true)
}

// shares reports whether a lies within b.
func shares(a, b []byte) bool {
	p, q := uintptr(unsafe.Pointer(unsafe.SliceData(a))), uintptr(unsafe.Pointer(unsafe.SliceData(b)))
	return p >= q && p < q+uintptr(len(b))
}

// clean appends the clean text of b to out, which may be the beginning of b
// itself if b is valid UTF-8: text only shrinks then.
func clean(out, b []byte, valid bool) string {
	b = bytes.TrimPrefix(b, []byte("\ufeff"))
	start := 0
	for i := 0; i < len(b); {
		c := b[i]
		if i+8 <= len(b) {
			x := binary.LittleEndian.Uint64(b[i:])
			special := below(x, ' ') | equal(x, 0x7f)
			if !valid {
				special |= x
			}
			if special &= highBits; special == 0 {
				i += 8
				continue
			}
			i += bits.TrailingZeros64(special) / 8
			c = b[i]
		}
		if c >= ' ' && c < 0x7f || c == '\n' || c == '\t' || c >= utf8.RuneSelf && valid {
			i++
			continue
		}
		n := 1
		if c >= utf8.RuneSelf {
			var r rune
			if r, n = utf8.DecodeRune(b[i:]); r != utf8.RuneError || n > 1 {
				i += n
				continue
			}
		}
		out = append(out, b[start:i]...)
		switch {
		case c == '\r':
			// CRLF, and CRCRLF as some gateways make it, is one line end.
			if i+1 >= len(b) || b[i+1] != '\n' && (b[i+1] != '\r' || i+2 >= len(b) || b[i+2] != '\n') {
				out = append(out, '\n')
			}
		case c == '\f' || c == '\v':
			out = append(out, '\n')
		case c >= utf8.RuneSelf:
			out = append(out, replacement...)
		}
		i += n
		start = i
	}
	out = append(out, b[start:]...)
	return unsafe.String(unsafe.SliceData(out), len(out))
}
