package flow_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"golang.org/x/tools/txtar"

	"xunpan"
	"xunpan/internal/flow"
	"xunpan/internal/judge"
)

// The cases are mails with what the desk must say of them, in txtar files that a
// trader can read and extend; testdata/cases/README.md tells how.

// oneCase is one mail and what is wanted of it.
type oneCase struct {
	file, title string
	paste       bool
	text        string // header lines and text, or a paste
	files       []attached
	profile     *string // YAML; nil for the house of all cases
	rules       string  // a user's signal file
	world       string  // what the world told of the sender, as JSON
	want        []string
}

// attached is a file named in a case; its bytes are made by kind.
type attached struct{ name, kind, text string }

// ourHouse is the maker to whom the mails of all cases are written.
const ourHouse = `
names: [Yongtai Lighting Co., Ltd., Yongtai Lighting, Yongtai, 永泰照明有限公司]
domains: [yongtai-lighting.example]
people: [Lily Chen, Lily]
products: [FL-50, FL-100, HB-150, LED flood light, LED high bay]
customers: [harrowgate-lamps.example]
relays: [mx.yongtai-lighting.example]
`

func readCases(tb testing.TB) []oneCase {
	tb.Helper()
	names, err := filepath.Glob("testdata/cases/*.txt")
	if err != nil || len(names) == 0 {
		tb.Fatalf("no cases: %v", err)
	}
	var out []oneCase
	for _, name := range names {
		a, err := txtar.ParseFile(name)
		if err != nil {
			tb.Fatal(err)
		}
		short := strings.TrimSuffix(filepath.Base(name), ".txt")
		n := len(out)
		for _, f := range a.Files {
			kind, rest, _ := strings.Cut(f.Name, ":")
			kind, rest = strings.TrimSpace(kind), strings.TrimSpace(rest)
			if kind == "mail" || kind == "paste" {
				if rest == "" {
					tb.Fatalf("%s: a case needs a title: -- mail: TITLE --", name)
				}
				out = append(out, oneCase{file: short, title: rest, paste: kind == "paste", text: string(f.Data)})
				continue
			}
			if len(out) == n {
				tb.Fatalf("%s: -- %s -- before the first mail", name, f.Name)
			}
			c := &out[len(out)-1]
			switch kind {
			case "more":
				n, err := strconv.Atoi(rest)
				if err != nil || n < 1 || n > 1000 {
					tb.Fatalf("%s: -- more: NUMBER -- repeats a text so many times", name)
				}
				c.text += strings.Repeat(string(f.Data), n)
			case "attach":
				fileName, what, _ := strings.Cut(rest, " ")
				c.files = append(c.files, attached{fileName, strings.TrimSpace(what), string(f.Data)})
			case "profile":
				text := string(f.Data)
				c.profile = &text
			case "rules":
				c.rules = string(f.Data)
			case "world":
				c.world = string(f.Data)
			case "want":
				for line := range strings.Lines(string(f.Data)) {
					line, _, _ = strings.Cut(line, " # ")
					if line = strings.TrimSpace(line); line != "" {
						c.want = append(c.want, line)
					}
				}
			default:
				tb.Fatalf("%s: %q is none of mail, paste, more, attach, profile, rules, world, want", name, f.Name)
			}
		}
		for i := n; i < len(out); i++ {
			if len(out[i].want) == 0 {
				tb.Fatalf("%s: %q wants nothing", name, out[i].title)
			}
		}
	}
	return out
}

// desk is the desk that the case is read at.
func (c *oneCase) desk(tb testing.TB) *flow.Reader {
	tb.Helper()
	text := ourHouse
	if c.profile != nil {
		text = *c.profile
	}
	var p xunpan.Profile
	if err := yaml.Unmarshal([]byte(text), &p); err != nil {
		tb.Fatalf("%s: profile: %v", c.title, err)
	}
	rules, err := judge.Default(), error(nil)
	if c.rules != "" {
		if rules, err = judge.Load([]byte(c.rules)); err != nil {
			tb.Fatalf("%s: rules: %v", c.title, err)
		}
	}
	if rules, err = rules.WithHouse(p.Rules); err != nil {
		tb.Fatalf("%s: %v", c.title, err)
	}
	return &flow.Reader{Rules: rules, House: p}
}

