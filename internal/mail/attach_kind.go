package mail

import (
	"bytes"
	"encoding/binary"
	"strings"
	"unicode/utf8"

	"xunpan"
)

// magic is a file format known by bytes at a fixed place.
type magic struct {
	at    int
	bytes string
	kind  xunpan.FileKind
}

// magics are the formats that occur in mail, the frequent and the dangerous
// ones; longer marks stand before shorter ones of the same beginning.
var magics = [...]magic{
	{0, "\xff\xd8\xff", xunpan.FileImage}, {0, "\x89PNG", xunpan.FileImage}, {0, "GIF8", xunpan.FileImage},
	{0, "II*\x00", xunpan.FileImage}, {0, "MM\x00*", xunpan.FileImage}, {8, "WEBP", xunpan.FileImage},
	{0, "\x00\x00\x01\x00", xunpan.FileImage}, {0, "8BPS", xunpan.FileImage}, {0, "\xd7\xcd\xc6\x9a", xunpan.FileImage},
	{40, " EMF", xunpan.FileImage}, {4, "ftypheic", xunpan.FileImage}, {4, "ftypavif", xunpan.FileImage},
	{4, "ftypmif1", xunpan.FileImage}, {4, "ftyp", xunpan.FileMedia},
	{0, "7z\xbc\xaf\x27\x1c", xunpan.FileArchive}, {0, "Rar!\x1a\x07", xunpan.FileArchive},
	{0, "\x1f\x8b", xunpan.FileArchive}, {0, "\x1f\x9d", xunpan.FileArchive}, {0, "\x1f\xa0", xunpan.FileArchive},
	{0, "BZh", xunpan.FileArchive}, {0, "\xfd7zXZ\x00", xunpan.FileArchive}, {0, "\x28\xb5\x2f\xfd", xunpan.FileArchive},
	{0, "MSCF\x00\x00\x00\x00", xunpan.FileArchive}, {7, "**ACE**", xunpan.FileArchive}, {0, "\x60\xea", xunpan.FileArchive},
	{2, "-lh", xunpan.FileArchive}, {257, "ustar", xunpan.FileArchive}, {0, "ZOO ", xunpan.FileArchive},
	{0, "LZIP", xunpan.FileArchive}, {0, "xar!", xunpan.FileArchive}, {0, "egg\x41", xunpan.FileArchive},
	{0, "ALZ\x01", xunpan.FileArchive}, {0, "PAR2\x00", xunpan.FileArchive},
	{0, "\x7fELF", xunpan.FileExecutable}, {0, "\xca\xfe\xba\xbe", xunpan.FileExecutable},
	{0, "\xcf\xfa\xed\xfe", xunpan.FileExecutable}, {0, "\xce\xfa\xed\xfe", xunpan.FileExecutable},
	{0, "ITSF", xunpan.FileExecutable}, // compiled help runs script with the user's rights
	{0, "L\x00\x00\x00\x01\x14\x02\x00", xunpan.FileShortcut},
	{0, "conectix", xunpan.FileDiskImage}, {0, "vhdxfile", xunpan.FileDiskImage}, {0, "KDMV", xunpan.FileDiskImage},
	{32769, "CD001", xunpan.FileDiskImage}, {32769, "BEA01", xunpan.FileDiskImage},
	{0, "{\\rtf", xunpan.FileDocument}, {0, "\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d", xunpan.FileDocument}, // OneNote
	{0, "ID3", xunpan.FileMedia}, {0, "OggS", xunpan.FileMedia}, {0, "fLaC", xunpan.FileMedia},
	{8, "WAVE", xunpan.FileMedia}, {8, "AVI ", xunpan.FileMedia}, {0, "\x1aE\xdf\xa3", xunpan.FileMedia},
	{0, "#!AMR", xunpan.FileMedia}, {0, "#!SILK", xunpan.FileMedia},
	{0, "BEGIN:VCALENDAR", xunpan.FileCalendar}, {0, "BEGIN:VCARD", xunpan.FileCard},
	{0, "-----BEGIN PGP SIGNATURE", xunpan.FileSignature},
	{0, "[InternetShortcut]", xunpan.FileShortcut}, {0, "[Desktop Entry]", xunpan.FileShortcut},
	{0, "#!", xunpan.FileScript},
}

