package mail

import (
	"bytes"
	"compress/flate"
	"encoding/binary"
	"io"
	"strings"

	"xunpan"
)

// Archives are read by own small walks over their directories, because the
// standard readers hold a record per entry, of which hostile files have
// millions, and give up at the first oddity.

// maxInner is how many names inside an archive are kept.
const maxInner = 500

func isZip(data []byte) bool {
	return len(data) >= 4 && data[0] == 'P' && data[1] == 'K' && (data[2] == 3 && data[3] == 4 || data[2] == 5 && data[3] == 6)
}

// zipEntry is one file inside a ZIP archive.
type zipEntry struct {
	name      string
	encrypted bool
	method    uint16
	packed    uint32 // packed size; may be 0 where only the local header was read
	size      uint32
	at        int // of the local header; -1 if unknown
}

// zipEntries lists an archive's files: by the central directory, or by the
// local headers where it is missing because the file was cut or built oddly.
func zipEntries(data []byte) (list []zipEntry, whole bool) {
	tail := max(len(data)-66<<10, 0)
	if i := bytes.LastIndex(data[tail:], []byte("PK\x05\x06")); i >= 0 && tail+i+22 <= len(data) {
		end := data[tail+i:]
		size, at := int(binary.LittleEndian.Uint32(end[12:])), int(binary.LittleEndian.Uint32(end[16:]))
		// Archives glued behind something else count from their own beginning.
		if at+size != tail+i && tail+i-size >= 0 && size > 0 && size <= tail+i {
			at = tail + i - size
		}
		if at >= 0 && at < len(data) {
			if list = centralEntries(data[at:]); len(list) > 0 {
				return list, true
			}
		}
	}
	return localEntries(data), false
}

func centralEntries(dir []byte) (list []zipEntry) {
	for len(dir) >= 46 && string(dir[:4]) == "PK\x01\x02" && len(list) < maxInner {
		n := int(binary.LittleEndian.Uint16(dir[28:]))
		skip := n + int(binary.LittleEndian.Uint16(dir[30:])) + int(binary.LittleEndian.Uint16(dir[32:]))
		if 46+n > len(dir) {
			break
		}
		list = append(list, zipEntry{
			name:      nameText(dir[46 : 46+n]),
			encrypted: dir[8]&1 != 0,
			method:    binary.LittleEndian.Uint16(dir[10:]),
			packed:    binary.LittleEndian.Uint32(dir[20:]),
			size:      binary.LittleEndian.Uint32(dir[24:]),
			at:        int(binary.LittleEndian.Uint32(dir[42:])),
		})
		dir = dir[min(46+skip, len(dir)):]
	}
	return list
}

func localEntries(data []byte) (list []zipEntry) {
	at := 0
	for len(list) < maxInner {
		i := bytes.Index(data[at:], []byte("PK\x03\x04"))
		if i < 0 {
			break
		}
		at += i
		if at+30 > len(data) {
			break
		}
		h := data[at:]
		n, extra := int(binary.LittleEndian.Uint16(h[26:])), int(binary.LittleEndian.Uint16(h[28:]))
		if 30+n > len(h) {
			break
		}
		packed := binary.LittleEndian.Uint32(h[18:])
		list = append(list, zipEntry{
			name:      nameText(h[30 : 30+n]),
			encrypted: h[6]&1 != 0,
			method:    binary.LittleEndian.Uint16(h[8:]),
			packed:    packed,
			size:      binary.LittleEndian.Uint32(h[22:]),
			at:        at,
		})
		at += 30 + n + extra
		if int64(at)+int64(packed) <= int64(len(data)) {
			at += int(packed)
		}
		at = min(at, len(data))
	}
	return list
}

