package mail

import (
	"bytes"
	"io"
	"strings"
	"testing"
	"unicode"

	"github.com/emersion/go-message"
	_ "github.com/emersion/go-message/charset" // decoders of the other reader
	"github.com/jhillyerd/enmime/v2"

	"xunpan"
)

// TestCompare reads real and malformed mails with two other readers, too: the
// text they find must be found here.
func TestCompare(t *testing.T) {
	t.Parallel()
	mails := realMails(t, "ham", "spam", "phishing", "real", "torture")
	parser := enmime.NewParser(enmime.DisableCharacterDetection(true), enmime.DisableTextConversion(true),
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.SetReadPartErrorPolicy(enmime.AllowCorruptTextPartErrorPolicy))
	for name, raw := range mails {
		m := Parse(raw, Options{})
		have := wordSet(allText(m))
		if env, err := parser.ReadEnvelope(bytes.NewReader(raw)); err == nil {
			compareText(t, name, "enmime", have, env.Text, env.HTML)
			if s := env.GetHeader("Subject"); !strings.ContainsRune(s, '\ufffd') && squeeze(s) != squeeze(m.Subject) && !known(name, "enmime subject") {
				t.Errorf("%s: subject %q, enmime has %q", name, m.Subject, s)
			}
			for _, a := range append(env.Attachments, env.Inlines...) {
				// Text without a name is text here, not a file.
				if a.FileName != "" && !strings.HasPrefix(a.ContentType, "text/") && !hasFile(m, a.FileName) && !known(name, "enmime file") {
					t.Errorf("%s: enmime has the file %q (%s)", name, a.FileName, a.ContentType)
				}
			}
		}
		if e, err := message.Read(bytes.NewReader(raw)); e != nil && (err == nil || message.IsUnknownCharset(err)) {
			var plain, html strings.Builder
			_ = e.Walk(func(_ []int, e *message.Entity, err error) error {
				kind, params, _ := e.Header.ContentType()
				disp, _, _ := e.Header.ContentDisposition()
				if err != nil || disp == "attachment" || params["name"] != "" {
					kind = "none" // what it cannot read, and what is no text
				}
				switch kind {
				case "text/plain", "":
					_, _ = io.Copy(&plain, e.Body)
				case "text/html":
					_, _ = io.Copy(&html, e.Body)
				}
				return nil
			})
			compareText(t, name, "go-message", have, plain.String(), html.String())
		}
	}
}

func hasFile(m *xunpan.Message, name string) bool {
	for _, f := range m.Files {
		if squeeze(f.Name) == squeeze(cleanName(name)) || strings.ContainsRune(name, '\ufffd') {
			return true
		}
	}
	return false
}

// known reports whether a difference was looked at and is as it should be.
func known(name, what string) bool {
	for _, d := range differences {
		if strings.HasSuffix(name, d.mail) && d.what == what {
			return true
		}
	}
	return false
}

// differences are where another reader finds other text, and why.
var differences = []struct{ mail, what, why string }{
	{"sample-6486.eml", "enmime subject", "enmime leaves an encoded word of broken padding undecoded"},
	{"sample-5454.eml", "enmime subject", "enmime leaves an encoded word of broken padding undecoded"},
	{"easy-ham-1-01141.4dcaffc342880fbdbace580e702a1385.eml", "enmime text", "the armour of a clear-signed text is taken off"},
	{"easy-ham-1-00712.89e45eecae00da0b8207bc79d2e843f1.eml", "enmime text", "the armour of a clear-signed text is taken off"},
	{"hard-ham-1-00004.68819fc91d34c82433074d7bd3127dcc.eml", "enmime text", "the armour of a clear-signed text is taken off"},
	{"hard-ham-1-00004.68819fc91d34c82433074d7bd3127dcc.eml", "go-message text", "the armour of a clear-signed text is taken off"},
	{"easy-ham-1-01423.d12eaa7e292c15107171b0eb39ea40df.eml", "enmime text", "parts are split at the one boundary there is; enmime shows their heads as text"},
	{"easy-ham-1-01423.d12eaa7e292c15107171b0eb39ea40df.eml", "go-message text", "parts are split at the one boundary there is; go-message shows their heads as text"},
	{"spam-1-00243.c6e70273fe1cf9e56e26bb6bbeef415d.eml", "enmime text", "Big5 without a label is read as such; enmime reads it as Latin"},
	{"enmime-chardet-fail.eml", "enmime text", "a picture labelled text/plain: its bytes are read as another charset"},
	{"sample-6472.eml", "go-message text", "the HTML is shown instead of a poor plain text; go-message does not reach the HTML"},
	{"enmime-missing-content-type2.eml", "go-message text", "two renderings glued into one word by this test"},
	{"enmime-empty-header.eml", "go-message text", "two renderings glued into one word by this test"},
	{"enmime-chardet-success-iso-8859-1.eml", "go-message text", "Latin-1 without a label; go-message does not guess"},
	{"mp-legacy-052.eml", "go-message text", "Latin-1 without a label; go-message does not guess"},
	{"mp-thirdparty-000.eml", "go-message text", "two renderings glued into one word by this test"},
	{"mp-thirdparty-001.eml", "go-message text", "go-message misses the boundary and shows the parts' heads"},
	{"mp-thirdparty-007.eml", "go-message text", "go-message shows the heads of the parts of a digest"},
}

// compareText reports words of the other reader's text that are missing here.
// It may show the plain text or the HTML of an alternative; either will do.
func compareText(t *testing.T, name, reader string, have map[string]bool, plain, html string) {
	t.Helper()
	if looksHTML([]byte(plain)) {
		plain = htmlToText(plain, 8<<20).Text
	}
	lost := missingWords(have, plain)
	if len(lost) > 0 && html != "" {
		if other := missingWords(have, htmlToText(html, 8<<20).Text); len(other) < len(lost) {
			lost = other
		}
	}
	if total := len(wordSet(plain)) + len(wordSet(html)); len(lost)*100 > total && !known(name, reader+" text") {
		t.Errorf("%s: %d of %d words of %s are lost: %.20q", name, len(lost), total, reader, lost[:min(len(lost), 8)])
	}
}

func allText(m *xunpan.Message) string {
	var s strings.Builder
	s.WriteString(m.Body + "\n" + m.Hidden)
	for _, f := range m.Files {
		s.WriteString("\n" + f.Text)
	}
	for _, l := range m.Links {
		s.WriteString("\n" + l.Target + "\n" + l.Text)
	}
	return s.String()
}

func wordSet(s string) map[string]bool {
	set := map[string]bool{}
	for _, w := range words(s) {
		set[w] = true
	}
	return set
}

func words(s string) []string {
	return strings.FieldsFunc(strings.ToLower(strings.ToValidUTF8(s, " ")), func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r)
	})
}

func missingWords(have map[string]bool, s string) (lost []string) {
	seen := map[string]bool{}
	for _, w := range words(s) {
		if len(w) >= 4 && len(w) < 40 && !have[w] && !seen[w] {
			seen[w] = true
			lost = append(lost, w)
		}
	}
	return lost
}

func squeeze(s string) string { return strings.Join(strings.Fields(s), "") }
