package trial

import (
	"fmt"
	"slices"
	"strings"

	"xunpan"
)

// Case is a label with what came out for it.
type Case struct {
	Label
	Got *xunpan.Analysis
	Err string // why there is no analysis
}

// Score is right out of all.
type Score struct {
	Right int `json:"right"`
	Of    int `json:"of"`
}

func (s *Score) add(right bool) {
	s.Of++
	if right {
		s.Right++
	}
}

// Share is the score from 0 to 1; NaN if nothing was measured.
func (s Score) Share() float64 { return float64(s.Right) / float64(s.Of) }

// FieldScore tells how much of a field was found and how much of what was
// given is right. Both count only mails whose label has the field.
type FieldScore struct {
	Field string `json:"field"`
	Found Score  `json:"found"`
	Right Score  `json:"right"`
}

// Bin is a range of the stated probability of the top type.
type Bin struct {
	From  float64 `json:"from"`
	To    float64 `json:"to"`
	Count int     `json:"count"`
	Said  float64 `json:"said"` // mean probability of the top type
	Hit   float64 `json:"hit"`  // how often it was right
}

// Miss is a mail that came out otherwise than expected.
type Miss struct {
	ID       string   `json:"id"`
	Expected string   `json:"expected"`
	Got      string   `json:"got"`
	Evidence []string `json:"evidence"` // the three strongest
}

// Report is the outcome of a trial.
type Report struct {
	Mails      int    `json:"mails"`
	Unreadable int    `json:"unreadable"`
	Types      Score  `json:"types"`
	PerType    []Type `json:"per_type"`
	// Confusion counts by expected type (row) and given type (column), both in
	// the order of xunpan.Types. A type the label also accepts counts as the
	// expected one.
	Confusion   [len(xunpan.Types)][len(xunpan.Types)]int `json:"confusion"`
	FraudFound  Score                                     `json:"fraud_found"`  // labelled fraud first and called fraud
	HonestFraud Score                                     `json:"honest_fraud"` // inquiries that may not be called fraud and were; fewer is better
	Stars       Score                                     `json:"stars"`        // inside the label's range
	StarsNear   Score                                     `json:"stars_near"`   // at most one star outside
	StarCount   [6]int                                    `json:"star_count"`
	Grades      Score                                     `json:"grades"`
	Intents     Score                                     `json:"intents"`
	Actions     Score                                     `json:"actions"`
	FieldsFound Score                                     `json:"fields_found"`
	FieldsRight Score                                     `json:"fields_right"`
	Fields      []FieldScore                              `json:"fields"`
	TopicsFound Score                                     `json:"topics_found"`
	TopicsRight Score                                     `json:"topics_right"`
	Bins        []Bin                                     `json:"calibration"`
	Brier       float64                                   `json:"brier"` // of the top type's probability; 0 is perfect, 0.25 a coin
	Misses      []Miss                                    `json:"misses"`
	FieldMisses []Miss                                    `json:"field_misses"`
}

// Type is how one type fared.
type Type struct {
	Type  xunpan.BuyerType `json:"type"`
	Found Score            `json:"found"` // of mails expected to be of the type
	Right Score            `json:"right"` // of mails called so
}

// Measure compares every case with its label.
func Measure(cases []Case, n Normal) *Report {
	r := &Report{Mails: len(cases), Misses: []Miss{}, FieldMisses: []Miss{}}
	scores := make([]FieldScore, len(fields))
	var tops []top
	for i := range cases {
		c := &cases[i]
		if c.Got == nil {
			r.Unreadable++
			r.Misses = append(r.Misses, Miss{ID: c.ID, Expected: c.expected(), Got: "unreadable: " + c.Err})
			// What cannot be read is neither the type nor the stars expected.
			if len(c.Types) > 0 {
				r.Types.add(false)
			}
			r.Stars.add(false)
			r.StarsNear.add(false)
			continue
		}
		t, right := r.verdict(c)
		if len(c.Types) > 0 {
			tops = append(tops, top{t, right})
		}
		r.fields(c, &n, scores)
		r.topics(c)
	}
	for i, s := range scores {
		if s.Found.Of > 0 {
			s.Field = fields[i].name
			r.Fields = append(r.Fields, s)
			r.FieldsFound.Right += s.Found.Right
			r.FieldsFound.Of += s.Found.Of
			r.FieldsRight.Right += s.Right.Right
			r.FieldsRight.Of += s.Right.Of
		}
	}
	r.perType()
	r.calibrate(tops)
	return r
}

