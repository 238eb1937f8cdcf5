package xunpan_test

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"xunpan"
	"xunpan/internal/schematest"
)

// obeys checks a value's JSON against the schema and returns it decoded.
func obeys(t *testing.T, s *jsonschema.Schema, v any) map[string]any {
	t.Helper()
	b, err := json.Marshal(v)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	if err := s.Validate(doc); err != nil {
		t.Errorf("%v\n%s", err, b)
	}
	m, _ := doc.(map[string]any)
	return m
}

const body = "Dear Jueen,\nwe need 5,000 pcs of LED flood light FL-50 at US$3.20, FOB Níngbō → Santos.\nWhat is your MOQ?\n"

// at finds a text in the body and makes its span.
func at(text string) xunpan.Span {
	i := strings.Index(body, text)
	return xunpan.Span{Part: xunpan.PartBody, Start: i, End: i + len(text)}
}

func inquiry() (*xunpan.Facts, *xunpan.Assessment) {
	zone := time.FixedZone("", -3*3600)
	word := func(value, text string) xunpan.Word { return xunpan.Word{Value: value, At: at(text)} }
	f := &xunpan.Facts{
		Message: &xunpan.Message{
			ID: "a1@importer.example", Date: time.Date(2026, 5, 4, 9, 12, 0, 0, zone), ZoneTold: true, Channel: xunpan.Email,
			Subject: "LED flood light", Body: body,
			Headers: []xunpan.Header{{Name: "Reply-To", Value: "ana@other.example"}},
		},
		Reading: &xunpan.Reading{
			Lang: "en",
			Needs: xunpan.Needs{
				Lines: []xunpan.Line{{
					Product:  word("LED flood light", "LED flood light"),
					Model:    word("FL-50", "FL-50"),
					Quantity: &xunpan.Quantity{Min: 5000, Max: 5000, Unit: "pcs", At: at("5,000 pcs")},
					Target:   &xunpan.Price{Amount: "3.20", Currency: "USD", Per: "pcs", At: at("US$3.20")},
				}},
				Incoterm: word("FOB", "FOB"), Place: word("Ningbo", "Níngbō"),
				DestCountry: word("BR", "Santos"), DestPort: word("Santos", "Santos"),
			},
			Questions: []xunpan.Question{{Topic: "moq", Text: "What is your MOQ?", At: at("What is your MOQ?")}},
			Missing:   []xunpan.Missing{{Field: "voltage", Ask: xunpan.Text{En: "110 V or 220 V?", Zh: "110 伏还是 220 伏？"}}},
			Buyer:     xunpan.Buyer{Country: word("BR", "Santos"), CountryBasis: "claimed", Emails: []xunpan.Word{{Value: "ana@importer.example"}}},
			Greeted:   word("Jueen", "Jueen"),
		},
		Checks: []xunpan.Check{{ID: "domain.age", State: "unknown", Detail: "not asked"}},
	}
	a := &xunpan.Assessment{
		Type: xunpan.Seeker, Types: [9]float64{0.806, 0.12, 0.004}, Stars: 4, Grade: "A", Intent: xunpan.High,
		Confidence: 0.7777, Action: xunpan.ReplyNow, Axes: xunpan.Axes{Need: 72, Credibility: 55, Engagement: 40, Risk: 3},
		Evidence: []xunpan.Evidence{
			{Signal: "need.quantity", Axis: xunpan.AxisNeed, Points: 12, Span: at("5,000 pcs"), Why: xunpan.Text{En: "A quantity.", Zh: "数量。"}},
			{Signal: "auth.reply_to", Axis: xunpan.AxisRisk, Points: 3, Span: xunpan.Span{Part: "header:Reply-To", End: 17}, Why: xunpan.Text{En: "Another firm.", Zh: "另一家。"}},
			{Signal: "contact.none", Axis: xunpan.AxisCredibility, Points: -2},
		},
		Risks: []xunpan.Risk{{ID: "origin.ip_country", Severity: xunpan.SeverityHigh}},
		House: []xunpan.HouseHit{{ID: "small", Action: xunpan.Nurture}},
	}
	return f, a
}