// kindOf tells what a file is: by its content first, then by its name, then by
// what the sender says.
func kindOf(data []byte, name, media string) xunpan.FileKind {
	byName := kindByName(name)
	if len(data) == 0 {
		if byName != "" {
			return byName
		}
		return kindByMedia(media)
	}
	if isZip(data) {
		return zipKind(data, byName)
	}
	if isOLE(data) {
		return oleKind(data, byName)
	}
	if isProgram(data) {
		return xunpan.FileExecutable
	}
	// A PDF may have up to a kilobyte of something else before its mark.
	if bytes.Contains(data[:min(len(data), 1024)], []byte("%PDF-")) && byName != xunpan.FileHTML {
		return xunpan.FilePDF
	}
	for i := range magics {
		m := &magics[i]
		if len(data) >= m.at+len(m.bytes) && string(data[m.at:m.at+len(m.bytes)]) == m.bytes {
			return m.kind
		}
	}
	if len(data) > 2 && data[0] == 'B' && data[1] == 'M' && byName == xunpan.FileImage {
		return xunpan.FileImage
	}
	text := isTextual(data)
	if text {
		if k := kindOfText(data, byName, media); k != "" {
			return k
		}
		if len(data) < maxNotice && byName != "" {
			// A gateway's notice in the place of what it took out: only the name
			// still says what was sent.
			return byName
		}
	}
	switch byName {
	case xunpan.FileScript, xunpan.FileExecutable, xunpan.FileShortcut, xunpan.FileDiskImage:
		return byName // by extension alone these run or open when clicked
	case xunpan.FileHTML, xunpan.FileText, xunpan.FileCalendar, xunpan.FileCard, xunpan.FileMessage, xunpan.FileSVG:
		if text {
			return byName
		}
	case "":
	case xunpan.FileSheet, xunpan.FileDocument, xunpan.FileSignature:
		return byName
	default:
		if !text {
			return byName
		}
	}
	if k := kindByMedia(media); k != "" && k != xunpan.FileText && !(text && k == xunpan.FileArchive) {
		return k
	}
	if text {
		return xunpan.FileText
	}
	return xunpan.FileOther
}

// maxNotice is the longest text that may stand for a removed file.
const maxNotice = 1 << 10

// isProgram tells a DOS or Windows program: "MZ" with a header that a picture
// or text beginning so does not have.
func isProgram(data []byte) bool {
	if len(data) < 64 || data[0] != 'M' || data[1] != 'Z' {
		return false
	}
	at := binary.LittleEndian.Uint32(data[60:])
	return int64(at)+4 > int64(len(data)) || string(data[at:at+2]) == "PE" || string(data[at:at+2]) == "NE" || !isTextual(data)
}

// isTextual reports whether data reads as text: no zeros, few controls. UTF-16
// with a mark is text.
func isTextual(data []byte) bool {
	data = data[:min(len(data), 2048)]
	if bytes.HasPrefix(data, []byte("\xff\xfe")) || bytes.HasPrefix(data, []byte("\xfe\xff")) {
		return true
	}
	bad := 0
	for _, c := range data {
		if c == 0 {
			return false
		}
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			bad++
		}
	}
	return bad*100 <= len(data)
}

// kindOfText tells the kinds that are text.
func kindOfText(data []byte, byName xunpan.FileKind, media string) xunpan.FileKind {
	head := data[:min(len(data), 4096)]
	if bytes.IndexByte(head, 0) >= 0 { // UTF-16
		t, _, _ := decodeText(head, "")
		head = t
	}
	head = bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\ufeff"))
	switch {
	case bytes.HasPrefix(head, []byte("begin:vcalendar")):
		return xunpan.FileCalendar
	case bytes.HasPrefix(head, []byte("begin:vcard")):
		return xunpan.FileCard
	case byName == xunpan.FileScript || byName == xunpan.FileShortcut:
		return byName
	case bytes.HasPrefix(head, []byte("<svg")), bytes.HasPrefix(head, []byte("<?xml")) && bytes.Contains(head, []byte("<svg")):
		return xunpan.FileSVG
	case bytes.Contains(head, []byte("<hta:application")):
		return xunpan.FileScript
	case bytes.HasPrefix(head, []byte("<!doctype html")), bytes.HasPrefix(head, []byte("<html")), bytes.HasPrefix(head, []byte("<head")),
		bytes.HasPrefix(head, []byte("<body")), bytes.HasPrefix(head, []byte("<script")), bytes.HasPrefix(head, []byte("<meta")),
		media == "text/html" && byName == "", bytes.Contains(head, []byte("<html")) && byName != xunpan.FileMessage:
		if byName == xunpan.FileSheet || byName == xunpan.FileDocument {
			// A page saved as .xls or .doc is opened by the office program.
			return byName
		}
		return xunpan.FileHTML
	case bytes.Contains(head, []byte(`progid="excel.sheet"`)):
		return xunpan.FileSheet
	case bytes.Contains(head, []byte(`progid="word.document"`)):
		return xunpan.FileDocument
	}
	return ""
}