// zipKind tells office documents and programs from mere archives. The beginning
// of the data is enough for most; names decide the rest.
func zipKind(data []byte, byName xunpan.FileKind) xunpan.FileKind {
	head := data[:min(len(data), sniffSize)]
	has := func(s string) bool { return bytes.Contains(head, []byte(s)) }
	switch {
	case has("[Content_Types].xml"), has("_rels/.rels"):
		switch {
		case byName == xunpan.FileSheet || byName == xunpan.FileDocument:
			return byName
		case bytes.Contains(data, []byte("xl/workbook")):
			return xunpan.FileSheet
		}
		return xunpan.FileDocument
	case has("mimetypeapplication/vnd.oasis.opendocument.spreadsheet"):
		return xunpan.FileSheet
	case has("mimetypeapplication/"):
		return xunpan.FileDocument
	case has("META-INF/MANIFEST.MF"), has("AndroidManifest.xml"), has("AppxManifest.xml"):
		return xunpan.FileExecutable
	case byName == xunpan.FileSheet, byName == xunpan.FileDocument, byName == xunpan.FileExecutable:
		return byName
	}
	return xunpan.FileArchive
}

// lookIntoZip names what is inside, in one archive inside it too.
func (r *reader) lookIntoZip(f *xunpan.File, data []byte) {
	list, whole := zipEntries(data)
	f.Broken = f.Broken || !whole && len(list) > 0
	office := f.Kind == xunpan.FileDocument || f.Kind == xunpan.FileSheet
	for i := range list {
		e := &list[i]
		if e.encrypted {
			f.Encrypted = true
		}
		base := e.name[strings.LastIndexByte(e.name, '/')+1:]
		switch strings.ToLower(base) {
		case "vbaproject.bin", "xlmacros.bin", "intlmacrosheet1.xml":
			f.Macro = true
		}
		if strings.Contains(e.name, "xl/macrosheets/") {
			f.Macro = true
		}
		if strings.HasSuffix(e.name, "/") || office && !strings.Contains(e.name, "embeddings/") {
			continue // folders; an office document's own parts
		}
		f.Inner = append(f.Inner, e.name)
		if e.encrypted {
			continue
		}
		if kindByName(e.name) == xunpan.FileArchive || kindByName(e.name) == xunpan.FileDiskImage {
			r.lookIntoInner(f, e, data)
		}
	}
	if len(list) >= maxInner {
		r.problem(xunpan.ProblemLimit, f.Name, "The archive holds more files than are listed.")
	}
}

// lookIntoInner names what is inside an archive inside an archive, which is how
// programs are hidden from scanners.
func (r *reader) lookIntoInner(f *xunpan.File, e *zipEntry, data []byte) {
	inner := r.inflateEntry(e, data)
	if inner == nil {
		return
	}
	g := xunpan.File{Kind: kindOf(inner, e.name, "")}
	if isZip(inner) {
		list, _ := zipEntries(inner)
		for i := range list {
			if strings.HasSuffix(list[i].name, "/") {
				continue
			}
			g.Inner = append(g.Inner, list[i].name)
			g.Encrypted = g.Encrypted || list[i].encrypted
		}
	} else {
		r.lookIntoArchive(&g, inner)
	}
	f.Encrypted = f.Encrypted || g.Encrypted
	for _, n := range g.Inner {
		if len(f.Inner) >= maxInner {
			break
		}
		f.Inner = append(f.Inner, e.name+"/"+n)
	}
}

// maxInflate is how much of one inner archive is decompressed.
const maxInflate = 2 << 20

// inflateEntry decompresses an entry, within what the mail may still inflate.
func (r *reader) inflateEntry(e *zipEntry, data []byte) []byte {
	if e.at < 0 || e.at+30 > len(data) || string(data[e.at:e.at+4]) != "PK\x03\x04" {
		return nil
	}
	h := data[e.at:]
	start := 30 + int(binary.LittleEndian.Uint16(h[26:])) + int(binary.LittleEndian.Uint16(h[28:]))
	if start >= len(h) {
		return nil
	}
	body := h[start:]
	if int64(e.packed) > 0 && int64(e.packed) < int64(len(body)) {
		body = body[:e.packed]
	}
	switch e.method {
	case 0:
		return body
	case 8:
		return r.inflated(flate.NewReader(bytes.NewReader(body)))
	}
	return nil
}

// inflated reads from a decompressor what the limits allow.
func (r *reader) inflated(from io.Reader) []byte {
	limit := min(maxInflate, r.inflate)
	if limit <= 0 {
		return nil
	}
	out, _ := io.ReadAll(io.LimitReader(from, int64(limit))) // what came before an error counts
	r.inflate -= len(out)
	return out
}
