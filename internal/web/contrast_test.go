package web

import (
	"math"
	"regexp"
	"strconv"
	"testing"
)

var colour = regexp.MustCompile(`--([a-z-]+): light-dark\(#([0-9a-f]{6}), #([0-9a-f]{6})\)`)

// luminance of a colour as WCAG 2.2 defines it.
func luminance(hex string) float64 {
	n, err := strconv.ParseUint(hex, 16, 32)
	if err != nil {
		return math.NaN()
	}
	channel := func(v uint64) float64 {
		c := float64(v&255) / 255
		if c <= 0.04045 {
			return c / 12.92
		}
		return math.Pow((c+0.055)/1.055, 2.4)
	}
	return 0.2126*channel(n>>16) + 0.7152*channel(n>>8) + 0.0722*channel(n)
}

func contrast(a, b string) float64 {
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestContrast: text reaches 4.5:1 and signs 3:1 on what they stand on, in both themes.
func TestContrast(t *testing.T) {
	t.Parallel()
	css, err := staticFiles.ReadFile("static/css/base.css")
	must(t, err)
	themes := [2]map[string]string{{}, {}}
	for _, m := range colour.FindAllStringSubmatch(string(css), -1) {
		themes[0][m[1]], themes[1][m[1]] = m[2], m[3]
	}
	for _, pair := range []struct {
		fore, back string
		least      float64
	}{
		{"text", "bg", 7}, {"text", "surface", 7}, {"text", "soft", 7}, {"text", "accent-soft", 7}, {"text", "warn-soft", 7},
		{"muted", "bg", 4.5}, {"muted", "surface", 4.5}, {"muted", "soft", 4.5}, {"muted", "accent-soft", 4.5}, {"muted", "warn-soft", 4.5},
		{"accent", "bg", 4.5}, {"accent", "surface", 4.5}, {"accent", "accent-soft", 4.5}, {"accent", "soft", 4.5}, {"on-accent", "accent", 4.5},
		{"danger", "surface", 4.5}, {"danger", "bg", 4.5}, {"danger", "danger-soft", 4.5}, {"on-danger", "danger", 4.5},
		{"warn", "surface", 4.5}, {"warn", "warn-soft", 4.5}, {"ok", "surface", 4.5}, {"ok", "ok-soft", 4.5},
		{"credibility", "surface", 4.5}, {"engagement", "surface", 4.5}, {"text", "need-soft", 7}, {"text", "credibility-soft", 7}, {"text", "engagement-soft", 7}, {"text", "risk-soft", 7},
		{"muted", "credibility-soft", 4.5}, {"muted", "need-soft", 4.5}, {"muted", "engagement-soft", 4.5},
		{"star", "surface", 3}, {"star", "bg", 3}, {"star", "accent-soft", 3}, {"edge", "surface", 3}, {"edge", "bg", 3},
	} {
		for i, theme := range themes {
			fore, back := theme[pair.fore], theme[pair.back]
			if fore == "" || back == "" {
				t.Fatalf("no colour %s or %s", pair.fore, pair.back)
			}
			if c := contrast(fore, back); c < pair.least {
				t.Errorf("theme %d: %s on %s is %.2f, at least %.1f", i, pair.fore, pair.back, c, pair.least)
			}
		}
	}
}
