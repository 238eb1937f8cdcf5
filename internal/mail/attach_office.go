package mail

import (
	"bytes"

	"xunpan"
)

func isOLE(data []byte) bool {
	return bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"))
}

// hasEntry reports whether an OLE2 file's directory has an entry of that name.
// Names stand there in UTF-16, each at the beginning of 128 bytes.
func hasEntry(data []byte, name string) bool {
	wide := make([]byte, 0, 2*len(name)+2)
	for i := 0; i < len(name); i++ {
		wide = append(wide, name[i], 0)
	}
	wide = append(wide, 0, 0)
	for at := 0; ; {
		i := bytes.Index(data[at:], wide)
		if i < 0 {
			return false
		}
		if at += i; at%128 == 0 {
			return true
		}
		at++
	}
}

// oleKind tells the old office formats, Outlook's messages and Windows
// installers apart.
func oleKind(data []byte, byName xunpan.FileKind) xunpan.FileKind {
	switch {
	case hasEntry(data, "__properties_version1.0"), hasEntry(data, "__nameid_version1.0"):
		return xunpan.FileMessage
	case hasEntry(data, "Workbook"), hasEntry(data, "Book"):
		return xunpan.FileSheet
	case hasEntry(data, "WordDocument"), hasEntry(data, "PowerPoint Document"):
		return xunpan.FileDocument
	case byName == xunpan.FileExecutable:
		return byName // .msi
	case bytes.Contains(data, []byte("\x84\x10\x0c\x00\x00\x00\x00\x00\xc0\x00\x00\x00\x00\x00\x00\x46")):
		return xunpan.FileExecutable // the installer's class id
	case byName != "":
		return byName
	}
	return xunpan.FileDocument
}

// lookIntoOLE looks for macros and locks in the directory of an OLE2 file.
func lookIntoOLE(f *xunpan.File, data []byte) {
	f.Macro = hasEntry(data, "_VBA_PROJECT") || hasEntry(data, "_VBA_PROJECT_CUR") || hasEntry(data, "VBA")
	f.Encrypted = hasEntry(data, "EncryptedPackage") || hasEntry(data, "EncryptionInfo")
	for _, embedded := range [...]string{"\x01Ole10Native", "Package"} {
		if hasEntry(data, embedded) {
			f.Inner = append(f.Inner, "embedded object")
			break
		}
	}
}

// lookIntoRTF looks for embedded objects, RTF's way to carry programs.
func lookIntoRTF(f *xunpan.File, data []byte) {
	if bytes.Contains(data, []byte("\\objdata")) || bytes.Contains(data, []byte("\\objupdate")) {
		f.Inner = append(f.Inner, "embedded object")
	}
}
