package plan

import (
	"fmt"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"xunpan"
)

// The cases stand in testdata/cases.tsv, one a line, as a trader would write
// them down: who and where, what happened, and on the clocks of both when to
// write next. Times of ours are those of Shanghai.
const caseLayout = "Mon 2006-01-02 15:04"

type planCase struct {
	line                               int
	where, who, since, more, his, ours string
	rule, why                          string
}

func readCases(t *testing.T) (out []planCase) {
	t.Helper()
	text, err := os.ReadFile("testdata/cases.tsv")
	if err != nil {
		t.Fatal(err)
	}
	for i, line := range strings.Split(strings.TrimRight(string(text), "\n"), "\n") {
		if line == "" || line[0] == '#' {
			continue
		}
		f := strings.Split(line, "\t")
		if len(f) != 8 {
			t.Fatalf("line %d has %d columns", i+1, len(f))
		}
		out = append(out, planCase{i + 1, f[0], f[1], f[2], f[3], f[4], f[5], f[6], f[7]})
	}
	return out
}

var shanghai = func() *time.Location {
	l, err := time.LoadLocation("Asia/Shanghai")
	if err != nil {
		panic(err)
	}
	return l
}()

// read makes what Next takes of a case.
func (c *planCase) read(t *testing.T) (Deal, Buyer, time.Time) {
	t.Helper()
	country, place, _ := strings.Cut(c.where, " ")
	var phone []string
	if rest, ok := strings.CutPrefix(place, "tel "); ok {
		place, phone = "", []string{rest}
	}
	b := BuyerAt(country, []string{place}, phone)
	d := Deal{Type: xunpan.Seeker, Intent: xunpan.General, Grade: "B", Stage: xunpan.StageReplied}
	for _, w := range strings.Fields(c.who) {
		switch {
		case slices.Contains([]string{"A", "B", "C", "D"}, w):
			d.Grade = w
		case w == "high" || w == "general" || w == "low":
			d.Intent = xunpan.Intent(w)
		case w == "regular":
			d.Regular = true
		case xunpan.BuyerType(w).Index() >= 0:
			d.Type = xunpan.BuyerType(w)
		default:
			d.Stage = xunpan.Stage(w)
		}
	}
	when := func(s string) time.Time {
		at, err := time.ParseInLocation(caseLayout, s, shanghai)
		if err != nil {
			t.Fatalf("line %d: %v", c.line, err)
		}
		return at
	}
	d.Wrote = when(c.since)
	d.Heard = d.Wrote.Add(-5 * time.Hour)
	now := d.Wrote.Add(time.Minute)
	for _, m := range strings.Split(c.more, ", ") {
		key, value, _ := strings.Cut(m, " ")
		switch key {
		case "":
		case "tries":
			n, err := strconv.Atoi(value)
			if err != nil {
				t.Fatal(err)
			}
			d.Tries = n
		case "away", "after":
			day, err := time.ParseInLocation(time.DateOnly, value, b.Zones[0])
			if err != nil {
				t.Fatal(err)
			}
			d.NotBefore, d.Away = day, key == "away"
		case "named":
			day, err := time.ParseInLocation(time.DateOnly, value, b.Zones[0])
			if err != nil {
				t.Fatal(err)
			}
			d.On = day
		case "now":
			now = when(value)
		case "heard":
			d.Heard = when(value)
		default:
			t.Fatalf("line %d: what is %q?", c.line, m)
		}
	}
	return d, b, now
}

func ourside() Seller { return NewSeller(NewHours(xunpan.WorkingTime{}, shanghai), "CN") }

func TestPlanCases(t *testing.T) {
	t.Parallel()
	cases := readCases(t)
	if len(cases) < 120 && os.Getenv("PLAN_PRINT") == "" {
		t.Errorf("%d cases, want 120", len(cases))
	}
	for _, c := range cases {
		d, b, now := c.read(t)
		got := Next(d, ourside(), b, now, nil)
		his, ours := "-", "-"
		if got.Verdict == Planned {
			his, ours = got.Leave.Format(caseLayout), got.Prepare.Format(caseLayout)
		}
		rule := string(got.Verdict)
		if got.Verdict == Planned {
			rule = got.Rule
		}
		why := ""
		for _, w := range append(got.Why, got.Unsure...) {
			why += w.En + "; "
			if w.Zh == "" {
				t.Errorf("line %d: nothing in Chinese for %q", c.line, w.En)
			}
		}
		if os.Getenv("PLAN_PRINT") != "" {
			fmt.Printf("%s\t%s\t%s\t%s\t%s\t%s\t%s\t%s\n\t\t%s\n", c.where, c.who, c.since, c.more, his, ours, rule, c.why, why)
			continue
		}
		if his != c.his || ours != c.ours || rule != c.rule || !strings.Contains(why, c.why) {
			t.Errorf("line %d: %s, %s, written %s %s:\n got %s his, %s ours, %s\nwant %s his, %s ours, %s because %q\nwhy %s", c.line, c.where, c.who, c.since, c.more, his, ours, rule, c.his, c.ours, c.rule, c.why, why)
		}
	}
}
