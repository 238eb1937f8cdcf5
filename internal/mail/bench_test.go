package mail

import "testing"

// BenchmarkParse reads the mails that the speed figures are stated for.
func BenchmarkParse(b *testing.B) {
	mails := realMails(b, "ham", "phishing", "real")
	raws := make([][]byte, 0, len(mails))
	size := 0
	for _, raw := range mails {
		raws = append(raws, raw)
		size += len(raw)
	}
	run := func(name string, parse func(raw []byte)) {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(size / len(raws)))
			b.ReportAllocs()
			for i := 0; b.Loop(); i++ {
				parse(raws[i%len(raws)])
			}
		})
	}
	run("whole", func(raw []byte) { Parse(raw, Options{}) })
	run("decode", func(raw []byte) { newReader(Options{}).message(raw, 0) })
}
