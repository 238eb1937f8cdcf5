package flow_test

import (
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	netmail "net/mail"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/coregx/ahocorasick"

	"xunpan"
	"xunpan/internal/extract"
	"xunpan/internal/flow"
	"xunpan/internal/judge"
	"xunpan/internal/lookup"
	"xunpan/internal/mail"
)

// The benchmarks go over the same real mails (ordinary mail, phishing, trade
// mails) and report per mail. What they measured stands in docs/performance.md.

// dataDir is where real mails lie; they are no part of the project.
func dataDir(tb testing.TB) string {
	dir := os.Getenv("XUNPAN_DATA")
	if dir == "" {
		dir = "../../../shared/data"
	}
	if _, err := os.Stat(dir); err != nil {
		tb.Skip("real data not present: set XUNPAN_DATA")
	}
	return dir
}

func corpus(tb testing.TB) (mails [][]byte, size int64) {
	dir := dataDir(tb)
	for _, d := range [...]string{"ham", "phishing", "real"} {
		names, _ := filepath.Glob(filepath.Join(dir, d, "*.eml"))
		for _, n := range names {
			raw, err := os.ReadFile(n)
			if err != nil {
				tb.Fatal(err)
			}
			mails = append(mails, raw)
			size += int64(len(raw))
		}
	}
	if len(mails) == 0 {
		tb.Skip("real data not present: set XUNPAN_DATA")
	}
	return mails, size
}

// perMail runs f over the corpus once per iteration and reports µs per mail.
func perMail(b *testing.B, f func(i int, raw []byte)) {
	mails, size := corpus(b)
	b.SetBytes(size)
	b.ReportAllocs()
	b.ResetTimer()
	for b.Loop() {
		for i, raw := range mails {
			f(i, raw)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Microseconds())/float64(b.N)/float64(len(mails)), "µs/mail")
}

// BenchmarkFloor is the least that any reader of mail must do: walk the MIME
// tree with the standard library, decode every part, scan for 500 terms at once.
func BenchmarkFloor(b *testing.B) {
	ac, err := ahocorasick.NewBuilder().AddStrings(terms(500)).Build()
	if err != nil {
		b.Fatal(err)
	}
	perMail(b, func(_ int, raw []byte) {
		m, err := netmail.ReadMessage(bytes.NewReader(raw))
		if err != nil {
			return
		}
		floorWalk(ac, m.Header.Get("Content-Type"), m.Header.Get("Content-Transfer-Encoding"), m.Body, 0)
	})
}

func floorWalk(ac *ahocorasick.Automaton, ctype, cte string, body io.Reader, depth int) {
	kind, params, _ := mime.ParseMediaType(ctype)
	if strings.HasPrefix(kind, "multipart/") && depth < 10 {
		mr := multipart.NewReader(body, params["boundary"])
		for {
			p, err := mr.NextRawPart()
			if err != nil {
				return
			}
			floorWalk(ac, p.Header.Get("Content-Type"), p.Header.Get("Content-Transfer-Encoding"), p, depth+1)
		}
	}
	switch strings.ToLower(cte) {
	case "base64":
		body = base64.NewDecoder(base64.StdEncoding, body)
	case "quoted-printable":
		body = quotedprintable.NewReader(body)
	}
	text, _ := io.ReadAll(body)
	if kind == "" || strings.HasPrefix(kind, "text/") {
		n := 0
		for _, m := range ac.FindAll(bytes.ToLower(text), -1) {
			n += m.End
		}
		sink += n
	}
}

var sink int

// terms makes n different words as long as those of trade mails.
func terms(n int) []string {
	heads := []string{"pri", "quo", "del", "ship", "sam", "cert", "pay", "min", "ord", "pack", "inv", "tra", "cat", "spe", "fac", "war", "cust", "frei", "pro", "mat", "qual", "sup", "imp", "exp", "dis"}
	tails := []string{"ce", "tation", "ivery", "ment", "ple", "ificate", "imum", "er", "ing", "oice", "nsfer", "alogue", "cification", "tory", "ranty", "oms", "ght", "duct", "erial", "ity"}
	var out []string
	for _, h := range heads {
		for _, t := range tails {
			if len(out) < n {
				out = append(out, h+t)
			}
		}
	}
	return out
}

func BenchmarkParse(b *testing.B) {
	perMail(b, func(_ int, raw []byte) { sink += len(mail.Parse(raw, mail.Options{}).Body) })
}

func parsed(b *testing.B) []*xunpan.Message {
	mails, _ := corpus(b)
	out := make([]*xunpan.Message, len(mails))
	for i, raw := range mails {
		out[i] = mail.Parse(raw, mail.Options{})
	}
	return out
}

func BenchmarkExtract(b *testing.B) {
	ms := parsed(b)
	env := &extract.Env{Home: "CN"}
	perMail(b, func(i int, _ []byte) { sink += extract.Read(ms[i], env).Fresh })
}

func BenchmarkFacts(b *testing.B) {
	ms := parsed(b)
	rs := make([]*xunpan.Reading, len(ms))
	for i, m := range ms {
		rs[i] = extract.Read(m, &extract.Env{Home: "CN"})
	}
	env := lookup.Env{Home: "CN"}
	perMail(b, func(i int, _ []byte) {
		s := lookup.Local(ms[i], rs[i], env)
		sink += s.Recipients
	})
}

func BenchmarkJudge(b *testing.B) {
	mails, _ := corpus(b)
	d := flow.Reader{}
	fs := make([]xunpan.Facts, len(mails))
	for i, raw := range mails {
		fs[i], _ = d.Read(raw, xunpan.FormMail, time.Time{})
	}
	rules := judge.Default()
	perMail(b, func(i int, _ []byte) { sink += judge.Assess(&fs[i], rules).Stars })
}

func BenchmarkWhole(b *testing.B) {
	d := flow.Reader{}
	perMail(b, func(_ int, raw []byte) {
		_, a := d.Read(raw, xunpan.FormMail, time.Time{})
		sink += a.Stars
	})
}