// verdict counts type, stars, grade, intent and action of a case and notes a
// miss. It returns the probability of the given type and whether it is right.
func (r *Report) verdict(c *Case) (p float64, right bool) {
	g := c.Got
	var wrong []string
	right = true
	if len(c.Types) > 0 {
		right = slices.Contains(c.Types, g.Type)
		r.Types.add(right)
		row := c.Types[0]
		if right {
			row = g.Type
		} else {
			wrong = append(wrong, "type")
		}
		if i, j := row.Index(), g.Type.Index(); i >= 0 && j >= 0 {
			r.Confusion[i][j]++
		}
		switch {
		case c.Types[0] == xunpan.Fraud:
			r.FraudFound.add(g.Type == xunpan.Fraud)
		case c.Types[0] != xunpan.NotBuyer && !slices.Contains(c.Types, xunpan.Fraud):
			r.HonestFraud.add(g.Type == xunpan.Fraud)
		}
	}
	out := max(c.StarsMin-g.Stars, g.Stars-c.StarsMax, 0)
	r.Stars.add(out == 0)
	r.StarsNear.add(out <= 1)
	if out > 0 {
		wrong = append(wrong, "stars")
	}
	if g.Stars >= 0 && g.Stars < len(r.StarCount) {
		r.StarCount[g.Stars]++
	}
	for _, x := range []struct {
		name     string
		score    *Score
		accepted []string
		given    string
	}{
		{"grade", &r.Grades, c.Grades, g.Grade},
		{"intent", &r.Intents, c.Intents, string(g.Intent)},
		{"action", &r.Actions, c.Actions, string(g.Action)},
	} {
		if len(x.accepted) > 0 {
			ok := slices.Contains(x.accepted, x.given)
			x.score.add(ok)
			if !ok {
				wrong = append(wrong, x.name)
			}
		}
	}
	if len(wrong) > 0 {
		r.Misses = append(r.Misses, Miss{ID: c.ID, Expected: c.expected(), Got: strings.Join(wrong, "+") + ": " + got(g), Evidence: strongest(g, 3)})
	}
	return g.Types[string(g.Type)], right
}

func (l *Label) expected() string {
	var parts []string
	for i, t := range l.Types {
		if i > 0 {
			parts[0] += "|" + string(t)
			continue
		}
		parts = append(parts, string(t))
	}
	if l.StarsMin == l.StarsMax {
		parts = append(parts, fmt.Sprintf("%d★", l.StarsMin))
	} else {
		parts = append(parts, fmt.Sprintf("%d–%d★", l.StarsMin, l.StarsMax))
	}
	for _, more := range [][]string{l.Grades, l.Intents, l.Actions} {
		if len(more) > 0 {
			parts = append(parts, strings.Join(more, "|"))
		}
	}
	return strings.Join(parts, " ")
}

func got(a *xunpan.Analysis) string {
	return fmt.Sprintf("%s %.2f %d★ %s %s %s (need %d, cred %d, eng %d, risk %d)", a.Type, a.Types[string(a.Type)], a.Stars, a.Grade, a.Intent, a.Action,
		a.Axes.Need, a.Axes.Credibility, a.Axes.Engagement, a.Axes.Risk)
}

func strongest(a *xunpan.Analysis, n int) []string {
	es := make([]string, 0, n)
	for _, e := range a.Evidence[:min(n, len(a.Evidence))] {
		s := fmt.Sprintf("%s %+.0f", e.Signal, e.Points)
		if e.Text != "" {
			s += fmt.Sprintf(" %q", xunpan.Shorten(strings.Join(strings.Fields(e.Text), " "), 40))
		}
		es = append(es, s)
	}
	return es
}

