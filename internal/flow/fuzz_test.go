package flow_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/judge"
)

// mostEvidence and the like bound what one mail can bring, so that time and
// memory of everything behind reading are bounded too.
const (
	mostLines   = 64
	mostMarks   = 5000
	mostBody    = 8 << 20
	mostFacts   = 200
	mostHeaders = 5000
)

// outgrown lists what grew beyond its bound.
func outgrown(f *xunpan.Facts, a *xunpan.Assessment) []string {
	var out []string
	for _, b := range []struct {
		what     string
		got, max int
	}{
		{"product lines", len(f.Reading.Needs.Lines), mostLines},
		{"questions", len(f.Reading.Questions), mostMarks},
		{"phrases", len(f.Reading.Phrases), mostMarks},
		{"certifications", len(f.Reading.Needs.Certifications), mostFacts},
		{"mail addresses", len(f.Reading.Buyer.Emails), mostFacts},
		{"phones", len(f.Reading.Buyer.Phones) + len(f.Reading.Buyer.Fax), mostFacts},
		{"facts of links", len(f.Sender.Links), mostFacts},
		{"claims", len(f.Sender.Claims), mostFacts},
		{"headers", len(f.Message.Headers), mostHeaders},
		{"bytes of text", len(f.Message.Body), mostBody},
		{"evidence", len(a.Evidence), len(judge.Default().Signals)},
	} {
		if b.got > b.max {
			out = append(out, b.what)
		}
	}
	for i := range f.Reading.Needs.Lines {
		if len(f.Reading.Needs.Lines[i].Specs) > mostFacts {
			out = append(out, "specifications")
		}
	}
	return out
}

// FuzzRead reads any bytes as a mail and as a paste: an assessment that the
// domain allows comes out, the same each time, with every span in its place.
func FuzzRead(f *testing.F) {
	for _, c := range readCases(f) {
		f.Add(c.raw(f), c.paste)
	}
	d := (&oneCase{title: "fuzz"}).desk(f)
	f.Fuzz(func(t *testing.T, raw []byte, paste bool) {
		facts, a := d.Read(raw, formOf(paste), caseTime)
		for _, s := range broken(&facts, &a) {
			t.Error(s)
		}
		for _, s := range outgrown(&facts, &a) {
			t.Errorf("too many: %s", s)
		}
		if _, b := d.Read(raw, formOf(paste), caseTime); !cmp.Equal(a, b) {
			t.Errorf("read again: %s", cmp.Diff(a, b))
		}
		v := xunpan.NewAnalysis("fuzz", &facts, &a, true)
		for _, e := range v.Evidence {
			if e.Part != "" && e.End > len(v.Texts[string(e.Part)]) {
				t.Errorf("%s marks %d–%d of %s, which has %d bytes", e.Signal, e.Start, e.End, e.Part, len(v.Texts[string(e.Part)]))
			}
		}
	})
}

// FuzzExtract reads needs, questions and a contact card out of any text.
func FuzzExtract(f *testing.F) {
	for _, c := range readCases(f) {
		_, text, _ := strings.Cut(c.text, "\n\n")
		f.Add("Anfrage 5,000 pcs", text)
	}
	f.Add("RFQ", "2x40HQ, 3-5 cartons, 1.000 Stk, 10k pcs, USD 3.20/pc, €1.234,56, 1/2 t, 5000000000000000000 pcs, -3 pcs, 0 pcs, 0.0001 kg")
	f.Fuzz(func(t *testing.T, subject, body string) {
		subject, body = strings.ToValidUTF8(subject, "?"), strings.ToValidUTF8(body, "?")
		m := &xunpan.Message{Channel: xunpan.Email, Subject: subject, Body: body, Blocks: []xunpan.Block{{Kind: xunpan.Fresh, End: len(body)}}}
		r := extract.Read(m, &extract.Env{Home: "CN", House: xunpan.Profile{People: []string{"Lily Chen"}, Products: []string{"FL-50"}}})
		for _, s := range brokenReading(m, r) {
			t.Error(s)
		}
	})
}

// TestAnyMail puts mails together out of what mails are made of.
func TestAnyMail(t *testing.T) {
	t.Parallel()
	cases := readCases(t)
	d := (&oneCase{title: "any"}).desk(t)
	rapid.Check(t, func(t *rapid.T) {
		var head, body strings.Builder
		for range rapid.IntRange(1, 4).Draw(t, "parts") {
			c := cases[rapid.IntRange(0, len(cases)-1).Draw(t, "case")]
			h, b, _ := strings.Cut(c.text, "\n\n")
			for line := range strings.Lines(h + "\n") {
				if rapid.Bool().Draw(t, "header") {
					head.WriteString(line)
				}
			}
			for line := range strings.Lines(b) {
				switch rapid.IntRange(0, 5).Draw(t, "line") {
				case 0:
				case 1:
					body.WriteString("> " + line)
				case 2:
					body.WriteString(line[rapid.IntRange(0, len(line)).Draw(t, "cut"):] + "\n")
				default:
					body.WriteString(line)
				}
			}
		}
		raw := []byte(head.String() + "\n" + body.String())
		facts, a := d.Read(raw, formOf(rapid.IntRange(0, 3).Draw(t, "paste") == 0), caseTime)
		for _, s := range append(broken(&facts, &a), outgrown(&facts, &a)...) {
			t.Errorf("%s\n%s", s, raw)
		}
	})
}
