package main

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"

	"xunpan"
	"xunpan/internal/schematest"
)

const samples = "../../samples"

// moment is when the tests judge.
const moment = "2026-11-20T10:00:00+08:00"

var starRange = regexp.MustCompile(`^([0-5])(?:–([0-5]))?$`)

// expected is one row of samples/EXPECTED.md.
type expected struct {
	mail           string
	types, actions []string
	min, max       int
}

func readExpected(t *testing.T) []expected {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(samples, "EXPECTED.md"))
	if err != nil {
		t.Fatal(err)
	}
	var rows []expected
	for line := range strings.Lines(string(text)) {
		cells := strings.Split(line, "|")
		if len(cells) != 7 {
			continue
		}
		for i := range cells {
			cells[i] = strings.TrimSpace(cells[i])
		}
		m := starRange.FindStringSubmatch(cells[3])
		if m == nil {
			continue
		}
		e := expected{mail: cells[1], types: strings.Split(cells[2], ", "), actions: strings.Split(cells[4], ", ")}
		e.min, _ = strconv.Atoi(m[1])
		e.max = e.min
		if m[2] != "" {
			e.max, _ = strconv.Atoi(m[2])
		}
		rows = append(rows, e)
	}
	return rows
}

// command runs the program as a user does and returns what it printed.
func command(t *testing.T, stdin string, args ...string) (status int, out, errs string) {
	t.Helper()
	var o, e bytes.Buffer
	status = run(args, &world{In: strings.NewReader(stdin), Out: &o, Err: &e, Getenv: func(string) string { return "" }})
	return status, o.String(), e.String()
}

func analyzeSamples(t *testing.T) map[string]*xunpan.Analysis {
	t.Helper()
	status, out, errs := command(t, "", "analyze", "--format=json", "--text", "--now", moment, "--profile", samples+"/profile.yaml", samples)
	if status != exitFine || errs != "" {
		t.Fatalf("status %d: %s", status, errs)
	}
	got := map[string]*xunpan.Analysis{}
	d := json.NewDecoder(strings.NewReader(out))
	for d.More() {
		var a xunpan.Analysis
		if err := d.Decode(&a); err != nil {
			t.Fatal(err)
		}
		got[filepath.Base(a.Source)] = &a
	}
	return got
}

func TestSamplesAreJudgedAsAVeteranWould(t *testing.T) {
	t.Parallel()
	got := analyzeSamples(t)
	rows := readExpected(t)
	if len(rows) < 20 || len(rows) != len(got) {
		t.Errorf("EXPECTED.md has %d rows, the folder %d mails", len(rows), len(got))
	}
	for _, e := range rows {
		a := got[e.mail]
		if a == nil {
			t.Errorf("%s is not in the folder", e.mail)
			continue
		}
		if !slices.Contains(e.types, string(a.Type)) || a.Stars < e.min || a.Stars > e.max || !slices.Contains(e.actions, string(a.Action)) {
			var why []string
			for _, x := range a.Evidence[:min(4, len(a.Evidence))] {
				why = append(why, x.Signal)
			}
			t.Errorf("%s: %s %d★ %s, want %v %d–%d★ %v; %v %+v %v", e.mail, a.Type, a.Stars, a.Action, e.types, e.min, e.max, e.actions, a.Types, a.Axes, why)
		}
	}
}

func TestSamplesObeyTheSchema(t *testing.T) {
	t.Parallel()
	schema := schematest.Compile(t, "../../docs/assessment.schema.json")
	_, out, _ := command(t, "", "analyze", "--format=json", "--text", "--now", moment, "--profile", samples+"/profile.yaml", samples, "nosuch.eml")
	for line := range strings.Lines(out) {
		v, err := jsonschema.UnmarshalJSON(strings.NewReader(line))
		if err != nil {
			t.Fatal(err)
		}
		if err := schema.Validate(v); err != nil {
			t.Errorf("%v\n%s", err, line)
		}
	}
}

// shortened tells whether a text is the whole or the cut beginning of another.
func shortened(text, whole string) bool {
	head, cut := strings.CutSuffix(text, "…")
	return text == whole || cut && strings.HasPrefix(whole, head)
}

func TestSamplesSpansHoldTheirTexts(t *testing.T) {
	t.Parallel()
	for name, a := range analyzeSamples(t) {
		for _, e := range a.Evidence {
			if e.Part == "" {
				continue
			}
			text, ok := a.Texts[string(e.Part)]
			if !ok || e.End > len(text) || !shortened(e.Text, text[e.Start:e.End]) {
				t.Errorf("%s: %s says %q, %s %d–%d holds something else", name, e.Signal, e.Text, e.Part, e.Start, e.End)
			}
			if e.Why.En == "" || e.Why.Zh == "" {
				t.Errorf("%s: %s gives no reason", name, e.Signal)
			}
		}
		for _, k := range a.Marks {
			if text := a.Texts[string(k.Part)]; k.Start >= k.End || k.End > len(text) {
				t.Errorf("%s: mark %+v is outside of its text", name, k)
			}
		}
	}
}
