package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"xunpan"
	"xunpan/internal/intake"
)

const tiny = "From: Ana <ana@importer.example>\nTo: sales@maker.example\nSubject: Pumps\nMessage-ID: <1@importer.example>\n\nPlease quote 500 pcs of pumps, FOB Ningbo.\n"

func TestStdinAndUnreadableInput(t *testing.T) {
	t.Parallel()
	status, out, _ := command(t, tiny, "analyze", "--format=json", "--now", moment, "nosuch.eml", "-")
	if status != exitFailed {
		t.Errorf("status %d, want %d", status, exitFailed)
	}
	lines := strings.Split(strings.TrimSpace(out), "\n")
	if len(lines) != 2 {
		t.Fatalf("%d lines, want 2:\n%s", len(lines), out)
	}
	var bad xunpan.Unreadable
	if err := json.Unmarshal([]byte(lines[0]), &bad); err != nil || bad.Source != "nosuch.eml" || bad.Error == "" {
		t.Errorf("%v: %s", err, lines[0])
	}
	var good xunpan.Analysis
	if err := json.Unmarshal([]byte(lines[1]), &good); err != nil || good.Source != "-" || good.Subject != "Pumps" || good.Texts != nil {
		t.Errorf("%v: %s", err, lines[1])
	}
}

func TestLanguage(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		env  map[string]string
		args []string
		want string
	}{
		{nil, nil, "Sent"}, {map[string]string{"LANG": "zh_CN.UTF-8"}, nil, "发送"},
		{map[string]string{"LC_ALL": "C", "LANG": "zh_CN.UTF-8"}, nil, "Sent"}, {nil, []string{"--lang=zh"}, "发送"},
		{map[string]string{"LANG": "zh_CN.UTF-8"}, []string{"--lang=en"}, "Sent"},
	} {
		var out strings.Builder
		w := &world{In: strings.NewReader(tiny), Out: &out, Err: &out, Getenv: func(k string) string { return c.env[k] }}
		if status := run(append([]string{"analyze", "-"}, c.args...), w); status != exitFine || !strings.Contains(out.String(), c.want) {
			t.Errorf("%v %v: status %d, no %q in\n%s", c.env, c.args, status, c.want, out.String())
		}
	}
}

