package mail

import (
	"strconv"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// OpenedFile is an attachment taken out of a mail, to be handed to the user.
type OpenedFile struct {
	Name string // fit for a file system and for Content-Disposition; never empty
	Kind xunpan.FileKind
	Data []byte // decoded; may share memory with the mail

	// Media is the media type to serve it as: application/octet-stream for all
	// that a browser would run or that is dangerous, so never HTML, SVG, XML or
	// script. Serve it with "X-Content-Type-Options: nosniff" none the less.
	Media string

	Dangerous bool          // to be handed out only to a user who confirms it
	Why       []xunpan.Text // the reasons; empty if it is not dangerous
	Missing   xunpan.Text   // why there is no Data; empty if there is
}

// Open takes the attachment with a place in Message.Files out of a mail, as
// Parse with the same options numbers them; those inside a winmail.dat, a text
// or an attached message too. It is false if there is no such place. The file
// is never run and no archive unpacked.
func Open(raw []byte, index int, opt Options) (OpenedFile, bool) {
	r, m := readKept(raw, opt)
	if index < 0 || index >= len(m.Files) {
		return OpenedFile{}, false
	}
	f := &m.Files[index]
	r.unpacked = r.opt.MaxRaw // what reading used up does not count
	o := OpenedFile{Kind: f.Kind, Data: r.bytes(r.kept.files[m][index])}
	o.Name = safeName(f.Name, f.Kind, index)
	o.Why = dangers(f, o.Data)
	o.Dangerous = len(o.Why) > 0
	o.Media = "application/octet-stream"
	if !o.Dangerous {
		o.Media = servedMedia(f.Kind, o.Name, o.Data)
	}
	if len(o.Data) == 0 {
		o.Missing = missing(f)
	}
	return o, true
}

// missing says why nothing could be taken out.
func missing(f *xunpan.File) xunpan.Text {
	if f.Size > 0 {
		return xunpan.Text{En: "The file could not be decoded; it is in the raw mail.", Zh: "附件无法解码，可在原始邮件中查看。"}
	}
	return xunpan.Text{En: "The mail names this file, but holds no content of it.", Zh: "邮件中只有该附件的名称，没有内容。"}
}

// servedTypes are the types that may be served, by kind and then by what the
// content begins with; of all others the browser only needs to know that they
// are to be saved.
var servedTypes = []struct {
	kind  xunpan.FileKind
	at    int
	magic string
	media string
}{
	{xunpan.FileImage, 0, "\x89PNG", "image/png"},
	{xunpan.FileImage, 0, "\xff\xd8\xff", "image/jpeg"},
	{xunpan.FileImage, 0, "GIF8", "image/gif"},
	{xunpan.FileImage, 8, "WEBP", "image/webp"},
	{xunpan.FileImage, 0, "BM", "image/bmp"},
	{xunpan.FileImage, 4, "ftypavif", "image/avif"},
	{xunpan.FilePDF, 0, "%PDF-", "application/pdf"},
	{xunpan.FileArchive, 0, "PK\x03\x04", "application/zip"},
	{xunpan.FileCalendar, 0, "", "text/calendar"},
	{xunpan.FileCard, 0, "", "text/vcard"},
	{xunpan.FileMessage, 0, "", "message/rfc822"},
	{xunpan.FileText, 0, "", "text/plain"},
}

// officeTypes are the types of office documents by the ending of the name.
var officeTypes = map[string]string{
	"docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
	"xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
	"pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
	"doc":  "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint", "csv": "text/csv",
}

// servedMedia is the media type to serve a harmless file as.
func servedMedia(kind xunpan.FileKind, name string, data []byte) string {
	const other = "application/octet-stream"
	if kind == xunpan.FileDocument || kind == xunpan.FileSheet {
		if t := officeTypes[extension(name)]; t != "" {
			return t
		}
		return other
	}
	for _, t := range servedTypes {
		if t.kind != kind || len(data) < t.at+len(t.magic) || string(data[t.at:t.at+len(t.magic)]) != t.magic {
			continue
		}
		if strings.HasPrefix(t.media, "text/") && utf8.Valid(data) {
			return t.media + "; charset=utf-8"
		}
		return t.media
	}
	return other
}

// maxSafeName is the longest name given to a file, in bytes; file systems take 255.
const maxSafeName = 150

// safeName is a name that neither a header nor a file system nor the reader's
// eye takes for something else.
func safeName(name string, kind xunpan.FileKind, index int) string {
	name = strings.Map(func(c rune) rune {
		switch {
		case c < ' ', c >= 0x7f && c < 0xa0, invisible(c), c == utf8.RuneError, c == 0x2028, c == 0x2029:
			return -1
		case strings.ContainsRune(`/\<>:"|?*`, c):
			return '_'
		}
		return c
	}, name)
	name = strings.Join(strings.Fields(name), " ")
	name = strings.TrimLeft(strings.TrimRight(name, ". "), ". ")
	stem, ext := name, ""
	if i := strings.LastIndexByte(name, '.'); i > 0 && len(name)-i <= 22 {
		stem, ext = name[:i], name[i:]
	}
	stem = strings.TrimRight(cut(stem, maxSafeName-len(ext)), ". ")
	if stem == "" {
		stem = "attachment-" + strconv.Itoa(index+1)
		if ext == "" {
			ext = usualExtensions[kind]
		}
	}
	if reserved(stem) {
		stem = "_" + stem
	}
	return stem + ext
}

// usualExtensions are given to files without a name.
var usualExtensions = map[xunpan.FileKind]string{
	xunpan.FilePDF: ".pdf", xunpan.FileText: ".txt", xunpan.FileMessage: ".eml", xunpan.FileCalendar: ".ics", xunpan.FileCard: ".vcf",
}

// reserved reports whether Windows takes a name for a device, whatever its ending.
func reserved(stem string) bool {
	stem, _, _ = strings.Cut(strings.ToUpper(stem), ".")
	stem = strings.TrimSpace(stem)
	switch stem {
	case "CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$":
		return true
	}
	port := strings.NewReplacer("¹", "1", "²", "2", "³", "3").Replace(stem)
	return len(port) == 4 && (port[:3] == "COM" || port[:3] == "LPT") && digit(port[3])
}

// extension is what stands behind the last dot of a name, in lower case.
func extension(name string) string {
	name = strings.TrimRight(name, " .\u3002\u00a0")
	i := strings.LastIndexByte(name, '.')
	if i < 0 {
		return ""
	}
	return strings.ToLower(name[i+1:])
}