// fields counts the labelled fields of a case.
func (r *Report) fields(c *Case, n *Normal, scores []FieldScore) {
	for i := range fields {
		f := &fields[i]
		label := c.Fields[f.name]
		if len(label) == 0 {
			continue
		}
		given := f.given(c.Got)
		foundOne := false
		var lost []string
		for _, l := range label {
			found := slices.ContainsFunc(given, func(g string) bool { return f.same(n, l, g) })
			foundOne = foundOne || found
			if !found {
				lost = append(lost, l)
			}
			if f.each {
				scores[i].Found.add(found)
			}
		}
		if !f.each {
			scores[i].Found.add(foundOne)
		}
		wrong := 0
		if f.every {
			for _, g := range given {
				ok := slices.ContainsFunc(label, func(l string) bool { return f.same(n, l, g) })
				scores[i].Right.add(ok)
				if !ok {
					wrong++
				}
			}
		} else if len(given) > 0 {
			scores[i].Right.add(foundOne)
		}
		if f.each && len(lost) > 0 || !foundOne || wrong > 0 {
			r.FieldMisses = append(r.FieldMisses, Miss{ID: c.ID, Expected: f.name + " " + quote(label), Got: quote(given)})
		}
	}
}

func quote(vs []string) string {
	if len(vs) == 0 {
		return "nothing"
	}
	qs := make([]string, len(vs))
	for i, v := range vs {
		qs[i] = fmt.Sprintf("%q", strings.TrimSpace(strings.ReplaceAll(v, lineBreak, " ")))
	}
	return strings.Join(qs, ", ")
}

// topics counts the topics of questions; "other" is nobody's topic.
func (r *Report) topics(c *Case) {
	if c.Questions == nil {
		return
	}
	var asked []string
	for _, q := range c.Got.Questions {
		if !slices.Contains(asked, q.Topic) {
			asked = append(asked, q.Topic)
		}
	}
	var lost, extra []string
	for _, t := range c.Questions {
		ok := slices.ContainsFunc(asked, func(given string) bool { return sameTopic(t, given) })
		r.TopicsFound.add(ok)
		if !ok {
			lost = append(lost, t)
		}
	}
	for _, t := range asked {
		if t == "other" {
			continue
		}
		ok := slices.ContainsFunc(c.Questions, func(label string) bool { return sameTopic(label, t) })
		r.TopicsRight.add(ok)
		if !ok {
			extra = append(extra, t)
		}
	}
	if len(lost)+len(extra) > 0 {
		r.FieldMisses = append(r.FieldMisses, Miss{ID: c.ID, Expected: "questions " + quote(lost), Got: "not asked " + quote(extra)})
	}
}

func (r *Report) perType() {
	for i, t := range xunpan.Types {
		x := Type{Type: t}
		for j := range xunpan.Types {
			x.Found.Of += r.Confusion[i][j]
			x.Right.Of += r.Confusion[j][i]
		}
		x.Found.Right, x.Right.Right = r.Confusion[i][i], r.Confusion[i][i]
		if x.Found.Of+x.Right.Of > 0 {
			r.PerType = append(r.PerType, x)
		}
	}
}

// top is the stated probability of the top type and whether it was right.
type top struct {
	p     float64
	right bool
}

// binEdges: below 0.4 hardly anything is stated, so the bins lie above.
var binEdges = [...]float64{0, 0.4, 0.55, 0.7, 0.85, 1}

func (r *Report) calibrate(tops []top) {
	if len(tops) == 0 {
		return
	}
	for i := range len(binEdges) - 1 {
		b := Bin{From: binEdges[i], To: binEdges[i+1]}
		hits := 0
		for _, t := range tops {
			if t.p >= b.From && (t.p < b.To || b.To == 1) {
				b.Count++
				b.Said += t.p
				if t.right {
					hits++
				}
			}
		}
		if b.Count > 0 {
			b.Said /= float64(b.Count)
			b.Hit = float64(hits) / float64(b.Count)
		}
		r.Bins = append(r.Bins, b)
	}
	for _, t := range tops {
		hit := 0.0
		if t.right {
			hit = 1
		}
		r.Brier += (t.p - hit) * (t.p - hit)
	}
	r.Brier /= float64(len(tops))
}