func TestMistakesAreExplained(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	file := func(name, text string) string {
		p := filepath.Join(dir, name)
		if err := os.WriteFile(p, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		return p
	}
	misspelt := file("p.yaml", "names: [Maker]\ndomain: [maker.example]\n")
	action := file("a.yaml", "rules: [{id: small, when: 'true', action: shout}]\n")
	rules := file("r.yaml", "signals: [\n")
	for _, c := range []struct {
		status int
		want   string
		args   []string
	}{
		{exitUsage, "unexpected argument foo", []string{"foo"}},
		{exitUsage, "--format", []string{"analyze", "--format=xml", "-"}},
		{exitUsage, "try: xunpan --help", []string{"--nosuch"}},
		{exitUsage, "try: xunpan analyze --help", []string{"analyze", "--nosuch", "-"}},
		{exitUsage, "try: xunpan key add --help", []string{"key", "add", "--nosuch", "website"}},
		{exitUsage, "nosuch.mbox: no such file or directory; nothing was imported", []string{"import", "--data", dir, dir, "nosuch.mbox"}},
		{exitUsage, `--home "Atlantis" is no country`, []string{"analyze", "--home=Atlantis", "-"}},
		{exitUsage, "line 2: field domain not found", []string{"analyze", "--profile", misspelt, "-"}},
		{exitUsage, `unknown action "shout"; the actions are reply_now, `, []string{"analyze", "--profile", action, "-"}},
		{exitUsage, "r.yaml", []string{"analyze", "--rules", rules, "-"}},
		{exitUsage, "reading profile: open nosuch", []string{"analyze", "--profile=nosuch", "-"}},
		{exitUsage, "reading labels: open nosuch.jsonl", []string{"eval", "nosuch.jsonl", dir}},
		{exitUsage, "is no expectation", []string{"eval", "stars<=9", dir}},
	} {
		status, _, errs := command(t, tiny, c.args...)
		if status != c.status || !strings.Contains(errs, c.want) {
			t.Errorf("%v: status %d, want %d; %q lacks %q", c.args, status, c.status, errs, c.want)
		}
	}
}

func TestProfileMayBeJSON(t *testing.T) {
	t.Parallel()
	p := filepath.Join(t.TempDir(), "p.json")
	if err := os.WriteFile(p, []byte(`{"names":["Maker"],"relays":["mx.maker.example"]}`), 0o644); err != nil {
		t.Fatal(err)
	}
	got, err := readProfile(p)
	if err != nil || len(got.Names) != 1 || len(got.Trusted) != 1 {
		t.Errorf("%+v, %v", got, err)
	}
}

func TestEval(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	for i := range 4 {
		if err := os.WriteFile(filepath.Join(dir, fmt.Sprintf("m%d.eml", i)), []byte(tiny), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	labels := filepath.Join(dir, "labels.jsonl")
	if err := os.WriteFile(labels, []byte(`{"id":"m0","human":{"type":"seeker","stars_min":0,"stars_max":5,"grade":"A","fields":{"incoterm":"FOB"}}}
{"id":"m9","human":{"type":"seeker","stars_min":0,"stars_max":5,"grade":"A","fields":{}}}
`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ want, labels, half string }{
		{"2 mails, 1 unreadable", labels, "all"}, {"1 mails, 0 unreadable", labels, "first"}, {"1 mails, 1 unreadable", labels, "second"},
		{"4 mails, 0 unreadable", "stars<=5", "all"}, {"2 mails, 0 unreadable", "stars>=0,stars<=5", "second"},
	} {
		status, out, errs := command(t, "", "eval", "--now", moment, "--half", c.half, c.labels, dir)
		if status != exitFine || !strings.HasPrefix(out, c.want) {
			t.Errorf("%v: status %d %s, want %q:\n%s", c, status, errs, c.want, out)
		}
	}
	if _, out, _ := command(t, "", "eval", "--format=json", "--now", moment, labels, dir); !json.Valid([]byte(out)) {
		t.Errorf("no JSON: %s", out)
	}
}

func TestOtherCommands(t *testing.T) {
	t.Parallel()
	for want, args := range map[string][]string{
		"xunpan ":               {"version"},
		"need.":                 {"signals"},
		"temperature:":          {"signals", "--format=yaml"},
		"# ":                    {"signals", "--format=md"},
		"complete -o filenames": {"completion", "bash"},
		"#compdef xunpan":       {"completion", "zsh"},
		"complete -c xunpan":    {"completion", "fish"},
		"Usage: xunpan":         {"--help"},
		"$XUNPAN_PROFILE":       {"analyze", "--help"},
	} {
		if status, out, errs := command(t, "", args...); status != exitFine || !strings.Contains(out, want) {
			t.Errorf("%v: status %d, %q not in\n%s%s", args, status, want, out, errs)
		}
	}
}

// What signals prints as YAML is what --rules takes, and changes nothing.
func TestSignalsComeRound(t *testing.T) {
	t.Parallel()
	_, first, _ := command(t, "", "signals", "--format=yaml")
	path := filepath.Join(t.TempDir(), "rules.yaml")
	if err := os.WriteFile(path, []byte(first), 0o644); err != nil {
		t.Fatal(err)
	}
	status, second, errs := command(t, "", "signals", "--format=yaml", "--rules", path)
	if status != exitFine || first != second {
		t.Errorf("status %d, %s", status, errs)
	}
}

// items yields n items whose Raw is as large as size says.
func items(n int, size func(int) int) func(func(int)) iter.Seq[intake.Item] {
	return func(room func(int)) iter.Seq[intake.Item] {
		return func(yield func(intake.Item) bool) {
			for i := range n {
				room(size(i))
				if !yield(intake.Item{Source: fmt.Sprint(i), Raw: make([]byte, size(i))}) {
					return
				}
			}
		}
	}
}

func TestReadAllKeepsOrderAndBounds(t *testing.T) {
	t.Parallel()
	const n = 400
	var held, most atomic.Int64
	next := 0
	err := readAll(7, items(n, func(i int) int {
		if i == 50 {
			return inFlight + 1 // passes alone
		}
		return inFlight / 5
	}), func(it intake.Item) outcome {
		now := held.Add(int64(len(it.Raw)))
		for old := most.Load(); now > old && !most.CompareAndSwap(old, now); old = most.Load() {
		}
		held.Add(-int64(len(it.Raw)))
		return outcome{source: it.Source}
	}, func(o outcome) error {
		if o.source != fmt.Sprint(next) {
			t.Errorf("%s came as number %d", o.source, next)
		}
		next++
		return nil
	})
	if err != nil || next != n {
		t.Errorf("%d outcomes, %v", next, err)
	}
	if most.Load() > inFlight+1 {
		t.Errorf("%d bytes were in flight", most.Load())
	}
}

func TestReadAllStopsAtAnError(t *testing.T) {
	t.Parallel()
	stop := errors.New("pipe closed")
	n := 0
	err := readAll(3, items(1<<30, func(int) int { return inFlight / 4 }), func(it intake.Item) outcome { return outcome{} },
		func(outcome) error {
			if n++; n == 5 {
				return stop
			}
			return nil
		})
	if !errors.Is(err, stop) || n != 5 {
		t.Errorf("%d outcomes, %v", n, err)
	}
}

func TestDate(t *testing.T) {
	t.Parallel()
	country := "DE"
	for _, c := range []struct {
		at   time.Time
		want string
	}{
		{time.Date(2026, 11, 17, 9, 21, 0, 0, time.FixedZone("", 3600)), "Tue 17 Nov 2026, 09:21 (UTC+01:00)"},
		{time.Date(2026, 11, 17, 9, 21, 0, 0, time.FixedZone("", 8*3600)), "Tue 17 Nov 2026, 09:21 (UTC+08:00) · 02:21 in Germany"},
		{time.Date(2026, 7, 1, 3, 0, 0, 0, time.FixedZone("", -3*3600-1800)), "Wed 1 Jul 2026, 03:00 (UTC−03:30) · 08:30 in Germany"},
	} {
		d := c.at.Format(time.RFC3339)
		s := &sheet{lang: "en"}
		if got := s.date(&xunpan.Analysis{Date: &d, Buyer: xunpan.AnalysisBuyer{Country: &country}}); got != c.want {
			t.Errorf("got %q, want %q", got, c.want)
		}
	}
}
