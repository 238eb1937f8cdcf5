package mail

import (
	"testing"
	"unicode/utf8"

	"xunpan"
)

// checkMessage reports what must hold of every message that was read, whatever
// the bytes were.
func checkMessage(t *testing.T, m *xunpan.Message, opt Options) {
	t.Helper()
	opt = opt.withDefaults()
	text := func(where, s string) {
		if !utf8.ValidString(s) {
			t.Errorf("%s is not UTF-8: %q", where, cut(s, 200))
		}
		for i := 0; i < len(s); i++ {
			if c := s[i]; c < ' ' && c != '\n' && c != '\t' || c == 0x7f {
				t.Errorf("%s holds the control %#x", where, c)
				break
			}
		}
	}
	address := func(where string, a xunpan.Address) {
		text(where+" name", a.Name)
		text(where+" mail", a.Mail)
	}
	text("id", m.ID)
	text("subject", m.Subject)
	text("body", m.Body)
	text("hidden", m.Hidden)
	text("return path", m.ReturnPath)
	address("from", m.From)
	address("envelope", m.Envelope)
	address("sender", m.Sender)
	for _, as := range [][]xunpan.Address{m.ReplyTo, m.To, m.Cc} {
		for _, a := range as {
			address("recipient", a)
		}
	}
	for _, ids := range [][]string{m.InReplyTo, m.References} {
		for _, id := range ids {
			text("id", id)
		}
	}
	if len(m.Headers) > opt.MaxFields {
		t.Errorf("%d headers", len(m.Headers))
	}
	for _, h := range m.Headers {
		text("header name", h.Name)
		text("header "+h.Name, h.Value)
	}
	if len(m.Body) > opt.MaxText {
		t.Errorf("body of %d bytes", len(m.Body))
	}
	at := 0
	for _, b := range m.Blocks {
		if b.Start != at || b.End <= b.Start {
			t.Errorf("block %+v begins not at %d", b, at)
		}
		at = b.End
	}
	if at != len(m.Body) {
		t.Errorf("blocks end at %d of %d", at, len(m.Body))
	}
	span := func(what string, start, end int) {
		if start < 0 || end < start || end > len(m.Body) {
			t.Errorf("%s at %d..%d of %d", what, start, end, len(m.Body))
		} else if !utf8.ValidString(m.Body[start:end]) {
			t.Errorf("%s at %d..%d cuts a character", what, start, end)
		}
	}
	for _, l := range m.Links {
		text("link target", l.Target)
		text("link text", l.Text)
		span("link", l.Start, l.End)
	}
	for _, tb := range m.Tables {
		for _, row := range tb.Rows {
			for _, c := range row {
				span("cell", c.Start, c.End)
			}
		}
	}
	for _, f := range m.Files {
		text("file name", f.Name)
		text("file type", f.Declared)
		text("file text", f.Text)
		for _, n := range f.Inner {
			text("inner name", n)
		}
		if len(f.Text) > maxFileText || len(f.Inner) > opt.MaxParts || f.Size < 0 {
			t.Errorf("file %q: %d bytes of text, %d names, size %d", f.Name, len(f.Text), len(f.Inner), f.Size)
		}
	}
	for _, p := range m.Problems {
		text("problem", p.Code+p.Where+p.Detail)
	}
}

func TestRealMails(t *testing.T) {
	t.Parallel()
	for name, raw := range realMails(t, "ham", "spam", "phishing", "real", "written", "torture") {
		m := Parse(raw, Options{})
		t.Run(name, func(t *testing.T) { checkMessage(t, m, Options{}) })
	}
}
