package main

import (
	"context"
	"encoding/json"
	"io"
	"iter"
	"math/rand/v2"
	"net/http"
	"net/url"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/crowd"
	"xunpan/internal/flow"
	"xunpan/internal/intake"
)

// BenchmarkRead asks a desk for what its pages ask most, over HTTP, and reports
// the median and the 99th percentile of each. XUNPAN_BOOK names the book: a data
// folder or the address of a database, filled by `xunpan fill`; without it a
// small one is made.
func BenchmarkRead(b *testing.B) {
	p := newPlace(b, b.TempDir(), "")
	if book := os.Getenv("XUNPAN_BOOK"); strings.Contains(book, "://") {
		p = newPlace(b, b.TempDir(), book)
	} else if book != "" {
		p = newPlace(b, book, "")
	} else {
		p.desk(b, func(ctx context.Context, d *flow.Desk) {
			if _, err := d.Import(ctx, crowdOf(5000), nil); err != nil {
				b.Fatal(err)
			}
		})
	}
	begin := time.Now()
	desk := p.start(b).ready(b)
	started := time.Since(begin)
	get := func(b *testing.B, path string) []byte {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, desk.where()+path, nil)
		if err != nil {
			b.Fatal(err)
		}
		req.Header.Set("Authorization", "Bearer "+p.key)
		res, err := http.DefaultClient.Do(req)
		if err != nil {
			b.Fatal(err)
		}
		defer res.Body.Close()
		body, err := io.ReadAll(res.Body)
		if err != nil || res.StatusCode != http.StatusOK {
			b.Fatalf("%s: status %d, %v: %.200s", path, res.StatusCode, err, body)
		}
		return body
	}
	var page struct{ Items []struct{ ID xunpan.ID } }
	if err := json.Unmarshal(get(b, "/api/v1/inquiries?limit=500&tray=to_answer"), &page); err != nil || len(page.Items) == 0 {
		b.Fatal("no inquiries to read: ", err)
	}
	one := func(of ...string) func() string {
		return func() string { return "/api/v1/inquiries?q=" + url.QueryEscape(of[rand.IntN(len(of))]) }
	}
	for _, c := range []struct {
		name string
		path func() string
	}{
		{"tray", func() string { return "/api/v1/inquiries?tray=to_answer" }},
		{"tray by worth", func() string { return "/api/v1/inquiries?tray=to_answer&sort=worth" }},
		{"filters", func() string { return "/api/v1/inquiries?tray=to_answer&grade=A&type=seeker&country=DE" }},
		{"inquiry", func() string { return "/api/v1/inquiries/" + string(page.Items[rand.IntN(len(page.Items))].ID) }},
		{"today", func() string { return "/api/v1/today" }},
		{"search rare", func() string { return one("RQ" + strconv.Itoa(rand.IntN(500_000)))() }},
		{"search common", one("pump", "drill", "Ningbo", "certificate", "importers", "flood light")},
		{"search two", one("pump Santos", "drill CE", "solar Hamburg", "glass UL")},
		{"search begin", one("pum", "FL-", "al", "so")},
		{"search none", one("zzzqqq", "flood zzz", "barrister drill genoa")},
	} {
		b.Run(c.name, func(b *testing.B) {
			var took []time.Duration
			for b.Loop() {
				path, begin := c.path(), time.Now()
				get(b, path)
				took = append(took, time.Since(begin))
			}
			slices.Sort(took)
			b.ReportMetric(float64(took[len(took)/2].Microseconds())/1000, "p50-ms")
			b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
		})
	}
	desk.stop(b)
	b.Logf("ready %v after its start", started.Round(time.Millisecond))
}

// crowdOf is a year of mails of an invented crowd.
func crowdOf(n int) iter.Seq[intake.Item] {
	end := time.Now()
	return func(yield func(intake.Item) bool) {
		for i := range n {
			at := end.Add(-time.Duration(n-i) * 365 * 24 * time.Hour / time.Duration(n))
			if !yield(intake.Item{Source: "crowd#" + strconv.Itoa(i), Raw: crowd.Mail(uint64(i), at), Form: xunpan.FormMail}) {
				return
			}
		}
	}
}
