package flow

import (
	"context"
	"path/filepath"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/crowd"
	"xunpan/internal/store"
)

// BenchmarkIdentify measures what the book costs a message, in transactions as
// the intake makes them.
func BenchmarkIdentify(b *testing.B) {
	ctx := context.Background()
	s, err := store.Open(ctx, store.Config{Path: filepath.Join(b.TempDir(), "xunpan.db")})
	if err != nil {
		b.Fatal(err)
	}
	defer s.Close()
	d, r, now := &Desk{Store: s}, &Reader{}, time.Date(2026, 11, 20, 12, 0, 0, 0, time.UTC)
	type read struct {
		f xunpan.Facts
		a xunpan.Assessment
	}
	mails := make([]read, 4096)
	for i := range mails {
		mails[i].f, mails[i].a = r.Read(crowd.Mail(uint64(i), now), xunpan.FormMail, now)
	}
	b.ResetTimer()
	for i := 0; i < b.N; {
		if err := s.Write(ctx, now, func(tx *store.Tx) error {
			for n := 0; n < maxGroup && i < b.N; n, i = n+1, i+1 {
				m := &mails[i%len(mails)]
				if _, err := d.identify(ctx, tx, &m.f, &m.a, now.Add(time.Duration(i)*time.Second), false); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "messages/s")
}
