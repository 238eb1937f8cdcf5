package mail

import (
	"bytes"
	"encoding/binary"
	"strings"

	"xunpan"
)

// Outlook's winmail.dat (MS-OXTNEF): a list of attributes, and in two of them
// lists of MAPI properties.

func isTNEF(data []byte) bool { return bytes.HasPrefix(data, []byte("\x78\x9f\x3e\x22")) }

// Attributes of TNEF and properties of MAPI that are read.
const (
	tnefBody       = 0x800c
	tnefFileData   = 0x800f
	tnefFileTitle  = 0x8010
	tnefFileStart  = 0x9002
	tnefProperties = 0x9003
	tnefFileProps  = 0x9005
	tnefCodePage   = 0x9007

	mapiBody     = 0x1000
	mapiRTF      = 0x1009
	mapiHTML     = 0x1013
	mapiFileData = 0x3701
	mapiFileLong = 0x3707
	mapiFileName = 0x3704
	mapiFileMIME = 0x370e
)

const (
	maxTNEFFiles = 200
	maxMAPI      = 2000 // properties of one list
)

// tnefFile is one attachment inside a winmail.dat.
type tnefFile struct {
	name, media string
	data        []byte
}

// tnef reads a winmail.dat: its attachments become the message's, its text is
// kept for a message that has no other. It reports whether it could be read.
func (b *builder) tnef(data []byte) bool {
	if len(data) < 6 {
		return false // cut off behind its mark
	}
	var files []tnefFile
	label := "windows-1252"
	var text string
	for rest := data[6:]; len(rest) >= 9; {
		id := binary.LittleEndian.Uint16(rest[1:])
		size := binary.LittleEndian.Uint32(rest[5:])
		if int64(size) > int64(len(rest)-9) {
			b.r.problem(xunpan.ProblemEncoding, "winmail.dat", "The Outlook container is cut short; read as far as it goes.")
			size = uint32(len(rest) - 9)
		}
		v := rest[9 : 9+size]
		rest = rest[min(9+int(size)+2, len(rest)):]
		last := len(files) - 1
		switch id {
		case tnefCodePage:
			if len(v) >= 4 {
				label = codePage(binary.LittleEndian.Uint32(v))
			}
		case tnefBody:
			text = tnefText(v, label)
		case tnefProperties:
			if t := mapiText(v, label); t != "" && text == "" {
				text = t
			}
		case tnefFileStart:
			if len(files) >= maxTNEFFiles {
				b.r.problem(xunpan.ProblemLimit, "winmail.dat", "The Outlook container holds too many files; the rest was left out.")
				rest = nil
				continue
			}
			files = append(files, tnefFile{})
		case tnefFileTitle:
			if last >= 0 && files[last].name == "" {
				files[last].name = tnefText(v, label)
			}
		case tnefFileData:
			if last >= 0 {
				files[last].data = v
			}
		case tnefFileProps:
			if last >= 0 {
				files[last].properties(v, label)
			}
		}
	}
	if len(files) == 0 && text == "" {
		return false
	}
	if b.spare == "" {
		b.spare = strings.TrimSpace(text)
	}
	for _, f := range files {
		if len(f.data) == 0 && f.name == "" {
			continue
		}
		p := part{media: cut(oneLine(lower(f.media)), maxName)}
		if p.media == "" {
			p.media = "application/octet-stream"
		}
		b.addFile(&p, cleanName(f.name), f.data, int64(len(f.data)))
	}
	return true
}

func (f *tnefFile) properties(v []byte, label string) {
	mapi(v, func(id, kind uint16, v []byte) {
		switch id {
		case mapiFileLong:
			f.name = mapiString(kind, v, label)
		case mapiFileName:
			if f.name == "" {
				f.name = mapiString(kind, v, label)
			}
		case mapiFileMIME:
			f.media = mapiString(kind, v, label)
		case mapiFileData:
			// An object begins with its interface's id; a message inside is no more than its name to us.
			if f.data == nil && kind == 0x102 {
				f.data = v
			}
		}
	})
}

// mapiText finds the text among a message's properties: plain, HTML or RTF.
func mapiText(v []byte, label string) string {
	var plain, html, rtf string
	mapi(v, func(id, kind uint16, v []byte) {
		switch id {
		case mapiBody:
			plain = mapiString(kind, v, label)
		case mapiHTML:
			html = tnefText(v, metaCharset(v))
		case mapiRTF:
			rtf = rtfText(unpackRTF(v), label)
		}
	})
	switch {
	case strings.TrimSpace(plain) != "":
		return plain
	case html != "":
		return htmlToText(html, maxFileText).Text
	}
	return rtf
}

// mapi calls each for the properties of a list that have a length: strings,
// binaries and objects.
func mapi(b []byte, each func(id, kind uint16, v []byte)) {
	if len(b) < 4 {
		return
	}
	n := min(binary.LittleEndian.Uint32(b), maxMAPI)
	b = b[4:]
	skip := func(k int) bool {
		if k < 0 || k > len(b) {
			b = nil
			return false
		}
		b = b[k:]
		return true
	}
	for ; n > 0 && len(b) >= 4; n-- {
		kind, id := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
		b = b[4:]
		if id >= 0x8000 { // a named property: its name first
			if len(b) < 24 {
				return
			}
			byName := binary.LittleEndian.Uint32(b[16:]) == 1
			size := binary.LittleEndian.Uint32(b[20:])
			b = b[24:]
			if byName && !skip(padded(size)) {
				return
			}
		}
		base := kind &^ 0x1000
		width := map[uint16]int{2: 4, 3: 4, 4: 4, 5: 8, 6: 8, 7: 8, 0xa: 4, 0xb: 4, 0x14: 8, 0x40: 8, 0x48: 16, 1: 0}
		w, fixed := width[base]
		count := uint32(1)
		if !fixed || kind != base {
			if len(b) < 4 {
				return
			}
			count = binary.LittleEndian.Uint32(b)
			b = b[4:]
		}
		if fixed {
			if int64(count)*int64(w) > int64(len(b)) || !skip(int(count)*w) {
				return
			}
			continue
		}
		for ; count > 0; count-- {
			if len(b) < 4 {
				return
			}
			size := binary.LittleEndian.Uint32(b)
			b = b[4:]
			if int64(size) > int64(len(b)) {
				return
			}
			each(id, base, b[:size])
			if !skip(min(padded(size), len(b))) {
				return
			}
		}
	}
}

// padded rounds a size up to whole words of four bytes.
func padded(size uint32) int { return int((int64(size) + 3) &^ 3) }

func mapiString(kind uint16, v []byte, label string) string {
	if kind == 0x1f {
		label = "utf-16le"
	}
	return tnefText(v, label)
}

func tnefText(v []byte, label string) string {
	if len(v) > 8*maxFileText {
		v = v[:8*maxFileText]
	}
	if label != "utf-16le" {
		v = bytes.TrimRight(v, "\x00")
	}
	t, _, _ := decodeText(v, label)
	return strings.TrimRight(cleanText(t), "\x00")
}

// codePage is the charset label of a Windows code page.
func codePage(n uint32) string {
	switch n {
	case 936:
		return "gbk"
	case 950:
		return "big5"
	case 932:
		return "shift_jis"
	case 949:
		return "euc-kr"
	case 65001:
		return "utf-8"
	case 1250, 1251, 1253, 1254, 1255, 1256, 1257, 1258:
		return "windows-" + string([]byte{'1', '2', '5', byte('0' + n - 1250)})
	case 874:
		return "windows-874"
	}
	return "windows-1252"
}
