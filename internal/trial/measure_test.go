package trial_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"xunpan"
	"xunpan/internal/trial"
)

const labels = `{"id":"m1","human":{"type":"potential","type_alt":["info_collect"],"stars_min":3,"stars_max":4,"grade":"B","grade_ok":["A"],"fields":{"company":["Casa Verde","Casa Verde Ltda"],"product":["chair","table"],"port":"Santos","asks":["price"],"person":"Ana","quantity":500,"currency":"USD"},"not_verbatim":["person"],"inferred":[]}}

{"id":"m2","human":{"type":"phishing","stars_min":0,"stars_max":0,"grade":"D","intent":"low","intent_ok":["general"],"action_ok":["quarantine"],"fields":{},"questions":["price","moq"]}}
{"id":"m3","human":{"type":"seeker","stars_min":4,"stars_max":5,"grade":"A","fields":{"email":"b@c.example","price":"US$3.20","currency":"USD"},"questions":[]}}
`

func read(t *testing.T, half trial.Half) []trial.Label {
	t.Helper()
	ls, err := trial.ReadLabels(strings.NewReader(labels), half)
	if err != nil {
		t.Fatal(err)
	}
	return ls
}

func TestReadLabels(t *testing.T) {
	t.Parallel()
	got := read(t, trial.All)
	want := []trial.Label{
		{ID: "m1", Types: []xunpan.BuyerType{"entrant", "seeker", "collector", "casual"}, StarsMin: 3, StarsMax: 4, Grades: []string{"A", "B"},
			Fields: map[string][]string{"company": {"Casa Verde", "Casa Verde Ltda"}, "product": {"chair", "table"}, "place": {"Santos"}, "quantity": {"500"}}},
		{ID: "m2", Types: []xunpan.BuyerType{"fraud"}, Grades: []string{"D"}, Intents: []string{"general", "low"}, Actions: []string{"quarantine"},
			Fields: map[string][]string{}, Questions: []string{"price", "moq"}},
		{ID: "m3", Types: []xunpan.BuyerType{"seeker"}, StarsMin: 4, StarsMax: 5, Grades: []string{"A"},
			Fields: map[string][]string{"email": {"b@c.example"}, "target_price": {"US$3.20"}, "currency": {"USD"}}, Questions: []string{}},
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// The halves share no line, and together they are all.
func TestHalves(t *testing.T) {
	t.Parallel()
	ids := func(h trial.Half) (ids []string) {
		for _, l := range read(t, h) {
			ids = append(ids, l.ID)
		}
		return ids
	}
	if diff := cmp.Diff([]string{"m1", "m2"}, ids(trial.First)); diff != "" {
		t.Error(diff) // lines 1 and 3: the second line is empty, and lines are counted as they stand
	}
	if diff := cmp.Diff([]string{"m3"}, ids(trial.Second)); diff != "" {
		t.Error(diff)
	}
}

func TestBadLabels(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"{", `{"id":"x"}`, `{"id":"x","human":{"type":"nonsense"}}`} {
		if _, err := trial.ReadLabels(strings.NewReader("\n"+s), trial.All); err == nil || !strings.HasPrefix(err.Error(), "line 2: ") {
			t.Errorf("%s: %v", s, err)
		}
	}
	for _, s := range []string{"stars", "stars<1", "stars<=x", "stars<=6", "moons<=1"} {
		if _, err := trial.ParseExpectation(s); err == nil {
			t.Errorf("%s: no error", s)
		}
	}
	l, err := trial.ParseExpectation("stars>=2, stars<=4")
	if err != nil || l.StarsMin != 2 || l.StarsMax != 4 {
		t.Errorf("%+v, %v", l, err)
	}
}

func str(s string) *string { return &s }

func TestMeasure(t *testing.T) {
	t.Parallel()
	ls := read(t, trial.All)
	r := trial.Measure([]trial.Case{
		{Label: ls[0], Got: &xunpan.Analysis{Type: "seeker", Types: map[string]float64{"seeker": 0.6}, Stars: 5, Grade: "A",
			Buyer: xunpan.AnalysisBuyer{Company: str("CASA VERDE LTDA")},
			Needs: xunpan.AnalysisNeeds{Place: str("Rotterdam"), Lines: []xunpan.AnalysisLine{
				{Product: str("Chair"), Quantity: &xunpan.AnalysisQuantity{Min: 500, Max: 500}}, {Product: str("lamp")}}}}},
		{Label: ls[1], Got: &xunpan.Analysis{Type: "fraud", Types: map[string]float64{"fraud": 0.9}, Grade: "D", Intent: "low", Action: "quarantine",
			Questions: []xunpan.AnalysisQuestion{{Topic: "price"}, {Topic: "price"}, {Topic: "other"}, {Topic: "sample"}}}},
		{Label: ls[2], Got: &xunpan.Analysis{Type: "fraud", Types: map[string]float64{"fraud": 0.5}, Stars: 0, Grade: "D",
			Evidence: []xunpan.AnalysisEvidence{{Signal: "danger.file", Points: 40, Text: "order.exe"}},
			Buyer:    xunpan.AnalysisBuyer{Emails: []string{"a@c.example", "b@c.example"}}}},
		{Label: trial.Label{ID: "m4", StarsMax: 1}, Err: "no such mail"},
	}, trial.Normal{})
	if r.Mails != 4 || r.Unreadable != 1 {
		t.Errorf("mails %d, unreadable %d", r.Mails, r.Unreadable)
	}
	for name, x := range map[string][2]trial.Score{
		"types":  {r.Types, {Right: 2, Of: 3}},
		"stars":  {r.Stars, {Right: 1, Of: 4}},
		"near":   {r.StarsNear, {Right: 2, Of: 4}},
		"grades": {r.Grades, {Right: 2, Of: 3}}, "intents": {r.Intents, {Right: 1, Of: 1}}, "actions": {r.Actions, {Right: 1, Of: 1}},
		"fraud found": {r.FraudFound, {Right: 1, Of: 1}}, "honest called fraud": {r.HonestFraud, {Right: 1, Of: 2}},
		"topics found": {r.TopicsFound, {Right: 1, Of: 2}}, "topics right": {r.TopicsRight, {Right: 1, Of: 2}},
		// company, quantity, one of two products and the mail address; not the place, not the price.
		"fields found": {r.FieldsFound, {Right: 4, Of: 8}},
		// the lamp and Rotterdam are wrong.
		"fields right": {r.FieldsRight, {Right: 4, Of: 6}},
	} {
		if x[0] != x[1] {
			t.Errorf("%s: %+v, want %+v", name, x[0], x[1])
		}
	}
	// An accepted type counts as the expected one.
	if got := r.Confusion[xunpan.Seeker.Index()][xunpan.Seeker.Index()]; got != 1 {
		t.Errorf("seeker given for entrant|seeker stands %d times on the diagonal", got)
	}
	if got, want := r.Brier, (0.4*0.4+0.1*0.1+0.5*0.5)/3; got-want > 1e-9 || want-got > 1e-9 {
		t.Errorf("Brier %v, want %v", got, want)
	}
	var b strings.Builder
	if err := r.Markdown(&b, 10); err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{
		"4 mails, 1 unreadable", "| type right                     |  66.7 % |   2/3 |", "| seeker ", "0.55–0.70",
		`- m3: expected seeker 4–5★ A; came type+stars+grade: fraud 0.50 0★ D`, `danger.file +40 "order.exe"`,
		`- m1: expected product "chair", "table"; came "Chair", "lamp"`, "- m4: expected 0–1★; came unreadable: no such mail",
	} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("the report lacks %q:\n%s", want, b.String())
		}
	}
}
