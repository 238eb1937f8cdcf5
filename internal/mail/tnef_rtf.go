package mail

import (
	"encoding/binary"
	"strings"
)

// rtfDictionary is what compressed RTF begins to copy from (MS-OXRTFCP 2.1.2.1).
const rtfDictionary = "{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern " +
	"\\fscript \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par " +
	"\\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"

// maxRTF is how much RTF is unpacked.
const maxRTF = 1 << 20

// unpackRTF undoes the compression of PidTagRtfCompressed; nil if it is none.
func unpackRTF(b []byte) []byte {
	if len(b) < 16 {
		return nil
	}
	kind, size := string(b[8:12]), int64(binary.LittleEndian.Uint32(b[4:]))
	b = b[16:]
	if kind == "MELA" {
		return b[:min(int64(len(b)), size, maxRTF)]
	}
	if kind != "LZFu" {
		return nil
	}
	var window [4096]byte
	at := copy(window[:], rtfDictionary)
	out := make([]byte, 0, min(size, maxRTF))
	for i := 0; i < len(b) && len(out) < maxRTF; {
		flags := b[i]
		i++
		for bit := 0; bit < 8 && i < len(b); bit++ {
			if flags>>bit&1 == 0 {
				out = append(out, b[i])
				window[at&4095] = b[i]
				at++
				i++
				continue
			}
			if i+1 >= len(b) {
				return out
			}
			ref := int(b[i])<<8 | int(b[i+1])
			i += 2
			from := ref >> 4
			if from == at&4095 {
				return out // the end mark
			}
			for n := ref&15 + 2; n > 0; n-- {
				c := window[from&4095]
				from++
				out = append(out, c)
				window[at&4095] = c
				at++
			}
		}
	}
	return out
}

// rtfText takes the text out of RTF: paragraphs, tabs, escaped and Unicode
// characters. Groups of other destinations (fonts, colours, pictures) are left out.
func rtfText(rtf []byte, label string) string {
	var out []byte  // UTF-8
	var high []byte // bytes of the code page not decoded yet
	flush := func() {
		if len(high) > 0 {
			t, _, _ := decodeText(high, label)
			out = append(out, t...)
			high = high[:0]
		}
	}
	skip := []bool{false} // per open group: its text is left out
	cur := func() *bool { return &skip[len(skip)-1] }
	skipNext := 0 // characters that stand for a \u's other rendering
	for i := 0; i < len(rtf) && len(out) < 8*maxFileText; {
		c := rtf[i]
		i++
		switch {
		case c == '{':
			if len(skip) < 100 {
				skip = append(skip, *cur())
			}
		case c == '}':
			if len(skip) > 1 {
				skip = skip[:len(skip)-1]
			}
		case c == '\r' || c == '\n':
		case c != '\\':
			if skipNext > 0 {
				skipNext--
			} else if !*cur() {
				flush()
				out = append(out, c)
			}
		case i >= len(rtf):
		case rtf[i] == '\'' && i+2 < len(rtf) && isHexPair(string(rtf[i+1:i+3])):
			if skipNext > 0 {
				skipNext--
			} else if !*cur() {
				high = append(high, unhex(rtf[i+1])<<4|unhex(rtf[i+2]))
			}
			i += 3
		case !asciiLetter(rune(rtf[i])):
			switch {
			case rtf[i] == '*':
				*cur() = true
			case !*cur():
				flush()
				out = append(out, rtf[i])
			}
			i++
		default:
			start := i
			for i < len(rtf) && asciiLetter(rune(rtf[i])) {
				i++
			}
			name := string(rtf[start:i])
			n, negative := 0, i < len(rtf) && rtf[i] == '-'
			if negative {
				i++
			}
			for i < len(rtf) && digit(rtf[i]) && n < 1<<20 {
				n = n*10 + int(rtf[i]-'0')
				i++
			}
			if negative {
				n = 65536 - n
			}
			if i < len(rtf) && rtf[i] == ' ' {
				i++
			}
			switch name {
			case "fonttbl", "colortbl", "stylesheet", "info", "pict", "header", "footer", "object", "htmltag", "themedata", "listtable":
				*cur() = true
			}
			if *cur() {
				continue
			}
			switch name {
			case "par", "line", "row":
				flush()
				out = append(out, '\n')
			case "tab", "cell":
				flush()
				out = append(out, '\t')
			case "u":
				flush()
				out = append(out, string(rune(n))...)
				skipNext = 1
			}
		}
	}
	flush()
	return strings.TrimSpace(cleanText(out))
}
