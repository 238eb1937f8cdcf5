package mail

import (
	"bytes"
	"compress/gzip"
	"encoding/binary"
	"strconv"
	"strings"
	"unicode/utf16"

	"xunpan"
)

// lookInto names what is inside a file and says whether it is locked or holds
// macros.
func (r *reader) lookInto(f *xunpan.File, data []byte) {
	switch {
	case isZip(data):
		r.lookIntoZip(f, data)
	case isOLE(data):
		lookIntoOLE(f, data)
	case f.Kind == xunpan.FileDocument && bytes.HasPrefix(data, []byte("{\\rtf")):
		lookIntoRTF(f, data)
	default:
		r.lookIntoArchive(f, data)
	}
}

// lookIntoArchive is lookInto for what is neither ZIP nor OLE.
func (r *reader) lookIntoArchive(f *xunpan.File, data []byte) {
	switch {
	case bytes.HasPrefix(data, []byte("Rar!\x1a\x07\x01\x00")):
		lookIntoRAR5(f, data)
	case bytes.HasPrefix(data, []byte("Rar!\x1a\x07\x00")):
		lookIntoRAR4(f, data)
	case bytes.HasPrefix(data, []byte("7z\xbc\xaf\x27\x1c")):
		lookInto7z(f, data)
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		r.lookIntoGzip(f, data)
	case len(data) > 262 && string(data[257:262]) == "ustar":
		lookIntoTar(f, data)
	case bytes.HasPrefix(data, []byte("MSCF")):
		lookIntoCAB(f, data)
	case len(data) > 32774 && string(data[32769:32774]) == "CD001":
		lookIntoISO(f, data)
	}
}

// innerNames collects names into a file, up to the limit.
type innerNames struct{ *xunpan.File }

func (f innerNames) add(name []byte) { f.addText(nameText(name)) }

func (f innerNames) addText(name string) {
	if name = strings.TrimRight(name, "\x00"); name != "" && len(f.Inner) < maxInner {
		f.Inner = append(f.Inner, name)
	}
}

// lookIntoRAR4 walks the block headers of RAR 1.5 to 4.
func lookIntoRAR4(f *xunpan.File, data []byte) {
	for pos := 7; pos+7 <= len(data) && len(f.Inner) < maxInner; {
		h := data[pos:]
		kind, flags, size := h[2], binary.LittleEndian.Uint16(h[3:]), int(binary.LittleEndian.Uint16(h[5:]))
		if size < 7 {
			f.Broken = true
			return
		}
		total := int64(size)
		switch {
		case kind == 0x73 && flags&0x80 != 0:
			f.Encrypted = true // the headers too: no names to be had
			return
		case kind == 0x74:
			if len(h) < 32 || size < 32 {
				f.Broken = true
				return
			}
			total += int64(binary.LittleEndian.Uint32(h[7:]))
			n, at := int(binary.LittleEndian.Uint16(h[26:])), 32
			if flags&0x100 != 0 {
				at += 8
			}
			if at+n > len(h) || at+n > size {
				f.Broken = true
				return
			}
			f.Encrypted = f.Encrypted || flags&0x04 != 0
			name := h[at : at+n]
			if i := bytes.IndexByte(name, 0); i >= 0 {
				name = name[:i] // behind it the name again in a Unicode packing
			}
			if flags&0xe0 != 0xe0 { // no folder
				innerNames{f}.add(name)
			}
		case kind == 0x7b:
			return
		case flags&0x8000 != 0 && len(h) >= 11:
			total += int64(binary.LittleEndian.Uint32(h[7:]))
		}
		if int64(pos)+total > int64(len(data)) {
			return
		}
		pos += int(total)
	}
}

// lookIntoRAR5 walks the headers of RAR 5.
func lookIntoRAR5(f *xunpan.File, data []byte) {
	for pos := 8; pos+7 <= len(data) && len(f.Inner) < maxInner; {
		v := varints{b: data[pos+4:]}
		size := v.next()
		start := pos + 4 + v.at
		if v.bad || size == 0 || size > 2<<20 || start+int(size) > len(data) {
			return
		}
		v = varints{b: data[start : start+int(size)]}
		kind, flags := v.next(), v.next()
		var extra, body uint64
		if flags&1 != 0 {
			extra = v.next()
		}
		if flags&2 != 0 {
			body = v.next()
		}
		switch kind {
		case 4:
			f.Encrypted = true
			return
		case 2:
			fileFlags := v.next()
			v.next() // size
			v.next() // attributes
			if fileFlags&2 != 0 {
				v.at += 4
			}
			if fileFlags&4 != 0 {
				v.at += 4
			}
			v.next() // compression
			v.next() // system
			n := v.next()
			if !v.bad && v.at <= len(v.b) && n <= uint64(len(v.b)-v.at) && fileFlags&1 == 0 {
				innerNames{f}.add(v.b[v.at : v.at+int(n)])
			}
			// An encryption record has type 1 and comes first among the extras.
			if extra > 0 && extra <= size {
				e := varints{b: v.b[len(v.b)-int(extra):]}
				e.next()
				f.Encrypted = f.Encrypted || e.next() == 1 && !e.bad
			}
		case 5:
			return
		}
		if body > uint64(len(data)) {
			return
		}
		pos = start + int(size) + int(body)
	}
}

// varints reads RAR 5's numbers of variable length.
type varints struct {
	b   []byte
	at  int
	bad bool
}

func (v *varints) next() (n uint64) {
	for shift := 0; shift < 63; shift += 7 {
		if v.at >= len(v.b) {
			break
		}
		c := v.b[v.at]
		v.at++
		n |= uint64(c&0x7f) << shift
		if c < 0x80 {
			return n
		}
	}
	v.bad = true
	return 0
}