// raw is the case's mail as it would come in.
func (c *oneCase) raw(tb testing.TB) []byte {
	tb.Helper()
	if c.paste || len(c.files) == 0 {
		return []byte(c.text)
	}
	return withFiles(tb, c.text, c.files)
}

func (c *oneCase) read(tb testing.TB) (xunpan.Facts, xunpan.Assessment) {
	tb.Helper()
	r := c.desk(tb)
	f, a := r.Read(c.raw(tb), c.form(), caseTime)
	if c.world != "" {
		var w xunpan.World
		d := json.NewDecoder(strings.NewReader(c.world))
		d.DisallowUnknownFields()
		if err := d.Decode(&w); err != nil {
			tb.Fatalf("%s: world: %v", c.title, err)
		}
		a = r.Weigh(&f, &w)
	}
	return f, a
}

var caseTime = time.Date(2026, 11, 20, 10, 0, 0, 0, time.FixedZone("", 8*3600))

func TestCases(t *testing.T) {
	t.Parallel()
	for _, c := range readCases(t) {
		t.Run(c.file+"/"+c.title, func(t *testing.T) {
			t.Parallel()
			f, a := c.read(t)
			failed := false
			for _, w := range c.want {
				if said := unmet(w, &f, &a); said != "" {
					failed = true
					t.Errorf("want %s: %s", w, said)
				}
			}
			if failed {
				t.Logf("it came to %s", sumUp(&f, &a))
			}
			for _, said := range broken(&f, &a) {
				t.Error(said)
			}
		})
	}
}

// TestEverySignalHasItsCase keeps the promise that a signal costs one entry and
// one case: each must speak in one case and stay silent where another says so.
func TestEverySignalHasItsCase(t *testing.T) {
	t.Parallel()
	speaks, silent := map[string]bool{}, map[string]bool{}
	for _, c := range readCases(t) {
		for _, w := range c.want {
			f := strings.Fields(w)
			switch {
			case f[0] == "signal" && c.rules == "":
				speaks[f[1]] = true
			case f[0] == "no" && len(f) == 3:
				silent[f[2]] = true
			}
		}
	}
	for _, s := range judge.Default().Signals {
		if !speaks[s.ID] {
			t.Errorf("%s: no case of testdata/cases shows it (want a line: signal %s \"words\")", s.ID, s.ID)
		}
		if !silent[s.ID] {
			t.Errorf("%s: no case of testdata/cases has it stay silent (want a line: no signal %s)", s.ID, s.ID)
		}
	}
}

// unmet says what came instead of what a line wants; "" if it came so.
func unmet(want string, f *xunpan.Facts, a *xunpan.Assessment) string {
	verb, rest, _ := strings.Cut(want, " ")
	rest = strings.TrimSpace(rest)
	is := func(got string) string {
		if slices.Contains(strings.Split(rest, "|"), got) {
			return ""
		}
		return "it is " + got
	}
	switch verb {
	case "type":
		return is(string(a.Type))
	case "action":
		return is(string(a.Action))
	case "grade":
		return is(a.Grade)
	case "intent":
		return is(string(a.Intent))
	case "stars":
		low, high, _ := strings.Cut(rest, "-")
		if high == "" {
			high = low
		}
		from, err1 := strconv.Atoi(low)
		to, err2 := strconv.Atoi(high)
		if err1 != nil || err2 != nil {
			return "stars are a number or a range"
		}
		if a.Stars < from || a.Stars > to {
			return "there are " + strconv.Itoa(a.Stars)
		}
		return ""
	case "signal":
		return wantSignal(rest, f.Message, a)
	case "risk", "house":
		for _, r := range a.Risks {
			if verb == "risk" && r.ID == rest {
				return ""
			}
		}
		for _, h := range a.House {
			if verb == "house" && h.ID == rest {
				return ""
			}
		}
		return "it does not show"
	case "no":
		return wantNot(rest, f.Message, a)
	}
	return "no such wish; see testdata/cases/README.md"
}