func TestAnalysisObeysTheSchema(t *testing.T) {
	t.Parallel()
	s := schematest.Compile(t, "docs/assessment.schema.json")
	f, a := inquiry()
	v := xunpan.NewAnalysis("mails/a.eml", f, a, true)
	m := obeys(t, s, v)
	if got, want := m["date"], "2026-05-04T09:12:00-03:00"; got != want {
		t.Errorf("date = %v, want %v", got, want)
	}
	if diff := cmp.Diff(map[string]float64{"seeker": 0.81, "entrant": 0.12}, v.Types); diff != "" {
		t.Error(diff)
	}
	for _, e := range v.Evidence {
		if got := v.Texts[string(e.Part)][e.Start:e.End]; e.Part != "" && got != e.Text {
			t.Errorf("%s: text %q, span holds %q", e.Signal, e.Text, got)
		}
	}
	if v.Evidence[1].Text != "ana@other.example" {
		t.Errorf("header evidence says %q", v.Evidence[1].Text)
	}
	fields := map[string]string{}
	for _, k := range v.Marks {
		fields[k.Field] = v.Texts[string(k.Part)][k.Start:k.End]
	}
	want := map[string]string{
		"greeted": "Jueen", "needs.lines.0.product": "LED flood light", "needs.lines.0.model": "FL-50",
		"needs.lines.0.quantity": "5,000 pcs", "needs.lines.0.target_price": "US$3.20", "needs.incoterm": "FOB",
		"needs.place": "Níngbō", "needs.destination.country": "Santos", "needs.destination.port": "Santos",
		"questions.0": "What is your MOQ?", "buyer.country": "Santos",
	}
	if diff := cmp.Diff(want, fields); diff != "" {
		t.Error(diff)
	}
}

func TestUnknownIsNullAndListsNeverAre(t *testing.T) {
	t.Parallel()
	s := schematest.Compile(t, "docs/assessment.schema.json")
	empty := &xunpan.Assessment{Type: xunpan.NotBuyer, Grade: "D", Intent: xunpan.Low, Action: xunpan.FileAway}
	for name, f := range map[string]*xunpan.Facts{
		"nothing": {Message: &xunpan.Message{Channel: xunpan.Email}, Reading: &xunpan.Reading{}},
		"year 12026": {Message: &xunpan.Message{Channel: xunpan.Email, Date: time.Date(12026, 1, 1, 0, 0, 0, 0, time.UTC)},
			Reading: &xunpan.Reading{}},
		"offset with seconds": {Message: &xunpan.Message{Channel: xunpan.Email, Date: time.Date(1900, 1, 1, 0, 0, 0, 0, time.FixedZone("", 1717))},
			Reading: &xunpan.Reading{}},
	} {
		m := obeys(t, s, xunpan.NewAnalysis(name, f, empty, false))
		for _, key := range []string{"evidence", "risks", "checks", "questions", "missing", "raise", "house", "marks", "problems"} {
			if _, ok := m[key].([]any); !ok {
				t.Errorf("%s: %s is %v, want a list", name, key, m[key])
			}
		}
		if _, ok := m["texts"]; ok {
			t.Errorf("%s: texts were not asked for", name)
		}
	}
	obeys(t, s, xunpan.Unreadable{Source: "x.eml", Error: "no such file"})
}

// Whatever spans and numbers come in, the output stays sound.
func TestSpansThatDoNotHold(t *testing.T) {
	t.Parallel()
	s := schematest.Compile(t, "docs/assessment.schema.json")
	f, a := inquiry()
	cut := strings.Index(body, "í") + 1 // inside a rune
	for _, span := range []xunpan.Span{
		{Part: "body", Start: -1, End: 3}, {Part: "body", Start: 0, End: len(body) + 1}, {Part: "body", Start: 5, End: 2},
		{Part: "header:None", Start: 0, End: 3}, {Part: "attachment:7", Start: 0, End: 1}, {Part: "body", Start: cut, End: cut + 2},
	} {
		a.Evidence[0].Span = span
		f.Reading.Greeted.At = span
		v := xunpan.NewAnalysis("a", f, a, true)
		obeys(t, s, v)
		if e := v.Evidence[0]; e.Part != "" || e.Start != 0 || e.End != 0 {
			t.Errorf("%v is kept as %v", span, e)
		}
		if len(v.Marks) > 0 && v.Marks[0].Field == "greeted" {
			t.Errorf("%v is marked", span)
		}
	}
	a.Confidence = math.NaN()
	obeys(t, s, xunpan.NewAnalysis("a", f, a, true))
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		limit int
		want  string
	}{
		{"short", 10, "short"}, {"exactly ten", 11, "exactly ten"}, {"much too long", 8, "much …"}, {"询盘询盘询盘", 10, "询盘…"}, {"询", 2, "…"},
	} {
		if got := xunpan.Shorten(c.in, c.limit); got != c.want {
			t.Errorf("Shorten(%q, %d) = %q, want %q", c.in, c.limit, got, c.want)
		}
	}
}
