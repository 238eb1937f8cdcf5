package mail

import (
	"bytes"
	"io"
	"testing"

	"github.com/emersion/go-message"
	"github.com/jhillyerd/enmime/v2"
)

// BenchmarkParse reads the mails that the speed figures are stated for: all of
// Parse, its MIME half (HTML to text included), and two other readers for
// comparison.
func BenchmarkParse(b *testing.B) {
	var raws [][]byte
	for _, raw := range realMails(b, "ham", "phishing", "real") {
		raws = append(raws, raw)
	}
	run := func(name string, parse func(raw []byte)) {
		b.Run(name, func(b *testing.B) { benchmark(b, raws, parse) })
	}
	run("whole", func(raw []byte) { Parse(raw, Options{}) })
	run("mime", func(raw []byte) { newReader(Options{}).message(raw, 0) })
	run("go-message", func(raw []byte) {
		e, _ := message.Read(bytes.NewReader(raw))
		if e == nil {
			return
		}
		_ = e.Walk(func(_ []int, e *message.Entity, err error) error {
			if err == nil && e.MultipartReader() == nil {
				_, _ = io.Copy(io.Discard, e.Body)
			}
			return nil
		})
	})
	parser := enmime.NewParser(enmime.DisableCharacterDetection(true), enmime.DisableTextConversion(true),
		enmime.SkipMalformedParts(true), enmime.MultipartWOBoundaryAsSinglePart(true),
		enmime.SetReadPartErrorPolicy(enmime.AllowCorruptTextPartErrorPolicy))
	run("enmime", func(raw []byte) { _, _ = parser.ReadEnvelope(bytes.NewReader(raw)) })
}

// BenchmarkFixtures reads mails written for it, for machines without real ones.
func BenchmarkFixtures(b *testing.B) {
	raws := [][]byte{
		crlf("From: Ana Silva <ana@example.com>\nTo: sales@our.example\nSubject: =?utf-8?Q?Pre=C3=A7o?=\nDate: Mon, 04 May 2026 09:12:00 -0300\n" +
			"Content-Type: text/plain; charset=utf-8\nContent-Transfer-Encoding: quoted-printable\n\nWe need 500 pumps =\nby June.\n"),
		crlf(multipart("alternative", plainPart, "Content-Type: text/html\n\n"+newsletter(20))),
		crlf(multipart("mixed", plainPart, "Content-Type: application/zip; name=order.zip\nContent-Transfer-Encoding: base64\n\n"+lines(b64(zipOf(b, "order.xlsx=x"))))),
		[]byte("Subject: " + gbk("询价") + "\nContent-Type: text/plain; charset=gb2312\n\n" + gbk("您好，我们需要五百台水泵，请报价。")),
	}
	benchmark(b, raws, func(raw []byte) { Parse(raw, Options{}) })
}

func benchmark(b *testing.B, raws [][]byte, parse func(raw []byte)) {
	size := 0
	for _, raw := range raws {
		size += len(raw)
	}
	b.SetBytes(int64(size / len(raws)))
	b.ReportAllocs()
	for i := 0; b.Loop(); i++ {
		parse(raws[i%len(raws)])
	}
}
