package mail

import (
	"bytes"
	"strings"

	"xunpan"
)

// Why a file is dangerous.
var (
	dangerProgram    = xunpan.Text{En: "This is a program: it runs when opened.", Zh: "这是可执行程序，打开就会运行。"}
	dangerScript     = xunpan.Text{En: "This is a script: it runs when opened.", Zh: "这是脚本文件，打开就会运行。"}
	dangerDisk       = xunpan.Text{En: "This is a disk image, a common wrapping for malware.", Zh: "这是磁盘映像文件，常被用来包装恶意程序。"}
	dangerShortcut   = xunpan.Text{En: "This is a shortcut: opening it starts something else.", Zh: "这是快捷方式，打开后启动的是别的内容。"}
	dangerMacro      = xunpan.Text{En: "The document holds macros, which are programs.", Zh: "文档内含宏，宏就是程序。"}
	dangerPage       = xunpan.Text{En: "This is a web page; attached pages often imitate a sign-in.", Zh: "这是网页文件，附件网页常用来伪造登录页面。"}
	dangerDrawing    = xunpan.Text{En: "This drawing (SVG) can run script in a browser.", Zh: "这种矢量图（SVG）可在浏览器中运行脚本。"}
	dangerEncrypted  = xunpan.Text{En: "The archive is encrypted, so nobody could look inside.", Zh: "压缩包已加密，无法检查其内容。"}
	dangerInside     = xunpan.Text{En: "The archive holds a program, a script, a web page or the like.", Zh: "压缩包内含程序、脚本或网页等文件。"}
	dangerEmbedded   = xunpan.Text{En: "The document holds an embedded object, which may be a program.", Zh: "文档内含嵌入对象，可能是程序。"}
	dangerTwoEndings = xunpan.Text{En: "The name has two endings, to be taken for something else.", Zh: "文件名有两个扩展名，意在伪装成别的文件。"}
	dangerName       = xunpan.Text{En: "The name hides its ending by characters that turn the writing, or by many spaces.", Zh: "文件名用反转文字方向的字符或大量空格隐藏真实扩展名。"}
	dangerKind       = xunpan.Text{En: "The content is not what the name says.", Zh: "文件内容与扩展名不符。"}
)

// dangers lists why a file is dangerous.
func dangers(f *xunpan.File, data []byte) (why []xunpan.Text) {
	say := func(t xunpan.Text, is bool) {
		if is {
			why = append(why, t)
		}
	}
	named := kindByName(f.Name)
	is := func(kind xunpan.FileKind) bool { return f.Kind == kind || named == kind }
	say(dangerProgram, is(xunpan.FileExecutable))
	say(dangerScript, is(xunpan.FileScript))
	say(dangerDisk, is(xunpan.FileDiskImage))
	say(dangerShortcut, is(xunpan.FileShortcut))
	say(dangerMacro, f.Macro || macroEndings[extension(f.Name)])
	say(dangerPage, is(xunpan.FileHTML) || f.Kind != xunpan.FileSVG && named != xunpan.FileSVG && opensAsPage(f, data))
	say(dangerDrawing, is(xunpan.FileSVG))
	say(dangerEncrypted, f.Encrypted && f.Kind == xunpan.FileArchive)
	say(dangerInside, f.Kind == xunpan.FileArchive && runsInside(f.Inner))
	say(dangerEmbedded, bytes.HasPrefix(data, []byte("{\\rtf")) && len(f.Inner) > 0)
	say(dangerTwoEndings, twoEndings(f.Name))
	say(dangerName, strings.IndexFunc(f.Name, turns) >= 0 || strings.Contains(f.Name, "     "))
	say(dangerKind, pretends(f.Kind, named))
	return why
}

// macroEndings are the endings of office documents that may hold macros.
var macroEndings = nameSet("docm dotm xlsm xltm xlam xlsb pptm potm ppam ppsm sldm xla")

// runsWhenOpened reports whether a kind runs, or starts something that runs.
func runsWhenOpened(kind xunpan.FileKind) bool {
	switch kind {
	case xunpan.FileExecutable, xunpan.FileScript, xunpan.FileShortcut, xunpan.FileDiskImage:
		return true
	}
	return false
}

// runsInside reports whether a name inside an archive is that of something that
// runs, or of a page or macro document, for which archives are a hiding place.
func runsInside(names []string) bool {
	for _, n := range names {
		kind := kindByName(n)
		if runsWhenOpened(kind) || kind == xunpan.FileHTML || kind == xunpan.FileSVG || macroEndings[extension(n)] || twoEndings(n) {
			return true
		}
	}
	return false
}

// opensAsPage reports whether a file that is told to be text or a document is
// in truth a page: office programs and browsers open it as such.
func opensAsPage(f *xunpan.File, data []byte) bool {
	switch f.Kind {
	case xunpan.FileText, xunpan.FileDocument, xunpan.FileSheet, xunpan.FileOther:
	default:
		return false
	}
	head := bytes.ToLower(bytes.TrimLeft(data[:min(len(data), 1024)], " \t\r\n\ufeff"))
	return bytes.HasPrefix(head, []byte("<!doctype html")) || bytes.HasPrefix(head, []byte("<html")) || bytes.HasPrefix(head, []byte("<script"))
}

// twoEndings reports whether a name ends in ".pdf.exe" and the like: the last
// ending runs, and the one before it is that of a document.
func twoEndings(name string) bool {
	last := kindByName(name)
	if !runsWhenOpened(last) && last != xunpan.FileHTML && last != xunpan.FileSVG {
		return false
	}
	name = strings.TrimRight(name, " .\u3002\u00a0")
	before := strings.TrimRight(name[:strings.LastIndexByte(name, '.')], " _-")
	switch kindByName(before) {
	case xunpan.FilePDF, xunpan.FileImage, xunpan.FileDocument, xunpan.FileSheet, xunpan.FileText, xunpan.FileMedia, xunpan.FileArchive:
		return true
	}
	return false
}

// pretends reports whether a file is by its content something that runs, hides
// or opens in a browser, and by its name something to read.
func pretends(kind, named xunpan.FileKind) bool {
	switch named {
	case xunpan.FilePDF, xunpan.FileImage, xunpan.FileDocument, xunpan.FileSheet, xunpan.FileText, xunpan.FileMedia, xunpan.FileCalendar, xunpan.FileCard:
	default:
		return false
	}
	return runsWhenOpened(kind) || kind == xunpan.FileHTML || kind == xunpan.FileSVG || kind == xunpan.FileArchive
}