// extensions tell a kind by the name's end where content does not.
var extensions = func() map[string]xunpan.FileKind {
	all := make(map[string]xunpan.FileKind, 320)
	for kind, list := range map[xunpan.FileKind]string{
		xunpan.FilePDF:        "pdf",
		xunpan.FileImage:      "jpg jpeg jpe png gif bmp tif tiff webp heic heif avif ico psd emf wmf ai eps",
		xunpan.FileDocument:   "doc docx docm dot dotx dotm rtf odt ott ppt pptx pptm pps ppsx ppsm pot odp pages key wps one xps hwp hwpx wpd dps",
		xunpan.FileSheet:      "xls xlsx xlsm xlsb xlt xltx xltm xlam xla ods csv tsv numbers et",
		xunpan.FileText:       "txt text log md ini json xml yaml yml srt tex asc",
		xunpan.FileHTML:       "html htm xhtml xht shtml shtm mht mhtml",
		xunpan.FileSVG:        "svg svgz",
		xunpan.FileCalendar:   "ics ical ifb vcs",
		xunpan.FileCard:       "vcf vcard",
		xunpan.FileArchive:    "zip zipx rar 7z gz tgz tar bz2 tbz tbz2 xz txz z ace arj cab lzh lha lz zst zoo r00 r01 001 uue uu alz egg xar wim",
		xunpan.FileExecutable: "exe com scr pif cpl dll sys drv ocx msi msp msix msixbundle appx appxbundle application jar class apk deb rpm dmg pkg app bin elf run gadget chm hlp",
		xunpan.FileScript:     "js jse vbs vbe vb wsf wsh wsc sct ps1 psm1 psd1 bat cmd sh bash hta reg inf scf py pyc pyw pl php asp aspx jsp lua ahk au3 iqy slk xll ps1xml msh msc mobileconfig library-ms search-ms settingcontent-ms",
		xunpan.FileDiskImage:  "iso img udf vhd vhdx vmdk nrg mds mdf daa toast",
		xunpan.FileShortcut:   "lnk url desktop webloc website rdp appref-ms",
		xunpan.FileMessage:    "eml msg oft mbox emlx",
		xunpan.FileSignature:  "p7s sig pgp gpg",
		xunpan.FileMedia:      "mp3 mp4 m4a m4v mov avi wav wma wmv mkv webm ogg opus amr aac flac flv 3gp mpg mpeg mid",
		xunpan.FileOther:      "dwg dxf stp step igs iges stl sldprt x_t prt 3ds skp p7m dat winmail pfx p12 cer crt torrent ttf otf",
	} {
		for _, e := range strings.Fields(list) {
			all[e] = kind
		}
	}
	return all
}()

// kindByName tells a kind by the last extension; "" if it says nothing.
func kindByName(name string) xunpan.FileKind {
	// Windows drops trailing dots and spaces, and so does its user.
	name = strings.TrimRight(name, " .\u3002\u00a0")
	i := strings.LastIndexByte(name, '.')
	if i < 0 || len(name)-i > 22 {
		return ""
	}
	return extensions[strings.ToLower(name[i+1:])]
}

// kindByMedia is what the sender's media type says; "" if it says nothing.
func kindByMedia(media string) xunpan.FileKind {
	group, sub, _ := strings.Cut(media, "/")
	switch group {
	case "image":
		if strings.HasPrefix(sub, "svg") {
			return xunpan.FileSVG
		}
		return xunpan.FileImage
	case "audio", "video":
		return xunpan.FileMedia
	case "message":
		if sub == "rfc822" || sub == "global" {
			return xunpan.FileMessage
		}
		return xunpan.FileText
	case "text":
		switch sub {
		case "html":
			return xunpan.FileHTML
		case "calendar":
			return xunpan.FileCalendar
		case "vcard", "x-vcard", "directory":
			return xunpan.FileCard
		case "csv":
			return xunpan.FileSheet
		case "rtf":
			return xunpan.FileDocument
		}
		return xunpan.FileText
	}
	switch {
	case sub == "pdf":
		return xunpan.FilePDF
	case sub == "pkcs7-signature", sub == "x-pkcs7-signature", sub == "pgp-signature":
		return xunpan.FileSignature
	case strings.Contains(sub, "zip"), strings.Contains(sub, "rar"), strings.Contains(sub, "7z"), strings.Contains(sub, "tar"), sub == "x-compressed":
		return xunpan.FileArchive
	case strings.Contains(sub, "excel"), strings.Contains(sub, "spreadsheet"):
		return xunpan.FileSheet
	case strings.Contains(sub, "word"), strings.Contains(sub, "opendocument"), strings.Contains(sub, "powerpoint"), strings.Contains(sub, "presentation"), sub == "rtf":
		return xunpan.FileDocument
	case sub == "x-msdownload", sub == "x-msdos-program", sub == "x-executable", sub == "java-archive":
		return xunpan.FileExecutable
	case sub == "ics":
		return xunpan.FileCalendar
	}
	return ""
}

// nameText makes text of a name of unknown charset inside an archive.
func nameText(b []byte) string {
	if !utf8.Valid(b) {
		t, _ := guess(b, "")
		b = t
	}
	return cut(oneLine(strings.ToValidUTF8(string(b), "\ufffd")), maxFileName)
}