// lookInto7z looks at the directory at a 7z archive's end. It is packed as a
// rule, so that names are seldom to be had; the mark of AES shows none the less.
func lookInto7z(f *xunpan.File, data []byte) {
	if len(data) < 32 {
		f.Broken = true
		return
	}
	at, size := binary.LittleEndian.Uint64(data[12:]), binary.LittleEndian.Uint64(data[20:])
	if at > uint64(len(data)) || size > uint64(len(data)) || 32+at+size > uint64(len(data)) {
		f.Broken = true
		return
	}
	dir := data[32+at : 32+at+size]
	f.Encrypted = bytes.Contains(dir, []byte("\x06\xf1\x07\x01"))
	if len(dir) == 0 || dir[0] != 1 {
		return
	}
	// A plain directory: names stand in UTF-16 behind the property 0x11.
	i := bytes.LastIndex(dir, []byte("\x11"))
	for i >= 0 && i+4 < len(dir) {
		if names := utf16Names(dir[i:]); len(names) > 0 {
			for _, n := range names {
				innerNames{f}.addText(n)
			}
			return
		}
		i = bytes.LastIndexByte(dir[:i], 0x11)
		if len(dir)-i > 64<<10 {
			return
		}
	}
}

// utf16Names reads zero-ended UTF-16 names behind a property's id, size and a
// zero byte; nil if what stands there is none.
func utf16Names(b []byte) (names []string) {
	i := bytes.IndexByte(b[1:min(len(b), 6)], 0)
	if i < 0 {
		return nil
	}
	b = b[i+2:]
	var name []uint16
	for len(b) >= 2 && len(names) < maxInner {
		c := binary.LittleEndian.Uint16(b)
		b = b[2:]
		if c == 0 {
			if len(name) == 0 {
				break
			}
			names = append(names, string(utf16.Decode(name)))
			name = name[:0]
			continue
		}
		if c < ' ' || len(name) > 300 {
			return nil
		}
		name = append(name, c)
	}
	return names
}

// lookIntoGzip takes the stored name and looks at the beginning of what is inside.
func (r *reader) lookIntoGzip(f *xunpan.File, data []byte) {
	z, err := gzip.NewReader(bytes.NewReader(data))
	if err != nil {
		f.Broken = true
		return
	}
	name := nameText([]byte(z.Name))
	out := r.inflated(z)
	if len(out) > 262 && string(out[257:262]) == "ustar" {
		lookIntoTar(f, out)
		return
	}
	if name == "" {
		name = f.Name
		if i := strings.LastIndexByte(name, '.'); i > 0 {
			name = name[:i]
		}
	}
	// A name that hides what it is: say by an ending what the content is.
	if k := kindOf(out[:min(len(out), sniffSize)], "", ""); k == xunpan.FileExecutable && kindByName(name) != k {
		name += ".exe"
	}
	innerNames{f}.addText(name)
}

func lookIntoTar(f *xunpan.File, data []byte) {
	for pos := 0; pos+512 <= len(data) && len(f.Inner) < maxInner; {
		h := data[pos : pos+512]
		if h[0] == 0 {
			return
		}
		name := h[:100]
		if i := bytes.IndexByte(name, 0); i >= 0 {
			name = name[:i]
		}
		size, err := strconv.ParseInt(strings.Trim(string(h[124:136]), " \x00"), 8, 64)
		if err != nil || size < 0 || size > int64(len(data)) {
			innerNames{f}.add(name)
			return
		}
		if h[156] == '0' || h[156] == 0 {
			innerNames{f}.add(name)
		}
		pos += 512 + int(size+511)/512*512
	}
}

func lookIntoCAB(f *xunpan.File, data []byte) {
	if len(data) < 36 {
		f.Broken = true
		return
	}
	at, n := int(binary.LittleEndian.Uint32(data[16:])), int(binary.LittleEndian.Uint16(data[28:]))
	for ; n > 0 && at >= 36 && at+16 < len(data) && len(f.Inner) < maxInner; n-- {
		end := bytes.IndexByte(data[at+16:min(len(data), at+16+600)], 0)
		if end < 0 {
			f.Broken = true
			return
		}
		innerNames{f}.add(data[at+16 : at+16+end])
		at += 16 + end + 1
	}
}

// lookIntoISO reads the root folder of an ISO 9660 image, which is where a
// mailed image has its one file.
func lookIntoISO(f *xunpan.File, data []byte) {
	const sector, root = 2048, 156
	// The Joliet descriptor has the long names; the primary one always exists.
	for s := 17; s >= 16; s-- {
		at := s * sector
		if at+sector > len(data) || string(data[at+1:at+6]) != "CD001" || (data[at] != 1 && data[at] != 2) {
			continue
		}
		wide := data[at] == 2
		dir := int64(binary.LittleEndian.Uint32(data[at+root+2:])) * sector
		size := int64(binary.LittleEndian.Uint32(data[at+root+10:]))
		if dir <= 0 || dir >= int64(len(data)) {
			continue
		}
		b := data[dir:min(dir+min(size, 64<<10), int64(len(data)))]
		for len(b) > 33 && len(f.Inner) < maxInner {
			n, name := int(b[0]), int(b[32])
			if n < 34 || n > len(b) || 33+name > n {
				break
			}
			if b[25]&2 == 0 && name > 1 {
				t := b[33 : 33+name]
				if wide {
					u := make([]uint16, name/2)
					for i := range u {
						u[i] = binary.BigEndian.Uint16(t[2*i:])
					}
					t = []byte(string(utf16.Decode(u)))
				}
				t, _, _ = bytes.Cut(t, []byte(";"))
				innerNames{f}.add(t)
			}
			b = b[n:]
		}
		if len(f.Inner) > 0 {
			return
		}
	}
}