func wantNot(rest string, m *xunpan.Message, a *xunpan.Assessment) string {
	what, id, _ := strings.Cut(rest, " ")
	switch what {
	case "signal":
		if judge.Default().Signal(id) == nil && !strings.HasPrefix(id, "our.") {
			return "no such signal"
		}
		for _, e := range a.Evidence {
			if e.Signal == id {
				return fmt.Sprintf("it speaks: %q (%s)", marked(m, &e), e.Why.En)
			}
		}
		return ""
	case "risk":
		for _, r := range a.Risks {
			if r.ID == id {
				return "it shows: " + r.Why.En
			}
		}
		return ""
	case "house":
		for _, h := range a.House {
			if h.ID == id {
				return "it spoke"
			}
		}
		return ""
	}
	return "no such wish"
}

// wantSignal asks that the signal speaks and that the words it marked hold the
// words wanted.
func wantSignal(rest string, m *xunpan.Message, a *xunpan.Assessment) string {
	id, words, quoted := strings.Cut(rest, " ")
	if quoted {
		words = strings.TrimSpace(words)
		if len(words) < 2 || words[0] != '"' || words[len(words)-1] != '"' {
			return `words stand in "quotes"`
		}
		words = words[1 : len(words)-1]
	}
	for i := range a.Evidence {
		e := &a.Evidence[i]
		if e.Signal != id {
			continue
		}
		if got := marked(m, e); !strings.Contains(strings.Join(strings.Fields(got), " "), words) {
			return fmt.Sprintf("it marks %q", got)
		}
		return ""
	}
	return "it is silent"
}

// marked is the text that an evidence marks.
func marked(m *xunpan.Message, e *xunpan.Evidence) string {
	t := m.PartText(e.Part)
	if e.IsZero() || e.Start < 0 || e.End > len(t) {
		return ""
	}
	return t[e.Start:e.End]
}

// sumUp tells an assessment in a few lines.
func sumUp(f *xunpan.Facts, a *xunpan.Assessment) string {
	var b bytes.Buffer
	fmt.Fprintf(&b, "%s %d* %s intent %s, %s, axes %+v, types", a.Type, a.Stars, a.Grade, a.Intent, a.Action, a.Axes)
	for i, p := range a.Types {
		if p >= 0.02 {
			fmt.Fprintf(&b, " %s %.2f", xunpan.Types[i], p)
		}
	}
	for i := range a.Evidence {
		e := &a.Evidence[i]
		fmt.Fprintf(&b, "\n\t%-20s %5.1f %s %q — %s", e.Signal, e.Points, e.Part, marked(f.Message, e), e.Why.En)
	}
	for _, r := range a.Risks {
		if !slices.ContainsFunc(a.Evidence, func(e xunpan.Evidence) bool { return e.Signal == r.ID }) {
			fmt.Fprintf(&b, "\n\trisk %s: %s", r.ID, r.Why.En)
		}
	}
	for _, p := range f.Message.Problems {
		fmt.Fprintf(&b, "\n\tproblem %s %s: %s", p.Code, p.Where, p.Detail)
	}
	return b.String()
}

// TestReadCase prints what the desk says of one mail: CASE=file go test -run TestReadCase -v.
func TestReadCase(t *testing.T) {
	name := os.Getenv("CASE")
	if name == "" {
		t.Skip("set CASE to a mail's file to see what the desk says of it")
	}
	raw, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	c := oneCase{}
	f, a := c.desk(t).Read(raw, formOf(strings.HasSuffix(name, ".txt")), caseTime)
	t.Log(sumUp(&f, &a))
}

func (c *oneCase) form() xunpan.Form { return formOf(c.paste) }

func formOf(paste bool) xunpan.Form {
	if paste {
		return xunpan.FormPaste
	}
	return xunpan.FormMail
}
