package intake

import (
	"bufio"
	"bytes"
	"io"
	"path/filepath"
	"strings"
	"unicode/utf8"
)

// sniffLength is how much of an unnamed input is looked at.
const sniffLength = 8 << 10

// looks is what the beginning of an input looks like.
type looks uint8

const (
	looksBinary looks = iota
	looksText
	looksMail
	looksMailbox
)

// sniffed reads an input whose name does not say what it is. In a folder only
// mails and mailboxes are taken; an input the user named may be a pasted text.
func (w *walker) sniffed(source string, r io.Reader, named bool) {
	br := bufio.NewReaderSize(r, sniffLength)
	head, err := br.Peek(sniffLength)
	if err != nil && err != io.EOF {
		w.fail(source, err)
		return
	}
	switch kind := sniff(head); {
	case kind == looksMailbox:
		w.mailbox(source, br)
	case kind == looksMail:
		w.whole(source, br, false)
	case kind == looksText && named && !otherTexts[strings.ToLower(filepath.Ext(source))]:
		w.whole(source, br, true)
	case named:
		w.fail(source, ErrNotMail)
	}
}

// otherTexts are the endings of texts that are no pasted inquiries.
var otherTexts = map[string]bool{".md": true, ".yaml": true, ".yml": true, ".json": true, ".csv": true, ".tsv": true, ".html": true, ".htm": true, ".xml": true, ".css": true, ".js": true, ".go": true, ".py": true, ".sh": true,
	".sql": true, ".log": true, ".ini": true, ".toml": true}

// sniff tells a mailbox, a mail, a text and something else by the first bytes.
func sniff(head []byte) looks {
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	if isFromLine(head) {
		return looksMailbox
	}
	if looksLikeMail(head) {
		return looksMail
	}
	if len(bytes.TrimSpace(head)) == 0 || bytes.IndexByte(head, 0) >= 0 {
		return looksBinary
	}
	if !utf8.Valid(cutRune(head)) && !mostlyText(head) {
		return looksBinary
	}
	return looksText
}

// cutRune leaves out a last rune that the window cut in two.
func cutRune(b []byte) []byte {
	for i := 1; i <= utf8.UTFMax && i <= len(b); i++ {
		if c := b[len(b)-i]; utf8.RuneStart(c) {
			if !utf8.FullRune(b[len(b)-i:]) {
				return b[:len(b)-i]
			}
			break
		}
	}
	return b
}

// mostlyText reports whether bytes in some old charset are text: no more than
// one control byte in a hundred.
func mostlyText(b []byte) bool {
	bad := 0
	for _, c := range b {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			bad++
		}
	}
	return bad*100 <= len(b)
}

// Header names that only mails have, and those a pasted inquiry has as well.
var (
	mailOnly = map[string]bool{
		"received": true, "return-path": true, "message-id": true, "mime-version": true, "delivered-to": true,
		"content-type": true, "authentication-results": true, "dkim-signature": true, "references": true,
		"in-reply-to": true, "content-transfer-encoding": true, "reply-to": true, "cc": true, "sender": true,
		"x-mailer": true, "x-originating-ip": true, "user-agent": true, "list-id": true, "arc-seal": true,
	}
	mailToo = map[string]bool{"from": true, "to": true, "subject": true, "date": true}
)

// looksLikeMail reports whether the input begins with a mail's header: nothing
// but header lines, with at least one only mails have or From and two others.
func looksLikeMail(head []byte) bool {
	only, too, from := 0, 0, false
	for line := range bytes.Lines(head) {
		text := strings.TrimRight(string(line), "\r\n")
		if text == "" {
			break
		}
		if text[0] == ' ' || text[0] == '\t' {
			if only+too == 0 {
				return false
			}
			continue
		}
		name, _, ok := strings.Cut(text, ":")
		if !ok {
			// The window may have cut the last line.
			if bytes.HasSuffix(line, []byte("\n")) {
				return false
			}
			break
		}
		name = strings.ToLower(name)
		if strings.ContainsAny(name, " \t<") {
			return false
		}
		switch {
		case mailOnly[name] || strings.HasPrefix(name, "x-") || strings.HasPrefix(name, "arc-"):
			only++
		case mailToo[name]:
			too++
			from = from || name == "from"
		}
	}
	return only > 0 && only+too >= 2 || from && too >= 3
}
