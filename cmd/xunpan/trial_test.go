package main

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/trial"
)

// TestTrial holds the desk to what it once reached on the trial mails: a change
// that makes it worse must be seen, whatever it makes better.
func TestTrial(t *testing.T) {
	t.Parallel()
	desk := &flow.Reader{}
	now := time.Date(2026, 11, 20, 10, 0, 0, 0, time.UTC)
	for _, c := range []struct {
		set                                      string
		typ, stars, near, found, right, fraudHit float64
	}{
		{"buyers", 0.88, 0.85, 0.95, 0.85, 0.90, 0},
		{"nuisances", 0.90, 0.90, 0.94, 0.88, 0.90, 0.90},
		{"strangers", 0.88, 0.84, 0.94, 0.70, 0.82, 0.90},
		{"desks", 0.80, 0.80, 0.88, 0.78, 0.87, 0.80},
		{"posts", 0.78, 0.78, 0.86, 0.75, 0.88, 0.85},
		{"borders", 0.82, 0.80, 0.86, 0.70, 0.85, 0.90},
		{"unread", 0.80, 0.84, 0.94, 0.74, 0.86, 0.80},
	} {
		t.Run(c.set, func(t *testing.T) {
			t.Parallel()
			r := trial.Measure(readTrial(t, desk, c.set, now), trial.Normal{Country: countryNames(), Unit: unitOf})
			for _, s := range []struct {
				name string
				got  trial.Score
				min  float64
			}{
				{"type", r.Types, c.typ}, {"stars", r.Stars, c.stars}, {"within one star", r.StarsNear, c.near},
				{"fields found", r.FieldsFound, c.found}, {"fields right", r.FieldsRight, c.right}, {"fraud found", r.FraudFound, c.fraudHit},
			} {
				if s.got.Of > 0 && s.got.Share() < s.min {
					t.Errorf("%s: %d of %d, less than %.0f %%", s.name, s.got.Right, s.got.Of, 100*s.min)
				}
			}
			if r.HonestFraud.Of > 0 && r.HonestFraud.Share() > 0.03 {
				t.Errorf("honest mails called fraud: %d of %d", r.HonestFraud.Right, r.HonestFraud.Of)
			}
		})
	}
}

func readTrial(t *testing.T, desk *flow.Reader, set string, now time.Time) []trial.Case {
	t.Helper()
	f, err := os.Open(filepath.Join("../../trial", set+".jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	labels, err := trial.ReadLabels(f, trial.All)
	if err != nil {
		t.Fatal(err)
	}
	cases := make([]trial.Case, len(labels))
	for i, l := range labels {
		raw, err := os.ReadFile(filepath.Join("../../trial", set, l.ID+".eml"))
		if err != nil {
			t.Fatal(err)
		}
		facts, a := desk.Read(raw, xunpan.FormMail, now)
		cases[i] = trial.Case{Label: l, Got: xunpan.NewAnalysis(l.ID, &facts, &a, false)}
	}
	return cases
}
